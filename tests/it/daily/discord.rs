//! Over the fake Discord: bodies, kinds of channels, what stands in the way, and what became of a post.

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use jiff::{SignedDuration, Timestamp};
use lablore::bot::{Bot, Operator};
use lablore::config::{Secret, Shards};
use lablore::daily::{Deliverer, Obstacle, Step};
use lablore::discord::outlet::DiscordOutlet;
use lablore::discord::{self, Connection, http};
use lablore::ops::health::Health;
use lablore::store::{ChannelKind, DeliveryState, Destination, Store, Subscription};

use tokio::sync::oneshot;

use super::{DUE, Database, deliverer, subscription, time};
use crate::fake_discord::{ChannelId, FakeDiscord, Fault, permissions};

struct Scene {
    fake: FakeDiscord,
    _database: Database,
    store: Store,
    deliverer: Deliverer<DiscordOutlet>,
}

impl Scene {
    async fn new() -> Self {
        let fake = FakeDiscord::start().await;
        let database = Database::sqlite();
        let store = database.open().await;
        let outlet = DiscordOutlet::new(http::client(&Secret::new(fake.token()), Some(fake.api_url())));
        let deliverer = deliverer(store.clone(), outlet, "one");
        Self { fake, _database: database, store, deliverer }
    }

    async fn subscribe(&self, channel: ChannelId, kind: ChannelKind) -> Subscription {
        let mut subscription = subscription(channel.0);
        let (guild, set_by) = (self.fake.guild().0, Some(self.fake.admin().0));
        subscription.to = Destination { guild, kind, set_by, ..subscription.to };
        self.store.subscribe(&subscription).await.unwrap();
        subscription
    }

    async fn round(&self, now: Timestamp) -> Vec<Step> {
        self.deliverer.deliver_due(now).await.unwrap()
    }

    async fn state(&self, channel: ChannelId) -> DeliveryState {
        self.store.last_delivery(channel.0).await.unwrap().expect("a row").state
    }

    async fn finish(self) {
        self.fake.take_replies();
        self.store.close().await;
        self.fake.finish().await;
    }
}

fn later(minutes: i64) -> Timestamp {
    time(DUE) + SignedDuration::from_mins(minutes)
}

#[tokio::test]
async fn the_post_of_a_text_channel_cites_and_pings_one_role_alone() {
    let scene = Scene::new().await;
    let channel = scene.fake.channel();
    let role = scene.fake.add_role(scene.fake.guild(), "release watchers", 0);
    let subscription = scene.subscribe(channel, ChannelKind::Text).await;
    scene.store.subscribe(&Subscription { role: Some(role.0), ..subscription }).await.unwrap();
    let steps = scene.round(time(DUE)).await;
    assert!(matches!(steps[..], [Step::Sent { late: false, .. }]), "{steps:?}");
    let reply = scene.fake.next_reply().await;
    let text = reply.text();
    assert!(text.contains("DeepSeek R1") && text.contains("Kimi") && text.contains("[1]"), "{text}");
    assert!(text.contains("2026-01-20 · day"), "{text}");
    assert_eq!(reply.sent["allowed_mentions"], serde_json::json!({ "parse": [], "roles": [role.to_string()] }));
    assert_eq!(reply.sent["content"], format!("<@&{role}>"));
    assert_eq!(scene.round(later(1)).await, []);
    scene.finish().await;
}

#[tokio::test]
async fn every_kind_of_channel_gets_its_post() {
    let scene = Scene::new().await;
    let guild = scene.fake.guild();
    let announcements = scene.fake.add_announcement_channel(guild, "news");
    let forum = scene.fake.add_forum(guild, "forum");
    let thread = scene.fake.add_thread(scene.fake.channel(), "thread");
    let announcing = scene.subscribe(announcements, ChannelKind::Announcement).await;
    scene.store.subscribe(&Subscription { publish: true, ..announcing }).await.unwrap();
    scene.subscribe(forum, ChannelKind::Forum).await;
    scene.subscribe(thread, ChannelKind::Thread).await;
    let steps = scene.round(time(DUE)).await;
    assert_eq!(steps.len(), 4, "{steps:?}");
    for channel in [announcements, forum, thread] {
        assert_eq!(scene.fake.own_messages(channel).len(), 1);
        assert_eq!(scene.state(channel).await, DeliveryState::Sent);
    }
    assert!(scene.fake.is_published(scene.fake.own_messages(announcements)[0]));
    assert!(!scene.fake.is_published(scene.fake.own_messages(thread)[0]));
    assert_eq!(scene.round(later(5)).await, []);
    scene.finish().await;
}

