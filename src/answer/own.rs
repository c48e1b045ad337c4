//! What somebody's own thing of a kind is called: "which AI lab does Rednote have", "what is Kai-Fu Lee's VC firm called".
//! Nothing else of the owner answers it, however well its words fit: not who invested, not what it makes.

use super::asked::AskedKind;
use super::knowledge::Knowledge;
use super::shares::is_so_described;
use super::standing::AskedWord;
use super::{Answer, hop, profile};
use crate::corpus::EntityId;
use crate::corpus::property::QuestionWord;
use crate::corpus::record::{EntityKind, Value};
use crate::question::lexicon::Operator;
use crate::question::meaning::{Meaning, Named};

/// Names the only body of the kind that is asked for which belongs to whom the question names, and tells what it is.
#[must_use]
pub(super) fn answer(knowledge: &Knowledge, meaning: &Meaning) -> Option<Answer> {
    let (owner, kind) = owner_and_kind(knowledge, meaning)?;
    let said = |id: &EntityId| {
        let words = meaning.content.iter().map(|content| AskedWord::of(knowledge, content));
        words.into_iter().all(|word| word.describes(knowledge, *id))
    };
    let mut own = own_of(knowledge, owner);
    own.retain(|id| kind.called.has(knowledge.kind(*id)) && said(id));
    let called: Vec<EntityId> = own.iter().copied().filter(|id| is_so_described(knowledge, *id, &kind.stems)).collect();
    let (([only], _) | ([], [only])) = (called.as_slice(), own.as_slice()) else { return None };
    // "Company" is said of any of them.
    if called.is_empty() && kind.cue.kinds.contains(&EntityKind::Company) {
        return None;
    }
    profile::definition(knowledge, &Named::outright(&knowledge.corpus, *only), meaning.language)
}

/// Whether a question asks what a company's own lab is called, and no document names one.
#[must_use]
pub(super) fn is_unnamed(knowledge: &Knowledge, meaning: &Meaning) -> bool {
    let Some((owner, kind)) = owner_and_kind(knowledge, meaning) else { return false };
    let is_lab = |id: &EntityId| knowledge.kind(*id) == EntityKind::Lab;
    knowledge.kind(owner) == EntityKind::Company
        && kind.cue.kinds == [EntityKind::Lab]
        && meaning.has(Operator::Definition)
        && meaning.content.is_empty()
        && !own_of(knowledge, owner).iter().any(is_lab)
}

/// Whom a question names, and the kind of body of theirs that it asks for; `None` where it asks anything else of them.
fn owner_and_kind<'m>(knowledge: &'m Knowledge, meaning: &'m Meaning) -> Option<(EntityId, AskedKind<'m>)> {
    const NAMES: [&str; 5] = ["other_name", "full_name", "name_meaning", "description", "position"];
    let [named] = meaning.mentions.as_slice() else { return None };
    let [owner] = named.entities.as_slice() else { return None };
    let [cue] = meaning.kind_cues.as_slice() else { return None };
    let owns = knowledge.kind(*owner).is_body() || knowledge.kind(*owner) == EntityKind::Person;
    let names = meaning.property_ids().iter().all(|id| NAMES.contains(&knowledge.corpus.property(*id).id.as_str()));
    let asks = |ask: &QuestionWord| matches!(ask, QuestionWord::What | QuestionWord::Which);
    let plain = |operator: &Operator| matches!(operator, Operator::Definition | Operator::List);
    let body = |kind: &EntityKind| kind.is_body() || *kind == EntityKind::Organisation;
    let fits = owns
        && names
        && !cue.plural
        && cue.kinds.iter().all(body)
        && !meaning.asks.is_empty()
        && meaning.asks.iter().all(asks)
        && meaning.operators.iter().all(plain)
        && meaning.dates.is_empty()
        && !meaning.whether;
    fits.then(|| (*owner, AskedKind::of(knowledge, cue)))
}

/// What belongs to a body, or what somebody founded.
fn own_of(knowledge: &Knowledge, owner: EntityId) -> Vec<EntityId> {
    if knowledge.kind(owner) == EntityKind::Person {
        let mut bodies: Vec<EntityId> = hop::led_by(knowledge, owner).collect();
        bodies.sort_unstable();
        bodies.dedup();
        return bodies;
    }
    let is_own =
        |id: &EntityId| knowledge.values(*id, "parent").any(|(_, statement)| statement.value == Value::Entity(owner));
    knowledge.graph.below(owner).iter().copied().filter(is_own).collect()
}
