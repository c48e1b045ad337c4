//! Repair of originals: damage that a text took on its way here is undone, a file per kind of damage.
//!
//! It is not an editor: what is clean passes unchanged, nothing is completed by guessing, and the original's bytes
//! are only read. The repaired text is the one that every quote is a slice of.

mod box_tables;
mod fence;
mod file;
mod front_matter;
mod furniture;
mod line_breaks;
mod mojibake;
mod run_together;
mod shortcodes;
mod vocabulary;

use std::borrow::Cow;

pub use file::{MAX_FILE_BYTES, RefusedFile, read};
pub use front_matter::split_front_matter;

/// How often the kinds of repair are gone through until nothing changes any more. Text that was encoded wrongly
/// three times needs three rounds and one that finds nothing.
const MAX_ROUNDS: usize = 8;

/// Undoes the damage of a text: front matter, shortcodes, wrongly decoded characters, lost line breaks, box-drawn
/// tables, table rows run together, furniture of web pages.
///
/// Clean text comes back borrowed (without its front matter). Repairing twice equals repairing once: the result is
/// one in which no repair finds anything, and a text that does not come to rest is not understood and left alone.
#[must_use]
pub fn repair(text: &str) -> Cow<'_, str> {
    let mut repaired = repair_once(text);
    if repaired == text {
        return Cow::Borrowed(text);
    }
    for _ in 1..MAX_ROUNDS {
        let next = repair_once(&repaired).into_owned();
        if next == repaired {
            return repaired;
        }
        repaired = Cow::Owned(next);
    }
    Cow::Borrowed(text)
}

/// One round. The order matters: letters first, since the later kinds look at words, tables before the furniture,
/// since a table's cells are words that tell furniture from content.
fn repair_once(text: &str) -> Cow<'_, str> {
    const KINDS: [fn(&str) -> Cow<'_, str>; 6] = [
        shortcodes::remove,
        mojibake::repair,
        line_breaks::repair,
        box_tables::unframe,
        run_together::split,
        furniture::drop,
    ];

    let mut repaired = front_matter::remove(text);
    for repair_kind in KINDS {
        repaired = and_then(repaired, repair_kind);
    }
    repaired
}

/// Goes on with the outcome of an earlier step without copying what is still borrowed.
fn and_then(text: Cow<'_, str>, step: fn(&str) -> Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => step(text),
        Cow::Owned(text) => match step(&text) {
            Cow::Borrowed(same) if same.len() == text.len() => Cow::Owned(text),
            changed => Cow::Owned(changed.into_owned()),
        },
    }
}

#[cfg(test)]
mod tests {
    //! What is proven: each kind of damage goes, clean text stays, repairing twice equals once, no text makes it panic,
    //! and time grows with the text's length.

    use std::path::Path;
    use std::time::{Duration, Instant};

    use proptest::prelude::*;

    use super::*;

    fn check(damaged: &str, repaired: &str) {
        assert_eq!(repair(damaged), repaired);
        assert_eq!(repair(repaired), repaired);
    }

    #[test]
    fn all_kinds_in_one_text() {
        check(
            "---\ntitle: x\n---\n\n# {{< b >}}Labs{{< /b >}} ‚úÖ\n\nAI rewrite\nRead it as…\n\n\
             The countryâ€™s app and data, it is.\n\nThe data,nand the appnis here.n\n\n\
             ┌───┬───┐\n│ A │ B │\n└───┴───┘\n",
            "# Labs ✅\n\nThe country’s app and data, it is.\n\n\
             The data, and the app is here.\n\nA | B\n",
        );
    }

    #[test]
    fn text_that_was_damaged_twice_is_repaired() {
        check("The Mona Lisa doesnÃ¢â‚¬â„¢t", "The Mona Lisa doesn’t");
        check("‚Äö√∫√ñ", "✅");
    }

