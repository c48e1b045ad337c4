//! All names of all entities, found in a question whatever their hyphens, case, script and small slips.
//!
//! - A name matches whole runs of letters: `GPT-4` is not found in `gpt4o`.
//! - The longest name wins.
//! - A slip never changes a digit, and never turns one known name or word into another.

use std::ops::Range;

use super::deletions::{Deletions, MOST_SLIPS, Near, slips};
use super::edges::{Beginnings, Endings};
use super::key_table::KeyTable;
use super::letters::Letters;
use super::sound::{push_sound, sound_of};
use super::tokens::{Token, tokenize_unstemmed};
use crate::corpus::graph::Graph;
use crate::corpus::{Corpus, EntityId};
use crate::text::fold::name_key;

/// How a name was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// As written.
    Exact,
    /// By its sound: pinyin, or Chinese characters of the same sound.
    Sound,
    /// With a slip of one or two letters.
    Slip,
}

/// A stretch of the question that names something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// First token.
    pub start: usize,
    /// One past the last token.
    pub end: usize,
    /// What it may mean, most prominent first.
    pub entities: Vec<EntityId>,
    /// How it was found.
    pub found: Match,
}

/// Names by their keys. The cost of a look-up grows with the logarithm of their number.
#[derive(Debug, Default)]
pub struct NameIndex {
    exact: KeyTable,
    sounds: KeyTable,
    /// Names with a decimal point by their keys without it: `m25` for M2.5, where nothing is called M25.
    pointless: KeyTable,
    /// The exact keys by what remains when one or two letters are left out.
    deletions: Deletions,
    /// What letters each exact key has.
    letters: Vec<Letters>,
    beginnings: Beginnings,
    endings: Endings,
}

/// How many slips are forgiven between two keys, where so few may be enough.
fn forgiven(key: Letters, other: Letters) -> Option<usize> {
    let allowed = slips(key.count.min(other.count));
    (key.least_slips(other) <= allowed).then_some(allowed)
}

/// The names that may be near all keys with one head, by slips less one: kept for the next key.
#[derive(Default)]
struct Head {
    letters: String,
    near: [Option<Vec<Near>>; MOST_SLIPS],
}

/// Shorter names have too many neighbours to forgive a slip.
const SHORTEST_WITH_SLIP: usize = 5;
/// The same for names in Chinese characters, each of which tells more.
const SHORTEST_HAN_WITH_SLIP: usize = 4;
/// Longer names are compared by this many of their first letters when candidates are looked up.
const PREFIX: usize = 10;
/// Fewest letters of a word with a slip that a name goes on in.
const SHORTEST_REST: usize = 3;
/// Most words with a slip before one that names by itself.
const WORDS_BEFORE: usize = 2;
/// A slip is looked for in this many tokens together, at most.
const TOKENS_WITH_SLIP: usize = 6;

/// The names that may still begin as a stretch of tokens does.
struct Walk {
    key: String,
    sound: String,
    exact: Range<usize>,
    pointless: Range<usize>,
    sounds: Range<usize>,
}

impl NameIndex {
    /// Files all names of a corpus, with the prominence that its graph gives them.
    #[must_use]
    pub fn of(corpus: &Corpus) -> Self {
        Self::new(corpus, Graph::new(corpus).prominence())
    }

    /// Files all names of a corpus. `prominence` orders what one name may mean.
    #[must_use]
    pub fn new(corpus: &Corpus, prominence: &[u32]) -> Self {
        let (mut exact, mut sounds, mut pointless) = (Vec::new(), Vec::new(), Vec::new());
        for (number, entity) in (0u32..).zip(&corpus.entities) {
            let id = EntityId(number);
            for name in entity.names() {
                let key = name_key(name);
                if key.is_empty() {
                    continue;
                }
                if let Some(sound) = sound_of(&key).filter(|sound| sound.len() >= 4) {
                    sounds.push((sound, id));
                }
                if key.contains('.') && key.len() > 3 {
                    pointless.push((key.replace('.', ""), id));
                }
                exact.push((key, id));
            }
        }
        let exact = KeyTable::new(exact, prominence);
        let forgiving = (0u32..).zip(exact.iter()).filter(|(_, key)| {
            let letters = key.chars().count();
            let han = key.chars().all(|letter| !letter.is_ascii());
            letters >= SHORTEST_WITH_SLIP || han && letters >= SHORTEST_HAN_WITH_SLIP - 1
        });
        let deletions = Deletions::new(forgiving, PREFIX);
        let letters = exact.iter().map(Letters::of).collect();
        let (sounds, pointless) = (KeyTable::new(sounds, prominence), KeyTable::new(pointless, prominence));
        let beginnings = Beginnings::of([&exact, &sounds, &pointless].into_iter().flat_map(KeyTable::iter));
        let endings = Endings::of(exact.iter());
        Self { exact, sounds, pointless, deletions, letters, beginnings, endings }
    }

