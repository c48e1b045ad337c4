//! The index on disk: built from a corpus into a folder, opened from it, asked for candidates.
//!
//! Two parts that belong together: Tantivy's files (which passages hold a word) and the passages' tokens in order
//! ([`super::forward`]), which ranking reads. Neither stores text: that is the corpus' own.

use std::path::Path;
use std::sync::Arc;

use tantivy::collector::TopDocs;
use tantivy::columnar::Column;
use tantivy::index::InvertedIndexReader;
use tantivy::indexer::NoMergePolicy;
use tantivy::query::{Bm25StatisticsProvider, BooleanQuery, BoostQuery, Occur, TermQuery};
use tantivy::schema::{FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TextAnalyzer, Token as TantivyToken, TokenStream, Tokenizer};
use tantivy::{Index, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, TantivyError, Term};

use super::SearchError;
use super::analyzers::{Analyzer, Shape, Tongue};
use super::forward::{Forward, ForwardWriter, Mark};
use super::query::{Frequencies, Query};
use crate::corpus::document::{Document, Passage, PassageId, UnitKind};
use crate::corpus::record::{Statement, Value};
use crate::corpus::{Corpus, StatementId};

/// Version of the files' layout: to be raised with every change of it, so that old indexes are rebuilt.
pub const VERSION: u32 = 1;

/// Memory that Tantivy may use while it builds, whatever the size of the collection.
const BUILD_MEMORY: usize = 64 << 20;

/// What divides the analysed terms that are handed to Tantivy.
const DIVIDER: char = '\u{1f}';

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
            TextFieldIndexing::default()
                .set_tokenizer("lablore")
                .set_index_option(IndexRecordOption::WithFreqs),
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

/// Splits what [`Terms`] joined: the letters were looked at already.
#[derive(Debug, Clone, Default)]
struct SplitTerms {
    token: TantivyToken,
}

struct SplitStream<'a> {
    rest: std::str::Split<'a, char>,
    token: &'a mut TantivyToken,
}

impl Tokenizer for SplitTerms {
    type TokenStream<'a> = SplitStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> SplitStream<'a> {
        self.token.reset();
        SplitStream {
            rest: text.split(DIVIDER),
            token: &mut self.token,
        }
    }
}

impl TokenStream for SplitStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(term) = self.rest.by_ref().find(|term| !term.is_empty()) else {
            return false;
        };
        self.token.text.clear();
        self.token.text.push_str(term);
        self.token.position = self.token.position.wrapping_add(1);
        true
    }

    fn token(&self) -> &TantivyToken {
        self.token
    }

    fn token_mut(&mut self) -> &mut TantivyToken {
        self.token
    }
}

/// Registers our chain; an index remembers only its name.
fn register(index: &Index) {
    index
        .tokenizers()
        .register("lablore", TextAnalyzer::from(SplitTerms::default()));
}

/// Analysed terms of a text, joined for Tantivy, and counted.
#[derive(Default)]
struct Terms {
    joined: String,
    length: usize,
    last_character: Option<char>,
}

impl Terms {
    /// Adds a text; `each` sees the marks that ranking keeps.
    fn add(&mut self, analyzer: &Analyzer, text: &str, mut each: impl FnMut(Mark)) {
        let mut first = true;
        self.last_character = None;
        analyzer.each(text, |token| {
            let is_character = token.shape == Shape::Character;
            if !token.stop || is_character {
                each(Mark::of(&token, first));
            }
            if !token.stop {
                self.push(token.term);
                self.length += 1;
            }
            let character = token.term.chars().next().filter(|_| is_character);
            if let (Some(left), Some(right)) = (self.last_character, character) {
                self.joined.push(left);
                self.joined.push(right);
                self.joined.push(DIVIDER);
            }
            self.last_character = character;
            first = false;
        });
    }

    fn push(&mut self, term: &str) {
        self.joined.push_str(term);
        self.joined.push(DIVIDER);
    }

    /// The terms so far, which are then forgotten.
    fn take(&mut self) -> String {
        self.length = 0;
        std::mem::take(&mut self.joined)
    }
}

