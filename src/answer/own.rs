//! What somebody's own thing of a kind is called: "which AI lab does Rednote have", "what is Kai-Fu Lee's VC firm called".
//! Nothing else of the owner answers it, however well its words fit: not who invested, not what it makes.

use super::asked::AskedKind;
use super::draft::Draft;
use super::fact::Fact;
use super::knowledge::Knowledge;
use super::say::say;
use super::shares::is_so_described;
use super::standing::AskedWord;
use super::{Answer, Kind, Outcome, hop, profile};
use crate::corpus::property::QuestionWord;
use crate::corpus::record::{EntityKind, Value};
use crate::corpus::{EntityId, PropertyId};
use crate::question::lexicon::Operator;
use crate::question::meaning::{Content, Meaning, Named};
use crate::question::tokens::{Token, tokenize};
use crate::text::fold::fold;

/// Names the only model or product of the kind that is asked for which belongs to whom the question names and is of the sort
/// that it tells: "Zhipu's voice model", "the vision sibling of MiniMax-Text-01".
#[must_use]
pub(super) fn thing(knowledge: &Knowledge, meaning: &Meaning) -> Option<Answer> {
    let owner = owner_of_thing(knowledge, meaning)?;
    let sort = sorts_of(knowledge, meaning);
    let lexicon = &knowledge.understander.lexicon;
    // A word that is said of it or of which its name is made, in whatever language.
    let in_name = |id: EntityId, stem: &str| {
        let name = fold(&knowledge.corpus.entity(id).name);
        let groups = lexicon.groups(stem);
        let alike = |token: &Token| lexicon.groups(&token.stem).iter().any(|group| groups.contains(group));
        tokenize(&name.replace('-', " ")).iter().any(|token| token.stem == stem || alike(token))
    };
    let is_so = |id: &EntityId| {
        let described = |stem: &str| {
            knowledge.is_described_by(*id, knowledge.understander.vocabulary.term(stem), lexicon.groups(stem))
        };
        sort.iter().all(|stem| described(stem) || in_name(*id, stem))
    };
    let things: Vec<EntityId> = things_of(knowledge, owner).into_iter().filter(is_so).collect();
    match things.as_slice() {
        _ if sort.is_empty() => None,
        [] => None,
        [only] => profile::definition(knowledge, &Named::outright(&knowledge.corpus, *only), meaning.language),
        several if several.len() <= FEW => Some(describe(knowledge, meaning, several)),
        _ => None,
    }
}

/// So many things of a sort are told one by one; of more nobody wants to hear at once.
const FEW: usize = 3;

/// Tells of each of several things what it is, or whose.
fn describe(knowledge: &Knowledge, meaning: &Meaning, things: &[EntityId]) -> Answer {
    let mut draft = Draft::new(knowledge, meaning.language);
    for (number, thing) in things.iter().enumerate() {
        let told = ["description", "maker"].iter().find_map(|name| knowledge.values(*thing, name).next());
        let Some((id, statement)) = told else { continue };
        if number > 0 {
            draft.push_gap();
        }
        let fact = Fact { subject: *thing, property: statement.property, ids: vec![id], score: 1.0 };
        say(&mut draft, knowledge, meaning, &fact);
    }
    draft.finish(Outcome::Found, Kind::Records)
}

/// The words that say of what sort the thing is that a question asks for. Chinese ones run into the word for its kind, and
/// are told by what they ask for.
fn sorts_of(knowledge: &Knowledge, meaning: &Meaning) -> Vec<String> {
    let telling = |word: &&Content| word.kinds.is_empty() && !asks_for_name(knowledge, word);
    let (ascii, han): (Vec<&Content>, Vec<&Content>) = meaning.words.iter().partition(|word| word.text.is_ascii());
    let mut out: Vec<String> = ascii.into_iter().filter(telling).map(|word| word.stem.clone()).collect();
    if !han.is_empty() {
        let sorts = knowledge.properties(&["modality", "feature"]);
        let of_sort = meaning.properties.iter().filter(|cue| cue.properties.iter().any(|id| sorts.contains(id)));
        out.extend(of_sort.flat_map(|cue| &cue.stems).cloned());
        out.extend(meaning.content.iter().map(|word| word.stem.clone()));
    }
    out
}

/// Whether a word asks for a name, or says no more than that something is one of several.
fn asks_for_name(knowledge: &Knowledge, word: &Content) -> bool {
    let asks = |id: &PropertyId| {
        ["other_name", "full_name", "variant", "model_line"].contains(&knowledge.corpus.property(*id).id.as_str())
    };
    !word.asks_for.is_empty() && word.asks_for.iter().all(asks)
}

