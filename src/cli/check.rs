//! `bankident check`: features only, no network.

use crate::run;
use crate::verdict::ExitCode;

use super::arguments::CheckArguments;
use super::terminal;

/// Prints every problem of the features, or that none was found.
pub fn check(arguments: &CheckArguments) -> ExitCode {
    let (problems, scenarios) = match run::check(&arguments.paths) {
        Ok(checked) => checked,
        Err(why) => return terminal::print_refusal(why),
    };
    for problem in &problems {
        terminal::print_message(&problem.render(terminal::may_color_stderr()));
    }
    let found = match problems.len() {
        0 => "no problem".to_owned(),
        1 => "1 problem".to_owned(),
        many => format!("{many} problems"),
    };
    let code = if problems.is_empty() { ExitCode::Conformant } else { ExitCode::Harness };
    terminal::finish(&format!("{scenarios} scenarios checked, {found}\n"), code)
}
