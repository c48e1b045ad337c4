//! The value of a property: one, several, or several that disagree.

use std::cell::OnceCell;

use super::asked::AskedDate;
use super::evidence::{ENOUGH, Scored, gather};
use super::knowledge::Knowledge;
use super::neighbour;
use super::select::date_properties;
use super::shares::{ask_fit, date_share};
use super::standing::Stem;
use crate::corpus::property::{QuestionWord, ValueType};
use crate::corpus::record::{EntityKind, Rank, Value};
use crate::corpus::{EntityId, PropertyId, StatementId};
use crate::question::lexicon::Operator;
use crate::question::meaning::{Content, Meaning, Named, PropertyCue};
use crate::question::vocabulary::TermId;

/// Statements this much worse than the best one are left out of the answer.
const NEAR: f32 = 0.02;
/// The same for values in words of the very property that is asked for.
const NEAR_WORDS: f32 = 0.09;
/// The same for a property that the same phrase asks for.
const NEAR_BESIDE: f32 = 0.24;

/// One subject's values of one property, ready to be worded.
#[derive(Debug)]
pub struct Fact {
    /// Of what.
    pub subject: EntityId,
    /// Which property.
    pub property: PropertyId,
    /// The statements, those that fit the question.
    pub ids: Vec<StatementId>,
    /// Score of the best of them.
    pub score: f32,
}

impl Fact {
    /// Whether its first statement has some stems in words of its own.
    #[must_use]
    pub fn says(&self, knowledge: &Knowledge, stems: &[String]) -> bool {
        let own = |stem: &String| {
            let term = knowledge.understander.vocabulary.term(stem);
            term.is_some_and(|term| knowledge.is_own(self.ids[0], term))
        };
        stems.iter().all(own)
    }
}

/// What accounts for a question as it stands, looked for when it is first asked for and kept: whether something is only
/// described is told by the facts that answer the question later.
#[derive(Debug, Default)]
pub struct Account {
    /// The statements, once somebody looked for them.
    pub scored: OnceCell<Vec<Scored>>,
    facts: OnceCell<Vec<Fact>>,
}

impl Account {
    /// The facts, as [`find`] finds them; of the same question each time.
    pub fn facts(&self, knowledge: &Knowledge, meaning: &Meaning) -> &[Fact] {
        self.facts.get_or_init(|| find_among(knowledge, meaning, &self.scored))
    }
}

/// The facts that answer a question: one; several of different subjects that fit equally well; or one for each of
/// several properties that are asked for at once.
#[must_use]
pub fn find(knowledge: &Knowledge, meaning: &Meaning) -> Vec<Fact> {
    find_among(knowledge, meaning, &OnceCell::new())
}

/// The same, with the statements that account for the question as it stands kept for whoever looks at them again.
fn find_among(knowledge: &Knowledge, meaning: &Meaning, scored: &OnceCell<Vec<Scored>>) -> Vec<Fact> {
    let words = [QuestionWord::Who, QuestionWord::When, QuestionWord::Where, QuestionWord::HowMuch];
    let mut asks: Vec<QuestionWord> = words.into_iter().filter(|word| meaning.asks(*word)).collect();
    if meaning.asks(QuestionWord::When) && !meaning.asks(QuestionWord::HowMuch) {
        asks.extend(meaning.asks.get(&QuestionWord::HowMany));
    }
    if asks.len() > 1 && meaning.joins {
        // "Who founded it, and when?": each question word asks for itself.
        let mut each: Vec<Fact> = Vec::new();
        for ask in asks {
            let mut alone = meaning.clone();
            alone.asks = std::iter::once(ask).collect();
            let mut found = find_all(knowledge, &alone, &OnceCell::new());
            // "Series A, when and how much": its other word asks for the amount, and when asks for its date.
            let dated = dated(knowledge, &alone, &found).or_else(|| date_of(knowledge, &alone, &found));
            found.extend(dated);
            each.extend(
                found
                    .into_iter()
                    .filter(|fact| !each.iter().any(|other| other.property == fact.property))
                    .collect::<Vec<_>>(),
            );
        }
        return each;
    }
    let is_test = |named: &Named| named.entities.iter().all(|id| knowledge.kind(*id) == EntityKind::Benchmark);
    if meaning.joins && meaning.mentions.iter().filter(|named| is_test(named)).count() > 1 {
        // "Its scores on this test and that": each has a number of its own.
        let tests = meaning.mentions.iter().filter(|named| is_test(named));
        let each: Vec<Fact> = tests
            .flat_map(|test| {
                let mut alone = meaning.clone();
                alone.mentions.retain(|named| named == test || !is_test(named));
                find_all(knowledge, &alone, &OnceCell::new())
            })
            .collect();
        if each.len() > 1 {
            return each;
        }
    }
    let mut facts = find_all(knowledge, meaning, scored);
    if let Some(description) = description_of(knowledge, meaning, &facts) {
        facts.insert(0, description);
    }
    let dated = dated(knowledge, meaning, &facts);
    facts.extend(dated);
    facts
}

