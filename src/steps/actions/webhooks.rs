//! Subscribing to events, and waiting for their deliveries.

use std::time::Duration;

use serde_json::json;
use url::Url;

use crate::api::{EventType, Status};
use crate::checks::{self, KnownSubscription, ReportedStatuses, concerns, reports, status_of};
use crate::client::{ReceivedWebhook, while_waiting};
use crate::evidence::{Check, Mismatch, Reply, StepFailure, Unobserved};
use crate::steps::Step;
use crate::steps::actions::{polling, time};
use crate::steps::world::World;

/// Time for which a target without a clock is observed for deliveries that must not arrive.
const WATCH: Duration = Duration::from_millis(500);
const DAY: Duration = Duration::from_secs(86_400);

/// A call about subscriptions.
#[derive(Clone, Copy, Debug)]
pub enum SubscriptionCall {
    /// GET the latest.
    Retrieve,
    /// GET all.
    List,
    /// DELETE the latest.
    Delete,
}

/// Subscribes the receiver, or another address.
pub async fn subscribe(
    world: &mut World,
    event: EventType,
    elsewhere: Option<&str>,
) -> Result<Reply, StepFailure> {
    let session = world.take_webhook_turn().await?;
    let own = receiver_address(world).await?;
    let url = elsewhere.unwrap_or(own.as_str());
    let reply = session.create_webhook(&json!({ "event_type": event.word(), "url": url })).await;
    let reply = world.observe(reply)?;
    if let (true, Some(id)) = (reply.is_success(), reply.text("id")) {
        let secret = reply.text("secret").unwrap_or_default().to_owned();
        world.subscriptions.push(KnownSubscription { id: id.to_owned(), event, secret });
    }
    Ok(reply)
}

/// The address of the receiver.
pub async fn receiver_address(world: &mut World) -> Result<Url, StepFailure> {
    let session = world.session().await?;
    let address = session.webhook_address().await;
    world.observe(address)
}

/// Sends a call about the latest subscription.
pub async fn call(world: &mut World, call: SubscriptionCall) -> Result<Reply, StepFailure> {
    match call {
        SubscriptionCall::Retrieve => retrieve(world).await,
        SubscriptionCall::List => list(world).await,
        SubscriptionCall::Delete => unsubscribe(world).await,
    }
}

/// Retrieves the latest subscription.
pub async fn retrieve(world: &mut World) -> Result<Reply, StepFailure> {
    let session = world.session().await?;
    let id = subscription(world)?.id;
    let reply = session.webhook(&id).await;
    world.observe(reply)
}

/// Deletes the latest subscription.
pub async fn unsubscribe(world: &mut World) -> Result<Reply, StepFailure> {
    let session = world.session().await?;
    let id = subscription(world)?.id;
    let reply = session.delete_webhook(&id).await;
    world.observe(reply)
}

/// Lists the subscriptions.
pub async fn list(world: &mut World) -> Result<Reply, StepFailure> {
    let session = world.session().await?;
    let reply = session.webhooks().await;
    world.observe(reply)
}

/// The latest subscription.
pub fn subscription(world: &mut World) -> Result<KnownSubscription, StepFailure> {
    match world.subscriptions.last() {
        Some(subscription) => Ok(subscription.clone()),
        None => world.misuse("no subscription was created before this step"),
    }
}

/// Lets `count` units of the partner's time pass; deliveries are counted after each hour.
pub async fn pass_time(world: &mut World, count: u32, unit: Duration) -> Step {
    if unit >= DAY || world.subscriptions.is_empty() {
        return time::advance_clock(world, unit * count).await;
    }
    world.deliveries_by_hour = vec![delivered(world, 1).await?.len()];
    for _ in 0..count {
        time::advance_clock(world, unit).await?;
        let total = delivered(world, 0).await?.len();
        world.deliveries_by_hour.push(total);
    }
    Ok(())
}

