//! Which statements answer a question: each is scored by how much of the question it accounts for.
//!
//! A question is a set of things that an answer must account for: what it names, what it asks for, its dates, and every
//! other telling word. A statement that leaves something of it unexplained is about a neighbouring question, and giving
//! it would be the worst mistake there is; so coverage, not likeness, decides.

use super::about::mention_share;
use super::asked::{AskedDate, AskedKind, AskedProperty};
use super::knowledge::Knowledge;
use super::standing::{AskedWord, StatementSet, Stem};
use crate::corpus::property::{Property, QuestionWord};
use crate::corpus::record::{EntityKind, Rank, Statement, Value};
use crate::corpus::{EntityId, PropertyId, StatementId};
use crate::question::lexicon::Operator;
use crate::question::meaning::{Meaning, Named, PropertyCue};
use crate::question::tokens::stem;
use crate::question::vocabulary::TermId;
use crate::text::edtf::Edtf;
use crate::text::quantity::Unit;

/// Least share of the question that a statement must account for.
pub const ENOUGH: f32 = 0.68;
/// The same for a statement of the very property and subject that the question names: what remains then only describes.
const ENOUGH_WHERE_ASKED: f32 = 0.6;

/// The same where the question names what stands right beside the subject.
const ENOUGH_WHERE_ASKED_CLOSE_BY: f32 = 0.66;
/// Shares of names from which on they count as close by.
const CLOSE: f32 = 0.8;
/// What a name weighs, and one that is made of ordinary words.
const NAME: f32 = 3.0;
const TOPIC: f32 = 1.0;
/// What the property that is asked for weighs, and a word that may ask for one, but more often does not.
const ASKED: f32 = 2.5;
const FAINT: f32 = 0.8;
/// What a kind and a date weigh.
const KIND: f32 = 1.5;
const DATE: f32 = 2.0;
/// What rank and each document that says the same add to a score, up to so many; and the most that they add together.
const PREFERRED: f32 = 0.02;
const SUPPORT: f32 = 0.002;
const MOST_SUPPORT: usize = 5;
const MOST_BONUS: f32 = 0.03;
/// What it is worth that words tell the rank which is asked for.
const RANKED: f32 = 0.04;
/// What is told in many words is worth so much less, and a number that nobody asks for.
const LOOSE: f32 = 0.01;
const NUMBER_UNASKED: f32 = 0.003;
/// Least share of the words which are neither names nor ask for a property.
const LEAST_TOLD: f32 = 0.3;
/// So many telling words a question must have to be answered by words alone.
const FEWEST_WORDS: usize = 2;
/// Least share of the telling words that a statement must hold to answer by its words alone.
const LITERAL_WORDS: f32 = 0.62;
/// More than sums of weights lose by rounding.
const ROUNDING: f32 = 0.001;

/// A statement with how well it accounts for the question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// The statement.
    pub id: StatementId,
    /// Share of the question that it accounts for, 0 to 1, and a little for rank and directness.
    pub score: f32,
    /// Whether its property is one that the question asks for.
    pub asked: bool,
    /// Whether the question names its subject (and not only its value or something above it).
    pub direct: bool,
    /// Whether all that the question names is its subject or stands right beside it: the lab of a round, the body of a
    /// post.
    pub close: bool,
}

impl Scored {
    /// Whether the statement accounts for enough of the question to answer it.
    #[must_use]
    pub fn is_enough(&self) -> bool {
        let least = match (self.asked, self.direct, self.close) {
            (true, true, _) => ENOUGH_WHERE_ASKED,
            (true, false, true) => ENOUGH_WHERE_ASKED_CLOSE_BY,
            _ => ENOUGH,
        };
        self.score >= least
    }

    /// What it is sorted by: the best first, equal ones by their numbers. One number is compared faster than two.
    fn order(&self) -> u64 {
        // The order of `f32::total_cmp`, from the greatest.
        let bits = self.score.to_bits();
        let rising = if self.score.is_sign_negative() { !bits } else { bits | 1 << 31 };
        u64::from(!rising) << 32 | u64::from(self.id.0)
    }
}

