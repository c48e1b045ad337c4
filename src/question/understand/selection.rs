//! What can be asked of what: a person has a post, a chip has none. In linguistics: selectional restrictions (Katz and
//! Fodor, "The Structure of a Semantic Theory", 1963).
//!
//! Most everyday words that ask for a property mean something else as well: "home" asks for the seat of a lab, but of a
//! chip it only tells something. What the records say of things of a kind tells which is meant.

use super::Meaning;
use crate::corpus::graph::Graph;
use crate::corpus::property::{QuestionWord, ValueType};
use crate::corpus::record::{EntityKind, Value};
use crate::corpus::{Corpus, EntityId, PropertyId};
use crate::question::lexicon::{Filter, Operator};
use crate::question::meaning::PropertyCue;

/// Kinds of entities, as bits.
type Kinds = u32;

/// For each property: of things of which kinds it is told.
#[derive(Debug, Default)]
pub(super) struct Selection {
    told_of: Vec<Kinds>,
}

fn bit(kind: EntityKind) -> Kinds {
    EntityKind::ALL.iter().position(|(_, known)| *known == kind).map_or(0, |number| 1 << number)
}

impl Selection {
    /// Looks at all statements.
    pub(super) fn new(corpus: &Corpus) -> Self {
        let mut told_of: Vec<Kinds> = vec![0; corpus.properties.len()];
        for statement in &corpus.statements {
            let kinds = &mut told_of[statement.property.0 as usize];
            let qualifiers = &statement.qualifiers;
            let others = [qualifiers.at, qualifiers.benchmark].into_iter().flatten();
            for id in std::iter::once(statement.subject).chain(others) {
                *kinds |= bit(corpus.entity(id).kind);
            }
            if let Value::Entity(value) = statement.value {
                *kinds |= bit(corpus.entity(value).kind);
            }
        }
        // What a property is declared to be asked of can be asked of it before any record tells it.
        for (kinds, property) in told_of.iter_mut().zip(&corpus.properties) {
            let declared = property.kinds.iter().filter_map(|kind| EntityKind::from_name(kind));
            *kinds |= declared.fold(0, |all, kind| all | bit(kind));
            if *kinds == 0 {
                *kinds = !0;
            }
        }
        Self { told_of }
    }

