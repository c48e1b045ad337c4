//! Which letters a key has, to tell at a glance that two keys are further apart than a look at them letter by letter is
//! worth.

/// Which letters a key has and how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Letters {
    /// How many.
    pub(crate) count: usize,
    /// A bit for each letter that it has; several letters share one.
    which: u64,
}

impl Letters {
    /// Those of a key.
    pub(crate) fn of(key: &str) -> Self {
        Self::of_beginning(key, usize::MAX)
    }

    /// Those of the first `most` letters of a key.
    pub(crate) fn of_beginning(key: &str, most: usize) -> Self {
        let mut letters = Self { count: 0, which: 0 };
        for letter in key.chars().take(most) {
            letters.count += 1;
            letters.which |= 1 << (u32::from(letter) % 64);
        }
        letters
    }

    /// Whether a key with these letters may stand inside one with those.
    pub(crate) fn may_be_in(self, other: Self) -> bool {
        self.count <= other.count && self.which & !other.which == 0
    }

    /// So many slips lie between two keys at least: each adds or takes a letter, or puts one in the place of another.
    pub(crate) fn least_slips(self, other: Self) -> usize {
        let apart = (self.which ^ other.which).count_ones() as usize;
        self.count.abs_diff(other.count).max(apart.div_ceil(2))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn never_tells_too_much(one in "[a-g月之]{0,8}", other in "[a-g月之]{0,8}") {
            let (first, second) = (Letters::of(&one), Letters::of(&other));
            prop_assert!(first.least_slips(second) <= strsim::osa_distance(&one, &other));
            prop_assert!(!other.contains(&one) || first.may_be_in(second));
        }
    }

    #[test]
    fn tells_far_keys_from_near_ones() {
        assert_eq!(Letters::of("kimi").least_slips(Letters::of("kimi")), 0);
        assert_eq!(Letters::of("kimi").least_slips(Letters::of("qwen")), 4);
        assert_eq!(Letters::of_beginning("kimik2", 4), Letters::of("kimi"));
        assert!(!Letters::of("qwen").may_be_in(Letters::of("kimi")));
    }
}
