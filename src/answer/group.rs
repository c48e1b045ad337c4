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
            head.qualifiers.scope == statement.qualifiers.scope
                && of_one_time(head, statement)
                && says_the_same(head, statement)
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
    let head = |cluster: &Cluster| corpus.statement(cluster.forms[0].id);
    let differ = |a: &Statement, b: &Statement| {
        a.qualifiers.scope == b.qualifiers.scope && !says_the_same(a, b) && !says_the_same(b, a)
    };
    clusters
        .iter()
        .enumerate()
        .any(|(number, cluster)| clusters[..number].iter().any(|other| differ(head(other), head(cluster))))
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

/// Whether two statements can be said for the same time: an untimed one for any, timed ones where one time lies in the
/// other. A source that says May must not be cited for December.
fn of_one_time(a: &Statement, b: &Statement) -> bool {
    match (a.qualifiers.as_of, b.qualifiers.as_of) {
        (Some(a), Some(b)) => a.covers(b) || b.covers(a),
        _ => true,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::document::UnitId;
    use crate::corpus::record::{Qualifiers, Rank};
    use crate::corpus::{EntityId, PropertyId};
    use crate::text::quantity::read_quantity;

    /// Statements of one number each: value, `as_of`, `scope` and document.
    fn corpus(statements: &[(&str, Option<&str>, Option<&str>, u16)]) -> (Corpus, Vec<StatementId>) {
        let statement = |(text, as_of, scope, document): &(&str, Option<&str>, Option<&str>, u16)| Statement {
            subject: EntityId(0),
            property: PropertyId(0),
            value: Value::Number(read_quantity(text).unwrap()),
            text: (*text).to_owned(),
            qualifiers: Qualifiers {
                as_of: as_of.map(|date| date.parse().unwrap()),
                scope: scope.map(str::to_owned),
                ..Qualifiers::default()
            },
            keywords: Box::default(),
            rank: Rank::Normal,
            references: vec![Reference { unit: UnitId { document: *document, unit: 0 } }],
            origin: (String::new(), 1),
        };
        let ids = (0u32..).map(StatementId).take(statements.len()).collect();
        (Corpus { statements: statements.iter().map(statement).collect(), ..Corpus::default() }, ids)
    }

    /// Each cluster as its forms, with the documents that are cited for each.
    fn told(statements: &[(&str, Option<&str>, Option<&str>, u16)]) -> (Vec<String>, bool) {
        let (corpus, ids) = corpus(statements);
        let found = clusters(&corpus, &ids);
        let form = |form: &Form| {
            let documents: Vec<String> =
                form.references.iter().map(|reference| reference.unit.document.to_string()).collect();
            format!("{} [{}]", corpus.statement(form.id).text, documents.join(","))
        };
        let texts = found.iter().map(|cluster| cluster.forms.iter().map(form).collect::<Vec<_>>().join(" / "));
        (texts.collect(), disagree(&corpus, &found))
    }

    #[test]
    fn a_coarser_form_stands_behind_the_finer_one() {
        let (clusters, disagree) =
            told(&[("$5.6M", None, None, 0), ("$5.58M", None, None, 1), ("$5.58M", None, None, 2)]);
        assert_eq!((clusters, disagree), (vec!["$5.58M [1,2] / $5.6M [0]".to_owned()], false));
    }

    #[test]
    fn different_values_of_one_scope_disagree() {
        let (clusters, disagree) = told(&[("685B", None, None, 0), ("671B", None, None, 1)]);
        assert_eq!((clusters.len(), disagree), (2, true));
        let (clusters, disagree) = told(&[("685B", None, Some("with the MTP module"), 0), ("671B", None, None, 1)]);
        assert_eq!((clusters.len(), disagree), (2, false));
    }

    #[test]
    fn the_same_value_at_two_times_is_told_twice_and_no_disagreement() {
        let (clusters, disagree) =
            told(&[("2M", Some("2024-12"), None, 0), ("2M", Some("2024-03"), None, 1), ("2M", Some("2024"), None, 2)]);
        assert_eq!((clusters, disagree), (vec!["2M [0,2]".to_owned(), "2M [1]".to_owned()], false));
    }
}
