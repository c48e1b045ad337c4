//! What is indexed of a passage and of a statement: their analysed terms, joined for Tantivy, and the marks for ranking.
//!
//! Letters are looked at once. Tantivy gets the terms ready made, divided by a control character, and its tokenizer only
//! splits there.

use tantivy::tokenizer::{Token as TantivyToken, TokenStream, Tokenizer};

use super::analyzers::{Analyzer, Shape, Tongue};
use super::forward::{Mark, Record, Stretch};
use super::remembered::Words;
use crate::corpus::document::{Document, Passage, Unit, UnitKind};
use crate::corpus::record::{Statement, Value};
use crate::corpus::{Corpus, EntityId};

/// Tells what a text names, so that names need not be looked for again when a question comes.
pub type NamesIn<'a> = dyn Fn(&str) -> Vec<EntityId> + 'a;

/// What stands behind each of the analysed terms that are handed to Tantivy; it is in none of them.
const DIVIDER: u8 = 0x1f;

/// Splits what [`Terms`] joined: the letters were looked at already.
#[derive(Debug, Clone, Default)]
pub(super) struct SplitTerms {
    token: TantivyToken,
}

pub(super) struct SplitStream<'a> {
    rest: &'a str,
    token: &'a mut TantivyToken,
}

impl Tokenizer for SplitTerms {
    type TokenStream<'a> = SplitStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> SplitStream<'a> {
        self.token.reset();
        SplitStream { rest: text, token: &mut self.token }
    }
}

impl TokenStream for SplitStream<'_> {
    fn advance(&mut self) -> bool {
        // Terms are so short that a look at each byte is faster than a search in blocks.
        let Some(end) = self.rest.bytes().position(|byte| byte == DIVIDER) else {
            return false;
        };
        self.token.text.clear();
        self.token.text.push_str(&self.rest[..end]);
        self.rest = &self.rest[end + 1..];
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

/// Analysed terms of texts, joined for Tantivy, and counted.
#[derive(Default)]
struct Terms {
    joined: String,
    length: usize,
}

impl Terms {
    /// Adds a text; `each` sees the marks that ranking keeps.
    fn add(&mut self, analyzer: Analyzer, words: &mut Words, text: &str, mut each: impl FnMut(Mark)) {
        let mut first = true;
        let mut last_character = None;
        analyzer.each_known(words, text, |token| {
            let is_character = token.shape == Shape::Character;
            if !token.stop || is_character {
                each(Mark::of(&token, first));
            }
            if !token.stop {
                self.push(token.term);
                self.length += 1;
            }
            let character = token.term.chars().next().filter(|_| is_character);
            if let (Some(left), Some(right)) = (last_character, character) {
                self.joined.push(left);
                self.joined.push(right);
                self.joined.push(char::from(DIVIDER));
            }
            last_character = character;
            first = false;
        });
    }

    fn push(&mut self, term: &str) {
        // Of accents alone nothing is left.
        if !term.is_empty() {
            self.joined.push_str(term);
            self.joined.push(char::from(DIVIDER));
        }
    }

    /// Forgets everything but the memory that it took.
    fn clear(&mut self) {
        self.joined.clear();
        self.length = 0;
    }
}

/// Analyses the passages of one document.
pub(super) struct DocumentTerms<'a> {
    document: &'a Document,
    names_in: &'a NamesIn<'a>,
    words: &'a mut Words,
    tongue: Tongue,
    title: Terms,
    title_words: Stretch,
    /// The headings that were read last.
    section: Option<Section>,
    /// What was made of the last passage.
    body: Terms,
    heading: Terms,
    record: Record,
}

/// The headings above the units of one section, as read in one tongue.
struct Section {
    number: u32,
    tongue: Tongue,
    terms: Terms,
    /// What they say together with the document's title.
    all: Stretch,
}

/// What is indexed of one passage.
pub(super) struct PassageTerms<'p> {
    pub(super) tongue: Tongue,
    /// Terms for Tantivy: those of the passage, of what stands above it, of its document's title.
    pub(super) body: &'p str,
    pub(super) heading: &'p str,
    pub(super) title: &'p str,
    /// Tokens of the passage itself.
    pub(super) length: usize,
    pub(super) record: &'p Record,
}

