//! One post, claimed before: sent, and what came of it written down; what stands in the way, parked and told.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

use super::deliver::Deliverer;
use super::outlet::{Failure, Notice, Obstacle, Outlet, Trouble};
use super::post::Post;
use super::round::Next;
use super::step::Step;
use super::subscriber::Subscriber;
use crate::bot::commands::gaps;
use crate::calendar::schedule::{Due, Timeliness};
use crate::store::{Delivery, DeliveryKey, DeliveryState, Destination, StoreError, Subscription};

/// How long after its claim a post may be sent: what is left of the lease is for a request that is under way.
const SENDING: Duration = Duration::from_mins(1);

/// How often a parked channel is looked at when nothing tells that something changed.
pub(super) const LOOK_AGAIN: SignedDuration = SignedDuration::from_hours(1);

impl<O: Outlet> Deliverer<O> {
    pub(super) async fn send_if_in_time(
        &self,
        claim: &Delivery,
        subscriber: &Subscriber,
        claimed: Instant,
        now: Timestamp,
        steps: &mut Vec<Step>,
    ) -> Result<Next, StoreError> {
        if due(claim).timeliness(now, self.rules.grace) == Timeliness::Over {
            self.skip(claim, "its time was over", now, steps).await?;
            return Ok(Next::On);
        }
        let Some(post) = self.post(claim, subscriber, claimed, now).await? else {
            self.skip(claim, "there is nothing to say any more", now, steps).await?;
            return Ok(Next::On);
        };
        let key = claim.key;
        match self.outlet.send(subscriber.to(), &post).await {
            Ok(message) => {
                // Somebody else may have taken it over and found the message: then that one has written it down.
                self.settle(claim, DeliveryState::Sent, Some(message), "", now).await?;
                steps.push(Step::Sent { key, message, late: post.late.is_some() });
                if claim.publish {
                    self.publish(key, subscriber.to(), message, steps).await?;
                }
            }
            Err(Failure::Obstacle(obstacle)) => {
                let reason = obstacle.to_string();
                match subscriber {
                    Subscriber::Daily(subscription) => {
                        self.settle(claim, DeliveryState::Held, None, &reason, now).await?;
                        steps.push(Step::Held(key, reason));
                        self.park(subscription, obstacle, now, steps).await?;
                    }
                    // The next one is a week away: then it is tried anew.
                    Subscriber::Board(to) => {
                        self.settle(claim, DeliveryState::Failed, None, &reason, now).await?;
                        steps.push(Step::Failed(key, reason));
                        self.tell(to, Trouble::NoBoard(obstacle), steps).await;
                    }
                }
            }
            Err(Failure::Rejected(reason)) => {
                self.settle(claim, DeliveryState::Failed, None, &reason, now).await?;
                steps.push(Step::Failed(key, reason));
            }
            Err(Failure::Unsent(reason)) => {
                self.settle(claim, DeliveryState::Held, None, &reason, now).await?;
                steps.push(Step::Held(key, reason));
                return Ok(Next::Stop);
            }
            Err(Failure::Unclear(reason)) => {
                steps.push(Step::Unclear(key, reason));
                return Ok(Next::Stop);
            }
        }
        Ok(Next::On)
    }

    pub(super) async fn publish(
        &self,
        key: DeliveryKey,
        to: &Destination,
        message: u64,
        steps: &mut Vec<Step>,
    ) -> Result<(), StoreError> {
        match self.outlet.publish(to, message).await {
            Ok(()) => {
                self.store.published(key, "").await?;
                steps.push(Step::Published(key));
            }
            // A later round tries again.
            Err(Failure::Unsent(_) | Failure::Unclear(_)) => {}
            Err(Failure::Rejected(reason)) => {
                self.store.published(key, &reason).await?;
                steps.push(Step::Failed(key, reason));
            }
            Err(Failure::Obstacle(obstacle)) => {
                self.store.published(key, &obstacle.to_string()).await?;
                steps.push(Step::Failed(key, format!("not published: {obstacle}")));
            }
        }
        Ok(())
    }

    /// Parks a channel and tells its admin, once.
    pub(super) async fn park(
        &self,
        subscription: &Subscription,
        obstacle: Obstacle,
        now: Timestamp,
        steps: &mut Vec<Step>,
    ) -> Result<(), StoreError> {
        let channel = subscription.to.channel;
        self.store.park(channel, &obstacle.to_string(), now, now + LOOK_AGAIN).await?;
        steps.push(Step::Parked(channel, obstacle.clone()));
        if self.store.claim_notice(channel, now).await? {
            self.tell(&subscription.to, Trouble::Parked(obstacle), steps).await;
        }
        Ok(())
    }

    pub(super) async fn tell(&self, to: &Destination, trouble: Trouble, steps: &mut Vec<Step>) {
        // Whoever can't be told sees it with `/daily next`.
        if self.outlet.tell(to, &Notice { trouble }).await.is_ok() {
            steps.push(Step::Told(to.channel));
        }
    }

    pub(super) async fn skip(
        &self,
        claim: &Delivery,
        reason: &str,
        now: Timestamp,
        steps: &mut Vec<Step>,
    ) -> Result<(), StoreError> {
        if self.settle(claim, DeliveryState::Skipped, None, reason, now).await? {
            steps.push(Step::Skipped(claim.key));
        }
        Ok(())
    }

    pub(super) async fn settle(
        &self,
        claim: &Delivery,
        state: DeliveryState,
        message: Option<u64>,
        reason: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.store.settle(claim, state, message, reason, now).await
    }

    /// What a claim says; `None` where that is nothing (any more).
    pub(super) async fn post(
        &self,
        claim: &Delivery,
        subscriber: &Subscriber,
        claimed: Instant,
        now: Timestamp,
    ) -> Result<Option<Post>, StoreError> {
        let late = due(claim).timeliness(now, self.rules.grace) != Timeliness::InTime;
        let late = late.then_some(claim.due_at);
        let engine = self.engine.load();
        let send_before = claimed + SENDING;
        Ok(match subscriber {
            Subscriber::Daily(subscription) => {
                Post::new(&engine, subscription, claim.key, self.rules.leap_day, late, send_before)
            }
            Subscriber::Board(to) => {
                let gaps = gaps::of_week_before(&self.store, claim.key.day).await?;
                Post::of_gaps(&engine, to, claim.key, &gaps, late, send_before)
            }
        })
    }

    pub(super) fn row(
        &self,
        subscriber: &Subscriber,
        key: DeliveryKey,
        due: Due,
        state: DeliveryState,
        reason: &str,
        now: Timestamp,
    ) -> Delivery {
        Delivery {
            key,
            guild: subscriber.to().guild,
            due_at: due.at,
            state,
            owner: self.owner.clone(),
            claimed_at: now,
            attempts: 1,
            message: None,
            publish: subscriber.publishes(),
            done_at: None,
            reason: reason.to_owned(),
        }
    }
}

pub(super) fn due(delivery: &Delivery) -> Due {
    Due { date: delivery.key.day, at: delivery.due_at }
}
