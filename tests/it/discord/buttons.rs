//! Buttons, menus, pages and forms: what they do, for whom, and after a restart.

use lablore::bot::Operator;
use lablore::bot::recall::day_of;
use lablore::store::{FeedbackKind, FeedbackState};
use lablore::text::language::Language;

use super::{RunningBot, Start, finish};
use crate::fake_discord::{Context, FakeDiscord, Reply, ReplyKind, permissions};

const QUESTION: (&str, &str) = ("question", "who founded MiniMax?");

async fn asked(fake: &FakeDiscord) -> Reply {
    fake.slash(fake.member(), "/ask", &[QUESTION]).await
}

#[tokio::test]
async fn sources_and_trace_are_for_the_one_who_presses() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let answer = asked(&fake).await;
    assert!(!answer.text().contains('“'), "the answer says where, the button shows the sentences: {}", answer.text());
    let sources = fake.press(fake.admin(), &answer.button("Sources")).await;
    assert!(sources.is_private);
    assert!(sources.text().contains("“") && sources.text().contains("Yan Junjie"), "{}", sources.text());
    let trace = fake.press(fake.member(), &answer.button("How was this answered")).await;
    assert!(trace.is_private);
    assert!(trace.text().contains("minimax” names minimax"), "{}", trace.text());
    finish(bot, fake).await;
}

#[tokio::test]
async fn every_locale_has_its_buttons() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    for (locale, labels) in [
        ("en-US", ["Sources", "How was this answered", "👍 Helpful", "Report a mistake", "Delete"]),
        ("zh-CN", ["出处", "这是怎样得出的", "👍 有用", "报告错误", "删除"]),
        ("zh-TW", ["出處", "這是怎樣得出的", "👍 有用", "回報錯誤", "刪除"]),
        ("es-ES", ["Fuentes", "Cómo se respondió", "👍 Útil", "Informar de un error", "Borrar"]),
    ] {
        let card = fake.slash(fake.member(), "/lab", &[("name", "zhipu")]).locale(locale).await;
        let shown: Vec<String> = card.buttons().into_iter().map(|button| button.label).collect();
        assert_eq!(shown, labels);
    }
    finish(bot, fake).await;
}

#[tokio::test]
async fn a_private_answer_can_be_shared() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let private = fake.slash(fake.member(), "/ask", &[QUESTION, ("private", "true")]).await;
    assert!(private.is_private);
    let shared = fake.press(fake.member(), &private.button("Share")).await;
    assert!(!shared.is_private);
    assert!(shared.text().contains("Yan Junjie"), "{}", shared.text());
    let gone = fake.press(fake.member(), &shared.button("Delete")).await;
    assert_eq!(gone.kind, ReplyKind::Deletion);
    finish(bot, fake).await;
}

#[tokio::test]
async fn deleting_is_for_the_one_who_asked_and_for_moderators() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let stranger = fake.add_user("Eve");
    let answer = asked(&fake).await;
    let refused = fake.press(stranger, &answer.button("Delete")).await;
    assert!(refused.is_private);
    assert!(refused.text().contains("Only the member who asked"), "{}", refused.text());
    assert_eq!(fake.press(fake.member(), &answer.button("Delete")).await.kind, ReplyKind::Deletion);

    let mention = fake.mention(fake.member(), fake.channel(), "who founded MiniMax?").await;
    let moderators = fake.add_role(fake.guild(), "Moderators", permissions::MANAGE_MESSAGES);
    fake.set_roles(fake.guild(), stranger, &[moderators]);
    assert_eq!(fake.press(stranger, &mention.button("Delete")).await.kind, ReplyKind::Deletion);
    finish(bot, fake).await;
}

#[tokio::test]
async fn buttons_work_after_a_restart_and_say_when_the_data_has_changed() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let answer = asked(&fake).await;
    let long = format!("who founded MiniMax? {}", "and who else, please? ".repeat(30));
    let long = fake.slash(fake.member(), "/ask", &[("question", long.trim())]).await;
    let trace = fake.press(fake.member(), &long.button("How was this answered")).await;
    let mention = fake.mention(fake.member(), fake.channel(), "MiniMax: who founded it?").await;
    bot.stop().await;

    let bot = RunningBot::start(&fake).await;
    let sources = fake.press(fake.member(), &answer.button("Sources")).await;
    assert!(sources.text().contains("Yan Junjie"), "{}", sources.text());
    assert!(!sources.text().contains("has changed"));
    assert_eq!(fake.press(fake.member(), &long.button("How was this answered")).await.text(), trace.text());
    assert!(fake.press(fake.member(), &mention.button("Sources")).await.text().contains("Yan Junjie"));
    bot.stop().await;

    let start = Start { engine: crate::knowledge::changed_engine(), ..Start::new(&fake) };
    let bot = RunningBot::start_with(&fake, start).await;
    let sources = fake.press(fake.member(), &answer.button("Sources")).await;
    assert!(sources.text().contains("My data has changed since this answer"), "{}", sources.text());
    assert!(sources.text().contains("Yan Junjie"), "{}", sources.text());
    finish(bot, fake).await;
}

