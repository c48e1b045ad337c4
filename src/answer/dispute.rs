//! What documents see differently, though they say it of different things or in other words: whoever is told one side of
//! it is told the others.

use std::collections::BTreeMap;

use super::draft::Draft;
use super::fact::Fact;
use super::knowledge::Knowledge;
use super::say::say;
use super::wording::{self, Phrase};
use super::{Answer, Kind, Outcome};
use crate::corpus::document::UnitId;
use crate::corpus::{Corpus, StatementId};
use crate::question::meaning::Meaning;

const OTHERWISE: Phrase = Phrase {
    en: "But the documents see it differently: ",
    zh: "但各文档说法不同：",
    es: "Pero los documentos lo ven de otro modo: ",
};

/// Characters that the other sides need at most.
const ROOM: usize = 500;

/// The statements of each dispute.
pub(super) fn all(corpus: &Corpus) -> Vec<Vec<StatementId>> {
    let mut disputes: BTreeMap<&str, Vec<StatementId>> = BTreeMap::new();
    for (number, statement) in (0u32..).zip(&corpus.statements) {
        if let Some(name) = &statement.qualifiers.dispute {
            disputes.entry(name).or_default().push(StatementId(number));
        }
    }
    disputes.into_values().collect()
}

/// Adds the other sides of what an answer tells one side of: after "GLM was published from 2021 on" that its first model
/// came out at the end of 2020.
pub(super) fn add(knowledge: &Knowledge, meaning: &Meaning, answer: &mut Answer) {
    if answer.kind == Kind::None {
        return;
    }
    let words = without_quotes(answer);
    for sides in knowledge.disputes() {
        let told: Vec<StatementId> =
            sides.iter().copied().filter(|id| is_told(knowledge, answer, &words, *id)).collect();
        if told.is_empty() {
            continue;
        }
        let untold = others(&knowledge.corpus, sides, &told);
        if untold.is_empty() || !Draft::resume(knowledge, answer).has_room(ROOM) {
            continue;
        }
        let mut draft = Draft::resume(knowledge, answer);
        draft.push_gap();
        draft.push(&OTHERWISE.text(answer.language));
        for (number, fact) in facts(knowledge, &untold).iter().enumerate() {
            if number > 0 {
                draft.push_gap();
            }
            say(&mut draft, knowledge, meaning, fact);
        }
        *answer = draft.finish(Outcome::Disagree, answer.kind);
    }
}

/// An answer's words without the sentences that stand beside them, which tell of many things.
fn without_quotes(answer: &Answer) -> String {
    if answer.kind == Kind::Passages {
        return answer.text.clone();
    }
    let unquoted = answer.text.split('“').map(|part| part.split_once('”').map_or(part, |(_, rest)| rest));
    unquoted.collect()
}

/// Whether an answer has the value of a statement in its words, or of a post who holds it, and cites a sentence that
/// proves it.
fn is_told(knowledge: &Knowledge, answer: &Answer, words: &str, id: StatementId) -> bool {
    let statement = knowledge.corpus.statement(id);
    let cites = |unit| answer.citations.iter().any(|citation| citation.unit == unit);
    // Most answers cite nothing of a dispute: values are put into words for the few that do.
    statement.references.iter().any(|reference| cites(reference.unit))
        && words.contains(&wording::value(&knowledge.corpus, statement, answer.language))
}

/// The statements of a dispute that rest on other sentences than those which are told, one for each sentence.
fn others(corpus: &Corpus, sides: &[StatementId], told: &[StatementId]) -> Vec<StatementId> {
    let units =
        |id: &StatementId| corpus.statement(*id).references.iter().map(|reference| reference.unit).collect::<Vec<_>>();
    let mut known: Vec<UnitId> = told.iter().flat_map(units).collect();
    let mut others = Vec::new();
    for id in sides {
        let own = units(id);
        if own.iter().all(|unit| !known.contains(unit)) {
            known.extend(own);
            others.push(*id);
        }
    }
    others
}

/// Statements as facts: those of one subject and property together.
fn facts(knowledge: &Knowledge, ids: &[StatementId]) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    for id in ids {
        let statement = knowledge.corpus.statement(*id);
        let (subject, property) = (statement.subject, statement.property);
        match facts.iter_mut().find(|fact| (fact.subject, fact.property) == (subject, property)) {
            Some(fact) => fact.ids.push(*id),
            None => facts.push(Fact { subject, property, ids: vec![*id], score: 1.0 }),
        }
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::record::{Qualifiers, Rank, Reference, Statement, Value};
    use crate::corpus::{EntityId, PropertyId};

    /// Statements of one sentence each, with the dispute that each belongs to.
    fn corpus(statements: &[(u32, Option<&str>)]) -> Corpus {
        let statement = |(unit, dispute): &(u32, Option<&str>)| Statement {
            subject: EntityId(0),
            property: PropertyId(0),
            value: Value::Text,
            text: String::new(),
            qualifiers: Qualifiers { dispute: dispute.map(str::to_owned), ..Qualifiers::default() },
            keywords: Box::default(),
            rank: Rank::Normal,
            references: vec![Reference { unit: UnitId { document: 0, unit: *unit } }],
            origin: (String::new(), 1),
        };
        Corpus { statements: statements.iter().map(statement).collect(), ..Corpus::default() }
    }

    #[test]
    fn the_other_sides_are_those_of_other_sentences() {
        let corpus =
            corpus(&[(1, Some("a")), (2, Some("a")), (1, Some("a")), (2, Some("a")), (3, None), (4, Some("b"))]);
        let ids = |numbers: &[u32]| numbers.iter().copied().map(StatementId).collect::<Vec<_>>();
        let disputes = all(&corpus);
        assert_eq!(disputes, [ids(&[0, 1, 2, 3]), ids(&[5])]);
        assert_eq!(others(&corpus, &disputes[0], &ids(&[0])), ids(&[1]));
        assert_eq!(others(&corpus, &disputes[0], &ids(&[0, 3])), ids(&[]));
    }
}
