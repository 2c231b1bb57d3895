//! Statuses that IDENTIFICATION events report.

use cucumber::{gherkin, then};

use crate::checks::{self, readings};
use crate::steps::Step;
use crate::steps::actions::webhooks;
use crate::steps::needs::needs;
use crate::steps::parameters::StatusWord;
use crate::steps::world::World;

/// One of the events reports this status (BI-096).
#[then(expr = "an event reports {status}")]
async fn event_reports(world: &mut World, status: StatusWord) -> Step {
    needs!(Webhooks);
    let deliveries = webhooks::deliveries_reporting(world, status.0).await?;
    let found = readings::snapshot_event(&deliveries, status.0);
    world.reading(found, "reported when the bank page was completed");
    webhooks::conclude(world, &deliveries, checks::reported_status(&deliveries, status.0))
}

/// The statuses of the table, each once, in any order (BI-120).
#[then("these statuses are reported once")]
async fn are_reported(world: &mut World, step: &gherkin::Step) -> Step {
    needs!(Webhooks);
    let table = step.table.iter().flat_map(|it| it.rows.iter().flatten().cloned());
    let expected: Vec<String> = table.collect();
    let (found, deliveries) = webhooks::reported_statuses(world, &expected).await?;
    webhooks::conclude(world, &deliveries, found.mismatch())
}

/// The event carries the documented members, and none that must be retrieved (WH-017).
#[then(expr = "the event that reports {status} carries no more than a hint")]
async fn is_a_hint(world: &mut World, status: StatusWord) -> Step {
    needs!(Webhooks);
    let event = webhooks::delivery_reporting(world, status.0).await?;
    let (_, id) = world.ids()?;
    world.conclude(checks::documented_event(&event, status.0, &id))
}
