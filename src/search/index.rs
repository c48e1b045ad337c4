//! The index on disk: built from a corpus into a folder ([`build`]), opened from it, asked for candidates.
//!
//! Two parts that belong together: Tantivy's files (which passages hold a word) and the passages' tokens in order
//! ([`super::forward`]), which ranking reads. Neither stores text: that is the corpus' own.

mod build;

use std::path::Path;
use std::sync::Arc;

use tantivy::collector::TopDocs;
use tantivy::columnar::Column;
use tantivy::index::InvertedIndexReader;
use tantivy::query::{Bm25StatisticsProvider, BooleanQuery, BoostQuery, Occur, TermQuery};
use tantivy::schema::{FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{Index, ReloadPolicy, Searcher, TantivyError, Term};

use super::SearchError;
use super::analyzers::Tongue;
use super::forward::Forward;
use super::query::{Frequencies, Query};
use super::terms::SplitTerms;
use crate::corpus::StatementId;

/// Version of the files' layout: to be raised with every change of it, so that old indexes are rebuilt.
pub const VERSION: u32 = 1;

/// Weights of a word in a passage's headings and in its document's title, beside 1 in the passage itself.
const HEADING_BOOST: f32 = 0.6;
const TITLE_BOOST: f32 = 0.2;
/// Weight of a relative of a word that the index does not have.
const RELATIVE_BOOST: f32 = 0.4;

/// Set in the key of a statement; the rest is the statement's number or the passage's in the forward file.
const STATEMENT: u64 = 1 << 63;

/// The fields of the index.
#[derive(Debug, Clone, Copy)]
struct Fields {
    /// Passages: their words.
    body: Field,
    /// Passages: the headings above them and their table's header.
    heading: Field,
    /// Passages: their document's title.
    title: Field,
    /// Statements: names of the subject, labels of the property, the value and its qualifiers.
    statement: Field,
    /// Kind and number.
    key: Field,
}

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let text = || {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default().set_tokenizer("lablore").set_index_option(IndexRecordOption::WithFreqs),
        )
    };
    let fields = Fields {
        body: schema.add_text_field("body", text()),
        heading: schema.add_text_field("heading", text()),
        title: schema.add_text_field("title", text()),
        statement: schema.add_text_field("statement", text()),
        key: schema.add_u64_field("key", FAST),
    };
    (schema.build(), fields)
}

/// Registers our chain; an index remembers only its name.
fn register(index: &Index) {
    index.tokenizers().register("lablore", TextAnalyzer::from(SplitTerms::default()));
}

/// Part of the index that Tantivy searches on its own. A finished build has one.
struct Segment {
    body: Arc<InvertedIndexReader>,
    heading: Arc<InvertedIndexReader>,
    title: Arc<InvertedIndexReader>,
    statement: Arc<InvertedIndexReader>,
    keys: Column<u64>,
}

impl Segment {
    /// The terms of a field.
    fn field(&self, fields: Fields, field: Field) -> &InvertedIndexReader {
        match field {
            heading if heading == fields.heading => &self.heading,
            title if title == fields.title => &self.title,
            statement if statement == fields.statement => &self.statement,
            _ => &self.body,
        }
    }
}

/// An index that is open for questions. Never changes; share it freely.
pub struct PassageIndex {
    searcher: Searcher,
    fields: Fields,
    segments: Vec<Segment>,
    forward: Forward,
    /// In which tongues there are passages, the commonest first.
    tongues: Vec<Tongue>,
    /// Tokens in the field `statement`, and how many statements there are.
    statements: (u64, u64),
    /// Tokens in the fields of headings and of titles.
    heading_tokens: u64,
    title_tokens: u64,
    /// Tokens in the field of passages, character pairs among them.
    body_tokens: u64,
}

impl std::fmt::Debug for PassageIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PassageIndex")
            .field("passages", &self.forward.len())
            .field("statements", &self.statements.1)
            .finish_non_exhaustive()
    }
}

