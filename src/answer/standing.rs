//! In which statements the words of a question stand: sets of statements, made once a question from sets made once a load,
//! so that holding a statement against a word is looking at a bit.

use std::cell::Cell;
use std::rc::Rc;

use super::asked::Called;
use super::knowledge::Knowledge;
use crate::corpus::{EntityId, StatementId};
use crate::question::meaning::Content;
use crate::question::vocabulary::TermId;

/// A set of statements, as bits by their numbers.
#[derive(Debug, Clone, Default)]
pub struct StatementSet(Vec<u64>);

impl StatementSet {
    /// None of so many statements.
    #[must_use]
    pub fn none_of(statements: usize) -> Self {
        Self(vec![0; statements.div_ceil(64)])
    }

    /// All of so many statements.
    #[must_use]
    pub fn all_of(statements: usize) -> Self {
        let mut all = vec![!0; statements.div_ceil(64)];
        if let Some(last) = all.last_mut().filter(|_| !statements.is_multiple_of(64)) {
            *last = (1 << (statements % 64)) - 1;
        }
        Self(all)
    }

    /// Adds a statement.
    pub fn insert(&mut self, id: StatementId) {
        self.0[id.0 as usize / 64] |= 1 << (id.0 % 64);
    }

    /// Adds some statements.
    pub fn extend(&mut self, ids: &[StatementId]) {
        for id in ids {
            self.insert(*id);
        }
    }

    /// Adds all statements of a set of as many.
    pub fn unite(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(bits, others)| *bits |= others);
    }

    /// Whether a statement is in it.
    #[must_use]
    pub fn contains(&self, id: StatementId) -> bool {
        self.0[id.0 as usize / 64] >> (id.0 % 64) & 1 == 1
    }

    /// Its statements, in order.
    pub fn iter(&self) -> impl Iterator<Item = StatementId> + '_ {
        (0u32..).zip(&self.0).flat_map(|(place, bits)| {
            let mut rest = *bits;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros())?;
                rest &= rest - 1;
                Some(StatementId(place * 64 + bit))
            })
        })
    }
}

/// In which statements a word stands, or one that means the same.
pub(super) struct Standing {
    /// Whose own words have it.
    own: StatementSet,
    /// Which have it, or their proofs.
    proven: StatementSet,
    /// Whose own words have one that means the same.
    own_alike: StatementSet,
    /// Which have one that means the same, or their proofs.
    alike: StatementSet,
}

impl Standing {
    fn of(knowledge: &Knowledge, term: Option<TermId>, groups: &[u32]) -> Self {
        let none = StatementSet::none_of(knowledge.corpus.statements.len());
        let mut standing = Self { own: none.clone(), proven: none.clone(), own_alike: none.clone(), alike: none };
        if let Some(term) = term {
            match knowledge.common(term) {
                Some((own, proven)) => {
                    standing.own.unite(own);
                    standing.proven.unite(proven);
                }
                None => {
                    standing.own.extend(knowledge.with_own_term(term));
                    standing.proven.extend(knowledge.with_term(term));
                }
            }
            standing.own_alike.extend(knowledge.with_keyword(term));
            standing.alike.extend(knowledge.with_keyword(term));
        }
        for group in groups {
            let (own, all) = knowledge.with_group(*group);
            standing.own_alike.unite(own);
            standing.alike.unite(all);
        }
        standing
    }

    /// Adds every statement that has it or one that means the same, itself or in its proof.
    pub(super) fn add_to(&self, set: &mut StatementSet) {
        set.unite(&self.proven);
        set.unite(&self.alike);
    }

    /// Whether a statement's own words have it.
    pub(super) fn is_own(&self, id: StatementId) -> bool {
        self.own.contains(id)
    }

    /// Whether a statement or its proof has it.
    pub(super) fn is_proven(&self, id: StatementId) -> bool {
        self.proven.contains(id)
    }

    /// Whether a statement's own words have one that means the same.
    pub(super) fn is_own_alike(&self, id: StatementId) -> bool {
        self.own_alike.contains(id)
    }

    /// Whether a statement or its proof has one that means the same.
    pub(super) fn is_alike(&self, id: StatementId) -> bool {
        self.alike.contains(id)
    }
}

/// A stem by which a question asks for a property or names a kind.
pub(super) struct Stem<'m> {
    pub(super) text: &'m str,
    /// Its number, if any document, name or record has it.
    pub(super) term: Option<TermId>,
    /// Synonym groups that it belongs to.
    pub(super) groups: &'m [u32],
    standing: Standing,
}

