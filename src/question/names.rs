//! All names of all entities, found in a question whatever their hyphens, case, script and small slips.
//!
//! - A name matches whole runs of letters: `GPT-4` is not found in `gpt4o`.
//! - The longest name wins.
//! - A slip never changes a digit, and never turns one known name or word into another.

use std::collections::HashMap;

use pinyin::ToPinyin;

use super::tokens::{Token, tokenize};
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

/// Names by their keys. Cost of a look-up does not grow with the number of entities.
#[derive(Debug, Default)]
pub struct NameIndex {
    exact: HashMap<String, Vec<EntityId>>,
    sounds: HashMap<String, Vec<EntityId>>,
    /// Names with a decimal point by their keys without it: `m25` for M2.5, where nothing is called M25.
    pointless: HashMap<String, Vec<EntityId>>,
    /// Keys by what remains when one or two letters are left out (SymSpell: Wolf Garbe, 2012).
    deletes: HashMap<String, Vec<u32>>,
    keys: Vec<String>,
    longest: usize,
}

/// Shorter names have too many neighbours to forgive a slip.
const SHORTEST_WITH_SLIP: usize = 5;
/// Longer than any name is no slip of one, and all that could be left out of it would fill the memory.
const LONGEST_WITH_SLIP: usize = 80;
/// The same for names in Chinese characters, each of which tells more.
const SHORTEST_HAN_WITH_SLIP: usize = 4;
/// From this length on two slips are forgiven.
const SHORTEST_WITH_TWO_SLIPS: usize = 8;
/// Longer names are compared by this many of their first letters when candidates are looked up.
const PREFIX: usize = 10;

impl NameIndex {
    /// Files all names of a corpus. `prominence` orders what one name may mean.
    #[must_use]
    pub fn new(corpus: &Corpus, prominence: &[u32]) -> Self {
        let mut index = Self::default();
        for (number, entity) in (0u32..).zip(&corpus.entities) {
            for name in entity.names() {
                index.add(name, EntityId(number));
            }
        }
        for entities in index.exact.values_mut().chain(index.sounds.values_mut()).chain(index.pointless.values_mut()) {
            entities.sort_by_key(|id| (std::cmp::Reverse(prominence[id.0 as usize]), *id));
            entities.dedup();
        }
        index.keys = index.exact.keys().cloned().collect();
        index.keys.sort();
        for (number, key) in (0u32..).zip(&index.keys) {
            let letters = key.chars().count();
            let han = key.chars().all(|letter| !letter.is_ascii());
            if letters >= SHORTEST_WITH_SLIP || han && letters >= SHORTEST_HAN_WITH_SLIP - 1 {
                for rest in deletions(key, slips(letters)) {
                    index.deletes.entry(rest).or_default().push(number);
                }
            }
        }
        index
    }

    fn add(&mut self, name: &str, id: EntityId) {
        let key = name_key(name);
        if key.is_empty() {
            return;
        }
        self.longest = self.longest.max(tokenize(name).len());
        let sound = sound_of(&key);
        if sound.as_ref().is_some_and(|sound| sound.len() >= 4) {
            self.sounds.entry(sound.unwrap_or_default()).or_default().push(id);
        }
        if key.contains('.') && key.len() > 3 {
            self.pointless.entry(key.replace('.', "")).or_default().push(id);
        }
        self.exact.entry(key).or_default().push(id);
    }

    /// What a whole text names, as written.
    #[must_use]
    pub fn exact(&self, name: &str) -> &[EntityId] {
        self.exact.get(&name_key(name)).map_or(&[], Vec::as_slice)
    }

    /// What a whole text probably names: as written, by sound, or with slips.
    #[must_use]
    pub fn nearest(&self, name: &str) -> Option<(Match, Vec<EntityId>)> {
        let key = name_key(name);
        self.look_up(&key).or_else(|| self.look_up_slip(&key).map(|ids| (Match::Slip, ids)))
    }

    fn look_up(&self, key: &str) -> Option<(Match, Vec<EntityId>)> {
        let pointless = || self.pointless.get(key);
        if let Some(ids) = self.exact.get(key).or_else(|| self.other_number(key)).or_else(pointless) {
            return Some((Match::Exact, ids.clone()));
        }
        let by_sound = match sound_of(key) {
            Some(sound) => self.sounds.get(&sound),
            None => self.sounds.get(key),
        };
        by_sound.map(|ids| (Match::Sound, ids.clone()))
    }

    /// The name in the singular for the plural and the other way round, of names in Latin letters.
    fn other_number(&self, key: &str) -> Option<&Vec<EntityId>> {
        if key.len() < SHORTEST_WITH_SLIP || !key.ends_with(|letter: char| letter.is_ascii_alphabetic()) {
            return None;
        }
        match key.strip_suffix('s') {
            Some(singular) => self.exact.get(singular),
            None => self.exact.get(&format!("{key}s")),
        }
    }

