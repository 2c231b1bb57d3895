//! `bankident check`: features only, no network.

use serde_json::{Value, json};

use crate::engine::{self, Problem};
use crate::run::{self, CheckedFeatures};
use crate::verdict::ExitCode;

use super::check_arguments::{CheckArguments, CheckFormat};
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
    let code = exit_code(&checked);
    match arguments.format {
        CheckFormat::Json => terminal::finish(&as_json(&checked), code),
        CheckFormat::Text => {
            for problem in engine::summarised(&checked.problems) {
                terminal::print_message(&problem.render(terminal::may_color_stderr()));
            }
            terminal::finish(&summary(&checked), code)
        }
    }
}

fn exit_code(checked: &CheckedFeatures) -> ExitCode {
    if checked.is_unreadable {
        ExitCode::Usage
    } else if Problem::any_error(&checked.problems) {
        ExitCode::Harness
    } else if checked.plan.is_empty() {
        ExitCode::NothingSelected
    } else {
        ExitCode::Conformant
    }
}

fn summary(checked: &CheckedFeatures) -> String {
    let warnings = checked.problems.iter().filter(|it| it.is_warning).count();
    let errors = checked.problems.len() - warnings;
    let found = match (errors, warnings) {
        (0, 0) => "no problem".to_owned(),
        (0, _) => counted(warnings, "warning"),
        (_, 0) => counted(errors, "problem"),
        _ => format!("{}, {}", counted(errors, "problem"), counted(warnings, "warning")),
    };
    format!("{} checked, {found}\n", counted(checked.plan.scenarios.len(), "scenario"))
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

fn as_json(checked: &CheckedFeatures) -> String {
    let problems: Vec<Value> = checked.problems.iter().map(problem).collect();
    let scenarios = engine::listed(&checked.plan);
    format!("{}\n", json!({ "scenarios": scenarios, "problems": problems }))
}

fn problem(problem: &Problem) -> Value {
    json!({
        "level": if problem.is_warning { "warning" } else { "error" },
        "file": problem.file,
        "line": problem.line,
        "column": problem.col,
        "message": problem.message,
        "help": problem.help,
    })
}
