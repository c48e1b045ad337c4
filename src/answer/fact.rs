//! The value of a property: one, several, or several that disagree.

use super::draft::Draft;
use super::evidence::{ENOUGH, Scored, gather};
use super::group::{Cluster, clusters};
use super::knowledge::Knowledge;
use super::wording::{self, Phrase};
use super::{Answer, Kind, Outcome};
use crate::corpus::property::ValueType;
use crate::corpus::record::Value;
use crate::corpus::{EntityId, PropertyId, StatementId};
use crate::question::understand::Meaning;

/// Statements this much worse than the best one are left out of the answer.
const NEAR: f32 = 0.02;
/// Values in words of ours that are given at once.
const MOST_TEXTS: usize = 2;
/// Subjects that are given at once when several fit equally.
const MOST_SUBJECTS: usize = 12;

/// One subject's values of one property, ready to be worded.
#[derive(Debug)]
pub struct Fact {
    /// Of what.
    pub subject: EntityId,
    /// Which property.
    pub property: PropertyId,
    /// The statements, those that fit the question.
    pub ids: Vec<StatementId>,
    /// Score of the best of them.
    pub score: f32,
}

/// The facts that answer a question: one, or several of different subjects that fit equally well.
#[must_use]
pub fn find(knowledge: &Knowledge, meaning: &Meaning) -> Vec<Fact> {
    let scored = gather(knowledge, meaning);
    let Some(best) = scored.first().copied().filter(|best| best.score >= ENOUGH) else { return Vec::new() };
    let mut near: Vec<Scored> = scored.iter().filter(|one| one.score >= best.score - NEAR).copied().collect();
    // Where the question names a property, statements of that property alone answer it; where some are about the very
    // subject that is named, those about its models or its maker are not asked for.
    if near.iter().any(|one| one.asked) {
        near.retain(|one| one.asked);
    }
    if near.iter().any(|one| one.direct) {
        near.retain(|one| one.direct);
    }
    let lead = near[0];
    let corpus = &knowledge.corpus;
    let property = corpus.statement(lead.id).property;
    let mut facts: Vec<Fact> = Vec::new();
    for one in &near {
        let statement = corpus.statement(one.id);
        if statement.property != property || facts.iter().any(|fact| fact.subject == statement.subject) {
            continue;
        }
        let ids = whole_group(knowledge, &scored, one);
        facts.push(Fact { subject: statement.subject, property, ids, score: one.score });
    }
    facts
}

/// The statements of a subject and property that belong together: values in words only where they fit as well as the
/// best; numbers, dates and names all, so that nothing that disagrees is kept back.
fn whole_group(knowledge: &Knowledge, scored: &[Scored], best: &Scored) -> Vec<StatementId> {
    let corpus = &knowledge.corpus;
    let lead = corpus.statement(best.id);
    let value_type = corpus.property(lead.property).value_type;
    let generic = knowledge.is(lead, &["figure", "fact"]);
    let reach = if value_type == ValueType::Text || generic { NEAR } else { 0.3 };
    scored
        .iter()
        .filter(|one| {
            let statement = corpus.statement(one.id);
            statement.subject == lead.subject
                && statement.property == lead.property
                && statement.qualifiers.benchmark == lead.qualifiers.benchmark
                && one.score >= best.score - reach
        })
        .map(|one| one.id)
        .collect()
}

/// Words an answer from facts.
#[must_use]
pub fn answer(knowledge: &Knowledge, meaning: &Meaning, facts: &[Fact]) -> Option<Answer> {
    let mut draft = Draft::new(knowledge, meaning.language);
    let mut outcome = Outcome::Found;
    for (number, fact) in facts.iter().take(MOST_SUBJECTS).enumerate() {
        if number > 0 {
            draft.push(if facts.len() > 2 { "\n- " } else { " " });
        } else if facts.len() > 2 {
            draft.push("- ");
        }
        if say(&mut draft, knowledge, meaning, fact) {
            outcome = Outcome::Disagree;
        }
    }
    (!facts.is_empty()).then(|| draft.finish(outcome, Kind::Records))
}

