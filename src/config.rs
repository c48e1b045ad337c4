//! The settings: defaults, the settings file and the environment become one checked struct, once, at the start.
//!
//! Later wins: default, file, environment variable. Every key stands in one table ([`KEYS`]), from which the defaults,
//! the names of the environment variables, the check for unknown keys and `lablore config` follow. Secrets come from
//! the environment alone. What the settings are used for is not decided here.

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use figment::providers::{Format, Toml};
use figment::value::{Dict, Map, Value};
use figment::{Figment, Metadata, Profile, Provider};
use jiff::SignedDuration;

use crate::calendar::LeapDay;
use crate::text::language::Language;

/// Where the settings file stands unless `--config` names another one.
pub const DEFAULT_FILE: &str = "config/lablore.toml";

/// What the names of environment variables that override settings begin with.
const VARIABLE_PREFIX: &str = "LABLORE_";

/// The environment variable with the bot's token.
const TOKEN_VARIABLE: &str = "DISCORD_TOKEN";

/// The environment variable with the application's key, with which Discord signs interactions over HTTP.
const PUBLIC_KEY_VARIABLE: &str = "DISCORD_PUBLIC_KEY";

/// The environment variable that every Rust program reads its log filter from.
const LOG_VARIABLE: &str = "RUST_LOG";

/// A key of the settings file. All values are text.
struct Key {
    name: &'static str,
    default: &'static str,
}

const fn key(name: &'static str, default: &'static str) -> Key {
    Key { name, default }
}

/// Every key there is, in the order of the settings file.
const KEYS: &[Key] = &[
    key("corpus.data", "data"),
    key("corpus.index", "index"),
    key("corpus.originals", ""),
    key("corpus.moderators_write", "no"),
    key("discord.api_url", ""),
    key("discord.message_content", "no"),
    key("discord.language", ""),
    key("discord.private", "no"),
    key("discord.member_questions_per_minute", "30"),
    key("discord.channel_questions_per_minute", "300"),
    key("discord.home_server", ""),
    key("store.url", "sqlite:state/lablore.db"),
    key("store.keep_questions_days", "0"),
    key("reindex.most_lost_percent", "5"),
    key("reindex.watch", "no"),
    key("reindex.channel", ""),
    key("daily.leap_day", "02-28"),
    key("daily.grace", "3h"),
    key("http.listen", "127.0.0.1:8080"),
    key("http.interactions", ""),
    key("about.terms", ""),
    key("about.privacy", ""),
    key("log.level", "info"),
];

/// The settings in force, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Where knowledge comes from.
    pub corpus: CorpusSettings,
    /// How Discord is reached.
    pub discord: DiscordSettings,
    /// What must survive a restart.
    pub store: StoreSettings,
    /// Changes of the data.
    pub reindex: ReindexSettings,
    /// The daily post.
    pub daily: DailySettings,
    /// What is served over HTTP.
    pub http: HttpSettings,
    /// What `/about` names.
    pub about: AboutSettings,
    /// What is logged.
    pub log: LogSettings,
    origins: Vec<SettingOrigin>,
}

/// Where knowledge comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorpusSettings {
    /// The data folder.
    pub data: PathBuf,
    /// The index folder.
    pub index: PathBuf,
    /// A folder with the source documents verbatim, if there is one.
    pub originals: Option<PathBuf>,
    /// Whether what moderators change is written to the data folder; else it is handed out as a patch alone.
    pub moderators_write: bool,
}

/// How Discord is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiscordSettings {
    /// Scheme, host and port of Discord's HTTP API, without a path and without a slash at the end; `None` is Discord's
    /// own.
    pub api_url: Option<String>,
    /// The bot's token, from `DISCORD_TOKEN` alone.
    pub token: Option<Secret>,
    /// The application's key, from `DISCORD_PUBLIC_KEY`; without it Discord is asked.
    pub public_key: Option<String>,
    /// Whether the message-content intent is on.
    pub message_content: bool,
    /// The language to speak where a server has set none; `None` is the caller's own.
    pub language: Option<Language>,
    /// Whether answers to commands are private where a server has set nothing.
    pub private: bool,
    /// Questions that a member may ask a minute; 0 is no limit.
    pub member_questions_per_minute: u32,
    /// Questions that a channel takes a minute; 0 is no limit.
    pub channel_questions_per_minute: u32,
    /// The server whose managers keep the knowledge.
    pub home_server: Option<u64>,
}

