//! Who may use which command where, row by row; and every command, locale and place once, judged by the fake.

use super::{RunningBot, Start, finish};
use lablore::bot::{Operator, commands};
use lablore::curation::DataFolder;

use crate::fake_discord::verbs::Ask;
use crate::fake_discord::{Context, FakeDiscord, Reply, ReplyKind, UserId, permissions};

/// What comes of a command.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Comes {
    Answer,
    /// Not for this member.
    NotAllowed,
    /// Not in this place.
    NotHere,
}

const ALL: [Comes; 3] = [Comes::Answer; 3];
/// In a server only, and for those who manage it.
const MANAGED: [Comes; 3] = [Comes::Answer, Comes::NotHere, Comes::NotHere];
const REFUSED: [Comes; 3] = [Comes::NotAllowed, Comes::NotHere, Comes::NotHere];

/// Command, what is given to it, and what comes of it for whoever manages the server and for everybody else: in a server,
/// in a direct message, in a conversation of others.
type Row = (&'static str, &'static [(&'static str, &'static str)], [Comes; 3], [Comes; 3]);

const ROWS: &[Row] = &[
    ("/ask", &[("question", "who founded MiniMax?")], ALL, ALL),
    ("/lab", &[("name", "zhipu")], ALL, ALL),
    ("/model", &[("name", "DeepSeek-R1")], ALL, ALL),
    ("/person", &[("name", "Liang Wenfeng")], ALL, ALL),
    ("/compare", &[("a", "MiniMax"), ("b", "Zhipu")], ALL, ALL),
    ("/timeline", &[], ALL, ALL),
    ("/releases", &[], ALL, ALL),
    ("/onthisday", &[], ALL, ALL),
    ("/sources", &[], ALL, ALL),
    ("/help", &[], ALL, ALL),
    ("/about", &[], ALL, ALL),
    ("/privacy", &[], ALL, ALL),
    ("/settings show", &[], MANAGED, REFUSED),
    ("/settings set", &[("private", "false")], MANAGED, REFUSED),
    ("/settings reset", &[], MANAGED, REFUSED),
    ("/daily set", &[("channel", HERE), ("time", "09:00"), ("timezone", "Asia/Shanghai")], MANAGED, REFUSED),
    ("/daily off", &[], MANAGED, REFUSED),
    ("/daily preview", &[("date", "01-20")], MANAGED, REFUSED),
    ("/daily next", &[], MANAGED, REFUSED),
    ("/doctor", &[], MANAGED, REFUSED),
    ("/reindex plan", &[], MANAGED, REFUSED),
    ("/reindex apply", &[("plan", "0123456789abcdef")], MANAGED, REFUSED),
    ("/reindex undo", &[], MANAGED, REFUSED),
    ("/pins", &[], MANAGED, REFUSED),
    ("/corrections", &[], MANAGED, REFUSED),
    ("/document add", &[("file", UPLOAD), ("id", "field-notes"), ("title", "Notes")], MANAGED, REFUSED),
    ("/document remove", &[("id", "field-notes")], MANAGED, REFUSED),
    ("/gaps show", &[], MANAGED, REFUSED),
    ("/gaps post", &[("channel", HERE)], MANAGED, REFUSED),
    ("/gaps off", &[("channel", HERE)], MANAGED, REFUSED),
    ("/audit", &[], MANAGED, REFUSED),
];

/// Stands for the server's first channel.
const HERE: &str = "#";

/// Stands for a file that was handed in.
const UPLOAD: &str = "a file";

/// A row's command, asked.
fn asked<'f>(fake: &'f FakeDiscord, user: UserId, command: &str, options: &[(&str, &str)]) -> Ask<'f> {
    let here = fake.channel().to_string();
    let upload = fake.upload("notes.md", b"# Notes\n\nAcme Lab was founded in 2019.\n");
    let fill = |value: &'_ str| match value {
        HERE => here.clone(),
        UPLOAD => upload.clone(),
        other => other.to_owned(),
    };
    let filled: Vec<(&str, String)> = options.iter().map(|(name, value)| (*name, fill(value))).collect();
    let filled: Vec<(&str, &str)> = filled.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fake.slash(user, command, &filled)
}

