//! The bot on Discord: connected, kept connected, stopped.
//!
//! The client lives in a runtime of its own, on a thread of its own: a shard can spin on a core after a failed resume
//! (serenity 0.12.5), and must not starve signals, health and whatever else runs beside it. For the same reason the end
//! is bounded from outside.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use serenity::client::ClientBuilder;
use serenity::gateway::{ConnectionStage, ShardManager};
use serenity::model::gateway::GatewayIntents;
use tokio::sync::oneshot;

use crate::bot::Bot;
use crate::config::{Secret, Shards};
use crate::ops::health::Health;
use crate::ops::intake::Intake;
use crate::ops::service;

use super::errors::DiscordError;
use super::events::Events;
use super::respond::Answering;
use super::{endpoint, http, sessions};

/// What the bot is told about: none of it is privileged. Content comes with messages that mention the bot and with
/// direct ones.
/// The content of all other messages is a privileged intent: the operator's decision.
const INTENTS: GatewayIntents =
    GatewayIntents::GUILDS.union(GatewayIntents::GUILD_MESSAGES).union(GatewayIntents::DIRECT_MESSAGES);

/// How long answers under way may take to get out once the bot is to stop.
const DRAIN_LIMIT: Duration = Duration::from_secs(3);

/// How long the shards may take to say goodbye to the gateway.
const CLOSE_LIMIT: Duration = Duration::from_millis(500);

/// How long the client may take to stop altogether before it is left behind.
const STOP_LIMIT: Duration = Duration::from_millis(4_200);

/// How often the settings of servers are read anew: another process may have changed them.
const SETTINGS_INTERVAL: Duration = Duration::from_secs(5);

/// How often what is older than an operator wants to keep is forgotten.
const FORGETTING_INTERVAL: Duration = Duration::from_hours(1);

/// How often the health of the shards is read from the client itself.
const HEALTH_INTERVAL: Duration = Duration::from_secs(1);

/// What a connection to Discord needs.
#[derive(Debug, Clone)]
pub struct Connection {
    /// The bot's token.
    pub token: Secret,
    /// Scheme, host and port of the API, if not Discord's own.
    pub api_url: Option<String>,
    /// Which shards this process connects.
    pub shards: Shards,
    /// Who answers.
    pub bot: Arc<Bot>,
    /// Who is told about connected shards.
    pub health: Arc<Health>,
    /// Where interactions come in over HTTP, if they do, with the application's key where the operator has named it.
    pub interactions: Option<Interactions>,
}

/// How interactions come in over HTTP.
#[derive(Debug, Clone)]
pub struct Interactions {
    /// The address to listen at.
    pub address: SocketAddr,
    /// The application's key in hexadecimal; without it, Discord is asked.
    pub public_key: Option<String>,
}

/// Runs the bot on Discord until `shutdown` completes: then connections are closed and answers under way get out.
///
/// # Errors
/// When the token is refused, the API can't be reached at the start, or Discord ends the connection for good.
pub async fn run(connection: Connection, shutdown: impl Future<Output = ()>) -> Result<(), DiscordError> {
    let (stop, stopping) = oneshot::channel();
    let (finish, mut finished) = oneshot::channel();
    std::thread::Builder::new().name("discord".to_owned()).spawn(move || {
        // Whoever waited for the result may be gone; then nobody needs it.
        let _ = finish.send(run_here(connection, stopping));
    })?;
    tokio::pin!(shutdown);
    tokio::select! {
        result = &mut finished => return result.unwrap_or_else(|_| Err(vanished())),
        () = &mut shutdown => {}
    }
    // The client may have ended by itself in this moment; its result tells.
    let _ = stop.send(());
    if let Ok(result) = tokio::time::timeout(STOP_LIMIT, finished).await {
        return result.unwrap_or_else(|_| Err(vanished()));
    }
    tracing::warn!("the Discord client did not stop in time and is left behind");
    Ok(())
}

fn vanished() -> DiscordError {
    DiscordError::Ended { reason: "the client's thread panicked".to_owned() }
}

fn run_here(connection: Connection, stop: oneshot::Receiver<()>) -> Result<(), DiscordError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().thread_name("discord-worker").enable_all().build()?;
    let result = runtime.block_on(connected(connection, stop));
    runtime.shutdown_timeout(Duration::from_millis(500));
    result
}

