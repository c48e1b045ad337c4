//! The words by which questions are understood: data of the lexicon, compiled for matching.
//!
//! Words and phrases are data (`properties.toml`, `words.toml`); what they mean together is code.

use rustc_hash::{FxHashMap, FxHashSet};

use super::tokens::{Token, stem, tokenize};
use crate::corpus::property::{QuestionWord, Wordings};
use crate::corpus::record::EntityKind;
pub use crate::corpus::words::{Filter, Operator};
use crate::corpus::{Corpus, PropertyId};
use crate::text::fold::is_han;
use crate::text::stems::{self, Algorithm};

/// What a phrase of the lexicon stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sign {
    /// Asks for a property.
    Property(PropertyId),
    /// A question word.
    Ask(QuestionWord),
    /// What to do with the values.
    Operator(Operator),
    /// Names a kind of entity.
    Kind(EntityKind),
    /// Narrows a list.
    Filter(Filter),
    /// Not for this bot.
    OutOfScope,
    /// An adjective that names a property by itself, where no other word does ("older").
    Implied(PropertyId),
    /// Leans on the question before.
    FollowUp,
    /// Says nothing ("I would like to know").
    Filler,
}

/// A phrase of the lexicon found in a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cue {
    /// What it stands for.
    pub sign: Sign,
    /// First token.
    pub start: usize,
    /// One past the last token.
    pub end: usize,
}

/// A phrase with what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Phrase {
    stems: Vec<String>,
    sign: Sign,
    /// Whether it is met only as written: question words, for "month" asks when and "months" does not, and Spanish
    /// words for what to do with values, for "actually" is not "actual".
    as_written: bool,
}

/// The compiled lexicon.
#[derive(Debug, Default)]
pub struct Lexicon {
    /// Phrases by their first stem.
    phrases: FxHashMap<String, Vec<Phrase>>,
    /// The letters of phrases that are met only as written.
    as_written: FxHashSet<String>,
    /// Stems of the single words that ask for properties, with the properties that each asks for by itself.
    asking: FxHashMap<String, Vec<PropertyId>>,
    /// Stems of the words by which qualities are named ("open source", "vision").
    qualities: FxHashSet<String>,
    /// Chinese wordings that ask.
    han_asks: FxHashSet<String>,
    stop: FxHashSet<String>,
    /// Words that an answer need not account for, though phrases are made of them.
    light: FxHashSet<String>,
    /// Longest Chinese stop phrase, in characters.
    longest_stop: usize,
    /// Number of the synonym group of a stem or Chinese word; a word may be in several.
    groups: FxHashMap<String, Vec<u32>>,
    /// The same of wordings of several words, by their stems with spaces between.
    group_phrases: FxHashMap<String, Vec<u32>>,
    /// The words of each synonym group, as written.
    group_words: Vec<Vec<String>>,
    /// Chinese words of synonym groups and keywords by their first character.
    han_words: FxHashMap<char, Vec<String>>,
    /// All words that the lexicon knows, for telling slips of the finger.
    words: FxHashSet<String>,
    /// Its Spanish words by what inflection leaves of them.
    spanish: FxHashMap<String, String>,
}

/// Shorter Spanish words have no forms that could be told from other words.
const LEAST_INFLECTED: usize = 5;

/// Shorter words lack letters of too many others.
const LEAST_SHORT: usize = 4;

/// Most words of a wording that means the same as others.
const LONGEST_WORDING: usize = 3;

fn joined_stems(tokens: &[Token]) -> String {
    tokens.iter().map(|token| token.stem.as_str()).collect::<Vec<_>>().join(" ")
}

