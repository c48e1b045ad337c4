//! Words that are one or two slips apart, found without comparing all of them: two words within a slip of one another
//! share what remains when a letter of either is left out (SymSpell: Wolf Garbe, 2012).
//!
//! What remains is kept as a hash, so that it takes little memory and is made fast. With two letters left out a look-up asks
//! for some fifty hashes, each of which stands somewhere else: with many words it costs what waiting for memory costs, not
//! what comparing does. Therefore
//!
//! - one slip is looked for before two, which asks for a fifth of them;
//! - of most hashes a small table tells by the letters that they begin with that no word has them;
//! - a bucket is about a line of the cache and holds, besides what tells its hashes apart, how long the words are, which
//!   tells of most that they are too far away.
//!
//! A hash may name a word too many; whoever asks measures the distance.

/// Words by the hashes of what remains of them.
#[derive(Debug, Default)]
pub(super) struct Deletions {
    /// A bit for each beginning of what remains; several share one. As many words as a power of two.
    beginnings: Vec<u64>,
    /// Where each bucket begins; the last is the end. As many as a power of two, and one.
    buckets: Vec<u32>,
    entries: Vec<Entry>,
}

/// What remains of a word.
#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    /// The word and its letters, as in [`Near`].
    number: u32,
    letters: u16,
    /// What the bucket does not tell of the hash.
    tag: u16,
}

/// A word that may be near another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Near {
    /// Its number.
    pub(super) number: u32,
    /// How many letters it has, at most [`u16::MAX`].
    letters: u16,
}

impl Near {
    /// Whether no more than so many slips lie between its length and that of another word.
    pub(super) fn is_as_long(self, letters: usize, slips: usize) -> bool {
        usize::from(self.letters).abs_diff(letters) <= slips
    }
}

/// Letters that make the beginning of what remains.
const BEGINNING: usize = 5;
/// Most bits for beginnings: more than Latin letters make of them, and small enough to stay near the processor.
const MOST_BITS: usize = 1 << 24;
/// Entries in a bucket on the average: of eight bytes each, so that to read a bucket is to wait for memory once, or for two
/// lines that are neighbours, and the table of the buckets is small.
const IN_BUCKET: usize = 8;

impl Deletions {
    /// Files words by number: their first `head` letters with up to as many letters left out as their length allows.
    pub(super) fn new<'w>(words: impl IntoIterator<Item = (u32, &'w str)>, head: usize) -> Self {
        let mut found = Vec::new();
        let mut begin = Vec::new();
        let mut hashes = Vec::new();
        for (number, word) in words {
            hashes.clear();
            let each = |beginning| {
                if begin.last() != Some(&beginning) {
                    begin.push(beginning);
                }
                true
            };
            remains(word, head, MOST_SLIPS, each, &mut hashes);
            hashes.sort_unstable();
            hashes.dedup();
            let letters = u16::try_from(word.chars().count()).unwrap_or(u16::MAX);
            found.extend(hashes.iter().map(|hash| (*hash, Near { number, letters })));
        }
        let mut beginnings = vec![0u64; (found.len().min(MOST_BITS) / 64).next_power_of_two()];
        for beginning in begin {
            let (place, bit) = bit_of(beginning, beginnings.len());
            beginnings[place] |= bit;
        }
        let count = (found.len() / IN_BUCKET).next_power_of_two();
        let mut buckets = vec![0u32; count + 1];
        for (hash, _) in &found {
            buckets[(place_of(*hash).0 & (count - 1)) + 1] += 1;
        }
        for bucket in 0..count {
            buckets[bucket + 1] += buckets[bucket];
        }
        let mut next = buckets.clone();
        let mut entries = vec![Entry::default(); found.len()];
        for (hash, near) in found {
            let (bucket, tag) = place_of(hash);
            let place = &mut next[bucket & (count - 1)];
            entries[*place as usize] = Entry { number: near.number, letters: near.letters, tag };
            *place += 1;
        }
        Self { beginnings, buckets, entries }
    }

    /// The words that may be within so many slips, where the length of a word allows as many; by number, each once.
    pub(super) fn near(&self, word: &str, head: usize, slips: usize) -> Vec<Near> {
        let mut out = Vec::new();
        if self.entries.is_empty() {
            return out;
        }
        let mut hashes = Vec::new();
        let begins = |beginning| {
            let (place, bit) = bit_of(beginning, self.beginnings.len());
            self.beginnings[place] & bit != 0
        };
        remains(word, head, slips, begins, &mut hashes);
        let last = self.buckets.len() - 2;
        // First where all buckets are, then what is in them: nothing depends on what was read before, so that the
        // processor waits for many at once.
        let places = hashes.iter().map(|hash| {
            let (bucket, tag) = place_of(*hash);
            (self.buckets[bucket & last] as usize, self.buckets[(bucket & last) + 1] as usize, tag)
        });
        let places: Vec<(usize, usize, u16)> = places.collect();
        for (start, end, tag) in places {
            for entry in &self.entries[start..end] {
                if entry.tag == tag {
                    out.push(Near { number: entry.number, letters: entry.letters });
                }
            }
        }
        out.sort_unstable();
        out.dedup();
        out
    }
}

