//! What the bot says, in terms that no platform owns: plain text and its parts. Layout, lengths and escaping belong to
//! whoever shows it.

use crate::answer::{Answer, Citation, Outcome};
use crate::question::Topic;
use crate::text::language::Language;

/// How many choices autocomplete offers at most (Discord's own limit).
pub const MOST_CHOICES: usize = 25;

/// The response to one request.
#[derive(Debug, Clone, PartialEq)]
pub enum Response {
    /// Something to read.
    Reply(Reply),
    /// What to offer while an option is being typed, best first.
    Choices(Vec<Choice>),
}

/// Something to read.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// A heading, where one helps.
    pub title: Option<String>,
    /// Plain text; may hold line breaks, `- ` lists and `[n]` where citations belong to it.
    pub body: String,
    /// One for every `[n]` of the body.
    pub citations: Vec<Citation>,
    /// What kind of reply it is.
    pub tone: Tone,
    /// Whether it is for the caller's eyes alone.
    pub private: bool,
    /// Questions that the bot can answer.
    pub suggestions: Vec<String>,
    /// What the conversation is about now.
    pub topic: Topic,
    /// The language it is worded in.
    pub language: Language,
}

/// What kind of reply it is. The body says so, too: the tone is for colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// An answer that documents hold.
    Found,
    /// An answer on which documents disagree.
    Disagree,
    /// No document holds the answer.
    Declined,
    /// Something about the bot itself.
    Info,
    /// The request can't be served as it is.
    Error,
}

impl Tone {
    /// A word for the log.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Disagree => "disagree",
            Self::Declined => "declined",
            Self::Info => "info",
            Self::Error => "error",
        }
    }
}

/// One thing to choose while an option is being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is shown.
    pub shown: String,
    /// What is put into the option.
    pub value: String,
}

impl Reply {
    /// An answer of the engine.
    #[must_use]
    pub fn from_answer(answer: Answer) -> Self {
        let tone = match answer.outcome {
            Outcome::Found | Outcome::NotPublic | Outcome::ThereIsNone => Tone::Found,
            Outcome::Disagree => Tone::Disagree,
            Outcome::Unknown | Outcome::OutOfScope => Tone::Declined,
        };
        Self {
            title: None,
            body: answer.text,
            citations: answer.citations,
            tone,
            private: false,
            suggestions: answer.suggestions,
            topic: answer.topic,
            language: answer.language,
        }
    }

    /// Something about the bot itself.
    #[must_use]
    pub fn info(title: Option<String>, body: String, language: Language) -> Self {
        Self {
            title,
            body,
            citations: Vec::new(),
            tone: Tone::Info,
            private: false,
            suggestions: Vec::new(),
            topic: Topic::default(),
            language,
        }
    }

    /// One line that says why the request can't be served as it is; for the caller's eyes alone.
    #[must_use]
    pub fn error(line: String, language: Language) -> Self {
        Self { tone: Tone::Error, private: true, ..Self::info(None, line, language) }
    }
}

/// A quote for eyes, on one line and without its document's Markdown: marks that mean emphasis there would stand here as
/// they are.
#[must_use]
pub fn readable_quote(citation: &Citation) -> String {
    let words = citation.quote.replace("**", "").replace('`', "");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::Kind;

    #[test]
    fn every_outcome_has_its_tone() {
        for (outcome, tone) in [
            (Outcome::Found, Tone::Found),
            (Outcome::Disagree, Tone::Disagree),
            (Outcome::NotPublic, Tone::Found),
            (Outcome::ThereIsNone, Tone::Found),
            (Outcome::Unknown, Tone::Declined),
            (Outcome::OutOfScope, Tone::Declined),
        ] {
            let reply = Reply::from_answer(Answer {
                outcome,
                kind: Kind::None,
                text: "Text.".to_owned(),
                citations: Vec::new(),
                suggestions: vec!["More?".to_owned()],
                language: Language::Es,
                topic: Topic::default(),
                trace: Vec::new(),
            });
            assert_eq!(reply.tone, tone);
            assert_eq!((reply.body.as_str(), reply.language), ("Text.", Language::Es));
            assert_eq!(reply.suggestions, ["More?"]);
        }
    }
}
