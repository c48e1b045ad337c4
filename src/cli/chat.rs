//! `lablore chat`: the same bot as on Discord, in the terminal. On a terminal with line editing, history and completion;
//! where it is piped, a reply for every line and nothing else.

use std::io::{self, BufRead, IsTerminal, Write};
use std::sync::Arc;

use arc_swap::ArcSwap;
use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::history::MemHistory;
use rustyline::{Context, Editor, Helper, highlight::Highlighter, hint::Hinter, validate::Validator};
use tokio::runtime::Runtime;

use crate::bot::commands::Who;
use crate::bot::manners::cleaned;
use crate::bot::request::{Caller, Request, RequestKind};
use crate::bot::response::{Reply, Response, Tone};
use crate::bot::wording::FixedText;
use crate::bot::{Bot, commands, terminal};
use crate::config::{Secret, Settings};
use crate::question::Topic;
use crate::reindex::Reindexer;
use crate::store::Store;
use crate::text::language::Language;

use super::layout::{self, Style};
use super::{Status, day, today};

/// What can be given to `chat`.
#[derive(Debug, Default, Args)]
#[command(after_help = "\
Examples:
  lablore chat
  printf 'who founded Kimi?\\nand when?\\n/lab zhipu\\n' | lablore chat")]
pub struct Arguments {
    /// The day to answer for (default: today in UTC)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    today: Option<Date>,
}

const PROMPT: &str = "› ";

/// What ends the chat, beside the end of its input.
const QUIT: [&str; 5] = ["/quit", "/exit", "/q", "/退出", "/salir"];

const WELCOME: FixedText = FixedText {
    en: "Ask about the Chinese AI labs, in English, Chinese or Spanish. /help shows the commands, /quit ends.",
    zh_hans: "请用中文、英文或西班牙文询问中国 AI 实验室。/帮助 列出命令，/退出 结束。",
    zh_hant: "請用中文、英文或西班牙文詢問中國 AI 實驗室。/說明 列出指令，/退出 結束。",
    es: "Pregunta sobre los laboratorios chinos de IA, en español, inglés o chino. /ayuda muestra los comandos, /salir termina.",
};

/// What help adds here: it is no command of the bot's.
const ENDING: FixedText = FixedText {
    en: "/quit or the end of the input ends this chat.",
    zh_hans: "/退出 或输入结束即结束对话。",
    zh_hant: "/退出 或輸入結束即結束對話。",
    es: "/salir o el final de la entrada termina esta charla.",
};

/// Chats until the input ends.
///
/// # Errors
/// Without an engine, or where the terminal fails.
pub fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<Status> {
    let engine = Arc::new(ArcSwap::from_pointee(super::engine::open(settings)?));
    let reindexer = Reindexer::new(super::engine::workshop(settings), Arc::clone(&engine));
    let mut bot = Bot::new(engine).with_reindexer(Arc::new(reindexer));
    bot.operator.data = Some(super::data_folder(settings));
    let mut conversation = Conversation {
        bot,
        runtime: tokio::runtime::Builder::new_current_thread().enable_all().build()?,
        store_url: settings.store.url.clone(),
        topic: Topic::default(),
        locale: locale(|name| std::env::var(name).ok()),
        today: arguments.today,
    };
    if io::stdin().is_terminal() && io::stdout().is_terminal() {
        typed(conversation)?;
    } else {
        piped(&mut conversation, io::stdin().lock(), &mut io::stdout().lock())?;
    }
    Ok(Status::Success)
}

/// What has been said so far, as far as it matters.
struct Conversation {
    bot: Bot,
    /// Where the store is, should a command need it: a chat alone makes none.
    store_url: Secret,
    runtime: Runtime,
    topic: Topic,
    locale: Option<String>,
    today: Option<Date>,
}

impl Conversation {
    /// The reply to a line; `None` where the line ends the chat.
    fn reply(&mut self, line: &str) -> Option<Reply> {
        let line = line.trim();
        if QUIT.contains(&line.to_lowercase().as_str()) {
            return None;
        }
        let reply = match terminal::parse(line, self.topic.clone(), self.language(line)) {
            Ok(kind) => self.respond(kind, line),
            Err(reply) => *reply,
        };
        // A look at the help between two questions does not change the subject.
        if !matches!(reply.tone, Tone::Info | Tone::Error) {
            self.topic = reply.topic.clone();
        }
        Some(reply)
    }

    fn respond(&mut self, kind: RequestKind, line: &str) -> Reply {
        self.open_store_for(&kind);
        let is_help = matches!(&kind, RequestKind::Command { name, .. } if name == "help");
        let request = self.request(kind);
        match self.runtime.block_on(self.bot.respond(&request)) {
            Response::Reply(mut reply) => {
                // What was asked stands in the line above.
                let line = cleaned(line);
                reply.title = reply.title.filter(|title| !line.contains(title.as_str()));
                if is_help {
                    reply.body.push_str("\n\n");
                    reply.body.push_str(ENDING.in_language(reply.language));
                }
                reply
            }
            // A terminal has no buttons, forms and channels.
            _ => Reply::info(None, String::new(), Language::default()),
        }
    }

    /// Opens the store for a command of those who keep the knowledge.
    fn open_store_for(&mut self, kind: &RequestKind) {
        let RequestKind::Command { name, .. } = kind else { return };
        let needs_store = commands::find(name).is_some_and(|command| command.who == Who::HomeManagers);
        if !needs_store || self.bot.store.is_some() {
            return;
        }
        match self.runtime.block_on(Store::open(self.store_url.expose())) {
            Ok(store) => self.bot.store = Some(store),
            Err(error) => eprintln!("warning: {error}"),
        }
    }