impl PassageIndex {
    /// Opens an index that [`PassageIndex::build`] has made.
    ///
    /// # Errors
    /// Where files are missing, damaged or of another version.
    pub fn open(folder: &Path) -> Result<Self, SearchError> {
        let refused = |source| refused(folder, "opened", source);
        let forward = Forward::open(folder)?;
        let index = Index::open_in_dir(folder).map_err(refused)?;
        register(&index);
        let (expected, fields) = schema();
        if index.schema() != expected {
            return Err(SearchError::Damaged {
                file: folder.display().to_string(),
                why: "its fields are of another version".to_owned(),
            });
        }
        let searcher =
            index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(refused)?.searcher();
        let mut segments = Vec::new();
        let (mut statement_tokens, mut heading_tokens, mut title_tokens, mut body_tokens) = (0, 0, 0, 0);
        for reader in searcher.segment_readers() {
            let tokens = |field| reader.inverted_index(field).map(|field| field.total_num_tokens());
            statement_tokens += tokens(fields.statement).map_err(refused)?;
            heading_tokens += tokens(fields.heading).map_err(refused)?;
            title_tokens += tokens(fields.title).map_err(refused)?;
            body_tokens += tokens(fields.body).map_err(refused)?;
            segments.push(Segment {
                body: reader.inverted_index(fields.body).map_err(refused)?,
                heading: reader.inverted_index(fields.heading).map_err(refused)?,
                title: reader.inverted_index(fields.title).map_err(refused)?,
                statement: reader.inverted_index(fields.statement).map_err(refused)?,
                keys: reader.fast_fields().u64("key").map_err(refused)?,
            });
        }
        let statements = searcher.num_docs().saturating_sub(forward.len() as u64);
        let english = forward.len() - forward.spanish.min(forward.len());
        let mut tongues: Vec<Tongue> = Vec::new();
        if english > 0 || forward.spanish == 0 {
            tongues.push(Tongue::English);
        }
        if forward.spanish > 0 {
            tongues.push(Tongue::Spanish);
        }
        if forward.spanish > english {
            tongues.reverse();
        }
        Ok(Self {
            searcher,
            fields,
            segments,
            forward,
            tongues,
            statements: (statement_tokens, statements),
            heading_tokens,
            title_tokens,
            body_tokens,
        })
    }

    pub(super) fn forward(&self) -> &Forward {
        &self.forward
    }

    pub(super) fn query(&self, question: &str) -> Query {
        Query::new(question, self)
    }

    /// Numbers of the passages that Tantivy ranks first.
    pub(super) fn candidates(&self, query: &Query, limit: usize) -> Vec<usize> {
        let mut asked = Asked { index: self, terms: Vec::new() };
        let has_headings = self.heading_tokens > 0;
        let has_titles = self.title_tokens > 0;
        for term in &query.terms {
            for stem in &term.stems {
                asked.add(self.fields.body, stem, 1.0);
                if has_headings {
                    asked.add(self.fields.heading, stem, HEADING_BOOST);
                }
                if has_titles {
                    asked.add(self.fields.title, stem, TITLE_BOOST);
                }
            }
            for relative in &term.relatives {
                asked.add(self.fields.body, relative, RELATIVE_BOOST);
            }
        }
        for characters in query.pairs.iter().filter_map(|pair| pair.characters.as_ref()) {
            asked.add(self.fields.body, characters, 1.0);
            if has_headings {
                asked.add(self.fields.heading, characters, HEADING_BOOST);
            }
        }
        self.search(asked, limit)
            .into_iter()
            .filter(|(key, _)| key & STATEMENT == 0)
            .filter_map(|(key, _)| usize::try_from(key).ok())
            .filter(|number| *number < self.forward.len())
            .collect()
    }

    /// Statements that Tantivy ranks first.
    pub(super) fn statement_candidates(&self, query: &Query, limit: usize) -> Vec<(StatementId, f32)> {
        let mut asked = Asked { index: self, terms: Vec::new() };
        for term in &query.terms {
            for stem in &term.stems {
                asked.add(self.fields.statement, stem, 1.0);
            }
        }
        for characters in query.pairs.iter().filter_map(|pair| pair.characters.as_ref()) {
            asked.add(self.fields.statement, characters, 1.0);
        }
        self.search(asked, limit)
            .into_iter()
            .filter(|(key, _)| key & STATEMENT != 0)
            .filter_map(|(key, score)| {
                let number = u32::try_from(key & !STATEMENT).ok()?;
                Some((StatementId(number), score))
            })
            .collect()
    }

    /// Keys and scores of the best entries. Only files that were damaged after they were opened make it fail, and then
    /// there is nothing to find.
    fn search(&self, asked: Asked<'_>, limit: usize) -> Vec<(u64, f32)> {
        if asked.terms.is_empty() || limit == 0 {
            return Vec::new();
        }
        let query = BooleanQuery::new(asked.terms);
        let best = TopDocs::with_limit(limit).order_by_score();
        match self.searcher.search_with_statistics_provider(&query, &best, self) {
            Ok(found) => found
                .into_iter()
                .filter_map(|(score, place)| {
                    let keys = &self.segments.get(place.segment_ord as usize)?.keys;
                    Some((keys.first(place.doc_id)?, score))
                })
                .collect(),
            Err(error) => {
                tracing::error!(%error, "the search index cannot be read");
                Vec::new()
            }
        }
    }

