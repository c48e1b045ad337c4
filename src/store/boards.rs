//! Which channel wants to know every week what was asked in vain.

use jiff::Timestamp;

use super::destinations::destination;
use super::{Destination, Store, StoreError, id_in};

impl Store {
    /// Sets up the gap board of a channel, whatever was set up there before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_gap_board(&self, new: &Destination) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO gap_boards (channel, guild, kind, language, set_by, set_at, next_at, tag)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (channel) DO UPDATE SET
                guild = excluded.guild, kind = excluded.kind, language = excluded.language, set_by = excluded.set_by,
                set_at = excluded.set_at, next_at = excluded.next_at, tag = excluded.tag",
        )
        .bind(id_in(new.channel))
        .bind(id_in(new.guild))
        .bind(new.kind.name())
        .bind(&new.language)
        .bind(new.set_by.map(id_in))
        .bind(new.set_at.as_second())
        .bind(new.next_at.as_second())
        .bind(new.tag.map(id_in))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Ends the gap board of a channel of a server; whether there was one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_gap_board(&self, guild: u64, channel: u64) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM gap_boards WHERE guild = $1 AND channel = $2")
            .bind(id_in(guild))
            .bind(id_in(channel))
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// The gap board of a channel, if it wants one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn gap_board(&self, channel: u64) -> Result<Option<Destination>, StoreError> {
        let row = self.row_of("SELECT * FROM gap_boards WHERE channel = $1", channel).await?;
        row.as_ref().map(destination).transpose()
    }

    /// The gap boards whose time has come by an instant.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn gap_boards_due(&self, now: Timestamp) -> Result<Vec<Destination>, StoreError> {
        let rows =
            self.rows_until("SELECT * FROM gap_boards WHERE next_at <= $1 ORDER BY next_at, channel", now).await?;
        rows.iter().map(destination).collect()
    }

    /// Notes that everything before `next_at` has been seen to, unless the board was set up anew meanwhile.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn gap_board_seen_to(&self, seen: &Destination, next_at: Timestamp) -> Result<(), StoreError> {
        sqlx::query("UPDATE gap_boards SET next_at = $1 WHERE channel = $2 AND next_at = $3 AND set_at = $4")
            .bind(next_at.as_second())
            .bind(id_in(seen.channel))
            .bind(seen.next_at.as_second())
            .bind(seen.set_at.as_second())
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::ChannelKind;
    use super::super::testing::{at, over_both};
    use super::*;

    #[tokio::test]
    async fn boards_are_set_up_seen_to_and_ended() {
        over_both(async |store| {
            let wanted = Destination {
                channel: 10,
                guild: 1,
                kind: ChannelKind::Forum,
                tag: Some(5),
                language: "es-ES".to_owned(),
                set_by: Some(3),
                set_at: at(1),
                next_at: at(100),
            };
            store
                .set_gap_board(&Destination { language: "en-US".to_owned(), tag: None, ..wanted.clone() })
                .await
                .unwrap();
            store.set_gap_board(&wanted).await.unwrap();
            assert_eq!(store.gap_boards_due(at(99)).await.unwrap(), []);
            assert_eq!(store.gap_boards_due(at(100)).await.unwrap(), std::slice::from_ref(&wanted));
            store.gap_board_seen_to(&wanted, at(200)).await.unwrap();
            store.gap_board_seen_to(&wanted, at(300)).await.unwrap();
            assert_eq!(store.gap_board(10).await.unwrap().unwrap().next_at, at(200), "seen to once");
            store.forget_member(3).await.unwrap();
            assert_eq!(store.gap_board(10).await.unwrap().unwrap().set_by, None);
            assert!(!store.end_gap_board(2, 10).await.unwrap(), "of another server");
            assert!(store.end_gap_board(1, 10).await.unwrap());
            store.set_gap_board(&wanted).await.unwrap();
            store.left_guild(1).await.unwrap();
            assert_eq!(store.gap_board(10).await.unwrap(), None);
        })
        .await;
    }
}
