//! From drafts to proven statements: ids looked up, values read, each reference resolved to the sentence that holds it.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::comparison::{Comparison, Place};
use super::records::{Draft, Written};
use crate::corpus::document::{Document, UnitId};
use crate::corpus::evidence::{Prepared, Wanted, keys};
use crate::corpus::problem::{Problem, nearest};
use crate::corpus::property::{NumberSort, ValueType};
use crate::corpus::record::{Qualifiers, Rank, Reference, Statement, Value};
use crate::corpus::{Corpus, EntityId, PropertyId};
use crate::text::date::find_dates;
use crate::text::edtf::Edtf;
use crate::text::fold::{fold, name_key};
use crate::text::quantity::{Unit, find_quantities, read_quantity};

/// Years that `as_of` may lie in: no sentence proves it, so a slip shows nowhere else.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;

/// Terms that a statement may ask of its sentence.
const MOST_EVIDENCE: usize = 4;

/// A text in which statements must be proven: the one in use, or the digest that an original stands for.
struct Proof<'a> {
    document: &'a Document,
    prepared: Prepared,
}

pub(super) fn resolve(
    drafts: &[Draft],
    digests: &[Option<Document>],
    corpus: &mut Corpus,
    problems: &mut Vec<Problem>,
) {
    let documents = std::mem::take(&mut corpus.documents);
    let used: Vec<Proof<'_>> = documents.iter().map(Proof::new).collect();
    let digests: Vec<Option<Proof<'_>>> = digests.iter().map(|digest| digest.as_ref().map(Proof::new)).collect();
    let (statements, places) = {
        let mut resolver = Resolver::new(corpus, &used, &digests, problems);
        for draft in drafts {
            resolver.draft(draft);
        }
        (resolver.statements, resolver.places)
    };
    let comparison = Comparison { corpus, documents: &documents, statements: &statements, places: &places };
    problems.extend(comparison.problems());
    corpus.statements = statements;
    share_keywords(&mut corpus.statements);
    corpus.documents = documents;
}

/// The keywords of a statement hold for all that say the same of the same entity: other documents prove those.
fn share_keywords(statements: &mut [Statement]) {
    let of = |statement: &Statement| (statement.subject, statement.property, statement.text.clone());
    let mut shared: HashMap<_, Vec<String>> = HashMap::new();
    for statement in statements.iter().filter(|statement| !statement.keywords.is_empty()) {
        let words = shared.entry(of(statement)).or_default();
        for word in statement.keywords() {
            if !words.iter().any(|other| other == word) {
                words.push(word.to_owned());
            }
        }
    }
    for statement in statements {
        if let Some(words) = shared.get(&of(statement)) {
            statement.keywords = words.join("\n").into();
        }
    }
}

impl<'a> Proof<'a> {
    fn new(document: &'a Document) -> Self {
        Self { document, prepared: Prepared::new(document) }
    }
}

struct Resolver<'a> {
    corpus: &'a Corpus,
    used: &'a [Proof<'a>],
    digests: &'a [Option<Proof<'a>>],
    problems: &'a mut Vec<Problem>,
    entities: HashMap<String, EntityId>,
    properties: HashMap<String, PropertyId>,
    name_keys: Vec<Vec<String>>,
    statements: Vec<Statement>,
    /// For each statement: where its value stands.
    places: Vec<Place>,
}

