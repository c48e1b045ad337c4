//! A response → the JSON bodies that Discord takes: embeds within its limits, mentions off in every one of them.
//!
//! Bodies are plain JSON, not serenity's builders: it is the same body whether it goes over the gateway's REST calls or
//! back as the answer to an HTTP interaction, and nothing is sent that Discord's description does not know.

use serde_json::{Value, json};
use unicode_segmentation::UnicodeSegmentation;

use crate::answer::Citation;
use crate::bot::response::{Choice, MOST_CHOICES, Reply, Response, Tone, readable_quote};
use crate::bot::wording::FixedText;
use crate::daily::Post;

/// Discord's limits. Lengths are counted in UTF-16 units here: never less than Discord counts.
pub mod limits {
    /// An embed's title.
    pub const EMBED_TITLE: usize = 256;
    /// An embed's description.
    pub const EMBED_DESCRIPTION: usize = 4_096;
    /// How many fields an embed has.
    pub const EMBED_FIELDS: usize = 25;
    /// The name of an embed's field.
    pub const FIELD_NAME: usize = 256;
    /// The value of an embed's field.
    pub const FIELD_VALUE: usize = 1_024;
    /// All text of all embeds of a message together.
    pub const EMBEDS_TOTAL: usize = 6_000;
    /// The name of a thread.
    pub const THREAD_NAME: usize = 100;
    /// The name of a choice that autocomplete offers.
    pub const CHOICE_NAME: usize = 100;
    /// The value of a choice that autocomplete offers.
    pub const CHOICE_VALUE: usize = 100;
}

/// Discord's numbers for the ways to respond to an interaction.
const CHANNEL_MESSAGE: u8 = 4;
const AUTOCOMPLETE_RESULT: u8 = 8;

/// The flag of a message that only the caller sees.
const EPHEMERAL: u64 = 1 << 6;

/// How long a title, a section and a quote of a citation are shown, longest first: the first at which all citations fit.
const CITATION_LENGTHS: [CitationLengths; 4] = [
    CitationLengths { title: 100, section: 120, quote: 240 },
    CitationLengths { title: 80, section: 80, quote: 120 },
    CitationLengths { title: 60, section: 60, quote: 50 },
    CitationLengths { title: 40, section: 40, quote: 0 },
];

#[derive(Clone, Copy)]
struct CitationLengths {
    title: usize,
    section: usize,
    quote: usize,
}

const SOURCES: FixedText = FixedText { en: "Sources", zh_hans: "出处", zh_hant: "出處", es: "Fuentes" };

const SOURCES_CONTINUED: FixedText =
    FixedText {
        en: "Sources (continued)", zh_hans: "出处（续）", zh_hant: "出處（續）", es: "Fuentes (continuación)"
    };

/// `{count}` is filled in.
const MORE_SOURCES: FixedText = FixedText {
    en: "… and {count} more",
    zh_hans: "……另有 {count} 条",
    zh_hant: "……另有 {count} 條",
    es: "… y {count} más",
};

const SUGGESTIONS: FixedText =
    FixedText { en: "You can ask", zh_hans: "可以这样问", zh_hant: "可以這樣問", es: "Puedes preguntar" };

/// The response to an interaction.
#[must_use]
pub fn interaction_body(response: &Response) -> Value {
    match response {
        Response::Reply(reply) => {
            let mut data = json!({
                "embeds": [embed(reply)],
                "allowed_mentions": { "parse": [] },
            });
            if reply.private {
                data["flags"] = json!(EPHEMERAL);
            }
            json!({ "type": CHANNEL_MESSAGE, "data": data })
        }
        Response::Choices(choices) => {
            let choices: Vec<Value> = choices
                .iter()
                .filter(|choice| utf16_length(&choice.value) <= limits::CHOICE_VALUE)
                .take(MOST_CHOICES)
                .map(choice_body)
                .collect();
            json!({ "type": AUTOCOMPLETE_RESULT, "data": { "choices": choices } })
        }
    }
}

/// A message that replies to the message of that id. The id is the nonce as well, so that a message sent again after a
/// broken connection does not appear twice.
#[must_use]
pub fn message_body(reply: &Reply, replies_to: &str) -> Value {
    json!({
        "embeds": [embed(reply)],
        "allowed_mentions": { "parse": [], "replied_user": false },
        "message_reference": { "message_id": replies_to, "fail_if_not_exists": false },
        "nonce": replies_to,
        "enforce_nonce": true,
    })
}

