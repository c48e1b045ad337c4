//! A message that tells something before or behind what it asks: "Running a check before we take on a client. There is a
//! company called Recurrent.AI in the file. Who was behind it?" As a whole it names and tells more than is asked; its
//! asking part can be read alone, with what the rest names as what the conversation is about.

use super::tokens::{Token, tokenize_folded};
use crate::text::fold::fold;

/// A message in two: what asks, and what is told beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parted {
    /// The sentence or clause that asks.
    pub asking: String,
    /// All others.
    pub beside: String,
}

/// Marks between sentences; a full stop or colon only before a space.
const SENTENCES: [char; 8] = ['!', '?', '。', '！', '？', '\n', '…', ';'];
/// Marks between clauses.
const CLAUSES: [char; 9] = [',', '，', '(', ')', '（', '）', '—', '–', '：'];

/// Words and Chinese characters of a message that is long enough to be parted by its clauses: in a shorter one each says
/// something of what is asked.
const LONG: usize = 16;

/// The ways to part a message, the coarsest first: by its sentences, then by its clauses. None where it is of one piece,
/// or nothing of it asks. `asks` tells the words that ask.
#[must_use]
pub fn partings(text: &str, asks: impl Fn(&Token) -> bool) -> Vec<Parted> {
    let mut out: Vec<Parted> = Vec::new();
    let long = tokenize_folded(&fold(text)).len() >= LONG;
    let clauses = [SENTENCES.as_slice(), CLAUSES.as_slice()].concat();
    for marks in std::iter::once(&SENTENCES[..]).chain(long.then_some(clauses.as_slice())) {
        let parts = parts(text, marks);
        let is_asking = |part: &str| {
            let folded = fold(part);
            tokenize_folded(&folded).iter().any(&asks)
        };
        let marked = |part: &str| part.trim_end().ends_with(['?', '？']);
        let asking =
            parts.iter().rposition(|part| is_asking(part)).or_else(|| parts.iter().rposition(|part| marked(part)));
        let Some(asking) = asking.filter(|_| parts.len() > 1) else { continue };
        let others = parts.iter().enumerate().filter(|(number, _)| *number != asking).map(|(_, part)| *part);
        let parted = Parted { asking: parts[asking].to_owned(), beside: others.collect::<Vec<_>>().join(" ") };
        if out.last() != Some(&parted) {
            out.push(parted);
        }
    }
    out
}

/// The stretches of a text that end with some marks, those without a letter left out.
fn parts<'t>(text: &'t str, marks: &[char]) -> Vec<&'t str> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, mark) in text.char_indices() {
        let end = at + mark.len_utf8();
        let space = text[end..].chars().next().is_none_or(char::is_whitespace);
        if marks.contains(&mark) && (mark != ',' || space) || matches!(mark, '.' | ':') && space {
            out.push(text[start..end].trim());
            start = end;
        }
    }
    out.push(text[start..].trim());
    out.retain(|part| part.chars().any(char::is_alphanumeric));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let asks = |token: &Token| ["who", "which", "what", "when", "how"].contains(&token.text.as_str());
        let found = partings(text, asks);
        let found: Vec<(&str, &str)> =
            found.iter().map(|parted| (parted.asking.as_str(), parted.beside.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_asks_is_parted_from_what_is_told() {
        check("Who made Kimi?", &[]);
        check("I read of V3.2 today. Who made it?", &[("Who made it?", "I read of V3.2 today.")]);
        check(
            "wait, so when ChatGPT came, which lab was first to have one? need it for a slide",
            &[
                ("wait, so when ChatGPT came, which lab was first to have one?", "need it for a slide"),
                ("which lab was first to have one?", "wait, so when ChatGPT came, need it for a slide"),
            ],
        );
        check("China or the US, who has more papers?", &[]);
    }
}