/// What something is, where a question asks that and something else of it: "what is Lark and who owns it".
fn description_of(knowledge: &Knowledge, meaning: &Meaning, facts: &[Fact]) -> Option<Fact> {
    let first = facts.first()?;
    let description = knowledge.property("description")?;
    let asked = meaning.joins && meaning.defined == Some(first.subject) && meaning.content.is_empty();
    let told = facts.iter().all(|fact| fact.subject == first.subject && fact.property != description);
    let (id, _) = knowledge.values(first.subject, "description").next()?;
    let fits = asked
        && told
        && !meaning.properties.is_empty()
        && first.ids.iter().all(|id| meaning.property_ids().contains(&knowledge.corpus.statement(*id).property));
    fits.then(|| Fact { subject: first.subject, property: description, ids: vec![id], score: first.score })
}

/// The fact that accounts best for a question which tells more than a name and a property, though it leaves some of it
/// unexplained: people tell what they know in words that no record has. None where little is told, since then what is
/// unexplained is what is asked.
#[must_use]
pub fn likeliest(knowledge: &Knowledge, meaning: &Meaning, scored: &OnceCell<Vec<Scored>>) -> Vec<Fact> {
    let scored = scored.get_or_init(|| gather(knowledge, meaning));
    let best = first_of_sort(knowledge, meaning, scored).filter(|best| best.score >= LIKELY);
    let Some(best) = best else { return Vec::new() };
    let number = |word: &Content| word.text.starts_with(|letter: char| letter.is_ascii_digit());
    let told = meaning.content.iter().filter(|word| word.known && !number(word)).count();
    let named = meaning.entities().iter().any(|id| knowledge.kind(*id) != EntityKind::Topic);
    // What is asked for must be of the sort that the question word asks for: a sum does not tell who invested.
    let of_sort = ask_fit(knowledge, meaning, best.id, false) >= 1.0;
    let asked = best.asked && best.direct && of_sort && meaning.words.len() >= FEWEST_WORDS;
    let other = neighbour::is_of_another_time(knowledge, meaning, best)
        || neighbour::is_unasked_number(knowledge, meaning, best)
        || neighbour::is_another_post(knowledge, meaning, best);
    // "Does it support Spanish" is not told by a sum or a name that nobody asks for.
    let lead = knowledge.corpus.statement(best.id);
    let unasked = meaning.whether && !best.asked && lead.value != Value::Text;
    if !named || told < FEWEST_TOLD && !asked || other || unasked {
        return Vec::new();
    }
    let ids = whole_group(knowledge, meaning, scored, best);
    vec![Fact { subject: lead.subject, property: lead.property, ids, score: best.score }]
}

/// Least share of the question that the likeliest fact must account for.
const LIKELY: f32 = 0.5;
/// Fewest words that ask for nothing, and fewest of all, in a question that tells more than a name and a property.
const FEWEST_TOLD: usize = 2;
const FEWEST_WORDS: usize = 3;

