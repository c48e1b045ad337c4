//! What a button, a menu or a form does, as the id that it carries: typed, and all that is needed besides the message
//! itself. So every one of them works after a restart.
//!
//! ```text
//! id     = letter "|" rest
//! origin = edition "|" language "|" recall         edition: fingerprint of the data, 8 hexadecimal digits
//! recall = "q|" topic                              the question that the message shows, asked with this topic
//!        | "l|" page "|" topic                     a further page of what such a question lists
//!        | "m|" entity "|" topic                   the question, with a name meaning this entity
//!        | "c|" entity | "v|" entities             a card; entities side by side
//!        | "t|" entity "|" period "|" "r"? "|" page    dated events
//!        | "o|" day                                what happened on a day
//!        | "p|" edition "|" day "|" leap           a daily post; leap is 28 or 01
//! topic  = entities "|" properties ("|" time)?     ids with commas between, and a date
//! ```

use std::str::FromStr;

use jiff::civil::Date;

use crate::calendar::{Edition, LeapDay};
use crate::engine::Chronicle;
use crate::question::Topic;
use crate::text::edtf::Edtf;
use crate::text::language::Language;

use super::curate::Task;
use super::wording::LANGUAGES;

/// Longest id, in characters (Discord's own limit).
pub const MAX_ID: usize = 100;

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Shows the quoted sentences.
    Sources(Origin),
    /// Shows how the answer came about.
    Trace(Origin),
    /// Shows a private answer to everybody.
    Share(Origin),
    /// Shows an answer to whoever presses.
    Show(Origin),
    /// Turns to the page that the recall names, for the member who asked.
    Page(Origin, u64),
    /// Answers anew with the entity that is chosen from the menu.
    Choose(Origin),
    /// Asks this question.
    Ask(String),
    /// Says that an answer about this topic was good.
    Helpful(Topic),
    /// Opens the form for a mistake in an answer about this topic; also the form itself.
    Report(Topic),
    /// Deletes the message, for the member who asked.
    Delete(u64),
    /// Deletes what is stored of the member who presses.
    Forget,
    /// Resets the settings of the server, or of this channel.
    Reset(Option<u64>),
    /// Turns to a page of the audit log, counted from 0.
    Audit(u32),
    /// Changes the knowledge.
    Curate(Task),
    /// A step of a reindex.
    Reindex(Reindexing),
}

/// A step of a reindex.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reindexing {
    /// Plans anew.
    Plan,
    /// Puts the plan of this token to use.
    Apply {
        /// The token.
        plan: String,
        /// Whether what stands against it is overridden.
        despite: bool,
    },
    /// Takes back the generation of this name.
    Undo(String),
}

/// How an answer came to be: enough to make it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Fingerprint of the data that it was made from.
    pub edition: u32,
    /// The language that it was worded in.
    pub language: Language,
    /// What was asked.
    pub recall: Recall,
}

/// What was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recall {
    /// The question that the message shows, with the topic that it leaned on.
    Question(Topic),
    /// A further page of what such a question lists, counted from 0.
    Listed(usize, Topic),
    /// The question that the message shows, with a name meaning this entity.
    Meant(String, Topic),
    /// The card of an entity; of none, where a name is still to be chosen.
    Card(String),
    /// Entities side by side.
    Compare(Vec<String>),
    /// Dated events.
    Chronicle(Chronicle),
    /// What happened on a day: `2025-01-20` or `01-20`.
    Day(String),
    /// A daily post.
    Post(Edition, Date, LeapDay),
}

impl Recall {
    /// The same, at another page of it; `None` for what has no pages.
    #[must_use]
    pub fn at_page(&self, page: usize) -> Option<Self> {
        match self {
            Self::Question(topic) | Self::Listed(_, topic) if page == 0 => Some(Self::Question(topic.clone())),
            Self::Question(topic) | Self::Listed(_, topic) => Some(Self::Listed(page, topic.clone())),
            Self::Chronicle(wanted) => Some(Self::Chronicle(Chronicle { page, ..wanted.clone() })),
            _ => None,
        }
    }
}

