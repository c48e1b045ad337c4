//! What the words of a question ask for: properties, kinds, operators, filters, and the kind that is wanted.

use std::collections::BTreeSet;

use super::actors::ask_who_acted;
use super::around::Around;
use super::references::is_article;
use super::{KindCue, Meaning, PropertyCue, Understander};
use crate::corpus::property::{QuestionWord, ValueType};
use crate::corpus::record::{EntityKind, Value};
use crate::corpus::{Corpus, PropertyId};
use crate::question::lexicon::{Cue, Filter, Operator, Sign};
use crate::question::tokens::{Token, stem as stem_of};
use crate::text::fold::fold;
use crate::text::language::Language;

/// The wordings of a question by what they say, each with its first token and the one behind its last.
#[derive(Debug, Default)]
struct Places {
    properties: Vec<(usize, usize, Vec<PropertyId>)>,
    /// Operators that say what to do with values.
    operated: Vec<(usize, usize)>,
    asked: Vec<(usize, usize, QuestionWord)>,
    kinds: Vec<(usize, usize, EntityKind)>,
    /// The tokens of superlatives and comparatives.
    superlatives: Vec<usize>,
}

impl Understander {
    /// Takes the words that ask for something; the tokens of superlatives and comparatives come back.
    pub(super) fn cues(
        &self,
        corpus: &Corpus,
        folded: &str,
        tokens: &[Token],
        used: &mut [bool],
        topics: &[bool],
        meaning: &mut Meaning,
    ) -> Vec<usize> {
        let mentioned: Vec<bool> = used.to_vec();
        let mut places = self.places(tokens, used, topics, meaning);
        self.tell_kinds(corpus, tokens, &mentioned, &mut places, meaning);
        let superlatives = std::mem::take(&mut places.superlatives);
        ask_who_acted(corpus, tokens, &mentioned, &places.asked, &mut places.properties, meaning);
        self.ask(corpus, folded, tokens, (topics, &mentioned), places, meaning);
        superlatives
    }

    /// Notes that some words name a kind.
    fn note_kind(&self, tokens: &[Token], (start, end): (usize, usize), kind: EntityKind, meaning: &mut Meaning) {
        if let Some(cue) = meaning.kind_cues.iter_mut().find(|cue| cue.start == start) {
            cue.kinds.push(kind);
            return;
        }
        let stems = self.stems_of(&tokens[start..end]);
        let last = tokens[end - 1].text.as_str();
        let plural = last.ends_with('s') && !last.ends_with("ss") && !last.ends_with("us");
        meaning.kind_cues.push(KindCue { kinds: vec![kind], stems, plural, start });
    }

