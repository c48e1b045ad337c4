//! The store of generations: opening the one in use, building the next, falling back.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::code;
use super::folder::{self, CORPUS, Current, LOCK, MANIFEST, Manifest, SEARCH, VOCABULARY};
use super::{Fingerprint, GenerationError};
use crate::corpus::Corpus;
use crate::corpus::load::{self, LoadError, Loaded};
use crate::corpus::problem::Problem;
use crate::engine::{Engine, Generation};
use crate::question::lexicon::Lexicon;
use crate::question::names::NameIndex;
use crate::question::vocabulary::Vocabulary;
use crate::search::PassageIndex;

/// How many generations are kept, the one in use among them.
const KEPT: usize = 3;

/// How many refused states of the data are remembered.
const REFUSED_KEPT: usize = 50;

/// How often a change of the data while it is read is taken for chance.
const READS: usize = 3;

/// The generations of an index folder.
#[derive(Debug, Clone)]
pub struct Store {
    folder: PathBuf,
}

/// A generation that is open.
#[derive(Debug)]
pub struct Opened {
    /// All that is known.
    pub corpus: Corpus,
    /// Its index.
    pub index: PassageIndex,
    /// Its words, counted.
    pub vocabulary: Vocabulary,
    /// Name of the generation.
    pub id: String,
    /// The state of the data that it was built from.
    pub fingerprint: Fingerprint,
    /// When it was built.
    pub built_at: Timestamp,
    /// Size on disk in bytes.
    pub bytes: u64,
}

impl Opened {
    /// An engine that answers from it.
    #[must_use]
    pub fn into_engine(self) -> Engine {
        let mut engine = Engine::with_vocabulary(self.corpus, self.index, self.vocabulary);
        engine.built_at = Some(self.built_at);
        engine.generation = Some(Generation { id: self.id, fingerprint: self.fingerprint.to_string() });
        engine
    }
}

/// A generation to answer from, and what to tell about it.
#[derive(Debug)]
pub struct Ready {
    /// The generation.
    pub opened: Opened,
    /// What the operator should hear, a line each.
    pub warnings: Vec<String>,
    /// What is wrong with the data where the generation is an earlier one because of it; else empty.
    pub problems: Vec<Problem>,
    /// Whether it was built just now.
    pub rebuilt: bool,
}

/// Hears how many of how many entries are indexed.
pub type Progress<'a> = &'a mut dyn FnMut(usize, usize);

impl Store {
    /// The store of an index folder, which is made at the first build.
    #[must_use]
    pub fn new(index_folder: impl Into<PathBuf>) -> Self {
        Self { folder: index_folder.into() }
    }

    /// A generation of this data: the one in use where nothing changed, else a new one, else, where that cannot be, an
    /// earlier one with a warning. The data is loaded only where its fingerprint differs. `now` is noted as the time of a build.
    ///
    /// # Errors
    /// Where the data folder is not there, and where there is neither right data nor an earlier generation.
    pub fn ensure(
        &self,
        data: &Path,
        originals: Option<&Path>,
        now: Timestamp,
        progress: Progress<'_>,
    ) -> Result<Ready, GenerationError> {
        let (opened, mut warnings) = self.open_current();
        let fingerprint = match Fingerprint::of(data, originals) {
            Ok(fingerprint) => fingerprint,
            Err(error) => return fall_back(opened, warnings, Vec::new(), error.into()),
        };
        let opened = match opened {
            Some(opened) if opened.fingerprint == fingerprint => {
                return Ok(ready(opened, warnings, false));
            }
            Some(opened) if self.is_refused(&fingerprint) => {
                warnings.push(format!("this state of the data was refused or undone; answering from {}", opened.id));
                return Ok(ready(opened, warnings, false));
            }
            other => other,
        };
        let (loaded, fingerprint) = match read_still(data, originals) {
            Ok(read) => read,
            Err(error) => return fall_back(opened, warnings, Vec::new(), error),
        };
        warnings.extend(loaded.warnings);
        if !loaded.problems.is_empty() {
            let error = GenerationError::Problems(loaded.problems.clone());
            return fall_back(opened, warnings, loaded.problems, error);
        }
        match self.build_unless_there(&loaded.corpus, &fingerprint, now, progress) {
            Ok((opened, rebuilt)) => Ok(ready(opened, warnings, rebuilt)),
            Err(error) => fall_back(opened, warnings, Vec::new(), error),
        }
    }

