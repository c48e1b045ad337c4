//! A change of a few files of the data folder: shown as a patch, checked on a copy, written so that no reader ever meets
//! half a file.

use std::fmt::Write as _;
use std::fs::{self, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::LOCK;
use crate::corpus::load::{self, LoadError, Loaded};

/// Lines that a patch shows around what changes.
const CONTEXT: usize = 3;

/// A change of the data folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// The files, in the order in which they are written.
    pub files: Vec<FileChange>,
}

/// What becomes of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// Its path below the data folder, with `/`.
    pub path: String,
    /// Its text as it was read; `None` where there is no such file.
    pub before: Option<String>,
    /// Its text afterwards; `None` where it is to go.
    pub after: Option<String>,
}

/// Why a change can't be made.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// A file can't be read or written.
    #[error("`{file}` cannot be {done}: {source}")]
    File {
        /// Its path.
        file: String,
        /// `read` or `written`.
        done: &'static str,
        /// Why.
        source: io::Error,
    },
    /// Somebody else is changing the data folder.
    #[error("somebody else is changing the data folder at this moment; try again")]
    Busy,
    /// Somebody else changed a file since it was read.
    #[error("`{0}` was changed by somebody else meanwhile; try again")]
    Overtaken(String),
    /// The data folder can't be loaded at all.
    #[error(transparent)]
    Load(#[from] LoadError),
}

fn file_error(path: &Path, done: &'static str) -> impl Fn(io::Error) -> ChangeError {
    move |source| ChangeError::File { file: path.display().to_string(), done, source }
}

impl FileChange {
    /// The text of a file below the data folder; `None` where there is none.
    ///
    /// # Errors
    /// Where it is there and can't be read, or is not UTF-8.
    pub fn read(data: &Path, path: &str) -> Result<Option<String>, ChangeError> {
        let path = data.join(path);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(file_error(&path, "read")(error)),
        }
    }

    /// One stretch of lines from the first that differs to the last.
    fn patch(&self, folder: &str, out: &mut String) {
        let (before, after) = (self.before.as_deref().unwrap_or_default(), self.after.as_deref().unwrap_or_default());
        let (old, new) = (lines(before), lines(after));
        let head = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
        let rest = old.len().min(new.len()) - head;
        let tail = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(old, new)| old == new).count();
        let from = head.saturating_sub(CONTEXT);
        let below = tail.min(CONTEXT);
        let name = |side: &str, text: &Option<String>| {
            text.as_ref().map_or_else(|| "/dev/null".to_owned(), |_| format!("{side}/{folder}/{}", self.path))
        };
        let range = |length: usize| if length == 0 { "0,0".to_owned() } else { format!("{},{length}", from + 1) };
        // Writing to a string can't fail.
        let _ = writeln!(out, "diff --git a/{folder}/{0} b/{folder}/{0}", self.path);
        match (&self.before, &self.after) {
            (None, _) => out.push_str("new file mode 100644\n"),
            (_, None) => out.push_str("deleted file mode 100644\n"),
            _ => {}
        }
        let _ = writeln!(out, "--- {}\n+++ {}", name("a", &self.before), name("b", &self.after));
        let shown = |all: &[&str]| all.len() - tail + below - from;
        let _ = writeln!(out, "@@ -{} +{} @@", range(shown(&old)), range(shown(&new)));
        let mut push = |sign: char, lines: &[&str]| {
            for line in lines {
                out.push(sign);
                out.push_str(line);
                if !line.ends_with('\n') {
                    out.push_str("\n\\ No newline at end of file\n");
                }
            }
        };
        push(' ', &old[from..head]);
        push('-', &old[head..old.len() - tail]);
        push('+', &new[head..new.len() - tail]);
        push(' ', &old[old.len() - tail..old.len() - tail + below]);
    }
}

/// The lines of a text, each with its line end.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

impl Change {
    /// Whether nothing would change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.iter().all(|file| file.before == file.after)
    }

    /// The change as `git apply` and `patch -p1` take it in the folder that holds the data folder.
    #[must_use]
    pub fn patch(&self, data: &Path) -> String {
        let folder = data.file_name().map_or_else(|| "data".to_owned(), |name| name.to_string_lossy().into_owned());
        let mut out = String::new();
        for file in self.files.iter().filter(|file| file.before != file.after) {
            file.patch(&folder, &mut out);
        }
        out
    }

    /// Loads a copy of the data folder with the change made, as `lablore check` does.
    ///
    /// # Errors
    /// Where the folder can't be copied or loaded.
    pub fn load_aside(&self, data: &Path, originals: Option<&Path>) -> Result<Loaded, ChangeError> {
        let aside = tempfile::tempdir().map_err(file_error(Path::new("a folder for temporary files"), "written"))?;
        copy(data, aside.path())?;
        for file in &self.files {
            let path = aside.path().join(&file.path);
            match &file.after {
                Some(text) => {
                    parent(&path).and_then(|()| fs::write(&path, text)).map_err(file_error(&path, "written"))?;
                }
                None if file.before.is_none() => {}
                None => fs::remove_file(&path).map_err(file_error(&path, "written"))?,
            }
        }
        Ok(load::load(aside.path(), originals)?)
    }

    /// Writes the change to the data folder, file by file, each whole or not at all. Where one fails, those written before
    /// it become again what they were.
    ///
    /// # Errors
    /// Where somebody else changed a file since it was read, or one can't be written.
    pub(super) fn write(&self, data: &Path) -> Result<(), ChangeError> {
        for file in &self.files {
            if FileChange::read(data, &file.path)? != file.before {
                return Err(ChangeError::Overtaken(file.path.clone()));
            }
        }
        for (number, file) in self.files.iter().enumerate().filter(|(_, file)| file.before != file.after) {
            if let Err(error) = put(&data.join(&file.path), file.after.as_deref()) {
                for written in self.files[..number].iter().rev().filter(|file| file.before != file.after) {
                    if let Err(error) = put(&data.join(&written.path), written.before.as_deref()) {
                        tracing::error!(%error, "a change that failed half-way could not be taken back");
                    }
                }
                return Err(error);
            }
        }
        Ok(())
    }
}