/// Whose model or product a question asks for by its sort; `None` where it asks anything else.
fn owner_of_thing(knowledge: &Knowledge, meaning: &Meaning) -> Option<EntityId> {
    use EntityKind::{Model, ModelFamily, Product};
    let [named] = meaning.mentions.as_slice() else { return None };
    let [owner] = named.entities.as_slice() else { return None };
    let kind = knowledge.kind(*owner);
    let thing = |kind: &EntityKind| matches!(kind, Model | ModelFamily | Product);
    let one_of_line = meaning
        .properties
        .iter()
        .any(|cue| cue.properties.iter().all(|id| knowledge.corpus.property(*id).id == "variant"));
    let of_kind =
        !meaning.kind_cues.is_empty() && meaning.kind_cues.iter().all(|cue| !cue.plural && cue.kinds.iter().all(thing));
    let asks = |ask: &QuestionWord| matches!(ask, QuestionWord::What | QuestionWord::Which);
    let plain = |operator: &Operator| matches!(operator, Operator::Definition | Operator::List);
    let sorts = ["other_name", "full_name", "variant", "modality", "feature", "product", "model_line"];
    let of_sort = |id: &PropertyId| sorts.contains(&knowledge.corpus.property(*id).id.as_str());
    let fits = (kind.is_body() && of_kind || thing(&kind) && (one_of_line || of_kind))
        && !meaning.asks.is_empty()
        && meaning.asks.iter().all(asks)
        && meaning.operators.iter().all(plain)
        && meaning.property_ids().iter().all(of_sort)
        && meaning.dates.is_empty()
        && meaning.bounds.is_empty()
        && !meaning.joins
        && !meaning.whether;
    fits.then_some(*owner)
}

/// The models and products of a body or line, and what is built on a model.
fn things_of(knowledge: &Knowledge, owner: EntityId) -> Vec<EntityId> {
    use EntityKind::{Model, ModelFamily, Product};
    let is_thing = |id: &EntityId| matches!(knowledge.kind(*id), Model | ModelFamily | Product);
    let built_on = knowledge.graph.naming(owner).iter().map(|id| knowledge.corpus.statement(*id));
    let built_on =
        built_on.filter(|statement| knowledge.is(statement, &["base_model"])).map(|statement| statement.subject);
    let mut things: Vec<EntityId> =
        knowledge.graph.below(owner).iter().copied().chain(built_on).filter(is_thing).collect();
    things.sort_unstable();
    things.dedup();
    things
}

/// Names the only body of the kind that is asked for which belongs to whom the question names, and tells what it is.
#[must_use]
pub(super) fn answer(knowledge: &Knowledge, meaning: &Meaning) -> Option<Answer> {
    let (owner, kind) = owner_and_kind(knowledge, meaning)?;
    let said = |id: &EntityId| {
        let words = meaning.content.iter().map(|content| AskedWord::of(knowledge, content));
        words.into_iter().all(|word| word.describes(knowledge, *id))
    };
    let mut own = own_of(knowledge, owner);
    own.retain(|id| kind.called.has(knowledge.kind(*id)) && said(id));
    let called: Vec<EntityId> = own.iter().copied().filter(|id| is_so_described(knowledge, *id, &kind.stems)).collect();
    let (([only], _) | ([], [only])) = (called.as_slice(), own.as_slice()) else { return None };
    // "Company" is said of any of them.
    if called.is_empty() && kind.cue.kinds.contains(&EntityKind::Company) {
        return None;
    }
    profile::definition(knowledge, &Named::outright(&knowledge.corpus, *only), meaning.language)
}

/// Whether a question asks what a company's own lab is called, and no document names one.
#[must_use]
pub(super) fn is_unnamed(knowledge: &Knowledge, meaning: &Meaning) -> bool {
    let Some((owner, kind)) = owner_and_kind(knowledge, meaning) else { return false };
    let is_lab = |id: &EntityId| knowledge.kind(*id) == EntityKind::Lab;
    knowledge.kind(owner) == EntityKind::Company
        && kind.cue.kinds == [EntityKind::Lab]
        && meaning.has(Operator::Definition)
        && meaning.content.is_empty()
        && !own_of(knowledge, owner).iter().any(is_lab)
}

/// Whom a question names, and the kind of body of theirs that it asks for; `None` where it asks anything else of them.
fn owner_and_kind<'m>(knowledge: &'m Knowledge, meaning: &'m Meaning) -> Option<(EntityId, AskedKind<'m>)> {
    const NAMES: [&str; 5] = ["other_name", "full_name", "name_meaning", "description", "position"];
    let [named] = meaning.mentions.as_slice() else { return None };
    let [owner] = named.entities.as_slice() else { return None };
    let [cue] = meaning.kind_cues.as_slice() else { return None };
    let owns = knowledge.kind(*owner).is_body() || knowledge.kind(*owner) == EntityKind::Person;
    let by_name = meaning.property_ids().iter().all(|id| NAMES.contains(&knowledge.corpus.property(*id).id.as_str()));
    let asks = |ask: &QuestionWord| matches!(ask, QuestionWord::What | QuestionWord::Which);
    let plain = |operator: &Operator| matches!(operator, Operator::Definition | Operator::List);
    let body = |kind: &EntityKind| kind.is_body() || *kind == EntityKind::Organisation;
    let fits = owns
        && by_name
        && !cue.plural
        && cue.kinds.iter().all(body)
        && !meaning.asks.is_empty()
        && meaning.asks.iter().all(asks)
        && meaning.operators.iter().all(plain)
        && meaning.dates.is_empty()
        && !meaning.whether;
    fits.then(|| (*owner, AskedKind::of(knowledge, cue)))
}

/// What belongs to a body, or what somebody founded.
fn own_of(knowledge: &Knowledge, owner: EntityId) -> Vec<EntityId> {
    if knowledge.kind(owner) == EntityKind::Person {
        let mut bodies: Vec<EntityId> = hop::led_by(knowledge, owner).collect();
        bodies.sort_unstable();
        bodies.dedup();
        return bodies;
    }
    let is_own =
        |id: &EntityId| knowledge.values(*id, "parent").any(|(_, statement)| statement.value == Value::Entity(owner));
    knowledge.graph.below(owner).iter().copied().filter(is_own).collect()
}
