//! Proof: the sentence or row of a section in which a value stands.

use super::document::{Document, UnitKind};
use super::record::Value;
use crate::text::date::find_dates;
use crate::text::edtf::{Edtf, Point};
use crate::text::fold::{comparable, contains_words, fold, name_key};
use crate::text::quantity::{Quantity, find_quantities};

/// A document's units in the forms that evidence is compared in, made once a load.
#[derive(Debug)]
pub struct Prepared {
    units: Vec<PreparedUnit>,
}

#[derive(Debug)]
struct PreparedUnit {
    /// [`comparable`] text.
    comparable: String,
    /// [`name_key`] of each word, to find names whatever their hyphens.
    words: Vec<String>,
    dates: Vec<Edtf>,
    quantities: Vec<Quantity>,
}

/// What must stand in the sentence.
#[derive(Debug)]
pub struct Wanted<'a> {
    /// The value, normalised.
    pub value: &'a Value,
    /// Names of the value, where it is an entity.
    pub value_names: Vec<String>,
    /// The document's own words for the value, where given: they then stand for it.
    pub written: Option<&'a str>,
    /// Terms that must all stand there too.
    pub evidence: &'a [String],
    /// Name keys of the subject: a sentence that names it is the better proof.
    pub subject_keys: &'a [String],
}

/// What the headings above a sentence name: a row of a lab's table need not repeat the lab.
#[derive(Debug, Default)]
struct HeadingNames {
    value: bool,
    subject: bool,
}

impl Prepared {
    /// Prepares all units of a document.
    #[must_use]
    pub fn new(document: &Document) -> Self {
        let units = document
            .units
            .iter()
            .map(|unit| {
                let text = &document.text[unit.span()];
                let folded = fold(&text.replace(['*', '`'], ""));
                PreparedUnit {
                    comparable: comparable(text),
                    words: words(&folded),
                    dates: find_dates(&folded).iter().filter_map(crate::text::date::FoundDate::edtf).collect(),
                    quantities: find_quantities(&folded).into_iter().map(|(_, quantity)| quantity).collect(),
                }
            })
            .collect();
        Self { units }
    }

    /// The unit of a section that best proves a value; the number of the unit, or `None` where none holds it.
    #[must_use]
    pub fn find(&self, document: &Document, section: u32, wanted: &Wanted<'_>) -> Option<u32> {
        let terms: Vec<String> = wanted.evidence.iter().map(|term| comparable(term)).collect();
        let written = wanted.written.map(comparable);
        let headings = HeadingNames::new(document, section, wanted);
        let mut best: Option<(i32, u32)> = None;
        for (number, unit) in (0u32..).zip(&document.units).filter(|(_, unit)| unit.section == section) {
            let prepared = &self.units[number as usize];
            if !terms.iter().all(|term| contains_words(&prepared.comparable, term)) {
                continue;
            }
            let holds = match &written {
                Some(written) => contains_words(&prepared.comparable, written),
                None => prepared.holds(wanted, &headings),
            };
            if !holds {
                continue;
            }
            let names_subject = wanted.subject_keys.iter().any(|key| prepared.names(key));
            let score = 2 * i32::from(names_subject) - i32::from(unit.kind == UnitKind::Heading);
            if best.is_none_or(|(best, _)| score > best) {
                best = Some((score, number));
            }
        }
        best.map(|(_, number)| number)
    }
}

impl HeadingNames {
    fn new(document: &Document, section: u32, wanted: &Wanted<'_>) -> Self {
        let path = words(&fold(&document.sections[section as usize].path.join(" ")));
        let named = |keys: &[String]| keys.iter().any(|key| names(&path, key));
        Self { value: named(&wanted.value_names), subject: named(wanted.subject_keys) }
    }
}

impl PreparedUnit {
    fn holds(&self, wanted: &Wanted<'_>, headings: &HeadingNames) -> bool {
        let names_subject = || wanted.subject_keys.iter().any(|key| self.names(key));
        match wanted.value {
            Value::Text => !wanted.evidence.is_empty(),
            Value::Flag(_) => !wanted.evidence.is_empty() || names_subject() || headings.subject,
            Value::Entity(_) => {
                wanted.value_names.iter().any(|key| self.names(key))
                    || headings.value && (names_subject() || !wanted.evidence.is_empty())
            }
            Value::Number(number) => {
                self.quantities.iter().any(|found| found.same(number) || found.ends().any(|end| end.same(number)))
            }
            Value::Date(date) => self.dates.iter().any(|found| same_date(*found, *date)),
        }
    }

    fn names(&self, key: &str) -> bool {
        names(&self.words, key)
    }
}

/// Whether a name stands in a text: some run of words has its key, a plural or possessive `s` not counted.
fn names(words: &[String], key: &str) -> bool {
    (0..words.len()).any(|start| {
        let mut run = String::new();
        for word in &words[start..] {
            run.push_str(word);
            if run == key || run.strip_suffix('s') == Some(key) {
                return true;
            }
            if run.len() > key.len() {
                return false;
            }
        }
        false
    })
}

/// Dates are the same when they have the same precision; `~` and the manner of an interval do not matter.
fn same_date(found: Edtf, wanted: Edtf) -> bool {
    let plain = |date: Edtf| match date {
        Edtf::Point(point) => (Point { approximate: false, ..point }, None),
        Edtf::Interval(from, to) => (Point { approximate: false, ..from }, Some(Point { approximate: false, ..to })),
    };
    plain(found) == plain(wanted)
}

/// The name keys of a text's words; every Chinese character is a word of its own.
fn words(folded: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut word = String::new();
    let mut letters = folded.chars().peekable();
    while let Some(letter) = letters.next() {
        let keeps = letter.is_alphanumeric() && !crate::text::fold::is_han(letter);
        let point = letter == '.'
            && word.ends_with(|before: char| before.is_ascii_digit())
            && letters.peek().is_some_and(char::is_ascii_digit);
        if keeps || point {
            word.push(letter);
            continue;
        }
        if !word.is_empty() {
            out.push(std::mem::take(&mut word));
        }
        if crate::text::fold::is_han(letter) {
            out.push(letter.to_string());
        }
    }
    if !word.is_empty() {
        out.push(word);
    }
    out
}

/// The name keys of a list of names, without those too short to prove anything.
#[must_use]
pub fn keys<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    names.map(name_key).filter(|key| key.len() > 1).collect()
}
