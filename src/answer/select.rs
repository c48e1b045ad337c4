//! Which entities fit a description: kind, maker, place, date, qualities. Lists, counts and superlatives start here.

use super::knowledge::Knowledge;
use crate::corpus::property::{QuestionWord, ValueType};
use crate::corpus::record::{EntityKind, Reference, Statement, Value};
use crate::corpus::{EntityId, PropertyId, StatementId};
use crate::question::bounds::NumberBound;
use crate::question::lexicon::{Filter, Operator};
use crate::question::meaning::{Content, Meaning, Named, PropertyCue};
use crate::question::vocabulary::TermId;
use crate::text::date::FoundDate;
use crate::text::edtf::Edtf;
use crate::text::quantity::{Quantity, Unit};

/// An entity that fits, with the sentences that say so.
#[derive(Debug, Clone)]
pub struct Fit {
    /// The entity.
    pub entity: EntityId,
    /// What proves that it fits, one reference for each condition at least.
    pub proof: Vec<Reference>,
    /// The date by which it fits, or that it has.
    pub date: Option<(Edtf, StatementId)>,
    /// The number by which it fits.
    pub measure: Option<StatementId>,
}

/// All entities of some kinds that fit what the question says, in no special order. `None` where the question has
/// conditions that nothing here understands.
#[must_use]
pub fn select(knowledge: &Knowledge, meaning: &Meaning, kinds: &[EntityKind]) -> Option<Vec<Fit>> {
    if meaning.content.iter().any(|content| !content.known && content.weight > 1.0) {
        return None;
    }
    let conditions = Conditions::of(knowledge, meaning);
    let mut out = Vec::new();
    for (number, entity) in (0u32..).zip(&knowledge.corpus.entities) {
        if kinds.contains(&entity.kind)
            && let Some(fit) = fits(knowledge, &conditions, EntityId(number))
        {
            out.push(fit);
        }
    }
    Some(out)
}

/// Whether a word of the question is said of an entity: by the statement at hand, or by another of its statements in
/// their own words.
#[must_use]
pub fn holds(knowledge: &Knowledge, entity: EntityId, at_hand: StatementId, word: &Content) -> bool {
    let own = |id: &StatementId| {
        let terms = knowledge.terms(*id);
        word.term.is_some_and(|term| terms.own.binary_search(&term).is_ok())
            || word.groups.iter().any(|group| terms.own_groups.binary_search(group).is_ok())
    };
    // A statement that tells of some of a line alone (the dense ones) is not of the others.
    match &knowledge.corpus.statement(at_hand).qualifiers.scope {
        Some(_) => own(&at_hand),
        None => {
            // What a word asks for by name ("dense": the architecture) is told by that, where it is told at all.
            let asked = |id: &&StatementId| word.asks_for.contains(&knowledge.corpus.statement(**id).property);
            let all = knowledge.graph.of(entity);
            let told = all.iter().any(|id| asked(&id));
            all.iter().filter(|id| !told || asked(id)).any(own)
        }
    }
}

/// The kinds that a question's words for kinds cover: people say "labs" of companies and "companies" of labs.
#[must_use]
pub fn kinds_of(meaning: &Meaning) -> Vec<EntityKind> {
    let mut out: Vec<EntityKind> = meaning.kinds.iter().copied().collect();
    if out.contains(&EntityKind::Lab) || out.contains(&EntityKind::Company) {
        out.extend([EntityKind::Lab, EntityKind::Company]);
    }
    out.sort();
    out.dedup();
    out
}

