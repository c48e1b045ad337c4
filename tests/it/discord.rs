//! The bot on Discord, against the fake: commands, free text, manners, registration, trouble. What belongs here is
//! what can go wrong between an event and its reply; whether answers are right is tested where they are made.

mod acknowledging;
mod buttons;
mod curation;
mod endpoint;
mod home;
mod matrix;
mod members;
mod presses;
mod questions;
mod reindex;

use std::io::{Read, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use arc_swap::ArcSwap;
use lablore::bot::{Bot, Operator, commands};
use lablore::config::{Secret, Shards};
use lablore::discord::client::Interactions;
use lablore::discord::{self, Connection, DiscordError};
use lablore::engine::Engine;
use lablore::ops::health::Health;
use lablore::ops::logs;
use lablore::reindex::Reindexer;
use lablore::store::Store;
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tracing_subscriber::fmt::MakeWriter;

use crate::fake_discord::{Context, FakeDiscord, Fault, Reply, Settings};

/// The bot, running against a fake Discord until it is stopped.
struct RunningBot {
    stop: oneshot::Sender<()>,
    ended: JoinHandle<Result<(), DiscordError>>,
    health: Arc<Health>,
    store: Store,
    _folder: tempfile::TempDir,
}

/// What a bot is started with.
struct Start {
    token: String,
    engine: Arc<Engine>,
    /// The engine and who changes it, in the place of the other.
    reindexer: Option<(Arc<ArcSwap<Engine>>, Arc<Reindexer>)>,
    operator: Operator,
    /// Where what is stored stays after a stop; a folder of its own if there is none.
    folder: Option<std::path::PathBuf>,
    interactions: Option<Interactions>,
}

impl Start {
    fn new(fake: &FakeDiscord) -> Self {
        Self {
            token: fake.token().to_owned(),
            engine: crate::knowledge::engine(),
            reindexer: None,
            operator: Operator::default(),
            folder: None,
            interactions: None,
        }
    }
}

impl RunningBot {
    async fn start(fake: &FakeDiscord) -> Self {
        Self::start_with(fake, Start::new(fake)).await
    }

    async fn start_with(fake: &FakeDiscord, start: Start) -> Self {
        let health = Arc::new(Health::default());
        health.engine_loaded();
        health.discord_wanted();
        let own = tempfile::tempdir().unwrap();
        let folder = start.folder.clone().unwrap_or_else(|| own.path().to_owned());
        let store = Store::open(&format!("sqlite:{}", folder.join("lablore.db").display())).await.unwrap();
        let bot = match start.reindexer {
            Some((engine, reindexer)) => Bot::new(engine).with_reindexer(reindexer),
            None => Bot::new(Arc::new(ArcSwap::new(start.engine))),
        };
        let connection = Connection {
            token: Secret::new(start.token),
            api_url: Some(fake.api_url().to_owned()),
            shards: Shards::Auto,
            bot: Arc::new(bot.with_store(store.clone(), start.operator).await.unwrap()),
            health: Arc::clone(&health),
            interactions: start.interactions,
        };
        let sessions = fake.gateway_counts().identifies;
        let (stop, stopped) = oneshot::channel();
        let ended = tokio::spawn(discord::run(connection, async {
            // A dropped sender stops the bot as well: the test is over.
            let _ = stopped.await;
        }));
        // After a restart: else what comes next may go to the session that has just ended.
        if sessions > 0 {
            fake.gateway_reaches(|counts| counts.identifies > sessions).await;
        }
        Self { stop, ended, health, store, _folder: own }
    }

    async fn stop(self) {
        self.stop_and_keep(|_| async {}).await;
    }

    /// Stops the bot, and looks at what it has stored once nothing is under way any more.
    async fn stop_and_keep<F: Future<Output = ()>>(self, look: impl FnOnce(Store) -> F) {
        let _ = self.stop.send(());
        self.ended.await.expect("the bot does not panic").expect("the bot stops without an error");
        look(self.store).await;
    }
}

async fn finish(bot: RunningBot, fake: FakeDiscord) {
    bot.stop().await;
    fake.finish().await;
}

/// What every cited answer must have.
fn check_cited(reply: &Reply) {
    let text = reply.text();
    assert!(text.contains("[1]") && text.contains("Sources"), "{text}");
    check_prompt(reply);
}

fn check_prompt(reply: &Reply) {
    let after = reply.first_response.expect("an event asked for it");
    assert!(after < Duration::from_millis(500), "{after:?}");
}

#[tokio::test]
async fn lab_answers_with_a_card() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let reply = fake.slash(fake.member(), "/lab", &[("name", "zhipu")]).await;
    check_cited(&reply);
    assert!(reply.text().contains("Zhipu"), "{}", reply.text());
    assert!(!reply.is_private);
    finish(bot, fake).await;
}

