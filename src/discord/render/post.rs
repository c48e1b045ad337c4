//! The daily post, as a message or as a thread of a forum, and what an admin is told of it.

use serde_json::{Value, json};

use crate::daily::Post;

use super::components::rows;
use super::embed::embed;
use super::limits;
use super::markup::{cut, one_line, plain_atoms, utf16_length};

/// A daily post, as a message. Its nonce is that of the post, so that it does not appear twice when it is sent again.
#[must_use]
pub fn post_body(post: &Post) -> Value {
    let mut body = post_parts(post);
    body["nonce"] = post.nonce().into();
    body["enforce_nonce"] = true.into();
    body
}

/// A daily post, as a new thread of a forum, with a tag where it has one; those have no nonce.
#[must_use]
pub fn forum_body(post: &Post, tag: Option<u64>) -> Value {
    let heading = post.reply.body.lines().next().unwrap_or_default().trim_end_matches([':', '：']);
    let name = cut(plain_atoms(&one_line(heading)), limits::THREAD_NAME);
    let mut body = json!({ "name": name, "message": post_parts(post) });
    if let Some(tag) = tag {
        body["applied_tags"] = json!([tag.to_string()]);
    }
    body
}

/// What both have: the embed with the mark of the post, and the ping of one role or of nobody.
fn post_parts(post: &Post) -> Value {
    let footer = match &post.late {
        Some(late) => format!("{} · {late}", post.mark()),
        None => post.mark(),
    };
    let mut embed = embed(&post.reply, limits::EMBEDS_TOTAL - utf16_length(&footer));
    embed["footer"] = json!({ "text": footer });
    let mut body = json!({ "embeds": [embed], "allowed_mentions": { "parse": [] } });
    let rows = rows(&post.reply);
    if !rows.is_empty() {
        body["components"] = rows.into();
    }
    if let Some(role) = post.role {
        body["content"] = format!("<@&{role}>").into();
        body["allowed_mentions"]["roles"] = json!([role.to_string()]);
    }
    body
}

/// A plain message of our own words, of which nobody is pinged.
#[must_use]
pub fn notice_body(text: &str) -> Value {
    json!({ "content": text, "allowed_mentions": { "parse": [] } })
}
