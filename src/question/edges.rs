//! How names begin and end: of most words at once they tell that no name begins or ends so.

use super::tokens::Token;

/// Bytes of a name that are looked at; what is shorter is looked at as a whole.
const BYTES: usize = 4;

/// Short stretches of bytes as bits of their hashes: now and then one is taken for another, none is missed (a Bloom filter
/// of one hash; Bloom, "Space/Time Trade-offs in Hash Coding with Allowable Errors", 1970).
#[derive(Debug, Default)]
struct Stretches {
    bits: Vec<u64>,
}

impl Stretches {
    const BITS: usize = 1 << 18;

    fn add(&mut self, stretch: &[u8]) {
        self.bits.resize(Self::BITS / 64, 0);
        let bit = Self::bit(stretch);
        self.bits[bit / 64] |= 1 << (bit % 64);
    }

    fn may_have(&self, stretch: &[u8]) -> bool {
        let bit = Self::bit(stretch);
        self.bits.get(bit / 64).is_some_and(|bits| bits >> (bit % 64) & 1 == 1)
    }

    fn bit(stretch: &[u8]) -> usize {
        stretch.iter().fold(0usize, |number, byte| number.wrapping_mul(131) + usize::from(*byte)) % Self::BITS
    }
}

/// How names begin.
#[derive(Debug, Default)]
pub(super) struct Beginnings(Stretches);

impl Beginnings {
    /// Files names by their keys.
    pub(super) fn of<'k>(keys: impl Iterator<Item = &'k str>) -> Self {
        let mut beginnings = Stretches::default();
        for key in keys {
            beginnings.add(&key.as_bytes()[..key.len().min(BYTES)]);
        }
        Self(beginnings)
    }

    /// Whether a name may begin with the first of some tokens; where they are not of Latin letters, that is not told.
    pub(super) fn may_be(&self, tokens: &[Token]) -> bool {
        let mut beginning = [0; BYTES];
        let mut length = 0;
        for token in tokens.iter().take(BYTES) {
            if length == BYTES {
                break;
            }
            if !token.text.is_ascii() {
                return true;
            }
            for (place, byte) in beginning[length..].iter_mut().zip(token.text.bytes()) {
                *place = byte;
                length += 1;
            }
        }
        (1..=length).any(|end| self.0.may_have(&beginning[..end]))
    }

    /// Whether a name may begin with a word and go on; of a short word that is not told.
    pub(super) fn may_go_on(&self, word: &str) -> bool {
        let whole = |end: usize| self.0.may_have(&word.as_bytes()[..end]);
        word.len() < BYTES || !word.is_ascii() || (1..=BYTES).any(whole)
    }
}

/// How names end.
#[derive(Debug, Default)]
pub(super) struct Endings(Stretches);

impl Endings {
    /// Files names by their keys.
    pub(super) fn of<'k>(keys: impl Iterator<Item = &'k str>) -> Self {
        let mut endings = Stretches::default();
        for key in keys {
            for length in 1..=key.len().min(BYTES) {
                endings.add(&key.as_bytes()[key.len() - length..]);
            }
        }
        Self(endings)
    }

    /// Whether a name may end with the last letters of a word.
    pub(super) fn may_be(&self, word: &str) -> bool {
        self.0.may_have(&word.as_bytes()[word.len().saturating_sub(BYTES)..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::tokens::tokenize;

    #[test]
    fn no_name_is_missed_and_most_words_are_told_apart() {
        let names = ["yi", "zhipuai", "moonshot", "智谱"];
        let (beginnings, endings) = (Beginnings::of(names.into_iter()), Endings::of(names.into_iter()));
        for text in ["zhipu ai", "yi large", "moonshot", "智谱"] {
            assert!(beginnings.may_be(&tokenize(text)), "{text}");
        }
        assert!(beginnings.may_go_on("zhipu") && beginnings.may_go_on("did") && !beginnings.may_go_on("founded"));
        assert!(!beginnings.may_be(&tokenize("founded it")));
        assert!(endings.may_be("ai") && endings.may_be("shot") && endings.may_be("智谱") && !endings.may_be("open"));
    }
}
