//! Which of two sides is ahead, or that they are alike, where all values that documents give leave no doubt.

use super::super::fact::Fact;
use super::super::group::clusters;
use super::super::knowledge::Knowledge;
use super::super::wording::{self, Phrase};
use crate::corpus::property::ValueType;
use crate::corpus::record::{Statement, Value};
use crate::question::lexicon::Operator;
use crate::question::meaning::Meaning;
use crate::text::language::Language;

/// Which of two the question's order puts first, or that they are alike, in words.
pub(super) fn verdict(knowledge: &Knowledge, meaning: &Meaning, first: &Fact, second: &Fact) -> Option<String> {
    if first.property != second.property {
        return None;
    }
    let (mut of_first, mut of_second) = (values(knowledge, first), values(knowledge, second));
    // What one side tells in dollars as well as in yuan is held against the other's dollars.
    let unit = |statement: &&Statement| match &statement.value {
        Value::Number(number) => Some(number.unit),
        _ => None,
    };
    let shared_unit =
        of_first.iter().find_map(|one| unit(one).filter(|own| of_second.iter().any(|other| unit(other) == Some(*own))));
    if shared_unit.is_some() {
        of_first.retain(|one| unit(one) == shared_unit);
        of_second.retain(|one| unit(one) == shared_unit);
    }
    let name = |fact: &Fact| wording::name(knowledge.corpus.entity(fact.subject), meaning.language);
    if let ([a], [b]) = (of_first.as_slice(), of_second.as_slice())
        && first.subject != second.subject
        && let Some(shared) = shared(knowledge, a, b, meaning.language)
    {
        return Some(ALIKE.fill(meaning.language, &[&shared]));
    }
    let ordered = |a: &[&Statement], b: &[&Statement]| a.iter().all(|a| b.iter().all(|b| is_below(&a.value, &b.value)));
    let (low, high) = match (ordered(&of_first, &of_second), ordered(&of_second, &of_first)) {
        (true, false) => (first, second),
        (false, true) => (second, first),
        _ => return None,
    };
    let dates = knowledge.corpus.property(first.property).value_type == ValueType::Date;
    // What "has been around longer" came earlier.
    let longer = dates && meaning.superlative_stems.iter().any(|stem| matches!(stem.as_str(), "longer" | "longest"));
    let wants_high = !longer
        && (meaning.has(Operator::More) || meaning.has(Operator::Newest) || meaning.has(Operator::Most))
        && !meaning.has(Operator::Less);
    let wants_low = meaning.has(Operator::Less) || meaning.has(Operator::Oldest) || meaning.has(Operator::Least);
    let (phrase, fact) = match (dates, wants_high && !wants_low) {
        (true, true) => (LATER, high),
        (true, false) => (EARLIER, low),
        (false, false) if wants_low => (LOWER, low),
        (false, _) => (HIGHER, high),
    };
    let ahead = if low.subject == high.subject {
        let id = fact.ids.first()?;
        let test = knowledge.corpus.statement(*id).qualifiers.benchmark?;
        wording::name(knowledge.corpus.entity(test), meaning.language)
    } else {
        name(fact)
    };
    Some(phrase.fill(meaning.language, &[&ahead]))
}

/// The different values of a fact, each in its finest form: "2023" beside "20 March 2023" is no other date.
fn values<'k>(knowledge: &'k Knowledge, fact: &Fact) -> Vec<&'k Statement> {
    let clusters = clusters(&knowledge.corpus, &fact.ids);
    clusters.iter().map(|cluster| knowledge.corpus.statement(cluster.forms[0].id)).collect()
}

/// What two values have in common, in words: the number that both are, the month in which both dates lie as far as they
/// are told.
fn shared(knowledge: &Knowledge, a: &Statement, b: &Statement, language: Language) -> Option<String> {
    match (&a.value, &b.value) {
        (Value::Number(x), Value::Number(y)) if x.same(y) => Some(wording::value(&knowledge.corpus, a, language)),
        (Value::Date(x), Value::Date(y)) if x.covers(*y) => Some(wording::date_text(*x, language)),
        (Value::Date(x), Value::Date(y)) if y.covers(*x) => Some(wording::date_text(*y, language)),
        _ => None,
    }
}

const ALIKE: Phrase = Phrase { en: "Both: {0}.", zh: "两者相同：{0}。", es: "Ambos: {0}." };
const EARLIER: Phrase = Phrase { en: "Earlier: {0}.", zh: "更早的是{0}。", es: "Antes: {0}." };
const LATER: Phrase = Phrase { en: "Later: {0}.", zh: "更晚的是{0}。", es: "Después: {0}." };
const HIGHER: Phrase = Phrase { en: "Higher: {0}.", zh: "更高的是{0}。", es: "Mayor: {0}." };
const LOWER: Phrase = Phrase { en: "Lower: {0}.", zh: "更低的是{0}。", es: "Menor: {0}." };

/// Whether all that one value can mean lies before all that another can mean.
fn is_below(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Date(a), Value::Date(b)) => a.latest() < b.earliest(),
        (Value::Number(a), Value::Number(b)) => a.unit == b.unit && a.high < b.low,
        _ => false,
    }
}
