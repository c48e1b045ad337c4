//! A fake Discord for tests: HTTP API and gateway on loopback ports, in a runtime of its own, so that a
//! bot that blocks doesn't stop it. It shows a bot what Discord would show (no more: message content is
//! withheld without the intent), does to a small world what the bot asks for, and judges every body.
//! It is not a load balancer: one application, no voice, no HTTP interactions.
//!
//! ```ignore
//! let fake = FakeDiscord::start().await;
//! // start the bot with discord.api_url = fake.api_url() and the token fake.token()
//! let reply = fake.slash(fake.member(), "/lab", &[("name", "zhipu")]).await;
//! assert!(reply.text().contains("Zhipu"));
//! let sources = fake.press(fake.member(), &reply.button("Sources")).await;
//! assert!(sources.is_private);
//! insta::assert_snapshot!(reply.snapshot());
//! fake.finish().await;
//! ```
//!
//! **The world** has a guild ([`FakeDiscord::guild`]) with a channel ([`FakeDiscord::channel`]), its owner
//! ([`FakeDiscord::admin`]) and a member ([`FakeDiscord::member`]); `add_user`, `add_guild`, `add_role`,
//! `set_roles`, `add_channel`, `set_bot_permissions` build more of it, before or after the bot connects.
//!
//! **Verbs** are what a person can do. Those that a bot answers are awaited for the [`Reply`]; with
//! `.send().await` in place of `.await` they return at once:
//! - interactions ([`Ask`]): `slash`, `autocomplete`, `message_command`, `press`, `choose`, `submit`; in the
//!   member's language and the guild's channel unless `.locale("zh-CN")`, `.channel(c)` or
//!   `.context(Context::BotDm)` says otherwise. A deferred answer is awaited until it is filled in.
//! - messages ([`Say`]): `mention`, `reply_pinging_bot`, `direct_message`, `say`, `everyone`,
//!   `webhook_message`, `bot_message` (the last two mention the bot, and should be ignored all the same).
//! - `edit_message`, `delete_message`; [`FakeDiscord::next_reply`] for whatever the bot did next,
//!   [`FakeDiscord::expect_silence`] for nothing at all.
//!
//! **Manners**: [`FakeDiscord::finish`] (or the drop at the test's end) fails the test if a body broke a
//! rule ([`Violation`]), an interaction was not answered, or a reply was not looked at.
//!
//! **Trouble** on order: [`FakeDiscord::fail_next`] for one request of an operation (by Discord's own
//! name, `create_interaction_response`), `reconnect`, `invalidate_session`, `drop_gateway`,
//! `close_gateway`; [`Settings`] for the rest.
//!
//! The files: `model` the world, `rest` the HTTP API, `gateway` the event stream, `events` what events
//! say, `validate` the judge by Discord's description, `limits` the judge by documented limits, `reply`
//! what a test gets back, `tests` the fake tested with a tiny client,
//! `serenity_client` with serenity.

mod events;
mod gateway;
mod limits;
mod model;
mod reply;
mod rest;
mod serenity_client;
mod tests;
mod validate;

use std::collections::BTreeMap;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tokio::sync::Notify;

use events::kind;
use gateway::{Audience, Gateway, audience_of_messages, intents};
use model::{Message, Overwrite, Place, World};
use validate::DESCRIPTION;

pub use gateway::GatewayCounts;
pub use model::{ChannelId, Context, GuildId, MessageId, RoleId, UserId, permissions};
pub use reply::{Button, Menu, Reply, ReplyKind};

/// The only token that the fake takes: the bot's id in Base64, then two parts that open nothing.
const TOKEN: &str = "MTUyODAwODQzOTQ5NjcwNDAwMA.fake00.not-a-secret-it-opens-only-the-fake";

/// How this Discord is set up and how long it waits.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether the message-content intent is switched on for the application.
    pub grants_message_content: bool,
    pub heartbeat_interval: Duration,
    pub acknowledges_heartbeats: bool,
    /// How long Discord waits for the first response to an interaction.
    pub answer_within: Duration,
    /// How long a test waits for the bot before it fails.
    pub patience: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            grants_message_content: false,
            heartbeat_interval: Duration::from_millis(41_250),
            acknowledges_heartbeats: true,
            answer_within: Duration::from_secs(3),
            patience: Duration::from_secs(15),
        }
    }
}

