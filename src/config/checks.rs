//! From the text of a setting to its value, or to what is wrong with it and what would be right.

use std::net::SocketAddr;

use jiff::SignedDuration;

use crate::calendar::LeapDay;
use crate::text::language::Language;

pub(super) fn api_url(value: &str) -> Result<Option<String>, String> {
    let url = value.strip_suffix('/').unwrap_or(value);
    if url.is_empty() {
        return Ok(None);
    }
    let wrong = || {
        "must be a scheme, a host and perhaps a port without a path, as http://127.0.0.1:3000, or empty for Discord's own"
            .to_owned()
    };
    let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://")).ok_or_else(wrong)?;
    let authority: axum::http::uri::Authority = rest.parse().map_err(|_| wrong())?;
    if authority.host().is_empty() || rest.contains('@') {
        return Err(wrong());
    }
    // A port that is not a number parses as an authority, but no port comes out of it.
    if authority.as_str() != authority.host() && authority.port_u16().is_none() {
        return Err(wrong());
    }
    Ok(Some(url.to_owned()))
}

/// `off` beside empty, because an empty environment variable counts as unset.
pub(super) fn listen(value: &str) -> Result<Option<SocketAddr>, String> {
    if value.is_empty() || value == "off" {
        return Ok(None);
    }
    value
        .parse()
        .map(Some)
        .map_err(|_| format!("is \"{value}\"; it must be an address and a port as 127.0.0.1:8080, or `off`"))
}

pub(super) fn flag(value: &str) -> Result<bool, String> {
    match value {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(format!("is \"{value}\"; it must be \"yes\" or \"no\"")),
    }
}

pub(super) fn number<T: std::str::FromStr>(value: &str) -> Result<T, String> {
    value.parse().map_err(|_| format!("is \"{value}\"; it must be a whole number in quotes, 0 or more"))
}

pub(super) fn percent(value: &str) -> Result<u32, String> {
    let percent = value.parse().ok().filter(|percent| *percent <= 100);
    percent.ok_or_else(|| format!("is \"{value}\"; it must be a whole number from 0 to 100, in quotes"))
}

pub(super) fn id(value: &str) -> Result<Option<u64>, String> {
    if value.is_empty() {
        return Ok(None);
    }
    let id = value.parse().ok().filter(|id| *id > 0);
    id.map(Some)
        .ok_or_else(|| format!("is \"{value}\"; it must be an id as Discord copies it, 17 to 20 digits, or empty"))
}

pub(super) fn language(value: &str) -> Result<Option<Language>, String> {
    match value {
        "" => Ok(None),
        "en" => Ok(Some(Language::En)),
        "zh-Hans" => Ok(Some(Language::ZhHans)),
        "zh-Hant" => Ok(Some(Language::ZhHant)),
        "es" => Ok(Some(Language::Es)),
        _ => Err(format!("is \"{value}\"; it must be en, zh-Hans, zh-Hant, es, or empty for the caller's own")),
    }
}

pub(super) fn address(value: &str) -> Result<Option<String>, String> {
    if value.is_empty() {
        return Ok(None);
    }
    if value.starts_with("https://") && !value.contains(char::is_whitespace) {
        return Ok(Some(value.to_owned()));
    }
    Err(format!("is \"{value}\"; it must be an address that begins with https://"))
}

pub(super) fn store_url(value: &str) -> Result<String, String> {
    let known = ["sqlite:", "postgres:", "postgresql:"]
        .iter()
        .any(|scheme| value.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()));
    if known {
        return Ok(value.to_owned());
    }
    Err("must begin with `sqlite:` or `postgres:` and say where, as sqlite:state/lablore.db".to_owned())
}

pub(super) fn leap_day(value: &str) -> Result<LeapDay, String> {
    match value {
        "02-28" => Ok(LeapDay::February28),
        "03-01" => Ok(LeapDay::March1),
        _ => Err(format!("is \"{value}\"; it must be 02-28 or 03-01")),
    }
}

/// Below a day, so that no two days of a channel can be made up for at once.
pub(super) fn grace(value: &str) -> Result<SignedDuration, String> {
    value
        .parse()
        .ok()
        .filter(|grace| (SignedDuration::from_mins(1)..SignedDuration::from_hours(23)).contains(grace))
        .ok_or_else(|| format!("is \"{value}\"; it must be a time from 1m to below 23h, as 3h or 90m"))
}

pub(super) fn log_level(value: &str) -> Result<String, String> {
    let filter = if value.is_empty() { "info" } else { value };
    tracing_subscriber::EnvFilter::try_new(filter).map(|_| filter.to_owned()).map_err(|error| {
        format!("is \"{value}\", not a log filter ({error}); use off, error, warn, info, debug or trace")
    })
}

pub(super) fn has_password(url: &str) -> bool {
    without_password(url) != url || url.contains("password=")
}

/// The address with `***` in place of a password between `user:` and `@`, and of a `password=` parameter.
pub(super) fn without_password(url: &str) -> String {
    let mut shown = url.to_owned();
    if let Some(start) = shown.find("://").map(|at| at + 3)
        && let Some(at) = shown[start..].rfind('@').map(|at| start + at)
        && let Some(colon) = shown[start..at].find(':').map(|colon| start + colon)
    {
        shown.replace_range(colon + 1..at, "***");
    }
    if let Some(start) = shown.find("password=").map(|at| at + "password=".len()) {
        let end = shown[start..].find('&').map_or(shown.len(), |at| start + at);
        shown.replace_range(start..end, "***");
    }
    shown
}
