//! (being written)

pub mod eval_retrieval;
