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
    use std::sync::Arc;

    use super::*;
    use crate::evidence::{StepKind, StepRecord};

    fn record(outcome: StepOutcome) -> ScenarioRecord {
        let file: Arc<str> = "x.feature".into();
        let step = StepRecord {
            kind: StepKind::When,
            keyword: "When".into(),
            text: "x".into(),
            line: 1,
            outcome,
            duration_ms: 0,
            requests: 0,
        };
        ScenarioRecord {
            id: "x".into(),
            position: 0,
            earlier: Vec::new(),
            file: Arc::clone(&file),
            feature: file,
            rule: None,
            name: "x".into(),
            line: 1,
            tags: vec![],
            requirements: vec![],
            not_applicable: None,
            steps: vec![step],
            checks: vec![],
            readings: vec![],
            deviations: vec![],
            exchanges: vec![],
            attachments: Vec::new(),
            requests: 1,
            started_at: None,
            duration_ms: 0,
            attempts: 1,
        }
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
