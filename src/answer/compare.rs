//! Two or more side by side, by one property or by all that they share.

use std::collections::BTreeSet;

use super::draft::Draft;
use super::fact::{Fact, find};
use super::focus::has_number;
use super::knowledge::Knowledge;
use super::say::say;
use super::wording::{self, Phrase};
use super::{Answer, Kind, Outcome, abstain};
use crate::corpus::property::{QuestionWord, ValueType};
use crate::corpus::record::{EntityKind, Value};
use crate::corpus::{EntityId, PropertyId, StatementId};
use crate::question::lexicon::Operator;
use crate::question::meaning::{Meaning, Named, PropertyCue};
use crate::text::language::Language;

mod ahead;
mod rounds;

/// Properties that are compared when none is named, in this order.
const SHARED: [&str; 9] = [
    "founded",
    "place",
    "founder",
    "released",
    "parameters",
    "active_parameters",
    "context",
    "licence",
    "open_weights",
];

/// Answers a comparison, where the question names two or more things that can be compared. `whole` are the facts that
/// account for the whole question: where one statement compares the sides itself, it is the better answer.
#[must_use]
pub fn answer(knowledge: &Knowledge, meaning: &Meaning, whole: &[Fact]) -> Option<Answer> {
    let ordering =
        [Operator::More, Operator::Less, Operator::Oldest, Operator::Newest, Operator::Most, Operator::Least];
    let tested = is_tested(knowledge, meaning);
    let comparing = tested || meaning.has(Operator::Compare) || ordering.iter().any(|operator| meaning.has(*operator));
    let sides = sides(knowledge, meaning);
    // "How big are A and B", "the seats of A and B", "where are A and B" put things side by side without a word for it.
    let asked = meaning.property_ids();
    // "Which startups have both A and B as backers" asks for others.
    let others = meaning.kinds.iter().any(|kind| kind.is_body()) && meaning.asks(QuestionWord::Which);
    let joined = (meaning.joins || meaning.together) && !others;
    let place = knowledge.property("place");
    let placed = |fact: &Fact| Some(fact.property) == place;
    let wanted = asked.iter().any(|id| joined || is_ordered(knowledge, *id));
    let each = wanted && !others && !whole.iter().any(|fact| asked.contains(&fact.property))
        || joined && asked.is_empty() && meaning.asks(QuestionWord::Where) && !whole.iter().any(placed);
    // Who of two is ahead "after their last listed rounds" is no list.
    let listing = meaning.has(Operator::List) && !meaning.kinds.is_empty() && !meaning.asks(QuestionWord::Who);
    if sides.len() < 2
        || !(comparing || each)
        || listing
        || !meaning.has(Operator::Said) && is_of_person(knowledge, &sides)
    {
        return None;
    }
    let mut facts = Vec::new();
    for side in &sides {
        let mut alone = meaning.clone();
        alone.operators.clear();
        alone.asks = asked_of_each(meaning, &ordering);
        alone.mentions.retain(|named| {
            named == side
                || !(sides.contains(named) || comparable(knowledge, named) && is_whose(knowledge, meaning, named))
        });
        alone
            .mentions
            .retain(|named| named == side || !sides.iter().any(|round| rounds::stands_above(knowledge, named, round)));
        if !meaning.mentions.contains(side) {
            alone.mentions = vec![side.clone()];
        }
        in_order(knowledge, meaning, &mut alone, &ordering);
        if tested {
            alone.properties.retain(|cue| !asks_who_wins(knowledge, cue));
            alone.whether = false;
        }
        let round = rounds::round_of(knowledge, meaning, side);
        let side = round.as_ref().map_or(side, |round| {
            alone.mentions.iter_mut().filter(|named| *named == side).for_each(|named| named.clone_from(round));
            alone.kinds.clear();
            alone.kind_cues.clear();
            round
        });
        if asked.is_empty() && meaning.asks(QuestionWord::Where) {
            alone.properties.extend(knowledge.property("place").map(PropertyCue::unsaid));
        }
        facts.push(of_side(knowledge, &mut alone, side, comparing));
    }
    let is_value = |fact: &Fact| is_ordered(knowledge, fact.property);
    let measured = !meaning.properties.is_empty() || !meaning.implied.is_empty();
    let compared = measured && facts.iter().any(|(by_property, facts)| *by_property && facts.iter().any(is_value));
    // By what one side is measured the other is, and nothing else of it is told; "cheaper" is not who founded it.
    let ordered = !meaning.implied.is_empty() && ordering.iter().any(|operator| meaning.has(*operator));
    if compared || ordered && !facts.iter().any(|(by_property, _)| *by_property) {
        facts.iter_mut().filter(|(by_property, _)| !by_property).for_each(|side| *side = (true, Vec::new()));
    }
    of_like(knowledge, &sides, &mut facts);
    // One and the same fact on both sides compares nothing.
    let same = |a: &Fact, b: &Fact| a.ids == b.ids;
    let repeated = facts.iter().enumerate().any(|(number, (_, side))| {
        facts[..number].iter().any(|(_, other)| side.iter().any(|a| other.iter().any(|b| same(a, b))))
    });
    if repeated {
        return None;
    }
    let answered = facts.iter().filter(|(_, facts)| !facts.is_empty()).count();
    let by_property = facts.iter().all(|(by_property, _)| *by_property);
    let stated = whole.iter().any(|fact| tells(knowledge, meaning, &sides, fact));
    let lacking = lacking(knowledge, meaning, &sides, &facts).filter(|_| by_property && !stated);
    if answered < 2 && lacking.is_none() || stated && (answered < sides.len() || !by_property) {
        return None;
    }
    let mut draft = Draft::new(knowledge, meaning.language);
    let mut disagree = false;
    for (number, fact) in facts.iter().flat_map(|(_, facts)| facts).enumerate() {
        if number > 0 {
            draft.push_gap();
        }
        disagree |= say(&mut draft, knowledge, meaning, fact);
    }
    if let [(true, first), (true, second)] = facts.as_slice()
        && let ([first], [second]) = (first.as_slice(), second.as_slice())
        && let Some(verdict) = ahead::verdict(knowledge, meaning, first, second)
    {
        draft.push_gap();
        draft.push(&verdict);
    }
    if let Some((property, side)) = lacking {
        draft.push_gap();
        draft.push(&abstain::unsaid(knowledge, property, side, meaning.language));
    }
    if meaning.together || meaning.whether {
        say_common(&mut draft, knowledge, facts.iter().map(|(_, facts)| facts.as_slice()));
    }
    Some(draft.finish(if disagree { Outcome::Disagree } else { Outcome::Found }, Kind::Records))
}

