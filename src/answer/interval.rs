//! How much time lies between two things that are dated ("how long after V3 did R1 come out"), as exactly as the
//! documents date them and no more.

use jiff::civil::Date;

use super::draft::Draft;
use super::fact::Fact;
use super::group::{Cluster, clusters};
use super::knowledge::Knowledge;
use super::say::say;
use super::select::date_properties;
use super::wording::Phrase;
use super::{Answer, Kind, Outcome};
use crate::corpus::record::{EntityKind, Value};
use crate::corpus::{EntityId, StatementId};
use crate::question::lexicon::Operator;
use crate::question::meaning::Meaning;
use crate::text::edtf::{Edtf, Point};
use crate::text::language::Language;

/// Answers how long it was between the dates of two things that the question names.
#[must_use]
pub fn answer(knowledge: &Knowledge, meaning: &Meaning) -> Option<Answer> {
    let quiet = meaning.content.iter().all(|content| content.weight < 1.0);
    if !meaning.has(Operator::Interval) || !quiet {
        return None;
    }
    let dated: Vec<(Fact, Point)> = meaning.entities().into_iter().filter_map(|id| dated(knowledge, id)).collect();
    let [(first, a), (second, b)] = dated.as_slice() else { return None };
    let mut draft = Draft::new(knowledge, meaning.language);
    draft.push(&between(*a, *b, meaning.language)?);
    let mut disagree = false;
    for fact in if a.earliest() <= b.earliest() { [first, second] } else { [second, first] } {
        draft.push_gap();
        disagree |= say(&mut draft, knowledge, meaning, fact);
    }
    Some(draft.finish(if disagree { Outcome::Disagree } else { Outcome::Found }, Kind::Records))
}

/// The date of a thing, the finest that documents give: when it was founded, released, or happened.
fn dated(knowledge: &Knowledge, subject: EntityId) -> Option<(Fact, Point)> {
    let kind = knowledge.kind(subject);
    if matches!(kind, EntityKind::Topic | EntityKind::Place | EntityKind::Group) {
        return None;
    }
    date_properties(kind).iter().find_map(|name| {
        let fineness = |point: &Point| (point.month.is_some(), point.day.is_some());
        let values: Vec<_> = knowledge.values(subject, name).collect();
        let ids: Vec<StatementId> = values.iter().map(|(id, _)| *id).collect();
        let points = |ids: &mut dyn Iterator<Item = StatementId>| {
            let points = ids.filter_map(|id| match knowledge.corpus.statement(id).value {
                Value::Date(Edtf::Point(point)) => Some(point),
                _ => None,
            });
            points.min_by_key(|point| (std::cmp::Reverse(fineness(point)), point.earliest()))
        };
        // Where documents disagree, what most of them say, as exactly as any of them does.
        let of_cluster = |cluster: &Cluster| points(&mut cluster.forms.iter().map(|form| form.id));
        let clusters = clusters(&knowledge.corpus, &ids);
        let told = clusters.iter().filter_map(|cluster| Some((cluster.documents(), of_cluster(cluster)?)));
        let told = told.filter(|(_, point)| point.month.is_some());
        let most = told.max_by_key(|(documents, point)| (*documents, std::cmp::Reverse(point.earliest())));
        let finer = |most: Point| {
            let within = |id: &StatementId| match knowledge.corpus.statement(*id).value {
                Value::Date(date) => Edtf::Point(most).covers(date),
                _ => false,
            };
            points(&mut ids.iter().copied().filter(within))
        };
        let point = most.and_then(|(_, most)| finer(most)).or_else(|| points(&mut ids.iter().copied()))?;
        Some((Fact { subject, property: knowledge.property(name)?, ids, score: 1.0 }, point))
    })
}

/// The time between two dates in words: days between days, months between months, else years.
fn between(a: Point, b: Point, language: Language) -> Option<String> {
    let (number, phrase) = match (a, b) {
        (Point { month: Some(_), day: Some(_), .. }, Point { month: Some(_), day: Some(_), .. }) => {
            (day(a)?.until(day(b)?).ok()?.get_days().unsigned_abs(), DAYS)
        }
        (Point { month: Some(first), .. }, Point { month: Some(second), .. }) => {
            let months = |point: Point, month: u8| i32::from(point.year) * 12 + i32::from(month);
            ((months(a, first) - months(b, second)).unsigned_abs(), MONTHS)
        }
        _ => (u32::from(a.year.abs_diff(b.year)), YEARS),
    };
    let text = phrase.fill(language, &[&number.to_string()]);
    Some(if number == 1 {
        text.replace("days", "day").replace("months", "month").replace("years", "year")
    } else {
        text
    })
}

const DAYS: Phrase = Phrase { en: "{0} days.", zh: "{0}天。", es: "Días: {0}." };
const MONTHS: Phrase = Phrase { en: "About {0} months.", zh: "约{0}个月。", es: "Meses, aproximadamente: {0}." };
const YEARS: Phrase = Phrase { en: "About {0} years.", zh: "约{0}年。", es: "Años, aproximadamente: {0}." };

fn day(point: Point) -> Option<Date> {
    let (year, month, day) = point.earliest();
    Date::new(year, month.cast_signed(), day.cast_signed()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(a: &str, b: &str, expected: &str) {
        let point = |text: &str| text.parse::<Point>().unwrap();
        assert_eq!(between(point(a), point(b), Language::En).as_deref(), Some(expected), "{a} {b}");
    }

    #[test]
    fn is_as_fine_as_the_coarser_date() {
        check("2024-12-26", "2025-01-20", "25 days.");
        check("2025-01-20", "2024-12-26", "25 days.");
        check("2024-02-28", "2024-02-29", "1 day.");
        check("2023-03", "2024-02", "About 11 months.");
        check("2023-03-20", "2023-04", "About 1 month.");
        check("2019", "2021-12", "About 2 years.");
    }
}
