//! What a person does and what comes of it: [`Ask`] an interaction, [`Say`] a message. Each is built, then
//! sent (an event to the bot), then awaited (the bot's [`Reply`]).

use std::pin::Pin;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::events::{self, kind};
use super::gateway::{Audience, audience_of_messages};
use super::model::{ChannelId, Context, Message, MessageId, UserId, World};
use super::reply::{Button, Menu, Reply, ReplyKind};
use super::{FakeDiscord, Interaction, State, check_locale, rest};

impl FakeDiscord {
    // --- interactions -------------------------------------------------------------------------

    /// A slash command with its options, `/settings language` for a subcommand. Waits for the command to
    /// be registered, and panics where a person's client would not let it be sent.
    pub fn slash<'a>(&'a self, user: UserId, command: &str, options: &[(&str, &str)]) -> Ask<'a> {
        let what = Act::Command { line: command.to_owned(), options: owned(options), focused: None };
        Ask::new(self, user, what)
    }

    /// The choices for the last of these options, as typed so far; [`Reply::choices`] has them.
    pub fn autocomplete<'a>(&'a self, user: UserId, command: &str, options: &[(&str, &str)]) -> Ask<'a> {
        let (focused, _) = options.last().expect("autocomplete is for an option being typed");
        let focused = Some((*focused).to_owned());
        Ask::new(self, user, Act::Command { line: command.to_owned(), options: owned(options), focused })
    }

    /// A command of a message's context menu.
    pub fn message_command<'a>(&'a self, user: UserId, name: &str, target: MessageId) -> Ask<'a> {
        let channel = self.shared.lock().world.message(target).channel;
        Ask::new(self, user, Act::MessageCommand { name: name.to_owned(), target }).channel(channel)
    }

    /// A press on a button, by anybody who sees it.
    pub fn press<'a>(&'a self, user: UserId, button: &Button) -> Ask<'a> {
        assert!(!button.is_disabled, "the button {:?} is disabled", button.label);
        let custom_id = button.custom_id.clone().expect("a link goes nowhere in a test");
        self.component(user, button.message, json!({ "custom_id": custom_id, "component_type": 2 }))
    }

    /// A choice from a menu, by the values of its options.
    pub fn choose<'a>(&'a self, user: UserId, menu: &Menu, values: &[&str]) -> Ask<'a> {
        for value in values {
            assert!(menu.options.iter().any(|(_, offered)| offered == value), "{value:?} is not in {:?}", menu.options);
        }
        self.component(
            user,
            menu.message,
            json!({ "custom_id": menu.custom_id, "component_type": 3, "values": values }),
        )
    }

    fn component(&self, user: UserId, message: MessageId, data: Value) -> Ask<'_> {
        let state = self.shared.lock();
        let pressed = state.world.message(message);
        let sees = pressed.ephemeral_to.is_none_or(|owner| owner == user);
        assert!(sees, "the message is private to somebody else");
        let channel = pressed.channel;
        drop(state);
        Ask::new(self, user, Act::Component { message, data }).channel(channel)
    }

    /// A form filled in, by the custom ids or labels of its inputs, and sent.
    pub fn submit<'a>(&'a self, user: UserId, form: &Reply, values: &[(&str, &str)]) -> Ask<'a> {
        assert_eq!(form.kind, ReplyKind::Form, "only a form can be submitted");
        let opened_by = form.interaction.expect("a form answers an interaction");
        let act = Act::Form { opened_by, values: owned(values) };
        Ask::new(self, user, act).channel(form.channel)
    }

    // --- messages -----------------------------------------------------------------------------

    /// A message that begins with a mention of the bot.
    pub fn mention<'a>(&'a self, user: UserId, channel: ChannelId, text: &str) -> Say<'a> {
        let text = format!("<@{}> {text}", self.bot());
        Say::new(self, user, channel, text.trim_end().to_owned())
    }

    /// A reply to a message, with Discord's ping of its author.
    pub fn reply_pinging_bot<'a>(&'a self, user: UserId, to: MessageId, text: &str) -> Say<'a> {
        let channel = self.shared.lock().world.message(to).channel;
        Say { replies_to: Some(to), ..Say::new(self, user, channel, text.to_owned()) }
    }

    pub fn direct_message<'a>(&'a self, user: UserId, text: &str) -> Say<'a> {
        Say::new(self, user, self.direct_channel(user), text.to_owned())
    }

    /// A message as typed.
    pub fn say<'a>(&'a self, user: UserId, channel: ChannelId, text: &str) -> Say<'a> {
        Say::new(self, user, channel, text.to_owned())
    }

    /// A message to @everyone.
    pub fn everyone<'a>(&'a self, user: UserId, channel: ChannelId, text: &str) -> Say<'a> {
        Say { mentions_everyone: true, ..Say::new(self, user, channel, format!("@everyone {text}")) }
    }

    /// A webhook's message that mentions the bot.
    pub fn webhook_message<'a>(&'a self, channel: ChannelId, text: &str) -> Say<'a> {
        let webhook = self.shared.lock().world.add_user("Release feed", true);
        Say { webhook_name: Some("Release feed".to_owned()), ..self.mention(webhook, channel, text) }
    }

    /// Another bot's message that mentions the bot.
    pub fn bot_message<'a>(&'a self, channel: ChannelId, text: &str) -> Say<'a> {
        let other = {
            let mut state = self.shared.lock();
            let other = state.world.add_user("Other bot", true);
            if let Some(guild) = state.world.guild_of(channel) {
                state.world.guild_mut(guild).members.insert(other, Vec::new());
            }
            other
        };
        self.mention(other, channel, text)
    }

    /// A person changes their message.
    pub fn edit_message(&self, message: MessageId, text: &str) {
        let mut state = self.shared.lock();
        let mentions = state.world.mentioned_in(text);
        let edited = state.world.message_mut(message);
        text.clone_into(&mut edited.content);
        edited.mentions = mentions;
        edited.edited = true;
        state.announce_message("MESSAGE_UPDATE", message);
    }

    /// A person deletes their message.
    pub fn delete_message(&self, message: MessageId) {
        let mut state = self.shared.lock();
        let channel = state.world.message(message).channel;
        state.world.messages.remove(&message);
        state.announce_deletion(channel, message);
    }
}

