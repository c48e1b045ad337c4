//! A simulated year: 200 channels in 40 zones, with all clock changes, and what happens when the bot was down.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use lablore::calendar::{Edition, LeapDay, Taste};
use lablore::daily::{Obstacle, Step};
use lablore::store::{ChannelKind, DeliveryKey, DeliveryState, Subscription};

use super::{DUE, Database, Memory, memory_deliverer, subscription, time};

/// Both ends of the day line, quarters of hours, half-hour and two-hour changes, changes at midnight, none at all.
const ZONES: [&str; 40] = [
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/Johannesburg",
    "Africa/Lagos",
    "America/Asuncion",
    "America/Caracas",
    "America/Chicago",
    "America/Halifax",
    "America/Havana",
    "America/Los_Angeles",
    "America/Mexico_City",
    "America/New_York",
    "America/Nuuk",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Hong_Kong",
    "Asia/Jerusalem",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Asia/Taipei",
    "Asia/Tokyo",
    "Atlantic/Azores",
    "Australia/Adelaide",
    "Australia/Eucla",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Europe/Berlin",
    "Europe/Chisinau",
    "Europe/London",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Pacific/Marquesas",
    "Pacific/Pago_Pago",
    "UTC",
];

/// Local times at which clocks jump somewhere, and one at which they never do.
const MINUTES: [u16; 5] = [0, 60, 2 * 60 + 30, 9 * 60, 23 * 60 + 30];

/// Long enough for a year to be over soon, and short enough to tell each local hour.
const ROUND: SignedDuration = SignedDuration::from_mins(60);

/// What most channels want, and what a few: each taste has channels in every zone or in most, and the many posts of the
/// tastes for more would only repeat what the others show.
fn taste(number: u64) -> Taste {
    match number % 11 {
        3 | 7 => Taste::Week,
        5 => Taste::Month,
        _ => Taste::DaysAlone,
    }
}

fn channels(start: Timestamp) -> Vec<Subscription> {
    let mut out = Vec::new();
    for (number, (zone, minute)) in
        (1_u64..).zip(ZONES.iter().flat_map(|zone| MINUTES.iter().map(move |minute| (*zone, *minute))))
    {
        let mut subscription = subscription(number);
        subscription.to.next_at = start;
        out.push(Subscription { minute, zone: zone.to_owned(), taste: taste(number), ..subscription });
    }
    out
}

fn days(from: Date, to: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(from), |day| day.tomorrow().ok()).take_while(move |day| *day <= to)
}

#[tokio::test]
async fn a_year_over_two_hundred_channels_in_forty_zones() {
    let (start, end) = (time("2026-01-01T12:10:00Z"), time("2027-01-01T12:10:00Z"));
    let database = Database::sqlite();
    let store = database.open().await;
    let channels = channels(start);
    assert_eq!(channels.len(), 200);
    for channel in &channels {
        store.subscribe(channel).await.unwrap();
    }
    let memory = Arc::new(Memory::default());
    let deliverer = memory_deliverer(&store, &memory, "one");
    let mut now = start;
    while now <= end {
        memory.set(now);
        for step in deliverer.deliver_due(now).await.unwrap() {
            assert!(matches!(step, Step::Sent { .. }), "{step:?}");
        }
        now += ROUND;
    }

    let mut posts: BTreeMap<DeliveryKey, Vec<Timestamp>> = BTreeMap::new();
    for sent in memory.sent() {
        posts.entry(sent.key).or_default().push(sent.at);
    }
    let engine = crate::knowledge::engine();
    let mut expected = 0;
    let mut changes = 0;
    for channel in &channels {
        let zone = TimeZone::get(&channel.zone).unwrap();
        changes += zone.following(start).take_while(|change| change.timestamp() < end).count();
        let local = |at: Timestamp| at.to_zoned(zone.clone());
        for day in days(local(start).date(), local(end).date()) {
            for edition in engine.daily_editions(channel.taste, day, LeapDay::February28) {
                let key = DeliveryKey { channel: channel.to.channel, day, edition };
                let midnight = day.to_zoned(zone.clone()).unwrap().timestamp();
                let latest = midnight + SignedDuration::from_hours(26);
                // The days at the ends are cut by them.
                if midnight <= start || latest >= end {
                    posts.remove(&key);
                    continue;
                }
                expected += 1;
                let sent = posts.remove(&key).unwrap_or_default();
                assert_eq!(sent.len(), 1, "{key:?} in {}", channel.zone);
                let at = local(sent[0]);
                // Rounds are an hour apart, so that the last post of a day may come in the first of the next.
                let tomorrow = day.tomorrow().unwrap().to_zoned(zone.clone()).unwrap().timestamp();
                let is_last = channel.minute >= 23 * 60 && sent[0] < tomorrow + ROUND;
                assert!(at.date() == day || is_last, "{key:?}: {at}");
                let wall = i32::from(at.hour()) * 60 + i32::from(at.minute());
                let behind = (wall - i32::from(channel.minute)).rem_euclid(24 * 60);
                let jump = zone.following(midnight).take_while(|change| change.timestamp() < latest).count();
                let allowed = if jump == 0 { 59 } else { 59 + 120 };
                assert!(behind <= allowed || behind >= 24 * 60 - 120 && jump > 0, "{key:?}: {at}");
            }
        }
    }
    assert!(posts.is_empty(), "nobody asked for {posts:?}");
    assert!(expected > 5_000 && changes > 200, "{expected} posts, {changes} clock changes");
    assert!(store.deliveries_in(DeliveryState::Claimed, end).await.unwrap().is_empty());
    println!("{expected} posts over {changes} clock changes");
}

