//! Which of some wordings stand in a sentence: for who weighs sentences by more than their likeness to a question.
//!
//! A wording is a word or several in a row. It is analysed as the texts were, in every tongue of the index, so that
//! `fundada` finds `fundó` and `led` finds `lead`; then hashes are compared, and no letter is looked at again.

use std::ops::Range;

use super::analyzers::{Analyzer, Shape};
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

/// A wording as the texts were analysed, in every tongue of the index: the hash of its first word and those of the others.
/// Empty where it is function words alone.
#[derive(Debug, Clone, Default)]
pub struct Wording(Vec<(u32, Box<[u32]>)>);

/// What is looked for: things by number, each by one or several wordings.
#[derive(Debug)]
pub struct Sought {
    /// Which first words there may be, by the low bits of their hash.
    filter: [u64; FILTER / 64],
    /// The first word of a wording, its thing, and where the other words stand; in order once [`Sought::sealed`].
    wordings: Vec<(u32, u8, Range<usize>)>,
    /// The other words of all wordings.
    others: Vec<u32>,
}

impl Default for Sought {
    fn default() -> Self {
        Self { filter: [0; FILTER / 64], wordings: Vec::new(), others: Vec::new() }
    }
}

impl Sought {
    /// Adds a wording of a thing. A wording of function words alone is never found, and `false` is told of it.
    pub fn add(&mut self, thing: usize, wording: &Wording) -> bool {
        let Some(thing) = u8::try_from(thing).ok().filter(|thing| usize::from(*thing) < MOST_SOUGHT) else {
            return false;
        };
        for (first, others) in &wording.0 {
            self.filter[*first as usize % FILTER / 64] |= 1 << (first % 64);
            let start = self.others.len();
            self.others.extend_from_slice(others);
            self.wordings.push((*first, thing, start..self.others.len()));
        }
        !wording.0.is_empty()
    }

    /// Ready to be looked for.
    #[must_use]
    pub fn sealed(mut self) -> Self {
        self.wordings.sort_unstable_by_key(|(first, thing, _)| (*first, *thing));
        self
    }

