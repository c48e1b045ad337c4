//! What a question of a question set expects of its answer, and whether an answer meets it. The form is `FORMAT.md` of
//! the question sets; nothing is asked or printed here.

use std::sync::LazyLock;

use serde::Deserialize;

use super::pattern::{Checker, Pattern};
use crate::answer::Answer;

/// Only so many characters of an answer count: one that prints everything meets nothing.
pub const COUNTED: usize = 1_200;

/// A question with what its answer must hold, as it stands in a question set.
#[derive(Debug, Deserialize)]
struct Written {
    id: String,
    question: String,
    lang: String,
    category: String,
    answerable: bool,
    #[serde(default)]
    all: Vec<Vec<String>>,
    #[serde(default)]
    none: Vec<String>,
    #[serde(default)]
    sources: Vec<String>,
    #[serde(default)]
    all_sources: Vec<String>,
    #[serde(default)]
    support: Option<String>,
    #[serde(default)]
    history: Vec<String>,
}

/// A question with what its answer must hold.
#[derive(Debug)]
pub struct Graded {
    /// Unique in its set.
    pub id: String,
    /// As a person types it.
    pub question: String,
    /// Earlier questions of the conversation, oldest first.
    pub history: Vec<String>,
    /// Its language, as the set names it.
    pub language: String,
    /// Its category.
    pub category: String,
    /// Whether a document holds the answer.
    pub answerable: bool,
    all: Vec<Vec<Pattern>>,
    none: Vec<Pattern>,
    sources: Vec<String>,
    all_sources: Vec<String>,
    support: Option<Pattern>,
}

/// What an answer lacks; nothing where it is right.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Shortfall {
    /// What its text lacks or should not say.
    pub text: Vec<String>,
    /// What its citations lack.
    pub citations: Vec<String>,
}

impl Shortfall {
    /// Whether nothing is lacking.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.text.is_empty() && self.citations.is_empty()
    }
}

/// Reads a question set: a question or what is wrong with it, for each line that is not blank, with the line's number
/// from 1.
pub fn read_all(text: &str) -> impl Iterator<Item = (usize, Result<Graded, String>)> {
    lines(text).map(|(number, line)| (number, read(line)))
}

/// Checks a question set: the id of a question or what is wrong with it, for the same lines. It says what [`read_all`]
/// would, in a fraction of the time.
pub fn check_all(text: &str) -> impl Iterator<Item = (usize, Result<String, String>)> {
    let mut checker = Checker::default();
    lines(text).map(move |(number, line)| (number, check(line, &mut checker)))
}

fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = (1..).zip(text.trim_start_matches('\u{FEFF}').lines());
    lines.filter(|(_, line)| !line.trim().is_empty())
}

/// Reads one line of a question set.
///
/// # Errors
/// What is wrong with it.
pub fn read(line: &str) -> Result<Graded, String> {
    let written = Written::from_line(line)?;
    let all = written.all.iter().map(|group| patterns("all", group));
    Ok(Graded {
        all: all.collect::<Result<_, _>>()?,
        none: patterns("none", &written.none)?,
        support: written.support().map(|support| pattern("support", support)).transpose()?,
        id: written.id,
        question: written.question,
        history: written.history,
        language: written.lang,
        category: written.category,
        answerable: written.answerable,
        sources: written.sources,
        all_sources: written.all_sources,
    })
}

fn check(line: &str, checker: &mut Checker) -> Result<String, String> {
    let written = Written::from_line(line)?;
    let of_all = written.all.iter().flatten().map(|one| ("all", one.as_str()));
    let of_none = written.none.iter().map(|one| ("none", one.as_str()));
    let of_support = written.support().map(|one| ("support", one));
    for (field, one) in of_all.chain(of_none).chain(of_support) {
        checker.check(one).map_err(|error| no_pattern(field, one, &error))?;
    }
    Ok(written.id)
}

impl Written {
    fn from_line(line: &str) -> Result<Self, String> {
        serde_json::from_str(line).map_err(|error| error.to_string())
    }

    /// What a quote must hold, where there is such a thing.
    fn support(&self) -> Option<&str> {
        self.support.as_deref().filter(|support| !support.is_empty())
    }
}

fn patterns(field: &str, written: &[String]) -> Result<Vec<Pattern>, String> {
    written.iter().map(|one| pattern(field, one)).collect()
}

fn pattern(field: &str, written: &str) -> Result<Pattern, String> {
    Pattern::new(written).map_err(|error| no_pattern(field, written, &error))
}

fn no_pattern(field: &str, written: &str, error: &str) -> String {
    format!("`{field}`: `{written}` is no regular expression: {error}")
}

impl Graded {
    /// What `answer` lacks, where only its first `counted` characters count.
    #[must_use]
    pub fn shortfall(&self, answer: &Answer, counted: usize) -> Shortfall {
        let mut shortfall = Shortfall::default();
        if answer.answered() != self.answerable {
            shortfall.text.push(
                if self.answerable {
                    "it was not answered"
                } else {
                    "no document holds an answer, yet it was answered"
                }
                .to_owned(),
            );
        }
        let text = counted_text(&answer.text, counted);
        for wrong in self.none.iter().filter(|pattern| pattern.matches(&text)) {
            shortfall.text.push(format!("must not say {}", wrong.written));
        }
        if !self.answerable {
            return shortfall;
        }
        for group in &self.all {
            if !group.iter().any(|pattern| pattern.matches(&text)) {
                let wanted: Vec<&str> = group.iter().map(|pattern| pattern.written.as_str()).collect();
                shortfall.text.push(format!("must say {}", wanted.join("  or  ")));
            }
        }
        shortfall.citations = self.uncited(answer);
        shortfall
    }

