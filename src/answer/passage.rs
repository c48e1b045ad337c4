//! Where the records are silent: the best sentence of the best passage, quoted, and nothing where it does not cover
//! the question.

use std::cell::OnceCell;

use super::coverage::{Claims, Covering};
use super::draft::Draft;
use super::focus::has_number;
use super::knowledge::Knowledge;
use super::{Answer, Kind, Outcome, wording};
use crate::corpus::document::{PassageId, Unit, UnitId, UnitKind};
use crate::corpus::property::QuestionWord;
use crate::corpus::record::{EntityKind, Reference};
use crate::corpus::{EntityId, PropertyId};
use crate::question::meaning::{Content, Meaning};
use crate::search::Hit;
use crate::search::words::Found;
use crate::text::date::has_date;
use crate::text::fold::{comparable, contains_words, is_han};

/// Passages that are looked at.
const PASSAGES: usize = 24;
/// Least share of the question that a sentence with its headings must hold.
const ENOUGH: f32 = 0.72;
/// The share that is enough for questions of why and how, whose answers are worded freely.
const ENOUGH_FOR_PROSE: f32 = 0.5;
/// The same of what the question says beside names: a sentence that has the names alone is about something else.
const SAID: f32 = 0.4;
const SAID_FOR_PROSE: f32 = 0.2;
/// Sentences whose letters are looked at.
const LOOKED_AT: usize = 32;
/// A second sentence is quoted only where both together stay within this many characters.
const TWO_SENTENCES: usize = 420;

/// A sentence with how well it answers.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    unit: UnitId,
    share: f32,
}

/// A question before the passages. What is found once is kept: several shapes of an answer look at the same passages.
#[derive(Debug)]
pub struct Search<'a> {
    knowledge: &'a Knowledge,
    meaning: &'a Meaning,
    question: &'a str,
    hits: OnceCell<Vec<Hit>>,
}

impl<'a> Search<'a> {
    /// Searches nothing yet; `question` is the text as typed.
    #[must_use]
    pub fn new(knowledge: &'a Knowledge, meaning: &'a Meaning, question: &'a str) -> Self {
        Self { knowledge, meaning, question, hits: OnceCell::new() }
    }

    /// The passages that fit best.
    fn hits(&self) -> &[Hit] {
        self.hits.get_or_init(|| {
            let query = query(self.knowledge, self.meaning, self.question);
            self.knowledge.index.passages(&query, PASSAGES)
        })
    }

    /// Their sentences that are worth it by what stands in them, held against the question.
    fn covering(&self, claims: &Claims<'_>, is_worth: impl Fn(Found) -> bool) -> Vec<Covering> {
        let mut covering = Vec::new();
        for hit in self.hits() {
            claims.sentences(hit.passage, &is_worth, &mut covering);
        }
        covering
    }
}

