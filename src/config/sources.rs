//! Where settings come from, laid over one another: the defaults, the settings file, the environment.

use std::path::{Path, PathBuf};

use figment::providers::{Format, Toml};
use figment::value::{Dict, Map, Value};
use figment::{Figment, Metadata, Profile, Provider};

use super::keys::KEYS;
use super::{SettingsError, TOKEN_VARIABLE};

/// What the names of environment variables that override settings begin with.
const VARIABLE_PREFIX: &str = "LABLORE_";

/// The environment variable that every Rust program reads its log filter from.
const LOG_VARIABLE: &str = "RUST_LOG";

/// All sources laid over one another.
pub(super) struct Merged {
    pub(super) figment: Figment,
}

impl Merged {
    pub(super) fn text(&self, key: &str) -> Result<String, SettingsError> {
        let value = self.figment.find_value(key).map_err(|_| self.wrong(key, "is missing"))?;
        match value {
            Value::String(_, text) => Ok(text.trim().to_owned()),
            other => Err(self.wrong(key, &format!("is {}; it must be text in quotes", other.to_actual()))),
        }
    }

    pub(super) fn filled(&self, key: &str, meaning: &str) -> Result<String, SettingsError> {
        let text = self.text(key)?;
        if text.is_empty() {
            return Err(self.wrong(key, &format!("is empty; it names {meaning}")));
        }
        Ok(text)
    }

    pub(super) fn checked<T>(&self, key: &str, check: impl Fn(&str) -> Result<T, String>) -> Result<T, SettingsError> {
        check(&self.text(key)?).map_err(|problem| self.wrong(key, &problem))
    }

    pub(super) fn wrong(&self, key: &str, problem: &str) -> SettingsError {
        SettingsError::WrongValue { key: key.to_owned(), origin: self.origin(key), problem: problem.to_owned() }
    }

    pub(super) fn origin(&self, key: &str) -> String {
        self.figment.find_metadata(key).map_or_else(|| "default".to_owned(), |metadata| metadata.name.to_string())
    }

    pub(super) fn is_from_environment(&self, key: &str) -> bool {
        self.origin(key).starts_with("environment variable ")
    }
}

/// The defaults of [`KEYS`].
pub(super) struct Defaults;

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
pub(super) struct SettingsFile {
    path: PathBuf,
    data: Dict,
}

impl SettingsFile {
    pub(super) fn read(path: &Path) -> Result<Self, SettingsError> {
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
pub(super) struct Variable {
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
pub(super) fn variables(environment: &[(String, String)]) -> Result<Vec<Variable>, SettingsError> {
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
