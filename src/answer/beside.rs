//! What the documents say beside an answer from the records, where that answer leaves words of the question unexplained.

use super::knowledge::Knowledge;
use super::passage::Search;
use super::wording::Phrase;
use super::{Answer, Citation, Kind, Outcome, passage};
use crate::corpus::document::UnitId;
use crate::corpus::{PropertyId, StatementId};
use crate::question::meaning::Meaning;

/// Longer answers, in characters, say enough.
const SHORT: usize = 420;
/// Longest sentence that is quoted beside an answer.
const SENTENCE: usize = 420;

const BESIDE: Phrase =
    Phrase { en: "Also: “{0}” [{1}]", zh: "另见：“{0}” [{1}]", es: "Además: “{0}” [{1}]" };

/// Adds the sentence that accounts for what the answer does not, where there is one.
pub(super) fn add(knowledge: &Knowledge, meaning: &Meaning, search: &Search<'_>, answer: &mut Answer) {
    let short = answer.text.chars().count() <= SHORT && !answer.text.contains('\n');
    if answer.kind != Kind::Records || answer.outcome != Outcome::Found || !short {
        return;
    }
    let known: Vec<UnitId> = answer.citations.iter().map(|citation| citation.unit).collect();
    let proven = |id: &StatementId| {
        knowledge.corpus.statement(*id).references.iter().any(|reference| known.contains(&reference.unit))
    };
    let asked = |id: &&StatementId| {
        let property = knowledge.corpus.statement(**id).property;
        meaning.words.iter().any(|word| word.asks_for.contains(&property))
    };
    // Of what no word asks for it is all one whether it is given.
    let given: Vec<PropertyId> = meaning
        .entities()
        .into_iter()
        .flat_map(|id| knowledge.graph.of(id))
        .filter(asked)
        .filter(|id| proven(id))
        .map(|id| knowledge.corpus.statement(*id).property)
        .collect();
    let Some(unit) = passage::beside(search, &answer.text, &given) else { return };
    let text = knowledge.corpus.unit_text(unit).replace("**", "").replace('\n', " ");
    if text.chars().count() > SENTENCE {
        return;
    }
    // A sentence that proves the answer already may tell more than the answer does.
    let cited = answer.citations.iter().find(|citation| citation.unit == unit).map(|citation| citation.n);
    let n = cited.unwrap_or_else(|| u32::try_from(answer.citations.len() + 1).unwrap_or(u32::MAX));
    if !answer.language.is_chinese() {
        answer.text.push(' ');
    }
    answer.text.push_str(&BESIDE.fill(answer.language, &[&text, &n.to_string()]));
    if cited.is_none() {
        answer.citations.push(Citation::of(knowledge, unit, n));
    }
}
