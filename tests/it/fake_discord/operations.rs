//! What each operation of the HTTP API does to the world, and what it answers. The bodies have been
//! judged before (`rest`); what is judged here is the order of things: an interaction is answered once
//! and in time, followed up only then, and permissions hold.

use std::time::Duration;

use serde_json::{Value, json};

use super::gateway::audience_of_messages;
use super::limits;
use super::model::{
    self, ChannelId, GuildId, MESSAGE_FLAG_EPHEMERAL, MESSAGE_FLAG_LOADING, Message, MessageId, UserId, permissions,
};
use super::reply::{Reply, ReplyKind};
use super::rest::{Answer, Call, callback, list};
use super::validate::Operation;
use super::{Interaction, Rule, State, events};

/// Does what the request asks for. `is_lost`: the bot will not learn of it.
pub fn act(state: &mut State, operation: &Operation, path: &str, call: &Call, is_lost: bool) -> Answer {
    let bot = state.world.bot;
    for name in ["application_id", "webhook_id"] {
        if call.parameters.contains_key(name) && call.id(name) != bot.0 {
            state.violate(Rule::Semantics, &operation.id, format!("{path} names another application"));
            return Answer::error(403, 20012, "You are not authorized to perform this action on this application");
        }
    }
    if let Some(guild) = call.parameters.get("guild_id") {
        let is_member = guild.parse().is_ok_and(|guild| {
            state.world.guilds.get(&GuildId(guild)).is_some_and(|guild| guild.members.contains_key(&bot))
        });
        if !is_member {
            return Answer::error(404, 10004, "Unknown Guild");
        }
    }
    let guild = call.parameters.get("guild_id").map(|_| GuildId(call.id("guild_id")));
    match operation.id.as_str() {
        "get_gateway" => Answer::ok(json!({ "url": state.gateway_url })),
        "get_bot_gateway" => {
            let set = &state.settings;
            let limit = json!({
                "total": 1000,
                "remaining": set.session_starts_left,
                "reset_after": set.session_reset_after.as_millis(),
                "max_concurrency": set.max_concurrency,
            });
            Answer::ok(json!({ "url": state.gateway_url, "shards": 1, "session_start_limit": limit }))
        }
        "get_my_application" | "get_my_oauth2_application" => Answer::ok(state.world.application_json()),
        "get_my_user" => Answer::ok(state.world.current_user_json()),
        "get_user" => {
            let user = UserId(call.id("user_id"));
            if !state.world.users.contains_key(&user) {
                return Answer::error(404, 10013, "Unknown User");
            }
            Answer::ok(state.world.user_json(user))
        }
        "create_dm" => {
            let user = call.body["recipient_id"].as_str().and_then(|id| id.parse().ok()).map(UserId);
            let Some(user) = user.filter(|user| state.world.users.contains_key(user)) else {
                return Answer::error(400, 50033, "Invalid Recipient(s)");
            };
            let channel = state.world.direct_channel(user);
            Answer::ok(state.world.channel_json(channel))
        }
        "create_interaction_response" => respond(state, call, is_lost),
        "execute_webhook" => follow_up(state, call),
        id if id.ends_with("webhook_message") => webhook_message(state, operation, call),
        id if id.contains("application_command") => with_commands(state, operation, call, guild),
        _ => match guild {
            Some(guild) => in_guild(state, operation, call, guild),
            None => in_channel(state, operation, call),
        },
    }
}

fn in_guild(state: &mut State, operation: &Operation, call: &Call, guild: GuildId) -> Answer {
    match operation.id.as_str() {
        "get_guild" => Answer::ok(state.world.guild_json(guild)),
        "list_guild_roles" => Answer::ok(state.world.roles_json(guild).into()),
        "get_active_guild_threads" => Answer::ok(state.world.threads_json(guild, None, false)),
        "list_guild_channels" => Answer::ok(state.world.channels_json(guild).into()),
        "get_guild_member" => {
            let user = UserId(call.id("user_id"));
            if !state.world.guild(guild).members.contains_key(&user) {
                return Answer::error(404, 10007, "Unknown Member");
            }
            Answer::ok(state.world.member_json(guild, user))
        }
        other => not_done_yet(state, other),
    }
}