    #[test]
    fn clean_text_is_borrowed() {
        for text in [
            "São Paulo, naïve café, Größe, “quotes” … 5 °C — 通义千问 ✅ 🇨🇳",
            "Ein Satz über große Maße. Él nació en São Tomé, ¿no? ¡Sí!",
            "杨植麟（唐杰）创立了月之暗面。\n\n「智谱清言」",
            "for n in 0..10 { println!(\"{n}\"); }\n\n    let next = nodes.len();\n",
            "# Heading\n\n- item\n- item\n\n| a | b |\n| --- | --- |\n| c | d |\n",
            "",
        ] {
            assert!(matches!(repair(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }

    #[test]
    fn digests_stay_as_they_are() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/documents");
        for (name, text) in documents(&folder) {
            let (_, text) = split_front_matter(&text);
            let text = text.trim_start();
            assert_eq!(repair(text), text, "{name}");
        }
    }

    #[test]
    fn originals_hold_no_damage_any_more() {
        const DAMAGE: [&str; 18] = [
            "‚",
            "Ã",
            "â€",
            "Ê",
            "È",
            "√",
            "¬",
            "\u{f8ff}",
            "{{<",
            "│",
            "─",
            "AI rewrite",
            "appnand",
            "CyberspacenAdministration",
            "ownninfrastructure",
            "softnrefusals",
            "isn't.n",
            "2024DeepSeek",
        ];
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/documents");
        for (name, text) in documents(&folder) {
            let repaired = repair(&text);
            assert_eq!(repair(&repaired), repaired, "{name} is at rest");
            for damage in DAMAGE {
                assert!(!repaired.contains(damage), "{name} still holds {damage}");
            }
            // Marks of shortcodes and borders count as words here.
            let (_, text) = split_front_matter(&text);
            let had = text.split_whitespace().count();
            let kept = repaired.split_whitespace().count();
            assert!(kept * 10 > had * 9, "{name} lost words: {kept} of {had}");
        }
    }

    #[test]
    fn time_grows_with_the_length() {
        let lines = [
            "The data,nand the appnis here. OpenAI,nor ‚úÖ the countryâ€™s {{< b >}}x{{< /b >}}.n\n",
            "┌───┬───┐\n│ A │ B │\n",
            "ÂÂÂÂÂ ÃÃÃ ‚Äö‚Äö ",
            "Jan 2024DeepSeekFirst open\n",
            "a,nb",
            "{{< ",
        ];
        for line in lines {
            let text = line.repeat(500_000 / line.len());
            let start = Instant::now();
            let _ = repair(&text);
            // Quadratic time would be minutes; the bound leaves room for a busy machine.
            assert!(start.elapsed() < Duration::from_secs(20), "{line}");
        }
    }

    proptest! {
        #[test]
        fn any_text_comes_to_rest(text in any::<String>()) {
            let repaired = repair(&text).into_owned();
            prop_assert_eq!(repair(&repaired), repaired.as_str());
        }

        #[test]
        fn any_damage_comes_to_rest(pieces in prop::collection::vec(damaged_piece(), 0..40)) {
            let text = pieces.concat();
            let repaired = repair(&text).into_owned();
            prop_assert_eq!(repair(&repaired), repaired.as_str());
        }

        #[test]
        fn clean_prose_stays(words in prop::collection::vec(clean_word(), 1..80)) {
            let text = words.join(" ") + ".";
            prop_assert_eq!(repair(&text), text.as_str());
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            for name in ["a.md", "a.html"] {
                if let Ok(text) = read(&bytes, name) {
                    let _ = repair(&text);
                }
            }
        }

        #[test]
        fn any_page_is_read(pieces in prop::collection::vec(piece_of_page(), 0..60)) {
            let _ = crate::text::html::to_markdown(&pieces.concat());
        }
    }

    fn damaged_piece() -> impl Strategy<Value = String> {
        prop::sample::select(vec![
            "---\n",
            "k: v\n",
            "\n",
            "\n\n",
            " ",
            "n",
            "N",
            ",n",
            ".n",
            "appnand ",
            "app ",
            "and ",
            "the data ",
            "thenData",
            "{{<",
            " b >}}",
            "{{< /b >}}",
            "Ã",
            "Â",
            "â€",
            "™",
            "©",
            "‚",
            "Ä",
            "î",
            "ü",
            "á",
            "®",
            "\u{f8ff}",
            "é",
            "…",
            "”",
            "┌──┬──┐\n",
            "│ A │ b │\n",
            "├──┼──┤\n",
            "└──┴──┘\n",
            "DateModelWhat it\n",
            "2023DeepSeekFirst\n",
            "May 2024QwenSecond\n",
            "DeepSeek ",
            "00\n",
            "01\n",
            "02\n",
            "LW\n",
            "Liang Wen\n",
            "AI rewrite\n",
            "Menu\n",
            "DeepSeekQwenKimi",
            "Qwen ",
            "Kimi ",
            "```\n",
            "通义",
            "| ",
            "(",
            ". ",
        ])
        .prop_map(str::to_owned)
    }

    fn clean_word() -> impl Strategy<Value = String> {
        prop::sample::select(vec![
            "another",
            "announce",
            "app",
            "and",
            "cannot",
            "context",
            "training",
            "no",
            "one",
            "none",
            "never",
            "ever",
            "text",
            "self",
            "nonself",
            "in",
            "OpenAI",
            "network,",
            "net",
            "work",
            "nation.",
            "An",
            "handbook",
            "book",
            "(nine)",
            "1998",
            "n",
            "isn't",
            "is",
            "open",
            "opening",
            "sadness",
            "the",
            "then",
            "planner",
            "plan",
            "tension",
            "Tiananmen",
            "company",
            "winter",
            "wit",
            "er",
            "sandstone;",
            "stone",
            "sad",
            "candidate",
            "date",
        ])
        .prop_map(str::to_owned)
    }

    fn piece_of_page() -> impl Strategy<Value = String> {
        prop::sample::select(vec![
            "<p>",
            "</p>",
            "<h1>",
            "</h1>",
            "<ul>",
            "<ol>",
            "</ul>",
            "<li>",
            "<table>",
            "</table>",
            "<tr>",
            "<td rowspan=3>",
            "<th colspan=2>",
            "</td>",
            "</tr>",
            "<nav>",
            "</nav>",
            "<header>",
            "<main>",
            "</main>",
            "<pre>",
            "</pre>",
            "<br>",
            "<hr>",
            "<script>",
            "</script>",
            "<title>",
            "</title>",
            "<head>",
            "<body>",
            "text ",
            "&amp;",
            "|",
            "\n",
            "<b>",
            "<div hidden>",
            "</div>",
            "<",
            "<!--",
            "-->",
            "<button>",
            "</button>",
        ])
        .prop_map(str::to_owned)
    }

    /// The documents of a folder as they are read, by name; none, with a line that says so, where it is missing.
    fn documents(folder: &Path) -> Vec<(String, String)> {
        let Ok(entries) = std::fs::read_dir(folder) else {
            println!("skipped: no {}", folder.display());
            return Vec::new();
        };
        let mut documents = Vec::new();
        for entry in entries {
            let path = entry.expect("a readable folder").path();
            let name = path.display().to_string();
            let bytes = std::fs::read(&path).expect("a readable document");
            let text = read(&bytes, &name).expect("a document that is text");
            documents.push((name, text));
        }
        documents.sort();
        documents
    }
}
