//! The store of generations: opening the one in use, and what is committed.

use std::fs::{self, File, TryLockError};
use std::path::PathBuf;

use jiff::Timestamp;

use super::folder::{self, CORPUS, Current, LOCK, MANIFEST, Manifest, SEARCH, VOCABULARY};
use super::{Fingerprint, GenerationError, code, lease, with_causes};
use crate::engine::{Engine, Generation};
use crate::search::PassageIndex;

/// How many refused states of the data are remembered.
const REFUSED_KEPT: usize = 50;

/// The generations of an index folder.
#[derive(Debug, Clone)]
pub struct Store {
    pub(super) folder: PathBuf,
}

/// A generation that is open.
#[derive(Debug)]
pub struct Opened {
    /// An engine that answers from it, and keeps its files from being cleared away.
    pub engine: Engine,
    /// Name of the generation.
    pub id: String,
    /// The state of the data that it was built from.
    pub fingerprint: Fingerprint,
    /// When it was built.
    pub built_at: Timestamp,
    /// Size on disk in bytes.
    pub bytes: u64,
}

impl Store {
    /// The store of an index folder, which is made at the first build.
    #[must_use]
    pub fn new(index_folder: impl Into<PathBuf>) -> Self {
        Self { folder: index_folder.into() }
    }

    /// The generation in use, with what the operator should hear; nothing where none was built yet or none is whole. A
    /// damaged one gives way to the one before it.
    #[must_use]
    pub fn open_current(&self) -> (Option<Opened>, Vec<String>) {
        // A generation may be cleared away between reading `current` and opening it; then `current` has moved on.
        loop {
            let before = folder::read_current(&self.folder).ok();
            let (opened, warnings) = self.open_newest();
            if warnings.is_empty() || folder::read_current(&self.folder).ok() == before {
                return (opened, warnings);
            }
        }
    }

    /// The name of the generation in use, whether or not it is whole.
    #[must_use]
    pub fn in_use(&self) -> Option<String> {
        self.committed().generations.pop()
    }

    /// Remembers a state of the data that is not to be built again unasked.
    ///
    /// # Errors
    /// Where the index folder cannot be written.
    pub fn refuse(&self, fingerprint: &Fingerprint) -> Result<(), GenerationError> {
        let _lock = self.lock()?;
        let mut current = self.committed();
        remember(&mut current, fingerprint);
        folder::write_current(&self.folder, &current)
    }

    /// Whether a state of the data was refused or undone.
    #[must_use]
    pub fn is_refused(&self, fingerprint: &Fingerprint) -> bool {
        self.committed().refused.iter().any(|refused| refused.is_same_data(fingerprint))
    }

    /// The generations that are kept, oldest first; the last is in use.
    #[must_use]
    pub fn generations(&self) -> Vec<String> {
        self.committed().generations
    }

    /// Goes back to the generation before the one in use that is whole: its name is given up, its files go once nobody
    /// reads them, and its state of the data is not built again unasked.
    ///
    /// # Errors
    /// Where there is none before, or the index folder cannot be written; the one in use then stays.
    pub fn undo(&self) -> Result<Opened, GenerationError> {
        let _lock = self.lock()?;
        let mut current = self.committed();
        let undone = current.generations.pop();
        while let Some(id) = current.generations.last() {
            match self.open(id) {
                Ok(opened) => {
                    if let Some(fingerprint) = undone.and_then(|id| self.fingerprint_of(&id)) {
                        remember(&mut current, &fingerprint);
                    }
                    forgive(&mut current, &opened.fingerprint);
                    folder::write_current(&self.folder, &current)?;
                    folder::clear_leftovers(&self.folder, &current);
                    return Ok(opened);
                }
                Err(error) => {
                    tracing::warn!(error = with_causes(&error), "an earlier generation cannot be gone back to");
                    current.generations.pop();
                }
            }
        }
        Err(GenerationError::NothingBefore)
    }

