//! Registering a person (Step 1).

use cucumber::{given, then, when};

use crate::checks::readings;
use crate::checks::{Expectation, Member, as_sent, not_found};
use crate::steps::Step;
use crate::steps::actions::partner;
use crate::steps::test_data::happy_path_person;
use crate::steps::world::World;

/// A person of this scenario is registered.
#[given("a registered person")]
#[given("another registered person")]
async fn registered(world: &mut World) -> Step {
    partner::must_register(world).await
}

/// A person with a verified mobile number.
#[given("a customer")]
#[given("another customer")]
async fn customer(world: &mut World) -> Step {
    partner::must_have_customer(world).await
}

/// The partner registers a person of this scenario.
#[when("the partner registers a person")]
#[when("the partner registers another person")]
async fn registers(world: &mut World) -> Step {
    let body = world.new_person();
    world.reply = Some(partner::register(world, body).await?);
    Ok(())
}

/// The partner registers the person of the guide's happy path.
#[when("the partner registers the person of the guide's example")]
async fn registers_example(world: &mut World) -> Step {
    let reply = partner::register(world, happy_path_person()).await?;
    world.reading(readings::mandatory_members(&reply), "the person of the guide's example");
    world.reading(readings::address_state(&reply), "the person of the guide's example");
    world.reply = Some(reply);
    Ok(())
}

/// The partner retrieves the person.
#[when("the partner retrieves the person")]
async fn retrieves(world: &mut World) -> Step {
    let session = world.session().await?;
    let id = world.person()?.id.clone();
    let reply = session.person(&id).await;
    world.reply = Some(world.observe(reply)?);
    Ok(())
}

/// The partner retrieves a person that was never registered.
#[when("the partner retrieves a person that does not exist")]
async fn retrieves_unknown(world: &mut World) -> Step {
    let session = world.session().await?;
    let reply = session.person("00000000000000000000000000000000cper").await;
    world.reply = Some(world.observe(reply)?);
    Ok(())
}

/// The answer is a person with an id (BI-031).
#[then("the person has an id")]
fn has_id(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let sent = world.people.last().map(|it| it.body.clone()).unwrap_or_default();
    let expected = Expectation::of(&reply).done(201).member("id", Member::Id("cper"));
    world.conclude(as_sent(expected, &reply, &sent))
}

/// The two persons registered last have different ids (BI-031).
#[then("the two persons have different ids")]
fn different_ids(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let ids: Vec<&str> =
        world.people.iter().rev().take(2).map(|person| person.id.as_str()).collect();
    let differ = ids.len() == 2 && ids[0] != ids[1];
    let expected = Expectation::of(&reply).unless(differ, "id", "another id", ids.join(" and "));
    world.conclude(expected)
}

/// The answer is the person as it was registered, names unchanged (BI-032).
#[then("the person is returned as registered")]
fn as_registered(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let person = world.person()?.clone();
    let expected = Expectation::of(&reply)
        .done(200)
        .member("id", Member::Text(&person.id))
        .member("first_name", Member::Is(&person.body["first_name"]))
        .member("last_name", Member::Is(&person.body["last_name"]));
    let expected = as_sent(expected, &reply, &person.body);
    world.conclude(expected)
}

/// Retrieving shows the same (BI-032).
#[then("retrieving shows the person as registered")]
async fn retrieved_as_registered(world: &mut World) -> Step {
    retrieves(world).await?;
    as_registered(world)
}

/// The person cannot be retrieved any more (WH-021).
#[then("the person is gone")]
async fn is_gone(world: &mut World) -> Step {
    retrieves(world).await?;
    let reply = world.latest_reply()?;
    world.conclude(not_found(&reply))
}
