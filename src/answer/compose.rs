//! Which shape of answer a question wants: tried in an order that goes from the narrow to the wide.

use std::cell::OnceCell;

use super::evidence::{Scored, gather};
use super::fact::Account;
use super::focus::Focus;
use super::knowledge::Knowledge;
use super::passage::Search;
use super::select::kinds_of;
use super::standing::Stem;
use super::{
    Answer, Kind, abstain, authors, beside, compare, count, described, dispute, explained, fact, hop, interval,
    letters, list, neighbour, own, partial, passage, post, profile, quantified, quoted, reasons, say, superlative,
    tied, timeline, untold, verdict,
};
use crate::corpus::property::{QuestionWord, ValueType};
use crate::corpus::record::{EntityKind, Value};
use crate::corpus::{EntityId, PropertyId, StatementId};
use crate::question::lexicon::Operator;
use crate::question::meaning::{Meaning, Named, PropertyCue};

/// An answer, and what it was made of that is worth knowing afterwards.
#[derive(Debug)]
pub struct Composed {
    /// The answer.
    pub answer: Answer,
    /// The property of the fact that accounts best for the question, where the records were asked and have one.
    pub property: Option<PropertyId>,
    /// Its subject, where no other one is told of as well.
    pub subject: Option<EntityId>,
}

impl From<Answer> for Composed {
    fn from(answer: Answer) -> Self {
        Self { answer, property: None, subject: None }
    }
}

/// Answers what is meant; `question` is the text as typed, for the search of passages, and `account` what was found of it
/// so far.
#[must_use]
pub fn compose(knowledge: &Knowledge, meaning: &Meaning, question: &str, account: &Account) -> Composed {
    // What names a lab or a model may be a question all the same ("write me who founded Zhipu").
    let named =
        meaning.entities().iter().any(|id| !matches!(knowledge.kind(*id), EntityKind::Topic | EntityKind::Place));
    if meaning.out_of_scope && (meaning.properties.is_empty() || !named) {
        return abstain::out_of_scope(meaning).into();
    }
    let scored = || account.scored.get_or_init(|| gather(knowledge, meaning));
    let unknown = || abstain::unknown(knowledge, meaning, scored());
    if meaning.unknown_variant.is_some() {
        return verdict::denied(knowledge, meaning).unwrap_or_else(unknown).into();
    }
    if nothing_to_go_by(meaning) || post::is_unheld(knowledge, meaning) || own::is_unnamed(knowledge, meaning) {
        return unknown().into();
    }
    let search = Search::new(knowledge, meaning, question);
    let facts = account.facts(knowledge, meaning);
    // Unless a fact says it in those very words ("research as a share of revenue").
    let said = |cue: &PropertyCue| {
        let alike = |id: StatementId| {
            Stem::all(knowledge, &cue.stems).iter().all(|stem| stem.is_own(id) || stem.is_own_alike(id))
        };
        let says = |fact: &fact::Fact| fact.says(knowledge, &cue.stems) || meaning.whether && alike(fact.ids[0]);
        facts.first().is_some_and(|fact| fact.score >= SAYS_SO && says(fact))
    };
    if asks_what_nobody_tells(knowledge, meaning, said) {
        return unknown().into();
    }
    if let Some(declined) = partial::answer(knowledge, meaning) {
        return declined.into();
    }
    let shaped = shapes(&Asked { knowledge, meaning, question, search: &search, facts, scored: &account.scored });
    let focus = Focus::of(meaning, knowledge.property("place"), knowledge.property("listing"));
    let answers = |answer: &Answer| {
        !neighbour::lacks_number(knowledge, meaning, answer, facts)
            && !neighbour::lacks_duration(meaning, answer)
            && !neighbour::lacks_school(knowledge, meaning, answer)
            && !neighbour::lacks_actor(knowledge, meaning, answer, facts, &focus)
    };
    let mut answer = shaped.filter(answers).unwrap_or_else(unknown);
    let accounted = facts.first().is_some_and(|first| first.score >= ACCOUNTED);
    let partial = !accounted || focus.met_by(knowledge, meaning, &answer) < focus.len();
    let rests_on = facts.first().filter(|_| partial).map_or(&[][..], |first| &first.ids);
    beside::add(knowledge, meaning, &search, &mut answer, rests_on);
    // What is quoted beside it may tell the date.
    if neighbour::lacks_date(meaning, &answer) {
        answer = unknown();
    }
    dispute::add(knowledge, meaning, &mut answer);
    untold::add(knowledge, meaning, scored(), &mut answer);
    let first = facts.first();
    let alone = first.filter(|first| facts.iter().all(|fact| fact.subject == first.subject));
    Composed { answer, property: first.map(|fact| fact.property), subject: alone.map(|fact| fact.subject) }
}

