//! Questions that lean on those before: what the conversation was about fills in what they leave out.

use super::Topic;
use super::ellipsis::are_named_alike;
use super::lexicon::Operator;
use super::meaning::{Content, Meaning, Named, PropertyCue};
use super::tokens::stem as stem_of;
use crate::corpus::graph::Graph;
use crate::corpus::property::{QuestionWord, ValueType};
use crate::corpus::record::{EntityKind, Value};
use crate::corpus::words::Step;
use crate::corpus::{Corpus, EntityId, PropertyId};
use crate::text::date::FoundDate;
use crate::text::edtf::{Edtf, Point};

/// Completes a question that leans on the ones before by what they were about.
pub fn lean_on(meaning: &mut Meaning, topic: &Topic, corpus: &Corpus, graph: &Graph) {
    say_year(meaning, topic);
    if topic.is_empty() {
        return;
    }
    let index = corpus.entity_index();
    let mut before: Vec<EntityId> = topic.subjects.iter().filter_map(|id| index.get(id.as_str()).copied()).collect();
    let bare = meaning.mentions.is_empty();
    take_step(meaning, topic, &mut before, corpus, graph);
    ask_alike(meaning, topic, corpus);
    let complete = !meaning.properties.is_empty() || !meaning.operators.is_empty() || !meaning.content.is_empty();
    if !bare && complete && !meaning.follow_up {
        // "How much was the Series B" leans on the topic for whose it was, whatever else it says itself.
        of_them(meaning, &before, graph);
        return;
    }
    let complete = !is_fragment(meaning) && !lacks_subject(corpus, meaning);
    if bare && !meaning.follow_up && complete && (!meaning.kinds.is_empty() || !meaning.dates.is_empty()) {
        return;
    }
    // "And the Air version?": the word only says that it is one of several.
    let variant = |cue: &PropertyCue| cue.properties.iter().all(|id| corpus.property(*id).id == "variant");
    if !bare && meaning.follow_up && meaning.content.is_empty() && meaning.properties.iter().all(variant) {
        meaning.properties.clear();
    }
    // "And the semiconductor index?": on the day that was spoken of.
    if !bare && meaning.follow_up && topic.properties.is_empty() && is_name_alone(meaning) {
        meaning.dates.extend(topic.time.and_then(found));
    }
    let named = |id: EntityId| Named::outright(corpus, id);
    if bare {
        // "He" is a person of the topic, the first one; all else is about what is no person, where there is such.
        let is_person = |id: &EntityId| corpus.entity(*id).kind == EntityKind::Person;
        let person = before.iter().copied().find(|id| is_person(id));
        let things: Vec<EntityId> = before.iter().copied().filter(|id| !is_person(id)).collect();
        let meant = match person {
            // "Who else founded it with him?"
            Some(person) if meaning.of_person && meaning.of_others && !things.is_empty() => {
                things.into_iter().chain([person]).collect()
            }
            Some(person) if meaning.of_person => vec![person],
            _ if things.is_empty() => before,
            _ => things,
        };
        meaning.mentions = meant.into_iter().map(named).collect();
    } else {
        // "What about M2.5?": it takes the place of what is of its sort, the rest of the topic stays.
        let sorts: Vec<u8> = meaning.entities().iter().map(|id| sort_of(corpus.entity(*id).kind)).collect();
        let first_person = before.iter().copied().find(|id| corpus.entity(*id).kind == EntityKind::Person);
        let kept: Vec<Named> = before
            .into_iter()
            .filter(|id| !sorts.contains(&sort_of(corpus.entity(*id).kind)))
            // Rounds and people of an answer belong to what it was about.
            .filter(|id| match corpus.entity(*id).kind {
                EntityKind::FundingRound => false,
                EntityKind::Person => meaning.of_person && Some(*id) == first_person,
                _ => true,
            })
            .map(named)
            .collect();
        meaning.mentions.extend(kept);
        let all = meaning.entities();
        of_them(meaning, &all, graph);
    }
    // "What is their lab called": something of theirs is asked for, whatever was asked for before.
    use EntityKind::{Lab, Model, ModelFamily, Product};
    let of_theirs = meaning.wanted.iter().any(|kind| matches!(kind, Lab | Model | ModelFamily | Product));
    if meaning.properties.is_empty()
        && !of_theirs
        && !meaning.asks(QuestionWord::HowLong)
        && meaning.content.iter().all(|word| is_of_name(meaning, word))
        && meaning.operators.iter().all(|op| matches!(op, Operator::Definition | Operator::More | Operator::Less))
    {
        meaning.operators.clear();
        meaning.content.clear();
        for id in &topic.properties {
            meaning.properties.extend(corpus.property_named(id).map(PropertyCue::unsaid));
        }
    }
}

