//! Dates with their precision, in the part of EDTF (ISO 8601-2, level 0 and 1) that records use.
//!
//! A month is never taken for its first day: precision stays what it is.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A day, a month or a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Point {
    /// Calendar year.
    pub year: i16,
    /// Month from 1 to 12, where known.
    pub month: Option<u8>,
    /// Day of the month, where known (only with a month).
    pub day: Option<u8>,
    /// `~`: about.
    pub approximate: bool,
}

/// A date as EDTF writes it: `2023`, `2023-07`, `2025-01-20`, `2023~`, `2022/2023`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Edtf {
    /// One day, month or year.
    Point(Point),
    /// From one to the other, both included.
    Interval(Point, Point),
}

/// What is wrong with a text that should be EDTF.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EdtfError {
    /// Not of the form at all.
    #[error("`{0}` is no EDTF date")]
    Form(String),
    /// A day or month that no calendar has.
    #[error("`{0}` is a date that does not exist")]
    Impossible(String),
    /// An interval that ends before it begins.
    #[error("`{0}` ends before it begins")]
    Reversed(String),
}

impl Point {
    /// A year.
    #[must_use]
    pub const fn year(year: i16) -> Self {
        Self { year, month: None, day: None, approximate: false }
    }

    /// A month.
    #[must_use]
    pub const fn month(year: i16, month: u8) -> Self {
        Self { year, month: Some(month), day: None, approximate: false }
    }

    /// A day.
    #[must_use]
    pub const fn day(year: i16, month: u8, day: u8) -> Self {
        Self { year, month: Some(month), day: Some(day), approximate: false }
    }

    /// First day it can mean, as (year, month, day): for sorting only.
    #[must_use]
    pub fn earliest(self) -> (i16, u8, u8) {
        (self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
    }

    /// Last day it can mean, as (year, month, day): for comparing only (31 stands for the end of any month).
    #[must_use]
    pub fn latest(self) -> (i16, u8, u8) {
        (self.year, self.month.unwrap_or(12), self.day.unwrap_or(31))
    }

    /// Whether `self` says the same as `finer` with less precision, or the same.
    #[must_use]
    pub fn covers(self, finer: Self) -> bool {
        self.year == finer.year
            && self.month.is_none_or(|month| finer.month == Some(month))
            && self.day.is_none_or(|day| finer.day == Some(day))
    }
}

impl Edtf {
    /// First day it can mean.
    #[must_use]
    pub fn earliest(self) -> (i16, u8, u8) {
        match self {
            Self::Point(point) | Self::Interval(point, _) => point.earliest(),
        }
    }

    /// Last day it can mean.
    #[must_use]
    pub fn latest(self) -> (i16, u8, u8) {
        match self {
            Self::Point(point) | Self::Interval(_, point) => point.latest(),
        }
    }

    /// Whether every day that `other` can mean lies within `self`.
    #[must_use]
    pub fn covers(self, other: Self) -> bool {
        match (self, other) {
            (Self::Point(mine), Self::Point(theirs)) => mine.covers(theirs),
            _ => self.earliest() <= other.earliest() && other.latest() <= self.latest(),
        }
    }

    /// Whether some day fits both.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.earliest() <= other.latest() && other.earliest() <= self.latest()
    }

    /// The exact day, where the date has one.
    #[must_use]
    pub fn exact_day(self) -> Option<(i16, u8, u8)> {
        match self {
            Self::Point(Point { year, month: Some(month), day: Some(day), .. }) => Some((year, month, day)),
            _ => None,
        }
    }
}

impl FromStr for Point {
    type Err = EdtfError;

    fn from_str(text: &str) -> Result<Self, EdtfError> {
        let form = || EdtfError::Form(text.to_owned());
        let (plain, approximate) = text.strip_suffix('~').map_or((text, false), |plain| (plain, true));
        let mut parts = plain.split('-');
        let year = parts.next().filter(|part| part.len() == 4).and_then(digits).ok_or_else(form)?;
        let month = parts.next().map(|part| two_digits(part).ok_or_else(form)).transpose()?;
        let day = parts.next().map(|part| two_digits(part).ok_or_else(form)).transpose()?;
        if parts.next().is_some() {
            return Err(form());
        }
        let year = i16::try_from(year).map_err(|_| form())?;
        let exists = jiff::civil::Date::new(year, month.map_or(1, u8::cast_signed), day.map_or(1, u8::cast_signed));
        exists.map_err(|_| EdtfError::Impossible(text.to_owned()))?;
        Ok(Self { year, month, day, approximate })
    }
}

fn digits(part: &str) -> Option<u16> {
    part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok()).flatten()
}

fn two_digits(part: &str) -> Option<u8> {
    (part.len() == 2).then(|| digits(part)).flatten().and_then(|number| u8::try_from(number).ok())
}

impl FromStr for Edtf {
    type Err = EdtfError;

    fn from_str(text: &str) -> Result<Self, EdtfError> {
        let Some((from, to)) = text.split_once('/') else {
            return Ok(Self::Point(text.parse()?));
        };
        let (from, to): (Point, Point) = (from.parse()?, to.parse()?);
        if to.latest() < from.earliest() {
            return Err(EdtfError::Reversed(text.to_owned()));
        }
        Ok(Self::Interval(from, to))
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        f.write_str(if self.approximate { "~" } else { "" })
    }
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Point(point) => point.fmt(f),
            Self::Interval(from, to) => write!(f, "{from}/{to}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes() {
        for text in ["2023", "2023-07", "2025-01-20", "2023~", "2022/2023", "2024-10/2024-12"] {
            assert_eq!(text.parse::<Edtf>().map(|date| date.to_string()), Ok(text.to_owned()));
        }
        for text in ["23", "2023-7", "2023-13", "2025-02-30", "2023/2022", "July 2023", ""] {
            assert!(text.parse::<Edtf>().is_err(), "{text}");
        }
    }

    #[test]
    fn coarser_forms_cover_finer_ones() {
        let date = |text: &str| text.parse::<Edtf>().expect("a date");
        assert!(date("2023").covers(date("2023-07")));
        assert!(!date("2023-07").covers(date("2023")));
        assert!(date("2022/2023").covers(date("2023-07-01")));
        assert!(!date("2023-05").covers(date("2023-07")));
    }
}
