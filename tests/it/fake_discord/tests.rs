//! The fake itself under test, with a client so small that it can misbehave: rules that are broken are
//! caught, and the gateway does what Discord's does. How a real client fares is in `serenity_client`.

use std::io::Read;
use std::panic::AssertUnwindSafe;

use flate2::read::ZlibDecoder;
use futures_util::{FutureExt, SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use super::verbs::Asked;
use super::*;

const ALL: u64 = intents::GUILDS | intents::GUILD_MESSAGES | intents::DIRECT_MESSAGES;

/// A bot of a few lines: what it sends is up to the test.
struct RawBot {
    api: String,
    client: reqwest::Client,
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    last_sequence: u64,
}

impl RawBot {
    /// Connected and greeted with HELLO.
    async fn connect(fake: &FakeDiscord) -> Self {
        let client = reqwest::Client::new();
        let api = format!("{}/api/v10", fake.api_url());
        let gateway = client.get(format!("{api}/gateway")).send().await.expect("the fake answers");
        let gateway: Value = serde_json::from_slice(&gateway.bytes().await.expect("a body")).expect("JSON");
        let url = format!("{}/?v=10&encoding=json", gateway["url"].as_str().expect("an address"));
        let (socket, _) = tokio_tungstenite::connect_async(url).await.expect("the gateway answers");
        let mut bot = Self { api, client, socket, last_sequence: 0 };
        assert_eq!(bot.receive().await.expect("a greeting")["op"], 10);
        bot
    }

    /// Connected, identified and told of the guild.
    async fn start(fake: &FakeDiscord) -> Self {
        let mut bot = Self::connect(fake).await;
        bot.identify(TOKEN, ALL).await;
        assert_eq!(bot.event("READY").await["application"]["id"], fake.bot().to_string());
        assert_eq!(bot.event("GUILD_CREATE").await["id"], fake.guild().to_string());
        bot
    }

    async fn identify(&mut self, token: &str, intents: u64) {
        let data = json!({ "token": token, "intents": intents, "properties": { "os": "linux", "browser": "raw", "device": "raw" } });
        self.send(json!({ "op": 2, "d": data })).await;
    }

    async fn send(&mut self, payload: Value) {
        self.socket.send(Frame::text(payload.to_string())).await.expect("the gateway listens");
    }

    /// The next payload, or the code with which the gateway closed (0: it broke off).
    async fn receive(&mut self) -> Result<Value, u16> {
        loop {
            let payload: Value = match self.socket.next().await {
                Some(Ok(Frame::Text(text))) => serde_json::from_str(&text).expect("JSON"),
                Some(Ok(Frame::Binary(bytes))) => {
                    let mut text = String::new();
                    ZlibDecoder::new(&bytes[..]).read_to_string(&mut text).expect("zlib");
                    serde_json::from_str(&text).expect("JSON")
                }
                Some(Ok(Frame::Close(frame))) => {
                    return Err(frame.map_or(0, |frame| frame.code.into()));
                }
                Some(Ok(_)) => continue,
                Some(Err(_)) | None => return Err(0),
            };
            if let Some(sequence) = payload["s"].as_u64() {
                self.last_sequence = sequence;
            }
            return Ok(payload);
        }
    }

    /// The data of the next event, which must be of this name.
    async fn event(&mut self, name: &str) -> Value {
        let payload = self.receive().await.expect("an event");
        assert_eq!(payload["t"], name, "{payload}");
        payload["d"].clone()
    }

    async fn call(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        self.call_with(TOKEN, method, path, body).await
    }

    async fn call_with(&self, token: &str, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let method = method.parse().expect("a method");
        let request =
            self.client.request(method, format!("{}{path}", self.api)).header("authorization", format!("Bot {token}"));
        let request = if body.is_null() {
            request
        } else {
            request.header("content-type", "application/json").body(body.to_string())
        };
        let Ok(answer) = request.send().await else {
            return (0, Value::Null);
        };
        let status = answer.status().as_u16();
        let bytes = answer.bytes().await.unwrap_or_default();
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    /// Registers `/lab name`, with autocomplete, for everywhere.
    async fn register(&self, fake: &FakeDiscord) {
        let option =
            json!({ "type": 3, "name": "name", "description": "Which lab", "required": true, "autocomplete": true });
        let commands = json!([
            { "name": "lab", "description": "One lab", "options": [option], "contexts": [0, 1, 2], "integration_types": [0, 1] },
            { "name": "Ask about this", "type": 3 },
        ]);
        let (status, _) = self.call("PUT", &format!("/applications/{}/commands", fake.bot()), &commands).await;
        assert_eq!(status, 200);
    }

    async fn respond(&self, interaction: &Value, body: &Value) -> (u16, Value) {
        let (id, token) = (text(interaction, "id"), text(interaction, "token"));
        self.call("POST", &format!("/interactions/{id}/{token}/callback"), body).await
    }

    async fn follow_up(&self, fake: &FakeDiscord, interaction: &Value, body: &Value) -> (u16, Value) {
        self.call("POST", &format!("/webhooks/{}/{}", fake.bot(), text(interaction, "token")), body).await
    }
}

fn text<'a>(object: &'a Value, key: &str) -> &'a str {
    object[key].as_str().unwrap_or_default()
}

