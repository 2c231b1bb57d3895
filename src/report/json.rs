//! `run.json`: the record everything else can be derived from.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use crate::evidence::{StepOutcome, StepRecord, TargetRecord};
use crate::verdict::{
    AssessedRequirement, AssessedScenario, ConformanceReport, RegisteredAmbiguity, Totals, Verdict,
};

/// Version of the layout written here.
const SCHEMA_VERSION: u32 = 1;

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
            version: env!("CARGO_PKG_VERSION"),
            suite_digest: &run.suite_digest,
        },
        target: &run.target,
        seed: run.seed,
        strict: report.strict,
        conclusion: report.conclusion.sentence(),
        exit_code: report.conclusion.exit_code() as u8,
        totals: report.totals,
        internal_faults: &run.internal_faults,
        requirements: &report.requirements,
        ambiguities: &report.ambiguities,
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
    target: &'a TargetRecord,
    seed: u64,
    strict: bool,
    conclusion: &'static str,
    exit_code: u8,
    totals: Totals,
    internal_faults: &'a [String],
    requirements: &'a [AssessedRequirement],
    ambiguities: &'a [RegisteredAmbiguity],
    scenarios: Scenarios<'a>,
}

#[derive(Serialize)]
struct Harness<'a> {
    name: &'static str,
    version: &'static str,
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
