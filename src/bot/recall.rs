//! Makes an answer from what was asked, the first time and again: commands and buttons go the same way, so that a button
//! shows what the message says, or what has changed since.

use jiff::civil::Date;

use crate::calendar::DayOfYear;
use crate::engine::{Engine, Question};
use crate::text::language::Language;

use super::action::Recall;
use super::response::{Gap, PageOf, Reply, Tone};

/// The answer to what a recall says; `None` where it can't be made: the entity is gone, or no message shows the
/// question. `question` is what the message shows, `language` the one to word it in where its own words don't tell.
#[must_use]
pub fn answer(
    engine: &Engine,
    recall: &Recall,
    question: Option<&str>,
    today: Date,
    language: Option<Language>,
) -> Option<Reply> {
    let spoken = language.unwrap_or_default();
    let asked =
        |topic: &crate::question::Topic| question.map(|text| Question { text, language, today, topic: topic.clone() });
    let reply = match recall {
        Recall::Question(topic) => {
            let asked = asked(topic)?;
            let answer = engine.answer(&asked);
            let page = several(0, answer.pages);
            let reply = Reply { page, ..Reply::from_answer(answer) };
            let gap = (reply.tone == Tone::Declined && !reply.topic.is_empty()).then(|| Gap {
                property: reply.topic.properties.first().cloned().unwrap_or_default(),
                entity: reply.topic.subjects.first().cloned().unwrap_or_default(),
            });
            Reply { title: question.map(ToOwned::to_owned), meanings: engine.alternatives(&asked), gap, ..reply }
        }
        Recall::Listed(number, topic) => {
            let answer = engine.answer_page(&asked(topic)?, *number);
            let page = several(*number, answer.pages);
            Reply { title: question.map(ToOwned::to_owned), page, ..Reply::from_answer(answer) }
        }
        Recall::Meant(entity, topic) => {
            let reply = Reply::from_answer(engine.answer_about(&asked(topic)?, entity)?);
            Reply { title: question.map(ToOwned::to_owned), ..reply }
        }
        Recall::Card(entity) => Reply::from_answer(engine.card(entity, spoken)?),
        Recall::Compare(entities) => Reply::from_answer(engine.compare(entities, spoken)?),
        Recall::Chronicle(wanted) => {
            let page = engine.chronicle(wanted, spoken);
            Reply { page: several(page.number, page.count), ..Reply::from_answer(page.answer) }
        }
        Recall::Post(edition, day, leap_day) => {
            Reply::from_answer(engine.daily_post(*edition, *day, *leap_day, spoken)?)
        }
        Recall::Day(day) => Reply::from_answer(engine.on_this_day(day_of(day)?, spoken)),
    };
    Some(Reply { recall: Some(recall.clone()), ..reply })
}

/// Which page it is, where there are several.
fn several(number: usize, count: usize) -> Option<PageOf> {
    (count > 1).then_some(PageOf { number: number.min(count - 1), count })
}

/// How the answer to what a recall says comes about, line by line.
#[must_use]
pub fn trace(
    engine: &Engine,
    recall: &Recall,
    question: Option<&str>,
    today: Date,
    language: Option<Language>,
) -> Vec<String> {
    match (recall, question) {
        (Recall::Question(topic) | Recall::Listed(_, topic), Some(text)) => {
            engine.explained(&Question { text, language, today, topic: topic.clone() }).trace
        }
        (Recall::Meant(entity, topic), Some(text)) => {
            let asked = Question { text, language, today, topic: topic.clone() };
            engine.answer_about(&asked, entity).map(|answer| answer.trace).unwrap_or_default()
        }
        _ => vec![format!("{recall:?}: put together from records alone, in their order")],
    }
}

/// A day as a recall writes it: `2025-01-20` or `01-20`.
#[must_use]
pub fn day_of(text: &str) -> Option<DayOfYear> {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |part: &str| part.parse::<u8>().ok();
    match parts.as_slice() {
        [month, day] => DayOfYear::new(None, number(month)?, number(day)?),
        [year, month, day] => DayOfYear::new(Some(year.parse().ok()?), number(month)?, number(day)?),
        _ => None,
    }
}