/// An operation that was taken into the description's extract, but not into the fake.
fn not_done_yet(state: &mut State, operation: &str) -> Answer {
    let what = format!("{operation} is in the description, but the fake can't do it yet");
    state.violate(Rule::FakeItself, operation, what);
    Answer::error(500, 0, "500: Internal Server Error")
}

// --- commands ---------------------------------------------------------------------------------

fn with_commands(state: &mut State, operation: &Operation, call: &Call, guild: Option<GuildId>) -> Answer {
    // Whether the commands are a guild's stands in the path as well as in the operation's name.
    let id = operation.id.replace("guild_", "");
    match id.as_str() {
        "list_application_commands" => return list_commands(state, call, guild),
        "bulk_set_application_commands" => return set_commands(state, call, guild),
        "create_application_command" => return create_command(state, call, guild),
        _ => {}
    }
    let Some(position) = position_of_command(state, call, guild) else {
        return Answer::error(404, 10063, "Unknown application command");
    };
    match id.as_str() {
        "get_application_command" => Answer::ok(state.world.commands[position].clone()),
        "update_application_command" => update_command(state, call, guild, position),
        "delete_application_command" => {
            state.world.commands.remove(position);
            Answer::nothing()
        }
        other => not_done_yet(state, other),
    }
}

fn is_in(command: &Value, guild: Option<GuildId>) -> bool {
    command.get("guild_id").and_then(Value::as_str).map(str::to_owned) == guild.map(|guild| guild.to_string())
}

fn position_of_command(state: &State, call: &Call, guild: Option<GuildId>) -> Option<usize> {
    let id = call.id("command_id").to_string();
    state.world.commands.iter().position(|command| is_in(command, guild) && command["id"] == id)
}

fn list_commands(state: &State, call: &Call, guild: Option<GuildId>) -> Answer {
    let commands = state.world.commands.iter().filter(|command| is_in(command, guild));
    let all_languages = call.asks_for("with_localizations");
    let shown = |command: &Value| {
        if all_languages { command.clone() } else { model::without_localizations(command) }
    };
    Answer::ok(commands.map(shown).collect())
}

/// Keeps the command's id where one of this name and type is there already. Says whether it was new.
fn put_command(state: &mut State, sent: &Value, guild: Option<GuildId>) -> (Value, bool) {
    let kind = sent.get("type").and_then(Value::as_u64).unwrap_or(1);
    let old = state.world.commands.iter().position(|command| {
        is_in(command, guild) && command["name"] == sent["name"] && command["type"].as_u64() == Some(kind)
    });
    let old_id = old.and_then(|position| state.world.commands.remove(position)["id"].as_str()?.parse().ok());
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
            sent["name"] == command["name"] && sent.get("type").and_then(Value::as_u64).unwrap_or(1) == command["type"]
        })
    };
    state.world.commands.retain(|command| !is_in(command, guild) || is_kept(command));
    let stored: Vec<Value> = wanted.iter().map(|sent| put_command(state, sent, guild).0).collect();
    Answer::ok(stored.into())
}

fn create_command(state: &mut State, call: &Call, guild: Option<GuildId>) -> Answer {
    let (stored, is_new) = put_command(state, &call.body, guild);
    let is_global = guild.is_none();
    let all: Vec<Value> = state.world.commands.iter().filter(|command| is_in(command, guild)).cloned().collect();
    for fault in limits::faults_of_commands(&all, is_global) {
        state.violate(Rule::Limit, "create_application_command", fault);
    }
    Answer { status: if is_new { 201 } else { 200 }, body: Some(stored) }
}

