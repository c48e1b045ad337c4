//! Lists and counts: all that fit, each with what proves it.

use std::collections::BTreeSet;

use super::asked::AskedKind;
use super::draft::Draft;
use super::fact::Fact;
use super::knowledge::Knowledge;
use super::say::{self, say};
use super::select::{Fit, date_properties, is_of_sort, kinds_of, kinds_of_members, opposite, select};
use super::shares::said_of;
use super::wording::{self, Phrase};
use super::{Answer, Kind, Outcome};
use crate::corpus::property::{QuestionWord, ValueType};
use crate::corpus::record::{EntityKind, Reference, Value};
use crate::corpus::{EntityId, PropertyId, StatementId};
use crate::question::lexicon::{Filter, Operator};
use crate::question::meaning::{Content, KindCue, Meaning, Named};
use crate::question::tokens::stem;
use crate::question::vocabulary::TermId;
use crate::text::fold::name_key;
use crate::text::language::Language;

/// Answers with a list or a count, where the question names a kind and something fits.
#[must_use]
pub fn answer(knowledge: &Knowledge, meaning: &Meaning) -> Option<Answer> {
    if let Some(answer) = sizes(knowledge, meaning) {
        return Some(answer);
    }
    let mut kinds = kinds_of(meaning);
    let family = |id: &EntityId| knowledge.kind(*id) == EntityKind::ModelFamily;
    // "The lineup of SenseNova V6" is what belongs to that line.
    let of_a_line = matches!(kinds.as_slice(), [] | [EntityKind::ModelFamily]);
    if of_a_line && meaning.has(Operator::List) && meaning.entities().iter().any(family) {
        kinds = vec![EntityKind::Model];
    }
    // People say "models" of the lines that a group lists, and "labs" of their makers.
    kinds.extend(kinds_of_members(knowledge, meaning));
    if kinds.is_empty() || !narrowed(knowledge, meaning) {
        return None;
    }
    // What asks for a role or another property in words ("the CTO of …") is no list of all that belong there.
    let worded = |id: &PropertyId| knowledge.corpus.property(*id).value_type == ValueType::Text;
    let asked = meaning.property_ids();
    if !asked.is_empty() && asked.iter().all(worded) && !meaning.has(Operator::List) {
        return None;
    }
    let founders = wants_founders(knowledge, meaning);
    let mut narrowed = meaning.clone();
    if founders {
        narrowed.properties.clear();
    }
    let mut fits = select(knowledge, &narrowed, &kinds)?;
    // People say "model" of what is a product or a line, where a quality tells which.
    if fits.is_empty() && kinds.contains(&EntityKind::Model) && !meaning.filters.is_empty() {
        fits = select(knowledge, &narrowed, &[EntityKind::ModelFamily, EntityKind::Product])?;
    }
    if fits.is_empty()
        && let Some(answer) = none_of_them(knowledge, &narrowed, &kinds)
    {
        return Some(answer);
    }
    fits.retain(|fit| !founders || founded_something(knowledge, fit.entity));
    if founders && wants_bodies(meaning) {
        fits = founded_by(knowledge, &fits);
    }
    drop_umbrellas(knowledge, &mut fits);
    if fits.is_empty() {
        return None;
    }
    order(knowledge, &mut fits);
    // Of companies, "quant funds" are before others those that are described as such.
    let asked: Vec<AskedKind<'_>> = meaning.kind_cues.iter().map(|cue| AskedKind::of(knowledge, cue)).collect();
    fits.sort_by_key(|fit| asked.iter().any(|asked| said_of(knowledge, fit.entity, asked) < 1.0));
    if let [only] = fits.as_slice()
        && let Some(answer) = of_only(knowledge, meaning, only)
    {
        return Some(answer);
    }
    Some(word(knowledge, meaning, &fits))
}

/// Where none is open-weight, or none is closed, all that are the opposite: "which of their models are open".
fn none_of_them(knowledge: &Knowledge, meaning: &Meaning, kinds: &[EntityKind]) -> Option<Answer> {
    let [filter] = meaning.filters.iter().collect::<Vec<_>>()[..] else { return None };
    // "Which are not closed" asks for the open ones.
    let asked = if meaning.has(Operator::Negation) { opposite(*filter) } else { *filter };
    let none = match asked {
        Filter::OpenWeights => NONE_OPEN,
        Filter::Closed => NONE_CLOSED,
        _ => return None,
    };
    if !meaning.content.is_empty() {
        return None;
    }
    let mut other = meaning.clone();
    other.operators.remove(&Operator::Negation);
    other.filters = BTreeSet::from([opposite(asked)]);
    let mut fits = select(knowledge, &other, kinds)?;
    drop_umbrellas(knowledge, &mut fits);
    order(knowledge, &mut fits);
    if fits.is_empty() {
        return None;
    }
    let mut draft = Draft::new(knowledge, meaning.language);
    draft.push(&none.text(meaning.language));
    list(&mut draft, knowledge, meaning.language, &fits);
    Some(draft.finish(Outcome::Found, Kind::Records))
}

