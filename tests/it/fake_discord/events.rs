//! What the gateway's events say: interactions as a person's client causes them, and messages.
//! It reads the world; it sends nothing.

use serde_json::{Value, json};

use super::Interaction;
use super::model::{ChannelId, Context, GuildId, MessageId, UserId, World};

/// Discord's interaction types.
pub mod kind {
    pub const COMMAND: u8 = 2;
    pub const COMPONENT: u8 = 3;
    pub const AUTOCOMPLETE: u8 = 4;
    pub const MODAL: u8 = 5;
}

/// Message types of first answers to commands.
pub const MESSAGE_OF_SLASH_COMMAND: u8 = 20;
pub const MESSAGE_OF_CONTEXT_MENU: u8 = 23;

/// `INTERACTION_CREATE`. `data` is what differs between commands, components and forms.
pub fn interaction(world: &World, interaction: &Interaction, locale: &str, data: &Value) -> Value {
    let channel = interaction.channel;
    let user = interaction.user;
    let context = world.context_of(channel);
    let mut channel_json = world.channel_json(channel);
    let mut event = json!({
        "id": interaction.id.to_string(),
        "application_id": world.bot.to_string(),
        "type": interaction.kind,
        "token": interaction.token,
        "version": 1,
        "data": data,
        "channel_id": channel.to_string(),
        "locale": locale,
        "entitlements": [],
        "authorizing_integration_owners": integration_owners(context, world.guild_of(channel), user),
        "context": context as u8,
        "attachment_size_limit": 10 << 20,
        "app_permissions": world.permissions_in_channel(world.bot, channel).to_string(),
    });
    if let Some(guild) = world.guild_of(channel) {
        let permissions = world.permissions_in_channel(user, channel).to_string();
        channel_json["permissions"] = json!(permissions);
        let mut member = world.member_json(guild, user);
        member["permissions"] = json!(permissions);
        event["member"] = member;
        event["guild_id"] = json!(guild.to_string());
        let locale = &world.guild(guild).locale;
        event["guild_locale"] = json!(locale);
        event["guild"] = json!({ "id": guild.to_string(), "locale": locale, "features": [] });
    } else {
        event["user"] = world.user_json(user);
    }
    event["channel"] = channel_json;
    if let Some(source) = interaction.source {
        event["message"] = world.message_json(source, true);
    }
    event
}

/// By whose installation of the application the interaction was possible: a guild's (key 0; "0" in a
/// direct message with the bot) or the user's own (key 1).
pub fn integration_owners(context: Context, guild: Option<GuildId>, user: UserId) -> Value {
    match (context, guild) {
        (Context::Guild, Some(guild)) => json!({ "0": guild.to_string() }),
        (Context::BotDm, _) => json!({ "0": "0" }),
        _ => json!({ "1": user.to_string() }),
    }
}

