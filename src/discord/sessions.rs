//! When sessions with the gateway may be started. Discord allows so many a day, and one every five seconds; a process that
//! is restarted again and again must not use them up, and processes that share the shards must not get in each other's
//! way. So every start is written down, starts that follow one another wait longer and longer, and nothing is started
//! that the day's rest does not allow.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serenity::http::Http;
use serenity::model::gateway::SessionStartLimit;

use crate::config::Shards;
use crate::ops::health::Health;
use crate::ops::{numbers, service};
use crate::store::{Store, StoreError};

use super::errors::DiscordError;
use super::http;

/// How long Discord wants between two starts (and serenity leaves).
const BETWEEN_STARTS: SignedDuration = SignedDuration::from_secs(5);

/// The time in which starts are counted.
const COUNTED: SignedDuration = SignedDuration::from_hours(6);

/// So many starts in that time are nothing unusual.
const USUAL_STARTS: u32 = 10;

/// What the first unusual start waits for, counted from the one before; each further one twice as long.
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(5);

/// What a start waits for at most.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(15);

/// Why to wait, and how long.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Wait {
    time: SignedDuration,
    reason: String,
}

/// Returns once the shards of a range may be started, and writes down that they are. `health` knows why it takes long.
///
/// # Errors
/// When Discord no longer tells how many sessions are left.
pub async fn wait_for_turn(
    store: Option<&Store>,
    range: (u32, u32, u32),
    api: &Http,
    health: &Health,
) -> Result<(), DiscordError> {
    let (first, last, total) = range;
    let needed = last - first + 1;
    let shards = Shards::Range { first, last, total }.to_string();
    loop {
        let limit = http::gateway(api).await?.session_start_limit;
        numbers::session_starts_left(limit.remaining);
        let now = Timestamp::now();
        let since = now.saturating_sub(COUNTED).unwrap_or(Timestamp::MIN);
        let before = match store {
            Some(store) => store.session_starts(&shards, since).await.unwrap_or_else(unknown),
            None => None,
        };
        if let Some(wait) = enough_left(&limit, needed).err().or_else(|| after_restarts(before, now)) {
            pause(&wait, health).await;
            continue;
        }
        if let Some(store) = store {
            // Where several may be started at a time, nobody is in anybody's way.
            if limit.max_concurrency <= 1 {
                let length = BETWEEN_STARTS * i32::try_from(needed).unwrap_or(i32::MAX);
                let begins = store.take_session_window(now, length).await.unwrap_or_else(|error| {
                    unknown::<()>(error);
                    now
                });
                if begins > now {
                    let reason = "other shards are being started".to_owned();
                    pause(&Wait { time: begins.duration_since(now), reason }, health).await;
                }
            }
            if let Err(error) = store.note_session_start(&shards, Timestamp::now()).await {
                unknown::<()>(error);
            }
        }
        numbers::session_starts_left(limit.remaining.saturating_sub(u64::from(needed)));
        health.waiting(None);
        tracing::info!(shards, left = limit.remaining, "starting sessions with Discord's gateway");
        service::status(&format!("connecting the shards {shards}"));
        return Ok(());
    }
}

/// A store that fails must not keep the bot from its work.
#[expect(clippy::needless_pass_by_value, reason = "this is how a result hands it over")]
fn unknown<T>(error: StoreError) -> Option<T> {
    tracing::warn!(%error, "starts of sessions can't be looked up or written down; going on");
    None
}

async fn pause(wait: &Wait, health: &Health) {
    let line = format!("no session is started for {} s yet: {}", wait.time.as_secs(), wait.reason);
    tracing::warn!(seconds = wait.time.as_secs(), reason = wait.reason, "waiting before sessions are started");
    service::status(&line);
    health.waiting(Some(line));
    tokio::time::sleep(Duration::try_from(wait.time).unwrap_or_default()).await;
}

/// Whether the day's rest allows so many starts.
fn enough_left(limit: &SessionStartLimit, needed: u32) -> Result<(), Wait> {
    if limit.remaining >= u64::from(needed) {
        return Ok(());
    }
    let milliseconds = i64::try_from(limit.reset_after).unwrap_or(i64::MAX);
    // Discord's clock and ours differ, and a reset that is just over must not become a busy loop.
    let time = SignedDuration::from_millis(milliseconds).saturating_add(SignedDuration::from_secs(1));
    let reason = format!("Discord allows {} more today, {needed} are needed", limit.remaining);
    Err(Wait { time, reason })
}

/// What is still to be waited for after so many starts, the last of which was then.
fn after_restarts(before: Option<(u32, Timestamp)>, now: Timestamp) -> Option<Wait> {
    let (starts, last) = before.filter(|(starts, _)| *starts >= USUAL_STARTS)?;
    let doublings = (starts - USUAL_STARTS).min(16);
    let whole = (FIRST_WAIT * 2_i32.pow(doublings)).min(LONGEST_WAIT);
    let time = whole.saturating_sub(now.duration_since(last));
    let reason = format!("the bot was started {starts} times in {} hours", COUNTED.as_hours());
    (time > SignedDuration::ZERO).then_some(Wait { time, reason })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn restarts_wait_longer_and_longer() {
        let wait = |starts, ago: i64| after_restarts(Some((starts, at(1_000_000 - ago))), at(1_000_000));
        let seconds = |starts, ago| wait(starts, ago).map(|wait| wait.time.as_secs());
        assert_eq!(after_restarts(None, at(1)), None);
        assert_eq!(seconds(USUAL_STARTS - 1, 0), None);
        assert_eq!(seconds(USUAL_STARTS, 0), Some(5));
        assert_eq!(seconds(USUAL_STARTS, 3), Some(2));
        assert_eq!(seconds(USUAL_STARTS, 5), None);
        assert_eq!(seconds(USUAL_STARTS + 3, 0), Some(40));
        assert_eq!(seconds(u32::MAX, 0), Some(900));
        assert!(wait(USUAL_STARTS, 0).unwrap().reason.contains("10 times"));
    }

    /// A process that dies as soon as it has started its sessions, for a day.
    #[test]
    fn a_day_of_crashes_leaves_most_of_the_starts() {
        let mut starts: Vec<i64> = Vec::new();
        let mut now = 0;
        while now < 24 * 60 * 60 {
            let recent = starts.iter().filter(|start| **start >= now - COUNTED.as_secs()).count();
            let before = starts.last().map(|last| (u32::try_from(recent).unwrap(), at(*last)));
            match after_restarts(before, at(now)) {
                Some(wait) => now += wait.time.as_secs(),
                None => {
                    starts.push(now);
                    now += 1;
                }
            }
        }
        assert!((90..200).contains(&starts.len()), "{} starts", starts.len());
    }

    #[test]
    fn nothing_is_started_that_the_day_does_not_allow() {
        let limit = |remaining: u64| -> SessionStartLimit {
            let fields = json!({ "total": 1000, "remaining": remaining, "reset_after": 60_000, "max_concurrency": 1 });
            serde_json::from_value(fields).unwrap()
        };
        assert_eq!(enough_left(&limit(4), 4), Ok(()));
        let wait = enough_left(&limit(3), 4).unwrap_err();
        assert_eq!(wait.time, SignedDuration::from_secs(61));
        assert!(wait.reason.contains("3 more today, 4 are needed"), "{}", wait.reason);
    }
}
