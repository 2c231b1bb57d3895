//! Requirements of the engine for a World, and the World of the step definitions.

use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use cucumber::codegen::WorldInventory;
use cucumber::gherkin::Step;
use cucumber::step::Location;
use futures::FutureExt as _;
use futures::future::LocalBoxFuture;

use crate::evidence::{Ledger, StepFailure};
use crate::steps::{self, NamedActor, StepMisuse, World, unread_arguments};

/// Requirements of the engine for a World.
pub trait ScenarioWorld: cucumber::World + WorldInventory {
    /// The ledger of this attempt.
    fn ledger(&mut self) -> &mut Ledger;
    /// Extra time the running step has asked for (a real wait for a timer); reset by the engine
    /// before each step.
    fn allowance(&self) -> Rc<Cell<Duration>>;
    /// Makes the customer that the step names the current one, before it runs.
    ///
    /// # Errors
    /// When nobody has this name.
    fn begin_step(&mut self, _text: &str) -> Result<(), StepFailure> {
        Ok(())
    }
    /// Keeps the name that the step gave to a new customer, after it passed.
    fn end_step(&mut self, _text: &str) {}
    /// Sentences that the step may be, without the name of a customer.
    fn sentences(text: &str) -> Vec<Cow<'_, str>> {
        vec![Cow::Borrowed(text)]
    }
    /// A suggested sentence with the name of the customer, if the step names one.
    fn spoken(_text: &str, sentence: String) -> String {
        sentence
    }
    /// Adds to the evidence what explains a failed check: the state of the target, if it shows one.
    fn explain_failure(&mut self) -> LocalBoxFuture<'_, ()> {
        async {}.boxed_local()
    }
    /// Cleans up after the scenario; always called, within the step time-out.
    fn leave(&mut self) -> LocalBoxFuture<'_, ()>;
    /// Defined steps of a scenario that cannot work as they are written. Unless a World says
    /// otherwise, its steps read no table and no doc string.
    fn misuses(steps: &[&Step]) -> Vec<StepMisuse> {
        unread_arguments(steps)
    }
    /// Fault of a value that a parameter with this pattern matched, and its remedy.
    fn value_fault(_pattern: &str, _value: &str) -> Option<(String, String)> {
        None
    }
    /// Tags that a step with this definition and these values implies, such as `needs:tan`.
    fn needed_tags(_definition: &Location, _values: &[&str]) -> Vec<String> {
        Vec::new()
    }
}

impl ScenarioWorld for World {
    fn ledger(&mut self) -> &mut Ledger {
        World::ledger(self)
    }

    fn allowance(&self) -> Rc<Cell<Duration>> {
        World::allowance(self)
    }

    fn begin_step(&mut self, text: &str) -> Result<(), StepFailure> {
        let actor = NamedActor::of(text).filter(|it| !it.is_new());
        actor.map_or(Ok(()), |it| self.turn_to(it.name))
    }

    fn end_step(&mut self, text: &str) {
        if let Some(actor) = NamedActor::of(text).filter(NamedActor::is_new) {
            self.name_person(actor.name);
        }
    }

    fn sentences(text: &str) -> Vec<Cow<'_, str>> {
        match NamedActor::of(text) {
            Some(actor) => actor.sentences().into_iter().map(Cow::Owned).collect(),
            None => vec![Cow::Borrowed(text)],
        }
    }

    fn spoken(text: &str, sentence: String) -> String {
        NamedActor::of(text).map_or_else(|| sentence.clone(), |it| it.spoken(&sentence))
    }

    fn explain_failure(&mut self) -> LocalBoxFuture<'_, ()> {
        World::explain_failure(self).boxed_local()
    }

    fn leave(&mut self) -> LocalBoxFuture<'_, ()> {
        World::leave(self).boxed_local()
    }

    fn misuses(steps: &[&Step]) -> Vec<StepMisuse> {
        let misnamed = steps::misnamed(steps);
        let plain = steps::without_names(steps);
        let plain = plain.as_ref().map(|it| it.iter().collect::<Vec<_>>());
        let plain = plain.as_deref().unwrap_or(steps);
        [misnamed, steps::misuses(plain), steps::vacuous(steps)].concat()
    }

    fn value_fault(pattern: &str, value: &str) -> Option<(String, String)> {
        steps::value_fault(pattern, value)
    }

    fn needed_tags(definition: &Location, values: &[&str]) -> Vec<String> {
        steps::needed_tags(definition, values)
    }
}
