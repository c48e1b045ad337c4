//! Yes or no over several: "does any Tencent model have open weights", "are all six in Beijing". Each of them is held
//! against what is asked; those that the documents tell otherwise of decide a no, and a silence decides nothing.

use std::borrow::Cow;

use super::draft::Draft;
use super::knowledge::Knowledge;
use super::list::{drop_umbrellas, list, order};
use super::select::{Fit, is_body, kinds_of, kinds_of_members, select};
use super::verdict::{NO, YES};
use super::wording::Phrase;
use super::{Answer, Kind, Outcome};
use crate::corpus::property::{QuestionWord, ValueType};
use crate::corpus::record::EntityKind;
use crate::question::lexicon::{Filter, Operator};
use crate::question::meaning::{Meaning, Named};

/// Some of them are so and some are not.
const NOT_ALL: Phrase = Phrase { en: "Not all. So: ", zh: "并非全部。是的有：", es: "No todos. Sí: " };
const NOT_SO: Phrase = Phrase { en: "Not so: ", zh: "不是的有：", es: "No: " };
/// Of some of them it is told, of the others nothing is.
const TOLD: Phrase = Phrase { en: "Told of: ", zh: "有记载的有：", es: "Consta de: " };
const UNTOLD: Phrase = Phrase { en: "Not told of: ", zh: "没有记载的有：", es: "No consta de: " };

/// Those of whom something is asked, by what the documents tell of them.
struct Halves {
    /// Those that are so.
    so: Vec<Fit>,
    /// Those that are otherwise.
    otherwise: Vec<Fit>,
    /// Those of which neither is told.
    untold: Vec<Fit>,
}

/// Answers a question of yes or no over several, or which of a group something is not told of.
#[must_use]
pub fn answer(knowledge: &Knowledge, meaning: &Meaning) -> Option<Answer> {
    let denies = meaning.asks(QuestionWord::Which) && meaning.has(Operator::Negation);
    if !meaning.whether && !denies || meaning.whether && meaning.has(Operator::Negation) {
        return None;
    }
    // "Is Tencent one of the challengers" asks nothing of the others.
    let says_nothing = meaning.properties.is_empty()
        && meaning.kinds.is_empty()
        && meaning.filters.is_empty()
        && meaning.content.is_empty()
        && meaning.dates.is_empty();
    if says_nothing {
        return None;
    }
    let halves = halves(knowledge, &with_quality(knowledge, meaning))?;
    if denies {
        return unmet(knowledge, meaning, &halves);
    }
    let Halves { so, otherwise, untold } = &halves;
    let parts: Vec<(Phrase, &[Fit])> = match (so.as_slice(), otherwise.as_slice()) {
        ([], []) => return None,
        (so, []) if meaning.every && !untold.is_empty() => vec![(TOLD, so), (UNTOLD, untold)],
        (so @ [_, ..], []) => vec![(YES, so)],
        (so @ [_, ..], _) if !meaning.every => vec![(YES, so)],
        (so @ [_, ..], otherwise) => vec![(NOT_ALL, so), (NOT_SO, otherwise)],
        ([], otherwise) if meaning.every || untold.is_empty() => vec![(NO, otherwise)],
        // That one of the others is so can't be ruled out.
        ([], _) => return None,
    };
    Some(worded(knowledge, meaning, &parts))
}

/// "Are all of their models open": whether weights are public is a quality of models, whatever else the word may ask for.
fn with_quality<'m>(knowledge: &Knowledge, meaning: &'m Meaning) -> Cow<'m, Meaning> {
    let flag = knowledge.property("open_weights");
    let asked = meaning.property_ids().iter().any(|id| Some(*id) == flag);
    let mut meaning = Cow::Borrowed(meaning);
    if asked && meaning.filters.is_empty() && meaning.kinds.contains(&EntityKind::Model) {
        meaning.to_mut().filters.insert(Filter::OpenWeights);
    }
    meaning
}

