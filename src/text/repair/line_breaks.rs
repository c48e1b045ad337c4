//! Line breaks that were escaped (`\n`) and lost the backslash on the way: `appnand` becomes `app and`.
//!
//! Whether an `n` is a letter or a lost break is decided by the words of the same text and by the company it keeps. A
//! line is only touched if it shows the damage repeatedly, at least once in a way that no word explains (`work,ncon`,
//! `softnRef`). In such a line, breaks that no known word betrays are then found by the width to which the lines had
//! been wrapped. A text without that damage is left alone whatever its words are.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::fence::Fence;
use super::vocabulary::{Vocabulary, is_common};

/// A line without a mark that no word explains needs this many breaks between known words …
const MIN_BREAKS_BETWEEN_WORDS: usize = 3;

/// … and at least one of them for so many bytes, since lines had been wrapped at about a quarter of that.
const MAX_BYTES_PER_BREAK: usize = 250;

/// How many characters the width of the lines may be off: it is only known from the breaks that were found.
const WIDTH_TOLERANCE: usize = 2;

/// Takes the lost line breaks of a text for spaces.
pub(super) fn repair(text: &str) -> Cow<'_, str> {
    let mut fence = Fence::default();
    let contents: Vec<(&str, bool)> = text.split_inclusive('\n').map(|line| (line, !fence.covers(line))).collect();
    let mut marked = contents.iter().filter(|(line, is_prose)| *is_prose && has_telling_mark(line)).peekable();
    if marked.peek().is_none() {
        return Cow::Borrowed(text);
    }

    // Lines without a mark are only looked at if one with a mark is damaged.
    let mut judge = Judge::new(text);
    if !marked.any(|(line, _)| !Line::new(line, &mut judge).breaks.is_empty()) {
        return Cow::Borrowed(text);
    }
    let mut lines: Vec<Line<'_>> = contents
        .iter()
        .map(|(line, is_prose)| if *is_prose { Line::new(line, &mut judge) } else { Line::untouched(line) })
        .collect();

    let width = wrapped_width(&lines);
    let mut repaired = String::with_capacity(text.len());
    for line in &mut lines {
        if line.breaks.is_empty() {
            // Other lines vouch for the last line of a paragraph, which may hold a single break.
            line.breaks.extend(final_break(line.content));
        } else if let Some(width) = width {
            line.add_breaks_of_width(width);
        }
        line.write(&mut repaired);
    }
    Cow::Owned(repaired)
}

/// A lost break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Break {
    /// Byte position of the `n` in its line.
    position: usize,
    /// What stood there.
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// A break between two words.
    Space,
    /// A break next to a space that is still there, or at the end.
    Nothing,
    /// Two breaks: a new paragraph. Takes two letters.
    Paragraph,
}

/// What speaks for a break, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Evidence {
    /// No word is known, but the letters around the n are none that a word has (`softnrefusals`).
    WidthOnly,
    /// The word on one side is known: the width of the lines decides.
    OneKnownWord,
    /// Good enough in a line that is damaged for sure.
    InDamagedLine,
    /// The words on either side are known, and the whole is rare.
    KnownWords,
    /// No word explains the letter.
    Mark,
}

/// A line with what was found in it.
struct Line<'a> {
    content: &'a str,
    /// In order; none if the line is not surely damaged.
    breaks: Vec<Break>,
    /// Places that may be breaks as well, in order.
    uncertain: Vec<(Break, Evidence)>,
}

impl<'a> Line<'a> {
    fn untouched(content: &'a str) -> Self {
        Self { content, breaks: Vec::new(), uncertain: Vec::new() }
    }

    fn new(content: &'a str, judge: &mut Judge<'a>) -> Self {
        let mut marks = 0;
        // A word that a text makes up (`nonself`) is used again and again: each counts once.
        let mut words = HashSet::new();
        let mut breaks = Vec::new();
        let mut uncertain = Vec::new();
        for token in tokens(content) {
            let Some((lost, evidence)) = token.candidate(judge) else {
                continue;
            };
            match evidence {
                Evidence::Mark => marks += 1,
                Evidence::KnownWords => {
                    words.insert(token.word);
                }
                _ => {}
            }
            if evidence > Evidence::OneKnownWord {
                breaks.push(lost);
            } else {
                uncertain.push((lost, evidence));
            }
        }
        let found = marks + words.len();
        let is_damaged = (marks > 0 && found >= 2)
            || (found >= MIN_BREAKS_BETWEEN_WORDS && found * MAX_BYTES_PER_BREAK >= content.len());
        if is_damaged { Self { content, breaks, uncertain } } else { Self::untouched(content) }
    }

