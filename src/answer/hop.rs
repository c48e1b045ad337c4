//! Over a relation: a property of something that the question only describes, by what it has to do with something else
//! ("the seat of Yang Zhilin's company", "the valuation of the lab run by the ex-CEO of Sogou").
//!
//! The question is taken apart: one part asks for a property, the rest describes whose. The statements that account for
//! the rest lead to the thing described; the property is then asked of it, and both steps are told and cited.

use super::draft::Draft;
use super::evidence::{Scored, gather};
use super::fact::{Fact, find};
use super::knowledge::Knowledge;
use super::say::say;
use super::{Answer, Kind, Outcome};
use crate::corpus::property::{QuestionWord, ValueType};
use crate::corpus::record::{EntityKind, Value};
use crate::corpus::{EntityId, PropertyId, StatementId};
use crate::question::lexicon::Operator;
use crate::question::meaning::{Meaning, Named, PropertyCue};

/// Statements that account for less of the description than this do not lead to what it describes.
const DESCRIBED: f32 = 0.86;
/// A question that statements account for as well as this describes nothing.
const STATED: f32 = 0.85;
/// Statements that are followed.
const FOLLOWED: usize = 12;

/// The relations by which a name stands for something else.
const IDENTIFYING: [&str; 7] = ["founder", "maker", "parent", "product", "model_line", "family", "position"];

/// Those that lead from a thing to the body whose it is.
const BODIES: [&str; 2] = ["parent", "maker"];

/// Something that a description leads to.
#[derive(Debug, Clone, Copy)]
struct Described {
    entity: EntityId,
    /// The statement that leads there.
    by: StatementId,
    /// How well it accounts for the description.
    score: f32,
}

/// Answers a question whose property belongs to something that is only described. `facts` are those that account for
/// the question as it stands: where they do so well, nothing is described.
#[must_use]
pub fn answer(knowledge: &Knowledge, meaning: &Meaning, facts: &[Fact]) -> Option<Answer> {
    let plain = meaning.operators.iter().all(|operator| matches!(operator, Operator::Definition));
    // "Who founded the parent company?": a fact for each wording leaves open whose the second one is.
    let of = |fact: &Fact| meaning.properties.iter().position(|cue| cue.properties.contains(&fact.property));
    let apart = !meaning.joins && facts.iter().any(|fact| of(fact) != of(&facts[0]));
    if !plain || !apart && facts.first().is_some_and(|fact| fact.score >= STATED) {
        return None;
    }
    for (number, cue) in meaning.properties.iter().enumerate() {
        let wanted = suited(knowledge, meaning, cue);
        let strange = meaning.kinds.is_empty() && !is_strange(knowledge, meaning, &wanted);
        if wanted.is_empty() || cue.faint {
            continue;
        }
        // "The year that DeepSeek's parent was founded": both have one, and the relation says whose is meant.
        let mut relations = if meaning.joins { Vec::new() } else { relations(knowledge, meaning, number) };
        if apart {
            relations.retain(|id| BODIES.contains(&knowledge.corpus.property(*id).id.as_str()));
        }
        let told = strange || is_told_of_a_name(knowledge, meaning, &wanted);
        if told && relations.is_empty() {
            continue;
        }
        let mut rest = meaning.clone();
        rest.properties.remove(number);
        rest.words.retain(|word| !cue.stems.contains(&word.stem));
        rest.asks.clear();
        rest.operators.clear();
        rest.whether = false;
        let target = PropertyCue { properties: wanted, stems: cue.stems.clone(), faint: false };
        let by = if told { Some(relations.as_slice()) } else { None };
        if let Some(answer) = of_described(knowledge, meaning, &rest, &target, by) {
            return Some(answer);
        }
    }
    None
}

/// The properties of a cue whose values are of the sort that the question word asks for.
fn suited(knowledge: &Knowledge, meaning: &Meaning, cue: &PropertyCue) -> Vec<PropertyId> {
    let fits = |id: &&PropertyId| {
        let property = knowledge.corpus.property(**id);
        let value = property.value_type;
        meaning.asks.iter().all(|ask| match ask {
            QuestionWord::When => value == ValueType::Date,
            QuestionWord::Where => property.question == Some(QuestionWord::Where) || property.id == "education",
            QuestionWord::Who => property.question == Some(QuestionWord::Who) || property.id == "position",
            QuestionWord::HowMany | QuestionWord::HowMuch => value == ValueType::Number,
            _ => true,
        })
    };
    cue.properties.iter().filter(fits).copied().collect()
}

/// Whether the properties are none that things like those which the question names ever have: people have no seat. But
/// everything has a name.
fn is_strange(knowledge: &Knowledge, meaning: &Meaning, wanted: &[PropertyId]) -> bool {
    const NAMES: [&str; 3] = ["full_name", "name_meaning", "other_name"];
    if wanted.iter().any(|id| NAMES.contains(&knowledge.corpus.property(*id).id.as_str())) {
        return false;
    }
    let kinds: Vec<EntityKind> = meaning.entities().iter().map(|id| knowledge.kind(*id)).collect();
    !kinds.is_empty()
        && !knowledge
            .of_properties(wanted)
            .iter()
            .any(|id| kinds.contains(&knowledge.kind(knowledge.corpus.statement(*id).subject)))
}

