//! The outbox of the daily post: a row for each channel, local day and edition, claimed before anything is sent.
//!
//! Whoever makes the row, or takes over one that its owner left behind, is the one who sends; every step is one
//! conditional statement, so that of several processes one alone succeeds.

use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{Store, StoreError, id_in, id_out, optional_id_out, optional_time_out, time_out};
use crate::calendar::Edition;

/// Which post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DeliveryKey {
    /// Where to.
    pub channel: u64,
    /// Of which local day.
    pub day: Date,
    /// Which of that day's.
    pub edition: Edition,
}

/// How a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeliveryState {
    /// Somebody is at it, or was and died.
    Claimed,
    /// It certainly was not sent and may still be, once the channel can be posted to.
    Held,
    /// It is there.
    Sent,
    /// Its time was over.
    Skipped,
    /// Whether it is there can't be found out; it is not sent again.
    Unknown,
    /// Discord will not have it.
    Failed,
}

impl DeliveryState {
    const ALL: [Self; 6] = [Self::Claimed, Self::Held, Self::Sent, Self::Skipped, Self::Unknown, Self::Failed];

    /// Its name in the store and in what operators read.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::Held => "held",
            Self::Sent => "sent",
            Self::Skipped => "skipped",
            Self::Unknown => "unknown",
            Self::Failed => "failed",
        }
    }
}

/// A row of the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Which post.
    pub key: DeliveryKey,
    /// The server.
    pub guild: u64,
    /// When it was due.
    pub due_at: Timestamp,
    /// How it stands.
    pub state: DeliveryState,
    /// The process that claimed it last.
    pub owner: String,
    /// When that was.
    pub claimed_at: Timestamp,
    /// How often it was claimed.
    pub attempts: u32,
    /// The message, once it is there.
    pub message: Option<u64>,
    /// Whether it is still to be published.
    pub publish: bool,
    /// When it was done with.
    pub done_at: Option<Timestamp>,
    /// Why it stands so, where that needs saying.
    pub reason: String,
}

fn delivery(row: &AnyRow) -> Result<Delivery, StoreError> {
    let (day, edition, state): (&str, &str, &str) =
        (row.try_get("day")?, row.try_get("edition")?, row.try_get("state")?);
    let attempts: i64 = row.try_get("attempts")?;
    Ok(Delivery {
        key: DeliveryKey {
            channel: id_out(row, "channel")?,
            day: day.parse().map_err(|_| StoreError::damaged("day", day))?,
            edition: edition.parse().map_err(|()| StoreError::damaged("edition", edition))?,
        },
        guild: id_out(row, "guild")?,
        due_at: time_out(row, "due_at")?,
        state: DeliveryState::ALL
            .into_iter()
            .find(|known| known.name() == state)
            .ok_or_else(|| StoreError::damaged("state", state))?,
        owner: row.try_get("owner")?,
        claimed_at: time_out(row, "claimed_at")?,
        attempts: u32::try_from(attempts).map_err(|_| StoreError::damaged("attempts", &attempts.to_string()))?,
        message: optional_id_out(row, "message")?,
        publish: row.try_get::<i64, _>("publish")? != 0,
        done_at: optional_time_out(row, "done_at")?,
        reason: row.try_get("reason")?,
    })
}