#[tokio::test]
async fn lab_does_not_know_every_name() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let reply = fake.slash(fake.member(), "/lab", &[("name", "MiniMaxx")]).await;
    assert!(reply.text().contains("MiniMax"), "{}", reply.text());
    let reply = fake.slash(fake.member(), "/lab", &[("name", "qqqqqqqq")]).await;
    assert!(!reply.text().is_empty());
    finish(bot, fake).await;
}

#[tokio::test]
async fn lab_completes_names_in_every_script() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    for (typed, expected) in [("zhi", "Zhipu"), ("智", "Zhipu"), ("minimx", "MiniMax")] {
        let reply = fake.autocomplete(fake.member(), "/lab", &[("name", typed)]).await;
        let choices = reply.choices();
        assert!(choices.iter().any(|(_, value)| value.contains(expected)), "{typed}: {choices:?}");
        check_prompt(&reply);
    }
    let empty = fake.autocomplete(fake.member(), "/lab", &[("name", "")]).await;
    assert!((5..=25).contains(&empty.choices().len()), "{empty:?}");
    finish(bot, fake).await;
}

#[tokio::test]
async fn daily_set_completes_the_tags_of_the_forum_that_was_chosen() {
    let fake = FakeDiscord::start().await;
    let (forum, other) = (fake.add_forum(fake.guild(), "forum"), fake.add_forum(fake.guild(), "other"));
    let tags = fake.set_tags(forum, &["Talk", "Releases", "!For moderators"]);
    let bot = RunningBot::start(&fake).await;
    let typed = |forum: &str, typed: &str| [("channel", forum.to_owned()), ("tag", typed.to_owned())];
    let choices = async |options: [(&'static str, String); 2]| {
        let options = options.each_ref().map(|(name, value)| (*name, value.as_str()));
        fake.autocomplete(fake.admin(), "/daily set", &options).await.choices()
    };
    let offered = |name: &str, tag: u64| (name.to_owned(), tag.to_string());
    let all = choices(typed(&forum.to_string(), "")).await;
    assert_eq!(all, [offered("Talk", tags[0]), offered("Releases", tags[1])]);
    assert_eq!(choices(typed(&forum.to_string(), "rel")).await, [offered("Releases", tags[1])]);
    assert_eq!(choices(typed(&other.to_string(), "")).await, []);
    // What changes is told by an event, which may take a moment.
    let new = fake.set_tags(other, &["News"])[0];
    let mut known = Vec::new();
    for _ in 0..100 {
        known = choices(typed(&other.to_string(), "")).await;
        if !known.is_empty() {
            break;
        }
    }
    assert_eq!(known, [offered("News", new)]);
    finish(bot, fake).await;
}

#[tokio::test]
async fn ask_answers_publicly_and_privately() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let question = ("question", "who founded MiniMax?");
    let public = fake.slash(fake.member(), "/ask", &[question]).await;
    check_cited(&public);
    assert!(public.text().contains("Yan Junjie"), "{}", public.text());
    assert!(!public.is_private);
    let private = fake.slash(fake.member(), "/ask", &[question, ("private", "true")]).await;
    assert!(private.is_private);
    let direct = fake.slash(fake.member(), "/ask", &[question]).context(Context::BotDm).await;
    assert_eq!(direct.text(), public.text());
    finish(bot, fake).await;
}

