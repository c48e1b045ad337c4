//! What the bot says to every request, whichever way it came: Discord's gateway, HTTP or the terminal.
//!
//! [`Bot::respond`] takes a [`Request`] and gives a [`Response`]; it is synchronous and reads nothing but the engine in
//! force. A command is a file in [`commands`] and a line in its table, from which registration, help, autocomplete,
//! checks and the parsing of lines typed in a terminal follow. How a reply looks is not decided here.

pub mod commands;
pub mod manners;
pub mod request;
pub mod response;
pub mod terminal;
pub mod wording;

use std::sync::Arc;

use arc_swap::ArcSwap;

use crate::engine::{Engine, Question};
use crate::question::Topic;
use commands::{Call, Command, OptionKind, Who};
use manners::Unfit;
use request::{Caller, OptionValue, Place, Request, RequestKind};
use response::{Choice, MOST_CHOICES, Reply, Response};
use wording::{FixedText, language_of};

/// The bot: the engine in force, and what it says.
#[derive(Debug)]
pub struct Bot {
    engine: Arc<ArcSwap<Engine>>,
}

impl Bot {
    /// A bot that answers from `engine`, which can be swapped whole at any time by whoever holds it as well.
    #[must_use]
    pub fn new(engine: Arc<ArcSwap<Engine>>) -> Self {
        Self { engine }
    }

    /// Responds to one request. The same request and the same engine give the same response.
    #[must_use]
    pub fn respond(&self, request: &Request) -> Response {
        let engine = self.engine.load();
        match &request.kind {
            RequestKind::Command { name, options } => Response::Reply(command(&engine, request, name, options)),
            RequestKind::FreeText { text, topic } => Response::Reply(free_text(&engine, request, text, topic)),
            RequestKind::Autocomplete { command, option, typed } => {
                Response::Choices(choices(&engine, command, option, typed))
            }
        }
    }
}

/// Answers a question that was checked by [`manners`].
pub(crate) fn ask(engine: &Engine, request: &Request, text: &str, topic: &Topic) -> Reply {
    let answer = engine.answer(&Question {
        text,
        language: request.caller.locale.as_deref().map(wording::language_of_locale),
        today: request.today,
        topic: topic.clone(),
    });
    Reply::from_answer(answer)
}

fn free_text(engine: &Engine, request: &Request, text: &str, topic: &Topic) -> Reply {
    let language = language_of(&request.caller, text);
    match manners::checked(text, manners::MAX_QUESTION) {
        Ok(text) => ask(engine, request, &text, topic),
        // Whoever calls the bot by name and says nothing wants to know what it can do.
        Err(Unfit::Empty) => commands::help::overview(request.caller.place, language),
        Err(unfit @ Unfit::TooLong { .. }) => Reply::error(unfit.line(language), language),
    }
}

fn command(engine: &Engine, request: &Request, name: &str, options: &[(String, OptionValue)]) -> Reply {
    let language = language_of(&request.caller, "");
    let Some(command) = commands::find(name) else {
        return terminal::unknown_command(name, request.caller.place, language);
    };
    if let Err(refusal) = permitted(command, &request.caller) {
        return Reply::error(refusal.in_language(language).to_owned(), language);
    }
    let mut texts = Vec::new();
    let mut flags = Vec::new();
    for option in command.options {
        let given = options.iter().find(|(name, _)| name == option.name.en);
        match (option.kind, given) {
            (OptionKind::Text { max_length }, Some((_, OptionValue::Text(text)))) => {
                match manners::checked(text, max_length) {
                    Ok(text) => texts.push((option.name.en, text)),
                    Err(Unfit::Empty) if option.required => {
                        return commands::help::usage(command, language);
                    }
                    Err(Unfit::Empty) => {}
                    Err(unfit @ Unfit::TooLong { .. }) => {
                        return Reply::error(unfit.line(language), language);
                    }
                }
            }
            (OptionKind::Flag, Some((_, OptionValue::Flag(flag)))) => {
                flags.push((option.name.en, *flag));
            }
            (_, None) if !option.required => {}
            _ => return commands::help::usage(command, language),
        }
    }
    (command.respond)(&Call { engine, request, language, texts, flags })
}

/// Discord checks the same before it shows a command; that it was asked at all is no proof that it did.
fn permitted(command: &Command, caller: &Caller) -> Result<(), FixedText> {
    let place_fits = match caller.place {
        Place::Guild => command.places.guild,
        Place::Direct => command.places.direct,
        Place::Terminal => command.places.terminal,
    };
    if !place_fits {
        return Err(wording::NOT_HERE);
    }
    match command.who {
        Who::Everyone => Ok(()),
        Who::ServerManagers if caller.may_manage => Ok(()),
        Who::ServerManagers => Err(wording::NOT_ALLOWED),
    }
}

fn choices(engine: &Engine, command: &str, option: &str, typed: &str) -> Vec<Choice> {
    let complete = commands::find(command)
        .and_then(|command| command.options.iter().find(|known| known.name.en == option))
        .and_then(|option| option.complete);
    let Some(complete) = complete else {
        return Vec::new();
    };
    let mut choices = complete(engine, &manners::cleaned(typed));
    choices.truncate(MOST_CHOICES);
    choices
}