/// What a command's `data` says, from a typed line like `/settings language` and its options. Checks
/// what a person's client checks, and panics where the client would not let the person send.
///
/// The option named `focused` (autocomplete) is sent as typed, and required options may be missing.
pub fn command_data(
    world: &World,
    command: &Value,
    path: &[&str],
    options: &[(String, String)],
    focused: Option<&str>,
) -> Value {
    let declared = command["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut resolved = json!({});
    let mut data = json!({
        "id": command["id"],
        "name": command["name"],
        "type": command["type"],
    });
    let written = options_data(world, declared, path, options, focused, &mut resolved);
    if !written.is_empty() {
        data["options"] = json!(written);
    }
    if let Some(guild) = command.get("guild_id") {
        data["guild_id"] = guild.clone();
    }
    if resolved != json!({}) {
        data["resolved"] = resolved;
    }
    data
}

fn options_data(
    world: &World,
    declared: &[Value],
    path: &[&str],
    options: &[(String, String)],
    focused: Option<&str>,
    resolved: &mut Value,
) -> Vec<Value> {
    if let Some((branch, path)) = path.split_first() {
        let known = names_of(declared);
        let branch = declared.iter().find(|option| option["name"] == *branch);
        let branch = branch.unwrap_or_else(|| panic!("no such subcommand; there are {known:?}"));
        let inner = branch["options"].as_array().map(Vec::as_slice).unwrap_or_default();
        let inner = options_data(world, inner, path, options, focused, resolved);
        return vec![json!({ "name": branch["name"], "type": branch["type"], "options": inner })];
    }
    for option in declared {
        let is_given = options.iter().any(|(name, _)| option["name"] == **name);
        let is_required = option["required"].as_bool() == Some(true);
        assert!(is_given || !is_required || focused.is_some(), "Discord would ask for the option {}", option["name"]);
    }
    let write = |(name, typed): &(String, String)| {
        let option = declared.iter().find(|option| option["name"] == **name);
        let option = option.unwrap_or_else(|| panic!("no option {name:?}; there are {:?}", names_of(declared)));
        if focused == Some(name) {
            assert!(option["autocomplete"] == true, "the option {name:?} has no autocomplete");
            return json!({ "name": name, "type": option["type"], "value": typed, "focused": true });
        }
        let value = option_value(world, option, typed, resolved);
        json!({ "name": name, "type": option["type"], "value": value })
    };
    options.iter().map(write).collect()
}

fn option_value(world: &World, option: &Value, typed: &str, resolved: &mut Value) -> Value {
    let name = &option["name"];
    let id = || typed.parse::<u64>().unwrap_or_else(|_| panic!("the option {name} takes an id"));
    match option["type"].as_u64() {
        Some(3) => {
            let length = typed.chars().count() as u64;
            let least = option["min_length"].as_u64().unwrap_or(1);
            let most = option["max_length"].as_u64().unwrap_or(6000);
            assert!(
                (least..=most).contains(&length),
                "Discord takes {least} to {most} characters for {name}, not {length}"
            );
            let choices = option["choices"].as_array().map(Vec::as_slice).unwrap_or_default();
            let is_choice = choices.is_empty() || choices.iter().any(|choice| choice["value"] == typed);
            assert!(is_choice, "{typed:?} is none of the choices of {name}: {choices:?}");
            json!(typed)
        }
        Some(4) => json!(typed.parse::<i64>().unwrap_or_else(|_| panic!("the option {name} takes a whole number"))),
        Some(5) => json!(typed.parse::<bool>().unwrap_or_else(|_| panic!("the option {name} takes true or false"))),
        Some(6) => {
            let user = UserId(id());
            resolved["users"][typed] = world.user_json(user);
            json!(typed)
        }
        Some(7) => {
            resolved["channels"][typed] = world.channel_json(ChannelId(id()));
            json!(typed)
        }
        Some(8) => json!(typed),
        Some(11) => {
            let (file, bytes) = world.uploads.get(&id()).expect("the file was uploaded");
            let url = format!("{}/attachments/{typed}/{file}", world.files_at);
            resolved["attachments"][typed] = json!({
                "id": typed, "filename": file, "size": bytes.len(), "url": url, "proxy_url": url, "ephemeral": true,
            });
            json!(typed)
        }
        Some(10) => json!(typed.parse::<f64>().unwrap_or_else(|_| panic!("the option {name} takes a number"))),
        other => panic!("the fake can't fill in options of type {other:?}"),
    }
}

fn names_of(options: &[Value]) -> Vec<&str> {
    options.iter().filter_map(|option| option["name"].as_str()).collect()
}

/// `data` of a message command: the message comes along in full, whatever the intents.
pub fn message_command_data(world: &World, command: &Value, target: MessageId) -> Value {
    json!({
        "id": command["id"],
        "name": command["name"],
        "type": command["type"],
        "target_id": target.to_string(),
        "resolved": { "messages": { target.to_string(): world.message_json(target, true) } },
    })
}

/// `interaction_metadata` of the messages with which the bot answers.
pub fn metadata(world: &World, interaction: &Interaction, triggering: Option<&Value>) -> Value {
    let context = world.context_of(interaction.channel);
    // Autocomplete leaves no message behind, so its metadata is never shown.
    let mut metadata = json!({
        "id": interaction.id.to_string(),
        "type": interaction.kind,
        "user": world.user_json(interaction.user),
        "authorizing_integration_owners": integration_owners(context, world.guild_of(interaction.channel), interaction.user),
    });
    if let (kind::COMPONENT, Some(source)) = (interaction.kind, interaction.source) {
        metadata["interacted_message_id"] = json!(source.to_string());
    }
    if let (kind::MODAL, Some(triggering)) = (interaction.kind, triggering) {
        metadata["triggering_interaction_metadata"] = triggering.clone();
    }
    metadata
}

/// `MESSAGE_CREATE` and `MESSAGE_UPDATE`: a message plus where it was written and by which member.
pub fn message(world: &World, id: MessageId, has_content_intent: bool) -> Value {
    let message = world.message(id);
    let mut event = world.message_json(id, has_content_intent);
    event["channel_type"] = json!(u8::from(world.guild_of(message.channel).is_none()));
    if let Some(guild) = world.guild_of(message.channel) {
        event["guild_id"] = json!(guild.to_string());
        if message.webhook_name.is_none() {
            let mut member = world.member_json(guild, message.author);
            member.as_object_mut().expect("a member is an object").remove("user");
            event["member"] = member;
        }
    }
    event
}

/// `MESSAGE_DELETE`.
pub fn message_deleted(world: &World, channel: ChannelId, id: MessageId) -> Value {
    let mut event = json!({ "id": id.to_string(), "channel_id": channel.to_string() });
    if let Some(guild) = world.guild_of(channel) {
        event["guild_id"] = json!(guild.to_string());
    }
    event
}