fn nothing_to_go_by(meaning: &Meaning) -> bool {
    meaning.mentions.is_empty()
        && meaning.properties.is_empty()
        && meaning.content.is_empty()
        && meaning.dates.is_empty()
        && meaning.kinds.is_empty()
}

/// Whether the question asks for a property by name that is recorded of nothing at all: what people ask for and no
/// document tells.
fn asks_what_nobody_tells(knowledge: &Knowledge, meaning: &Meaning, said: impl Fn(&PropertyCue) -> bool) -> bool {
    // "Who took market share from it" asks for no number.
    let counted = |id: &PropertyId| knowledge.corpus.property(*id).value_type == ValueType::Number;
    let other = [QuestionWord::Who, QuestionWord::How, QuestionWord::Which].iter().any(|ask| meaning.asks(*ask));
    // Light words ask by all of them together ("how old").
    let untold = |cue: &PropertyCue| {
        (!cue.faint || cue.stems.len() > 1)
            && knowledge.of_properties(&cue.properties).is_empty()
            && !(other && cue.properties.iter().all(counted))
            && !said(cue)
    };
    !meaning.asks(QuestionWord::Why) && meaning.properties.iter().any(untold)
}

/// Tries the shapes, from the narrow to the wide. The first answer of the sort that is asked for is taken; where there
/// is none, the first that gives most of it.
fn shapes(asked: &Asked<'_>) -> Option<Answer> {
    let Asked { knowledge, meaning, .. } = *asked;
    let focus = Focus::of(meaning, knowledge.property("place"), knowledge.property("listing"));
    let mut best: Option<(usize, Answer)> = None;
    for shape in SHAPES {
        let Some(answer) = shape(asked) else { continue };
        let met = focus.met_by(knowledge, meaning, &answer);
        if met == focus.len() {
            return Some(answer);
        }
        // A sentence that has nothing of the sort that is asked for is about something else.
        if answer.kind == Kind::Passages && met == 0 {
            continue;
        }
        if best.as_ref().is_none_or(|(most, _)| met > *most) {
            best = Some((met, answer));
        }
    }
    best.map(|(_, answer)| answer)
}

/// A question with the facts that account for it.
struct Asked<'a> {
    knowledge: &'a Knowledge,
    meaning: &'a Meaning,
    question: &'a str,
    search: &'a Search<'a>,
    facts: &'a [fact::Fact],
    /// The statements that account for it as it stands, once somebody looked for them.
    scored: &'a OnceCell<Vec<Scored>>,
}

