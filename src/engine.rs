//! The story on one page: one immutable build of corpus and index, and everything that can be asked of it.
//!
//! Question → meaning → evidence → answer. Whoever asks (terminal, Discord, a batch) enters here, so that what is
//! measured is what people read.

use std::sync::OnceLock;

use jiff::civil::Date;

use crate::answer::knowledge::Knowledge;
use crate::answer::{Answer, abstain, compose, on_this_day, profile};
use crate::calendar::{DayOfYear, Edition, Event, LeapDay, Taste, editions, events, ics};
use crate::corpus::record::EntityKind;
use crate::corpus::{Corpus, EntityId};
use crate::question::Topic;
use crate::question::understand::{Meaning, lean_on};
use crate::search::PassageIndex;
use crate::text::fold::name_key;
use crate::text::language::{Language, guess};

/// A question with all that its answer may depend on: no clock and no environment is read further down.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// As typed.
    pub text: &'a str,
    /// The language to answer in where the text itself does not tell (a Discord locale).
    pub language: Option<Language>,
    /// Today, for "this month" and "how many years ago".
    pub today: Date,
    /// What the conversation was about so far.
    pub topic: Topic,
}

/// A name that autocomplete offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameSuggestion {
    /// What is put into the option when chosen: the entity's name.
    pub name: String,
    /// What is shown: the name and, where an alias matched, that alias.
    pub shown: String,
}

/// A source document as `/sources` lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceInfo {
    /// Id, as citations name it.
    pub id: String,
    /// Full title.
    pub title: String,
    /// Author, where known.
    pub author: Option<String>,
    /// Date as the document gives it, where known.
    pub date: Option<String>,
    /// Where it stands on the web, where known.
    pub address: Option<String>,
    /// How many passages of it are indexed.
    pub passages: usize,
}

/// Longer questions are answered by their beginning: nobody asks in so many characters.
pub const MAX_QUESTION_CHARACTERS: usize = 2_000;

/// One immutable build of corpus and index. Cheap to share, never changed: a reload makes a new one.
#[derive(Debug)]
pub struct Engine {
    knowledge: Knowledge,
    /// Labs and companies with their folded names, most prominent first, for autocomplete.
    labs: Vec<(EntityId, Vec<(String, String)>)>,
    /// All dated events, each as exactly as any document has it, made when first asked for.
    events: OnceLock<Vec<Event>>,
}

impl Engine {
    /// Prepares a corpus and its index for questions.
    #[must_use]
    pub fn new(corpus: Corpus, index: PassageIndex) -> Self {
        let knowledge = Knowledge::new(corpus, index);
        let labs = labs(&knowledge);
        Self { knowledge, labs, events: OnceLock::new() }
    }

    /// Answers one question: the same question over the same data gives the same answer to the letter.
    #[must_use]
    pub fn answer(&self, question: &Question<'_>) -> Answer {
        let text = cleaned(question.text);
        if !text.chars().any(char::is_alphanumeric) {
            return abstain::empty(guess(&text).or(question.language).unwrap_or_default());
        }
        let meaning = self.understand(&text, question);
        let mut answer = compose::compose(&self.knowledge, &meaning, &text);
        answer.topic = self.topic(&meaning);
        answer.trace = self.trace(&meaning, &answer);
        answer
    }

    fn understand(&self, text: &str, question: &Question<'_>) -> Meaning {
        let knowledge = &self.knowledge;
        let mut meaning =
            knowledge.understander.understand(&knowledge.corpus, &knowledge.graph, text, question.language);
        lean_on(&mut meaning, &question.topic, &knowledge.corpus);
        meaning
    }

    /// What the conversation is about after a question, without answering it: for histories that are given at once.
    #[must_use]
    pub fn topic_after(&self, question: &Question<'_>) -> Topic {
        self.topic(&self.understand(&cleaned(question.text), question))
    }

    fn topic(&self, meaning: &Meaning) -> Topic {
        let corpus = &self.knowledge.corpus;
        Topic {
            subjects: meaning.entities().iter().map(|id| corpus.entity(*id).id.clone()).collect(),
            properties: meaning.property_ids().iter().map(|id| corpus.property(*id).id.clone()).collect(),
        }
    }

