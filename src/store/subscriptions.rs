//! Which channel wants the daily post, when, and whether it can be posted there right now.

use jiff::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{Store, StoreError, id_in, id_out, optional_id_out, optional_time_out, time_out};
use crate::calendar::Taste;

/// What sort of channel a post goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelKind {
    /// A text channel.
    Text,
    /// An announcement channel, whose posts other servers can follow.
    Announcement,
    /// A thread.
    Thread,
    /// A forum: each post is a new thread there.
    Forum,
}

impl ChannelKind {
    const ALL: [Self; 4] = [Self::Text, Self::Announcement, Self::Thread, Self::Forum];

    /// The kind of a name.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Announcement => "announcement",
            Self::Thread => "thread",
            Self::Forum => "forum",
        }
    }
}

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
    /// The channel.
    pub channel: u64,
    /// Its server.
    pub guild: u64,
    /// What sort of channel.
    pub kind: ChannelKind,
    /// Minutes after local midnight, 0 to 1439.
    pub minute: u16,
    /// IANA name of the time zone.
    pub zone: String,
    /// What comes beside the days with events.
    pub taste: Taste,
    /// The role to ping, if any.
    pub role: Option<u64>,
    /// The tag that the posts get, in a forum.
    pub tag: Option<u64>,
    /// Whether posts of an announcement channel are published.
    pub publish: bool,
    /// The language of the posts, as Discord writes locales.
    pub language: String,
    /// Who set it up and is told when it can't go on; `None` once they asked to be forgotten.
    pub set_by: Option<u64>,
    /// When it was set up.
    pub set_at: Timestamp,
    /// When the time of the next local day comes; everything before has been seen to.
    pub next_at: Timestamp,
    /// Set while nothing can be posted.
    pub parked: Option<Parked>,
}

fn subscription(row: &AnyRow) -> Result<Subscription, StoreError> {
    let kind = row.try_get::<&str, _>("kind")?;
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
        channel: id_out(row, "channel")?,
        guild: id_out(row, "guild")?,
        kind: ChannelKind::from_name(kind).ok_or_else(|| StoreError::damaged("kind", kind))?,
        minute: u16::try_from(minute).map_err(|_| StoreError::damaged("minute", &minute.to_string()))?,
        zone: row.try_get("zone")?,
        taste: taste.parse().map_err(|()| StoreError::damaged("taste", taste))?,
        role: optional_id_out(row, "role")?,
        tag: optional_id_out(row, "tag")?,
        publish: row.try_get::<i64, _>("publish")? != 0,
        language: row.try_get("language")?,
        set_by: optional_id_out(row, "set_by")?,
        set_at: time_out(row, "set_at")?,
        next_at: time_out(row, "next_at")?,
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
        .bind(id_in(new.channel))
        .bind(id_in(new.guild))
        .bind(new.kind.name())
        .bind(i64::from(new.minute))
        .bind(&new.zone)
        .bind(new.taste.to_string())
        .bind(new.role.map(id_in))
        .bind(i64::from(new.publish))
        .bind(&new.language)
        .bind(new.set_by.map(id_in))
        .bind(new.set_at.as_second())
        .bind(new.next_at.as_second())
        .bind(new.tag.map(id_in))
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
        let row = sqlx::query("SELECT * FROM subscriptions WHERE channel = $1")
            .bind(id_in(channel))
            .fetch_optional(&self.pool)
            .await?;
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
        let rows = sqlx::query("SELECT * FROM subscriptions WHERE next_at <= $1 ORDER BY next_at, channel")
            .bind(now.as_second())
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(subscription).collect()
    }

    /// The parked subscriptions that it is time to look at again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn subscriptions_to_look_at(&self, now: Timestamp) -> Result<Vec<Subscription>, StoreError> {
        let rows =
            sqlx::query("SELECT * FROM subscriptions WHERE parked IS NOT NULL AND look_at <= $1 ORDER BY channel")
                .bind(now.as_second())
                .fetch_all(&self.pool)
                .await?;
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
                .bind(id_in(subscription.channel))
                .bind(subscription.next_at.as_second())
                .bind(subscription.set_at.as_second())
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
                kind: ChannelKind::Forum,
                role: Some(77),
                tag: Some(5),
                publish: true,
                taste: Taste::Week,
                set_by: None,
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
            let due = Subscription { next_at: at(100), ..subscription(10, 1) };
            store.subscribe(&due).await.unwrap();
            store.subscribe(&Subscription { next_at: at(50), ..subscription(11, 1) }).await.unwrap();
            assert_eq!(store.subscriptions_due(at(99)).await.unwrap().len(), 1);
            let both = store.subscriptions_due(at(100)).await.unwrap();
            assert_eq!(both.iter().map(|one| one.channel).collect::<Vec<_>>(), [11, 10]);
            store.seen_to(&[(due.clone(), at(200))]).await.unwrap();
            store.seen_to(&[(due.clone(), at(150))]).await.unwrap();
            assert_eq!(store.subscription(10).await.unwrap().unwrap().next_at, at(200));
            // Set up anew while a round was under way.
            store.subscribe(&Subscription { set_at: at(7), ..due.clone() }).await.unwrap();
            store.seen_to(&[(due.clone(), at(300))]).await.unwrap();
            assert_eq!(store.subscription(10).await.unwrap().unwrap().next_at, at(100));
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
