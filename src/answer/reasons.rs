//! Why: what the records say of it in words, and the sentence that gives the reason.

use super::draft::Draft;
use super::evidence::{Scored, gather};
use super::fact::{Account, Fact};
use super::knowledge::Knowledge;
use super::passage::{self, Search};
use super::say::{self, say};
use super::shares::literal_share;
use super::standing::AskedWord;
use super::{Answer, Kind, Outcome};
use crate::corpus::document::{UnitId, UnitKind};
use crate::corpus::record::Value;
use crate::question::meaning::{Content, Meaning, Named, PropertyCue};

/// Characters up to which records and a quotation are given together.
const TOGETHER: usize = 620;
/// Least share of a question that a recorded reason must account for.
const RECORDED: f32 = 0.7;
/// The same where nothing else answers, of the very thing that is named.
const LIKELY: f32 = 0.6;
/// The same where nothing is named: sentences that hold less are taken, too.
const LIKELY_OF_ANYTHING: f32 = 0.55;
/// Share of a question for which a statement must account to tell that it was so at the time that is asked of.
const KNOWN: f32 = 0.85;
/// Least share of the question's words that the reason of what was so must tell.
const LEAST_TOLD: f32 = 0.5;
/// How far a reason must account for a word to tell it.
const TELLS: f32 = 0.8;
/// Sentences shorter than this only name a matter.
const SHORT: usize = 64;
/// How many sentences behind one are looked through for its reason.
const NEAR: usize = 2;
/// How many sentences or bullets are given of those that one announces.
const ANNOUNCED: usize = 2;

/// Answers a question of why.
#[must_use]
pub fn answer(knowledge: &Knowledge, meaning: &Meaning, facts: &[Fact], search: &Search<'_>) -> Option<Answer> {
    let asked = asking_for_reason(knowledge, meaning);
    let account = Account::default();
    if let Some(answer) = asked.as_ref().and_then(|asked| recorded(knowledge, asked, &account)) {
        return Some(answer);
    }
    if let Some(answer) = asked.as_ref().and_then(|asked| recorded_of_each(knowledge, asked)) {
        return Some(answer);
    }
    if let Some(answer) = asked.as_ref().and_then(|asked| recorded_of_time(knowledge, asked, meaning)) {
        return Some(answer);
    }
    let sentences = passage::sentences_for(search);
    let mut draft = Draft::new(knowledge, meaning.language);
    let records = facts.first().and_then(|fact| whole(knowledge, meaning, fact));
    let records = records.or_else(|| likeliest(knowledge, asked.as_ref()?, &account));
    if let Some(fact) = &records {
        say(&mut draft, knowledge, meaning, fact);
    }
    for (quoted, unit) in with_what_follows(knowledge, &sentences).into_iter().enumerate() {
        let length = knowledge.corpus.unit_text(unit).chars().count();
        if draft.characters() > 0 && (draft.characters() + length > TOGETHER || records.is_some() && quoted > 0) {
            break;
        }
        if draft.characters() > 0 {
            draft.push(" ");
        }
        passage::quote(&mut draft, knowledge, unit);
    }
    let kind = if records.is_some() { Kind::Records } else { Kind::Passages };
    (draft.characters() > 0).then(|| draft.finish(Outcome::Found, kind))
}

/// The reason that the records have: a statement of that property which accounts for what is asked, whatever else the
/// question's words ask for. `asked` is the question as one for a reason alone, `account` what was found of that.
fn recorded(knowledge: &Knowledge, asked: &Meaning, account: &Account) -> Option<Answer> {
    let is_reason = |fact: &&Fact| asked.properties[0].properties.contains(&fact.property) && fact.score >= RECORDED;
    let fact = account.facts(knowledge, asked).iter().find(is_reason)?;
    say::answer(knowledge, asked, std::slice::from_ref(fact))
}