    fn find(&self, terms: impl Iterator<Item = u32> + Clone) -> Found {
        let mut found = 0;
        let mut rest = terms;
        while let Some(first) = rest.next() {
            if self.filter[first as usize % FILTER / 64] >> (first % 64) & 1 == 0 {
                continue;
            }
            let place = self.wordings.partition_point(|(other, ..)| *other < first);
            for (_, thing, others) in self.wordings[place..].iter().take_while(|(other, ..)| *other == first) {
                let bit: Found = 1 << thing;
                let others = &self.others[others.clone()];
                if found & bit == 0 && others.iter().copied().eq(rest.clone().take(others.len())) {
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
        sought.find(self.0.marks().map(Mark::term))
    }

    /// Which things stand in the table's header, where these are the words above a row.
    #[must_use]
    pub fn find_in_header(self, sought: &Sought) -> Found {
        let mut header = self.0.marks();
        while header.clone().next().is_some_and(|mark| !mark.is(Mark::HEADER)) {
            header.next();
        }
        sought.find(header.map(Mark::term))
    }

    /// What it names.
    pub fn names(self) -> impl Iterator<Item = EntityId> + 'a {
        self.0.names()
    }
}

/// The words of a text of ours in every tongue of the index.
#[derive(Debug, Clone)]
pub struct TextWords(Vec<Vec<u32>>);

impl TextWords {
    /// Which things stand in it.
    #[must_use]
    pub fn find(&self, sought: &Sought) -> Found {
        self.0.iter().fold(0, |all, words| all | sought.find(words.iter().copied()))
    }
}

impl PassageIndex {
    /// The words of a text of ours, that no index holds, as the passages' were analysed.
    #[must_use]
    pub fn words_in(&self, text: &str) -> TextWords {
        let each = self.tongues().iter().map(|tongue| {
            let mut words = Vec::new();
            Analyzer::new(*tongue).each(text, |token| words.push(hash(token.term)));
            words
        });
        TextWords(each.collect())
    }

    /// A text as a wording that can be looked for.
    #[must_use]
    pub fn wording(&self, text: &str) -> Wording {
        let mut forms = Vec::new();
        for tongue in self.tongues() {
            let mut words = Vec::new();
            Analyzer::new(*tongue).each(text, |token| {
                if !token.stop || token.shape == Shape::Character {
                    words.push(hash(token.term));
                }
            });
            if let Some((first, others)) = words.split_first() {
                let form = (*first, Box::from(others));
                if !forms.contains(&form) {
                    forms.push(form);
                }
            }
        }
        Wording(forms)
    }

    /// The words of a passage, if it is indexed.
    #[must_use]
    pub fn words(&self, passage: PassageId) -> Option<PassageWords<'_>> {
        let number = self.forward().number_of(passage)?;
        Some(PassageWords(self.forward().passage(number)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Corpus;
    use crate::corpus::outline::outline;
    use crate::corpus::source::Source;

    const TEXT: &str = "# Labs

## Founding

The founders led a small team in 2019. 月之暗面由杨植麟创立。 It became open source.

| Model | Context |
| --- | --- |
| Kite | 4 tokens |
";

    /// Which of some wordings stand in the sentence that holds a word, and which in the headings above it.
    fn found(sentence: &str, wordings: &[&str]) -> (Vec<usize>, Vec<usize>) {
        let document = outline(Source::default(), false, TEXT.to_owned(), &[]);
        let corpus = Corpus { documents: vec![document], ..Corpus::default() };
        let folder = tempfile::tempdir().unwrap();
        let names = |text: &str| if text.contains("Kite") { vec![EntityId(7)] } else { Vec::new() };
        PassageIndex::build(&corpus, folder.path(), &names, &mut |_, _| {}).unwrap();
        let index = PassageIndex::open(folder.path()).unwrap();
        let mut sought = Sought::default();
        for (thing, wording) in wordings.iter().enumerate() {
            sought.add(thing, &index.wording(wording));
        }
        let sought = sought.sealed();
        let things = |found: Found| (0..wordings.len()).filter(|thing| found >> thing & 1 == 1).collect();
        for passage in 0..u32::try_from(corpus.documents[0].passages.len()).unwrap() {
            let Some(words) = index.words(PassageId { document: 0, passage }) else { continue };
            for (unit, stretch) in words.sentences() {
                let document = &corpus.documents[0];
                let text = &document.text[document.units[unit as usize].span()];
                assert_eq!(stretch.names().count(), usize::from(text.contains("Kite")));
                if text.contains(sentence) {
                    let above = words.heading().find(&sought) | words.heading().find_in_header(&sought);
                    return (things(stretch.find(&sought)), things(above));
                }
            }
        }
        panic!("no sentence holds {sentence}");
    }

    #[test]
    fn wordings_are_found_in_any_form_and_whole() {
        let wordings = ["founder", "lead", "small team", "team small", "2019", "founding", "open source"];
        assert_eq!(found("founders", &wordings), (vec![0, 1, 2, 4], vec![5]));
        assert_eq!(found("became", &wordings).0, [6]);
        assert_eq!(found("创立", &["月之暗面", "暗月", "创立", "创始"]).0, [0, 2]);
        assert_eq!(found("Kite", &["kite", "context", "founding"]), (vec![0], vec![1, 2]));
    }

    #[test]
    fn function_words_and_too_many_things_are_never_found() {
        let folder = tempfile::tempdir().unwrap();
        PassageIndex::build(&Corpus::default(), folder.path(), &|_| Vec::new(), &mut |_, _| {}).unwrap();
        let index = PassageIndex::open(folder.path()).unwrap();
        let mut sought = Sought::default();
        assert!(!sought.add(0, &index.wording("the of")));
        assert!(!sought.add(0, &index.wording("")));
        assert!(!sought.add(MOST_SOUGHT, &index.wording("word")));
        assert!(sought.add(MOST_SOUGHT - 1, &index.wording("word")));
    }
}
