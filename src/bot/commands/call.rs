//! A call of a command, with what was given.

use crate::bot::action::Recall;
use crate::bot::request::{OptionValue, Request, Upload};
use crate::bot::response::Reply;
use crate::bot::settings::PlaceSettings;
use crate::bot::wording::{self, FixedText};
use crate::bot::{Bot, recall};
use crate::engine::Engine;
use crate::store::NewAuditEntry;
use crate::text::language::Language;

/// A call of a command, checked against the table.
#[derive(Debug)]
pub struct Call<'a> {
    /// Who is called.
    pub bot: &'a Bot,
    /// The engine in force.
    pub engine: &'a Engine,
    /// The request as it came.
    pub request: &'a Request,
    /// The language to speak to the caller in.
    pub language: Language,
    /// What holds where it was called.
    pub settings: PlaceSettings,
    /// What was given, by the option's English name; texts are cleaned.
    pub given: Vec<(&'static str, OptionValue)>,
}

impl Call<'_> {
    /// The answer to what a recall says; the private ones are for the caller alone.
    #[must_use]
    pub fn answer(&self, recall: &Recall, question: Option<&str>, private: bool) -> Reply {
        let hint = match recall {
            Recall::Question(_) => self.bot.hint(&self.request.caller),
            _ => Some(self.language),
        };
        let made = recall::answer(self.engine, recall, question, self.request.today, hint);
        let unanswerable =
            || Reply::error(wording::NOTHING_SHARED.in_language(self.language).to_owned(), self.language);
        Reply { private, ..made.unwrap_or_else(unanswerable) }
    }

    /// Notes in the audit log what a moderator did. What is done stays done where the note fails.
    pub async fn note(&self, action: &str, detail: &str) {
        let Some(store) = &self.bot.store else { return };
        let entry = NewAuditEntry {
            at: self.request.now,
            member: self.request.caller.member,
            action: action.to_owned(),
            detail: detail.to_owned(),
            generation_before: None,
            generation_after: None,
        };
        if let Err(error) = store.audit(&entry).await {
            tracing::error!(%error, "an action could not be noted");
        }
    }

    /// The text given for an option; empty if none was, which a required option's never is.
    #[must_use]
    pub fn text(&self, option: &FixedText) -> &str {
        match self.value(option) {
            Some(OptionValue::Text(text)) => text,
            _ => "",
        }
    }

    /// The flag given for an option, if one was.
    #[must_use]
    pub fn flag(&self, option: &FixedText) -> Option<bool> {
        match self.value(option) {
            Some(OptionValue::Flag(flag)) => Some(*flag),
            _ => None,
        }
    }

    /// The number given for an option, if one was.
    #[must_use]
    pub fn number(&self, option: &FixedText) -> Option<i64> {
        match self.value(option) {
            Some(OptionValue::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// The channel given for an option, if one was.
    #[must_use]
    pub fn channel(&self, option: &FixedText) -> Option<u64> {
        match self.value(option) {
            Some(OptionValue::Channel(channel)) => Some(*channel),
            _ => None,
        }
    }

    /// The file given for an option, if one was.
    #[must_use]
    pub fn file(&self, option: &FixedText) -> Option<&Upload> {
        match self.value(option) {
            Some(OptionValue::File(upload)) => Some(upload),
            _ => None,
        }
    }

    /// The role given for an option, if one was.
    #[must_use]
    pub fn role(&self, option: &FixedText) -> Option<u64> {
        match self.value(option) {
            Some(OptionValue::Role(role)) => Some(*role),
            _ => None,
        }
    }

    fn value(&self, option: &FixedText) -> Option<&OptionValue> {
        self.given.iter().find(|(name, _)| *name == option.en).map(|(_, value)| value)
    }
}
