//! A day of the year, and what belongs to it. Precision stays what it is: a day-precise date belongs to its day, a
//! month-precise one to its month and never to a day, all others to none.

use jiff::civil::Date;

use crate::text::edtf::{Edtf, Point};

/// When the 29th of February is remembered in years that have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LeapDay {
    /// On the 28th of February.
    #[default]
    February28,
    /// On the 1st of March.
    March1,
}

impl LeapDay {
    fn month_and_day(self) -> (u8, u8) {
        match self {
            Self::February28 => (2, 28),
            Self::March1 => (3, 1),
        }
    }
}

/// A day of the year; with a year, that very day, and only what happened up to it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayOfYear {
    year: Option<i16>,
    month: u8,
    day: u8,
    leap_day: LeapDay,
}

impl DayOfYear {
    /// The 29th of February exists in any year that is not given.
    const LEAP_YEAR: i16 = 2024;

    /// A day that a calendar has.
    #[must_use]
    pub fn new(year: Option<i16>, month: u8, day: u8) -> Option<Self> {
        let (calendar_month, calendar_day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        Date::new(year.unwrap_or(Self::LEAP_YEAR), calendar_month, calendar_day).ok()?;
        Some(Self { year, month, day, leap_day: LeapDay::default() })
    }

    /// That very day.
    #[must_use]
    pub fn of(date: Date) -> Self {
        let part = |number: i8| u8::try_from(number).unwrap_or(1);
        Self { year: Some(date.year()), month: part(date.month()), day: part(date.day()), leap_day: LeapDay::default() }
    }

    /// The same day with another rule for the 29th of February.
    #[must_use]
    pub fn with_leap_day(self, leap_day: LeapDay) -> Self {
        Self { leap_day, ..self }
    }

    /// The year, where one is given.
    #[must_use]
    pub fn year(self) -> Option<i16> {
        self.year
    }

    /// Month and day.
    #[must_use]
    pub fn month_and_day(self) -> (u8, u8) {
        (self.month, self.day)
    }

    /// Whether a date is this day, or is remembered on it. A day that is only about right is none.
    #[must_use]
    pub fn is_day_of(self, date: Edtf) -> bool {
        remembered(date, self.year, self.leap_day) == Some((self.month, self.day))
    }

    /// Whether it is the first of a month and a date that month of another year, and no day of it is known. This year's
    /// month has only begun.
    #[must_use]
    pub fn is_month_of(self, date: Edtf) -> bool {
        self.day == 1 && is_month(date, self.month) && self.year.is_none_or(|last| date.earliest().0 < last)
    }
}

/// Month and day on which a day-precise date is remembered in a year, if it has come by then.
pub(super) fn remembered(date: Edtf, in_year: Option<i16>, leap_day: LeapDay) -> Option<(u8, u8)> {
    let Edtf::Point(Point { year, month: Some(month), day: Some(day), approximate: false }) = date else {
        return None;
    };
    match in_year {
        Some(last) if year > last => None,
        Some(this) if (month, day) == (2, 29) && Date::new(this, 2, 29).is_err() => Some(leap_day.month_and_day()),
        _ => Some((month, day)),
    }
}

/// Whether a date is a month, and that one.
pub(super) fn is_month(date: Edtf, month: u8) -> bool {
    matches!(date, Edtf::Point(point) if point.day.is_none() && point.month == Some(month))
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
        assert_eq!(DayOfYear::of(Date::constant(2026, 12, 31)), day(Some(2026), 12, 31));
    }

    #[test]
    fn days_are_exact_and_not_in_the_future() {
        assert!(day(None, 1, 20).is_day_of(date("2025-01-20")));
        assert!(day(Some(2025), 1, 20).is_day_of(date("2025-01-20")));
        assert!(!day(Some(2024), 1, 20).is_day_of(date("2025-01-20")));
        assert!(!day(None, 1, 20).is_day_of(date("2025-01-20~")));
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
    fn the_leap_day_is_remembered_once_in_every_year() {
        let leap = date("2024-02-29");
        for (rule, kept) in [(LeapDay::February28, (2, 28)), (LeapDay::March1, (3, 1))] {
            for year in 2024..2033 {
                let mut remembered = Vec::new();
                let mut at = Date::constant(year, 1, 1);
                while at.year() == year {
                    if DayOfYear::of(at).with_leap_day(rule).is_day_of(leap) {
                        remembered.push((at.month(), at.day()));
                    }
                    at = at.tomorrow().unwrap();
                }
                let expected = if year % 4 == 0 { (2, 29) } else { kept };
                assert_eq!(remembered, [expected], "{year} {rule:?}");
            }
        }
        assert!(day(None, 2, 29).is_day_of(leap) && !day(None, 2, 28).is_day_of(leap));
    }
}