    /// Fills gaps between breaks that are wider than the lines were: the text was wrapped, so a break that is missing
    /// stands where the next word would not have fitted.
    fn add_breaks_of_width(&mut self, width: usize) {
        let mut found = Vec::new();
        let mut start = 0;
        let ends: Vec<usize> = self.breaks.iter().map(|lost| lost.position).chain([self.content.len()]).collect();
        for end in ends {
            while self.is_longer(start, end, width + WIDTH_TOLERANCE) {
                let Some(lost) = self.break_at_width(start, end, width) else {
                    break;
                };
                found.push(lost);
                start = lost.position;
            }
            start = end;
        }
        self.breaks.extend(found);
        self.breaks.sort_unstable();
        self.breaks.dedup_by_key(|lost| lost.position);
    }

    /// The best of the uncertain breaks that would make a line of the right width.
    fn break_at_width(&self, start: usize, end: usize, width: usize) -> Option<Break> {
        let widest = width + WIDTH_TOLERANCE;
        let first = self.uncertain.partition_point(|(lost, _)| lost.position <= start);
        self.uncertain[first..]
            .iter()
            .take_while(|(lost, _)| lost.position < end && !self.is_longer(start, lost.position, widest))
            .filter(|(lost, _)| {
                let next_word = self.content[lost.position + 1..]
                    .chars()
                    .take(width)
                    .take_while(|character| !character.is_whitespace())
                    .count();
                let shortest = width.saturating_sub(next_word + 1 + WIDTH_TOLERANCE);
                shortest == 0 || self.is_longer(start, lost.position, shortest - 1)
            })
            .max_by_key(|(lost, evidence)| (*evidence, *lost))
            .map(|(lost, _)| *lost)
    }

    /// Whether a part has more characters than this; looks no further.
    fn is_longer(&self, start: usize, end: usize, limit: usize) -> bool {
        self.content.get(start..end).is_some_and(|part| part.chars().nth(limit).is_some())
    }

    fn write(&self, repaired: &mut String) {
        let mut copied = 0;
        for lost in &self.breaks {
            repaired.push_str(&self.content[copied..lost.position]);
            copied = lost.position + 1;
            match lost.kind {
                Kind::Space => repaired.push(' '),
                Kind::Nothing => {}
                Kind::Paragraph => {
                    repaired.push_str("\n\n");
                    copied += 1;
                }
            }
        }
        repaired.push_str(&self.content[copied..]);
    }
}

/// The width, in characters, at which the damaged lines had been wrapped: the widest gap between breaks that is about
/// as wide as the narrow ones, since a gap with a missing break is about a multiple.
fn wrapped_width(lines: &[Line<'_>]) -> Option<usize> {
    let mut gaps: Vec<usize> = lines
        .iter()
        .flat_map(|line| {
            line.breaks.windows(2).map(|pair| line.content[pair[0].position..pair[1].position].chars().count())
        })
        .collect();
    gaps.sort_unstable();
    let narrow = *gaps.get(gaps.len() / 4)?;
    gaps.into_iter().rfind(|gap| gap * 3 <= narrow * 4)
}

/// A break behind the full stop at a line's end.
fn final_break(line: &str) -> Option<Break> {
    let content = line.trim_end();
    let before = content.strip_suffix('n')?;
    let sentence = before.trim_end_matches([')', '”', '"']);
    let sentence = sentence.strip_suffix(['.', '!', '?'])?;
    let follows_word = sentence.ends_with(|last: char| last.is_alphanumeric() || "”’\"')%*".contains(last));
    follows_word.then_some(Break { position: before.len(), kind: Kind::Nothing })
}

/// Whether a line holds a mark that no word explains, whatever the text's words are. Without one in the whole text,
/// no line is looked at closer.
fn has_telling_mark(line: &str) -> bool {
    let bytes = line.as_bytes();
    let is_marked = |index: usize| {
        let (before, after) = (bytes[index - 1], bytes.get(index + 1).copied().unwrap_or(b'\n'));
        bytes[index] == b'n'
            && match before {
                b',' | b';' | b':' | b'.' | b'?' | b'!' | b')' => !after.is_ascii_punctuation(),
                b'a'..=b'z' => after.is_ascii_uppercase() || matches!(after, b'(' | b'"'),
                _ => false,
            }
    };
    (1..bytes.len()).any(is_marked)
}

/// A row of letters in a line, with apostrophes inside.
#[derive(Debug, Clone, Copy)]
struct Token<'a> {
    line: &'a str,
    start: usize,
    word: &'a str,
}

