//! Plan, apply, undo in a process that answers: one at a time, the engine swapped whole.

use std::sync::{Arc, Mutex, PoisonError, TryLockError};

use arc_swap::ArcSwap;
use jiff::Timestamp;

use super::plan::{Plan, Stage, Workshop};
use crate::engine::Engine;
use crate::generation::{Fingerprint, GenerationError, Opened, State, read_still};

/// Plans changes of the data, puts them to use and takes them back. Questions under way keep the engine that they began
/// with; an engine goes with the last of them.
#[derive(Debug)]
pub struct Reindexer {
    workshop: Workshop,
    engine: Arc<ArcSwap<Engine>>,
    busy: Mutex<()>,
    stage: Mutex<Option<Stage>>,
}

/// Why a plan could not be made, applied or taken back.
#[derive(Debug, thiserror::Error)]
pub enum ReindexError {
    /// Another one is under way.
    #[error("another reindex is under way")]
    Busy,
    /// The generation in use is another by now.
    #[error("the generation in use is another by now")]
    Moved,
    /// The data or the index folder.
    #[error(transparent)]
    Generation(#[from] GenerationError),
}

/// One generation in the place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Swapped {
    /// The one before, where it came from disk.
    pub before: Option<String>,
    /// The state of the data that it was of.
    pub fingerprint_before: Option<String>,
    /// The one in use now.
    pub after: String,
    /// The state of the data that it is of.
    pub fingerprint_after: String,
    /// How large its files are together.
    pub bytes: u64,
    /// When it was built.
    pub built_at: Timestamp,
}

/// What came of applying a plan.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It is in use.
    Applied(Box<Plan>, Swapped),
    /// Problems, or objections that nobody overrode, stopped it; or it is in use already.
    Stopped(Box<Plan>),
    /// Something changed since the plan was made; this is how it stands now.
    Changed(Box<Plan>),
}

impl Reindexer {
    /// Works for an engine that others answer from.
    #[must_use]
    pub fn new(workshop: Workshop, engine: Arc<ArcSwap<Engine>>) -> Self {
        Self { workshop, engine, busy: Mutex::new(()), stage: Mutex::new(None) }
    }

    /// How far the work under way is, where there is any.
    #[must_use]
    pub fn stage(&self) -> Option<Stage> {
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The generation in force.
    #[must_use]
    pub fn in_force(&self) -> Option<String> {
        self.engine.load().generation.as_ref().map(|generation| generation.id.clone())
    }

    /// The state of the data of the generation in force.
    #[must_use]
    pub fn fingerprint_in_force(&self) -> Option<Fingerprint> {
        self.engine.load().generation.as_ref().map(|generation| Fingerprint::from_text(&generation.fingerprint))
    }

    /// The state of the data as it is now.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn fingerprint_now(&self) -> Result<Fingerprint, GenerationError> {
        Ok(Fingerprint::of(&self.workshop.data, self.workshop.originals.as_deref())?)
    }

    /// Whether a state of the data was refused or undone.
    #[must_use]
    pub fn is_refused(&self, fingerprint: &Fingerprint) -> bool {
        self.workshop.generations.is_refused(fingerprint)
    }

    /// What the data as it is now would change. Takes as long as an index takes to build.
    ///
    /// # Errors
    /// See [`ReindexError`].
    pub fn plan(&self, now: Timestamp) -> Result<Plan, ReindexError> {
        self.alone(|| Ok(self.planned(now)?.0))
    }

    /// Puts the plan of that token to use: what was planned, and nothing else. `despite` overrides its objections.
    ///
    /// # Errors
    /// See [`ReindexError`].
    pub fn apply(&self, token: &str, despite: bool, now: Timestamp) -> Result<Outcome, ReindexError> {
        self.alone(|| {
            let (plan, candidate) = self.planned(now)?;
            let plan = Box::new(plan);
            if plan.token() != token {
                return Ok(Outcome::Changed(plan));
            }
            let Some(candidate) = candidate.filter(|_| plan.is_possible() && (despite || plan.objections.is_empty()))
            else {
                return Ok(Outcome::Stopped(plan));
            };
            self.workshop.generations.commit(&candidate.id)?;
            let swapped = self.swap(candidate);
            Ok(Outcome::Applied(plan, swapped))
        })
    }

