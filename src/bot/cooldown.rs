//! How many questions a member may ask, and how many a channel takes: buckets that fill up again with time. No clock:
//! the time is an argument. Forgotten at a restart, which harms nobody.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

/// How fast questions may come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    /// How many at once.
    pub burst: u32,
    /// Seconds until one more may come.
    pub seconds_each: f64,
}

impl Pace {
    /// So many a minute, all at once if need be; zero is no limit.
    #[must_use]
    pub fn per_minute(questions: u32) -> Option<Self> {
        (questions > 0).then(|| Self { burst: questions, seconds_each: 60.0 / f64::from(questions) })
    }

    /// One, and the next after so many seconds; zero is no limit.
    #[must_use]
    pub fn one_in(seconds: u32) -> Option<Self> {
        (seconds > 0).then(|| Self { burst: 1, seconds_each: f64::from(seconds) })
    }
}

/// Whose bucket it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Of {
    /// A member's.
    Member(u64),
    /// A channel's.
    Channel(u64),
}

/// Why a question has to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// Seconds until it may be asked, at least 1.
    pub seconds: u64,
    /// Whether this was said already and nothing was asked in between that could be.
    pub again: bool,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    /// Questions that may still come; a fraction is one on its way.
    left: f64,
    at: Timestamp,
    told: bool,
}

/// More buckets than this are gone through for full ones, which say nothing.
const MOST_BUCKETS: usize = 10_000;

/// All buckets.
#[derive(Debug, Default)]
pub struct Cooldowns {
    buckets: Mutex<HashMap<Of, Bucket>>,
}

impl Cooldowns {
    /// Takes one question out of each bucket, if all of them have one.
    ///
    /// # Errors
    /// How long to wait otherwise; then nothing is taken.
    pub fn take(&self, wanted: &[(Of, Pace)], now: Timestamp) -> Result<(), Wait> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() > MOST_BUCKETS {
            // An hour fills any bucket that is worth keeping.
            buckets.retain(|_, bucket| now.as_second() - bucket.at.as_second() < 3_600);
        }
        let mut wait: Option<Wait> = None;
        for (of, pace) in wanted {
            let burst = f64::from(pace.burst);
            let bucket = buckets.entry(*of).or_insert(Bucket { left: burst, at: now, told: false });
            #[expect(clippy::cast_precision_loss, reason = "milliseconds between two questions")]
            let passed = (now.as_millisecond() - bucket.at.as_millisecond()).max(0) as f64 / 1_000.0;
            bucket.left = (bucket.left + passed / pace.seconds_each).min(burst);
            bucket.at = now;
            if bucket.left < 1.0 {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small positive number")]
                let seconds = ((1.0 - bucket.left) * pace.seconds_each).ceil().max(1.0) as u64;
                let again = std::mem::replace(&mut bucket.told, true);
                if wait.is_none_or(|wait| wait.seconds < seconds) {
                    wait = Some(Wait { seconds, again });
                }
            }
        }
        if let Some(wait) = wait {
            return Err(wait);
        }
        for (of, _) in wanted {
            if let Some(bucket) = buckets.get_mut(of) {
                bucket.left -= 1.0;
                bucket.told = false;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: i64) -> Timestamp {
        Timestamp::from_millisecond(1_000_000 + milliseconds).unwrap()
    }

    #[test]
    fn a_bucket_empties_and_fills_again() {
        let cooldowns = Cooldowns::default();
        let pace = Pace::per_minute(3).unwrap();
        let take = |milliseconds| cooldowns.take(&[(Of::Member(1), pace)], at(milliseconds));
        for _ in 0..3 {
            assert_eq!(take(0), Ok(()));
        }
        assert_eq!(take(0), Err(Wait { seconds: 20, again: false }));
        assert_eq!(take(15_500), Err(Wait { seconds: 5, again: true }));
        assert_eq!(take(20_000), Ok(()));
        assert_eq!(take(20_000), Err(Wait { seconds: 20, again: false }));
        // Not more than there is room for, however long it takes.
        for _ in 0..3 {
            assert_eq!(take(10_000_000), Ok(()));
        }
        assert!(take(10_000_000).is_err());
    }

    #[test]
    fn a_question_that_waits_for_one_takes_from_none() {
        let cooldowns = Cooldowns::default();
        let slow = Pace::one_in(10).unwrap();
        let wide = Pace::per_minute(2).unwrap();
        let both = [(Of::Member(1), slow), (Of::Channel(1), wide)];
        assert_eq!(cooldowns.take(&both, at(0)), Ok(()));
        assert_eq!(cooldowns.take(&both, at(1_000)), Err(Wait { seconds: 9, again: false }));
        let other = [(Of::Member(2), slow), (Of::Channel(1), wide)];
        assert_eq!(cooldowns.take(&other, at(1_000)), Ok(()));
        assert!(cooldowns.take(&[(Of::Member(3), slow), (Of::Channel(1), wide)], at(1_000)).is_err());
    }

    #[test]
    fn zero_is_no_limit_and_clocks_may_go_back() {
        assert_eq!((Pace::per_minute(0), Pace::one_in(0)), (None, None));
        let cooldowns = Cooldowns::default();
        let pace = Pace::one_in(10).unwrap();
        assert_eq!(cooldowns.take(&[(Of::Member(1), pace)], at(5_000)), Ok(()));
        assert_eq!(cooldowns.take(&[(Of::Member(1), pace)], at(0)).unwrap_err().seconds, 10);
    }
}
