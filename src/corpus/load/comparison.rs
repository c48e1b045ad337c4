//! What statements say beside one another: two values where there can be one, and the same thing said twice.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::corpus::document::{Document, UnitId};
use crate::corpus::problem::{DataFile, Problem};
use crate::corpus::record::{Rank, Statement, Value};
use crate::corpus::{Corpus, EntityId, PropertyId};

/// Where a statement's value stands.
pub(super) type Place = (Arc<DataFile>, Option<Range<usize>>);

/// Of what there is one value: subject, property, scope, document and section.
type OneValue<'a> = (EntityId, PropertyId, Option<&'a str>, u16, u32);

/// Statements with the place of each, and what they are compared by.
pub(super) struct Comparison<'a> {
    /// For the properties: which have one value at a time.
    pub corpus: &'a Corpus,
    /// The documents in use, for the sections of references.
    pub documents: &'a [Document],
    /// All statements.
    pub statements: &'a [Statement],
    /// The place of each.
    pub places: &'a [Place],
}

impl Comparison<'_> {
    /// All that is wrong between statements.
    pub(super) fn problems(&self) -> Vec<Problem> {
        let mut out = self.contradictions();
        out.extend(self.repetitions());
        out
    }

    /// A property with one value at a time has two in one section of one source, and nobody marked it: more likely a
    /// slip of the keeper than of the document.
    fn contradictions(&self) -> Vec<Problem> {
        let mut seen: HashMap<OneValue<'_>, Vec<usize>> = HashMap::new();
        let mut out = Vec::new();
        for (number, statement) in self.statements.iter().enumerate() {
            if !self.corpus.property(statement.property).single
                || statement.qualifiers.conflict
                || statement.rank == Rank::Deprecated
            {
                continue;
            }
            let scope = statement.qualifiers.scope.as_deref();
            for UnitId { document, unit } in statement.references.iter().map(|reference| reference.unit) {
                let section = self.documents[usize::from(document)].units[unit as usize].section;
                let before = seen.entry((statement.subject, statement.property, scope, document, section)).or_default();
                let other = before
                    .iter()
                    .map(|number| &self.statements[*number])
                    .find(|other| !compatible(&other.value, &statement.value, &other.text, &statement.text));
                if let Some(other) = other {
                    let message = format!(
                        "`{}` has one value at a time, but the same section says `{}` ({}:{}) and `{}`; correct one, give them a `scope`, or mark both `conflict = true`",
                        self.corpus.property(statement.property).id,
                        other.text,
                        other.origin.0,
                        other.origin.1,
                        statement.text
                    );
                    out.push(self.problem(number, message));
                }
                before.push(number);
            }
        }
        out
    }

    /// Two statements that are alike to the last qualifier and proven by the same sentence: pasted twice.
    fn repetitions(&self) -> Vec<Problem> {
        let mut seen: HashMap<(EntityId, PropertyId, &str, UnitId), Vec<usize>> = HashMap::new();
        let mut out = Vec::new();
        for (number, statement) in self.statements.iter().enumerate() {
            for unit in statement.references.iter().map(|reference| reference.unit) {
                let before =
                    seen.entry((statement.subject, statement.property, statement.text.as_str(), unit)).or_default();
                let twin = before
                    .iter()
                    .map(|number| &self.statements[*number])
                    .find(|other| other.qualifiers == statement.qualifiers && other.rank == statement.rank);
                if let Some(twin) = twin {
                    let message = format!(
                        "`{}` is already stated with the same sentence ({}:{}); take one out or say how they differ",
                        statement.text, twin.origin.0, twin.origin.1
                    );
                    out.push(self.problem(number, message));
                }
                before.push(number);
            }
        }
        out
    }

    fn problem(&self, number: usize, message: String) -> Problem {
        let (file, span) = &self.places[number];
        file.problem(span.clone(), message)
    }
}

/// Whether two values can both be right: the same, or one a coarser form of the other.
fn compatible(a: &Value, b: &Value, a_text: &str, b_text: &str) -> bool {
    match (a, b) {
        (Value::Date(a), Value::Date(b)) => a.covers(*b) || b.covers(*a),
        (Value::Number(a), Value::Number(b)) => a.same(b) || a.rounds(b, a_text) || b.rounds(a, b_text),
        _ => a == b && a_text == b_text,
    }
}