/// What `/about` names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AboutSettings {
    /// Address of the terms of service.
    pub terms: Option<String>,
    /// Address of the privacy policy.
    pub privacy: Option<String>,
}

/// What must survive a restart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreSettings {
    /// `sqlite:…` or `postgres:…`; may hold a password, so it is a secret.
    pub url: Secret,
    /// Days for which the text of a question is kept with what a member says of its answer; 0 is never.
    pub keep_questions_days: u16,
}

/// Changes of the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReindexSettings {
    /// How many of the questions that are answered may get lost with a change before somebody has to say that it is
    /// meant, in percent.
    pub most_lost_percent: u32,
    /// Whether a change of the data folder is told to the moderators.
    pub watch: bool,
    /// The channel of the home server in which that is told.
    pub channel: Option<u64>,
}

/// The daily post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DailySettings {
    /// When the 29th of February is remembered in years without one.
    pub leap_day: LeapDay,
    /// How long a post that could not be sent at its time may be made up for.
    pub grace: SignedDuration,
}

/// What is served over HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpSettings {
    /// Address of `/livez` and `/readyz`; `None` is off.
    pub listen: Option<SocketAddr>,
    /// Address of `POST /interactions`; `None` is off.
    pub interactions: Option<SocketAddr>,
}

/// What is logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogSettings {
    /// A filter as tracing knows it: a level, or `target=level` parts with commas between.
    pub level: String,
}

/// A value that is never shown: its `Debug` form hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The secret itself, for the one call that needs it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(hidden)")
    }
}

/// A setting as `lablore config` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingOrigin {
    /// The key, or the environment variable of a secret.
    pub key: String,
    /// The value in force; secrets show only whether they are set.
    pub value: String,
    /// `default`, the settings file, or `environment variable NAME`.
    pub origin: String,
}

/// Why the settings can't be used: the message names the key or file and says what would be right.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file that `--config` named is not there.
    #[error("{}: there is no such settings file", path.display())]
    FileMissing {
        /// As it was named.
        path: PathBuf,
    },
    /// The settings file is not TOML.
    #[error("{}: not a settings file: {reason}", path.display())]
    FileSyntax {
        /// The settings file.
        path: PathBuf,
        /// What the parser says, on one line.
        reason: String,
    },
    /// A key or an environment variable that means nothing.
    #[error("{origin}: unknown key `{key}`; {hint}")]
    UnknownKey {
        /// The key, with dots.
        key: String,
        /// Where it stands.
        origin: String,
        /// What would be right.
        hint: String,
    },
    /// A value that the key can't have.
    #[error("{origin}: `{key}` {problem}")]
    WrongValue {
        /// The key, with dots.
        key: String,
        /// Where the value comes from.
        origin: String,
        /// What is wrong and what would be right.
        problem: String,
    },
}

impl Settings {
    /// Reads the settings: `config_file` if one was named (it must be there), else [`DEFAULT_FILE`] if it is there,
    /// overridden by `environment` (pairs of name and value, as the process has them; empty values count as unset).
    ///
    /// # Errors
    /// Unknown keys and wrong values, each named with the place it comes from.
    pub fn load(config_file: Option<&Path>, environment: &[(String, String)]) -> Result<Self, SettingsError> {
        let file = match config_file {
            Some(path) if !path.is_file() => {
                return Err(SettingsError::FileMissing { path: path.to_path_buf() });
            }
            Some(path) => Some(path),
            None => Some(Path::new(DEFAULT_FILE)).filter(|path| path.is_file()),
        };
        let mut figment = Figment::from(Defaults);
        if let Some(path) = file {
            figment = figment.merge(SettingsFile::read(path)?);
        }
        for variable in variables(environment)? {
            figment = figment.merge(variable);
        }
        let variable = |wanted: &str| {
            let found = environment.iter().find(|(name, value)| name == wanted && !value.trim().is_empty());
            found.map(|(_, value)| value.trim().to_owned())
        };
        let secrets =
            Secrets { token: variable(TOKEN_VARIABLE).map(Secret::new), public_key: variable(PUBLIC_KEY_VARIABLE) };
        Self::checked(&Merged { figment }, secrets)
    }

    /// Every setting with its value and where it comes from, in the order of the settings file; secrets are masked.
    #[must_use]
    pub fn origins(&self) -> &[SettingOrigin] {
        &self.origins
    }

