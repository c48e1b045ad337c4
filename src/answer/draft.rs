//! An answer in the making: text with marks, each mark a citation, each citation a span.

use std::collections::HashMap;

use super::knowledge::Knowledge;
use super::{Answer, Citation, Kind, Outcome, Side};
use crate::corpus::document::UnitId;
use crate::corpus::record::Reference;
use crate::question::Topic;
use crate::text::language::Language;

/// Longest text of an answer, in characters (the contract's bound).
pub const MAX_CHARACTERS: usize = 1_200;
/// Most citations behind one claim: one for each document first.
const MARKS_PER_CLAIM: usize = 5;

/// Collects text and citations; a citation comes to be only by being marked.
#[derive(Debug)]
pub struct Draft<'k> {
    knowledge: &'k Knowledge,
    /// The language to word the answer in.
    pub language: Language,
    text: String,
    citations: Vec<Citation>,
    numbers: HashMap<UnitId, u32>,
    sides: Vec<Side>,
}

impl<'k> Draft<'k> {
    /// An empty answer.
    #[must_use]
    pub fn new(knowledge: &'k Knowledge, language: Language) -> Self {
        Self {
            knowledge,
            language,
            text: String::new(),
            citations: Vec::new(),
            numbers: HashMap::new(),
            sides: Vec::new(),
        }
    }

    /// An answer that is there already, to be gone on with.
    #[must_use]
    pub fn resume(knowledge: &'k Knowledge, answer: &Answer) -> Self {
        Self {
            knowledge,
            language: answer.language,
            text: answer.text.clone(),
            citations: answer.citations.clone(),
            numbers: answer.citations.iter().map(|citation| (citation.unit, citation.n)).collect(),
            sides: answer.sides.clone(),
        }
    }

    /// Adds words.
    pub fn push(&mut self, words: &str) {
        self.text.push_str(words);
    }

    /// Adds the space between two sentences, where the language has one.
    pub fn push_gap(&mut self) {
        if !self.language.is_chinese() {
            self.text.push(' ');
        }
    }

    /// Adds the marks of a claim, with the space before them.
    pub fn cite(&mut self, references: &[Reference]) {
        let mut chosen: Vec<UnitId> = Vec::new();
        for first_round in [true, false] {
            for reference in references {
                let unit = reference.unit;
                let document_is_new = !chosen.iter().any(|other| other.document == unit.document);
                if chosen.len() < MARKS_PER_CLAIM
                    && !chosen.contains(&unit)
                    && document_is_new == first_round
                    && first_round
                {
                    chosen.push(unit);
                }
            }
        }
        for (number, unit) in chosen.into_iter().enumerate() {
            let n = self.number(unit);
            if number == 0 {
                self.text.push(' ');
            }
            self.text.push('[');
            self.text.push_str(&n.to_string());
            self.text.push(']');
        }
    }

    /// The number of a unit's citation, made at first use.
    fn number(&mut self, unit: UnitId) -> u32 {
        if let Some(n) = self.numbers.get(&unit) {
            return *n;
        }
        let n = u32::try_from(self.citations.len() + 1).unwrap_or(u32::MAX);
        self.citations.push(Citation::of(self.knowledge, unit, n));
        self.numbers.insert(unit, n);
        n
    }

    /// How many characters the text has so far.
    #[must_use]
    pub fn characters(&self) -> usize {
        self.text.chars().count()
    }

    /// Whether so many more characters still fit.
    #[must_use]
    pub fn has_room(&self, more: usize) -> bool {
        self.characters() + more <= MAX_CHARACTERS
    }

    /// Where the next words will stand, for [`Draft::side`].
    #[must_use]
    pub fn end(&self) -> usize {
        self.text.len()
    }

    /// Notes that what was written since `start` is one of several values that documents give.
    pub fn side(&mut self, of: &str, start: usize) {
        let value = self.text[start..].trim().to_owned();
        let cited = self.citations.iter().map(|citation| citation.n);
        let marks = cited.filter(|n| value.contains(&format!("[{n}]"))).collect();
        self.sides.push(Side { of: of.to_owned(), value, marks });
    }

    /// The finished answer.
    #[must_use]
    pub fn finish(self, outcome: Outcome, kind: Kind) -> Answer {
        let (text, citations) = within_bounds(self.text, self.citations);
        Answer {
            outcome,
            kind,
            text,
            citations,
            suggestions: Vec::new(),
            language: self.language,
            topic: Topic::default(),
            trace: Vec::new(),
            sides: self.sides,
            pages: 1,
        }
    }
}

/// Cuts a text that is too long at a line or sentence, and drops the citations that are no longer marked.
fn within_bounds(mut text: String, mut citations: Vec<Citation>) -> (String, Vec<Citation>) {
    if text.chars().count() > MAX_CHARACTERS {
        let end = text.char_indices().nth(MAX_CHARACTERS - 2).map_or(text.len(), |(at, _)| at);
        let cut = text[..end].rfind('\n').or_else(|| text[..end].rfind("; ")).or_else(|| text[..end].rfind(' '));
        text.truncate(cut.unwrap_or(0));
        text.push_str(" …");
    }
    citations.retain(|citation| text.contains(&format!("[{}]", citation.n)));
    (text, citations)
}