/// What a person does to cause an interaction.
enum Act {
    Command { line: String, options: Vec<(String, String)>, focused: Option<String> },
    MessageCommand { name: String, target: MessageId },
    Component { message: MessageId, data: Value },
    Form { opened_by: u64, values: Vec<(String, String)> },
}

/// An interaction about to be caused; awaiting it gives the bot's [`Reply`].
#[must_use = "nothing happens until it is awaited"]
pub struct Ask<'a> {
    fake: &'a FakeDiscord,
    user: UserId,
    act: Act,
    channel: ChannelId,
    locale: String,
    is_forged: bool,
    endpoint: Option<String>,
}

impl<'a> Ask<'a> {
    fn new(fake: &'a FakeDiscord, user: UserId, act: Act) -> Self {
        Self { fake, user, act, channel: fake.channel, locale: "en-US".to_owned(), is_forged: false, endpoint: None }
    }

    /// Sent though Discord would not offer the command there.
    pub fn forged(mut self) -> Self {
        self.is_forged = true;
        self
    }

    /// Delivered to the application's endpoint, signed, in place of the gateway.
    pub fn over_http(mut self, endpoint: &str) -> Self {
        self.endpoint = Some(endpoint.to_owned());
        self
    }

    /// The language of the person's client.
    pub fn locale(mut self, locale: &str) -> Self {
        check_locale(locale);
        locale.clone_into(&mut self.locale);
        self
    }

    pub fn channel(mut self, channel: ChannelId) -> Self {
        self.channel = channel;
        self
    }

