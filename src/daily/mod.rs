//! The daily post: what is due is claimed, sent, written down; exactly once, whatever dies in between.
//!
//! [`Deliverer::deliver_due`] is one round and says what it did. It has no clock (the instant is an argument) and knows
//! no Discord: what a channel can do is an [`Outlet`].
//!
//! - `deliver`: a round from its beginning to its end; `round`: many channels in it, some at a time.
//! - `recover`, `send`: one post: what became of it, and what comes of it; `boards`: gap boards; `subscriber`: whom a
//!   post is for.

mod boards;
mod deliver;
mod outlet;
mod post;
mod recover;
mod round;
mod send;
mod step;
mod subscriber;

pub use deliver::{Deliverer, Rules};
pub use outlet::{Failure, Found, Notice, Obstacle, Outlet, Trouble};
pub use post::Post;
pub use step::Step;
