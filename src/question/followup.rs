//! Questions that lean on those before: what the conversation was about fills in what they leave out.

use super::Topic;
use super::lexicon::Operator;
use super::meaning::{Meaning, Named, PropertyCue};
use crate::corpus::record::EntityKind;
use crate::corpus::{Corpus, EntityId, PropertyId};

/// Completes a question that leans on the ones before by what they were about.
pub fn lean_on(meaning: &mut Meaning, topic: &Topic, corpus: &Corpus) {
    if topic.subjects.is_empty() && topic.properties.is_empty() {
        return;
    }
    let index = corpus.entity_index();
    let before: Vec<EntityId> = topic.subjects.iter().filter_map(|id| index.get(id.as_str()).copied()).collect();
    let bare = meaning.mentions.is_empty();
    let complete = !meaning.properties.is_empty() || !meaning.operators.is_empty() || !meaning.content.is_empty();
    if !bare && complete && !meaning.follow_up {
        return;
    }
    if bare && !meaning.follow_up && (!meaning.kinds.is_empty() || !meaning.dates.is_empty()) {
        return;
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
    }
    if meaning.properties.is_empty()
        && meaning.content.is_empty()
        && meaning.operators.iter().all(|op| *op == Operator::Definition)
    {
        meaning.operators.clear();
        for id in &topic.properties {
            let found = (0u16..).zip(&corpus.properties).find(|(_, property)| property.id == *id);
            if let Some((number, _)) = found {
                meaning.properties.push(PropertyCue {
                    properties: vec![PropertyId(number)],
                    stems: Vec::new(),
                    faint: false,
                });
            }
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
