//! The correction of a statement: the old value stays, ranked deprecated with the reason; the right one stands behind it.
//! Comments and layout of the record file stay as its keepers wrote them.

use std::fmt;
use std::path::Path;

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, Value, value};

use crate::corpus::Corpus;
use crate::corpus::property::ValueType;
use crate::corpus::record::Statement;

use super::change::{Change, ChangeError, FileChange};

/// What identifies a statement beside its subject, property and value: a corrected one keeps it.
const KEPT: [&str; 9] = ["as_of", "scope", "author", "at", "benchmark", "of", "compared_with", "dispute", "keywords"];

/// A statement by what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Id of the entity.
    pub subject: String,
    /// Id of the property.
    pub property: String,
    /// The value as the record writes it; `yes` or `no` for a flag.
    pub value: String,
}

impl Said {
    /// What a statement says.
    #[must_use]
    pub fn of(corpus: &Corpus, statement: &Statement) -> Self {
        Self {
            subject: corpus.entity(statement.subject).id.clone(),
            property: corpus.property(statement.property).id.clone(),
            value: statement.text.clone(),
        }
    }
}

impl fmt::Display for Said {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}: {}", self.subject, self.property, self.value)
    }
}

/// A statement that is wrong, and what is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The file with the record, below the data folder.
    pub file: String,
    /// What the record says.
    pub wrong: Said,
    /// The right value as a record writes it: an id, EDTF, a number; `yes` or `no` for a flag. `None` where there is none.
    pub right: Option<String>,
    /// Where it says so: references as records write them.
    pub from: Vec<String>,
    /// Terms that the sentence there has, where the value itself does not tell.
    pub evidence: Vec<String>,
    /// Why the old value is wrong.
    pub reason: String,
    /// Whether values of the property are yes and no.
    pub is_flag: bool,
}

/// Why there is no patch.
#[derive(Debug, thiserror::Error)]
pub enum CorrectionError {
    /// The record does not say that (any more).
    #[error("`{file}` does not say `{wrong}` any more")]
    Gone {
        /// The file.
        file: String,
        /// What was looked for.
        wrong: Said,
    },
    /// The right value is the wrong one.
    #[error("the right value is the one that stands there")]
    Same,
    /// The record file is no TOML.
    #[error("`{0}` can't be read: `lablore check` says why")]
    Unreadable(String),
    /// The folder can't be read.
    #[error(transparent)]
    Change(#[from] ChangeError),
}

impl Correction {
    /// The correction of a statement.
    #[must_use]
    pub fn of(
        corpus: &Corpus,
        statement: &Statement,
        right: Option<String>,
        from: Vec<String>,
        evidence: Vec<String>,
        reason: String,
    ) -> Self {
        Self {
            file: statement.origin.0.clone(),
            wrong: Said::of(corpus, statement),
            right,
            from,
            evidence,
            reason,
            is_flag: corpus.property(statement.property).value_type == ValueType::Flag,
        }
    }

    /// The change of the record file. Whether the data is right afterwards is for a check to say.
    ///
    /// # Errors
    /// Where the record does not say that any more, or its file can't be read.
    pub fn change(&self, data: &Path) -> Result<Change, CorrectionError> {
        if self.right.as_deref().is_some_and(|right| right == self.wrong.value) {
            return Err(CorrectionError::Same);
        }
        let gone = || CorrectionError::Gone { file: self.file.clone(), wrong: self.wrong.clone() };
        let before = FileChange::read(data, &self.file)?.ok_or_else(gone)?;
        let unreadable = || CorrectionError::Unreadable(self.file.clone());
        let mut document: DocumentMut = before.parse().map_err(|_| unreadable())?;
        if document.to_string() != before {
            return Err(unreadable());
        }
        let statements = document
            .get_mut(&self.wrong.subject)
            .and_then(Item::as_table_like_mut)
            .and_then(|entity| entity.get_mut(&self.wrong.property))
            .and_then(Item::as_array_of_tables_mut)
            .ok_or_else(gone)?;
        let place = statements.iter().position(|table| self.says(table)).ok_or_else(gone)?;
        self.correct(statements, place);
        let after = Some(document.to_string());
        Ok(Change { files: vec![FileChange { path: self.file.clone(), before: Some(before), after }] })
    }