    /// What a whole text names, as written.
    #[must_use]
    pub fn exact(&self, name: &str) -> &[EntityId] {
        self.exact.get(&name_key(name)).unwrap_or_default()
    }

    /// Whether some names are this word and a number: `step` for Step-1 and Step-2.
    #[must_use]
    pub fn begins_with_numbers(&self, word: &str) -> bool {
        let keys = self.exact.narrow(self.exact.all(), word);
        let number = |key: &str| key[word.len()..].starts_with(|letter: char| letter.is_ascii_digit());
        keys.into_iter().any(|place| number(self.exact.key(place)))
    }

    /// Whether some name is this letter and a number of as many digits, and nothing more, while none begins with this
    /// number: `r` and `2` for R1.
    #[must_use]
    pub fn is_lettered(&self, letter: &str, number: &str) -> bool {
        let places = self.exact.narrow(self.exact.all(), letter);
        let behind: Vec<&str> = places.into_iter().map(|place| &self.exact.key(place)[letter.len()..]).collect();
        let alike = |rest: &&str| rest.len() == number.len() && rest.bytes().all(|byte| byte.is_ascii_digit());
        behind.iter().any(alike) && !behind.iter().any(|rest| rest.starts_with(number))
    }

    /// What a whole text probably names: as written, by sound, or with slips.
    #[must_use]
    pub fn nearest(&self, name: &str) -> Option<(Match, Vec<EntityId>)> {
        let key = name_key(name);
        let found = self.look_up(&key).map(|(found, ids)| (found, ids.to_vec()));
        found.or_else(|| self.look_up_slip(&key, &mut Head::default()).map(|ids| (Match::Slip, ids.to_vec())))
    }

    fn look_up(&self, key: &str) -> Option<(Match, &[EntityId])> {
        let pointless = || self.pointless.get(key);
        if let Some(ids) = self.exact.get(key).or_else(|| self.other_number(key)).or_else(pointless) {
            return Some((Match::Exact, ids));
        }
        let by_sound = match sound_of(key) {
            Some(sound) => self.sounds.get(&sound),
            None => self.sounds.get(key),
        };
        by_sound.map(|ids| (Match::Sound, ids))
    }

    /// The name in the singular for the plural and the other way round, of names in Latin letters.
    fn other_number(&self, key: &str) -> Option<&[EntityId]> {
        if key.len() < SHORTEST_WITH_SLIP || !key.ends_with(|letter: char| letter.is_ascii_alphabetic()) {
            return None;
        }
        match key.strip_suffix('s') {
            // One letter behind a number has no plural: "Step-1 vs" is no Step-1V.
            Some(singular) if singular.chars().rev().take_while(|letter| letter.is_alphabetic()).count() == 1 => None,
            Some(singular) => self.exact.get(singular),
            None => self.exact.get(&format!("{key}s")),
        }
    }

    /// Names within one or two slips; none where the slip would touch a digit.
    fn look_up_slip(&self, key: &str, head: &mut Head) -> Option<&[EntityId]> {
        let letters = Letters::of(key);
        let han = key.chars().all(|letter| !letter.is_ascii());
        if letters.count < if han { SHORTEST_HAN_WITH_SLIP } else { SHORTEST_WITH_SLIP } {
            return None;
        }
        fn digits(text: &str) -> impl Iterator<Item = u8> {
            text.bytes().filter(u8::is_ascii_digit)
        }
        // Whatever is one slip away is found by asking for one, and nothing that takes two is nearer.
        (1..=slips(letters.count)).find_map(|slips| {
            let mut best: Option<(usize, u32)> = None;
            // The keys come in order, so of equally near ones the first in the alphabet stays.
            for candidate in self.near(key, slips, head) {
                if !candidate.is_as_long(letters.count, slips) {
                    continue;
                }
                let number = candidate.number;
                let Some(allowed) = forgiven(letters, self.letters[number as usize]) else { continue };
                let candidate = self.exact.key(number as usize);
                let distance = strsim::osa_distance(key, candidate);
                if distance <= allowed.min(slips)
                    && best.is_none_or(|(nearest, _)| distance < nearest)
                    && digits(candidate).eq(digits(key))
                {
                    best = Some((distance, number));
                }
            }
            best.map(|(_, number)| self.exact.ids(number as usize))
        })
    }