/// More slips are never forgiven.
pub(super) const MOST_SLIPS: usize = 2;

/// From this length on two slips are forgiven.
pub(super) const TWO_SLIPS: usize = 8;

/// How many slips are forgiven in a word of so many letters.
pub(super) fn slips(letters: usize) -> usize {
    if letters >= TWO_SLIPS { MOST_SLIPS } else { 1 }
}

/// Where a hash is filed: the bucket (its low bits, as many as there are) and what tells it apart there.
fn place_of(hash: u32) -> (usize, u16) {
    // FNV leaves the high bits of short words alike. An odd factor loses nothing, and a shift brings the high bits down.
    let mixed = hash.wrapping_mul(0x9e37_79b1);
    let [.., high, highest] = mixed.to_le_bytes();
    ((mixed ^ mixed >> 16) as usize, u16::from_le_bytes([high, highest]))
}

/// The word of the table of beginnings, which has so many, and the bit in it.
fn bit_of(beginning: u32, words: usize) -> (usize, u64) {
    let (place, tag) = place_of(beginning);
    (place & (words - 1), 1 << (tag % 64))
}

/// Letters that are kept, as hashes.
#[derive(Clone, Copy)]
struct Kept {
    count: usize,
    all: u32,
    /// The first [`BEGINNING`] of them.
    beginning: u32,
}

impl Kept {
    const NOTHING: Self = Self { count: 0, all: 0x811c_9dc5, beginning: 0x811c_9dc5 };

    /// These and one more (FNV-1a).
    fn and(self, letter: char) -> Self {
        let all = (self.all ^ u32::from(letter)).wrapping_mul(0x0100_0193);
        let beginning = if self.count < BEGINNING { all } else { self.beginning };
        Self { count: self.count + 1, all, beginning }
    }
}

/// Adds the hashes of the head of a word and of what remains of it when letters are left out; some come twice. Up to
/// `slips` are left out, as many as its length allows. `begins` says of a beginning's hash whether what begins so is of
/// interest.
fn remains(word: &str, head: usize, slips: usize, mut begins: impl FnMut(u32) -> bool, out: &mut Vec<u32>) {
    let mut letters = [' '; 64];
    let mut length = 0;
    for (place, letter) in letters.iter_mut().zip(word.chars().take(head)) {
        *place = letter;
        length += 1;
    }
    let letters = &letters[..length];
    let two = slips == MOST_SLIPS && word.chars().nth(TWO_SLIPS - 1).is_some();
    let mut add = |kept: Kept, rest: &[char]| {
        let (beginning, rest) = rest.split_at(BEGINNING.saturating_sub(kept.count).min(rest.len()));
        let kept = beginning.iter().copied().fold(kept, Kept::and);
        if begins(kept.beginning) {
            out.push(rest.iter().copied().fold(kept, Kept::and).all);
        }
    };
    let mut before = Kept::NOTHING;
    add(before, letters);
    for (first, letter) in letters.iter().enumerate() {
        let rest = &letters[first + 1..];
        add(before, rest);
        if two {
            let mut kept = before;
            for (second, letter) in rest.iter().enumerate() {
                add(kept, &rest[second + 1..]);
                kept = kept.and(*letter);
            }
        }
        before = before.and(*letter);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HEAD: usize = 10;

    fn numbers(deletions: &Deletions, word: &str, slips: usize) -> Vec<u32> {
        deletions.near(word, HEAD, slips).into_iter().map(|near| near.number).collect()
    }

    #[test]
    fn finds_words_within_their_slips_only() {
        let words = ["founder", "parameters", "minimax"];
        let deletions = Deletions::new((0u32..).zip(words), HEAD);
        for (typed, expected) in [
            ("foudner", vec![0]),
            ("paramters", vec![1]),
            ("parmaetrs", vec![1]),
            ("minmax", vec![2]),
            ("maximum", vec![]),
        ] {
            assert_eq!(numbers(&deletions, typed, MOST_SLIPS), expected, "{typed}");
        }
        assert!(Deletions::default().near("founder", HEAD, MOST_SLIPS).is_empty());
    }

    proptest! {
        #[test]
        fn a_letter_left_out_swapped_or_put_in_is_found(word in "[a-z]{5,12}", at in 0usize..12, letter in "[a-z]") {
            let deletions = Deletions::new([(7, word.as_str())], HEAD);
            let at = at % word.len();
            let mut shorter = word.clone();
            shorter.remove(at);
            let longer = format!("{}{letter}{}", &word[..at], &word[at..]);
            let mut swapped: Vec<char> = word.chars().collect();
            swapped.swap(at, (at + 1) % word.len());
            let neighbours = at + 1 < word.len();
            prop_assert_eq!(numbers(&deletions, &shorter, 1), vec![7]);
            prop_assert_eq!(numbers(&deletions, &longer, 1), vec![7]);
            if neighbours {
                prop_assert_eq!(numbers(&deletions, &swapped.iter().collect::<String>(), 1), vec![7]);
            }
        }
    }
}
