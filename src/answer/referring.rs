//! Descriptions that stand in the place of names: "how big is **the model trained without NVIDIA chips**?", "which month
//! did **Wang Xiaochuan's startup** begin?". In linguistics: definite descriptions (Russell, "On Denoting", 1905).
//!
//! Every stretch of the question that begins as such a description does and names a kind is held against what is known of
//! the things of that kind. Where exactly one fits, the question is read again with its name in the place of the
//! description; the shapes of answers then need to know nothing of descriptions.

use super::described;
use super::fact::Account;
use super::knowledge::Knowledge;
use super::superlative::number;
use crate::corpus::EntityId;
use crate::corpus::property::{QuestionWord, Wordings};
use crate::corpus::record::EntityKind;
use crate::question::lexicon::{Cue, Operator, Sign};
use crate::question::meaning::{Content, Meaning};
use crate::question::names::Mention;
use crate::question::tokens::{Token, tokenize_folded};
use crate::text::fold::fold;

/// Least share of a description that what is known of a thing must account for.
const DESCRIBED: f32 = 0.8;
/// A question that records account for as well as this, as it stands, needs no other reading.
const STATED: f32 = 0.93;
/// Most words of a description.
const LONGEST: usize = 11;

/// A description with what it describes.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The question with the name in the place of the description.
    pub text: String,
    /// The words of the description.
    pub words: String,
    /// What they describe.
    pub entity: EntityId,
}

/// Reads a question with a name in the place of a description; `None` where it describes nothing, or nothing that can be
/// told for sure, or where the records account for the question as it stands.
#[must_use]
pub fn read(knowledge: &Knowledge, meaning: &Meaning, question: &str, account: &Account) -> Option<Reading> {
    if meaning.unknown_variant.is_some() || meaning.out_of_scope {
        return None;
    }
    let folded = fold(question);
    let tokens = tokenize_folded(&folded);
    let stretches = stretches(knowledge, &tokens);
    let stated = || account.facts(knowledge, meaning).first().is_some_and(|fact| fact.score >= STATED);
    if stretches.is_empty() || stated() {
        return None;
    }
    let mut best: Option<(f32, Reading)> = None;
    for Stretch { start, begin, end, head } in stretches {
        let words = &folded[tokens[begin].span.start..tokens[end - 1].span.end];
        let Some((entity, score)) = described(knowledge, words, &head) else { continue };
        // A longer one leaves fewer words unexplained.
        #[expect(clippy::cast_precision_loss, reason = "a handful of words")]
        let score = score + FOR_A_WORD * (end - start) as f32;
        if best.as_ref().is_none_or(|(most, _)| score > *most) {
            let name = &knowledge.corpus.entity(entity).name;
            let rest = (&folded[..tokens[start].span.start], &folded[tokens[end - 1].span.end..]);
            let text = format!("{}{name}{}", rest.0, rest.1);
            best = Some((score, Reading { text, words: words.to_owned(), entity }));
        }
    }
    best.map(|(_, reading)| reading)
}

/// What a word more is worth in a description.
const FOR_A_WORD: f32 = 0.02;
/// Most words between the beginning of a description and its head, and before a name that is its head.
const BEFORE_HEAD: usize = 6;
const BEFORE_NAME: usize = 2;
/// Words behind which another thing is named than before them.
const OF: [&str; 4] = ["of", "de", "del", "的"];

/// A stretch of the question that may be a description.
#[derive(Debug, Clone, PartialEq)]
struct Stretch {
    /// Where the words stand that a name may take the place of.
    start: usize,
    /// Where those begin that describe.
    begin: usize,
    /// Where both end.
    end: usize,
    head: Head,
}

/// All stretches that may be descriptions, where something is asked of what they describe.
fn stretches(knowledge: &Knowledge, tokens: &[Token]) -> Vec<Stretch> {
    let opens = |token: &Token| token.text == "s" || is_opener(knowledge, token);
    if !tokens.iter().any(opens) {
        return Vec::new();
    }
    let cues = knowledge.understander.lexicon.cues(tokens, &vec![false; tokens.len()]);
    let names = knowledge.understander.names.link_text(tokens);
    let heads = heads(knowledge, tokens, &cues, &names);
    let mut out = Vec::new();
    for start in 0..tokens.len() {
        // "The model that was trained …": what follows a head says more of it.
        if heads.iter().any(|head| head.end == start) {
            continue;
        }
        let Some((begin, genitive)) = begins_at(knowledge, tokens, &names, start) else { continue };
        let before = |head: &Head| if head.line.is_some() { BEFORE_NAME } else { BEFORE_HEAD };
        let within = heads.iter().filter(|head| (begin..=begin + before(head)).contains(&head.start));
        let Some(head) = within.min_by_key(|head| (head.start, head.end)) else { continue };
        // "The context window of the model" is no model, and "the two people" are no single one.
        let apart = |token: &Token| OF.contains(&token.text.as_str()) || number(&token.text).is_some();
        if tokens[begin..head.start].iter().any(apart) {
            continue;
        }
        // What somebody's own is says all of it; so do words before a test, which is none of them.
        let test = names.iter().find(|name| name.start > start && is_test(knowledge, name)).map(|name| name.start);
        // Nor do people say more of "the GLM people".
        let whole = genitive || names.iter().any(|name| name.end == head.start) && is_body(knowledge, tokens, head);
        let last = if whole { head.end } else { tokens.len().min(start + LONGEST) };
        let ends = (head.end..=last.min(test.unwrap_or(last))).filter(|end| asks_outside(&cues, start, *end));
        out.extend(ends.map(|end| Stretch { start, begin, end, head: head.clone() }));
    }
    out
}

