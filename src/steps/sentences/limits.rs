//! Limits on what one person, name, number or IBAN may do (Appendix III and IV).

use cucumber::{given, then};
use serde_json::{Value, json};

use crate::api::MockedIban;
use crate::checks::{Expectation, Member};
use crate::steps::Step;
use crate::steps::actions::{journey, partner};
use crate::steps::parameters::{Account, Quota, StatusWord};
use crate::steps::world::World;

/// Not the static number: what is shared by everybody is not counted.
const OWN_NUMBER: &str = "+4917139200";

/// The target's limit is lowered.
#[given(expr = "only {int} {quota} is/are allowed")]
async fn only(world: &mut World, limit: u32, quota: Quota) -> Step {
    let session = world.session().await?;
    let set = session.set_limits(json!({ quota.0: limit })).await;
    world.observe(set)
}

/// A customer with a verified number that is not the static one.
#[given("a customer with a mobile number of their own")]
#[given("another customer with the same mobile number")]
async fn own_number(world: &mut World) -> Step {
    partner::must_register(world).await?;
    must_verify_own_number(world, &format!("{OWN_NUMBER}42")).await
}

/// The customer's identification fails.
#[given(expr = "their identification with the {account} IBAN failed")]
async fn failed(world: &mut World, account: Account) -> Step {
    must_fail(world, account.0).await
}

/// An identification of this customer got this far.
#[given(expr = "their identification is {status}")]
async fn got_to(world: &mut World, status: StatusWord) -> Step {
    journey::must_go_on_to(world, MockedIban::Good, status.0).await
}

/// The SMS sent to the customer's number are counted before there is another one.
#[given("the SMS sent to that number are known")]
async fn sms_known(world: &mut World) -> Step {
    let session = world.session().await?;
    let number = world.person()?.number();
    let count = session.sms(&number).await;
    let count = world.observe(count)?;
    world.noted_sms = count;
    Ok(())
}

/// The TAN went to the customer, and not to somebody else (BI-011).
#[then("one more SMS went to that number")]
async fn one_more_sms(world: &mut World) -> Step {
    let started = world.latest_reply()?;
    let session = world.session().await?;
    let number = world.person()?.number();
    let known = world.noted_sms;
    let count = session.sms_after(&number, known).await;
    let count = world.observe(count)?;
    let expected = Expectation::of(&started).done(200).unless(
        count == known + 1,
        "SMS to the customer's number",
        "one more",
        format!("{count} after {known}"),
    );
    world.conclude(expected)
}

/// The customer's identifications fail, one after the other.
#[given(expr = "a customer whose identification failed {int} times")]
async fn failed_often(world: &mut World, times: usize) -> Step {
    partner::must_have_customer(world).await?;
    let refused =
        [MockedIban::UnknownPerson, MockedIban::NoPreviousIdent, MockedIban::NoAccountMatch];
    for account in refused.into_iter().cycle().take(times) {
        must_fail(world, account).await?;
    }
    Ok(())
}

/// The customer has some identifications that nobody went on with.
#[given(expr = "a customer with {int} identifications")]
async fn with_identifications(world: &mut World, times: usize) -> Step {
    partner::must_have_customer(world).await?;
    for _ in 0..times {
        let reply = partner::create(world, MockedIban::Good.iban()).await?;
        let expected = Expectation::of(&reply).done(201);
        world.conclude(expected)?;
    }
    Ok(())
}

/// An identification with this account that is refused, or the scenario ends here.
async fn must_fail(world: &mut World, account: MockedIban) -> Step {
    let journey = journey::identify(world, account.iban()).await?;
    let refused = journey.refusal.is_some();
    let expected =
        Expectation::of(&journey.latest).unless(refused, "answer", "a refusal", journey.brief());
    world.conclude_as(expected, "an identification can fail")
}

/// A verified number of this person's own, or the scenario ends here.
async fn must_verify_own_number(world: &mut World, number: &str) -> Step {
    let session = world.session().await?;
    let id = world.person()?.id.clone();
    let created = session.create_mobile_number(&id, &json!({ "number": number })).await;
    let created = world.observe(created)?;
    world.person()?.mobile_number = created.json.clone().unwrap_or(Value::Null);
    world.conclude_as(Expectation::of(&created).done(201), "a mobile number can be created")?;
    let sent = session.authorize_mobile_number(&id, number).await;
    let sent = world.observe(sent)?;
    world.conclude_as(Expectation::of(&sent).done(201), "a mobile number can be authorised")?;
    let otps = session.otps(number).await;
    let otp = world.observe(otps)?.pop().unwrap_or_default();
    let body = json!({ "number": number, "token": otp });
    let confirmed = session.confirm_mobile_number(&id, &body).await;
    let confirmed = world.observe(confirmed)?;
    let verified =
        Expectation::of(&confirmed).done(201).member("verified", Member::Is(&json!(true)));
    world.conclude_as(verified, "a mobile number can be verified")
}