    /// The names that may be within so many slips of a key, if they are as long.
    fn near<'h>(&self, key: &str, slips: usize, head: &'h mut Head) -> &'h [Near] {
        let end = key.char_indices().nth(PREFIX).map_or(key.len(), |(end, _)| end);
        if head.letters != key[..end] {
            *head = Head { letters: key[..end].to_owned(), ..Head::default() };
        }
        head.near[slips - 1].get_or_insert_with(|| self.deletions.near(key, PREFIX, slips))
    }

    /// All names in a question: the longest first, none overlapping. `known` tells words that are no slip of a name.
    #[must_use]
    pub fn link(&self, tokens: &[Token], known: impl Fn(&Token) -> bool) -> Vec<Mention> {
        let known: Vec<bool> = tokens.iter().map(known).collect();
        let mut mentions = self.link_written(tokens, &known);
        if known.contains(&false) {
            self.widen(tokens, &known, &mut mentions);
            self.link_slips(tokens, &known, &mut mentions);
        }
        mentions
    }

    /// All names in a text that others wrote: no slip of the finger is looked for.
    #[must_use]
    pub fn link_text(&self, tokens: &[Token]) -> Vec<Mention> {
        self.link_written(tokens, &vec![true; tokens.len()])
    }

    /// What a text that others wrote names, each once, in no order that matters: for the index of passages.
    #[must_use]
    pub fn in_text(&self, text: &str) -> Vec<EntityId> {
        if self.exact.len() == 0 {
            return Vec::new();
        }
        let mentions = self.link_text(&tokenize_unstemmed(text));
        let mut named: Vec<EntityId> = mentions.into_iter().flat_map(|mention| mention.entities).collect();
        named.sort_unstable();
        named.dedup();
        named
    }

    fn link_written(&self, tokens: &[Token], known: &[bool]) -> Vec<Mention> {
        let mut mentions: Vec<Mention> = Vec::new();
        let mut start = 0;
        while start < tokens.len() {
            match self.longest_at(tokens, start, known) {
                Some(mention) => {
                    // "Baidu ERNIE" gives way to "ERNIE 4.0 Turbo", which begins inside it and is longer.
                    let longer = (start + 1..mention.end)
                        .filter_map(|later| self.longest_at(tokens, later, known))
                        .find(|later| later.end > mention.end && later.end - later.start > mention.end - mention.start);
                    let mention = longer.unwrap_or(mention);
                    start = mention.end;
                    mentions.push(mention);
                }
                None => start += 1,
            }
        }
        mentions
    }

    /// The longest name that begins at a token.
    fn longest_at(&self, tokens: &[Token], start: usize, known: &[bool]) -> Option<Mention> {
        if is_inside_run(tokens, start) || !self.beginnings.may_be(&tokens[start..]) {
            return None;
        }
        let mut walk = Walk {
            key: String::new(),
            sound: String::new(),
            exact: self.exact.all(),
            pointless: self.pointless.all(),
            // By its sound a name is found only where a word is unknown.
            sounds: if known[start..].contains(&false) { self.sounds.all() } else { 0..0 },
        };
        let mut best: Option<Mention> = None;
        for end in start + 1..=tokens.len() {
            let goes_on = self.step(&mut walk, &tokens[end - 1].text);
            if !is_inside_run(tokens, end)
                && let Some((found, ids)) = self.found(&walk)
                && (found == Match::Exact || known[start..end].contains(&false))
            {
                best = Some(Mention { start, end, entities: ids.to_vec(), found });
            }
            if !goes_on {
                break;
            }
        }
        best
    }

    /// Takes the next token; whether any name goes on so.
    fn step(&self, walk: &mut Walk, text: &str) -> bool {
        walk.key.push_str(text);
        walk.exact = self.exact.narrow(walk.exact.clone(), &walk.key);
        walk.pointless = self.pointless.narrow(walk.pointless.clone(), &walk.key);
        if !walk.sounds.is_empty() {
            push_sound(text, &mut walk.sound);
            walk.sounds = self.sounds.narrow(walk.sounds.clone(), &walk.sound);
        }
        !(walk.exact.is_empty() && walk.pointless.is_empty() && walk.sounds.is_empty())
    }

    /// What the tokens so far name.
    fn found(&self, walk: &Walk) -> Option<(Match, &[EntityId])> {
        let other_number = || {
            let may_be = walk.key.ends_with('s') || !walk.exact.is_empty();
            may_be.then(|| self.other_number(&walk.key)).flatten()
        };
        self.exact
            .first_of(&walk.exact, &walk.key)
            .or_else(other_number)
            .or_else(|| self.pointless.first_of(&walk.pointless, &walk.key))
            .map(|ids| (Match::Exact, ids))
            .or_else(|| self.sounds.first_of(&walk.sounds, &walk.sound).map(|ids| (Match::Sound, ids)))
    }

    /// Names that go on in a word with a slip: "Qwen3 nxt" is Qwen3-Next, and the Lee of "kia-fu lee" is Kai-Fu Lee.
    fn widen(&self, tokens: &[Token], known: &[bool], mentions: &mut [Mention]) {
        let key = |range: Range<usize>| tokens[range].iter().map(|token| token.text.as_str()).collect::<String>();
        let mut taken = vec![false; tokens.len()];
        for mention in mentions.iter() {
            taken[mention.start..mention.end].fill(true);
        }
        let free = |at: usize| !taken[at] && !tokens[at].is_han() && !tokens[at].is_number();
        for mention in mentions {
            let behind = mention.end;
            if behind < tokens.len() && free(behind) && !known[behind] && !is_inside_run(tokens, behind + 1) {
                let longer = self.goes_on(&key(mention.start..behind), &tokens[behind].text);
                if let Some(ids) = longer {
                    let entities = ids.to_vec();
                    *mention = Mention { start: mention.start, end: behind + 1, entities, found: Match::Slip };
                    continue;
                }
            }
            let first =
                (mention.start.saturating_sub(WORDS_BEFORE)..mention.start).rev().take_while(|at| free(*at)).last();
            let before = (first.unwrap_or(mention.start)..mention.start).filter(|at| !is_inside_run(tokens, *at));
            for start in before.filter(|start| known[*start..mention.start].contains(&false)) {
                let ids = self.look_up_slip(&key(start..mention.end), &mut Head::default());
                if ids.is_some_and(|ids| ids.contains(&mention.entities[0])) {
                    (mention.start, mention.found) = (start, Match::Slip);
                    break;
                }
            }
        }
    }

    /// What a name becomes that goes on in a word of which letters are left out, doubled or exchanged: no letter is taken for
    /// another one, which would make another name.
    fn goes_on(&self, name: &str, word: &str) -> Option<&[EntityId]> {
        let slip = |rest: &str| {
            let count = rest.chars().count();
            count >= SHORTEST_REST
                && rest.chars().all(char::is_alphabetic)
                && strsim::osa_distance(rest, word) == 1
                && (count != word.chars().count() || strsim::levenshtein(rest, word) > 1)
        };
        let mut longer =
            self.exact.narrow(self.exact.all(), name).filter(|place| slip(&self.exact.key(*place)[name.len()..]));
        let found = longer.next()?;
        longer.next().is_none().then(|| self.exact.ids(found))
    }

    /// Adds the names that were typed with a slip, outside those that were found.
    fn link_slips(&self, tokens: &[Token], known: &[bool], mentions: &mut Vec<Mention>) {
        let mut taken = vec![false; tokens.len()];
        for mention in mentions.iter() {
            taken[mention.start..mention.end].fill(true);
        }
        let mut start = 0;
        while start < tokens.len() {
            match self.slip_at(tokens, start, known, &taken) {
                Some(mention) => {
                    start = mention.end;
                    mentions.push(mention);
                }
                None => start += 1,
            }
        }
        mentions.sort_by_key(|mention| mention.start);
    }

    fn slip_at(&self, tokens: &[Token], start: usize, known: &[bool], taken: &[bool]) -> Option<Mention> {
        // A word that is known has no slip: no name is meant that begins or ends otherwise than it.
        if is_inside_run(tokens, start) || known[start] && !self.beginnings.may_go_on(&tokens[start].text) {
            return None;
        }
        let may_end = |end: usize| !known[end - 1] || self.endings.may_be(&tokens[end - 1].text);
        let limit = (start + TOKENS_WITH_SLIP).min(tokens.len());
        let reach = (start..limit).take_while(|at| !taken[*at]).last()? + 1;
        let mut head = Head::default();
        (start + 1..=reach)
            .rev()
            .filter(|end| !is_inside_run(tokens, *end) && known[start..*end].contains(&false) && may_end(*end))
            .find_map(|end| {
                let key: String = tokens[start..end].iter().map(|token| token.text.as_str()).collect();
                let ids = self.look_up_slip(&key, &mut head)?;
                Some(Mention { start, end, entities: ids.to_vec(), found: Match::Slip })
            })
    }
}