fn polite(content: &str) -> Value {
    json!({ "content": content, "allowed_mentions": { "parse": [] } })
}

fn answer(content: &str) -> Value {
    json!({ "type": 4, "data": polite(content) })
}

/// Takes the violations and checks that they are these, by rule and by a part of what they say.
fn check_violations(fake: &FakeDiscord, expected: &[(Rule, &str)]) {
    let found = fake.take_violations();
    let list: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(found.len(), expected.len(), "{list:#?}");
    for (violation, (rule, says)) in found.iter().zip(expected) {
        assert!(violation.rule == *rule && violation.says.contains(says), "{violation} is not {rule:?}: {says}");
    }
}

/// `/lab zhipu`, told to the bot.
async fn ask_lab<'a>(fake: &'a FakeDiscord, bot: &mut RawBot) -> (Asked<'a>, Value) {
    let asked = fake.slash(fake.member(), "/lab", &[("name", "zhipu")]).send().await;
    (asked, bot.event("INTERACTION_CREATE").await)
}

#[tokio::test]
async fn a_slash_command_is_answered() {
    let fake = FakeDiscord::start().await;
    let mut bot = RawBot::start(&fake).await;
    bot.register(&fake).await;
    let (asked, interaction) = ask_lab(&fake, &mut bot).await;
    assert_eq!(interaction["data"]["options"][0]["value"], "zhipu");
    assert_eq!(interaction["member"]["user"]["id"], fake.member().to_string());
    assert_eq!(interaction["locale"], "en-US");
    assert_eq!(bot.respond(&interaction, &answer("Zhipu AI")).await.0, 204);
    let reply = asked.reply().await;
    assert_eq!((reply.kind, reply.content()), (ReplyKind::Message, "Zhipu AI"));
    assert!(reply.first_response.is_some());
    bot.event("MESSAGE_CREATE").await;
    fake.finish().await;
}

#[tokio::test]
async fn places_and_languages_are_told() {
    let fake = FakeDiscord::start().await;
    let mut bot = RawBot::start(&fake).await;
    bot.register(&fake).await;
    for (context, number) in [(Context::Guild, 0), (Context::BotDm, 1), (Context::PrivateChannel, 2)] {
        let ask = fake.slash(fake.member(), "/lab", &[("name", "zhipu")]);
        let asked = ask.locale("zh-CN").context(context).send().await;
        let interaction = bot.event("INTERACTION_CREATE").await;
        assert_eq!((&interaction["context"], &interaction["locale"]), (&json!(number), &json!("zh-CN")));
        let in_guild = context == Context::Guild;
        assert_eq!(interaction["guild_id"].is_string(), in_guild);
        assert_eq!(interaction["member"].is_object(), in_guild);
        assert_eq!(interaction["user"].is_object(), !in_guild);
        assert_eq!(
            bot.respond(
                &interaction,
                &json!({ "type": 4, "data": { "content": "x", "flags": 64, "allowed_mentions": { "parse": [] } } })
            )
            .await
            .0,
            204
        );
        assert!(asked.reply().await.is_private);
    }
    fake.finish().await;
}

