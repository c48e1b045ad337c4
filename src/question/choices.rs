//! Questions that offer what to choose between: "01.AI, Beijing or Shanghai?", "ERNIE X1, March or April 2025?".

use std::ops::Range;

use super::followup::sort_of;
use super::lexicon::Operator;
use super::meaning::Meaning;
use super::names::Mention;
use super::tokens::Token;
use crate::corpus::property::QuestionWord;
use crate::corpus::{Corpus, EntityId};
use crate::text::date::{FoundDate, month_at_end, month_at_start};

/// The pairs of things that a question offers to choose between: "Beijing or Shanghai", 腾讯还是商汤.
pub(super) fn choices(corpus: &Corpus, tokens: &[Token], mentions: &[Mention]) -> Vec<(EntityId, EntityId)> {
    let alike = |a: EntityId, b: EntityId| sort_of(corpus.entity(a).kind) == sort_of(corpus.entity(b).kind);
    let either = |between: &[Token]| {
        // 是腾讯的还是商汤的
        let words: Vec<&str> = between.iter().map(|token| token.text.as_str()).filter(|word| *word != "的").collect();
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

/// Words between things of which one is meant.
const EITHER: [&str; 7] = ["or", "o", "u", "还是", "或者", "或是", "或"];

/// The dates that a question offers to choose between ("2019 or 2021", "March or April 2025", 2025年3月还是4月), each with
/// where its words stand in the folded question. A month alone is of the year that stands with the other one.
pub(super) fn offered_dates(folded: &str, dates: &[FoundDate]) -> Vec<FoundDate> {
    let mut out: Vec<FoundDate> = Vec::new();
    let month_of = |span: Range<usize>, month: u8, other: &FoundDate| FoundDate {
        span,
        year: other.year,
        month: Some(month),
        ..FoundDate::default()
    };
    for pair in dates.windows(2) {
        if EITHER.contains(&folded[pair[0].span.end..pair[1].span.start].trim()) {
            let year = pair[0].year.or(pair[1].year);
            for date in pair.iter().map(|date| FoundDate { year: date.year.or(year), ..date.clone() }) {
                if !out.contains(&date) {
                    out.push(date);
                }
            }
        }
    }
    for date in dates.iter().filter(|date| date.month.is_some() && date.day.is_none()) {
        let before = folded[..date.span.start].trim_end();
        let earlier = EITHER.iter().find_map(|word| month_at_end(before.strip_suffix(word)?.trim_end()));
        let after = &folded[date.span.end..];
        let later = EITHER.iter().find_map(|word| {
            let rest = after.trim_start().strip_prefix(word)?;
            let start = folded.len() - rest.trim_start().len();
            month_at_start(&folded[start..]).map(|(end, month)| (start..start + end, month))
        });
        let other = earlier.or(later).filter(|(span, _)| !dates.iter().any(|date| date.span.start == span.start));
        if let Some((span, month)) = other.filter(|_| date.year.is_some()) {
            out.extend([date.clone(), month_of(span, month, date)]);
        }
    }
    out
}

/// Which of the dates that a question offers is right is what it asks, where it asks for nothing else; else they are when
/// something was ("what came out in March or April 2025?").
pub(super) fn choose_dates(meaning: &mut Meaning, offered: Vec<FoundDate>) {
    if offered.is_empty() {
        return;
    }
    let other = meaning.asks.iter().any(|ask| *ask != QuestionWord::When)
        || meaning.has(Operator::Timeline)
        || meaning.has(Operator::Count)
        || meaning.has(Operator::List) && !meaning.kinds.is_empty()
        || !meaning.wanted.is_empty()
        || meaning.mentions.is_empty();
    meaning.dates.retain(|date| !offered.iter().any(|other| other.span == date.span));
    if other {
        meaning.dates.extend(offered);
        return;
    }
    meaning.asks.insert(QuestionWord::When);
    meaning.operators.remove(&Operator::Compare);
    meaning.operators.remove(&Operator::List);
    meaning.whether = false;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::meaning::Named;
    use crate::text::date::find_spans;

    #[test]
    fn dates_are_offered_by_the_word_between_them() {
        let check = |text: &str, expected: &[(i16, Option<u8>)]| {
            let mut found: Vec<_> =
                offered_dates(text, &find_spans(text)).iter().map(|date| (date.year.unwrap(), date.month)).collect();
            found.sort_unstable();
            assert_eq!(found, expected, "{text}");
        };
        check("ernie x1, march or april 2025?", &[(2025, Some(3)), (2025, Some(4))]);
        check("is it 2019 or 2021??", &[(2019, None), (2021, None)]);
        check("2025年3月还是4月发布的", &[(2025, Some(3)), (2025, Some(4))]);
        check("¿en marzo o abril de 2025?", &[(2025, Some(3)), (2025, Some(4))]);
        check("which models came out in march or april 2025", &[(2025, Some(3)), (2025, Some(4))]);
        check("what came out in april 2025 or for baidu", &[]);
        check("between 2019 and 2021", &[]);
    }

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
