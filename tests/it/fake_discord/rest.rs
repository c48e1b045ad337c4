//! Discord's HTTP API as far as the bot uses it. Every request is looked up in the description, its
//! body judged (`validate`, `limits`), then done to the world; every answer of the fake's own is judged
//! by the same description. Faults that a test ordered happen here.

use std::collections::BTreeMap;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context as TaskContext, Poll};
use std::time::Duration;

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

use super::gateway::audience_of_messages;
use super::limits::{self, Sent};
use super::model::{
    self, ChannelId, GuildId, MESSAGE_FLAG_EPHEMERAL, MESSAGE_FLAG_LOADING, Message, MessageId,
    UserId, permissions,
};
use super::reply::{Reply, ReplyKind};
use super::validate::{DESCRIPTION, Operation, Parameters};
use super::{Fault, Interaction, Rule, Shared, State, TOKEN, events};

/// Interaction callback types.
mod callback {
    pub const MESSAGE: u64 = 4;
    pub const DEFERRED_MESSAGE: u64 = 5;
    pub const DEFERRED_UPDATE: u64 = 6;
    pub const UPDATE: u64 = 7;
    pub const CHOICES: u64 = 8;
    pub const MODAL: u64 = 9;
}

/// Status and body; a body of none is sent empty.
struct Answer {
    status: u16,
    body: Option<Value>,
}

/// A request, read and judged.
struct Call {
    parameters: Parameters,
    query: BTreeMap<String, String>,
    body: Value,
    files: Vec<String>,
}

impl Answer {
    fn ok(body: Value) -> Self {
        Self {
            status: 200,
            body: Some(body),
        }
    }

    fn nothing() -> Self {
        Self {
            status: 204,
            body: None,
        }
    }

    /// An error with Discord's number for it.
    fn error(status: u16, code: u32, message: &str) -> Self {
        Self {
            status,
            body: Some(json!({ "code": code, "message": message })),
        }
    }

    fn unknown_message() -> Self {
        Self::error(404, 10008, "Unknown Message")
    }

    fn missing_permissions() -> Self {
        Self::error(403, 50013, "Missing Permissions")
    }
}

impl Call {
    /// A variable of the path that is an id; one that is none meets nothing.
    fn id(&self, name: &str) -> u64 {
        self.parameters
            .get(name)
            .and_then(|id| id.parse().ok())
            .unwrap_or(0)
    }

    fn channel(&self) -> ChannelId {
        ChannelId(self.id("channel_id"))
    }

    fn message(&self) -> MessageId {
        MessageId(self.id("message_id"))
    }

    fn token(&self) -> &str {
        self.parameters
            .get("webhook_token")
            .or_else(|| self.parameters.get("interaction_token"))
            .map_or("", String::as_str)
    }

    fn asks_for(&self, flag: &str) -> bool {
        self.query.get(flag).is_some_and(|value| value == "true")
    }
}

pub async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let router = Router::new().fallback(handle).with_state(shared);
    let service = router.into_make_service_with_connect_info::<Line>();
    axum::serve(BreakableListener(listener), service)
        .await
        .expect("serving never ends by itself");
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
    let found = path
        .strip_prefix("/api/v10")
        .and_then(|path| DESCRIPTION.find(method.as_str(), path));
    let Some((operation, parameters)) = found else {
        let mut state = shared.lock();
        state.violate(
            Rule::Route,
            &format!("{method} {path}"),
            "the fake knows no such route".to_owned(),
        );
        return response(Answer::error(404, 0, "404: Not Found"));
    };
    let fault = {
        let mut state = shared.lock();
        state.requests.push(operation.id.clone());
        state.take_fault(&operation.id)
    };
    match fault {
        Some(Fault::Slow(delay)) => tokio::time::sleep(delay).await,
        Some(Fault::Reset) => {
            line.break_off();
            return response(Answer::nothing());
        }
        Some(Fault::RateLimited { retry_after }) => return rate_limited(retry_after),
        Some(Fault::Status(status)) => {
            let page = format!("<html><body>{status}</body></html>");
            return Response::builder()
                .status(status)
                .body(Body::from(page))
                .expect("a status and a page");
        }
        Some(Fault::LostAnswer) | None => {}
    }

    let is_open = matches!(
        operation.id.as_str(),
        "get_gateway" | "create_interaction_response"
    ) || path.contains("/webhooks/");
    let token = headers
        .get("authorization")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if !is_open && token != format!("Bot {TOKEN}") {
        return response(Answer {
            status: 401,
            body: Some(json!({ "message": "401: Unauthorized", "code": 0 })),
        });
    }

    let answer = {
        let mut state = shared.lock();
        let is_lost = fault == Some(Fault::LostAnswer);
        let call = read(&uri, &headers, &bytes, parameters);
        let answer = match call {
            Ok(call) => judge_and_act(&mut state, operation, &path, &call, is_lost),
            Err(what) => {
                state.violate(Rule::Description, &operation.id, what);
                Answer::error(400, 50109, "The request body contains invalid JSON.")
            }
        };
        if answer.status < 300 {
            for fault in
                DESCRIPTION.faults_of_answer(operation, answer.status, answer.body.as_ref())
            {
                state.violate(Rule::FakeItself, &operation.id, fault);
            }
        }
        answer
    };
    shared.changed.notify_waiters();
    if fault == Some(Fault::LostAnswer) {
        line.break_off();
    }
    response(answer)
}

