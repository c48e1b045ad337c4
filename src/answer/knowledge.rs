//! A corpus with everything derived from it that answering needs, made once a load.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::quoted::{self, Quoted};
use super::standing::StatementSet;
use super::{described, dispute};
use crate::calendar::events::{self, Event};
use crate::corpus::document::UnitId;
use crate::corpus::graph::Graph;
use crate::corpus::record::{EntityKind, Statement, Value};
use crate::corpus::{Corpus, EntityId, PropertyId, StatementId};
use crate::question::letters::Letters;
use crate::question::lexicon::Operator;
use crate::question::tokens::{Token, stem, tokenize};
use crate::question::understand::Understander;
use crate::question::vocabulary::{TermId, Vocabulary};
use crate::search::PassageIndex;
use crate::search::words::Wording;
use crate::text::date::is_year;
use crate::text::duration::has_duration;
use crate::text::edtf::Edtf;
use crate::text::fold::{contains_words, fold};

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
    /// For each stem: the statements whose own words have it.
    by_own_term: Vec<Vec<StatementId>>,
    /// For each stem that so many statements have that a set of all of them is gone through faster: those whose own words
    /// have it, and those that have it or whose proofs do.
    common: FxHashMap<TermId, (StatementSet, StatementSet)>,
    /// For each stem: the statements that have it among their keywords.
    by_keyword: Vec<Vec<StatementId>>,
    /// For each synonym group: the statements whose own words have one of its words, and those that have one or whose
    /// proofs do.
    by_group: Vec<(StatementSet, StatementSet)>,
    /// The statements in whose text a word begins with a figure.
    with_figure: StatementSet,
    /// The statements that tell how long something took.
    with_duration: StatementSet,
    by_property: Vec<Vec<StatementId>>,
    /// The statements of each dispute.
    disputes: Vec<Vec<StatementId>>,
    /// What statements have in quotation marks.
    quoted: Vec<Quoted>,
    /// Stems of what is said of posts, sorted.
    of_posts: Vec<TermId>,
    properties: FxHashMap<String, PropertyId>,
    /// Stems of the single English words that ask for each operator.
    operators: BTreeMap<Operator, Vec<TermId>>,
    /// For each synonym group: its words as the passages' were analysed.
    group_wordings: Vec<Vec<Wording>>,
    /// For each property: the single English words that ask for it, likewise.
    property_wordings: Vec<Vec<Wording>>,
    /// For each entity: its name, folded, and what letters that has.
    folded_names: Vec<(String, Letters)>,
    /// For each entity: when it happened or came out.
    dates: Vec<Vec<Edtf>>,
    /// For each person: what their statements and those that name them are about, sorted.
    related: Vec<Vec<EntityId>>,
    /// For each entity: what is told around it, made when it is first asked for.
    around: Vec<OnceLock<Vec<(StatementId, bool)>>>,
    /// All dated events, in order of time.
    events: Vec<Event>,
    /// Those without what another says more exactly, made when first asked for.
    finest_events: OnceLock<Vec<Event>>,
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

/// Files a statement under its stems.
fn file(id: StatementId, terms: &[TermId], by_term: &mut Vec<Vec<StatementId>>) {
    for term in terms {
        let at = term.0 as usize;
        if by_term.len() <= at {
            by_term.resize(at + 1, Vec::new());
        }
        by_term[at].push(id);
    }
}

/// Whether a word of a text begins with a figure that is no year; "o1" is no number.
fn has_figure(text: &str) -> bool {
    text.split_whitespace().any(|word| {
        let word = word.trim_start_matches(['~', '$', '¥', '€', '>', '<', '(']);
        word.starts_with(|letter: char| letter.is_ascii_digit()) && !is_years(word) && !is_site(word)
    })
}

/// Whether a word is the name of a site that begins with digits: "01.AI".
pub(super) fn is_site(word: &str) -> bool {
    let behind = word.trim_start_matches(|letter: char| letter.is_ascii_digit());
    behind.strip_prefix('.').is_some_and(|behind| behind.starts_with(|letter: char| letter.is_ascii_alphabetic()))
}