    fn checked(merged: &Merged, secrets: Secrets) -> Result<Self, SettingsError> {
        let data = merged.filled("corpus.data", "the data folder")?;
        let index = merged.filled("corpus.index", "the index folder")?;
        let originals = merged.text("corpus.originals")?;
        let store = merged.checked("store.url", check_store_url)?;
        if has_password(&store) && !merged.is_from_environment("store.url") {
            return Err(merged.wrong(
                "store.url",
                "holds a password; secrets come from the environment alone: set LABLORE_STORE__URL",
            ));
        }
        let settings = Self {
            corpus: CorpusSettings {
                data: PathBuf::from(data),
                index: PathBuf::from(index),
                originals: (!originals.is_empty()).then(|| PathBuf::from(originals)),
                moderators_write: merged.checked("corpus.moderators_write", check_flag)?,
            },
            discord: DiscordSettings {
                api_url: merged.checked("discord.api_url", check_api_url)?,
                token: secrets.token,
                public_key: secrets.public_key,
                message_content: merged.checked("discord.message_content", check_flag)?,
                language: merged.checked("discord.language", check_language)?,
                private: merged.checked("discord.private", check_flag)?,
                member_questions_per_minute: merged.checked("discord.member_questions_per_minute", check_number)?,
                channel_questions_per_minute: merged.checked("discord.channel_questions_per_minute", check_number)?,
                home_server: merged.checked("discord.home_server", check_id)?,
            },
            store: StoreSettings {
                url: Secret::new(store),
                keep_questions_days: merged.checked("store.keep_questions_days", check_number)?,
            },
            reindex: ReindexSettings {
                most_lost_percent: merged.checked("reindex.most_lost_percent", check_percent)?,
                watch: merged.checked("reindex.watch", check_flag)?,
                channel: merged.checked("reindex.channel", check_id)?,
            },
            daily: DailySettings {
                leap_day: merged.checked("daily.leap_day", check_leap_day)?,
                grace: merged.checked("daily.grace", check_grace)?,
            },
            http: HttpSettings {
                listen: merged.checked("http.listen", check_listen)?,
                interactions: merged.checked("http.interactions", check_listen)?,
            },
            about: AboutSettings {
                terms: merged.checked("about.terms", check_address)?,
                privacy: merged.checked("about.privacy", check_address)?,
            },
            log: LogSettings { level: merged.checked("log.level", check_log_level)? },
            origins: Vec::new(),
        };
        let mut origins = Vec::with_capacity(KEYS.len() + 1);
        for key in KEYS {
            let value = merged.text(key.name)?;
            origins.push(SettingOrigin {
                key: key.name.to_owned(),
                value: if key.name == "store.url" { without_password(&value) } else { value },
                origin: merged.origin(key.name),
            });
        }
        origins.push(SettingOrigin {
            key: TOKEN_VARIABLE.to_owned(),
            value: if settings.discord.token.is_some() { "set" } else { "not set" }.to_owned(),
            origin: format!("environment variable {TOKEN_VARIABLE}"),
        });
        Ok(Self { origins, ..settings })
    }
}

/// What comes from the environment alone.
struct Secrets {
    token: Option<Secret>,
    public_key: Option<String>,
}

/// All sources laid over one another.
struct Merged {
    figment: Figment,
}

impl Merged {
    fn text(&self, key: &str) -> Result<String, SettingsError> {
        let value = self.figment.find_value(key).map_err(|_| self.wrong(key, "is missing"))?;
        match value {
            Value::String(_, text) => Ok(text.trim().to_owned()),
            other => Err(self.wrong(key, &format!("is {}; it must be text in quotes", other.to_actual()))),
        }
    }

    fn filled(&self, key: &str, meaning: &str) -> Result<String, SettingsError> {
        let text = self.text(key)?;
        if text.is_empty() {
            return Err(self.wrong(key, &format!("is empty; it names {meaning}")));
        }
        Ok(text)
    }

    fn checked<T>(&self, key: &str, check: impl Fn(&str) -> Result<T, String>) -> Result<T, SettingsError> {
        check(&self.text(key)?).map_err(|problem| self.wrong(key, &problem))
    }

    fn wrong(&self, key: &str, problem: &str) -> SettingsError {
        SettingsError::WrongValue { key: key.to_owned(), origin: self.origin(key), problem: problem.to_owned() }
    }