/// Goes from the time or the round that was spoken of to the next one or the one before.
fn take_step(meaning: &mut Meaning, topic: &Topic, before: &mut [EntityId], corpus: &Corpus, graph: &Graph) {
    let Some((step, words)) = meaning.step.take() else { return };
    meaning.follow_up = true;
    let spoken_of = match topic.time {
        Some(Edtf::Point(point)) => Some(point),
        _ => None,
    };
    let months = |point: Point| Some((i32::from(point.year) * 12 + i32::from(point.month?) - 1, point));
    let month = |number: i32| {
        let (year, month) = (i16::try_from(number.div_euclid(12)).ok()?, u8::try_from(number.rem_euclid(12)).ok()?);
        Some(Point::month(year, month + 1))
    };
    let then = match step {
        Step::YearLater => spoken_of.map(|point| Point::year(point.year + 1)),
        Step::YearEarlier => spoken_of.map(|point| Point::year(point.year - 1)),
        Step::MonthLater => spoken_of.and_then(months).and_then(|(number, _)| month(number + 1)),
        Step::MonthEarlier => spoken_of.and_then(months).and_then(|(number, _)| month(number - 1)),
        Step::RoundLater | Step::RoundEarlier => {
            let is_round = |id: &&mut EntityId| corpus.entity(**id).kind == EntityKind::FundingRound;
            if let Some(round) = before.iter_mut().find(is_round) {
                match next_round(corpus, graph, *round, step == Step::RoundLater) {
                    Some(next) => *round = next,
                    None => meaning.unknown_variant = Some(words),
                }
            }
            None
        }
    };
    if let Some(Point { year, month, .. }) = then {
        meaning.dates = vec![FoundDate { year: Some(year), month, ..FoundDate::default() }];
    }
}

/// The round of the same lab right after another one, or right before it.
fn next_round(corpus: &Corpus, graph: &Graph, round: EntityId, later: bool) -> Option<EntityId> {
    let date = |id: EntityId| {
        let mut statements = graph.of(id).iter().map(|statement| corpus.statement(*statement));
        statements.find_map(|statement| match statement.value {
            Value::Date(Edtf::Point(date)) if corpus.property(statement.property).id == "date" => Some(date.earliest()),
            _ => None,
        })
    };
    let this = date(round)?;
    let lab = graph.above(round).iter().copied();
    let others = lab.flat_map(|lab| graph.below(lab)).copied();
    let dated = others
        .filter(|id| *id != round && corpus.entity(*id).kind == EntityKind::FundingRound)
        .filter_map(|id| Some((date(id)?, id)));
    if later {
        dated.filter(|(other, _)| *other > this).min().map(|(_, id)| id)
    } else {
        dated.filter(|(other, _)| *other < this).max().map(|(_, id)| id)
    }
}

/// "And in March?": of the year that was spoken of.
fn say_year(meaning: &mut Meaning, topic: &Topic) {
    if let (true, Some(Edtf::Point(time))) = (meaning.follow_up, topic.time) {
        for date in meaning.dates.iter_mut().filter(|date| date.year.is_none() && date.day.is_none()) {
            date.year = Some(time.year);
        }
    }
}

