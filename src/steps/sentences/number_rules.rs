//! Mobile numbers that a person may have, and their deletion (Step 2, Appendix IV).

use cucumber::{given, then, when};
use serde_json::json;

use crate::api::{MockedIban, STATIC_NUMBER};
use crate::checks::{self, Expectation};
use crate::client::Session;
use crate::steps::Step;
use crate::steps::actions::{mobile_number, partner};
use crate::steps::needs::needs;
use crate::steps::word_tables::OTHER_NUMBER;
use crate::steps::world::World;

/// The partner creates this number.
#[when(expr = "the partner creates the mobile number {string}")]
async fn creates(world: &mut World, number: String) -> Step {
    let body = json!({ "number": number });
    world.reply = Some(mobile_number::create_number_with(world, &body).await?);
    Ok(())
}

/// The partner deletes the number.
#[given("the partner deletes the mobile number")]
#[when("the partner deletes the mobile number")]
async fn deletes(world: &mut World) -> Step {
    let number = world.person()?.number();
    let send =
        async |session: Session, id: String| session.delete_mobile_number(&id, &number).await;
    world.reply = Some(world.of_person(send).await?);
    Ok(())
}

/// The partner creates and authorises a number that is not the static one.
#[given("the partner authorises a mobile number of the customer's own")]
#[when("the partner authorises a mobile number of the customer's own")]
async fn authorises_own(world: &mut World) -> Step {
    needs!(Otp);
    let number = world.new_mobile_number();
    let session = world.session().await?;
    let before = session.otps(&number).await;
    world.noted_sms = world.observe(before)?.len();
    let created = mobile_number::create_number_with(world, &json!({ "number": number })).await?;
    if !created.is_success() && checks::has_number(&mobile_number::retrieve(world).await?) {
        world.reply = Some(created);
        return Ok(());
    }
    world.conclude_as(Expectation::of(&created).done(201), "a mobile number can be created")?;
    world.reply = Some(mobile_number::authorize(world, &number).await?);
    Ok(())
}

/// One SMS with six digits was sent to the customer's own number (BI-054).
/// Accepts a number that could not replace the one before.
#[then("one OTP of six digits was sent to that number")]
async fn one_otp_was_sent(world: &mut World) -> Step {
    needs!(Otp);
    let answered = world.latest_reply()?;
    if !answered.operation.ends_with("/authorize") {
        return world.conclude(checks::kept_number(&answered));
    }
    let session = world.session().await?;
    let number = world.person()?.number();
    let sent = session.otps_after(&number, world.noted_sms).await;
    let sent = world.observe(sent)?;
    world.conclude(checks::one_otp(&answered, &sent))
}

/// The number is refused at once, or cannot be verified (BI-194).
/// Accepts a refusal, and a number whose OTP cannot be requested.
#[then("the mobile number is refused, or cannot be authorised")]
async fn refused_or_useless(world: &mut World) -> Step {
    let created = world.latest_reply()?;
    let decisive = mobile_number::authorize_if_created(world, created).await?;
    world.conclude(checks::useless_number(&decisive))
}

/// Blanks and dashes are removed, kept or not accepted; the guide does not mention them.
/// Accepts the number in either notation, and a refusal.
#[then(expr = "the number means {string}, if it is accepted")]
fn is_same_number(world: &mut World, number: String) -> Step {
    let reply = world.latest_reply()?;
    world.conclude(checks::readable_number(&reply, &number))
}

/// The second number is refused, or replaces the first (BI-053).
/// Accepts the first number and the second one, but not both.
#[then("the person has one mobile number, the first or the second")]
async fn one_number(world: &mut World) -> Step {
    let created = world.latest_reply()?;
    let statement = "a second mobile number is accepted or refused";
    world.conclude_as(checks::second_number(&created), statement)?;
    let now = mobile_number::retrieve(world).await?;
    let (first, verified) = (world.person()?.number(), world.person()?.verified);
    world.conclude(checks::one_number(&now, &created, (&first, OTHER_NUMBER), verified))
}

/// The number is deleted, or the call was refused: the guide names no such call.
/// Accepts a person without the number, and a refusal.
#[then("the mobile number is gone, if it can be deleted")]
async fn number_is_deleted(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let now = mobile_number::retrieve(world).await?;
    world.conclude(checks::deleted_number(&reply, &now))
}

/// A deleted number verifies nothing (BI-158).
#[then("a person without a mobile number is not identified")]
async fn not_identified_without(world: &mut World) -> Step {
    let deleted = world.latest_reply()?;
    if checks::has_number(&mobile_number::retrieve(world).await?) {
        return world.conclude(checks::kept_number(&deleted));
    }
    let created = partner::create(world, MockedIban::Good.iban()).await?;
    world.conclude(checks::unverified_number(&created))
}

/// An unverified number is not a second factor (BI-047).
#[then("no authorisation by SMS is demanded")]
fn no_second_factor(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    world.conclude(checks::no_second_factor(&reply))
}

/// An SMS with six digits was sent to the number (BI-054).
#[then("an OTP of six digits was sent to the mobile number")]
async fn otp_was_sent(world: &mut World) -> Step {
    needs!(Otp);
    let answered = world.latest_reply()?;
    let session = world.session().await?;
    let sent = session.otps_after(STATIC_NUMBER, world.noted_sms).await;
    let sent = world.observe(sent)?;
    world.conclude(checks::six_digits(&answered, &sent))
}
