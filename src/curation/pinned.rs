//! Pinned questions: a question with what its answer must go on telling, a line of JSON each, in
//! `questions/pinned.jsonl` of the data folder. `data/README.md` describes the form.
//!
//! What must be told are statements of the records, not words: an answer may be worded anew. Where no statement stands
//! behind an answer (a passage, a count), it is the sections that it cites.

use std::collections::HashMap;
use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::corpus::Corpus;
use crate::corpus::problem::{DataFile, Problem};
use crate::corpus::record::{Rank, Statement};
use crate::engine::{Engine, MAX_QUESTION_CHARACTERS, Question};
use crate::question::Topic;
use crate::text::language::Language;

use super::change::{Change, ChangeError, FileChange};

/// Where pinned questions stand, below the data folder.
pub const FILE: &str = "questions/pinned.jsonl";

/// A pinned question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pinned {
    /// The question, as typed.
    pub question: String,
    /// Earlier questions of the same conversation, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<String>,
    /// What the conversation was about before the first of these: ids, as buttons know them.
    #[serde(default, skip_serializing_if = "Subject::is_empty")]
    pub topic: Subject,
    /// The language of the answer where the question's own words don't tell.
    #[serde(with = "language_name")]
    pub lang: Language,
    /// Whether it must be answered; else that no document says it.
    pub answered: bool,
    /// What its answer must tell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<Told>,
    /// The sections that its answer must cite.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
    /// Who pinned it: an id of Discord, or a name.
    pub by: String,
    /// When; it is asked as of that day.
    #[serde(with = "instant")]
    pub at: Timestamp,
}

/// What a conversation is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// Ids of entities.
    #[serde(default)]
    pub subjects: Vec<String>,
    /// Ids of properties.
    #[serde(default)]
    pub properties: Vec<String>,
}

impl Subject {
    fn is_empty(&self) -> bool {
        self.subjects.is_empty() && self.properties.is_empty()
    }
}

/// A statement by what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// Id of the entity.
    pub subject: String,
    /// Id of the property.
    pub property: String,
    /// The value as the record writes it; `yes` or `no` for a flag.
    pub value: String,
}

/// A section of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Id of the source.
    pub source: String,
    /// Its path of headings, as citations show it; empty before the first heading.
    pub section: String,
}

/// The names of languages, as the settings have them.
const LANGUAGE_NAMES: [(&str, Language); 4] =
    [("en", Language::En), ("zh-Hans", Language::ZhHans), ("zh-Hant", Language::ZhHant), ("es", Language::Es)];

mod language_name {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::{LANGUAGE_NAMES, Language};

    pub(super) fn serialize<S: Serializer>(language: &Language, serializer: S) -> Result<S::Ok, S::Error> {
        let name = LANGUAGE_NAMES.iter().find(|(_, known)| known == language).map_or("en", |(name, _)| name);
        serializer.serialize_str(name)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Language, D::Error> {
        let written = String::deserialize(deserializer)?;
        let known = LANGUAGE_NAMES.iter().find(|(name, _)| *name == written);
        known
            .map(|(_, language)| *language)
            .ok_or_else(|| D::Error::custom(format!("`lang` is `{written}`; it must be en, zh-Hans, zh-Hant or es")))
    }
}

mod instant {
    use jiff::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&at.to_string())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        let written = String::deserialize(deserializer)?;
        written
            .parse()
            .map_err(|_| D::Error::custom(format!("`at` is `{written}`; write a time as 2026-11-28T09:00:00Z")))
    }
}

impl Told {
    /// What a statement says.
    #[must_use]
    pub fn of(corpus: &Corpus, statement: &Statement) -> Self {
        Self {
            subject: corpus.entity(statement.subject).id.clone(),
            property: corpus.property(statement.property).id.clone(),
            value: statement.text.clone(),
        }
    }
}

impl std::fmt::Display for Told {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}.{} = {}", self.subject, self.property, self.value)
    }
}