impl Action {
    /// The id, of at most [`MAX_ID`] characters. A topic that is too long loses its last ids; a question that is too
    /// long has no id.
    #[must_use]
    pub fn id(&self) -> Option<String> {
        let id = match self {
            Self::Sources(origin) => with_origin('s', origin),
            Self::Trace(origin) => with_origin('w', origin),
            Self::Share(origin) => with_origin('p', origin),
            Self::Show(origin) => with_origin('k', origin),
            Self::Choose(origin) => with_origin('m', origin),
            Self::Page(origin, asker) => with_origin_and('n', origin, &format!("{asker}|")),
            Self::Ask(question) => format!("a|{question}"),
            Self::Helpful(topic) => format!("h|{}", topic_text(topic, MAX_ID - 2)),
            Self::Report(topic) => format!("r|{}", topic_text(topic, MAX_ID - 2)),
            Self::Delete(asker) => format!("d|{asker}"),
            Self::Forget => "f|".to_owned(),
            Self::Audit(page) => format!("y|{page}"),
            Self::Curate(task) => task.id(),
            Self::Reindex(Reindexing::Plan) => "x|p|".to_owned(),
            Self::Reindex(Reindexing::Apply { plan, despite: false }) => format!("x|a|{plan}"),
            Self::Reindex(Reindexing::Apply { plan, despite: true }) => format!("x|d|{plan}"),
            Self::Reindex(Reindexing::Undo(generation)) => format!("x|u|{generation}"),
            Self::Reset(None) => "z|".to_owned(),
            Self::Reset(Some(channel)) => format!("z|{channel}"),
        };
        (id.chars().count() <= MAX_ID).then_some(id)
    }

    /// What an id means; `None` for those of other versions and of nobody.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        let (letter, rest) = id.split_once('|')?;
        Some(match letter {
            "s" => Self::Sources(origin(rest)?),
            "w" => Self::Trace(origin(rest)?),
            "p" => Self::Share(origin(rest)?),
            "k" => Self::Show(origin(rest)?),
            "m" => Self::Choose(origin(rest)?),
            "n" => {
                let (asker, rest) = rest.split_once('|')?;
                Self::Page(origin(rest)?, asker.parse().ok()?)
            }
            "a" if !rest.is_empty() => Self::Ask(rest.to_owned()),
            "h" => Self::Helpful(topic(rest)?),
            "r" => Self::Report(topic(rest)?),
            "d" => Self::Delete(rest.parse().ok()?),
            "f" if rest.is_empty() => Self::Forget,
            "x" => Self::Reindex(reindexing(rest)?),
            "y" => Self::Audit(rest.parse().ok()?),
            "c" => Self::Curate(Task::from_text(rest)?),
            "z" if rest.is_empty() => Self::Reset(None),
            "z" => Self::Reset(Some(rest.parse().ok()?)),
            _ => return None,
        })
    }

    /// A word for the log.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::Sources(_) => "sources button",
            Self::Trace(_) => "trace button",
            Self::Share(_) => "share button",
            Self::Show(_) => "more button",
            Self::Page(..) => "page button",
            Self::Choose(_) => "choice",
            Self::Ask(_) => "suggestion",
            Self::Helpful(_) => "helpful button",
            Self::Report(_) => "report",
            Self::Delete(_) => "delete button",
            Self::Forget => "forget button",
            Self::Reset(_) => "reset button",
            Self::Audit(_) => "audit page button",
            Self::Curate(task) => task.label(),
            Self::Reindex(_) => "reindex button",
        }
    }
}

fn reindexing(text: &str) -> Option<Reindexing> {
    let (step, rest) = text.split_once('|')?;
    let rest = rest.to_owned();
    Some(match step {
        "p" => Reindexing::Plan,
        "a" => Reindexing::Apply { plan: rest, despite: false },
        "d" => Reindexing::Apply { plan: rest, despite: true },
        "u" => Reindexing::Undo(rest),
        _ => return None,
    })
}

fn with_origin(letter: char, origin: &Origin) -> String {
    with_origin_and(letter, origin, "")
}