    /// Whether a statement that counts has the wrong value.
    fn says(&self, table: &Table) -> bool {
        table.get("rank").and_then(Item::as_str) != Some("deprecated")
            && values(table).iter().any(|value| says(value, &self.wrong.value))
    }

    /// Puts what is right behind what is wrong, in the order of the file.
    fn correct(&self, statements: &mut ArrayOfTables, place: usize) {
        let is_there = self.right.as_deref().is_some_and(|right| {
            statements.iter().any(|table| {
                table.get("rank").and_then(Item::as_str) != Some("deprecated")
                    && values(table).iter().any(|value| says(value, right))
            })
        });
        let mut tables: Vec<Table> = statements.iter().cloned().collect();
        let mut behind = Vec::new();
        let old = &mut tables[place];
        let several = old.get_mut("value").and_then(Item::as_array_mut).filter(|array| array.len() > 1);
        if let Some(array) = several {
            // The others of the list stay as they are.
            array.retain(|value| !says(value, &self.wrong.value));
            mend_first(array);
            let mut wrong = self.beside(old, &self.wrong.value);
            for key in ["from", "evidence"] {
                if let Some(kept) = old.get(key) {
                    wrong.insert(key, kept.clone());
                }
            }
            self.deprecate(&mut wrong);
            behind.push(wrong);
        } else {
            self.deprecate(old);
        }
        if let Some(right) = self.right.as_deref().filter(|_| !is_there) {
            let mut table = self.beside(&tables[place], right);
            table.insert("from", value(array_of(&self.from)));
            if !self.evidence.is_empty() {
                table.insert("evidence", value(self.evidence.iter().map(String::as_str).collect::<Array>()));
            }
            behind.push(table);
        }
        let after = tables.split_off(place + 1);
        tables.extend(behind);
        tables.extend(after);
        statements.clear();
        for table in tables {
            statements.push(table);
        }
    }

    /// A statement with another value beside one of the same subject, property and qualifiers.
    fn beside(&self, old: &Table, text: &str) -> Table {
        let mut table = Table::new();
        // Tables are written in the order of their positions, those of one position as they come.
        table.set_position(old.position());
        table.decor_mut().set_prefix("\n");
        match (self.is_flag, text) {
            (true, "yes" | "true") => table.insert("value", value(true)),
            (true, "no" | "false") => table.insert("value", value(false)),
            _ => table.insert("value", value(text)),
        };
        for key in KEPT {
            if let Some(kept) = old.get(key) {
                table.insert(key, kept.clone());
            }
        }
        table
    }

