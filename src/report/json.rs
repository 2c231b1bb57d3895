//! `run.json`: the record everything else can be derived from.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use crate::evidence::{SelectionRecord, StepOutcome, StepRecord, TargetRecord};
use crate::verdict::{
    AssessedRequirement, AssessedScenario, AssessedWaiver, ConformanceReport, RegisteredAmbiguity,
    SCHEMA_VERSION, Totals,
};

/// JSON Schema of the document.
pub const RUN_SCHEMA: &str = include_str!("run.schema.json");

/// The whole run as one JSON document, made while it is written: a run of a hundred thousand
/// scenarios is never held as a tree.
pub fn run_json(report: &ConformanceReport) -> impl Serialize + '_ {
    let run = &report.run;
    RunDocument {
        schema_version: SCHEMA_VERSION,
        run_id: &run.run_id,
        started_at: &run.started_at,
        finished_at: &run.finished_at,
        interrupted: run.interrupted,
        harness: Harness {
            name: env!("CARGO_PKG_NAME"),
            version: &run.harness_version,
            suite_digest: &run.suite_digest,
        },
        selection: &run.selection,
        merged_from: &run.merged_from,
        missing: &run.missing,
        target: &run.target,
        seed: run.seed,
        strict: report.strict,
        fail_on_flaky: report.fail_on_flaky,
        conclusion: report.conclusion.sentence(),
        exit_code: report.conclusion.exit_code() as u8,
        totals: report.totals,
        internal_faults: &run.internal_faults,
        requirements: &report.requirements,
        ambiguities: &report.ambiguities,
        waivers: &report.waivers,
        scenarios: Scenarios(&report.scenarios),
    }
}

#[derive(Serialize)]
struct RunDocument<'a> {
    schema_version: u32,
    run_id: &'a str,
    started_at: &'a str,
    finished_at: &'a str,
    interrupted: bool,
    harness: Harness<'a>,
    selection: &'a SelectionRecord,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    merged_from: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    missing: &'a [String],
    target: &'a TargetRecord,
    seed: u64,
    strict: bool,
    fail_on_flaky: bool,
    conclusion: &'static str,
    exit_code: u8,
    totals: Totals,
    internal_faults: &'a [String],
    requirements: &'a [AssessedRequirement],
    ambiguities: &'a [RegisteredAmbiguity],
    waivers: &'a [AssessedWaiver],
    scenarios: Scenarios<'a>,
}

#[derive(Serialize)]
struct Harness<'a> {
    name: &'static str,
    version: &'a str,
    suite_digest: &'a str,
}

/// The scenarios, one tree at a time.
struct Scenarios<'a>(&'a [AssessedScenario]);

impl Serialize for Scenarios<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(scenario))
    }
}

fn scenario(scenario: &AssessedScenario) -> Value {
    let record = &scenario.record;
    let readings: Map<String, Value> =
        record.readings.iter().map(|it| (it.question.clone(), json!(it.reading))).collect();
    let mut document = json!({
        "id": record.id,
        "position": record.position,
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
        "observed_readings": record.readings,
        "deviations": record.deviations,
        "started_at": record.started_at,
        "duration_ms": record.duration_ms,
        "attempts": record.attempts,
        "flaky": scenario.flaky,
        "requests": record.requests,
        "steps": record.steps.iter().map(step).collect::<Vec<_>>(),
        "checks": record.checks,
    });
    if !record.exchanges.is_empty() {
        document["exchanges"] = json!(record.exchanges);
    }
    if !record.attachments.is_empty() {
        document["attachments"] = json!(record.attachments);
    }
    if let Some(waiver) = &scenario.waived {
        document["waived"] = json!(waiver);
    }
    if !scenario.earlier.is_empty() {
        document["earlier_attempts"] = json!(scenario.earlier);
    }
    document
}

fn step(step: &StepRecord) -> Value {
    let mut document = json!(step);
    document["message"] = json!(message(&step.outcome));
    document
}

/// The cause in words.
pub(super) fn message(outcome: &StepOutcome) -> Option<String> {
    match outcome {
        StepOutcome::CheckFailed(text)
        | StepOutcome::Misuse(text)
        | StepOutcome::Panicked(text) => Some(text.clone()),
        StepOutcome::Unobserved(why) => Some(why.to_string()),
        StepOutcome::TimedOut { limit_ms } => Some(format!("still running after {limit_ms} ms")),
        StepOutcome::Ambiguous(places) => Some(places.join(", ")),
        StepOutcome::Passed
        | StepOutcome::Undefined
        | StepOutcome::Interrupted
        | StepOutcome::NotRun => None,
    }
}
