//! A new document for the data folder, from a file that somebody handed in: read, repaired, declared in `sources.toml`,
//! marked as added so that it can be taken out again.

use std::path::Path;

use jiff::Timestamp;
use toml_edit::{DocumentMut, Item, Table, value};

use crate::text::edtf::Edtf;
use crate::text::repair::{RefusedFile, read, repair, split_front_matter};

use super::change::{Change, ChangeError, FileChange};

/// The largest file that is taken from Discord, in bytes: the text of a book.
pub const MAX_BYTES: usize = 2 * 1024 * 1024;

/// How the names of files that are taken end.
pub const ENDINGS: [&str; 5] = ["txt", "md", "markdown", "html", "htm"];

/// The mark of a document that was added so, in its front matter.
const ADDED_BY: &str = "added_by";
const ADDED_AT: &str = "added_at";

const SOURCES: &str = "sources.toml";

/// What is known of a new document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDocument {
    /// Its id, as citations name it.
    pub id: String,
    /// Full title.
    pub title: String,
    /// Author, where known.
    pub author: Option<String>,
    /// Its date in EDTF, where known.
    pub date: Option<String>,
    /// ISO 639 code of its language.
    pub language: String,
    /// Who adds it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// Why a document can't be added or taken out.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// No id.
    #[error("`{0}` is no id: use lower-case letters, digits and hyphens, as in `field-notes`")]
    NoId(String),
    /// The id belongs to another document.
    #[error("there is already a document `{0}`; choose another id")]
    Taken(String),
    /// No date.
    #[error("`{0}` is no date; write e.g. 2025, 2025-01 or 2025-01-20")]
    NoDate(String),
    /// A file of another kind.
    #[error("`{0}` is no text file: I read .txt, .md and .html")]
    Ending(String),
    /// More than is taken.
    #[error("`{file}` has {bytes} bytes; I read up to {MAX_BYTES}")]
    TooBig {
        /// The file's name.
        file: String,
        /// Its size.
        bytes: usize,
    },
    /// It can't be read as text.
    #[error(transparent)]
    Refused(#[from] RefusedFile),
    /// `sources.toml` is no TOML.
    #[error("`sources.toml` can't be read: `lablore check` says why")]
    Sources,
    /// There is no such document.
    #[error("there is no document `{0}`")]
    Unknown(String),
    /// It came in another way.
    #[error("the document `{0}` was not added from here; its keepers take it out")]
    NotAdded(String),
    /// The folder can't be read.
    #[error(transparent)]
    Change(#[from] ChangeError),
}

fn path_of(id: &str) -> String {
    format!("documents/{id}.md")
}

fn is_id(id: &str) -> bool {
    let is_fit = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    (1..=64).contains(&id.len()) && id.chars().all(is_fit) && !id.starts_with('-') && !id.ends_with('-')
}

/// Whether a file of that name and size can be taken, before it is fetched.
///
/// # Errors
/// Where it is of another kind or too big.
pub fn check_file(name: &str, bytes: usize) -> Result<(), DocumentError> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    if !ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str())) {
        return Err(DocumentError::Ending(name.to_owned()));
    }
    if bytes > MAX_BYTES {
        return Err(DocumentError::TooBig { file: name.to_owned(), bytes });
    }
    Ok(())
}

impl NewDocument {
    /// The change that adds it, from the bytes of a file: its text, repaired, below a front matter, and its table in
    /// `sources.toml`.
    ///
    /// # Errors
    /// Where the file is no text, or its id is taken or none.
    pub fn change(&self, data: &Path, file_name: &str, bytes: &[u8]) -> Result<Change, DocumentError> {
        check_file(file_name, bytes.len())?;
        if !is_id(&self.id) {
            return Err(DocumentError::NoId(self.id.clone()));
        }
        if let Some(date) = self.date.as_deref().filter(|date| date.parse::<Edtf>().is_err()) {
            return Err(DocumentError::NoDate(date.to_owned()));
        }
        let path = path_of(&self.id);
        let (sources, mut declared) = sources(data)?;
        if FileChange::read(data, &path)?.is_some() || declared.contains_key(&self.id) {
            return Err(DocumentError::Taken(self.id.clone()));
        }
        let text = read(bytes, file_name)?;
        let repaired = repair(&text);
        let (_, body) = split_front_matter(&repaired);
        let body = body.trim();
        if body.is_empty() {
            return Err(RefusedFile::Empty { file: file_name.to_owned() }.into());
        }
        let after = Some(format!("{}{body}\n", self.front_matter()));
        declared.insert(&self.id, Item::Table(self.table()));
        let document = FileChange { path, before: None, after };
        let list = FileChange { path: SOURCES.to_owned(), before: sources, after: Some(declared.to_string()) };
        Ok(Change { files: vec![document, list] })
    }

    fn front_matter(&self) -> String {
        let fields = [
            ("id", Some(self.id.clone())),
            ("title", Some(format!("\"{}\"", one_line(&self.title)))),
            ("author", self.author.as_deref().map(one_line)),
            ("date", self.date.clone()),
            ("language", Some(self.language.clone())),
            (ADDED_BY, Some(self.by.clone())),
            (ADDED_AT, Some(self.at.to_string())),
        ];
        let lines = fields.into_iter().filter_map(|(key, value)| Some(format!("{key}: {}\n", value?)));
        format!("---\n{}---\n", lines.collect::<String>())
    }

