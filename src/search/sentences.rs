//! Which sentences of a passage answer a question best: rare words of the question, neighbours kept together, words of
//! the sentence before and of the headings at a discount, and a word of the kind that the question hopes for.

use super::forward::{Mark, PassageMarks};
use super::query::{MOST, Query};
use crate::corpus::document::UnitId;

/// A sentence, row or bullet with how well it fits a question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SentenceHit {
    /// Which one.
    pub unit: UnitId,
    /// Comparable among sentences for one question only.
    pub score: f32,
    /// Share (0 to 1) of what the question's words weigh that stands in this sentence or its headings. Words that no
    /// passage holds count as missing.
    pub coverage: f32,
}

/// Weight of a word that only begins like the question's, in its sentence and in the count over the passage.
const RELATIVE: f32 = 0.7;
const RELATIVE_COUNT: f32 = 0.2;
/// Weight of a pair of words, and of a pair of Chinese characters.
const PAIR: f32 = 0.12;
const CHARACTER_PAIR: f32 = 1.0;
/// Weight of words that stand in the sentence before.
const BEFORE: f32 = 0.55;
/// Weight of words that stand in the headings.
const HEADING: f32 = 0.5;

/// What of a question stands in one unit, as bit sets over its terms and pairs.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct UnitMatch {
    pub(super) unit: u32,
    exact: u64,
    related: u64,
    pairs: u64,
    met: bool,
}

/// What of a question stands in a passage. Used again from passage to passage.
#[derive(Debug)]
pub(super) struct Tally {
    /// How often each term stands in it; relatives and headings count in part.
    pub(super) terms: [f32; MOST],
    /// How often each pair stands in it.
    pub(super) pairs: [f32; MOST],
    /// Tokens without headings.
    pub(super) length: u32,
    pub(super) units: Vec<UnitMatch>,
    heading: u64,
}

impl Tally {
    pub(super) fn new() -> Self {
        Self { terms: [0.0; MOST], pairs: [0.0; MOST], length: 0, units: Vec::new(), heading: 0 }
    }

    /// Counts a passage.
    pub(super) fn count(&mut self, query: &Query, passage: PassageMarks<'_>) {
        self.terms = [0.0; MOST];
        self.pairs = [0.0; MOST];
        self.length = 0;
        self.units.clear();
        self.heading = 0;
        for mark in passage.heading.marks() {
            if let Some(term) = query.term_of(mark)
                && self.heading >> term & 1 == 0
            {
                self.heading |= 1 << term;
                self.terms[term] += HEADING;
            }
        }
        for (unit, stretch) in passage.units() {
            let found = self.count_unit(query, unit, stretch.marks());
            self.units.push(found);
        }
    }

    fn count_unit(&mut self, query: &Query, unit: u32, marks: impl Iterator<Item = Mark>) -> UnitMatch {
        let mut found = UnitMatch { unit, ..UnitMatch::default() };
        let mut before: Option<Mark> = None;
        for mark in marks {
            self.length += 1;
            if let Some(term) = query.term_of(mark) {
                self.terms[term] += 1.0;
                found.exact |= 1 << term;
                if let Some(pair) = before.and_then(|before| query.pair_of(before, mark)) {
                    self.pairs[pair] += 1.0;
                    found.pairs |= 1 << pair;
                }
            } else {
                found.met |= query.expectation.met_by(mark);
                if let Some(term) = query.relative_of(mark) {
                    self.terms[term] += RELATIVE_COUNT;
                    found.related |= 1 << term;
                }
            }
            before = Some(mark);
        }
        found.related &= !found.exact;
        found
    }

    /// How well a unit of the passage fits.
    pub(super) fn unit_score(&self, query: &Query, number: usize) -> f32 {
        let unit = &self.units[number];
        let here = unit.exact | unit.related;
        let before = match number.checked_sub(1) {
            Some(previous) => self.units[previous].exact & !here,
            None => 0,
        };
        let heading = self.heading & !here & !before;
        let mut score = weight_of(query, unit.exact)
            + RELATIVE * weight_of(query, unit.related)
            + BEFORE * weight_of(query, before)
            + HEADING * weight_of(query, heading);
        for pair in bits(unit.pairs) {
            let pair = &query.pairs[pair];
            let share = match pair.characters {
                Some(_) => CHARACTER_PAIR,
                None => PAIR,
            };
            score += share * pair.weight;
        }
        if unit.met {
            score += query.expectation.worth() * query.known_weight;
        }
        score
    }

    /// The share of the question that stands in a unit and its headings.
    pub(super) fn unit_coverage(&self, query: &Query, number: usize) -> f32 {
        let unit = &self.units[number];
        let exact = unit.exact | self.heading;
        self.share(query, exact, unit.related & !exact, unit.pairs)
    }

    /// The share of the question that stands in the passage and its headings.
    pub(super) fn coverage(&self, query: &Query) -> f32 {
        let (mut exact, mut related, mut pairs) = (self.heading, 0, 0);
        for unit in &self.units {
            exact |= unit.exact;
            related |= unit.related;
            pairs |= unit.pairs;
        }
        self.share(query, exact, related & !exact, pairs)
    }

    #[expect(clippy::unused_self, reason = "reads as what it is: a share of this tally")]
    fn share(&self, query: &Query, exact: u64, related: u64, pairs: u64) -> f32 {
        let characters: f32 = bits(pairs)
            .map(|pair| &query.pairs[pair])
            .filter(|pair| pair.characters.is_some())
            .map(|pair| pair.weight)
            .sum();
        let found = weight_of(query, exact) + RELATIVE * weight_of(query, related) + characters;
        (found / query.full_weight).clamp(0.0, 1.0)
    }

    /// The best unit of the passage and its score; the first of equals.
    pub(super) fn best_unit(&self, query: &Query) -> Option<(usize, f32)> {
        let mut best: Option<(usize, f32)> = None;
        for number in 0..self.units.len() {
            let score = self.unit_score(query, number);
            if best.is_none_or(|(_, top)| score > top) {
                best = Some((number, score));
            }
        }
        best
    }
}

fn weight_of(query: &Query, terms: u64) -> f32 {
    bits(terms).map(|term| query.terms[term].weight).sum()
}

fn bits(mut set: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        if set == 0 {
            return None;
        }
        let bit = set.trailing_zeros() as usize;
        set &= set - 1;
        Some(bit)
    })
}
