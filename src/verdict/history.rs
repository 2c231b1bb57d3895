//! History of several runs, such as a week of nights.

mod answer_times;
mod latency;
mod past_run;
mod readings;
mod trend;

use std::collections::BTreeMap;

use serde::Serialize;

use latency::latencies;
use readings::reading_drifts;
use trend::{Track, scenario_history};

pub use answer_times::AnswerTimes;
pub use latency::{LatencyDrift, OperationChange, OperationTimes};
pub use past_run::{NumberedRun, PastRun, RunLine};
pub use readings::ReadingDrift;
pub use trend::{Flakiness, LATER_ATTEMPT, NOT_THERE, ScenarioHistory, Trend};

/// Several runs in the order of their start.
#[derive(Clone, Debug, Serialize)]
pub struct RunHistory {
    /// The runs, oldest first.
    pub runs: Vec<RunLine>,
    /// Runs of another target or of other features than the run before.
    pub changes: Vec<SetupChange>,
    /// Scenarios that changed, failed or were flaky, the most urgent first.
    pub scenarios: Vec<ScenarioHistory>,
    /// Questions that were read otherwise than before.
    pub readings: Vec<ReadingDrift>,
    /// Times of answers and scenarios.
    pub latency: LatencyDrift,
    /// Whether a scenario that counts newly fails or is lost in the last run, as in a comparison
    /// with the run before.
    pub worse: bool,
}

/// A run whose target or features differ from those of the run before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SetupChange {
    /// First run with the new value.
    pub run: NumberedRun,
    /// The part that changed.
    pub what: SetupPart,
    /// Value before.
    pub before: String,
    /// Value from this run on.
    pub after: String,
}

/// A part of the set-up of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SetupPart {
    /// Name of the target.
    Target,
    /// Digest of the features and the catalogue.
    Suite,
}

impl SetupPart {
    /// The word in every report.
    pub fn word(self) -> &'static str {
        match self {
            Self::Target => "target",
            Self::Suite => "suite",
        }
    }
}

impl RunHistory {
    /// Returns the history of these runs, which may be in any order.
    pub fn of(mut runs: Vec<PastRun>) -> Self {
        runs.sort_by(|left, right| left.order().cmp(&right.order()));
        let scenarios: Vec<ScenarioHistory> = tracks(&runs)
            .into_iter()
            .filter_map(|(id, track)| scenario_history(id, &track, &runs))
            .collect();
        let worse = scenarios.iter().any(|it| it.worse);
        let (readings, latency) = (reading_drifts(&runs), latencies(&runs));
        let changes = setup_changes(&runs);
        let runs = runs.into_iter().map(|it| it.line).collect();
        let mut history = Self { runs, changes, scenarios, readings, latency, worse };
        history.scenarios.sort_by_key(|it| (!it.worse, it.trend));
        history
    }
}

/// The verdicts of each scenario, one entry for each run.
fn tracks(runs: &[PastRun]) -> BTreeMap<&str, Track<'_>> {
    let mut tracks: BTreeMap<&str, Track<'_>> = BTreeMap::new();
    for (index, run) in runs.iter().enumerate() {
        for (id, seen) in &run.scenarios {
            let track = tracks.entry(id).or_insert_with(|| vec![None; runs.len()]);
            track[index] = Some(seen);
        }
    }
    tracks
}

fn setup_changes(runs: &[PastRun]) -> Vec<SetupChange> {
    let mut changes = Vec::new();
    for (index, pair) in runs.windows(2).enumerate() {
        let [then, now] = [&pair[0].line, &pair[1].line];
        let values = [
            (SetupPart::Target, &then.target, &now.target),
            (SetupPart::Suite, &then.suite_digest, &now.suite_digest),
        ];
        for (what, before, after) in values.into_iter().filter(|it| it.1 != it.2) {
            let (before, after) = (before.clone(), after.clone());
            changes.push(SetupChange { run: pair[1].numbered(index + 1), what, before, after });
        }
    }
    changes
}

#[cfg(test)]
mod tests;
