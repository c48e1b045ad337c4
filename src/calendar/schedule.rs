//! When a daily post is due: one instant for each local day, whatever the clocks of its zone do.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::{Disambiguation, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// A post that comes later than this after its time says so.
pub const LATE_AFTER: SignedDuration = SignedDuration::from_mins(10);

/// The time of day of a post, in a zone.
#[derive(Debug, Clone)]
pub struct PostTime {
    time: Time,
    zone: TimeZone,
}

/// A local day whose time has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The local day.
    pub date: Date,
    /// When its post is due.
    pub at: Timestamp,
}

/// How a due post stands at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timeliness {
    /// It comes as it should.
    InTime,
    /// It comes, and says that it is late.
    Late,
    /// It does not come any more.
    Over,
}

impl PostTime {
    /// So many minutes after midnight (0 to 1439; more counts as the last) by the clocks of a zone.
    #[must_use]
    pub fn new(minute: u16, zone: TimeZone) -> Self {
        let minute = minute.min(24 * 60 - 1);
        let part = |number: u16| i8::try_from(number).unwrap_or(0);
        Self { time: Time::constant(part(minute / 60), part(minute % 60), 0, 0), zone }
    }

    /// The instant of the post of a local day. A time that exists twice is the first of the two. A time that does not
    /// exist is so much later as the clocks jump, or, where that is another day, so much earlier. `None` where the zone
    /// leaves out the whole day.
    #[must_use]
    pub fn instant_on(&self, date: Date) -> Option<Timestamp> {
        let wanted = date.to_datetime(self.time);
        [Disambiguation::Compatible, Disambiguation::Earlier].into_iter().find_map(|rule| {
            let instant = self.zone.to_ambiguous_zoned(wanted).disambiguate(rule).ok()?;
            (instant.date() == date).then(|| instant.timestamp())
        })
    }

    /// The local days whose time has come after one instant and up to another, in order.
    #[must_use]
    pub fn due(&self, after: Timestamp, until: Timestamp) -> Vec<Due> {
        self.from(after).take_while(|due| due.at <= until).collect()
    }

    /// The first local day whose time comes after an instant.
    #[must_use]
    pub fn next(&self, after: Timestamp) -> Option<Due> {
        self.from(after).next()
    }

    /// The local days whose time comes after an instant, in order.
    pub fn from(&self, after: Timestamp) -> impl Iterator<Item = Due> {
        // A zone can be a day off, and a jump one more.
        let first = after.to_zoned(self.zone.clone()).date().yesterday().unwrap_or(Date::MIN);
        std::iter::successors(Some(first), |date| date.tomorrow().ok())
            .filter_map(|date| self.instant_on(date).map(|at| Due { date, at }))
            .skip_while(move |due| due.at <= after)
    }
}

/// When gap boards come: Mondays at nine by UTC, so that a week has ended everywhere.
#[must_use]
pub fn next_board(after: Timestamp) -> Option<Due> {
    PostTime::new(9 * 60, TimeZone::UTC).from(after).find(|due| due.date.weekday() == Weekday::Monday)
}

