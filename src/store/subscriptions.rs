//! Which channel wants the daily post, when, and whether it can be posted there right now.

use jiff::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::destinations::destination;
use super::{Destination, Store, StoreError, id_in, optional_id_out, optional_time_out, time_out};
use crate::calendar::Taste;

/// Why nothing is posted to a channel for the time being.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parked {
    /// What stands in the way, as whoever found out wrote it down.
    pub reason: String,
    /// Since when.
    pub since: Timestamp,
    /// When the admin was told.
    pub told_at: Option<Timestamp>,
    /// When to look next whether it is mended.
    pub look_at: Timestamp,
}

/// What a channel wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Where posts go; the next is due when the time of the next local day comes.
    pub to: Destination,
    /// Minutes after local midnight, 0 to 1439.
    pub minute: u16,
    /// IANA name of the time zone.
    pub zone: String,
    /// What comes beside the days with events.
    pub taste: Taste,
    /// The role to ping, if any.
    pub role: Option<u64>,
    /// Whether posts of an announcement channel are published.
    pub publish: bool,
    /// Set while nothing can be posted.
    pub parked: Option<Parked>,
}

fn subscription(row: &AnyRow) -> Result<Subscription, StoreError> {
    let taste = row.try_get::<&str, _>("taste")?;
    let minute: i64 = row.try_get("minute")?;
    let parked = match row.try_get::<Option<String>, _>("parked")? {
        None => None,
        Some(reason) => Some(Parked {
            reason,
            since: time_out(row, "parked_at")?,
            told_at: optional_time_out(row, "told_at")?,
            look_at: time_out(row, "look_at")?,
        }),
    };
    Ok(Subscription {
        to: destination(row)?,
        minute: u16::try_from(minute).map_err(|_| StoreError::damaged("minute", &minute.to_string()))?,
        zone: row.try_get("zone")?,
        taste: taste.parse().map_err(|()| StoreError::damaged("taste", taste))?,
        role: optional_id_out(row, "role")?,
        publish: row.try_get::<i64, _>("publish")? != 0,
        parked,
    })
}

