//! How fast, and how it grows. Two programs in one:
//!
//! - `cargo bench`: divan over the shipped data, part by part and whole answers by category ([`shipped`]).
//! - `cargo bench -- growth [FOLDER]`: growth over collections of 10³ to 10⁶ passages and 10² to 10⁵ entities beside bare
//!   Tantivy, with the percentiles of whole answers; prints tables and draws `docs/growth.svg` ([`growth`]). The
//!   passages are generated ([`collection`]) or, with a folder of manual pages (`/usr/share/man`), real text.
//!
//! `docs/performance.md` has the figures of one machine.

mod bare;
mod collection;
mod growth;
mod shipped;

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    match arguments.next().as_deref() {
        Some("growth") => growth::run(arguments.next().as_deref().map(std::path::Path::new)),
        _ => divan::main(),
    }
}
