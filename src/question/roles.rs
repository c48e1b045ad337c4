//! People who are named by their role: "the Kimi founder", "StepFun's boss", "the former Sogou CEO".
//!
//! Where a question asks something else of them, the person stands in the place of the role and of the body. Where it asks
//! who they are, the role is what it asks for, and stays.

use super::lexicon::{Cue, Lexicon, Sign};
use super::names::{Match, Mention};
use super::tokens::Token;
use crate::corpus::graph::Graph;
use crate::corpus::property::{QuestionWord, Wordings};
use crate::corpus::record::{EntityKind, Rank, Statement, Value};
use crate::corpus::words::RoleWords;
use crate::corpus::{Corpus, EntityId, PropertyId};

/// A role that a body's name stands beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Founder,
    Chief,
}

/// The role that a word names.
fn role_of(words: &RoleWords, word: &str) -> Option<Role> {
    let has = |wordings: &Wordings| wordings.iter().any(|wording| wording == word);
    if has(&words.founder) { Some(Role::Founder) } else { has(&words.chief).then_some(Role::Chief) }
}

/// Puts people in the place of their roles, where the question asks something else than who they are.
pub(super) fn stand_for_people(
    corpus: &Corpus,
    graph: &Graph,
    lexicon: &Lexicon,
    tokens: &[Token],
    mentions: &mut [Mention],
) {
    let is_person = |mention: &Mention| corpus.entity(mention.entities[0]).kind == EntityKind::Person;
    if mentions.iter().any(is_person) {
        return;
    }
    let found = mentions.iter().enumerate().find_map(|(number, mention)| {
        let (start, end, role) = role_at(&corpus.words.role, tokens, mention)?;
        let former = start > 0 && corpus.words.role.former.iter().any(|word| word == tokens[start - 1].text);
        let person = person(corpus, graph, mention.entities[0], role, former)?;
        Some((number, Mention { start: start - usize::from(former), end, entities: vec![person], found: Match::Exact }))
    });
    let Some((number, stands)) = found else { return };
    if asks_more(corpus, lexicon, tokens, mentions, &stands) {
        mentions[number] = stands;
    }
}

/// The stretch of a body and a role beside it, and the role.
fn role_at(words: &RoleWords, tokens: &[Token], mention: &Mention) -> Option<(usize, usize, Role)> {
    let role = |word: &str| role_of(words, word);
    let text = |at: usize| tokens.get(at).map(|token| token.text.as_str());
    // "Kimi's founder", "Kimi founder", "Kimi 的创始人".
    let behind = match text(mention.end) {
        Some("s" | "的") => mention.end + 1,
        _ => mention.end,
    };
    // "StepFun head office" has no head.
    if let Some(found) = text(behind).filter(|word| *word != "head").and_then(role) {
        return Some((mention.start, behind + 1, found));
    }
    let han = (2..=5).rev().find_map(|length| {
        let stretch = tokens.get(behind..behind + length)?;
        let word: String = stretch.iter().map(|token| token.text.as_str()).collect();
        Some((behind + length, role(&word)?))
    });
    if let Some((end, found)) = han {
        return Some((mention.start, end, found));
    }
    // "The founder of Kimi".
    let of = mention.start.checked_sub(1).filter(|at| matches!(text(*at), Some("of" | "de" | "at")))?;
    let before = of.checked_sub(1)?;
    text(before).and_then(role).map(|found| (before, mention.end, found))
}

/// Whether words outside a stretch ask for something, of whoever it is.
fn asks_more(corpus: &Corpus, lexicon: &Lexicon, tokens: &[Token], mentions: &[Mention], stands: &Mention) -> bool {
    let mut blocked = vec![false; tokens.len()];
    for mention in mentions.iter().chain([stands]) {
        blocked[mention.start..mention.end].fill(true);
    }
    // "Who supervised the founder's thesis" asks nobody's role.
    let of_person = |id: PropertyId| {
        let property = corpus.property(id);
        property.kinds == ["person"] && property.question != Some(QuestionWord::Who) && property.id != "earlier_post"
    };
    let others = mentions.iter().any(|mention| mention.end <= stands.start || mention.start >= stands.end);
    let cues = lexicon.cues(tokens, &blocked);
    let of_them = cues.iter().any(|cue| matches!(cue.sign, Sign::Property(id) if of_person(id)));
    let of_role = |cue: &Cue| {
        let mut between = tokens.get(cue.end..stands.start).into_iter().flatten();
        cue.sign == Sign::Ask(QuestionWord::Who) && (!of_them || between.all(|token| lexicon.is_stop(token)))
    };
    let who = cues.iter().any(of_role);
    let asks = cues.iter().any(|cue| match cue.sign {
        Sign::Property(_) | Sign::Kind(_) => true,
        Sign::Ask(word) => !matches!(word, QuestionWord::Who | QuestionWord::What | QuestionWord::Whether),
        _ => false,
    });
    // Several of them are no person: "which founders …", "co-founders of …".
    let alone = |at: usize| !matches!(tokens[at].text.as_str(), "which" | "co" | "each" | "other" | "哪" | "哪些");
    (stands.start == 0 || alone(stands.start - 1)) && !who && (asks || others)
}

/// The person who has a role at a body, or had it.
fn person(corpus: &Corpus, graph: &Graph, body: EntityId, role: Role, former: bool) -> Option<EntityId> {
    let bodies: Vec<EntityId> = std::iter::once(body).chain(graph.above(body).iter().copied()).collect();
    let is = |statement: &Statement, id: &str| corpus.property(statement.property).id == id;
    let person = |id: EntityId| (corpus.entity(id).kind == EntityKind::Person).then_some(id);
    let current = |statement: &&Statement| statement.rank != Rank::Deprecated;
    if role == Role::Founder && !former {
        let mut founders =
            bodies.iter().flat_map(|body| graph.of(*body)).map(|id| corpus.statement(*id)).filter(current);
        return founders.find_map(|statement| match statement.value {
            Value::Entity(founder) if is(statement, "founder") => person(founder),
            _ => None,
        });
    }
    let wanted = if former { "earlier_post" } else { "position" };
    let mut posts = bodies.iter().flat_map(|body| graph.naming(*body)).map(|id| corpus.statement(*id)).filter(current);
    posts.find_map(|statement| {
        let text = statement.text.to_lowercase();
        let fits = is(statement, wanted)
            && statement.qualifiers.at.is_some_and(|at| bodies.contains(&at))
            && (role == Role::Founder || corpus.words.role.post.iter().any(|post| text.contains(post)));
        fits.then(|| person(statement.subject)).flatten()
    })
}
