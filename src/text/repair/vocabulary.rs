//! The words of one text with how often each occurs: what a text calls its things elsewhere decides how a damaged
//! spot of the same text is read. It is no dictionary of a language.

use std::collections::HashMap;

/// Words that any English text may use, though a short one does not use them all.
const COMMON_WORDS: &[&str] = &[
    "about", "after", "all", "also", "an", "and", "any", "are", "as", "at", "be", "because", "been", "before", "below",
    "but", "by", "can", "do", "does", "for", "from", "had", "has", "have", "he", "her", "his", "how", "if", "in",
    "into", "is", "isn't", "it", "it's", "its", "may", "more", "most", "no", "not", "of", "on", "one", "or", "other",
    "our", "out", "over", "she", "should", "so", "some", "such", "than", "that", "the", "their", "them", "then",
    "there", "these", "they", "this", "those", "through", "to", "under", "up", "was", "we", "were", "what", "when",
    "where", "which", "while", "who", "will", "with", "would", "you", "your",
];

/// The words of a text, as they are written.
#[derive(Debug, Default)]
pub(super) struct Vocabulary<'a> {
    counts: HashMap<&'a str, usize>,
}

impl<'a> Vocabulary<'a> {
    /// Counts the words of a text.
    pub(super) fn of(text: &'a str) -> Self {
        let mut counts = HashMap::new();
        for (_, word) in words(text) {
            *counts.entry(word).or_insert(0) += 1;
        }
        Self { counts }
    }

    /// How often a word occurs, in exactly these letters.
    pub(super) fn count_as_written(&self, word: &str) -> usize {
        self.counts.get(word).copied().unwrap_or(0)
    }

    /// How often a word occurs, also in lower case or with a capital first letter.
    pub(super) fn count(&self, word: &str) -> usize {
        let lower = word.to_lowercase();
        let capitalised = capitalised(&lower);
        let mut count = self.count_as_written(word);
        if lower != word {
            count += self.count_as_written(&lower);
        }
        if capitalised != word && capitalised != lower {
            count += self.count_as_written(&capitalised);
        }
        count
    }

    /// How often a word occurs, where a common English word counts as if it occurred once more.
    /// Two letters are only a word if they are a common one or capitals (`AI`): fragments such as `co` are too frequent.
    pub(super) fn count_as_word(&self, word: &str) -> usize {
        let is_common = is_common(word);
        match word.chars().count() {
            0 | 1 => 0,
            2 if word.chars().all(char::is_uppercase) => self.count_as_written(word),
            2 if !is_common => 0,
            _ => self.count(word) + usize::from(is_common),
        }
    }
}

/// Whether a word is one that any English text may use.
pub(super) fn is_common(word: &str) -> bool {
    COMMON_WORDS.contains(&word.to_lowercase().as_str())
}

/// The words of a text with their byte offsets: letters and digits in a row, with apostrophes inside.
pub(super) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest_start = 0;
    std::iter::from_fn(move || {
        let rest = text.get(rest_start..)?;
        let start = rest_start + rest.find(char::is_alphanumeric)?;
        let mut end = start;
        let mut characters = text[start..].char_indices().peekable();
        while let Some((offset, character)) = characters.next() {
            let is_inside = character.is_alphanumeric()
                || (is_apostrophe(character) && characters.peek().is_some_and(|(_, next)| next.is_alphabetic()));
            if !is_inside {
                break;
            }
            end = start + offset + character.len_utf8();
        }
        rest_start = end;
        Some((start, &text[start..end]))
    })
}

fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '’')
}

fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_letters_and_digits_with_inner_apostrophes() {
        let found: Vec<&str> =
            words("It isn't DeepSeek-V3's \u{201c}first\u{201d} model’.").map(|(_, word)| word).collect();
        assert_eq!(found, ["It", "isn't", "DeepSeek", "V3's", "first", "model"]);
    }

    #[test]
    fn counts_ignore_case_where_asked() {
        let vocabulary = Vocabulary::of("Training is hard. training. TRAINING");
        assert_eq!(vocabulary.count("training"), 2);
        assert_eq!(vocabulary.count_as_written("Training"), 1);
        assert_eq!(vocabulary.count_as_word("co"), 0);
        assert_eq!(vocabulary.count_as_word("of"), 1);
    }
}
