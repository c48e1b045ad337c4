//! Discord's gateway, version 10 in JSON: sessions, heartbeats, resuming, and events to whom they
//! concern. What the events say comes from `events`; this file carries them.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

use super::model::GuildId;
use super::{Rule, Shared, State, TOKEN};

/// Gateway intents, as far as this world has events for them.
pub mod intents {
    pub const GUILDS: u64 = 1 << 0;
    pub const GUILD_MEMBERS: u64 = 1 << 1;
    pub const GUILD_PRESENCES: u64 = 1 << 8;
    pub const GUILD_MESSAGES: u64 = 1 << 9;
    pub const DIRECT_MESSAGES: u64 = 1 << 12;
    pub const MESSAGE_CONTENT: u64 = 1 << 15;
    pub const PRIVILEGED: u64 = GUILD_MEMBERS | GUILD_PRESENCES | MESSAGE_CONTENT;
    pub const KNOWN: u64 = (1 << 26) - 1;
}

mod opcode {
    pub const DISPATCH: u64 = 0;
    pub const HEARTBEAT: u64 = 1;
    pub const IDENTIFY: u64 = 2;
    pub const PRESENCE_UPDATE: u64 = 3;
    pub const VOICE_STATE_UPDATE: u64 = 4;
    pub const RESUME: u64 = 6;
    pub const RECONNECT: u64 = 7;
    pub const REQUEST_GUILD_MEMBERS: u64 = 8;
    pub const INVALID_SESSION: u64 = 9;
    pub const HELLO: u64 = 10;
    pub const HEARTBEAT_ACK: u64 = 11;
}

/// Close codes with what Discord says along with them.
mod close {
    pub const UNKNOWN_OPCODE: (u16, &str) = (4001, "Unknown opcode.");
    pub const DECODE_ERROR: (u16, &str) = (4002, "Error while decoding payload.");
    pub const NOT_AUTHENTICATED: (u16, &str) = (4003, "Not authenticated.");
    pub const AUTHENTICATION_FAILED: (u16, &str) = (4004, "Authentication failed.");
    pub const ALREADY_AUTHENTICATED: (u16, &str) = (4005, "Already authenticated.");
    pub const INVALID_SEQUENCE: (u16, &str) = (4007, "Invalid seq.");
    pub const INVALID_SHARD: (u16, &str) = (4010, "Invalid shard.");
    pub const INVALID_INTENTS: (u16, &str) = (4013, "Invalid intent(s).");
    pub const DISALLOWED_INTENTS: (u16, &str) = (4014, "Disallowed intent(s).");
}

/// How often what happened, over all connections so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GatewayCounts {
    pub connections: usize,
    pub identifies: usize,
    pub resumes: usize,
    pub heartbeats: usize,
    /// Payloads that were sent compressed, as the bot asked when it identified itself.
    pub compressed: usize,
}

#[derive(Default)]
pub struct Gateway {
    sessions: Vec<Session>,
    connections: BTreeMap<u64, UnboundedSender<Outgoing>>,
    pub counts: GatewayCounts,
}

/// What outlives a dropped connection: the events already sent are kept for a resume.
pub struct Session {
    id: String,
    connection: Option<u64>,
    intents: u64,
    compress: bool,
    shard: (u64, u64),
    sequence: u64,
    sent: Vec<(u64, String)>,
}

enum Outgoing {
    Payload(String),
    InvalidSession {
        resumable: bool,
    },
    Close(u16),
    /// A compressed payload of which the end is missing.
    Damaged,
    /// The connection breaks off without a word.
    Drop,
}

/// Who gets an event: sessions with one of these intents (0: all) that serve this guild (none: direct messages).
#[derive(Clone, Copy)]
pub struct Audience {
    pub intents: u64,
    pub guild: Option<GuildId>,
}

impl Session {
    pub fn has_content_intent(&self) -> bool {
        self.intents & intents::MESSAGE_CONTENT != 0
    }

