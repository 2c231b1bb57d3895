//! The World of the step definitions, as the engine drives it.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::LocalBoxFuture;

use crate::evidence::Ledger;
use crate::steps::World;

use super::ScenarioWorld;

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
