//! What moderators change in the data folder: pinned questions, corrections of records, new documents.
//!
//! Each becomes a [`Change`](change::Change) of a few files. It is shown as a patch for the maintainers to commit and,
//! where the operator allows it, written to the folder; it comes into force with the next generation that is built from
//! it, never by itself. One at a time changes the folder, also of several processes ([`Held`]). Who may do what, and how it
//! is told, is not decided here.

pub mod change;
pub mod correction;
pub mod document;
mod hold;
pub mod pins;

use std::path::PathBuf;

pub use hold::{Held, LOCK};

/// The data folder as moderators may work on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataFolder {
    /// The folder.
    pub path: PathBuf,
    /// The folder with the source documents verbatim, in which statements are proven as well.
    pub originals: Option<PathBuf>,
    /// Whether changes are written to it; else they are handed out as patches alone.
    pub is_writable: bool,
}
