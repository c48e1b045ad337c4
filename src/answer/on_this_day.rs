//! What the daily post says: what happened on a day of the year, each event with its proofs; on the first of a month
//! also what happened in that month of other years, where no document tells the day; and the other editions of the
//! post. No clock: the day is given.

use jiff::civil::Date;

use super::draft::Draft;
use super::knowledge::Knowledge;
use super::timeline;
use super::wording::{self, Phrase};
use super::{Answer, Kind, Outcome};
use crate::calendar::editions::{self, Contents};
use crate::calendar::events::{self, Event};
use crate::calendar::ics::Entry;
use crate::calendar::{DayOfYear, Edition, LeapDay};
use crate::corpus::EntityId;
use crate::corpus::record::{Reference, Value};
use crate::text::edtf::{Edtf, Point};
use crate::text::fold::name_key;
use crate::text::language::Language;

const NOTHING: Phrase = Phrase {
    en: "The documents tell of nothing that happened on {0}.",
    zh: "文档中没有关于{0}的事件。",
    es: "Los documentos no cuentan nada que ocurriera el {0}.",
};

const ON_THIS_DAY: Phrase = Phrase { en: "On this day, {0}:", zh: "历史上的{0}：", es: "Un día como hoy, {0}:" };

const IN_THIS_MONTH: Phrase = Phrase {
    en: "In this month, on a day that no document tells:",
    zh: "历史上的本月（文档未说明日期）：",
    es: "En este mes, sin que ningún documento diga el día:",
};

const IN_THIS_WEEK: Phrase =
    Phrase { en: "In this week of other years:", zh: "历史上的本周：", es: "En esta semana de otros años:" };

const AND_MORE: Phrase = Phrase { en: "… and {0} more", zh: "…… 另有 {0} 条", es: "… y {0} más" };

const DATED_BY: Phrase = Phrase { en: "; so dated by {0}", zh: "；日期据 {0}", es: "; fecha según {0}" };

const ELSEWHERE: Phrase = Phrase {
    en: ", but the documents disagree: {0} according to {1}",
    zh: "，但各文档说法不一：{1} 称 {0}",
    es: ", pero los documentos no coinciden: {0} según {1}",
};

/// Room that a line and its marks may take, in characters.
const LINE_CHARACTERS: usize = 160;

/// What happened on `day`.
#[must_use]
pub fn answer(knowledge: &Knowledge, events: &[Event], day: DayOfYear, language: Language) -> Answer {
    let contents = editions::on_day(events, day);
    let mut draft = Draft::new(knowledge, language);
    if contents.days.is_empty() && contents.month.is_empty() {
        draft.push(&NOTHING.fill(language, &[&day_text(day, language)]));
        return draft.finish(Outcome::Unknown, Kind::None);
    }
    let heading = ON_THIS_DAY.fill(language, &[&day_text(day, language)]);
    word(draft, knowledge, events, &contents, &heading, day.year())
}

/// What an edition of the post says on a day; `None` where it does not come.
#[must_use]
pub fn edition(
    knowledge: &Knowledge,
    events: &[Event],
    edition: Edition,
    date: Date,
    leap_day: LeapDay,
    language: Language,
) -> Option<Answer> {
    let contents = editions::contents(events, edition, date, leap_day);
    if contents.days.is_empty() && contents.month.is_empty() {
        return None;
    }
    let draft = Draft::new(knowledge, language);
    let heading = match edition {
        Edition::Day => ON_THIS_DAY.fill(language, &[&day_text(DayOfYear::of(date), language)]),
        Edition::Month | Edition::Week | Edition::Gaps => IN_THIS_WEEK.text(language),
    };
    Some(word(draft, knowledge, events, &contents, &heading, Some(date.year())))
}

/// All dated events in words, for a calendar file: what happened, and the documents that say so with their sections.
/// The id is that of the subject, its property and the date, so that it stays when records are added.
#[must_use]
pub fn entries(knowledge: &Knowledge, events: &[Event], language: Language) -> Vec<Entry> {
    let corpus = &knowledge.corpus;
    let mut entries: Vec<Entry> = Vec::new();
    for event in events {
        let statement = corpus.statement(event.id);
        let (subject, property) = (&corpus.entity(event.subject).id, &corpus.property(statement.property).id);
        // A month or a year has more than one milestone of a subject.
        let words =
            if statement.value == Value::Text { format!("-{}", name_key(&statement.text)) } else { String::new() };
        let mut proofs: Vec<String> = Vec::new();
        for reference in &event.references {
            let document = &corpus.documents[reference.unit.document as usize];
            let section = document.section_of(&document.units[reference.unit.unit as usize]).title();
            let proof = format!("{} › {section}", document.source.title);
            if !proofs.contains(&proof) {
                proofs.push(proof);
            }
        }
        entries.push(Entry {
            id: format!("{subject}-{property}-{}{words}", event.date),
            date: event.date,
            summary: timeline::what(knowledge, event, language),
            description: proofs.join("\n"),
        });
    }
    entries
}

