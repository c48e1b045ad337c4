//! Others than those that a question knows: "besides Kimi, what else does Moonshot have", "who founded MiniMax with Yan
//! Junjie". What ties the known one to what is named is asked for, and the known one is no answer.

use super::lexicon::Operator;
use super::meaning::{Meaning, PropertyCue};
use crate::corpus::graph::Graph;
use crate::corpus::property::{QuestionWord, ValueType};
use crate::corpus::record::{EntityKind, Value};
use crate::corpus::{Corpus, EntityId, PropertyId};

/// Asks for others than those that the question knows.
pub fn ask_for_others(meaning: &mut Meaning, corpus: &Corpus, graph: &Graph) {
    leave_out_known(meaning, corpus, graph);
    let asks = |word: &QuestionWord| matches!(word, QuestionWord::What | QuestionWord::Which | QuestionWord::Who);
    let fits = meaning.of_others && !meaning.whether && meaning.asks.iter().all(asks) && meaning.dates.is_empty();
    if !fits || meaning.excluded.is_empty() {
        return;
    }
    let ties = ties(meaning, corpus, graph);
    let named = meaning.entities();
    // What is told of what is named, or is counted or dated, is asked for by its own word.
    let told = |id: &PropertyId| {
        let mut own = named.iter().flat_map(|named| graph.of(*named));
        matches!(corpus.property(*id).value_type, ValueType::Number | ValueType::Date)
            || own.any(|statement| corpus.statement(*statement).property == *id)
    };
    if ties.is_empty() || meaning.property_ids().iter().any(told) {
        return;
    }
    meaning.properties = vec![PropertyCue { properties: ties, stems: Vec::new(), faint: false }];
    meaning.operators.remove(&Operator::List);
    meaning.operators.remove(&Operator::Definition);
}

/// The properties by which what is named has what is left out as a value, and something else as well; where there are none,
/// those the other way, or the products of whoever makes what is left out.
fn ties(meaning: &Meaning, corpus: &Corpus, graph: &Graph) -> Vec<PropertyId> {
    let between = |subjects: &[EntityId], values: &[EntityId]| {
        let is_tie = |value: &Value| matches!(value, Value::Entity(value) if values.contains(value));
        let statements = subjects.iter().flat_map(|subject| graph.of(*subject)).map(|id| corpus.statement(*id));
        let mut ties: Vec<PropertyId> =
            statements.filter(|statement| is_tie(&statement.value)).map(|statement| statement.property).collect();
        ties.sort_unstable();
        ties.dedup();
        ties
    };
    let named = meaning.entities();
    let has_others = |property: &PropertyId| {
        let mut own = named.iter().flat_map(|named| graph.of(*named)).map(|id| corpus.statement(*id));
        own.any(|statement| {
            statement.property == *property
                && matches!(statement.value, Value::Entity(value) if !meaning.excluded.contains(&value))
        })
    };
    let mut ties_to = between(&named, &meaning.excluded);
    let products = corpus.property_named("product").filter(|_| !ties_to.is_empty());
    ties_to.extend(products);
    ties_to.retain(has_others);
    ties_to.sort_unstable();
    ties_to.dedup();
    if ties_to.is_empty() { between(&meaning.excluded, &named) } else { ties_to }
}

/// "Who founded Moonshot with Yang Zhilin": that he did is known.
fn leave_out_known(meaning: &mut Meaning, corpus: &Corpus, graph: &Graph) {
    let who = meaning.asks.iter().eq(&[QuestionWord::Who]);
    let plain = meaning.operators.iter().all(|operator| matches!(operator, Operator::Definition | Operator::List));
    if !who || !plain || meaning.joins || meaning.mentions.len() < 2 {
        return;
    }
    let asked = meaning.property_ids();
    let named = meaning.entities();
    let is_value = |id: EntityId| {
        let others = named.iter().filter(|other| **other != id);
        let mut statements = others.flat_map(|other| graph.of(*other)).map(|id| corpus.statement(*id));
        statements.any(|statement| asked.contains(&statement.property) && statement.value == Value::Entity(id))
    };
    let known = |id: &EntityId| corpus.entity(*id).kind == EntityKind::Person && is_value(*id);
    let left_out: Vec<EntityId> = named.iter().copied().filter(known).collect();
    if left_out.len() < named.len() {
        meaning.mentions.retain(|mention| !mention.entities.iter().any(|id| left_out.contains(id)));
        meaning.excluded.extend(left_out);
    }
}
