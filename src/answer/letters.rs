//! What letters stand for: the long form beside which a document gives them.

use super::draft::Draft;
use super::fact::Fact;
use super::knowledge::Knowledge;
use super::wording::{self, Phrase};
use super::{Answer, Kind, Outcome};
use crate::corpus::document::UnitId;
use crate::corpus::record::{Reference, Value};
use crate::question::meaning::Meaning;
use crate::text::fold::{comparable, contains_words, fold};

const STANDS_FOR: Phrase =
    Phrase { en: "{0} stands for {1}", zh: "{0}是{1}的缩写", es: "{0} son las siglas de {1}" };

/// A word of this weight says what is asked about.
const TELLING: f32 = 1.6;

/// Passages that are looked through for letters and what they stand for.
const PASSAGES: usize = 12;

/// How many letters an abbreviation has.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=8;

/// Where a question asks what letters stand for: the long form that stands right beside them in a sentence, or else the
/// name of what they name where a sentence has both. Nothing where a fact tells the long form.
#[must_use]
pub fn answer(knowledge: &Knowledge, meaning: &Meaning, facts: &[Fact]) -> Option<Answer> {
    let full_name = knowledge.property("full_name")?;
    if !meaning.property_ids().contains(&full_name) {
        return None;
    }
    let told = |fact: &&Fact| {
        let statement = knowledge.corpus.statement(fact.ids[0]);
        let name = comparable(&knowledge.corpus.entity(fact.subject).name);
        fact.property == full_name && statement.value == Value::Text && comparable(&statement.text) != name
    };
    if facts.first().is_some_and(|first| told(&first)) {
        return None;
    }
    // "The official title of the CAC measures" asks for that of what is described.
    let told = meaning.content.iter().filter(|word| word.weight >= TELLING).count();
    let named = meaning
        .mentions
        .iter()
        .filter(|named| meaning.defined.map_or(told == 0, |id| named.entities.contains(&id)))
        .map(|named| (comparable(&named.words), named.entities.first().copied()));
    let unnamed = meaning.content.iter().filter(|word| word.known && told == 1).map(|word| (word.text.clone(), None));
    let mut asked = unnamed.chain(named).filter(|(letters, _)| {
        LETTERS.contains(&letters.len()) && letters.bytes().all(|letter| letter.is_ascii_lowercase())
    });
    asked.find_map(|(letters, entity)| {
        let name = entity.map(|id| knowledge.corpus.entity(id).name.as_str());
        let name = name.filter(|name| is_short_for(&letters, name));
        let query = format!("{letters} {}", name.unwrap_or_default());
        let units: Vec<UnitId> = knowledge
            .index
            .passages(&query, PASSAGES)
            .iter()
            .flat_map(|hit| knowledge.corpus.units_of(hit.passage))
            .collect();
        let beside = || {
            units.iter().find_map(|unit| {
                let (short, long) = spelled_out(knowledge.corpus.unit_text(*unit), &letters)?;
                Some((short, long, *unit))
            })
        };
        let has_both = |unit: &&UnitId| {
            let text = comparable(knowledge.corpus.unit_text(**unit));
            contains_words(&text, &letters) && name.is_some_and(|name| contains_words(&text, &comparable(name)))
        };
        let (short, long, unit) =
            beside().or_else(|| Some((letters.to_uppercase(), name?.to_owned(), *units.iter().find(has_both)?)))?;
        let mut draft = Draft::new(knowledge, meaning.language);
        draft.push(&STANDS_FOR.fill(draft.language, &[&short, &long]));
        draft.cite(&[Reference { unit }]);
        draft.push(wording::full_stop(meaning.language));
        Some(draft.finish(Outcome::Found, Kind::Passages))
    })
}

/// Letters as they are written, and the long form that stands right before them where they stand in brackets, or in
/// brackets right behind them.
fn spelled_out(text: &str, letters: &str) -> Option<(String, String)> {
    let text = text.replace("**", "");
    text.match_indices('(').find_map(|(open, _)| {
        let close = open + text[open..].find(')')?;
        let (before, inside) = (text[..open].trim_end(), text[open + 1..close].trim());
        let is_it = |words: &str| comparable(words) == letters;
        if is_it(inside) {
            let starts = before.char_indices().filter(|(at, _)| *at == 0 || before[..*at].ends_with([' ', '(', ',']));
            // The fewest words that the letters are short for.
            let mut forms = starts.map(|(at, _)| &before[at..]).filter(|form| is_short_for(letters, form));
            return forms.next_back().map(|form| (inside.to_owned(), form.to_owned()));
        }
        let last = before.rsplit([' ', '(', ',']).next()?;
        (is_it(last) && is_short_for(letters, inside)).then(|| (last.to_owned(), inside.to_owned()))
    })
}

/// Whether letters are those of a longer name, in its order and from its beginning: `msra` for Microsoft Research Asia.
/// Of a word with hyphens the first part alone may have its letter: `mla` for Multi-head Latent Attention.
fn is_short_for(letters: &str, name: &str) -> bool {
    let count = letters.chars().count();
    // Small words ("of", "and") need not have one.
    let least = name.split_whitespace().filter(|word| word.starts_with(char::is_uppercase)).count().max(1);
    let name = fold(name);
    let mut rest = name.chars();
    let in_order = letters.chars().all(|letter| rest.by_ref().any(|other| other == letter));
    let most = name.split(|letter: char| letter.is_whitespace() || letter == '-').count();
    in_order
        && most > 1
        && (least..=most + 2).contains(&count)
        && !letters.contains(' ')
        && !contains_words(&name, letters)
        && name.starts_with(&letters[..1])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, letters: &str, expected: Option<&str>) {
        assert_eq!(spelled_out(text, letters).map(|(_, long)| long).as_deref(), expected, "{text}");
    }

    #[test]
    fn a_long_form_stands_right_beside_its_letters() {
        check("It trains with **Quick Tensor Folding** (QTF) on chips.", "qtf", Some("Quick Tensor Folding"));
        check("The QTF (Quick Tensor Folding) step.", "qtf", Some("Quick Tensor Folding"));
        check("Quick Tensor-Folding (QTF)", "qtf", Some("Quick Tensor-Folding"));
        check("Multi-step Tensor Folding (MTF)", "mtf", Some("Multi-step Tensor Folding"));
        check("The lab in Harbin (QTF) is new.", "qtf", None);
        check("The QTF (QTF Team) is new.", "qtf", None);
        check("Quick Tensor Folding, which others call QTF.", "qtf", None);
    }
}
