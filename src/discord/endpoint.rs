//! Interactions over HTTP: `POST /interactions`, signed by Discord with Ed25519. What is not signed is refused, as
//! Discord demands and checks now and then. Behind the signature it is the same as over the gateway.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::{Value, json};
use serenity::http::Http;
use serenity::interactions_endpoint::Verifier;
use serenity::model::application::Interaction;
use tokio::net::TcpListener;
use tokio::sync::{RwLock, oneshot};
use tracing::Instrument;

use super::errors::DiscordError;
use super::respond::{self, Answering, First, Way};

/// Discord's number for the answer to a ping.
const PONG: u8 = 1;

/// What a request needs.
#[derive(Clone)]
struct Shared {
    key: Verifier,
    api: Arc<Http>,
    answering: Arc<Answering>,
    in_flight: Arc<RwLock<()>>,
}

/// Listens at an address.
///
/// # Errors
/// When it can't be listened at.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, DiscordError> {
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| DiscordError::NoEndpoint { address, reason: error.to_string() })?;
    tracing::info!(%address, "taking interactions over HTTP");
    Ok(listener)
}

/// Serves interactions for as long as the future lives, and holds `in_flight` while it answers.
pub async fn serve(
    listener: TcpListener,
    key: Verifier,
    api: Arc<Http>,
    answering: Arc<Answering>,
    in_flight: Arc<RwLock<()>>,
) {
    let shared = Shared { key, api, answering, in_flight };
    let router = Router::new().route("/interactions", post(interaction)).with_state(shared);
    if let Err(error) = axum::serve(listener, router).await {
        tracing::error!(%error, "interactions over HTTP have ended");
    }
}

async fn interaction(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (signature, timestamp) = (header("x-signature-ed25519"), header("x-signature-timestamp"));
    if shared.key.verify(signature, timestamp, &body).is_err() {
        return (StatusCode::UNAUTHORIZED, "invalid request signature").into_response();
    }
    // A ping has less in it than other interactions.
    let value: Option<Value> = serde_json::from_slice(&body).ok();
    if value.as_ref().is_some_and(|value| value["type"] == 1) {
        return answer(&json!({ "type": PONG }));
    }
    let Some(interaction) = value.and_then(|value| serde_json::from_value::<Interaction>(value).ok()) else {
        return (StatusCode::BAD_REQUEST, "no interaction").into_response();
    };
    let (waiting, first) = oneshot::channel();
    // On its own: it goes on after its first response, and after whoever asked has hung up.
    tokio::spawn(async move {
        let _in_flight = shared.in_flight.read().await;
        shared.api.set_application_id(interaction.application_id());
        let way = Way::over_http(&shared.api, &interaction, waiting);
        shared.answering.interaction(&interaction, way).instrument(respond::span(&interaction)).await;
    });
    match first.await {
        Ok(first) => answered(first),
        Err(_) => (StatusCode::CONFLICT, "answered already").into_response(),
    }
}

/// The first response. It tells that it is on its way when its text is taken, or dropped with whoever hung up.
fn answered(First { body, leaving }: First) -> Response {
    let text = body.to_string();
    let length = text.len();
    let taken = futures_util::stream::once(async move {
        drop(leaving);
        Ok::<_, Infallible>(text)
    });
    let headers = [(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_LENGTH, length.to_string())];
    (headers, Body::from_stream(taken)).into_response()
}

fn answer(body: &Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}
