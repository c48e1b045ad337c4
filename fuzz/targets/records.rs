//! A file of records as a keeper saves it: loaded beside one document, whatever stands in it. All that is wrong is a
//! problem with a place, never a panic.
#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use lablore::corpus::load::load;
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

const SHIPPED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../data");

/// A data folder with the shipped lexicon and one shipped document, so that a load is quick.
static FOLDER: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder for data");
    let copy = |name: &str| {
        let to = folder.path().join(name);
        std::fs::create_dir_all(to.parent().expect("a file stands in a folder")).expect("folders can be made");
        std::fs::copy(Path::new(SHIPPED).join(name), to).expect("the shipped data can be copied");
    };
    copy("documents/ai-dragons.md");
    for name in ["properties", "synonyms", "words"] {
        copy(&format!("lexicon/{name}.toml"));
    }
    let records = folder.path().join("records");
    std::fs::create_dir(records).expect("folders can be made");
    folder
});

fuzz_target!(|bytes: &[u8]| {
    std::fs::write(FOLDER.path().join("records/fuzzed.toml"), bytes).expect("the folder can be written to");
    let loaded = load(FOLDER.path(), None).expect("there is a document");
    for problem in &loaded.problems {
        assert!(!problem.to_string().contains('\n'), "a problem is one line");
    }
});