    /// In the guild's channel, in the direct messages with the bot, or in those with another person.
    pub fn context(mut self, context: Context) -> Self {
        let mut state = self.fake.shared.lock();
        self.channel = match context {
            Context::Guild => self.fake.channel,
            Context::BotDm => state.world.direct_channel(self.user),
            Context::PrivateChannel => state.world.private_channel(self.user),
        };
        drop(state);
        self
    }

    /// Causes the interaction without waiting for the bot.
    pub async fn send(self) -> Asked<'a> {
        let fake = self.fake;
        fake.wait_for("the bot at the gateway", |state| state.gateway.has_session().then_some(())).await;
        if let Act::Command { line: name, .. } | Act::MessageCommand { name, .. } = &self.act {
            let kind = if matches!(self.act, Act::Command { .. }) { 1 } else { 3 };
            let name = if kind == 1 { first_word(name) } else { name };
            let place = self.place();
            fake.wait_for(&format!("the command {name:?}"), |state| {
                command_of(&state.world, name, kind, place).map(|_| ())
            })
            .await;
        }
        let (id, event, audience) = {
            let mut state = fake.shared.lock();
            let id = state.world.next_id();
            let token = format!("fake-interaction-token-{id}");
            let mut interaction = Interaction {
                id,
                token: token.clone(),
                name: String::new(),
                kind: kind::COMMAND,
                user: self.user,
                channel: self.channel,
                sent: Instant::now(),
                response: None,
                replies_before: state.replies.len(),
                overtaken_by: None,
                answer_was_lost: false,
                was_late: false,
                is_thinking: false,
                original: None,
                source: None,
                answers_with: events::MESSAGE_OF_SLASH_COMMAND,
                form: None,
                metadata: Value::Null,
            };
            let (data, triggering) = self.fill_in(&state, &mut interaction);
            interaction.metadata = events::metadata(&state.world, &interaction, triggering.as_ref());
            let event = events::interaction(&state.world, &interaction, &self.locale, &data);
            let audience = Audience { intents: 0, guild: state.world.guild_of(self.channel) };
            state.interactions.insert(token, interaction);
            (id, event, audience)
        };
        match &self.endpoint {
            Some(endpoint) => {
                let taken = rest::answer_of_endpoint(&fake.shared, endpoint, id, &event).await;
                assert!(taken.is_ok(), "the endpoint did not answer: {taken:?}");
            }
            None => fake.shared.lock().gateway.dispatch("INTERACTION_CREATE", audience, |_| event.clone()),
        }
        Asked { fake, interaction: id }
    }

    /// Where the command must be offered; nowhere in particular if it is forged.
    fn place(&self) -> Option<ChannelId> {
        (!self.is_forged).then_some(self.channel)
    }

    /// The event's `data`, and (for a form) the metadata of the interaction that opened it.
    fn fill_in(&self, state: &State, interaction: &mut Interaction) -> (Value, Option<Value>) {
        match &self.act {
            Act::Command { line, options, focused } => {
                let command = command_of(&state.world, first_word(line), 1, self.place()).expect("waited for above");
                let path: Vec<&str> = line.split_whitespace().skip(1).collect();
                interaction.name.clone_from(line);
                if focused.is_some() {
                    interaction.kind = kind::AUTOCOMPLETE;
                }
                (events::command_data(&state.world, command, &path, options, focused.as_deref()), None)
            }
            Act::MessageCommand { name, target } => {
                let command = command_of(&state.world, name, 3, self.place()).expect("waited for above");
                interaction.name.clone_from(name);
                interaction.answers_with = events::MESSAGE_OF_CONTEXT_MENU;
                (events::message_command_data(&state.world, command, *target), None)
            }
            Act::Component { message, data } => {
                interaction.kind = kind::COMPONENT;
                interaction.name = format!("a press on {}", data["custom_id"]);
                interaction.source = Some(*message);
                (data.clone(), None)
            }
            Act::Form { opened_by, values } => {
                let opener = state.interactions.values().find(|interaction| interaction.id == *opened_by);
                let opener = opener.expect("the form's interaction is known");
                let form = opener.form.as_ref().expect("the interaction was answered with a form");
                interaction.kind = kind::MODAL;
                interaction.name = format!("the form {}", form["custom_id"]);
                interaction.source = opener.source;
                let data =
                    json!({ "custom_id": form["custom_id"], "components": filled_in(&form["components"], values) });
                (data, Some(opener.metadata.clone()))
            }
        }
    }
}

