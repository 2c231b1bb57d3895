//! `run.json`: the record everything else can be derived from.

use serde_json::{Map, Value, json};

use crate::evidence::{StepOutcome, StepRecord};
use crate::verdict::{AssessedScenario, ConformanceReport, Verdict};

/// Version of the layout written here.
const SCHEMA_VERSION: u32 = 1;

/// The whole run as one JSON document.
pub fn run_json(report: &ConformanceReport) -> Value {
    let run = &report.run;
    json!({
        "schema_version": SCHEMA_VERSION,
        "run_id": run.run_id,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "interrupted": run.interrupted,
        "harness": {
            "name": env!("CARGO_PKG_NAME"),
            "version": env!("CARGO_PKG_VERSION"),
            "suite_digest": run.suite_digest,
        },
        "target": run.target,
        "seed": run.seed,
        "strict": report.strict,
        "conclusion": report.conclusion.sentence(),
        "exit_code": report.conclusion.exit_code() as u8,
        "scenarios": report.scenarios.iter().map(scenario).collect::<Vec<_>>(),
        "requirements": report.requirements,
        "totals": report.totals,
        "internal_faults": run.internal_faults,
    })
}

fn scenario(scenario: &AssessedScenario) -> Value {
    let record = &scenario.record;
    let readings: Map<String, Value> =
        record.readings.iter().map(|it| (it.question.clone(), json!(it.reading))).collect();
    let mut document = json!({
        "id": record.id,
        "feature": record.feature.as_ref(),
        "file": record.file.as_ref(),
        "rule": record.rule.as_deref(),
        "name": record.name,
        "line": record.line,
        "tags": record.tags,
        "requirements": record.requirements,
        "verdict": scenario.verdict,
        "reason": scenario.reason,
        "warning": scenario.warning,
        "readings": readings,
        "deviations": record.deviations,
        "duration_ms": record.duration_ms,
        "attempts": record.attempts,
        "requests": record.requests,
        "steps": record.steps.iter().map(step).collect::<Vec<_>>(),
    });
    if !matches!(scenario.verdict, Verdict::Passed | Verdict::NotApplicable) {
        document["checks"] = json!(record.checks);
        document["exchanges"] = json!(record.exchanges);
    }
    document
}

fn step(step: &StepRecord) -> Value {
    let (outcome, message) = outcome(&step.outcome);
    json!({
        "keyword": step.keyword,
        "text": step.text,
        "line": step.line,
        "outcome": outcome,
        "message": message,
        "duration_ms": step.duration_ms,
    })
}

fn outcome(outcome: &StepOutcome) -> (&'static str, Option<String>) {
    match outcome {
        StepOutcome::Passed => ("passed", None),
        StepOutcome::CheckFailed(text) => ("check-failed", Some(text.clone())),
        StepOutcome::Unobserved(why) => ("unobserved", Some(why.to_string())),
        StepOutcome::TimedOut { limit_ms } => {
            ("timed-out", Some(format!("still running after {limit_ms} ms")))
        }
        StepOutcome::Undefined => ("undefined", None),
        StepOutcome::Ambiguous(places) => ("ambiguous", Some(places.join(", "))),
        StepOutcome::Misuse(text) => ("misuse", Some(text.clone())),
        StepOutcome::Panicked(text) => ("panicked", Some(text.clone())),
        StepOutcome::Interrupted => ("interrupted", None),
        StepOutcome::NotRun => ("not-run", None),
    }
}
