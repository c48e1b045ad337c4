//! Who holds a post at a body: where nobody does, no other holder of such a post and nothing else of the body answers.

use super::knowledge::Knowledge;
use crate::corpus::property::QuestionWord;
use crate::corpus::record::EntityKind;
use crate::corpus::{EntityId, StatementId};
use crate::question::meaning::Meaning;
use crate::question::tokens::stem as stem_of;

/// Whether a question asks for the holder of a post at a body that it names, and no statement tells of one there: nobody
/// with that title, or, where no title is said, nobody who holds a post or founded the body.
#[must_use]
pub(super) fn is_unheld(knowledge: &Knowledge, meaning: &Meaning) -> bool {
    let Some(position) = knowledge.property("position") else { return false };
    let [cue] = meaning.properties.as_slice() else { return false };
    let bodies = meaning.entities();
    let led = |id: &EntityId| {
        use EntityKind::{Model, ModelFamily, Organisation, Product, University};
        let kind = knowledge.kind(*id);
        kind.is_body() || matches!(kind, Organisation | University | ModelFamily | Model | Product)
    };
    let is_lab = |id: &EntityId| knowledge.kind(*id) == EntityKind::Lab;
    let named = !bodies.is_empty() && bodies.iter().all(led);
    // "Who heads Tencent's AI lab" wants a person, too.
    let part =
        |kind: &EntityKind| *kind == EntityKind::Person || *kind == EntityKind::Lab && !bodies.iter().any(is_lab);
    let person = meaning.wanted.iter().chain(&meaning.kinds).all(part);
    if cue.properties != [position] || !named || !person || !meaning.content.is_empty() {
        return false;
    }
    let titles: Vec<_> = cue
        .stems
        .iter()
        .filter_map(|stem| knowledge.understander.vocabulary.term(stem))
        .filter(|term| knowledge.is_of_post(*term))
        .collect();
    // Who teaches at a university does not lead it.
    let role = &knowledge.corpus.words.role;
    let is_top = |stem: &String| role.leading.iter().chain(role.chief.iter()).any(|word| stem_of(word) == *stem);
    let leads = titles.is_empty() && cue.stems.iter().all(is_top);
    let is_there = |id: &StatementId| {
        let statement = knowledge.corpus.statement(*id);
        let text = statement.text.to_lowercase();
        bodies.contains(&statement.qualifiers.at.unwrap_or(statement.subject))
            && titles.iter().all(|title| knowledge.is_own(*id, *title))
            && (!leads || role.post.iter().any(|post| text.contains(post)))
    };
    let founded = || titles.is_empty() && bodies.iter().any(|id| knowledge.values(*id, "founder").next().is_some());
    !knowledge.of_properties(&[position]).iter().any(is_there) && !founded() && !is_told(knowledge, meaning)
}

/// Whether whoever leads the team of a line or product may be told in other words than as a post ("its team is headed by
/// …"), or the question asks no such thing: "something I can run".
fn is_told(knowledge: &Knowledge, meaning: &Meaning) -> bool {
    let named = meaning.entities();
    if named.iter().any(|id| knowledge.kind(*id).is_body()) {
        return false;
    }
    let leading = knowledge.corpus.words.role.leading.iter();
    let leading: Vec<_> = leading.filter_map(|word| knowledge.understander.vocabulary.term(&stem_of(word))).collect();
    let tells = |id: &StatementId| leading.iter().any(|term| knowledge.is_own(*id, *term));
    meaning.whether
        || !meaning.asks(QuestionWord::Who)
        || named.iter().any(|id| knowledge.graph.of(*id).iter().any(tells))
}
