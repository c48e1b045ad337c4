//! Events in pages: what a lab or the whole field did, between dates, or what was released. A question gets as many
//! events as fit into one answer; here each of them is on some page.

use super::draft::MAX_CHARACTERS;
use super::knowledge::Knowledge;
use super::timeline;
use super::wording::{self, Phrase};
use super::{Answer, Kind, Outcome};
use crate::calendar::events::{self, Event};
use crate::corpus::EntityId;
use crate::text::edtf::Edtf;
use crate::text::language::Language;

/// Which events are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Selection {
    /// Those of one lab, company or line of models, and of what belongs to it.
    pub about: Option<EntityId>,
    /// Those within a year, a month or a span.
    pub period: Option<Edtf>,
    /// Releases alone, the newest first; else everything, in order of time.
    pub releases: bool,
}

/// One page of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// What the page says.
    pub answer: Answer,
    /// Its number, counted from 0.
    pub number: usize,
    /// How many there are.
    pub count: usize,
}

/// Characters that events may take on a page: what is left of an answer once its last mark has grown by a digit or two.
const PAGE_CHARACTERS: usize = MAX_CHARACTERS - 200;

/// Events on a page at most: more than that nobody reads at once.
const PAGE_EVENTS: usize = 10;

const NOTHING: Phrase = Phrase {
    en: "The documents date nothing that fits.",
    zh: "文档中没有符合条件且注明日期的事件。",
    es: "Los documentos no fechan nada que encaje.",
};

/// A page of the events that are wanted; a number past the last one is the last one.
#[must_use]
pub fn page(knowledge: &Knowledge, selection: Selection, number: usize, language: Language) -> Page {
    let events = selected(knowledge, selection);
    let pages = pages(knowledge, &events, language);
    let Some(last) = pages.len().checked_sub(1) else {
        let mut draft = super::draft::Draft::new(knowledge, language);
        draft.push(&NOTHING.text(language));
        return Page { answer: draft.finish(Outcome::Unknown, Kind::None), number: 0, count: 1 };
    };
    let number = number.min(last);
    Page { answer: timeline::word(knowledge, language, pages[number]), number, count: pages.len() }
}

fn selected(knowledge: &Knowledge, selection: Selection) -> Vec<Event> {
    let mut events: Vec<Event> = knowledge
        .events()
        .iter()
        .filter(|event| {
            let statement = knowledge.corpus.statement(event.id);
            selection.about.is_none_or(|about| timeline::concerns(knowledge, event, about))
                && selection.period.is_none_or(|period| period.covers(event.date))
                && (!selection.releases || knowledge.is(statement, &["released"]))
        })
        .cloned()
        .collect();
    events::drop_coarser(&knowledge.corpus, &mut events);
    if selection.releases {
        events.reverse();
    }
    events
}

/// Cuts events into pages by the room that their words and marks take.
fn pages<'e>(knowledge: &Knowledge, events: &'e [Event], language: Language) -> Vec<&'e [Event]> {
    let mut pages = Vec::new();
    let mut start = 0;
    let mut used = 0;
    for (at, event) in events.iter().enumerate() {
        let alone = timeline::word(knowledge, language, std::slice::from_ref(event));
        // Marks have two digits further down a page.
        let needed = alone.text.chars().count() + alone.citations.len() + 1;
        if at > start && (used + needed > PAGE_CHARACTERS || at - start >= PAGE_EVENTS) {
            pages.push(&events[start..at]);
            start = at;
            used = 0;
        }
        used += needed;
    }
    if start < events.len() {
        pages.push(&events[start..]);
    }
    pages
}

/// The years and months in which something happened, the latest first: each with how many events it has.
#[must_use]
pub fn periods(knowledge: &Knowledge) -> Vec<(Edtf, usize)> {
    use crate::text::edtf::Point;
    let mut counts: std::collections::BTreeMap<(i16, u8), usize> = std::collections::BTreeMap::new();
    for event in knowledge.events() {
        let (year, month, _) = event.date.earliest();
        *counts.entry((year, 0)).or_default() += 1;
        if matches!(event.date, Edtf::Point(point) if point.month.is_some()) {
            *counts.entry((year, month)).or_default() += 1;
        }
    }
    let point =
        |(year, month): (i16, u8)| Edtf::Point(if month == 0 { Point::year(year) } else { Point::month(year, month) });
    let mut out: Vec<_> = counts.into_iter().collect();
    // A year stands before its months.
    out.sort_by_key(|((year, month), _)| (std::cmp::Reverse(*year), *month != 0, std::cmp::Reverse(*month)));
    out.into_iter().map(|(key, count)| (point(key), count)).collect()
}

/// The days of the year on which something happened, in order of the calendar, with what it was in short.
#[must_use]
pub fn days(knowledge: &Knowledge, language: Language) -> Vec<(u8, u8, String)> {
    let mut out: Vec<(u8, u8, String)> = Vec::new();
    for event in knowledge.events() {
        let Some((year, month, day)) = event.date.exact_day() else { continue };
        let what = format!("{year}: {}", timeline::what(knowledge, event, language));
        match out.iter_mut().find(|(other_month, other_day, _)| (*other_month, *other_day) == (month, day)) {
            Some((_, _, text)) => {
                text.push_str("; ");
                text.push_str(&what);
            }
            None => out.push((month, day, what)),
        }
    }
    out.sort();
    out
}

/// A period in words.
#[must_use]
pub fn period_text(period: Edtf, language: Language) -> String {
    wording::date_text(period, language)
}

/// A day of the year in words.
#[must_use]
pub fn day_text(month: u8, day: u8, language: Language) -> String {
    wording::day_text(month, day, language)
}
