//! A question's words: folded, stemmed, with the place where each stands.

use std::ops::Range;

use crate::text::fold::{fold, is_han};
use crate::text::stems::{self, Algorithm};

/// One word, number or Chinese character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Folded letters.
    pub text: String,
    /// What inflection leaves of it (English Snowball; Chinese characters stay).
    pub stem: String,
    /// Bytes in the folded text.
    pub span: Range<usize>,
    /// Number of the run of letters and digits that it is part of: `k2.5` is one run of two tokens.
    pub run: usize,
}

impl Token {
    /// Whether it is a Chinese character.
    #[must_use]
    pub fn is_han(&self) -> bool {
        self.text.chars().next().is_some_and(is_han)
    }

    /// Whether it begins with a digit.
    #[must_use]
    pub fn is_number(&self) -> bool {
        self.text.starts_with(|letter: char| letter.is_ascii_digit())
    }
}

/// Splits a text into tokens, folding it first. Letters and digits of one run are tokens of their own (`gpt4` is `gpt`
/// and `4`), so that names match whatever their hyphens; `run` keeps them together.
#[must_use]
pub fn tokenize(text: &str) -> Vec<Token> {
    tokenize_folded(&fold(text))
}

/// The same with the stems of words left empty: names are found by letters alone, and stemming takes half of the time.
#[must_use]
pub fn tokenize_unstemmed(text: &str) -> Vec<Token> {
    split(&fold(text), |_| String::new())
}

/// The same as [`tokenize`] for a text that is folded already.
#[must_use]
pub fn tokenize_folded(folded: &str) -> Vec<Token> {
    split(folded, stem)
}

/// Bytes of a text for which room for one token is made at first: a word with its space, or a Chinese character.
const WORD: usize = 4;

/// Splits a folded text; `stem` is what inflection leaves of a word of letters.
fn split(folded: &str, stem: impl Fn(&str) -> String) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::with_capacity(folded.len() / WORD);
    let mut run = 0;
    let mut letters = folded.char_indices().peekable();
    let mut last_end = usize::MAX;
    while let Some((start, letter)) = letters.next() {
        if !letter.is_alphanumeric() {
            continue;
        }
        let class = class_of(letter);
        let mut end = start + letter.len_utf8();
        if class != Class::Han {
            while let Some(&(at, next)) = letters.peek() {
                let decimal = next == '.'
                    && class == Class::Digit
                    && folded[at + 1..].starts_with(|after: char| after.is_ascii_digit());
                let grouped = next == ','
                    && class == Class::Digit
                    && folded[at + 1..].len() >= 3
                    && folded.as_bytes()[at + 1..].iter().take(3).all(u8::is_ascii_digit);
                if !(decimal || grouped || next.is_alphanumeric() && class_of(next) == class) {
                    break;
                }
                letters.next();
                end = at + next.len_utf8();
            }
        }
        if start != last_end || class == Class::Han {
            run += 1;
        }
        last_end = if class == Class::Han { usize::MAX } else { end };
        let text = folded[start..end].to_owned();
        let stem = if class == Class::Letter { stem(&text) } else { text.clone() };
        tokens.push(Token { text, stem, span: start..end, run });
    }
    tokens
}

/// What inflection leaves of a folded word.
#[must_use]
pub fn stem(word: &str) -> String {
    if word.is_ascii() { stems::stem(Algorithm::English, word).as_ref().to_owned() } else { word.to_owned() }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    Han,
}

fn class_of(letter: char) -> Class {
    if is_han(letter) {
        Class::Han
    } else if letter.is_ascii_digit() {
        Class::Digit
    } else {
        Class::Letter
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_runs_and_keeps_decimals() {
        let tokens = tokenize("Kimi K2.5's 27,000 参数, GPT-4o");
        let found: Vec<(&str, usize)> = tokens.iter().map(|token| (token.text.as_str(), token.run)).collect();
        assert_eq!(
            found,
            [
                ("kimi", 1),
                ("k", 2),
                ("2.5", 2),
                ("s", 3),
                ("27,000", 4),
                ("参", 5),
                ("数", 6),
                ("gpt", 7),
                ("4", 8),
                ("o", 8)
            ]
        );
        assert_eq!(tokenize("founded founders")[0].stem, "found");
    }
}
