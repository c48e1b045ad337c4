//! What other processes have put to use, and what nobody has yet: a process that answers follows the index folder and the
//! store, and looks at the data folder where the operator wants that.

use std::sync::Arc;

use jiff::Timestamp;

use super::plan::Plan;
use super::reindexer::{ReindexError, Reindexer, Swapped};
use crate::generation::{Fingerprint, with_causes};
use crate::store::{NewAuditEntry, Store, StoreError};

/// Follows what other processes put to use.
#[derive(Debug)]
pub struct Follower {
    reindexer: Arc<Reindexer>,
    store: Store,
    /// Tells this process from others in the audit log.
    process: String,
    /// The row of the store that was followed last; nothing before the first look.
    seen: Option<i64>,
    /// The row of which was told that it can't be followed.
    reported: Option<i64>,
}

/// What a look showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Nothing new.
    Nothing,
    /// Another generation is in force.
    Followed(Swapped),
    /// Another state of the data is in force elsewhere, and can't be here, and why.
    Behind(String),
}

impl Follower {
    /// Follows with `reindexer` what `store` and its index folder say.
    #[must_use]
    pub fn new(reindexer: Arc<Reindexer>, store: Store, process: String) -> Self {
        Self { reindexer, store, process, seen: None, reported: None }
    }

    /// Looks once. What happened is in the audit log; that this process can't follow stands there once.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn look(&mut self, now: Timestamp) -> Result<Step, StoreError> {
        match self.beside(Reindexer::follow_folder).await {
            Ok(Some(swapped)) => return self.followed(swapped, "the index folder", now).await,
            Ok(None) => {}
            Err(ReindexError::Busy) => return Ok(Step::Nothing),
            Err(error) => tracing::warn!(error = with_causes(&error), "the index folder can't be followed"),
        }
        let Some(latest) = self.store.latest_applied().await? else {
            self.seen = Some(0);
            return Ok(Step::Nothing);
        };
        let in_force = self.reindexer.fingerprint_in_force();
        let is = |state: &str| in_force.as_ref().is_some_and(|own| own.is_same_data(&Fingerprint::from_text(state)));
        let is_new = match self.seen {
            Some(seen) => latest.number > seen,
            // A process that has just started answers from its own data, unless exactly that was replaced meanwhile.
            None => is(&latest.replaced),
        };
        if !is_new || is(&latest.fingerprint) {
            self.seen = Some(latest.number);
            return Ok(Step::Nothing);
        }
        let wanted = Fingerprint::from_text(&latest.fingerprint);
        let why = match self.beside(move |reindexer| reindexer.follow(&wanted, now)).await {
            Ok(Some(swapped)) => {
                self.seen = Some(latest.number);
                return self.followed(swapped, "the store", now).await;
            }
            Ok(None) => "no generation here is of that state of the data, and the data folder is in another".to_owned(),
            Err(ReindexError::Busy) => return Ok(Step::Nothing),
            Err(error) => with_causes(&error),
        };
        // Tried again at the next look: the data folder may get there.
        if self.reported.replace(latest.number) == Some(latest.number) {
            return Ok(Step::Nothing);
        }
        let detail = format!("process {}: {why}", self.process);
        let wanted = Some(Fingerprint::from_text(&latest.fingerprint).short().to_owned());
        self.note("reindex not followed", detail, self.reindexer.in_force(), wanted, now).await?;
        Ok(Step::Behind(why))
    }

    async fn followed(&self, swapped: Swapped, what: &str, now: Timestamp) -> Result<Step, StoreError> {
        let detail = format!("process {}: by {what}", self.process);
        let (before, after) = (swapped.before.clone(), Some(swapped.after.clone()));
        self.note("reindex followed", detail, before, after, now).await?;
        Ok(Step::Followed(swapped))
    }

    async fn note(
        &self,
        action: &str,
        detail: String,
        generation_before: Option<String>,
        generation_after: Option<String>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let action = action.to_owned();
        let entry = NewAuditEntry { at, member: 0, action, detail, generation_before, generation_after };
        self.store.audit(&entry).await.map(drop)
    }

    async fn beside<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Reindexer) -> Result<T, ReindexError> + Send + 'static,
    ) -> Result<T, ReindexError> {
        beside(&self.reindexer, work).await
    }
}

/// Looks at the data folder, and plans what it has become. It never applies.
#[derive(Debug)]
pub struct Watcher {
    reindexer: Arc<Reindexer>,
    store: Store,
    /// The state at the last look: a folder that somebody is still writing into is left alone.
    last: Option<Fingerprint>,
    /// The state that was planned last.
    planned: Option<Fingerprint>,
}

impl Watcher {
    /// Watches the data folder of `reindexer`; by `store` one of several processes tells.
    #[must_use]
    pub fn new(reindexer: Arc<Reindexer>, store: Store) -> Self {
        Self { reindexer, store, last: None, planned: None }
    }

    /// Looks once: the plan of a state that is the same as at the last look, not in force, not refused, and that nobody
    /// was told of yet.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn look(&mut self, now: Timestamp) -> Result<Option<Plan>, StoreError> {
        let Ok(state) = beside(&self.reindexer, |reindexer| Ok(reindexer.fingerprint_now()?)).await else {
            return Ok(None);
        };
        let is_still = self.last.replace(state.clone()).as_ref() == Some(&state);
        let is_in_force = self.reindexer.fingerprint_in_force().as_ref() == Some(&state);
        let is_known = self.planned.as_ref() == Some(&state) || self.reindexer.is_refused(&state);
        if !is_still || is_in_force || is_known || !self.store.claim_telling(&state.to_string(), now).await? {
            return Ok(None);
        }
        match beside(&self.reindexer, move |reindexer| reindexer.plan(now)).await {
            Ok(plan) => {
                self.planned = Some(state);
                Ok(Some(plan))
            }
            Err(error) => {
                tracing::warn!(error = with_causes(&error), "a change of the data could not be planned; trying again");
                self.store.give_up_telling(&state.to_string()).await?;
                Ok(None)
            }
        }
    }

    /// What was planned last could not be told: it is planned and told again.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn untold(&mut self) -> Result<(), StoreError> {
        match self.planned.take() {
            Some(state) => self.store.give_up_telling(&state.to_string()).await,
            None => Ok(()),
        }
    }
}

/// Works beside the threads that talk to others.
async fn beside<T: Send + 'static>(
    reindexer: &Arc<Reindexer>,
    work: impl FnOnce(&Reindexer) -> Result<T, ReindexError> + Send + 'static,
) -> Result<T, ReindexError> {
    let reindexer = Arc::clone(reindexer);
    match tokio::task::spawn_blocking(move || work(&reindexer)).await {
        Ok(done) => done,
        Err(error) => {
            tracing::error!(%error, "a reindex panicked");
            Err(ReindexError::Busy)
        }
    }
}