    fn is_served(&self, audience: Audience) -> bool {
        let (shard, shards) = self.shard;
        let at = audience.guild.map_or(0, |guild| (guild.0 >> 22) % shards);
        at == shard && (audience.intents == 0 || audience.intents & self.intents != 0)
    }
}

impl Gateway {
    /// Whether a bot has identified itself; it may be disconnected just now and resume.
    pub fn has_session(&self) -> bool {
        !self.sessions.is_empty()
    }

    /// Whether a bot is connected and identified.
    pub fn is_connected(&self) -> bool {
        self.sessions.iter().any(|session| session.connection.is_some())
    }

    /// Whether a session that runs has the message-content intent.
    pub fn has_content_intent(&self) -> bool {
        self.sessions.iter().any(Session::has_content_intent)
    }

    /// Sends an event to all whom it concerns, now or when they resume.
    pub fn dispatch(&mut self, name: &str, audience: Audience, data: impl Fn(&Session) -> Value) {
        for session in &mut self.sessions {
            if !session.is_served(audience) {
                continue;
            }
            let data = data(session);
            session.sequence += 1;
            let payload = json!({ "op": opcode::DISPATCH, "t": name, "s": session.sequence, "d": data }).to_string();
            session.sent.push((session.sequence, payload.clone()));
            if let Some(connection) = session.connection.and_then(|id| self.connections.get(&id)) {
                // A connection that has just ended takes nothing more; the session keeps the event.
                let _ = connection.send(Outgoing::Payload(payload));
            }
        }
    }

    /// Sends the latest event of that name once more, as Discord may.
    pub fn repeat(&mut self, name: &str) {
        for session in &mut self.sessions {
            let wanted = format!("\"t\":\"{name}\"");
            let Some((_, payload)) = session.sent.iter().rev().find(|(_, payload)| payload.contains(&wanted)) else {
                continue;
            };
            let mut payload: Value = serde_json::from_str(payload).expect("what was sent is JSON");
            session.sequence += 1;
            payload["s"] = json!(session.sequence);
            session.sent.push((session.sequence, payload.to_string()));
            if let Some(connection) = session.connection.and_then(|id| self.connections.get(&id)) {
                let _ = connection.send(Outgoing::Payload(payload.to_string()));
            }
        }
    }

    /// Asks every bot to connect anew.
    pub fn ask_to_reconnect(&self) {
        self.to_all(|| Outgoing::Payload(json!({ "op": opcode::RECONNECT, "d": null }).to_string()));
    }

    pub fn invalidate_sessions(&mut self, resumable: bool) {
        self.to_all(|| Outgoing::InvalidSession { resumable });
        if !resumable {
            self.sessions.clear();
        }
    }

    pub fn close_connections(&self, code: u16) {
        self.to_all(|| Outgoing::Close(code));
    }

    pub fn damage_payloads(&self) {
        self.to_all(|| Outgoing::Damaged);
    }

    pub fn drop_connections(&self) {
        self.to_all(|| Outgoing::Drop);
    }

    fn to_all(&self, outgoing: impl Fn() -> Outgoing) {
        for connection in self.connections.values() {
            let _ = connection.send(outgoing());
        }
    }

    fn connect(&mut self) -> (u64, UnboundedReceiver<Outgoing>) {
        let (sender, receiver) = unbounded_channel();
        self.counts.connections += 1;
        let id = self.counts.connections as u64;
        self.connections.insert(id, sender);
        (id, receiver)
    }

    fn disconnect(&mut self, connection: u64, ends_session: bool) {
        self.connections.remove(&connection);
        if ends_session {
            self.sessions.retain(|session| session.connection != Some(connection));
        }
        for session in &mut self.sessions {
            if session.connection == Some(connection) {
                session.connection = None;
            }
        }
    }

    fn session_of(&self, connection: u64) -> Option<&Session> {
        self.sessions.iter().find(|session| session.connection == Some(connection))
    }
}

