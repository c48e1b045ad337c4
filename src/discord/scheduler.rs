//! Rounds of deliveries, again and again, and what they did in the log.

use std::convert::Infallible;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::daily::{Deliverer, Step};

use super::outlet::DiscordOutlet;

/// How long between two rounds: a post comes at most so much after its time.
const PAUSE: Duration = Duration::from_secs(15);

/// How long what became of a post is remembered, and how often what is older is forgotten: once in so many rounds.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(400 * 24);
const FORGETTING: u32 = 4 * 60 * 24;

/// Delivers what is due for as long as it is polled. It may be dropped at any point.
pub async fn run(deliverer: &Deliverer<DiscordOutlet>) -> Infallible {
    let mut rounds = 0_u32;
    loop {
        if rounds.is_multiple_of(FORGETTING)
            && let Err(error) = deliverer.store.forget_deliveries_before(Timestamp::now() - REMEMBERED).await
        {
            tracing::error!(%error, "old daily posts can't be forgotten");
        }
        match deliverer.deliver_due(Timestamp::now()).await {
            Ok(steps) => steps.iter().for_each(log),
            Err(error) => tracing::error!(%error, "the daily posts can't be seen to; trying again"),
        }
        rounds = rounds.wrapping_add(1);
        tokio::time::sleep(PAUSE).await;
    }
}

fn log(step: &Step) {
    match step {
        Step::Sent { key, message, late } => {
            tracing::info!(channel = key.channel, day = %key.day, edition = %key.edition, message, late, "daily post sent");
        }
        Step::Recovered { key, message } => {
            tracing::info!(channel = key.channel, day = %key.day, edition = %key.edition, message, "daily post was there");
        }
        Step::Published(key) => tracing::info!(channel = key.channel, day = %key.day, "daily post published"),
        Step::Skipped(key) => {
            tracing::warn!(channel = key.channel, day = %key.day, edition = %key.edition, "daily post skipped: too late");
        }
        Step::Held(key, reason) => {
            tracing::warn!(channel = key.channel, day = %key.day, edition = %key.edition, reason, "daily post held back");
        }
        Step::Unknown(key, reason) => {
            tracing::warn!(channel = key.channel, day = %key.day, edition = %key.edition, reason, "daily post unknown");
        }
        Step::Failed(key, reason) => {
            tracing::error!(channel = key.channel, day = %key.day, edition = %key.edition, reason, "daily post failed");
        }
        Step::Unclear(key, reason) => {
            tracing::warn!(channel = key.channel, day = %key.day, edition = %key.edition, reason, "daily post unclear");
        }
        Step::Parked(channel, obstacle) => tracing::warn!(channel, %obstacle, "daily posts parked"),
        Step::Resumed(channel) => tracing::info!(channel, "daily posts go on"),
        Step::Told(channel) => tracing::info!(channel, "the admin was told"),
    }
}