impl<'a> IntoFuture for Ask<'a> {
    type Output = Reply;
    type IntoFuture = Pin<Box<dyn Future<Output = Reply> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.send().await.reply().await })
    }
}

/// An interaction that the bot has been told of.
#[must_use = "its reply wants to be looked at"]
pub struct Asked<'a> {
    fake: &'a FakeDiscord,
    interaction: u64,
}

impl Asked<'_> {
    /// What the bot answers: the message once it is there, not "is thinking…".
    pub async fn reply(self) -> Reply {
        let Self { fake, interaction } = self;
        let is_answer = |reply: &Reply| reply.interaction == Some(interaction);
        let acknowledged = |state: &mut State| {
            let found = state.interactions.values().find(|known| known.id == interaction)?;
            let (kind, after) = found.response?;
            let (channel, message) = (found.channel, found.source);
            (kind == 6).then_some((channel, message, after))
        };
        let seen = fake
            .wait_for("the bot's answer", |state| match state.take_reply(is_answer) {
                Some(reply) => Some(Seen::Reply(Box::new(reply))),
                None => {
                    acknowledged(state).map(|(channel, message, after)| Seen::Acknowledged(channel, message, after))
                }
            })
            .await;
        let (channel, message, after) = match seen {
            Seen::Reply(reply) => return *reply,
            Seen::Acknowledged(channel, message, after) => (channel, message, after),
        };
        // A press taken note of mostly has a visible effect soon, but need not have one.
        if let Some(reply) = fake.wait_at_most(Duration::from_secs(1), |state| state.take_reply(is_answer)).await {
            return reply;
        }
        Reply {
            kind: ReplyKind::Acknowledged,
            shown: Value::Null,
            sent: Value::Null,
            channel,
            message,
            replies_to: None,
            is_private: false,
            files: Vec::new(),
            contents: Vec::new(),
            first_response: Some(after),
            interaction: Some(interaction),
            was_read: true,
        }
    }
}

/// What came of an interaction first.
enum Seen {
    Reply(Box<Reply>),
    /// Where, by which message's button, and when.
    Acknowledged(ChannelId, Option<MessageId>, Duration),
}

/// A message about to be sent; awaiting it gives the bot's [`Reply`] to it.
#[must_use = "nothing happens until it is awaited"]
pub struct Say<'a> {
    fake: &'a FakeDiscord,
    author: UserId,
    channel: ChannelId,
    text: String,
    replies_to: Option<MessageId>,
    mentions_everyone: bool,
    webhook_name: Option<String>,
}

impl<'a> Say<'a> {
    fn new(fake: &'a FakeDiscord, author: UserId, channel: ChannelId, text: String) -> Self {
        Self { fake, author, channel, text, replies_to: None, mentions_everyone: false, webhook_name: None }
    }

    /// Sends the message without waiting for the bot.
    pub async fn send(self) -> MessageId {
        self.fake.wait_for("the bot at the gateway", |state| state.gateway.has_session().then_some(())).await;
        let mut state = self.fake.shared.lock();
        let mut mentions = state.world.mentioned_in(&self.text);
        if let Some(original) = self.replies_to {
            let author = state.world.message(original).author;
            if !mentions.contains(&author) {
                mentions.push(author);
            }
        }
        let id = MessageId(state.world.next_id());
        let message = Message {
            id,
            channel: self.channel,
            author: self.author,
            webhook_name: self.webhook_name,
            kind: if self.replies_to.is_some() { 19 } else { 0 },
            content: self.text,
            embeds: Vec::new(),
            components: Vec::new(),
            attachments: Vec::new(),
            flags: 0,
            mentions,
            mention_everyone: self.mentions_everyone,
            replies_to: self.replies_to,
            nonce: None,
            edited: false,
            interaction: None,
            ephemeral_to: None,
        };
        state.world.messages.insert(id, message);
        state.said.insert(id, Instant::now());
        let State { world, gateway, .. } = &mut *state;
        gateway.dispatch("MESSAGE_CREATE", audience_of_messages(world.guild_of(self.channel)), |session| {
            events::message(world, id, session.has_content_intent())
        });
        id
    }
}