fn find_all(knowledge: &Knowledge, meaning: &Meaning, scored: &OnceCell<Vec<Scored>>) -> Vec<Fact> {
    let together = find_together(knowledge, meaning, scored);
    let whole = together
        .first()
        .is_some_and(|fact| meaning.properties.iter().all(|cue| cue.properties.contains(&fact.property)));
    if whole || meaning.properties.len() < 2 {
        return together;
    }
    let mut each: Vec<Fact> = Vec::new();
    for cue in &meaning.properties {
        let mut alone = meaning.clone();
        alone.properties = vec![cue.clone()];
        let find = |alone: &Meaning| {
            let mut found = find_together(knowledge, alone, &OnceCell::new());
            found.retain(|fact| cue.properties.contains(&fact.property));
            found
        };
        let mut found = find(&alone);
        // "32B active, and total?": the value of one tells nothing of the other.
        if found.is_empty() {
            alone.content.retain(|word| word.amount.is_none_or(|amount| amount < LEAST_VALUE));
            found = find(&alone);
        }
        let lead = found.first().map(|fact| fact.property);
        found.retain(|fact| Some(fact.property) == lead);
        if found.len() != 1 {
            if meaning.joins {
                continue;
            }
            return together;
        }
        each.extend(
            found
                .into_iter()
                .filter(|fact| !each.iter().any(|other| other.property == fact.property))
                .collect::<Vec<_>>(),
        );
    }
    if each.len() > 1 { each } else { together }
}

/// What is told of a name.
const NAMES: [&str; 2] = ["full_name", "name_meaning"];

/// Properties with the date that tells when that came to be.
const DATED_BY: [(&str, &str); 8] = [
    ("origin", "founded"),
    ("founder", "founded"),
    ("parent", "founded"),
    ("maker", "released"),
    ("family", "released"),
    ("amount", "date"),
    ("issued_by", "date"),
    ("affects", "date"),
];

/// The own date of what was found, where a date is asked for and none of it has one.
fn date_of(knowledge: &Knowledge, meaning: &Meaning, facts: &[Fact]) -> Option<Fact> {
    let first = facts
        .first()
        .filter(|_| meaning.asks(QuestionWord::When) && !facts.iter().any(|fact| has_date(knowledge, fact)))?;
    let mut properties = date_properties(knowledge.kind(first.subject)).iter();
    properties.find_map(|name| {
        let ids: Vec<StatementId> = knowledge.values(first.subject, name).map(|(id, _)| id).collect();
        let property = knowledge.property(name)?;
        (!ids.is_empty()).then_some(Fact { subject: first.subject, property, ids, score: first.score })
    })
}

/// Whether a fact tells a date.
fn has_date(knowledge: &Knowledge, fact: &Fact) -> bool {
    fact.ids.iter().any(|id| {
        let statement = knowledge.corpus.statement(*id);
        matches!(statement.value, Value::Date(_)) || statement.qualifiers.as_of.is_some()
    })
}

/// When what was found came to be, where a date is asked for and none of it has one: "in what year was it spun out".
fn dated(knowledge: &Knowledge, meaning: &Meaning, facts: &[Fact]) -> Option<Fact> {
    let first = facts.first().filter(|_| meaning.asks(QuestionWord::When))?;
    if facts.iter().any(|fact| has_date(knowledge, fact)) {
        return None;
    }
    let name = knowledge.corpus.property(first.property).id.as_str();
    let (_, date) = DATED_BY.iter().find(|(property, _)| *property == name)?;
    let ids: Vec<StatementId> = knowledge.values(first.subject, date).map(|(id, _)| id).collect();
    let property = knowledge.property(date)?;
    (!ids.is_empty()).then_some(Fact { subject: first.subject, property, ids, score: first.score })
}

