//! How much of a question a sentence covers: what is named, asked for, dated, and every other telling word, each with its
//! weight. A word counts in full where it stands in the sentence, less where only one that means the same does, and less
//! again where it stands before it, above it or elsewhere in its passage.
//!
//! All letters were looked at when the index was built: here bits are compared.

use std::cell::OnceCell;

use super::knowledge::Knowledge;
use super::wording::month_name;
use crate::corpus::document::{PassageId, UnitId};
use crate::corpus::property::QuestionWord;
use crate::corpus::record::{EntityKind, Value};
use crate::corpus::{EntityId, PropertyId};
use crate::question::meaning::{Content, Meaning, Named, PropertyCue};
use crate::search::analyzers::is_function_character;
use crate::search::words::{Found, SentenceWords, Sought, TextWords, Wording};
use crate::text::date::FoundDate;
use crate::text::fold::is_han;
use crate::text::language::Language;

/// What a word is worth that means the same as the question's.
const SAME: f32 = 0.8;
/// What a name is worth that is related to the one of the question.
const RELATED: f32 = 0.75;

/// How much what stands around a sentence counts for it, and names beside words.
struct Weights {
    /// A name that must be met.
    name: f32,
    /// The words that ask for a property.
    property: f32,
    /// What a word is worth in the sentence before or in the headings, and elsewhere in the passage.
    before: f32,
    around: f32,
    /// What a name is worth in the sentence before, where that is a paragraph's, and elsewhere around.
    named_before: Option<f32>,
    named_around: f32,
    /// What a property's words are worth around the sentence.
    asked_around: f32,
}

/// A fact stands in one sentence, with what it is a fact of.
const FACT: Weights = Weights {
    name: 3.0,
    property: 2.0,
    before: 0.7,
    around: 0.6,
    named_before: None,
    named_around: 0.66,
    asked_around: 0.25,
};

/// A reason stands beside what it is the reason of, and it is no reason where only the names are met.
const REASON: Weights = Weights {
    name: 1.5,
    property: 1.0,
    before: 0.85,
    around: 0.7,
    named_before: Some(0.85),
    named_around: 0.9,
    asked_around: 0.6,
};

/// Where words alone are held against a sentence, a name may stand before it.
const BY_WORDS: Weights = Weights { name: 1.5, property: 0.0, asked_around: 0.0, ..REASON };

/// A question, ready to be held against sentences.
pub(super) struct Claims<'k> {
    knowledge: &'k Knowledge,
    weights: &'static Weights,
    sought: Sought,
    named: Vec<NamedClaim<'k>>,
    properties: Vec<PropertyClaim>,
    words: Vec<WordClaim>,
    /// Dates that are named: their year, month and day.
    dates: Vec<Found>,
    /// What all of it weighs.
    total: f32,
}

/// A name of the question.
struct NamedClaim<'k> {
    named: &'k Named,
    /// What stands above and below it.
    related: Vec<EntityId>,
    /// Whom it befell, where it is an event or topic.
    befallen: Vec<EntityId>,
    /// A topic or an event is named by ordinary words; who it befell stands for it.
    soft: bool,
    weight: f32,
}

/// A property that is asked for.
struct PropertyClaim {
    /// The question's very words, which must all be there.
    literal: Found,
    /// English words that ask for it, for a question in another language: any of them will do.
    foreign: Found,
    weight: f32,
}

/// A telling word.
struct WordClaim {
    exact: Found,
    /// Words that mean the same.
    same: Found,
    /// Whether a word that means the same counts around the sentence too.
    same_around: bool,
    /// Whether it asks for a property that the answer gives, which has accounted for it.
    given: bool,
    weight: f32,
}

/// What stands in a stretch of text.
#[derive(Default, Clone)]
struct Held {
    found: Found,
    names: Vec<EntityId>,
}