impl Lexicon {
    /// Compiles the lexicon of a corpus.
    #[must_use]
    pub fn new(corpus: &Corpus) -> Self {
        let file = &corpus.words;
        let mut lexicon = Self::default();
        for phrase in file.stop.iter() {
            let tokens = tokenize(phrase);
            for token in &tokens {
                lexicon.words.insert(token.text.clone());
            }
            if tokens.iter().all(Token::is_han) {
                lexicon.longest_stop = lexicon.longest_stop.max(tokens.len());
                lexicon.stop.insert(crate::text::fold::fold(phrase));
            } else if let [token] = tokens.as_slice() {
                lexicon.stop.insert(token.text.clone());
            }
        }
        for word in file.light.iter() {
            let folded = crate::text::fold::fold(word);
            if tokenize(word).iter().all(Token::is_han) {
                lexicon.longest_stop = lexicon.longest_stop.max(folded.chars().count());
                lexicon.stop.insert(folded);
            } else {
                lexicon.words.insert(folded.clone());
                lexicon.light.insert(folded);
            }
        }
        for phrase in file.stop.iter().filter(|phrase| tokenize(phrase).len() > 1) {
            lexicon.add(phrase, Sign::Filler, false);
        }
        // "According to the deep dive": a document's name says where it stands, not what is asked.
        for document in &corpus.documents {
            let name = document.source.id.replace('-', " ");
            for name in document.source.called.iter().chain([&name]).filter(|name| tokenize(name).len() > 1) {
                lexicon.add(name, Sign::Filler, false);
            }
        }
        for (number, property) in (0u16..).zip(&corpus.properties) {
            let id = PropertyId(number);
            lexicon.add_all(&property.ask, Sign::Property(id));
            for word in property.ask.words() {
                lexicon.asking.entry(stem(word)).or_default().push(id);
            }
        }
        for (word, wordings) in &file.question {
            lexicon.add_all(wordings, Sign::Ask(*word));
            lexicon.han_asks.extend(wordings.zh.iter().cloned());
        }
        for (operator, wordings) in &file.operator {
            lexicon.add_all(wordings, Sign::Operator(*operator));
        }
        for (kind, wordings) in &file.kind {
            lexicon.add_all(wordings, Sign::Kind(*kind));
        }
        for (name, wordings) in &file.implied {
            if let Some(property) = corpus.property_named(name) {
                lexicon.add_all(wordings, Sign::Implied(property));
            }
        }
        for (filter, wordings) in &file.filter {
            lexicon.add_all(wordings, Sign::Filter(*filter));
            for wording in wordings.en.iter().chain(&wordings.zh).chain(&wordings.es) {
                lexicon.qualities.extend(tokenize(wording).into_iter().map(|token| token.stem));
                lexicon.qualities.insert(stem(wording));
            }
        }
        lexicon.add_all(&file.out_of_scope, Sign::OutOfScope);
        lexicon.add_all(&file.followup, Sign::FollowUp);
        for (group, words) in (0u32..).zip(&file.synonyms.groups) {
            for word in words {
                lexicon.add_synonym(word, group);
            }
            // In each group the Spanish words stand behind the Chinese.
            let behind = words.iter().rposition(|word| word.chars().any(is_han)).map_or(words.len(), |last| last + 1);
            words[behind..].iter().for_each(|word| lexicon.add_spanish(word));
        }
        lexicon.group_words.clone_from(&file.synonyms.groups);
        for candidates in lexicon.phrases.values_mut() {
            // A question word asks for nothing by itself: 谁 is no maker.
            let asks: Vec<Vec<String>> = candidates
                .iter()
                .filter(|phrase| matches!(phrase.sign, Sign::Ask(_)))
                .map(|phrase| phrase.stems.clone())
                .collect();
            candidates.retain(|phrase| !matches!(phrase.sign, Sign::Property(_)) || !asks.contains(&phrase.stems));
            candidates.sort_by_key(|phrase| (std::cmp::Reverse(phrase.stems.len()), phrase.sign, phrase.as_written));
            candidates.dedup_by(|next, first| (&next.stems, next.sign) == (&first.stems, first.sign));
        }
        lexicon.order_han_words();
        lexicon
    }

    fn add_all(&mut self, wordings: &Wordings, sign: Sign) {
        let asks = matches!(sign, Sign::Ask(_));
        for phrase in wordings.en.iter().chain(&wordings.zh) {
            self.add(phrase, sign, asks);
        }
        for phrase in &wordings.es {
            if matches!(sign, Sign::Property(_)) {
                self.add_spanish(phrase);
            }
            let as_written = asks || matches!(sign, Sign::Operator(_));
            self.add(phrase, sign, as_written);
            if let Some(plural) = plural_past(phrase) {
                self.add(&plural, sign, as_written);
            }
        }
    }

    /// Files a single Spanish word by its stem: of several the first stands for all.
    fn add_spanish(&mut self, word: &str) {
        let folded = crate::text::fold::fold(word);
        if folded.len() >= LEAST_INFLECTED && folded.bytes().all(|byte| byte.is_ascii_lowercase()) {
            let stem = stems::stem(Algorithm::Spanish, &folded).as_ref().to_owned();
            self.spanish.entry(stem).or_insert(folded);
        }
    }

