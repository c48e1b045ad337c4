//! A corpus with everything derived from it that answering needs, made once a load.

use rustc_hash::FxHashMap;

use crate::corpus::document::UnitId;
use crate::corpus::graph::Graph;
use crate::corpus::record::{EntityKind, Statement, Value};
use crate::corpus::{Corpus, EntityId, PropertyId, StatementId};
use crate::question::tokens::{Token, tokenize};
use crate::question::understand::Understander;
use crate::question::vocabulary::{TermId, Vocabulary};
use crate::search::PassageIndex;
use crate::text::fold::fold;

/// The properties that say what something is.
const DESCRIBING: [&str; 7] = ["description", "modality", "known_for", "focus", "origin", "full_name", "earlier_post"];

/// What is known, ready for questions.
#[derive(Debug)]
pub struct Knowledge {
    /// Documents and records.
    pub corpus: Corpus,
    /// How entities hang together.
    pub graph: Graph,
    /// Names and words.
    pub understander: Understander,
    /// Finds passages.
    pub index: PassageIndex,
    terms: Vec<StatementTerms>,
    /// For each entity: stems and synonym groups of what it is described by.
    described: Vec<(Vec<TermId>, Vec<u32>)>,
    by_term: Vec<Vec<StatementId>>,
    by_property: Vec<Vec<StatementId>>,
    /// Stems of what is said of posts, sorted.
    of_posts: Vec<TermId>,
    properties: FxHashMap<String, PropertyId>,
    /// For each entity: its name, folded.
    folded_names: Vec<String>,
}

/// The words that a statement accounts for.
#[derive(Debug, Default)]
pub struct StatementTerms {
    /// Stems of its value, qualifiers and proving sentences, sorted.
    pub terms: Vec<TermId>,
    /// Synonym groups of those stems, sorted.
    pub groups: Vec<u32>,
    /// Stems of its value and qualifiers alone, sorted.
    pub own: Vec<TermId>,
    /// Synonym groups of its value, qualifiers and property, sorted.
    pub own_groups: Vec<u32>,
    /// Entities that its proving sentences name, sorted.
    pub named: Vec<EntityId>,
}

/// Words of a text: stems, and the synonym groups that they belong to.
#[derive(Debug, Default)]
struct Words {
    terms: Vec<TermId>,
    groups: Vec<u32>,
}

impl Words {
    fn extend(&mut self, other: &Self) {
        self.terms.extend(&other.terms);
        self.groups.extend(&other.groups);
    }
}

/// Puts a list into order, each entry once.
fn sort<T: Ord>(list: &mut Vec<T>) {
    list.sort_unstable();
    list.dedup();
}

/// The texts of a statement itself: value and qualifiers.
fn own_texts(statement: &Statement) -> impl Iterator<Item = &str> {
    let qualifiers = &statement.qualifiers;
    let texts = [
        &qualifiers.scope,
        &qualifiers.note,
        &qualifiers.of,
        &qualifiers.compared_with,
        &qualifiers.written,
        &qualifiers.author,
    ];
    std::iter::once(statement.text.as_str()).chain(texts.into_iter().flatten().map(String::as_str))
}

impl Knowledge {
    /// Derives all look-ups of a corpus.
    #[must_use]
    pub fn new(corpus: Corpus, index: PassageIndex) -> Self {
        Self::with_vocabulary(corpus, index, None)
    }

    /// The same with a vocabulary that was counted before.
    #[must_use]
    pub fn with_vocabulary(corpus: Corpus, index: PassageIndex, counted: Option<Vocabulary>) -> Self {
        let graph = Graph::new(&corpus);
        let understander = Understander::with_vocabulary(&corpus, &graph, counted);
        let properties = (0u16..)
            .zip(&corpus.properties)
            .map(|(number, property)| (property.id.clone(), PropertyId(number)))
            .collect();
        let folded_names = corpus.entities.iter().map(|entity| fold(&entity.name)).collect();
        let mut knowledge = Self {
            corpus,
            graph,
            understander,
            index,
            terms: Vec::new(),
            described: Vec::new(),
            by_term: Vec::new(),
            by_property: Vec::new(),
            of_posts: Vec::new(),
            properties,
            folded_names,
        };
        knowledge.index_statements();
        knowledge
    }

