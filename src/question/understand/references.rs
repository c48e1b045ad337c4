//! What the names of a question refer to: which of several things, what leans on another name, what is excluded, and what
//! only bounds the time.

use super::{Meaning, Named, PropertyCue, Understander};
use crate::corpus::graph::Graph;
use crate::corpus::property::QuestionWord;
use crate::corpus::record::EntityKind;
use crate::corpus::{Corpus, EntityId};
use crate::question::lexicon::{Cue, Operator, Sign};
use crate::question::names::{Match, Mention};
use crate::question::tokens::Token;
use crate::text::date::is_year;

impl Understander {
    /// Adds the names that lean on another for their beginning: "SenseNova V6 Pro or 5.0", "GLM-4.5 and its Air sibling".
    /// `before` is what was named in the question before.
    pub(super) fn shortened(
        &self,
        corpus: &Corpus,
        graph: &Graph,
        tokens: &[Token],
        before: &[EntityId],
        mentions: &mut Vec<Mention>,
    ) {
        let mut named = vec![false; tokens.len()];
        for mention in mentions.iter() {
            named[mention.start..mention.end].fill(true);
        }
        let is_line = |id: &EntityId| matches!(corpus.entity(*id).kind, EntityKind::Model | EntityKind::ModelFamily);
        let mut beginnings: Vec<EntityId> =
            mentions.iter().map(|mention| mention.entities[0]).chain(before.iter().copied()).filter(is_line).collect();
        let above: Vec<EntityId> = beginnings.iter().flat_map(|id| graph.above(*id)).copied().filter(is_line).collect();
        beginnings.extend(above);
        // "The Omni flavour of Qwen2.5": whatever the word means else.
        let variant = corpus.property_named("variant");
        let is_variant = |at: usize| {
            tokens.get(at).is_some_and(|next| variant.is_some_and(|id| self.lexicon.asks_for(&next.stem, id)))
        };
        let free = |at: usize| {
            let token: &Token = &tokens[at];
            let unknown = token.is_number() || !self.lexicon.knows(&token.text) || is_variant(at + 1);
            !named[at] && !token.is_han() && unknown
        };
        let mut start = 0;
        // "The turbo edition of ERNIE 4.0": a word that names something else by itself names one of what it is said of.
        for at in 0..mentions.len() {
            let Mention { start, end, .. } = mentions[at];
            if end != start + 1 || !is_variant(end) {
                continue;
            }
            let whole = |id: &EntityId| {
                let ids = self.names.exact(&format!("{} {}", corpus.entity(*id).name, tokens[start].text));
                ids.iter().copied().find(is_line)
            };
            let Some((line, id)) = beginnings.iter().find_map(|line| Some((*line, whole(line)?))) else { continue };
            mentions[at].entities = vec![id];
            for mention in mentions.iter_mut().filter(|mention| mention.entities[0] == line) {
                mention.entities = vec![id];
            }
        }
        let parts_run = |at: usize| at > 0 && at < tokens.len() && tokens[at - 1].run == tokens[at].run;
        while start < tokens.len() {
            let most = (start..tokens.len()).take(MOST_SHORTENED).take_while(|at| free(*at)).count();
            // "Which Qwen has 1 trillion" counts something, "Hunyuan from 2023 on" is a time.
            let counts = |end: usize| {
                let number = &tokens[end - 1];
                let counting = || tokens.get(end).is_some_and(|unit| UNITS.contains(&unit.stem.as_str()));
                number.is_number() && (counting() || is_year(&number.text))
            };
            let whole_runs = |end: &usize| !parts_run(start) && !parts_run(*end);
            let ends = (start + 1..=start + most).rev().filter(|end| whole_runs(end) && !counts(*end));
            let found = ends.into_iter().find_map(|end| {
                let rest: String = tokens[start..end].iter().map(|token| token.text.as_str()).collect();
                let whole = |id: &EntityId| {
                    let ids = self.names.exact(&format!("{} {rest}", corpus.entity(*id).name));
                    ids.iter().copied().find(is_line)
                };
                let entities = vec![beginnings.iter().find_map(whole)?];
                Some(Mention { start, end, entities, found: Match::Exact })
            });
            start = found.as_ref().map_or(start + 1, |mention| mention.end);
            mentions.extend(found);
        }
        self.shortened_rounds(corpus, tokens, mentions);
        mentions.sort_by_key(|mention| mention.start);
    }

