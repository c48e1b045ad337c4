//! The card of an entity: what it is and what is known of it, line by line, each line cited; and, shorter, what
//! something is.

use super::draft::Draft;
use super::fact::Fact;
use super::group::clusters;
use super::knowledge::Knowledge;
use super::say::say;
use super::wording::{self, Phrase};
use super::{Answer, Kind, Outcome};
use crate::corpus::record::{EntityKind, Value};
use crate::corpus::{EntityId, StatementId};
use crate::question::meaning::{Meaning, Named};
use crate::text::fold::{comparable, contains_words, name_key};
use crate::text::language::Language;

/// The properties of a card, in order.
const LINES: [&str; 22] = [
    "full_name",
    "member",
    "founder",
    "founded",
    "place",
    "parent",
    "origin",
    "model_line",
    "maker",
    "released",
    "parameters",
    "active_parameters",
    "context",
    "licence",
    "open_weights",
    "position",
    "education",
    "earlier_post",
    "valuation",
    "funding_total",
    "funding_model",
    "used_in",
];
/// A definition shorter than this takes in what is said elsewhere of the thing.
const LITTLE: usize = 90;
/// Values shown on a line.
const VALUES_PER_LINE: usize = 4;
/// Characters that the models' line may take at most.
const MODELS_CHARACTERS: usize = 420;

/// The card of an entity.
#[must_use]
pub fn card(knowledge: &Knowledge, entity: EntityId, language: Language) -> Answer {
    let mut draft = Draft::new(knowledge, language);
    let corpus = &knowledge.corpus;
    draft.push(&wording::name(corpus.entity(entity), language));
    if let Some((id, statement)) = knowledge.values(entity, "description").next() {
        draft.push(if language.is_chinese() { "：" } else { ": " });
        draft.push(&wording::value(corpus, statement, language));
        draft.cite(&corpus.statement(id).references);
    }
    for property in LINES {
        property_line(&mut draft, knowledge, entity, property);
    }
    models_line(&mut draft, knowledge, entity);
    let empty = draft.characters() <= wording::name(corpus.entity(entity), language).chars().count();
    if empty {
        facts_about(&mut draft, knowledge, entity, 3);
    }
    draft.finish(Outcome::Found, Kind::Records)
}

fn property_line(draft: &mut Draft<'_>, knowledge: &Knowledge, entity: EntityId, name: &str) {
    let ids: Vec<_> = knowledge.values(entity, name).map(|(id, _)| id).collect();
    let Some(property) = knowledge.property(name).filter(|_| !ids.is_empty() && draft.has_room(160)) else { return };
    let corpus = &knowledge.corpus;
    let language = draft.language;
    draft.push("\n");
    let label = wording::label(corpus.property(property), language);
    draft.push(&if language.is_chinese() { format!("{label}：") } else { format!("{}: ", capitalised(&label)) });
    for (number, cluster) in clusters(corpus, &ids).iter().take(VALUES_PER_LINE).enumerate() {
        if number > 0 {
            draft.push(if language.is_chinese() { "；" } else { "; " });
        }
        let form = &cluster.forms[0];
        let statement = corpus.statement(form.id);
        draft.push(&wording::value(corpus, statement, language));
        draft.push(&wording::qualifiers(corpus, statement, &[entity], language));
        draft.cite(&form.references);
    }
}

/// The models below a lab or line, in order of release.
fn models_line(draft: &mut Draft<'_>, knowledge: &Knowledge, entity: EntityId) {
    let mut seen = std::collections::HashSet::new();
    let released: Vec<_> = knowledge
        .finest_events()
        .iter()
        .filter(|event| {
            let statement = knowledge.corpus.statement(event.id);
            knowledge.kind(event.subject) == EntityKind::Model
                && knowledge.is(statement, &["released"])
                && knowledge.graph.above(event.subject).contains(&entity)
                && seen.insert(event.subject)
        })
        .collect();
    if released.is_empty() || !draft.has_room(160) {
        return;
    }
    let language = draft.language;
    draft.push(&Phrase { en: "\nModels: ", zh: "\n模型：", es: "\nModelos: " }.text(language));
    let start = draft.characters();
    for (number, event) in released.iter().enumerate() {
        if !draft.has_room(90) || draft.characters() - start > MODELS_CHARACTERS {
            let left = (released.len() - number).to_string();
            draft.push(
                &Phrase { en: " … and {0} more", zh: " …… 另有 {0} 个", es: " … y {0} más" }.fill(language, &[&left]),
            );
            break;
        }
        if number > 0 {
            draft.push(if language.is_chinese() { "、" } else { ", " });
        }
        let name = &knowledge.corpus.entity(event.subject).name;
        let statement = knowledge.corpus.statement(event.id);
        let date = statement.qualifiers.written.clone().unwrap_or_else(|| wording::date_text(event.date, language));
        draft.push(&format!("{name} ({date})"));
        draft.cite(&event.references[..1]);
    }
}

