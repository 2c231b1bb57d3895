//! `bankident check`: features only, no network.

use crate::engine;
use crate::run::{self, CheckedFeatures};
use crate::verdict::ExitCode;

use super::arguments::CheckArguments;
use super::terminal;

/// Prints every problem of the features, or that none was found.
pub fn check(arguments: &CheckArguments) -> ExitCode {
    let mut checked = match run::check(&arguments.paths) {
        Ok(checked) => checked,
        Err(why) => return terminal::print_refusal(why),
    };
    if arguments.strict {
        checked.problems.iter_mut().for_each(|it| it.is_warning = false);
    }
    for problem in engine::summarised(&checked.problems) {
        terminal::print_message(&problem.render(terminal::may_color_stderr()));
    }
    let warnings = checked.problems.iter().filter(|it| it.is_warning).count();
    let errors = checked.problems.len() - warnings;
    let found = match (errors, warnings) {
        (0, 0) => "no problem".to_owned(),
        (0, _) => counted(warnings, "warning"),
        (_, 0) => counted(errors, "problem"),
        _ => format!("{}, {}", counted(errors, "problem"), counted(warnings, "warning")),
    };
    let scenarios = counted(checked.scenarios, "scenario");
    terminal::finish(&format!("{scenarios} checked, {found}\n"), exit_code(&checked, errors))
}

fn exit_code(checked: &CheckedFeatures, errors: usize) -> ExitCode {
    if checked.is_unreadable {
        ExitCode::Usage
    } else if errors > 0 {
        ExitCode::Harness
    } else if checked.scenarios == 0 {
        ExitCode::NothingSelected
    } else {
        ExitCode::Conformant
    }
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
