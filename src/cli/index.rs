//! `lablore index`: builds the index from the data folder, shows what that would change, or takes it back.

use std::io::{self, Write};
use std::time::Instant;

use clap::Args;

use crate::bot::commands::reindex::full_text;
use crate::config::Settings;
use crate::generation::{Fingerprint, GenerationError, Opened};
use crate::reindex::in_english;
use crate::text::language::Language;

use super::check::numbers;
use super::{Status, engine};

/// What can be given to `index`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lablore index           builds what is not up to date, if nothing stands against it
  lablore index --plan    what that would change, and what stands against it (exit status 1: something does)
  lablore index --force   rebuilds what is up to date, and builds despite lost answers and failing pinned questions
  lablore index --undo    back to the generation before")]
pub struct Arguments {
    /// Rebuild what is up to date, and build despite lost answers and failing pinned questions
    #[arg(long, conflicts_with_all = ["plan", "undo"])]
    force: bool,
    /// Show what would change, and put nothing to use
    #[arg(long, conflicts_with = "undo")]
    plan: bool,
    /// Go back to the generation before
    #[arg(long)]
    undo: bool,
}

/// Builds, plans or undoes.
///
/// # Errors
/// Where the data is wrong, the index can't be written, or there is nothing to go back to.
pub fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<Status> {
    let begun = Instant::now();
    let workshop = engine::workshop(settings);
    if arguments.undo {
        let opened = workshop.generations.undo()?;
        return print(&opened, "is in use again", begun);
    }
    if arguments.force {
        return print(&engine::rebuild(&workshop)?, "built", begun);
    }
    let in_use = engine::in_use(&workshop);
    let now = Fingerprint::of(&workshop.data, workshop.originals.as_deref())?;
    if let Some(opened) = in_use.as_ref().filter(|opened| !arguments.plan && opened.fingerprint == now) {
        return print(opened, "is up to date", begun);
    }
    let (plan, candidate) = engine::plan(&workshop, in_use.as_ref().map(|opened| &opened.engine))?;
    if arguments.plan {
        let mut out = io::stdout().lock();
        write!(out, "{}", full_text(&plan, Language::En))?;
        out.flush()?;
        let is_fine = plan.problems.is_empty() && plan.objections.is_empty();
        return Ok(if is_fine { Status::Success } else { Status::Wrong });
    }
    if !plan.problems.is_empty() {
        return Err(GenerationError::Problems(plan.problems).into());
    }
    match candidate {
        Some(candidate) if plan.objections.is_empty() => {
            workshop.generations.commit(&candidate.id)?;
            print(&candidate, "built", begun)
        }
        _ => {
            for objection in &plan.objections {
                eprintln!("warning: {}", in_english(objection));
            }
            eprintln!(
                "error: nothing was put to use; `lablore index --plan` shows more, `--force` builds all the same"
            );
            Ok(Status::Wrong)
        }
    }
}

fn print(opened: &Opened, what: &str, begun: Instant) -> anyhow::Result<Status> {
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "{} {what}: {}; {} kB, {:.2} s",
        opened.id,
        numbers(opened.engine.corpus()),
        opened.bytes.div_ceil(1_000),
        begun.elapsed().as_secs_f64()
    )?;
    out.flush()?;
    Ok(Status::Success)
}