const NONE_OPEN: Phrase = Phrase {
    en: "None on record has open weights. Closed: ",
    zh: "记录中没有开放权重的；闭源的有：",
    es: "Ninguno en los registros tiene pesos abiertos. Cerrados: ",
};
const NONE_CLOSED: Phrase = Phrase {
    en: "None on record is closed. With open weights: ",
    zh: "记录中没有闭源的；开放权重的有：",
    es: "Ninguno en los registros es cerrado. Con pesos abiertos: ",
};

/// Where one thing alone fits a description and the question asks for a property of it, that property: "when did the
/// model with … come out".
fn of_only(knowledge: &Knowledge, meaning: &Meaning, only: &Fit) -> Option<Answer> {
    let mut draft = Draft::new(knowledge, meaning.language);
    let mut disagree = false;
    for cue in &meaning.properties {
        let of = |id: &PropertyId| {
            let property = knowledge.corpus.property(*id);
            let ids: Vec<_> = knowledge.values(only.entity, &property.id).map(|(id, _)| id).collect();
            let worth =
                !ids.is_empty() && property.value_type != ValueType::Text && property.value_type != ValueType::Entity;
            worth.then_some(Fact { subject: only.entity, property: *id, ids, score: 1.0 })
        };
        let Some(fact) = cue.properties.iter().find_map(of) else { continue };
        if draft.characters() > 0 {
            draft.push_gap();
        }
        disagree |= say(&mut draft, knowledge, meaning, &fact);
    }
    if meaning.properties.is_empty() && meaning.asks(QuestionWord::When) {
        let dated = date_properties(knowledge.kind(only.entity)).iter().find_map(|name| {
            let ids: Vec<_> = knowledge.values(only.entity, name).map(|(id, _)| id).collect();
            let property = knowledge.property(name).filter(|_| !ids.is_empty())?;
            Some(Fact { subject: only.entity, property, ids, score: 1.0 })
        });
        if let Some(fact) = dated {
            disagree |= say(&mut draft, knowledge, meaning, &fact);
        }
    }
    (draft.characters() > 0)
        .then(|| draft.finish(if disagree { Outcome::Disagree } else { Outcome::Found }, Kind::Records))
}

/// All the sizes that a model or line comes in, where they are asked for, or its models counted: "how many dense Qwen3
/// models are there". What else it says must be said of those that are told.
pub(super) fn sizes(knowledge: &Knowledge, meaning: &Meaning) -> Option<Answer> {
    // "MoE" names a technique, and tells which of the sizes are meant.
    let technique = |named: &&Named| named.entities.iter().all(|id| knowledge.kind(*id) == EntityKind::Technique);
    let (qualities, things): (Vec<&Named>, Vec<&Named>) = meaning.mentions.iter().partition(technique);
    let [subject] = things.iter().flat_map(|named| &named.entities).collect::<Vec<_>>()[..] else { return None };
    let properties = knowledge.properties(&["parameters", "size"]);
    let asked = asks_for_sizes(knowledge, meaning) || meaning.property_ids().iter().any(|id| properties.contains(id));
    let asks = |word: &Content| !word.kinds.is_empty() || word.asks_for.iter().any(|id| properties.contains(id));
    let words = if asked { &meaning.content } else { &meaning.words };
    // "Sizes that start at 0.5B" are not those that are 0.5B.
    let number = |word: &Content| word.text.starts_with(|letter: char| letter.is_ascii_digit());
    let told: Vec<&Content> = words.iter().filter(|word| word.weight >= 1.0 && !asks(word) && !number(word)).collect();
    // The models of a line are more than those that differ in size alone.
    let said: Vec<Option<TermId>> = qualities
        .iter()
        .map(|named| knowledge.understander.vocabulary.term(&stem(&named.words)))
        .chain(told.iter().map(|word| word.term))
        .collect();
    let counted = is_counted(meaning) && meaning.kinds.contains(&EntityKind::Model) && !said.is_empty();
    let says = |id: &StatementId| {
        said.iter().all(|term| term.is_some_and(|term| knowledge.is_own(*id, term)))
            && is_of_sort(knowledge, meaning, *subject, *id)
    };
    let ids: Vec<StatementId> = knowledge.values(*subject, "size").map(|(id, _)| id).filter(says).collect();
    if !(asked || counted) || ids.len() < 2 || !meaning.bounds.is_empty() {
        return None;
    }
    say::answer(
        knowledge,
        meaning,
        &[Fact { subject: *subject, property: knowledge.property("size")?, ids, score: 1.0 }],
    )
}

