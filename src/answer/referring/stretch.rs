//! The stretches of a question that may be descriptions: where one begins, which word says what sort of thing it is of,
//! and where it may end.

use crate::answer::knowledge::Knowledge;
use crate::answer::superlative::number;
use crate::corpus::property::{QuestionWord, ValueType, Wordings};
use crate::corpus::record::EntityKind;
use crate::corpus::{EntityId, PropertyId};
use crate::question::lexicon::{Cue, Operator, Sign};
use crate::question::names::Mention;
use crate::question::tokens::Token;

/// Most words of a description, and most Chinese characters.
const LONGEST: usize = 13;
const LONGEST_HAN: usize = 28;
/// Most words between the beginning of a description and its head, and before a name that is its head.
const BEFORE_HEAD: usize = 6;
const BEFORE_NAME: usize = 2;
/// Marks that may end a description.
const MARKS: [char; 10] = [',', ':', ';', '?', '.', '，', '：', '；', '？', '。'];
/// Words behind which another thing is named than before them.
const OF: [&str; 4] = ["of", "de", "del", "的"];

/// A stretch of the question that may be a description.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stretch {
    /// Where the words stand that a name may take the place of.
    pub(super) start: usize,
    /// Where those begin that describe.
    pub(super) begin: usize,
    /// Where both end.
    pub(super) end: usize,
    pub(super) head: Head,
    /// How many names it has.
    pub(super) named: usize,
    /// The properties that the words outside ask for.
    pub(super) asked: Vec<PropertyId>,
}

/// The word of a description that says what sort of thing it is of: "lab", "people", "version", "GLM".
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Head {
    start: usize,
    end: usize,
    pub(super) kinds: Vec<EntityKind>,
    /// The line or model that one of the same line is described by: "the lighter GLM-4.5".
    pub(super) line: Option<EntityId>,
}

/// Where a description begins.
#[derive(Debug, Clone, Copy)]
struct Beginning {
    /// Behind the word that opens it.
    begin: usize,
    /// Whether it is a name in the genitive, which says all of it.
    genitive: bool,
    /// Whether only a mark ends it: nothing opens "hedge fund behind R1: which city?".
    to_mark: bool,
}

/// A question as it may be read: its words with the wordings and names in them.
pub(super) struct Asking<'q> {
    knowledge: &'q Knowledge,
    folded: &'q str,
    tokens: &'q [Token],
    cues: Vec<Cue>,
    names: Vec<Mention>,
    heads: Vec<Head>,
}

impl<'q> Asking<'q> {
    pub(super) fn of(knowledge: &'q Knowledge, folded: &'q str, tokens: &'q [Token]) -> Self {
        let cues = knowledge.understander.lexicon.cues(tokens, &vec![false; tokens.len()]);
        let names = knowledge.understander.names.link_text(tokens);
        let heads = heads(knowledge, tokens, &cues, &names);
        Self { knowledge, folded, tokens, cues, names, heads }
    }

    /// All stretches that may be descriptions, where something is asked of what they describe.
    pub(super) fn stretches(&self) -> Vec<Stretch> {
        let mut out: Vec<Stretch> = (0..self.tokens.len()).flat_map(|start| self.from(start)).collect();
        for head in self.heads.iter().filter(|head| head.line.is_none()) {
            out.extend(self.up_to(head));
        }
        out
    }

