//! A question as ranking sees it: its words and neighbouring pairs, what each weighs, and what it hopes to read.
//!
//! Made from analysed tokens alone, so that `title:(` or `a AND OR b` are just words.

use std::cell::OnceCell;

use super::analyzers::{Analyzer, Shape, Tongue};
use super::expectation::{Expectation, Listener};
use super::forward::{Mark, beginning_of, hash};

/// Most terms and most pairs that are kept: what fits a bit set. A longer question keeps its rarest words.
pub(super) const MOST: usize = 64;

/// How much more a Chinese character weighs in its sentence than a word does.
const CHARACTER_WEIGHT: f32 = 2.3;

/// How rare a word pair is taken to be, as a share of what its words weigh together.
const PAIR_RARITY: f32 = 0.8;

/// What the words of the index tell about the words of a question.
pub(super) trait Frequencies {
    /// In how many passages a term stands.
    fn of(&self, term: &str) -> u64;
    /// Terms that begin so, a few at most.
    fn beginning_with(&self, start: &str) -> Vec<String>;
    /// How many passages there are.
    fn passages(&self) -> u64;
    /// The tongues that passages are written in.
    fn tongues(&self) -> &[Tongue];
}

/// One word of a question.
#[derive(Debug)]
pub(super) struct AskedTerm {
    /// The stems under which it is looked up, one for each tongue of the index.
    pub(super) stems: Vec<String>,
    /// Terms of the index that begin alike, for a word that the index does not have.
    pub(super) relatives: Vec<String>,
    /// What it weighs in a sentence.
    pub(super) weight: f32,
    /// Whether the index has it or a relative.
    pub(super) known: bool,
}

/// Two words of a question that stand side by side.
#[derive(Debug)]
pub(super) struct AskedPair {
    /// The two characters, where the pair is looked up as a term.
    pub(super) characters: Option<String>,
    /// What it weighs.
    pub(super) weight: f32,
}

/// An analysed question.
#[derive(Debug)]
pub(super) struct Query {
    pub(super) terms: Vec<AskedTerm>,
    pub(super) pairs: Vec<AskedPair>,
    pub(super) expectation: Expectation,
    /// What all known terms weigh.
    pub(super) known_weight: f32,
    /// What all terms and character pairs weigh, known or not; never 0.
    pub(super) full_weight: f32,
    by_term: Lookup,
    by_beginning: Lookup,
    by_pair: Lookup,
}

/// One token of the question before it is weighed.
struct Heard {
    stems: Vec<String>,
    beginning: Option<String>,
    mark: Mark,
    stop: bool,
    shape: Shape,
    counts: OnceCell<Vec<u64>>,
}

impl Heard {
    /// In how many passages each of its stems stands, counted when that is first asked.
    fn counts(&self, frequencies: &dyn Frequencies) -> &[u64] {
        self.counts.get_or_init(|| self.stems.iter().map(|stem| frequencies.of(stem)).collect())
    }
}

impl Query {
    pub(super) fn new(question: &str, frequencies: &dyn Frequencies) -> Self {
        let mut listener = Listener::default();
        let heard = hear(question, frequencies.tongues(), &mut listener);
        let mut query = Self {
            terms: Vec::new(),
            pairs: Vec::new(),
            expectation: listener.finish(question),
            known_weight: 0.0,
            full_weight: f32::EPSILON,
            by_term: Lookup::default(),
            by_beginning: Lookup::default(),
            by_pair: Lookup::default(),
        };
        let mut terms = weighed_terms(&heard, frequencies);
        if terms.len() > MOST {
            terms.sort_by(|(_, left), (_, right)| right.weight.total_cmp(&left.weight));
            terms.truncate(MOST);
        }
        for (mark, term) in terms {
            query.full_weight += term.weight;
            if term.known {
                query.known_weight += term.weight;
            }
            let number = query.terms.len();
            for stem in &term.stems {
                query.by_term.insert(hash(stem), number);
            }
            if mark.beginning() != 0 {
                query.by_beginning.insert(mark.beginning(), number);
            }
            query.terms.push(term);
        }
        query.add_pairs(&heard, frequencies);
        query
    }

