//! Where the records are silent: the best sentence of the best passage, quoted, and nothing where it does not cover
//! the question.

use super::draft::Draft;
use super::knowledge::Knowledge;
use super::{Answer, Kind, Outcome};
use crate::corpus::document::{Document, PassageId, UnitId, UnitKind};
use crate::corpus::property::QuestionWord;
use crate::corpus::record::{EntityKind, Reference, Value};
use crate::question::tokens::{stem, tokenize};
use crate::question::understand::{Meaning, Named, PropertyCue};

/// Passages that are looked at.
const PASSAGES: usize = 24;
/// Least share of the question that a sentence with its headings must hold.
const ENOUGH: f32 = 0.72;
/// The share that is enough for questions of why and how, whose answers are worded freely.
const ENOUGH_FOR_PROSE: f32 = 0.58;
/// A second sentence is quoted only where both together stay within this many characters.
const TWO_SENTENCES: usize = 420;

/// A sentence with how well it answers.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    unit: UnitId,
    share: f32,
}

/// Quotes the sentence that covers the question, where one does.
#[must_use]
pub fn answer(knowledge: &Knowledge, meaning: &Meaning, question: &str) -> Option<Answer> {
    let candidates = candidates(knowledge, meaning, question);
    let best = candidates.first()?;
    let mut draft = Draft::new(knowledge, meaning.language);
    quote(&mut draft, knowledge, best.unit);
    let second = candidates.get(1).filter(|second| {
        second.share >= best.share - 0.05
            && second.unit.document == best.unit.document
            && second.unit.unit.abs_diff(best.unit.unit) == 1
            && knowledge.corpus.unit_text(second.unit).chars().count() + draft.characters() < TWO_SENTENCES
    });
    if let Some(second) = second {
        draft.push(" ");
        quote(&mut draft, knowledge, second.unit);
    }
    Some(draft.finish(Outcome::Found, Kind::Passages))
}

/// The sentences that cover a question of why, the best reason first.
#[must_use]
pub fn sentences_for(knowledge: &Knowledge, meaning: &Meaning, question: &str) -> Vec<UnitId> {
    let candidates = candidates(knowledge, meaning, question);
    let least = candidates.first().map_or(0.0, |best| best.share - 0.25);
    candidates.into_iter().filter(|candidate| candidate.share >= least).map(|candidate| candidate.unit).collect()
}

/// The sentences that cover enough of the question, best first.
fn candidates(knowledge: &Knowledge, meaning: &Meaning, question: &str) -> Vec<Candidate> {
    // One word alone ("title") is no question that a sentence could answer.
    let named = meaning.entities().iter().any(|id| knowledge.kind(*id) != EntityKind::Topic);
    let words = meaning.content.len() + meaning.properties.len() + meaning.kind_cues.len() + meaning.mentions.len();
    if !named && words < 2 {
        return Vec::new();
    }
    let prose = meaning.asks(QuestionWord::Why) || meaning.asks(QuestionWord::How);
    let least = if prose { ENOUGH_FOR_PROSE } else { ENOUGH };
    let mut candidates: Vec<Candidate> = Vec::new();
    for hit in knowledge.index.passages(&query(knowledge, meaning, question), PASSAGES) {
        candidates.extend(sentences(knowledge, meaning, hit.passage));
    }
    candidates.retain(|candidate| candidate.share >= least);
    if meaning.asks(QuestionWord::Why) {
        for candidate in &mut candidates {
            candidate.share += reason_bonus(knowledge, meaning, candidate.unit);
        }
    }
    candidates.sort_by(|a, b| b.share.total_cmp(&a.share).then(a.unit.cmp(&b.unit)));
    candidates
}

/// Words by which a sentence gives a reason.
const REASONS: [&str; 18] = [
    "because",
    "due to",
    "attributed",
    "so that",
    "in order to",
    "thanks to",
    "reason",
    "cause",
    "result of",
    "driven by",
    "forced",
    "enabl",
    "owing",
    "therefore",
    "means that",
    "by choice",
    "to avoid",
    "rather than",
];

