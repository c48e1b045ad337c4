//! The commands of the table, made known to Discord: only where they differ from what it has.
//!
//! Bodies are plain JSON, not serenity's builders: those send fields that Discord's description does not know.

use std::time::Duration;

use serde_json::{Map, Value, json};
use serenity::http::{Http, LightMethod, Request, Route};
use serenity::model::id::{ApplicationId, CommandId, GuildId};

use crate::bot::commands::{self, Command, CommandOption, Form, Group, OptionKind, Who};
use crate::bot::wording::FixedText;

use super::errors::for_operator;
use super::http::{Patience, jitter, retry};

/// Discord's numbers for the type of a command and of options, for contexts and for installations.
const CHAT_INPUT: u8 = 1;
const MESSAGE_MENU: u8 = 3;
const SUBCOMMAND: u8 = 1;
const STRING_OPTION: u8 = 3;
const INTEGER_OPTION: u8 = 4;
const BOOLEAN_OPTION: u8 = 5;
const CHANNEL_OPTION: u8 = 7;
/// Text, announcement and forum channels.
const CHANNEL_TYPES: [u8; 3] = [0, 5, 15];
/// Threads of announcements, public and private ones.
const THREAD_TYPES: [u8; 3] = [10, 11, 12];
const ROLE_OPTION: u8 = 8;
const FILE_OPTION: u8 = 11;
const IN_GUILD: u8 = 0;
const IN_BOT_DIRECT_MESSAGE: u8 = 1;
const IN_PRIVATE_CHANNEL: u8 = 2;
const GUILD_INSTALL: u8 = 0;
const USER_INSTALL: u8 = 1;

/// The bit of Manage Server, as Discord takes permissions: a number in a string.
const MANAGE_GUILD: &str = "32";

/// What of a command and of its options is compared with what Discord has.
const COMPARED: [&str; 18] = [
    "type",
    "name",
    "name_localizations",
    "description",
    "description_localizations",
    "options",
    "default_member_permissions",
    "contexts",
    "integration_types",
    "required",
    "autocomplete",
    "min_length",
    "max_length",
    "min_value",
    "max_value",
    "choices",
    "value",
    "channel_types",
];

/// Longest wait between two attempts to register.
const LONGEST_WAIT: Duration = Duration::from_mins(5);

/// The first wait between two attempts to register.
const BETWEEN_ATTEMPTS: Patience =
    Patience { attempts: u32::MAX, first_wait: Duration::from_secs(2), attempt_limit: Duration::from_mins(1) };

/// Where commands are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// Everywhere.
    Global,
    /// In the home server alone.
    Home(GuildId),
}

impl Scope {
    fn route(self, application_id: ApplicationId) -> Route<'static> {
        match self {
            Self::Global => Route::Commands { application_id },
            Self::Home(guild_id) => Route::GuildCommands { application_id, guild_id },
        }
    }

    async fn create_all(self, http: &Http, wanted: &[Value]) -> serenity::Result<()> {
        match self {
            Self::Global => http.create_global_commands(&wanted).await.map(drop),
            Self::Home(guild) => http.create_guild_commands(guild, &wanted).await.map(drop),
        }
    }

    async fn create(self, http: &Http, command: &Value) -> serenity::Result<()> {
        match self {
            Self::Global => http.create_global_command(command).await.map(drop),
            Self::Home(guild) => http.create_guild_command(guild, command).await.map(drop),
        }
    }

    async fn delete(self, http: &Http, id: CommandId) -> serenity::Result<()> {
        match self {
            Self::Global => http.delete_global_command(id).await,
            Self::Home(guild) => http.delete_guild_command(guild, id).await,
        }
    }
}

/// Registers the commands everywhere, and those of the home server there, and tries again in ever longer intervals until
/// Discord took them. The bot answers meanwhile: what Discord knew before stays usable.
pub async fn keep_trying(http: &Http, application: ApplicationId, home: Option<u64>) {
    let at_home = async {
        match home {
            Some(guild) => keep_trying_in(http, application, Scope::Home(GuildId::new(guild))).await,
            None => tracing::info!(
                "no discord.home_server is set: /reindex, /audit and the like are registered nowhere; `lablore chat` has them"
            ),
        }
    };
    tokio::join!(keep_trying_in(http, application, Scope::Global), at_home);
}

