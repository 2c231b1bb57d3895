//! State of one situation while its scenario runs.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::LocalBoxFuture;

use crate::client::CreatedTenant;
use crate::engine::{Case, ScenarioWorld};
use crate::evidence::{Check, Ledger, ObservedSituation, StepFailure, Unobserved};

use super::brief::Brief;
use super::card::customer;
use super::context::ObserveContext;
use super::situation::Situation;

/// Result of a step definition; the reason of an early end is in the ledger as well.
pub type SituationStep = Result<(), StepFailure>;

/// Prefix of the tag with the id of a situation.
const SITUATION_TAG: &str = "situation:";

/// State of a situation: how the bank behaves, and what was observed.
#[derive(Debug, Default, cucumber::World)]
pub struct SituationWorld {
    /// The situation, as the Given steps describe it.
    pub(super) situation: Situation,
    /// The observation, once the app has come to its end.
    pub(super) seen: Option<ObservedSituation>,
    context: Option<Rc<ObserveContext>>,
    /// The tenant, once it exists.
    pub(super) tenant: Option<CreatedTenant>,
    ledger: Ledger,
    allowance: Rc<Cell<Duration>>,
}

impl SituationWorld {
    /// The World of one attempt of a situation.
    pub fn of(context: &Rc<ObserveContext>, case: &Case) -> Self {
        let id = situation_id(&case.tags).unwrap_or(&case.name).to_owned();
        let customer = customer(context.seed, &id);
        let ledger = Ledger::masking(Rc::new(context.redaction.as_ref().clone()));
        context.begun.set(context.begun.get() + 1);
        let situation = Situation {
            title: case.name.clone(),
            brief: Brief::of(&case.description),
            number: context.begun.get(),
            language: context.language.clone(),
            customer: Some(customer),
            id,
            ..Situation::default()
        };
        Self { situation, ledger, context: Some(Rc::clone(context)), ..Self::default() }
    }

    /// The context that all situations share.
    pub(super) fn context(&mut self) -> Result<Rc<ObserveContext>, StepFailure> {
        match &self.context {
            Some(context) => Ok(Rc::clone(context)),
            None => self.misuse("there is no bank"),
        }
    }

    /// Asks the engine for more time than the step time-out.
    pub(super) fn allow(&self, extra: Duration) {
        self.allowance.set(self.allowance.get() + extra);
    }

    /// Returns an observation, or ends the step if there is none.
    pub(super) fn observe<T>(&mut self, seen: Result<T, Unobserved>) -> Result<T, StepFailure> {
        seen.map_err(|unobserved| self.ledger.fail(unobserved.into()))
    }

    /// Ends the step because the situation is written in a way that cannot work.
    pub(super) fn misuse<T>(&mut self, what: impl Into<String>) -> Result<T, StepFailure> {
        Err(self.ledger.fail(StepFailure::Misuse(what.into())))
    }

    /// Records a check; ends the step if it does not hold.
    pub(super) fn check(&mut self, check: Check) -> SituationStep {
        self.ledger.check(check)
    }

    /// The observation of the app.
    pub(super) fn seen(&mut self) -> Result<ObservedSituation, StepFailure> {
        match &self.seen {
            Some(seen) => Ok(seen.clone()),
            None => self.misuse("the customer has not come to the end of what the app offers"),
        }
    }

    /// The evidence so far.
    pub(super) fn evidence(&mut self) -> &mut Ledger {
        &mut self.ledger
    }
}

/// The id of a situation in the tags of its scenario.
pub fn situation_id(tags: &[String]) -> Option<&str> {
    tags.iter().find_map(|tag| tag.strip_prefix(SITUATION_TAG))
}

impl ScenarioWorld for SituationWorld {
    fn ledger(&mut self) -> &mut Ledger {
        &mut self.ledger
    }

    fn allowance(&self) -> Rc<Cell<Duration>> {
        Rc::clone(&self.allowance)
    }

    fn leave(&mut self) -> LocalBoxFuture<'_, ()> {
        let tenant = self.tenant.take();
        let context = self.context.clone();
        async move {
            if let (Some(tenant), Some(context)) = (tenant, context)
                && !context.is_by_hand()
            {
                // A failure of this clean-up does not change the verdict.
                let _ = context.control.delete_tenant(&tenant.id).await;
            }
        }
        .boxed_local()
    }
}
