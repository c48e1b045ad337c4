//! What moderators set, and what a doctor finds.

use super::{RunningBot, Start, check_cited, finish};
use crate::fake_discord::{FakeDiscord, permissions};

#[tokio::test]
async fn settings_hold_in_their_place_and_survive_a_restart() {
    let fake = FakeDiscord::start().await;
    let folder = tempfile::tempdir().unwrap();
    let start = || Start { folder: Some(folder.path().to_owned()), ..Start::new(&fake) };
    let bot = RunningBot::start_with(&fake, start()).await;
    let (admin, member) = (fake.admin(), fake.member());
    let shown = fake.slash(admin, "/settings set", &[("language", "es-ES"), ("private", "true")]).await;
    assert!(shown.is_private);
    let other = fake.add_channel(fake.guild(), "otro");
    let id = other.to_string();
    let _ = fake.slash(admin, "/settings set", &[("channel", &id), ("language", "zh-CN"), ("private", "false")]).await;
    let quiet = fake.add_channel(fake.guild(), "quiet");
    let id = quiet.to_string();
    let _ = fake.slash(admin, "/settings set", &[("channel", &id), ("answers", "false")]).await;
    bot.stop().await;

    let bot = RunningBot::start_with(&fake, start()).await;
    let here = fake.slash(member, "/lab", &[("name", "zhipu")]).await;
    assert!(here.is_private && here.text().contains("Fuentes"), "{}", here.text());
    let there = fake.slash(member, "/lab", &[("name", "zhipu")]).channel(other).await;
    assert!(!there.is_private && there.text().contains("出处"), "{}", there.text());
    let public = fake.slash(member, "/ask", &[("question", "who founded MiniMax?"), ("private", "false")]).await;
    assert!(!public.is_private);

    let refused = fake.slash(member, "/lab", &[("name", "zhipu")]).channel(quiet).await;
    assert!(refused.is_private && refused.text().contains("En este canal no respondo"), "{}", refused.text());
    fake.mention(member, quiet, "who founded MiniMax?").send().await;
    let help = fake.slash(member, "/help", &[]).channel(quiet).await;
    assert!(help.text().contains("/preguntar"), "{}", help.text());
    fake.expect_silence().await;
    // A button that was there before is bound to the same.
    let old = fake.press(member, &there.button("出处")).await;
    assert!(old.text().contains("“"));
    let id = other.to_string();
    let _ = fake.slash(admin, "/settings set", &[("channel", &id), ("answers", "false")]).await;
    let old = fake.press(member, &there.button("出处")).await;
    assert!(old.text().contains("我不在此频道回答问题"), "{}", old.text());
    finish(bot, fake).await;
}

#[tokio::test]
async fn a_button_of_moderators_is_refused_once_the_permission_is_gone() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let member = fake.member();
    let managers = fake.add_role(fake.guild(), "Managers", permissions::MANAGE_GUILD);
    fake.set_roles(fake.guild(), member, &[managers]);
    let shown = fake.slash(member, "/settings set", &[("cooldown", "30")]).await;
    assert!(shown.text().contains("30 (set for the server)"), "{}", shown.text());
    fake.set_roles(fake.guild(), member, &[]);
    let refused = fake.press(member, &shown.button("Reset")).await;
    assert!(refused.is_private && refused.text().contains("may manage the server"), "{}", refused.text());
    fake.set_roles(fake.guild(), member, &[managers]);
    let done = fake.press(member, &shown.button("Reset")).await;
    assert!(done.text().contains("nothing is set"), "{}", done.text());
    let shown = fake.slash(member, "/settings show", &[]).await;
    assert!(shown.text().contains("the operator's pace (default)"), "{}", shown.text());
    let audit = bot.store.audit_page(0, 10).await.unwrap();
    assert_eq!(audit[0].entry.action, "settings set");
    finish(bot, fake).await;
}

#[tokio::test]
async fn a_server_that_is_left_takes_its_settings_along() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let other = fake.add_guild("Elsewhere", fake.admin());
    let _ = fake.slash(fake.admin(), "/settings set", &[("language", "es-ES")]).await;
    assert_eq!(bot.store.all_settings().await.unwrap().len(), 1);
    fake.leave(other);
    fake.leave(fake.guild());
    let gone = async {
        while !bot.store.all_settings().await.unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), gone).await.expect("the settings go");
    let after = fake.slash(fake.member(), "/lab", &[("name", "zhipu")]).await;
    check_cited(&after);
    finish(bot, fake).await;
}

#[tokio::test]
async fn the_doctor_says_what_is_missing_and_where() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    let well = fake.slash(fake.admin(), "/doctor", &[]).await;
    assert!(well.is_private && well.text().contains("all that I need"), "{}", well.text());
    for expected in ["Index: edition", "Storage: answers", "The text of questions is not stored"] {
        assert!(well.text().contains(expected), "{expected} in {}", well.text());
    }
    assert!(well.text().contains("Daily post: in no channel"), "{}", well.text());
    let here = fake.channel().to_string();
    let set = [("channel", here.as_str()), ("time", "09:00"), ("timezone", "Asia/Shanghai")];
    let _ = fake.slash(fake.admin(), "/daily set", &set).await;
    let subscribed = bot.store.subscription(fake.channel().0).await.unwrap().unwrap();
    let posted = fake.slash(fake.admin(), "/doctor", &[]).await;
    let next = posted.text().lines().find(|line| line.contains("next: ")).unwrap().to_owned();
    assert!(next.contains("09:00 (") && next.contains("01:00 UTC)"), "local time and UTC: {next}");
    assert!(!posted.text().contains("last: "), "{}", posted.text());
    let gone = lablore::store::Delivery {
        key: lablore::store::DeliveryKey {
            channel: subscribed.to.channel,
            day: "2026-01-20".parse().unwrap(),
            edition: lablore::calendar::Edition::Day,
        },
        guild: subscribed.to.guild,
        due_at: subscribed.to.set_at,
        state: lablore::store::DeliveryState::Failed,
        owner: "one".to_owned(),
        claimed_at: subscribed.to.set_at,
        attempts: 1,
        message: None,
        publish: false,
        done_at: None,
        reason: "HTTP 400".to_owned(),
    };
    assert!(bot.store.open_delivery(&gone).await.unwrap());
    let failed = fake.slash(fake.admin(), "/doctor", &[]).await;
    assert!(failed.text().contains("last: 20 January, refused by Discord (HTTP 400)"), "{}", failed.text());
    let broken = fake.add_channel(fake.guild(), "broken");
    fake.set_bot_permissions(broken, 0, permissions::EMBED_LINKS);
    let ill = fake.slash(fake.admin(), "/doctor", &[]).await;
    assert!(ill.text().contains("#broken: Embed Links (denied in the channel to me)"), "{}", ill.text());
    assert!(!ill.text().contains("#general"), "{}", ill.text());
    finish(bot, fake).await;
}
