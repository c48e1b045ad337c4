//! What the documents tell a part of and no more: how many people work there today is not told by how many did three
//! months after the founding, nor the sum of all rounds by each of them. It is declined, and what is known told as what
//! it is.

use super::draft::Draft;
use super::fact::Fact;
use super::knowledge::Knowledge;
use super::say::say;
use super::select::own_date;
use super::wording::Phrase;
use super::{Answer, Kind, Outcome, abstain};
use crate::corpus::record::EntityKind;
use crate::corpus::{EntityId, PropertyId, StatementId};
use crate::question::meaning::Meaning;

/// What grows with a thing, and so is another number soon.
const GROWING: [&str; 4] = ["employees", "researchers", "users", "downloads"];

/// Years from which on a thing is no longer in its early days.
const EARLY: i16 = 1;

const ONLY_EARLY: Phrase = Phrase {
    en: " They only tell of its early days: ",
    zh: "文档只提到早期的情况：",
    es: " Solo hablan de sus comienzos: ",
};

const ONLY_ROUNDS: Phrase =
    Phrase {
        en: " They only tell of its rounds:", zh: "文档只提到各轮融资：", es: " Solo hablan de sus rondas:"
    };

/// Declines a question for what is only partly known.
#[must_use]
pub(super) fn answer(knowledge: &Knowledge, meaning: &Meaning) -> Option<Answer> {
    early_number(knowledge, meaning).or_else(|| rounds_without_total(knowledge, meaning))
}

/// A number that grows with a thing, asked for as it is now or in a later year, where all that is recorded of it is of the
/// thing's early days.
fn early_number(knowledge: &Knowledge, meaning: &Meaning) -> Option<Answer> {
    let corpus = &knowledge.corpus;
    let entities = meaning.entities();
    let [subject] = entities.as_slice() else { return None };
    let counts = |id: &PropertyId| GROWING.contains(&corpus.property(*id).id.as_str());
    let mut asked = meaning.property_ids().into_iter().filter(counts);
    let fact = asked.find_map(|property| fact_of(knowledge, *subject, property))?;
    let (began, _) = own_date(knowledge, *subject)?;
    let grown = began.earliest().0 + EARLY;
    let is_early = |id: &StatementId| {
        let as_of = corpus.statement(*id).qualifiers.as_of;
        as_of.is_some_and(|as_of| as_of.latest().0 < grown)
    };
    let mut years = meaning.dates.iter().filter_map(|date| date.year).peekable();
    let later = if years.peek().is_some() { years.all(|year| year >= grown) } else { meaning.today };
    if !later || !fact.ids.iter().all(is_early) {
        return None;
    }
    let mut draft = Draft::new(knowledge, meaning.language);
    draft.push(&abstain::unsaid(knowledge, fact.property, *subject, meaning.language));
    draft.push(&ONLY_EARLY.text(meaning.language));
    say(&mut draft, knowledge, meaning, &fact);
    Some(draft.finish(Outcome::Unknown, Kind::None))
}

/// All that is recorded of a property of something; `None` where nothing is.
fn fact_of(knowledge: &Knowledge, subject: EntityId, property: PropertyId) -> Option<Fact> {
    let ids: Vec<StatementId> = knowledge.of(subject, property).map(|(id, _)| id).collect();
    (!ids.is_empty()).then_some(Fact { subject, property, ids, score: 1.0 })
}

/// What a body has raised in all, where only what single rounds brought is recorded.
fn rounds_without_total(knowledge: &Knowledge, meaning: &Meaning) -> Option<Answer> {
    let (total, amount) = (knowledge.property("funding_total")?, knowledge.property("amount")?);
    let entities = meaning.entities();
    let [body] = entities.as_slice() else { return None };
    let asked = meaning.total && meaning.property_ids().contains(&total);
    if !asked || !meaning.dates.is_empty() || knowledge.of(*body, total).next().is_some() {
        return None;
    }
    let below = knowledge.graph.below(*body).iter().copied();
    let rounds: Vec<Fact> = below
        .filter(|id| knowledge.kind(*id) == EntityKind::FundingRound)
        .filter_map(|id| fact_of(knowledge, id, amount))
        .collect();
    if rounds.is_empty() {
        return None;
    }
    let mut draft = Draft::new(knowledge, meaning.language);
    draft.push(&abstain::unsaid(knowledge, total, *body, meaning.language));
    draft.push(&ONLY_ROUNDS.text(meaning.language));
    for round in &rounds {
        draft.push("\n- ");
        say(&mut draft, knowledge, meaning, round);
    }
    Some(draft.finish(Outcome::Unknown, Kind::None))
}
