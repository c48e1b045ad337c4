//! A fake Discord for tests: HTTP API and gateway on loopback ports, in a runtime of its own, so that a
//! bot that blocks doesn't stop it. It shows a bot what Discord would show (no more: message content is
//! withheld without the intent), does to a small world what the bot asks for, and judges every body.
//! It is not a load balancer: one application, no voice. Interactions come over the gateway, or over HTTP on order.
//!
//! ```ignore
//! let fake = FakeDiscord::start().await;
//! // start the bot with discord.api_url = fake.api_url() and the token fake.token()
//! let reply = fake.slash(fake.member(), "/lab", &[("name", "zhipu")]).await;
//! assert!(reply.text().contains("Zhipu"));
//! let sources = fake.press(fake.member(), &reply.button("Sources")).await;
//! assert!(sources.is_private);
//! assert!(reply.text().contains("Zhipu"));
//! fake.finish().await;
//! ```
//!
//! **The world** has a guild ([`FakeDiscord::guild`]) with a channel ([`FakeDiscord::channel`]), its owner
//! ([`FakeDiscord::admin`]) and a member ([`FakeDiscord::member`]); `add_user`, `add_guild`, `add_role`,
//! `set_roles`, `add_channel`, `set_bot_permissions` build more of it, before or after the bot connects.
//!
//! **Verbs** are what a person can do. Those that a bot answers are awaited for the [`Reply`]; with
//! `.send().await` in place of `.await` they return at once:
//! - interactions ([`verbs::Ask`]): `slash`, `autocomplete`, `message_command`, `press`, `choose`, `submit`; in the
//!   member's language and the guild's channel unless `.locale("zh-CN")`, `.channel(c)` or
//!   `.context(Context::BotDm)` says otherwise; `.over_http(address)` delivers it signed to an endpoint, `.forged()`
//!   sends what Discord would not offer. A deferred answer is awaited until it is filled in.
//! - messages ([`verbs::Say`]): `mention`, `reply_pinging_bot`, `direct_message`, `say`, `everyone`,
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
//! The files: `verbs` what people do, `reply` what a test gets back, `model` the world, `rest` the HTTP
//! side of the API and `operations` what it does, `gateway` the event stream, `events` what events say,
//! `validate` the judge by Discord's description, `limits` the judge by documented limits, `tests` the
//! fake tested with a tiny client, `serenity_client` with serenity.

mod events;
mod gateway;
mod limits;
mod model;
mod operations;
pub mod reply;
mod rest;
mod serenity_client;
mod tests;
mod validate;
pub mod verbs;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tokio::sync::Notify;

use gateway::{Audience, Gateway, intents};
use model::{Overwrite, Place, World};
use validate::DESCRIPTION;

pub use gateway::GatewayCounts;
pub use model::{ChannelId, Context, GuildId, MessageId, RoleId, UserId, permissions};
pub use reply::{Reply, ReplyKind};
pub use rest::{TIMESTAMP, signature};

/// The only token that the fake takes: the bot's id in Base64, then two parts that open nothing.
const TOKEN: &str = "MTUyODAwODQzOTQ5NjcwNDAwMA.fake00.not-a-secret-it-opens-only-the-fake";

/// How this Discord is set up and how long it waits.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether the message-content intent is switched on for the application.
    pub grants_message_content: bool,
    pub heartbeat_interval: Duration,
    pub acknowledges_heartbeats: bool,
    /// How many sessions may be started until the limit is set anew, and when that is; the fake does not count down.
    pub session_starts_left: u64,
    pub session_reset_after: Duration,
    /// How many sessions may be started in five seconds.
    pub max_concurrency: u64,
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
            session_starts_left: 999,
            session_reset_after: Duration::ZERO,
            // As large bots have it: tests that start several times don't wait.
            max_concurrency: 16,
            answer_within: Duration::from_secs(3),
            patience: Duration::from_mins(1),
        }
    }
}