/// Which kind of rule was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Discord's OpenAPI description.
    Description,
    /// A documented limit.
    Limit,
    /// What this bot must not do though Discord lets it: text that could mention.
    Manners,
    /// Answers in the wrong number, order or time.
    Semantics,
    /// No such route.
    Route,
    /// The way to the gateway.
    Gateway,
    /// Not the bot's fault: the fake answered what Discord never would.
    FakeItself,
}

#[derive(Clone, Debug)]
pub struct Violation {
    pub rule: Rule,
    /// The operation, by Discord's name.
    pub operation: String,
    pub says: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{:?} ({}): {}",
            self.rule, self.operation, self.says
        )
    }
}

/// What goes wrong with one request.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// 429, with Discord's body or (none) as a bare page of text.
    RateLimited { retry_after: Option<f64> },
    /// Another status (500, 502), and nothing is done.
    Status(u16),
    /// The connection breaks off before anything is done.
    Reset,
    /// All is done, but the connection breaks off before the answer.
    LostAnswer,
    /// Done, but only after this time.
    Slow(Duration),
}

/// An interaction from its event to its last message.
#[derive(Clone)]
struct Interaction {
    id: u64,
    token: String,
    /// For people: `/lab`.
    name: String,
    kind: u8,
    user: UserId,
    channel: ChannelId,
    sent: Instant,
    /// Callback type and time of the first response.
    response: Option<(u64, Duration)>,
    answer_was_lost: bool,
    was_late: bool,
    /// "Lablore is thinking…" stands there still.
    is_thinking: bool,
    original: Option<MessageId>,
    /// The message whose button was pressed.
    source: Option<MessageId>,
    is_context_menu: bool,
    form: Option<Value>,
    metadata: Value,
}

struct State {
    settings: Settings,
    gateway_url: String,
    world: World,
    gateway: Gateway,
    /// By token.
    interactions: BTreeMap<String, Interaction>,
    /// When people's messages were sent.
    said: BTreeMap<MessageId, Instant>,
    typing: BTreeMap<ChannelId, usize>,
    replies: Vec<Reply>,
    violations: Vec<Violation>,
    faults: Vec<(String, Fault)>,
    /// Operations asked for, in order.
    requests: Vec<String>,
}

impl State {
    fn violate(&mut self, rule: Rule, operation: &str, says: String) {
        self.violations.push(Violation {
            rule,
            operation: operation.to_owned(),
            says,
        });
    }

    fn take_fault(&mut self, operation: &str) -> Option<Fault> {
        let position = self
            .faults
            .iter()
            .position(|(ordered, _)| ordered == operation)?;
        Some(self.faults.remove(position).1)
    }

    fn interaction_mut(&mut self, token: &str) -> &mut Interaction {
        self.interactions
            .get_mut(token)
            .expect("an interaction at hand stays")
    }

    /// The first unread reply of this kind of interest; it counts as read from now on.
    fn take_reply(&mut self, is_wanted: impl Fn(&Reply) -> bool) -> Option<Reply> {
        let reply = self
            .replies
            .iter_mut()
            .find(|reply| !reply.was_read && is_wanted(reply))?;
        reply.was_read = true;
        Some(reply.clone())
    }

    /// Everything that a test must not end with, a line each.
    fn complaints(&self) -> Vec<String> {
        let mut complaints: Vec<String> = self.violations.iter().map(ToString::to_string).collect();
        for interaction in self.interactions.values() {
            if interaction.response.is_none() && !interaction.was_late {
                complaints.push(format!("{} was never answered", interaction.name));
            }
            if interaction.is_thinking {
                complaints.push(format!(
                    "{} was deferred and never filled in",
                    interaction.name
                ));
            }
        }
        for reply in self.replies.iter().filter(|reply| !reply.was_read) {
            complaints.push(format!("nobody looked at this reply: {}", reply.snapshot()));
        }
        for (operation, fault) in &self.faults {
            complaints.push(format!("the fault {fault:?} of {operation} never happened"));
        }
        complaints
    }
}

