//! A response → the JSON bodies that Discord takes: embeds within its limits, mentions off in every one of them.
//!
//! Bodies are plain JSON, not serenity's builders: it is the same body whether it goes over the gateway's REST calls or
//! back as the answer to an HTTP interaction, and nothing is sent that Discord's description does not know.
//!
//! - [`embed`]: the reply itself; [`citations`]: where its sentences stand; [`disagreement`]: values side by side.
//! - [`components`]: buttons, menus, forms, choices.
//! - [`post`]: the daily post.
//! - [`markup`]: text made harmless and cut; [`limits`]: Discord's numbers.

mod citations;
mod components;
mod disagreement;
mod embed;
pub mod limits;
mod markup;
mod post;

use serde_json::{Value, json};

use crate::bot::response::{Reply, Response};

use components::{choice_bodies, form_body, rows};
use embed::embeds;

pub use embed::question_of;
pub use post::{forum_body, notice_body, post_body};

/// Discord's numbers for the ways to respond to an interaction.
const CHANNEL_MESSAGE: u8 = 4;
const DEFERRED_CHANNEL_MESSAGE: u8 = 5;
const DEFERRED_UPDATE: u8 = 6;
const UPDATE_MESSAGE: u8 = 7;
const AUTOCOMPLETE_RESULT: u8 = 8;
const FORM: u8 = 9;

/// The flag of a message that only the caller sees.
const EPHEMERAL: u64 = 1 << 6;

/// The first response to an interaction; `None` where there is nothing to say.
#[must_use]
pub fn interaction_body(response: &Response) -> Option<Value> {
    Some(match response {
        Response::Reply(reply) => json!({ "type": CHANNEL_MESSAGE, "data": follow_up_body(reply) }),
        Response::Edit(reply) => json!({ "type": UPDATE_MESSAGE, "data": edit_body(reply) }),
        Response::Delete => json!({ "type": DEFERRED_UPDATE }),
        Response::Choices(choices) => {
            json!({ "type": AUTOCOMPLETE_RESULT, "data": { "choices": choice_bodies(choices) } })
        }
        Response::Form(form) => json!({ "type": FORM, "data": form_body(form) }),
        Response::Silence => return None,
    })
}

/// That the response will take a while: a message of its own, for the caller alone or not, which is decided here for
/// good; or what takes the place of the message whose component was used.
#[must_use]
pub fn deferred_body(is_private: bool, replaces: bool) -> Value {
    if replaces {
        return json!({ "type": DEFERRED_UPDATE });
    }
    let mut body = json!({ "type": DEFERRED_CHANNEL_MESSAGE });
    if is_private {
        body["data"] = json!({ "flags": EPHEMERAL });
    }
    body
}

/// A message that belongs to an interaction.
#[must_use]
pub fn follow_up_body(reply: &Reply) -> Value {
    let mut body = message_parts(reply, false);
    body["allowed_mentions"] = json!({ "parse": [] });
    if reply.private {
        body["flags"] = json!(EPHEMERAL);
    }
    body
}

/// What a message becomes: all of its parts, so that none of what it was stays.
#[must_use]
pub fn edit_body(reply: &Reply) -> Value {
    let mut body = message_parts(reply, true);
    body["allowed_mentions"] = json!({ "parse": [] });
    body
}

/// A message that replies to the message of that id. The id is the nonce as well, so that a message sent again after a
/// broken connection does not appear twice.
#[must_use]
pub fn message_body(reply: &Reply, replies_to: &str) -> Value {
    let mut body = message_parts(reply, false);
    body["allowed_mentions"] = json!({ "parse": [], "replied_user": false });
    body["message_reference"] = json!({ "message_id": replies_to, "fail_if_not_exists": false });
    body["nonce"] = json!(replies_to);
    body["enforce_nonce"] = json!(true);
    body
}

/// Embeds and components. Text stands in embeds alone, where no link makes a preview. `whole` names the components also
/// where there are none.
fn message_parts(reply: &Reply, whole: bool) -> Value {
    let mut body = json!({ "embeds": embeds(reply) });
    let rows = rows(reply);
    if whole || !rows.is_empty() {
        body["components"] = rows.into();
    }
    body
}

/// What the tests of several parts look at.
#[cfg(test)]
mod testing {
    use serde_json::Value;

    use super::{interaction_body, limits, markup::utf16_length};
    use crate::answer::Citation;
    use crate::bot::response::{Reply, Response};
    use crate::text::language::Language;

    pub fn citation(n: u32, quote: &str) -> Citation {
        Citation {
            n,
            source: "deep-dive".to_owned(),
            title: "Chinese LLM Foundation Models: Deep Dive".to_owned(),
            section: "MiniMax › Overview".to_owned(),
            quote: quote.to_owned(),
            unit: crate::corpus::document::UnitId { document: 0, unit: n },
        }
    }

    pub fn reply(body: &str) -> Reply {
        Reply::info(None, body.to_owned(), Language::En)
    }

    pub fn check_limits(body: &Value) {
        let embed = &body["data"]["embeds"][0];
        let mut total = 0;
        let mut check = |text: &Value, limit: usize| {
            let length = utf16_length(text.as_str().unwrap());
            assert!((1..=limit).contains(&length), "{length} of {limit}: {text}");
            total += length;
        };
        check(&embed["description"], limits::EMBED_DESCRIPTION);
        if !embed["title"].is_null() {
            check(&embed["title"], limits::EMBED_TITLE);
        }
        let fields = embed["fields"].as_array().cloned().unwrap_or_default();
        assert!(fields.len() <= limits::EMBED_FIELDS);
        for field in &fields {
            check(&field["name"], limits::FIELD_NAME);
            check(&field["value"], limits::FIELD_VALUE);
        }
        assert!(total <= limits::EMBEDS_TOTAL, "{total}");
    }

    pub fn first_embed(reply: Reply) -> Value {
        interaction_body(&Response::Reply(reply)).unwrap()["data"]["embeds"][0].clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::language::Language;

    #[test]
    fn private_replies_carry_the_flag_and_messages_the_reference() {
        let private = Reply::error("No.".to_owned(), Language::En);
        let body = interaction_body(&Response::Reply(private.clone())).unwrap();
        assert_eq!(body["data"]["flags"], json!(64));
        let message = message_body(&private, "42");
        assert_eq!(message["allowed_mentions"], json!({ "parse": [], "replied_user": false }));
        assert_eq!(message["message_reference"], json!({ "message_id": "42", "fail_if_not_exists": false }));
        assert!(message.get("flags").is_none());
    }
}