fn update_command(state: &mut State, call: &Call, guild: Option<GuildId>, position: usize) -> Answer {
    let mut merged = state.world.commands[position].clone();
    model::merge(&mut merged, call.body.clone());
    for fault in limits::faults_of_command(&merged, guild.is_none()) {
        state.violate(Rule::Limit, "update_application_command", fault);
    }
    let version = state.world.next_id();
    let stored = model::stored_command(&merged, call.id("command_id"), version, state.world.bot, guild);
    state.world.commands[position] = stored.clone();
    Answer::ok(stored)
}

// --- interactions -----------------------------------------------------------------------------

fn respond(state: &mut State, call: &Call, is_lost: bool) -> Answer {
    let kind = call.body["type"].as_u64().unwrap_or(0);
    if let Some(refusal) = refusal_of_response(state, call, kind) {
        return refusal;
    }
    let replies = state.replies.len();
    let interaction = state.interaction_mut(call.token());
    interaction.response = Some((kind, interaction.sent.elapsed()));
    interaction.overtaken_by = Some(replies.saturating_sub(interaction.replies_before));
    interaction.answer_was_lost = is_lost;
    let interaction = interaction.clone();
    let message = perform_response(state, &interaction, call, kind);
    if !call.asks_for("with_response") {
        return Answer::nothing();
    }
    let mut answer = json!({ "interaction": { "id": interaction.id.to_string(), "type": interaction.kind } });
    if let Some(message) = message {
        answer["interaction"]["response_message_id"] = json!(message.to_string());
        if matches!(kind, callback::MESSAGE | callback::UPDATE) {
            let message = state.world.message_json(message, true);
            answer["resource"] = json!({ "type": kind, "message": message });
        }
    }
    Answer::ok(answer)
}

/// Why Discord does not take this response, if it doesn't.
fn refusal_of_response(state: &mut State, call: &Call, kind: u64) -> Option<Answer> {
    const OPERATION: &str = "create_interaction_response";
    let answer_within = state.settings.answer_within;
    let id = call.id("interaction_id");
    let known = state.interactions.get_mut(call.token());
    let Some(interaction) = known.filter(|interaction| interaction.id == id) else {
        let what = "an interaction that never was".to_owned();
        state.violate(Rule::Semantics, OPERATION, what);
        return Some(Answer::error(404, 10062, "Unknown interaction"));
    };
    if interaction.response.is_some() {
        // The bot couldn't know: the answer to its first try was lost on the way.
        if !std::mem::take(&mut interaction.answer_was_lost) {
            let what = format!("{} answered twice", interaction.name);
            state.violate(Rule::Semantics, OPERATION, what);
        }
        let says = "Interaction has already been acknowledged.";
        return Some(Answer::error(400, 40060, says));
    }
    let after = interaction.sent.elapsed();
    let name = &interaction.name;
    if after > answer_within {
        let what = format!("{name} answered after {after:?}; Discord waits {answer_within:?}");
        interaction.was_late = true;
        state.violate(Rule::Semantics, OPERATION, what);
        return Some(Answer::error(404, 10062, "Unknown interaction"));
    }
    let asked = interaction.kind;
    let fits = match kind {
        callback::MESSAGE | callback::DEFERRED_MESSAGE => asked != events::kind::AUTOCOMPLETE,
        callback::DEFERRED_UPDATE | callback::UPDATE => interaction.source.is_some(),
        callback::CHOICES => asked == events::kind::AUTOCOMPLETE,
        callback::MODAL => matches!(asked, events::kind::COMMAND | events::kind::COMPONENT),
        _ => false,
    };
    if !fits {
        let what = format!("{name} can't be answered with type {kind}");
        state.violate(Rule::Semantics, OPERATION, what);
        return Some(Answer::error(400, 50035, "Invalid Form Body"));
    }
    None
}

