//! From the data folder to a corpus and all its problems, in one run.

mod comparison;
mod documents;
mod lexicon;
mod records;
mod resolve;

use std::path::Path;

use super::Corpus;
use super::problem::{DataFile, Problem, nearest};
use super::record::EntityKind;

/// A corpus with everything that is wrong with it. Loading goes on past a problem, so that one run shows all; a corpus
/// with problems must not be put to use.
#[derive(Debug)]
pub struct Loaded {
    /// What could be read.
    pub corpus: Corpus,
    /// What is wrong, in the order of files and lines.
    pub problems: Vec<Problem>,
    /// What is odd but no mistake in the data, such as a named original that is not there.
    pub warnings: Vec<String>,
}

/// The data folder cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The folder is not there, or is no folder.
    #[error("the data folder `{0}` is not there; name it with corpus.data in the settings (LABLORE_CORPUS__DATA)")]
    NoFolder(String),
    /// It holds no document.
    #[error("the data folder `{0}` has no documents: put at least one Markdown file into its folder `documents`")]
    NoDocuments(String),
    /// The folder of originals is not there.
    #[error("the folder of originals `{0}` is not there; correct corpus.originals or leave it empty")]
    NoOriginals(String),
    /// A file cannot be read.
    #[error("`{file}` cannot be read")]
    Read {
        /// Its path.
        file: String,
        /// Why.
        source: std::io::Error,
    },
}

/// Loads and checks a data folder; where `originals` is given, the documents found there take the digests' place and
/// every statement is proven in both.
///
/// # Errors
/// Only where nothing can be loaded: everything else is a problem of the result.
pub fn load(data: &Path, originals: Option<&Path>) -> Result<Loaded, LoadError> {
    if !data.is_dir() {
        return Err(LoadError::NoFolder(data.display().to_string()));
    }
    if let Some(folder) = originals.filter(|folder| !folder.is_dir()) {
        return Err(LoadError::NoOriginals(folder.display().to_string()));
    }
    let mut problems = Vec::new();
    let mut warnings = Vec::new();
    let texts = documents::load(data, originals, &mut problems, &mut warnings)?;
    if texts.used.is_empty() {
        return Err(LoadError::NoDocuments(data.display().to_string()));
    }
    let mut corpus = Corpus { documents: texts.used, ..Corpus::default() };
    lexicon::load(data, &mut corpus, &mut problems)?;
    let drafts = records::load(data, &mut corpus, &mut problems)?;
    resolve::resolve(&drafts, &texts.digests, &mut corpus, &mut problems);
    for (folder, ending) in [("documents", "md"), ("records", "toml")] {
        for path in all_files_below(&data.join(folder))? {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let is_kept = path.extension().is_some_and(|found| found == ending);
            // What editors and systems leave behind is nobody's slip.
            if !is_kept && !name.starts_with('.') && !name.ends_with('~') {
                warnings.push(format!("`{folder}/{name}` is not read: files in `{folder}` end in .{ending}"));
            }
        }
    }
    problems.sort();
    problems.dedup();
    Ok(Loaded { corpus, problems, warnings })
}

/// Reads a file of the data folder. One that is not UTF-8 is a problem at its first bad byte, and the rest still loads.
fn read(data: &Path, path: &Path, problems: &mut Vec<Problem>) -> Result<DataFile, LoadError> {
    let bytes = std::fs::read(path).map_err(|source| LoadError::Read { file: path.display().to_string(), source })?;
    let name = path.strip_prefix(data).unwrap_or(path).display().to_string();
    match String::from_utf8(bytes) {
        Ok(text) => Ok(DataFile::new(name, text)),
        Err(error) => {
            let good = error.utf8_error().valid_up_to();
            let file = DataFile::new(name, String::from_utf8_lossy(error.as_bytes()).into_owned());
            problems.push(file.problem(Some(good..good), "this is not UTF-8; save the file as UTF-8 text".to_owned()));
            Ok(file)
        }
    }
}

/// Reads a TOML file table by table, so that a mistake in one keeps none of the others from being read. What is no table,
/// or does not have the form of `T`, is a problem where it stands.
fn tables<T: serde::de::DeserializeOwned>(
    file: &DataFile,
    what: &str,
    problems: &mut Vec<Problem>,
) -> Vec<(String, Option<std::ops::Range<usize>>, T)> {
    let document = match toml_edit::Document::parse(file.text.as_str()) {
        Ok(document) => document,
        Err(error) => {
            problems.push(file.problem(error.span(), one_line(error.message())));
            return Vec::new();
        }
    };
    let mut out = Vec::new();
    for (id, item) in document.iter() {
        let span = document.key(id).and_then(toml_edit::Key::span);
        let Some(table) = item.as_table() else {
            let message = format!("`{id}` stands outside any {what}; put it below a head like [some-{what}]");
            problems.push(file.problem(span, message));
            continue;
        };
        // The spans of a cloned table are still those of the file.
        match toml_edit::de::from_document::<T>(toml_edit::DocumentMut::from(table.clone())) {
            Ok(read) => out.push((id.to_owned(), span, read)),
            Err(error) => {
                let message = format!("{what} `{id}`: {}", one_line(error.message()));
                problems.push(file.problem(error.span().or(span), message));
            }
        }
    }
    out
}

/// What is said of a name that is no kind of entity.
fn no_kind(name: &str) -> String {
    let known = EntityKind::ALL.map(|(name, _)| name);
    let hint = nearest(name, known)
        .map_or_else(|| format!("use one of {}", known.join(", ")), |near| format!("did you mean `{near}`?"));
    format!("`{name}` is no kind of entity; {hint}")
}

/// A parser's message on one line, as a problem is printed.
fn one_line(message: &str) -> String {
    message.lines().map(str::trim).collect::<Vec<_>>().join("; ")
}

/// All files below a folder with one ending.
fn files_below(folder: &Path, ending: &str) -> Result<Vec<std::path::PathBuf>, LoadError> {
    let mut files = all_files_below(folder)?;
    files.retain(|path| path.extension().is_some_and(|found| found == ending));
    Ok(files)
}

/// All files below a folder in the order of their names, so that nothing depends on the disk's.
fn all_files_below(folder: &Path) -> Result<Vec<std::path::PathBuf>, LoadError> {
    let mut out = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        if !folder.is_dir() {
            continue;
        }
        let entries = std::fs::read_dir(&folder)
            .map_err(|source| LoadError::Read { file: folder.display().to_string(), source })?;
        for entry in entries.flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                out.push(path);
            }
        }
    }
    out.sort();
    Ok(out)
}
