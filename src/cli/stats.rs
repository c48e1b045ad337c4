//! `lablore stats`: what there is in the corpus, in numbers.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use clap::Args;
use serde::Serialize;

use crate::config::Settings;
use crate::corpus::Corpus;
use crate::corpus::document::Document;
use crate::corpus::record::{EntityKind, Statement};

use super::Status;

/// What can be given to `stats`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lablore stats
  lablore stats --json | jq .statements")]
pub struct Arguments {
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// What there is, in numbers.
#[derive(Debug, Serialize)]
struct Stats {
    documents: Vec<DocumentStats>,
    entities: usize,
    entities_by_kind: BTreeMap<&'static str, usize>,
    /// Entities that nothing is said of: names alone.
    entities_without_statements: usize,
    statements: usize,
    /// Statements that more than one document proves.
    statements_in_several_documents: usize,
    statements_by_property: BTreeMap<String, usize>,
}

/// One document in numbers.
#[derive(Debug, Serialize)]
struct DocumentStats {
    id: String,
    /// Whether it is the original, or else this project's digest.
    original: bool,
    characters: usize,
    sections: usize,
    passages: usize,
    /// Statements that it proves.
    statements: usize,
}

/// Counts and prints.
///
/// # Errors
/// Without an engine.
pub fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<Status> {
    let engine = super::engine::open(settings)?;
    let stats = stats(engine.corpus());
    let mut out = io::BufWriter::new(io::stdout().lock());
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&stats)?)?;
    } else {
        print(&stats, &mut out)?;
    }
    out.flush()?;
    Ok(Status::Success)
}

fn stats(corpus: &Corpus) -> Stats {
    let mut entities_by_kind = BTreeMap::new();
    for entity in &corpus.entities {
        let kind = EntityKind::ALL.iter().find(|(_, kind)| *kind == entity.kind);
        *entities_by_kind.entry(kind.map_or("", |(name, _)| name)).or_default() += 1;
    }
    let mut statements_by_property = BTreeMap::new();
    let mut proven = vec![0; corpus.documents.len()];
    let mut said_of = vec![false; corpus.entities.len()];
    let mut in_several = 0;
    for statement in &corpus.statements {
        let property = corpus.property(statement.property).id.clone();
        *statements_by_property.entry(property).or_default() += 1;
        said_of[statement.subject.0 as usize] = true;
        let documents = documents_of(statement);
        in_several += usize::from(documents.len() > 1);
        for document in documents {
            proven[usize::from(document)] += 1;
        }
    }
    let documents = corpus.documents.iter().zip(proven);
    Stats {
        documents: documents.map(|(document, statements)| document_stats(document, statements)).collect(),
        entities: corpus.entities.len(),
        entities_by_kind,
        entities_without_statements: said_of.iter().filter(|said| !**said).count(),
        statements: corpus.statements.len(),
        statements_in_several_documents: in_several,
        statements_by_property,
    }
}

fn documents_of(statement: &Statement) -> BTreeSet<u16> {
    statement.references.iter().map(|reference| reference.unit.document).collect()
}

fn document_stats(document: &Document, statements: usize) -> DocumentStats {
    DocumentStats {
        id: document.source.id.clone(),
        original: document.is_original,
        characters: document.text.chars().count(),
        sections: document.sections.len(),
        passages: document.passages.len(),
        statements,
    }
}

fn print(stats: &Stats, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{} documents", stats.documents.len())?;
    let ids = stats.documents.iter().map(|document| document.id.chars().count());
    let width = ids.max().unwrap_or(0);
    for document in &stats.documents {
        let form = if document.original { "original" } else { "digest" };
        writeln!(
            out,
            "  {:<width$}  {form:<8}  {:>7} characters  {:>4} sections  {:>5} passages  {:>5} statements",
            document.id, document.characters, document.sections, document.passages, document.statements
        )?;
    }
    writeln!(out, "\n{} entities, {} of them names alone", stats.entities, stats.entities_without_statements)?;
    for (kind, count) in &stats.entities_by_kind {
        writeln!(out, "  {kind:<16} {count:>5}")?;
    }
    writeln!(
        out,
        "\n{} statements, {} of them in more than one document",
        stats.statements, stats.statements_in_several_documents
    )?;
    for (property, count) in &stats.statements_by_property {
        writeln!(out, "  {property:<24} {count:>5}")?;
    }
    Ok(())
}
