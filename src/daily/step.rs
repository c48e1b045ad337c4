//! What a round says that it did.

use super::outlet::Obstacle;
use crate::store::DeliveryKey;

/// Something that a round did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A post was sent.
    Sent {
        /// Which.
        key: DeliveryKey,
        /// As which message.
        message: u64,
        /// Whether after its time.
        late: bool,
    },
    /// A post that somebody had left behind was found to be there.
    Recovered {
        /// Which.
        key: DeliveryKey,
        /// As which message.
        message: u64,
    },
    /// A post is published to followers.
    Published(DeliveryKey),
    /// A post was left out: its time was over.
    Skipped(DeliveryKey),
    /// A post certainly was not sent and waits.
    Held(DeliveryKey, String),
    /// Whether a post is there can't be found out: it is not sent again.
    Unknown(DeliveryKey, String),
    /// Discord will not have a post, or its publishing.
    Failed(DeliveryKey, String),
    /// A post may be there; to be looked for once its claim has run out.
    Unclear(DeliveryKey, String),
    /// A channel is parked.
    Parked(u64, Obstacle),
    /// A parked channel goes on.
    Resumed(u64),
    /// The admin of a channel was told.
    Told(u64),
}
