//! What happens on Discord → a request; what the bot says → back to Discord.
//!
//! Every interaction gets its response at once: answers come from memory in less than the way there takes. Free text is
//! what is addressed to the bot: a mention, a reply that pings it, a direct message. Nothing else is read.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serenity::async_trait;
use serenity::client::{Context, EventHandler};
use serenity::http::Http;
use serenity::model::Permissions;
use serenity::model::application::{CommandInteraction, CommandType, Interaction, ResolvedValue};
use serenity::model::channel::{Message, MessageType};
use serenity::model::event::ResumedEvent;
use serenity::model::gateway::Ready;
use serenity::model::id::{GuildId, InteractionId, UserId};
use tokio::sync::RwLock;
use tracing::{Instrument, Span, field};

use crate::bot::Bot;
use crate::bot::request::{Caller, OptionValue, Place, Request, RequestKind};
use crate::bot::response::Response;
use crate::bot::wording::{language_of, language_of_locale};
use crate::ops::health::Health;
use crate::question::Topic;

use super::http::{Patience, retry};
use super::{errors, register, render};

/// Receives Discord's events. One for all shards.
pub struct Events {
    bot: Arc<Bot>,
    health: Arc<Health>,
    /// Held for reading while an answer is under way; whoever gets it for writing knows that none is.
    in_flight: Arc<RwLock<()>>,
    registering: AtomicBool,
}

impl Events {
    /// A receiver that answers with `bot`, tells `health` about shards and holds `in_flight` while it answers.
    #[must_use]
    pub fn new(bot: Arc<Bot>, health: Arc<Health>, in_flight: Arc<RwLock<()>>) -> Self {
        Self { bot, health, in_flight, registering: AtomicBool::new(false) }
    }

    async fn interaction(&self, http: &Http, interaction: &Interaction) {
        let started = Instant::now();
        let today = today();
        let (request, token, locale) = match interaction {
            Interaction::Command(command) => (Some(command_request(command, today)), &command.token, &command.locale),
            Interaction::Autocomplete(command) => {
                (autocomplete_request(command, today), &command.token, &command.locale)
            }
            Interaction::Component(component) => (None, &component.token, &component.locale),
            Interaction::Modal(modal) => (None, &modal.token, &modal.locale),
            // Only HTTP interactions are pinged.
            _ => return,
        };
        Span::current().record("command", label(request.as_ref()));
        let response = match &request {
            Some(request) => respond(&self.bot, request),
            None => Response::Reply(errors::outdated(language_of_locale(locale))),
        };
        let sent = send_response(http, interaction.id(), token, &response).await;
        log(started, &response, sent);
    }

    async fn message(&self, http: &Http, message: &Message, request: &Request) {
        let started = Instant::now();
        let response = respond(&self.bot, request);
        let sent = match &response {
            Response::Reply(reply) => {
                let body = render::message_body(reply, &message.id.to_string());
                retry(Patience::MESSAGE, || http.send_message(message.channel_id, Vec::new(), &body)).await.map(drop)
            }
            // Nothing is being typed in a message.
            Response::Choices(_) => Ok(()),
        };
        log(started, &response, sent);
    }
}

#[async_trait]
impl EventHandler for Events {
    async fn interaction_create(&self, context: Context, interaction: Interaction) {
        let _in_flight = self.in_flight.read().await;
        let span = tracing::info_span!(
            "interaction",
            interaction.id = interaction.id().get(),
            command = field::Empty,
            outcome = field::Empty,
            duration_ms = field::Empty,
        );
        self.interaction(&context.http, &interaction).instrument(span).await;
    }

    async fn message(&self, context: Context, message: Message) {
        let me = context.cache.current_user().id;
        let Some(request) = message_request(&message, me, today()) else {
            return;
        };
        let _in_flight = self.in_flight.read().await;
        let span = tracing::info_span!(
            "message",
            message.id = message.id.get(),
            command = label(Some(&request)),
            outcome = field::Empty,
            duration_ms = field::Empty,
        );
        Self::message(self, &context.http, &message, &request).instrument(span).await;
    }

