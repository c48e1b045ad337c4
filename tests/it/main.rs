//! Integration tests, one binary. What belongs where:
//!
//! - `discord`: the bot on Discord, from event to reply, against the fake.
//! - `fake_discord`: a Discord in miniature to test the bot against; begin with its head comment.

mod discord;
mod fake_discord;
