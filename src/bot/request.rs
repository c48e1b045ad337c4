//! What somebody wants from the bot, in terms that no platform owns.

use jiff::civil::Date;

use crate::question::Topic;

/// One request with all that its response may depend on, the engine aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What is wanted.
    pub kind: RequestKind,
    /// Who wants it, and where.
    pub caller: Caller,
    /// Today, for "this month" and "how many years ago".
    pub today: Date,
}

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestKind {
    /// A command of the table.
    Command {
        /// Its English name, without the slash.
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
    },
}

impl RequestKind {
    /// A word for the log: the command's name, or what kind of request it is. Never what a person typed.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::Command { name, .. } => {
                super::commands::find(name).map_or("unknown command", |command| command.name.en)
            }
            Self::FreeText { .. } => "free text",
            Self::Autocomplete { .. } => "autocomplete",
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
}

/// Who asks, as far as it matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The language that the caller's program is set to, as Discord writes it (`en-US`, `zh-CN`); not known for
    /// messages.
    pub locale: Option<String>,
    /// Where the request was made.
    pub place: Place,
    /// Whether the caller has Manage Server there.
    pub may_manage: bool,
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