#[tokio::test]
async fn ask_refuses_bad_input_in_one_line() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let long = "x".repeat(2_001);
    let reply = fake.direct_message(fake.member(), &long).await;
    assert_eq!(reply.text().trim(), "That is 2001 characters; I read up to 2000. Please ask a shorter question.");
    for question in ["title:(", "a AND OR b", "\"", "\u{7}\u{202e}who?", "[1](https://evil.example) @everyone"] {
        let reply = fake.slash(fake.member(), "/ask", &[("question", question)]).await;
        assert!(!reply.text().contains("something went wrong"), "{}", reply.text());
    }
    let blank = fake.slash(fake.member(), "/ask", &[("question", "\u{7} ")]).await;
    assert!(blank.is_private);
    assert!(blank.text().contains("for example: who founded MiniMax?"), "{}", blank.text());
    finish(bot, fake).await;
}

#[tokio::test]
async fn sources_and_help_in_the_language_of_the_caller() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let sources = fake.slash(fake.member(), "/sources", &[]).await;
    assert!(sources.text().contains("Deep Dive"), "{}", sources.text());
    for (locale, expected) in [
        ("en-US", "/ask question [private]"),
        ("zh-CN", "/提问 问题 [私密]"),
        ("zh-TW", "/提問 問題 [私密]"),
        ("es-ES", "/preguntar pregunta [privado]"),
        ("es-419", "/preguntar pregunta [privado]"),
        ("de", "/ask question [private]"),
    ] {
        let help = fake.slash(fake.member(), "/help", &[]).locale(locale).await;
        assert!(help.text().contains(expected), "{locale}: {}", help.text());
        assert!(help.is_private);
    }
    finish(bot, fake).await;
}

#[tokio::test]
async fn free_text_is_answered_with_a_reference_to_the_question() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let member = fake.member();
    let mention = fake.mention(member, fake.channel(), "who founded MiniMax?").await;
    check_cited(&mention);
    assert!(mention.text().contains("Yan Junjie"), "{}", mention.text());
    assert!(mention.replies_to.is_some());

    let message = mention.message.expect("a reply is a message");
    let reply = fake.reply_pinging_bot(member, message, "when was Zhipu founded?").await;
    check_cited(&reply);

    let direct = fake.direct_message(member, "who founded MiniMax?").await;
    assert_eq!(direct.text(), mention.text());
    assert!(direct.replies_to.is_some());

    // No locale comes with a message: the words themselves tell the language.
    let chinese = fake.direct_message(member, "MiniMax是谁创立的？").await;
    let shown = chinese.text();
    assert!(shown.contains("出处") || shown.contains("可以这样问"), "{shown}");
    finish(bot, fake).await;
}

#[tokio::test]
async fn an_empty_mention_gets_help() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let reply = fake.mention(fake.member(), fake.channel(), "").await;
    assert!(reply.text().contains("/ask question"), "{}", reply.text());
    assert!(reply.text().contains("mention me"), "{}", reply.text());
    finish(bot, fake).await;
}

#[tokio::test]
async fn what_is_not_addressed_to_the_bot_is_ignored() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let (member, channel) = (fake.member(), fake.channel());
    let role = fake.add_role(fake.guild(), "Readers", 0);
    fake.say(member, channel, "who founded MiniMax?").send().await;
    fake.everyone(member, channel, "who founded MiniMax?").send().await;
    fake.say(member, channel, &format!("<@&{role}> who founded MiniMax?")).send().await;
    fake.bot_message(channel, "who founded MiniMax?").send().await;
    fake.webhook_message(channel, "who founded MiniMax?").send().await;
    fake.expect_silence().await;
    finish(bot, fake).await;
}

