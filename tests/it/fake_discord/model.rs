//! The world behind the fake: users, guilds, roles, channels, messages and commands, and how Discord
//! writes each of them as JSON. It knows who may do what where, and which message content an
//! application is not shown. It is not the API (`rest`) nor the event stream (`gateway`).

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value, json};

/// 18 July 2026, 12:00 UTC: when this world begins. One second passes with every new id, so that ids
/// and times are the same in every run.
const BEGINNING_MS: u64 = 1_784_376_000_000;
const DISCORD_EPOCH_MS: u64 = 1_420_070_400_000;

pub const MESSAGE_FLAG_EPHEMERAL: u64 = 1 << 6;
pub const MESSAGE_FLAG_LOADING: u64 = 1 << 7;
pub const MESSAGE_FLAG_COMPONENTS_V2: u64 = 1 << 15;

/// Discord's permission bits, as far as the tests speak of them.
pub mod permissions {
    pub const ADMINISTRATOR: u64 = 1 << 3;
    pub const MANAGE_GUILD: u64 = 1 << 5;
    pub const VIEW_CHANNEL: u64 = 1 << 10;
    pub const SEND_MESSAGES: u64 = 1 << 11;
    pub const MANAGE_MESSAGES: u64 = 1 << 13;
    pub const EMBED_LINKS: u64 = 1 << 14;
    pub const ATTACH_FILES: u64 = 1 << 15;
    pub const READ_MESSAGE_HISTORY: u64 = 1 << 16;
    pub const USE_APPLICATION_COMMANDS: u64 = 1 << 31;
    pub const SEND_MESSAGES_IN_THREADS: u64 = 1 << 38;
    /// What a new guild grants to everyone here.
    pub const EVERYONE: u64 = VIEW_CHANNEL
        | SEND_MESSAGES
        | SEND_MESSAGES_IN_THREADS
        | EMBED_LINKS
        | ATTACH_FILES
        | READ_MESSAGE_HISTORY
        | USE_APPLICATION_COMMANDS;
    /// All bits that Discord gives a meaning to today.
    pub const ALL: u64 = (1 << 53) - 1;
}

macro_rules! id {
    ($($name:ident),*) => {$(
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }
    )*};
}
id!(UserId, GuildId, RoleId, ChannelId, MessageId);

/// Where an interaction happens, with Discord's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    Guild = 0,
    BotDm = 1,
    PrivateChannel = 2,
}

pub struct User {
    pub id: UserId,
    pub name: String,
    pub is_bot: bool,
}

pub struct Role {
    pub id: RoleId,
    pub name: String,
    pub permissions: u64,
    pub managed: bool,
}

pub struct Guild {
    pub id: GuildId,
    pub name: String,
    pub owner: UserId,
    pub locale: String,
    pub roles: Vec<Role>,
    pub members: BTreeMap<UserId, Vec<RoleId>>,
}

pub struct Overwrite {
    /// A role or a member.
    pub target: u64,
    pub is_member: bool,
    pub allow: u64,
    pub deny: u64,
}

pub enum Place {
    Guild {
        guild: GuildId,
        overwrites: Vec<Overwrite>,
    },
    /// A thread of a text channel or a forum.
    Thread {
        parent: ChannelId,
        owner: UserId,
        archived: bool,
    },
    /// A direct message between the user and the bot.
    BotDm {
        user: UserId,
    },
    /// A direct message between two people: the bot sees none of it but the interactions.
    PrivateChannel {
        user: UserId,
    },
}

pub struct Channel {
    pub id: ChannelId,
    pub name: String,
    /// Discord's channel type: 0 text, 1 direct message, 5 announcement, 11 public thread, 15 forum.
    pub kind: u8,
    pub place: Place,
    /// Of a forum: whether each post needs a tag.
    pub needs_tag: bool,
    /// Of a forum: its tags, each with whether it is for moderators alone.
    pub tags: Vec<(u64, String, bool)>,
}

