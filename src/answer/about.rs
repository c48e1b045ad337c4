//! How far a statement is about something that the question names: its subject, its value, what stands above or beside
//! them, what its proving sentence names.

use super::knowledge::Knowledge;
use crate::corpus::record::{EntityKind, Statement, Value};
use crate::corpus::{EntityId, StatementId};
use crate::question::meaning::Named;
use crate::text::fold::{contains_words, fold};

/// How far a statement is about something that the question names, and whether it is its subject.
pub(super) fn mention_share(
    knowledge: &Knowledge,
    statement: &Statement,
    id: StatementId,
    named: &Named,
) -> (f32, bool) {
    let mut best = (0.0, false);
    for entity in &named.entities {
        let share = entity_share(knowledge, statement, id, *entity);
        if share.0 > best.0 {
            best = share;
        }
    }
    best
}

fn entity_share(knowledge: &Knowledge, statement: &Statement, id: StatementId, entity: EntityId) -> (f32, bool) {
    let graph = &knowledge.graph;
    if statement.subject == entity {
        return (1.0, true);
    }
    let qualifiers = &statement.qualifiers;
    let name = knowledge.corpus.entity(entity).name.as_str();
    if qualifiers.author.as_deref().is_some_and(|author| author.contains(name)) {
        return (1.0, false);
    }
    let is_value = matches!(statement.value, Value::Entity(value) if value == entity);
    if is_value || qualifiers.at == Some(entity) || qualifiers.benchmark == Some(entity) {
        return (1.0, false);
    }
    // "The tech giants that invested" are any of them.
    let belongs = |member: EntityId| {
        knowledge.values(entity, "member").any(|(_, statement)| statement.value == Value::Entity(member))
    };
    if knowledge.kind(entity) == EntityKind::Group
        && (belongs(statement.subject)
            || matches!(statement.value, Value::Entity(value) if belongs(value))
            || qualifiers.at.is_some_and(belongs))
    {
        return (0.8, false);
    }
    if qualifiers.compared_with.as_deref() == Some(name) {
        return (0.95, false);
    }
    if graph.above(statement.subject).contains(&entity) {
        return (0.85, false);
    }
    // What holds of a lab need not hold of one of its rounds.
    let round = || knowledge.kind(entity) == EntityKind::FundingRound && !is_scoped_to(knowledge, statement, entity);
    if graph.above(entity).contains(&statement.subject) && of_bodies(knowledge, statement) && !round() {
        return (0.8, false);
    }
    // A round of the lab that makes what is named.
    let made_by = |lab: &EntityId| graph.above(entity).contains(lab);
    let made = matches!(knowledge.kind(entity), EntityKind::Model | EntityKind::ModelFamily | EntityKind::Product);
    if made
        && knowledge.kind(statement.subject) == EntityKind::FundingRound
        && graph.above(statement.subject).iter().any(made_by)
    {
        return (0.75, false);
    }
    let is_round = |id: EntityId| knowledge.kind(id) == EntityKind::FundingRound;
    if is_round(entity) && is_round(statement.subject) {
        return (0.0, false);
    }
    if let Value::Entity(value) = statement.value
        && (graph.above(value).contains(&entity) || graph.above(entity).contains(&value))
    {
        return (0.7, false);
    }
    if knowledge.terms(id).named.binary_search(&entity).is_ok() {
        // A sentence may name several tests; a number is of the one that its statement names.
        return (if knowledge.kind(entity) == EntityKind::Benchmark { 0.4 } else { 0.75 }, false);
    }
    let is_text = statement.value == Value::Text;
    if is_text && (is_used_in(knowledge, statement.subject, entity) || is_hit_by(knowledge, statement.subject, entity))
    {
        return (0.7, false);
    }
    let related = [qualifiers.at, person_of(knowledge, statement)].into_iter().flatten();
    for other in related {
        if graph.above(other).contains(&entity) || knowledge.is_named_within(entity, other) {
            return (0.85, false);
        }
        // Where somebody held a post, studied or founded something describes them.
        if knowledge.kind(other) == EntityKind::Person && knowledge.has_to_do_with(other, entity) {
            return (0.65, false);
        }
    }
    // When his lab was set up is asked of its founder, too.
    if knowledge.kind(entity) == EntityKind::Person
        && of_bodies(knowledge, statement)
        && knowledge.has_to_do_with(entity, statement.subject)
    {
        return (0.6, false);
    }
    (0.0, false)
}

/// Whether a technique, tool or chip is at work in something: "what does Agent Swarm do in Kimi K2.5" asks for what it
/// does anywhere.
fn is_used_in(knowledge: &Knowledge, means: EntityId, entity: EntityId) -> bool {
    use EntityKind::{Chip, Model, ModelFamily, Product, Software, Technique};
    let ties = |subject: EntityId, names: &[&str], value: EntityId| {
        let mut told = knowledge.graph.of(subject).iter().map(|id| knowledge.corpus.statement(*id));
        told.any(|statement| statement.value == Value::Entity(value) && knowledge.is(statement, names))
    };
    matches!(knowledge.kind(means), Technique | Software | Chip)
        && matches!(knowledge.kind(entity), Model | ModelFamily | Product)
        && (ties(means, &["used_in"], entity) || ties(entity, &["technique", "training_chip"], means))
}

/// Whether something is what a rule or a filter hits, or belongs to that: "does DeepSeek's censorship go away at home".
fn is_hit_by(knowledge: &Knowledge, rule: EntityId, entity: EntityId) -> bool {
    let hits = |value: EntityId| value == entity || knowledge.graph.above(entity).contains(&value);
    let mut affected = knowledge.values(rule, "affects");
    affected.any(|(_, statement)| matches!(statement.value, Value::Entity(value) if hits(value)))
}

/// Whether a statement says that it holds for a round: a valuation at "Series B".
fn is_scoped_to(knowledge: &Knowledge, statement: &Statement, round: EntityId) -> bool {
    let scope = fold(statement.qualifiers.scope.as_deref().unwrap_or_default());
    knowledge.corpus.entity(round).names().any(|name| contains_words(&scope, &fold(name)))
}

/// The person that a statement is about: its value or its subject.
fn person_of(knowledge: &Knowledge, statement: &Statement) -> Option<EntityId> {
    match statement.value {
        Value::Entity(value) if knowledge.kind(value) == EntityKind::Person => Some(value),
        _ => Some(statement.subject).filter(|subject| knowledge.kind(*subject) == EntityKind::Person),
    }
}

/// Whether a property is one of labs and companies, so that a model or product may stand for its maker.
fn of_bodies(knowledge: &Knowledge, statement: &Statement) -> bool {
    matches!(knowledge.kind(statement.subject), EntityKind::Lab | EntityKind::Company | EntityKind::Organisation)
        && knowledge.is(
            statement,
            &[
                "founder",
                "founded",
                "place",
                "parent",
                "origin",
                "investor",
                "valuation",
                "funding_total",
                "funding_model",
                "listing",
                "employees",
                "researchers",
                "focus",
                "openness",
                "gpus",
            ],
        )
}
