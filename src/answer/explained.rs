//! What a question wants explained: a name that it asks the meaning of, a technique of which it asks how it works, whoever
//! is to be introduced.

use super::knowledge::Knowledge;
use crate::corpus::property::QuestionWord;
use crate::corpus::record::{EntityKind, Value};
use crate::corpus::{EntityId, PropertyId};
use crate::question::lexicon::Operator;
use crate::question::meaning::{Meaning, Named};
use crate::text::date::FoundDate;

/// What a question wants explained: the only thing that it names, or one beside what only says more of it ("what is
/// DSA in DeepSeek's models?").
pub(super) fn defined<'m>(knowledge: &Knowledge, meaning: &'m Meaning) -> Option<&'m Named> {
    if is_definition(knowledge, meaning) {
        return meaning.mentions.first();
    }
    if let Some(named) = at_work(knowledge, meaning).or_else(|| meant(knowledge, meaning)) {
        return Some(named);
    }
    const SAID: [&str; 5] = ["description", "maker", "full_name", "name_meaning", "technique"];
    let id = meaning.defined.or_else(|| only_technique(knowledge, meaning))?;
    let named = meaning.mentions.iter().find(|named| named.entities.contains(&id))?;
    let thing = matches!(
        knowledge.kind(id),
        EntityKind::Technique | EntityKind::Software | EntityKind::Product | EntityKind::Topic | EntityKind::Benchmark
    );
    let others = meaning.mentions.iter().filter(|other| *other != named);
    // Whose it is: "the Agent Swarm of Kimi".
    let whose = |other: EntityId| {
        use EntityKind::{Company, Lab, Model, ModelFamily, Product};
        matches!(knowledge.kind(other), Company | Lab | Model | ModelFamily | Product)
    };
    let of_it =
        others.flat_map(|other| &other.entities).all(|other| whose(*other) || knowledge.graph.related(id, *other));
    let said = |id: &PropertyId| SAID.contains(&knowledge.corpus.property(*id).id.as_str());
    (thing && of_it && meaning.content.is_empty() && meaning.property_ids().iter().all(said)).then_some(named)
}

/// The only technique or tool of which a question asks how it works or what it is, alone or in what it is at work in: "how
/// does the prefix-LM trick in GLM work", "what is that Agent Swarm of K2.5". Nothing else is asked of it.
pub(super) fn at_work<'m>(knowledge: &Knowledge, meaning: &'m Meaning) -> Option<&'m Named> {
    const SAID: [&str; 6] = ["description", "full_name", "name_meaning", "technique", "architecture", "attention"];
    use EntityKind::{Model, ModelFamily, Product, Software, Technique};
    let of = |kinds: &[EntityKind]| {
        let of_kind = |named: &&Named| named.entities.iter().all(|id| kinds.contains(&knowledge.kind(*id)));
        let mut named = meaning.mentions.iter().filter(of_kind);
        (named.next(), named.next())
    };
    // "What is Doubao by ByteDance": of a product and whoever makes it the product.
    let bodies = || meaning.mentions.len() > 1 && meaning.entities().iter().any(|id| knowledge.kind(*id).is_body());
    let (only, other) = match of(&[Technique, Software]) {
        (None, _) if bodies() && meaning.has(Operator::Definition) => of(&[Product, ModelFamily, Model]),
        means => means,
    };
    let only = only?;
    let explaining = &knowledge.corpus.words.explaining;
    let explains = |text: &str| explaining.iter().any(|word| word == text);
    let said = |id: &PropertyId| SAID.contains(&knowledge.corpus.property(*id).id.as_str());
    let works = meaning.content.iter().any(|word| explains(&word.text));
    let asks = meaning.has(Operator::Definition)
        || works && meaning.asks(QuestionWord::How)
        || meaning.property_ids().iter().any(said) && meaning.asks(QuestionWord::How);
    let nothing_else = meaning.asks.iter().all(|ask| matches!(ask, QuestionWord::How | QuestionWord::What))
        && meaning.operators.iter().all(|operator| *operator == Operator::Definition)
        && meaning.property_ids().iter().all(said)
        && meaning.content.iter().all(|word| explains(&word.text))
        && meaning.kinds.iter().all(|kind| matches!(kind, Technique | Software))
        && meaning.dates.is_empty()
        && !meaning.whether;
    let whose = meaning.mentions.iter().filter(|named| *named != only).flat_map(|named| &named.entities);
    let of_it = || only.entities.iter().all(|id| whose.clone().all(|other| is_at_work(knowledge, *id, *other)));
    (asks && nothing_else && other.is_none() && of_it()).then_some(only)
}