/// The reason of what is known to have been at the very time that the question tells, where the reason itself tells none,
/// and what is known: "why did it switch to open source in 2025".
fn recorded_of_time(knowledge: &Knowledge, asked: &Meaning, meaning: &Meaning) -> Option<Answer> {
    if asked.dates.is_empty() {
        return None;
    }
    let statement = |one: &Scored| knowledge.corpus.statement(one.id);
    let scored = gather(knowledge, meaning);
    let known = scored.iter().find(|one| one.direct && one.score >= KNOWN && statement(one).value == Value::Text)?;
    let undated = Meaning { dates: Vec::new(), ..asked.clone() };
    let is_reason = |one: &&Scored| {
        let reason = undated.properties[0].properties.contains(&statement(one).property);
        reason && statement(one).subject == statement(known).subject && tells(knowledge, &undated, one)
    };
    let reasons = gather(knowledge, &undated);
    let reason = reasons.iter().find(is_reason).filter(|best| best.score >= RECORDED)?;
    let fact = |one: &Scored| {
        let (subject, property) = (statement(one).subject, statement(one).property);
        Fact { subject, property, ids: vec![one.id], score: one.score }
    };
    let told = if reason.id == known.id { vec![fact(reason)] } else { vec![fact(reason), fact(known)] };
    say::answer(knowledge, asked, &told)
}

/// Whether a reason tells enough of the words of a question.
fn tells(knowledge: &Knowledge, asked: &Meaning, one: &Scored) -> bool {
    let statement = knowledge.corpus.statement(one.id);
    let share =
        |word: &Content| word.weight * literal_share(knowledge, statement, one.id, &AskedWord::of(knowledge, word));
    let (told, all) = asked.words.iter().fold((0.0, 0.0), |(told, all), word| (told + share(word), all + word.weight));
    told >= LEAST_TOLD * all
}

/// The reasons that the records have of each of several things, where none is of all of them: "why are Hunyuan and Doubao
/// little known abroad". Each tells a word of the question, or all say the same. What the question names beside them
/// ("as well known as Qwen") may have none.
fn recorded_of_each(knowledge: &Knowledge, asked: &Meaning) -> Option<Answer> {
    let of_one = |named: &Named| {
        let alone = Meaning { mentions: vec![named.clone()], ..asked.clone() };
        let fact = likeliest(knowledge, &alone, &Account::default())?;
        named.entities.contains(&fact.subject).then_some(fact)
    };
    let facts: Vec<Fact> = asked.mentions.iter().filter_map(of_one).collect();
    let tells = |fact: &Fact| {
        let (id, statement) = (fact.ids[0], knowledge.corpus.statement(fact.ids[0]));
        let told = |word: &Content| literal_share(knowledge, statement, id, &AskedWord::of(knowledge, word)) >= TELLS;
        asked.words.iter().any(told)
    };
    let clause = |fact: &Fact| {
        let text = knowledge.corpus.statement(fact.ids[0]).text.as_str();
        text.strip_prefix(knowledge.corpus.entity(fact.subject).name.as_str()).unwrap_or(text)
    };
    let same = || facts.windows(2).all(|pair| clause(&pair[0]) == clause(&pair[1]));
    (facts.len() > 1 && (facts.iter().all(tells) || same())).then(|| say::answer(knowledge, asked, &facts)).flatten()
}

/// The reason that accounts best for what is asked of the very thing that the question names, though it leaves some of
/// its words unexplained. `asked` and `account` are those of [`recorded`].
fn likeliest(knowledge: &Knowledge, asked: &Meaning, account: &Account) -> Option<Fact> {
    if !asked.dates.is_empty() {
        return None;
    }
    let is_reason =
        |one: &&Scored| asked.properties[0].properties.contains(&knowledge.corpus.statement(one.id).property);
    let scored = account.scored.get_or_init(|| gather(knowledge, asked));
    // Where nothing is named, nothing tells its subject.
    let least = if asked.mentions.is_empty() { LIKELY_OF_ANYTHING } else { LIKELY };
    let told = |one: &&Scored| (one.direct || asked.mentions.is_empty()) && one.score >= least;
    let best = scored.iter().find(is_reason).filter(told)?;
    let statement = knowledge.corpus.statement(best.id);
    Some(Fact { subject: statement.subject, property: statement.property, ids: vec![best.id], score: best.score })
}

