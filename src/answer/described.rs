//! Something that a question only describes: "which lab did the former head of Sogou start?".
//!
//! What is told of a lab is told of many things: of itself, of its people, of its models. Each thing of the wanted kind
//! is held against the question with all that is told around it; the one that accounts for nearly everything is meant,
//! where no other does so as well.

use std::cell::Cell;

use rustc_hash::FxHashSet;

use super::about::mention_share;
use super::asked::{AskedDate, AskedKind, AskedProperty};
use super::draft::Draft;
use super::fact::Fact;
use super::focus::widened;
use super::knowledge::Knowledge;
use super::say::say;
use super::shares::{content_share, cue_share, date_share, is_so_described};
use super::standing::{AskedWord, Stem};
use super::{Answer, Kind, Outcome};
use crate::corpus::property::QuestionWord;
use crate::corpus::record::{EntityKind, Rank, Value};
use crate::corpus::{EntityId, StatementId};
use crate::question::meaning::Meaning;

/// Least share of the question that what is told around a thing must account for.
const ENOUGH: f32 = 0.7;
/// The next best must account for so much less, or nobody can tell which is meant.
const APART: f32 = 0.04;
/// What a statement counts that is about somebody or something close to the thing.
const CLOSE_BY: f32 = 0.9;
/// What it is worth that one statement accounts for much of the question at once.
const AT_ONCE: f32 = 0.15;
/// Statements that are told.
const TOLD: usize = 3;
/// Fewest things that a question must say for a description.
const FEWEST: usize = 2;

/// What it is worth to be one of the few things that are called as the question calls what it describes: more than what
/// would leave open which is meant.
const SO_CALLED: f32 = 0.06;
/// Words that are said of more things tell none of them apart.
const FEW: usize = 8;

/// A thing with how well it fits the description.
pub(super) struct Fit {
    /// What fits.
    pub(super) entity: EntityId,
    /// The share of the description that is accounted for, 0 to 1.
    pub(super) score: f32,
    /// The statement that accounts best for each part of the question.
    pub(super) by: Vec<StatementId>,
    /// The one that accounts for most of the question at once.
    pub(super) most: Option<StatementId>,
}

/// Names what the question describes, with what tells so.
#[must_use]
pub fn answer(knowledge: &Knowledge, meaning: &Meaning) -> Option<Answer> {
    Some(word(knowledge, meaning, &find(knowledge, meaning, FEWEST)?))
}

/// The only thing that the question describes, where it says at least `fewest` things of it.
pub(super) fn find(knowledge: &Knowledge, meaning: &Meaning, fewest: usize) -> Option<Fit> {
    let mut kinds = widened(meaning);
    if kinds.is_empty() && meaning.asks(QuestionWord::Who) {
        kinds.push(EntityKind::Person);
    }
    // "AI research unit" says more than "lab".
    let telling_kinds = meaning.kind_cues.iter().filter(|cue| cue.stems.len() > 1).count();
    let parts =
        meaning.mentions.len() + meaning.properties.len() + meaning.content.len() + meaning.dates.len() + telling_kinds;
    if kinds.is_empty() || parts < fewest {
        return None;
    }
    let named = meaning.entities();
    let said = parts_of(knowledge, meaning);
    let mut fits: Vec<Fit> = (0u32..)
        .zip(&knowledge.corpus.entities)
        .filter(|(_, entity)| kinds.contains(&entity.kind))
        .map(|(number, _)| EntityId(number))
        .filter(|entity| !named.contains(entity))
        .filter_map(|entity| fit(knowledge, &said, entity))
        .collect();
    let called = so_called(knowledge, meaning);
    let rank = |fit: &Fit| fit.score + if called.contains(&fit.entity) { SO_CALLED } else { 0.0 };
    fits.sort_by(|a, b| rank(b).total_cmp(&rank(a)).then(a.entity.cmp(&b.entity)));
    let first = fits.first().filter(|best| best.score >= ENOUGH)?;
    let level = fits.iter().take_while(|fit| rank(fit) > rank(first) - APART).count();
    // People say "company" of a lab; of several that fit, what is called by the very word is meant.
    let mut called =
        fits[..level].iter().enumerate().filter(|(_, fit)| meaning.wanted.contains(&knowledge.kind(fit.entity)));
    let best = match (level, called.next(), called.next()) {
        (1, ..) => 0,
        (_, Some((only, _)), None) => only,
        _ => return None,
    };
    Some(fits.swap_remove(best))
}

