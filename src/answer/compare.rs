//! Two or more side by side, by one property or by all that they share.

use super::draft::Draft;
use super::fact::{Fact, find, say};
use super::knowledge::Knowledge;
use super::{Answer, Kind, Outcome};
use crate::corpus::property::QuestionWord;
use crate::corpus::record::EntityKind;
use crate::question::lexicon::Operator;
use crate::question::names::Match;
use crate::question::understand::{Meaning, Named, PropertyCue};
use crate::text::language::Language;

/// Properties that are compared when none is named, in this order.
const SHARED: [&str; 9] = [
    "founded",
    "place",
    "founder",
    "released",
    "parameters",
    "active_parameters",
    "context",
    "licence",
    "open_weights",
];

/// Answers a comparison, where the question names two or more things that can be compared. `whole` are the facts that
/// account for the whole question: where one statement compares the sides itself, it is the better answer.
#[must_use]
pub fn answer(knowledge: &Knowledge, meaning: &Meaning, whole: &[Fact]) -> Option<Answer> {
    let sides: Vec<&Named> = meaning.mentions.iter().filter(|named| comparable(knowledge, named)).collect();
    let comparing = meaning.has(Operator::Compare)
        || meaning.has(Operator::More)
        || meaning.has(Operator::Less)
        || meaning.has(Operator::Oldest)
        || meaning.has(Operator::Newest)
        || meaning.has(Operator::Most);
    let listing = meaning.has(Operator::List) && !meaning.kinds.is_empty();
    if sides.len() < 2 || !comparing || listing {
        return None;
    }
    let mut facts = Vec::new();
    for side in &sides {
        let mut alone = meaning.clone();
        alone.operators.clear();
        alone.asks.retain(|ask| matches!(ask, QuestionWord::When | QuestionWord::Where));
        alone.mentions.retain(|named| named == *side || !comparable(knowledge, named));
        facts.push(of_side(knowledge, &mut alone, side));
    }
    let answered = facts.iter().filter(|(_, facts)| !facts.is_empty()).count();
    let by_property = facts.iter().all(|(by_property, _)| *by_property);
    let stated = !whole.is_empty() && (answered < sides.len() || !by_property);
    if answered < 2 || stated {
        return None;
    }
    let mut draft = Draft::new(knowledge, meaning.language);
    let mut disagree = false;
    for (number, fact) in facts.iter().flat_map(|(_, facts)| facts).enumerate() {
        if number > 0 {
            draft.push(" ");
        }
        disagree |= say(&mut draft, knowledge, meaning, fact);
    }
    Some(draft.finish(if disagree { Outcome::Disagree } else { Outcome::Found }, Kind::Records))
}

/// Compares entities by what they share, where no question says by what.
#[must_use]
pub fn side_by_side(knowledge: &Knowledge, entities: &[crate::corpus::EntityId], language: Language) -> Option<Answer> {
    let name = |id: &crate::corpus::EntityId| knowledge.corpus.entity(*id).name.clone();
    let mentions = entities
        .iter()
        .map(|id| Named { words: name(id), entities: vec![*id], others: Vec::new(), found: Match::Exact })
        .collect();
    let mut meaning = Meaning { language, mentions, ..Meaning::default() };
    meaning.operators.insert(Operator::Compare);
    answer(knowledge, &meaning, &[])
}

/// The facts of one side: of the property that is asked for (`true`), else of those that are usually compared.
fn of_side(knowledge: &Knowledge, alone: &mut Meaning, side: &Named) -> (bool, Vec<Fact>) {
    if alone.properties.is_empty()
        && let Some(id) = implied(knowledge, alone, side)
    {
        alone.properties.push(PropertyCue { properties: vec![id], stems: Vec::new(), faint: false });
    }
    if !alone.properties.is_empty() {
        let mut found = find(knowledge, alone);
        found.truncate(1);
        return (true, found);
    }
    let subject = side.entities[0];
    let shared = SHARED
        .iter()
        .filter_map(|name| {
            let ids: Vec<_> = knowledge.values(subject, name).map(|(id, _)| id).collect();
            let property = knowledge.property(name)?;
            (!ids.is_empty()).then_some(Fact { subject, property, ids, score: 1.0 })
        })
        .take(4)
        .collect();
    (false, shared)
}

/// What "older", "bigger" and a benchmark's name ask for.
fn implied(knowledge: &Knowledge, meaning: &Meaning, side: &Named) -> Option<crate::corpus::PropertyId> {
    let benchmark = meaning.entities().iter().any(|id| knowledge.kind(*id) == EntityKind::Benchmark);
    if benchmark {
        return knowledge.property("score");
    }
    let said = |id: &&crate::corpus::PropertyId| {
        side.entities.iter().any(|subject| {
            knowledge.graph.of(*subject).iter().any(|statement| knowledge.corpus.statement(*statement).property == **id)
        })
    };
    meaning.implied.iter().find(said).copied()
}

fn comparable(knowledge: &Knowledge, named: &Named) -> bool {
    named.entities.iter().all(|id| {
        matches!(
            knowledge.kind(*id),
            EntityKind::Lab
                | EntityKind::Company
                | EntityKind::Model
                | EntityKind::ModelFamily
                | EntityKind::Product
                | EntityKind::Chip
                | EntityKind::Person
                | EntityKind::University
                | EntityKind::Technique
        )
    })
}
