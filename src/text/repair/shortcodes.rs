//! Shortcodes of site generators (`{{< blue-text >}}x{{< /blue-text >}}`): the marks go, what they enclose stays.
//! Template languages with single-percent marks are left alone, since texts about code show them.

use std::borrow::Cow;

use super::fence::Fence;

/// A mark is short; what is longer is an opening without its end.
const MAX_SHORTCODE_BYTES: usize = 400;

/// Takes the marks out of a text, outside of fenced code.
pub(super) fn remove(text: &str) -> Cow<'_, str> {
    if !text.contains("{{<") && !text.contains("{{%") {
        return Cow::Borrowed(text);
    }
    let mut fence = Fence::default();
    let mut cleaned = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        if fence.covers(line) {
            cleaned.push_str(line);
        } else {
            remove_from_line(line, &mut cleaned);
        }
    }
    Cow::Owned(cleaned)
}

fn remove_from_line(line: &str, cleaned: &mut String) {
    let mut rest = line;
    while let Some(start) = rest.find("{{") {
        let Some(length) = shortcode_length(&rest[start..]) else {
            cleaned.push_str(&rest[..start + 2]);
            rest = &rest[start + 2..];
            continue;
        };
        cleaned.push_str(&rest[..start]);
        rest = &rest[start + length..];
        // A mark with a space on either side leaves two.
        if cleaned.ends_with(' ') {
            rest = rest.trim_start_matches(' ');
        }
    }
    cleaned.push_str(rest);
}

/// The length of the shortcode that a text begins with.
fn shortcode_length(text: &str) -> Option<usize> {
    let (open, close) = match text.as_bytes().get(2)? {
        b'<' => ("{{<", ">}}"),
        b'%' => ("{{%", "%}}"),
        _ => return None,
    };
    let inside = text.strip_prefix(open)?;
    let mut limit = MAX_SHORTCODE_BYTES.min(inside.len());
    while !inside.is_char_boundary(limit) {
        limit -= 1;
    }
    let end = inside[..limit].find(close)?;
    let name = inside[..end].trim().trim_start_matches('/').trim_start();
    name.starts_with(char::is_alphabetic).then_some(open.len() + end + close.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(damaged: &str, repaired: &str) {
        assert_eq!(remove(damaged), repaired);
    }

    #[test]
    fn marks_go_and_contents_stay() {
        check("{{< blue-text >}}x{{< /blue-text >}}", "x");
        check("and {{< b >}}Baichuan AI {{< /b >}} - are", "and Baichuan AI - are");
        check("_{{< b >}}a fraction{{< /b >}}_ of", "_a fraction_ of");
        check("| {{<b>}}01.AI{{</b>}}   | apps |", "| 01.AI   | apps |");
        check("{{% note %}}Read this.{{% /note %}}", "Read this.");
        check("See {{< figure src=\"a.png\" >}} here", "See here");
    }

    #[test]
    fn what_is_no_shortcode_stays() {
        for text in ["{{ value }}", "{{< 1 < 2", "{% if x %}", "a {{<}} b", "```\n{{< figure >}}\n```\n"] {
            check(text, text);
        }
    }
}
