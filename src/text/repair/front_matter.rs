//! Front matter: the block of settings that site generators keep at the head of a document. It is about the document
//! and no part of its text. Its values are not read here.

use std::borrow::Cow;

/// Splits a text into its front matter (without the two fences), if it has one, and the text behind it.
///
/// YAML between `---` lines and TOML between `+++` lines count, if every line between them could be a setting: a text
/// that merely begins with a rule keeps it.
#[must_use]
pub fn split_front_matter(text: &str) -> (Option<&str>, &str) {
    split(text).map_or((None, text), |(front, body)| (Some(front), body))
}

/// The text without its front matter and without the blank lines that followed it.
pub(super) fn remove(text: &str) -> Cow<'_, str> {
    match split(text) {
        Some((_, body)) => Cow::Borrowed(body.trim_start_matches(['\n', '\r'])),
        None => Cow::Borrowed(text),
    }
}

fn split(text: &str) -> Option<(&str, &str)> {
    let start = text.find('\n')? + 1;
    let (fence, is_setting): (&str, fn(&str) -> bool) = match text[..start].trim_end() {
        "---" => ("---", is_yaml_line),
        "+++" => ("+++", is_toml_line),
        _ => return None,
    };

    let mut position = start;
    let mut settings = 0;
    for line in text[start..].split_inclusive('\n') {
        let content = line.trim_end();
        if content == fence {
            let is_front_matter = settings > 0;
            return is_front_matter.then(|| (&text[start..position], &text[position + line.len()..]));
        }
        if !content.is_empty() && !is_setting(content) {
            return None;
        }
        settings += usize::from(!content.is_empty());
        position += line.len();
    }
    None
}

/// `key: value`, `key:`, a list item, a continuation or a comment.
fn is_yaml_line(line: &str) -> bool {
    if line.starts_with([' ', '\t', '#', '-']) {
        return true;
    }
    line.split_once(':').is_some_and(|(key, value)| {
        is_key(key.trim_matches(['"', '\''])) && (value.is_empty() || value.starts_with(' '))
    })
}

/// `key = value`, `[table]`, a continuation or a comment.
fn is_toml_line(line: &str) -> bool {
    line.starts_with([' ', '\t', '#', '[', ']'])
        || line.split_once('=').is_some_and(|(key, _)| is_key(key.trim_end().trim_matches('"')))
}

fn is_key(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|character| character.is_alphanumeric() || matches!(character, '_' | '-' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_split_off() {
        let text = "---\ntitle: A: b\ntags:\n- AI, China\n---\n\nBody.\n";
        assert_eq!(split_front_matter(text), (Some("title: A: b\ntags:\n- AI, China\n"), "\nBody.\n"));
        assert_eq!(remove(text), "Body.\n");
        assert_eq!(remove("+++\ntitle = \"x\"\n+++\nBody."), "Body.");
        assert_eq!(remove("---\r\ntitle: x\r\n---\r\nBody."), "Body.");
    }

    #[test]
    fn a_rule_is_no_front_matter() {
        for text in [
            "---\nA sentence, not a setting.\n---\nMore.",
            "---\n---\nMore.",
            "---\ntitle: never closed\n",
            "Text\n---\nkey: value\n---\n",
            "",
            "---",
        ] {
            assert_eq!(split_front_matter(text), (None, text));
            assert_eq!(remove(text), text);
        }
    }
}
