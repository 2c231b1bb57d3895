//! `bankident prove`: what the suite's green is worth.

use std::io::{self, Write as _};

use crate::report;
use crate::run::{self, Proof};
use crate::verdict::{ExitCode, KillMatrix};

use super::arguments::{KillFormat, ProveArguments};
use super::run::refuse;
use super::terminal;

/// Tries the faults and prints the kill matrix; a list that is not empty is 1.
pub fn prove(arguments: &ProveArguments) -> ExitCode {
    let proof = Proof {
        paths: arguments.paths.clone(),
        faults: arguments.fault.clone(),
        jobs: arguments.jobs.map(usize::from),
    };
    let watched = terminal::is_watched();
    let outcome = run::prove(&proof, &|done, all| {
        if watched {
            let end = if done == all { "\r\x1b[K" } else { "" };
            // Nobody can be told when that fails.
            let _ = write!(io::stderr().lock(), "\r{done} of {all} faults{end}");
        }
    });
    let matrix = match outcome {
        Ok(matrix) => matrix,
        Err(why) => return refuse(why),
    };
    let text = match arguments.format {
        KillFormat::Table => report::kill_table(&matrix, terminal::layout()),
        KillFormat::Markdown => report::kill_markdown(&matrix),
        KillFormat::Json => report::kill_json(&matrix),
    };
    match terminal::print(&text) {
        Ok(()) => code(&matrix),
        Err(error) => terminal::complain(&error.into(), ExitCode::Harness),
    }
}

fn code(matrix: &KillMatrix) -> ExitCode {
    if !matrix.errors.is_empty() {
        ExitCode::Harness
    } else if matrix.is_clean() {
        ExitCode::Conformant
    } else {
        ExitCode::NotConformant
    }
}