    async fn ready(&self, context: Context, ready: Ready) {
        tracing::info!(shard = context.shard_id.0, guilds = ready.guilds.len(), "connected to Discord");
        self.health.shard_connected();
        if !self.registering.swap(true, Ordering::Relaxed) {
            let http = Arc::clone(&context.http);
            tokio::spawn(async move { register::keep_trying(&http, ready.application.id).await });
        }
    }

    async fn resume(&self, context: Context, _: ResumedEvent) {
        tracing::info!(shard = context.shard_id.0, "connection to Discord resumed");
        self.health.shard_connected();
    }
}

/// Sends the first response to an interaction. That Discord has it already counts as sent: after a connection that
/// broke behind the request, this is how success looks.
async fn send_response(http: &Http, id: InteractionId, token: &str, response: &Response) -> serenity::Result<()> {
    let body = render::interaction_body(response);
    let sent = retry(Patience::INTERACTION, || http.create_interaction_response(id, token, &body, Vec::new())).await;
    match sent {
        Err(error) if errors::is_already_answered(&error) => Ok(()),
        other => other,
    }
}

/// The bot's response. A defect in it must neither leave a person without one nor end the process.
fn respond(bot: &Bot, request: &Request) -> Response {
    catch_unwind(AssertUnwindSafe(|| bot.respond(request))).unwrap_or_else(|_| {
        tracing::error!("answering panicked; the person got an apology");
        match request.kind {
            RequestKind::Autocomplete { .. } => Response::Choices(Vec::new()),
            _ => Response::Reply(errors::failed(language_of(&request.caller, ""))),
        }
    })
}

fn label(request: Option<&Request>) -> &'static str {
    request.map_or("component", |request| request.kind.label())
}

fn log(started: Instant, response: &Response, sent: serenity::Result<()>) {
    let outcome = match response {
        Response::Reply(reply) => reply.tone.label(),
        Response::Choices(_) => "choices",
    };
    let duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let span = Span::current();
    span.record("duration_ms", duration_ms);
    match sent {
        Ok(()) => {
            span.record("outcome", outcome);
            tracing::info!("answered");
        }
        Err(error) => {
            span.record("outcome", "undelivered");
            tracing::error!(error = errors::for_operator(&error), "the answer could not be delivered");
        }
    }
}

fn today() -> Date {
    jiff::Timestamp::now().to_zoned(TimeZone::UTC).date()
}

fn command_request(command: &CommandInteraction, today: Date) -> Request {
    let options = command
        .data
        .options()
        .into_iter()
        .filter_map(|option| {
            let value = match option.value {
                ResolvedValue::String(text) => OptionValue::Text(text.to_owned()),
                ResolvedValue::Boolean(flag) => OptionValue::Flag(flag),
                _ => return None,
            };
            Some((option.name.to_owned(), value))
        })
        .collect();
    let name = match command.data.kind {
        CommandType::ChatInput => command.data.name.clone(),
        // A command of another type has another's name by accident only.
        _ => format!("({})", command.data.name),
    };
    Request { kind: RequestKind::Command { name, options }, caller: caller(command), today }
}

fn autocomplete_request(command: &CommandInteraction, today: Date) -> Option<Request> {
    let option = command.data.autocomplete()?;
    Some(Request {
        kind: RequestKind::Autocomplete {
            command: command.data.name.clone(),
            option: option.name.to_owned(),
            typed: option.value.to_owned(),
        },
        caller: caller(command),
        today,
    })
}

fn caller(command: &CommandInteraction) -> Caller {
    let permissions = command.member.as_ref().and_then(|member| member.permissions).unwrap_or_else(Permissions::empty);
    Caller {
        locale: Some(command.locale.clone()),
        place: place(command.guild_id),
        may_manage: permissions.intersects(Permissions::MANAGE_GUILD | Permissions::ADMINISTRATOR),
    }
}

