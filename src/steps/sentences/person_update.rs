//! Changing a person (Step 1, PATCH Update person).

use cucumber::{then, when};
use serde_json::{Map, Value, json};

use crate::checks::{Expectation, PersonChange, readings};
use crate::evidence::Unobserved;
use crate::steps::Step;
use crate::steps::actions::{partner, time};
use crate::steps::entered_words::{AmlRequest, Day, Explanation};
use crate::steps::parameters::{EmploymentStatus, Properties};
use crate::steps::person_samples::{bodies_of, is_from_a_list, sample};
use crate::steps::word_tables::AcceptedWord;
use crate::steps::world::World;

/// Each property gets another value; of an address, one member.
#[when(expr = "the partner changes the person's {properties}")]
async fn changes(world: &mut World, properties: Properties) -> Step {
    let registered = world.person()?.body.clone();
    let bodies = bodies_of(&properties.0, &registered).or_else(|problem| world.misuse(problem))?;
    let send = async |world: &mut World, body: Value| {
        update(world, body).await?;
        world.latest_reply()
    };
    partner::send_until_accepted(world, bodies, send).await
}

/// A value and a null in one request.
#[when("the partner changes the person's job_title and sends null as email")]
async fn changes_with_null(world: &mut World) -> Step {
    update(world, json!({ "email": null, "job_title": sample("job_title") })).await
}

/// The confirmation of the money-laundering data gets a date near the target's today.
#[when(expr = "the partner {aml_request} {day}")]
async fn dates_confirmation(world: &mut World, request: AmlRequest, day: Day) -> Step {
    let session = world.session().await?;
    let now = session.now().await;
    let date = ("aml_confirmed_on", json!(day.text(world.observe(now)?)));
    let texts = request.0.iter().map(|name| (*name, json!(sample(name))));
    let members = texts.chain([date]).map(|(name, value)| (name.to_owned(), value));
    update(world, members.collect()).await
}

/// The employment status changes, explained or not.
#[when(expr = "the customer becomes {employment_status} {explanation}")]
async fn becomes(world: &mut World, status: EmploymentStatus, explanation: Explanation) -> Step {
    let [values, nulls] = explanation.0;
    let values = values.iter().map(|name| (*name, json!(sample(name))));
    let nulls = nulls.iter().map(|name| (*name, Value::Null));
    let members = values.chain(nulls).chain([("employment_status", json!(status.0))]);
    update(world, members.map(|(name, value)| (name.to_owned(), value)).collect()).await
}

/// The change is made at once, or becomes a change request. Properties that are shown have the new
/// values, also a moment later if it is kept.
/// Accepts a change that is made at once, and a change request.
#[then(expr = "the change is {acceptance}")]
async fn accepted(world: &mut World, kept: AcceptedWord) -> Step {
    let reply = world.latest_reply()?;
    let change = world.change.clone();
    world.reading(change.way(&reply), format!("seen on {}", reply.operation));
    world.conclude(change.accepted(&reply))?;
    if !change.is_made_by(&reply) {
        return Ok(());
    }
    time::pass_a_moment(world, kept.0).await?;
    let shown = partner::retrieve_person(world).await?;
    world.conclude_as(change.read_back(&shown, false), "the person shows the change")
}

/// The change is made, and every changed property is shown (BI-034).
#[then("the person shows the change")]
async fn shows(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    if reply.status == 202 {
        let detail = "the change waits for its authorisation";
        return world.observe(Err(Unobserved::blocked_by(&reply, detail)));
    }
    let (change, shown) = (world.change.clone(), partner::retrieve_person(world).await?);
    world.conclude(change.read_back(&shown, true))
}

/// An accepted change leaves the other properties alone, a refused one leaves all (BI-034, BI-040,
/// BI-041).
#[then(expr = "the person is( otherwise) as before")]
async fn as_before(world: &mut World) -> Step {
    let made = world.latest_reply()?.is_success();
    let (change, shown) = (world.change.clone(), partner::retrieve_person(world).await?);
    world.conclude(change.unchanged(&shown, made))
}

/// A property that only support changes is refused, or stays as it was (BI-039).
/// Accepts a refusal, and a success that leaves the property as it was.
#[then("the change is refused or has no effect")]
async fn without_effect(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    world.conclude(PersonChange::refused_or_ignored(&reply))?;
    let (change, shown) = (world.change.clone(), partner::retrieve_person(world).await?);
    world.conclude_as(change.unchanged(&shown, false), "the change has no effect")
}

/// The job title is new, or the request was refused because of the null; the guide does not
/// mention nulls.
/// Accepts the change without the null, and a refusal.
#[then("the null does no harm")]
async fn null_is_harmless(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let change = world.change.clone();
    if !change.is_made_by(&reply) {
        return world.conclude(PersonChange::refused_null(&reply));
    }
    let shown = partner::retrieve_person(world).await?;
    world.conclude(change.harmless_null(&shown, "email"))
}

/// Nulls clear the industry, or are ignored (C-17).
/// Accepts an industry that is cleared, and one that keeps its value.
#[then("the industry is cleared, or keeps its value")]
async fn cleared_or_ignored(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    if reply.status == 202 {
        return world.conclude(Expectation::of(&reply).done(202));
    }
    let (change, shown) = (world.change.clone(), partner::retrieve_person(world).await?);
    let found = readings::cleared_industry(&shown, &change.registered, &change.before);
    world.reading(found, "seen on the industry of a person");
    world.conclude(PersonChange::cleared_industry(&shown, found.is_some()))
}

/// Sends a change of the person and remembers it.
async fn update(world: &mut World, body: Value) -> Step {
    let session = world.session().await?;
    let shown = partner::retrieve_person_if_offered(world).await?;
    let before = shown.and_then(|it| it.json.ok()).unwrap_or_default();
    let person = world.person()?.clone();
    let reply = session.update_person(&person.id, &body).await;
    world.reply = Some(world.observe(reply)?);
    let sent = body.as_object().cloned().unwrap_or_else(Map::new);
    let from_a_list = sent.keys().all(|name| is_from_a_list(name));
    world.change =
        PersonChange { person_id: person.id, registered: person.body, before, sent, from_a_list };
    Ok(())
}
