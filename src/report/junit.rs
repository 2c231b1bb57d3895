//! `junit.xml`: one suite per feature, one case per scenario.

use std::sync::Arc;

use junit_report::{Duration, OffsetDateTime, ReportBuilder, TestCase, TestCaseBuilder, TestSuite};

use crate::verdict::{
    AssessedScenario, AssessedWaiver, ConformanceReport, EarlierAttempt, Verdict,
};

use super::failures::explanation;
use super::properties::{Addition, Attempt, with_additions};
use super::text::{cdata, xml_text};
use super::waivers::told;

/// Why no JUnit report could be made.
#[derive(Debug, thiserror::Error)]
#[error("write the JUnit report: {0}")]
pub struct JunitError(String);

/// The run as JUnit XML.
///
/// # Errors
/// When the XML library refuses.
pub fn junit(report: &ConformanceReport) -> Result<Vec<u8>, JunitError> {
    let started = started(&report.run.started_at);
    let mut builder = ReportBuilder::new();
    for group in by_feature(&report.scenarios) {
        let mut suite = TestSuite::new(&xml_text(&group[0].record.feature));
        suite.package = xml_text(&group[0].record.file);
        suite.set_timestamp(started);
        suite.add_testcases(group.iter().map(case));
        builder.add_testsuite(suite);
    }
    if !report.waivers.is_empty() {
        builder.add_testsuite(waivers(report, started));
    }
    let mut plain = Vec::new();
    builder.build().write_xml(&mut plain).map_err(|error| JunitError(error.to_string()))?;
    let additions = report.scenarios.iter().map(addition);
    let additions: Vec<Addition> =
        additions.chain(report.waivers.iter().map(waiver_addition)).collect();
    with_additions(&plain, &additions).map_err(|error| JunitError(error.to_string()))
}

/// Scenarios of one file stand together; files keep their order.
fn by_feature(scenarios: &[AssessedScenario]) -> Vec<&[AssessedScenario]> {
    scenarios
        .chunk_by(|left, right| {
            Arc::ptr_eq(&left.record.file, &right.record.file)
                || left.record.file == right.record.file
        })
        .collect()
}

fn case(scenario: &AssessedScenario) -> TestCase {
    let record = &scenario.record;
    let name = xml_text(&record.name);
    let time = Duration::milliseconds(i64::try_from(record.duration_ms).unwrap_or(i64::MAX));
    let reason = xml_text(&scenario.reason.replace('\n', " "));
    let mut builder = match scenario.verdict {
        Verdict::Passed => TestCaseBuilder::success(&name, time),
        // Who counts failures here must come to the same verdict as the run.
        Verdict::Failed if scenario.waived.is_some() => {
            TestCaseBuilder::skipped_with_cause(&name, "waived", &reason)
        }
        Verdict::Failed => TestCaseBuilder::failure(&name, time, failure_type(scenario), &reason),
        Verdict::Inconclusive => TestCaseBuilder::error(&name, time, "inconclusive", &reason),
        Verdict::Error => TestCaseBuilder::error(&name, time, "harness", &reason),
        Verdict::NotApplicable | Verdict::Uncovered => {
            TestCaseBuilder::skipped_with_cause(&name, "not-applicable", &reason)
        }
    };
    builder.set_classname(&xml_text(&class_name(scenario)));
    builder.set_filepath(&xml_text(&record.file));
    let red = matches!(scenario.verdict, Verdict::Failed | Verdict::Inconclusive | Verdict::Error);
    if red && scenario.waived.is_none() {
        builder.set_trace(&cdata(&explanation(scenario)));
    }
    builder.build()
}

/// Every waiver is a case of its own, which fails when it must go.
fn waivers(report: &ConformanceReport, started: OffsetDateTime) -> TestSuite {
    let mut suite = TestSuite::new("Waivers");
    suite.set_timestamp(started);
    suite.add_testcases(report.waivers.iter().map(|it| {
        let name = xml_text(&format!("{} ({})", it.waiver.id(), it.waiver.ticket));
        let mut builder = if it.standing.is_stale() {
            let message = xml_text(&told(it).replace('\n', " "));
            TestCaseBuilder::failure(&name, Duration::ZERO, "waiver", &message)
        } else {
            TestCaseBuilder::success(&name, Duration::ZERO)
        };
        builder.set_classname("Waivers");
        builder.build()
    }));
    suite
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
