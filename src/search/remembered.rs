//! What words are, remembered as they are written: texts say the same ones over and over.
//!
//! A build looks up every word of its collection. With many words that costs what waiting for memory costs, so a word is one
//! slot of a table and one stretch of a text, where its letters stand beside its term.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

use super::analyzers::{Shape, Tongue};

/// What a word is, wherever it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word<T> {
    /// What is compared: folded, stemmed.
    pub(super) term: T,
    pub(super) shape: Shape,
    /// Whether it is too common a word to look for.
    pub(super) stop: bool,
    /// Hashes of the term and of its first letters, as marks have them.
    pub(super) hashes: u64,
}

/// A word of the table.
#[derive(Debug, Clone, Copy)]
struct Slot {
    hashes: u64,
    /// Hash of the tongue and the word as it is written.
    hash: u32,
    /// Where the word as it is written begins in the text; its term follows.
    start: u32,
    /// Bytes of the word as it is written; none in a free slot.
    written: u16,
    /// Bytes of its term.
    term: u16,
    tongue: Tongue,
    shape: Shape,
    stop: bool,
}

impl Slot {
    const FREE: Self = Self {
        hashes: 0,
        hash: 0,
        start: 0,
        written: 0,
        term: 0,
        tongue: Tongue::English,
        shape: Shape::Word,
        stop: false,
    };
}

/// Words with what they are, by tongue. When there are too many, they are forgotten together, so that memory does not grow
/// with the text.
pub(super) struct Words {
    /// As many as a power of two, at least twice as many as there are words.
    slots: Vec<Slot>,
    text: String,
    count: usize,
    /// So many are remembered.
    most: usize,
}

impl Default for Words {
    /// As many as a thread may remember from one question to the next.
    fn default() -> Self {
        Self::up_to(50_000)
    }
}

impl Words {
    /// None yet, and never more than so many.
    pub(super) fn up_to(most: usize) -> Self {
        Self { slots: Vec::new(), text: String::new(), count: 0, most }
    }

    /// What a word is in a tongue; `of` says it of a word that is new. The word has a letter at least and at most some
    /// thousands, and so has its term.
    pub(super) fn known(&mut self, tongue: Tongue, written: &str, of: impl FnOnce() -> Word<String>) -> Word<&str> {
        let hash = u32::try_from(FxBuildHasher.hash_one((tongue, written)) & 0xffff_ffff).unwrap_or_default();
        let known = self.find(hash, tongue, written);
        let place = known.unwrap_or_else(|| self.remember(hash, tongue, written, &of()));
        let Slot { hashes, start, written, term, shape, stop, .. } = self.slots[place];
        let start = start as usize + usize::from(written);
        Word { term: &self.text[start..start + usize::from(term)], shape, stop, hashes }
    }

    /// The slot that has a word.
    fn find(&self, hash: u32, tongue: Tongue, written: &str) -> Option<usize> {
        let last = self.slots.len().checked_sub(1)?;
        let mut place = hash as usize & last;
        loop {
            let slot = &self.slots[place];
            let start = slot.start as usize;
            if slot.written == 0 {
                return None;
            }
            if slot.hash == hash
                && slot.tongue == tongue
                && self.text.as_bytes()[start..start + usize::from(slot.written)] == *written.as_bytes()
            {
                return Some(place);
            }
            place = (place + 1) & last;
        }
    }

    fn remember(&mut self, hash: u32, tongue: Tongue, written: &str, word: &Word<String>) -> usize {
        if self.count >= self.most {
            self.slots.fill(Slot::FREE);
            self.text.clear();
            self.count = 0;
        }
        if 2 * self.count >= self.slots.len() {
            self.grow();
        }
        let start = u32::try_from(self.text.len()).expect("so many words have fewer letters");
        self.text.push_str(written);
        self.text.push_str(&word.term);
        let bytes = |text: &str| u16::try_from(text.len()).expect("a word is short");
        let (written, term) = (bytes(written), bytes(&word.term));
        let Word { shape, stop, hashes, .. } = *word;
        self.count += 1;
        self.put(Slot { hashes, hash, start, written, term, tongue, shape, stop })
    }

    /// Puts a word that is not there yet into its slot.
    fn put(&mut self, slot: Slot) -> usize {
        let last = self.slots.len() - 1;
        let mut place = slot.hash as usize & last;
        while self.slots[place].written > 0 {
            place = (place + 1) & last;
        }
        self.slots[place] = slot;
        place
    }

    fn grow(&mut self) {
        let size = (2 * self.slots.len()).max(1_024);
        let slots = std::mem::replace(&mut self.slots, vec![Slot::FREE; size]);
        for slot in slots.into_iter().filter(|slot| slot.written > 0) {
            self.put(slot);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(term: &str) -> Word<String> {
        Word { term: term.to_owned(), shape: Shape::Word, stop: false, hashes: term.len() as u64 }
    }

    #[test]
    fn the_second_time_is_as_the_first() {
        let mut words = Words::up_to(5_000);
        for _ in 0..2 {
            // The second time of the later ones nobody is asked; the first ones were forgotten.
            for number in 0..7_000 {
                let written = format!("words{number}");
                let found = words.known(Tongue::English, &written, || word(&written[4..]));
                assert_eq!((found.term, found.hashes), (&written[4..], written.len() as u64 - 4));
            }
        }
        assert!(words.slots.len() <= 16_384);
    }

    #[test]
    fn tongues_are_apart() {
        let mut words = Words::default();
        assert_eq!(words.known(Tongue::English, "dos", || word("do")).term, "do");
        assert_eq!(words.known(Tongue::Spanish, "dos", || word("dos")).term, "dos");
        assert_eq!(words.known(Tongue::English, "dos", || unreachable!("it is known")).term, "do");
    }
}
