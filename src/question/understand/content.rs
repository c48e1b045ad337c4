//! The telling words of a question: those that are neither names nor function words.

use super::{Content, Understander};
use crate::question::ordinary::is_ordinary;
use crate::question::tokens::Token;

/// How telling an everyday word is that no document has: less than a rare word of theirs, for they say it otherwise.
const PARAPHRASE: f32 = 2.0;

impl Understander {
    /// The telling words among the tokens that are not used; `telling` are so whatever the lexicon says of them.
    pub(super) fn content(&self, tokens: &[Token], used: &[bool], telling: &[usize]) -> Vec<Content> {
        let mut out = Vec::new();
        let mut at = 0;
        // Of a wording of several words ("daily users") each means what the whole does, too.
        let (mut wording, mut wording_end): (&[u32], usize) = (&[], 0);
        while at < tokens.len() {
            let token = &tokens[at];
            if at >= wording_end {
                let (length, groups) = self.wording_at(tokens, used, at).unwrap_or_default();
                (wording, wording_end) = (groups, at + length);
            }
            if used[at] {
                at += 1;
            } else if token.is_han() {
                at = self.han_content(tokens, used, at, &mut out);
            } else {
                at += 1;
                let light = self.lexicon.is_light(token) && !telling.contains(&(at - 1));
                if !light && (token.text.len() > 1 || token.is_number()) {
                    let mut groups = self.lexicon.groups(&token.stem).to_vec();
                    groups.extend_from_slice(wording);
                    let term = self.vocabulary.term(&token.stem);
                    let known = term.is_some() || !groups.is_empty();
                    out.push(Content {
                        text: token.text.clone(),
                        stem: token.stem.clone(),
                        term,
                        groups,
                        amount: amount_at(tokens, at - 1),
                        weight: if known || !is_ordinary(&token.text) {
                            self.vocabulary.weight(&token.stem)
                        } else {
                            PARAPHRASE
                        },
                        known,
                        asks_for: Vec::new(),
                        kinds: Vec::new(),
                    });
                }
            }
        }
        out
    }

    /// The length and the groups of a wording of several words that begins at a token, none of them used.
    fn wording_at(&self, tokens: &[Token], used: &[bool], at: usize) -> Option<(usize, &[u32])> {
        let free = (at..tokens.len()).take_while(|at| !used[*at] && !tokens[*at].is_han()).count();
        let telling = |length: &usize| !tokens[at..at + length].iter().all(|token| self.lexicon.is_light(token));
        self.lexicon.phrase_groups(&tokens[at..at + free]).filter(|(length, _)| telling(length))
    }

    /// Chinese characters up to the next used token: stop phrases are skipped, words of the lexicon are taken, what
    /// remains together is one unknown word.
    fn han_content(&self, tokens: &[Token], used: &[bool], start: usize, out: &mut Vec<Content>) -> usize {
        let end = (start..tokens.len()).find(|at| used[*at] || !tokens[*at].is_han()).unwrap_or(tokens.len());
        let mut unknown = String::new();
        let mut at = start;
        while at < end {
            let stop = self.lexicon.han_stop_at(&tokens[..end], at);
            let rest: String = tokens[at..end].iter().map(|token| token.text.as_str()).collect();
            let word = self.lexicon.han_words_in(&rest).first().filter(|(place, _)| *place == 0).map(|(_, word)| *word);
            let length = word.map_or(0, |word| word.chars().count());
            if length > stop {
                self.push_unknown(&mut unknown, out);
                let word = word.unwrap_or_default();
                out.push(Content {
                    text: word.to_owned(),
                    stem: word.to_owned(),
                    term: self.vocabulary.term(word),
                    groups: self.lexicon.groups(word).to_vec(),
                    amount: None,
                    weight: 1.5,
                    known: true,
                    asks_for: Vec::new(),
                    kinds: Vec::new(),
                });
                at += length;
            } else if stop > 0 {
                self.push_unknown(&mut unknown, out);
                at += stop;
            } else {
                unknown.push_str(&tokens[at].text);
                at += 1;
            }
        }
        self.push_unknown(&mut unknown, out);
        end
    }

    fn push_unknown(&self, unknown: &mut String, out: &mut Vec<Content>) {
        let text = std::mem::take(unknown);
        if text.chars().count() >= 2 {
            out.push(Content {
                stem: text.clone(),
                term: self.vocabulary.term(&text),
                text,
                groups: Vec::new(),
                amount: None,
                weight: 2.0,
                known: false,
                asks_for: Vec::new(),
                kinds: Vec::new(),
            });
        }
    }
}

/// The number at a token, with what stands behind it: "27k", "130 billion".
fn amount_at(tokens: &[Token], at: usize) -> Option<f64> {
    let number: f64 = tokens[at].text.replace(',', "").parse().ok()?;
    let times = match tokens.get(at + 1).map(|unit| unit.text.as_str()) {
        Some("k" | "thousand" | "mil") => 1e3,
        Some("m" | "million" | "millones") => 1e6,
        Some("b" | "bn" | "billion") => 1e9,
        Some("t" | "trillion") => 1e12,
        Some("万") => 1e4,
        Some("亿") => 1e8,
        _ => 1.0,
    };
    Some(number * times)
}
