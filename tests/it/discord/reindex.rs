//! `/reindex` on Discord: plan, apply, undo, and what stands against it.

use std::sync::Arc;

use lablore::bot::Operator;

use super::{RunningBot, Start, finish};
use crate::fake_discord::{FakeDiscord, Reply, ReplyKind};
use crate::reindex::{QUESTION, World, hold_build_lock};

/// A bot whose home is the fake's first server, over a world.
async fn start(fake: &FakeDiscord, world: &World) -> RunningBot {
    let operator = Operator { home_server: Some(fake.guild().0), ..Operator::default() };
    let reindexer = Some((Arc::clone(&world.engine), Arc::clone(&world.reindexer)));
    RunningBot::start_with(fake, Start { reindexer, operator, ..Start::new(fake) }).await
}

/// Words by which a reply says how far it is.
const ON_THE_WAY: [&str; 6] =
    ["Loading and checking", "Building the index aside", "Asking the questions", "正在載入", "正在另行", "正在提問"];

/// What a reply becomes in the end: on a slow machine it first shows how far it is, or nothing.
async fn done(fake: &FakeDiscord, mut reply: Reply) -> Reply {
    while reply.kind == ReplyKind::Acknowledged || ON_THE_WAY.iter().any(|words| reply.text().contains(words)) {
        reply = fake.next_reply().await;
    }
    reply
}

/// A command of those who keep the knowledge, and what comes of it in the end.
async fn typed(fake: &FakeDiscord, command: &str, options: &[(&str, &str)]) -> Reply {
    let reply = fake.slash(fake.admin(), command, options).await;
    done(fake, reply).await
}

/// A press by one of them, and what comes of it in the end.
async fn pressed(fake: &FakeDiscord, reply: &Reply, label: &str) -> Reply {
    let reply = fake.press(fake.admin(), &reply.button(label)).await;
    done(fake, reply).await
}

async fn answer(fake: &FakeDiscord) -> String {
    fake.direct_message(fake.member(), QUESTION).await.text()
}

#[track_caller]
fn says(reply: &Reply, words: &[&str]) {
    let text = reply.text();
    assert!(words.iter().all(|word| text.contains(word)), "{words:?} in {text}");
    assert!(reply.is_private, "for the one who asked");
}

#[tokio::test]
async fn a_change_is_planned_applied_and_taken_back_by_buttons() {
    let fake = FakeDiscord::start().await;
    let world = World::new();
    let bot = start(&fake, &world).await;
    let admin = fake.admin();
    let first = world.reindexer.in_force().unwrap();
    world.write_year(2018);
    let plan = typed(&fake, "/reindex plan", &[]).await;
    says(&plan, &["Statements: 0 added, 1 changed, 0 removed", "~ acme.founded: 2019 → 2018", &first]);
    assert!(answer(&fake).await.contains("2019"));
    let applied = pressed(&fake, &plan, "Apply").await;
    let second = world.reindexer.in_force().unwrap();
    says(&applied, &["Applied", &first, &second]);
    assert!(answer(&fake).await.contains("2018"));

    let question = typed(&fake, "/reindex undo", &[]).await;
    says(&question, &["Take back", &second]);
    assert!(answer(&fake).await.contains("2018"));
    let undone = pressed(&fake, &question, "Undo").await;
    says(&undone, &["Undone", &first]);
    assert!(answer(&fake).await.contains("2019"));
    // The button outlives what it was made for.
    let again = pressed(&fake, &question, "Undo").await;
    says(&again, &["Another generation is in use by now"]);

    let audit = fake.slash(admin, "/audit", &[]).await;
    let member = admin.to_string();
    says(&audit, &["reindex plan", "reindex apply", "reindex undo", &format!("{first} → {second}"), &member]);
    let latest = bot.store.latest_applied().await.unwrap().unwrap();
    assert_eq!(latest.fingerprint, world.reindexer.fingerprint_in_force().unwrap().to_string());
    finish(bot, fake).await;
}

#[tokio::test]
async fn data_that_changed_since_the_plan_is_planned_anew() {
    let fake = FakeDiscord::start().await;
    let world = World::new();
    let bot = start(&fake, &world).await;
    world.write_year(2018);
    let plan = fake.slash(fake.admin(), "/reindex plan", &[]).locale("zh-TW").await;
    let plan = done(&fake, plan).await;
    world.write_year(2017);
    let changed = pressed(&fake, &plan, "套用").await;
    says(&changed, &["Something has changed since", "2019 → 2017"]);
    assert!(answer(&fake).await.contains("2019"));
    let applied = pressed(&fake, &changed, "Apply").await;
    says(&applied, &["Applied"]);
    assert!(answer(&fake).await.contains("2017"));
    let nothing = typed(&fake, "/reindex plan", &[]).await;
    says(&nothing, &["Nothing would change"]);
    assert!(!nothing.buttons().iter().any(|button| button.label == "Apply"));
    finish(bot, fake).await;
}

