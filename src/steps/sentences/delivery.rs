//! What the receiver gets: which events, how often, with what in them.

use std::collections::HashSet;
use std::time::Duration;

use cucumber::{given, then, when};

use crate::api::EventType;
use crate::checks::readings;
use crate::checks::{Expectation, Member};
use crate::client::ReceivedWebhook;
use crate::evidence::{Check, Mismatch, StepFailure, Unobserved};
use crate::steps::Step;
use crate::steps::actions::partner;
use crate::steps::parameters::EventWord;
use crate::steps::world::World;

use super::webhook;

const ID: &str = "solaris-webhook-id";
const ATTEMPT: &str = "solaris-webhook-attempt";
const EVENT_TYPE: &str = "solaris-webhook-event-type";
const SUBSCRIPTION: &str = "solaris-webhook-subscription-id";
const ENTITY: &str = "solaris-entity-id";
/// How long a black box is watched for what must not come.
const WATCH: Duration = Duration::from_millis(500);

/// A number was created and its event was sent once.
#[given("a mobile number was created")]
async fn number_created(world: &mut World) -> Step {
    partner::must_create_number(world).await?;
    delivered(world, 1).await.map(drop)
}

/// The partner's time passes; repetitions due by then have arrived.
#[when(expr = "{int} day(s) pass(es)")]
async fn days_pass(world: &mut World, days: u32) -> Step {
    pass(world, Duration::from_secs(86_400) * days).await
}

/// The first hour passes, then a second one; how many came in each is kept.
#[when("two hours pass")]
async fn two_hours_pass(world: &mut World) -> Step {
    let mut counts = vec![delivered(world, 1).await?.len()];
    for _ in 0..2 {
        pass(world, Duration::from_secs(3600)).await?;
        counts.push(delivered(world, 0).await?.len());
    }
    world.deliveries_by_hour = counts;
    Ok(())
}

async fn pass(world: &mut World, time: Duration) -> Step {
    let session = world.session().await?;
    let moved = session.advance_clock(time).await;
    world.observe(moved)
}

/// The event came, about the person or identification talked about (WH-018 to WH-020).
#[then(expr = "{event} is delivered once")]
async fn delivered_once(world: &mut World, event: EventWord) -> Step {
    let came = delivered(world, 1).await?;
    let words = came.iter().map(|it| it.header(EVENT_TYPE).unwrap_or("nameless"));
    let actual = format!("{}: {}", came.len(), words.collect::<Vec<_>>().join(", "));
    let statement = format!("{} is delivered once", event.0.word());
    conclude(world, came.last(), (&statement, came.len() == 1), ("deliveries", "1", &actual))?;
    if event.0 == EventType::NumberDeleted {
        let id = world.person()?.mobile_number["id"].clone();
        let reply = came[0].examined();
        return world.conclude(Expectation::of(&reply).member("id", Member::Is(&id)));
    }
    Ok(())
}

/// Every header field is there and names what it should (WH-008).
#[then("every header field of the delivery is there")]
async fn headers_complete(world: &mut World) -> Step {
    let came = delivered(world, 1).await?;
    let subscription = webhook::subscription(world)?;
    let entity = entity(world, subscription.event)?;
    let Some(one) = came.last() else { return nothing_came(world, "there is no delivery") };
    let reply = one.examined();
    let text = |name: &str| one.header(name).unwrap_or("absent").to_owned();
    let there = |name: &str| one.header(name).is_some_and(|it| !it.is_empty());
    let number = one.header(ATTEMPT).is_some_and(|it| it.parse::<u32>().is_ok());
    let time = "solaris-webhook-callout-timestamp";
    let expected = Expectation::of(&reply)
        .unless(
            reply.content_type() == "application/json",
            "content-type",
            "application/json",
            reply.content_type(),
        )
        .unless(there(ID), ID, "an id", text(ID))
        .unless(
            text(SUBSCRIPTION) == subscription.id,
            SUBSCRIPTION,
            &subscription.id,
            text(SUBSCRIPTION),
        )
        .unless(
            text(EVENT_TYPE) == subscription.event.word(),
            EVENT_TYPE,
            subscription.event.word(),
            text(EVENT_TYPE),
        )
        .unless(number, ATTEMPT, "a number", text(ATTEMPT))
        .unless(there(time), time, "a time", text(time))
        .unless(there("user-agent"), "user-agent", "a name", text("user-agent"))
        .unless(
            entity.as_ref().is_none_or(|id| text(ENTITY) == *id),
            ENTITY,
            entity.as_deref().unwrap_or_default(),
            text(ENTITY),
        );
    world.conclude(expected)
}

