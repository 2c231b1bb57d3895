//! Limits on the attempts of one person, name, number or IBAN (Appendix III and IV).

use std::time::Instant;

use cucumber::{given, then};
use serde_json::json;

use crate::api::{MockedIban, STATIC_NUMBER};
use crate::checks;
use crate::steps::Step;
use crate::steps::actions::{journey, mobile_number, partner};
use crate::steps::needs::needs;
use crate::steps::parameters::ReachedStatus;
use crate::steps::test_data;
use crate::steps::word_tables::{CountedSms, Quota, SmsCount};
use crate::steps::world::World;

/// The target's limit is lowered.
#[given(expr = "only {int} {quota} is/are allowed")]
async fn limit_is_lowered(world: &mut World, limit: u32, quota: Quota) -> Step {
    needs!(RunLimits);
    let session = world.session().await?;
    let set = session.set_limits(json!({ quota.0: limit })).await;
    world.observe(set)
}

/// A customer with a verified number that is not the static one.
#[given("a customer with a mobile number of their own")]
async fn own_number(world: &mut World) -> Step {
    needs!(Otp);
    partner::must_register(world).await?;
    let number = world.new_mobile_number();
    mobile_number::must_verify(world, &number).await
}

/// A customer with the verified number of the customer before.
#[given("another customer with the same mobile number")]
async fn same_number(world: &mut World) -> Step {
    needs!(Otp);
    let number = world.person()?.number();
    partner::must_register(world).await?;
    mobile_number::must_verify(world, &number).await
}

/// A person who was sent an OTP to a number that is not the static one.
#[given("a person who was sent an OTP to a mobile number of their own")]
async fn has_requested_otp(world: &mut World) -> Step {
    needs!(Otp);
    partner::must_register(world).await?;
    let number = world.new_mobile_number();
    mobile_number::must_authorize_own_number(world, &number).await
}

/// An identification of this customer got this far.
#[given(expr = "their identification is {reached_status}")]
async fn reached_status(world: &mut World, status: ReachedStatus) -> Step {
    needs!(of ReachedStatus);
    journey::must_continue_to(world, MockedIban::Good, status.0).await
}

/// The customer's identifications fail, one after the other.
#[given(expr = "a customer whose identification failed {int} times")]
async fn has_failed_attempts(world: &mut World, times: usize) -> Step {
    needs!(Own);
    partner::must_have_customer(world).await?;
    journey::must_fail(world, times).await
}

/// A target may count different IBANs instead of failures (C-35), so that these are used up, too.
/// Any of these attempts may already exceed the limit.
#[given(expr = "the customer tried {int} different IBANs")]
async fn tried_ibans(world: &mut World, count: u64) -> Step {
    needs!(Own);
    for number in 0..count {
        let began = Instant::now();
        partner::create(world, &test_data::german_iban(number)).await?;
        world.allow(began.elapsed());
    }
    Ok(())
}

/// The customer has identifications that were created and not continued.
#[given(expr = "a customer with {int} identifications")]
async fn with_identifications(world: &mut World, times: usize) -> Step {
    partner::must_have_customer(world).await?;
    partner::must_create(world, times).await
}

/// The SMS sent to the customer's number, or the OTPs of the static number, are counted before the next
/// one.
#[given(expr = "the SMS sent {counted_sms} are known")]
async fn sms_known(world: &mut World, counted: CountedSms) -> Step {
    needs!(Otp);
    let session = world.session().await?;
    let count = if counted.0 {
        session.otps(STATIC_NUMBER).await.map(|it| it.len())
    } else {
        session.sms(&world.person()?.number()).await
    };
    world.noted_sms = world.observe(count)?;
    Ok(())
}

/// The TAN was sent to the customer's number (BI-011), or a refused call sent nothing.
#[then(expr = "{sms_count} more SMS went to that number")]
async fn more_sms(world: &mut World, more: SmsCount) -> Step {
    needs!(Otp);
    let started = world.latest_reply()?;
    let session = world.session().await?;
    let (number, before) = (world.person()?.number(), world.noted_sms);
    let now = session.sms_after(&number, before).await;
    let now = world.observe(now)?;
    world.conclude(checks::more_sms(&started, (before, now), more.0))
}
