//! Where the records are silent: the best sentence of the best passage, quoted, and nothing where it does not cover
//! the question.

use super::draft::Draft;
use super::knowledge::Knowledge;
use super::{Answer, Kind, Outcome};
use crate::corpus::document::{Document, PassageId, UnitId, UnitKind};
use crate::corpus::property::QuestionWord;
use crate::corpus::record::Reference;
use crate::question::tokens::tokenize;
use crate::question::understand::Meaning;

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
    let prose = meaning.asks(QuestionWord::Why) || meaning.asks(QuestionWord::How);
    let hits = knowledge.index.passages(&query(knowledge, meaning, question), PASSAGES);
    let mut candidates: Vec<Candidate> = Vec::new();
    for hit in &hits {
        candidates.extend(sentences(knowledge, meaning, hit.passage));
    }
    let least = if prose { ENOUGH_FOR_PROSE } else { ENOUGH };
    candidates.retain(|candidate| candidate.share >= least);
    if meaning.asks(QuestionWord::Why) {
        for candidate in &mut candidates {
            candidate.share += reason_bonus(knowledge, candidate.unit);
        }
    }
    candidates.sort_by(|a, b| b.share.total_cmp(&a.share).then(a.unit.cmp(&b.unit)));
    let best = candidates.first()?;
    let mut draft = Draft::new(knowledge, meaning.language);
    quote(&mut draft, knowledge, best.unit);
    let second = candidates.iter().skip(1).find(|second| {
        let near = second.unit.document == best.unit.document && second.unit.unit.abs_diff(best.unit.unit) == 1;
        second.share >= best.share - if prose { 0.25 } else { 0.05 }
            && (prose || near)
            && knowledge.corpus.unit_text(second.unit).chars().count() + draft.characters() < TWO_SENTENCES
    });
    if let Some(second) = second {
        draft.push(" ");
        quote(&mut draft, knowledge, second.unit);
    }
    Some(draft.finish(Outcome::Found, Kind::Passages))
}

/// Words by which a sentence gives a reason.
const REASONS: [&str; 24] = [
    "because", "due to", "attributed", "so that", "in order to", "thanks to", "reason", "result of", "driven by", "hook",
    "forced", "suggests", "enabl", "owing", "therefore", "means", "bet on", "funds", "by choice", "to avoid", "rather than",
    "chosen", "doesn't include", "not include",
];

/// A sentence that gives a reason answers "why" better than one that only names the thing.
fn reason_bonus(knowledge: &Knowledge, unit: UnitId) -> f32 {
    let document = &knowledge.corpus.documents[unit.document as usize];
    let record = &document.units[unit.unit as usize];
    let text = crate::text::fold::fold(&document.text[record.span()]);
    let heading = crate::text::fold::fold(&document.section_of(record).title());
    let said = REASONS.iter().filter(|word| text.contains(**word)).count();
    let headed = heading.contains("why") || heading.contains("reason");
    0.14 * f32::from(u8::try_from(said.min(2)).unwrap_or(0)) + if headed { 0.08 } else { 0.0 }
        - if text.len() < 60 { 0.08 } else { 0.0 }
}

fn quote(draft: &mut Draft<'_>, knowledge: &Knowledge, unit: UnitId) {
    let text = knowledge.corpus.unit_text(unit).replace("**", "").replace('\n', " ");
    let (open, close) = if draft.language.is_chinese() { ("“", "”") } else { ("“", "”") };
    draft.push(&format!("{open}{text}{close}"));
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
        for mention in knowledge.understander.names.link(&tokens, |_| true) {
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
                    || words.named.iter().any(|other| knowledge.graph.above(*id).contains(other) || knowledge.graph.above(*other).contains(id))
            })
        };
        total += 3.0;
        covered += if named.entities.iter().any(|id| own.named.contains(id)) {
            3.0
        } else if here(&own) {
            2.2
        } else if here(around) {
            2.0
        } else {
            return None;
        };
    }
    for cue in &meaning.properties {
        let held = |words: &Words| {
            let by_words = cue.stems.iter().all(|stem| words.holds(stem, knowledge.understander.lexicon.groups(stem)) > 0.0);
            by_words && !cue.stems.is_empty()
        };
        let weight = if meaning.asks(QuestionWord::Why) { 1.0 } else { 2.0 };
        total += weight;
        covered += weight * if held(&own) { 1.0 } else if held(around) { 0.5 } else { 0.0 };
    }
    for content in &meaning.content {
        let here = own.holds(&content.stem, &content.groups);
        let near = around.holds(&content.stem, &content.groups);
        total += content.weight;
        covered += content.weight * here.max(0.6 * near);
    }
    for stem in meaning.kind_cues.iter().flat_map(|cue| &cue.stems) {
        total += 0.4;
        covered += 0.4 * own.holds(stem, knowledge.understander.lexicon.groups(stem)).max(around.holds(stem, &[]) * 0.6);
    }
    for date in &meaning.dates {
        let year = date.year.map(|year| year.to_string()).unwrap_or_default();
        total += 2.0;
        covered += if own.stems.contains(&year) { 2.0 } else if around.stems.contains(&year) { 1.0 } else { 0.0 };
    }
    if total == 0.0 {
        return None;
    }
    Some(covered / total * sort_fit(meaning, &document.text[record.span()]))
}

/// Whether a sentence holds the sort of thing that the question word asks for.
fn sort_fit(meaning: &Meaning, text: &str) -> f32 {
    let folded = crate::text::fold::fold(text);
    let has_number = folded.bytes().any(|byte| byte.is_ascii_digit());
    let misses = (meaning.asks(QuestionWord::When) && crate::text::date::find_dates(&folded).is_empty())
        || ((meaning.asks(QuestionWord::HowMany) || meaning.asks(QuestionWord::HowMuch)) && !has_number);
    let question = text.trim_end().ends_with('?');
    if misses || question { 0.7 } else { 1.0 }
}