pub struct Message {
    pub id: MessageId,
    pub channel: ChannelId,
    pub author: UserId,
    /// Set for a webhook's own messages (not for interaction replies).
    pub webhook_name: Option<String>,
    /// Discord's message type: 0 default, 19 reply, 20 slash command, 23 context menu command.
    pub kind: u8,
    pub content: String,
    pub embeds: Vec<Value>,
    pub components: Vec<Value>,
    pub attachments: Vec<Value>,
    pub flags: u64,
    pub mentions: Vec<UserId>,
    pub mention_everyone: bool,
    pub replies_to: Option<MessageId>,
    pub nonce: Option<Value>,
    pub edited: bool,
    /// `interaction_metadata` of a message that answers an interaction.
    pub interaction: Option<Value>,
    /// The one who sees it, if it is private.
    pub ephemeral_to: Option<UserId>,
}

pub struct World {
    ids_given: u64,
    /// Below a second, on top of the seconds of an id.
    milliseconds: u64,
    pub bot: UserId,
    pub users: BTreeMap<UserId, User>,
    pub guilds: BTreeMap<GuildId, Guild>,
    pub channels: BTreeMap<ChannelId, Channel>,
    pub messages: BTreeMap<MessageId, Message>,
    /// Registered commands as Discord returns them.
    pub commands: Vec<Value>,
    /// Files that people have chosen for a command, by their ids: name and bytes.
    pub uploads: BTreeMap<u64, (String, Vec<u8>)>,
    /// Where files are served: scheme, host and port.
    pub files_at: String,
}

impl World {
    /// A world with nobody in it but the bot, which gets the very first id.
    pub fn new() -> Self {
        let mut world = Self {
            ids_given: 0,
            milliseconds: 0,
            bot: UserId(0),
            users: BTreeMap::new(),
            guilds: BTreeMap::new(),
            channels: BTreeMap::new(),
            messages: BTreeMap::new(),
            commands: Vec::new(),
            uploads: BTreeMap::new(),
            files_at: String::new(),
        };
        world.bot = world.add_user("Lablore", true);
        world
    }

    pub fn next_id(&mut self) -> u64 {
        self.ids_given += 1;
        (BEGINNING_MS + self.ids_given * 1000 + self.milliseconds - DISCORD_EPOCH_MS) << 22
    }

    /// From now on ids lie so many milliseconds later within their second.
    pub fn pass_time_by(&mut self, milliseconds: u64) {
        self.milliseconds = (self.milliseconds + milliseconds) % 1000;
    }

    /// From now on ids are of this time and after, if it is not past already.
    pub fn pass_time_until(&mut self, milliseconds: u64) {
        self.ids_given = self.ids_given.max(milliseconds.saturating_sub(BEGINNING_MS) / 1000);
    }

    pub fn add_user(&mut self, name: &str, is_bot: bool) -> UserId {
        let id = UserId(self.next_id());
        self.users.insert(id, User { id, name: name.to_owned(), is_bot });
        id
    }

    /// A guild with its @everyone role, the bot (with a managed role of its own) and its owner.
    pub fn add_guild(&mut self, name: &str, owner: UserId) -> GuildId {
        let id = GuildId(self.next_id());
        let bot_role = RoleId(self.next_id());
        let everyone =
            Role { id: RoleId(id.0), name: "@everyone".to_owned(), permissions: permissions::EVERYONE, managed: false };
        let bots = Role { id: bot_role, name: "Lablore".to_owned(), permissions: 0, managed: true };
        self.guilds.insert(
            id,
            Guild {
                id,
                name: name.to_owned(),
                owner,
                locale: "en-US".to_owned(),
                roles: vec![everyone, bots],
                members: BTreeMap::from([(self.bot, vec![bot_role]), (owner, Vec::new())]),
            },
        );
        id
    }

    pub fn add_role(&mut self, guild: GuildId, name: &str, permissions: u64) -> RoleId {
        let id = RoleId(self.next_id());
        let role = Role { id, name: name.to_owned(), permissions, managed: false };
        self.guild_mut(guild).roles.push(role);
        id
    }

