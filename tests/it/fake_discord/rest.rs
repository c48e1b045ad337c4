//! The HTTP side of Discord's API. Every request is looked up in the description, its body judged
//! (`validate`, `limits`), then done to the world (`operations`); every answer of the fake's own is
//! judged by the same description. Faults that a test ordered happen here.

use std::collections::BTreeMap;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context as TaskContext, Poll};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, State as Extract};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::Response;
use axum::serve::{IncomingStream, Listener};
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

use super::limits::{self, Sent};
use super::model::{ChannelId, MessageId};
use super::operations::act;
use super::validate::{DESCRIPTION, Operation, Parameters};
use super::{Fault, Rule, Shared, State, TOKEN};

/// Interaction callback types.
pub mod callback {
    pub const MESSAGE: u64 = 4;
    pub const DEFERRED_MESSAGE: u64 = 5;
    pub const DEFERRED_UPDATE: u64 = 6;
    pub const UPDATE: u64 = 7;
    pub const CHOICES: u64 = 8;
    pub const MODAL: u64 = 9;
}

/// Status and body; a body of none is sent empty.
pub struct Answer {
    pub status: u16,
    pub body: Option<Value>,
}

/// A request, read and judged.
pub struct Call {
    pub parameters: Parameters,
    pub query: BTreeMap<String, String>,
    pub body: Value,
    /// Names of the files that come along.
    pub files: Vec<String>,
    /// What is in them, as text.
    pub contents: Vec<String>,
}

impl Answer {
    pub fn ok(body: Value) -> Self {
        Self { status: 200, body: Some(body) }
    }

    pub fn nothing() -> Self {
        Self { status: 204, body: None }
    }

    /// An error with Discord's number for it.
    pub fn error(status: u16, code: u32, message: &str) -> Self {
        Self { status, body: Some(json!({ "code": code, "message": message })) }
    }

    pub fn unknown_message() -> Self {
        Self::error(404, 10008, "Unknown Message")
    }

    pub fn missing_permissions() -> Self {
        Self::error(403, 50013, "Missing Permissions")
    }
}

impl Call {
    /// A variable of the path that is an id; one that is none meets nothing.
    pub fn id(&self, name: &str) -> u64 {
        self.parameters.get(name).and_then(|id| id.parse().ok()).unwrap_or(0)
    }

    pub fn channel(&self) -> ChannelId {
        ChannelId(self.id("channel_id"))
    }

    pub fn message(&self) -> MessageId {
        MessageId(self.id("message_id"))
    }

    pub fn token(&self) -> &str {
        self.parameters
            .get("webhook_token")
            .or_else(|| self.parameters.get("interaction_token"))
            .map_or("", String::as_str)
    }

    pub fn asks_for(&self, flag: &str) -> bool {
        self.query.get(flag).is_some_and(|value| value == "true")
    }
}

pub async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let router = Router::new().fallback(handle).with_state(shared);
    let service = router.into_make_service_with_connect_info::<Line>();
    axum::serve(BreakableListener(listener), service).await.expect("serving never ends by itself");
}

