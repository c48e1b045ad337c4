//! A question read as it stands, and where that tells nothing, by the part of it that asks.

use super::{Engine, Question};
use crate::answer::fact::Account;
use crate::answer::knowledge::Knowledge;
use crate::answer::{Answer, Kind};
use crate::corpus::property::{Property, QuestionWord, ValueType};
use crate::corpus::record::EntityKind;
use crate::corpus::{EntityId, PropertyId};
use crate::question::Topic;
use crate::question::apostrophes::restored;
use crate::question::bare::joined;
use crate::question::lexicon::Sign;
use crate::question::meaning::{Meaning, Named};
use crate::question::parting::{Parted, contrasted, partings, told_apart};
use crate::question::tokens::{stem as stem_of, tokenize_folded};
use crate::text::language::guess;

/// A question as it was read, with its answer.
pub(super) struct Reading {
    pub(super) meaning: Meaning,
    pub(super) answer: Answer,
    /// How much of the question the best fact accounts for.
    score: f32,
}

/// The score of a fact that answers the part which asks better than a sentence that is quoted for the whole.
const FITS: f32 = 0.5;
/// The same of a message that as a whole is no question for this bot.
const FITS_WELL: f32 = 0.75;

impl Reading {
    fn is_better_than(&self, whole: &Self) -> bool {
        let Meaning { properties, content, kinds, asks, .. } = &self.meaning;
        // "… layers? how many": of what is told before it.
        let counts = asks.contains(&QuestionWord::HowMany);
        if counts && properties.is_empty() && content.is_empty() && kinds.is_empty() {
            return false;
        }
        match whole.answer.kind {
            Kind::None if whole.meaning.out_of_scope => self.answer.kind == Kind::Records && self.score >= FITS_WELL,
            Kind::None => self.answer.answered(),
            Kind::Passages => self.answer.kind == Kind::Records && self.score >= FITS,
            Kind::Records => false,
        }
    }
}

impl Engine {
    /// A question read as it stands.
    pub(super) fn read(&self, text: &str, question: &Question<'_>, page: usize) -> Reading {
        let meaning = Meaning { page, ..self.understand(text, question) };
        let account = Account::default();
        if let Some((meaning, answer)) = self.described(&meaning, text, question, &account) {
            return Reading { meaning, answer, score: 1.0 };
        }
        let answer = self.answer_to(&meaning, text, &account);
        let score = account.facts(&self.knowledge, &meaning).first().map_or(0.0, |first| first.score);
        Reading { meaning, answer, score }
    }

    /// A question with the apostrophes that its genitives lack: "microsofts lab".
    pub(super) fn with_apostrophes(&self, text: &str) -> Option<String> {
        use EntityKind::{Chip, Group, Technique, Topic};
        let Knowledge { understander, corpus, .. } = &self.knowledge;
        let owns = |id: &EntityId| !matches!(corpus.entity(*id).kind, Chip | Group | Technique | Topic);
        let exact = |name: &str| understander.names.exact(name);
        let role = &corpus.words.role;
        let of_person = |word: &str| {
            let is_asked = |property: &Property| {
                property.kinds == ["person"] && property.ask.words().any(|asking| stem_of(asking) == stem_of(word))
            };
            corpus.properties.iter().any(is_asked)
        };
        let is_role = |word: &str, next: &str| {
            role.founder.iter().chain(role.chief.iter()).any(|role| role == word) && of_person(next)
        };
        restored(text, |name| exact(name).iter().any(owns), |name| !exact(name).is_empty(), is_role)
    }

    /// A question that tells first and asks by a bare word ("He ran a fund. Which one?"), read as one sentence, where the
    /// records answer that.
    pub(super) fn told_first(&self, text: &str, question: &Question<'_>, page: usize) -> Option<Reading> {
        let Knowledge { understander, corpus, .. } = &self.knowledge;
        let is_kind = |text: &str| {
            let tokens = tokenize_folded(text);
            let cues = understander.lexicon.cues(&tokens, &vec![false; tokens.len()]);
            cues.iter().any(|cue| matches!(cue.sign, Sign::Kind(_)))
        };
        let joined = joined(text, &corpus.words.bare, is_kind)?;
        let language = guess(text).or(question.language);
        let reading = self.read(&joined, &Question { language, ..question.clone() }, page);
        (reading.answer.kind == Kind::Records).then_some(reading)
    }

    /// A question for a date that tells another one first, which is known: "it was founded in March 2023, but when did it
    /// start operating". Where the records answer what is left, that is asked.
    pub(super) fn date_beside_known(&self, text: &str, question: &Question<'_>, page: usize) -> Option<Reading> {
        let Knowledge { understander, corpus, .. } = &self.knowledge;
        let parted = told_apart(text, |token| understander.lexicon.asks(token))?;
        let alone = Question { topic: Topic::default(), ..question.clone() };
        let dated = |meaning: &Meaning| {
            let is_date = |id: &PropertyId| corpus.property(*id).value_type == ValueType::Date;
            meaning.property_ids().into_iter().filter(is_date).collect::<Vec<_>>()
        };
        let told = dated(&self.understand(&parted.beside, &alone));
        let asked = self.understand(&parted.asking, &alone);
        if told.is_empty() || !asked.asks(QuestionWord::When) || asked.properties.is_empty() && asked.content.is_empty()
        {
            return None;
        }
        let language = guess(text).or(question.language);
        let question = &Question { language, ..question.clone() };
        let part = self.read(&self.with_names(&parted, question), question, page);
        let Meaning { properties, asks, .. } = &part.meaning;
        let other = !properties.is_empty() && !dated(&part.meaning).iter().any(|id| told.contains(id));
        let fits = asks.iter().eq(&[QuestionWord::When]) && other && part.answer.kind == Kind::Records;
        fits.then_some(part)
    }

    /// The part of a message that asks, where the records don't answer the whole: what is told beside it ("essay due
    /// friday", "applying for a semester there, sounds prestigious") has words that nothing accounts for.
    pub(super) fn asking_part(&self, text: &str, question: &Question<'_>, whole: &Reading) -> Option<Reading> {
        let lexicon = &self.knowledge.understander.lexicon;
        let question = &Question { language: Some(whole.meaning.language), ..question.clone() };
        let contrast = &self.knowledge.corpus.words.aside.contrast;
        if let Some(parted) = contrasted(text, contrast, |token| lexicon.asks(token)) {
            let part = self.read(&self.with_names(&parted, question), question, whole.meaning.page);
            if part.answer.kind == Kind::Records && part.score >= FITS_WELL {
                return Some(part);
            }
        }
        if whole.answer.kind == Kind::Records {
            return None;
        }
        partings(text, |token| lexicon.asks(token)).into_iter().find_map(|parted| {
            let part = self.read(&self.with_names(&parted, question), question, whole.meaning.page);
            part.is_better_than(whole).then_some(part)
        })
    }

    /// The part of a message that asks; behind it, where it names nothing, what the rest names.
    fn with_names(&self, parted: &Parted, question: &Question<'_>) -> String {
        let alone = Question { topic: Topic::default(), ..question.clone() };
        let is_topic =
            |named: &Named| named.entities.iter().all(|id| self.knowledge.corpus.entity(*id).kind == EntityKind::Topic);
        let names = |text: &str| {
            let named = self.understand(text, &alone).mentions.into_iter().filter(|named| !is_topic(named));
            named.map(|named| named.words).collect::<Vec<_>>()
        };
        let mut text = parted.asking.clone();
        if names(&text).is_empty() {
            for words in names(&parted.beside) {
                text.push(' ');
                text.push_str(&words);
            }
        }
        text
    }
}
