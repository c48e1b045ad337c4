//! What stands against a change of the data: pinned questions that fail, and answers that get lost. Both engines are
//! asked the same questions: the pinned ones and those of the question sets in the data folder.

use std::path::Path;

use jiff::civil::Date;
use serde::Deserialize;

use super::pinned::{self, Pinned};
use crate::engine::{Engine, Question};
use crate::question::Topic;

/// How much may get lost before somebody has to say that it is meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gates {
    /// Of the questions that were answered before, in percent.
    pub most_lost_percent: u32,
}

/// What stands against a change of the data, and may be overridden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Objection {
    /// Fewer questions are answered.
    Lost {
        /// How many were answered.
        before: usize,
        /// How many would be.
        after: usize,
    },
    /// A pinned question fails.
    Pinned {
        /// The question.
        question: String,
        /// Why.
        why: String,
    },
}

/// A pinned question whose answer fails or would be another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinnedOutcome {
    /// The question.
    pub question: String,
    /// What is answered now; nothing where nothing answers yet.
    pub before: Option<String>,
    /// What would be answered.
    pub after: String,
    /// Why that does not hold what was pinned.
    pub failure: Option<String>,
}

/// What asking both engines showed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// How many pinned questions there are.
    pub pinned: usize,
    /// Those whose answers fail or differ.
    pub outcomes: Vec<PinnedOutcome>,
    /// How many questions were asked in all.
    pub asked: usize,
    /// How many of them are answered now; nothing where nothing answers yet.
    pub answered_before: Option<usize>,
    /// How many of them would be answered.
    pub answered_after: usize,
}

impl Verdict {
    /// What stands against the change.
    #[must_use]
    pub fn objections(&self, gates: Gates) -> Vec<Objection> {
        let mut objections = Vec::new();
        if let Some(before) = self.answered_before
            && before.saturating_sub(self.answered_after) * 100 > before * gates.most_lost_percent as usize
        {
            objections.push(Objection::Lost { before, after: self.answered_after });
        }
        let failing = self.outcomes.iter().filter_map(|outcome| {
            Some(Objection::Pinned { question: outcome.question.clone(), why: outcome.failure.clone()? })
        });
        objections.extend(failing);
        objections
    }
}

/// A question of a question set, as far as it is asked here.
#[derive(Debug, Deserialize)]
struct Asked {
    question: String,
    #[serde(default)]
    history: Vec<String>,
}

/// Most questions of the sets that are asked: enough to see a share get lost, and few enough that a start with changed data
/// stays short.
const MOST_OF_SETS: usize = 120;

/// At most so many of a list, spread evenly over it.
fn evenly<T>(list: Vec<T>, most: usize) -> Vec<T> {
    let step = list.len().div_ceil(most).max(1);
    list.into_iter().step_by(step).collect()
}

/// Asks both engines the pinned questions and, evenly spread, those of the data folder's question sets; `before` where something answers already. `progress` hears how
/// many of how many questions are asked.
#[must_use]
pub fn judge(
    before: Option<&Engine>,
    after: &Engine,
    pinned: &[Pinned],
    data: &Path,
    today: Date,
    progress: &mut dyn FnMut(usize, usize),
) -> Verdict {
    // Where nothing answers yet, nothing can get lost.
    let sets = if before.is_some() { evenly(question_sets(data), MOST_OF_SETS) } else { Vec::new() };
    let asked = pinned.len() + sets.len();
    let mut verdict = Verdict { pinned: pinned.len(), asked, ..Verdict::default() };
    let mut answered_before = 0;
    for (number, one) in pinned.iter().enumerate() {
        progress(number, asked);
        let now = before.map(|engine| one.answer(engine, today));
        let then = one.answer(after, today);
        let failure = one.failure(after, &then);
        answered_before += usize::from(now.as_ref().is_some_and(crate::answer::Answer::answered));
        verdict.answered_after += usize::from(then.answered());
        let differs = now.as_ref().is_some_and(|now| now.text != then.text);
        if failure.is_some() || differs {
            let before = now.map(|answer| answer.text);
            verdict.outcomes.push(PinnedOutcome { question: one.question.clone(), before, after: then.text, failure });
        }
    }
    for (number, one) in sets.iter().enumerate() {
        progress(pinned.len() + number, asked);
        answered_before += usize::from(before.is_some_and(|engine| is_answered(engine, one, today)));
        verdict.answered_after += usize::from(is_answered(after, one, today));
    }
    progress(asked, asked);
    verdict.answered_before = before.map(|_| answered_before);
    verdict
}

fn is_answered(engine: &Engine, asked: &Asked, today: Date) -> bool {
    let question = |text, topic| Question { text, language: None, today, topic };
    let mut topic = Topic::default();
    for earlier in &asked.history {
        topic = engine.topic_after(&question(earlier, topic));
    }
    engine.answer(&question(&asked.question, topic)).answered()
}

/// The questions of the folder's question sets. A line that is none is for `lablore check` to tell.
fn question_sets(data: &Path) -> Vec<Asked> {
    let Ok(entries) = data.join("questions").read_dir() else { return Vec::new() };
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "jsonl") && !path.ends_with(pinned::FILE));
    files.sort();
    let texts = files.iter().filter_map(|path| std::fs::read_to_string(path).ok());
    texts
        .flat_map(|text| text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect::<Vec<Asked>>())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drop_by_more_than_the_share_is_an_objection() {
        for (before, after, percent, objects) in [
            (Some(100), 95, 5, false),
            (Some(100), 94, 5, true),
            (Some(100), 99, 0, true),
            (Some(100), 120, 0, false),
            (Some(0), 0, 0, false),
            (Some(19), 18, 5, true),
            (Some(100), 0, 100, false),
            (None, 0, 5, false),
        ] {
            let verdict = Verdict { answered_before: before, answered_after: after, ..Verdict::default() };
            let objections = verdict.objections(Gates { most_lost_percent: percent });
            assert_eq!(!objections.is_empty(), objects, "{before:?} {after} {percent}");
        }
    }

    #[test]
    fn a_long_list_is_asked_of_evenly() {
        assert_eq!(evenly((0..10).collect(), 4), [0, 3, 6, 9]);
        assert_eq!(evenly((0..4).collect(), 4), [0, 1, 2, 3]);
        assert!(evenly(Vec::<u8>::new(), 4).is_empty());
    }

    #[test]
    fn a_pinned_question_that_fails_is_an_objection_and_one_that_differs_is_none() {
        let outcome = |failure: Option<&str>| PinnedOutcome {
            question: "q".to_owned(),
            before: Some("a".to_owned()),
            after: "b".to_owned(),
            failure: failure.map(str::to_owned),
        };
        let verdict = Verdict { outcomes: vec![outcome(None), outcome(Some("why"))], ..Verdict::default() };
        let expected = Objection::Pinned { question: "q".to_owned(), why: "why".to_owned() };
        assert_eq!(verdict.objections(Gates { most_lost_percent: 5 }), [expected]);
    }
}
