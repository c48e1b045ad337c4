//! What stands around a wording and takes its usual meaning from it: "open" asks when something opened, and is a quality
//! right before what it is said of.

use crate::question::lexicon::{Cue, Operator, Sign};
use crate::question::tokens::Token;

/// The wordings of a question among its words.
pub(super) struct Around<'q> {
    pub(super) tokens: &'q [Token],
    pub(super) cues: &'q [Cue],
    /// Which words are names.
    pub(super) mentioned: &'q [bool],
}

impl Around<'_> {
    /// Whether a wording of some sign is made of these very words.
    fn here(&self, start: usize, end: usize, is: impl Fn(&Sign) -> bool) -> bool {
        self.cues.iter().any(|cue| (cue.start, cue.end) == (start, end) && is(&cue.sign))
    }

    /// Whether these words are a part of a longer wording of some sign.
    fn in_longer(&self, start: usize, end: usize, is: impl Fn(&Sign) -> bool) -> bool {
        self.cues.iter().any(|cue| {
            let longer = cue.end - cue.start > end - start;
            longer && cue.start <= start && end <= cue.end && is(&cue.sign)
        })
    }

    fn is_verbal(&self, end: usize) -> bool {
        self.tokens[end - 1].text.ends_with("ing")
    }

    /// What was "banned" is no ban: a verb asks for what happened, and names no kind.
    pub(super) fn is_told(&self, start: usize, end: usize) -> bool {
        self.tokens[end - 1].text.ends_with("ed") && self.here(start, end, |sign| matches!(sign, Sign::Property(_)))
    }

    /// "The largest open model", "which open Hunyuan models": said of what stands behind it.
    pub(super) fn is_attribute(&self, start: usize, end: usize) -> bool {
        let ranks = |cue: &Cue| matches!(cue.sign, Sign::Operator(operator) if is_rank(operator));
        let behind_superlative = self.cues.iter().any(|cue| cue.end == start && ranks(cue));
        let is_name = self.mentioned.get(end).is_some_and(|named| *named);
        let kind = || self.cues.iter().any(|cue| cue.start == end && matches!(cue.sign, Sign::Kind(_)));
        behind_superlative || (is_name || kind()) && begins_phrase(self.tokens, start)
    }

    /// "Reasoning" names a quality and asks for no reason.
    fn is_quality(&self, start: usize, end: usize) -> bool {
        let named = self.here(start, end, |sign| matches!(sign, Sign::Filter(_)));
        named && (self.is_verbal(end) || self.is_attribute(start, end))
    }

    /// "The reason" asks for one and names no quality.
    pub(super) fn is_cause(&self, start: usize, end: usize) -> bool {
        !self.is_verbal(end) && self.here(start, end, |sign| matches!(sign, Sign::Property(_)))
    }

    /// 好在哪里 asks for what is good about something, and for no place; "named after an album" is no time.
    pub(super) fn is_in_property(&self, start: usize, end: usize) -> bool {
        self.in_longer(start, end, |sign| matches!(sign, Sign::Property(_)))
    }

    /// "Before everybody else" asks for no earlier post, and has no word for what is ranked.
    pub(super) fn is_in_order(&self, start: usize, end: usize) -> bool {
        matches!(self.tokens[start].stem.as_str(), "befor" | "ahead" | "ant")
            && self.in_longer(start, end, |sign| *sign == Sign::Operator(Operator::Oldest))
    }

    /// Whether words that may ask for a property ask for nothing where they stand.
    pub(super) fn asks_nothing(&self, start: usize, end: usize) -> bool {
        let tokens = self.tokens;
        // Models that "are open" were not opened on a day.
        let within = self.in_longer(start, end, |sign| matches!(sign, Sign::Filter(_)));
        // "The same numbers for V2" are those of the question before.
        let again = || self.in_longer(start, end, |sign| *sign == Sign::FollowUp);
        // The "full list" of a round's backers has nothing to do with the stock market.
        let in_list = || {
            tokens[start].stem == "list" && self.in_longer(start, end, |sign| *sign == Sign::Operator(Operator::List))
        };
        // 有竞争力 is said of what is competitive, and asks for no competitor.
        let able = || {
            tokens[start].is_han()
                && tokens[end - 1].text == "争"
                && tokens.get(end).is_some_and(|next| next.text == "力")
        };
        // What is no question for this bot asks for nothing by its single words: "should I buy".
        let aside = || end - start == 1 && self.in_longer(start, end, |sign| matches!(sign, Sign::OutOfScope));
        self.is_quality(start, end)
            || within
            || aside()
            || again()
            || able()
            || self.is_in_order(start, end)
            || in_list()
    }

    /// "When did it open": a verb, and no quality.
    pub(super) fn is_opening(&self, start: usize, end: usize) -> bool {
        let one = end - start == 1 && self.tokens[start].stem == "open";
        one && !(self.tokens[start].text == "open" && self.is_attribute(start, end))
    }
}

/// Whether an operator asks for one end of an order.
fn is_rank(operator: Operator) -> bool {
    use Operator::{Cheapest, Least, Longest, Most, Newest, Oldest, Shortest};
    matches!(operator, Most | Least | Newest | Oldest | Longest | Shortest | Cheapest)
}

/// Whether what begins at a token begins a phrase for a thing, so that it is no verb: "which open …", "all open …".
fn begins_phrase(tokens: &[Token], start: usize) -> bool {
    const BEFORE: [&str; 11] = ["which", "what", "any", "all", "the", "an", "list", "only", "no", "other", "of"];
    start == 0 || BEFORE.contains(&tokens[start - 1].text.as_str())
}
