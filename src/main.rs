//! The binary: what was typed goes to [`lablore::cli`], and its exit status comes back.

use std::process::ExitCode;

use tikv_jemallocator::Jemalloc;

// Gives back to the system what an engine held that a reindex has replaced, where the system's own allocator keeps most
// of it in pieces.
#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

fn main() -> ExitCode {
    lablore::cli::main()
}
