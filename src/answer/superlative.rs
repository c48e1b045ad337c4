//! Superlatives: which has the most, the least, came first or last, by a document's own words for it, else by a value
//! that records hold; a ranking where the question wants several ("top three").

use std::cmp::Ordering;

use super::claim;
use super::draft::Draft;
use super::fact::Fact;
use super::knowledge::Knowledge;
use super::say::say;
use super::select::{date_properties, opposite, quality};
use super::standing::AskedWord;
use super::{Answer, Kind, Outcome};
use crate::corpus::property::{QuestionWord, ValueType};
use crate::corpus::record::{EntityKind, Statement, Value};
use crate::corpus::{EntityId, PropertyId, StatementId};
use crate::question::lexicon::{Filter, Operator};
use crate::question::meaning::{Content, Meaning, PropertyCue};
use crate::question::tokens::{Token, tokenize};
use crate::text::fold::is_han;

mod order;

use order::{Order, end, in_order, order, order_of};

/// Whether a superlative is of a number of what the question names, and it tells nothing else that words would have to
/// account for: then values tell which it is, before any words that call something so.
#[must_use]
pub fn is_of_values(knowledge: &Knowledge, meaning: &Meaning) -> bool {
    let told = meaning.content.iter().any(|word| word.weight >= 1.0 && ordinal(&word.text).is_none());
    let named = meaning.entities().iter().any(|id| knowledge.kind(*id) != EntityKind::Topic);
    let line = meaning.kinds.contains(&EntityKind::ModelFamily);
    let number = |order: &Order| {
        let lead = knowledge.corpus.property(order.properties[0]);
        order.words.iter().all(|word| ordinal(&word.text).is_some()) && lead.value_type == ValueType::Number
    };
    named && !told && !line && end(meaning).is_some() && order_of(knowledge, meaning).as_ref().is_some_and(number)
}

/// Whether the word that may ask for what is ahead of others asks for whoever heads what is named: "who leads the team".
fn asks_for_leader(knowledge: &Knowledge, meaning: &Meaning) -> bool {
    let position = knowledge.property("position");
    let post = |cue: &PropertyCue| {
        cue.properties.iter().any(|id| Some(*id) == position)
            && cue.stems.iter().any(|stem| meaning.superlative_stems.contains(stem))
    };
    meaning.asks(QuestionWord::Who) && !meaning.mentions.is_empty() && meaning.properties.iter().any(post)
}

/// Answers a superlative, where the question has one and some value can be ordered.
#[must_use]
pub fn ranked(knowledge: &Knowledge, meaning: &Meaning, question: &str) -> Option<Answer> {
    let end = end(meaning)?;
    if asks_for_leader(knowledge, meaning) {
        return None;
    }
    // Of one person or round nothing is the biggest; of a model it may be one of the sizes that it comes in.
    let single = |id: &EntityId| match knowledge.kind(*id) {
        EntityKind::Person | EntityKind::FundingRound => true,
        EntityKind::Model => knowledge.values(*id, "size").count() < 2,
        _ => false,
    };
    if meaning.entities().iter().any(single) {
        return None;
    }
    if wants_line_itself(knowledge, meaning) {
        return None;
    }
    let (wanted, place) = (wanted(meaning, question), place(meaning, question));
    let mut asked = order_of(knowledge, meaning)?;
    asked.words.retain(|word| wanted == 1 || number(&word.text).is_none());
    asked.words.retain(|word| place == 1 || ordinal(&word.text).is_none());
    let mut ranked = in_order(knowledge, meaning, &asked, end)?;
    drop_ahead(knowledge, &mut ranked, place);
    let mut draft = Draft::new(knowledge, meaning.language);
    let mut disagree = false;
    let mut told: Vec<EntityId> = Vec::new();
    for (subject, id) in &ranked {
        if told.len() == wanted {
            break;
        }
        if told.contains(subject) {
            continue;
        }
        if !told.is_empty() {
            draft.push(if draft.language.is_chinese() { "" } else { " " });
        }
        told.push(*subject);
        let fact = fact_of(knowledge, meaning, &ranked, *subject, *id);
        disagree |= say(&mut draft, knowledge, meaning, &fact);
    }
    if told.is_empty() {
        return None;
    }
    // "The smallest and the biggest": the other end as well.
    let both = meaning.has(Operator::Most) && meaning.has(Operator::Least)
        || meaning.has(Operator::Newest) && meaning.has(Operator::Oldest);
    let other = (both && wanted == 1).then(|| in_order(knowledge, meaning, &asked, end.other())).flatten();
    if let Some(other) = other
        && let [(subject, id), ..] = other[..]
        && ranked[0].1 != id
    {
        draft.push_gap();
        disagree |= say(&mut draft, knowledge, meaning, &fact_of(knowledge, meaning, &other, subject, id));
    }
    if let [subject] = told.as_slice() {
        disagree |= say_also(&mut draft, knowledge, meaning, &asked, *subject)?;
        say_maker(&mut draft, knowledge, meaning, *subject);
    }
    Some(draft.finish(if disagree { Outcome::Disagree } else { Outcome::Found }, Kind::Records))
}