    /// Of several properties that the same words may ask for, those are meant that are asked of what the question names:
    /// of a person how old they are, of a model its release and not its listing. Words for what can't be asked of
    /// anything that is named ask for nothing, they only tell.
    pub(super) fn suit(&self, corpus: &Corpus, graph: &Graph, meaning: &mut Meaning) {
        narrow(corpus, meaning);
        take_group_for_kind(corpus, graph, meaning);
        stand_in(corpus, graph, meaning);
        ask_of_rounds(corpus, graph, meaning);
        ask_for_nobody_by_number(corpus, meaning);
        ask_where_weights_are(corpus, graph, meaning);
        imply_amount(corpus, graph, meaning);
        imply_investor(corpus, meaning);
        imply_date(corpus, graph, meaning);
        imply_licence(corpus, meaning);
        let mut named = meaning.entities();
        if named.iter().any(|id| corpus.entity(*id).kind != EntityKind::Topic) {
            named.retain(|id| corpus.entity(*id).kind != EntityKind::Topic);
        }
        if named.is_empty() {
            return;
        }
        let near: Vec<EntityId> = named.iter().flat_map(|id| neighbours(corpus, graph, *id)).collect();
        // What is asked of a group is asked of its members.
        let is_group = named.iter().any(|id| corpus.entity(*id).kind == EntityKind::Group);
        let members = near.iter().filter(|_| is_group);
        let kinds = named.iter().chain(members).map(|id| corpus.entity(*id).kind).chain(meaning.kinds.iter().copied());
        let mut kinds = kinds.fold(0, |all, kind| all | bit(kind));
        // What "the tigers released in January" are models of theirs.
        if is_group && !meaning.dates.is_empty() && near.iter().any(|id| corpus.entity(*id).kind.is_body()) {
            kinds |= bit(EntityKind::Model);
        }
        let told = |property: PropertyId, id: &EntityId| {
            graph.of(*id).iter().any(|id| corpus.statement(*id).property == property)
        };
        let can_be_asked = |property: &PropertyId| {
            self.told_of[property.0 as usize] & kinds != 0
                || OF_ANYTHING.contains(&corpus.property(*property).id.as_str())
                || near.iter().any(|id| told(*property, id))
        };
        // A number that is asked for, and what sort of thing is, are asked for whatever is known.
        let number = meaning.asks(QuestionWord::HowMany) || meaning.asks(QuestionWord::HowMuch);
        let counted = |property: &PropertyId| number && corpus.property(*property).value_type == ValueType::Number;
        let wanted: Vec<&String> = meaning
            .kind_cues
            .iter()
            .filter(|cue| cue.kinds.iter().any(|kind| meaning.wanted.contains(kind)))
            .flat_map(|cue| &cue.stems)
            .collect();
        let is_asked = |cue: &PropertyCue| {
            cue.properties.iter().any(|property| can_be_asked(property) || counted(property))
                || cue.stems.iter().any(|stem| wanted.contains(&stem))
        };
        let dropped: Vec<PropertyCue> = meaning.properties.extract_if(.., |cue| !is_asked(cue)).collect();
        // "How far did it fall": a phrase with a question word only asks, and tells nothing.
        let asks = |cue: &&PropertyCue| cue.stems.len() > 1 && matches!(cue.stems[0].as_str(), "how" | "que" | "cuan");
        for stem in dropped.iter().filter(|cue| !asks(cue)).flat_map(|cue| &cue.stems) {
            let kept = meaning.properties.iter().any(|cue| cue.stems.contains(stem));
            let told = meaning.content.iter().any(|word| word.stem == *stem);
            let Some(word) = meaning.words.iter_mut().find(|word| word.stem == *stem) else { continue };
            word.asks_for.retain(|id| !dropped.iter().any(|cue| cue.properties.contains(id)));
            // What names a kind as well ("gpu") is accounted for by things of that kind.
            if !kept && !told && word.kinds.is_empty() {
                meaning.content.push(word.clone());
            }
        }
    }
}

/// "Three US tech giants he worked for" says of what sort somebody's employers were; where none of them is of the group that
/// is called so, any may be meant.
fn take_group_for_kind(corpus: &Corpus, graph: &Graph, meaning: &mut Meaning) {
    let Some(post) = corpus.property_named("earlier_post") else { return };
    let asked = meaning.properties.iter().any(|cue| cue.properties.contains(&post));
    let kind = |id: EntityId| corpus.entity(id).kind;
    let people: Vec<EntityId> = meaning.entities().into_iter().filter(|id| kind(*id) == EntityKind::Person).collect();
    if !asked || meaning.whether || people.is_empty() {
        return;
    }
    let posts = people.iter().flat_map(|person| graph.of(*person)).map(|id| corpus.statement(*id));
    let bodies: Vec<EntityId> = posts.filter_map(|statement| statement.qualifiers.at).collect();
    let holds = |group: &EntityId| {
        let mut members = graph.of(*group).iter().map(|id| &corpus.statement(*id).value);
        members.any(|value| matches!(value, Value::Entity(member) if bodies.contains(member)))
    };
    let before = meaning.mentions.len();
    meaning.mentions.retain(|named| {
        let mut entities = named.entities.iter();
        !entities.all(|id| kind(*id) == EntityKind::Group && !holds(id))
    });
    if meaning.mentions.len() < before {
        meaning.wanted.insert(EntityKind::Company);
    }
}

/// Properties with those that tell the same of what has none of them: what comes in several sizes has no one number of
/// parameters, and what is known for nothing in so many words has done, changed or brought something ("what was the big
/// deal about GLM-5").
const STAND_INS: [(&str, &[&str]); 2] =
    [("parameters", &["size"]), ("known_for", &["achievement", "effect", "feature"])];

