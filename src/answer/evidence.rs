//! Which statements answer a question: each is scored by how much of the question it accounts for.
//!
//! A question is a set of things that an answer must account for: what it names, what it asks for, its dates, and every
//! other telling word. A statement that leaves something of it unexplained is about a neighbouring question, and giving
//! it would be the worst mistake there is; so coverage, not likeness, decides.

use super::about::mention_share;
use super::asked::{AskedDate, AskedKind, AskedProperty};
use super::knowledge::Knowledge;
use super::shares::{ask_fit, content_share, cue_share, date_share, kind_share, literal_share, tells_apart};
use super::standing::{AskedWord, StatementSet, Stem};
use crate::corpus::property::QuestionWord;
use crate::corpus::record::{EntityKind, Rank, Statement, Value};
use crate::corpus::{EntityId, PropertyId, StatementId};
use crate::question::lexicon::Operator;
use crate::question::meaning::{Meaning, Named, PropertyCue};
use crate::question::vocabulary::TermId;

/// Least share of the question that a statement must account for.
pub const ENOUGH: f32 = 0.66;
/// The same for a statement of the very property and subject that the question names: what remains then only describes.
const ENOUGH_WHERE_ASKED: f32 = 0.4;

/// The same where the question names what stands right beside the subject.
const ENOUGH_WHERE_ASKED_CLOSE_BY: f32 = 0.61;
/// Shares of names from which on they count as close by.
const CLOSE: f32 = 0.8;
/// What a name weighs, and one that is made of ordinary words.
const NAME: f32 = 3.0;
const TOPIC: f32 = 1.0;
/// What the property that is asked for weighs, and a word that may ask for one, but more often does not.
const ASKED: f32 = 2.5;
const FAINT: f32 = 0.8;
/// The share of a property from which on it is met: by a value of it, or by words of ours that say it; and what another one
/// weighs beside it.
const MET: f32 = 0.7;
const BESIDE: f32 = 1.3;
/// What a kind and a date weigh.
const KIND: f32 = 1.2;
const DATE: f32 = 2.0;
/// What rank and each document that says the same add to a score, up to so many; and the most that they add together.
const PREFERRED: f32 = 0.02;
const SUPPORT: f32 = 0.002;
const MOST_SUPPORT: usize = 5;
const MOST_BONUS: f32 = 0.07;
/// What it is worth that words tell the rank which is asked for.
const RANKED: f32 = 0.04;
/// What is told in many words is worth so much less, and a number that nobody asks for.
const LOOSE: f32 = 0.01;
/// What it is worth that the question word asks with which people ask for a property.
const SUITED: f32 = 0.012;
const NUMBER_UNASKED: f32 = 0.003;
/// Least share of the words which are neither names nor ask for a property.
const LEAST_TOLD: f32 = 0.3;
/// So many telling words a question must have to be answered by words alone.
const FEWEST_WORDS: usize = 2;
/// Least share of the telling words that a statement must hold to answer by its words alone.
const LITERAL_WORDS: f32 = 0.57;
/// Statements for which room is made at first: few questions have more that account for them.
const ROOM: usize = 256;
/// More than sums of weights lose by rounding.
const ROUNDING: f32 = 0.001;

/// A statement with how well it accounts for the question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// The statement.
    pub id: StatementId,
    /// Share of the question that it accounts for, 0 to 1, and a little for rank and directness.
    pub score: f32,
    /// Whether it is of what the question asks for: by its property, or by words of its own that say so.
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

    /// What it is sorted by: the best first.
    fn order(&self) -> u32 {
        // The order of `f32::total_cmp`, from the greatest.
        let bits = self.score.to_bits();
        !if self.score.is_sign_negative() { !bits } else { bits | 1 << 31 }
    }
}

