//! The commands of the binary, a file each.

pub mod run;
