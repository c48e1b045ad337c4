//! What the gateway tells: interactions, messages that are addressed to the bot, questions that are edited or deleted,
//! servers that are left. Nothing else is read.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use jiff::Timestamp;
use serenity::async_trait;
use serenity::client::{Context, EventHandler};
use serenity::http::{Http, MessagePagination, RatelimitInfo};
use serenity::model::application::Interaction;
use serenity::model::channel::{ChannelType, GuildChannel, Message};
use serenity::model::event::{MessageUpdateEvent, ResumedEvent};
use serenity::model::gateway::Ready;
use serenity::model::guild::{Guild, Role, UnavailableGuild};
use serenity::model::id::{ChannelId, GuildId, MessageId, UserId};
use tracing::{Instrument, Span, field};

use crate::bot::cooldown::{Cooldowns, Of, Pace};
use crate::bot::request::{Request, RequestKind};
use crate::bot::response::Response;
use crate::engine::Question;
use crate::ops::intake::Intake;
use crate::ops::numbers;
use crate::question::Topic;

use super::http::{Patience, retry};
use super::respond::{self, Answering, Way, log};
use super::{errors, incoming, register, render, server};

/// Longest question that may lean on the one before, in characters: what is longer says what it is about.
const LONGEST_FOLLOW_UP: usize = 120;

/// How many messages after a question are looked through for its answer (Discord's own limit for one call).
const LOOKED_THROUGH: u8 = 100;

/// How often answers may be looked for: a server that is cleaned up deletes thousands of messages.
const LOOKING: Pace = Pace { burst: 20, seconds_each: 0.5 };

/// Receives Discord's events. One for all shards.
pub struct Events {
    answering: Arc<Answering>,
    /// Entered while an answer is under way.
    intake: Intake,
    registering: AtomicBool,
    looking: Cooldowns,
}

impl Events {
    /// A receiver that answers while `intake` is open.
    #[must_use]
    pub fn new(answering: Arc<Answering>, intake: Intake) -> Self {
        Self { answering, intake, registering: AtomicBool::new(false), looking: Cooldowns::default() }
    }

    /// The request that a message makes, if it makes one.
    async fn request(&self, context: &Context, message: &Message) -> Option<Request> {
        let me = context.cache.current_user().id;
        let channel = settings_channel(context, message.guild_id, message.channel_id);
        let bot = &self.answering.bot;
        let every = message.guild_id.is_some_and(|guild| bot.takes_every_message(guild.get(), channel));
        let mut request = incoming::message_request(message, me, channel, every, Timestamp::now())?;
        if message.guild_id.is_none()
            && let RequestKind::FreeText { text, topic } = &mut request.kind
            && topic.is_empty()
            && self.leans(text, request.today)
        {
            *topic = latest_topic(&context.http, message, me).await.unwrap_or_default();
        }
        Some(request)
    }

    /// A message as it is after an edit, if it could be a question: an update itself tells only parts of it.
    async fn edited(&self, context: &Context, update: &MessageUpdateEvent) -> Option<Message> {
        let me = context.cache.current_user().id;
        let by_a_person = update.author.as_ref().is_none_or(|author| !author.bot && author.id != me);
        let mentioned = update.mentions.iter().flatten().any(|mentioned| mentioned.id == me);
        let every = update.guild_id.is_some_and(|guild| {
            let channel = settings_channel(context, Some(guild), update.channel_id);
            self.answering.bot.takes_every_message(guild.get(), channel)
        });
        if !by_a_person || !(mentioned || every || update.guild_id.is_none()) {
            return None;
        }
        let call = || context.http.get_message(update.channel_id, update.id);
        match retry(Patience::MESSAGE, call).await {
            Ok(mut message) => {
                message.guild_id = update.guild_id;
                Some(message)
            }
            Err(error) => {
                if !errors::is_out_of_reach(&error) {
                    tracing::warn!(error = errors::for_operator(&error), "an edited question could not be read");
                }
                None
            }
        }
    }

    /// Whether a question leans on the one before: then it is worth a look at what was said last.
    fn leans(&self, text: &str, today: jiff::civil::Date) -> bool {
        let question = Question { text, language: None, today, topic: Topic::default() };
        let is_short = (1..=LONGEST_FOLLOW_UP).contains(&text.trim().chars().count());
        is_short && self.answering.bot.engine().leans_on_topic(&question)
    }