fn place(guild: Option<GuildId>) -> Place {
    if guild.is_some() { Place::Guild } else { Place::Direct }
}

/// The request that a message makes, if it is addressed to the bot.
fn message_request(message: &Message, me: UserId, today: Date) -> Option<Request> {
    let written_by_a_person = !message.author.bot && !message.author.system && message.webhook_id.is_none();
    let says_something = matches!(message.kind, MessageType::Regular | MessageType::InlineReply);
    // Who calls everyone calls nobody in particular.
    if !written_by_a_person || !says_something || message.mention_everyone || message.author.id == me {
        return None;
    }
    // Discord counts a reply that pings among the mentions.
    let addressed = message.guild_id.is_none() || message.mentions.iter().any(|mentioned| mentioned.id == me);
    if !addressed {
        return None;
    }
    Some(Request {
        kind: RequestKind::FreeText { text: without_discord_markup(&message.content), topic: Topic::default() },
        caller: Caller { locale: None, place: place(message.guild_id), may_manage: false },
        today,
    })
}

/// The text without mentions of anybody, channels, own emoji and times: `<@1>`, `<@&1>`, `<#1>`, `<:name:1>`, `<t:1>`.
fn without_discord_markup(content: &str) -> String {
    let mut text = String::with_capacity(content.len());
    let mut rest = content;
    while let Some(start) = rest.find('<') {
        let (before, from) = rest.split_at(start);
        text.push_str(before);
        let marked = from.find('>').filter(|end| is_discord_markup(&from[1..*end]));
        if let Some(end) = marked {
            text.push(' ');
            rest = &from[end + 1..];
        } else {
            text.push('<');
            rest = &from[1..];
        }
    }
    text.push_str(rest);
    text
}

