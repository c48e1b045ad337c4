//! Our own words in the languages that answers come in. Values, names and quotations stay as the documents have them.

use crate::corpus::property::{Localised, Property};
use crate::corpus::record::{Entity, Statement, Value};
use crate::corpus::{Corpus, EntityId};
use crate::text::edtf::{Edtf, Point};
use crate::text::language::Language;

/// A phrase in English, Simplified Chinese and Spanish; the Traditional form is derived.
#[derive(Debug, Clone, Copy)]
pub struct Phrase {
    /// English.
    pub en: &'static str,
    /// Simplified Chinese.
    pub zh: &'static str,
    /// Spanish.
    pub es: &'static str,
}

impl Phrase {
    /// The phrase in a language.
    #[must_use]
    pub fn text(self, language: Language) -> String {
        pick(language, self.en, self.zh, self.es)
    }

    /// The phrase with `{0}`, `{1}` … filled in.
    #[must_use]
    pub fn fill(self, language: Language, values: &[&str]) -> String {
        let mut text = self.text(language);
        for (number, value) in values.iter().enumerate() {
            text = text.replace(&format!("{{{number}}}"), value);
        }
        text
    }
}

fn pick(language: Language, en: &str, zh: &str, es: &str) -> String {
    match language {
        Language::En => en.to_owned(),
        Language::ZhHans => zh.to_owned(),
        Language::ZhHant => zhconv::zhconv(zh, zhconv::Variant::ZhHant),
        Language::Es => es.to_owned(),
    }
}

/// A text of the lexicon in a language; English where the lexicon has no other.
#[must_use]
pub fn localised(text: &Localised, language: Language) -> String {
    let other = |translated: &str| if translated.is_empty() { text.en.clone() } else { translated.to_owned() };
    match language {
        Language::En => text.en.clone(),
        Language::ZhHans => other(&text.zh),
        Language::ZhHant => zhconv::zhconv(&other(&text.zh), zhconv::Variant::ZhHant),
        Language::Es => other(&text.es),
    }
}

/// What a property is called.
#[must_use]
pub fn label(property: &Property, language: Language) -> String {
    let label = localised(&property.label, language);
    if label.is_empty() { property.id.replace('_', " ") } else { label }
}

/// The clause of a property with `{subject}` and `{value}`.
#[must_use]
pub fn clause(property: &Property, language: Language) -> String {
    let say = localised(&property.say, language);
    if say.contains("{value}") {
        return say;
    }
    let label = label(property, language);
    match language {
        Language::ZhHans | Language::ZhHant => format!("{{subject}}的{label}：{{value}}"),
        Language::En | Language::Es => format!("{{subject}}: {label} {{value}}"),
    }
}

/// An entity's name: in Chinese answers the Chinese one, with the original beside it.
#[must_use]
pub fn name(entity: &Entity, language: Language) -> String {
    let short = short_name(entity, language);
    if short == entity.name { short } else { format!("{short}（{}）", entity.name) }
}

/// The one name that an entity goes by in a language.
#[must_use]
pub fn short_name(entity: &Entity, language: Language) -> String {
    match (language, entity.chinese.first()) {
        (Language::ZhHans, Some(chinese)) => chinese.clone(),
        (Language::ZhHant, Some(chinese)) => zhconv::zhconv(chinese, zhconv::Variant::ZhHant),
        _ => entity.name.clone(),
    }
}

/// A statement's value in words, without its qualifiers.
#[must_use]
pub fn value(corpus: &Corpus, statement: &Statement, language: Language) -> String {
    let numeric = corpus.property(statement.property).value_type != crate::corpus::property::ValueType::Text;
    if let Some(written) = statement.qualifiers.written.as_ref().filter(|_| numeric) {
        return written.clone();
    }
    match &statement.value {
        Value::Entity(id) => name(corpus.entity(*id), language),
        Value::Date(date) => date_text(*date, language),
        Value::Flag(true) => YES.text(language),
        Value::Flag(false) => NO.text(language),
        Value::Number(_) | Value::Text => statement.text.clone(),
    }
}

const YES: Phrase = Phrase { en: "yes", zh: "是", es: "sí" };
const NO: Phrase = Phrase { en: "no", zh: "否", es: "no" };

