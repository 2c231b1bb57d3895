//! Requests about the mobile number of a person (Step 2). Actions do not judge.

use serde_json::{Value, json};

use crate::api::{STATIC_NUMBER, STATIC_OTP};
use crate::checks::{self, Expectation, Member};
use crate::client::SmsQuery;
use crate::evidence::{Reply, StepFailure, Unobserved};
use crate::steps::Step;
use crate::steps::world::World;

/// Creates the static mobile number for the current person.
pub async fn create_number(world: &mut World) -> Result<Reply, StepFailure> {
    create_number_with(world, &json!({ "number": STATIC_NUMBER })).await
}

/// Creates a mobile number with this body for the current person.
pub async fn create_number_with(world: &mut World, body: &Value) -> Result<Reply, StepFailure> {
    let session = world.session().await?;
    let person_id = world.person()?.id.clone();
    let reply = session.create_mobile_number(&person_id, body).await;
    let reply = world.observe(reply)?;
    let person = world.person()?;
    let number = reply.json.clone().unwrap_or(Value::Null);
    person.earlier_number = std::mem::replace(&mut person.mobile_number, number);
    Ok(reply)
}

/// Asks for the OTP of the static number.
pub async fn authorize_number(world: &mut World) -> Result<Reply, StepFailure> {
    authorize(world, STATIC_NUMBER).await
}

/// Asks for the OTP of a number.
pub async fn authorize(world: &mut World, number: &str) -> Result<Reply, StepFailure> {
    authorize_with(world, number, &json!({ "number": number })).await
}

/// Asks with this body for the OTP of a number.
pub async fn authorize_with(
    world: &mut World,
    number: &str,
    body: &Value,
) -> Result<Reply, StepFailure> {
    let session = world.session().await?;
    let person_id = world.person()?.id.clone();
    let _turn = session.sms_turn(number, |waited| world.allow(waited)).await;
    let reply = session.authorize_mobile_number(&person_id, body).await;
    world.observe(reply)
}

/// Asks for the OTP of the number that an answer created; a refusal is returned as it is.
pub async fn authorize_if_created(world: &mut World, created: Reply) -> Result<Reply, StepFailure> {
    if !created.is_success() {
        return Ok(created);
    }
    authorize(world, created.text("number").unwrap_or_default()).await
}

/// Confirms the static number with an OTP.
pub async fn confirm_number(world: &mut World, otp: &str) -> Result<Reply, StepFailure> {
    confirm_number_with(world, &json!({ "number": STATIC_NUMBER, "token": otp })).await
}

/// Confirms a mobile number with this body.
pub async fn confirm_number_with(world: &mut World, body: &Value) -> Result<Reply, StepFailure> {
    world.of_person(async |session, id| session.confirm_mobile_number(&id, body).await).await
}

/// Retrieves the mobile number of the current person.
pub async fn retrieve(world: &mut World) -> Result<Reply, StepFailure> {
    world.of_person(async |session, id| session.mobile_number(&id).await).await
}

/// Creates an unverified number; ends the scenario if that fails.
pub async fn must_create_number(world: &mut World) -> Step {
    let reply = create_number(world).await?;
    world.conclude_as(Expectation::of(&reply).done(201), "a mobile number can be created")
}

/// Verifies the number of the person; ends the scenario if that fails.
pub async fn must_verify_number(world: &mut World) -> Step {
    let number = world.person()?.number();
    let otp = if number == STATIC_NUMBER {
        let reply = authorize(world, &number).await?;
        world
            .conclude_as(Expectation::of(&reply).done(201), "a mobile number can be authorised")?;
        STATIC_OTP.to_owned()
    } else {
        must_receive_otp(world, &number).await?
    };
    let reply = confirm_number_with(world, &json!({ "number": number, "token": &otp })).await?;
    world.conclude_as(verified(&reply), "a mobile number can be verified")?;
    let person = world.person()?;
    (person.verified, person.otp) = (true, otp);
    Ok(())
}

/// Asks for the OTP of a number whose SMS can be read, and reads it; ends the scenario if that fails.
async fn must_receive_otp(world: &mut World, number: &str) -> Result<String, StepFailure> {
    let session = world.session().await?;
    let person_id = world.person()?.id.clone();
    let _turn = session.otp_turn(number, |waited| world.allow(waited)).await;
    let sms = SmsQuery { number, identification_id: None };
    let before = session.outbox_cursor(sms).await;
    let before = world.observe(before)?;
    let body = json!({ "number": number });
    let reply = session.authorize_mobile_number(&person_id, &body).await;
    let reply = world.observe(reply)?;
    world.conclude_as(Expectation::of(&reply).done(201), "a mobile number can be authorised")?;
    let otp = session.code_after(&before, sms).await;
    world.observe(otp)
}

/// Creates and verifies a number; ends the scenario if that fails.
pub async fn must_verify(world: &mut World, number: &str) -> Step {
    let reply = create_number_with(world, &json!({ "number": number })).await?;
    world.conclude_as(Expectation::of(&reply).done(201), "a mobile number can be created")?;
    must_verify_number(world).await
}

/// Creates a number that is not the static one and requests an OTP for it; ends the scenario
/// if that fails.
pub async fn must_authorize_own_number(world: &mut World, number: &str) -> Step {
    let reply = create_number_with(world, &json!({ "number": number })).await?;
    world.conclude_as(Expectation::of(&reply).done(201), "a mobile number can be created")?;
    let reply = authorize(world, number).await?;
    world.conclude_as(Expectation::of(&reply).done(201), "a mobile number can be authorised")
}

/// The latest OTP that was sent to a number.
pub async fn latest_otp(world: &mut World, number: &str) -> Result<String, StepFailure> {
    let otps = world.session().await?.otps_after(number, 0).await;
    let missing = || Unobserved::Dependency {
        what: "no OTP".into(),
        detail: "no SMS to the mobile number contains one".into(),
    };
    let latest = world.observe(otps)?.pop();
    world.observe(latest.ok_or_else(missing))
}

/// An OTP that a person enters.
#[derive(Clone, Copy, Debug)]
pub enum OtpChoice {
    /// The one that was sent to the person.
    Own,
    /// The one that was sent to the other person.
    OfOtherPerson,
    /// The one of the static number.
    Static,
    /// The person's own, from back to front.
    Reversed,
}

/// The OTP that a person enters. Another one than the person's own shows nothing if it happens to be that as
/// well.
pub async fn chosen_otp(
    world: &mut World,
    choice: OtpChoice,
    other: &str,
) -> Result<String, StepFailure> {
    let own = world.person()?.number();
    let own = latest_otp(world, &own).await?;
    let foreign = match choice {
        OtpChoice::Own => return Ok(own),
        OtpChoice::OfOtherPerson => latest_otp(world, other).await?,
        OtpChoice::Static => STATIC_OTP.to_owned(),
        OtpChoice::Reversed => own.chars().rev().collect(),
    };
    world.observe(checks::another_code(&own, foreign))
}

fn verified(reply: &Reply) -> Expectation<'_> {
    Expectation::of(reply).done(201).member("verified", Member::Is(&json!(true)))
}