    /// Adds the rounds that lean on the one before for their beginning: "between series B and C".
    fn shortened_rounds(&self, corpus: &Corpus, tokens: &[Token], mentions: &mut Vec<Mention>) {
        let is_round = |id: &EntityId| corpus.entity(*id).kind == EntityKind::FundingRound;
        let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
        let is_letter = |word: &str| word.len() == 1 && word.bytes().all(|letter| letter.is_ascii_lowercase());
        let rounds = mentions.iter().filter(|mention| mention.entities.iter().all(is_round));
        let found: Vec<Mention> = rounds
            .filter_map(|mention| {
                let at = mention.end + 1;
                let joined = matches!(text(mention.end), "and" | "or" | "to" | "vs" | "y" | "o" | "和" | "与" | "到");
                let taken = mentions.iter().any(|other| other.start <= at && at < other.end);
                if !joined || taken || !is_letter(text(mention.end - 1)) || !is_letter(text(at)) {
                    return None;
                }
                let beginning = tokens[mention.start..mention.end - 1].iter().map(|token| token.text.as_str());
                let name = beginning.chain([text(at)]).collect::<Vec<_>>().join(" ");
                let entities: Vec<EntityId> = self.names.exact(&name).iter().copied().filter(is_round).collect();
                (!entities.is_empty()).then_some(Mention { start: at, end: at + 1, entities, found: Match::Exact })
            })
            .collect();
        mentions.extend(found);
    }
}

/// Stems of what numbers count.
const UNITS: [&str; 14] = [
    "thousand", "million", "billion", "trillion", "mil", "millon", "b", "k", "m", "t", "token", "expert", "param",
    "paramet",
];

/// Most words of a name without its beginning.
const MOST_SHORTENED: usize = 3;

/// Takes out what is named right behind "apart from" and the like.
pub(super) fn exclude(wordings: &[Cue], tokens: &[Token], mentions: &mut Vec<Mention>, meaning: &mut Meaning) {
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
    let other =
        of(Operator::Negation).any(|cue| !of(Operator::Exclusion).any(|exclusion| exclusion.start == cue.start));
    if !other {
        meaning.operators.remove(&Operator::Negation);
    }
}