    /// In how many entries a term of a field stands.
    fn frequency(&self, term: &Term) -> tantivy::Result<u64> {
        let frequency = |segment: &Segment| Ok(u64::from(segment.field(self.fields, term.field()).doc_freq(term)?));
        self.segments.iter().map(frequency).sum()
    }
}

/// Passages and statements are entries of one index, but the mean length of a field is that of its own kind: since
/// Tantivy divides by the number of all entries, the tokens are scaled up.
impl Bm25StatisticsProvider for PassageIndex {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        let passages = self.forward.len() as u64;
        let (tokens, entries) = if field == self.fields.statement {
            self.statements
        } else if field == self.fields.heading {
            (self.heading_tokens, passages)
        } else if field == self.fields.title {
            (self.title_tokens, passages)
        } else {
            (self.body_tokens, passages)
        };
        Ok(tokens.saturating_mul(self.searcher.num_docs()) / entries.max(1))
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.searcher.num_docs())
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        self.frequency(term)
    }
}

impl Frequencies for PassageIndex {
    fn of(&self, term: &str) -> u64 {
        let frequency = |field| self.frequency(&Term::from_field_text(field, term)).unwrap_or(0);
        match frequency(self.fields.body) {
            0 if self.heading_tokens > 0 => frequency(self.fields.heading),
            body => body,
        }
    }

    fn beginning_with(&self, start: &str) -> Vec<String> {
        const ENOUGH: usize = 8;
        let mut found: Vec<String> = Vec::new();
        for segment in &self.segments {
            let Ok(mut terms) = segment.body.terms().range().ge(start).into_stream() else {
                continue;
            };
            while found.len() < ENOUGH && terms.advance() && terms.key().starts_with(start.as_bytes()) {
                if let Ok(term) = std::str::from_utf8(terms.key()) {
                    found.push(term.to_owned());
                }
            }
        }
        found.dedup();
        found
    }

    fn passages(&self) -> u64 {
        self.forward.len() as u64
    }

    fn tongues(&self) -> &[Tongue] {
        &self.tongues
    }
}

/// The terms that an entry should hold.
struct Asked<'a> {
    index: &'a PassageIndex,
    terms: Vec<(Occur, Box<dyn tantivy::query::Query>)>,
}

impl Asked<'_> {
    /// Adds a term, unless no entry has it: most words stand in no heading, and a term is weighed slowly.
    fn add(&mut self, field: Field, term: &str, boost: f32) {
        let term = Term::from_field_text(field, term);
        if self.index.frequency(&term).is_ok_and(|entries| entries == 0) {
            return;
        }
        let query = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
        self.terms.push((
            Occur::Should,
            if (boost - 1.0).abs() < f32::EPSILON { query } else { Box::new(BoostQuery::new(query, boost)) },
        ));
    }
}