    pub fn add_channel(&mut self, name: &str, place: Place) -> ChannelId {
        let id = ChannelId(self.next_id());
        self.insert_channel(id, name, place);
        id
    }

    /// With an id of its own: a forum's thread has that of its first message.
    pub fn insert_channel(&mut self, id: ChannelId, name: &str, place: Place) {
        let kind = match place {
            Place::Guild { .. } => 0,
            Place::Thread { .. } => 11,
            Place::BotDm { .. } | Place::PrivateChannel { .. } => 1,
        };
        self.channels
            .insert(id, Channel { id, name: name.to_owned(), kind, place, needs_tag: false, tags: Vec::new() });
    }

    /// The direct-message channel between this user and the bot, opened at need.
    pub fn direct_channel(&mut self, user: UserId) -> ChannelId {
        let open = self
            .channels
            .values()
            .find(|channel| matches!(channel.place, Place::BotDm { user: other } if other == user));
        if let Some(channel) = open {
            return channel.id;
        }
        self.add_channel("", Place::BotDm { user })
    }

    /// A channel between this user and another person, where only user-installed commands reach.
    pub fn private_channel(&mut self, user: UserId) -> ChannelId {
        let open = self
            .channels
            .values()
            .find(|channel| matches!(channel.place, Place::PrivateChannel { user: other } if other == user));
        if let Some(channel) = open {
            return channel.id;
        }
        self.add_channel("", Place::PrivateChannel { user })
    }

    pub fn user(&self, id: UserId) -> &User {
        self.users.get(&id).unwrap_or_else(|| panic!("no user {id} in this world"))
    }

    pub fn guild(&self, id: GuildId) -> &Guild {
        self.guilds.get(&id).unwrap_or_else(|| panic!("no guild {id} in this world"))
    }

    pub fn guild_mut(&mut self, id: GuildId) -> &mut Guild {
        self.guilds.get_mut(&id).unwrap_or_else(|| panic!("no guild {id} in this world"))
    }

    pub fn channel(&self, id: ChannelId) -> &Channel {
        self.channels.get(&id).unwrap_or_else(|| panic!("no channel {id} in this world"))
    }

    pub fn channel_mut(&mut self, id: ChannelId) -> &mut Channel {
        self.channels.get_mut(&id).unwrap_or_else(|| panic!("no channel {id} in this world"))
    }

    pub fn message(&self, id: MessageId) -> &Message {
        self.messages.get(&id).unwrap_or_else(|| panic!("no message {id} in this world (deleted?)"))
    }

    pub fn message_mut(&mut self, id: MessageId) -> &mut Message {
        self.messages.get_mut(&id).unwrap_or_else(|| panic!("no message {id} in this world (deleted?)"))
    }

    pub fn guild_of(&self, channel: ChannelId) -> Option<GuildId> {
        match self.channel(channel).place {
            Place::Guild { guild, .. } => Some(guild),
            Place::Thread { parent, .. } => self.guild_of(parent),
            Place::BotDm { .. } | Place::PrivateChannel { .. } => None,
        }
    }

    pub fn context_of(&self, channel: ChannelId) -> Context {
        match self.channel(channel).place {
            Place::Guild { .. } | Place::Thread { .. } => Context::Guild,
            Place::BotDm { .. } => Context::BotDm,
            Place::PrivateChannel { .. } => Context::PrivateChannel,
        }
    }

    /// A user's permissions in a guild before any channel's overwrites.
    pub fn permissions_in_guild(&self, user: UserId, guild: GuildId) -> u64 {
        let guild = self.guild(guild);
        let Some(roles) = guild.members.get(&user) else {
            return 0;
        };
        if guild.owner == user {
            return permissions::ALL;
        }
        let granted = guild
            .roles
            .iter()
            .filter(|role| role.id.0 == guild.id.0 || roles.contains(&role.id))
            .fold(0, |sum, role| sum | role.permissions);
        if granted & permissions::ADMINISTRATOR != 0 { permissions::ALL } else { granted }
    }

