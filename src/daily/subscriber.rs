//! Whom a post is for: a channel with its daily post, or with its gap board.

use super::deliver::Deliverer;
use super::outlet::Outlet;
use crate::calendar::Edition;
use crate::store::{ChannelKind, DeliveryKey, Destination, StoreError, Subscription};

/// A channel and what it wants.
pub(super) enum Subscriber {
    /// The daily post.
    Daily(Subscription),
    /// The gap board.
    Board(Destination),
}

impl Subscriber {
    /// Where posts go.
    pub(super) fn to(&self) -> &Destination {
        match self {
            Self::Daily(subscription) => &subscription.to,
            Self::Board(to) => to,
        }
    }

    /// Whether nothing is posted to it for the time being.
    pub(super) fn is_parked(&self) -> bool {
        matches!(self, Self::Daily(Subscription { parked: Some(_), .. }))
    }

    /// Whether posts are published to those who follow the channel.
    pub(super) fn publishes(&self) -> bool {
        match self {
            Self::Daily(subscription) => subscription.publish && subscription.to.kind == ChannelKind::Announcement,
            Self::Board(_) => false,
        }
    }
}

impl<O: Outlet> Deliverer<O> {
    /// Whom the post of a key is for; `None` where nobody wants it any more.
    pub(super) async fn subscriber(&self, key: DeliveryKey) -> Result<Option<Subscriber>, StoreError> {
        Ok(if key.edition == Edition::Gaps {
            self.store.gap_board(key.channel).await?.map(Subscriber::Board)
        } else {
            self.store.subscription(key.channel).await?.map(Subscriber::Daily)
        })
    }
}
