//! The table of commands. Registration with Discord, help, autocomplete, checks of what was typed and of who may, and
//! the parsing of lines in a terminal all follow from it: a new command is a file beside this one and a line in
//! [`all`].

pub mod about;
pub mod about_this;
pub mod ask;
pub mod audit;
pub mod compare;
pub mod corrections;
pub mod daily;
pub mod doctor;
pub mod document;
pub mod gaps;
pub mod help;
pub mod lab;
pub mod model;
pub mod names;
pub mod on_this_day;
pub mod person;
pub mod pins;
pub mod posting;
pub mod privacy;
pub mod reindex;
pub mod releases;
pub mod settings;
pub mod sources;
pub mod timeline;

use std::future::Future;
use std::pin::Pin;

use jiff::civil::Date;

use crate::engine::Engine;
use crate::store::NewAuditEntry;
use crate::text::language::Language;

use super::action::Recall;
use super::request::{Caller, OptionValue, Place, Request, Upload};
use super::response::{Choice, Reply};
use super::server::Tag;
use super::settings::PlaceSettings;
use super::wording::{self, FixedText, LANGUAGES};
use super::{Bot, recall};

/// Every command, in the order in which help lists them. Commands of one group stand together.
#[must_use]
pub fn all() -> &'static [Command] {
    const COMMANDS: &[Command] = &[
        ask::COMMAND,
        lab::COMMAND,
        model::COMMAND,
        person::COMMAND,
        compare::COMMAND,
        timeline::COMMAND,
        releases::COMMAND,
        on_this_day::COMMAND,
        sources::COMMAND,
        help::COMMAND,
        about::COMMAND,
        privacy::COMMAND,
        settings::SHOW,
        settings::SET,
        settings::RESET,
        daily::set::COMMAND,
        daily::off::COMMAND,
        daily::preview::COMMAND,
        daily::next::COMMAND,
        doctor::COMMAND,
        reindex::PLAN,
        reindex::APPLY,
        reindex::UNDO,
        pins::LIST,
        corrections::COMMAND,
        document::ADD,
        document::REMOVE,
        gaps::SHOW,
        gaps::POST,
        gaps::OFF,
        audit::COMMAND,
        about_this::COMMAND,
        pins::PIN,
    ];
    COMMANDS
}

/// The command of that English name; with a blank between a group and its command.
#[must_use]
pub fn find(path: &str) -> Option<&'static Command> {
    all().iter().find(|command| command.path == path)
}

/// The command that is typed by that name, in any language and whatever the case; with its group's before it.
#[must_use]
pub fn find_in_any_language(name: &str) -> Option<&'static Command> {
    let name = name.to_lowercase();
    typed().find(|command| LANGUAGES.iter().any(|language| command.shown_name(*language) == name))
}

/// What of that name, in any language and whatever the case, can be used in servers alone: a command, or a group.
#[must_use]
pub fn of_servers(name: &str) -> Option<FixedText> {
    let name = name.to_lowercase();
    let of_servers = all().iter().filter(|command| command.places == Places::SERVERS && command.form == Form::Slash);
    let mut names = of_servers.map(|command| command.group.map_or(command.name, |group| group.name));
    names.find(|known| LANGUAGES.iter().any(|language| known.in_language(*language) == name))
}

/// Commands that are typed.
pub fn typed() -> impl Iterator<Item = &'static Command> {
    all().iter().filter(|command| command.form == Form::Slash)
}

/// The commands that a caller may type where they are; `at_home` where that is the home server or a terminal.
pub fn usable(caller: &Caller, at_home: bool) -> impl Iterator<Item = &'static Command> {
    let (place, may_manage) = (caller.place, caller.may_manage);
    all().iter().filter(move |command| {
        let is_theirs = match command.who {
            Who::Everyone => true,
            Who::ServerManagers => may_manage,
            Who::HomeManagers => may_manage && at_home,
        };
        command.form == Form::Slash && command.places.has(place) && is_theirs
    })
}