/// The signature belongs to these very bytes and the secret of this subscription, and to no other
/// one's (WH-009).
#[then("each signature fits the body and the secret of its own subscription")]
async fn signatures_fit(world: &mut World) -> Step {
    let subscriptions = world.subscriptions.clone();
    let came = delivered(world, subscriptions.len()).await?;
    let statement = "each signature fits the body and the secret of its own subscription";
    for subscription in &subscriptions {
        let own = |it: &&ReceivedWebhook| {
            it.header(EVENT_TYPE) == Some(subscription.event.word())
                || it.header(SUBSCRIPTION) == Some(&subscription.id)
        };
        let Some(one) = came.iter().find(own) else {
            return nothing_came(world, "there is no delivery for a subscription");
        };
        let others = subscriptions.iter().filter(|it| it.id != subscription.id);
        let fits = one.is_signed_with(&subscription.secret)
            && !others.into_iter().any(|it| one.is_signed_with(&it.secret));
        let given = one.header("solaris-webhook-signature").unwrap_or("absent").to_owned();
        let expected = "sha256= and the HMAC of the body under the secret";
        let place = "solaris-webhook-signature";
        conclude(world, Some(one), (statement, fits), (place, expected, &given))?;
    }
    Ok(())
}

/// No two events share an id (WH-010).
#[then(expr = "{int} events are delivered, each with an id of its own")]
async fn ids_differ(world: &mut World, count: usize) -> Step {
    let came = delivered(world, count).await?;
    if came.len() < count {
        return nothing_came(world, "not all events are delivered");
    }
    let ids: HashSet<&str> = came.iter().filter_map(|it| it.header(ID)).collect();
    let actual = format!("{} ids in {} deliveries", ids.len(), came.len());
    let fits = ids.len() == came.len();
    conclude(
        world,
        came.last(),
        ("each event has an id of its own", fits),
        (ID, "as many", &actual),
    )
}

/// All attempts to deliver one event carry its id (WH-010).
#[then("all attempts carry the same id")]
async fn same_id(world: &mut World) -> Step {
    let came = attempts(world).await?;
    let ids: HashSet<Option<&str>> = came.iter().map(|it| it.header(ID)).collect();
    let actual = format!("{} ids in {} attempts", ids.len(), came.len());
    let fits = ids.len() == 1 && !ids.contains(&None);
    conclude(world, came.last(), ("all attempts carry the same id", fits), (ID, "one id", &actual))
}

/// The attempts are numbered from 1 (WH-011).
#[then("the attempts are counted from 1")]
async fn attempts_counted(world: &mut World) -> Step {
    let came = attempts(world).await?;
    let numbers: Vec<&str> = came.iter().map(|it| it.header(ATTEMPT).unwrap_or("none")).collect();
    let fits = numbers.iter().zip(1_u32..).all(|(it, number)| *it == number.to_string());
    let actual = numbers.join(", ");
    conclude(
        world,
        came.last(),
        ("the attempts are counted", fits),
        (ATTEMPT, "1, 2, 3 …", &actual),
    )
}

/// It came once at first, often in the first hour, more rarely in the second (WH-012).
#[then("it is delivered again and again, ever more rarely")]
async fn ever_more_rarely(world: &mut World) -> Step {
    let came = delivered(world, 0).await?;
    let by_hour = world.deliveries_by_hour.clone();
    let at = |index: usize| by_hour.get(index).copied().unwrap_or_default();
    if at(0) == 0 {
        return nothing_came(world, "there is no first delivery");
    }
    let (first, second) = (at(1).saturating_sub(at(0)), at(2).saturating_sub(at(1)));
    let fits = at(0) == 1 && first > second;
    let actual = format!("{} at once, {first} in the first hour, {second} in the second", at(0));
    let expected = "1 at once, some in the first hour, fewer in the second";
    let statement = "it is delivered again and again, ever more rarely";
    conclude(world, came.last(), (statement, fits), ("deliveries", expected, &actual))
}

/// It was given up after as many attempts as one of the readings says (C-39, WH-013).
#[then("it was given up after a documented number of attempts")]
async fn given_up(world: &mut World) -> Step {
    let count = attempts(world).await?.len();
    let reading = readings::retries(count);
    world.reading(reading, format!("{count} attempts in all"));
    let statement = "it was given up after a documented number of attempts";
    let actual = count.to_string();
    conclude(world, None, (statement, reading.is_some()), ("attempts", "25, or 20", &actual))
}