#[tokio::test]
async fn suggestions_are_buttons_that_ask() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let help = fake.slash(fake.member(), "/help", &[]).await;
    let answer = fake.press(fake.member(), &help.button("Who founded MiniMax?")).await;
    assert!(answer.is_private, "what was private stays so");
    assert!(answer.text().contains("Yan Junjie"), "{}", answer.text());
    let unknown = fake.slash(fake.member(), "/ask", &[("question", "what is the phone number of MiniMax?")]).await;
    let suggestion = unknown.buttons().into_iter().find(|button| button.label.contains("MiniMax")).unwrap();
    let answer = fake.press(fake.member(), &suggestion).await;
    assert!(!answer.is_private && answer.text().contains("MiniMax"), "{}", answer.text());
    finish(bot, fake).await;
}

#[tokio::test]
async fn pages_turn_for_the_one_who_asked() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let first = fake.slash(fake.member(), "/releases", &[]).await;
    assert!(first.text().contains("Page 1 of"), "{}", first.text());
    let second = fake.press(fake.member(), &first.button("Next ▶")).await;
    assert_eq!((second.kind, second.message), (ReplyKind::Edit, first.message));
    assert!(second.text().contains("Page 2 of"), "{}", second.text());
    let back = fake.press(fake.member(), &second.button("◀ Previous")).await;
    assert!(back.text().contains("Page 1 of"));
    let others = fake.press(fake.admin(), &back.button("Next ▶")).await;
    assert!(others.is_private && others.kind == ReplyKind::Message);
    assert!(others.text().contains("Only the member who asked turns these pages"), "{}", others.text());
    finish(bot, fake).await;
}

#[tokio::test]
async fn every_page_of_a_timeline_says_something_else() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let mut page = fake.slash(fake.member(), "/timeline", &[("lab", "DeepSeek")]).await;
    let mut seen = vec![page.embeds()[0]["description"].clone()];
    while let Some(next) = page.buttons().into_iter().find(|button| button.label == "Next ▶") {
        page = fake.press(fake.member(), &next).await;
        let shown = page.embeds()[0]["description"].clone();
        assert!(!seen.contains(&shown), "{shown}");
        assert!(!shown.as_str().unwrap().contains("more\n"), "nothing is left out: {shown}");
        seen.push(shown);
        assert!(seen.len() < 50);
    }
    assert!(seen.len() > 1);
    finish(bot, fake).await;
}

#[tokio::test]
async fn a_name_that_nobody_bears_is_a_menu_of_near_ones() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let unknown = fake.slash(fake.member(), "/lab", &[("name", "minim")]).await;
    let menu = unknown.menu();
    let value = menu.options.iter().find(|(label, _)| label == "MiniMax").map(|(_, value)| value.clone()).unwrap();
    let card = fake.choose(fake.member(), &menu, &[value.as_str()]).await;
    assert!(card.text().contains("Yan Junjie"), "{}", card.text());
    finish(bot, fake).await;
}

#[tokio::test]
async fn feedback_is_stored_and_deleted_on_request() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let member = fake.member();
    let answer = asked(&fake).await;
    let thanks = fake.press(member, &answer.button("👍 Helpful")).await;
    assert!(thanks.is_private && thanks.text().contains("Thank you"), "{}", thanks.text());
    assert_eq!(bot.store.thumbs_up_since(jiff::Timestamp::UNIX_EPOCH).await.unwrap(), 1);

    let form = fake.press(member, &answer.button("Report a mistake")).await;
    assert_eq!(form.kind, ReplyKind::Form);
    let sent = fake
        .submit(member, &form, &[("What is wrong?", "the *name*"), ("What is right?", "another"), ("evidence", "p. 3")])
        .await;
    assert!(sent.is_private && sent.text().contains("Thank you"), "{}", sent.text());
    let reports = bot.store.mistakes(FeedbackState::Open, 0, 10).await.unwrap();
    assert_eq!(reports.len(), 1);
    let FeedbackKind::Mistake(report) = &reports[0].kind else { panic!("a report") };
    assert_eq!(
        (report.wrong.as_str(), report.correct.as_str(), report.evidence.as_str()),
        ("the *name*", "another", "p. 3")
    );
    assert_eq!(reports[0].question, None, "no question is kept unless the operator turns it on");
    assert!(reports[0].topic.starts_with("founder,founded minimax"), "{}", reports[0].topic);

    let privacy = fake.slash(member, "/privacy", &[]).context(Context::BotDm).await;
    assert!(privacy.is_private && privacy.text().contains("is not stored"), "{}", privacy.text());
    let gone = fake.press(member, &privacy.button("Delete my entries")).await;
    assert!(gone.text().contains("Entries deleted: 2"), "{}", gone.text());
    assert!(bot.store.mistakes(FeedbackState::Open, 0, 10).await.unwrap().is_empty());
    finish(bot, fake).await;
}

