//! The lexicon: `properties.toml` and the word lists beside it.
//!
//! What the words do is not known here (see `question::lexicon`); what is checked is the form that all of them share.

use std::path::Path;

use toml_edit::{Item, Key, TableLike};

use super::{LoadError, no_kind, one_line, read, tables};
use crate::corpus::Corpus;
use crate::corpus::problem::{DataFile, Problem, nearest};
use crate::corpus::property::{Property, ValueType};
use crate::corpus::record::EntityKind;
use crate::corpus::words::{Synonyms, Words};

/// Languages that wordings come in.
const LANGUAGES: [&str; 3] = ["en", "zh", "es"];
/// Sections of `words.toml` that hold wordings at once.
const PLAIN: [&str; 13] = [
    "stop",
    "light",
    "out-of-scope",
    "followup",
    "person",
    "both",
    "every",
    "other",
    "authored",
    "explaining",
    "today",
    "total",
    "reason",
];
/// Sections of `words.toml` with a table of wordings for each thing that they name.
const NAMED: [&str; 13] = [
    "question",
    "operator",
    "implied",
    "kind",
    "filter",
    "bound",
    "step",
    "aside",
    "role",
    "referring",
    "bare",
    "time-clause",
    "abbreviation",
];

pub(super) fn load(data: &Path, corpus: &mut Corpus, problems: &mut Vec<Problem>) -> Result<(), LoadError> {
    let path = data.join("lexicon/properties.toml");
    if path.is_file() {
        let file = read(data, &path, problems)?;
        for (id, span, property) in tables::<Property>(&file, "property", problems) {
            for kind in property.kinds.iter().filter(|kind| EntityKind::from_name(kind).is_none()) {
                problems.push(file.problem(span.clone(), format!("property `{id}`: {}", no_kind(kind))));
            }
            let says = [&property.say.en, &property.say.zh, &property.say.es];
            // Yes and no can be whole clauses.
            let needs_value = property.value_type != ValueType::Flag;
            for say in says.into_iter().filter(|say| needs_value && !say.is_empty() && !say.contains("{value}")) {
                let message = format!("property `{id}`: `{say}` says no value; write `{{value}}` where it belongs");
                problems.push(file.problem(span.clone(), message));
            }
            corpus.properties.push(Property { id, ..property });
        }
    }
    let words = data.join("lexicon/words.toml");
    if words.is_file() {
        let file = read(data, &words, problems)?;
        let found_before = problems.len();
        WordsCheck { file: &file, corpus, problems }.all();
        // What the check does not know, the types do: operators, filters, question words.
        match toml_edit::de::from_str::<Words>(&file.text) {
            Ok(words) => corpus.words = words,
            Err(error) if problems.len() == found_before => {
                problems.push(file.problem(error.span(), one_line(error.message())));
            }
            Err(_) => {}
        }
    }
    let synonyms = data.join("lexicon/synonyms.toml");
    if synonyms.is_file() {
        let file = read(data, &synonyms, problems)?;
        match toml_edit::de::from_str::<Synonyms>(&file.text) {
            Ok(synonyms) => corpus.words.synonyms = synonyms,
            Err(error) => problems.push(file.problem(error.span(), one_line(error.message()))),
        }
    }
    Ok(())
}

struct WordsCheck<'a> {
    file: &'a DataFile,
    corpus: &'a Corpus,
    problems: &'a mut Vec<Problem>,
}

impl WordsCheck<'_> {
    fn all(&mut self) {
        let document = match toml_edit::Document::parse(self.file.text.as_str()) {
            Ok(document) => document,
            Err(error) => {
                self.problems.push(self.file.problem(error.span(), one_line(error.message())));
                return;
            }
        };
        for (section, item) in document.iter() {
            let key = document.key(section);
            match item.as_table_like() {
                Some(table) if PLAIN.contains(&section) => self.wordings(table),
                Some(table) if NAMED.contains(&section) => self.named(section, table),
                Some(_) | None => {
                    let known = PLAIN.into_iter().chain(NAMED);
                    let hint = nearest(section, known.clone()).map_or_else(
                        || format!("use one of {}", known.collect::<Vec<_>>().join(", ")),
                        |near| format!("did you mean `{near}`?"),
                    );
                    self.problem(key, format!("`{section}` is no section of the word lists; {hint}"));
                }
            }
        }
    }

    fn named(&mut self, section: &str, table: &dyn TableLike) {
        for (name, item) in table.iter() {
            if section == "kind" && EntityKind::from_name(name).is_none() {
                self.problem(table.key(name), no_kind(name));
            }
            if section == "implied" && !self.corpus.properties.iter().any(|property| property.id == name) {
                let near = nearest(name, self.corpus.properties.iter().map(|property| property.id.as_str()));
                let hint = near.map_or_else(
                    || "declare it in lexicon/properties.toml first".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                self.problem(table.key(name), format!("`{name}` is no property; {hint}"));
            }
            match item.as_table_like() {
                Some(wordings) => self.wordings(wordings),
                None => self.problem(table.key(name), format!("write [{section}.{name}] with lists en, zh, es below")),
            }
        }
    }

    fn wordings(&mut self, table: &dyn TableLike) {
        for (language, item) in table.iter() {
            if !LANGUAGES.contains(&language) {
                let message = format!("`{language}` is no language of the lexicon; use en, zh or es");
                self.problem(table.key(language), message);
            }
            let Some(list) = item.as_array() else {
                self.problem(table.key(language), "this must be a list of texts, e.g. [\"one\", \"two\"]".to_owned());
                continue;
            };
            for part in list.iter().filter(|part| part.as_str().is_none_or(|text| text.trim().is_empty())) {
                let message = "this must be a text in quotes that is not empty".to_owned();
                self.problems.push(self.file.problem(Item::Value(part.clone()).span(), message));
            }
        }
    }

    fn problem(&mut self, key: Option<&Key>, message: String) {
        self.problems.push(self.file.problem(key.and_then(Key::span), message));
    }
}
