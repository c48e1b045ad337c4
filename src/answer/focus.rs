//! Whether an answer is of the sort that a question asks for: a date where it asks when, somebody where it asks who, a
//! lab where it asks which lab.

use super::Answer;
use super::knowledge::{Knowledge, is_site};
use crate::corpus::property::QuestionWord;
use crate::corpus::record::EntityKind;
use crate::corpus::{EntityId, PropertyId};
use crate::question::lexicon::Operator;
use crate::question::meaning::Meaning;
use crate::question::tokens::tokenize_unstemmed;
use crate::text::date::{find_spans, has_date};
use crate::text::duration::has_duration;
use crate::text::fold::{fold, is_han};

/// What a question asks for, one by one.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Want {
    Date,
    Number,
    /// A span of time, or the dates that tell it.
    Duration,
    /// Something of one of these kinds; not what the question names, unless that is of these kinds as well.
    Thing(Vec<EntityKind>),
}

/// What a question asks for.
#[derive(Debug)]
pub(super) struct Focus(Vec<Want>);

/// Whoever may act: people and bodies.
pub(super) const ACTORS: [EntityKind; 5] =
    [EntityKind::Person, EntityKind::Lab, EntityKind::Company, EntityKind::Organisation, EntityKind::University];

impl Focus {
    /// `place` is the property of seats, `listing` that of the stock market: where something is traded is told in words.
    pub(super) fn of(meaning: &Meaning, place: Option<PropertyId>, listing: Option<PropertyId>) -> Self {
        let mut wants = Vec::new();
        // "A or B, who has more?": one of them, whatever they are.
        let compares = meaning.has(Operator::Compare) && meaning.mentions.len() > 1;
        for ask in &meaning.asks {
            match ask {
                QuestionWord::Who if compares => {}
                QuestionWord::Where if listing.is_some_and(|listing| meaning.property_ids().contains(&listing)) => {}
                QuestionWord::When => wants.push(Want::Date),
                QuestionWord::HowLong => wants.push(Want::Duration),
                QuestionWord::HowMany | QuestionWord::HowMuch => wants.push(Want::Number),
                QuestionWord::Who => wants.push(Want::Thing(ACTORS.to_vec())),
                QuestionWord::Where if meaning.wanted.is_empty() => {
                    wants.push(Want::Thing(where_it_is(meaning, place)));
                }
                _ => {}
            }
        }
        // What happened is told by whom it happened to.
        let happened = meaning.has(Operator::Timeline) && meaning.wanted.iter().all(|kind| *kind == EntityKind::Event);
        if !meaning.wanted.is_empty() && !meaning.asks(QuestionWord::HowMany) && !happened {
            wants.push(Want::Thing(widened(meaning)));
        }
        Self(wants)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// How many of them an answer gives.
    pub(super) fn met_by(&self, knowledge: &Knowledge, meaning: &Meaning, answer: &Answer) -> usize {
        if self.0.is_empty() {
            return 0;
        }
        let text = without_marks(&answer.text);
        // Of what the question names, some is asked for where it is of that sort: "which is older, A or B?".
        // What is offered to choose between is not known: "whose is it, A's or B's?".
        let known = meaning.mentions.iter().filter(|named| named.entities.len() == 1);
        let named: Vec<EntityId> = known.flat_map(|named| named.entities.clone()).collect();
        let things = self.0.iter().any(|want| matches!(want, Want::Thing(_)));
        let mentions =
            if things { knowledge.understander.names.link_text(&tokenize_unstemmed(&text)) } else { Vec::new() };
        let given: Vec<EntityId> = mentions.iter().filter_map(|mention| mention.entities.first().copied()).collect();
        let is_new = |id: &EntityId, kinds: &[EntityKind]| {
            let one_of_them = meaning.has(Operator::Compare) || meaning.has(Operator::Definition);
            // "Which startup had the bigger round, A's B or C's D": the labs of these are named with them.
            let of_sort = || {
                let whose = named.iter().filter(|id| knowledge.kind(**id) == EntityKind::FundingRound);
                let mut named = named.iter().chain(whose.flat_map(|round| knowledge.graph.above(*round)));
                named.any(|named| kinds.contains(&knowledge.kind(*named)))
            };
            // A round names its lab.
            let whose = |round: &EntityId| {
                knowledge.kind(*round) == EntityKind::FundingRound && knowledge.graph.above(*round).contains(id)
            };
            !named.contains(id) && !named.iter().any(whose) || one_of_them && of_sort()
        };
        // Whose round is the bigger one.
        let of_rounds = given.iter().filter(|id| knowledge.kind(**id) == EntityKind::FundingRound);
        let compared: Vec<EntityId> = of_rounds.flat_map(|id| knowledge.graph.above(*id)).copied().collect();
        let met = |want: &&Want| match want {
            Want::Date => has_date(&fold(&text)),
            Want::Number => has_number(&text),
            Want::Duration => tells_time(&text),
            Want::Thing(kinds) => {
                given.iter().chain(&compared).any(|id| kinds.contains(&knowledge.kind(*id)) && is_new(id, kinds))
            }
        };
        self.0.iter().filter(met).count()
    }
}

/// Whether a text tells how long something took, or when it was.
fn tells_time(text: &str) -> bool {
    let folded = fold(text);
    has_duration(&folded) || has_date(&folded)
}

/// Whether an answer tells how long something took, or when it was.
pub(super) fn gives_time(answer: &Answer) -> bool {
    tells_time(&without_marks(&answer.text))
}

/// Whether an answer gives a number that is no part of a name ("M2.5", "Qwen3") and no date.
pub(super) fn gives_number(answer: &Answer) -> bool {
    has_number(&without_marks(&answer.text))
}

/// Whether a text has such a number.
pub(super) fn has_number(text: &str) -> bool {
    let folded = fold(text);
    let spans = find_spans(&folded);
    let dated = |at: usize| spans.iter().any(|date| date.span.contains(&at));
    // What stands behind letters, with a hyphen or a point between them or not, is the number of a version.
    let in_name = |at: usize| {
        let before = folded[..at].trim_end_matches(|letter: char| letter.is_ascii_digit() || "-.".contains(letter));
        before.chars().next_back().is_some_and(|letter| letter.is_alphabetic() && !is_han(letter))
    };
    let digit =
        |(at, letter): (usize, char)| letter.is_ascii_digit() && !dated(at) && !in_name(at) && !is_site(&folded[at..]);
    folded.char_indices().any(digit)
}

/// What "where" asks for: a place, where that is asked for in so many words; else it may be a site, a school or a body.
fn where_it_is(meaning: &Meaning, place: Option<PropertyId>) -> Vec<EntityKind> {
    let mut kinds = vec![EntityKind::Place, EntityKind::University];
    let seat = place.is_none_or(|place| meaning.property_ids().contains(&place));
    if !seat && !meaning.properties.is_empty() {
        use EntityKind::{Company, Lab, Organisation, Product, Software};
        kinds.extend([Company, Lab, Organisation, Product, Software]);
    }
    kinds
}

/// The kinds that are asked for, with those that people call by the same words.
pub(super) fn widened(meaning: &Meaning) -> Vec<EntityKind> {
    let mut kinds: Vec<EntityKind> = meaning.wanted.iter().copied().collect();
    let any = |kinds: &[EntityKind], of: &[EntityKind]| of.iter().any(|kind| kinds.contains(kind));
    if any(&kinds, &[EntityKind::Lab, EntityKind::Company]) {
        kinds.extend([EntityKind::Lab, EntityKind::Company, EntityKind::Organisation]);
    }
    if any(&kinds, &[EntityKind::Model, EntityKind::ModelFamily, EntityKind::Product]) {
        kinds.extend([EntityKind::Model, EntityKind::ModelFamily, EntityKind::Product]);
    }
    kinds
}

/// An answer's words without the numbers of its citations.
fn without_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('[') {
        let close = rest[open..].find(']').map(|length| open + length);
        match close {
            Some(close) if rest[open + 1..close].bytes().all(|byte| byte.is_ascii_digit()) => {
                out.push_str(&rest[..open]);
                rest = &rest[close + 1..];
            }
            _ => {
                out.push_str(&rest[..=open]);
                rest = &rest[open + 1..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_names_and_dates_are_none() {
        for (text, number) in [
            ("It raised $300M.", true),
            ("It has 50-100 researchers.", true),
            ("月之暗面融资3亿美元", true),
            ("MiniMax M2.5 and GLM-5 by Qwen3.", false),
            ("It came out on 20 January 2025.", false),
            ("It is backed by Tencent.", false),
            ("It has more mindshare than 01.AI.", false),
        ] {
            assert_eq!(has_number(text), number, "{text}");
        }
    }

    #[test]
    fn marks_are_no_words_of_an_answer() {
        assert_eq!(without_marks("In 2023 [1][12], [sic] at 7 [3]."), "In 2023 , [sic] at 7 .");
    }
}
