//! What can be asked instead, where a question was not answered: up to three questions that the records do answer, the
//! nearest to it first.

use super::evidence::Scored;
use super::knowledge::Knowledge;
use super::wording;
use crate::corpus::record::Statement;
use crate::corpus::{EntityId, PropertyId};
use crate::question::meaning::Meaning;
use crate::text::language::Language;

/// Questions that are offered.
const MOST: usize = 3;

/// Up to three questions near to one that was not answered. `scored` are the statements that account for some of it, best
/// first; what else is known of what it names comes behind them, in the order of the properties.
pub(super) fn questions(knowledge: &Knowledge, meaning: &Meaning, scored: &[Scored]) -> Vec<String> {
    let of = |statement: &Statement| (statement.subject, statement.property);
    let known = |id: &EntityId| (knowledge.graph.of(*id).len(), std::cmp::Reverse(*id));
    let named = meaning.entities().into_iter().max_by_key(known);
    // Of what the question names; of whatever has its words where it names nothing.
    let near = scored.iter().filter(|one| one.direct || named.is_none());
    let near = near.map(|one| of(knowledge.corpus.statement(one.id)));
    let mut others: Vec<(EntityId, PropertyId)> =
        named.into_iter().flat_map(|id| knowledge.graph.of(id)).map(|id| of(knowledge.corpus.statement(*id))).collect();
    others.sort_by_key(|(_, property)| *property);
    let mut offered: Vec<PropertyId> = Vec::new();
    let mut out = Vec::new();
    for (subject, property) in near.chain(others) {
        if out.len() == MOST {
            break;
        }
        if !offered.contains(&property)
            && let Some(question) = question(knowledge, subject, property, meaning.language)
        {
            offered.push(property);
            out.push(question);
        }
    }
    out
}

/// The question for a property of something; `None` where the lexicon has no wording of it.
fn question(knowledge: &Knowledge, subject: EntityId, property: PropertyId, language: Language) -> Option<String> {
    let wording = &knowledge.corpus.property(property).suggest;
    let name = wording::short_name(knowledge.corpus.entity(subject), language);
    (!wording.en.is_empty()).then(|| wording::localised(wording, language).replace("{subject}", &name))
}
