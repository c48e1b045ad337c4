//! One round of deliveries: what was left behind, what was held back, what is due now.
//!
//! A post is claimed in the outbox before it is sent, and what became of it is written down after. Whoever dies in
//! between leaves a claim that runs out. Then somebody takes it over and looks whether the post is there before sending
//! it again: the nonce alone protects for minutes only.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::outlet::{Failure, Found, Notice, Obstacle, Outlet, Trouble};
use super::post::Post;
use crate::bot::commands::gaps;
use crate::calendar::schedule::{Due, Timeliness, next_board};
use crate::calendar::{Edition, LeapDay, PostTime, Taste};
use crate::engine::Engine;
use crate::store::{Delivery, DeliveryKey, DeliveryState, GapBoard, Store, StoreError, Subscription};

/// How long a claim holds. Well above the time that sending may take, so that nobody is thought dead who is not.
const LEASE: SignedDuration = SignedDuration::from_mins(3);

/// How long after its claim a post may be sent: what is left of the lease is for a request that is under way.
const SENDING: Duration = Duration::from_mins(1);

/// How often a parked channel is looked at when nothing tells that something changed.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_hours(1);

/// After this time a post whose fate could not be found out counts as unknown.
const GIVE_UP: SignedDuration = SignedDuration::from_hours(24);

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

/// How many channels are seen to at the same time: one that the platform is slow for must not hold up the others, and a
/// hundred must not come down on it at once.
const AT_ONCE: usize = 8;

/// Whether a round goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    On,
    /// The platform can't be reached: no use in going through all the others.
    Stop,
}

/// What a round has to do for one channel.
enum Work {
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

