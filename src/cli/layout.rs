//! A reply as text in a terminal: its body, its numbered proofs, what else could be asked. Plain wherever colours are
//! not wanted. What is said is not decided here.

use std::io::{self, IsTerminal, Write};

use crate::bot::response::{Reply, Tone, readable_quote};
use crate::bot::wording::FixedText;

const ALSO: FixedText = FixedText {
    en: "You could ask:",
    zh_hans: "您还可以问：",
    zh_hant: "您還可以問：",
    es: "También puedes preguntar:",
};

/// Whether and how words are set off.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    coloured: bool,
}

impl Style {
    /// Without colours.
    pub const PLAIN: Self = Self { coloured: false };

    /// Colours if standard output is a terminal that shows them and nobody forbade them (`NO_COLOR`).
    #[must_use]
    pub fn of_stdout() -> Self {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let dumb = set("TERM").is_none_or(|terminal| terminal == "dumb");
        Self { coloured: io::stdout().is_terminal() && !dumb && set("NO_COLOR").is_none() }
    }

    fn set(self, code: &'static str, words: &str) -> String {
        if self.coloured { format!("\u{1b}[{code}m{words}\u{1b}[0m") } else { words.to_owned() }
    }
}

const BOLD: &str = "1";
const DIM: &str = "2";
const YELLOW: &str = "33";
const CYAN: &str = "36";

/// Prints a reply.
///
/// # Errors
/// Those of `out`.
pub fn print(reply: &Reply, style: Style, out: &mut impl Write) -> io::Result<()> {
    if let Some(title) = &reply.title {
        writeln!(out, "{}", style.set(BOLD, &visible(title)))?;
    }
    let body = visible(&reply.body);
    match reply.tone {
        Tone::Declined | Tone::Error => writeln!(out, "{}", style.set(YELLOW, &body))?,
        Tone::Found | Tone::Disagree | Tone::Info => writeln!(out, "{body}")?,
    }
    for citation in &reply.citations {
        let mark = style.set(CYAN, &format!("[{}]", citation.n));
        let place = [citation.title.as_str(), citation.section.as_str()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · ");
        let quote = visible(&readable_quote(citation));
        writeln!(out, "\n{mark} {}", visible(&place))?;
        writeln!(out, "    {}", style.set(DIM, &format!("“{quote}”")))?;
    }
    if let Some(file) = &reply.attachment {
        writeln!(out, "\n{}", style.set(DIM, &visible(&file.name)))?;
        write!(out, "{}", visible(&String::from_utf8_lossy(&file.content)))?;
    }
    if !reply.suggestions.is_empty() {
        writeln!(out, "\n{}", ALSO.in_language(reply.language))?;
        for suggestion in &reply.suggestions {
            writeln!(out, "- {}", visible(suggestion))?;
        }
    }
    Ok(())
}

/// The words without what a terminal would take for orders: a document or a question may hold them.
fn visible(text: &str) -> String {
    text.chars().filter(|letter| *letter == '\n' || !letter.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::Citation;
    use crate::text::language::Language;

    fn reply() -> Reply {
        let mut reply = Reply::info(None, "Founded 2021\u{1b}[31m [1].".to_owned(), Language::En);
        reply.citations.push(Citation {
            n: 1,
            source: "a".to_owned(),
            title: "A".to_owned(),
            section: String::new(),
            quote: "**Founded**\n2021".to_owned(),
            unit: crate::corpus::document::UnitId { document: 0, unit: 0 },
        });
        reply.suggestions.push("By whom?".to_owned());
        reply
    }

    fn printed(style: Style) -> String {
        let mut out = Vec::new();
        print(&reply(), style, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn plain_text_holds_no_escapes() {
        assert_eq!(
            printed(Style::PLAIN),
            "Founded 2021[31m [1].\n\n[1] A\n    “Founded 2021”\n\nYou could ask:\n- By whom?\n"
        );
    }

    #[test]
    fn colours_are_ended() {
        let text = printed(Style { coloured: true });
        assert!(text.contains("\u{1b}[36m[1]\u{1b}[0m A"), "{text}");
    }
}
