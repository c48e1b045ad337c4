//! `lablore eval-retrieval`: how well passages are ranked for the questions of a SQuAD-like file.

use std::path::Path;
use std::time::Instant;

use anyhow::Context;

use crate::search::evaluation::{QuestionFile, evaluate};

/// Reads the file, indexes its paragraphs in a temporary folder, asks its questions and prints the result.
///
/// # Errors
/// Where the file cannot be read or is something else, or the temporary folder cannot be written.
pub fn run(file: &Path, json: bool) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("`{}` cannot be read", file.display()))?;
    let questions: QuestionFile = serde_json::from_str(&text).with_context(|| {
        format!(
            "`{}` is not in SQuAD's format (data, paragraphs, context, qas)",
            file.display()
        )
    })?;
    let folder = tempfile::tempdir().context("no temporary folder can be made")?;
    let begun = Instant::now();
    let quality = evaluate(&questions, folder.path(), &|| begun.elapsed())?;
    if json {
        println!("{}", serde_json::to_string(&quality)?);
        return Ok(());
    }
    println!("passages   {:>9}", quality.passages);
    println!("questions  {:>9}", quality.questions);
    println!("hit@1      {:>9.4}", quality.hit_at_1);
    println!("hit@5      {:>9.4}", quality.hit_at_5);
    println!("MRR@10     {:>9.4}", quality.mrr_at_10);
    println!("sent@1     {:>9.4}", quality.sentence_at_1);
    println!("seconds    {:>9.3}", quality.seconds);
    println!("build      {:>9.3} s", quality.build_seconds);
    println!("median     {:>9.1} µs", quality.median_us);
    println!("99th perc. {:>9.1} µs", quality.p99_us);
    Ok(())
}
