//! What the daily post says: what happened on a day of the year, each event with its proofs; on the first of a month
//! also what happened in that month of other years, where no document tells the day. No clock: the day is given.

use super::draft::Draft;
use super::knowledge::Knowledge;
use super::timeline::{self, Event};
use super::wording::{self, Phrase};
use super::{Answer, Kind, Outcome};
use crate::text::edtf::{Edtf, Point};
use crate::text::language::Language;

/// A day of the year; with a year, that very day, and only what happened up to it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayOfYear {
    year: Option<i16>,
    month: u8,
    day: u8,
}

impl DayOfYear {
    /// The 29th of February exists in any year that is not given.
    const LEAP_YEAR: i16 = 2024;

    /// A day that a calendar has.
    #[must_use]
    pub fn new(year: Option<i16>, month: u8, day: u8) -> Option<Self> {
        let (calendar_month, calendar_day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        let calendar_year = year.unwrap_or(Self::LEAP_YEAR);
        jiff::civil::Date::new(calendar_year, calendar_month, calendar_day).ok()?;
        Some(Self { year, month, day })
    }

    fn text(self, language: Language) -> String {
        match self.year {
            Some(year) => wording::date_text(Edtf::Point(Point::day(year, self.month, self.day)), language),
            None => wording::day_text(self.month, self.day, language),
        }
    }

    fn is_day_of(self, date: Edtf) -> bool {
        date.exact_day().is_some_and(|(year, month, day)| {
            (month, day) == (self.month, self.day) && self.year.is_none_or(|last| year <= last)
        })
    }

    /// Whether a date is this month of another year, and no day of it is known. This year's month has only begun.
    fn is_month_of(self, date: Edtf) -> bool {
        let Edtf::Point(point) = date else { return false };
        self.day == 1
            && point.day.is_none()
            && point.month == Some(self.month)
            && self.year.is_none_or(|last| point.year < last)
    }
}

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

const AND_MORE: Phrase = Phrase { en: "… and {0} more", zh: "…… 另有 {0} 条", es: "… y {0} más" };

const ELSEWHERE: Phrase = Phrase {
    en: "; the documents disagree, others say {0}",
    zh: "；各文档说法不一，另有文档称{0}",
    es: "; los documentos no coinciden, otros dicen {0}",
};

/// Room that a line and its marks may take, in characters.
const LINE_CHARACTERS: usize = 160;

/// What happened on `day`.
#[must_use]
pub fn answer(knowledge: &Knowledge, day: DayOfYear, language: Language) -> Answer {
    let mut events = timeline::events(knowledge);
    timeline::drop_coarser(knowledge, &mut events);
    let on_the_day: Vec<&Event> = events.iter().filter(|event| day.is_day_of(event.date)).collect();
    let in_the_month: Vec<&Event> = events.iter().filter(|event| day.is_month_of(event.date)).collect();
    let mut draft = Draft::new(knowledge, language);
    if on_the_day.is_empty() && in_the_month.is_empty() {
        draft.push(&NOTHING.fill(language, &[&day.text(language)]));
        return draft.finish(Outcome::Unknown, Kind::None);
    }
    let mut disagree = false;
    let heading = ON_THIS_DAY.fill(language, &[&day.text(language)]);
    for (heading, chosen) in [(heading, &on_the_day), (IN_THIS_MONTH.text(language), &in_the_month)] {
        if chosen.is_empty() {
            continue;
        }
        if draft.characters() > 0 {
            draft.push("\n");
        }
        draft.push(&heading);
        for (number, event) in chosen.iter().enumerate() {
            draft.push("\n");
            if !draft.has_room(LINE_CHARACTERS) {
                draft.push(&AND_MORE.fill(language, &[&(chosen.len() - number).to_string()]));
                break;
            }
            disagree |= say(&mut draft, knowledge, &events, event, day);
        }
    }
    draft.finish(if disagree { Outcome::Disagree } else { Outcome::Found }, Kind::Records)
}

/// Says one event; whether documents disagree on its date.
fn say(draft: &mut Draft<'_>, knowledge: &Knowledge, all: &[Event], event: &Event, day: DayOfYear) -> bool {
    let language = draft.language;
    let date = wording::date_text(event.date, language);
    let ago = day.year.map_or_else(String::new, |year| ago(year - event.date.earliest().0, language));
    draft.push(&format!("- {date}{ago}: {}", timeline::what(knowledge, event, language)));
    draft.cite(&event.references);
    let mut disagree = false;
    for other in all.iter().filter(|other| contradicts(knowledge, event, other)) {
        draft.push(&ELSEWHERE.fill(language, &[&wording::date_text(other.date, language)]));
        draft.cite(&other.references);
        disagree = true;
    }
    disagree
}

/// Whether two events are one that documents date differently.
fn contradicts(knowledge: &Knowledge, one: &Event, other: &Event) -> bool {
    let corpus = &knowledge.corpus;
    let (first, second) = (corpus.statement(one.id), corpus.statement(other.id));
    one.subject == other.subject
        && first.property == second.property
        && corpus.property(first.property).single
        && first.qualifiers.scope == second.qualifiers.scope
        && !one.date.covers(other.date)
        && !other.date.covers(one.date)
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

    fn day(year: Option<i16>, month: u8, day: u8) -> DayOfYear {
        DayOfYear::new(year, month, day).unwrap()
    }

    fn date(text: &str) -> Edtf {
        text.parse().unwrap()
    }

    #[test]
    fn only_days_that_a_calendar_has() {
        assert!(DayOfYear::new(None, 2, 29).is_some() && DayOfYear::new(Some(2024), 2, 29).is_some());
        assert_eq!(DayOfYear::new(Some(2025), 2, 29), None);
        assert_eq!(DayOfYear::new(None, 2, 30), None);
        assert_eq!(DayOfYear::new(None, 13, 1), None);
        assert_eq!(DayOfYear::new(None, 1, 0), None);
    }

    #[test]
    fn days_are_exact_and_not_in_the_future() {
        assert!(day(None, 1, 20).is_day_of(date("2025-01-20")));
        assert!(day(Some(2025), 1, 20).is_day_of(date("2025-01-20")));
        assert!(!day(Some(2024), 1, 20).is_day_of(date("2025-01-20")));
        assert!(!day(None, 1, 1).is_day_of(date("2025-01")));
        assert!(!day(None, 1, 1).is_day_of(date("2025")));
    }

    #[test]
    fn months_come_on_the_first_and_once_they_are_over() {
        assert!(day(None, 7, 1).is_month_of(date("2025-07")));
        assert!(day(Some(2026), 7, 1).is_month_of(date("2025-07")));
        assert!(!day(Some(2025), 7, 1).is_month_of(date("2025-07")));
        assert!(!day(None, 7, 2).is_month_of(date("2025-07")));
        assert!(!day(None, 7, 1).is_month_of(date("2025-07-01")));
        assert!(!day(None, 7, 1).is_month_of(date("2025")));
    }

    #[test]
    fn years_ago() {
        assert_eq!(ago(0, Language::En), "");
        assert_eq!(ago(1, Language::En), " (1 year ago)");
        assert_eq!(ago(2, Language::Es), " (hace 2 años)");
        assert_eq!(ago(3, Language::ZhHans), "（3年前）");
    }
}
