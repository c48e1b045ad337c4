//! What a command is: its names, what can be given to it, who may use it and where, and how it comes to what it says.

use std::future::Future;
use std::pin::Pin;

use jiff::civil::Date;

use crate::bot::request::Place;
use crate::bot::response::{Choice, Reply};
use crate::bot::server::Tag;
use crate::bot::wording::FixedText;
use crate::engine::Engine;
use crate::text::language::Language;

use super::{Call, help};

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