    fn trace(&self, meaning: &Meaning, answer: &Answer) -> Vec<String> {
        let corpus = &self.knowledge.corpus;
        let mut out = Vec::new();
        for named in &meaning.mentions {
            let ids: Vec<&str> = named.entities.iter().map(|id| corpus.entity(*id).id.as_str()).collect();
            out.push(format!("“{}” names {} ({:?})", named.words, ids.join(", "), named.found));
        }
        for (typed, taken) in &meaning.corrected {
            out.push(format!("“{typed}” was taken for “{taken}”"));
        }
        for cue in &meaning.properties {
            let ids: Vec<&str> = cue.properties.iter().map(|id| corpus.property(*id).id.as_str()).collect();
            out.push(format!("“{}” asks for {}", cue.stems.join(" "), ids.join(" or ")));
        }
        out.push(format!(
            "question words {:?}, operators {:?}, kinds {:?}, filters {:?}, dates {}",
            meaning.asks,
            meaning.operators,
            meaning.kinds,
            meaning.filters,
            meaning.dates.len()
        ));
        for content in &meaning.content {
            out.push(format!(
                "“{}” must be accounted for (weight {:.2}, known {})",
                content.text, content.weight, content.known
            ));
        }
        for scored in crate::answer::evidence::gather(&self.knowledge, meaning).iter().take(8) {
            let statement = corpus.statement(scored.id);
            out.push(format!(
                "{:.3} {} {}: {} ({}:{})",
                scored.score,
                corpus.entity(statement.subject).id,
                corpus.property(statement.property).id,
                statement.text,
                statement.origin.0,
                statement.origin.1
            ));
        }
        out.push(format!("outcome {:?}, kind {:?}", answer.outcome, answer.kind));
        out
    }

    /// The card of a lab (or of any entity): what it is, founders, founded, place, models, funding, each line cited.
    /// An unknown name gives an `Unknown` answer with "did you mean" suggestions.
    #[must_use]
    pub fn profile(&self, name: &str, language: Language) -> Answer {
        let names = &self.knowledge.understander.names;
        let found = names.exact(name).first().copied().or_else(|| {
            let text = cleaned(name);
            let question =
                Question { text: &text, language: Some(language), today: Date::ZERO, topic: Topic::default() };
            let meaning = self.understand(&text, &question);
            let only = meaning
                .entities()
                .first()
                .copied()
                .filter(|_| meaning.mentions.len() == 1 && meaning.content.is_empty());
            only.filter(|_| meaning.unknown_variant.is_none())
        });
        match found {
            Some(entity) => {
                let mut answer = profile::card(&self.knowledge, entity, language);
                answer.topic.subjects = vec![self.knowledge.corpus.entity(entity).id.clone()];
                answer
            }
            None => {
                let near: Vec<EntityId> = self.matching(name, 3).into_iter().map(|(id, _)| id).collect();
                abstain::unknown_name(&self.knowledge, name, &near, language)
            }
        }
    }

    /// Names of labs and companies that fit what has been typed so far, best first; for an empty text the most
    /// prominent ones. Matches aliases, Chinese names and typos, from memory.
    #[must_use]
    pub fn suggest_labs(&self, typed: &str, limit: usize) -> Vec<NameSuggestion> {
        self.matching(typed, limit)
            .into_iter()
            .map(|(id, alias)| {
                let name = self.knowledge.corpus.entity(id).name.clone();
                let shown = if alias.is_empty() || alias == name { name.clone() } else { format!("{name} ({alias})") };
                NameSuggestion { name, shown }
            })
            .collect()
    }