async fn handle(
    Extract(shared): Extract<Arc<Shared>>,
    ConnectInfo(line): ConnectInfo<Line>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    let path = uri.path().to_owned();
    if let Some(file) = path.strip_prefix("/attachments/") {
        return upload(&shared, file);
    }
    let found = path.strip_prefix("/api/v10").and_then(|path| DESCRIPTION.find(method.as_str(), path));
    let Some((operation, parameters)) = found else {
        let mut state = shared.lock();
        state.violate(Rule::Route, &format!("{method} {path}"), "the fake knows no such route".to_owned());
        return response(Answer::error(404, 0, "404: Not Found"));
    };
    let fault = {
        let mut state = shared.lock();
        state.requests.push(operation.id.clone());
        state.take_fault(&operation.id)
    };
    shared.changed.notify_waiters();
    match fault {
        Some(Fault::Slow(delay)) => tokio::time::sleep(delay).await,
        Some(Fault::Reset) => {
            line.break_off();
            return response(Answer::nothing());
        }
        Some(Fault::RateLimited { retry_after }) => return rate_limited(retry_after),
        Some(Fault::Status(status)) => {
            let page = format!("<html><body>{status}</body></html>");
            return Response::builder().status(status).body(Body::from(page)).expect("a status and a page");
        }
        Some(Fault::LostAnswer | Fault::SlowAnswer(_)) | None => {}
    }

    let is_open =
        matches!(operation.id.as_str(), "get_gateway" | "create_interaction_response") || path.contains("/webhooks/");
    let token = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !is_open && token != format!("Bot {TOKEN}") {
        return response(Answer { status: 401, body: Some(json!({ "message": "401: Unauthorized", "code": 0 })) });
    }

    let answer = {
        let mut state = shared.lock();
        let is_lost = matches!(fault, Some(Fault::LostAnswer | Fault::SlowAnswer(_)));
        let call = read(&uri, &headers, &bytes, parameters);
        let answer = match call {
            Ok(call) => judge_and_act(&mut state, operation, &path, &call, is_lost),
            Err(what) => {
                state.violate(Rule::Description, &operation.id, what);
                Answer::error(400, 50109, "The request body contains invalid JSON.")
            }
        };
        if answer.status < 300 {
            for fault in DESCRIPTION.faults_of_answer(operation, answer.status, answer.body.as_ref()) {
                state.violate(Rule::FakeItself, &operation.id, fault);
            }
        }
        answer
    };
    shared.changed.notify_waiters();
    match fault {
        Some(Fault::LostAnswer) => line.break_off(),
        Some(Fault::SlowAnswer(delay)) => tokio::time::sleep(delay).await,
        _ => {}
    }
    response(answer)
}

/// A file that somebody has chosen for a command, as Discord serves it: to whoever knows its address.
fn upload(shared: &Shared, path: &str) -> Response {
    let id = path.split('/').next().and_then(|id| id.parse::<u64>().ok()).unwrap_or_default();
    let bytes = shared.lock().world.uploads.get(&id).map(|(_, bytes)| bytes.clone());
    let status = if bytes.is_some() { 200 } else { 404 };
    let body = Body::from(bytes.unwrap_or_default());
    Response::builder().status(status).body(body).expect("a status and bytes")
}

/// Delivers an interaction to the application's endpoint, signed with the key whose public half the application's
/// description holds, and takes what comes back as the first response.
pub async fn answer_of_endpoint(shared: &Shared, endpoint: &str, id: u64, event: &Value) -> Result<(), String> {
    let body = event.to_string();
    let answer = reqwest::Client::new()
        .post(endpoint)
        .header("x-signature-ed25519", signature(TIMESTAMP, &body))
        .header("x-signature-timestamp", TIMESTAMP)
        .header("content-type", "application/json")
        .body(body)
        .send()
        .await
        .map_err(|error| error.to_string())?;
    let status = answer.status();
    let bytes = answer.bytes().await.map_err(|error| error.to_string())?;
    if !status.is_success() {
        return Err(format!("{status}: {}", String::from_utf8_lossy(&bytes)));
    }
    let body = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
    let token = event["token"].as_str().unwrap_or_default();
    let path = format!("/interactions/{id}/{token}/callback");
    let (operation, parameters) = DESCRIPTION.find("POST", &path).ok_or("no such operation")?;
    let call = Call { parameters, query: BTreeMap::new(), body, files: Vec::new(), contents: Vec::new() };
    let answer = judge_and_act(&mut shared.lock(), operation, &path, &call, false);
    shared.changed.notify_waiters();
    if answer.status < 300 { Ok(()) } else { Err(format!("Discord would not take it: {:?}", answer.body)) }
}

/// When a request is said to be signed.
pub const TIMESTAMP: &str = "1784376000";

