//! What happens on Discord → a request in the bot's own terms. Nothing is sent here.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serenity::model::Permissions;
use serenity::model::application::{
    ActionRowComponent, CommandDataOption, CommandDataOptionValue, CommandInteraction, CommandType,
    ComponentInteraction, ComponentInteractionDataKind, Interaction, ModalInteraction, ResolvedTarget, ResolvedValue,
};
use serenity::model::channel::{ChannelType, Message, MessageFlags, MessageType, PartialChannel};
use serenity::model::guild::Member;
use serenity::model::id::{ChannelId, GuildId, UserId};

use crate::bot::action::{origin_of, topic_of};
use crate::bot::commands;
use crate::bot::request::{Caller, OptionValue, Place, Request, RequestKind, Shown, Upload, UploadContent};
use crate::question::Topic;

use super::render;

/// The request that an interaction makes; `None` for a ping and for kinds that nobody knows.
#[must_use]
pub fn request(interaction: &Interaction, now: Timestamp) -> Option<Request> {
    let (kind, caller) = match interaction {
        Interaction::Command(command) => (command_kind(command), command_caller(command)),
        Interaction::Autocomplete(command) => (autocomplete_kind(command)?, command_caller(command)),
        Interaction::Component(component) => (component_kind(component), component_caller(component)),
        Interaction::Modal(modal) => (modal_kind(modal), modal_caller(modal)),
        _ => return None,
    };
    Some(of(kind, caller, now))
}

fn of(kind: RequestKind, caller: Caller, now: Timestamp) -> Request {
    Request { kind, caller, today: now.to_zoned(TimeZone::UTC).date(), now, server: None }
}

fn command_kind(command: &CommandInteraction) -> RequestKind {
    let data = &command.data;
    if data.kind == CommandType::Message {
        let options = match data.target() {
            Some(ResolvedTarget::Message(message)) => of_message(message),
            _ => Vec::new(),
        };
        return RequestKind::Command { name: data.name.clone(), options };
    }
    let options = data.options();
    // A command of a group comes as the group's one option.
    if let [only] = options.as_slice()
        && let ResolvedValue::SubCommand(inner) = &only.value
    {
        let name = format!("{} {}", data.name, only.name);
        return RequestKind::Command { name, options: values(inner) };
    }
    RequestKind::Command { name: data.name.clone(), options: values(&options) }
}

/// What a command gets of the message on whose menu it was chosen: its text and, of an answer of the bot's, the question
/// and the id that tells how it came to be.
fn of_message(message: &Message) -> Vec<(String, OptionValue)> {
    let text = (commands::about_this::TEXT, Some(without_discord_markup(&message.content)));
    let origin = ids_in(message).into_iter().find(|id| origin_of(id).is_some());
    let question = (commands::pins::QUESTION, render::question_of(&message.embeds));
    let origin = (commands::pins::ORIGIN, origin.map(ToOwned::to_owned));
    let given = [text, question, origin].into_iter();
    given.filter_map(|(name, value)| Some((name.en.to_owned(), OptionValue::Text(value?)))).collect()
}