impl Pinned {
    /// A question with what its answer tells now; `topic` is what it leaned on.
    #[must_use]
    pub fn of(engine: &Engine, question: &str, topic: &Topic, lang: Language, by: String, at: Timestamp) -> Self {
        let topic = Subject { subjects: topic.subjects.clone(), properties: topic.properties.clone() };
        let (history, statements, sections) = (Vec::new(), Vec::new(), Vec::new());
        let question = question.to_owned();
        let bare = Self { question, history, topic, lang, answered: false, statements, sections, by, at };
        let answer = bare.ask(engine);
        let corpus = engine.corpus();
        let mut statements: Vec<Told> = Vec::new();
        for told in engine.told(&answer).into_iter().map(|id| Told::of(corpus, corpus.statement(id))) {
            if !statements.contains(&told) {
                statements.push(told);
            }
        }
        let mut sections: Vec<Section> = Vec::new();
        for citation in answer.citations.iter().filter(|_| statements.is_empty()) {
            let section = Section { source: citation.source.clone(), section: citation.section.clone() };
            if !sections.contains(&section) {
                sections.push(section);
            }
        }
        Self { answered: answer.answered(), statements, sections, ..bare }
    }

    /// The answer of an engine, as of the day on which the question was pinned.
    #[must_use]
    pub fn ask(&self, engine: &Engine) -> Answer {
        let today = self.at.to_zoned(TimeZone::UTC).date();
        let mut topic = Topic { subjects: self.topic.subjects.clone(), properties: self.topic.properties.clone() };
        let language = Some(self.lang);
        for earlier in &self.history {
            topic = engine.topic_after(&Question { text: earlier, language, today, topic });
        }
        engine.answer(&Question { text: &self.question, language, today, topic })
    }

    /// What an engine's answer lacks of what is pinned, a line each; nothing where it holds.
    #[must_use]
    pub fn shortfall(&self, engine: &Engine) -> Vec<String> {
        let answer = self.ask(engine);
        if answer.answered() != self.answered {
            let what = if self.answered { "it is not answered any more" } else { "it is answered now" };
            return vec![what.to_owned()];
        }
        let corpus = engine.corpus();
        let told: Vec<Told> =
            engine.told(&answer).into_iter().map(|id| Told::of(corpus, corpus.statement(id))).collect();
        let untold = self.statements.iter().filter(|wanted| !told.contains(wanted));
        let is_cited = |wanted: &&Section| {
            let cited = |citation: &crate::answer::Citation| {
                citation.source == wanted.source && citation.section == wanted.section
            };
            !answer.citations.iter().any(cited)
        };
        let uncited = self.sections.iter().filter(is_cited);
        untold
            .map(|wanted| format!("it does not tell {wanted}"))
            .chain(uncited.map(|wanted| format!("it does not cite {}: {}", wanted.source, wanted.section)))
            .collect()
    }

    /// What tells it from all others: the question, what it leans on and its language. Eight hexadecimal digits.
    #[must_use]
    pub fn id(&self) -> String {
        let mut hash = blake3::Hasher::new();
        let lang = format!("{:?}", self.lang);
        let parts = [&self.question, &lang].into_iter().chain(&self.history);
        for part in parts.chain(&self.topic.subjects).chain(&self.topic.properties) {
            hash.update(part.as_bytes());
            hash.update(&[0]);
        }
        hash.finalize().to_hex()[..8].to_owned()
    }

    fn line(&self) -> String {
        // Texts, flags and lists of them: nothing that JSON can't write.
        serde_json::to_string(self).expect("a pinned question is JSON")
    }

    fn wrong(&self) -> Option<&'static str> {
        if self.question.trim().is_empty() {
            return Some("the question is empty");
        }
        if self.question.chars().count() > MAX_QUESTION_CHARACTERS {
            return Some("the question is longer than any that is read");
        }
        if self.answered == (self.statements.is_empty() && self.sections.is_empty()) {
            return Some("what is answered needs `statements` or `sections`, and what is not has neither");
        }
        None
    }
}

