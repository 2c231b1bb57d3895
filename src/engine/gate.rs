//! A gate that refuses further scenarios during a run.

use std::{cell::RefCell, rc::Rc};

use crate::evidence::StepOutcome;

/// Once shut, refuses every scenario that has not begun. A refused scenario sends nothing. Clones
/// share their state.
#[derive(Clone, Debug, Default)]
pub struct Gate(Rc<RefCell<Option<StepOutcome>>>);

impl Gate {
    /// Shuts the gate; every further scenario ends with `outcome`.
    pub fn shut(&self, outcome: StepOutcome) {
        self.0.borrow_mut().get_or_insert(outcome);
    }

    /// Outcome of the scenarios that are refused, if the gate is shut.
    pub(super) fn refusal(&self) -> Option<StepOutcome> {
        self.0.borrow().clone()
    }
}