/// Whether a question asks for several sizes of one thing: "which sizes does Qwen3 come in", "Qwen3 Dense variants" of what
/// has no variants but its sizes.
pub(super) fn asks_for_sizes(knowledge: &Knowledge, meaning: &Meaning) -> bool {
    let Some((size, variant)) = knowledge.property("size").zip(knowledge.property("variant")) else { return false };
    let has = |property: PropertyId| meaning.entities().iter().any(|id| knowledge.of(*id, property).next().is_some());
    let several = |word: &Content| word.asks_for.contains(&size) && word.text.ends_with('s');
    let listed = meaning.has(Operator::List) && meaning.property_ids().contains(&size);
    let of_variants = meaning.property_ids() == [variant] && !has(variant) && has(size);
    meaning.words.iter().any(several) || listed || of_variants
}

/// Whether it asks how many there are.
fn is_counted(meaning: &Meaning) -> bool {
    meaning.has(Operator::Count) || meaning.asks(QuestionWord::HowMany)
}

/// Whether the question wants people who founded something, described by what else they have to do with ("founders who
/// studied at Tsinghua"), and not who founded what it names.
fn wants_founders(knowledge: &Knowledge, meaning: &Meaning) -> bool {
    let founder = knowledge.property("founder");
    let has_founders = |id: EntityId| knowledge.values(id, "founder").next().is_some();
    meaning.kinds.contains(&EntityKind::Person)
        && meaning.property_ids().iter().any(|id| Some(*id) == founder)
        && !meaning.mentions.is_empty()
        && !meaning.entities().into_iter().any(has_founders)
}

/// Whether it wants the labs of such people: "startups whose founder …", and not "lab founders who …".
fn wants_bodies(meaning: &Meaning) -> bool {
    let body = |cue: &KindCue| cue.kinds.iter().any(|kind| kind.is_body());
    let mut cues: Vec<&KindCue> = meaning.kind_cues.iter().collect();
    cues.sort_by_key(|cue| cue.start);
    match cues.as_slice() {
        [first, second, ..] => body(first) && second.start > first.start + first.stems.len(),
        _ => false,
    }
}

/// The bodies that some people founded, each with what proves that they did and what is told of them.
fn founded_by(knowledge: &Knowledge, people: &[Fit]) -> Vec<Fit> {
    let mut out: Vec<Fit> = Vec::new();
    for person in people {
        for id in knowledge.graph.naming(person.entity) {
            let statement = knowledge.corpus.statement(*id);
            if !knowledge.is(statement, &["founder"]) || out.iter().any(|fit| fit.entity == statement.subject) {
                continue;
            }
            let mut fit = Fit { entity: statement.subject, ..person.clone() };
            fit.proof.extend_from_slice(&statement.references);
            out.push(fit);
        }
    }
    out
}

fn founded_something(knowledge: &Knowledge, person: EntityId) -> bool {
    let naming = knowledge.graph.naming(person).iter();
    naming.map(|id| knowledge.corpus.statement(*id)).any(|statement| knowledge.is(statement, &["founder"]))
}

/// Whether the question says more than a kind: all models at once are no answer.
fn narrowed(knowledge: &Knowledge, meaning: &Meaning) -> bool {
    meaning.entities().iter().any(|id| knowledge.kind(*id) != EntityKind::Topic)
        || !meaning.dates.is_empty()
        || !meaning.filters.is_empty()
        || !meaning.bounds.is_empty()
}

/// What stands above another entry of the list is its umbrella, not one of them (Alibaba beside Alibaba Cloud).
pub(super) fn drop_umbrellas(knowledge: &Knowledge, fits: &mut Vec<Fit>) {
    let ids: Vec<_> = fits.iter().map(|fit| fit.entity).collect();
    fits.retain(|fit| {
        knowledge.kind(fit.entity) == EntityKind::Model
            || !ids.iter().any(|other| knowledge.graph.above(*other).contains(&fit.entity))
    });
}

