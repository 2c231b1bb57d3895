//! Requirements of the engine for a World, and the World of the step definitions.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use cucumber::codegen::WorldInventory;
use cucumber::gherkin::Step;
use cucumber::step::Location;
use futures::FutureExt as _;
use futures::future::LocalBoxFuture;

use crate::evidence::Ledger;
use crate::steps::{self, StepMisuse, World, unread_arguments};

/// Requirements of the engine for a World.
pub trait ScenarioWorld: cucumber::World + WorldInventory {
    /// The ledger of this attempt.
    fn ledger(&mut self) -> &mut Ledger;
    /// Extra time the running step has asked for (a real wait for a timer); reset by the engine
    /// before each step.
    fn allowance(&self) -> Rc<Cell<Duration>>;
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

    fn leave(&mut self) -> LocalBoxFuture<'_, ()> {
        World::leave(self).boxed_local()
    }

    fn misuses(steps: &[&Step]) -> Vec<StepMisuse> {
        [steps::misuses(steps), steps::vacuous(steps)].concat()
    }

    fn value_fault(pattern: &str, value: &str) -> Option<(String, String)> {
        steps::value_fault(pattern, value)
    }

    fn needed_tags(definition: &Location, values: &[&str]) -> Vec<String> {
        steps::needed_tags(definition, values)
    }
}
