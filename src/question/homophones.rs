//! Slips of an input method: what is typed by its sound comes out in other characters of that sound ("总布" for 总部).

use std::collections::HashMap;

use super::sound::sound_of;
use crate::text::fold::{fold, is_han};

/// Characters of a wording that is found by its sound: single characters have too many neighbours.
const LENGTHS: std::ops::RangeInclusive<usize> = 2..=4;

/// The Chinese wordings that ask for properties, by their sound.
#[derive(Debug, Default)]
pub(super) struct Homophones {
    /// Pinyin without tones.
    by_sound: HashMap<String, Vec<String>>,
}

impl Homophones {
    /// Files wordings.
    pub(super) fn new<'w>(wordings: impl IntoIterator<Item = &'w String>) -> Self {
        let mut by_sound: HashMap<String, Vec<String>> = HashMap::new();
        for wording in wordings {
            let wording = fold(wording);
            let fits = LENGTHS.contains(&wording.chars().count()) && wording.chars().all(is_han);
            if let Some(sound) = sound_of(&wording).filter(|_| fits) {
                by_sound.entry(sound).or_default().push(wording);
            }
        }
        Self { by_sound }
    }

    /// A stretch of unknown characters that sounds like a wording and shares a character with it, and that wording.
    pub(super) fn correct<'u>(&self, unknown: &'u str) -> Option<(&'u str, &str)> {
        let starts: Vec<usize> = unknown.char_indices().map(|(at, _)| at).chain([unknown.len()]).collect();
        LENGTHS.rev().find_map(|length| {
            starts.windows(length + 1).find_map(|window| {
                let typed = &unknown[window[0]..window[length]];
                let meant = self.by_sound.get(&sound_of(typed)?)?;
                let shares = |wording: &&String| {
                    typed.chars().count() == wording.chars().count()
                        && typed.chars().zip(wording.chars()).any(|(one, other)| one == other)
                };
                meant.iter().find(shares).map(|wording| (typed, wording.as_str()))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wording_is_found_by_its_sound_where_a_character_is_right() {
        let homophones = Homophones::new(&["总部".to_owned(), "发布时间".to_owned()]);
        assert_eq!(homophones.correct("总布在"), Some(("总布", "总部")));
        assert_eq!(homophones.correct("的发部时间"), Some(("发部时间", "发布时间")));
        assert_eq!(homophones.correct("棕布"), None);
        assert_eq!(homophones.correct("部"), None);
    }
}
