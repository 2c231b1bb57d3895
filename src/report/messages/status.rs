//! Statuses of Cucumber Messages for verdicts and outcomes.
//!
//! A scenario has no status of its own in the messages: readers take the worst of its steps. So no
//! step is worse than its scenario's verdict, and where none is as bad, a hook says the verdict.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::evidence::{ScenarioRecord, StepOutcome, StepRecord};
use crate::report::text::terminal_text;
use crate::verdict::{AssessedScenario, EarlierAttempt, Verdict};

use super::time::duration;

/// The statuses in use, in the order readers rank them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Status {
    /// Every check held.
    Passed,
    /// Not run, not applicable, or accepted for a time.
    Skipped,
    /// Could not be observed.
    Pending,
    /// No step definition matches.
    Undefined,
    /// Several step definitions match.
    Ambiguous,
    /// A check did not hold, or the harness is at fault.
    Failed,
}

/// Status of a scenario.
pub fn of_scenario(scenario: &AssessedScenario) -> Status {
    match scenario.verdict {
        Verdict::Error => {
            let worst = scenario.record.steps.iter().map(|it| of_outcome(&it.outcome)).max();
            worst.filter(|it| *it >= Status::Undefined).unwrap_or(Status::Failed)
        }
        // A reader that counts failures must arrive at the verdict of the run.
        Verdict::Failed if scenario.waived.is_some() => Status::Skipped,
        verdict => of_verdict(verdict),
    }
}

/// Status of an attempt that was followed by another.
pub fn of_attempt(earlier: &EarlierAttempt) -> Status {
    of_verdict(earlier.verdict)
}

fn of_verdict(verdict: Verdict) -> Status {
    match verdict {
        Verdict::Passed | Verdict::Attested | Verdict::Review => Status::Passed,
        Verdict::NotApplicable | Verdict::Uncovered | Verdict::NotObserved => Status::Skipped,
        Verdict::Inconclusive => Status::Pending,
        Verdict::Failed | Verdict::Error => Status::Failed,
    }
}

fn of_outcome(outcome: &StepOutcome) -> Status {
    match outcome {
        StepOutcome::Passed => Status::Passed,
        StepOutcome::NotRun => Status::Skipped,
        StepOutcome::Unobserved(_) | StepOutcome::TimedOut { .. } | StepOutcome::Interrupted => {
            Status::Pending
        }
        StepOutcome::Undefined => Status::Undefined,
        StepOutcome::Ambiguous(_) => Status::Ambiguous,
        StepOutcome::CheckFailed(_) | StepOutcome::Misuse(_) | StepOutcome::Panicked(_) => {
            Status::Failed
        }
    }
}

/// Whether the steps of the last attempt do not show the verdict.
pub fn needs_verdict(scenario: &AssessedScenario) -> bool {
    let most = of_scenario(scenario);
    let worst = scenario.record.steps.iter().map(|it| of_outcome(&it.outcome).min(most)).max();
    !scenario.earlier.is_empty() || worst != Some(most)
}

/// The result of a step of the last attempt.
pub fn of_step(scenario: &AssessedScenario, index: usize, step: &StepRecord) -> Value {
    let status = of_outcome(&step.outcome).min(of_scenario(scenario));
    let first = scenario.record.steps.iter().position(|it| !it.outcome.passed());
    let text = if first == Some(index) && scenario.verdict == Verdict::NotApplicable {
        scenario.reason.clone()
    } else if let Some(cause) = step.outcome.message() {
        format!("{}{cause}{}", prefix(scenario), mismatches(&scenario.record, index))
    } else {
        String::new()
    };
    result(status, &text, step.duration_ms)
}

/// The verdict itself, after the last attempt.
pub fn verdict_result(scenario: &AssessedScenario) -> Value {
    let reason = &scenario.reason;
    let text = if reason.is_empty() { String::new() } else { prefix(scenario) + reason };
    result(of_scenario(scenario), &text, 0)
}

/// A result of any step.
pub fn result(status: Status, text: &str, milliseconds: u64) -> Value {
    let mut result = json!({ "status": status, "duration": duration(milliseconds) });
    if !text.is_empty() {
        result["message"] = json!(terminal_text(text));
    }
    result
}

/// Text before the reason of a failure.
fn prefix(scenario: &AssessedScenario) -> String {
    match (&scenario.waived, scenario.verdict) {
        (Some(waiver), _) => format!("waived ({}): ", waiver.ticket),
        (None, Verdict::Failed) if scenario.warning => "warning, no MUST is broken: ".to_owned(),
        _ => String::new(),
    }
}

/// Every difference the checks of a step found.
fn mismatches(record: &ScenarioRecord, step: usize) -> String {
    let mut text = String::new();
    for check in record.checks.iter().filter(|it| it.step == step && !it.holds()) {
        let _ = write!(text, "\ndoes not hold: {}", check.statement);
        for it in &check.mismatches {
            let (path, expected, actual) = (&it.path, &it.expected, &it.actual);
            let _ = write!(text, "\n  {path}\n    expected: {expected}\n    actual:   {actual}");
        }
    }
    text
}
