//! What the records tell beside an answer that leaves words of the question untold: the next statement that has one of
//! them. A shape may take what is asked for too narrowly, or the best statement be of a neighbour; the next one is then
//! often what was meant, and is told as what it is, behind the answer.

use super::draft::Draft;
use super::evidence::Scored;
use super::fact::Fact;
use super::knowledge::Knowledge;
use super::shares::literal_share;
use super::standing::AskedWord;
use super::superlative::ordinal;
use super::wording::Phrase;
use super::{Answer, Kind, Outcome, say};
use crate::question::meaning::{Content, Meaning};
use crate::question::tokens::{Token, tokenize};

/// Longer answers, in characters, say enough.
const SHORT: usize = 700;
/// Least share of the question that a statement told beside an answer must account for.
const LEAST: f32 = 0.45;
/// A statement that accounts for so much of a question leaves none of its words untold, whatever else they may ask for.
const WHOLE: f32 = 1.0;
/// How far a statement must account for a word to tell it.
const TELLS: f32 = 0.8;

const ALSO: Phrase = Phrase { en: "Also: ", zh: "另见：", es: "Además: " };

/// Adds the best statement that tells a word of the question which the answer does not, where there is one. `scored` are
/// the statements that account for the question, best first.
pub(super) fn add(knowledge: &Knowledge, meaning: &Meaning, scored: &[Scored], answer: &mut Answer) {
    let told = matches!(answer.outcome, Outcome::Found) && answer.kind != Kind::None && answer.pages == 1;
    if !told || answer.text.chars().count() > SHORT {
        return;
    }
    let proofs = |one: &Scored| knowledge.corpus.statement(one.id).references.iter();
    let is_given =
        |one: &&Scored| proofs(one).any(|proof| answer.citations.iter().any(|citation| citation.unit == proof.unit));
    let tells = |one: &Scored, word: &AskedWord<'_>| {
        literal_share(knowledge, knowledge.corpus.statement(one.id), one.id, word) >= TELLS
    };
    if scored.iter().take_while(|one| one.score >= WHOLE).any(|one| is_given(&one)) {
        return;
    }
    let given: Vec<&Scored> = scored.iter().filter(is_given).collect();
    let tokens = tokenize(&answer.text);
    // Which place in an order is asked for is no word that an answer tells.
    let unsaid =
        meaning.words.iter().filter(|word| !stands_in(&answer.text, &tokens, word) && ordinal(&word.text).is_none());
    let untold: Vec<AskedWord<'_>> = unsaid
        .map(|word| AskedWord::of(knowledge, word))
        .filter(|word| !given.iter().any(|one| tells(one, word)))
        .collect();
    let near = scored.iter().take_while(|one| one.score >= LEAST && !untold.is_empty());
    let next = near.into_iter().find(|one| !is_given(one) && untold.iter().any(|word| tells(one, word)));
    if let Some(next) = next {
        tell(knowledge, meaning, next, answer);
    }
}

/// Whether a word of the question stands in the answer itself.
fn stands_in(text: &str, tokens: &[Token], word: &Content) -> bool {
    if word.text.is_ascii() { tokens.iter().any(|token| token.stem == word.stem) } else { text.contains(&word.text) }
}

/// Words a statement behind an answer.
fn tell(knowledge: &Knowledge, meaning: &Meaning, one: &Scored, answer: &mut Answer) {
    let statement = knowledge.corpus.statement(one.id);
    let fact = Fact { subject: statement.subject, property: statement.property, ids: vec![one.id], score: one.score };
    let mut draft = Draft::resume(knowledge, answer);
    if answer.text.contains('\n') {
        draft.push("\n");
    } else {
        draft.push_gap();
    }
    draft.push(&ALSO.text(draft.language));
    say::say(&mut draft, knowledge, meaning, &fact);
    *answer = draft.finish(answer.outcome, answer.kind);
}
