//! What moderators of the home server do to the data folder: pinned questions, corrections, documents; and the gap board.

use std::path::{Path, PathBuf};

use lablore::bot::Operator;
use lablore::curation::DataFolder;
use lablore::reindex::pinned;
use lablore::store::{FeedbackKind, FeedbackState, MistakeReport, NewFeedback};

use super::{RunningBot, Start, finish};
use crate::fake_discord::{FakeDiscord, Fault, Reply, ReplyKind, permissions};

/// A copy of the project's data that may be changed.
struct Data(tempfile::TempDir);

impl Data {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(&crate::data::project_data(), &folder.path().join("data"));
        Self(folder)
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("data")
    }

    fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.path().join(file)).unwrap()
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let there = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &there);
        } else {
            std::fs::copy(&path, &there).unwrap();
        }
    }
}

async fn at_home(fake: &FakeDiscord, data: &Data, is_writable: bool) -> RunningBot {
    let data = Some(DataFolder { path: data.path(), originals: None, is_writable });
    let operator = Operator { home_server: Some(fake.guild().0), data, ..Operator::default() };
    RunningBot::start_with(fake, Start { operator, ..Start::new(fake) }).await
}

/// A mistake in an answer about when Zhipu was founded.
async fn report(fake: &FakeDiscord, bot: &RunningBot, message: u64) -> i64 {
    let report = MistakeReport {
        wrong: "the year".to_owned(),
        correct: "2018".to_owned(),
        evidence: "deep-dive: Zhipu AI (GLM/ChatGLM) › Company Overview".to_owned(),
    };
    let new = NewFeedback {
        given_at: jiff::Timestamp::from_second(1_000).unwrap(),
        guild: Some(fake.guild().0),
        channel: fake.channel().0,
        member: fake.member().0,
        message,
        topic: "founded zhipu".to_owned(),
        question: None,
        kind: FeedbackKind::Mistake(report),
    };
    bot.store.add_feedback(&new).await.unwrap()
}

async fn actions(bot: &RunningBot) -> Vec<String> {
    let entries = bot.store.audit_page(0, 20).await.unwrap();
    entries.into_iter().map(|entry| entry.entry.action).collect()
}

async fn pin(fake: &FakeDiscord, answer: &Reply) -> Reply {
    fake.message_command(fake.admin(), "Pin as test", answer.message.unwrap()).await
}

#[tokio::test]
async fn an_answer_is_pinned_listed_and_taken_out() {
    let (fake, data) = (FakeDiscord::start().await, Data::new());
    let bot = at_home(&fake, &data, true).await;
    let before = data.read(pinned::FILE);
    let answer = fake.slash(fake.member(), "/ask", &[("question", "who founded DeepSeek?")]).await;
    let done = pin(&fake, &answer).await;
    assert!(done.is_private && done.text().contains("deepseek.founder: liang-wenfeng"), "{}", done.text());
    assert!(done.text().contains("Written to the data folder"), "{}", done.text());
    assert!(done.contents[0].contains("+{\"question\":\"who founded DeepSeek?\""), "{}", done.contents[0]);
    let (kept, problems) = pinned::read(&data.path());
    assert_eq!(problems, []);
    assert_eq!(kept.last().unwrap().by, fake.admin().to_string());

    // A follow-up keeps what it leans on.
    let later = fake.reply_pinging_bot(fake.member(), answer.message.unwrap(), "and when?").await;
    let done = pin(&fake, &later).await;
    let leans = done.text().contains("leans on what was said before");
    assert!(leans || done.text().contains("Pinned."), "{}", done.text());
    let engine = crate::knowledge::engine();
    for pinned in pinned::read(&data.path()).0 {
        assert_eq!(pinned.failure(&engine, &pinned.answer(&engine, pinned.on)), None, "{}", pinned.question);
    }

    let list = fake.slash(fake.admin(), "/pins", &[]).await;
    assert!(list.text().contains("✓ who founded DeepSeek?"), "{}", list.text());
    while let Some(last) = pinned::read(&data.path()).0.get(5) {
        let menu = fake.slash(fake.admin(), "/pins", &[]).await.menu();
        let value = menu.options.iter().find(|(label, _)| *label == last.question).unwrap().1.clone();
        let gone = fake.choose(fake.admin(), &menu, &[&value]).await;
        assert!(gone.text().contains("Taken out"), "{}", gone.text());
    }
    assert_eq!(data.read(pinned::FILE), before);

    let other = fake.say(fake.member(), fake.channel(), "who founded MiniMax?").send().await;
    let refused = fake.message_command(fake.admin(), "Pin as test", other).await;
    assert!(refused.text().contains("no answer of mine"), "{}", refused.text());
    let member = fake.message_command(fake.member(), "Pin as test", answer.message.unwrap()).forged().await;
    assert!(member.text().contains("may manage the server"), "{}", member.text());
    let did = actions(&bot).await;
    assert!(did.contains(&"pin".to_owned()) && did.contains(&"unpin".to_owned()), "{did:?}");
    finish(bot, fake).await;
}

