//! What inflection leaves of a word (Snowball: Porter, 2001), remembered: texts say the same words over and over, and a
//! look-up is many times faster than the rules.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

pub use rust_stemmers::Algorithm;
use rust_stemmers::Stemmer;
use rustc_hash::FxHashMap;

/// Stems of one language that a thread remembers; then it begins anew, so that memory does not grow with the text.
const REMEMBERED: usize = 50_000;

/// Families of English words that the rules make one of, though they mean different things: interns are not international;
/// or several, though they mean the same.
const APART: [(&str, &[&str]); 8] = [
    ("reportedly", &["reportedly"]),
    ("interns", &["intern", "interns", "internship", "internships"]),
    ("international", &["international", "internationally"]),
    ("internal", &["internal", "internally"]),
    ("important", &["important", "importantly", "importance"]),
    ("experiment", &["experiment", "experiments", "experimental", "experimented", "experimenting"]),
    ("university", &["university", "universities"]),
    // The rules leave "ad" of "added", and "add" of "adds".
    ("add", &["add", "adds", "added", "adding"]),
];

fn apart(word: &str) -> Option<&'static str> {
    APART.iter().find(|(_, words)| words.contains(&word)).map(|(stem, _)| *stem)
}

/// The stem of a folded word, by the rules for English or Spanish.
#[must_use]
pub fn stem(language: Algorithm, word: &str) -> Rc<str> {
    thread_local! {
        static STEMS: RefCell<[FxHashMap<Box<str>, Rc<str>>; 2]> = RefCell::default();
    }
    STEMS.with_borrow_mut(|stems| {
        let known = &mut stems[usize::from(language == Algorithm::Spanish)];
        if let Some(stem) = known.get(word) {
            return Rc::clone(stem);
        }
        if known.len() >= REMEMBERED {
            known.clear();
        }
        let stem: Rc<str> = new_stem(language, word).into();
        known.insert(word.into(), Rc::clone(&stem));
        stem
    })
}

/// The same by the rules alone, for who remembers words otherwise.
#[must_use]
pub fn new_stem(language: Algorithm, word: &str) -> Cow<'_, str> {
    let exception = if language == Algorithm::English { apart(word) } else { None };
    exception.map_or_else(|| Stemmer::create(language).stem(word), Cow::Borrowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_time_is_as_the_first() {
        for _ in 0..2 {
            assert_eq!(&*stem(Algorithm::English, "founders"), "founder");
            assert_ne!(stem(Algorithm::English, "interns"), stem(Algorithm::English, "international"));
            assert_eq!(stem(Algorithm::English, "added"), stem(Algorithm::English, "adds"));
            assert_eq!(stem(Algorithm::English, "university"), stem(Algorithm::English, "universities"));
            assert_eq!(&*stem(Algorithm::Spanish, "modelos"), "model");
            assert_eq!(&*stem(Algorithm::English, "modelos"), "modelo");
        }
    }

    #[test]
    fn more_words_than_are_remembered_are_stemmed_all_the_same() {
        for number in 0..=REMEMBERED {
            let _ = stem(Algorithm::English, &format!("words{number}"));
        }
        assert_eq!(&*stem(Algorithm::English, "founders"), "founder");
    }
}