/// A daily post, as a message. Its nonce is that of the post, so that it does not appear twice when it is sent again.
#[must_use]
pub fn post_body(post: &Post) -> Value {
    let mut body = post_parts(post);
    body["nonce"] = post.nonce().into();
    body["enforce_nonce"] = true.into();
    body
}

/// A daily post, as a new thread of a forum; those have no nonce.
#[must_use]
pub fn forum_body(post: &Post) -> Value {
    let heading = post.reply.body.lines().next().unwrap_or_default().trim_end_matches([':', '：']);
    json!({ "name": cut(plain_atoms(&one_line(heading)), limits::THREAD_NAME), "message": post_parts(post) })
}

/// What both have: the embed with the mark of the post, and the ping of one role or of nobody.
fn post_parts(post: &Post) -> Value {
    let mut embed = embed(&post.reply);
    let footer = match &post.late {
        Some(late) => format!("{} · {late}", post.mark()),
        None => post.mark(),
    };
    embed["footer"] = json!({ "text": footer });
    let mut body = json!({ "embeds": [embed], "allowed_mentions": { "parse": [] } });
    if let Some(role) = post.role {
        body["content"] = format!("<@&{role}>").into();
        body["allowed_mentions"]["roles"] = json!([role.to_string()]);
    }
    body
}

/// A plain message of our own words, of which nobody is pinged.
#[must_use]
pub fn notice_body(text: &str) -> Value {
    json!({ "content": text, "allowed_mentions": { "parse": [] } })
}

fn choice_body(choice: &Choice) -> Value {
    json!({ "name": cut(plain_atoms(&choice.shown), limits::CHOICE_NAME), "value": choice.value })
}

fn embed(reply: &Reply) -> Value {
    let mut embed = json!({
        "description": fit(&reply.body, limits::EMBED_DESCRIPTION),
        "color": colour(reply.tone),
    });
    if let Some(title) = &reply.title {
        embed["title"] = fit(&one_line(title), limits::EMBED_TITLE).into();
    }
    let mut room = limits::EMBEDS_TOTAL;
    for part in ["title", "description"] {
        room -= embed[part].as_str().map_or(0, utf16_length);
    }
    let mut fields = Vec::new();
    if !reply.suggestions.is_empty() {
        let lines: Vec<String> = reply.suggestions.iter().map(|question| format!("- {}", one_line(question))).collect();
        let name = SUGGESTIONS.in_language(reply.language).to_owned();
        let value = fit(&lines.join("\n"), limits::FIELD_VALUE.min(room.saturating_sub(utf16_length(&name))));
        room -= utf16_length(&name) + utf16_length(&value);
        fields.push((name, value));
    }
    let most = limits::EMBED_FIELDS - fields.len();
    fields.splice(0..0, citation_fields(reply, room, most));
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

/// Colours that stay apart on Discord's dark and light themes; the body says the same in words.
fn colour(tone: Tone) -> u32 {
    match tone {
        Tone::Found => 0x2E_8B_57,
        Tone::Disagree => 0xE0_9F_1F,
        Tone::Declined => 0x80_84_8E,
        Tone::Info => 0x3B_82_C4,
        Tone::Error => 0xC0_39_2B,
    }
}

/// The citations as fields of at most `room` units together: shortened evenly until all fit, and only then cut off.
fn citation_fields(reply: &Reply, room: usize, most_fields: usize) -> Vec<(String, String)> {
    if reply.citations.is_empty() {
        return Vec::new();
    }
    let pack = |lengths: CitationLengths, cut_off: bool| {
        let lines: Vec<String> = reply.citations.iter().map(|citation| citation_line(citation, lengths)).collect();
        packed(reply, &lines, room, most_fields, cut_off)
    };
    CITATION_LENGTHS
        .iter()
        .find_map(|lengths| pack(*lengths, false))
        .or_else(|| pack(CITATION_LENGTHS[CITATION_LENGTHS.len() - 1], true))
        .unwrap_or_default()
}

/// Lines in as few fields as hold them. `None` if they don't fit, unless they may be cut off: then a last line counts
/// the rest.
fn packed(
    reply: &Reply,
    lines: &[String],
    room: usize,
    most_fields: usize,
    cut_off: bool,
) -> Option<Vec<(String, String)>> {
    let more = MORE_SOURCES.in_language(reply.language);
    // Kept free for the line that counts the rest.
    let reserve = if cut_off { utf16_length(more) + 4 } else { 0 };
    let mut left = room;
    let mut fields: Vec<(String, String)> = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let length = utf16_length(line);
        if let Some((_, value)) = fields.last_mut()
            && utf16_length(value) + 1 + length + reserve <= limits::FIELD_VALUE
            && length + 1 + reserve <= left
        {
            left -= length + 1;
            value.push('\n');
            value.push_str(line);
            continue;
        }
        let heading = if fields.is_empty() { SOURCES } else { SOURCES_CONTINUED };
        let name = heading.in_language(reply.language).to_owned();
        let needed = utf16_length(&name) + length + reserve;
        if fields.len() < most_fields && needed <= left && length + reserve <= limits::FIELD_VALUE {
            left -= needed - reserve;
            fields.push((name, line.clone()));
            continue;
        }
        if !cut_off {
            return None;
        }
        if let Some((_, value)) = fields.last_mut() {
            value.push('\n');
            value.push_str(&more.replace("{count}", &(lines.len() - number).to_string()));
        }
        break;
    }
    Some(fields)
}

