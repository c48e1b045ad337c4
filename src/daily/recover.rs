//! What became of a post that somebody claimed and never wrote down: it is looked for, and sent again only if it is not
//! there.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};

use super::deliver::Deliverer;
use super::outlet::{Failure, Found, Outlet, Trouble};
use super::round::Next;
use super::step::Step;
use super::subscriber::Subscriber;
use crate::store::{Delivery, DeliveryState, StoreError};

/// After this time a post whose fate could not be found out counts as unknown.
const GIVE_UP: SignedDuration = SignedDuration::from_hours(24);

impl<O: Outlet> Deliverer<O> {
    pub(super) async fn recover_one(
        &self,
        left: &Delivery,
        now: Timestamp,
        steps: &mut Vec<Step>,
    ) -> Result<Next, StoreError> {
        let claimed = Instant::now();
        let Some(claim) = self.store.take_over(left, &self.owner, now).await? else { return Ok(Next::On) };
        let Some(subscriber) = self.subscriber(claim.key).await? else {
            self.settle(&claim, DeliveryState::Unknown, None, "no longer subscribed", now).await?;
            return Ok(Next::On);
        };
        let Some(post) = self.post(&claim, &subscriber, claimed, now).await? else {
            // The data has changed: nothing to look for by.
            self.unknown(&claim, &subscriber, "there is nothing to say any more", now, steps).await?;
            return Ok(Next::On);
        };
        match self.outlet.find(subscriber.to(), &post, claim.due_at).await {
            Ok(Found::Message(message)) => {
                if self.settle(&claim, DeliveryState::Sent, Some(message), "", now).await? {
                    steps.push(Step::Recovered { key: claim.key, message });
                }
            }
            Ok(Found::Absent) => return self.send_if_in_time(&claim, &subscriber, claimed, now, steps).await,
            Ok(Found::CantTell(reason)) => self.unknown(&claim, &subscriber, &reason, now, steps).await?,
            Err(Failure::Obstacle(obstacle)) => {
                self.unknown(&claim, &subscriber, &obstacle.to_string(), now, steps).await?;
                if let Subscriber::Daily(subscription) = &subscriber {
                    self.park(subscription, obstacle, now, steps).await?;
                }
            }
            Err(Failure::Rejected(reason) | Failure::Unsent(reason) | Failure::Unclear(reason)) => {
                if now.duration_since(claim.due_at) > GIVE_UP {
                    self.unknown(&claim, &subscriber, &reason, now, steps).await?;
                } else {
                    steps.push(Step::Unclear(claim.key, reason));
                    return Ok(Next::Stop);
                }
            }
        }
        Ok(Next::On)
    }

    async fn unknown(
        &self,
        claim: &Delivery,
        subscriber: &Subscriber,
        reason: &str,
        now: Timestamp,
        steps: &mut Vec<Step>,
    ) -> Result<(), StoreError> {
        if self.settle(claim, DeliveryState::Unknown, None, reason, now).await? {
            steps.push(Step::Unknown(claim.key, reason.to_owned()));
            self.tell(subscriber.to(), Trouble::Unknown(claim.key.day), steps).await;
        }
        Ok(())
    }
}
