//! Lines of `questions/pinned.jsonl` added and taken out.

use std::path::Path;

use jiff::civil::Date;

use crate::answer::Answer;
use crate::engine::{Engine, Question};
use crate::question::Topic;
use crate::reindex::pinned::{FILE, Pinned};
use crate::text::language::Language;

use super::change::{Change, ChangeError, FileChange};

/// Pins the answer that an engine gives to a question now. `topic` is what the question leans on, which no file keeps: it
/// is put into words as a question before it. `None` where that does not lead to the same answer.
#[must_use]
pub fn pin(engine: &Engine, text: &str, topic: &Topic, language: Language, by: String, on: Date) -> Option<Pinned> {
    let shown = engine.answer(&Question { text, language: Some(language), today: on, topic: topic.clone() });
    let bare = Pinned {
        question: text.to_owned(),
        history: Vec::new(),
        lang: Some(language.code().to_owned()),
        statements: engine.statements_behind(&shown),
        by,
        on,
    };
    let holds = |pinned: &Pinned| is_same(&pinned.answer(engine, on), &shown);
    if holds(&bare) {
        return Some(bare);
    }
    let history = vec![in_words(engine, topic, language)?];
    Some(Pinned { history, ..bare }).filter(holds)
}

fn is_same(one: &Answer, other: &Answer) -> bool {
    (one.outcome, &one.text, &one.citations) == (other.outcome, &other.text, &other.citations)
}

/// A question about a topic: its entities by name, its properties as they are called.
fn in_words(engine: &Engine, topic: &Topic, language: Language) -> Option<String> {
    let names: Vec<&str> = topic.subjects.iter().map(|id| engine.name_of(id)).collect::<Option<_>>()?;
    let labels: Vec<String> = topic.properties.iter().map(|id| engine.label_of(id, language)).collect();
    let parts = [names.join(", "), labels.join(", ")];
    Some(format!("{}?", parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(": ")))
}

/// What tells a pinned question from all others: what is asked, after what, in which language. Eight hexadecimal digits.
#[must_use]
pub fn id(pinned: &Pinned) -> String {
    let mut hash = blake3::Hasher::new();
    for part in pinned.history.iter().chain([&pinned.question]).chain(&pinned.lang) {
        hash.update(part.as_bytes());
        hash.update(&[0]);
    }
    hash.finalize().to_hex()[..8].to_owned()
}

/// The change that pins a question, in place of one that is the same.
///
/// # Errors
/// Where the file is there and can't be read.
pub fn add(data: &Path, pinned: &Pinned) -> Result<Change, ChangeError> {
    rewritten(data, &id(pinned), Some(pinned.line()))
}

/// The change that takes a pinned question out; an empty one where there is none of that id.
///
/// # Errors
/// Where the file is there and can't be read.
pub fn remove(data: &Path, id: &str) -> Result<Change, ChangeError> {
    rewritten(data, id, None)
}

/// The file without the question of an id and, in its place or at the end, with another line. All other lines stay as they
/// are, also those that can't be read.
fn rewritten(data: &Path, wanted: &str, mut line: Option<String>) -> Result<Change, ChangeError> {
    let before = FileChange::read(data, FILE)?;
    let is_it = |line: &str| serde_json::from_str::<Pinned>(line).is_ok_and(|pinned| id(&pinned) == wanted);
    let mut lines: Vec<String> = Vec::new();
    for old in before.as_deref().unwrap_or_default().lines() {
        if is_it(old) {
            lines.extend(line.take());
        } else {
            lines.push(old.to_owned());
        }
    }
    lines.extend(line);
    let text: String = lines.into_iter().map(|line| line + "\n").collect();
    let after = (before.is_some() || !text.is_empty()).then_some(text);
    Ok(Change { files: vec![FileChange { path: FILE.to_owned(), before, after }] })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reindex::pinned::read;

    #[test]
    fn questions_are_added_replaced_and_taken_out() {
        let folder = tempfile::tempdir().unwrap();
        let pinned = |question: &str, by: &str| Pinned {
            question: question.to_owned(),
            history: Vec::new(),
            lang: Some("en".to_owned()),
            statements: Vec::new(),
            by: by.to_owned(),
            on: Date::constant(2026, 11, 28),
        };
        let first = pinned("who founded MiniMax?", "7");
        let nothing = remove(folder.path(), &id(&first)).unwrap();
        assert!(nothing.is_empty());
        nothing.write(folder.path()).unwrap();
        for question in [&first, &pinned("and when?", "7"), &pinned("who founded MiniMax?", "9")] {
            add(folder.path(), question).unwrap().write(folder.path()).unwrap();
        }
        let (kept, problems) = read(folder.path());
        assert_eq!(kept, [pinned("who founded MiniMax?", "9"), pinned("and when?", "7")]);
        assert_eq!(problems, []);
        remove(folder.path(), &id(&first)).unwrap().write(folder.path()).unwrap();
        assert_eq!(read(folder.path()).0, [pinned("and when?", "7")]);
        let other = Pinned { lang: Some("es".to_owned()), ..first.clone() };
        assert_ne!(id(&other), id(&first));
    }
}
