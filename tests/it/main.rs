//! Integration tests, one binary. What belongs where:
//!
//! - `fake_discord`: a Discord in miniature to test the bot against; begin with its head comment.

mod fake_discord;
