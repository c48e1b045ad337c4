//! Sentences: where one ends, by UAX #29 and a few abbreviations that it does not know.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// Abbreviations whose full stop ends no sentence, folded to lower case, without that stop.
const ABBREVIATIONS: &[&str] = &[
    "e.g", "i.e", "vs", "etc", "inc", "ltd", "co", "corp", "no", "approx", "al", "mr", "ms", "dr", "prof", "u.s", "fig",
];

/// Splits a text into sentences, as byte ranges without the white space around them.
#[must_use]
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut open: Option<usize> = None;
    for (start, piece) in text.split_sentence_bound_indices() {
        let end = start + piece.len();
        let from = open.take().unwrap_or(start);
        if ends_open(&text[from..end]) && end < text.len() {
            open = Some(from);
            continue;
        }
        push_trimmed(text, from..end, &mut out);
    }
    if let Some(from) = open {
        push_trimmed(text, from..text.len(), &mut out);
    }
    out
}

/// Whether a piece ends in an abbreviation or an initial, so that the sentence goes on.
fn ends_open(piece: &str) -> bool {
    let Some(stem) = piece.trim_end().strip_suffix('.') else {
        return false;
    };
    if piece.ends_with('.') {
        return true; // no white space behind it: a name such as 01.AI or a file name
    }
    let word = stem.rsplit(|letter: char| letter.is_whitespace() || letter == '(').next().unwrap_or(stem);
    let single_letter = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    single_letter || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

fn push_trimmed(text: &str, range: Range<usize>, out: &mut Vec<Range<usize>>) {
    let piece = &text[range.clone()];
    let start = range.start + (piece.len() - piece.trim_start().len());
    let end = range.end - (piece.len() - piece.trim_end().len());
    if start < end {
        out.push(start..end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = sentences(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn splits() {
        check("One. Two!  Three?", &["One.", "Two!", "Three?"]);
        check("GLM-5 scored 77.8% on it. Good.", &["GLM-5 scored 77.8% on it.", "Good."]);
        check("Founded by 01.AI in 2023. It grew.", &["Founded by 01.AI in 2023.", "It grew."]);
        check("Baidu Inc. (NASDAQ: BIDU) pays. So.", &["Baidu Inc. (NASDAQ: BIDU) pays.", "So."]);
        check("智谱成立于2019年。总部在北京。", &["智谱成立于2019年。", "总部在北京。"]);
        check("Strong (vs. Llama) on both.", &["Strong (vs. Llama) on both."]);
    }
}