fn facts_about(draft: &mut Draft<'_>, knowledge: &Knowledge, entity: EntityId, most: usize) {
    for id in knowledge.graph.of(entity).iter().take(most) {
        let statement = knowledge.corpus.statement(*id);
        let fact = Fact { subject: entity, property: statement.property, ids: vec![*id], score: 1.0 };
        draft.push("\n");
        say(draft, knowledge, &Meaning { language: draft.language, ..Meaning::default() }, &fact);
    }
}

/// What something is, in a sentence or three: description, what its letters stand for, who made or leads it.
#[must_use]
pub fn definition(knowledge: &Knowledge, named: &Named, language: Language) -> Option<Answer> {
    let entity = named.entities[0];
    let mut draft = Draft::new(knowledge, language);
    let meaning = Meaning { language, ..Meaning::default() };
    let spoken_of = other_name(knowledge, named);
    if let Some(id) = spoken_of {
        let property = knowledge.corpus.statement(id).property;
        say(&mut draft, knowledge, &meaning, &Fact { subject: entity, property, ids: vec![id], score: 1.0 });
    }
    let wanted: &[&str] = match knowledge.kind(entity) {
        EntityKind::Person => &["position", "description", "known_for", "earlier_post", "education"],
        EntityKind::Lab | EntityKind::Company => &["description", "founder", "founded", "place"],
        EntityKind::Group => &["description", "member"],
        EntityKind::Event | EntityKind::Regulation => &["description", "date", "effect"],
        EntityKind::FundingRound => &["amount", "date", "investor"],
        EntityKind::Model => {
            &["full_name", "description", "maker", "released", "training_method", "architecture", "feature"]
        }
        EntityKind::Technique => &["full_name", "description", "benefit", "maker", "architecture", "feature"],
        _ => &["full_name", "description", "maker", "benefit", "released", "feature"],
    };
    for name in wanted {
        if draft.characters() > 260 {
            break;
        }
        let mut ids: Vec<_> =
            knowledge.values(entity, name).map(|(id, _)| id).filter(|id| Some(*id) != spoken_of).collect();
        let Some(property) = knowledge.property(name).filter(|_| !ids.is_empty()) else { continue };
        if matches!(knowledge.corpus.statement(ids[0]).value, Value::Text) {
            ids.sort_by_key(|id| (std::cmp::Reverse(knowledge.corpus.statement(*id).references.len()), *id));
            // What is disputed is told from each side.
            ids.truncate(if knowledge.kind(entity) == EntityKind::Topic { 2 } else { 1 });
        }
        if draft.characters() > 0 {
            draft.push(if language.is_chinese() { "" } else { " " });
        }
        say(&mut draft, knowledge, &meaning, &Fact { subject: entity, property, ids, score: 1.0 });
    }
    if draft.characters() < LITTLE {
        let naming: Vec<_> = knowledge.graph.naming(entity).iter().take(2).copied().collect();
        for id in naming {
            let statement = knowledge.corpus.statement(id);
            if draft.characters() > 0 {
                draft.push(" ");
            }
            let fact = Fact { subject: statement.subject, property: statement.property, ids: vec![id], score: 1.0 };
            say(&mut draft, knowledge, &meaning, &fact);
        }
    }
    (draft.characters() > 0).then(|| draft.finish(Outcome::Found, Kind::Records))
}

/// Where something is asked for by another than its usual name: the statement that speaks of that name.
fn other_name(knowledge: &Knowledge, named: &Named) -> Option<StatementId> {
    let entity = named.entities[0];
    let words = comparable(&named.words);
    if name_key(&knowledge.corpus.entity(entity).name).contains(&name_key(&words)) {
        return None;
    }
    let speaks = |id: &&StatementId| {
        let statement = knowledge.corpus.statement(**id);
        let references = statement.references.iter();
        statement.value == Value::Text
            && (contains_words(&comparable(&statement.text), &words)
                || references
                    .clone()
                    .any(|reference| contains_words(&comparable(knowledge.corpus.unit_text(reference.unit)), &words)))
    };
    knowledge.graph.of(entity).iter().find(speaks).copied()
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
