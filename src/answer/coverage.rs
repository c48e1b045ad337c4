//! How much of a question a sentence covers: what is named, asked for, dated, and every other telling word, each with its
//! weight. A word counts in full where it stands in the sentence, less where only one that means the same does, and less
//! again where it stands before it, above it or elsewhere in its passage.
//!
//! All letters were looked at when the index was built: here bits are compared.

use super::knowledge::Knowledge;
use crate::corpus::EntityId;
use crate::corpus::document::{PassageId, UnitId};
use crate::corpus::property::QuestionWord;
use crate::corpus::record::{EntityKind, Value};
use crate::question::understand::{Content, Meaning, Named, PropertyCue};
use crate::search::words::{Found, SentenceWords, Sought};
use crate::text::fold::is_han;

/// What a word is worth that means the same as the question's.
const SAME: f32 = 0.8;
/// What a word is worth that stands in the sentence before or in the headings, and elsewhere in the passage.
const BEFORE: f32 = 0.7;
const AROUND: f32 = 0.6;
/// What a name is worth that is related to the one of the question, and one that stands only around the sentence.
const RELATED: f32 = 0.75;
const NAMED_AROUND: f32 = 0.66;
/// What a property's words are worth around the sentence.
const ASKED_AROUND: f32 = 0.25;

/// A question, ready to be held against sentences.
pub(super) struct Claims<'k> {
    knowledge: &'k Knowledge,
    sought: Sought,
    named: Vec<NamedClaim<'k>>,
    properties: Vec<PropertyClaim>,
    words: Vec<WordClaim>,
    /// Years that are named.
    years: Vec<Found>,
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
    weight: f32,
}

/// What stands in a stretch of text.
#[derive(Default, Clone)]
struct Held {
    found: Found,
    names: Vec<EntityId>,
}

/// A sentence with what it covers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Covering {
    /// The sentence.
    pub(super) unit: UnitId,
    /// The share of the question that it covers, 0 to 1.
    pub(super) share: f32,
    /// How many others it names: a sentence that names many gives a survey.
    pub(super) others: usize,
    /// Whether the headings above it hold something of the question.
    pub(super) headed: bool,
}

/// Gives numbers to what is looked for.
struct Numbers {
    sought: Sought,
    next: usize,
}

impl Numbers {
    /// The bit of a thing that any of some wordings says; 0 where all of them are function words.
    fn bit<'w>(&mut self, wordings: impl IntoIterator<Item = &'w str>) -> Found {
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
        let mut numbers = Numbers { sought: knowledge.index.sought(), next: 0 };
        let named: Vec<_> = meaning.mentions.iter().map(|named| NamedClaim::new(knowledge, named)).collect();
        let weight = if meaning.asks(QuestionWord::Why) { 1.0 } else { 2.0 };
        let properties: Vec<_> =
            meaning.properties.iter().map(|cue| PropertyClaim::new(knowledge, cue, weight, &mut numbers)).collect();
        let mut words = Vec::new();
        for content in &meaning.content {
            add_content(knowledge, content, &mut numbers, &mut words);
        }
        let lexicon = &knowledge.understander.lexicon;
        for stem in meaning.kind_cues.iter().flat_map(|cue| &cue.stems) {
            let exact = numbers.bit([stem.as_str()]);
            let same = numbers.bit(lexicon.words_of_groups(lexicon.groups(stem)));
            words.push(WordClaim { exact, same, same_around: false, weight: 0.4 });
        }
        // Function words ask for nothing.
        words.retain(|word| word.exact | word.same != 0);
        let years: Vec<Found> = meaning
            .dates
            .iter()
            .map(|date| date.year.map(|year| year.to_string()).unwrap_or_default())
            .map(|year| numbers.bit([year.as_str()]))
            .collect();
        #[expect(clippy::cast_precision_loss, reason = "a handful of dates")]
        let total = named.iter().map(|claim| claim.weight).sum::<f32>()
            + properties.iter().map(|claim| claim.weight).sum::<f32>()
            + words.iter().map(|claim| claim.weight).sum::<f32>()
            + 2.0 * years.len() as f32;
        Self { knowledge, sought: numbers.sought.sealed(), named, properties, words, years, total }
    }

    /// The sentences of a passage that lack nothing that the question names, with the share that each covers.
    pub(super) fn sentences(&self, passage: PassageId, out: &mut Vec<Covering>) {
        let Some(words) = self.knowledge.index.words(passage).filter(|_| self.total > 0.0) else {
            return;
        };
        let heading = self.held(words.heading());
        let header = words.heading().find_in_header(&self.sought);
        let sentences: Vec<(u32, Held)> = words.sentences().map(|(unit, words)| (unit, self.held(words))).collect();
        let mut around = heading.clone();
        for (_, held) in &sentences {
            around.found |= held.found;
            around.names.extend(&held.names);
        }
        around.names.sort_unstable();
        around.names.dedup();
        let is_asked = |id: &EntityId| self.named.iter().any(|claim| claim.named.entities.contains(id));
        let headed = heading.found != 0 || heading.names.iter().any(is_asked);
        let mut before = heading.found;
        for (unit, held) in &sentences {
            let own = held.found | header;
            if let Some(share) = self.share(own, &held.names, before, &around) {
                let others = held.names.iter().filter(|id| !is_asked(id)).count();
                out.push(Covering { unit: UnitId { document: passage.document, unit: *unit }, share, others, headed });
            }
            before = heading.found | held.found;
        }
    }

    fn held(&self, words: SentenceWords<'_>) -> Held {
        Held { found: words.find(&self.sought), names: words.names().collect() }
    }

    /// The share of the question that a sentence covers. `None` where it lacks something that the question names.
    fn share(&self, own: Found, names: &[EntityId], before: Found, around: &Held) -> Option<f32> {
        let mut covered = 0.0;
        for claim in &self.named {
            covered += claim.weight * claim.share(self.knowledge, names, around)?;
        }
        for claim in &self.properties {
            covered += claim.weight
                * if claim.held(own) {
                    1.0
                } else if claim.held(around.found) {
                    ASKED_AROUND
                } else {
                    0.0
                };
        }
        for claim in &self.words {
            covered += claim.weight * claim.share(own, before, around.found);
        }
        for year in &self.years {
            covered += if own & year != 0 {
                2.0
            } else if around.found & year != 0 {
                1.0
            } else {
                0.0
            };
        }
        Some(covered / self.total)
    }
}