/// Whether the question is about a line as such, whose own statements tell it: when it first came out, from which size
/// to which it goes. "The first model of the line" is one of its models.
fn wants_line_itself(knowledge: &Knowledge, meaning: &Meaning) -> bool {
    let [named] = meaning.mentions.as_slice() else { return false };
    let is_line = |kind: EntityKind| matches!(kind, EntityKind::ModelFamily | EntityKind::Product);
    let other = meaning.kinds.iter().any(|kind| !is_line(*kind));
    if other || !named.entities.iter().all(|id| is_line(knowledge.kind(*id))) {
        return false;
    }
    let told = |name: &str| {
        let asked = knowledge.property(name).is_some_and(|id| meaning.property_ids().contains(&id));
        asked && named.entities.iter().any(|id| knowledge.values(*id, name).next().is_some())
    };
    meaning.has(Operator::Oldest) && meaning.asks(QuestionWord::When) && told("released")
        || meaning.has(Operator::Most) && meaning.has(Operator::Least) && told("size")
}

/// What one subject has of the value by which it stands where it does: of a number that several things share (sizes,
/// scores of one test) the winning one and what another document calls so, else all, so that nothing that disagrees is
/// kept back.
fn fact_of(
    knowledge: &Knowledge,
    meaning: &Meaning,
    ranked: &[(EntityId, StatementId)],
    subject: EntityId,
    best: StatementId,
) -> Fact {
    let lead = knowledge.corpus.statement(best);
    let several = !knowledge.corpus.property(lead.property).single;
    let superlatives: Vec<AskedWord<'_>> = meaning
        .words
        .iter()
        .filter(|word| is_superlative(meaning, word))
        .map(|word| AskedWord::of(knowledge, word))
        .collect();
    let called_so =
        |id: StatementId| superlatives.iter().any(|word| word.standing.is_own(id) || word.standing.is_own_alike(id));
    let ids = ranked
        .iter()
        .filter(|(of, id)| {
            let statement = knowledge.corpus.statement(*id);
            *of == subject
                && statement.subject == lead.subject
                && statement.property == lead.property
                && statement.qualifiers.benchmark == lead.qualifiers.benchmark
                && (!several || order(statement, lead) == Ordering::Equal || called_so(*id))
        })
        .map(|(_, id)| *id)
        .collect();
    Fact { subject: lead.subject, property: lead.property, ids, score: 1.0 }
}

/// How many the question wants: the number that stands beside its superlative ("top three", "前三", "los tres mayores").
fn wanted(meaning: &Meaning, question: &str) -> usize {
    let tokens = tokenize(question);
    let superlative = |token: &Token| meaning.superlative_stems.contains(&token.stem) || token.text == "前";
    let beside = |pair: &[Token]| match pair {
        [a, b] if superlative(a) => number(&b.text),
        [a, b] if superlative(b) => number(&a.text),
        _ => None,
    };
    tokens.windows(2).find_map(beside).unwrap_or(1)
}

/// Which place in the order the question wants: that of the ordinal right before its superlative ("second largest", 第二大,
/// "el segundo más grande"), else the first.
fn place(meaning: &Meaning, question: &str) -> usize {
    let tokens = tokenize(question);
    let superlative = |token: &Token| meaning.superlative_stems.contains(&token.stem);
    // In Spanish what is ranked stands between them: "la segunda ronda más grande".
    let beside = |words: &[Token]| match words {
        [a, b, ..] if a.text == "第" => ordinal(&b.text),
        [a, b, ..] if superlative(b) => ordinal(&a.text),
        [a, _, c] if superlative(c) => ordinal(&a.text),
        _ => None,
    };
    let ranks = end(meaning).is_some();
    (0..tokens.len()).filter(|_| ranks).find_map(|at| beside(&tokens[at..tokens.len().min(at + 3)])).unwrap_or(1)
}