/// Every delivery but the verification calls: waits for `at_least`, then until none is pending.
pub async fn delivered(world: &mut World, at_least: usize) -> Result<Vec<Reply>, StepFailure> {
    delivered_until(world, move |all| all.len() >= at_least).await
}

/// The events delivered, each once: waits for `at_least`, then until none is pending.
pub async fn events(world: &mut World, at_least: usize) -> Result<Vec<Reply>, StepFailure> {
    let enough = move |all: &[Reply]| checks::events(all.to_vec()).len() >= at_least;
    delivered_until(world, enough).await.map(checks::events)
}

/// The events: waits for `wanted`; fewer than `required` cannot be examined. That they are missing
/// is the subject of other requirements.
pub async fn must_deliver(
    world: &mut World,
    (wanted, required): (usize, usize),
    missing: &str,
) -> Result<Vec<Reply>, StepFailure> {
    let deliveries = events(world, wanted).await?;
    if deliveries.len() < required { not_delivered(world, missing) } else { Ok(deliveries) }
}

/// All attempts to deliver one event; one alone says nothing about repetitions.
pub async fn attempts(world: &mut World) -> Result<Vec<Reply>, StepFailure> {
    let attempts = delivered(world, 2).await?;
    if attempts.len() < 2 {
        return not_delivered(world, "there is no second attempt");
    }
    Ok(attempts)
}

/// The deliveries, the first of which arrived before the hours that passed.
pub async fn must_have_delivered_at_once(world: &mut World) -> Result<Vec<Reply>, StepFailure> {
    let deliveries = delivered(world, 0).await?;
    match world.deliveries_by_hour.first() {
        None | Some(0) => not_delivered(world, "there is no first delivery"),
        Some(_) => Ok(deliveries),
    }
}

/// Every delivery but the verification calls: waits until none is pending and they are `enough`.
pub async fn delivered_until(
    world: &mut World,
    enough: impl Fn(&[Reply]) -> bool,
) -> Result<Vec<Reply>, StepFailure> {
    let limit = world.session().await?.context().settle_limit();
    delivered_within(world, limit, enough).await
}

/// Like `delivered_until`, with another maximum time to wait.
async fn delivered_within(
    world: &mut World,
    limit: Duration,
    enough: impl Fn(&[Reply]) -> bool,
) -> Result<Vec<Reply>, StepFailure> {
    let session = world.session().await?;
    let has_clock = session.context().has_clock();
    // Without a tenant of our own, other scenarios are the same partner to the target.
    let ours = (!has_clock).then(|| own_ids(world));
    let own = |it: &Reply| ours.as_ref().is_none_or(|ids| concerns(it, ids));
    let events = |all: &[ReceivedWebhook]| {
        let events = all.iter().filter(|it| !it.is_verification());
        events.map(ReceivedWebhook::examined).filter(own).collect::<Vec<_>>()
    };
    if has_clock {
        // Moving the clock by nothing ends when all that is due was delivered.
        time::advance_clock(world, Duration::ZERO).await?;
    }
    let allowance = world.allowance();
    let waited = |more| allowance.set(allowance.get() + more);
    let arriving = session.webhooks_until(limit, |all| enough(&events(all)));
    let arrived = while_waiting(arriving, waited).await;
    world.observe(arrived)?;
    if !has_clock {
        // A delivery that must not arrive needs some time to do so.
        let watched = session.webhooks_until(WATCH, |_| false).await;
        world.observe(watched)?;
    }
    let all = session.webhooks_received();
    world.observe(all).map(|all| events(&all))
}

/// Everything of this scenario that an event can be about.
fn own_ids(world: &World) -> Vec<String> {
    let numbers = world.people.iter().filter_map(|it| it.mobile_number["id"].as_str());
    let identifications = world.people.iter().flat_map(|it| &it.identifications);
    let persons = world.people.iter().map(|it| it.id.clone());
    persons
        .chain(numbers.map(str::to_owned))
        .chain(identifications.map(|it| it.id.clone()))
        .collect()
}

