//! From a planned scenario and what happened to the record the rest of the program reads.

use std::time::Duration;

use cucumber::gherkin::{Step, StepType};

use crate::evidence::{
    Check, Ledger, ScenarioRecord, StepFailure, StepKind, StepOutcome, StepRecord,
};

use super::{Case, Fate};

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
    }
}

/// The typed reason a step ended with, as its outcome.
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

/// The record of one scenario. Exchanges stay only where somebody will want to read them.
pub(super) fn scenario(
    case: Case,
    position: usize,
    fate: Fate,
    steps: Vec<StepRecord>,
    ledger: Ledger,
    duration: Duration,
) -> ScenarioRecord {
    let ran = fate == Fate::Run;
    let requests = ledger.exchanges.len();
    let quiet =
        steps.iter().all(|step| step.outcome.passed()) && ledger.checks.iter().all(Check::holds);
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
        not_applicable: match fate {
            Fate::NotApplicable(reason) => Some(reason),
            Fate::Run | Fate::Refused { .. } => None,
        },
        steps,
        checks: ledger.checks,
        readings: ledger.readings,
        deviations: ledger.deviations,
        exchanges: if quiet { Vec::new() } else { ledger.exchanges },
        attachments: if quiet { Vec::new() } else { ledger.attachments },
        requests,
        duration_ms: millis(duration),
        attempts: if ran { case.attempt } else { 0 },
        earlier: Vec::new(),
    }
}
