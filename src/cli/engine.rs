//! Opens the engine that every command asks: the only place that knows where one comes from.

use std::fmt::Write as _;
use std::path::Path;

use crate::config::Settings;
use crate::corpus::load;
use crate::corpus::problem::Problem;
use crate::engine::Engine;
use crate::search::PassageIndex;

/// Opens the engine over the data folder of the settings.
///
/// # Errors
/// Where the data is not there, or is wrong.
pub fn open(settings: &Settings) -> anyhow::Result<Engine> {
    let corpus = &settings.corpus;
    let loaded = load::load(&corpus.data, corpus.originals.as_deref())?;
    for warning in &loaded.warnings {
        eprintln!("warning: {warning}");
    }
    if !loaded.problems.is_empty() {
        eprintln!("warning: {}", listed(&corpus.data, &loaded.problems));
    }
    Ok(Engine::new(loaded.corpus, PassageIndex::default())?)
}

fn listed(data: &Path, problems: &[Problem]) -> String {
    let mut text = format!(
        "the data is wrong in {} places; the first: ",
        problems.len()
    );
    if let Some(first) = problems.first() {
        let _ = write!(text, "{}/{first}", data.display());
    }
    text
}