    fn add_pairs(&mut self, heard: &[Heard], frequencies: &dyn Frequencies) {
        let passages = frequencies.passages();
        let mut before: Option<&Heard> = None;
        for token in heard {
            if token.stop && token.shape != Shape::Character {
                continue;
            }
            let Some(left) = before.replace(token) else {
                continue;
            };
            if self.pairs.len() == MOST {
                return;
            }
            let characters = left.shape == Shape::Character && token.shape == Shape::Character;
            if !characters && (left.stop || token.shape == Shape::Character) {
                continue;
            }
            let number = self.pairs.len();
            let mut is_new = false;
            for (first, second) in left.stems.iter().zip(&token.stems) {
                is_new |= self.by_pair.insert(pair_hash(hash(first), hash(second)), number);
            }
            if !is_new {
                continue;
            }
            let (Some(first), Some(second)) = (left.stems.first(), token.stems.first()) else {
                continue;
            };
            if characters {
                let both = format!("{first}{second}");
                let weight = rarity(frequencies.of(&both), passages);
                self.full_weight += weight;
                self.pairs.push(AskedPair { characters: Some(both), weight });
            } else {
                let of = |token: &Heard| rarity(token.counts(frequencies).first().copied().unwrap_or(0), passages);
                let together = of(left) + of(token);
                self.pairs
                    .push(AskedPair { characters: None, weight: (together * PAIR_RARITY).min(rarity(1, passages)) });
            }
        }
    }

    /// The number of the question's term that a token is.
    pub(super) fn term_of(&self, mark: Mark) -> Option<usize> {
        self.by_term.get(mark.term())
    }

    /// The number of the question's term that a token is related to by its first letters.
    pub(super) fn relative_of(&self, mark: Mark) -> Option<usize> {
        match mark.beginning() {
            0 => None,
            beginning => self.by_beginning.get(beginning),
        }
    }

    /// The number of the question's pair that two neighbours are.
    pub(super) fn pair_of(&self, left: Mark, right: Mark) -> Option<usize> {
        self.by_pair.get(pair_hash(left.term(), right.term()))
    }
}

/// The tokens of a question: stop words as in its own tongue, stems as in the tongues of the index.
fn hear(question: &str, tongues: &[Tongue], listener: &mut Listener) -> Vec<Heard> {
    let own = Tongue::of(question).or_else(|| tongues.first().copied()).unwrap_or_default();
    let mut heard: Vec<Heard> = Vec::new();
    let own_is_indexed = tongues.contains(&own);
    Analyzer::new(own).each(question, |token| {
        listener.hear(&token);
        let known = own_is_indexed || token.shape == Shape::Character;
        heard.push(Heard {
            stems: if known { vec![token.term.to_owned()] } else { Vec::new() },
            beginning: beginning_of(&token).map(str::to_owned),
            mark: Mark::of(&token, heard.is_empty()),
            stop: token.stop,
            shape: token.shape,
            counts: OnceCell::new(),
        });
    });
    for tongue in tongues.iter().filter(|tongue| **tongue != own) {
        // The runs of letters are the same in every tongue, so the tokens come in step.
        let mut number = 0;
        Analyzer::new(*tongue).each(question, |token| {
            if let Some(heard) = heard.get_mut(number)
                && !heard.stems.iter().any(|stem| stem == token.term)
                && token.shape != Shape::Character
            {
                if heard.stems.is_empty() {
                    heard.mark = Mark::of(&token, number == 0);
                    heard.beginning = beginning_of(&token).map(str::to_owned);
                }
                heard.stems.push(token.term.to_owned());
            }
            number += 1;
        });
    }
    heard
}

/// The distinct terms to look for: all but stop words, or all where there is nothing else.
fn weighed_terms(heard: &[Heard], frequencies: &dyn Frequencies) -> Vec<(Mark, AskedTerm)> {
    let passages = frequencies.passages();
    let only_stops = heard.iter().all(|token| token.stop);
    let mut terms: Vec<(Mark, AskedTerm)> = Vec::new();
    for token in heard {
        let is_double = terms.iter().any(|(mark, _)| mark.term() == token.mark.term());
        if is_double || token.stop && !only_stops {
            continue;
        }
        let mut frequency = token.counts(frequencies).iter().copied().max().unwrap_or(0);
        let mut relatives = Vec::new();
        if frequency == 0
            && let Some(start) = &token.beginning
        {
            relatives = frequencies.beginning_with(start);
            frequency = relatives.iter().map(|relative| frequencies.of(relative)).sum::<u64>().min(passages);
        }
        let factor = if token.shape == Shape::Character { CHARACTER_WEIGHT } else { 1.0 };
        terms.push((
            token.mark,
            AskedTerm {
                stems: token.stems.clone(),
                relatives,
                weight: rarity(frequency, passages) * factor,
                known: frequency > 0,
            },
        ));
    }
    terms
}