impl Due {
    /// How it stands at an instant, if it may be made up for within `grace`.
    #[must_use]
    pub fn timeliness(self, now: Timestamp, grace: SignedDuration) -> Timeliness {
        let behind = now.duration_since(self.at);
        if behind <= LATE_AFTER.min(grace) {
            Timeliness::InTime
        } else if behind <= grace {
            Timeliness::Late
        } else {
            Timeliness::Over
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn at(minute: u16, zone: &str) -> PostTime {
        PostTime::new(minute, TimeZone::get(zone).unwrap())
    }

    fn local(time: &PostTime, day: Date) -> String {
        time.instant_on(day).unwrap().to_zoned(time.zone.clone()).strftime("%F %H:%M %:z").to_string()
    }

    #[test]
    fn boards_come_on_mondays() {
        let next = |after: &str| next_board(after.parse().unwrap()).unwrap();
        assert_eq!(next("2026-11-28T12:00:00Z").at.to_string(), "2026-11-30T09:00:00Z");
        assert_eq!(next("2026-11-30T08:59:59Z").date, date(2026, 11, 30));
        assert_eq!(next("2026-11-30T09:00:00Z").date, date(2026, 12, 7));
    }

    #[test]
    fn times_that_do_not_exist_or_exist_twice_are_one_instant_of_their_day() {
        let berlin = at(2 * 60 + 30, "Europe/Berlin");
        assert_eq!(local(&berlin, date(2026, 3, 29)), "2026-03-29 03:30 +02:00");
        assert_eq!(local(&berlin, date(2026, 10, 25)), "2026-10-25 02:30 +02:00");
        // Half an hour.
        assert_eq!(local(&at(2 * 60 + 10, "Australia/Lord_Howe"), date(2026, 10, 4)), "2026-10-04 02:40 +11:00");
        // At midnight.
        assert_eq!(local(&at(15, "Africa/Cairo"), date(2026, 4, 24)), "2026-04-24 01:15 +03:00");
        // Over midnight, into the next day.
        let toronto = at(23 * 60 + 45, "America/Toronto");
        assert_eq!(local(&toronto, date(1919, 3, 30)), "1919-03-30 22:45 -05:00");
        assert_eq!(local(&toronto, date(1919, 3, 31)), "1919-03-31 23:45 -04:00");
    }

    #[test]
    fn a_day_that_a_zone_leaves_out_has_no_post() {
        let apia = at(9 * 60, "Pacific/Apia");
        assert_eq!(apia.instant_on(date(2011, 12, 30)), None);
        let from = apia.instant_on(date(2011, 12, 28)).unwrap();
        let days: Vec<Date> = apia.from(from).take(3).map(|due| due.date).collect();
        assert_eq!(days, [date(2011, 12, 29), date(2011, 12, 31), date(2012, 1, 1)]);
    }

    #[test]
    fn what_is_due_lies_after_the_one_instant_and_up_to_the_other() {
        let shanghai = at(9 * 60, "Asia/Shanghai");
        let first = shanghai.instant_on(date(2026, 1, 20)).unwrap();
        assert_eq!(first.to_string(), "2026-01-20T01:00:00Z");
        let day = SignedDuration::from_hours(24);
        assert_eq!(shanghai.due(first, first + day - SignedDuration::from_secs(1)), []);
        let next = Due { date: date(2026, 1, 21), at: first + day };
        assert_eq!(shanghai.due(first, first + day), [next]);
        assert_eq!(shanghai.next(first), Some(next));
        assert_eq!(shanghai.due(first - day, first + day * 2).len(), 3);
    }

    #[test]
    fn late_and_too_late() {
        let due = Due { date: date(2026, 1, 20), at: "2026-01-20T01:00:00Z".parse().unwrap() };
        let grace = SignedDuration::from_hours(3);
        for (minutes, expected) in [
            (0, Timeliness::InTime),
            (10, Timeliness::InTime),
            (11, Timeliness::Late),
            (180, Timeliness::Late),
            (181, Timeliness::Over),
        ] {
            assert_eq!(due.timeliness(due.at + SignedDuration::from_mins(minutes), grace), expected, "{minutes}");
        }
        assert_eq!(due.timeliness(due.at + SignedDuration::from_mins(1), SignedDuration::ZERO), Timeliness::Over);
    }

    proptest::proptest! {
        #[test]
        fn every_local_day_has_one_post_on_that_day(zone in 0_usize..400, minute in 0_u16..1440, year in 1990_i16..2040) {
            let names: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
            let zone = TimeZone::get(&names[zone % names.len()]).unwrap();
            let time = PostTime::new(minute, zone.clone());
            let mut before: Option<Due> = None;
            let start = date(year, 1, 1).to_zoned(TimeZone::UTC).unwrap().timestamp();
            for due in time.from(start).take(370) {
                proptest::prop_assert_eq!(due.at.to_zoned(zone.clone()).date(), due.date);
                if let Some(before) = before {
                    proptest::prop_assert!(before.date < due.date && before.at < due.at);
                }
                before = Some(due);
            }
        }
    }
}