    fn origin(&self, key: &str) -> String {
        self.figment.find_metadata(key).map_or_else(|| "default".to_owned(), |metadata| metadata.name.to_string())
    }

    fn is_from_environment(&self, key: &str) -> bool {
        self.origin(key).starts_with("environment variable ")
    }
}

/// The defaults of [`KEYS`].
struct Defaults;

impl Provider for Defaults {
    fn metadata(&self) -> Metadata {
        Metadata::named("default")
    }

    fn data(&self) -> figment::Result<Map<Profile, Dict>> {
        let mut all = Dict::new();
        for key in KEYS {
            let (section, name) = split_key(key.name);
            let Value::Dict(_, section) = all.entry(section.to_owned()).or_insert_with(|| Dict::new().into()) else {
                continue;
            };
            section.insert(name.to_owned(), key.default.into());
        }
        Ok(Profile::Default.collect(all))
    }
}

/// The settings file, its keys already checked.
struct SettingsFile {
    path: PathBuf,
    data: Dict,
}

impl SettingsFile {
    fn read(path: &Path) -> Result<Self, SettingsError> {
        let data = Toml::file_exact(path)
            .data()
            .map_err(|error| SettingsError::FileSyntax {
                path: path.to_path_buf(),
                reason: one_line(&error.to_string()),
            })?
            .remove(&Profile::Default)
            .unwrap_or_default();
        for (section, value) in &data {
            let Value::Dict(_, entries) = value else {
                return Err(unknown_key(section, path));
            };
            for name in entries.keys() {
                let key = format!("{section}.{name}");
                if !KEYS.iter().any(|known| known.name == key) {
                    return Err(unknown_key(&key, path));
                }
            }
        }
        Ok(Self { path: path.to_path_buf(), data })
    }
}

impl Provider for SettingsFile {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.path.display().to_string())
    }

    fn data(&self) -> figment::Result<Map<Profile, Dict>> {
        Ok(Profile::Default.collect(self.data.clone()))
    }
}

/// One environment variable that overrides one key.
struct Variable {
    name: String,
    key: &'static str,
    value: String,
}

impl Provider for Variable {
    fn metadata(&self) -> Metadata {
        Metadata::named(format!("environment variable {}", self.name))
    }

    fn data(&self) -> figment::Result<Map<Profile, Dict>> {
        let (section, name) = split_key(self.key);
        // Text as it stands: a port or a folder named `2025` must not become a number on the way.
        let entries = Dict::from([(name.to_owned(), Value::from(self.value.clone()))]);
        Ok(Profile::Default.collect(Dict::from([(section.to_owned(), entries.into())])))
    }
}

/// The variables that override settings, in the order in which they win: `RUST_LOG` gives way to `LABLORE_LOG__LEVEL`.
fn variables(environment: &[(String, String)]) -> Result<Vec<Variable>, SettingsError> {
    let mut variables = Vec::new();
    for (name, value) in environment.iter().filter(|(_, value)| !value.trim().is_empty()) {
        if name == LOG_VARIABLE {
            variables.insert(0, Variable { name: name.clone(), key: "log.level", value: value.clone() });
            continue;
        }
        let Some(path) = name.strip_prefix(VARIABLE_PREFIX) else {
            continue;
        };
        let Some(key) = KEYS.iter().find(|key| variable_name(key.name) == *name) else {
            return Err(SettingsError::UnknownKey {
                key: path.to_lowercase().replace("__", "."),
                origin: format!("environment variable {name}"),
                hint: format!("known: {}", join(KEYS.iter().map(|key| variable_name(key.name)))),
            });
        };
        variables.push(Variable { name: name.clone(), key: key.name, value: value.clone() });
    }
    Ok(variables)
}

fn variable_name(key: &str) -> String {
    format!("{VARIABLE_PREFIX}{}", key.to_uppercase().replace('.', "__"))
}

fn split_key(key: &'static str) -> (&'static str, &'static str) {
    key.split_once('.').expect("every key of the table has a section")
}

fn unknown_key(key: &str, path: &Path) -> SettingsError {
    let hint = if key == "discord.token" {
        format!("the token comes from the environment variable {TOKEN_VARIABLE} alone")
    } else {
        format!("known: {}", join(KEYS.iter().map(|known| known.name.to_owned())))
    };
    SettingsError::UnknownKey { key: key.to_owned(), origin: path.display().to_string(), hint }
}