/// Where what is asked for is not told of what is named, asks for what stands in for it.
fn stand_in(corpus: &Corpus, graph: &Graph, meaning: &mut Meaning) {
    let named = meaning.entities();
    let told = |property: PropertyId| {
        let mut statements = named.iter().flat_map(|id| graph.of(*id));
        statements.any(|id| corpus.statement(*id).property == property)
    };
    for (asked, others) in STAND_INS {
        let Some(asked) = corpus.property_named(asked) else { continue };
        let is_for = |cue: &&mut PropertyCue| cue.properties.contains(&asked);
        // A reason is given of what is known for nothing, too.
        if told(asked)
            || meaning.asks(QuestionWord::Why)
            || !meaning.properties.iter().any(|cue| cue.properties.contains(&asked))
        {
            continue;
        }
        let others: Vec<PropertyId> =
            others.iter().filter_map(|other| corpus.property_named(other)).filter(|other| told(*other)).collect();
        for cue in meaning.properties.iter_mut().filter(is_for) {
            let lacking = others.iter().filter(|other| !cue.properties.contains(other)).copied().collect::<Vec<_>>();
            cue.properties.extend(lacking);
        }
    }
}

/// What a body raised is told by its total, and where it has none, or where a time is named, by what its rounds brought:
/// "how much money did MiniMax raise", "how much did Zhipu raise in March 2025".
fn ask_of_rounds(corpus: &Corpus, graph: &Graph, meaning: &mut Meaning) {
    let (Some(total), Some(amount)) = (corpus.property_named("funding_total"), corpus.property_named("amount")) else {
        return;
    };
    let named = meaning.entities();
    let kind = |id: EntityId| corpus.entity(id).kind;
    let is_round = |id: &EntityId| kind(*id) == EntityKind::FundingRound;
    let [body] = named.as_slice() else { return };
    if !kind(*body).is_body() || meaning.kinds.contains(&EntityKind::FundingRound) {
        return;
    }
    let has_total = graph.of(*body).iter().any(|id| corpus.statement(*id).property == total);
    let has_rounds = graph.below(*body).iter().any(is_round);
    // "The first money it ever got" is that of one round.
    let asks = meaning.asks(QuestionWord::HowMuch) && meaning.superlative_stems.is_empty();
    let of_rounds = has_rounds && !meaning.total && (!has_total || !meaning.dates.is_empty());
    for cue in &mut meaning.properties {
        let (in_all, by_round) = (cue.properties.contains(&total), cue.properties.contains(&amount));
        if by_round && !in_all && has_total && meaning.dates.is_empty() && asks {
            cue.properties.push(total);
        } else if in_all && !by_round && of_rounds {
            cue.properties.push(amount);
        }
    }
}

/// "How much did it get in its Series B" and "in its round of March" ask for the amount without a word for it; so does
/// "how much did Alibaba invest in it", whose word asks who invested where no number is asked for. What one of several
/// paid is not what the round brought, unless that one led it.
fn imply_amount(corpus: &Corpus, graph: &Graph, meaning: &mut Meaning) {
    let Some(amount) = corpus.property_named("amount").filter(|_| meaning.asks(QuestionWord::HowMuch)) else { return };
    let named = meaning.entities().iter().any(|id| corpus.entity(*id).kind == EntityKind::FundingRound);
    if meaning.properties.is_empty() && (named || meaning.kinds.contains(&EntityKind::FundingRound)) {
        meaning.properties.push(PropertyCue::unsaid(amount));
    }
    let invested = |id: &PropertyId| INVESTED.contains(&corpus.property(*id).id.as_str());
    let leads = |id: &EntityId| {
        let mut naming = graph.naming(*id).iter().map(|id| corpus.statement(*id));
        naming.any(|statement| {
            let round = statement.subject;
            corpus.property(statement.property).id == "lead_investor"
                && graph.above(round).iter().any(|lab| meaning.entities().contains(lab))
        })
    };
    if !meaning.asks(QuestionWord::HowMany) && meaning.entities().iter().any(leads) {
        for cue in meaning.properties.iter_mut().filter(|cue| cue.properties.iter().all(invested)) {
            cue.properties = vec![amount];
        }
    }
}

