//! `junit.xml`: one suite per feature, one case per scenario.

use std::io;

use junit_report::{Duration, OffsetDateTime, ReportBuilder, TestCase, TestCaseBuilder, TestSuite};

use crate::verdict::{
    AssessedScenario, AssessedWaiver, ConformanceReport, EarlierAttempt, Verdict,
};

use super::failures::{explanation, transcript};
use super::format::RenderError;
use super::properties::{Addition, Attempt, complete};
use super::run_problems::{RunCase, run_cases};
use super::text::{cdata, xml_text};
use super::waivers::waiver_text;

/// Writes the run as JUnit XML.
///
/// # Errors
/// When the XML library or `out` refuses.
pub fn junit(report: &ConformanceReport, out: &mut dyn io::Write) -> Result<(), RenderError> {
    let started = started(&report.run.started_at);
    let mut suites = Vec::new();
    let mut additions = Vec::new();
    for feature in report.features() {
        suites.push(feature_suite(feature, started));
        additions.extend(feature.iter().map(addition));
    }
    let run_cases = run_cases(report);
    if !run_cases.is_empty() {
        suites.push(whole(&run_cases, started));
        additions.extend(run_cases.iter().map(run_addition));
    }
    if !report.waivers.is_empty() {
        suites.push(waivers(report, started));
        additions.extend(report.waivers.iter().map(waiver_addition));
    }
    complete(&ReportBuilder::new().add_testsuites(suites).build(), &additions, out)
}

fn feature_suite(scenarios: &[AssessedScenario], started: OffsetDateTime) -> TestSuite {
    let record = &scenarios[0].record;
    let mut suite = TestSuite::new(&xml_text(&record.feature));
    suite.package = xml_text(&record.file);
    suite.set_timestamp(started);
    suite.add_testcases(scenarios.iter().map(case));
    suite
}

/// Result of a JUnit case.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CaseKind {
    Success,
    Failure,
    Error,
    Skipped,
}

fn kind_of(scenario: &AssessedScenario) -> CaseKind {
    match scenario.verdict {
        Verdict::Passed | Verdict::Attested | Verdict::Review => CaseKind::Success,
        // A reader that counts failures must arrive at the verdict of the run.
        Verdict::Failed if scenario.waived.is_some() => CaseKind::Skipped,
        Verdict::Failed => CaseKind::Failure,
        Verdict::Inconclusive | Verdict::Error => CaseKind::Error,
        Verdict::NotApplicable | Verdict::Uncovered | Verdict::NotObserved => CaseKind::Skipped,
    }
}

fn milliseconds(number: u64) -> Duration {
    Duration::milliseconds(i64::try_from(number).unwrap_or(i64::MAX))
}

fn case(scenario: &AssessedScenario) -> TestCase {
    let record = &scenario.record;
    let kind = kind_of(scenario);
    let name = xml_text(&record.name);
    let time = milliseconds(record.duration_ms);
    let reason = xml_text(&scenario.reason.replace('\n', " "));
    let mut builder = match kind {
        CaseKind::Success => TestCaseBuilder::success(&name, time),
        CaseKind::Failure => TestCaseBuilder::failure(&name, time, failure_type(scenario), &reason),
        CaseKind::Error => TestCaseBuilder::error(&name, time, error_type(scenario), &reason),
        CaseKind::Skipped => {
            TestCaseBuilder::skipped_with_cause(&name, skip_type(scenario), &reason)
        }
    };
    builder.set_classname(&xml_text(&class_name(scenario)));
    builder.set_filepath(&xml_text(&record.file));
    if matches!(kind, CaseKind::Failure | CaseKind::Error) {
        builder.set_trace(&cdata(&explanation(scenario)));
        if !record.exchanges.is_empty() {
            builder.set_system_out(&cdata(&transcript(record)));
        }
    }
    builder.build()
}

/// Suite of the cases about the run itself: problems are errors, notes are skipped.
fn whole(run_cases: &[RunCase], started: OffsetDateTime) -> TestSuite {
    let mut suite = TestSuite::new("Run");
    suite.set_timestamp(started);
    suite.add_testcases(run_cases.iter().map(|it| {
        let message = xml_text(&it.message.replace('\n', " "));
        let mut builder = if it.is_problem {
            TestCaseBuilder::error(it.name, Duration::ZERO, it.kind, &message)
        } else {
            TestCaseBuilder::skipped_with_cause(it.name, it.kind, &message)
        };
        builder.set_classname("Run");
        builder.build()
    }));
    suite
}