impl<'m> Stem<'m> {
    /// Looks some stems up.
    pub(super) fn all(knowledge: &'m Knowledge, stems: &'m [String]) -> Vec<Self> {
        let understander = &knowledge.understander;
        let look_up = |text: &'m String| {
            let (term, groups) = (understander.vocabulary.term(text), understander.lexicon.groups(text));
            Self { text, term, groups, standing: Standing::of(knowledge, term, groups) }
        };
        stems.iter().map(look_up).collect()
    }

    /// Whether a statement's own words have it.
    pub(super) fn is_own(&self, id: StatementId) -> bool {
        self.standing.is_own(id)
    }

    /// Whether a statement's own words have one that means the same.
    pub(super) fn is_own_alike(&self, id: StatementId) -> bool {
        self.standing.is_own_alike(id)
    }

    /// Whether a statement's own words have it; for a Chinese word, whether they mean it.
    pub(super) fn is_said(&self, id: StatementId) -> bool {
        self.is_own(id) || !self.text.is_ascii() && self.is_held(id)
    }

    /// Adds every statement that has it or a word that means the same, itself or in its proof.
    pub(super) fn add_to(&self, set: &mut StatementSet) {
        self.standing.add_to(set);
    }

    /// Whether a statement or its proof has it or a word that means the same.
    pub(super) fn is_held(&self, id: StatementId) -> bool {
        self.standing.is_proven(id) || self.standing.is_alike(id)
    }
}

/// A telling word of a question.
pub(super) struct AskedWord<'m> {
    pub(super) content: &'m Content,
    /// Of what kinds things are that it names.
    pub(super) called: Called,
    pub(super) standing: Rc<Standing>,
    /// For each entity, whether it is described by the word, once that was asked.
    described: Rc<Vec<Cell<Option<bool>>>>,
}

impl<'m> AskedWord<'m> {
    /// Looks a word up.
    pub(super) fn of(knowledge: &Knowledge, content: &'m Content) -> Self {
        let standing = Rc::new(Standing::of(knowledge, content.term, &content.groups));
        let described = Rc::new(vec![Cell::new(None); knowledge.corpus.entities.len()]);
        Self { content, called: Called::by(&content.kinds), standing, described }
    }

    /// Looks some words up.
    pub(super) fn all(knowledge: &Knowledge, words: &'m [Content]) -> Vec<Self> {
        words.iter().map(|content| Self::of(knowledge, content)).collect()
    }

    /// Looks some words up, of which others of the same question may have been: those share what was found.
    pub(super) fn all_beside(knowledge: &Knowledge, words: &'m [Content], others: &[Self]) -> Vec<Self> {
        let look_up = |content: &'m Content| {
            let same = |other: &&Self| (other.content.term, &other.content.groups) == (content.term, &content.groups);
            match others.iter().find(same) {
                Some(Self { standing, described, .. }) => {
                    let called = Called::by(&content.kinds);
                    Self { content, called, standing: Rc::clone(standing), described: Rc::clone(described) }
                }
                None => Self::of(knowledge, content),
            }
        };
        words.iter().map(look_up).collect()
    }

    /// The statements that say it themselves, or a word that means the same, or are of a property that it asks for; not
    /// those that are of a kind that it names.
    pub(super) fn said_by(&self, knowledge: &Knowledge) -> StatementSet {
        let mut said = self.standing.own.clone();
        said.unite(&self.standing.own_alike);
        said.extend(&knowledge.of_properties(&self.content.asks_for));
        said
    }

    /// Whether an entity is described by it, or by one that means the same.
    pub(super) fn describes(&self, knowledge: &Knowledge, entity: EntityId) -> bool {
        let known = &self.described[entity.0 as usize];
        known.get().unwrap_or_else(|| {
            let described = knowledge.is_described_by(entity, self.content.term, &self.content.groups);
            known.set(Some(described));
            described
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_what_was_added_in_order() {
        let ids = [3, 64, 0, 129].map(StatementId);
        let mut set = StatementSet::none_of(130);
        set.extend(&ids[..2]);
        let mut other = StatementSet::none_of(130);
        other.extend(&ids[2..]);
        set.unite(&other);
        assert_eq!(set.iter().collect::<Vec<_>>(), [0, 3, 64, 129].map(StatementId));
        assert!(set.contains(StatementId(129)) && !set.contains(StatementId(128)));
    }

    #[test]
    fn all_are_as_many_as_there_are() {
        for count in [0, 1, 64, 130] {
            assert_eq!(StatementSet::all_of(count).iter().count(), count);
        }
    }
}
