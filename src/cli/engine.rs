//! Opens the engine that every command asks: the only place that knows where one comes from.

use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;

use crate::config::Settings;
use crate::engine::Engine;
use crate::generation::{GenerationError, Opened, Store};
use crate::ops::numbers;

/// Opens the engine over the data folder of the settings: its index is built where it is missing or not of this data;
/// with wrong data it is the last good one. What the operator should hear goes to standard error.
///
/// # Errors
/// Where there is neither right data nor an earlier generation.
pub fn open(settings: &Settings) -> Result<Engine, GenerationError> {
    let corpus = &settings.corpus;
    let store = Store::new(&corpus.index);
    let ready =
        with_progress(|progress| store.ensure(&corpus.data, corpus.originals.as_deref(), Timestamp::now(), progress))?;
    warn(&ready.warnings);
    numbers::generation(&ready.opened.id, ready.opened.bytes, ready.opened.built_at);
    Ok(ready.opened.into_engine())
}

/// The index of the data as it is now, and whether it was built just now: asked for, so also where this state of the
/// data was refused.
///
/// # Errors
/// Where the data is wrong or the index can't be written: an earlier generation does not stand in for it.
pub fn build(settings: &Settings, force: bool) -> Result<(Opened, bool), GenerationError> {
    let corpus = &settings.corpus;
    let (data, originals) = (corpus.data.as_path(), corpus.originals.as_deref());
    let store = Store::new(&corpus.index);
    let fingerprint = crate::generation::Fingerprint::of(data, originals)?;
    let (opened, warnings) = store.open_current();
    if let Some(opened) = opened.filter(|opened| !force && opened.fingerprint == fingerprint) {
        warn(&warnings);
        return Ok((opened, false));
    }
    let ready = with_progress(|progress| store.rebuild(data, originals, Timestamp::now(), progress))?;
    warn(&ready.warnings);
    Ok((ready.opened, true))
}

fn warn(warnings: &[String]) {
    for warning in warnings {
        eprintln!("warning: {warning}");
    }
}

/// Runs a build with a bar on standard error, where that is a terminal; it is gone afterwards.
fn with_progress<T>(work: impl FnOnce(&mut dyn FnMut(usize, usize)) -> T) -> T {
    let style = ProgressStyle::with_template("indexing {bar:30} {pos}/{len}").expect("a constant template");
    let bar = ProgressBar::new(0).with_style(style);
    let outcome = work(&mut |done, of| {
        bar.set_length(of as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    outcome
}
