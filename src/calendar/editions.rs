//! Which editions of the daily post a local day brings, and which events stand in them.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, Weekday};

use super::day::{DayOfYear, LeapDay, is_month, remembered};
use super::events::Event;

/// A post of a day. A channel gets each at most once a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Edition {
    /// What happened on this day of other years; on the first of a month also what happened in that month.
    Day,
    /// On a day without: something of this month in other years, worded as what it is.
    Month,
    /// On a Monday: what happened on the seven days that begin, and what of the month is shown in them.
    Week,
}

impl Edition {
    const ALL: [Self; 3] = [Self::Day, Self::Month, Self::Week];
}

impl fmt::Display for Edition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Week => "week",
        })
    }
}

impl FromStr for Edition {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|edition| edition.to_string() == text).ok_or(())
    }
}

/// What a channel wants beside the posts of days on which something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Taste {
    /// Nothing: silence.
    #[default]
    DaysAlone,
    /// On other days something month-precise of that month, each once in its month.
    Month,
    /// A digest every Monday.
    Week,
}

impl Taste {
    /// All there are.
    pub const ALL: [Self; 3] = [Self::DaysAlone, Self::Month, Self::Week];
}

impl fmt::Display for Taste {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::DaysAlone => "none",
            Self::Month => "month",
            Self::Week => "week",
        })
    }
}

impl FromStr for Taste {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|taste| taste.to_string() == text).ok_or(())
    }
}

/// The events of an edition: those of its days, and those of its month that no day is known of.
#[derive(Debug, Clone, Default)]
pub struct Contents<'e> {
    /// Day-precise, in order of days, then of years.
    pub days: Vec<&'e Event>,
    /// Month-precise.
    pub month: Vec<&'e Event>,
}

impl Contents<'_> {
    fn is_empty(&self) -> bool {
        self.days.is_empty() && self.month.is_empty()
    }
}

/// What happened on a day of the year.
#[must_use]
pub fn on_day(events: &[Event], day: DayOfYear) -> Contents<'_> {
    let chosen = |is_wanted: &dyn Fn(&Event) -> bool| events.iter().filter(|event| is_wanted(event)).collect();
    Contents { days: chosen(&|event| day.is_day_of(event.date)), month: chosen(&|event| day.is_month_of(event.date)) }
}

/// The contents of an edition on a day; empty where it does not come.
#[must_use]
pub fn contents(events: &[Event], edition: Edition, date: Date, leap_day: LeapDay) -> Contents<'_> {
    let day = |date| on_day(events, DayOfYear::of(date).with_leap_day(leap_day));
    match edition {
        Edition::Day => day(date),
        Edition::Month => Contents { days: Vec::new(), month: of_month(events, date, leap_day) },
        Edition::Week if date.weekday() != Weekday::Monday => Contents::default(),
        Edition::Week => {
            let mut week = Contents::default();
            for date in std::iter::successors(Some(date), |date| date.tomorrow().ok()).take(7) {
                week.days.extend(day(date).days);
                week.month.extend(of_month(events, date, leap_day));
            }
            week
        }
    }
}

/// The editions that a day brings to a channel of that taste, those alone in which something stands.
#[must_use]
pub fn of_day(events: &[Event], taste: Taste, date: Date, leap_day: LeapDay) -> Vec<Edition> {
    let wanted: &[Edition] = match taste {
        Taste::DaysAlone => &[Edition::Day],
        Taste::Month => &[Edition::Day, Edition::Month],
        Taste::Week => &[Edition::Day, Edition::Week],
    };
    wanted.iter().copied().filter(|edition| !contents(events, *edition, date, leap_day).is_empty()).collect()
}

