//! Which shards of the gateway a process connects.

use std::fmt;
use std::str::FromStr;

/// Which of the gateway's shards a process connects: all of as many as Discord recommends, or a range of a total that
/// several processes share. A server belongs to the shard `(id >> 22) % total`, so all of them must name one total.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shards {
    /// All of as many as Discord recommends.
    Auto,
    /// From `first` to `last`, both inclusive, of `total`.
    Range {
        /// The first, counted from 0.
        first: u32,
        /// The last.
        last: u32,
        /// How many there are in all processes together.
        total: u32,
    },
}

impl Shards {
    /// The first, the last and the total, where Discord recommends so many.
    #[must_use]
    pub fn resolved(self, recommended: u32) -> (u32, u32, u32) {
        match self {
            Self::Auto => (0, recommended.max(1) - 1, recommended.max(1)),
            Self::Range { first, last, total } => (first, last, total),
        }
    }
}

impl fmt::Display for Shards {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => formatter.write_str("auto"),
            Self::Range { first, last, total } => write!(formatter, "{first}-{last}/{total}"),
        }
    }
}

/// Reads `auto`, `0-3/8` (the shards 0 to 3 of 8) or `2/8` (shard 2 of 8).
impl FromStr for Shards {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if matches!(text, "" | "auto") {
            return Ok(Self::Auto);
        }
        let wrong =
            || format!("is \"{text}\"; it must be auto, or a range of a total as 0-3/8: the shards 0 to 3 of 8");
        let (range, total) = text.split_once('/').ok_or_else(wrong)?;
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let number = |part: &str| part.trim().parse::<u32>().map_err(|_| wrong());
        let (first, last, total) = (number(first)?, number(last)?, number(total)?);
        if first > last || last >= total {
            return Err(wrong());
        }
        Ok(Self::Range { first, last, total })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_of_a_total_or_what_discord_recommends() {
        for (text, resolved) in [("auto", (0, 4, 5)), ("", (0, 4, 5)), ("0-3/8", (0, 3, 8)), ("2/3", (2, 2, 3))] {
            assert_eq!(text.parse::<Shards>().unwrap().resolved(5), resolved, "{text}");
        }
        assert_eq!(Shards::Auto.resolved(0), (0, 0, 1));
        for wrong in ["8", "3-1/8", "0-8/8", "0-3", "a-b/c", "-1/4", "0-1-2/8", "0/0"] {
            assert!(wrong.parse::<Shards>().is_err(), "{wrong}");
        }
        assert_eq!("4-7/8".parse::<Shards>().unwrap().to_string(), "4-7/8");
    }
}
