//! Names in the order of their letters, to be walked letter by letter.

use std::ops::Range;

use crate::corpus::EntityId;

/// Keys in order, with what each names. Whether any key begins with some letters is found by halving, and the keys that
/// do are then halved further, so that a text is walked letter by letter as in a trie, without its memory.
///
/// Keys stand behind one another in one text: neighbours in the alphabet are neighbours in memory, so that the last steps
/// of halving read what the ones before them have read already.
#[derive(Debug, Default)]
pub(super) struct KeyTable {
    keys: String,
    /// Where each key begins in the text, and the end of the last.
    bounds: Vec<u32>,
    ids: Vec<EntityId>,
    /// Where the ids of each key begin, and the end of the last.
    id_bounds: Vec<u32>,
    /// For each byte: the place of the first key that begins with it or a greater one.
    starts: Vec<usize>,
}

impl KeyTable {
    /// Orders keys; what one of them may mean is ordered by prominence.
    pub(super) fn new(mut named: Vec<(String, EntityId)>, prominence: &[u32]) -> Self {
        named.sort_by(|(key, id), (other_key, other)| {
            let rank = |id: &EntityId| std::cmp::Reverse(prominence[id.0 as usize]);
            key.cmp(other_key).then_with(|| rank(id).cmp(&rank(other))).then_with(|| id.cmp(other))
        });
        named.dedup();
        let bound = |length: usize| u32::try_from(length).expect("all names together are shorter than 4 GiB");
        let mut keys = Self { bounds: vec![0], id_bounds: vec![0], ..Self::default() };
        for same in named.chunk_by(|(key, _), (next, _)| key == next) {
            keys.keys.push_str(&same[0].0);
            keys.bounds.push(bound(keys.keys.len()));
            keys.ids.extend(same.iter().map(|(_, id)| *id));
            keys.id_bounds.push(bound(keys.ids.len()));
        }
        let start = |byte: usize| keys.first(keys.all(), |key| usize::from(key.as_bytes()[0]) < byte);
        keys.starts = (0..=256).map(start).collect();
        keys
    }

    /// How many keys there are.
    pub(super) fn len(&self) -> usize {
        self.bounds.len().saturating_sub(1)
    }

    /// The key at a place.
    pub(super) fn key(&self, place: usize) -> &str {
        &self.keys[self.bounds[place] as usize..self.bounds[place + 1] as usize]
    }

    /// All keys in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.all().map(|place| self.key(place))
    }

    /// What the key at a place names.
    pub(super) fn ids(&self, place: usize) -> &[EntityId] {
        &self.ids[self.id_bounds[place] as usize..self.id_bounds[place + 1] as usize]
    }

    /// The first place in a range whose key is no longer before what is looked for.
    fn first(&self, mut range: Range<usize>, before: impl Fn(&str) -> bool) -> usize {
        while !range.is_empty() {
            let middle = usize::midpoint(range.start, range.end);
            if before(self.key(middle)) {
                range.start = middle + 1;
            } else {
                range.end = middle;
            }
        }
        range.start
    }

    /// What a key names.
    pub(super) fn get(&self, key: &str) -> Option<&[EntityId]> {
        let place = self.first(self.like(key), |known| known < key);
        (place < self.len() && self.key(place) == key).then(|| self.ids(place))
    }

    /// The places of all keys.
    pub(super) fn all(&self) -> Range<usize> {
        0..self.len()
    }

    /// Those keys that begin with the same byte.
    fn like(&self, beginning: &str) -> Range<usize> {
        let byte = beginning.bytes().next().map(usize::from);
        let places = byte.and_then(|byte| Some(*self.starts.get(byte)?..*self.starts.get(byte + 1)?));
        places.unwrap_or_else(|| self.all())
    }

    /// Those keys of a range that begin so.
    pub(super) fn narrow(&self, range: Range<usize>, beginning: &str) -> Range<usize> {
        let range = if range == self.all() { self.like(beginning) } else { range };
        let start = self.first(range.clone(), |key| key < beginning);
        // They are few, as a rule: their end is looked for in steps that double, not in the middle of all that follow.
        let begins = |key: &str| key.starts_with(beginning);
        let mut step = 1;
        while start + step < range.end && begins(self.key(start + step)) {
            step *= 2;
        }
        let end = self.first(start + step / 2..range.end.min(start + step), begins);
        start..end
    }

    /// What a key names, which would be the first of those that begin with it.
    pub(super) fn first_of(&self, range: &Range<usize>, key: &str) -> Option<&[EntityId]> {
        let place = range.clone().next()?;
        (self.key(place) == key).then(|| self.ids(place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_narrowed_to_those_that_begin_so() {
        let named = ["yi", "yi34b", "yilarge", "zhipu"].map(str::to_owned);
        let named = (0u32..).zip(named).map(|(number, key)| (key, EntityId(number))).collect();
        let table = KeyTable::new(named, &[0; 4]);
        let begun = table.narrow(table.all(), "yi");
        assert_eq!(begun, 0..3);
        assert_eq!(table.first_of(&begun, "yi"), Some([EntityId(0)].as_slice()));
        assert_eq!(table.narrow(begun, "yil"), 2..3);
        assert!(table.narrow(table.all(), "qwen").is_empty());
        assert_eq!(table.get("zhipu"), Some([EntityId(3)].as_slice()));
        assert_eq!(table.get("zhi"), None);
    }
}