impl Asked<'_> {
    /// Whether something is asked for by its name that is no date, and is told of what the question says: "what must
    /// happen before a launch", "how did the valuation change" are no questions for events.
    fn states_more_than_dates(&self) -> bool {
        let Self { knowledge, meaning, facts, .. } = *self;
        let is_of = |property: PropertyId, sort: ValueType| knowledge.corpus.property(property).value_type == sort;
        let rounds = meaning.entities().iter().filter(|id| knowledge.kind(**id) == EntityKind::FundingRound).count();
        let numbered = meaning.property_ids().iter().all(|id| is_of(*id, ValueType::Number));
        // "How did the valuation change between Series B and C" is of each of them.
        if rounds > 1 && numbered && !meaning.properties.is_empty() {
            return true;
        }
        let Some(first) = facts.first() else { return false };
        if self.tells_milestone(first) {
            return true;
        }
        let number = is_of(first.property, ValueType::Number);
        let rounds = rounds > 0;
        let told = |cue: &PropertyCue| {
            cue.properties.contains(&first.property)
                && (number && rounds || cue.stems.len() > 1)
                && !cue.properties.iter().any(|id| is_of(*id, ValueType::Date))
        };
        // What happened is asked for by words for what happens.
        let happened =
            ["milestone", "achievement", "effect"].iter().any(|id| knowledge.property(id) == Some(first.property));
        !happened && first.score >= STATED && meaning.properties.iter().any(told)
    }

    /// Whether a fact is the very milestone that a phrase asks for: "when did it start operations" wants no others.
    fn tells_milestone(&self, first: &fact::Fact) -> bool {
        let Self { knowledge, meaning, .. } = *self;
        let [only] = first.ids.as_slice() else { return false };
        let says = |cue: &PropertyCue| {
            let mut stems = Stem::all(knowledge, &cue.stems).into_iter();
            cue.properties == [first.property]
                && stems.len() > 1
                && stems.all(|stem| stem.is_own(*only) || stem.is_own_alike(*only))
        };
        knowledge.property("milestone") == Some(first.property) && meaning.properties.iter().any(says)
    }

    /// Whether a question that names nothing is told in words that no event has: "what could happen to smaller players
    /// in a consolidation".
    fn is_told_in_words(&self) -> bool {
        let meaning = self.meaning;
        let telling = meaning.content.iter().any(|word| word.known && word.weight >= TELLING);
        meaning.mentions.is_empty() && telling && self.words_account_for(TOLD)
    }

    /// Whether the first fact is told in words and accounts for so much of the question.
    fn words_account_for(&self, least: f32) -> bool {
        self.facts.first().is_some_and(|first| {
            first.score >= least && self.knowledge.corpus.property(first.property).value_type == ValueType::Text
        })
    }

    /// Whether a statement in words has the telling word of the question, which no recorded reason of the same thing has:
    /// "what were Liang's GPUs bought for".
    fn says_more(&self, first: &fact::Fact) -> bool {
        let Self { knowledge, meaning, .. } = *self;
        let stems: Vec<String> = meaning.content.iter().map(|word| word.stem.clone()).collect();
        let says = |id: StatementId| {
            let terms = stems.iter().map(|stem| knowledge.understander.vocabulary.term(stem));
            terms.into_iter().all(|term| term.is_some_and(|term| knowledge.is_own(id, term)))
        };
        let reasoned = || knowledge.values(first.subject, "reason").any(|(id, _)| says(id));
        let text = knowledge.corpus.property(first.property).value_type == ValueType::Text;
        text && first.score >= REASON && first.says(knowledge, &stems) && !reasoned()
    }

    /// Whether a reason is asked for, and no name.
    fn prose(&self) -> bool {
        self.meaning.asks(QuestionWord::Why) && !asks_for_name(self.knowledge, self.meaning)
    }
}