#[tokio::test]
async fn what_fails_in_passing_is_sent_once() {
    for fault in [Fault::RateLimited { retry_after: Some(0.1) }, Fault::Status(502), Fault::Reset, Fault::LostAnswer] {
        let scene = Scene::new().await;
        let channel = scene.fake.channel();
        scene.subscribe(channel, ChannelKind::Text).await;
        scene.fake.fail_next("create_message", fault.clone());
        let steps = scene.round(time(DUE)).await;
        assert!(matches!(steps[..], [Step::Sent { .. }]), "{fault:?}: {steps:?}");
        assert_eq!(scene.fake.own_messages(channel).len(), 1, "{fault:?}");
        scene.finish().await;
    }
}

/// A claim that was left behind, with or without its post: looked for, after Discord has forgotten the nonce.
#[tokio::test]
async fn a_claim_that_was_left_behind_is_looked_up() {
    for was_sent in [true, false] {
        let scene = Scene::new().await;
        let channel = scene.fake.channel();
        let subscription = scene.subscribe(channel, ChannelKind::Text).await;
        if was_sent {
            // The post is there, and its row was never written: as if the process had died behind the request.
            scene.round(time(DUE)).await;
            scene.store.left_guild(scene.fake.guild().0).await.unwrap();
            scene.store.subscribe(&subscription).await.unwrap();
        }
        let key = lablore::store::DeliveryKey {
            channel: channel.0,
            day: "2026-01-20".parse().unwrap(),
            edition: lablore::calendar::Edition::Day,
        };
        let left = lablore::store::Delivery {
            key,
            guild: subscription.to.guild,
            due_at: time(DUE),
            state: DeliveryState::Claimed,
            owner: "dead".to_owned(),
            claimed_at: time(DUE),
            attempts: 1,
            message: None,
            publish: false,
            done_at: None,
            reason: String::new(),
        };
        assert!(scene.store.open_delivery(&left).await.unwrap());
        scene.fake.forget_nonces();
        // People go on talking: the post is not among the last hundred messages.
        scene.fake.chatter(channel, 120);
        assert_eq!(scene.round(later(1)).await, [], "the claim may still be somebody's");
        let steps = scene.round(later(4)).await;
        match steps[..] {
            [Step::Recovered { .. }] if was_sent => {}
            [Step::Sent { .. }] if !was_sent => {}
            _ => panic!("{was_sent}: {steps:?}"),
        }
        assert_eq!(scene.fake.own_messages(channel).len(), 1);
        assert_eq!(scene.state(channel).await, DeliveryState::Sent);
        scene.finish().await;
    }
}

