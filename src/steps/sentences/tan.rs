//! The TAN of the QES: which one is valid, and for how long (Step 5, Appendix II and IV).

use std::time::Duration;

use cucumber::{then, when};
use serde_json::json;

use crate::api::Status;
use crate::checks::readings::{self, DocumentedReading};
use crate::checks::{Expectation, status_of};
use crate::evidence::{Check, Mismatch, Reply, StepFailure, Unobserved};
use crate::steps::Step;
use crate::steps::actions::{customer, partner};
use crate::steps::parameters::Nth;
use crate::steps::world::World;

/// The customer enters the TAN received last.
#[when("the customer enters the TAN")]
async fn enters(world: &mut World) -> Step {
    qes_must_have_started(world)?;
    let tan = customer::latest_tan(world)?;
    world.reply = Some(partner::confirm_with(world, &json!({ "token": tan })).await?);
    Ok(())
}

/// The customer enters one of several TANs.
#[when(expr = "the customer enters the {nth} TAN")]
async fn enters_nth(world: &mut World, nth: Nth) -> Step {
    qes_must_have_started(world)?;
    let tan = customer::tan(world, nth.0)?;
    world.reply = Some(partner::confirm_with(world, &json!({ "token": tan })).await?);
    Ok(())
}

/// The customer enters six digits that are none of the TANs sent.
#[when("the customer enters a wrong TAN")]
async fn enters_wrong(world: &mut World) -> Step {
    let sent = &world.identification()?.tans;
    let known = |guess: &str| sent.iter().flatten().any(|tan| tan == guess);
    let wrong = ["000000", "000001", "000002"].into_iter().find(|guess| !known(guess));
    let body = json!({ "token": wrong.unwrap_or("000003") });
    world.reply = Some(partner::confirm_with(world, &body).await?);
    Ok(())
}

/// What would be right if TANs were the same for everybody: only the status can refuse it.
#[when("the customer enters a TAN that may be right")]
async fn enters_likely(world: &mut World) -> Step {
    let tan = world.session().await?.likely_tan();
    world.reply = Some(partner::confirm_with(world, &json!({ "token": tan })).await?);
    Ok(())
}

/// The first was refused because there is a second, not because all are (BI-151).
#[then("the second TAN is accepted, or refused for another reason")]
async fn second_is_another_matter(world: &mut World) -> Step {
    let first = world.latest_reply()?;
    let tan = customer::tan(world, 1)?;
    let second = partner::confirm_with(world, &json!({ "token": tan })).await?;
    let outcome = |reply: &Reply| (reply.status, reply.error_codes());
    if !second.is_success() && outcome(&first) == outcome(&second) {
        return world.observe(Err(Unobserved::Unavailable {
            operation: second.operation.clone(),
            status: second.status,
            detail: "both TANs are refused alike, so that the first is void does not show".into(),
        }));
    }
    world.conclude(Expectation::of(&second).done_or_refused(200))
}

/// The customer enters a TAN that was sent for another customer's identification.
#[when("the customer enters the TAN of the other customer")]
async fn enters_others(world: &mut World) -> Step {
    let other = world.people.iter().rev().nth(1).and_then(|person| person.identifications.last());
    let Some(tan) = other.and_then(|it| it.tans.last()).cloned() else {
        return world.misuse("no other customer got a TAN before this step");
    };
    let tan = world.observe(tan)?;
    world.reply = Some(partner::confirm_with(world, &json!({ "token": tan })).await?);
    Ok(())
}

/// An SMS with a TAN went out when the QES was started (BI-011, BI-107).
#[then("a TAN was sent to the customer")]
fn was_sent(world: &mut World) -> Step {
    qes_must_have_started(world)?;
    let reply = world.latest_reply()?;
    let tan = world.identification()?.tans.last().cloned();
    let (sent, actual) = match tan {
        Some(Ok(tan)) => {
            (tan.chars().all(|c| c.is_ascii_digit()) && tan.len() >= 4, "not a number".into())
        }
        Some(Err(unobserved @ Unobserved::NotReached { .. })) => (false, unobserved.to_string()),
        Some(Err(unobserved)) => return world.observe(Err(unobserved)),
        None => (false, reply.brief()),
    };
    let expected = Expectation::of(&reply).unless(sent, "SMS", "a TAN of digits", actual);
    world.conclude(expected)
}

