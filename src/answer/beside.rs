//! What the documents say beside an answer from the records, where that answer leaves part of the question open: the
//! words that it rests on, or the sentence that tells what it does not.

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
const RESTS_ON: Phrase = Phrase { en: "“{0}” [{1}]", zh: "“{0}” [{1}]", es: "“{0}” [{1}]" };

/// Adds the sentence that accounts for what the answer does not, where there is one. Before it stands, of the proofs of
/// the statements that are handed over, the one that covers most of the question: those of an answer that gives only a part of
/// what is asked for, whose words may tell the rest.
pub(super) fn add(
    knowledge: &Knowledge,
    meaning: &Meaning,
    search: &Search<'_>,
    answer: &mut Answer,
    rests_on: &[StatementId],
) {
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
    let beside = passage::beside(search, &answer.text, &given);
    let proofs = rests_on.iter().flat_map(|id| &knowledge.corpus.statement(*id).references);
    let proofs: Vec<UnitId> = proofs.map(|proof| proof.unit).filter(|unit| known.contains(unit)).collect();
    let proof = if proofs.is_empty() { None } else { passage::closest(search, &proofs) };
    if let Some(proof) = proof.filter(|proof| Some(*proof) != beside) {
        quote(knowledge, proof, &RESTS_ON, answer);
    }
    if let Some(unit) = beside {
        quote(knowledge, unit, &BESIDE, answer);
    }
}

/// Adds a sentence of a document to an answer, unless it is too long. One that proves the answer already keeps its
/// number.
fn quote(knowledge: &Knowledge, unit: UnitId, phrase: &Phrase, answer: &mut Answer) {
    let text = knowledge.corpus.unit_text(unit).replace("**", "").replace('\n', " ");
    if text.chars().count() > SENTENCE {
        return;
    }
    let cited = answer.citations.iter().find(|citation| citation.unit == unit).map(|citation| citation.n);
    let n = cited.unwrap_or_else(|| u32::try_from(answer.citations.len() + 1).unwrap_or(u32::MAX));
    if !answer.language.is_chinese() {
        answer.text.push(' ');
    }
    answer.text.push_str(&phrase.fill(answer.language, &[&text, &n.to_string()]));
    if cited.is_none() {
        answer.citations.push(Citation::of(knowledge, unit, n));
    }
}
