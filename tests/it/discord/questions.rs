//! Commands and free text: answers, follow-ups, what happens when a question changes, and cool-downs.

use lablore::bot::Operator;

use super::{RunningBot, Start, check_cited, finish};
use crate::fake_discord::{Context, FakeDiscord, ReplyKind, Settings};

#[tokio::test]
async fn every_command_answers() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let member = fake.member();
    for (command, options, expected) in [
        ("/model", &[("name", "DeepSeek-R1")][..], "DeepSeek"),
        ("/person", &[("name", "Liang Wenfeng")], "DeepSeek"),
        ("/person", &[("name", "梁文锋")], "DeepSeek"),
        ("/compare", &[("a", "MiniMax"), ("b", "Zhipu")], "Zhipu"),
        ("/compare", &[("a", "MiniMax"), ("b", "Zhipu"), ("c", "01.AI")], "01.AI"),
        ("/timeline", &[("lab", "DeepSeek"), ("period", "2025")], "2025"),
        ("/timeline", &[("period", "January 2025")], "January"),
        ("/timeline", &[], "Page 1 of"),
        ("/releases", &[], "released"),
        ("/onthisday", &[("date", "01-20")], "DeepSeek"),
        ("/onthisday", &[("date", "20 January 2025")], "DeepSeek"),
    ] {
        let reply = fake.slash(member, command, options).await;
        assert!(reply.text().contains(expected), "{command} {options:?}: {}", reply.text());
        check_cited(&reply);
        assert!(!reply.is_private);
    }
    let nothing = fake.slash(member, "/onthisday", &[("date", "02-29")]).await;
    assert!(nothing.text().contains("29 February"), "{}", nothing.text());
    for (command, options, expected) in [
        ("/timeline", &[("period", "soon")][..], "I can't read that"),
        ("/onthisday", &[("date", "02-30")], "I can't read that"),
        ("/compare", &[("a", "MiniMax"), ("b", "minimax")], "Name two different things"),
        ("/compare", &[("a", "MiniMax"), ("b", "qqqqqqqq")], "I don't know"),
        ("/model", &[("name", "qqqqqqqq")], "I don't know"),
    ] {
        let reply = fake.slash(member, command, options).await;
        assert!(reply.text().contains(expected), "{command} {options:?}: {}", reply.text());
    }
    finish(bot, fake).await;
}

#[tokio::test]
async fn about_names_version_data_and_credits() {
    let fake = FakeDiscord::start().await;
    let operator = Operator { terms: Some("https://example.org/terms".to_owned()), ..Operator::default() };
    let bot = RunningBot::start_with(&fake, Start { operator, ..Start::new(&fake) }).await;
    let about = fake.slash(fake.member(), "/about", &[]).await;
    for expected in [env!("CARGO_PKG_VERSION"), "edition", "Germán Falcioni", "https://example.org/terms", "/privacy"]
    {
        assert!(about.text().contains(expected), "{expected} in {}", about.text());
    }
    finish(bot, fake).await;
}

#[tokio::test]
async fn autocomplete_is_useful_from_the_first_letter_on() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    for (command, option, typed, expected) in [
        ("/model", "name", "r1", "R1"),
        ("/model", "name", "千问", "Qwen"),
        ("/person", "name", "wenfeng", "Liang Wenfeng"),
        ("/person", "name", "梁", "Liang Wenfeng"),
        ("/compare", "a", "minmax", "MiniMax"),
        ("/timeline", "period", "2025-0", "2025-01"),
        ("/timeline", "period", "january 2025", "2025-01"),
        ("/onthisday", "date", "january", "01-20"),
        ("/onthisday", "date", "r1", "01-20"),
    ] {
        let choices = fake.autocomplete(fake.member(), command, &[(option, typed)]).await.choices();
        assert!(choices.len() <= 25);
        let found = choices.iter().any(|(shown, value)| shown.contains(expected) || value.contains(expected));
        assert!(found, "{command} {typed}: {choices:?}");
        let empty = fake.autocomplete(fake.member(), command, &[(option, "")]).await.choices();
        assert!((5..=25).contains(&empty.len()), "{command}: {empty:?}");
    }
    let matched = fake.autocomplete(fake.member(), "/lab", &[("name", "智")]).await.choices();
    assert!(matched.iter().any(|(shown, _)| shown.contains("(智")), "what matched is shown: {matched:?}");
    finish(bot, fake).await;
}