impl Store {
    /// Sets up the daily post of a channel, whatever was set up there before. It is not parked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn subscribe(&self, new: &Subscription) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO subscriptions (channel, guild, kind, minute, zone, taste, role, publish, language, set_by,
                                        set_at, next_at, tag)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
             ON CONFLICT (channel) DO UPDATE SET
                guild = excluded.guild, kind = excluded.kind, minute = excluded.minute, zone = excluded.zone,
                taste = excluded.taste, role = excluded.role, publish = excluded.publish,
                language = excluded.language, set_by = excluded.set_by, set_at = excluded.set_at,
                next_at = excluded.next_at, tag = excluded.tag, parked = NULL, parked_at = NULL, told_at = NULL, look_at = NULL",
        )
        .bind(id_in(new.to.channel))
        .bind(id_in(new.to.guild))
        .bind(new.to.kind.name())
        .bind(i64::from(new.minute))
        .bind(&new.zone)
        .bind(new.taste.to_string())
        .bind(new.role.map(id_in))
        .bind(i64::from(new.publish))
        .bind(&new.to.language)
        .bind(new.to.set_by.map(id_in))
        .bind(new.to.set_at.as_second())
        .bind(new.to.next_at.as_second())
        .bind(new.to.tag.map(id_in))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Ends the daily post of a channel; whether there was one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unsubscribe(&self, channel: u64) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM subscriptions WHERE channel = $1")
            .bind(id_in(channel))
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// What a channel wants, if anything.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn subscription(&self, channel: u64) -> Result<Option<Subscription>, StoreError> {
        let row = self.row_of("SELECT * FROM subscriptions WHERE channel = $1", channel).await?;
        row.as_ref().map(subscription).transpose()
    }

    /// What the channels of a server want, in order of their ids.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn subscriptions_of(&self, guild: u64) -> Result<Vec<Subscription>, StoreError> {
        let rows = sqlx::query("SELECT * FROM subscriptions WHERE guild = $1 ORDER BY channel")
            .bind(id_in(guild))
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(subscription).collect()
    }

    /// The subscriptions whose next time has come by an instant, those that wait longest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn subscriptions_due(&self, now: Timestamp) -> Result<Vec<Subscription>, StoreError> {
        let rows =
            self.rows_until("SELECT * FROM subscriptions WHERE next_at <= $1 ORDER BY next_at, channel", now).await?;
        rows.iter().map(subscription).collect()
    }

    /// The parked subscriptions that it is time to look at again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn subscriptions_to_look_at(&self, now: Timestamp) -> Result<Vec<Subscription>, StoreError> {
        let due = "SELECT * FROM subscriptions WHERE parked IS NOT NULL AND look_at <= $1 ORDER BY channel";
        let rows = self.rows_until(due, now).await?;
        rows.iter().map(subscription).collect()
    }

    /// Notes of each subscription that everything before its instant has been seen to, of all of them or, where that
    /// fails, of none; never goes back, and leaves alone what was set up anew meanwhile.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn seen_to(&self, seen: &[(Subscription, Timestamp)]) -> Result<(), StoreError> {
        if seen.is_empty() {
            return Ok(());
        }
        let mut transaction = self.pool.begin().await?;
        for (subscription, next_at) in seen {
            sqlx::query("UPDATE subscriptions SET next_at = $1 WHERE channel = $2 AND next_at = $3 AND set_at = $4")
                .bind(next_at.as_second())
                .bind(id_in(subscription.to.channel))
                .bind(subscription.to.next_at.as_second())
                .bind(subscription.to.set_at.as_second())
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Parks a channel, or notes that it still is for this reason and when to look next.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn park(&self, channel: u64, reason: &str, now: Timestamp, look_at: Timestamp) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE subscriptions SET parked = $1, parked_at = COALESCE(parked_at, $2), look_at = $3 WHERE channel = $4",
        )
        .bind(reason)
        .bind(now.as_second())
        .bind(look_at.as_second())
        .bind(id_in(channel))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Takes the right to tell the admin that a channel is parked: true for one caller alone, once until it goes on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_notice(&self, channel: u64, now: Timestamp) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE subscriptions SET told_at = $1 WHERE channel = $2 AND parked IS NOT NULL AND told_at IS NULL",
        )
        .bind(now.as_second())
        .bind(id_in(channel))
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Lets a parked channel go on; whether it was parked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unpark(&self, channel: u64) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE subscriptions SET parked = NULL, parked_at = NULL, told_at = NULL, look_at = NULL
             WHERE channel = $1 AND parked IS NOT NULL",
        )
        .bind(id_in(channel))
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Makes the parked channels of a server be looked at at once: something changed there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn look_soon(&self, guild: u64, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query("UPDATE subscriptions SET look_at = $1 WHERE guild = $2 AND parked IS NOT NULL AND look_at > $1")
            .bind(now.as_second())
            .bind(id_in(guild))
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::ChannelKind;
    use super::super::testing::{at, over_both, subscription};
    use super::*;

    #[tokio::test]
    async fn a_channel_has_one_subscription_the_last() {
        over_both(async |store| {
            let first = subscription(10, 1);
            store.subscribe(&first).await.unwrap();
            assert_eq!(store.subscription(10).await.unwrap(), Some(first.clone()));
            store.park(10, "gone", at(5), at(6)).await.unwrap();
            let second = Subscription {
                to: Destination { kind: ChannelKind::Forum, tag: Some(5), set_by: None, ..first.to.clone() },
                role: Some(77),
                publish: true,
                taste: Taste::Week,
                ..first
            };
            store.subscribe(&second).await.unwrap();
            store.subscribe(&subscription(11, 1)).await.unwrap();
            store.subscribe(&subscription(12, 2)).await.unwrap();
            assert_eq!(store.subscriptions_of(1).await.unwrap(), [second, subscription(11, 1)]);
            assert!(store.unsubscribe(10).await.unwrap());
            assert!(!store.unsubscribe(10).await.unwrap());
        })
        .await;
    }

    #[tokio::test]
    async fn what_is_due_is_seen_to_once() {
        over_both(async |store| {
            let due = subscription(10, 1);
            store.subscribe(&due).await.unwrap();
            let mut earlier = subscription(11, 1);
            earlier.to.next_at = at(50);
            store.subscribe(&earlier).await.unwrap();
            assert_eq!(store.subscriptions_due(at(99)).await.unwrap().len(), 1);
            let both = store.subscriptions_due(at(100)).await.unwrap();
            assert_eq!(both.iter().map(|one| one.to.channel).collect::<Vec<_>>(), [11, 10]);
            store.seen_to(&[(due.clone(), at(200))]).await.unwrap();
            store.seen_to(&[(due.clone(), at(150))]).await.unwrap();
            assert_eq!(store.subscription(10).await.unwrap().unwrap().to.next_at, at(200));
            // Set up anew while a round was under way.
            let mut anew = due.clone();
            anew.to.set_at = at(7);
            store.subscribe(&anew).await.unwrap();
            store.seen_to(&[(due.clone(), at(300))]).await.unwrap();
            assert_eq!(store.subscription(10).await.unwrap().unwrap().to.next_at, at(100));
        })
        .await;
    }

    #[tokio::test]
    async fn parking_tells_one_and_looks_again() {
        over_both(async |store| {
            store.subscribe(&subscription(10, 1)).await.unwrap();
            assert!(!store.claim_notice(10, at(5)).await.unwrap(), "not parked");
            store.park(10, "gone", at(5), at(60)).await.unwrap();
            assert!(store.claim_notice(10, at(5)).await.unwrap());
            assert!(!store.claim_notice(10, at(6)).await.unwrap());
            assert_eq!(store.subscriptions_to_look_at(at(59)).await.unwrap(), []);
            store.look_soon(2, at(20)).await.unwrap();
            assert_eq!(store.subscriptions_to_look_at(at(59)).await.unwrap(), []);
            store.look_soon(1, at(20)).await.unwrap();
            assert_eq!(store.subscriptions_to_look_at(at(20)).await.unwrap().len(), 1);
            store.park(10, "still", at(20), at(120)).await.unwrap();
            let parked = store.subscription(10).await.unwrap().unwrap().parked.unwrap();
            let expected = Parked { reason: "still".to_owned(), since: at(5), told_at: Some(at(5)), look_at: at(120) };
            assert_eq!(parked, expected);
            assert!(store.unpark(10).await.unwrap());
            assert!(!store.unpark(10).await.unwrap());
            assert_eq!(store.subscription(10).await.unwrap().unwrap().parked, None);
            store.park(10, "gone", at(300), at(360)).await.unwrap();
            assert!(store.claim_notice(10, at(300)).await.unwrap(), "told again once it went on in between");
        })
        .await;
    }
}
