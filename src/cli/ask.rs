//! `lablore ask`: one question as text or JSON, or a batch of them, a JSON object a line.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;

use crate::bot::response::Reply;
use crate::config::Settings;
use crate::engine::Engine;

use super::answering::{self, AnswerObject, Timed};
use super::layout::{self, Style};
use super::{Misuse, Status, day, today};

/// What can be given to `ask`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lablore ask \"who founded MiniMax?\"
  lablore ask --json 零一万物是谁创立的
  lablore ask --batch questions.jsonl > answers.jsonl
  echo '{\"id\": 1, \"history\": [\"who founded Kimi?\"], \"question\": \"and when?\"}' | lablore ask --batch -")]
pub struct Arguments {
    /// What you want to know, in English, Chinese or Spanish
    #[arg(required_unless_present = "batch", allow_hyphen_values = true, value_parser = no_option)]
    question: Vec<String>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    /// Answer JSON lines (id, question, perhaps history) with JSON lines; - is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "question")]
    batch: Option<PathBuf>,
    /// Print how the answer came about, too (with --json or --batch: to standard error)
    #[arg(long)]
    explain: bool,
    /// The day to answer for (default: today in UTC)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    today: Option<Date>,
}

/// Answers what was asked.
///
/// # Errors
/// Without an engine, or where a batch can't be read.
pub fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<Status> {
    let today = today(arguments.today);
    if let Some(file) = &arguments.batch {
        let lines = batch_lines(file)?;
        let engine = super::engine::open(settings)?;
        return batch(&engine, lines, (file, arguments.explain), today, &mut io::stdout().lock());
    }
    let engine = super::engine::open(settings)?;
    let question = arguments.question.join(" ");
    let timed = if arguments.explain {
        answering::explained(&engine, &[], &question, today)
    } else {
        answering::answer(&engine, &[], &question, today)
    };
    let mut out = io::stdout().lock();
    if arguments.json {
        let object = AnswerObject::new(&Value::Null, &question, &timed);
        writeln!(out, "{}", serde_json::to_string_pretty(&object)?)?;
        if arguments.explain {
            explain(&timed, &mut io::stderr().lock())?;
        }
    } else {
        layout::print(&Reply::from_answer(timed.answer.clone()), Style::of_stdout(), &mut out)?;
        if arguments.explain {
            writeln!(out)?;
            explain(&timed, &mut out)?;
        }
    }
    out.flush()?;
    Ok(Status::Success)
}

fn explain(timed: &Timed, out: &mut impl Write) -> io::Result<()> {
    for line in &timed.answer.trace {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "{} µs", timed.elapsed_us)
}

/// A line of a batch. Other fields may stand there, as question sets have them.
#[derive(Debug, Deserialize)]
struct BatchLine {
    #[serde(default)]
    id: Value,
    question: String,
    #[serde(default)]
    history: Vec<String>,
}

fn batch_lines(file: &Path) -> Result<Box<dyn BufRead>, Misuse> {
    if file == Path::new("-") {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    if file.is_dir() {
        return Err(Misuse::new(format!("`{}` is a folder; name a file of JSON lines", file.display())));
    }
    let file = File::open(file).map_err(|error| Misuse::unreadable(file, error))?;
    Ok(Box::new(BufReader::new(file)))
}

/// Answers line by line, so that a program can ask, read, and ask again.
fn batch(
    engine: &Engine,
    mut lines: impl BufRead,
    (file, explaining): (&Path, bool),
    today: Date,
    out: &mut impl Write,
) -> anyhow::Result<Status> {
    let mut status = Status::Success;
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = lines.read_until(b'\n', &mut line).map_err(|error| Misuse::unreadable(file, error))?;
        if read == 0 {
            return Ok(status);
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        match read_line(&line) {
            Ok(asked) => {
                let ask = if explaining { answering::explained } else { answering::answer };
                let timed = ask(engine, &asked.history, &asked.question, today);
                let object = AnswerObject::new(&asked.id, &asked.question, &timed);
                writeln!(out, "{}", serde_json::to_string(&object)?)?;
                if explaining {
                    explain(&timed, &mut io::stderr().lock())?;
                }
            }
            Err((id, error)) => {
                status = Status::Misused;
                writeln!(out, "{}", serde_json::json!({ "id": id, "error": error }))?;
            }
        }
        out.flush()?;
    }
}

/// The question of a line, or the line's id, where it has one, with what is wrong.
fn read_line(line: &[u8]) -> Result<BatchLine, (Value, String)> {
    let line = line.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(line);
    let value: Value =
        serde_json::from_slice(line).map_err(|error| (Value::Null, format!("not a JSON object: {error}")))?;
    let id = value.get("id").cloned().unwrap_or_default();
    if !value.is_object() {
        return Err((id, "not a JSON object".to_owned()));
    }
    serde_json::from_value(value).map_err(|error| (id, error.to_string()))
}

/// A question may begin with a hyphen, but a mistyped option is no question.
fn no_option(text: &str) -> Result<String, String> {
    if text.starts_with("--") && !text.contains(char::is_whitespace) {
        return Err("there is no such option; `lablore ask --help` lists them".to_owned());
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_wrong(line: &[u8], id: impl Into<Value>, error: &str) {
        let (found, message) = read_line(line).unwrap_err();
        assert_eq!(found, id.into());
        assert!(message.contains(error), "{message}");
    }

    #[test]
    fn lines_of_a_batch() {
        let line = read_line("\u{FEFF}{\"id\": 7, \"question\": \"谁?\", \"lang\": \"zh\"}\r\n".as_bytes()).unwrap();
        assert_eq!((line.id, line.question.as_str()), (7.into(), "谁?"));
        assert_eq!(line.history, Vec::<String>::new());
    }

    #[test]
    fn wrong_lines_keep_their_id() {
        check_wrong(b"who?", Value::Null, "not a JSON object");
        check_wrong(b"[1]", Value::Null, "not a JSON object");
        check_wrong(br#"{"id": "a"}"#, "a", "missing field `question`");
        check_wrong(br#"{"id": 1, "question": 2}"#, 1, "expected a string");
        check_wrong(b"{\"id\": \"\xff\"}", Value::Null, "not a JSON object");
    }
}