/// The tokens of a line, but for those of addresses and code.
fn tokens(line: &str) -> impl Iterator<Item = Token<'_>> {
    let mut position = 0;
    line.split(char::is_whitespace)
        .map(move |part| {
            let start = position;
            position += part.len();
            position += line[position..].chars().next().map_or(0, char::len_utf8);
            (start, part)
        })
        .filter(|(_, part)| !part.contains("://") && !part.contains(['@', '_', '\\', '=', '{', '`']))
        .flat_map(move |(start, part)| {
            let is_in_word = |character: char| character.is_alphabetic() || matches!(character, '\'' | '’');
            let mut rest_start = 0;
            std::iter::from_fn(move || {
                let rest = &part[rest_start..];
                let word_start = rest_start + rest.find(char::is_alphabetic)?;
                let length =
                    part[word_start..].find(|character| !is_in_word(character)).unwrap_or(part.len() - word_start);
                rest_start = word_start + length;
                let word = part[word_start..rest_start].trim_end_matches(['\'', '’']);
                Some(Token { line, start: start + word_start, word })
            })
        })
}

impl<'a> Token<'a> {
    /// The place of this token that is most likely a lost break, if any.
    fn candidate(self, judge: &mut Judge<'a>) -> Option<(Break, Evidence)> {
        if !self.word.contains('n') {
            return None;
        }
        let before = self.line[..self.start].chars().next_back();
        let after = self.line[self.start + self.word.len()..].chars().next();
        self.at_start(before, after, &judge.vocabulary)
            .or_else(|| self.at_end(before, after, &judge.vocabulary))
            .or_else(|| self.inside(judge))
    }

    fn lost(self, offset: usize, kind: Kind) -> Break {
        Break { position: self.start + offset, kind }
    }

    /// `work,ncontracts`, `own ninfrastructure`.
    fn at_start(
        self,
        before: Option<char>,
        after: Option<char>,
        vocabulary: &Vocabulary<'_>,
    ) -> Option<(Break, Evidence)> {
        let rest = self.word.strip_prefix('n')?;
        let before = before?;
        if before.is_whitespace() {
            // Too many short words are a word with an n before them (`never`, `narrow`).
            let is_word =
                rest.len() >= 6 && rest != "either" && vocabulary.count_as_word(rest) > vocabulary.count(self.word);
            return is_word.then(|| (self.lost(0, Kind::Nothing), Evidence::InDamagedLine));
        }
        let follows_text = self.line[..self.start - before.len_utf8()]
            .ends_with(|character: char| character.is_alphanumeric() || "”’\"')%*`".contains(character));
        if !follows_text {
            return None;
        }
        if rest.is_empty() {
            let ends_line = self.line[self.start + 1..].trim().is_empty();
            let is_final = matches!(before, '.' | '?' | '!' | '”' | '"' | ')');
            if ends_line {
                return is_final.then(|| (self.lost(0, Kind::Nothing), Evidence::Mark));
            }
            // `2021;n**Yan`, `DeepSeek,n01.AI`: in a formula it would stand for a number.
            let opens = after.is_some_and(|after| matches!(after, '*' | '"' | '“' | '0'..='9'));
            let follows = opens && matches!(before, ',' | ';' | ':' | '.');
            return follows.then(|| (self.lost(0, Kind::Space), Evidence::InDamagedLine));
        }
        if let Some(rest) = rest.strip_prefix('n')
            && matches!(before, '.' | '?' | '!' | ':')
            && rest.starts_with(char::is_uppercase)
        {
            return Some((self.lost(0, Kind::Paragraph), Evidence::Mark));
        }
        let is_capital = rest.starts_with(char::is_uppercase);
        let is_mark = match before {
            '.' | '!' | '?' => is_capital,
            ',' | ';' | ':' => rest.len() >= 2 || rest == "a",
            _ => false,
        };
        if is_mark {
            return Some((self.lost(0, Kind::Space), Evidence::Mark));
        }
        let closes = before.is_ascii_digit() || matches!(before, ')' | '”' | '"' | ']' | '%');
        let is_word =
            rest.len() >= 2 && (before == '*' || vocabulary.count_as_word(rest) > vocabulary.count(self.word));
        let closes = closes || before == '*';
        (closes && is_word).then(|| (self.lost(0, Kind::Space), Evidence::InDamagedLine))
    }