struct Shared {
    state: Mutex<State>,
    /// Something happened that a test may be waiting for.
    changed: Notify,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic in one handler must not hide what the others found.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The fake; see the head of this file.
pub struct FakeDiscord {
    shared: Arc<Shared>,
    api_url: String,
    runtime: Option<Runtime>,
    guild: GuildId,
    channel: ChannelId,
    admin: UserId,
    member: UserId,
    /// Asks what [`FakeDiscord::expect_silence`] asks.
    prober: UserId,
    is_finished: bool,
}

impl FakeDiscord {
    pub async fn start() -> Self {
        Self::start_with(Settings::default()).await
    }

    // Async like the verbs, though all it does is bind two ports.
    #[allow(clippy::unused_async)]
    pub async fn start_with(settings: Settings) -> Self {
        let bind = || {
            let listener =
                std::net::TcpListener::bind("127.0.0.1:0").expect("the loopback has free ports");
            listener
                .set_nonblocking(true)
                .expect("a socket can be non-blocking");
            let address = listener
                .local_addr()
                .expect("a bound socket has an address");
            (listener, address)
        };
        let (rest_listener, rest_address) = bind();
        let (gateway_listener, gateway_address) = bind();

        let mut world = World::new();
        let admin = world.add_user("Grace", false);
        let guild = world.add_guild("Lab Watchers", admin);
        let channel = world.add_channel(
            "general",
            Place::Guild {
                guild,
                overwrites: Vec::new(),
            },
        );
        let member = world.add_user("Ada", false);
        let prober = world.add_user("Echo", false);
        for user in [member, prober] {
            world.guild_mut(guild).members.insert(user, Vec::new());
        }
        let state = State {
            settings,
            gateway_url: format!("ws://{gateway_address}"),
            world,
            gateway: Gateway::default(),
            interactions: BTreeMap::new(),
            said: BTreeMap::new(),
            typing: BTreeMap::new(),
            replies: Vec::new(),
            violations: Vec::new(),
            faults: Vec::new(),
            requests: Vec::new(),
        };
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            changed: Notify::new(),
        });
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("fake-discord")
            .enable_all()
            .build()
            .expect("a thread can be had");
        let (for_rest, for_gateway) = (Arc::clone(&shared), Arc::clone(&shared));
        runtime.spawn(async move {
            let listener =
                tokio::net::TcpListener::from_std(rest_listener).expect("a bound socket");
            rest::serve(listener, for_rest).await;
        });
        runtime.spawn(async move {
            let listener =
                tokio::net::TcpListener::from_std(gateway_listener).expect("a bound socket");
            gateway::serve(listener, for_gateway).await;
        });
        Self {
            shared,
            api_url: format!("http://{rest_address}"),
            runtime: Some(runtime),
            guild,
            channel,
            admin,
            member,
            prober,
            is_finished: false,
        }
    }

    /// Scheme, host and port, for `discord.api_url`.
    pub fn api_url(&self) -> &str {
        &self.api_url
    }

    /// The bot's token; any other is refused as Discord refuses it (401, 4004).
    pub fn token(&self) -> &'static str {
        TOKEN
    }

    pub fn bot(&self) -> UserId {
        self.shared.lock().world.bot
    }

    /// The guild that is there from the start.
    pub fn guild(&self) -> GuildId {
        self.guild
    }

    /// Its channel, `#general`.
    pub fn channel(&self) -> ChannelId {
        self.channel
    }

    /// Its owner, who may do everything.
    pub fn admin(&self) -> UserId {
        self.admin
    }

    /// A member without a role.
    pub fn member(&self) -> UserId {
        self.member
    }

    // --- building the world -------------------------------------------------------------------

    /// A person, who joins the first guild.
    pub fn add_user(&self, name: &str) -> UserId {
        let mut state = self.shared.lock();
        let user = state.world.add_user(name, false);
        state
            .world
            .guild_mut(self.guild)
            .members
            .insert(user, Vec::new());
        user
    }

    /// Another guild with the bot in it.
    pub fn add_guild(&self, name: &str, owner: UserId) -> GuildId {
        let mut state = self.shared.lock();
        let guild = state.world.add_guild(name, owner);
        let State { world, gateway, .. } = &mut *state;
        gateway.dispatch("GUILD_CREATE", in_guild(guild), |_| {
            world.guild_create_json(guild)
        });
        guild
    }

    /// The language that a guild is set to, `en-US` unless changed.
    pub fn set_guild_locale(&self, guild: GuildId, locale: &str) {
        check_locale(locale);
        locale.clone_into(&mut self.shared.lock().world.guild_mut(guild).locale);
    }

    pub fn add_role(&self, guild: GuildId, name: &str, permissions: u64) -> RoleId {
        let mut state = self.shared.lock();
        let role = state.world.add_role(guild, name, permissions);
        let State { world, gateway, .. } = &mut *state;
        let written = world
            .roles_json(guild)
            .pop()
            .expect("a role was just added");
        gateway.dispatch(
            "GUILD_ROLE_CREATE",
            in_guild(guild),
            |_| json!({ "guild_id": guild.to_string(), "role": written }),
        );
        role
    }

    /// Makes the user a member with exactly these roles. A bot without the members intent is not told.
    pub fn set_roles(&self, guild: GuildId, user: UserId, roles: &[RoleId]) {
        self.shared
            .lock()
            .world
            .guild_mut(guild)
            .members
            .insert(user, roles.to_vec());
    }

    pub fn add_channel(&self, guild: GuildId, name: &str) -> ChannelId {
        let mut state = self.shared.lock();
        let channel = state.world.add_channel(
            name,
            Place::Guild {
                guild,
                overwrites: Vec::new(),
            },
        );
        let State { world, gateway, .. } = &mut *state;
        gateway.dispatch("CHANNEL_CREATE", in_guild(guild), |_| {
            world.channel_json(channel)
        });
        channel
    }

    /// Permissions of the bot alone in one channel, over what its roles give.
    pub fn set_bot_permissions(&self, channel: ChannelId, allow: u64, deny: u64) {
        let mut state = self.shared.lock();
        let bot = state.world.bot.0;
        let Place::Guild { guild, overwrites } = &mut state.world.channel_mut(channel).place else {
            panic!("only a guild's channels have permissions of their own");
        };
        let guild = *guild;
        overwrites.retain(|overwrite| overwrite.target != bot);
        overwrites.push(Overwrite {
            target: bot,
            is_member: true,
            allow,
            deny,
        });
        let State { world, gateway, .. } = &mut *state;
        gateway.dispatch("CHANNEL_UPDATE", in_guild(guild), |_| {
            world.channel_json(channel)
        });
    }

    /// The channel of direct messages between this user and the bot.
    pub fn direct_channel(&self, user: UserId) -> ChannelId {
        self.shared.lock().world.direct_channel(user)
    }

    // --- interactions -------------------------------------------------------------------------

    /// A slash command with its options, `/settings language` for a subcommand. Waits for the command to
    /// be registered, and panics where a person's client would not let it be sent.
    pub fn slash<'a>(&'a self, user: UserId, command: &str, options: &[(&str, &str)]) -> Ask<'a> {
        let what = Act::Command {
            line: command.to_owned(),
            options: owned(options),
            focused: None,
        };
        Ask::new(self, user, what)
    }

    /// The choices for the last of these options, as typed so far; [`Reply::choices`] has them.
    pub fn autocomplete<'a>(
        &'a self,
        user: UserId,
        command: &str,
        options: &[(&str, &str)],
    ) -> Ask<'a> {
        let (focused, _) = options
            .last()
            .expect("autocomplete is for an option being typed");
        let focused = Some((*focused).to_owned());
        Ask::new(
            self,
            user,
            Act::Command {
                line: command.to_owned(),
                options: owned(options),
                focused,
            },
        )
    }

    /// A command of a message's context menu.
    pub fn message_command<'a>(&'a self, user: UserId, name: &str, target: MessageId) -> Ask<'a> {
        let channel = self.shared.lock().world.message(target).channel;
        Ask::new(
            self,
            user,
            Act::MessageCommand {
                name: name.to_owned(),
                target,
            },
        )
        .channel(channel)
    }

    /// A press on a button, by anybody who sees it.
    pub fn press<'a>(&'a self, user: UserId, button: &Button) -> Ask<'a> {
        assert!(
            !button.is_disabled,
            "the button {:?} is disabled",
            button.label
        );
        let custom_id = button
            .custom_id
            .clone()
            .expect("a link goes nowhere in a test");
        self.component(
            user,
            button.message,
            json!({ "custom_id": custom_id, "component_type": 2 }),
        )
    }

    /// A choice from a menu, by the values of its options.
    pub fn choose<'a>(&'a self, user: UserId, menu: &Menu, values: &[&str]) -> Ask<'a> {
        for value in values {
            assert!(
                menu.options.iter().any(|(_, offered)| offered == value),
                "{value:?} is not in {:?}",
                menu.options
            );
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
        let act = Act::Form {
            opened_by,
            values: owned(values),
        };
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
        Say {
            replies_to: Some(to),
            ..Say::new(self, user, channel, text.to_owned())
        }
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
        Say {
            mentions_everyone: true,
            ..Say::new(self, user, channel, format!("@everyone {text}"))
        }
    }

    /// A webhook's message that mentions the bot.
    pub fn webhook_message<'a>(&'a self, channel: ChannelId, text: &str) -> Say<'a> {
        let webhook = self.shared.lock().world.add_user("Release feed", true);
        Say {
            webhook_name: Some("Release feed".to_owned()),
            ..self.mention(webhook, channel, text)
        }
    }

    /// Another bot's message that mentions the bot.
    pub fn bot_message<'a>(&'a self, channel: ChannelId, text: &str) -> Say<'a> {
        let other = {
            let mut state = self.shared.lock();
            let other = state.world.add_user("Other bot", true);
            if let Some(guild) = state.world.guild_of(channel) {
                state
                    .world
                    .guild_mut(guild)
                    .members
                    .insert(other, Vec::new());
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

    // --- looking ------------------------------------------------------------------------------

    /// The next thing that the bot did and nobody has looked at.
    pub async fn next_reply(&self) -> Reply {
        self.wait_for("anything of the bot's", |state| state.take_reply(|_| true))
            .await
    }

    /// Nothing comes. A direct message asked afterwards is answered, twice in a row, and by then an answer
    /// to what came before would be there; one that comes even later still fails the test at its end.
    pub async fn expect_silence(&self) {
        for _ in 0..2 {
            let probe = self.direct_message(self.prober, "help").await;
            assert_eq!(probe.kind, ReplyKind::Message);
        }
        let state = self.shared.lock();
        if let Some(reply) = state.replies.iter().find(|reply| !reply.was_read) {
            let snapshot = reply.snapshot();
            drop(state);
            panic!("silence was expected, but the bot said: {snapshot}");
        }
    }

    /// Waits until a bot has connected and identified itself.
    pub async fn connected(&self) {
        self.wait_for("the bot at the gateway", |state| {
            state.gateway.is_connected().then_some(())
        })
        .await;
    }

    /// Waits until there are global commands and returns them as Discord keeps them.
    pub async fn registered_commands(&self) -> Vec<Value> {
        self.wait_for("registered commands", |state| {
            let commands: Vec<Value> = state
                .world
                .commands
                .iter()
                .filter(|command| command.get("guild_id").is_none())
                .cloned()
                .collect();
            (!commands.is_empty()).then_some(commands)
        })
        .await
    }

    /// The commands of one guild alone.
    pub fn guild_commands(&self, guild: GuildId) -> Vec<Value> {
        let guild = json!(guild.to_string());
        let state = self.shared.lock();
        state
            .world
            .commands
            .iter()
            .filter(|command| command.get("guild_id") == Some(&guild))
            .cloned()
            .collect()
    }

    /// How often an operation was asked for, faults included.
    pub fn requests(&self, operation: &str) -> usize {
        assert!(
            DESCRIPTION.has_operation(operation),
            "Discord's description has no operation {operation:?}"
        );
        self.shared
            .lock()
            .requests
            .iter()
            .filter(|request| *request == operation)
            .count()
    }

    /// Waits until an operation has been asked for this many times.
    pub async fn requested(&self, operation: &str, times: usize) {
        assert!(
            DESCRIPTION.has_operation(operation),
            "Discord's description has no operation {operation:?}"
        );
        self.wait_for(&format!("{times} × {operation}"), |state| {
            let count = state
                .requests
                .iter()
                .filter(|request| *request == operation)
                .count();
            (count >= times).then_some(())
        })
        .await;
    }

    pub fn gateway_counts(&self) -> GatewayCounts {
        self.shared.lock().gateway.counts
    }

    /// Waits until the counts are as wanted (a resume, a heartbeat).
    pub async fn gateway_reaches(&self, is_wanted: impl Fn(GatewayCounts) -> bool) {
        self.wait_for("the gateway's counts", |state| {
            is_wanted(state.gateway.counts).then_some(())
        })
        .await;
    }

    /// How often "is typing…" was shown in a channel.
    pub fn typing(&self, channel: ChannelId) -> usize {
        self.shared
            .lock()
            .typing
            .get(&channel)
            .copied()
            .unwrap_or(0)
    }

    /// Times from each event to the bot's first response to it: interactions, then messages.
    pub fn first_responses(&self) -> Vec<Duration> {
        let state = self.shared.lock();
        let interactions = state
            .interactions
            .values()
            .filter_map(|interaction| Some(interaction.response?.1));
        let messages = state
            .replies
            .iter()
            .filter(|reply| reply.interaction.is_none());
        interactions
            .chain(messages.filter_map(|reply| reply.first_response))
            .collect()
    }

    /// The violations so far, which then no longer fail the test: for tests that provoke them.
    pub fn take_violations(&self) -> Vec<Violation> {
        std::mem::take(&mut self.shared.lock().violations)
    }

    // --- trouble ------------------------------------------------------------------------------

    /// Something goes wrong with the next request of this operation that has no fault yet.
    pub fn fail_next(&self, operation: &str, fault: Fault) {
        assert!(
            DESCRIPTION.has_operation(operation),
            "Discord's description has no operation {operation:?}"
        );
        self.shared
            .lock()
            .faults
            .push((operation.to_owned(), fault));
    }

    /// Opcode 7: the bot should connect anew and resume.
    pub fn reconnect(&self) {
        self.shared.lock().gateway.ask_to_reconnect();
    }

    /// Opcode 9: the bot should resume or identify anew.
    pub fn invalidate_session(&self, resumable: bool) {
        self.shared.lock().gateway.invalidate_sessions(resumable);
    }

    /// The gateway's connections break off.
    pub fn drop_gateway(&self) {
        self.shared.lock().gateway.drop_connections();
    }

    /// The gateway closes with a code.
    pub fn close_gateway(&self, code: u16) {
        self.shared.lock().gateway.close_connections(code);
    }

    // --- the end ------------------------------------------------------------------------------

    /// Ends this Discord; fails the test if there was a violation, an unanswered interaction or a reply
    /// that nobody looked at.
    #[allow(clippy::unused_async)]
    pub async fn finish(mut self) {
        self.end();
    }

    fn end(&mut self) {
        if std::mem::replace(&mut self.is_finished, true) {
            return;
        }
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
        let complaints = self.shared.lock().complaints();
        assert!(
            complaints.is_empty(),
            "the fake Discord complains:\n- {}",
            complaints.join("\n- ")
        );
    }

    async fn wait_for<T>(&self, what: &str, mut find: impl FnMut(&mut State) -> Option<T>) -> T {
        let patience = self.shared.lock().settings.patience;
        match self.wait_at_most(patience, &mut find).await {
            Some(found) => found,
            None => {
                let state = self.shared.lock();
                let (complaints, requests) =
                    (state.complaints().join("\n- "), state.requests.join(", "));
                drop(state);
                panic!(
                    "waited {patience:?} for {what}; so far:\n- {complaints}\nrequests: {requests}"
                );
            }
        }
    }

    async fn wait_at_most<T>(
        &self,
        patience: Duration,
        mut find: impl FnMut(&mut State) -> Option<T>,
    ) -> Option<T> {
        let end = tokio::time::Instant::now() + patience;
        loop {
            let changed = self.shared.changed.notified();
            tokio::pin!(changed);
            // Listens before it looks, so that nothing slips in between.
            changed.as_mut().enable();
            if let Some(found) = find(&mut self.shared.lock()) {
                return Some(found);
            }
            if tokio::time::timeout_at(end, changed).await.is_err() {
                return find(&mut self.shared.lock());
            }
        }
    }
}

impl Drop for FakeDiscord {
    fn drop(&mut self) {
        if std::thread::panicking() {
            // The test has failed already; a second panic would only hide why.
            self.is_finished = true;
            if let Some(runtime) = self.runtime.take() {
                runtime.shutdown_background();
            }
        }
        self.end();
    }
}

enum Act {
    Command {
        line: String,
        options: Vec<(String, String)>,
        focused: Option<String>,
    },
    MessageCommand {
        name: String,
        target: MessageId,
    },
    Component {
        message: MessageId,
        data: Value,
    },
    Form {
        opened_by: u64,
        values: Vec<(String, String)>,
    },
}

/// An interaction about to be caused; awaiting it gives the bot's [`Reply`].
#[must_use = "nothing happens until it is awaited"]
pub struct Ask<'a> {
    fake: &'a FakeDiscord,
    user: UserId,
    act: Act,
    channel: ChannelId,
    locale: String,
}

