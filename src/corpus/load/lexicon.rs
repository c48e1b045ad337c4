//! The lexicon: `properties.toml` and the word lists beside it.

use std::path::Path;

use super::{LoadError, read};
use crate::corpus::Corpus;
use crate::corpus::problem::{DataFile, Problem, nearest};
use crate::corpus::property::Property;
use crate::corpus::words::Words;

pub(super) fn load(data: &Path, corpus: &mut Corpus, problems: &mut Vec<Problem>) -> Result<(), LoadError> {
    let path = data.join("lexicon/properties.toml");
    if path.is_file() {
        let file = read(data, &path)?;
        match toml_edit::Document::parse(file.text.as_str()) {
            Err(error) => problems.push(file.problem(error.span(), one_line(error.message()))),
            Ok(document) => {
                for (id, item) in document.iter() {
                    let span = document.key(id).and_then(toml_edit::Key::span);
                    let text = item.as_table().map(ToString::to_string).unwrap_or_default();
                    match toml_edit::de::from_str::<Property>(&text) {
                        Ok(property) => corpus.properties.push(Property { id: id.to_owned(), ..property }),
                        Err(error) => {
                            problems
                                .push(file.problem(span, format!("property `{id}`: {}", one_line(error.message()))));
                        }
                    }
                }
            }
        }
    }
    let path = data.join("lexicon/words.toml");
    if path.is_file() {
        let file = read(data, &path)?;
        match toml_edit::de::from_str::<Words>(&file.text) {
            Err(error) => problems.push(file.problem(error.span(), one_line(error.message()))),
            Ok(words) => {
                check_implied(&file, &words, corpus, problems);
                corpus.words = words;
            }
        }
    }
    Ok(())
}

/// An adjective can only imply a property that there is.
fn check_implied(file: &DataFile, words: &Words, corpus: &Corpus, problems: &mut Vec<Problem>) {
    for id in words.implied.keys() {
        if corpus.properties.iter().any(|property| property.id == *id) {
            continue;
        }
        let head = format!("[implied.{id}]");
        let place = file.text.find(&head).map(|at| at..at + head.len());
        let known = corpus.properties.iter().map(|property| property.id.as_str());
        let hint = nearest(id, known).map_or_else(
            || "declare it in lexicon/properties.toml first".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        problems.push(file.problem(place, format!("`{id}` is no property; {hint}")));
    }
}

fn one_line(message: &str) -> String {
    message.lines().collect::<Vec<_>>().join("; ")
}