fn find_together(knowledge: &Knowledge, meaning: &Meaning, scored: &OnceCell<Vec<Scored>>) -> Vec<Fact> {
    // A property alone ("title") is asked of nothing; of a name alone nothing is asked, unless a question word tells
    // what ("Zhipu, when?").
    let plain = meaning.content.is_empty() && meaning.kinds.is_empty() && meaning.dates.is_empty();
    let tells = [QuestionWord::When, QuestionWord::Where, QuestionWord::Who];
    let tells = tells.iter().any(|word| meaning.asks(*word));
    let unasked = meaning.properties.is_empty() && meaning.mentions.len() < 2 && !tells;
    // A phrase of several words may say of what ("smartphone users").
    let several = meaning.properties.len() > 1 || meaning.properties.iter().any(|cue| cue.stems.len() > 1);
    let named = !meaning.mentions.is_empty() || several;
    if plain && (!named || unasked) {
        return Vec::new();
    }
    let scored = scored.get_or_init(|| gather(knowledge, meaning));
    let kept: Vec<Scored>;
    let compares = meaning.has(Operator::Compare) && meaning.properties.is_empty();
    let rounds = meaning.entities().iter().any(|id| knowledge.kind(*id) == EntityKind::FundingRound);
    // "R1 is R1-Zero and what": that one is a variant of the other is no news to whoever names both.
    let named = meaning.mentions.len() > 1 && meaning.properties.iter().all(|cue| cue.faint);
    let scored = if compares || rounds || named {
        kept = scored.iter().filter(|one| !relates(knowledge, meaning, one.id)).copied().collect();
        &kept
    } else if wants_news(meaning) {
        let news: Vec<Scored> = scored.iter().filter(|one| !is_known(knowledge, meaning, one.id)).copied().collect();
        let best = first_of_sort(knowledge, meaning, &news);
        kept = if best.is_some_and(|best| best.direct && best.is_enough()) { news } else { scored.clone() };
        &kept
    } else {
        scored
    };
    let corpus = &knowledge.corpus;
    let nothing_else = meaning.content.is_empty() && meaning.dates.is_empty();
    let of_sort = |one: &Scored| ask_fit(knowledge, meaning, one.id, one.asked) >= 1.0;
    let best = best_of(knowledge, meaning, scored);
    let number = best.filter(|_| nothing_else).and_then(|best| in_number(knowledge, meaning, scored, &best));
    let best = number.or(best);
    let another = |best: &Scored| {
        neighbour::is_another_number(knowledge, meaning, best)
            || neighbour::is_of_another_time(knowledge, meaning, best)
            || neighbour::is_unasked_number(knowledge, meaning, best)
            || neighbour::is_another_post(knowledge, meaning, best)
            || neighbour::is_another_date(knowledge, meaning, best)
            || neighbour::is_another_relation(knowledge, meaning, best)
            || neighbour::is_another_superlative(knowledge, meaning, best)
    };
    let best = best.filter(|best| !another(best));
    let Some(best) = best else { return Vec::new() };
    let lead = corpus.statement(best.id).property;
    // One phrase may ask for several properties at once ("total / active params"); other properties that happen to fit
    // as well as the first are not asked for.
    let also = |property: PropertyId| {
        // "What does DAMO mean": what it stands for, and whence the name is.
        let of_name = || [lead, property].iter().all(|id| NAMES.contains(&corpus.property(*id).id.as_str()));
        let both = |cue: &PropertyCue| {
            (cue.stems.len() > 1 || of_name()) && cue.properties.contains(&lead) && cue.properties.contains(&property)
        };
        best.asked && meaning.properties.iter().any(both)
    };
    let beside =
        |one: &Scored| one.asked && one.direct && one.score >= ENOUGH && also(corpus.statement(one.id).property);
    let is_near = |one: &&Scored| one.score >= best.score - if beside(one) { NEAR_BESIDE } else { NEAR };
    let mut near: Vec<Scored> = scored.iter().filter(is_near).copied().collect();
    if number.is_some() {
        near.retain(|one| !spoken_number(knowledge, meaning, one));
    }
    // What is told of what the question names, and is not of the sort that is asked for, is not told instead of what is.
    if of_sort(&best) {
        near.retain(|one| of_sort(one) || !one.direct);
    }
    leave_of_time(knowledge, meaning, &best, &mut near);
    keep_asked(knowledge, meaning, &mut near);
    let lead = corpus.statement(near[0].id).property;
    let mut facts: Vec<Fact> = Vec::new();
    for one in &near {
        let statement = corpus.statement(one.id);
        let wanted = statement.property == lead || also(statement.property);
        if !wanted || facts.iter().any(|fact| fact.subject == statement.subject && fact.property == statement.property)
        {
            continue;
        }
        let ids = whole_group(knowledge, meaning, scored, one);
        facts.push(Fact { subject: statement.subject, property: statement.property, ids, score: one.score });
    }
    if let [only] = facts.as_mut_slice()
        && meaning.joins
    {
        complete(knowledge, meaning, scored, only);
    }
    facts
}