/// The statements that account for a question, best first; only those that account for all that it names.
#[must_use]
pub fn gather(knowledge: &Knowledge, meaning: &Meaning) -> Vec<Scored> {
    let measure = Measure::of(knowledge, meaning);
    let touched = measure.touched();
    let mut shares = Vec::new();
    let mut scored: Vec<Scored> = candidates(knowledge, meaning)
        .iter()
        .filter(|id| touched.as_ref().is_none_or(|touched| measure.touches(*id, touched)))
        .filter_map(|id| measure.score(id, &mut shares))
        .collect();
    scored.sort_unstable_by_key(Scored::order);
    scored
}

/// Statements worth scoring: those of and about what is named, or where nothing is named, those that share its words.
fn candidates(knowledge: &Knowledge, meaning: &Meaning) -> StatementSet {
    let graph = &knowledge.graph;
    let mut out = StatementSet::none_of(knowledge.corpus.statements.len());
    for entity in meaning.entities() {
        out.extend(graph.of(entity));
        out.extend(graph.naming(entity));
        for other in graph.below(entity).iter().chain(graph.above(entity)) {
            out.extend(graph.of(*other));
        }
        // One step further: the lab that a former employee of what is named has founded.
        for id in graph.naming(entity) {
            let subject = knowledge.corpus.statement(*id).subject;
            if knowledge.kind(subject) == EntityKind::Person {
                out.extend(graph.of(subject));
                out.extend(graph.naming(subject));
            }
        }
    }
    let only_topics = meaning.entities().iter().all(|id| knowledge.kind(*id) == EntityKind::Topic);
    if only_topics {
        let words = meaning.content.iter().map(|content| &content.stem);
        let cues = meaning.properties.iter().flat_map(|cue| &cue.stems);
        let kinds = meaning.kind_cues.iter().flat_map(|cue| &cue.stems);
        for stem in words.chain(cues).chain(kinds) {
            let Some(term) = knowledge.understander.vocabulary.term(stem) else { continue };
            out.extend(knowledge.with_term(term));
            out.extend(knowledge.with_keyword(term));
        }
        out.extend(&knowledge.of_properties(&meaning.property_ids()));
    }
    out
}

/// What some things of a question weigh together, and how much of it a statement accounts for.
#[derive(Clone, Copy, Default)]
struct Accounted {
    all: f32,
    held: f32,
}

impl Accounted {
    fn add(&mut self, weight: f32, share: f32) {
        self.all += weight;
        self.held += weight * share;
    }
}

