//! What a round needs of the platform that it posts to, and what can go wrong there.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;

use super::Post;
use crate::store::Destination;

/// Where posts go. Implemented by `discord`, and by tests.
pub trait Outlet: Sync {
    /// Sends a post. The same post sent again soon must not appear twice, where the platform can see to that.
    fn send(&self, to: &Destination, post: &Post) -> impl Future<Output = Result<u64, Failure>> + Send;

    /// Looks whether a post that was perhaps sent since an instant is there.
    fn find(
        &self,
        to: &Destination,
        post: &Post,
        since: Timestamp,
    ) -> impl Future<Output = Result<Found, Failure>> + Send;

    /// Publishes a post of an announcement channel to those who follow it. One that is published already is no failure.
    fn publish(&self, to: &Destination, message: u64) -> impl Future<Output = Result<(), Failure>> + Send;

    /// Looks what stands in the way of posting, without trying to.
    fn obstacle(&self, to: &Destination) -> impl Future<Output = Result<Option<Obstacle>, Failure>> + Send;

    /// Tells whoever set up a subscription that something is wrong with it.
    fn tell(&self, to: &Destination, notice: &Notice) -> impl Future<Output = Result<(), Failure>> + Send;
}

/// Whether a post is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// As this message.
    Message(u64),
    /// It is not, and everything could be seen.
    Absent,
    /// It can't be found out.
    CantTell(String),
}

/// Why a call did not succeed, by what that means for the post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// It is not there: something stands in the way that somebody must mend.
    Obstacle(Obstacle),
    /// It is not there: the platform will not have it as it is.
    Rejected(String),
    /// It is not there: the platform could not be reached, or is busy.
    Unsent(String),
    /// It may be there.
    Unclear(String),
}

/// What stands in the way of posting to a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// The channel is not there any more.
    Gone,
    /// The thread is archived or locked.
    Archived,
    /// The bot lacks permissions, by Discord's names for them; empty where only the refusal is known.
    Missing(Vec<String>),
    /// The forum demands a tag for each post.
    Tag,
    /// The time zone is not known on this machine.
    Zone,
}

impl fmt::Display for Obstacle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gone => formatter.write_str("gone"),
            Self::Archived => formatter.write_str("archived"),
            Self::Tag => formatter.write_str("tag"),
            Self::Zone => formatter.write_str("zone"),
            Self::Missing(permissions) => write!(formatter, "missing:{}", permissions.join(",")),
        }
    }
}

impl FromStr for Obstacle {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "gone" => Ok(Self::Gone),
            "archived" => Ok(Self::Archived),
            "tag" => Ok(Self::Tag),
            "zone" => Ok(Self::Zone),
            other => {
                let names = other.strip_prefix("missing:").ok_or(())?;
                Ok(Self::Missing(names.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect()))
            }
        }
    }
}

/// Something that an admin should know of a channel's posts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What is wrong.
    pub trouble: Trouble,
}

/// What is wrong with a channel's posts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing is posted until this is mended.
    Parked(Obstacle),
    /// The gap board of this week could not be posted.
    NoBoard(Obstacle),
    /// Whether the post of that day is there is not known; it is not sent again.
    Unknown(jiff::civil::Date),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn obstacles_are_read_back() {
        for obstacle in [
            Obstacle::Gone,
            Obstacle::Archived,
            Obstacle::Tag,
            Obstacle::Zone,
            Obstacle::Missing(Vec::new()),
            Obstacle::Missing(vec!["View Channel".to_owned(), "Embed Links".to_owned()]),
        ] {
            assert_eq!(obstacle.to_string().parse(), Ok(obstacle));
        }
        assert_eq!("broken".parse::<Obstacle>(), Err(()));
    }
}