/// A command.
#[derive(Debug)]
pub struct Command {
    /// Its English name, with its group's before it: the one that programs use.
    pub path: &'static str,
    /// The group it belongs to, as `set` to `settings`.
    pub group: Option<&'static Group>,
    /// How it is called.
    pub form: Form,
    /// Its name.
    pub name: FixedText,
    /// What it does, in one sentence.
    pub description: FixedText,
    /// What can be given to it; required ones first, as Discord demands.
    pub options: &'static [CommandOption],
    /// Who may use it.
    pub who: Who,
    /// Where it can be used.
    pub places: Places,
    /// Whether it tells what documents say: then it is bound to the channels in which questions are answered, to their
    /// privacy and to the pace of questions.
    pub answers: bool,
    /// Whether it needs to know what the bot may do in the server.
    pub needs_server: bool,
    /// Whether it works for so long that it tells how far it is.
    pub works: bool,
    /// What it says.
    pub run: Run,
}

impl Command {
    /// A command for everyone, everywhere, that answers from memory: what a command's own definition leaves out.
    pub const BASE: Self = Self {
        path: "",
        group: None,
        form: Form::Slash,
        name: FixedText::same(""),
        description: FixedText::same(""),
        options: &[],
        who: Who::Everyone,
        places: Places::EVERYWHERE,
        answers: false,
        needs_server: false,
        works: false,
        run: Run::Memory(help::respond),
    };

    /// A command for those who manage a server, there alone.
    pub const FOR_MANAGERS: Self = Self { who: Who::ServerManagers, places: Places::SERVERS, ..Self::BASE };

    /// A command for those who keep the knowledge: in the home server and in the operator's terminal.
    pub const AT_HOME: Self = Self { who: Who::HomeManagers, places: Places::HOME, ..Self::BASE };

    /// Its name as it is typed, with its group's before it.
    #[must_use]
    pub fn shown_name(&self, language: Language) -> String {
        let name = self.name.in_language(language);
        self.group.map_or_else(|| name.to_owned(), |group| format!("{} {name}", group.name.in_language(language)))
    }
}

/// Commands that share their first word.
#[derive(Debug, PartialEq, Eq)]
pub struct Group {
    /// The word.
    pub name: FixedText,
    /// What they have in common, in one sentence.
    pub description: FixedText,
}

/// How a command is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Typed, with a slash before it.
    Slash,
    /// Chosen from the menu of a message, whose text is its one option.
    Message,
}

/// What a command says, and how it comes to it.
#[derive(Debug, Clone, Copy)]
pub enum Run {
    /// From memory, at once.
    Memory(fn(&Call<'_>) -> Reply),
    /// With the store, which may take a while.
    Stored(for<'a> fn(&'a Call<'a>) -> Pending<'a>),
}

/// A reply that is waited for.
pub type Pending<'a> = Pin<Box<dyn Future<Output = Reply> + Send + 'a>>;

/// Something that can be given to a command.
#[derive(Debug)]
pub struct CommandOption {
    /// Its name; the English one is the one that programs use.
    pub name: FixedText,
    /// What it means, in one sentence.
    pub description: FixedText,
    /// What can be given.
    pub kind: OptionKind,
    /// Whether the command needs it.
    pub required: bool,
    /// What to offer while it is being typed, best first; never slow, never from anywhere but memory.
    pub complete: Option<fn(&Typing<'_>) -> Vec<Choice>>,
}

/// An option that is being typed.
#[derive(Debug, Clone, Copy)]
pub struct Typing<'a> {
    /// The engine in force.
    pub engine: &'a Engine,
    /// What has been typed so far, cleaned; perhaps nothing.
    pub typed: &'a str,
    /// The language to speak to the caller in.
    pub language: Language,
    /// Today.
    pub today: Date,
    /// The tags of the forum that was chosen for another option.
    pub tags: &'a [Tag],
}

/// One of the values that an option can have.
#[derive(Debug, PartialEq, Eq)]
pub struct ChoiceOption {
    /// What is shown.
    pub name: FixedText,
    /// What comes back.
    pub value: &'static str,
}

/// What can be given for an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptionKind {
    /// Text of at most that many characters.
    Text {
        /// Declared to Discord, and checked again.
        max_length: u16,
    },
    /// Yes or no.
    Flag,
    /// One of these.
    Choice(&'static [ChoiceOption]),
    /// A whole number within bounds.
    Number {
        /// The least.
        least: i64,
        /// The greatest.
        most: i64,
    },
    /// A text channel of the server.
    Channel,
    /// The same, or a thread.
    ChannelOrThread,
    /// A role of the server.
    Role,
    /// A file of at most that many bytes.
    File {
        /// More are not fetched.
        max_bytes: usize,
    },
}

/// Who may use a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Everyone.
    Everyone,
    /// Members with Manage Server.
    ServerManagers,
    /// Members with Manage Server in the home server, and whoever sits at the terminal: they keep the knowledge.
    HomeManagers,
}

/// Where a command can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "a set of places, each its own question")]
pub struct Places {
    /// In servers that the bot was added to.
    pub guild: bool,
    /// In direct messages with the bot.
    pub direct: bool,
    /// Wherever a person is who installed the bot for their own account.
    pub user_install: bool,
    /// In a terminal.
    pub terminal: bool,
}

impl Places {
    /// Everywhere.
    pub const EVERYWHERE: Self = Self { guild: true, direct: true, user_install: true, terminal: true };