    /// Builds a generation of this data whether or not anything changed, and puts it to use.
    ///
    /// # Errors
    /// Where the data is wrong or a file cannot be written; the generation in use then stays.
    pub fn rebuild(
        &self,
        data: &Path,
        originals: Option<&Path>,
        now: Timestamp,
        progress: Progress<'_>,
    ) -> Result<Ready, GenerationError> {
        let (loaded, fingerprint) = read_still(data, originals)?;
        if !loaded.problems.is_empty() {
            return Err(GenerationError::Problems(loaded.problems));
        }
        let opened = self.build(&loaded.corpus, &fingerprint, now, progress)?;
        Ok(ready(opened, loaded.warnings, true))
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

    /// Builds a generation aside and puts it to use. A build in another process is waited for.
    ///
    /// # Errors
    /// Where a file cannot be written; the generation in use then stays.
    pub fn build(
        &self,
        corpus: &Corpus,
        fingerprint: &Fingerprint,
        now: Timestamp,
        progress: Progress<'_>,
    ) -> Result<Opened, GenerationError> {
        let _lock = self.lock()?;
        self.build_locked(corpus, fingerprint, now, progress)
    }

    /// Remembers a state of the data that is not to be built again unasked.
    ///
    /// # Errors
    /// Where the index folder cannot be written.
    pub fn refuse(&self, fingerprint: &Fingerprint) -> Result<(), GenerationError> {
        let _lock = self.lock()?;
        let mut current = self.committed();
        if !current.refused.contains(fingerprint) {
            current.refused.push(fingerprint.clone());
            keep_last(&mut current.refused, REFUSED_KEPT);
            folder::write_current(&self.folder, &current)?;
        }
        Ok(())
    }

    /// Whether a state of the data was refused or undone.
    #[must_use]
    pub fn is_refused(&self, fingerprint: &Fingerprint) -> bool {
        self.committed().refused.contains(fingerprint)
    }

    /// The generations that are kept, oldest first; the last is in use.
    #[must_use]
    pub fn generations(&self) -> Vec<String> {
        self.committed().generations
    }

    /// What `current` says; where it is gone or says nothing usable, all that could be a generation.
    fn committed(&self) -> Current {
        match folder::read_current(&self.folder) {
            Ok(Some(current)) => current,
            Ok(None) | Err(_) => Current { generations: folder::all_generations(&self.folder), refused: Vec::new() },
        }
    }

    fn open_newest(&self) -> (Option<Opened>, Vec<String>) {
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

    fn open(&self, id: &str) -> Result<Opened, GenerationError> {
        let folder = self.folder.join(id);
        let manifest = fs::read(folder.join(MANIFEST))
            .map_err(|error| GenerationError::damaged(id, format!("`{MANIFEST}` cannot be read: {error}")))?;
        let manifest: Manifest = serde_json::from_slice(&manifest)
            .map_err(|error| GenerationError::damaged(id, format!("`{MANIFEST}`: {error}")))?;
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
        Ok(Opened {
            corpus,
            vocabulary,
            index: PassageIndex::open(&folder.join(SEARCH))?,
            id: manifest.id,
            fingerprint: manifest.fingerprint,
            built_at,
            bytes: manifest.files.iter().map(|file| file.bytes).sum(),
        })
    }

    /// Builds, unless another process has done it while this one waited for the lock. Whether it was built here.
    fn build_unless_there(
        &self,
        corpus: &Corpus,
        fingerprint: &Fingerprint,
        now: Timestamp,
        progress: Progress<'_>,
    ) -> Result<(Opened, bool), GenerationError> {
        let _lock = self.lock()?;
        if let (Some(opened), _) = self.open_newest()
            && opened.fingerprint == *fingerprint
        {
            return Ok((opened, false));
        }
        let opened = self.build_locked(corpus, fingerprint, now, progress)?;
        Ok((opened, true))
    }

    fn build_locked(
        &self,
        corpus: &Corpus,
        fingerprint: &Fingerprint,
        now: Timestamp,
        progress: Progress<'_>,
    ) -> Result<Opened, GenerationError> {
        let mut current = self.committed();
        folder::clear_leftovers(&self.folder, &current);
        let id = folder::next_id(&self.folder, fingerprint);
        let aside = folder::building(&self.folder);
        let written = write_generation(&aside, &id, corpus, fingerprint, now, progress);
        let named = written.and_then(|()| {
            let folder = self.folder.join(&id);
            fs::rename(&aside, &folder).map_err(|error| GenerationError::file(&folder, "written", error))?;
            folder::sync_folder(&self.folder)?;
            self.open(&id) // what cannot be opened is not committed
        });
        let opened = match named {
            Ok(opened) => opened,
            Err(error) => {
                folder::clear_leftovers(&self.folder, &current);
                return Err(error);
            }
        };
        current.generations.push(id);
        keep_last(&mut current.generations, KEPT);
        current.refused.retain(|refused| refused != fingerprint);
        folder::write_current(&self.folder, &current)?;
        folder::clear_leftovers(&self.folder, &current);
        Ok(opened)
    }

    /// Waits until no other process builds. The system frees the lock of a process that ends, however it ends.
    fn lock(&self) -> Result<File, GenerationError> {
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

/// Writes all of a generation into a folder that is not its own yet; its manifest last.
fn write_generation(
    aside: &Path,
    id: &str,
    corpus: &Corpus,
    fingerprint: &Fingerprint,
    now: Timestamp,
    progress: Progress<'_>,
) -> Result<(), GenerationError> {
    fs::create_dir_all(aside).map_err(|error| GenerationError::file(aside, "written", error))?;
    let names = NameIndex::of(corpus);
    PassageIndex::build(corpus, &aside.join(SEARCH), &|text| names.in_text(text), progress)?;
    let snapshot = postcard::to_stdvec(corpus)
        .map_err(|error| GenerationError::damaged(id, format!("the corpus cannot be written: {error}")))?;
    folder::write_durably(&aside.join(CORPUS), &snapshot)?;
    let counted = postcard::to_stdvec(&Vocabulary::new(corpus, &Lexicon::new(corpus)))
        .map_err(|error| GenerationError::damaged(id, format!("the vocabulary cannot be written: {error}")))?;
    folder::write_durably(&aside.join(VOCABULARY), &counted)?;
    let manifest = Manifest {
        layout: code::layout(),
        id: id.to_owned(),
        fingerprint: fingerprint.clone(),
        built_at: now.to_string(),
        files: folder::seal(aside)?,
    };
    let text = serde_json::to_vec_pretty(&manifest)
        .map_err(|error| GenerationError::file(&aside.join(MANIFEST), "written", error.into()))?;
    folder::write_durably(&aside.join(MANIFEST), &text)?;
    folder::sync_folder(aside)
}

/// Loads the data with the fingerprint of what was loaded: what changes in between is read again.
fn read_still(data: &Path, originals: Option<&Path>) -> Result<(Loaded, Fingerprint), GenerationError> {
    let mut before = Fingerprint::of(data, originals)?;
    for _ in 0..READS {
        let loaded = load::load(data, originals)?;
        let after = Fingerprint::of(data, originals)?;
        if after == before {
            return Ok((loaded, after));
        }
        before = after;
    }
    Err(GenerationError::Restless)
}

/// Answers from an earlier generation where the data does not allow a new one; a folder that is not there is no state
/// of the data but a wrong setting.
fn fall_back(
    opened: Option<Opened>,
    mut warnings: Vec<String>,
    problems: Vec<Problem>,
    error: GenerationError,
) -> Result<Ready, GenerationError> {
    let is_setting = matches!(
        error,
        GenerationError::Load(LoadError::NoFolder(_) | LoadError::NoOriginals(_) | LoadError::NoDocuments(_))
    );
    let Some(opened) = opened.filter(|_| !is_setting) else {
        return Err(error);
    };
    warnings.push(format!("{}; answering from {}", with_causes(&error), opened.id));
    Ok(Ready { opened, warnings, problems, rebuilt: false })
}

fn ready(opened: Opened, warnings: Vec<String>, rebuilt: bool) -> Ready {
    Ready { opened, warnings, problems: Vec::new(), rebuilt }
}

fn keep_last<T>(list: &mut Vec<T>, most: usize) {
    list.drain(..list.len().saturating_sub(most));
}

/// An error and what caused it, in one line.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        line.push_str(": ");
        line.push_str(&inner.to_string());
        cause = inner.source();
    }
    line
}

#[cfg(test)]
mod tests {
    //! Proven here: a generation is built once and reused; a build broken off at any point, a damaged file, a wrong
    //! `current` or a folder that cannot be written never costs the generation in use; three are kept.

    use super::*;

    struct World {
        _folder: tempfile::TempDir,
        data: PathBuf,
        index: PathBuf,
        store: Store,
    }

    impl World {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let data = folder.path().join("data");
            let index = folder.path().join("index");
            fs::create_dir_all(data.join("documents")).unwrap();
            let world = Self { store: Store::new(&index), _folder: folder, data, index };
            world.write("The first lab builds models.");
            world
        }

        fn write(&self, sentence: &str) {
            let text = format!("# Notes\n\n## Labs\n\n{sentence}\n");
            fs::write(self.data.join("documents/notes.md"), text).unwrap();
        }

        fn break_data(&self) {
            fs::write(self.data.join("sources.toml"), "[notes\n").unwrap();
        }

        fn ensure(&self) -> Result<Ready, GenerationError> {
            let now = Timestamp::from_second(1_750_000_000).unwrap();
            self.store.ensure(&self.data, None, now, &mut |_, _| {})
        }

        fn in_use(&self) -> PathBuf {
            self.index.join(self.store.generations().last().unwrap())
        }

        /// The best sentence for a question about labs.
        fn answer(ready: &Ready) -> &str {
            let hits = ready.opened.index.passages("lab builds models", 1);
            ready.opened.corpus.unit_text(hits[0].best.unit)
        }
    }

    #[test]
    fn is_built_once_and_reused() {
        let world = World::new();
        assert!(world.store.open_current().0.is_none());
        let first = world.ensure().unwrap();
        assert!(first.rebuilt && first.warnings.is_empty(), "{first:?}");
        let again = world.ensure().unwrap();
        assert!(!again.rebuilt);
        assert_eq!(again.opened.id, first.opened.id);
        assert_eq!(again.opened.corpus, first.opened.corpus);
        assert_eq!(again.opened.built_at, first.opened.built_at);
        world.write("The second lab builds chips.");
        let second = world.ensure().unwrap();
        assert!(second.rebuilt);
        assert!(World::answer(&second).contains("second"));
        assert!(World::answer(&first).contains("first"), "the old one stays open for its readers");
    }

    #[test]
    fn a_forced_build_makes_a_new_generation_of_the_same_data() {
        let world = World::new();
        let first = world.ensure().unwrap();
        let now = Timestamp::from_second(1_760_000_000).unwrap();
        let forced = world.store.rebuild(&world.data, None, now, &mut |_, _| {}).unwrap();
        assert_ne!(forced.opened.id, first.opened.id);
        assert_eq!(forced.opened.fingerprint, first.opened.fingerprint);
        assert_eq!(forced.opened.built_at, now);
    }

    #[test]
    fn three_are_kept() {
        let world = World::new();
        for number in 0..5 {
            world.write(&format!("Lab {number} builds models."));
            world.ensure().unwrap();
        }
        assert_eq!(world.store.generations().len(), 3);
        assert_eq!(folder::all_generations(&world.index), world.store.generations());
    }

    #[test]
    fn wrong_data_leaves_the_generation_in_use() {
        let world = World::new();
        let first = world.ensure().unwrap();
        world.break_data();
        let kept = world.ensure().unwrap();
        assert_eq!(kept.opened.id, first.opened.id);
        assert!(!kept.problems.is_empty() && kept.warnings.len() == 1, "{kept:?}");
        fs::write(world.data.join("sources.toml"), [0xff, 0xfe]).unwrap();
        assert_eq!(world.ensure().unwrap().opened.id, first.opened.id);
    }

    #[test]
    fn wrong_data_and_nothing_earlier_is_an_error() {
        let world = World::new();
        world.break_data();
        match world.ensure() {
            Err(GenerationError::Problems(problems)) => assert!(!problems.is_empty()),
            other => panic!("{other:?}"),
        }
        assert!(!world.index.exists());
    }

    #[test]
    fn a_missing_data_folder_is_a_wrong_setting() {
        let world = World::new();
        world.ensure().unwrap();
        fs::remove_dir_all(&world.data).unwrap();
        assert!(matches!(world.ensure(), Err(GenerationError::Load(LoadError::NoFolder(_)))));
    }

    #[test]
    fn what_a_broken_build_left_is_no_generation_and_goes() {
        let world = World::new();
        let first = world.ensure().unwrap();
        let half = folder::building(&world.index);
        fs::create_dir_all(half.join(SEARCH)).unwrap();
        fs::write(half.join(CORPUS), "half").unwrap();
        let unlisted = world.index.join("generation-000099-0123456789ab");
        fs::create_dir_all(&unlisted).unwrap();
        fs::write(world.index.join("building-current"), "{").unwrap();
        let again = world.ensure().unwrap();
        assert_eq!((again.opened.id.as_str(), again.rebuilt), (first.opened.id.as_str(), false));
        world.write("Another lab builds models.");
        assert!(world.ensure().unwrap().rebuilt);
        assert!(!half.exists() && !unlisted.exists());
        assert!(!world.index.join("building-current").exists());
    }

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
                assert!(World::answer(&repaired).contains("second"));
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
    fn nothing_whole_is_built_anew() {
        let world = World::new();
        world.ensure().unwrap();
        fs::write(world.in_use().join(CORPUS), "").unwrap();
        let ready = world.ensure().unwrap();
        assert!(ready.rebuilt && ready.warnings.len() == 1, "{ready:?}");
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_one_clear_error_or_a_warning() {
        let world = World::new();
        fs::write(&world.index, "a file where the folder should be").unwrap();
        let error = world.ensure().unwrap_err();
        assert!(matches!(&error, GenerationError::File { action: "written", .. }), "{error:?}");
        assert!(error.to_string().contains("index"));

        fs::remove_file(&world.index).unwrap();
        let first = world.ensure().unwrap();
        world.write("The second lab builds models.");
        // Stands where the next generation is to be written, and no folder can take its place.
        fs::remove_file(world.index.join(LOCK)).unwrap();
        fs::create_dir(world.index.join(LOCK)).unwrap();
        let kept = world.ensure().unwrap();
        assert_eq!((kept.opened.id, kept.warnings.len()), (first.opened.id, 1));
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

    #[test]
    fn a_refused_state_is_not_built_unasked() {
        let world = World::new();
        let first = world.ensure().unwrap();
        world.write("The second lab builds models.");
        let refused = Fingerprint::of(&world.data, None).unwrap();
        world.store.refuse(&refused).unwrap();
        let kept = world.ensure().unwrap();
        assert_eq!((kept.opened.id, kept.warnings.len()), (first.opened.id, 1));
        let now = Timestamp::UNIX_EPOCH;
        world.store.rebuild(&world.data, None, now, &mut |_, _| {}).unwrap();
        assert!(!world.store.is_refused(&refused), "who builds it by hand takes the refusal back");
    }

    #[test]
    fn the_project_s_own_data_comes_back_as_it_was() {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
        let corpus = load::load(&data, None).unwrap().corpus;
        let world = World::new();
        let fingerprint = Fingerprint::of(&data, None).unwrap();
        let now = Timestamp::UNIX_EPOCH;
        let mut heard = (0, 0);
        let mut progress = |done, total| heard = (done, total);
        let opened = world.store.build(&corpus, &fingerprint, now, &mut progress).unwrap();
        assert!(opened.corpus == corpus);
        assert!(heard.0 > 0 && heard.0 == heard.1, "{heard:?}");
        let found = opened.index.statements("founder of MiniMax", 5);
        let (best, _) = found.first().unwrap();
        let statement = corpus.statement(*best);
        assert_eq!(corpus.entity(statement.subject).name, "MiniMax", "{statement:?}");
        assert!(found.is_sorted_by(|left, right| left.1 >= right.1));
    }

    #[test]
    fn two_builders_at_once_make_one_generation() {
        let world = World::new();
        let built: Vec<Ready> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| world.ensure().unwrap())).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(built.iter().filter(|ready| ready.rebuilt).count(), 1);
        assert!(built.iter().all(|ready| ready.opened.id == built[0].opened.id));
    }
}
