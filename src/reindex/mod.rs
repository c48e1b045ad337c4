//! Keeping the knowledge: a change of the data folder as something that is looked at first, then put to use, and that can
//! be taken back.
//!
//! [`Workshop::plan`] loads the data aside, builds it aside and asks it; a [`Reindexer`] puts what was planned to use in a
//! process that answers, and takes it back. Here nothing is worded for people on Discord, and nothing is sent.

pub mod changes;
pub mod follow;
pub mod gates;
pub mod pinned;
mod plan;
mod reindexer;

pub use plan::{Hears, Plan, Stage, Workshop, in_english};
pub use reindexer::{Outcome, ReindexError, Reindexer, Swapped};