    /// Those that begin at a token, with their head near the beginning: "the lab that Kai-Fu Lee started".
    fn from(&self, start: usize) -> Vec<Stretch> {
        let Self { knowledge, tokens, .. } = *self;
        // "The model that was trained …": what follows a head says more of it.
        if self.heads.iter().any(|head| head.end == start && start > 0) {
            return Vec::new();
        }
        let Some(Beginning { begin, genitive, to_mark }) = self.begins_at(start) else { return Vec::new() };
        let before = |head: &Head| if head.line.is_some() { BEFORE_NAME } else { BEFORE_HEAD };
        // Whose something is said to be is not what is described: "the ex-Sogou boss's company".
        let owns = |head: &Head| tokens.get(head.end).is_some_and(|next| next.text == "s");
        let within = |head: &&Head| (begin..=begin + before(head)).contains(&head.start) && !owns(head);
        let found = self.heads.iter().filter(within).min_by_key(|head| (head.start, head.end));
        let Some(head) = found.filter(|head| !self.is_called_so(head)) else { return Vec::new() };
        // "The context window of the model" is no model, and "the two people" are no single one.
        let apart = |token: &Token| OF.contains(&token.text.as_str()) || number(&token.text).is_some();
        if tokens[begin..head.start].iter().any(apart) {
            return Vec::new();
        }
        // What somebody's own is says all of it; so do words before a test, which is none of them.
        let tests = self.names.iter().filter(|name| is_test(knowledge, name));
        let test = tests.map(|name| name.start).find(|at| *at > start);
        let genitive = genitive || head.start > begin && tokens[head.start - 1].text == "s";
        // Nor do people say more of "the GLM people".
        let whole = genitive || self.names.iter().any(|name| name.end == head.start) && self.is_body(head);
        let whole = whole || self.is_asked_behind(head);
        let last = if whole { head.end } else { tokens.len().min(start + LONGEST) };
        let next = (head.end..last).find(|at| self.begins_question(*at));
        let compares = |cue: &&Cue| cue.start >= head.end && cue.sign == Sign::Operator(Operator::Compare);
        let other = self.cues.iter().find(compares).map(|cue| cue.start);
        let last = [test, next, other].into_iter().flatten().fold(last, usize::min);
        let asks = |at: usize| knowledge.understander.lexicon.asks(&tokens[at]);
        if to_mark && (head.line.is_some() || (begin..last).any(asks)) {
            return Vec::new();
        }
        // Nor does it end with a word that joins what follows: "the August round vs".
        let light = |at: usize| knowledge.understander.lexicon.is_light(&tokens[at]);
        let in_name = |at: usize| self.names.iter().any(|name| (name.start..name.end).contains(&at));
        let ends = (head.end..=last).filter(|end| *end == head.end || !light(end - 1) || in_name(end - 1));
        let mark = (head.end..=last).find(|at| self.is_marked(*at));
        let ends = ends.filter(|end| if to_mark { mark == Some(*end) } else { mark.is_none_or(|mark| *end <= mark) });
        ends.filter_map(|end| self.stretch((start, begin, end), head)).collect()
    }

    /// Those that a head ends, as in Chinese: 做GLM的那家公司.
    fn up_to(&self, head: &Head) -> Vec<Stretch> {
        let text = |at: usize| self.tokens[at].text.as_str();
        let is = |at: usize, words: &[&str]| at > 0 && words.contains(&text(at - 1));
        if !self.tokens[head.start].is_han() {
            return Vec::new();
        }
        let mut last = head.start;
        while is(last, &["家", "个", "款", "位"]) {
            last -= 1;
        }
        let pointed = is(last, &["那", "这", "该"]);
        last -= usize::from(pointed);
        if !pointed && (last < head.start || !is(last, &["的"])) {
            return Vec::new();
        }
        let first = (0..last).rev().find(|at| self.is_marked(*at)).unwrap_or(0).max(last.saturating_sub(LONGEST_HAN));
        let behind_cue =
            |at: usize| self.cues.iter().any(|cue| cue.end == at && !matches!(cue.sign, Sign::Property(_)));
        let begins = |at: &usize| *at == first || is(*at, &["是", "在", "由", "的"]) || behind_cue(*at);
        let starts = (first..last.saturating_sub(1)).filter(begins);
        starts.filter_map(|start| self.stretch((start, start, head.end), head)).collect()
    }

    fn stretch(&self, (start, begin, end): (usize, usize, usize), head: &Head) -> Option<Stretch> {
        if !self.asks_outside(start, end) {
            return None;
        }
        let outside = self.cues.iter().filter(|cue| cue.end <= start || cue.start >= end);
        let asked = outside.filter_map(|cue| if let Sign::Property(id) = cue.sign { Some(id) } else { None });
        let named = self.names.iter().filter(|name| begin <= name.start && name.end <= end).count();
        Some(Stretch { start, begin, end, head: head.clone(), named, asked: asked.collect() })
    }

