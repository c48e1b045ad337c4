//! What the bot says, in terms that no platform owns: plain text and its parts. Layout, lengths and escaping belong to
//! whoever shows it.

use crate::answer::{Answer, Citation, Outcome, Side};
use crate::engine;
use crate::question::Topic;
use crate::text::language::Language;

use super::action::Recall;

/// How many choices autocomplete offers at most (Discord's own limit).
pub const MOST_CHOICES: usize = 25;

/// The response to one request.
#[derive(Debug, Clone, PartialEq)]
pub enum Response {
    /// Something to read.
    Reply(Reply),
    /// The same, in place of the message whose component was used.
    Edit(Reply),
    /// The message whose component was used is deleted.
    Delete,
    /// What to offer while an option is being typed, best first.
    Choices(Vec<Choice>),
    /// Something to fill in.
    Form(Form),
    /// Nothing: these words are not answered here.
    Silence,
}

/// Something to fill in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The id that comes back with what was written.
    pub id: String,
    /// A heading.
    pub title: String,
    /// What to write.
    pub fields: Vec<FormField>,
}

/// One thing to write into a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormField {
    /// The name under which it comes back.
    pub name: &'static str,
    /// What to write.
    pub label: String,
    /// An example.
    pub example: String,
    /// Whether it must be written.
    pub required: bool,
    /// How many characters there may be.
    pub max_length: u16,
}

/// A button under a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// What it says.
    pub label: String,
    /// The id that comes back: see [`super::action`].
    pub id: String,
    /// Whether it does away with something.
    pub destructive: bool,
}

/// A menu under a reply, of which one thing is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Menu {
    /// What to choose.
    pub prompt: String,
    /// The id that comes back.
    pub id: String,
    /// What is shown, and what comes back.
    pub choices: Vec<Choice>,
}

/// Which page of several a reply is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageOf {
    /// Its number, counted from 0.
    pub number: usize,
    /// How many there are.
    pub count: usize,
}

/// What was asked and not known, by ids; either may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The property.
    pub property: String,
    /// The entity.
    pub entity: String,
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
    /// Where documents disagree: each value with what proves it.
    pub sides: Vec<Side>,
    /// How it can be made again, if it is an answer.
    pub recall: Option<Recall>,
    /// Which page it is, if there are several.
    pub page: Option<PageOf>,
    /// What else the words could mean.
    pub meanings: Vec<engine::Choice>,
    /// What was asked in vain.
    pub gap: Option<Gap>,
    /// Rows of buttons, made by [`super::controls`].
    pub buttons: Vec<Vec<Button>>,
    /// A menu, made by [`super::controls`].
    pub menu: Option<Menu>,
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
            body: answer.text,
            citations: answer.citations,
            tone,
            suggestions: answer.suggestions,
            topic: answer.topic,
            sides: answer.sides,
            ..Self::info(None, String::new(), answer.language)
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
            sides: Vec::new(),
            recall: None,
            page: None,
            meanings: Vec::new(),
            gap: None,
            buttons: Vec::new(),
            menu: None,
        }
    }

    /// The same, for the caller's eyes alone.
    #[must_use]
    pub fn privately(self) -> Self {
        Self { private: true, ..self }
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
                sides: Vec::new(),
                pages: 1,
            });
            assert_eq!(reply.tone, tone);
            assert_eq!((reply.body.as_str(), reply.language), ("Text.", Language::Es));
            assert_eq!(reply.suggestions, ["More?"]);
        }
    }
}
