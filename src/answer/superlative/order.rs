//! By what a superlative orders, and what: the property that it asks for or implies, and the things of which the question
//! speaks with their values of it.

use std::cmp::Ordering;

use super::super::knowledge::Knowledge;
use super::super::select::{has_qualities, holds, is_date_within, is_of_sort, kinds_of, kinds_of_members, select};
use crate::corpus::property::{QuestionWord, ValueType};
use crate::corpus::record::{EntityKind, Statement, Value};
use crate::corpus::{EntityId, PropertyId, StatementId};
use crate::question::lexicon::Operator;
use crate::question::meaning::{Content, Meaning, Named, PropertyCue};
use crate::text::fold::fold;
use crate::text::quantity::Unit;

/// Which end of the order is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    High,
    Low,
}

impl End {
    /// The other end.
    pub(super) fn other(self) -> Self {
        match self {
            Self::High => Self::Low,
            Self::Low => Self::High,
        }
    }
}

/// The end that the question's superlative asks for.
pub(super) fn end(meaning: &Meaning) -> Option<End> {
    let has = |operator| meaning.has(operator);
    if has(Operator::Most) || has(Operator::Newest) || has(Operator::Longest) {
        return Some(End::High);
    }
    (has(Operator::Least) || has(Operator::Oldest) || has(Operator::Shortest) || has(Operator::Cheapest))
        .then_some(End::Low)
}

/// The tests that the question names; all years of a test that it names without one ("AIME").
fn benchmarks(knowledge: &Knowledge, meaning: &Meaning) -> Vec<EntityId> {
    let is_test = |id: &EntityId| knowledge.kind(*id) == EntityKind::Benchmark;
    let named: Vec<EntityId> = meaning.entities().into_iter().filter(is_test).collect();
    if !named.is_empty() {
        return named;
    }
    (0u32..)
        .zip(&knowledge.corpus.entities)
        .map(|(number, entity)| (EntityId(number), entity))
        .filter(|(id, entity)| is_test(id) && meaning.words.iter().any(|word| is_line_of(&entity.name, word)))
        .map(|(id, _)| id)
        .collect()
}

/// Whether a test's name is a word and a year.
fn is_line_of(name: &str, word: &Content) -> bool {
    name.split_once(' ').is_some_and(|(line, year)| {
        year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()) && fold(line) == word.text
    })
}

/// By what to order, and what else the question says of the things that are ordered.
#[derive(Debug)]
pub(super) struct Order {
    /// The property, and those that say the same of things of another sort (the sizes of a line).
    pub(super) properties: Vec<PropertyId>,
    /// Words that each of the things must be described by.
    pub(super) words: Vec<Content>,
    /// What else is asked for of what wins: "who led the biggest round".
    pub(super) also: Vec<PropertyId>,
}

/// The property to order by: the one that is asked for, else what the superlative means for the kind.
pub(super) fn order_of(knowledge: &Knowledge, meaning: &Meaning) -> Option<Order> {
    let ordered = |id: &PropertyId| is_ordered(knowledge, meaning, *id);
    let mut words: Vec<Content> = meaning.content.iter().filter(|content| content.weight >= 1.0).cloned().collect();
    let mut asked: Vec<PropertyId> = Vec::new();
    let mut also: Vec<PropertyId> = Vec::new();
    let tests = benchmarks(knowledge, meaning);
    for cue in &meaning.properties {
        let found: Vec<PropertyId> = cue.properties.iter().copied().filter(|id| ordered(id)).collect();
        let made = cue.properties.iter().any(|id| {
            ["maker", "released", "product", "model_line", "variant"]
                .contains(&knowledge.corpus.property(*id).id.as_str())
        });
        // "Open-weight" and "vision" are qualities, by which things are selected.
        let flag = |id: &PropertyId| knowledge.corpus.property(*id).value_type == ValueType::Flag;
        let told_so = || cue.stems.iter().all(|stem| knowledge.understander.lexicon.is_of_quality(stem));
        let quality = !meaning.filters.is_empty() && (cue.properties.iter().all(flag) || told_so());
        let of_winner = asked_of_winner(knowledge, meaning, cue);
        if !made && !quality && !of_winner.is_empty() {
            also.extend(of_winner);
            if is_ordered_otherwise(knowledge, meaning, cue) {
                continue;
            }
        } else if found.is_empty() && !made && !quality && !cue.faint {
            let test = |word: &Content| {
                let mut names = tests.iter().map(|id| knowledge.corpus.entity(*id).name.as_str());
                names.any(|name| is_line_of(name, word))
            };
            let held = |word: &&Content| cue.stems.contains(&word.stem) && !test(word);
            words.extend(meaning.words.iter().filter(held).cloned());
        }
        asked.extend(found);
    }
    // Of several, the one that is asked of things of the kind named, then the one that most of them have.
    let fit = |id: &&PropertyId| {
        let all = subjects(knowledge, meaning, &[**id], &words);
        (is_of(knowledge, **id, &kinds_of(meaning)), all.len(), std::cmp::Reverse(**id))
    };
    let lead = if let Some(best) = asked.iter().max_by_key(fit) {
        *best
    } else if !tests.is_empty() {
        knowledge.property("score")?
    } else {
        implied(knowledge, meaning, &also)?
    };
    if also.is_empty() && words.is_empty() && is_in_time(meaning) {
        also.extend(amount_of_winner(knowledge, meaning));
    }
    let mut properties = vec![lead];
    if Some(lead) == knowledge.property("parameters") {
        properties.extend(knowledge.property("size"));
    }
    Some(Order { properties, words, also })
}

