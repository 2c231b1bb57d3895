//! Lines below the tables of a history.

use std::collections::BTreeSet;

use crate::verdict::{
    DurationChange, OperationChange, ReadingDrift, RunHistory, SetupChange, SetupPart, Trend,
};

use super::cells::counted;

/// Maximum number of entries named in a list; JSON names all.
const NAMED: usize = 10;

const LEGEND: &str = "verdicts, one letter for each run: P passed, p passed on a later attempt, F failed, \
    f failed with a warning or waived, I inconclusive, E error, N not applicable, - not in the run";

/// Changes of the set-up, readings and times, the meaning of the letters, and a summary.
pub fn lines(history: &RunHistory) -> Vec<String> {
    let mut lines: Vec<String> = history.changes.iter().map(setup).collect();
    lines.extend(history.readings.iter().map(reading));
    let latency = &history.latency;
    lines.extend(latency.shifted_operations.iter().take(NAMED).map(operation));
    lines.extend(more(latency.shifted_operations.len(), "operations slower or faster"));
    lines.extend(latency.shifted_scenarios.iter().take(NAMED).map(scenario));
    lines.extend(more(latency.shifted_scenarios.len(), "scenarios slower or faster"));
    if latency.operations.is_empty() {
        lines.push(
            "times of answers are unknown: no run.json has an exchange; bankident run \
             --evidence all keeps them"
                .to_owned(),
        );
    }
    if !history.scenarios.is_empty() {
        lines.push(LEGEND.to_owned());
    }
    lines.extend([summary(history), last(history)]);
    lines
}

fn setup(it: &SetupChange) -> String {
    let number = it.run.number;
    match it.what {
        SetupPart::Target => {
            format!("run {number}: the target was {} and is {}", it.before, it.after)
        }
        SetupPart::Suite => format!("run {number}: the features or the catalogue have changed"),
    }
}

fn reading(it: &ReadingDrift) -> String {
    let joined = |readings: &BTreeSet<String>| {
        readings.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
    };
    let (before, after) = (joined(&it.before), joined(&it.after));
    let scenarios = counted(it.scenarios.len(), "scenario");
    format!("run {}: reading {} was {before}, is {after} ({scenarios})", it.run.number, it.question)
}

fn operation(it: &OperationChange) -> String {
    let word = speed(it.before_ms, it.after_ms);
    format!("{word} answers: median {} -> {} ms {}", it.before_ms, it.after_ms, it.operation)
}

fn scenario(it: &DurationChange) -> String {
    let word = speed(it.before_ms, it.after_ms);
    format!("{word} scenario: {} -> {} ms {}", it.before_ms, it.after_ms, it.scenario)
}

fn speed(before_ms: u64, after_ms: u64) -> &'static str {
    if after_ms > before_ms { "slower" } else { "faster" }
}

fn more(all: usize, word: &str) -> Option<String> {
    (all > NAMED).then(|| format!("… and {} more {word}", all - NAMED))
}

fn summary(history: &RunHistory) -> String {
    let count = |trend| history.scenarios.iter().filter(|it| it.trend == trend).count();
    let flaky = history.scenarios.iter().filter(|it| it.flaky.is_some()).count();
    format!(
        "{}: {} newly failing, {} lost, {} still failing, {} no longer observed, {} fixed, \
         {flaky} flaky",
        counted(history.runs.len(), "run"),
        count(Trend::NewlyFailing),
        count(Trend::Lost),
        count(Trend::StillFailing),
        count(Trend::Unobserved),
        count(Trend::Fixed),
    )
}

fn last(history: &RunHistory) -> String {
    let worse = history.scenarios.iter().filter(|it| it.worse).count();
    match (history.runs.len(), worse) {
        (0 | 1, _) => "there is no earlier run to compare with".to_owned(),
        (_, 0) => "the last run is not worse than the one before".to_owned(),
        (_, worse) => {
            format!("the last run is worse than the one before: {}", counted(worse, "scenario"))
        }
    }
}
