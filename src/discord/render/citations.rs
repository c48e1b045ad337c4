//! Where the sentences of an answer stand: the fields with its citations.

use crate::answer::Citation;
use crate::bot::action::Action;
use crate::bot::response::{Reply, readable_quote};
use crate::bot::wording::FixedText;

use super::limits;
use super::markup::{fit, one_line, utf16_length};

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

/// The citations as fields of at most `room` units together: shortened evenly until all fit, and only then cut off.
pub(super) fn citation_fields(reply: &Reply, room: usize, most_fields: usize) -> Vec<(String, String)> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::render::testing::{citation, first_embed, reply};

    #[test]
    fn citations_are_shortened_before_any_is_left_out() {
        let quote = "A sentence that says something about a model. ".repeat(10);
        let show = |count| {
            let reply = Reply { citations: (1..=count).map(|n| citation(n, &quote)).collect(), ..reply("Text.") };
            first_embed(reply)["fields"].to_string()
        };
        let thirty = show(30);
        assert!(thirty.contains("**[30]**") && !thirty.contains("more"), "{thirty}");
        let hundred = show(100);
        assert!(hundred.contains("… and ") && hundred.contains(" more"), "{hundred}");
    }
}