/// The few things of which the words for the kind are said that the question names: "quant fund", "search engine".
fn so_called(knowledge: &Knowledge, meaning: &Meaning) -> Vec<EntityId> {
    let entities = || (0u32..).map(EntityId).take(knowledge.corpus.entities.len());
    let mut out = Vec::new();
    for kind in meaning.kind_cues.iter().map(|cue| AskedKind::of(knowledge, cue)).filter(|kind| kind.telling) {
        let of_kind = |id: EntityId| kind.called.has(knowledge.kind(id));
        let words = kind.cue.stems.iter().flat_map(|stem| words_of(knowledge, stem)).collect::<Vec<_>>();
        let stems = Stem::all(knowledge, &words);
        let called = |id: &EntityId| of_kind(*id) && is_so_described(knowledge, *id, &stems);
        let all: Vec<EntityId> = entities().filter(called).take(FEW + 1).collect();
        if all.len() <= FEW {
            out.extend(all);
        }
    }
    out
}

/// The words that a Chinese word is made of, as far as the lexicon has them: 风投公司 is 风投 and 公司.
fn words_of(knowledge: &Knowledge, stem: &str) -> Vec<String> {
    let words = knowledge.understander.lexicon.han_words_in(stem);
    if stem.is_ascii() || words.is_empty() {
        return vec![stem.to_owned()];
    }
    words.into_iter().map(|(_, word)| word.to_owned()).collect()
}

/// A part of what the question says: a name, a property, a word or a date.
struct Part<'q> {
    weight: f32,
    /// Whether nothing is meant that has nothing to do with it.
    needed: bool,
    share: Box<dyn Fn(StatementId) -> f32 + 'q>,
    /// How far each statement accounts for it, not a number where that was not asked yet: what is told of a model is told
    /// around its maker, too.
    known: Vec<Cell<f32>>,
}

impl Part<'_> {
    fn share(&self, id: StatementId) -> f32 {
        let known = &self.known[id.0 as usize];
        if known.get().is_nan() {
            known.set((self.share)(id));
        }
        known.get()
    }
}

/// All that the question says of the thing.
fn parts_of<'q>(knowledge: &'q Knowledge, meaning: &'q Meaning) -> Vec<Part<'q>> {
    let statement = |id: StatementId| knowledge.corpus.statement(id);
    let part = |weight: f32, needed: bool, share: Box<dyn Fn(StatementId) -> f32 + 'q>| Part {
        weight,
        needed,
        share,
        known: vec![Cell::new(f32::NAN); knowledge.corpus.statements.len()],
    };
    let names = meaning.mentions.iter().map(|named| {
        let topic = named.entities.iter().all(|id| knowledge.kind(*id) == EntityKind::Topic);
        let share = move |id| mention_share(knowledge, statement(id), id, named).0;
        part(if topic { 1.0 } else { 3.0 }, !topic, Box::new(share))
    });
    let properties = meaning.properties.iter().map(|cue| {
        let asked = AskedProperty::of(knowledge, cue);
        let share = move |id| cue_share(knowledge, statement(id), id, &asked);
        part(if cue.faint { 0.8 } else { 2.0 }, false, Box::new(share))
    });
    let words = meaning.content.iter().map(|content| {
        let word = AskedWord::of(knowledge, content);
        part(content.weight, false, Box::new(move |id| content_share(knowledge, statement(id), id, &word)))
    });
    let dates = meaning.dates.iter().map(|date| {
        let date = AskedDate::of(knowledge, date);
        part(2.0, false, Box::new(move |id| date_share(knowledge, statement(id), id, &date)))
    });
    names.chain(properties).chain(words).chain(dates).collect()
}

