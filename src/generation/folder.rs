//! The index folder: what its files are called, and how they are written so that a crash leaves the old or the new.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Fingerprint, GenerationError, lease};

/// The commit point: which generations there are, the one in use last.
pub(super) const CURRENT: &str = "current";
/// Held while a generation is built.
pub(super) const LOCK: &str = "lock";
/// In a generation's folder: what it holds.
pub(super) const MANIFEST: &str = "manifest.json";
/// In a generation's folder: put there when it is committed. Without it, it was never approved.
const APPROVED: &str = "approved";
/// In a generation's folder: the corpus.
pub(super) const CORPUS: &str = "corpus.bin";
/// In a generation's folder: the words of the corpus, counted.
pub(super) const VOCABULARY: &str = "vocabulary.bin";
/// In a generation's folder: the search index.
pub(super) const SEARCH: &str = "search";
/// How the name of a generation begins that is being written.
const BUILDING: &str = "building-";
/// How the name of a generation begins.
const GENERATION: &str = "generation-";

/// The file `current`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Current {
    /// Committed generations that are kept, oldest first; the last is in use.
    pub(super) generations: Vec<String>,
    /// One that was built aside and waits for its approval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) prepared: Option<String>,
    /// States of the data that were refused or undone, and are not built again unasked.
    #[serde(default)]
    pub(super) refused: Vec<Fingerprint>,
}

/// What a generation holds, written last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// How its files are laid out (see `code`); empty in the very first ones.
    #[serde(default)]
    pub(super) layout: String,
    pub(super) id: String,
    pub(super) fingerprint: Fingerprint,
    /// In UTC, as RFC 3339 has it.
    pub(super) built_at: String,
    /// All other files, by their path in the folder.
    pub(super) files: Vec<FileEntry>,
}

/// A file as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileEntry {
    pub(super) path: String,
    pub(super) bytes: u64,
    pub(super) blake3: String,
}

/// The file `current`: nothing where there is none; an error where it says nothing usable.
pub(super) fn read_current(folder: &Path) -> Result<Option<Current>, GenerationError> {
    let path = folder.join(CURRENT);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(GenerationError::file(&path, "read", error)),
    };
    match serde_json::from_str(&text) {
        Ok(current) => Ok(Some(current)),
        Err(error) => Err(GenerationError::file(&path, "read", error.into())),
    }
}

/// Replaces the file `current`: readers see the old one or the new one.
pub(super) fn write_current(folder: &Path, current: &Current) -> Result<(), GenerationError> {
    let path = folder.join(CURRENT);
    let aside = folder.join(format!("{BUILDING}{CURRENT}"));
    let text =
        serde_json::to_string_pretty(current).map_err(|error| GenerationError::file(&path, "written", error.into()))?;
    write_durably(&aside, text.as_bytes())?;
    fs::rename(&aside, &path).map_err(|error| GenerationError::file(&path, "written", error))?;
    sync_folder(folder)
}

/// Writes a file and sees that it is on the disk.
pub(super) fn write_durably(path: &Path, bytes: &[u8]) -> Result<(), GenerationError> {
    File::create(path)
        .and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        })
        .map_err(|error| GenerationError::file(path, "written", error))
}

/// Sees that a folder's entries are on the disk; where a system can't, its own habits must do.
pub(super) fn sync_folder(folder: &Path) -> Result<(), GenerationError> {
    if cfg!(windows) {
        return Ok(());
    }
    File::open(folder).and_then(|file| file.sync_all()).map_err(|error| GenerationError::file(folder, "written", error))
}

/// Where a generation is written before it has its name. One at a time: the lock sees to that.
pub(super) fn building(folder: &Path) -> PathBuf {
    folder.join(format!("{BUILDING}generation"))
}