type Shape = fn(&Asked<'_>) -> Option<Answer>;

/// All shapes in the order in which they are tried.
const SHAPES: &[Shape] = &[
    |asked| authors::answer(asked.knowledge, asked.meaning, asked.question),
    |asked| quoted::answer(asked.knowledge, asked.meaning, asked.question),
    |asked| verdict::dated(asked.knowledge, asked.meaning),
    |asked| own::answer(asked.knowledge, asked.meaning),
    |asked| own::thing(asked.knowledge, asked.meaning),
    |asked| {
        let other = asked.prose() || asked.states_more_than_dates() || asked.is_told_in_words();
        (!other).then(|| timeline::answer(asked.knowledge, asked.meaning)).flatten()
    },
    |asked| (!asked.prose()).then(|| interval::answer(asked.knowledge, asked.meaning)).flatten(),
    |asked| quantified::answer(asked.knowledge, asked.meaning),
    |asked| verdict::answer(asked.knowledge, asked.meaning, asked.facts),
    |asked| tied::answer(asked.knowledge, asked.meaning),
    |asked| {
        let stated = is_stated_number(asked.knowledge, asked.meaning, asked.facts)
            || is_number_of_ranked(asked.knowledge, asked.meaning);
        (!stated).then(|| count::answer(asked.knowledge, asked.meaning, asked.facts)).flatten()
    },
    |asked| (!asked.prose()).then(|| hop::answer(asked.knowledge, asked.meaning, asked.facts)).flatten(),
    |asked| (!asked.prose()).then(|| compare::answer(asked.knowledge, asked.meaning, asked.facts)).flatten(),
    // "The first to answer ChatGPT": told in those very words.
    |asked| {
        let told = !asked.meaning.mentions.is_empty()
            && asked.words_account_for(TOLD_WITH_RANK)
            && !superlative::is_of_values(asked.knowledge, asked.meaning);
        told.then(|| say::answer(asked.knowledge, asked.meaning, asked.facts)).flatten()
    },
    // "The largest Qwen model" is told by the sizes of its models, not by words that praise the line.
    |asked| {
        let of_values = superlative::is_of_values(asked.knowledge, asked.meaning);
        of_values.then(|| superlative::ranked(asked.knowledge, asked.meaning, asked.question)).flatten()
    },
    |asked| superlative::claimed(asked.knowledge, asked.meaning),
    |asked| superlative::ranked(asked.knowledge, asked.meaning, asked.question),
    // "Why do people say that it was no propaganda": what is said of it in those very words.
    |asked| {
        let said = |first: &fact::Fact| {
            let property = asked.knowledge.corpus.property(first.property);
            property.value_type == ValueType::Text && property.id != "reason" && first.score >= SAID
        };
        let reason = |one: &Scored| {
            one.score >= REASON && asked.knowledge.is(asked.knowledge.corpus.statement(one.id), &["reason"])
        };
        let reasoned = asked.scored.get().is_some_and(|scored| scored.iter().any(reason));
        let alone = asked.meaning.content.len() == 1 && !reasoned;
        let said =
            asked.prose() && alone && asked.facts.first().is_some_and(|first| said(first) || asked.says_more(first));
        said.then(|| say::answer(asked.knowledge, asked.meaning, asked.facts)).flatten()
    },
    |asked| {
        let reasons = || reasons::answer(asked.knowledge, asked.meaning, asked.facts, asked.search);
        asked.prose().then(reasons).flatten()
    },
    |asked| {
        // "What does the prefix-LM structure of GLM mean": not what the letters of its line stand for.
        let meant = asks_for_name(asked.knowledge, asked.meaning)
            && explained::at_work(asked.knowledge, asked.meaning).is_some();
        (!meant).then(|| letters::answer(asked.knowledge, asked.meaning, asked.facts)).flatten()
    },
    |asked| {
        let named = explained::defined(asked.knowledge, asked.meaning)?;
        profile::definition(asked.knowledge, named, asked.meaning.language)
    },
    // "Which sizes does it come in" is not told by the largest one.
    |asked| {
        let several = list::asks_for_sizes(asked.knowledge, asked.meaning);
        several.then(|| list::sizes(asked.knowledge, asked.meaning)).flatten()
    },
    |asked| {
        let meaning = asked.meaning;
        let listing = (!meaning.kinds.is_empty()
            || meaning.has(Operator::List)
            || meaning.has(Operator::Count)
            || asks_for_members(asked.knowledge, meaning))
            && !wants_one(asked.knowledge, meaning, asked.facts)
            && !is_told(asked.knowledge, meaning, asked.facts)
            && !is_number_of_ranked(asked.knowledge, meaning);
        (listing && !asked.prose() && !asks_in_what_way(meaning))
            .then(|| list::answer(asked.knowledge, meaning))
            .flatten()
    },
    |asked| {
        // Names and numbers are no reasons.
        let told = |first: &fact::Fact| {
            let asks = || asked.meaning.property_ids().contains(&first.property);
            let text = asked.knowledge.corpus.property(first.property).value_type == ValueType::Text;
            let tied = || {
                let value = &asked.knowledge.corpus.statement(first.ids[0]).value;
                let named = asked.meaning.entities();
                named.contains(&first.subject) && matches!(value, Value::Entity(value) if named.contains(value))
            };
            text || asked.facts.len() == 1 && (asks() || tied())
        };
        let fits = !asked.prose() || asked.facts.first().is_some_and(told);
        fits.then(|| say::answer(asked.knowledge, asked.meaning, asked.facts)).flatten()
    },
    |asked| (!asked.prose()).then(|| described::answer(asked.knowledge, asked.meaning)).flatten(),
    |asked| {
        let quotable = asked.prose() || !is_missing(asked.knowledge, asked.meaning);
        quotable.then(|| passage::answer(asked.search)).flatten()
    },
    |asked| passage::nearest(asked.search),
    |asked| {
        let facts = fact::likeliest(asked.knowledge, asked.meaning, asked.scored);
        say::answer(asked.knowledge, asked.meaning, &facts)
    },
    |asked| {
        let named = explained::introduced(asked.knowledge, asked.meaning)?;
        profile::definition(asked.knowledge, named, asked.meaning.language)
    },
];

/// Whether a question asks how something is or was done, and for no things: "how fast could other labs copy R1".
fn asks_in_what_way(meaning: &Meaning) -> bool {
    let things = [QuestionWord::Which, QuestionWord::What, QuestionWord::Who, QuestionWord::HowMany];
    meaning.asks(QuestionWord::How)
        && !things.iter().any(|word| meaning.asks(*word))
        && !meaning.has(Operator::List)
        && !meaning.has(Operator::Count)
}

/// Whether a question asks which ones a group has, and nothing else: "which independent labs are there"; or which of them
/// are somewhere else or of another time: "which of the six are not in Beijing".
fn asks_for_members(knowledge: &Knowledge, meaning: &Meaning) -> bool {
    let kind = |named: &Named, kind: EntityKind| named.entities.iter().all(|id| knowledge.kind(*id) == kind);
    let (groups, others): (Vec<&Named>, Vec<&Named>) =
        meaning.mentions.iter().partition(|named| kind(named, EntityKind::Group));
    let alone = meaning.properties.is_empty() && others.is_empty();
    let denied = meaning.has(Operator::Negation)
        && others.iter().all(|named| kind(named, EntityKind::Place))
        && (!others.is_empty() || !meaning.dates.is_empty());
    meaning.asks(QuestionWord::Which) && meaning.content.is_empty() && groups.len() == 1 && (alone || denied)
}

/// Whether a number of the latest or biggest of something is asked for: nothing of that is counted, nor all of it listed.
fn is_number_of_ranked(knowledge: &Knowledge, meaning: &Meaning) -> bool {
    let number = |id: &PropertyId| knowledge.corpus.property(*id).value_type == ValueType::Number;
    use Operator::{Cheapest, Least, Longest, Most, Newest, Oldest, Shortest};
    let ranked = [Newest, Oldest, Most, Least, Longest, Shortest, Cheapest];
    ranked.iter().any(|operator| meaning.has(*operator)) && meaning.property_ids().iter().any(number)
}

/// Whether the very number that is asked for is stated, so that there is nothing to count.
fn is_stated_number(knowledge: &Knowledge, meaning: &Meaning, facts: &[fact::Fact]) -> bool {
    facts.first().is_some_and(|first| {
        let cue = meaning.properties.iter().find(|cue| cue.properties.contains(&first.property));
        let figure = knowledge.property("figure") == Some(first.property);
        cue.is_some() && !figure && knowledge.is_number(first) && meaning.entities().contains(&first.subject)
    })
}

/// Whether "what must …?" is told in words that account for the question, and no things are asked for.
fn is_told(knowledge: &Knowledge, meaning: &Meaning, facts: &[fact::Fact]) -> bool {
    let several = meaning.has(Operator::List) || meaning.has(Operator::Count) || meaning.asks(QuestionWord::Which);
    let told = |first: &fact::Fact| {
        let value = first.ids.first().map(|id| &knowledge.corpus.statement(*id).value);
        value == Some(&Value::Text) && first.score >= TOLD
    };
    // A fact of what is asked for, in words that account for nearly all of the question, lists it itself.
    let listed = |first: &fact::Fact| {
        first.score >= WHOLE
            && told(first)
            && meaning.property_ids().contains(&first.property)
            && !meaning.asks(QuestionWord::Which)
    };
    !several && meaning.asks(QuestionWord::What) && facts.first().is_some_and(told) || facts.first().is_some_and(listed)
}

/// A statement in words that accounts for all of a question of why, where no recorded reason accounts for as much as this.
const SAID: f32 = 0.97;
const REASON: f32 = 0.7;

/// A fact that accounts for so much of a question, and has the word for what nobody tells by its name, tells it.
const SAYS_SO: f32 = 0.75;

/// A fact that accounts for so much of a question leaves nothing of it open.
const ACCOUNTED: f32 = 1.0;

/// A statement of what is asked for that accounts for so much of a question is no matter of dates alone.
const STATED: f32 = 0.85;

/// A statement in words that accounts for so much of a question answers it.
const TOLD: f32 = 0.75;

/// A statement in words that accounts for all of a question, and says by a word of its own for which rank that asks.
const TOLD_WITH_RANK: f32 = 1.02;

/// A word of this weight says what a question is about.
const TELLING: f32 = 2.0;

/// A fact of something that the question names, which accounts for so much of it, is what is asked for.
const WHOLE: f32 = 0.93;

/// Whether the question asks a number, a date or a name of something that the records know well: where they do not
/// have it, a sentence that has its words is about a neighbour of it.
fn is_missing(knowledge: &Knowledge, meaning: &Meaning) -> bool {
    const KNOWN_WELL: usize = 2;
    let named = meaning.entities();
    let known = named.iter().any(|id| knowledge.graph.of(*id).len() >= KNOWN_WELL);
    // "What was the cluster bought for?" asks for no number.
    let described = meaning.asks(QuestionWord::What) && meaning.content.iter().any(|content| content.known);
    let of_somebody = [QuestionWord::Which, QuestionWord::Who, QuestionWord::How].iter().any(|ask| meaning.asks(*ask));
    let typed = |id: &PropertyId| {
        let property = knowledge.corpus.property(*id);
        let who = property.value_type == ValueType::Entity && property.question == Some(QuestionWord::Who);
        // "Which giants slashed their prices" asks for no sum.
        let priced = property.question == Some(QuestionWord::HowMuch) && !of_somebody;
        priced || !described && (who || matches!(property.value_type, ValueType::Number | ValueType::Date))
    };
    let asked = meaning.property_ids();
    // "What is its chat app called": nothing but the kind is told.
    let called =
        asked.is_empty() && !meaning.wanted.is_empty() && meaning.content.is_empty() && meaning.dates.is_empty();
    known && (called || !asked.is_empty() && asked.iter().all(typed))
}

/// Whether the question is after what a name means or what somebody is known for, which is recorded, whatever word it asks
/// with: "why is it called so", "why is it famous".
fn asks_for_name(knowledge: &Knowledge, meaning: &Meaning) -> bool {
    let (name, known_for) = (knowledge.property("name_meaning"), knowledge.property("known_for"));
    // "Why does it matter" wants reasons, and so does "why is it not well known".
    let denied = meaning.has(Operator::Negation);
    // 为什么出名 is one word.
    let with_why = |cue: &PropertyCue| cue.stems.len() > 1 || cue.stems.iter().any(|stem| stem.starts_with("为什么"));
    let for_what =
        |cue: &PropertyCue| !denied && with_why(cue) && cue.properties.iter().any(|id| Some(*id) == known_for);
    meaning.property_ids().iter().any(|id| Some(*id) == name) || meaning.properties.iter().any(for_what)
}

/// Whether facts answer a question that names a kind ("which company makes Pangu?"): they are of what it names, and of
/// what it asks for or of that kind.
fn wants_one(knowledge: &Knowledge, meaning: &Meaning, facts: &[fact::Fact]) -> bool {
    let Some(first) = facts.first() else { return false };
    let asked = meaning.property_ids().contains(&first.property);
    let named = meaning.entities().contains(&first.subject);
    // "Which Yi models …" wants the models, not what holds of the line as such.
    let value = first.ids.first().map(|id| &knowledge.corpus.statement(*id).value);
    let of_kind = |kind: EntityKind| kinds_of(meaning).contains(&kind);
    // "Which products does NVIDIA have": chips, by the word that asks for them.
    let by_kind = |property: &PropertyId| {
        let mut cues = meaning.properties.iter().filter(|cue| cue.properties.contains(property));
        cues.any(|cue| meaning.kind_cues.iter().any(|kind| kind.stems == cue.stems))
    };
    let met = of_kind(knowledge.kind(first.subject))
        || matches!(value, Some(Value::Entity(id)) if of_kind(knowledge.kind(*id)))
        || matches!(value, Some(Value::Number(_)))
        || by_kind(&first.property);
    let several = meaning.has(Operator::List) || meaning.kind_cues.iter().any(|cue| cue.plural);
    if several && !meaning.kinds.is_empty() && !met {
        return false;
    }
    // A number counts things; where it is one of each thing ("$300M" of a round), the things are still to be counted.
    let of_each = of_kind(knowledge.kind(first.subject));
    let counted = meaning.asks(QuestionWord::HowMany) && knowledge.is_number(first) && first.score >= 0.78 && !of_each;
    let body = meaning.kinds.contains(&EntityKind::Lab) || meaning.kinds.contains(&EntityKind::Company);
    let made = body && knowledge.property("maker") == Some(first.property);
    let of_kind = facts.len() == 1 && meaning.kinds.contains(&knowledge.kind(first.subject));
    named && (asked || made)
        || asked && of_kind && !several
        || counted
        || facts.len() == 1 && first.score > 0.97 && !meaning.content.is_empty()
        || facts.len() == 1 && first.score > WHOLE && meaning.entities().contains(&first.subject) && !several
}
