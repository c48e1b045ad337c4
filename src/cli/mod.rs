//! The commands of the binary, a file each: what was typed → settings → command → exit status.
//!
//! Answers go to standard output, everything else to standard error. What is answered is not decided here.

mod answering;
mod ask;
mod engine;
mod eval;
mod grading;
pub mod run;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{Settings, SettingsError};
use crate::corpus::load::LoadError;

/// Answers questions about the Chinese AI labs, with citations, on Discord or in the terminal.
#[derive(Debug, Parser)]
#[command(name = "lablore", version)]
struct CommandLine {
    /// The settings file (default: config/lablore.toml, if it is there)
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Answer one question, or a batch of them
    Ask(ask::Arguments),
    /// Ask every question of a question set and print how many were answered right
    Eval(eval::Arguments),
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
        Self {
            message: message.into(),
            source: None,
        }
    }

    /// A file that was named can't be read.
    fn unreadable(path: &std::path::Path, source: std::io::Error) -> Self {
        Self {
            message: format!("`{}` cannot be read", path.display()),
            source: Some(source),
        }
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
    match command_line.command {
        Command::Ask(arguments) => ask::run(&settings, &arguments),
        Command::Eval(arguments) => eval::run(&settings, &arguments),
    }
}

fn exit_status(error: &anyhow::Error) -> u8 {
    if error.downcast_ref::<SettingsError>().is_some() || error.downcast_ref::<Misuse>().is_some() {
        return 2;
    }
    if let Some(error) = error.downcast_ref::<run::RunError>() {
        return error.exit_status();
    }
    match error.downcast_ref::<LoadError>() {
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

/// Today in UTC, the one clock of the command line, unless a day was given.
fn today(given: Option<jiff::civil::Date>) -> jiff::civil::Date {
    given.unwrap_or_else(|| {
        jiff::Timestamp::now()
            .to_zoned(jiff::tz::TimeZone::UTC)
            .date()
    })
}

/// Reads `YYYY-MM-DD`, and nothing else that could be taken for a date.
fn day(text: &str) -> Result<jiff::civil::Date, String> {
    let wrong = || format!("`{text}` is no day of the form YYYY-MM-DD");
    if text.len() != 10 {
        return Err(wrong());
    }
    text.parse().map_err(|_| wrong())
}
