//! Cases about the run itself, for formats that only know cases: a reader that counts cases must
//! not take a part for the whole.

use crate::verdict::{Conclusion, ConformanceReport};

use super::controls;
use super::partial::partial_line;

/// One case about the run itself.
#[derive(Debug, PartialEq, Eq)]
pub struct RunCase {
    /// `interrupted`, `incomplete`, `harness`, `partial`, `empty-shard` or `control`.
    pub kind: &'static str,
    /// The state that was expected.
    pub name: &'static str,
    /// The actual state.
    pub message: String,
    /// Whether it is a problem; otherwise it is reported as skipped.
    pub is_problem: bool,
}

/// All of them; none for a run of a whole suite that came to its end.
pub fn run_cases(report: &ConformanceReport) -> Vec<RunCase> {
    let mut cases = problems(report);
    cases.extend(notes(report));
    cases
}

/// Problems of the run.
pub fn problems(report: &ConformanceReport) -> Vec<RunCase> {
    let run = &report.run;
    let case = |kind, name, message| RunCase { kind, name, message, is_problem: true };
    let cut = run.interrupted.then(|| {
        let (reported, selected) = (report.scenarios.len(), run.selection.scenarios);
        let message =
            format!("interrupted: {reported} of {selected} selected scenarios are reported");
        case("interrupted", "The run comes to its end", message)
    });
    let missing = run
        .missing
        .iter()
        .map(|it| case("incomplete", "No shard is missing", format!("incomplete: {it}")));
    let faults = run
        .internal_faults
        .iter()
        .map(|it| case("harness", "The harness works", format!("fault inside the harness: {it}")));
    cut.into_iter().chain(missing).chain(faults).collect()
}

/// Reasons why a run that came to its end is not a run of the whole suite, and the scenarios that it
/// added as controls.
fn notes(report: &ConformanceReport) -> Vec<RunCase> {
    let note = |kind, name, message| RunCase { kind, name, message, is_problem: false };
    let partial =
        partial_line(report).map(|line| note("partial", "The whole suite is selected", line));
    let empty = (report.conclusion == Conclusion::EmptyShard).then(|| {
        let message = report.conclusion.sentence().to_owned();
        note("empty-shard", "A scenario of the shard is observed", message)
    });
    let controls = controls::control_texts(report).join("; ");
    let controls = Some(controls).filter(|it| !it.is_empty());
    let controls = controls.map(|it| note("control", "Every operation is seen to succeed", it));
    partial.into_iter().chain(empty).chain(controls).collect()
}
