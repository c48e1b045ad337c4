//! Channels seen to, some at a time: one that the platform is slow for holds up no other, and once the platform can't be
//! reached no other is begun.

use std::collections::{BTreeMap, HashMap};

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use jiff::Timestamp;

use super::deliver::Deliverer;
use super::outlet::Outlet;
use super::step::Step;
use crate::calendar::Edition;
use crate::calendar::schedule::Due;
use crate::store::{Delivery, StoreError, Subscription};

/// How many channels are seen to at the same time: one that the platform is slow for must not hold up the others, and a
/// hundred must not come down on it at once.
const AT_ONCE: usize = 8;

/// Whether a round goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    On,
    /// The platform can't be reached: no use in going through all the others.
    Stop,
}

/// What a round has to do for one channel.
pub(super) enum Work {
    /// To find out what became of its claims.
    Recover(Vec<Delivery>),
    /// To look whether it can be posted to again.
    LookAt(Subscription),
    /// To send what was held back.
    SendHeld(Vec<Delivery>),
    /// To send what is due.
    SendDue {
        /// Where to.
        subscription: Subscription,
        /// The editions of the days whose time has come.
        posts: Vec<(Due, Edition)>,
        /// When it is due next.
        next: Option<Timestamp>,
    },
}

impl<O: Outlet> Deliverer<O> {
    /// Sees to channels, some at a time, until all are seen to or one shows that there is no use in going on: then no
    /// other is begun. Steps are noted in the order of the channels. Dropped together with what is under way.
    pub(super) async fn see_to_all(
        &self,
        work: impl Iterator<Item = Work> + Send,
        now: Timestamp,
        steps: &mut Vec<Step>,
    ) -> Result<Next, StoreError> {
        let mut waiting = work.enumerate();
        let mut under_way = FuturesUnordered::new();
        let mut done = BTreeMap::new();
        let mut outcome = Ok(Next::On);
        loop {
            while under_way.len() < AT_ONCE
                && matches!(outcome, Ok(Next::On))
                && let Some((number, work)) = waiting.next()
            {
                under_way.push(async move {
                    let mut steps = Vec::new();
                    let outcome = self.see_to(work, now, &mut steps).await;
                    (number, steps, outcome)
                });
            }
            let Some((number, own, next)) = under_way.next().await else { break };
            done.insert(number, own);
            if outcome.is_ok() && !matches!(next, Ok(Next::On)) {
                outcome = next;
            }
        }
        steps.extend(done.into_values().flatten());
        outcome
    }

    async fn see_to(&self, work: Work, now: Timestamp, steps: &mut Vec<Step>) -> Result<Next, StoreError> {
        match work {
            Work::Recover(left) => {
                for left in left {
                    if self.recover_one(&left, now, steps).await? == Next::Stop {
                        return Ok(Next::Stop);
                    }
                }
                Ok(Next::On)
            }
            Work::LookAt(subscription) => self.look_at_one(&subscription, now, steps).await,
            Work::SendHeld(held) => {
                for held in held {
                    if self.send_held_one(&held, now, steps).await? == Next::Stop {
                        return Ok(Next::Stop);
                    }
                }
                Ok(Next::On)
            }
            Work::SendDue { subscription, posts, next } => {
                if self.send_due_to(&subscription, posts, now, steps).await? == Next::Stop {
                    return Ok(Next::Stop);
                }
                if let Some(next) = next {
                    self.store.seen_to(&[(subscription, next)]).await?;
                }
                Ok(Next::On)
            }
        }
    }
}

/// Rows of the outbox, those of a channel together and in their order.
pub(super) fn by_channel(rows: Vec<Delivery>) -> impl Iterator<Item = Vec<Delivery>> + Send {
    let mut places: HashMap<u64, usize> = HashMap::new();
    let mut grouped: Vec<Vec<Delivery>> = Vec::new();
    for row in rows {
        let place = *places.entry(row.key.channel).or_insert_with(|| {
            grouped.push(Vec::new());
            grouped.len() - 1
        });
        grouped[place].push(row);
    }
    grouped.into_iter()
}