    /// Puts a kept generation of a state of the data to use again, where there is one that is whole: what another
    /// process decided over the same data. The state that was in use is not built again unasked.
    ///
    /// # Errors
    /// Where the index folder cannot be written; the one in use then stays.
    pub fn go_to(&self, fingerprint: &Fingerprint) -> Result<Option<Opened>, GenerationError> {
        let _lock = self.lock()?;
        let mut current = self.committed();
        let is_wanted = |id: &String| self.fingerprint_of(id).is_some_and(|found| found.is_same_data(fingerprint));
        let Some(at) = current.generations.iter().rposition(is_wanted) else { return Ok(None) };
        let Ok(opened) = self.open(&current.generations[at]) else { return Ok(None) };
        if let Some(left) = current.generations.last().and_then(|id| self.fingerprint_of(id))
            && !left.is_same_data(fingerprint)
        {
            remember(&mut current, &left);
        }
        current.generations.truncate(at + 1);
        forgive(&mut current, fingerprint);
        folder::write_current(&self.folder, &current)?;
        Ok(Some(opened))
    }

    /// What `current` says; where it is gone or says nothing usable, all that could be a generation.
    pub(super) fn committed(&self) -> Current {
        match folder::read_current(&self.folder) {
            Ok(Some(current)) => current,
            Ok(None) | Err(_) => Current { generations: folder::all_approved(&self.folder), ..Current::default() },
        }
    }

    pub(super) fn open_newest(&self) -> (Option<Opened>, Vec<String>) {
        let mut warnings = Vec::new();
        if let Err(error) = folder::read_current(&self.folder) {
            warnings.push(format!("{}; looking for the newest generation", with_causes(&error)));
        }
        for id in self.committed().generations.iter().rev() {
            match self.open(id) {
                Ok(opened) => return (Some(opened), warnings),
                // Nothing is wrong: the program was replaced by another version, which builds its own.
                Err(error @ GenerationError::OtherVersion { .. }) => tracing::debug!("{error}"),
                Err(error) => {
                    warnings.push(format!("{}; trying an earlier one", with_causes(&error)));
                }
            }
        }
        (None, warnings)
    }

    fn manifest(&self, id: &str) -> Result<Manifest, GenerationError> {
        let manifest = fs::read(self.folder.join(id).join(MANIFEST))
            .map_err(|error| GenerationError::damaged(id, format!("`{MANIFEST}` cannot be read: {error}")))?;
        serde_json::from_slice(&manifest)
            .map_err(|error| GenerationError::damaged(id, format!("`{MANIFEST}`: {error}")))
    }

    pub(super) fn fingerprint_of(&self, id: &str) -> Option<Fingerprint> {
        self.manifest(id).ok().map(|manifest| manifest.fingerprint)
    }

    pub(super) fn open(&self, id: &str) -> Result<Opened, GenerationError> {
        let folder = self.folder.join(id);
        let lease = lease::hold(&folder, id)?;
        let manifest = self.manifest(id)?;
        if manifest.layout != code::layout() {
            return Err(GenerationError::OtherVersion { id: id.to_owned() });
        }
        if manifest.id != id {
            return Err(GenerationError::damaged(id, "its manifest is that of another one"));
        }
        let built_at = manifest
            .built_at
            .parse()
            .map_err(|error| GenerationError::damaged(id, format!("`{MANIFEST}`: {error}")))?;
        folder::verify(&folder, &manifest)?;
        let snapshot = fs::read(folder.join(CORPUS))
            .map_err(|error| GenerationError::file(&folder.join(CORPUS), "read", error))?;
        let corpus = postcard::from_bytes(&snapshot)
            .map_err(|error| GenerationError::damaged(id, format!("`{CORPUS}`: {error}")))?;
        let counted = fs::read(folder.join(VOCABULARY))
            .map_err(|error| GenerationError::file(&folder.join(VOCABULARY), "read", error))?;
        let vocabulary = postcard::from_bytes(&counted)
            .map_err(|error| GenerationError::damaged(id, format!("`{VOCABULARY}`: {error}")))?;
        let index = PassageIndex::open(&folder.join(SEARCH))?;
        let mut engine = Engine::with_vocabulary(corpus, index, vocabulary);
        engine.built_at = Some(built_at);
        engine.lease = Some(lease);
        engine.generation = Some(Generation { id: manifest.id.clone(), fingerprint: manifest.fingerprint.to_string() });
        Ok(Opened {
            engine,
            id: manifest.id,
            fingerprint: manifest.fingerprint,
            built_at,
            bytes: manifest.files.iter().map(|file| file.bytes).sum(),
        })
    }

