//! A line typed in a terminal → a request.
//!
//! ```text
//! line    = "/" command [ " " rest ]  |  free text
//! command = a name of the table, in any of its languages
//! rest    = { option ":" words }      as Discord shows a command that was used: question:who founded MiniMax?
//!         | words                     all for the command's first option:       who founded MiniMax?
//! ```
//!
//! Nothing is answered here.

use crate::question::Topic;
use crate::text::language::Language;

use super::commands::{self, Command, CommandOption, OptionKind, Who};
use super::request::{Caller, OptionValue, RequestKind};
use super::response::Reply;
use super::wording;

/// Longest name that is compared with the commands' names to guess what was meant, in characters.
const LONGEST_GUESSED: usize = 32;

/// What a line asks for; free text belongs to the conversation's `topic`.
///
/// # Errors
/// For an unknown command: what to say about it.
pub fn parse(line: &str, topic: Topic, language: Language) -> Result<RequestKind, Box<Reply>> {
    let line = line.trim();
    let Some(rest) = line.strip_prefix('/') else {
        return Ok(RequestKind::FreeText { text: line.to_owned(), topic });
    };
    let (name, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    if let Some(name) = commands::of_servers(name) {
        let line = wording::OF_SERVERS.in_language(language).replace("{command}", name.in_language(language));
        return Err(Box::new(Reply::error(line, language)));
    }
    let Some(command) = commands::find_in_any_language(name) else {
        return Err(Box::new(unknown_command(name, &Caller::at_terminal(None), language)));
    };
    Ok(RequestKind::Command { name: command.path.to_owned(), options: options(command, rest.trim()) })
}

/// What to say about a command that does not exist.
#[must_use]
pub fn unknown_command(name: &str, caller: &Caller, language: Language) -> Reply {
    let shown: String = super::manners::cleaned(name).chars().take(LONGEST_GUESSED).collect();
    let mut line = wording::NO_SUCH_COMMAND.in_language(language).replace("{command}", &shown);
    if let Some(meant) = nearest(&shown) {
        let name = meant.name.in_language(language);
        line.push(' ');
        line.push_str(&wording::DID_YOU_MEAN.in_language(language).replace("{command}", name));
    }
    line.push(' ');
    line.push_str(wording::COMMANDS_ARE.in_language(language));
    let may_use = |command: &&Command| command.who == Who::Everyone || caller.may_manage;
    for (number, command) in commands::usable(caller.place).filter(may_use).enumerate() {
        line.push_str(if number == 0 { " /" } else { ", /" });
        line.push_str(&command.shown_name(language));
    }
    Reply::error(line, language)
}

fn options(command: &Command, rest: &str) -> Vec<(String, OptionValue)> {
    let marks = option_marks(command, rest);
    if marks.first().is_none_or(|mark| mark.start > 0) {
        return match command.options.first() {
            Some(first) if !rest.is_empty() => {
                vec![(first.name.en.to_owned(), value(first, rest))]
            }
            _ => Vec::new(),
        };
    }
    let ends = marks.iter().skip(1).map(|next| next.start).chain([rest.len()]);
    marks
        .iter()
        .zip(ends)
        .map(|(mark, end)| (mark.option.name.en.to_owned(), value(mark.option, rest[mark.words..end].trim())))
        .collect()
}

/// An option's name with a colon behind it.
struct Mark<'a> {
    option: &'a CommandOption,
    start: usize,
    words: usize,
}

/// Where option names stand, each at the beginning or behind a blank.
fn option_marks<'a>(command: &'a Command, rest: &str) -> Vec<Mark<'a>> {
    let mut marks = Vec::new();
    let mut start = 0;
    for word in rest.split_inclusive(char::is_whitespace) {
        for option in command.options {
            let mark = wording::LANGUAGES.iter().find_map(|language| {
                let name = option.name.in_language(*language);
                let behind = word.get(name.len()..)?;
                (word[..name.len()].eq_ignore_ascii_case(name) && behind.starts_with(':')).then(|| Mark {
                    option,
                    start,
                    words: start + name.len() + 1,
                })
            });
            if let Some(mark) = mark {
                marks.push(mark);
                break;
            }
        }
        start += word.len();
    }
    marks
}

fn value(option: &CommandOption, words: &str) -> OptionValue {
    match option.kind {
        OptionKind::Text { .. } | OptionKind::Choice(_) => OptionValue::Text(words.to_owned()),
        // What is no number is out of any bounds.
        OptionKind::Number { .. } => OptionValue::Number(words.parse().unwrap_or(i64::MIN)),
        OptionKind::Channel | OptionKind::ChannelOrThread => OptionValue::Channel(words.parse().unwrap_or_default()),
        OptionKind::Role => OptionValue::Role(words.parse().unwrap_or_default()),
        OptionKind::Flag => {
            OptionValue::Flag(["true", "yes", "1", "是", "sí", "si"].contains(&words.to_lowercase().as_str()))
        }
    }
}