/// Puts what fits in the order of time, what has no date last.
pub(super) fn order(knowledge: &Knowledge, fits: &mut [Fit]) {
    fits.sort_by_key(|fit| {
        let date = fit.date.map(|(date, _)| date.earliest());
        (date.is_none(), date, std::cmp::Reverse(knowledge.graph.prominence()[fit.entity.0 as usize]), fit.entity)
    });
}

/// The page of what fits that is wanted: a page begins with the entry that the one before had no room for.
fn word(knowledge: &Knowledge, meaning: &Meaning, fits: &[Fit]) -> Answer {
    let (mut shown, mut left) = entries(knowledge, meaning, fits, fits.len());
    let mut pages = 1;
    while left > 0 {
        let (draft, then) = entries(knowledge, meaning, &fits[fits.len() - left..], fits.len());
        if pages <= meaning.page {
            shown = draft;
        }
        left = then;
        pages += 1;
    }
    Answer { pages, ..shown.finish(Outcome::Found, Kind::Records) }
}

/// Entries in words, and how many had no room; `count` is that of the whole list.
fn entries<'k>(knowledge: &'k Knowledge, meaning: &Meaning, fits: &[Fit], count: usize) -> (Draft<'k>, usize) {
    let language = meaning.language;
    let mut draft = Draft::new(knowledge, language);
    let count = count.to_string();
    if is_counted(meaning) {
        draft.push(
            &Phrase { en: "{0} on record: ", zh: "记录中有 {0} 个：", es: "{0} en los registros: " }
                .fill(language, &[&count]),
        );
    }
    let left = list(&mut draft, knowledge, language, fits);
    (draft, left)
}

/// Entries one behind the other with their proofs, and how many had no room.
pub(super) fn list(draft: &mut Draft<'_>, knowledge: &Knowledge, language: Language, fits: &[Fit]) -> usize {
    let mut left = 0;
    for (number, fit) in fits.iter().enumerate() {
        if !draft.has_room(110) {
            left = fits.len() - number;
            draft.push(
                &Phrase { en: " … and {0} more", zh: " …… 另有 {0} 个", es: " … y {0} más" }
                    .fill(language, &[&left.to_string()]),
            );
            break;
        }
        if number > 0 {
            draft.push(if language.is_chinese() { "、" } else { ", " });
        }
        draft.push(&wording::name(knowledge.corpus.entity(fit.entity), language));
        // Sentences that name the entry prove best; a few of them are enough behind a name.
        let key = name_key(&knowledge.corpus.entity(fit.entity).name);
        let names = |reference: &Reference| name_key(knowledge.corpus.unit_text(reference.unit)).contains(&key);
        let mut proof = fit.proof.clone();
        proof.sort_by_cached_key(|reference| !names(reference));
        proof.truncate(3);
        draft.cite(&proof);
        if let Some((detail, mut proven_by)) = detail(knowledge, fit, language) {
            draft.push(&format!(" ({detail}"));
            proven_by.sort_by_cached_key(|reference| !names(reference));
            proven_by.truncate(2);
            if !proven_by.iter().any(|reference| proof.contains(reference)) {
                draft.cite(&proven_by[..1]);
            }
            draft.push(")");
        }
    }
    draft.push(wording::full_stop(language));
    left
}

/// What stands in brackets behind a name: the number by which it fits, the amount of a round, the date, each with its
/// own proof.
fn detail(knowledge: &Knowledge, fit: &Fit, language: Language) -> Option<(String, Vec<Reference>)> {
    let mut parts = Vec::new();
    let mut proof: Vec<Reference> = Vec::new();
    let amount = || {
        let round = knowledge.kind(fit.entity) == EntityKind::FundingRound;
        let amount = knowledge.values(fit.entity, "amount").find(|(_, one)| matches!(one.value, Value::Number(_)));
        amount.filter(|_| round).map(|(id, _)| id)
    };
    if let Some(id) = fit.measure.or_else(amount) {
        let statement = knowledge.corpus.statement(id);
        parts.push(wording::value(&knowledge.corpus, statement, language));
        proof.extend_from_slice(&statement.references);
    }
    if let Some((date, id)) = fit.date {
        let statement = knowledge.corpus.statement(id);
        parts.push(statement.qualifiers.written.clone().unwrap_or_else(|| wording::date_text(date, language)));
        proof.extend_from_slice(&statement.references);
    }
    (!parts.is_empty() && !proof.is_empty()).then(|| (parts.join(", "), proof))
}