    /// Waits until no other process builds. The system frees the lock of a process that ends, however it ends.
    pub(super) fn lock(&self) -> Result<File, GenerationError> {
        fs::create_dir_all(&self.folder).map_err(|error| GenerationError::file(&self.folder, "written", error))?;
        let path = self.folder.join(LOCK);
        let refused = |error| GenerationError::file(&path, "locked", error);
        let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(refused)?;
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => {
                tracing::info!("another process is building the index; waiting for it");
            }
            Err(TryLockError::Error(error)) => return Err(refused(error)),
        }
        file.lock().map_err(refused)?;
        Ok(file)
    }
}

/// Adds to the states that are not built unasked.
pub(super) fn remember(current: &mut Current, fingerprint: &Fingerprint) {
    forgive(current, fingerprint);
    current.refused.push(fingerprint.clone());
    keep_last(&mut current.refused, REFUSED_KEPT);
}

/// Takes a state from those that are not built unasked.
pub(super) fn forgive(current: &mut Current, fingerprint: &Fingerprint) {
    current.refused.retain(|refused| !refused.is_same_data(fingerprint));
}

pub(super) fn keep_last<T>(list: &mut Vec<T>, most: usize) {
    list.drain(..list.len().saturating_sub(most));
}

#[cfg(test)]
mod tests {
    //! Proven here: a damaged file, a wrong `current` or another version never costs an answer; what is undone stays
    //! undone; what is read stays.

    use super::super::testing::World;
    use super::*;

    #[test]
    fn a_damaged_file_gives_way_to_the_generation_before() {
        for victim in [CORPUS, VOCABULARY, MANIFEST, "search/meta.json", "search/passages.forward"] {
            for cut in [true, false] {
                let world = World::new();
                let first = world.ensure().unwrap();
                world.write("The second lab builds models.");
                world.ensure().unwrap();
                let path = world.in_use().join(victim);
                let mut bytes = fs::read(&path).unwrap();
                if cut {
                    bytes.truncate(bytes.len() / 2);
                } else {
                    let middle = bytes.len() / 2;
                    bytes[middle] ^= 0x55;
                    bytes[middle + 1] ^= 0x55;
                }
                fs::write(&path, &bytes).unwrap();
                let (opened, warnings) = world.store.open_current();
                assert_eq!(opened.unwrap().id, first.opened.id, "{victim}");
                assert_eq!(warnings.len(), 1, "{victim}: {warnings:?}");
                let repaired = world.ensure().unwrap();
                assert!(repaired.rebuilt, "{victim}");
                assert!(World::text(&repaired.opened).contains("second"));
                assert!(world.ensure().unwrap().warnings.is_empty());
            }
        }
    }

    #[test]
    fn every_file_of_tantivy_is_watched() {
        let world = World::new();
        world.ensure().unwrap();
        let search = world.in_use().join(SEARCH);
        for entry in fs::read_dir(&search).unwrap() {
            let path = entry.unwrap().path();
            if path.to_string_lossy().ends_with(".lock") {
                continue;
            }
            let bytes = fs::read(&path).unwrap();
            fs::write(&path, [&bytes[..], b"x"].concat()).unwrap();
            assert!(world.store.open_current().0.is_none(), "{}", path.display());
            fs::write(&path, bytes).unwrap();
            assert!(world.store.open_current().0.is_some(), "{}", path.display());
        }
    }

