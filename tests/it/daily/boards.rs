//! The gap board: once in each channel that wants it, also with rivals and deaths; silent where there is nothing to show.

use std::sync::Arc;

use lablore::calendar::Edition;
use lablore::daily::{Obstacle, Step};
use lablore::store::{ChannelKind, DeliveryKey, Destination, Store};

use super::kills::kill_everywhere;
use super::{Database, Memory, memory_deliverer, time};

/// A Monday, at nine by UTC.
const MONDAY: &str = "2026-11-30T09:00:00Z";

fn board() -> Destination {
    Destination {
        channel: 10,
        guild: 1,
        kind: ChannelKind::Text,
        tag: None,
        language: "en-US".to_owned(),
        set_by: Some(3),
        set_at: time("2026-11-28T12:00:00Z"),
        next_at: time(MONDAY),
    }
}

/// A channel that wants the board, and what was asked in vain.
async fn ask_in_vain(store: &Store, times: usize) {
    store.set_gap_board(&board()).await.unwrap();
    for _ in 0..times {
        store.count_gap("2026-11-25".parse().unwrap(), "revenue", "zhipu").await.unwrap();
    }
    // Of the week that begins: next week's.
    for _ in 0..9 {
        store.count_gap("2026-11-30".parse().unwrap(), "employees", "minimax").await.unwrap();
    }
}

async fn with_gaps(database: &Database, times: usize) -> Store {
    let store = database.open().await;
    ask_in_vain(&store, times).await;
    store
}

#[tokio::test]
async fn of_many_processes_one_posts_it_and_once() {
    for database in Database::of_each_kind() {
        let store = with_gaps(&database, 3).await;
        let memory = Arc::new(Memory::default());
        memory.set(time(MONDAY));
        let mut rivals = tokio::task::JoinSet::new();
        for number in 0..4 {
            let deliverer = memory_deliverer(&store, &memory, &number.to_string());
            rivals.spawn(async move { deliverer.deliver_due(time(MONDAY)).await.unwrap() });
        }
        rivals.join_all().await;
        let later = time("2026-11-30T09:05:00Z");
        memory.set(later);
        memory_deliverer(&store, &memory, "later").deliver_due(later).await.unwrap();
        let sent = memory.sent();
        assert_eq!(sent.len(), 1);
        let day = "2026-11-30".parse().unwrap();
        assert_eq!(sent[0].key, DeliveryKey { channel: 10, day, edition: Edition::Gaps });
        assert_eq!(store.gap_board(10).await.unwrap().unwrap().next_at, time("2026-12-07T09:00:00Z"));
        assert_eq!(store.last_delivery(10).await.unwrap(), None, "no daily post");
        store.close().await;
    }
}

#[tokio::test]
async fn a_board_that_a_crash_left_behind_is_posted_once() {
    let ready = async |store: &Store| ask_in_vain(store, 3).await;
    let points = kill_everywhere(|| Some(Database::sqlite()), time(MONDAY), ready).await;
    println!("{points} points in the first round over SQLite");
    assert!(points >= 20, "{points}");
    let points = kill_everywhere(Database::postgres, time(MONDAY), ready).await;
    println!("{points} points in the first round over PostgreSQL");
}

#[tokio::test]
async fn what_was_asked_twice_is_not_posted() {
    for database in Database::of_each_kind() {
        let store = with_gaps(&database, 2).await;
        let memory = Arc::new(Memory::default());
        memory.set(time(MONDAY));
        let steps = memory_deliverer(&store, &memory, "me").deliver_due(time(MONDAY)).await.unwrap();
        assert!(matches!(steps.as_slice(), [Step::Skipped(_)]), "{steps:?}");
        assert_eq!(memory.sent(), []);
        store.close().await;
    }
}

#[tokio::test]
async fn a_channel_that_is_closed_is_told_of_and_tried_a_week_later() {
    for database in Database::of_each_kind() {
        let store = with_gaps(&database, 3).await;
        let memory = Arc::new(Memory::default());
        memory.set(time(MONDAY));
        memory.obstruct(Some(Obstacle::Missing(vec!["Send Messages".to_owned()])));
        let deliverer = memory_deliverer(&store, &memory, "me");
        let steps = deliverer.deliver_due(time(MONDAY)).await.unwrap();
        assert!(matches!(steps.as_slice(), [Step::Failed(..), Step::Told(10)]), "{steps:?}");
        memory.obstruct(None);
        let next = time("2026-12-07T09:00:00Z");
        memory.set(next);
        deliverer.deliver_due(next).await.unwrap();
        assert_eq!(memory.sent().len(), 1);
        store.close().await;
    }
}
