//! How good the ranking is on other people's questions: a SQuAD-like file is indexed and asked.
//!
//! The measure: every distinct paragraph is a passage without title or heading; right is the paragraph that a question
//! belongs to; `sent@1` is whether the best sentence of the best passage holds one of the answers.

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{PassageIndex, SearchError};
use crate::corpus::Corpus;
use crate::corpus::document::{Document, Passage, PassageId, Section, Unit, UnitKind};
use crate::text::sentences::sentences;

/// A file as `SQuAD`, CMRC, `XQuAD` and DRCD have it.
#[derive(Debug, Clone, Deserialize)]
pub struct QuestionFile {
    /// Articles.
    pub data: Vec<Article>,
}

/// Paragraphs about one thing.
#[derive(Debug, Clone, Deserialize)]
pub struct Article {
    /// Its paragraphs.
    pub paragraphs: Vec<Paragraph>,
}

/// A paragraph with what was asked about it.
#[derive(Debug, Clone, Deserialize)]
pub struct Paragraph {
    /// Its words.
    pub context: String,
    /// Questions that it answers.
    #[serde(default)]
    pub qas: Vec<Asked>,
}

/// A question with its answers.
#[derive(Debug, Clone, Deserialize)]
pub struct Asked {
    /// Its words.
    pub question: String,
    /// Stretches of the paragraph that answer it; empty where none does.
    #[serde(default)]
    pub answers: Vec<Expected>,
}

/// An answer.
#[derive(Debug, Clone, Deserialize)]
pub struct Expected {
    /// Its words.
    pub text: String,
}

/// What was measured. Shares are 0 to 1.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quality {
    /// Distinct paragraphs.
    pub passages: usize,
    /// Questions asked.
    pub questions: usize,
    /// Share of questions whose paragraph came first.
    #[serde(rename = "hit@1")]
    pub hit_at_1: f64,
    /// Share of questions whose paragraph was among the first five.
    #[serde(rename = "hit@5")]
    pub hit_at_5: f64,
    /// Mean of 1 / rank, 0 beyond rank ten.
    #[serde(rename = "MRR@10")]
    pub mrr_at_10: f64,
    /// Share of questions with answers where the best sentence of the best passage holds one.
    #[serde(rename = "sent@1")]
    pub sentence_at_1: f64,
    /// All questions together, one thread.
    pub seconds: f64,
    /// Building the index.
    pub build_seconds: f64,
    /// One question at the median.
    pub median_us: f64,
    /// One question at the 99th percentile.
    pub p99_us: f64,
}

/// Most paragraphs that are put into one document, which has 32-bit offsets.
const PARAGRAPHS_IN_DOCUMENT: usize = 10_000;

/// Indexes the paragraphs in `folder` (empty, the caller's) and asks all questions. `clock` tells the time since any fixed moment.
///
/// # Errors
/// Where the index cannot be built.
pub fn evaluate(file: &QuestionFile, folder: &Path, clock: &dyn Fn() -> Duration) -> Result<Quality, SearchError> {
    let mut corpus = Corpus::default();
    let mut known: HashMap<&str, PassageId> = HashMap::new();
    let paragraphs = || file.data.iter().flat_map(|article| &article.paragraphs);
    for paragraph in paragraphs() {
        known.entry(&paragraph.context).or_insert_with(|| add_paragraph(&mut corpus, &paragraph.context));
    }
    let begun = clock();
    PassageIndex::build(&corpus, folder, &|_| Vec::new(), &mut |_, _| {})?;
    let build_seconds = clock().saturating_sub(begun).as_secs_f64();
    let index = PassageIndex::open(folder)?;

    let mut counts = Counts::default();
    let mut times = Vec::new();
    for paragraph in paragraphs() {
        let right = known.get(paragraph.context.as_str()).copied();
        for asked in &paragraph.qas {
            let before = clock();
            let hits = index.passages(&asked.question, 10);
            times.push(clock().saturating_sub(before));
            let rank = hits.iter().position(|hit| Some(hit.passage) == right);
            let sentence = hits.first().map_or("", |hit| corpus.unit_text(hit.best.unit));
            counts.add(rank, sentence, &asked.answers);
        }
    }
    let seconds = times.iter().sum::<Duration>().as_secs_f64();
    times.sort();
    let micros = |share: usize| {
        let place = (times.len() * share / 100).min(times.len().saturating_sub(1));
        times.get(place).map_or(0.0, |time| time.as_secs_f64() * 1e6)
    };
    Ok(Quality {
        passages: known.len(),
        questions: counts.questions,
        hit_at_1: share(counts.first, counts.questions),
        hit_at_5: share(counts.first_five, counts.questions),
        mrr_at_10: if counts.questions == 0 { 0.0 } else { counts.reciprocal / share_base(counts.questions) },
        sentence_at_1: share(counts.sentences, counts.answerable),
        seconds,
        build_seconds,
        median_us: micros(50),
        p99_us: micros(99),
    })
}

