//! How Chinese characters sound: pinyin without tones.

use pinyin::ToPinyin;

/// A text with its Chinese characters as pinyin; `None` where it has none.
pub(super) fn sound_of(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    push_sound(text, &mut out).then_some(out)
}

/// Adds a text with its Chinese characters as pinyin; whether it has any.
pub(super) fn push_sound(text: &str, out: &mut String) -> bool {
    if text.is_ascii() {
        out.push_str(text);
        return false;
    }
    let mut any = false;
    for letter in text.chars() {
        match letter.to_pinyin() {
            Some(sound) => {
                any = true;
                out.push_str(sound.plain());
            }
            None => out.push(letter),
        }
    }
    any
}
