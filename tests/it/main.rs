//! Integration tests, one binary. What belongs where:
//!
//! - `answers`: what every answer promises, whatever the question.
//! - `architecture`: what must not be there: crates outside their rooms, rooms that know those below them.
//! - `cli`: the binary as its users run it: streams, forms, exit statuses.
//! - `daily`: the daily post, exactly once.
//! - `data`: the data folder loads clean, and what a keeper can get wrong is told with its place.
//! - `discord`: the bot on Discord, from event to reply, against the fake.
//! - `knowledge`: the engine over this project's own data, built once for all tests.
//! - `own_words`: no sentence of a source stands in the project.
//! - `reindex`: a change of the data, planned, applied, taken back, followed; a build killed at any point.
//! - `records_schema`: the JSON Schema that editors use says what the loader says.
//! - `running`: the built binary on Discord: its end, its secrets, its starts, several of it on one store.
//! - `shapes`: answers that several records make together.
//! - `fake_discord`: a Discord in miniature to test the bot against; begin with its head comment.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod answers;
mod architecture;
mod cli;
mod daily;
mod data;
mod discord;
mod fake_discord;
mod knowledge;
mod own_words;
mod records_schema;
mod reindex;
mod running;
mod shapes;
mod suggestions;
