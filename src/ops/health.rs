//! Health: `/livez` (the process runs and is not stuck), `/readyz` (it can answer: the engine is loaded and, on Discord,
//! the shards of this process are connected) and `/metrics` (numbers for Prometheus), on an address that operators choose.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::numbers;

/// How long the Discord client may give no sign of life before it counts as stuck: it gives one a second.
const STUCK_AFTER: Duration = Duration::from_mins(1);

/// The format of `/metrics`.
const PROMETHEUS_TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What is known about the bot's state right now. Shared by those who change it and the server that tells.
#[derive(Debug, Default)]
pub struct Health {
    state: Mutex<HealthState>,
}

#[derive(Debug, Default)]
struct HealthState {
    engine_loaded: bool,
    discord_wanted: bool,
    /// Why sessions are not started yet, where that is on purpose.
    waiting: Option<String>,
    wanted_shards: u32,
    connected_shards: u32,
    /// The client's last sign of life, once it has given one.
    beat: Option<Instant>,
    stopping: bool,
}

impl Health {
    /// The engine is loaded: questions can be answered.
    pub fn engine_loaded(&self) {
        self.change(|state| state.engine_loaded = true);
    }

    /// The bot is to run on Discord: from now on it is ready only while its shards are connected.
    pub fn discord_wanted(&self) {
        self.change(|state| {
            state.discord_wanted = true;
            state.wanted_shards = state.wanted_shards.max(1);
        });
    }

    /// Sessions are not started yet, for this reason.
    pub fn waiting(&self, reason: Option<String>) {
        self.change(|state| state.waiting = reason);
    }

    /// This process is to connect so many shards.
    pub fn wanted_shards(&self, count: u32) {
        self.change(|state| state.wanted_shards = count);
    }

    /// So many shards are connected; a sign of life of the client as well.
    pub fn connected_shards(&self, count: u32) {
        self.change(|state| {
            state.connected_shards = count;
            state.beat = Some(Instant::now());
            numbers::shards(state.wanted_shards, count);
        });
    }

    /// The bot is on its way out: nothing new is to come here.
    pub fn stopping(&self) {
        self.change(|state| state.stopping = true);
    }

    /// Whether the process is not stuck, or else in what.
    ///
    /// # Errors
    /// One line for an operator.
    pub fn alive(&self) -> Result<(), String> {
        let beat = self.state.lock().unwrap_or_else(PoisonError::into_inner).beat;
        alive_since(beat.map(|beat| beat.elapsed()))
    }

    /// Whether questions can be answered, or else why not.
    ///
    /// # Errors
    /// One line for an operator.
    pub fn ready(&self) -> Result<(), String> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if !state.engine_loaded {
            return Err("the engine is not loaded yet".to_owned());
        }
        if state.stopping {
            return Err("the bot is stopping".to_owned());
        }
        if let Some(reason) = &state.waiting {
            return Err(reason.clone());
        }
        let (connected, wanted) = (state.connected_shards, state.wanted_shards);
        if state.discord_wanted && connected < wanted {
            return Err(format!("{connected} of {wanted} shards are connected to Discord"));
        }
        Ok(())
    }

    fn change(&self, change: impl FnOnce(&mut HealthState)) {
        // A panic elsewhere can't leave these few flags half written.
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

fn alive_since(beat: Option<Duration>) -> Result<(), String> {
    match beat.filter(|silent| *silent > STUCK_AFTER) {
        Some(silent) => Err(format!("the Discord client has given no sign of life for {} s", silent.as_secs())),
        None => Ok(()),
    }
}

/// Serves `/livez`, `/readyz` and `/metrics` at `address` for as long as the future lives. A port that is taken costs a
/// warning in the log and nothing else: the bot goes on.
pub async fn serve(address: SocketAddr, health: Arc<Health>) {
    let listener = match tokio::net::TcpListener::bind(address).await {
        Ok(listener) => listener,
        Err(error) => {
            tracing::warn!(%address, %error, "no health server: http.listen can't be used; going on without it");
            return;
        }
    };
    tracing::info!(%address, "health server listening");
    if let Err(error) = axum::serve(listener, router(health)).await {
        tracing::warn!(%address, %error, "health server stopped");
    }
}

fn router(health: Arc<Health>) -> Router {
    Router::new()
        .route("/livez", get(|State(health): State<Arc<Health>>| async move { told(health.alive(), "alive") }))
        .route("/readyz", get(|State(health): State<Arc<Health>>| async move { told(health.ready(), "ready") }))
        .route("/metrics", get(metrics))
        .with_state(health)
}

fn told(state: Result<(), String>, good: &str) -> (StatusCode, String) {
    match state {
        Ok(()) => (StatusCode::OK, format!("{good}\n")),
        Err(reason) => (StatusCode::SERVICE_UNAVAILABLE, format!("not {good}: {reason}\n")),
    }
}

async fn metrics() -> Response {
    ([(header::CONTENT_TYPE, PROMETHEUS_TEXT)], numbers::rendered()).into_response()
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    #[test]
    fn ready_means_engine_and_where_wanted_all_shards() {
        let health = Health::default();
        assert!(health.ready().is_err());
        health.engine_loaded();
        assert_eq!(health.ready(), Ok(()));
        health.discord_wanted();
        assert!(health.ready().is_err());
        health.wanted_shards(2);
        health.connected_shards(1);
        assert_eq!(health.ready(), Err("1 of 2 shards are connected to Discord".to_owned()));
        health.connected_shards(2);
        assert_eq!(health.ready(), Ok(()));
        health.waiting(Some("waiting for the limit".to_owned()));
        assert_eq!(health.ready(), Err("waiting for the limit".to_owned()));
        health.waiting(None);
        health.stopping();
        assert_eq!(health.ready(), Err("the bot is stopping".to_owned()));
    }

    #[test]
    fn alive_means_a_sign_of_life_once_there_was_one() {
        assert!(alive_since(None).is_ok());
        assert!(alive_since(Some(STUCK_AFTER)).is_ok());
        let stuck = alive_since(Some(STUCK_AFTER + Duration::from_secs(1))).unwrap_err();
        assert!(stuck.contains("61 s"), "{stuck}");
    }

    #[tokio::test]
    async fn served_over_http() {
        let health = Arc::new(Health::default());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(axum::serve(listener, router(Arc::clone(&health))).into_future());
        assert!(request(address, "/livez").await.starts_with("HTTP/1.1 200"));
        let before = request(address, "/readyz").await;
        assert!(before.starts_with("HTTP/1.1 503") && before.ends_with("not ready: the engine is not loaded yet\n"));
        health.engine_loaded();
        assert!(request(address, "/readyz").await.starts_with("HTTP/1.1 200"));
        let metrics = request(address, "/metrics").await;
        assert!(metrics.starts_with("HTTP/1.1 200") && metrics.contains(PROMETHEUS_TEXT), "{metrics}");
        assert!(request(address, "/secrets").await.starts_with("HTTP/1.1 404"));
        server.abort();
    }

    #[tokio::test]
    async fn taken_port_is_survived() {
        let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        serve(taken.local_addr().unwrap(), Arc::new(Health::default())).await;
    }

    async fn request(address: SocketAddr, path: &str) -> String {
        let mut connection = tokio::net::TcpStream::connect(address).await.unwrap();
        let head = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        connection.write_all(head.as_bytes()).await.unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).await.unwrap();
        answer
    }
}
