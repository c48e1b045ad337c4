//! Superlatives: which has the most, the least, came first or last, by a document's own words for it, else by a value
//! that records hold; a ranking where the question wants several ("top three").

use std::cmp::Ordering;

use super::claim;
use super::draft::Draft;
use super::fact::Fact;
use super::knowledge::Knowledge;
use super::say::say;
use super::select::{holds, kinds_of, select};
use super::standing::AskedWord;
use super::{Answer, Kind, Outcome};
use crate::corpus::property::{QuestionWord, ValueType};
use crate::corpus::record::{EntityKind, Statement, Value};
use crate::corpus::{EntityId, PropertyId, StatementId};
use crate::question::lexicon::Operator;
use crate::question::meaning::{Content, Meaning, Named};
use crate::question::tokens::{Token, tokenize};
use crate::text::fold::fold;
use crate::text::quantity::Unit;

/// Which end of the order is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    High,
    Low,
}

impl End {
    fn other(self) -> Self {
        match self {
            Self::High => Self::Low,
            Self::Low => Self::High,
        }
    }
}

/// Answers a superlative, where the question has one and some value can be ordered.
#[must_use]
pub fn answer(knowledge: &Knowledge, meaning: &Meaning, question: &str) -> Option<Answer> {
    let end = end(meaning)?;
    if let Some(answer) = claimed(knowledge, meaning) {
        return Some(answer);
    }
    // Of one person or round nothing is the biggest; of a model it may be one of the sizes that it comes in.
    let single = |id: &EntityId| match knowledge.kind(*id) {
        EntityKind::Person | EntityKind::FundingRound => true,
        EntityKind::Model => knowledge.values(*id, "size").count() < 2,
        _ => false,
    };
    if meaning.entities().iter().any(single) {
        return None;
    }
    if wants_line_itself(knowledge, meaning) {
        return None;
    }
    let wanted = wanted(meaning, question);
    let mut asked = order_of(knowledge, meaning)?;
    asked.words.retain(|word| wanted == 1 || number(&word.text).is_none());
    let ranked = ranked(knowledge, meaning, &asked, end)?;
    let mut draft = Draft::new(knowledge, meaning.language);
    let mut disagree = false;
    let mut told: Vec<EntityId> = Vec::new();
    for (subject, id) in &ranked {
        if told.len() == wanted {
            break;
        }
        if told.contains(subject) {
            continue;
        }
        if !told.is_empty() {
            draft.push(if draft.language.is_chinese() { "" } else { " " });
        }
        told.push(*subject);
        let fact = fact_of(knowledge, meaning, &ranked, *subject, *id);
        disagree |= say(&mut draft, knowledge, meaning, &fact);
    }
    // "The smallest and the biggest": the other end as well.
    let both = meaning.has(Operator::Most) && meaning.has(Operator::Least)
        || meaning.has(Operator::Newest) && meaning.has(Operator::Oldest);
    let other = (both && wanted == 1).then(|| self::ranked(knowledge, meaning, &asked, end.other())).flatten();
    if let Some(other) = other
        && let [(subject, id), ..] = other[..]
        && ranked[0].1 != id
    {
        draft.push_gap();
        disagree |= say(&mut draft, knowledge, meaning, &fact_of(knowledge, meaning, &other, subject, id));
    }
    if let [subject] = told.as_slice() {
        say_maker(&mut draft, knowledge, meaning, *subject);
    }
    Some(draft.finish(if disagree { Outcome::Disagree } else { Outcome::Found }, Kind::Records))
}

/// Whether the question is about a line as such, whose own statements tell it: when it first came out, from which size
/// to which it goes. "The first model of the line" is one of its models.
fn wants_line_itself(knowledge: &Knowledge, meaning: &Meaning) -> bool {
    let [named] = meaning.mentions.as_slice() else { return false };
    let is_line = |kind: EntityKind| matches!(kind, EntityKind::ModelFamily | EntityKind::Product);
    let other = meaning.kinds.iter().any(|kind| !is_line(*kind));
    if other || !named.entities.iter().all(|id| is_line(knowledge.kind(*id))) {
        return false;
    }
    let told = |name: &str| {
        let asked = knowledge.property(name).is_some_and(|id| meaning.property_ids().contains(&id));
        asked && named.entities.iter().any(|id| knowledge.values(*id, name).next().is_some())
    };
    meaning.has(Operator::Oldest) && meaning.asks(QuestionWord::When) && told("released")
        || meaning.has(Operator::Most) && meaning.has(Operator::Least) && told("size")
}