    /// A user's permissions in a channel: Discord's order of overwrites is @everyone, roles, member.
    pub fn permissions_in_channel(&self, user: UserId, channel: ChannelId) -> u64 {
        if let Place::Thread { parent, .. } = self.channel(channel).place {
            let above = self.permissions_in_channel(user, parent);
            let may_send = above & permissions::SEND_MESSAGES_IN_THREADS != 0;
            return above & !permissions::SEND_MESSAGES | if may_send { permissions::SEND_MESSAGES } else { 0 };
        }
        let Place::Guild { guild, overwrites } = &self.channel(channel).place else {
            return permissions::EVERYONE;
        };
        let granted = self.permissions_in_guild(user, *guild);
        if granted == permissions::ALL {
            return granted;
        }
        let roles = self.guild(*guild).members.get(&user).map(Vec::as_slice).unwrap_or_default();
        let apply = |before: u64, applies: &dyn Fn(&Overwrite) -> bool| {
            let (allow, deny) = overwrites
                .iter()
                .filter(|overwrite| applies(overwrite))
                .fold((0, 0), |(allow, deny), overwrite| (allow | overwrite.allow, deny | overwrite.deny));
            before & !deny | allow
        };
        let everyone = apply(granted, &|overwrite| overwrite.target == guild.0);
        let by_role = apply(everyone, &|overwrite| !overwrite.is_member && roles.contains(&RoleId(overwrite.target)));
        apply(by_role, &|overwrite| overwrite.is_member && overwrite.target == user.0)
    }

    /// Whether Discord shows an application without the message-content intent what stands in a message.
    pub fn content_is_visible(&self, message: &Message, has_content_intent: bool) -> bool {
        has_content_intent
            || message.author == self.bot
            || message.mentions.contains(&self.bot)
            || self.guild_of(message.channel).is_none()
    }

    pub fn user_json(&self, id: UserId) -> Value {
        let user = self.user(id);
        let mut written = json!({
            "id": id.to_string(),
            "username": user.name.to_lowercase(),
            "global_name": if user.is_bot { Value::Null } else { json!(user.name) },
            "avatar": null,
            "discriminator": if user.is_bot { "4242" } else { "0" },
            "public_flags": 0,
            "flags": 0,
            "primary_guild": null,
        });
        if user.is_bot {
            written["bot"] = json!(true);
        }
        written
    }

    /// The bot's own user as `GET /users/@me` and READY give it.
    pub fn current_user_json(&self) -> Value {
        let mut user = self.user_json(self.bot);
        for (key, value) in [
            ("mfa_enabled", json!(true)),
            ("locale", json!("en-US")),
            ("verified", json!(true)),
            ("email", Value::Null),
        ] {
            user[key] = value;
        }
        user
    }

    pub fn member_json(&self, guild: GuildId, user: UserId) -> Value {
        let roles = self.guild(guild).members.get(&user).map(Vec::as_slice).unwrap_or_default();
        json!({
            "user": self.user_json(user),
            "nick": null,
            "avatar": null,
            "banner": null,
            "roles": roles.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "joined_at": time_of(guild.0),
            "premium_since": null,
            "communication_disabled_until": null,
            "deaf": false,
            "mute": false,
            "pending": false,
            "flags": 0,
        })
    }

    pub fn roles_json(&self, guild: GuildId) -> Vec<Value> {
        let roles = &self.guild(guild).roles;
        let written = roles.iter().enumerate().map(|(position, role)| {
            let mut written = json!({
                "id": role.id.to_string(),
                "name": role.name,
                "permissions": role.permissions.to_string(),
                "position": position,
                "color": 0,
                "colors": { "primary_color": 0, "secondary_color": null, "tertiary_color": null },
                "hoist": false,
                "managed": role.managed,
                "mentionable": false,
                "icon": null,
                "unicode_emoji": null,
                "flags": 0,
            });
            if role.managed {
                written["tags"] = json!({ "bot_id": self.bot.to_string() });
            }
            written
        });
        written.collect()
    }

