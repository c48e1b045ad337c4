//! Names to choose from while one is being typed: all in memory, matched by aliases, in any script, with slips.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::answer::knowledge::Knowledge;
use crate::corpus::EntityId;
use crate::corpus::record::EntityKind;
use crate::question::letters::Letters;
use crate::text::fold::name_key;

/// A sort of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// Labs and companies.
    Labs,
    /// Models, their lines, and products made of them.
    Models,
    /// Human beings.
    People,
    /// All that can be put side by side: labs, models, people, chips, techniques.
    Comparable,
}

impl Names {
    /// Whether entities of a kind are of this sort.
    #[must_use]
    pub fn holds(self, kind: EntityKind) -> bool {
        use EntityKind::{Chip, Company, Lab, Model, ModelFamily, Person, Product, Technique};
        match self {
            Self::Labs => matches!(kind, Lab | Company),
            Self::Models => matches!(kind, Model | ModelFamily | Product),
            Self::People => kind == Person,
            Self::Comparable => {
                matches!(kind, Lab | Company | Model | ModelFamily | Product | Person | Chip | Technique)
            }
        }
    }
}

/// Every entity that something is told of, with its folded names.
#[derive(Debug)]
pub(super) struct NameTable {
    /// The most prominent first; labs before companies.
    entries: Vec<Entry>,
    ids: HashMap<String, EntityId>,
}

#[derive(Debug)]
struct Entry {
    id: EntityId,
    kind: EntityKind,
    names: Vec<Name>,
}

/// A name of an entity.
#[derive(Debug)]
struct Name {
    /// Its key.
    key: String,
    /// What letters the key has.
    letters: Letters,
    /// As written.
    written: String,
}

impl Name {
    fn new(written: &str) -> Self {
        let key = name_key(written);
        Self { letters: Letters::of(&key), key, written: written.to_owned() }
    }
}

impl NameTable {
    pub(super) fn new(knowledge: &Knowledge) -> Self {
        let mut entries = Vec::new();
        let mut ids = HashMap::new();
        for (number, entity) in (0u32..).zip(&knowledge.corpus.entities) {
            let id = EntityId(number);
            ids.insert(entity.id.clone(), id);
            if Names::Comparable.holds(entity.kind) && !knowledge.graph.of(id).is_empty() {
                let names = entity.names().map(Name::new).collect();
                entries.push(Entry { id, kind: entity.kind, names });
            }
        }
        entries.sort_by_key(|entry| {
            let company = entry.kind == EntityKind::Company;
            (company, Reverse(knowledge.graph.prominence()[entry.id.0 as usize]), entry.id)
        });
        Self { entries, ids }
    }

    pub(super) fn by_id(&self, id: &str) -> Option<EntityId> {
        self.ids.get(id).copied()
    }

    /// Entities whose names begin with, hold, or come near to what was typed, with the name that matched; all of them
    /// with no name where nothing was typed.
    pub(super) fn matching(&self, among: Names, typed: &str, limit: usize) -> Vec<(EntityId, String)> {
        let key = name_key(typed);
        let letters = Letters::of(&key);
        let mut found: Vec<(usize, usize, EntityId, &str)> = Vec::new();
        for (place, entry) in self.entries.iter().enumerate().filter(|(_, entry)| among.holds(entry.kind)) {
            let ranked =
                entry.names.iter().filter_map(|name| likeness(&key, letters, name).map(|rank| (rank, &name.written)));
            if let Some((rank, name)) = ranked.min_by_key(|(rank, _)| *rank) {
                let alias = if key.is_empty() { "" } else { name.as_str() };
                found.push((rank, place, entry.id, alias));
            }
        }
        found.sort_unstable();
        found.into_iter().take(limit).map(|(_, _, id, alias)| (id, alias.to_owned())).collect()
    }
}

/// How near a typed key comes to a name: 0 the same, 1 its beginning, 2 inside it, 3 a slip; `None` not at all.
fn likeness(typed: &str, letters: Letters, name: &Name) -> Option<usize> {
    let key = name.key.as_str();
    if typed.is_empty() || key == typed {
        return Some(0);
    }
    // Of most names their letters alone tell that they hold nothing of the sort and are no slip away.
    if letters.may_be_in(name.letters) {
        if key.starts_with(typed) {
            return Some(1);
        }
        if key.contains(typed) {
            return Some(2);
        }
    }
    if letters.count < 3 {
        return None;
    }
    let forgiven = 1 + letters.count / 6;
    let whole = (letters.least_slips(name.letters) <= forgiven).then(|| strsim::osa_distance(typed, key));
    let beginning = Letters::of_beginning(key, letters.count);
    let head = (letters.least_slips(beginning) <= forgiven).then(|| {
        let head: String = key.chars().take(letters.count).collect();
        strsim::osa_distance(typed, &head)
    });
    let distance = whole.into_iter().chain(head).min()?;
    (distance <= forgiven).then_some(2 + distance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_counts_more_than_the_inside_and_a_slip_less() {
        let check = |typed: &str, expected: Option<usize>| {
            assert_eq!(likeness(typed, Letters::of(typed), &Name::new("Zhipu")), expected, "{typed}");
        };
        check("", Some(0));
        check("zhipu", Some(0));
        check("zhi", Some(1));
        check("ipu", Some(2));
        check("zihpu", Some(3));
        check("zhx", Some(3));
        check("zx", None);
        check("qqqqqq", None);
    }
}