#[tokio::test]
async fn a_pinned_question_that_fails_asks_for_a_confirmation() {
    let fake = FakeDiscord::start().await;
    let world = World::new();
    let bot = start(&fake, &world).await;
    world.pin(2019);
    world.write_year(2018);
    let plan = typed(&fake, "/reindex plan", &[]).await;
    says(&plan, &["1 would be answered otherwise and 1 fail", "does not rest on acme.founded: 2019"]);
    let file = &plan.contents[0];
    assert!(
        file.contains("  - Acme Lab was founded in 2019") && file.contains("  + Acme Lab was founded in 2018"),
        "{file}"
    );
    let question = pressed(&fake, &plan, "Apply").await;
    says(&question, &["Apply it all the same? Nothing was applied yet."]);
    assert!(answer(&fake).await.contains("2019"));
    let applied = pressed(&fake, &question, "Apply all the same").await;
    says(&applied, &["Applied"]);
    assert!(answer(&fake).await.contains("2018"));
    let audit = fake.slash(fake.admin(), "/audit", &[]).await;
    says(&audit, &["despite the pinned question"]);
    finish(bot, fake).await;
}

#[tokio::test]
async fn thirty_mistakes_are_all_listed_and_the_old_data_answers() {
    let fake = FakeDiscord::start().await;
    let folder = tempfile::tempdir().unwrap();
    crate::data::many_small(&folder.path().join("data"), false);
    let world = World::over(folder);
    let bot = start(&fake, &world).await;
    let asked = "when was Acmeab Lab founded?";
    let before = fake.direct_message(fake.member(), asked).await.text();
    assert!(before.contains("2019") && before.contains("[1]"), "{before}");
    let places = crate::data::many_small(&world.data(), true);
    assert_eq!(places.len(), 30);
    let plan = typed(&fake, "/reindex plan", &[]).await;
    says(&plan, &["They stop the change", "all are in the attached file"]);
    assert!(!plan.buttons().iter().any(|button| button.label.starts_with("Apply")));
    let file = &plan.contents[0];
    for place in places {
        assert!(file.lines().any(|line| line.starts_with(&place)), "{place} in\n{file}");
    }
    let forced = [("plan", plan.files[0].trim_start_matches("plan-").trim_end_matches(".txt")), ("despite", "true")];
    let stopped = typed(&fake, "/reindex apply", &forced).await;
    says(&stopped, &["They stop the change"]);
    assert_eq!(fake.direct_message(fake.member(), asked).await.text(), before);
    finish(bot, fake).await;
}

#[tokio::test]
async fn it_tells_how_far_it_is_and_a_second_one_is_refused() {
    let fake = FakeDiscord::start().await;
    let world = World::new();
    let bot = start(&fake, &world).await;
    world.write_year(2018);
    let lock = hold_build_lock(&world);
    let first = fake.slash(fake.admin(), "/reindex plan", &[]).send().await;
    let progress = first.reply().await;
    says(&progress, &["Building the index aside"]);
    let second = typed(&fake, "/reindex plan", &[]).await;
    says(&second, &["another reindex is under way"]);
    // Questions are answered meanwhile.
    assert!(answer(&fake).await.contains("2019"));
    drop(lock);
    let next = fake.next_reply().await;
    says(&done(&fake, next).await, &["2019 → 2018"]);
    finish(bot, fake).await;
}

#[tokio::test]
async fn a_file_in_a_channel_comes_with_its_buttons() {
    let fake = FakeDiscord::start().await;
    let world = World::new();
    let bot = start(&fake, &world).await;
    world.write_year(2018);
    let _ = fake.slash(fake.admin(), "/help", &[]).await;
    let plan = world.reindexer.plan(crate::reindex::now()).unwrap();
    let told = lablore::bot::commands::reindex::told(&plan, lablore::text::language::Language::Es);
    let token = lablore::config::Secret::new(fake.token());
    let http = lablore::discord::http::client(&token, Some(fake.api_url()));
    lablore::discord::notices::tell(&http, fake.channel().0, &told).await.unwrap();
    let notice = fake.next_reply().await;
    assert!(notice.text().contains("La carpeta de datos ha cambiado") && !notice.is_private, "{}", notice.text());
    let refused = fake.press(fake.member(), &notice.button("Aplicar")).await;
    says(&refused, &["may manage the server"]);
    let applied = pressed(&fake, &notice, "Aplicar").await;
    assert!(applied.text().contains("Applied"), "{}", applied.text());
    assert!(answer(&fake).await.contains("2018"));
    finish(bot, fake).await;
}
