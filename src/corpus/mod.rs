//! What we know: documents and records, loaded and checked. Every passage is a span of its document, every statement
//! is proven by a sentence of one.

pub mod coverage;
pub mod document;
pub mod evidence;
pub mod graph;
pub mod load;
pub mod outline;
pub mod problem;
pub mod property;
pub mod record;
pub mod source;
pub mod text;
pub mod words;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use document::{Document, UnitId};
use property::Property;
use record::{Entity, Statement};
use words::Words;

/// Number of an entity in [`Corpus::entities`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EntityId(pub u32);

/// Number of a statement in [`Corpus::statements`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StatementId(pub u32);

/// Number of a property in [`Corpus::properties`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PropertyId(pub u16);

/// Everything that is known: plain data, held in memory, never changed once loaded.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Corpus {
    /// The documents in the order of `sources.toml`.
    pub documents: Vec<Document>,
    /// What can be stated, from the lexicon.
    pub properties: Vec<Property>,
    /// Labs, people, models and all else that has a name.
    pub entities: Vec<Entity>,
    /// What the documents say of them.
    pub statements: Vec<Statement>,
    /// The wordings of questions that belong to no property.
    pub words: Words,
}

impl Corpus {
    /// The entity of a number.
    #[must_use]
    pub fn entity(&self, id: EntityId) -> &Entity {
        &self.entities[id.0 as usize]
    }

    /// The statement of a number.
    #[must_use]
    pub fn statement(&self, id: StatementId) -> &Statement {
        &self.statements[id.0 as usize]
    }

    /// The property of a number.
    #[must_use]
    pub fn property(&self, id: PropertyId) -> &Property {
        &self.properties[id.0 as usize]
    }

    /// The property of a name, as the lexicon writes it.
    #[must_use]
    pub fn property_named(&self, name: &str) -> Option<PropertyId> {
        (0u16..).zip(&self.properties).find(|(_, property)| property.id == name).map(|(number, _)| PropertyId(number))
    }

    /// The words of a unit: a slice of its document.
    #[must_use]
    pub fn unit_text(&self, id: UnitId) -> &str {
        let document = &self.documents[id.document as usize];
        &document.text[document.units[id.unit as usize].span()]
    }

    /// The sentences and rows of a passage.
    pub fn units_of(&self, id: document::PassageId) -> impl Iterator<Item = UnitId> + use<> {
        let passage = &self.documents[id.document as usize].passages[id.passage as usize];
        (passage.first_unit..passage.end_unit).map(move |unit| UnitId { document: id.document, unit })
    }

    /// Puts the letters behind the texts of a corpus that was read from a file without them: those of all documents one
    /// after the other. `false` where they are not as long together as the texts.
    #[must_use]
    pub fn attach_texts(&mut self, file: &text::Bytes) -> bool {
        let end = self.documents.iter_mut().try_fold(0, |start, document| document.text.attach(file, start));
        end == Some((**file).as_ref().len())
    }

    /// Entities by their written id, for loading and for tests.
    #[must_use]
    pub fn entity_index(&self) -> HashMap<&str, EntityId> {
        (0u32..).zip(&self.entities).map(|(number, entity)| (entity.id.as_str(), EntityId(number))).collect()
    }
}
