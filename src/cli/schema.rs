//! `bankident schema`: the JSON Schema of `run.json`.

use crate::report::RUN_SCHEMA;
use crate::verdict::ExitCode;

use super::terminal;

/// Prints it.
pub fn print() -> ExitCode {
    terminal::finish(RUN_SCHEMA, ExitCode::Conformant)
}
