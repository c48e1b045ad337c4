//! From evidence to a cited answer.

mod about;
pub mod abstain;
mod asked;
mod authors;
mod beside;
pub mod chronicle;
pub mod claim;
pub mod compare;
pub mod compose;
pub mod count;
mod coverage;
pub mod described;
mod dispute;
pub mod draft;
pub mod evidence;
mod explained;
pub mod fact;
mod focus;
pub mod group;
pub mod hop;
pub mod interval;
pub mod knowledge;
pub mod letters;
pub mod list;
mod neighbour;
pub mod on_this_day;
mod own;
mod partial;
pub mod passage;
mod post;
pub mod profile;
pub mod quantified;
mod quoted;
pub mod reasons;
pub mod referring;
pub mod say;
pub mod select;
mod shares;
pub mod standing;
mod suggest;
pub mod superlative;
mod tied;
pub mod timeline;
mod untold;
pub mod verdict;
pub mod wording;

use serde::Serialize;

use self::knowledge::Knowledge;
use crate::corpus::document::UnitId;
use crate::question::Topic;
use crate::text::language::Language;

/// What came of a question. Not knowing is a value, never an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The documents hold the answer and agree.
    Found,
    /// The documents hold the answer and disagree: every value is given with its own citations.
    Disagree,
    /// It exists, but a document says that it is not public.
    NotPublic,
    /// A document says that there is none.
    ThereIsNone,
    /// No document holds the answer.
    Unknown,
    /// Not a question for this bot: small talk, weather, code, orders.
    OutOfScope,
}

/// Where an answer's words come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Put together from structured records.
    Records,
    /// Words of a document.
    Passages,
    /// Not answered.
    None,
}

/// A numbered proof: the quote is an exact slice of the indexed document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Citation {
    /// The `[n]` of the text, counted from 1 in order of first use.
    pub n: u32,
    /// Id of the source.
    pub source: String,
    /// Title of the source.
    pub title: String,
    /// Path of headings, joined by ` › `.
    pub section: String,
    /// The sentence, bullet or table row that holds the fact.
    pub quote: String,
    /// Where that stands.
    #[serde(skip)]
    pub unit: UnitId,
}

impl Citation {
    /// The citation of a sentence or row.
    fn of(knowledge: &Knowledge, unit: UnitId, n: u32) -> Self {
        let document = &knowledge.corpus.documents[unit.document as usize];
        Self {
            n,
            source: document.source.id.clone(),
            title: document.source.title.clone(),
            section: document.section_of(&document.units[unit.unit as usize]).title(),
            quote: knowledge.corpus.unit_text(unit).to_owned(),
            unit,
        }
    }
}

/// One of several values that documents give where they disagree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// Of what: subject and property, in words.
    pub of: String,
    /// The value as the text words it, with its marks.
    pub value: String,
    /// The citations that prove it, by their numbers.
    pub marks: Vec<u32>,
}

/// A finished answer, in plain text: layout belongs to the renderer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// What came of the question.
    pub outcome: Outcome,
    /// Where the words come from.
    pub kind: Kind,
    /// What a person reads, at most 1,200 characters, with `[n]` behind each claim. May hold line breaks and `- ` lists.
    pub text: String,
    /// One for every `[n]` of the text, in order.
    pub citations: Vec<Citation>,
    /// Up to three questions that the bot can answer.
    pub suggestions: Vec<String>,
    /// The language that the text is worded in.
    #[serde(skip)]
    pub language: Language,
    /// What the conversation is about now, for a follow-up.
    #[serde(skip)]
    pub topic: Topic,
    /// How the answer came about, line by line, where that was asked for (`ask --explain`); else empty.
    #[serde(skip)]
    pub trace: Vec<String>,
    /// Where documents disagree: the values, each with what proves it.
    #[serde(skip)]
    pub sides: Vec<Side>,
    /// How many pages all that it lists would fill, of which it is one; 1 for what has no further pages.
    #[serde(skip)]
    pub pages: usize,
}

impl Answer {
    /// Whether the question was answered: found, documents disagree, not public, there is none.
    #[must_use]
    pub fn answered(&self) -> bool {
        self.kind != Kind::None
    }
}
