//! The binary: what was typed goes to [`lablore::cli`], and its exit status comes back.

use std::process::ExitCode;

fn main() -> ExitCode {
    lablore::cli::main()
}