/// What is asked of each side: when and where; "who is older" asks for one of the sides, "when were they founded, and by
/// whom" of each.
fn asked_of_each(meaning: &Meaning, ordering: &[Operator]) -> BTreeSet<QuestionWord> {
    let ordered = ordering.iter().any(|operator| meaning.has(*operator));
    let of_each = |ask: &QuestionWord| match ask {
        QuestionWord::When | QuestionWord::Where => true,
        QuestionWord::Who => !ordered && meaning.asks.len() > 1,
        _ => false,
    };
    meaning.asks.iter().copied().filter(of_each).collect()
}

/// Whether a fact found for the whole question tells something of the comparison: what is asked for, what is said in the
/// words of the question, or how one side stands to another. That both sides are named together compares nothing.
fn tells(knowledge: &Knowledge, meaning: &Meaning, sides: &[Named], fact: &Fact) -> bool {
    // Nor is it a comparison where the matter itself is named: "China's first LLM".
    let matter = |named: &Named| named.entities.iter().all(|id| knowledge.kind(*id) == EntityKind::Topic);
    let worded = !meaning.properties.is_empty()
        || meaning.content.iter().any(|word| word.weight >= TELLING)
        || meaning.mentions.iter().any(matter);
    let is_side = |id: EntityId| sides.iter().any(|side| side.entities.contains(&id));
    let compares = |id: &StatementId| {
        let statement = knowledge.corpus.statement(*id);
        let with = statement.qualifiers.compared_with.as_deref();
        let compared = with.is_some_and(|name| {
            sides.iter().flat_map(|side| &side.entities).any(|id| knowledge.corpus.entity(*id).name == name)
        });
        compared || is_side(statement.subject) && matches!(statement.value, Value::Entity(value) if is_side(value))
    };
    // Words that only speak of what is asked for are no number and no date.
    let asked = meaning.property_ids();
    let text = knowledge.corpus.property(fact.property).value_type == ValueType::Text;
    let only_speaks = text && !asked.is_empty() && asked.iter().all(|id| is_ordered(knowledge, *id));
    worded && !only_speaks || fact.ids.iter().any(compares)
}