    /// `weightsn(Apache`, `costn$5`.
    fn at_end(
        self,
        before: Option<char>,
        after: Option<char>,
        vocabulary: &Vocabulary<'_>,
    ) -> Option<(Break, Evidence)> {
        let word = self.word.strip_suffix('n')?;
        let opens = matches!(after?, '(' | '[' | '"' | '“' | '‘' | '*' | '$' | '€' | '¥' | '£' | '0'..='9');
        if !opens || before == Some('.') || word.len() < 2 {
            return None;
        }
        let is_known = vocabulary.count_as_word(word) > vocabulary.count(self.word);
        let evidence = match (after? == '(', is_known) {
            (true, true) => Evidence::Mark,
            (true, false) | (false, true) => Evidence::InDamagedLine,
            (false, false) => return None,
        };
        Some((self.lost(word.len(), Kind::Space), evidence))
    }

    /// `appnand`, `CyberspacenAdministration`: the best of the places where a word can be two.
    fn inside(self, judge: &mut Judge<'a>) -> Option<(Break, Evidence)> {
        let (offset, evidence) = judge.split(self.word)?;
        Some((self.lost(offset, Kind::Space), evidence))
    }
}

/// The words of a text, and which of them may be two: looked at once, however often a word occurs.
struct Judge<'a> {
    vocabulary: Vocabulary<'a>,
    splits: HashMap<&'a str, Option<(usize, Evidence)>>,
}

impl<'a> Judge<'a> {
    fn new(text: &'a str) -> Self {
        Self { vocabulary: Vocabulary::of(text), splits: HashMap::new() }
    }

    fn split(&mut self, word: &'a str) -> Option<(usize, Evidence)> {
        let vocabulary = &self.vocabulary;
        *self.splits.entry(word).or_insert_with(|| {
            let splits = word.match_indices('n').filter_map(|(offset, _)| {
                let (left, right) = (&word[..offset], &word[offset + 1..]);
                let (evidence, weight) = judge_split(word, left, right, vocabulary)?;
                Some((evidence, weight, offset))
            });
            splits.max().map(|(evidence, _, offset)| (offset, evidence))
        })
    }
}

