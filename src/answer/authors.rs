//! Who wrote one of the documents: "who is the author of the piece on the other side of the race". The documents are no
//! things of the records; their titles and authors are known from the list of sources.

use super::knowledge::Knowledge;
use super::{Answer, profile};
use crate::corpus::EntityId;
use crate::corpus::property::QuestionWord;
use crate::corpus::record::EntityKind;
use crate::corpus::source::Source;
use crate::question::meaning::{Meaning, Named};
use crate::text::fold::{contains_words, fold};

/// Fewest words by which a part of a title is no matter of chance.
const FEWEST_WORDS: usize = 4;

/// Tells who the author of the only document is that the question names.
#[must_use]
pub(super) fn answer(knowledge: &Knowledge, meaning: &Meaning, question: &str) -> Option<Answer> {
    let author = asked_for(knowledge, meaning, question)?;
    profile::definition(knowledge, &Named::outright(&knowledge.corpus, author), meaning.language)
}

/// The author for whom a question asks.
#[must_use]
pub(super) fn asked_for(knowledge: &Knowledge, meaning: &Meaning, question: &str) -> Option<EntityId> {
    let folded = fold(question);
    let asks = meaning.asks.iter().all(|ask| matches!(ask, QuestionWord::Who | QuestionWord::What));
    if !asks || !knowledge.corpus.words.authored.iter().any(|word| contains_words(&folded, word)) {
        return None;
    }
    let mut named = knowledge.corpus.documents.iter().filter(|document| is_named(&document.source, &folded));
    let (Some(document), None) = (named.next(), named.next()) else { return None };
    let author = document.source.author.as_deref()?;
    let is_author = |id: &EntityId| {
        let entity = knowledge.corpus.entity(*id);
        entity.kind == EntityKind::Person && contains_words(&fold(author), &fold(&entity.name))
    };
    (0u32..).map(EntityId).take(knowledge.corpus.entities.len()).find(is_author)
}

/// Whether a question has a name of a document, or a part of its title.
fn is_named(source: &Source, folded: &str) -> bool {
    let title = fold(&source.title);
    let parts = title.split(['-', '–', '—', ':', ',', '(', ')']).map(str::trim);
    let parts = parts.map(|part| part.strip_prefix("and ").unwrap_or(part));
    let telling = parts.filter(|part| part.split(' ').count() >= FEWEST_WORDS).map(str::to_owned);
    let called = source.called.iter().map(|name| fold(name));
    called.chain(telling).any(|name| {
        let name = name.strip_prefix("the ").unwrap_or(&name);
        contains_words(folded, name)
    })
}
