//! Sentences: where one ends, by UAX #29 and a few abbreviations that it does not know.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// Abbreviations whose full stop ends no sentence, folded to lower case, without that stop.
const ABBREVIATIONS: &[&str] = &[
    "e.g", "i.e", "vs", "etc", "inc", "ltd", "co", "corp", "no", "approx", "al", "mr", "ms", "dr", "prof", "u.s", "fig",
];

/// Longest sentence, in bytes. What goes on longer is a list, a table or code without full stops; it is cut between
/// words, so that no single one fills a passage or makes ranking slow.
const LONGEST: usize = 1_200;

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

/// Adds a sentence; a longer one than [`LONGEST`] in parts.
fn push_trimmed(text: &str, range: Range<usize>, out: &mut Vec<Range<usize>>) {
    let piece = &text[range.clone()];
    let mut start = range.start + (piece.len() - piece.trim_start().len());
    let end = range.end - (piece.len() - piece.trim_end().len());
    while end - start.min(end) > LONGEST {
        let most = text.floor_char_boundary(start + LONGEST);
        let part = &text[start..most];
        let cut = part.rfind(char::is_whitespace).filter(|at| *at > LONGEST / 2).unwrap_or(part.len());
        out.push(start..start + part[..cut].trim_end().len());
        start = most - (part.len() - cut);
        start += text[start..end].len() - text[start..end].trim_start().len();
    }
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
    fn what_never_ends_is_cut_between_words() {
        let text = "word ".repeat(1_000);
        let found = sentences(&text);
        assert!(found.len() > 3);
        assert!(found.iter().all(|range| range.len() <= LONGEST && !text[range.clone()].starts_with(' ')));
        let words: usize = found.iter().map(|range| text[range.clone()].split(' ').count()).sum();
        assert_eq!(words, 1_000);
        let unbroken = "字".repeat(2_000);
        let whole: String = sentences(&unbroken).into_iter().map(|range| &unbroken[range]).collect();
        assert_eq!(whole, unbroken);
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