/// Which kind of rule was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Discord's `OpenAPI` description.
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
        write!(formatter, "{:?} ({}): {}", self.rule, self.operation, self.says)
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
    /// Done at once, but answered only after this time.
    SlowAnswer(Duration),
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
    /// Replies of the bot that were there when the event was sent, and how many came until the first response.
    replies_before: usize,
    overtaken_by: Option<usize>,
    answer_was_lost: bool,
    was_late: bool,
    /// "Lablore is thinking…" stands there still.
    is_thinking: bool,
    original: Option<MessageId>,
    /// The message whose button was pressed.
    source: Option<MessageId>,
    /// Discord's type for the message that answers it.
    answers_with: u8,
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
    /// Messages that went out to the followers of their channel.
    published: BTreeSet<MessageId>,
    /// Some minutes have passed: messages with an earlier one's nonce are new ones.
    nonces_are_forgotten: bool,
    replies: Vec<Reply>,
    violations: Vec<Violation>,
    faults: Vec<(String, Fault)>,
    /// Operations asked for, in order.
    requests: Vec<String>,
}

impl State {
    fn violate(&mut self, rule: Rule, operation: &str, says: String) {
        self.violations.push(Violation { rule, operation: operation.to_owned(), says });
    }

    fn take_fault(&mut self, operation: &str) -> Option<Fault> {
        let position = self.faults.iter().position(|(ordered, _)| ordered == operation)?;
        Some(self.faults.remove(position).1)
    }

    /// Tells the bot what a guild's channel is like now.
    fn announce_channel(&mut self, channel: ChannelId) {
        let guild = self.world.guild_of(channel).expect("a guild's channel");
        let Self { world, gateway, .. } = self;
        gateway.dispatch("CHANNEL_UPDATE", in_guild(guild), |_| world.channel_json(channel));
    }

    fn interaction_mut(&mut self, token: &str) -> &mut Interaction {
        self.interactions.get_mut(token).expect("an interaction at hand stays")
    }

    /// The first unread reply of this kind of interest; it counts as read from now on.
    fn take_reply(&mut self, is_wanted: impl Fn(&Reply) -> bool) -> Option<Reply> {
        let reply = self.replies.iter_mut().find(|reply| !reply.was_read && is_wanted(reply))?;
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
                complaints.push(format!("{} was deferred and never filled in", interaction.name));
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
            let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("the loopback has free ports");
            listener.set_nonblocking(true).expect("a socket can be non-blocking");
            let address = listener.local_addr().expect("a bound socket has an address");
            (listener, address)
        };
        let (rest_listener, rest_address) = bind();
        let (gateway_listener, gateway_address) = bind();

