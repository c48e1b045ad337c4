//! Manners of input: what is done to typed words before anything reads them.

use crate::text::language::Language;

use super::wording;

/// Longest question that is read, in characters. A question about a lab needs a tenth of it; who pastes an article is
/// better told than half understood.
pub const MAX_QUESTION: u16 = 2_000;

/// Longest name that is looked up, in characters: autocomplete puts no longer one there.
pub const MAX_NAME: u16 = 100;

/// Why typed words can't be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// Nothing is left of them.
    Empty,
    /// There are too many.
    TooLong {
        /// How many characters there are.
        length: usize,
        /// How many are read.
        limit: u16,
    },
}

impl Unfit {
    /// One line for the person who typed.
    #[must_use]
    pub fn line(self, language: Language) -> String {
        match self {
            Self::Empty => wording::EMPTY_QUESTION.in_language(language).to_owned(),
            Self::TooLong { length, limit } => wording::TOO_LONG
                .in_language(language)
                .replace("{length}", &length.to_string())
                .replace("{limit}", &limit.to_string()),
        }
    }
}

/// The words as the bot reads them, if it can: see [`cleaned`].
///
/// # Errors
/// When nothing is left, or more than `limit` characters.
pub fn checked(text: &str, limit: u16) -> Result<String, Unfit> {
    let text = cleaned(text);
    let length = text.chars().count();
    if length == 0 {
        return Err(Unfit::Empty);
    }
    if length > usize::from(limit) {
        return Err(Unfit::TooLong { length, limit });
    }
    Ok(text)
}

/// The words without control characters and invisible ones that only disturb, with single spaces between.
#[must_use]
pub fn cleaned(text: &str) -> String {
    let visible: String =
        text.chars().map(|letter| if letter.is_control() || is_disturbing(letter) { ' ' } else { letter }).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Marks that change the direction of text, and blanks without width. Joiners stay: they hold emoji together.
fn is_disturbing(letter: char) -> bool {
    matches!(letter, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_and_blanks_go() {
        assert_eq!(cleaned("  who\u{0}\tfounded\r\n\u{202E}MiniMax\u{200B}?\u{1b} "), "who founded MiniMax ?");
        assert_eq!(cleaned("零一万物　是谁创立的"), "零一万物 是谁创立的");
        assert_eq!(cleaned("👩\u{200D}💻"), "👩\u{200D}💻");
    }

    #[test]
    fn limits_count_characters_of_what_is_read() {
        assert_eq!(checked(" \u{7} ", 5), Err(Unfit::Empty));
        assert_eq!(checked("零一万物!   ", 5), Ok("零一万物!".to_owned()));
        assert_eq!(checked("123456", 5), Err(Unfit::TooLong { length: 6, limit: 5 }));
    }

    #[test]
    fn too_long_says_both_numbers_on_one_line() {
        for language in wording::LANGUAGES {
            let line = Unfit::TooLong { length: 6_000, limit: MAX_QUESTION }.line(language);
            assert!(line.contains("6000") && line.contains("2000") && !line.contains(['{', '\n']), "{line}");
        }
    }
}