/// Of what fits, leaves what is of the very time that is asked for: "how much in March 2025" is told by what is of that month
/// before what is of its year.
fn leave_of_time(knowledge: &Knowledge, meaning: &Meaning, best: &Scored, near: &mut Vec<Scored>) {
    let dates: Vec<AskedDate> = meaning.dates.iter().map(|date| AskedDate::of(knowledge, date)).collect();
    let of_time = |one: &Scored| {
        let share = |date: &AskedDate| date_share(knowledge, knowledge.corpus.statement(one.id), one.id, date);
        dates.iter().map(share).sum::<f32>()
    };
    // Where nothing but a topic is named, what is of that time may be of anything.
    let topics = meaning.entities().iter().all(|id| knowledge.kind(*id) == EntityKind::Topic);
    let most = near.iter().map(of_time).fold(0.0, f32::max);
    let most = if topics && best.direct { of_time(best) } else { most };
    near.retain(|one| of_time(one) >= most - AS_DATED);
}

/// The number that is asked for, where the best statement only speaks of one: "how much did it raise" is told by what its
/// rounds brought before words that speak of one of them.
fn in_number(knowledge: &Knowledge, meaning: &Meaning, scored: &[Scored], best: &Scored) -> Option<Scored> {
    let of_asked = |one: &&Scored| {
        let statement = knowledge.corpus.statement(one.id);
        let number = matches!(statement.value, Value::Number(_));
        number && one.asked && one.close && meaning.property_ids().contains(&statement.property)
    };
    let mut near = scored.iter().take_while(|one| one.score >= best.score - NEARLY);
    spoken_number(knowledge, meaning, best).then(|| near.find(of_asked).copied()).flatten()
}

/// Whether a number is asked for, and a statement has one in its words, of another property than those which are asked for.
fn spoken_number(knowledge: &Knowledge, meaning: &Meaning, one: &Scored) -> bool {
    let statement = knowledge.corpus.statement(one.id);
    let number = [QuestionWord::HowMany, QuestionWord::HowMuch].iter().any(|ask| meaning.asks(*ask));
    number && statement.value == Value::Text && !meaning.property_ids().contains(&statement.property)
}

/// Of the statements that account for a question as well as the best, leaves those of what it asks for and of whom.
fn keep_asked(knowledge: &Knowledge, meaning: &Meaning, near: &mut Vec<Scored>) {
    let corpus = &knowledge.corpus;
    // Where the question names a property, statements of that property alone answer it; where some are about the very
    // subject that is named, those about its models or its maker are not asked for.
    if near.iter().any(|one| one.direct) {
        let named = meaning.entities();
        let below =
            |one: &Scored| knowledge.graph.above(corpus.statement(one.id).subject).iter().any(|id| named.contains(id));
        near.retain(|one| one.direct || !below(one));
    }
    if near.iter().any(|one| one.asked) {
        near.retain(|one| one.asked);
    }
    // What is told of a round that is named is not what is told of its lab.
    let first = corpus.statement(near[0].id).subject;
    if knowledge.kind(first) == EntityKind::FundingRound && near[0].direct {
        near.retain(|one| !knowledge.graph.above(first).contains(&corpus.statement(one.id).subject));
    }
    if near.iter().any(|one| one.direct) {
        near.retain(|one| one.direct);
    }
}