    /// Where the words of a description begin that a token opens: behind "the" and "that", or right there, where a name
    /// in the genitive stands ("Wang Xiaochuan's startup").
    fn begins_at(&self, start: usize) -> Option<Beginning> {
        let tokens = self.tokens;
        if self.knowledge.corpus.words.referring.opener.iter().any(|word| word == tokens[start].text) {
            let begin = start + 1;
            return (begin < tokens.len()).then_some(Beginning { begin, genitive: false, to_mark: false });
        }
        let is_s = |at: usize| tokens.get(at).is_some_and(|token| token.text == "s");
        let genitive = |name: &Mention| name.start == start && (is_s(name.end) || is_s(name.end - 1));
        let genitive = self.names.iter().any(genitive);
        let to_mark = start == 0 && !genitive;
        (genitive || to_mark).then_some(Beginning { begin: start, genitive, to_mark })
    }

    /// Whether a head only says of what sort the product or model is whose name stands right behind it: "the chatbot
    /// Doubao".
    fn is_called_so(&self, head: &Head) -> bool {
        use EntityKind::{Model, ModelFamily, Product};
        let thing = |kind: EntityKind| matches!(kind, Product | Model | ModelFamily);
        let named = |name: &Mention| name.start == head.end && thing(self.knowledge.kind(name.entities[0]));
        head.line.is_none() && head.kinds.iter().any(|kind| thing(*kind)) && self.names.iter().any(named)
    }

    /// Whether a head is what people call a lab only in a description.
    fn is_body(&self, head: &Head) -> bool {
        self.knowledge.corpus.words.referring.body.iter().any(|word| word == self.tokens[head.start].text)
    }

    /// Whether right behind a head stands what is asked of it, and nothing that describes it: "when did the fund start".
    fn is_asked_behind(&self, head: &Head) -> bool {
        let Some(next) = self.tokens.get(head.end) else { return false };
        let participle = ["ed", "ing"].iter().any(|ending| next.text.ends_with(ending))
            || self.tokens.get(head.end + 1).is_some_and(|by| by.text == "by");
        let asks = |cue: &Cue| cue.start == head.end && matches!(cue.sign, Sign::Property(_));
        !participle && !next.is_han() && next.text != "behind" && self.cues.iter().any(asks)
    }

    /// Whether a mark stands before a token.
    fn is_marked(&self, at: usize) -> bool {
        // "dots.llm1" is one name.
        let marks = |next: &Token| {
            let between = &self.folded[self.tokens[at - 1].span.end..next.span.start];
            between.contains(MARKS) && (next.is_han() || between.contains(char::is_whitespace))
        };
        at > 0 && self.tokens.get(at).is_some_and(marks)
    }

    /// Whether another part of the question begins at a token: a question word behind a mark or behind "and".
    fn begins_question(&self, at: usize) -> bool {
        let joint = matches!(self.tokens[at].text.as_str(), "and" | "y" | "e");
        let asks = |at: usize| {
            let token = self.tokens.get(at);
            token.is_some_and(|token| self.knowledge.understander.lexicon.asks(token))
        };
        joint && asks(at + 1) || self.is_marked(at) && (asks(at) || asks(at + 1))
    }

