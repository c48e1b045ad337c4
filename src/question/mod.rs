//! What is being asked: entities, intent, filters, and the topic of the conversation.

pub mod apostrophes;
mod asides;
pub mod bare;
pub mod bounds;
mod choices;
mod clauses;
mod deletions;
mod edges;
mod ellipsis;
pub mod followup;
mod homophones;
mod key_table;
pub(crate) mod letters;
pub mod lexicon;
pub mod meaning;
pub mod names;
mod ordinary;
pub mod others;
pub mod parting;
mod roles;
mod sound;
pub mod spelling;
mod time_clause;
pub mod tokens;
pub mod understand;
pub mod vocabulary;

use serde::{Deserialize, Serialize};

use crate::text::edtf::Edtf;

/// What a conversation is about, so that a follow-up can lean on it. Small and plain, so that it can be carried in a
/// message and read back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// Ids of the entities that the last question named.
    pub subjects: Vec<String>,
    /// Ids of the properties that it asked for.
    pub properties: Vec<String>,
    /// The time that it named.
    #[serde(default)]
    pub time: Option<Edtf>,
}

impl Topic {
    /// Whether nothing is known of what the conversation is about.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.subjects.is_empty() && self.properties.is_empty()
    }
}
