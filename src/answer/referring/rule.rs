//! Rules that a question describes by whoever made them and by their time: "the CAC's regulation on generative AI",
//! "Beijing's plan of 2017", "the chip rules of October 2022". The date is one of the rule then, and bounds nothing.

use super::Reading;
use crate::answer::knowledge::Knowledge;
use crate::corpus::property::Wordings;
use crate::corpus::record::{EntityKind, Value};
use crate::corpus::{EntityId, PropertyId};
use crate::question::lexicon::{Cue, Sign};
use crate::question::meaning::{Meaning, Named, PropertyCue};
use crate::question::names::Mention;
use crate::question::tokens::{Token, tokenize_folded};
use crate::text::date::{FoundDate, find_spans};
use crate::text::edtf::Edtf;
use crate::text::fold::fold;

/// Reads a question with the name of a rule in the place of the words that describe it; `None` where it describes none,
/// or more than one.
pub(super) fn read(knowledge: &Knowledge, meaning: &Meaning, question: &str) -> Option<Reading> {
    let folded = fold(question);
    let tokens = tokenize_folded(&folded);
    let names = knowledge.understander.names.link_text(&tokens);
    let described = Described::of(knowledge, meaning, &tokens, &names)?;
    let entity = described.only(knowledge, meaning)?;
    let dates = find_spans(&folded);
    let in_date =
        |token: &Token| dates.iter().any(|date| date.span.start <= token.span.start && token.span.end <= date.span.end);
    let words = &knowledge.corpus.words.referring;
    let of_china = |token: &Token| words.china.iter().any(|word| word == token.text);
    let tells = |at: usize| {
        let token = &tokens[at];
        let groups = knowledge.understander.lexicon.groups(&token.stem);
        let term = knowledge.understander.vocabulary.term(&token.stem);
        in_date(token) || token.text == "s" || of_china(token) || knowledge.is_described_by(entity, term, groups)
    };
    let in_name = |at: usize| names.iter().find(|name| (name.start..name.end).contains(&at));
    let is_maker = |name: &Mention| name.entities.iter().any(|id| described.makers.contains(id));
    // The words that lead up to the word for the rule, and those right behind it.
    let told = |at: &usize| tells(*at) || in_name(*at).is_some_and(is_maker);
    let start = (0..described.start).rev().take_while(told).last().unwrap_or(described.start);
    let end = (described.end..tokens.len()).take_while(told).last().map_or(described.end, |last| last + 1);
    if described.by_word && !(start..end).any(|at| of_china(&tokens[at])) {
        return None;
    }
    let name = &knowledge.corpus.entity(entity).name;
    let mut text = String::with_capacity(folded.len() + name.len());
    let mut left = Vec::new();
    let mut done = 0;
    for (at, token) in tokens.iter().enumerate() {
        let of_it = (start..end).contains(&at);
        if !of_it && !in_date(token) && !in_name(at).is_some_and(is_maker) {
            continue;
        }
        text.push_str(&folded[done..token.span.start]);
        if of_it && at == start {
            text.extend([" ", name, " "]);
        }
        left.push(token.text.as_str());
        done = token.span.end;
    }
    text.push_str(&folded[done..]);
    if start == end {
        text.extend([" ", name]);
    }
    Some(Reading { text, words: left.join(" "), entity, by: None })
}

/// What tells which rule is meant.
struct Described {
    /// Where the word for it stands, or the name of a rule of which one of another time is meant.
    start: usize,
    end: usize,
    /// Whoever made it, as far as the question tells.
    makers: Vec<EntityId>,
    /// A rule that is named, of which the one of a certain time is meant.
    named: Option<EntityId>,
    dates: Vec<Edtf>,
    /// What must be told of it, where no word for a rule is there: what it requires.
    required: Option<PropertyId>,
    /// Whether only a word for China tells who made it, which must stand beside the word for the rule then: the
    /// restrictions that hit Chinese labs are none of China's.
    by_word: bool,
}

impl Described {
    fn of(knowledge: &Knowledge, meaning: &Meaning, tokens: &[Token], names: &[Mention]) -> Option<Self> {
        let words = &knowledge.corpus.words.referring;
        let has = |wordings: &Wordings, token: &Token| wordings.iter().any(|word| word == token.text);
        let is_rule = |id: &EntityId| knowledge.kind(*id) == EntityKind::Regulation;
        let dates: Vec<Edtf> = meaning.dates.iter().filter_map(FoundDate::edtf).collect();
        let mut makers: Vec<EntityId> =
            meaning.entities().into_iter().filter(|id| makes_rules(knowledge, *id)).collect();
        let of_china = tokens.iter().any(|token| has(&words.china, token));
        let by_word = of_china && makers.is_empty();
        if by_word {
            makers.extend(makers_in_china(knowledge));
        }
        let cues = knowledge.understander.lexicon.cues(tokens, &vec![false; tokens.len()]);
        // A phrase asks by all its words ("has to happen").
        let required = knowledge.property("requires").filter(|requires| {
            let by_name = |cue: &PropertyCue| !cue.faint && cue.properties == [*requires];
            let by_phrase = |cue: &Cue| cue.sign == Sign::Property(*requires) && cue.end - cue.start > 1;
            meaning.properties.iter().any(by_name) || cues.iter().any(by_phrase)
        });
        let by_word = by_word && required.is_none();
        let rules: Vec<&Named> = meaning.mentions.iter().filter(|named| named.entities.iter().all(is_rule)).collect();
        if let [only] = rules.as_slice() {
            let [entity] = only.entities.as_slice() else { return None };
            let at = names.iter().find(|name| name.entities.contains(entity))?;
            let (start, end) = (at.start, at.end);
            return (dates.len() == 1).then_some(Self {
                start,
                end,
                makers,
                named: Some(*entity),
                dates,
                required: None,
                by_word: false,
            });
        }
        if !rules.is_empty() || dates.len() > 1 {
            return None;
        }
        let free = |start: usize, end: usize| !names.iter().any(|name| name.start < end && start < name.end);
        let head = cues.iter().find(|cue| cue.sign == Sign::Kind(EntityKind::Regulation) && free(cue.start, cue.end));
        let called = |at: &usize| has(&words.rule, &tokens[*at]) && free(*at, *at + 1);
        let titled = knowledge.property("full_name").is_some_and(|title| meaning.property_ids().contains(&title));
        let told_of = !makers.is_empty() && (!dates.is_empty() || titled);
        let head = match head {
            Some(cue) if !makers.is_empty() => Some((cue.start, cue.end)),
            _ if told_of => (0..tokens.len()).find(called).map(|at| (at, at + 1)),
            _ => None,
        };
        if let Some((start, end)) = head {
            return Some(Self { start, end, makers, named: None, dates, required: None, by_word });
        }
        // "What does a chatbot need before its launch in China": what a rule there requires.
        (required.is_some() && of_china && meaning.mentions.is_empty()).then_some(Self {
            start: tokens.len(),
            end: tokens.len(),
            makers,
            named: None,
            dates,
            required,
            by_word,
        })
    }

