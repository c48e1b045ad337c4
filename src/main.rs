//! The binary: what was typed goes to [`lablore::cli`], and its exit status comes back.

use std::process::ExitCode;

// Gives back to the system what an engine held that a reindex has replaced, where the system's own allocator keeps most
// of it in pieces.
#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    lablore::cli::main()
}