    /// Whether the words outside a stretch ask for something of whatever the stretch describes.
    fn asks_outside(&self, start: usize, end: usize) -> bool {
        let cues = &self.cues;
        // "Who is that person" asks for nobody's number.
        let person = |cue: &Cue| {
            let kind = Cue { sign: Sign::Kind(EntityKind::Person), ..*cue };
            cues.contains(&kind)
        };
        let counts = |id: PropertyId| self.knowledge.corpus.property(id).value_type == ValueType::Number;
        // A test or a licence that is named asks for a score on it, or whether that holds.
        let told = |name: &Mention| (name.end <= start || name.start >= end) && is_test(self.knowledge, name);
        if self.names.iter().any(told) {
            return true;
        }
        let outside = |cue: &&Cue| cue.end <= start || cue.start >= end;
        cues.iter().filter(outside).any(|cue| match &cue.sign {
            Sign::Property(id) => !(counts(*id) && person(cue)),
            Sign::Ask(word) => {
                !matches!(word, QuestionWord::Who | QuestionWord::What | QuestionWord::Which | QuestionWord::Whether)
            }
            _ => false,
        })
    }
}

/// Whether a name is that of a test or a licence, which things are asked about and seldom described by.
fn is_test(knowledge: &Knowledge, name: &Mention) -> bool {
    matches!(knowledge.kind(name.entities[0]), EntityKind::Benchmark | EntityKind::Licence)
}

fn heads(knowledge: &Knowledge, tokens: &[Token], cues: &[Cue], names: &[Mention]) -> Vec<Head> {
    let words = &knowledge.corpus.words.referring;
    let has = |wordings: &Wordings, token: &Token| wordings.iter().any(|word| word == token.text);
    let mut out: Vec<Head> = Vec::new();
    // A word inside a name ("Yao Class") says no sort of thing.
    let in_name = |cue: &Cue| names.iter().any(|name| name.start <= cue.start && cue.end <= name.end);
    for cue in cues.iter().filter(|cue| !in_name(cue)) {
        let Sign::Kind(kind) = cue.sign else { continue };
        match out.iter_mut().find(|head| (head.start, head.end) == (cue.start, cue.end)) {
            Some(head) => head.kinds.push(kind),
            None => out.push(Head { start: cue.start, end: cue.end, kinds: vec![kind], line: None }),
        }
    }
    // "The company behind Kimi": the word for its maker names a kind as well.
    let lexicon = &knowledge.understander.lexicon;
    for cue in cues.iter().filter(|cue| matches!(cue.sign, Sign::Property(_)) && cue.end - cue.start > 1) {
        let first = lexicon.cues(&tokens[cue.start..=cue.start], &[false]);
        let kinds = first.iter().filter_map(|cue| if let Sign::Kind(kind) = cue.sign { Some(kind) } else { None });
        let kinds: Vec<EntityKind> = kinds.filter(|kind| kind.is_body()).collect();
        if !kinds.is_empty() && !out.iter().any(|head| head.start == cue.start) {
            out.push(Head { start: cue.start, end: cue.start + 1, kinds, line: None });
        }
    }
    // "Who makes up the Hunyuan team" asks for the team, and not for the lab.
    let asks = |cue: &Cue, at: usize| (cue.start, cue.end) == (at, at + 1) && matches!(cue.sign, Sign::Property(_));
    let itself = |at: usize| names.iter().any(|name| name.end == at) && cues.iter().any(|cue| asks(cue, at));
    for (at, token) in tokens.iter().enumerate().filter(|(at, _)| !itself(*at)) {
        let kinds = if has(&words.body, token) {
            vec![EntityKind::Lab, EntityKind::Company]
        } else if has(&words.version, token) {
            vec![EntityKind::Model]
        } else {
            continue;
        };
        out.push(Head { start: at, end: at + 1, kinds, line: None });
    }
    for name in names {
        let id = name.entities[0];
        // "The GLM people" are no model; the Qwen team is what somebody asks for.
        let asks = |cue: &&Cue| matches!(cue.sign, Sign::Property(_)) && !lexicon.is_light(&tokens[cue.start]);
        let asked = cues.iter().filter(asks).any(|cue| cue.start == name.end);
        if !asked && tokens.get(name.end).is_some_and(|next| has(&words.body, next)) {
            continue;
        }
        if matches!(knowledge.kind(id), EntityKind::ModelFamily | EntityKind::Model) {
            out.push(Head { start: name.start, end: name.end, kinds: vec![EntityKind::Model], line: Some(id) });
        }
    }
    out
}
