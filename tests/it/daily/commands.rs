//! `/daily`: what is set up, refused, shown and ended.

use std::sync::Arc;

use arc_swap::ArcSwap;
use lablore::bot::request::{Caller, OptionValue, Place, Request, RequestKind};
use lablore::bot::response::{Reply, Response};
use lablore::bot::server::{ChannelView, Denied, Missing, Permission, PlaceKind, ServerView, Tag};
use lablore::bot::{Bot, Operator};
use lablore::calendar::Taste;
use lablore::store::ChannelKind;

use super::{Database, time};

const TEXT: u64 = 10;
const CLOSED: u64 = 11;
const FORUM: u64 = 12;
const THREAD: u64 = 13;
const TAGGED: u64 = 14;
const RELEASES: u64 = 15;
const ROLE: u64 = 20;
const SILENT_ROLE: u64 = 21;

fn server() -> ServerView {
    let view = |id, kind, lacking: &[Permission]| ChannelView {
        id,
        name: format!("c{id}"),
        kind,
        may_mention_all: false,
        needs_tag: id == TAGGED,
        tags: if id == TAGGED { vec![Tag { id: RELEASES, name: "Releases".to_owned() }] } else { Vec::new() },
        missing: lacking
            .iter()
            .map(|permission| Missing { permission: *permission, denied: Denied::ToEveryone })
            .collect(),
    };
    ServerView {
        channels: vec![
            view(TEXT, PlaceKind::Text, &[Permission::SendInThreads, Permission::ReadHistory]),
            view(CLOSED, PlaceKind::Announcement, &[Permission::SendMessages, Permission::EmbedLinks]),
            view(FORUM, PlaceKind::Forum, &[]),
            view(TAGGED, PlaceKind::Forum, &[]),
        ],
        threads: vec![view(THREAD, PlaceKind::Thread, &[])],
        mentionable_roles: vec![ROLE],
    }
}

async fn ask(bot: &Bot, name: &str, options: &[(&str, OptionValue)], may_manage: bool) -> Reply {
    let now = time("2026-01-19T12:00:00Z");
    let request = Request {
        kind: RequestKind::Command {
            name: name.to_owned(),
            options: options.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
        },
        caller: Caller {
            member: 3,
            locale: Some("en-US".to_owned()),
            place: Place::Guild,
            guild: Some(1),
            channel: TEXT,
            may_manage,
            may_moderate: may_manage,
        },
        today: "2026-01-19".parse().unwrap(),
        now,
        server: Some(server()),
    };
    match bot.respond(&request).await {
        Response::Reply(reply) => reply,
        other => panic!("{other:?}"),
    }
}

fn text(words: &str) -> OptionValue {
    OptionValue::Text(words.to_owned())
}

fn options(channel: u64, clock: &str, zone: &str) -> Vec<(&'static str, OptionValue)> {
    vec![("channel", OptionValue::Channel(channel)), ("time", text(clock)), ("timezone", text(zone))]
}

#[tokio::test]
async fn set_show_and_end() {
    for database in Database::of_each_kind() {
        let store = database.open().await;
        let bot = Bot::new(Arc::new(ArcSwap::new(crate::knowledge::engine())))
            .with_store(store.clone(), Operator::default())
            .await
            .unwrap();

        for (given, says) in [
            (options(TEXT, "noon", "Asia/Shanghai"), "time of day"),
            (options(TEXT, "9:00", "Mars/Olympus"), "time zone"),
            (options(CLOSED, "9:00", "Asia/Shanghai"), "I lack Send Messages, Embed Links"),
            (options(99, "9:00", "Asia/Shanghai"), "does not tell me how I stand"),
            (options(TAGGED, "9:00", "Asia/Shanghai"), "demands a tag for each post; set it up with one"),
            (
                [options(TEXT, "9:00", "Asia/Shanghai"), vec![("role", OptionValue::Role(SILENT_ROLE))]].concat(),
                "ping that role",
            ),
        ] {
            let reply = ask(&bot, "daily set", &given, true).await;
            assert!(reply.private && reply.body.contains(says), "{}", reply.body);
        }
        assert_eq!(store.subscriptions_of(1).await.unwrap(), []);
        let refused = ask(&bot, "daily set", &options(TEXT, "9:00", "Asia/Shanghai"), false).await;
        assert!(refused.private && store.subscriptions_of(1).await.unwrap().is_empty(), "{}", refused.body);

        let extras = vec![("role", OptionValue::Role(ROLE)), ("digest", text("week"))];
        let reply = ask(&bot, "daily set", &[options(TEXT, "9:00", "asia/shanghai"), extras].concat(), true).await;
        assert!(reply.body.contains("<#10> at 09:00 (Asia/Shanghai)"), "{}", reply.body);
        assert!(reply.body.contains("09:00 (2026-01-20 01:00 UTC)"), "{}", reply.body);
        assert!(reply.body.contains("Read Message History"), "{}", reply.body);
        let kept = store.subscription(TEXT).await.unwrap().unwrap();
        assert_eq!((kept.to.kind, kept.taste, kept.role), (ChannelKind::Text, Taste::Week, Some(ROLE)));
        assert_eq!(kept.to.next_at, time("2026-01-20T01:00:00Z"));
        for (channel, kind) in [(FORUM, ChannelKind::Forum), (THREAD, ChannelKind::Thread)] {
            ask(&bot, "daily set", &options(channel, "21:30", "UTC"), true).await;
            assert_eq!(store.subscription(channel).await.unwrap().unwrap().to.kind, kind);
        }

        store
            .park(FORUM, "missing:Send Messages", time("2026-01-19T12:00:00Z"), time("2026-01-19T13:00:00Z"))
            .await
            .unwrap();
        let next = ask(&bot, "daily next", &[], true).await;
        assert!(
            next.body.contains("<#12> · 21:30 (UTC)\n- held back: I lack permissions there: Send Messages"),
            "{}",
            next.body
        );
        assert!(
            next.body.contains("2026-01-20 01:00 UTC") && next.body.contains("2026-01-27 21:30 UTC"),
            "{}",
            next.body
        );

        let preview = ask(&bot, "daily preview", &[("date", text("January 20"))], true).await;
        assert!(preview.private && preview.body.contains("DeepSeek R1"), "{}", preview.body);
        let day = ask(&bot, "daily preview", &[("date", text("someday"))], true).await;
        assert!(day.body.contains("can't read that as a day"), "{}", day.body);

        let ended = ask(&bot, "daily off", &[], true).await;
        assert!(ended.body.contains("<#10>") && store.subscription(TEXT).await.unwrap().is_none(), "{}", ended.body);
        let again = ask(&bot, "daily off", &[], true).await;
        assert!(again.body.contains("no daily post in <#10>"), "{}", again.body);
        store.close().await;
    }
}

