//! Yes or no over two things: "is Kimi K2 a Moonshot model", "is Tencent one of the tech giants", "does Qwen2 use MoE". Yes
//! where a statement ties them so; no where one of them is tied so to another thing of the same sort, and to one alone.

use super::fact::Fact;
use super::knowledge::Knowledge;
use super::verdict::{self, NO, YES};
use super::{Answer, Kind, Outcome};
use crate::corpus::property::ValueType;
use crate::corpus::record::{EntityKind, Value};
use crate::corpus::{EntityId, PropertyId, StatementId};
use crate::question::lexicon::Operator;
use crate::question::meaning::{Meaning, Named};

/// Properties that say the same tie from either side. Without a word for what ties two things, the question may be after
/// any of them, and the first of one that is stated otherwise denies it.
const TIES: [&[&str]; 7] = [
    &["family", "variant"],
    &["maker", "product", "model_line"],
    &["parent"],
    &["member"],
    &["technique", "used_in"],
    &["licence"],
    &["training_chip"],
];

/// Answers whether two things are tied as the question says.
#[must_use]
pub(super) fn answer(knowledge: &Knowledge, meaning: &Meaning) -> Option<Answer> {
    let ordered = [Operator::Compare, Operator::More, Operator::Less, Operator::Negation, Operator::Timeline];
    let bare = meaning.content.is_empty() && meaning.dates.is_empty() && meaning.superlative_stems.is_empty();
    if !meaning.whether || !bare || ordered.iter().any(|operator| meaning.has(*operator)) {
        return None;
    }
    let [a, b] = meaning.mentions.as_slice() else { return None };
    let of_bodies = |id: &PropertyId| knowledge.corpus.property(*id).value_type == ValueType::Entity;
    let asked: Vec<PropertyId> = meaning.property_ids().into_iter().filter(of_bodies).collect();
    // What no tie is asked by ("does Kimi cost more than Qwen") is another question.
    if asked.is_empty() && !meaning.properties.is_empty() {
        return None;
    }
    let ties: Vec<Vec<PropertyId>> = if asked.is_empty() {
        TIES.iter().map(|names| knowledge.properties(names)).collect()
    } else {
        asked.iter().map(|id| same_tie(knowledge, *id)).collect()
    };
    let all: Vec<PropertyId> = ties.iter().flatten().copied().collect();
    let stated = [(a, b), (b, a)].into_iter().find_map(|(subject, value)| tie(knowledge, &all, subject, value));
    if let Some(fact) = stated {
        return Some(verdict::worded(knowledge, meaning, YES, &fact));
    }
    let other = [(a, b), (b, a)].into_iter().find_map(|(subject, value)| other(knowledge, &ties, subject, value))?;
    let answer = verdict::worded(knowledge, meaning, NO, &other);
    (answer.outcome == Outcome::Found && answer.kind == Kind::Records).then_some(answer)
}

/// A property with those that say the same from the other side.
fn same_tie(knowledge: &Knowledge, property: PropertyId) -> Vec<PropertyId> {
    let name = knowledge.corpus.property(property).id.as_str();
    TIES.iter().find(|names| names.contains(&name)).map_or_else(|| vec![property], |names| knowledge.properties(names))
}

/// What states one of some properties between two things.
fn tie(knowledge: &Knowledge, properties: &[PropertyId], subject: &Named, value: &Named) -> Option<Fact> {
    let is_value = |id: EntityId| value.entities.contains(&id);
    subject.entities.iter().find_map(|subject| {
        properties.iter().find_map(|property| {
            let ids = stating(knowledge, *subject, *property, is_value);
            (!ids.is_empty()).then_some(Fact { subject: *subject, property: *property, ids, score: 1.0 })
        })
    })
}

/// What states that something is tied to another thing of the same sort, by a tie that it has to one alone.
fn other(knowledge: &Knowledge, ties: &[Vec<PropertyId>], subject: &Named, value: &Named) -> Option<Fact> {
    let sort = |id: EntityId| match knowledge.kind(id) {
        EntityKind::Company | EntityKind::Lab => EntityKind::Company,
        kind => kind,
    };
    let alike = |id: EntityId| value.entities.iter().any(|value| sort(*value) == sort(id));
    let [subject] = subject.entities.as_slice() else { return None };
    ties.iter().flatten().find_map(|property| {
        let one_alone = knowledge.corpus.property(*property);
        let ids = stating(knowledge, *subject, *property, alike);
        ((one_alone.single || one_alone.exclusive) && !ids.is_empty()).then_some(Fact {
            subject: *subject,
            property: *property,
            ids,
            score: 1.0,
        })
    })
}

/// The statements of something by a property whose value is wanted.
fn stating(
    knowledge: &Knowledge,
    subject: EntityId,
    property: PropertyId,
    wanted: impl Fn(EntityId) -> bool,
) -> Vec<StatementId> {
    let of = knowledge.graph.of(subject).iter().filter(|id| {
        let statement = knowledge.corpus.statement(**id);
        statement.property == property && matches!(statement.value, Value::Entity(value) if wanted(value))
    });
    of.copied().collect()
}