    fn table(&self) -> Table {
        let mut table = Table::new();
        table.decor_mut().set_prefix("\n");
        table.insert("title", value(one_line(&self.title)));
        for (key, text) in [("author", &self.author), ("date", &self.date)] {
            if let Some(text) = text {
                table.insert(key, value(one_line(text)));
            }
        }
        table.insert("language", value(self.language.as_str()));
        table
    }
}

/// The change that takes out a document which was added so.
///
/// # Errors
/// Where there is none, or it came in another way.
pub fn removal(data: &Path, id: &str) -> Result<Change, DocumentError> {
    if !is_id(id) {
        return Err(DocumentError::Unknown(id.to_owned()));
    }
    let path = path_of(id);
    let text = FileChange::read(data, &path)?.ok_or_else(|| DocumentError::Unknown(id.to_owned()))?;
    let (front, _) = split_front_matter(&text);
    let mark = format!("{ADDED_BY}:");
    if !front.unwrap_or_default().lines().any(|line| line.starts_with(&mark)) {
        return Err(DocumentError::NotAdded(id.to_owned()));
    }
    let (sources, mut declared) = sources(data)?;
    declared.remove(id);
    let list = FileChange { path: SOURCES.to_owned(), before: sources, after: Some(declared.to_string()) };
    Ok(Change { files: vec![list, FileChange { path, before: Some(text), after: None }] })
}

/// `sources.toml` as it is, and read.
fn sources(data: &Path) -> Result<(Option<String>, DocumentMut), DocumentError> {
    let text = FileChange::read(data, SOURCES)?;
    let read = text.as_deref().unwrap_or_default().parse().map_err(|_| DocumentError::Sources)?;
    Ok((text, read))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const DECLARED: &str = "# The documents.\n\n[notes]\ntitle = \"Notes\"   # ours\nlanguage = \"en\"\n";

    fn new(id: &str) -> NewDocument {
        NewDocument {
            id: id.to_owned(),
            title: "A \n report".to_owned(),
            author: Some("A. Keeper".to_owned()),
            date: Some("2025-03".to_owned()),
            language: "en".to_owned(),
            by: "77".to_owned(),
            at: Timestamp::from_second(0).unwrap(),
        }
    }

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("documents")).unwrap();
        std::fs::write(folder.path().join("sources.toml"), DECLARED).unwrap();
        std::fs::write(folder.path().join("documents/notes.md"), "---\nid: notes\n---\n# Notes\n\nText.\n").unwrap();
        folder
    }

    #[test]
    fn a_page_becomes_a_document_that_can_be_taken_out_again() {
        let folder = folder();
        let page = "<html><body><h1>Report</h1><p>Acme Lab isn\u{e2}\u{20ac}\u{2122}t small.</p></body></html>";
        let change = new("report").change(folder.path(), "report.html", page.as_bytes()).unwrap();
        let text = change.files[0].after.clone().unwrap();
        assert!(text.starts_with("---\nid: report\ntitle: \"A report\"\nauthor: A. Keeper\ndate: 2025-03\n"), "{text}");
        assert!(text.ends_with("---\n# Report\n\nAcme Lab isn’t small.\n"), "{text}");
        let table = "\n[report]\ntitle = \"A report\"\nauthor = \"A. Keeper\"\ndate = \"2025-03\"\nlanguage = \"en\"\n";
        assert_eq!(change.files[1].after.clone().unwrap(), format!("{DECLARED}{table}"));
        let loaded = change.load_aside(folder.path(), None).unwrap();
        assert_eq!(loaded.problems, []);
        assert_eq!(loaded.corpus.documents[1].source.title, "A report");

        change.write(folder.path()).unwrap();
        assert!(matches!(new("report").change(folder.path(), "a.md", b"x"), Err(DocumentError::Taken(_))));
        removal(folder.path(), "report").unwrap().write(folder.path()).unwrap();
        assert_eq!(std::fs::read_to_string(folder.path().join("sources.toml")).unwrap(), DECLARED);
        assert!(!folder.path().join("documents/report.md").exists());
    }

    #[test]
    fn what_can_not_be_added_or_taken_out_is_told() {
        let folder = folder();
        let told = |id: &str, file: &str, bytes: &[u8]| {
            new(id).change(folder.path(), file, bytes).map(drop).unwrap_err().to_string()
        };
        assert!(told("Re port", "a.md", b"x").contains("is no id"));
        assert!(told("../notes", "a.md", b"x").contains("is no id"));
        assert!(told("notes", "a.md", b"x").contains("already a document"));
        assert!(told("report", "a.pdf", b"x").contains("no text file"));
        assert!(told("report", "a.md", b"%PDF-1.7").contains("is not text"));
        assert!(told("report", "a.md", b" \n").contains("holds no text"));
        assert!(told("report", "a.md", &vec![b'x'; MAX_BYTES + 1]).contains("bytes; I read up to"));
        let undated = NewDocument { date: Some("last year".to_owned()), ..new("report") };
        assert!(matches!(undated.change(folder.path(), "a.md", b"x"), Err(DocumentError::NoDate(_))));
        assert!(matches!(removal(folder.path(), "notes"), Err(DocumentError::NotAdded(_))));
        for unknown in ["report", "../sources"] {
            assert!(matches!(removal(folder.path(), unknown), Err(DocumentError::Unknown(_))));
        }
    }
}