/// Where words may ask for several properties, of both sides the one that is told of the first.
fn of_like(knowledge: &Knowledge, sides: &[Named], facts: &mut [(bool, Vec<Fact>)]) {
    let ([first, second], [(_, of_first), (_, of_second)]) = (sides, facts) else { return };
    let like = |told: &[Fact], other: &[Fact], side: &Named| {
        let ([fact], [subject]) = (told, side.entities.as_slice()) else { return None };
        let figure = Some(fact.property) == knowledge.property("figure");
        let like = other.iter().any(|other| other.property == fact.property) || other.len() > 1;
        if like || figure || !is_ordered(knowledge, fact.property) {
            return None;
        }
        let ids: Vec<StatementId> = knowledge.of(*subject, fact.property).map(|(id, _)| id).collect();
        (!ids.is_empty()).then_some(Fact { subject: *subject, property: fact.property, ids, score: 1.0 })
    };
    if let Some(fact) = like(of_first, of_second, second) {
        *of_second = vec![fact];
    } else if let Some(fact) = like(of_second, of_first, first) {
        *of_first = vec![fact];
    }
}

/// The side of two of which what is asked for is not told, with that property, where it is told of the other itself.
fn lacking(
    knowledge: &Knowledge,
    meaning: &Meaning,
    sides: &[Named],
    facts: &[(bool, Vec<Fact>)],
) -> Option<(PropertyId, EntityId)> {
    let [first, second] = sides else { return None };
    let (told, side, other) = match facts {
        [(_, told), (_, none)] if none.is_empty() => (told, first, second),
        [(_, none), (_, told)] if none.is_empty() => (told, second, first),
        _ => return None,
    };
    let [fact] = told.as_slice() else { return None };
    let property = knowledge.corpus.property(fact.property);
    let asked = meaning.property_ids().contains(&fact.property) || meaning.implied.contains(&fact.property);
    let of_it = side.entities.contains(&fact.subject);
    (asked && of_it && property.value_type != ValueType::Text).then_some((fact.property, other.entities[0]))
}

/// Whether somebody is named beside something else: "what was Yan Junjie's job at SenseTime, researcher or executive"
/// compares the two with nothing.
fn is_of_person(knowledge: &Knowledge, sides: &[Named]) -> bool {
    let person = |side: &Named| side.entities.iter().all(|id| knowledge.kind(*id) == EntityKind::Person);
    sides.iter().any(person) && !sides.iter().all(person)
}

/// What all sides have: "who invested in both".
fn say_common<'f>(draft: &mut Draft<'_>, knowledge: &Knowledge, sides: impl Iterator<Item = &'f [Fact]>) {
    let value = |id: &StatementId| match knowledge.corpus.statement(*id).value {
        Value::Entity(value) => Some(value),
        _ => None,
    };
    let of_side = |facts: &[Fact]| -> Vec<EntityId> {
        let mut values: Vec<EntityId> = Vec::new();
        for value in facts.iter().flat_map(|fact| &fact.ids).filter_map(value) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        values
    };
    let common = sides.map(of_side).reduce(|mut common, other| {
        common.retain(|value| other.contains(value));
        common
    });
    let Some(common) = common.filter(|common| !common.is_empty()) else { return };
    let language = draft.language;
    let name = |id: &EntityId| wording::name(knowledge.corpus.entity(*id), language);
    let mut names = String::new();
    for (number, id) in common.iter().enumerate() {
        if number > 0 {
            names.push_str(wording::separator(language, number + 1 == common.len()));
        }
        names.push_str(&name(id));
    }
    draft.push_gap();
    draft.push(&IN_COMMON.fill(language, &[&names]));
}

const IN_COMMON: Phrase = Phrase { en: "In common: {0}.", zh: "共同的有{0}。", es: "En común: {0}." };

