//! What somebody wants from the bot, in terms that no platform owns.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::question::Topic;

use super::action::Action;
use super::server::ServerView;

/// One request with all that its response may depend on, the bot itself aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What is wanted.
    pub kind: RequestKind,
    /// Who wants it, and where.
    pub caller: Caller,
    /// Today, for "this month" and "how many years ago".
    pub today: Date,
    /// Now, for cool-downs and for what is stored.
    pub now: Timestamp,
    /// What the bot may do in the server; looked up only for commands that need it, and where that worked.
    pub server: Option<ServerView>,
}

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestKind {
    /// A command of the table.
    Command {
        /// Its English name, without the slash; with a blank between a group and its command.
        name: String,
        /// English names of options and what was given, in any order.
        options: Vec<(String, OptionValue)>,
    },
    /// Words addressed to the bot: a mention, a reply, a direct message, a line in the terminal.
    FreeText {
        /// The words, without the mention.
        text: String,
        /// What the conversation was about so far.
        topic: Topic,
    },
    /// What to offer while an option is being typed.
    Autocomplete {
        /// English name of the command.
        command: String,
        /// English name of the option.
        option: String,
        /// What has been typed so far, perhaps nothing.
        typed: String,
        /// The channel that was chosen for another option.
        channel: Option<u64>,
    },
    /// A button was pressed, or something chosen from a menu.
    Press {
        /// The id that the component carries.
        id: String,
        /// What was chosen.
        values: Vec<String>,
        /// The message that carries it.
        shown: Shown,
    },
    /// A form was sent.
    Form {
        /// The id that the form carries.
        id: String,
        /// Names of its fields and what was written.
        fields: Vec<(String, String)>,
        /// The message from which it was opened.
        shown: Shown,
    },
}

/// What a message of the bot's shows, as far as its buttons need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The message's id.
    pub message: u64,
    /// The question that it answers.
    pub question: Option<String>,
    /// The day of the answer.
    pub day: Date,
    /// Whether one member alone sees it.
    pub private: bool,
}

impl RequestKind {
    /// A word for the log: the command's name, or what kind of request it is. Never what a person typed.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::Command { name, .. } => super::commands::find(name).map_or("unknown command", |command| command.path),
            Self::FreeText { .. } => "free text",
            Self::Autocomplete { .. } => "autocomplete",
            Self::Press { id, .. } | Self::Form { id, .. } => {
                Action::from_id(id).map_or("unknown component", |action| action.label())
            }
        }
    }
}

/// What was given for an option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OptionValue {
    /// Text, as typed.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// A channel.
    Channel(u64),
    /// A role.
    Role(u64),
    /// A file.
    File(Upload),
}

/// A file that was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Its name.
    pub name: String,
    /// Its size in bytes, as the platform says.
    pub size: usize,
    /// What stands in it.
    pub content: UploadContent,
}

/// What stands in a file that was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UploadContent {
    /// It is to be fetched from this address.
    At(String),
    /// Its bytes.
    Bytes(Vec<u8>),
    /// It was not fetched, and why.
    Refused(String),
}

/// Who asks, as far as it matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Their id; 0 in a terminal.
    pub member: u64,
    /// The language that the caller's program is set to, as Discord writes it (`en-US`, `zh-CN`); not known for
    /// messages.
    pub locale: Option<String>,
    /// Where the request was made.
    pub place: Place,
    /// The server, if it was made in one.
    pub guild: Option<u64>,
    /// The channel; 0 in a terminal.
    pub channel: u64,
    /// Whether the caller has Manage Server there.
    pub may_manage: bool,
    /// Whether the caller may delete others' messages there.
    pub may_moderate: bool,
}

impl Caller {
    /// Whoever sits at a terminal: they run the bot.
    #[must_use]
    pub fn at_terminal(locale: Option<String>) -> Self {
        Self {
            member: 0,
            locale,
            place: Place::Terminal,
            guild: None,
            channel: 0,
            may_manage: true,
            may_moderate: true,
        }
    }
}

/// Where a request was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A server's channel.
    Guild,
    /// A direct message, or a conversation that the bot was brought into by its user.
    Direct,
    /// A terminal.
    Terminal,
}
