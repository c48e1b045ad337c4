//! What is near to what is asked and does not answer it: another number, another date, another relation, or no number at
//! all. Giving it as if it were the answer is the worst mistake there is.

use super::evidence::Scored;
use super::fact::Fact;
use super::focus::Focus;
use super::knowledge::Knowledge;
use super::shares::{ask_fit, content_share, is_other_unit};
use super::standing::{AskedWord, Stem};
use super::{Answer, Kind, focus};
use crate::corpus::property::{QuestionWord, ValueType};
use crate::corpus::record::{EntityKind, Value};
use crate::corpus::{EntityId, PropertyId};
use crate::question::lexicon::Operator;
use crate::question::meaning::{Content, Meaning, PropertyCue};
use crate::question::names::Mention;
use crate::question::tokens::tokenize_unstemmed;
use crate::text::date::{FoundDate, has_date};
use crate::text::fold::fold;

/// Whether a number is asked for by its name, and a statement tells another one, or something of another thing: what
/// somebody's training cost is not told by how long it took.
pub(super) fn is_another_number(knowledge: &Knowledge, meaning: &Meaning, best: &Scored) -> bool {
    let statement = knowledge.corpus.statement(best.id);
    // What something costs is a number, though it may be told in words; a figure may be of any price.
    let figure = knowledge.is(statement, &["figure"]);
    let is_number = |id: &PropertyId| {
        let property = knowledge.corpus.property(*id);
        let priced = best.direct && !figure && property.question == Some(QuestionWord::HowMuch);
        property.value_type == ValueType::Number || priced
    };
    let by_name = |cue: &PropertyCue| {
        (!cue.faint || cue.stems.len() > 1) && !cue.stems.is_empty() && cue.properties.iter().all(is_number)
    };
    let says = |cue: &PropertyCue| {
        let terms = cue.stems.iter().map(|stem| knowledge.understander.vocabulary.term(stem));
        terms.into_iter().all(|term| term.is_some_and(|term| knowledge.is_own(best.id, term)))
    };
    // One of several sizes is told by its own property, and a figure may be of anything that its words tell.
    let held = |stem: &Stem<'_>| stem.is_held(best.id);
    let spoken_of = || meaning.properties.iter().any(|cue| Stem::all(knowledge, &cue.stems).iter().all(held));
    let open = knowledge.is(statement, &["size"]) || figure && spoken_of();
    // A price that is told in words ("1.10 per M tokens") is a number all the same.
    let counts = knowledge.corpus.property(statement.property).question == Some(QuestionWord::HowMuch);
    let number = matches!(statement.value, Value::Number(_)) || counts && knowledge.has_figure(best.id);
    let other = !best.direct && !meaning.mentions.is_empty() || number && !open;
    // "The score on this test of the trillion-parameter model": a test that is named asks for its score.
    let scored = statement.qualifiers.benchmark.is_some_and(|test| meaning.entities().contains(&test));
    let mut asked = meaning.properties.iter().filter(|cue| by_name(cue)).peekable();
    let of_unit = |cue: &PropertyCue| {
        cue.properties.contains(&statement.property)
            && is_other_unit(knowledge, statement, &Stem::all(knowledge, &cue.stems), best.id)
    };
    if meaning.properties.iter().any(of_unit) {
        return true;
    }
    // A number of another property only shares the word: tokens a second are none that it was trained on.
    let excused = |cue: &PropertyCue| says(cue) && (!number || open);
    !best.asked && !scored && other && asked.peek().is_some() && !asked.any(excused)
}

/// Whether something that is no number is asked for by its name, and a statement tells a number of another sort: on which
/// chips it was trained is not told by how many hours that took.
pub(super) fn is_unasked_number(knowledge: &Knowledge, meaning: &Meaning, best: &Scored) -> bool {
    let is_thing = |id: &PropertyId| knowledge.corpus.property(*id).value_type == ValueType::Entity;
    let by_name = |cue: &PropertyCue| !cue.faint && !cue.stems.is_empty() && cue.properties.iter().all(is_thing);
    let counts = meaning.asks(QuestionWord::HowMany) || meaning.asks(QuestionWord::HowMuch);
    let statement = knowledge.corpus.statement(best.id);
    // How far something is behind is a figure, or a score.
    let number = matches!(statement.value, Value::Number(_)) && !knowledge.is(statement, &["figure", "score", "size"]);
    number && !best.asked && !counts && meaning.properties.iter().any(by_name)
}

