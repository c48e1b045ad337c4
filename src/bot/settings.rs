//! What servers and channels have set: language, privacy, where questions are answered, cool-down. A channel's setting
//! goes before its server's, that before the operator's default. Kept in the store, and read from memory.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use crate::store::{Scope, Store, StoreError};
use crate::text::language::Language;

use super::wording::{FixedText, LANGUAGES, language_of_locale, locale_of};

/// A setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// The language to speak, where a question's own words don't tell.
    Language,
    /// Whether answers are for the one who asks alone, unless they say otherwise.
    Private,
    /// Whether questions are answered at all.
    Answers,
    /// Whether every message is a question.
    Questions,
    /// Seconds between two questions of a member.
    Cooldown,
}

impl Key {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 5] = [Self::Language, Self::Private, Self::Answers, Self::Questions, Self::Cooldown];

    /// The name that the store knows it by.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Language => "language",
            Self::Private => "private",
            Self::Answers => "answers",
            Self::Questions => "questions",
            Self::Cooldown => "cooldown",
        }
    }

    /// What it is called.
    #[must_use]
    pub fn label(self) -> FixedText {
        match self {
            Self::Language => FixedText { en: "Language", zh_hans: "语言", zh_hant: "語言", es: "Idioma" },
            Self::Private => FixedText {
                en: "Private by default",
                zh_hans: "默认私密",
                zh_hant: "預設私密",
                es: "Privado por defecto",
            },
            Self::Answers => {
                FixedText { en: "Answers here", zh_hans: "在此回答", zh_hant: "在此回答", es: "Responde aquí" }
            }
            Self::Questions => FixedText {
                en: "Every message is a question",
                zh_hans: "每条消息都是提问",
                zh_hant: "每則訊息都是提問",
                es: "Cada mensaje es una pregunta",
            },
            Self::Cooldown => FixedText {
                en: "Seconds between a member's questions",
                zh_hans: "同一成员两次提问的间隔（秒）",
                zh_hant: "同一成員兩次提問的間隔（秒）",
                es: "Segundos entre preguntas de un miembro",
            },
        }
    }
}

/// What holds at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceSettings {
    /// See [`Key::Language`].
    pub language: Option<Language>,
    /// See [`Key::Private`].
    pub private: bool,
    /// See [`Key::Answers`].
    pub answers: bool,
    /// See [`Key::Questions`].
    pub questions: bool,
    /// See [`Key::Cooldown`]; `None` is the operator's pace.
    pub cooldown: Option<u32>,
}

impl Default for PlaceSettings {
    fn default() -> Self {
        Self { language: None, private: false, answers: true, questions: false, cooldown: None }
    }
}

impl PlaceSettings {
    /// The value of one key in words that every language has: a locale, `yes`, `no`, a number, or nothing.
    #[must_use]
    pub fn value(&self, key: Key) -> Option<String> {
        let flag = |flag: bool| Some(if flag { YES } else { NO }.to_owned());
        match key {
            Key::Language => self.language.map(|language| locale_of(language).to_owned()),
            Key::Private => flag(self.private),
            Key::Answers => flag(self.answers),
            Key::Questions => flag(self.questions),
            Key::Cooldown => self.cooldown.map(|seconds| seconds.to_string()),
        }
    }

    /// Lays a stored value over what is there; what means nothing is passed over.
    fn lay(&mut self, key: &str, value: &str) {
        let flag = match value {
            YES => Some(true),
            NO => Some(false),
            _ => None,
        };
        match Key::ALL.into_iter().find(|known| known.name() == key) {
            Some(Key::Language) if LANGUAGES.iter().any(|language| locale_of(*language) == value) => {
                self.language = Some(language_of_locale(value));
            }
            Some(Key::Private) => self.private = flag.unwrap_or(self.private),
            Some(Key::Answers) => self.answers = flag.unwrap_or(self.answers),
            Some(Key::Questions) => self.questions = flag.unwrap_or(self.questions),
            Some(Key::Cooldown) => self.cooldown = value.parse().ok().or(self.cooldown),
            Some(Key::Language) | None => {}
        }
    }
}

/// How the store writes yes.
pub const YES: &str = "yes";
/// How the store writes no.
pub const NO: &str = "no";

/// The settings of all servers, in memory.
#[derive(Debug, Default)]
pub struct SettingsTable {
    default: PlaceSettings,
    set: RwLock<HashMap<Scope, HashMap<String, String>>>,
}

impl SettingsTable {
    /// No settings but the operator's default.
    #[must_use]
    pub fn new(default: PlaceSettings) -> Self {
        Self { default, set: RwLock::default() }
    }