/// The deliveries, as soon as one reports this status. If none does, the identification must have
/// had it; that is asked late, so that asking does not cause the event, but before a short window
/// of the target ends the status.
pub async fn deliveries_reporting(
    world: &mut World,
    status: Status,
) -> Result<Vec<Reply>, StepFailure> {
    let reported = move |all: &[Reply]| all.iter().any(|it| reports(it, status));
    let session = world.session().await?;
    let limit = session.context().settle_limit();
    let unasked = limit.min(session.context().shortest_window() / 2);
    let deliveries = delivered_within(world, unasked, reported).await?;
    if reported(&deliveries) {
        return Ok(deliveries);
    }
    must_have_become(world, status).await?;
    delivered_within(world, limit.saturating_sub(unasked), reported).await
}

/// The delivery that reports this status, or else one without a status.
pub async fn delivery_reporting(world: &mut World, status: Status) -> Result<Reply, StepFailure> {
    let reported = move |all: &[Reply]| all.iter().any(|it| reports(it, status));
    let deliveries = delivered_until(world, reported).await?;
    let mut candidates = deliveries.iter().filter(|it| reports(it, status));
    let nameless = || deliveries.iter().find(|it| it.text("status").is_none());
    match candidates.next().or_else(nameless) {
        Some(delivery) => Ok(delivery.clone()),
        None => not_delivered(world, &format!("there is no event that reports {status}")),
    }
}

/// The statuses that events reported, compared with `expected`; ends the step where they cannot
/// show the rule. Nothing promises an order of the deliveries.
pub async fn reported_statuses(
    world: &mut World,
    expected: &[String],
) -> Result<(ReportedStatuses, Vec<Reply>), StepFailure> {
    let Some(last) = expected.last().and_then(|word| Status::named(word)) else {
        return world.misuse("the table of the step ends without a status");
    };
    let reported = move |all: &[Reply]| all.iter().any(|it| reports(it, last));
    let mut deliveries = checks::events(delivered_until(world, reported).await?);
    let mut statuses = ReportedStatuses::of(&deliveries, expected);
    if statuses.mismatch().is_some() {
        must_have_become(world, last).await?;
        // A target may notice that time is over only when it is asked.
        deliveries = checks::events(delivered_until(world, reported).await?);
        statuses = ReportedStatuses::of(&deliveries, expected);
    }
    Ok((statuses, deliveries))
}

/// A status that the identification never had cannot be reported.
async fn must_have_become(world: &mut World, status: Status) -> Step {
    let reply = polling::settle(world, status).await?;
    if status_of(&reply) == Some(status) {
        return Ok(());
    }
    not_delivered(world, &format!("the identification did not become {status}"))
}

/// Ends the step because a delivery that it would examine is missing.
fn not_delivered<T>(world: &mut World, what: &str) -> Result<T, StepFailure> {
    let limit = world.settle_limit();
    world.observe(Err(Unobserved::NotReached {
        what: what.to_owned(),
        limit_ms: u64::try_from(limit.as_millis()).unwrap_or(u64::MAX),
        last_seen: "none".to_owned(),
    }))
}

/// The delivery for a subscription, if there is one.
pub fn must_be_delivered<'a>(
    world: &mut World,
    delivery: Option<&'a Reply>,
) -> Result<&'a Reply, StepFailure> {
    match delivery {
        Some(delivery) => Ok(delivery),
        None => not_delivered(world, "there is no delivery for a subscription"),
    }
}

/// Writes down a check of several deliveries; the latest is its evidence.
pub fn conclude(world: &mut World, deliveries: &[Reply], mismatch: Option<Mismatch>) -> Step {
    let check = Check::new("", mismatch.into_iter().collect());
    world.check(check.seen_in(deliveries.last().map(|it| it.exchange)))
}
