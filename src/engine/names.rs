//! Names to choose from while one is being typed: all in memory, matched by aliases, in any script, with slips.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::answer::knowledge::Knowledge;
use crate::corpus::EntityId;
use crate::corpus::record::EntityKind;
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
    /// Folded and as written.
    names: Vec<(String, String)>,
}

impl NameTable {
    pub(super) fn new(knowledge: &Knowledge) -> Self {
        let mut entries = Vec::new();
        let mut ids = HashMap::new();
        for (number, entity) in (0u32..).zip(&knowledge.corpus.entities) {
            let id = EntityId(number);
            ids.insert(entity.id.clone(), id);
            if Names::Comparable.holds(entity.kind) && !knowledge.graph.of(id).is_empty() {
                let names = entity.names().map(|name| (name_key(name), name.to_owned())).collect();
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
        let mut found: Vec<(usize, usize, EntityId, String)> = Vec::new();
        for (place, entry) in self.entries.iter().enumerate().filter(|(_, entry)| among.holds(entry.kind)) {
            let ranked =
                entry.names.iter().filter_map(|(folded, name)| likeness(&key, folded).map(|rank| (rank, name)));
            if let Some((rank, name)) = ranked.min_by_key(|(rank, _)| *rank) {
                let alias = if key.is_empty() { String::new() } else { name.clone() };
                found.push((rank, place, entry.id, alias));
            }
        }
        found.sort();
        found.into_iter().take(limit).map(|(_, _, id, alias)| (id, alias)).collect()
    }
}

/// How near a typed key comes to a name: 0 the same, 1 its beginning, 2 inside it, 3 a slip; `None` not at all.
fn likeness(typed: &str, name: &str) -> Option<usize> {
    if typed.is_empty() || name == typed {
        return Some(0);
    }
    if name.starts_with(typed) {
        return Some(1);
    }
    if name.contains(typed) {
        return Some(2);
    }
    let letters = typed.chars().count();
    if letters < 3 {
        return None;
    }
    let head: String = name.chars().take(letters).collect();
    let distance = strsim::osa_distance(typed, name).min(strsim::osa_distance(typed, &head));
    (distance <= 1 + letters / 6).then_some(2 + distance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_counts_more_than_the_inside_and_a_slip_less() {
        assert_eq!(likeness("", "zhipu"), Some(0));
        assert_eq!(likeness("zhipu", "zhipu"), Some(0));
        assert_eq!(likeness("zhi", "zhipu"), Some(1));
        assert_eq!(likeness("ipu", "zhipu"), Some(2));
        assert_eq!(likeness("zihpu", "zhipu"), Some(3));
        assert_eq!(likeness("zx", "zhipu"), None);
        assert_eq!(likeness("qqqqqq", "zhipu"), None);
    }
}