/// Does what a response asks for; returns the message that is now the interaction's `@original`.
fn perform_response(state: &mut State, interaction: &Interaction, call: &Call, kind: u64) -> Option<MessageId> {
    let (token, source) = (&interaction.token, interaction.source);
    let data = &call.body["data"];
    match kind {
        callback::MESSAGE => {
            let message = write_reply(state, interaction, data, &call.files, source);
            state.interaction_mut(token).original = Some(message);
            note(state, ReplyKind::Message, Some(message), Some(interaction), call);
            Some(message)
        }
        callback::DEFERRED_MESSAGE => {
            let flags = data.get("flags").and_then(Value::as_u64).unwrap_or(0);
            let empty = json!({ "flags": flags | MESSAGE_FLAG_LOADING });
            let message = write_reply(state, interaction, &empty, &[], source);
            let stored = state.interaction_mut(token);
            stored.original = Some(message);
            stored.is_thinking = true;
            Some(message)
        }
        callback::UPDATE => {
            let source = source.expect("a response of this type was refused without a source");
            state.interaction_mut(token).original = Some(source);
            edit(state, source, data, &call.files);
            note(state, ReplyKind::Edit, Some(source), Some(interaction), call);
            Some(source)
        }
        callback::DEFERRED_UPDATE => {
            state.interaction_mut(token).original = source;
            source
        }
        callback::CHOICES => {
            note(state, ReplyKind::Choices, None, Some(interaction), call);
            None
        }
        _ => {
            state.interaction_mut(token).form = Some(data.clone());
            note(state, ReplyKind::Form, None, Some(interaction), call);
            None
        }
    }
}

fn follow_up(state: &mut State, call: &Call) -> Answer {
    const OPERATION: &str = "execute_webhook";
    let interaction = match answered(state, call, OPERATION) {
        Ok(interaction) => interaction,
        Err(answer) => return answer,
    };
    // The first follow-up to "is thinking…" takes its place.
    if interaction.is_thinking {
        let original = interaction.original.expect("a deferred answer has its message");
        finish_thinking(state, &interaction.token, original);
        edit(state, original, &call.body, &call.files);
        note(state, ReplyKind::Message, Some(original), Some(&interaction), call);
        return Answer::ok(state.world.message_json(original, true));
    }
    let message = write_reply(state, &interaction, &call.body, &call.files, interaction.original);
    note(state, ReplyKind::Message, Some(message), Some(&interaction), call);
    Answer::ok(state.world.message_json(message, true))
}