#[tokio::test]
async fn questions_are_kept_only_where_the_operator_says_so() {
    let fake = FakeDiscord::start().await;
    let operator = Operator { keep_questions_days: 7, ..Operator::default() };
    let bot = RunningBot::start_with(&fake, Start { operator, ..Start::new(&fake) }).await;
    let answer = asked(&fake).await;
    let form = fake.press(fake.member(), &answer.button("Report a mistake")).await;
    let _ = fake.submit(fake.member(), &form, &[("wrong", "x")]).await;
    let reports = bot.store.mistakes(FeedbackState::Open, 0, 10).await.unwrap();
    assert_eq!(reports[0].question.as_deref(), Some("who founded MiniMax?"));
    let privacy = fake.slash(fake.member(), "/privacy", &[]).await;
    assert!(privacy.text().contains("for 7 days"), "{}", privacy.text());
    finish(bot, fake).await;
}

#[tokio::test]
async fn what_is_asked_in_vain_is_counted_by_what_was_asked() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    for _ in 0..2 {
        let reply =
            fake.slash(fake.member(), "/ask", &[("question", "what is the valuation of Baichuan's founder?")]).await;
        let _ = reply.text();
        let unknown = fake.slash(fake.member(), "/ask", &[("question", "what is the licence of MiniMax?")]).await;
        let _ = unknown.text();
    }
    bot.stop_and_keep(|store| async move {
        let since = jiff::civil::date(2020, 1, 1);
        let gaps = store.gaps_in(since, jiff::civil::date(9000, 1, 1), 1, 10).await.unwrap();
        assert!(gaps.iter().all(|gap| gap.asked % 2 == 0), "{gaps:?}");
        assert!(gaps.iter().any(|gap| gap.entity == "minimax"), "{gaps:?}");
    })
    .await;
    fake.finish().await;
}

#[tokio::test]
async fn documents_that_disagree_are_a_card() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let engine = crate::knowledge::engine();
    let ask = |text: &str| {
        engine.answer(&lablore::engine::Question {
            text,
            language: None,
            today: jiff::civil::date(2026, 11, 28),
            topic: lablore::question::Topic::default(),
        })
    };
    let labs = engine.suggest(lablore::engine::Names::Labs, "", 25);
    let question = labs
        .iter()
        .map(|lab| format!("when was {} founded?", lab.name))
        .find(|question| ask(question).sides.len() > 1)
        .expect("the documents disagree on some founding");
    let reply = fake.slash(fake.member(), "/ask", &[("question", &question)]).await;
    let card = &reply.embeds()[1];
    assert_eq!(card["title"], "The documents disagree");
    let values = card["fields"].as_array().unwrap();
    assert!(values.len() > 1 && values.iter().all(|field| field["inline"] == true), "{card}");
    finish(bot, fake).await;
}

#[tokio::test]
async fn a_day_that_documents_date_differently_is_the_same_card() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let engine = crate::knowledge::engine();
    let mut days = (1..=12).flat_map(|month| (1..=28).map(move |day| format!("{month:02}-{day:02}")));
    let sides_of = |day: &str| engine.on_this_day(day_of(day).unwrap(), Language::En).sides;
    let day = days.find(|day| !sides_of(day).is_empty()).expect("some date is disputed");
    let sides = sides_of(&day);
    let reply = fake.slash(fake.member(), "/onthisday", &[("date", &day)]).await;
    let card = &reply.embeds()[1];
    assert_eq!(card["title"], "The documents disagree");
    let fields = card["fields"].as_array().unwrap();
    assert_eq!(fields.len(), sides.len().min(6), "{card}");
    for (field, side) in fields.iter().zip(&sides) {
        assert_eq!(field["name"], side.value);
        let documents = field["value"].as_str().unwrap();
        assert!(documents.starts_with(&side.of) && documents.contains(&format!("[{}]", side.marks[0])), "{documents}");
    }
    finish(bot, fake).await;
}
