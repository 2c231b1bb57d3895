//! Common Test Report Format: one JSON document many tools read.

use std::io;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::evidence::{StepOutcome, digest};
use crate::verdict::{
    AssessedScenario, AssessedWaiver, ConformanceReport, EarlierAttempt, Verdict,
};

use super::failures::explanation;
use super::partial::headline;
use super::run_problems::{RunCase, run_cases};
use super::waivers::waiver_text;

/// The version of the format.
const SPEC: &str = "0.1.0";

/// Writes the run as CTRF.
///
/// # Errors
/// When `out` cannot be written to.
pub fn ctrf(report: &ConformanceReport, out: &mut dyn io::Write) -> io::Result<()> {
    let run = &report.run;
    let results = Results {
        environment: json!({ "appName": run.target.name }),
        summary: summary(report),
        tests: Tests(report),
        tool: json!({ "name": env!("CARGO_PKG_NAME"), "version": run.harness.version }),
    };
    let document = CtrfReport {
        report_format: "CTRF",
        spec_version: SPEC,
        report_id: uuid(&run.run_id),
        timestamp: &run.finished_at,
        generated_by: env!("CARGO_PKG_NAME"),
        results,
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CtrfReport<'a> {
    report_format: &'static str,
    spec_version: &'static str,
    report_id: String,
    timestamp: &'a str,
    generated_by: &'static str,
    results: Results<'a>,
}

#[derive(Serialize)]
struct Results<'a> {
    tool: Value,
    environment: Value,
    summary: Value,
    tests: Tests<'a>,
}

/// Scenarios and waivers, one at a time.
struct Tests<'a>(&'a ConformanceReport);

impl Serialize for Tests<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let scenarios = self.0.scenarios.iter().map(test);
        let run = run_cases(self.0).into_iter().map(|it| run_case(&it));
        serializer.collect_seq(scenarios.chain(run).chain(self.0.waivers.iter().map(waiver)))
    }
}

fn summary(report: &ConformanceReport) -> Value {
    let run = &report.run;
    let (start, stop) = (instant(&run.started_at), instant(&run.finished_at));
    let scenarios = report.scenarios.iter().map(status);
    let whole = run_cases(report).into_iter().map(|it| run_status(&it));
    let waivers = report.waivers.iter().map(waiver_status);
    let all: Vec<&str> = scenarios.chain(whole).chain(waivers).collect();
    let count = |status| all.iter().filter(|it| **it == status).count();
    json!({
        "tests": all.len(),
        "passed": count("passed"),
        "failed": count("failed"),
        "skipped": count("skipped"),
        "pending": 0,
        "other": count("other"),
        "flaky": report.totals.flaky,
        "start": start,
        "stop": stop,
        "duration": stop - start,
        "extra": { "runId": run.run_id, "conclusion": headline(report) },
    })
}

fn test(scenario: &AssessedScenario) -> Value {
    let record = &scenario.record;
    let suite: Vec<&str> = [Some(&record.feature), record.rule.as_ref()]
        .into_iter()
        .flatten()
        .map(AsRef::as_ref)
        .collect();
    let mut test = json!({
        "id": uuid(&record.id),
        "name": record.name,
        "status": status(scenario),
        "rawStatus": scenario.verdict,
        "duration": record.duration_ms,
        "suite": suite,
        "filePath": record.file.as_ref(),
        "line": record.line,
        "tags": record.tags,
        "retries": scenario.earlier.len(),
        "flaky": scenario.flaky,
        "steps": record.steps.iter().map(|it| json!({
            "name": format!("{} {}", it.keyword, it.text),
            "status": step_status(&it.outcome),
            "extra": { "message": it.outcome.message() },
        })).collect::<Vec<_>>(),
        "extra": { "id": record.id, "requirements": record.requirements },
    });
    if let Some(start) = record.started_at.as_deref().map(instant) {
        test["start"] = json!(start);
        test["stop"] = json!(start + i64::try_from(record.duration_ms).unwrap_or_default());
    }
    if !scenario.reason.is_empty() {
        test["message"] = json!(scenario.reason);
    }
    if matches!(scenario.verdict, Verdict::Failed | Verdict::Inconclusive | Verdict::Error) {
        test["trace"] = json!(explanation(scenario));
    }
    if !scenario.earlier.is_empty() {
        let attempts = scenario.earlier.iter().enumerate();
        test["retryAttempts"] = attempts.map(|(index, it)| attempt(index, it)).collect();
    }
    test
}

fn attempt(index: usize, it: &EarlierAttempt) -> Value {
    json!({
        "attempt": index + 1,
        "status": if it.verdict == Verdict::Failed { "failed" } else { "other" },
        "duration": it.duration_ms,
        "message": it.reason,
    })
}

/// Status of a scenario. A reader that counts failures must arrive at the verdict of the run.
fn status(scenario: &AssessedScenario) -> &'static str {
    match scenario.verdict {
        Verdict::Passed | Verdict::Attested | Verdict::Review => "passed",
        Verdict::Failed if scenario.waived.is_some() => "skipped",
        Verdict::Failed | Verdict::Error => "failed",
        Verdict::Inconclusive => "other",
        Verdict::NotApplicable | Verdict::Uncovered | Verdict::NotObserved => "skipped",
    }
}

fn step_status(outcome: &StepOutcome) -> &'static str {
    match outcome {
        StepOutcome::Passed => "passed",
        StepOutcome::NotRun => "skipped",
        StepOutcome::CheckFailed(_) => "failed",
        _ => "other",
    }
}

/// A case about the run itself, as a test.
fn run_case(it: &RunCase) -> Value {
    json!({
        "name": it.name,
        "suite": ["Run"],
        "status": run_status(it),
        "rawStatus": it.kind,
        "duration": 0,
        "message": it.message,
    })
}

fn run_status(it: &RunCase) -> &'static str {
    match (it.is_problem, it.kind) {
        (false, _) => "skipped",
        (true, "harness") => "failed",
        (true, _) => "other",
    }
}

/// Every waiver is a test of its own, which fails if the waiver is stale.
fn waiver(it: &AssessedWaiver) -> Value {
    json!({
        "name": format!("{} ({})", it.waiver.id(), it.waiver.ticket),
        "suite": ["Waivers"],
        "status": waiver_status(it),
        "rawStatus": it.standing,
        "duration": 0,
        "message": waiver_text(it),
    })
}

fn waiver_status(it: &AssessedWaiver) -> &'static str {
    if it.standing.is_stale() { "failed" } else { "passed" }
}

/// Milliseconds since 1970.
fn instant(text: &str) -> i64 {
    text.parse::<jiff::Timestamp>().map_or(0, jiff::Timestamp::as_millisecond)
}

/// The format demands a UUID. It is computed from a digest (version 8), so that it is the same in
/// every run.
fn uuid(text: &str) -> String {
    let digest = digest([text]);
    let hex = digest.trim_start_matches("sha256:");
    format!("{}-{}-8{}-a{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..32])
}