/// What stands in a passage and its headings.
struct Around {
    /// The names in order, each once.
    held: Held,
    /// For each name of the question, whether a sentence that names nothing is about it; told when it is first asked.
    alone: Vec<OnceCell<bool>>,
}

/// A sentence with what it covers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Covering {
    /// The sentence.
    pub(super) unit: UnitId,
    /// The share of the question that it covers, 0 to 1.
    pub(super) share: f32,
    /// The share that it covers of what the question says beside names; 1 where it says nothing else.
    pub(super) said: f32,
    /// How many others it names: a sentence that names many gives a survey.
    pub(super) others: usize,
    /// Whether the headings above it hold something of the question.
    pub(super) headed: bool,
    /// Whether its passage has every name of the question, and not only what is related to it.
    pub(super) meant: bool,
}

/// Gives numbers to what is looked for.
struct Numbers<'k> {
    knowledge: &'k Knowledge,
    sought: Sought,
    next: usize,
}

impl<'k> Numbers<'k> {
    fn new(knowledge: &'k Knowledge) -> Self {
        Self { knowledge, sought: Sought::default(), next: 0 }
    }

    /// The bit of a thing that a word says; 0 for a function word.
    fn bit(&mut self, word: &str) -> Found {
        let wording = self.knowledge.index.wording(word);
        self.bit_of([&wording])
    }

    /// The bit of a thing that any word of some synonym groups says.
    fn bit_of_groups(&mut self, groups: &[u32]) -> Found {
        self.bit_of(groups.iter().flat_map(|group| self.knowledge.wordings_of_group(*group)))
    }

    /// The bit of a thing that any word says which asks for one of some properties.
    fn bit_of_properties(&mut self, properties: &[PropertyId]) -> Found {
        self.bit_of(properties.iter().flat_map(|id| self.knowledge.wordings_of_property(*id)))
    }

    /// The bit of a thing that any of some wordings says; 0 where all of them are function words.
    fn bit_of<'w>(&mut self, wordings: impl IntoIterator<Item = &'w Wording>) -> Found {
        let mut any = false;
        for wording in wordings {
            any |= self.sought.add(self.next, wording);
        }
        if !any {
            return 0;
        }
        self.next += 1;
        1 << (self.next - 1)
    }
}

impl<'k> Claims<'k> {
    /// Prepares a question.
    pub(super) fn new(knowledge: &'k Knowledge, meaning: &'k Meaning) -> Self {
        let mut numbers = Numbers::new(knowledge);
        let weights = if meaning.asks(QuestionWord::Why) { &REASON } else { &FACT };
        let named: Vec<_> = meaning.mentions.iter().map(|named| NamedClaim::new(knowledge, named, weights)).collect();
        let properties: Vec<_> = meaning
            .properties
            .iter()
            .map(|cue| PropertyClaim::new(knowledge, cue, weights.property, &mut numbers))
            .collect();
        let mut words = Vec::new();
        for content in &meaning.content {
            add_content(content, &mut numbers, &mut words);
        }
        let lexicon = &knowledge.understander.lexicon;
        for stem in meaning.kind_cues.iter().flat_map(|cue| &cue.stems) {
            let exact = numbers.bit(stem);
            let same = numbers.bit_of_groups(lexicon.groups(stem));
            words.push(WordClaim { exact, same, same_around: false, given: false, weight: 0.4 });
        }
        Self::of(knowledge, meaning, weights, numbers, (named, properties, words))
    }

    /// The same by words alone: each telling word for itself, whatever property or kind it may ask for. What asks for a
    /// property says the same as other words that do; one that asks for what is `given` is accounted for.
    pub(super) fn by_words(knowledge: &'k Knowledge, meaning: &'k Meaning, given: &[PropertyId]) -> Self {
        let mut numbers = Numbers::new(knowledge);
        let weights = &BY_WORDS;
        let named: Vec<_> = meaning.mentions.iter().map(|named| NamedClaim::new(knowledge, named, weights)).collect();
        let mut words = Vec::new();
        for content in &meaning.words {
            add_content(content, &mut numbers, &mut words);
            let asks = numbers.bit_of_properties(&content.asks_for);
            if let Some(word) = words.last_mut().filter(|_| asks != 0) {
                word.same |= asks;
                word.given = content.asks_for.iter().any(|id| given.contains(id));
            }
        }
        Self::of(knowledge, meaning, weights, numbers, (named, Vec::new(), words))
    }

