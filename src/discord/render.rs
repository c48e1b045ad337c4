//! A response → the JSON bodies that Discord takes: embeds within its limits, mentions off in every one of them.
//!
//! Bodies are plain JSON, not serenity's builders: it is the same body whether it goes over the gateway's REST calls or
//! back as the answer to an HTTP interaction, and nothing is sent that Discord's description does not know.

use serde_json::{Value, json};
use serenity::builder::CreateAttachment;
use unicode_segmentation::UnicodeSegmentation;

use crate::answer::Citation;
use crate::bot::action::{Action, Recall};
use crate::bot::response::{Choice, Form, MOST_CHOICES, Reply, Response, Tone, readable_quote};
use crate::bot::wording::{FixedText, LANGUAGES};
use crate::daily::Post;
use crate::text::language::Language;

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
    /// Rows of components under a message.
    pub const ROWS: usize = 5;
    /// Buttons in a row.
    pub const BUTTONS_IN_ROW: usize = 5;
    /// What a button says.
    pub const BUTTON_LABEL: usize = 80;
    /// What a menu says before anything is chosen.
    pub const MENU_PROMPT: usize = 150;
    /// An option of a menu: what it says and what it means.
    pub const MENU_OPTION: usize = 100;
    /// A form's title.
    pub const FORM_TITLE: usize = 45;
    /// What is written above a form's field.
    pub const FORM_LABEL: usize = 45;
    /// The example in a form's field.
    pub const FORM_EXAMPLE: usize = 100;
}

/// Discord's numbers for the ways to respond to an interaction.
const CHANNEL_MESSAGE: u8 = 4;
const DEFERRED_CHANNEL_MESSAGE: u8 = 5;
const DEFERRED_UPDATE: u8 = 6;
const UPDATE_MESSAGE: u8 = 7;
const AUTOCOMPLETE_RESULT: u8 = 8;
const FORM: u8 = 9;

/// Discord's numbers for components and their styles.
const ROW: u8 = 1;
const BUTTON: u8 = 2;
const MENU: u8 = 3;
const TEXT_INPUT: u8 = 4;
const SECONDARY: u8 = 2;
const DANGER: u8 = 4;
const PARAGRAPH: u8 = 2;

/// The flag of a message that only the caller sees.
const EPHEMERAL: u64 = 1 << 6;

/// How long a title, a section and a quote of a citation are shown, longest first: the first at which all citations fit.
const CITATION_LENGTHS: [CitationLengths; 5] = [
    CitationLengths { title: 100, section: 120, quote: 700 },
    CitationLengths { title: 100, section: 120, quote: 240 },
    CitationLengths { title: 80, section: 80, quote: 120 },
    CitationLengths { title: 60, section: 60, quote: 50 },
    CitationLengths { title: 40, section: 40, quote: 0 },
];

