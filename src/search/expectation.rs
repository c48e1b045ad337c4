//! What a question hopes to read in the sentence that answers it: a name, a date, a number. A hint for ranking only;
//! what a question means is `question`'s business.

use super::analyzers::{Shape, Token};
use super::forward::Mark;
use crate::text::fold::fold;

/// What should stand in the answering sentence beside the question's own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Expectation {
    /// Nothing in particular.
    #[default]
    Any,
    /// A person or body: who.
    Name,
    /// A date: when.
    Date,
    /// A number: how many, how much, how long.
    Number,
    /// A place: where.
    Place,
}

impl Expectation {
    /// Whether a word of a sentence, not one of the question's, fulfils it.
    pub(super) fn met_by(self, mark: Mark) -> bool {
        match self {
            Self::Any => false,
            Self::Date | Self::Number => mark.is(Mark::NUMBER),
            Self::Name => mark.is(Mark::CAPITAL),
            Self::Place => mark.is(Mark::INNER_CAPITAL),
        }
    }

    /// What it is worth to meet it, as a share of all that a question's words weigh.
    pub(super) fn worth(self) -> f32 {
        match self {
            Self::Any | Self::Place => 0.0,
            Self::Name => 0.02,
            Self::Date => 0.15,
            Self::Number => 0.2,
        }
    }
}

/// Reads the expectation off a question's words as they come.
#[derive(Debug, Default)]
pub(super) struct Listener {
    found: Expectation,
    /// What the word before was.
    before: Before,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Before {
    #[default]
    Other,
    How,
    What,
}

/// What follows `how` when a number is asked for, as stems.
const MEASURES: &[&str] = &[
    "many", "much", "long", "old", "far", "larg", "big", "tall", "often", "high", "fast", "wide", "deep", "heavi",
    "expens",
];

/// What follows `what` or `which` when a date is asked for, as English and Spanish stems.
const TIMES: &[&str] = &["year", "date", "day", "month", "centuri", "decad", "ano", "fech", "dia", "mes", "sigl"];

impl Listener {
    /// Takes the next word.
    pub(super) fn hear(&mut self, token: &Token<'_>) {
        if token.shape == Shape::Character {
            return;
        }
        let word = token.term;
        let heard = match (self.before, word) {
            (Before::How, _) if MEASURES.contains(&word) => Expectation::Number,
            (Before::What, _) if TIMES.contains(&word) => Expectation::Date,
            (_, "who" | "whom" | "whose" | "quien" | "quienes") => Expectation::Name,
            (_, "when" | "cuando") => Expectation::Date,
            (_, "where" | "donde") => Expectation::Place,
            (_, "cuanto" | "cuanta" | "cuantos" | "cuantas" | "percentag" | "popul" | "porcentaj") => {
                Expectation::Number
            }
            _ => Expectation::Any,
        };
        self.before = match word {
            "how" => Before::How,
            "what" | "which" | "que" => Before::What,
            _ => Before::Other,
        };
        self.keep(heard);
    }

    /// What was asked for, all in all.
    pub(super) fn finish(mut self, question: &str) -> Expectation {
        if !question.is_ascii() {
            let folded = fold(question);
            let has = |words: &[&str]| words.iter().any(|word| folded.contains(word));
            if has(&["哪一年", "什么时候", "何时", "哪年", "几年", "什么时间", "哪天", "哪一天", "几月", "日期"])
            {
                self.keep(Expectation::Date);
            } else if has(&["多少", "几", "多大", "多长", "多高", "多远"]) {
                self.keep(Expectation::Number);
            } else if has(&["谁"]) {
                self.keep(Expectation::Name);
            }
        }
        self.found
    }

    /// A number or a date is the surest sign; else the first one stays.
    fn keep(&mut self, heard: Expectation) {
        let stronger = matches!(heard, Expectation::Number | Expectation::Date)
            && !matches!(self.found, Expectation::Number | Expectation::Date);
        if stronger || self.found == Expectation::Any {
            self.found = heard;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::analyzers::{Analyzer, Tongue};

    #[test]
    fn questions_say_what_they_hope_for() {
        for (question, expected) in [
            ("Who founded MiniMax?", Expectation::Name),
            ("When was MiniMax founded?", Expectation::Date),
            ("In what year did it start?", Expectation::Date),
            ("How many people work there?", Expectation::Number),
            ("How did it start?", Expectation::Any),
            ("Where is it?", Expectation::Place),
            ("¿En qué año se fundó?", Expectation::Date),
            ("¿Cuántos empleados tiene?", Expectation::Number),
            ("¿Quién la fundó?", Expectation::Name),
            ("智谱是哪一年成立的？", Expectation::Date),
            ("它有多少员工？", Expectation::Number),
            ("誰創立了它？", Expectation::Name),
            ("kimi k2", Expectation::Any),
        ] {
            let mut listener = Listener::default();
            let tongue = Tongue::of(question).unwrap_or_default();
            Analyzer::new(tongue).each(question, |token| listener.hear(&token));
            assert_eq!(listener.finish(question), expected, "{question}");
        }
    }
}