/// So many deliveries came in all, and no more.
#[then(expr = "it was delivered {int} time(s) in all")]
async fn delivered_in_all(world: &mut World, count: usize) -> Step {
    let came = delivered(world, count).await?;
    if came.is_empty() && count > 0 {
        return nothing_came(world, "there is no first delivery");
    }
    let statement = format!("it was delivered {count} times in all");
    let (fits, actual) = (came.len() == count, came.len().to_string());
    conclude(world, came.last(), (&statement, fits), ("deliveries", &count.to_string(), &actual))
}

/// Nothing came but what asked whether we are there.
#[then("nothing is delivered")]
async fn nothing_delivered(world: &mut World) -> Step {
    delivered_in_all(world, 0).await
}

/// What was not delivered cannot be looked at; that it was not is what other requirements are for.
pub fn nothing_came<T>(world: &mut World, what: &str) -> Result<T, StepFailure> {
    let limit = world.settle_limit();
    world.observe(Err(Unobserved::NotReached {
        what: what.to_owned(),
        limit_ms: u64::try_from(limit.as_millis()).unwrap_or(u64::MAX),
        last_seen: "none".to_owned(),
    }))
}

/// Whether an event is about one of these. One that names nothing may be.
fn concerns(event: &ReceivedWebhook, ids: &[String]) -> bool {
    let body = event.examined();
    let named = [event.header(ENTITY), body.text("id"), body.text("person_id")];
    let mut named = named.into_iter().flatten().peekable();
    named.peek().is_none() || named.any(|id| ids.iter().any(|own| own == id))
}

/// Writes a statement down: whether it holds, and where, what was expected and what was there.
pub fn conclude(
    world: &mut World,
    seen_in: Option<&ReceivedWebhook>,
    (statement, holds): (&str, bool),
    (place, expected, actual): (&str, &str, &str),
) -> Step {
    let mismatch = (!holds).then(|| Mismatch::new(place, expected, actual));
    let check = Check::new(statement, mismatch.into_iter().collect());
    world.check(check.seen_in(seen_in.map(|it| it.exchange)))
}

/// Everything delivered, the verification calls left out: waits for so many, then until
/// nothing is on its way any more.
async fn delivered(
    world: &mut World,
    at_least: usize,
) -> Result<Vec<ReceivedWebhook>, StepFailure> {
    delivered_until(world, move |came| came.len() >= at_least).await
}

pub async fn delivered_until(
    world: &mut World,
    enough: impl Fn(&[ReceivedWebhook]) -> bool,
) -> Result<Vec<ReceivedWebhook>, StepFailure> {
    let session = world.session().await?;
    // Without a tenant of our own, other scenarios are the same partner to the target.
    let ours = (!session.context().has_clock()).then(|| own_ids(world));
    let own = |it: &ReceivedWebhook| ours.as_ref().is_none_or(|ids| concerns(it, ids));
    let events = |all: &[ReceivedWebhook]| {
        let wanted = all.iter().filter(|it| !it.is_verification() && own(it));
        wanted.cloned().collect::<Vec<_>>()
    };
    let limit = session.context().settle_limit();
    let came = session.webhooks_until(limit, |all| enough(&events(all))).await;
    world.observe(came)?;
    if session.context().has_clock() {
        // Moving the clock by nothing ends when all that is due was delivered.
        let settled = session.advance_clock(Duration::ZERO).await;
        world.observe(settled)?;
    } else {
        // What must not come needs some time to show that it does.
        let watched = session.webhooks_until(WATCH, |_| false).await;
        world.observe(watched)?;
    }
    let came = session.webhooks_received();
    world.observe(came).map(|all| events(&all))
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

/// All attempts to deliver one event; one alone says nothing about repetitions.
async fn attempts(world: &mut World) -> Result<Vec<ReceivedWebhook>, StepFailure> {
    let came = delivered(world, 2).await?;
    if came.len() < 2 {
        return nothing_came(world, "there is no second attempt");
    }
    Ok(came)
}

/// What the header should name for an event of the person talked about; where none is
/// documented, nothing.
fn entity(world: &mut World, event: EventType) -> Result<Option<String>, StepFailure> {
    match event {
        EventType::Identification => world.ids().map(|(_, id)| Some(id)),
        EventType::NumberDeleted => Ok(None),
        _ => world.person().map(|person| Some(person.id.clone())),
    }
}
