//! Ledger of one attempt of a scenario: its exchanges and checks.

use std::rc::Rc;

use super::{
    Attachment, Check, Deviation, Exchange, ObservedReading, Redaction, SequenceRow, Unobserved,
    mask_text, mask_unobserved,
};

/// Everything observed during one attempt, in order. Its contents are masked when it becomes a
/// record.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Exchanges with the target and its dependencies.
    pub exchanges: Vec<Exchange>,
    /// Files such as screenshots.
    pub attachments: Vec<Attachment>,
    /// Sequence of what app, bank and customer did.
    pub sequence: Vec<SequenceRow>,
    /// Checks made.
    pub checks: Vec<Check>,
    /// Readings the target showed.
    pub readings: Vec<ObservedReading>,
    /// Documented deviations of the target.
    pub deviations: Vec<Deviation>,
    /// Reason why the current step ended early; taken by the engine.
    failure: Option<StepFailure>,
    step: usize,
    sentence: String,
    redaction: Rc<Redaction>,
}

/// Reason why a step ended early.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum StepFailure {
    /// A check did not hold; it is the last one in the ledger.
    #[error("{0}")]
    CheckFailed(String),
    /// The target could not be observed.
    #[error(transparent)]
    Unobserved(#[from] Unobserved),
    /// The scenario is written in a way that cannot work (unknown name, missing step before).
    #[error("{0}")]
    Misuse(String),
}

impl Ledger {
    /// A ledger with this redaction.
    pub fn masking(redaction: Rc<Redaction>) -> Self {
        Self { redaction, ..Self::default() }
    }

    /// The redaction that masks its contents.
    pub fn redaction(&self) -> Rc<Redaction> {
        Rc::clone(&self.redaction)
    }

    /// Masks a text.
    pub fn masked(&self, text: &str) -> String {
        mask_text(&self.redaction, text)
    }

    /// Starts a step: its index and text are used for later checks.
    pub fn enter_step(&mut self, index: usize, text: &str) {
        self.step = index;
        text.clone_into(&mut self.sentence);
    }

    /// Records an exchange and returns its index.
    pub fn exchange(&mut self, exchange: Exchange) -> usize {
        self.exchanges.push(exchange);
        self.exchanges.len() - 1
    }

    /// Records a check; returns `Err` if it does not hold. An empty statement becomes the text of the
    /// running step.
    pub fn check(&mut self, mut check: Check) -> Result<(), StepFailure> {
        if check.statement.is_empty() {
            check.statement.clone_from(&self.sentence);
        }
        let outcome = if check.holds() { Ok(()) } else { Err(self.fail(failed(&check))) };
        self.note(check);
        outcome
    }

    /// Records a check that does not end the step, whether or not it holds.
    pub fn note(&mut self, check: Check) {
        self.checks.push(Check { step: self.step, ..check });
    }

    /// Keeps the reason for ending the step and returns it, for `?`. The reason is masked at once, because it may be reported before the record is made.
    pub fn fail(&mut self, mut failure: StepFailure) -> StepFailure {
        match &mut failure {
            StepFailure::CheckFailed(text) | StepFailure::Misuse(text) => {
                *text = self.masked(text);
            }
            StepFailure::Unobserved(why) => mask_unobserved(&self.redaction, why),
        }
        self.failure = Some(failure.clone());
        failure
    }

    /// Takes the reason with which the last step ended early.
    pub fn take_failure(&mut self) -> Option<StepFailure> {
        self.failure.take()
    }

    /// Continues the step although an action of it ended early, and removes the check that did not hold:
    /// a step that passed has none.
    pub fn forgive(&mut self) {
        if let Some(StepFailure::CheckFailed(_)) = self.failure.take() {
            self.checks.pop();
        }
    }

    /// Records a reading, unless it is recorded already.
    pub fn reading(&mut self, question: &str, reading: &str, note: impl Into<String>) {
        let observed = ObservedReading {
            question: question.to_owned(),
            reading: reading.to_owned(),
            note: note.into(),
        };
        if !self.readings.contains(&observed) {
            self.readings.push(observed);
        }
    }

    /// Records a deviation, once per step and place.
    pub fn deviation(&mut self, what: impl Into<String>, place: impl Into<String>) {
        let deviation = Deviation { what: what.into(), place: place.into(), step: self.step };
        if !self.deviations.contains(&deviation) {
            self.deviations.push(deviation);
        }
    }
}

fn failed(check: &Check) -> StepFailure {
    let first = check.mismatches.first().map_or(String::new(), |mismatch| {
        format!(": {} is {}, expected {}", mismatch.path, mismatch.actual, mismatch.expected)
    });
    StepFailure::CheckFailed(format!("{}{first}", check.statement))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Mismatch;

    #[test]
    fn a_failed_check_is_kept_with_its_step_and_returned() {
        let mut ledger = Ledger::default();
        ledger.enter_step(3, "the answer is 200");
        let check = Check::new("", vec![Mismatch::new("status code", "200", "500")]);
        let failure = ledger.check(check).unwrap_err();
        assert_eq!(failure.to_string(), "the answer is 200: status code is 500, expected 200");
        assert_eq!((ledger.checks.len(), ledger.checks[0].step), (1, 3));
        assert_eq!(ledger.take_failure(), Some(failure));
        assert_eq!(ledger.take_failure(), None);
    }

    #[test]
    fn equal_deviations_are_recorded_once() {
        let mut ledger = Ledger::default();
        ledger.deviation("200 for 201", "POST /v1/persons");
        ledger.deviation("200 for 201", "POST /v1/persons");
        assert_eq!(ledger.deviations.len(), 1);
    }
}