/// The interaction of this token, once it has been answered; follow-ups come only after that.
fn answered(state: &mut State, call: &Call, operation: &str) -> Result<Interaction, Answer> {
    match state.interactions.get(call.token()) {
        Some(interaction) if interaction.response.is_some() && interaction.kind != events::kind::AUTOCOMPLETE => {
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
            state.violate(Rule::Semantics, operation, "a token that never was".to_owned());
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
    let is_original =
        operation.id.contains("original") || call.parameters.get("message_id").is_some_and(|id| id == "@original");
    let message = if is_original { interaction.original } else { Some(call.message()) };
    let Some(id) = message.filter(|id| state.world.messages.contains_key(id)) else {
        return Answer::unknown_message();
    };
    if operation.id.starts_with("get") {
        return Answer::ok(state.world.message_json(id, true));
    }
    if operation.id.starts_with("delete") {
        state.interaction_mut(&interaction.token).is_thinking = false;
        delete(state, id);
        note_in(state, ReplyKind::Deletion, interaction.channel, Some(id), Some(&interaction), call);
        return Answer::nothing();
    }
    let was_thinking = is_original && interaction.is_thinking;
    if was_thinking {
        finish_thinking(state, &interaction.token, id);
    }
    edit(state, id, &call.body, &call.files);
    let kind = if was_thinking { ReplyKind::Message } else { ReplyKind::Edit };
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
    const REPLY: u8 = 19;
    let kind = replies_to.map_or(interaction.answers_with, |_| REPLY);
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
        "trigger_typing_indicator" if !may(permissions::SEND_MESSAGES) => Answer::missing_permissions(),
        "trigger_typing_indicator" => {
            *state.typing.entry(channel).or_default() += 1;
            Answer::nothing()
        }
        "list_messages" | "list_public_archived_threads" if !may(permissions::READ_MESSAGE_HISTORY) => {
            Answer::missing_permissions()
        }
        "list_messages" => {
            let number = |key: &str| call.query.get(key).and_then(|value| value.parse::<u64>().ok());
            let limit = usize::try_from(number("limit").unwrap_or(50)).unwrap_or(50);
            let (after, before) = (number("after").unwrap_or(0), number("before").unwrap_or(u64::MAX));
            let here = state.world.messages.values().filter(|message| {
                message.channel == channel
                    && message.ephemeral_to.is_none()
                    && after < message.id.0
                    && message.id.0 < before
            });
            // Those next to where the asker stands, the newest of them first.
            let mut page: Vec<MessageId> = here.map(|message| message.id).collect();
            if after > 0 {
                page.truncate(limit);
            }
            let page = page.into_iter().rev().take(limit);
            Answer::ok(page.map(|id| state.world.message_json(id, has_content_intent)).collect())
        }
        "create_message" => create_message(state, call, granted),
        "create_thread" => create_forum_thread(state, call, granted),
        "list_public_archived_threads" => {
            let guild = state.world.guild_of(channel).expect("threads are in guilds");
            Answer::ok(state.world.threads_json(guild, Some(channel), true))
        }
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
                "crosspost_message" if !is_own || state.world.channel(channel).kind != 5 => {
                    Answer::error(403, 50024, "Cannot execute action on this channel type")
                }
                "crosspost_message" if state.published.contains(&id) => {
                    Answer::error(400, 40033, "This message has already been crossposted")
                }
                "crosspost_message" => {
                    state.published.insert(id);
                    Answer::ok(state.world.message_json(id, true))
                }
                "get_message" if !may(permissions::READ_MESSAGE_HISTORY) => Answer::missing_permissions(),
                "get_message" => Answer::ok(state.world.message_json(id, has_content_intent)),
                "update_message" if !is_own => {
                    Answer::error(403, 50005, "Cannot edit a message authored by another user")
                }
                "update_message" => {
                    edit(state, id, &call.body, &call.files);
                    note(state, ReplyKind::Edit, Some(id), None, call);
                    Answer::ok(state.world.message_json(id, true))
                }
                "delete_message" if !is_own && !may(permissions::MANAGE_MESSAGES) => Answer::missing_permissions(),
                "delete_message" => {
                    delete(state, id);
                    note_in(state, ReplyKind::Deletion, channel, Some(id), None, call);
                    Answer::nothing()
                }
                other => not_done_yet(state, other),
            }
        }
    }
}

/// A post in a forum: a thread with its first message, which have one id.
fn create_forum_thread(state: &mut State, call: &Call, granted: u64) -> Answer {
    let channel = call.channel();
    if state.world.channel(channel).kind != 15 {
        return not_done_yet(state, "create_thread outside a forum");
    }
    if granted & permissions::SEND_MESSAGES == 0 {
        return Answer::missing_permissions();
    }
    let applied = list(&call.body["applied_tags"]);
    let forum = state.world.channel(channel);
    if forum.needs_tag && applied.is_empty() {
        return Answer::error(400, 40067, "A tag is required to create a forum post in this channel");
    }
    // Tags for moderators need a permission that the bot does not ask for.
    let free: Vec<String> =
        forum.tags.iter().filter(|(_, _, moderated)| !moderated).map(|(id, ..)| id.to_string()).collect();
    if !applied.iter().all(|wanted| free.iter().any(|tag| wanted == tag)) {
        return Answer::error(400, 50035, "Invalid Form Body");
    }
    let message = new_message(state, channel, &call.body["message"], &call.files);
    let thread = ChannelId(message.id.0);
    let name = call.body["name"].as_str().unwrap_or_default();
    let owner = state.world.bot;
    state.world.insert_channel(thread, name, model::Place::Thread { parent: channel, owner, archived: false });
    let id = add_message(state, Message { channel: thread, ..message });
    note(state, ReplyKind::Message, Some(id), None, call);
    Answer { status: 201, body: Some(state.world.channel_json(thread)) }
}