impl<'a> Ask<'a> {
    fn new(fake: &'a FakeDiscord, user: UserId, act: Act) -> Self {
        Self {
            fake,
            user,
            act,
            channel: fake.channel,
            locale: "en-US".to_owned(),
        }
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
        fake.wait_for("the bot at the gateway", |state| {
            state.gateway.has_session().then_some(())
        })
        .await;
        if let Act::Command { line: name, .. } | Act::MessageCommand { name, .. } = &self.act {
            let kind = if matches!(self.act, Act::Command { .. }) {
                1
            } else {
                3
            };
            let name = if kind == 1 { first_word(name) } else { name };
            let channel = self.channel;
            fake.wait_for(&format!("the command {name:?}"), |state| {
                command_of(&state.world, name, kind, channel).map(|_| ())
            })
            .await;
        }
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
            answer_was_lost: false,
            was_late: false,
            is_thinking: false,
            original: None,
            source: None,
            is_context_menu: false,
            form: None,
            metadata: Value::Null,
        };
        let (data, triggering) = self.fill_in(&state, &mut interaction);
        interaction.metadata = events::metadata(&state.world, &interaction, triggering.as_ref());
        let event = events::interaction(&state.world, &interaction, &self.locale, &data);
        let audience = Audience {
            intents: 0,
            guild: state.world.guild_of(self.channel),
        };
        state.interactions.insert(token, interaction);
        state
            .gateway
            .dispatch("INTERACTION_CREATE", audience, |_| event.clone());
        Asked {
            fake,
            interaction: id,
        }
    }

    /// The event's `data`, and (for a form) the metadata of the interaction that opened it.
    fn fill_in(&self, state: &State, interaction: &mut Interaction) -> (Value, Option<Value>) {
        match &self.act {
            Act::Command {
                line,
                options,
                focused,
            } => {
                let command = command_of(&state.world, first_word(line), 1, self.channel)
                    .expect("waited for above");
                let path: Vec<&str> = line.split_whitespace().skip(1).collect();
                interaction.name.clone_from(line);
                if focused.is_some() {
                    interaction.kind = kind::AUTOCOMPLETE;
                }
                (
                    events::command_data(&state.world, command, &path, options, focused.as_deref()),
                    None,
                )
            }
            Act::MessageCommand { name, target } => {
                let command =
                    command_of(&state.world, name, 3, self.channel).expect("waited for above");
                interaction.name.clone_from(name);
                interaction.is_context_menu = true;
                (
                    events::message_command_data(&state.world, command, *target),
                    None,
                )
            }
            Act::Component { message, data } => {
                interaction.kind = kind::COMPONENT;
                interaction.name = format!("a press on {}", data["custom_id"]);
                interaction.source = Some(*message);
                (data.clone(), None)
            }
            Act::Form { opened_by, values } => {
                let opener = state
                    .interactions
                    .values()
                    .find(|interaction| interaction.id == *opened_by);
                let opener = opener.expect("the form's interaction is known");
                let form = opener
                    .form
                    .as_ref()
                    .expect("the interaction was answered with a form");
                interaction.kind = kind::MODAL;
                interaction.name = format!("the form {}", form["custom_id"]);
                interaction.source = opener.source;
                let data = json!({ "custom_id": form["custom_id"], "components": filled_in(&form["components"], values) });
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
            let found = state
                .interactions
                .values()
                .find(|known| known.id == interaction)?;
            let (kind, after) = found.response?;
            let (channel, message) = (found.channel, found.source);
            (kind == 6).then_some((channel, message, after))
        };
        enum Seen {
            Reply(Box<Reply>),
            Acknowledged(ChannelId, Option<MessageId>, Duration),
        }
        let seen = fake
            .wait_for("the bot's answer", |state| {
                match state.take_reply(is_answer) {
                    Some(reply) => Some(Seen::Reply(Box::new(reply))),
                    None => acknowledged(state).map(|(channel, message, after)| {
                        Seen::Acknowledged(channel, message, after)
                    }),
                }
            })
            .await;
        let (channel, message, after) = match seen {
            Seen::Reply(reply) => return *reply,
            Seen::Acknowledged(channel, message, after) => (channel, message, after),
        };
        // A press taken note of mostly has a visible effect soon, but need not have one.
        if let Some(reply) = fake
            .wait_at_most(Duration::from_secs(1), |state| state.take_reply(is_answer))
            .await
        {
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
            first_response: Some(after),
            interaction: Some(interaction),
            was_read: true,
        }
    }
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
        Self {
            fake,
            author,
            channel,
            text,
            replies_to: None,
            mentions_everyone: false,
            webhook_name: None,
        }
    }

    /// Sends the message without waiting for the bot.
    pub async fn send(self) -> MessageId {
        self.fake
            .wait_for("the bot at the gateway", |state| {
                state.gateway.has_session().then_some(())
            })
            .await;
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
        gateway.dispatch(
            "MESSAGE_CREATE",
            audience_of_messages(world.guild_of(self.channel)),
            |session| events::message(world, id, session.has_content_intent()),
        );
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
                reply.kind == ReplyKind::Message
                    && reply.interaction.is_none()
                    && reply.channel == channel
                    && answers
            };
            fake.wait_for("the bot's reply", |state| state.take_reply(is_answer))
                .await
        })
    }
}