/// Reads the lines of the file: a question or what is wrong with it, for each line that is not blank, with the line's
/// number from 1.
pub fn read_all(text: &str) -> impl Iterator<Item = (usize, Result<Pinned, String>)> {
    let lines = (1..).zip(text.trim_start_matches('\u{FEFF}').lines());
    lines.filter(|(_, line)| !line.trim().is_empty()).map(|(number, line)| {
        let read: Result<Pinned, String> = serde_json::from_str(line).map_err(|error| error.to_string());
        (number, read.and_then(|pinned| pinned.wrong().map_or(Ok(pinned), |wrong| Err(wrong.to_owned()))))
    })
}

/// The pinned questions of a data folder, and what is wrong with its file; nothing where there is no file.
///
/// # Errors
/// Where the file is there and can't be read.
pub fn load(data: &Path) -> Result<(Vec<Pinned>, Vec<Problem>), ChangeError> {
    let text = FileChange::read(data, FILE)?.unwrap_or_default();
    let file = DataFile { name: FILE.to_owned(), text: String::new() };
    let at = |line: usize, message: String| Problem { line, ..file.problem(None, message) };
    let (mut pinned, mut problems) = (Vec::new(), Vec::new());
    let mut lines: HashMap<String, usize> = HashMap::new();
    for (line, read) in read_all(&text) {
        match read {
            Err(message) => problems.push(at(line, message)),
            Ok(question) => match lines.insert(question.id(), line) {
                Some(before) => {
                    let message = format!("this question is already pinned in line {before}; take one out");
                    problems.push(at(line, message));
                }
                None => pinned.push(question),
            },
        }
    }
    Ok((pinned, problems))
}

/// What is wrong with the pinned questions of a data folder: lines that can't be read, and statements and sections that
/// the corpus does not hold.
///
/// # Errors
/// Where the file is there and can't be read.
pub fn check(data: &Path, corpus: &Corpus) -> Result<Vec<Problem>, ChangeError> {
    let (_, mut problems) = load(data)?;
    let text = FileChange::read(data, FILE)?.unwrap_or_default();
    let told: std::collections::HashSet<(&str, &str, &str)> = corpus
        .statements
        .iter()
        .filter(|statement| statement.rank != Rank::Deprecated)
        .map(|statement| {
            let (subject, property) = (corpus.entity(statement.subject), corpus.property(statement.property));
            (subject.id.as_str(), property.id.as_str(), statement.text.as_str())
        })
        .collect();
    let has_section = |wanted: &Section| {
        corpus.documents.iter().any(|document| {
            document.source.id == wanted.source
                && document.sections.iter().any(|section| section.title() == wanted.section)
        })
    };
    for (line, pinned) in read_all(&text) {
        let Ok(pinned) = pinned else { continue };
        let problem = |message: String| Problem { file: FILE.to_owned(), line, column: 1, message };
        for wanted in &pinned.statements {
            if !told.contains(&(wanted.subject.as_str(), wanted.property.as_str(), wanted.value.as_str())) {
                problems.push(problem(format!("no record says `{wanted}`; correct the record or pin the answer anew")));
            }
        }
        for wanted in pinned.sections.iter().filter(|wanted| !has_section(wanted)) {
            let message = format!("`{}` has no section `{}`; pin the answer anew", wanted.source, wanted.section);
            problems.push(problem(message));
        }
    }
    Ok(problems)
}

/// The change that pins a question, in place of one that is the same.
///
/// # Errors
/// Where the file is there and can't be read.
pub fn add(data: &Path, pinned: &Pinned) -> Result<Change, ChangeError> {
    rewritten(data, &pinned.id(), Some(pinned.line()))
}

/// The change that takes a pinned question out; `None` where there is none of that id.
///
/// # Errors
/// Where the file is there and can't be read.
pub fn remove(data: &Path, id: &str) -> Result<Option<Change>, ChangeError> {
    let change = rewritten(data, id, None)?;
    Ok((!change.is_empty()).then_some(change))
}