/// Whether something that the question names has the property itself: then nothing is described.
fn is_told_of_a_name(knowledge: &Knowledge, meaning: &Meaning, wanted: &[PropertyId]) -> bool {
    meaning.entities().iter().any(|id| {
        let own = knowledge.graph.of(*id).iter();
        let about = knowledge.graph.naming(*id).iter().filter(|id| {
            // Posts are told of the person, yet are those of the body.
            knowledge.corpus.statement(**id).qualifiers.at.is_some()
        });
        own.chain(about).any(|id| wanted.contains(&knowledge.corpus.statement(*id).property))
    })
}

/// The relations that the other wordings ask for: properties whose values are things.
fn relations(knowledge: &Knowledge, meaning: &Meaning, target: usize) -> Vec<PropertyId> {
    let wanted = &meaning.properties[target].properties;
    let others = meaning.properties.iter().enumerate().filter(|(number, cue)| *number != target && !cue.faint);
    others
        .flat_map(|(_, cue)| &cue.properties)
        .filter(|id| knowledge.corpus.property(**id).value_type == ValueType::Entity && !wanted.contains(id))
        .copied()
        .collect()
}

/// Answers by what is described; `by` limits the relations that lead there.
fn of_described(
    knowledge: &Knowledge,
    meaning: &Meaning,
    rest: &Meaning,
    target: &PropertyCue,
    by: Option<&[PropertyId]>,
) -> Option<Answer> {
    let mut best: Option<(Described, Vec<Fact>)> = None;
    for described in described(knowledge, rest) {
        let relation = knowledge.corpus.statement(described.by).property;
        if by.is_some_and(|relations| !relations.contains(&relation)) {
            continue;
        }
        if best.as_ref().is_some_and(|(first, _)| described.score < first.score) {
            break;
        }
        let facts = facts_of(knowledge, meaning, target, described.entity);
        if facts.is_empty() {
            continue;
        }
        // Two things fit the description equally well: which is meant can't be told.
        if best.as_ref().is_some_and(|(first, _)| first.entity != described.entity) {
            return None;
        }
        best.get_or_insert((described, facts));
    }
    let (described, facts) = best?;
    let mut draft = Draft::new(knowledge, meaning.language);
    let mut outcome = Outcome::Found;
    for fact in &facts {
        if say(&mut draft, knowledge, meaning, fact) {
            outcome = Outcome::Disagree;
        }
        draft.push_gap();
    }
    let by = knowledge.corpus.statement(described.by);
    let bridge = Fact { subject: by.subject, property: by.property, ids: vec![described.by], score: described.score };
    say(&mut draft, knowledge, meaning, &bridge);
    Some(draft.finish(outcome, Kind::Records))
}

/// What the rest of the question describes, the best described first.
fn described(knowledge: &Knowledge, rest: &Meaning) -> Vec<Described> {
    if rest.mentions.is_empty() && rest.content.is_empty() {
        return Vec::new();
    }
    let mut out: Vec<Described> = Vec::new();
    let good = |scored: &Scored| scored.score >= DESCRIBED;
    for scored in gather(knowledge, rest).into_iter().filter(good).take(FOLLOWED) {
        let statement = knowledge.corpus.statement(scored.id);
        // A bare name describes only what it identifies: who founded it, whose it is.
        let bare = rest.content.is_empty() && rest.properties.is_empty();
        let body = |id: &EntityId| knowledge.kind(*id).is_body();
        let downward = rest.kinds.is_empty() && rest.entities().iter().any(body);
        if bare && (downward || !knowledge.is(statement, &IDENTIFYING)) {
            continue;
        }
        let value = match statement.value {
            Value::Entity(value) => Some(value),
            _ => None,
        };
        let named = rest.entities();
        // Of one model nothing leads to another: what it has not is not what its sister has.
        let sister = |entity: EntityId| {
            let model = |id: EntityId| knowledge.kind(id) == EntityKind::Model;
            model(entity) && rest.entities().into_iter().any(model)
        };
        for entity in [Some(statement.subject), value, statement.qualifiers.at].into_iter().flatten() {
            if named.contains(&entity) || sister(entity) {
                continue;
            }
            let one = Described { entity, by: scored.id, score: scored.score };
            if is_of_kind(knowledge, rest, entity) {
                out.push(one);
            }
            // A person described by a former post may stand for the body that they now lead.
            if knowledge.kind(entity) == EntityKind::Person {
                out.extend(
                    led_by(knowledge, entity)
                        .filter(|body| !named.contains(body) && is_of_kind(knowledge, rest, *body))
                        .map(|entity| Described { entity, ..one }),
                );
            }
        }
    }
    out
}

fn is_of_kind(knowledge: &Knowledge, rest: &Meaning, entity: EntityId) -> bool {
    rest.kinds.is_empty() || knowledge.kind(entity).is_called(&rest.kinds)
}

/// The bodies that a person founded.
pub(super) fn led_by(knowledge: &Knowledge, person: EntityId) -> impl Iterator<Item = EntityId> + '_ {
    knowledge
        .graph
        .naming(person)
        .iter()
        .map(|id| knowledge.corpus.statement(*id))
        .filter(|statement| knowledge.is(statement, &["founder"]))
        .map(|statement| statement.subject)
}

/// The property of something, as if the question had named it.
fn facts_of(knowledge: &Knowledge, meaning: &Meaning, target: &PropertyCue, entity: EntityId) -> Vec<Fact> {
    let direct = Meaning {
        language: meaning.language,
        mentions: vec![Named::outright(&knowledge.corpus, entity)],
        properties: vec![target.clone()],
        asks: meaning.asks.clone(),
        ..Meaning::default()
    };
    let mut facts = find(knowledge, &direct);
    facts.retain(|fact| target.properties.contains(&fact.property));
    facts.truncate(1);
    facts
}
