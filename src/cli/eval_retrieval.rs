//! `lablore eval-retrieval`: how well passages are ranked for the questions of a SQuAD-like file.

use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Instant;

use anyhow::Context;
use clap::Args;

use crate::search::evaluation::{Quality, QuestionFile, evaluate};

use super::{Misuse, Status};

/// What can be given to `eval-retrieval`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lablore eval-retrieval squad-v1.1-dev.json
  lablore eval-retrieval --json cmrc2018-dev.json")]
pub struct Arguments {
    /// Paragraphs and questions in SQuAD's format
    file: PathBuf,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Indexes the file's paragraphs in a temporary folder, asks its questions and prints the result.
///
/// # Errors
/// Where the file can't be read or is something else, or the temporary folder can't be written.
pub fn run(arguments: &Arguments) -> anyhow::Result<Status> {
    let file = &arguments.file;
    let text = std::fs::read_to_string(file).map_err(|error| Misuse::unreadable(file, error))?;
    let questions: QuestionFile = serde_json::from_str(&text).map_err(|error| {
        let file = file.display();
        Misuse::new(format!("`{file}` is not in SQuAD's format (data, paragraphs, context, qas): {error}"))
    })?;
    let folder = tempfile::tempdir().context("no temporary folder can be made")?;
    let begun = Instant::now();
    let quality = evaluate(&questions, folder.path(), &|| begun.elapsed())?;
    let mut out = io::stdout().lock();
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string(&quality)?)?;
    } else {
        print(&quality, &mut out)?;
    }
    out.flush()?;
    Ok(Status::Success)
}

fn print(quality: &Quality, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "passages   {:>9}", quality.passages)?;
    writeln!(out, "questions  {:>9}", quality.questions)?;
    writeln!(out, "hit@1      {:>9.4}", quality.hit_at_1)?;
    writeln!(out, "hit@5      {:>9.4}", quality.hit_at_5)?;
    writeln!(out, "MRR@10     {:>9.4}", quality.mrr_at_10)?;
    writeln!(out, "sent@1     {:>9.4}", quality.sentence_at_1)?;
    writeln!(out, "seconds    {:>9.3}", quality.seconds)?;
    writeln!(out, "build      {:>9.3} s", quality.build_seconds)?;
    writeln!(out, "median     {:>9.1} µs", quality.median_us)?;
    writeln!(out, "99th perc. {:>9.1} µs", quality.p99_us)
}
