//! Events as an iCalendar file (RFC 5545). The only place that names icalendar.

use icalendar::{Calendar, Component, Event, Property};
use jiff::civil::Date;

use crate::text::edtf::{Edtf, Point};

/// Who made the file, in the form of a formal public identifier.
const PRODUCT: &str = "-//Lablore//Lablore//EN";

/// One entry of the file, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Tells it from all others, also in the file of another day.
    pub id: String,
    /// When.
    pub date: Edtf,
    /// What happened, on one line.
    pub summary: String,
    /// What documents say so, and where.
    pub description: String,
}

/// The file: a day-precise event is a whole-day entry of that day that comes again every year, a month-precise one an
/// entry over its month that takes nobody's time. What is less exact, or only about right, has no place in a calendar.
/// `today` is when the file is made.
#[must_use]
pub fn file(name: &str, entries: &[Entry], today: Date) -> String {
    let mut calendar = Calendar::empty();
    for (key, value) in [("VERSION", "2.0"), ("PRODID", PRODUCT), ("CALSCALE", "GREGORIAN")] {
        calendar.append_property(Property::new(key, value));
    }
    calendar.name(name);
    for entry in entries {
        if let Some(event) = event(entry, today) {
            calendar.push(event);
        }
    }
    calendar.to_string()
}

fn event(entry: &Entry, today: Date) -> Option<Event> {
    let Edtf::Point(Point { year, month: Some(month), day, approximate: false }) = entry.date else {
        return None;
    };
    let first = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day.unwrap_or(1)).ok()?).ok()?;
    // The end is the first day that does not belong to it.
    let end = match day {
        Some(_) => first.tomorrow().ok()?,
        None => first.last_of_month().tomorrow().ok()?,
    };
    let mut event = Event::new();
    event
        .uid(&format!("{}@lablore", entry.id))
        .summary(&entry.summary)
        .description(&entry.description)
        .add_property("DTSTAMP", format!("{}T000000Z", today.strftime("%Y%m%d")))
        .add_property("TRANSP", "TRANSPARENT");
    for (key, date) in [("DTSTART", first), ("DTEND", end)] {
        let value = date.strftime("%Y%m%d").to_string();
        event.append_property(Property::new(key, value.as_str()).add_parameter("VALUE", "DATE").done());
    }
    if day.is_some() {
        event.append_property(Property::new("RRULE", "FREQ=YEARLY"));
    }
    Some(event.done())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn entry(id: &str, date: &str, summary: &str) -> Entry {
        Entry {
            id: id.to_owned(),
            date: date.parse().unwrap(),
            summary: summary.to_owned(),
            description: "One; two, three\nfour".to_owned(),
        }
    }

    #[test]
    fn entries_are_as_exact_as_their_dates() {
        let long = "深度求索".repeat(30);
        let entries = [
            entry("r1", "2025-01-20", "DeepSeek R1 released"),
            entry("v3", "2024-12", &long),
            entry("founding", "2023", "never shown"),
            entry("about", "2023-07~", "never shown"),
            entry("between", "2022-01/2022-03", "never shown"),
        ];
        let file = file("On this day", &entries, date(2026, 11, 28));
        assert!(file.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:") && file.ends_with("END:VCALENDAR\r\n"));
        for line in file.split_terminator("\r\n") {
            assert!(line.len() <= 75, "at most 75 octets a line: {line}");
            assert!(!line.contains('\n'));
        }
        let unfolded = file.replace("\r\n ", "");
        for line in [
            "UID:r1@lablore",
            "DTSTAMP:20261128T000000Z",
            "DTSTART;VALUE=DATE:20250120",
            "DTEND;VALUE=DATE:20250121",
            "RRULE:FREQ=YEARLY",
            "DTSTART;VALUE=DATE:20241201",
            "DTEND;VALUE=DATE:20250101",
            "DESCRIPTION:One\\; two\\, three\\nfour",
            &format!("SUMMARY:{long}"),
        ] {
            assert!(unfolded.split("\r\n").any(|other| other == line), "{line} in\n{unfolded}");
        }
        assert_eq!(unfolded.matches("BEGIN:VEVENT").count(), 2);
        assert_eq!(unfolded.matches("RRULE").count(), 1);
        assert!(!unfolded.contains("never shown"));
    }
}