    fn of(
        knowledge: &'k Knowledge,
        meaning: &'k Meaning,
        weights: &'static Weights,
        mut numbers: Numbers<'_>,
        (named, properties, mut words): (Vec<NamedClaim<'k>>, Vec<PropertyClaim>, Vec<WordClaim>),
    ) -> Self {
        // Function words ask for nothing.
        words.retain(|word| word.exact | word.same != 0);
        let dates: Vec<Found> = meaning.dates.iter().map(|date| date_bits(date, &mut numbers)).collect();
        #[expect(clippy::cast_precision_loss, reason = "a handful of dates")]
        let total = named.iter().map(|claim| claim.weight).sum::<f32>()
            + properties.iter().map(|claim| claim.weight).sum::<f32>()
            + words.iter().map(|claim| claim.weight).sum::<f32>()
            + DATE * dates.len() as f32;
        Self { knowledge, weights, sought: numbers.sought.sealed(), named, properties, words, dates, total }
    }

    /// The sentences of a passage that lack nothing that the question names, with the share that each covers; of them
    /// only those that are worth it by what stands in them.
    pub(super) fn sentences(&self, passage: PassageId, is_worth: impl Fn(Found) -> bool, out: &mut Vec<Covering>) {
        let Some(words) = self.knowledge.index.words(passage).filter(|_| self.total > 0.0) else {
            return;
        };
        let row_names = words.heading().find_in_header(&self.sought);
        let sentences: Vec<(u32, SentenceWords<'_>, Found)> =
            words.sentences().map(|(unit, words)| (unit, words, words.find(&self.sought) | row_names)).collect();
        if !sentences.iter().any(|(.., found)| is_worth(*found)) {
            return;
        }
        let heading = Held { found: words.heading().find(&self.sought), names: words.heading().names().collect() };
        let mut around = heading.clone();
        for (_, words, found) in &sentences {
            around.found |= found;
            around.names.extend(words.names());
        }
        around.names.sort_unstable();
        around.names.dedup();
        if self.named.iter().any(|claim| !claim.soft && !around.names.iter().any(|id| claim.is_related(*id))) {
            return;
        }
        let around = Around { alone: vec![OnceCell::new(); self.named.len()], held: around };
        let names_all = |claim: &NamedClaim<'_>| {
            claim.soft || claim.named.entities.iter().any(|id| around.held.names.binary_search(id).is_ok())
        };
        let meant = self.named.iter().all(names_all);
        let is_asked = |id: &EntityId| self.named.iter().any(|claim| claim.named.entities.contains(id));
        let headed = heading.found != 0 || heading.names.iter().any(is_asked);
        let mut before = heading.clone();
        let mut own = Held::default();
        for (unit, words, found) in sentences {
            own.found = found;
            own.names.clear();
            own.names.extend(words.names());
            if is_worth(found)
                && let Some((share, said)) = self.share(&own, &before, &around)
            {
                let others = own.names.iter().filter(|id| !is_asked(id)).count();
                out.push(Covering {
                    unit: UnitId { document: passage.document, unit },
                    share,
                    said,
                    others,
                    headed,
                    meant,
                });
            }
            before.found = heading.found | found;
            before.names.truncate(heading.names.len());
            before.names.extend(&own.names);
        }
    }

    /// What of the question stands in a text of ours.
    pub(super) fn told_in(&self, text: &TextWords) -> Found {
        text.find(&self.sought)
    }

    /// What the telling words weigh that stand in one set of things and not in another.
    pub(super) fn beyond(&self, found: Found, known: Found) -> f32 {
        let is_new = |word: &&WordClaim| {
            let any = word.exact | word.same;
            let held = found & word.exact != 0 || found & any != 0 && known & any == 0;
            !word.given && known & word.exact == 0 && held
        };
        self.words.iter().filter(is_new).map(|word| word.weight).sum()
    }

    /// The share of the question that a sentence covers, and the share of what the question says beside names. `None`
    /// where it lacks something that the question names.
    fn share(&self, own: &Held, before: &Held, around: &Around) -> Option<(f32, f32)> {
        let weights = self.weights;
        let (mut met, mut names) = (0.0, 0.0);
        for (claim, alone) in self.named.iter().zip(&around.alone) {
            names += claim.weight;
            let alone = || *alone.get_or_init(|| claim.is_alone(self.knowledge, &around.held.names));
            met += claim.weight * claim.share(weights, &own.names, &before.names, alone)?;
        }
        let around = &around.held;
        let mut covered = 0.0;
        for claim in &self.properties {
            covered += claim.weight
                * if claim.held(own.found) {
                    1.0
                } else if claim.held(around.found) {
                    weights.asked_around
                } else {
                    0.0
                };
        }
        for claim in &self.words {
            covered += claim.weight * claim.share(weights, own.found, before.found, around.found);
        }
        for date in &self.dates {
            let held = |found: Found| *date != 0 && found & date == *date;
            covered += if held(own.found) {
                DATE
            } else if held(around.found) {
                DATE / 2.0
            } else {
                0.0
            };
        }
        let others = self.total - names;
        let said = if others > f32::EPSILON { covered / others } else { 1.0 };
        Some(((met + covered) / self.total, said))
    }
}

impl<'k> NamedClaim<'k> {
    fn new(knowledge: &Knowledge, named: &'k Named, weights: &Weights) -> Self {
        let graph = &knowledge.graph;
        let mut related: Vec<EntityId> =
            named.entities.iter().flat_map(|id| graph.above(*id).iter().chain(graph.below(*id))).copied().collect();
        related.sort_unstable();
        related.dedup();
        let soft = named.entities.iter().all(|id| matches!(knowledge.kind(*id), EntityKind::Topic | EntityKind::Event));
        let affected = |id: &EntityId| {
            knowledge.values(*id, "affects").filter_map(|(_, statement)| match statement.value {
                Value::Entity(other) => Some(other),
                _ => None,
            })
        };
        let befallen = if soft { named.entities.iter().flat_map(affected).collect() } else { Vec::new() };
        Self { named, related, befallen, soft, weight: if soft { 1.0 } else { weights.name } }
    }

