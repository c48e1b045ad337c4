//! From the words of a question to its meaning.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::asides::without_asides;
use super::bounds::{BoundWords, NumberBound};
use super::choices::{choices, choose};
use super::lexicon::{Cue, Filter, Lexicon, Operator, Sign};
pub use super::names::Match;
use super::names::{Mention, NameIndex};
use super::roles::stand_for_people;
use super::spelling::Spelling;
use super::tokens::{Token, stem as stem_of, tokenize_folded};
use super::vocabulary::{TermId, Vocabulary};
use crate::corpus::graph::Graph;
use crate::corpus::property::{QuestionWord, ValueType};
use crate::corpus::record::{EntityKind, Value};
use crate::corpus::{Corpus, EntityId, PropertyId};
use crate::text::date::{FoundDate, find_spans};
use crate::text::fold::fold;
use crate::text::language::{Language, guess};

/// A word of the question that is neither name nor function word: the answer must account for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// Folded letters.
    pub text: String,
    /// Stem, or a Chinese word whole.
    pub stem: String,
    /// Its number, if any document, name or record has it.
    pub term: Option<TermId>,
    /// Synonym groups that it belongs to.
    pub groups: Vec<u32>,
    /// The amount that it is, with its unit: "27k".
    pub amount: Option<f64>,
    /// How telling it is.
    pub weight: f32,
    /// Whether any document, name or record has it, or a word of its groups.
    pub known: bool,
    /// Properties that it asks for, by itself or with its neighbours.
    pub asks_for: Vec<PropertyId>,
    /// Kinds that it names, by itself or with its neighbours.
    pub kinds: Vec<EntityKind>,
}

/// One or several properties that the same words ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyCue {
    /// What may be meant.
    pub properties: Vec<PropertyId>,
    /// Stems of the words, which a statement may hold instead.
    pub stems: Vec<String>,
    /// Whether the words ask for it only by the way: each of them is one that a question may have for many reasons.
    pub faint: bool,
}

/// One or several kinds that the same words name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindCue {
    /// What may be meant.
    pub kinds: Vec<EntityKind>,
    /// Stems of the words, which a statement may hold instead.
    pub stems: Vec<String>,
    /// Whether it is named in the plural: several are wanted.
    pub plural: bool,
    start: usize,
}

/// What a question asks, as far as its words tell.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is something that words say by themselves, in any combination")]
pub struct Meaning {
    /// The language to answer in.
    pub language: Language,
    /// What is named: for each mention what it may mean, the likeliest first.
    pub mentions: Vec<Named>,
    /// What is asked for, by the words that ask.
    pub properties: Vec<PropertyCue>,
    /// What an adjective alone asks for ("older").
    pub implied: Vec<PropertyId>,
    /// Question words.
    pub asks: BTreeSet<QuestionWord>,
    /// What to do with the values.
    pub operators: BTreeSet<Operator>,
    /// Kinds of entities that are named.
    pub kinds: BTreeSet<EntityKind>,
    /// Each naming of a kind: what it may be, and the stems of its words.
    pub kind_cues: Vec<KindCue>,
    /// The kinds of what is asked for itself: "which lab …", "…的模型叫什么".
    pub wanted: BTreeSet<EntityKind>,
    /// The stems of superlatives and comparatives.
    pub superlative_stems: Vec<String>,
    /// Qualities that narrow a list.
    pub filters: BTreeSet<Filter>,
    /// Dates that are named.
    pub dates: Vec<FoundDate>,
    /// Numbers that narrow what is asked for.
    pub bounds: Vec<NumberBound>,
    /// What it asks to be explained: the name right beside "what is".
    pub defined: Option<EntityId>,
    /// What is named as the end of the time that is asked about ("before Qwen3"), or as its beginning.
    pub earlier_than: Option<EntityId>,
    /// See [`Meaning::earlier_than`].
    pub later_than: Option<EntityId>,
    /// What is named as not wanted: "apart from Kimi".
    pub excluded: Vec<EntityId>,
    /// Whether all that is named must hold together: "both A and B".
    pub together: bool,
    /// Whether it asks for yes or no.
    pub whether: bool,
    /// All other words that mean something.
    pub content: Vec<Content>,
    /// Every telling word outside names and dates, whatever it was also taken for: what a statement in words is held
    /// against.
    pub words: Vec<Content>,
    /// A version of a known line that no document knows: `Kimi K3`, as written.
    pub unknown_variant: Option<String>,
    /// Whether the words are no question for this bot.
    pub out_of_scope: bool,
    /// Whether the question joins things ("and", "/"): it may ask for several properties.
    pub joins: bool,
    /// Which page of what is listed is wanted, counted from 0; the last one, where there are fewer.
    pub page: usize,
    /// Whether the question leans on the one before.
    pub follow_up: bool,
    /// Whether it does so by a word for a person ("he").
    pub of_person: bool,
    /// Words that were taken for slips: as typed, as understood.
    pub corrected: Vec<(String, String)>,
}

/// Something that the question names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The words of the question.
    pub words: String,
    /// What is meant; several only where the name covers them all (the rounds called Series B).
    pub entities: Vec<EntityId>,
    /// What else it might mean.
    pub others: Vec<EntityId>,
    /// How it was found.
    pub found: Match,
}

