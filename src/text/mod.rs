//! Letters only: folding, language guess, sentences, numbers and dates as they are written.

pub mod date;
pub mod edtf;
pub mod fold;
pub mod language;
pub mod quantity;
pub mod sentences;
