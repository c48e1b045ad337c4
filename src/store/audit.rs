//! Who changed what the bot knows: reloads, accepted corrections, reverts. Entries are added and never changed.

use jiff::Timestamp;
use sqlx::Row;

use super::{Store, StoreError, id_in, id_out, time_out};

/// An entry to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAuditEntry {
    /// When.
    pub at: Timestamp,
    /// Who; 0 for the operator at a terminal and for the program itself.
    pub member: u64,
    /// What was done, in one word or two.
    pub action: String,
    /// With what.
    pub detail: String,
    /// The generation of the knowledge before.
    pub generation_before: Option<String>,
    /// The generation after.
    pub generation_after: Option<String>,
}

/// An entry as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its number.
    pub id: i64,
    /// What was written down.
    pub entry: NewAuditEntry,
}

impl Store {
    /// Adds an entry and gives its number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit(&self, entry: &NewAuditEntry) -> Result<i64, StoreError> {
        let id = self.next_number("audit").await?;
        sqlx::query(
            "INSERT INTO audit (id, at, member, action, detail, generation_before, generation_after)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(id)
        .bind(entry.at.as_second())
        .bind(id_in(entry.member))
        .bind(&entry.action)
        .bind(&entry.detail)
        .bind(&entry.generation_before)
        .bind(&entry.generation_after)
        .execute(&self.pool)
        .await?;
        Ok(id)
    }

    /// How many entries there are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit_count(&self) -> Result<u64, StoreError> {
        let row = sqlx::query("SELECT COUNT(*) AS entries FROM audit").fetch_one(&self.pool).await?;
        Ok(row.try_get::<i64, _>("entries")?.cast_unsigned())
    }

    /// The entries, newest first, without the first `skipped` of them, `limit` at most.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit_page(&self, skipped: u32, limit: u32) -> Result<Vec<AuditEntry>, StoreError> {
        let rows = sqlx::query("SELECT * FROM audit ORDER BY id DESC LIMIT $1 OFFSET $2")
            .bind(i64::from(limit))
            .bind(i64::from(skipped))
            .fetch_all(&self.pool)
            .await?;
        rows.iter()
            .map(|row| {
                Ok(AuditEntry {
                    id: row.try_get("id")?,
                    entry: NewAuditEntry {
                        at: time_out(row, "at")?,
                        member: id_out(row, "member")?,
                        action: row.try_get("action")?,
                        detail: row.try_get("detail")?,
                        generation_before: row.try_get("generation_before")?,
                        generation_after: row.try_get("generation_after")?,
                    },
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::over_both;
    use super::*;

    #[tokio::test]
    async fn entries_are_kept_in_order() {
        over_both(async |store| {
            let entry = |action: &str, before: Option<&str>| NewAuditEntry {
                at: Timestamp::from_second(1_000).unwrap(),
                member: 9,
                action: action.to_owned(),
                detail: "feedback 7".to_owned(),
                generation_before: before.map(str::to_owned),
                generation_after: Some("b".to_owned()),
            };
            store.audit(&entry("reload", None)).await.unwrap();
            let last = store.audit(&entry("accept", Some("a"))).await.unwrap();
            let latest = store.audit_page(0, 1).await.unwrap();
            assert_eq!(latest, [AuditEntry { id: last, entry: entry("accept", Some("a")) }]);
            assert_eq!(store.audit_page(1, 9).await.unwrap()[0].entry, entry("reload", None));
            assert_eq!((store.audit_page(0, 9).await.unwrap().len(), store.audit_count().await.unwrap()), (2, 2));
        })
        .await;
    }
}