impl Meaning {
    /// The entities that are named, each once, in the order of the question.
    #[must_use]
    pub fn entities(&self) -> Vec<EntityId> {
        let mut out = Vec::new();
        for id in self.mentions.iter().flat_map(|named| &named.entities) {
            if !out.contains(id) {
                out.push(*id);
            }
        }
        out
    }

    /// Whether the question has an operator.
    #[must_use]
    pub fn has(&self, operator: Operator) -> bool {
        self.operators.contains(&operator)
    }

    /// Whether the question asks with a word.
    #[must_use]
    pub fn asks(&self, word: QuestionWord) -> bool {
        self.asks.contains(&word)
    }

    /// The properties asked for, each once.
    #[must_use]
    pub fn property_ids(&self) -> Vec<PropertyId> {
        let mut out = Vec::new();
        for id in self.properties.iter().flat_map(|cue| &cue.properties) {
            if !out.contains(id) {
                out.push(*id);
            }
        }
        out
    }
}

/// Everything that understanding needs, made once a load.
#[derive(Debug)]
pub struct Understander {
    /// All names.
    pub names: NameIndex,
    /// All words of the lexicon.
    pub lexicon: Lexicon,
    /// All words of the documents.
    pub vocabulary: Vocabulary,
    bounds: BoundWords,
    /// For each property: whether its values are bodies of several kinds.
    of_any_body: Vec<bool>,
    /// Filed when the first unknown word comes: filing all that can be left out of all words takes as long as the rest of a
    /// start.
    spelling: OnceLock<Spelling>,
}

impl Understander {
    /// Prepares a corpus for questions.
    #[must_use]
    pub fn new(corpus: &Corpus, graph: &Graph) -> Self {
        Self::with_vocabulary(corpus, graph, None)
    }

    /// The same with a vocabulary that was counted before; names and words are filed at the same time.
    #[must_use]
    pub fn with_vocabulary(corpus: &Corpus, graph: &Graph, counted: Option<Vocabulary>) -> Self {
        std::thread::scope(|scope| {
            let names = scope.spawn(|| NameIndex::new(corpus, graph.prominence()));
            let lexicon = Lexicon::new(corpus);
            let vocabulary = counted.unwrap_or_else(|| Vocabulary::new(corpus, &lexicon));
            let bounds = BoundWords::new(&corpus.words);
            let of_any_body = of_any_body(corpus);
            let names = names.join().expect("filing names does not panic");
            Self { names, lexicon, vocabulary, bounds, of_any_body, spelling: OnceLock::new() }
        })
    }

    fn spelling(&self) -> &Spelling {
        self.spelling.get_or_init(|| {
            let asked = self.lexicon.words().map(|word| (word.to_owned(), 1_000_000));
            let written = self.vocabulary.words().map(|(word, count)| (word.to_owned(), count));
            Spelling::new(asked.chain(written))
        })
    }

