//! What is indexed of a passage and of a statement: their analysed terms, joined for Tantivy, and the marks for ranking.
//!
//! Letters are looked at once. Tantivy gets the terms ready made, divided by a control character, and its tokenizer only
//! splits there.

use tantivy::tokenizer::{Token as TantivyToken, TokenStream, Tokenizer};

use super::analyzers::{Analyzer, Shape, Tongue};
use super::forward::{Mark, Stretch};
use super::index::NamesIn;
use crate::corpus::Corpus;
use crate::corpus::document::{Document, Passage, Unit, UnitKind};
use crate::corpus::record::{Statement, Value};

/// What divides the analysed terms that are handed to Tantivy.
const DIVIDER: char = '\u{1f}';

/// Splits what [`Terms`] joined: the letters were looked at already.
#[derive(Debug, Clone, Default)]
pub(super) struct SplitTerms {
    token: TantivyToken,
}

pub(super) struct SplitStream<'a> {
    rest: std::str::Split<'a, char>,
    token: &'a mut TantivyToken,
}

impl Tokenizer for SplitTerms {
    type TokenStream<'a> = SplitStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> SplitStream<'a> {
        self.token.reset();
        SplitStream { rest: text.split(DIVIDER), token: &mut self.token }
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

/// Analysed terms of a text, joined for Tantivy, and counted.
#[derive(Default)]
struct Terms {
    joined: String,
    length: usize,
    last_character: Option<char>,
}

impl Terms {
    /// Adds a text; `each` sees the marks that ranking keeps.
    fn add(&mut self, analyzer: Analyzer, text: &str, mut each: impl FnMut(Mark)) {
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

/// Analyses the passages of one document.
pub(super) struct DocumentTerms<'a> {
    document: &'a Document,
    names_in: &'a NamesIn<'a>,
    tongue: Tongue,
    terms: Terms,
    pub(super) title: String,
    title_words: Stretch,
    /// The headings that were read last: of which section, in which tongue.
    section: Option<(u32, Tongue, String, Stretch)>,
}

/// What is indexed of one passage.
pub(super) struct PassageTerms {
    pub(super) tongue: Tongue,
    pub(super) body: String,
    pub(super) length: usize,
    pub(super) heading: String,
    pub(super) headings: Stretch,
    pub(super) units: Vec<(u32, Stretch)>,
}

impl<'a> DocumentTerms<'a> {
    pub(super) fn new(document: &'a Document, names_in: &'a NamesIn<'a>) -> Self {
        let mut pages = Self {
            document,
            names_in,
            tongue: Tongue::of(document.text.beginning(TELLING)).unwrap_or_default(),
            terms: Terms::default(),
            title: String::new(),
            title_words: Stretch::default(),
            section: None,
        };
        let title = &document.source.title;
        let marks = &mut pages.title_words.marks;
        pages.terms.add(Analyzer::new(pages.tongue), title, |mark| marks.push(mark));
        pages.title_words.names = names_in(title);
        pages.title = pages.terms.take();
        pages
    }

    /// The terms of a passage; nothing for a bare heading, whose words stand in the headings of what follows.
    pub(super) fn passage(&mut self, passage: &Passage) -> Option<PassageTerms> {
        let document = self.document;
        let numbers = passage.first_unit..passage.end_unit;
        let units = &document.units[numbers.start as usize..numbers.end as usize];
        let lead = units.first()?;
        if units.iter().all(|unit| unit.kind == UnitKind::Heading) {
            return None;
        }
        let text = document.passage_text(passage);
        let tongue = self.tongue.of_piece(text);
        let analyzer = Analyzer::new(tongue);
        let mut found = Vec::with_capacity(units.len());
        for (number, unit) in numbers.zip(units) {
            found.push((number, self.stretch(analyzer, &document.text[unit.span()])));
        }
        let length = self.terms.length;
        let body = self.terms.take();
        let (mut heading, mut headings) = self.headings(lead, analyzer);
        if let Some(header) = lead.header.and_then(|header| document.units.get(header as usize)) {
            let words = self.stretch(analyzer, &document.text[header.span()]);
            heading.push_str(&self.terms.take());
            headings.marks.extend(words.marks.into_iter().map(Mark::of_header));
            headings.names.extend(words.names);
        }
        Some(PassageTerms { tongue, body, length, heading, headings, units: found })
    }

    /// The terms of the headings above a unit, and what they say together with the document's title.
    fn headings(&mut self, unit: &Unit, analyzer: Analyzer) -> (String, Stretch) {
        if let Some((number, tongue, terms, stretch)) = &self.section
            && (*number, *tongue) == (unit.section, analyzer.tongue())
        {
            return (terms.clone(), stretch.clone());
        }
        let mut all = self.title_words.clone();
        for part in &self.document.section_of(unit).path {
            let words = self.stretch(analyzer, part);
            all.marks.extend(words.marks);
            all.names.extend(words.names);
        }
        let terms = self.terms.take();
        self.section = Some((unit.section, analyzer.tongue(), terms.clone(), all.clone()));
        (terms, all)
    }

    /// The marks and names of a text, whose terms are added to those so far.
    fn stretch(&mut self, analyzer: Analyzer, text: &str) -> Stretch {
        let mut marks = Vec::new();
        self.terms.add(analyzer, text, |mark| marks.push(mark));
        Stretch { marks, names: (self.names_in)(text) }
    }
}

/// So many bytes of a text are enough to tell its language.
const TELLING: usize = 20_000;

/// The terms under which a statement is found.
pub(super) fn statement_terms(corpus: &Corpus, statement: &Statement) -> String {
    let mut terms = Terms::default();
    let english = Analyzer::new(Tongue::English);
    let mut add = |text: &str| terms.add(english, text, |_| {});
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
    terms.take()
}
