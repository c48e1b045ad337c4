//! A message that tells something before or behind what it asks: "Running a check before we take on a client. There is a
//! company called Recurrent.AI in the file. Who was behind it?" As a whole it names and tells more than is asked; its
//! asking part can be read alone, with what the rest names as what the conversation is about.

use std::ops::Range;

use super::clauses::{CLAUSES, SENTENCES, stretches};
use super::tokens::{Token, tokenize_folded};
use crate::corpus::property::Wordings;
use crate::text::fold::fold;

/// A message in two: what asks, and what is told beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parted {
    /// The sentence or clause that asks.
    pub asking: String,
    /// All others.
    pub beside: String,
}

/// Words and Chinese characters of a message that is long enough to be parted by its clauses: in a shorter one each says
/// something of what is asked.
const LONG: usize = 16;

/// A message of several clauses of which only the last asks: "01.AI was founded in March 2023, but when did it start
/// operating?", or only the first. `None` where it is none.
#[must_use]
pub fn told_apart(text: &str, asks: impl Fn(&Token) -> bool) -> Option<Parted> {
    let spans = stretches(text, |mark| SENTENCES.contains(&mark) || CLAUSES.contains(&mark));
    let parts: Vec<&str> = spans.iter().map(|span| text[span.clone()].trim()).collect();
    let is_asking = |part: &&&str| tokenize_folded(&fold(part)).iter().any(&asks);
    let (first, last) = (parts.first()?, parts.last()?);
    let (asking, others) = match parts.iter().filter(is_asking).count() {
        1 if parts.len() < 2 => return None,
        1 if is_asking(&last) => (last, &parts[..parts.len() - 1]),
        1 if is_asking(&first) => (first, &parts[1..]),
        _ => return None,
    };
    Some(Parted { asking: (*asking).to_owned(), beside: others.join(" ") })
}

/// The ways to part a message, the coarsest first: by its sentences, then by its clauses. None where it is of one piece,
/// or nothing of it asks. `asks` tells the words that ask.
#[must_use]
pub fn partings(text: &str, asks: impl Fn(&Token) -> bool) -> Vec<Parted> {
    let mut out: Vec<Parted> = Vec::new();
    let long = tokenize_folded(&fold(text)).len() >= LONG;
    let ends_sentence = |mark: char| SENTENCES.contains(&mark);
    let ends_clause = |mark: char| ends_sentence(mark) || CLAUSES.contains(&mark);
    let ways = [Some(stretches(text, ends_sentence)), long.then(|| stretches(text, ends_clause))];
    for spans in ways.into_iter().flatten() {
        let parts: Vec<&str> = spans.iter().map(|span| text[span.clone()].trim()).collect();
        let is_asking = |part: &str| {
            let folded = fold(part);
            tokenize_folded(&folded).iter().any(&asks)
        };
        let marked = |span: &Range<usize>| text[span.end..].starts_with(['?', '？']);
        let asking = parts.iter().rposition(|part| is_asking(part)).or_else(|| spans.iter().rposition(marked));
        let Some(asking) = asking.filter(|_| parts.len() > 1) else { continue };
        let others = parts.iter().enumerate().filter(|(number, _)| *number != asking).map(|(_, part)| *part);
        let parted = Parted { asking: parts[asking].to_owned(), beside: others.collect::<Vec<_>>().join(" ") };
        if out.last() != Some(&parted) {
            out.push(parted);
        }
    }
    out
}

/// A message whose last clause asks and sets itself against what is told before it ("it was founded in March, but when did
/// it begin to operate?"): that clause without the word for it, and all others. `contrast` are such words.
#[must_use]
pub fn contrasted(text: &str, contrast: &Wordings, asks: impl Fn(&Token) -> bool) -> Option<Parted> {
    let spans = stretches(text, |mark| SENTENCES.contains(&mark) || CLAUSES.contains(&mark));
    let (last, before) = spans.split_last()?;
    let asking = text[last.clone()].trim_start();
    let folded = fold(asking);
    let tokens = tokenize_folded(&folded);
    let opener = contrast.iter().filter(|word| is_word_at_start(&folded, word)).max_by_key(|word| word.len())?;
    let told = before.iter().map(|span| text[span.clone()].trim()).collect::<Vec<_>>().join(" ");
    let is_asking = |tokens: &[Token]| tokens.iter().any(&asks);
    let fits = !told.is_empty() && is_asking(&tokens) && !is_asking(&tokenize_folded(&fold(&told)));
    let rest = || asking.chars().skip(opener.chars().count()).collect::<String>();
    fits.then(|| Parted { asking: rest().trim().to_owned(), beside: told })
}

/// Whether a folded text begins with a word.
fn is_word_at_start(folded: &str, word: &str) -> bool {
    let rest = folded.strip_prefix(word);
    rest.is_some_and(|rest| !word.is_ascii() || !rest.starts_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_question_sets_itself_against_is_told() {
        let words = Wordings { en: vec!["but".to_owned()], zh: vec!["但".to_owned()], ..Wordings::default() };
        let asks = |token: &Token| ["who", "when", "谁"].contains(&token.text.as_str());
        let check = |text: &str, expected: Option<(&str, &str)>| {
            let found = contrasted(text, &words, asks);
            assert_eq!(found.as_ref().map(|parted| (parted.asking.as_str(), parted.beside.as_str())), expected);
        };
        check("It was founded in May, but when did it open?", Some(("when did it open", "It was founded in May")));
        check("它是五月成立的，但谁领导", Some(("谁领导", "它是五月成立的")));
        check("Who founded it, but when?", None);
        check("It was founded in May, butter when?", None);
        check("But when was it founded?", None);
    }

    fn check(text: &str, expected: &[(&str, &str)]) {
        let asks = |token: &Token| ["who", "which", "what", "when", "how"].contains(&token.text.as_str());
        let found = partings(text, asks);
        let found: Vec<(&str, &str)> =
            found.iter().map(|parted| (parted.asking.as_str(), parted.beside.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_clause_that_tells_is_told_apart() {
        let asks = |token: &Token| ["who", "when"].contains(&token.text.as_str());
        let parted = |text: &str| told_apart(text, asks).map(|parted| (parted.asking, parted.beside));
        let of = |asking: &str, beside: &str| Some((asking.to_owned(), beside.to_owned()));
        assert_eq!(
            parted("It was founded in 2023, but when did it start?"),
            of("but when did it start", "It was founded in 2023")
        );
        assert_eq!(
            parted("When did it start? I know it was founded in 2023"),
            of("When did it start", "I know it was founded in 2023")
        );
        assert_eq!(parted("Who founded it, and when?"), None);
        assert_eq!(parted("When did it start"), None);
    }

    #[test]
    fn what_asks_is_parted_from_what_is_told() {
        check("Who made Kimi?", &[]);
        check("I read of V3.2 today. Who made it?", &[("Who made it", "I read of V3.2 today")]);
        check(
            "wait, so when ChatGPT came, which lab was first to have one? need it for a slide",
            &[
                ("wait, so when ChatGPT came, which lab was first to have one", "need it for a slide"),
                ("which lab was first to have one", "wait so when ChatGPT came need it for a slide"),
            ],
        );
        check("China or the US, who has more papers?", &[]);
    }
}
