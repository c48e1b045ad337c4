//! `lablore check`: everything that is wrong with the data folder, in one run.

use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};
use std::path::Path;

use clap::Args;

use crate::config::Settings;
use crate::corpus::problem::Problem;
use crate::corpus::{Corpus, load};
use crate::reindex::pinned;

use super::{Misuse, Status, grading};

/// What can be given to `check`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lablore check
  LABLORE_CORPUS__ORIGINALS=../documents lablore check    proves every statement in the originals, too")]
pub struct Arguments {}

/// Checks the data folder.
///
/// # Errors
/// Where the folder is not there or can't be read.
pub fn run(settings: &Settings, _: &Arguments) -> anyhow::Result<Status> {
    let corpus = &settings.corpus;
    let mut loaded = load::load(&corpus.data, corpus.originals.as_deref())?;
    loaded.problems.extend(of_questions(&corpus.data)?);
    loaded.problems.sort();
    for warning in &loaded.warnings {
        eprintln!("warning: {warning}");
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    for problem in &loaded.problems {
        // With the path as typed, so that an editor can jump to it.
        let file = corpus.data.join(&problem.file);
        writeln!(out, "{}:{}:{}: {}", file.display(), problem.line, problem.column, problem.message)?;
    }
    let files: BTreeSet<&str> = loaded.problems.iter().map(|problem| problem.file.as_str()).collect();
    if files.is_empty() {
        writeln!(out, "{}: clean: {}", corpus.data.display(), numbers(&loaded.corpus))?;
        out.flush()?;
        return Ok(Status::Success);
    }
    writeln!(out, "{} in {}", counted(loaded.problems.len(), "problem"), counted(files.len(), "file"))?;
    out.flush()?;
    Ok(Status::Wrong)
}

/// What is wrong with the question sets that the folder keeps for `eval`: answers need none of them, so a generation
/// is built without a look at them.
fn of_questions(data: &Path) -> Result<Vec<Problem>, Misuse> {
    let folder = data.join("questions");
    let Ok(entries) = folder.read_dir() else { return Ok(Vec::new()) };
    let mut out = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.extension().is_none_or(|ending| ending != "jsonl") || path.ends_with(pinned::FILE) {
            continue;
        }
        let text = std::fs::read_to_string(&path).map_err(|error| Misuse::unreadable(&path, error))?;
        let file = path.strip_prefix(data).unwrap_or(&path).display().to_string();
        let mut ids: HashMap<String, usize> = HashMap::new();
        for (line, id) in grading::check_all(&text) {
            let message = match id {
                Err(error) => Some(error),
                Ok(id) => ids
                    .insert(id.clone(), line)
                    .map(|before| format!("the id `{id}` is already taken in line {before}; choose another")),
            };
            out.extend(message.map(|message| Problem { file: file.clone(), line, column: 1, message }));
        }
    }
    out.extend(pinned::read(data).1);
    Ok(out)
}

/// What a corpus holds, on one line.
pub fn numbers(corpus: &Corpus) -> String {
    let passages = corpus.documents.iter().map(|document| document.passages.len()).sum();
    let references = corpus.statements.iter().map(|statement| statement.references.len()).sum();
    [
        counted(corpus.documents.len(), "document"),
        counted(passages, "passage"),
        counted(corpus.entities.len(), "entity"),
        counted(corpus.statements.len(), "statement"),
        counted(references, "reference"),
    ]
    .join(", ")
}

/// `1 file`, `2 files`, `2 entities`.
pub(super) fn counted(number: usize, what: &str) -> String {
    match (number, what.strip_suffix('y')) {
        (1, _) => format!("1 {what}"),
        (_, Some(stem)) => format!("{number} {stem}ies"),
        (_, None) => format!("{number} {what}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_in_words() {
        assert_eq!(counted(1, "entity"), "1 entity");
        assert_eq!(counted(0, "entity"), "0 entities");
        assert_eq!(counted(3, "file"), "3 files");
    }
}