/// What one subject has of the value by which it stands where it does: of a number that several things share (sizes,
/// scores of one test) the winning one and what another document calls so, else all, so that nothing that disagrees is
/// kept back.
fn fact_of(
    knowledge: &Knowledge,
    meaning: &Meaning,
    ranked: &[(EntityId, StatementId)],
    subject: EntityId,
    best: StatementId,
) -> Fact {
    let lead = knowledge.corpus.statement(best);
    let several = !knowledge.corpus.property(lead.property).single;
    let superlatives: Vec<AskedWord<'_>> = meaning
        .words
        .iter()
        .filter(|word| meaning.superlative_stems.contains(&word.stem))
        .map(|word| AskedWord::of(knowledge, word))
        .collect();
    let called_so =
        |id: StatementId| superlatives.iter().any(|word| word.standing.is_own(id) || word.standing.is_own_alike(id));
    let ids = ranked
        .iter()
        .filter(|(of, id)| {
            let statement = knowledge.corpus.statement(*id);
            *of == subject
                && statement.subject == lead.subject
                && statement.property == lead.property
                && statement.qualifiers.benchmark == lead.qualifiers.benchmark
                && (!several || order(statement, lead) == Ordering::Equal || called_so(*id))
        })
        .map(|(_, id)| *id)
        .collect();
    Fact { subject: lead.subject, property: lead.property, ids, score: 1.0 }
}

/// How many the question wants: the number that stands beside its superlative ("top three", "前三", "los tres mayores").
fn wanted(meaning: &Meaning, question: &str) -> usize {
    let tokens = tokenize(question);
    let superlative = |token: &Token| meaning.superlative_stems.contains(&token.stem) || token.text == "前";
    let beside = |pair: &[Token]| match pair {
        [a, b] if superlative(a) => number(&b.text),
        [a, b] if superlative(b) => number(&a.text),
        _ => None,
    };
    tokens.windows(2).find_map(beside).unwrap_or(1)
}

/// A small number, as figure or word.
pub(super) fn number(word: &str) -> Option<usize> {
    const NUMBERS: [[&str; 4]; 4] = [
        ["two", "2", "两", "dos"],
        ["three", "3", "三", "tres"],
        ["four", "4", "四", "cuatro"],
        ["five", "5", "五", "cinco"],
    ];
    NUMBERS.iter().position(|words| words.contains(&word)).map(|at| at + 2)
}

/// A document's own words for the superlative ("the longest-running programme"), where it has them, with the number
/// that the same sentence gives of it.
fn claimed(knowledge: &Knowledge, meaning: &Meaning) -> Option<Answer> {
    let stems = &meaning.superlative_stems;
    let mut must: Vec<&Content> = meaning.words.iter().filter(|word| stems.contains(&word.stem)).collect();
    let bounded = meaning.earlier_than.is_some() || meaning.later_than.is_some();
    if bounded || must.is_empty() || meaning.words.len() < must.len() + 2 {
        return None;
    }
    must.extend(meaning.words.iter().filter(|word| !word.kinds.is_empty()));
    let texts = |statement: &Statement| statement.value == Value::Text;
    let mut claims = claim::find(knowledge, meaning, &must, texts);
    claims.retain(|claim| claim::is_superlative(knowledge, meaning, knowledge.corpus.statement(claim.id)));
    // The largest model is no line of models.
    if meaning.kinds.contains(&EntityKind::Model) && !meaning.kinds.contains(&EntityKind::ModelFamily) {
        let line = |claim: &claim::Claim| {
            let kind = knowledge.kind(knowledge.corpus.statement(claim.id).subject);
            kind == EntityKind::ModelFamily || kind.is_body()
        };
        claims.retain(|claim| !line(claim));
    }
    let ids = claim::near_best(knowledge, &claims);
    let first = knowledge.corpus.statement(*ids.first()?);
    let mut draft = Draft::new(knowledge, meaning.language);
    let fact = Fact { subject: first.subject, property: first.property, ids: ids.clone(), score: 1.0 };
    say(&mut draft, knowledge, meaning, &fact);
    if let Some(fact) = number_beside(knowledge, meaning, ids[0]) {
        draft.push(if draft.language.is_chinese() { "" } else { " " });
        say(&mut draft, knowledge, meaning, &fact);
    }
    say_maker(&mut draft, knowledge, meaning, first.subject);
    Some(draft.finish(Outcome::Found, Kind::Records))
}

