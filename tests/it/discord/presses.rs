//! Who may press what, row by row: the member who asked, somebody else, a moderator, whoever manages the server.

use lablore::bot::Operator;

use super::{RunningBot, Start, finish};
use crate::fake_discord::{FakeDiscord, Reply, ReplyKind, UserId, permissions};

/// What comes of a press.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Comes {
    /// A message for the one who presses alone.
    Private,
    /// A message for all.
    Public,
    /// The message itself changes.
    Edited,
    /// The message is gone.
    Gone,
    /// A form.
    Form,
    /// A word for the one who presses alone that this is not theirs.
    Refused,
}

use Comes::{Edited, Form, Gone, Private, Public, Refused};

/// On which message, which button, and what comes of it for the one who asked, a stranger, a moderator, a manager.
const ROWS: &[(&str, &str, [Comes; 4])] = &[
    ("list", "Sources", [Private; 4]),
    ("list", "How was this answered", [Private; 4]),
    ("list", "👍 Helpful", [Private; 4]),
    ("list", "Report a mistake", [Form; 4]),
    ("list", "Next ▶", [Edited, Refused, Refused, Refused]),
    ("list", "Delete", [Gone, Refused, Gone, Refused]),
    ("timeline", "Next ▶", [Edited, Refused, Refused, Refused]),
    ("releases", "Next ▶", [Edited, Refused, Refused, Refused]),
    ("unknown", "", [Public; 4]),
];

/// A question whose answer lists more than one page holds.
const LONG: &str = "which models did Alibaba release?";

fn what_came(reply: &Reply) -> Comes {
    match reply.kind {
        ReplyKind::Form => Form,
        ReplyKind::Edit => Edited,
        ReplyKind::Deletion => Gone,
        _ if reply.text().contains("Only the member who asked") => {
            assert!(reply.is_private, "a refusal is for the one who is refused");
            Refused
        }
        _ if reply.is_private => Private,
        _ => Public,
    }
}

async fn shown(fake: &FakeDiscord, which: &str, asker: UserId) -> Reply {
    match which {
        "list" => fake.slash(asker, "/ask", &[("question", LONG)]).await,
        "timeline" => fake.slash(asker, "/timeline", &[]).await,
        "releases" => fake.slash(asker, "/releases", &[]).await,
        "unknown" => fake.slash(asker, "/ask", &[("question", "what is the phone number of MiniMax?")]).await,
        _ => unreachable!("{which}"),
    }
}

#[tokio::test]
async fn who_may_press_what() {
    let fake = FakeDiscord::start().await;
    let operator = Operator { member_pace: 0, channel_pace: 0, ..Operator::default() };
    let bot = RunningBot::start_with(&fake, Start { operator, ..Start::new(&fake) }).await;
    let asker = fake.member();
    let stranger = fake.add_user("Eve");
    let (moderator, manager) = (fake.add_user("Mo"), fake.add_user("Max"));
    for (user, permission) in [(moderator, permissions::MANAGE_MESSAGES), (manager, permissions::MANAGE_GUILD)] {
        let role = fake.add_role(fake.guild(), "Role", permission);
        fake.set_roles(fake.guild(), user, &[role]);
    }
    let people = [asker, stranger, moderator, manager];
    for (which, label, expected) in ROWS {
        for (user, expected) in people.into_iter().zip(expected) {
            // Made anew each time: what was pressed before may have changed it.
            let message = shown(&fake, which, asker).await;
            let button = match *label {
                "" => message.buttons().into_iter().find(|button| button.label.contains("MiniMax")).unwrap(),
                label => message.button(label),
            };
            let pressed = fake.press(user, &button).await;
            assert_eq!(what_came(&pressed), *expected, "{which} {label} by {user}: {}", pressed.text());
        }
    }
    finish(bot, fake).await;
}

#[tokio::test]
async fn a_long_list_has_pages_that_say_something_else_each_with_its_own_sources() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start(&fake).await;
    for (question, locale, next, page) in [
        (LONG, "en-US", "Next ▶", "Page 2 of"),
        ("阿里巴巴发布了哪些模型？", "zh-CN", "下一页 ▶", "第 2 页"),
        ("¿qué modelos lanzó Alibaba?", "es-ES", "Siguiente ▶", "Página 2 de"),
    ] {
        let mut shown = fake.slash(fake.member(), "/ask", &[("question", question)]).locale(locale).await;
        assert_eq!(shown.embeds()[0]["title"], question);
        let mut seen = vec![shown.embeds()[0]["description"].as_str().unwrap().to_owned()];
        while let Some(button) = shown.buttons().into_iter().find(|button| button.label == next) {
            shown = fake.press(fake.member(), &button).locale(locale).await;
            assert_eq!(shown.embeds()[0]["title"], question, "its buttons still find the question");
            let text = shown.embeds()[0]["description"].as_str().unwrap().to_owned();
            assert!(!seen.contains(&text), "{text}");
            seen.push(text);
            assert!(seen.len() < 30);
        }
        assert!(seen.len() > 1 && seen[1].contains(page), "{question}: {seen:?}");
        assert!(!seen.last().unwrap().contains("… "), "the last one leaves nothing out: {:?}", seen.last());
    }
    // The second page, after a restart.
    let first = fake.slash(fake.member(), "/ask", &[("question", LONG)]).await;
    bot.stop().await;
    let bot = RunningBot::start(&fake).await;
    let second = fake.press(fake.member(), &first.button("Next ▶")).await;
    assert!(second.text().contains("Page 2 of"), "{}", second.text());
    let sources = fake.press(fake.admin(), &second.button("Sources")).await;
    let of_first = fake.press(fake.admin(), &first.button("Sources")).await;
    assert!(sources.is_private && sources.text() != of_first.text(), "{}", sources.text());
    let back = fake.press(fake.member(), &second.button("◀ Previous")).await;
    assert_eq!(back.text(), first.text());
    finish(bot, fake).await;
}
