//! Letters only: folding, language guess, sentences, cutting, repair.

pub mod html;
pub mod language;
pub mod repair;