fn join(names: impl Iterator<Item = String>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn check_api_url(value: &str) -> Result<Option<String>, String> {
    let url = value.strip_suffix('/').unwrap_or(value);
    if url.is_empty() {
        return Ok(None);
    }
    let wrong = || {
        "must be a scheme, a host and perhaps a port without a path, as http://127.0.0.1:3000, or empty for Discord's own"
            .to_owned()
    };
    let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://")).ok_or_else(wrong)?;
    let authority: axum::http::uri::Authority = rest.parse().map_err(|_| wrong())?;
    if authority.host().is_empty() || rest.contains('@') {
        return Err(wrong());
    }
    // A port that is not a number parses as an authority, but no port comes out of it.
    if authority.as_str() != authority.host() && authority.port_u16().is_none() {
        return Err(wrong());
    }
    Ok(Some(url.to_owned()))
}

/// `off` beside empty, because an empty environment variable counts as unset.
fn check_listen(value: &str) -> Result<Option<SocketAddr>, String> {
    if value.is_empty() || value == "off" {
        return Ok(None);
    }
    value
        .parse()
        .map(Some)
        .map_err(|_| format!("is \"{value}\"; it must be an address and a port as 127.0.0.1:8080, or `off`"))
}

fn check_flag(value: &str) -> Result<bool, String> {
    match value {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(format!("is \"{value}\"; it must be \"yes\" or \"no\"")),
    }
}

fn check_number<T: std::str::FromStr>(value: &str) -> Result<T, String> {
    value.parse().map_err(|_| format!("is \"{value}\"; it must be a whole number in quotes, 0 or more"))
}

fn check_percent(value: &str) -> Result<u32, String> {
    let percent = value.parse().ok().filter(|percent| *percent <= 100);
    percent.ok_or_else(|| format!("is \"{value}\"; it must be a whole number from 0 to 100, in quotes"))
}

fn check_id(value: &str) -> Result<Option<u64>, String> {
    if value.is_empty() {
        return Ok(None);
    }
    let id = value.parse().ok().filter(|id| *id > 0);
    id.map(Some)
        .ok_or_else(|| format!("is \"{value}\"; it must be an id as Discord copies it, 17 to 20 digits, or empty"))
}

fn check_language(value: &str) -> Result<Option<Language>, String> {
    if value.is_empty() {
        return Ok(None);
    }
    let wrong = || format!("is \"{value}\"; it must be en, zh-Hans, zh-Hant, es, or empty for the caller's own");
    Language::from_code(value).map(Some).ok_or_else(wrong)
}

fn check_address(value: &str) -> Result<Option<String>, String> {
    if value.is_empty() {
        return Ok(None);
    }
    if value.starts_with("https://") && !value.contains(char::is_whitespace) {
        return Ok(Some(value.to_owned()));
    }
    Err(format!("is \"{value}\"; it must be an address that begins with https://"))
}

fn check_store_url(value: &str) -> Result<String, String> {
    let known = ["sqlite:", "postgres:", "postgresql:"]
        .iter()
        .any(|scheme| value.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()));
    if known {
        return Ok(value.to_owned());
    }
    Err("must begin with `sqlite:` or `postgres:` and say where, as sqlite:state/lablore.db".to_owned())
}

fn check_leap_day(value: &str) -> Result<LeapDay, String> {
    match value {
        "02-28" => Ok(LeapDay::February28),
        "03-01" => Ok(LeapDay::March1),
        _ => Err(format!("is \"{value}\"; it must be 02-28 or 03-01")),
    }
}

/// Below a day, so that no two days of a channel can be made up for at once.
fn check_grace(value: &str) -> Result<SignedDuration, String> {
    value
        .parse()
        .ok()
        .filter(|grace| (SignedDuration::from_mins(1)..SignedDuration::from_hours(23)).contains(grace))
        .ok_or_else(|| format!("is \"{value}\"; it must be a time from 1m to below 23h, as 3h or 90m"))
}

fn check_log_level(value: &str) -> Result<String, String> {
    let filter = if value.is_empty() { "info" } else { value };
    tracing_subscriber::EnvFilter::try_new(filter).map(|_| filter.to_owned()).map_err(|error| {
        format!("is \"{value}\", not a log filter ({error}); use off, error, warn, info, debug or trace")
    })
}