async fn connected(connection: Connection, mut stop: oneshot::Receiver<()>) -> Result<(), DiscordError> {
    let Connection { token, api_url, shards, bot, health, interactions } = connection;
    let intake = Intake::default();
    let mut intents = INTENTS;
    if bot.operator.message_content {
        intents |= GatewayIntents::MESSAGE_CONTENT;
    }
    let housekeeping = tokio::spawn(keep_house(Arc::clone(&bot)));
    let store = bot.store.clone();
    let answering = Arc::new(Answering::new(bot));
    let events = Events::new(Arc::clone(&answering), intake.clone());
    let starting = async {
        let api = http::client(&token, api_url.as_deref());
        let gateway = http::gateway(&api).await?;
        if let Some(interactions) = interactions {
            let key = http::public_key(&token, api_url.as_deref(), interactions.public_key.as_deref()).await?;
            let api = Arc::new(http::client(&token, api_url.as_deref()));
            let listener = endpoint::listen(interactions.address).await?;
            tokio::spawn(endpoint::serve(listener, key, api, answering, intake.clone()));
        }
        let client = ClientBuilder::new_with_http(api, intents)
            .event_handler(events)
            .await
            .map_err(|error| DiscordError::from_end(&error))?;
        // Serenity asked again by itself, and falls back to Discord's own gateway if that failed.
        client.ws_url.lock().await.clone_from(&gateway.url);
        let (first, last, total) = shards.resolved(gateway.shards);
        health.wanted_shards(last - first + 1);
        sessions::wait_for_turn(
            store.as_ref(),
            (first, last, total),
            &http::client(&token, api_url.as_deref()),
            &health,
        )
        .await?;
        Ok::<_, DiscordError>((client, (first, last, total)))
    };
    let (mut client, (first, last, total)) = tokio::select! {
        started = starting => started?,
        _ = &mut stop => return Ok(()),
    };
    let manager = Arc::clone(&client.shard_manager);
    let ended = tokio::select! {
        // The end of serenity's range belongs to it.
        ended = client.start_shard_range(first..last, total) => Some(ended),
        _ = stop => {
            drain(&intake).await;
            None
        }
        never = watch_shards(&manager, &health, last - first + 1) => match never {},
    };
    match ended {
        Some(Ok(())) => Err(DiscordError::Ended { reason: "all shards have stopped".to_owned() }),
        Some(Err(error)) => Err(DiscordError::from_end(&error)),
        None => {
            tracing::info!("closing the connection to Discord");
            if tokio::time::timeout(CLOSE_LIMIT, manager.shutdown_all()).await.is_err() {
                tracing::warn!("the gateway was left without a goodbye");
            }
            housekeeping.abort();
            Ok(())
        }
    }
}

/// Takes in nothing more, and lets what was taken in get out.
async fn drain(intake: &Intake) {
    if tokio::time::timeout(DRAIN_LIMIT, intake.close()).await.is_err() {
        tracing::warn!("stopped with answers still under way");
    }
}

/// What has to be done now and then as long as the bot runs: settings read anew, questions forgotten in time.
async fn keep_house(bot: Arc<Bot>) {
    let Some(store) = bot.store.clone() else { return };
    let mut forgotten: Option<Instant> = None;
    loop {
        if bot.operator.keeps_questions() && forgotten.is_none_or(|at| at.elapsed() >= FORGETTING_INTERVAL) {
            forgotten = Some(Instant::now());
            let kept = SignedDuration::from_hours(24 * i64::from(bot.operator.keep_questions_days));
            let before = Timestamp::now().saturating_sub(kept).unwrap_or(Timestamp::MIN);
            if let Err(error) = store.forget_questions_before(before).await {
                tracing::error!(%error, "old questions could not be forgotten");
            }
        }
        tokio::time::sleep(SETTINGS_INTERVAL).await;
        if let Err(error) = bot.settings.load(&store).await {
            tracing::warn!(%error, "settings could not be read anew; going on with those that are known");
        }
    }
}

/// Tells `health` how many shards are connected, again and again: no event tells it of every way to lose one.
async fn watch_shards(manager: &ShardManager, health: &Health, wanted: u32) -> Infallible {
    let mut told = None;
    loop {
        tokio::time::sleep(HEALTH_INTERVAL).await;
        let runners = manager.runners.lock().await;
        let connected = runners.values().filter(|runner| runner.stage == ConnectionStage::Connected).count();
        drop(runners);
        let connected = u32::try_from(connected).unwrap_or(u32::MAX);
        health.connected_shards(connected);
        if told.replace(connected) != Some(connected) {
            service::status(&format!("{connected} of {wanted} shards are connected to Discord"));
        }
    }
}