fn is_discord_markup(inside: &str) -> bool {
    let behind = ["@&", "@!", "@", "#", "a:", ":", "t:"].iter().find_map(|mark| inside.strip_prefix(mark));
    behind.is_some_and(|behind| {
        !behind.is_empty() && behind.chars().all(|letter| letter.is_ascii_alphanumeric() || "_:-".contains(letter))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const ME: u64 = 100;

    fn user(id: u64, bot: bool) -> Value {
        json!({ "id": id.to_string(), "username": "someone", "discriminator": "0", "avatar": null, "bot": bot })
    }

    fn message(changes: &Value) -> Message {
        let mut message = json!({
            "id": "1", "channel_id": "2", "guild_id": "3", "author": user(7, false), "content": "hello",
            "timestamp": "2026-07-18T10:00:00+00:00", "edited_timestamp": null, "tts": false,
            "mention_everyone": false, "mentions": [], "mention_roles": [], "attachments": [], "embeds": [],
            "pinned": false, "type": 0,
        });
        for (key, value) in changes.as_object().unwrap() {
            if value.is_null() {
                message.as_object_mut().unwrap().remove(key);
            } else {
                message[key] = value.clone();
            }
        }
        serde_json::from_value(message).unwrap()
    }

    fn day() -> Date {
        "2026-07-18".parse().unwrap()
    }

    fn text_of(changes: &Value) -> Option<String> {
        let request = message_request(&message(changes), UserId::new(ME), day())?;
        match request.kind {
            RequestKind::FreeText { text, .. } => Some(text.trim().to_owned()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn addressed_messages_are_questions() {
        for (changes, text) in [
            (json!({ "content": "<@100> who founded MiniMax?", "mentions": [user(ME, true)] }), "who founded MiniMax?"),
            (json!({ "content": "<@!100>", "mentions": [user(ME, true)] }), ""),
            (json!({ "content": "and Zhipu?", "mentions": [user(ME, true)], "type": 19 }), "and Zhipu?"),
            (json!({ "content": "who founded MiniMax?", "guild_id": null }), "who founded MiniMax?"),
            (json!({ "content": "is a < b, <@7>?", "guild_id": null }), "is a < b,  ?"),
        ] {
            assert_eq!(text_of(&changes).as_deref(), Some(text), "{changes}");
        }
    }

    #[test]
    fn everything_else_is_ignored() {
        let mentioned = json!([user(ME, true)]);
        for changes in [
            json!({}),
            json!({ "mentions": [user(8, false)] }),
            json!({ "mentions": mentioned, "author": user(9, true) }),
            json!({ "guild_id": null, "author": user(ME, true) }),
            json!({ "mentions": mentioned, "webhook_id": "5" }),
            json!({ "content": "@everyone", "mention_everyone": true }),
            json!({ "content": "@here <@100>", "mention_everyone": true, "mentions": mentioned }),
            json!({ "content": "<@&55>", "mention_roles": ["55"] }),
            json!({ "mentions": mentioned, "type": 6 }),
            json!({ "mentions": [], "type": 19 }),
        ] {
            assert_eq!(text_of(&changes), None, "{changes}");
        }
    }

    #[test]
    fn markup_goes_and_text_stays() {
        for (content, text) in [
            ("<@1><@&2><#3> hi <:a_b:4> <a:c:5> <t:6:R>", "    hi      "),
            ("a <b> c <@> <- <", "a <b> c <@> <- <"),
            ("零一<@1>万物", "零一 万物"),
        ] {
            assert_eq!(
                without_discord_markup(content).split_whitespace().collect::<Vec<_>>(),
                text.split_whitespace().collect::<Vec<_>>(),
                "{content}"
            );
        }
    }

    fn interaction(kind: u8, data: &Value, member: &Value) -> Interaction {
        serde_json::from_value(json!({
            "id": "1", "application_id": "2", "type": kind, "data": data, "guild_id": "3", "channel_id": "4",
            "member": member, "token": "t", "version": 1, "locale": "zh-TW", "entitlements": [],
            "app_permissions": "0", "attachment_size_limit": 1, "context": 0,
        }))
        .unwrap()
    }

    fn member(permissions: &str) -> Value {
        json!({
            "user": user(7, false), "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": false, "mute": false,
            "flags": 0, "permissions": permissions,
        })
    }

    #[test]
    fn commands_become_requests() {
        let data = json!({
            "id": "9", "name": "ask", "type": 1,
            "options": [
                { "name": "question", "type": 3, "value": "who founded MiniMax?" },
                { "name": "private", "type": 5, "value": true },
            ],
        });
        for (permissions, may_manage) in [("0", false), ("32", true), ("8", true), ("2048", false)] {
            let Interaction::Command(command) = interaction(2, &data, &member(permissions)) else {
                panic!("a command");
            };
            let expected = Request {
                kind: RequestKind::Command {
                    name: "ask".to_owned(),
                    options: vec![
                        ("question".to_owned(), OptionValue::Text("who founded MiniMax?".to_owned())),
                        ("private".to_owned(), OptionValue::Flag(true)),
                    ],
                },
                caller: Caller { locale: Some("zh-TW".to_owned()), place: Place::Guild, may_manage },
                today: day(),
            };
            assert_eq!(command_request(&command, day()), expected);
        }
    }

    #[test]
    fn autocomplete_becomes_a_request() {
        let data = json!({
            "id": "9", "name": "lab", "type": 1,
            "options": [{ "name": "name", "type": 3, "value": "zhi", "focused": true }],
        });
        let Interaction::Autocomplete(command) = interaction(4, &data, &member("0")) else {
            panic!("autocomplete");
        };
        let expected =
            RequestKind::Autocomplete { command: "lab".to_owned(), option: "name".to_owned(), typed: "zhi".to_owned() };
        assert_eq!(autocomplete_request(&command, day()).map(|request| request.kind), Some(expected));
    }
}
