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
    if is_same(&repaired, text) {
        return repaired;
    }
    for _ in 1..MAX_ROUNDS {
        let next = match repair_once(&repaired) {
            next if is_same(&next, &repaired) => return repaired,
            next => next.into_owned(),
        };
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
fn and_then<'a>(text: Cow<'a, str>, step: fn(&str) -> Cow<'_, str>) -> Cow<'a, str> {
    match text {
        Cow::Borrowed(text) => step(text),
        Cow::Owned(text) => match step(&text) {
            Cow::Borrowed(same) if same.len() == text.len() => Cow::Owned(text),
            changed => Cow::Owned(changed.into_owned()),
        },
    }
}

/// Whether a step left a text alone. A borrowed outcome can only be the text or a part of it.
fn is_same(outcome: &Cow<'_, str>, text: &str) -> bool {
    match outcome {
        Cow::Borrowed(outcome) => outcome.len() == text.len(),
        Cow::Owned(outcome) => outcome == text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tmp_wrap() {
        for width in [50, 60, 72, 80, 100] {
            let (mut total, mut left, mut wrong, mut out) = (0, 0, 0, String::new());
            for entry in std::fs::read_dir("/work/main/data/documents").unwrap() {
                let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
                let (_, text) = split_front_matter(&text);
                for keep in [2usize, 5] {
                    let damaged: Vec<String> = text
                        .lines()
                        .enumerate()
                        .map(|(i, line)| {
                            if line.len() < 200 || i % (2 * keep) != 0 || line.starts_with('|') {
                                return line.to_owned();
                            }
                            let mut rows: Vec<String> = vec![String::new()];
                            for word in line.split(' ') {
                                let row = rows.last_mut().unwrap();
                                if row.is_empty() {
                                    row.push_str(word)
                                } else if row.chars().count() + 1 + word.chars().count() <= width {
                                    row.push(' ');
                                    row.push_str(word)
                                } else {
                                    rows.push(word.to_owned())
                                }
                            }
                            rows.join("n") + "n"
                        })
                        .collect();
                    let damaged = damaged.join("\n");
                    let repaired = repair(&damaged);
                    for ((d, r), c) in damaged.lines().zip(repaired.lines()).zip(text.lines()) {
                        if d == c {
                            if r != c {
                                out += &format!("CLEAN {c}\n   -> {r}\n");
                            }
                            continue;
                        }
                        let dw: Vec<&str> = d.split(' ').collect();
                        total += c.split(' ').count() - dw.len();
                        let cw: Vec<&str> = c.split(' ').collect();
                        let rw: Vec<&str> = r.split(' ').collect();
                        let cs: std::collections::HashSet<&str> = cw.iter().copied().collect();
                        for w in rw {
                            if !cs.contains(w) {
                                if dw.contains(&w) {
                                    left += 1;
                                    out += &format!("LEFT {w}\n");
                                } else {
                                    wrong += 1;
                                    out += &format!(
                                        "WRONG {w} {:?}\n",
                                        dw.iter().filter(|x| x.contains(w)).collect::<Vec<_>>()
                                    );
                                }
                            }
                        }
                    }
                }
            }
            println!("width {width}: {total} breaks, {left} left, {wrong} wrong\n{out}");
        }
    }

    #[test]
    fn tmp_write() {
        for entry in std::fs::read_dir("/work/shared/documents").unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let text = read(&std::fs::read(&path).unwrap(), &name).unwrap();
            let repaired = repair(&text);
            std::fs::create_dir_all("/work/tmp/repaired").unwrap();
            std::fs::write(format!("/work/tmp/repaired/{name}"), repaired.as_bytes()).unwrap();
            assert!(matches!(repair(&repaired), Cow::Borrowed(same) if same == repaired));
        }
    }
}
