//! The data folder is watched: what a change would do is told in the moderators' channel, once, and never applied.

use std::fs;

use futures_util::Stream;
use futures_util::stream;
use jiff::{Timestamp, ToSpan};
use lablore::config::Secret;
use lablore::discord::http;
use lablore::discord::watch::{self, Audience};
use lablore::reindex::follow::Watcher;
use lablore::store::Store;
use lablore::text::language::Language;

use super::{World, now};
use crate::fake_discord::{FakeDiscord, Fault};

/// What happens before a look.
type Happens<'a> = Box<dyn FnMut() + 'a>;

/// A clock that strikes a minute later each time, once what happens before that has happened.
fn clock(happens: Vec<Happens<'_>>) -> impl Stream<Item = Timestamp> + '_ {
    stream::unfold((0, happens.into_iter()), |(minute, mut happens)| async move {
        happens.next()?();
        Some((now() + minute.minutes(), (minute + 1, happens)))
    })
}

struct Scene {
    fake: FakeDiscord,
    world: World,
    store: Store,
}

impl Scene {
    async fn new() -> Self {
        let world = World::new();
        let store = super::follow::store(&world).await;
        Self { fake: FakeDiscord::start().await, world, store }
    }

    async fn watch(&self, happens: Vec<Happens<'_>>) {
        let audience = Audience {
            http: http::client(&Secret::new(self.fake.token()), Some(self.fake.api_url())),
            channel: self.fake.channel().0,
            language: Language::En,
        };
        let watcher = Watcher::new(self.world.reindexer.clone(), self.store.clone());
        watch::run(watcher, &audience, clock(happens)).await;
    }

    /// Messages in the channel so far.
    fn told(&self) -> usize {
        self.fake.own_messages(self.fake.channel()).len()
    }
}

fn nothing<'a>() -> Happens<'a> {
    Box::new(|| {})
}

#[tokio::test]
async fn a_change_is_told_once_it_stands_still_and_never_applied() {
    let scene = Scene::new().await;
    let in_force = scene.world.reindexer.in_force();
    scene
        .watch(vec![
            nothing(),
            nothing(),
            Box::new(|| scene.world.write_year(2018)),
            Box::new(|| assert_eq!(scene.told(), 0, "somebody may still be writing")),
            Box::new(|| assert_eq!(scene.told(), 1)),
            nothing(),
            Box::new(|| assert_eq!(scene.told(), 1, "once")),
            Box::new(|| fs::write(scene.world.data().join("records/acme.toml"), "[acme\n").unwrap()),
            nothing(),
            Box::new(|| assert_eq!(scene.told(), 2)),
        ])
        .await;
    let change = scene.fake.next_reply().await.text();
    assert!(change.contains("Nothing was applied") && change.contains("~ acme.founded: 2019 → 2018"), "{change}");
    let broken = scene.fake.next_reply().await.text();
    assert!(broken.contains("records/acme.toml:1:"), "{broken}");
    assert_eq!(scene.world.reindexer.in_force(), in_force);
    assert!(scene.world.answer().contains("2019"));
    scene.fake.finish().await;
}

#[tokio::test]
async fn what_could_not_be_told_is_told_later_and_by_the_newest_state() {
    let scene = Scene::new().await;
    let closed = || scene.fake.fail_next("create_message", Fault::Status(403));
    scene
        .watch(vec![
            nothing(),
            Box::new(|| scene.world.write_year(2018)),
            Box::new(closed),
            Box::new(closed),
            nothing(),
            Box::new(|| assert_eq!(scene.told(), 1, "late")),
            Box::new(|| scene.world.write_year(2017)),
            Box::new(closed),
            Box::new(|| {
                closed();
                scene.world.write_year(2016);
            }),
            nothing(),
            Box::new(|| assert_eq!(scene.told(), 2)),
        ])
        .await;
    let late = scene.fake.next_reply().await.text();
    assert!(late.contains("2019 → 2018"), "{late}");
    let newest = scene.fake.next_reply().await.text();
    assert!(newest.contains("2019 → 2016"), "{newest}");
    scene.fake.finish().await;
}

#[tokio::test]
async fn a_store_that_fails_ends_no_watch() {
    let scene = Scene::new().await;
    let other = super::follow::store(&scene.world).await;
    scene.world.write_year(2018);
    scene.store.close().await;
    scene.watch(vec![nothing(), nothing(), nothing()]).await;
    assert_eq!(scene.told(), 0);
    // Nobody has told of it: who has a store that answers does.
    let scene = Scene { store: other, ..scene };
    scene.watch(vec![nothing(), nothing()]).await;
    let told = scene.fake.next_reply().await.text();
    assert!(told.contains("2019 → 2018"), "{told}");
    scene.fake.finish().await;
}
