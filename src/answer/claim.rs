//! A document's own words for what a question asks: a superlative or a count that one of its sentences states outright
//! ("the largest one-day loss of any company") is a better answer than one worked out from values.

use super::about::mention_share;
use super::asked::AskedDate;
use super::evidence::held_by;
use super::knowledge::Knowledge;
use super::shares::{date_share, literal_share};
use super::standing::{AskedWord, StatementSet};
use crate::corpus::StatementId;
use crate::corpus::record::{EntityKind, Rank, Statement};
use crate::question::lexicon::{Operator, Sign};
use crate::question::meaning::{Content, Meaning};
use crate::question::tokens::tokenize;

/// Share of the telling words that a claim must hold.
const HELD: f32 = 0.72;
/// The share of a word from which a statement says it itself, and not only the sentence that proves it.
pub(super) const OWN: f32 = 0.75;
/// Claims of one subject that are this much worse than the best one are told with it.
const NEAR: f32 = 0.16;

/// A statement that says what the question asks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Claim {
    /// The statement.
    pub id: StatementId,
    /// Share of the question's telling words that it holds, 0 to 1.
    pub held: f32,
}

/// The statements of some sort that hold the question's telling words and all that it names, best first. Each word of
/// `must` they have to say themselves.
#[must_use]
pub fn find(
    knowledge: &Knowledge,
    meaning: &Meaning,
    must: &[&Content],
    fits: impl Fn(&Statement) -> bool,
) -> Vec<Claim> {
    let all: f32 = meaning.words.iter().map(|word| word.weight).sum();
    let words = AskedWord::all(knowledge, &meaning.words);
    let must: Vec<AskedWord<'_>> = must.iter().map(|word| AskedWord::of(knowledge, word)).collect();
    let dates: Vec<AskedDate> = meaning.dates.iter().map(|date| AskedDate::of(knowledge, date)).collect();
    let is_dated = |statement: &Statement, id: StatementId| {
        dates.iter().all(|date| date_share(knowledge, statement, id, date) > 0.0)
    };
    let mut out: Vec<Claim> = Vec::new();
    // A word that names no kind is said by few, and these are filed.
    let mut saying = must.iter().filter(|word| word.content.kinds.is_empty()).map(|word| word.said_by(knowledge));
    let among = saying.next().unwrap_or_else(|| StatementSet::all_of(knowledge.corpus.statements.len()));
    for id in among.iter() {
        let statement = knowledge.corpus.statement(id);
        let told = statement.rank != Rank::Deprecated && !statement.references.is_empty();
        let share = |word: &AskedWord<'_>| literal_share(knowledge, statement, id, word);
        if !told || !fits(statement) || must.iter().any(|word| share(word) < OWN) {
            continue;
        }
        let Some(held) = held_by((&words, all), HELD * all, share) else { continue };
        if !names(knowledge, meaning, statement, id) || !is_dated(statement, id) {
            continue;
        }
        out.push(Claim { id, held: held / all });
    }
    out.sort_by(|a, b| b.held.total_cmp(&a.held).then(a.id.cmp(&b.id)));
    out
}

/// The best claim with those of the same subject and property that come near it, two at most.
#[must_use]
pub fn near_best(knowledge: &Knowledge, claims: &[Claim]) -> Vec<StatementId> {
    let Some(best) = claims.first() else { return Vec::new() };
    let lead = knowledge.corpus.statement(best.id);
    let beside = |claim: &&Claim| {
        let statement = knowledge.corpus.statement(claim.id);
        statement.subject == lead.subject && statement.property == lead.property && claim.held >= best.held - NEAR
    };
    claims.iter().filter(beside).take(2).map(|claim| claim.id).collect()
}

/// Whether a statement's own value speaks in superlatives or comparatives of the same direction as the question.
#[must_use]
pub fn is_superlative(knowledge: &Knowledge, meaning: &Meaning, statement: &Statement) -> bool {
    use Operator::{Cheapest, Least, Less, Longest, More, Most, Newest, Oldest, Shortest};
    let tokens = tokenize(&statement.text);
    let free = vec![false; tokens.len()];
    knowledge.understander.lexicon.cues(&tokens, &free).iter().any(|cue| match cue.sign {
        Sign::Operator(operator @ (Most | Least | Newest | Oldest | Longest | Shortest | Cheapest)) => {
            meaning.has(operator)
        }
        Sign::Operator(More) => meaning.has(Most),
        Sign::Operator(Less) => meaning.has(Least),
        _ => false,
    })
}

/// Whether a statement is about all that the question names.
fn names(knowledge: &Knowledge, meaning: &Meaning, statement: &Statement, id: StatementId) -> bool {
    let topic = |id: &crate::corpus::EntityId| knowledge.kind(*id) == EntityKind::Topic;
    meaning
        .mentions
        .iter()
        .filter(|named| !named.entities.iter().all(topic))
        .all(|named| mention_share(knowledge, statement, id, named).0 > 0.0)
}