    /// Understands one question on its own, without what was asked before.
    #[must_use]
    pub fn understand(&self, corpus: &Corpus, graph: &Graph, text: &str, language: Option<Language>) -> Meaning {
        let folded = without_asides(
            &fold(text),
            |token| self.lexicon.asks(token),
            |token| !self.lexicon.is_light(token) && !token.is_han(),
        );
        let mut tokens = tokenize_folded(&folded);
        let mut meaning = Meaning { language: guess(text).or(language).unwrap_or_default(), ..Meaning::default() };
        let joint = |token: &Token| matches!(token.text.as_str(), "and" | "y" | "plus" | "和" | "与" | "及");
        meaning.joins = folded.contains(['/', '&', ',', '、', '，']) || tokens.iter().any(joint);
        let unknown = self.unknown_capitals(text, &tokens);
        self.correct(&mut tokens, &mut meaning);
        let known = |token: &Token| {
            !token.is_han()
                && (self.lexicon.knows(&token.text) || self.vocabulary.has_word(&token.text) || token.is_number())
        };
        let mut mentions = self.names.link(&tokens, known);
        let wordings = self.wordings(&tokens);
        mentions.retain(|mention| !is_likened(&tokens, mention) && !is_wording(&wordings, mention));
        self.shortened(corpus, graph, &tokens, &mut mentions);
        stand_for_people(corpus, graph, &self.lexicon, &tokens, &mut mentions);
        let mut used = vec![false; tokens.len()];
        let mut topics = vec![false; tokens.len()];
        for mention in &mentions {
            // A topic's name is made of words that may ask for something as well ("API prices").
            if corpus.entity(mention.entities[0]).kind == EntityKind::Topic {
                topics[mention.start..mention.end].fill(true);
            } else {
                used[mention.start..mention.end].fill(true);
            }
        }
        Self::dates(&folded, &tokens, &mut used, &mut meaning);
        let named = used.clone();
        self.bounds(&folded, &tokens, &mut used, &mut meaning);
        let superlatives = self.cues(corpus, &folded, &tokens, &mut used, &topics, &mut meaning);
        self.variants(corpus, &folded, &tokens, &mentions, &mut used, &mut meaning);
        if let Some((start, end)) = self.unknown_number(&tokens, &used) {
            meaning.unknown_variant.get_or_insert_with(|| spelled(&tokens[start..end]));
        }
        let outside = |at: &usize| !mentions.iter().any(|mention| (mention.start..mention.end).contains(at));
        if let Some(at) = unknown.into_iter().find(outside) {
            meaning.unknown_variant.get_or_insert_with(|| original(text, &tokens[at].text));
        }
        for mention in &mentions {
            used[mention.start..mention.end].fill(true);
        }
        meaning.of_person = tokens.iter().any(|token| corpus.words.person.iter().any(|word| word == token.text));
        meaning.content = self.content(&tokens, &used, &[]);
        meaning.words = self.content(&tokens, &named, &superlatives);
        for word in &mut meaning.words {
            let holds = |stems: &[String]| {
                stems.iter().any(|stem| *stem == word.stem || !stem.is_ascii() && stem.contains(&word.stem))
            };
            let cues = meaning.properties.iter().filter(|cue| holds(&cue.stems));
            // In "smartphone users" it is the users that are asked for; a phrase of which no word asks by itself does
            // so as a whole.
            let by_itself = |cue: &PropertyCue, id: &PropertyId| {
                let asks = |stem: &str| self.lexicon.asks_for(stem, *id);
                asks(&word.stem) || !cue.stems.iter().any(|stem| asks(stem))
            };
            word.asks_for =
                cues.flat_map(|cue| cue.properties.iter().filter(|id| by_itself(cue, id))).copied().collect();
            let cues = meaning.kind_cues.iter().filter(|cue| holds(&cue.stems));
            word.kinds = cues.flat_map(|cue| &cue.kinds).copied().collect();
        }
        meaning.defined = Self::defined(&wordings, &tokens, &mentions);
        meaning.together = tokens.iter().any(|token| matches!(token.text.as_str(), "both" | "ambos" | "ambas"));
        let choices = choices(corpus, &tokens, &mentions);
        exclude(&wordings, &tokens, &mut mentions, &mut meaning);
        bound_by_names(corpus, &tokens, &mut mentions, &mut meaning);
        meaning.mentions = resolve(corpus, graph, &folded, &tokens, mentions);
        choose(&mut meaning, &choices);
        suit(corpus, &mut meaning);
        meaning
    }

    /// Adds the names that lean on another for their beginning: "SenseNova V6 Pro or 5.0", "GLM-4.5 and its Air sibling".
    fn shortened(&self, corpus: &Corpus, graph: &Graph, tokens: &[Token], mentions: &mut Vec<Mention>) {
        let mut taken = vec![false; tokens.len()];
        for mention in mentions.iter() {
            taken[mention.start..mention.end].fill(true);
        }
        let is_line = |id: &EntityId| matches!(corpus.entity(*id).kind, EntityKind::Model | EntityKind::ModelFamily);
        let mut beginnings: Vec<EntityId> =
            mentions.iter().map(|mention| mention.entities[0]).filter(is_line).collect();
        let above: Vec<EntityId> = beginnings.iter().flat_map(|id| graph.above(*id)).copied().filter(is_line).collect();
        beginnings.extend(above);
        let word = |at: usize| {
            let token: &Token = &tokens[at];
            !taken[at] && !token.is_han() && (token.is_number() || !self.lexicon.knows(&token.text))
        };
        let mut start = 0;
        let parts_run = |at: usize| at > 0 && at < tokens.len() && tokens[at - 1].run == tokens[at].run;
        while start < tokens.len() {
            let most = (start..tokens.len()).take(MOST_SHORTENED).take_while(|at| word(*at)).count();
            let ends = (start + 1..=start + most).rev().filter(|end| !parts_run(start) && !parts_run(*end));
            let found = ends.into_iter().find_map(|end| {
                let rest: String = tokens[start..end].iter().map(|token| token.text.as_str()).collect();
                let whole = |id: &EntityId| {
                    let ids = self.names.exact(&format!("{} {rest}", corpus.entity(*id).name));
                    ids.iter().copied().find(is_line)
                };
                beginnings.iter().find_map(whole).map(|entity| Mention {
                    start,
                    end,
                    entities: vec![entity],
                    found: Match::Exact,
                })
            });
            start = found.as_ref().map_or(start + 1, |mention| mention.end);
            mentions.extend(found);
        }
        mentions.sort_by_key(|mention| mention.start);
    }

    /// The name right behind "what is" or right before 是什么.
    fn defined(cues: &[Cue], tokens: &[Token], mentions: &[Mention]) -> Option<EntityId> {
        let define = cues.iter().filter(|cue| cue.sign == Sign::Operator(Operator::Definition));
        let beside = |cue: &Cue, mention: &Mention| {
            let articles = || tokens[cue.end..mention.start].iter().all(|token| is_article(&token.text));
            cue.end <= mention.start && articles() || tokens[cue.start].is_han() && mention.end == cue.start
        };
        let mut named = define.flat_map(|cue| mentions.iter().filter(move |mention| beside(cue, mention)));
        named.next().map(|mention| mention.entities[0])
    }