    /// The only rule that is described so.
    fn only(&self, knowledge: &Knowledge, meaning: &Meaning) -> Option<EntityId> {
        let rules =
            (0u32..).zip(&knowledge.corpus.entities).filter(|(_, entity)| entity.kind == EntityKind::Regulation);
        let fits: Vec<EntityId> =
            rules.map(|(number, _)| EntityId(number)).filter(|rule| self.fits(knowledge, *rule)).collect();
        if let [only] = fits.as_slice() {
            return Some(*only);
        }
        // Of several, the one that is of that time alone.
        let alone = |rule: &&EntityId| {
            dates_of(knowledge, **rule).all(|date| self.dates.iter().all(|asked| asked.covers(date)))
        };
        let mut of_time = fits.iter().filter(alone);
        if let (Some(only), None, false) = (of_time.next(), of_time.next(), self.dates.is_empty()) {
            return Some(*only);
        }
        // Or the one of which alone that is told which the question asks for.
        let asked: Vec<PropertyId> =
            meaning.properties.iter().filter(|cue| !cue.faint).flat_map(|cue| cue.properties.iter().copied()).collect();
        let told = |rule: &&EntityId| asked.iter().any(|property| knowledge.of(**rule, *property).next().is_some());
        let mut told = fits.iter().filter(told);
        let first = told.next().copied();
        first.filter(|_| told.next().is_none())
    }

    fn fits(&self, knowledge: &Knowledge, rule: EntityId) -> bool {
        let dated = self.dates.iter().all(|asked| dates_of(knowledge, rule).any(|date| asked.covers(date)));
        let made = self.makers.is_empty() || makers_of(knowledge, rule).any(|maker| self.is_maker(knowledge, maker));
        let told = self.required.is_none_or(|property| knowledge.of(rule, property).next().is_some());
        let of_named = self.named.is_none_or(|named| {
            let shared =
                || makers_of(knowledge, rule).any(|maker| makers_of(knowledge, named).any(|other| other == maker));
            rule != named && shared()
        });
        dated && made && told && of_named
    }

    fn is_maker(&self, knowledge: &Knowledge, maker: EntityId) -> bool {
        let graph = &knowledge.graph;
        self.makers.iter().any(|asked| maker == *asked || graph.related(maker, *asked))
    }
}

/// When a rule was made.
fn dates_of(knowledge: &Knowledge, rule: EntityId) -> impl Iterator<Item = Edtf> + '_ {
    knowledge.values(rule, "date").filter_map(|(_, statement)| match statement.value {
        Value::Date(date) => Some(date),
        _ => None,
    })
}

/// Who issued a rule.
fn makers_of(knowledge: &Knowledge, rule: EntityId) -> impl Iterator<Item = EntityId> + '_ {
    knowledge.values(rule, "issued_by").filter_map(|(_, statement)| match statement.value {
        Value::Entity(maker) => Some(maker),
        _ => None,
    })
}

/// Whether somebody issued a rule, or stands above somebody who did.
fn makes_rules(knowledge: &Knowledge, id: EntityId) -> bool {
    let issues = |id: EntityId| {
        let mut naming = knowledge.graph.naming(id).iter().map(|id| knowledge.corpus.statement(*id));
        naming.any(|statement| knowledge.is(statement, &["issued_by"]))
    };
    issues(id) || knowledge.graph.below(id).iter().any(|below| issues(*below))
}

/// Whoever issues rules and is called after China.
fn makers_in_china(knowledge: &Knowledge) -> impl Iterator<Item = EntityId> + '_ {
    let words = &knowledge.corpus.words.referring.china;
    let of_china = move |id: &EntityId| {
        let tokens = tokenize_folded(&fold(&knowledge.corpus.entity(*id).name));
        tokens.iter().any(|token| words.iter().any(|word| word == token.text))
    };
    let entities = (0u32..).map(EntityId).take(knowledge.corpus.entities.len());
    entities
        .filter(|id| knowledge.kind(*id) == EntityKind::Organisation)
        .filter(of_china)
        .filter(|id| makes_rules(knowledge, *id))
}