impl<'k> NamedClaim<'k> {
    fn new(knowledge: &Knowledge, named: &'k Named) -> Self {
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
        Self { named, related, befallen, soft, weight: if soft { 1.0 } else { 3.0 } }
    }

    fn share(&self, knowledge: &Knowledge, own: &[EntityId], around: &Held) -> Option<f32> {
        let is_meant = |id: &EntityId| self.named.entities.contains(id);
        let is_related = |id: &EntityId| is_meant(id) || self.related.binary_search(id).is_ok();
        if own.iter().any(is_meant) {
            Some(1.0)
        } else if own.iter().any(is_related) {
            Some(RELATED)
        } else if around.names.iter().any(is_related) && only_of_its_kind(knowledge, self.named, &around.names)
            || self.soft && self.befallen.iter().any(|id| around.names.contains(id))
        {
            Some(NAMED_AROUND)
        } else {
            self.soft.then_some(0.0)
        }
    }
}

impl PropertyClaim {
    fn new(knowledge: &Knowledge, cue: &PropertyCue, weight: f32, numbers: &mut Numbers) -> Self {
        let literal = cue.stems.iter().fold(0, |all, stem| all | numbers.bit([stem.as_str()]));
        let vocabulary = &knowledge.understander.vocabulary;
        let is_foreign = cue.stems.iter().any(|stem| !stem.is_ascii() || vocabulary.term(stem).is_none());
        let foreign = if is_foreign {
            let asks = cue.properties.iter().flat_map(|id| &knowledge.corpus.property(*id).ask.en);
            numbers.bit(asks.map(String::as_str).filter(|ask| !ask.contains(' ')))
        } else {
            0
        };
        Self { literal, foreign, weight }
    }

    fn held(&self, found: Found) -> bool {
        self.literal != 0 && found & self.literal == self.literal || found & self.foreign != 0
    }
}

impl WordClaim {
    fn share(&self, own: Found, before: Found, around: Found) -> f32 {
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
        held(own, self.same).max(BEFORE * held(before, same)).max(AROUND * held(around, same))
    }
}

/// Adds a telling word. Of Chinese characters that no word list divides, each pair of neighbours is a part.
fn add_content(knowledge: &Knowledge, content: &Content, numbers: &mut Numbers, words: &mut Vec<WordClaim>) {
    let characters: Vec<char> = content.text.chars().collect();
    let undivided = !content.known && characters.len() > 2 && characters.iter().all(|letter| is_han(*letter));
    if undivided {
        #[expect(clippy::cast_precision_loss, reason = "a handful of characters")]
        let weight = content.weight / (characters.len() - 1) as f32;
        for pair in characters.windows(2) {
            let pair: String = pair.iter().collect();
            words.push(WordClaim { exact: numbers.bit([pair.as_str()]), same: 0, same_around: false, weight });
        }
        return;
    }
    let exact = numbers.bit([content.text.as_str(), content.stem.as_str()]);
    let same = numbers.bit(knowledge.understander.lexicon.words_of_groups(&content.groups));
    words.push(WordClaim { exact, same, same_around: true, weight: content.weight });
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
