//! Facts put into words: value, qualifiers and marks; where documents disagree, each side.

use super::draft::Draft;
use super::fact::Fact;
use super::group::{self, Cluster, Form, clusters};
use super::knowledge::Knowledge;
use super::wording::{self, Phrase};
use super::{Answer, Kind, Outcome};
use crate::corpus::property::ValueType;
use crate::corpus::record::{Reference, Value};
use crate::corpus::{EntityId, StatementId};
use crate::question::lexicon::Operator;
use crate::question::meaning::{Content, Meaning, Named};
use crate::question::tokens::tokenize;
use crate::text::fold::{contains_words, fold};

/// Clauses that are given at once.
const MOST_FACTS: usize = 2;
/// Characters that values in words of ours may take together.
const TEXTS_CHARACTERS: usize = 330;
/// Subjects that are given at once when several fit equally.
const MOST_SUBJECTS: usize = 12;

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
        if meaning.has(Operator::Count)
            && let Some(count) = counted(knowledge, fact)
        {
            draft
                .push(&Phrase { en: "{0}: ", zh: "{0} 种：", es: "{0}: " }.fill(draft.language, &[&count.to_string()]));
        }
        if say(&mut draft, knowledge, meaning, fact) {
            outcome = Outcome::Disagree;
        }
    }
    (!facts.is_empty()).then(|| draft.finish(outcome, Kind::Records))
}

/// How many values there are, where these are things or sizes and no number that counts something itself.
fn counted(knowledge: &Knowledge, fact: &Fact) -> Option<usize> {
    let property = knowledge.corpus.property(fact.property);
    let things = property.value_type == ValueType::Entity || property.id == "size";
    let count = clusters(&knowledge.corpus, &fact.ids).len();
    (things && count > 1).then_some(count)
}

/// Words one fact; says whether documents disagree on it.
pub fn say(draft: &mut Draft<'_>, knowledge: &Knowledge, meaning: &Meaning, fact: &Fact) -> bool {
    let corpus = &knowledge.corpus;
    let property = corpus.property(fact.property);
    let language = draft.language;
    let mut groups = clusters(corpus, &fact.ids);
    if groups.len() > 1 {
        groups.retain(|cluster| !is_excluded(knowledge, meaning, &corpus.statement(cluster.forms[0].id).value));
    }
    if property.value_type == ValueType::Flag {
        return say_flags(draft, knowledge, fact, &groups);
    }
    if property.value_type == ValueType::Text {
        groups = in_order_of_fit(groups, &fact.ids);
        say_texts(draft, knowledge, meaning, fact, &groups);
        return false;
    }
    let clause = wording::clause(property, language);
    let subject = wording::name(corpus.entity(fact.subject), language);
    let (head, tail) = clause.split_once("{value}").unwrap_or((&clause, ""));
    let disagree = property.single && group::disagree(corpus, &groups);
    let first = groups.first().map(|cluster| wording::value(corpus, corpus.statement(cluster.forms[0].id), language));
    let head = head.replace("{subject}", &subject);
    let head = mend(&head, first.as_deref().unwrap_or_default(), language);
    draft.push(&head);
    if disagree {
        let of = format!("{subject}: {}", wording::label(property, language));
        for (number, cluster) in groups.iter().enumerate() {
            if number == 1 {
                draft.push(&AGAINST.text(language));
            } else if number > 1 {
                draft.push("; ");
            }
            let start = draft.end();
            say_cluster(draft, knowledge, meaning, cluster);
            draft.side(&of, start);
        }
    } else {
        let last = groups.len().saturating_sub(1);
        // Of a union, what only one document names is told as such.
        let union = groups.iter().any(|cluster| cluster.documents() > 1)
            && matches!(corpus.statement(groups[0].forms[0].id).value, Value::Entity(_));
        for (number, cluster) in groups.iter().enumerate() {
            if !draft.has_room(120) {
                draft.push(" …");
                break;
            }
            if number > 0 {
                draft.push(wording::separator(language, number == last));
            }
            say_cluster(draft, knowledge, meaning, cluster);
            if union && cluster.documents() == 1 {
                draft.push(&ONLY_ONE.text(language));
            }
        }
    }
    draft.push(tail.replace("{subject}", &subject).trim_end_matches('.'));
    draft.push(wording::full_stop(language));
    disagree
}

/// Whether a value is what the question does not want, or belongs to it.
fn is_excluded(knowledge: &Knowledge, meaning: &Meaning, value: &Value) -> bool {
    let Value::Entity(value) = value else { return false };
    let near = |id: &EntityId| {
        knowledge.graph.above(*value).contains(id)
            || knowledge.values(*value, "founder").any(|(_, statement)| statement.value == Value::Entity(*id))
    };
    meaning.excluded.contains(value) || meaning.excluded.iter().any(near)
}

const AGAINST: Phrase = Phrase {
    en: "; the documents disagree, others say ",
    zh: "；各文档说法不一，另有文档称",
    es: "; los documentos no coinciden, otros dicen ",
};

const ONLY_ONE: Phrase =
    Phrase { en: " (in one document only)", zh: "（仅一份文档提到）", es: " (solo en un documento)" };

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