/// The signature of a request, in hexadecimal.
pub fn signature(timestamp: &str, body: &str) -> String {
    use ed25519_dalek::Signer;
    // The secret half of the application's `verify_key`.
    let key = ed25519_dalek::SigningKey::from_bytes(&[0; 32]);
    let signature = key.sign(format!("{timestamp}{body}").as_bytes());
    signature.to_bytes().iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

fn response(answer: Answer) -> Response {
    let builder = Response::builder().status(StatusCode::from_u16(answer.status).expect("the fake uses real statuses"));
    let response = match answer.body {
        Some(body) => builder.header("content-type", "application/json").body(Body::from(body.to_string())),
        None => builder.body(Body::empty()),
    };
    response.expect("a status, a type and a body make a response")
}

/// 429 as Discord sends it, or (without `retry_after`) as a proxy before Discord does: a page of text.
fn rate_limited(retry_after: Option<f64>) -> Response {
    let builder = Response::builder().status(429);
    let response = match retry_after {
        Some(seconds) => builder
            .header("content-type", "application/json")
            .header("retry-after", format!("{}", seconds.ceil()))
            .header("x-ratelimit-limit", "5")
            .header("x-ratelimit-remaining", "0")
            .header("x-ratelimit-reset-after", seconds.to_string())
            .header("x-ratelimit-scope", "user")
            .body(Body::from(
                json!({ "message": "You are being rate limited.", "retry_after": seconds, "global": false })
                    .to_string(),
            )),
        None => builder.header("content-type", "text/plain").body(Body::from("error code: 1015")),
    };
    response.expect("a status, headers and a body make a response")
}

/// Reads query and body; a multipart body's JSON stands in its part `payload_json`.
fn read(uri: &Uri, headers: &HeaderMap, bytes: &Bytes, parameters: Parameters) -> Result<Call, String> {
    let pairs = uri.query().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
    let query = pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    let kind = headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut files = Vec::new();
    let mut contents = Vec::new();
    let mut json_text = bytes.to_vec();
    if let Some(boundary) = kind.strip_prefix("multipart/form-data").and_then(|rest| rest.split("boundary=").nth(1)) {
        json_text.clear();
        for (name, file, content) in parts_of(bytes, boundary.trim_matches('"')) {
            match file {
                Some(file) => {
                    files.push(file);
                    contents.push(String::from_utf8_lossy(content).into_owned());
                }
                None if name == "payload_json" => json_text = content.to_vec(),
                None => {
                    return Err(format!("a form part {name:?} that is neither payload_json nor a file"));
                }
            }
        }
    }
    let body = if json_text.is_empty() {
        Value::Null
    } else {
        serde_json::from_slice(&json_text).map_err(|error| format!("the body is not JSON: {error}"))?
    };
    Ok(Call { parameters, query, body, files, contents })
}

/// Name, file name and content of each part of a multipart body.
fn parts_of<'a>(bytes: &'a [u8], boundary: &str) -> Vec<(String, Option<String>, &'a [u8])> {
    let delimiter = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut rest = bytes;
    while let Some(start) = find(rest, delimiter.as_bytes()) {
        rest = &rest[start + delimiter.len()..];
        let end = find(rest, delimiter.as_bytes()).unwrap_or(rest.len());
        let part = &rest[..end];
        if let Some(split) = find(part, b"\r\n\r\n") {
            let header = String::from_utf8_lossy(&part[..split]).into_owned();
            let content = part[split + 4..].strip_suffix(b"\r\n").unwrap_or(&part[split + 4..]);
            let attribute = |key: &str| {
                let value = header.split(&format!("{key}=\"")).nth(1)?;
                Some(value.split('"').next().unwrap_or_default().to_owned())
            };
            // `name=` also ends `filename=`, so the name is looked for behind a separator.
            parts.push((attribute("; name").unwrap_or_default(), attribute("filename"), content));
        }
    }
    parts
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

fn judge_and_act(state: &mut State, operation: &Operation, path: &str, call: &Call, is_lost: bool) -> Answer {
    let mut is_refused = false;
    for fault in DESCRIPTION.faults_of_body(operation, &call.body) {
        is_refused |= !fault.is_unknown_field;
        state.violate(Rule::Description, &operation.id, fault.says);
    }
    for fault in limits_of(&operation.id, call) {
        is_refused = true;
        state.violate(Rule::Limit, &operation.id, fault);
    }
    if is_refused {
        return Answer::error(400, 50035, "Invalid Form Body");
    }
    if let Some((body, _)) = message_in(&operation.id, call) {
        for fault in limits::manners_of_message(body) {
            state.violate(Rule::Manners, &operation.id, fault);
        }
    }
    act(state, operation, path, call, is_lost)
}

/// The message that a request carries, if it carries one.
fn message_in<'a>(operation: &str, call: &'a Call) -> Option<(&'a Value, Sent)> {
    match operation {
        "create_message" => Some((&call.body, Sent::ToChannel)),
        "create_thread" => Some((&call.body["message"], Sent::ToChannel)),
        "update_message" | "update_original_webhook_message" | "update_webhook_message" => {
            Some((&call.body, Sent::AsEdit))
        }
        "execute_webhook" => Some((&call.body, Sent::AsReply)),
        "create_interaction_response" => match call.body["type"].as_u64() {
            Some(callback::MESSAGE) => Some((&call.body["data"], Sent::AsReply)),
            Some(callback::UPDATE) => Some((&call.body["data"], Sent::AsEdit)),
            _ => None,
        },
        _ => None,
    }
}

