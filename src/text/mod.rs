//! Letters only: folding, language guess, sentences, cutting, repair.

pub mod language;
