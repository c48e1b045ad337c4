//! A process can die at any point: a round is dropped after every number of polls, then another begins. And rivals: no
//! two on one store ever send the same.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use jiff::{SignedDuration, Timestamp};
use lablore::daily::Step;
use lablore::store::{DeliveryState, Store};

use super::{DUE, Database, Memory, memory_deliverer, subscription, time};

/// Polls a future so many times, then drops it where it stands; its output if it came to an end before.
async fn killed_after<F: Future>(polls: usize, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut left = polls;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        match future.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if left == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// Rounds until everything must be settled: soon after, after the claim has run out, and later.
async fn go_on(store: &Store, memory: &Arc<Memory>, from: Timestamp) {
    let deliverer = memory_deliverer(store, memory, "after");
    for seconds in [15, 30, 4 * 60, 4 * 60 + 15, 9 * 60] {
        let now = from + SignedDuration::from_secs(seconds);
        memory.set(now);
        deliverer.deliver_due(now).await.unwrap();
    }
}

async fn assert_once(store: &Store, memory: &Memory, what: &str) {
    assert_eq!(memory.sent().len(), 1, "{what}: {:?}", memory.sent());
    let sent = store.deliveries_in(DeliveryState::Sent, Timestamp::MAX).await.unwrap();
    assert_eq!(sent.len(), 1, "{what}: {sent:?}");
    assert_eq!((sent[0].key, sent[0].message), (memory.sent()[0].key, Some(1)), "{what}");
}

async fn one_subscription(store: &Store) {
    store.subscribe(&subscription(10)).await.unwrap();
}

/// Kills the first round at every point, each time over a fresh store that is made ready first; how many points there
/// were.
pub async fn kill_everywhere(
    database: impl Fn() -> Option<Database>,
    due: Timestamp,
    ready: impl AsyncFn(&Store),
) -> usize {
    for polls in 1.. {
        let Some(database) = database() else { return 0 };
        let memory = Arc::new(Memory::default());
        memory.set(due);
        let store = database.open().await;
        ready(&store).await;
        let round = async { memory_deliverer(&store, &memory, "killed").deliver_due(due).await.unwrap() };
        let is_over = killed_after(polls, round).await.is_some();
        drop(store);
        let store = database.open().await;
        go_on(&store, &memory, due).await;
        assert_once(&store, &memory, &format!("killed after {polls} polls")).await;
        store.close().await;
        if is_over {
            return polls - 1;
        }
    }
    unreachable!("a round comes to an end")
}

#[tokio::test]
async fn killed_at_every_point_between_claim_and_record() {
    let points = kill_everywhere(|| Some(Database::sqlite()), time(DUE), one_subscription).await;
    println!("{points} points in the first round over SQLite");
    assert!(points >= 20, "{points}");
}

#[tokio::test]
async fn killed_at_every_point_over_postgres() {
    let points = kill_everywhere(Database::postgres, time(DUE), one_subscription).await;
    println!("{points} points in the first round over PostgreSQL");
}

/// Twice: once in the first round, at points spread over it, and once at every point of the recovery.
#[tokio::test]
async fn killed_again_while_recovering() {
    let due = time(DUE);
    let recovery = due + SignedDuration::from_mins(4);
    let mut points = 0;
    for first in (4..40).step_by(9) {
        for second in 1.. {
            let database = Database::sqlite();
            let memory = Arc::new(Memory::default());
            memory.set(due);
            let store = database.open().await;
            store.subscribe(&subscription(10)).await.unwrap();
            let round = async { memory_deliverer(&store, &memory, "first").deliver_due(due).await.unwrap() };
            killed_after(first, round).await;
            memory.set(recovery);
            let round = async { memory_deliverer(&store, &memory, "second").deliver_due(recovery).await.unwrap() };
            let is_over = killed_after(second, round).await.is_some();
            go_on(&store, &memory, recovery).await;
            assert_once(&store, &memory, &format!("killed after {first}, then after {second} polls")).await;
            store.close().await;
            if is_over {
                break;
            }
            points += 1;
        }
    }
    println!("{points} pairs of points");
    // How often a round waits depends on how fast the thread of the database answers: 140 pairs as a rule, 99 were seen.
    assert!(points >= 60, "{points}");
}

async fn three_rivals(database: &Database) {
    const CHANNELS: u64 = 20;
    let (due, memory) = (time(DUE), Arc::new(Memory::default()));
    memory.set(due);
    let mut stores = Vec::new();
    for _ in 0..3 {
        stores.push(database.open().await);
    }
    for channel in 0..CHANNELS {
        stores[0].subscribe(&subscription(10 + channel)).await.unwrap();
    }
    // One of the three dies in the middle, at another point each day; the two others go on.
    let [one, two, three] = ["one", "two", "three"].map(|owner| {
        let store = &stores[["one", "two", "three"].iter().position(|other| *other == owner).unwrap()];
        memory_deliverer(store, &memory, owner)
    });
    let (first, second, _) =
        tokio::join!(one.deliver_due(due), two.deliver_due(due), killed_after(60, three.deliver_due(due)));
    let sent_by = |steps: &[Step]| steps.iter().filter(|step| matches!(step, Step::Sent { .. })).count();
    let (first, second) = (first.unwrap(), second.unwrap());
    assert!(sent_by(&first) + sent_by(&second) <= 20);
    for minutes in [1, 4, 8] {
        let now = due + SignedDuration::from_mins(minutes);
        memory.set(now);
        let (first, second) = tokio::join!(one.deliver_due(now), two.deliver_due(now));
        first.unwrap();
        second.unwrap();
    }
    let mut channels: Vec<u64> = memory.sent().iter().map(|sent| sent.key.channel).collect();
    channels.sort_unstable();
    assert_eq!(channels, (10..10 + CHANNELS).collect::<Vec<_>>());
    for channel in channels {
        assert_eq!(stores[0].last_delivery(channel).await.unwrap().unwrap().state, DeliveryState::Sent);
    }
    for store in stores {
        store.close().await;
    }
}

#[tokio::test]
async fn of_rivals_one_sends() {
    three_rivals(&Database::sqlite()).await;
    if let Some(database) = Database::postgres() {
        three_rivals(&database).await;
    }
}
