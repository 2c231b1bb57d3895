//! Values that are not quite what is documented (API reference, Requests and responses).

use cucumber::{then, when};
use serde_json::json;

use crate::api::MockedIban;
use crate::checks::{Expectation, Member, shown};
use crate::steps::Step;
use crate::steps::actions::{customer, partner};
use crate::steps::test_data::new_identification;
use crate::steps::world::World;

/// A member no version of the guide has.
const UNKNOWN: &str = "favourite_colour";

/// The person's data and one member more.
#[when("the partner registers a person with a member nobody knows")]
async fn registers_with_unknown(world: &mut World) -> Step {
    let mut body = world.new_person();
    body[UNKNOWN] = json!("blue");
    world.reply = Some(partner::register(world, body).await?);
    Ok(())
}

/// Everything an identification needs and one member more.
#[when("the partner creates an identification with a member nobody knows")]
async fn creates_with_unknown(world: &mut World) -> Step {
    let mut body = new_identification(MockedIban::Good.iban());
    body[UNKNOWN] = json!("blue");
    world.reply = Some(partner::create_with(world, &body).await?);
    Ok(())
}

/// The name is a little longer than it looks.
#[when("the partner registers a person with blanks around the last name")]
async fn registers_with_blanks(world: &mut World) -> Step {
    let mut body = world.new_person();
    let name = body["last_name"].as_str().unwrap_or_default();
    body["last_name"] = json!(format!("  {name} "));
    world.reply = Some(partner::register(world, body).await?);
    Ok(())
}

/// One member of the body is a number.
#[when(expr = "the partner creates an identification whose {word} is the number {int}")]
async fn creates_with_number(world: &mut World, member: String, number: u32) -> Step {
    let mut body = new_identification(MockedIban::Good.iban());
    body[&member] = json!(number);
    world.reply = Some(partner::create_with(world, &body).await?);
    Ok(())
}

/// The right digits, but no text (BI-114).
#[when("the customer's TAN is sent as a number")]
async fn tan_as_number(world: &mut World) -> Step {
    let tan = customer::latest_tan(world)?;
    let body = match tan.parse::<u64>() {
        Ok(number) => json!({ "token": number }),
        Err(_) => json!({ "token": true }),
    };
    world.reply = Some(partner::confirm_with(world, &body).await?);
    Ok(())
}

/// The guide prints a text, and does not say what becomes of anything else.
#[then("the QES is confirmed, or the request is refused")]
fn confirmed_or_refused(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let freedom = "a TAN that is a number is taken";
    let expected = Expectation::of(&reply).done_or_refused(200);
    world.conclude(expected.freedom(reply.is_success(), freedom, "token"))
}

/// The person is there, the member is not (ER-008).
#[then("the person is registered without that member")]
#[then("the identification is created without that member")]
fn without_unknown(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let expected = Expectation::of(&reply).done(201).member("id", Member::SomeText).freedom(
        reply.member(UNKNOWN).is_some(),
        "a member nobody knows comes back",
        UNKNOWN,
    );
    world.conclude(expected)
}

/// Refused, or the same without the blanks; kept with them is a freedom (ER-009).
#[then("the person is refused, or has that last name")]
fn refused_or_named(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    if !reply.is_success() {
        return world.conclude_as(Expectation::of(&reply).refused(), "blanks are refused");
    }
    let given = world.person()?.body["last_name"].as_str().unwrap_or_default().to_owned();
    let kept = reply.text("last_name").unwrap_or_default().to_owned();
    let expected = Expectation::of(&reply)
        .done(201)
        .unless(
            kept.trim() == given.trim(),
            "last_name",
            given.trim(),
            shown(reply.member("last_name")),
        )
        .freedom(kept == given, "blanks around a value are kept", "last_name");
    world.conclude_as(expected, "blanks do no harm")
}
