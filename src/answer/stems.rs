//! The stems by which a question asks for a property or names a kind, looked up once before statements are held against
//! them.

use super::knowledge::{Knowledge, StatementTerms};
use crate::question::vocabulary::TermId;

/// A stem, looked up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stem<'m> {
    pub(super) text: &'m str,
    /// Its number, if any document, name or record has it.
    pub(super) term: Option<TermId>,
    /// Synonym groups that it belongs to.
    pub(super) groups: &'m [u32],
}

impl<'m> Stem<'m> {
    /// Looks some stems up.
    pub(super) fn all(knowledge: &'m Knowledge, stems: &'m [String]) -> Vec<Self> {
        let understander = &knowledge.understander;
        let look_up = |text: &'m String| Self {
            text,
            term: understander.vocabulary.term(text),
            groups: understander.lexicon.groups(text),
        };
        stems.iter().map(look_up).collect()
    }

    /// Whether a statement's own words have it.
    pub(super) fn is_own(&self, words: &StatementTerms) -> bool {
        self.term.is_some_and(|term| words.own.binary_search(&term).is_ok())
    }

    /// Whether a statement's own words have it; for a Chinese word, whether they mean it.
    pub(super) fn is_said(&self, words: &StatementTerms) -> bool {
        self.is_own(words) || !self.text.is_ascii() && self.is_held(words)
    }

    /// Whether a statement or its proof has it or a word that means the same.
    pub(super) fn is_held(&self, words: &StatementTerms) -> bool {
        self.term.is_some_and(|term| words.terms.binary_search(&term).is_ok())
            || self.groups.iter().any(|group| words.groups.binary_search(group).is_ok())
    }
}