/// What a wording asks for of what wins, and by which nothing is ordered: who led it, when it was; of the newest, how big
/// it is.
fn asked_of_winner(knowledge: &Knowledge, meaning: &Meaning, cue: &PropertyCue) -> Vec<PropertyId> {
    let property = |id: &PropertyId| knowledge.corpus.property(*id);
    let orders = cue.properties.iter().any(|id| is_ordered(knowledge, meaning, *id));
    // A number may as well be what the first to reach it is called so for.
    let in_time = is_in_time(meaning) && meaning.bounds.is_empty() && meaning.content.is_empty();
    let otherwise = is_ordered_otherwise(knowledge, meaning, cue);
    let told = |id: &PropertyId| match property(id).value_type {
        ValueType::Number if otherwise => true,
        // "Who founded the oldest": the date orders, and the name is asked for.
        _ if orders => property(id).question == Some(QuestionWord::Who) && meaning.asks(QuestionWord::Who),
        ValueType::Entity | ValueType::Date => true,
        ValueType::Number => in_time,
        _ => false,
    };
    // "The biggest round that Alibaba led", "the first rival of ChatGPT": a value of it is named, and selects.
    let named = meaning.entities();
    let selects = |id: &StatementId| match knowledge.corpus.statement(*id).value {
        Value::Entity(value) => named.contains(&value),
        _ => false,
    };
    // "How big" asks for a number by light words alone.
    let light = cue.faint && !(in_time && meaning.asks(QuestionWord::How) && cue.stems.len() > 1);
    if light || knowledge.of_properties(&cue.properties).iter().any(selects) {
        return Vec::new();
    }
    cue.properties.iter().copied().filter(told).collect()
}

/// Whether the superlative orders by what it says of the kind that is named, and a wording asks for another number of
/// what wins: "the biggest round and the valuation after it".
fn is_ordered_otherwise(knowledge: &Knowledge, meaning: &Meaning, cue: &PropertyCue) -> bool {
    let kinds = kinds_of(meaning);
    let measured = matches!(kinds.as_slice(), [EntityKind::FundingRound | EntityKind::Model]);
    let round = kinds == [EntityKind::FundingRound];
    let of_kind = |id: PropertyId| is_of(knowledge, id, &kinds) || round && knowledge.property("amount") == Some(id);
    let own = |id: &&PropertyId| is_ordered(knowledge, meaning, **id) && of_kind(**id);
    let implied = meaning.implied.iter().find(own);
    measured && meaning.joins && !cue.faint && implied.is_some_and(|own| !cue.properties.contains(own))
}

/// The number that is asked for of the first or last without a word of its own: "how much was the latest round", "how big
/// is the newest".
fn amount_of_winner(knowledge: &Knowledge, meaning: &Meaning) -> Option<PropertyId> {
    use QuestionWord::{How, HowMany, HowMuch};
    if meaning.asks(HowMuch) && meaning.kinds.contains(&EntityKind::FundingRound) {
        return knowledge.property("amount");
    }
    let kinds = kinds_of(meaning);
    let kinds = if kinds.is_empty() { vec![EntityKind::Model, EntityKind::ModelFamily] } else { kinds };
    let number = |id: &PropertyId| {
        is_of(knowledge, *id, &kinds) && knowledge.corpus.property(*id).value_type == ValueType::Number
    };
    let asks = [How, HowMany, HowMuch].iter().any(|word| meaning.asks(*word));
    meaning.implied.iter().copied().filter(|_| asks).find(number)
}

/// Whether the first or the last of something is asked for.
fn is_in_time(meaning: &Meaning) -> bool {
    meaning.has(Operator::Newest) || meaning.has(Operator::Oldest)
}