/// "Who joined its round of March" asks for investors: nobody else joins a round.
fn imply_investor(corpus: &Corpus, meaning: &mut Meaning) {
    let Some(investor) = corpus.property_named("investor").filter(|_| meaning.properties.is_empty()) else { return };
    let named = meaning.entities().iter().any(|id| corpus.entity(*id).kind == EntityKind::FundingRound);
    let joined = |stem: &str| matches!(stem, "join" | "joined" | "participated" | "syndic");
    let told = meaning.content.iter().any(|word| joined(&word.stem) || joined(&word.text));
    if told && (named || meaning.kinds.contains(&EntityKind::FundingRound)) {
        meaning.content.retain(|word| !joined(&word.stem) && !joined(&word.text));
        meaning.properties.push(PropertyCue::unsaid(investor));
    }
}

/// "Who leads the Qwen team" asks for no number of researchers, whatever its last word asks for else.
fn ask_for_nobody_by_number(corpus: &Corpus, meaning: &mut Meaning) {
    let property = |id: &PropertyId| corpus.property(*id);
    let who = |cue: &PropertyCue| {
        cue.properties
            .iter()
            .any(|id| property(id).question == Some(QuestionWord::Who) || property(id).id == "position")
    };
    if meaning.joins || !meaning.asks.iter().eq(&[QuestionWord::Who]) || !meaning.properties.iter().any(who) {
        return;
    }
    let number = |cue: &PropertyCue| cue.properties.iter().all(|id| STAFF.contains(&property(id).id.as_str()));
    meaning.properties.retain(|cue| !number(cue));
}

/// What tells how many people a body has.
const STAFF: [&str; 2] = ["researchers", "employees"];

/// "Where can I get the weights" asks for where they are published, not whether they are open.
fn ask_where_weights_are(corpus: &Corpus, graph: &Graph, meaning: &mut Meaning) {
    let (Some(weights), Some(site)) = (corpus.property_named("open_weights"), corpus.property_named("website")) else {
        return;
    };
    let named = meaning.properties.iter().any(|cue| cue.properties.contains(&weights));
    let published = meaning.filters.contains(&Filter::OpenWeights);
    let told = |id: &EntityId| graph.of(*id).iter().any(|id| corpus.statement(*id).property == site);
    if meaning.asks(QuestionWord::Where) && (named || published) && meaning.entities().iter().any(told) {
        meaning
            .properties
            .retain(|cue| !cue.properties.iter().all(|id| corpus.property(*id).value_type == ValueType::Date));
        meaning.properties.push(PropertyCue::unsaid(site));
    }
}

/// What tells who invested.
const INVESTED: [&str; 2] = ["investor", "lead_investor"];

/// "Since when has it existed" asks for the date of its beginning without a word for it.
fn imply_date(corpus: &Corpus, graph: &Graph, meaning: &mut Meaning) {
    const BEGINNINGS: [&str; 3] = ["founded", "released", "date"];
    let [only] = meaning.mentions.as_slice() else { return };
    let says_more = !meaning.properties.is_empty()
        || !meaning.content.is_empty()
        || !meaning.kinds.is_empty()
        || !meaning.filters.is_empty()
        || !meaning.dates.is_empty();
    // "How long has it been around" is told by the same date.
    let since = |ask: &QuestionWord| matches!(ask, QuestionWord::When | QuestionWord::HowLong);
    if says_more || !meaning.asks.iter().all(since) || meaning.asks.is_empty() {
        return;
    }
    let told = |property: &PropertyId| {
        let mut statements = only.entities.iter().flat_map(|id| graph.of(*id));
        statements.any(|id| corpus.statement(*id).property == *property)
    };
    let mut dates = BEGINNINGS.iter().filter_map(|name| corpus.property_named(name));
    meaning.properties.extend(dates.find(told).map(PropertyCue::unsaid));
}