impl<'a> DocumentTerms<'a> {
    pub(super) fn new(document: &'a Document, names_in: &'a NamesIn<'a>, words: &'a mut Words) -> Self {
        let tongue = Tongue::of(document.text.beginning(TELLING)).unwrap_or_default();
        let mut title = Terms::default();
        let title_words = stretch(Analyzer::new(tongue), words, &document.source.title, &mut title, names_in);
        Self {
            document,
            names_in,
            words,
            tongue,
            title,
            title_words,
            section: None,
            body: Terms::default(),
            heading: Terms::default(),
            record: Record::default(),
        }
    }

    /// The terms of a passage; nothing for a bare heading, whose words stand in the headings of what follows.
    pub(super) fn passage(&mut self, passage: &Passage) -> Option<PassageTerms<'_>> {
        let document = self.document;
        let numbers = passage.first_unit..passage.end_unit;
        let units = &document.units[numbers.start as usize..numbers.end as usize];
        let lead = units.first()?;
        if units.iter().all(|unit| unit.kind == UnitKind::Heading) {
            return None;
        }
        let tongue = self.tongue.of_piece(document.passage_text(passage));
        let analyzer = Analyzer::new(tongue);
        self.record.clear();
        self.headings(lead, analyzer);
        self.body.clear();
        for (number, unit) in numbers.zip(units) {
            let text = &document.text[unit.span()];
            self.record.begin_unit(number);
            self.body.add(analyzer, self.words, text, |mark| self.record.mark(mark));
            self.record.end((self.names_in)(text));
        }
        Some(PassageTerms {
            tongue,
            body: &self.body.joined,
            heading: &self.heading.joined,
            title: &self.title.joined,
            length: self.body.length,
            record: &self.record,
        })
    }

    /// Makes the terms and the stretch of what stands above a unit: title, headings, header of its table.
    fn headings(&mut self, unit: &Unit, analyzer: Analyzer) {
        let tongue = analyzer.tongue();
        let known = self.section.take().filter(|known| (known.number, known.tongue) == (unit.section, tongue));
        let section = known.unwrap_or_else(|| {
            let (mut terms, mut all) = (Terms::default(), self.title_words.clone());
            for part in &self.document.section_of(unit).path {
                let words = stretch(analyzer, self.words, part, &mut terms, self.names_in);
                all.marks.extend(words.marks);
                all.names.extend(words.names);
            }
            Section { number: unit.section, tongue, terms, all }
        });
        self.heading.clear();
        self.heading.joined.push_str(&section.terms.joined);
        self.record.begin();
        section.all.marks.iter().for_each(|mark| self.record.mark(*mark));
        let header = unit.header.and_then(|header| self.document.units.get(header as usize));
        let header_names = header.map_or_else(Vec::new, |header| {
            let text = &self.document.text[header.span()];
            self.heading.add(analyzer, self.words, text, |mark| self.record.mark(mark.of_header()));
            (self.names_in)(text)
        });
        self.record.end(section.all.names.iter().copied().chain(header_names));
        self.section = Some(section);
    }
}

/// The marks and names of a text, whose terms are added to others.
fn stretch(analyzer: Analyzer, words: &mut Words, text: &str, terms: &mut Terms, names_in: &NamesIn<'_>) -> Stretch {
    let mut marks = Vec::new();
    terms.add(analyzer, words, text, |mark| marks.push(mark));
    Stretch { marks, names: names_in(text) }
}

/// So many bytes of a text are enough to tell its language.
const TELLING: usize = 20_000;

/// The terms under which a statement is found.
pub(super) fn statement_terms(corpus: &Corpus, statement: &Statement, words: &mut Words) -> String {
    let mut terms = Terms::default();
    let english = Analyzer::new(Tongue::English);
    let mut add = |text: &str| terms.add(english, words, text, |_| {});
    let property = corpus.property(statement.property);
    corpus.entity(statement.subject).names().for_each(&mut add);
    for text in [&property.id, &property.label.en, &property.label.zh, &property.label.es, &statement.text] {
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
    terms.joined
}
