//! Gap boards, which come as one more edition.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};

use super::deliver::Deliverer;
use super::outlet::Outlet;
use super::round::Next;
use super::step::Step;
use super::subscriber::Subscriber;
use crate::calendar::Edition;
use crate::calendar::schedule::{Timeliness, next_board};
use crate::store::{DeliveryKey, DeliveryState, StoreError};

impl<O: Outlet> Deliverer<O> {
    /// Gap boards whose time has come.
    pub(super) async fn send_boards(&self, now: Timestamp, steps: &mut Vec<Step>) -> Result<Next, StoreError> {
        for board in self.store.gap_boards_due(now).await? {
            let mut next = next_board(board.next_at - SignedDuration::from_secs(1));
            let subscriber = Subscriber::Board(board.clone());
            while let Some(due) = next.filter(|due| due.at <= now) {
                let key = DeliveryKey { channel: board.channel, day: due.date, edition: Edition::Gaps };
                let over = due.timeliness(now, self.rules.grace) == Timeliness::Over;
                let (state, reason) =
                    if over { (DeliveryState::Skipped, "its time was over") } else { (DeliveryState::Claimed, "") };
                let row = self.row(&subscriber, key, due, state, reason, now);
                let claimed = Instant::now();
                if self.store.open_delivery(&row).await? {
                    if over {
                        steps.push(Step::Skipped(key));
                    } else if self.send_if_in_time(&row, &subscriber, claimed, now, steps).await? == Next::Stop {
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
}