/// Removes what builds that were broken off have left, and generations that are not listed and that nobody reads.
/// Whatever cannot be removed stays for the next time: it is in nobody's way.
pub(super) fn clear_leftovers(folder: &Path, current: &Current) {
    for name in names_in(folder) {
        let is_listed = current.generations.contains(&name) || current.prepared.as_ref() == Some(&name);
        let is_unlisted = name.starts_with(GENERATION) && !is_listed;
        if !is_unlisted && !name.starts_with(BUILDING) {
            continue;
        }
        let path = folder.join(&name);
        let removed = match (path.is_dir(), is_unlisted) {
            (true, true) => lease::remove_unread(&path).map(drop),
            (true, false) => fs::remove_dir_all(&path),
            (false, _) => fs::remove_file(&path),
        };
        if let Err(error) = removed {
            tracing::warn!(path = %path.display(), %error, "a leftover cannot be removed");
        }
    }
}

/// Notes that a generation is approved: should `current` be lost, it may be answered from.
pub(super) fn approve(generation: &Path) -> Result<(), GenerationError> {
    write_durably(&generation.join(APPROVED), b"")?;
    sync_folder(generation)
}

/// All generations that were approved, oldest first, whether or not they are whole.
pub(super) fn all_approved(folder: &Path) -> Vec<String> {
    let mut found = all_generations(folder);
    found.retain(|name| folder.join(name).join(APPROVED).is_file());
    found
}

/// All folders that are named as generations, oldest first, whether or not they are whole.
pub(super) fn all_generations(folder: &Path) -> Vec<String> {
    let mut found: Vec<String> = names_in(folder).into_iter().filter(|name| number_of(name).is_some()).collect();
    found.sort_by_key(|name| number_of(name));
    found
}

/// The name of the generation after all those that are there.
pub(super) fn next_id(folder: &Path, fingerprint: &Fingerprint) -> String {
    let last = all_generations(folder).last().and_then(|name| number_of(name)).unwrap_or(0);
    format!("{GENERATION}{:06}-{}", last + 1, fingerprint.short())
}

fn number_of(name: &str) -> Option<u64> {
    name.strip_prefix(GENERATION)?.split('-').next()?.parse().ok()
}

fn names_in(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect()
}

/// All files below a folder with their lengths and hashes, each made durable on the way.
pub(super) fn seal(folder: &Path) -> Result<Vec<FileEntry>, GenerationError> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(inner) = folders.pop() {
        let unreadable = |error| GenerationError::file(&inner, "read", error);
        for entry in fs::read_dir(&inner).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            if path.extension().is_some_and(|ending| ending == "lock") {
                continue; // Tantivy's, of no use to readers
            }
            let (bytes, blake3) = File::open(&path)
                .and_then(|file| {
                    file.sync_all()?;
                    digest(&file)
                })
                .map_err(|error| GenerationError::file(&path, "read", error))?;
            files.push(FileEntry { path: name, bytes, blake3 });
        }
        sync_folder(&inner)?;
    }
    files.sort_by(|left, right| left.path.cmp(&right.path));
    Ok(files)
}

/// Most bytes of a search index that are read again at every start to see that they are what was written. A larger one is
/// checked by lengths alone, or a start would cost seconds; its files have checksums of Tantivy's own.
const READ_AGAIN: u64 = 32 << 20;

/// Compares a generation with its manifest.
pub(super) fn verify(folder: &Path, manifest: &Manifest) -> Result<(), GenerationError> {
    let total: u64 = manifest.files.iter().map(|file| file.bytes).sum();
    for entry in &manifest.files {
        let path = folder.join(&entry.path);
        let damaged = |why: &str| GenerationError::damaged(&manifest.id, format!("`{}` {why}", entry.path));
        let file = File::open(&path).map_err(|error| damaged(&format!("cannot be read: {error}")))?;
        let bytes = file.metadata().map_err(|error| damaged(&format!("cannot be read: {error}")))?.len();
        if bytes != entry.bytes {
            return Err(damaged("has another length than was written"));
        }
        if total > READ_AGAIN && entry.path != CORPUS {
            continue;
        }
        let (_, blake3) = digest(&file).map_err(|error| damaged(&format!("cannot be read: {error}")))?;
        if blake3 != entry.blake3 {
            return Err(damaged("is not what was written"));
        }
    }
    Ok(())
}

fn digest(file: &File) -> io::Result<(u64, String)> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(file)?;
    Ok((hasher.count(), hasher.finalize().to_hex().to_string()))
}
