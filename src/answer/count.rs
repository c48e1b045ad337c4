//! Counts: a number that a document states of the very things that are counted wins over counting records; else the
//! rounds, models or labs on record are counted and named.

use super::claim;
use super::draft::Draft;
use super::fact::Fact;
use super::knowledge::Knowledge;
use super::say::say;
use super::{Answer, Kind, Outcome, list};
use crate::corpus::StatementId;
use crate::corpus::property::QuestionWord;
use crate::corpus::record::{EntityKind, Statement, Value};
use crate::question::lexicon::Operator;
use crate::question::meaning::{Content, Meaning};
use crate::text::quantity::Unit;

/// A number of the very property and subject that the question names is what it asks for, if it fits this well.
const SURE: f32 = 0.9;

/// The same of a number of the property that the question names, of whatever it describes.
const ASKED: f32 = 0.86;

/// Answers how many there are of something; `facts` are those that account for the whole question.
#[must_use]
pub fn answer(knowledge: &Knowledge, meaning: &Meaning, facts: &[Fact]) -> Option<Answer> {
    if !meaning.asks(QuestionWord::HowMany) && !meaning.has(Operator::Count) {
        return None;
    }
    if let Some(answer) = stated(knowledge, meaning).or_else(|| list::sizes(knowledge, meaning)) {
        return Some(answer);
    }
    let first = facts.first();
    let named =
        |fact: &Fact| meaning.entities().contains(&fact.subject) && meaning.property_ids().contains(&fact.property);
    let money = first.is_some_and(|fact| is_money(knowledge, fact));
    let asked = |fact: &Fact| meaning.property_ids().contains(&fact.property) && fact.score >= ASKED;
    let fits = |fact: &Fact| fact.score >= SURE && named(fact) || asked(fact);
    if first.is_some_and(|fact| !money && fits(fact) && knowledge.is_number(fact)) {
        return None;
    }
    // Rounds are counted, what they raised is not.
    let rounds = meaning.kinds.contains(&EntityKind::FundingRound) && money;
    rounds.then(|| list::answer(knowledge, meaning)).flatten()
}

fn is_money(knowledge: &Knowledge, fact: &Fact) -> bool {
    let values = fact.ids.iter().map(|id| &knowledge.corpus.statement(*id).value);
    values.into_iter().all(|value| matches!(value, Value::Number(number) if number.unit != Unit::Plain))
}

/// A number that a document states in so many words of what is counted.
fn stated(knowledge: &Knowledge, meaning: &Meaning) -> Option<Answer> {
    let counts = |statement: &Statement| {
        statement.qualifiers.of.is_some()
            && matches!(&statement.value, Value::Number(number) if number.unit == Unit::Plain)
    };
    let telling: Vec<&Content> = meaning.words.iter().filter(|word| word.weight >= 1.0).collect();
    if telling.len() < 2 {
        return None;
    }
    // A word that asks how the things hang together ("built into") is accounted for by the number's own property.
    let asks = |word: &Content| word.kinds.is_empty() && !word.asks_for.is_empty();
    let mut trimmed = meaning.clone();
    trimmed.words.retain(|word| !asks(word));
    let claims = claim::find(knowledge, &trimmed, &[], counts);
    let lexicon = &knowledge.understander.lexicon;
    // What a number is said to count must hold each word, or one that means the same.
    let said = |id: StatementId| {
        let of = knowledge.corpus.statement(id).qualifiers.of.as_deref().unwrap_or_default();
        let stems = lexicon.content_stems(of);
        let alike = |word: &Content, stem: &str| lexicon.groups(stem).iter().any(|group| word.groups.contains(group));
        let is_said = |word: &Content| stems.iter().any(|stem| *stem == word.stem || alike(word, stem));
        telling.iter().all(|word| asks(word) || is_said(word)) && telling.iter().any(|word| is_said(word))
    };
    let best = claims.iter().find(|claim| said(claim.id))?;
    let lead = knowledge.corpus.statement(best.id);
    // Others that state it of the same thing: they say the same, or the documents disagree.
    let ids: Vec<StatementId> = claims
        .iter()
        .filter(|claim| {
            let other = knowledge.corpus.statement(claim.id);
            let alike = (claim.held - best.held).abs() < f32::EPSILON;
            other.subject == lead.subject && other.property == lead.property && alike && said(claim.id)
        })
        .map(|claim| claim.id)
        .collect();
    let mut draft = Draft::new(knowledge, meaning.language);
    let fact = Fact { subject: lead.subject, property: lead.property, ids, score: best.held };
    let disagree = say(&mut draft, knowledge, meaning, &fact);
    Some(draft.finish(if disagree { Outcome::Disagree } else { Outcome::Found }, Kind::Records))
}
