//! Documents: `sources.toml`, the digests, and the originals where they are there.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use super::{LoadError, files_below};
use crate::corpus::document::Document;
use crate::corpus::outline::{known_headings, outline};
use crate::corpus::problem::{DataFile, Problem};
use crate::corpus::source::Source;
use crate::text::edtf::Edtf;
use crate::text::repair::{read, repair, split_front_matter};

/// The documents in use, and the digests that they stand for.
pub(super) struct Texts {
    /// What is indexed: the original where it is there, else the digest. In the order of `sources.toml`.
    pub used: Vec<Document>,
    /// For each of `used` that is an original: its digest, in which statements are proven as well.
    pub digests: Vec<Option<Document>>,
}

pub(super) fn load(
    data: &Path,
    originals: Option<&Path>,
    problems: &mut Vec<Problem>,
    warnings: &mut Vec<String>,
) -> Result<Texts, LoadError> {
    let mut sources = declared(data, problems)?;
    let mut digests = BTreeMap::new();
    for path in files_below(&data.join("documents"), "md")? {
        let file = super::read(data, &path, problems)?;
        let id = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let front = front_matter(&file.text);
        if front.is_empty() && ["---\nid:", "---\ntitle:"].iter().any(|head| file.text.starts_with(head)) {
            let message = "the front matter does not end; write `---` below its last `key: value`";
            problems.push(file.problem(None, message.to_owned()));
        }
        if let Some(said) = front.get("id").filter(|said| **said != id) {
            problems.push(file.problem(
                place_of_id(&file.text, said),
                format!("the id `{said}` is not the file's name; write `id: {id}` or rename the file to `{said}.md`"),
            ));
        }
        if let Some(other) = digests.get(&id).map(|other: &DataFile| &other.name) {
            problems
                .push(file.problem(None, format!("the source `{id}` has its text in {other}; rename one of the two")));
            continue;
        }
        if !sources.iter().any(|(source, _)| source.id == id) {
            let title = front.get("title").cloned().unwrap_or_else(|| id.clone());
            let field = |key: &str| front.get(key).cloned();
            let source = Source {
                id: id.clone(),
                title,
                author: field("author"),
                date: field("date"),
                language: field("language"),
                address: field("address"),
                called: Vec::new(),
                original: None,
            };
            sources.push((source, None));
        }
        digests.insert(id, file);
    }
    let mut texts = Texts { used: Vec::new(), digests: Vec::new() };
    for (source, place) in sources {
        let digest = digests.get(&source.id).map(|file| outline_of(&source, false, &file.text, None));
        let path = source.original.as_ref().and_then(|name| originals.map(|folder| folder.join(name)));
        let original = path
            .as_deref()
            .filter(|path| path.is_file())
            .and_then(|path| original(path, &source, digest.as_ref()).map_err(|why| warnings.push(why)).ok());
        if let Some(path) = path.filter(|path| !path.is_file()) {
            warnings.push(format!("`{}` is not there: the digest of {} is used", path.display(), source.id));
        }
        match (original, digest) {
            (Some(original), digest) => {
                texts.used.push(original);
                texts.digests.push(digest);
            }
            (None, Some(digest)) => {
                texts.used.push(digest);
                texts.digests.push(None);
            }
            (None, None) => {
                // Only a declared source can lack its text, and that one knows its place.
                problems.extend(place.map(|place| Problem {
                    message: format!("the source `{0}` has no text; write its digest to documents/{0}.md", source.id),
                    ..place
                }));
            }
        }
    }
    Ok(texts)
}

/// The sources that `sources.toml` declares, each with the place where a problem with it is reported; a data folder may
/// go without the file.
fn declared(data: &Path, problems: &mut Vec<Problem>) -> Result<Vec<(Source, Option<Problem>)>, LoadError> {
    let path = data.join("sources.toml");
    if !path.is_file() {
        return Ok(Vec::new());
    }
    let file = super::read(data, &path, problems)?;
    let mut out = Vec::new();
    for (id, span, source) in super::tables::<Source>(&file, "source", problems) {
        if let Some(Err(error)) = source.date.as_deref().map(str::parse::<Edtf>) {
            problems.push(file.problem(span.clone(), format!("source `{id}`: {error}; write e.g. 2025 or 2025-01-20")));
        }
        let place = file.problem(span, String::new());
        out.push((Source { id, ..source }, Some(place)));
    }
    Ok(out)
}

/// Where the front matter's id stands in a document.
fn place_of_id(text: &str, said: &str) -> Option<Range<usize>> {
    let line = text.find("\nid:")? + 1;
    let start = line + text[line..].find(said)?;
    Some(start..start + said.len())
}

fn original(path: &Path, source: &Source, digest: Option<&Document>) -> Result<Document, String> {
    let bytes = std::fs::read(path).map_err(|error| format!("`{}` cannot be read: {error}", path.display()))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let text = read(&bytes, &name).map_err(|refused| format!("`{name}` is left out: {refused}"))?;
    Ok(outline_of(source, true, &repair(&text), digest))
}

fn outline_of(source: &Source, is_original: bool, text: &str, digest: Option<&Document>) -> Document {
    let (_, body) = split_front_matter(text);
    let known = digest.map(known_headings).unwrap_or_default();
    outline(source.clone(), is_original, body.trim_start().to_owned(), &known)
}

/// The `key: value` lines between the two `---` at the head of a document.
fn front_matter(text: &str) -> BTreeMap<String, String> {
    let (front, _) = split_front_matter(text);
    front
        .unwrap_or_default()
        .lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(key, value)| (key.trim().to_owned(), value.trim().trim_matches('"').to_owned()))
        .filter(|(_, value)| !value.is_empty())
        .collect()
}