    /// Finds all wordings, each at its place.
    fn places(&self, tokens: &[Token], used: &mut [bool], topics: &[bool], meaning: &mut Meaning) -> Places {
        let mut places = Places::default();
        let mentioned = used.to_vec();
        let cues = self.lexicon.cues(tokens, used);
        let around = Around { tokens, cues: &cues, mentioned: &mentioned };
        let of_things = cues.iter().any(|cue| matches!(cue.sign, Sign::Kind(_)));
        for &Cue { sign, start, end } in &cues {
            match sign {
                Sign::Kind(_) if around.is_told(start, end) => {}
                // A company that is "listed" is on no list of ours; what is "listed of its rounds" is.
                Sign::Operator(Operator::List) if around.is_told(start, end) && !of_things => {}
                Sign::Property(_) if around.asks_nothing(start, end) => {}
                Sign::Filter(Filter::Reasoning) if around.is_cause(start, end) => {}
                Sign::Filter(Filter::OpenWeights) if around.is_opening(start, end) => {}
                Sign::Property(property) => {
                    match places.properties.iter_mut().find(|(at, to, _)| (*at, *to) == (start, end)) {
                        Some((_, _, properties)) => properties.push(property),
                        None => places.properties.push((start, end, vec![property])),
                    }
                }
                Sign::Ask(QuestionWord::Whether) => {
                    // "Is it …" asks for yes or no, "the model is …" does not; Chinese asks so at the end.
                    meaning.whether |=
                        tokens[start].is_han() || tokens[..start].iter().all(|token| self.lexicon.is_stop(token));
                }
                Sign::Ask(QuestionWord::Where) | Sign::Operator(Operator::More | Operator::Less)
                    if around.is_in_property(start, end) => {}
                Sign::Ask(QuestionWord::When) if is_conjunction(tokens, start, end) => {}
                Sign::Ask(word) => {
                    places.asked.push((start, end, word));
                    meaning.asks.insert(word);
                }
                Sign::Operator(operator) => {
                    use Operator::{Compare, Count, Definition, Interval, List, OnThisDay, Said, Timeline};
                    if matches!(operator, Compare | Count | Definition | Interval | List | OnThisDay | Said | Timeline)
                    {
                        places.operated.push((start, end));
                    } else {
                        // "The first" says no more than "first", and "before anyone else" has no word for it.
                        let idiom = around.is_in_order(start, start + 1);
                        let telling =
                            |at: &usize| !idiom && (tokens[*at].is_han() || !self.lexicon.is_stop(&tokens[*at]));
                        places.superlatives.extend((start..end).filter(telling));
                        meaning
                            .superlative_stems
                            .extend((start..end).filter(telling).map(|at| tokens[at].stem.clone()));
                    }
                    meaning.operators.insert(operator);
                }
                Sign::Kind(kind) => {
                    // "Open models" are a topic as well; "models" names a kind all the same.
                    let is_quality = |cue: &Cue| is_quality_of(tokens, cue, start, end);
                    if topics[start..end].iter().any(|inside| *inside) && !cues.iter().any(is_quality) {
                        continue;
                    }
                    places.kinds.push((start, end, kind));
                    meaning.kinds.insert(kind);
                    self.note_kind(tokens, (start, end), kind, meaning);
                }
                Sign::Filter(filter) => {
                    meaning.filters.insert(filter);
                }
                Sign::Filler => {}
                Sign::Implied(_) if topics[start..end].iter().all(|inside| *inside) => {}
                Sign::Implied(property) => meaning.implied.push(property),
                Sign::OutOfScope => meaning.out_of_scope = true,
                Sign::FollowUp => {
                    meaning.follow_up |= start <= 1 || !matches!(tokens[start].text.as_str(), "and" | "y");
                }
            }
            // 最 makes a superlative of whatever stands behind it, which is one word with it: 最集中.
            if !(tokens[start].text == "最" && end == start + 1) {
                used[start..end].fill(true);
            }
        }
        // "Compare" and "list" say what to do with values, "model" and "lab" what sort of thing they are of.
        // So does "compared to"; what is "comparable to" something is asked for.
        let inside = |start: usize, end: usize| {
            let verb = tokens[start].text.ends_with("ed") || tokens[start].text.ends_with("ing");
            places
                .operated
                .iter()
                .any(|(from, to)| *from <= start && end <= *to && (verb || (*from, *to) == (start, end)))
        };
        places.properties.retain(|(start, end, _)| !inside(*start, *end));
        places
    }

