//! `bankident`: argv in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    bankident_conformance::cli::main()
}