    /// The word of the lexicon that a Spanish word is another form of: "trabajar" of "trabaja".
    #[must_use]
    pub fn inflected(&self, word: &str) -> Option<&str> {
        let long = word.len() >= LEAST_INFLECTED;
        long.then(|| self.spanish.get(stems::stem(Algorithm::Spanish, word).as_ref())).flatten().map(String::as_str)
    }

    fn add(&mut self, phrase: &str, sign: Sign, as_written: bool) {
        let tokens = tokenize(phrase);
        for token in &tokens {
            self.words.insert(token.text.clone());
        }
        if as_written {
            self.as_written.insert(joined(&tokens));
        }
        let content: Vec<&Token> = tokens.iter().filter(|token| !self.stop.contains(&token.text)).collect();
        // Chinese phrases match as written: their characters are no words. So do phrases of which only one word would
        // remain: "number" says something else than "number one".
        let han = tokens.iter().any(Token::is_han);
        let whole = han || content.is_empty() || content.len() == 1 && tokens.len() > 1;
        let kept = if whole || matches!(sign, Sign::Ask(_) | Sign::Operator(_) | Sign::OutOfScope | Sign::Filler) {
            tokens.iter().collect()
        } else {
            content
        };
        let stems: Vec<String> = kept.iter().map(|token| token.stem.clone()).collect();
        // A phrase that lost its sign in folding ("# of") or says nothing by itself is left out.
        let nothing = tokens.len() == 1 && phrase.contains('#');
        if let Some(first) = stems.first().filter(|_| !nothing) {
            self.phrases.entry(first.clone()).or_default().push(Phrase { stems, sign, as_written });
        }
    }

    fn add_synonym(&mut self, word: &str, group: u32) {
        let tokens = tokenize(word);
        if tokens.iter().all(Token::is_han) {
            let folded = crate::text::fold::fold(word);
            if let Some(first) = folded.chars().next() {
                self.han_words.entry(first).or_default().push(folded.clone());
            }
            self.groups.entry(folded).or_default().push(group);
            return;
        }
        for token in &tokens {
            self.words.insert(token.text.clone());
        }
        match tokens.as_slice() {
            [] => {}
            [token] => self.groups.entry(token.stem.clone()).or_default().push(group),
            several => self.group_phrases.entry(joined_stems(several)).or_default().push(group),
        }
    }