#[tokio::test]
async fn commands_are_registered_only_where_they_differ() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let commands = fake.registered_commands().await;
    let names: Vec<&str> = commands.iter().filter_map(|command| command["name"].as_str()).collect();
    assert_eq!(
        names,
        [
            "ask",
            "lab",
            "model",
            "person",
            "compare",
            "timeline",
            "releases",
            "onthisday",
            "sources",
            "help",
            "about",
            "privacy",
            "settings",
            "daily",
            "doctor",
            "Ask about this",
        ]
    );
    bot.stop().await;
    assert_eq!(fake.requests("bulk_set_application_commands"), 1);

    // The second start finds everything as it should be.
    let bot = RunningBot::start(&fake).await;
    fake.requested("list_application_commands", 2).await;
    let _ = fake.slash(fake.member(), "/help", &[]).await;
    bot.stop().await;
    assert_eq!(fake.requests("bulk_set_application_commands"), 1);
    assert_eq!(fake.requests("create_application_command"), 0);

    // Somebody else changed one and added another.
    let changed = json!({ "name": "lab", "type": 1, "description": "Something else" });
    let foreign = json!({ "name": "weather", "type": 1, "description": "Not ours" });
    for command in [changed, foreign] {
        create_command(&fake, &command);
    }
    let before = fake.requests("create_application_command");
    let bot = RunningBot::start(&fake).await;
    fake.requested("delete_application_command", 1).await;
    assert_eq!(fake.requests("create_application_command"), before + 1);
    assert_eq!(fake.requests("bulk_set_application_commands"), 1);
    let _ = fake.slash(fake.member(), "/help", &[]).await;
    bot.stop().await;
    fake.finish().await;
}

#[tokio::test]
async fn a_failed_registration_does_not_keep_the_bot_from_answering() {
    let fake = FakeDiscord::start().await;
    fake.fail_next("list_application_commands", Fault::Status(403));
    let bot = RunningBot::start(&fake).await;
    let reply = fake.direct_message(fake.member(), "who founded MiniMax?").await;
    check_cited(&reply);
    let commands = fake.registered_commands().await;
    let everywhere = || commands::all().iter().filter(|command| command.who != commands::Who::HomeManagers);
    let single = everywhere().filter(|command| command.group.is_none()).count();
    let groups: std::collections::BTreeSet<&str> =
        everywhere().filter_map(|command| command.group).map(|group| group.name.en).collect();
    assert_eq!(commands.len(), single + groups.len());
    finish(bot, fake).await;
}

#[tokio::test]
async fn passing_trouble_costs_no_answer() {
    for fault in [
        Fault::RateLimited { retry_after: Some(0.1) },
        Fault::RateLimited { retry_after: None },
        Fault::Status(500),
        Fault::Status(502),
        Fault::Reset,
        Fault::LostAnswer,
    ] {
        let fake = FakeDiscord::start().await;
        let bot = RunningBot::start(&fake).await;
        fake.fail_next("create_interaction_response", fault.clone());
        let reply = fake.slash(fake.member(), "/lab", &[("name", "zhipu")]).await;
        let thanks_button = reply.button("👍 Helpful");
        assert!(reply.text().contains("Zhipu"), "{fault:?}: {}", reply.text());
        // What is acknowledged first is filled in later, with trouble of its own.
        fake.fail_next("create_interaction_response", fault.clone());
        fake.fail_next("update_original_webhook_message", fault.clone());
        let thanks = fake.press(fake.member(), &thanks_button).await;
        assert!(thanks.text().contains("Thank you"), "{fault:?}: {}", thanks.text());
        if fault == Fault::LostAnswer {
            // Done, and done again to the same end: the bot can't know.
            assert_eq!(fake.next_reply().await.text(), thanks.text());
        }
        fake.fail_next("create_message", fault.clone());
        let reply = fake.direct_message(fake.member(), "who founded MiniMax?").await;
        assert!(reply.text().contains("Yan Junjie"), "{fault:?}: {}", reply.text());
        finish(bot, fake).await;
    }
}

