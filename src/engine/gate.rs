//! The way into the lanes, which can be shut while a run goes on.

use std::{cell::RefCell, rc::Rc};

use crate::evidence::StepOutcome;

/// Once shut, it refuses every scenario that has not begun; those end as it says and send nothing.
/// Clones are one gate.
#[derive(Clone, Debug, Default)]
pub struct Gate(Rc<RefCell<Option<StepOutcome>>>);

impl Gate {
    /// Shuts it; scenarios to come end like this.
    pub fn shut(&self, outcome: StepOutcome) {
        self.0.borrow_mut().get_or_insert(outcome);
    }

    /// How scenarios end that come too late.
    pub(super) fn refusal(&self) -> Option<StepOutcome> {
        self.0.borrow().clone()
    }
}
