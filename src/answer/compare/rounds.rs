//! Funding rounds side by side: which ones a question speaks of.

use super::super::knowledge::Knowledge;
use super::super::select::dates;
use crate::corpus::EntityId;
use crate::corpus::record::{EntityKind, Value};
use crate::question::lexicon::Operator;
use crate::question::meaning::{Meaning, Named};
use crate::text::date::FoundDate;
use crate::text::edtf::Edtf;

/// The rounds that a question speaks of, each by itself: those that it names, and those that it tells by their lab and
/// what is said of another one.
pub(super) fn of_question(knowledge: &Knowledge, meaning: &Meaning) -> Vec<Named> {
    let is_round = |named: &&Named| named.entities.iter().all(|id| knowledge.kind(*id) == EntityKind::FundingRound);
    let mut rounds: Vec<Named> = meaning.mentions.iter().filter(is_round).cloned().collect();
    // "The Series B of this lab and of that": the round of each.
    if let [round] = rounds.as_slice() {
        let of_named = |id: &&EntityId| meaning.entities().iter().any(|lab| knowledge.graph.above(**id).contains(lab));
        let each: Vec<Named> =
            round.entities.iter().filter(of_named).map(|id| Named::outright(&knowledge.corpus, *id)).collect();
        if each.len() > 1 {
            return each;
        }
    }
    let of_rounds = |lab: &EntityId| {
        rounds.iter().flat_map(|round| &round.entities).any(|id| knowledge.graph.above(*id).contains(lab))
    };
    let mut labs: Vec<EntityId> =
        meaning.entities().into_iter().filter(|id| knowledge.kind(*id).is_body() && !of_rounds(id)).collect();
    // "Zhipu's round of May or its round of December": both are of the same lab.
    if labs.is_empty() {
        labs.extend(
            rounds
                .iter()
                .flat_map(|round| knowledge.graph.above(round.entities[0]))
                .find(|id| knowledge.kind(**id).is_body()),
        );
    }
    if let [lab] = labs[..] {
        let dated = dated(knowledge, meaning, lab);
        let alike = alike(knowledge, &rounds, lab).filter(|_| dated.is_empty());
        let told = dated.into_iter().chain(alike).filter(|id| !rounds.iter().any(|round| round.entities.contains(id)));
        let told: Vec<Named> = told.map(|id| Named::outright(&knowledge.corpus, id)).collect();
        rounds.extend(told);
    }
    rounds
}

/// The rounds of a lab.
fn of_lab(knowledge: &Knowledge, lab: EntityId) -> impl Iterator<Item = EntityId> {
    let below = knowledge.graph.below(lab).iter().copied();
    below.filter(|id| knowledge.kind(*id) == EntityKind::FundingRound)
}

/// The rounds of a lab that a question tells apart by their months: "Zhipu's rounds of May 2024 and December 2024", "the
/// Series C of Moonshot or Zhipu's round of December 2024".
fn dated(knowledge: &Knowledge, meaning: &Meaning, lab: EntityId) -> Vec<EntityId> {
    if !meaning.kinds.contains(&EntityKind::FundingRound) {
        return Vec::new();
    }
    let months = meaning.dates.iter().filter(|date| date.month.is_some()).filter_map(FoundDate::edtf);
    let of_month = |month: Edtf| {
        let is_of = |id: &EntityId| dates(knowledge, *id, &["date"]).any(|(date, _)| month.covers(date));
        let mut rounds = of_lab(knowledge, lab).filter(is_of);
        rounds.next().filter(|_| rounds.next().is_none())
    };
    months.filter_map(of_month).collect()
}

/// The round of a lab that is called as the only one which is named: "was Moonshot's Series B bigger than Baichuan's".
fn alike(knowledge: &Knowledge, rounds: &[Named], lab: EntityId) -> Option<EntityId> {
    let [named] = rounds else { return None };
    let [round] = named.entities[..] else { return None };
    let name = |id: EntityId| knowledge.corpus.entity(id).name.as_str();
    let called = knowledge.graph.above(round).iter().find_map(|whose| name(round).strip_prefix(name(*whose)))?;
    of_lab(knowledge, lab).find(|id| name(*id).strip_prefix(name(lab)) == Some(called))
}

/// Whether a name only says whose a round is.
pub(super) fn stands_above(knowledge: &Knowledge, named: &Named, side: &Named) -> bool {
    side.entities.iter().all(|id| {
        knowledge.kind(*id) == EntityKind::FundingRound
            && named.entities.iter().any(|other| knowledge.graph.above(*id).contains(other))
    })
}

/// The round of a lab that "first round" or "latest round" means.
pub(super) fn round_of(knowledge: &Knowledge, meaning: &Meaning, side: &Named) -> Option<Named> {
    let first = meaning.has(Operator::Oldest);
    if !meaning.kinds.contains(&EntityKind::FundingRound) || !first && !meaning.has(Operator::Newest) {
        return None;
    }
    let asked = meaning.property_ids();
    let tells =
        |id: &EntityId| asked.is_empty() || asked.iter().any(|property| knowledge.of(*id, *property).next().is_some());
    let date = |id: &EntityId| {
        knowledge.values(*id, "date").find_map(|(_, statement)| match statement.value {
            Value::Date(date) => Some(date.earliest()),
            _ => None,
        })
    };
    let rounds = side.entities.iter().flat_map(|id| of_lab(knowledge, *id));
    // "After their last round": the last that tells what is asked for.
    let rounds = rounds.filter(tells);
    let dated = rounds.filter_map(|id| Some((date(&id)?, id)));
    let (_, id) = if first { dated.min() } else { dated.max() }?;
    Some(Named::outright(&knowledge.corpus, id))
}
