//! The lexicon: `properties.toml` and the word lists beside it.

use std::path::Path;

use super::{LoadError, read};
use crate::corpus::Corpus;
use crate::corpus::problem::Problem;
use crate::corpus::property::Property;

pub(super) fn load(data: &Path, corpus: &mut Corpus, problems: &mut Vec<Problem>) -> Result<(), LoadError> {
    let path = data.join("lexicon/properties.toml");
    if path.is_file() {
        let file = read(data, &path)?;
        match toml_edit::Document::parse(file.text.as_str()) {
            Err(error) => problems.push(file.problem(error.span(), error.message().to_owned())),
            Ok(document) => {
                for (id, item) in document.iter() {
                    let span = document.key(id).and_then(toml_edit::Key::span);
                    let text = item.as_table().map(ToString::to_string).unwrap_or_default();
                    match toml_edit::de::from_str::<Property>(&text) {
                        Ok(property) => corpus.properties.push(Property { id: id.to_owned(), ..property }),
                        Err(error) => {
                            problems.push(file.problem(span, format!("property `{id}`: {}", error.message())));
                        }
                    }
                }
            }
        }
    }
    let words = data.join("lexicon/words.toml");
    if words.is_file() {
        corpus.lexicon = read(data, &words)?.text;
    }
    Ok(())
}
