//! Slips of the finger: an unknown word becomes the known one it is nearest to, or stays.
//!
//! A word that is known anywhere (lexicon, names, documents) is never changed, and neither is a digit or a first letter.

use super::deletions::{Deletions, slips};
use super::ordinary::is_ordinary;

/// Known words, found by what remains when letters are left out.
#[derive(Debug, Default)]
pub struct Spelling {
    words: Vec<(String, u32)>,
    deletions: Deletions,
}

/// Shorter words have too many neighbours.
const SHORTEST: usize = 4;
/// Shorter words have no other letter too many than a doubled one.
const LEAST_ADDED: usize = 5;
/// The weight of words that ask for something, above that of all others.
pub const ASKED: u32 = 1_000_000;
/// Longer words are looked up by so many of their first letters.
const HEAD: usize = 12;

impl Spelling {
    /// Files words with their weight: of two equally near, the heavier is taken.
    #[must_use]
    pub fn new(words: impl IntoIterator<Item = (String, u32)>) -> Self {
        let mut words: Vec<(String, u32)> = words
            .into_iter()
            .filter(|(word, _)| {
                word.chars().nth(SHORTEST - 1).is_some()
                    && word.chars().all(|letter| letter.is_alphabetic() && !crate::text::fold::is_han(letter))
            })
            .collect();
        words.sort_by(|(word, weight), (other, lighter)| word.cmp(other).then(lighter.cmp(weight)));
        words.dedup_by(|(word, _), (heavier, _)| word == heavier);
        let deletions = Deletions::new((0u32..).zip(words.iter().map(|(word, _)| word.as_str())), HEAD);
        Self { words, deletions }
    }

    /// The known word that an unknown one is a slip of, if there is one.
    #[must_use]
    pub fn correct(&self, word: &str) -> Option<&str> {
        let letters = word.chars().count();
        if letters == SHORTEST - 1 {
            return self.lengthened(word);
        }
        if letters < SHORTEST || !word.chars().all(char::is_alphabetic) {
            return None;
        }
        // A word of everyday language is a slip only of one that asks for something: "fonder" of "founder".
        let everyday = is_ordinary(word);
        let (first, last) = (word.chars().next(), word.chars().last());
        // Whatever is one slip away is found by asking for one, and nothing that takes two is nearer.
        (1..=slips(letters)).find_map(|asked| {
            let mut best: Option<(usize, bool, bool, std::cmp::Reverse<u32>, &str)> = None;
            for near in self.deletions.near(word, HEAD, asked) {
                if !near.is_as_long(letters, asked) {
                    continue;
                }
                let (candidate, weight) = &self.words[near.number as usize];
                if candidate.chars().next() != first || everyday && *weight < ASKED {
                    continue;
                }
                let distance = strsim::osa_distance(word, candidate);
                // Of a short word letters are left out, doubled or exchanged; one more makes another: "manus" is no "maus".
                let shorter = candidate.chars().count();
                let added = shorter < LEAST_ADDED && shorter < letters && !is_doubled(word, candidate);
                let allowed = if added { 0 } else { slips(letters.min(shorter)).min(asked) };
                // Slips are rarely in the last letter: "foundr" is a founder, not found.
                let transposed = is_transposed(word, candidate);
                let other_end = candidate.chars().last() != last && !transposed;
                // A letter is left out or doubled sooner than one is taken for another.
                let replaced = candidate.chars().count() == letters && !transposed && !doubles_another(word, candidate);
                let better = (distance, other_end, replaced, std::cmp::Reverse(*weight), candidate.as_str());
                // Another word of the language is no slip: a finger hits a neighbouring key, and vowels are mistaken.
                if replaced && !is_mistyped(word, candidate) {
                    continue;
                }
                if distance <= allowed && best.is_none_or(|best| better < best) {
                    best = Some(better);
                }
            }
            best.map(|(.., candidate)| candidate)
        })
    }
}

impl Spelling {
    /// The only word that asks for something of which a short one lacks a vowel: "mch" is "much".
    fn lengthened(&self, word: &str) -> Option<&str> {
        let lacks_vowel = |longer: &str| {
            longer.len() == SHORTEST
                && longer.char_indices().any(|(at, letter)| {
                    at > 0
                        && at + 1 < SHORTEST
                        && "aeiou".contains(letter)
                        && format!("{}{}", &longer[..at], &longer[at + 1..]) == word
                })
        };
        let near = self.deletions.near(word, HEAD, 1).into_iter().map(|near| &self.words[near.number as usize]);
        let mut fits = near.filter(|(longer, weight)| *weight >= ASKED && longer.is_ascii() && lacks_vowel(longer));
        let found = fits.next()?;
        fits.all(|(other, _)| *other == found.0).then_some(found.0.as_str())
    }
}

/// Whether each letter that differs in two words of one length stands beside the other on the keyboard, is a vowel for a
/// vowel, or sounds like it.
fn is_mistyped(word: &str, other: &str) -> bool {
    const KEYS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
    let place = |letter: char| {
        KEYS.iter().enumerate().find_map(|(row, keys)| Some((row, keys.chars().position(|key| key == letter)?)))
    };
    let beside = |a: char, b: char| match (place(a), place(b)) {
        (Some((row, at)), Some((other, there))) => row.abs_diff(other) + at.abs_diff(there) <= 1,
        _ => false,
    };
    let vowel = |letter: char| "aeiouy".contains(letter);
    let alike = |a: char, b: char| {
        ["ck", "cs", "sz", "dt", "bp", "vw", "fv", "mn", "gj", "qk", "lr"]
            .iter()
            .any(|pair| pair.contains(a) && pair.contains(b))
    };
    word.chars().zip(other.chars()).all(|(a, b)| a == b || beside(a, b) || vowel(a) && vowel(b) || alike(a, b))
}

/// Whether two words have the same letters in another order.
fn is_transposed(word: &str, other: &str) -> bool {
    let sorted = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    sorted(word) == sorted(other)
}

/// Whether two words differ in which of two letters side by side is doubled: "spped" is "speed".
fn doubles_another(word: &str, other: &str) -> bool {
    let single = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.dedup();
        letters
    };
    word.len() == other.len() && single(word).len() < word.chars().count() && single(word) == single(other)
}

/// Whether a word is another one with letters doubled.
fn is_doubled(word: &str, other: &str) -> bool {
    let mut letters: Vec<char> = word.chars().collect();
    letters.dedup();
    let mut others: Vec<char> = other.chars().collect();
    others.dedup();
    letters == others
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corrects_slips_and_nothing_else() {
        let known = [
            "model",
            "module",
            "speed",
            "sped",
            "founded",
            "founder",
            "license",
            "parameters",
            "release",
            "minimax",
            "moonshot",
            "hunyuan",
            "glm",
        ];
        let asks = ["model", "speed", "much"];
        let weight = |word: &str| if asks.contains(&word) { ASKED } else { 1 };
        let spelling = Spelling::new(known.into_iter().chain(asks).map(|word| (word.to_owned(), weight(word))));
        for (slip, word) in [
            ("foudned", Some("founded")),
            ("licnse", Some("license")),
            ("paramters", Some("parameters")),
            ("relase", Some("release")),
            ("minmax", Some("minimax")),
            ("moonshoot", Some("moonshot")),
            ("hunyaun", Some("hunyuan")),
            ("modle", Some("model")),
            ("spped", Some("speed")),
            ("mch", Some("much")),
            ("mck", None),
            ("birthday", None),
            ("glow", None),
        ] {
            assert_eq!(spelling.correct(slip), word, "{slip}");
        }
    }
}
