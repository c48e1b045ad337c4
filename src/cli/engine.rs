//! Opens the engine that every command asks: the only place that knows where one comes from.

use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;

use crate::config::Settings;
use crate::engine::Engine;
use crate::generation::{GenerationError, Opened, Store};
use crate::reindex::gates::Gates;
use crate::reindex::{Plan, Stage, Workshop};

/// Opens the engine over the data folder of the settings: its index is built where it is missing or not of this data;
/// with wrong data, or with data that a gate stands against, it is the last good one. What the operator should hear goes
/// to standard error.
///
/// # Errors
/// Where there is neither right data nor an earlier generation.
pub fn open(settings: &Settings) -> Result<Engine, GenerationError> {
    let workshop = workshop(settings);
    let now = Timestamp::now();
    let gate = |before: &Engine, after: &Engine| workshop.gate(before, after, now);
    let ready = with_progress(|progress| {
        workshop.generations.ensure(&workshop.data, workshop.originals.as_deref(), &gate, now, &mut |done, of| {
            progress(Stage::Indexing { done, of });
        })
    })?;
    warn(&ready.warnings);
    Ok(ready.opened.engine)
}

/// Where changes of the data are planned, by the settings.
pub fn workshop(settings: &Settings) -> Workshop {
    let corpus = &settings.corpus;
    Workshop {
        generations: Store::new(&corpus.index),
        data: corpus.data.clone(),
        originals: corpus.originals.clone(),
        gates: Gates { most_lost_percent: settings.reindex.most_lost_percent },
    }
}

/// The generation in use, where there is one.
pub fn in_use(workshop: &Workshop) -> Option<Opened> {
    let (opened, warnings) = workshop.generations.open_current();
    warn(&warnings);
    opened
}

/// What the data as it is now would change, with the generation that was built aside for it.
///
/// # Errors
/// Where the data cannot be read at all, or the index folder cannot be written.
pub fn plan(workshop: &Workshop, in_use: Option<&Engine>) -> Result<(Plan, Option<Opened>), GenerationError> {
    let (plan, candidate) = with_progress(|progress| workshop.plan(in_use, Timestamp::now(), progress))?;
    warn(&plan.warnings);
    Ok((plan, candidate))
}

/// Builds the data as it is now, whether or not anything changed.
///
/// # Errors
/// Where the data is wrong or the index can't be written: an earlier generation does not stand in for it.
pub fn rebuild(workshop: &Workshop) -> Result<Opened, GenerationError> {
    let (data, originals) = (workshop.data.as_path(), workshop.originals.as_deref());
    let ready = with_progress(|progress| {
        let mut progress = |done, of| progress(Stage::Indexing { done, of });
        workshop.generations.rebuild(data, originals, Timestamp::now(), &mut progress)
    })?;
    warn(&ready.warnings);
    Ok(ready.opened)
}

fn warn(warnings: &[String]) {
    for warning in warnings {
        eprintln!("warning: {warning}");
    }
}

/// Runs a build with a bar on standard error, where that is a terminal; it is gone afterwards.
fn with_progress<T>(work: impl FnOnce(&mut dyn FnMut(Stage)) -> T) -> T {
    let style = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len}").expect("a constant template");
    let bar = ProgressBar::new(0).with_style(style);
    let outcome = work(&mut |stage| {
        let (what, done, of) = match stage {
            Stage::Loading => ("loading", 0, 0),
            Stage::Indexing { done, of } => ("indexing", done, of),
            Stage::Asking { done, of } => ("asking", done, of),
        };
        bar.set_message(what);
        bar.set_length(of as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    outcome
}