    /// Tells the kinds that are named from words for properties.
    fn tell_kinds(
        &self,
        corpus: &Corpus,
        tokens: &[Token],
        mentioned: &[bool],
        places: &mut Places,
        meaning: &mut Meaning,
    ) {
        let Places { properties: by_place, asked, kinds, .. } = places;
        // Investors are bodies of any kind: words that ask for them name no kind.
        let asking = |start: usize, end: usize| {
            let mut here = by_place.iter().filter(|(at, to, _)| (*at, *to) == (start, end));
            here.any(|(_, _, properties)| properties.iter().any(|id| self.of_any_body[id.0 as usize]))
        };
        let any_body =
            |(start, end, kind): &(usize, usize, EntityKind)| *kind == EntityKind::Organisation && asking(*start, *end);
        for (start, ..) in kinds.extract_if(.., |kind| any_body(kind)) {
            for cue in meaning.kind_cues.iter_mut().filter(|cue| cue.start == start) {
                cue.kinds.retain(|kind| *kind != EntityKind::Organisation);
            }
        }
        // Of a Chinese compound the last word says what it is: 大模型创业公司 are startups, not models; nor is 大模型公司.
        let followed = |(from, end, kind): &(usize, usize, EntityKind)| {
            let next: Vec<EntityKind> = kinds
                .iter()
                .filter(|(start, to, _)| from < start && start <= end && end < to)
                .map(|(.., kind)| *kind)
                .collect();
            !next.is_empty() && !next.contains(kind)
        };
        let modifiers: Vec<usize> =
            kinds.iter().filter(|kind| tokens[kind.0].is_han() && followed(kind)).map(|(start, ..)| *start).collect();
        kinds.retain(|(start, ..)| !modifiers.contains(start));
        meaning.kind_cues.retain(|cue| !cue.kinds.is_empty() && !modifiers.contains(&cue.start));
        meaning.kinds = kinds.iter().map(|(.., kind)| *kind).collect();
        meaning.wanted = wanted(tokens, mentioned, asked, kinds);
        for (start, end, properties) in by_place {
            for (_, _, kind) in kinds.iter().filter(|(at, to, _)| (at, to) == (&*start, &*end)) {
                let words = self.stems_of(&tokens[*start..*end]);
                properties.retain(|id| is_of_kind(corpus, *id, *kind) || is_called(corpus, *id, &words));
            }
        }
    }

    /// What the words for properties ask for.
    fn ask(
        &self,
        corpus: &Corpus,
        folded: &str,
        tokens: &[Token],
        (topics, mentioned): (&[bool], &[bool]),
        places: Places,
        meaning: &mut Meaning,
    ) {
        let Places { properties: mut by_place, asked, .. } = places;
        // 是什么 in 是什么时候 asks nothing: a question word that runs over the edge of a phrase breaks it, unless a word
        // of the phrase is left of it.
        let broken = |start: usize, end: usize| {
            tokens[start].is_han()
                && asked.iter().any(|(from, to, _)| *from < end && start < *from && *to > end && *from - start < 2)
        };
        // In "the number of experts" it is no number that is asked for.
        let within = |start: usize, end: usize| {
            asked.iter().any(|(from, to, word)| {
                *word == QuestionWord::HowMany && *from <= start && end <= *to && to - from > end - start
            })
        };
        // In "which Google team" a place is asked for; "which ERNIE generation" is one of ERNIE, not that of which it is. How
        // something "was trained" and what it "is called" is asked for around its name.
        for (start, end, properties) in &mut by_place {
            let which = |(from, _, word): &(usize, usize, QuestionWord)| {
                from == start && matches!(word, QuestionWord::Which | QuestionWord::What)
            };
            let verb = tokens[*end - 1].text.ends_with("ed");
            // "Why is it called the cradle of AI" asks for the meaning of no name.
            let goes_on =
                tokens[*end..].iter().any(|token| !self.lexicon.is_light(token) && !self.lexicon.is_stop(token));
            let reason = |(from, _, word): &(usize, usize, QuestionWord)| from == start && *word == QuestionWord::Why;
            if mentioned[*start..*end].contains(&true) && goes_on && asked.iter().any(reason) {
                properties.clear();
            }
            if mentioned[*start..*end].contains(&true) && asked.iter().any(which) && !verb {
                let place = |id: &PropertyId| corpus.property(*id).question == Some(QuestionWord::Where);
                properties.retain(place);
            }
        }
        by_place.retain(|(start, end, properties)| {
            !properties.is_empty() && !broken(*start, *end) && (tokens[*start].is_han() || !within(*start, *end))
        });
        // In "how many … in a single year" the year is no date that is asked for; in "when and how much" it is.
        if !asks_when_as_well(&asked)
            && [QuestionWord::HowMany, QuestionWord::HowMuch, QuestionWord::Why].iter().any(|word| meaning.asks(*word))
        {
            meaning.asks.remove(&QuestionWord::When);
        }
        // A question without any question word is one of yes or no in Spanish, where only the marks tell.
        meaning.whether |= meaning.language == Language::Es && folded.trim_end().ends_with('?');
        meaning.whether &= meaning.asks.is_empty();
        let places = by_place.len() + asked.len();
        for (start, end, mut properties) in by_place {
            properties.sort();
            properties.dedup();
            let unnamed: Vec<Token> = (start..end).filter(|at| !mentioned[*at]).map(|at| tokens[at].clone()).collect();
            let stems = self.stems_of(&unnamed);
            // So does a topic's own name ("API price war") more often name it than ask for something.
            let named = topics[start..end].iter().all(|inside| *inside);
            let faint = named || tokens[start..end].iter().all(|token| !token.is_han() && self.lexicon.is_light(token));
            // "People" asks for a number only where a number is asked for.
            let counts = |id: &PropertyId| {
                let property = corpus.property(*id);
                property.value_type == ValueType::Number && property.question == Some(QuestionWord::HowMany)
            };
            let number = [QuestionWord::HowMany, QuestionWord::HowMuch].iter().any(|word| meaning.asks(*word))
                || meaning.has(Operator::Count);
            if faint && end - start == 1 && !number && places > 1 && properties.iter().all(counts) {
                continue;
            }
            // "The licence of this next to the licence of that" asks for one property.
            let cue = PropertyCue { properties, stems, faint };
            if !meaning.properties.contains(&cue) {
                meaning.properties.push(cue);
            }
        }
    }

