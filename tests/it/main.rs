//! Integration tests, one binary. What belongs where:
//!
//! - `answers`: what every answer promises, whatever the question.
//! - `cli`: the binary as its users run it: streams, forms, exit statuses.
//! - `discord`: the bot on Discord, from event to reply, against the fake.
//! - `knowledge`: the engine over this project's own data, built once for all tests.
//! - `fake_discord`: a Discord in miniature to test the bot against; begin with its head comment.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod answers;
mod cli;
mod discord;
mod fake_discord;
mod knowledge;
