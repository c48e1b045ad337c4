//! Numbers that narrow what is asked for: "over 500B parameters", "at most 10B", "1000亿以上".

use std::borrow::Cow;
use std::ops::Range;

use regex::Regex;

use crate::corpus::words::{Bound, Words};
use crate::text::fold::{fold, is_han};
use crate::text::quantity::{Quantity, find_quantities};

/// A side of a number, as a question names it.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberBound {
    /// Which side is wanted.
    pub side: Bound,
    /// The number.
    pub number: Quantity,
    /// Whether the number itself is wanted, too.
    pub inclusive: bool,
    /// Bytes of the folded question that say so, the wording included.
    pub span: Range<usize>,
}

impl NumberBound {
    /// Whether a number lies on the wanted side. The bound itself does only where the wording says so ("or more").
    #[must_use]
    pub fn admits(&self, number: &Quantity) -> bool {
        match self.side {
            Bound::Over if self.inclusive => number.high >= self.number.high,
            Bound::Over => number.high > self.number.high,
            Bound::Under if self.inclusive => number.high <= self.number.low,
            Bound::Under => number.high < self.number.low,
        }
    }
}

/// The wordings of bounds, longest first.
#[derive(Debug, Default)]
pub struct BoundWords {
    words: Vec<(String, Bound)>,
    /// Finds any of them.
    any: Option<Regex>,
}

impl BoundWords {
    /// Compiles the wordings of a lexicon.
    #[must_use]
    pub fn new(words: &Words) -> Self {
        let mut out: Vec<(String, Bound)> = words
            .bound
            .iter()
            .flat_map(|(side, wordings)| wordings.iter().map(|wording| (fold(wording), *side)))
            .collect();
        out.sort_by_key(|(word, side)| (std::cmp::Reverse(word.len()), *side));
        let each: Vec<String> = out.iter().map(|(word, _)| regex::escape(word)).collect();
        // Without wordings it would find the empty text everywhere.
        let any = (!each.is_empty()).then(|| Regex::new(&each.join("|")).expect("escaped words are a pattern"));
        Self { words: out, any }
    }

    /// All bounds in a folded question.
    #[must_use]
    pub fn find(&self, folded: &str) -> Vec<NumberBound> {
        let folded = &*in_figures(folded);
        let has_number = folded.contains(char::is_numeric);
        if !has_number || !self.any.as_ref().is_some_and(|any| any.is_match(folded)) {
            return Vec::new();
        }
        find_quantities(folded)
            .into_iter()
            .filter_map(|(span, number)| {
                let before = folded[..span.start].trim_end();
                let ahead = self.words.iter().find(|(word, _)| ends_with_word(before, word));
                if let Some((word, side)) = ahead {
                    let span = before.len() - word.len()..span.end;
                    return Some(NumberBound { side: *side, number, inclusive: includes(word), span });
                }
                let after = folded[span.end..].trim_start();
                let gap = folded.len() - after.len();
                // "A trillion parameters or more": what is counted may stand between.
                let next = after.find(' ').map_or("", |space| after[space..].trim_start());
                let stands_here = |word: &str| after.starts_with(word);
                let is_behind = |word: &str| stands_here(word) || !word.starts_with(is_han) && next.starts_with(word);
                let behind = self.words.iter().find(|(word, _)| stands_behind(word) && is_behind(word));
                behind.map(|(word, side)| {
                    let end = if stands_here(word) { gap + word.len() } else { span.end };
                    NumberBound { side: *side, number, inclusive: includes(word), span: span.start..end }
                })
            })
            .collect()
    }
}

/// A text with "a trillion" and "one trillion" as figures, every letter where it was.
fn in_figures(folded: &str) -> Cow<'_, str> {
    if !folded.contains("illion") {
        return Cow::Borrowed(folded);
    }
    let figures = ["million", "billion", "trillion"].iter().fold(folded.to_owned(), |text, word| {
        text.replace(&format!(" a {word}"), &format!(" 1 {word}"))
            .replace(&format!(" one {word}"), &format!(" 001 {word}"))
    });
    Cow::Owned(figures)
}

/// Whether a wording stands behind its number: those in Chinese, and "or more".
fn stands_behind(word: &str) -> bool {
    word.starts_with(is_han) || word.starts_with("or ") || word.starts_with("o ")
}

/// Whether a wording includes the number itself.
fn includes(word: &str) -> bool {
    const INCLUSIVE: [&str; 9] =
        ["at least", "at most", "up to", "no less than", "no more than", "al menos", "至少", "不少于", "以上"];
    word.starts_with("or ") || word.starts_with("o ") || INCLUSIVE.contains(&word)
}

/// Whether a text ends with a wording that is no mere end of a longer word.
fn ends_with_word(text: &str, word: &str) -> bool {
    text.strip_suffix(word).is_some_and(|rest| word.starts_with(is_han) || !rest.ends_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::property::Wordings;

    fn check(question: &str, expected: &[(Bound, f64)]) {
        let wordings = |en: &[&str], zh: &[&str]| Wordings {
            en: en.iter().map(|word| (*word).to_owned()).collect(),
            zh: zh.iter().map(|word| (*word).to_owned()).collect(),
            es: Vec::new(),
        };
        let mut words = Words::default();
        words.bound.insert(Bound::Over, wordings(&["over", "more than", "or more"], &["超过", "以上"]));
        words.bound.insert(Bound::Under, wordings(&["under", "no more than"], &["以下"]));
        let found: Vec<(Bound, f64)> = BoundWords::new(&words)
            .find(&fold(question))
            .into_iter()
            .map(|bound| (bound.side, bound.number.high))
            .collect();
        assert_eq!(found, expected, "{question}");
    }

    #[test]
    fn finds_bounds_and_no_plain_numbers() {
        check("models with more than 500B parameters", &[(Bound::Over, 5e11)]);
        check("no more than 10B, please", &[(Bound::Under, 1e10)]);
        check("参数超过1000亿的模型", &[(Bound::Over, 1e11)]);
        check("1000亿以上的模型", &[(Bound::Over, 1e11)]);
        check("the 70B model, moreover 8 labs", &[]);
        check("models with more than a trillion parameters", &[(Bound::Over, 1e12)]);
        check("models with a trillion parameters or more", &[(Bound::Over, 1e12)]);
        check("over one billion users", &[(Bound::Over, 1e9)]);
    }

    #[test]
    fn the_bound_itself_is_outside() {
        let number = |value| Quantity { low: value, high: value, unit: crate::text::quantity::Unit::Plain };
        let over = NumberBound { side: Bound::Over, number: number(10.0), inclusive: false, span: 0..0 };
        assert!(over.admits(&number(11.0)) && !over.admits(&number(10.0)) && !over.admits(&number(9.0)));
    }
}
