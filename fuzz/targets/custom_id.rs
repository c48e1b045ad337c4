//! The id of a button as Discord hands it back, or as somebody forged it. What it means makes an id that means the same.
#![no_main]

use lablore::bot::action::Action;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|id: &str| {
    let Some(action) = Action::from_id(id) else { return };
    let Some(made) = action.id() else { return };
    let read = Action::from_id(&made).expect("an id that was made is read");
    assert_eq!(read.id(), Some(made), "an id means what it says");
});
