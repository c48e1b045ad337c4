//! What is under way, and the end of it: whoever answers enters; once the intake is closed nobody enters any more, and
//! whoever closed it knows when the last one has left.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{OwnedRwLockReadGuard, RwLock};

/// Counts in whoever works. Clones share the count.
#[derive(Debug, Clone, Default)]
pub struct Intake {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    is_closed: AtomicBool,
    /// Held for reading by each who is inside, for writing by whoever waits for the last.
    inside: Arc<RwLock<()>>,
}

/// Somebody is inside until this is dropped.
#[derive(Debug)]
#[must_use]
pub struct Inside {
    _held: OwnedRwLockReadGuard<()>,
}

impl Intake {
    /// Goes inside; `None` once the intake is closed.
    #[must_use]
    pub fn enter(&self) -> Option<Inside> {
        let held = Arc::clone(&self.shared.inside).try_read_owned().ok()?;
        // Looked at from inside: whoever closes from now on waits.
        (!self.shared.is_closed.load(Ordering::SeqCst)).then_some(Inside { _held: held })
    }

    /// Closes the intake for good and waits until all have left. It stays closed where the wait is given up.
    pub async fn close(&self) {
        self.shared.is_closed.store(true, Ordering::SeqCst);
        drop(self.shared.inside.write().await);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn closed_at_once_and_done_when_the_last_has_left() {
        let intake = Intake::default();
        let (first, second) = (intake.enter().unwrap(), intake.enter().unwrap());
        let at_once = Duration::ZERO;
        assert!(tokio::time::timeout(at_once, intake.close()).await.is_err(), "two are inside");
        assert!(intake.enter().is_none(), "closed, though nobody waits any more");
        drop(first);
        assert!(tokio::time::timeout(at_once, intake.close()).await.is_err(), "one is inside");
        drop(second);
        intake.close().await;
        assert!(intake.enter().is_none(), "closed for good");
    }
}
