//! Why: what the records say of it in words, and the sentence that gives the reason.

use super::draft::Draft;
use super::fact::{Fact, say};
use super::knowledge::Knowledge;
use super::passage;
use super::{Answer, Kind, Outcome};
use crate::corpus::record::Value;
use crate::question::understand::Meaning;

/// Characters up to which records and a quotation are given together.
const TOGETHER: usize = 620;

/// Answers a question of why.
#[must_use]
pub fn answer(knowledge: &Knowledge, meaning: &Meaning, facts: &[Fact], question: &str) -> Option<Answer> {
    let sentences = passage::sentences_for(knowledge, meaning, question);
    let mut draft = Draft::new(knowledge, meaning.language);
    let records = facts.first().and_then(|fact| whole(knowledge, meaning, fact));
    if let Some(fact) = &records {
        say(&mut draft, knowledge, meaning, fact);
    }
    let mut quoted = 0;
    for unit in sentences.into_iter().take(2) {
        let length = knowledge.corpus.unit_text(unit).chars().count();
        if draft.characters() > 0 && (draft.characters() + length > TOGETHER || records.is_some() && quoted > 0) {
            break;
        }
        if draft.characters() > 0 {
            draft.push(" ");
        }
        passage::quote(&mut draft, knowledge, unit);
        quoted += 1;
    }
    let kind = if records.is_some() { Kind::Records } else { Kind::Passages };
    (draft.characters() > 0).then(|| draft.finish(Outcome::Found, kind))
}

/// All that is said of a subject's property in words, where the question asks for that property.
fn whole(knowledge: &Knowledge, meaning: &Meaning, fact: &Fact) -> Option<Fact> {
    let text = fact.ids.first().is_some_and(|id| knowledge.corpus.statement(*id).value == Value::Text);
    if !text || !meaning.property_ids().contains(&fact.property) {
        return None;
    }
    let mut ids = fact.ids.clone();
    let rest =
        knowledge.graph.of(fact.subject).iter().filter(|id| knowledge.corpus.statement(**id).property == fact.property);
    ids.extend(rest.copied());
    let mut seen = std::collections::HashSet::new();
    ids.retain(|id| seen.insert(*id));
    Some(Fact { subject: fact.subject, property: fact.property, ids, score: fact.score })
}