    fn is_meant(&self, id: EntityId) -> bool {
        self.named.entities.contains(&id)
    }

    fn is_related(&self, id: EntityId) -> bool {
        self.is_meant(id) || self.related.binary_search(&id).is_ok()
    }

    /// Whether a sentence that names nothing is about this, by all that its passage names.
    fn is_alone(&self, knowledge: &Knowledge, around: &[EntityId]) -> bool {
        around.iter().any(|id| self.is_related(*id)) && only_of_its_kind(knowledge, self.named, around)
            || self.soft && self.befallen.iter().any(|id| around.contains(id))
    }

    fn share(&self, weights: &Weights, own: &[EntityId], before: &[EntityId], alone: impl Fn() -> bool) -> Option<f32> {
        if own.iter().any(|id| self.is_meant(*id)) {
            return Some(1.0);
        }
        let named_before = weights.named_before.filter(|_| before.iter().any(|id| self.is_meant(*id)));
        if named_before.is_some() {
            return named_before;
        }
        let related_before = || weights.named_before.is_some() && before.iter().any(|id| self.is_related(*id));
        if own.iter().any(|id| self.is_related(*id)) {
            Some(RELATED)
        } else if related_before() || alone() {
            Some(weights.named_around)
        } else {
            self.soft.then_some(0.0)
        }
    }
}

impl PropertyClaim {
    fn new(knowledge: &Knowledge, cue: &PropertyCue, weight: f32, numbers: &mut Numbers<'_>) -> Self {
        let literal = cue.stems.iter().fold(0, |all, stem| all | numbers.bit(stem));
        let vocabulary = &knowledge.understander.vocabulary;
        let is_foreign = cue.stems.iter().any(|stem| !stem.is_ascii() || vocabulary.term(stem).is_none());
        let foreign = if is_foreign { numbers.bit_of_properties(&cue.properties) } else { 0 };
        Self { literal, foreign, weight }
    }

