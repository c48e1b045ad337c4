//! What the bot says in a channel by itself, to those who keep the knowledge.

use serenity::http::Http;
use serenity::model::id::ChannelId;

use crate::bot::response::Reply;

use super::errors::for_operator;
use super::http::{Patience, retry};
use super::render;

/// Says something in a channel, with its buttons and its file.
///
/// # Errors
/// What Discord has against it, for the log.
pub async fn tell(http: &Http, channel: u64, reply: &Reply) -> Result<(), String> {
    let body = render::channel_body(reply);
    let call = || http.send_message(ChannelId::new(channel), render::files(reply), &body);
    retry(Patience::MESSAGE, call).await.map(drop).map_err(|error| for_operator(&error))
}
