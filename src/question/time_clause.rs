//! Clauses that only tell when something was: "how far did the Nasdaq fall **the day Nvidia crashed**?". What they name is
//! not what a number is asked of.

use std::ops::Range;

use super::ellipsis::{Phrase, phrases};
use super::lexicon::{Cue, Sign};
use super::names::Mention;
use super::tokens::Token;
use crate::corpus::Corpus;
use crate::corpus::property::QuestionWord;
use crate::corpus::record::EntityKind;

/// The words by which such clauses are told.
#[derive(Debug, Default)]
pub(super) struct TimeClauses {
    /// What stands before a clause and says that it is one of time, whatever else is asked.
    opener: Vec<Phrase>,
    /// What stands before clauses of many sorts.
    when: Vec<Phrase>,
    /// What stands behind a clause.
    closer: Vec<Phrase>,
}

/// Most characters between what a clause names and what closes it.
const BEFORE_CLOSER: usize = 8;

impl TimeClauses {
    pub(super) fn new(corpus: &Corpus) -> Self {
        let words = &corpus.words.time_clause;
        Self { opener: phrases(&words.opener), when: phrases(&words.when), closer: phrases(&words.closer) }
    }

    /// The tokens of a clause that tells when, where a number is asked for of something that is named outside of it.
    pub(super) fn find(
        &self,
        corpus: &Corpus,
        tokens: &[Token],
        wordings: &[Cue],
        mentions: &[Mention],
    ) -> Option<Range<usize>> {
        let counts = |cue: &&Cue| matches!(cue.sign, Sign::Ask(QuestionWord::HowMuch | QuestionWord::HowMany));
        let asks: Vec<&Cue> = wordings.iter().filter(counts).collect();
        let (first, last) = (asks.iter().map(|cue| cue.start).min()?, asks.iter().map(|cue| cue.end).max()?);
        let inside = |range: &Range<usize>| {
            mentions.iter().any(|mention| range.start <= mention.start && mention.end <= range.end)
        };
        let outside = |range: &Range<usize>| -> Vec<&Mention> {
            mentions.iter().filter(|mention| mention.end <= range.start || range.end <= mention.start).collect()
        };
        let is_clause = |range: &Range<usize>| inside(range) && !outside(range).is_empty();
        // Behind what is asked it goes on to the end, before it up to the question word.
        let behind = |start: usize| start..if start < first { first } else { tokens.len() };
        let asks_within = |range: &Range<usize>| range.start < last && first < range.end;
        let opened = |phrases: &[Phrase]| {
            let starts = (0..tokens.len()).filter(|at| phrases.iter().any(|phrase| stands_at(tokens, phrase, *at)));
            starts.map(behind).find(|range| is_clause(range) && !asks_within(range))
        };
        let is_topic = |mention: &&Mention| corpus.entity(mention.entities[0]).kind == EntityKind::Topic;
        opened(&self.opener)
            .or_else(|| opened(&self.when).filter(|range| outside(range).iter().all(is_topic)))
            .or_else(|| self.closed(tokens, mentions).filter(|range| is_clause(range) && !asks_within(range)))
    }

    /// A clause that ends with a word for its time: 英伟达暴跌那天.
    fn closed(&self, tokens: &[Token], mentions: &[Mention]) -> Option<Range<usize>> {
        let ends = (0..tokens.len()).find_map(|at| {
            let phrase = self.closer.iter().find(|phrase| stands_at(tokens, phrase, at))?;
            Some((at, at + phrase.len()))
        });
        let (at, end) = ends?;
        let named = mentions.iter().rfind(|mention| mention.end <= at && at - mention.end <= BEFORE_CLOSER)?;
        Some(named.start..end)
    }
}

fn stands_at(tokens: &[Token], phrase: &Phrase, at: usize) -> bool {
    let here = tokens.get(at..at + phrase.len());
    here.is_some_and(|here| here.iter().zip(phrase).all(|(token, word)| token.text == *word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::EntityId;
    use crate::question::names::Match;
    use crate::question::tokens::tokenize_folded;

    /// The words of the clause; `names` are single words, `asks` the words that ask for a number.
    fn check(text: &str, (names, asks): (&[&str], &str), expected: Option<&str>) {
        let phrase = |words: &str| -> Phrase { tokenize_folded(words).into_iter().map(|token| token.text).collect() };
        let clauses = TimeClauses { opener: vec![phrase("the day")], when: Vec::new(), closer: vec![phrase("那天")] };
        let tokens = tokenize_folded(text);
        let place = |words: &str| {
            let words = phrase(words);
            (0..tokens.len()).find(|at| stands_at(&tokens, &words, *at)).map(|at| (at, at + words.len()))
        };
        let mention = |(start, end)| Mention { start, end, entities: vec![EntityId(0)], found: Match::Exact };
        let mut mentions: Vec<Mention> = names.iter().filter_map(|name| place(name)).map(mention).collect();
        mentions.sort_by_key(|mention| mention.start);
        let ask = |(start, end)| Cue { sign: Sign::Ask(QuestionWord::HowMuch), start, end };
        let cues: Vec<Cue> = place(asks).map(ask).into_iter().collect();
        let found = clauses.find(&Corpus::default(), &tokens, &cues, &mentions);
        let found = found.map(|range| &text[tokens[range.start].span.start..tokens[range.end - 1].span.end]);
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_clause_of_time_is_told_by_its_words() {
        let en = (["nasdaq", "nvidia"].as_slice(), "how far");
        check("how far did the nasdaq fall the day nvidia crashed", en, Some("the day nvidia crashed"));
        check("the day nvidia crashed how far did the nasdaq fall", en, Some("the day nvidia crashed"));
        check("how far did nvidia fall the day it crashed", en, None);
        check("which model came the day nvidia crashed on nasdaq", (&["nasdaq", "nvidia"], "how far"), None);
        let zh = (["英伟达", "纳指"].as_slice(), "多少");
        check("英伟达暴跌那天纳指跌了多少", zh, Some("英伟达暴跌那天"));
    }
}