/// "And in total?": asks for a property of a name like that which was asked for before.
fn ask_alike(meaning: &mut Meaning, topic: &Topic, corpus: &Corpus) {
    let before = || topic.properties.iter().filter_map(|id| corpus.property_named(id));
    let alike = |id: PropertyId| before().any(|other| other != id && are_named_alike(corpus, other, id));
    let asked: Vec<(PropertyId, Vec<String>)> =
        meaning.elliptic.iter().filter(|(id, _)| alike(*id) || before().any(|other| other == *id)).cloned().collect();
    if asked.is_empty()
        || !meaning.properties.iter().all(|cue| cue.faint || asked.iter().any(|(id, _)| cue.properties.contains(id)))
    {
        return;
    }
    meaning.follow_up = true;
    meaning.properties.clear();
    for (id, words) in asked {
        meaning.content.retain(|word| !words.contains(&word.text));
        let stems = words.iter().map(|word| stem_of(word)).collect();
        if !meaning.properties.iter().any(|cue| cue.properties == [id]) {
            meaning.properties.push(PropertyCue { stems, ..PropertyCue::unsaid(id) });
        }
    }
}

/// Whether a question asks whom or what something has to do with, and does not say what: "是哪个实验室做的？", "which lab
/// made?", "in which city?".
fn lacks_subject(corpus: &Corpus, meaning: &Meaning) -> bool {
    use EntityKind::{Company, Lab, Organisation, Person, Place};
    let relates = |cue: &PropertyCue| {
        !cue.faint && cue.properties.iter().all(|id| corpus.property(*id).value_type == ValueType::Entity)
    };
    let operators = meaning.operators.iter().all(|operator| matches!(operator, Operator::Definition | Operator::List));
    let bodies = meaning.kinds.iter().all(|kind| matches!(kind, Company | Lab | Organisation | Person | Place));
    !meaning.properties.is_empty()
        && meaning.properties.iter().all(relates)
        && operators
        && bodies
        && meaning.content.is_empty()
        && meaning.dates.is_empty()
        && meaning.filters.is_empty()
        && meaning.bounds.is_empty()
}

/// Whether a question is but the name of a property, though that names a kind of things as well: "founder?".
fn is_fragment(meaning: &Meaning) -> bool {
    meaning.properties.len() == 1
        && meaning.asks.is_empty()
        && meaning.operators.is_empty()
        && meaning.content.is_empty()
        && meaning.dates.is_empty()
        && meaning.kinds.iter().all(|kind| *kind == EntityKind::Person)
}

/// Whether a question says nothing but a name.
fn is_name_alone(meaning: &Meaning) -> bool {
    meaning.properties.is_empty()
        && meaning.asks.is_empty()
        && meaning.operators.is_empty()
        && meaning.content.iter().all(|word| is_of_name(meaning, word))
        && meaning.dates.is_empty()
}

/// Whether a word is one of the name of a topic: "semiconductor index".
fn is_of_name(meaning: &Meaning, word: &Content) -> bool {
    meaning.mentions.iter().any(|named| named.words.contains(&word.text))
}

/// A time as if the question had named it.
fn found(time: Edtf) -> Option<FoundDate> {
    let Edtf::Point(Point { year, month, day, .. }) = time else { return None };
    Some(FoundDate { year: Some(year), month, day, ..FoundDate::default() })
}

/// Of what a name may mean ("the Series B"), leaves what belongs to something else that is talked about.
fn of_them(meaning: &mut Meaning, talked_about: &[EntityId], graph: &Graph) {
    for named in meaning.mentions.iter_mut().filter(|named| named.entities.len() > 1) {
        let belongs = |id: &EntityId| graph.above(*id).iter().any(|above| talked_about.contains(above));
        if named.entities.iter().any(belongs) {
            named.entities.retain(belongs);
        }
    }
}

/// What takes the place of what in a follow-up: a lab, its model or product; a person; all else of one kind.
pub(super) fn sort_of(kind: EntityKind) -> u8 {
    match kind {
        EntityKind::Lab
        | EntityKind::Company
        | EntityKind::Model
        | EntityKind::ModelFamily
        | EntityKind::Product
        | EntityKind::Group => 0,
        EntityKind::Person => 1,
        EntityKind::Benchmark => 2,
        EntityKind::Place => 3,
        _ => 4,
    }
}
