//! How much of the documents the records carry: which sentences and rows some statement cites, and which none.

use std::collections::HashSet;

use super::Corpus;
use super::document::{Document, UnitId, UnitKind};

/// Cited units of a document beside all that could be cited: its sentences and rows. Left out is what says nothing by
/// itself: headings, lines in bold that serve as such, header rows of tables, and links to places in the same document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Sentences and rows that at least one statement cites.
    pub cited: usize,
    /// All sentences and rows.
    pub units: usize,
}

impl Coverage {
    /// The share that is cited, from 0 to 1; 1 where there is nothing to cite.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of sentences are far below 2^52")]
    pub fn share(self) -> f64 {
        if self.units == 0 { 1.0 } else { self.cited as f64 / self.units as f64 }
    }
}

impl std::iter::Sum for Coverage {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, one| Self { cited: sum.cited + one.cited, units: sum.units + one.units })
    }
}

/// The coverage of each document, in their order.
#[must_use]
pub fn coverage(corpus: &Corpus) -> Vec<Coverage> {
    let cited = cited(corpus);
    documents(corpus)
        .map(|(number, document)| {
            let units = citable(number, document);
            Coverage { cited: units.iter().filter(|unit| cited.contains(unit)).count(), units: units.len() }
        })
        .collect()
}

/// The sentences and rows that no statement cites, in the order of the documents.
#[must_use]
pub fn uncited(corpus: &Corpus) -> Vec<UnitId> {
    let cited = cited(corpus);
    let citable = documents(corpus).flat_map(|(number, document)| citable(number, document));
    citable.filter(|unit| !cited.contains(unit)).collect()
}

fn documents(corpus: &Corpus) -> impl Iterator<Item = (u16, &Document)> {
    (0u16..).zip(&corpus.documents)
}

fn cited(corpus: &Corpus) -> HashSet<UnitId> {
    let references = corpus.statements.iter().flat_map(|statement| &statement.references);
    references.map(|reference| reference.unit).collect()
}

fn citable(number: u16, document: &Document) -> Vec<UnitId> {
    let headers: HashSet<u32> = document.units.iter().filter_map(|unit| unit.header).collect();
    (0u32..)
        .zip(&document.units)
        .filter(|(unit, read)| read.kind != UnitKind::Heading && !headers.contains(unit))
        .filter(|(_, read)| !is_label(&document.text[read.span()]))
        .map(|(unit, _)| UnitId { document: number, unit })
        .collect()
}

/// `**Key timeline:**`, or `[Labs](#labs)` of a table of contents.
fn is_label(text: &str) -> bool {
    let text = text.trim();
    let bold = text.strip_prefix("**").and_then(|rest| rest.strip_suffix("**"));
    let link = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(')')).and_then(|rest| rest.split_once("](#"));
    bold.is_some_and(|inner| !inner.contains("**")) || link.is_some_and(|(title, _)| !title.contains(']'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::outline::outline;
    use crate::corpus::record::{Qualifiers, Rank, Reference, Statement, Value};
    use crate::corpus::source::Source;
    use crate::corpus::{EntityId, PropertyId};

    fn corpus(texts: &[&str], cited: &[(u16, u32)]) -> Corpus {
        let document = |text: &&str| outline(Source::default(), false, (*text).to_owned(), &[]);
        let statement = |(document, unit): &(u16, u32)| Statement {
            subject: EntityId(0),
            property: PropertyId(0),
            value: Value::Text,
            text: String::new(),
            qualifiers: Qualifiers::default(),
            keywords: Box::default(),
            rank: Rank::Normal,
            references: vec![Reference { unit: UnitId { document: *document, unit: *unit } }],
            origin: (String::new(), 1),
        };
        Corpus {
            documents: texts.iter().map(document).collect(),
            statements: cited.iter().map(statement).collect(),
            ..Corpus::default()
        }
    }

    const TABLE: &str =
        "# Labs\n\nOne sentence. Another one.\n\n| Model | Date |\n| --- | --- |\n| A | 2024 |\n| B | 2025 |\n";

    #[test]
    fn headings_and_header_rows_are_nothing_to_cite() {
        let corpus = corpus(&[TABLE, "No heading here.\n"], &[(0, 1), (0, 1), (0, 4), (0, 0)]);
        let found = coverage(&corpus);
        assert_eq!(found, [Coverage { cited: 2, units: 4 }, Coverage { cited: 0, units: 1 }]);
        assert_eq!(found.into_iter().sum::<Coverage>(), Coverage { cited: 2, units: 5 });
        let texts: Vec<&str> = uncited(&corpus).into_iter().map(|unit| corpus.unit_text(unit)).collect();
        assert_eq!(texts, ["Another one.", "B | 2025", "No heading here."]);
    }

    #[test]
    fn labels_are_nothing_to_cite() {
        for label in ["**Key Timeline:**", "[Labs](#labs)"] {
            assert!(is_label(label), "{label}");
        }
        for sentence in ["**2019**: founded by **Ada**", "**A** and **B**", "[Report](https://x.org/#1)", "It was."] {
            assert!(!is_label(sentence), "{sentence}");
        }
    }

    #[test]
    fn shares_run_from_none_to_all() {
        let share = |cited, units| Coverage { cited, units }.share();
        assert!((share(0, 4), share(1, 4), share(4, 4), share(0, 0)) == (0.0, 0.25, 1.0, 1.0));
    }
}