    pub fn channel_json(&self, id: ChannelId) -> Value {
        let channel = self.channel(id);
        match &channel.place {
            Place::Guild { guild, overwrites } => {
                let mut written = json!({
                    "id": id.to_string(),
                    "type": channel.kind,
                    "guild_id": guild.to_string(),
                    "name": channel.name,
                    "position": 0,
                    "flags": u64::from(channel.needs_tag) << 4,
                    "parent_id": null,
                    "topic": null,
                    "nsfw": false,
                    "rate_limit_per_user": 0,
                    "last_message_id": null,
                    "permission_overwrites": overwrites.iter().map(|overwrite| json!({
                        "id": overwrite.target.to_string(),
                        "type": u8::from(overwrite.is_member),
                        "allow": overwrite.allow.to_string(),
                        "deny": overwrite.deny.to_string(),
                    })).collect::<Vec<_>>(),
                });
                if channel.kind == 15 {
                    written["available_tags"] = channel
                        .tags
                        .iter()
                        .map(|(id, name, is_moderated)| {
                            json!({
                                "id": id.to_string(),
                                "name": name,
                                "moderated": is_moderated,
                                "emoji_id": null,
                                "emoji_name": null,
                            })
                        })
                        .collect();
                }
                written
            }
            Place::Thread { parent, owner, archived } => json!({
                "id": id.to_string(),
                "type": channel.kind,
                "guild_id": self.guild_of(id).map(|guild| guild.to_string()),
                "parent_id": parent.to_string(),
                "owner_id": owner.to_string(),
                "name": channel.name,
                "flags": 0,
                "last_message_id": null,
                "rate_limit_per_user": 0,
                "message_count": 0,
                "member_count": 1,
                "total_message_sent": 0,
                "thread_metadata": {
                    "archived": archived,
                    "archive_timestamp": time_of(id.0),
                    "auto_archive_duration": 1440,
                    "locked": false,
                },
            }),
            Place::BotDm { user } | Place::PrivateChannel { user } => json!({
                "id": id.to_string(),
                "type": 1,
                "flags": 0,
                "last_message_id": null,
                "recipients": [self.user_json(*user)],
            }),
        }
    }

    pub fn channels_json(&self, guild: GuildId) -> Vec<Value> {
        let here = self
            .channels
            .values()
            .filter(|channel| matches!(channel.place, Place::Guild { guild: other, .. } if other == guild));
        here.map(|channel| self.channel_json(channel.id)).collect()
    }

    /// The threads of a guild, or of one of its channels, that are archived or that are not.
    pub fn threads_json(&self, guild: GuildId, wanted: Option<ChannelId>, are_archived: bool) -> Value {
        let threads = self.channels.values().rev().filter(|channel| {
            matches!(channel.place, Place::Thread { parent, archived, .. }
                if archived == are_archived
                    && wanted.is_none_or(|wanted| wanted == parent)
                    && self.guild_of(parent) == Some(guild))
        });
        let threads: Vec<Value> = threads.map(|thread| self.channel_json(thread.id)).collect();
        json!({ "threads": threads, "members": [], "has_more": false })
    }

    /// A guild as `GET /guilds/{id}` gives it.
    pub fn guild_json(&self, id: GuildId) -> Value {
        let guild = self.guild(id);
        json!({
            "id": id.to_string(),
            "name": guild.name,
            "icon": null,
            "description": null,
            "home_header": null,
            "splash": null,
            "discovery_splash": null,
            "features": [],
            "banner": null,
            "owner_id": guild.owner.to_string(),
            "application_id": null,
            "region": "us-west",
            "afk_channel_id": null,
            "afk_timeout": 300,
            "system_channel_id": null,
            "system_channel_flags": 0,
            "widget_enabled": false,
            "widget_channel_id": null,
            "verification_level": 1,
            "roles": self.roles_json(id),
            "default_message_notifications": 1,
            "mfa_level": 0,
            "explicit_content_filter": 2,
            "max_presences": null,
            "max_members": 500_000,
            "max_stage_video_channel_users": 50,
            "max_video_channel_users": 25,
            "vanity_url_code": null,
            "premium_tier": 0,
            "premium_subscription_count": 0,
            "preferred_locale": guild.locale,
            "rules_channel_id": null,
            "safety_alerts_channel_id": null,
            "public_updates_channel_id": null,
            "premium_progress_bar_enabled": false,
            "nsfw": false,
            "nsfw_level": 0,
            "emojis": [],
            "stickers": [],
            "incidents_data": null,
        })
    }

