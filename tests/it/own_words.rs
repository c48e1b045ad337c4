//! The documents belong to their authors: facts and figures are free, sentences are not. No file of the project shares
//! a long run of words with a source.
//!
//! Runs are measured outside headings, titles and table cells, which both sides must have in common: headings are the
//! locators of citations, and a table of models is nothing but names and numbers.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use lablore::corpus::document::UnitKind;
use lablore::corpus::load::load;
use regex::Regex;

use crate::data::{originals, project_data};

/// Words in a row that stand in a source as well and are too many.
const TOO_LONG: usize = 12;
/// What stands between two runs: no word is like it.
const BREAK: &str = "\u{0}";

static WORD: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[A-Za-z][A-Za-z'’-]+").unwrap());
/// `source: section › subsection`, as references name their place.
static REFERENCE: LazyLock<Regex> = LazyLock::new(|| Regex::new("\"[a-z0-9-]+: [^\"\n]*\"").unwrap());

/// The words of a text that is the project's own, with breaks where headings, table rows and references stand.
fn own_words(file: &str, text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let markdown = Path::new(file).extension().is_some_and(|ending| ending == "md");
    for line in text.lines() {
        let line = line.trim();
        if markdown && (line.starts_with('#') || line.starts_with('|') || line.starts_with("title:")) {
            words.push(BREAK.to_owned());
            continue;
        }
        let line = REFERENCE.replace_all(line, BREAK);
        for (number, part) in line.split(BREAK).enumerate() {
            if number > 0 {
                words.push(BREAK.to_owned());
            }
            words.extend(WORD.find_iter(part).map(|word| word.as_str().to_lowercase()));
        }
    }
    words
}

/// The words of the sources, each with breaks where headings and table rows stand.
fn source_words(originals: &Path) -> Vec<(String, Vec<String>)> {
    let loaded = load(&project_data(), Some(originals)).unwrap();
    let words = |document: &lablore::corpus::document::Document| {
        let mut words = Vec::new();
        for unit in &document.units {
            if unit.kind == UnitKind::Sentence {
                let text = &document.text[unit.span()];
                words.extend(WORD.find_iter(text).map(|word| word.as_str().to_lowercase()));
            } else {
                words.push(BREAK.to_owned());
            }
        }
        words
    };
    loaded.corpus.documents.iter().map(|document| (document.source.id.clone(), words(document))).collect()
}

/// All texts of the project that people wrote, relative to its root.
fn texts() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<PathBuf> = Vec::new();
    let mut folders: Vec<PathBuf> = ["data", "src", "docs", "tests"].iter().map(|folder| root.join(folder)).collect();
    let entries = |folder: &Path| -> Vec<PathBuf> {
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
    };
    files.extend(entries(root).into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "md")));
    while let Some(folder) = folders.pop() {
        for path in entries(&folder) {
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    let name = |path: &Path| path.strip_prefix(root).unwrap().display().to_string();
    files
        .iter()
        // Discord's own description of its interface is its own words; sources.toml holds titles.
        .filter(|path| !path.ends_with("data/sources.toml") && !name(path).ends_with("openapi.json"))
        .filter_map(|path| Some((name(path), fs::read_to_string(path).ok()?)))
        .collect()
}

fn runs(words: &[String]) -> impl Iterator<Item = (usize, &[String])> {
    words.windows(TOO_LONG).enumerate().filter(|(_, run)| !run.iter().any(|word| word == BREAK))
}

#[test]
fn no_sentence_of_a_source_stands_in_the_project() {
    let Some(originals) = originals() else { return };
    let sources = source_words(&originals);
    let mut known: HashMap<&[String], &str> = HashMap::new();
    for (source, words) in &sources {
        known.extend(runs(words).map(|(_, run)| (run, source.as_str())));
    }
    let mut shared = Vec::new();
    for (file, text) in texts() {
        let words = own_words(&file, &text);
        let mut told = HashSet::new();
        for (at, run) in runs(&words) {
            // One line for a run, however long it is.
            if let Some(source) = known.get(run) {
                if !told.contains(&(at.wrapping_sub(1))) {
                    shared.push(format!("{file}: \"{}\" ({source})", run.join(" ")));
                }
                told.insert(at);
            }
        }
    }
    assert!(shared.is_empty(), "{} runs to write in own words:\n{}", shared.len(), shared.join("\n"));
}

#[test]
fn references_headings_and_rows_break_a_run() {
    let text = "one two\nfrom = [\"notes: Three four\"]\nfive";
    let words = own_words("a.toml", text);
    assert_eq!(words, ["one", "two", "from", BREAK, "five"]);
    let words = own_words("a.md", "# One\ntwo\n| three |\nfour");
    assert_eq!(words, [BREAK, "two", BREAK, "four"]);
}
