//! Time that passes for the target.

use cucumber::{given, when};

use crate::steps::Step;
use crate::steps::actions::{journey, webhooks};
use crate::steps::needs::needs;
use crate::steps::word_tables::{Passage, Period, TimeUnit};
use crate::steps::world::World;

/// A period of the guide passes, whole or but for one second.
#[given(expr = "the {period} {passage}")]
#[when(expr = "the {period} {passage}")]
async fn period_passes(world: &mut World, period: Period, passage: Passage) -> Step {
    needs!(of Period);
    journey::pass_window_and_retrieve(world, period.0, passage.0).await
}

/// The partner's time passes; deliveries due by then have arrived, and are counted by the hour.
#[when(expr = "{int} {unit} pass(es)")]
async fn passes(world: &mut World, count: u32, unit: TimeUnit) -> Step {
    needs!(Clock);
    webhooks::pass_time(world, count, unit.0).await
}