#[derive(Default)]
struct Counts {
    questions: usize,
    first: usize,
    first_five: usize,
    reciprocal: f64,
    answerable: usize,
    sentences: usize,
}

impl Counts {
    fn add(&mut self, rank: Option<usize>, sentence: &str, answers: &[Expected]) {
        self.questions += 1;
        if let Some(rank) = rank {
            self.first += usize::from(rank == 0);
            self.first_five += usize::from(rank < 5);
            self.reciprocal += 1.0 / share_base(rank + 1);
        }
        self.answerable += usize::from(!answers.is_empty());
        self.sentences += usize::from(answers.iter().any(|answer| sentence.contains(&answer.text)));
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    share_base(part) / share_base(whole)
}

fn share_base(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

/// Adds a paragraph as one passage, its sentences as units, and tells its id.
fn add_paragraph(corpus: &mut Corpus, text: &str) -> PassageId {
    let is_full = |document: &Document| document.passages.len() >= PARAGRAPHS_IN_DOCUMENT;
    if corpus.documents.last().is_none_or(is_full) {
        corpus.documents.push(Document { sections: vec![Section::default()], ..Document::default() });
    }
    let place = corpus.documents.len() - 1;
    let document = &mut corpus.documents[place];
    let offset = document.text.len();
    document.text.push_str(text);
    document.text.push_str("\n");
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    let first_unit = number(document.units.len());
    for span in sentences(text) {
        document.units.push(Unit {
            start: number(offset + span.start),
            end: number(offset + span.end),
            section: 0,
            kind: UnitKind::Sentence,
            header: None,
        });
    }
    document.passages.push(Passage { first_unit, end_unit: number(document.units.len()) });
    PassageId { document: u16::try_from(place).unwrap_or(u16::MAX), passage: number(document.passages.len() - 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_a_small_file() {
        let file: QuestionFile = serde_json::from_str(
            r#"{"version": "1.1", "data": [{"title": "t", "paragraphs": [
                {"context": "The lab was founded in 2019. It is in Beijing.",
                 "qas": [{"id": "1", "question": "When was the lab founded?", "answers": [{"text": "2019", "answer_start": 23}]},
                         {"id": "2", "question": "Who paints?", "answers": []}]},
                {"context": "北京是中国的首都。上海更大。", "qas": [{"id": "3", "question": "中国的首都是哪里？", "answers": [{"text": "北京"}]}]},
                {"context": "Painting is an art.", "qas": []},
                {"context": "", "qas": []}
            ]}]}"#,
        )
        .unwrap();
        let folder = tempfile::tempdir().unwrap();
        let quality = evaluate(&file, folder.path(), &|| Duration::ZERO).unwrap();
        assert_eq!((quality.passages, quality.questions), (4, 3));
        assert!((quality.hit_at_1 - 2.0 / 3.0).abs() < 1e-9, "{quality:?}");
        assert!((quality.sentence_at_1 - 1.0).abs() < 1e-9, "{quality:?}");
        assert!(serde_json::to_string(&quality).unwrap().contains("\"hit@1\":0.66"));
    }
}