/// The month-precise events of earlier years that are shown on a day. Over the days of a month on which nothing else
/// is shown they are spread evenly, in order of time: each on one day, and two on one only where there are more events
/// than days.
fn of_month(events: &[Event], date: Date, leap_day: LeapDay) -> Vec<&Event> {
    let month = u8::try_from(date.month()).unwrap_or(1);
    let wanted: Vec<&Event> =
        events.iter().filter(|event| is_month(event.date, month) && event.date.earliest().0 < date.year()).collect();
    let taken: Vec<u8> = events
        .iter()
        .filter_map(|event| remembered(event.date, Some(date.year()), leap_day))
        .filter_map(|(other, day)| (other == month).then_some(day))
        .collect();
    let days = 2..=u8::try_from(date.days_in_month()).unwrap_or(28);
    let free: Vec<u8> = days.filter(|day| !taken.contains(day)).collect();
    let today = u8::try_from(date.day()).unwrap_or(1);
    let Some(place) = free.iter().position(|day| *day == today) else { return Vec::new() };
    let count = wanted.len();
    wanted
        .into_iter()
        .enumerate()
        .filter(|(number, _)| number * free.len() / count == place)
        .map(|(_, event)| event)
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::civil::date;

    use super::*;
    use crate::corpus::{EntityId, StatementId};

    fn events(dates: &[&str]) -> Vec<Event> {
        let mut events: Vec<Event> = (0..)
            .zip(dates)
            .map(|(number, date)| Event {
                date: date.parse().unwrap(),
                subject: EntityId(number),
                id: StatementId(number),
                references: Vec::new(),
            })
            .collect();
        events.sort_by_key(|event| (event.date.earliest(), event.id));
        events
    }

    fn year(year: i16) -> impl Iterator<Item = Date> {
        std::iter::successors(Some(date(year, 1, 1)), |date| date.tomorrow().ok())
            .take_while(move |date| date.year() == year)
    }

    #[test]
    fn names_are_read_back() {
        for edition in Edition::ALL {
            assert_eq!(edition.to_string().parse(), Ok(edition));
        }
        for taste in Taste::ALL {
            assert_eq!(taste.to_string().parse(), Ok(taste));
        }
        assert_eq!("x".parse::<Edition>(), Err(()));
        assert_eq!("x".parse::<Taste>(), Err(()));
    }

    #[test]
    fn a_day_brings_what_the_channel_wants() {
        let events = events(&["2025-01-20", "2024-01", "2023"]);
        let of = |taste, day| of_day(&events, taste, day, LeapDay::default());
        for taste in Taste::ALL {
            assert_eq!(of(taste, date(2026, 1, 20)), [Edition::Day], "a Tuesday");
            assert_eq!(of(taste, date(2026, 1, 1)), [Edition::Day], "the first");
            assert_eq!(of(taste, date(2026, 7, 1)), []);
        }
        assert_eq!(of(Taste::DaysAlone, date(2025, 1, 19)), []);
        assert_eq!(of(Taste::DaysAlone, date(2024, 1, 20)), [], "a year too early");
        let others: Vec<Date> = year(2026).filter(|day| of(Taste::Month, *day) == [Edition::Month]).collect();
        assert_eq!(others.len(), 1);
        let mondays: Vec<Date> = year(2026).filter(|day| of(Taste::Week, *day).contains(&Edition::Week)).collect();
        assert!(mondays.contains(&date(2026, 1, 19)), "{mondays:?}");
        assert!(mondays.iter().all(|day| day.weekday() == Weekday::Monday) && mondays.len() <= 2);
    }

    proptest::proptest! {
        #[test]
        fn each_month_precise_event_is_shown_on_one_day_of_its_month(
            months in proptest::collection::vec((2015_i16..2026, 1_u8..13), 0..120),
            days in proptest::collection::vec((2015_i16..2026, 1_u8..13, 1_u8..29), 0..80),
        ) {
            let mut dates: Vec<String> = months.iter().map(|(year, month)| format!("{year}-{month:02}")).collect();
            dates.extend(days.iter().map(|(year, month, day)| format!("{year}-{month:02}-{day:02}")));
            let events = events(&dates.iter().map(String::as_str).collect::<Vec<_>>());
            let mut shown: BTreeMap<StatementId, u32> = BTreeMap::new();
            for day in year(2026) {
                let here = contents(&events, Edition::Month, day, LeapDay::default());
                proptest::prop_assert!(here.days.is_empty());
                let edition = of_day(&events, Taste::Month, day, LeapDay::default());
                proptest::prop_assert!(edition.len() <= 1, "a day has the one or the other");
                for event in here.month {
                    proptest::prop_assert!(is_month(event.date, u8::try_from(day.month()).unwrap()));
                    *shown.entry(event.id).or_default() += 1;
                }
            }
            for event in &events {
                let month_precise = event.date.exact_day().is_none();
                proptest::prop_assert_eq!(shown.get(&event.id).copied().unwrap_or(0), u32::from(month_precise));
            }
        }
    }
}