fn has_password(url: &str) -> bool {
    without_password(url) != url || url.contains("password=")
}

/// The address with `***` in place of a password between `user:` and `@`, and of a `password=` parameter.
fn without_password(url: &str) -> String {
    let mut shown = url.to_owned();
    if let Some(start) = shown.find("://").map(|at| at + 3)
        && let Some(at) = shown[start..].rfind('@').map(|at| start + at)
        && let Some(colon) = shown[start..at].find(':').map(|colon| start + colon)
    {
        shown.replace_range(colon + 1..at, "***");
    }
    if let Some(start) = shown.find("password=").map(|at| at + "password=".len()) {
        let end = shown[start..].find('&').map_or(shown.len(), |at| start + at);
        shown.replace_range(start..end, "***");
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn load(toml: &str, pairs: &[(&str, &str)]) -> Result<Settings, SettingsError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        std::fs::write(&path, toml).unwrap();
        Settings::load(Some(&path), &environment(pairs))
    }

    fn error(toml: &str, pairs: &[(&str, &str)]) -> String {
        let message = load(toml, pairs).unwrap_err().to_string();
        assert!(!message.contains('\n'), "one line: {message}");
        message
    }

    #[test]
    fn shipped_file_holds_every_key_with_its_default() {
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join(DEFAULT_FILE);
        let from_file = Settings::load(Some(&shipped), &[]).unwrap();
        for key in KEYS {
            let origin = from_file.origins().iter().find(|origin| origin.key == key.name).unwrap();
            assert_eq!(origin.value, key.default, "{}", key.name);
            assert_eq!(origin.origin, shipped.display().to_string(), "{} stands in the file", key.name);
        }
        let defaults = load("", &[]).unwrap();
        assert_eq!(from_file.corpus, defaults.corpus);
        assert_eq!(from_file.discord, defaults.discord);
        assert_eq!(from_file.http, defaults.http);
        assert_eq!(from_file.store, defaults.store);
        assert_eq!(from_file.daily, defaults.daily);
        assert_eq!(from_file.reindex, defaults.reindex);
        assert_eq!(defaults.daily.grace, SignedDuration::from_hours(3));
        assert_eq!(from_file.log, defaults.log);
    }

    #[test]
    fn environment_wins_over_file_and_file_over_default() {
        let settings = load(
            "[corpus]\ndata = \"facts\"\nindex = \"built\"\n",
            &[("LABLORE_CORPUS__DATA", "2025"), ("LABLORE_CORPUS__ORIGINALS", "../shared/documents")],
        )
        .unwrap();
        assert_eq!(settings.corpus.data, PathBuf::from("2025"));
        assert_eq!(settings.corpus.index, PathBuf::from("built"));
        assert_eq!(settings.corpus.originals, Some(PathBuf::from("../shared/documents")));
        let origin = |key: &str| settings.origins().iter().find(|origin| origin.key == key).unwrap().origin.clone();
        assert_eq!(origin("corpus.data"), "environment variable LABLORE_CORPUS__DATA");
        assert!(origin("corpus.index").ends_with("settings.toml"));
        assert_eq!(origin("http.listen"), "default");
    }

    #[test]
    fn empty_variables_count_as_unset() {
        let settings = load(
            "[http]\nlisten = \"\"\n",
            &[("LABLORE_HTTP__LISTEN", ""), ("LABLORE_NO__SUCH", ""), ("DISCORD_TOKEN", " ")],
        )
        .unwrap();
        assert_eq!(settings.http.listen, None);
        assert_eq!(settings.discord.token, None);
        assert_eq!(load("", &[("LABLORE_HTTP__LISTEN", "off")]).unwrap().http.listen, None);
    }

    #[test]
    fn wrong_keys_and_values_are_named() {
        for (toml, pairs, expected) in [
            ("[corpus]\ndta = \"x\"\n", &[][..], "unknown key `corpus.dta`; known: corpus.data, "),
            ("data = \"x\"\n", &[], "unknown key `data`"),
            ("[discord]\ntoken = \"x\"\n", &[], "unknown key `discord.token`; the token comes from"),
            ("", &[("LABLORE_CORPUS__DTA", "x")], "environment variable LABLORE_CORPUS__DTA: unknown key `corpus.dta`"),
            ("[http]\nlisten = 8080\n", &[], "`http.listen` is "),
            ("[corpus]\ndata = \"\"\n", &[], "`corpus.data` is empty"),
            ("[corpus]\ndata = \"x\n", &[], "not a settings file"),
            (
                "",
                &[("LABLORE_HTTP__LISTEN", "8080")],
                "environment variable LABLORE_HTTP__LISTEN: `http.listen` is \"8080\"",
            ),
            ("", &[("LABLORE_HTTP__INTERACTIONS", "here")], "an address and a port"),
            ("", &[("LABLORE_DISCORD__MESSAGE_CONTENT", "true")], "`discord.message_content` is \"true\""),
            ("", &[("LABLORE_DISCORD__LANGUAGE", "de")], "`discord.language` is \"de\""),
            ("", &[("LABLORE_REINDEX__MOST_LOST_PERCENT", "101")], "from 0 to 100"),
            ("", &[("LABLORE_DISCORD__HOME_SERVER", "Lab Watchers")], "`discord.home_server` is \"Lab Watchers\""),
            ("", &[("LABLORE_DISCORD__MEMBER_QUESTIONS_PER_MINUTE", "-1")], "a whole number"),
            ("", &[("LABLORE_ABOUT__TERMS", "http://a.example")], "begins with https://"),
            ("", &[("LABLORE_DISCORD__API_URL", "http://host/api/v10")], "`discord.api_url` must be a scheme"),
            ("", &[("LABLORE_DISCORD__API_URL", "127.0.0.1:80")], "`discord.api_url` must be a scheme"),
            ("", &[("LABLORE_DISCORD__API_URL", "http://host:port")], "`discord.api_url` must be a scheme"),
            ("[daily]\nleap_day = \"02-29\"\n", &[], "`daily.leap_day` is \"02-29\"; it must be 02-28 or 03-01"),
            ("", &[("LABLORE_DAILY__GRACE", "23h")], "`daily.grace` is \"23h\"; it must be a time from 1m"),
            ("", &[("LABLORE_DAILY__GRACE", "soon")], "`daily.grace` is \"soon\""),
            ("", &[("LABLORE_STORE__URL", "mysql://x")], "`store.url` must begin with"),
            ("[store]\nurl = \"postgres://me:hunter2@db/x\"\n", &[], "`store.url` holds a password"),
            ("[log]\nlevel = \"a=b=c\"\n", &[], "`log.level` is"),
        ] {
            let message = error(toml, pairs);
            assert!(message.contains(expected), "{message}\n  should hold\n{expected}");
            assert!(!message.contains("hunter2"), "{message}");
        }
        let missing = Settings::load(Some(Path::new("no/such.toml")), &[]).unwrap_err();
        assert_eq!(missing.to_string(), "no/such.toml: there is no such settings file");
    }

    #[test]
    fn api_url_is_taken_without_its_slash() {
        for (written, taken) in [
            ("http://127.0.0.1:4000/", "http://127.0.0.1:4000"),
            ("https://proxy.example", "https://proxy.example"),
            ("http://[::1]:4000", "http://[::1]:4000"),
        ] {
            let settings = load("", &[("LABLORE_DISCORD__API_URL", written)]).unwrap();
            assert_eq!(settings.discord.api_url.as_deref(), Some(taken));
        }
    }

    #[test]
    fn secrets_are_never_shown() {
        let settings = load(
            "",
            &[
                ("DISCORD_TOKEN", "abc.def.ghi"),
                ("LABLORE_STORE__URL", "postgres://me:hunter2@db/lablore?password=hunter2&x=1"),
            ],
        )
        .unwrap();
        assert_eq!(settings.discord.token.as_ref().unwrap().expose(), "abc.def.ghi");
        let shown = format!("{settings:?}");
        assert!(!shown.contains("abc.def.ghi") && !shown.contains("hunter2"), "{shown}");
        let store = settings.origins().iter().find(|origin| origin.key == "store.url").unwrap();
        assert_eq!(store.value, "postgres://me:***@db/lablore?password=***&x=1");
    }

    #[test]
    fn log_filter_comes_from_either_variable() {
        assert_eq!(load("", &[("RUST_LOG", "debug")]).unwrap().log.level, "debug");
        let both = [("LABLORE_LOG__LEVEL", "warn"), ("RUST_LOG", "debug")];
        assert_eq!(load("", &both).unwrap().log.level, "warn");
    }
}
