//! Requirements of the engine for a World, and the World of the step definitions.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use cucumber::codegen::WorldInventory;
use futures::FutureExt as _;
use futures::future::LocalBoxFuture;

use crate::evidence::Ledger;
use crate::steps::World;

/// Requirements of the engine for a World.
pub trait ScenarioWorld: cucumber::World + WorldInventory {
    /// The ledger of this attempt.
    fn ledger(&mut self) -> &mut Ledger;
    /// Extra time the running step has asked for (a real wait for a timer); reset by the engine
    /// before each step.
    fn allowance(&self) -> Rc<Cell<Duration>>;
    /// Cleans up after the scenario; always called, within the step time-out.
    fn leave(&mut self) -> LocalBoxFuture<'_, ()>;
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
}
