//! The tables and their history: one set of files for SQLite and PostgreSQL. Processes that start together wait for one
//! another (by an advisory lock on PostgreSQL, by the write lock on SQLite).

use std::borrow::Cow;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AnyPool, Connection, SqlSafeStr};

use super::StoreError;

/// Every step, oldest first: its number, what it is about, its statements. A step that was released never changes.
const STEPS: [(i64, &str, &str); 6] = [
    (1, "servers and members", include_str!("migrations/0001_servers_and_members.sql")),
    (2, "daily posts", include_str!("migrations/0002_daily_posts.sql")),
    (3, "applied states of the data", include_str!("migrations/0003_applied.sql")),
    (4, "session starts", include_str!("migrations/0004_session_starts.sql")),
    (5, "gap boards", include_str!("migrations/0005_gap_boards.sql")),
    (6, "tags of forums", include_str!("migrations/0006_forum_tags.sql")),
];

fn migrator() -> Migrator {
    let steps = STEPS.map(|(version, about, statements)| {
        Migration::new(version, Cow::Borrowed(about), MigrationType::Simple, statements.into_sql_str(), false)
    });
    Migrator::with_migrations(steps.into())
}

/// Brings the tables up to date.
pub(super) async fn run(pool: &AnyPool, is_sqlite: bool) -> Result<(), StoreError> {
    if !is_sqlite {
        return Ok(migrator().run(pool).await?);
    }
    // On SQLite sqlx takes no lock of its own. Whoever else begins so waits for the end of this transaction.
    let mut connection = pool.acquire().await?;
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    migrator().run_direct(None, &mut *transaction, false).await?;
    Ok(transaction.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::super::testing::urls;
    use super::super::{Store, connect};
    use super::*;

    /// A row for every table of a step, in the columns that it has then.
    const ROWS: [&[&str]; STEPS.len()] = [
        &[
        "INSERT INTO counters (name, last) VALUES ('feedback', 7)",
        "INSERT INTO guilds (guild, joined_at) VALUES (1, 100)",
        "INSERT INTO settings (guild, scope, scope_id, key, value) VALUES (1, 'guild', 1, 'language', 'es')",
        "INSERT INTO feedback (id, given_at, guild, channel, member, message, kind, topic, wrong, correct, evidence,
         state, decision) VALUES (7, 100, 1, 2, 3, 4, 'mistake', 'founded', 'a', 'b', 'c', 'open', '')",
        "INSERT INTO gaps (week, property, entity, asked) VALUES (20000, 'founded', 'zhipu', 3)",
        "INSERT INTO audit (id, at, member, action, detail) VALUES (1, 100, 3, 'reload', '')",
    ],
        &[
            "INSERT INTO subscriptions (channel, guild, kind, minute, zone, taste, publish, language, set_at, next_at)
             VALUES (10, 1, 'text', 540, 'Asia/Shanghai', 'none', 0, 'en-US', 1, 100)",
            "INSERT INTO deliveries (channel, day, edition, guild, due_at, state, owner, claimed_at, attempts, publish,
             reason) VALUES (10, '2026-01-20', 'day', 1, 100, 'sent', 'me', 100, 1, 0, '')",
        ],
        &[
            "INSERT INTO applied (number, at, member, fingerprint, replaced) VALUES (1, 100, 3, 'b', 'a')",
            "INSERT INTO told (fingerprint, at) VALUES ('b', 100)",
        ],
        &["INSERT INTO session_starts (shards, at, starts) VALUES ('0-0/1', 100, 1)"],
        &["INSERT INTO gap_boards (channel, guild, kind, language, set_at, next_at)
             VALUES (10, 1, 'text', 'en-US', 1, 100)"],
        &[
            "INSERT INTO subscriptions (channel, guild, kind, minute, zone, taste, publish, language, set_at, next_at,
             tag) VALUES (11, 1, 'forum', 540, 'Asia/Shanghai', 'none', 0, 'en-US', 1, 100, 5)",
            "INSERT INTO gap_boards (channel, guild, kind, language, set_at, next_at, tag)
             VALUES (11, 1, 'forum', 'en-US', 1, 100, 5)",
        ],
    ];

    #[tokio::test]
    async fn every_step_runs_over_filled_tables() {
        for (last, _) in STEPS.iter().enumerate() {
            for database in urls().await {
                let pool = connect(database.url()).await.unwrap();
                for step in 0..=last {
                    migrator().run_to(STEPS[step].0, &pool).await.unwrap();
                    for row in ROWS[step] {
                        sqlx::query(*row).execute(&pool).await.unwrap();
                    }
                }
                let is_sqlite = database.url().starts_with("sqlite:");
                run(&pool, is_sqlite).await.unwrap();
                run(&pool, is_sqlite).await.expect("what is up to date stays as it is");
                let store = Store { pool };
                let feedback = store.feedback_entry(7).await.unwrap().unwrap();
                assert_eq!((feedback.member, feedback.topic.as_str()), (3, "founded"));
                assert_eq!(store.next_number("feedback").await.unwrap(), 8);
                assert_eq!(store.guilds().await.unwrap(), [1]);
                let subscribed = store.subscription(10).await.unwrap().is_some();
                assert_eq!(subscribed, last >= 1);
                assert_eq!(store.gap_board(10).await.unwrap().is_some(), last >= 4);
                let tag = store.subscription(11).await.unwrap().and_then(|subscription| subscription.to.tag);
                assert_eq!(tag, (last >= 5).then_some(5));
                assert_eq!(store.last_delivery(10).await.unwrap().is_some(), last >= 1);
                store.close().await;
                database.remove().await;
            }
        }
    }

    #[tokio::test]
    async fn a_database_of_a_later_version_is_refused() {
        for database in urls().await {
            let store = Store::open(database.url()).await.unwrap();
            sqlx::query("UPDATE _sqlx_migrations SET version = 999 WHERE version = 1")
                .execute(&store.pool)
                .await
                .unwrap();
            store.close().await;
            assert!(matches!(Store::open(database.url()).await, Err(StoreError::Migration { .. })));
            database.remove().await;
        }
    }

    #[tokio::test]
    async fn processes_that_start_together_do_not_disturb_one_another() {
        for database in urls().await {
            let mut starts = tokio::task::JoinSet::new();
            for _ in 0..3 {
                let url = database.url().to_owned();
                starts.spawn(async move { Store::open(&url).await.map(drop) });
            }
            for start in starts.join_all().await {
                start.unwrap();
            }
            database.remove().await;
        }
    }
}