fn response(answer: Answer) -> Response {
    let builder = Response::builder()
        .status(StatusCode::from_u16(answer.status).expect("the fake uses real statuses"));
    let response = match answer.body {
        Some(body) => builder
            .header("content-type", "application/json")
            .body(Body::from(body.to_string())),
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
                json!({ "message": "You are being rate limited.", "retry_after": seconds, "global": false }).to_string(),
            )),
        None => builder.header("content-type", "text/plain").body(Body::from("error code: 1015")),
    };
    response.expect("a status, headers and a body make a response")
}

/// Reads query and body; a multipart body's JSON stands in its part `payload_json`.
fn read(
    uri: &Uri,
    headers: &HeaderMap,
    bytes: &Bytes,
    parameters: Parameters,
) -> Result<Call, String> {
    let pairs = uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter_map(|pair| pair.split_once('='));
    let query = pairs
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect();
    let kind = headers
        .get("content-type")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let mut files = Vec::new();
    let mut json_text = bytes.to_vec();
    if let Some(boundary) = kind
        .strip_prefix("multipart/form-data")
        .and_then(|rest| rest.split("boundary=").nth(1))
    {
        json_text.clear();
        for (name, file, content) in parts_of(bytes, boundary.trim_matches('"')) {
            match file {
                Some(file) => files.push(file),
                None if name == "payload_json" => json_text = content.to_vec(),
                None => {
                    return Err(format!(
                        "a form part {name:?} that is neither payload_json nor a file"
                    ));
                }
            }
        }
    }
    let body = if json_text.is_empty() {
        Value::Null
    } else {
        serde_json::from_slice(&json_text)
            .map_err(|error| format!("the body is not JSON: {error}"))?
    };
    Ok(Call {
        parameters,
        query,
        body,
        files,
    })
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
            let content = part[split + 4..]
                .strip_suffix(b"\r\n")
                .unwrap_or(&part[split + 4..]);
            let attribute = |key: &str| {
                let value = header.split(&format!("{key}=\"")).nth(1)?;
                Some(value.split('"').next().unwrap_or_default().to_owned())
            };
            // `name=` also ends `filename=`, so the name is looked for behind a separator.
            parts.push((
                attribute("; name").unwrap_or_default(),
                attribute("filename"),
                content,
            ));
        }
    }
    parts
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