fn is_opener(knowledge: &Knowledge, token: &Token) -> bool {
    knowledge.corpus.words.referring.opener.iter().any(|word| word == token.text)
}

fn is_test(knowledge: &Knowledge, name: &Mention) -> bool {
    knowledge.kind(name.entities[0]) == EntityKind::Benchmark
}

/// Whether a head is what people call a lab only in a description.
fn is_body(knowledge: &Knowledge, tokens: &[Token], head: &Head) -> bool {
    knowledge.corpus.words.referring.body.iter().any(|word| word == tokens[head.start].text)
}

/// The word of a description that says what sort of thing it is of: "lab", "people", "version", "GLM".
#[derive(Debug, Clone, PartialEq)]
struct Head {
    start: usize,
    end: usize,
    kinds: Vec<EntityKind>,
    /// The line or model that one of the same line is described by: "the lighter GLM-4.5".
    line: Option<EntityId>,
}

fn heads(knowledge: &Knowledge, tokens: &[Token], cues: &[Cue], names: &[Mention]) -> Vec<Head> {
    let words = &knowledge.corpus.words.referring;
    let has = |wordings: &Wordings, token: &Token| wordings.iter().any(|word| word == token.text);
    let mut out: Vec<Head> = Vec::new();
    // A word inside a name ("Yao Class") says no sort of thing.
    let in_name = |cue: &Cue| names.iter().any(|name| name.start <= cue.start && cue.end <= name.end);
    for cue in cues.iter().filter(|cue| !in_name(cue)) {
        let Sign::Kind(kind) = cue.sign else { continue };
        match out.iter_mut().find(|head| (head.start, head.end) == (cue.start, cue.end)) {
            Some(head) => head.kinds.push(kind),
            None => out.push(Head { start: cue.start, end: cue.end, kinds: vec![kind], line: None }),
        }
    }
    for (at, token) in tokens.iter().enumerate() {
        let kinds = if has(&words.body, token) {
            vec![EntityKind::Lab, EntityKind::Company]
        } else if has(&words.version, token) {
            vec![EntityKind::Model]
        } else {
            continue;
        };
        out.push(Head { start: at, end: at + 1, kinds, line: None });
    }
    for name in names {
        let id = name.entities[0];
        // "The GLM people" are no model.
        if tokens.get(name.end).is_some_and(|next| has(&words.body, next)) {
            continue;
        }
        if matches!(knowledge.kind(id), EntityKind::ModelFamily | EntityKind::Model) {
            out.push(Head { start: name.start, end: name.end, kinds: vec![EntityKind::Model], line: Some(id) });
        }
    }
    out
}

/// Where the words of a description begin that a token opens: behind "the" and "that", or right there, where a name in
/// the genitive stands ("Wang Xiaochuan's startup").
///
/// Says as well whether it is the genitive.
fn begins_at(knowledge: &Knowledge, tokens: &[Token], names: &[Mention], start: usize) -> Option<(usize, bool)> {
    if is_opener(knowledge, &tokens[start]) {
        return (start + 1 < tokens.len()).then_some((start + 1, false));
    }
    let is_s = |at: usize| tokens.get(at).is_some_and(|token| token.text == "s");
    let genitive = |name: &Mention| name.start == start && (is_s(name.end) || is_s(name.end - 1));
    names.iter().any(genitive).then_some((start, true))
}

/// Whether the words outside a stretch ask for something of whatever the stretch describes.
fn asks_outside(cues: &[Cue], start: usize, end: usize) -> bool {
    let outside = |cue: &&Cue| cue.end <= start || cue.start >= end;
    cues.iter().filter(outside).any(|cue| match &cue.sign {
        Sign::Property(_) => true,
        Sign::Ask(word) => {
            !matches!(word, QuestionWord::Who | QuestionWord::What | QuestionWord::Which | QuestionWord::Whether)
        }
        _ => false,
    })
}

/// The only thing of the kind that some words name which they describe, with how well.
fn described(knowledge: &Knowledge, words: &str, head: &Head) -> Option<(EntityId, f32)> {
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
    if !single || itself {
        return None;
    }
    meaning.kinds = head.kinds.iter().copied().collect();
    // An app is known by the name of its company.
    if meaning.kinds.contains(&EntityKind::Product) {
        meaning.kinds.insert(EntityKind::Company);
    }
    meaning.wanted = meaning.kinds.clone();
    let fit = described::find(knowledge, &meaning, 1)?;
    let of_line = head.line.is_none_or(|line| knowledge.graph.related(fit.entity, line));
    let of_kind = meaning.wanted.contains(&knowledge.kind(fit.entity));
    (fit.score >= DESCRIBED && of_line && of_kind).then_some((fit.entity, fit.score))
}
