//! Creating and verifying the mobile number (Step 2).

use cucumber::{given, then, when};
use serde_json::{Value, json};

use crate::checks::{self, Expectation, KnownPerson};
use crate::steps::Step;
use crate::steps::actions::{mobile_number, partner, time};
use crate::steps::entered_words::{ForeignOtp, NumberConfirmation, OtpWord};
use crate::steps::needs::needs;
use crate::steps::word_tables::{NewNumber, Number, NumberState, OwnedNumber};
use crate::steps::world::World;

/// The number was created and not authorised.
#[given("a person with an unverified mobile number")]
async fn has_unverified_number(world: &mut World) -> Step {
    partner::must_register(world).await?;
    mobile_number::must_create_number(world).await
}

/// The OTP of the number was requested.
#[given("the OTP was sent")]
async fn otp_sent(world: &mut World) -> Step {
    let reply = mobile_number::authorize_number(world).await?;
    world.conclude(Expectation::of(&reply).done(201))
}

/// The number is verified.
#[given("the mobile number is verified later")]
async fn verified_later(world: &mut World) -> Step {
    mobile_number::must_verify_number(world).await
}

/// The partner creates a number.
#[when(expr = "the partner creates {new_number}")]
async fn creates(world: &mut World, number: NewNumber) -> Step {
    let send = async |world: &mut World, body: Value| {
        mobile_number::create_number_with(world, &body).await
    };
    partner::send_until_accepted(world, number.0(), send).await
}

/// The partner requests the OTP of a number; another number does not belong to the person.
#[when(expr = "the partner authorises {number}")]
async fn authorises(world: &mut World, number: Number) -> Step {
    let send = async |world: &mut World, body: Value| {
        let number = world.person()?.number();
        mobile_number::authorize_with(world, &number, &body).await
    };
    let own = world.person()?.number();
    partner::send_until_accepted(world, (number.0)(&own), send).await
}

/// The partner confirms the number with the OTP that the customer entered.
#[when(expr = "the customer enters {otp}")]
async fn enters_otp(world: &mut World, otp: OtpWord) -> Step {
    world.reply = Some(mobile_number::confirm_number(world, otp.0).await?);
    Ok(())
}

/// An OTP that is not the one that was sent to the person's own number.
#[when(expr = "the person enters {foreign_otp}")]
async fn enters_foreign_otp(world: &mut World, otp: ForeignOtp) -> Step {
    needs!(Otp);
    let number = world.person()?.number();
    let other = world.people.iter().rev().nth(1).map(KnownPerson::number);
    let otp = mobile_number::chosen_otp(world, otp.0, &other.unwrap_or_default()).await?;
    let body = json!({ "number": number, "token": otp });
    world.reply = Some(mobile_number::confirm_number_with(world, &body).await?);
    Ok(())
}

/// The confirmation lacks one of its members, or names another number.
#[when(expr = "the partner confirms the mobile number {confirmation}")]
async fn confirms(world: &mut World, confirmation: NumberConfirmation) -> Step {
    let send = async |world: &mut World, body: Value| {
        mobile_number::confirm_number_with(world, &body).await
    };
    partner::send_until_accepted(world, confirmation.0(), send).await
}

/// The answer is the number in this state (BI-052, BI-055, BI-058).
#[then(expr = "the mobile number is {number_state}")]
fn has_state(world: &mut World, state: NumberState) -> Step {
    let reply = world.latest_reply()?;
    let person = world.person()?.clone();
    world.conclude(checks::answered_number(&reply, &person, state.0))
}

/// A retrieved person has such a number (BI-053, BI-058, BI-059), also a moment later if it keeps it.
#[then(expr = "the person {owned_number}")]
async fn person_has(world: &mut World, number: OwnedNumber) -> Step {
    let (verified, later) = number.0;
    time::pass_a_moment(world, later).await?;
    let person = world.person()?.clone();
    let reply = mobile_number::retrieve(world).await?;
    world.conclude(checks::owned_number(&reply, &person, verified))
}