/// One customer enters the first of two TANs, another one the second (C-06).
#[when("one customer enters the first of two TANs and another the second")]
async fn one_enters_first_another_second(world: &mut World) -> Step {
    for index in 0..2 {
        world.turn_to_next_person();
        let sent = world.identification()?.tans.len();
        let tan = customer::tan(world, index.min(sent.saturating_sub(1)))?;
        let reply = partner::confirm_with(world, &json!({ "token": tan })).await?;
        keep_verdict(world, &reply)?;
    }
    Ok(())
}

/// Exactly one of the two is valid (BI-109): the previous one is void, or the new one.
#[then("one of the two TANs is void, as documented")]
fn one_is_void(world: &mut World) -> Step {
    let second_sent =
        world.people.iter().all(|it| it.identifications.iter().all(|it| it.tans.len() > 1));
    let found = readings::void_tan(second_sent, &world.accepted_tans);
    conclude_reading(world, "C-06", found, "first TAN, second TAN")
}

/// TANs of three customers are entered just after each documented lifetime (C-05).
#[when("TANs are entered just after 5, 8 and 10 minutes")]
async fn entered_after_each_lifetime(world: &mut World) -> Step {
    let session = world.session().await?;
    for pause_s in [301, 180, 120] {
        let moved = session.advance_clock(Duration::from_secs(pause_s)).await;
        world.observe(moved)?;
        world.turn_to_next_person();
        let tan = customer::latest_tan(world)?;
        let reply = partner::confirm_with(world, &json!({ "token": tan })).await?;
        keep_verdict(world, &reply)?;
    }
    Ok(())
}

/// The lifetime seen is 5, 8 or 10 minutes (BI-108, BI-197).
#[then("the life of a TAN is one of the documented ones")]
fn documented_life(world: &mut World) -> Step {
    let found = readings::tan_life(&world.accepted_tans);
    conclude_reading(world, "C-05", found, "TAN entered after 5 min, 8 min, 10 min")
}

/// A TAN was sent again, or the target says that none is to be had yet (C-06).
#[then("another TAN was sent, or none is to be had yet")]
fn was_sent_again(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    if reply.is_success() {
        return was_sent(world);
    }
    let found = readings::second_start(&reply);
    world.reading(found, format!("the QES was answered {}", reply.brief()));
    world.conclude(Expectation::of(&reply).refused())
}

/// Where the latest When was the start of the QES, its refusal is what was observed.
fn qes_must_have_started(world: &mut World) -> Step {
    match world.reply.clone() {
        Some(reply) if reply.operation.ends_with("/authorize") => {
            world.conclude_as(Expectation::of(&reply).done(200), "the QES is started")
        }
        _ => Ok(()),
    }
}

/// Keeps whether a TAN was accepted; anything but yes or a refusal is no observation.
fn keep_verdict(world: &mut World, reply: &Reply) -> Step {
    let accepted = matches!(status_of(reply), Some(Status::Confirmed | Status::Successful));
    if !accepted && !(400..500).contains(&reply.status) {
        return world.conclude_as(Expectation::of(reply).refused(), "a TAN is accepted or refused");
    }
    world.accepted_tans.push(accepted && reply.is_success());
    world.reply = Some(reply.clone());
    Ok(())
}

/// Checks that what was seen is one of the readings, and notes which.
fn conclude_reading(
    world: &mut World,
    question: &str,
    found: Option<DocumentedReading>,
    what: &str,
) -> Result<(), StepFailure> {
    let words = world
        .accepted_tans
        .iter()
        .map(|ok| if *ok { "accepted" } else { "refused" })
        .collect::<Vec<_>>();
    let seen = words.join(", ");
    let exchange = world.reply.as_ref().map(|reply| reply.exchange);
    world.reading(found, format!("{what}: {seen}"));
    let mismatch = || Mismatch::new(what, format!("a documented reading of {question}"), seen);
    let mismatches = if found.is_some() { Vec::new() } else { vec![mismatch()] };
    world.check(Check::new("", mismatches).seen_in(exchange))
}