    /// All wordings of a question, those inside names too.
    fn wordings(&self, tokens: &[Token]) -> Vec<Cue> {
        self.lexicon.cues(tokens, &vec![false; tokens.len()])
    }

    /// Whether the lexicon or the documents have a word, or one of its stem.
    fn knows(&self, token: &Token) -> bool {
        token.is_han()
            || token.is_number()
            || self.lexicon.knows(&token.text)
            || self.vocabulary.has_word(&token.text)
            || self.vocabulary.term(&token.stem).is_some()
            || !self.lexicon.groups(&token.stem).is_empty()
    }

    /// The words that are written with a capital inside a sentence and that nothing knows: names of something that no
    /// document speaks of, unless they are slips of a known name.
    fn unknown_capitals(&self, text: &str, tokens: &[Token]) -> Vec<usize> {
        let words: Vec<&str> = text.split(|letter: char| !letter.is_alphanumeric()).collect();
        // Of a name ("iFlytek") it need not be the first letter.
        let is_capital = |word: &str| word.chars().any(char::is_uppercase);
        // Where most words have capitals, they say nothing.
        let (capital, all) = (words.iter().filter(|word| is_capital(word)).count(), words.len());
        if 2 * capital > all {
            return Vec::new();
        }
        let capitals: Vec<String> =
            words.iter().skip(1).filter(|word| is_capital(word)).map(|word| fold(word)).collect();
        (1..tokens.len())
            .filter(|at| {
                let token = &tokens[*at];
                token.text.len() >= LEAST_NAME && capitals.contains(&token.text) && !self.knows(token)
            })
            .collect()
    }

    /// Slips of the finger in words that nothing knows.
    fn correct(&self, tokens: &mut [Token], meaning: &mut Meaning) {
        for token in tokens {
            if self.knows(token) {
                continue;
            }
            if let Some(word) = self.spelling().correct(&token.text) {
                meaning.corrected.push((token.text.clone(), word.to_owned()));
                word.clone_into(&mut token.text);
                token.stem = stem_of(word);
            }
        }
    }

    fn dates(folded: &str, tokens: &[Token], used: &mut [bool], meaning: &mut Meaning) {
        for date in find_spans(folded) {
            if claim(&date.span, tokens, used) {
                meaning.dates.push(date);
            }
        }
    }

    fn bounds(&self, folded: &str, tokens: &[Token], used: &mut [bool], meaning: &mut Meaning) {
        for bound in self.bounds.find(folded) {
            if claim(&bound.span, tokens, used) {
                meaning.bounds.push(bound);
            }
        }
    }

