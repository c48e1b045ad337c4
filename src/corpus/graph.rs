//! How entities hang together, derived from the statements once a load.

use super::record::{Rank, Value};
use super::{Corpus, EntityId, StatementId};

/// Properties whose value stands above the subject: maker of a model, lab of a round, owner of a lab.
const UPWARD: [&str; 5] = ["maker", "family", "parent", "of", "lab"];
/// Properties whose value stands below the subject.
const DOWNWARD: [&str; 3] = ["product", "model_line", "variant"];

/// Derived look-ups; numbers are those of the corpus.
#[derive(Debug, Default)]
pub struct Graph {
    by_subject: Vec<Vec<StatementId>>,
    by_value: Vec<Vec<StatementId>>,
    above: Vec<Vec<EntityId>>,
    below: Vec<Vec<EntityId>>,
    prominence: Vec<u32>,
}

impl Graph {
    /// Derives the look-ups of a corpus. Deprecated statements are left out.
    #[must_use]
    pub fn new(corpus: &Corpus) -> Self {
        let count = corpus.entities.len();
        let mut graph = Self {
            by_subject: vec![Vec::new(); count],
            by_value: vec![Vec::new(); count],
            above: vec![Vec::new(); count],
            below: vec![Vec::new(); count],
            prominence: vec![0; count],
        };
        let mut direct: Vec<Vec<EntityId>> = vec![Vec::new(); count];
        for (number, statement) in (0u32..).zip(&corpus.statements) {
            if statement.rank == Rank::Deprecated || statement.references.is_empty() {
                continue;
            }
            let subject = statement.subject;
            let id = StatementId(number);
            graph.by_subject[subject.0 as usize].push(id);
            graph.prominence[subject.0 as usize] += 1;
            let qualifiers = &statement.qualifiers;
            for entity in [qualifiers.at, qualifiers.benchmark].into_iter().flatten() {
                graph.by_value[entity.0 as usize].push(id);
            }
            let Value::Entity(value) = statement.value else { continue };
            graph.by_value[value.0 as usize].push(id);
            graph.prominence[value.0 as usize] += 1;
            let property = corpus.property(statement.property).id.as_str();
            if UPWARD.contains(&property) {
                direct[subject.0 as usize].push(value);
            } else if DOWNWARD.contains(&property) {
                direct[value.0 as usize].push(subject);
            }
        }
        for number in 0..count {
            let mut open = direct[number].clone();
            while let Some(next) = open.pop() {
                if next.0 as usize != number && !graph.above[number].contains(&next) {
                    graph.above[number].push(next);
                    open.extend(&direct[next.0 as usize]);
                }
            }
        }
        for number in 0..count {
            for above in graph.above[number].clone() {
                graph.below[above.0 as usize].push(EntityId(u32::try_from(number).unwrap_or(u32::MAX)));
            }
        }
        for (number, entity) in corpus.entities.iter().enumerate() {
            // A lab weighs with all that it made; a round or event never outweighs what it belongs to.
            let below = u32::try_from(graph.below[number].len()).unwrap_or(u32::MAX);
            graph.prominence[number] += below;
            if entity.kind.is_body() {
                graph.prominence[number] += 1_000;
            }
        }
        graph
    }

    /// What is said of an entity.
    #[must_use]
    pub fn of(&self, subject: EntityId) -> &[StatementId] {
        &self.by_subject[subject.0 as usize]
    }

    /// The statements that name an entity as their value, place of work or benchmark.
    #[must_use]
    pub fn naming(&self, value: EntityId) -> &[StatementId] {
        &self.by_value[value.0 as usize]
    }

    /// Makers, families, owners: all that stand above an entity.
    #[must_use]
    pub fn above(&self, entity: EntityId) -> &[EntityId] {
        &self.above[entity.0 as usize]
    }

    /// Models, products, rounds: all that stand below an entity.
    #[must_use]
    pub fn below(&self, entity: EntityId) -> &[EntityId] {
        &self.below[entity.0 as usize]
    }

    /// How much is known of each entity, by number: orders what an ambiguous name may mean.
    #[must_use]
    pub fn prominence(&self) -> &[u32] {
        &self.prominence
    }

    /// Whether one of two entities stands above the other.
    #[must_use]
    pub fn related(&self, a: EntityId, b: EntityId) -> bool {
        self.above(a).contains(&b) || self.above(b).contains(&a)
    }
}