#[tokio::test]
async fn broken_bodies_are_caught() {
    let fake = FakeDiscord::start().await;
    let mut bot = RawBot::start(&fake).await;
    bot.register(&fake).await;
    let (asked, interaction) = ask_lab(&fake, &mut bot).await;

    let too_long = json!({ "embeds": [{ "description": "d".repeat(4097) }], "allowed_mentions": { "parse": [] } });
    assert_eq!(bot.respond(&interaction, &json!({ "type": 4, "data": too_long })).await.0, 400);
    check_violations(
        &fake,
        &[(Rule::Description, "/data/embeds/0/description"), (Rule::Limit, "4097 characters, at most 4096")],
    );

    let mut unknown_field = answer("x");
    unknown_field["data"]["colour"] = json!(7);
    unknown_field["data"].as_object_mut().expect("an object").remove("allowed_mentions");
    assert_eq!(bot.respond(&interaction, &unknown_field).await.0, 204, "Discord ignores what it doesn't know");
    check_violations(&fake, &[(Rule::Description, "colour"), (Rule::Manners, "missing")]);

    let reply = asked.reply().await;
    assert_eq!(reply.content(), "x");
    fake.finish().await;
}

#[tokio::test]
async fn an_interaction_is_answered_once_and_followed_up_only_then() {
    let fake = FakeDiscord::start().await;
    let mut bot = RawBot::start(&fake).await;
    bot.register(&fake).await;
    let (asked, interaction) = ask_lab(&fake, &mut bot).await;
    assert_eq!(bot.follow_up(&fake, &interaction, &polite("too early")).await.0, 404);
    check_violations(&fake, &[(Rule::Semantics, "before its answer")]);
    bot.respond(&interaction, &answer("first")).await;
    let (status, body) = bot.respond(&interaction, &answer("second")).await;
    assert_eq!((status, &body["code"]), (400, &json!(40060)));
    check_violations(&fake, &[(Rule::Semantics, "answered twice")]);
    assert_eq!(bot.follow_up(&fake, &interaction, &polite("more")).await.0, 200);
    assert_eq!(asked.reply().await.content(), "first");
    assert_eq!(fake.next_reply().await.content(), "more");
    fake.finish().await;
}

#[tokio::test]
async fn an_answer_after_the_time_is_none() {
    let settings = Settings { answer_within: Duration::ZERO, ..Settings::default() };
    let fake = FakeDiscord::start_with(settings).await;
    let mut bot = RawBot::start(&fake).await;
    bot.register(&fake).await;
    let (_, interaction) = ask_lab(&fake, &mut bot).await;
    let (status, body) = bot.respond(&interaction, &answer("late")).await;
    assert_eq!((status, &body["code"]), (404, &json!(10062)));
    check_violations(&fake, &[(Rule::Semantics, "Discord waits 0ns")]);
    fake.finish().await;
}

#[tokio::test]
async fn a_deferred_answer_is_awaited_until_it_is_filled_in() {
    let fake = FakeDiscord::start().await;
    let mut bot = RawBot::start(&fake).await;
    bot.register(&fake).await;
    let (asked, interaction) = ask_lab(&fake, &mut bot).await;
    bot.respond(&interaction, &json!({ "type": 5, "data": { "flags": 64 } })).await;
    let original = format!("/webhooks/{}/{}/messages/@original", fake.bot(), text(&interaction, "token"));
    assert_eq!(bot.call("PATCH", &original, &polite("there")).await.0, 200);
    let reply = asked.reply().await;
    assert_eq!((reply.kind, reply.content(), reply.is_private), (ReplyKind::Message, "there", true));
    assert_eq!(bot.call("PATCH", &original, &polite("changed")).await.0, 200);
    assert_eq!(fake.next_reply().await.kind, ReplyKind::Edit);
    assert_eq!(bot.call("GET", &original, &Value::Null).await.1["content"], "changed");
    assert_eq!(bot.call("DELETE", &original, &Value::Null).await.0, 204);
    assert_eq!(fake.next_reply().await.kind, ReplyKind::Deletion);
    fake.finish().await;
}

