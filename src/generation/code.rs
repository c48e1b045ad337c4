//! The code that makes a generation: when it changes, old generations are stale, though the data is the same.
//!
//! So a new version of the program rebuilds by itself, and nobody has to remember to raise a number. The sources are
//! compiled in; they weigh less than one icon.

use super::fingerprint::FORMAT;

/// Pairs each path below `src` with the file's bytes.
macro_rules! sources {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_bytes!(concat!("../", $name)).as_slice())),*]
    };
}

/// Sources of text, corpus and search, and of what finds the names and counts the words that a generation keeps. A test sees that none is missing.
const SOURCES: &[(&str, &[u8])] = sources![
    "corpus/coverage.rs",
    "corpus/document.rs",
    "corpus/evidence.rs",
    "corpus/graph.rs",
    "corpus/load.rs",
    "corpus/load/comparison.rs",
    "corpus/load/documents.rs",
    "corpus/load/lexicon.rs",
    "corpus/load/records.rs",
    "corpus/load/resolve.rs",
    "corpus/mod.rs",
    "corpus/outline.rs",
    "corpus/problem.rs",
    "corpus/property.rs",
    "corpus/record.rs",
    "corpus/source.rs",
    "corpus/text.rs",
    "corpus/words.rs",
    "question/edges.rs",
    "question/key_table.rs",
    "question/lexicon.rs",
    "question/names.rs",
    "question/sound.rs",
    "question/tokens.rs",
    "question/vocabulary.rs",
    "search/analyzers.rs",
    "search/evaluation.rs",
    "search/expectation.rs",
    "search/forward.rs",
    "search/index.rs",
    "search/index/build.rs",
    "search/mapped.rs",
    "search/mod.rs",
    "search/query.rs",
    "search/rank.rs",
    "search/remembered.rs",
    "search/sentences.rs",
    "search/terms.rs",
    "search/words.rs",
    "text/date.rs",
    "text/duration.rs",
    "text/edtf.rs",
    "text/fold.rs",
    "text/html.rs",
    "text/language.rs",
    "text/mod.rs",
    "text/quantity.rs",
    "text/repair/box_tables.rs",
    "text/repair/fence.rs",
    "text/repair/file.rs",
    "text/repair/front_matter.rs",
    "text/repair/furniture.rs",
    "text/repair/line_breaks.rs",
    "text/repair/mod.rs",
    "text/repair/mojibake.rs",
    "text/repair/run_together.rs",
    "text/repair/shortcodes.rs",
    "text/repair/vocabulary.rs",
    "text/sentences.rs",
    "text/simplified.txt",
    "text/stems.rs",
];

/// Those of them that decide how the files of a generation are laid out. One that was written by others can't be read,
/// or worse, is misread: postcard tells no types.
const LAYOUT: &[&str] = &[
    "corpus/document.rs",
    "corpus/mod.rs",
    "corpus/property.rs",
    "corpus/record.rs",
    "corpus/source.rs",
    "corpus/text.rs",
    "corpus/words.rs",
    "question/vocabulary.rs",
    "search/forward.rs",
    "search/index.rs",
    "search/index/build.rs",
    "text/edtf.rs",
    "text/quantity.rs",
];

/// What these sources amount to.
pub(super) fn hash() -> [u8; 32] {
    hash_of(|_| true).into()
}

/// What those amount to that decide the layout, short enough to be read.
pub(super) fn layout() -> String {
    let hash = hash_of(|name| LAYOUT.contains(&name)).to_hex();
    format!("{FORMAT}-{}", &hash[..16])
}

fn hash_of(is_wanted: impl Fn(&str) -> bool) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    for (_, text) in SOURCES.iter().filter(|(name, _)| is_wanted(name)) {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text);
    }
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{LAYOUT, SOURCES};

    #[test]
    fn no_source_is_missing() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut folders = vec![root.join("text"), root.join("corpus"), root.join("search")];
        let mut found: Vec<String> = ["edges", "key_table", "lexicon", "names", "sound", "tokens", "vocabulary"]
            .map(|name| format!("question/{name}.rs"))
            .into();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
                    found.push(name);
                }
            }
        }
        found.sort();
        let listed: Vec<&str> = SOURCES.iter().map(|(name, _)| *name).collect();
        assert_eq!(listed, found, "list every source of text, corpus and search in generation/code.rs, sorted");
        assert!(LAYOUT.iter().all(|name| listed.contains(name)));
    }
}
