//! A corpus with everything derived from it that answering needs, made once a load.

use std::collections::HashMap;

use crate::corpus::graph::Graph;
use crate::corpus::record::{EntityKind, Statement, Value};
use crate::corpus::{Corpus, EntityId, PropertyId, StatementId};
use crate::question::tokens::tokenize;
use crate::question::understand::Understander;
use crate::question::vocabulary::TermId;
use crate::search::PassageIndex;

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
    properties: HashMap<String, PropertyId>,
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

impl Knowledge {
    /// Derives all look-ups of a corpus.
    #[must_use]
    pub fn new(corpus: Corpus, index: PassageIndex) -> Self {
        let graph = Graph::new(&corpus);
        let understander = Understander::new(&corpus, &graph);
        let properties = (0u16..)
            .zip(&corpus.properties)
            .map(|(number, property)| (property.id.clone(), PropertyId(number)))
            .collect();
        let mut knowledge = Self {
            corpus,
            graph,
            understander,
            index,
            terms: Vec::new(),
            described: Vec::new(),
            by_term: Vec::new(),
            by_property: Vec::new(),
            properties,
        };
        knowledge.index_statements();
        knowledge
    }

    fn index_statements(&mut self) {
        let mut units: HashMap<crate::corpus::document::UnitId, (Vec<TermId>, Vec<EntityId>)> = HashMap::new();
        let mut all = Vec::with_capacity(self.corpus.statements.len());
        for statement in &self.corpus.statements {
            let mut entry = StatementTerms::default();
            for text in self.own_texts(statement) {
                self.add_terms(&text, &mut entry.own);
            }
            entry.terms.clone_from(&entry.own);
            for reference in &statement.references {
                let (terms, named) = units.entry(reference.unit).or_insert_with(|| {
                    let text = self.corpus.unit_text(reference.unit);
                    let mut terms = Vec::new();
                    self.add_terms(text, &mut terms);
                    let document = &self.corpus.documents[reference.unit.document as usize];
                    let unit = &document.units[reference.unit.unit as usize];
                    if let Some(header) = unit.header {
                        self.add_terms(&document.text[document.units[header as usize].span()], &mut terms);
                    }
                    let tokens = tokenize(text);
                    let named = self.understander.names.link(&tokens, |_| true);
                    (terms, named.iter().map(|mention| mention.entities[0]).collect())
                });
                entry.terms.extend(terms.iter());
                entry.named.extend(named.iter());
            }
            for list in [&mut entry.terms, &mut entry.own] {
                list.sort_unstable();
                list.dedup();
            }
            entry.named.sort_unstable();
            entry.named.dedup();
            all.push(entry);
        }
        let groups: Vec<_> = self.corpus.statements.iter().map(|statement| self.groups_of(statement)).collect();
        for (entry, groups) in all.iter_mut().zip(groups) {
            (entry.own_groups, entry.groups) = groups;
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
        self.described =
            self.corpus.entities.iter().enumerate().map(|(number, _)| self.description_of(number)).collect();
    }

    /// What an entity is described by: the words of the statements that say what it is, not what happened to it.
    fn description_of(&self, number: usize) -> (Vec<TermId>, Vec<u32>) {
        let mut terms = Vec::new();
        let mut groups = Vec::new();
        for id in self.graph.of(EntityId(u32::try_from(number).unwrap_or(u32::MAX))) {
            let statement = self.corpus.statement(*id);
            if !self.is(statement, &DESCRIBING) {
                continue;
            }
            for stem in self.understander.lexicon.content_stems(&statement.text) {
                groups.extend_from_slice(self.understander.lexicon.groups(&stem));
                terms.extend(self.understander.vocabulary.term(&stem));
            }
        }
        {
            let list = &mut groups;
            list.sort_unstable();
            list.dedup();
        }
        terms.sort_unstable();
        terms.dedup();
        (terms, groups)
    }

    /// Whether an entity is described by a word, or by one that means the same.
    #[must_use]
    pub fn is_described_by(&self, entity: EntityId, stem: &str, groups: &[u32]) -> bool {
        let (terms, described) = &self.described[entity.0 as usize];
        let term = self.understander.vocabulary.term(stem);
        term.is_some_and(|term| terms.binary_search(&term).is_ok())
            || groups.iter().any(|group| described.binary_search(group).is_ok())
    }

    /// The synonym groups of what a statement says itself, and of that with its proofs; both sorted.
    fn groups_of(&self, statement: &Statement) -> (Vec<u32>, Vec<u32>) {
        let lexicon = &self.understander.lexicon;
        let groups_in = |text: &str| -> Vec<u32> {
            lexicon.content_stems(text).iter().flat_map(|stem| lexicon.groups(stem)).copied().collect()
        };
        let label = &self.corpus.property(statement.property).label.en;
        let mut own: Vec<u32> = self.own_texts(statement).iter().flat_map(|text| groups_in(text)).collect();
        own.extend(groups_in(label));
        let mut all = own.clone();
        for reference in &statement.references {
            all.extend(groups_in(self.corpus.unit_text(reference.unit)));
        }
        for groups in [&mut own, &mut all] {
            groups.sort_unstable();
            groups.dedup();
        }
        (own, all)
    }

    /// The texts of a statement itself: value and qualifiers.
    fn own_texts(&self, statement: &Statement) -> Vec<String> {
        let qualifiers = &statement.qualifiers;
        let mut out = vec![statement.text.clone()];
        let texts = [
            &qualifiers.scope,
            &qualifiers.note,
            &qualifiers.of,
            &qualifiers.compared_with,
            &qualifiers.written,
            &qualifiers.author,
        ];
        out.extend(texts.into_iter().flatten().cloned());
        out.extend(self.corpus.entity(statement.subject).names().map(str::to_owned));
        if let Value::Entity(id) = statement.value {
            out.extend(self.corpus.entity(id).names().map(str::to_owned));
        }
        out.push(self.corpus.property(statement.property).label.en.clone());
        out
    }

    fn add_terms(&self, text: &str, out: &mut Vec<TermId>) {
        for stem in self.understander.lexicon.content_stems(text) {
            out.extend(self.understander.vocabulary.term(&stem));
        }
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

    /// The kind of an entity.
    #[must_use]
    pub fn kind(&self, id: EntityId) -> EntityKind {
        self.corpus.entity(id).kind
    }
}