/// The question as one for a reason alone, in which every word tells.
fn asking_for_reason(knowledge: &Knowledge, meaning: &Meaning) -> Option<Meaning> {
    let reason = PropertyCue { properties: vec![knowledge.property("reason")?], stems: Vec::new(), faint: false };
    let mut asked = Meaning { properties: vec![reason], content: meaning.words.clone(), ..meaning.clone() };
    asked.asks.clear();
    asked.operators.clear();
    asked.kinds.clear();
    asked.kind_cues.clear();
    Some(asked)
}

/// The two best sentences; behind one that only names the matter ("The licence matters."), the reason that follows it;
/// behind one that announces reasons ("The reasons are:"), the first of them.
fn with_what_follows(knowledge: &Knowledge, sentences: &[UnitId]) -> Vec<UnitId> {
    let mut out: Vec<UnitId> = Vec::new();
    for unit in sentences {
        if out.len() >= 2 {
            break;
        }
        add(*unit, &mut out);
        let text = knowledge.corpus.unit_text(*unit);
        if announces(text) {
            add_announced(knowledge, *unit, &mut out);
        } else if passage::reasons_in(knowledge, text) == 0 {
            let gives = |next: &UnitId| passage::reasons_in(knowledge, knowledge.corpus.unit_text(*next)) > 0;
            let short = text.chars().count() < SHORT;
            let reason = following(knowledge, *unit).take(NEAR).find(gives);
            if let Some(next) = reason.or_else(|| following(knowledge, *unit).next().filter(|_| short)) {
                add(next, &mut out);
                if announces(knowledge.corpus.unit_text(next)) {
                    add_announced(knowledge, next, &mut out);
                }
            }
        }
    }
    out
}

fn add(unit: UnitId, out: &mut Vec<UnitId>) {
    if !out.contains(&unit) {
        out.push(unit);
    }
}

fn announces(text: &str) -> bool {
    text.trim_end_matches(['*', ' ']).ends_with([':', '：'])
}

fn add_announced(knowledge: &Knowledge, unit: UnitId, out: &mut Vec<UnitId>) {
    for next in following(knowledge, unit).take(ANNOUNCED) {
        add(next, out);
    }
}

/// The sentences behind one, under the same heading or one below it.
fn following(knowledge: &Knowledge, unit: UnitId) -> impl Iterator<Item = UnitId> {
    let document = &knowledge.corpus.documents[unit.document as usize];
    let path = &document.section_of(&document.units[unit.unit as usize]).path;
    let below = move |number: &u32| document.section_of(&document.units[*number as usize]).path.starts_with(path);
    let last = u32::try_from(document.units.len()).unwrap_or(u32::MAX);
    (unit.unit + 1..last)
        .take_while(below)
        .filter(|number| document.units[*number as usize].kind != UnitKind::Heading)
        .map(move |number| UnitId { document: unit.document, unit: number })
}

/// All that is said of a subject's property in words, where the question asks for that property.
fn whole(knowledge: &Knowledge, meaning: &Meaning, fact: &Fact) -> Option<Fact> {
    let text = fact.ids.first().is_some_and(|id| knowledge.corpus.statement(*id).value == Value::Text);
    if !text || !meaning.property_ids().contains(&fact.property) {
        return None;
    }
    let mut ids = fact.ids.clone();
    let rest =
        knowledge.graph.of(fact.subject).iter().filter(|id| knowledge.corpus.statement(**id).property == fact.property);
    ids.extend(rest.copied());
    let mut seen = std::collections::HashSet::new();
    ids.retain(|id| seen.insert(*id));
    Some(Fact { subject: fact.subject, property: fact.property, ids, score: fact.score })
}
