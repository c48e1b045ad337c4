//! What an answer rests on, in words that outlive a reload: numbers of statements don't.

use super::Engine;
use crate::answer::Answer;
use crate::corpus::record::{Rank, Statement};
use crate::corpus::{Corpus, StatementId};

/// How much of a quote's hash names it, in hexadecimal digits.
const QUOTE_DIGITS: usize = 12;

impl Engine {
    /// What an answer rests on: its statements, each as `subject.property: value` with the ids and the value as records
    /// write them; where it rests on none, its quotes, each as `source#hash`. In the order of the alphabet, each once;
    /// empty where the question was not answered.
    #[must_use]
    pub fn statements_behind(&self, answer: &Answer) -> Vec<String> {
        if !answer.answered() {
            return Vec::new();
        }
        let corpus = self.corpus();
        let is_cited = |statement: &&Statement| {
            statement.rank != Rank::Deprecated
                && statement
                    .references
                    .iter()
                    .any(|reference| answer.citations.iter().any(|citation| citation.unit == reference.unit))
        };
        let about = |statement: &Statement| {
            let subject = &corpus.entity(statement.subject).id;
            let property = &corpus.property(statement.property).id;
            let topic = &answer.topic;
            let is_subject = topic.subjects.is_empty() || topic.subjects.contains(subject);
            is_subject && (topic.properties.is_empty() || topic.properties.contains(property))
        };
        let cited: Vec<&Statement> = corpus.statements.iter().filter(is_cited).collect();
        // One sentence proves several statements; those that were asked for are what the answer says.
        let mut keys: Vec<String> =
            cited.iter().filter(|statement| about(statement)).map(|statement| key(corpus, statement)).collect();
        if keys.is_empty() {
            let quote = |citation: &crate::answer::Citation| {
                let hash = blake3::hash(citation.quote.as_bytes()).to_hex();
                format!("{}#{}", citation.source, &hash[..QUOTE_DIGITS])
            };
            keys = answer.citations.iter().map(quote).collect();
        }
        keys.sort();
        keys.dedup();
        keys
    }

    /// A statement as [`Engine::statements_behind`] names it.
    #[must_use]
    pub fn statement_key(&self, id: StatementId) -> String {
        key(self.corpus(), self.corpus().statement(id))
    }
}

/// `minimax.founder: yan-junjie`.
fn key(corpus: &Corpus, statement: &Statement) -> String {
    let (subject, property) = (&corpus.entity(statement.subject).id, &corpus.property(statement.property).id);
    format!("{subject}.{property}: {}", statement.text)
}
