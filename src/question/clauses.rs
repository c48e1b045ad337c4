//! Where a text is parted into sentences and clauses.

use std::ops::Range;

/// Marks that end a sentence; a full stop or a colon only before a space.
pub(super) const SENTENCES: [char; 11] = ['.', ':', '!', '?', ';', '\n', '…', '。', '！', '？', '；'];
/// Marks that end a clause of a sentence; a comma only before a space.
pub(super) const CLAUSES: [char; 9] = [',', '，', '(', ')', '（', '）', '—', '–', '：'];

/// The stretches of a text between marks, without the marks; those without a letter are left out.
pub(super) fn stretches(text: &str, is_mark: impl Fn(char) -> bool) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, mark) in text.char_indices() {
        let end = at + mark.len_utf8();
        let alone = || text[end..].chars().next().is_none_or(char::is_whitespace);
        // "V3.2", "5,58 million", "10:30".
        if is_mark(mark) && (!matches!(mark, '.' | ',' | ':') || alone()) {
            out.push(start..at);
            start = end;
        }
    }
    out.push(start..text.len());
    out.retain(|span| text[span.clone()].chars().any(char::is_alphanumeric));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_inside_numbers_and_names_part_nothing() {
        let text = "V3.2 cost $5,58M; at 10:30, who knew? (nobody)";
        let parts = |is_mark: fn(char) -> bool| -> Vec<&str> {
            stretches(text, is_mark).into_iter().map(|span| text[span].trim()).collect()
        };
        assert_eq!(parts(|mark| SENTENCES.contains(&mark)), ["V3.2 cost $5,58M", "at 10:30, who knew", "(nobody)"]);
        assert_eq!(parts(|mark| CLAUSES.contains(&mark)), ["V3.2 cost $5,58M; at 10:30", "who knew?", "nobody"]);
    }
}
