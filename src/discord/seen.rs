//! Which interactions and messages were answered already: Discord may deliver one again, after a resume or where it
//! missed our answer.

use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};

/// How many are remembered. Discord delivers one again within seconds, if at all.
const REMEMBERED: usize = 4_096;

/// The latest ids.
#[derive(Debug, Default)]
pub struct Seen(Mutex<Ids>);

#[derive(Debug, Default)]
struct Ids {
    known: HashSet<u64>,
    order: VecDeque<u64>,
}

impl Seen {
    /// Whether an id is here for the first time; it is known from now on.
    pub fn is_first(&self, id: u64) -> bool {
        let mut ids = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !ids.known.insert(id) {
            return false;
        }
        ids.order.push_back(id);
        if ids.order.len() > REMEMBERED
            && let Some(oldest) = ids.order.pop_front()
        {
            ids.known.remove(&oldest);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_is_remembered_for_a_while() {
        let seen = Seen::default();
        assert!(seen.is_first(1));
        assert!(!seen.is_first(1));
        for id in 2..=REMEMBERED as u64 {
            assert!(seen.is_first(id));
        }
        assert!(!seen.is_first(1));
        assert!(seen.is_first(0));
        assert!(seen.is_first(1), "the oldest is forgotten");
    }
}
