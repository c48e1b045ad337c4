//! One ranking for all text: Tantivy's best by words, then ranked again by words, pairs, coverage and best sentence.
//!
//! The weights were found with `lablore eval-retrieval` on one half of two public sets (English and Chinese) and
//! confirmed on the other; none of them belongs to a set or to a language beyond what a character is.

use super::index::PassageIndex;
use super::query::Query;
use super::sentences::{SentenceHit, Tally};
use crate::corpus::StatementId;
use crate::corpus::document::{PassageId, UnitId};

/// A passage with how well it fits a question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Which one.
    pub passage: PassageId,
    /// Comparable among passages for one question only.
    pub score: f32,
    /// Share (0 to 1) of what the question's words weigh that stands in the passage or its headings. Words that no
    /// passage holds count as missing, so that a low share is a reason not to answer.
    pub coverage: f32,
    /// Its best sentence.
    pub best: SentenceHit,
}

/// How many candidates are ranked again, where no more are asked for.
const DEPTH: usize = 24;

/// How fast a word's further occurrences stop counting.
const SATURATION: f32 = 0.6;
/// How much a long passage is discounted.
const LENGTH: f32 = 1.05;
/// Weight of words, of pairs among them, of coverage and of the best sentence.
const WORDS: f32 = 0.5;
const PAIR: f32 = 0.4;
const CHARACTER_PAIR: f32 = 0.6;
const COVERAGE: f32 = 0.08;
const SENTENCE: f32 = 0.75;

impl PassageIndex {
    /// The passages that fit a question best, best first; ties by id. Any text is a question.
    #[must_use]
    pub fn passages(&self, question: &str, limit: usize) -> Vec<Hit> {
        let query = self.query(question);
        let mut tally = Tally::new();
        let mut hits: Vec<Hit> = self
            .candidates(&query, limit.max(DEPTH))
            .into_iter()
            .filter_map(|number| self.hit(&query, &mut tally, number))
            .collect();
        hits.sort_by(|left, right| right.score.total_cmp(&left.score).then(left.passage.cmp(&right.passage)));
        hits.truncate(limit);
        hits
    }

    /// The sentences of some passages that fit a question best, best first; ties by place.
    #[must_use]
    pub fn sentences(&self, question: &str, passages: &[PassageId], limit: usize) -> Vec<SentenceHit> {
        let query = self.query(question);
        let mut tally = Tally::new();
        let mut hits: Vec<SentenceHit> = Vec::new();
        for passage in passages {
            let Some(number) = self.forward().number_of(*passage) else {
                continue;
            };
            tally.count(&query, self.forward().passage(number));
            hits.extend((0..tally.units.len()).map(|unit| {
                let score = tally.unit_score(&query, unit);
                sentence_hit(&query, &tally, *passage, unit, score)
            }));
        }
        hits.sort_by(|left, right| right.score.total_cmp(&left.score).then(left.unit.cmp(&right.unit)));
        hits.truncate(limit);
        hits
    }

    /// The statements whose subject, property and value fit a question best, best first, with BM25 scores; ties by id.
    #[must_use]
    pub fn statements(&self, question: &str, limit: usize) -> Vec<(StatementId, f32)> {
        let query = self.query(question);
        let mut hits = self.statement_candidates(&query, limit);
        hits.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
        hits
    }

    fn hit(&self, query: &Query, tally: &mut Tally, number: usize) -> Option<Hit> {
        let passage = self.forward().id(number);
        tally.count(query, self.forward().passage(number));
        let (unit, sentence) = tally.best_unit(query)?;
        let score = WORDS * word_score(query, tally, self.forward().mean_length())
            + COVERAGE * matched_weight(query, tally)
            + SENTENCE * sentence;
        Some(Hit {
            passage,
            score,
            coverage: tally.coverage(query),
            best: sentence_hit(query, tally, passage, unit, sentence),
        })
    }
}

fn sentence_hit(query: &Query, tally: &Tally, passage: PassageId, unit: usize, score: f32) -> SentenceHit {
    SentenceHit {
        unit: UnitId { document: passage.document, unit: tally.units[unit].unit },
        score,
        coverage: tally.unit_coverage(query, unit),
    }
}

/// BM25 over words and pairs.
fn word_score(query: &Query, tally: &Tally, mean_length: f32) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "no passage has millions of tokens")]
    let length = tally.length as f32;
    let norm = SATURATION * (1.0 - LENGTH + LENGTH * length / mean_length).max(0.1);
    let part = |count: f32| (1.0 + SATURATION) * count / (count + norm);
    let words: f32 = query.terms.iter().zip(&tally.terms).map(|(term, count)| term.weight * part(*count)).sum();
    let pairs: f32 = query
        .pairs
        .iter()
        .zip(&tally.pairs)
        .map(|(pair, count)| {
            let share = match pair.characters {
                Some(_) => CHARACTER_PAIR,
                None => PAIR,
            };
            share * pair.weight * part(*count)
        })
        .sum();
    words + pairs
}

/// What the question's words weigh that stand in the passage at all.
fn matched_weight(query: &Query, tally: &Tally) -> f32 {
    query.terms.iter().zip(&tally.terms).filter(|(_, count)| **count > 0.0).map(|(term, _)| term.weight).sum()
}
