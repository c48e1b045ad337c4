//! What belongs to the home server: known there alone, done there alone.

use lablore::bot::Operator;
use lablore::store::NewAuditEntry;
use serde_json::Value;

use super::{RunningBot, Start, finish};
use crate::fake_discord::{FakeDiscord, Reply};

/// A bot whose home is the fake's first server.
async fn at_home(fake: &FakeDiscord) -> RunningBot {
    let operator = Operator { home_server: Some(fake.guild().0), ..Operator::default() };
    RunningBot::start_with(fake, Start { operator, ..Start::new(fake) }).await
}

fn names(commands: &[Value]) -> Vec<&str> {
    commands.iter().filter_map(|command| command["name"].as_str()).collect()
}

#[tokio::test]
async fn its_commands_are_registered_there_and_nowhere_else() {
    let fake = FakeDiscord::start().await;
    let elsewhere = fake.add_guild("Elsewhere", fake.admin());
    let bot = at_home(&fake).await;
    let _ = fake.slash(fake.admin(), "/audit", &[]).await;
    let home = fake.guild_commands(fake.guild());
    assert!(names(&home).contains(&"audit"), "{home:?}");
    assert!(fake.guild_commands(elsewhere).is_empty());
    assert!(!names(&fake.registered_commands().await).contains(&"audit"));
    let written = fake.requests("bulk_set_guild_application_commands");
    bot.stop().await;

    // The second start finds everything as it should be; without the setting nothing is asked of the server.
    let bot = at_home(&fake).await;
    fake.requested("list_guild_application_commands", 2).await;
    let _ = fake.slash(fake.admin(), "/audit", &[]).await;
    bot.stop().await;
    assert_eq!(fake.requests("bulk_set_guild_application_commands"), written);
    let bot = RunningBot::start(&fake).await;
    let refused = fake.slash(fake.admin(), "/audit", &[]).await;
    assert!(refused.is_private && refused.text().contains("belongs to the server"), "{}", refused.text());
    assert_eq!(fake.requests("list_guild_application_commands"), 2);
    finish(bot, fake).await;
}

#[tokio::test]
async fn its_commands_are_refused_elsewhere_and_to_others() {
    let fake = FakeDiscord::start().await;
    let elsewhere = fake.add_guild("Elsewhere", fake.admin());
    let there = fake.add_channel(elsewhere, "general");
    let bot = at_home(&fake).await;
    let refused = fake.slash(fake.admin(), "/audit", &[]).channel(there).forged().await;
    assert!(refused.is_private && refused.text().contains("belongs to the server"), "{}", refused.text());
    let member = fake.slash(fake.member(), "/audit", &[]).forged().await;
    assert!(member.is_private && member.text().contains("may manage the server"), "{}", member.text());
    let help = fake.slash(fake.admin(), "/help", &[]).channel(there).await;
    assert!(help.text().contains("/doctor") && !help.text().contains("/audit"), "{}", help.text());
    let help = fake.slash(fake.admin(), "/help", &[]).await;
    assert!(help.text().contains("/audit"), "{}", help.text());
    finish(bot, fake).await;
}

/// The entries that a reply shows, by what was done.
fn shown(reply: &Reply) -> Vec<String> {
    let text = reply.text();
    text.lines().filter_map(|line| line.split(" · ").nth(2)).map(ToOwned::to_owned).collect()
}

#[tokio::test]
async fn the_audit_log_turns_its_pages() {
    let fake = FakeDiscord::start().await;
    let bot = at_home(&fake).await;
    let empty = fake.slash(fake.admin(), "/audit", &[]).await;
    assert!(empty.is_private && empty.text().contains("Nothing was noted"), "{}", empty.text());
    for number in 1..=23 {
        let entry = NewAuditEntry {
            at: jiff::Timestamp::from_second(1_000 * number).unwrap(),
            member: 9,
            action: format!("deed {number}"),
            detail: String::new(),
            generation_before: Some("a".to_owned()),
            generation_after: Some("b".to_owned()),
        };
        bot.store.audit(&entry).await.unwrap();
    }
    let deeds = |numbers: std::ops::RangeInclusive<i32>| -> Vec<String> {
        numbers.rev().map(|number| format!("deed {number}")).collect()
    };
    let first = fake.slash(fake.admin(), "/audit", &[]).await;
    assert_eq!(shown(&first), deeds(14..=23));
    assert!(first.text().contains("a → b") && first.text().contains("Page 1 of 3"), "{}", first.text());
    let second = fake.press(fake.admin(), &first.button("Next ▶")).await;
    assert_eq!(shown(&second), deeds(4..=13));
    let third = fake.press(fake.admin(), &second.button("Next ▶")).await;
    assert_eq!(shown(&third), deeds(1..=3));
    let back = fake.press(fake.admin(), &third.button("◀ Previous")).await;
    assert_eq!(shown(&back), deeds(4..=13));
    let last = fake.slash(fake.admin(), "/audit", &[("page", "99")]).await;
    assert_eq!(shown(&last), deeds(1..=3));
    let spanish = fake.slash(fake.admin(), "/audit", &[]).locale("es-ES").await;
    assert!(spanish.text().contains("Página 1 de 3"), "{}", spanish.text());
    finish(bot, fake).await;
}
