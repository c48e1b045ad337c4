//! Descriptions that stand in the place of names: "how big is **the model trained without NVIDIA chips**?", "which month
//! did **Wang Xiaochuan's startup** begin?". In linguistics: definite descriptions (Russell, "On Denoting", 1905).
//!
//! Every stretch of the question that begins as such a description does and names a kind is held against what is known of
//! the things of that kind. Where exactly one fits, the question is read again with its name in the place of the
//! description; the shapes of answers then need to know nothing of descriptions.

mod rule;
mod stretch;

use super::draft::Draft;
use super::fact::{Account, Fact};
use super::knowledge::Knowledge;
use super::say::say;
use super::{Answer, Kind, authors, described, hop};
use crate::corpus::record::{EntityKind, Reference, Value};
use crate::corpus::{EntityId, StatementId};
use crate::question::lexicon::Operator;
use crate::question::meaning::{Content, Meaning, Named, PropertyCue};
use crate::question::tokens::{Token, tokenize_folded};
use crate::text::fold::fold;
use stretch::{Asking, Head, Stretch};

/// Least share of a description that what is known of a thing must account for.
const DESCRIBED: f32 = 0.8;
/// A question that records account for as well as this, as it stands, needs no other reading.
const STATED: f32 = 0.93;

/// A description with what it describes.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The question with the name in the place of the description.
    pub text: String,
    /// The words of the description.
    pub words: String,
    /// What they describe.
    pub entity: EntityId,
    /// What tells so.
    by: Option<StatementId>,
}

/// Longer answers, in characters, say enough.
const SHORT: usize = 420;

/// Tells behind an answer what tells that it is about what the question describes, where its citations don't.
pub fn tell_why(knowledge: &Knowledge, meaning: &Meaning, reading: &Reading, answer: &mut Answer) {
    let Some(by) = reading.by.filter(|_| answer.kind == Kind::Records && answer.pages == 1) else { return };
    let statement = knowledge.corpus.statement(by);
    let given = |proof: &Reference| answer.citations.iter().any(|citation| citation.unit == proof.unit);
    if answer.text.chars().count() > SHORT || answer.text.contains('\n') || statement.references.iter().any(given) {
        return;
    }
    let fact = Fact { subject: statement.subject, property: statement.property, ids: vec![by], score: 1.0 };
    let mut draft = Draft::resume(knowledge, answer);
    draft.push_gap();
    say(&mut draft, knowledge, meaning, &fact);
    *answer = draft.finish(answer.outcome, answer.kind);
}

/// Reads a question with a name in the place of a description; `None` where it describes nothing, or nothing that can be
/// told for sure, or where the records account for the question as it stands.
#[must_use]
pub fn read(knowledge: &Knowledge, meaning: &Meaning, question: &str, account: &Account) -> Option<Reading> {
    // A document that is asked for by its title describes nothing.
    let document = || authors::asked_for(knowledge, meaning, question).is_some();
    if meaning.unknown_variant.is_some() || meaning.out_of_scope || document() {
        return None;
    }
    if let Some(reading) = rule::read(knowledge, meaning, question) {
        return Some(reading);
    }
    let folded = fold(question);
    let tokens = tokenize_folded(&folded);
    let stretches = Asking::of(knowledge, &folded, &tokens).stretches();
    if stretches.is_empty() {
        return None;
    }
    let stated = account.facts(knowledge, meaning).first().filter(|fact| fact.score >= STATED);
    let mut best: Option<(f32, Reading)> = None;
    for Stretch { start, begin, end, head, named, asked } in stretches {
        // "Who started the fund that pays for DeepSeek": that it pays is stated, and not asked for.
        if stated.is_some_and(|fact| head.line.is_some() || asked.is_empty() || asked.contains(&fact.property)) {
            continue;
        }
        let words = &folded[tokens[begin].span.start..tokens[end - 1].span.end];
        let Some((entity, score, by)) = described(knowledge, words, &head) else { continue };
        // A longer one leaves fewer words unexplained.
        #[expect(clippy::cast_precision_loss, reason = "a handful of words")]
        let score = score + FOR_A_WORD * words_in(&tokens[start..end]) as f32 + FOR_A_NAME * named as f32;
        let score = if asked.is_empty() { score } else { score + FOR_WHAT_IS_ASKED };
        if best.as_ref().is_none_or(|(most, _)| score > *most) {
            let name = &knowledge.corpus.entity(entity).name;
            let rest = (&folded[..tokens[start].span.start], &folded[tokens[end - 1].span.end..]);
            let text = format!("{}{name}{}", rest.0, rest.1);
            best = Some((score, Reading { text, words: words.to_owned(), entity, by }));
        }
    }
    best.map(|(_, reading)| reading)
}

/// How many words some tokens are: two Chinese characters count as one.
fn words_in(tokens: &[Token]) -> usize {
    let han = tokens.iter().filter(|token| token.is_han()).count();
    tokens.len() - han + han / 2
}

