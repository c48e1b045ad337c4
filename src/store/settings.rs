//! Settings of servers and channels: a key and a value in words. What they mean is decided by who asks.

use std::collections::BTreeMap;

use sqlx::Row;

use super::{Store, StoreError, id_in};

/// Where a setting holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// In a whole server.
    Guild(u64),
    /// In one channel of a server.
    Channel {
        /// The server.
        guild: u64,
        /// The channel.
        channel: u64,
    },
}

impl Scope {
    fn name(self) -> &'static str {
        match self {
            Self::Guild(_) => "guild",
            Self::Channel { .. } => "channel",
        }
    }

    fn id(self) -> i64 {
        match self {
            Self::Guild(id) | Self::Channel { channel: id, .. } => id_in(id),
        }
    }

    fn guild(self) -> i64 {
        match self {
            Self::Guild(guild) | Self::Channel { guild, .. } => id_in(guild),
        }
    }
}

impl Store {
    /// The value of a setting in exactly this scope.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn setting(&self, scope: Scope, key: &str) -> Result<Option<String>, StoreError> {
        let row = sqlx::query("SELECT value FROM settings WHERE scope = $1 AND scope_id = $2 AND key = $3")
            .bind(scope.name())
            .bind(scope.id())
            .bind(key)
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| Ok(row.try_get("value")?)).transpose()
    }

    /// All settings of exactly this scope.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn settings(&self, scope: Scope) -> Result<BTreeMap<String, String>, StoreError> {
        let rows = sqlx::query("SELECT key, value FROM settings WHERE scope = $1 AND scope_id = $2")
            .bind(scope.name())
            .bind(scope.id())
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(|row| Ok((row.try_get("key")?, row.try_get("value")?))).collect()
    }

    /// All settings of all servers and channels, for whoever keeps them in memory.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn all_settings(&self) -> Result<Vec<(Scope, String, String)>, StoreError> {
        let rows = sqlx::query("SELECT guild, scope, scope_id, key, value FROM settings ORDER BY scope, scope_id, key")
            .fetch_all(&self.pool)
            .await?;
        rows.iter()
            .map(|row| {
                let guild = super::id_out(row, "guild")?;
                let scope = match row.try_get::<&str, _>("scope")? {
                    "guild" => Scope::Guild(guild),
                    "channel" => Scope::Channel { guild, channel: super::id_out(row, "scope_id")? },
                    other => return Err(StoreError::damaged("scope", other)),
                };
                Ok((scope, row.try_get("key")?, row.try_get("value")?))
            })
            .collect()
    }

    /// Sets a setting, whatever it was.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_setting(&self, scope: Scope, key: &str, value: &str) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO settings (guild, scope, scope_id, key, value) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (scope, scope_id, key) DO UPDATE SET value = excluded.value",
        )
        .bind(scope.guild())
        .bind(scope.name())
        .bind(scope.id())
        .bind(key)
        .bind(value)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Unsets a setting, so that the wider scope's holds; whether there was one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn clear_setting(&self, scope: Scope, key: &str) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM settings WHERE scope = $1 AND scope_id = $2 AND key = $3")
            .bind(scope.name())
            .bind(scope.id())
            .bind(key)
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected() > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::over_both;
    use super::*;

    #[tokio::test]
    async fn scopes_are_kept_apart_and_the_last_value_holds() {
        over_both(async |store| {
            let guild = Scope::Guild(7);
            let channel = Scope::Channel { guild: 7, channel: 8 };
            // A server's first channel has the server's id.
            let same_id = Scope::Channel { guild: 7, channel: 7 };
            assert_eq!(store.setting(guild, "language").await.unwrap(), None);
            store.set_setting(guild, "language", "en").await.unwrap();
            store.set_setting(guild, "language", "zh-Hans").await.unwrap();
            store.set_setting(channel, "language", "es").await.unwrap();
            store.set_setting(same_id, "private", "'; DROP TABLE settings; -- 私密").await.unwrap();
            assert_eq!(store.setting(guild, "language").await.unwrap().as_deref(), Some("zh-Hans"));
            assert_eq!(store.setting(channel, "language").await.unwrap().as_deref(), Some("es"));
            assert_eq!(store.settings(same_id).await.unwrap().len(), 1);
            assert_eq!(
                store.all_settings().await.unwrap(),
                [
                    (same_id, "private".to_owned(), "'; DROP TABLE settings; -- 私密".to_owned()),
                    (channel, "language".to_owned(), "es".to_owned()),
                    (guild, "language".to_owned(), "zh-Hans".to_owned()),
                ]
            );
            assert!(store.clear_setting(channel, "language").await.unwrap());
            assert!(!store.clear_setting(channel, "language").await.unwrap());
            assert_eq!(store.settings(channel).await.unwrap(), BTreeMap::new());
        })
        .await;
    }
}