    async fn recover_one(&self, left: &Delivery, now: Timestamp, steps: &mut Vec<Step>) -> Result<Next, StoreError> {
        let claimed = Instant::now();
        let Some(claim) = self.store.take_over(left, &self.owner, now).await? else { return Ok(Next::On) };
        let Some(subscription) = self.subscriber(claim.key).await? else {
            self.settle(&claim, DeliveryState::Unknown, None, "no longer subscribed", now).await?;
            return Ok(Next::On);
        };
        let Some(post) = self.post(&claim, &subscription, claimed, now).await? else {
            // The data has changed: nothing to look for by.
            self.unknown(&claim, &subscription, "there is nothing to say any more", now, steps).await?;
            return Ok(Next::On);
        };
        match self.outlet.find(&subscription, &post, claim.due_at).await {
            Ok(Found::Message(message)) => {
                if self.settle(&claim, DeliveryState::Sent, Some(message), "", now).await? {
                    steps.push(Step::Recovered { key: claim.key, message });
                }
            }
            Ok(Found::Absent) => return self.send_if_in_time(&claim, &subscription, claimed, now, steps).await,
            Ok(Found::CantTell(reason)) => self.unknown(&claim, &subscription, &reason, now, steps).await?,
            Err(Failure::Obstacle(obstacle)) => {
                self.unknown(&claim, &subscription, &obstacle.to_string(), now, steps).await?;
                if claim.key.edition != Edition::Gaps {
                    self.park(&subscription, obstacle, now, steps).await?;
                }
            }
            Err(Failure::Rejected(reason) | Failure::Unsent(reason) | Failure::Unclear(reason)) => {
                if now.duration_since(claim.due_at) > GIVE_UP {
                    self.unknown(&claim, &subscription, &reason, now, steps).await?;
                } else {
                    steps.push(Step::Unclear(claim.key, reason));
                    return Ok(Next::Stop);
                }
            }
        }
        Ok(Next::On)
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
            for due in time.due(subscription.next_at - SignedDuration::from_secs(1), now) {
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

    /// Sees to channels, some at a time, until all are seen to or one shows that there is no use in going on: then no
    /// other is begun. Steps are noted in the order of the channels. Dropped together with what is under way.
    async fn see_to_all(
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

    async fn look_at_one(
        &self,
        subscription: &Subscription,
        now: Timestamp,
        steps: &mut Vec<Step>,
    ) -> Result<Next, StoreError> {
        match self.outlet.obstacle(subscription).await {
            Ok(None) => {
                if self.store.unpark(subscription.channel).await? {
                    steps.push(Step::Resumed(subscription.channel));
                }
            }
            Ok(Some(obstacle)) | Err(Failure::Obstacle(obstacle)) => {
                self.store.park(subscription.channel, &obstacle.to_string(), now, now + LOOK_AGAIN).await?;
            }
            Err(Failure::Rejected(_) | Failure::Unsent(_) | Failure::Unclear(_)) => return Ok(Next::Stop),
        }
        Ok(Next::On)
    }

    async fn send_held_one(&self, held: &Delivery, now: Timestamp, steps: &mut Vec<Step>) -> Result<Next, StoreError> {
        let subscription = self.subscriber(held.key).await?;
        let is_over = due(held).timeliness(now, self.rules.grace) == Timeliness::Over;
        let waits = subscription.as_ref().is_some_and(|subscription| subscription.parked.is_some());
        if waits && !is_over {
            return Ok(Next::On);
        }
        let claimed = Instant::now();
        let Some(claim) = self.store.take_over(held, &self.owner, now).await? else { return Ok(Next::On) };
        match subscription {
            Some(subscription) => self.send_if_in_time(&claim, &subscription, claimed, now, steps).await,
            None => {
                self.skip(&claim, "no longer subscribed", now, steps).await?;
                Ok(Next::On)
            }
        }
    }

    async fn send_due_to(
        &self,
        subscription: &Subscription,
        posts: Vec<(Due, Edition)>,
        now: Timestamp,
        steps: &mut Vec<Step>,
    ) -> Result<Next, StoreError> {
        for (due, edition) in posts {
            let key = DeliveryKey { channel: subscription.channel, day: due.date, edition };
            // Parked by an earlier edition of this very round, too.
            let parked = self.store.subscription(subscription.channel).await?.and_then(|known| known.parked);
            let over = due.timeliness(now, self.rules.grace) == Timeliness::Over;
            let (state, reason) = match &parked {
                _ if over => (DeliveryState::Skipped, "its time was over"),
                Some(parked) => (DeliveryState::Held, parked.reason.as_str()),
                None => (DeliveryState::Claimed, ""),
            };
            let row = self.row(subscription, key, due, state, reason, now);
            let claimed = Instant::now();
            if !self.store.open_delivery(&row).await? {
                continue;
            }
            match state {
                DeliveryState::Claimed => {
                    if self.send_if_in_time(&row, subscription, claimed, now, steps).await? == Next::Stop {
                        return Ok(Next::Stop);
                    }
                }
                DeliveryState::Held => steps.push(Step::Held(key, reason.to_owned())),
                _ => steps.push(Step::Skipped(key)),
            }
        }
        Ok(Next::On)
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
                    self.publish(delivery.key, &subscription, message, steps).await?;
                }
                _ => self.store.published(delivery.key, "publishing was given up").await?,
            }
        }
        Ok(())
    }

