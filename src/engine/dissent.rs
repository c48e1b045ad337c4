//! Where documents date what happened on a day differently: each date with what proves it, so that it can be shown side by
//! side as any other disagreement.

use crate::answer::knowledge::Knowledge;
use crate::answer::{Answer, Outcome, Side, timeline, wording};
use crate::calendar::Event;
use crate::calendar::editions::Contents;
use crate::calendar::events::contradict;

/// Notes in an answer that tells of `told` how the documents date those events on which they disagree; `all` are those
/// that they could be dated otherwise by. Of what the answer had no room for, nothing is noted.
pub(super) fn note_sides(knowledge: &Knowledge, all: &[Event], told: &Contents<'_>, answer: &mut Answer) {
    if answer.outcome != Outcome::Disagree {
        return;
    }
    for event in told.days.iter().chain(&told.month) {
        let others = all.iter().filter(|other| contradict(&knowledge.corpus, event, other));
        let dates: Vec<Side> =
            std::iter::once(*event).chain(others).map(|event| side(knowledge, event, answer)).collect();
        if dates.len() > 1 && dates.iter().all(|side| !side.marks.is_empty()) {
            answer.sides.extend(dates);
        }
    }
}

/// A date with its marks, as the text has them.
fn side(knowledge: &Knowledge, event: &Event, answer: &Answer) -> Side {
    let is_proof =
        |citation: &&crate::answer::Citation| event.references.iter().any(|known| known.unit == citation.unit);
    let marks: Vec<u32> = answer.citations.iter().filter(is_proof).map(|citation| citation.n).collect();
    let shown = marks.iter().map(|n| format!("[{n}]")).collect::<Vec<_>>().concat();
    Side {
        of: timeline::what(knowledge, event, answer.language),
        value: format!("{} {shown}", wording::date_text(event.date, answer.language)),
        marks,
    }
}
