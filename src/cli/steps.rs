//! `bankident steps`: the vocabulary of the features.

use std::fmt::Write as _;

use crate::run;
use crate::verdict::ExitCode;

use super::terminal;

/// Prints every sentence, the kind of step before it.
pub fn list() -> ExitCode {
    let mut text = String::new();
    for entry in run::sentences() {
        let kind = format!("{:?}", entry.kind);
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{kind} {}", entry.sentence);
    }
    match terminal::print(&text) {
        Ok(()) => ExitCode::Conformant,
        Err(error) => terminal::complain(&error.into(), ExitCode::Harness),
    }
}
