//! `lablore export`: every statement as a JSON line, with its proofs, for other programs.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::config::Settings;
use crate::corpus::Corpus;
use crate::corpus::record::{Qualifiers, Rank, Reference, Statement, Value};

use super::Status;

/// A statement as the contract writes it.
#[derive(Debug, Serialize)]
struct Exported<'a> {
    subject: &'a str,
    names: Vec<&'a str>,
    property: &'a str,
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    normalised: Option<Json>,
    qualifiers: serde_json::Map<String, Json>,
    rank: Rank,
    references: Vec<Proof<'a>>,
}

/// Where a statement is proven.
#[derive(Debug, Serialize)]
struct Proof<'a> {
    source: &'a str,
    section: String,
    quote: &'a str,
}

/// Prints all statements in the order of the records.
///
/// # Errors
/// Without an engine.
pub fn run(settings: &Settings) -> anyhow::Result<Status> {
    let engine = super::engine::open(settings)?;
    let corpus = engine.corpus();
    let mut out = io::BufWriter::new(io::stdout().lock());
    for statement in &corpus.statements {
        writeln!(out, "{}", serde_json::to_string(&exported(corpus, statement))?)?;
    }
    out.flush()?;
    Ok(Status::Success)
}

fn exported<'a>(corpus: &'a Corpus, statement: &'a Statement) -> Exported<'a> {
    let subject = corpus.entity(statement.subject);
    Exported {
        subject: &subject.id,
        names: subject.names().collect(),
        property: &corpus.property(statement.property).id,
        value: &statement.text,
        normalised: normalised(corpus, &statement.value),
        qualifiers: qualifiers(corpus, &statement.qualifiers),
        rank: statement.rank,
        references: statement.references.iter().map(|reference| proof(corpus, *reference)).collect(),
    }
}

fn normalised(corpus: &Corpus, value: &Value) -> Option<Json> {
    match value {
        Value::Entity(id) => Some(json!(corpus.entity(*id).id)),
        Value::Date(date) => Some(json!(date.to_string())),
        Value::Number(quantity) if quantity.low < quantity.high => {
            Some(json!({ "low": quantity.low, "high": quantity.high, "unit": quantity.unit }))
        }
        Value::Number(quantity) => Some(json!({ "value": quantity.low, "unit": quantity.unit })),
        Value::Flag(flag) => Some(json!(flag)),
        Value::Text => None,
    }
}

/// The qualifiers that there are.
fn qualifiers(corpus: &Corpus, qualifiers: &Qualifiers) -> serde_json::Map<String, Json> {
    let words = [
        ("written", &qualifiers.written),
        ("scope", &qualifiers.scope),
        ("hedge", &qualifiers.hedge),
        ("author", &qualifiers.author),
        ("of", &qualifiers.of),
        ("compared_with", &qualifiers.compared_with),
        ("note", &qualifiers.note),
        ("dispute", &qualifiers.dispute),
        ("reason", &qualifiers.reason),
    ];
    let entities = [("at", qualifiers.at), ("benchmark", qualifiers.benchmark)];
    let flags = [("conflict", qualifiers.conflict), ("damaged", qualifiers.damaged)];
    let words = words.into_iter().filter_map(|(name, words)| Some((name, json!(words.as_ref()?))));
    let date = qualifiers.as_of.map(|date| ("as_of", json!(date.to_string())));
    let entities = entities.into_iter().filter_map(|(name, id)| Some((name, json!(corpus.entity(id?).id))));
    let flags = flags.into_iter().filter(|(_, set)| *set).map(|(name, set)| (name, json!(set)));
    words.chain(date).chain(entities).chain(flags).map(|(name, value)| (name.to_owned(), value)).collect()
}

fn proof(corpus: &Corpus, reference: Reference) -> Proof<'_> {
    let document = &corpus.documents[reference.unit.document as usize];
    let unit = &document.units[reference.unit.unit as usize];
    Proof {
        source: &document.source.id,
        section: document.section_of(unit).title(),
        quote: corpus.unit_text(reference.unit),
    }
}