#[tokio::test]
async fn without_the_operator_s_leave_changes_are_patches_alone() {
    let (fake, data) = (FakeDiscord::start().await, Data::new());
    let bot = at_home(&fake, &data, false).await;
    let before = data.read(pinned::FILE);
    let answer = fake.slash(fake.member(), "/ask", &[("question", "who founded DeepSeek?")]).await;
    let done = pin(&fake, &answer).await;
    assert!(done.text().contains("git apply") && done.files[0].starts_with("pin-"), "{}", done.text());
    assert_eq!(data.read(pinned::FILE), before);
    finish(bot, fake).await;
}

#[tokio::test]
async fn a_correction_is_checked_decided_and_told() {
    let (fake, data) = (FakeDiscord::start().await, Data::new());
    let bot = at_home(&fake, &data, true).await;
    let admin = fake.admin();
    let (first, second) = (report(&fake, &bot, 1).await, report(&fake, &bot, 2).await);
    let list = fake.slash(admin, "/corrections", &[]).await;
    assert!(list.is_private && list.text().contains("the year → 2018"), "{}", list.text());
    let opened = fake.choose(admin, &list.menu(), &[&first.to_string()]).await;
    assert!(opened.text().contains("zhipu.founded: 2019") && opened.text().contains("“"), "{}", opened.text());
    let menu = opened.menu();
    let statement = menu.options.iter().find(|(label, _)| label == "zhipu.founded: 2019").unwrap().1.clone();
    let form = fake.choose(admin, &menu, &[&statement]).await;
    assert_eq!(form.kind, ReplyKind::Form);

    // No document says 2018: what is not right is not accepted.
    let records = data.read("records/zhipu.toml");
    let refused = fake.submit(admin, &form, &[("evidence", "founded in 2018")]).await;
    assert!(refused.text().contains("Not accepted"), "{}", refused.text());
    assert!(refused.text().contains("records/zhipu.toml:"), "{}", refused.text());
    assert_eq!(data.read("records/zhipu.toml"), records);

    // There is no right value: the old one is deprecated, and whoever reported it is told.
    let form = fake.choose(admin, &menu, &[&statement]).await;
    let done = fake.submit(admin, &form, &[("value", ""), ("reason", "a *test*"), ("word", "Well seen")]).await;
    let told = fake.next_reply().await;
    let (done, told) = if done.content().contains("Well seen") { (told, done) } else { (done, told) };
    assert!(told.content().contains("Thank you") && told.content().contains("Well seen"), "{}", told.content());
    assert!(done.text().contains("was told") && done.text().contains("deprecated"), "{}", done.text());
    assert!(done.contents[0].contains("+rank = \"deprecated\"\n+reason = \"a *test*\""), "{}", done.contents[0]);
    assert_ne!(data.read("records/zhipu.toml"), records);
    let loaded = lablore::corpus::load::load(&data.path(), None).unwrap();
    assert_eq!(loaded.problems, []);
    let decided = bot.store.feedback_entry(first).await.unwrap().unwrap();
    assert_eq!((decided.state, decided.decision.as_str()), (FeedbackState::Accepted, "Well seen"));

    // Declined, to somebody who takes no direct messages.
    let list = fake.slash(admin, "/corrections", &[]).await;
    let opened = fake.choose(admin, &list.menu(), &[&second.to_string()]).await;
    let decline = opened.button("Decline …");
    let form = fake.press(admin, &decline).await;
    fake.fail_next("create_message", Fault::Status(403));
    let declined = fake.submit(admin, &form, &[("word", "No")]).await;
    assert!(declined.text().contains("could not be told"), "{}", declined.text());
    assert!(fake.slash(admin, "/corrections", &[]).await.text().contains("No reported mistake"));
    let form = fake.press(admin, &decline).await;
    let late = fake.submit(admin, &form, &[("word", "No")]).await;
    assert!(late.text().contains("not open any more"), "{}", late.text());
    assert_eq!(actions(&bot).await, ["decline correction", "accept correction"]);
    finish(bot, fake).await;
}