/// Part of the index that Tantivy searches on its own. A finished build has one.
struct Segment {
    body: Arc<InvertedIndexReader>,
    heading: Arc<InvertedIndexReader>,
    keys: Column<u64>,
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
    /// Builds the index of a corpus into an empty folder, made at need. `progress` hears how much of how much is done.
    ///
    /// # Errors
    /// Where the folder cannot be written.
    pub fn build(
        corpus: &Corpus,
        folder: &Path,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<(), SearchError> {
        std::fs::create_dir_all(folder).map_err(|source| SearchError::File {
            file: folder.display().to_string(),
            action: "written",
            source,
        })?;
        let refused = |source| refused(folder, "built", source);
        let (schema, fields) = schema();
        let index = Index::create_in_dir(folder, schema).map_err(refused)?;
        register(&index);
        let mut writer: IndexWriter = index
            .writer_with_num_threads(1, BUILD_MEMORY)
            .map_err(refused)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        let mut forward = ForwardWriter::create(folder)?;
        let passages: usize = corpus
            .documents
            .iter()
            .map(|document| document.passages.len())
            .sum();
        let total = passages + corpus.statements.len();
        let mut done = 0;
        let mut number = 0;
        for (place, document) in (0u16..).zip(&corpus.documents) {
            let mut pages = DocumentTerms::new(document);
            for (passage, span) in (0u32..).zip(&document.passages) {
                done += 1;
                progress(done, total);
                let id = PassageId {
                    document: place,
                    passage,
                };
                let Some(terms) = pages.passage(span) else {
                    continue;
                };
                forward.add(
                    id,
                    terms.tongue,
                    terms.length,
                    &terms.headings,
                    &terms.units,
                )?;
                let mut entry = TantivyDocument::default();
                entry.add_text(fields.body, &terms.body);
                entry.add_text(fields.heading, &terms.heading);
                entry.add_text(fields.title, &pages.title);
                entry.add_u64(fields.key, number);
                number += 1;
                writer.add_document(entry).map_err(refused)?;
            }
        }
        forward.finish()?;
        for (number, statement) in (0u64..).zip(&corpus.statements) {
            done += 1;
            progress(done, total);
            let mut entry = TantivyDocument::default();
            entry.add_text(fields.statement, statement_terms(corpus, statement));
            entry.add_u64(fields.key, STATEMENT | number);
            writer.add_document(entry).map_err(refused)?;
        }
        writer.commit().map_err(refused)?;
        merge_in_order(&index, &mut writer).map_err(refused)?;
        writer.wait_merging_threads().map_err(refused)
    }

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
        let searcher = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(refused)?
            .searcher();
        let mut segments = Vec::new();
        let (mut statement_tokens, mut heading_tokens, mut title_tokens, mut body_tokens) =
            (0, 0, 0, 0);
        for reader in searcher.segment_readers() {
            let tokens = |field| {
                reader
                    .inverted_index(field)
                    .map(|field| field.total_num_tokens())
            };
            statement_tokens += tokens(fields.statement).map_err(refused)?;
            heading_tokens += tokens(fields.heading).map_err(refused)?;
            title_tokens += tokens(fields.title).map_err(refused)?;
            body_tokens += tokens(fields.body).map_err(refused)?;
            segments.push(Segment {
                body: reader.inverted_index(fields.body).map_err(refused)?,
                heading: reader.inverted_index(fields.heading).map_err(refused)?,
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
        let mut asked = Asked::default();
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
        for characters in query
            .pairs
            .iter()
            .filter_map(|pair| pair.characters.as_ref())
        {
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
    pub(super) fn statement_candidates(
        &self,
        query: &Query,
        limit: usize,
    ) -> Vec<(StatementId, f32)> {
        let mut asked = Asked::default();
        for term in &query.terms {
            for stem in &term.stems {
                asked.add(self.fields.statement, stem, 1.0);
            }
        }
        for characters in query
            .pairs
            .iter()
            .filter_map(|pair| pair.characters.as_ref())
        {
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
    fn search(&self, asked: Asked, limit: usize) -> Vec<(u64, f32)> {
        if asked.0.is_empty() || limit == 0 {
            return Vec::new();
        }
        let query = BooleanQuery::new(asked.0);
        let best = TopDocs::with_limit(limit).order_by_score();
        match self
            .searcher
            .search_with_statistics_provider(&query, &best, self)
        {
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

    fn body_frequency(&self, term: &Term) -> u64 {
        let frequency = |segment: &Segment| {
            let body = segment.body.doc_freq(term).unwrap_or(0);
            u64::from(body)
        };
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
        self.searcher.doc_freq(term)
    }
}

impl Frequencies for PassageIndex {
    fn of(&self, term: &str) -> u64 {
        let body = self.body_frequency(&Term::from_field_text(self.fields.body, term));
        if body > 0 || self.heading_tokens == 0 {
            return body;
        }
        let heading = Term::from_field_text(self.fields.heading, term);
        self.segments
            .iter()
            .map(|segment| u64::from(segment.heading.doc_freq(&heading).unwrap_or(0)))
            .sum()
    }

    fn beginning_with(&self, start: &str) -> Vec<String> {
        const ENOUGH: usize = 8;
        let mut found: Vec<String> = Vec::new();
        for segment in &self.segments {
            let Ok(mut terms) = segment.body.terms().range().ge(start).into_stream() else {
                continue;
            };
            while found.len() < ENOUGH
                && terms.advance()
                && terms.key().starts_with(start.as_bytes())
            {
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
#[derive(Default)]
struct Asked(Vec<(Occur, Box<dyn tantivy::query::Query>)>);

impl Asked {
    fn add(&mut self, field: Field, term: &str, boost: f32) {
        let term = Term::from_field_text(field, term);
        let query = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
        self.0.push((
            Occur::Should,
            if (boost - 1.0).abs() < f32::EPSILON {
                query
            } else {
                Box::new(BoostQuery::new(query, boost))
            },
        ));
    }
}

/// Makes one segment of several, in the order in which entries were added, so that equal scores have one order.
fn merge_in_order(index: &Index, writer: &mut IndexWriter) -> tantivy::Result<()> {
    let reader = index.reader()?;
    let mut segments = Vec::new();
    for segment in reader.searcher().segment_readers() {
        let first = segment.fast_fields().u64("key")?.first(0);
        segments.push((first, segment.segment_id()));
    }
    if segments.len() < 2 {
        return Ok(());
    }
    segments.sort_by_key(|(first, _)| *first);
    let ids: Vec<_> = segments.into_iter().map(|(_, id)| id).collect();
    writer.merge(&ids).wait()?;
    writer.garbage_collect_files().wait()?;
    Ok(())
}

fn refused(folder: &Path, action: &'static str, source: TantivyError) -> SearchError {
    SearchError::Tantivy {
        folder: folder.display().to_string(),
        action,
        source: Box::new(source),
    }
}

/// Analyses the passages of one document.
struct DocumentTerms<'a> {
    document: &'a Document,
    tongue: Tongue,
    terms: Terms,
    title: String,
    title_marks: Vec<Mark>,
}

/// What is indexed of one passage.
struct PassageTerms {
    tongue: Tongue,
    body: String,
    length: usize,
    heading: String,
    headings: Vec<Mark>,
    units: Vec<(u32, Vec<Mark>)>,
}

impl<'a> DocumentTerms<'a> {
    fn new(document: &'a Document) -> Self {
        let mut pages = Self {
            document,
            tongue: Tongue::of(beginning_of_text(&document.text)).unwrap_or_default(),
            terms: Terms::default(),
            title: String::new(),
            title_marks: Vec::new(),
        };
        let analyzer = Analyzer::new(pages.tongue);
        let marks = &mut pages.title_marks;
        pages
            .terms
            .add(&analyzer, &document.source.title, |mark| marks.push(mark));
        pages.title = pages.terms.take();
        pages
    }

    /// The terms of a passage; nothing for a bare heading, whose words stand in the headings of what follows.
    fn passage(&mut self, passage: &Passage) -> Option<PassageTerms> {
        let document = self.document;
        let numbers = passage.first_unit..passage.end_unit;
        let units = &document.units[numbers.start as usize..numbers.end as usize];
        let lead = units.first()?;
        if units.iter().all(|unit| unit.kind == UnitKind::Heading) {
            return None;
        }
        let text = document.passage_text(passage);
        let tongue = Tongue::of(text).unwrap_or(self.tongue);
        let analyzer = Analyzer::new(tongue);
        let mut marks = Vec::with_capacity(units.len());
        for (number, unit) in numbers.zip(units) {
            let mut found = Vec::new();
            self.terms
                .add(&analyzer, &document.text[unit.span()], |mark| {
                    found.push(mark)
                });
            marks.push((number, found));
        }
        let length = self.terms.length;
        let body = self.terms.take();
        let mut headings = self.title_marks.clone();
        for part in &document.section_of(lead).path {
            self.terms.add(&analyzer, part, |mark| headings.push(mark));
        }
        if let Some(header) = lead
            .header
            .and_then(|header| document.units.get(header as usize))
        {
            self.terms
                .add(&analyzer, &document.text[header.span()], |mark| {
                    headings.push(mark)
                });
        }
        Some(PassageTerms {
            tongue,
            body,
            length,
            heading: self.terms.take(),
            headings,
            units: marks,
        })
    }
}

/// Enough of a text to tell its language.
fn beginning_of_text(text: &str) -> &str {
    let mut end = text.len().min(20_000);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The terms under which a statement is found.
fn statement_terms(corpus: &Corpus, statement: &Statement) -> String {
    let mut terms = Terms::default();
    let english = Analyzer::new(Tongue::English);
    let mut add = |text: &str| terms.add(&english, text, |_| {});
    let property = corpus.property(statement.property);
    corpus.entity(statement.subject).names().for_each(&mut add);
    for text in [
        &property.id,
        &property.label.en,
        &property.label.zh,
        &property.label.es,
        &statement.text,
    ] {
        add(text);
    }
    property.ask.iter().for_each(&mut add);
    if let Value::Entity(entity) = statement.value {
        corpus.entity(entity).names().for_each(&mut add);
    }
    let qualifiers = &statement.qualifiers;
    for entity in [qualifiers.at, qualifiers.benchmark].into_iter().flatten() {
        corpus.entity(entity).names().for_each(&mut add);
    }
    for text in [
        &qualifiers.written,
        &qualifiers.scope,
        &qualifiers.author,
        &qualifiers.of,
        &qualifiers.compared_with,
        &qualifiers.note,
    ]
    .into_iter()
    .flatten()
    {
        add(text);
    }
    terms.take()
}