/// The statement that answers best. Where a question tells nothing else, one of the very property and subject is before one
/// that has more of its words, unless that one has so much more that it must be what is described ("the vision model of
/// the line"); who did something is told by a name before words that speak of it.
fn best_of(knowledge: &Knowledge, meaning: &Meaning, scored: &[Scored]) -> Option<Scored> {
    let nothing_else = meaning.content.is_empty() && meaning.dates.is_empty();
    let of_sort = |one: &&Scored| ask_fit(knowledge, meaning, one.id, one.asked) >= 1.0;
    let least = scored.first().map_or(ENOUGH, |best| ENOUGH.max(best.score - NEARLY));
    let who = neighbour::asks_who_is(knowledge, meaning);
    let by_name = |one: &Scored| who && matches!(knowledge.corpus.statement(one.id).value, Value::Entity(_));
    let fits = |one: &&Scored| one.asked && (nothing_else && one.direct || by_name(one)) && one.score >= least;
    let named = scored.iter().filter(fits).find(of_sort);
    named.or_else(|| first_of_sort(knowledge, meaning, scored)).copied().filter(Scored::is_enough)
}

/// Adds to a fact what tells the rest of a question that joins several things: "video, music and speech models" has a
/// statement for each.
fn complete(knowledge: &Knowledge, meaning: &Meaning, scored: &[Scored], fact: &mut Fact) {
    let vocabulary = &knowledge.understander.vocabulary;
    let cues = meaning.properties.iter().filter(|cue| cue.properties.contains(&fact.property));
    let asked = cues.flat_map(|cue| &cue.stems).filter_map(|stem| vocabulary.term(stem));
    let mut lacking: Vec<TermId> = asked.chain(meaning.content.iter().filter_map(|word| word.term)).collect();
    for id in &fact.ids {
        lacking.retain(|term| !knowledge.is_own(*id, *term));
    }
    for one in scored.iter().filter(|one| one.is_enough()) {
        let statement = knowledge.corpus.statement(one.id);
        let same = statement.subject == fact.subject && statement.property == fact.property;
        let before = lacking.len();
        if same && !fact.ids.contains(&one.id) {
            lacking.retain(|term| !knowledge.is_own(one.id, *term));
            if lacking.len() < before {
                fact.ids.push(one.id);
            }
        }
    }
}

/// Whether a question wants to learn what it does not name itself: "what is AMiner, the thing Tang Jie built" tells who
/// built it.
fn wants_news(meaning: &Meaning) -> bool {
    use QuestionWord::{How, What, Where, Which, Who, Why};
    let open = [How, What, Where, Which, Who, Why].iter().any(|word| meaning.asks(*word));
    let number =
        [QuestionWord::When, QuestionWord::HowMany, QuestionWord::HowMuch].iter().any(|word| meaning.asks(*word));
    meaning.mentions.len() > 1 && open && !number && !meaning.whether && !meaning.has(Operator::Compare)
}

/// Whether the question names both of what a statement ties together, and so of all that are told with it: that tells
/// nothing new.
fn is_known(knowledge: &Knowledge, meaning: &Meaning, id: StatementId) -> bool {
    let statement = knowledge.corpus.statement(id);
    // What is offered to choose between is not known.
    let own = |id: EntityId| meaning.mentions.iter().position(|named| named.entities == [id]);
    let Some(subject) = own(statement.subject) else { return false };
    let named = |other: &StatementId| {
        let other = knowledge.corpus.statement(*other);
        other.property != statement.property
            || matches!(other.value, Value::Entity(value) if own(value).is_some_and(|value| value != subject))
    };
    matches!(statement.value, Value::Entity(_)) && knowledge.graph.of(statement.subject).iter().all(named)
}

/// Whether a statement says no more than that one thing of the question belongs to another: that compares nothing.
fn relates(knowledge: &Knowledge, meaning: &Meaning, id: StatementId) -> bool {
    let statement = knowledge.corpus.statement(id);
    let named = meaning.entities();
    let Value::Entity(value) = statement.value else { return false };
    let (subject, other) = (knowledge.kind(statement.subject), knowledge.kind(value));
    // "Is Chinese AI run by the state": that this is one of several claims answers nothing.
    if other == EntityKind::Topic && named.contains(&value) && knowledge.is(statement, &["member"]) {
        return true;
    }
    if !named.contains(&statement.subject) || !named.contains(&value) {
        return false;
    }
    knowledge.is(statement, &["of"])
        || (subject == other || subject.is_body() && other.is_body())
            && knowledge.is(
                statement,
                &["parent", "family", "variant", "maker", "base_model", "model_line", "product", "investor"],
            )
}

