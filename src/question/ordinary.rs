//! Whether an English word is an ordinary one: no name, no slip of the finger, no jargon.
//!
//! The words are those of SCOWL (Spell Checker Oriented Word Lists, <http://wordlist.aspell.net>) up to its level 35, in the
//! form of Debian's package wamerican-small 2020.12.07, without names and words of fewer than four letters. Copyright
//! 2000-2020 by Kevin Atkinson. Permission to use, copy, modify, distribute and sell these word lists, the associated
//! scripts, the output created from the scripts, and its documentation for any purpose is hereby granted without fee,
//! provided that the above copyright notice appears in all copies and that both that copyright notice and this permission
//! notice appear in supporting documentation. Kevin Atkinson makes no representations about the suitability of this array
//! for any purpose. It is provided "as is" without express or implied warranty.

/// A word a line, in the order of their letters.
const WORDS: &str = include_str!("ordinary.txt");

/// Whether a folded word is in the list. Nothing is loaded: the list is searched as it stands.
#[must_use]
pub fn is_ordinary(word: &str) -> bool {
    let (mut low, mut high) = (0, WORDS.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        let start = WORDS[..middle].rfind('\n').map_or(0, |at| at + 1);
        let end = WORDS[start..].find('\n').map_or(WORDS.len(), |at| start + at);
        match WORDS[start..end].cmp(word) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_list_is_found_and_nothing_else() {
        assert!(WORDS.lines().all(is_ordinary));
        assert!(WORDS.lines().is_sorted());
        for word in ["", "zzzz", "aaaa", "manus", "gacha", "deepseek", "blessin", "blessingg"] {
            assert!(!is_ordinary(word), "{word}");
        }
    }
}
