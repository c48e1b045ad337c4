//! Yes or no: what the question supposes is held against the records. What they state is a yes, what they state
//! otherwise of a property that has one value is a no, each with the statement that decides; all else is left to the
//! other shapes, for a silence of the documents is neither.

use super::draft::Draft;
use super::fact::{Fact, find};
use super::knowledge::Knowledge;
use super::say::say;
use super::wording::Phrase;
use super::{Answer, Kind, Outcome};
use crate::corpus::property::ValueType;
use crate::corpus::record::{EntityKind, Value};
use crate::corpus::{PropertyId, StatementId};
use crate::question::lexicon::Operator;
use crate::question::meaning::{Meaning, Named, PropertyCue};
use crate::text::date::FoundDate;
use crate::text::edtf::Edtf;

pub(super) const YES: Phrase = Phrase { en: "Yes: ", zh: "是的，", es: "Sí: " };
pub(super) const NO: Phrase = Phrase { en: "No: ", zh: "不是，", es: "No: " };

/// Answers a question of yes or no; `facts` are those that account for the whole of it.
#[must_use]
pub fn answer(knowledge: &Knowledge, meaning: &Meaning, facts: &[Fact]) -> Option<Answer> {
    if let Some(placed) = placed(knowledge, meaning) {
        let facts = find(knowledge, &placed);
        return answer(knowledge, &placed, &facts);
    }
    let ordered = [Operator::Compare, Operator::More, Operator::Less, Operator::Negation];
    if !meaning.whether || meaning.properties.is_empty() || ordered.iter().any(|operator| meaning.has(*operator)) {
        return None;
    }
    let asked = |fact: &&Fact| meaning.property_ids().contains(&fact.property);
    match facts.first().filter(asked) {
        Some(fact) => stated(knowledge, meaning, fact),
        None if facts.is_empty() => stated_otherwise(knowledge, meaning),
        None => None,
    }
}

/// "Was it founded in 2022?": its dates are held against the one that is supposed.
#[must_use]
pub(super) fn dated(knowledge: &Knowledge, meaning: &Meaning) -> Option<Answer> {
    let ([named], [date]) = (meaning.mentions.as_slice(), meaning.dates.as_slice()) else { return None };
    let ordered = [Operator::Compare, Operator::More, Operator::Less, Operator::Negation];
    let bare = meaning.content.is_empty() && !ordered.iter().any(|operator| meaning.has(*operator));
    let ([subject], Some(supposed)) = (named.entities.as_slice(), date.edtf()) else { return None };
    if !meaning.whether || !bare || !meaning.kinds.is_empty() {
        return None;
    }
    // "Released in 2024" asks for what came out then, where nothing is named.
    let released = meaning.has(Operator::Timeline) && meaning.properties.is_empty();
    let mut asked = meaning.property_ids().into_iter().chain(knowledge.property("released").filter(|_| released));
    let dates = asked.find_map(|property| {
        let is_date = knowledge.corpus.property(property).value_type == ValueType::Date;
        let of_it = || knowledge.graph.of(*subject).iter().copied();
        let stated = of_it().filter(|id| knowledge.corpus.statement(*id).property == property);
        let ids: Vec<StatementId> = stated.collect();
        (is_date && !ids.is_empty()).then_some((property, ids))
    });
    let (property, ids) = dates?;
    let meets = |id: &StatementId| {
        let value = &knowledge.corpus.statement(*id).value;
        matches!(value, Value::Date(date) if supposed.overlaps(*date))
    };
    let met: Vec<StatementId> = ids.iter().copied().filter(meets).collect();
    let (verdict, ids) = if met.is_empty() { (NO, ids) } else { (YES, met) };
    Some(worded(knowledge, meaning, verdict, &Fact { subject: *subject, property, ids, score: 1.0 }))
}

/// "Is it in Beijing?" asks for the seat without a word for it.
fn placed(knowledge: &Knowledge, meaning: &Meaning) -> Option<Meaning> {
    let place = |named: &&Named| named.entities.iter().all(|id| knowledge.kind(*id) == EntityKind::Place);
    let bare = meaning.properties.is_empty() && meaning.content.is_empty() && meaning.dates.is_empty();
    if !meaning.whether || !bare || meaning.mentions.len() != 2 || meaning.mentions.iter().filter(place).count() != 1 {
        return None;
    }
    let properties = vec![knowledge.property("place")?];
    let cue = PropertyCue { properties, stems: Vec::new(), faint: false };
    Some(Meaning { properties: vec![cue], ..meaning.clone() })
}