    /// Everywhere on Discord.
    pub const ON_DISCORD: Self = Self { terminal: false, ..Self::EVERYWHERE };

    /// In servers that the bot was added to, and nowhere else.
    pub const SERVERS: Self = Self { guild: true, direct: false, user_install: false, terminal: false };

    /// In the home server and in a terminal.
    pub const HOME: Self = Self { terminal: true, ..Self::SERVERS };

    /// Whether a place is among them.
    #[must_use]
    pub fn has(self, place: Place) -> bool {
        match place {
            Place::Guild => self.guild,
            Place::Direct => self.direct,
            Place::Terminal => self.terminal,
        }
    }
}

/// A call of a command, checked against the table.
#[derive(Debug)]
pub struct Call<'a> {
    /// Who is called.
    pub bot: &'a Bot,
    /// The engine in force.
    pub engine: &'a Engine,
    /// The request as it came.
    pub request: &'a Request,
    /// The language to speak to the caller in.
    pub language: Language,
    /// What holds where it was called.
    pub settings: PlaceSettings,
    /// What was given, by the option's English name; texts are cleaned.
    pub given: Vec<(&'static str, OptionValue)>,
}

impl Call<'_> {
    /// The answer to what a recall says; the private ones are for the caller alone.
    #[must_use]
    pub fn answer(&self, recall: &Recall, question: Option<&str>, private: bool) -> Reply {
        let hint = match recall {
            Recall::Question(_) => self.bot.hint(&self.request.caller),
            _ => Some(self.language),
        };
        let made = recall::answer(self.engine, recall, question, self.request.today, hint);
        let unanswerable =
            || Reply::error(wording::NOTHING_SHARED.in_language(self.language).to_owned(), self.language);
        Reply { private, ..made.unwrap_or_else(unanswerable) }
    }

    /// Notes in the audit log what a moderator did. What is done stays done where the note fails.
    pub async fn note(&self, action: &str, detail: &str) {
        let Some(store) = &self.bot.store else { return };
        let entry = NewAuditEntry {
            at: self.request.now,
            member: self.request.caller.member,
            action: action.to_owned(),
            detail: detail.to_owned(),
            generation_before: None,
            generation_after: None,
        };
        if let Err(error) = store.audit(&entry).await {
            tracing::error!(%error, "an action could not be noted");
        }
    }

    /// The text given for an option; empty if none was, which a required option's never is.
    #[must_use]
    pub fn text(&self, option: &FixedText) -> &str {
        match self.value(option) {
            Some(OptionValue::Text(text)) => text,
            _ => "",
        }
    }

    /// The flag given for an option, if one was.
    #[must_use]
    pub fn flag(&self, option: &FixedText) -> Option<bool> {
        match self.value(option) {
            Some(OptionValue::Flag(flag)) => Some(*flag),
            _ => None,
        }
    }

