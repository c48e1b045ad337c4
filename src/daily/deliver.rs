//! One round of deliveries: what was left behind, what was held back, what is due now.
//!
//! A post is claimed in the outbox before it is sent, and what became of it is written down after. Whoever dies in
//! between leaves a claim that runs out. Then somebody takes it over and looks whether the post is there before sending
//! it again: the nonce alone protects for minutes only.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use arc_swap::ArcSwap;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::outlet::{Failure, Obstacle, Outlet};
use super::round::{Next, Work, by_channel};
use super::send::{LOOK_AGAIN, due};
use super::step::Step;
use super::subscriber::Subscriber;
use crate::calendar::schedule::{Due, Timeliness};
use crate::calendar::{Edition, LeapDay, PostTime};
use crate::engine::Engine;
use crate::store::{Delivery, DeliveryKey, DeliveryState, Store, StoreError, Subscription};

/// How long a claim holds. Well above the time that sending may take, so that nobody is thought dead who is not.
const LEASE: SignedDuration = SignedDuration::from_mins(3);

/// How long publishing a post is tried.
const PUBLISHING: SignedDuration = SignedDuration::from_hours(1);

/// How far back posts are looked for that nobody published, to note that this was given up.
const LOOKING_BACK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What an operator has set.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// When the 29th of February is remembered.
    pub leap_day: LeapDay,
    /// How long a post is made up for.
    pub grace: SignedDuration,
}

/// Delivers what is due.
#[derive(Debug)]
pub struct Deliverer<O> {
    /// The outbox and the subscriptions.
    pub store: Store,
    /// What the posts say.
    pub engine: Arc<ArcSwap<Engine>>,
    /// Where they go.
    pub outlet: O,
    /// Tells this process from others on the same store.
    pub owner: String,
    /// What an operator has set.
    pub rules: Rules,
}

impl<O: Outlet> Deliverer<O> {
    /// One round, as of `now`. It may be dropped at any point and loses nothing.
    ///
    /// # Errors
    /// When the store fails. The next round goes on from there.
    pub async fn deliver_due(&self, now: Timestamp) -> Result<Vec<Step>, StoreError> {
        let mut steps = Vec::new();
        if self.recover(now, &mut steps).await? == Next::On
            && self.look_at_parked(now, &mut steps).await? == Next::On
            && self.send_held(now, &mut steps).await? == Next::On
            && self.send_due(now, &mut steps).await? == Next::On
            && self.send_boards(now, &mut steps).await? == Next::On
        {
            self.publish_left(now, &mut steps).await?;
        }
        Ok(steps)
    }

    /// Posts that somebody claimed and never wrote down: looked for, and sent again only if they are not there.
    async fn recover(&self, now: Timestamp, steps: &mut Vec<Step>) -> Result<Next, StoreError> {
        let left = self.store.deliveries_in(DeliveryState::Claimed, now - LEASE).await?;
        self.see_to_all(by_channel(left).map(Work::Recover), now, steps).await
    }

    async fn look_at_parked(&self, now: Timestamp, steps: &mut Vec<Step>) -> Result<Next, StoreError> {
        let parked = self.store.subscriptions_to_look_at(now).await?;
        self.see_to_all(parked.into_iter().map(Work::LookAt), now, steps).await
    }

    /// Posts that certainly were not sent, as soon as the channel can be posted to, or until their time is over.
    async fn send_held(&self, now: Timestamp, steps: &mut Vec<Step>) -> Result<Next, StoreError> {
        let held = self.store.deliveries_in(DeliveryState::Held, now).await?;
        self.see_to_all(by_channel(held).map(Work::SendHeld), now, steps).await
    }

    /// Subscriptions whose time has come. Most days bring nothing: what is only to be noted of those is noted at once.
    async fn send_due(&self, now: Timestamp, steps: &mut Vec<Step>) -> Result<Next, StoreError> {
        let engine = self.engine.load_full();
        let mut known = HashMap::new();
        let mut silent = Vec::new();
        let mut work = Vec::new();
        for subscription in self.store.subscriptions_due(now).await? {
            let Ok(zone) = TimeZone::get(&subscription.zone) else {
                if subscription.parked.is_none() {
                    self.park(&subscription, Obstacle::Zone, now, steps).await?;
                }
                continue;
            };
            let time = PostTime::new(subscription.minute, zone);
            let mut posts = Vec::new();
            for due in time.due(subscription.to.next_at - SignedDuration::from_secs(1), now) {
                // Worked out once: hundreds of channels ask for the same days.
                let editions = known
                    .entry((subscription.taste, due.date))
                    .or_insert_with(|| engine.daily_editions(subscription.taste, due.date, self.rules.leap_day));
                posts.extend(editions.iter().map(|edition| (due, *edition)));
            }
            let next = time.next(now).map(|due| due.at);
            match next {
                Some(next) if posts.is_empty() => silent.push((subscription, next)),
                None if posts.is_empty() => {}
                _ => work.push(Work::SendDue { subscription, posts, next }),
            }
        }
        self.store.seen_to(&silent).await?;
        self.see_to_all(work.into_iter(), now, steps).await
    }

