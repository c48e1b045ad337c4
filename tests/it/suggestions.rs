//! What is offered in place of a question that was not answered is answered: every wording in `properties.toml`, over what
//! has the property, in each language.

use std::collections::HashMap;

use jiff::civil::date;
use lablore::corpus::property::Localised;
use lablore::corpus::record::Entity;
use lablore::corpus::{EntityId, PropertyId};
use lablore::engine::Question;
use lablore::question::Topic;
use lablore::text::language::Language;

use crate::knowledge::engine;

/// Things that each wording is tried on.
const OF_EACH: usize = 12;
/// Least share of them that a property of the very thing answers. Among the others are names that the property does not go
/// with in every language (whom a government agency "belongs to").
const LEAST: f64 = 0.97;

#[test]
fn what_is_offered_is_answered() {
    let in_english = |wording: &Localised, entity: &Entity| wording.en.replace("{subject}", &entity.name);
    let in_chinese = |wording: &Localised, entity: &Entity| {
        wording.zh.replace("{subject}", entity.chinese.first().unwrap_or(&entity.name))
    };
    let in_spanish = |wording: &Localised, entity: &Entity| wording.es.replace("{subject}", &entity.name);
    std::thread::scope(|scope| {
        scope.spawn(|| check(Language::En, in_english));
        scope.spawn(|| check(Language::ZhHans, in_chinese));
        scope.spawn(|| check(Language::Es, in_spanish));
    });
}

fn check(language: Language, worded: impl Fn(&Localised, &Entity) -> String) {
    let engine = engine();
    let corpus = engine.corpus();
    let mut tried: HashMap<PropertyId, Vec<EntityId>> = HashMap::new();
    let (mut asked, mut failed) = (0u32, Vec::new());
    for statement in &corpus.statements {
        let (subject, property) = (statement.subject, statement.property);
        let of_property = tried.entry(property).or_default();
        let wording = &corpus.property(property).suggest;
        if wording.en.is_empty() || of_property.contains(&subject) || of_property.len() == OF_EACH {
            continue;
        }
        of_property.push(subject);
        let text = worded(wording, corpus.entity(subject));
        let today = date(2026, 1, 1);
        let answer = engine.answer(&Question { text: &text, language: Some(language), today, topic: Topic::default() });
        let same = |other: &&lablore::corpus::record::Statement| (other.subject, other.property) == (subject, property);
        let mut proofs = corpus.statements.iter().filter(same).flat_map(|statement| &statement.references);
        asked += 1;
        if !proofs.any(|proof| answer.citations.iter().any(|citation| citation.unit == proof.unit)) {
            failed.push(format!("{text} => {}", answer.text.chars().take(120).collect::<String>()));
        }
    }
    let share = 1.0 - f64::from(u32::try_from(failed.len()).unwrap_or(u32::MAX)) / f64::from(asked);
    assert!(share >= LEAST, "{language:?}: {share:.3} of {asked}; these are not:\n{}", failed.join("\n"));
}
