//! What happened: on a day, in a month or year, between dates, or in the history of a lab.

use std::borrow::Cow;

use super::draft::Draft;
use super::knowledge::Knowledge;
use super::select::kinds_of;
use super::shares::content_share;
use super::standing::AskedWord;
use super::wording::{self, Phrase};
use super::{Answer, Kind, Outcome};
use crate::calendar::events::{self, DATED, Event};
use crate::corpus::property::QuestionWord;
use crate::corpus::record::{EntityKind, Statement, Value};
use crate::corpus::{EntityId, PropertyId};
use crate::question::lexicon::Operator;
use crate::question::meaning::{Content, Meaning, Named};
use crate::text::date::FoundDate;
use crate::text::edtf::Edtf;
use crate::text::fold::{comparable, contains_words};
use crate::text::language::Language;

/// Numbers shown with an event.
const FIGURES: usize = 2;

/// Properties that name what is made: "which models came out in May" asks what happened to them.
const MADE: [&str; 3] = ["model_line", "product", "variant"];

/// Answers with a timeline, where the question asks for one or for what happened at a date.
#[must_use]
pub fn answer(knowledge: &Knowledge, meaning: &Meaning) -> Option<Answer> {
    let of_members = of_members(knowledge, meaning);
    let whose = of_members.is_some() || meaning.wanted.iter().any(|kind| kind.is_body());
    let meaning = of_members.as_ref().unwrap_or(meaning);
    let rounds = asks_for_rounds(knowledge, meaning);
    let open = asks_what_happened(knowledge, meaning);
    if !rounds && !open && !is_asked(knowledge, meaning) {
        return None;
    }
    let mut meaning = Cow::Borrowed(meaning);
    if (open || meaning.has(Operator::Timeline)) && !meaning.dates.is_empty() && names_nothing(knowledge, &meaning) {
        let widened = meaning.to_mut();
        widened.mentions.clear();
        widened.kinds.retain(|kind| !kind.is_body() && *kind != EntityKind::Event);
        widened.operators.insert(Operator::Timeline);
    }
    let mut wanted = Wanted::of(knowledge, &meaning);
    if rounds {
        (wanted.kinds, wanted.asked) = (vec![EntityKind::FundingRound], Vec::new());
    }
    let mut events: Vec<Event> =
        knowledge.events().iter().filter(|event| fits(knowledge, &meaning, &wanted, event)).cloned().collect();
    events::drop_coarser(&knowledge.corpus, &mut events);
    (!events.is_empty() && are_told(knowledge, &meaning, &events)).then(|| page(knowledge, &meaning, &events, whose))
}

/// What happened to a group at a date happened to its members: "September 2023, which two tech giants opened up their
/// LLMs", "what did the tigers release in January". What of models was opened then came out then.
fn of_members(knowledge: &Knowledge, meaning: &Meaning) -> Option<Meaning> {
    let is_group = |named: &Named| named.entities.iter().all(|id| knowledge.kind(*id) == EntityKind::Group);
    let member = |statement: &Statement| match statement.value {
        Value::Entity(member) if knowledge.kind(member).is_body() => Some(member),
        _ => None,
    };
    let mut groups = meaning.mentions.iter().filter(|named| is_group(named));
    let (group, other) = (groups.next()?, groups.next());
    let asks = meaning.asks(QuestionWord::What) || meaning.asks(QuestionWord::Which) || meaning.has(Operator::Timeline);
    if other.is_some() || meaning.dates.is_empty() || !asks || meaning.whether {
        return None;
    }
    let members = group.entities.iter().flat_map(|id| knowledge.values(*id, "member"));
    let mut members: Vec<EntityId> = members.filter_map(|(_, statement)| member(statement)).collect();
    members.sort_unstable();
    members.dedup();
    let mut of_members = meaning.clone();
    let named = of_members.mentions.iter_mut().find(|named| *named == group).filter(|_| !members.is_empty())?;
    named.entities = members;
    let opened = knowledge.properties(&["open_weights", "openness"]);
    for cue in &mut of_members.properties {
        if cue.properties.iter().any(|id| opened.contains(id)) {
            cue.properties = knowledge.property("released").into_iter().collect();
        }
    }
    Some(of_members)
}