/// What fits is found by whichever script, alias or slip of the fingers, and worded for the one who types.
#[tokio::test]
async fn autocomplete_speaks_the_language_of_whoever_types() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    for (locale, command, option, typed, expected) in [
        ("zh-CN", "/lab", "name", "智谱", "Zhipu"),
        ("zh-TW", "/lab", "name", "智譜", "Zhipu"),
        ("es-ES", "/lab", "name", "zipu", "Zhipu"),
        ("zh-CN", "/model", "name", "通义", "Qwen"),
        ("es-ES", "/model", "name", "dipseek r1", "R1"),
        ("zh-TW", "/person", "name", "梁文鋒", "Liang Wenfeng"),
        ("es-ES", "/person", "name", "wenfen", "Liang Wenfeng"),
        ("zh-CN", "/compare", "b", "月之暗面", "Moonshot"),
        ("es-ES", "/timeline", "period", "enero de 2025", "2025-01"),
        ("es-ES", "/timeline", "period", "enero", "enero"),
        ("zh-CN", "/timeline", "period", "2025年1月", "2025-01"),
        ("zh-TW", "/onthisday", "date", "1月20日", "01-20"),
        ("es-ES", "/onthisday", "date", "20 de enero", "01-20"),
    ] {
        let choices = fake.autocomplete(fake.member(), command, &[(option, typed)]).locale(locale).await.choices();
        let found = choices.iter().any(|(shown, value)| shown.contains(expected) || value.contains(expected));
        assert!(found && choices.len() <= 25, "{locale} {command} {typed}: {choices:?}");
    }
    for locale in ["en-US", "zh-CN", "zh-TW", "es-ES"] {
        for (command, option) in [
            ("/lab", "name"),
            ("/model", "name"),
            ("/person", "name"),
            ("/compare", "c"),
            ("/timeline", "lab"),
            ("/timeline", "period"),
            ("/onthisday", "date"),
        ] {
            let empty = fake.autocomplete(fake.member(), command, &[(option, "")]).locale(locale).await.choices();
            assert!((5..=25).contains(&empty.len()), "{locale} {command}: {empty:?}");
        }
        for (command, option, typed) in [("/daily set", "timezone", "shang"), ("/daily preview", "date", "01-2")] {
            let choices = fake.autocomplete(fake.admin(), command, &[(option, typed)]).locale(locale).await.choices();
            assert!(!choices.is_empty() && choices.len() <= 25, "{locale} {command}: {choices:?}");
        }
    }
    finish(bot, fake).await;
}

#[tokio::test]
async fn a_message_is_answered_from_its_menu_privately() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let said = fake.say(fake.admin(), fake.channel(), "who founded MiniMax?").send().await;
    let answer = fake.message_command(fake.member(), "Ask about this", said).await;
    assert!(answer.is_private);
    check_cited(&answer);
    let empty = fake.say(fake.admin(), fake.channel(), "<@1>").send().await;
    let refused = fake.message_command(fake.member(), "Ask about this", empty).locale("es-ES").await;
    assert!(refused.text().contains("no tiene texto"), "{}", refused.text());
    finish(bot, fake).await;
}

#[tokio::test]
async fn a_follow_up_keeps_the_topic() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let member = fake.member();
    let first = fake.mention(member, fake.channel(), "who founded MiniMax?").await;
    let second = fake.reply_pinging_bot(member, first.message.unwrap(), "and when?").await;
    assert!(second.text().contains("MiniMax"), "{}", second.text());
    let third = fake.reply_pinging_bot(member, second.message.unwrap(), "and where is it based?").await;
    assert!(third.text().contains("Shanghai"), "{}", third.text());
    // The topic travels with the message, not with the process.
    bot.stop().await;
    let bot = RunningBot::start(&fake).await;
    let again = fake.reply_pinging_bot(member, first.message.unwrap(), "and when?").await;
    assert_eq!(again.text(), second.text());
    let sources = fake.press(member, &again.button("Sources")).await;
    assert!(sources.text().contains("“"), "{}", sources.text());

    let direct = fake.direct_message(member, "who founded MiniMax?").await;
    assert!(direct.text().contains("Yan Junjie"));
    let follow_up = fake.direct_message(member, "and when?").await;
    assert!(follow_up.text().contains("MiniMax"), "{}", follow_up.text());
    finish(bot, fake).await;
}