/// `[1] title › section — “quote”`.
fn citation_line(citation: &Citation, lengths: CitationLengths) -> String {
    let mut line = format!("**[{}]** {}", citation.n, fit(&one_line(&citation.title), lengths.title));
    if !citation.section.is_empty() {
        line.push_str(" › ");
        line.push_str(&fit(&one_line(&citation.section), lengths.section));
    }
    if lengths.quote > 0 {
        let quote = fit(&readable_quote(citation), lengths.quote);
        line.push_str(" — “");
        line.push_str(&quote);
        line.push('”');
    }
    line
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn utf16_length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The text with Discord's markup made harmless, in at most `limit` units: cut between graphemes, at a blank where one
/// is near, never inside a `[n]` or a link.
fn fit(text: &str, limit: usize) -> String {
    cut(escaped_atoms(text, limit), limit)
}

/// A piece of text that is shown whole or not at all.
struct Atom {
    shown: String,
    is_blank: bool,
}

impl Atom {
    fn new(shown: impl Into<String>) -> Self {
        let shown = shown.into();
        let is_blank = shown.chars().all(char::is_whitespace);
        Self { shown, is_blank }
    }
}

fn cut(atoms: Vec<Atom>, limit: usize) -> String {
    const ELLIPSIS: &str = "…";
    let total: usize = atoms.iter().map(|atom| utf16_length(&atom.shown)).sum();
    if total <= limit {
        return atoms.into_iter().map(|atom| atom.shown).collect();
    }
    let Some(room) = limit.checked_sub(utf16_length(ELLIPSIS)) else {
        return String::new();
    };
    let mut used = 0;
    let mut kept = 0_usize;
    for atom in &atoms {
        let length = utf16_length(&atom.shown);
        if used + length > room {
            break;
        }
        used += length;
        kept += 1;
    }
    // Half a word is worse than one word less, where words are short; Chinese has no blanks.
    let near = kept.saturating_sub(kept / 4);
    if !atoms[kept].is_blank
        && let Some(blank) = (near..kept).rev().find(|index| atoms[*index].is_blank)
    {
        kept = blank;
    }
    let shown: String = atoms.into_iter().take(kept).map(|atom| atom.shown).collect();
    format!("{}{ELLIPSIS}", shown.trim_end())
}

/// Graphemes as they are, for places where Discord reads no markup.
fn plain_atoms(text: &str) -> Vec<Atom> {
    text.graphemes(true).map(Atom::new).collect()
}

/// The text in pieces, with a backslash before what Discord would take for markup, until they are longer than `limit`.
/// Links and `[n]` stay whole and as they are.
fn escaped_atoms(text: &str, limit: usize) -> Vec<Atom> {
    let mut atoms = Vec::new();
    let mut rest = text;
    let mut before = None;
    let mut at_line_start = true;
    let mut used = 0;
    while used <= limit
        && let Some(grapheme) = rest.graphemes(true).next()
    {
        let length = marker_length(rest).or_else(|| link_length(rest, before)).unwrap_or(grapheme.len());
        let (piece, behind) = rest.split_at(length);
        if length > grapheme.len() || !needs_escape(piece, before, behind, at_line_start) {
            atoms.push(Atom::new(piece));
        } else {
            atoms.push(Atom::new(format!("\\{piece}")));
        }
        used += utf16_length(piece);
        at_line_start = piece == "\n" || (at_line_start && piece.trim().is_empty());
        before = piece.chars().last();
        rest = behind;
    }
    atoms
}

/// The length of a `[n]` at the beginning.
fn marker_length(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('[')?;
    let end = inside.find(']')?;
    let digits = &inside[..end];
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(end + 2)
}

/// The length of a web address at the beginning, without the punctuation of the sentence around it.
fn link_length(text: &str, before: Option<char>) -> Option<usize> {
    if before.is_some_and(char::is_alphanumeric) || !(text.starts_with("https://") || text.starts_with("http://")) {
        return None;
    }
    let end = text
        .find(|letter: char| letter.is_whitespace() || "<>\"“”‘’（）()，。；、「」".contains(letter))
        .unwrap_or(text.len());
    Some(text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ']']).len())
}