fn refused(folder: &Path, action: &'static str, source: TantivyError) -> SearchError {
    SearchError::Tantivy { folder: folder.display().to_string(), action, source: Box::new(source) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Corpus;
    use crate::corpus::document::PassageId;
    use crate::corpus::outline::outline;
    use crate::corpus::source::Source;

    const LABS: &str = "# Labs

## MiniMax

Yan Junjie founded the company in December 2021 in Shanghai. It makes Hailuo.

| Model | Released | Context |
| --- | --- | --- |
| MiniMax-Text-01 | January 2025 | 4 million tokens |
| MiniMax-M1 | June 2025 | 1 million tokens |

## Zhipu

Zhipu was spun out of Tsinghua University in 2019. Tang Jie is its founder. It sells GLM models to companies.

## Moonshot

月之暗面由杨植麟于2023年3月创立，总部位于北京。它的产品是Kimi。

## Compute

Huawei sells Ascend chips. Export rules limit what NVIDIA may sell.
";

    const SPANISH: &str = "# Modelos

La empresa lanzó los modelos abiertos en enero de 2025. El precio de la interfaz es muy bajo.
";

    fn corpus() -> Corpus {
        let document = |id: &str, text: &str| {
            let source = Source { id: id.to_owned(), title: format!("Notes on {id}"), ..Source::default() };
            outline(source, false, text.to_owned(), &[])
        };
        Corpus { documents: vec![document("labs", LABS), document("es", SPANISH)], ..Corpus::default() }
    }

    fn index(corpus: &Corpus) -> (tempfile::TempDir, PassageIndex) {
        let folder = tempfile::tempdir().unwrap();
        PassageIndex::build(corpus, folder.path(), &|_| Vec::new(), &mut |_, _| {}).unwrap();
        let index = PassageIndex::open(folder.path()).unwrap();
        (folder, index)
    }

    #[track_caller]
    fn check(index: &PassageIndex, corpus: &Corpus, question: &str, expected: &str) {
        let hits = index.passages(question, 5);
        let found = hits.first().map_or("", |hit| corpus.unit_text(hit.best.unit));
        assert!(found.contains(expected), "{question}: {found} ({hits:?})");
    }

    #[test]
    fn the_best_sentence_answers() {
        let corpus = corpus();
        let (_folder, index) = index(&corpus);
        for (question, expected) in [
            ("Who founded MiniMax?", "Yan Junjie"),
            ("When was MiniMax founded?", "2021"),
            ("how many tokens of context has MiniMax-M1", "1 million"),
            ("who is the founder of Zhipu", "Tang Jie"),
            ("which university does Zhipu come from", "Tsinghua"),
            ("月之暗面是谁创立的？", "杨植麟"),
            ("月之暗面的產品是什麼", "Kimi"),
            ("¿Cuándo lanzó la empresa sus modelos?", "enero de 2025"),
            ("¿quién vende chips Ascend?", "Huawei"),
            ("title:(Ascend AND chips", "Huawei"),
        ] {
            check(&index, &corpus, question, expected);
        }
    }

    #[test]
    fn coverage_tells_what_is_missing() {
        let corpus = corpus();
        let (_folder, index) = index(&corpus);
        let coverage = |question: &str| index.passages(question, 1).first().map_or(0.0, |hit| hit.coverage);
        assert!(coverage("Ascend chips Huawei") > 0.99);
        assert!(coverage("Ascend chips of Cambricon and Hygon") < 0.6);
        assert!(coverage("月之暗面由杨植麟创立") > 0.9);
        assert!(coverage("zzz yyy xxx") < 1e-6);
    }

    #[test]
    fn sentences_of_chosen_passages() {
        let corpus = corpus();
        let (_folder, index) = index(&corpus);
        let all: Vec<PassageId> = (0..corpus.documents[0].passages.len())
            .map(|passage| PassageId { document: 0, passage: u32::try_from(passage).unwrap() })
            .chain([PassageId { document: 9, passage: 9 }])
            .collect();
        let best = index.sentences("who is the founder of Zhipu", &all, 3);
        assert_eq!(best.len(), 3);
        assert!(corpus.unit_text(best[0].unit).contains("Tang Jie"));
        assert!(best[0].coverage > 0.9, "{best:?}");
        assert!(index.sentences("x", &[], 3).is_empty());
    }

    #[test]
    fn two_builds_answer_alike() {
        let corpus = corpus();
        let (_one, first) = index(&corpus);
        let (_two, second) = index(&corpus);
        for question in ["MiniMax", "model", "2025", "北京", "the"] {
            assert_eq!(first.passages(question, 10), second.passages(question, 10));
        }
    }

    #[test]
    fn nothing_to_find_is_no_error() {
        let (_folder, index) = index(&Corpus::default());
        assert!(index.passages("anything", 5).is_empty());
        assert!(index.statements("anything", 5).is_empty());
    }

    #[test]
    fn damaged_files_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(PassageIndex::open(folder.path()), Err(SearchError::File { .. })));
        PassageIndex::build(&corpus(), folder.path(), &|_| Vec::new(), &mut |_, _| {}).unwrap();
        let forward = folder.path().join(crate::search::forward::FILE);
        let whole = std::fs::read(&forward).unwrap();
        std::fs::write(&forward, &whole[..whole.len() / 2]).unwrap();
        assert!(matches!(PassageIndex::open(folder.path()), Err(SearchError::Damaged { .. })));
        std::fs::write(&forward, &whole).unwrap();
        std::fs::write(folder.path().join("meta.json"), "{").unwrap();
        assert!(matches!(PassageIndex::open(folder.path()), Err(SearchError::Tantivy { .. })));
    }

    mod any_question {
        use std::sync::LazyLock;

        use proptest::prelude::*;

        use super::*;

        static INDEX: LazyLock<(tempfile::TempDir, PassageIndex)> = LazyLock::new(|| index(&corpus()));

        proptest! {
            #[test]
            fn is_answered_without_panic(question in any::<String>()) {
                let hits = INDEX.1.passages(&question, 5);
                prop_assert!(hits.iter().all(|hit| (0.0..=1.0).contains(&hit.coverage) && hit.score.is_finite()));
                prop_assert!(INDEX.1.statements(&question, 5).is_empty());
            }

            #[test]
            fn of_words_that_stand_there_is_answered(words in "(model|2025|智谱|北京|Kimi| |:|\\(|AND|OR|\"|\\*){0,40}") {
                let hits = INDEX.1.passages(&words, 5);
                prop_assert!(hits.is_sorted_by(|left, right| left.score >= right.score));
            }
        }
    }
}