#[tokio::test]
async fn an_edited_question_gets_its_answer_edited_and_a_deleted_one_deleted() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    for place in [fake.channel(), fake.direct_channel(fake.member())] {
        let first = fake.mention(fake.member(), place, "who founded MiniMax?").await;
        let question = first.replies_to.unwrap();
        fake.edit_message(question, &format!("<@{}> where is Zhipu based?", fake.bot()));
        let edited = fake.next_reply().await;
        assert_eq!((edited.kind, edited.message), (ReplyKind::Edit, first.message));
        assert!(edited.text().contains("Beijing"), "{}", edited.text());
        fake.delete_message(question);
        let gone = fake.next_reply().await;
        assert_eq!((gone.kind, gone.message), (ReplyKind::Deletion, first.message));
    }
    // What becomes a question by its edit is answered; what was none may change and go as it likes.
    let said = fake.say(fake.member(), fake.channel(), "nothing").send().await;
    fake.edit_message(said, &format!("<@{}> who founded MiniMax?", fake.bot()));
    let late = fake.next_reply().await;
    assert_eq!((late.kind, late.replies_to), (ReplyKind::Message, Some(said)));
    let other = fake.say(fake.member(), fake.channel(), "nothing").send().await;
    fake.edit_message(other, "nothing at all");
    fake.delete_message(other);
    fake.expect_silence().await;
    finish(bot, fake).await;
}

#[tokio::test]
async fn a_channel_for_questions_needs_the_intent() {
    let fake = FakeDiscord::start_with(Settings { grants_message_content: true, ..Settings::default() }).await;
    let operator = Operator { message_content: true, ..Operator::default() };
    let bot = RunningBot::start_with(&fake, Start { operator, ..Start::new(&fake) }).await;
    let (member, channel) = (fake.member(), fake.channel());
    let set = [("channel", channel.to_string()), ("questions", "true".to_owned())];
    let set: Vec<(&str, &str)> = set.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let shown = fake.slash(fake.admin(), "/settings set", &set).await;
    assert!(shown.text().contains("Every message is a question: yes"), "{}", shown.text());
    let answer = fake.say(member, channel, "who founded MiniMax?").await;
    check_cited(&answer);
    let beside = fake.add_channel(fake.guild(), "chat");
    fake.say(member, beside, "who founded MiniMax?").send().await;
    fake.say(member, channel, &format!("<@{}> who founded MiniMax?", fake.admin())).send().await;
    fake.expect_silence().await;
    finish(bot, fake).await;

    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let refused = fake.slash(fake.admin(), "/settings set", &[("questions", "true")]).await;
    assert!(refused.text().contains("has not turned the message-content intent on"), "{}", refused.text());
    finish(bot, fake).await;
}

#[tokio::test]
async fn too_many_questions_wait_with_a_friendly_word() {
    let fake = FakeDiscord::start().await;
    let operator = Operator { member_pace: 2, ..Operator::default() };
    let bot = RunningBot::start_with(&fake, Start { operator, ..Start::new(&fake) }).await;
    let (member, channel) = (fake.member(), fake.channel());
    let answer = fake.slash(member, "/lab", &[("name", "zhipu")]).await;
    check_cited(&answer);
    let _ = fake.press(member, &answer.button("Sources")).await;
    let wait = fake.slash(member, "/lab", &[("name", "zhipu")]).await;
    assert!(wait.is_private && wait.text().contains("One moment, please"), "{}", wait.text());
    fake.mention(member, channel, "who founded MiniMax?").send().await;
    // The bot itself can be asked about all the same, and others are not held up.
    let help = fake.slash(member, "/help", &[]).await;
    assert!(help.text().contains("/ask"));
    let other = fake.slash(fake.admin(), "/lab", &[("name", "zhipu")]).context(Context::Guild).await;
    check_cited(&other);
    fake.expect_silence().await;
    finish(bot, fake).await;
}
