//! `lablore document`: the indexed text of a source, of which every quote is a slice.

use std::io::{self, Write};

use clap::Args;

use crate::config::Settings;
use crate::corpus::Corpus;
use crate::corpus::document::Document;

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
    let document = named(engine.corpus(), &arguments.id)?;
    // Nothing is added, not even a line's end: a quote's place in this text is its place in the index.
    let mut out = io::stdout().lock();
    out.write_all(document.text.as_bytes())?;
    out.flush()?;
    Ok(Status::Success)
}

/// The document of an id that was typed.
///
/// # Errors
/// Where no source has it; the message names those that there are.
pub(super) fn named<'a>(corpus: &'a Corpus, id: &str) -> Result<&'a Document, Misuse> {
    corpus.documents.iter().find(|document| document.source.id == id).ok_or_else(|| {
        let known: Vec<&str> = corpus.documents.iter().map(|document| document.source.id.as_str()).collect();
        Misuse::new(format!("there is no source `{id}`; there are: {}", known.join(", ")))
    })
}