    /// The number given for an option, if one was.
    #[must_use]
    pub fn number(&self, option: &FixedText) -> Option<i64> {
        match self.value(option) {
            Some(OptionValue::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// The channel given for an option, if one was.
    #[must_use]
    pub fn channel(&self, option: &FixedText) -> Option<u64> {
        match self.value(option) {
            Some(OptionValue::Channel(channel)) => Some(*channel),
            _ => None,
        }
    }

    /// The file given for an option, if one was.
    #[must_use]
    pub fn file(&self, option: &FixedText) -> Option<&Upload> {
        match self.value(option) {
            Some(OptionValue::File(upload)) => Some(upload),
            _ => None,
        }
    }

    /// The role given for an option, if one was.
    #[must_use]
    pub fn role(&self, option: &FixedText) -> Option<u64> {
        match self.value(option) {
            Some(OptionValue::Role(role)) => Some(*role),
            _ => None,
        }
    }

    fn value(&self, option: &FixedText) -> Option<&OptionValue> {
        self.given.iter().find(|(name, _)| *name == option.en).map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Discord: `^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$`, in lower case where a letter has one.
    fn check_name(name: &str) {
        let length = name.chars().count();
        assert!((1..=32).contains(&length), "{name}");
        assert!(name.chars().all(|letter| letter.is_alphanumeric() || "-_'".contains(letter)), "{name}");
        assert_eq!(name, name.to_lowercase());
    }

    /// Discord: 1 to 100 characters.
    fn check_description(description: &str) {
        assert!((1..=100).contains(&description.chars().count()), "{description}");
        assert_eq!(description, description.trim());
    }

    /// Discord: 1 to 32 characters of any sort on the menu of a message.
    fn check_menu_name(name: &str) {
        assert!((1..=32).contains(&name.chars().count()), "{name}");
        assert_eq!(name, name.trim());
    }

    #[test]
    fn names_and_descriptions_fit_discord_in_every_language() {
        for command in all() {
            for language in LANGUAGES {
                match command.form {
                    Form::Slash => check_name(command.name.in_language(language)),
                    Form::Message => check_menu_name(command.name.in_language(language)),
                }
                check_description(command.description.in_language(language));
                for option in command.options {
                    check_name(option.name.in_language(language));
                    check_description(option.description.in_language(language));
                }
                if let Some(group) = command.group {
                    check_name(group.name.in_language(language));
                    check_description(group.description.in_language(language));
                }
            }
        }
    }

    #[test]
    fn names_are_unique_in_every_language() {
        for language in LANGUAGES {
            let names: BTreeSet<_> = all().iter().map(|command| command.shown_name(language)).collect();
            assert_eq!(names.len(), all().len());
            for command in all() {
                let options: BTreeSet<_> =
                    command.options.iter().map(|option| option.name.in_language(language)).collect();
                assert_eq!(options.len(), command.options.len(), "{}", command.path);
            }
        }
    }

    #[test]
    fn options_are_as_discord_demands() {
        for command in all() {
            assert!(command.options.len() <= 25);
            assert!(
                command.options.is_sorted_by_key(|option| !option.required),
                "{}: required options come first",
                command.path
            );
            for option in command.options {
                match option.kind {
                    OptionKind::Text { max_length } => assert!((1..=6_000).contains(&max_length)),
                    OptionKind::Choice(choices) => {
                        assert!((1..=25).contains(&choices.len()) && option.complete.is_none());
                    }
                    OptionKind::Number { least, most } => assert!(least <= most && option.complete.is_none()),
                    OptionKind::Flag
                    | OptionKind::Channel
                    | OptionKind::ChannelOrThread
                    | OptionKind::Role
                    | OptionKind::File { .. } => {
                        assert!(option.complete.is_none());
                    }
                }
            }
        }
    }

    #[test]
    fn paths_are_the_english_names() {
        for command in all() {
            assert_eq!(command.path, command.shown_name(Language::En));
            assert_eq!(find(command.path).unwrap().path, command.path);
            let first = all().iter().find(|other| other.group == command.group && other.group.is_some());
            if let Some(first) = first {
                // Discord knows who may use a group, not who may use its commands.
                assert_eq!((command.who, command.places), (first.who, first.places), "{}", command.path);
            }
        }
        assert!(find("no-such").is_none());
    }

    #[test]
    fn typed_commands_are_found_by_any_of_their_names() {
        for command in typed() {
            for language in LANGUAGES {
                let name = command.shown_name(language);
                assert_eq!(find_in_any_language(&name.to_uppercase()).unwrap().path, command.path);
            }
        }
        assert!(find_in_any_language("set").is_none());
    }

    #[test]
    fn moderators_commands_are_for_servers_alone() {
        for command in all().iter().filter(|command| command.who == Who::ServerManagers) {
            assert_eq!(command.places, Places::SERVERS, "{}", command.path);
        }
        for command in all().iter().filter(|command| command.who == Who::HomeManagers) {
            assert_eq!(command.places, Places::HOME, "{}", command.path);
        }
    }
}