/// Takes out the name by which a question bounds the time of what it asks: "the biggest model before V3". Only where it
/// asks for one or several of many; "was it out before Kimi?" asks of both.
pub(super) fn bound_by_names(corpus: &Corpus, tokens: &[Token], mentions: &mut Vec<Mention>, meaning: &mut Meaning) {
    use Operator::{Least, List, Longest, Most, Newest, Oldest, Shortest};
    let of_many = [Most, Least, Newest, Oldest, Longest, Shortest, List].iter().any(|operator| meaning.has(*operator));
    let several = meaning.kind_cues.iter().any(|cue| cue.plural);
    let bounded = meaning.earlier_than.is_some() || meaning.later_than.is_some();
    if bounded || mentions.len() + meaning.kinds.len() < 2 || !(of_many || several) {
        return;
    }
    let dated = |mention: &Mention| {
        matches!(
            corpus.entity(mention.entities[0]).kind,
            EntityKind::Model | EntityKind::ModelFamily | EntityKind::Product
        )
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
    meaning.properties.retain(|cue| !cue.stems.iter().all(|stem| is_bounding(stem)));
}

/// Takes "what came right after V3" for the first after it, and "right before" for the last before it: of what the
/// question names besides, else of the line or the lab that it belongs to.
pub(super) fn next_to_name(
    corpus: &Corpus,
    graph: &Graph,
    tokens: &[Token],
    mentions: &mut Vec<Mention>,
    meaning: &mut Meaning,
) {
    let is_model = |id: EntityId| matches!(corpus.entity(id).kind, EntityKind::Model | EntityKind::ModelFamily);
    let found = mentions.iter().enumerate().find_map(|(at, mention)| Some((at, is_right_beside(tokens, mention)?)));
    let Some((at, later)) = found.filter(|(at, _)| is_model(mentions[*at].entities[0])) else { return };
    let bound = mentions[at].entities[0];
    let above = graph.above(bound);
    if above.iter().any(|id| mentions.iter().any(|mention| mention.entities.contains(id))) {
        mentions.remove(at);
    } else {
        let body = |id: &&EntityId| corpus.entity(**id).kind.is_body();
        let Some(line) = above.iter().find(|id| is_model(**id)).or_else(|| above.iter().find(body)) else { return };
        mentions[at].entities = vec![*line];
    }
    let (bounded, operator) =
        if later { (&mut meaning.later_than, Operator::Oldest) } else { (&mut meaning.earlier_than, Operator::Newest) };
    *bounded = Some(bound);
    meaning.operators.insert(operator);
    for other in [Operator::More, Operator::Less, Operator::Timeline] {
        meaning.operators.remove(&other);
    }
    if meaning.kinds.is_empty() {
        meaning.kinds.insert(EntityKind::Model);
    }
    meaning.content.retain(|word| !NEXT.contains(&word.text.as_str()));
    meaning.properties.retain(|cue| !cue.stems.iter().all(|stem| is_bounding(stem)));
}

/// Words by which something is right before or after another.
const NEXT: [&str; 9] =
    ["right", "just", "immediately", "directly", "next", "straight", "justo", "inmediatamente", "紧接"];

/// Whether a question asks for what is right after something (`true`) or right before it.
fn is_right_beside(tokens: &[Token], mention: &Mention) -> Option<bool> {
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let behind = |back: usize| mention.start.checked_sub(back).map_or("", text);
    // "Justo después de V3".
    let skipped = usize::from(behind(1) == "de");
    let next = NEXT.contains(&behind(2 + skipped));
    // 紧接在 V3 之后, V3 之后紧接着.
    let close = || (0..tokens.len()).any(|at| text(at) == "紧" && matches!(text(at + 1), "接" | "随" | "跟"));
    match (behind(1 + skipped), text(mention.end), text(mention.end + 1)) {
        ("after" | "despues", ..) if next => Some(true),
        ("before" | "antes", ..) if next => Some(false),
        (_, "之", "后") if close() => Some(true),
        (_, "之", "前") if close() => Some(false),
        _ => None,
    }
}

/// Whether a word says no more than on which side of a time something is.
fn is_bounding(stem: &str) -> bool {
    matches!(stem, "befor" | "after" | "之前" | "以前" | "之后" | "以后")
}

/// Takes out the body by which a question bounds a career: "where did she work before StepFun?". A former post that is
/// asked for is none at that body.
pub(super) fn bound_by_post(corpus: &Corpus, tokens: &[Token], mentions: &mut Vec<Mention>, meaning: &Meaning) {
    let former = |cue: &PropertyCue| cue.properties.iter().any(|id| corpus.property(*id).id == "earlier_post");
    let kind = |mention: &Mention| corpus.entity(mention.entities[0]).kind;
    let people = mentions.iter().any(|mention| kind(mention) == EntityKind::Person);
    if !people || !meaning.properties.iter().any(former) {
        return;
    }
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let bounds = |mention: &Mention| {
        let from = mention.start.saturating_sub(BETWEEN);
        // "His career up to 01.AI", "the path to Moonshot".
        let leads = |at: usize| {
            text(at) == "to" && at > 0 && matches!(text(at - 1), "up" | "leading" | "led" | "path" | "road" | "way")
        };
        let ahead = (from..mention.start)
            .any(|at| matches!(text(at), "before" | "prior" | "until" | "till" | "antes" | "hasta") || leads(at));
        let behind = matches!(text(mention.end), "之" | "以") && text(mention.end + 1) == "前"
            || text(mention.end) == "为" && text(mention.end + 1) == "止";
        kind(mention).is_body() && (ahead || behind)
    };
    if let Some(at) = mentions.iter().position(bounds) {
        mentions.remove(at);
    }
}

/// How far "before" may stand from a body: "before he started Moonshot".
const BETWEEN: usize = 3;

/// Whether a name is only part of a longer wording: "¿cómo se llama …?" asks for no Llama.
pub(super) fn is_wording(wordings: &[Cue], mention: &Mention) -> bool {
    wordings.iter().any(|cue| {
        matches!(cue.sign, Sign::Ask(_) | Sign::Filler | Sign::Property(_))
            && cue.start <= mention.start
            && mention.end <= cue.end
            && cue.end - cue.start > mention.end - mention.start
    })
}

/// Whether the name of a group only says what sort of thing is asked for, one of them: "which tech giant", 哪家大厂.
pub(super) fn is_kind(corpus: &Corpus, wordings: &[Cue], tokens: &[Token], mention: &Mention) -> bool {
    let several = |token: &Token| token.text.ends_with('s') || token.text == "些";
    if mention.start == 0 || several(&tokens[mention.start - 1]) || several(&tokens[mention.end - 1]) {
        return false;
    }
    let group = || corpus.entity(mention.entities[0]).kind == EntityKind::Group;
    let kind = |cue: &Cue| (cue.start, cue.end) == (mention.start, mention.end) && matches!(cue.sign, Sign::Kind(_));
    let asked = |cue: &Cue| cue.end == mention.start && cue.sign == Sign::Ask(QuestionWord::Which);
    group() && wordings.iter().any(kind) && wordings.iter().any(asked)
}

/// Whether a name only says of what sort something else is: "o1-style", "GPT-4-level".
pub(super) fn is_likened(tokens: &[Token], mention: &Mention) -> bool {
    tokens
        .get(mention.end)
        .is_some_and(|next| matches!(next.text.as_str(), "style" | "like" | "class" | "level" | "grade" | "esque"))
}

/// Chooses what each ambiguous name means: what belongs to another name of the question, else the most prominent.
pub(super) fn resolve(
    corpus: &Corpus,
    graph: &Graph,
    folded: &str,
    tokens: &[Token],
    mentions: Vec<Mention>,
) -> Vec<Named> {
    let is_round = |id: EntityId| corpus.entity(id).kind == EntityKind::FundingRound;
    let likeliest: Vec<(EntityId, bool)> =
        mentions.iter().map(|mention| (mention.entities[0], mention.entities.len() == 1)).collect();
    let whose = whose_rounds(corpus, &mentions);
    mentions
        .into_iter()
        .enumerate()
        .map(|(number, mention)| {
            let words = folded[tokens[mention.start].span.start..tokens[mention.end - 1].span.end].to_owned();
            let rounds = mention.entities.iter().all(|id| is_round(*id));
            let tells = |id: EntityId, (known, certain): (EntityId, bool)| {
                // Whose round it is, another one tells only where that one is somebody's.
                let same_lab = || graph.above(id).iter().any(|lab| graph.above(known).contains(lab));
                if rounds && is_round(known) { certain && same_lab() } else { graph.related(id, known) }
            };
            let others = || likeliest.iter().enumerate().filter(|(other, _)| *other != number);
            let mut related: Vec<EntityId> =
                mention.entities.iter().filter(|id| others().any(|(_, known)| tells(**id, *known))).copied().collect();
            if let Some(lab) = whose[number]
                && related.iter().any(|id| graph.above(*id).contains(&lab))
            {
                related.retain(|id| graph.above(*id).contains(&lab));
            }
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

/// Whose each round is, where a question names several rounds and one lab beside each: "Baichuan after its series B or
/// Moonshot after its series C", "the series B of Baichuan or the series C of Moonshot".
fn whose_rounds(corpus: &Corpus, mentions: &[Mention]) -> Vec<Option<EntityId>> {
    let kind = |mention: &Mention| corpus.entity(mention.entities[0]).kind;
    let mut in_order: Vec<(usize, &Mention)> = mentions.iter().enumerate().collect();
    in_order.sort_by_key(|(_, mention)| mention.start);
    in_order.retain(|(_, mention)| kind(mention).is_body() || kind(mention) == EntityKind::FundingRound);
    let is_round = |at: usize| in_order.get(at).map(|(_, mention)| kind(mention) == EntityKind::FundingRound);
    let rounds_first = is_round(0) == Some(true);
    let paired =
        in_order.len() > 2 && (0..in_order.len()).all(|at| is_round(at) == Some((at % 2 == 0) == rounds_first));
    let mut whose = vec![None; mentions.len()];
    for pair in in_order.chunks_exact(2).filter(|_| paired) {
        let (round, lab) = if rounds_first { (pair[0], pair[1]) } else { (pair[1], pair[0]) };
        whose[round.0] = lab.1.entities.first().copied();
    }
    whose
}

/// Whether a word is an article.
pub(super) fn is_article(word: &str) -> bool {
    matches!(word, "the" | "a" | "an" | "that" | "el" | "la" | "un" | "una")
}