#[tokio::test]
async fn a_lost_connection_is_resumed() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let first = fake.mention(fake.member(), fake.channel(), "").await;
    for (times, lose) in
        [FakeDiscord::reconnect as fn(&FakeDiscord), FakeDiscord::drop_gateway, |fake| fake.close_gateway(4000)]
            .into_iter()
            .enumerate()
    {
        lose(&fake);
        fake.gateway_reaches(|counts| counts.resumes > times).await;
        let again = fake.mention(fake.member(), fake.channel(), "").await;
        assert_eq!(first.text(), again.text());
    }
    finish(bot, fake).await;
}

#[tokio::test]
async fn what_discord_delivers_twice_is_answered_once() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let answer = fake.slash(fake.member(), "/lab", &[("name", "zhipu")]).await;
    check_cited(&answer);
    fake.repeat("INTERACTION_CREATE");
    let mention = fake.mention(fake.member(), fake.channel(), "who founded MiniMax?").await;
    check_cited(&mention);
    fake.repeat("MESSAGE_CREATE");
    fake.expect_silence().await;
    finish(bot, fake).await;
}

#[tokio::test]
async fn a_session_that_is_gone_is_begun_anew() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let first = fake.mention(fake.member(), fake.channel(), "").await;
    for (resumable, lose) in [(true, 1), (false, 2)] {
        fake.invalidate_session(resumable);
        fake.gateway_reaches(|counts| counts.resumes + counts.identifies > lose).await;
        let again = fake.mention(fake.member(), fake.channel(), "").await;
        assert_eq!(first.text(), again.text());
    }
    finish(bot, fake).await;
}

#[tokio::test]
async fn payloads_come_compressed_and_a_damaged_one_costs_no_later_answer() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let first = fake.mention(fake.member(), fake.channel(), "").await;
    let before = fake.gateway_counts().compressed;
    assert!(before > 0, "the bot asks for zlib");
    for _ in 0..3 {
        fake.damage_payload();
        fake.gateway_reaches(|counts| counts.identifies + counts.resumes > 0).await;
        let again = fake.mention(fake.member(), fake.channel(), "").await;
        assert_eq!(first.text(), again.text());
        let pressed = fake.slash(fake.member(), "/help", &[]).await;
        assert!(pressed.text().contains("/ask"), "{}", pressed.text());
    }
    assert!(fake.gateway_counts().compressed > before);
    finish(bot, fake).await;
}

#[tokio::test]
async fn slow_replies_of_discord_cost_no_answer() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    for operation in ["create_interaction_response", "create_message"] {
        fake.fail_next(operation, Fault::Slow(Duration::from_millis(600)));
    }
    let answer = fake.slash(fake.member(), "/lab", &[("name", "zhipu")]).await;
    assert!(answer.text().contains("Zhipu"));
    let direct = fake.direct_message(fake.member(), "who founded MiniMax?").await;
    assert!(direct.text().contains("Yan Junjie"));
    finish(bot, fake).await;
}

#[tokio::test]
async fn a_hundred_at_once_are_all_answered_once() {
    // How fast is measured elsewhere: here the machine is shared by all tests, and by Discord itself.
    let patient = Settings { answer_within: Duration::from_secs(30), ..Settings::default() };
    let fake = FakeDiscord::start_with(patient).await;
    let bot = RunningBot::start(&fake).await;
    let mut asked = Vec::new();
    for number in 0..100 {
        let user = fake.add_user(&format!("Member {number}"));
        asked.push(fake.slash(user, "/lab", &[("name", "zhipu")]).send().await);
    }
    for asked in asked {
        assert!(asked.reply().await.text().contains("Zhipu"));
    }
    finish(bot, fake).await;
}

