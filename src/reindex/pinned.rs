//! Pinned questions: answers that a moderator holds on to. Each line of `questions/pinned.jsonl` in the data folder says a
//! question and what its answer must rest on; every plan asks them all.

use std::path::Path;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::corpus::problem::Problem;
use crate::engine::{Engine, Question};
use crate::question::Topic;
use crate::text::language::Language;

/// Where pinned questions stand, below the data folder.
pub const FILE: &str = "questions/pinned.jsonl";

/// A pinned question, as it stands on its line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pinned {
    /// As it was asked.
    pub question: String,
    /// Earlier questions of the conversation, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<String>,
    /// The language of the answer where the question's words don't tell: `en`, `zh-Hans`, `zh-Hant`, `es`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// What the answer must rest on, as [`Engine::statements_behind`] names it; empty where the right answer is that no
    /// document says so.
    #[serde(default)]
    pub statements: Vec<String>,
    /// Who pinned it: an id of Discord, or a name.
    pub by: String,
    /// When.
    #[serde(with = "day")]
    pub on: Date,
}

/// A day as text.
mod day {
    use jiff::civil::Date;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives references")]
    pub(super) fn serialize<S: Serializer>(day: &Date, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(day)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        let written = String::deserialize(deserializer)?;
        written.parse().map_err(|_| D::Error::custom(format!("`{written}` is no day of the form YYYY-MM-DD")))
    }
}

impl Pinned {
    /// The line of the file, without its end.
    #[must_use]
    pub fn line(&self) -> String {
        serde_json::to_string(self).expect("text and lists of text are JSON")
    }

    /// The answer to the question after its history.
    #[must_use]
    pub fn answer(&self, engine: &Engine, today: Date) -> Answer {
        let language = self.lang.as_deref().and_then(Language::from_code);
        let question = |text, topic| Question { text, language, today, topic };
        let mut topic = Topic::default();
        for earlier in &self.history {
            topic = engine.topic_after(&question(earlier, topic));
        }
        engine.answer(&question(&self.question, topic))
    }

    /// Why an answer does not hold what was pinned; `None` where it does.
    #[must_use]
    pub fn failure(&self, engine: &Engine, answer: &Answer) -> Option<String> {
        match (answer.answered(), self.statements.is_empty()) {
            (false, true) => return None,
            (false, false) => return Some("is not answered".to_owned()),
            (true, true) => return Some("is answered, though no document says so".to_owned()),
            (true, false) => {}
        }
        let behind = engine.statements_behind(answer);
        let lacking: Vec<&str> =
            self.statements.iter().filter(|wanted| !behind.contains(wanted)).map(String::as_str).collect();
        (!lacking.is_empty()).then(|| format!("does not rest on {}", lacking.join("; ")))
    }
}

/// Reads the pinned questions of a data folder with all that is wrong with them; nothing where there are none.
#[must_use]
pub fn read(data: &Path) -> (Vec<Pinned>, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut problem = |line, column, message| {
        problems.push(Problem { file: FILE.to_owned(), line, column, message });
    };
    let text = match std::fs::read_to_string(data.join(FILE)) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return (Vec::new(), problems),
        Err(error) => {
            problem(1, 1, format!("the file cannot be read: {error}; save it as UTF-8 text"));
            return (Vec::new(), problems);
        }
    };
    let mut pinned: Vec<Pinned> = Vec::new();
    for (number, line) in (1..).zip(text.trim_start_matches('\u{FEFF}').lines()) {
        if line.trim().is_empty() {
            continue;
        }
        match serde_json::from_str::<Pinned>(line) {
            Err(error) => problem(number, error.column().max(1), format!("this is no pinned question: {error}")),
            Ok(one) if one.question.trim().is_empty() => {
                problem(number, 1, "the `question` is empty; write what is asked".to_owned());
            }
            Ok(one) if one.lang.as_deref().is_some_and(|code| Language::from_code(code).is_none()) => {
                problem(number, 1, "`lang` must be en, zh-Hans, zh-Hant or es; or leave it out".to_owned());
            }
            Ok(one)
                if pinned.iter().any(|other| (&other.question, &other.history) == (&one.question, &one.history)) =>
            {
                problem(number, 1, "this question is already pinned above; take one of them out".to_owned());
            }
            Ok(one) => pinned.push(one),
        }
    }
    (pinned, problems)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pinned() -> Pinned {
        Pinned {
            question: "who founded MiniMax?".to_owned(),
            history: Vec::new(),
            lang: None,
            statements: vec!["minimax.founder: yan-junjie".to_owned()],
            by: "7".to_owned(),
            on: Date::constant(2026, 11, 28),
        }
    }

    #[test]
    fn a_line_is_read_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("questions")).unwrap();
        let other = Pinned {
            question: "and when?".to_owned(),
            history: vec!["who founded Kimi?".to_owned()],
            lang: Some("zh-Hant".to_owned()),
            ..pinned()
        };
        let text = format!("{}\n\n{}\n", pinned().line(), other.line());
        std::fs::write(folder.path().join(FILE), text).unwrap();
        assert_eq!(read(folder.path()), (vec![pinned(), other], Vec::new()));
        assert_eq!(
            pinned().line(),
            r#"{"question":"who founded MiniMax?","statements":["minimax.founder: yan-junjie"],"by":"7","on":"2026-11-28"}"#
        );
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(folder.path()), (Vec::new(), Vec::new()));
        std::fs::create_dir_all(folder.path().join("questions")).unwrap();
        let good = pinned().line();
        for (line, says) in [
            ("{", "no pinned question"),
            (r#"{"question": "a", "statements": [], "by": "7"}"#, "missing field `on`"),
            (r#"{"question": "a", "statements": [], "by": "7", "on": "2026-13-01"}"#, "no pinned question"),
            (r#"{"question": "a", "statments": [], "by": "7", "on": "2026-11-01"}"#, "unknown field `statments`"),
            (r#"{"question": " ", "by": "7", "on": "2026-11-01"}"#, "is empty"),
            (r#"{"question": "a", "lang": "de", "by": "7", "on": "2026-11-01"}"#, "`lang` must be"),
            (good.as_str(), "already pinned"),
        ] {
            std::fs::write(folder.path().join(FILE), format!("{good}\n{line}\n")).unwrap();
            let (read, problems) = read(folder.path());
            assert_eq!(read, [pinned()], "{line}");
            assert_eq!((problems.len(), problems[0].line), (1, 2), "{line}: {problems:?}");
            assert!(problems[0].message.contains(says), "{line}: {}", problems[0].message);
        }
    }
}
