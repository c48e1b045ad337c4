//! Questions that lean on those before: what the conversation was about fills in what they leave out.

use super::Topic;
use super::lexicon::Operator;
use super::meaning::{Meaning, Named, PropertyCue};
use crate::corpus::graph::Graph;
use crate::corpus::property::ValueType;
use crate::corpus::record::EntityKind;
use crate::corpus::{Corpus, EntityId};

/// Completes a question that leans on the ones before by what they were about.
pub fn lean_on(meaning: &mut Meaning, topic: &Topic, corpus: &Corpus, graph: &Graph) {
    if topic.subjects.is_empty() && topic.properties.is_empty() {
        return;
    }
    let index = corpus.entity_index();
    let before: Vec<EntityId> = topic.subjects.iter().filter_map(|id| index.get(id.as_str()).copied()).collect();
    let bare = meaning.mentions.is_empty();
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
    let named = |id: EntityId| Named::outright(corpus, id);
    if bare {
        // "He" is a person of the topic, the first one; all else is about what is no person, where there is such.
        let is_person = |id: &EntityId| corpus.entity(*id).kind == EntityKind::Person;
        let person = before.iter().copied().find(|id| is_person(id));
        let things: Vec<EntityId> = before.iter().copied().filter(|id| !is_person(id)).collect();
        let meant = match person {
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
    if meaning.properties.is_empty()
        && meaning.content.is_empty()
        && meaning.operators.iter().all(|op| matches!(op, Operator::Definition | Operator::More | Operator::Less))
    {
        meaning.operators.clear();
        for id in &topic.properties {
            meaning.properties.extend(corpus.property_named(id).map(PropertyCue::unsaid));
        }
    }
}

/// Whether a question asks whom or what something has to do with, and does not say what: "是哪个实验室做的？", "which lab
/// made?".
fn lacks_subject(corpus: &Corpus, meaning: &Meaning) -> bool {
    use EntityKind::{Company, Lab, Organisation, Person};
    let relates = |cue: &PropertyCue| {
        !cue.faint && cue.properties.iter().all(|id| corpus.property(*id).value_type == ValueType::Entity)
    };
    let operators = meaning.operators.iter().all(|operator| matches!(operator, Operator::Definition | Operator::List));
    let bodies = meaning.kinds.iter().all(|kind| matches!(kind, Company | Lab | Organisation | Person));
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
