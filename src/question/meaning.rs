//! What a question means, as far as its words tell.

use std::collections::BTreeSet;

use super::bounds::NumberBound;
use super::lexicon::{Filter, Operator};
use super::names::Match;
use super::vocabulary::TermId;
use crate::corpus::property::QuestionWord;
use crate::corpus::record::EntityKind;
use crate::corpus::words::Step;
use crate::corpus::{Corpus, EntityId, PropertyId};
use crate::text::date::FoundDate;
use crate::text::language::Language;

/// A word of the question that is neither name nor function word: the answer must account for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// Folded letters.
    pub text: String,
    /// Stem, or a Chinese word whole.
    pub stem: String,
    /// Its number, if any document, name or record has it.
    pub term: Option<TermId>,
    /// Synonym groups that it belongs to.
    pub groups: Vec<u32>,
    /// The amount that it is, with its unit: "27k".
    pub amount: Option<f64>,
    /// How telling it is.
    pub weight: f32,
    /// Whether any document, name or record has it, or a word of its groups.
    pub known: bool,
    /// Properties that it asks for, by itself or with its neighbours.
    pub asks_for: Vec<PropertyId>,
    /// Kinds that it names, by itself or with its neighbours.
    pub kinds: Vec<EntityKind>,
}

/// One or several properties that the same words ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyCue {
    /// What may be meant.
    pub properties: Vec<PropertyId>,
    /// Stems of the words, which a statement may hold instead.
    pub stems: Vec<String>,
    /// Whether the words ask for it only by the way: each of them is one that a question may have for many reasons.
    pub faint: bool,
}

impl PropertyCue {
    /// A property that is asked for without a word for it.
    #[must_use]
    pub fn unsaid(property: PropertyId) -> Self {
        Self { properties: vec![property], stems: Vec::new(), faint: false }
    }
}

/// One or several kinds that the same words name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindCue {
    /// What may be meant.
    pub kinds: Vec<EntityKind>,
    /// Stems of the words, which a statement may hold instead.
    pub stems: Vec<String>,
    /// Whether it is named in the plural: several are wanted.
    pub plural: bool,
    /// Its first word.
    pub(crate) start: usize,
}

/// What a question asks, as far as its words tell.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is something that words say by themselves, in any combination")]
pub struct Meaning {
    /// The language to answer in.
    pub language: Language,
    /// What is named: for each mention what it may mean, the likeliest first.
    pub mentions: Vec<Named>,
    /// What is asked for, by the words that ask.
    pub properties: Vec<PropertyCue>,
    /// What an adjective alone asks for ("older").
    pub implied: Vec<PropertyId>,
    /// Question words.
    pub asks: BTreeSet<QuestionWord>,
    /// What to do with the values.
    pub operators: BTreeSet<Operator>,
    /// Kinds of entities that are named.
    pub kinds: BTreeSet<EntityKind>,
    /// Each naming of a kind: what it may be, and the stems of its words.
    pub kind_cues: Vec<KindCue>,
    /// The kinds of what is asked for itself: "which lab …", "…的模型叫什么".
    pub wanted: BTreeSet<EntityKind>,
    /// The stems of superlatives and comparatives.
    pub superlative_stems: Vec<String>,
    /// Qualities that narrow a list.
    pub filters: BTreeSet<Filter>,
    /// Dates that are named.
    pub dates: Vec<FoundDate>,
    /// Numbers that narrow what is asked for.
    pub bounds: Vec<NumberBound>,
    /// What it asks to be explained: the name right beside "what is".
    pub defined: Option<EntityId>,
    /// What is named as the end of the time that is asked about ("before Qwen3"), or as its beginning.
    pub earlier_than: Option<EntityId>,
    /// See [`Meaning::earlier_than`].
    pub later_than: Option<EntityId>,
    /// What is named as not wanted: "apart from Kimi".
    pub excluded: Vec<EntityId>,
    /// Whether all that is named must hold together: "both A and B".
    pub together: bool,
    /// Whether it asks of all of several: "are all of them open".
    pub every: bool,
    /// Whether it is asked of today.
    pub today: bool,
    /// Whether it asks for others than those it knows: "what else", "the other one".
    pub of_others: bool,
    /// Whether it asks for the sum of all: "in total".
    pub total: bool,
    /// Whether it asks for yes or no.
    pub whether: bool,
    /// All other words that mean something.
    pub content: Vec<Content>,
    /// Every telling word outside names and dates, whatever it was also taken for: what a statement in words is held
    /// against.
    pub words: Vec<Content>,
    /// A version of a known line that no document knows: `Kimi K3`, as written.
    pub unknown_variant: Option<String>,
    /// Whether the words are no question for this bot.
    pub out_of_scope: bool,
    /// Whether the question joins things ("and", "/"): it may ask for several properties.
    pub joins: bool,
    /// Which page of what is listed is wanted, counted from 0; the last one, where there are fewer.
    pub page: usize,
    /// Whether the question leans on the one before.
    pub follow_up: bool,
    /// Whether it does so by a word for a person ("he").
    pub of_person: bool,
    /// The step that it takes from what was spoken of before, with its words.
    pub step: Option<(Step, String)>,
    /// What its words ask for where a property of a like name was asked for before, each with those words.
    pub elliptic: Vec<(PropertyId, Vec<String>)>,
    /// What it describes instead of naming it: the words, and what was put in their place.
    pub described: Option<(String, EntityId)>,
    /// Words that were taken for slips: as typed, as understood.
    pub corrected: Vec<(String, String)>,
}

/// Something that the question names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The words of the question.
    pub words: String,
    /// What is meant; several only where the name covers them all (the rounds called Series B).
    pub entities: Vec<EntityId>,
    /// What else it might mean.
    pub others: Vec<EntityId>,
    /// How it was found.
    pub found: Match,
}

impl Named {
    /// Something as if the question had named it by its very name.
    #[must_use]
    pub fn outright(corpus: &Corpus, id: EntityId) -> Self {
        let words = corpus.entity(id).name.clone();
        Self { words, entities: vec![id], others: Vec::new(), found: Match::Exact }
    }
}

impl Meaning {
    /// The entities that are named, each once, in the order of the question.
    #[must_use]
    pub fn entities(&self) -> Vec<EntityId> {
        let mut out = Vec::new();
        for id in self.mentions.iter().flat_map(|named| &named.entities) {
            if !out.contains(id) {
                out.push(*id);
            }
        }
        out
    }

    /// Whether the question has an operator.
    #[must_use]
    pub fn has(&self, operator: Operator) -> bool {
        self.operators.contains(&operator)
    }

    /// Whether the question asks with a word.
    #[must_use]
    pub fn asks(&self, word: QuestionWord) -> bool {
        self.asks.contains(&word)
    }

    /// The properties asked for, each once.
    #[must_use]
    pub fn property_ids(&self) -> Vec<PropertyId> {
        let mut out = Vec::new();
        for id in self.properties.iter().flat_map(|cue| &cue.properties) {
            if !out.contains(id) {
                out.push(*id);
            }
        }
        out
    }
}