/// The best statement; where its value is not of the sort that the question word asks for, the best one of that sort that
/// is nearly as good.
fn first_of_sort<'s>(knowledge: &Knowledge, meaning: &Meaning, scored: &'s [Scored]) -> Option<&'s Scored> {
    let best = scored.first()?;
    let of_sort = |one: &&Scored| ask_fit(knowledge, meaning, one.id, one.asked) >= 1.0;
    // "Whose cluster is it" asks for nobody's number of chips.
    let number = matches!(knowledge.corpus.statement(best.id).value, Value::Number(_));
    let near = if number && meaning.asks(QuestionWord::Who) { 2.0 * NEARLY } else { NEARLY };
    let other = scored.iter().take_while(|one| one.score >= best.score - near).find(of_sort).unwrap_or(best);
    // What is asked for by its name is told before a name or a date that shares the other words.
    let by_name = || meaning.properties.iter().any(|cue| !cue.faint && !cue.stems.is_empty());
    let told = |one: &&Scored| {
        one.asked && one.direct >= other.direct && knowledge.corpus.statement(one.id).value == Value::Text
    };
    let is_text = knowledge.corpus.statement(other.id).value == Value::Text;
    if other.asked || is_text || !meaning.asks.iter().eq(&[QuestionWord::What]) || !by_name() {
        return Some(other);
    }
    let mut near = scored.iter().take_while(|one| one.score >= ENOUGH.max(other.score - NEARLY));
    near.find(told).or(Some(other))
}

/// Smaller numbers of a question are parts of names ("2.5-Max") and counts before they are values.
const LEAST_VALUE: f64 = 1000.0;

/// How much less exactly a statement may be of the time that is asked for.
const AS_DATED: f32 = 0.1;

/// How much less a statement of the wanted sort may account for.
const NEARLY: f32 = 0.13;

/// The statements of a subject and property that belong together: values in words only where they fit as well as the
/// best; numbers, dates and names all, so that nothing that disagrees is kept back.
fn whole_group(knowledge: &Knowledge, meaning: &Meaning, scored: &[Scored], best: &Scored) -> Vec<StatementId> {
    let corpus = &knowledge.corpus;
    let lead = corpus.statement(best.id);
    let value_type = corpus.property(lead.property).value_type;
    let same_sort = |id: &StatementId| {
        let statement = corpus.statement(*id);
        statement.property == lead.property
            && statement.qualifiers.benchmark == lead.qualifiers.benchmark
            && statement.rank != Rank::Deprecated
    };
    if value_type == ValueType::Text && best.asked && meaning.content.is_empty() && meaning.dates.is_empty() {
        // All of them, the best supported first: earlier posts, features, positions.
        // "When did it start operations" is told by the milestone that says so, and by no other.
        let phrases =
            meaning.properties.iter().filter(|cue| cue.stems.len() > 1 && cue.properties.contains(&lead.property));
        let stems: Vec<Vec<Stem<'_>>> = phrases.map(|cue| Stem::all(knowledge, &cue.stems)).collect();
        let says = |id: StatementId| {
            let said = |stem: &Stem<'_>| stem.is_own(id) || stem.is_own_alike(id);
            !stems.is_empty() && stems.iter().flatten().all(said)
        };
        let told = knowledge.is(lead, &["milestone"]) && says(best.id);
        let same = |one: &&Scored| {
            corpus.statement(one.id).subject == lead.subject
                && one.score >= best.score - NEAR_WORDS
                && (!told || says(one.id))
        };
        return scored.iter().filter(same).map(|one| one.id).filter(same_sort).collect();
    }
    if value_type == ValueType::Text || knowledge.is(lead, &["figure"]) || !meaning.dates.is_empty() {
        let near = |one: &&Scored| corpus.statement(one.id).subject == lead.subject && one.score >= best.score - NEAR;
        return scored.iter().filter(near).map(|one| one.id).filter(same_sort).collect();
    }
    knowledge.graph.of(lead.subject).iter().copied().filter(same_sort).collect()
}
