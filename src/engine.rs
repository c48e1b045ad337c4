//! The story on one page: one immutable build of corpus and index, and everything that can be asked of it.
//!
//! Question → meaning → evidence → answer. Whoever asks (terminal, Discord, a batch) enters here, so that what is
//! measured is what people read.

mod dissent;
mod names;
mod reading;
mod rests;

use jiff::civil::Date;

use crate::answer::chronicle::{self, Selection};
use crate::answer::compose::Composed;
use crate::answer::fact::Account;
use crate::answer::knowledge::Knowledge;
use crate::answer::{Answer, Kind, abstain, compare, compose, on_this_day, profile, referring, wording};
use crate::calendar::{DayOfYear, Edition, Event, LeapDay, Taste, editions, ics};
use crate::corpus::record::EntityKind;
use crate::corpus::{Corpus, EntityId};
use crate::question::Topic;
use crate::question::followup::lean_on;
use crate::question::meaning::Meaning;
use crate::question::others::ask_for_others;
use crate::question::tokens::tokenize_unstemmed;
use crate::question::vocabulary::Vocabulary;
use crate::search::PassageIndex;
use crate::text::edtf::Edtf;
use crate::text::language::{Language, guess};

pub use crate::answer::chronicle::{Page, day_text, period_text};
use names::NameTable;
pub use names::Names;
use reading::Reading;

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

/// Something that a name may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// Which dated events are wanted, and which page of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chronicle {
    /// Id of a lab, a company or a line of models; `None` is everything.
    pub about: Option<String>,
    /// A year, a month or a span.
    pub period: Option<Edtf>,
    /// Releases alone, the newest first.
    pub releases: bool,
    /// Page, counted from 0.
    pub page: usize,
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

/// The generation that an engine answers from, where it comes from disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generation {
    /// Its name.
    pub id: String,
    /// The fingerprint of the data that it was built from, in hexadecimal.
    pub fingerprint: String,
}

/// One immutable build of corpus and index. Cheap to share, never changed: a reload makes a new one.
#[derive(Debug)]
pub struct Engine {
    knowledge: Knowledge,
    names: NameTable,
    edition: u32,
    /// When its generation was built, where it comes from one.
    pub built_at: Option<jiff::Timestamp>,
    /// That generation.
    pub generation: Option<Generation>,
    /// Held open as long as its files are read, so that nobody clears them away.
    pub lease: Option<std::fs::File>,
}

impl Engine {
    /// Prepares a corpus and its index for questions.
    #[must_use]
    pub fn new(corpus: Corpus, index: PassageIndex) -> Self {
        Self::prepared(Knowledge::new(corpus, index))
    }

    /// The same with a vocabulary of the corpus that was counted before.
    #[must_use]
    pub fn with_vocabulary(corpus: Corpus, index: PassageIndex, counted: Vocabulary) -> Self {
        Self::prepared(Knowledge::with_vocabulary(corpus, index, Some(counted)))
    }

    fn prepared(knowledge: Knowledge) -> Self {
        let names = NameTable::new(&knowledge);
        let edition = edition(&knowledge.corpus);
        Self { knowledge, names, edition, built_at: None, generation: None, lease: None }
    }

    /// Answers one question: the same question over the same data gives the same answer to the letter.
    #[must_use]
    pub fn answer(&self, question: &Question<'_>) -> Answer {
        self.composed(question).1
    }

    /// The same answer, with a trace of how it came about.
    #[must_use]
    pub fn explained(&self, question: &Question<'_>) -> Answer {
        let (meaning, mut answer) = self.composed(question);
        answer.trace = meaning.map(|meaning| self.trace(&meaning, &answer)).unwrap_or_default();
        answer
    }

    /// A further page of what a question lists, counted from 0; the last one, where there are fewer.
    #[must_use]
    pub fn answer_page(&self, question: &Question<'_>, page: usize) -> Answer {
        self.composed_page(question, page).1
    }

    fn composed(&self, question: &Question<'_>) -> (Option<Meaning>, Answer) {
        self.composed_page(question, 0)
    }

    fn composed_page(&self, question: &Question<'_>, page: usize) -> (Option<Meaning>, Answer) {
        let text = cleaned(question.text);
        if !text.chars().any(char::is_alphanumeric) {
            return (None, abstain::empty(guess(&text).or(question.language).unwrap_or_default()));
        }
        let text = self.with_apostrophes(&text).unwrap_or(text);
        let told = self.told_first(&text, question, page).or_else(|| self.date_beside_known(&text, question, page));
        if let Some(reading) = told {
            return (Some(reading.meaning), reading.answer);
        }
        let whole = self.read(&text, question, page);
        let Reading { meaning, answer, .. } = self.asking_part(&text, question, &whole).unwrap_or(whole);
        (Some(meaning), answer)
    }