/// The command whose name is nearest to what was typed, if it is near at all.
fn nearest(typed: &str) -> Option<&'static Command> {
    let typed = typed.to_lowercase();
    commands::typed()
        .flat_map(|command| wording::LANGUAGES.map(|language| (command, command.name.in_language(language))))
        .map(|(command, name)| (command, name, strsim::osa_distance(&typed, name)))
        .filter(|(_, name, distance)| {
            *distance <= 1 + name.chars().count() / 4 || (typed.chars().count() >= 2 && name.starts_with(&typed))
        })
        .min_by_key(|(_, _, distance)| *distance)
        .map(|(command, _, _)| command)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, name: &str, options: &[(&str, OptionValue)]) {
        let options = options.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let expected = RequestKind::Command { name: name.to_owned(), options };
        assert_eq!(parse(line, Topic::default(), Language::En), Ok(expected), "{line}");
    }

    fn text(words: &str) -> OptionValue {
        OptionValue::Text(words.to_owned())
    }

    #[test]
    fn commands_with_their_first_option() {
        check("/lab zhipu", "lab", &[("name", text("zhipu"))]);
        check("  /ask who founded MiniMax? ", "ask", &[("question", text("who founded MiniMax?"))]);
        check("/LAB\tMoonshot AI", "lab", &[("name", text("Moonshot AI"))]);
        check("/help", "help", &[]);
        check("/lab", "lab", &[]);
    }

    #[test]
    fn commands_as_discord_shows_them() {
        check(
            "/ask question:who founded MiniMax? private:True",
            "ask",
            &[("question", text("who founded MiniMax?")), ("private", OptionValue::Flag(true))],
        );
        check(
            "/ask private:false question: a: b",
            "ask",
            &[("private", OptionValue::Flag(false)), ("question", text("a: b"))],
        );
        // Only a name at the very beginning says that the whole line is written so.
        check("/ask is this private: yes?", "ask", &[("question", text("is this private: yes?"))]);
    }

    #[test]
    fn what_belongs_to_a_server_is_told_in_one_line() {
        for (line, language, expected) in [
            ("/daily next", Language::En, "/daily belongs to a server: use it there, on Discord."),
            ("/DAILY", Language::En, "/daily belongs to a server: use it there, on Discord."),
            ("/settings show", Language::Es, "/ajustes es de un servidor: úsalo allí, en Discord."),
            ("/诊断", Language::ZhHans, "/诊断 属于服务器：请在 Discord 的服务器中使用。"),
            ("/doctor", Language::ZhHant, "/診斷 屬於伺服器：請在 Discord 的伺服器中使用。"),
        ] {
            let reply = parse(line, Topic::default(), language).unwrap_err();
            assert_eq!(reply.body, expected);
        }
    }

    #[test]
    fn commands_in_other_languages() {
        check("/提问 零一万物", "ask", &[("question", text("零一万物"))]);
        check("/preguntar pregunta:¿quién fundó MiniMax?", "ask", &[("question", text("¿quién fundó MiniMax?"))]);
    }

    #[test]
    fn everything_else_is_free_text() {
        for line in ["who founded MiniMax?", "", "a /lab zhipu"] {
            let topic = Topic { subjects: vec!["zhipu".to_owned()], ..Topic::default() };
            let expected = RequestKind::FreeText { text: line.to_owned(), topic: topic.clone() };
            assert_eq!(parse(line, topic, Language::En), Ok(expected));
        }
    }

    #[test]
    fn unknown_commands_are_told_what_there_is() {
        let commands = "Commands: /ask, /lab, /model, /person, /compare, /timeline, /releases, /onthisday, /sources, /help, /about";
        for (line, expected) in [
            ("/lba zhipu", "There is no command /lba. Did you mean /lab? "),
            ("/sorces", "There is no command /sorces. Did you mean /sources? "),
            ("/weather", "There is no command /weather. "),
            ("/", "There is no command /. "),
        ] {
            let reply = parse(line, Topic::default(), Language::En).unwrap_err();
            assert_eq!(reply.body, format!("{expected}{commands}"));
        }
        let reply = unknown_command("lba", &Caller::at_terminal(None), Language::ZhHans);
        assert!(reply.body.starts_with("没有 /lba 这个命令。 您是不是想用 /实验室？"), "{}", reply.body);
    }
}