    fn request(&self, kind: RequestKind) -> Request {
        Request { kind, caller: self.caller(), today: today(self.today), now: Timestamp::now(), server: None }
    }

    fn caller(&self) -> Caller {
        Caller::at_terminal(self.locale.clone())
    }

    fn language(&self, line: &str) -> Language {
        self.bot.language_of(&self.caller(), line)
    }
}

/// The language of the terminal's user, as the usual variables give it; `C` and `POSIX` say nothing.
fn locale(variable: impl Fn(&str) -> Option<String>) -> Option<String> {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| variable(name).filter(|value| !value.is_empty()))
        .filter(|value| !matches!(value.split('.').next(), Some("C" | "POSIX")))
}

fn piped(conversation: &mut Conversation, mut lines: impl BufRead, out: &mut impl Write) -> io::Result<()> {
    let mut line = Vec::new();
    let mut is_first = true;
    while lines.read_until(b'\n', &mut line)? > 0 {
        let text = String::from_utf8_lossy(&line).into_owned();
        line.clear();
        if text.trim().is_empty() {
            continue;
        }
        let Some(reply) = conversation.reply(&text) else {
            break;
        };
        if !std::mem::take(&mut is_first) {
            writeln!(out)?;
        }
        layout::print(&reply, Style::PLAIN, out)?;
        out.flush()?;
    }
    Ok(())
}

fn typed(conversation: Conversation) -> anyhow::Result<()> {
    let style = Style::of_stdout();
    let mut out = io::stdout();
    writeln!(out, "{}", WELCOME.in_language(conversation.language("")))?;
    let config = rustyline::Config::builder().auto_add_history(true).build();
    let mut editor = Editor::with_history(config, MemHistory::new())?;
    editor.set_helper(Some(Completion(conversation)));
    loop {
        let line = match editor.readline(PROMPT) {
            Ok(line) if line.trim().is_empty() => continue,
            Ok(line) => line,
            // Ctrl-C drops the line, as in a shell; Ctrl-D ends.
            Err(ReadlineError::Interrupted) => continue,
            Err(ReadlineError::Eof) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        let Some(Completion(conversation)) = editor.helper_mut() else {
            return Ok(());
        };
        let Some(reply) = conversation.reply(&line) else {
            return Ok(());
        };
        layout::print(&reply, style, &mut out)?;
        writeln!(out)?;
    }
}

/// Completes commands, and what Discord completes in their first option.
struct Completion(Conversation);

impl Completer for Completion {
    type Candidate = Pair;

    fn complete(&self, line: &str, position: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let before = &line[..position];
        let Some(rest) = before.strip_prefix('/') else {
            return Ok((position, Vec::new()));
        };
        let Some((name, typed)) = rest.split_once(' ') else {
            return Ok((0, self.commands(rest)));
        };
        Ok((position - typed.len(), self.values(name, typed)))
    }
}

impl Completion {
    fn commands(&self, typed: &str) -> Vec<Pair> {
        let language = self.0.language("");
        commands::usable(&self.0.caller(), true)
            .map(|command| command.shown_name(language))
            .filter(|name| name.starts_with(typed))
            .map(|name| Pair { display: format!("/{name}"), replacement: format!("/{name} ") })
            .collect()
    }

    fn values(&self, command: &str, typed: &str) -> Vec<Pair> {
        let first =
            commands::find_in_any_language(command).and_then(|command| Some((command, command.options.first()?)));
        let Some((command, option)) = first else {
            return Vec::new();
        };
        let request = self.0.request(RequestKind::Autocomplete {
            command: command.path.to_owned(),
            option: option.name.en.to_owned(),
            typed: typed.to_owned(),
            channel: None,
        });
        let Response::Choices(choices) = self.0.runtime.block_on(self.0.bot.respond(&request)) else {
            return Vec::new();
        };
        let pairs = choices.into_iter().map(|choice| Pair { display: choice.shown, replacement: choice.value });
        pairs.collect()
    }
}

impl Hinter for Completion {
    type Hint = String;
}

impl Highlighter for Completion {}
impl Validator for Completion {}
impl Helper for Completion {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bot::wording::LANGUAGES;

    #[test]
    fn locale_comes_from_the_usual_variables() {
        let found = |pairs: &[(&str, &str)]| {
            locale(|name| pairs.iter().find(|pair| pair.0 == name).map(|pair| pair.1.to_owned()))
        };
        assert_eq!(found(&[("LC_ALL", ""), ("LANG", "zh_CN.UTF-8")]).as_deref(), Some("zh_CN.UTF-8"));
        assert_eq!(found(&[("LC_ALL", "C.UTF-8"), ("LANG", "es_ES")]), None);
        assert_eq!(found(&[]), None);
    }

    #[test]
    fn welcome_names_commands_that_there_are() {
        for language in LANGUAGES {
            let words = WELCOME.in_language(language).split([' ', '，']);
            for name in
                words.filter_map(|word| word.strip_prefix('/').or_else(|| word.split_once('/').map(|two| two.1)))
            {
                let name = name.trim_end_matches(['.', '。']);
                let known =
                    commands::find_in_any_language(name).is_some() || QUIT.contains(&format!("/{name}").as_str());
                assert!(known, "{name}");
            }
        }
    }
}