    /// Labs whose names begin with, hold, or come near to what was typed, with the name that matched.
    fn matching(&self, typed: &str, limit: usize) -> Vec<(EntityId, String)> {
        let key = name_key(typed);
        let mut found: Vec<(usize, usize, EntityId, String)> = Vec::new();
        for (place, (id, names)) in self.labs.iter().enumerate() {
            let best =
                names.iter().filter_map(|(name_key, name)| likeness(&key, name_key).map(|rank| (rank, name))).min();
            if let Some((rank, name)) = best {
                let alias = if key.is_empty() { String::new() } else { name.clone() };
                found.push((rank, place, *id, alias));
            }
        }
        found.sort();
        found.into_iter().take(limit).map(|(_, _, id, alias)| (id, alias)).collect()
    }

    /// What happened on a day of the year, as the daily post says it.
    #[must_use]
    pub fn on_this_day(&self, day: DayOfYear, language: Language) -> Answer {
        on_this_day::answer(&self.knowledge, self.events(), day, language)
    }

    /// The editions of the daily post that a day brings to a channel of that taste.
    #[must_use]
    pub fn daily_editions(&self, taste: Taste, day: Date, leap_day: LeapDay) -> Vec<Edition> {
        editions::of_day(self.events(), taste, day, leap_day)
    }

    /// What an edition of the daily post says on a day; `None` where it does not come.
    #[must_use]
    pub fn daily_post(&self, edition: Edition, day: Date, leap_day: LeapDay, language: Language) -> Option<Answer> {
        on_this_day::edition(&self.knowledge, self.events(), edition, day, leap_day, language)
    }

    /// All dated events in words, for a calendar file.
    #[must_use]
    pub fn calendar(&self, language: Language) -> Vec<ics::Entry> {
        on_this_day::entries(&self.knowledge, self.events(), language)
    }

    fn events(&self) -> &[Event] {
        self.events.get_or_init(|| events::finest(&self.knowledge.corpus, &self.knowledge.graph))
    }

    /// The documents that answers come from.
    #[must_use]
    pub fn sources(&self) -> Vec<SourceInfo> {
        let documents = self.knowledge.corpus.documents.iter();
        documents
            .map(|document| SourceInfo {
                id: document.source.id.clone(),
                title: document.source.title.clone(),
                author: document.source.author.clone(),
                date: document.source.date.clone(),
                address: document.source.address.clone(),
                passages: document.passages.len(),
            })
            .collect()
    }

    /// The corpus behind the answers.
    #[must_use]
    pub fn corpus(&self) -> &Corpus {
        &self.knowledge.corpus
    }
}

/// How near a typed key comes to a name: 0 the same, 1 its beginning, 2 inside it, 3 a slip; `None` not at all.
fn likeness(typed: &str, name: &str) -> Option<usize> {
    if typed.is_empty() {
        return Some(0);
    }
    if name == typed {
        return Some(0);
    }
    if name.starts_with(typed) {
        return Some(1);
    }
    if name.contains(typed) {
        return Some(2);
    }
    let letters = typed.chars().count();
    if letters < 3 {
        return None;
    }
    let head: String = name.chars().take(letters).collect();
    let distance = strsim::osa_distance(typed, name).min(strsim::osa_distance(typed, &head));
    (distance <= 1 + letters / 6).then_some(2 + distance)
}

/// The labs and companies that autocomplete offers: those that something is told of, labs and their makers first.
fn labs(knowledge: &Knowledge) -> Vec<(EntityId, Vec<(String, String)>)> {
    let mut out: Vec<(EntityId, Vec<(String, String)>)> = Vec::new();
    for (number, entity) in (0u32..).zip(&knowledge.corpus.entities) {
        let id = EntityId(number);
        if matches!(entity.kind, EntityKind::Lab | EntityKind::Company) && !knowledge.graph.of(id).is_empty() {
            out.push((id, entity.names().map(|name| (name_key(name), name.to_owned())).collect()));
        }
    }
    out.sort_by_key(|(id, _)| {
        let lab = knowledge.kind(*id) == EntityKind::Lab;
        (!lab, std::cmp::Reverse(knowledge.graph.prominence()[id.0 as usize]), *id)
    });
    out
}

/// A question without control characters, cut at its longest.
fn cleaned(text: &str) -> String {
    text.chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .take(MAX_QUESTION_CHARACTERS)
        .collect::<String>()
        .trim()
        .to_owned()
}