#[tokio::test]
async fn a_wrong_kind_of_answer_and_an_unknown_route_are_violations() {
    let fake = FakeDiscord::start().await;
    let mut bot = RawBot::start(&fake).await;
    bot.register(&fake).await;
    let asked = fake.autocomplete(fake.member(), "/lab", &[("name", "zhi")]).send().await;
    let interaction = bot.event("INTERACTION_CREATE").await;
    assert_eq!(interaction["data"]["options"][0]["focused"], true);
    assert_eq!(bot.respond(&interaction, &answer("no choices")).await.0, 400);
    check_violations(&fake, &[(Rule::Semantics, "can't be answered with type 4")]);
    let choices = json!({ "type": 8, "data": { "choices": [{ "name": "Zhipu AI (智谱)", "value": "zhipu" }] } });
    assert_eq!(bot.respond(&interaction, &choices).await.0, 204);
    assert_eq!(asked.reply().await.choices(), [("Zhipu AI (智谱)".to_owned(), "zhipu".to_owned())]);

    assert_eq!(bot.call("POST", "/guilds/1/bans", &Value::Null).await.0, 404);
    check_violations(&fake, &[(Rule::Route, "no such route")]);
    fake.finish().await;
}

#[tokio::test]
async fn what_nobody_looked_at_fails_the_test() {
    async fn complaint_of(act: impl AsyncFnOnce(&FakeDiscord, &mut RawBot)) -> String {
        let fake = FakeDiscord::start().await;
        let mut bot = RawBot::start(&fake).await;
        bot.register(&fake).await;
        act(&fake, &mut bot).await;
        let outcome = AssertUnwindSafe(fake.finish()).catch_unwind().await;
        let panic = outcome.expect_err("the fake complains");
        panic.downcast_ref::<String>().cloned().unwrap_or_default()
    }
    let unread = complaint_of(async |fake, bot| {
        let path = format!("/channels/{}/messages", fake.channel());
        bot.call("POST", &path, &polite("to nobody")).await;
    });
    assert!(unread.await.contains("nobody looked at this reply: message\ncontent: to nobody"));
    let unanswered = complaint_of(async |fake, bot| drop(ask_lab(fake, bot).await));
    assert!(unanswered.await.contains("/lab was never answered"));
    let thinking = complaint_of(async |fake, bot| {
        let (_, interaction) = ask_lab(fake, bot).await;
        bot.respond(&interaction, &json!({ "type": 5 })).await;
    });
    assert!(thinking.await.contains("/lab was deferred and never filled in"));
    let unused = complaint_of(async |fake, _| fake.fail_next("create_message", Fault::Reset));
    assert!(unused.await.contains("never happened"));
}

#[tokio::test]
async fn message_content_is_withheld_where_discord_withholds_it() {
    async fn check(settings: Settings, intents: u64, expected: [&str; 6]) {
        let fake = FakeDiscord::start_with(settings).await;
        let mut bot = RawBot::connect(&fake).await;
        bot.identify(TOKEN, intents).await;
        bot.event("READY").await;
        bot.event("GUILD_CREATE").await;
        let (member, channel) = (fake.member(), fake.channel());
        let own = format!("/channels/{channel}/messages");
        let (_, own) = bot.call("POST", &own, &polite("own words")).await;
        assert_eq!(fake.next_reply().await.content(), "own words");
        let own = MessageId(text(&own, "id").parse().expect("an id"));
        fake.say(member, channel, "among us").send().await;
        fake.everyone(member, channel, "all").send().await;
        fake.mention(member, channel, "hello").send().await;
        fake.reply_pinging_bot(member, own, "more").send().await;
        fake.direct_message(member, "hi").send().await;
        for expected in expected {
            let event = bot.event("MESSAGE_CREATE").await;
            let expected = expected.replace("@bot", &format!("<@{}>", fake.bot()));
            assert_eq!(event["content"], expected, "{event}");
        }
        fake.finish().await;
    }
    let off = Settings::default();
    check(off, ALL, ["own words", "", "", "@bot hello", "more", "hi"]).await;
    let on = Settings { grants_message_content: true, ..Settings::default() };
    let expected = ["own words", "among us", "@everyone all", "@bot hello", "more", "hi"];
    check(on, ALL | intents::MESSAGE_CONTENT, expected).await;
}

