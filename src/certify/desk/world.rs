//! State of one rule while a submission is compared with it.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::LocalBoxFuture;

use crate::engine::{Case, ScenarioWorld};
use crate::evidence::{Check, Ledger, Mismatch, StepFailure};

use super::submission::Submission;

/// Result of a step; the failed comparison is in the ledger as well.
pub type RuleStep = Result<(), StepFailure>;

/// State of one rule.
#[derive(Debug, Default, cucumber::World)]
pub struct DeskWorld {
    submission: Option<Rc<Submission>>,
    /// Id of the rule.
    rule: String,
    ledger: Ledger,
    allowance: Rc<Cell<Duration>>,
}

impl DeskWorld {
    /// The World of one rule.
    pub fn of(submission: &Rc<Submission>, case: &Case) -> Self {
        Self { submission: Some(Rc::clone(submission)), rule: case.id.clone(), ..Self::default() }
    }

    /// Keeps the request to the sender.
    pub fn ask(&self, request: String) {
        if let Some(it) = &self.submission {
            it.ask(&self.rule, request);
        }
    }

    /// Compares the submission; each difference is one of the rule.
    pub fn compare(&mut self, judge: impl FnOnce(&Submission) -> Vec<Mismatch>) -> RuleStep {
        match self.submission.clone() {
            Some(it) => self.ledger.check(Check::new("", judge(&it))),
            None => Err(self.ledger.fail(StepFailure::Misuse("nothing was submitted".into()))),
        }
    }
}

impl ScenarioWorld for DeskWorld {
    fn ledger(&mut self) -> &mut Ledger {
        &mut self.ledger
    }

    fn allowance(&self) -> Rc<Cell<Duration>> {
        Rc::clone(&self.allowance)
    }

    fn leave(&mut self) -> LocalBoxFuture<'_, ()> {
        async {}.boxed_local()
    }
}