/// Quotes the sentence that covers the question, where one does.
#[must_use]
pub fn answer(search: &Search<'_>) -> Option<Answer> {
    let Search { knowledge, meaning, .. } = *search;
    let candidates = candidates(search);
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

/// Quotes the sentence that holds nearly all telling words of the question, whatever they were taken for; where nothing
/// else answers.
#[must_use]
pub fn nearest(search: &Search<'_>) -> Option<Answer> {
    let Search { knowledge, meaning, .. } = *search;
    // A question that names something and asks for one of its properties is answered by the records or not at all: the
    // sentences that have its words tell a neighbour's. Only one that tells more finds its sentence by what it tells.
    let number = |word: &&Content| word.text.starts_with(|letter: char| letter.is_ascii_digit());
    let told = meaning.content.iter().filter(|word| word.known && !number(word)).count();
    if told < FEWEST_TOLD && meaning.words.iter().filter(|word| !number(word)).count() < FEWEST_WORDS {
        return None;
    }
    let claims = Claims::by_words(knowledge, meaning, &[]);
    let mut covering = search.covering(&claims, |_| true);
    // "Does it support Spanish": whether something else is supported tells nothing.
    let said = if meaning.whether { NEAREST_SAID_OF_WHETHER } else { NEAREST_SAID };
    covering.retain(|one| one.share >= NEAREST && one.said >= said && !is_heading(knowledge, one.unit));
    covering.retain(|one| !announces(knowledge, one.unit));
    covering.retain(|one| !counts_others(knowledge, meaning, one.unit));
    let (unit, _) = best_fit(knowledge, meaning, &covering).filter(|(_, fit)| *fit >= NEAREST)?;
    let mut draft = Draft::new(knowledge, meaning.language);
    quote(&mut draft, knowledge, unit);
    Some(draft.finish(Outcome::Found, Kind::Passages))
}

/// Whether it is asked how many chips of a sort there are, and a sentence does not name them: it counts something else.
fn counts_others(knowledge: &Knowledge, meaning: &Meaning, unit: UnitId) -> bool {
    let entities = meaning.entities();
    let mut chips = entities.iter().filter(|id| knowledge.kind(**id) == EntityKind::Chip).peekable();
    if chips.peek().is_none() || !meaning.asks(QuestionWord::HowMany) {
        return false;
    }
    let named = knowledge.understander.names.in_text(knowledge.corpus.unit_text(unit));
    !chips.all(|chip| named.contains(chip))
}

/// Least share of the question that the nearest sentence must hold, and of what it says beside names.
const NEAREST: f32 = 0.46;
const NEAREST_SAID: f32 = 0.4;
/// The same of a question of yes or no.
const NEAREST_SAID_OF_WHETHER: f32 = 0.6;
/// Fewest words that ask for no property, and fewest of all, for a sentence to be found by what they tell.
const FEWEST_TOLD: usize = 2;
const FEWEST_WORDS: usize = 5;

/// The sentences that cover a question of why, the best reason first.
#[must_use]
pub fn sentences_for(search: &Search<'_>) -> Vec<UnitId> {
    let candidates = candidates(search);
    let least = candidates.first().map_or(0.0, |best| best.share - 0.25);
    candidates.into_iter().filter(|candidate| candidate.share >= least).map(|candidate| candidate.unit).collect()
}

/// The sentence that holds most of what the question says and the words of its answer do not, where it is about what is
/// named and what it adds weighs something. `given` are the properties that the answer gives, whose words it has
/// accounted for.
pub(super) fn beside(search: &Search<'_>, answer: &str, given: &[PropertyId]) -> Option<UnitId> {
    let Search { knowledge, meaning, .. } = *search;
    let by_meaning = Claims::new(knowledge, meaning);
    let by_words = Claims::by_words(knowledge, meaning, given);
    let answer = knowledge.index.words_in(answer);
    let lacking: Vec<(&Claims<'_>, Found)> = [&by_meaning, &by_words]
        .into_iter()
        .map(|claims| (claims, claims.told_in(&answer)))
        .filter(|(claims, told)| claims.beyond(!0, *told) >= LEAST_BESIDE)
        .collect();
    lacking.into_iter().find_map(|(claims, told)| {
        let mut covering = search.covering(claims, |found| claims.beyond(found, told) >= LEAST_BESIDE);
        covering.retain(|one| {
            one.share >= ENOUGH_BESIDE && one.said >= SAID_FOR_PROSE && one.meant && !is_heading(knowledge, one.unit)
        });
        best_fit(knowledge, meaning, &covering).filter(|(_, fit)| *fit >= ENOUGH_BESIDE).map(|(unit, _)| unit)
    })
}

/// Of some sentences the one that covers most of the question, others that it names held against it.
pub(super) fn closest(search: &Search<'_>, units: &[UnitId]) -> Option<UnitId> {
    let Search { knowledge, meaning, .. } = *search;
    let claims = Claims::by_words(knowledge, meaning, &[]);
    let mut passages: Vec<PassageId> = units.iter().filter_map(|unit| passage_of(knowledge, *unit)).collect();
    passages.dedup();
    let mut covering = Vec::new();
    for passage in passages {
        claims.sentences(passage, |_| true, &mut covering);
    }
    #[expect(clippy::cast_precision_loss, reason = "a handful of names")]
    let worth = |one: &Covering| one.share - SURVEY * one.others as f32;
    let of_them = covering.into_iter().filter(|one| units.contains(&one.unit));
    of_them.max_by(|a, b| worth(a).total_cmp(&worth(b)).then(b.unit.cmp(&a.unit))).map(|one| one.unit)
}

fn passage_of(knowledge: &Knowledge, unit: UnitId) -> Option<PassageId> {
    let passage = knowledge.corpus.documents[unit.document as usize].passage_of(unit.unit)?;
    Some(PassageId { document: unit.document, passage })
}

/// The sentence that fits best, by what it covers and whether it has the sort of thing that is asked for.
fn best_fit(knowledge: &Knowledge, meaning: &Meaning, covering: &[Covering]) -> Option<(UnitId, f32)> {
    let mut covering: Vec<&Covering> = covering.iter().collect();
    covering.sort_by(|a, b| b.share.total_cmp(&a.share).then(a.unit.cmp(&b.unit)));
    let mut best: Option<(UnitId, f32)> = None;
    for one in covering {
        // Nothing fits better than it covers: what covers less than the best one fits need not be read.
        if best.is_some_and(|(_, fit)| one.share < fit) {
            break;
        }
        let fit = one.share * sort_fit(meaning, knowledge.corpus.unit_text(one.unit));
        if best.is_none_or(|(unit, most)| fit > most || fit.total_cmp(&most).is_eq() && one.unit < unit) {
            best = Some((one.unit, fit));
        }
    }
    best
}

/// Least share of the question for a sentence that stands beside an answer from the records.
const ENOUGH_BESIDE: f32 = 0.4;
/// Least weight of the words that it adds.
const LEAST_BESIDE: f32 = 0.6;

/// Whether a unit only leads to others: a heading, the header of a table, or an entry of a table of contents.
fn is_heading(knowledge: &Knowledge, unit: UnitId) -> bool {
    let text = knowledge.corpus.unit_text(unit);
    let units = &knowledge.corpus.documents[unit.document as usize].units;
    let Unit { kind, .. } = units[unit.unit as usize];
    let heads = |row: &Unit| row.header == Some(unit.unit);
    kind == UnitKind::Heading
        || kind == UnitKind::Row && units.get(unit.unit as usize + 1).is_some_and(heads)
        || text.starts_with('[') && text.ends_with(')') && text.contains("](#")
}

/// Whether a unit only announces what follows it: "The product trajectory so far:".
fn announces(knowledge: &Knowledge, unit: UnitId) -> bool {
    knowledge.corpus.unit_text(unit).trim_end_matches(['*', ' ']).ends_with([':', '：'])
}

fn is_row(knowledge: &Knowledge, unit: UnitId) -> bool {
    knowledge.corpus.documents[unit.document as usize].units[unit.unit as usize].kind == UnitKind::Row
}

/// The sentences that cover enough of the question, best first.
fn candidates(search: &Search<'_>) -> Vec<Candidate> {
    let Search { knowledge, meaning, .. } = *search;
    // One word alone ("title") is no question that a sentence could answer.
    let named = meaning.entities().iter().any(|id| knowledge.kind(*id) != EntityKind::Topic);
    // A run of Chinese characters that no word list divides is several words.
    let telling: usize =
        meaning.content.iter().map(|content| if content.known { 1 } else { words_in(&content.text) }).sum();
    let words = telling + meaning.properties.len() + meaning.kind_cues.len() + meaning.mentions.len();
    if !named && words < 2 {
        return Vec::new();
    }
    let prose = meaning.asks(QuestionWord::Why) || meaning.asks(QuestionWord::How);
    let least = if prose { ENOUGH_FOR_PROSE } else { ENOUGH };
    let claims = Claims::new(knowledge, meaning);
    let mut covering = search.covering(&claims, |_| true);
    let said = if prose { SAID_FOR_PROSE } else { SAID };
    covering.retain(|found| found.share >= least && found.said >= said && !is_heading(knowledge, found.unit));
    // A row of a table gives no reason unless it says so.
    let why = meaning.asks(QuestionWord::Why);
    covering.retain(|found| why || !announces(knowledge, found.unit));
    covering.retain(|found| {
        !why || !is_row(knowledge, found.unit) || reasons_in(knowledge, knowledge.corpus.unit_text(found.unit)) > 0
    });
    // What is looked at below only orders those that cover the most.
    covering.sort_by(|a, b| b.share.total_cmp(&a.share).then(a.unit.cmp(&b.unit)));
    covering.truncate(LOOKED_AT);
    covering.retain(|found| !counts_others(knowledge, meaning, found.unit));
    let mut candidates: Vec<Candidate> = covering
        .into_iter()
        .map(|covering| {
            let share = covering.share * sort_fit(meaning, knowledge.corpus.unit_text(covering.unit));
            (covering, share)
        })
        .filter(|(_, share)| *share >= least)
        .map(|(covering, share)| {
            let bonus = if why { reason_bonus(knowledge, &covering) } else { 0.0 };
            Candidate { unit: covering.unit, share: share + bonus }
        })
        .collect();
    candidates.sort_by(|a, b| b.share.total_cmp(&a.share).then(a.unit.cmp(&b.unit)));
    candidates
}

/// How many words a text without spaces has, at two characters a word.
fn words_in(text: &str) -> usize {
    text.chars().filter(|letter| is_han(*letter)).count().div_ceil(2).max(1)
}

/// What a sentence that gives a reason is worth more than one that only names the matter: for the first word that gives
/// it, for a second, and for a heading that asks why of this very matter.
const GIVES_REASON: [f32; 3] = [0.0, 0.2, 0.28];
const HEADED_WHY: f32 = 0.25;
/// What a sentence is worth less for every name beyond two that the question did not name: that is a survey.
const SURVEY: f32 = 0.03;
/// Shorter sentences, in bytes, give no reason, and what they are worth less.
const TOO_SHORT: usize = 40;
const SHORT: f32 = 0.08;

/// A sentence that gives a reason answers "why" better than one that only names the thing.
fn reason_bonus(knowledge: &Knowledge, covering: &Covering) -> f32 {
    let document = &knowledge.corpus.documents[covering.unit.document as usize];
    let unit = &document.units[covering.unit.unit as usize];
    let text = knowledge.corpus.unit_text(covering.unit);
    let asks_why = || {
        let title = comparable(&document.section_of(unit).title());
        let why = knowledge.corpus.words.question.get(&QuestionWord::Why);
        why.is_some_and(|why| why.iter().any(|word| contains_words(&title, word)))
    };
    #[expect(clippy::cast_precision_loss, reason = "a handful of words and names")]
    let bonus = GIVES_REASON[reasons_in(knowledge, text)] - SURVEY * covering.others.saturating_sub(2) as f32;
    bonus + if covering.headed && asks_why() { HEADED_WHY } else { 0.0 }
        - if text.len() < TOO_SHORT { SHORT } else { 0.0 }
}

/// How many words by which a reason is given stand in a text; two are as good as more.
pub(super) fn reasons_in(knowledge: &Knowledge, text: &str) -> usize {
    let text = comparable(text);
    knowledge.corpus.words.reason.iter().filter(|word| contains_words(&text, word)).take(2).count()
}

/// Adds a sentence in quotation marks, with its citation; before it whom it is about, where only the headings above it
/// say so.
pub fn quote(draft: &mut Draft<'_>, knowledge: &Knowledge, unit: UnitId) {
    let text = knowledge.corpus.unit_text(unit).replace("**", "").replace('\n', " ");
    if let Some(about) = only_headings_name(knowledge, unit) {
        draft.push(&wording::name(knowledge.corpus.entity(about), draft.language));
        draft.push(if draft.language.is_chinese() { "：" } else { ": " });
    }
    draft.push(&format!("“{text}”"));
    draft.cite(&[Reference { unit }]);
}

/// Whom a sentence is about that names nobody itself: the lab, company, model or person of the headings above it.
fn only_headings_name(knowledge: &Knowledge, unit: UnitId) -> Option<EntityId> {
    let words = knowledge.index.words(passage_of(knowledge, unit)?)?;
    let is_actor = |id: &EntityId| {
        use EntityKind::{Company, Lab, Model, ModelFamily, Person, Product};
        matches!(knowledge.kind(*id), Company | Lab | Model | ModelFamily | Person | Product)
    };
    let mut own = words.sentences().find(|(number, _)| *number == unit.unit)?.1.names();
    if own.any(|id| is_actor(&id)) {
        return None;
    }
    let above: Vec<EntityId> = words.heading().names().filter(is_actor).collect();
    let lab = above.iter().copied().find(|id| knowledge.kind(*id) == EntityKind::Lab);
    // Where the headings name several that are not of one house, nobody can tell.
    let first = lab.or_else(|| above.first().copied())?;
    above.iter().all(|id| *id == first || knowledge.graph.related(first, *id)).then_some(first)
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

/// Whether a sentence holds the sort of thing that the question word asks for.
fn sort_fit(meaning: &Meaning, text: &str) -> f32 {
    let counts = meaning.asks(QuestionWord::HowMany) || meaning.asks(QuestionWord::HowMuch);
    let misses = (counts || meaning.asks(QuestionWord::When)) && {
        let folded = crate::text::fold::fold(text);
        meaning.asks(QuestionWord::When) && !has_date(&folded) || counts && !has_number(text)
    };
    let question = text.trim_end().ends_with(['?', '？']);
    if misses || question { 0.9 } else { 1.0 }
}

#[cfg(test)]
mod tests {
    //! Documents without records or word lists: passages alone answer, and say when they do not.

    use super::*;
    use crate::corpus::Corpus;
    use crate::corpus::graph::Graph;
    use crate::corpus::outline::outline;
    use crate::corpus::source::Source;
    use crate::search::PassageIndex;

    const TEXT: &str = "# Rivers

## The Ombra

The Ombra rises in the Lower Fells and flows for 310 kilometres. Its waters froze in the winter of 1891.

The mills at Tarn closed in 1904. The cause was a dam above the town, which took their water.

## 河流

长溪发源于北山，全长四十公里。
";

    fn check(question: &str, expected: Option<&str>) {
        let document = outline(Source::default(), false, TEXT.to_owned(), &[]);
        let mut corpus = Corpus { documents: vec![document], ..Corpus::default() };
        corpus.words.question.entry(QuestionWord::Why).or_default().en.push("why".to_owned());
        corpus.words.reason.en.push("cause".to_owned());
        let folder = tempfile::tempdir().unwrap();
        PassageIndex::build(&corpus, folder.path(), &|_| Vec::new(), &mut |_, _| {}).unwrap();
        let knowledge = Knowledge::new(corpus, PassageIndex::open(folder.path()).unwrap());
        let graph = Graph::new(&knowledge.corpus);
        let meaning = knowledge.understander.understand(&knowledge.corpus, &graph, question, None);
        let answer = answer(&Search::new(&knowledge, &meaning, question));
        let text = answer.as_ref().map(|answer| answer.text.as_str());
        match expected {
            Some(expected) => assert!(text.is_some_and(|text| text.contains(expected)), "{question}: {text:?}"),
            None => assert_eq!(text, None, "{question}"),
        }
    }

    #[test]
    fn passages_alone_answer_and_know_when_they_do_not() {
        check("Where does the Ombra rise?", Some("Lower Fells"));
        check("When did the Ombra freeze?", Some("1891"));
        check("Why did the mills at Tarn close?", Some("a dam above the town"));
        check("长溪发源于哪里？", Some("北山"));
        check("Who painted the Ombra in oil?", None);
        check("Which trains stop at Tarn on Sundays?", None);
        check("长溪的鱼有多少种？", None);
    }
}