/// A question that supposes a name which no document has, of a property whose values are all on record: "was it founded
/// by Smith?".
#[must_use]
pub fn denied(knowledge: &Knowledge, meaning: &Meaning) -> Option<Answer> {
    if !meaning.whether || meaning.mentions.len() != 1 {
        return None;
    }
    let known = Meaning { content: Vec::new(), words: Vec::new(), unknown_variant: None, ..meaning.clone() };
    let fact = find(knowledge, &known).into_iter().next()?;
    let property = knowledge.corpus.property(fact.property);
    let fits = property.exclusive
        && property.value_type == ValueType::Entity
        && meaning.property_ids().contains(&fact.property)
        && meaning.entities().contains(&fact.subject);
    fits.then(|| worded(knowledge, meaning, NO, &fact))
}

/// The facts state what the question supposes, or for a flag its opposite.
fn stated(knowledge: &Knowledge, meaning: &Meaning, fact: &Fact) -> Option<Answer> {
    let values = || fact.ids.iter().map(|id| &knowledge.corpus.statement(*id).value);
    let flags: Vec<bool> =
        values().filter_map(|value| if let Value::Flag(flag) = value { Some(*flag) } else { None }).collect();
    match knowledge.corpus.property(fact.property).value_type {
        // Documents that disagree give no verdict.
        ValueType::Flag if flags.windows(2).all(|pair| pair[0] == pair[1]) => {
            Some(worded(knowledge, meaning, if *flags.first()? { YES } else { NO }, fact))
        }
        ValueType::Entity => {
            let named = meaning.entities();
            let met = named.iter().any(|id| *id != fact.subject && values().any(|value| *value == Value::Entity(*id)));
            // That Zhipu made another model does not say that it made this one.
            let met = met && (meaning.mentions.len() == 1 || named.contains(&fact.subject));
            met.then(|| worded(knowledge, meaning, YES, fact))
        }
        ValueType::Date if !meaning.dates.is_empty() => {
            let wanted =
                |date: Edtf| meaning.dates.iter().filter_map(FoundDate::edtf).any(|asked| asked.overlaps(date));
            let met = values().any(|value| matches!(value, Value::Date(date) if wanted(*date)));
            Some(worded(knowledge, meaning, if met { YES } else { NO }, fact))
        }
        _ => None,
    }
}

/// The records state another value of a property that has one: another seat, another owner, another date.
fn stated_otherwise(knowledge: &Knowledge, meaning: &Meaning) -> Option<Answer> {
    let mut without: Vec<Meaning> = Vec::new();
    if !meaning.dates.is_empty() {
        without.push(Meaning { dates: Vec::new(), ..meaning.clone() });
    }
    if meaning.mentions.len() == 2 {
        for number in [1, 0] {
            let mut less = meaning.clone();
            less.mentions.remove(number);
            // What is supposed is a thing, and so is what is stated: "founded by" asks for no date.
            for cue in &mut less.properties {
                let thing = |id: &PropertyId| knowledge.corpus.property(*id).value_type == ValueType::Entity;
                if cue.properties.iter().any(thing) {
                    cue.properties.retain(thing);
                }
            }
            without.push(less);
        }
    }
    without.into_iter().find_map(|less| {
        let fact = find(knowledge, &less).into_iter().next()?;
        let property = knowledge.corpus.property(fact.property);
        let subject = less.entities().contains(&fact.subject);
        let dropped = meaning.entities().into_iter().find(|id| !less.entities().contains(id));
        let alike = match dropped {
            // What is supposed must be of the sort that the value is: "based in Peking University" is another question.
            Some(dropped) => {
                let statement = fact.ids.first().map(|id| &knowledge.corpus.statement(*id).value);
                let kind = |id| match knowledge.kind(id) {
                    EntityKind::Company => EntityKind::Lab,
                    kind => kind,
                };
                matches!(statement, Some(Value::Entity(value)) if kind(*value) == kind(dropped))
            }
            None => property.value_type == ValueType::Date,
        };
        let exclusive = property.single || property.exclusive;
        (subject && alike && exclusive && meaning.property_ids().contains(&fact.property))
            .then(|| worded(knowledge, meaning, NO, &fact))
    })
}

/// A fact behind a verdict.
pub(super) fn worded(knowledge: &Knowledge, meaning: &Meaning, verdict: Phrase, fact: &Fact) -> Answer {
    let mut draft = Draft::new(knowledge, meaning.language);
    draft.push(&verdict.text(meaning.language));
    let disagree = say(&mut draft, knowledge, meaning, fact);
    draft.finish(if disagree { Outcome::Disagree } else { Outcome::Found }, Kind::Records)
}
