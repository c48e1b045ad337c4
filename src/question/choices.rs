//! Questions that offer what to choose between: "01.AI, Beijing or Shanghai?".

use super::followup::sort_of;
use super::lexicon::Operator;
use super::meaning::Meaning;
use super::names::Mention;
use super::tokens::Token;
use crate::corpus::{Corpus, EntityId};

/// The pairs of things that a question offers to choose between: "Beijing or Shanghai", 腾讯还是商汤.
pub(super) fn choices(corpus: &Corpus, tokens: &[Token], mentions: &[Mention]) -> Vec<(EntityId, EntityId)> {
    let alike = |a: EntityId, b: EntityId| sort_of(corpus.entity(a).kind) == sort_of(corpus.entity(b).kind);
    let either = |between: &[Token]| {
        let words: Vec<&str> = between.iter().map(|token| token.text.as_str()).collect();
        matches!(words.as_slice(), ["or" | "o" | "u" | "或"] | ["还", "是"] | ["或", "者"])
    };
    mentions
        .windows(2)
        .filter(|pair| either(&tokens[pair[0].end..pair[1].start]))
        .map(|pair| (pair[0].entities[0], pair[1].entities[0]))
        .filter(|(a, b)| alike(*a, *b))
        .collect()
}

/// What a question offers to choose between is one thing that is not known, where it is asked of something else: "01.AI,
/// Beijing or Shanghai?". "Which is older, A or B?" asks of them.
pub(super) fn choose(meaning: &mut Meaning, choices: &[(EntityId, EntityId)]) {
    let ordering =
        [Operator::More, Operator::Less, Operator::Oldest, Operator::Newest, Operator::Most, Operator::Least];
    if ordering.iter().any(|operator| meaning.has(*operator)) {
        return;
    }
    for (first, second) in choices {
        let at = |id: &EntityId| meaning.mentions.iter().position(|named| named.entities.contains(id));
        let (Some(first), Some(second)) = (at(first), at(second)) else { continue };
        if first != second && meaning.mentions.len() > 2 {
            let other = meaning.mentions.remove(second);
            let first = if first > second { first - 1 } else { first };
            meaning.mentions[first].entities.extend(other.entities);
            meaning.operators.remove(&Operator::Compare);
            meaning.whether = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::meaning::Named;

    #[test]
    fn what_is_offered_is_one_thing_unless_it_is_to_be_ordered() {
        let named = |id| Named {
            words: String::new(),
            entities: vec![EntityId(id)],
            others: Vec::new(),
            found: crate::question::names::Match::Exact,
        };
        let mut asked = Meaning { mentions: vec![named(1), named(2), named(3)], ..Meaning::default() };
        let mut ordered = asked.clone();
        choose(&mut asked, &[(EntityId(2), EntityId(3))]);
        assert_eq!(asked.mentions.len(), 2);
        assert_eq!(asked.mentions[1].entities, [EntityId(2), EntityId(3)]);
        ordered.operators.insert(Operator::Oldest);
        choose(&mut ordered, &[(EntityId(2), EntityId(3))]);
        assert_eq!(ordered.mentions.len(), 3, "which of them came first is asked of both");
    }
}