/// A sentence that gives a reason answers "why" better than one that only names the thing.
fn reason_bonus(knowledge: &Knowledge, meaning: &Meaning, unit: UnitId) -> f32 {
    let document = &knowledge.corpus.documents[unit.document as usize];
    let record = &document.units[unit.unit as usize];
    let text = crate::text::fold::fold(&document.text[record.span()]);
    let mut heading = Words::default();
    let title = document.section_of(record).title();
    heading.add(knowledge, &title);
    let said = REASONS.iter().filter(|word| text.contains(**word)).count();
    let asked = meaning.content.iter().any(|content| heading.holds(&content.stem, &content.groups) > 0.0)
        || meaning.properties.iter().any(|cue| cue.stems.iter().any(|stem| heading.stems.contains(stem)));
    let headed = crate::text::fold::fold(&title).contains("why")
        && (asked || heading.named.iter().any(|id| meaning.entities().contains(id)));
    let mut own = Words::default();
    own.add(knowledge, &document.text[record.span()]);
    own.named.sort_unstable();
    own.named.dedup();
    // A sentence that names many others gives a survey, not a reason.
    let others = own.named.iter().filter(|id| !meaning.entities().contains(id)).count();
    #[expect(clippy::cast_precision_loss, reason = "a handful of names")]
    let survey = 0.03 * others.saturating_sub(2) as f32;
    0.14 * f32::from(u8::try_from(said.min(2)).unwrap_or(0)) + if headed { 0.25 } else { 0.0 }
        - if text.len() < 40 { 0.08 } else { 0.0 }
        - survey
}

/// Adds a sentence in quotation marks, with its citation.
pub fn quote(draft: &mut Draft<'_>, knowledge: &Knowledge, unit: UnitId) {
    let text = knowledge.corpus.unit_text(unit).replace("**", "").replace('\n', " ");
    draft.push(&format!("“{text}”"));
    draft.cite(&[Reference { unit }]);
}

/// What the index is asked: the question's words, and for questions in other languages what they mean in English.
fn query(knowledge: &Knowledge, meaning: &Meaning, question: &str) -> String {
    let mut out = question.to_owned();
    for id in meaning.entities() {
        out.push(' ');
        out.push_str(&knowledge.corpus.entity(id).name);
    }
    for cue in &meaning.properties {
        for id in &cue.properties {
            out.push(' ');
            out.push_str(&knowledge.corpus.property(*id).label.en);
        }
    }
    for content in &meaning.content {
        if content.groups.is_empty() || content.text.is_ascii() {
            continue;
        }
        for word in knowledge.understander.lexicon.words_of_groups(&content.groups) {
            out.push(' ');
            out.push_str(word);
        }
    }
    out
}

/// The sentences of a passage with the share of the question that each covers.
fn sentences(knowledge: &Knowledge, meaning: &Meaning, id: PassageId) -> Vec<Candidate> {
    let document = &knowledge.corpus.documents[id.document as usize];
    let passage = &document.passages[id.passage as usize];
    let mut around = Words::default();
    for unit in passage.first_unit..passage.end_unit {
        around.add(knowledge, &document.text[document.units[unit as usize].span()]);
    }
    let section = document.section_of(&document.units[passage.first_unit as usize]).title();
    around.add(knowledge, &section);
    around.add(knowledge, &document.source.title);
    (passage.first_unit..passage.end_unit)
        .filter(|unit| document.units[*unit as usize].kind != UnitKind::Heading)
        .filter_map(|unit| {
            let share = share(knowledge, meaning, document, unit, &around)?;
            Some(Candidate { unit: UnitId { document: id.document, unit }, share })
        })
        .collect()
}

/// Stems, synonym groups and names of a stretch of text.
#[derive(Debug, Default)]
struct Words {
    stems: Vec<String>,
    groups: Vec<u32>,
    named: Vec<crate::corpus::EntityId>,
}

impl Words {
    fn add(&mut self, knowledge: &Knowledge, text: &str) {
        let tokens = tokenize(text);
        for mention in knowledge.understander.names.link_text(&tokens) {
            self.named.extend(mention.entities);
        }
        for token in tokens {
            self.groups.extend_from_slice(knowledge.understander.lexicon.groups(&token.stem));
            self.stems.push(token.stem);
        }
    }

    fn holds(&self, stem: &str, groups: &[u32]) -> f32 {
        if self.stems.iter().any(|held| held == stem) {
            1.0
        } else if groups.iter().any(|group| self.groups.contains(group)) {
            0.8
        } else {
            0.0
        }
    }
}

