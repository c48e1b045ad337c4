//! Dated events and the daily post: what happened on a day, which edition a day brings, and when it is due. Pure: days,
//! instants and time zones are arguments, there is no clock and no store.

pub mod day;
pub mod editions;
pub mod events;
pub mod ics;
pub mod schedule;

pub use day::{DayOfYear, LeapDay};
pub use editions::{Edition, Taste};
pub use events::Event;
pub use schedule::PostTime;
