//! The bot on Discord: the only place that names serenity.
//!
//! - [`client`]: starts the bot, keeps it connected, stops it.
//! - [`events`]: what happens on Discord → a request; its response → back to Discord.
//! - [`render`]: a response → the bodies that Discord takes, within its limits.
//! - [`register`]: the commands, made known to Discord.
//! - [`http`]: calls of Discord's API, again where trying again helps.
//! - [`outlet`]: the daily post, sent and looked for; [`scheduler`]: again and again.
//! - [`errors`]: what went wrong, for the person and for the operator.

pub mod client;
pub mod errors;
pub mod events;
pub mod http;
pub mod outlet;
pub mod register;
pub mod render;
pub mod scheduler;

pub use client::{Connection, run};
pub use errors::DiscordError;
