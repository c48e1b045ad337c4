//! From the words of a question to its meaning.

mod actors;
mod around;
mod content;
mod cues;
mod references;
mod selection;
mod unknown;

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::asides::without_asides;
use super::bounds::BoundWords;
use super::choices::{choices, choose, choose_dates, offered_dates};
use super::ellipsis::{Ellipses, Phrase, phrases, place};
use super::homophones::Homophones;
use super::lexicon::{Cue, Lexicon, Operator, Sign};
use super::meaning::{Content, KindCue, Meaning, Named, PropertyCue};
use super::names::{Match, Mention, NameIndex};
use super::roles::stand_for_people;
use super::spelling::{ASKED, Spelling};
use super::time_clause::TimeClauses;
use super::tokens::{Token, stem as stem_of, tokenize_folded};
use super::vocabulary::Vocabulary;

use cues::of_any_body;
use references::{
    bound_by_names, bound_by_post, exclude, is_article, is_kind, is_likened, is_wording, next_to_name, resolve,
};
use selection::Selection;
use unknown::spelled;

use crate::corpus::graph::Graph;
use crate::corpus::property::QuestionWord;
use crate::corpus::record::EntityKind;
use crate::corpus::{Corpus, EntityId, PropertyId};
use crate::text::date::{FoundDate, find_spans};
use crate::text::fold::fold;
use crate::text::language::{Language, guess};

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
    ellipses: Ellipses,
    time_clauses: TimeClauses,
    /// What asks how something is at present, and for the sum of all.
    today: Vec<Phrase>,
    total: Vec<Phrase>,
    /// What people shorten, with what they mean.
    abbreviations: FxHashMap<String, String>,
    /// For each property: whether its values are bodies of several kinds.
    of_any_body: Vec<bool>,
    /// What can be asked of what.
    selection: Selection,
    /// Filed when the first unknown word comes: filing all that can be left out of all words takes as long as the rest of a
    /// start.
    spelling: OnceLock<Spelling>,
    /// Filed when the first unknown Chinese word comes.
    homophones: OnceLock<Homophones>,
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
            let mut lexicon = Lexicon::new(corpus);
            let vocabulary = counted.unwrap_or_else(|| Vocabulary::new(corpus, &lexicon));
            lexicon.divide_by(vocabulary.han_keywords());
            let bounds = BoundWords::new(&corpus.words);
            let ellipses = Ellipses::new(corpus);
            let time_clauses = TimeClauses::new(corpus);
            let (today, total) = (phrases(&corpus.words.today), phrases(&corpus.words.total));
            let abbreviations = corpus.words.abbreviation.iter();
            let abbreviations = abbreviations
                .flat_map(|(word, typed)| typed.iter().map(|typed| (typed.to_owned(), word.clone())))
                .collect();
            let of_any_body = of_any_body(corpus);
            let selection = Selection::new(corpus);
            let names = names.join().expect("filing names does not panic");
            Self {
                names,
                lexicon,
                vocabulary,
                bounds,
                ellipses,
                time_clauses,
                today,
                total,
                abbreviations,
                of_any_body,
                selection,
                spelling: OnceLock::new(),
                homophones: OnceLock::new(),
            }
        })
    }

    /// Makes now what the first slip, date or number of a question would wait for.
    pub fn warm_up(&self) {
        self.spelling();
        let _ = self.bounds.find("over 1 billion");
        let _ = find_spans("in may 2025");
    }

    fn spelling(&self) -> &Spelling {
        self.spelling.get_or_init(|| {
            let asked = self.lexicon.words().map(|word| (word.to_owned(), ASKED));
            let written = self.vocabulary.words().map(|(word, count)| (word.to_owned(), count));
            Spelling::new(asked.chain(written))
        })
    }

    /// Understands one question on its own, without what was asked before.
    #[must_use]
    pub fn understand(&self, corpus: &Corpus, graph: &Graph, text: &str, language: Option<Language>) -> Meaning {
        self.understand_after(corpus, graph, text, language, &[])
    }

    /// The same where names may lack a beginning that was said before: after GLM-4.5, "the Air version" is GLM-4.5 Air.
    #[must_use]
    pub fn understand_after(
        &self,
        corpus: &Corpus,
        graph: &Graph,
        text: &str,
        language: Option<Language>,
        before: &[EntityId],
    ) -> Meaning {
        let meaning = self.read(corpus, graph, text, language, before);
        let mut unknown = meaning.content.iter().filter(|word| !word.known && !word.text.is_ascii());
        let Some((typed, meant)) = unknown.find_map(|word| self.homophones(corpus).correct(&word.text)) else {
            return meaning;
        };
        let mended = fold(text).replacen(typed, meant, 1);
        let mut meaning = self.read(corpus, graph, &mended, Some(meaning.language), before);
        meaning.corrected.push((typed.to_owned(), meant.to_owned()));
        meaning
    }

    fn homophones(&self, corpus: &Corpus) -> &Homophones {
        self.homophones.get_or_init(|| Homophones::new(corpus.properties.iter().flat_map(|property| &property.ask.zh)))
    }

    /// A question as it is typed.
    fn read(
        &self,
        corpus: &Corpus,
        graph: &Graph,
        text: &str,
        language: Option<Language>,
        before: &[EntityId],
    ) -> Meaning {
        let folded = without_asides(
            &fold(text),
            &corpus.words.aside,
            |token| self.lexicon.asks(token),
            |token| !self.lexicon.is_light(token) && !token.is_han(),
            |token| self.lexicon.knows(&token.text),
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
        // "Around" is no "A round".
        let is_stop =
            |mention: &Mention| mention.end - mention.start == 1 && self.lexicon.is_stop(&tokens[mention.start]);
        // "2023年10月做了": a date and what happened then is no slip of the name of what else happened.
        let spans = find_spans(&folded);
        let is_dated = |mention: &Mention| {
            let letters = tokens[mention.start].span.start..tokens[mention.end - 1].span.end;
            mention.found == Match::Slip
                && spans.iter().any(|date| date.span.start < letters.end && letters.start < date.span.end)
        };
        mentions.retain(|mention| !is_dated(mention));
        let likened: Vec<_> = mentions.iter().filter(|mention| is_likened(&tokens, mention)).cloned().collect();
        mentions.retain(|mention| {
            let other = begins_in_country(&tokens, mention)
                || likened.contains(mention)
                || is_wording(&wordings, mention)
                || is_stop(mention);
            !other && !is_kind(corpus, &wordings, &tokens, mention) && !sounds_by_chance(corpus, &tokens, mention)
        });
        self.shortened(corpus, graph, &tokens, before, &mut mentions);
        stand_for_people(corpus, graph, &self.lexicon, &tokens, &mut mentions);
        let mut used = vec![false; tokens.len()];
        if let Some(clause) = self.time_clauses.find(corpus, &tokens, &wordings, &mentions) {
            mentions.retain(|mention| !clause.contains(&mention.start));
            used[clause].fill(true);
        }
        let mut topics = vec![false; tokens.len()];
        for mention in &mentions {
            // A topic's name is made of words that may ask for something as well ("API prices").
            if corpus.entity(mention.entities[0]).kind == EntityKind::Topic {
                topics[mention.start..mention.end].fill(true);
            } else {
                used[mention.start..mention.end].fill(true);
            }
        }
        let offered = Self::dates(&folded, spans, &tokens, &mut used, &mut meaning);
        if mentions.is_empty() && !before.is_empty() {
            self.left_out(&tokens, &mut used, &mut meaning);
        }
        let named = used.clone();
        self.bounds(&folded, &tokens, &mut used, &mut meaning);
        let superlatives = self.cues(corpus, &folded, &tokens, &mut used, &topics, &mut meaning);
        self.ellipses.of_like_name(corpus, &tokens, &named, &mut meaning);
        // "GLM = ?"
        let equals = folded.trim_end().trim_end_matches(['?', '？', ' ']).ends_with('=');
        meaning.operators.extend(equals.then_some(Operator::Definition));
        // What something is likened to is known: "on GPT-5 level", "A100/H800 class cards".
        let known = |at: &usize| likened.iter().any(|mention| (mention.start..mention.end).contains(at));
        let likening: Vec<usize> = (0..tokens.len()).filter(|at| !used[*at] && known(at)).collect();
        for at in &likening {
            used[*at] = true;
        }
        self.variants(corpus, &folded, &tokens, &mentions, &mut used, &mut meaning);
        self.note_unknown((text, &folded), (&tokens, &used), &mentions, unknown, &mut meaning);
        for at in &likening {
            used[*at] = false;
        }
        for mention in &mentions {
            used[mention.start..mention.end].fill(true);
        }
        meaning.content = self.content(&tokens, &used, &[]);
        meaning.words = self.content(&tokens, &named, &superlatives);
        meaning.words.retain(|word| !self.lexicon.only_asks(&word.stem));
        self.tell_what_words_ask(&mut meaning);
        meaning.defined = Self::defined(corpus, &wordings, &tokens, &mentions);
        self.note_words(corpus, &tokens, &mut meaning);
        let choices = choices(corpus, &tokens, &mentions);
        exclude(&wordings, &tokens, &mut mentions, &mut meaning);
        next_to_name(corpus, graph, &tokens, &mut mentions, &mut meaning);
        bound_by_names(corpus, &tokens, &mut mentions, &mut meaning);
        bound_by_post(corpus, &tokens, &mut mentions, &meaning);
        let renamed = is_renamed(&tokens, &mentions);
        meaning.mentions = resolve(corpus, graph, &folded, &tokens, mentions);
        choose(&mut meaning, &choices);
        choose_dates(&mut meaning, offered);
        if renamed && meaning.properties.is_empty() {
            ask_of_names(corpus, equals, &mut meaning);
        }
        self.selection.suit(corpus, graph, &mut meaning);
        meaning
    }

    /// Notes the words by which a question is asked of several together, of each, of others, of today or of all in all.
    fn note_words(&self, corpus: &Corpus, tokens: &[Token], meaning: &mut Meaning) {
        meaning.of_person = tokens.iter().any(|token| corpus.words.person.iter().any(|word| word == token.text));
        meaning.together = tokens.iter().any(|token| corpus.words.both.iter().any(|word| word == token.text));
        meaning.every = corpus.words.every.iter().any(|word| is_said(tokens, word));
        meaning.of_others = corpus.words.other.iter().any(|word| is_said(tokens, word));
        let says = |wordings: &[Phrase]| wordings.iter().any(|phrase| place(tokens, phrase).is_some());
        meaning.today = says(&self.today);
        meaning.total = says(&self.total);
    }

    /// What a question that leans on the one before says of what it leaves out.
    fn left_out(&self, tokens: &[Token], used: &mut [bool], meaning: &mut Meaning) {
        if let Some((step, place)) = self.ellipses.step(tokens) {
            meaning.step = Some((step, spelled(&tokens[place.clone()])));
            used[place].fill(true);
        }
        meaning.elliptic = self.ellipses.properties(tokens);
    }

    /// What each telling word was taken for: the properties that it asks for and the kinds that it names.
    fn tell_what_words_ask(&self, meaning: &mut Meaning) {
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
    }

    /// The name right behind "what is" or right before 是什么, or right before "mean" ("what does prefix-LM mean in GLM").
    fn defined(corpus: &Corpus, cues: &[Cue], tokens: &[Token], mentions: &[Mention]) -> Option<EntityId> {
        let define = cues.iter().filter(|cue| cue.sign == Sign::Operator(Operator::Definition));
        let beside = |cue: &Cue, mention: &Mention| {
            let articles = || tokens[cue.end..mention.start].iter().all(|token| is_article(&token.text));
            cue.end <= mention.start && articles() || tokens[cue.start].is_han() && mention.end == cue.start
        };
        // Of names right behind one another the last: "the k2.5 agent swarm".
        let joined =
            |end: usize, next: &Mention| next.start == end && tokens[end].span.start <= tokens[end - 1].span.end + 1;
        let last = |mention: &Mention| {
            let mut last = mention;
            while let Some(next) = mentions.iter().find(|next| joined(last.end, next)) {
                last = next;
            }
            last.entities[0]
        };
        let mut named = define.flat_map(|cue| mentions.iter().filter(move |mention| beside(cue, mention)));
        let full_name = corpus.property_named("full_name");
        let means = |cue: &&Cue| matches!(cue.sign, Sign::Property(id) if Some(id) == full_name);
        let before = || {
            let means = cues.iter().filter(means);
            means.flat_map(|cue| mentions.iter().filter(|mention| mention.end == cue.start)).next()
        };
        named.next().or_else(before).map(last)
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

    /// Slips of the finger in words that nothing knows, and in those that end a phrase which asks ("generation sped").
    fn correct(&self, tokens: &mut [Token], meaning: &mut Meaning) {
        self.correct_words(tokens, meaning);
        for at in 1..tokens.len() {
            let (before, rest) = tokens.split_at_mut(at);
            let (Some(first), Some(token)) = (before.last(), rest.first_mut()) else { continue };
            if token.stem.is_ascii()
                && !self.lexicon.knows(&token.text)
                && let Some(word) = self.lexicon.completed(&first.stem, &token.stem)
            {
                word.clone_into(&mut token.stem);
                meaning.corrected.push((std::mem::replace(&mut token.text, word.to_owned()), word.to_owned()));
            }
        }
    }

    fn correct_words(&self, tokens: &mut [Token], meaning: &mut Meaning) {
        for token in tokens {
            if let Some(word) = self.abbreviations.get(&token.text).filter(|_| !self.lexicon.knows(&token.text)) {
                token.stem = stem_of(word);
                token.text.clone_from(word);
                continue;
            }
            if self.knows(token) {
                continue;
            }
            // Another form of a known word is no slip.
            let form = if meaning.language == Language::Es { self.lexicon.inflected(&token.text) } else { None };
            if let Some(word) = form {
                token.stem = stem_of(word);
                word.clone_into(&mut token.text);
                continue;
            }
            let slip = || self.spelling().correct(&token.text).map(ToOwned::to_owned);
            if let Some(word) = self.respelled(&token.text).or_else(slip) {
                token.stem = stem_of(&word);
                meaning.corrected.push((std::mem::replace(&mut token.text, word.clone()), word));
            }
        }
    }

    /// A name that is written as it sounds in English: "baidoo".
    fn respelled(&self, word: &str) -> Option<String> {
        let named = |word: &String| word.len() > MOST_SOUND && !self.names.exact(word).is_empty();
        [("oo", "u"), ("ee", "i"), ("sh", "x")]
            .into_iter()
            .filter(|(sound, _)| word.contains(sound))
            .map(|(sound, letter)| word.replace(sound, letter))
            .find(named)
    }

    /// Takes the dates; those that are offered to choose between come back.
    fn dates(
        folded: &str,
        spans: Vec<FoundDate>,
        tokens: &[Token],
        used: &mut [bool],
        meaning: &mut Meaning,
    ) -> Vec<FoundDate> {
        let offered = offered_dates(folded, &spans);
        for date in offered.iter().filter(|date| !spans.iter().any(|other| other.span == date.span)) {
            claim(&date.span, tokens, used);
        }
        for date in spans {
            if claim(&date.span, tokens, used) {
                meaning.dates.push(date);
            }
        }
        offered
    }

    fn bounds(&self, folded: &str, tokens: &[Token], used: &mut [bool], meaning: &mut Meaning) {
        for bound in self.bounds.find(folded) {
            if claim(&bound.span, tokens, used) {
                meaning.bounds.push(bound);
            }
        }
    }
}

/// Longest of the names that are never written as they sound: they have too many neighbours.
const MOST_SOUND: usize = 3;

/// Whether a question names one thing by two names: "when did Zhipu turn into Z.ai".
fn is_renamed(tokens: &[Token], mentions: &[Mention]) -> bool {
    let words = |mention: &Mention| spelled(&tokens[mention.start..mention.end]);
    matches!(mentions, [first, second] if first.entities == second.entities && words(first) != words(second))
}

/// What is asked of one thing that a question names by two names: when it took the other one, or what "DAMO in DAMO
/// Academy = ?" stands for.
fn ask_of_names(corpus: &Corpus, equals: bool, meaning: &mut Meaning) {
    let asked = match () {
        () if equals => "full_name",
        () if meaning.asks(QuestionWord::When) => "other_name",
        () => return,
    };
    meaning.properties.extend(corpus.property_named(asked).map(PropertyCue::unsaid));
}

/// Whether a question has a word, Chinese ones character by character.
fn is_said(tokens: &[Token], word: &str) -> bool {
    let is_word = |at: usize| {
        let rest = tokens[at..].iter();
        let mut left = word;
        for token in rest {
            match left.strip_prefix(token.text.as_str()) {
                Some("") => return true,
                Some(more) if token.is_han() => left = more,
                _ => return false,
            }
        }
        false
    };
    (0..tokens.len()).any(is_word)
}

/// Whether two characters only sound like a name, with none of it: nobody types both of them wrong, but any two words
/// have such neighbours (和飞, 合肥).
fn sounds_by_chance(corpus: &Corpus, tokens: &[Token], mention: &Mention) -> bool {
    let said = &tokens[mention.start..mention.end];
    let shares = |id: &EntityId| {
        let mut names = corpus.entity(*id).names();
        names.any(|name| said.iter().any(|token| fold(name).contains(&token.text)))
    };
    mention.found == Match::Sound
        && said.len() <= 2
        && said.iter().all(Token::is_han)
        && !mention.entities.iter().any(shares)
}

/// Whether a name begins in the midst of a word for a country: 国有 in 中国有多少家实验室.
fn begins_in_country(tokens: &[Token], mention: &Mention) -> bool {
    let text = |at: usize| tokens[at].text.as_str();
    let start = mention.start;
    start > 0 && text(start) == "国" && matches!(text(start - 1), "中" | "美" | "我" | "全" | "各" | "外")
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