    /// Answers a message; `answer` is the message that is to say it, if there is one already.
    async fn answer(&self, http: &Http, message: &Message, request: Request, answer: Option<MessageId>) {
        let started = Instant::now();
        let today = request.today;
        let response = self.answering.respond(request).await;
        let sent = match (&response, answer) {
            (Response::Reply(reply), Some(answer)) => {
                let body = render::edit_body(reply);
                let call = || http.edit_message(message.channel_id, answer, &body, Vec::new());
                retry(Patience::MESSAGE, call).await.map(drop)
            }
            (Response::Reply(reply), None) => {
                let body = render::message_body(reply, &message.id.to_string());
                retry(Patience::MESSAGE, || http.send_message(message.channel_id, Vec::new(), &body)).await.map(drop)
            }
            // Messages have no forms, no choices and no components of their own.
            _ => Ok(()),
        };
        if sent.is_ok() && !matches!(response, Response::Silence) {
            numbers::first_response_in("message", started.elapsed());
        }
        log(started, &response, sent);
        self.answering.after(&response, today).await;
    }

    /// Something changed in a server: what is parked there may be mended.
    async fn look_soon(&self, guild: GuildId) {
        let Some(store) = &self.answering.bot.store else { return };
        if let Err(error) = store.look_soon(guild.get(), Timestamp::now()).await {
            tracing::error!(%error, "a change in a server could not be noted");
        }
    }

    /// Remembers the tags of a forum, for whoever types one.
    fn note_forum(&self, channel: &GuildChannel) {
        if channel.kind == ChannelType::Forum {
            self.answering.bot.forums.note(channel.guild_id.get(), channel.id.get(), server::tags(channel));
        }
    }

    /// The bot's answer to a question, found where it was said: nothing is remembered. `None` where there is none, where
    /// the bot may not read, and where it has looked too often.
    async fn answer_to(&self, context: &Context, channel: ChannelId, question: MessageId) -> Option<MessageId> {
        if self.looking.take(&[(Of::Channel(0), LOOKING)], Timestamp::now()).is_err() {
            return None;
        }
        let me = context.cache.current_user().id;
        let after = Some(MessagePagination::After(question));
        let call = || context.http.get_messages(channel, after, Some(LOOKED_THROUGH));
        match retry(Patience::MESSAGE, call).await {
            Ok(messages) => messages.into_iter().find(|message| is_answer(message, me, question)).map(|found| found.id),
            Err(error) => {
                if !errors::is_out_of_reach(&error) {
                    tracing::warn!(error = errors::for_operator(&error), "an answer could not be looked for");
                }
                None
            }
        }
    }
}

fn is_answer(message: &Message, me: UserId, question: MessageId) -> bool {
    let replies_to = message.message_reference.as_ref().and_then(|reference| reference.message_id);
    message.author.id == me && replies_to == Some(question)
}

/// The channel whose settings hold: for a thread, the one that it belongs to.
fn settings_channel(context: &Context, guild: Option<GuildId>, channel: ChannelId) -> u64 {
    let parent = guild.and_then(|guild| {
        let guild = context.cache.guild(guild)?;
        guild.threads.iter().find(|thread| thread.id == channel)?.parent_id
    });
    parent.unwrap_or(channel).get()
}

/// What the bot's latest message before a direct message was about.
async fn latest_topic(http: &Http, message: &Message, me: UserId) -> Option<Topic> {
    let before = Some(MessagePagination::Before(message.id));
    let call = || http.get_messages(message.channel_id, before, Some(5));
    let messages = retry(Patience::INTERACTION, call).await.ok()?;
    messages.iter().find(|message| message.author.id == me).and_then(incoming::topic_in)
}

fn message_span(message: MessageId, command: &'static str) -> Span {
    tracing::info_span!(
        "message",
        message.id = message.get(),
        command,
        outcome = field::Empty,
        duration_ms = field::Empty,
    )
}

#[async_trait]
impl EventHandler for Events {
    async fn interaction_create(&self, context: Context, interaction: Interaction) {
        let Some(_inside) = self.intake.enter() else { return };
        let way = Way::over_gateway(&context.http, &interaction);
        self.answering.interaction(&interaction, way).instrument(respond::span(&interaction)).await;
    }

