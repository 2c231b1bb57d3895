//! Runs against conforming variations of the API, and the scenarios that failed although the
//! variation conforms.

use serde::Serialize;

use super::{AssessedScenario, ConformanceReport, Verdict};

/// A scenario that did not pass although the API conforms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FalseAlarm {
    /// Id of the scenario.
    pub scenario: String,
    /// `failed` or `inconclusive`.
    pub verdict: Verdict,
    /// Reason of the verdict.
    pub reason: String,
}

/// A variation and the false alarms of a run against it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VariationRun {
    /// Choices that differ from the defaults, as in `member-order=reversed`.
    pub choices: Vec<String>,
    /// Number of scenarios that passed.
    pub passed: usize,
    /// Number of scenarios that were not applicable.
    pub not_applicable: usize,
    /// Scenarios that did not pass.
    pub false_alarms: Vec<FalseAlarm>,
    /// Readings that were observed although the variation plays another one of the same question.
    pub wrong_readings: Vec<WrongReading>,
    /// Errors inside the harness.
    pub errors: Vec<String>,
}

/// A reading that was observed although another one is played.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WrongReading {
    /// Reading that the variation plays, as in `C-15=list`.
    pub played: String,
    /// Id of the reading that was observed.
    pub observed: String,
}

impl VariationRun {
    /// False alarms of the run against the variation with these choices.
    pub fn of(choices: Vec<String>, report: &ConformanceReport) -> Self {
        let wrong = report
            .scenarios
            .iter()
            .filter(|it| matches!(it.verdict, Verdict::Failed | Verdict::Inconclusive));
        let own = report.scenarios.iter().filter(|it| it.verdict == Verdict::Error);
        let own = own.map(|it| format!("{}: {}", it.record.id, it.reason));
        Self {
            passed: report.totals.passed,
            not_applicable: report.totals.not_applicable,
            false_alarms: wrong.map(FalseAlarm::of).collect(),
            wrong_readings: choices.iter().flat_map(|it| wrong_readings(it, report)).collect(),
            choices,
            errors: report.run.internal_faults.iter().cloned().chain(own).collect(),
        }
    }

    /// Whether the variation was called conformant, with the readings that it plays.
    pub fn is_clean(&self) -> bool {
        self.false_alarms.is_empty() && self.wrong_readings.is_empty()
    }

    /// Whether scenarios are inconclusive, and nothing worse was found.
    pub fn is_undecided(&self) -> bool {
        let inconclusive = |it: &FalseAlarm| it.verdict == Verdict::Inconclusive;
        let undecided = !self.false_alarms.is_empty() && self.false_alarms.iter().all(inconclusive);
        undecided && self.errors.is_empty() && self.wrong_readings.is_empty()
    }
}

/// Readings of the question of this choice that were observed, without the one that it plays.
fn wrong_readings(choice: &str, report: &ConformanceReport) -> Vec<WrongReading> {
    let Some((question, reading)) = choice.split_once('=') else { return Vec::new() };
    let register = report.ambiguities.iter().filter(|it| it.id == question);
    let observed = register.flat_map(|it| &it.observed).filter(|it| *it != reading);
    let wrong = |it: &String| WrongReading { played: choice.to_owned(), observed: it.clone() };
    observed.map(wrong).collect()
}

impl FalseAlarm {
    fn of(scenario: &AssessedScenario) -> Self {
        Self {
            scenario: scenario.record.id.clone(),
            verdict: scenario.verdict,
            reason: scenario.reason.clone(),
        }
    }
}

/// All runs against variations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VariationTable {
    /// The runs, in the order in which the variations were generated.
    pub variation_runs: Vec<VariationRun>,
}

impl VariationTable {
    /// The table of these runs.
    pub fn new(variation_runs: Vec<VariationRun>) -> Self {
        Self { variation_runs }
    }

    /// Whether no scenario raised a false alarm, and no reading was mistaken for another.
    pub fn is_clean(&self) -> bool {
        self.variation_runs.iter().all(VariationRun::is_clean)
    }

    /// Whether the harness made errors.
    pub fn has_errors(&self) -> bool {
        self.variation_runs.iter().any(|it| !it.errors.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_undecided_if_nothing_worse_was_found() {
        let alarm = |verdict| FalseAlarm { scenario: "1".into(), verdict, reason: String::new() };
        let run = |verdicts: &[Verdict], errors: &[&str]| VariationRun {
            choices: Vec::new(),
            passed: 0,
            not_applicable: 0,
            false_alarms: verdicts.iter().copied().map(alarm).collect(),
            wrong_readings: Vec::new(),
            errors: errors.iter().map(ToString::to_string).collect(),
        };
        let (failed, inconclusive) = (Verdict::Failed, Verdict::Inconclusive);
        assert!(run(&[inconclusive, inconclusive], &[]).is_undecided());
        assert!(!run(&[], &[]).is_undecided());
        assert!(!run(&[inconclusive, failed], &[]).is_undecided());
        assert!(!run(&[inconclusive], &["a panic"]).is_undecided());
    }
}