/// Whether the question's superlative can order by a property: first and last are orders in time; a figure of anything at
/// all is no order of one thing.
fn is_ordered(knowledge: &Knowledge, meaning: &Meaning, id: PropertyId) -> bool {
    let property = knowledge.corpus.property(id);
    match property.value_type {
        ValueType::Number => !is_in_time(meaning) && property.id != "figure",
        ValueType::Date => is_in_time(meaning),
        _ => false,
    }
}

/// What a superlative alone means for things of the kind that the question names; `also` is what is asked of the winner.
fn implied(knowledge: &Knowledge, meaning: &Meaning, also: &[PropertyId]) -> Option<PropertyId> {
    let newest = is_in_time(meaning);
    let mut kinds = kinds_of(meaning);
    // "The oldest of the six": of the sort that the group's members are.
    if kinds.is_empty() {
        kinds = kinds_of_members(knowledge, meaning);
    }
    // "The latest Qwen", "DeepSeek's newest": of what comes out of it, its models.
    let nothing_else = meaning.content.is_empty() && meaning.kinds.is_empty();
    let lines = |id: EntityId| matches!(knowledge.kind(id), EntityKind::ModelFamily | EntityKind::Lab);
    use QuestionWord::{How, What, Which};
    let what = meaning.asks.iter().all(|ask| matches!(ask, How | What | Which));
    if newest && kinds.is_empty() && nothing_else && what && matches!(meaning.entities()[..], [only] if lines(only)) {
        kinds.push(EntityKind::Model);
    }
    if newest {
        let date = match kinds.as_slice() {
            [EntityKind::FundingRound] => "date",
            kinds if kinds.contains(&EntityKind::Lab) => "founded",
            _ => "released",
        };
        let asked = |cue: &PropertyCue| cue.properties.iter().any(|id| also.contains(id));
        return (!kinds.is_empty() && meaning.properties.iter().all(asked)).then(|| knowledge.property(date)).flatten();
    }
    let models = |named: &Named| {
        use EntityKind::{Model, ModelFamily, Topic};
        named.entities.iter().all(|id| matches!(knowledge.kind(*id), Model | ModelFamily | Topic))
    };
    let named = kinds.is_empty() && !meaning.mentions.is_empty() && meaning.mentions.iter().all(models);
    // "The largest model of the company" is one of the models, whatever else is named.
    let wanted = [EntityKind::Model, EntityKind::ModelFamily];
    let kinds = if named || kinds.contains(&EntityKind::Model) { wanted.to_vec() } else { kinds };
    let implied = || meaning.implied.iter().copied().filter(|id| is_ordered(knowledge, meaning, *id));
    let of_kind = implied().find(|id| is_of(knowledge, *id, &kinds));
    of_kind.or_else(|| {
        let any = |id: &PropertyId| kinds.is_empty() || knowledge.corpus.property(*id).kinds.is_empty();
        implied().find(any)
    })
}

/// Whether a property is asked of things of one of some kinds.
fn is_of(knowledge: &Knowledge, property: PropertyId, kinds: &[EntityKind]) -> bool {
    let names = knowledge.corpus.property(property).kinds.iter();
    names.filter_map(|name| EntityKind::from_name(name)).any(|kind| kinds.contains(&kind))
}