impl Store {
    /// Makes the row of a post in a state, unless there is one: true for the one caller who made it.
    ///
    /// # Errors
    /// When the database fails. A row may then have been made all the same: its claim runs out.
    pub async fn open_delivery(&self, new: &Delivery) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "INSERT INTO deliveries (channel, day, edition, guild, due_at, state, owner, claimed_at, attempts, message,
                                     publish, done_at, reason)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, $10, NULL, $11)
             ON CONFLICT (channel, day, edition) DO NOTHING",
        )
        .bind(id_in(new.key.channel))
        .bind(new.key.day.to_string())
        .bind(new.key.edition.to_string())
        .bind(id_in(new.guild))
        .bind(new.due_at.as_second())
        .bind(new.state.name())
        .bind(&new.owner)
        .bind(new.claimed_at.as_second())
        .bind(i64::from(new.attempts))
        .bind(i64::from(new.publish))
        .bind(&new.reason)
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Takes over a row as it was read (claimed by whoever left it behind, or held), for `owner`: the row as it is now
    /// for the one caller who got it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_over(
        &self,
        seen: &Delivery,
        owner: &str,
        now: Timestamp,
    ) -> Result<Option<Delivery>, StoreError> {
        let row = sqlx::query(
            "UPDATE deliveries SET state = $1, owner = $2, claimed_at = $3, attempts = attempts + 1
             WHERE channel = $4 AND day = $5 AND edition = $6
               AND state = $7 AND owner = $8 AND claimed_at = $9 AND attempts = $10
             RETURNING *",
        )
        .bind(DeliveryState::Claimed.name())
        .bind(owner)
        .bind(now.as_second())
        .bind(id_in(seen.key.channel))
        .bind(seen.key.day.to_string())
        .bind(seen.key.edition.to_string())
        .bind(seen.state.name())
        .bind(&seen.owner)
        .bind(seen.claimed_at.as_second())
        .bind(i64::from(seen.attempts))
        .fetch_optional(&self.pool)
        .await?;
        row.as_ref().map(delivery).transpose()
    }

    /// Writes down what became of a claim, if it is still the caller's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn settle(
        &self,
        claim: &Delivery,
        state: DeliveryState,
        message: Option<u64>,
        reason: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE deliveries SET state = $1, message = $2, reason = $3, done_at = $4
             WHERE channel = $5 AND day = $6 AND edition = $7
               AND state = $8 AND owner = $9 AND claimed_at = $10 AND attempts = $11",
        )
        .bind(state.name())
        .bind(message.map(id_in))
        .bind(reason)
        .bind(now.as_second())
        .bind(id_in(claim.key.channel))
        .bind(claim.key.day.to_string())
        .bind(claim.key.edition.to_string())
        .bind(DeliveryState::Claimed.name())
        .bind(&claim.owner)
        .bind(claim.claimed_at.as_second())
        .bind(i64::from(claim.attempts))
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Notes that a sent post needs no publishing (any more).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn published(&self, key: DeliveryKey, reason: &str) -> Result<(), StoreError> {
        sqlx::query("UPDATE deliveries SET publish = 0, reason = $1 WHERE channel = $2 AND day = $3 AND edition = $4")
            .bind(reason)
            .bind(id_in(key.channel))
            .bind(key.day.to_string())
            .bind(key.edition.to_string())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// The rows in a state whose last claim was made up to an instant, in order of their claims.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn deliveries_in(&self, state: DeliveryState, until: Timestamp) -> Result<Vec<Delivery>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM deliveries WHERE state = $1 AND claimed_at <= $2 ORDER BY claimed_at, channel, day, edition",
        )
        .bind(state.name())
        .bind(until.as_second())
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(delivery).collect()
    }

    /// The posts that were sent since an instant and are still to be published. Not all that were ever sent: those are
    /// many, and looked through in every round.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn deliveries_to_publish(&self, since: Timestamp) -> Result<Vec<Delivery>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM deliveries WHERE state = $1 AND claimed_at >= $2 AND publish = 1
             ORDER BY claimed_at, channel",
        )
        .bind(DeliveryState::Sent.name())
        .bind(since.as_second())
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(delivery).collect()
    }

    /// The last row of a channel, by when it was due.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_delivery(&self, channel: u64) -> Result<Option<Delivery>, StoreError> {
        let row = sqlx::query("SELECT * FROM deliveries WHERE channel = $1 ORDER BY due_at DESC, edition LIMIT 1")
            .bind(id_in(channel))
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(delivery).transpose()
    }

    /// Forgets the rows of posts that were due before an instant; how many there were. Whoever calls makes sure that
    /// none of them can become due again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_deliveries_before(&self, before: Timestamp) -> Result<u64, StoreError> {
        let done = sqlx::query("DELETE FROM deliveries WHERE due_at < $1")
            .bind(before.as_second())
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected())
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{at, claim, over_both};
    use super::*;

    #[tokio::test]
    async fn of_many_who_claim_one_succeeds() {
        over_both(async |store| {
            let mut claims = tokio::task::JoinSet::new();
            for number in 0..8 {
                let store = store.clone();
                claims.spawn(async move {
                    let claim = Delivery { owner: number.to_string(), ..claim(10, 100) };
                    store.open_delivery(&claim).await.unwrap()
                });
            }
            assert_eq!(claims.join_all().await.into_iter().filter(|won| *won).count(), 1);
            let seen = store.deliveries_in(DeliveryState::Claimed, at(100)).await.unwrap().remove(0);
            let mut takers = tokio::task::JoinSet::new();
            for number in 0..8 {
                let (store, seen) = (store.clone(), seen.clone());
                takers.spawn(async move { store.take_over(&seen, &format!("t{number}"), at(300)).await.unwrap() });
            }
            let won: Vec<Delivery> = takers.join_all().await.into_iter().flatten().collect();
            assert_eq!(won.len(), 1);
            assert_eq!((won[0].attempts, won[0].claimed_at, won[0].state), (2, at(300), DeliveryState::Claimed));
            assert!(!store.settle(&seen, DeliveryState::Sent, Some(1), "", at(301)).await.unwrap(), "lost its claim");
            assert!(store.settle(&won[0], DeliveryState::Sent, Some(2), "", at(302)).await.unwrap());
            assert!(!store.settle(&won[0], DeliveryState::Sent, Some(3), "", at(303)).await.unwrap());
            assert_eq!(store.last_delivery(10).await.unwrap().unwrap().message, Some(2));
        })
        .await;
    }

    #[tokio::test]
    async fn rows_are_found_by_state_and_kept_apart_by_day_and_edition() {
        over_both(async |store| {
            let day = claim(10, 100);
            let week =
                Delivery { key: DeliveryKey { edition: Edition::Week, ..day.key }, publish: true, ..claim(10, 110) };
            for row in [&day, &week] {
                assert!(store.open_delivery(row).await.unwrap());
            }
            assert_eq!(store.deliveries_in(DeliveryState::Claimed, at(100)).await.unwrap(), std::slice::from_ref(&day));
            assert!(store.settle(&week, DeliveryState::Sent, Some(5), "", at(120)).await.unwrap());
            assert!(store.settle(&day, DeliveryState::Held, None, "no access", at(120)).await.unwrap());
            assert_eq!(store.deliveries_to_publish(at(0)).await.unwrap().len(), 1);
            assert_eq!(store.deliveries_to_publish(at(111)).await.unwrap(), [], "claimed before");
            store.published(week.key, "").await.unwrap();
            assert_eq!(store.deliveries_to_publish(at(0)).await.unwrap(), []);
            let held = store.deliveries_in(DeliveryState::Held, at(200)).await.unwrap();
            assert_eq!((held.len(), held[0].reason.as_str()), (1, "no access"));
            assert!(store.take_over(&held[0], "other", at(130)).await.unwrap().is_some());
            assert_eq!(store.forget_deliveries_before(at(101)).await.unwrap(), 1);
            assert!(store.last_delivery(10).await.unwrap().is_some());
        })
        .await;
    }
}