fn parent(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)
}

/// Replaces a file by renaming a finished one over it, or removes it.
fn put(path: &Path, text: Option<&str>) -> Result<(), ChangeError> {
    let Some(text) = text else { return fs::remove_file(path).map_err(file_error(path, "written")) };
    let write = || {
        parent(path)?;
        let folder = path.parent().unwrap_or(Path::new("."));
        let mode = fs::metadata(path).map_or(0o644, |known| known.permissions().mode() & 0o777);
        let mut aside = tempfile::Builder::new()
            .prefix(".")
            .suffix(".new")
            .permissions(Permissions::from_mode(mode))
            .tempfile_in(folder)?;
        aside.write_all(text.as_bytes())?;
        aside.as_file().sync_all()?;
        aside.persist(path).map_err(|error| error.error)?;
        fs::File::open(folder)?.sync_all()
    };
    write().map_err(file_error(path, "written"))
}

/// Copies a folder with all below it.
fn copy(from: &Path, to: &Path) -> Result<(), ChangeError> {
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let (here, there) = (from.join(&folder), to.join(&folder));
        fs::create_dir_all(&there).map_err(file_error(&there, "written"))?;
        for entry in fs::read_dir(&here).map_err(file_error(&here, "read"))? {
            let entry = entry.map_err(file_error(&here, "read"))?;
            let below = folder.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(below);
            } else if entry.file_name() != LOCK {
                fs::copy(entry.path(), to.join(&below)).map_err(file_error(&entry.path(), "read"))?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use super::*;

    fn change(path: &str, before: Option<&str>, after: Option<&str>) -> FileChange {
        let owned = |text: Option<&str>| text.map(ToOwned::to_owned);
        FileChange { path: path.to_owned(), before: owned(before), after: owned(after) }
    }

    /// What `git apply` makes of a patch.
    fn apply(folder: &Path, patch: &str) {
        let mut git = Command::new("git")
            .args(["apply", "-"])
            .current_dir(folder)
            .env("GIT_CEILING_DIRECTORIES", folder)
            .stdin(Stdio::piped())
            .spawn()
            .expect("git is there, as for every developer");
        git.stdin.take().unwrap().write_all(patch.as_bytes()).unwrap();
        assert!(git.wait().unwrap().success(), "{patch}");
    }

    #[test]
    fn a_patch_and_what_is_written_come_to_the_same() {
        let numbers = (1..=20).fold(String::new(), |text, number| format!("{text}line {number}\n"));
        let changes = Change {
            files: vec![
                change("middle.toml", Some(&numbers), Some(&numbers.replace("line 9\n", "line 9\nnew\nmore\n"))),
                change("first.toml", Some(&numbers), Some(&numbers.replacen("line 1\n", "", 1))),
                change("last.jsonl", Some("a\nb"), Some("a\nb\nc\n")),
                change("deep/new.md", None, Some("# New\n\ntext\n")),
                change("gone.md", Some("x\ny\n"), None),
                change("emptied.jsonl", Some("x\n"), Some("")),
                change("same.md", Some("x\n"), Some("x\n")),
            ],
        };
        let (by_git, by_us) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for folder in [&by_git, &by_us] {
            fs::create_dir(folder.path().join("data")).unwrap();
            for file in &changes.files {
                if let Some(text) = &file.before {
                    fs::write(folder.path().join("data").join(&file.path), text).unwrap();
                }
            }
        }
        let data = by_us.path().join("data");
        apply(by_git.path(), &changes.patch(&data));
        changes.write(&data).unwrap();
        for file in &changes.files {
            for folder in [&by_git, &by_us] {
                let there = FileChange::read(&folder.path().join("data"), &file.path).unwrap();
                assert_eq!(there, file.after, "{}", file.path);
            }
        }
        let names: Vec<_> = fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(names.iter().all(|name| !name.to_string_lossy().starts_with('.')), "{names:?}");
    }

    #[test]
    fn what_somebody_else_changed_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.toml"), "theirs\n").unwrap();
        let changes = Change { files: vec![change("a.toml", Some("old\n"), Some("ours\n"))] };
        assert!(matches!(changes.write(folder.path()), Err(ChangeError::Overtaken(file)) if file == "a.toml"));
        assert_eq!(fs::read_to_string(folder.path().join("a.toml")).unwrap(), "theirs\n");
    }

    #[test]
    fn a_failure_half_way_is_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.toml"), "old\n").unwrap();
        // No folder can be made where a link leads nowhere.
        std::os::unix::fs::symlink("nowhere", folder.path().join("documents")).unwrap();
        let second = change("documents/b.md", None, Some("text\n"));
        let broken = Change { files: vec![change("a.toml", Some("old\n"), Some("new\n")), second] };
        assert!(matches!(broken.write(folder.path()), Err(ChangeError::File { .. })));
        assert_eq!(fs::read_to_string(folder.path().join("a.toml")).unwrap(), "old\n");
    }
}