fn in_guild(guild: GuildId) -> Audience {
    Audience {
        intents: intents::GUILDS,
        guild: Some(guild),
    }
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn check_locale(locale: &str) {
    assert!(
        limits::LOCALES.contains(&locale),
        "Discord knows no language {locale:?}"
    );
}

fn first_word(line: &str) -> &str {
    line.trim_start_matches('/')
        .split_whitespace()
        .next()
        .unwrap_or_default()
}

/// The command of this name that a person finds in this channel: a guild's own before a global one.
fn command_of<'a>(
    world: &'a World,
    name: &str,
    kind: u64,
    channel: ChannelId,
) -> Option<&'a Value> {
    let context = world.context_of(channel);
    let guild = world.guild_of(channel).map(|guild| guild.to_string());
    let is_offered = |command: &Value| match command.get("guild_id").and_then(Value::as_str) {
        Some(owner) => guild.as_deref() == Some(owner),
        None => {
            let contexts = command["contexts"].as_array();
            let in_context =
                contexts.is_none_or(|contexts| contexts.contains(&json!(context as u8)));
            let by_user = command["integration_types"]
                .as_array()
                .is_some_and(|types| types.contains(&json!(1)));
            let may_here = match context {
                Context::Guild => true,
                Context::BotDm => command["dm_permission"] != false,
                Context::PrivateChannel => by_user,
            };
            in_context && may_here
        }
    };
    let named = world
        .commands
        .iter()
        .filter(|command| command["name"] == name && command["type"] == kind);
    named
        .filter(|command| is_offered(command))
        .max_by_key(|command| command.get("guild_id").is_some())
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