    fn cues(
        &self,
        corpus: &Corpus,
        folded: &str,
        tokens: &[Token],
        used: &mut [bool],
        topics: &[bool],
        meaning: &mut Meaning,
    ) -> Vec<usize> {
        let mentioned: Vec<bool> = used.to_vec();
        let mut by_place: Vec<(usize, usize, Vec<PropertyId>)> = Vec::new();
        let mut operated: Vec<(usize, usize)> = Vec::new();
        let mut asked: Vec<(usize, usize, QuestionWord)> = Vec::new();
        let mut kinds: Vec<(usize, usize, EntityKind)> = Vec::new();
        let mut superlatives: Vec<usize> = Vec::new();
        let cues = self.lexicon.cues(tokens, &mentioned);
        // What was "banned" is no ban: a verb asks for what happened, and names no kind.
        let told = |start: usize, end: usize| {
            tokens[end - 1].text.ends_with("ed")
                && cues.iter().any(|cue| (cue.start, cue.end) == (start, end) && matches!(cue.sign, Sign::Property(_)))
        };
        for &Cue { sign, start, end } in &cues {
            match sign {
                Sign::Kind(_) if told(start, end) => {}
                Sign::Property(property) => match by_place.iter_mut().find(|(at, to, _)| (*at, *to) == (start, end)) {
                    Some((_, _, properties)) => properties.push(property),
                    None => by_place.push((start, end, vec![property])),
                },
                Sign::Ask(QuestionWord::Whether) => {
                    // "Is it …" asks for yes or no, "the model is …" does not; Chinese asks so at the end.
                    meaning.whether |=
                        tokens[start].is_han() || tokens[..start].iter().all(|token| self.lexicon.is_stop(token));
                }
                Sign::Ask(word) => {
                    asked.push((start, end, word));
                    meaning.asks.insert(word);
                }
                Sign::Operator(operator) => {
                    use Operator::{Compare, Count, Definition, Interval, List, OnThisDay, Timeline};
                    if matches!(operator, Compare | Count | Definition | Interval | List | OnThisDay | Timeline) {
                        operated.push((start, end));
                    } else {
                        superlatives.extend(start..end);
                        meaning.superlative_stems.extend(tokens[start..end].iter().map(|token| token.stem.clone()));
                    }
                    meaning.operators.insert(operator);
                }
                Sign::Kind(kind) => {
                    if topics[start..end].iter().any(|inside| *inside) {
                        continue;
                    }
                    kinds.push((start, end, kind));
                    meaning.kinds.insert(kind);
                    match meaning.kind_cues.iter_mut().find(|cue| cue.start == start) {
                        Some(cue) => cue.kinds.push(kind),
                        None => {
                            let stems = self.stems_of(&tokens[start..end]);
                            let last = tokens[end - 1].text.as_str();
                            let plural = last.ends_with('s') && !last.ends_with("ss") && !last.ends_with("us");
                            meaning.kind_cues.push(KindCue { kinds: vec![kind], stems, plural, start });
                        }
                    }
                }
                Sign::Filter(filter) => {
                    meaning.filters.insert(filter);
                }
                Sign::Filler => {}
                Sign::Implied(property) => meaning.implied.push(property),
                Sign::OutOfScope => meaning.out_of_scope = true,
                Sign::FollowUp => {
                    meaning.follow_up |= start <= 1 || !matches!(tokens[start].text.as_str(), "and" | "y");
                }
            }
            used[start..end].fill(true);
        }
        // "Compare" and "list" say what to do with values, "model" and "lab" what sort of thing they are of.
        by_place.retain(|(start, end, _)| !operated.contains(&(*start, *end)));
        // Investors are bodies of any kind: words that ask for them name no kind.
        let asking = |start: usize, end: usize| {
            let mut here = by_place.iter().filter(|(at, to, _)| (*at, *to) == (start, end));
            here.any(|(_, _, properties)| properties.iter().any(|id| self.of_any_body[id.0 as usize]))
        };
        let any_body = |(start, end, kind): &(usize, usize, EntityKind)| {
            *kind == EntityKind::Organisation && asking(*start, *end)
        };
        for (start, ..) in kinds.extract_if(.., |kind| any_body(kind)) {
            for cue in meaning.kind_cues.iter_mut().filter(|cue| cue.start == start) {
                cue.kinds.retain(|kind| *kind != EntityKind::Organisation);
            }
        }
        meaning.kind_cues.retain(|cue| !cue.kinds.is_empty());
        meaning.kinds = kinds.iter().map(|(.., kind)| *kind).collect();
        meaning.wanted = wanted(tokens, &mentioned, &asked, &kinds);
        for (start, end, properties) in &mut by_place {
            for (_, _, kind) in kinds.iter().filter(|(at, to, _)| (at, to) == (&*start, &*end)) {
                let words = self.stems_of(&tokens[*start..*end]);
                properties.retain(|id| is_of_kind(corpus, *id, *kind) || is_called(corpus, *id, &words));
            }
        }
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
        by_place.retain(|(start, end, properties)| {
            !properties.is_empty() && !broken(*start, *end) && (tokens[*start].is_han() || !within(*start, *end))
        });
        // In "how many … in a single year" the year is no date that is asked for.
        if [QuestionWord::HowMany, QuestionWord::HowMuch, QuestionWord::Why].iter().any(|word| meaning.asks(*word)) {
            meaning.asks.remove(&QuestionWord::When);
        }
        // A question without any question word is one of yes or no in Spanish, where only the marks tell.
        meaning.whether |= meaning.language == Language::Es && folded.trim_end().ends_with('?');
        meaning.whether &= meaning.asks.is_empty();
        let places = by_place.len() + asked.len();
        for (start, end, mut properties) in by_place {
            properties.sort();
            properties.dedup();
            let stems = self.stems_of(&tokens[start..end]);
            let faint = tokens[start..end].iter().all(|token| !token.is_han() && self.lexicon.is_light(token));
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
            meaning.properties.push(PropertyCue { properties, stems, faint });
        }
        superlatives
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

    /// A version number right behind the name of a line or lab, which no longer name took: a model that nobody knows.
    fn variants(
        &self,
        corpus: &Corpus,
        folded: &str,
        tokens: &[Token],
        mentions: &[Mention],
        used: &mut [bool],
        meaning: &mut Meaning,
    ) {
        for mention in mentions {
            let kind = corpus.entity(mention.entities[0]).kind;
            let versioned = matches!(
                kind,
                EntityKind::Lab
                    | EntityKind::Company
                    | EntityKind::Model
                    | EntityKind::ModelFamily
                    | EntityKind::Product
                    | EntityKind::Chip
            );
            let Some(next) = tokens.get(mention.end) else { continue };
            let maker = matches!(kind, EntityKind::Lab | EntityKind::Company);
            // A round that no record has: "Moonshot Series D".
            let letter = tokens.get(mention.end + 1).filter(|letter| letter.text.len() == 1 && !letter.is_number());
            if maker
                && !mentions.iter().any(|other| other.start == mention.end)
                && next.text == "series"
                && letter.is_some_and(|letter| ("a"..="k").contains(&letter.text.as_str()))
            {
                meaning.unknown_variant = Some(spelled(&tokens[mention.start..mention.end + 2]));
                used[mention.end..mention.end + 2].fill(true);
                continue;
            }
            if !versioned || used[mention.end] || next.is_han() {
                continue;
            }
            let hyphen = &folded[tokens[mention.end - 1].span.end..next.span.start] == "-";
            let run: Vec<&Token> = tokens[mention.end..].iter().take_while(|token| token.run == next.run).collect();
            // A word that nothing knows, right behind the name of a maker, is the name of something of its: Tencent Yuanbao.
            // A name that goes on behind its hyphen: "Yi-Lightning" is no Yi.
            let line = matches!(kind, EntityKind::ModelFamily | EntityKind::Model);
            if line && hyphen && !next.is_number() && next.text.len() >= LEAST_NAME && !self.lexicon.knows(&next.text) {
                meaning.unknown_variant = Some(spelled(&tokens[mention.start..=mention.end]));
                used[mention.end] = true;
                continue;
            }
            if maker && run.len() == 1 && !next.is_number() && next.text.len() >= 4 && !self.knows(next) {
                meaning.unknown_variant = Some(spelled(&tokens[mention.start..=mention.end]));
                used[mention.end] = true;
                continue;
            }
            let numbers = run.iter().filter(|token| token.is_number()).count();
            let letters: usize = run.iter().filter(|token| !token.is_number()).map(|token| token.text.len()).sum();
            // "200k", "2m", "72b" are amounts; "k3", "v5", "5.0", "4" are versions.
            let amount = next.is_number()
                && run.get(1).is_some_and(|unit| {
                    matches!(unit.text.as_str(), "k" | "m" | "b" | "t" | "th" | "st" | "nd" | "rd")
                });
            let followed_by_unit = run.len() == 1
                && !hyphen
                && !next.text.contains('.')
                && tokens.get(mention.end + 1).is_some_and(|unit| {
                    unit.is_han()
                        || matches!(
                            unit.stem.as_str(),
                            "million" | "billion" | "trillion" | "token" | "thousand" | "context"
                        )
                });
            if numbers == 1 && letters <= 2 && !amount && !followed_by_unit {
                meaning.unknown_variant = Some(spelled(&tokens[mention.start..mention.end + run.len()]));
                used[mention.end..mention.end + run.len()].fill(true);
            }
        }
    }

    /// A word and a number with a hyphen between them, where other numbers make names of that word: "Step-3".
    fn unknown_number(&self, tokens: &[Token], used: &[bool]) -> Option<(usize, usize)> {
        let names = |line: &str| self.names.begins_with_numbers(line);
        (0..tokens.len().saturating_sub(1))
            .find(|at| {
                let (line, number) = (&tokens[*at], &tokens[at + 1]);
                !used[*at]
                    && !used[at + 1]
                    && number.is_number()
                    && !line.is_number()
                    && !line.is_han()
                    && line.span.end + 1 == number.span.start
                    && names(&line.text)
            })
            .map(|at| (at, at + 2))
    }

    /// The telling words among the tokens that are not used; `telling` are so whatever the lexicon says of them.
    fn content(&self, tokens: &[Token], used: &[bool], telling: &[usize]) -> Vec<Content> {
        let mut out = Vec::new();
        let mut at = 0;
        // Of a wording of several words ("daily users") each means what the whole does, too.
        let (mut wording, mut wording_end): (&[u32], usize) = (&[], 0);
        while at < tokens.len() {
            let token = &tokens[at];
            if at >= wording_end {
                let (length, groups) = self.wording_at(tokens, used, at).unwrap_or_default();
                (wording, wording_end) = (groups, at + length);
            }
            if used[at] {
                at += 1;
            } else if token.is_han() {
                at = self.han_content(tokens, used, at, &mut out);
            } else {
                at += 1;
                let light = self.lexicon.is_light(token) && !telling.contains(&(at - 1));
                if !light && (token.text.len() > 1 || token.is_number()) {
                    let mut groups = self.lexicon.groups(&token.stem).to_vec();
                    groups.extend_from_slice(wording);
                    let term = self.vocabulary.term(&token.stem);
                    let known = term.is_some() || !groups.is_empty();
                    out.push(Content {
                        text: token.text.clone(),
                        stem: token.stem.clone(),
                        term,
                        groups,
                        amount: amount_at(tokens, at - 1),
                        weight: self.vocabulary.weight(&token.stem),
                        known,
                        asks_for: Vec::new(),
                        kinds: Vec::new(),
                    });
                }
            }
        }
        out
    }

    /// The length and the groups of a wording of several words that begins at a token, none of them used.
    fn wording_at(&self, tokens: &[Token], used: &[bool], at: usize) -> Option<(usize, &[u32])> {
        let free = (at..tokens.len()).take_while(|at| !used[*at] && !tokens[*at].is_han()).count();
        let telling = |length: &usize| !tokens[at..at + length].iter().all(|token| self.lexicon.is_light(token));
        self.lexicon.phrase_groups(&tokens[at..at + free]).filter(|(length, _)| telling(length))
    }

    /// Chinese characters up to the next used token: stop phrases are skipped, words of the lexicon are taken, what
    /// remains together is one unknown word.
    fn han_content(&self, tokens: &[Token], used: &[bool], start: usize, out: &mut Vec<Content>) -> usize {
        let end = (start..tokens.len()).find(|at| used[*at] || !tokens[*at].is_han()).unwrap_or(tokens.len());
        let mut unknown = String::new();
        let mut at = start;
        while at < end {
            let stop = self.lexicon.han_stop_at(&tokens[..end], at);
            let rest: String = tokens[at..end].iter().map(|token| token.text.as_str()).collect();
            let word = self.lexicon.han_words_in(&rest).first().filter(|(place, _)| *place == 0).map(|(_, word)| *word);
            let length = word.map_or(0, |word| word.chars().count());
            if length > stop {
                self.push_unknown(&mut unknown, out);
                let word = word.unwrap_or_default();
                out.push(Content {
                    text: word.to_owned(),
                    stem: word.to_owned(),
                    term: self.vocabulary.term(word),
                    groups: self.lexicon.groups(word).to_vec(),
                    amount: None,
                    weight: 1.5,
                    known: true,
                    asks_for: Vec::new(),
                    kinds: Vec::new(),
                });
                at += length;
            } else if stop > 0 {
                self.push_unknown(&mut unknown, out);
                at += stop;
            } else {
                unknown.push_str(&tokens[at].text);
                at += 1;
            }
        }
        self.push_unknown(&mut unknown, out);
        end
    }

    fn push_unknown(&self, unknown: &mut String, out: &mut Vec<Content>) {
        let text = std::mem::take(unknown);
        if text.chars().count() >= 2 {
            out.push(Content {
                stem: text.clone(),
                term: self.vocabulary.term(&text),
                text,
                groups: Vec::new(),
                amount: None,
                weight: 2.0,
                known: false,
                asks_for: Vec::new(),
                kinds: Vec::new(),
            });
        }
    }
}

/// For each property, whether its values are organisations and bodies of other kinds as well.
fn of_any_body(corpus: &Corpus) -> Vec<bool> {
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

/// Takes the tokens of a stretch of the folded question, where there are any and none is taken yet.
fn claim(span: &std::ops::Range<usize>, tokens: &[Token], used: &mut [bool]) -> bool {
    let inside: Vec<usize> =
        (0..tokens.len()).filter(|at| tokens[*at].span.start < span.end && span.start < tokens[*at].span.end).collect();
    let free = !inside.is_empty() && inside.iter().all(|at| !used[*at]);
    if free {
        for at in &inside {
            used[*at] = true;
        }
    }
    free
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
        let behind = behind.filter(|at| *at <= end + BETWEEN && !(*end..*at).any(|at| parts(at) || article(at)));
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

fn is_article(word: &str) -> bool {
    matches!(word, "the" | "a" | "an" | "that" | "el" | "la" | "un" | "una")
}

/// Most words of a name without its beginning.
const MOST_SHORTENED: usize = 3;

/// Fewest letters of a name that is known to be one by its capital alone.
const LEAST_NAME: usize = 4;

/// A word as the question writes it.
fn original(text: &str, folded: &str) -> String {
    let mut words = text.split(|letter: char| !letter.is_alphanumeric());
    words.find(|word| fold(word) == folded).unwrap_or(folded).to_owned()
}

/// Tokens as words.
fn spelled(tokens: &[Token]) -> String {
    tokens.iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// Takes out what is named right behind "apart from" and the like.
fn exclude(wordings: &[Cue], tokens: &[Token], mentions: &mut Vec<Mention>, meaning: &mut Meaning) {
    let of = |operator: Operator| wordings.iter().filter(move |cue| cue.sign == Sign::Operator(operator));
    let behind = |cue: &Cue, mention: &Mention| {
        cue.end <= mention.start && tokens[cue.end..mention.start].iter().all(|token| is_article(&token.text))
    };
    let is_excluded = |mention: &Mention| of(Operator::Exclusion).any(|cue| behind(cue, mention));
    let excluded: Vec<Mention> = mentions.extract_if(.., |mention| is_excluded(mention)).collect();
    if excluded.is_empty() {
        return;
    }
    meaning.excluded = excluded.iter().flat_map(|mention| &mention.entities).copied().collect();
    // What is negated is taken out; where nothing else is, the rest is asked as it stands.
    let other = of(Operator::Negation).any(|cue| !of(Operator::Exclusion).any(|exclusion| exclusion.start == cue.start));
    if !other {
        meaning.operators.remove(&Operator::Negation);
    }
}

/// The number at a token, with what stands behind it: "27k", "130 billion".
fn amount_at(tokens: &[Token], at: usize) -> Option<f64> {
    let number: f64 = tokens[at].text.replace(',', "").parse().ok()?;
    let times = match tokens.get(at + 1).map(|unit| unit.text.as_str()) {
        Some("k" | "thousand" | "mil") => 1e3,
        Some("m" | "million" | "millones") => 1e6,
        Some("b" | "bn" | "billion") => 1e9,
        Some("t" | "trillion") => 1e12,
        Some("万") => 1e4,
        Some("亿") => 1e8,
        _ => 1.0,
    };
    Some(number * times)
}

/// Takes out the name by which a question bounds the time of what it asks: "the biggest model before V3". Only where it
/// asks for one or several of many; "was it out before Kimi?" asks of both.
fn bound_by_names(corpus: &Corpus, tokens: &[Token], mentions: &mut Vec<Mention>, meaning: &mut Meaning) {
    use Operator::{Least, List, Longest, Most, Newest, Oldest, Shortest};
    let of_many = [Most, Least, Newest, Oldest, Longest, Shortest, List].iter().any(|operator| meaning.has(*operator));
    let several = meaning.kind_cues.iter().any(|cue| cue.plural);
    if mentions.len() + meaning.kinds.len() < 2 || !(of_many || several) {
        return;
    }
    let dated = |mention: &Mention| {
        matches!(corpus.entity(mention.entities[0]).kind, EntityKind::Model | EntityKind::ModelFamily | EntityKind::Product)
    };
    let text = |at: Option<usize>| at.and_then(|at| tokens.get(at)).map(|token| token.text.as_str());
    let found = mentions.iter().position(|mention| {
        let before = text(mention.start.checked_sub(1));
        let after = (text(Some(mention.end)), text(Some(mention.end + 1)));
        dated(mention)
            && (matches!(before, Some("before" | "until" | "after" | "since" | "antes" | "despues"))
                || matches!(after, (Some("之" | "以"), Some("前" | "后"))))
    });
    let Some(found) = found else { return };
    let mention = mentions.remove(found);
    let later = matches!(text(mention.start.checked_sub(1)), Some("after" | "since" | "despues"))
        || text(Some(mention.end + 1)) == Some("后");
    let bound = if later { &mut meaning.later_than } else { &mut meaning.earlier_than };
    *bound = mention.entities.first().copied();
    meaning.operators.remove(if later { &Operator::More } else { &Operator::Less });
    meaning.properties.retain(|cue| !cue.stems.iter().all(|stem| matches!(stem.as_str(), "befor" | "after" | "之前" | "以前")));
}

/// Whether a name is only part of a longer wording: "¿cómo se llama …?" asks for no Llama.
fn is_wording(wordings: &[Cue], mention: &Mention) -> bool {
    wordings.iter().any(|cue| {
        matches!(cue.sign, Sign::Ask(_) | Sign::Filler)
            && cue.start <= mention.start
            && mention.end <= cue.end
            && cue.end - cue.start > mention.end - mention.start
    })
}

/// Whether a name only says of what sort something else is: "o1-style", "GPT-4-level".
fn is_likened(tokens: &[Token], mention: &Mention) -> bool {
    tokens
        .get(mention.end)
        .is_some_and(|next| matches!(next.text.as_str(), "style" | "like" | "class" | "level" | "grade" | "esque"))
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

/// Chooses what each ambiguous name means: what belongs to another name of the question, else the most prominent.
fn resolve(corpus: &Corpus, graph: &Graph, folded: &str, tokens: &[Token], mentions: Vec<Mention>) -> Vec<Named> {
    let likeliest: Vec<EntityId> = mentions.iter().map(|mention| mention.entities[0]).collect();
    mentions
        .into_iter()
        .enumerate()
        .map(|(number, mention)| {
            let words = folded[tokens[mention.start].span.start..tokens[mention.end - 1].span.end].to_owned();
            let related: Vec<EntityId> = mention
                .entities
                .iter()
                .filter(|id| {
                    likeliest.iter().enumerate().any(|(other, known)| other != number && graph.related(**id, *known))
                })
                .copied()
                .collect();
            let rounds = mention.entities.iter().all(|id| corpus.entity(*id).kind == EntityKind::FundingRound);
            let entities = match (related.is_empty(), rounds) {
                (true, true) => mention.entities.clone(),
                (true, false) => vec![mention.entities[0]],
                (false, true) => related,
                (false, false) => vec![related[0]],
            };
            let others = mention.entities.iter().filter(|id| !entities.contains(id)).copied().collect();
            Named { words, entities, others, found: mention.found }
        })
        .fold(Vec::new(), |mut out: Vec<Named>, named| {
            // Two names of one thing are one mention of it.
            if !out.iter().any(|other| other.entities == named.entities) {
                out.push(named);
            }
            out
        })
}

/// Of several properties that the same words may ask for, those are meant that are asked of what the question names: of
/// a person how old they are, of a model its release and not its listing.
fn suit(corpus: &Corpus, meaning: &mut Meaning) {
    let mut kinds: Vec<&str> = meaning
        .entities()
        .iter()
        .filter_map(|id| EntityKind::ALL.iter().find(|(_, kind)| *kind == corpus.entity(*id).kind))
        .map(|(name, _)| *name)
        .collect();
    kinds.dedup();
    if kinds.len() != 1 {
        return;
    }
    let of_kind = |id: &PropertyId| corpus.property(*id).kinds.iter().any(|kind| kinds.contains(&kind.as_str()));
    let of_any = |id: &PropertyId| corpus.property(*id).kinds.is_empty();
    let narrow = |properties: &mut Vec<PropertyId>| {
        if properties.iter().any(of_kind) {
            properties.retain(of_kind);
        } else if properties.iter().any(of_any) {
            properties.retain(of_any);
        }
    };
    for cue in &mut meaning.properties {
        narrow(&mut cue.properties);
    }
    for word in &mut meaning.words {
        narrow(&mut word.asks_for);
    }
}