async fn keep_trying_in(http: &Http, application: ApplicationId, scope: Scope) {
    let mut failures = 0;
    loop {
        match register(http, application, scope).await {
            Ok(Done { changed: 0 }) => {
                tracing::info!(?scope, "commands are registered as they should be");
                return;
            }
            Ok(Done { changed }) => {
                tracing::info!(?scope, changed, "commands registered");
                return;
            }
            Err(error) => {
                failures += 1;
                let wait = BETWEEN_ATTEMPTS.wait(failures, jitter()).min(LONGEST_WAIT);
                tracing::error!(
                    ?scope,
                    error = for_operator(&error),
                    next_attempt_s = wait.as_secs(),
                    "commands could not be registered; going on without"
                );
                tokio::time::sleep(wait).await;
            }
        }
    }
}

/// What registering did.
struct Done {
    changed: usize,
}

async fn register(http: &Http, application: ApplicationId, scope: Scope) -> serenity::Result<Done> {
    let route = scope.route(application);
    let there: Vec<Value> = retry(Patience::MESSAGE, || {
        let localised = vec![("with_localizations", true.to_string())];
        http.fire(Request::new(route, LightMethod::Get).params(Some(localised)))
    })
    .await?;
    let wanted = bodies(scope);
    match plan(&wanted, &there) {
        Plan::All => {
            retry(Patience::MESSAGE, || scope.create_all(http, &wanted)).await?;
            Ok(Done { changed: wanted.len() })
        }
        Plan::Each { write, delete } => {
            for command in &write {
                // Creating a command of a name that is there overwrites it.
                retry(Patience::MESSAGE, || scope.create(http, command)).await?;
            }
            for id in &delete {
                retry(Patience::MESSAGE, || scope.delete(http, *id)).await?;
            }
            Ok(Done { changed: write.len() + delete.len() })
        }
    }
}

/// What must be done so that Discord has what is wanted.
#[derive(Debug, PartialEq)]
enum Plan<'a> {
    /// Discord has nothing: write all at once.
    All,
    /// Write these, delete those.
    Each { write: Vec<&'a Value>, delete: Vec<CommandId> },
}

fn plan<'a>(wanted: &'a [Value], there: &[Value]) -> Plan<'a> {
    if there.is_empty() {
        return Plan::All;
    }
    // Commands of other types (an activity's entry point) are not ours to judge.
    let ours = [u64::from(CHAT_INPUT), u64::from(MESSAGE_MENU)];
    let there: Vec<&Value> = there.iter().filter(|command| ours.contains(&kind(command))).collect();
    let write =
        wanted.iter().filter(|command| !there.iter().any(|other| comparable(command) == comparable(other))).collect();
    let delete = there
        .iter()
        .filter(|other| !wanted.iter().any(|command| command["name"] == other["name"] && kind(command) == kind(other)))
        .filter_map(|other| other["id"].as_str()?.parse().ok())
        .collect();
    Plan::Each { write, delete }
}

fn kind(command: &Value) -> u64 {
    command["type"].as_u64().unwrap_or(u64::from(CHAT_INPUT))
}

/// The compared parts in one form: what is absent, null, false or empty is left out, sets are sorted.
fn comparable(value: &Value) -> Value {
    match value {
        Value::Object(entries) => {
            let known = entries.contains_key("name");
            let kept: Map<String, Value> = entries
                .iter()
                .filter(|(key, _)| !known || COMPARED.contains(&key.as_str()))
                .map(|(key, value)| (key.clone(), comparable(value)))
                .filter(|(_, value)| !is_nothing(value))
                .collect();
            Value::Object(kept)
        }
        Value::Array(values) => {
            let mut values: Vec<Value> = values.iter().map(comparable).collect();
            if values.iter().all(Value::is_u64) {
                values.sort_by_key(Value::as_u64);
            }
            Value::Array(values)
        }
        other => other.clone(),
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(values) => values.is_empty(),
        Value::Object(entries) => entries.is_empty(),
        _ => false,
    }
}

