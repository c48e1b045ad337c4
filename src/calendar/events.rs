//! All dated events of the records: releases, foundings, funding, launches, rules, market days.

use crate::corpus::graph::Graph;
use crate::corpus::record::{Reference, Value};
use crate::corpus::{Corpus, EntityId, StatementId};
use crate::text::edtf::Edtf;

/// Something dated.
#[derive(Debug, Clone)]
pub struct Event {
    /// When, with its precision.
    pub date: Edtf,
    /// Of what.
    pub subject: EntityId,
    /// The statement that dates it.
    pub id: StatementId,
    /// All that prove it.
    pub references: Vec<Reference>,
}

/// The properties whose date is an event, or whose `as_of` is one.
pub const DATED: [&str; 5] = ["released", "founded", "date", "milestone", "position"];

/// The property whose value in words happened at its `as_of`.
const MILESTONE: &str = "milestone";

/// All dated events of the records, in order of time.
#[must_use]
pub fn all(corpus: &Corpus, graph: &Graph) -> Vec<Event> {
    let mut out: Vec<Event> = Vec::new();
    for number in 0..corpus.entities.len() {
        let subject = EntityId(u32::try_from(number).unwrap_or(u32::MAX));
        let first = out.len();
        for id in graph.of(subject) {
            let statement = corpus.statement(*id);
            let property = corpus.property(statement.property).id.as_str();
            let date = match (&statement.value, statement.qualifiers.as_of) {
                (Value::Date(date), _) if DATED.contains(&property) => *date,
                (Value::Text, Some(as_of)) if property == MILESTONE => as_of,
                _ => continue,
            };
            let same = out[first..].iter_mut().find(|event| {
                event.date == date
                    && corpus.statement(event.id).property == statement.property
                    && statement.value != Value::Text
            });
            match same {
                Some(event) => event.references.extend_from_slice(&statement.references),
                None => out.push(Event { date, subject, id: *id, references: statement.references.clone() }),
            }
        }
    }
    out.sort_by_key(|event| (event.date.earliest(), event.date.latest(), event.id));
    out
}

/// Of one subject and property, a coarser date adds nothing to a finer one that it covers.
pub fn drop_coarser(corpus: &Corpus, events: &mut Vec<Event>) {
    let all = events.clone();
    events.retain(|event| {
        let statement = corpus.statement(event.id);
        !all.iter().any(|other| {
            other.subject == event.subject
                && corpus.statement(other.id).property == statement.property
                && statement.value != Value::Text
                && other.date != event.date
                && event.date.covers(other.date)
        })
    });
}

/// Whether two events are one that documents date differently. A sentence that gives both dates tells of two.
#[must_use]
pub fn contradict(corpus: &Corpus, one: &Event, other: &Event) -> bool {
    let (first, second) = (corpus.statement(one.id), corpus.statement(other.id));
    one.subject == other.subject
        && first.property == second.property
        && corpus.property(first.property).single
        && first.qualifiers.scope == second.qualifiers.scope
        && !one.date.covers(other.date)
        && !other.date.covers(one.date)
        && !one.references.iter().any(|proof| other.references.iter().any(|known| known.unit == proof.unit))
}
