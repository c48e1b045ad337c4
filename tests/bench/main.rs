//! How fast, how it grows, and what a reindex costs. Programs in one:
//!
//! - `cargo bench`: divan over the shipped data, part by part and whole answers by category ([`shipped`]).
//! - `cargo bench -- growth [FOLDER]`: growth over collections of 10³ to 10⁶ passages and 10² to 10⁵ entities beside bare
//!   Tantivy, with the percentiles of whole answers; prints tables and draws `docs/growth.svg` ([`growth`]). The
//!   passages are generated ([`collection`]) or, with a folder of manual pages (`/usr/share/man`), real text.
//! - `cargo bench -- reindex [RATE]`: ten reindexes under a load of so many questions a second (200): percentiles as usual
//!   and meanwhile, and memory ([`reindex`]).
//! - `cargo bench -- kills [TIMES]`: builds killed at random moments (200 times), and what the next start finds.
//!
//! `docs/performance.md` has the figures of one machine.

mod bare;
mod collection;
mod growth;
mod reindex;
mod shipped;

/// That of the binary.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    match arguments.next().as_deref() {
        Some("growth") => growth::run(arguments.next().as_deref().map(std::path::Path::new)),
        Some("reindex") => reindex::load(number(arguments.next(), 200)),
        Some("kills") => reindex::kills(number(arguments.next(), 200).into()),
        _ => divan::main(),
    }
}

/// A number that was given, else this one.
fn number(given: Option<String>, usual: u32) -> u32 {
    given.map_or(usual, |given| given.parse().expect("a whole number"))
}
