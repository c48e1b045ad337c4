//! `lablore on-this-day`: what the daily post of a day says.

use std::io::{self, Write};

use clap::Args;

use crate::bot::response::Reply;
use crate::calendar::DayOfYear;
use crate::config::Settings;
use crate::text::language::Language;

use super::layout::{self, Style};
use super::{Status, today};

/// What can be given to `on-this-day`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lablore on-this-day               today in UTC
  lablore on-this-day 01-20         in all years
  lablore on-this-day 2026-01-20    up to that day")]
pub struct Arguments {
    /// A day of all years, or one day (default: today in UTC)
    #[arg(value_name = "MM-DD or YYYY-MM-DD", value_parser = day_of_year)]
    day: Option<DayOfYear>,
}

/// Prints what happened.
///
/// # Errors
/// Without an engine.
pub fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<Status> {
    let engine = super::engine::open(settings)?;
    let day = match arguments.day {
        Some(day) => day,
        None => day_of_year(&today(None).to_string()).map_err(anyhow::Error::msg)?,
    };
    let answer = engine.on_this_day(day.with_leap_day(settings.daily.leap_day), Language::En);
    let mut out = io::stdout().lock();
    layout::print(&Reply::from_answer(answer), Style::of_stdout(), &mut out)?;
    out.flush()?;
    Ok(Status::Success)
}

fn day_of_year(text: &str) -> Result<DayOfYear, String> {
    let wrong = || format!("`{text}` is no day of the form MM-DD or YYYY-MM-DD");
    let (year, day) = match text.len() {
        5 => (None, text),
        10 => {
            let (year, day) = text.split_at_checked(5).ok_or_else(wrong)?;
            let year = year.strip_suffix('-').and_then(digits).ok_or_else(wrong)?;
            (Some(i16::try_from(year).map_err(|_| wrong())?), day)
        }
        _ => return Err(wrong()),
    };
    let (month, day) = day.split_once('-').ok_or_else(wrong)?;
    let part = |text| digits(text).and_then(|number| u8::try_from(number).ok());
    match (part(month), part(day)) {
        (Some(month), Some(day)) => {
            DayOfYear::new(year, month, day).ok_or_else(|| format!("`{text}` is a day that does not exist"))
        }
        _ => Err(wrong()),
    }
}

/// A number without a sign.
fn digits(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read() {
        assert_eq!(day_of_year("02-29"), Ok(DayOfYear::new(None, 2, 29).unwrap()));
        assert_eq!(day_of_year("2026-01-20"), Ok(DayOfYear::new(Some(2026), 1, 20).unwrap()));
        for wrong in ["", "1-20", "01-32", "2025-02-29", "20260120", "2026-1-20", "01/20", "+1-20", "智-20"] {
            assert!(day_of_year(wrong).is_err(), "{wrong}");
        }
    }
}
