//! The table of commands. Registration with Discord, help, autocomplete, checks of what was typed and of who may, and
//! the parsing of lines in a terminal all follow from it: a new command is a file beside this one and a line in
//! [`all`].
//!
//! - [`command`]: what a command is; [`call`]: a call of one.
//! - [`posting`]: what commands that set up posts ask of a channel.

pub mod about;
pub mod about_this;
pub mod ask;
pub mod audit;
mod call;
mod command;
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

use super::request::Caller;
use super::wording::{FixedText, LANGUAGES};

pub use call::Call;
pub use command::{ChoiceOption, Command, CommandOption, Form, Group, OptionKind, Pending, Places, Run, Typing, Who};

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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::text::language::Language;

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
