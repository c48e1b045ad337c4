//! What a follow-up says of what it leaves out: "and the year after?", "the next round?", "and in total?".

use std::ops::Range;

use super::tokens::{Token, tokenize_folded};
use crate::corpus::words::Step;
use crate::corpus::{Corpus, PropertyId};
use crate::text::fold::fold;

/// A wording as its tokens.
type Phrase = Vec<String>;

/// The wordings of follow-ups that name nothing.
#[derive(Debug, Default)]
pub(super) struct Ellipses {
    /// Steps, the longest wording first.
    steps: Vec<(Phrase, Step)>,
    properties: Vec<(Phrase, PropertyId)>,
}

impl Ellipses {
    pub(super) fn new(corpus: &Corpus) -> Self {
        let phrase = |wording: &str| tokenize_folded(&fold(wording)).into_iter().map(|token| token.text).collect();
        let steps = corpus.words.step.iter();
        let mut steps: Vec<(Phrase, Step)> =
            steps.flat_map(|(step, wordings)| wordings.iter().map(|wording| (phrase(wording), *step))).collect();
        steps.sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.len()));
        let properties = (0u16..).zip(&corpus.properties).map(|(number, property)| (PropertyId(number), property));
        let properties = properties
            .flat_map(|(id, property)| property.ellipsis.iter().map(move |wording| (phrase(wording), id)))
            .collect();
        Self { steps, properties }
    }

    /// The step that a question takes, and where its words stand.
    pub(super) fn step(&self, tokens: &[Token]) -> Option<(Step, Range<usize>)> {
        self.steps.iter().find_map(|(phrase, step)| Some((*step, place(tokens, phrase)?)))
    }

    /// The properties that words of a question ask for where one of a like name was asked for before, each with its words.
    pub(super) fn properties(&self, tokens: &[Token]) -> Vec<(PropertyId, Vec<String>)> {
        let said = self.properties.iter().filter(|(phrase, _)| place(tokens, phrase).is_some());
        said.map(|(phrase, id)| (*id, phrase.clone())).collect()
    }
}

/// Where a phrase stands.
fn place(tokens: &[Token], phrase: &[String]) -> Option<Range<usize>> {
    let here = |window: &[Token]| window.iter().zip(phrase).all(|(token, word)| token.text == *word);
    let start = tokens.windows(phrase.len().max(1)).position(here)?;
    Some(start..start + phrase.len())
}