/// The kinds of what the groups consist of that a question names.
#[must_use]
pub(super) fn kinds_of_members(knowledge: &Knowledge, meaning: &Meaning) -> Vec<EntityKind> {
    let groups = meaning.entities().into_iter().filter(|id| knowledge.kind(*id) == EntityKind::Group);
    let mut kinds: Vec<EntityKind> = groups
        .flat_map(|group| knowledge.values(group, "member"))
        .filter_map(|(_, statement)| match statement.value {
            Value::Entity(member) => Some(knowledge.kind(member)),
            _ => None,
        })
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// What a question says of what it wants, read once for all entities.
struct Conditions<'m> {
    meaning: &'m Meaning,
    /// What is named of makers and other bodies. Several are alternatives ("from Moonshot, Tencent and Baidu"); all else
    /// must hold together.
    bodies: Vec<&'m Named>,
    /// What else is named, but for topics.
    others: Vec<&'m Named>,
    asked: Vec<PropertyId>,
    /// Whether some of the properties that are asked for have things as their values.
    relational: bool,
    dates: Vec<Edtf>,
}

impl<'m> Conditions<'m> {
    fn of(knowledge: &Knowledge, meaning: &'m Meaning) -> Self {
        let topic = |named: &Named| named.entities.iter().all(|id| knowledge.kind(*id) == EntityKind::Topic);
        let (bodies, others): (Vec<_>, Vec<_>) = meaning.mentions.iter().partition(|named| is_body(knowledge, named));
        let mut asked = meaning.property_ids();
        // Who "took money from Alibaba" is backed by it.
        let money = knowledge.properties(&["amount", "funding_total"]);
        let backed = !asked.is_empty() && asked.iter().all(|id| money.contains(id)) && meaning.bounds.is_empty();
        let investor = knowledge.property("investor").filter(|_| backed && !bodies.is_empty());
        asked.extend(investor);
        Self {
            meaning,
            bodies,
            others: others.into_iter().filter(|named| !topic(named)).collect(),
            relational: investor.is_some()
                || meaning.properties.iter().any(|cue| is_relational(knowledge, meaning, cue)),
            asked,
            dates: meaning.dates.iter().filter_map(FoundDate::edtf).collect(),
        }
    }
}

/// Whether words ask for a relation to what is named. "Founded in 2023" is told by a date.
fn is_relational(knowledge: &Knowledge, meaning: &Meaning, cue: &PropertyCue) -> bool {
    let is = |sort: ValueType| cue.properties.iter().any(|id| knowledge.corpus.property(*id).value_type == sort);
    is(ValueType::Entity) && (meaning.dates.is_empty() || !is(ValueType::Date))
}

fn fits(knowledge: &Knowledge, conditions: &Conditions<'_>, entity: EntityId) -> Option<Fit> {
    let Conditions { meaning, bodies, others, .. } = conditions;
    let mut fit = Fit { entity, proof: Vec::new(), date: None, measure: None };
    let negated = meaning.has(Operator::Negation);
    if !is_within(knowledge, meaning, entity) {
        return None;
    }
    let excluded = |id: &EntityId| *id == entity || knowledge.graph.above(entity).contains(id);
    if meaning.excluded.iter().any(excluded) {
        return None;
    }
    if meaning.together {
        for named in bodies {
            fit.proof.extend_from_slice(relation(knowledge, conditions, entity, named)?);
        }
    } else if !bodies.is_empty() {
        let proof = bodies.iter().find_map(|named| relation(knowledge, conditions, entity, named))?;
        fit.proof.extend_from_slice(proof);
    }
    // "Not in Beijing" wants those that are known to be elsewhere.
    let denied = negated && meaning.filters.is_empty() && meaning.dates.is_empty();
    for named in others {
        let place = named.entities.iter().all(|id| knowledge.kind(*id) == EntityKind::Place);
        fit.proof.extend_from_slice(if denied && place {
            elsewhere(knowledge, entity, named)?
        } else {
            relation(knowledge, conditions, entity, named)?
        });
    }
    for filter in &meaning.filters {
        fit.proof.extend(quality(knowledge, entity, if negated { opposite(*filter) } else { *filter })?);
    }
    for bound in &meaning.bounds {
        let id = within(knowledge, &conditions.asked, entity, bound)?;
        fit.proof.extend_from_slice(&knowledge.corpus.statement(id).references);
        fit.measure = Some(id);
    }
    if meaning.dates.is_empty() {
        fit.date = own_date(knowledge, entity);
    } else if negated {
        fit.date = own_date(knowledge, entity);
        let (_, id) = fit.date.filter(|_| dated(knowledge, &conditions.dates, entity).is_none())?;
        fit.proof.extend_from_slice(&knowledge.corpus.statement(id).references);
    } else {
        let found = dated(knowledge, &conditions.dates, entity)?;
        fit.proof.extend_from_slice(&knowledge.corpus.statement(found.1).references);
        fit.date = Some(found);
    }
    // A count claims to be of all that fit, so what fits must be said of it in so many words.
    let counted = meaning.has(Operator::Count) || meaning.asks(QuestionWord::HowMany);
    for content in &meaning.content {
        let held = knowledge.graph.of(entity).iter().find(|id| {
            let terms = knowledge.terms(**id);
            let own = content.term.is_some_and(|term| terms.own.binary_search(&term).is_ok());
            let groups = if counted { &terms.own_groups } else { &terms.groups };
            own || content.groups.iter().any(|group| groups.binary_search(group).is_ok())
        })?;
        fit.proof.extend_from_slice(&knowledge.corpus.statement(*held).references);
    }
    if fit.proof.is_empty() {
        let any = fit.date.map(|(_, id)| id).or_else(|| knowledge.graph.of(entity).first().copied())?;
        fit.proof.extend_from_slice(&knowledge.corpus.statement(any).references);
    }
    Some(fit)
}

