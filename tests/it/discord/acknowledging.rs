//! The first response: it waits for no answer. Here nobody has a turn to make one, so that what comes is the
//! acknowledgement alone.

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use lablore::bot::Bot;
use lablore::config::Secret;
use lablore::discord::http;
use lablore::discord::respond::{Answering, First, Way};
use serde_json::{Value, json};
use serenity::model::application::Interaction;
use tokio::sync::oneshot;

use super::{RunningBot, finish};
use crate::fake_discord::{FakeDiscord, Settings};

fn interaction(id: u64, kind: u8, data: &Value, message: Option<&Value>) -> Interaction {
    let user = json!({ "id": "7", "username": "someone", "discriminator": "0", "avatar": null, "bot": false });
    let mut interaction = json!({
        "id": id.to_string(), "application_id": "2", "type": kind, "data": data, "guild_id": "3", "channel_id": "4",
        "member": {
            "user": user, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": false, "mute": false,
            "flags": 0, "permissions": "0",
        },
        "token": "t", "version": 1, "locale": "en-US", "entitlements": [], "app_permissions": "0",
        "attachment_size_limit": 1, "context": 0,
    });
    if let Some(message) = message {
        interaction["message"] = message.clone();
    }
    serde_json::from_value(interaction).unwrap()
}

fn answer_of_the_bot() -> Value {
    json!({
        "id": "1180000000000000000", "channel_id": "4", "content": "", "timestamp": "2026-07-18T10:00:00+00:00",
        "author": { "id": "2", "username": "lablore", "discriminator": "0", "avatar": null, "bot": true },
        "edited_timestamp": null, "tts": false, "mention_everyone": false, "mentions": [], "mention_roles": [],
        "attachments": [], "pinned": false, "type": 0, "embeds": [{ "type": "rich", "title": "who founded MiniMax?" }],
    })
}

#[tokio::test]
async fn whoever_finds_no_turn_is_acknowledged_at_once() {
    let bot = Arc::new(Bot::new(Arc::new(ArcSwap::new(crate::knowledge::engine()))));
    let answering = Arc::new(Answering::with_turns(bot, 0));
    let api = Arc::new(http::client(&Secret::new("x.y.z"), Some("http://127.0.0.1:9")));
    let ask = |private: bool| {
        json!({
            "id": "9", "name": "ask", "type": 1,
            "options": [
                { "name": "question", "type": 3, "value": "who founded MiniMax?" },
                { "name": "private", "type": 5, "value": private },
            ],
        })
    };
    let press = |id: &str| json!({ "custom_id": id, "component_type": 2 });
    let message = answer_of_the_bot();
    for (id, kind, data, shown, expected) in [
        (1, 2, ask(false), None, json!({ "type": 5 })),
        (2, 2, ask(true), None, json!({ "type": 5, "data": { "flags": 64 } })),
        (3, 3, press("s|00000001|en|q||"), Some(&message), json!({ "type": 5, "data": { "flags": 64 } })),
        (4, 3, press("n|7|00000001|en|t|||r|1"), Some(&message), json!({ "type": 6 })),
    ] {
        let interaction = interaction(id, kind, &data, shown);
        let (waiting, first) = oneshot::channel();
        let (answering, api) = (Arc::clone(&answering), Arc::clone(&api));
        let answers = tokio::spawn(async move {
            answering.interaction(&interaction, Way::over_http(&api, &interaction, waiting)).await;
        });
        let first = tokio::time::timeout(Duration::from_secs(10), first).await;
        let First { body, .. } = first.expect("an acknowledgement needs no turn").unwrap();
        assert_eq!(body, expected, "{data}");
        assert!(!answers.is_finished(), "the answer itself waits for its turn");
        answers.abort();
    }
    // What can't be acknowledged first takes no turn.
    let typed = json!({
        "id": "9", "name": "lab", "type": 1,
        "options": [{ "name": "name", "type": 3, "value": "zhi", "focused": true }],
    });
    let interaction = interaction(5, 4, &typed, None);
    let (waiting, first) = oneshot::channel();
    answering.interaction(&interaction, Way::over_http(&api, &interaction, waiting)).await;
    let body = first.await.unwrap().body;
    assert!(body["type"] == 8 && !body["data"]["choices"].as_array().unwrap().is_empty(), "{body}");
}

#[tokio::test]
async fn a_crowd_is_acknowledged_and_answered_each_once() {
    // How long that takes is measured elsewhere: here the machine is shared by all tests, and by Discord itself.
    let patient = Settings { answer_within: Duration::from_secs(30), ..Settings::default() };
    let fake = FakeDiscord::start_with(patient).await;
    let bot = RunningBot::start(&fake).await;
    let mut asked = Vec::new();
    for (number, locale) in ["en-US", "zh-CN", "zh-TW", "es-ES"].into_iter().cycle().take(40).enumerate() {
        let user = fake.add_user(&format!("Member {number}"));
        let question = ("question", "which models did DeepSeek release?");
        asked.push(fake.slash(user, "/ask", &[question]).locale(locale).send().await);
    }
    for asked in asked {
        let reply = asked.reply().await;
        assert!(reply.text().contains("DeepSeek"), "{}", reply.text());
    }
    // Discord waits three seconds, and how much gets done in that time is the machine's affair. That nobody's first
    // response waits for the answers to others is the bot's: whoever stood in line for those would be overtaken by all.
    let overtaken = fake.overtaken();
    assert!(overtaken.iter().all(|others| *others < 20), "{overtaken:?}");
    let acknowledged = fake.requests("create_interaction_response");
    let filled_in = fake.requests("update_original_webhook_message");
    assert_eq!(acknowledged, 40);
    assert!(filled_in > 0, "some found no turn, were acknowledged and answered later");
    finish(bot, fake).await;
}