    /// The answer to a question that describes what it asks about instead of naming it.
    fn described(
        &self,
        meaning: &Meaning,
        text: &str,
        question: &Question<'_>,
        account: &Account,
    ) -> Option<(Meaning, Answer)> {
        let reading = referring::read(&self.knowledge, meaning, text, account)?;
        let mut read = self.understand(&reading.text, question);
        read.language = meaning.language;
        read.page = meaning.page;
        read.described = Some((reading.words.clone(), reading.entity));
        let mut answer = self.answer_to(&read, &reading.text, &Account::default());
        referring::tell_why(&self.knowledge, &read, &reading, &mut answer);
        answer.answered().then_some((read, answer))
    }

    fn understand(&self, text: &str, question: &Question<'_>) -> Meaning {
        let knowledge = &self.knowledge;
        let understand = |before: &[EntityId]| {
            let Knowledge { understander, corpus, graph, .. } = knowledge;
            understander.understand_after(corpus, graph, text, question.language, before)
        };
        let mut meaning = understand(&[]);
        if meaning.mentions.is_empty() && !question.topic.subjects.is_empty() {
            let index = knowledge.corpus.entity_index();
            let before: Vec<EntityId> =
                question.topic.subjects.iter().filter_map(|id| index.get(id.as_str()).copied()).collect();
            meaning = understand(&before);
        }
        lean_on(&mut meaning, &question.topic, &knowledge.corpus, &knowledge.graph);
        ask_for_others(&mut meaning, &knowledge.corpus, &knowledge.graph);
        meaning
    }

    /// What the conversation is about after a question: for histories that are given at once.
    #[must_use]
    pub fn topic_after(&self, question: &Question<'_>) -> Topic {
        self.answer(question).topic
    }

    /// The answer to what is meant, with what the conversation is about then.
    fn answer_to(&self, meaning: &Meaning, text: &str, account: &Account) -> Answer {
        let mut composed = compose::compose(&self.knowledge, meaning, text, account);
        composed.answer.topic = self.topic(meaning, &composed);
        composed.answer
    }

    /// What the conversation is about: what was named, the people of the answer, and what was asked for.
    fn topic(&self, meaning: &Meaning, composed: &Composed) -> Topic {
        let Composed { answer, property, subject } = composed;
        let corpus = &self.knowledge.corpus;
        let mut subjects = meaning.entities();
        // "Which chips did the US ban" names nothing, and is about a rule.
        if subjects.is_empty() && answer.kind == Kind::Records {
            subjects.extend(*subject);
        }
        if answer.kind == Kind::Records {
            let tokens = tokenize_unstemmed(&answer.text);
            let named = self.knowledge.understander.names.link_text(&tokens);
            let people = named.iter().map(|mention| mention.entities[0]);
            for person in people.filter(|id| corpus.entity(*id).kind == EntityKind::Person) {
                if !subjects.contains(&person) {
                    subjects.push(person);
                }
            }
        }
        let mut properties = meaning.property_ids();
        // "Where is it?" asks without a word for what.
        if properties.is_empty() && !meaning.asks.is_empty() && answer.kind == Kind::Records {
            properties.extend(*property);
        }
        Topic {
            subjects: subjects.iter().map(|id| corpus.entity(*id).id.clone()).collect(),
            properties: properties.iter().map(|id| corpus.property(*id).id.clone()).collect(),
            time: match meaning.dates.as_slice() {
                [only] => only.edtf(),
                _ => None,
            },
        }
    }

