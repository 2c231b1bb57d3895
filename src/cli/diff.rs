//! `bankident diff`: what changed between two runs.

use crate::report;
use crate::run;
use crate::verdict::{ComparedRun, Difference, ExitCode};

use super::arguments::{DiffArguments, DiffFormat};
use super::terminal;

/// Prints the changes; the exit code is 1 if a scenario newly fails or no longer passes.
pub fn diff(arguments: &DiffArguments) -> ExitCode {
    let read = |folder| run::recorded(folder).map(ComparedRun::from);
    let (before, after) = match (read(&arguments.before), read(&arguments.after)) {
        (Ok(before), Ok(after)) => (before, after),
        (Err(why), _) | (_, Err(why)) => return terminal::print_refusal(why.into()),
    };
    let difference = Difference::between(&before, &after);
    let text = match arguments.format {
        DiffFormat::Table => report::diff_table(&difference, terminal::layout()),
        DiffFormat::Markdown => report::diff_markdown(&difference),
        DiffFormat::Json => report::diff_json(&difference),
    };
    let worse = difference.is_worse();
    terminal::finish(&text, if worse { ExitCode::NotConformant } else { ExitCode::Conformant })
}
