//! Where posts go that come by themselves: what the daily post and the gap board of a channel have in common.

use jiff::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{Store, StoreError, id_in, id_out, optional_id_out, time_out};

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

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Announcement => "announcement",
            Self::Thread => "thread",
            Self::Forum => "forum",
        }
    }
}

/// Where posts go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// The channel.
    pub channel: u64,
    /// Its server.
    pub guild: u64,
    /// What sort of channel.
    pub kind: ChannelKind,
    /// The tag that the posts get, in a forum.
    pub tag: Option<u64>,
    /// The language of the posts, as Discord writes locales.
    pub language: String,
    /// Who set it up and is told when it can't go on; `None` once they asked to be forgotten.
    pub set_by: Option<u64>,
    /// When it was set up.
    pub set_at: Timestamp,
    /// When the next post is due; everything before has been seen to.
    pub next_at: Timestamp,
}

/// What a row says of it.
pub(super) fn destination(row: &AnyRow) -> Result<Destination, StoreError> {
    let kind = row.try_get::<&str, _>("kind")?;
    let known = ChannelKind::ALL.into_iter().find(|known| known.name() == kind);
    Ok(Destination {
        channel: id_out(row, "channel")?,
        guild: id_out(row, "guild")?,
        kind: known.ok_or_else(|| StoreError::damaged("kind", kind))?,
        tag: optional_id_out(row, "tag")?,
        language: row.try_get("language")?,
        set_by: optional_id_out(row, "set_by")?,
        set_at: time_out(row, "set_at")?,
        next_at: time_out(row, "next_at")?,
    })
}

impl Store {
    /// The row that a channel has, if any.
    pub(super) async fn row_of(&self, statement: &'static str, channel: u64) -> Result<Option<AnyRow>, StoreError> {
        Ok(sqlx::query(statement).bind(id_in(channel)).fetch_optional(&self.pool).await?)
    }

    /// The rows whose time has come by an instant.
    pub(super) async fn rows_until(&self, statement: &'static str, now: Timestamp) -> Result<Vec<AnyRow>, StoreError> {
        Ok(sqlx::query(statement).bind(now.as_second()).fetch_all(&self.pool).await?)
    }
}