/// Words one fact; says whether documents disagree on it.
pub fn say(draft: &mut Draft<'_>, knowledge: &Knowledge, meaning: &Meaning, fact: &Fact) -> bool {
    let corpus = &knowledge.corpus;
    let property = corpus.property(fact.property);
    let language = draft.language;
    let mut groups = clusters(corpus, &fact.ids);
    if property.value_type == ValueType::Text {
        groups = in_order_of_fit(groups, &fact.ids);
        groups.truncate(MOST_TEXTS);
        for (number, cluster) in groups.iter().enumerate() {
            if number > 0 {
                draft.push(" ");
            }
            say_text(draft, knowledge, fact, cluster);
        }
        return false;
    }
    let clause = wording::clause(property, language);
    let subject = wording::name(corpus.entity(fact.subject), language);
    let (head, tail) = clause.split_once("{value}").unwrap_or((&clause, ""));
    let disagree = property.single && disagreeing(knowledge, &groups);
    let first = groups.first().map(|cluster| wording::value(corpus, corpus.statement(cluster.forms[0].id), language));
    let head = head.replace("{subject}", &subject);
    let head = mend(&head, first.as_deref().unwrap_or_default(), language);
    draft.push(&head);
    let named = meaning.entities();
    if disagree {
        for (number, cluster) in groups.iter().enumerate() {
            if number == 1 {
                draft.push(&AGAINST.text(language));
            } else if number > 1 {
                draft.push("; ");
            }
            say_cluster(draft, knowledge, &named, cluster);
        }
    } else {
        let last = groups.len().saturating_sub(1);
        for (number, cluster) in groups.iter().enumerate() {
            if !draft.has_room(120) {
                draft.push(" …");
                break;
            }
            if number > 0 {
                draft.push(wording::separator(language, number == last));
            }
            say_cluster(draft, knowledge, &named, cluster);
        }
    }
    draft.push(tail.replace("{subject}", &subject).trim_end_matches('.'));
    draft.push(wording::full_stop(language));
    disagree
}

const AGAINST: Phrase = Phrase {
    en: "; the documents disagree, others say ",
    zh: "；各文档说法不一，另有文档称",
    es: "; los documentos no coinciden, otros dicen ",
};

fn mend(head: &str, value: &str, language: crate::text::language::Language) -> String {
    let whole = format!("{head}{value}");
    let mended = wording::mend_prepositions(&whole, value, language);
    mended.strip_suffix(value).unwrap_or(head).to_owned()
}

/// Puts clusters of texts in the order in which their statements fit the question.
fn in_order_of_fit(mut groups: Vec<Cluster>, ids: &[StatementId]) -> Vec<Cluster> {
    groups.sort_by_key(|cluster| ids.iter().position(|id| cluster.forms.iter().any(|form| form.id == *id)));
    groups
}

/// A value in words of ours: `fact` is a clause of its own, all else stands behind its subject.
fn say_text(draft: &mut Draft<'_>, knowledge: &Knowledge, fact: &Fact, cluster: &Cluster) {
    let corpus = &knowledge.corpus;
    let language = draft.language;
    let property = corpus.property(fact.property);
    let form = &cluster.forms[0];
    let statement = corpus.statement(form.id);
    let value = wording::value(corpus, statement, language);
    let subject = wording::name(corpus.entity(fact.subject), language);
    let said = if property.id == "fact" {
        capitalised(&value)
    } else {
        wording::clause(property, language).replace("{subject}", &subject).replace("{value}", &value)
    };
    draft.push(said.trim_end_matches('.'));
    draft.push(&wording::qualifiers(corpus, statement, &[fact.subject], language));
    draft.cite(&form.references);
    draft.push(wording::full_stop(language));
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A value with its qualifiers and marks, and its coarser forms with theirs.
fn say_cluster(draft: &mut Draft<'_>, knowledge: &Knowledge, named: &[EntityId], cluster: &Cluster) {
    let corpus = &knowledge.corpus;
    let language = draft.language;
    for (number, form) in cluster.forms.iter().enumerate() {
        let statement = corpus.statement(form.id);
        match number {
            0 => {}
            1 => draft.push(&Phrase { en: " (also given as ", zh: "（另作 ", es: " (también dado como " }.text(language)),
            _ => draft.push(", "),
        }
        draft.push(&wording::value(corpus, statement, language));
        if number == 0 {
            draft.push(&wording::qualifiers(corpus, statement, named, language));
        }
        draft.cite(&form.references);
    }
    if cluster.forms.len() > 1 {
        draft.push(if language.is_chinese() { "）" } else { ")" });
    }
}

/// Whether clusters of a single-valued property disagree: two different values of the same scope.
fn disagreeing(knowledge: &Knowledge, groups: &[Cluster]) -> bool {
    let scope = |cluster: &Cluster| knowledge.corpus.statement(cluster.forms[0].id).qualifiers.scope.clone();
    groups.iter().enumerate().any(|(number, cluster)| groups[..number].iter().any(|other| scope(other) == scope(cluster)))
}

/// Whether a fact's value is a yes or no that the question asked for.
#[must_use]
pub fn is_flag(knowledge: &Knowledge, fact: &Fact) -> bool {
    fact.ids.first().is_some_and(|id| matches!(knowledge.corpus.statement(*id).value, Value::Flag(_)))
}