/// "Is GLM-5 MIT or Apache?" asks for its licence without a word for it.
fn imply_licence(corpus: &Corpus, meaning: &mut Meaning) {
    use EntityKind::{Licence, Model, ModelFamily, Product};
    let names = |kinds: &[EntityKind]| meaning.entities().iter().any(|id| kinds.contains(&corpus.entity(*id).kind));
    let bare = meaning.properties.is_empty() && meaning.content.is_empty() && meaning.asks.is_empty();
    if bare && names(&[Licence]) && names(&[Model, ModelFamily, Product]) {
        meaning.properties.extend(corpus.property_named("licence").map(PropertyCue::unsaid));
        // "Under the MIT licence" is no less than it.
        meaning.operators.remove(&Operator::Less);
    }
}

/// Properties that anything may have which has a name.
const OF_ANYTHING: [&str; 4] = ["full_name", "other_name", "name_meaning", "description"];

/// What the statements of an entity and those that name it are about besides.
fn neighbours(corpus: &Corpus, graph: &Graph, id: EntityId) -> Vec<EntityId> {
    let values = graph.of(id).iter().filter_map(|id| match corpus.statement(*id).value {
        Value::Entity(value) => Some(value),
        _ => None,
    });
    let subjects = graph.naming(id).iter().map(|id| corpus.statement(*id).subject);
    values.chain(subjects).collect()
}

/// Words that ask for one thing together: "the raise, how big" is how much was raised, not how big the lab is.
fn agree(cues: &mut [PropertyCue]) {
    for place in 0..cues.len() {
        if cues[place].properties.len() < MOST_READINGS {
            continue;
        }
        let others = cues.iter().enumerate().filter(|(other, cue)| *other != place && cue.stems != cues[place].stems);
        let others: Vec<PropertyId> = others.flat_map(|(_, cue)| cue.properties.iter().copied()).collect();
        if cues[place].properties.iter().any(|id| others.contains(id)) {
            cues[place].properties.retain(|id| others.contains(id));
        }
    }
}

/// Words that may ask for so many properties ask for none in particular.
const MOST_READINGS: usize = 3;

/// Of several properties that the same words may ask for, leaves those that are declared for the kind of what is named.
fn narrow(corpus: &Corpus, meaning: &mut Meaning) {
    agree(&mut meaning.properties);
    // "The size of their model" is asked of the model.
    let kind_of_model = |kind: &EntityKind| matches!(kind, EntityKind::Model | EntityKind::ModelFamily);
    let of_models = meaning.kinds.iter().any(kind_of_model);
    let named = meaning.entities();
    let named = named.iter().map(|id| corpus.entity(*id).kind);
    let asked = named.map(|kind| if of_models && kind.is_body() { EntityKind::Model } else { kind });
    let mut kinds: Vec<&str> = asked
        .filter_map(|asked| EntityKind::ALL.iter().find(|(_, kind)| *kind == asked))
        .map(|(name, _)| *name)
        .collect();
    kinds.dedup();
    if kinds.len() != 1 {
        return;
    }
    let of_kind = |id: &PropertyId| corpus.property(*id).kinds.iter().any(|kind| kinds.contains(&kind.as_str()));
    let of_any = |id: &PropertyId| corpus.property(*id).kinds.is_empty();
    let leave = |properties: &mut Vec<PropertyId>| {
        if properties.iter().any(of_kind) {
            properties.retain(of_kind);
        } else if properties.iter().any(of_any) {
            properties.retain(of_any);
        }
    };
    for cue in &mut meaning.properties {
        leave(&mut cue.properties);
    }
    for word in &mut meaning.words {
        leave(&mut word.asks_for);
    }
}