/// The place that an ordinal means.
pub(super) fn ordinal(word: &str) -> Option<usize> {
    const ORDINALS: [[&str; 5]; 4] = [
        ["second", "2nd", "二", "segundo", "segunda"],
        ["third", "3rd", "三", "tercer", "tercera"],
        ["fourth", "4th", "四", "cuarto", "cuarta"],
        ["fifth", "5th", "五", "quinto", "quinta"],
    ];
    ORDINALS.iter().position(|words| words.contains(&word)).map(|at| at + 2)
}

/// Takes out all that stands ahead of a place; what has the same value stands at the same place. Of several things each
/// stands where its best value does, of one its values are told apart ("the second smallest size").
fn drop_ahead(knowledge: &Knowledge, ranked: &mut Vec<(EntityId, StatementId)>, place: usize) {
    let alone = ranked.iter().all(|(subject, _)| *subject == ranked[0].0);
    for _ in 1..place {
        let Some((_, first)) = ranked.first().copied() else { return };
        let lead = knowledge.corpus.statement(first);
        let is_ahead = |id: StatementId| order(knowledge.corpus.statement(id), lead) == Ordering::Equal;
        let ahead: Vec<EntityId> = ranked.iter().filter(|(_, id)| is_ahead(*id)).map(|(subject, _)| *subject).collect();
        ranked.retain(|(subject, id)| if alone { !is_ahead(*id) } else { !ahead.contains(subject) });
    }
}

/// A small number, as figure or word.
pub(super) fn number(word: &str) -> Option<usize> {
    const NUMBERS: [[&str; 4]; 4] = [
        ["two", "2", "两", "dos"],
        ["three", "3", "三", "tres"],
        ["four", "4", "四", "cuatro"],
        ["five", "5", "五", "cinco"],
    ];
    NUMBERS.iter().position(|words| words.contains(&word)).map(|at| at + 2)
}

/// Words by which sizes are told apart without a number.
const SCALES: [&str; 6] = ["trillion", "billion", "million", "billon", "万亿", "万亿参数"];

/// A document's own words for the superlative ("the longest-running programme"), where it has them, with the number
/// that the same sentence gives of it.
#[must_use]
pub fn claimed(knowledge: &Knowledge, meaning: &Meaning) -> Option<Answer> {
    end(meaning)?;
    let mut must: Vec<&Content> = meaning.words.iter().filter(|word| is_superlative(meaning, word)).collect();
    let bounded = meaning.earlier_than.is_some() || meaning.later_than.is_some();
    // "Before anyone else" has no word that others would say as well.
    let idiom = meaning.superlative_stems.is_empty();
    if bounded || must.is_empty() && !idiom || meaning.words.len() < must.len() + 2 {
        return None;
    }
    // "The first with a trillion parameters" is told by nothing that is the first of another size.
    must.extend(meaning.words.iter().filter(|word| SCALES.contains(&word.text.as_str())));
    // "The second largest" is not told by words for the largest.
    must.extend(meaning.words.iter().filter(|word| !word.kinds.is_empty() || ordinal(&word.text).is_some()));
    let texts = |statement: &Statement| statement.value == Value::Text;
    let mut claims = claim::find(knowledge, meaning, &must, texts);
    claims.retain(|claim| claim::is_superlative(knowledge, meaning, knowledge.corpus.statement(claim.id)));
    // "Among the largest open-weight models" is nothing said of a closed one, nor of one for vision.
    claims.retain(|claim| !lacks_quality(knowledge, meaning, knowledge.corpus.statement(claim.id).subject));
    // The largest model is no line of models.
    if meaning.kinds.contains(&EntityKind::Model) && !meaning.kinds.contains(&EntityKind::ModelFamily) {
        let line = |claim: &claim::Claim| {
            let kind = knowledge.kind(knowledge.corpus.statement(claim.id).subject);
            kind == EntityKind::ModelFamily || kind.is_body()
        };
        claims.retain(|claim| !line(claim));
    }
    // "Which chip was banned first" is told of a chip, not of the rules.
    let of_sort =
        |claim: &claim::Claim| meaning.wanted.contains(&knowledge.kind(knowledge.corpus.statement(claim.id).subject));
    if claims.iter().any(of_sort) {
        claims.retain(of_sort);
    }
    let ids = claim::near_best(knowledge, &claims);
    let first = knowledge.corpus.statement(*ids.first()?);
    let mut draft = Draft::new(knowledge, meaning.language);
    let fact = Fact { subject: first.subject, property: first.property, ids: ids.clone(), score: 1.0 };
    say(&mut draft, knowledge, meaning, &fact);
    if let Some(fact) = number_beside(knowledge, meaning, ids[0]) {
        draft.push(if draft.language.is_chinese() { "" } else { " " });
        say(&mut draft, knowledge, meaning, &fact);
    }
    say_maker(&mut draft, knowledge, meaning, first.subject);
    Some(draft.finish(Outcome::Found, Kind::Records))
}

