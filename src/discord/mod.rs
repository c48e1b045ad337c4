//! The bot on Discord: the only place that names serenity.
//!
//! - [`client`]: starts the bot, keeps it connected, stops it.
//! - [`events`]: what the gateway tells.
//! - [`endpoint`]: interactions over HTTP, their signatures checked.
//! - [`incoming`]: an interaction or a message → a request.
//! - [`respond`]: a request → acknowledged, answered, delivered, once; the same for both ways in.
//! - [`seen`]: what was answered already.
//! - [`render`]: a response → the bodies that Discord takes, within its limits.
//! - [`server`]: how the bot stands in a server, for `/doctor`.
//! - [`register`]: the commands, made known to Discord.
//! - [`http`]: calls of Discord's API, again where trying again helps.
//! - [`outlet`]: the daily post, sent and looked for; [`scheduler`]: again and again.
//! - [`watch`]: changes of the data folder, told to those who keep the knowledge by [`notices`].
//! - [`sessions`]: when sessions with the gateway may be started.
//! - [`errors`]: what went wrong, for the person and for the operator.

mod attachment;
pub mod client;
pub mod endpoint;
pub mod errors;
pub mod events;
pub mod http;
pub mod incoming;
pub mod notices;
pub mod outlet;
pub mod register;
pub mod render;
pub mod respond;
pub mod scheduler;
pub mod seen;
pub mod server;
pub mod sessions;
pub mod watch;

pub use client::{Connection, run};
pub use errors::DiscordError;
