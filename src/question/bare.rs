//! A question that tells first and only then asks, by a bare question word: "DeepSeek's founder had co-founded a hedge
//! fund earlier. Which one?". What is asked for stands in what is told, as something that is not named ("a hedge fund").

use super::clauses::{CLAUSES, SENTENCES, stretches};
use crate::corpus::words::BareWords;
use crate::text::fold::fold;

/// Most letters behind "a" in which the word stands that says what sort of thing it is: "a quantitative hedge fund".
const BEFORE_KIND: usize = 32;

/// The same asked in one sentence: "DeepSeek's founder had co-founded which hedge fund earlier". `is_kind` tells whether a
/// stretch of text has a word that says what sort of thing something is. `None` where nothing is told first, or nothing
/// in it is left open.
#[must_use]
pub fn joined(text: &str, words: &BareWords, is_kind: impl Fn(&str) -> bool) -> Option<String> {
    let spans = stretches(text, |mark| SENTENCES.contains(&mark) || CLAUSES.contains(&mark));
    let (last, told) = spans.split_last()?;
    let asking = fold(&text[last.clone()]).replace('\'', " ");
    let told = fold(&text[..told.last()?.end]);
    let told = told.trim();
    let BareWords { asking: bare, open, which } = words;
    let languages = [(&bare.en, &open.en, &which.en), (&bare.zh, &open.zh, &which.zh), (&bare.es, &open.es, &which.es)];
    let (_, open, which) = languages.into_iter().find(|(bare, ..)| bare.iter().any(|bare| bare == asking.trim()))?;
    let which = which.first()?;
    let left_open = open.iter().flat_map(|open| {
        let found = told.match_indices(open.as_str());
        found.map(move |(at, _)| (at, open)).filter(|(at, open)| is_word(told, *at, open))
    });
    let kind = |(at, open): &(usize, &String)| {
        let behind = &told[at + open.len()..];
        let reach = behind.char_indices().nth(BEFORE_KIND).map_or(behind.len(), |(end, _)| end);
        is_kind(&behind[..reach])
    };
    let (at, open) = left_open.filter(kind).max_by_key(|(at, open)| (*at, open.len()))?;
    // 一家公司 is 哪家公司.
    let classifier = open.chars().next_back().filter(|letter| !letter.is_ascii());
    let classifier = classifier.map(String::from).unwrap_or_default();
    Some(format!("{}{which}{classifier}{}", &told[..at], &told[at + open.len()..]))
}

/// Whether letters at a place are a word of their own.
fn is_word(text: &str, at: usize, word: &str) -> bool {
    let letter = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric());
    !word.is_ascii() || !letter(text[..at].chars().next_back()) && !letter(text[at + word.len()..].chars().next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::property::Wordings;

    #[test]
    fn what_is_told_first_is_asked_for_in_one() {
        let wordings = |en: &[&str], zh: &[&str]| {
            let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
            Wordings { en: owned(en), zh: owned(zh), es: Vec::new() }
        };
        let words = BareWords {
            asking: wordings(&["which one", "what was it called"], &["叫什么"]),
            open: wordings(&["a", "another"], &["一家"]),
            which: wordings(&["which"], &["哪"]),
        };
        let is_kind = |text: &str| ["fund", "startup", "基金"].iter().any(|kind| text.contains(kind));
        let joined = |text: &str| joined(text, &words, is_kind);
        for (text, expected) in [
            ("He ran a hedge fund. Which one?", Some("he ran which hedge fund")),
            ("Its founder had another startup, what was it called", Some("its founder had which startup")),
            ("他办过一家基金，叫什么？", Some("他办过哪家基金")),
            ("Which one?", None),
            ("He ran a lot. Which one?", None),
            ("He ran a hedge fund. When?", None),
        ] {
            assert_eq!(joined(text).as_deref(), expected, "{text}");
        }
    }
}
