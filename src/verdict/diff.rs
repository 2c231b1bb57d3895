//! Comparison of two runs: the changes of a night.

mod latency;
mod seen;

use std::collections::BTreeMap;

use serde::Serialize;

use latency::latency;
use seen::{Pair, deviations, readings};

pub use latency::{DurationChange, LatencyShift, Times};
pub use seen::{DeviationChange, ReadingChange};

use super::shift::Shift;
use super::{AssessedScenario, Conclusion, ConformanceReport, ExitCode, Verdict};

/// The parts of a run that a comparison with another run needs.
#[derive(Clone, Debug)]
pub struct ComparedRun {
    side: Side,
    strict: bool,
    /// Whether only a part of the suite was run, so that the rest is not gone.
    is_part: bool,
    scenarios: Vec<AssessedScenario>,
}

/// One of the two runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Side {
    /// Id of the run.
    pub run_id: String,
    /// When it began, ISO 8601 UTC.
    pub started_at: String,
    /// Name of its target.
    pub target: String,
    /// Digest over its features and catalogue.
    pub suite_digest: String,
    /// Capabilities of its target beyond the API.
    pub capabilities: Vec<String>,
}

impl From<ConformanceReport> for ComparedRun {
    fn from(report: ConformanceReport) -> Self {
        let is_part = report.is_part();
        let run = report.run;
        let side = Side {
            run_id: run.run_id,
            started_at: run.started_at,
            target: run.target.name,
            suite_digest: run.harness.suite_digest,
            capabilities: run.target.capabilities,
        };
        Self { side, strict: report.strict, is_part, scenarios: report.scenarios }
    }
}

/// The changes from one run to another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// The earlier run.
    pub before: Side,
    /// The later one.
    pub after: Side,
    /// Scenarios that fail now and did not before, new ones among them.
    pub newly_failing: Vec<Change>,
    /// Passed before and are not applicable, inconclusive, an error or gone now.
    pub lost: Vec<Change>,
    /// Capabilities that the target had before and does not have now.
    pub lost_capabilities: Vec<String>,
    /// Failed before and pass now.
    pub fixed: Vec<Change>,
    /// Failed before and now.
    pub still_failing: Vec<Change>,
    /// Other verdicts that changed: what could not be observed then or now.
    pub changed: Vec<Change>,
    /// New scenarios that do not fail.
    pub new: Vec<Change>,
    /// Scenarios that did not pass and no longer exist, or that only the earlier run selected.
    pub gone: Vec<Change>,
    /// Questions read otherwise than before.
    pub readings: Vec<ReadingChange>,
    /// Documented freedoms taken only before or only now.
    pub deviations: Vec<DeviationChange>,
    /// Durations of the scenarios that passed in both runs.
    pub latency: LatencyShift,
}

/// A scenario whose verdict changed, or stayed bad.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Id of the scenario.
    pub scenario: String,
    /// Verdict in the earlier run.
    pub before: Option<Verdict>,
    /// Verdict in the later run.
    pub after: Option<Verdict>,
    /// Reason why it did not pass: that of the later run, or else of the earlier one.
    pub reason: String,
    /// Whether the change counts: the scenario does not pass now, and is neither a warning nor waived.
    pub counts: bool,
}

impl Difference {
    /// Returns the changes from `before` to `after`.
    pub fn between(before: &ComparedRun, after: &ComparedRun) -> Self {
        let then = by_id(&before.scenarios);
        let now = by_id(&after.scenarios);
        let mut difference = Self::nothing(before.side.clone(), after.side.clone());
        for it in &after.scenarios {
            difference.sort_in(then.get(it.record.id.as_str()).copied(), it, after.strict);
        }
        let gone = before.scenarios.iter().filter(|it| !now.contains_key(it.record.id.as_str()));
        for it in gone {
            let passed = it.verdict == Verdict::Passed && !after.is_part;
            let list = if passed { &mut difference.lost } else { &mut difference.gone };
            list.push(change(Some(it), None, passed));
        }
        let has = |it: &String| after.side.capabilities.contains(it);
        let had = before.side.capabilities.iter();
        difference.lost_capabilities = had.filter(|it| !has(it)).cloned().collect();
        let both = after.scenarios.iter();
        let both = both.filter_map(|it| Some((*then.get(it.record.id.as_str())?, it)));
        let both: Vec<Pair<'_>> = both.collect();
        difference.readings = readings(&both);
        let passed =
            |it: &&Pair<'_>| it.0.verdict == Verdict::Passed && it.1.verdict == Verdict::Passed;
        let passed: Vec<Pair<'_>> = both.iter().filter(passed).copied().collect();
        difference.deviations = deviations(&passed);
        difference.latency = latency(&passed);
        difference
    }

    fn nothing(before: Side, after: Side) -> Self {
        Self {
            before,
            after,
            newly_failing: Vec::new(),
            lost: Vec::new(),
            lost_capabilities: Vec::new(),
            fixed: Vec::new(),
            still_failing: Vec::new(),
            changed: Vec::new(),
            new: Vec::new(),
            gone: Vec::new(),
            readings: Vec::new(),
            deviations: Vec::new(),
            latency: LatencyShift::default(),
        }
    }

    fn sort_in(&mut self, then: Option<&AssessedScenario>, now: &AssessedScenario, strict: bool) {
        let list = match Shift::of(then.map(|it| it.verdict), now.verdict) {
            Shift::StillFailing => &mut self.still_failing,
            Shift::NewlyFailing => &mut self.newly_failing,
            Shift::New => &mut self.new,
            Shift::Fixed => &mut self.fixed,
            Shift::Same => return,
            Shift::Lost => &mut self.lost,
            Shift::Changed => &mut self.changed,
        };
        list.push(change(then, Some(now), now.counts(strict)));
    }

    /// Whether a scenario that counts fails now and did not, or no longer passes.
    pub fn is_worse(&self) -> bool {
        self.newly_failing.iter().chain(&self.lost).any(|it| it.counts)
    }

    /// Whether the later run ends as not conformant only because it is worse than the earlier one.
    pub fn overrules(&self, conclusion: Conclusion) -> bool {
        let code = conclusion.exit_code();
        self.is_worse()
            && matches!(
                code,
                ExitCode::Conformant | ExitCode::Inconclusive | ExitCode::NothingSelected
            )
    }

    /// Whether both runs had the same features: then what is gone was only not selected.
    pub fn same_suite(&self) -> bool {
        self.before.suite_digest == self.after.suite_digest
    }
}

fn by_id(scenarios: &[AssessedScenario]) -> BTreeMap<&str, &AssessedScenario> {
    scenarios.iter().map(|it| (it.record.id.as_str(), it)).collect()
}

fn change(
    before: Option<&AssessedScenario>,
    after: Option<&AssessedScenario>,
    counts: bool,
) -> Change {
    let reason = |it: Option<&AssessedScenario>| it.map(|it| it.reason.clone()).unwrap_or_default();
    let now = reason(after);
    Change {
        scenario: after.or(before).map(|it| it.record.id.clone()).unwrap_or_default(),
        before: before.map(|it| it.verdict),
        after: after.map(|it| it.verdict),
        reason: if now.is_empty() { reason(before) } else { now },
        counts,
    }
}

#[cfg(test)]
mod tests;
