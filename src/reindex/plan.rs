//! What a change of the data would do: loaded aside, checked, built aside, and asked.

use std::path::PathBuf;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::changes::Changes;
use super::gates::{Gates, Objection, Verdict, judge};
use super::pinned;
use crate::corpus::problem::Problem;
use crate::engine::Engine;
use crate::generation::{Fingerprint, GenerationError, Opened, State, Store, read_still};

/// Length of a plan's token, in hexadecimal digits.
const TOKEN_DIGITS: usize = 16;

/// Where a plan is made, and by which rules.
#[derive(Debug, Clone)]
pub struct Workshop {
    /// The generations.
    pub generations: Store,
    /// The data folder.
    pub data: PathBuf,
    /// A folder with the source documents verbatim, if there is one.
    pub originals: Option<PathBuf>,
    /// What stops a change.
    pub gates: Gates,
}

/// How far a plan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The data folder is loaded and checked.
    Loading,
    /// The index is built aside; in the beginning, perhaps another process is waited for.
    Indexing {
        /// Entries that are indexed.
        done: usize,
        /// Of how many.
        of: usize,
    },
    /// Questions are asked.
    Asking {
        /// Questions that were asked.
        done: usize,
        /// Of how many.
        of: usize,
    },
}

/// Hears how far a plan is.
pub type Hears<'a> = &'a mut dyn FnMut(Stage);

/// What a change of the data would do.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The state of the data.
    pub fingerprint: Fingerprint,
    /// The generation in use, where there is one.
    pub in_use: Option<String>,
    /// Whether that generation is of this state of the data already.
    pub is_current: bool,
    /// What is wrong with the data: it stops the change, and can't be overridden.
    pub problems: Vec<Problem>,
    /// What is odd, but no mistake.
    pub warnings: Vec<String>,
    /// What differs from what is in use; nothing where there are problems.
    pub changes: Changes,
    /// What both answered; nothing where there are problems.
    pub verdict: Verdict,
    /// What stands against the change, and can be overridden.
    pub objections: Vec<Objection>,
}

impl Plan {
    /// What tells this plan from every other: of another state of the data, against another generation, or with other
    /// objections.
    #[must_use]
    pub fn token(&self) -> String {
        let mut hash = blake3::Hasher::new();
        hash.update(self.fingerprint.to_string().as_bytes());
        hash.update(self.in_use.as_deref().unwrap_or_default().as_bytes());
        hash.update(format!("{:?} {:?}", self.problems, self.objections).as_bytes());
        hash.finalize().to_hex()[..TOKEN_DIGITS].to_owned()
    }

    /// Whether it can be applied, with the objections overridden where there are any.
    #[must_use]
    pub fn is_possible(&self) -> bool {
        self.problems.is_empty() && !self.is_current
    }
}

impl Workshop {
    /// Plans the change from what `in_use` knows to the data as it is now, with the generation that was built aside for it
    /// where there are no problems and anything changed.
    ///
    /// # Errors
    /// Where the data cannot be read at all or does not stand still, or the index folder cannot be written.
    pub fn plan(
        &self,
        in_use: Option<&Engine>,
        now: Timestamp,
        hears: Hears<'_>,
    ) -> Result<(Plan, Option<Opened>), GenerationError> {
        hears(Stage::Loading);
        let (loaded, fingerprint) = read_still(&self.data, self.originals.as_deref())?;
        let (pinned, of_pinned) = pinned::read(&self.data);
        let generation = in_use.and_then(|engine| engine.generation.as_ref());
        let mut plan = Plan {
            is_current: generation.is_some_and(|generation| generation.fingerprint == fingerprint.to_string()),
            in_use: generation.map(|generation| generation.id.clone()),
            fingerprint,
            problems: loaded.problems,
            warnings: loaded.warnings,
            changes: Changes::default(),
            verdict: Verdict::default(),
            objections: Vec::new(),
        };
        plan.problems.extend(of_pinned);
        if !plan.problems.is_empty() {
            return Ok((plan, None));
        }
        let candidate = match in_use {
            Some(_) if plan.is_current => None,
            _ => {
                hears(Stage::Indexing { done: 0, of: 0 });
                let mut progress = |done, of| hears(Stage::Indexing { done, of });
                let state = State { corpus: &loaded.corpus, fingerprint: &plan.fingerprint, now };
                Some(self.generations.prepare(state, &mut progress)?)
            }
        };
        drop(loaded.corpus);
        if let Some(after) = candidate.as_ref().map(|opened| &opened.engine).or(in_use) {
            // Where nothing changed there is nothing to compare, but a pinned question may be new.
            let in_use = in_use.filter(|_| !plan.is_current);
            if let Some(before) = in_use {
                plan.changes = Changes::between(before.corpus(), after.corpus());
            }
            let mut progress = |done, of| hears(Stage::Asking { done, of });
            let today = now.to_zoned(TimeZone::UTC).date();
            plan.verdict = judge(in_use, after, &pinned, &self.data, today, &mut progress);
            plan.objections = plan.verdict.objections(self.gates);
        }
        Ok((plan, candidate))
    }

    /// What stands against putting one engine in the place of another unasked, a line each: for
    /// [`Store::ensure`](crate::generation::Store::ensure).
    #[must_use]
    pub fn gate(&self, before: &Engine, after: &Engine, now: Timestamp) -> Vec<String> {
        // Another version of the program over the same data: there is no change to be stopped.
        if before.corpus() == after.corpus() {
            return Vec::new();
        }
        let (pinned, problems) = pinned::read(&self.data);
        for problem in problems {
            tracing::warn!("{problem}");
        }
        let today = now.to_zoned(TimeZone::UTC).date();
        let verdict = judge(Some(before), after, &pinned, &self.data, today, &mut |_, _| {});
        verdict.objections(self.gates).iter().map(in_english).collect()
    }
}

/// An objection for logs and for the command line.
#[must_use]
pub fn in_english(objection: &Objection) -> String {
    match objection {
        Objection::Lost { before, after } => format!("of {before} answered questions, {after} would be left"),
        Objection::Pinned { question, why } => format!("the pinned question “{question}” {why}"),
    }
}
