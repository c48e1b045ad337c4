//! The fingerprint of a state of the data: equal fingerprints, equal generations.
//!
//! It has two parts. The first covers every file of the data folder that loading reads and the originals in use: what was
//! refused or undone is told by it, so that another version of the program does not bring it back. The second covers the
//! code that makes a generation of them ([`super::code`]). Names of folders, times and files that nothing reads don't
//! matter.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::code;
use crate::corpus::load::LoadError;

/// Version of the files in a generation's folder: to be raised where `generation` itself writes them differently.
pub const FORMAT: u32 = 1;

/// How many hexadecimal digits tell the data; the code is told by the others.
const DATA_DIGITS: usize = 40;
const CODE_DIGITS: usize = 24;

/// What a state of the data is told by.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(String);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Folders of the data folder that loading reads, with the ending of the files it reads there.
const READ: [(&str, &str); 3] = [("documents", "md"), ("records", "toml"), ("lexicon", "toml")];

impl Fingerprint {
    /// The fingerprint of the data as it is now.
    ///
    /// # Errors
    /// Where a folder is not there or a file cannot be read.
    pub fn of(data: &Path, originals: Option<&Path>) -> Result<Self, LoadError> {
        if !data.is_dir() {
            return Err(LoadError::NoFolder(data.display().to_string()));
        }
        if let Some(folder) = originals.filter(|folder| !folder.is_dir()) {
            return Err(LoadError::NoOriginals(folder.display().to_string()));
        }
        let mut hasher = blake3::Hasher::new();
        let sources = data.join("sources.toml");
        let mut names = Vec::new();
        if sources.is_file() {
            let text = read(&sources)?;
            add(&mut hasher, "sources.toml", &text);
            names = originals_named(&String::from_utf8_lossy(&text));
        }
        for (folder, ending) in READ {
            for path in files_below(&data.join(folder), ending)? {
                add(&mut hasher, &relative(data, &path), &read(&path)?);
            }
        }
        if let Some(folder) = originals {
            for name in names {
                let path = folder.join(&name);
                if path.is_file() {
                    add(&mut hasher, &format!("originals/{name}"), &read(&path)?);
                }
            }
        }
        let mut code = blake3::Hasher::new();
        code.update(&FORMAT.to_le_bytes());
        code.update(&code::hash());
        let (data, code) = (hasher.finalize().to_hex(), code.finalize().to_hex());
        Ok(Self(format!("{}{}", &data[..DATA_DIGITS], &code[..CODE_DIGITS])))
    }

    /// Whether both are of the same data, whatever the version of the program.
    #[must_use]
    pub fn is_same_data(&self, other: &Self) -> bool {
        self.data() == other.data()
    }

    fn data(&self) -> &str {
        self.0.get(..DATA_DIGITS).unwrap_or(&self.0)
    }

    /// The fingerprint that was written down as text.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The first characters, for names of folders.
    #[must_use]
    pub fn short(&self) -> &str {
        self.0.get(..12).unwrap_or(&self.0)
    }
}

/// The originals that `sources.toml` names; none where it cannot be read, since then none is used either.
fn originals_named(sources: &str) -> Vec<String> {
    let Ok(document) = toml_edit::Document::parse(sources) else {
        return Vec::new();
    };
    document.iter().filter_map(|(_, source)| source.get("original")?.as_str().map(str::to_owned)).collect()
}

fn add(hasher: &mut blake3::Hasher, name: &str, text: &[u8]) {
    for part in [name.as_bytes(), text] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
}

fn read(path: &Path) -> Result<Vec<u8>, LoadError> {
    std::fs::read(path).map_err(|source| unreadable(path, source))
}

fn unreadable(path: &Path, source: std::io::Error) -> LoadError {
    LoadError::Read { file: path.display().to_string(), source }
}

/// The path below the data folder, with `/` on every system.
fn relative(data: &Path, path: &Path) -> String {
    let path = path.strip_prefix(data).unwrap_or(path);
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// All files below a folder with an ending, in the order of their paths.
fn files_below(folder: &Path, ending: &str) -> Result<Vec<PathBuf>, LoadError> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        if !folder.is_dir() {
            continue;
        }
        let entries = std::fs::read_dir(&folder).map_err(|source| unreadable(&folder, source))?;
        for entry in entries {
            let path = entry.map_err(|source| unreadable(&folder, source))?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|has| has == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn every_input_that_is_read_changes_it_and_nothing_else_does() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let originals = folder.path().join("originals");
        for name in ["documents", "records/labs", "lexicon", "questions"] {
            fs::create_dir_all(data.join(name)).unwrap();
        }
        fs::create_dir_all(&originals).unwrap();
        fs::write(data.join("sources.toml"), "[a]\ntitle = \"A\"\noriginal = \"a.txt\"\n").unwrap();
        fs::write(data.join("documents/a.md"), "# A\n\nText.\n").unwrap();
        let of = || Fingerprint::of(&data, Some(&originals)).unwrap();
        let mut last = of();
        assert_eq!(last, Fingerprint::of(&data, None).unwrap());

        for (file, text) in [
            ("data/documents/a.md", "# A\n\nOther text.\n"),
            ("data/documents/b.md", ""),
            ("data/records/labs/a.toml", "[a]\n"),
            ("data/lexicon/properties.toml", "[b]\n"),
            ("originals/a.txt", "Text."),
            ("data/sources.toml", "[a]\ntitle = \"B\"\noriginal = \"a.txt\"\n"),
        ] {
            fs::write(folder.path().join(file), text).unwrap();
            let now = of();
            assert_ne!(now, last, "{file}");
            last = now;
        }
        for file in [
            "data/README.md",
            "data/questions/dev.jsonl",
            "data/documents/.a.md.swp",
            "data/records/notes.md",
            "originals/unused.txt",
            "elsewhere.toml",
        ] {
            fs::write(folder.path().join(file), "anything").unwrap();
            assert_eq!(of(), last, "{file}");
        }
        fs::rename(data.join("documents/b.md"), data.join("documents/c.md")).unwrap();
        assert_ne!(of(), last);
        assert_ne!(Fingerprint::of(&data, None).unwrap(), of());
    }

    #[test]
    fn another_version_of_the_program_sees_the_same_data() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("documents")).unwrap();
        let state = Fingerprint::of(folder.path(), None).unwrap();
        assert_eq!(state.to_string().len(), DATA_DIGITS + CODE_DIGITS);
        let elsewhere = Fingerprint(format!("{}{}", state.data(), "0".repeat(CODE_DIGITS)));
        assert!(elsewhere != state && elsewhere.is_same_data(&state));
        fs::write(folder.path().join("documents/a.md"), "# A\n").unwrap();
        assert!(!Fingerprint::of(folder.path(), None).unwrap().is_same_data(&state));
    }

    #[test]
    fn a_moved_folder_is_the_same_data() {
        let folder = tempfile::tempdir().unwrap();
        let one = folder.path().join("one");
        fs::create_dir_all(one.join("documents")).unwrap();
        fs::write(one.join("documents/a.md"), "# A\n").unwrap();
        let before = Fingerprint::of(&one, None).unwrap();
        let two = folder.path().join("two");
        fs::rename(&one, &two).unwrap();
        assert_eq!(Fingerprint::of(&two, None).unwrap(), before);
        assert!(matches!(Fingerprint::of(&one, None), Err(LoadError::NoFolder(_))));
    }
}