    /// Takes in all that the store holds: at the start, and now and then for what another process has set.
    ///
    /// # Errors
    /// When the store can't be read; then what was known stays.
    pub async fn load(&self, store: &Store) -> Result<(), StoreError> {
        let mut all: HashMap<Scope, HashMap<String, String>> = HashMap::new();
        for (scope, key, value) in store.all_settings().await? {
            all.entry(scope).or_default().insert(key, value);
        }
        *self.set.write().unwrap_or_else(PoisonError::into_inner) = all;
        Ok(())
    }

    /// What holds in a channel of a server, or outside of servers.
    #[must_use]
    pub fn at(&self, guild: Option<u64>, channel: u64) -> PlaceSettings {
        let mut settings = self.default;
        let Some(guild) = guild else { return settings };
        let set = self.set.read().unwrap_or_else(PoisonError::into_inner);
        for scope in [Scope::Guild(guild), Scope::Channel { guild, channel }] {
            for (key, value) in set.get(&scope).into_iter().flatten() {
                settings.lay(key, value);
            }
        }
        settings
    }

    /// What is set in exactly this scope.
    #[must_use]
    pub fn own(&self, scope: Scope) -> HashMap<String, String> {
        self.set.read().unwrap_or_else(PoisonError::into_inner).get(&scope).cloned().unwrap_or_default()
    }

    /// Sets a value, in the store first.
    ///
    /// # Errors
    /// When the store fails; then nothing has changed.
    pub async fn set(&self, store: &Store, scope: Scope, key: Key, value: &str) -> Result<(), StoreError> {
        store.set_setting(scope, key.name(), value).await?;
        let mut set = self.set.write().unwrap_or_else(PoisonError::into_inner);
        set.entry(scope).or_default().insert(key.name().to_owned(), value.to_owned());
        Ok(())
    }

    /// Unsets all keys of a scope, in the store first.
    ///
    /// # Errors
    /// When the store fails; then a part may be unset.
    pub async fn reset(&self, store: &Store, scope: Scope) -> Result<(), StoreError> {
        for key in Key::ALL {
            store.clear_setting(scope, key.name()).await?;
            let mut set = self.set.write().unwrap_or_else(PoisonError::into_inner);
            if let Some(own) = set.get_mut(&scope) {
                own.remove(key.name());
            }
        }
        Ok(())
    }

    /// Forgets a server that was left.
    pub fn forget(&self, guild: u64) {
        let mut set = self.set.write().unwrap_or_else(PoisonError::into_inner);
        set.retain(|scope, _| match scope {
            Scope::Guild(other) | Scope::Channel { guild: other, .. } => *other != guild,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_channel_goes_before_its_server_and_that_before_the_default() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite:{}", folder.path().join("s.db").display())).await.unwrap();
        let table = SettingsTable::new(PlaceSettings { private: true, ..PlaceSettings::default() });
        let (server, channel) = (Scope::Guild(1), Scope::Channel { guild: 1, channel: 2 });
        assert!(table.at(Some(1), 2).private);
        table.set(&store, server, Key::Private, NO).await.unwrap();
        table.set(&store, server, Key::Language, "es-ES").await.unwrap();
        table.set(&store, channel, Key::Language, "zh-TW").await.unwrap();
        table.set(&store, channel, Key::Cooldown, "30").await.unwrap();
        let check = |table: &SettingsTable| {
            let here = table.at(Some(1), 2);
            assert_eq!((here.language, here.private, here.cooldown), (Some(Language::ZhHant), false, Some(30)));
            let beside = table.at(Some(1), 3);
            assert_eq!((beside.language, beside.cooldown), (Some(Language::Es), None));
            assert_eq!(table.at(Some(9), 2).language, None);
            assert_eq!(table.at(None, 2).language, None);
        };
        check(&table);
        // Another process, or the same after a restart.
        let again = SettingsTable::new(PlaceSettings { private: true, ..PlaceSettings::default() });
        again.load(&store).await.unwrap();
        check(&again);
        again.reset(&store, channel).await.unwrap();
        assert_eq!(again.at(Some(1), 2).language, Some(Language::Es));
        again.forget(1);
        assert_eq!(again.at(Some(1), 2).language, None);
    }

    #[test]
    fn every_value_is_read_as_it_is_written_and_nothing_else() {
        let full = PlaceSettings {
            language: Some(Language::ZhHant),
            private: true,
            answers: false,
            questions: true,
            cooldown: Some(7),
        };
        let mut read = PlaceSettings::default();
        for key in Key::ALL {
            read.lay(key.name(), &full.value(key).unwrap());
        }
        assert_eq!(read, full);
        for (key, value) in [("language", "de"), ("private", "maybe"), ("cooldown", "-1"), ("colour", "red")] {
            read.lay(key, value);
        }
        assert_eq!(read, full);
    }
}