#[tokio::test]
async fn a_forum_post_without_an_answer_is_looked_for_and_never_sent_twice() {
    for (fault, may_look) in [(Fault::LostAnswer, true), (Fault::Reset, true), (Fault::LostAnswer, false)] {
        let scene = Scene::new().await;
        let forum = scene.fake.add_forum(scene.fake.guild(), "forum");
        scene.subscribe(forum, ChannelKind::Forum).await;
        scene.fake.fail_next("create_thread", fault.clone());
        let steps = scene.round(time(DUE)).await;
        assert!(matches!(steps[..], [Step::Unclear(..)]), "{steps:?}");
        if !may_look {
            scene.fake.set_bot_permissions(forum, 0, permissions::READ_MESSAGE_HISTORY);
        }
        assert_eq!(scene.round(later(1)).await, []);
        let steps = scene.round(later(4)).await;
        match (&fault, may_look) {
            (Fault::LostAnswer, true) => assert!(matches!(steps[..], [Step::Recovered { .. }]), "{steps:?}"),
            (Fault::Reset, true) => assert!(matches!(steps[..], [Step::Sent { .. }]), "{steps:?}"),
            _ => {
                assert!(matches!(steps[..], [Step::Unknown(..), Step::Told(_)]), "{steps:?}");
                assert_eq!(scene.state(forum).await, DeliveryState::Unknown);
            }
        }
        assert_eq!(scene.fake.own_messages(forum).len(), 1, "{fault:?}");
        assert_eq!(scene.round(later(10)).await, []);
        scene.finish().await;
    }
}

#[tokio::test]
async fn missing_permissions_are_named_and_refused_once() {
    let scene = Scene::new().await;
    let channel = scene.fake.channel();
    scene.subscribe(channel, ChannelKind::Text).await;
    scene.fake.set_bot_permissions(channel, 0, permissions::VIEW_CHANNEL | permissions::EMBED_LINKS);
    let steps = scene.round(time(DUE)).await;
    let obstacle = Obstacle::Missing(vec!["View Channel".to_owned(), "Embed Links".to_owned()]);
    assert_eq!(steps[1..], [Step::Parked(channel.0, obstacle), Step::Told(channel.0)], "{steps:?}");
    let told = scene.fake.next_reply().await;
    assert!(told.text().contains("View Channel, Embed Links"), "{}", told.text());
    assert_eq!(told.channel, scene.fake.direct_channel(scene.fake.admin()));
    for minutes in (5..180).step_by(5) {
        assert_eq!(scene.round(later(minutes)).await, []);
    }
    assert_eq!(scene.fake.requests("create_message"), 2, "one was refused, one told the admin");

    scene.fake.set_bot_permissions(channel, 0, 0);
    scene.store.look_soon(scene.fake.guild().0, later(100)).await.unwrap();
    let steps = scene.round(later(175)).await;
    assert!(matches!(steps[..], [Step::Resumed(_), Step::Sent { late: true, .. }]), "{steps:?}");
    let post = scene.fake.next_reply().await;
    assert!(post.text().contains("late, was due at 09:00 (Asia/Shanghai)"), "{}", post.text());
    scene.finish().await;
}

#[tokio::test]
async fn archived_threads_and_deleted_channels_are_parked() {
    let scene = Scene::new().await;
    let thread = scene.fake.add_thread(scene.fake.channel(), "thread");
    let gone = scene.fake.add_channel(scene.fake.guild(), "gone");
    scene.subscribe(thread, ChannelKind::Thread).await;
    scene.subscribe(gone, ChannelKind::Text).await;
    scene.fake.set_archived(thread, true);
    scene.fake.delete_channel(gone);
    let steps = scene.round(time(DUE)).await;
    assert!(steps.contains(&Step::Parked(thread.0, Obstacle::Archived)), "{steps:?}");
    assert!(steps.contains(&Step::Parked(gone.0, Obstacle::Gone)), "{steps:?}");
    scene.fake.set_archived(thread, false);
    let steps = scene.round(later(61)).await;
    assert!(matches!(steps[..], [Step::Resumed(_), Step::Sent { late: true, .. }]), "{steps:?}");
    assert_eq!(scene.fake.own_messages(thread).len(), 1);
    scene.finish().await;
}

#[tokio::test]
async fn a_forum_that_demands_a_tag_is_parked_until_it_does_not() {
    let scene = Scene::new().await;
    let forum = scene.fake.add_forum(scene.fake.guild(), "forum");
    scene.subscribe(forum, ChannelKind::Forum).await;
    scene.fake.demand_tag(forum, true);
    let steps = scene.round(time(DUE)).await;
    assert_eq!(steps[1..], [Step::Parked(forum.0, Obstacle::Tag), Step::Told(forum.0)], "{steps:?}");
    let told = scene.fake.next_reply().await;
    assert!(told.text().contains("Require people to select tags"), "{}", told.text());
    assert_eq!(scene.round(later(61)).await, []);
    scene.fake.demand_tag(forum, false);
    let steps = scene.round(later(122)).await;
    assert!(matches!(steps[..], [Step::Resumed(_), Step::Sent { late: true, .. }]), "{steps:?}");
    assert_eq!(scene.fake.own_messages(forum).len(), 1);
    scene.finish().await;
}

