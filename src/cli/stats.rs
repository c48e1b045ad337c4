//! `lablore stats`: what there is in the corpus, in numbers, and what the records don't carry yet.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use clap::Args;
use serde::Serialize;

use crate::answer::group::{clusters, disagree};
use crate::config::Settings;
use crate::corpus::coverage::{Coverage, coverage, uncited};
use crate::corpus::document::{Document, UnitId, UnitKind};
use crate::corpus::record::{EntityKind, Statement};
use crate::corpus::{Corpus, StatementId};

use super::Status;
use super::check::counted;

/// What can be given to `stats`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lablore stats
  lablore stats --json | jq .statements
  lablore stats --uncovered deep-dive    the sentences and rows that no statement cites
  lablore stats --disagreements          where documents contradict each other or themselves")]
pub struct Arguments {
    /// Print one JSON object
    #[arg(long)]
    json: bool,

    /// List the sentences and rows that no statement cites, of one source or of all
    #[arg(long, value_name = "SOURCE", num_args = 0..=1, default_missing_value = "")]
    uncovered: Option<String>,

    /// List the values on which documents disagree
    #[arg(long)]
    disagreements: bool,
}

/// What there is, in numbers.
#[derive(Debug, Serialize)]
struct Stats {
    documents: Vec<DocumentStats>,
    /// Sentences and rows of all documents together.
    coverage: CoverageStats,
    entities: usize,
    entities_by_kind: BTreeMap<&'static str, usize>,
    /// Entities that nothing is said of: names alone.
    entities_without_statements: usize,
    statements: usize,
    /// Statements that one document proves.
    statements_in_one_document: usize,
    /// Statements that more than one document proves.
    statements_in_several_documents: usize,
    statements_by_property: BTreeMap<String, usize>,
    /// Values of one subject and property that contradict each other: between documents, or inside one where the
    /// record says so.
    disagreements: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    disagreeing: Option<Vec<Disagreement>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uncovered: Option<Vec<Uncovered>>,
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
    coverage: CoverageStats,
}

/// How much of a text some statement cites.
#[derive(Debug, Serialize)]
struct CoverageStats {
    /// Sentences and rows that at least one statement cites.
    cited: usize,
    /// All sentences and rows.
    units: usize,
    /// The one as a share of the other, from 0 to 1.
    share: f64,
}

/// A subject and property with the values that can't all be right.
#[derive(Debug, Serialize)]
struct Disagreement {
    subject: String,
    property: String,
    values: Vec<Claim>,
}

/// A value with those who give it.
#[derive(Debug, Serialize)]
struct Claim {
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    sources: BTreeSet<String>,
}

/// A sentence or row that no statement cites.
#[derive(Debug, Serialize)]
struct Uncovered {
    source: String,
    section: String,
    /// `sentence` or `row`.
    kind: &'static str,
    text: String,
}

/// Counts and prints.
///
/// # Errors
/// Without an engine, and for a source that there is not.
pub fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<Status> {
    let engine = super::engine::open(settings)?;
    let corpus = engine.corpus();
    let mut stats = stats(corpus);
    let disagreements = disagreements(corpus);
    stats.disagreements = disagreements.len();
    stats.disagreeing = arguments.disagreements.then_some(disagreements);
    stats.uncovered = match arguments.uncovered.as_deref() {
        None => None,
        Some("") => Some(uncovered(corpus, None)),
        Some(id) => Some(uncovered(corpus, Some(&super::document::named(corpus, id)?.source.id))),
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&stats)?)?;
    } else if stats.uncovered.is_some() || stats.disagreeing.is_some() {
        print_disagreements(stats.disagreeing.as_deref().unwrap_or_default(), &mut out)?;
        print_uncovered(stats.uncovered.as_deref().unwrap_or_default(), &mut out)?;
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
    let covered = coverage(corpus);
    let documents = corpus.documents.iter().zip(proven).zip(&covered);
    Stats {
        documents: documents
            .map(|((document, statements), covered)| document_stats(document, statements, *covered))
            .collect(),
        coverage: covered.iter().copied().sum::<Coverage>().into(),
        entities: corpus.entities.len(),
        entities_by_kind,
        entities_without_statements: said_of.iter().filter(|said| !**said).count(),
        statements: corpus.statements.len(),
        statements_in_one_document: corpus.statements.len() - in_several,
        statements_in_several_documents: in_several,
        statements_by_property,
        disagreements: 0,
        disagreeing: None,
        uncovered: None,
    }
}

fn documents_of(statement: &Statement) -> BTreeSet<u16> {
    statement.references.iter().map(|reference| reference.unit.document).collect()
}

fn document_stats(document: &Document, statements: usize, covered: Coverage) -> DocumentStats {
    DocumentStats {
        id: document.source.id.clone(),
        original: document.is_original,
        characters: document.text.as_str().chars().count(),
        sections: document.sections.len(),
        passages: document.passages.len(),
        statements,
        coverage: covered.into(),
    }
}

