//! The language of a text, guessed from its letters and a few telling words.

use super::fold::{fold, has_traditional, is_han};

/// A language that answers are worded in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Chinese in simplified characters.
    ZhHans,
    /// Chinese in traditional characters.
    ZhHant,
    /// Spanish.
    Es,
}

impl Language {
    /// The languages with the codes that settings and question sets use.
    const CODES: [(&'static str, Self); 4] =
        [("en", Self::En), ("zh-Hans", Self::ZhHans), ("zh-Hant", Self::ZhHant), ("es", Self::Es)];

    /// The language of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::CODES.iter().find(|(known, _)| *known == code).map(|(_, language)| *language)
    }

    /// The code of the language.
    #[must_use]
    pub fn code(self) -> &'static str {
        Self::CODES.iter().find(|(_, language)| *language == self).map_or("en", |(code, _)| code)
    }

    /// Whether the language is Chinese in either writing.
    #[must_use]
    pub fn is_chinese(self) -> bool {
        matches!(self, Self::ZhHans | Self::ZhHant)
    }
}

/// Words that English does not have and that a Spanish question hardly goes without.
const SPANISH_WORDS: &[&str] = &[
    "que", "cual", "cuales", "quien", "quienes", "cuando", "donde", "cuanto", "cuanta", "cuantos", "cuantas", "como",
    "el", "los", "las", "del", "una", "por", "para", "fundo", "tiene", "esta", "sobre", "empresa", "modelo", "modelos",
    "es", "son", "de", "y", "salio", "lanzo", "fue", "en", "la", "un", "con",
];

/// Guesses the language of a question; `None` where nothing tells (a bare name).
///
/// Chinese characters that are not part of a mixed English sentence decide for Chinese: `who founded 零一万物` is English,
/// `MiniMax总部在哪` is Chinese.
#[must_use]
pub fn guess(text: &str) -> Option<Language> {
    let han = text.chars().filter(|letter| is_han(*letter)).count();
    let folded = fold(text);
    let words: Vec<&str> =
        folded.split(|letter: char| !letter.is_ascii_alphabetic()).filter(|word| !word.is_empty()).collect();
    if han > 0 {
        let english = words.iter().filter(|word| ENGLISH_WORDS.contains(word)).count();
        if english == 0 {
            return Some(if has_traditional(text) { Language::ZhHant } else { Language::ZhHans });
        }
        return Some(Language::En);
    }
    if text.contains(['¿', '¡', 'ñ']) {
        return Some(Language::Es);
    }
    let spanish = words.iter().filter(|word| SPANISH_WORDS.contains(word)).count();
    let english = words.iter().filter(|word| ENGLISH_WORDS.contains(word)).count();
    if spanish >= 2 && spanish > english {
        return Some(Language::Es);
    }
    (english > 0).then_some(Language::En)
}

/// Function words of English questions.
const ENGLISH_WORDS: &[&str] = &[
    "who", "what", "when", "where", "which", "why", "how", "is", "are", "was", "were", "did", "does", "do", "the",
    "of", "in", "has", "have", "and", "about", "tell", "list", "show", "compare", "for", "to", "by", "from",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guesses() {
        for (text, language) in [
            ("who founded deepseek", Some(Language::En)),
            ("¿quién fundó MiniMax?", Some(Language::Es)),
            ("quien fundo deepseek y cuando", Some(Language::Es)),
            ("智谱是哪一年成立的？", Some(Language::ZhHans)),
            ("智譜是哪一年成立的？", Some(Language::ZhHant)),
            ("who founded 零一万物", Some(Language::En)),
            ("what is Huanfang / 幻方", Some(Language::En)),
            ("MiniMax总部在哪个城市？", Some(Language::ZhHans)),
            ("kimi k2", None),
        ] {
            assert_eq!(guess(text), language, "{text}");
        }
    }
}