fn needs_escape(piece: &str, before: Option<char>, behind: &str, at_line_start: bool) -> bool {
    let next = behind.chars().next();
    match piece {
        "\\" | "*" | "`" | "<" => true,
        // Inside a word it means nothing to Discord, and names of models hold it.
        "_" => !(before.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric)),
        // Single ones are signs: ~$15M, a | b.
        "~" | "|" => {
            let sign = piece.chars().next();
            before == sign || next == sign
        }
        "(" => before == Some(']'),
        "#" | ">" => at_line_start,
        "-" => at_line_start && next == Some('#'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::language::Language;

    fn citation(n: u32, quote: &str) -> Citation {
        Citation {
            n,
            source: "deep-dive".to_owned(),
            title: "Chinese LLM Foundation Models: Deep Dive".to_owned(),
            section: "MiniMax › Overview".to_owned(),
            quote: quote.to_owned(),
        }
    }

    fn reply(body: &str) -> Reply {
        Reply::info(None, body.to_owned(), Language::En)
    }

    fn check_limits(body: &Value) {
        let embed = &body["data"]["embeds"][0];
        let mut total = 0;
        let mut check = |text: &Value, limit: usize| {
            let length = utf16_length(text.as_str().unwrap());
            assert!((1..=limit).contains(&length), "{length} of {limit}: {text}");
            total += length;
        };
        check(&embed["description"], limits::EMBED_DESCRIPTION);
        if !embed["title"].is_null() {
            check(&embed["title"], limits::EMBED_TITLE);
        }
        let fields = embed["fields"].as_array().cloned().unwrap_or_default();
        assert!(fields.len() <= limits::EMBED_FIELDS);
        for field in &fields {
            check(&field["name"], limits::FIELD_NAME);
            check(&field["value"], limits::FIELD_VALUE);
        }
        assert!(total <= limits::EMBEDS_TOTAL, "{total}");
    }

    #[test]
    fn an_answer_with_its_citations() {
        let reply = Reply {
            title: Some("who founded\nMiniMax?".to_owned()),
            citations: vec![citation(1, "Founded by\n**Yan Junjie**.")],
            suggestions: vec!["When was MiniMax founded?".to_owned()],
            tone: Tone::Found,
            ..reply("MiniMax was founded by Yan Junjie [1].")
        };
        let body = interaction_body(&Response::Reply(reply));
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
    fn private_replies_carry_the_flag_and_messages_the_reference() {
        let private = Reply::error("No.".to_owned(), Language::En);
        let body = interaction_body(&Response::Reply(private.clone()));
        assert_eq!(body["data"]["flags"], json!(64));
        let message = message_body(&private, "42");
        assert_eq!(message["allowed_mentions"], json!({ "parse": [], "replied_user": false }));
        assert_eq!(message["message_reference"], json!({ "message_id": "42", "fail_if_not_exists": false }));
        assert!(message.get("flags").is_none());
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
            check_limits(&interaction_body(&Response::Reply(reply)));
        }
    }

    #[test]
    fn citations_are_shortened_before_any_is_left_out() {
        let quote = "A sentence that says something about a model. ".repeat(10);
        let show = |count| {
            let reply = Reply { citations: (1..=count).map(|n| citation(n, &quote)).collect(), ..reply("Text.") };
            interaction_body(&Response::Reply(reply))["data"]["embeds"][0]["fields"].to_string()
        };
        let thirty = show(30);
        assert!(thirty.contains("**[30]**") && !thirty.contains("more"), "{thirty}");
        let hundred = show(100);
        assert!(hundred.contains("… and ") && hundred.contains(" more"), "{hundred}");
    }

    #[test]
    fn markup_is_made_harmless() {
        for (text, shown) in [
            ("*bold* and `code`", "\\*bold\\* and \\`code\\`"),
            ("snake_case_name", "snake_case_name"),
            ("_x_ __y__", "\\_x\\_ \\_\\_y\\_\\_"),
            ("~$15M, ~~not~~", "~$15M, \\~\\~not\\~\\~"),
            ("a | b || c", "a | b \\|\\| c"),
            ("<@123> <#1> <:a:1>", "\\<@123> \\<#1> \\<:a:1>"),
            ("# head\n> quote\n-# small", "\\# head\n\\> quote\n\\-# small"),
            ("- item #1 > 2", "- item #1 > 2"),
            ("[text](https://evil.example)", "[text]\\(https://evil.example)"),
            ("[1](https://evil.example)", "[1]\\(https://evil.example)"),
            ("fact [1][12].", "fact [1][12]."),
            ("see https://a.example/x_y_z_*.", "see https://a.example/x_y_z_*."),
            ("back\\slash", "back\\\\slash"),
        ] {
            assert_eq!(fit(text, 1_000), shown);
        }
    }

    #[test]
    fn cutting_keeps_graphemes_markers_and_links_whole() {
        assert_eq!(fit("one two three", 13), "one two three");
        assert_eq!(fit("one two three four", 16), "one two three…");
        assert_eq!(fit("零一万物是一家公司", 5), "零一万物…");
        assert_eq!(fit("ab👩\u{200D}💻cd", 5), "ab…");
        assert_eq!(fit("fact [12] more", 8), "fact…");
        assert_eq!(fit("x https://a.example/long y", 12), "x…");
        assert_eq!(fit("a*b", 2), "a…");
        assert_eq!(fit("abc", 0), "");
        for limit in 0..40 {
            let cut = fit("e\u{301}e\u{301} 模型 👩\u{200D}💻👩\u{200D}💻 [10] *x* and so on and on", limit);
            assert!(utf16_length(&cut) <= limit);
        }
    }

    #[test]
    fn choices_keep_to_their_limits() {
        let choice = |shown: &str, value: &str| Choice { shown: shown.to_owned(), value: value.to_owned() };
        let mut choices = vec![choice(&"名".repeat(200), "ok"), choice("x", &"v".repeat(101))];
        choices.extend((0..30).map(|n| choice(&format!("Lab_{n}"), "v")));
        let body = interaction_body(&Response::Choices(choices));
        let shown = body["data"]["choices"].as_array().unwrap();
        assert_eq!((body["type"].clone(), shown.len()), (json!(8), 25));
        assert_eq!(utf16_length(shown[0]["name"].as_str().unwrap()), 100);
        assert_eq!(shown[1]["name"], json!("Lab_0"), "names are no markup");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_cut_to_what_was_asked_for(text in "\\PC{0,80}|[\\[\\]()0-9*_~|`<>@#: \n-]{0,80}", limit in 0_usize..60) {
            let shown = fit(&text, limit);
            proptest::prop_assert!(utf16_length(&shown) <= limit);
            let whole = fit(&text, 10_000);
            let begun = shown.trim_end_matches('…').trim_end();
            proptest::prop_assert!(whole.starts_with(begun));
            // No masked link survives: nothing follows `]` that would open an address.
            proptest::prop_assert!(!whole.contains("]("));
        }
    }
}