/// The number of an entity that lies on the wanted side of a bound: one of the property that is asked for, else
/// of the one by which things of its kind are measured.
fn within(knowledge: &Knowledge, asked: &[PropertyId], entity: EntityId, bound: &NumberBound) -> Option<StatementId> {
    // A context is counted in tokens as well: they ask for no other number beside it.
    let context = knowledge.property("context").filter(|context| asked.contains(context));
    let asked = context.as_ref().map_or(asked, std::slice::from_ref);
    let named = asked.iter().any(|id| is_number(knowledge, *id));
    let measured = |statement: &Statement| {
        if named {
            asked.contains(&statement.property)
        } else {
            knowledge.is(statement, measures(knowledge.kind(entity)))
        }
    };
    let admitted = |statement: &Statement| matches!(&statement.value, Value::Number(number) if bound.admits(number) && number.unit == unit_of(bound, number));
    let fits = |id: &&StatementId| {
        let statement = knowledge.corpus.statement(**id);
        measured(statement) && admitted(statement)
    };
    knowledge.graph.of(entity).iter().find(fits).copied()
}

/// A bound without a unit is one of whatever the number counts.
fn unit_of(bound: &NumberBound, number: &Quantity) -> Unit {
    if bound.number.unit == Unit::Plain { number.unit } else { bound.number.unit }
}

fn is_number(knowledge: &Knowledge, property: PropertyId) -> bool {
    knowledge.corpus.property(property).value_type == ValueType::Number
}

/// The properties by which things of a kind are measured where the question names none ("models over 500B").
fn measures(kind: EntityKind) -> &'static [&'static str] {
    match kind {
        EntityKind::Model | EntityKind::ModelFamily => &["parameters", "size"],
        EntityKind::FundingRound => &["amount"],
        EntityKind::Product => &["users"],
        _ => &["valuation"],
    }
}

/// What a negation makes of a quality: without open weights is closed. Where there is no opposite, the quality itself.
pub(super) fn opposite(filter: Filter) -> Filter {
    match filter {
        Filter::OpenWeights => Filter::Closed,
        Filter::Closed => Filter::OpenWeights,
        other => other,
    }
}

/// Whether a name is one of what things come from: makers, lines, schools.
pub(super) fn is_body(knowledge: &Knowledge, named: &Named) -> bool {
    named.entities.iter().all(|id| {
        matches!(
            knowledge.kind(*id),
            EntityKind::Lab
                | EntityKind::Company
                | EntityKind::ModelFamily
                | EntityKind::Organisation
                | EntityKind::University
        )
    })
}