#[tokio::test]
async fn a_forum_that_demands_a_tag_is_set_up_with_one() {
    for database in Database::of_each_kind() {
        let store = database.open().await;
        let operator = Operator { home_server: Some(1), ..Operator::default() };
        let bot = Bot::new(Arc::new(ArcSwap::new(crate::knowledge::engine())));
        let bot = bot.with_store(store.clone(), operator).await.unwrap();
        let daily = |channel: u64, tag: &str| [options(channel, "9:00", "UTC"), vec![("tag", text(tag))]].concat();
        for (channel, tag) in [(TAGGED, "Talk"), (FORUM, "Releases"), (TEXT, "Releases")] {
            let refused = ask(&bot, "daily set", &daily(channel, tag), true).await;
            assert!(refused.body.contains(&format!("<#{channel}> has no tag “{tag}”")), "{}", refused.body);
        }
        // By its name, and by its id, as it is offered.
        for tag in ["releases", "15"] {
            ask(&bot, "daily set", &daily(TAGGED, tag), true).await;
            assert_eq!(store.subscription(TAGGED).await.unwrap().unwrap().to.tag, Some(RELEASES));
            store.unsubscribe(TAGGED).await.unwrap();
        }
        let channel = ("channel", OptionValue::Channel(TAGGED));
        let refused = ask(&bot, "gaps post", std::slice::from_ref(&channel), true).await;
        assert!(refused.body.contains("demands a tag for each post"), "{}", refused.body);
        ask(&bot, "gaps post", &[channel, ("tag", text("Releases"))], true).await;
        assert_eq!(store.gap_board(TAGGED).await.unwrap().unwrap().tag, Some(RELEASES));

        // Told before the first post fails: a tag that is gone from the forum.
        ask(&bot, "daily set", &daily(TAGGED, "Releases"), true).await;
        let doctor = ask(&bot, "doctor", &[], true).await;
        assert!(doctor.body.contains("<#14> · 09:00 (UTC) · with the tag Releases"), "{}", doctor.body);
        let mut known = store.subscription(TAGGED).await.unwrap().unwrap();
        known.to.tag = Some(99);
        store.subscribe(&known).await.unwrap();
        let doctor = ask(&bot, "doctor", &[], true).await;
        assert!(
            doctor.body.contains("<#14> · 09:00 (UTC)\n- can't be posted as it stands: the forum"),
            "{}",
            doctor.body
        );
        store.close().await;
    }
}

/// What is another server's can't be ended from here.
#[tokio::test]
async fn off_ends_nothing_of_others() {
    for database in Database::of_each_kind() {
        let store = database.open().await;
        let bot = Bot::new(Arc::new(ArcSwap::new(crate::knowledge::engine())))
            .with_store(store.clone(), Operator::default())
            .await
            .unwrap();
        let mut others = super::subscription(TEXT);
        others.to.guild = 2;
        store.subscribe(&others).await.unwrap();
        ask(&bot, "daily off", &[("channel", OptionValue::Channel(TEXT))], true).await;
        assert!(store.subscription(TEXT).await.unwrap().is_some());
        store.close().await;
    }
}