/// Takes connections until the fake ends.
pub async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(converse(stream, Arc::clone(&shared)));
    }
}

async fn converse(stream: TcpStream, shared: Arc<Shared>) {
    let mut query = String::new();
    // The error type is tungstenite's; nothing here makes one.
    #[allow(clippy::result_large_err)]
    let note_query = |request: &Request, response: Response| {
        request.uri().query().unwrap_or_default().clone_into(&mut query);
        Ok(response)
    };
    let Ok(mut socket) = tokio_tungstenite::accept_hdr_async(stream, note_query).await else {
        return;
    };
    let (connection, mut outgoing) = {
        let mut state = shared.lock();
        if !query.contains("v=10") {
            state.violate(Rule::Gateway, "connect", format!("version 10 is not asked for: {query:?}"));
        }
        if query.contains("compress=") || query.contains("encoding=etf") {
            state.violate(Rule::Gateway, "connect", format!("the fake speaks plain JSON only: {query:?}"));
        }
        state.gateway.connect()
    };
    shared.changed.notify_waiters();
    let ends_session = exchange(&mut socket, connection, &mut outgoing, &shared).await;
    shared.lock().gateway.disconnect(connection, ends_session);
    shared.changed.notify_waiters();
}

/// Talks until the connection ends; says whether the session ended with it.
async fn exchange(
    socket: &mut WebSocketStream<TcpStream>,
    connection: u64,
    outgoing: &mut UnboundedReceiver<Outgoing>,
    shared: &Shared,
) -> bool {
    let interval = shared.lock().settings.heartbeat_interval.as_millis();
    let hello = json!({ "op": opcode::HELLO, "s": null, "t": null, "d": { "heartbeat_interval": interval } });
    if socket.send(Message::text(hello.to_string())).await.is_err() {
        return false;
    }
    loop {
        tokio::select! {
            Some(next) = outgoing.recv() => {
                let sent = match next {
                    Outgoing::Payload(payload) => send(socket, connection, payload, shared).await,
                    Outgoing::InvalidSession { resumable } => {
                        let payload = json!({ "op": opcode::INVALID_SESSION, "d": resumable });
                        send(socket, connection, payload.to_string(), shared).await
                    }
                    Outgoing::Close(code) => {
                        close_with(socket, (code, "")).await;
                        return false;
                    }
                    Outgoing::Damaged => {
                        let whole = zlib(r#"{"op":0,"t":"TYPING_START","s":null,"d":{}}"#);
                        socket.send(Message::binary(whole[..whole.len() / 2].to_vec())).await.is_ok()
                    }
                    Outgoing::Drop => {
                        // Unread data would make this an orderly end; a reset is what a lost line looks like.
                        let _ = socket.get_ref().set_zero_linger();
                        return false;
                    }
                };
                if !sent {
                    return false;
                }
            }
            received = socket.next() => {
                let text = match received {
                    Some(Ok(Message::Text(text))) => text.to_string(),
                    Some(Ok(Message::Binary(bytes))) => String::from_utf8_lossy(&bytes).into_owned(),
                    Some(Ok(Message::Close(frame))) => {
                        return frame.is_none_or(|frame| matches!(u16::from(frame.code), 1000 | 1001));
                    }
                    Some(Ok(_)) => continue,
                    Some(Err(_)) | None => return false,
                };
                let refusal = receive(&mut shared.lock(), connection, &text).err();
                shared.changed.notify_waiters();
                if let Some(refusal) = refusal {
                    close_with(socket, refusal).await;
                    return false;
                }
            }
        }
    }
}

async fn send(socket: &mut WebSocketStream<TcpStream>, connection: u64, payload: String, shared: &Shared) -> bool {
    let compress = {
        let gateway = &mut shared.lock().gateway;
        let compress = gateway.session_of(connection).is_some_and(|session| session.compress);
        gateway.counts.compressed += usize::from(compress);
        compress
    };
    let message = if compress { Message::binary(zlib(&payload)) } else { Message::text(payload) };
    socket.send(message).await.is_ok()
}

fn zlib(payload: &str) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(payload.as_bytes()).expect("memory takes everything");
    encoder.finish().expect("memory takes everything")
}

