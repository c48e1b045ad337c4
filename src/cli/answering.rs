//! One question of the command line → one answer, and its form as JSON. `ask`, its batches and `eval` all come here, so
//! that what is measured is what people read.

use std::time::Instant;

use jiff::civil::Date;
use serde::Serialize;

use crate::answer::{Answer, Citation, Kind, Outcome};
use crate::bot::manners::{self, Unfit};
use crate::engine::{Engine, Question};
use crate::question::Topic;
use crate::text::language::guess;

/// An answer with the time that it took.
#[derive(Debug)]
pub struct Timed {
    /// The answer.
    pub answer: Answer,
    /// Microseconds from the question to the answer.
    pub elapsed_us: u128,
}

/// An answer as the contract writes it.
#[derive(Debug, Serialize)]
pub struct AnswerObject<'a> {
    /// The id that a batch gave to the question.
    pub id: &'a serde_json::Value,
    question: &'a str,
    answered: bool,
    kind: Kind,
    text: &'a str,
    citations: &'a [Citation],
    suggestions: &'a [String],
    elapsed_us: u128,
}

impl<'a> AnswerObject<'a> {
    /// The object of an answer.
    #[must_use]
    pub fn new(id: &'a serde_json::Value, question: &'a str, timed: &'a Timed) -> Self {
        let answer = &timed.answer;
        Self {
            id,
            question,
            answered: answer.answered(),
            kind: answer.kind,
            text: &answer.text,
            citations: &answer.citations,
            suggestions: &answer.suggestions,
            elapsed_us: timed.elapsed_us,
        }
    }
}

/// Answers `text` after the earlier questions of its conversation, oldest first.
#[must_use]
pub fn answer(engine: &Engine, history: &[String], text: &str, today: Date) -> Timed {
    answered(engine, history, text, today, Engine::answer)
}

/// The same, with a trace of how the answer came about.
#[must_use]
pub fn explained(engine: &Engine, history: &[String], text: &str, today: Date) -> Timed {
    answered(engine, history, text, today, Engine::explained)
}

fn answered(
    engine: &Engine,
    history: &[String],
    text: &str,
    today: Date,
    answer: impl Fn(&Engine, &Question<'_>) -> Answer,
) -> Timed {
    let started = Instant::now();
    let mut topic = Topic::default();
    for earlier in history {
        topic = engine.topic_after(&question(&manners::cleaned(earlier), today, topic));
    }
    let answer = match manners::checked(text, manners::MAX_QUESTION) {
        Ok(text) => answer(engine, &question(&text, today, topic)),
        Err(Unfit::Empty) => answer(engine, &question("", today, topic)),
        Err(unfit @ Unfit::TooLong { .. }) => unread(unfit, text),
    };
    Timed { answer, elapsed_us: started.elapsed().as_micros() }
}

fn question(text: &str, today: Date, topic: Topic) -> Question<'_> {
    Question { text, language: None, today, topic }
}

/// What is said to words that are not read, in the language that they seem to be in.
fn unread(unfit: Unfit, text: &str) -> Answer {
    let language = guess(text).unwrap_or_default();
    Answer {
        outcome: Outcome::OutOfScope,
        kind: Kind::None,
        text: unfit.line(language),
        citations: Vec::new(),
        suggestions: Vec::new(),
        language,
        topic: Topic::default(),
        trace: Vec::new(),
        sides: Vec::new(),
        pages: 1,
    }
}
