//! The store of generations: opening the one in use, building the next, falling back.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::fingerprint::FORMAT;
use super::folder::{self, CORPUS, Current, LOCK, MANIFEST, Manifest, SEARCH};
use super::{Fingerprint, GenerationError};
use crate::corpus::Corpus;
use crate::corpus::load::{self, LoadError, Loaded};
use crate::corpus::problem::Problem;
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
    /// Name of the generation.
    pub id: String,
    /// The state of the data that it was built from.
    pub fingerprint: Fingerprint,
    /// When it was built.
    pub built_at: Timestamp,
    /// Size on disk in bytes.
    pub bytes: u64,
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
        Self {
            folder: index_folder.into(),
        }
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
        let (opened, mut warnings) = self.open_with_warnings()?;
        let fingerprint = match Fingerprint::of(data, originals) {
            Ok(fingerprint) => fingerprint,
            Err(error) => return fall_back(opened, warnings, Vec::new(), error.into()),
        };
        let opened = match opened {
            Some(opened) if opened.fingerprint == fingerprint => {
                return Ok(ready(opened, warnings, false));
            }
            Some(opened) if self.is_refused(&fingerprint) => {
                warnings.push(format!(
                    "this state of the data was refused or undone; answering from {}",
                    opened.id
                ));
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

    /// The generation in use; nothing where none was built yet. A damaged one gives way to the one before it.
    ///
    /// # Errors
    /// Where there are generations and none can be opened.
    pub fn open_current(&self) -> Result<Option<Opened>, GenerationError> {
        let (opened, warnings) = self.open_with_warnings()?;
        for warning in warnings {
            tracing::warn!("{warning}");
        }
        Ok(opened)
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
            Ok(None) | Err(_) => Current {
                generations: folder::all_generations(&self.folder),
                refused: Vec::new(),
            },
        }
    }

    fn open_with_warnings(&self) -> Result<(Option<Opened>, Vec<String>), GenerationError> {
        // A generation may be cleared away between reading `current` and opening it; then `current` has moved on.
        loop {
            let before = folder::read_current(&self.folder).ok();
            let result = self.open_newest();
            if result.is_ok() || folder::read_current(&self.folder).ok() == before {
                return result;
            }
        }
    }

    fn open_newest(&self) -> Result<(Option<Opened>, Vec<String>), GenerationError> {
        let mut warnings = Vec::new();
        if let Err(error) = folder::read_current(&self.folder) {
            warnings.push(format!("{}; looking for the newest generation", with_causes(&error)));
        }
        let mut first_error = None;
        for id in self.committed().generations.iter().rev() {
            match self.open(id) {
                Ok(opened) => return Ok((Some(opened), warnings)),
                Err(error) => {
                    warnings.push(format!("{}; trying an earlier one", with_causes(&error)));
                    first_error.get_or_insert(error);
                }
            }
        }
        // None is whole. That is as good as none at all: the data makes a new one.
        Ok((None, warnings))
    }

    fn open(&self, id: &str) -> Result<Opened, GenerationError> {
        let folder = self.folder.join(id);
        let manifest = fs::read(folder.join(MANIFEST))
            .map_err(|error| GenerationError::damaged(id, format!("`{MANIFEST}` cannot be read: {error}")))?;
        let manifest: Manifest = serde_json::from_slice(&manifest)
            .map_err(|error| GenerationError::damaged(id, format!("`{MANIFEST}`: {error}")))?;
        if manifest.format != FORMAT || manifest.id != id {
            return Err(GenerationError::damaged(id, "it was written by another version"));
        }
        folder::verify(&folder, &manifest)?;
        let snapshot = fs::read(folder.join(CORPUS))
            .map_err(|error| GenerationError::file(&folder.join(CORPUS), "read", error))?;
        let corpus = postcard::from_bytes(&snapshot)
            .map_err(|error| GenerationError::damaged(id, format!("`{CORPUS}`: {error}")))?;
        Ok(Opened {
            corpus,
            index: PassageIndex::open(&folder.join(SEARCH))?,
            id: manifest.id,
            fingerprint: manifest.fingerprint,
            built_at: manifest.built_at,
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
        if let (Some(opened), _) = self.open_newest()?
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
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(refused)?;
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
    PassageIndex::build(corpus, &aside.join(SEARCH), progress)?;
    let snapshot = postcard::to_stdvec(corpus)
        .map_err(|error| GenerationError::damaged(id, format!("the corpus cannot be written: {error}")))?;
    folder::write_durably(&aside.join(CORPUS), &snapshot)?;
    let manifest = Manifest {
        format: FORMAT,
        id: id.to_owned(),
        fingerprint: fingerprint.clone(),
        built_at: now,
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
        GenerationError::Load(
            LoadError::NoFolder(_) | LoadError::NoOriginals(_) | LoadError::NoDocuments(_)
        )
    );
    let Some(opened) = opened.filter(|_| !is_setting) else {
        return Err(error);
    };
    warnings.push(format!("{}; answering from {}", with_causes(&error), opened.id));
    Ok(Ready {
        opened,
        warnings,
        problems,
        rebuilt: false,
    })
}

fn ready(opened: Opened, warnings: Vec<String>, rebuilt: bool) -> Ready {
    Ready {
        opened,
        warnings,
        problems: Vec::new(),
        rebuilt,
    }
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