    #[test]
    fn a_wrong_current_file_finds_the_newest() {
        let world = World::new();
        world.ensure().unwrap();
        world.write("The second lab builds models.");
        let second = world.ensure().unwrap();
        for text in ["", "{", "generation-1", "[]", "\u{0}\u{0}"] {
            fs::write(world.index.join(folder::CURRENT), text).unwrap();
            let (opened, warnings) = world.store.open_current();
            assert_eq!(opened.unwrap().id, second.opened.id, "{text:?}");
            assert_eq!(warnings.len(), 1);
        }
        fs::remove_file(world.index.join(folder::CURRENT)).unwrap();
        assert_eq!(world.store.open_current().0.unwrap().id, second.opened.id);
        let gone = r#"{"generations": ["generation-000007-000000000000"]}"#;
        fs::write(world.index.join(folder::CURRENT), gone).unwrap();
        assert!(world.store.open_current().0.is_none());
        assert!(world.ensure().unwrap().rebuilt);
    }

    #[test]
    fn another_version_of_the_program_builds_its_own_without_a_word() {
        let world = World::new();
        let first = world.ensure().unwrap();
        let path = world.in_use().join(MANIFEST);
        let manifest = fs::read_to_string(&path).unwrap().replace(&code::layout(), "1-0123456789abcdef");
        fs::write(&path, manifest).unwrap();
        let ready = world.ensure().unwrap();
        assert!(ready.rebuilt && ready.warnings.is_empty(), "{ready:?}");
        assert_ne!(ready.opened.id, first.opened.id);
    }

    /// Three generations of three states, the oldest first.
    fn three(world: &World) -> [Fingerprint; 3] {
        ["first", "second", "third"].map(|name| {
            world.write(&format!("The {name} lab builds models."));
            world.ensure().unwrap().opened.fingerprint
        })
    }

    #[test]
    fn what_is_undone_is_gone_and_not_built_again_unasked() {
        let world = World::new();
        let [_, second, third] = three(&world);
        let undone = world.store.undo().unwrap();
        assert_eq!(undone.fingerprint, second);
        assert!(World::text(&undone).contains("second") && world.store.is_refused(&third));
        let kept = world.ensure().unwrap();
        assert_eq!((kept.opened.id, kept.warnings.len()), (undone.id, 1));
        let first = world.store.undo().unwrap();
        assert!(World::text(&first).contains("first"));
        assert!(matches!(world.store.undo(), Err(GenerationError::NothingBefore)));
        assert_eq!(world.store.in_use(), Some(first.id));
    }

    #[test]
    fn undo_passes_over_what_is_damaged() {
        let world = World::new();
        let [first, ..] = three(&world);
        fs::write(world.index.join(&world.store.generations()[1]).join(CORPUS), "").unwrap();
        assert_eq!(world.store.undo().unwrap().fingerprint, first);
        let world = World::new();
        world.ensure().unwrap();
        assert!(matches!(world.store.undo(), Err(GenerationError::NothingBefore)));
        assert!(world.ensure().unwrap().warnings.is_empty());
    }

    #[test]
    fn a_kept_state_is_gone_to_and_another_is_not() {
        let world = World::new();
        let [first, second, third] = three(&world);
        let gone_to = world.store.go_to(&first).unwrap().unwrap();
        assert_eq!(gone_to.fingerprint, first);
        assert!(world.store.is_refused(&third) && !world.store.is_refused(&first));
        assert_eq!(world.store.go_to(&second).unwrap().map(|opened| opened.id), None, "given up with the undo");
        assert_eq!(world.store.open_current().0.unwrap().fingerprint, first);
    }

    #[test]
    fn what_somebody_reads_is_not_cleared_away() {
        let world = World::new();
        let reader = world.ensure().unwrap().opened;
        let folder = world.index.join(&reader.id);
        for number in 0..4 {
            world.write(&format!("Lab {number} builds models."));
            world.ensure().unwrap();
        }
        assert!(!world.store.generations().contains(&reader.id) && folder.join(CORPUS).exists());
        drop(reader);
        world.write("The last lab builds models.");
        world.ensure().unwrap();
        assert!(!folder.exists());
    }
}
