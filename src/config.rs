//! The settings: defaults, the settings file and the environment become one checked struct, once, at the start.
//!
//! Later wins: default, file, environment variable. Every key stands in one table ([`KEYS`]), from which the defaults,
//! the names of the environment variables, the check for unknown keys and `lablore config` follow. Secrets come from
//! the environment alone. What the settings are used for is not decided here.

mod checks;
mod error;
mod keys;
mod secret;
mod shards;
mod sources;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use figment::Figment;
use jiff::SignedDuration;

use crate::calendar::LeapDay;
use crate::text::language::Language;

pub use error::SettingsError;
use keys::KEYS;
pub use secret::Secret;
pub use shards::Shards;
use sources::{Defaults, Merged, SettingsFile, variables};

/// Where the settings file stands unless `--config` names another one.
pub const DEFAULT_FILE: &str = "config/lablore.toml";

/// The environment variable with the bot's token.
const TOKEN_VARIABLE: &str = "DISCORD_TOKEN";

/// The environment variable with the application's key, with which Discord signs interactions over HTTP.
const PUBLIC_KEY_VARIABLE: &str = "DISCORD_PUBLIC_KEY";

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
    /// The bot's token, from `DISCORD_TOKEN`, or from the file that `DISCORD_TOKEN_FILE` names.
    pub token: Option<Secret>,
    /// The application's key, from `DISCORD_PUBLIC_KEY`; without it Discord is asked.
    pub public_key: Option<String>,
    /// Which of the gateway's shards this process connects.
    pub shards: Shards,
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
    /// Address of `/livez`, `/readyz` and `/metrics`; `None` is off.
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
        let token = secret::read(TOKEN_VARIABLE, environment)?.map(Secret::new);
        let secrets = Secrets { token, public_key: variable(PUBLIC_KEY_VARIABLE) };
        Self::checked(&Merged { figment }, secrets)
    }

    /// What must never be shown, for whoever writes logs.
    #[must_use]
    pub fn secrets(&self) -> Vec<&str> {
        let store = self.store.url.expose();
        let token = self.discord.token.as_ref().map(Secret::expose);
        token.into_iter().chain(Some(store).filter(|url| checks::has_password(url))).collect()
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
        let store = merged.checked("store.url", checks::store_url)?;
        if checks::has_password(&store) && !merged.is_from_environment("store.url") {
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
                moderators_write: merged.checked("corpus.moderators_write", checks::flag)?,
            },
            discord: DiscordSettings {
                api_url: merged.checked("discord.api_url", checks::api_url)?,
                token: secrets.token,
                public_key: secrets.public_key,
                shards: merged.checked("discord.shards", str::parse)?,
                message_content: merged.checked("discord.message_content", checks::flag)?,
                language: merged.checked("discord.language", checks::language)?,
                private: merged.checked("discord.private", checks::flag)?,
                member_questions_per_minute: merged.checked("discord.member_questions_per_minute", checks::number)?,
                channel_questions_per_minute: merged.checked("discord.channel_questions_per_minute", checks::number)?,
                home_server: merged.checked("discord.home_server", checks::id)?,
            },
            store: StoreSettings {
                url: Secret::new(store),
                keep_questions_days: merged.checked("store.keep_questions_days", checks::number)?,
            },
            reindex: ReindexSettings {
                most_lost_percent: merged.checked("reindex.most_lost_percent", checks::percent)?,
                watch: merged.checked("reindex.watch", checks::flag)?,
                channel: merged.checked("reindex.channel", checks::id)?,
            },
            daily: DailySettings {
                leap_day: merged.checked("daily.leap_day", checks::leap_day)?,
                grace: merged.checked("daily.grace", checks::grace)?,
            },
            http: HttpSettings {
                listen: merged.checked("http.listen", checks::listen)?,
                interactions: merged.checked("http.interactions", checks::listen)?,
            },
            about: AboutSettings {
                terms: merged.checked("about.terms", checks::address)?,
                privacy: merged.checked("about.privacy", checks::address)?,
            },
            log: LogSettings { level: merged.checked("log.level", checks::log_level)? },
            origins: Vec::new(),
        };
        let mut origins = Vec::with_capacity(KEYS.len() + 1);
        for key in KEYS {
            let value = merged.text(key.name)?;
            origins.push(SettingOrigin {
                key: key.name.to_owned(),
                value: if key.name == "store.url" { checks::without_password(&value) } else { value },
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
            ("", &[("LABLORE_DISCORD__SHARDS", "2")], "`discord.shards` is \"2\"; it must be auto, or "),
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
        assert_eq!(settings.secrets(), ["abc.def.ghi", settings.store.url.expose()]);
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
