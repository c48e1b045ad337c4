//! The built binary on Discord, as an operator meets it: how it ends, what its log holds, when it starts sessions, and
//! several of it on one store.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::net::UnixDatagram;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use lablore::curation::DataFolder;
use lablore::reindex::pinned;
use lablore::store::{DeliveryState, FeedbackKind, FeedbackState, MistakeReport, NewFeedback, Scope, Store};

use crate::daily::Database;
use crate::daily::processes::{Place, Running, until};
use crate::fake_discord::{FakeDiscord, Fault, MessageId, Reply, Settings};

/// A port that was free just now.
fn free_address() -> SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

fn signal(process: &Running, name: &str) {
    let done = Command::new("kill").args(["-s", name, &process.0.id().to_string()]).status().unwrap();
    assert!(done.success());
}

/// The status and the body of a page.
fn page(address: SocketAddr, path: &str) -> Option<String> {
    let mut connection = TcpStream::connect(address).ok()?;
    write!(connection, "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").ok()?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer).ok()?;
    Some(answer)
}

/// Waits for a page that is as wanted.
async fn page_until(address: SocketAddr, path: &str, is_wanted: impl Fn(&str) -> bool) -> String {
    let mut last = None;
    for _ in 0..600 {
        last = page(address, path);
        if let Some(text) = last.as_ref().filter(|text| is_wanted(text)) {
            return text.clone();
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{path} never came to say what was wanted: {last:?}");
}

/// What the process has written once it has ended by itself.
fn output_of(mut process: Running) -> Output {
    let mut stderr = String::new();
    process.0.stderr.take().expect("it was piped").read_to_string(&mut stderr).unwrap();
    Output { status: process.0.wait().unwrap(), stdout: Vec::new(), stderr: stderr.into_bytes() }
}

#[tokio::test]
async fn what_was_acknowledged_is_finished_before_the_end() {
    let fake = FakeDiscord::start().await;
    let place = Place::new();
    let database = Database::sqlite();
    let process = Running(place.command(&fake, &database).spawn().unwrap());
    let answer = fake.slash(fake.member(), "/ask", &[("question", "when was Acme Lab founded?")]).await;
    // Acknowledged, and held up on its way to the store's thanks.
    fake.fail_next("update_original_webhook_message", Fault::Slow(Duration::from_secs(1)));
    let pressed = fake.press(fake.member(), &answer.button("👍 Helpful")).send().await;
    fake.requested("update_original_webhook_message", 1).await;
    let asked = Instant::now();
    signal(&process, "TERM");
    let thanks = pressed.reply().await;
    assert!(thanks.text().contains("Thank you"), "{}", thanks.text());
    let ended = tokio::task::spawn_blocking(move || {
        let mut process = process;
        process.0.wait().unwrap()
    });
    assert!(ended.await.unwrap().success(), "an orderly end");
    assert!(asked.elapsed() < Duration::from_secs(10), "{:?}", asked.elapsed());
    assert_eq!(fake.open_interactions(), (0, 0));
    fake.finish().await;
}

#[tokio::test]
async fn a_second_signal_ends_it_at_once() {
    let fake = FakeDiscord::start().await;
    let place = Place::new();
    let mut command = place.command(&fake, &Database::sqlite());
    let process = Running(command.env("LABLORE_LOG__LEVEL", "info").stderr(Stdio::piped()).spawn().unwrap());
    let answer = fake.slash(fake.member(), "/ask", &[("question", "when was Acme Lab founded?")]).await;
    fake.fail_next("update_original_webhook_message", Fault::SlowAnswer(Duration::from_hours(1)));
    let pressed = fake.press(fake.member(), &answer.button("👍 Helpful")).send().await;
    drop(pressed.reply().await);
    signal(&process, "INT");
    signal(&process, "TERM");
    let output = tokio::task::spawn_blocking(move || output_of(process)).await.unwrap();
    let log = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{log}");
    assert!(log.contains("a second signal: ending at once"), "{log}");
    fake.finish().await;
}

#[tokio::test]
async fn the_token_is_in_no_log_however_much_is_logged() {
    let fake = FakeDiscord::start().await;
    let place = Place::new();
    let token_file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(token_file.path(), fake.token()).unwrap();
    let mut command = place.command(&fake, &Database::sqlite());
    command.env_remove("DISCORD_TOKEN").env("DISCORD_TOKEN_FILE", token_file.path());
    // All of it, also what serenity writes of the payloads that it sends.
    command.env("LABLORE_LOG__LEVEL", "trace,serenity=trace,reqwest=trace,hyper=trace,h2=trace,tungstenite=trace");
    let mut process = Running(command.stderr(Stdio::piped()).spawn().unwrap());
    let pipe = process.0.stderr.take().unwrap();
    let reading = std::thread::spawn(move || {
        let mut text = String::new();
        std::io::BufReader::new(pipe).read_to_string(&mut text).unwrap();
        text
    });
    drop(fake.slash(fake.member(), "/ask", &[("question", "when was Acme Lab founded?")]).await);
    signal(&process, "TERM");
    let log = tokio::task::spawn_blocking(move || reading.join().unwrap()).await.unwrap();
    assert!(process.0.wait().unwrap().success());
    assert!(log.lines().count() > 100, "everything was logged");
    assert!(!log.contains(fake.token()), "the token is in the log");
    fake.finish().await;
}

#[tokio::test]
async fn a_day_without_starts_left_is_waited_for_and_told() {
    let settings =
        Settings { session_starts_left: 0, session_reset_after: Duration::from_hours(2), ..Settings::default() };
    let fake = FakeDiscord::start_with(settings).await;
    let place = Place::new();
    let address = free_address();
    let mut command = place.command(&fake, &Database::sqlite());
    let process = Running(command.env("LABLORE_HTTP__LISTEN", address.to_string()).spawn().unwrap());
    let ready = page_until(address, "/readyz", |text| text.contains("Discord allows 0 more today")).await;
    assert!(ready.starts_with("HTTP/1.1 503") && ready.contains("7201 s"), "{ready}");
    assert!(page(address, "/livez").unwrap().starts_with("HTTP/1.1 200"));
    assert_eq!(fake.gateway_counts().identifies, 0);
    // While it waits it stops as it does otherwise.
    signal(&process, "TERM");
    let ended = tokio::task::spawn_blocking(move || {
        let mut process = process;
        process.0.wait().unwrap()
    });
    assert!(ended.await.unwrap().success());
    fake.finish().await;
}

#[tokio::test]
async fn systemd_hears_of_the_start_the_life_and_the_end() {
    let fake = FakeDiscord::start().await;
    let place = Place::new();
    let folder = tempfile::tempdir().unwrap();
    let socket = UnixDatagram::bind(folder.path().join("notify")).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut command = place.command(&fake, &Database::sqlite());
    command.env("NOTIFY_SOCKET", folder.path().join("notify")).env("WATCHDOG_USEC", "200000");
    let process = Running(command.spawn().unwrap());
    let heard = move |wanted: &[&str]| {
        let mut all = String::new();
        while !wanted.iter().all(|line| all.contains(line)) {
            let mut buffer = [0; 1024];
            let length = socket.recv(&mut buffer).unwrap_or_else(|_| panic!("{wanted:?} not in\n{all}"));
            all.push_str(&String::from_utf8_lossy(&buffer[..length]));
        }
    };
    tokio::task::spawn_blocking(move || {
        heard(&["READY=1", "WATCHDOG=1", "STATUS=1 of 1 shards are connected to Discord"]);
        signal(&process, "TERM");
        heard(&["STOPPING=1"]);
    })
    .await
    .unwrap();
    fake.finish().await;
}

#[tokio::test]
async fn numbers_and_health_of_a_running_bot() {
    let fake = FakeDiscord::start().await;
    let place = Place::new();
    let address = free_address();
    let mut command = place.command(&fake, &Database::sqlite());
    command.env("LABLORE_HTTP__LISTEN", address.to_string());
    let health = || {
        Command::new(env!("CARGO_BIN_EXE_lablore"))
            .arg("health")
            .env_clear()
            .env("LABLORE_HTTP__LISTEN", address.to_string())
            .output()
            .unwrap()
    };
    assert_eq!(health().status.code(), Some(1), "nobody runs yet");
    let process = Running(command.spawn().unwrap());
    drop(fake.slash(fake.member(), "/ask", &[("question", "when was Acme Lab founded?")]).await);
    page_until(address, "/readyz", |text| text.starts_with("HTTP/1.1 200")).await;
    let healthy = health();
    assert_eq!((healthy.status.code(), healthy.stdout), (Some(0), b"ready\n".to_vec()));
    let is_counted = |text: &str| text.contains("lablore_questions_total{intent=\"question\",outcome=\"found\"} 1");
    let numbers = page_until(address, "/metrics", is_counted).await;
    for name in [
        "lablore_build_info{version=",
        "lablore_interactions_total{outcome=\"found\"} 1",
        "lablore_answer_duration_seconds_count 1",
        "lablore_first_response_duration_seconds_count{way=\"gateway\"} 1",
        "lablore_index_generation 1",
        "lablore_index_size_bytes ",
        "lablore_index_built_timestamp_seconds ",
        "lablore_discord_responses_total{status=\"2xx\"} ",
        "lablore_gateway_session_starts_remaining 998",
        "lablore_gateway_connections_total{how=\"identified\"} 1",
        "lablore_gateway_shards 1",
        "lablore_gateway_shards_connected 1",
        "process_resident_memory_bytes ",
    ] {
        assert!(numbers.contains(name), "{name} is not in\n{numbers}");
    }
    drop(process);
    fake.finish().await;
}

#[tokio::test]
async fn two_processes_share_shards_settings_feedback_and_posts() {
    let Some(database) = Database::postgres() else { return };
    let fake = FakeDiscord::start().await;
    let place = Place::new();
    let store = database.open().await;
    let addresses = [free_address(), free_address()];
    let processes: Vec<Running> = ["0-0/2", "1-1/2"]
        .iter()
        .zip(addresses)
        .map(|(shards, address)| {
            let mut command = place.command(&fake, &database);
            command.env("LABLORE_DISCORD__SHARDS", shards).env("LABLORE_HTTP__INTERACTIONS", address.to_string());
            Running(command.spawn().unwrap())
        })
        .collect();
    fake.gateway_reaches(|counts| counts.identifies == 2).await;

    // Each answers on its own shard, and what people say of the answers comes together.
    // Ids are seconds apart, and so all on the same one of two shards.
    fake.pass_time_by(1);
    let other = fake.add_guild("Another", fake.admin());
    assert_ne!(shard(other.0), shard(fake.guild().0));
    let there = fake.add_channel(other, "general");
    for channel in [fake.channel(), there] {
        let answer =
            fake.slash(fake.admin(), "/ask", &[("question", "when was Acme Lab founded?")]).channel(channel).await;
        let thanks = fake.press(fake.admin(), &answer.button("👍 Helpful")).await;
        assert!(thanks.text().contains("Thank you"), "{}", thanks.text());
    }
    assert_eq!(store.thumbs_up_since(place.now).await.unwrap(), 2);

    // What is set through one holds in the other soon, by which way ever its interactions come.
    drop(fake.slash(fake.admin(), "/settings set", &[("language", "es-ES")]).await);
    assert_eq!(store.setting(Scope::Guild(fake.guild().0), "language").await.unwrap().as_deref(), Some("es-ES"));
    for address in addresses {
        let endpoint = format!("http://{address}/interactions");
        let mut said = String::new();
        for _ in 0..100 {
            said = fake.slash(fake.member(), "/help", &[]).over_http(&endpoint).await.text();
            if said.contains("/preguntar") {
                break;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        assert!(said.contains("/preguntar"), "{address}: {said}");
    }

    // Each daily post comes once.
    let channels: Vec<_> = (0..6).map(|number| fake.add_channel(fake.guild(), &format!("c{number}"))).collect();
    for channel in &channels {
        store.subscribe(&place.due(&fake, *channel)).await.unwrap();
    }
    for channel in &channels {
        until(&store, *channel, DeliveryState::Sent).await;
        assert_eq!(fake.own_messages(*channel).len(), 1);
    }
    drop(processes);
    fake.take_replies();
    store.close().await;
    fake.finish().await;
}

/// Which of two shards a server belongs to.
fn shard(guild: u64) -> u64 {
    (guild >> 22) % 2
}

/// What whoever comes second reads.
const BUSY: &str = "somebody else is changing the data folder";

/// A process whose moderators may write to the data folder of a place.
fn keeper(place: &Place, fake: &FakeDiscord, database: &Database) -> Running {
    let mut command = place.command(fake, database);
    command
        .env("LABLORE_DISCORD__HOME_SERVER", fake.guild().to_string())
        .env("LABLORE_CORPUS__MODERATORS_WRITE", "yes");
    Running(command.spawn().unwrap())
}

async fn ask_in_vain(fake: &FakeDiscord, question: &str) -> MessageId {
    fake.slash(fake.admin(), "/ask", &[("question", question)]).await.message.unwrap()
}

/// Pins answers, each again and again until it is written.
async fn pin_all(fake: &FakeDiscord, name: &str, times: usize) {
    for number in 0..times {
        let answer = ask_in_vain(fake, &format!("who founded {name} {number}?")).await;
        loop {
            let told = fake.message_command(fake.admin(), "Pin as test", answer).await.text();
            if told.contains("Written to the data folder") {
                break;
            }
            assert!(told.contains(BUSY), "{told}");
        }
    }
}

#[tokio::test]
async fn moderators_of_two_processes_lose_nothing_of_one_another_s() {
    const PINS: usize = 8;
    let (one, two) = (FakeDiscord::start().await, FakeDiscord::start().await);
    let (place, database) = (Place::new(), Database::sqlite());
    let processes = [keeper(&place, &one, &database), keeper(&place, &two, &database)];
    tokio::join!(pin_all(&one, "Kestrel", PINS), pin_all(&two, "Merlin", PINS));
    let (kept, problems) = pinned::read(&place.data());
    assert_eq!(problems, []);
    for (name, number) in (0..PINS).flat_map(|number| [("Kestrel", number), ("Merlin", number)]) {
        let question = format!("who founded {name} {number}?");
        assert!(kept.iter().any(|pinned| pinned.question == question), "{question} is lost");
    }
    assert_eq!(kept.len(), 2 * PINS);

    // While somebody else holds the folder, nothing is written, and that is said.
    let answer = ask_in_vain(&one, "who founded Peregrine?").await;
    let folder = DataFolder { path: place.data(), originals: None, is_writable: true };
    let held = folder.hold().unwrap();
    let told = one.message_command(one.admin(), "Pin as test", answer).await.text();
    assert!(told.contains(BUSY), "{told}");
    assert_eq!(pinned::read(&place.data()).0.len(), 2 * PINS);
    drop(held);
    pin_all(&one, "Peregrine", 1).await;
    assert_eq!(pinned::read(&place.data()).0.len(), 2 * PINS + 1);
    drop(processes);
    one.finish().await;
    two.finish().await;
}

/// A mistake in what is said of the founding of the one lab.
async fn report(store: &Store, fake: &FakeDiscord, message: u64) -> i64 {
    let report = MistakeReport { wrong: "the day".to_owned(), correct: String::new(), evidence: String::new() };
    let new = NewFeedback {
        given_at: jiff::Timestamp::from_second(1_000).unwrap(),
        guild: Some(fake.guild().0),
        channel: fake.channel().0,
        member: fake.member().0,
        message,
        topic: "founded acme".to_owned(),
        question: None,
        kind: FeedbackKind::Mistake(report),
    };
    store.add_feedback(&new).await.unwrap()
}

/// The form that accepts a reported mistake.
async fn form(fake: &FakeDiscord, report: i64) -> Reply {
    let list = fake.slash(fake.admin(), "/corrections", &[]).await;
    let menu = fake.choose(fake.admin(), &list.menu(), &[&report.to_string()]).await.menu();
    let statement = menu.options[0].1.clone();
    fake.choose(fake.admin(), &menu, &[&statement]).await
}

async fn accept(fake: &FakeDiscord, form: &Reply) -> String {
    fake.submit(fake.admin(), form, &[("value", ""), ("reason", "it was another day")]).await.text()
}

#[tokio::test]
async fn of_two_who_correct_the_same_at_the_same_time_one_does_and_the_other_is_told() {
    let (one, two) = (FakeDiscord::start().await, FakeDiscord::start().await);
    let (place, database) = (Place::new(), Database::sqlite());
    let store = database.open().await;
    let processes = [keeper(&place, &one, &database), keeper(&place, &two, &database)];
    let (first, second) = (report(&store, &one, 1).await, report(&store, &two, 2).await);
    let (form_of_one, form_of_two) = tokio::join!(form(&one, first), form(&two, second));
    let folder = DataFolder { path: place.data(), originals: None, is_writable: true };
    let held = folder.hold().unwrap();
    let told = accept(&one, &form_of_one).await;
    assert!(told.contains(BUSY), "{told}");
    drop(held);
    let told = tokio::join!(accept(&one, &form_of_one), accept(&two, &form_of_two));
    let is_done = [&told.0, &told.1].map(|text| text.contains("Written to the data folder"));
    assert!(is_done[0] != is_done[1], "{told:?}");
    let (refused, left) = if is_done[0] { (&told.1, second) } else { (&told.0, first) };
    assert!(refused.contains(BUSY) || refused.contains("any more"), "{refused}");
    let state = store.feedback_entry(left).await.unwrap().unwrap().state;
    assert_eq!(state, FeedbackState::Open, "it can be decided yet");
    let records = std::fs::read_to_string(place.data().join("records/acme.toml")).unwrap();
    assert_eq!(records.matches("deprecated").count(), 1, "{records}");
    drop(processes);
    // Whoever reported it was told, or could not be.
    for fake in [one, two] {
        fake.take_replies();
        fake.finish().await;
    }
    store.close().await;
}