/// What speaks for a word being two, and how often those occur.
fn judge_split(word: &str, left: &str, right: &str, vocabulary: &Vocabulary<'_>) -> Option<(Evidence, usize)> {
    if right.chars().count() < 2 || !right.starts_with(char::is_alphabetic) {
        return None;
    }
    let whole = vocabulary.count(word);
    let is_rare_beside = |count: usize| (whole <= 2 && count >= whole) || whole * 4 <= count;
    let right_count = vocabulary.count_as_word(right);
    if left.eq_ignore_ascii_case("a") {
        let is_split = right_count > 0 && is_rare_beside(right_count) && right != "other";
        return is_split.then_some((Evidence::InDamagedLine, right_count));
    }
    // `no` is the beginning of words with `non`.
    if left.chars().count() < 2 || left.eq_ignore_ascii_case("no") {
        return None;
    }
    let left_count = vocabulary.count_as_word(left);

    let starts_name = left.ends_with(char::is_lowercase)
        && right.starts_with(char::is_uppercase)
        && right.chars().nth(1).is_some_and(char::is_lowercase);
    if starts_name && left_count > 0 && is_rare_beside(left_count) {
        return Some((Evidence::Mark, left_count));
    }
    let rarer = left_count.min(right_count);
    if rarer > 0 && is_rare_beside(rarer) && !is_suffix(right) {
        return Some((Evidence::KnownWords, rarer));
    }
    if starts_name && right_count > 0 && is_rare_beside(right_count) {
        return Some((Evidence::InDamagedLine, right_count));
    }
    if whole > 2 {
        return None;
    }
    // A word that could be split elsewhere as well says little, unless what is left over is a word of any text.
    let is_clear =
        |known: &str, other: &str| other.len() > 2 && (is_common(known) || (known.len() > 3 && !can_be_split(other)));
    // Where both sides offer themselves, the longer known word is the surer one.
    let left_weight = if left_count > 0 && is_clear(left, right) { left.len() } else { 0 };
    let right_weight = if right_count > 0 && !is_suffix(right) && is_clear(right, left) { right.len() } else { 0 };
    let weight = left_weight.max(right_weight);
    if weight > 0 || starts_name {
        return Some((Evidence::OneKnownWord, weight));
    }
    let is_long = left.len() > 3 && right.len() > 3;
    let is_unspeakable = left.ends_with(['b', 'c', 'd', 'f', 'k', 'l', 'p', 's', 't', 'v', 'x', 'y'])
        && !right.starts_with(['a', 'e', 'i', 'o', 'u', 'y']);
    (is_long && is_unspeakable).then_some((Evidence::WidthOnly, 0))
}

/// Whether an unknown word holds another n that could be a break.
fn can_be_split(word: &str) -> bool {
    word.match_indices('n').any(|(offset, _)| offset > 1 && offset + 2 < word.len())
}

/// What words grow behind an n (`plan`, `planner`): no word of its own there.
fn is_suffix(right: &str) -> bool {
    matches!(right, "er" | "ed" | "ing" | "est" | "al" | "ate" | "ear" | "ion")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(damaged: &str, repaired: &str) {
        assert_eq!(repair(damaged), repaired);
    }

    const REST: &str = "The app is a question of cost. They use the data and the weights, and also the model. \
        The rules of the Administration and of their own infrastructure.\n";

    #[test]
    fn breaks_become_spaces() {
        check(
            &format!("{REST}It has a public web appnand a paid one. Learning,nor costnof use.n\n"),
            &format!("{REST}It has a public web app and a paid one. Learning, or cost of use.\n"),
        );
        check(
            &format!(
                "{REST}The CyberspacenAdministration asks thenDalai Lama. Run weightsn(free) on your ownninfrastructure andnuse them.n"
            ),
            &format!(
                "{REST}The Cyberspace Administration asks the Dalai Lama. Run weights (free) on your own infrastructure and use them."
            ),
        );
    }

    #[test]
    fn two_breaks_are_a_paragraph() {
        check(
            &format!("{REST}It costs,nand more.nnThe datanand the model.n"),
            &format!("{REST}It costs, and more.\n\nThe data and the model."),
        );
    }

    #[test]
    fn a_short_line_is_vouched_for_by_another() {
        check(
            &format!("{REST}Real work,ncontracts: the questionnis there.n\n\nIt is soft.n\n"),
            &format!("{REST}Real work, contracts: the question is there.\n\nIt is soft.\n"),
        );
    }

    #[test]
    fn words_that_no_other_line_has_are_found_by_the_width() {
        // Wrapped at 40 characters.
        let lines = [
            "They use the data and the weights of the",
            "app, and the question is also the cost,",
            "or the rules. The model will meet soft",
            "refusals of the model, of the data and",
            "of the question, of which they use more,",
            "and the weights are of the model.",
        ];
        check(&format!("{REST}{}n\n", lines.join("n")), &format!("{REST}{}\n", lines.join(" ")));
    }

    #[test]
    fn clean_text_stays() {
        for text in [
            "OpenAI, LangChain and MongoDB. Another context, announced in November, cannot contain it.\n",
            "An app and a sand castle: the handsome donor, the nonself and the nonself, self and no.\n",
            "Let n be 5, n+1 be 6,n and f(m,n) more. Visit example.net, node.name, https://a.net/x,no.\n",
            "```\nlet x = (a,nor b);nThen\n```\n",
            "It ends with a letter n.n\n",
        ] {
            check(text, text);
        }
    }
}