/// How much a term tells that stands in so many of so many passages (BM25's idf).
pub(super) fn rarity(frequency: u64, passages: u64) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a logarithm needs no more digits")]
    let (with, without) = (frequency as f32 + 0.5, passages.saturating_sub(frequency) as f32 + 0.5);
    (1.0 + without / with).ln()
}

fn pair_hash(left: u32, right: u32) -> u32 {
    (left.rotate_left(5) ^ right).wrapping_mul(0x9e37_79b1) ^ left >> 7
}

/// A tiny hash table from token hashes to numbers, made once for a question and asked for every token of a passage.
#[derive(Debug)]
struct Lookup {
    /// For each low byte: 1 + the first entry.
    heads: [u8; 256],
    /// Hash, number, 1 + the next entry.
    entries: Vec<(u32, u8, u8)>,
}

impl Default for Lookup {
    fn default() -> Self {
        Self { heads: [0; 256], entries: Vec::new() }
    }
}

impl Lookup {
    /// Adds a hash unless it is there; whether it was added.
    fn insert(&mut self, hash: u32, number: usize) -> bool {
        let (Ok(value), Ok(place)) = (u8::try_from(number), u8::try_from(self.entries.len() + 1)) else {
            return false;
        };
        if self.get(hash).is_some() {
            return false;
        }
        let head = &mut self.heads[usize::from(hash.to_le_bytes()[0])];
        self.entries.push((hash, value, *head));
        *head = place;
        true
    }

    fn get(&self, hash: u32) -> Option<usize> {
        let mut place = self.heads[usize::from(hash.to_le_bytes()[0])];
        while place != 0 {
            let (found, number, next) = self.entries[usize::from(place) - 1];
            if found == hash {
                return Some(usize::from(number));
            }
            place = next;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(&'static [Tongue]);

    impl Frequencies for Fixed {
        fn of(&self, term: &str) -> u64 {
            match term {
                "model" | "modelo" => 50,
                "platyctenid" => 2,
                term if term.starts_with("zzz") || term.starts_with("platycen") => 0,
                _ => 5,
            }
        }
        fn beginning_with(&self, start: &str) -> Vec<String> {
            if start == "platy" { vec!["platyctenid".to_owned()] } else { Vec::new() }
        }
        fn passages(&self) -> u64 {
            100
        }
        fn tongues(&self) -> &[Tongue] {
            self.0
        }
    }

    fn stems(question: &str, tongues: &'static [Tongue]) -> Vec<Vec<String>> {
        let query = Query::new(question, &Fixed(tongues));
        query.terms.into_iter().map(|term| term.stems).collect()
    }

    #[test]
    fn question_words_go_and_tongues_of_the_index_decide_the_stems() {
        let english: &[Tongue] = &[Tongue::English];
        assert_eq!(stems("Who founded the labs?", english), [["found"], ["lab"]]);
        assert_eq!(stems("title:( a AND OR b", english), [["titl"], ["and"], ["or"], ["b"]]);
        assert_eq!(stems("¿Quién fundó los modelos?", english), [["fundo"], ["modelo"]]);
        assert_eq!(
            stems("¿Quién fundó los modelos?", &[Tongue::English, Tongue::Spanish]),
            [vec!["fund", "fundo"], vec!["model", "modelo"]]
        );
        assert_eq!(stems("who are they", english), [["who"], ["are"], ["they"]]);
    }

    #[test]
    fn unknown_words_count_against_coverage_and_relatives_stand_in() {
        let query = Query::new("zzzyx model platycenida", &Fixed(&[Tongue::English]));
        let known: Vec<bool> = query.terms.iter().map(|term| term.known).collect();
        assert_eq!(known, [false, true, true]);
        assert_eq!(query.terms[2].relatives, ["platyctenid"]);
        assert!(query.known_weight < query.full_weight);
    }

    #[test]
    fn long_questions_keep_what_fits() {
        let long = (0..500).map(|n| format!("word{n}")).collect::<Vec<_>>().join(" ");
        let query = Query::new(&long, &Fixed(&[Tongue::English]));
        assert_eq!((query.terms.len(), query.pairs.len()), (MOST, MOST));
        let chinese: String = ('\u{4e00}'..'\u{5000}').collect();
        let query = Query::new(&chinese, &Fixed(&[Tongue::English]));
        assert_eq!((query.terms.len(), query.pairs.len()), (MOST, MOST));
    }
}