fn with_origin_and(letter: char, origin: &Origin, before: &str) -> String {
    let head = format!("{letter}|{before}{:08x}|{}|", origin.edition, code(origin.language));
    let room = MAX_ID.saturating_sub(head.chars().count() + 2);
    let recall = match &origin.recall {
        Recall::Question(topic) => format!("q|{}", topic_text(topic, room)),
        Recall::Listed(page, topic) => {
            let room = room.saturating_sub(page.to_string().len() + 1);
            format!("l|{page}|{}", topic_text(topic, room))
        }
        Recall::Meant(entity, topic) => {
            let room = room.saturating_sub(entity.chars().count() + 1);
            format!("m|{entity}|{}", topic_text(topic, room))
        }
        Recall::Card(entity) => format!("c|{entity}"),
        Recall::Compare(entities) => format!("v|{}", entities.join(",")),
        Recall::Chronicle(wanted) => format!(
            "t|{}|{}|{}|{}",
            wanted.about.as_deref().unwrap_or_default(),
            wanted.period.map(|period| period.to_string()).unwrap_or_default(),
            if wanted.releases { "r" } else { "" },
            wanted.page
        ),
        Recall::Day(day) => format!("o|{day}"),
        Recall::Post(edition, day, leap_day) => format!("p|{edition}|{day}|{}", leap_code(*leap_day)),
    };
    head + &recall
}

fn origin(text: &str) -> Option<Origin> {
    let mut parts = text.splitn(4, '|');
    let edition = u32::from_str_radix(parts.next()?, 16).ok()?;
    let written = parts.next()?;
    let language = LANGUAGES.into_iter().find(|language| code(*language) == written)?;
    let kind = parts.next()?;
    let rest = parts.next()?;
    let recall = match kind {
        "q" => Recall::Question(topic(rest)?),
        "l" => {
            let (page, rest) = rest.split_once('|')?;
            Recall::Listed(page.parse().ok()?, topic(rest)?)
        }
        "m" => {
            let (entity, rest) = rest.split_once('|')?;
            Recall::Meant(entity.to_owned(), topic(rest)?)
        }
        "c" => Recall::Card(rest.to_owned()),
        "v" => Recall::Compare(ids(rest)),
        "t" => {
            let mut parts = rest.split('|');
            let about = parts.next().filter(|about| !about.is_empty()).map(ToOwned::to_owned);
            let period = match parts.next()? {
                "" => None,
                written => Some(Edtf::from_str(written).ok()?),
            };
            let releases = parts.next()? == "r";
            Recall::Chronicle(Chronicle { about, period, releases, page: parts.next()?.parse().ok()? })
        }
        "o" => Recall::Day(rest.to_owned()),
        "p" => {
            let mut parts = rest.split('|');
            let (edition, day) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
            let leap = parts.next()?;
            let leap_day = [LeapDay::February28, LeapDay::March1].into_iter().find(|rule| leap_code(*rule) == leap)?;
            Recall::Post(edition, day, leap_day)
        }
        _ => return None,
    };
    Some(Origin { edition, language, recall })
}

fn leap_code(leap_day: LeapDay) -> &'static str {
    match leap_day {
        LeapDay::February28 => "28",
        LeapDay::March1 => "01",
    }
}

/// Two letters for a language.
fn code(language: Language) -> &'static str {
    match language {
        Language::En => "en",
        Language::ZhHans => "zh",
        Language::ZhHant => "tw",
        Language::Es => "es",
    }
}

/// A topic in at most `room` characters: what it asked for and what it was about, the first ones first.
fn topic_text(topic: &Topic, room: usize) -> String {
    let (mut subjects, mut properties) = (topic.subjects.as_slice(), topic.properties.as_slice());
    let time = topic.time.map(|time| format!("|{time}")).unwrap_or_default();
    loop {
        let text = format!("{}|{}{time}", subjects.join(","), properties.join(","));
        if text.chars().count() <= room {
            return text;
        }
        match (subjects, properties) {
            (_, [rest @ .., _]) if properties.len() > 1 => properties = rest,
            ([rest @ .., _], _) if subjects.len() > 1 => subjects = rest,
            (_, [rest @ .., _]) => properties = rest,
            ([rest @ .., _], _) => subjects = rest,
            ([], []) => return "|".to_owned(),
        }
    }
}

