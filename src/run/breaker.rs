//! Gives up on a target that shows nothing any more, instead of waiting for every scenario.

use crate::engine::Gate;
use crate::evidence::{ScenarioRecord, StepOutcome, Unobserved};

/// So many scenarios in a row that could not observe anything are enough.
pub(super) const MOST_IN_A_ROW: usize = 20;

/// Counts scenarios that could not observe anything, and shuts the gate.
pub(super) struct Breaker {
    gate: Gate,
    in_a_row: usize,
}

impl Breaker {
    pub fn new(gate: Gate) -> Self {
        Self { gate, in_a_row: 0 }
    }

    /// Takes note of a scenario that ended; gives the reason when this one was too many.
    pub fn note(&mut self, record: &ScenarioRecord) -> Option<String> {
        if record.not_applicable.is_some() || self.in_a_row >= MOST_IN_A_ROW {
            return None;
        }
        let last = record.steps.iter().map(|step| &step.outcome).find(|it| !it.passed());
        let blind = record.checks.is_empty() && last.is_some_and(shows_nothing);
        self.in_a_row = if blind { self.in_a_row + 1 } else { 0 };
        if self.in_a_row < MOST_IN_A_ROW {
            return None;
        }
        let what =
            format!("{MOST_IN_A_ROW} scenarios in a row could not observe anything of the target");
        let detail = "given up, and the rest not run".to_owned();
        let message = format!("{what}: {detail}");
        self.gate.shut(StepOutcome::Unobserved(Unobserved::Aid { what, detail }));
        Some(message)
    }
}

/// Whether the target itself kept us from observing.
fn shows_nothing(outcome: &StepOutcome) -> bool {
    matches!(
        outcome,
        StepOutcome::TimedOut { .. }
            | StepOutcome::Unobserved(
                Unobserved::NoConnection { .. }
                    | Unobserved::TimedOut { .. }
                    | Unobserved::Broken { .. }
                    | Unobserved::Unavailable { .. }
            )
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{StepKind, StepRecord};

    fn record(outcome: StepOutcome) -> ScenarioRecord {
        ScenarioRecord::sample("x", vec![StepRecord::sample(StepKind::When, outcome)])
    }

    #[test]
    fn it_gives_up_once_and_only_after_a_whole_row() {
        let gate = Gate::default();
        let mut breaker = Breaker::new(gate);
        let blind = record(StepOutcome::TimedOut { limit_ms: 1 });
        let seeing = record(StepOutcome::CheckFailed("no".into()));
        let mut row = |length| (0..length).filter_map(|_| breaker.note(&blind)).count();
        assert_eq!(row(MOST_IN_A_ROW - 1), 0);
        assert!(breaker.note(&seeing).is_none());
        let mut row = |length| (0..length).filter_map(|_| breaker.note(&blind)).count();
        assert_eq!(row(MOST_IN_A_ROW - 1), 0);
        assert_eq!(row(9), 1);
    }
}