/// The number of the same subject that shares most words with the question.
fn number_beside(knowledge: &Knowledge, meaning: &Meaning, claim: StatementId) -> Option<Fact> {
    if !meaning.asks(QuestionWord::HowMuch) && !meaning.asks(QuestionWord::HowMany) {
        return None;
    }
    let subject = knowledge.corpus.statement(claim).subject;
    let words = AskedWord::all(knowledge, &meaning.words);
    let shared = |id: StatementId| {
        let statement = knowledge.corpus.statement(id);
        let own = |word: &&AskedWord<'_>| super::shares::literal_share(knowledge, statement, id, word) >= claim::OWN;
        words.iter().filter(own).count()
    };
    let numbers = knowledge.graph.of(subject).iter().copied();
    let best = numbers
        .filter(|id| matches!(knowledge.corpus.statement(*id).value, Value::Number(_)))
        .map(|id| (shared(id), id))
        .filter(|(shared, _)| *shared > 1)
        .max_by_key(|(shared, id)| (*shared, std::cmp::Reverse(*id)))?;
    let property = knowledge.corpus.statement(best.1).property;
    Some(Fact { subject, property, ids: vec![best.1], score: 1.0 })
}

/// Whose it is, where the question does not say so: a name alone tells few people what won.
fn say_maker(draft: &mut Draft<'_>, knowledge: &Knowledge, meaning: &Meaning, subject: EntityId) {
    let maker = ["maker", "of"].into_iter().find_map(|name| {
        let ids: Vec<StatementId> = knowledge.values(subject, name).map(|(id, _)| id).collect();
        Some((knowledge.property(name)?, ids)).filter(|(_, ids)| !ids.is_empty())
    });
    let Some((property, ids)) = maker else { return };
    let known = |id: &StatementId| matches!(knowledge.corpus.statement(*id).value, Value::Entity(maker) if meaning.entities().contains(&maker));
    if ids.iter().any(known) || meaning.entities().contains(&subject) {
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
struct Order {
    /// The property, and those that say the same of things of another sort (the sizes of a line).
    properties: Vec<PropertyId>,
    /// Words that each of the things must be described by.
    words: Vec<Content>,
}

/// The property to order by: the one that is asked for, else what the superlative means for the kind.
fn order_of(knowledge: &Knowledge, meaning: &Meaning) -> Option<Order> {
    let newest = meaning.has(Operator::Newest) || meaning.has(Operator::Oldest);
    // First and last are orders in time; a figure of anything at all is no order of one thing.
    let ordered = |id: &PropertyId| {
        let property = knowledge.corpus.property(*id);
        match property.value_type {
            ValueType::Number => !newest && property.id != "figure",
            ValueType::Date => newest,
            _ => false,
        }
    };
    let mut words: Vec<Content> = meaning.content.iter().filter(|content| content.weight >= 1.0).cloned().collect();
    let mut asked: Vec<PropertyId> = Vec::new();
    let tests = benchmarks(knowledge, meaning);
    for cue in &meaning.properties {
        let found: Vec<PropertyId> = cue.properties.iter().copied().filter(|id| ordered(id)).collect();
        let made = cue.properties.iter().any(|id| {
            ["maker", "released", "product", "model_line", "variant"]
                .contains(&knowledge.corpus.property(*id).id.as_str())
        });
        if found.is_empty() && !made && !cue.faint {
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
        implied(knowledge, meaning, newest, &ordered)?
    };
    let mut properties = vec![lead];
    if Some(lead) == knowledge.property("parameters") {
        properties.extend(knowledge.property("size"));
    }
    Some(Order { properties, words })
}

/// What a superlative alone means for things of the kind that the question names.
fn implied(
    knowledge: &Knowledge,
    meaning: &Meaning,
    newest: bool,
    ordered: &impl Fn(&PropertyId) -> bool,
) -> Option<PropertyId> {
    let mut kinds = kinds_of(meaning);
    // "The oldest of the six": of the sort that the group's members are.
    if kinds.is_empty() {
        kinds = members(knowledge, meaning);
    }
    // "The latest Qwen", "DeepSeek's newest": of what comes out of it, its models.
    let nothing_else = meaning.content.is_empty() && meaning.kinds.is_empty() && meaning.filters.is_empty();
    let lines = |id: EntityId| matches!(knowledge.kind(id), EntityKind::ModelFamily | EntityKind::Lab);
    let what = meaning.asks.iter().all(|ask| matches!(ask, QuestionWord::What | QuestionWord::Which));
    if newest && kinds.is_empty() && nothing_else && what && matches!(meaning.entities()[..], [only] if lines(only)) {
        kinds.push(EntityKind::Model);
    }
    if newest {
        let date = if kinds.contains(&EntityKind::Lab) { "founded" } else { "released" };
        return (!kinds.is_empty() && meaning.properties.is_empty()).then(|| knowledge.property(date)).flatten();
    }
    let models = |named: &Named| {
        named.entities.iter().all(|id| matches!(knowledge.kind(*id), EntityKind::Model | EntityKind::ModelFamily))
    };
    let named = kinds.is_empty() && !meaning.mentions.is_empty() && meaning.mentions.iter().all(models);
    // "The largest model of the company" is one of the models, whatever else is named.
    let wanted = [EntityKind::Model, EntityKind::ModelFamily];
    let kinds = if named || kinds.contains(&EntityKind::Model) { wanted.to_vec() } else { kinds };
    let implied = || meaning.implied.iter().copied().filter(|id| ordered(id));
    let of_kind = implied().find(|id| is_of(knowledge, *id, &kinds));
    of_kind.or_else(|| {
        let any = |id: &PropertyId| kinds.is_empty() || knowledge.corpus.property(*id).kinds.is_empty();
        implied().find(any)
    })
}

/// The kinds of what a group consists of that the question names.
fn members(knowledge: &Knowledge, meaning: &Meaning) -> Vec<EntityKind> {
    let groups = meaning.entities().into_iter().filter(|id| knowledge.kind(*id) == EntityKind::Group);
    let mut kinds: Vec<EntityKind> = groups
        .flat_map(|group| knowledge.values(group, "member"))
        .filter_map(|(_, statement)| match statement.value {
            Value::Entity(member) => Some(knowledge.kind(member)),
            _ => None,
        })
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
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
        kinds = members(knowledge, meaning);
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
    let mut entities: Vec<EntityId> = named.iter().copied().filter(sized).collect();
    // Of one model only what it comes in is its own, not what it was made from.
    let single = !named.is_empty() && named.iter().all(|id| knowledge.kind(*id) == EntityKind::Model);
    if single {
        entities.extend(named.iter().flat_map(|id| knowledge.graph.below(*id)));
    } else {
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
            let right_test = benchmarks.is_empty()
                || statement.qualifiers.benchmark.is_some_and(|benchmark| benchmarks.contains(&benchmark));
            if properties.contains(&statement.property)
                && right_test
                && words.iter().all(|word| holds(knowledge, entity, *id, word))
            {
                out.push((entity, *id));
            }
        }
    }
    out
}

/// "The makers of Kimi" are the lab: what the question names stands for who made it.
fn stand_for_makers(knowledge: &Knowledge, meaning: &mut Meaning) {
    let Some(maker) = knowledge.property("maker") else { return };
    if !meaning.property_ids().contains(&maker) {
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

fn ranked(knowledge: &Knowledge, meaning: &Meaning, asked: &Order, end: End) -> Option<Vec<(EntityId, StatementId)>> {
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
    all.sort_by(|a, b| {
        let order = order_at(end, corpus.statement(a.1), corpus.statement(b.1));
        let order = if end == End::High { order.reverse() } else { order };
        order.then(a.1.cmp(&b.1))
    });
    (!all.is_empty()).then_some(all)
}

/// The order of two values by the least that they say: a bare year is neither the newest of its months nor the oldest.
fn order_at(end: End, a: &Statement, b: &Statement) -> Ordering {
    match (&a.value, &b.value, end) {
        (Value::Date(a), Value::Date(b), End::High) => a.earliest().cmp(&b.earliest()),
        _ => order(a, b),
    }
}

fn order(a: &Statement, b: &Statement) -> Ordering {
    match (&a.value, &b.value) {
        (Value::Number(a), Value::Number(b)) => a.high.total_cmp(&b.high),
        (Value::Date(a), Value::Date(b)) => a.latest().cmp(&b.latest()),
        _ => Ordering::Equal,
    }
}
