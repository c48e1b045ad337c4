//! Starts of sessions with Discord's gateway, of all processes that share the store. What follows from them is decided
//! by whoever starts.

use jiff::{SignedDuration, Timestamp};
use sqlx::Row;

use super::{Store, StoreError};

/// How long a start is remembered: Discord counts by the day.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// The counter that holds the second from which on sessions may be started.
const FREE_FROM: &str = "session start";

impl Store {
    /// Notes that sessions for a range of shards are being started, and forgets what is older than a day.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_session_start(&self, shards: &str, at: Timestamp) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO session_starts (shards, at, starts) VALUES ($1, $2, 1)
             ON CONFLICT (shards, at) DO UPDATE SET starts = session_starts.starts + 1",
        )
        .bind(shards)
        .bind(at.as_second())
        .execute(&self.pool)
        .await?;
        let old = at.as_second() - KEPT.as_secs();
        sqlx::query("DELETE FROM session_starts WHERE at < $1").bind(old).execute(&self.pool).await?;
        Ok(())
    }

    /// How often a range of shards was started since then, and when last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session_starts(&self, shards: &str, since: Timestamp) -> Result<Option<(u32, Timestamp)>, StoreError> {
        let rows = sqlx::query("SELECT at, starts FROM session_starts WHERE shards = $1 AND at >= $2 ORDER BY at")
            .bind(shards)
            .bind(since.as_second())
            .fetch_all(&self.pool)
            .await?;
        let Some(last) = rows.last() else { return Ok(None) };
        let mut count = 0_u32;
        for row in &rows {
            count = count.saturating_add(u32::try_from(row.try_get::<i64, _>("starts")?).unwrap_or(u32::MAX));
        }
        Ok(Some((count, super::time_out(last, "at")?)))
    }

    /// Takes the next stretch of time for starting sessions, so long, behind those that others have taken, and tells when
    /// it begins: of several processes one starts its sessions at a time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_session_window(&self, now: Timestamp, length: SignedDuration) -> Result<Timestamp, StoreError> {
        let row = sqlx::query(
            "INSERT INTO counters (name, last) VALUES ($1, $2 + $3)
             ON CONFLICT (name) DO UPDATE
             SET last = $3 + CASE WHEN counters.last > $2 THEN counters.last ELSE $2 END RETURNING last",
        )
        .bind(FREE_FROM)
        .bind(now.as_second())
        .bind(length.as_secs())
        .fetch_one(&self.pool)
        .await?;
        super::timestamp(row.try_get::<i64, _>("last")? - length.as_secs(), FREE_FROM)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::over_both;
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[tokio::test]
    async fn starts_are_counted_by_range_for_a_day() {
        over_both(async |store| {
            for second in [1_000, 1_000, 1_500] {
                store.note_session_start("0-3/8", at(second)).await.unwrap();
            }
            store.note_session_start("4-7/8", at(1_600)).await.unwrap();
            assert_eq!(store.session_starts("0-3/8", at(0)).await.unwrap(), Some((3, at(1_500))));
            assert_eq!(store.session_starts("0-3/8", at(1_001)).await.unwrap(), Some((1, at(1_500))));
            assert_eq!(store.session_starts("0-0/1", at(0)).await.unwrap(), None);
            store.note_session_start("0-3/8", at(1_501 + 86_400)).await.unwrap();
            assert_eq!(store.session_starts("0-3/8", at(0)).await.unwrap(), Some((1, at(1_501 + 86_400))));
        })
        .await;
    }

    #[tokio::test]
    async fn windows_follow_one_another() {
        over_both(async |store| {
            let length = SignedDuration::from_secs(20);
            assert_eq!(store.take_session_window(at(1_000), length).await.unwrap(), at(1_000));
            assert_eq!(store.take_session_window(at(1_001), length).await.unwrap(), at(1_020));
            assert_eq!(store.take_session_window(at(1_002), length).await.unwrap(), at(1_040));
            assert_eq!(store.take_session_window(at(2_000), length).await.unwrap(), at(2_000));
        })
        .await;
    }
}