fn create_message(state: &mut State, call: &Call, granted: u64) -> Answer {
    if let model::Place::Thread { archived: true, .. } = state.world.channel(call.channel()).place {
        return Answer::error(400, 50083, "Thread is archived");
    }
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
        let earlier =
            state.world.messages.values().find(|message| {
                message.author == state.world.bot && message.nonce == nonce && !state.nonces_are_forgotten
            });
        if let Some(earlier) = earlier {
            return Answer::ok(state.world.message_json(earlier.id, true));
        }
    }
    let reference = &body["message_reference"];
    let referenced = reference["message_id"].as_str().and_then(|id| id.parse().ok()).map(MessageId);
    let replies_to =
        referenced.filter(|id| state.world.messages.get(id).is_some_and(|message| message.channel == call.channel()));
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
pub fn new_message(state: &mut State, channel: ChannelId, body: &Value, files: &[String]) -> Message {
    let id = MessageId(state.world.next_id());
    let attachments = files.iter().map(|file| attachment(state.world.next_id(), file)).collect();
    Message {
        id,
        channel,
        author: state.world.bot,
        webhook_name: None,
        kind: 0,
        content: body["content"].as_str().unwrap_or_default().to_owned(),
        embeds: list(&body["embeds"]).iter().map(model::stored_embed).collect(),
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
    let new_attachments: Vec<Value> = files.iter().map(|file| attachment(state.world.next_id(), file)).collect();
    let message = state.world.message_mut(id);
    if let Some(content) = body.get("content") {
        content.as_str().unwrap_or_default().clone_into(&mut message.content);
    }
    if let Some(embeds) = body.get("embeds") {
        message.embeds = list(embeds).iter().map(model::stored_embed).collect();
    }
    if let Some(components) = body.get("components") {
        message.components = model::stored_components(components);
    }
    if let Some(kept) = body.get("attachments") {
        let kept = list(kept);
        message.attachments.retain(|attachment| kept.iter().any(|entry| entry["id"] == attachment["id"]));
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
        Some(interaction) => state.interactions[&interaction.token].response.map(|(_, after)| after),
        None => replies_to.and_then(|question| Some(state.said.get(&question)?.elapsed())),
    };
    let reply = Reply {
        kind,
        shown: match (kind, stored) {
            (ReplyKind::Message | ReplyKind::Edit, Some(message)) => state.world.message_json(message.id, true),
            (ReplyKind::Choices | ReplyKind::Form, _) => call.body["data"].clone(),
            _ => Value::Null,
        },
        sent: call.body.clone(),
        channel,
        message,
        replies_to,
        is_private: stored.is_some_and(|message| message.ephemeral_to.is_some()),
        files: call.files.clone(),
        contents: call.contents.clone(),
        first_response,
        interaction: interaction.map(|interaction| interaction.id),
        was_read: false,
    };
    state.replies.push(reply);
}

impl State {
    /// `MESSAGE_CREATE` or `MESSAGE_UPDATE` to the bots that may know of the message.
    pub(super) fn announce_message(&mut self, event: &str, id: MessageId) {
        let channel = self.world.message(id).channel;
        if self.world.context_of(channel) == model::Context::PrivateChannel {
            return;
        }
        let world = &self.world;
        self.gateway.dispatch(event, audience_of_messages(world.guild_of(channel)), |session| {
            events::message(world, id, session.has_content_intent())
        });
    }

    pub(super) fn announce_deletion(&mut self, channel: ChannelId, id: MessageId) {
        if self.world.context_of(channel) == model::Context::PrivateChannel {
            return;
        }
        let world = &self.world;
        self.gateway.dispatch("MESSAGE_DELETE", audience_of_messages(world.guild_of(channel)), |_| {
            events::message_deleted(world, channel, id)
        });
    }
}
