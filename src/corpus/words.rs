//! The wordings of questions that belong to no property: the lexicon's `words.toml`. Words and phrases only: what they
//! mean together is code in `question`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::property::{QuestionWord, Wordings};
use super::record::EntityKind;

/// What a question does with the values it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operator {
    /// Name all that fit.
    List,
    /// Say how many fit.
    Count,
    /// The one with the most.
    Most,
    /// The one with the least.
    Least,
    /// The most recent.
    Newest,
    /// The first.
    Oldest,
    /// The longest.
    Longest,
    /// The shortest.
    Shortest,
    /// The cheapest.
    Cheapest,
    /// Two or more side by side.
    Compare,
    /// What happened, in order.
    Timeline,
    /// What happened on a day of any year.
    OnThisDay,
    /// Those that do not.
    Negation,
    /// All but what follows.
    Exclusion,
    /// What something is.
    Definition,
    /// A comparative: which of two has more.
    More,
    /// A comparative: which of two has less.
    Less,
    /// The time between two things.
    Interval,
    /// Who says something.
    Said,
}

/// A quality by which lists are narrowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Filter {
    /// Weights can be downloaded.
    OpenWeights,
    /// They can't.
    Closed,
    /// Mixture of experts.
    Moe,
    /// No experts: all of it is active.
    Dense,
    /// More than text.
    Multimodal,
    /// Reasons step by step.
    Reasoning,
    /// Writes code.
    Coding,
    /// Makes or understands video.
    Video,
    /// Sees.
    Vision,
}

/// Which side of a number a question wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    /// More than it.
    Over,
    /// Less than it.
    Under,
}

/// From what was spoken of before to what comes right after or before it: "and the year after?", "the round before that".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// The year after.
    YearLater,
    /// The year before.
    YearEarlier,
    /// The month after.
    MonthLater,
    /// The month before.
    MonthEarlier,
    /// The funding round after.
    RoundLater,
    /// The funding round before.
    RoundEarlier,
}

/// `words.toml` as written: wordings by what they mean.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Words {
    /// Words that say nothing.
    pub stop: Wordings,
    /// Words that an answer need not account for, though phrases are made of them.
    pub light: Wordings,
    /// What a question asks with.
    pub question: BTreeMap<QuestionWord, Wordings>,
    /// What it does with values.
    pub operator: BTreeMap<Operator, Wordings>,
    /// Adjectives that name a property by themselves ("older"), by the property's id.
    pub implied: BTreeMap<String, Wordings>,
    /// Kinds of entities.
    pub kind: BTreeMap<EntityKind, Wordings>,
    /// Qualities by which lists are narrowed.
    pub filter: BTreeMap<Filter, Wordings>,
    /// What makes a bound of the number that follows it (in Chinese also of the one before it).
    pub bound: BTreeMap<Bound, Wordings>,
    /// What is not for this bot.
    pub out_of_scope: Wordings,
    /// What leans on the question before.
    pub followup: Wordings,
    /// Steps from what was spoken of in the question before.
    pub step: BTreeMap<Step, Wordings>,
    /// What stands for a person of the question before or of its answer.
    pub person: Wordings,
    /// By which words all that is named is meant to hold or have something together.
    pub both: Wordings,
    /// What asks of all of several: "are all of them …".
    pub every: Wordings,
    /// What asks of a technique no more than how it works.
    pub explaining: Wordings,
    /// What tells that a question is asked of today.
    pub today: Wordings,
    /// What asks for others than those that are known: "who else", "the other one".
    pub other: Wordings,
    /// What asks who wrote a document.
    pub authored: Wordings,
    /// What asks for the sum of all: "in total".
    pub total: Wordings,
    /// How people shorten words when they type ("ppl"), by the word that is meant.
    pub abbreviation: BTreeMap<String, Wordings>,
    /// What people say beside their question.
    pub aside: AsideWords,
    /// By which roles people are named.
    pub role: RoleWords,
    /// How things are described instead of named.
    pub referring: ReferringWords,
    /// How something is told first and then asked for by a bare question word.
    pub bare: BareWords,
    /// The words of clauses that only tell when something was.
    pub time_clause: TimeClauseWords,
    /// Words by which a sentence gives a reason.
    pub reason: Wordings,
    /// Words that mean the same: a file of its own, `synonyms.toml`.
    pub synonyms: Synonyms,
}

/// The words of clauses that stand beside a question ("dumb question maybe, but …", "… i would have guessed Kimi").
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AsideWords {
    /// With which people begin to speak of themselves.
    pub oneself: Wordings,
    /// Nouns of empty openings.
    pub opening: Wordings,
    /// What makes a clause the question itself, besides question words.
    pub asking: Wordings,
    /// With which a clause sets itself against what was said before it.
    pub contrast: Wordings,
}

/// The words by which people are named after what they do at a body ("the Kimi founder", "StepFun's boss").
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RoleWords {
    /// Who founded it.
    pub founder: Wordings,
    /// Who leads it.
    pub chief: Wordings,
    /// What the posts of whoever leads it are called in the records.
    pub post: Wordings,
    /// Single words that ask for whoever is at the top, and for no post by its title: they tell no post from another.
    pub leading: Wordings,
    /// Before a body: it is no longer so.
    pub former: Wordings,
}

/// The words of descriptions that stand in the place of names ("the lab that a hedge fund pays for").
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReferringWords {
    /// With which a description begins.
    pub opener: Wordings,
    /// What people call a lab only in a description: "the GLM people".
    pub body: Wordings,
    /// What people call one model of a line: "the lighter version".
    pub version: Wordings,
    /// What people call a rule only where they tell whose it is and of when: "the CAC's paper of 2023".
    pub rule: Wordings,
    /// Words by which whoever rules China is meant: "Beijing's rulebook".
    pub china: Wordings,
}

/// The words by which something is told first and then asked for ("he ran a fund. Which one?").
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BareWords {
    /// Clauses that only ask, for what was told before.
    pub asking: Wordings,
    /// What stands before something that is not named.
    pub open: Wordings,
    /// What asks for it in the same place.
    pub which: Wordings,
}

/// The words of clauses that only tell when something was ("the day Nvidia crashed").
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TimeClauseWords {
    /// With which such a clause begins.
    pub opener: Wordings,
    /// With which it may begin, as may clauses of other sorts.
    pub when: Wordings,
    /// With which it ends.
    pub closer: Wordings,
}

/// Words that mean the same.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Synonyms {
    /// A list of words for each meaning; a word may be in several.
    pub groups: Vec<Vec<String>>,
}