/// Whether something is a model without a quality that the question names, or with its opposite: open where it asks for
/// what is closed.
fn lacks_quality(knowledge: &Knowledge, meaning: &Meaning, subject: EntityId) -> bool {
    let negated = meaning.has(Operator::Negation);
    meaning.filters.iter().any(|filter| {
        let asked = if negated { opposite(*filter) } else { *filter };
        let has = |filter: Filter| quality(knowledge, subject, filter).is_some();
        // Of weights something else is told, or nothing.
        let otherwise = asked == opposite(asked) || has(opposite(asked));
        knowledge.kind(subject) == EntityKind::Model && !has(asked) && otherwise
    })
}

/// Whether a word is the superlative of a question; a Chinese one is told by its characters ("第一家", "最集中").
fn is_superlative(meaning: &Meaning, word: &Content) -> bool {
    let stems = &meaning.superlative_stems;
    let held = |letter: &char| stems.iter().any(|stem| stem.chars().eq([*letter]));
    let letters = || word.stem.chars();
    stems.contains(&word.stem)
        || letters()
            .next()
            .is_some_and(|first| is_han(first) && held(&first) && (first == '最' || letters().filter(held).count() > 1))
}

/// The number of the same subject that shares most words with the question.
fn number_beside(knowledge: &Knowledge, meaning: &Meaning, claim: StatementId) -> Option<Fact> {
    if !meaning.asks(QuestionWord::HowMuch) && !meaning.asks(QuestionWord::HowMany) {
        return None;
    }
    let subject = knowledge.corpus.statement(claim).subject;
    let words = AskedWord::all(knowledge, &meaning.words);
    let shared = |id: StatementId| {
        let statement = knowledge.corpus.statement(id);
        let own = |word: &&AskedWord<'_>| super::shares::literal_share(knowledge, statement, id, word) >= claim::OWN;
        words.iter().filter(own).count()
    };
    let numbers = knowledge.graph.of(subject).iter().copied();
    let best = numbers
        .filter(|id| matches!(knowledge.corpus.statement(*id).value, Value::Number(_)))
        .map(|id| (shared(id), id))
        .filter(|(shared, _)| *shared > 1)
        .max_by_key(|(shared, id)| (*shared, std::cmp::Reverse(*id)))?;
    let property = knowledge.corpus.statement(best.1).property;
    Some(Fact { subject, property, ids: vec![best.1], score: 1.0 })
}

/// What else is asked for of what wins; says whether documents disagree on it, `None` where nothing is told of it.
fn say_also(
    draft: &mut Draft<'_>,
    knowledge: &Knowledge,
    meaning: &Meaning,
    asked: &Order,
    subject: EntityId,
) -> Option<bool> {
    let mut also = asked.also.clone();
    let dated = |id: &PropertyId| knowledge.corpus.property(*id).value_type == ValueType::Date;
    if meaning.asks(QuestionWord::When) && !asked.properties.iter().chain(&also).any(dated) {
        also.extend(knowledge.properties(date_properties(knowledge.kind(subject))));
    }
    let mut disagree = false;
    let mut told = also.is_empty();
    for property in also {
        let ids: Vec<StatementId> = knowledge.of(subject, property).map(|(id, _)| id).collect();
        if ids.is_empty() {
            continue;
        }
        told = true;
        draft.push_gap();
        disagree |= say(draft, knowledge, meaning, &Fact { subject, property, ids, score: 1.0 });
    }
    told.then_some(disagree)
}

/// Whose it is, where the question does not say so: a name alone tells few people what won.
fn say_maker(draft: &mut Draft<'_>, knowledge: &Knowledge, meaning: &Meaning, subject: EntityId) {
    let maker = ["maker", "of"].into_iter().find_map(|name| {
        let ids: Vec<StatementId> = knowledge.values(subject, name).map(|(id, _)| id).collect();
        Some((knowledge.property(name)?, ids)).filter(|(_, ids)| !ids.is_empty())
    });
    let Some((property, ids)) = maker else { return };
    let known = |id: &StatementId| matches!(knowledge.corpus.statement(*id).value, Value::Entity(maker) if meaning.entities().contains(&maker));
    if ids.iter().any(known) || meaning.entities().contains(&subject) {
        return;
    }
    draft.push(if draft.language.is_chinese() { "" } else { " " });
    say(draft, knowledge, meaning, &Fact { subject, property, ids, score: 1.0 });
}
