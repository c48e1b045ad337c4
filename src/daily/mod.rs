//! The daily post: what is due is claimed, sent, written down; exactly once, whatever dies in between.
//!
//! [`Deliverer::deliver_due`] is one round and says what it did. It has no clock (the instant is an argument) and knows
//! no Discord: what a channel can do is an [`Outlet`].

mod deliver;
mod outlet;
mod post;

pub use deliver::{Deliverer, Rules, Step};
pub use outlet::{Failure, Found, Notice, Obstacle, Outlet, Trouble};
pub use post::Post;
