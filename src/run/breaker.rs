//! Gives up on a target that shows nothing any more, instead of waiting for every scenario.

use crate::engine::Gate;
use crate::evidence::{ScenarioRecord, StepOutcome, Unobserved};

/// Counts scenarios that could not observe anything, and shuts the gate.
pub(super) struct Breaker {
    gate: Gate,
    /// So many in a row are enough; 0 never are.
    most: u64,
    in_a_row: u64,
}

impl Breaker {
    pub fn new(gate: Gate, most: u64) -> Self {
        Self { gate, most, in_a_row: 0 }
    }

    /// Takes note of a scenario that ended; gives the reason when this one was too many.
    pub fn note(&mut self, record: &ScenarioRecord) -> Option<String> {
        let given_up = self.in_a_row >= self.most;
        if record.not_applicable.is_some() || given_up {
            return None;
        }
        let last = record.steps.iter().map(|step| &step.outcome).find(|it| !it.passed());
        let blind = record.checks.is_empty() && last.is_some_and(shows_nothing);
        self.in_a_row = if blind { self.in_a_row + 1 } else { 0 };
        if self.in_a_row < self.most {
            return None;
        }
        let what =
            format!("{} scenarios in a row could not observe anything of the target", self.most);
        let detail = "given up, and the rest not run".to_owned();
        let message = format!("{what}: {detail}");
        self.gate.shut(StepOutcome::Unobserved(Unobserved::Dependency { what, detail }));
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
        let mut breaker = Breaker::new(gate, 20);
        let blind = record(StepOutcome::TimedOut { limit_ms: 1 });
        let seeing = record(StepOutcome::CheckFailed("no".into()));
        let mut row = |length| (0..length).filter_map(|_| breaker.note(&blind)).count();
        assert_eq!(row(19), 0);
        assert!(breaker.note(&seeing).is_none());
        let mut row = |length| (0..length).filter_map(|_| breaker.note(&blind)).count();
        assert_eq!(row(19), 0);
        assert_eq!(row(9), 1);
    }

    #[test]
    fn told_so_it_never_gives_up() {
        let mut breaker = Breaker::new(Gate::default(), 0);
        let blind = record(StepOutcome::TimedOut { limit_ms: 1 });
        assert_eq!((0..99).filter_map(|_| breaker.note(&blind)).count(), 0);
    }
}