/// The share of the question that a sentence covers; words that stand only around it count less. `None` where it lacks
/// something that the question names.
fn share(knowledge: &Knowledge, meaning: &Meaning, document: &Document, unit: u32, around: &Words) -> Option<f32> {
    let mut own = Words::default();
    let record = &document.units[unit as usize];
    own.add(knowledge, &document.text[record.span()]);
    if let Some(header) = record.header {
        own.add(knowledge, &document.text[document.units[header as usize].span()]);
    }
    let mut total = 0.0;
    let mut covered = 0.0;
    for named in &meaning.mentions {
        let here = |words: &Words| {
            named.entities.iter().any(|id| {
                words.named.contains(id)
                    || words.named.iter().any(|other| {
                        knowledge.graph.above(*id).contains(other) || knowledge.graph.above(*other).contains(id)
                    })
            })
        };
        // A topic or an event is named by ordinary words; who it befell stands for it.
        let soft = named.entities.iter().all(|id| matches!(knowledge.kind(*id), EntityKind::Topic | EntityKind::Event));
        let befallen = || {
            named.entities.iter().any(|id| {
                knowledge.values(*id, "affects").any(|(_, statement)| match statement.value {
                    Value::Entity(other) => around.named.contains(&other),
                    _ => false,
                })
            })
        };
        let weight = if soft { 1.0 } else { 3.0 };
        total += weight;
        covered += weight
            * if named.entities.iter().any(|id| own.named.contains(id)) {
                1.0
            } else if here(&own) {
                0.75
            } else if here(around) && only_of_its_kind(knowledge, named, around) || soft && befallen() {
                0.66
            } else if soft {
                0.0
            } else {
                return None;
            };
    }
    for cue in &meaning.properties {
        let held = |words: &Words| !cue.stems.is_empty() && says_property(knowledge, cue, words);
        let weight = if meaning.asks(QuestionWord::Why) { 1.0 } else { 2.0 };
        total += weight;
        covered += weight
            * if held(&own) {
                1.0
            } else if held(around) {
                0.25
            } else {
                0.0
            };
    }
    for content in &meaning.content {
        let here = own.holds(&content.stem, &content.groups);
        let near = around.holds(&content.stem, &content.groups);
        total += content.weight;
        covered += content.weight * here.max(0.6 * near);
    }
    for stem in meaning.kind_cues.iter().flat_map(|cue| &cue.stems) {
        total += 0.4;
        covered +=
            0.4 * own.holds(stem, knowledge.understander.lexicon.groups(stem)).max(around.holds(stem, &[]) * 0.6);
    }
    for date in &meaning.dates {
        let year = date.year.map(|year| year.to_string()).unwrap_or_default();
        total += 2.0;
        covered += if own.stems.contains(&year) {
            2.0
        } else if around.stems.contains(&year) {
            1.0
        } else {
            0.0
        };
    }
    if total == 0.0 {
        return None;
    }
    Some(covered / total * sort_fit(meaning, &document.text[record.span()]))
}

/// Whether a passage names nothing else of the kind, so that a sentence of it which names nothing is about this one.
fn only_of_its_kind(knowledge: &Knowledge, named: &Named, around: &Words) -> bool {
    let sort = |id: crate::corpus::EntityId| match knowledge.kind(id) {
        EntityKind::Company | EntityKind::ModelFamily | EntityKind::Product | EntityKind::Model => EntityKind::Lab,
        kind => kind,
    };
    around.named.iter().all(|other| {
        named.entities.iter().any(|id| sort(*id) != sort(*other) || id == other || knowledge.graph.related(*id, *other))
    })
}

/// Whether words ask for a property as the question does: by its very words, or for a question in another language by
/// words that ask for it in English.
fn says_property(knowledge: &Knowledge, cue: &PropertyCue, words: &Words) -> bool {
    let literal = cue.stems.iter().all(|stem| words.stems.contains(stem));
    let foreign =
        cue.stems.iter().any(|stem| !stem.is_ascii() || knowledge.understander.vocabulary.term(stem).is_none());
    literal
        || foreign
            && cue.properties.iter().any(|id| {
                let asks = &knowledge.corpus.property(*id).ask.en;
                asks.iter().filter(|ask| !ask.contains(' ')).any(|ask| words.stems.contains(&stem(ask)))
            })
}

/// Whether a sentence holds the sort of thing that the question word asks for.
fn sort_fit(meaning: &Meaning, text: &str) -> f32 {
    let folded = crate::text::fold::fold(text);
    let dates = crate::text::date::find_dates(&folded);
    let has_number = crate::text::quantity::find_quantities(&folded)
        .iter()
        .any(|(span, _)| !dates.iter().any(|date| date.span.start < span.end && span.start < date.span.end));
    let misses = (meaning.asks(QuestionWord::When) && dates.is_empty())
        || ((meaning.asks(QuestionWord::HowMany) || meaning.asks(QuestionWord::HowMuch)) && !has_number);
    let question = text.trim_end().ends_with('?');
    if misses || question { 0.7 } else { 1.0 }
}