/// The same where a button shows the quotes.
const LENGTHS_WITHOUT_QUOTES: [CitationLengths; 3] = [
    CitationLengths { title: 100, section: 120, quote: 0 },
    CitationLengths { title: 60, section: 60, quote: 0 },
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

/// The heading of a question that is too long for a title.
const QUESTION: FixedText = FixedText { en: "Question", zh_hans: "问题", zh_hant: "問題", es: "Pregunta" };

/// The heading of a card on which documents disagree.
const DISAGREE: FixedText = FixedText {
    en: "The documents disagree",
    zh_hans: "各文档说法不一",
    zh_hant: "各文件說法不一",
    es: "Los documentos no coinciden",
};

/// The first response to an interaction; `None` where there is nothing to say.
#[must_use]
pub fn interaction_body(response: &Response) -> Option<Value> {
    Some(match response {
        Response::Reply(reply) => json!({ "type": CHANNEL_MESSAGE, "data": follow_up_body(reply) }),
        Response::Edit(reply) => json!({ "type": UPDATE_MESSAGE, "data": edit_body(reply) }),
        Response::Delete => json!({ "type": DEFERRED_UPDATE }),
        Response::Choices(choices) => {
            let choices: Vec<Value> = choices
                .iter()
                .filter(|choice| utf16_length(&choice.value) <= limits::CHOICE_VALUE)
                .take(MOST_CHOICES)
                .map(choice_body)
                .collect();
            json!({ "type": AUTOCOMPLETE_RESULT, "data": { "choices": choices } })
        }
        Response::Form(form) => json!({ "type": FORM, "data": form_body(form) }),
        Response::Silence => return None,
    })
}

/// That the response will take a while: a message of its own, for the caller alone or not, which is decided here for
/// good; or what takes the place of the message whose component was used.
#[must_use]
pub fn deferred_body(is_private: bool, replaces: bool) -> Value {
    if replaces {
        return json!({ "type": DEFERRED_UPDATE });
    }
    let mut body = json!({ "type": DEFERRED_CHANNEL_MESSAGE });
    if is_private {
        body["data"] = json!({ "flags": EPHEMERAL });
    }
    body
}

/// A message that belongs to an interaction.
#[must_use]
pub fn follow_up_body(reply: &Reply) -> Value {
    let mut body = message_parts(reply, false);
    body["allowed_mentions"] = json!({ "parse": [] });
    if reply.private {
        body["flags"] = json!(EPHEMERAL);
    }
    body
}

/// What a message becomes: all of its parts, so that none of what it was stays.
#[must_use]
pub fn edit_body(reply: &Reply) -> Value {
    let mut body = message_parts(reply, true);
    body["allowed_mentions"] = json!({ "parse": [] });
    // Those that were there go; a new one stands first among those that are uploaded.
    let file = reply.attachment.iter().map(|file| json!({ "id": 0, "filename": file.name }));
    body["attachments"] = file.collect();
    body
}

/// A message of its own.
#[must_use]
pub fn channel_body(reply: &Reply) -> Value {
    let mut body = message_parts(reply, false);
    body["allowed_mentions"] = json!({ "parse": [] });
    body
}

/// A message that replies to the message of that id. The id is the nonce as well, so that a message sent again after a
/// broken connection does not appear twice.
#[must_use]
pub fn message_body(reply: &Reply, replies_to: &str) -> Value {
    let mut body = message_parts(reply, false);
    body["allowed_mentions"] = json!({ "parse": [], "replied_user": false });
    body["message_reference"] = json!({ "message_id": replies_to, "fail_if_not_exists": false });
    body["nonce"] = json!(replies_to);
    body["enforce_nonce"] = json!(true);
    body
}

/// Embeds and components. Text stands in embeds alone, where no link makes a preview. `whole` names the components also
/// where there are none.
fn message_parts(reply: &Reply, whole: bool) -> Value {
    let mut body = json!({ "embeds": embeds(reply) });
    let rows = rows(reply);
    if whole || !rows.is_empty() {
        body["components"] = rows.into();
    }
    body
}

/// The files of a reply, uploaded beside its body.
#[must_use]
pub fn files(reply: &Reply) -> Vec<CreateAttachment> {
    let file = reply.attachment.iter();
    file.map(|file| CreateAttachment::bytes(file.content.clone(), file.name.clone())).collect()
}

fn rows(reply: &Reply) -> Vec<Value> {
    let buttons = reply.buttons.iter().map(|row| {
        let buttons: Vec<Value> = row
            .iter()
            .take(limits::BUTTONS_IN_ROW)
            .map(|button| {
                json!({
                    "type": BUTTON,
                    "style": if button.destructive { DANGER } else { SECONDARY },
                    "label": cut(plain_atoms(&button.label), limits::BUTTON_LABEL),
                    "custom_id": button.id,
                })
            })
            .collect();
        json!({ "type": ROW, "components": buttons })
    });
    let menu = reply.menu.iter().map(|menu| {
        let options: Vec<Value> = menu
            .choices
            .iter()
            .filter(|choice| utf16_length(&choice.value) <= limits::MENU_OPTION)
            .take(MOST_CHOICES)
            .map(|choice| {
                json!({ "label": cut(plain_atoms(&choice.shown), limits::MENU_OPTION), "value": choice.value })
            })
            .collect();
        let prompt = cut(plain_atoms(&menu.prompt), limits::MENU_PROMPT);
        let menu = json!({ "type": MENU, "custom_id": menu.id, "placeholder": prompt, "options": options });
        json!({ "type": ROW, "components": [menu] })
    });
    menu.chain(buttons).take(limits::ROWS).collect()
}

fn form_body(form: &Form) -> Value {
    let rows: Vec<Value> = form
        .fields
        .iter()
        .map(|field| {
            let mut input = json!({
                "type": TEXT_INPUT,
                "custom_id": field.name,
                "style": PARAGRAPH,
                "label": cut(plain_atoms(&field.label), limits::FORM_LABEL),
                "placeholder": cut(plain_atoms(&field.example), limits::FORM_EXAMPLE),
                "required": field.required,
                "max_length": field.max_length,
            });
            if !field.filled.is_empty() {
                let filled: String = field.filled.chars().take(usize::from(field.max_length)).collect();
                input["value"] = filled.into();
            }
            json!({ "type": ROW, "components": [input] })
        })
        .collect();
    json!({
        "custom_id": form.id,
        "title": cut(plain_atoms(&form.title), limits::FORM_TITLE),
        "components": rows,
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
    let footer = match &post.late {
        Some(late) => format!("{} · {late}", post.mark()),
        None => post.mark(),
    };
    let mut embed = embed(&post.reply, limits::EMBEDS_TOTAL - utf16_length(&footer));
    embed["footer"] = json!({ "text": footer });
    let mut body = json!({ "embeds": [embed], "allowed_mentions": { "parse": [] } });
    let rows = rows(&post.reply);
    if !rows.is_empty() {
        body["components"] = rows.into();
    }
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

fn choice_body(choice: &Choice) -> Value {
    json!({ "name": cut(plain_atoms(&choice.shown), limits::CHOICE_NAME), "value": choice.value })
}

/// The embeds of a reply, together within Discord's limit: the reply itself and, where documents disagree, a card with
/// each value beside its documents.
fn embeds(reply: &Reply) -> Vec<Value> {
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

/// Values that are shown side by side at most, and how long a value and its documents may be.
const MOST_SIDES: usize = 6;
const SIDE_VALUE: usize = 120;
const SIDE_DOCUMENTS: usize = 300;

fn disagreement(reply: &Reply) -> Option<Value> {
    if reply.sides.len() < 2 {
        return None;
    }
    let fields: Vec<Value> = reply
        .sides
        .iter()
        .take(MOST_SIDES)
        .map(|side| {
            let cited = reply.citations.iter().filter(|citation| side.marks.contains(&citation.n));
            let lines: Vec<String> =
                cited.map(|citation| format!("[{}] {} › {}", citation.n, citation.title, citation.section)).collect();
            json!({
                "name": fit(&one_line(&side.value), SIDE_VALUE),
                "value": fit(&format!("{}\n{}", side.of, lines.join("\n")), SIDE_DOCUMENTS),
                "inline": true,
            })
        })
        .collect();
    Some(json!({
        "title": DISAGREE.in_language(reply.language),
        "color": colour(Tone::Disagree),
        "fields": fields,
    }))
}

/// The reply itself, with at most `room` units of text.
fn embed(reply: &Reply, mut room: usize) -> Value {
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
    matches!(reply.recall, Some(Recall::Question(_) | Recall::Meant(..)))
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

/// The text without the backslashes that made it harmless.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if letters.peek().is_some_and(char::is_ascii_punctuation) => out.extend(letters.next()),
            other => out.push(other),
        }
    }
    out
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
    // Where a button shows the sentences, here it is enough to say where they stand.
    let has_button =
        reply.buttons.iter().flatten().any(|button| matches!(Action::from_id(&button.id), Some(Action::Sources(_))));
    let all: &[CitationLengths] = if has_button { &LENGTHS_WITHOUT_QUOTES } else { &CITATION_LENGTHS };
    all.iter().find_map(|lengths| pack(*lengths, false)).or_else(|| pack(all[all.len() - 1], true)).unwrap_or_default()
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

    fn citation(n: u32, quote: &str) -> Citation {
        Citation {
            n,
            source: "deep-dive".to_owned(),
            title: "Chinese LLM Foundation Models: Deep Dive".to_owned(),
            section: "MiniMax › Overview".to_owned(),
            quote: quote.to_owned(),
            unit: crate::corpus::document::UnitId { document: 0, unit: n },
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
    fn private_replies_carry_the_flag_and_messages_the_reference() {
        let private = Reply::error("No.".to_owned(), Language::En);
        let body = interaction_body(&Response::Reply(private.clone())).unwrap();
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

    #[test]
    fn a_disagreement_is_a_card_of_its_own() {
        let side = |value: &str, marks: &[u32]| crate::answer::Side {
            of: "MiniMax: founded".to_owned(),
            value: value.to_owned(),
            marks: marks.to_vec(),
        };
        let reply = Reply {
            citations: vec![citation(1, "a"), citation(2, "b")],
            sides: vec![side("2021 [1]", &[1]), side("2022 [2]", &[2])],
            ..reply("Text [1][2].")
        };
        let body = interaction_body(&Response::Reply(reply)).unwrap();
        let card = &body["data"]["embeds"][1];
        assert_eq!(card["fields"][0]["name"], "2021 [1]");
        assert_eq!(card["fields"][1]["inline"], json!(true));
        let documents = card["fields"][1]["value"].as_str().unwrap();
        assert!(documents.starts_with("MiniMax: founded\n[2] Chinese LLM"), "{documents}");
    }

    #[test]
    fn components_and_forms() {
        let button = |id: &str, destructive| crate::bot::response::Button {
            label: "x".repeat(100),
            id: id.to_owned(),
            destructive,
        };
        let reply = Reply {
            buttons: vec![vec![button("f|", true), button("d|1", false)]],
            menu: Some(crate::bot::response::Menu {
                prompt: "Which?".to_owned(),
                id: "m".to_owned(),
                choices: vec![Choice { shown: "Kimi".to_owned(), value: "kimi".to_owned() }],
            }),
            ..reply("Text.")
        };
        let rows = edit_body(&reply)["components"].clone();
        assert_eq!(rows[0]["components"][0]["options"][0], json!({ "label": "Kimi", "value": "kimi" }));
        assert_eq!(rows[1]["components"][0]["style"], json!(DANGER));
        assert_eq!(rows[1]["components"][1]["label"].as_str().unwrap().chars().count(), limits::BUTTON_LABEL);
        assert_eq!(edit_body(&Reply { buttons: vec![], menu: None, ..reply })["components"], json!([]));
        let form = Form {
            id: "r||".to_owned(),
            title: "t".repeat(60),
            fields: vec![crate::bot::response::FormField {
                name: "wrong",
                label: "l".repeat(60),
                example: "e".repeat(200),
                required: true,
                max_length: 1_000,
                filled: String::new(),
            }],
        };
        let body = interaction_body(&Response::Form(form)).unwrap();
        assert_eq!(body["data"]["title"].as_str().unwrap().chars().count(), limits::FORM_TITLE);
        let input = &body["data"]["components"][0]["components"][0];
        assert_eq!(input["label"].as_str().unwrap().chars().count(), limits::FORM_LABEL);
        assert_eq!(input["placeholder"].as_str().unwrap().chars().count(), limits::FORM_EXAMPLE);
    }

    #[test]
    fn citations_are_shortened_before_any_is_left_out() {
        let quote = "A sentence that says something about a model. ".repeat(10);
        let show = |count| {
            let reply = Reply { citations: (1..=count).map(|n| citation(n, &quote)).collect(), ..reply("Text.") };
            interaction_body(&Response::Reply(reply)).unwrap()["data"]["embeds"][0]["fields"].to_string()
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
        let body = interaction_body(&Response::Choices(choices)).unwrap();
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
