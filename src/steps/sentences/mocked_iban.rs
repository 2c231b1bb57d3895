//! The mocked IBANs of Appendix II, in every documented reading.

use cucumber::{given, then, when};
use serde_json::json;

use crate::api::{STATIC_OTP, Status};
use crate::checks::{self, CheckedJourney, Expectation, Journey};
use crate::evidence::StepFailure;
use crate::steps::Step;
use crate::steps::actions::{customer, journey, partner, swisscom};
use crate::steps::needs::needs;
use crate::steps::parameters::{Account, FailingAccount, ReasonCode};
use crate::steps::world::World;

/// An identification of the customer failed with this account.
#[given(expr = "their identification with the {failing_account} IBAN failed")]
async fn has_failed(world: &mut World, account: FailingAccount) -> Step {
    needs!(of FailingAccount);
    let journey = journey::identify(world, account.0.iban()).await?;
    note_state(world, &journey);
    swisscom::must_fail(world, account.0, &journey).await
}

/// The customer is identified as far as the target allows.
#[when(expr = "the customer is identified with the {account} IBAN")]
async fn is_identified(world: &mut World, account: Account) -> Step {
    needs!(of Account);
    let journey = journey::identify(world, account.0.iban()).await?;
    world.reply = Some(journey.latest.clone());
    world.journeys.push(journey);
    Ok(())
}

/// Two customers are identified, one after the other.
#[when(expr = "both are identified with the {account} IBAN")]
async fn both_are_identified(world: &mut World, account: Account) -> Step {
    needs!(of Account);
    world.turn_to_next_person()?;
    is_identified(world, account).await?;
    world.turn_to_next_person()?;
    is_identified(world, account).await
}

/// The refusal is reported in one of the documented ways (C-01, C-02).
/// Accepts a refused call with this code, and an identification that is failed for this reason.
#[then(expr = "the identification is refused with {reason}")]
fn is_refused(world: &mut World, reason: ReasonCode) -> Step {
    let journey = latest_journey(world)?;
    conclude_readings(world, &journey, checks::refused_identification(&journey, reason.0))
}

/// A refused identification can be neither requested nor signed, and keeps its status (BI-136).
#[then("the refused identification can be neither requested nor signed")]
async fn stays_refused(world: &mut World) -> Step {
    let journey = latest_journey(world)?;
    note_state(world, &journey);
    world.conclude_as(checks::refused_account(&journey), "the identification is refused")?;
    if world.person()?.identifications.is_empty() {
        return Ok(()); // refused when it was created: there is nothing to request
    }
    let reply = partner::request(world).await?;
    world.conclude_as(Expectation::of(&reply).refused(), "a refused one cannot be requested")?;
    let reply = partner::start_qes(world).await?;
    world.conclude_as(Expectation::of(&reply).refused(), "a refused one cannot be signed")?;
    let reply = partner::confirm_with(world, &json!({ "token": STATIC_OTP })).await?;
    world.conclude_as(Expectation::of(&reply).refused(), "a refused one cannot be confirmed")?;
    let state = partner::retrieve(world).await?;
    world.conclude_as(checks::kept_refusal(&journey, &state), "a refused one keeps its status")
}

/// A failed identification has a reason (BI-136); of another, none is expected.
/// Accepts every identification that did not fail.
#[then("a failed identification has a reason")]
fn has_reason(world: &mut World) -> Step {
    let journey = latest_journey(world)?;
    world.conclude(checks::named_reason(&journey))
}

/// A holder who may sign reaches success (C-03).
/// Accepts an identification that becomes successful, and a refusal for not owning the account.
#[then("the authorised holder signs, or was refused for not owning the account")]
async fn holder_signs(world: &mut World) -> Step {
    needs!(Tan);
    if !checks::account_can_sign(&latest_journey(world)?) {
        return holder_may_sign(world);
    }
    let tan = customer::latest_tan(world)?;
    let reply = partner::confirm_with(world, &json!({ "token": tan })).await?;
    world.conclude(Expectation::of(&reply).done(200))?;
    journey::must_become(world, Status::Successful).await
}

/// An authorised holder may sign, or is refused for that reason (C-03).
/// Accepts a QES that starts, and a refusal for not owning the account.
#[then("the authorised holder may sign, or is refused for not owning the account")]
fn holder_may_sign(world: &mut World) -> Step {
    let journey = latest_journey(world)?;
    conclude_readings(world, &journey, checks::authorised_holder(&journey))
}

/// Swisscom fails: the identification is never successful (BI-150, C-07).
#[then("Swisscom does not sign")]
async fn swisscom_fails(world: &mut World) -> Step {
    let confirmed = world.latest_reply()?;
    swisscom::must_not_sign(world, &confirmed).await
}

/// Neither SCHUFA nor the bank refuses (BI-150).
#[then("the QES starts")]
fn qes_starts(world: &mut World) -> Step {
    let journey = latest_journey(world)?;
    note_state(world, &journey);
    world.conclude(checks::started_signing(&journey))
}

/// The behaviour depends on the IBAN alone (BI-152).
#[then("both are treated alike")]
fn treated_alike(world: &mut World) -> Step {
    let second = latest_journey(world)?;
    let first = world.journeys.iter().rev().nth(1).unwrap_or(&second).clone();
    let check = world.observe(checks::treated_alike(&first, &second))?;
    world.check(check)
}

/// The refusal is about the account, not about a limit (BI-156).
#[then("no limit is reached")]
fn no_limit(world: &mut World) -> Step {
    let journey = latest_journey(world)?;
    note_state(world, &journey);
    world.conclude(checks::no_limit(&journey))
}

fn latest_journey(world: &mut World) -> Result<Journey, StepFailure> {
    let latest = world.journeys.last().cloned();
    latest.map_or_else(|| world.misuse("no customer was identified before this step"), Ok)
}

fn note_state(world: &mut World, journey: &Journey) {
    if let Some(state) = &journey.state {
        world.note_readings(state);
    }
}

/// Notes the readings that the journey shows, and writes down the check.
fn conclude_readings(world: &mut World, journey: &Journey, checked: CheckedJourney<'_>) -> Step {
    let (expected, found) = world.observe(checked)?;
    for reading in found {
        world.reading(reading, format!("seen on {}", journey.refusing_operation()));
    }
    note_state(world, journey);
    world.conclude(expected)
}
