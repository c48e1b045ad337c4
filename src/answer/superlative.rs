//! Superlatives: which has the most, the least, came first or last, by a value that records hold.

use std::cmp::Ordering;

use super::draft::Draft;
use super::fact::{Fact, find, say};
use super::knowledge::Knowledge;
use super::select::{kinds_of, select};
use super::{Answer, Kind, Outcome};
use crate::corpus::property::{QuestionWord, ValueType};
use crate::corpus::record::{EntityKind, Statement, Value};
use crate::corpus::{EntityId, PropertyId, StatementId};
use crate::question::lexicon::Operator;
use crate::question::understand::{Content, Meaning};
use crate::text::quantity::Unit;

/// How well a statement must account for a superlative to be taken at its word.
const CLAIMED: f32 = 0.9;

/// Which end of the order is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    High,
    Low,
}

/// Answers a superlative, where the question has one and some value can be ordered.
#[must_use]
pub fn answer(knowledge: &Knowledge, meaning: &Meaning) -> Option<Answer> {
    let end = end(meaning)?;
    // Of one model or person nothing is the biggest: it is the thing that is asked about.
    let single = |id: &EntityId| {
        matches!(knowledge.kind(*id), EntityKind::Model | EntityKind::Person | EntityKind::FundingRound)
    };
    if meaning.entities().iter().any(single) {
        return None;
    }
    if let Some(answer) = claimed(knowledge, meaning) {
        return Some(answer);
    }
    let property = property(knowledge, meaning)?;
    let mut best = ranked(knowledge, meaning, property, end)?;
    best.truncate(1);
    let (subject, _) = best.first().copied()?;
    let mut draft = Draft::new(knowledge, meaning.language);
    let benchmark = benchmark(knowledge, meaning);
    let ids = knowledge
        .graph
        .of(subject)
        .iter()
        .filter(|id| {
            let statement = knowledge.corpus.statement(**id);
            statement.property == property && (benchmark.is_none() || statement.qualifiers.benchmark == benchmark)
        })
        .copied()
        .collect();
    let fact = Fact { subject, property, ids, score: 1.0 };
    let disagree = say(&mut draft, knowledge, meaning, &fact);
    say_maker(&mut draft, knowledge, meaning, subject);
    Some(draft.finish(if disagree { Outcome::Disagree } else { Outcome::Found }, Kind::Records))
}

/// A document's own words for the superlative ("the longest-running programme"), where it has them.
fn claimed(knowledge: &Knowledge, meaning: &Meaning) -> Option<Answer> {
    let lexicon = &knowledge.understander.lexicon;
    let mut literal = meaning.clone();
    literal.operators.clear();
    for stem in &meaning.superlative_stems {
        let groups = lexicon.groups(stem).to_vec();
        literal.content.push(Content {
            text: stem.clone(),
            stem: stem.clone(),
            groups,
            weight: 2.0,
            known: true,
            asks_for: Vec::new(),
            kinds: Vec::new(),
        });
    }
    let facts = find(knowledge, &literal);
    let first = facts.first().filter(|fact| fact.score >= CLAIMED)?;
    let text = first.ids.first().is_some_and(|id| knowledge.corpus.statement(*id).value == Value::Text);
    if !text {
        return None;
    }
    let mut draft = Draft::new(knowledge, meaning.language);
    say(&mut draft, knowledge, meaning, first);
    say_maker(&mut draft, knowledge, meaning, first.subject);
    Some(draft.finish(Outcome::Found, Kind::Records))
}

/// Whose it is, where the question does not say so: a name alone tells few people what won.
fn say_maker(draft: &mut Draft<'_>, knowledge: &Knowledge, meaning: &Meaning, subject: EntityId) {
    let maker = ["maker", "of"].into_iter().find_map(|name| {
        let ids: Vec<StatementId> = knowledge.values(subject, name).map(|(id, _)| id).collect();
        Some((knowledge.property(name)?, ids)).filter(|(_, ids)| !ids.is_empty())
    });
    let Some((property, ids)) = maker else { return };
    let known = |id: &StatementId| matches!(knowledge.corpus.statement(*id).value, Value::Entity(maker) if meaning.entities().contains(&maker));
    if ids.iter().any(known) {
        return;
    }
    draft.push(if draft.language.is_chinese() { "" } else { " " });
    say(draft, knowledge, meaning, &Fact { subject, property, ids, score: 1.0 });
}

fn end(meaning: &Meaning) -> Option<End> {
    let has = |operator| meaning.has(operator);
    if has(Operator::Most) || has(Operator::Newest) || has(Operator::Longest) {
        return Some(End::High);
    }
    (has(Operator::Least) || has(Operator::Oldest) || has(Operator::Shortest) || has(Operator::Cheapest))
        .then_some(End::Low)
}

