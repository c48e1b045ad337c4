//! `sources.toml`: which documents there are and what is known about them.

use serde::{Deserialize, Serialize};

/// What `sources.toml` says of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Short name that references and citations use: the table's own name, so not a key.
    #[serde(default)]
    pub id: String,
    /// Full title.
    pub title: String,
    /// Author, where known.
    pub author: Option<String>,
    /// Date as the document gives it, in EDTF, where known.
    pub date: Option<String>,
    /// ISO 639 code of its language.
    pub language: Option<String>,
    /// Where it stands on the web, where known.
    pub address: Option<String>,
    /// What people call it, beside its short name: "the dragons post".
    #[serde(default)]
    pub called: Vec<String>,
    /// File name of the original, looked for in `corpus.originals`.
    pub original: Option<String>,
}
