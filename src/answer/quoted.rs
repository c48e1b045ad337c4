//! Words that a statement has in quotation marks: a slogan, a motto, what somebody calls itself. A question that says them
//! word for word asks whose they are, whatever its single words might ask for: "which lab is 'the academic AI company'".

use rustc_hash::FxHashSet;

use super::draft::Draft;
use super::fact::Fact;
use super::knowledge::Knowledge;
use super::{Answer, Kind, Outcome, say};
use crate::corpus::property::QuestionWord;
use crate::corpus::record::Entity;
use crate::corpus::{Corpus, EntityId, PropertyId, StatementId};
use crate::question::meaning::Meaning;
use crate::text::fold::{comparable, contains_words};

/// Fewer words in quotation marks may stand in a question for any reason.
const FEWEST_WORDS: usize = 3;

/// Some words in quotation marks, folded, and the statement that has them.
pub(super) type Quoted = (String, StatementId);

/// All that statements in words have in quotation marks, names apart: those are found as names.
pub(super) fn all(corpus: &Corpus) -> Vec<Quoted> {
    let statements = (0u32..).zip(&corpus.statements).map(|(number, statement)| (StatementId(number), statement));
    let quoted = statements.flat_map(|(id, statement)| {
        statement.text.split('"').skip(1).step_by(2).map(move |words| (comparable(words), id))
    });
    let names: FxHashSet<String> = corpus.entities.iter().flat_map(Entity::names).map(comparable).collect();
    quoted.filter(|(words, _)| words.split(' ').count() >= FEWEST_WORDS && !names.contains(words)).collect()
}

/// What is told with the very words of the question, where it asks whose they are and names nobody whose they could be.
#[must_use]
pub fn answer(knowledge: &Knowledge, meaning: &Meaning, question: &str) -> Option<Answer> {
    use QuestionWord::{What, Which, Who};
    if !meaning.asks.iter().all(|ask| matches!(ask, Who | Which | What)) {
        return None;
    }
    let question = comparable(question);
    let said = |(words, _): &&Quoted| contains_words(&question, words);
    let ids: Vec<StatementId> = knowledge.quoted().iter().filter(said).map(|(_, id)| *id).collect();
    let named = meaning.entities();
    let wanted = |id: &EntityId| meaning.wanted.is_empty() || meaning.wanted.contains(&knowledge.kind(*id));
    let subjects = || ids.iter().map(|id| knowledge.corpus.statement(*id).subject);
    if subjects().any(|subject| named.contains(&subject)) {
        return None;
    }
    let subject = subjects().find(wanted).or_else(|| subjects().next())?;
    let proof = ids.into_iter().find(|id| knowledge.corpus.statement(*id).subject == subject)?;
    let own = knowledge.corpus.statement(proof).property;
    let name = knowledge.property("other_name");
    let mut draft = Draft::new(knowledge, meaning.language);
    // "Who founded the academic AI company?"
    let values = |property| knowledge.of(subject, property).map(|(id, _)| id).collect::<Vec<_>>();
    let is_other = |property: &PropertyId| *property != own && Some(*property) != name;
    let cues = meaning.properties.iter().filter(|cue| !cue.faint);
    let told = cues.filter_map(|cue| {
        let values = cue.properties.iter().filter(|id| is_other(id)).map(|id| (*id, values(*id)));
        values.into_iter().find(|(_, ids)| !ids.is_empty())
    });
    for (property, ids) in told.chain([(own, vec![proof])]) {
        if draft.characters() > 0 {
            draft.push_gap();
        }
        say::say(&mut draft, knowledge, meaning, &Fact { subject, property, ids, score: 1.0 });
    }
    Some(draft.finish(Outcome::Found, Kind::Records))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::record::{Qualifiers, Rank, Statement, Value};

    #[test]
    fn what_stands_in_quotation_marks_is_found_and_names_are_not() {
        let texts = ["slogan \"Small Models with Big Ideas\": for all", "calls itself \"Tarn Labs\"", "no quotation"];
        let statement = |text: &str| Statement {
            subject: EntityId(0),
            property: PropertyId(0),
            value: Value::Text,
            text: text.to_owned(),
            qualifiers: Qualifiers::default(),
            keywords: Box::default(),
            rank: Rank::Normal,
            references: Vec::new(),
            origin: (String::new(), 1),
        };
        let statements = texts.into_iter().map(statement).collect();
        let corpus = Corpus { statements, ..Corpus::default() };
        assert_eq!(all(&corpus), [("small models with big ideas".to_owned(), StatementId(0))]);
    }
}