    /// Posts that are there and were not published.
    async fn publish_left(&self, now: Timestamp, steps: &mut Vec<Step>) -> Result<(), StoreError> {
        for delivery in self.store.deliveries_to_publish(now - LOOKING_BACK).await? {
            // Whoever sent it is at it.
            if now.duration_since(delivery.claimed_at) < LEASE {
                continue;
            }
            let subscription = self.store.subscription(delivery.key.channel).await?;
            match (subscription, delivery.message) {
                (Some(subscription), Some(message)) if now.duration_since(delivery.claimed_at) < PUBLISHING => {
                    self.publish(delivery.key, &subscription.to, message, steps).await?;
                }
                _ => self.store.published(delivery.key, "publishing was given up").await?,
            }
        }
        Ok(())
    }

    pub(super) async fn look_at_one(
        &self,
        subscription: &Subscription,
        now: Timestamp,
        steps: &mut Vec<Step>,
    ) -> Result<Next, StoreError> {
        match self.outlet.obstacle(&subscription.to).await {
            Ok(None) => {
                if self.store.unpark(subscription.to.channel).await? {
                    steps.push(Step::Resumed(subscription.to.channel));
                }
            }
            Ok(Some(obstacle)) | Err(Failure::Obstacle(obstacle)) => {
                self.store.park(subscription.to.channel, &obstacle.to_string(), now, now + LOOK_AGAIN).await?;
            }
            Err(Failure::Rejected(_) | Failure::Unsent(_) | Failure::Unclear(_)) => return Ok(Next::Stop),
        }
        Ok(Next::On)
    }

    pub(super) async fn send_held_one(
        &self,
        held: &Delivery,
        now: Timestamp,
        steps: &mut Vec<Step>,
    ) -> Result<Next, StoreError> {
        let subscriber = self.subscriber(held.key).await?;
        let is_over = due(held).timeliness(now, self.rules.grace) == Timeliness::Over;
        let waits = subscriber.as_ref().is_some_and(Subscriber::is_parked);
        if waits && !is_over {
            return Ok(Next::On);
        }
        let claimed = Instant::now();
        let Some(claim) = self.store.take_over(held, &self.owner, now).await? else { return Ok(Next::On) };
        match subscriber {
            Some(subscriber) => self.send_if_in_time(&claim, &subscriber, claimed, now, steps).await,
            None => {
                self.skip(&claim, "no longer subscribed", now, steps).await?;
                Ok(Next::On)
            }
        }
    }

    pub(super) async fn send_due_to(
        &self,
        subscription: &Subscription,
        posts: Vec<(Due, Edition)>,
        now: Timestamp,
        steps: &mut Vec<Step>,
    ) -> Result<Next, StoreError> {
        let subscriber = Subscriber::Daily(subscription.clone());
        for (due, edition) in posts {
            let key = DeliveryKey { channel: subscription.to.channel, day: due.date, edition };
            // Parked by an earlier edition of this very round, too.
            let parked = self.store.subscription(subscription.to.channel).await?.and_then(|known| known.parked);
            let over = due.timeliness(now, self.rules.grace) == Timeliness::Over;
            let (state, reason) = match &parked {
                _ if over => (DeliveryState::Skipped, "its time was over"),
                Some(parked) => (DeliveryState::Held, parked.reason.as_str()),
                None => (DeliveryState::Claimed, ""),
            };
            let row = self.row(&subscriber, key, due, state, reason, now);
            let claimed = Instant::now();
            if !self.store.open_delivery(&row).await? {
                continue;
            }
            match state {
                DeliveryState::Claimed => {
                    if self.send_if_in_time(&row, &subscriber, claimed, now, steps).await? == Next::Stop {
                        return Ok(Next::Stop);
                    }
                }
                DeliveryState::Held => steps.push(Step::Held(key, reason.to_owned())),
                _ => steps.push(Step::Skipped(key)),
            }
        }
        Ok(Next::On)
    }
}