/// Every waiver is a case of its own, which fails if the waiver must be removed.
fn waivers(report: &ConformanceReport, started: OffsetDateTime) -> TestSuite {
    let mut suite = TestSuite::new("Waivers");
    suite.set_timestamp(started);
    suite.add_testcases(report.waivers.iter().map(|it| {
        let name = xml_text(&format!("{} ({})", it.waiver.id(), it.waiver.ticket));
        let mut builder = if it.standing.is_stale() {
            let message = xml_text(&waiver_text(it).replace('\n', " "));
            TestCaseBuilder::failure(&name, Duration::ZERO, "waiver", &message)
        } else {
            TestCaseBuilder::success(&name, Duration::ZERO)
        };
        builder.set_classname("Waivers");
        builder.build()
    }));
    suite
}

fn run_addition(it: &RunCase) -> Addition {
    Addition { properties: vec![("id", it.kind.to_owned())], earlier: Vec::new() }
}

fn waiver_addition(it: &AssessedWaiver) -> Addition {
    let waiver = &it.waiver;
    let properties = vec![
        ("id", xml_text(waiver.id())),
        ("standing", it.standing.word().to_owned()),
        ("owner", xml_text(&waiver.owner)),
        ("reason", xml_text(&waiver.reason)),
        ("ticket", xml_text(&waiver.ticket)),
        ("expires", waiver.expires.to_string()),
    ];
    Addition { properties, earlier: Vec::new() }
}

fn failure_type(scenario: &AssessedScenario) -> &'static str {
    if scenario.warning { "warning" } else { "nonconformance" }
}

fn error_type(scenario: &AssessedScenario) -> &'static str {
    if scenario.verdict == Verdict::Inconclusive { "inconclusive" } else { "harness" }
}

fn skip_type(scenario: &AssessedScenario) -> &'static str {
    if scenario.waived.is_some() { "waived" } else { "not-applicable" }
}

/// Feature and rule, so that equal titles under two rules stay apart.
fn class_name(scenario: &AssessedScenario) -> String {
    match &scenario.record.rule {
        Some(rule) => format!("{}: {rule}", scenario.record.feature),
        None => scenario.record.feature.to_string(),
    }
}

fn properties(scenario: &AssessedScenario) -> Vec<(&'static str, String)> {
    let record = &scenario.record;
    let mut properties = vec![
        ("id", xml_text(&record.id)),
        ("line", record.line.to_string()),
        ("verdict", scenario.verdict.to_string()),
    ];
    properties.extend(record.requirements.iter().map(|id| ("requirement", xml_text(id))));
    let readings = record
        .readings
        .iter()
        .map(|it| ("reading", xml_text(&format!("{}={}", it.question, it.reading))));
    properties.extend(readings);
    if record.attempts > 1 {
        properties.push(("attempts", record.attempts.to_string()));
    }
    if let Some(waiver) = &scenario.waived {
        properties.push(("waived", xml_text(&waiver.ticket)));
    }
    if scenario.flaky {
        properties.push(("flaky", "true".to_owned()));
    }
    properties
}

fn addition(scenario: &AssessedScenario) -> Addition {
    let attempt = |it: &EarlierAttempt| Attempt {
        element: match (scenario.flaky, it.verdict) {
            (true, Verdict::Failed) => "flakyFailure",
            (true, _) => "flakyError",
            (false, Verdict::Failed) => "rerunFailure",
            (false, _) => "rerunError",
        },
        kind: it.verdict.word(),
        message: xml_text(&it.reason.replace('\n', " ")),
    };
    let earlier = scenario.earlier.iter().map(attempt).collect();
    Addition { properties: properties(scenario), earlier }
}

fn started(text: &str) -> OffsetDateTime {
    let instant: Option<jiff::Timestamp> = text.parse().ok();
    let nanoseconds = instant.map_or(0, jiff::Timestamp::as_nanosecond);
    OffsetDateTime::from_unix_timestamp_nanos(nanoseconds).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}
