//! Folding: what a reader takes for the same letters becomes the same letters.
//!
//! Case, width, accents, Traditional characters, dashes and Markdown's emphasis marks are levelled. Folded text is for
//! comparing only; what people read is always the original.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folds a text: NFKC, lower case, no accents on Latin letters, Simplified characters, dashes as `-`, straight quotes.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() && !text.contains('`') {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let plain = is_plain(first);
        let (run, behind) = rest.split_at(rest.find(|letter| is_plain(letter) != plain).unwrap_or(rest.len()));
        if plain {
            out.extend(run.chars().map(|letter| fold_char(letter.to_ascii_lowercase())));
        } else {
            out.extend(normalized(run));
        }
        rest = behind;
    }
    out
}

/// A text by Unicode's normal forms, letter by letter: what [`fold`] makes of letters that are not plain.
fn normalized(text: &str) -> impl Iterator<Item = char> {
    text.nfkd().filter(|letter| !is_combining_mark(*letter)).nfc().flat_map(char::to_lowercase).map(fold_char)
}

/// Whether a letter stays as it is in Unicode's normal forms and joins with no other, but for accents, which are dropped:
/// most of any text, and by far faster to fold.
fn is_plain(letter: char) -> bool {
    letter.is_ascii() || matches!(letter, '\u{4e00}'..='\u{9fff}' | '–' | '—' | '‘' | '’' | '“' | '”' | '、' | '。')
}

/// Folds one letter that is already lower case and without accent.
fn fold_char(letter: char) -> char {
    match letter {
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => '-',
        '‘' | '’' | 'ʼ' | '`' => '\'',
        '“' | '”' | '„' | '«' | '»' => '"',
        '\u{a0}' | '\u{3000}' => ' ',
        _ if is_han(letter) => simplified(letter),
        _ => letter,
    }
}

/// First and last of the characters that have a Simplified form, by [`SIMPLIFIED`].
const FIRST_HAN: char = '\u{4e00}';
const LAST_HAN: char = '\u{9fff}';

/// Traditional characters, each followed by its Simplified form (by the tables of OpenCC; a test compares).
const PAIRS: &str = include_str!("simplified.txt");

/// The Simplified form of every character from [`FIRST_HAN`] to [`LAST_HAN`], for single characters (which is all that
/// comparing needs).
static SIMPLIFIED: LazyLock<Box<[char]>> = LazyLock::new(|| {
    let mut forms: Box<[char]> = (FIRST_HAN..=LAST_HAN).collect();
    let mut letters = PAIRS.chars().filter(|letter| !letter.is_whitespace());
    while let (Some(traditional), Some(simplified)) = (letters.next(), letters.next()) {
        forms[place_of(traditional)] = simplified;
    }
    // 於 is also a surname, for which alone it stays; in a question it is 于.
    forms[place_of('於')] = '于';
    forms
});

/// The place of a character in [`SIMPLIFIED`]; beyond its end for what is not in it.
fn place_of(letter: char) -> usize {
    (letter as usize).wrapping_sub(FIRST_HAN as usize)
}

fn simplified(letter: char) -> char {
    SIMPLIFIED.get(place_of(letter)).copied().unwrap_or(letter)
}

/// Whether a text holds characters that only Traditional Chinese writing uses.
#[must_use]
pub fn has_traditional(text: &str) -> bool {
    text.chars().any(|letter| is_han(letter) && simplified(letter) != letter)
}