/// The statements of some properties whose subject fits the question, each with the entity that the answer names.
fn subjects(
    knowledge: &Knowledge,
    meaning: &Meaning,
    properties: &[PropertyId],
    words: &[Content],
) -> Vec<(EntityId, StatementId)> {
    let benchmarks = benchmarks(knowledge, meaning);
    let mut narrowed = meaning.clone();
    narrowed.mentions.retain(|named| named.entities.iter().all(|id| knowledge.kind(*id) != EntityKind::Benchmark));
    stand_for_makers(knowledge, &mut narrowed);
    narrowed.properties.clear();
    narrowed.content.clear();
    let mut kinds = kinds_of(meaning);
    if kinds.is_empty() {
        kinds = kinds_of_members(knowledge, meaning);
    }
    // The sizes of a model or line are told of it.
    if kinds.contains(&EntityKind::ModelFamily) {
        kinds.push(EntityKind::Model);
    }
    if kinds.is_empty() {
        kinds = EntityKind::ALL.iter().map(|(_, kind)| *kind).collect();
    }
    // A round's amount is its lab's.
    kinds.push(EntityKind::FundingRound);
    let sized = |id: &EntityId| matches!(knowledge.kind(*id), EntityKind::Model | EntityKind::ModelFamily);
    let named = narrowed.entities();
    // "What came right after V3" is none of the lines that are named.
    let bounded = is_in_time(meaning) && (meaning.earlier_than.is_some() || meaning.later_than.is_some());
    let mut entities: Vec<EntityId> = named.iter().copied().filter(|id| sized(id) && !bounded).collect();
    // Of one model only what it comes in is its own, not what it was made from.
    let single = !named.is_empty() && named.iter().all(|id| knowledge.kind(*id) == EntityKind::Model);
    if single {
        entities.extend(named.iter().flat_map(|id| knowledge.graph.below(*id)));
        entities.retain(|id| has_qualities(knowledge, meaning, *id));
    } else {
        entities.retain(|id| has_qualities(knowledge, meaning, *id));
        let Some(fits) = select(knowledge, &narrowed, &kinds) else { return Vec::new() };
        entities.extend(fits.into_iter().map(|fit| fit.entity));
    }
    // Of a line only its own models are ranked, not those that compete with it or were made from it.
    if !named.is_empty() && named.iter().all(sized) {
        let own = |id: &EntityId| named.iter().any(|line| line == id || knowledge.graph.below(*line).contains(id));
        entities.retain(own);
    }
    entities.sort_unstable();
    entities.dedup();
    let mut out = Vec::new();
    for entity in entities {
        for id in knowledge.graph.of(entity) {
            let statement = knowledge.corpus.statement(*id);
            let in_time = match statement.value {
                Value::Date(date) => is_date_within(knowledge, meaning, date),
                _ => true,
            };
            let right_test = benchmarks.is_empty()
                || statement.qualifiers.benchmark.is_some_and(|benchmark| benchmarks.contains(&benchmark));
            if properties.contains(&statement.property)
                && right_test
                && in_time
                && is_of_sort(knowledge, meaning, entity, *id)
                && words.iter().all(|word| holds(knowledge, entity, *id, word))
            {
                out.push((entity, *id));
            }
        }
    }
    out
}

/// "The makers of Kimi" are the lab, and "Kimi's rounds" are the lab's: what the question names stands for who made it.
fn stand_for_makers(knowledge: &Knowledge, meaning: &mut Meaning) {
    let Some(maker) = knowledge.property("maker") else { return };
    if !meaning.property_ids().contains(&maker) && !meaning.kinds.contains(&EntityKind::FundingRound) {
        return;
    }
    for named in &mut meaning.mentions {
        let made = named.entities.first().and_then(|id| {
            knowledge.values(*id, "maker").find_map(|(_, statement)| match statement.value {
                Value::Entity(maker) => Some(maker),
                _ => None,
            })
        });
        if let Some(made) = made {
            named.entities = vec![made];
        }
    }
}

/// What fits the question with the values by which it is ordered, the winner first.
pub(super) fn in_order(
    knowledge: &Knowledge,
    meaning: &Meaning,
    asked: &Order,
    end: End,
) -> Option<Vec<(EntityId, StatementId)>> {
    let mut all = subjects(knowledge, meaning, &asked.properties, &asked.words);
    let corpus = &knowledge.corpus;
    let money = asked.properties.iter().any(|id| corpus.property(*id).question == Some(QuestionWord::HowMuch));
    all.retain(|(_, id)| {
        let statement = corpus.statement(*id);
        !statement.qualifiers.damaged
            && match &statement.value {
                Value::Number(number) => !money || number.unit == Unit::Usd,
                Value::Date(_) => true,
                _ => false,
            }
    });
    // What is only expected is not yet the largest.
    let is_expected = |id: StatementId| {
        let hedge = corpus.statement(id).qualifiers.hedge.as_deref();
        hedge.is_some_and(|hedge| EXPECTED.contains(&hedge))
    };
    if all.iter().any(|(_, id)| !is_expected(*id)) {
        all.retain(|(_, id)| !is_expected(*id));
    }
    all.sort_by(|a, b| {
        let order = order_at(end, corpus.statement(a.1), corpus.statement(b.1));
        let order = if end == End::High { order.reverse() } else { order };
        order.then(a.1.cmp(&b.1))
    });
    (!all.is_empty()).then_some(all)
}

/// How records qualify what has not come about.
const EXPECTED: [&str; 3] = ["anticipated", "projected", "likely"];

/// The order of two values by the least that they say: a bare year is neither the newest of its months nor the oldest.
fn order_at(end: End, a: &Statement, b: &Statement) -> Ordering {
    match (&a.value, &b.value, end) {
        (Value::Date(a), Value::Date(b), End::High) => a.earliest().cmp(&b.earliest()),
        _ => order(a, b),
    }
}

/// The order of two values of one property.
pub(super) fn order(a: &Statement, b: &Statement) -> Ordering {
    match (&a.value, &b.value) {
        (Value::Number(a), Value::Number(b)) => a.high.total_cmp(&b.high),
        (Value::Date(a), Value::Date(b)) => a.latest().cmp(&b.latest()),
        _ => Ordering::Equal,
    }
}
