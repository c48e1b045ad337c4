//! What can be stated of an entity and asked about it: the lexicon's `properties.toml`.

use serde::{Deserialize, Serialize};

/// What sort of value a property has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ValueType {
    /// The id of another entity.
    Entity,
    /// An EDTF date.
    Date,
    /// A number with its unit, as written.
    Number,
    /// Words of ours, proven by evidence terms.
    Text,
    /// Yes or no.
    Flag,
}

/// What the numbers of a property count, as far as their own writing can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NumberSort {
    /// Things: neither money nor per cent.
    Count,
    /// An amount of money with its currency.
    Money,
}

/// A text in the languages that answers are worded in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Localised {
    /// English.
    #[serde(default)]
    pub en: String,
    /// Chinese, in simplified characters; the traditional form is derived.
    #[serde(default)]
    pub zh: String,
    /// Spanish.
    #[serde(default)]
    pub es: String,
}

/// Wordings in the languages that questions come in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wordings {
    /// English.
    #[serde(default)]
    pub en: Vec<String>,
    /// Chinese.
    #[serde(default)]
    pub zh: Vec<String>,
    /// Spanish.
    #[serde(default)]
    pub es: Vec<String>,
}

impl Wordings {
    /// The wordings of one word.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.iter().filter(|wording| !wording.contains(' '))
    }

    /// All wordings, whatever their language.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.en.iter().chain(&self.zh).chain(&self.es).map(String::as_str)
    }
}

/// What a question asks with: it tells apart properties that share their verbs (`who founded`, `when founded`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuestionWord {
    /// A person or a body.
    Who,
    /// A date.
    When,
    /// A place.
    Where,
    /// A count.
    HowMany,
    /// An amount of money.
    HowMuch,
    /// A span of time.
    HowLong,
    /// One or some of several.
    Which,
    /// Anything.
    What,
    /// A reason.
    Why,
    /// A manner.
    How,
    /// Yes or no.
    Whether,
}

/// One property as the lexicon declares it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Property {
    /// Its name: the table's own name, so not a key.
    #[serde(default)]
    pub id: String,
    /// What sort of value it has.
    #[serde(rename = "type")]
    pub value_type: ValueType,
    /// What its numbers count; a number of another sort is a slip.
    #[serde(default)]
    pub unit: Option<NumberSort>,
    /// Whether an entity has one value at a time, so that two different ones are a disagreement.
    #[serde(default)]
    pub single: bool,
    /// Whether another value than the stated ones is denied by them, though there may be several: a seat, an owner.
    #[serde(default)]
    pub exclusive: bool,
    /// What the property is called in an answer.
    #[serde(default)]
    pub label: Localised,
    /// A clause with `{subject}` and `{value}`; empty: "label of subject: value".
    #[serde(default)]
    pub say: Localised,
    /// A question for it with `{subject}`, offered where another one was not answered; empty: it is not offered.
    #[serde(default)]
    pub suggest: Localised,
    /// Of a flag: the clause with `{subject}` where it is false.
    #[serde(default)]
    pub deny: Localised,
    /// What a person asks with when wanting it.
    #[serde(default)]
    pub question: Option<QuestionWord>,
    /// Words with which people ask for it.
    #[serde(default)]
    pub ask: Wordings,
    /// Words that ask for it right after a question for a property of a like name: "and in total?" after active parameters.
    #[serde(default)]
    pub ellipsis: Wordings,
    /// Kinds of subjects that it is asked of; empty: any.
    #[serde(default)]
    pub kinds: Vec<String>,
}