/// What is put side by side: the labs, models, people … that the question names; else its rounds; else its tests.
fn sides(knowledge: &Knowledge, meaning: &Meaning) -> Vec<Named> {
    let of = |fits: &dyn Fn(&Named) -> bool| -> Vec<Named> {
        meaning.mentions.iter().filter(|named| fits(named)).cloned().collect()
    };
    let kind = |named: &Named, wanted: EntityKind| named.entities.iter().all(|id| knowledge.kind(*id) == wanted);
    let rounds = rounds::of_question(knowledge, meaning);
    if rounds.len() > 1 {
        return rounds;
    }
    let things = of(&|named| comparable(knowledge, named) && !is_whose(knowledge, meaning, named));
    let tests = of(&|named| kind(named, EntityKind::Benchmark));
    if things.len() < 2 && tests.len() > 1 { tests } else { things }
}

/// Whether a wording asks which of two is ahead.
fn asks_who_wins(knowledge: &Knowledge, cue: &PropertyCue) -> bool {
    cue.properties.iter().any(|id| Some(*id) == knowledge.property("outperforms"))
}

/// Whether the question asks which of two is ahead on a test that it names.
fn is_tested(knowledge: &Knowledge, meaning: &Meaning) -> bool {
    let test = |id: &EntityId| knowledge.kind(*id) == EntityKind::Benchmark;
    meaning.entities().iter().any(test) && meaning.properties.iter().any(|cue| asks_who_wins(knowledge, cue))
}

/// Whether a name only says whose another thing of the question is: "Baidu's ERNIE". Beside it stands what is of its
/// sort.
fn is_whose(knowledge: &Knowledge, meaning: &Meaning, named: &Named) -> bool {
    let sort = |named: &Named| knowledge.kind(named.entities[0]);
    let below = |other: &Named| {
        other != named
            && comparable(knowledge, other)
            && sort(other) != sort(named)
            && !(sort(other).is_body() && sort(named).is_body())
            && other
                .entities
                .iter()
                .any(|id| named.entities.iter().any(|above| knowledge.graph.above(*id).contains(above)))
    };
    meaning.mentions.iter().any(below)
}

/// Of several properties that the same words may ask for, a comparison wants the one that has an order. Words that ask
/// for none ("before", that may ask for a former post) ask for nothing where an order is implied.
fn in_order(knowledge: &Knowledge, meaning: &Meaning, alone: &mut Meaning, ordering: &[Operator]) {
    if !ordering.iter().any(|operator| meaning.has(*operator)) {
        return;
    }
    let ordered = |id: &PropertyId| is_ordered(knowledge, *id);
    for cue in &mut alone.properties {
        if cue.properties.iter().any(ordered) {
            cue.properties.retain(ordered);
        }
    }
    if !meaning.implied.is_empty() {
        alone.properties.retain(|cue| cue.properties.iter().any(ordered));
    }
    // "Who raised more" asks for no date, "who raised earlier" for no amount.
    let sort = |id: &PropertyId| knowledge.corpus.property(*id).value_type;
    let first_or_last = meaning.has(Operator::Oldest) || meaning.has(Operator::Newest);
    let amount = meaning.has(Operator::More) || meaning.has(Operator::Less);
    let in_time = meaning.asks(QuestionWord::When)
        || first_or_last && !amount
        || meaning.implied.iter().any(|id| sort(id) == ValueType::Date);
    let wanted = if in_time { ValueType::Date } else { ValueType::Number };
    for cue in &mut alone.properties {
        if cue.properties.iter().any(|id| sort(id) == wanted) {
            cue.properties.retain(|id| sort(id) == wanted);
        }
    }
}

fn is_ordered(knowledge: &Knowledge, property: PropertyId) -> bool {
    matches!(knowledge.corpus.property(property).value_type, ValueType::Number | ValueType::Date)
}

/// Compares entities by what they share, where no question says by what.
#[must_use]
pub fn side_by_side(knowledge: &Knowledge, entities: &[EntityId], language: Language) -> Option<Answer> {
    let mentions = entities.iter().map(|id| Named::outright(&knowledge.corpus, *id)).collect();
    let mut meaning = Meaning { language, mentions, ..Meaning::default() };
    meaning.operators.insert(Operator::Compare);
    answer(knowledge, &meaning, &[])
}

/// A word of this weight says by what the sides are compared.
const TELLING: f32 = 1.0;

