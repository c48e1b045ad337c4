//! One post, in terms that no platform owns.

use std::time::Instant;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::bot::action::Recall;
use crate::bot::commands::gaps;
use crate::bot::controls::with_post_controls;
use crate::bot::response::Reply;
use crate::bot::wording::{FixedText, language_of_locale};
use crate::calendar::LeapDay;
use crate::engine::Engine;
use crate::store::{DeliveryKey, Destination, Gap, Subscription};
use crate::text::language::Language;

/// A post to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Post {
    /// Which post.
    pub key: DeliveryKey,
    /// What it says.
    pub reply: Reply,
    /// Set on a post that comes after its time: says so.
    pub late: Option<String>,
    /// The role to ping.
    pub role: Option<u64>,
    /// Until when it may be sent: afterwards somebody else may think that this process is dead.
    pub send_before: Instant,
}

/// The zone of gap boards.
const UTC: &str = "UTC";

const LATE: FixedText = FixedText {
    en: "late, was due at {time}",
    zh_hans: "迟到，原定于 {time}",
    zh_hant: "遲到，原定於 {time}",
    es: "con retraso, tocaba a las {time}",
};

impl Post {
    /// The post of a key for a channel; `None` where there is nothing to say. `late` is when it was due, if it is late.
    #[must_use]
    pub fn new(
        engine: &Engine,
        subscription: &Subscription,
        key: DeliveryKey,
        leap_day: LeapDay,
        late: Option<Timestamp>,
        send_before: Instant,
    ) -> Option<Self> {
        let language = language_of_locale(&subscription.to.language);
        let answer = engine.daily_post(key.edition, key.day, leap_day, language)?;
        let recall = Some(Recall::Post(key.edition, key.day, leap_day));
        let reply = with_post_controls(Reply { recall, ..Reply::from_answer(answer) }, engine);
        let late = late.map(|due| late_text(due, &subscription.zone, language));
        Some(Self { key, reply, late, role: subscription.role, send_before })
    }

    /// The gap board of a key for a channel; `None` where nothing was asked in vain often enough to be shown.
    #[must_use]
    pub fn of_gaps(
        engine: &Engine,
        to: &Destination,
        key: DeliveryKey,
        gaps: &[Gap],
        late: Option<Timestamp>,
        send_before: Instant,
    ) -> Option<Self> {
        let language = language_of_locale(&to.language);
        let reply = gaps::board(engine, gaps, language).filter(|_| !gaps.is_empty())?;
        let late = late.map(|due| late_text(due, UTC, language));
        Some(Self { key, reply, late, role: None, send_before })
    }

    /// The same for the same channel, day and edition, and different for all others: 24 characters of the 25 that
    /// Discord allows.
    #[must_use]
    pub fn nonce(&self) -> String {
        let DeliveryKey { channel, day, edition } = self.key;
        let hash = blake3::hash(format!("{channel} {day} {edition}").as_bytes()).to_hex();
        hash.as_str()[..24].to_owned()
    }

    /// What stands in the post and tells it from all others of its channel, in any language.
    #[must_use]
    pub fn mark(&self) -> String {
        format!("{} · {}", self.key.day, self.key.edition)
    }
}

fn late_text(due: Timestamp, zone: &str, language: Language) -> String {
    let local = due.to_zoned(TimeZone::get(zone).unwrap_or(TimeZone::UTC));
    LATE.in_language(language).replace("{time}", &format!("{} ({zone})", local.strftime("%H:%M")))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::date;

    use super::*;
    use crate::bot::wording::LANGUAGES;
    use crate::calendar::Edition;

    fn post(channel: u64, day: jiff::civil::Date, edition: Edition) -> Post {
        let key = DeliveryKey { channel, day, edition };
        let reply = Reply::info(None, "Text.".to_owned(), Language::En);
        Post { key, reply, late: None, role: None, send_before: Instant::now() }
    }

    #[test]
    fn nonces_tell_posts_apart_and_are_always_the_same() {
        let mut nonces = BTreeSet::new();
        for channel in [1_u64, 11, 1_180_000_000_000_000_000] {
            for day in [date(2026, 1, 20), date(2026, 1, 21)] {
                for edition in [Edition::Day, Edition::Week] {
                    let nonce = post(channel, day, edition).nonce();
                    assert_eq!(nonce, post(channel, day, edition).nonce());
                    assert!(nonce.len() <= 25);
                    nonces.insert(nonce);
                }
            }
        }
        assert_eq!(nonces.len(), 12);
        assert_eq!(post(1, date(2026, 1, 20), Edition::Day).mark(), "2026-01-20 · day");
    }

    #[test]
    fn late_posts_tell_the_local_time() {
        let due = "2026-01-20T01:00:00Z".parse().unwrap();
        for language in LANGUAGES {
            assert!(late_text(due, "Asia/Shanghai", language).contains("09:00 (Asia/Shanghai)"));
        }
    }
}
