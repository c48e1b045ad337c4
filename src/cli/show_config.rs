//! `lablore config`: the settings in force and where each comes from, without secrets.

use std::io::{self, Write};

use crate::config::Settings;

use super::Status;

/// Prints the settings.
///
/// # Errors
/// Those of standard output.
pub fn run(settings: &Settings) -> anyhow::Result<Status> {
    let origins = settings.origins();
    let keys = origins.iter().map(|origin| origin.key.len()).max().unwrap_or(0);
    let values = origins.iter().map(|origin| shown(&origin.value).chars().count()).max().unwrap_or(0);
    let mut out = io::stdout().lock();
    for origin in origins {
        let value = shown(&origin.value);
        writeln!(out, "{:<keys$} = {value:<values$}  # {}", origin.key, origin.origin)?;
    }
    out.flush()?;
    Ok(Status::Success)
}

fn shown(value: &str) -> String {
    format!("{value:?}")
}
