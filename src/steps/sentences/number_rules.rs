//! Which mobile numbers a person may have, and what becomes of them (Step 2, Appendix IV).

use cucumber::{given, then, when};
use serde_json::json;

use crate::api::STATIC_NUMBER;
use crate::checks::{self, Expectation, Member};
use crate::steps::Step;
use crate::steps::actions::partner;
use crate::steps::world::World;

/// A number of a range that is kept free of real customers.
const SECOND_NUMBER: &str = "+15550102";

/// The SMS sent to the static number are counted before another one is asked for.
#[given("the SMS sent so far are known")]
async fn sms_known(world: &mut World) -> Step {
    let session = world.session().await?;
    let before = session.otps(STATIC_NUMBER).await;
    let before = world.observe(before)?.len();
    world.noted_sms = before;
    Ok(())
}

/// The partner creates this number.
#[when(expr = "the partner creates the mobile number {string}")]
async fn creates(world: &mut World, number: String) -> Step {
    let session = world.session().await?;
    let id = world.person()?.id.clone();
    let reply = session.create_mobile_number(&id, &json!({ "number": number })).await;
    world.reply = Some(world.observe(reply)?);
    Ok(())
}

/// The partner creates another number for a person that has one.
#[when("the partner creates a second mobile number")]
async fn creates_second(world: &mut World) -> Step {
    creates(world, SECOND_NUMBER.to_owned()).await
}

/// The partner deletes the number.
#[when("the partner deletes the mobile number")]
async fn deletes(world: &mut World) -> Step {
    let session = world.session().await?;
    let id = world.person()?.id.clone();
    let reply = session.delete_mobile_number(&id, STATIC_NUMBER).await;
    world.reply = Some(world.observe(reply)?);
    Ok(())
}

/// The number is taken (BI-194).
#[then(expr = "the mobile number {string} is accepted")]
fn accepted(world: &mut World, number: String) -> Step {
    let reply = world.latest_reply()?;
    let expected = Expectation::of(&reply).done(201).member("number", Member::Text(&number));
    world.conclude(expected)
}

/// Refused at once, or of no use: nobody can verify it (BI-194).
#[then("the mobile number is refused, or cannot be authorised")]
async fn refused_or_useless(world: &mut World) -> Step {
    let created = world.latest_reply()?;
    if !created.is_success() {
        return world.conclude_as(Expectation::of(&created).refused(), "the number is refused");
    }
    let session = world.session().await?;
    let id = world.person()?.id.clone();
    let number = created.text("number").unwrap_or_default().to_owned();
    let authorised = session.authorize_mobile_number(&id, &number).await;
    let authorised = world.observe(authorised)?;
    let expected = Expectation::of(&authorised).refused().freedom(
        true,
        "a number is refused only when it is to be authorised",
        "status code",
    );
    world.conclude_as(expected, "the number cannot be authorised")
}

/// What makes a number readable is taken out, or not accepted; the guide is silent.
#[then(expr = "the number means {string}, if it is accepted")]
fn means(world: &mut World, number: String) -> Step {
    let reply = world.latest_reply()?;
    world.conclude(checks::readable_number(&reply, &number))
}

/// Refused, or it takes the place of the first (BI-053).
#[then("the person has one mobile number, the first or the second")]
async fn one_number(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let replaced = reply.is_success();
    if !replaced {
        world.conclude_as(Expectation::of(&reply).refused(), "a second number is refused")?;
    }
    let kept = if replaced { SECOND_NUMBER } else { STATIC_NUMBER };
    let now = number_now(world).await?;
    world.conclude(checks::one_number(&now, replaced, kept))
}

/// Deleted, or the call was refused: the guide names no such call.
#[then("the mobile number is gone, if it can be deleted")]
async fn gone(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let now = number_now(world).await?;
    world.conclude(checks::deleted_number(&reply, &now))
}

/// A number that is gone verifies nothing (BI-158).
#[then("who has no mobile number any more is not identified")]
async fn not_identified_without(world: &mut World) -> Step {
    let deleted = world.latest_reply()?;
    let now = number_now(world).await?;
    if checks::has_number(&now) {
        let kept = Expectation::of(&deleted).freedom(true, "the number is there still", "number");
        return world.conclude_as(kept, "the mobile number was not deleted at once");
    }
    let created = partner::create(world, crate::api::MockedIban::Good.iban()).await?;
    let reason = crate::api::Reason::MobileNumberNotVerified;
    let expected = Expectation::of(&created).refused_with(reason.status_code(), reason.code());
    world.conclude_as(expected, "who has no mobile number is not identified")
}

/// One more SMS with six digits went to the number (BI-054).
#[then("an OTP of six digits was sent to the mobile number")]
async fn otp_was_sent(world: &mut World) -> Step {
    let answered = world.latest_reply()?;
    let session = world.session().await?;
    let sent = session.otps_after(STATIC_NUMBER, world.noted_sms).await;
    let sent = world.observe(sent)?;
    world.conclude(checks::six_digits(&answered, &sent))
}

async fn number_now(
    world: &mut World,
) -> Result<crate::evidence::Reply, crate::evidence::StepFailure> {
    let session = world.session().await?;
    let id = world.person()?.id.clone();
    let reply = session.mobile_number(&id).await;
    world.observe(reply)
}
