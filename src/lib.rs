//! Lablore answers questions about the Chinese AI labs from documents and records, with citations, by rules alone.
//!
//! The modules in reading order, each knowing only those above it:
//!
//! - [`text`]: letters only: folding, language guess, sentences, cutting, repair.
//! - [`corpus`]: what we know: documents and records, loaded, checked; every passage is a span of its document.
//! - [`question`]: what is being asked.
//! - [`search`]: finding passages; the only place that names tantivy.
//! - [`calendar`]: what happened on which day, and which daily posts are due; without a clock.
//! - [`generation`]: corpus and index, built together, kept on disk, swapped whole.
//! - [`answer`]: from evidence to a cited answer.
//! - [`engine`]: the story on one page: one immutable build of all of the above.
//! - [`curation`]: what moderators change in the data folder: pinned questions, corrections, new documents.
//! - [`config`]: settings file and environment to one checked struct.
//! - [`store`]: what must survive a restart; the only place that names sqlx.
//! - [`reindex`]: a change of the data, looked at first, then put to use, and taken back.
//! - [`bot`]: requests and responses of every command, independent of Discord and of the terminal.
//! - [`daily`]: the daily post, due, claimed, sent, written down.
//! - [`ops`]: logs, health, numbers, an orderly end.
//! - [`discord`]: the only place that names serenity.
//! - [`cli`]: the commands of the binary.

pub mod answer;
pub mod bot;
pub mod calendar;
pub mod cli;
pub mod config;
pub mod corpus;
pub mod curation;
pub mod daily;
pub mod discord;
pub mod engine;
pub mod generation;
pub mod ops;
pub mod question;
pub mod reindex;
pub mod search;
pub mod store;
pub mod text;
