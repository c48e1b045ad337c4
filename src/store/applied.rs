//! Which state of the data is in force, for all processes that share the store: each apply and each undo is a row. And
//! which states were told to the moderators, so that of several processes one tells.

use jiff::Timestamp;
use sqlx::Row;

use super::{Store, StoreError, id_in};

/// A state of the data that was put to use, to be written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewApplied {
    /// When.
    pub at: Timestamp,
    /// By whom; 0 for the operator at a terminal and for the program itself.
    pub member: u64,
    /// Its fingerprint.
    pub fingerprint: String,
    /// The fingerprint of the state that was in force before; empty where none was.
    pub replaced: String,
}

/// A state of the data that was put to use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The number of the row: the highest is in force.
    pub number: i64,
    /// Its fingerprint.
    pub fingerprint: String,
    /// The fingerprint of the state that was in force before; empty where none was.
    pub replaced: String,
}

impl Store {
    /// Writes down which state was put to use, and gives the number of the row.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_applied(&self, applied: &NewApplied) -> Result<i64, StoreError> {
        let number = self.next_number("applied").await?;
        sqlx::query("INSERT INTO applied (number, at, member, fingerprint, replaced) VALUES ($1, $2, $3, $4, $5)")
            .bind(number)
            .bind(applied.at.as_second())
            .bind(id_in(applied.member))
            .bind(&applied.fingerprint)
            .bind(&applied.replaced)
            .execute(&self.pool)
            .await?;
        Ok(number)
    }

    /// What was put to use last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn latest_applied(&self) -> Result<Option<Applied>, StoreError> {
        let row = sqlx::query("SELECT number, fingerprint, replaced FROM applied ORDER BY number DESC LIMIT 1")
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| {
            Ok(Applied {
                number: row.try_get("number")?,
                fingerprint: row.try_get("fingerprint")?,
                replaced: row.try_get("replaced")?,
            })
        })
        .transpose()
    }

    /// Takes it upon this process to tell the moderators of a state of the data; false where another has.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_telling(&self, fingerprint: &str, at: Timestamp) -> Result<bool, StoreError> {
        let done =
            sqlx::query("INSERT INTO told (fingerprint, at) VALUES ($1, $2) ON CONFLICT (fingerprint) DO NOTHING")
                .bind(fingerprint)
                .bind(at.as_second())
                .execute(&self.pool)
                .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Gives that up: the message could not be sent.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn give_up_telling(&self, fingerprint: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM told WHERE fingerprint = $1").bind(fingerprint).execute(&self.pool).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::over_both;
    use super::*;

    #[tokio::test]
    async fn the_latest_is_in_force() {
        over_both(async |store| {
            assert_eq!(store.latest_applied().await.unwrap(), None);
            let applied = |fingerprint: &str, replaced: &str| NewApplied {
                at: Timestamp::from_second(1_000).unwrap(),
                member: 9,
                fingerprint: fingerprint.to_owned(),
                replaced: replaced.to_owned(),
            };
            store.add_applied(&applied("a", "")).await.unwrap();
            let number = store.add_applied(&applied("b", "a")).await.unwrap();
            let latest = Applied { number, fingerprint: "b".to_owned(), replaced: "a".to_owned() };
            assert_eq!(store.latest_applied().await.unwrap(), Some(latest));
        })
        .await;
    }

    #[tokio::test]
    async fn a_state_is_told_once() {
        over_both(async |store| {
            let now = Timestamp::from_second(1_000).unwrap();
            assert!(store.claim_telling("a", now).await.unwrap());
            assert!(!store.claim_telling("a", now).await.unwrap());
            assert!(store.claim_telling("b", now).await.unwrap());
            store.give_up_telling("a").await.unwrap();
            assert!(store.claim_telling("a", now).await.unwrap());
        })
        .await;
    }
}