/// All commands of a scope as Discord takes them, those of a group as one.
fn bodies(scope: Scope) -> Vec<Value> {
    let mut bodies: Vec<Value> = Vec::new();
    let mut last: Option<&Group> = None;
    let is_wanted = |command: &&Command| (command.who == Who::HomeManagers) == matches!(scope, Scope::Home(_));
    for command in commands::all().iter().filter(is_wanted) {
        let is_next_of_group = command.group.is_some() && command.group == last;
        last = command.group;
        match (command.group, bodies.last_mut()) {
            (Some(_), Some(group)) if is_next_of_group => {
                if let Some(options) = group["options"].as_array_mut() {
                    options.push(subcommand(command));
                }
            }
            (Some(group), _) => {
                let mut body = with_places(named(&group.name, &group.description), command);
                body["options"] = json!([subcommand(command)]);
                bodies.push(body);
            }
            (None, _) => bodies.push(body(command)),
        }
    }
    bodies
}

/// A command that belongs to no group.
fn body(command: &Command) -> Value {
    match command.form {
        Form::Slash => {
            let mut body = with_places(named(&command.name, &command.description), command);
            body["options"] = command.options.iter().map(option_body).collect();
            body
        }
        Form::Message => {
            let mut body = json!({ "name": command.name.en, "name_localizations": localised(&command.name) });
            body = with_places(body, command);
            body["type"] = json!(MESSAGE_MENU);
            body
        }
    }
}

fn subcommand(command: &Command) -> Value {
    let mut body = named(&command.name, &command.description);
    body["type"] = json!(SUBCOMMAND);
    body["options"] = command.options.iter().map(option_body).collect();
    body
}

fn named(name: &FixedText, description: &FixedText) -> Value {
    json!({
        "name": name.en,
        "name_localizations": localised(name),
        "description": description.en,
        "description_localizations": localised(description),
    })
}

/// Where a command can be used, and by whom. What belongs to one server is used there, which Discord is not told.
fn with_places(mut body: Value, command: &Command) -> Value {
    body["type"] = json!(CHAT_INPUT);
    if command.who != Who::Everyone {
        body["default_member_permissions"] = json!(MANAGE_GUILD);
    }
    if command.who == Who::HomeManagers {
        return body;
    }
    let mut contexts = Vec::new();
    let mut installations = vec![GUILD_INSTALL];
    if command.places.guild {
        contexts.push(IN_GUILD);
    }
    if command.places.direct {
        contexts.push(IN_BOT_DIRECT_MESSAGE);
    }
    if command.places.user_install {
        contexts.push(IN_PRIVATE_CHANNEL);
        installations.push(USER_INSTALL);
    }
    body["contexts"] = json!(contexts);
    body["integration_types"] = json!(installations);
    body
}

fn option_body(option: &CommandOption) -> Value {
    let mut body = named(&option.name, &option.description);
    body["required"] = json!(option.required);
    match option.kind {
        OptionKind::Text { max_length } => {
            body["type"] = json!(STRING_OPTION);
            body["max_length"] = json!(max_length);
            if option.required {
                body["min_length"] = json!(1);
            }
            body["autocomplete"] = json!(option.complete.is_some());
        }
        OptionKind::Choice(choices) => {
            body["type"] = json!(STRING_OPTION);
            body["choices"] = choices
                .iter()
                .map(|choice| {
                    json!({
                        "name": choice.name.en,
                        "name_localizations": localised(&choice.name),
                        "value": choice.value,
                    })
                })
                .collect();
        }
        OptionKind::Number { least, most } => {
            body["type"] = json!(INTEGER_OPTION);
            body["min_value"] = json!(least);
            body["max_value"] = json!(most);
        }
        OptionKind::Flag => body["type"] = json!(BOOLEAN_OPTION),
        OptionKind::Channel => {
            body["type"] = json!(CHANNEL_OPTION);
            body["channel_types"] = json!(CHANNEL_TYPES);
        }
        OptionKind::ChannelOrThread => {
            body["type"] = json!(CHANNEL_OPTION);
            body["channel_types"] = json!([&CHANNEL_TYPES[..], &THREAD_TYPES].concat());
        }
        OptionKind::Role => body["type"] = json!(ROLE_OPTION),
        OptionKind::File { .. } => body["type"] = json!(FILE_OPTION),
    }
    body
}