/// Whether it is asked who leads a part of a body, and a statement tells of a post that has nothing of that part: whoever
/// leads the lab is not who leads its legal team.
pub(super) fn is_another_post(knowledge: &Knowledge, meaning: &Meaning, best: &Scored) -> bool {
    let Some(position) = knowledge.property("position") else { return false };
    let asked = meaning.properties.iter().any(|cue| cue.properties == [position]);
    let part = |word: &Content| {
        let word = AskedWord::of(knowledge, word);
        word.content.known && content_share(knowledge, knowledge.corpus.statement(best.id), best.id, &word) == 0.0
    };
    asked
        && meaning.asks.iter().eq(&[QuestionWord::Who])
        && !meaning.joins
        && !meaning.content.is_empty()
        && meaning.content.iter().all(part)
}

/// Whether a number of a certain time is asked for, and a statement tells that of another one: how many work there today is
/// not told by how many did when it began.
pub(super) fn is_of_another_time(knowledge: &Knowledge, meaning: &Meaning, best: &Scored) -> bool {
    let statement = knowledge.corpus.statement(best.id);
    let (Value::Number(_), Some(as_of)) = (&statement.value, statement.qualifiers.as_of) else { return false };
    let mut asked = meaning.dates.iter().filter_map(FoundDate::edtf).peekable();
    if asked.peek().is_some() {
        return !asked.any(|asked| asked.overlaps(as_of));
    }
    let mut begun = knowledge.values(statement.subject, "founded").filter_map(|(_, founded)| match founded.value {
        Value::Date(date) => Some(date),
        _ => None,
    });
    meaning.today && begun.any(|begun| as_of.earliest() <= begun.latest())
}

/// A statement that accounts for so much of a question tells the date that is asked for, in whatever words.
const DATED: f32 = 0.8;

/// Whether a date is asked for by its name, and a statement tells when something else was: when a company was founded is
/// not told by when it cut its prices.
pub(super) fn is_another_date(knowledge: &Knowledge, meaning: &Meaning, best: &Scored) -> bool {
    let is_date = |id: &PropertyId| knowledge.corpus.property(*id).value_type == ValueType::Date;
    let by_name = |cue: &&PropertyCue| !cue.faint && !cue.stems.is_empty() && cue.properties.iter().any(is_date);
    let holds = |cue: &PropertyCue| {
        Stem::all(knowledge, &cue.stems).iter().all(|stem| stem.is_own(best.id) || stem.is_own_alike(best.id))
    };
    let mut asked = meaning.properties.iter().filter(by_name).peekable();
    meaning.asks(QuestionWord::When)
        && best.score < DATED
        && !best.asked
        && !meaning.mentions.is_empty()
        && asked.peek().is_some()
        && !asked.any(holds)
}

/// Whether a number and nothing else is asked for, and an answer gives none: who paid does not tell how much. `facts` are
/// those that account for the question; a number that is told in words is one.
pub(super) fn lacks_number(knowledge: &Knowledge, meaning: &Meaning, answer: &Answer, facts: &[Fact]) -> bool {
    let is_for = |ask: &QuestionWord| matches!(ask, QuestionWord::HowMany | QuestionWord::HowMuch);
    let for_number =
        meaning.asks.iter().any(is_for) && !meaning.asks(QuestionWord::Why) && !meaning.asks(QuestionWord::Which);
    let number = |fact: &Fact| fact.ids.iter().any(|id| ask_fit(knowledge, meaning, *id, true) >= 1.0);
    let asked = match answer.kind {
        Kind::Records => for_number || names_number(knowledge, meaning),
        Kind::Passages => for_number,
        Kind::None => false,
    };
    asked && !focus::gives_number(answer) && !facts.iter().any(number)
}

/// Whether the longest or shortest of a number is asked for by its name, and a statement speaks of something else in words:
/// "the longest context" is not told by the longest-running programme.
pub(super) fn is_another_superlative(knowledge: &Knowledge, meaning: &Meaning, best: &Scored) -> bool {
    let is_number = |id: &PropertyId| knowledge.corpus.property(*id).value_type == ValueType::Number;
    let counted = |cue: &PropertyCue| !cue.faint && cue.properties.iter().all(is_number);
    let property = knowledge.corpus.statement(best.id).property;
    !meaning.property_ids().contains(&property)
        && (meaning.has(Operator::Longest) || meaning.has(Operator::Shortest))
        && meaning.content.is_empty()
        && !meaning.properties.is_empty()
        && meaning.properties.iter().all(counted)
        && knowledge.corpus.statement(best.id).value == Value::Text
}

