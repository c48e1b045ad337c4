//! Which of some wordings stand in a sentence: for who weighs sentences by more than their likeness to a question.
//!
//! A wording is a word or several in a row. It is analysed as the texts were, in every tongue of the index, so that
//! `fundada` finds `fundó` and `led` finds `lead`; then hashes are compared, and no letter is looked at again.

use super::analyzers::{Analyzer, Shape, Tongue};
use super::forward::{Mark, PassageMarks, StretchMarks, hash};
use super::index::PassageIndex;
use super::query::Frequencies;
use crate::corpus::EntityId;
use crate::corpus::document::PassageId;

/// A set of the things that were looked for, by their numbers.
pub type Found = u128;

/// Most things that can be looked for at once; those beyond are never found.
pub const MOST_SOUGHT: usize = 128;

/// Bits of the first filter, a power of two.
const FILTER: usize = 1_024;

/// What is looked for: things by number, each by one or several wordings.
#[derive(Debug)]
pub struct Sought {
    tongues: Vec<Tongue>,
    /// Which first words there may be, by the low bits of their hash.
    filter: [u64; FILTER / 64],
    /// The first word of a wording, the others, and its thing; in order once [`Sought::sealed`].
    wordings: Vec<(u32, Vec<u32>, u8)>,
}

impl Sought {
    /// Adds a wording of a thing. A wording of function words alone is never found, and `false` is told of it.
    pub fn add(&mut self, thing: usize, wording: &str) -> bool {
        let Some(thing) = u8::try_from(thing).ok().filter(|thing| usize::from(*thing) < MOST_SOUGHT) else {
            return false;
        };
        let mut any = false;
        for tongue in &self.tongues {
            let mut words = Vec::new();
            Analyzer::new(*tongue).each(wording, |token| {
                if !token.stop || token.shape == Shape::Character {
                    words.push(hash(token.term));
                }
            });
            let Some(first) = words.first().copied() else { continue };
            any = true;
            words.remove(0);
            self.filter[first as usize % FILTER / 64] |= 1 << (first % 64);
            self.wordings.push((first, words, thing));
        }
        any
    }

    /// Ready to be looked for.
    #[must_use]
    pub fn sealed(mut self) -> Self {
        self.wordings.sort_unstable();
        self.wordings.dedup();
        self
    }

    fn find(&self, marks: impl Iterator<Item = Mark> + Clone) -> Found {
        let mut found = 0;
        let mut rest = marks;
        while let Some(mark) = rest.next() {
            let first = mark.term();
            if self.filter[first as usize % FILTER / 64] >> (first % 64) & 1 == 0 {
                continue;
            }
            let place = self.wordings.partition_point(|(other, ..)| *other < first);
            for (_, others, thing) in self.wordings[place..].iter().take_while(|(other, ..)| *other == first) {
                let bit: Found = 1 << thing;
                if found & bit == 0 && others.iter().copied().eq(rest.clone().take(others.len()).map(Mark::term)) {
                    found |= bit;
                }
            }
        }
        found
    }
}

/// The words of a passage.
#[derive(Debug, Clone, Copy)]
pub struct PassageWords<'a>(PassageMarks<'a>);

/// The words of a sentence, or of all headings above it.
#[derive(Debug, Clone, Copy)]
pub struct SentenceWords<'a>(StretchMarks<'a>);

impl<'a> PassageWords<'a> {
    /// The headings above it, its document's title and its table's header.
    #[must_use]
    pub fn heading(self) -> SentenceWords<'a> {
        SentenceWords(self.0.heading)
    }

    /// Its sentences, by their number in the document.
    pub fn sentences(self) -> impl Iterator<Item = (u32, SentenceWords<'a>)> {
        self.0.units().map(|(unit, stretch)| (unit, SentenceWords(stretch)))
    }
}

impl<'a> SentenceWords<'a> {
    /// Which things stand in it.
    #[must_use]
    pub fn find(self, sought: &Sought) -> Found {
        sought.find(self.0.marks())
    }

    /// Which things stand in the table's header, where these are the words above a row.
    #[must_use]
    pub fn find_in_header(self, sought: &Sought) -> Found {
        let mut header = self.0.marks();
        while header.clone().next().is_some_and(|mark| !mark.is(Mark::HEADER)) {
            header.next();
        }
        sought.find(header)
    }

    /// What it names.
    pub fn names(self) -> impl Iterator<Item = EntityId> + 'a {
        self.0.names()
    }
}

impl PassageIndex {
    /// Nothing yet, in the tongues of the index.
    #[must_use]
    pub fn sought(&self) -> Sought {
        Sought { tongues: self.tongues().to_vec(), filter: [0; FILTER / 64], wordings: Vec::new() }
    }

    /// The words of a passage, if it is indexed.
    #[must_use]
    pub fn words(&self, passage: PassageId) -> Option<PassageWords<'_>> {
        let number = self.forward().number_of(passage)?;
        Some(PassageWords(self.forward().passage(number)))
    }
}
