//! Health: `/livez` (the process runs) and `/readyz` (it can answer: the engine is loaded and, on Discord, a shard is
//! connected), on an address that operators choose.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;

/// What is known about the bot's state right now. Shared by those who change it and the server that tells.
#[derive(Debug, Default)]
pub struct Health {
    state: Mutex<HealthState>,
}

#[derive(Debug, Default)]
struct HealthState {
    engine_loaded: bool,
    discord_wanted: bool,
    connected_shards: usize,
}

impl Health {
    /// The engine is loaded: questions can be answered.
    pub fn engine_loaded(&self) {
        self.change(|state| state.engine_loaded = true);
    }

    /// The bot is to run on Discord: from now on it is ready only while a shard is connected.
    pub fn discord_wanted(&self) {
        self.change(|state| state.discord_wanted = true);
    }

    /// A shard was connected.
    pub fn shard_connected(&self) {
        self.change(|state| state.connected_shards = state.connected_shards.max(1));
    }

    /// So many shards are connected.
    pub fn connected_shards(&self, count: usize) {
        self.change(|state| state.connected_shards = count);
    }

    /// Whether questions can be answered, or else why not.
    ///
    /// # Errors
    /// One line for an operator.
    pub fn ready(&self) -> Result<(), &'static str> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if !state.engine_loaded {
            return Err("the engine is not loaded yet");
        }
        if state.discord_wanted && state.connected_shards == 0 {
            return Err("no shard is connected to Discord");
        }
        Ok(())
    }

    fn change(&self, change: impl FnOnce(&mut HealthState)) {
        // A panic elsewhere can't leave these few flags half written.
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Serves `/livez` and `/readyz` at `address` for as long as the future lives. A port that is taken costs a warning in
/// the log and nothing else: the bot goes on.
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
    Router::new().route("/livez", get(|| async { "alive\n" })).route("/readyz", get(readyz)).with_state(health)
}

async fn readyz(State(health): State<Arc<Health>>) -> (StatusCode, String) {
    match health.ready() {
        Ok(()) => (StatusCode::OK, "ready\n".to_owned()),
        Err(reason) => (StatusCode::SERVICE_UNAVAILABLE, format!("not ready: {reason}\n")),
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    #[test]
    fn ready_means_engine_and_where_wanted_a_shard() {
        let health = Health::default();
        assert!(health.ready().is_err());
        health.engine_loaded();
        assert_eq!(health.ready(), Ok(()));
        health.discord_wanted();
        assert!(health.ready().is_err());
        health.shard_connected();
        assert_eq!(health.ready(), Ok(()));
        health.connected_shards(0);
        assert!(health.ready().is_err());
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
        assert!(request(address, "/metrics").await.starts_with("HTTP/1.1 404"));
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