fn day_text(day: DayOfYear, language: Language) -> String {
    let (month, number) = day.month_and_day();
    match day.year() {
        Some(year) => wording::date_text(Edtf::Point(Point::day(year, month, number)), language),
        None => wording::day_text(month, number, language),
    }
}

/// Words the contents of an edition: `heading` stands over what happened on days.
fn word(
    mut draft: Draft<'_>,
    knowledge: &Knowledge,
    events: &[Event],
    contents: &Contents<'_>,
    heading: &str,
    year: Option<i16>,
) -> Answer {
    let language = draft.language;
    let mut disagree = false;
    for (heading, chosen) in [(heading, &contents.days), (&IN_THIS_MONTH.text(language), &contents.month)] {
        if chosen.is_empty() {
            continue;
        }
        if draft.characters() > 0 {
            draft.push("\n");
        }
        draft.push(heading);
        for (number, event) in chosen.iter().enumerate() {
            draft.push("\n");
            if !draft.has_room(LINE_CHARACTERS) {
                draft.push(&AND_MORE.fill(language, &[&(chosen.len() - number).to_string()]));
                break;
            }
            disagree |= say(&mut draft, knowledge, events, event, year);
        }
    }
    let mut answer = draft.finish(if disagree { Outcome::Disagree } else { Outcome::Found }, Kind::Records);
    for event in contents.days.iter().chain(&contents.month) {
        if let Some(lab) = lab_of(knowledge, event)
            && !answer.topic.subjects.contains(&lab)
        {
            answer.topic.subjects.push(lab);
        }
    }
    answer
}

/// The id of the lab or company that an event is about.
fn lab_of(knowledge: &Knowledge, event: &Event) -> Option<String> {
    let is_maker = |id: &EntityId| knowledge.kind(*id).is_body();
    let above = knowledge.graph.above(event.subject).iter().copied();
    let maker = std::iter::once(event.subject).chain(above).find(is_maker)?;
    Some(knowledge.corpus.entity(maker).id.clone())
}

/// Says one event; whether documents disagree on its date.
fn say(draft: &mut Draft<'_>, knowledge: &Knowledge, all: &[Event], event: &Event, year: Option<i16>) -> bool {
    let language = draft.language;
    let date = wording::date_text(event.date, language);
    let ago = year.map_or_else(String::new, |year| ago(year - event.date.earliest().0, language));
    draft.push(&format!("- {date}{ago}: {}", timeline::what(knowledge, event, language)));
    let others: Vec<&Event> = all.iter().filter(|other| events::contradict(&knowledge.corpus, event, other)).collect();
    if !others.is_empty() {
        draft.push(&DATED_BY.fill(language, &[&documents(knowledge, &event.references)]));
    }
    draft.cite(&event.references);
    for other in &others {
        let date = wording::date_text(other.date, language);
        draft.push(&ELSEWHERE.fill(language, &[&date, &documents(knowledge, &other.references)]));
        draft.cite(&other.references);
    }
    !others.is_empty()
}

/// The titles of the documents that prove something, each once.
fn documents(knowledge: &Knowledge, references: &[Reference]) -> String {
    let mut titles: Vec<String> = Vec::new();
    for reference in references {
        let title = format!("“{}”", knowledge.corpus.documents[reference.unit.document as usize].source.title);
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    titles.join(", ")
}

fn ago(years: i16, language: Language) -> String {
    let phrase = match years {
        0 => return String::new(),
        1 => Phrase { en: " (1 year ago)", zh: "（1年前）", es: " (hace 1 año)" },
        _ => Phrase { en: " ({0} years ago)", zh: "（{0}年前）", es: " (hace {0} años)" },
    };
    phrase.fill(language, &[&years.to_string()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_ago() {
        assert_eq!(ago(0, Language::En), "");
        assert_eq!(ago(1, Language::En), " (1 year ago)");
        assert_eq!(ago(2, Language::Es), " (hace 2 años)");
        assert_eq!(ago(3, Language::ZhHans), "（3年前）");
    }
}