        let mut world = World::new();
        let admin = world.add_user("Grace", false);
        let guild = world.add_guild("Lab Watchers", admin);
        let channel = world.add_channel("general", Place::Guild { guild, overwrites: Vec::new() });
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
            published: BTreeSet::new(),
            nonces_are_forgotten: false,
            replies: Vec::new(),
            violations: Vec::new(),
            faults: Vec::new(),
            requests: Vec::new(),
        };
        let shared = Arc::new(Shared { state: Mutex::new(state), changed: Notify::new() });
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("fake-discord")
            .enable_all()
            .build()
            .expect("a thread can be had");
        let (for_rest, for_gateway) = (Arc::clone(&shared), Arc::clone(&shared));
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(rest_listener).expect("a bound socket");
            rest::serve(listener, for_rest).await;
        });
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(gateway_listener).expect("a bound socket");
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

    // Part of what a test asks this Discord for, like its address.
    #[allow(clippy::unused_self)]
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

    /// A file that somebody has chosen for a command; its id is what the option takes.
    pub fn upload(&self, name: &str, bytes: &[u8]) -> String {
        let mut state = self.shared.lock();
        let id = state.world.next_id();
        self.api_url().clone_into(&mut state.world.files_at);
        state.world.uploads.insert(id, (name.to_owned(), bytes.to_vec()));
        id.to_string()
    }

    /// A person, who joins the first guild.
    pub fn add_user(&self, name: &str) -> UserId {
        let mut state = self.shared.lock();
        let user = state.world.add_user(name, false);
        state.world.guild_mut(self.guild).members.insert(user, Vec::new());
        user
    }

    /// Another guild with the bot in it.
    pub fn add_guild(&self, name: &str, owner: UserId) -> GuildId {
        let mut state = self.shared.lock();
        let guild = state.world.add_guild(name, owner);
        let State { world, gateway, .. } = &mut *state;
        gateway.dispatch("GUILD_CREATE", in_guild(guild), |_| world.guild_create_json(guild));
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
        let written = world.roles_json(guild).pop().expect("a role was just added");
        gateway.dispatch(
            "GUILD_ROLE_CREATE",
            in_guild(guild),
            |_| json!({ "guild_id": guild.to_string(), "role": written }),
        );
        role
    }

    /// Makes the user a member with exactly these roles. A bot without the members intent is not told.
    pub fn set_roles(&self, guild: GuildId, user: UserId, roles: &[RoleId]) {
        self.shared.lock().world.guild_mut(guild).members.insert(user, roles.to_vec());
    }

    pub fn add_channel(&self, guild: GuildId, name: &str) -> ChannelId {
        let mut state = self.shared.lock();
        let channel = state.world.add_channel(name, Place::Guild { guild, overwrites: Vec::new() });
        let State { world, gateway, .. } = &mut *state;
        gateway.dispatch("CHANNEL_CREATE", in_guild(guild), |_| world.channel_json(channel));
        channel
    }

    /// An announcement channel.
    pub fn add_announcement_channel(&self, guild: GuildId, name: &str) -> ChannelId {
        self.add_channel_of_kind(guild, name, 5)
    }

    /// A forum.
    pub fn add_forum(&self, guild: GuildId, name: &str) -> ChannelId {
        self.add_channel_of_kind(guild, name, 15)
    }

    /// A forum has these tags from now on; those for moderators begin with an exclamation mark. Their ids. The bot is told.
    pub fn set_tags(&self, forum: ChannelId, names: &[&str]) -> Vec<u64> {
        let mut state = self.shared.lock();
        let mut tags = Vec::new();
        for name in names {
            let id = state.world.next_id();
            tags.push((id, name.trim_start_matches('!').to_owned(), name.starts_with('!')));
        }
        state.world.channel_mut(forum).tags.clone_from(&tags);
        state.announce_channel(forum);
        tags.into_iter().map(|(id, ..)| id).collect()
    }

    /// Each post of a forum needs a tag from now on, or no longer. The bot is told.
    pub fn demand_tag(&self, forum: ChannelId, is_demanded: bool) {
        let mut state = self.shared.lock();
        state.world.channel_mut(forum).needs_tag = is_demanded;
        state.announce_channel(forum);
    }

    fn add_channel_of_kind(&self, guild: GuildId, name: &str, kind: u8) -> ChannelId {
        let mut state = self.shared.lock();
        let channel = state.world.add_channel(name, Place::Guild { guild, overwrites: Vec::new() });
        state.world.channel_mut(channel).kind = kind;
        let State { world, gateway, .. } = &mut *state;
        gateway.dispatch("CHANNEL_CREATE", in_guild(guild), |_| world.channel_json(channel));
        channel
    }

    /// A thread of a channel, begun by its guild's owner.
    pub fn add_thread(&self, parent: ChannelId, name: &str) -> ChannelId {
        let owner = self.admin;
        self.shared.lock().world.add_channel(name, Place::Thread { parent, owner, archived: false })
    }

    /// Archives a thread, or takes it back. The bot is told.
    pub fn set_archived(&self, thread: ChannelId, is_archived: bool) {
        let mut state = self.shared.lock();
        let Place::Thread { archived, .. } = &mut state.world.channel_mut(thread).place else {
            panic!("only threads are archived");
        };
        *archived = is_archived;
        let guild = state.world.guild_of(thread).expect("threads are in guilds");
        let State { world, gateway, .. } = &mut *state;
        gateway.dispatch("THREAD_UPDATE", in_guild(guild), |_| world.channel_json(thread));
    }

    /// Deletes a channel. The bot is told.
    pub fn delete_channel(&self, channel: ChannelId) {
        let mut state = self.shared.lock();
        let guild = state.world.guild_of(channel).expect("a guild's channel");
        let written = state.world.channel_json(channel);
        state.world.channels.remove(&channel);
        state.world.messages.retain(|_, message| message.channel != channel);
        state.gateway.dispatch("CHANNEL_DELETE", in_guild(guild), |_| written.clone());
    }

    /// The bot is thrown out of a guild. It is told if it is there to hear it.
    pub fn remove_bot(&self, guild: GuildId) {
        let mut state = self.shared.lock();
        let bot = state.world.bot;
        state.gateway.dispatch("GUILD_DELETE", in_guild(guild), |_| json!({ "id": guild.to_string() }));
        state.world.guild_mut(guild).members.remove(&bot);
    }

    /// A guild is not to be reached for a while: an outage.
    pub fn outage(&self, guild: GuildId) {
        let written = json!({ "id": guild.to_string(), "unavailable": true });
        self.shared.lock().gateway.dispatch("GUILD_DELETE", in_guild(guild), |_| written.clone());
    }

    /// From now on ids lie so many milliseconds later within their second: whole seconds apart, all servers would belong
    /// to the same few shards.
    pub fn pass_time_by(&self, milliseconds: u64) {
        self.shared.lock().world.pass_time_by(milliseconds);
    }

    /// Time passes in this world, until that many milliseconds after 1970: what is sent from now on is of that time.
    pub fn pass_time_until(&self, milliseconds: u64) {
        self.shared.lock().world.pass_time_until(milliseconds);
    }

    /// Minutes pass, after which Discord no longer knows the nonces of what was sent.
    pub fn forget_nonces(&self) {
        self.shared.lock().nonces_are_forgotten = true;
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
        overwrites.push(Overwrite { target: bot, is_member: true, allow, deny });
        let State { world, gateway, .. } = &mut *state;
        gateway.dispatch("CHANNEL_UPDATE", in_guild(guild), |_| world.channel_json(channel));
    }

    /// The channel of direct messages between this user and the bot.
    pub fn direct_channel(&self, user: UserId) -> ChannelId {
        self.shared.lock().world.direct_channel(user)
    }

    // --- looking ------------------------------------------------------------------------------

    /// The next thing that the bot did and nobody has looked at.
    pub async fn next_reply(&self) -> Reply {
        self.wait_for("anything of the bot's", |state| state.take_reply(|_| true)).await
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
        self.wait_for("the bot at the gateway", |state| state.gateway.is_connected().then_some(())).await;
    }

    /// Waits until there are global commands and returns them as Discord keeps them.
    pub async fn registered_commands(&self) -> Vec<Value> {
        self.wait_for("registered commands", |state| {
            let commands: Vec<Value> =
                state.world.commands.iter().filter(|command| command.get("guild_id").is_none()).cloned().collect();
            (!commands.is_empty()).then_some(commands)
        })
        .await
    }

    /// The commands of one guild alone.
    pub fn guild_commands(&self, guild: GuildId) -> Vec<Value> {
        let guild = json!(guild.to_string());
        let state = self.shared.lock();
        state.world.commands.iter().filter(|command| command.get("guild_id") == Some(&guild)).cloned().collect()
    }

    /// How often an operation was asked for, faults included.
    pub fn requests(&self, operation: &str) -> usize {
        assert!(DESCRIPTION.has_operation(operation), "Discord's description has no operation {operation:?}");
        self.shared.lock().requests.iter().filter(|request| *request == operation).count()
    }

    /// Waits until an operation has been asked for this many times.
    pub async fn requested(&self, operation: &str, times: usize) {
        assert!(DESCRIPTION.has_operation(operation), "Discord's description has no operation {operation:?}");
        self.wait_for(&format!("{times} × {operation}"), |state| {
            let count = state.requests.iter().filter(|request| *request == operation).count();
            (count >= times).then_some(())
        })
        .await;
    }

    pub fn gateway_counts(&self) -> GatewayCounts {
        self.shared.lock().gateway.counts
    }

    /// Waits until the counts are as wanted (a resume, a heartbeat).
    pub async fn gateway_reaches(&self, is_wanted: impl Fn(GatewayCounts) -> bool) {
        self.wait_for("the gateway's counts", |state| is_wanted(state.gateway.counts).then_some(())).await;
    }

    /// How often "is typing…" was shown in a channel.
    pub fn typing(&self, channel: ChannelId) -> usize {
        self.shared.lock().typing.get(&channel).copied().unwrap_or(0)
    }

    /// The ids of the bot's own messages in a channel, oldest first; for a forum, of its threads' first ones.
    pub fn own_messages(&self, channel: ChannelId) -> Vec<MessageId> {
        let state = self.shared.lock();
        let is_here = |other: ChannelId| {
            other == channel
                || matches!(state.world.channels.get(&other).map(|channel| &channel.place),
                    Some(Place::Thread { parent, owner, .. }) if *parent == channel && *owner == state.world.bot)
        };
        let own = state.world.messages.values().filter(|message| message.author == state.world.bot);
        own.filter(|message| is_here(message.channel)).map(|message| message.id).collect()
    }

    /// People go on talking, so many messages; the bot is not told.
    pub fn chatter(&self, channel: ChannelId, messages: usize) {
        let mut state = self.shared.lock();
        for number in 0..messages {
            let body = json!({ "content": format!("message {number}") });
            let message = operations::new_message(&mut state, channel, &body, &[]);
            let message = model::Message { author: self.member, ..message };
            state.world.messages.insert(message.id, message);
        }
    }

    /// Whether a message went out to the followers of its channel.
    pub fn is_published(&self, message: MessageId) -> bool {
        self.shared.lock().published.contains(&message)
    }

    /// Reads all that the bot has said so far, and gives it back.
    pub fn take_replies(&self) -> Vec<Reply> {
        let mut state = self.shared.lock();
        std::iter::from_fn(|| state.take_reply(|_| true)).collect()
    }

    /// Times from each event to the bot's first response to it: interactions, then messages.
    pub fn first_responses(&self) -> Vec<Duration> {
        let state = self.shared.lock();
        let interactions = state.interactions.values().filter_map(|interaction| Some(interaction.response?.1));
        let messages = state.replies.iter().filter(|reply| reply.interaction.is_none());
        interactions.chain(messages.filter_map(|reply| reply.first_response)).collect()
    }

    /// How many replies to others came between an event and the bot's first response to it, for each interaction.
    pub fn overtaken(&self) -> Vec<usize> {
        let state = self.shared.lock();
        state.interactions.values().filter_map(|interaction| interaction.overtaken_by).collect()
    }

    /// Of all interactions so far: how many had no response, and how many are deferred and not filled in.
    pub fn open_interactions(&self) -> (usize, usize) {
        let state = self.shared.lock();
        let interactions = state.interactions.values();
        let unanswered = interactions.clone().filter(|interaction| interaction.response.is_none()).count();
        (unanswered, interactions.filter(|interaction| interaction.is_thinking).count())
    }

    /// The violations so far, which then no longer fail the test: for tests that provoke them.
    pub fn take_violations(&self) -> Vec<Violation> {
        std::mem::take(&mut self.shared.lock().violations)
    }

    // --- trouble ------------------------------------------------------------------------------

    /// Something goes wrong with the next request of this operation that has no fault yet.
    pub fn fail_next(&self, operation: &str, fault: Fault) {
        assert!(DESCRIPTION.has_operation(operation), "Discord's description has no operation {operation:?}");
        self.shared.lock().faults.push((operation.to_owned(), fault));
    }

    /// Delivers the latest event of this name once more.
    pub fn repeat(&self, event: &str) {
        self.shared.lock().gateway.repeat(event);
    }

    /// The bot is removed from a guild.
    pub fn leave(&self, guild: GuildId) {
        let mut state = self.shared.lock();
        let State { gateway, .. } = &mut *state;
        gateway.dispatch("GUILD_DELETE", in_guild(guild), |_| json!({ "id": guild.to_string() }));
    }

    /// Opcode 7: the bot should connect anew and resume.
    pub fn reconnect(&self) {
        self.shared.lock().gateway.ask_to_reconnect();
    }

    /// Opcode 9: the bot should resume or identify anew.
    pub fn invalidate_session(&self, resumable: bool) {
        self.shared.lock().gateway.invalidate_sessions(resumable);
    }

    /// A compressed payload of the gateway arrives without its end.
    pub fn damage_payload(&self) {
        self.shared.lock().gateway.damage_payloads();
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
        assert!(complaints.is_empty(), "the fake Discord complains:\n- {}", complaints.join("\n- "));
    }

    async fn wait_for<T>(&self, what: &str, mut find: impl FnMut(&mut State) -> Option<T>) -> T {
        let patience = self.shared.lock().settings.patience;
        if let Some(found) = self.wait_at_most(patience, &mut find).await {
            found
        } else {
            let state = self.shared.lock();
            let (complaints, requests) = (state.complaints().join("\n- "), state.requests.join(", "));
            drop(state);
            panic!("waited {patience:?} for {what}; so far:\n- {complaints}\nrequests: {requests}");
        }
    }

    async fn wait_at_most<T>(&self, patience: Duration, mut find: impl FnMut(&mut State) -> Option<T>) -> Option<T> {
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

fn in_guild(guild: GuildId) -> Audience {
    Audience { intents: intents::GUILDS, guild: Some(guild) }
}

fn check_locale(locale: &str) {
    assert!(limits::LOCALES.contains(&locale), "Discord knows no language {locale:?}");
}