    /// The stems of a phrase without function words; Chinese characters that stand together are one word.
    fn stems_of(&self, tokens: &[Token]) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        let mut after_han = false;
        for token in tokens {
            match out.last_mut() {
                Some(word) if after_han && token.is_han() => word.push_str(&token.text),
                _ if token.is_han() || !self.lexicon.is_stop(token) => out.push(token.stem.clone()),
                _ => {}
            }
            after_han = token.is_han();
        }
        out
    }
}

/// Whether a wording is a quality of the kind that is named at some tokens: among the same words, or right beside them
/// ("开源的模型", "modelos de pesos abiertos").
fn is_quality_of(tokens: &[Token], cue: &Cue, start: usize, end: usize) -> bool {
    let gap = if cue.end <= start { cue.end..start } else { end..cue.start.max(end) };
    let apart = cue.end <= start || end <= cue.start;
    let beside = || tokens[gap].iter().all(|token| matches!(token.text.as_str(), "的" | "de"));
    let inside = start <= cue.start && cue.end <= end;
    matches!(cue.sign, Sign::Filter(_)) && (inside || apart && beside())
}

/// Whether "when" asks for no time but tells of one: "when they trained it", "when running it".
fn is_conjunction(tokens: &[Token], start: usize, end: usize) -> bool {
    const SUBJECTS: [&str; 8] = ["i", "you", "we", "they", "he", "she", "it", "people"];
    let told = |next: &Token| SUBJECTS.contains(&next.text.as_str()) || next.text.ends_with("ing");
    start > 0 && end - start == 1 && tokens[start].text == "when" && tokens.get(end).is_some_and(told)
}

/// Whether "when" stands beside another question word, with one word between them at most: "when and how much".
fn asks_when_as_well(asked: &[(usize, usize, QuestionWord)]) -> bool {
    let beside = |(start, end): (usize, usize), (from, to): (usize, usize)| {
        end <= from && from - end <= 1 || to <= start && start - to <= 1
    };
    let of = |wanted: fn(QuestionWord) -> bool| asked.iter().filter(move |(.., word)| wanted(*word));
    let numbers = || of(|word| matches!(word, QuestionWord::HowMany | QuestionWord::HowMuch));
    of(|word| word == QuestionWord::When)
        .any(|when| numbers().any(|number| beside((when.0, when.1), (number.0, number.1))))
}

/// Most words that may stand between a question word and the kind that it asks for.
const BETWEEN: usize = 5;