#[tokio::test]
async fn a_button_of_corrections_is_refused_once_the_permission_is_gone() {
    let (fake, data) = (FakeDiscord::start().await, Data::new());
    let bot = at_home(&fake, &data, true).await;
    let id = report(&fake, &bot, 1).await;
    let member = fake.member();
    let managers = fake.add_role(fake.guild(), "Managers", permissions::MANAGE_GUILD);
    fake.set_roles(fake.guild(), member, &[managers]);
    let list = fake.slash(member, "/corrections", &[]).await;
    let opened = fake.choose(member, &list.menu(), &[&id.to_string()]).await;
    let form = fake.press(member, &opened.button("Decline …")).await;
    fake.set_roles(fake.guild(), member, &[]);
    let refused = fake.press(member, &opened.button("Decline …")).await;
    assert!(refused.text().contains("may manage the server"), "{}", refused.text());
    let refused = fake.submit(member, &form, &[("word", "No")]).await;
    assert!(refused.text().contains("may manage the server"), "{}", refused.text());
    let kept = bot.store.feedback_entry(id).await.unwrap().unwrap();
    assert_eq!(kept.state, FeedbackState::Open);
    finish(bot, fake).await;
}

#[tokio::test]
async fn a_document_is_added_previewed_and_taken_out() {
    let (fake, data) = (FakeDiscord::start().await, Data::new());
    let bot = at_home(&fake, &data, true).await;
    let admin = fake.admin();
    let sources = data.read("sources.toml");
    let page = "<html><body><h1>Field notes</h1><p>Kestrel AI is a small lab in Nanjing.</p></body></html>";
    let file = fake.upload("notes.html", page.as_bytes());
    let options = [("file", file.as_str()), ("id", "field-notes"), ("title", "Field notes"), ("date", "2025-03")];
    let done = fake.slash(admin, "/document add", &options).await;
    assert!(done.is_private && done.text().contains("Kestrel AI is a small lab in Nanjing."), "{}", done.text());
    assert!(done.contents[0].contains("+++ b/data/documents/field-notes.md"), "{}", done.contents[0]);
    assert!(data.read("sources.toml").contains("[field-notes]\ntitle = \"Field notes\"\ndate = \"2025-03\""));
    let again = fake.slash(admin, "/document add", &options).await;
    assert!(again.text().contains("already a document"), "{}", again.text());

    let picture = fake.upload("notes.md", b"\x89PNG\r\n");
    let other = [("file", picture.as_str()), ("id", "other"), ("title", "Other")];
    let refused = fake.slash(admin, "/document add", &other).await;
    assert!(refused.text().contains("is not text"), "{}", refused.text());
    let big = fake.upload("big.md", &vec![b'x'; lablore::curation::document::MAX_BYTES + 1]);
    let refused = fake.slash(admin, "/document add", &[("file", big.as_str()), other[1], other[2]]).await;
    assert!(refused.text().contains("I read up to"), "{}", refused.text());

    let kept = fake.slash(admin, "/document remove", &[("id", "deep-dive")]).await;
    assert!(kept.text().contains("was not added from here"), "{}", kept.text());
    let gone = fake.slash(admin, "/document remove", &[("id", "field-notes")]).await;
    assert!(gone.text().contains("goes"), "{}", gone.text());
    assert_eq!(data.read("sources.toml"), sources);
    assert!(!data.path().join("documents/field-notes.md").exists());
    assert_eq!(actions(&bot).await, ["document remove", "document add"]);
    finish(bot, fake).await;
}

#[tokio::test]
async fn the_gap_board_shows_what_was_asked_often_and_nobody_who_asked() {
    let (fake, data) = (FakeDiscord::start().await, Data::new());
    let bot = at_home(&fake, &data, false).await;
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    for (property, entity, times) in [("revenue", "zhipu", 3), ("employees", "minimax", 2), ("founded", "", 4)] {
        for _ in 0..times {
            bot.store.count_gap(today, property, entity).await.unwrap();
        }
    }
    let shown = fake.slash(fake.admin(), "/gaps show", &[]).await;
    assert!(shown.is_private && shown.text().contains("Zhipu AI: revenue or profit · 3"), "{}", shown.text());
    assert!(!shown.text().contains("MiniMax"), "{}", shown.text());
    let here = fake.channel().to_string();
    let set = fake.slash(fake.admin(), "/gaps post", &[("channel", &here)]).await;
    assert!(set.text().contains("every Monday"), "{}", set.text());
    assert!(bot.store.gap_board(fake.channel().0).await.unwrap().is_some());
    let off = fake.slash(fake.admin(), "/gaps off", &[("channel", &here)]).await;
    assert!(off.text().contains("Ended"), "{}", off.text());
    assert_eq!(bot.store.gap_board(fake.channel().0).await.unwrap(), None);
    assert_eq!(actions(&bot).await, ["gaps off", "gaps post"]);
    finish(bot, fake).await;
}
