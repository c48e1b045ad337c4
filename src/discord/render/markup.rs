//! Text as Discord shows it: markup made harmless, and cut to length between graphemes, never inside a `[n]` or a link.

use unicode_segmentation::UnicodeSegmentation;

/// The text without the backslashes that made it harmless.
pub(super) fn unescaped(text: &str) -> String {
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

/// The text on one line.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Length as Discord at most counts it.
pub(super) fn utf16_length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The text with Discord's markup made harmless, in at most `limit` units: cut between graphemes, at a blank where one
/// is near, never inside a `[n]` or a link.
pub(super) fn fit(text: &str, limit: usize) -> String {
    cut(escaped_atoms(text, limit), limit)
}

/// A piece of text that is shown whole or not at all.
pub(super) struct Atom {
    /// What is shown of it.
    pub(super) shown: String,
    /// Whether it is white space alone.
    pub(super) is_blank: bool,
}

impl Atom {
    fn new(shown: impl Into<String>) -> Self {
        let shown = shown.into();
        let is_blank = shown.chars().all(char::is_whitespace);
        Self { shown, is_blank }
    }
}

/// Atoms in at most `limit` units, with an ellipsis where some are left out.
pub(super) fn cut(atoms: Vec<Atom>, limit: usize) -> String {
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
pub(super) fn plain_atoms(text: &str) -> Vec<Atom> {
    text.graphemes(true).map(Atom::new).collect()
}

/// The text in pieces, with a backslash before what Discord would take for markup, until they are longer than `limit`.
/// Links and `[n]` stay whole and as they are.
pub(super) fn escaped_atoms(text: &str, limit: usize) -> Vec<Atom> {
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
    // A mark means the same to Discord where accents stand on it, which make one grapheme of both.
    let Some(mark) = piece.chars().next() else { return false };
    match mark {
        '\\' | '*' | '`' | '<' => true,
        // Inside a word it means nothing to Discord, and names of models hold it.
        '_' => !(before.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric)),
        // Single ones are signs: ~$15M, a | b.
        '~' | '|' => before == Some(mark) || next == Some(mark),
        '(' => before == Some(']'),
        '#' | '>' => at_line_start,
        '-' => at_line_start && next == Some('#'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            ("[text](\u{a47}https://evil.example)", "[text]\\(\u{a47}https://evil.example)"),
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