fn benchmark(knowledge: &Knowledge, meaning: &Meaning) -> Option<EntityId> {
    meaning.entities().into_iter().find(|id| knowledge.kind(*id) == EntityKind::Benchmark)
}

/// The property to order by: the one that is asked for, else what the superlative means for the kind.
fn property(knowledge: &Knowledge, meaning: &Meaning) -> Option<PropertyId> {
    let newest = meaning.has(Operator::Newest) || meaning.has(Operator::Oldest);
    // First and last are orders in time; a figure of anything at all is no order of one thing.
    let ordered = |id: &&PropertyId| {
        let property = knowledge.corpus.property(**id);
        let number = property.value_type == ValueType::Number && !newest && property.id != "figure";
        number || property.value_type == ValueType::Date
    };
    let kinds = kinds_of(meaning);
    let asked: Vec<PropertyId> = meaning.property_ids().iter().filter(ordered).copied().collect();
    if let Some(best) =
        asked.iter().max_by_key(|id| (subjects(knowledge, meaning, **id).len(), std::cmp::Reverse(**id)))
    {
        return Some(*best);
    }
    let bodies = kinds.contains(&EntityKind::Lab);
    if newest {
        if !meaning.property_ids().is_empty() || kinds.is_empty() {
            return None;
        }
        return knowledge.property(if bodies { "founded" } else { "released" });
    }
    if benchmark(knowledge, meaning).is_some() {
        return knowledge.property("score");
    }
    if !meaning.property_ids().is_empty() || !meaning.content.is_empty() {
        return None;
    }
    let fitting = |id: &&PropertyId| {
        let property = knowledge.corpus.property(**id);
        let names: Vec<EntityKind> = property.kinds.iter().filter_map(|name| EntityKind::from_name(name)).collect();
        kinds.is_empty() || names.is_empty() || names.iter().any(|kind| kinds.contains(kind))
    };
    meaning.implied.iter().filter(ordered).find(fitting).copied()
}

/// The statements of a property whose subject fits the question, each with the entity that the answer names.
fn subjects(knowledge: &Knowledge, meaning: &Meaning, property: PropertyId) -> Vec<(EntityId, StatementId)> {
    let benchmark = benchmark(knowledge, meaning);
    let mut narrowed = meaning.clone();
    narrowed.mentions.retain(|named| named.entities.iter().all(|id| knowledge.kind(*id) != EntityKind::Benchmark));
    narrowed.properties.clear();
    let mut kinds = kinds_of(meaning);
    if kinds.is_empty() {
        kinds = EntityKind::ALL.iter().map(|(_, kind)| *kind).collect();
    }
    // A round's amount is its lab's.
    kinds.push(EntityKind::FundingRound);
    let Some(fits) = select(knowledge, &narrowed, &kinds) else { return Vec::new() };
    let mut out = Vec::new();
    for fit in fits {
        for id in knowledge.graph.of(fit.entity) {
            let statement = knowledge.corpus.statement(*id);
            let right_test = benchmark.is_none() || statement.qualifiers.benchmark == benchmark;
            if statement.property == property && right_test {
                out.push((fit.entity, *id));
            }
        }
    }
    out
}

fn ranked(
    knowledge: &Knowledge,
    meaning: &Meaning,
    property: PropertyId,
    end: End,
) -> Option<Vec<(EntityId, StatementId)>> {
    let mut all = subjects(knowledge, meaning, property);
    let money = knowledge.corpus.property(property).question == Some(QuestionWord::HowMuch);
    let corpus = &knowledge.corpus;
    all.retain(|(_, id)| {
        let statement = corpus.statement(*id);
        !statement.qualifiers.damaged
            && match &statement.value {
                Value::Number(number) => !money || number.unit == Unit::Usd,
                Value::Date(_) => true,
                _ => false,
            }
    });
    all.sort_by(|a, b| {
        let order = order(corpus.statement(a.1), corpus.statement(b.1));
        let order = if end == End::High { order.reverse() } else { order };
        order.then(a.1.cmp(&b.1))
    });
    (!all.is_empty()).then_some(all)
}

fn order(a: &Statement, b: &Statement) -> Ordering {
    match (&a.value, &b.value) {
        (Value::Number(a), Value::Number(b)) => a.high.total_cmp(&b.high),
        (Value::Date(a), Value::Date(b)) => a.latest().cmp(&b.latest()),
        _ => Ordering::Equal,
    }
}