/// Whether some event has something of what a question tells beside names and dates; what no event has ("the small fry in
/// 2025") is no matter of events.
fn are_told(knowledge: &Knowledge, meaning: &Meaning, events: &[Event]) -> bool {
    let telling: Vec<&Content> = meaning.content.iter().filter(|word| word.known && word.weight >= TELLING).collect();
    let words: Vec<AskedWord<'_>> = telling.into_iter().map(|word| AskedWord::of(knowledge, word)).collect();
    words.is_empty()
        || events.iter().any(|event| {
            let statement = knowledge.corpus.statement(event.id);
            words.iter().any(|word| content_share(knowledge, statement, event.id, word) > 0.0)
        })
}

/// A word of this weight says what a question is about.
const TELLING: f32 = 2.3;

/// Whether a question names nothing: what happened "in Chinese AI" at a date is all that happened then.
fn names_nothing(knowledge: &Knowledge, meaning: &Meaning) -> bool {
    let wide = |named: &Named| named.entities.iter().all(|id| knowledge.kind(*id) == EntityKind::Topic);
    meaning.mentions.iter().all(wide)
}

fn is_quiet(meaning: &Meaning) -> bool {
    meaning.content.iter().all(|content| content.weight < LOUD)
}

/// Lighter words ("AI") are said of nearly everything.
const LOUD: f32 = 1.5;

/// What events are called that a question about a date asks for.
const HAPPENED: [&str; 4] = ["known_for", "milestone", "achievement", "date"];

/// Whether a question that names nothing asks for whatever was notable or happened at a date: "anything notable in June
/// 2025?".
fn asks_what_happened(knowledge: &Knowledge, meaning: &Meaning) -> bool {
    let corpus = &knowledge.corpus;
    let happened = |id: &PropertyId| HAPPENED.contains(&corpus.property(*id).id.as_str());
    let of_bodies = |kind: &EntityKind| kind.is_body() || *kind == EntityKind::Event;
    !meaning.dates.is_empty()
        && !meaning.properties.is_empty()
        && meaning.properties.iter().all(|cue| cue.properties.iter().any(happened))
        && meaning.asks.iter().all(|ask| matches!(ask, QuestionWord::What | QuestionWord::Which))
        && meaning.wanted.iter().all(|kind| *kind == EntityKind::Event)
        && meaning.kinds.iter().all(of_bodies)
        && !meaning.whether
        && !meaning.has(Operator::Negation)
        && names_nothing(knowledge, meaning)
        && is_quiet(meaning)
}

/// Whether a question asks which rounds there were at a date or in a history: "which startups raised money in March 2024,
/// and how much did each get?", "what did Moonshot raise in 2024?", "Zhipu's funding timeline".
fn asks_for_rounds(knowledge: &Knowledge, meaning: &Meaning) -> bool {
    let amount = knowledge.property("amount");
    let raised = meaning.properties.iter().any(|cue| cue.properties.iter().any(|id| Some(*id) == amount));
    let ranked = [Operator::Most, Operator::Least, Operator::Newest, Operator::Oldest, Operator::Negation];
    if !raised || !is_quiet(meaning) || ranked.iter().any(|rank| meaning.has(*rank)) {
        return false;
    }
    let body = |named: &Named| named.entities.iter().all(|id| knowledge.kind(*id).is_body());
    let of_body = matches!(meaning.mentions.as_slice(), [only] if body(only));
    let asks = |word: QuestionWord| meaning.asks(word);
    if meaning.dates.is_empty() {
        return of_body && meaning.has(Operator::Timeline);
    }
    let each = names_nothing(knowledge, meaning) && asks(QuestionWord::Which);
    // "Which tigers raised money in March 2024".
    let of_members = matches!(meaning.mentions.as_slice(), [only] if only.entities.len() > 1);
    let which = asks(QuestionWord::What) || of_members && asks(QuestionWord::Which);
    let what = of_body && which && !asks(QuestionWord::HowMuch) && !asks(QuestionWord::Who);
    each || what
}

