//! What people say beside their question: "dumb question maybe, but …", "… i would have guessed Kimi", "(not the old one)".
//!
//! A question is cut into clauses. A clause in which somebody speaks of themselves and asks nothing, a few empty words in
//! front, and what the question is not about are no part of it; a name in them would be taken for what is asked.

use std::ops::Range;

use super::clauses::{CLAUSES, SENTENCES, stretches};
use super::tokens::{Token, tokenize_folded};
use crate::corpus::property::Wordings;
use crate::corpus::words::AsideWords;

/// Most words of an empty opening.
const SHORT: usize = 4;
/// Fewest words of what stands in brackets beside a question.
const LONG: usize = 4;

/// A folded question without what stands beside it, blank in its place so that all else stays where it is. `asks` tells
/// words that ask, `tells` words that mean something, `known` those of which questions are made.
#[must_use]
pub fn without_asides(
    folded: &str,
    words: &AsideWords,
    asks: impl Fn(&Token) -> bool,
    tells: impl Fn(&Token) -> bool,
    known: impl Fn(&Token) -> bool,
) -> String {
    let clauses = stretches(folded, |mark| SENTENCES.contains(&mark) || CLAUSES.contains(&mark));
    if clauses.len() < 2 {
        return folded.to_owned();
    }
    let parts: Vec<(Range<usize>, Vec<Token>)> =
        clauses.into_iter().map(|span| (span.clone(), tokenize_folded(&folded[span]))).collect();
    let asking = |tokens: &[Token]| tokens.iter().any(|token| asks(token) || is_one(&words.asking, token));
    let says = |tokens: &[Token]| tokens.iter().any(&tells);
    let mut out = folded.to_owned();
    for (number, (span, tokens)) in parts.iter().enumerate() {
        let Some(first) = tokens.first() else { continue };
        let others = || parts.iter().enumerate().filter(|(other, _)| *other != number).map(|(_, (_, tokens))| tokens);
        let is_question = others().any(|tokens| asking(tokens) || says(tokens));
        let of_oneself = (number > 0 || tokens.len() <= SHORT) && is_one(&words.oneself, first) && !asking(tokens);
        let opening = number == 0
            && tokens.len() <= SHORT
            && tokens.iter().any(|token| is_one(&words.opening, token))
            && !asking(tokens)
            && others().any(|tokens| says(tokens));
        let denied = number > 0 && first.text == "not" && tokens.len() > 1;
        let before = folded[..span.start].trim_end();
        let bare = || !tokens.iter().any(Token::is_number);
        // "(exchange student picking a uni)"; a word or two, a number, or what questions are made of say more of what is
        // asked: "(total vs active parameters)".
        let bracketed = before.ends_with(['(', '（'])
            && folded[span.end..].starts_with([')', '）'])
            && tokens.len() >= LONG
            && !tokens.iter().all(|token| known(token) && token.text != "not")
            && bare();
        // "…? gacha player asking lol"
        let behind = before.ends_with(['?', '？']) && tokens.iter().any(|token| is_one(&words.oneself, token));
        let beside = (bracketed || behind) && !asking(tokens);
        if is_question && (of_oneself || opening || denied || beside) {
            out.replace_range(span.clone(), &" ".repeat(span.len()));
        }
    }
    out
}

fn is_one(wordings: &Wordings, token: &Token) -> bool {
    wordings.iter().any(|word| word == token.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let asks = |token: &Token| ["who", "which", "what", "when", "how", "did"].contains(&token.text.as_str());
        let tells = |token: &Token| token.text.len() > 3;
        let wordings =
            |en: &[&str]| Wordings { en: en.iter().map(|word| (*word).to_owned()).collect(), ..Wordings::default() };
        let words = AsideWords {
            oneself: wordings(&["i", "im", "asking"]),
            opening: wordings(&["question", "take"]),
            asking: wordings(&["want", "know"]),
            contrast: Wordings::default(),
        };
        let known = |token: &Token| ["total", "vs", "active", "parameters"].contains(&token.text.as_str());
        let left = without_asides(text, &words, asks, tells, known);
        assert_eq!(left.split_whitespace().collect::<Vec<_>>().join(" "), expected);
        assert_eq!(left.len(), text.len());
    }

    #[test]
    fn what_is_said_beside_a_question_is_left_out() {
        check("which chatbot had most users? i wouldve guessed kimi", "which chatbot had most users?");
        check("dumb question maybe, who made doubao", ", who made doubao");
        check("hot take: which model is best", ": which model is best");
        check("when did minimax put out m1 (not 01, not m2.5)", "when did minimax put out m1 ( , )");
        check("can people download it? asking for my homelab", "can people download it?");
        check("did mihoyo fund anybody? gacha player asking", "did mihoyo fund anybody?");
        check("main hubs in china (exchange student picking a uni)", "main hubs in china ( )");
    }

    #[test]
    fn a_question_about_what_one_wants_stays_whole() {
        for text in [
            "im a journalist covering asia, which chatbot can i trust",
            "i want to know when kimi launched",
            "when did kimi launch, and who made it",
            "deepseek, when?",
            "size of hunyuan-large (total)",
            "size of hunyuan-large (total vs active parameters)",
            "which models did qwen release (between june and july 2024)",
        ] {
            check(text, text);
        }
    }
}
