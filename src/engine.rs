//! The story on one page: one immutable build of corpus and index, and everything that can be asked of it.

use jiff::civil::Date;

use crate::answer::Answer;
use crate::question::Topic;
use crate::text::language::Language;

/// A question with all that its answer may depend on: no clock and no environment is read further down.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// As typed.
    pub text: &'a str,
    /// The language to answer in where the text itself does not tell (a Discord locale).
    pub language: Option<Language>,
    /// Today, for "this month" and "how many years ago".
    pub today: Date,
    /// What the conversation was about so far.
    pub topic: Topic,
}

/// A name that autocomplete offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameSuggestion {
    /// What is put into the option when chosen: the entity's name.
    pub name: String,
    /// What is shown: the name and, where an alias matched, that alias.
    pub shown: String,
}

/// A source document as `/sources` lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceInfo {
    /// Id, as citations name it.
    pub id: String,
    /// Full title.
    pub title: String,
    /// Author, where known.
    pub author: Option<String>,
    /// Date as the document gives it, where known.
    pub date: Option<String>,
    /// Where it stands on the web, where known.
    pub address: Option<String>,
    /// How many passages of it are indexed.
    pub passages: usize,
}

/// One immutable build of corpus and index. Cheap to share, never changed: a reload makes a new one.
#[derive(Debug)]
pub struct Engine {}

impl Engine {
    /// Answers one question: the same question over the same data gives the same answer to the letter.
    #[must_use]
    pub fn answer(&self, _question: &Question<'_>) -> Answer {
        unimplemented!("being written")
    }

    /// The card of a lab (or of any entity): what it is, founders, founded, place, models, funding, each line cited.
    /// An unknown name gives an `Unknown` answer with "did you mean" suggestions.
    #[must_use]
    pub fn profile(&self, _name: &str, _language: Language) -> Answer {
        unimplemented!("being written")
    }

    /// Names of labs and companies that fit what has been typed so far, best first; for an empty text the most
    /// prominent ones. Matches aliases, Chinese names and typos, from memory.
    #[must_use]
    pub fn suggest_labs(&self, _typed: &str, _limit: usize) -> Vec<NameSuggestion> {
        unimplemented!("being written")
    }

    /// The documents that answers come from.
    #[must_use]
    pub fn sources(&self) -> Vec<SourceInfo> {
        unimplemented!("being written")
    }
}