impl<'a> IntoFuture for Say<'a> {
    type Output = Reply;
    type IntoFuture = Pin<Box<dyn Future<Output = Reply> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let (fake, channel) = (self.fake, self.channel);
            let question = self.send().await;
            let is_answer = |reply: &Reply| {
                let answers = reply.replies_to.is_none_or(|original| original == question);
                reply.kind == ReplyKind::Message && reply.interaction.is_none() && reply.channel == channel && answers
            };
            fake.wait_for("the bot's reply", |state| state.take_reply(is_answer)).await
        })
    }
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn first_word(line: &str) -> &str {
    line.trim_start_matches('/').split_whitespace().next().unwrap_or_default()
}

/// The command of this name that a person finds in this channel (or anywhere): a guild's own before a global one.
fn command_of<'a>(world: &'a World, name: &str, kind: u64, channel: Option<ChannelId>) -> Option<&'a Value> {
    let is_offered = |command: &Value| {
        let Some(channel) = channel else { return true };
        let context = world.context_of(channel);
        let guild = world.guild_of(channel).map(|guild| guild.to_string());
        if let Some(owner) = command.get("guild_id").and_then(Value::as_str) {
            guild.as_deref() == Some(owner)
        } else {
            let contexts = command["contexts"].as_array();
            let in_context = contexts.is_none_or(|contexts| contexts.contains(&json!(context as u8)));
            let by_user = command["integration_types"].as_array().is_some_and(|types| types.contains(&json!(1)));
            let may_here = match context {
                Context::Guild => true,
                Context::BotDm => command["dm_permission"] != false,
                Context::PrivateChannel => by_user,
            };
            in_context && may_here
        }
    };
    let named = world.commands.iter().filter(|command| command["name"] == name && command["type"] == kind);
    named.filter(|command| is_offered(command)).max_by_key(|command| command.get("guild_id").is_some())
}

/// The rows of a form as the client sends them back, with what the person wrote.
fn filled_in(rows: &Value, values: &[(String, String)]) -> Vec<Value> {
    let mut used = Vec::new();
    let rows: Vec<Value> = rows
        .as_array()
        .into_iter()
        .flatten()
        .enumerate()
        .map(|(index, row)| {
            let inputs = row["components"].as_array().cloned().unwrap_or_else(|| vec![row["component"].clone()]);
            let inputs: Vec<Value> = inputs
                .iter()
                .map(|input| {
                    let label = input["label"].as_str().or(row["label"].as_str());
                    let is_meant = |(name, _): &&(String, String)| input["custom_id"] == **name || label == Some(name);
                    let written = values.iter().find(is_meant);
                    used.extend(written.map(|(name, _)| name.clone()));
                    let value = written.map_or_else(|| input["value"].as_str().unwrap_or_default(), |(_, value)| value);
                    let is_required = input["required"] != false;
                    assert!(!value.is_empty() || !is_required, "Discord would ask for {:?}", label.unwrap_or_default());
                    json!({ "type": 4, "id": index + 1, "custom_id": input["custom_id"], "value": value })
                })
                .collect();
            if row["type"] == 18 {
                json!({ "type": 18, "id": index + 1, "component": inputs[0] })
            } else {
                json!({ "type": 1, "id": index + 1, "components": inputs })
            }
        })
        .collect();
    for (name, _) in values {
        assert!(used.contains(name), "the form has no input {name:?}");
    }
    rows
}