    fn index_statements(&mut self) {
        let mut all = std::thread::scope(|scope| {
            let proofs = scope.spawn(|| self.proving_sentences());
            let mut all = self.own_terms();
            let proofs = proofs.join().expect("reading sentences does not panic");
            for (statement, entry) in self.corpus.statements.iter().zip(&mut all) {
                for (words, named) in statement.references.iter().filter_map(|reference| proofs.get(&reference.unit)) {
                    entry.terms.extend(&words.terms);
                    entry.groups.extend(&words.groups);
                    entry.named.extend(named);
                }
            }
            all
        });
        for entry in &mut all {
            sort(&mut entry.terms);
            sort(&mut entry.own);
            sort(&mut entry.groups);
            sort(&mut entry.own_groups);
            sort(&mut entry.named);
        }
        self.by_property = vec![Vec::new(); self.corpus.properties.len()];
        for (number, statement) in (0u32..).zip(&self.corpus.statements) {
            self.by_property[statement.property.0 as usize].push(StatementId(number));
        }
        for (number, entry) in (0u32..).zip(&all) {
            for term in &entry.terms {
                let at = term.0 as usize;
                if self.by_term.len() <= at {
                    self.by_term.resize(at + 1, Vec::new());
                }
                self.by_term[at].push(StatementId(number));
            }
        }
        self.terms = all;
        let posts = self.property("position").map(|post| self.of_properties(&[post])).unwrap_or_default();
        self.of_posts = posts.iter().flat_map(|id| &self.terms(*id).own).copied().collect();
        sort(&mut self.of_posts);
        self.described =
            self.corpus.entities.iter().enumerate().map(|(number, _)| self.description_of(number)).collect();
    }

    /// What every statement says itself: value, qualifiers, property and names.
    fn own_terms(&self) -> Vec<StatementTerms> {
        let words_of = |texts: &mut dyn Iterator<Item = &str>| {
            let mut words = Words::default();
            texts.for_each(|text| self.add_words(text, &mut words));
            words
        };
        let named: Vec<Words> = self.corpus.entities.iter().map(|entity| words_of(&mut entity.names())).collect();
        let labels: Vec<Words> = self
            .corpus
            .properties
            .iter()
            .map(|property| words_of(&mut std::iter::once(property.label.en.as_str())))
            .collect();
        self.corpus
            .statements
            .iter()
            .map(|statement| {
                let mut own = words_of(&mut own_texts(statement));
                own.extend(&named[statement.subject.0 as usize]);
                own.extend(&labels[statement.property.0 as usize]);
                if let Value::Entity(id) = statement.value {
                    own.extend(&named[id.0 as usize]);
                }
                StatementTerms {
                    terms: own.terms.clone(),
                    groups: own.groups.clone(),
                    own: own.terms,
                    own_groups: own.groups,
                    named: Vec::new(),
                }
            })
            .collect()
    }

    /// The words and names of every sentence that proves something.
    fn proving_sentences(&self) -> FxHashMap<UnitId, (Words, Vec<EntityId>)> {
        let mut units: Vec<UnitId> = self
            .corpus
            .statements
            .iter()
            .flat_map(|statement| &statement.references)
            .map(|reference| reference.unit)
            .collect();
        sort(&mut units);
        units.into_iter().map(|unit| (unit, self.unit_words(unit))).collect()
    }

    /// The words of a sentence that proves something, with its table's header, and what it names.
    fn unit_words(&self, id: UnitId) -> (Words, Vec<EntityId>) {
        let text = self.corpus.unit_text(id);
        let mut words = Words::default();
        let tokens = tokenize(text);
        self.add_tokens(&tokens, &mut words);
        let document = &self.corpus.documents[id.document as usize];
        if let Some(header) = document.units[id.unit as usize].header {
            // The header of a table says what is asked for; that it has words of the same meaning proves nothing.
            let groups = words.groups.len();
            self.add_words(&document.text[document.units[header as usize].span()], &mut words);
            words.groups.truncate(groups);
        }
        sort(&mut words.terms);
        sort(&mut words.groups);
        let mentions = self.understander.names.link_text(&tokens);
        (words, mentions.iter().map(|mention| mention.entities[0]).collect())
    }

