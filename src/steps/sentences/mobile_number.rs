//! Creating and verifying the mobile number (Step 2).

use cucumber::{given, then, when};
use serde_json::{Value, json};

use crate::api::{STATIC_NUMBER, STATIC_OTP};
use crate::checks::{Expectation, Member};
use crate::steps::Step;
use crate::steps::actions::partner;
use crate::steps::world::World;

/// A number that differs from the static one and belongs to nobody.
const OTHER_NUMBER: &str = "+15550102";
/// Any six digits but the static OTP.
const WRONG_OTP: &str = "313131";

/// A person whose number was created, no more.
#[given("a person with an unverified mobile number")]
async fn unverified(world: &mut World) -> Step {
    partner::must_register(world).await?;
    partner::must_create_number(world).await
}

/// The OTP of the number was asked for.
#[given("the OTP was sent")]
async fn otp_sent(world: &mut World) -> Step {
    let reply = partner::authorize_number(world).await?;
    world.conclude(Expectation::of(&reply).done(201))
}

/// The number is verified.
#[given("the mobile number is verified later")]
async fn verified_later(world: &mut World) -> Step {
    partner::must_verify_number(world).await
}

/// The partner creates the static number.
#[when("the partner creates the static mobile number")]
async fn creates(world: &mut World) -> Step {
    world.reply = Some(partner::create_number(world).await?);
    Ok(())
}

/// The partner leaves the number out.
#[when("the partner creates a mobile number without a number")]
async fn creates_nothing(world: &mut World) -> Step {
    let session = world.session().await?;
    let id = world.person()?.id.clone();
    let reply = session.create_mobile_number(&id, &json!({})).await;
    world.reply = Some(world.observe(reply)?);
    Ok(())
}

/// The partner asks for the OTP.
#[when("the partner authorises the mobile number")]
async fn authorises(world: &mut World) -> Step {
    world.reply = Some(partner::authorize_number(world).await?);
    Ok(())
}

/// The partner asks for the OTP of a number the person does not have.
#[when("the partner authorises another number")]
async fn authorises_other(world: &mut World) -> Step {
    let session = world.session().await?;
    let id = world.person()?.id.clone();
    let reply = session.authorize_mobile_number(&id, OTHER_NUMBER).await;
    world.reply = Some(world.observe(reply)?);
    Ok(())
}

/// The static OTP is entered.
#[when("the customer enters the static OTP")]
async fn enters_static_otp(world: &mut World) -> Step {
    world.reply = Some(partner::confirm_number(world, STATIC_OTP).await?);
    Ok(())
}

/// Another OTP is entered.
#[when("the customer enters a wrong OTP")]
async fn enters_wrong_otp(world: &mut World) -> Step {
    world.reply = Some(partner::confirm_number(world, WRONG_OTP).await?);
    Ok(())
}

/// The confirmation lacks one of its members.
#[when(expr = "the partner confirms the mobile number without its {word}")]
async fn confirms_without(world: &mut World, member: String) -> Step {
    let session = world.session().await?;
    let id = world.person()?.id.clone();
    let mut body = json!({ "number": STATIC_NUMBER, "token": STATIC_OTP });
    if let Some(members) = body.as_object_mut() {
        members.remove(&member);
    }
    let reply = session.confirm_mobile_number(&id, &body).await;
    world.reply = Some(world.observe(reply)?);
    Ok(())
}

/// The OTP is right, the number is another.
#[when("the OTP is confirmed for another number")]
async fn confirms_other(world: &mut World) -> Step {
    let session = world.session().await?;
    let id = world.person()?.id.clone();
    let body = json!({ "number": OTHER_NUMBER, "token": STATIC_OTP });
    let reply = session.confirm_mobile_number(&id, &body).await;
    world.reply = Some(world.observe(reply)?);
    Ok(())
}

/// The answer is a new, unverified number (BI-052).
#[then("the mobile number is created unverified")]
fn created_unverified(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let expected = Expectation::of(&reply).done(201).members(&[
        ("id", Member::Id("cmno")),
        ("number", Member::Text(STATIC_NUMBER)),
        ("verified", Member::Is(&json!(false))),
    ]);
    world.conclude(expected)
}

/// The answer is the number created before, still unverified (BI-055).
#[then("the same mobile number is still unverified")]
fn same_unverified(world: &mut World) -> Step {
    same_number(world, false, "the same mobile number is still unverified")
}

/// The answer is the number created before, now verified (BI-058).
#[then("the same mobile number is verified")]
fn same_verified(world: &mut World) -> Step {
    same_number(world, true, "the same mobile number is verified")
}

fn same_number(world: &mut World, verified: bool, statement: &str) -> Step {
    let reply = world.latest_reply()?;
    let id = world.person()?.mobile_number["id"].clone();
    let expected = Expectation::of(&reply).done(201).members(&[
        ("id", Member::Is(&id)),
        ("number", Member::Text(STATIC_NUMBER)),
        ("verified", Member::Is(&json!(verified))),
    ]);
    world.conclude_as(expected, statement)
}

/// Retrieving shows the number, unverified (BI-053, BI-059).
#[then("the person's mobile number is unverified")]
async fn person_has_unverified(world: &mut World) -> Step {
    person_has(world, &json!(false), "the person's mobile number is unverified").await
}

/// Retrieving shows the number, verified (BI-058).
#[then("the person's mobile number is verified")]
async fn person_has_verified(world: &mut World) -> Step {
    person_has(world, &json!(true), "the person's mobile number is verified").await
}

async fn person_has(world: &mut World, verified: &Value, statement: &str) -> Step {
    let session = world.session().await?;
    let person = world.person()?.clone();
    let reply = session.mobile_number(&person.id).await;
    let reply = world.observe(reply)?;
    let expected = Expectation::of(&reply).done(200).members(&[
        ("id", Member::Is(&person.mobile_number["id"])),
        ("number", Member::Text(STATIC_NUMBER)),
        ("verified", Member::Is(verified)),
    ]);
    world.conclude_as(expected, statement)
}

/// The person registered last has no number of its own (BI-053).
#[then("the other person has no mobile number")]
async fn other_has_none(world: &mut World) -> Step {
    let session = world.session().await?;
    let id = world.person()?.id.clone();
    let reply = session.mobile_number(&id).await;
    let reply = world.observe(reply)?;
    // 404 is printed by the field; an empty answer says the same.
    let none = reply.status == 404 || reply.status == 204 || reply.json == Ok(Value::Null);
    let expected = Expectation::of(&reply).unless(none, "status code", "404", reply.brief());
    world.conclude(expected)
}