fn values(options: &[serenity::model::application::ResolvedOption<'_>]) -> Vec<(String, OptionValue)> {
    options
        .iter()
        .filter_map(|option| {
            let value = match &option.value {
                ResolvedValue::String(text) => OptionValue::Text((*text).to_owned()),
                ResolvedValue::Boolean(flag) => OptionValue::Flag(*flag),
                ResolvedValue::Integer(number) => OptionValue::Number(*number),
                ResolvedValue::Channel(channel) => OptionValue::Channel(channel.id.get()),
                ResolvedValue::Role(role) => OptionValue::Role(role.id.get()),
                ResolvedValue::Attachment(file) => OptionValue::File(Upload {
                    name: file.filename.clone(),
                    size: usize::try_from(file.size).unwrap_or(usize::MAX),
                    content: UploadContent::At(file.url.clone()),
                }),
                _ => return None,
            };
            Some((option.name.to_owned(), value))
        })
        .collect()
}

fn autocomplete_kind(command: &CommandInteraction) -> Option<RequestKind> {
    let option = command.data.autocomplete()?;
    let group = command.data.options().into_iter().find_map(|option| match option.value {
        ResolvedValue::SubCommand(_) => Some(option.name.to_owned()),
        _ => None,
    });
    let name = &command.data.name;
    Some(RequestKind::Autocomplete {
        command: group.map_or_else(|| name.clone(), |inner| format!("{name} {inner}")),
        option: option.name.to_owned(),
        typed: option.value.to_owned(),
        channel: channel_in(&command.data.options),
    })
}

/// The channel among what is filled in already. Of what is still being typed Discord resolves nothing.
fn channel_in(options: &[CommandDataOption]) -> Option<u64> {
    options.iter().find_map(|option| match &option.value {
        CommandDataOptionValue::Channel(channel) => Some(channel.get()),
        CommandDataOptionValue::SubCommand(inner) => channel_in(inner),
        _ => None,
    })
}

fn component_kind(component: &ComponentInteraction) -> RequestKind {
    let values = match &component.data.kind {
        ComponentInteractionDataKind::StringSelect { values } => values.clone(),
        _ => Vec::new(),
    };
    RequestKind::Press { id: component.data.custom_id.clone(), values, shown: shown(&component.message) }
}

fn modal_kind(modal: &ModalInteraction) -> RequestKind {
    let inputs = modal.data.components.iter().flat_map(|row| &row.components);
    let fields = inputs.filter_map(|component| match component {
        ActionRowComponent::InputText(input) => {
            Some((input.custom_id.clone(), input.value.clone().unwrap_or_default()))
        }
        _ => None,
    });
    let id = modal.data.custom_id.clone();
    let shown = modal
        .message
        .as_deref()
        .map_or_else(|| Shown { message: 0, question: None, day: jiff::civil::Date::ZERO, private: true }, shown);
    RequestKind::Form { id, fields: fields.collect(), shown }
}

/// What a message of the bot's shows, as far as its buttons need it.
fn shown(message: &Message) -> Shown {
    let at = Timestamp::from_second(message.id.created_at().unix_timestamp()).unwrap_or(Timestamp::UNIX_EPOCH);
    Shown {
        message: message.id.get(),
        question: render::question_of(&message.embeds),
        day: at.to_zoned(TimeZone::UTC).date(),
        private: message.flags.is_some_and(|flags| flags.contains(MessageFlags::EPHEMERAL)),
    }
}

fn command_caller(command: &CommandInteraction) -> Caller {
    caller(
        command.user.id,
        &command.locale,
        command.guild_id,
        command.channel_id,
        command.channel.as_ref(),
        command.member.as_deref(),
    )
}

fn component_caller(component: &ComponentInteraction) -> Caller {
    caller(
        component.user.id,
        &component.locale,
        component.guild_id,
        component.channel_id,
        component.channel.as_ref(),
        component.member.as_ref(),
    )
}

fn modal_caller(modal: &ModalInteraction) -> Caller {
    caller(
        modal.user.id,
        &modal.locale,
        modal.guild_id,
        modal.channel_id,
        modal.channel.as_ref(),
        modal.member.as_ref(),
    )
}

fn caller(
    user: UserId,
    locale: &str,
    guild: Option<GuildId>,
    channel: ChannelId,
    place: Option<&PartialChannel>,
    member: Option<&Member>,
) -> Caller {
    let permissions = member.and_then(|member| member.permissions).unwrap_or_else(Permissions::empty);
    let may = |needed: Permissions| permissions.intersects(needed | Permissions::ADMINISTRATOR);
    // What is set for a channel holds in its threads.
    let parent = place.filter(|place| is_thread(place.kind)).and_then(|place| place.parent_id);
    Caller {
        member: user.get(),
        locale: Some(locale.to_owned()),
        place: if guild.is_some() { Place::Guild } else { Place::Direct },
        guild: guild.map(GuildId::get),
        channel: parent.unwrap_or(channel).get(),
        may_manage: may(Permissions::MANAGE_GUILD),
        may_moderate: may(Permissions::MANAGE_MESSAGES),
    }
}

fn is_thread(kind: ChannelType) -> bool {
    matches!(kind, ChannelType::PublicThread | ChannelType::PrivateThread | ChannelType::NewsThread)
}

/// The request that a message makes, if it is addressed to the bot, or `every_message` is a question there. `channel`
/// is the one whose settings hold.
#[must_use]
pub fn message_request(
    message: &Message,
    me: UserId,
    channel: u64,
    every_message: bool,
    now: Timestamp,
) -> Option<Request> {
    let written_by_a_person = !message.author.bot && !message.author.system && message.webhook_id.is_none();
    let says_something = matches!(message.kind, MessageType::Regular | MessageType::InlineReply);
    // Who calls everyone calls nobody in particular.
    if !written_by_a_person || !says_something || message.mention_everyone || message.author.id == me {
        return None;
    }
    // Discord counts a reply that pings among the mentions.
    let addressed = message.guild_id.is_none() || message.mentions.iter().any(|mentioned| mentioned.id == me);
    let for_others = message.referenced_message.as_ref().is_some_and(|other| other.author.id != me)
        || message.mentions.iter().any(|mentioned| mentioned.id != me);
    let text = without_discord_markup(&message.content);
    if !addressed && (!every_message || for_others || text.trim().is_empty()) {
        return None;
    }
    let topic = message.referenced_message.as_deref().filter(|other| other.author.id == me).and_then(topic_in);
    Some(of(
        RequestKind::FreeText { text, topic: topic.unwrap_or_default() },
        Caller {
            member: message.author.id.get(),
            locale: None,
            place: if message.guild_id.is_some() { Place::Guild } else { Place::Direct },
            guild: message.guild_id.map(GuildId::get),
            channel,
            may_manage: false,
            may_moderate: false,
        },
        now,
    ))
}

/// What a conversation is about that goes on from one of the bot's messages: its buttons tell.
#[must_use]
pub fn topic_in(message: &Message) -> Option<Topic> {
    topic_of(ids_in(message))
}

/// The ids that the buttons of a message carry.
fn ids_in(message: &Message) -> Vec<&str> {
    let components = message.components.iter().flat_map(|row| &row.components);
    components
        .filter_map(|component| match component {
            ActionRowComponent::Button(button) => match &button.data {
                serenity::model::application::ButtonKind::NonLink { custom_id, .. } => Some(custom_id.as_str()),
                _ => None,
            },
            _ => None,
        })
        .collect()
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

    fn now() -> Timestamp {
        "2026-07-18T10:00:00Z".parse().unwrap()
    }

    fn text_of(changes: &Value) -> Option<String> {
        let request = message_request(&message(changes), UserId::new(ME), 2, false, now())?;
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
        for (permissions, may_manage, may_moderate) in
            [("0", false, false), ("32", true, false), ("8", true, true), ("8192", false, true), ("2048", false, false)]
        {
            let expected = Request {
                kind: RequestKind::Command {
                    name: "ask".to_owned(),
                    options: vec![
                        ("question".to_owned(), OptionValue::Text("who founded MiniMax?".to_owned())),
                        ("private".to_owned(), OptionValue::Flag(true)),
                    ],
                },
                caller: Caller {
                    member: 7,
                    locale: Some("zh-TW".to_owned()),
                    place: Place::Guild,
                    guild: Some(3),
                    channel: 4,
                    may_manage,
                    may_moderate,
                },
                today: "2026-07-18".parse().unwrap(),
                now: now(),
                server: None,
            };
            assert_eq!(request(&interaction(2, &data, &member(permissions)), now()), Some(expected));
        }
    }

    #[test]
    fn a_command_of_a_group_has_both_names() {
        let data = json!({
            "id": "9", "name": "settings", "type": 1,
            "options": [{
                "name": "set", "type": 1,
                "options": [
                    { "name": "channel", "type": 7, "value": "55" },
                    { "name": "cooldown", "type": 4, "value": 30 },
                ],
            }],
            "resolved": { "channels": { "55": { "id": "55", "name": "general", "type": 0, "permissions": "0" } } },
        });
        let kind = request(&interaction(2, &data, &member("32")), now()).unwrap().kind;
        let expected = RequestKind::Command {
            name: "settings set".to_owned(),
            options: vec![
                ("channel".to_owned(), OptionValue::Channel(55)),
                ("cooldown".to_owned(), OptionValue::Number(30)),
            ],
        };
        assert_eq!(kind, expected);
    }

    #[test]
    fn a_message_command_asks_with_the_message_s_text() {
        let target = message(&json!({ "id": "66", "content": "<@7> who founded MiniMax?", "guild_id": null }));
        let data = json!({
            "id": "9", "name": "Ask about this", "type": 3, "target_id": "66",
            "resolved": { "messages": { "66": target } },
        });
        let kind = request(&interaction(2, &data, &member("0")), now()).unwrap().kind;
        let RequestKind::Command { name, options } = kind else { panic!("a command") };
        assert!(commands::find(&name).is_some());
        assert_eq!(options, [("text".to_owned(), OptionValue::Text("  who founded MiniMax?".to_owned()))]);
    }

    #[test]
    fn autocomplete_becomes_a_request() {
        let data = json!({
            "id": "9", "name": "lab", "type": 1,
            "options": [{ "name": "name", "type": 3, "value": "zhi", "focused": true }],
        });
        let expected = RequestKind::Autocomplete {
            command: "lab".to_owned(),
            option: "name".to_owned(),
            typed: "zhi".to_owned(),
            channel: None,
        };
        assert_eq!(request(&interaction(4, &data, &member("0")), now()).map(|request| request.kind), Some(expected));
    }

    #[test]
    fn a_channel_for_questions_takes_what_is_for_nobody_else() {
        let takes = |changes: &Value| message_request(&message(changes), UserId::new(ME), 2, true, now()).is_some();
        assert!(takes(&json!({})));
        assert!(!takes(&json!({ "mentions": [user(8, false)] })));
        assert!(!takes(&json!({ "content": "" })));
        assert!(!takes(&json!({ "author": user(8, true) })));
    }

    #[test]
    fn a_reply_goes_on_with_the_topic_of_the_answer() {
        let button = json!({ "type": 2, "style": 2, "label": "x", "custom_id": "h|moonshot|founder" });
        let mut answer = serde_json::to_value(message(&json!({ "author": user(ME, true) }))).unwrap();
        answer["components"] = json!([{ "type": 1, "components": [button] }]);
        let reply = message(&json!({
            "content": "and when?", "type": 19, "mentions": [user(ME, true)], "referenced_message": answer,
        }));
        let request = message_request(&reply, UserId::new(ME), 2, false, now()).unwrap();
        let RequestKind::FreeText { topic, .. } = request.kind else { panic!("free text") };
        assert_eq!((topic.subjects, topic.properties), (vec!["moonshot".to_owned()], vec!["founder".to_owned()]));
    }
}