/// The statements that account for a question, best first; only those that account for all that it names.
#[must_use]
pub fn gather(knowledge: &Knowledge, meaning: &Meaning) -> Vec<Scored> {
    let measure = Measure::of(knowledge, meaning);
    let touched = measure.touched();
    let mut shares = Vec::new();
    let candidates = candidates(knowledge, meaning);
    let accounting = candidates
        .iter()
        .filter(|id| touched.as_ref().is_none_or(|touched| touched.contains(*id) || measure.touches(*id)))
        .filter_map(|id| measure.score(id, &mut shares));
    let mut scored: Vec<Scored> = Vec::with_capacity(ROOM);
    scored.extend(accounting);
    // Equal ones stay in the order of their numbers. Bare numbers are sorted several times as fast as what they stand for.
    let mut places: Vec<u64> = (0u64..).zip(&scored).map(|(place, one)| u64::from(one.order()) << 32 | place).collect();
    places.sort_unstable();
    #[expect(clippy::cast_possible_truncation, reason = "the lower half is the place")]
    let place_in = |packed: u64| packed as u32 as usize;
    places.into_iter().map(|packed| scored[place_in(packed)]).collect()
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
        // "The largest of any tech giant": what is told of each of them.
        if knowledge.kind(entity) == EntityKind::Group && RANKS.iter().any(|rank| meaning.has(*rank)) {
            for (_, statement) in knowledge.values(entity, "member") {
                if let Value::Entity(member) = statement.value {
                    out.extend(graph.of(member));
                }
            }
        }
        // One step further: the lab that a former employee of what is named has founded.
        for id in graph.naming(entity) {
            let statement = knowledge.corpus.statement(*id);
            let subject = statement.subject;
            // What hits it: why nobody should rely on it, the filters tell.
            if knowledge.kind(subject) == EntityKind::Topic && knowledge.is(statement, &["affects"]) {
                out.extend(graph.of(subject));
            }
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
/// the words are. `all` is what the words weigh together, `named` and `dated` are the parts of names and dates.
fn literal(
    knowledge: &Knowledge,
    (words, all): (&[AskedWord<'_>], f32),
    id: StatementId,
    named: Accounted,
    dated: Accounted,
) -> Option<f32> {
    let statement = knowledge.corpus.statement(id);
    if words.len() < FEWEST_WORDS {
        return None;
    }
    let share = |word: &AskedWord<'_>| literal_share(knowledge, statement, id, word);
    let held = held_by((words, all), LITERAL_WORDS * all, share)?;
    Some((held + dated.held + named.held) / (all + dated.all + named.all))
}

/// What the words of a question weigh together by the share that is met of each; `None` where that is less than `least`.
/// `all` is what they weigh where all are met.
pub(super) fn held_by(
    (words, all): (&[AskedWord<'_>], f32),
    least: f32,
    share: impl Fn(&AskedWord<'_>) -> f32,
) -> Option<f32> {
    let mut held = 0.0;
    let mut left = all;
    for word in words {
        // Most statements miss so much of the first words that the others can't make up for it.
        if held + left < least - ROUNDING {
            return None;
        }
        left -= word.content.weight;
        held += word.content.weight * share(word);
    }
    (held >= least).then_some(held)
}

/// A question as what statements are held against: its words are looked up once for all of them.
#[expect(clippy::struct_excessive_bools, reason = "each is something that the question tells by itself")]
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
    /// What all telling words weigh together.
    weight: f32,
    dates: Vec<AskedDate>,
    /// The properties of posts.
    posts: Vec<PropertyId>,
    /// Whether each property is one of what is told in many words, which the more often has some of the question's.
    loose: Vec<bool>,
    /// Whether each property is one of several that the same word may ask for, and the one which the question word asks
    /// with, or without any the one which goes by that word: "who" asks for competitors where "what" asks for what is
    /// comparable.
    suited: Vec<bool>,
    /// Whether it asks in what way, and for no number.
    manner: bool,
    /// The property of numbers of any sort, and whether the question asks for no number.
    figure: Option<PropertyId>,
    uncounted: bool,
    /// The property of posts by their titles.
    title: Option<PropertyId>,
    /// The statements whose own words tell a rank for which the question asks.
    ranked: StatementSet,
    /// Whether it may ask for a number: by no word that asks for something else.
    counting: bool,
    /// Whether its question words ask for a sort of value, so that [`ask_fit`] tells values apart.
    of_sort: bool,
    /// Whether it may ask for a post.
    for_post: bool,
    /// Whether it asks for the most of something without a word for what.
    most: bool,
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
        let mut ranked = StatementSet::none_of(knowledge.corpus.statements.len());
        for term in ranks {
            ranked.extend(knowledge.with_own_term(term));
        }
        let mut loose = vec![false; knowledge.corpus.properties.len()];
        for id in knowledge.properties(&["fact", "figure", "strategy", "achievement", "reception"]) {
            loose[id.0 as usize] = true;
        }
        let unsure = meaning.properties.iter().filter(|cue| cue.properties.len() > 1);
        let mut suited = vec![false; knowledge.corpus.properties.len()];
        for (cue, id) in unsure.flat_map(|cue| cue.properties.iter().map(move |id| (cue, id))) {
            suited[id.0 as usize] |= suits(knowledge, meaning, cue, *id);
        }
        let uncounted = !meaning.asks(QuestionWord::HowMany)
            && !meaning.asks(QuestionWord::HowLong)
            && !meaning.asks(QuestionWord::HowMuch)
            && !meaning.has(Operator::Count);
        let words = AskedWord::all(knowledge, &meaning.words);
        let with_property = |kind: AskedKind<'m>| {
            let asked_as_well = meaning.properties.iter().any(|cue| both(&kind, cue));
            (kind, asked_as_well)
        };
        Self {
            knowledge,
            meaning,
            names: meaning.mentions.iter().map(|named| (named, topic(named))).collect(),
            of_sort: meaning.asks.iter().any(|ask| {
                use QuestionWord::{HowLong, HowMany, HowMuch, When, Where, Which, Who};
                matches!(ask, Who | When | Where | Which | HowMany | HowMuch | HowLong)
            }),
            for_post: properties.iter().any(|(asked, _)| asked.for_post),
            most: meaning.has(Operator::Most) && meaning.properties.is_empty(),
            properties,
            kinds: kinds.into_iter().map(with_property).collect(),
            content: AskedWord::all_beside(knowledge, &meaning.content, &words),
            weight: words.iter().map(|word| word.content.weight).sum(),
            words,
            dates: meaning.dates.iter().map(|date| AskedDate::of(knowledge, date)).collect(),
            posts: knowledge.properties(&["earlier_post", "position"]),
            loose,
            suited,
            manner: meaning.asks(QuestionWord::How) && meaning.properties.is_empty() && uncounted,
            figure: knowledge.property("figure"),
            title: knowledge.property("position"),
            ranked,
            counting: counts(meaning),
            uncounted,
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

    /// Whether a statement that is none of those of [`Self::touched`] has anything of what the question says beside names:
    /// it is of a kind, of a time or about a thing that the question tells of.
    fn touches(&self, id: StatementId) -> bool {
        let Self { knowledge, meaning, .. } = *self;
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
        // A post that somebody who is named holds at one body is none at another, though a sentence names both.
        let of_named = || self.names.iter().any(|(named, _)| named.entities.contains(&statement.subject));
        let held_at = statement.qualifiers.at.filter(|_| of_named());
        let is_elsewhere = |named: &Named| {
            let another = |at: EntityId| {
                let mut bodies = named.entities.iter();
                bodies.all(|id| knowledge.kind(*id).is_body() && !knowledge.is_named_within(*id, at))
            };
            held_at.is_some_and(another)
        };
        for (named, topic) in &self.names {
            let (share, is_subject) = mention_share(knowledge, statement, id, named);
            let share = if is_elsewhere(named) && share < 1.0 { share.min(ELSEWHERE) } else { share };
            if share == 0.0 && !topic {
                return None;
            }
            let weight = name_weight(*topic);
            direct |= is_subject;
            close &= share >= CLOSE || *topic;
            names.add(weight, share);
        }
        let Accounted { all: mut total, held: mut covered } = names;
        // Where a number is asked for, words that only speak of it tell none.
        let untold = self.counting && !matches!(statement.value, Value::Number(_)) && !knowledge.has_figure(id);
        let posted =
            self.for_post && self.posts.contains(&statement.property) && is_post_there(knowledge, meaning, statement);
        let share = |(asked, kind): &(AskedProperty<'_>, Option<usize>)| {
            let kind = kind.map_or(0.0, |kind| kind_share(knowledge, meaning, statement, id, &self.kinds[kind].0));
            match cue_share(knowledge, statement, id, asked).max(kind * AS_KIND) {
                share if untold && share > ONLY_SPOKEN_OF && asked.only_speaks(statement.property) => ONLY_SPOKEN_OF,
                share if posted && share < POSTED && asked.for_post => POSTED,
                share => share,
            }
        };
        // The first property that is met weighs in full; beside it, other words that could ask for one weigh less.
        shares.clear();
        shares.extend(self.properties.iter().map(share));
        let met = shares.iter().position(|share| *share >= MET);
        let asked = met.is_some();
        for (number, share) in shares.iter().enumerate() {
            let weight = match met {
                Some(met) if met != number => BESIDE,
                None => cue_weight(self.properties[number].0.cue),
                Some(_) => ASKED,
            };
            total += weight;
            covered += weight * share;
        }
        let kinds = self.of_kinds(statement, id)?;
        total += kinds.all;
        covered += kinds.held;
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
        if self.most && !matches!(statement.value, Value::Number(_)) {
            score -= 0.05;
        }
        // Words by which a number is asked for are not accounted for by words that only speak of it.
        let only_spoken_of = untold
            && self
                .properties
                .iter()
                .any(|(asked, _)| asked.only_speaks(statement.property) && !asked.stems.is_empty());
        if !only_spoken_of && let Some(literal) = literal(knowledge, (&self.words, self.weight), id, names, dates) {
            score = score.max(literal);
        }
        if self.for_post && self.lacks_title(id) {
            score *= OTHER_TITLE;
        }
        if self.of_sort {
            score *= ask_fit(knowledge, meaning, id, asked);
        }
        score += self.bonus(statement, id);
        Some(Scored { id, score, asked, direct, close })
    }

    /// How much of the kinds that a question names a statement accounts for; `None` where nothing but a kind is asked for
    /// and the statement has nothing of it: "what is its chat app called" is not told by who founded it.
    fn of_kinds(&self, statement: &Statement, id: StatementId) -> Option<Accounted> {
        let Self { knowledge, meaning, .. } = *self;
        // A score is of a test, a post at a body.
        let beside = [statement.qualifiers.benchmark, statement.qualifiers.at];
        let is_beside = |kind: &AskedKind<'_>| beside.iter().flatten().any(|id| kind.called.has(knowledge.kind(*id)));
        let mut kinds = Accounted::default();
        let mut of_kind = self.kinds.is_empty() || meaning.whether;
        for (kind, _) in self.kinds.iter().filter(|(_, asked_as_well)| !asked_as_well) {
            let share = kind_share(knowledge, meaning, statement, id, kind);
            of_kind |= share > 0.0 || is_beside(kind);
            kinds.add(KIND, share);
        }
        (of_kind || !self.properties.is_empty() || !self.content.is_empty()).then_some(kinds)
    }

    /// Whether a statement lacks the title of a post that is asked for: whoever holds another one does not hold that.
    fn lacks_title(&self, id: StatementId) -> bool {
        let Some(post) = self.title else { return false };
        let lacks = |stem: &Stem<'_>| !stem.is_own(id) && tells_apart(self.knowledge, post, stem);
        let is_title =
            |asked: &AskedProperty<'_>| asked.for_post && matches!(asked.stems.as_slice(), [title] if lacks(title));
        self.properties.iter().any(|(asked, _)| is_title(asked))
    }

    /// What a statement is worth more, or less, than one that accounts for as much: for its rank, its support, its sort.
    fn bonus(&self, statement: &Statement, id: StatementId) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "a handful of references")]
        let mut bonus = SUPPORT * statement.references.len().min(MOST_SUPPORT) as f32;
        if statement.rank == Rank::Preferred {
            bonus += PREFERRED;
        }
        // "The first to …": words that say so themselves go before those that only have the rest.
        if statement.value == Value::Text && self.ranked.contains(id) {
            bonus += RANKED;
        }
        if self.loose[statement.property.0 as usize] {
            bonus -= LOOSE;
        }
        if self.suited[statement.property.0 as usize] {
            bonus += SUITED;
        }
        // "How was R1 trained" is not told by what the training cost.
        if self.manner && matches!(statement.value, Value::Number(_)) {
            bonus -= SUITED;
        }
        // Where no number is asked for, the words tell more than the number that stands in them.
        if self.uncounted && Some(statement.property) == self.figure {
            bonus -= NUMBER_UNASKED;
        }
        bonus
    }
}

/// Whether a question asks for a property with the question word that people ask for it with; without any, by the word
/// that it goes by.
fn suits(knowledge: &Knowledge, meaning: &Meaning, cue: &PropertyCue, property: PropertyId) -> bool {
    let property = knowledge.corpus.property(property);
    if meaning.asks.is_empty() {
        let label = &property.label;
        let goes_by = |stem: &String| [&label.en, &label.zh, &label.es].iter().any(|label| label.contains(stem));
        return cue.stems.iter().all(goes_by);
    }
    let like = |ask: QuestionWord| if ask == QuestionWord::Which { QuestionWord::What } else { ask };
    meaning.asks.iter().any(|ask| Some(like(*ask)) == property.question.map(like))
}

/// Whether a question may ask for a number: it says so, or neither asks for something else nor wants things of a kind.
fn counts(meaning: &Meaning) -> bool {
    use QuestionWord::{HowMany, HowMuch, When, Where, Which, Who, Why};
    let asks = |words: &[QuestionWord]| words.iter().any(|word| meaning.asks(*word));
    asks(&[HowMany, HowMuch]) || meaning.kinds.is_empty() && !asks(&[Who, Where, When, Why, Which])
}

/// The stems by which the ranks are told that a question asks for: "first", "largest".
fn ranks_of(knowledge: &Knowledge, meaning: &Meaning) -> Vec<TermId> {
    let asked = RANKS.iter().filter(|operator| meaning.has(**operator));
    asked.flat_map(|operator| knowledge.terms_of_operator(*operator)).copied().collect()
}

/// What asks for a rank that words may tell.
const RANKS: [Operator; 5] = [Operator::Oldest, Operator::Most, Operator::Least, Operator::Longest, Operator::Shortest];

fn name_weight(topic: bool) -> f32 {
    if topic { TOPIC } else { NAME }
}

fn cue_weight(cue: &PropertyCue) -> f32 {
    if cue.faint { FAINT } else { ASKED }
}

/// What a post is worth where another body is named than that which it is held at.
const ELSEWHERE: f32 = 0.3;

/// What is left of the score of a statement that lacks the title which is asked for.
const OTHER_TITLE: f32 = 0.85;

/// What a statement in words is worth that only speaks of the number which is asked for.
const ONLY_SPOKEN_OF: f32 = 0.2;

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
