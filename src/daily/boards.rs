//! Gap boards, which come as one more edition.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};

use super::deliver::Deliverer;
use super::outlet::Outlet;
use super::round::Next;
use super::step::Step;
use crate::calendar::schedule::{Timeliness, next_board};
use crate::calendar::{Edition, Taste};
use crate::store::{DeliveryKey, DeliveryState, GapBoard, StoreError, Subscription};

impl<O: Outlet> Deliverer<O> {
    /// Gap boards whose time has come.
    pub(super) async fn send_boards(&self, now: Timestamp, steps: &mut Vec<Step>) -> Result<Next, StoreError> {
        for board in self.store.gap_boards_due(now).await? {
            let subscription = as_subscription(&board);
            let mut next = next_board(board.next_at - SignedDuration::from_secs(1));
            while let Some(due) = next.filter(|due| due.at <= now) {
                let key = DeliveryKey { channel: board.channel, day: due.date, edition: Edition::Gaps };
                let over = due.timeliness(now, self.rules.grace) == Timeliness::Over;
                let (state, reason) =
                    if over { (DeliveryState::Skipped, "its time was over") } else { (DeliveryState::Claimed, "") };
                let row = self.row(&subscription, key, due, state, reason, now);
                let claimed = Instant::now();
                if self.store.open_delivery(&row).await? {
                    if over {
                        steps.push(Step::Skipped(key));
                    } else if self.send_if_in_time(&row, &subscription, claimed, now, steps).await? == Next::Stop {
                        return Ok(Next::Stop);
                    }
                }
                next = next_board(due.at);
            }
            if let Some(due) = next {
                self.store.gap_board_seen_to(&board, due.at).await?;
            }
        }
        Ok(Next::On)
    }

    /// The channel that a post goes to, as it wants it.
    pub(super) async fn subscriber(&self, key: DeliveryKey) -> Result<Option<Subscription>, StoreError> {
        if key.edition == Edition::Gaps {
            return Ok(self.store.gap_board(key.channel).await?.map(|board| as_subscription(&board)));
        }
        self.store.subscription(key.channel).await
    }
}

/// A board as a channel to post to.
fn as_subscription(board: &GapBoard) -> Subscription {
    Subscription {
        channel: board.channel,
        guild: board.guild,
        kind: board.kind,
        minute: 0,
        zone: "UTC".to_owned(),
        taste: Taste::default(),
        role: None,
        tag: board.tag,
        publish: false,
        language: board.language.clone(),
        set_by: board.set_by,
        set_at: board.set_at,
        next_at: board.next_at,
        parked: None,
    }
}