    /// What an entity is described by: the words of the statements that say what it is, not what happened to it.
    fn description_of(&self, number: usize) -> (Vec<TermId>, Vec<u32>) {
        let mut words = Words::default();
        for id in self.graph.of(EntityId(u32::try_from(number).unwrap_or(u32::MAX))) {
            let statement = self.corpus.statement(*id);
            if self.is(statement, &DESCRIBING) {
                self.add_words(&statement.text, &mut words);
            }
        }
        sort(&mut words.terms);
        sort(&mut words.groups);
        (words.terms, words.groups)
    }

    /// Whether an entity is described by a word, or by one that means the same.
    #[must_use]
    pub fn is_described_by(&self, entity: EntityId, term: Option<TermId>, groups: &[u32]) -> bool {
        let (terms, described) = &self.described[entity.0 as usize];
        term.is_some_and(|term| terms.binary_search(&term).is_ok())
            || groups.iter().any(|group| described.binary_search(group).is_ok())
    }

    fn add_words(&self, text: &str, out: &mut Words) {
        self.add_tokens(&tokenize(text), out);
    }

    fn add_tokens(&self, tokens: &[Token], out: &mut Words) {
        let lexicon = &self.understander.lexicon;
        for token in tokens.iter().filter(|token| !lexicon.is_stop(token)) {
            out.groups.extend_from_slice(lexicon.groups(&token.stem));
            out.terms.extend(self.understander.vocabulary.term(&token.stem));
        }
    }

    /// Whether a stem is one of what is said of posts, and so may tell one post from another.
    #[must_use]
    pub fn is_of_post(&self, term: TermId) -> bool {
        self.of_posts.binary_search(&term).is_ok()
    }

    /// The words that a statement accounts for.
    #[must_use]
    pub fn terms(&self, id: StatementId) -> &StatementTerms {
        &self.terms[id.0 as usize]
    }

    /// The statements that a stem occurs in.
    #[must_use]
    pub fn with_term(&self, stem: &str) -> &[StatementId] {
        let term = self.understander.vocabulary.term(stem);
        term.and_then(|term| self.by_term.get(term.0 as usize)).map_or(&[], Vec::as_slice)
    }

    /// All statements of some properties.
    #[must_use]
    pub fn of_properties(&self, properties: &[PropertyId]) -> Vec<StatementId> {
        properties.iter().flat_map(|id| self.by_property.get(id.0 as usize).into_iter().flatten()).copied().collect()
    }

    /// A property by its name in the lexicon.
    #[must_use]
    pub fn property(&self, id: &str) -> Option<PropertyId> {
        self.properties.get(id).copied()
    }

    /// Whether a statement's property is one of some names.
    #[must_use]
    pub fn is(&self, statement: &Statement, names: &[&str]) -> bool {
        names.contains(&self.corpus.property(statement.property).id.as_str())
    }

    /// The statements of a subject with a property of that name.
    pub fn values<'a>(
        &'a self,
        subject: EntityId,
        property: &str,
    ) -> impl Iterator<Item = (StatementId, &'a Statement)> {
        let wanted = self.property(property);
        self.graph
            .of(subject)
            .iter()
            .map(|id| (*id, self.corpus.statement(*id)))
            .filter(move |(_, statement)| Some(statement.property) == wanted)
    }

    /// Whether a fact's first value is a number.
    #[must_use]
    pub fn is_number(&self, fact: &super::fact::Fact) -> bool {
        fact.ids.first().is_some_and(|id| matches!(self.corpus.statement(*id).value, Value::Number(_)))
    }

    /// The name of an entity, folded.
    #[must_use]
    pub fn folded_name(&self, id: EntityId) -> &str {
        &self.folded_names[id.0 as usize]
    }

    /// The kind of an entity.
    #[must_use]
    pub fn kind(&self, id: EntityId) -> EntityKind {
        self.corpus.entity(id).kind
    }
}