/// The facts of one side, `strict` where sides are compared by values: of the property that is asked for (`true`), else
/// of those that are usually compared.
fn of_side(knowledge: &Knowledge, alone: &mut Meaning, side: &Named, strict: bool) -> (bool, Vec<Fact>) {
    // How big a round was is its amount, whatever else words of size may ask for.
    if side.entities.iter().all(|id| knowledge.kind(*id) == EntityKind::FundingRound) {
        let has = |id: &PropertyId| side.entities.iter().any(|round| knowledge.of(*round, *id).next().is_some());
        // Who led it is not answered with how big it was.
        let names = |id: &PropertyId| knowledge.corpus.property(*id).value_type == ValueType::Entity;
        let told = |cue: &PropertyCue| cue.properties.iter().any(has);
        // "Which startup had the bigger round": whose it is.
        alone.kinds.clear();
        alone.kind_cues.clear();
        // "Hit the higher valuation" asks for the valuation alone.
        let any = alone.properties.iter().any(told);
        alone.properties.retain(|cue| told(cue) || !any && cue.properties.iter().all(names));
        if alone.properties.is_empty() && !alone.implied.iter().any(has) {
            let dated = |id: &PropertyId| knowledge.corpus.property(*id).value_type == ValueType::Date;
            let in_time = alone.asks.contains(&QuestionWord::When) || alone.implied.iter().any(dated);
            alone.implied = knowledge.property(if in_time { "date" } else { "amount" }).into_iter().collect();
        }
    }
    if alone.properties.is_empty()
        && let Some(id) = implied(knowledge, alone, side)
    {
        alone.properties.push(PropertyCue { properties: vec![id], stems: Vec::new(), faint: false });
    }
    if !alone.properties.is_empty() {
        return (true, asked_of(knowledge, alone, side, strict));
    }
    // "Which became a unicorn faster": what is told of each in these words, and nothing else of it.
    let telling: Vec<[String; 1]> =
        alone.content.iter().filter(|word| word.weight >= TELLING).map(|word| [word.stem.clone()]).collect();
    if !telling.is_empty() {
        let says = |fact: &Fact| telling.iter().all(|stem| fact.says(knowledge, stem));
        let mut found = find(knowledge, alone);
        found.retain(|fact| side.entities.contains(&fact.subject) && says(fact));
        found.truncate(1);
        if !found.is_empty() {
            return (true, found);
        }
    }
    let subject = side.entities[0];
    let shared = SHARED
        .iter()
        .filter_map(|name| {
            let ids: Vec<_> = knowledge.values(subject, name).map(|(id, _)| id).collect();
            let property = knowledge.property(name)?;
            (!ids.is_empty()).then_some(Fact { subject, property, ids, score: 1.0 })
        })
        .take(4)
        .collect();
    (false, shared)
}

/// What is asked for of one side, `strict` where words that only speak of it are none; of several properties ("founders and seats of A and B") each.
fn asked_of(knowledge: &Knowledge, alone: &mut Meaning, side: &Named, strict: bool) -> Vec<Fact> {
    let mut cues: Vec<PropertyCue> = Vec::new();
    for cue in alone.properties.iter().filter(|cue| !cue.faint) {
        // "Based in the same city" asks for one thing twice.
        if !cues.iter().any(|other| other.properties == cue.properties) {
            cues.push(cue.clone());
        }
    }
    if cues.len() > 1 {
        let each = cues.iter().cloned().filter_map(|cue| {
            let mut of_cue = alone.clone();
            // "The release date and the size": only the one is a date.
            let dated = |id: &PropertyId| knowledge.corpus.property(*id).value_type == ValueType::Date;
            if !cue.properties.iter().any(dated) {
                of_cue.asks.remove(&QuestionWord::When);
            }
            of_cue.properties = vec![cue.clone()];
            asked_of(knowledge, &mut of_cue, side, strict)
                .into_iter()
                .find(|fact| cue.properties.contains(&fact.property))
        });
        let mut told: Vec<Fact> = Vec::new();
        for fact in each {
            if !told.iter().any(|other| other.property == fact.property) {
                told.push(fact);
            }
        }
        if told.len() > 1 {
            return told;
        }
    }
    let several = alone.asks.len().max(1);
    let typed = |id: &PropertyId| knowledge.corpus.property(*id).value_type != ValueType::Text;
    let all_typed = !cues.is_empty() && cues.iter().all(|cue| cue.properties.iter().all(typed));
    stand_in_size(knowledge, alone, side);
    let mut found = find(knowledge, alone);
    // What else is said of the comparison ("leaner at runtime") is no part of what each side has.
    if found.is_empty() && alone.properties.iter().any(|cue| !cue.faint) {
        alone.content.clear();
        found = find(knowledge, alone);
        found.retain(|fact| side.entities.contains(&fact.subject));
    }
    // Words that only speak of it ("base models") are no seat, number or date; those that give a number may be.
    let gives = |fact: &Fact| {
        let numbered = has_number(&knowledge.corpus.statement(fact.ids[0]).text);
        numbered && alone.properties.iter().any(|cue| fact.says(knowledge, &cue.stems))
    };
    found.retain(|fact| !(strict && all_typed) || typed(&fact.property) || gives(fact));
    if found.is_empty() {
        return of_models(knowledge, alone, side);
    }
    found.truncate(several);
    found
}