fn is_asked(knowledge: &Knowledge, meaning: &Meaning) -> bool {
    // What did not happen then is a list of what did at another time.
    if meaning.has(Operator::Negation) {
        return false;
    }
    let milestone = knowledge.property("milestone");
    let milestones = meaning.property_ids().iter().any(|id| Some(*id) == milestone);
    let timeline = meaning.has(Operator::Timeline) || meaning.has(Operator::OnThisDay) || milestones;
    if meaning.dates.is_empty() {
        return (timeline || asks_when_each_came(knowledge, meaning)) && !meaning.mentions.is_empty();
    }
    use QuestionWord::{HowMany, HowMuch, What, Who, Why};
    if [HowMany, HowMuch, Who, Why].into_iter().any(|word| meaning.asks(word)) {
        return false;
    }
    let about_dates = meaning.properties.iter().all(|cue| {
        let named = |names: &[&str]| {
            cue.properties.iter().any(|id| names.contains(&knowledge.corpus.property(*id).id.as_str()))
        };
        named(&DATED) || named(&MADE)
    });
    let quiet = is_quiet(meaning);
    let named = meaning.mentions.iter().flat_map(|named| &named.entities).all(|id| {
        matches!(
            knowledge.kind(*id),
            EntityKind::Lab
                | EntityKind::Company
                | EntityKind::ModelFamily
                | EntityKind::Product
                | EntityKind::Regulation
                | EntityKind::Event
        )
    });
    timeline
        || (about_dates
            && named
            && quiet
            && (!meaning.properties.is_empty()
                || !meaning.kinds.is_empty()
                || meaning.mentions.is_empty()
                || meaning.asks(What)))
}

/// Whether a question asks for what was made and when each of it came: "the SenseNova versions and their release dates".
fn asks_when_each_came(knowledge: &Knowledge, meaning: &Meaning) -> bool {
    let asks_for = |names: &[&str]| {
        let named = |id: &PropertyId| names.contains(&knowledge.corpus.property(*id).id.as_str());
        meaning.properties.iter().any(|cue| cue.properties.iter().any(named))
    };
    let ranked = [Operator::Newest, Operator::Oldest, Operator::Most, Operator::Least, Operator::Compare];
    // "The Step models and their release dates".
    let models =
        meaning.joins && meaning.kind_cues.iter().any(|cue| cue.plural && cue.kinds.contains(&EntityKind::Model));
    (asks_for(&["variant"]) || models)
        && (asks_for(&DATED) || meaning.asks(QuestionWord::When))
        && !ranked.iter().any(|rank| meaning.has(*rank))
        && is_quiet(meaning)
}

/// What a question wants events of, read once for all of them.
struct Wanted {
    entities: Vec<EntityId>,
    kinds: Vec<EntityKind>,
    asked: Vec<PropertyId>,
}

impl Wanted {
    fn of(knowledge: &Knowledge, meaning: &Meaning) -> Self {
        let asked = meaning.property_ids();
        let is_asked = |name: &str| knowledge.property(name).is_some_and(|id| asked.contains(&id));
        let mut kinds = kinds_of(meaning);
        // In "what did the labs ship in March" the labs are those who shipped.
        let made = is_asked("released") && !is_asked("founded");
        kinds.retain(|kind| *kind != EntityKind::Event && !(made && kind.is_body() && !meaning.wanted.contains(kind)));
        // People say "model" of lines and products too.
        if kinds.contains(&EntityKind::Model) {
            kinds.extend([EntityKind::ModelFamily, EntityKind::Product]);
        }
        Self { entities: meaning.entities(), kinds, asked }
    }
}

fn fits(knowledge: &Knowledge, meaning: &Meaning, wanted: &Wanted, event: &Event) -> bool {
    let Wanted { entities, kinds, asked } = wanted;
    let statement = knowledge.corpus.statement(event.id);
    let related = || {
        entities.is_empty()
            || entities.iter().any(|id| concerns(knowledge, event, *id) || is_where(knowledge, meaning, event, *id))
    };
    let kind = kinds.is_empty() || kinds.contains(&knowledge.kind(event.subject));
    let milestone = asked.iter().any(|id| knowledge.corpus.property(*id).id == "milestone");
    let property =
        asked.is_empty() || asked.contains(&statement.property) || meaning.has(Operator::Timeline) || milestone;
    let open = meaning.filters.is_empty()
        || meaning.filters.iter().all(|filter| match filter {
            crate::question::lexicon::Filter::OpenWeights => flag(knowledge, event.subject, true),
            crate::question::lexicon::Filter::Closed => flag(knowledge, event.subject, false),
            _ => true,
        });
    let dated = meaning.dates.is_empty() || meaning.dates.iter().any(|date| at(date, event.date));
    kind && property && dated && open && related()
}

