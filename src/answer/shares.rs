//! How far a statement accounts for one thing that a question says: a property, a kind, a word, a date, the sort of thing
//! that its question word asks for.

use super::asked::{AskedDate, AskedKind, AskedProperty};
use super::focus::{ACTORS, widened};
use super::knowledge::Knowledge;
use super::standing::{AskedWord, Stem};
use crate::corpus::property::{Property, QuestionWord, ValueType};
use crate::corpus::record::{EntityKind, Statement, Value};
use crate::corpus::{EntityId, PropertyId, StatementId};
use crate::question::lexicon::Operator;
use crate::question::meaning::Meaning;
use crate::text::edtf::Edtf;
use crate::text::quantity::Unit;

/// How far a statement is of what a word asks for: of that property, and of the very one of its values that is meant.
pub(super) fn cue_share(
    knowledge: &Knowledge,
    statement: &Statement,
    id: StatementId,
    asked: &AskedProperty<'_>,
) -> f32 {
    let stems = &asked.stems;
    let own = |stem: &&Stem<'_>| stem.is_own(id);
    if asked.cue.properties.contains(&statement.property) {
        // "CTO" asks for a position, and for this one before others.
        if matches!(statement.value, Value::Number(_)) && stems.len() > 1 {
            return counted_share(knowledge, statement, id, stems);
        }
        // "Chatbot" asks for such a product, and not for any.
        if let Value::Entity(value) = statement.value
            && asked.is_of_a_sort
            && !is_so_described(knowledge, value, stems)
        {
            return OTHER_SORT_OF_THING;
        }
        let text = statement.value == Value::Text;
        if !text || stems.is_empty() {
            return 1.0;
        }
        if is_other_unit(knowledge, statement, stems, id) {
            return OTHER_UNIT;
        }
        // A role that others hold and this statement does not speak of: the CEO is not the CTO.
        if stems.iter().any(|stem| !own(&stem) && tells_apart(knowledge, statement.property, stem)) {
            return OTHER_POST;
        }
        // Of drawbacks and merits those first that are told as such, in whatever words.
        let said = |stem: &Stem<'_>| {
            if stem.is_own(id) {
                1.0
            } else if stem.is_own_alike(id) {
                ALIKE
            } else {
                0.0
            }
        };
        #[expect(clippy::cast_precision_loss, reason = "a handful of words")]
        let share = stems.iter().map(said).sum::<f32>() / stems.len() as f32;
        return 0.92 + 0.08 * share;
    }
    if stems.is_empty() {
        return 0.0;
    }
    if Some(statement.property) == asked.figure && 3 * stems.iter().filter(own).count() >= 2 * stems.len() {
        return 0.95;
    }
    if asked.counts() && knowledge.corpus.property(statement.property).question == Some(QuestionWord::HowMuch) {
        return 0.0;
    }
    // What else a sentence counts or dates is not what is asked for.
    let other_value = asked.numbered()
        && matches!(statement.value, Value::Number(_) | Value::Date(_))
        && Some(statement.property) != asked.figure;
    if stems.iter().all(|stem| own(&stem)) {
        if other_value { OTHER_VALUE } else { 0.8 }
    } else if other_value {
        0.0
    } else if stems.iter().all(|stem| stem.is_held(id)) {
        0.54
    } else {
        0.0
    }
}

/// The stem of what prices of models are per, and what a price is worth that is none per that.
const PER_TOKEN: &str = "token";
const OTHER_UNIT: f32 = 0.3;

