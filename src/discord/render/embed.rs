//! A reply as embeds, together within Discord's limit for a message: title, text, citations, suggestions.

use serde_json::{Value, json};

use crate::bot::action::Recall;
use crate::bot::response::{Reply, Tone};
use crate::bot::wording::{FixedText, LANGUAGES};
use crate::text::language::Language;

use super::citations::citation_fields;
use super::disagreement::disagreement;
use super::limits;
use super::markup::{escaped_atoms, fit, one_line, unescaped, utf16_length};

const SUGGESTIONS: FixedText =
    FixedText { en: "You can ask", zh_hans: "可以这样问", zh_hant: "可以這樣問", es: "Puedes preguntar" };

/// The heading of a question that is too long for a title.
const QUESTION: FixedText = FixedText { en: "Question", zh_hans: "问题", zh_hant: "問題", es: "Pregunta" };

/// The question that a message of the bot's answers, as it was asked: its title, or where that is too short for it, its
/// fields.
#[must_use]
pub fn question_of(embeds: &[serenity::model::channel::Embed]) -> Option<String> {
    let embed = embeds.first()?;
    let parts: Vec<&str> = embed
        .fields
        .iter()
        .filter(|field| LANGUAGES.iter().any(|language| QUESTION.in_language(*language) == field.name))
        .map(|field| field.value.as_str())
        .collect();
    let shown = if parts.is_empty() { embed.title.clone()? } else { parts.concat() };
    Some(unescaped(&shown))
}

/// The embeds of a reply, together within Discord's limit: the reply itself and, where documents disagree, a card with
/// each value beside its documents.
pub(super) fn embeds(reply: &Reply) -> Vec<Value> {
    let card = disagreement(reply);
    let taken = card.as_ref().map_or(0, text_length);
    let mut embeds = vec![embed(reply, limits::EMBEDS_TOTAL - taken)];
    embeds.extend(card);
    embeds
}

/// The length of all text of an embed.
fn text_length(embed: &Value) -> usize {
    let of = |value: &Value| value.as_str().map_or(0, utf16_length);
    let fields = embed["fields"].as_array().into_iter().flatten();
    of(&embed["title"])
        + of(&embed["description"])
        + fields.map(|field| of(&field["name"]) + of(&field["value"])).sum::<usize>()
}

/// The reply itself, with at most `room` units of text.
pub(super) fn embed(reply: &Reply, mut room: usize) -> Value {
    let mut embed = json!({ "color": colour(reply.tone) });
    let mut fields = Vec::new();
    if let Some(title) = &reply.title {
        let title = one_line(title);
        embed["title"] = fit(&title, limits::EMBED_TITLE.min(room)).into();
        let is_cut = utf16_length(&fit(&title, usize::MAX)) > limits::EMBED_TITLE;
        if is_cut && is_of_question(reply) {
            fields = question_fields(&title, reply.language);
        }
    }
    room -= embed["title"].as_str().map_or(0, utf16_length);
    room -= fields.iter().map(|(name, value)| utf16_length(name) + utf16_length(value)).sum::<usize>();
    embed["description"] = fit(&reply.body, limits::EMBED_DESCRIPTION.min(room)).into();
    room -= embed["description"].as_str().map_or(0, utf16_length);
    let mut last = Vec::new();
    if !reply.suggestions.is_empty() {
        let lines: Vec<String> = reply.suggestions.iter().map(|question| format!("- {}", one_line(question))).collect();
        let name = SUGGESTIONS.in_language(reply.language).to_owned();
        let value = fit(&lines.join("\n"), limits::FIELD_VALUE.min(room.saturating_sub(utf16_length(&name))));
        if !value.is_empty() {
            room -= utf16_length(&name) + utf16_length(&value);
            last.push((name, value));
        }
    }
    let most = limits::EMBED_FIELDS - fields.len() - last.len();
    fields.extend(citation_fields(reply, room, most));
    fields.extend(last);
    let fields: Vec<Value> = fields
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| json!({ "name": name, "value": value, "inline": false }))
        .collect();
    if !fields.is_empty() {
        embed["fields"] = fields.into();
    }
    embed
}