/// Whether an event is of an entity, of a part of it, of what stands below it, or affects it.
pub(super) fn concerns(knowledge: &Knowledge, event: &Event, entity: EntityId) -> bool {
    event.subject == entity
        || is_part_of(knowledge, event.subject, entity)
        || knowledge.graph.above(event.subject).contains(&entity)
        || knowledge.values(event.subject, "affects").any(|(_, other)| other.value == Value::Entity(entity))
}

/// Whether something that nothing ever happened to is named as where an event took place: "what launched on 26 December
/// 2024 on GitHub".
fn is_where(knowledge: &Knowledge, meaning: &Meaning, event: &Event, site: EntityId) -> bool {
    let named = || knowledge.terms(event.id).named.contains(&site);
    !meaning.dates.is_empty() && named() && !knowledge.events().iter().any(|event| concerns(knowledge, event, site))
}

/// Whether the name of an event or rule says that it is part of another ("US export controls of October 2023").
fn is_part_of(knowledge: &Knowledge, event: EntityId, whole: EntityId) -> bool {
    let kinds = [EntityKind::Event, EntityKind::Regulation];
    if !kinds.contains(&knowledge.kind(event)) || !kinds.contains(&knowledge.kind(whole)) {
        return false;
    }
    let name = comparable(&knowledge.corpus.entity(event).name);
    knowledge.corpus.entity(whole).names().any(|part| contains_words(&name, &comparable(part)))
}

fn flag(knowledge: &Knowledge, entity: EntityId, wanted: bool) -> bool {
    knowledge.values(entity, "open_weights").any(|(_, statement)| statement.value == Value::Flag(wanted))
}

/// Whether an event is of a date that the question names: a day or month of any year where it names no year.
fn at(date: &FoundDate, event: Edtf) -> bool {
    match date.edtf() {
        Some(wanted) => wanted.covers(event),
        None => match (event, date.month, date.day) {
            (Edtf::Point(point), Some(month), Some(day)) => point.month == Some(month) && point.day == Some(day),
            (Edtf::Point(point), Some(month), None) => point.month == Some(month),
            _ => false,
        },
    }
}

/// Words events, one a line: with all that tells how big they were, or where that leaves no room for some of them, with
/// the amounts of rounds alone.
#[must_use]
pub fn word(knowledge: &Knowledge, language: Language, events: &[Event]) -> Answer {
    fullest(knowledge, language, events, false).0.finish(Outcome::Found, Kind::Records)
}

/// The lines of events with as much of their numbers as leaves room for all of them, and how many had no room.
fn fullest<'k>(knowledge: &'k Knowledge, language: Language, events: &[Event], whose: bool) -> (Draft<'k>, usize) {
    let (full, left) = lines(knowledge, language, events, (Figures::All, whose));
    if left == 0 { (full, left) } else { lines(knowledge, language, events, (Figures::Amounts, whose)) }
}

/// The page of the events that is wanted: a page begins with the event that the one before had no room for. With `whose`
/// each tells the body that it is of.
fn page(knowledge: &Knowledge, meaning: &Meaning, events: &[Event], whose: bool) -> Answer {
    let (mut shown, mut left) = fullest(knowledge, meaning.language, events, whose);
    let mut pages = 1;
    while left > 0 {
        let rest = &events[events.len() - left..];
        let (draft, then) = lines(knowledge, meaning.language, rest, (Figures::Amounts, whose));
        if pages <= meaning.page {
            shown = draft;
        }
        left = then;
        pages += 1;
    }
    Answer { pages, ..shown.finish(Outcome::Found, Kind::Records) }
}

/// Which numbers are told with an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Figures {
    /// Amounts and investors of a round, figures of an event.
    All,
    /// The amount of a round.
    Amounts,
}