/// "Which of them did Alibaba not invest in": of whom that is told, and of whom it is not, for no document denies it.
fn unmet(knowledge: &Knowledge, meaning: &Meaning, halves: &Halves) -> Option<Answer> {
    let Halves { so, otherwise, untold } = halves;
    (otherwise.is_empty() && !so.is_empty() && !untold.is_empty())
        .then(|| worded(knowledge, meaning, &[(UNTOLD, untold), (TOLD, so)]))
}

fn worded(knowledge: &Knowledge, meaning: &Meaning, parts: &[(Phrase, &[Fit])]) -> Answer {
    let mut draft = Draft::new(knowledge, meaning.language);
    for (number, (phrase, fits)) in parts.iter().enumerate() {
        if number > 0 {
            draft.push_gap();
        }
        draft.push(&phrase.text(meaning.language));
        list(&mut draft, knowledge, meaning.language, fits);
    }
    draft.finish(Outcome::Found, Kind::Records)
}

/// Holds all that the question speaks of against its only condition: a quality, a place, a date, or of a group another
/// body ("backed by Tencent").
fn halves(knowledge: &Knowledge, meaning: &Meaning) -> Option<Halves> {
    let kind = |named: &Named, wanted: EntityKind| named.entities.iter().all(|id| knowledge.kind(*id) == wanted);
    let group = meaning.mentions.iter().any(|named| kind(named, EntityKind::Group));
    let is_place = |named: &Named| kind(named, EntityKind::Place);
    let is_condition = |named: &Named| is_place(named) || group && is_body(knowledge, named);
    let quiet = meaning.content.iter().all(|word| word.weight < 1.0) && meaning.bounds.is_empty();
    let known = |named: &Named| {
        [EntityKind::Group, EntityKind::Place, EntityKind::Topic].iter().any(|wanted| kind(named, *wanted))
            || is_body(knowledge, named)
    };
    let told = |id| knowledge.corpus.property(id).value_type == ValueType::Text;
    let kinds = if group { kinds_of_members(knowledge, meaning) } else { kinds_of(meaning) };
    let flag = [Filter::OpenWeights, Filter::Closed].iter().filter(|filter| meaning.filters.contains(filter)).count();
    let named = meaning.mentions.iter().filter(|named| is_condition(named)).count();
    let conditions = named + flag + usize::from(!meaning.dates.is_empty());
    if conditions != 1
        || meaning.filters.len() != flag
        || kinds.is_empty()
        || !quiet
        || !meaning.mentions.iter().all(known)
        || meaning.property_ids().into_iter().all(told) && !meaning.properties.is_empty()
        || !group && !is_of_several(knowledge, meaning)
    {
        return None;
    }
    let mut positive = meaning.clone();
    positive.operators.remove(&Operator::Negation);
    let relation = meaning.mentions.iter().any(|named| is_condition(named) && !is_place(named));
    if !relation {
        positive.properties.clear();
    }
    let mut all = positive.clone();
    all.mentions.retain(|named| !is_condition(named));
    all.filters.clear();
    all.dates.clear();
    all.properties.clear();
    let fitting = |meaning: &Meaning| {
        let mut fits = select(knowledge, meaning, &kinds)?;
        drop_umbrellas(knowledge, &mut fits);
        order(knowledge, &mut fits);
        Some(fits)
    };
    let so = fitting(&positive)?;
    let mut untold = fitting(&all)?;
    let mut otherwise = Vec::new();
    if !relation {
        positive.operators.insert(Operator::Negation);
        otherwise = fitting(&positive)?;
        otherwise.retain(|fit| !so.iter().any(|one| one.entity == fit.entity));
    }
    untold.retain(|fit| !so.iter().chain(&otherwise).any(|one| one.entity == fit.entity));
    Some(Halves { so, otherwise, untold })
}

/// Whether a question speaks of several: the models of a lab, "any Qwen models".
fn is_of_several(knowledge: &Knowledge, meaning: &Meaning) -> bool {
    let lab = |named: &Named| named.entities.iter().all(|id| knowledge.kind(*id).is_body());
    let models = meaning.kinds.contains(&EntityKind::Model) && meaning.mentions.iter().any(lab);
    models || meaning.every || meaning.kind_cues.iter().any(|cue| cue.plural)
}
