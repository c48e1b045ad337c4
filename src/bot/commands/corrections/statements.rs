//! The statements that a report is about, and how they are told apart, shown and named.

use crate::corpus::StatementId;
use crate::corpus::property::ValueType;
use crate::corpus::record::Rank;
use crate::engine::Engine;

use super::{LONGEST_QUOTE, cut};

/// Statements that are offered for correction at most: as many as a menu has entries.
const MOST_STATEMENTS: usize = 25;

/// The statements that an answer about this topic (ids of properties and entities) told or may have told.
pub(super) fn statements_about(engine: &Engine, topic: &str) -> Vec<StatementId> {
    let corpus = engine.corpus();
    let ids: Vec<&str> = topic.split([' ', ',']).filter(|id| !id.is_empty()).collect();
    let asks = corpus.properties.iter().any(|property| ids.contains(&property.id.as_str()));
    let about = |by_property: bool| -> Vec<StatementId> {
        (0u32..)
            .zip(&corpus.statements)
            .filter(|(_, statement)| {
                let property = corpus.property(statement.property).id.as_str();
                statement.rank != Rank::Deprecated
                    && ids.contains(&corpus.entity(statement.subject).id.as_str())
                    && (!by_property || ids.contains(&property))
            })
            .map(|(number, _)| StatementId(number))
            .take(MOST_STATEMENTS)
            .collect()
    };
    let asked = about(asks);
    if asked.is_empty() { about(false) } else { asked }
}

pub(super) fn find(engine: &Engine, topic: &str, key: u32) -> Option<StatementId> {
    statements_about(engine, topic).into_iter().find(|id| key_of(engine, *id) == key)
}

/// What tells a statement from the others of a report, also after a reload: its number does not.
pub(super) fn key_of(engine: &Engine, id: StatementId) -> u32 {
    let digest = blake3::hash(engine.statement_key(id).as_bytes());
    let [a, b, c, d, ..] = *digest.as_bytes();
    u32::from_be_bytes([a, b, c, d])
}

/// A statement with the sentence that proves it.
pub(super) fn with_quote(engine: &Engine, id: StatementId) -> String {
    let corpus = engine.corpus();
    let statement = corpus.statement(id);
    let quote = statement.references.first().map(|reference| cut(corpus.unit_text(reference.unit), LONGEST_QUOTE));
    let places = references(engine, id).join("; ");
    let quote = quote.map(|quote| format!("\n  “{quote}”")).unwrap_or_default();
    format!("- {} ({places}){quote}", engine.statement_key(id))
}

/// Where a statement is proven, as records write it.
pub(super) fn references(engine: &Engine, id: StatementId) -> Vec<String> {
    let corpus = engine.corpus();
    let mut places: Vec<String> = Vec::new();
    for reference in &corpus.statement(id).references {
        let document = &corpus.documents[reference.unit.document as usize];
        let section = document.section_of(&document.units[reference.unit.unit as usize]).title();
        let source = &document.source.id;
        let place = if section.is_empty() { source.clone() } else { format!("{source}: {section}") };
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

/// A value as a record writes it: of an entity that somebody named, its id.
pub(super) fn as_written(engine: &Engine, id: StatementId, value: &str) -> String {
    let corpus = engine.corpus();
    let property = corpus.property(corpus.statement(id).property);
    if property.value_type != ValueType::Entity || corpus.entities.iter().any(|entity| entity.id == value) {
        return value.to_owned();
    }
    let is_named =
        |entity: &&crate::corpus::record::Entity| entity.names().any(|name| name.eq_ignore_ascii_case(value));
    corpus.entities.iter().find(is_named).map_or_else(|| value.to_owned(), |entity| entity.id.clone())
}