/// Whether a technique or tool is tied to something: used there, made by it, or by whoever stands above it or below.
fn is_at_work(knowledge: &Knowledge, means: EntityId, other: EntityId) -> bool {
    let graph = &knowledge.graph;
    let near = |id: EntityId| {
        id == other
            || graph.related(id, other)
            || graph.above(id).iter().any(|above| graph.above(other).contains(above))
    };
    let values = graph.of(means).iter().filter_map(|id| match knowledge.corpus.statement(*id).value {
        Value::Entity(value) => Some(value),
        _ => None,
    });
    let subjects = graph.naming(means).iter().map(|id| knowledge.corpus.statement(*id).subject);
    values.chain(subjects).any(near)
}

/// The only technique that a question names beside models, where it asks nothing in so many words: "DSA in GLM-5?".
fn only_technique(knowledge: &Knowledge, meaning: &Meaning) -> Option<EntityId> {
    if !meaning.asks.is_empty() || !meaning.operators.is_empty() || !meaning.properties.is_empty() {
        return None;
    }
    let is_technique = |id: &EntityId| knowledge.kind(*id) == EntityKind::Technique;
    let mut techniques = meaning.mentions.iter().filter(|named| named.entities.iter().all(is_technique));
    let (only, other) = (techniques.next()?, techniques.next());
    only.entities.first().copied().filter(|_| other.is_none())
}

/// What "… meaning" asks of, where no name of it is explained: then it asks what that is.
fn meant<'m>(knowledge: &Knowledge, meaning: &'m Meaning) -> Option<&'m Named> {
    let [cue] = meaning.properties.as_slice() else { return None };
    let explains =
        |id: &PropertyId| ["full_name", "name_meaning"].contains(&knowledge.corpus.property(*id).id.as_str());
    let is_explained = |named: &Named| {
        let mut statements = named.entities.iter().flat_map(|id| knowledge.graph.of(*id));
        statements.any(|id| cue.properties.contains(&knowledge.corpus.statement(*id).property))
    };
    if !cue.properties.iter().all(explains) || !meaning.content.is_empty() || meaning.mentions.iter().any(is_explained)
    {
        return None;
    }
    // Of a thing and whose it is, the thing: English names it last.
    meaning.mentions.last()
}

/// Whom or what a question wants introduced, where whatever else it says asks for nothing that is recorded: "who is …,
/// and why do people bring him up".
pub(super) fn introduced<'m>(knowledge: &Knowledge, meaning: &'m Meaning) -> Option<&'m Named> {
    let mut named = meaning.mentions.iter().filter(|named| {
        named.entities.iter().any(|id| !matches!(knowledge.kind(*id), EntityKind::Topic | EntityKind::Place))
    });
    let (only, other) = (named.next()?, named.next());
    // "The name of Beijing's plan of 2017" asks for it by all that it says.
    let of_it = |date: &FoundDate| {
        let own = || only.entities.iter().flat_map(|id| knowledge.dates_of(*id));
        date.edtf().is_some_and(|date| own().any(|one| one.overlaps(date)))
    };
    let only_names = meaning.asks.is_empty()
        && meaning.operators.is_empty()
        && meaning.content.is_empty()
        && !meaning.dates.is_empty()
        && meaning.dates.iter().all(of_it);
    let asks = (meaning.has(Operator::Definition) || only_names) && meaning.properties.iter().all(|cue| cue.faint);
    let strange = meaning.content.iter().any(|content| !content.known);
    let of_kind = || only.entities.iter().any(|id| meaning.kinds.contains(&knowledge.kind(*id)));
    let kind = meaning.kinds.is_empty() || of_kind();
    (asks && kind && other.is_none() && !strange && meaning.content.len() < 2).then_some(only)
}

/// Whether a question only names something and asks what it is.
fn is_definition(knowledge: &Knowledge, meaning: &Meaning) -> bool {
    let of_its_kind = || meaning.entities().iter().any(|id| meaning.kinds.contains(&knowledge.kind(*id)));
    // "Which was China's first LLM": that is what the topic is about.
    let topic = || meaning.entities().iter().all(|id| knowledge.kind(*id) == EntityKind::Topic);
    let which = || meaning.asks(QuestionWord::Which) && (of_its_kind() || meaning.kinds.is_empty() && topic());
    // "Name of the plan": of a rule nothing is listed.
    let rule = || meaning.entities().iter().all(|id| knowledge.kind(*id) == EntityKind::Regulation);
    let lists = |operator: &Operator| *operator == Operator::List && rule();
    let unasked = || meaning.asks.is_empty() && meaning.operators.iter().all(lists);
    meaning.mentions.len() == 1
        && meaning.properties.is_empty()
        && meaning.content.iter().all(|content| content.weight < 1.0)
        && meaning.dates.is_empty()
        && (meaning.has(Operator::Definition) || unasked() || which())
        && (meaning.kinds.is_empty() || (meaning.has(Operator::Definition) || which()) && of_its_kind())
}