    async fn message(&self, context: Context, message: Message) {
        let Some(_inside) = self.intake.enter() else { return };
        let Some(request) = self.request(&context, &message).await else { return };
        if !self.answering.seen.is_first(message.id.get()) {
            return;
        }
        let span = message_span(message.id, request.kind.label());
        self.answer(&context.http, &message, request, None).instrument(span).await;
    }

    async fn message_update(
        &self,
        context: Context,
        _: Option<Message>,
        _: Option<Message>,
        update: MessageUpdateEvent,
    ) {
        // Discord also tells of updates that nobody made: a preview of a link, a thread that was opened.
        if update.edited_timestamp.is_none() {
            return;
        }
        let Some(_inside) = self.intake.enter() else { return };
        let Some(message) = self.edited(&context, &update).await else { return };
        let Some(request) = self.request(&context, &message).await else { return };
        let answer = self.answer_to(&context, message.channel_id, message.id).await;
        let span = message_span(message.id, request.kind.label());
        self.answer(&context.http, &message, request, answer).instrument(span).await;
    }

    async fn message_delete(&self, context: Context, channel: ChannelId, deleted: MessageId, _: Option<GuildId>) {
        let Some(_inside) = self.intake.enter() else { return };
        let Some(answer) = self.answer_to(&context, channel, deleted).await else { return };
        let call = || context.http.delete_message(channel, answer, None);
        if let Err(error) = retry(Patience::MESSAGE, call).await
            && !errors::is_out_of_reach(&error)
        {
            tracing::warn!(error = errors::for_operator(&error), "the answer to a deleted question stays");
        }
    }

    async fn guild_create(&self, _: Context, guild: Guild, _: Option<bool>) {
        guild.channels.values().for_each(|channel| self.note_forum(channel));
        let Some(store) = &self.answering.bot.store else { return };
        if let Err(error) = store.joined_guild(guild.id.get(), Timestamp::now()).await {
            tracing::error!(%error, "a server could not be noted");
        }
        self.look_soon(guild.id).await;
    }

    async fn channel_create(&self, _: Context, channel: GuildChannel) {
        self.note_forum(&channel);
    }

    async fn channel_delete(&self, _: Context, channel: GuildChannel, _: Option<Vec<Message>>) {
        self.answering.bot.forums.forget(channel.id.get());
    }

    async fn channel_update(&self, _: Context, _: Option<GuildChannel>, channel: GuildChannel) {
        self.note_forum(&channel);
        self.look_soon(channel.guild_id).await;
    }

    async fn thread_update(&self, _: Context, _: Option<GuildChannel>, thread: GuildChannel) {
        self.look_soon(thread.guild_id).await;
    }

    async fn guild_role_update(&self, _: Context, _: Option<Role>, role: Role) {
        self.look_soon(role.guild_id).await;
    }

    async fn guild_delete(&self, _: Context, guild: UnavailableGuild, _: Option<Guild>) {
        // An outage is no farewell.
        if !guild.unavailable {
            self.answering.forget_guild(guild.id).await;
        }
    }

    async fn ready(&self, context: Context, ready: Ready) {
        tracing::info!(shard = context.shard_id.0, guilds = ready.guilds.len(), "connected to Discord");
        numbers::connected("identified");
        context.http.set_application_id(ready.application.id);
        let here = ready.guilds.iter().map(|guild| guild.id).collect();
        let answering = Arc::clone(&self.answering);
        let (http, shard) =
            (Arc::clone(&context.http), (context.shard_id.0, ready.shard.map_or(1, |shard| shard.total)));
        tokio::spawn(async move { answering.forget_absent(&http, here, shard).await });
        if !self.registering.swap(true, Ordering::Relaxed) {
            let http = Arc::clone(&context.http);
            let home = self.answering.bot.operator.home_server;
            tokio::spawn(async move { register::keep_trying(&http, ready.application.id, home).await });
        }
    }

    async fn ratelimit(&self, limit: RatelimitInfo) {
        numbers::rate_limited(limit.global);
    }

    async fn resume(&self, context: Context, _: ResumedEvent) {
        tracing::info!(shard = context.shard_id.0, "connection to Discord resumed");
        numbers::connected("resumed");
    }
}
