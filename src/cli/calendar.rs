//! `lablore calendar`: all dated events, as a list or as a calendar file.

use std::io::{self, Write};

use clap::Args;

use crate::calendar::ics;
use crate::config::Settings;
use crate::text::language::Language;

use super::{Status, today};

/// What the calendar file is called in calendar programs.
const NAME: &str = "Chinese AI labs: on this day";

/// What can be given to `calendar`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lablore calendar                        one event a line
  lablore calendar --ics > lablore.ics    to be opened with a calendar program")]
pub struct Arguments {
    /// Write a calendar file (iCalendar, RFC 5545): days as yearly whole-day entries, months as entries over the month
    #[arg(long)]
    ics: bool,
    /// Count as made on this day (default: today in UTC)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = super::day)]
    today: Option<jiff::civil::Date>,
}

/// Prints the events.
///
/// # Errors
/// Without an engine.
pub fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<Status> {
    let engine = super::engine::open(settings)?;
    let entries = engine.calendar(Language::En);
    let mut out = io::stdout().lock();
    if arguments.ics {
        out.write_all(ics::file(NAME, &entries, today(arguments.today)).as_bytes())?;
    } else {
        for entry in entries {
            writeln!(out, "{}  {}", entry.date, entry.summary)?;
        }
    }
    out.flush()?;
    Ok(Status::Success)
}