    /// A guild as the `GUILD_CREATE` event gives it. Of the members an application without the members
    /// intent is told about itself alone.
    pub fn guild_create_json(&self, id: GuildId) -> Value {
        let guild = self.guild(id);
        let mut written = self.guild_json(id);
        let extra = json!({
            "joined_at": time_of(id.0),
            "large": false,
            "unavailable": false,
            "member_count": guild.members.len(),
            "voice_states": [],
            "members": [self.member_json(id, self.bot)],
            "channels": self.channels_json(id),
            "threads": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        });
        merge(&mut written, extra);
        written
    }

    /// A message as the API gives it to an application.
    pub fn message_json(&self, id: MessageId, has_content_intent: bool) -> Value {
        let message = self.message(id);
        let mut written = self.basic_message_json(message, has_content_intent);
        if let Some(original) = message.replies_to {
            let guild = self.guild_of(message.channel);
            let mut reference = json!({
                "type": 0,
                "channel_id": message.channel.to_string(),
                "message_id": original.to_string(),
            });
            if let Some(guild) = guild {
                reference["guild_id"] = json!(guild.to_string());
            }
            written["message_reference"] = reference;
            written["referenced_message"] = match self.messages.get(&original) {
                Some(original) => self.basic_message_json(original, has_content_intent),
                None => Value::Null,
            };
        }
        written
    }

    fn basic_message_json(&self, message: &Message, has_content_intent: bool) -> Value {
        let visible = self.content_is_visible(message, has_content_intent);
        let shown = |parts: &[Value]| if visible { json!(parts) } else { json!([]) };
        let author = match &message.webhook_name {
            None => self.user_json(message.author),
            Some(name) => json!({
                "id": message.author.to_string(), "username": name, "global_name": null, "avatar": null,
                "discriminator": "0000", "public_flags": 0, "flags": 0, "bot": true, "primary_guild": null,
            }),
        };
        let mut written = json!({
            "id": message.id.to_string(),
            "channel_id": message.channel.to_string(),
            "type": message.kind,
            "author": author,
            "content": if visible { message.content.as_str() } else { "" },
            "embeds": shown(&message.embeds),
            "components": shown(&message.components),
            "attachments": shown(&message.attachments),
            "mentions": message.mentions.iter().map(|user| self.user_json(*user)).collect::<Vec<_>>(),
            "mention_roles": [],
            "mention_everyone": message.mention_everyone,
            "timestamp": time_of(message.id.0),
            "edited_timestamp": if message.edited { json!(time_of(message.id.0)) } else { Value::Null },
            "flags": message.flags,
            "pinned": false,
            "tts": false,
        });
        if message.webhook_name.is_some() {
            written["webhook_id"] = json!(message.author.to_string());
        }
        if let Some(nonce) = &message.nonce {
            written["nonce"] = nonce.clone();
        }
        if let Some(interaction) = &message.interaction {
            written["interaction_metadata"] = interaction.clone();
            written["webhook_id"] = json!(self.bot.to_string());
            written["application_id"] = json!(self.bot.to_string());
        }
        written
    }

    pub fn application_json(&self) -> Value {
        let owner = self.users.values().find(|user| !user.is_bot).map_or(self.bot, |user| user.id);
        json!({
            "id": self.bot.to_string(),
            "name": "Lablore",
            "icon": null,
            "description": "",
            "type": null,
            "bot": self.user_json(self.bot),
            "bot_public": true,
            "bot_require_code_grant": false,
            "verify_key": "3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29",
            "flags": 1 << 23,
            "flags_new": (1 << 23).to_string(),
            "redirect_uris": [],
            "interactions_endpoint_url": null,
            "role_connections_verification_url": null,
            "owner": self.user_json(owner),
            "approximate_guild_count": self.guilds.len(),
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0,
            "team": null,
            "eligible_oauth2_scopes": ["bot", "applications.commands"],
            "integration_types_config": { "0": {}, "1": {} },
        })
    }

