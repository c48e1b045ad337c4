//! Finding passages and statements. The only place that names tantivy.
//!
//! A question is analysed once ([`query`]), Tantivy finds the candidates ([`index`]), and the best of them are ranked
//! again by what stands in their sentences ([`rank`], [`sentences`]). Letters are looked at by [`analyzers`] alone.
//! No synonyms, no meaning, no answer: that is for others.

pub mod analyzers;
pub mod evaluation;
mod expectation;
mod forward;
pub mod index;
mod mapped;
mod query;
pub mod rank;
mod remembered;
pub mod sentences;
mod terms;
pub mod words;

pub use index::PassageIndex;
pub use mapped::mapped;
pub use rank::Hit;
pub use sentences::SentenceHit;

/// The index cannot be built or opened. Searching itself does not fail.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// Tantivy refuses.
    #[error("the search index in `{folder}` cannot be {action}")]
    Tantivy {
        /// The folder.
        folder: String,
        /// `built` or `opened`.
        action: &'static str,
        /// Why.
        source: Box<tantivy::TantivyError>,
    },
    /// The list of tokens cannot be read or written.
    #[error("`{file}` cannot be {action}")]
    File {
        /// The file.
        file: String,
        /// `read` or `written`.
        action: &'static str,
        /// Why.
        source: std::io::Error,
    },
    /// A file of the index holds something else.
    #[error("`{file}` is no index of this version: {why}; build it anew with `lablore index --force`")]
    Damaged {
        /// The file.
        file: String,
        /// What is wrong with it.
        why: String,
    },
}