/// Whether a price is asked for per token, and a statement tells one of something else: "the price per million tokens" is
/// none of what is free of charge.
pub(super) fn is_other_unit(knowledge: &Knowledge, statement: &Statement, stems: &[Stem<'_>], id: StatementId) -> bool {
    let priced = knowledge.corpus.property(statement.property).question == Some(QuestionWord::HowMuch);
    priced && stems.iter().any(|stem| stem.text == PER_TOKEN && !stem.is_own(id))
}

/// What a number is worth that shares the word for another one: tokens a second are none that it was trained on.
const OTHER_VALUE: f32 = 0.6;

/// What it is worth that words tell what is asked for by one that means the same.
const ALIKE: f32 = 0.3;

/// What a thing is worth where one of another sort is asked for.
const OTHER_SORT_OF_THING: f32 = 0.6;

/// Whether some words are all said of a thing where it is described.
pub(super) fn is_so_described(knowledge: &Knowledge, entity: EntityId, stems: &[Stem<'_>]) -> bool {
    stems.iter().all(|stem| knowledge.is_described_by(entity, stem.term, stem.groups))
}

/// What a post is worth where another one is asked for.
const OTHER_POST: f32 = 0.1;

/// Whether a word says in what time something is counted.
fn is_rate(stem: &str) -> bool {
    matches!(stem, "dai" | "daili" | "week" | "weekli" | "month" | "monthli" | "annual" | "year" | "yearli")
        || stem.starts_with(['日', '月', '周'])
}

/// What a number is worth that counts the same sort of thing, but not those that the question says: users, not monthly
/// ones.
const OTHERWISE_COUNTED: f32 = 0.5;

/// How far a number is what a phrase of several words counts: of "smartphone users", "users" asks for the property, and
/// the number must say of itself that it counts smartphones.
fn counted_share(knowledge: &Knowledge, statement: &Statement, id: StatementId, stems: &[Stem<'_>]) -> f32 {
    let asking = |stem: &Stem<'_>| knowledge.understander.lexicon.asks_for(stem.text, statement.property);
    // A phrase of which no word asks by itself ("training compute") is a name of the property.
    let whole = !stems.iter().any(asking);
    let said = |stem: &Stem<'_>| asking(stem) || stem.is_said(id);
    if whole || stems.iter().all(said) {
        1.0
    } else if stems.iter().any(|stem| is_rate(stem.text) && !said(stem)) {
        OTHERWISE_COUNTED
    } else {
        0.92
    }
}

/// Whether a word of the question tells values of a property apart: some value has it ("CEO"), while words that only
/// ask for the property ("role") stand in none.
pub(super) fn tells_apart(knowledge: &Knowledge, property: PropertyId, stem: &Stem<'_>) -> bool {
    let position = || knowledge.property("position") == Some(property);
    stem.term.is_some_and(|term| position() && knowledge.is_of_post(term))
}

/// How far a statement is about a kind that the question names: by its value, its subject, or its words.
pub(super) fn kind_share(
    knowledge: &Knowledge,
    meaning: &Meaning,
    statement: &Statement,
    id: StatementId,
    asked: &AskedKind<'_>,
) -> f32 {
    let AskedKind { called, stems, .. } = asked;
    let covers = |kind: EntityKind| called.has(kind);
    let counted = matches!(statement.value, Value::Number(_)) && meaning.asks(QuestionWord::HowMany);
    match statement.value {
        // What is counted must be said in so many words.
        _ if counted && stems.iter().all(|stem| stem.is_said(id)) => 1.0,
        _ if counted => 0.3,
        Value::Entity(value) if covers(knowledge.kind(value)) => said_of(knowledge, value, asked),
        _ if covers(knowledge.kind(statement.subject)) => said_of(knowledge, statement.subject, asked),
        Value::Text if stems.iter().all(|stem| stem.is_held(id)) => 0.8,
        // What a number counts or is of must be said in so many words: "Series A" is no series of models.
        Value::Number(_) if stems.iter().all(|stem| stem.is_said(id)) => 0.8,
        _ => 0.0,
    }
}

/// What a group is worth that is not of the sort which is asked for.
const OTHER_GROUP: f32 = 0.75;

/// How far a kind's own words are said of a thing of that kind: a "quant fund" is any company, but one that is described
/// as such before others.
pub(super) fn said_of(knowledge: &Knowledge, entity: EntityId, asked: &AskedKind<'_>) -> f32 {
    let said = |stem: &Stem<'_>| knowledge.is_described_by(entity, stem.term, stem.groups);
    let other = if knowledge.kind(entity) == EntityKind::Group { OTHER_GROUP } else { 0.9 };
    if !asked.telling || asked.stems.iter().all(said) { 1.0 } else { other }
}

/// How far a statement accounts for a word of the question; what only its proof says counts for little.
pub(super) fn literal_share(
    knowledge: &Knowledge,
    statement: &Statement,
    id: StatementId,
    word: &AskedWord<'_>,
) -> f32 {
    let AskedWord { content, called, standing, .. } = word;
    let of_kind = |entity: EntityId| called.has(knowledge.kind(entity));
    if standing.is_own(id) || content.asks_for.contains(&statement.property) {
        1.0
    } else if matches!(statement.value, Value::Entity(value) if of_kind(value)) {
        0.92
    } else if standing.is_own_alike(id) {
        // "Company" asks for one; words that speak of enterprises name none.
        if called.is_none() { 0.92 } else { 0.85 }
    } else if of_kind(statement.subject) {
        0.75
    } else if standing.is_proven(id) {
        0.5
    } else if standing.is_alike(id) {
        0.4
    } else {
        0.0
    }
}

/// How far a statement accounts for a telling word: by its own words, its proof, or what it is about.
pub(super) fn content_share(
    knowledge: &Knowledge,
    statement: &Statement,
    id: StatementId,
    word: &AskedWord<'_>,
) -> f32 {
    let AskedWord { content, standing, .. } = word;
    if let (Some(amount), Value::Number(number)) = (content.amount, &statement.value)
        && amount >= LEAST_AMOUNT
        && number.low <= amount
        && amount <= number.high
    {
        return 1.0;
    }
    if standing.is_own(id) {
        return 1.0;
    }
    if standing.is_proven(id) {
        return 0.85;
    }
    if standing.is_alike(id) {
        return 0.8;
    }
    let described = |entity: EntityId| word.describes(knowledge, entity);
    match statement.value {
        Value::Entity(value) if described(value) => 0.8,
        _ if described(statement.subject) => 0.6,
        _ => 0.0,
    }
}

/// Smaller numbers are met by chance.
const LEAST_AMOUNT: f64 = 100.0;

/// How far a statement is of the time that a question names.
pub(super) fn date_share(knowledge: &Knowledge, statement: &Statement, id: StatementId, date: &AskedDate) -> f32 {
    let Some(wanted) = date.wanted else { return 0.0 };
    let hit = |value: &Value| matches!(value, Value::Date(value) if wanted.overlaps(*value));
    let coarser = |date: Edtf| date != wanted && date.covers(wanted);
    match (&statement.value, statement.qualifiers.as_of) {
        // "In March 2025" is not what is said of 2025 as a whole.
        (Value::Date(value), _) if coarser(*value) => return 0.6,
        (_, Some(as_of)) if coarser(as_of) => return 0.6,
        (_, as_of) if hit(&statement.value) || as_of.is_some_and(|as_of| wanted.overlaps(as_of)) => return 1.0,
        _ => {}
    }
    // Who founded it is told of when it was founded.
    let founded = || knowledge.values(statement.subject, "founded").any(|(_, statement)| hit(&statement.value));
    if knowledge.is(statement, &["founder"]) && founded() {
        return 0.95;
    }
    if knowledge.dates_of(statement.subject).iter().any(|date| wanted.overlaps(*date)) {
        return 0.95;
    }
    if date.year.is_some_and(|term| knowledge.terms(id).terms.binary_search(&term).is_ok()) { 0.7 } else { 0.0 }
}

/// What a date is worth where it is asked how long something took.
const ONLY_DATED: f32 = 0.9;

/// What a value is worth that is not of the sort which the question word asks for ("where does it rank").
const OTHER_SORT: f32 = 0.8;

/// Whether a number is one of things, not of money or shares.
fn counts_things(property: &Property, value: &Value) -> bool {
    property.question == Some(QuestionWord::HowMany)
        && matches!(value, Value::Number(number) if number.unit == Unit::Plain)
}

/// Whether the proof of a statement names somebody that the question does not.
fn names_other_actor(knowledge: &Knowledge, meaning: &Meaning, id: StatementId) -> bool {
    let asked = |id: &EntityId| meaning.mentions.iter().any(|named| named.entities.contains(id));
    let is_actor = |id: &EntityId| {
        use EntityKind::{Company, Lab, Organisation, Person};
        matches!(knowledge.kind(*id), Company | Lab | Organisation | Person)
    };
    knowledge.terms(id).named.iter().any(|id| is_actor(id) && !asked(id))
}

/// Whether the value is of the sort that the question word asks for.
pub(super) fn ask_fit(knowledge: &Knowledge, meaning: &Meaning, id: StatementId, asked: bool) -> f32 {
    let statement = knowledge.corpus.statement(id);
    let property = knowledge.corpus.property(statement.property);
    let mut fit: f32 = 1.0;
    let value_kind = match statement.value {
        Value::Entity(value) => Some(knowledge.kind(value)),
        _ => None,
    };
    for ask in &meaning.asks {
        let suits = match ask {
            QuestionWord::Who
                if tells_of_named(knowledge, meaning, statement)
                    && knowledge.kind(statement.subject) != EntityKind::Person =>
            {
                false
            }
            QuestionWord::Who => {
                property.question == Some(QuestionWord::Who)
                    || matches!(
                        value_kind,
                        Some(
                            EntityKind::Person
                                | EntityKind::Lab
                                | EntityKind::Company
                                | EntityKind::Organisation
                                | EntityKind::University
                        )
                    )
                    || knowledge.kind(statement.subject) == EntityKind::Person
                    || property.id == "member"
                    || meaning.has(Operator::Said) && statement.qualifiers.author.is_some()
                    || property.id == "fact" && names_other_actor(knowledge, meaning, id)
            }
            QuestionWord::HowLong if matches!(statement.value, Value::Date(_)) => {
                fit = fit.min(ONLY_DATED);
                true
            }
            QuestionWord::HowLong => knowledge.has_duration(id) || property.id == "gpu_hours",
            QuestionWord::When => matches!(statement.value, Value::Date(_)) || statement.qualifiers.as_of.is_some(),
            QuestionWord::Where => {
                value_kind == Some(EntityKind::Place)
                    || ["education", "used_in"].contains(&property.id.as_str())
                    || asked && !meaning.properties.is_empty() && ["listing", "report"].contains(&property.id.as_str())
            }
            QuestionWord::HowMany if property.id == "size" => false,
            QuestionWord::HowMuch if counts_things(property, &statement.value) && !asked => false,
            QuestionWord::HowMany | QuestionWord::HowMuch => match statement.value {
                Value::Number(_) => true,
                // "Several hundred million dollars" is a sum without a figure.
                Value::Text if property.value_type == ValueType::Number => true,
                Value::Text => knowledge.has_figure(id),
                _ => false,
            },
            _ => true,
        };
        if !suits {
            fit = OTHER_SORT;
        }
    }
    if names_itself(knowledge, meaning, statement) { OTHER_SORT } else { fit }
}

/// Whether a statement ties something that the question does not name to somebody whom it names: who founded Alibaba is
/// not told by what Alibaba has made. Whoever is what is asked for is told all the same: "who does it compete with".
fn tells_of_named(knowledge: &Knowledge, meaning: &Meaning, statement: &Statement) -> bool {
    let named = |id: EntityId| meaning.mentions.iter().any(|named| named.entities.contains(&id));
    let asked = || meaning.properties.iter().any(|cue| cue.properties.contains(&statement.property));
    let mutual = ["competitor", "comparable_to", "partner"];
    let whoever = || ACTORS.contains(&knowledge.kind(statement.subject)) || knowledge.is(statement, &mutual);
    matches!(statement.value, Value::Entity(value) if named(value))
        && !named(statement.subject)
        && !(asked() && whoever())
}

/// Whether things of a kind are asked for, and a statement gives what the question names and that is of another kind:
/// "which NVIDIA chips were banned" is not told that NVIDIA is affected.
fn names_itself(knowledge: &Knowledge, meaning: &Meaning, statement: &Statement) -> bool {
    let Value::Entity(value) = statement.value else { return false };
    let named = || meaning.mentions.iter().any(|named| named.entities.contains(&value));
    let wanted = || {
        let kinds = widened(meaning);
        kinds.contains(&knowledge.kind(value)) || kinds.contains(&knowledge.kind(statement.subject))
    };
    meaning.asks(QuestionWord::Which) && !meaning.wanted.is_empty() && named() && !wanted()
}