    /// Whom a text mentions: every user of this world whose `<@id>` stands in it.
    pub fn mentioned_in(&self, text: &str) -> Vec<UserId> {
        let named = |user: &UserId| text.contains(&format!("<@{user}>")) || text.contains(&format!("<@!{user}>"));
        self.users.keys().copied().filter(named).collect()
    }
}

/// The time at which an id was given, as Discord writes it.
pub fn time_of(id: u64) -> String {
    let milliseconds = i64::try_from((id >> 22) + DISCORD_EPOCH_MS).expect("a snowflake's time fits");
    let time = jiff::Timestamp::from_millisecond(milliseconds).expect("a snowflake's time is a time");
    time.strftime("%Y-%m-%dT%H:%M:%S.%6f+00:00").to_string()
}

/// Writes the fields of `extra` over those of `target`; both are objects.
pub fn merge(target: &mut Value, extra: Value) {
    let (Some(target), Value::Object(extra)) = (target.as_object_mut(), extra) else {
        panic!("only objects can be merged");
    };
    target.extend(extra);
}

/// An embed as Discord keeps it: a sent one plus what Discord fills in.
pub fn stored_embed(sent: &Value) -> Value {
    let mut stored = without_nulls(sent);
    stored["type"] = json!("rich");
    for field in stored.get_mut("fields").and_then(Value::as_array_mut).into_iter().flatten() {
        if field.get("inline").is_none() {
            field["inline"] = json!(false);
        }
    }
    stored
}

/// Components as Discord keeps them: numbered, with the defaults of select menus filled in.
pub fn stored_components(sent: &Value) -> Vec<Value> {
    let mut given = 0;
    sent.as_array().into_iter().flatten().map(|component| stored_component(component, &mut given)).collect()
}

fn stored_component(sent: &Value, given: &mut u64) -> Value {
    let mut stored = without_nulls(sent);
    *given += 1;
    stored["id"] = stored.get("id").filter(|id| id.as_u64() > Some(0)).cloned().unwrap_or(json!(*given));
    if matches!(stored["type"].as_u64(), Some(3 | 5..=8)) {
        for key in ["min_values", "max_values"] {
            if stored.get(key).is_none() {
                stored[key] = json!(1);
            }
        }
    }
    for key in ["components", "accessory"] {
        match stored.get(key).cloned() {
            Some(Value::Array(inner)) => {
                stored[key] = inner.iter().map(|component| stored_component(component, given)).collect();
            }
            Some(inner @ Value::Object(_)) => stored[key] = stored_component(&inner, given),
            _ => {}
        }
    }
    stored
}

/// A registered command as Discord returns it (with localizations): empty and default parts left out of
/// the options, defaults of the command itself written out.
pub fn stored_command(sent: &Value, id: u64, version: u64, application: UserId, guild: Option<GuildId>) -> Value {
    let mut stored = json!({
        "id": id.to_string(),
        "application_id": application.to_string(),
        "version": version.to_string(),
        "type": sent.get("type").filter(|kind| !kind.is_null()).cloned().unwrap_or(json!(1)),
        "name": sent["name"],
        "name_localizations": unless_empty(sent.get("name_localizations")),
        "description": sent.get("description").filter(|text| !text.is_null()).cloned().unwrap_or(json!("")),
        "description_localizations": unless_empty(sent.get("description_localizations")),
        "default_member_permissions": sent.get("default_member_permissions").map_or(Value::Null, |bits| {
            bits.as_u64().map_or_else(|| bits.clone(), |number| json!(number.to_string()))
        }),
        "nsfw": sent.get("nsfw").and_then(Value::as_bool).unwrap_or(false),
    });
    if let Some(options) = sent.get("options").and_then(Value::as_array).filter(|options| !options.is_empty()) {
        stored["options"] = options.iter().map(stored_option).collect();
    }
    if let Some(guild) = guild {
        stored["guild_id"] = json!(guild.to_string());
    } else {
        stored["dm_permission"] =
            sent.get("dm_permission").filter(|may| may.is_boolean()).cloned().unwrap_or(json!(true));
        stored["contexts"] = sent.get("contexts").cloned().unwrap_or(Value::Null);
        stored["integration_types"] =
            sent.get("integration_types").filter(|types| types.is_array()).cloned().unwrap_or(json!([0]));
    }
    stored
}

