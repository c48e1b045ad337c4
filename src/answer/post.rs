//! Who holds a post at a body: where nobody does, no other holder of such a post and nothing else of the body answers.

use super::knowledge::Knowledge;
use crate::corpus::StatementId;
use crate::corpus::record::EntityKind;
use crate::question::meaning::Meaning;

/// Whether a question asks for the holder of a post at a body that it names, and no statement tells of one there: nobody
/// with that title, or, where no title is said, nobody who holds a post or founded the body.
#[must_use]
pub(super) fn is_unheld(knowledge: &Knowledge, meaning: &Meaning) -> bool {
    let Some(position) = knowledge.property("position") else { return false };
    let [cue] = meaning.properties.as_slice() else { return false };
    let bodies = meaning.entities();
    let named = !bodies.is_empty() && bodies.iter().all(|id| knowledge.kind(*id).is_body());
    let person = meaning.wanted.iter().chain(&meaning.kinds).all(|kind| *kind == EntityKind::Person);
    if cue.properties != [position] || !named || !person || !meaning.content.is_empty() {
        return false;
    }
    let titles: Vec<_> = cue
        .stems
        .iter()
        .filter_map(|stem| knowledge.understander.vocabulary.term(stem))
        .filter(|term| knowledge.is_of_post(*term))
        .collect();
    let is_there = |id: &StatementId| {
        let at = knowledge.corpus.statement(*id).qualifiers.at;
        at.is_some_and(|at| {
            let mut above = knowledge.graph.above(at).iter();
            bodies.contains(&at) || above.any(|above| bodies.contains(above))
        }) && titles.iter().all(|title| knowledge.is_own(*id, *title))
    };
    let founded = || titles.is_empty() && bodies.iter().any(|id| knowledge.values(*id, "founder").next().is_some());
    !knowledge.of_properties(&[position]).iter().any(is_there) && !founded()
}