    /// Names within one or two slips; none where the slip would touch a digit.
    fn look_up_slip(&self, key: &str) -> Option<Vec<EntityId>> {
        let letters = key.chars().count();
        let han = key.chars().all(|letter| !letter.is_ascii());
        let shortest = if han { SHORTEST_HAN_WITH_SLIP } else { SHORTEST_WITH_SLIP };
        if !(shortest..=LONGEST_WITH_SLIP).contains(&letters) {
            return None;
        }
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let wanted_digits = digits(key);
        let mut best: Option<(usize, &str)> = None;
        for rest in deletions(key, slips(letters)) {
            for number in self.deletes.get(&rest).into_iter().flatten() {
                let candidate = self.keys[*number as usize].as_str();
                let distance = strsim::osa_distance(key, candidate);
                let allowed = slips(letters.min(candidate.chars().count()));
                if distance <= allowed
                    && digits(candidate) == wanted_digits
                    && best.is_none_or(|best| (distance, candidate) < best)
                {
                    best = Some((distance, candidate));
                }
            }
        }
        best.map(|(_, candidate)| self.exact[candidate].clone())
    }

    /// All names in a question: the longest first, none overlapping. `known` tells words that are no slip of a name.
    #[must_use]
    pub fn link(&self, tokens: &[Token], known: impl Fn(&Token) -> bool) -> Vec<Mention> {
        let mut mentions: Vec<Mention> = Vec::new();
        let mut taken = vec![false; tokens.len()];
        for exact in [true, false] {
            let mut start = 0;
            while start < tokens.len() {
                match self.longest_at(tokens, start, &taken, exact, &known) {
                    Some(mention) => {
                        taken[mention.start..mention.end].fill(true);
                        start = mention.end;
                        mentions.push(mention);
                    }
                    None => start += 1,
                }
            }
        }
        mentions.sort_by_key(|mention| mention.start);
        mentions
    }

    fn longest_at(
        &self,
        tokens: &[Token],
        start: usize,
        taken: &[bool],
        exact: bool,
        known: &impl Fn(&Token) -> bool,
    ) -> Option<Mention> {
        if taken[start] || (start > 0 && tokens[start - 1].run == tokens[start].run) {
            return None;
        }
        let limit = (start + self.longest + 1).min(tokens.len());
        let reach = (start..limit).take_while(|at| !taken[*at]).last()? + 1;
        for end in (start + 1..=reach).rev() {
            let whole = end == tokens.len() || tokens[end].run != tokens[end - 1].run;
            if !whole {
                continue;
            }
            let span = &tokens[start..end];
            let key: String = span.iter().map(|token| token.text.as_str()).collect();
            let found = if exact {
                self.look_up(&key).filter(|(found, _)| *found == Match::Exact || !span.iter().all(known))
            } else if span.iter().all(known) || !neighbours(span) {
                None
            } else {
                self.look_up_slip(&key).map(|ids| (Match::Slip, ids))
            };
            if let Some((found, entities)) = found {
                return Some(Mention { start, end, entities, found });
            }
        }
        None
    }
}

/// Whether a stretch is short enough that a slip may be looked for in it as a whole.
fn neighbours(span: &[Token]) -> bool {
    span.len() <= 6
}

/// How many slips are forgiven in a name of so many letters.
fn slips(letters: usize) -> usize {
    if letters >= SHORTEST_WITH_TWO_SLIPS { 2 } else { 1 }
}

/// What remains of the head of a key when up to `most` letters are left out.
fn deletions(key: &str, most: usize) -> Vec<String> {
    let head: Vec<char> = key.chars().take(PREFIX).collect();
    let mut out = vec![head.iter().collect::<String>()];
    let mut layer = vec![head];
    for _ in 0..most {
        let mut next = Vec::new();
        for letters in &layer {
            for skip in 0..letters.len() {
                let mut rest = letters.clone();
                rest.remove(skip);
                next.push(rest);
            }
        }
        next.sort();
        next.dedup();
        out.extend(next.iter().map(|rest| rest.iter().collect::<String>()));
        layer = next;
    }
    out
}

/// A key with its Chinese characters as pinyin; `None` where it has none.
fn sound_of(key: &str) -> Option<String> {
    let mut out = String::with_capacity(key.len());
    let mut any = false;
    for letter in key.chars() {
        match letter.to_pinyin() {
            Some(sound) => {
                any = true;
                out.push_str(sound.plain());
            }
            None => out.push(letter),
        }
    }
    any.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::record::{Entity, EntityKind};

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
        check("minimax-text-01 and MINIMAX", &["MiniMax-Text-01", "MiniMax"]);
        check("kimi k2.5 vs kimi-k2", &["Kimi K2.5", "Kimi K2"]);
        check("step fun", &["StepFun"]);
        check("stepfnu, deepseak, sensnova v6 pro", &["StepFun", "DeepSeek", "SenseNova V6 Pro"]);
        check("智普AI是谁创办的", &["Zhipu AI"]);
        check("月之暗面的B轮", &["Moonshot AI"]);
        check("yuezhianmian", &["Moonshot AI"]);
        check("深度求索和智谱", &["DeepSeek", "Zhipu AI"]);
    }

    #[test]
    fn a_slip_never_makes_another_name() {
        check("kimi k3", &[]);
        check("gpt4o", &[]);
        check("minimax-text-02", &["MiniMax"]);
    }
}
