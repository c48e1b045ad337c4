//! The table of commands. Registration with Discord, help, autocomplete, checks of what was typed and of who may, and
//! the parsing of lines in a terminal all follow from it: a new command is a file beside this one and a line in
//! [`all`].

mod ask;
pub mod daily;
pub mod help;
mod lab;
mod sources;

use crate::engine::Engine;
use crate::text::language::Language;

use super::request::{Place, Request};
use super::response::{Choice, Reply};
use super::wording::{FixedText, LANGUAGES};

/// Every command, in the order in which help lists them.
#[must_use]
pub fn all() -> &'static [Command] {
    const COMMANDS: &[Command] = &[ask::COMMAND, lab::COMMAND, sources::COMMAND, help::COMMAND];
    COMMANDS
}

/// The command of that English name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Command> {
    all().iter().find(|command| command.name.en == name)
}

/// The command of that name in any language, whatever the case.
#[must_use]
pub fn find_in_any_language(name: &str) -> Option<&'static Command> {
    let name = name.to_lowercase();
    all().iter().find(|command| LANGUAGES.iter().any(|language| command.name.in_language(*language) == name))
}

/// The commands that can be used at a place.
pub fn usable(place: Place) -> impl Iterator<Item = &'static Command> {
    all().iter().filter(move |command| match place {
        Place::Guild => command.places.guild,
        Place::Direct => command.places.direct,
        Place::Terminal => command.places.terminal,
    })
}

/// A command.
#[derive(Debug)]
pub struct Command {
    /// Its name; the English one is the one that programs use.
    pub name: FixedText,
    /// What it does, in one sentence.
    pub description: FixedText,
    /// What can be given to it; required ones first, as Discord demands.
    pub options: &'static [CommandOption],
    /// Who may use it.
    pub who: Who,
    /// Where it can be used.
    pub places: Places,
    /// What it says.
    pub respond: fn(&Call<'_>) -> Reply,
}

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
    pub complete: Option<fn(&Engine, &str) -> Vec<Choice>>,
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
}

/// Who may use a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Everyone.
    Everyone,
    /// Members with Manage Server.
    ServerManagers,
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
}

/// A call of a command, checked against the table.
pub struct Call<'a> {
    /// The engine in force.
    pub engine: &'a Engine,
    /// The request as it came.
    pub request: &'a Request,
    /// The language to speak to the caller in.
    pub language: Language,
    /// Texts that were given, cleaned, by the option's English name.
    pub texts: Vec<(&'static str, String)>,
    /// Flags that were given, by the option's English name.
    pub flags: Vec<(&'static str, bool)>,
}

impl Call<'_> {
    /// The text given for an option; empty if none was, which a required option's never is.
    #[must_use]
    pub fn text(&self, option: &FixedText) -> &str {
        self.texts.iter().find(|(name, _)| *name == option.en).map_or("", |(_, text)| text)
    }

    /// The flag given for an option, if one was.
    #[must_use]
    pub fn flag(&self, option: &FixedText) -> Option<bool> {
        self.flags.iter().find(|(name, _)| *name == option.en).map(|(_, flag)| *flag)
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

    #[test]
    fn names_and_descriptions_fit_discord_in_every_language() {
        for command in all() {
            for language in LANGUAGES {
                check_name(command.name.in_language(language));
                check_description(command.description.in_language(language));
                for option in command.options {
                    check_name(option.name.in_language(language));
                    check_description(option.description.in_language(language));
                }
            }
        }
    }

    #[test]
    fn names_are_unique_in_every_language() {
        for language in LANGUAGES {
            let names: BTreeSet<_> = all().iter().map(|command| command.name.in_language(language)).collect();
            assert_eq!(names.len(), all().len());
            for command in all() {
                let options: BTreeSet<_> =
                    command.options.iter().map(|option| option.name.in_language(language)).collect();
                assert_eq!(options.len(), command.options.len(), "{}", command.name.en);
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
                command.name.en
            );
            for option in command.options {
                match option.kind {
                    OptionKind::Text { max_length } => assert!((1..=6_000).contains(&max_length)),
                    OptionKind::Flag => assert!(option.complete.is_none() && !option.required),
                }
            }
        }
    }

    #[test]
    fn commands_are_found_by_any_of_their_names() {
        for command in all() {
            for language in LANGUAGES {
                let name = command.name.in_language(language);
                let found = find_in_any_language(&name.to_uppercase()).unwrap();
                assert_eq!(found.name, command.name);
            }
            assert_eq!(find(command.name.en).unwrap().name, command.name);
        }
        assert!(find("no-such").is_none());
    }
}