    /// Goes back to the generation before; `from` is the one that is to be taken back.
    ///
    /// # Errors
    /// See [`ReindexError`].
    pub fn undo(&self, from: &str) -> Result<Swapped, ReindexError> {
        self.alone(|| {
            let generations = &self.workshop.generations;
            if generations.in_use().as_deref() != Some(from) {
                return Err(ReindexError::Moved);
            }
            Ok(self.swap(generations.undo()?))
        })
    }

    /// Answers from what is in use in the index folder, where that is another generation than the one in force: another
    /// process may have built or undone. What came in the place of what.
    ///
    /// # Errors
    /// See [`ReindexError`].
    pub fn follow_folder(&self) -> Result<Option<Swapped>, ReindexError> {
        self.alone(|| {
            let generations = &self.workshop.generations;
            if generations.in_use() == self.in_force() {
                return Ok(None);
            }
            let opened = generations.open_current().0;
            let is_other = |opened: &Opened| Some(&opened.id) != self.in_force().as_ref();
            Ok(opened.filter(is_other).map(|opened| self.swap(opened)))
        })
    }

    /// Answers from the state of the data that another process has put to use: from a kept generation of it, else from
    /// one that is built now, where the data folder is in that state.
    ///
    /// # Errors
    /// See [`ReindexError`]; `Ok(None)` where this process has nothing of that state.
    pub fn follow(&self, wanted: &Fingerprint, now: Timestamp) -> Result<Option<Swapped>, ReindexError> {
        self.alone(|| {
            let generations = &self.workshop.generations;
            if let Some(opened) = generations.go_to(wanted)? {
                return Ok(Some(self.swap(opened)));
            }
            if !self.fingerprint_now()?.is_same_data(wanted) {
                return Ok(None);
            }
            self.note(Some(Stage::Loading));
            let (loaded, fingerprint) = read_still(&self.workshop.data, self.workshop.originals.as_deref())?;
            if !fingerprint.is_same_data(wanted) {
                return Ok(None);
            }
            if !loaded.problems.is_empty() {
                return Err(GenerationError::Problems(loaded.problems).into());
            }
            let mut progress = |done, of| self.note(Some(Stage::Indexing { done, of }));
            let opened =
                generations.build(State { corpus: &loaded.corpus, fingerprint: &fingerprint, now }, &mut progress)?;
            Ok(Some(self.swap(opened)))
        })
    }

    fn planned(&self, now: Timestamp) -> Result<(Plan, Option<Opened>), GenerationError> {
        let engine = self.engine.load_full();
        self.workshop.plan(Some(&engine), now, &mut |stage| self.note(Some(stage)))
    }

    fn swap(&self, opened: Opened) -> Swapped {
        let (bytes, built_at) = (opened.bytes, opened.built_at);
        let (after, fingerprint_after) = (opened.id, opened.fingerprint.to_string());
        let old = self.engine.swap(Arc::new(opened.engine));
        let before = old.generation.as_ref();
        tracing::info!(before = before.map(|old| old.id.as_str()), after, "another generation is in force");
        Swapped {
            before: before.map(|old| old.id.clone()),
            fingerprint_before: before.map(|old| old.fingerprint.clone()),
            after,
            fingerprint_after,
            bytes,
            built_at,
        }
    }

    /// Does something that nothing else may be done beside.
    fn alone<T>(&self, work: impl FnOnce() -> Result<T, ReindexError>) -> Result<T, ReindexError> {
        let _busy = match self.busy.try_lock() {
            Ok(busy) => busy,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return Err(ReindexError::Busy),
        };
        let done = work();
        self.note(None);
        done
    }

    fn note(&self, stage: Option<Stage>) {
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner) = stage;
    }
}
