//! The commands of the binary, a file each: what was typed → settings → command → exit status.
//!
//! Answers go to standard output, everything else to standard error. What is answered is not decided here.

mod answering;
mod ask;
mod calendar;
mod chat;
mod check;
mod document;
mod engine;
mod eval;
mod eval_retrieval;
mod export;
mod grading;
mod health;
mod index;
mod layout;
mod on_this_day;
mod pattern;
pub mod run;
mod show_config;
mod stats;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use arc_swap::ArcSwap;
use clap::{Parser, Subcommand};

use crate::config::{Settings, SettingsError};
use crate::corpus::load::LoadError;
use crate::curation::DataFolder;
use crate::generation::GenerationError;
use crate::ops::{logs, numbers};

/// Answers questions about the Chinese AI labs, with citations, on Discord or in the terminal.
///
/// Without a command: the bot on Discord where DISCORD_TOKEN is set, else the same bot as a chat in the terminal.
#[derive(Debug, Parser)]
#[command(
    name = "lablore",
    version,
    after_help = "\
Examples:
  lablore                             the bot on Discord with a token, else a chat
  lablore ask \"who founded MiniMax?\"
  lablore check && lablore index
Settings: config/lablore.toml, overridden by LABLORE_… variables; `lablore config` shows those in force.
Exit status: 0 answered or honestly not known; 1 the data is wrong, or a service failed; 2 wrong use or settings."
)]
struct CommandLine {
    /// The settings file (default: config/lablore.toml, if it is there)
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the bot on Discord (needs DISCORD_TOKEN)
    Run,
    /// Talk to the same bot in the terminal
    Chat(chat::Arguments),
    /// Answer one question, or a batch of them
    Ask(ask::Arguments),
    /// Find everything that is wrong with the data folder
    Check(check::Arguments),
    /// Build the index from the data folder
    Index(index::Arguments),
    /// Ask every question of a question set and print how many were answered right
    Eval(eval::Arguments),
    /// Rank the passages of a SQuAD-like file and print how often the right one came first
    EvalRetrieval(eval_retrieval::Arguments),
    /// Print what the daily post of a day says
    OnThisDay(on_this_day::Arguments),
    /// Print all dated events, or write them as a calendar file
    Calendar(calendar::Arguments),
    /// Print the indexed text of a source, of which every quote is a slice
    Document(document::Arguments),
    /// Ask the bot that runs here whether it can answer
    Health(health::Arguments),
    /// Print the settings in force and where each comes from
    Config,
    /// Print every statement as a JSON line
    Export,
    /// Print what there is in the corpus, in numbers
    Stats(stats::Arguments),
}

/// How a command ends that did what it could.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    /// Answered, or honestly not known.
    Success,
    /// The data is wrong, or a mark was missed.
    Wrong,
    /// Something that was given can't be used.
    Misused,
}

impl Status {
    fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Wrong => 1,
            Self::Misused => 2,
        }
    }
}

/// Something that was given to a command can't be used: the message says what, and what would be right.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
struct Misuse {
    message: String,
    source: Option<std::io::Error>,
}

impl Misuse {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), source: None }
    }

    /// A file that was named can't be read.
    fn unreadable(path: &std::path::Path, source: std::io::Error) -> Self {
        Self { message: format!("`{}` cannot be read", path.display()), source: Some(source) }
    }
}

/// Parses the command line, runs it, prints what went wrong once, as a chain, and gives the exit status.
#[must_use]
pub fn main() -> ExitCode {
    let command_line = CommandLine::parse();
    match execute(command_line) {
        Ok(status) => ExitCode::from(status.code()),
        // Whoever reads us has read enough, as `lablore export | head` does.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(exit_status(&error))
        }
    }
}

fn execute(command_line: CommandLine) -> anyhow::Result<Status> {
    let environment: Vec<(String, String)> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    let settings = Settings::load(command_line.config.as_deref(), &environment)?;
    let command = command_line.command.unwrap_or_else(|| {
        if settings.discord.token.is_some() { Command::Run } else { Command::Chat(chat::Arguments::default()) }
    });
    start_logs(&settings, &command)?;
    match command {
        Command::Run => discord(&settings),
        Command::Chat(arguments) => chat::run(&settings, &arguments),
        Command::Ask(arguments) => ask::run(&settings, &arguments),
        Command::Check(arguments) => check::run(&settings, &arguments),
        Command::Index(arguments) => index::run(&settings, &arguments),
        Command::Eval(arguments) => eval::run(&settings, &arguments),
        Command::EvalRetrieval(arguments) => eval_retrieval::run(&arguments),
        Command::OnThisDay(arguments) => on_this_day::run(&settings, &arguments),
        Command::Calendar(arguments) => calendar::run(&settings, &arguments),
        Command::Document(arguments) => document::run(&settings, &arguments),
        Command::Health(arguments) => health::run(&settings, &arguments),
        Command::Config => show_config::run(&settings),
        Command::Export => export::run(&settings),
        Command::Stats(arguments) => stats::run(&settings, &arguments),
    }
}

/// The log of a service is its operator's; who asks one question reads warnings alone, unless a variable says more.
fn start_logs(settings: &Settings, command: &Command) -> anyhow::Result<()> {
    let is_named = settings
        .origins()
        .iter()
        .any(|origin| origin.key == "log.level" && origin.origin.starts_with("environment variable"));
    let level = if matches!(command, Command::Run) || is_named { settings.log.level.as_str() } else { "warn" };
    logs::start(level, &settings.secrets())?;
    if matches!(command, Command::Run) {
        logs::take_panics();
    }
    Ok(())
}

fn discord(settings: &Settings) -> anyhow::Result<Status> {
    // Before anything is read or built: without a token it would be for nothing.
    if settings.discord.token.is_none() {
        return Err(run::RunError::NoToken.into());
    }
    // Before the first thing that is counted.
    numbers::start().unwrap_or_else(|error| tracing::warn!(%error, "nothing is counted"));
    let engine = engine::open(settings)?;
    run::run(settings, Arc::new(ArcSwap::from_pointee(engine)))?;
    Ok(Status::Success)
}

fn exit_status(error: &anyhow::Error) -> u8 {
    if error.downcast_ref::<SettingsError>().is_some() || error.downcast_ref::<Misuse>().is_some() {
        return 2;
    }
    if let Some(error) = error.downcast_ref::<run::RunError>() {
        return error.exit_status();
    }
    let load = match error.downcast_ref::<GenerationError>() {
        Some(GenerationError::Load(error)) => Some(error),
        _ => error.downcast_ref::<LoadError>(),
    };
    match load {
        Some(LoadError::NoFolder(_) | LoadError::NoOriginals(_)) => 2,
        _ => 1,
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}

/// The data folder as moderators may work on it.
fn data_folder(settings: &Settings) -> DataFolder {
    let corpus = &settings.corpus;
    DataFolder { path: corpus.data.clone(), originals: corpus.originals.clone(), is_writable: corpus.moderators_write }
}

/// Today in UTC, the one clock of the command line, unless a day was given.
fn today(given: Option<jiff::civil::Date>) -> jiff::civil::Date {
    given.unwrap_or_else(|| jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date())
}

/// Reads `YYYY-MM-DD`, and nothing else that could be taken for a date.
fn day(text: &str) -> Result<jiff::civil::Date, String> {
    let wrong = || format!("`{text}` is no day of the form YYYY-MM-DD");
    if text.len() != 10 {
        return Err(wrong());
    }
    text.parse().map_err(|_| wrong())
}
