//! A document as it lies on somebody's disk: read and repaired, whatever its bytes are. What is repaired once needs no
//! repair again.
#![no_main]

use lablore::text::repair::{read, repair};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = read(bytes, "document.md") else { return };
    let once = repair(&text);
    let twice = repair(&once);
    assert_eq!(once, twice, "repairing again changes more");
});