/// Whether a place between two tokens is inside a run of letters and digits, where no name begins or ends.
fn is_inside_run(tokens: &[Token], at: usize) -> bool {
    at > 0 && at < tokens.len() && tokens[at - 1].run == tokens[at].run
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::record::{Entity, EntityKind};
    use crate::question::tokens::tokenize;

    fn corpus(names: &[&[&str]]) -> Corpus {
        let entities = names
            .iter()
            .map(|names| Entity {
                id: name_key(names[0]),
                kind: EntityKind::Lab,
                name: names[0].to_owned(),
                chinese: Vec::new(),
                aliases: names[1..].iter().map(|name| (*name).to_owned()).collect(),
                former_names: Vec::new(),
            })
            .collect();
        Corpus { entities, ..Corpus::default() }
    }

    fn check(question: &str, expected: &[&str]) {
        let corpus = corpus(&[
            &["DeepSeek", "深度求索"],
            &["MiniMax"],
            &["MiniMax-Text-01"],
            &["Kimi K2", "K2"],
            &["Kimi K2.5", "K2.5"],
            &["Zhipu AI", "智谱", "智谱AI", "Zhipu"],
            &["GPT-4"],
            &["GPT-4 Turbo"],
            &["Kai-Fu Lee", "Lee"],
            &["StepFun"],
            &["SenseNova V6 Pro"],
            &["Moonshot AI", "月之暗面", "Moonshot"],
        ]);
        let index = NameIndex::new(&corpus, &vec![1; corpus.entities.len()]);
        let tokens = tokenize(question);
        let known = |token: &Token| ["who", "founded", "steps", "and"].contains(&token.text.as_str());
        let found: Vec<&str> =
            index.link(&tokens, known).iter().map(|mention| corpus.entity(mention.entities[0]).name.as_str()).collect();
        assert_eq!(found, expected, "{question}");
    }

    #[test]
    fn links_names_in_all_writings() {
        check("who founded deepseek", &["DeepSeek"]);
        check("minmax text 01 paramters", &["MiniMax-Text-01"]);
        check("who founded minimx and steps founded", &["MiniMax"]);
        check("minimax-text-01 and MINIMAX", &["MiniMax-Text-01", "MiniMax"]);
        check("kimi k2.5 vs kimi-k2", &["Kimi K2.5", "Kimi K2"]);
        check("step fun", &["StepFun"]);
        check("stepfnu, deepseak, sensnova v6 pro", &["StepFun", "DeepSeek", "SenseNova V6 Pro"]);
        check("智普AI是谁创办的", &["Zhipu AI"]);
        check("月之暗面的B轮", &["Moonshot AI"]);
        check("yuezhianmian", &["Moonshot AI"]);
        check("gpt-4 trbo and gpt 4 turboo", &["GPT-4 Turbo", "GPT-4 Turbo"]);
        check("kia-fu lee", &["Kai-Fu Lee"]);
        check("gpt-4 turbe", &["GPT-4"]);
        check("深度求索和智谱", &["DeepSeek", "Zhipu AI"]);
    }

    #[test]
    fn a_slip_never_makes_another_name() {
        check("kimi k3", &[]);
        check("gpt4o", &[]);
        check("minimax-text-02", &["MiniMax"]);
    }

    mod any_names {
        use proptest::prelude::*;

        use super::*;

        proptest! {
            #[test]
            fn of_the_nearest_names_the_first_is_found_without_comparing_all(
                names in prop::collection::btree_set("[a-d]{5,13}", 1..30),
                typed in "[a-d]{5,13}",
            ) {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                let lists: Vec<&[&str]> = names.iter().map(std::slice::from_ref).collect();
                let index = NameIndex::new(&corpus(&lists), &vec![1; names.len()]);
                let nearest = (0u32..)
                    .zip(&names)
                    .map(|(number, name)| (strsim::osa_distance(&typed, name), number, name))
                    .filter(|(distance, _, name)| *distance <= slips(typed.len().min(name.len())))
                    .min()
                    .map(|(_, number, _)| EntityId(number));
                prop_assert_eq!(index.look_up_slip(&typed, &mut Head::default()), nearest.as_ref().map(std::slice::from_ref));
            }
        }
    }
}
