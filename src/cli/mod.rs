//! The commands of the binary, a file each.

pub mod eval_retrieval;
pub mod run;
