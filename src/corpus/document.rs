//! A document: its text, and the spans of that text that can be found and quoted.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::source::Source;

/// A document as indexed: repaired text and the structure over it. All spans are bytes of `text`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Id, title, author and the like.
    pub source: Source,
    /// Whether the text is the original's; else it is this project's own digest.
    pub is_original: bool,
    /// The text that every quote is a slice of.
    pub text: String,
    /// Sections in order; the first is what stands before any heading.
    pub sections: Vec<Section>,
    /// Sentences, bullets, rows and headings in order.
    pub units: Vec<Unit>,
    /// Runs of units that are searched as one.
    pub passages: Vec<Passage>,
}

/// A stretch of a document under one heading.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Headings from the outermost to this one, without numbering; empty before the first heading.
    pub path: Vec<String>,
}

impl Section {
    /// The path as citations show it.
    #[must_use]
    pub fn title(&self) -> String {
        self.path.join(" › ")
    }
}

/// What sort of words a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum UnitKind {
    /// A heading.
    Heading,
    /// A sentence of a paragraph or bullet.
    Sentence,
    /// A row of a table, without its outer bars.
    Row,
}

/// The smallest thing that is quoted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Number of its section.
    pub section: u32,
    /// What it is.
    pub kind: UnitKind,
    /// For a row: number of the unit that is its table's header.
    pub header: Option<u32>,
}

impl Unit {
    /// Its bytes in the document's text.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A paragraph, a run of bullets or a table row: what search ranks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// First unit.
    pub first_unit: u32,
    /// One past the last unit.
    pub end_unit: u32,
}

/// Where a unit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct UnitId {
    /// Number of the document.
    pub document: u16,
    /// Number of the unit in it.
    pub unit: u32,
}

/// Where a passage stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PassageId {
    /// Number of the document.
    pub document: u16,
    /// Number of the passage in it.
    pub passage: u32,
}

impl Document {
    /// The words of a passage: a slice of the text.
    #[must_use]
    pub fn passage_text(&self, passage: &Passage) -> &str {
        let first = &self.units[passage.first_unit as usize];
        let last = &self.units[passage.end_unit as usize - 1];
        &self.text[first.start as usize..last.end as usize]
    }

    /// The passage that a unit stands in, if it stands in one.
    #[must_use]
    pub fn passage_of(&self, unit: u32) -> Option<u32> {
        let number = self.passages.partition_point(|passage| passage.end_unit <= unit);
        let passage = self.passages.get(number).filter(|passage| passage.first_unit <= unit);
        passage.and_then(|_| u32::try_from(number).ok())
    }

    /// The section that a unit stands in.
    #[must_use]
    pub fn section_of(&self, unit: &Unit) -> &Section {
        &self.sections[unit.section as usize]
    }

    /// The section of a path, if there is one.
    #[must_use]
    pub fn find_section(&self, path: &str) -> Option<u32> {
        let wanted = super::outline::heading_key_path(path);
        self.sections
            .iter()
            .position(|section| {
                section.path.iter().map(|part| super::outline::heading_key(part)).eq(wanted.iter().cloned())
            })
            .and_then(|position| u32::try_from(position).ok())
    }
}
