//! The body of an interaction behind its signature: read and made a request of, whatever it holds.
#![no_main]

use jiff::Timestamp;
use lablore::discord::incoming;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(interaction) = serde_json::from_slice(bytes) {
        // What matters is that it comes back.
        let _ = incoming::request(&interaction, Timestamp::UNIX_EPOCH);
    }
});
