//! Looks at the data folder, again and again, and tells those who keep the knowledge what its changes would do. It
//! applies nothing.

use std::time::Duration;

use futures_util::Stream;
use futures_util::stream::{self, StreamExt as _};
use jiff::Timestamp;
use serenity::http::Http;

use crate::bot::commands::reindex;
use crate::reindex::follow::Watcher;
use crate::text::language::Language;

use super::notices;

/// Whom changes are told.
#[derive(Debug)]
pub struct Audience {
    /// Discord.
    pub http: Http,
    /// The channel.
    pub channel: u64,
    /// The language that is spoken there.
    pub language: Language,
}

/// Looks once at every instant of `clock`, until that ends. What could not be told is told at a later one, unless there
/// is a newer change by then.
pub async fn run(mut watcher: Watcher, audience: &Audience, clock: impl Stream<Item = Timestamp>) {
    let mut clock = std::pin::pin!(clock);
    let mut untold = None;
    while let Some(now) = clock.next().await {
        match watcher.look(now).await {
            Ok(plan) => untold = plan.map(|plan| reindex::told(&plan, audience.language)).or(untold),
            Err(error) => tracing::error!(%error, "the data folder can't be watched; trying again"),
        }
        if let Some(reply) = untold.take()
            && let Err(error) = notices::tell(&audience.http, audience.channel, &reply).await
        {
            tracing::error!(error, channel = audience.channel, "a change of the data could not be told; trying again");
            untold = Some(reply);
        }
    }
}

/// Now, and after every pause the instant that it is then; without end.
pub fn every(pause: Duration) -> impl Stream<Item = Timestamp> {
    stream::unfold(Duration::ZERO, move |wait| async move {
        tokio::time::sleep(wait).await;
        Some((Timestamp::now(), pause))
    })
}