#[tokio::test]
async fn bots_and_webhooks_are_marked_and_edits_and_deletions_told() {
    let fake = FakeDiscord::start().await;
    let mut bot = RawBot::start(&fake).await;
    let channel = fake.channel();
    fake.webhook_message(channel, "feed").send().await;
    let event = bot.event("MESSAGE_CREATE").await;
    assert!(event["webhook_id"].is_string() && event["member"].is_null());
    fake.bot_message(channel, "beep").send().await;
    assert_eq!(bot.event("MESSAGE_CREATE").await["author"]["bot"], true);
    let question = fake.mention(fake.member(), channel, "who?").send().await;
    bot.event("MESSAGE_CREATE").await;
    fake.edit_message(question, "never mind");
    let edited = bot.event("MESSAGE_UPDATE").await;
    assert_eq!((&edited["content"], &edited["mentions"]), (&json!(""), &json!([])));
    fake.delete_message(question);
    assert_eq!(bot.event("MESSAGE_DELETE").await["id"], question.to_string());
    fake.finish().await;
}

#[tokio::test]
async fn the_gateway_closes_with_discords_codes() {
    let fake = FakeDiscord::start().await;
    let properties = json!({});
    let identify = |token: &str, intents: u64| json!({ "op": 2, "d": { "token": token, "intents": intents, "properties": properties } });
    for (payload, code) in [
        (identify("wrong", ALL), 4004),
        (identify(TOKEN, ALL | intents::MESSAGE_CONTENT), 4014),
        (identify(TOKEN, 1 << 40), 4013),
        (json!({ "op": 3, "d": {} }), 4003),
        (json!({ "op": 77 }), 4001),
        (json!("not a payload"), 4002),
    ] {
        let mut bot = RawBot::connect(&fake).await;
        bot.send(payload).await;
        assert_eq!(bot.receive().await, Err(code));
    }
    let mut bot = RawBot::start(&fake).await;
    bot.send(identify(TOKEN, ALL)).await;
    assert_eq!(bot.receive().await, Err(4005));
    assert_eq!(bot.call_with("wrong", "GET", "/users/@me", &Value::Null).await.0, 401);
    fake.finish().await;
}

#[tokio::test]
async fn heartbeats_are_acknowledged_and_payloads_compressed_on_request() {
    let fake = FakeDiscord::start().await;
    let mut bot = RawBot::connect(&fake).await;
    bot.send(json!({ "op": 1, "d": null })).await;
    assert_eq!(bot.receive().await.expect("an answer")["op"], 11);
    assert_eq!(fake.gateway_counts().heartbeats, 1);
    let data = json!({ "token": TOKEN, "intents": ALL, "properties": {}, "compress": true });
    bot.send(json!({ "op": 2, "d": data })).await;
    let Some(Ok(Frame::Binary(_))) = bot.socket.next().await else {
        panic!("READY is compressed");
    };
    bot.event("GUILD_CREATE").await;
    fake.finish().await;
}

#[tokio::test]
async fn a_resumed_session_gets_what_it_missed() {
    let fake = FakeDiscord::start().await;
    let mut bot = RawBot::connect(&fake).await;
    bot.identify(TOKEN, ALL).await;
    let ready = bot.event("READY").await;
    bot.event("GUILD_CREATE").await;
    fake.drop_gateway();
    assert_eq!(bot.receive().await, Err(0));
    fake.direct_message(fake.member(), "are you there?").send().await;

    let mut again = RawBot::connect(&fake).await;
    let resume = json!({ "token": TOKEN, "session_id": ready["session_id"], "seq": bot.last_sequence });
    again.send(json!({ "op": 6, "d": resume })).await;
    assert_eq!(again.event("MESSAGE_CREATE").await["content"], "are you there?");
    again.event("RESUMED").await;

    fake.reconnect();
    assert_eq!(again.receive().await.expect("a request")["op"], 7);
    fake.invalidate_session(false);
    let invalid = again.receive().await.expect("a notice");
    assert_eq!((&invalid["op"], &invalid["d"]), (&json!(9), &json!(false)));
    let mut third = RawBot::connect(&fake).await;
    third.send(json!({ "op": 6, "d": resume })).await;
    assert_eq!(third.receive().await.expect("a refusal")["op"], 9);
    third.identify(TOKEN, ALL).await;
    third.event("READY").await;
    fake.close_gateway(4000);
    loop {
        match third.receive().await {
            Ok(_) => {}
            Err(code) => break assert_eq!(code, 4000),
        }
    }
    let counts = GatewayCounts { connections: 3, identifies: 2, resumes: 2, heartbeats: 0, compressed: 0 };
    assert_eq!(fake.gateway_counts(), counts);
    fake.finish().await;
}

