//! What a person types: understood and answered over the shipped data, whatever it is. An answer stays within the length
//! that Discord and the contract allow, and every mark in it has its citation.
#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::date;
use lablore::engine::{Engine, Question};
use lablore::generation::Store;
use lablore::question::Topic;
use libfuzzer_sys::fuzz_target;

/// Made before the first input: building the index takes longer than any answer may.
static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data");
    let index = tempfile::tempdir().expect("a folder for the index");
    let ready = Store::new(index.path()).ensure(&data, None, Timestamp::UNIX_EPOCH, &mut |_, _| {});
    ready.expect("the shipped data is right").opened.into_engine()
});

fuzz_target!(init: { LazyLock::force(&ENGINE); }, |text: &str| {
    let question = Question { text, language: None, today: date(2026, 1, 20), topic: Topic::default() };
    let answer = ENGINE.answer(&question);
    assert!(answer.text.chars().count() <= 1_200, "the answer is too long");
    for citation in &answer.citations {
        assert!(answer.text.contains(&format!("[{}]", citation.n)), "a citation that nothing names");
    }
});
