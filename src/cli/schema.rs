//! `bankident schema`: the JSON Schema of `run.json`.

use crate::verdict::{ExitCode, run_schema};

use super::terminal;

/// Prints it.
pub fn print() -> ExitCode {
    terminal::finish(&format!("{:#}\n", run_schema().to_value()), ExitCode::Conformant)
}
