//! Which statements an answer tells, worked out from the answer itself: those whose value its text says and whose proof
//! it cites. An answer of passages alone tells none.

use std::collections::HashSet;

use super::wording;
use super::{Answer, Kind};
use crate::corpus::record::{Rank, Statement, Value};
use crate::corpus::{Corpus, StatementId};
use crate::text::fold::fold;

/// The statements that an answer tells, in the order of the corpus. Where some are of the properties or the subjects that
/// were asked for, those alone: a sentence that is cited often proves more than what was asked.
#[must_use]
pub fn statements(corpus: &Corpus, answer: &Answer) -> Vec<StatementId> {
    if answer.kind != Kind::Records {
        return Vec::new();
    }
    let cited: HashSet<(&str, &str)> =
        answer.citations.iter().map(|citation| (citation.source.as_str(), citation.quote.as_str())).collect();
    let text = fold(&answer.text);
    let is_cited = |statement: &Statement| {
        statement.references.iter().any(|reference| {
            let document = &corpus.documents[reference.unit.document as usize];
            cited.contains(&(document.source.id.as_str(), corpus.unit_text(reference.unit)))
        })
    };
    let mut told: Vec<StatementId> = (0u32..)
        .zip(&corpus.statements)
        .filter(|(_, statement)| statement.rank != Rank::Deprecated && is_cited(statement))
        .filter(|(_, statement)| text.contains(&fold(&words(corpus, statement, answer))))
        .map(|(number, _)| StatementId(number))
        .collect();
    let asked = &answer.topic.properties;
    narrow(&mut told, |id| asked.contains(&corpus.property(corpus.statement(id).property).id));
    let named = &answer.topic.subjects;
    narrow(&mut told, |id| named.contains(&corpus.entity(corpus.statement(id).subject).id));
    told
}

/// How a value stands in the text of an answer.
fn words(corpus: &Corpus, statement: &Statement, answer: &Answer) -> String {
    let Value::Flag(flag) = statement.value else { return wording::value(corpus, statement, answer.language) };
    // Yes and no are clauses of their own.
    let property = corpus.property(statement.property);
    let clause = if flag { &property.say } else { &property.deny };
    let subject = wording::name(corpus.entity(statement.subject), answer.language);
    wording::localised(clause, answer.language).replace("{subject}", &subject)
}

/// Keeps what fits, where anything does.
fn narrow(told: &mut Vec<StatementId>, fits: impl Fn(StatementId) -> bool) {
    if told.iter().any(|id| fits(*id)) {
        told.retain(|id| fits(*id));
    }
}
