//! Interactions over HTTP: signed or refused, and the same commands behind both ways in.

use lablore::discord::client::Interactions;

use super::{RunningBot, Start, check_cited, finish};
use crate::fake_discord::{FakeDiscord, Fault, ReplyKind, TIMESTAMP, signature};

/// A bot with an endpoint, and where that is.
async fn start(fake: &FakeDiscord, public_key: Option<String>) -> (RunningBot, String) {
    // A port that was free just now.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let interactions = Some(Interactions { address, public_key });
    let bot = RunningBot::start_with(fake, Start { interactions, ..Start::new(fake) }).await;
    fake.connected().await;
    (bot, format!("http://{address}/interactions"))
}

#[tokio::test]
async fn commands_and_buttons_come_over_http_as_over_the_gateway() {
    let fake = FakeDiscord::start().await;
    let (bot, endpoint) = start(&fake, None).await;
    let member = fake.member();
    let over_gateway = fake.slash(member, "/ask", &[("question", "who founded MiniMax?")]).await;
    let answer = fake.slash(member, "/ask", &[("question", "who founded MiniMax?")]).over_http(&endpoint).await;
    assert_eq!(answer.text(), over_gateway.text());
    check_cited(&answer);
    let typed = fake.autocomplete(member, "/lab", &[("name", "zhi")]).over_http(&endpoint).await;
    assert!(!typed.choices().is_empty());
    let form = fake.press(member, &answer.button("Report a mistake")).over_http(&endpoint).await;
    // Waits for the store: acknowledged first, filled in later.
    let sent = fake.submit(member, &form, &[("wrong", "x")]).over_http(&endpoint).await;
    assert!(sent.is_private && sent.text().contains("Thank you"), "{}", sent.text());
    let shown = fake.slash(fake.admin(), "/settings set", &[("language", "es-ES")]).over_http(&endpoint).await;
    assert!(shown.text().contains("es-ES"), "{}", shown.text());
    let gone = fake.press(member, &answer.button("Delete")).over_http(&endpoint).await;
    assert_eq!(gone.kind, ReplyKind::Deletion);
    finish(bot, fake).await;
}

#[tokio::test]
async fn what_discord_did_not_sign_is_refused() {
    let fake = FakeDiscord::start().await;
    let key = "3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29".to_owned();
    let (bot, endpoint) = start(&fake, Some(key)).await;
    assert_eq!(fake.requests("get_my_application"), 0, "a key that is named is not asked for");
    let client = reqwest::Client::new();
    let post = async |body: &str, signature: Option<String>| {
        let mut call = client.post(&endpoint).body(body.to_owned()).header("x-signature-timestamp", TIMESTAMP);
        if let Some(signature) = signature {
            call = call.header("x-signature-ed25519", signature);
        }
        let answer = call.send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    let ping = r#"{"type":1,"id":"1","application_id":"2","token":"t","version":1}"#;
    assert_eq!(post(ping, Some(signature(TIMESTAMP, ping))).await, (200, r#"{"type":1}"#.to_owned()));
    assert_eq!(post(ping, None).await.0, 401);
    assert_eq!(post(ping, Some(signature("1", ping))).await.0, 401);
    assert_eq!(post(ping, Some("00".repeat(64))).await.0, 401);
    assert_eq!(post(ping, Some("é".to_owned())).await.0, 401);
    let nonsense = r#"{"type":2}"#;
    assert_eq!(post(nonsense, Some(signature(TIMESTAMP, nonsense))).await.0, 400);
    assert_eq!(client.get(&endpoint).send().await.unwrap().status().as_u16(), 405);
    let help = fake.slash(fake.member(), "/help", &[]).over_http(&endpoint).await;
    assert!(help.text().contains("/ask"));
    finish(bot, fake).await;
}

#[tokio::test]
async fn the_key_is_asked_for_again_where_that_helps() {
    let fake = FakeDiscord::start().await;
    for fault in [Fault::Status(502), Fault::RateLimited { retry_after: None }, Fault::Reset] {
        fake.fail_next("get_my_application", fault);
    }
    let (bot, endpoint) = start(&fake, None).await;
    let help = fake.slash(fake.member(), "/help", &[]).over_http(&endpoint).await;
    assert!(help.text().contains("/ask"));
    finish(bot, fake).await;
}

#[tokio::test]
async fn a_key_that_is_none_is_told() {
    let fake = FakeDiscord::start().await;
    let address = "127.0.0.1:0".parse().unwrap();
    let interactions = Some(Interactions { address, public_key: Some("abc".to_owned()) });
    let bot = RunningBot::start_with(&fake, Start { interactions, ..Start::new(&fake) }).await;
    let error = bot.ended.await.unwrap().unwrap_err().to_string();
    assert!(error.contains("DISCORD_PUBLIC_KEY") && error.contains("64 hexadecimal digits"), "{error}");
    fake.finish().await;
}