    fn deprecate(&self, table: &mut Table) {
        table.insert("rank", value("deprecated"));
        table.insert("reason", value(self.reason.as_str()));
    }
}

/// The values of a statement.
fn values(table: &Table) -> Vec<&Value> {
    match table.get("value").and_then(Item::as_value) {
        Some(Value::Array(array)) => array.iter().collect(),
        Some(value) => vec![value],
        None => Vec::new(),
    }
}

fn says(value: &Value, text: &str) -> bool {
    match value.as_bool() {
        Some(flag) => (if flag { "yes" } else { "no" }) == text,
        None => value.as_str() == Some(text),
    }
}

/// After the first of a list on one line went, the next has its blank before it.
fn mend_first(array: &mut Array) {
    if let Some(first) = array.get_mut(0)
        && first.decor().prefix().and_then(toml_edit::RawString::as_str).is_some_and(|prefix| prefix == " ")
    {
        first.decor_mut().set_prefix("");
    }
}

/// References as records write them: one on its line, several on a line each.
fn array_of(from: &[String]) -> Array {
    let mut array: Array = from.iter().map(String::as_str).collect();
    if from.len() > 1 {
        for entry in array.iter_mut() {
            entry.decor_mut().set_prefix("\n  ");
        }
        array.set_trailing("\n");
        array.set_trailing_comma(true);
    }
    array
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORDS: &str = "\
#:schema ../records.schema.json
# Acme and what it makes.

[acme]   # the lab
kind = \"lab\"
name = \"Acme Lab\"

[[acme.founded]]
value = \"2018\"   # as the notes had it once
from = [\"notes: Labs\"]

# Two of them.
[[acme.founder]]
value = [\"ada-long\", \"bo-short\"]
from = [\"notes: Labs\"]
evidence = [\"Ada Long\"]

[[acme.employees]]
value = \"40\"
as_of = \"2024\"
written = \"some 40\"
from = [\"notes: Labs\"]

[[acme.founder]]
value = \"cy-wide\"
from = [\"notes: Labs\"]

[[acme.open_weights]]
value = true
from = [\"notes: Models\"]
evidence = [\"open\"]
";

    fn corrected(property: &str, wrong: &str, right: Option<&str>) -> Result<String, CorrectionError> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("records")).unwrap();
        std::fs::write(folder.path().join("records/acme.toml"), RECORDS).unwrap();
        let correction = Correction {
            file: "records/acme.toml".to_owned(),
            wrong: Said { subject: "acme".to_owned(), property: property.to_owned(), value: wrong.to_owned() },
            right: right.map(ToOwned::to_owned),
            from: vec!["notes: Labs".to_owned(), "notes: Models".to_owned()],
            evidence: vec!["founded".to_owned()],
            reason: "the notes say \"2019\"".to_owned(),
            is_flag: property == "open_weights",
        };
        let mut change = correction.change(folder.path())?;
        Ok(change.files.remove(0).after.unwrap())
    }

    const DEPRECATED: &str = "rank = \"deprecated\"\nreason = 'the notes say \"2019\"'\n";
    const FROM: &str = "from = [\n  \"notes: Labs\",\n  \"notes: Models\",\n]\nevidence = [\"founded\"]\n";

    #[test]
    fn the_old_value_stays_deprecated_and_the_right_one_stands_behind_it() {
        let old = "[[acme.founded]]\nvalue = \"2018\"   # as the notes had it once\nfrom = [\"notes: Labs\"]\n";
        let new = format!("{old}{DEPRECATED}\n[[acme.founded]]\nvalue = \"2019\"\n{FROM}");
        assert_eq!(corrected("founded", "2018", Some("2019")).unwrap(), RECORDS.replace(old, &new));
        assert_eq!(corrected("founded", "2018", None).unwrap(), RECORDS.replace(old, &format!("{old}{DEPRECATED}")));
    }

    #[test]
    fn what_identifies_a_statement_is_kept_and_its_wording_is_not() {
        let old = "as_of = \"2024\"\nwritten = \"some 40\"\nfrom = [\"notes: Labs\"]\n";
        let new = format!("{old}{DEPRECATED}\n[[acme.employees]]\nvalue = \"50\"\nas_of = \"2024\"\n{FROM}");
        assert_eq!(corrected("employees", "40", Some("50")).unwrap(), RECORDS.replace(old, &new));
    }

    #[test]
    fn one_value_of_a_list_is_taken_out_of_it() {
        let old = "value = [\"ada-long\", \"bo-short\"]\nfrom = [\"notes: Labs\"]\nevidence = [\"Ada Long\"]\n";
        let new = format!(
            "value = [\"bo-short\"]\nfrom = [\"notes: Labs\"]\nevidence = [\"Ada Long\"]\n\n[[acme.founder]]\n\
             value = \"ada-long\"\nfrom = [\"notes: Labs\"]\nevidence = [\"Ada Long\"]\n{DEPRECATED}\n\
             [[acme.founder]]\nvalue = \"di-tall\"\n{FROM}"
        );
        assert_eq!(corrected("founder", "ada-long", Some("di-tall")).unwrap(), RECORDS.replace(old, &new));
    }

    #[test]
    fn a_value_that_stands_there_already_is_not_written_twice() {
        let old = "value = \"cy-wide\"\nfrom = [\"notes: Labs\"]\n";
        let new = format!("{old}{DEPRECATED}");
        assert_eq!(corrected("founder", "cy-wide", Some("ada-long")).unwrap(), RECORDS.replace(old, &new));
    }

    #[test]
    fn flags_are_no_texts() {
        let right = corrected("open_weights", "yes", Some("no")).unwrap();
        assert!(right.ends_with(&format!("{DEPRECATED}\n[[acme.open_weights]]\nvalue = false\n{FROM}")), "{right}");
    }

    #[test]
    fn what_the_record_does_not_say_is_not_corrected() {
        assert!(matches!(corrected("founded", "2017", Some("2019")), Err(CorrectionError::Gone { .. })));
        assert!(matches!(corrected("place", "2018", Some("2019")), Err(CorrectionError::Gone { .. })));
        assert!(matches!(corrected("founded", "2018", Some("2018")), Err(CorrectionError::Same)));
    }
}