#[tokio::test]
async fn what_was_due_while_the_bot_was_down_is_made_up_for_once_or_left_out() {
    for (down, expected_late) in [(SignedDuration::from_mins(90), true), (SignedDuration::from_hours(5), false)] {
        let database = Database::sqlite();
        let store = database.open().await;
        store.subscribe(&subscription(10)).await.unwrap();
        let memory = Arc::new(Memory::default());
        let deliverer = memory_deliverer(&store, &memory, "one");
        let now = time(DUE) + down;
        memory.set(now);
        let steps = deliverer.deliver_due(now).await.unwrap();
        if expected_late {
            assert!(matches!(steps[..], [Step::Sent { late: true, .. }]), "{steps:?}");
            assert!(memory.sent()[0].late);
        } else {
            assert!(matches!(steps[..], [Step::Skipped(_)]), "{steps:?}");
            assert_eq!(store.last_delivery(10).await.unwrap().unwrap().state, DeliveryState::Skipped);
        }
        for hours in 0..20 {
            assert_eq!(deliverer.deliver_due(now + SignedDuration::from_hours(hours)).await.unwrap(), []);
        }
        assert_eq!(memory.sent().len(), usize::from(expected_late));
    }
}

#[tokio::test]
async fn after_weeks_of_silence_nothing_but_today_comes() {
    let database = Database::sqlite();
    let store = database.open().await;
    store.subscribe(&subscription(10)).await.unwrap();
    let memory = Arc::new(Memory::default());
    let deliverer = memory_deliverer(&store, &memory, "one");
    // The 20th of January, the 1st of February and others have passed; the 11th is a day of its own.
    let now = time("2026-02-11T01:00:05Z");
    memory.set(now);
    let steps = deliverer.deliver_due(now).await.unwrap();
    let sent: Vec<&Step> = steps.iter().filter(|step| matches!(step, Step::Sent { .. })).collect();
    assert_eq!((sent.len(), memory.sent().len()), (1, 1), "{steps:?}");
    assert_eq!(memory.sent()[0].key.day, "2026-02-11".parse::<Date>().unwrap());
    assert!(steps.len() > 2 && steps.iter().all(|step| matches!(step, Step::Sent { .. } | Step::Skipped(_))));
}

#[tokio::test]
async fn a_channel_that_is_closed_is_parked_told_once_and_goes_on_by_itself() {
    let database = Database::sqlite();
    let store = database.open().await;
    store.subscribe(&subscription(10)).await.unwrap();
    let memory = Arc::new(Memory::default());
    let deliverer = memory_deliverer(&store, &memory, "one");
    let obstacle = Obstacle::Missing(vec!["View Channel".to_owned()]);
    memory.obstruct(Some(obstacle.clone()));
    let due = time(DUE);
    memory.set(due);
    let steps = deliverer.deliver_due(due).await.unwrap();
    let key = DeliveryKey { channel: 10, day: "2026-01-20".parse().unwrap(), edition: Edition::Day };
    assert_eq!(steps, [Step::Held(key, obstacle.to_string()), Step::Parked(10, obstacle.clone()), Step::Told(10)]);
    // A month of rounds: Discord is looked at, never written to, and nobody is told again.
    let mut now = due;
    while now < due + SignedDuration::from_hours(24 * 30) {
        memory.set(now);
        for step in deliverer.deliver_due(now).await.unwrap() {
            assert!(matches!(step, Step::Held(..) | Step::Skipped(_)), "{step:?}");
        }
        now += SignedDuration::from_hours(2);
    }
    assert_eq!((memory.told.load(std::sync::atomic::Ordering::SeqCst), memory.sent().len()), (1, 0));

    // Mended an hour after the post was due: it comes, late, and the channel goes on.
    let due = time("2026-03-20T01:00:00Z");
    memory.set(due);
    deliverer.deliver_due(due).await.unwrap();
    memory.obstruct(None);
    store.look_soon(1, due).await.unwrap();
    let mended = due + SignedDuration::from_hours(1);
    memory.set(mended);
    let steps = deliverer.deliver_due(mended).await.unwrap();
    assert!(matches!(steps[..], [Step::Resumed(10), Step::Sent { late: true, .. }]), "{steps:?}");
    assert_eq!(store.subscription(10).await.unwrap().unwrap().parked, None);
}

#[tokio::test]
async fn forums_and_others_are_the_same_to_the_outbox() {
    let database = Database::sqlite();
    let store = database.open().await;
    for (channel, kind) in [(10, ChannelKind::Announcement), (11, ChannelKind::Forum)] {
        let mut publishing = Subscription { publish: true, ..subscription(channel) };
        publishing.to.kind = kind;
        store.subscribe(&publishing).await.unwrap();
    }
    let memory = Arc::new(Memory::default());
    let deliverer = memory_deliverer(&store, &memory, "one");
    memory.set(time(DUE));
    let steps = deliverer.deliver_due(time(DUE)).await.unwrap();
    let published: Vec<&Step> = steps.iter().filter(|step| matches!(step, Step::Published(_))).collect();
    assert_eq!((steps.len(), published.len()), (3, 1), "{steps:?}");
}
