//! Keeping the knowledge: a change of the data folder as something that is looked at first, then put to use, and that can
//! be taken back.

pub mod pinned;
