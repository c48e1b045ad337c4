//! Statements of one subject and property, put in order: equal values together, coarser forms behind the finest,
//! different values side by side.

use crate::corpus::record::{Reference, Statement, Value};
use crate::corpus::{Corpus, StatementId};
use crate::text::edtf::{Edtf, Point};

/// One value with everything that says the same.
#[derive(Debug, Clone)]
pub struct Cluster {
    /// The finest form first, then coarser ones; each with the references of all statements that give it.
    pub forms: Vec<Form>,
}

/// One way in which a value is written.
#[derive(Debug, Clone)]
pub struct Form {
    /// The statement whose wording is shown.
    pub id: StatementId,
    /// All that prove it.
    pub references: Vec<Reference>,
}

impl Cluster {
    /// In how many documents the value stands, in whatever form.
    #[must_use]
    pub fn documents(&self) -> usize {
        let mut documents: Vec<u16> =
            self.forms.iter().flat_map(|form| &form.references).map(|reference| reference.unit.document).collect();
        documents.sort_unstable();
        documents.dedup();
        documents.len()
    }
}

/// Clusters statements that are of one subject and property, best supported first.
#[must_use]
pub fn clusters(corpus: &Corpus, ids: &[StatementId]) -> Vec<Cluster> {
    let mut ordered = ids.to_vec();
    ordered.sort_by_key(|id| (std::cmp::Reverse(precision(corpus.statement(*id))), *id));
    let mut out: Vec<Cluster> = Vec::new();
    for id in ordered {
        let statement = corpus.statement(id);
        let home = out.iter_mut().find(|cluster| {
            let head = corpus.statement(cluster.forms[0].id);
            head.qualifiers.scope == statement.qualifiers.scope && says_the_same(head, statement)
        });
        match home {
            None => out.push(Cluster { forms: vec![Form { id, references: statement.references.clone() }] }),
            Some(cluster) => {
                let same = cluster.forms.iter_mut().find(|form| same_form(corpus.statement(form.id), statement));
                match same {
                    Some(form) => form.references.extend_from_slice(&statement.references),
                    None => cluster.forms.push(Form { id, references: statement.references.clone() }),
                }
            }
        }
    }
    out.sort_by_key(|cluster| {
        let head = corpus.statement(cluster.forms[0].id);
        (std::cmp::Reverse(head.rank == crate::corpus::record::Rank::Preferred), std::cmp::Reverse(cluster.documents()))
    });
    out
}

/// Whether clusters of a single-valued property disagree: two different values of the same scope.
#[must_use]
pub fn disagree(corpus: &Corpus, clusters: &[Cluster]) -> bool {
    let scope = |cluster: &Cluster| &corpus.statement(cluster.forms[0].id).qualifiers.scope;
    clusters
        .iter()
        .enumerate()
        .any(|(number, cluster)| clusters[..number].iter().any(|other| scope(other) == scope(cluster)))
}

/// How fine a value is: more digits of a number, a day before a month before a year.
fn precision(statement: &Statement) -> usize {
    match &statement.value {
        Value::Date(Edtf::Point(Point { month, day, .. })) => {
            1 + usize::from(month.is_some()) + usize::from(day.is_some())
        }
        Value::Number(_) => statement.text.chars().filter(char::is_ascii_digit).count(),
        _ => 0,
    }
}

/// Whether a value is the same as, or a coarser form of, a finer one.
fn says_the_same(finer: &Statement, coarser: &Statement) -> bool {
    match (&finer.value, &coarser.value) {
        (Value::Date(finer), Value::Date(coarser)) => coarser.covers(*finer),
        (Value::Number(finer), Value::Number(coarse)) => finer.same(coarse) || coarse.rounds(finer, &coarser.text),
        (Value::Text, Value::Text) => finer.text == coarser.text,
        (finer, coarser) => finer == coarser,
    }
}

/// Whether two statements would be worded alike.
fn same_form(a: &Statement, b: &Statement) -> bool {
    match (&a.value, &b.value) {
        (Value::Number(x), Value::Number(y)) => x.same(y),
        (x, y) => x == y && (*x != Value::Text || a.text == b.text),
    }
}