    async fn send_if_in_time(
        &self,
        claim: &Delivery,
        subscription: &Subscription,
        claimed: Instant,
        now: Timestamp,
        steps: &mut Vec<Step>,
    ) -> Result<Next, StoreError> {
        if due(claim).timeliness(now, self.rules.grace) == Timeliness::Over {
            self.skip(claim, "its time was over", now, steps).await?;
            return Ok(Next::On);
        }
        let Some(post) = self.post(claim, subscription, claimed, now).await? else {
            self.skip(claim, "there is nothing to say any more", now, steps).await?;
            return Ok(Next::On);
        };
        let key = claim.key;
        match self.outlet.send(subscription, &post).await {
            Ok(message) => {
                // Somebody else may have taken it over and found the message: then that one has written it down.
                self.settle(claim, DeliveryState::Sent, Some(message), "", now).await?;
                steps.push(Step::Sent { key, message, late: post.late.is_some() });
                if claim.publish {
                    self.publish(key, subscription, message, steps).await?;
                }
            }
            Err(Failure::Obstacle(obstacle)) if key.edition == Edition::Gaps => {
                // The next one is a week away: then it is tried anew.
                let reason = obstacle.to_string();
                self.settle(claim, DeliveryState::Failed, None, &reason, now).await?;
                steps.push(Step::Failed(key, reason));
                self.tell(subscription, Trouble::NoBoard(obstacle), steps).await;
            }
            Err(Failure::Obstacle(obstacle)) => {
                let reason = obstacle.to_string();
                self.settle(claim, DeliveryState::Held, None, &reason, now).await?;
                steps.push(Step::Held(key, reason));
                self.park(subscription, obstacle, now, steps).await?;
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

    async fn publish(
        &self,
        key: DeliveryKey,
        subscription: &Subscription,
        message: u64,
        steps: &mut Vec<Step>,
    ) -> Result<(), StoreError> {
        match self.outlet.publish(subscription, message).await {
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
    async fn park(
        &self,
        subscription: &Subscription,
        obstacle: Obstacle,
        now: Timestamp,
        steps: &mut Vec<Step>,
    ) -> Result<(), StoreError> {
        let channel = subscription.channel;
        self.store.park(channel, &obstacle.to_string(), now, now + LOOK_AGAIN).await?;
        steps.push(Step::Parked(channel, obstacle.clone()));
        if self.store.claim_notice(channel, now).await? {
            self.tell(subscription, Trouble::Parked(obstacle), steps).await;
        }
        Ok(())
    }

    async fn tell(&self, subscription: &Subscription, trouble: Trouble, steps: &mut Vec<Step>) {
        // Whoever can't be told sees it with `/daily next`.
        if self.outlet.tell(subscription, &Notice { trouble }).await.is_ok() {
            steps.push(Step::Told(subscription.channel));
        }
    }

    async fn unknown(
        &self,
        claim: &Delivery,
        subscription: &Subscription,
        reason: &str,
        now: Timestamp,
        steps: &mut Vec<Step>,
    ) -> Result<(), StoreError> {
        if self.settle(claim, DeliveryState::Unknown, None, reason, now).await? {
            steps.push(Step::Unknown(claim.key, reason.to_owned()));
            self.tell(subscription, Trouble::Unknown(claim.key.day), steps).await;
        }
        Ok(())
    }

    async fn skip(
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

    async fn settle(
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
    async fn post(
        &self,
        claim: &Delivery,
        subscription: &Subscription,
        claimed: Instant,
        now: Timestamp,
    ) -> Result<Option<Post>, StoreError> {
        let late = due(claim).timeliness(now, self.rules.grace) != Timeliness::InTime;
        let late = late.then_some(claim.due_at);
        let engine = self.engine.load();
        let send_before = claimed + SENDING;
        if claim.key.edition != Edition::Gaps {
            return Ok(Post::new(&engine, subscription, claim.key, self.rules.leap_day, late, send_before));
        }
        let gaps = gaps::of_week_before(&self.store, claim.key.day).await?;
        Ok(Post::of_gaps(&engine, subscription, claim.key, &gaps, late, send_before))
    }

    /// The channel that a post goes to, as it wants it.
    async fn subscriber(&self, key: DeliveryKey) -> Result<Option<Subscription>, StoreError> {
        if key.edition == Edition::Gaps {
            return Ok(self.store.gap_board(key.channel).await?.map(|board| as_subscription(&board)));
        }
        self.store.subscription(key.channel).await
    }

    /// Gap boards whose time has come.
    async fn send_boards(&self, now: Timestamp, steps: &mut Vec<Step>) -> Result<Next, StoreError> {
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

    fn row(
        &self,
        subscription: &Subscription,
        key: DeliveryKey,
        due: Due,
        state: DeliveryState,
        reason: &str,
        now: Timestamp,
    ) -> Delivery {
        Delivery {
            key,
            guild: subscription.guild,
            due_at: due.at,
            state,
            owner: self.owner.clone(),
            claimed_at: now,
            attempts: 1,
            message: None,
            publish: subscription.publish && subscription.kind == crate::store::ChannelKind::Announcement,
            done_at: None,
            reason: reason.to_owned(),
        }
    }
}

/// Rows of the outbox, those of a channel together and in their order.
fn by_channel(rows: Vec<Delivery>) -> impl Iterator<Item = Vec<Delivery>> + Send {
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

fn due(delivery: &Delivery) -> Due {
    Due { date: delivery.key.day, at: delivery.due_at }
}