/// What a word more is worth in a description, and a name more.
const FOR_A_WORD: f32 = 0.02;
const FOR_A_NAME: f32 = 0.15;
/// What it is worth that a word for what is asked stands outside: "raise" in "how much did that company raise" describes
/// nothing.
const FOR_WHAT_IS_ASKED: f32 = 0.1;
/// The only thing of the kind that some words name which they describe, with how well.
fn described(knowledge: &Knowledge, words: &str, head: &Head) -> Option<(EntityId, f32, Option<StatementId>)> {
    let mut meaning = knowledge.understander.understand(&knowledge.corpus, &knowledge.graph, words, None);
    let called = &knowledge.corpus.words.referring;
    let is_head = |word: &Content| called.body.iter().chain(called.version.iter()).any(|body| *body == word.text);
    meaning.content.retain(|word| !is_head(word));
    let telling = meaning.mentions.len() + meaning.content.len() + meaning.dates.len() + meaning.bounds.len();
    // "The two labs", "the biggest lab" are no single thing that is described.
    let single = !meaning.has(Operator::Count)
        && meaning.superlative_stems.is_empty()
        && !meaning.kind_cues.first().is_some_and(|cue| cue.plural);
    // "The Kimi K2 model" is the thing itself.
    let itself = match head.line {
        Some(_) => telling + meaning.properties.len() < 2,
        None => telling == 0 || meaning.entities().iter().any(|id| head.kinds.contains(&knowledge.kind(*id))),
    };
    if !single {
        return None;
    }
    if let Some(body) = body_itself(knowledge, &meaning, head) {
        return Some((body, 1.0, None));
    }
    if itself {
        return None;
    }
    meaning.kinds = head.kinds.iter().copied().collect();
    // A fund may be any firm, and an app is known by the name of its company.
    if meaning.kinds.contains(&EntityKind::Organisation) {
        meaning.kinds.insert(EntityKind::Company);
    }
    if meaning.kinds.contains(&EntityKind::Product) {
        meaning.kinds.insert(EntityKind::Company);
    }
    meaning.wanted = meaning.kinds.clone();
    if let Some(body) = body_of_person(knowledge, &meaning, head) {
        return Some((body, 1.0, None));
    }
    let fit = described::find(knowledge, &meaning, 1)?;
    let of_line = head.line.is_none_or(|line| knowledge.graph.related(fit.entity, line));
    let of_kind = meaning.wanted.contains(&knowledge.kind(fit.entity));
    let own = is_own(knowledge, &meaning, head, fit.entity);
    let fits = fit.score >= DESCRIBED && own && of_line && of_kind && made_it(knowledge, &meaning, &fit);
    fits.then_some((fit.entity, fit.score.min(1.0), fit.most))
}

/// Whether a thing belongs to whoever a description says that it belongs to: "Microsoft's research lab" is none that
/// Microsoft only put money into.
fn is_own(knowledge: &Knowledge, meaning: &Meaning, head: &Head, entity: EntityId) -> bool {
    let owner = meaning.mentions.first().filter(|named| named.words.ends_with("'s"));
    let bodies = |named: &Named| named.entities.iter().all(|id| knowledge.kind(*id).is_body());
    let Some(owner) = owner.filter(|named| bodies(named) && meaning.properties.is_empty()) else { return true };
    head.kinds != [EntityKind::Lab] || owner.entities.iter().any(|id| knowledge.graph.above(entity).contains(id))
}

/// Whether a body made what a description says that it makes, where it says so: "the lab that made Llama" is none that
/// only measures itself against it, and "the company that makes the iPhone" none whose founder once worked there.
fn made_it(knowledge: &Knowledge, meaning: &Meaning, fit: &described::Fit) -> bool {
    let body = fit.entity;
    let Some(maker) = knowledge.property("maker") else { return true };
    let made = meaning.properties.iter().any(|cue| cue.properties.contains(&maker));
    if !made || !knowledge.kind(body).is_body() {
        return true;
    }
    let is_made = |id: &EntityId| knowledge.values(*id, "maker").next().is_some();
    let of_person = fit.by.iter().any(|id| {
        let statement = knowledge.corpus.statement(*id);
        let is_person = |id: EntityId| knowledge.kind(id) == EntityKind::Person;
        is_person(statement.subject) || matches!(statement.value, Value::Entity(value) if is_person(value))
    });
    let things: Vec<EntityId> = meaning.entities().into_iter().filter(is_made).collect();
    let made_all = things.iter().all(|id| knowledge.graph.above(*id).contains(&body));
    made_all && (!things.is_empty() || !of_person)
}

/// The only body that somebody founded, where nothing else is said of it: "the ex-Sogou boss's company" is no Sogou.
fn body_of_person(knowledge: &Knowledge, meaning: &Meaning, head: &Head) -> Option<EntityId> {
    let [named] = meaning.mentions.as_slice() else { return None };
    let [person] = named.entities.as_slice() else { return None };
    let is_bare = meaning.content.is_empty() && meaning.properties.is_empty() && meaning.dates.is_empty();
    let is_body = head.kinds.iter().any(|kind| kind.is_body());
    if !is_bare || !is_body || knowledge.kind(*person) != EntityKind::Person {
        return None;
    }
    let mut bodies: Vec<EntityId> = hop::led_by(knowledge, *person).collect();
    bodies.dedup();
    if let [only] = bodies.as_slice() { Some(*only) } else { None }
}

/// The body that some words only call one: "the company behind that little red book app" is Rednote. Not where another
/// body stands above it, which may be meant.
fn body_itself(knowledge: &Knowledge, meaning: &Meaning, head: &Head) -> Option<EntityId> {
    let [named] = meaning.mentions.as_slice() else { return None };
    let [body] = named.entities.as_slice() else { return None };
    let owned = knowledge.values(*body, "parent").next().is_some();
    let maker = |cue: &PropertyCue| {
        cue.properties
            .iter()
            .all(|id| knowledge.property("product") == Some(*id) || knowledge.property("maker") == Some(*id))
    };
    let bare = meaning.content.is_empty() && meaning.dates.is_empty() && meaning.properties.iter().all(maker);
    let app = head.kinds.contains(&EntityKind::Product) && knowledge.kind(*body) == EntityKind::Company;
    let called = app || knowledge.kind(*body).is_called(&head.kinds);
    // "Baidu's bot" is not Baidu.
    let owns = named.words.ends_with("'s");
    (head.line.is_none() && bare && !owned && !owns && called).then_some(*body)
}
