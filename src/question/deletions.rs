//! Words that are one or two slips apart, found without comparing all of them: two words within a slip of one another
//! share what remains when a letter of either is left out (SymSpell: Wolf Garbe, 2012).
//!
//! What remains is kept as a hash in one flat table, so that it takes little memory and is made fast. A hash may name a
//! word too many; whoever asks measures the distance.

/// Words by the hashes of what remains of them.
#[derive(Debug, Default)]
pub(super) struct Deletions {
    /// Hash and number of a word, by bucket.
    entries: Vec<(u32, u32)>,
    /// Where each bucket begins; the last is the end.
    buckets: Vec<u32>,
}

impl Deletions {
    /// Files words by number: their first `head` letters with up to as many letters left out as their length allows.
    pub(super) fn new<'w>(words: impl IntoIterator<Item = (u32, &'w str)>, head: usize) -> Self {
        let mut found = Vec::new();
        let mut hashes = Vec::new();
        for (number, word) in words {
            remains(word, head, &mut hashes);
            found.extend(hashes.iter().map(|hash| (*hash, number)));
        }
        let count = (found.len() / 2).next_power_of_two();
        let mut buckets = vec![0u32; count + 1];
        for (hash, _) in &found {
            buckets[bucket_of(*hash, count) + 1] += 1;
        }
        for bucket in 0..count {
            buckets[bucket + 1] += buckets[bucket];
        }
        let mut next = buckets.clone();
        let mut entries = vec![(0, 0); found.len()];
        for entry in found {
            let place = &mut next[bucket_of(entry.0, count)];
            entries[*place as usize] = entry;
            *place += 1;
        }
        Self { entries, buckets }
    }

    /// Numbers of the words that may be within the slips that a word's length allows; in order, each once.
    pub(super) fn near(&self, word: &str, head: usize) -> Vec<u32> {
        let mut hashes = Vec::new();
        remains(word, head, &mut hashes);
        let mut out = Vec::new();
        let count = self.buckets.len().saturating_sub(1);
        if count == 0 {
            return out;
        }
        for hash in hashes {
            let bucket = bucket_of(hash, count);
            let entries = &self.entries[self.buckets[bucket] as usize..self.buckets[bucket + 1] as usize];
            out.extend(entries.iter().filter(|(found, _)| *found == hash).map(|(_, number)| *number));
        }
        out.sort_unstable();
        out.dedup();
        out
    }
}

/// From this length on two slips are forgiven.
pub(super) const TWO_SLIPS: usize = 8;

/// How many slips are forgiven in a word of so many letters.
pub(super) fn slips(letters: usize) -> usize {
    if letters >= TWO_SLIPS { 2 } else { 1 }
}

fn bucket_of(hash: u32, count: usize) -> usize {
    // The low bits of FNV are the better mixed ones, and the count is a power of two.
    (hash ^ hash >> 15) as usize & (count - 1)
}

/// Hashes of the head of a word and of what remains of it when letters are left out. Two may be left out from one letter
/// below [`TWO_SLIPS`] on, since the other word may be the longer one.
fn remains(word: &str, head: usize, out: &mut Vec<u32>) {
    out.clear();
    let mut letters = [' '; 64];
    let mut length = 0;
    for (place, letter) in letters.iter_mut().zip(word.chars().take(head)) {
        *place = letter;
        length += 1;
    }
    let letters = &letters[..length];
    let two = word.chars().take(TWO_SLIPS - 1).count() == TWO_SLIPS - 1;
    let none = usize::MAX;
    out.push(hash_without(letters, none, none));
    for first in 0..length {
        out.push(hash_without(letters, first, none));
        if two {
            out.extend((first + 1..length).map(|second| hash_without(letters, first, second)));
        }
    }
    out.sort_unstable();
    out.dedup();
}

/// FNV-1a over the letters without two of them.
fn hash_without(letters: &[char], first: usize, second: usize) -> u32 {
    let kept = letters.iter().enumerate().filter(|(place, _)| *place != first && *place != second);
    kept.fold(0x811c_9dc5, |hash, (_, letter)| (hash ^ u32::from(*letter)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn finds_words_within_their_slips_only() {
        let words = ["founder", "parameters", "minimax"];
        let deletions = Deletions::new((0u32..).zip(words), 64);
        for (typed, expected) in [
            ("foudner", vec![0]),
            ("paramters", vec![1]),
            ("parmaetrs", vec![1]),
            ("minmax", vec![2]),
            ("maximum", vec![]),
        ] {
            assert_eq!(deletions.near(typed, 64), expected, "{typed}");
        }
        assert!(Deletions::default().near("founder", 64).is_empty());
    }

    proptest! {
        #[test]
        fn a_letter_left_out_swapped_or_put_in_is_found(word in "[a-z]{5,12}", at in 0usize..12, letter in "[a-z]") {
            let deletions = Deletions::new([(7, word.as_str())], 10);
            let at = at % word.len();
            let mut shorter = word.clone();
            shorter.remove(at);
            let longer = format!("{}{letter}{}", &word[..at], &word[at..]);
            let mut swapped: Vec<char> = word.chars().collect();
            swapped.swap(at, (at + 1) % word.len());
            let neighbours = at + 1 < word.len();
            prop_assert_eq!(deletions.near(&shorter, 10), vec![7]);
            prop_assert_eq!(deletions.near(&longer, 10), vec![7]);
            if neighbours {
                prop_assert_eq!(deletions.near(&swapped.iter().collect::<String>(), 10), vec![7]);
            }
        }
    }
}