/// Whether it is asked how long something took and nothing else, and an answer tells no time: who built it does not tell how
/// long that took.
pub(super) fn lacks_duration(meaning: &Meaning, answer: &Answer) -> bool {
    let is_for = |ask: &QuestionWord| matches!(ask, QuestionWord::HowLong | QuestionWord::How);
    meaning.asks(QuestionWord::HowLong)
        && meaning.asks.iter().all(is_for)
        && !meaning.joins
        && !focus::gives_time(answer)
}

/// Whether a question is no more than the name of a number and of what it is of: "its market share".
fn names_number(knowledge: &Knowledge, meaning: &Meaning) -> bool {
    let is_number = |id: &PropertyId| knowledge.corpus.property(*id).value_type == ValueType::Number;
    let counted = |cue: &PropertyCue| !cue.faint && !cue.properties.is_empty() && cue.properties.iter().all(is_number);
    meaning.asks.iter().all(|ask| *ask == QuestionWord::What)
        && !meaning.whether
        && meaning.superlative_stems.is_empty()
        && !meaning.properties.is_empty()
        && meaning.properties.iter().all(counted)
}

/// Whether it is asked where somebody studied, and an answer names no school: that she founded a lab does not tell it.
pub(super) fn lacks_school(knowledge: &Knowledge, meaning: &Meaning, answer: &Answer) -> bool {
    let Some(education) = knowledge.property("education") else { return false };
    let is_kind = |id: &EntityId, kind: EntityKind| knowledge.kind(*id) == kind;
    let asked = meaning.properties.iter().any(|cue| !cue.faint && cue.properties == [education]);
    let person = meaning.entities().iter().any(|id| is_kind(id, EntityKind::Person));
    let given = || knowledge.understander.names.link_text(&tokenize_unstemmed(&answer.text));
    let is_school = |mention: Mention| mention.entities.iter().any(|id| is_kind(id, EntityKind::University));
    asked
        && person
        && meaning.asks(QuestionWord::Where)
        && answer.kind == Kind::Records
        && !given().into_iter().any(is_school)
}

/// Whether somebody is asked for by what they are to what is named, and a statement tells of another relation: who leads a
/// team is not told by whom its lab competes with.
pub(super) fn is_another_relation(knowledge: &Knowledge, meaning: &Meaning, best: &Scored) -> bool {
    let value = &knowledge.corpus.statement(best.id).value;
    asks_who_is(knowledge, meaning) && !best.asked && matches!(value, Value::Entity(_))
}

/// Whether somebody is asked for by what they are to what is named (its founder, its investors), and nothing else.
pub(super) fn asks_who_is(knowledge: &Knowledge, meaning: &Meaning) -> bool {
    let is_who = |id: &PropertyId| knowledge.corpus.property(*id).question == Some(QuestionWord::Who);
    let by_name = |cue: &PropertyCue| cue.properties.iter().any(is_who);
    meaning.asks.iter().all(|ask| *ask == QuestionWord::Who)
        && meaning.asks(QuestionWord::Who)
        && meaning.properties.iter().any(by_name)
}

/// Whether somebody is asked for by what they are to what is named (its founder, its investors), and nothing else, and an
/// answer names nobody but whom the question names.
pub(super) fn lacks_actor(
    knowledge: &Knowledge,
    meaning: &Meaning,
    answer: &Answer,
    facts: &[Fact],
    focus: &Focus,
) -> bool {
    // "Who makes up the team": told in words. "Whom does it compete with": a product.
    let told = |fact: &Fact| meaning.property_ids().contains(&fact.property);
    // "Whose is it, Tencent's or SenseTime's?"
    let actors = meaning.entities().into_iter().filter(|id| focus::ACTORS.contains(&knowledge.kind(*id))).count();
    asks_who_is(knowledge, meaning)
        && actors < 2
        && !facts.first().is_some_and(told)
        && answer.kind == Kind::Records
        && focus.met_by(knowledge, meaning, answer) < focus.len()
}

/// Whether a date and nothing else is asked for, and an answer gives none: that a company is listed does not tell since
/// when. Beside another question word, "when" may only say at what time: "what do people get when they ask it".
pub(super) fn lacks_date(meaning: &Meaning, answer: &Answer) -> bool {
    meaning.asks.iter().all(|ask| *ask == QuestionWord::When)
        && meaning.asks(QuestionWord::When)
        && !meaning.joins
        && answer.kind == Kind::Records
        && !has_date(&fold(&answer.text))
}
