//! Times of answers by operation, and of scenarios, over several runs.

use std::collections::BTreeSet;

use serde::Serialize;

use super::answer_times::AnswerTimes;
use super::past_run::PastRun;
use crate::verdict::{DurationChange, Times, Verdict};

/// The times of an operation count as shifted when their median at least doubled or halved; …
const SHIFT: u64 = 2;
/// … less than this, in milliseconds, counts as this: below it, machines and networks differ anyway.
const FLOOR_MS: u64 = 20;
/// Minimum number of answers of a run whose median is compared.
const ANSWERS: usize = 3;

/// Times of answers and scenarios over several runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LatencyDrift {
    /// Times of the recorded answers of each operation.
    pub operations: Vec<OperationTimes>,
    /// Operations whose median at least doubled or halved in the last run.
    pub shifted_operations: Vec<OperationChange>,
    /// Scenarios whose duration at least doubled or halved in the last run, the largest difference
    /// first.
    pub shifted_scenarios: Vec<DurationChange>,
}

/// Times of the answers of an operation in each run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OperationTimes {
    /// Method and path template.
    pub operation: String,
    /// Times in each run; null if its record has no answer of this operation.
    pub runs: Vec<Option<AnswerTimes>>,
}

/// An operation whose answers took much longer or shorter in the last run, in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OperationChange {
    /// Method and path template.
    pub operation: String,
    /// Median of the medians of the runs before.
    pub before_ms: u64,
    /// Median in the last run.
    pub after_ms: u64,
}

/// Returns the times of all operations, and what shifted in the last run.
pub(super) fn latencies(runs: &[PastRun]) -> LatencyDrift {
    let names: BTreeSet<&String> = runs.iter().flat_map(|it| it.operations.keys()).collect();
    let times = |operation: &String| OperationTimes {
        operation: operation.clone(),
        runs: runs.iter().map(|it| it.operations.get(operation).copied()).collect(),
    };
    let operations: Vec<OperationTimes> = names.into_iter().map(times).collect();
    let shifted_operations = operations.iter().filter_map(shifted).collect();
    LatencyDrift { operations, shifted_operations, shifted_scenarios: shifted_scenarios(runs) }
}

fn shifted(it: &OperationTimes) -> Option<OperationChange> {
    let (last, before) = it.runs.split_last()?;
    let median = |it: &Option<AnswerTimes>| {
        it.filter(|it| it.answers >= ANSWERS).map(|it| it.times.median_ms)
    };
    let (before_ms, after_ms) = (median_of(before.iter().filter_map(median))?, median(last)?);
    let (less, more) = (before_ms.min(after_ms), before_ms.max(after_ms));
    let shifts = more.max(FLOOR_MS) >= less.max(FLOOR_MS).saturating_mul(SHIFT);
    shifts.then(|| OperationChange { operation: it.operation.clone(), before_ms, after_ms })
}

/// Durations of the scenarios that passed in the last run and in a run before.
fn shifted_scenarios(runs: &[PastRun]) -> Vec<DurationChange> {
    let Some((last, before)) = runs.split_last() else { return Vec::new() };
    let passed = |run: &PastRun, id: &str| {
        let seen = run.scenarios.get(id).filter(|it| it.verdict == Verdict::Passed);
        seen.map(|it| it.duration_ms)
    };
    let change = |id: &String| {
        let before_ms = median_of(before.iter().filter_map(|run| passed(run, id)))?;
        Some(DurationChange { scenario: id.clone(), before_ms, after_ms: passed(last, id)? })
    };
    DurationChange::shifted(last.scenarios.keys().filter_map(change))
}

fn median_of(times: impl Iterator<Item = u64>) -> Option<u64> {
    let times: Vec<u64> = times.collect();
    (!times.is_empty()).then(|| Times::of(times).median_ms)
}
