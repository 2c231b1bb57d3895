//! The optional eligibility check (Step 3).

use cucumber::{then, when};
use serde_json::{Value, json};

use crate::api::MockedIban;
use crate::checks::{self, Expectation, readings};
use crate::steps::Step;
use crate::steps::actions::partner;
use crate::steps::world::World;

/// The partner asks about Bankident.
#[when("the partner checks whether the person is eligible")]
async fn checks(world: &mut World) -> Step {
    check_eligibility(world, &json!({ "method": "bank" })).await
}

/// The partner asks about a method that does not exist.
#[when(expr = "the partner checks whether the person is eligible for {string}")]
async fn checks_method(world: &mut World, method: String) -> Step {
    check_eligibility(world, &json!({ "method": method })).await
}

/// The partner does not say what for.
#[when("the partner checks whether the person is eligible without naming a method")]
async fn checks_nothing(world: &mut World) -> Step {
    check_eligibility(world, &json!({})).await
}

/// The partner asks about a person of this nationality, if it can be registered.
#[when(expr = "the partner checks whether a person with the nationality {word} is eligible")]
async fn checks_nationality(world: &mut World, nationality: String) -> Step {
    let mut body = world.new_person();
    body["nationality"] = nationality.into();
    let registered = partner::register(world, body).await?;
    if !registered.is_success() {
        world.reply = Some(registered);
        return Ok(());
    }
    check_eligibility(world, &json!({ "method": "bank" })).await
}

/// Method and flag are there (BI-065).
#[then("the answer says whether Bankident may be used")]
fn says_whether(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    world.conclude(checks::eligibility(&reply))
}

/// A person who is not eligible gets a reason (BI-066), in one of two members (C-21).
#[then("who is not eligible is told why")]
fn told_why(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let found = readings::eligibility_reason(&reply);
    world.reading(found, format!("seen on {}", reply.operation));
    world.conclude(checks::explained_eligibility(&reply))
}

/// A person who is not eligible must not be identified.
#[then("the answer holds when the person is identified")]
async fn holds(world: &mut World) -> Step {
    let answered = world.latest_reply()?;
    if answered.member("eligible") != Some(&json!(false)) {
        return world.conclude_as(Expectation::of(&answered).done(200), "Bankident may be used");
    }
    let created = partner::create(world, MockedIban::Good.iban()).await?;
    world.conclude_as(checks::unidentified(&created), "a person not eligible is not identified")
}

/// The check leaves nothing behind (BI-068).
#[then("the person has no identification")]
async fn no_identification(world: &mut World) -> Step {
    let session = world.session().await?;
    let id = world.person()?.id.clone();
    let reply = session.identifications(&id).await;
    let reply = world.observe(reply)?;
    world.conclude(checks::no_identifications(&reply))
}

async fn check_eligibility(world: &mut World, body: &Value) -> Step {
    let session = world.session().await?;
    let id = world.person()?.id.clone();
    let reply = session.check_eligibility(&id, body).await;
    world.reply = Some(world.observe(reply)?);
    Ok(())
}
