//! Rounds over many channels: none waits for another, not too many at once, and none is begun once there is no use in it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use lablore::daily::{Failure, Found, Notice, Obstacle, Outlet, Post, Step};
use lablore::store::{DeliveryState, Destination, Store};
use tokio::sync::Notify;

use super::{DUE, Database, deliverer, subscription, time};

/// A platform that takes its time: it answers the first channel when so many posts of others are there.
#[derive(Default)]
struct Slow {
    others: usize,
    sent: AtomicUsize,
    enough: Notify,
    under_way: AtomicUsize,
    most: AtomicUsize,
    is_away: bool,
}

const FIRST: u64 = 10;

#[derive(Clone)]
struct SlowOutlet(Arc<Slow>);

impl Outlet for SlowOutlet {
    async fn send(&self, to: &Destination, _: &Post) -> Result<u64, Failure> {
        let slow = &self.0;
        slow.most.fetch_max(slow.under_way.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        if to.channel == FIRST {
            while slow.sent.load(Ordering::SeqCst) < slow.others {
                slow.enough.notified().await;
            }
        }
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        slow.under_way.fetch_sub(1, Ordering::SeqCst);
        if slow.is_away {
            return Err(Failure::Unsent("away".to_owned()));
        }
        slow.sent.fetch_add(1, Ordering::SeqCst);
        slow.enough.notify_one();
        Ok(to.channel)
    }

    async fn find(&self, _: &Destination, _: &Post, _: Timestamp) -> Result<Found, Failure> {
        Ok(Found::Absent)
    }

    async fn publish(&self, _: &Destination, _: u64) -> Result<(), Failure> {
        Ok(())
    }

    async fn obstacle(&self, _: &Destination) -> Result<Option<Obstacle>, Failure> {
        Ok(None)
    }

    async fn tell(&self, _: &Destination, _: &Notice) -> Result<(), Failure> {
        Ok(())
    }
}

async fn store_of(database: &Database, channels: u64) -> Store {
    let store = database.open().await;
    for number in 0..channels {
        store.subscribe(&subscription(FIRST + number)).await.unwrap();
    }
    store
}

#[tokio::test]
async fn a_channel_that_is_slow_holds_up_no_other() {
    for database in Database::of_each_kind() {
        let store = store_of(&database, 30).await;
        let slow = Arc::new(Slow { others: 29, ..Slow::default() });
        let round = deliverer(store.clone(), SlowOutlet(Arc::clone(&slow)), "one");
        let steps = tokio::time::timeout(Duration::from_mins(2), round.deliver_due(time(DUE)));
        let steps = steps.await.expect("the others don't wait for the first").unwrap();
        assert_eq!(steps.len(), 30);
        let first = steps.first().unwrap();
        assert!(matches!(first, Step::Sent { key, .. } if key.channel == FIRST), "in the order of channels: {first:?}");
        let most = slow.most.load(Ordering::SeqCst);
        assert!((2..=8).contains(&most), "{most} at once");
        store.close().await;
    }
}

#[tokio::test]
async fn once_the_platform_is_away_no_other_channel_is_begun() {
    for database in Database::of_each_kind() {
        let store = store_of(&database, 30).await;
        let slow = Arc::new(Slow { is_away: true, ..Slow::default() });
        let steps = deliverer(store.clone(), SlowOutlet(slow), "one").deliver_due(time(DUE)).await.unwrap();
        assert!((1..=8).contains(&steps.len()) && steps.iter().all(|step| matches!(step, Step::Held(..))), "{steps:?}");
        let held = store.deliveries_in(DeliveryState::Held, time("2027-01-01T00:00:00Z")).await.unwrap();
        assert_eq!(held.len(), steps.len());
        // Back again: those that were held, and those that were not begun.
        let back = SlowOutlet(Arc::new(Slow::default()));
        let steps = deliverer(store.clone(), back, "one").deliver_due(time("2026-01-20T01:01:00Z")).await.unwrap();
        assert_eq!(steps.iter().filter(|step| matches!(step, Step::Sent { .. })).count(), 30, "{steps:?}");
        store.close().await;
    }
}