    fn held(&self, found: Found) -> bool {
        self.literal != 0 && found & self.literal == self.literal || found & self.foreign != 0
    }
}

impl WordClaim {
    fn share(&self, weights: &Weights, own: Found, before: Found, around: Found) -> f32 {
        let held = |found: Found, same: Found| {
            if found & self.exact != 0 {
                1.0
            } else if found & same != 0 {
                SAME
            } else {
                0.0
            }
        };
        let same = if self.same_around { self.same } else { 0 };
        held(own, self.same).max(weights.before * held(before, same)).max(weights.around * held(around, same))
    }
}

/// What a date weighs.
const DATE: f32 = 2.0;

/// The year, month and day of a date, as documents write them.
fn date_bits(date: &FoundDate, numbers: &mut Numbers<'_>) -> Found {
    let mut all = 0;
    if let Some(year) = date.year {
        all |= numbers.bit(&year.to_string());
    }
    if let Some(month) = date.month {
        let names = [month_name(month, Language::En), month_name(month, Language::Es), format!("{month}月").as_str()]
            .map(|name| numbers.knowledge.index.wording(name));
        all |= numbers.bit_of(&names);
    }
    if let Some(day) = date.day {
        all |= numbers.bit(&day.to_string());
    }
    all
}

/// Adds a telling word. Of Chinese characters that no word list divides, each pair of neighbours is a part.
fn add_content(content: &Content, numbers: &mut Numbers<'_>, words: &mut Vec<WordClaim>) {
    let characters: Vec<char> = content.text.chars().collect();
    let undivided = !content.known && characters.len() > 2 && characters.iter().all(|letter| is_han(*letter));
    if undivided {
        let telling = |pair: &&[char]| !pair.iter().any(|letter| is_function_character(*letter));
        let pairs: Vec<&[char]> = characters.windows(2).filter(telling).collect();
        #[expect(clippy::cast_precision_loss, reason = "a handful of characters")]
        let weight = content.weight / pairs.len().max(1) as f32;
        for pair in pairs {
            let pair: String = pair.iter().collect();
            words.push(WordClaim { exact: numbers.bit(&pair), same: 0, same_around: false, given: false, weight });
        }
        return;
    }
    let exact = numbers.bit(&content.text);
    if exact == 0 {
        return; // a function word that no word list told
    }
    let same = numbers.bit_of_groups(&content.groups);
    words.push(WordClaim { exact, same, same_around: true, given: false, weight: content.weight });
}

/// Whether a passage names nothing else of the kind, so that a sentence of it which names nothing is about this one.
fn only_of_its_kind(knowledge: &Knowledge, named: &Named, around: &[EntityId]) -> bool {
    let sort = |id: EntityId| match knowledge.kind(id) {
        EntityKind::Company | EntityKind::ModelFamily | EntityKind::Product | EntityKind::Model => EntityKind::Lab,
        kind => kind,
    };
    around.iter().all(|other| {
        named.entities.iter().any(|id| sort(*id) != sort(*other) || id == other || knowledge.graph.related(*id, *other))
    })
}