fn topic(text: &str) -> Option<Topic> {
    let (subjects, rest) = text.split_once('|')?;
    let (properties, time) = rest.split_once('|').map_or((rest, None), |(properties, time)| (properties, Some(time)));
    let time = time.and_then(|written| Edtf::from_str(written).ok());
    Some(Topic { subjects: ids(subjects), properties: ids(properties), time })
}

fn ids(text: &str) -> Vec<String> {
    text.split(',').filter(|id| !id.is_empty()).map(ToOwned::to_owned).collect()
}

/// The topic of a conversation that goes on from a message with components of these ids, if one of them tells.
#[must_use]
pub fn topic_of<'i>(ids: impl IntoIterator<Item = &'i str>) -> Option<Topic> {
    ids.into_iter().find_map(|id| match Action::from_id(id) {
        Some(Action::Helpful(topic)) => Some(topic),
        _ => None,
    })
}

/// How the answer of a message came to be, if one of its components with this id tells.
#[must_use]
pub fn origin_of(id: &str) -> Option<Origin> {
    match Action::from_id(id)? {
        Action::Sources(origin) | Action::Trace(origin) => Some(origin),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::edtf::Point;

    fn slug() -> impl Strategy<Value = String> {
        "[a-z][a-z0-9-]{0,30}"
    }

    fn topics() -> impl Strategy<Value = Topic> {
        (proptest::collection::vec(slug(), 0..5), proptest::collection::vec(slug(), 0..4))
            .prop_map(|(subjects, properties)| Topic { subjects, properties, time: None })
    }

    fn recalls() -> impl Strategy<Value = Recall> {
        let period = prop_oneof![
            Just(None),
            (2015_i16..2030).prop_map(|year| Some(Edtf::Point(Point::year(year)))),
            (2015_i16..2030, 1_u8..13).prop_map(|(year, month)| Some(Edtf::Point(Point::month(year, month)))),
        ];
        prop_oneof![
            topics().prop_map(Recall::Question),
            (1_usize..100, topics()).prop_map(|(page, topic)| Recall::Listed(page, topic)),
            (slug(), topics()).prop_map(|(entity, topic)| Recall::Meant(entity, topic)),
            slug().prop_map(Recall::Card),
            proptest::collection::vec(slug(), 2..4).prop_map(Recall::Compare),
            (proptest::option::of(slug()), period, any::<bool>(), 0_usize..100).prop_map(
                |(about, period, releases, page)| { Recall::Chronicle(Chronicle { about, period, releases, page }) }
            ),
            "[0-1][0-9]-[0-3][0-9]".prop_map(Recall::Day),
            (0_usize..3, 1_i8..13, any::<bool>()).prop_map(|(edition, month, march)| {
                let edition = [Edition::Day, Edition::Month, Edition::Week][edition];
                let leap_day = if march { LeapDay::March1 } else { LeapDay::February28 };
                Recall::Post(edition, Date::constant(2026, month, 28), leap_day)
            }),
        ]
    }

    fn origins() -> impl Strategy<Value = Origin> {
        (any::<u32>(), 0_usize..4, recalls()).prop_map(|(edition, language, recall)| Origin {
            edition,
            language: LANGUAGES[language],
            recall,
        })
    }

    fn actions() -> impl Strategy<Value = Action> {
        prop_oneof![
            origins().prop_map(Action::Sources),
            origins().prop_map(Action::Trace),
            origins().prop_map(Action::Share),
            origins().prop_map(Action::Show),
            origins().prop_map(Action::Choose),
            (origins(), any::<u64>()).prop_map(|(origin, asker)| Action::Page(origin, asker)),
            "\\PC{1,120}".prop_map(Action::Ask),
            topics().prop_map(Action::Helpful),
            topics().prop_map(Action::Report),
            any::<u64>().prop_map(Action::Delete),
            Just(Action::Forget),
            proptest::option::of(any::<u64>()).prop_map(Action::Reset),
            any::<u32>().prop_map(Action::Audit),
            Just(Action::Reindex(Reindexing::Plan)),
            ("[0-9a-f]{16}", any::<bool>())
                .prop_map(|(plan, despite)| Action::Reindex(Reindexing::Apply { plan, despite })),
            "generation-[0-9]{6}-[0-9a-f]{12}".prop_map(|name| Action::Reindex(Reindexing::Undo(name))),
        ]
    }

    /// The topic of an action, and the action without it: what does not fit is cut from topics alone.
    fn split(action: Action) -> (Action, Topic) {
        let of = |origin: Origin| match origin.recall {
            Recall::Question(topic) => (Origin { recall: Recall::Question(Topic::default()), ..origin }, topic),
            Recall::Listed(page, topic) => (Origin { recall: Recall::Listed(page, Topic::default()), ..origin }, topic),
            Recall::Meant(entity, topic) => {
                (Origin { recall: Recall::Meant(entity, Topic::default()), ..origin }, topic)
            }
            _ => (origin, Topic::default()),
        };
        match action {
            Action::Sources(origin) => (Action::Sources(of(origin.clone()).0), of(origin).1),
            Action::Trace(origin) => (Action::Trace(of(origin.clone()).0), of(origin).1),
            Action::Share(origin) => (Action::Share(of(origin.clone()).0), of(origin).1),
            Action::Show(origin) => (Action::Show(of(origin.clone()).0), of(origin).1),
            Action::Choose(origin) => (Action::Choose(of(origin.clone()).0), of(origin).1),
            Action::Page(origin, asker) => (Action::Page(of(origin.clone()).0, asker), of(origin).1),
            Action::Helpful(topic) => (Action::Helpful(Topic::default()), topic),
            Action::Report(topic) => (Action::Report(Topic::default()), topic),
            other => (other, Topic::default()),
        }
    }

    proptest! {
        #[test]
        fn an_id_means_what_it_was_made_of(action in actions()) {
            if let Some(id) = action.id() {
                prop_assert!(id.chars().count() <= MAX_ID, "{id}");
                let (kept, topic) = split(Action::from_id(&id).unwrap());
                let (meant, whole) = split(action);
                prop_assert_eq!(kept, meant);
                prop_assert!(whole.subjects.starts_with(&topic.subjects) && whole.properties.starts_with(&topic.properties));
            }
        }

        #[test]
        fn no_text_at_all_is_taken_amiss(id in "\\PC{0,100}|[swpmnahrdfz]\\|[0-9a-f]{0,8}\\|?[a-z|,]{0,40}") {
            if let Some(action) = Action::from_id(&id) {
                prop_assert!(action.id().is_some_and(|again| Action::from_id(&again) == Some(action)));
            }
        }
    }

    #[test]
    fn what_people_ask_keeps_its_topic() {
        let (subjects, properties) = (vec!["moonshot".to_owned()], vec!["founder".to_owned()]);
        let topic = Topic { subjects, properties, time: None };
        let dated = Topic { time: Some(Edtf::Point(Point::month(2024, 2))), ..topic.clone() };
        let id = Action::Helpful(dated.clone()).id().unwrap();
        assert_eq!(id, "h|moonshot|founder|2024-02");
        assert_eq!(Action::from_id(&id), Some(Action::Helpful(dated)));
        let origin = Origin { edition: 7, language: Language::Es, recall: Recall::Question(topic.clone()) };
        let id = Action::Sources(origin.clone()).id().unwrap();
        assert_eq!(id, "s|00000007|es|q|moonshot|founder");
        assert_eq!(Action::from_id(&id), Some(Action::Sources(origin)));
        let helpful = Action::Helpful(topic.clone()).id().unwrap();
        assert_eq!(topic_of(["f|", helpful.as_str()]), Some(topic));
        assert_eq!(topic_of(["f|"]), None);
    }

    #[test]
    fn a_question_that_is_too_long_has_no_id() {
        assert_eq!(Action::Ask("問".repeat(98)).id().map(|id| id.chars().count()), Some(MAX_ID));
        assert_eq!(Action::Ask("?".repeat(99)).id(), None);
    }
}