/// What comes in several sizes is as big as these.
fn stand_in_size(knowledge: &Knowledge, alone: &mut Meaning, side: &Named) {
    let Some((total, sizes)) = knowledge.property("parameters").zip(knowledge.property("size")) else { return };
    let told = |property: PropertyId| side.entities.iter().any(|id| knowledge.of(*id, property).next().is_some());
    if told(total) || !told(sizes) {
        return;
    }
    for cue in alone.properties.iter_mut().filter(|cue| cue.properties.contains(&total)) {
        cue.properties.push(sizes);
    }
}

/// What is asked for of the models of a line that has none of it itself, where there are but a few: the context of
/// "MiniMax-01" is that of its models.
fn of_models(knowledge: &Knowledge, alone: &Meaning, side: &Named) -> Vec<Fact> {
    const FEW: usize = 2;
    let [line] = side.entities.as_slice() else { return Vec::new() };
    let [cue] = alone.properties.as_slice() else { return Vec::new() };
    if knowledge.kind(*line) != EntityKind::ModelFamily {
        return Vec::new();
    }
    let models = knowledge.graph.below(*line).iter().filter(|id| knowledge.kind(**id) == EntityKind::Model);
    let told = models.filter_map(|model| {
        let property = cue.properties.iter().find(|id| is_ordered(knowledge, **id))?;
        let ids: Vec<StatementId> = knowledge.of(*model, *property).map(|(id, _)| id).collect();
        (!ids.is_empty()).then_some(Fact { subject: *model, property: *property, ids, score: 1.0 })
    });
    let told: Vec<Fact> = told.take(FEW + 1).collect();
    if told.len() > FEW { Vec::new() } else { told }
}

/// What "older", "bigger" and a benchmark's name ask for.
fn implied(knowledge: &Knowledge, meaning: &Meaning, side: &Named) -> Option<PropertyId> {
    let benchmark = meaning.entities().iter().any(|id| knowledge.kind(*id) == EntityKind::Benchmark);
    if benchmark {
        return knowledge.property("score");
    }
    // Who had "the first large language model" is not asked how large the labs are.
    let of_sides = |kind: &EntityKind| {
        side.entities.iter().any(|id| {
            let own = knowledge.kind(*id);
            own == *kind || own.is_body() && kind.is_body() || !own.is_body() && !kind.is_body()
        })
    };
    if !meaning.kinds.is_empty() && !meaning.kinds.iter().any(of_sides) {
        return None;
    }
    let said = |id: &&PropertyId| {
        side.entities.iter().any(|subject| {
            knowledge.graph.of(*subject).iter().any(|statement| knowledge.corpus.statement(*statement).property == **id)
        })
    };
    meaning.implied.iter().find(said).copied()
}

fn comparable(knowledge: &Knowledge, named: &Named) -> bool {
    named.entities.iter().all(|id| {
        matches!(
            knowledge.kind(*id),
            EntityKind::Lab
                | EntityKind::Company
                | EntityKind::Model
                | EntityKind::ModelFamily
                | EntityKind::Product
                | EntityKind::Chip
                | EntityKind::Person
                | EntityKind::University
                | EntityKind::Technique
        )
    })
}