/// The kinds that a question word asks for: the first kind behind it, where nothing between them says that it is
/// something else's ("the seat of the lab"), or in Chinese right before it.
fn wanted(
    tokens: &[Token],
    mentioned: &[bool],
    asked: &[(usize, usize, QuestionWord)],
    kinds: &[(usize, usize, EntityKind)],
) -> BTreeSet<EntityKind> {
    let parts = |at: usize| {
        mentioned[at]
            || matches!(
                tokens[at].text.as_str(),
                "of" | "in"
                    | "on"
                    | "by"
                    | "for"
                    | "from"
                    | "at"
                    | "about"
                    | "did"
                    | "does"
                    | "do"
                    | "de"
                    | "del"
                    | "en"
                    | "por"
                    | "的"
            )
    };
    // Of a compound the last word says what it is: an "LLM startup" is a startup.
    let head = |at: usize| {
        let mut at = at;
        while let Some((next, ..)) = kinds
            .iter()
            .filter(|(from, ..)| kinds.iter().any(|(start, end, _)| (*start, *end) == (at, *from)))
            .find(|(from, ..)| !tokens[*from].is_han() && *from > at)
        {
            at = *next;
        }
        at
    };
    let mut out = BTreeSet::new();
    for (start, end, word) in asked {
        if !matches!(word, QuestionWord::Which | QuestionWord::What | QuestionWord::HowMany) {
            continue;
        }
        let behind = kinds.iter().map(|(at, ..)| *at).filter(|at| at >= start).min();
        // An article begins another phrase: "which bureau wrote the chip rules".
        let article = |at: usize| at > *end && is_article(&tokens[at].text);
        // Nor is it who acts: "what did the labs ship".
        let acted = tokens[*start..*end].iter().any(|token| matches!(token.text.as_str(), "did" | "does" | "do"));
        // A name right before the kind says whose they are: "which NVIDIA chips".
        let named = |at: usize, kind: usize| mentioned[at] && mentioned[at..kind].iter().all(|mentioned| *mentioned);
        let divides = |at: usize, kind: usize| parts(at) && !named(at, kind) || article(at);
        let behind =
            behind.filter(|kind| !acted && *kind <= end + BETWEEN && !(*end..*kind).any(|at| divides(at, *kind)));
        let before = kinds.iter().filter(|(_, to, _)| to == start && tokens[*start].is_han()).map(|(at, ..)| *at).max();
        for at in behind.map(head).into_iter().chain(before) {
            out.extend(kinds.iter().filter(|(from, ..)| *from == at).map(|(.., kind)| *kind));
        }
    }
    // Without a question word, a description begins or ends with what it describes: "the lab that …", "…'s startup".
    if asked.is_empty() {
        let is_first = |at: usize| tokens[..at].iter().all(|token| is_article(&token.text));
        let is_last = |at: usize, to: usize| to == tokens.len() && at > 0 && tokens[at - 1].text == "s";
        out.extend(kinds.iter().filter(|(at, to, _)| is_first(*at) || is_last(*at, *to)).map(|(.., kind)| *kind));
    }
    out
}

/// Whether a property is the one that a kind's own name asks for: `place` for places, `licence` for licences.
fn is_of_kind(corpus: &Corpus, property: PropertyId, kind: EntityKind) -> bool {
    let id = corpus.property(property).id.as_str();
    let name = EntityKind::ALL.iter().find(|(_, known)| *known == kind).map_or("", |(name, _)| *name);
    // "CEO" names a person and asks for a position.
    kind == EntityKind::Person || id.contains(name)
}

/// Whether words are what a property itself is called: "investors" asks for them, though they are organisations.
fn is_called(corpus: &Corpus, property: PropertyId, words: &[String]) -> bool {
    let label = &corpus.property(property).label;
    [&label.en, &label.zh, &label.es].iter().any(|label| matches!(words, [word] if stem_of(&fold(label)) == *word))
}

/// For each property, whether its values are organisations and bodies of other kinds as well.
pub(super) fn of_any_body(corpus: &Corpus) -> Vec<bool> {
    let mut organisations = vec![false; corpus.properties.len()];
    let mut others = vec![false; corpus.properties.len()];
    for statement in &corpus.statements {
        let Value::Entity(value) = statement.value else { continue };
        let kind = corpus.entity(value).kind;
        organisations[statement.property.0 as usize] |= kind == EntityKind::Organisation;
        others[statement.property.0 as usize] |= matches!(kind, EntityKind::Company | EntityKind::Lab);
    }
    organisations.into_iter().zip(others).map(|(organisation, other)| organisation && other).collect()
}