/// How far a statement accounts for all telling words of the question, each by whatever it may mean: the property that
/// it asks for, the kind that it names, or the word itself. "The fastest to become a unicorn" is asked for in words that
/// also name a kind and a property. The share counts the names as well; `None` where a name is not met or too few of
/// the words are. `named` and `dated` are the parts of names and dates.
fn literal(
    knowledge: &Knowledge,
    words: &[AskedWord<'_>],
    id: StatementId,
    named: Accounted,
    dated: Accounted,
) -> Option<f32> {
    let statement = knowledge.corpus.statement(id);
    if words.len() < FEWEST_WORDS {
        return None;
    }
    let all: f32 = words.iter().map(|word| word.content.weight).sum();
    let mut held = 0.0;
    let mut left = all;
    for word in words {
        // Most statements miss so much of the first words that the others can't make up for it.
        if held + left < LITERAL_WORDS * all - ROUNDING {
            return None;
        }
        left -= word.content.weight;
        held += word.content.weight * literal_share(knowledge, statement, id, word);
    }
    if held < LITERAL_WORDS * all {
        return None;
    }
    Some((held + dated.held + named.held) / (all + dated.all + named.all))
}

/// A question as what statements are held against: its words are looked up once for all of them.
struct Measure<'m> {
    knowledge: &'m Knowledge,
    meaning: &'m Meaning,
    /// What is named, and whether that is a topic: its name is made of ordinary words, so it says less and need not be met.
    names: Vec<(&'m Named, bool)>,
    /// What is asked for, each with the place among the kinds of a word that says both.
    properties: Vec<(AskedProperty<'m>, Option<usize>)>,
    /// The kinds that are named, each with whether its word asks for a property as well.
    kinds: Vec<(AskedKind<'m>, bool)>,
    /// What asks for no property and names no kind, and all telling words whatever they ask for.
    content: Vec<AskedWord<'m>>,
    words: Vec<AskedWord<'m>>,
    dates: Vec<AskedDate>,
    /// The properties of posts, and those of what is told in many words, which the more often has some of the question's.
    posts: Vec<PropertyId>,
    loose: Vec<PropertyId>,
    /// The property of numbers of any sort, and whether the question asks for no number.
    figure: Option<PropertyId>,
    uncounted: bool,
    /// The property of posts by their titles.
    title: Option<PropertyId>,
    /// English stems by which a rank is told, where the question asks for one.
    ranks: Vec<TermId>,
    /// Whether it may ask for a number: by no word that asks for something else.
    counting: bool,
}

impl<'m> Measure<'m> {
    fn of(knowledge: &'m Knowledge, meaning: &'m Meaning) -> Self {
        let topic = |named: &Named| named.entities.iter().all(|id| knowledge.kind(*id) == EntityKind::Topic);
        let kinds: Vec<AskedKind<'m>> = meaning.kind_cues.iter().map(|cue| AskedKind::of(knowledge, cue)).collect();
        // A word that names a kind and asks for a property ("product") is accounted for by either.
        let both = |kind: &AskedKind<'_>, cue: &PropertyCue| kind.is_thing() && kind.cue.stems == cue.stems;
        let property =
            |cue: &'m PropertyCue| (AskedProperty::of(knowledge, cue), kinds.iter().position(|kind| both(kind, cue)));
        let properties: Vec<_> = meaning.properties.iter().map(property).collect();
        // A number is asked for, whatever says what it is the first or largest of.
        let numbered = properties.iter().any(|(asked, _)| asked.numbered());
        let ranks = if numbered { Vec::new() } else { ranks_of(knowledge, meaning) };
        let with_property = |kind: AskedKind<'m>| {
            let asked_as_well = meaning.properties.iter().any(|cue| both(&kind, cue));
            (kind, asked_as_well)
        };
        Self {
            knowledge,
            meaning,
            names: meaning.mentions.iter().map(|named| (named, topic(named))).collect(),
            properties,
            kinds: kinds.into_iter().map(with_property).collect(),
            content: AskedWord::all(knowledge, &meaning.content),
            words: AskedWord::all(knowledge, &meaning.words),
            dates: meaning.dates.iter().map(|date| AskedDate::of(knowledge, date)).collect(),
            posts: knowledge.properties(&["earlier_post", "position"]),
            loose: knowledge.properties(&["fact", "figure", "strategy", "achievement", "reception"]),
            figure: knowledge.property("figure"),
            title: knowledge.property("position"),
            ranks,
            counting: counts(meaning),
            uncounted: !meaning.asks(QuestionWord::HowMany)
                && !meaning.asks(QuestionWord::HowMuch)
                && !meaning.has(Operator::Count),
        }
    }

    /// The statements that have something of what the question says beside names, as far as words and properties tell;
    /// `None` where a statement may account for enough by its names alone.
    fn touched(&self) -> Option<StatementSet> {
        let names: f32 = self.names.iter().map(|(_, topic)| name_weight(*topic)).sum();
        let told: f32 = self.content.iter().map(|word| word.content.weight).sum();
        let asked: f32 = self.properties.iter().map(|(asked, _)| cue_weight(asked.cue)).sum();
        #[expect(clippy::cast_precision_loss, reason = "a handful of kinds and dates")]
        let others = asked
            + KIND * self.kinds.iter().filter(|(_, asked_as_well)| !asked_as_well).count() as f32
            + DATE * self.dates.len() as f32;
        if told == 0.0 && names >= (ENOUGH - MOST_BONUS) * (names + others) {
            return None;
        }
        let mut touched = StatementSet::none_of(self.knowledge.corpus.statements.len());
        for (asked, _) in &self.properties {
            touched.extend(&self.knowledge.of_properties(&asked.cue.properties));
            if asked.for_post {
                touched.extend(&self.knowledge.of_properties(&self.posts));
            }
            asked.stems.iter().for_each(|stem| stem.add_to(&mut touched));
        }
        self.kinds.iter().flat_map(|(kind, _)| &kind.stems).for_each(|stem| stem.add_to(&mut touched));
        for word in self.content.iter().chain(&self.words) {
            word.standing.add_to(&mut touched);
        }
        Some(touched)
    }

    /// Whether a statement has anything of what the question says beside names: it is one of those of [`Self::touched`],
    /// or is of a kind, of a time or about a thing that the question tells of.
    fn touches(&self, id: StatementId, touched: &StatementSet) -> bool {
        let Self { knowledge, meaning, .. } = *self;
        if touched.contains(id) {
            return true;
        }
        let statement = knowledge.corpus.statement(id);
        let told = |word: &AskedWord<'_>| content_share(knowledge, statement, id, word) > 0.0;
        let of_kind = |(kind, _): &(AskedKind<'_>, bool)| kind_share(knowledge, meaning, statement, id, kind) > 0.0;
        self.content.iter().any(told)
            || self.kinds.iter().any(of_kind)
            || self.dates.iter().any(|date| date_share(knowledge, statement, id, date) > 0.0)
    }

    /// Scores one statement; `None` where it leaves unexplained what the question names or asks.
    /// `shares` is room for those of the properties.
    fn score(&self, id: StatementId, shares: &mut Vec<f32>) -> Option<Scored> {
        let Self { knowledge, meaning, .. } = *self;
        let statement = knowledge.corpus.statement(id);
        if statement.references.is_empty() || statement.rank == Rank::Deprecated {
            return None;
        }
        let mut names = Accounted::default();
        let mut direct = false;
        let mut close = !meaning.mentions.is_empty();
        for (named, topic) in &self.names {
            let (share, is_subject) = mention_share(knowledge, statement, id, named);
            if share == 0.0 && !topic {
                return None;
            }
            let weight = name_weight(*topic);
            direct |= is_subject;
            close &= share >= CLOSE || *topic;
            names.add(weight, share);
        }
        let Accounted { all: mut total, held: mut covered } = names;
        // The first property that is met weighs in full; beside it, other words that could ask for one weigh less.
        // Where a number is asked for, words that only speak of it tell none.
        let untold =
            self.counting && !matches!(statement.value, Value::Number(_)) && !knowledge.has_figure(id);
        let posted = self.posts.contains(&statement.property) && is_post_there(knowledge, meaning, statement);
        let share = |(asked, kind): &(AskedProperty<'_>, Option<usize>)| {
            let kind = kind.map_or(0.0, |kind| kind_share(knowledge, meaning, statement, id, &self.kinds[kind].0));
            match cue_share(knowledge, statement, id, asked).max(kind * AS_KIND) {
                share if untold && share > ONLY_SPOKEN_OF && asked.only_speaks(statement.property) => ONLY_SPOKEN_OF,
                share if posted && share < POSTED && asked.for_post => POSTED,
                share => share,
            }
        };
        shares.clear();
        shares.extend(self.properties.iter().map(share));
        let asked = shares.iter().any(|share| *share >= 0.9);
        let met = shares.iter().position(|share| *share >= 0.9);
        for (number, share) in shares.iter().enumerate() {
            let weight = match met {
                Some(met) if met != number => 1.2,
                None => cue_weight(self.properties[number].0.cue),
                Some(_) => ASKED,
            };
            total += weight;
            covered += weight * share;
        }
        for (kind, _) in self.kinds.iter().filter(|(_, asked_as_well)| !asked_as_well) {
            total += KIND;
            covered += KIND * kind_share(knowledge, meaning, statement, id, kind);
        }
        let (mut telling, mut told) = (0.0, 0.0);
        for word in &self.content {
            let content = word.content;
            let share = content_share(knowledge, statement, id, word);
            // A word that no document has can't tell one value of what is asked for from another.
            let weight = if !content.known && asked && direct { content.weight / 2.0 } else { content.weight };
            total += weight;
            covered += weight * share;
            telling += weight;
            told += weight * share;
        }
        // Of what nobody asks by name, something of what the words tell must be met.
        if !asked && told < LEAST_TOLD * telling {
            return None;
        }
        let mut dates = Accounted::default();
        for date in &self.dates {
            dates.add(DATE, date_share(knowledge, statement, id, date));
        }
        total += dates.all;
        covered += dates.held;
        if total == 0.0 {
            return None;
        }
        let mut score = covered / total;
        // "At most how many", "the maximum": a number, where one fits.
        if meaning.has(Operator::Most) && meaning.properties.is_empty() && !matches!(statement.value, Value::Number(_))
        {
            score -= 0.05;
        }
        // Words by which a number is asked for are not accounted for by words that only speak of it.
        let only_spoken_of = untold
            && self.properties.iter().any(|(asked, _)| asked.only_speaks(statement.property) && !asked.stems.is_empty());
        if !only_spoken_of && let Some(literal) = literal(knowledge, &self.words, id, names, dates) {
            score = score.max(literal);
        }
        // Whoever holds another post than the one that is asked for by its title does not hold that one.
        let titled = |stem: &Stem<'_>| !stem.is_own(id) && self.title.is_some_and(|post| tells_apart(knowledge, post, stem));
        let other = |asked: &AskedProperty<'_>| {
            asked.for_post && matches!(asked.stems.as_slice(), [title] if titled(title))
        };
        if self.properties.iter().any(|(asked, _)| other(asked)) {
            score *= OTHER_TITLE;
        }
        score *= ask_fit(knowledge, meaning, id, asked);
        score += match statement.rank {
            Rank::Preferred => PREFERRED,
            _ => 0.0,
        };
        #[expect(clippy::cast_precision_loss, reason = "a handful of references")]
        let support = SUPPORT * statement.references.len().min(MOST_SUPPORT) as f32;
        score += support;
        // "The first to …": words that say so themselves go before those that only have the rest.
        if statement.value == Value::Text && self.ranks.iter().any(|term| knowledge.is_own(id, *term)) {
            score += RANKED;
        }
        if self.loose.contains(&statement.property) {
            score -= LOOSE;
        }
        // Where no number is asked for, the words tell more than the number that stands in them.
        if self.uncounted && Some(statement.property) == self.figure {
            score -= NUMBER_UNASKED;
        }
        Some(Scored { id, score, asked, direct, close })
    }
}

/// Whether a question may ask for a number: it says so, or neither asks for something else nor wants things of a kind.
fn counts(meaning: &Meaning) -> bool {
    use QuestionWord::{HowMany, HowMuch, When, Where, Which, Who, Why};
    let asks = |words: &[QuestionWord]| words.iter().any(|word| meaning.asks(*word));
    asks(&[HowMany, HowMuch]) || meaning.kinds.is_empty() && !asks(&[Who, Where, When, Why, Which])
}

/// The single English words of the ranks that a question asks for: "first", "largest".
fn ranks_of(knowledge: &Knowledge, meaning: &Meaning) -> Vec<TermId> {
    let ranks = [Operator::Oldest, Operator::Most, Operator::Least, Operator::Longest, Operator::Shortest];
    let asked = ranks.iter().filter(|operator| meaning.has(**operator));
    let words = asked.filter_map(|operator| knowledge.corpus.words.operator.get(operator)).flat_map(|words| &words.en);
    words.filter_map(|word| knowledge.understander.vocabulary.term(&stem(word))).collect()
}

fn name_weight(topic: bool) -> f32 {
    if topic { TOPIC } else { NAME }
}

fn cue_weight(cue: &PropertyCue) -> f32 {
    if cue.faint { FAINT } else { ASKED }
}

pub(super) fn cue_share(
    knowledge: &Knowledge,
    statement: &Statement,
    id: StatementId,
    asked: &AskedProperty<'_>,
) -> f32 {
    let stems = &asked.stems;
    let own = |stem: &&Stem<'_>| stem.is_own(id);
    if asked.cue.properties.contains(&statement.property) {
        // "CTO" asks for a position, and for this one before others.
        if matches!(statement.value, Value::Number(_)) && stems.len() > 1 {
            return counted_share(knowledge, statement, id, stems);
        }
        let text = statement.value == Value::Text;
        if !text || stems.is_empty() {
            return 1.0;
        }
        // A role that others hold and this statement does not speak of: the CEO is not the CTO.
        if stems.iter().any(|stem| !own(&stem) && tells_apart(knowledge, statement.property, stem)) {
            return OTHER_POST;
        }
        #[expect(clippy::cast_precision_loss, reason = "a handful of words")]
        let share = stems.iter().filter(own).count() as f32 / stems.len() as f32;
        return 0.92 + 0.08 * share;
    }
    if stems.is_empty() {
        return 0.0;
    }
    if Some(statement.property) == asked.figure && 2 * stems.iter().filter(own).count() >= stems.len() {
        return 0.95;
    }
    if stems.iter().all(|stem| own(&stem)) {
        0.75
    } else if stems.iter().all(|stem| stem.is_held(id)) {
        0.5
    } else {
        0.0
    }
}

/// What is left of the score of a statement that lacks the title which is asked for.
const OTHER_TITLE: f32 = 0.85;
/// What a post is worth where another one is asked for.
const OTHER_POST: f32 = 0.1;

/// What a statement in words is worth that only speaks of the number which is asked for.
const ONLY_SPOKEN_OF: f32 = 0.3;

/// What a kind is worth where its word asks for a property as well: less than what makes a statement one that is asked
/// for.
const AS_KIND: f32 = 0.85;

/// What a post at the very body that the question names is worth, whatever word asks for it.
const POSTED: f32 = 0.97;

/// Whether a statement of a post, former or present, is of one that a person of the question had at a body of it.
fn is_post_there(knowledge: &Knowledge, meaning: &Meaning, statement: &Statement) -> bool {
    let named = |id: EntityId| meaning.mentions.iter().any(|named| named.entities.contains(&id));
    let under = |at: EntityId| {
        let by_name = |id: EntityId| knowledge.is_named_within(id, at);
        named(at)
            || knowledge.graph.above(at).iter().any(|above| named(*above))
            || meaning.entities().into_iter().any(by_name)
    };
    named(statement.subject) && statement.qualifiers.at.is_some_and(under)
}

/// Whether a word says in what time something is counted.
fn is_rate(stem: &str) -> bool {
    matches!(stem, "dai" | "daili" | "week" | "weekli" | "month" | "monthli" | "annual" | "year" | "yearli")
        || stem.starts_with(['日', '月', '周'])
}

/// What a number is worth that counts the same sort of thing, but not those that the question says: users, not monthly
/// ones.
const OTHERWISE_COUNTED: f32 = 0.5;

/// How far a number is what a phrase of several words counts: of "smartphone users", "users" asks for the property, and
/// the number must say of itself that it counts smartphones.
fn counted_share(knowledge: &Knowledge, statement: &Statement, id: StatementId, stems: &[Stem<'_>]) -> f32 {
    let asking = |stem: &Stem<'_>| knowledge.understander.lexicon.asks_for(stem.text, statement.property);
    // A phrase of which no word asks by itself ("training compute") is a name of the property.
    let whole = !stems.iter().any(asking);
    let said = |stem: &Stem<'_>| asking(stem) || stem.is_said(id);
    if whole || stems.iter().all(said) {
        1.0
    } else if stems.iter().any(|stem| is_rate(stem.text) && !said(stem)) {
        OTHERWISE_COUNTED
    } else {
        0.92
    }
}

/// Whether a word of the question tells values of a property apart: some value has it ("CEO"), while words that only
/// ask for the property ("role") stand in none.
fn tells_apart(knowledge: &Knowledge, property: PropertyId, stem: &Stem<'_>) -> bool {
    let position = || knowledge.property("position") == Some(property);
    stem.term.is_some_and(|term| position() && knowledge.is_of_post(term))
}

/// How far a statement is about a kind that the question names: by its value, its subject, or its words.
fn kind_share(
    knowledge: &Knowledge,
    meaning: &Meaning,
    statement: &Statement,
    id: StatementId,
    asked: &AskedKind<'_>,
) -> f32 {
    let AskedKind { cue, stems, .. } = asked;
    let covers = |kind: EntityKind| kind.is_called(&cue.kinds);
    let counted = meaning.asks.contains(&QuestionWord::HowMany) && matches!(statement.value, Value::Number(_));
    match statement.value {
        // What is counted must be said in so many words.
        _ if counted && stems.iter().all(|stem| stem.is_said(id)) => 1.0,
        _ if counted => 0.3,
        Value::Entity(value) if covers(knowledge.kind(value)) => said_of(knowledge, value, asked),
        _ if covers(knowledge.kind(statement.subject)) => 0.9 * said_of(knowledge, statement.subject, asked),
        Value::Text if stems.iter().all(|stem| stem.is_held(id)) => 0.8,
        // What a number counts or is of must be said in so many words: "Series A" is no series of models.
        Value::Number(_) if stems.iter().all(|stem| stem.is_said(id)) => 0.8,
        _ => 0.0,
    }
}

/// How far a kind's own words are said of a thing of that kind: a "quant fund" is any company, but one that is described
/// as such before others.
pub(super) fn said_of(knowledge: &Knowledge, entity: EntityId, asked: &AskedKind<'_>) -> f32 {
    let said = |stem: &Stem<'_>| knowledge.is_described_by(entity, stem.term, stem.groups);
    if !asked.telling || asked.stems.iter().all(said) { 1.0 } else { 0.9 }
}

/// How far a statement accounts for a word of the question; what only its proof says counts for little.
pub(super) fn literal_share(
    knowledge: &Knowledge,
    statement: &Statement,
    id: StatementId,
    word: &AskedWord<'_>,
) -> f32 {
    let AskedWord { content, standing, .. } = word;
    let of_kind = |entity: EntityId| knowledge.kind(entity).is_called(&content.kinds);
    if standing.is_own(id) || content.asks_for.contains(&statement.property) {
        1.0
    } else if standing.is_own_alike(id) || matches!(statement.value, Value::Entity(value) if of_kind(value)) {
        0.85
    } else if of_kind(statement.subject) {
        0.75
    } else if standing.is_proven(id) {
        0.5
    } else if standing.is_alike(id) {
        0.4
    } else {
        0.0
    }
}

pub(super) fn content_share(
    knowledge: &Knowledge,
    statement: &Statement,
    id: StatementId,
    word: &AskedWord<'_>,
) -> f32 {
    let AskedWord { content, standing, .. } = word;
    if let (Some(amount), Value::Number(number)) = (content.amount, &statement.value)
        && amount >= LEAST_AMOUNT
        && number.low <= amount
        && amount <= number.high
    {
        return 1.0;
    }
    if standing.is_own(id) {
        return 1.0;
    }
    if standing.is_proven(id) {
        return 0.85;
    }
    if standing.is_alike(id) {
        return 0.8;
    }
    let described = |entity: EntityId| word.describes(knowledge, entity);
    match statement.value {
        Value::Entity(value) if described(value) => 0.85,
        _ if described(statement.subject) => 0.6,
        _ => 0.0,
    }
}

/// Smaller numbers are met by chance.
const LEAST_AMOUNT: f64 = 100.0;

pub(super) fn date_share(knowledge: &Knowledge, statement: &Statement, id: StatementId, date: &AskedDate) -> f32 {
    let Some(wanted) = date.wanted else { return 0.0 };
    let hit = |value: &Value| matches!(value, Value::Date(value) if wanted.overlaps(*value));
    let coarser = |date: Edtf| date != wanted && date.covers(wanted);
    match (&statement.value, statement.qualifiers.as_of) {
        // "In March 2025" is not what is said of 2025 as a whole.
        (Value::Date(value), _) if coarser(*value) => return 0.6,
        (_, Some(as_of)) if coarser(as_of) => return 0.6,
        (_, as_of) if hit(&statement.value) || as_of.is_some_and(|as_of| wanted.overlaps(as_of)) => return 1.0,
        _ => {}
    }
    if knowledge.dates_of(statement.subject).iter().any(|date| wanted.overlaps(*date)) {
        return 0.95;
    }
    if date.year.is_some_and(|term| knowledge.terms(id).terms.binary_search(&term).is_ok()) { 0.7 } else { 0.0 }
}

/// Whether a number is one of things, not of money or shares.
fn counts_things(property: &Property, value: &Value) -> bool {
    property.question == Some(QuestionWord::HowMany)
        && matches!(value, Value::Number(number) if number.unit == Unit::Plain)
}

/// Whether the proof of a statement names somebody that the question does not.
fn names_other_actor(knowledge: &Knowledge, meaning: &Meaning, id: StatementId) -> bool {
    let asked = |id: &EntityId| meaning.mentions.iter().any(|named| named.entities.contains(id));
    let is_actor = |id: &EntityId| {
        use EntityKind::{Company, Lab, Organisation, Person};
        matches!(knowledge.kind(*id), Company | Lab | Organisation | Person)
    };
    knowledge.terms(id).named.iter().any(|id| is_actor(id) && !asked(id))
}

/// Whether the value is of the sort that the question word asks for.
pub(super) fn ask_fit(knowledge: &Knowledge, meaning: &Meaning, id: StatementId, asked: bool) -> f32 {
    let statement = knowledge.corpus.statement(id);
    let property = knowledge.corpus.property(statement.property);
    let mut fit: f32 = 1.0;
    let value_kind = match statement.value {
        Value::Entity(value) => Some(knowledge.kind(value)),
        _ => None,
    };
    for ask in &meaning.asks {
        let suits = match ask {
            QuestionWord::Who => {
                property.question == Some(QuestionWord::Who)
                    || matches!(
                        value_kind,
                        Some(
                            EntityKind::Person
                                | EntityKind::Lab
                                | EntityKind::Company
                                | EntityKind::Organisation
                                | EntityKind::University
                        )
                    )
                    || knowledge.kind(statement.subject) == EntityKind::Person
                    || property.id == "member"
                    || property.id == "fact" && names_other_actor(knowledge, meaning, id)
            }
            QuestionWord::When => matches!(statement.value, Value::Date(_)) || statement.qualifiers.as_of.is_some(),
            QuestionWord::Where => {
                value_kind == Some(EntityKind::Place) || ["education", "used_in"].contains(&property.id.as_str())
            }
            QuestionWord::HowMany if property.id == "size" => false,
            QuestionWord::HowMuch if counts_things(property, &statement.value) && !asked => false,
            QuestionWord::HowMany | QuestionWord::HowMuch => match statement.value {
                Value::Number(_) => true,
                Value::Text => knowledge.has_figure(id),
                _ => false,
            },
            _ => true,
        };
        if !suits {
            // Where the very property is asked for, the question word is of less weight ("where does it rank").
            fit = fit.min(if asked { 0.8 } else { 0.6 });
        }
    }
    fit
}
