//! Times of day and time zones as people write them.

use std::sync::OnceLock;

use jiff::tz::TimeZone;

use crate::bot::commands::Typing;
use crate::bot::response::{Choice, MOST_CHOICES};
use crate::text::fold::fold;

/// Longest time of day that is read, and longest name of a zone.
pub(super) const LONGEST_TIME: u16 = 12;
pub(super) const LONGEST_ZONE: u16 = 64;

/// Minutes after midnight of a time as people write it: `9:00`, `21.30`, `9`, `9 pm`.
pub(super) fn minute_of_day(text: &str) -> Option<u16> {
    let text = text.trim().to_lowercase();
    let (clock, half) = match text.strip_suffix("pm").map(|rest| (rest, Some(12))) {
        Some(found) => found,
        None => match text.strip_suffix("am") {
            Some(rest) => (rest, Some(0)),
            None => (text.as_str(), None),
        },
    };
    let (hour, minute) = clock.trim().split_once([':', '.', '：', 'h']).unwrap_or((clock.trim(), "0"));
    let digits = |text: &str, most: u16| {
        let fits = !text.is_empty() && text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| text.parse().ok()).flatten().filter(|number: &u16| *number <= most)
    };
    let (hour, minute) = (digits(hour, 23)?, digits(if minute.is_empty() { "0" } else { minute }, 59)?);
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    Some(hour * 60 + minute)
}

/// A zone by its IANA name, whatever the case.
pub(super) fn zone(text: &str) -> Option<(String, TimeZone)> {
    let wanted = text.trim().replace(' ', "_");
    let name = zones().iter().find(|name| name.eq_ignore_ascii_case(&wanted))?;
    Some((name.clone(), TimeZone::get(name).ok()?))
}

/// The names of all zones that this machine knows, read once.
fn zones() -> &'static [String] {
    static ZONES: OnceLock<Vec<String>> = OnceLock::new();
    ZONES.get_or_init(|| {
        let mut names: Vec<String> = jiff::tz::db()
            .available()
            .map(|name| name.to_string())
            .filter(|name| {
                name == "UTC" || name.contains('/') && !name.starts_with("posix/") && !name.starts_with("right/")
            })
            .collect();
        names.sort_unstable();
        names
    })
}

/// What is offered before anything is typed: where many of those live who ask.
const USUAL_ZONES: [&str; 12] = [
    "Asia/Shanghai",
    "Asia/Hong_Kong",
    "Asia/Taipei",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Europe/Madrid",
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/Los_Angeles",
    "America/Mexico_City",
    "UTC",
];

/// Zones that fit what has been typed so far.
pub(super) fn complete_zone(typing: &Typing<'_>) -> Vec<Choice> {
    let choice = |name: &str| Choice { shown: name.replace('_', " "), value: name.to_owned() };
    let typed = fold(typing.typed).replace([' ', '_'], "");
    if typed.is_empty() {
        return USUAL_ZONES.map(choice).into();
    }
    // Cities that begin so come before what holds it elsewhere.
    let mut found: Vec<(bool, &String)> = zones()
        .iter()
        .filter_map(|name| {
            let folded = fold(name).replace('_', "");
            let city = folded.rsplit('/').next().unwrap_or_default();
            folded.contains(&typed).then_some((!city.starts_with(&typed), name))
        })
        .collect();
    found.sort_unstable();
    found.into_iter().take(MOST_CHOICES).map(|(_, name)| choice(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        for (text, minute) in [
            ("09:00", 540),
            ("9", 540),
            ("21.30", 21 * 60 + 30),
            ("9 pm", 21 * 60),
            ("12:15am", 15),
            ("12 pm", 720),
            ("0:00", 0),
            ("23:59", 1439),
            ("9h", 540),
            ("9：30", 570),
        ] {
            assert_eq!(minute_of_day(text), Some(minute), "{text}");
        }
        for text in ["", "24:00", "9:60", "13 pm", "noon", "-1", "+9", "9:0:0", "0 am"] {
            assert_eq!(minute_of_day(text), None, "{text}");
        }
    }

    #[test]
    fn zones_are_found_by_their_names_whatever_the_case() {
        assert_eq!(zone("asia/shanghai").unwrap().0, "Asia/Shanghai");
        assert_eq!(zone("America/New York").unwrap().0, "America/New_York");
        assert!(zone("Mars/Olympus").is_none() && zone("").is_none() && zone("../etc/passwd").is_none());
        assert!(USUAL_ZONES.iter().all(|name| zone(name).is_some()));
    }
}