/// Whether a letter is a Chinese character.
#[must_use]
pub fn is_han(letter: char) -> bool {
    matches!(letter, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{faff}')
}

/// The text as it is compared when evidence is looked for: folded, without Markdown's emphasis, hyphens and runs of
/// space as one space.
#[must_use]
pub fn comparable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in fold(text).chars() {
        match letter {
            '*' | '_' | '`' => {}
            '-' => push_space(&mut out),
            letter if letter.is_whitespace() => push_space(&mut out),
            letter => out.push(letter),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn push_space(out: &mut String) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}

/// The key under which a name is filed: folded letters and digits only, a full stop kept between digits. Hyphens,
/// spaces and case make no difference: `Qwen 2.5-72B` and `qwen2.5 72b` have one key.
#[must_use]
pub fn name_key(name: &str) -> String {
    let folded = fold(name);
    let mut key = String::with_capacity(folded.len());
    let mut letters = folded.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter.is_alphanumeric() {
            key.push(letter);
        } else if letter == '.'
            && key.ends_with(|before: char| before.is_ascii_digit())
            && letters.peek().is_some_and(char::is_ascii_digit)
        {
            key.push('.');
        }
    }
    key
}

/// Whether `needle` stands in `hay` as whole words (both [`comparable`]): no Latin letter or digit touches its ends.
#[must_use]
pub fn contains_words(hay: &str, needle: &str) -> bool {
    find_words(hay, needle).is_some()
}

/// Where `needle` stands in `hay` as whole words, as a byte offset.
#[must_use]
pub fn find_words(hay: &str, needle: &str) -> Option<usize> {
    if needle.is_empty() {
        return None;
    }
    let mut from = 0;
    while let Some(found) = hay[from..].find(needle) {
        let start = from + found;
        let end = start + needle.len();
        let before = hay[..start].chars().next_back();
        let after = hay[end..].chars().next();
        let first = needle.chars().next();
        let last = needle.chars().next_back();
        if !joins(before, first) && !joins(last, after) {
            return Some(start);
        }
        from = start + needle.chars().next().map_or(1, char::len_utf8);
    }
    None
}

/// Whether two neighbouring letters belong to one Latin word or number.
fn joins(left: Option<char>, right: Option<char>) -> bool {
    let inside = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() && !is_han(letter));
    inside(left) && inside(right)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn folds_what_readers_take_for_the_same() {
        for (text, folded) in [
            ("DeepSeek", "deepseek"),
            ("Germán", "german"),
            ("ＫＩＭＩ", "kimi"),
            ("智譜", "智谱"),
            ("梁文鋒", "梁文锋"),
            ("a–b", "a-b"),
            ("it’s", "it's"),
            ("it`s", "it's"),
        ] {
            assert_eq!(fold(text), folded);
        }
    }

    proptest! {
        #[test]
        fn plain_letters_are_folded_as_by_the_normal_forms(text in r"(\PC|[a-zé“”—智譜，。]|\u{301}|\u{327}|[가-힣ᄀ-ᇂ]){0,24}") {
            prop_assert_eq!(fold(&text), normalized(&text).collect::<String>());
        }
    }

    #[test]
    fn simplified_forms_are_those_of_opencc() {
        let mut bytes = [0; 4];
        let expected: String = (FIRST_HAN..=LAST_HAN)
            .filter_map(|letter| {
                let simplified = zhconv::zhconv(letter.encode_utf8(&mut bytes), zhconv::Variant::ZhHans);
                let simplified = simplified.chars().next().filter(|simplified| *simplified != letter)?;
                Some(String::from_iter([letter, simplified]))
            })
            .collect();
        assert_eq!(PAIRS.replace('\n', ""), expected);
        assert!(has_traditional("智譜") && !has_traditional("智谱"));
    }

    #[test]
    fn keys_ignore_hyphens_spaces_and_case() {
        for (name, key) in [
            ("MiniMax-Text-01", "minimaxtext01"),
            ("Qwen2.5-72B", "qwen2.572b"),
            ("01.AI", "01ai"),
            ("dots.llm1", "dotsllm1"),
            ("Z.ai", "zai"),
            ("月之暗面", "月之暗面"),
        ] {
            assert_eq!(name_key(name), key);
        }
    }

    #[test]
    fn words_are_whole() {
        assert!(contains_words("under mit license", "mit"));
        assert!(!contains_words("models submit", "mit"));
        assert!(contains_words("由梁文锋创立", "梁文锋"));
        assert!(!contains_words("gpt 4o mini", "gpt 4"));
    }
}
