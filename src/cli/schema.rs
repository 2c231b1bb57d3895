//! `bankident schema`: the JSON Schema of `run.json`.

use crate::report::RUN_SCHEMA;
use crate::verdict::ExitCode;

use super::terminal;

/// Prints it.
pub fn print() -> ExitCode {
    match terminal::print(RUN_SCHEMA) {
        Ok(()) => ExitCode::Conformant,
        Err(error) => terminal::complain(&error.into(), ExitCode::Harness),
    }
}
