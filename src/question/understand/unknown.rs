//! Names of what no document knows: versions of known lines, and words that their capitals show to be names.

use super::{Meaning, Understander};
use crate::corpus::Corpus;
use crate::corpus::property::QuestionWord;
use crate::corpus::record::EntityKind;
use crate::question::names::Mention;
use crate::question::ordinary::is_ordinary;
use crate::question::tokens::Token;
use crate::text::fold::fold;

impl Understander {
    /// The words that are written with a capital inside a sentence and that nothing knows: names of something that no
    /// document speaks of, unless they are slips of a known name.
    pub(super) fn unknown_capitals(&self, text: &str, tokens: &[Token]) -> Vec<usize> {
        let words: Vec<&str> = text.split(|letter: char| !letter.is_alphanumeric()).collect();
        // Of a name ("iFlytek") it need not be the first letter.
        let is_capital = |word: &str| word.chars().any(char::is_uppercase);
        // Where most words have capitals, they say nothing.
        let (capital, all) = (words.iter().filter(|word| is_capital(word)).count(), words.len());
        if 2 * capital > all {
            return Vec::new();
        }
        let capitals: Vec<String> =
            words.iter().skip(1).filter(|word| is_capital(word)).map(|word| fold(word)).collect();
        (1..tokens.len())
            .filter(|at| {
                let token = &tokens[*at];
                token.text.len() >= LEAST_NAME
                    && capitals.contains(&token.text)
                    && !self.knows(token)
                    && !is_ordinary(&token.text)
            })
            .collect()
    }

    /// A version number right behind the name of a line or lab, which no longer name took: a model that nobody knows.
    pub(super) fn variants(
        &self,
        corpus: &Corpus,
        folded: &str,
        tokens: &[Token],
        mentions: &[Mention],
        used: &mut [bool],
        meaning: &mut Meaning,
    ) {
        for mention in mentions {
            let kind = corpus.entity(mention.entities[0]).kind;
            let versioned = matches!(
                kind,
                EntityKind::Lab
                    | EntityKind::Company
                    | EntityKind::Model
                    | EntityKind::ModelFamily
                    | EntityKind::Product
                    | EntityKind::Chip
            );
            let Some(next) = tokens.get(mention.end) else { continue };
            let maker = kind.is_body();
            // A round that no record has: "Moonshot Series D".
            let letter = tokens.get(mention.end + 1).filter(|letter| letter.text.len() == 1 && !letter.is_number());
            if maker
                && !mentions.iter().any(|other| other.start == mention.end)
                && next.text == "series"
                && letter.is_some_and(|letter| ("a"..="k").contains(&letter.text.as_str()))
            {
                meaning.unknown_variant = Some(spelled(&tokens[mention.start..mention.end + 2]));
                used[mention.end..mention.end + 2].fill(true);
                continue;
            }
            if !versioned || used[mention.end] || next.is_han() {
                continue;
            }
            let hyphen = &folded[tokens[mention.end - 1].span.end..next.span.start] == "-";
            let run: Vec<&Token> = tokens[mention.end..].iter().take_while(|token| token.run == next.run).collect();
            // A name that goes on behind its hyphen: "Yi-Lightning" is no Yi.
            let line = matches!(kind, EntityKind::ModelFamily | EntityKind::Model);
            if line && hyphen && !next.is_number() && next.text.len() >= LEAST_NAME && !self.lexicon.knows(&next.text) {
                meaning.unknown_variant = Some(spelled(&tokens[mention.start..=mention.end]));
                used[mention.end] = true;
                continue;
            }
            // A word that nothing knows, right behind the name of a maker, is the name of something of its: Tencent Yuanbao.
            // Where a reason is asked for, it is what the maker does: "why did Nvidia bother …".
            // A word of everyday language is no name either: "what did Baidu plough into research".
            let does = meaning.asks(QuestionWord::Why) || is_ordinary(&next.text);
            if maker && !does && run.len() == 1 && !next.is_number() && next.text.len() >= 4 && !self.knows(next) {
                meaning.unknown_variant = Some(spelled(&tokens[mention.start..=mention.end]));
                used[mention.end] = true;
                continue;
            }
            let numbers = run.iter().filter(|token| token.is_number()).count();
            let letters: usize = run.iter().filter(|token| !token.is_number()).map(|token| token.text.len()).sum();
            // "200k", "2m", "72b" are amounts, "3D" says of what sort something is; "k3", "v5", "5.0", "4" are versions.
            let amount = next.is_number()
                && run.get(1).is_some_and(|unit| {
                    matches!(unit.text.as_str(), "k" | "m" | "b" | "t" | "d" | "th" | "st" | "nd" | "rd")
                });
            // "DeepSeek's 5.6 million" is an amount.
            let counted = |unit: &Token| matches!(unit.stem.as_str(), "million" | "billion" | "trillion" | "millon");
            let followed_by_unit = run.len() == 1
                && !hyphen
                && tokens.get(mention.end + 1).is_some_and(|unit| {
                    let whole = unit.is_han() || matches!(unit.stem.as_str(), "token" | "thousand" | "context");
                    counted(unit) || whole && !next.text.contains('.')
                });
            if numbers == 1 && letters <= 2 && !amount && !followed_by_unit {
                meaning.unknown_variant = Some(spelled(&tokens[mention.start..mention.end + run.len()]));
                used[mention.end..mention.end + run.len()].fill(true);
            }
        }
    }

