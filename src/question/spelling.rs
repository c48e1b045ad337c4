//! Slips of the finger: an unknown word becomes the known one it is nearest to, or stays.
//!
//! A word that is known anywhere (lexicon, names, documents) is never changed, and neither is a digit or a first letter.

use std::collections::HashMap;

/// Known words, found by what remains when a letter is left out (SymSpell: Wolf Garbe, 2012).
#[derive(Debug, Default)]
pub struct Spelling {
    words: Vec<(String, u32)>,
    deletes: HashMap<String, Vec<u32>>,
}

/// Shorter words have too many neighbours.
const SHORTEST: usize = 4;
/// Longer than any word is no word, and all that could be left out of it would fill the memory.
const LONGEST: usize = 40;
/// From this length on two slips are forgiven.
const TWO_SLIPS: usize = 8;

impl Spelling {
    /// Files words with their weight: of two equally near, the heavier is taken.
    #[must_use]
    pub fn new(words: impl IntoIterator<Item = (String, u32)>) -> Self {
        let mut weights: HashMap<String, u32> = HashMap::new();
        for (word, weight) in words {
            let long_enough = word.chars().count() >= SHORTEST;
            if long_enough && word.chars().all(|letter| letter.is_alphabetic() && !crate::text::fold::is_han(letter)) {
                let known = weights.entry(word).or_default();
                *known = weight.max(*known);
            }
        }
        let mut words: Vec<(String, u32)> = weights.into_iter().collect();
        words.sort();
        let mut deletes: HashMap<String, Vec<u32>> = HashMap::new();
        for (number, (word, _)) in (0u32..).zip(&words) {
            for rest in without_letters(word) {
                deletes.entry(rest).or_default().push(number);
            }
        }
        Self { words, deletes }
    }

    /// The known word that an unknown one is a slip of, if there is one.
    #[must_use]
    pub fn correct(&self, word: &str) -> Option<&str> {
        let letters = word.chars().count();
        if !(SHORTEST..=LONGEST).contains(&letters) || !word.chars().all(char::is_alphabetic) {
            return None;
        }
        let first = word.chars().next();
        let mut best: Option<(usize, std::cmp::Reverse<u32>, &str)> = None;
        for rest in without_letters(word) {
            for number in self.deletes.get(&rest).into_iter().flatten() {
                let (candidate, weight) = &self.words[*number as usize];
                let distance = strsim::osa_distance(word, candidate);
                let shorter = letters.min(candidate.chars().count());
                let allowed = if shorter >= TWO_SLIPS { 2 } else { 1 };
                let better = (distance, std::cmp::Reverse(*weight), candidate.as_str());
                if distance <= allowed && candidate.chars().next() == first && best.is_none_or(|best| better < best) {
                    best = Some(better);
                }
            }
        }
        best.map(|(_, _, candidate)| candidate)
    }
}

/// A word, and what remains of it when one letter (in long words: up to two) is left out.
fn without_letters(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let mut out = vec![word.to_owned()];
    let drop = |letters: &[char], skip: usize| -> Vec<char> {
        letters.iter().enumerate().filter(|(at, _)| *at != skip).map(|(_, letter)| *letter).collect()
    };
    for first in 0..letters.len() {
        let rest = drop(&letters, first);
        if letters.len() >= TWO_SLIPS - 1 {
            for second in first..rest.len() {
                out.push(drop(&rest, second).iter().collect());
            }
        }
        out.push(rest.iter().collect());
    }
    out.sort();
    out.dedup();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corrects_slips_and_nothing_else() {
        let known = ["founded", "founder", "license", "parameters", "release", "minimax", "moonshot", "hunyuan", "glm"];
        let spelling = Spelling::new(known.into_iter().map(|word| (word.to_owned(), 1)));
        for (slip, word) in [
            ("foudned", Some("founded")),
            ("licnse", Some("license")),
            ("paramters", Some("parameters")),
            ("relase", Some("release")),
            ("minmax", Some("minimax")),
            ("moonshoot", Some("moonshot")),
            ("hunyaun", Some("hunyuan")),
            ("birthday", None),
            ("glow", None),
        ] {
            assert_eq!(spelling.correct(slip), word, "{slip}");
        }
    }

    #[test]
    fn what_is_longer_than_any_word_is_no_slip_of_one() {
        let spelling = Spelling::new([("founded".to_owned(), 1)]);
        assert_eq!(spelling.correct(&"x".repeat(2_000)), None);
    }
}