/// How well what is told around a thing accounts for the question.
fn fit(knowledge: &Knowledge, said: &[Part<'_>], entity: EntityId) -> Option<Fit> {
    let around = knowledge.around(entity);
    let mut parts: Vec<(f32, f32, StatementId)> = Vec::new();
    let mut at_once = vec![0.0; around.len()];
    let mut total = 0.0;
    for part in said {
        total += part.weight;
        let mut best: Option<(f32, StatementId)> = None;
        for ((id, own), whole) in around.iter().zip(&mut at_once) {
            let share = part.share(*id) * if *own { 1.0 } else { CLOSE_BY };
            *whole += part.weight * share;
            if share > 0.0 && best.is_none_or(|(most, _)| share > most) {
                best = Some((share, *id));
            }
        }
        match best {
            Some((share, id)) => parts.push((part.weight, share, id)),
            None if part.needed => return None,
            None => {}
        }
    }
    let covered: f32 = parts.iter().map(|(weight, share, _)| weight * share).sum();
    let most = at_once.iter().copied().fold(0.0, f32::max);
    let first = around.iter().zip(&at_once).find(|(_, whole)| **whole >= most).map(|((id, _), _)| *id);
    let score = (covered + AT_ONCE * most) / (total * (1.0 + AT_ONCE));
    parts.sort_by(|a, b| (b.0 * b.1).total_cmp(&(a.0 * a.1)));
    let mut by = Vec::new();
    for (.., id) in parts {
        if !by.contains(&id) {
            by.push(id);
        }
    }
    Some(Fit { entity, score, by, most: first })
}

/// What is told of a thing, and of its people, models and products; of each statement whether it is told of the thing
/// itself. [`Knowledge::around`] remembers it.
pub(super) fn around(knowledge: &Knowledge, entity: EntityId) -> Vec<(StatementId, bool)> {
    let graph = &knowledge.graph;
    let current = |id: &StatementId| {
        let statement = knowledge.corpus.statement(*id);
        statement.rank != Rank::Deprecated && !statement.references.is_empty()
    };
    let own: Vec<StatementId> = graph.of(entity).iter().chain(graph.naming(entity)).copied().filter(current).collect();
    let person = |id: EntityId| (knowledge.kind(id) == EntityKind::Person).then_some(id);
    let mut others: Vec<EntityId> = graph.below(entity).to_vec();
    for id in &own {
        let statement = knowledge.corpus.statement(*id);
        if !knowledge.is(statement, &["founder", "position", "member"]) {
            continue;
        }
        others.extend(person(statement.subject));
        if let Value::Entity(value) = statement.value {
            others.extend(person(value));
        }
    }
    others.sort_unstable();
    others.dedup();
    let mut seen: FxHashSet<StatementId> = own.iter().copied().collect();
    let mut out: Vec<(StatementId, bool)> = own.into_iter().map(|id| (id, true)).collect();
    for other in others.into_iter().filter(|other| *other != entity) {
        let told = graph.of(other).iter().copied().filter(current).filter(|id| seen.insert(*id));
        out.extend(told.map(|id| (id, false)));
    }
    out
}

fn word(knowledge: &Knowledge, meaning: &Meaning, fit: &Fit) -> Answer {
    let about = |id: &StatementId| {
        let statement = knowledge.corpus.statement(*id);
        statement.subject == fit.entity
            || statement.value == Value::Entity(fit.entity)
            || statement.qualifiers.at == Some(fit.entity)
    };
    // What is told of the thing itself comes first; where all is told of others, what ties them to it.
    let mut by = fit.by.clone();
    if !by.iter().any(about) {
        let tie = |id: &&StatementId| {
            let subject = knowledge.corpus.statement(by[0]).subject;
            let statement = knowledge.corpus.statement(**id);
            statement.subject == subject || statement.value == Value::Entity(subject)
        };
        let graph = &knowledge.graph;
        let tie = graph.of(fit.entity).iter().chain(graph.naming(fit.entity)).find(tie).copied();
        by.splice(0..0, tie);
    }
    by.sort_by_key(|id| !about(id));
    let mut draft = Draft::new(knowledge, meaning.language);
    for (number, id) in by.iter().take(TOLD).enumerate() {
        let statement = knowledge.corpus.statement(*id);
        if number > 0 {
            draft.push_gap();
        }
        let fact = Fact { subject: statement.subject, property: statement.property, ids: vec![*id], score: fit.score };
        say(&mut draft, knowledge, meaning, &fact);
    }
    draft.finish(Outcome::Found, Kind::Records)
}