#[tokio::test]
async fn a_post_to_a_forum_has_its_tag_as_long_as_there_is_one() {
    let scene = Scene::new().await;
    let [tagged, relaxed, strict] = ["tagged", "relaxed", "strict"].map(|name| {
        let forum = scene.fake.add_forum(scene.fake.guild(), name);
        (forum, scene.fake.set_tags(forum, &["Talk", "Releases"])[1])
    });
    for (forum, tag) in [tagged, relaxed, strict] {
        let mut subscription = scene.subscribe(forum, ChannelKind::Forum).await;
        subscription.to.tag = Some(tag);
        scene.store.subscribe(&subscription).await.unwrap();
    }
    // Of two the tag is gone, and one of those goes without.
    for (forum, _) in [relaxed, strict] {
        scene.fake.set_tags(forum, &["Talk"]);
    }
    for (forum, _) in [tagged, strict] {
        scene.fake.demand_tag(forum, true);
    }
    let steps = scene.round(time(DUE)).await;
    let expected = [DeliveryState::Sent, DeliveryState::Sent, DeliveryState::Held];
    for ((forum, _), expected) in [tagged, relaxed, strict].into_iter().zip(expected) {
        assert_eq!(scene.state(forum).await, expected, "{steps:?}");
    }
    assert!(steps.contains(&Step::Parked(strict.0.0, Obstacle::Tag)), "{steps:?}");
    let sent: Vec<_> = scene.fake.take_replies().into_iter().map(|reply| reply.sent["applied_tags"].clone()).collect();
    assert!(sent.contains(&serde_json::json!([tagged.1.to_string()])), "{sent:?}");
    assert_eq!(sent.iter().filter(|tags| tags.is_array()).count(), 1, "{sent:?}");
    // With the tag back it goes on.
    let back = scene.fake.set_tags(strict.0, &["Releases"])[0];
    let mut subscription = scene.store.subscription(strict.0.0).await.unwrap().unwrap();
    subscription.to.tag = Some(back);
    scene.store.subscribe(&subscription).await.unwrap();
    let steps = scene.round(later(1)).await;
    assert!(matches!(steps[..], [Step::Sent { .. }]), "{steps:?}");
    assert_eq!(scene.fake.next_reply().await.sent["applied_tags"], serde_json::json!([back.to_string()]));
    scene.finish().await;
}

#[tokio::test]
async fn an_outage_of_discord_holds_posts_back_and_loses_none() {
    let scene = Scene::new().await;
    let channels: Vec<ChannelId> =
        (0..3).map(|number| scene.fake.add_channel(scene.fake.guild(), &format!("c{number}"))).collect();
    for channel in &channels {
        scene.subscribe(*channel, ChannelKind::Text).await;
    }
    // Every attempt for each of them.
    for _ in 0..12 {
        scene.fake.fail_next("create_message", Fault::RateLimited { retry_after: None });
    }
    let steps = scene.round(time(DUE)).await;
    assert!(matches!(steps[..], [Step::Held(..), Step::Held(..), Step::Held(..)]), "{steps:?}");
    let steps = scene.round(later(1)).await;
    assert_eq!(steps.iter().filter(|step| matches!(step, Step::Sent { .. })).count(), 3, "{steps:?}");
    for channel in channels {
        assert_eq!(scene.fake.own_messages(channel).len(), 1);
    }
    assert!(scene.fake.first_responses().iter().all(|after| *after < Duration::from_mins(1)));
    scene.finish().await;
}

