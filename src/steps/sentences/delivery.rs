//! Deliveries to the receiver: their number, their headers, their repetition.

use cucumber::{given, then};

use crate::checks::{self, readings};
use crate::steps::Step;
use crate::steps::actions::{mobile_number, webhooks};
use crate::steps::needs::needs;
use crate::steps::parameters::EventWord;
use crate::steps::word_tables::{AttemptRule, CountedDeliveries};
use crate::steps::world::World;

/// A number was created and its event was sent once.
#[given("a mobile number was created")]
async fn number_created(world: &mut World) -> Step {
    needs!(Webhooks);
    mobile_number::must_create_number(world).await?;
    webhooks::delivered(world, 1).await.map(drop)
}

/// One event was delivered, about the latest person or identification (WH-018 to WH-020).
#[then(expr = "{event} is delivered once")]
async fn delivered_once(world: &mut World, event: EventWord) -> Step {
    needs!(Webhooks);
    let deliveries = webhooks::events(world, 1).await?;
    webhooks::conclude(world, &deliveries, checks::one_delivery(&deliveries))?;
    let person = world.person()?.clone();
    world.conclude(checks::named_entity(&deliveries[0], event.0, &person))
}

/// Every header field exists and has the documented value (WH-008).
#[then("the delivery carries every documented header field")]
async fn headers_complete(world: &mut World) -> Step {
    needs!(Webhooks);
    let deliveries = webhooks::must_deliver(world, (1, 1), "there is no delivery").await?;
    let subscription = webhooks::subscription(world)?;
    let person = world.person()?.clone();
    let first = &deliveries[0];
    let expected = world.observe(checks::delivery_headers(first, &subscription, &person))?;
    world.conclude(expected)
}

/// Each delivery is signed with the secret of its subscription, and with no other one (WH-009).
#[then("each delivery is signed with the secret of its own subscription")]
async fn signatures_fit(world: &mut World) -> Step {
    needs!(Webhooks);
    let all = world.subscriptions.clone();
    let deliveries = webhooks::delivered(world, all.len()).await?;
    for own in &all {
        let delivery = webhooks::must_be_delivered(world, checks::delivery_of(&deliveries, own))?;
        world.conclude(checks::own_signature(delivery, own, &all))?;
    }
    Ok(())
}

/// No two events share an id (WH-010).
#[then(expr = "{int} events are delivered, each with an id of its own")]
async fn ids_differ(world: &mut World, count: usize) -> Step {
    needs!(Webhooks);
    let missing = "not all events are delivered";
    let deliveries = webhooks::must_deliver(world, (count, count), missing).await?;
    webhooks::conclude(world, &deliveries, checks::distinct_ids(&deliveries))
}

/// The attempts to deliver one event belong together (WH-010, WH-011).
#[then(expr = "the attempts {attempt_rule}")]
async fn attempts_are(world: &mut World, rule: AttemptRule) -> Step {
    needs!(Webhooks);
    let attempts = webhooks::attempts(world).await?;
    webhooks::conclude(world, &attempts, rule.0(&attempts))
}

/// The event arrived once at first, often in the first hour, more rarely in the second (WH-012).
#[then("it is delivered again and again, ever more rarely")]
async fn intervals_grow(world: &mut World) -> Step {
    needs!(Webhooks);
    let deliveries = webhooks::must_have_delivered_at_once(world).await?;
    let mismatch = checks::rarer_deliveries(&world.deliveries_by_hour);
    webhooks::conclude(world, &deliveries, mismatch)
}

/// The delivery was given up after a number of attempts that a reading names (C-39, WH-013).
/// Accepts each number of attempts that a reading of C-39 names.
#[then("it was given up after a documented number of attempts")]
async fn retries_end(world: &mut World) -> Step {
    needs!(Webhooks);
    let attempts = webhooks::attempts(world).await?;
    let count = attempts.len();
    world.reading(readings::retries(count), format!("{count} attempts in all"));
    webhooks::conclude(world, &attempts, checks::documented_attempts(&attempts))
}

/// An event arrived. Only after that does the absence of later ones show something.
#[given("an event was delivered")]
async fn was_delivered(world: &mut World) -> Step {
    needs!(Webhooks);
    webhooks::must_deliver(world, (1, 1), "there is no first delivery").await.map(drop)
}

/// The receiver got exactly this number of deliveries, or of events.
#[then(expr = "the receiver gets {int} {counted_deliveries} in all")]
async fn delivered_in_all(world: &mut World, count: usize, counted: CountedDeliveries) -> Step {
    needs!(Webhooks);
    webhooks::must_deliver(world, (1, count.min(1)), "there is no first delivery").await?;
    let deliveries = (counted.0)(webhooks::delivered(world, count).await?);
    webhooks::conclude(world, &deliveries, checks::number_of_deliveries(&deliveries, count))
}