fn judge_and_act(
    state: &mut State,
    operation: &Operation,
    path: &str,
    call: &Call,
    is_lost: bool,
) -> Answer {
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
        ("create_interaction_response", Some(callback::CHOICES)) => {
            limits::faults_of_choices(&call.body["data"])
        }
        ("create_interaction_response", Some(callback::MODAL)) => {
            limits::faults_of_modal(&call.body["data"])
        }
        ("bulk_set_application_commands", _) => limits::faults_of_commands(list(&call.body), true),
        ("bulk_set_guild_application_commands", _) => {
            limits::faults_of_commands(list(&call.body), false)
        }
        ("create_application_command", _) => limits::faults_of_command(&call.body, true),
        ("create_guild_application_command", _) => limits::faults_of_command(&call.body, false),
        _ => Vec::new(),
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn act(state: &mut State, operation: &Operation, path: &str, call: &Call, is_lost: bool) -> Answer {
    let bot = state.world.bot;
    for name in ["application_id", "webhook_id"] {
        if call.parameters.contains_key(name) && call.id(name) != bot.0 {
            state.violate(
                Rule::Semantics,
                &operation.id,
                format!("{path} names another application"),
            );
            return Answer::error(
                403,
                20012,
                "You are not authorized to perform this action on this application",
            );
        }
    }
    if let Some(guild) = call.parameters.get("guild_id") {
        let is_member = guild.parse().is_ok_and(|guild| {
            state
                .world
                .guilds
                .get(&GuildId(guild))
                .is_some_and(|guild| guild.members.contains_key(&bot))
        });
        if !is_member {
            return Answer::error(404, 10004, "Unknown Guild");
        }
    }
    let guild = call
        .parameters
        .get("guild_id")
        .map(|_| GuildId(call.id("guild_id")));
    match operation.id.as_str() {
        "get_gateway" => Answer::ok(json!({ "url": state.gateway_url })),
        "get_bot_gateway" => {
            let limit =
                json!({ "total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1 });
            Answer::ok(
                json!({ "url": state.gateway_url, "shards": 1, "session_start_limit": limit }),
            )
        }
        "get_my_application" | "get_my_oauth2_application" => {
            Answer::ok(state.world.application_json())
        }
        "get_my_user" => Answer::ok(state.world.current_user_json()),
        "get_user" => match state.world.users.contains_key(&UserId(call.id("user_id"))) {
            true => Answer::ok(state.world.user_json(UserId(call.id("user_id")))),
            false => Answer::error(404, 10013, "Unknown User"),
        },
        "get_guild" => Answer::ok(state.world.guild_json(GuildId(call.id("guild_id")))),
        "list_guild_roles" => {
            Answer::ok(state.world.roles_json(GuildId(call.id("guild_id"))).into())
        }
        "list_guild_channels" => Answer::ok(
            state
                .world
                .channels_json(GuildId(call.id("guild_id")))
                .into(),
        ),
        "get_guild_member" => {
            let (guild, user) = (GuildId(call.id("guild_id")), UserId(call.id("user_id")));
            match state.world.guild(guild).members.contains_key(&user) {
                true => Answer::ok(state.world.member_json(guild, user)),
                false => Answer::error(404, 10007, "Unknown Member"),
            }
        }
        "list_application_commands" | "list_guild_application_commands" => {
            list_commands(state, call, guild)
        }
        "bulk_set_application_commands" | "bulk_set_guild_application_commands" => {
            set_commands(state, call, guild)
        }
        "create_application_command" | "create_guild_application_command" => {
            create_command(state, call, guild)
        }
        "get_application_command" | "get_guild_application_command" => {
            match position_of_command(state, call, guild) {
                Some(position) => Answer::ok(state.world.commands[position].clone()),
                None => Answer::error(404, 10063, "Unknown application command"),
            }
        }
        "update_application_command" | "update_guild_application_command" => {
            update_command(state, call, guild)
        }
        "delete_application_command" | "delete_guild_application_command" => {
            match position_of_command(state, call, guild) {
                Some(position) => {
                    state.world.commands.remove(position);
                    Answer::nothing()
                }
                None => Answer::error(404, 10063, "Unknown application command"),
            }
        }
        "create_dm" => {
            let user = call.body["recipient_id"]
                .as_str()
                .and_then(|id| id.parse().ok())
                .map(UserId);
            let Some(user) = user.filter(|user| state.world.users.contains_key(user)) else {
                return Answer::error(400, 50033, "Invalid Recipient(s)");
            };
            let channel = state.world.direct_channel(user);
            Answer::ok(state.world.channel_json(channel))
        }
        "create_interaction_response" => respond(state, call, is_lost),
        "execute_webhook" => follow_up(state, call),
        "get_original_webhook_message"
        | "update_original_webhook_message"
        | "delete_original_webhook_message"
        | "get_webhook_message"
        | "update_webhook_message"
        | "delete_webhook_message" => webhook_message(state, operation, call),
        _ => in_channel(state, operation, call),
    }
}

// --- commands ---------------------------------------------------------------------------------

fn is_in(command: &Value, guild: Option<GuildId>) -> bool {
    command
        .get("guild_id")
        .and_then(Value::as_str)
        .map(str::to_owned)
        == guild.map(|guild| guild.to_string())
}

fn position_of_command(state: &State, call: &Call, guild: Option<GuildId>) -> Option<usize> {
    let id = call.id("command_id").to_string();
    state
        .world
        .commands
        .iter()
        .position(|command| is_in(command, guild) && command["id"] == id)
}

fn list_commands(state: &State, call: &Call, guild: Option<GuildId>) -> Answer {
    let commands = state
        .world
        .commands
        .iter()
        .filter(|command| is_in(command, guild));
    let all_languages = call.asks_for("with_localizations");
    let shown = |command: &Value| {
        if all_languages {
            command.clone()
        } else {
            model::without_localizations(command)
        }
    };
    Answer::ok(commands.map(shown).collect())
}

/// Keeps the command's id where one of this name and type is there already. Says whether it was new.
fn put_command(state: &mut State, sent: &Value, guild: Option<GuildId>) -> (Value, bool) {
    let kind = sent.get("type").and_then(Value::as_u64).unwrap_or(1);
    let old = state.world.commands.iter().position(|command| {
        is_in(command, guild)
            && command["name"] == sent["name"]
            && command["type"].as_u64() == Some(kind)
    });
    let old_id = old.and_then(|position| {
        state.world.commands.remove(position)["id"]
            .as_str()?
            .parse()
            .ok()
    });
    let id = old_id.unwrap_or_else(|| state.world.next_id());
    let version = state.world.next_id();
    let stored = model::stored_command(sent, id, version, state.world.bot, guild);
    state.world.commands.push(stored.clone());
    (stored, old.is_none())
}

fn set_commands(state: &mut State, call: &Call, guild: Option<GuildId>) -> Answer {
    let wanted = list(&call.body);
    let is_kept = |command: &Value| {
        wanted.iter().any(|sent| {
            sent["name"] == command["name"]
                && sent.get("type").and_then(Value::as_u64).unwrap_or(1) == command["type"]
        })
    };
    state
        .world
        .commands
        .retain(|command| !is_in(command, guild) || is_kept(command));
    let stored: Vec<Value> = wanted
        .iter()
        .map(|sent| put_command(state, sent, guild).0)
        .collect();
    Answer::ok(stored.into())
}

fn create_command(state: &mut State, call: &Call, guild: Option<GuildId>) -> Answer {
    let (stored, is_new) = put_command(state, &call.body, guild);
    let is_global = guild.is_none();
    let all: Vec<Value> = state
        .world
        .commands
        .iter()
        .filter(|command| is_in(command, guild))
        .cloned()
        .collect();
    for fault in limits::faults_of_commands(&all, is_global) {
        state.violate(Rule::Limit, "create_application_command", fault);
    }
    Answer {
        status: if is_new { 201 } else { 200 },
        body: Some(stored),
    }
}

fn update_command(state: &mut State, call: &Call, guild: Option<GuildId>) -> Answer {
    let Some(position) = position_of_command(state, call, guild) else {
        return Answer::error(404, 10063, "Unknown application command");
    };
    let mut merged = state.world.commands[position].clone();
    model::merge(&mut merged, call.body.clone());
    for fault in limits::faults_of_command(&merged, guild.is_none()) {
        state.violate(Rule::Limit, "update_application_command", fault);
    }
    let version = state.world.next_id();
    let stored = model::stored_command(
        &merged,
        call.id("command_id"),
        version,
        state.world.bot,
        guild,
    );
    state.world.commands[position] = stored.clone();
    Answer::ok(stored)
}

// --- interactions -----------------------------------------------------------------------------

fn respond(state: &mut State, call: &Call, is_lost: bool) -> Answer {
    const OPERATION: &str = "create_interaction_response";
    let answer_within = state.settings.answer_within;
    let id = call.id("interaction_id");
    let Some(interaction) = state
        .interactions
        .get_mut(call.token())
        .filter(|interaction| interaction.id == id)
    else {
        state.violate(
            Rule::Semantics,
            OPERATION,
            "an interaction that never was".to_owned(),
        );
        return Answer::error(404, 10062, "Unknown interaction");
    };
    let after = interaction.sent.elapsed();
    if interaction.response.is_some() {
        // The bot couldn't know: the answer to its first try was lost on the way.
        if !std::mem::take(&mut interaction.answer_was_lost) {
            let what = format!("{} answered twice", interaction.name);
            state.violate(Rule::Semantics, OPERATION, what);
        }
        return Answer::error(400, 40060, "Interaction has already been acknowledged.");
    }
    if after > answer_within {
        let what = format!(
            "{} answered after {after:?}; Discord waits {answer_within:?}",
            interaction.name
        );
        interaction.was_late = true;
        state.violate(Rule::Semantics, OPERATION, what);
        return Answer::error(404, 10062, "Unknown interaction");
    }
    let kind = call.body["type"].as_u64().unwrap_or(0);
    let has_source = interaction.source.is_some();
    let fits = match kind {
        callback::MESSAGE | callback::DEFERRED_MESSAGE => {
            interaction.kind != events::kind::AUTOCOMPLETE
        }
        callback::DEFERRED_UPDATE | callback::UPDATE => has_source,
        callback::CHOICES => interaction.kind == events::kind::AUTOCOMPLETE,
        callback::MODAL => matches!(
            interaction.kind,
            events::kind::COMMAND | events::kind::COMPONENT
        ),
        _ => false,
    };
    if !fits {
        let what = format!("{} can't be answered with type {kind}", interaction.name);
        state.violate(Rule::Semantics, OPERATION, what);
        return Answer::error(400, 50035, "Invalid Form Body");
    }
    interaction.response = Some((kind, after));
    interaction.answer_was_lost = is_lost;
    let interaction = interaction.clone();
    let data = &call.body["data"];
    let message = match kind {
        callback::MESSAGE => {
            let message = write_reply(state, &interaction, data, &call.files, interaction.source);
            state.interaction_mut(&interaction.token).original = Some(message);
            note(
                state,
                ReplyKind::Message,
                Some(message),
                Some(&interaction),
                call,
            );
            Some(message)
        }
        callback::DEFERRED_MESSAGE => {
            let flags =
                data.get("flags").and_then(Value::as_u64).unwrap_or(0) | MESSAGE_FLAG_LOADING;
            let message = write_reply(
                state,
                &interaction,
                &json!({ "flags": flags }),
                &[],
                interaction.source,
            );
            let stored = state.interaction_mut(&interaction.token);
            stored.original = Some(message);
            stored.is_thinking = true;
            Some(message)
        }
        callback::UPDATE => {
            let source = interaction.source.expect("checked above");
            state.interaction_mut(&interaction.token).original = Some(source);
            edit(state, source, data, &call.files);
            note(
                state,
                ReplyKind::Edit,
                Some(source),
                Some(&interaction),
                call,
            );
            Some(source)
        }
        callback::DEFERRED_UPDATE => {
            state.interaction_mut(&interaction.token).original = interaction.source;
            interaction.source
        }
        callback::CHOICES => {
            note(state, ReplyKind::Choices, None, Some(&interaction), call);
            None
        }
        _ => {
            let stored = state.interaction_mut(&interaction.token);
            stored.form = Some(data.clone());
            note(state, ReplyKind::Form, None, Some(&interaction), call);
            None
        }
    };
    if !call.asks_for("with_response") {
        return Answer::nothing();
    }
    let mut answer = json!({ "interaction": { "id": id.to_string(), "type": interaction.kind } });
    if let Some(message) = message {
        answer["interaction"]["response_message_id"] = json!(message.to_string());
        if matches!(kind, callback::MESSAGE | callback::UPDATE) {
            answer["resource"] =
                json!({ "type": kind, "message": state.world.message_json(message, true) });
        }
    }
    Answer::ok(answer)
}

fn follow_up(state: &mut State, call: &Call) -> Answer {
    const OPERATION: &str = "execute_webhook";
    let interaction = match answered(state, call, OPERATION) {
        Ok(interaction) => interaction,
        Err(answer) => return answer,
    };
    // The first follow-up to "is thinking…" takes its place.
    if interaction.is_thinking {
        let original = interaction
            .original
            .expect("a deferred answer has its message");
        finish_thinking(state, &interaction.token, original);
        edit(state, original, &call.body, &call.files);
        note(
            state,
            ReplyKind::Message,
            Some(original),
            Some(&interaction),
            call,
        );
        return Answer::ok(state.world.message_json(original, true));
    }
    let message = write_reply(
        state,
        &interaction,
        &call.body,
        &call.files,
        interaction.original,
    );
    note(
        state,
        ReplyKind::Message,
        Some(message),
        Some(&interaction),
        call,
    );
    Answer::ok(state.world.message_json(message, true))
}

/// The interaction of this token, once it has been answered; follow-ups come only after that.
fn answered(state: &mut State, call: &Call, operation: &str) -> Result<Interaction, Answer> {
    match state.interactions.get(call.token()) {
        Some(interaction)
            if interaction.response.is_some() && interaction.kind != events::kind::AUTOCOMPLETE =>
        {
            Ok(interaction.clone())
        }
        Some(interaction) => {
            // After a late answer all that follows is late too; that was said once.
            if !interaction.was_late {
                let what = format!("a follow-up to {} before its answer", interaction.name);
                state.violate(Rule::Semantics, operation, what);
            }
            Err(Answer::error(404, 10015, "Unknown Webhook"))
        }
        None => {
            state.violate(
                Rule::Semantics,
                operation,
                "a token that never was".to_owned(),
            );
            Err(Answer::error(401, 50027, "Invalid Webhook Token"))
        }
    }
}

/// Get, edit or delete the first answer (`@original`) or a follow-up.
fn webhook_message(state: &mut State, operation: &Operation, call: &Call) -> Answer {
    let interaction = match answered(state, call, &operation.id) {
        Ok(interaction) => interaction,
        Err(answer) => return answer,
    };
    let is_original = operation.id.contains("original")
        || call
            .parameters
            .get("message_id")
            .is_some_and(|id| id == "@original");
    let message = if is_original {
        interaction.original
    } else {
        Some(call.message())
    };
    let Some(id) = message.filter(|id| state.world.messages.contains_key(id)) else {
        return Answer::unknown_message();
    };
    if operation.id.starts_with("get") {
        return Answer::ok(state.world.message_json(id, true));
    }
    if operation.id.starts_with("delete") {
        state.interaction_mut(&interaction.token).is_thinking = false;
        delete(state, id);
        note_in(
            state,
            ReplyKind::Deletion,
            interaction.channel,
            Some(id),
            Some(&interaction),
            call,
        );
        return Answer::nothing();
    }
    let was_thinking = is_original && interaction.is_thinking;
    if was_thinking {
        finish_thinking(state, &interaction.token, id);
    }
    edit(state, id, &call.body, &call.files);
    let kind = if was_thinking {
        ReplyKind::Message
    } else {
        ReplyKind::Edit
    };
    note(state, kind, Some(id), Some(&interaction), call);
    Answer::ok(state.world.message_json(id, true))
}

fn finish_thinking(state: &mut State, token: &str, original: MessageId) {
    state.interaction_mut(token).is_thinking = false;
    let message = state.world.message_mut(original);
    message.flags &= !MESSAGE_FLAG_LOADING;
    // Filling in the answer is not an edit that anybody sees.
    message.edited = false;
}

/// A message that answers an interaction.
fn write_reply(
    state: &mut State,
    interaction: &Interaction,
    body: &Value,
    files: &[String],
    replies_to: Option<MessageId>,
) -> MessageId {
    let kind = match (replies_to, interaction.is_context_menu) {
        (Some(_), _) => 19,
        (None, true) => 23,
        (None, false) => 20,
    };
    let flags = body.get("flags").and_then(Value::as_u64).unwrap_or(0);
    let is_private = flags & MESSAGE_FLAG_EPHEMERAL != 0;
    let message = Message {
        kind,
        replies_to,
        interaction: Some(interaction.metadata.clone()),
        ephemeral_to: is_private.then_some(interaction.user),
        ..new_message(state, interaction.channel, body, files)
    };
    add_message(state, message)
}

// --- messages ---------------------------------------------------------------------------------

fn in_channel(state: &mut State, operation: &Operation, call: &Call) -> Answer {
    let channel = call.channel();
    let is_reachable = state
        .world
        .channels
        .get(&channel)
        .is_some_and(|channel| !matches!(channel.place, model::Place::PrivateChannel { .. }));
    if !is_reachable {
        return Answer::error(404, 10003, "Unknown Channel");
    }
    let granted = state.world.permissions_in_channel(state.world.bot, channel);
    let may = |needed: u64| granted & needed == needed;
    if !may(permissions::VIEW_CHANNEL) {
        return Answer::error(403, 50001, "Missing Access");
    }
    let has_content_intent = state.gateway.has_content_intent();
    match operation.id.as_str() {
        "get_channel" => Answer::ok(state.world.channel_json(channel)),
        "trigger_typing_indicator" if !may(permissions::SEND_MESSAGES) => {
            Answer::missing_permissions()
        }
        "trigger_typing_indicator" => {
            *state.typing.entry(channel).or_default() += 1;
            Answer::nothing()
        }
        "list_messages" if !may(permissions::READ_MESSAGE_HISTORY) => Answer::missing_permissions(),
        "list_messages" => {
            let number = |key: &str| {
                call.query
                    .get(key)
                    .and_then(|value| value.parse::<u64>().ok())
            };
            let limit = usize::try_from(number("limit").unwrap_or(50)).unwrap_or(50);
            let (after, before) = (
                number("after").unwrap_or(0),
                number("before").unwrap_or(u64::MAX),
            );
            let here = state.world.messages.values().rev().filter(|message| {
                message.channel == channel
                    && message.ephemeral_to.is_none()
                    && after < message.id.0
                    && message.id.0 < before
            });
            Answer::ok(
                here.take(limit)
                    .map(|message| state.world.message_json(message.id, has_content_intent))
                    .collect(),
            )
        }
        "create_message" => create_message(state, call, granted),
        _ => {
            let id = call.message();
            let found = state
                .world
                .messages
                .get(&id)
                .filter(|message| message.channel == channel && message.ephemeral_to.is_none());
            let Some(message) = found else {
                return Answer::unknown_message();
            };
            let is_own = message.author == state.world.bot;
            match operation.id.as_str() {
                "get_message" if !may(permissions::READ_MESSAGE_HISTORY) => {
                    Answer::missing_permissions()
                }
                "get_message" => Answer::ok(state.world.message_json(id, has_content_intent)),
                "update_message" if !is_own => {
                    Answer::error(403, 50005, "Cannot edit a message authored by another user")
                }
                "update_message" => {
                    edit(state, id, &call.body, &call.files);
                    note(state, ReplyKind::Edit, Some(id), None, call);
                    Answer::ok(state.world.message_json(id, true))
                }
                "delete_message" if !is_own && !may(permissions::MANAGE_MESSAGES) => {
                    Answer::missing_permissions()
                }
                "delete_message" => {
                    delete(state, id);
                    note_in(state, ReplyKind::Deletion, channel, Some(id), None, call);
                    Answer::nothing()
                }
                other => {
                    let what =
                        format!("{other} is in the description, but the fake can't do it yet");
                    state.violate(Rule::FakeItself, other, what);
                    Answer::error(500, 0, "500: Internal Server Error")
                }
            }
        }
    }
}

fn create_message(state: &mut State, call: &Call, granted: u64) -> Answer {
    let may = |needed: u64| granted & needed == needed;
    let body = &call.body;
    let needs_embeds = !list(&body["embeds"]).is_empty();
    if !may(permissions::SEND_MESSAGES)
        || needs_embeds && !may(permissions::EMBED_LINKS)
        || !call.files.is_empty() && !may(permissions::ATTACH_FILES)
    {
        return Answer::missing_permissions();
    }
    let nonce = body.get("nonce").filter(|nonce| !nonce.is_null()).cloned();
    if body["enforce_nonce"] == true && nonce.is_some() {
        let earlier = state
            .world
            .messages
            .values()
            .find(|message| message.author == state.world.bot && message.nonce == nonce);
        if let Some(earlier) = earlier {
            return Answer::ok(state.world.message_json(earlier.id, true));
        }
    }
    let reference = &body["message_reference"];
    let referenced = reference["message_id"]
        .as_str()
        .and_then(|id| id.parse().ok())
        .map(MessageId);
    let replies_to = referenced.filter(|id| {
        state
            .world
            .messages
            .get(id)
            .is_some_and(|message| message.channel == call.channel())
    });
    if referenced.is_some() && replies_to.is_none() && reference["fail_if_not_exists"] != false {
        return Answer::error(400, 50035, "Invalid Form Body");
    }
    let message = Message {
        kind: if replies_to.is_some() { 19 } else { 0 },
        replies_to,
        nonce,
        ..new_message(state, call.channel(), body, &call.files)
    };
    let id = add_message(state, message);
    note(state, ReplyKind::Message, Some(id), None, call);
    Answer::ok(state.world.message_json(id, true))
}

/// A message of the bot's with what this body says.
fn new_message(state: &mut State, channel: ChannelId, body: &Value, files: &[String]) -> Message {
    let id = MessageId(state.world.next_id());
    let attachments = files
        .iter()
        .map(|file| attachment(state.world.next_id(), file))
        .collect();
    Message {
        id,
        channel,
        author: state.world.bot,
        webhook_name: None,
        kind: 0,
        content: body["content"].as_str().unwrap_or_default().to_owned(),
        embeds: list(&body["embeds"])
            .iter()
            .map(model::stored_embed)
            .collect(),
        components: model::stored_components(&body["components"]),
        attachments,
        flags: body["flags"].as_u64().unwrap_or(0),
        mentions: Vec::new(),
        mention_everyone: false,
        replies_to: None,
        nonce: None,
        edited: false,
        interaction: None,
        ephemeral_to: None,
    }
}

fn attachment(id: u64, file: &str) -> Value {
    let url = format!("https://cdn.discordapp.com/attachments/{id}/{file}");
    json!({ "id": id.to_string(), "filename": file, "size": 1, "url": url, "proxy_url": url })
}

fn add_message(state: &mut State, message: Message) -> MessageId {
    let id = message.id;
    let is_private = message.ephemeral_to.is_some();
    state.world.messages.insert(id, message);
    if !is_private {
        state.announce_message("MESSAGE_CREATE", id);
    }
    id
}

/// Writes what the body names over what the message had.
fn edit(state: &mut State, id: MessageId, body: &Value, files: &[String]) {
    let new_attachments: Vec<Value> = files
        .iter()
        .map(|file| attachment(state.world.next_id(), file))
        .collect();
    let message = state.world.message_mut(id);
    if let Some(content) = body.get("content") {
        content
            .as_str()
            .unwrap_or_default()
            .clone_into(&mut message.content);
    }
    if let Some(embeds) = body.get("embeds") {
        message.embeds = list(embeds).iter().map(model::stored_embed).collect();
    }
    if let Some(components) = body.get("components") {
        message.components = model::stored_components(components);
    }
    if let Some(kept) = body.get("attachments") {
        let kept = list(kept);
        message
            .attachments
            .retain(|attachment| kept.iter().any(|entry| entry["id"] == attachment["id"]));
    }
    message.attachments.extend(new_attachments);
    if let Some(flags) = body.get("flags").and_then(Value::as_u64) {
        message.flags |= flags & (model::MESSAGE_FLAG_COMPONENTS_V2 | 1 << 2);
    }
    message.edited = message.flags & MESSAGE_FLAG_LOADING == 0;
    if message.ephemeral_to.is_none() {
        state.announce_message("MESSAGE_UPDATE", id);
    }
}

fn delete(state: &mut State, id: MessageId) {
    if let Some(message) = state.world.messages.remove(&id)
        && message.ephemeral_to.is_none()
    {
        state.announce_deletion(message.channel, id);
    }
}

// --- what the test will look at ---------------------------------------------------------------

fn note(
    state: &mut State,
    kind: ReplyKind,
    message: Option<MessageId>,
    interaction: Option<&Interaction>,
    call: &Call,
) {
    let channel = match (message, interaction) {
        (Some(message), _) => state.world.message(message).channel,
        (None, Some(interaction)) => interaction.channel,
        (None, None) => call.channel(),
    };
    note_in(state, kind, channel, message, interaction, call);
}

fn note_in(
    state: &mut State,
    kind: ReplyKind,
    channel: ChannelId,
    message: Option<MessageId>,
    interaction: Option<&Interaction>,
    call: &Call,
) {
    let stored = message.and_then(|id| state.world.messages.get(&id));
    let replies_to = stored.and_then(|message| message.replies_to);
    let first_response: Option<Duration> = match interaction {
        Some(interaction) => state.interactions[&interaction.token]
            .response
            .map(|(_, after)| after),
        None => replies_to.and_then(|question| Some(state.said.get(&question)?.elapsed())),
    };
    let reply = Reply {
        kind,
        shown: match (kind, stored) {
            (ReplyKind::Message | ReplyKind::Edit, Some(message)) => {
                state.world.message_json(message.id, true)
            }
            (ReplyKind::Choices | ReplyKind::Form, _) => call.body["data"].clone(),
            _ => Value::Null,
        },
        sent: call.body.clone(),
        channel,
        message,
        replies_to,
        is_private: stored.is_some_and(|message| message.ephemeral_to.is_some()),
        files: call.files.clone(),
        first_response,
        interaction: interaction.map(|interaction| interaction.id),
        was_read: false,
    };
    state.replies.push(reply);
}

impl State {
    /// MESSAGE_CREATE or MESSAGE_UPDATE to the bots that may know of the message.
    pub(super) fn announce_message(&mut self, event: &str, id: MessageId) {
        let channel = self.world.message(id).channel;
        if self.world.context_of(channel) == model::Context::PrivateChannel {
            return;
        }
        let world = &self.world;
        self.gateway.dispatch(
            event,
            audience_of_messages(world.guild_of(channel)),
            |session| events::message(world, id, session.has_content_intent()),
        );
    }

    pub(super) fn announce_deletion(&mut self, channel: ChannelId, id: MessageId) {
        if self.world.context_of(channel) == model::Context::PrivateChannel {
            return;
        }
        let world = &self.world;
        self.gateway.dispatch(
            "MESSAGE_DELETE",
            audience_of_messages(world.guild_of(channel)),
            |_| events::message_deleted(world, channel, id),
        );
    }
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
        (
            BreakableStream {
                stream,
                is_broken: Arc::default(),
            },
            address,
        )
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
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut TaskContext<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut TaskContext<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(
        mut self: Pin<&mut Self>,
        context: &mut TaskContext<'_>,
    ) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
