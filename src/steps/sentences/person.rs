//! Registering a person, and the data that are needed for it (Step 1).

use cucumber::{given, then, when};
use serde_json::Value;

use crate::checks::{self, Expectation, Member};
use crate::steps::Step;
use crate::steps::actions::partner;
use crate::steps::body_variant::{BodyVariant, UNKNOWN_MEMBER};
use crate::steps::world::World;

/// A person of this scenario.
#[given(expr = "a/another registered person")]
async fn registered(world: &mut World) -> Step {
    partner::must_register(world).await
}

/// A person whose data differ.
#[given(expr = "a/another registered person {variant}")]
async fn registered_variant(world: &mut World, variant: BodyVariant) -> Step {
    let body = partner::varied_person(world, &variant)?;
    partner::must_register_with(world, body).await
}

/// A person with a verified mobile number.
#[given(expr = "a/another customer")]
async fn customer(world: &mut World) -> Step {
    partner::must_have_customer(world).await
}

/// A customer whose data differ.
#[given(expr = "a/another customer {variant}")]
async fn customer_variant(world: &mut World, variant: BodyVariant) -> Step {
    let body = partner::varied_person(world, &variant)?;
    partner::must_have_customer_with(world, body).await
}

/// The partner registers a person of this scenario.
#[when(expr = "the partner registers a/another person")]
async fn registers(world: &mut World) -> Step {
    let body = world.new_person();
    world.reply = Some(partner::register(world, body).await?);
    Ok(())
}

/// The partner registers a person whose data differ; of several differences, up to the first that is accepted.
#[when(expr = "the partner registers a person {variant}")]
async fn registers_variant(world: &mut World, variant: BodyVariant) -> Step {
    let send = async |world: &mut World, one: BodyVariant| {
        let body = partner::varied_person(world, &one)?;
        partner::register(world, body).await
    };
    partner::send_until_accepted(world, variant.each(), send).await
}

/// The partner registers the person of the guide's happy path.
#[when("the partner registers the person of the guide's example")]
async fn registers_example(world: &mut World) -> Step {
    world.reply = Some(partner::register_example(world).await?);
    Ok(())
}

/// The partner registers and identifies a person, up to the first refusal; of several differences, up to
/// the first that is accepted.
#[when(expr = "the partner tries to identify a person {variant}")]
async fn tries_to_identify(world: &mut World, variant: BodyVariant) -> Step {
    let send = async |world: &mut World, one: BodyVariant| {
        let body = partner::varied_person(world, &one)?;
        partner::try_to_identify(world, body).await
    };
    partner::send_until_accepted(world, variant.each(), send).await
}

/// The partner retrieves the person.
#[when("the partner retrieves the person")]
async fn retrieves(world: &mut World) -> Step {
    world.reply = Some(partner::retrieve_person(world).await?);
    Ok(())
}

/// The answer is a person with an id (BI-031).
#[then("the person has an id")]
fn has_id(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let sent = latest_body(world);
    world.conclude(checks::registered_person(&reply, &sent))
}

/// The two persons registered last have different ids (BI-031).
#[then("the two persons have different ids")]
fn different_ids(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let ids: Vec<&str> = world.people.iter().rev().take(2).map(|it| it.id.as_str()).collect();
    let expected = checks::different_values(&reply, "id", &ids);
    world.conclude(expected)
}

/// The answer is the person as it was registered (BI-032).
#[then("the person is returned as registered")]
fn as_registered(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let person = world.person()?.clone();
    world.conclude(checks::returned_person(&reply, &person))
}

/// Retrieving the person shows the data that were sent (BI-031).
#[then("retrieving shows the person as registered")]
async fn retrieving_shows(world: &mut World) -> Step {
    let reply = partner::retrieve_person(world).await?;
    let person = world.person()?.clone();
    world.conclude(checks::returned_person(&reply, &person))
}

/// The call was permitted: the answer is this person, with any data (AU-005).
#[then("the answer is about the person")]
fn is_about_the_person(world: &mut World) -> Step {
    let (reply, id) = (world.latest_reply()?, world.person()?.id.clone());
    world.conclude(Expectation::of(&reply).done(200).member("id", Member::Text(&id)))
}

/// The person was deleted (WH-021).
#[then("the person no longer exists")]
async fn no_longer_exists(world: &mut World) -> Step {
    let reply = partner::retrieve_person(world).await?;
    world.conclude(checks::not_found(&reply))
}

/// The identification succeeds without the data, or is refused because they are missing (BI-170).
/// Accepts a created identification, and a refusal for missing data.
#[then("the person may be identified, or it is refused for missing data")]
fn identified_or_asked(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let expected = world.observe(checks::identified_or_missing_data(&reply))?;
    world.conclude(expected)
}

/// The person is refused, or registered with or without the blanks (ER-009).
/// Accepts a refusal, and the name with or without its blanks.
#[then("it is refused, or the person has that last name")]
fn refused_or_named(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let sent = latest_body(world);
    let expected = world.observe(checks::trimmed_name(&reply, &sent))?;
    world.conclude(expected)
}

/// The resource exists, without the unknown member (ER-008).
#[then("it is created without the unknown member")]
fn without_unknown(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    world.conclude(checks::created_without(&reply, UNKNOWN_MEMBER))
}

/// Body of the latest registration, whether it was accepted or not.
fn latest_body(world: &World) -> Value {
    world.people.last().map(|it| it.body.clone()).unwrap_or_default()
}