const PLACES: [Context; 3] = [Context::Guild, Context::BotDm, Context::PrivateChannel];

fn what_came(reply: &Reply) -> Comes {
    let text = reply.text();
    if text.contains("may manage the server") {
        Comes::NotAllowed
    } else if text.contains("can't be used here") {
        Comes::NotHere
    } else {
        Comes::Answer
    }
}

fn start(fake: &FakeDiscord) -> Start {
    // More questions at once than anybody asks.
    let home_server = Some(fake.guild().0);
    let data = Some(DataFolder { path: crate::data::project_data(), originals: None, is_writable: false });
    let operator = Operator { member_pace: 0, channel_pace: 0, home_server, data, ..Operator::default() };
    Start { operator, ..Start::new(fake) }
}

async fn check_rows(fake: &FakeDiscord, user: UserId, may_manage: bool) {
    for (command, options, managers, others) in ROWS {
        let expected = if may_manage { managers } else { others };
        for (place, expected) in PLACES.into_iter().zip(expected) {
            let reply = asked(fake, user, command, options).context(place).forged().await;
            assert_eq!(what_came(&reply), *expected, "{command} {place:?} {may_manage}: {}", reply.text());
            let is_refused = *expected != Comes::Answer;
            assert!(!is_refused || reply.is_private, "{command}: a refusal is for the one who is refused");
        }
    }
}

#[tokio::test]
async fn who_may_use_which_command_where() {
    let listed: Vec<&str> = ROWS.iter().map(|(command, ..)| &command[1..]).collect();
    let typed: Vec<&str> = commands::all()
        .iter()
        .filter(|command| command.form == commands::Form::Slash)
        .map(|command| command.path)
        .collect();
    assert_eq!(listed, typed, "every command has its row");

    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start_with(&fake, start(&fake)).await;
    for (permission, may_manage) in [
        (0, false),
        (permissions::MANAGE_MESSAGES, false),
        (permissions::MANAGE_GUILD, true),
        (permissions::ADMINISTRATOR, true),
    ] {
        let user = fake.add_user("Someone");
        let role = fake.add_role(fake.guild(), "Role", permission);
        fake.set_roles(fake.guild(), user, &[role]);
        check_rows(&fake, user, may_manage).await;
    }
    check_rows(&fake, fake.admin(), true).await;
    finish(bot, fake).await;
}

/// Everything that there is to press on a reply, pressed; what deletes comes last.
async fn press_all(fake: &FakeDiscord, user: UserId, reply: &Reply, locale: &str) {
    let mut buttons = reply.buttons();
    buttons.sort_by_key(|button| button.style == 4);
    for button in buttons {
        let pressed = fake.press(user, &button).locale(locale).await;
        if pressed.kind == ReplyKind::Form {
            let sent = fake.submit(user, &pressed, &[("wrong", "x")]).locale(locale).await;
            assert!(sent.is_private);
        }
    }
}

#[tokio::test]
async fn every_command_in_every_locale_and_place_keeps_discord_s_rules() {
    let fake = FakeDiscord::start().await;
    let bot = RunningBot::start_with(&fake, start(&fake)).await;
    let admin = fake.admin();
    for locale in ["en-US", "zh-CN", "zh-TW", "es-ES", "de"] {
        for (command, options, managers, _) in ROWS {
            for (place, expected) in PLACES.into_iter().zip(managers) {
                if *expected == Comes::Answer {
                    let reply = asked(&fake, admin, command, options).context(place).locale(locale).await;
                    assert!(!reply.text().is_empty(), "{command} in {locale}");
                    if place == Context::Guild {
                        press_all(&fake, admin, &reply, locale).await;
                    }
                }
            }
        }
        let said = fake.say(admin, fake.channel(), "who founded MiniMax?").send().await;
        let reply = fake.message_command(admin, "Ask about this", said).locale(locale).await;
        press_all(&fake, admin, &reply, locale).await;
        let refused = fake.message_command(admin, "Pin as test", said).locale(locale).await;
        assert!(refused.is_private && refused.files.is_empty());
    }
    finish(bot, fake).await;
}