fn is_of_question(reply: &Reply) -> bool {
    matches!(reply.recall, Some(Recall::Question(_) | Recall::Listed(..) | Recall::Meant(..)))
}

/// A long question in as many fields as hold it, so that its buttons find it again. Fields end inside a word: Discord
/// takes blanks from the edges of a field.
fn question_fields(question: &str, language: Language) -> Vec<(String, String)> {
    /// Room that is left for the rest of a run of blanks and single letters.
    const SLACK: usize = 64;
    let name = QUESTION.in_language(language);
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut is_inside_word = false;
    for atom in escaped_atoms(question, usize::MAX) {
        let after = |value: &str| utf16_length(value) + utf16_length(&atom.shown);
        match fields.last_mut() {
            Some((_, value))
                if after(value) + SLACK <= limits::FIELD_VALUE
                    || after(value) <= limits::FIELD_VALUE && (atom.is_blank || !is_inside_word) =>
            {
                value.push_str(&atom.shown);
            }
            _ => fields.push((name.to_owned(), atom.shown.clone())),
        }
        is_inside_word = !atom.is_blank;
    }
    fields
}

/// Colours that stay apart on Discord's dark and light themes; the body says the same in words.
pub(super) fn colour(tone: Tone) -> u32 {
    match tone {
        Tone::Found => 0x2E_8B_57,
        Tone::Disagree => 0xE0_9F_1F,
        Tone::Declined => 0x80_84_8E,
        Tone::Info => 0x3B_82_C4,
        Tone::Error => 0xC0_39_2B,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bot::response::Response;
    use crate::discord::render::interaction_body;
    use crate::discord::render::testing::{check_limits, citation, reply};

    #[test]
    fn an_answer_with_its_citations() {
        let reply = Reply {
            title: Some("who founded\nMiniMax?".to_owned()),
            citations: vec![citation(1, "Founded by\n**Yan Junjie**.")],
            suggestions: vec!["When was MiniMax founded?".to_owned()],
            tone: Tone::Found,
            ..reply("MiniMax was founded by Yan Junjie [1].")
        };
        let body = interaction_body(&Response::Reply(reply)).unwrap();
        check_limits(&body);
        assert_eq!(
            body,
            json!({
                "type": 4,
                "data": {
                    "embeds": [{
                        "title": "who founded MiniMax?",
                        "description": "MiniMax was founded by Yan Junjie [1].",
                        "color": 0x002E_8B57,
                        "fields": [
                            {
                                "name": "Sources",
                                "value": "**[1]** Chinese LLM Foundation Models: Deep Dive › MiniMax › Overview — “Founded by Yan Junjie.”",
                                "inline": false,
                            },
                            { "name": "You can ask", "value": "- When was MiniMax founded?", "inline": false },
                        ],
                    }],
                    "allowed_mentions": { "parse": [] },
                },
            })
        );
    }

    #[test]
    fn whatever_comes_stays_within_the_limits() {
        let long = "“模型” _K2_ *x* [1] https://example.org/a_b_c 👩\u{200D}💻 ".repeat(400);
        for (citations, quote) in [(1, long.as_str()), (12, &long), (60, "short"), (400, &long)] {
            let reply = Reply {
                title: Some(long.clone()),
                citations: (1..=citations).map(|n| citation(n, quote)).collect(),
                suggestions: vec![long.clone(); 5],
                ..reply(&long)
            };
            check_limits(&interaction_body(&Response::Reply(reply)).unwrap());
        }
    }

    #[test]
    fn a_question_is_found_again_however_long_it_is() {
        for question in [
            "who *really* founded [1] MiniMax_AI \\ <@1>?".to_owned(),
            "零一万物是谁创立的？".repeat(60),
            "who founded MiniMax and _why_? ".repeat(60).trim().to_owned(),
        ] {
            let reply = Reply {
                title: Some(question.clone()),
                recall: Some(Recall::Question(crate::question::Topic::default())),
                ..reply("Text.")
            };
            let body = interaction_body(&Response::Reply(reply)).unwrap();
            check_limits(&body);
            let embeds: Vec<serenity::model::channel::Embed> =
                serde_json::from_value(body["data"]["embeds"].clone()).unwrap();
            assert_eq!(question_of(&embeds), Some(question));
        }
    }
}
