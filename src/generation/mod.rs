//! Generations: a corpus and its index, built together, kept on disk, swapped whole.
//!
//! A generation is a folder of the index folder that is never changed once it has its name. It is written under another
//! name, made durable, renamed; then the file `current` is replaced, and only that commits. So whatever happens at
//! whatever moment, `current` names a whole generation, and what it does not list is a leftover that the next build clears
//! away. This room knows files and nothing of questions; when things happened is told by the caller.

mod build;
mod code;
mod ensure;
mod fingerprint;
mod folder;
mod lease;
mod store;
#[cfg(test)]
mod testing;

use std::io;
use std::path::Path;

pub use build::{Progress, State};
pub use ensure::{Gate, Ready, read_still};
pub use fingerprint::Fingerprint;
pub use store::{Opened, Store};

use crate::corpus::load::LoadError;
use crate::corpus::problem::Problem;
use crate::search::SearchError;

/// There is no generation to answer from, or none could be built.
#[derive(Debug, thiserror::Error)]
pub enum GenerationError {
    /// The data folder cannot be read at all.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The data is wrong, and there is no earlier generation to answer from.
    #[error("the data has {} problem{}; `lablore check` lists them", .0.len(), if .0.len() == 1 { "" } else { "s" })]
    Problems(Vec<Problem>),
    /// The data changed again and again while it was read.
    #[error("the data kept changing while it was read; try again when it is still")]
    Restless,
    /// The search index cannot be built or opened.
    #[error("the search index cannot be built or opened")]
    Search(#[from] SearchError),
    /// A file or folder of the index folder cannot be read or written.
    #[error("`{path}` cannot be {action}")]
    File {
        /// Which one.
        path: String,
        /// What was tried: `read`, `written`, `locked` …
        action: &'static str,
        /// Why.
        source: io::Error,
    },
    /// A generation was written by a version of the program that lays its files out differently.
    #[error("the generation `{id}` was written by another version")]
    OtherVersion {
        /// Its id.
        id: String,
    },
    /// The data is right, but a gate stands against putting it to use unasked.
    #[error("the data changed, but not so that it is put to use unasked ({}); `lablore index --plan` shows more", .0.join("; "))]
    Refused(Vec<String>),
    /// A generation that was built aside is no longer there to be committed.
    #[error("the generation `{id}` waits no more: another was built in its place; plan anew")]
    NotPrepared {
        /// Its id.
        id: String,
    },
    /// There is no earlier generation to go back to.
    #[error("there is no earlier generation to go back to")]
    NothingBefore,
    /// A generation's files are not what was written.
    #[error("the generation `{id}` is damaged: {why}")]
    Damaged {
        /// Its id.
        id: String,
        /// What is wrong with it.
        why: String,
    },
}

impl GenerationError {
    fn file(path: &Path, action: &'static str, source: io::Error) -> Self {
        Self::File { path: path.display().to_string(), action, source }
    }

    fn damaged(id: &str, why: impl Into<String>) -> Self {
        Self::Damaged { id: id.to_owned(), why: why.into() }
    }
}

/// An error and what caused it, in one line.
pub(crate) fn with_causes(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        line.push_str(": ");
        line.push_str(&inner.to_string());
        cause = inner.source();
    }
    line
}