    /// Words that divide Chinese characters as those of synonyms do.
    pub fn divide_by<'w>(&mut self, words: impl Iterator<Item = &'w str>) {
        for word in words {
            if let Some(first) = word.chars().next() {
                self.han_words.entry(first).or_default().push(word.to_owned());
            }
        }
        self.order_han_words();
    }

    /// The longest first, each once.
    fn order_han_words(&mut self) {
        for words in self.han_words.values_mut() {
            words.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
            words.dedup();
        }
    }

    /// The synonym groups of the longest wording of several words that begins a stretch of tokens, and its length.
    #[must_use]
    pub fn phrase_groups(&self, tokens: &[Token]) -> Option<(usize, &[u32])> {
        (2..=LONGEST_WORDING.min(tokens.len())).rev().find_map(|length| {
            let groups = self.group_phrases.get(&joined_stems(&tokens[..length]))?;
            Some((length, groups.as_slice()))
        })
    }

    /// Whether a word asks by itself (who, when; not "is").
    #[must_use]
    pub fn asks(&self, token: &Token) -> bool {
        let asks = |sign: Sign| matches!(sign, Sign::Ask(word) if word != QuestionWord::Whether);
        let mut phrases = self.phrases.get(&token.stem).into_iter().flatten();
        phrases.any(|phrase| phrase.stems.len() == 1 && asks(phrase.sign))
    }

    /// Whether a word is a function word.
    #[must_use]
    pub fn is_stop(&self, token: &Token) -> bool {
        self.stop.contains(&token.text)
    }

    /// Whether an answer need not account for a word.
    #[must_use]
    pub fn is_light(&self, token: &Token) -> bool {
        self.stop.contains(&token.text) || self.light.contains(&token.text)
    }

    /// Whether the lexicon holds a word.
    #[must_use]
    pub fn knows(&self, word: &str) -> bool {
        self.words.contains(word) || self.stop.contains(word)
    }

    /// All words that the lexicon holds.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    /// Whether a word of this stem asks for a property by itself.
    #[must_use]
    pub fn asks_for(&self, stem: &str, property: PropertyId) -> bool {
        self.asking.get(stem).is_some_and(|asked| asked.contains(&property))
    }

    /// Whether Chinese words only ask ("哪所大学"), and tell nothing.
    #[must_use]
    pub fn only_asks(&self, word: &str) -> bool {
        self.han_asks.contains(word)
    }

    /// Whether a word of this stem names a quality, alone or with others.
    #[must_use]
    pub fn is_of_quality(&self, stem: &str) -> bool {
        self.qualities.contains(stem)
    }

    /// The stem that ends a phrase of two words for a property behind another stem, where one lacks a letter of it: "sped" is
    /// "speed" behind "generation".
    #[must_use]
    pub fn completed(&self, first: &str, short: &str) -> Option<&str> {
        let lacks_letter = |stem: &str| {
            stem.is_ascii()
                && short.len() >= LEAST_SHORT
                && stem.len() == short.len() + 1
                && stem.starts_with(&short[..1])
                && (1..stem.len()).any(|at| stem[..at] == short[..at] && stem[at + 1..] == short[at..])
        };
        let mut phrases = self.phrases.get(first).into_iter().flatten();
        phrases.find_map(|phrase| match phrase.stems.as_slice() {
            [_, last] if matches!(phrase.sign, Sign::Property(_)) && lacks_letter(last) => Some(last.as_str()),
            _ => None,
        })
    }

    /// The synonym groups of a stem or Chinese word.
    #[must_use]
    pub fn groups(&self, stem: &str) -> &[u32] {
        self.groups.get(stem).map_or(&[], Vec::as_slice)
    }

    /// The words of synonym groups, in order.
    pub fn words_of_groups<'a>(&'a self, groups: &'a [u32]) -> impl Iterator<Item = &'a str> {
        groups.iter().flat_map(|group| self.group_words[*group as usize].iter().map(String::as_str))
    }

    /// All phrases found in a question outside what is blocked (names). Of properties, the longest phrase at a place
    /// wins.
    #[must_use]
    pub fn cues(&self, tokens: &[Token], blocked: &[bool]) -> Vec<Cue> {
        let mut out: Vec<Cue> = Vec::new();
        let skipped: Vec<bool> = tokens.iter().map(|token| self.is_stop(token) && !token.is_han()).collect();
        let with_names: Vec<bool> = skipped.iter().zip(blocked).map(|(skipped, named)| *skipped || *named).collect();
        for start in 0..tokens.len() {
            for phrase in self.phrases.get(&tokens[start].stem).into_iter().flatten() {
                let property = matches!(phrase.sign, Sign::Property(_)) && self.asks(&tokens[start]);
                // A name may stand inside a phrase that asks by its question word: "which Google team", "how is V3 built".
                let skipped = if property { &with_names } else { &skipped };
                if let Some(end) = matches(&phrase.stems, tokens, skipped, start)
                    && (!phrase.as_written || self.as_written.contains(&joined(&tokens[start..end])))
                    && !(matches!(phrase.sign, Sign::Kind(_)) && is_parted(&tokens[start..end]))
                    && if property {
                        !blocked[start] && !blocked[end - 1]
                    } else {
                        !blocked[start..end].contains(&true)
                    }
                {
                    out.push(Cue { sign: phrase.sign, start, end });
                }
            }
        }
        let covered = |cue: &Cue| {
            out.iter().any(|other| {
                same_sort(cue.sign, other.sign)
                    && other.start <= cue.start
                    && cue.end <= other.end
                    && other.end - other.start > cue.end - cue.start
            })
        };
        // 在哪 in 在哪一年 asks for no place: of question words that overlap, the longer one is meant.
        let broken = |cue: &Cue| {
            matches!(cue.sign, Sign::Ask(_))
                && out.iter().any(|other| {
                    matches!(other.sign, Sign::Ask(_))
                        && other.start < cue.end
                        && cue.start < other.end
                        && other.end - other.start > cue.end - cue.start
                })
        };
        out.iter().filter(|cue| !covered(cue) && !broken(cue)).copied().collect()
    }

    /// The Chinese words of synonym groups in a stretch of characters, longest first, with their bytes.
    #[must_use]
    pub fn han_words_in<'a>(&'a self, folded: &str) -> Vec<(usize, &'a str)> {
        let mut out = Vec::new();
        let mut at = 0;
        while let Some(letter) = folded[at..].chars().next() {
            let found =
                self.han_words.get(&letter).into_iter().flatten().find(|word| folded[at..].starts_with(word.as_str()));
            match found {
                Some(word) => {
                    out.push((at, word.as_str()));
                    at += word.len();
                }
                None => at += letter.len_utf8(),
            }
        }
        out
    }

    /// Length in characters of the longest Chinese stop phrase that starts at a token, 0 where there is none.
    #[must_use]
    pub fn han_stop_at(&self, tokens: &[Token], start: usize) -> usize {
        let reach = tokens[start..].iter().take(self.longest_stop).take_while(|token| token.is_han()).count();
        (1..=reach)
            .rev()
            .find(|length| {
                let phrase: String = tokens[start..start + length].iter().map(|token| token.text.as_str()).collect();
                self.stop.contains(&phrase)
            })
            .unwrap_or(0)
    }

    /// Stems of the words of a phrase without function words: for terms of statements and passages.
    #[must_use]
    pub fn content_stems(&self, text: &str) -> Vec<String> {
        tokenize(text).into_iter().filter(|token| !self.stop.contains(&token.text)).map(|token| token.stem).collect()
    }
}

