//! `lablore index`: builds the index from the data folder.

use std::io::{self, Write};
use std::time::Instant;

use clap::Args;

use crate::config::Settings;

use super::check::numbers;
use super::{Status, engine};

/// What can be given to `index`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lablore index
  lablore index --force")]
pub struct Arguments {
    /// Rebuild what is up to date
    #[arg(long)]
    force: bool,
}

/// Builds.
///
/// # Errors
/// Where the data is wrong or the index can't be written.
pub fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<Status> {
    let begun = Instant::now();
    let (opened, is_new) = engine::build(settings, arguments.force)?;
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "{} {}: {}; {} kB, {:.2} s",
        opened.id,
        if is_new { "built" } else { "is up to date" },
        numbers(&opened.corpus),
        opened.bytes.div_ceil(1_000),
        begun.elapsed().as_secs_f64()
    )?;
    out.flush()?;
    Ok(Status::Success)
}