fn stored_option(sent: &Value) -> Value {
    let mut stored = Map::new();
    for (key, value) in sent.as_object().into_iter().flatten() {
        let says_nothing = match value {
            Value::Null | Value::Bool(false) => true,
            Value::Array(items) => items.is_empty(),
            Value::Object(entries) => entries.is_empty(),
            _ => false,
        };
        if says_nothing {
            continue;
        }
        let value = match (key.as_str(), value.as_array()) {
            ("options", Some(inner)) => inner.iter().map(stored_option).collect(),
            ("choices", Some(inner)) => inner.iter().map(without_nulls).collect(),
            _ => value.clone(),
        };
        stored.insert(key.clone(), value);
    }
    Value::Object(stored)
}

/// A command as `GET …/commands` gives it without `with_localizations`: the texts in all languages left
/// out, on the command and on its options.
pub fn without_localizations(command: &Value) -> Value {
    let mut written = Map::new();
    for (key, value) in command.as_object().into_iter().flatten() {
        if key.ends_with("_localizations") {
            continue;
        }
        let value = match (key.as_str(), value.as_array()) {
            ("options" | "choices", Some(inner)) => inner.iter().map(without_localizations).collect(),
            _ => value.clone(),
        };
        written.insert(key.clone(), value);
    }
    Value::Object(written)
}

fn unless_empty(localizations: Option<&Value>) -> Value {
    match localizations {
        Some(Value::Object(entries)) if !entries.is_empty() => Value::Object(entries.clone()),
        _ => Value::Null,
    }
}

fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(entries) => {
            let kept = entries.iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(key, value)| (key.clone(), without_nulls(value))).collect())
        }
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_world_begins_when_it_says() {
        let mut world = World::new();
        let id = world.next_id();
        assert_eq!(time_of(id), "2026-07-18T12:00:02.000000+00:00");
    }

    #[test]
    fn a_member_overwrite_beats_a_role_overwrite() {
        let mut world = World::new();
        let owner = world.add_user("Grace", false);
        let guild = world.add_guild("Home", owner);
        let bot = world.bot;
        let overwrites = vec![
            Overwrite { target: guild.0, is_member: false, allow: 0, deny: permissions::SEND_MESSAGES },
            Overwrite {
                target: bot.0,
                is_member: true,
                allow: permissions::SEND_MESSAGES,
                deny: permissions::EMBED_LINKS,
            },
        ];
        let channel = world.add_channel("quiet", Place::Guild { guild, overwrites });
        let granted = world.permissions_in_channel(bot, channel);
        assert_ne!(granted & permissions::SEND_MESSAGES, 0);
        assert_eq!(granted & permissions::EMBED_LINKS, 0);
        assert_eq!(world.permissions_in_channel(owner, channel), permissions::ALL);
    }

    #[test]
    fn a_stored_command_says_only_what_was_set() {
        let sent = json!({
            "name": "lab", "description": "A lab", "nsfw": false, "name_localizations": {},
            "options": [{ "type": 3, "name": "name", "description": "Which", "required": false, "autocomplete": true, "choices": [] }],
        });
        let stored = stored_command(&sent, 1, 2, UserId(3), None);
        assert_eq!(
            stored["options"],
            json!([{ "type": 3, "name": "name", "description": "Which", "autocomplete": true }])
        );
        assert_eq!(stored["name_localizations"], Value::Null);
        assert_eq!(stored["integration_types"], json!([0]));
    }
}
