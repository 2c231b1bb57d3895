//! A run of a history: what is kept of its record.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::Serialize;

use super::answer_times::{AnswerTimes, answer_times};
use crate::verdict::{AssessedScenario, Conclusion, ConformanceReport, Totals, Verdict, Worth};

/// Maximum length of a reason that is kept, in characters.
const REASON: usize = 300;

/// The parts of a run that a history needs; evidence is not among them.
#[derive(Clone, Debug)]
pub struct PastRun {
    /// The run as a line of the history.
    pub(super) line: RunLine,
    /// Scenarios by id.
    pub(super) scenarios: BTreeMap<String, SeenScenario>,
    /// Times of the recorded answers, by operation.
    pub(super) operations: BTreeMap<String, AnswerTimes>,
}

/// A run of a history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NumberedRun {
    /// Number of the run in the history, from 1.
    pub number: usize,
    /// Id of the run.
    pub run_id: String,
}

/// One run in a few words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RunLine {
    /// Id of the run.
    pub run_id: String,
    /// When it began, ISO 8601 UTC.
    pub started_at: String,
    /// Duration of the run, in milliseconds; null if it did not end.
    pub duration_ms: Option<u64>,
    /// Name of its target.
    pub target: String,
    /// Digest over its features and catalogue.
    pub suite_digest: String,
    /// Whether only a part of the suite was run.
    pub part: bool,
    /// The conclusion, with the exit code.
    #[serde(flatten, serialize_with = "Conclusion::write")]
    pub conclusion: Conclusion,
    /// Counts.
    pub totals: Totals,
    /// The wrong behaviours that the run could have noticed; null if nothing is known of them.
    pub worth: Option<Worth>,
}

/// A scenario in one run.
#[derive(Clone, Debug)]
pub(super) struct SeenScenario {
    pub verdict: Verdict,
    pub flaky: bool,
    /// Whether it does not pass, and that is neither a warning nor waived.
    pub counts: bool,
    pub reason: String,
    pub duration_ms: u64,
    /// Questions with their readings, sorted.
    pub readings: Vec<(String, String)>,
}

impl PastRun {
    /// The run with its number, from its index.
    pub(super) fn numbered(&self, index: usize) -> NumberedRun {
        NumberedRun { number: index + 1, run_id: self.line.run_id.clone() }
    }

    /// Order of the runs: by start, then by id. A start that is not a time comes first.
    pub(super) fn order(&self) -> (Option<Timestamp>, &str) {
        (self.line.started_at.parse().ok(), &self.line.run_id)
    }
}

impl From<ConformanceReport> for PastRun {
    fn from(report: ConformanceReport) -> Self {
        let operations = answer_times(&report.scenarios);
        let (part, strict) = (report.is_part(), report.strict);
        let ended = !report.from_log && !report.has_only_begun();
        let run = report.run;
        let line = RunLine {
            duration_ms: duration_ms(&run.started_at, &run.finished_at).filter(|_| ended),
            run_id: run.run_id,
            started_at: run.started_at,
            target: run.target.name,
            suite_digest: run.harness.suite_digest,
            part,
            conclusion: report.conclusion,
            totals: report.totals,
            worth: report.worth,
        };
        let scenarios = report.scenarios.into_iter();
        let scenarios = scenarios.map(|it| seen(it, strict)).collect();
        Self { line, scenarios, operations }
    }
}

/// The time between two instants.
fn duration_ms(start: &str, end: &str) -> Option<u64> {
    let instant = |text: &str| text.parse::<Timestamp>().ok().map(Timestamp::as_millisecond);
    let millis = instant(end)?.checked_sub(instant(start)?)?;
    u64::try_from(millis).ok()
}

fn seen(it: AssessedScenario, strict: bool) -> (String, SeenScenario) {
    let counts = it.counts(strict);
    let readings = it.record.readings.into_iter().map(|it| (it.question, it.reading));
    let readings: BTreeSet<(String, String)> = readings.collect();
    let readings = readings.into_iter().collect();
    let reason = it.reason.chars().take(REASON).collect();
    let duration_ms = it.record.duration_ms;
    let (verdict, flaky) = (it.verdict, it.flaky);
    (it.record.id, SeenScenario { verdict, flaky, counts, reason, duration_ms, readings })
}
