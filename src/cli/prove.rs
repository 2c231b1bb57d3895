//! `bankident prove`: which faults the suite detects.

use crate::report;
use crate::run::{self, Proof};
use crate::verdict::{ExitCode, KillMatrix};

use super::arguments::{KillFormat, ProveArguments};
use super::{bar, terminal};

/// Runs the suite with each fault and prints the kill matrix; a list that is not empty means 1.
pub fn prove(arguments: &ProveArguments) -> ExitCode {
    let proof = Proof {
        paths: arguments.paths.clone(),
        faults: arguments.fault.clone(),
        jobs: arguments.jobs.map(usize::from),
    };
    let drawn = bar::may_draw();
    let outcome = run::prove(&proof, &|done, all| {
        if drawn {
            bar::draw(done, all, &[format!("{done} of {all} faults")]);
        }
    });
    bar::clear();
    let matrix = match outcome {
        Ok(matrix) => matrix,
        Err(why) => return terminal::refuse(why),
    };
    let text = match arguments.format {
        KillFormat::Table => report::kill_table(&matrix, terminal::layout()),
        KillFormat::Markdown => report::kill_markdown(&matrix),
        KillFormat::Json => report::kill_json(&matrix),
    };
    terminal::finish(&text, code(&matrix))
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