/// Whether a word is a year, or two of them: "2024", "2024-2025,".
fn is_years(word: &str) -> bool {
    word.trim_end_matches(|letter: char| letter.is_ascii_punctuation()).split(['-', '/', '–']).all(is_year)
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
    // What somebody says is said by an author, whom a question may call so.
    let by = qualifiers.author.as_ref().map(|_| "author");
    std::iter::once(statement.text.as_str()).chain(texts.into_iter().flatten().map(String::as_str)).chain(by)
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
        let folded = |name: &str| {
            let name = fold(name);
            let letters = Letters::of(&name);
            (name, letters)
        };
        let folded_names = corpus.entities.iter().map(|entity| folded(&entity.name)).collect();
        let events = events::all(&corpus, &graph);
        let around = vec![OnceLock::new(); corpus.entities.len()];
        let single = |word: &&String| !word.contains(' ');
        let property_wordings = corpus
            .properties
            .iter()
            .map(|property| property.ask.en.iter().filter(single).map(|word| index.wording(word)).collect())
            .collect();
        let groups = corpus.words.synonyms.groups.iter();
        let group_wordings = groups.map(|words| words.iter().map(|word| index.wording(word)).collect()).collect();
        let term = |word: &String| understander.vocabulary.term(&stem(word));
        let operators = corpus.words.operator.iter();
        let operators = operators.map(|(operator, words)| (*operator, words.en.iter().filter_map(term).collect()));
        let operators = operators.collect();
        let disputes = dispute::all(&corpus);
        let quoted = quoted::all(&corpus);
        let mut knowledge = Self {
            corpus,
            graph,
            understander,
            index,
            terms: Vec::new(),
            described: Vec::new(),
            by_term: Vec::new(),
            by_own_term: Vec::new(),
            common: FxHashMap::default(),
            by_keyword: Vec::new(),
            by_group: Vec::new(),
            with_figure: StatementSet::default(),
            with_duration: StatementSet::default(),
            by_property: Vec::new(),
            disputes,
            quoted,
            of_posts: Vec::new(),
            properties,
            operators,
            group_wordings,
            property_wordings,
            folded_names,
            dates: Vec::new(),
            related: Vec::new(),
            around,
            events,
            finest_events: OnceLock::new(),
        };
        knowledge.index_statements();
        knowledge
    }

    fn index_statements(&mut self) {
        let mut all = std::thread::scope(|scope| {
            let proofs = scope.spawn(|| self.proving_sentences());
            scope.spawn(|| self.understander.warm_up());
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
        let none = StatementSet::none_of(all.len());
        self.with_figure = none.clone();
        self.with_duration = none.clone();
        self.by_group = vec![(none.clone(), none); self.corpus.words.synonyms.groups.len()];
        for ((number, entry), statement) in (0u32..).zip(&all).zip(&self.corpus.statements) {
            let id = StatementId(number);
            file(id, &entry.terms, &mut self.by_term);
            file(id, &entry.own, &mut self.by_own_term);
            file(id, self.understander.vocabulary.keywords(id), &mut self.by_keyword);
            entry.own_groups.iter().for_each(|group| self.by_group[*group as usize].0.insert(id));
            entry.groups.iter().for_each(|group| self.by_group[*group as usize].1.insert(id));
            if has_figure(&statement.text) {
                self.with_figure.insert(id);
            }
            if own_texts(statement).any(|text| has_duration(&fold(text))) {
                self.with_duration.insert(id);
            }
        }
        self.common = self.common_terms(all.len());
        self.terms = all;
        let posts = self.property("position").map(|post| self.of_properties(&[post])).unwrap_or_default();
        self.of_posts = posts.iter().flat_map(|id| &self.terms(*id).own).copied().collect();
        sort(&mut self.of_posts);
        let leading = self.corpus.words.role.leading.iter();
        let leading: Vec<_> = leading.filter_map(|word| self.understander.vocabulary.term(&stem(word))).collect();
        self.of_posts.retain(|term| !leading.contains(term));
        self.describe_entities();
    }

    /// The stems that more statements have than a set of them has words of 64 bits.
    fn common_terms(&self, statements: usize) -> FxHashMap<TermId, (StatementSet, StatementSet)> {
        let set_of = |ids: &[StatementId]| {
            let mut set = StatementSet::none_of(statements);
            set.extend(ids);
            set
        };
        (0u32..)
            .zip(&self.by_term)
            .filter(|(_, ids)| ids.len() > statements / 64)
            .map(|(number, ids)| (TermId(number), ids))
            .map(|(term, ids)| (term, (set_of(self.with_own_term(term)), set_of(ids))))
            .collect()
    }

    /// What is told of every entity by itself: its description, its dates, what it has to do with.
    fn describe_entities(&mut self) {
        let entities = || (0u32..).zip(&self.corpus.entities).map(|(number, entity)| (EntityId(number), entity));
        let described = entities().map(|(id, _)| self.description_of(id)).collect();
        let date = |id: &StatementId| {
            let statement = self.corpus.statement(*id);
            match statement.value {
                Value::Date(date) if self.is(statement, &["date", "released"]) => Some(date),
                _ => None,
            }
        };
        let dates = entities().map(|(id, _)| self.graph.of(id).iter().filter_map(date).collect()).collect();
        let related = entities().map(|(id, entity)| match entity.kind {
            EntityKind::Person => self.relations_of(id),
            _ => Vec::new(),
        });
        let related = related.collect();
        (self.described, self.dates, self.related) = (described, dates, related);
    }

    /// The subjects, values and places of the statements of a person and of those that name them.
    fn relations_of(&self, person: EntityId) -> Vec<EntityId> {
        let mut out = Vec::new();
        for id in self.graph.of(person).iter().chain(self.graph.naming(person)) {
            let statement = self.corpus.statement(*id);
            out.push(statement.subject);
            out.extend(statement.qualifiers.at);
            if let Value::Entity(value) = statement.value {
                out.push(value);
            }
        }
        sort(&mut out);
        out
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
    fn description_of(&self, entity: EntityId) -> (Vec<TermId>, Vec<u32>) {
        let mut words = Words::default();
        // A group's name says what it is a group of: "Specialized tier".
        if self.kind(entity) == EntityKind::Group {
            self.add_words(&self.corpus.entity(entity).name, &mut words);
        }
        for id in self.graph.of(entity) {
            let statement = self.corpus.statement(*id);
            if self.is(statement, &DESCRIBING) {
                self.add_words(&statement.text, &mut words);
                words.terms.extend(self.understander.vocabulary.keywords(*id));
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
    pub fn with_term(&self, term: TermId) -> &[StatementId] {
        self.by_term.get(term.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// Whether a statement's own words have a stem.
    #[must_use]
    pub fn is_own(&self, id: StatementId, term: TermId) -> bool {
        self.terms(id).own.binary_search(&term).is_ok()
    }

    /// The statements whose own words have a stem.
    #[must_use]
    pub fn with_own_term(&self, term: TermId) -> &[StatementId] {
        self.by_own_term.get(term.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// The statements whose own words have a stem, and those that have it or whose proofs do, as sets; `None` where they
    /// are few.
    #[must_use]
    pub fn common(&self, term: TermId) -> Option<&(StatementSet, StatementSet)> {
        self.common.get(&term)
    }

    /// The statements that have a stem among their keywords.
    #[must_use]
    pub fn with_keyword(&self, term: TermId) -> &[StatementId] {
        self.by_keyword.get(term.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// The statements whose own words have one of a synonym group, and those that have one or whose proofs do.
    #[must_use]
    pub fn with_group(&self, group: u32) -> &(StatementSet, StatementSet) {
        &self.by_group[group as usize]
    }

    /// Whether a word of a statement's text begins with a figure.
    #[must_use]
    pub fn has_figure(&self, id: StatementId) -> bool {
        self.with_figure.contains(id)
    }

    /// Whether a statement tells how long something took.
    #[must_use]
    pub fn has_duration(&self, id: StatementId) -> bool {
        self.with_duration.contains(id)
    }

    /// What statements have in quotation marks.
    pub(super) fn quoted(&self) -> &[Quoted] {
        &self.quoted
    }

    /// What documents see differently: the statements of each such matter.
    #[must_use]
    pub fn disputes(&self) -> &[Vec<StatementId>] {
        &self.disputes
    }

    /// All statements of some properties.
    #[must_use]
    pub fn of_properties(&self, properties: &[PropertyId]) -> Vec<StatementId> {
        properties.iter().flat_map(|id| self.by_property.get(id.0 as usize).into_iter().flatten()).copied().collect()
    }

    /// The stems of the single English words that ask for an operator.
    #[must_use]
    pub fn terms_of_operator(&self, operator: Operator) -> &[TermId] {
        self.operators.get(&operator).map_or(&[], Vec::as_slice)
    }

    /// A property by its name in the lexicon.
    #[must_use]
    pub fn property(&self, id: &str) -> Option<PropertyId> {
        self.properties.get(id).copied()
    }

    /// The properties of some names.
    #[must_use]
    pub fn properties(&self, ids: &[&str]) -> Vec<PropertyId> {
        ids.iter().filter_map(|id| self.property(id)).collect()
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
        self.property(property).into_iter().flat_map(move |wanted| self.of(subject, wanted))
    }

    /// The statements of a subject with a property.
    pub fn of(&self, subject: EntityId, property: PropertyId) -> impl Iterator<Item = (StatementId, &Statement)> {
        let statements = self.graph.of(subject).iter().map(|id| (*id, self.corpus.statement(*id)));
        statements.filter(move |(_, statement)| statement.property == property)
    }

    /// The words of a synonym group, ready to be looked for in passages.
    #[must_use]
    pub fn wordings_of_group(&self, group: u32) -> &[Wording] {
        &self.group_wordings[group as usize]
    }

    /// The single English words that ask for a property, ready to be looked for in passages.
    #[must_use]
    pub fn wordings_of_property(&self, id: PropertyId) -> &[Wording] {
        &self.property_wordings[id.0 as usize]
    }

    /// Whether a fact's first value is a number.
    #[must_use]
    pub fn is_number(&self, fact: &super::fact::Fact) -> bool {
        fact.ids.first().is_some_and(|id| matches!(self.corpus.statement(*id).value, Value::Number(_)))
    }

    /// Whether the name of an entity stands in that of another as whole words.
    #[must_use]
    pub fn is_named_within(&self, entity: EntityId, other: EntityId) -> bool {
        let (name, letters) = &self.folded_names[entity.0 as usize];
        let (whole, within) = &self.folded_names[other.0 as usize];
        letters.may_be_in(*within) && contains_words(whole, name)
    }

    /// When something happened or came out.
    #[must_use]
    pub fn dates_of(&self, entity: EntityId) -> &[Edtf] {
        &self.dates[entity.0 as usize]
    }

    /// Whether statements of a person, or those that name them, are about an entity: a post, a study, a founding.
    #[must_use]
    pub fn has_to_do_with(&self, person: EntityId, entity: EntityId) -> bool {
        self.related[person.0 as usize].binary_search(&entity).is_ok()
    }

    /// The statements of an entity and of its people, models and products; of each whether it is told of the entity
    /// itself.
    #[must_use]
    pub fn around(&self, entity: EntityId) -> &[(StatementId, bool)] {
        self.around[entity.0 as usize].get_or_init(|| described::around(self, entity))
    }

    /// All dated events of the records, in order of time.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// All dated events without those that another says more exactly, in order of time.
    #[must_use]
    pub fn finest_events(&self) -> &[Event] {
        self.finest_events.get_or_init(|| {
            let mut finest = self.events.clone();
            events::drop_coarser(&self.corpus, &mut finest);
            finest
        })
    }

    /// The kind of an entity.
    #[must_use]
    pub fn kind(&self, id: EntityId) -> EntityKind {
        self.corpus.entity(id).kind
    }
}
