//! Gives up on a target that no longer answers.

use crate::engine::Gate;
use crate::evidence::{ScenarioRecord, StepOutcome, Unobserved};

/// Counts scenarios without any observation, and shuts the gate after too many in a row.
pub(super) struct Breaker {
    gate: Gate,
    /// Number of such scenarios in a row that shuts the gate; 0 never shuts it.
    limit: u64,
    in_a_row: u64,
}

impl Breaker {
    pub fn new(gate: Gate, limit: u64) -> Self {
        Self { gate, limit, in_a_row: 0 }
    }

    /// Counts a scenario that ended; returns the reason if the gate was shut.
    pub fn note(&mut self, record: &ScenarioRecord) -> Option<String> {
        let given_up = self.in_a_row >= self.limit;
        if record.not_applicable.is_some() || given_up {
            return None;
        }
        let last = record.steps.iter().map(|step| &step.outcome).find(|it| !it.passed());
        let unobserved = record.checks.is_empty() && last.is_some_and(is_unobserved);
        self.in_a_row = if unobserved { self.in_a_row + 1 } else { 0 };
        if self.in_a_row < self.limit {
            return None;
        }
        let what =
            format!("{} scenarios in a row could not observe anything of the target", self.limit);
        let detail = "the run stops, and the other scenarios are not run".to_owned();
        let message = format!("{what}: {detail}");
        self.gate.shut(StepOutcome::Unobserved(Unobserved::Dependency { what, detail }));
        Some(message)
    }
}

/// Whether the target itself prevented the observation.
fn is_unobserved(outcome: &StepOutcome) -> bool {
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
    fn it_gives_up_once_and_only_after_n_scenarios_in_a_row() {
        let gate = Gate::default();
        let mut breaker = Breaker::new(gate, 20);
        let unobserved = record(StepOutcome::TimedOut { limit_ms: 1 });
        let observed = record(StepOutcome::CheckFailed("no".into()));
        let mut row = |length| (0..length).filter_map(|_| breaker.note(&unobserved)).count();
        assert_eq!(row(19), 0);
        assert!(breaker.note(&observed).is_none());
        let mut row = |length| (0..length).filter_map(|_| breaker.note(&unobserved)).count();
        assert_eq!(row(19), 0);
        assert_eq!(row(9), 1);
    }

    #[test]
    fn with_a_limit_of_0_it_never_gives_up() {
        let mut breaker = Breaker::new(Gate::default(), 0);
        let unobserved = record(StepOutcome::TimedOut { limit_ms: 1 });
        assert_eq!((0..99).filter_map(|_| breaker.note(&unobserved)).count(), 0);
    }
}