/// What proves that an entity belongs to something that the question names: a statement with that value (of the
/// property asked for, if one is), the line of makers and owners, or membership.
fn relation<'k>(
    knowledge: &'k Knowledge,
    conditions: &Conditions<'_>,
    entity: EntityId,
    named: &Named,
) -> Option<&'k [Reference]> {
    let graph = &knowledge.graph;
    let mut links = named.entities.iter().flat_map(|other| {
        let statement = |id: &StatementId| knowledge.corpus.statement(*id);
        let is_of = |statement: &Statement, value: EntityId| {
            statement.value == Value::Entity(value) || statement.qualifiers.at == Some(value)
        };
        let forward = graph.of(entity).iter().map(statement).filter(move |statement| is_of(statement, *other));
        let backward = graph.naming(entity).iter().map(statement);
        forward.chain(backward.filter(move |statement| statement.subject == *other && is_of(statement, entity)))
    });
    let group = || named.entities.iter().any(|id| knowledge.kind(*id) == EntityKind::Group);
    if conditions.relational && !group() {
        let link = links.find(|statement| conditions.asked.contains(&statement.property));
        return link.map(|statement| statement.references.as_slice());
    }
    if let Some(link) = links.next() {
        return Some(&link.references);
    }
    let above = graph.above(entity);
    named.entities.iter().any(|other| above.contains(other)).then_some(&[])
}

/// What proves that an entity has its seat, and not at a place that the question names.
fn elsewhere<'k>(knowledge: &'k Knowledge, entity: EntityId, named: &Named) -> Option<&'k [Reference]> {
    let seats = || knowledge.values(entity, "place").map(|(_, statement)| statement);
    let there = |statement: &Statement| match statement.value {
        Value::Entity(seat) => {
            named.entities.iter().any(|place| seat == *place || knowledge.graph.above(seat).contains(place))
        }
        _ => false,
    };
    if seats().any(there) {
        return None;
    }
    seats().next().map(|statement| statement.references.as_slice())
}

/// Whether something has all qualities that the question names.
pub(super) fn has_qualities(knowledge: &Knowledge, meaning: &Meaning, entity: EntityId) -> bool {
    let negated = meaning.has(Operator::Negation);
    let mut asked = meaning.filters.iter().map(|filter| if negated { opposite(*filter) } else { *filter });
    asked.all(|filter| quality(knowledge, entity, filter).is_some())
}

/// What proves a quality.
pub(super) fn quality(knowledge: &Knowledge, entity: EntityId, filter: Filter) -> Option<Vec<Reference>> {
    let flag = |wanted: bool| {
        knowledge
            .values(entity, "open_weights")
            .find(|(_, statement)| statement.value == Value::Flag(wanted))
            .map(|(_, statement)| statement.references.clone())
    };
    let words = match filter {
        Filter::OpenWeights => return flag(true),
        Filter::Closed => return flag(false),
        other => words_of(other),
    };
    let wanted: Vec<TermId> = words.iter().filter_map(|word| knowledge.understander.vocabulary.term(word)).collect();
    knowledge
        .graph
        .of(entity)
        .iter()
        .find(|id| {
            let terms = knowledge.terms(**id);
            let statement = knowledge.corpus.statement(**id);
            // A line has dense sizes and others.
            let scoped = statement.qualifiers.scope.is_some() && knowledge.is(statement, &["size", "parameters"]);
            (scoped
                || knowledge
                    .is(statement, &["description", "feature", "modality", "architecture", "technique", "known_for"]))
                && wanted.iter().any(|term| terms.own.binary_search(term).is_ok())
        })
        .map(|id| knowledge.corpus.statement(*id).references.clone())
}

/// The stems by which our statements say that something has a quality.
fn words_of(filter: Filter) -> &'static [&'static str] {
    match filter {
        Filter::OpenWeights | Filter::Closed => &[],
        Filter::Moe => &["moe", "mixture", "mixtur"],
        Filter::Dense => &["dens", "dense"],
        Filter::Multimodal => &["multimod", "omni"],
        Filter::Reasoning => &["reason"],
        Filter::Coding => &["code", "coder", "coding"],
        Filter::Video => &["video"],
        Filter::Vision => &["vision", "imag", "visual"],
    }
}