#[tokio::test]
async fn faults_come_as_ordered() {
    let fake = FakeDiscord::start().await;
    let bot = RawBot::start(&fake).await;
    let path = format!("/channels/{}/messages", fake.channel());
    fake.fail_next("create_message", Fault::RateLimited { retry_after: Some(0.5) });
    fake.fail_next("create_message", Fault::RateLimited { retry_after: None });
    fake.fail_next("create_message", Fault::Status(502));
    fake.fail_next("create_message", Fault::Reset);
    let (status, body) = bot.call("POST", &path, &polite("x")).await;
    assert_eq!((status, &body["retry_after"]), (429, &json!(0.5)));
    assert_eq!(bot.call("POST", &path, &polite("x")).await, (429, Value::Null));
    assert_eq!(bot.call("POST", &path, &polite("x")).await.0, 502);
    assert_eq!(bot.call("POST", &path, &polite("x")).await.0, 0, "the connection breaks off");
    assert_eq!(bot.call("POST", &path, &polite("x")).await.0, 200);
    assert_eq!(fake.requests("create_message"), 5);
    assert_eq!(fake.next_reply().await.content(), "x");
    fake.fail_next("create_message", Fault::Slow(Duration::from_millis(1)));
    assert_eq!(bot.call("POST", &path, &polite("y")).await.0, 200);
    assert_eq!(fake.next_reply().await.content(), "y");
    fake.finish().await;
}

#[tokio::test]
async fn an_answer_lost_on_the_way_may_be_tried_again() {
    let fake = FakeDiscord::start().await;
    let mut bot = RawBot::start(&fake).await;
    bot.register(&fake).await;
    let (asked, interaction) = ask_lab(&fake, &mut bot).await;
    fake.fail_next("create_interaction_response", Fault::LostAnswer);
    assert_eq!(bot.respond(&interaction, &answer("once")).await.0, 0);
    let (status, body) = bot.respond(&interaction, &answer("once")).await;
    assert_eq!((status, &body["code"]), (400, &json!(40060)));
    assert_eq!(asked.reply().await.content(), "once");
    fake.finish().await;
}

#[tokio::test]
async fn permissions_hold() {
    let fake = FakeDiscord::start().await;
    let mut bot = RawBot::start(&fake).await;
    let quiet = fake.add_channel(fake.guild(), "quiet");
    bot.event("CHANNEL_CREATE").await;
    let path = format!("/channels/{quiet}/messages");
    for (denied, status) in [(permissions::VIEW_CHANNEL, 403), (permissions::SEND_MESSAGES, 403), (0, 200)] {
        fake.set_bot_permissions(quiet, 0, denied);
        bot.event("CHANNEL_UPDATE").await;
        assert_eq!(bot.call("POST", &path, &polite("x")).await.0, status);
    }
    assert_eq!(fake.next_reply().await.content(), "x");
    bot.event("MESSAGE_CREATE").await;

    let moderators = fake.add_role(fake.guild(), "moderators", permissions::MANAGE_GUILD);
    assert_eq!(bot.event("GUILD_ROLE_CREATE").await["role"]["name"], "moderators");
    let moderator = fake.add_user("Mary");
    fake.set_roles(fake.guild(), moderator, &[moderators]);
    bot.register(&fake).await;
    let asked = fake.slash(moderator, "/lab", &[("name", "zhipu")]).send().await;
    let interaction = bot.event("INTERACTION_CREATE").await;
    let granted: u64 = text(&interaction["member"], "permissions").parse().expect("a number");
    assert_ne!(granted & permissions::MANAGE_GUILD, 0);
    bot.respond(&interaction, &answer("x")).await;
    assert_eq!(asked.reply().await.content(), "x");
    fake.finish().await;
}

