//! The servers that the bot is in. One that it leaves takes with it what was set there.

use jiff::Timestamp;

use super::{Store, StoreError, id_in, id_out};

impl Store {
    /// Notes that the bot is in a server; true when it was not known to be.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn joined_guild(&self, guild: u64, at: Timestamp) -> Result<bool, StoreError> {
        let done = sqlx::query("INSERT INTO guilds (guild, joined_at) VALUES ($1, $2) ON CONFLICT (guild) DO NOTHING")
            .bind(id_in(guild))
            .bind(at.as_second())
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Forgets a server that the bot is no longer in, and what was set there. Feedback stays: it is about the answers.
    /// An outage is no leaving.
    ///
    /// # Errors
    /// When the database fails. Then nothing or a part is gone, the note of the server last: ask again.
    pub async fn left_guild(&self, guild: u64) -> Result<(), StoreError> {
        for statement in [
            "DELETE FROM subscriptions WHERE guild = $1",
            "DELETE FROM gap_boards WHERE guild = $1",
            "DELETE FROM deliveries WHERE guild = $1",
            "DELETE FROM settings WHERE guild = $1",
            "DELETE FROM guilds WHERE guild = $1",
        ] {
            sqlx::query(statement).bind(id_in(guild)).execute(&self.pool).await?;
        }
        Ok(())
    }

    /// All servers that the bot is known to be in, in order of their ids.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn guilds(&self) -> Result<Vec<u64>, StoreError> {
        let rows = sqlx::query("SELECT guild FROM guilds ORDER BY guild").fetch_all(&self.pool).await?;
        rows.iter().map(|row| id_out(row, "guild")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Scope;
    use super::super::testing::{claim, over_both, subscription};
    use super::*;

    #[tokio::test]
    async fn a_server_that_is_left_takes_its_settings_along() {
        over_both(async |store| {
            let at = Timestamp::from_second(1_000).unwrap();
            assert!(store.joined_guild(1, at).await.unwrap());
            assert!(!store.joined_guild(1, at).await.unwrap());
            assert!(store.joined_guild(2, at).await.unwrap());
            let inside = Scope::Channel { guild: 1, channel: 10 };
            let other = Scope::Guild(2);
            store.set_setting(inside, "language", "es").await.unwrap();
            store.set_setting(other, "language", "es").await.unwrap();
            store.subscribe(&subscription(10, 1)).await.unwrap();
            store.subscribe(&subscription(20, 2)).await.unwrap();
            store.open_delivery(&claim(10, 100)).await.unwrap();
            store.left_guild(1).await.unwrap();
            assert_eq!(store.subscription(10).await.unwrap(), None);
            assert_eq!(store.last_delivery(10).await.unwrap(), None);
            assert!(store.subscription(20).await.unwrap().is_some());
            assert_eq!(store.guilds().await.unwrap(), [2]);
            assert_eq!(store.setting(inside, "language").await.unwrap(), None);
            assert!(store.setting(other, "language").await.unwrap().is_some());
        })
        .await;
    }
}