    fn uncited(&self, answer: &Answer) -> Vec<String> {
        let cited = |id: &String| answer.citations.iter().any(|citation| citation.source == *id);
        let mut lacking = Vec::new();
        if !self.sources.is_empty() && !self.sources.iter().any(cited) {
            lacking.push(format!("must cite one of {}", self.sources.join(", ")));
        }
        for id in self.all_sources.iter().filter(|id| !cited(id)) {
            lacking.push(format!("must cite {id}"));
        }
        if let Some(support) = &self.support
            && !answer.citations.iter().any(|citation| support.matches(&citation.quote))
        {
            lacking.push(format!("a quote must hold {}", support.written));
        }
        lacking
    }
}

/// What counts of a text: its beginning, without citation marks.
fn counted_text(text: &str, counted: usize) -> String {
    static MARK: LazyLock<regex::Regex> = LazyLock::new(|| regex::Regex::new(r"\[\d+\]").expect("a constant pattern"));
    let counted: String = text.chars().take(counted).collect();
    MARK.replace_all(&counted, "").into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::{Citation, Kind, Outcome};
    use crate::question::Topic;
    use crate::text::language::Language;

    const LINE: &str = r#"{"id": "a", "question": "q", "lang": "en", "category": "founder", "answerable": true,
        "all": [["Yan\\s+Junjie|Junjie\\s+Yan(?![a-z])"], ["2021", "(?<!\\d)21(?!\\d)"]], "none": ["Tang\\s+Jie"],
        "sources": ["x", "y"], "all_sources": ["y"], "support": "yan junjie"}"#;

    fn answer(kind: Kind, text: &str, citations: &[(&str, &str)]) -> Answer {
        let citations = (1u32..).zip(citations).map(|(n, (source, quote))| Citation {
            n,
            source: (*source).to_owned(),
            title: String::new(),
            section: String::new(),
            quote: (*quote).to_owned(),
            unit: crate::corpus::document::UnitId { document: 0, unit: n },
        });
        Answer {
            outcome: Outcome::Found,
            kind,
            text: text.to_owned(),
            citations: citations.collect(),
            suggestions: Vec::new(),
            language: Language::En,
            topic: Topic::default(),
            trace: Vec::new(),
            sides: Vec::new(),
            pages: 1,
        }
    }

    fn lacking(line: &str, answer: &Answer) -> usize {
        let shortfall = read(line).unwrap().shortfall(answer, COUNTED);
        shortfall.text.len() + shortfall.citations.len()
    }

    #[test]
    fn right_answers_lack_nothing() {
        let cited = [("y", "Founder: Yan Junjie")];
        assert_eq!(lacking(LINE, &answer(Kind::Records, "yan [1]junjie, 2021.", &cited)), 0);
        assert_eq!(lacking(LINE, &answer(Kind::Records, "Junjie Yan in '21", &cited)), 0);
    }

    #[test]
    fn everything_that_lacks_is_told() {
        let cited = [("y", "Founder: Yan Junjie")];
        assert_eq!(lacking(LINE, &answer(Kind::None, "Yan Junjie, 2021", &cited)), 1);
        assert_eq!(lacking(LINE, &answer(Kind::Records, "Junjie Yang, 1210", &cited)), 2);
        assert_eq!(lacking(LINE, &answer(Kind::Records, "Yan Junjie, Tang Jie 2021", &cited)), 1);
        assert_eq!(lacking(LINE, &answer(Kind::Records, "Yan Junjie 2021", &[("x", "Yan Junjie")])), 1);
        assert_eq!(lacking(LINE, &answer(Kind::Records, "Yan Junjie 2021", &[("z", "Yan")])), 3);
        let late = format!("{}Yan Junjie 2021", "x".repeat(COUNTED));
        assert_eq!(lacking(LINE, &answer(Kind::Records, &late, &cited)), 2);
    }

    #[test]
    fn what_nobody_knows_must_not_be_answered() {
        let line = r#"{"id": "b", "question": "q", "lang": "en", "category": "unanswerable", "answerable": false,
            "all": [], "none": ["\\$5"], "sources": [], "all_sources": [], "support": null}"#;
        assert_eq!(lacking(line, &answer(Kind::None, "No document says so.", &[])), 0);
        assert_eq!(lacking(line, &answer(Kind::None, "Perhaps $5", &[])), 1);
        assert_eq!(lacking(line, &answer(Kind::Passages, "Something", &[])), 1);
    }

    #[test]
    fn wrong_lines_say_what_is_wrong() {
        for (line, expected) in [
            ("x", "expected value"),
            (r#"{"id": "a"}"#, "missing field `question`"),
            (&LINE.replace("yan junjie", "(yan"), "`support`: `(yan` is no regular expression"),
        ] {
            let message = read(line).unwrap_err();
            assert!(message.contains(expected), "{message}");
            assert_eq!(check(line, &mut Checker::default()), Err(message), "a check says the same");
        }
        assert_eq!(check(LINE, &mut Checker::default()), Ok("a".to_owned()));
    }
}