/// The file without the question of an id and, in its place or at the end, with another line. All other lines stay as they
/// are, also those that can't be read.
fn rewritten(data: &Path, id: &str, line: Option<String>) -> Result<Change, ChangeError> {
    let before = FileChange::read(data, FILE)?;
    let is_it = |line: &str| serde_json::from_str::<Pinned>(line).is_ok_and(|pinned| pinned.id() == id);
    let mut line = line;
    let mut lines: Vec<String> = Vec::new();
    for old in before.as_deref().unwrap_or_default().lines() {
        if is_it(old) {
            lines.extend(line.take());
        } else {
            lines.push(old.to_owned());
        }
    }
    lines.extend(line);
    let after: String = lines.into_iter().map(|line| line + "\n").collect();
    Ok(Change { files: vec![FileChange { path: FILE.to_owned(), before, after: Some(after) }] })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"question":"who founded MiniMax?","lang":"en","answered":true,"statements":[{"subject":"minimax","property":"founder","value":"yan-junjie"}],"by":"7","at":"2026-11-28T09:00:00Z"}"#;

    fn read(line: &str) -> Result<Pinned, String> {
        read_all(line).next().unwrap().1
    }

    #[test]
    fn a_line_is_written_as_it_is_read() {
        let pinned = read(LINE).unwrap();
        assert_eq!(pinned.line(), LINE);
        let whole = Pinned {
            history: vec!["earlier?".to_owned()],
            topic: Subject { subjects: vec!["minimax".to_owned()], properties: vec!["founder".to_owned()] },
            lang: Language::ZhHant,
            sections: vec![Section { source: "a".to_owned(), section: "B › C".to_owned() }],
            ..pinned.clone()
        };
        assert_eq!(read(&whole.line()).unwrap(), whole);
        assert_ne!(whole.id(), pinned.id());
        let later = Pinned { at: Timestamp::from_second(0).unwrap(), by: "8".to_owned(), ..pinned.clone() };
        assert_eq!(later.id(), pinned.id(), "who pinned it and when does not tell questions apart");
    }

    #[test]
    fn wrong_lines_say_what_is_wrong() {
        for (wrong, expected) in [
            (LINE.replace("\"lang\":\"en\"", "\"lang\":\"zh\""), "it must be en, zh-Hans"),
            (LINE.replace("2026-11-28T09:00:00Z", "yesterday"), "write a time as"),
            (LINE.replace("\"by\"", "\"whom\""), "unknown field"),
            (LINE.replace("who founded MiniMax?", " "), "the question is empty"),
            (LINE.replace("\"answered\":true", "\"answered\":false"), "what is not has neither"),
            ("{".to_owned(), "EOF"),
        ] {
            let message = read(&wrong).unwrap_err();
            assert!(message.contains(expected), "{message}");
        }
    }

    #[test]
    fn questions_are_added_replaced_and_taken_out() {
        let folder = tempfile::tempdir().unwrap();
        let pinned = read(LINE).unwrap();
        let other = Pinned { question: "and when?".to_owned(), ..pinned.clone() };
        for question in [&pinned, &other, &Pinned { by: "9".to_owned(), ..pinned.clone() }] {
            add(folder.path(), question).unwrap().write(folder.path()).unwrap();
        }
        let (kept, problems) = load(folder.path()).unwrap();
        assert_eq!(kept.iter().map(|one| one.by.as_str()).collect::<Vec<_>>(), ["9", "7"]);
        assert_eq!(problems, []);
        assert_eq!(remove(folder.path(), "00000000").unwrap(), None);
        remove(folder.path(), &pinned.id()).unwrap().unwrap().write(folder.path()).unwrap();
        assert_eq!(load(folder.path()).unwrap().0, [other]);
    }

    #[test]
    fn a_question_that_stands_twice_is_a_problem_in_its_line() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("questions")).unwrap();
        std::fs::write(folder.path().join(FILE), format!("{LINE}\n\n{LINE}\nx\n")).unwrap();
        let (kept, problems) = load(folder.path()).unwrap();
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(kept.len(), 1);
        assert!(
            told[0].starts_with("questions/pinned.jsonl:3:1: this question is already pinned in line 1"),
            "{told:?}"
        );
        assert!(told[1].starts_with("questions/pinned.jsonl:4:1: expected value"), "{told:?}");
    }
}
