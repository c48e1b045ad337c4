//! Letters only: folding, language guess, sentences, numbers and dates as they are written, repair.

pub mod date;
pub mod duration;
pub mod edtf;
pub mod fold;
pub mod html;
pub mod language;
pub mod quantity;
pub mod repair;
pub mod sentences;
pub mod stems;