/// Values in words of ours: each `fact` is a sentence of its own, all else stands in a row behind its subject.
fn say_texts(draft: &mut Draft<'_>, knowledge: &Knowledge, meaning: &Meaning, fact: &Fact, groups: &[Cluster]) {
    let corpus = &knowledge.corpus;
    let language = draft.language;
    let property = corpus.property(fact.property);
    let clauses = matches!(property.id.as_str(), "fact" | "reason");
    let subject = wording::name(corpus.entity(fact.subject), language);
    let clause =
        if clauses { "{value}".to_owned() } else { wording::clause(property, language).replace("{subject}", &subject) };
    let (head, tail) = clause.split_once("{value}").unwrap_or((&clause, ""));
    let start = draft.characters();
    draft.push(head);
    for (number, cluster) in groups.iter().enumerate() {
        let form = &cluster.forms[0];
        let statement = corpus.statement(form.id);
        let value = wording::value(corpus, statement, language);
        let room = number == 0 || draft.characters() - start + value.chars().count() < TEXTS_CHARACTERS;
        if clauses && number >= MOST_FACTS || !room {
            break;
        }
        if number > 0 {
            draft.push(match (clauses, language.is_chinese()) {
                (true, true) => "。",
                (true, false) => ". ",
                (false, true) => "；",
                (false, false) => "; ",
            });
        }
        draft.push(&if clauses { capitalised(&value) } else { value });
        draft.push(&wording::qualifiers(corpus, statement, &[fact.subject], language));
        draft.cite(&fitting(knowledge, meaning, form));
    }
    draft.push(tail.trim_end_matches('.'));
    draft.push(wording::full_stop(language));
}

/// Yes and no as clauses of their own; says whether documents disagree.
fn say_flags(draft: &mut Draft<'_>, knowledge: &Knowledge, fact: &Fact, groups: &[Cluster]) -> bool {
    let corpus = &knowledge.corpus;
    let language = draft.language;
    let property = corpus.property(fact.property);
    let subject = wording::name(corpus.entity(fact.subject), language);
    let disagree = property.single && group::disagree(&knowledge.corpus, groups);
    for (number, cluster) in groups.iter().enumerate() {
        let form = &cluster.forms[0];
        let statement = corpus.statement(form.id);
        let clause = if statement.value == Value::Flag(true) { &property.say } else { &property.deny };
        if number > 0 {
            draft.push(&if disagree { AGAINST.text(language) } else { "; ".to_owned() });
        }
        draft.push(&wording::localised(clause, language).replace("{subject}", &subject));
        draft.push(&wording::qualifiers(corpus, statement, &[fact.subject], language));
        draft.cite(&form.references);
    }
    draft.push(wording::full_stop(language));
    disagree
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A value with its qualifiers and marks, and its coarser forms with theirs.
fn say_cluster(draft: &mut Draft<'_>, knowledge: &Knowledge, meaning: &Meaning, cluster: &Cluster) {
    let corpus = &knowledge.corpus;
    let language = draft.language;
    let named = meaning.entities();
    // "Against what comparable Western models cost": of the same value, that form tells it which has the words.
    let first = cluster.forms[0].id;
    let own = |id: StatementId, word: &Content| word.term.is_some_and(|term| knowledge.is_own(id, term));
    // So does one that is held against what the question names beside its subject.
    let compares = |id: StatementId| {
        let other = corpus.statement(id).qualifiers.compared_with.as_ref().filter(|_| meaning.has(Operator::Compare));
        let other = other.map(|other| fold(other));
        let held = |named: &Named| other.as_ref().is_some_and(|other| contains_words(other, &named.words));
        meaning.mentions.iter().any(held)
    };
    let says_more =
        |id: StatementId| meaning.content.iter().any(|word| own(id, word) && !own(first, word)) || compares(id);
    for (number, form) in cluster.forms.iter().enumerate() {
        let statement = corpus.statement(form.id);
        match number {
            0 => {}
            1 => {
                draft
                    .push(&Phrase { en: " (also given as ", zh: "（另作 ", es: " (también dado como " }.text(language));
            }
            _ => draft.push(", "),
        }
        draft.push(&wording::value(corpus, statement, language));
        if number == 0 || says_more(form.id) {
            draft.push(&wording::qualifiers(corpus, statement, &named, language));
        }
        draft.cite(&fitting(knowledge, meaning, form));
    }
    if cluster.forms.len() > 1 {
        draft.push(if language.is_chinese() { "）" } else { ")" });
    }
}

/// What proves a form: where a document says it in several places, first where it has most words of the question and of
/// what is said with the value ("against $100M+ for comparable Western models").
fn fitting(knowledge: &Knowledge, meaning: &Meaning, form: &Form) -> Vec<Reference> {
    let mut references = form.references.clone();
    let asked = meaning.words.iter().map(|word| word.text.clone());
    let qualifiers = &knowledge.corpus.statement(form.id).qualifiers;
    let said = [&qualifiers.scope, &qualifiers.of, &qualifiers.compared_with, &qualifiers.note].into_iter().flatten();
    let words: Vec<String> = asked
        .chain(said.flat_map(|text| tokenize(text)).map(|token| token.text))
        .filter(|word| word.len() > 2)
        .collect();
    references.sort_by_cached_key(|reference| {
        let text = fold(knowledge.corpus.unit_text(reference.unit));
        std::cmp::Reverse(words.iter().filter(|word| text.contains(word.as_str())).count())
    });
    references
}