fn limits_of(operation: &str, call: &Call) -> Vec<String> {
    if let Some((body, sent)) = message_in(operation, call) {
        return limits::faults_of_message(body, sent, &call.files);
    }
    match (operation, call.body["type"].as_u64()) {
        ("create_interaction_response", Some(callback::CHOICES)) => limits::faults_of_choices(&call.body["data"]),
        ("create_interaction_response", Some(callback::MODAL)) => limits::faults_of_modal(&call.body["data"]),
        ("bulk_set_application_commands", _) => limits::faults_of_commands(list(&call.body), true),
        ("bulk_set_guild_application_commands", _) => limits::faults_of_commands(list(&call.body), false),
        ("create_application_command", _) => limits::faults_of_command(&call.body, true),
        ("create_guild_application_command", _) => limits::faults_of_command(&call.body, false),
        _ => Vec::new(),
    }
}

pub fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

// --- connections that can break ---------------------------------------------------------------

/// The line on which a request came: it can be broken off before the answer.
#[derive(Clone)]
struct Line(Arc<AtomicBool>);

impl Line {
    fn break_off(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

struct BreakableListener(TcpListener);

struct BreakableStream {
    stream: TcpStream,
    is_broken: Arc<AtomicBool>,
}

impl Listener for BreakableListener {
    type Io = BreakableStream;
    type Addr = std::net::SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        (BreakableStream { stream, is_broken: Arc::default() }, address)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.0.local_addr()
    }
}

impl Connected<IncomingStream<'_, BreakableListener>> for Line {
    fn connect_info(stream: IncomingStream<'_, BreakableListener>) -> Self {
        Self(Arc::clone(&stream.io().is_broken))
    }
}

impl BreakableStream {
    /// Fails where the line was broken off, and sees to it that the bot meets a reset.
    fn check(&self) -> io::Result<()> {
        if !self.is_broken.load(Ordering::SeqCst) {
            return Ok(());
        }
        self.stream.set_zero_linger()?;
        Err(io::ErrorKind::ConnectionReset.into())
    }
}

impl AsyncRead for BreakableStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut TaskContext<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for BreakableStream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut TaskContext<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut TaskContext<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut TaskContext<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