/// Whether a number is one of the sort that the question wants: of what comes dense and with experts each number has to
/// say which it is of.
pub(super) fn is_of_sort(knowledge: &Knowledge, meaning: &Meaning, entity: EntityId, at_hand: StatementId) -> bool {
    let sorts = [Filter::Moe, Filter::Dense];
    let mixed = || sorts.iter().all(|sort| quality(knowledge, entity, *sort).is_some());
    let says = |sort: &Filter| {
        let mut terms = words_of(*sort).iter().filter_map(|word| knowledge.understander.vocabulary.term(word));
        terms.any(|term| knowledge.is_own(at_hand, term))
    };
    let wanted = sorts.iter().filter(|sort| meaning.filters.contains(sort));
    let scoped = knowledge.corpus.statement(at_hand).qualifiers.scope.is_some();
    wanted.into_iter().all(|sort| !(scoped || mixed()) || says(sort))
}

/// The properties by which a kind of entity is dated.
#[must_use]
pub fn date_properties(kind: EntityKind) -> &'static [&'static str] {
    match kind {
        EntityKind::Lab | EntityKind::Company | EntityKind::Organisation | EntityKind::University => &["founded"],
        EntityKind::Model | EntityKind::ModelFamily | EntityKind::Product => &["released"],
        _ => &["date", "released"],
    }
}

fn dated(knowledge: &Knowledge, wanted: &[Edtf], entity: EntityId) -> Option<(Edtf, StatementId)> {
    let properties = date_properties(knowledge.kind(entity));
    dates(knowledge, entity, properties)
        .filter(|(date, _)| wanted.iter().any(|wanted| wanted.covers(*date)))
        .min_by_key(|(date, id)| (date.earliest(), *id))
}

/// When an entity came to be: the earliest of its dates, each as exactly as some document has it ("April 2025" goes before
/// "2025").
pub(super) fn own_date(knowledge: &Knowledge, entity: EntityId) -> Option<(Edtf, StatementId)> {
    let all = || dates(knowledge, entity, date_properties(knowledge.kind(entity)));
    let is_told_finer = |date: Edtf| all().any(|(other, _)| date.covers(other) && !other.covers(date));
    all()
        .filter(|(date, _)| !is_told_finer(*date))
        .min_by_key(|(date, id)| (date.earliest(), std::cmp::Reverse(date.latest()), *id))
}

/// Whether an entity's own date lies on the wanted side of those of what bounds the question's time.
fn is_within(knowledge: &Knowledge, meaning: &Meaning, entity: EntityId) -> bool {
    let bound = [meaning.earlier_than, meaning.later_than];
    let bounded = bound.iter().any(Option::is_some);
    !bounded
        || !bound.contains(&Some(entity))
            && own_date(knowledge, entity).is_some_and(|(date, _)| is_date_within(knowledge, meaning, date))
}

/// Whether a date lies on the wanted side of those of what bounds the question's time.
pub(super) fn is_date_within(knowledge: &Knowledge, meaning: &Meaning, date: Edtf) -> bool {
    let of = |entity: EntityId| own_date(knowledge, entity).map(|(date, _)| date);
    let earlier = |bound: EntityId| of(bound).is_some_and(|end| date.latest() < end.latest());
    let later = |bound: EntityId| of(bound).is_some_and(|start| date.earliest() > start.earliest());
    meaning.earlier_than.is_none_or(earlier) && meaning.later_than.is_none_or(later)
}

/// All dates of an entity under some properties.
pub fn dates<'a>(
    knowledge: &'a Knowledge,
    entity: EntityId,
    properties: &'a [&'a str],
) -> impl Iterator<Item = (Edtf, StatementId)> + 'a {
    knowledge.graph.of(entity).iter().filter_map(move |id| {
        let statement = knowledge.corpus.statement(*id);
        match statement.value {
            Value::Date(date) if knowledge.is(statement, properties) => Some((date, *id)),
            _ => None,
        }
    })
}