fn localised(text: &FixedText) -> Value {
    let entries = text.by_locale().map(|(locale, text)| (locale.to_owned(), Value::from(text)));
    Value::Object(entries.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Discord gives back for a command that it took: more fields, nulls, other orders.
    fn as_discord_has_it(command: &Value, id: u64) -> Value {
        let mut there = command.clone();
        there["id"] = json!(id.to_string());
        there["application_id"] = json!("1");
        there["version"] = json!("7");
        there["nsfw"] = json!(false);
        there["dm_permission"] = json!(true);
        if there["type"] == json!(MESSAGE_MENU) {
            there["description"] = json!("");
        }
        there["default_member_permissions"] = there.get("default_member_permissions").cloned().unwrap_or_default();
        if let Some(options) = there["options"].as_array_mut() {
            for option in options {
                if option["required"] == json!(false) {
                    option.as_object_mut().unwrap().remove("required");
                }
            }
        }
        there["contexts"].as_array_mut().unwrap().reverse();
        there
    }

    fn wanted() -> Vec<Value> {
        bodies(Scope::Global)
    }

    #[test]
    fn what_belongs_to_the_home_server_is_known_there_alone() {
        let home = bodies(Scope::Home(GuildId::new(7)));
        assert!(home.iter().any(|body| body["name"] == "audit"));
        for body in &home {
            assert_eq!(body["default_member_permissions"], json!(MANAGE_GUILD));
            assert!(body.get("contexts").is_none() && body.get("integration_types").is_none(), "{body}");
            assert!(!wanted().iter().any(|other| other["name"] == body["name"]), "{body}");
        }
    }

    fn there() -> Vec<Value> {
        (10..).zip(wanted()).map(|(id, command)| as_discord_has_it(&command, id)).collect()
    }

    #[test]
    fn nothing_is_written_where_nothing_differs() {
        let wanted = wanted();
        assert_eq!(plan(&wanted, &there()), Plan::Each { write: vec![], delete: vec![] });
    }

    #[test]
    fn a_fresh_application_gets_all_at_once() {
        assert_eq!(plan(&wanted(), &[]), Plan::All);
    }

    #[test]
    fn only_what_differs_is_written_and_what_is_gone_deleted() {
        let wanted = wanted();
        let mut there = there();
        there[1]["description_localizations"]["zh-CN"] = json!("旧");
        there.push(json!({ "id": "99", "type": 1, "name": "old", "description": "Old" }));
        there.push(json!({ "id": "100", "type": 4, "name": "launch", "description": "" }));
        let expected = Plan::Each { write: vec![&wanted[1]], delete: vec![CommandId::new(99)] };
        assert_eq!(plan(&wanted, &there), expected);
    }

    #[test]
    fn an_option_that_differs_is_seen() {
        let wanted = wanted();
        let mut there = there();
        there[0]["options"][0]["max_length"] = json!(100);
        let Plan::Each { write, .. } = plan(&wanted, &there) else {
            panic!("not all");
        };
        assert_eq!(write, [&wanted[0]]);
    }

    #[test]
    fn commands_of_a_group_are_one() {
        let bodies = wanted();
        let settings: Vec<&Value> = bodies.iter().filter(|body| body["name"] == "settings").collect();
        assert_eq!(settings.len(), 1);
        assert_eq!(settings[0]["options"].as_array().map(Vec::len), Some(3));
        assert_eq!(settings[0]["default_member_permissions"], json!(MANAGE_GUILD));
        assert_eq!(
            (settings[0]["contexts"].clone(), settings[0]["integration_types"].clone()),
            (json!([0]), json!([0]))
        );
    }

    #[test]
    fn bodies_carry_every_locale() {
        for body in wanted().into_iter().chain(bodies(Scope::Home(GuildId::new(7)))) {
            for part in ["name_localizations", "description_localizations"] {
                if body["type"] == json!(MESSAGE_MENU) && part == "description_localizations" {
                    assert!(body.get("description").is_none(), "a menu shows no description");
                    continue;
                }
                for locale in ["en-US", "zh-CN", "zh-TW", "es-ES"] {
                    assert!(body[part][locale].is_string(), "{locale} in {body}");
                }
            }
        }
    }
}