impl<'a> Resolver<'a> {
    fn new(
        corpus: &'a Corpus,
        used: &'a [Proof<'a>],
        digests: &'a [Option<Proof<'a>>],
        problems: &'a mut Vec<Problem>,
    ) -> Self {
        let entities =
            (0u32..).zip(&corpus.entities).map(|(number, entity)| (entity.id.clone(), EntityId(number))).collect();
        let properties = (0u16..)
            .zip(&corpus.properties)
            .map(|(number, property)| (property.id.clone(), PropertyId(number)))
            .collect();
        let name_keys = corpus.entities.iter().map(|entity| keys(entity.names())).collect();
        Self {
            corpus,
            used,
            digests,
            problems,
            entities,
            properties,
            name_keys,
            statements: Vec::new(),
            places: Vec::new(),
        }
    }

    fn draft(&mut self, draft: &Draft) {
        let Some(subject) = self.entities.get(&draft.subject).copied() else {
            return;
        };
        let Some(property) = self.properties.get(&draft.property).copied() else {
            let known = self.properties.keys().map(String::as_str);
            let hint = nearest(&draft.property, known).map_or_else(
                || "declare it in lexicon/properties.toml first".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            self.problem(draft, draft.span.clone(), format!("`{}` is no property; {hint}", draft.property));
            return;
        };
        let qualifiers = self.qualifiers(draft);
        for (written, span) in &draft.fields.values {
            let Some((value, text)) = self.value(draft, property, written, span.clone(), &qualifiers) else {
                continue;
            };
            if value == Value::Entity(subject) {
                let message = format!("`{text}` is the subject itself; name the entity that stands at the other end");
                self.problem(draft, span.clone(), message);
                continue;
            }
            if let Some(written) = qualifiers.written.as_deref().filter(|written| !fits_written(&value, written)) {
                let message = format!("`{text}` and its `written`, `{written}`, say different things; correct one");
                self.problem(draft, span.clone(), message);
            }
            let references = self.references(draft, subject, &value, &text, &qualifiers);
            let origin_line = draft.file.problem(draft.span.clone(), String::new()).line;
            self.places.push((Arc::clone(&draft.file), span.clone()));
            self.statements.push(Statement {
                subject,
                property,
                value,
                text,
                qualifiers: qualifiers.clone(),
                keywords: draft.fields.keywords.join("\n").into(),
                rank: draft.fields.rank,
                references,
                origin: (draft.file.name.clone(), u32::try_from(origin_line).unwrap_or(u32::MAX)),
            });
        }
    }

    fn qualifiers(&mut self, draft: &Draft) -> Qualifiers {
        let word = |key: &str| draft.fields.words.get(key).map(|(text, _)| text.clone());
        let mut qualifiers = Qualifiers {
            written: word("written"),
            as_of: None,
            scope: word("scope"),
            hedge: word("hedge"),
            author: word("author"),
            at: None,
            benchmark: None,
            of: word("of"),
            compared_with: word("compared_with"),
            note: word("note"),
            reason: word("reason"),
            dispute: word("dispute"),
            conflict: draft.fields.conflict,
            damaged: draft.fields.damaged,
        };
        if let Some((text, span)) = draft.fields.words.get("as_of") {
            match text.parse::<Edtf>() {
                Ok(date) if !YEARS.contains(&date.earliest().0) || !YEARS.contains(&date.latest().0) => {
                    let message =
                        format!("`{text}` is outside the years {} to {}; correct the year", YEARS.start(), YEARS.end());
                    self.problem(draft, span.clone(), message);
                }
                Ok(date) => qualifiers.as_of = Some(date),
                Err(error) => {
                    self.problem(draft, span.clone(), format!("{error}; write e.g. 2025, 2025-01 or 2025-01-20"));
                }
            }
        }
        for (key, slot) in [("at", &mut qualifiers.at), ("benchmark", &mut qualifiers.benchmark)] {
            if let Some((text, span)) = draft.fields.words.get(key) {
                *slot = self.entity(draft, text, span.clone());
            }
        }
        if let Some(other) = &qualifiers.compared_with
            && let Some(id) = self.entities.get(other)
        {
            qualifiers.compared_with = Some(self.corpus.entity(*id).name.clone());
        }
        if draft.fields.rank == Rank::Deprecated && qualifiers.reason.is_none() {
            self.problem(draft, draft.span.clone(), "a deprecated statement needs its `reason`".to_owned());
        }
        qualifiers
    }

    fn entity(&mut self, draft: &Draft, id: &str, span: Option<Range<usize>>) -> Option<EntityId> {
        let found = self.entities.get(id).copied();
        if found.is_none() {
            let key = name_key(id);
            let named = self.name_keys.iter().position(|keys| keys.contains(&key));
            let near = named
                .map(|number| self.corpus.entities[number].id.as_str())
                .or_else(|| nearest(id, self.entities.keys().map(String::as_str)));
            let hint = near.map_or_else(
                || format!("define it: [{id}] with `kind` and `name`"),
                |near| format!("did you mean `{near}`?"),
            );
            self.problem(draft, span, format!("no entity has the id `{id}`; {hint}"));
        }
        found
    }

    fn value(
        &mut self,
        draft: &Draft,
        property: PropertyId,
        written: &Written,
        span: Option<Range<usize>>,
        qualifiers: &Qualifiers,
    ) -> Option<(Value, String)> {
        let property = self.corpus.property(property);
        let text = match (written, property.value_type) {
            (Written::Flag(flag), ValueType::Flag) => {
                return Some((Value::Flag(*flag), if *flag { "yes" } else { "no" }.to_owned()));
            }
            (Written::Flag(_), _) | (Written::Words(_), ValueType::Flag) => {
                let wanted = if property.value_type == ValueType::Flag { "true or false" } else { "a text in quotes" };
                self.problem(draft, span, format!("the value of `{}` must be {wanted}", property.id));
                return None;
            }
            (Written::Words(text), _) => text.clone(),
        };
        let value = match property.value_type {
            ValueType::Entity => Value::Entity(self.entity(draft, &text, span)?),
            ValueType::Text => Value::Text,
            ValueType::Date => match text.parse::<Edtf>() {
                Ok(date) => Value::Date(date),
                Err(error) => {
                    let hint = "write e.g. 2023, 2023-07, 2025-01-20 or 2022/2023";
                    self.problem(draft, span, format!("{error}; {hint}"));
                    return None;
                }
            },
            ValueType::Number => match read_quantity(&text) {
                Some(quantity) => {
                    if let Some(wanted) = misfit(property.unit, quantity.unit, qualifiers.damaged) {
                        self.problem(draft, span, format!("`{text}` does not fit `{}`: write {wanted}", property.id));
                        return None;
                    }
                    Value::Number(quantity)
                }
                None if qualifiers.written.is_some() || qualifiers.damaged => Value::Text,
                None => {
                    let hint = "write the number as the document has it, or the words with `written`";
                    self.problem(draft, span, format!("`{text}` holds no number; {hint}"));
                    return None;
                }
            },
            ValueType::Flag => return None,
        };
        Some((value, text))
    }

    fn references(
        &mut self,
        draft: &Draft,
        subject: EntityId,
        value: &Value,
        text: &str,
        qualifiers: &Qualifiers,
    ) -> Vec<Reference> {
        if *value == Value::Text && draft.fields.evidence.is_empty() && qualifiers.written.is_none() {
            let message = format!(
                "`{text}` is in words of ours: name one to four `evidence` terms of the sentence that proves it"
            );
            self.problem(draft, draft.span.clone(), message);
            return Vec::new();
        }
        if draft.fields.evidence.len() > MOST_EVIDENCE {
            let message = format!("these are more than {MOST_EVIDENCE} `evidence` terms; keep the most telling ones");
            self.problem(draft, draft.span.clone(), message);
        }
        let subject_keys = self.name_keys[subject.0 as usize].clone();
        let mut value_names = Vec::new();
        if let Value::Entity(id) = value {
            value_names.clone_from(&self.name_keys[id.0 as usize]);
        }
        let wanted = Wanted {
            value,
            value_names,
            written: qualifiers.written.as_deref(),
            evidence: &draft.fields.evidence,
            subject_keys: &subject_keys,
        };
        let mut out = Vec::new();
        for (number, (reference, span)) in draft.fields.from.iter().enumerate() {
            if draft.fields.from[..number].iter().any(|(before, _)| before == reference) {
                self.problem(draft, span.clone(), format!("`{reference}` is named twice; take one out"));
                continue;
            }
            if let Some(unit) = self.reference(draft, reference, span.clone(), &wanted, text) {
                let reference = Reference { unit };
                if !out.contains(&reference) {
                    out.push(reference);
                }
            }
        }
        out
    }

    fn reference(
        &mut self,
        draft: &Draft,
        reference: &str,
        span: Option<Range<usize>>,
        wanted: &Wanted<'_>,
        text: &str,
    ) -> Option<UnitId> {
        let (source, path) = reference.split_once(':').map_or((reference, ""), |(source, path)| (source, path));
        let source = source.trim();
        let Some(number) = self.used.iter().position(|proof| proof.document.source.id == source) else {
            let known = self.used.iter().map(|proof| proof.document.source.id.as_str());
            let hint = nearest(source, known.clone()).map_or_else(
                || format!("known are {}", known.collect::<Vec<_>>().join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            self.problem(draft, span, format!("no source has the id `{source}`; {hint}"));
            return None;
        };
        let found = self.find(draft, &self.used[number], path, span.clone(), wanted, text)?;
        if let Some(digest) = &self.digests[number] {
            self.find(draft, digest, path, span, wanted, text);
        }
        Some(UnitId { document: u16::try_from(number).unwrap_or(u16::MAX), unit: found })
    }

    fn find(
        &mut self,
        draft: &Draft,
        proof: &Proof<'_>,
        path: &str,
        span: Option<Range<usize>>,
        wanted: &Wanted<'_>,
        text: &str,
    ) -> Option<u32> {
        let document = proof.document;
        let which = if document.is_original { "the original" } else { "the digest" };
        let Some(section) = document.find_section(path) else {
            let titles: Vec<String> = document.sections.iter().map(crate::corpus::document::Section::title).collect();
            let path = path.trim();
            let hint = nearest(path, titles.iter().map(String::as_str))
                .or_else(|| titles.iter().map(String::as_str).find(|title| title.ends_with(path)))
                .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            self.problem(draft, span, format!("{which} of {} has no section `{path}`{hint}", document.source.id));
            return None;
        };
        let found = proof.prepared.find(document, section, wanted);
        if found.is_none() {
            let terms = if wanted.evidence.is_empty() {
                String::new()
            } else {
                format!(
                    " together with {}",
                    wanted.evidence.iter().map(|term| format!("`{term}`")).collect::<Vec<_>>().join(", ")
                )
            };
            let name = match wanted.value {
                Value::Entity(id) => self.corpus.entity(*id).name.as_str(),
                _ => text,
            };
            let what = wanted.written.unwrap_or(name);
            let elsewhere = (0u32..)
                .zip(&document.sections)
                .find(|(other, _)| proof.prepared.find(document, *other, wanted).is_some())
                .map_or_else(String::new, |(_, other)| format!("; it stands in `{}`", other.title()));
            let message = format!(
                "no sentence of {which} of {} in `{}` holds `{what}`{terms}{elsewhere}; correct the value, the evidence or the section",
                document.source.id,
                path.trim()
            );
            self.problem(draft, span, message);
        }
        found
    }

    fn problem(&mut self, draft: &Draft, span: Option<Range<usize>>, message: String) {
        self.problems.push(draft.file.problem(span, message));
    }
}

/// What would be right where a number's own unit does not fit its property.
fn misfit(wanted: Option<NumberSort>, found: Unit, damaged: bool) -> Option<&'static str> {
    match (wanted?, found) {
        (NumberSort::Count, Unit::Percent | Unit::Usd | Unit::Cny) => Some("a count without % or currency"),
        (NumberSort::Money, Unit::Percent) => Some("an amount with its currency, such as $5.6M or 2.5B yuan"),
        (NumberSort::Money, Unit::Plain) if !damaged => Some("an amount with its currency, such as $5.6M or 2.5B yuan"),
        _ => None,
    }
}

/// Whether a value can be what the document wrote. The sentence proves the written words alone, so the figures in them
/// must be the value's; words without figures ("hundreds of millions") are the keeper's to read.
fn fits_written(value: &Value, written: &str) -> bool {
    let written = fold(written);
    match value {
        Value::Number(number) => {
            let found = find_quantities(&written);
            found.is_empty() || found.iter().any(|(_, one)| one.same(number) || one.ends().any(|end| end.same(number)))
        }
        Value::Date(date) => {
            let mut found = find_dates(&written).into_iter().filter_map(|found| found.edtf()).peekable();
            found.peek().is_none()
                || found.any(|one| one.earliest() <= date.latest() && date.earliest() <= one.latest())
        }
        Value::Entity(_) | Value::Text | Value::Flag(_) => true,
    }
}