/// Runs the bot over a store while something is done.
async fn with_bot(scene: &Scene, act: impl AsyncFnOnce(&Scene)) {
    let bot = Bot::new(Arc::new(ArcSwap::new(crate::knowledge::engine())))
        .with_store(scene.store.clone(), Operator::default())
        .await
        .unwrap();
    let connection = Connection {
        shards: Shards::Auto,
        token: Secret::new(scene.fake.token()),
        api_url: Some(scene.fake.api_url().to_owned()),
        bot: Arc::new(bot),
        health: Arc::new(Health::default()),
        interactions: None,
    };
    let (stop, stopped) = oneshot::channel::<()>();
    let running = tokio::spawn(discord::run(connection, async {
        let _ = stopped.await;
    }));
    scene.fake.connected().await;
    act(scene).await;
    let _ = stop.send(());
    running.await.unwrap().unwrap();
}

/// Waits until the store says so.
async fn until(what: &str, holds: impl AsyncFn() -> bool) {
    for _ in 0..300 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it never came: {what}");
}

#[tokio::test]
async fn the_buttons_of_a_post_show_its_sources_and_its_labs() {
    let scene = Scene::new().await;
    scene.subscribe(scene.fake.channel(), ChannelKind::Text).await;
    scene.round(time(DUE)).await;
    let post = scene.fake.next_reply().await;
    with_bot(&scene, async |scene| {
        let sources = scene.fake.press(scene.fake.member(), &post.button("Sources")).await;
        assert!(sources.is_private && sources.text().contains("R1"), "{}", sources.text());
        let card = scene.fake.press(scene.fake.member(), &post.button("More on DeepSeek")).await;
        assert!(card.is_private && card.text().contains("Liang Wenfeng"), "{}", card.text());
    })
    .await;
    scene.finish().await;
}

#[tokio::test]
async fn leaving_a_server_ends_its_posts_and_an_outage_does_not() {
    let scene = Scene::new().await;
    let guilds: Vec<_> = ["stays", "away", "leaves", "left meanwhile"]
        .iter()
        .map(|name| scene.fake.add_guild(name, scene.fake.admin()))
        .collect();
    let mut channels = Vec::new();
    for guild in &guilds {
        let channel = scene.fake.add_channel(*guild, "news");
        let mut known = subscription(channel.0);
        known.to.guild = guild.0;
        scene.store.subscribe(&known).await.unwrap();
        scene.store.joined_guild(guild.0, time(DUE)).await.unwrap();
        channels.push(channel);
    }
    scene.fake.remove_bot(guilds[3]);
    with_bot(&scene, async |scene| {
        scene.fake.outage(guilds[1]);
        scene.fake.remove_bot(guilds[2]);
        for gone in [2, 3] {
            until("the subscriptions are gone", async || {
                scene.store.subscription(channels[gone].0).await.unwrap().is_none()
            })
            .await;
        }
    })
    .await;
    for stays in [0, 1] {
        assert!(scene.store.subscription(channels[stays].0).await.unwrap().is_some(), "{stays}");
    }
    scene.finish().await;
}

#[tokio::test]
async fn a_channel_that_is_mended_is_looked_at_at_once() {
    let scene = Scene::new().await;
    let channel = scene.fake.channel();
    scene.subscribe(channel, ChannelKind::Text).await;
    with_bot(&scene, async |scene| {
        scene.fake.set_bot_permissions(channel, 0, permissions::SEND_MESSAGES);
        scene.round(time(DUE)).await;
        // By the clock of the bot, which is not that of the round.
        scene.store.park(channel.0, "missing:Send Messages", later(0), time("9000-01-01T00:00:00Z")).await.unwrap();
        scene.fake.set_bot_permissions(channel, 0, 0);
        until("it is to be looked at", async || {
            let parked = scene.store.subscription(channel.0).await.unwrap().unwrap().parked.unwrap();
            parked.look_at < time("9000-01-01T00:00:00Z")
        })
        .await;
    })
    .await;
    scene.finish().await;
}
