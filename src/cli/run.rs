//! `lablore run`: the bot on Discord, with health beside it, until it is told to stop.

use std::future::Future;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use jiff::Timestamp;

use crate::bot::settings::PlaceSettings;
use crate::bot::{Bot, Operator};
use crate::config::Settings;
use crate::daily::{Deliverer, Rules};
use crate::discord::client::Interactions;
use crate::discord::outlet::DiscordOutlet;
use crate::discord::watch::{self, Audience};
use crate::discord::{self, Connection, DiscordError, scheduler};
use crate::engine::Engine;
use crate::ops::health::{self, Health};
use crate::ops::{numbers, service};
use crate::reindex::Reindexer;
use crate::reindex::follow::{Follower, Step, Watcher};
use crate::store::{Store, StoreError};

/// How long stopping may take altogether.
const STOP_LIMIT: Duration = Duration::from_millis(4_900);

/// How long the store may take to close its connections.
const CLOSE_LIMIT: Duration = Duration::from_millis(400);

/// How often to look whether the Discord client is stuck.
const HEALTH_INTERVAL: Duration = Duration::from_secs(5);

/// The exit status of a process that did not end in order.
const ENDED_AT_ONCE: i32 = 1;

/// How often it is looked at what other processes have put to use.
const BETWEEN_LOOKS: Duration = Duration::from_secs(15);

/// How often the data folder is looked at.
const BETWEEN_WATCHES: Duration = Duration::from_mins(1);

/// How long work beside the bot may take to stop.
const STOP_BESIDE: Duration = Duration::from_millis(300);

/// Why the bot on Discord could not run, or ended.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// There is no token.
    #[error("there is no DISCORD_TOKEN: set it to run on Discord, or use `lablore chat` to ask in the terminal")]
    NoToken,
    /// Discord refused or ended it.
    #[error(transparent)]
    Discord(#[from] DiscordError),
    /// What must survive a restart can't be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Threads or signals were not to be had.
    #[error("the bot could not be started: {0}")]
    Start(#[from] std::io::Error),
}

impl RunError {
    /// The exit status of the process: 2 for what the operator has to set right, 1 for a service that failed.
    #[must_use]
    pub fn exit_status(&self) -> u8 {
        match self {
            Self::NoToken | Self::Discord(DiscordError::TokenRefused) | Self::Store(StoreError::Address) => 2,
            Self::Discord(_) | Self::Store(_) | Self::Start(_) => 1,
        }
    }
}

/// Runs the bot on Discord until SIGTERM or Ctrl-C, answering from `engine`, whatever it holds at the time.
///
/// # Errors
/// See [`RunError`].
pub fn run(settings: &Settings, engine: Arc<ArcSwap<Engine>>) -> Result<(), RunError> {
    let token = settings.discord.token.clone().ok_or(RunError::NoToken)?;
    let public_key = settings.discord.public_key.clone();
    let interactions = settings.http.interactions.map(|address| Interactions { address, public_key });
    let health = Arc::new(Health::default());
    health.engine_loaded();
    health.discord_wanted();
    let outlet = DiscordOutlet::new(discord::http::client(&token, settings.discord.api_url.as_deref()));
    let posted = Arc::clone(&engine);
    // Signals and health have a runtime of their own, apart from the client's: see `discord::client`.
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).thread_name("ops").enable_all().build()?;
    let ended = runtime.block_on(async {
        let stopped = stop_signal(Arc::clone(&health))?;
        let store = Store::open(settings.store.url.expose()).await?;
        let reindexer = Arc::new(Reindexer::new(super::engine::workshop(settings), Arc::clone(&engine)));
        let bot = Bot::new(engine).with_store(store.clone(), operator(settings)).await?;
        let bot = bot.with_reindexer(Arc::clone(&reindexer));
        let connection = Connection {
            token,
            api_url: settings.discord.api_url.clone(),
            shards: settings.discord.shards,
            bot: Arc::new(bot),
            health: Arc::clone(&health),
            interactions,
        };
        if let Some(address) = settings.http.listen {
            tokio::spawn(health::serve(address, Arc::clone(&health)));
        }
        tokio::spawn(watch_over(health));
        service::started();
        let deliverer = Deliverer {
            store: store.clone(),
            engine: posted,
            outlet,
            owner: owner(),
            rules: Rules { leap_day: settings.daily.leap_day, grace: settings.daily.grace },
        };
        let scheduler = tokio::spawn(async move { scheduler::run(&deliverer).await });
        let follower = Follower::new(Arc::clone(&reindexer), store.clone(), owner());
        let following = tokio::spawn(follow(follower));
        let watching = watched(settings, reindexer, &store).map(tokio::spawn);
        let ended = discord::run(connection, stopped).await.map_err(RunError::from);
        scheduler.abort();
        following.abort();
        watching.inspect(tokio::task::JoinHandle::abort);
        if tokio::time::timeout(CLOSE_LIMIT, store.close()).await.is_err() {
            tracing::warn!("the store was left with connections open; what was written is there");
        }
        ended
    });
    // A build that is under way is left behind: what it has written counts for nothing until it is committed.
    runtime.shutdown_timeout(STOP_BESIDE);
    ended
}

