//! What a follow-up says of what it leaves out: "and the year after?", "the next round?", "and in total?".

use std::ops::Range;

use super::meaning::{Meaning, PropertyCue};
use super::tokens::{Token, tokenize_folded};
use crate::corpus::property::Wordings;
use crate::corpus::words::Step;
use crate::corpus::{Corpus, PropertyId};
use crate::text::fold::fold;

/// A wording as its tokens.
pub(super) type Phrase = Vec<String>;

/// Wordings as their tokens.
pub(super) fn phrases(wordings: &Wordings) -> Vec<Phrase> {
    wordings.iter().map(phrase).collect()
}

fn phrase(wording: &str) -> Phrase {
    tokenize_folded(&fold(wording)).into_iter().map(|token| token.text).collect()
}

/// The wordings of follow-ups that name nothing.
#[derive(Debug, Default)]
pub(super) struct Ellipses {
    /// Steps, the longest wording first.
    steps: Vec<(Phrase, Step)>,
    properties: Vec<(Phrase, PropertyId)>,
}

impl Ellipses {
    pub(super) fn new(corpus: &Corpus) -> Self {
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

    /// Adds what words ask for beside a property of a like name: in "13B is active, so what's the total?" the total is
    /// one of parameters, and in a question that asks for no active ones it may be of anything.
    pub(super) fn of_like_name(&self, corpus: &Corpus, tokens: &[Token], named: &[bool], meaning: &mut Meaning) {
        let asked: Vec<PropertyId> =
            meaning.properties.iter().filter(|cue| !cue.faint).flat_map(|cue| cue.properties.clone()).collect();
        for (phrase, id) in &self.properties {
            let Some(place) = place(tokens, phrase) else { continue };
            let free = place.clone().all(|at| !named[at]);
            // "Total and active" asks for parameters by both words, and for no experts.
            let stems: Vec<String> = tokens[place.clone()].iter().map(|token| token.stem.clone()).collect();
            let is_asking =
                |cue: &PropertyCue| cue.stems.len() > 1 && stems.iter().all(|stem| cue.stems.contains(stem));
            if meaning.properties.iter().any(is_asking) {
                continue;
            }
            let like = asked.iter().any(|other| other != id && are_named_alike(corpus, *other, *id));
            if free && like && !asked.contains(id) && !meaning.property_ids().contains(id) {
                meaning.properties.push(PropertyCue { stems, ..PropertyCue::unsaid(*id) });
            }
        }
    }
}

/// Whether the English labels of two properties share a word, and both are asked of the same kinds of things: the total
/// of what a lab has raised is none of parameters.
pub(super) fn are_named_alike(corpus: &Corpus, one: PropertyId, other: PropertyId) -> bool {
    let (one, other) = (corpus.property(one), corpus.property(other));
    let shares = |word: &str| other.label.en.split(' ').any(|own| own == word);
    one.label.en.split(' ').any(shares) && one.kinds == other.kinds
}

/// Where a phrase stands.
pub(super) fn place(tokens: &[Token], phrase: &[String]) -> Option<Range<usize>> {
    let here = |window: &[Token]| window.iter().zip(phrase).all(|(token, word)| token.text == *word);
    let start = tokens.windows(phrase.len().max(1)).position(here)?;
    Some(start..start + phrase.len())
}