#[tokio::test]
async fn logs_tell_what_happened_and_not_what_was_typed() {
    let lines = Lines::default();
    let subscriber = logs::machine_readable("info,lablore::discord=debug", lines.clone()).unwrap();
    // For all tests of this binary: the client's threads are not ours to hand a subscriber to.
    tracing::subscriber::set_global_default(subscriber).expect("no other test listens to the log");
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let member = fake.member();
    fake.fail_next("create_interaction_response", Fault::Status(502));
    let _ = fake.slash(member, "/ask", &[("question", "xyzzy secret words?")]).await;
    let _ = fake.autocomplete(member, "/lab", &[("name", "xyzzy")]).await;
    let _ = fake.direct_message(member, "xyzzy in a message").await;
    bot.stop().await;
    let log = lines.text();
    for hidden in ["xyzzy", "Ada", fake.token(), "fake-interaction-token"] {
        assert!(!log.contains(hidden), "{hidden} in the log:\n{log}");
    }
    let told = |command: &str| {
        log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()).any(|line| {
            let span = &line["span"];
            span["command"] == command && span["outcome"].is_string() && span["duration_ms"].is_u64()
        })
    };
    for command in ["ask", "autocomplete", "free text"] {
        assert!(told(command), "{command} is not in the log:\n{log}");
    }
    fake.finish().await;
}

/// What is logged, kept in memory.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'writer> MakeWriter<'writer> for Lines {
    type Writer = Self;

    fn make_writer(&'writer self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn health_follows_the_connection() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let _ = fake.slash(fake.member(), "/help", &[]).await;
    // Read from the client now and then.
    while bot.health.ready().is_err() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(bot.health.alive(), Ok(()));
    finish(bot, fake).await;
}

#[tokio::test]
async fn a_wrong_token_is_told_apart() {
    let fake = FakeDiscord::start().await;
    for token in ["wrong.token.here", "with\nline break"] {
        let bot = RunningBot::start_with(&fake, Start { token: token.to_owned(), ..Start::new(&fake) }).await;
        let error = bot.ended.await.unwrap().unwrap_err();
        assert!(matches!(error, DiscordError::TokenRefused), "{error}");
        assert!(!error.to_string().contains(token));
    }
    fake.finish().await;
}

#[tokio::test]
async fn a_token_that_is_revoked_later_is_told_apart() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let _ = fake.slash(fake.member(), "/help", &[]).await;
    fake.close_gateway(4004);
    let error = bot.ended.await.unwrap().unwrap_err();
    assert!(matches!(error, DiscordError::TokenRefused), "{error}");
    fake.finish().await;
}

#[tokio::test]
async fn an_address_without_discord_is_one_clear_line() {
    let fake = FakeDiscord::start().await;
    for _ in 0..5 {
        fake.fail_next("get_bot_gateway", Fault::Status(502));
    }
    let bot = RunningBot::start(&fake).await;
    let error = bot.ended.await.unwrap().unwrap_err();
    let line = error.to_string();
    assert!(line.contains(fake.api_url()) && line.contains("502") && !line.contains('\n'), "{line}");
    assert_eq!(fake.gateway_counts().identifies, 0);
    fake.finish().await;
}

/// What somebody does with the application's commands beside the bot.
fn create_command(fake: &FakeDiscord, command: &Value) {
    let host = fake.api_url().strip_prefix("http://").expect("the fake speaks HTTP");
    let body = command.to_string();
    let mut connection = std::net::TcpStream::connect(host).unwrap();
    write!(
        connection,
        "POST /api/v10/applications/{}/commands HTTP/1.1\r\nhost: {host}\r\nauthorization: Bot {}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        fake.bot(),
        fake.token(),
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 20"), "{answer}");
}