/// The lines of events, and how many had no room.
fn lines<'k>(
    knowledge: &'k Knowledge,
    language: Language,
    events: &[Event],
    (told, whose): (Figures, bool),
) -> (Draft<'k>, usize) {
    let mut draft = Draft::new(knowledge, language);
    for (number, event) in events.iter().enumerate() {
        if !draft.has_room(130) {
            let left = events.len() - number;
            draft.push(
                &Phrase { en: "\n… and {0} more", zh: "\n…… 另有 {0} 条", es: "\n… y {0} más" }
                    .fill(language, &[&left.to_string()]),
            );
            return (draft, left);
        }
        if number > 0 {
            draft.push("\n");
        }
        draft.push("- ");
        draft.push(&line(knowledge, event, language));
        draft.cite(&event.references);
        if whose {
            maker(&mut draft, knowledge, event);
        }
        figures(&mut draft, knowledge, event, told);
    }
    (draft, 0)
}

/// Whose it is that came out: "which tech giants opened their models in September".
fn maker(draft: &mut Draft<'_>, knowledge: &Knowledge, event: &Event) {
    if let Some((_, statement)) = knowledge.values(event.subject, "maker").next() {
        draft.push(": ");
        draft.push(&wording::value(&knowledge.corpus, statement, draft.language));
        draft.cite(&statement.references[..1]);
    }
}

/// The numbers that tell how big an event was, each with its proof: the amount of a round and who put it up.
fn figures(draft: &mut Draft<'_>, knowledge: &Knowledge, event: &Event, told: Figures) {
    if knowledge.kind(event.subject) == EntityKind::FundingRound {
        let names: &[&str] = if told == Figures::All { &["amount", "lead_investor", "investor"] } else { &["amount"] };
        for name in names {
            let mut values: Vec<_> = knowledge.values(event.subject, name).collect();
            if told == Figures::Amounts {
                values.truncate(1);
            }
            for (number, (_, statement)) in values.iter().enumerate() {
                draft.push(if number == 0 { ": " } else { ", " });
                draft.push(&wording::value(&knowledge.corpus, statement, draft.language));
                draft.cite(&statement.references);
            }
        }
    }
    if knowledge.kind(event.subject) != EntityKind::Event || told == Figures::Amounts {
        return;
    }
    for (_, figure) in knowledge.values(event.subject, "figure").take(FIGURES) {
        let of = figure.qualifiers.of.clone().unwrap_or_default();
        draft.push(&format!("; {} ({of})", wording::value(&knowledge.corpus, figure, draft.language)));
        draft.cite(&figure.references);
    }
}

/// One event in words: the date and what happened.
#[must_use]
pub fn line(knowledge: &Knowledge, event: &Event, language: Language) -> String {
    let written = knowledge.corpus.statement(event.id).qualifiers.written.clone();
    let date = written.unwrap_or_else(|| wording::date_text(event.date, language));
    format!("{date}: {}", what(knowledge, event, language))
}

/// What happened, without its date.
#[must_use]
pub fn what(knowledge: &Knowledge, event: &Event, language: Language) -> String {
    let corpus = &knowledge.corpus;
    let statement = corpus.statement(event.id);
    let name = wording::name(corpus.entity(event.subject), language);
    let scope = statement.qualifiers.scope.as_ref().map_or_else(String::new, |scope| format!(" ({scope})"));
    match corpus.property(statement.property).id.as_str() {
        "released" => Phrase { en: "{0} released{1}", zh: "{0}发布{1}", es: "lanzamiento de {0}{1}" }
            .fill(language, &[&name, &scope]),
        "founded" => Phrase { en: "{0} founded{1}", zh: "{0}成立{1}", es: "fundación de {0}{1}" }
            .fill(language, &[&name, &scope]),
        "milestone" => format!("{name}: {}", statement.text),
        "date" if !scope.is_empty() => format!("{name}{scope}"),
        _ => {
            let description =
                knowledge.values(event.subject, "description").next().map(|(_, statement)| statement.text.clone());
            match description {
                Some(description) if knowledge.kind(event.subject) != EntityKind::FundingRound => {
                    format!("{name}: {description}")
                }
                _ => name,
            }
        }
    }
}
