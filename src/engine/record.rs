//! The record of a scenario, made from its plan and its attempt.

use std::time::Duration;

use cucumber::gherkin::{Step, StepType};

use crate::evidence::{
    Check, Ledger, OperationAnswers, ScenarioRecord, StepFailure, StepKind, StepOutcome, StepRecord,
};

use super::{Case, Disposition};

/// A step that has not run.
pub(super) fn not_run(step: &Step) -> StepRecord {
    StepRecord {
        kind: match step.ty {
            StepType::Given => StepKind::Given,
            StepType::When => StepKind::When,
            StepType::Then => StepKind::Then,
        },
        keyword: step.keyword.trim_end().to_owned(),
        text: step.value.clone(),
        line: step.position.line,
        outcome: StepOutcome::NotRun,
        duration_ms: 0,
        requests: 0,
    }
}

/// Outcome of a step that ended with `failure`.
pub(super) fn outcome(failure: StepFailure) -> StepOutcome {
    match failure {
        StepFailure::CheckFailed(what) => StepOutcome::CheckFailed(what),
        StepFailure::Unobserved(why) => StepOutcome::Unobserved(why),
        StepFailure::Misuse(how) => StepOutcome::Misuse(how),
    }
}

/// Whole milliseconds.
pub(super) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// Result of an attempt.
pub(super) struct AttemptResult {
    pub steps: Vec<StepRecord>,
    pub ledger: Ledger,
    /// ISO 8601 UTC.
    pub started_at: String,
    pub duration: Duration,
}

/// The record of one scenario, with all its exchanges.
pub(super) fn scenario(
    case: Case,
    position: usize,
    disposition: Disposition,
    attempt: AttemptResult,
) -> ScenarioRecord {
    let ran = disposition == Disposition::Run;
    let AttemptResult { steps, ledger, started_at, duration } = attempt;
    // The calls after the last step clean up.
    let by_steps = steps.iter().map(|step| step.requests).sum();
    let operations = OperationAnswers::count(ledger.exchanges.iter().take(by_steps));
    ScenarioRecord {
        id: case.id,
        position,
        file: case.file,
        feature: case.feature,
        rule: case.rule,
        name: case.name,
        line: case.line,
        tags: case.tags,
        requirements: case.requirements,
        not_applicable: match disposition {
            Disposition::NotApplicable(reason) => Some(reason),
            Disposition::Run | Disposition::Refused { .. } => None,
        },
        steps,
        checks: ledger.checks,
        readings: ledger.readings,
        deviations: ledger.deviations,
        requests: ledger.exchanges.len(),
        operations,
        exchanges: ledger.exchanges,
        sequence: ledger.sequence,
        started_at: ran.then_some(started_at),
        attachments: ledger
            .attachments
            .into_iter()
            .zip(1..)
            .map(|(it, number)| it.placed(position, case.attempt, number))
            .collect(),
        duration_ms: millis(duration),
        attempts: if ran { case.attempt } else { 0 },
        earlier: Vec::new(),
    }
}

/// Whether every step and check passed. Such a scenario keeps no exchanges, to save memory.
pub(super) fn is_quiet(record: &ScenarioRecord) -> bool {
    let passed = record.steps.iter().all(|step| step.outcome.passed());
    passed && record.checks.iter().all(Check::holds)
}