/// The letters of tokens, a space between them.
fn joined(tokens: &[Token]) -> String {
    tokens.iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// Where a phrase that starts at a token ends: adjacent, but for function words between its words, which are `skipped`.
/// Whether an article parts some words, so that they are no compound: who "invested in the company" is no investment
/// company.
fn is_parted(tokens: &[Token]) -> bool {
    let article = |token: &Token| matches!(token.text.as_str(), "the" | "a" | "an" | "el" | "la" | "un" | "una");
    tokens.iter().skip(1).any(article)
}

fn matches(stems: &[String], tokens: &[Token], skipped: &[bool], start: usize) -> Option<usize> {
    let mut at = start;
    for (number, stem) in stems.iter().enumerate() {
        if number > 0 {
            while tokens.get(at).is_some_and(|token| skipped[at] && token.stem != *stem) {
                at += 1;
            }
        }
        if tokens.get(at)?.stem != *stem {
            return None;
        }
        at += 1;
    }
    Some(at)
}

/// Whether a longer phrase of one sign displaces a shorter one of the other inside it.
fn same_sort(shorter: Sign, longer: Sign) -> bool {
    match (shorter, longer) {
        // A phrase that says nothing ("in a single year") is not asked apart.
        (_, Sign::Filler)
        | (Sign::Ask(_), Sign::Ask(_))
        | (Sign::Property(_) | Sign::Kind(_), Sign::Property(_) | Sign::Kind(_)) => true,
        (Sign::Operator(a), Sign::Operator(b)) => a != Operator::Compare || b == Operator::Compare,
        _ => false,
    }
}

/// The plural of a Spanish verb in the simple past, which stemming does not reach: "salieron" for "salió". `None` where a
/// phrase does not begin with such a verb.
fn plural_past(phrase: &str) -> Option<String> {
    let (verb, rest) = phrase.split_at(phrase.find(' ').unwrap_or(phrase.len()));
    let stem = verb.strip_suffix('ó')?;
    let ending = if stem.ends_with('i') { "eron" } else { "aron" };
    Some(format!("{stem}{ending}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_spanish_words_are_found_by_what_inflection_leaves() {
        let mut lexicon = Lexicon::default();
        for word in ["trabajar", "sensible", "lanzó", "uso"] {
            lexicon.add_spanish(word);
        }
        assert_eq!(lexicon.inflected("trabajaron"), Some("trabajar"));
        assert_eq!(lexicon.inflected("sensibles"), Some("sensible"));
        assert_eq!(lexicon.inflected("usos"), None);
        assert_eq!(lexicon.inflected("montaron"), None);
    }

    #[test]
    fn a_word_that_lacks_a_letter_ends_the_phrase_that_another_begins() {
        let mut lexicon = Lexicon::default();
        lexicon.add("generation speed", Sign::Property(PropertyId(0)), false);
        assert_eq!(lexicon.completed(&stem("generation"), "sped"), Some("speed"));
        assert_eq!(lexicon.completed(&stem("generation"), "spend"), None);
        assert_eq!(lexicon.completed("model", "sped"), None);
    }

    #[test]
    fn spanish_verbs_of_the_simple_past_have_their_plural() {
        assert_eq!(plural_past("salió").as_deref(), Some("salieron"));
        assert_eq!(plural_past("lanzó por primera vez").as_deref(), Some("lanzaron por primera vez"));
        assert_eq!(plural_past("lanzamiento"), None);
    }
}
