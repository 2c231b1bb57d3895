//! `run.json`: the record everything else can be derived from.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use crate::evidence::{
    Attachment, Check, Deviation, Exchange, ObservedReading, SelectionRecord, StepOutcome,
    StepRecord, TargetRecord,
};
use crate::verdict::{
    AssessedRequirement, AssessedScenario, AssessedWaiver, ConformanceReport, EarlierAttempt,
    RegisteredAmbiguity, SCHEMA_VERSION, Totals, Verdict,
};

/// JSON Schema of the document.
pub const RUN_SCHEMA: &str = include_str!("run.schema.json");

/// Returns the whole run as one JSON document.
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

/// Writes one scenario at a time.
struct Scenarios<'a>(&'a [AssessedScenario]);

impl Serialize for Scenarios<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(scenario_json))
    }
}

/// Returns a scenario as it is written in `run.json`.
pub fn scenario_json(scenario: &AssessedScenario) -> impl Serialize + '_ {
    let record = &scenario.record;
    ScenarioDocument {
        id: &record.id,
        position: record.position,
        feature: &record.feature,
        file: &record.file,
        rule: record.rule.as_deref(),
        name: &record.name,
        line: record.line,
        tags: &record.tags,
        requirements: &record.requirements,
        verdict: scenario.verdict,
        reason: &scenario.reason,
        warning: scenario.warning,
        readings: ReadingMap(&record.readings),
        observed_readings: &record.readings,
        deviations: &record.deviations,
        started_at: record.started_at.as_deref(),
        duration_ms: record.duration_ms,
        attempts: record.attempts,
        flaky: scenario.flaky,
        requests: record.requests,
        steps: Steps(&record.steps),
        checks: &record.checks,
        exchanges: &record.exchanges,
        attachments: &record.attachments,
        waived: scenario.waived.as_ref(),
        earlier_attempts: &scenario.earlier,
    }
}

#[derive(Serialize)]
struct ScenarioDocument<'a, W> {
    id: &'a str,
    position: usize,
    feature: &'a str,
    file: &'a str,
    rule: Option<&'a str>,
    name: &'a str,
    line: usize,
    tags: &'a [String],
    requirements: &'a [String],
    verdict: Verdict,
    reason: &'a str,
    warning: bool,
    readings: ReadingMap<'a>,
    observed_readings: &'a [ObservedReading],
    deviations: &'a [Deviation],
    started_at: Option<&'a str>,
    duration_ms: u64,
    attempts: u32,
    flaky: bool,
    requests: usize,
    steps: Steps<'a>,
    checks: &'a [Check],
    #[serde(skip_serializing_if = "<[Exchange]>::is_empty")]
    exchanges: &'a [Exchange],
    #[serde(skip_serializing_if = "<[Attachment]>::is_empty")]
    attachments: &'a [Attachment],
    #[serde(skip_serializing_if = "Option::is_none")]
    waived: Option<&'a W>,
    #[serde(skip_serializing_if = "<[EarlierAttempt]>::is_empty")]
    earlier_attempts: &'a [EarlierAttempt],
}

/// By question.
struct ReadingMap<'a>(&'a [ObservedReading]);

impl Serialize for ReadingMap<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let by_question: BTreeMap<&str, &str> =
            self.0.iter().map(|it| (it.question.as_str(), it.reading.as_str())).collect();
        serializer.collect_map(by_question)
    }
}

/// With the cause in words.
struct Steps<'a>(&'a [StepRecord]);

impl Serialize for Steps<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let step = |step| StepDocument { step, message: message(&step.outcome) };
        serializer.collect_seq(self.0.iter().map(step))
    }
}

#[derive(Serialize)]
struct StepDocument<'a> {
    #[serde(flatten)]
    step: &'a StepRecord,
    message: Option<String>,
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