/// Follows what other processes put to use, again and again.
async fn follow(mut follower: Follower) {
    loop {
        match follower.look(Timestamp::now()).await {
            Ok(Step::Nothing) => {}
            Ok(Step::Followed(swapped)) => {
                numbers::generation(&swapped.after, swapped.bytes, swapped.built_at);
                tracing::info!(after = swapped.after, "followed another process");
            }
            Ok(Step::Behind(why)) => tracing::error!(why, "another state of the data is in force elsewhere"),
            Err(error) => tracing::error!(%error, "what other processes put to use can't be read; trying again"),
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
}

/// Watches the data folder and tells of its changes, where the operator wants that.
fn watched(settings: &Settings, reindexer: Arc<Reindexer>, store: &Store) -> Option<impl Future<Output = ()> + use<>> {
    let (token, channel) = (settings.discord.token.clone()?, settings.reindex.channel);
    let Some(channel) = channel.filter(|_| settings.reindex.watch) else {
        if settings.reindex.watch {
            tracing::warn!("reindex.watch is on, but reindex.channel names no channel: nothing is watched");
        }
        return None;
    };
    let audience = Audience {
        http: discord::http::client(&token, settings.discord.api_url.as_deref()),
        channel,
        language: settings.discord.language.unwrap_or_default(),
    };
    let watcher = Watcher::new(reindexer, store.clone());
    Some(async move { watch::run(watcher, &audience, watch::every(BETWEEN_WATCHES)).await })
}

/// Tells this process from all others that share its store.
fn owner() -> String {
    format!("{} {:016x}", std::process::id(), RandomState::new().hash_one(Timestamp::now()))
}

/// What the settings decide for all servers.
fn operator(settings: &Settings) -> Operator {
    let discord = &settings.discord;
    Operator {
        defaults: PlaceSettings { language: discord.language, private: discord.private, ..PlaceSettings::default() },
        member_pace: discord.member_questions_per_minute,
        channel_pace: discord.channel_questions_per_minute,
        keep_questions_days: settings.store.keep_questions_days,
        message_content: discord.message_content,
        leap_day: settings.daily.leap_day,
        home_server: discord.home_server,
        data: Some(super::data_folder(settings)),
        terms: settings.about.terms.clone(),
        privacy: settings.about.privacy.clone(),
    }
}

/// Keeps systemd's watchdog quiet for as long as the Discord client is not stuck.
async fn watch_over(health: Arc<Health>) {
    let stuck = async {
        while health.alive().is_ok() {
            tokio::time::sleep(HEALTH_INTERVAL).await;
        }
    };
    tokio::select! {
        never = service::stay_alive() => match never {},
        () = stuck => tracing::error!("the Discord client is stuck; systemd's watchdog will see to it, where it is on"),
    }
}

/// Completes at SIGTERM or Ctrl-C. From then on a second signal, or the end of the time for stopping, ends the process
/// at once.
fn stop_signal(health: Arc<Health>) -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => tracing::info!("SIGTERM: stopping"),
            _ = interrupt.recv() => tracing::info!("interrupted: stopping"),
        }
        health.stopping();
        service::stopping();
        tokio::spawn(async move {
            tokio::select! {
                _ = terminate.recv() => tracing::warn!("a second signal: ending at once"),
                _ = interrupt.recv() => tracing::warn!("a second signal: ending at once"),
                () = tokio::time::sleep(STOP_LIMIT) => tracing::error!("stopping took too long: ending at once"),
            }
            // What was written to the store is there; the rest is what a crash would leave, and as safe.
            std::process::exit(ENDED_AT_ONCE);
        });
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exit_status_tells_whose_turn_it_is() {
        assert_eq!(RunError::NoToken.exit_status(), 2);
        assert_eq!(RunError::Discord(DiscordError::TokenRefused).exit_status(), 2);
        let ended = DiscordError::Ended { reason: "x".to_owned() };
        assert_eq!(RunError::Discord(ended).exit_status(), 1);
    }
}