impl From<Coverage> for CoverageStats {
    fn from(coverage: Coverage) -> Self {
        Self { cited: coverage.cited, units: coverage.units, share: coverage.share() }
    }
}

/// The subjects and properties on which documents disagree, as answers tell them, and those whose records say that one
/// document contradicts itself; in the order of the records.
fn disagreements(corpus: &Corpus) -> Vec<Disagreement> {
    let mut groups: BTreeMap<_, Vec<StatementId>> = BTreeMap::new();
    for (number, statement) in (0u32..).zip(&corpus.statements) {
        if statement.rank != crate::corpus::record::Rank::Deprecated {
            groups.entry((statement.subject, statement.property)).or_default().push(StatementId(number));
        }
    }
    let mut out = Vec::new();
    for ((subject, property), ids) in groups {
        let values = clusters(corpus, &ids);
        let marked = ids.iter().any(|id| corpus.statement(*id).qualifiers.conflict);
        let differ = corpus.property(property).single && disagree(corpus, &values);
        if !(marked || differ) {
            continue;
        }
        let claim = |cluster: &crate::answer::group::Cluster| {
            let statement = corpus.statement(cluster.forms[0].id);
            let references = cluster.forms.iter().flat_map(|form| &form.references);
            let source = |document: u16| corpus.documents[usize::from(document)].source.id.clone();
            Claim {
                value: statement.text.clone(),
                scope: statement.qualifiers.scope.clone(),
                sources: references.map(|reference| source(reference.unit.document)).collect(),
            }
        };
        out.push(Disagreement {
            subject: corpus.entity(subject).id.clone(),
            property: corpus.property(property).id.clone(),
            values: values.iter().map(claim).collect(),
        });
    }
    out
}

fn uncovered(corpus: &Corpus, source: Option<&str>) -> Vec<Uncovered> {
    let listed = |id: UnitId| {
        let document = &corpus.documents[usize::from(id.document)];
        let unit = &document.units[id.unit as usize];
        Uncovered {
            source: document.source.id.clone(),
            section: document.section_of(unit).title(),
            kind: if unit.kind == UnitKind::Row { "row" } else { "sentence" },
            text: corpus.unit_text(id).split_whitespace().collect::<Vec<_>>().join(" "),
        }
    };
    let all = uncited(corpus).into_iter().map(listed);
    all.filter(|unit| source.is_none_or(|source| unit.source == source)).collect()
}

/// What the row of all documents is called.
const TOGETHER: &str = "together";

fn print(stats: &Stats, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{} documents", stats.documents.len())?;
    let ids = stats.documents.iter().map(|document| document.id.chars().count());
    let width = ids.chain([TOGETHER.len()]).max().unwrap_or(0);
    for document in &stats.documents {
        let form = if document.original { "original" } else { "digest" };
        writeln!(
            out,
            "  {:<width$}  {form:<8}  {:>7} characters  {:>4} sections  {:>5} passages  {:>5} statements",
            document.id, document.characters, document.sections, document.passages, document.statements
        )?;
    }
    writeln!(out, "\nSentences and rows that a statement cites")?;
    let covered = stats.documents.iter().map(|document| (document.id.as_str(), &document.coverage));
    for (id, coverage) in covered.chain([(TOGETHER, &stats.coverage)]) {
        let percent = 100.0 * coverage.share;
        writeln!(out, "  {id:<width$}  {percent:>5.1}%  {:>5} of {:>5}", coverage.cited, coverage.units)?;
    }
    writeln!(out, "\n{} entities, {} of them names alone", stats.entities, stats.entities_without_statements)?;
    for (kind, count) in &stats.entities_by_kind {
        writeln!(out, "  {kind:<16} {count:>5}")?;
    }
    writeln!(
        out,
        "\n{} statements: {} in one document, {} in more than one",
        stats.statements, stats.statements_in_one_document, stats.statements_in_several_documents
    )?;
    for (property, count) in &stats.statements_by_property {
        writeln!(out, "  {property:<24} {count:>5}")?;
    }
    writeln!(out, "\n{}", counted(stats.disagreements, "disagreement"))
}

fn print_disagreements(disagreements: &[Disagreement], out: &mut impl Write) -> io::Result<()> {
    for Disagreement { subject, property, values } in disagreements {
        writeln!(out, "{subject}.{property}")?;
        for claim in values {
            let scope = claim.scope.as_ref().map_or_else(String::new, |scope| format!(" ({scope})"));
            let sources = claim.sources.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            writeln!(out, "  {}{scope}: {sources}", claim.value)?;
        }
    }
    Ok(())
}

/// Below the section as `from` names it, so that it can be copied into a record.
fn print_uncovered(uncovered: &[Uncovered], out: &mut impl Write) -> io::Result<()> {
    let mut above = None;
    for unit in uncovered {
        let place = (&unit.source, &unit.section);
        if above != Some(place) {
            let colon = if unit.section.is_empty() { "" } else { ": " };
            writeln!(out, "{}{colon}{}", unit.source, unit.section)?;
            above = Some(place);
        }
        writeln!(out, "  {}", unit.text)?;
    }
    Ok(())
}
