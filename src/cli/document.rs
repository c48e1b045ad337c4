//! `lablore document`: the indexed text of a source, of which every quote is a slice.

use std::io::{self, Write};

use clap::Args;

use crate::config::Settings;

use super::{Misuse, Status};

/// What can be given to `document`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lablore document deep-dive
  lablore document deep-dive | grep -n MiniMax")]
pub struct Arguments {
    /// The id of the source, as citations name it
    id: String,
}

/// Prints the text.
///
/// # Errors
/// Without an engine, and for an id that no source has.
pub fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<Status> {
    let engine = super::engine::open(settings)?;
    let documents = &engine.corpus().documents;
    let Some(document) = documents.iter().find(|document| document.source.id == arguments.id) else {
        let known: Vec<&str> = documents.iter().map(|document| document.source.id.as_str()).collect();
        let message = format!("there is no source `{}`; there are: {}", arguments.id, known.join(", "));
        return Err(Misuse::new(message).into());
    };
    // Nothing is added, not even a line's end: a quote's place in this text is its place in the index.
    let mut out = io::stdout().lock();
    out.write_all(document.text.as_bytes())?;
    out.flush()?;
    Ok(Status::Success)
}