    /// Notes what a question names that no document speaks of: a version, a round, a name in capitals. `used` are the words
    /// that ask or are names, `unknown` those in capitals that nothing knows.
    pub(super) fn note_unknown(
        &self,
        (text, folded): (&str, &str),
        (tokens, used): (&[Token], &[bool]),
        mentions: &[Mention],
        unknown: Vec<usize>,
        meaning: &mut Meaning,
    ) {
        let outside = |at: &usize| !mentions.iter().any(|mention| (mention.start..mention.end).contains(at));
        let free = |at: &usize| !used[*at] && outside(at);
        let round = Self::unknown_round(tokens, outside);
        if let Some((start, end)) = self.unknown_number(folded, tokens, free).or(round) {
            meaning.unknown_variant.get_or_insert_with(|| spelled(&tokens[start..end]));
        }
        if let Some(at) = unknown.into_iter().find(outside) {
            meaning.unknown_variant.get_or_insert_with(|| original(text, &tokens[at].text));
        }
    }

    /// A round that no record has, wherever it stands: "how much did it raise in its series D", "D轮".
    fn unknown_round(tokens: &[Token], free: impl Fn(&usize) -> bool) -> Option<(usize, usize)> {
        let is_letter = |at: usize| matches!(tokens[at].text.as_str(), "b" | "c" | "d" | "f" | "g" | "h");
        (0..tokens.len().saturating_sub(1)).find_map(|at| {
            let series = matches!(tokens[at].text.as_str(), "series" | "serie") && is_letter(at + 1);
            let round = is_letter(at) && tokens[at + 1].text == "轮";
            ((series || round) && free(&at) && free(&(at + 1))).then_some((at, at + 2))
        })
    }

    /// A word and a number with a hyphen or nothing between them, where other numbers make names of that word: "Step-3",
    /// "qwen4".
    fn unknown_number(&self, folded: &str, tokens: &[Token], free: impl Fn(&usize) -> bool) -> Option<(usize, usize)> {
        let names = |line: &str| self.names.begins_with_numbers(line);
        (0..tokens.len().saturating_sub(1))
            .find(|at| {
                let (line, number) = (&tokens[*at], &tokens[at + 1]);
                free(at)
                    && free(&(at + 1))
                    && number.is_number()
                    && !line.is_number()
                    && !line.is_han()
                    && match &folded[line.span.end..number.span.start] {
                        "-" => true,
                        "" => {
                            tokens.get(at + 2).is_none_or(|next| next.run != number.run) && {
                                // "R2" is one more of R1's sort.
                                let letter = line.text.len() == 1 && self.names.is_lettered(&line.text, &number.text);
                                letter || line.text.len() >= LEAST_LINE
                            }
                        }
                        _ => false,
                    }
                    && names(&line.text)
            })
            .map(|at| (at, at + 2))
    }
}

/// Fewest letters of a line whose numbers are written without a hyphen: "m4" may be anything.
const LEAST_LINE: usize = 3;
/// Fewest letters of a name that is known to be one by its capital alone.
const LEAST_NAME: usize = 4;

/// A word as the question writes it.
pub(super) fn original(text: &str, folded: &str) -> String {
    let mut words = text.split(|letter: char| !letter.is_alphanumeric());
    words.find(|word| fold(word) == folded).unwrap_or(folded).to_owned()
}

/// Tokens as words.
pub(super) fn spelled(tokens: &[Token]) -> String {
    tokens.iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ")
}