async fn close_with(socket: &mut WebSocketStream<TcpStream>, (code, reason): (u16, &'static str)) {
    let frame = CloseFrame { code: code.into(), reason: reason.into() };
    if socket.close(Some(frame)).await.is_ok() {
        // The bot's own closing frame: without it the bot would see a reset before the code.
        while let Some(Ok(_)) = socket.next().await {}
    }
}

/// Acts on one payload of the bot; an error is the code with which Discord closes.
fn receive(state: &mut State, connection: u64, text: &str) -> Result<(), (u16, &'static str)> {
    let payload: Value = serde_json::from_str(text).map_err(|_| close::DECODE_ERROR)?;
    let operation = payload["op"].as_u64().ok_or(close::DECODE_ERROR)?;
    let data = &payload["d"];
    let is_identified = state.gateway.session_of(connection).is_some();
    match operation {
        opcode::HEARTBEAT => {
            state.gateway.counts.heartbeats += 1;
            if state.settings.acknowledges_heartbeats {
                to_connection(&state.gateway, connection, &json!({ "op": opcode::HEARTBEAT_ACK }));
            }
            Ok(())
        }
        opcode::IDENTIFY if is_identified => Err(close::ALREADY_AUTHENTICATED),
        opcode::IDENTIFY => identify(state, connection, data),
        opcode::RESUME => resume(state, connection, data),
        opcode::PRESENCE_UPDATE | opcode::VOICE_STATE_UPDATE | opcode::REQUEST_GUILD_MEMBERS if !is_identified => {
            Err(close::NOT_AUTHENTICATED)
        }
        opcode::PRESENCE_UPDATE => Ok(()),
        opcode::VOICE_STATE_UPDATE | opcode::REQUEST_GUILD_MEMBERS => {
            state.violate(Rule::Gateway, "send", format!("a bot of this kind needs no opcode {operation}"));
            Ok(())
        }
        _ => Err(close::UNKNOWN_OPCODE),
    }
}

fn identify(state: &mut State, connection: u64, data: &Value) -> Result<(), (u16, &'static str)> {
    state.gateway.counts.identifies += 1;
    if !is_right_token(data) {
        return Err(close::AUTHENTICATION_FAILED);
    }
    let intents = data["intents"].as_u64().ok_or(close::DECODE_ERROR)?;
    if !data["properties"].is_object() {
        return Err(close::DECODE_ERROR);
    }
    if intents & !intents::KNOWN != 0 {
        return Err(close::INVALID_INTENTS);
    }
    let granted = if state.settings.grants_message_content { intents::MESSAGE_CONTENT } else { 0 };
    if intents & intents::PRIVILEGED & !granted != 0 {
        return Err(close::DISALLOWED_INTENTS);
    }
    let shard = match data.get("shard").and_then(Value::as_array).map(Vec::as_slice) {
        None => (0, 1),
        Some([shard, shards]) => match (shard.as_u64(), shards.as_u64()) {
            (Some(shard), Some(shards)) if shard < shards => (shard, shards),
            _ => return Err(close::INVALID_SHARD),
        },
        Some(_) => return Err(close::INVALID_SHARD),
    };

    let id = format!("session-{}", state.gateway.counts.identifies);
    // A shard that identifies anew leaves its old session for good.
    state.gateway.sessions.retain(|session| session.connection.is_some() || session.shard != shard);
    state.gateway.sessions.push(Session {
        id: id.clone(),
        connection: Some(connection),
        intents,
        compress: data["compress"].as_bool() == Some(true),
        shard,
        sequence: 0,
        sent: Vec::new(),
    });
    greet(state, connection, &id, shard);
    Ok(())
}

/// READY, then the guilds one by one, to this session alone.
fn greet(state: &mut State, connection: u64, id: &str, shard: (u64, u64)) {
    let State { gateway, world, gateway_url, .. } = state;
    let here = |guild: &GuildId| (guild.0 >> 22) % shard.1 == shard.0;
    let is_member = |guild: &GuildId| world.guild(*guild).members.contains_key(&world.bot);
    let guilds: Vec<GuildId> = world.guilds.keys().copied().filter(here).filter(is_member).collect();
    let unavailable = |guild: &GuildId| json!({ "id": guild.to_string(), "unavailable": true });
    let ready = json!({
        "v": 10,
        "user": world.current_user_json(),
        "guilds": guilds.iter().map(unavailable).collect::<Vec<_>>(),
        "session_id": id,
        "resume_gateway_url": gateway_url,
        "shard": [shard.0, shard.1],
        "application": { "id": world.bot.to_string(), "flags": 1 << 23 },
    });
    let mut events = vec![("READY", ready)];
    events.extend(guilds.iter().map(|guild| ("GUILD_CREATE", world.guild_create_json(*guild))));
    let session = gateway.sessions.iter_mut().find(|session| session.connection == Some(connection));
    let session = session.expect("the session was just made");
    for (name, data) in events {
        if name == "GUILD_CREATE" && session.intents & intents::GUILDS == 0 {
            continue;
        }
        session.sequence += 1;
        let payload = json!({ "op": opcode::DISPATCH, "t": name, "s": session.sequence, "d": data }).to_string();
        session.sent.push((session.sequence, payload.clone()));
        if let Some(connection) = gateway.connections.get(&connection) {
            let _ = connection.send(Outgoing::Payload(payload));
        }
    }
}

fn resume(state: &mut State, connection: u64, data: &Value) -> Result<(), (u16, &'static str)> {
    state.gateway.counts.resumes += 1;
    if !is_right_token(data) {
        return Err(close::AUTHENTICATION_FAILED);
    }
    let sequence = data["seq"].as_u64().ok_or(close::DECODE_ERROR)?;
    let wanted = data["session_id"].as_str().ok_or(close::DECODE_ERROR)?;
    let gateway = &mut state.gateway;
    let Some(session) = gateway.sessions.iter_mut().find(|session| session.id == wanted) else {
        to_connection(gateway, connection, &json!({ "op": opcode::INVALID_SESSION, "d": false }));
        return Ok(());
    };
    if sequence > session.sequence {
        return Err(close::INVALID_SEQUENCE);
    }
    session.connection = Some(connection);
    let missed: Vec<String> =
        session.sent.iter().filter(|(number, _)| *number > sequence).map(|(_, payload)| payload.clone()).collect();
    session.sequence += 1;
    let resumed = json!({ "op": opcode::DISPATCH, "t": "RESUMED", "s": session.sequence, "d": {} }).to_string();
    session.sent.push((session.sequence, resumed.clone()));
    if let Some(connection) = gateway.connections.get(&connection) {
        for payload in missed.into_iter().chain([resumed]) {
            let _ = connection.send(Outgoing::Payload(payload));
        }
    }
    Ok(())
}

fn is_right_token(data: &Value) -> bool {
    data["token"].as_str().is_some_and(|token| token.trim_start_matches("Bot ") == TOKEN)
}

fn to_connection(gateway: &Gateway, connection: u64, payload: &Value) {
    if let Some(connection) = gateway.connections.get(&connection) {
        let _ = connection.send(Outgoing::Payload(payload.to_string()));
    }
}

/// The audience of a message's events.
pub fn audience_of_messages(guild: Option<GuildId>) -> Audience {
    let intents = if guild.is_some() { intents::GUILD_MESSAGES } else { intents::DIRECT_MESSAGES };
    Audience { intents, guild }
}