    fn trace(&self, meaning: &Meaning, answer: &Answer) -> Vec<String> {
        let corpus = &self.knowledge.corpus;
        let mut out = Vec::new();
        for named in &meaning.mentions {
            let ids: Vec<&str> = named.entities.iter().map(|id| corpus.entity(*id).id.as_str()).collect();
            out.push(format!("“{}” names {} ({:?})", named.words, ids.join(", "), named.found));
        }
        if let Some((words, id)) = &meaning.described {
            out.push(format!("“{words}” describes {}", corpus.entity(*id).id));
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
        out.push(format!(
            "topic {}, properties {}",
            answer.topic.subjects.join(", "),
            answer.topic.properties.join(", ")
        ));
        out
    }

    /// What a name of the question means besides what it was taken for, for whoever meant that: ids and names.
    #[must_use]
    pub fn alternatives(&self, question: &Question<'_>) -> Vec<Choice> {
        let meaning = self.understand(&cleaned(question.text), question);
        let others = meaning.mentions.iter().flat_map(|named| &named.others);
        let mut out: Vec<Choice> = Vec::new();
        for choice in others.map(|id| self.choice(*id)) {
            if !out.contains(&choice) {
                out.push(choice);
            }
        }
        out
    }

    /// Answers a question in which a name means another entity than it would be taken for; `None` where it can't.
    #[must_use]
    pub fn answer_about(&self, question: &Question<'_>, entity: &str) -> Option<Answer> {
        let text = cleaned(question.text);
        let id = self.id_of(entity)?;
        let mut meaning = self.understand(&text, question);
        let named = meaning.mentions.iter_mut().find(|named| named.others.contains(&id))?;
        named.entities = vec![id];
        let mut answer = self.answer_to(&meaning, &text, &Account::default());
        answer.trace = self.trace(&meaning, &answer);
        Some(answer)
    }

    /// Whether a question leans on the one before it.
    #[must_use]
    pub fn leans_on_topic(&self, question: &Question<'_>) -> bool {
        let alone = Question { topic: Topic::default(), ..question.clone() };
        let meaning = self.understand(&cleaned(question.text), &alone);
        meaning.follow_up || meaning.mentions.is_empty()
    }

    /// The card of a lab (or of any entity): what it is, founders, founded, place, models, funding, each line cited.
    /// An unknown name gives an `Unknown` answer with "did you mean" suggestions.
    #[must_use]
    pub fn profile(&self, name: &str, language: Language) -> Answer {
        match self.find(Names::Labs, name, language) {
            Some(id) => self.card_of(id, language),
            None => self.unknown_name(Names::Labs, name, language),
        }
    }

    /// The card of an entity by its id; `None` where there is none of that id.
    #[must_use]
    pub fn card(&self, entity: &str, language: Language) -> Option<Answer> {
        Some(self.card_of(self.id_of(entity)?, language))
    }

    fn card_of(&self, entity: EntityId, language: Language) -> Answer {
        let mut answer = profile::card(&self.knowledge, entity, language);
        answer.topic.subjects = vec![self.knowledge.corpus.entity(entity).id.clone()];
        answer
    }

    /// That no entity has this name, with the nearest names as suggestions.
    #[must_use]
    pub fn unknown_name(&self, among: Names, name: &str, language: Language) -> Answer {
        let near: Vec<EntityId> = self.names.matching(among, name, 3).into_iter().map(|(id, _)| id).collect();
        abstain::unknown_name(&self.knowledge, name, &near, language)
    }

    /// Entities side by side, by their ids: by all that they share. `None` where an id is unknown or nothing is shared.
    #[must_use]
    pub fn compare(&self, entities: &[String], language: Language) -> Option<Answer> {
        let ids: Vec<EntityId> = entities.iter().map(|id| self.id_of(id)).collect::<Option<_>>()?;
        let mut answer = compare::side_by_side(&self.knowledge, &ids, language)?;
        answer.topic.subjects = entities.to_vec();
        Some(answer)
    }

    /// A page of dated events: of one entity (by its id) or of all, within a period or not, releases or everything.
    #[must_use]
    pub fn chronicle(&self, wanted: &Chronicle, language: Language) -> Page {
        let about = wanted.about.as_deref().and_then(|id| self.id_of(id));
        let selection = Selection { about, period: wanted.period, releases: wanted.releases };
        let mut page = chronicle::page(&self.knowledge, selection, wanted.page, language);
        page.answer.topic.subjects = wanted.about.iter().cloned().collect();
        page
    }

    /// The years and months in which something happened, the latest first, each with its number of events.
    #[must_use]
    pub fn periods(&self) -> Vec<(Edtf, usize)> {
        chronicle::periods(&self.knowledge)
    }

    /// The days of the year on which something happened (month, day), with what it was in short.
    #[must_use]
    pub fn days(&self, language: Language) -> Vec<(u8, u8, String)> {
        chronicle::days(&self.knowledge, language)
    }

    /// Names that fit what has been typed so far, best first; for an empty text the most prominent ones. Matches aliases,
    /// Chinese names and typos, from memory.
    #[must_use]
    pub fn suggest(&self, among: Names, typed: &str, limit: usize) -> Vec<NameSuggestion> {
        self.names
            .matching(among, typed, limit)
            .into_iter()
            .map(|(id, alias)| {
                let Choice { name, .. } = self.choice(id);
                let shown = if alias.is_empty() || alias == name { name.clone() } else { format!("{name} ({alias})") };
                NameSuggestion { name, shown }
            })
            .collect()
    }

    /// The entities whose names come nearest to what was typed.
    #[must_use]
    pub fn nearest(&self, among: Names, typed: &str, limit: usize) -> Vec<Choice> {
        self.names.matching(among, typed, limit).into_iter().map(|(id, _)| self.choice(id)).collect()
    }

    /// The id of what a name means, of the wanted sort where there is one: as written, or with slips.
    #[must_use]
    pub fn entity_named(&self, among: Names, name: &str, language: Language) -> Option<String> {
        self.find(among, name, language).map(|id| self.knowledge.corpus.entity(id).id.clone())
    }

    /// The name of an entity by its id.
    #[must_use]
    pub fn name_of(&self, entity: &str) -> Option<&str> {
        Some(self.knowledge.corpus.entity(self.id_of(entity)?).name.as_str())
    }

    fn id_of(&self, entity: &str) -> Option<EntityId> {
        self.names.by_id(entity)
    }

    fn choice(&self, id: EntityId) -> Choice {
        let entity = self.knowledge.corpus.entity(id);
        Choice { id: entity.id.clone(), name: entity.name.clone() }
    }

    fn find(&self, among: Names, name: &str, language: Language) -> Option<EntityId> {
        let exact = self.knowledge.understander.names.exact(name);
        let wanted = |id: &&EntityId| among.holds(self.knowledge.kind(**id));
        exact.iter().find(wanted).or(exact.first()).copied().or_else(|| {
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
        })
    }

    /// A short fingerprint of all that answers come from: the same data, the same number.
    #[must_use]
    pub fn edition(&self) -> u32 {
        self.edition
    }

    /// What happened on a day of the year, as the daily post says it.
    #[must_use]
    pub fn on_this_day(&self, day: DayOfYear, language: Language) -> Answer {
        let mut answer = on_this_day::answer(&self.knowledge, self.events(), day, language);
        dissent::note_sides(&self.knowledge, self.events(), &editions::on_day(self.events(), day), &mut answer);
        answer
    }

    /// The editions of the daily post that a day brings to a channel of that taste.
    #[must_use]
    pub fn daily_editions(&self, taste: Taste, day: Date, leap_day: LeapDay) -> Vec<Edition> {
        editions::of_day(self.events(), taste, day, leap_day)
    }

    /// What an edition of the daily post says on a day; `None` where it does not come.
    #[must_use]
    pub fn daily_post(&self, edition: Edition, day: Date, leap_day: LeapDay, language: Language) -> Option<Answer> {
        let mut answer = on_this_day::edition(&self.knowledge, self.events(), edition, day, leap_day, language)?;
        let told = editions::contents(self.events(), edition, day, leap_day);
        dissent::note_sides(&self.knowledge, self.events(), &told, &mut answer);
        Some(answer)
    }

    /// All dated events in words, for a calendar file.
    #[must_use]
    pub fn calendar(&self, language: Language) -> Vec<ics::Entry> {
        on_this_day::entries(&self.knowledge, self.events(), language)
    }

    fn events(&self) -> &[Event] {
        self.knowledge.finest_events()
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

    /// What a property is called; its id where there is none of that id.
    #[must_use]
    pub fn label_of(&self, property: &str, language: Language) -> String {
        let known = self.knowledge.corpus.properties.iter().find(|known| known.id == property);
        known.map_or_else(|| property.to_owned(), |known| wording::label(known, language))
    }

    /// The corpus behind the answers.
    #[must_use]
    pub fn corpus(&self) -> &Corpus {
        &self.knowledge.corpus
    }
}

/// The fingerprint of a corpus: of its documents' texts and of what its statements say.
fn edition(corpus: &Corpus) -> u32 {
    let mut hash = blake3::Hasher::new();
    for document in &corpus.documents {
        hash.update(document.text.as_bytes());
    }
    for statement in &corpus.statements {
        hash.update(&statement.subject.0.to_le_bytes());
        hash.update(&statement.property.0.to_le_bytes());
        hash.update(statement.text.as_bytes());
        hash.update(&[0, statement.rank as u8]);
    }
    for entity in &corpus.entities {
        entity.names().chain([entity.id.as_str()]).for_each(|name| {
            hash.update(name.as_bytes());
            hash.update(&[0]);
        });
    }
    let digest = hash.finalize();
    let [a, b, c, d, ..] = *digest.as_bytes();
    u32::from_le_bytes([a, b, c, d])
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