#[tokio::test]
async fn the_api_answers_as_its_description_says() {
    let fake = FakeDiscord::start().await;
    let mut bot = RawBot::start(&fake).await;
    bot.register(&fake).await;
    let (guild, channel, member, application) = (fake.guild(), fake.channel(), fake.member(), fake.bot());
    let other = fake.add_guild("Elsewhere", fake.admin());
    bot.event("GUILD_CREATE").await;
    fake.set_guild_locale(other, "zh-TW");
    let question = fake.direct_message(member, "hi").send().await;
    bot.event("MESSAGE_CREATE").await;
    let direct = fake.direct_channel(member);
    for path in [
        "/gateway".to_owned(),
        "/gateway/bot".to_owned(),
        "/applications/@me".to_owned(),
        "/oauth2/applications/@me".to_owned(),
        "/users/@me".to_owned(),
        format!("/users/{member}"),
        format!("/guilds/{guild}"),
        format!("/guilds/{other}"),
        format!("/guilds/{guild}/roles"),
        format!("/guilds/{guild}/channels"),
        format!("/guilds/{guild}/members/{member}"),
        format!("/channels/{channel}"),
        format!("/channels/{direct}"),
        format!("/channels/{direct}/messages?limit=5"),
        format!("/channels/{direct}/messages/{question}"),
        format!("/applications/{application}/commands"),
        format!("/applications/{application}/commands?with_localizations=true"),
        format!("/applications/{application}/guilds/{guild}/commands"),
    ] {
        // What the fake answers against the description is a violation of its own and fails the test.
        assert_eq!(bot.call("GET", &path, &Value::Null).await.0, 200, "{path}");
    }
    let (_, opened) = bot.call("POST", "/users/@me/channels", &json!({ "recipient_id": member.to_string() })).await;
    assert_eq!(opened["id"], direct.to_string());
    assert_eq!(bot.call("POST", &format!("/channels/{channel}/typing"), &Value::Null).await.0, 204);
    assert_eq!(fake.typing(channel), 1);
    fake.finish().await;
}

#[tokio::test]
async fn commands_are_kept_by_name_and_place() {
    let fake = FakeDiscord::start().await;
    let bot = RawBot::start(&fake).await;
    bot.register(&fake).await;
    let before = fake.registered_commands().await;
    bot.register(&fake).await;
    let after = fake.registered_commands().await;
    assert_eq!(before.len(), 2);
    assert_eq!(before[0]["id"], after[0]["id"]);
    assert_eq!(fake.requests("bulk_set_application_commands"), 2);
    fake.requested("bulk_set_application_commands", 2).await;

    let of_guild = format!("/applications/{}/guilds/{}/commands", fake.bot(), fake.guild());
    let audit = json!({ "name": "audit", "description": "Who changed what", "default_member_permissions": "32" });
    assert_eq!(bot.call("POST", &of_guild, &audit).await.0, 201);
    assert_eq!(bot.call("POST", &of_guild, &audit).await.0, 200);
    let kept = fake.guild_commands(fake.guild());
    assert_eq!(kept.len(), 1);
    let of_command = format!("{of_guild}/{}", text(&kept[0], "id"));
    assert_eq!(bot.call("PATCH", &of_command, &json!({ "description": "Changes" })).await.1["description"], "Changes");
    assert_eq!(bot.call("GET", &of_command, &Value::Null).await.0, 200);
    assert_eq!(bot.call("DELETE", &of_command, &Value::Null).await.0, 204);
    assert_eq!(fake.guild_commands(fake.guild()), [] as [Value; 0]);

    let broken = json!([{ "name": "Audit", "description": "", "default_member_permissions": 32 }]);
    assert_eq!(bot.call("PUT", &of_guild, &broken).await.0, 400);
    check_violations(
        &fake,
        &[(Rule::Description, "default_member_permissions"), (Rule::Limit, "capital"), (Rule::Limit, "empty")],
    );
    fake.finish().await;
}