/// What a value is said with, in brackets, or nothing. What the question itself already named is left out.
#[must_use]
pub fn qualifiers(corpus: &Corpus, statement: &Statement, named: &[EntityId], language: Language) -> String {
    let qualifiers = &statement.qualifiers;
    let mut parts: Vec<String> = Vec::new();
    if let Some(at) = qualifiers.at.filter(|at| !named.contains(at)) {
        parts.push(name(corpus.entity(at), language));
    }
    if let Some(benchmark) = qualifiers.benchmark {
        parts.push(corpus.entity(benchmark).name.clone());
    }
    parts.extend(qualifiers.of.clone());
    parts.extend(qualifiers.scope.clone());
    if let Some(other) = &qualifiers.compared_with {
        let prefix = Phrase { en: "vs {0}", zh: "对比 {0}", es: "frente a {0}" };
        parts.push(prefix.fill(language, &[other]));
    }
    if let Some(as_of) = qualifiers.as_of {
        let text = statement.value == Value::Text;
        parts.push(qualifiers.written.clone().filter(|_| text).unwrap_or_else(|| date_text(as_of, language)));
    }
    parts.extend(qualifiers.hedge.clone());
    if let Some(author) = &qualifiers.author {
        parts.push(Phrase { en: "according to {0}", zh: "据 {0}", es: "según {0}" }.fill(language, &[author]));
    }
    parts.extend(qualifiers.note.clone());
    if qualifiers.damaged {
        let damaged = Phrase {
            en: "the document's text is cut off here",
            zh: "原文此处残缺",
            es: "el texto del documento está cortado aquí",
        };
        parts.push(damaged.text(language));
    }
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join("; ")) }
}

/// A date in words, no more precise than it is.
#[must_use]
pub fn date_text(date: Edtf, language: Language) -> String {
    match date {
        Edtf::Point(point) => point_text(point, language),
        Edtf::Interval(from, to) => format!("{}–{}", point_text(from, language), point_text(to, language)),
    }
}

const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const MONTHS_ES: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

/// A month in words, in English or Spanish.
#[must_use]
pub fn month_name(month: u8, language: Language) -> &'static str {
    let names = if language == Language::Es { MONTHS_ES } else { MONTHS_EN };
    names[usize::from(month.clamp(1, 12)) - 1]
}

fn point_text(point: Point, language: Language) -> String {
    let about =
        if point.approximate { Phrase { en: "about ", zh: "约", es: "hacia " }.text(language) } else { String::new() };
    let year = point.year;
    let text = match (language, point.month, point.day) {
        (Language::ZhHans | Language::ZhHant, Some(month), Some(day)) => format!("{year}年{month}月{day}日"),
        (Language::ZhHans | Language::ZhHant, Some(month), None) => format!("{year}年{month}月"),
        (Language::ZhHans | Language::ZhHant, None, _) => format!("{year}年"),
        (Language::Es, Some(number), Some(day)) => format!("{day} de {} de {year}", month_name(number, language)),
        (Language::Es, Some(number), None) => format!("{} de {year}", month_name(number, language)),
        (Language::En, Some(number), Some(day)) => format!("{day} {} {year}", month_name(number, language)),
        (Language::En, Some(number), None) => format!("{} {year}", month_name(number, language)),
        (Language::En | Language::Es, None, _) => year.to_string(),
    };
    about + &text
}

/// A day of the year in words.
#[must_use]
pub fn day_text(month: u8, day: u8, language: Language) -> String {
    let name = month_name(month, language);
    match language {
        Language::ZhHans | Language::ZhHant => format!("{month}月{day}日"),
        Language::Es => format!("{day} de {name}"),
        Language::En => format!("{day} {name}"),
    }
}

/// The word or mark between the parts of a list: before the last one, and before the others.
#[must_use]
pub fn separator(language: Language, last: bool) -> &'static str {
    match (language, last) {
        (Language::En, true) => " and ",
        (Language::Es, true) => " y ",
        (Language::En | Language::Es, false) => ", ",
        (Language::ZhHans | Language::ZhHant, true) => "和",
        (Language::ZhHans | Language::ZhHant, false) => "、",
    }
}

/// The end of a sentence.
#[must_use]
pub fn full_stop(language: Language) -> &'static str {
    if language.is_chinese() { "。" } else { "." }
}

/// "in July 2023" is right, "in 20 January 2025" is not.
#[must_use]
pub fn mend_prepositions(text: &str, date: &str, language: Language) -> String {
    let has_day = date.starts_with(|letter: char| letter.is_ascii_digit()) && date.contains(' ');
    match language {
        Language::En if has_day => text.replace(&format!(" in {date}"), &format!(" on {date}")),
        Language::Es if has_day => text.replace(&format!(" en {date}"), &format!(" el {date}")),
        _ => text.to_owned(),
    }
}
