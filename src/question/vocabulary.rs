//! The words of all documents, with how telling each is.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::lexicon::Lexicon;
use super::tokens::{Token, tokenize};
use crate::corpus::{Corpus, StatementId};
use crate::text::fold::fold;

/// Number of a stem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TermId(pub u32);

/// Stems of the documents' words and of all names, numbered, with the number of sentences that hold each.
/// Counting them takes longer the more text there is, so a generation keeps them.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Vocabulary {
    terms: FxHashMap<String, TermId>,
    sentences_with: Vec<u32>,
    sentences: u32,
    words: FxHashMap<String, u32>,
    /// For each statement: what its keywords are found by.
    keywords: Vec<Vec<TermId>>,
    /// The Chinese words among them.
    han_keywords: BTreeSet<String>,
}

impl Vocabulary {
    /// Counts the words of a corpus.
    #[must_use]
    pub fn new(corpus: &Corpus, lexicon: &Lexicon) -> Self {
        let mut vocabulary = Self::default();
        let mut seen = Vec::new();
        for document in &corpus.documents {
            for unit in &document.units {
                vocabulary.sentences += 1;
                seen.clear();
                for token in tokenize(&document.text[unit.span()]) {
                    if token.is_han() || lexicon.is_stop(&token) {
                        continue;
                    }
                    *vocabulary.words.entry(token.text).or_default() += 1;
                    seen.push(vocabulary.intern(token.stem));
                }
                seen.sort_unstable();
                seen.dedup();
                for term in &seen {
                    vocabulary.sentences_with[term.0 as usize] += 1;
                }
            }
        }
        for name in corpus.entities.iter().flat_map(crate::corpus::record::Entity::names) {
            for token in tokenize(name) {
                if !token.is_han() {
                    *vocabulary.words.entry(token.text).or_default() += 1;
                    vocabulary.intern(token.stem);
                }
            }
        }
        for statement in &corpus.statements {
            let qualifiers = &statement.qualifiers;
            let texts = [
                &qualifiers.scope,
                &qualifiers.note,
                &qualifiers.of,
                &qualifiers.compared_with,
                &qualifiers.written,
                &qualifiers.author,
            ];
            for text in texts.into_iter().flatten().chain([&statement.text]) {
                for token in tokenize(text) {
                    vocabulary.intern(token.stem);
                }
            }
            let keywords = statement.keywords().flat_map(|word| vocabulary.add_keyword(word)).collect();
            vocabulary.keywords.push(keywords);
        }
        vocabulary
    }

    /// The stems of a keyword's words; a Chinese one is a word as it stands.
    fn add_keyword(&mut self, keyword: &str) -> Vec<TermId> {
        let tokens = tokenize(keyword);
        if tokens.iter().all(Token::is_han) {
            let word = fold(keyword);
            self.han_keywords.insert(word.clone());
            return vec![self.intern(word)];
        }
        let mut stems = Vec::new();
        for token in tokens {
            self.words.entry(token.text).or_default();
            stems.push(self.intern(token.stem));
        }
        stems
    }

    /// What the keywords of a statement are found by.
    #[must_use]
    pub fn keywords(&self, id: StatementId) -> &[TermId] {
        self.keywords.get(id.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// The Chinese keywords of all statements, in order.
    pub fn han_keywords(&self) -> impl Iterator<Item = &str> {
        self.han_keywords.iter().map(String::as_str)
    }

    /// The number of a stem, given one where it has none yet.
    fn intern(&mut self, stem: String) -> TermId {
        let next = TermId(u32::try_from(self.terms.len()).unwrap_or(u32::MAX));
        let id = *self.terms.entry(stem).or_insert(next);
        if id == next {
            self.sentences_with.push(0);
        }
        id
    }

    /// The number of a stem, if any document, name or record has it.
    #[must_use]
    pub fn term(&self, stem: &str) -> Option<TermId> {
        self.terms.get(stem).copied()
    }

    /// Whether any document or name has a word, as written.
    #[must_use]
    pub fn has_word(&self, word: &str) -> bool {
        self.words.contains_key(word)
    }

    /// All words with how often they occur.
    pub fn words(&self) -> impl Iterator<Item = (&str, u32)> {
        self.words.iter().map(|(word, count)| (word.as_str(), *count))
    }

    /// How telling a stem is: inverse document frequency over sentences, from about 1 upward; unknown stems are the
    /// most telling.
    #[must_use]
    pub fn weight(&self, stem: &str) -> f32 {
        let with = self.term(stem).map_or(0, |term| self.sentences_with[term.0 as usize]);
        #[expect(clippy::cast_precision_loss, reason = "counts of sentences are far below 2^24")]
        let ratio = (self.sentences as f32 + 1.0) / (with as f32 + 1.0);
        1.0 + ratio.ln().max(0.0) / 4.0
    }
}
