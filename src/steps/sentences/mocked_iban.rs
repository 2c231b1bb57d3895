//! The mocked IBANs of Appendix II, in every documented reading.

use cucumber::{given, then, when};
use serde_json::json;

use crate::api::{EXPECTATION_MISMATCH, Reason, STATIC_OTP, Status};
use crate::checks::readings::{self, DocumentedReading};
use crate::checks::{Expectation, Journey, shown, status_of};
use crate::evidence::{Check, Mismatch, StepFailure, Unobserved};
use crate::steps::Step;
use crate::steps::actions::{customer, journey, partner, polling};
use crate::steps::parameters::{Account, ReasonCode};
use crate::steps::world::World;

/// The customer failed once with this account.
#[given(expr = "a customer whose identification with the {account} IBAN failed")]
async fn failed_once(world: &mut World, account: Account) -> Step {
    partner::must_have_customer(world).await?;
    let journey = journey::identify(world, account.0.iban()).await?;
    conclude_journey(
        world,
        &journey,
        journey.refusal.is_some(),
        "a refusal",
        "an identification can fail",
    )
}

/// The customer goes through the identification as far as the target lets it.
#[when(expr = "the customer is identified with the {account} IBAN")]
async fn is_identified(world: &mut World, account: Account) -> Step {
    let journey = journey::identify(world, account.0.iban()).await?;
    world.reply = Some(journey.latest.clone());
    world.journeys.push(journey);
    Ok(())
}

/// Two customers do the same, one after the other.
#[when(expr = "both are identified with the {account} IBAN")]
async fn both_are_identified(world: &mut World, account: Account) -> Step {
    for _ in 0..2 {
        world.turn_to_next_person();
        let journey = journey::identify(world, account.0.iban()).await?;
        world.journeys.push(journey);
    }
    Ok(())
}

/// SCHUFA's negative answer is reported in one of the two documented ways (C-01).
#[then(expr = "SCHUFA's refusal is reported as {reason}")]
fn schufa_refuses(world: &mut World, reason: ReasonCode) -> Step {
    let journey = journey(world)?;
    let code = reason.0.code();
    let found = readings::schufa_refusal(&journey, reason.0);
    let call = found.and_then(|refusal| readings::schufa_call(&journey, refusal));
    world.reading(call, format!("seen on {}", journey.refusing_operation()));
    let expected = format!("412 {code}, or failed with failure_reason {code}");
    conclude_in_a_reading(world, found, &expected)
}

/// The bank's or provider's refusal is reported in one of the documented ways (C-02).
#[then(expr = "the account is refused as {reason}")]
fn account_refused(world: &mut World, reason: ReasonCode) -> Step {
    let journey = journey(world)?;
    let code = reason.0.code();
    let found = readings::account_refusal(&journey, reason.0);
    let expected = format!(
        "409 {EXPECTATION_MISMATCH}, 412 {code}, or failed with failure_reason {code} and a refused QES"
    );
    conclude_in_a_reading(world, found, &expected)
}

/// A failed identification is final: it can be neither started anew nor signed (BI-136).
#[then("what was refused can be neither requested nor signed")]
async fn stays_refused(world: &mut World) -> Step {
    let journey = journey(world)?;
    let refused = journey.refusal.is_some();
    conclude_journey(world, &journey, refused, "a refusal", "the identification is refused")?;
    if world.person()?.identifications.is_empty() {
        return Ok(()); // refused at create: there is nothing that could be requested
    }
    let requested = partner::request(world).await?;
    world
        .conclude_as(Expectation::of(&requested).refused(), "what was refused is not requested")?;
    let signed = partner::start_qes(world).await?;
    world.conclude_as(Expectation::of(&signed).refused(), "what was refused is not signed")?;
    let confirmed = partner::confirm_with(world, &json!({ "token": STATIC_OTP })).await?;
    world
        .conclude_as(Expectation::of(&confirmed).refused(), "what was refused is not confirmed")?;
    let state = partner::retrieve(world).await?;
    let before = journey.status();
    let now = status_of(&state);
    // A read that lagged behind may have shown the status before the failure.
    let kept = before.is_none() || now == before || now == Some(Status::Failed);
    let words = before.map_or("", Status::word);
    let expected =
        Expectation::of(&state).unless(kept, "status", words, shown(state.member("status")));
    world.conclude_as(expected, "what was refused stays as it was")
}

/// A failed identification says why (BI-136); where none is shown as failed, there is nothing to
/// say.
#[then("a failed identification names its reason")]
fn names_reason(world: &mut World) -> Step {
    let journey = journey(world)?;
    let silent = journey.status() == Some(Status::Failed) && journey.failure_reason().is_none();
    let expected = Expectation::of(journey.state.as_ref().unwrap_or(&journey.latest)).unless(
        !silent,
        "failure_reason",
        "a reason of Appendix III",
        "none",
    );
    world.conclude(expected)
}

/// Who may sign gets to the end of it, too (C-03).
#[then("the authorised holder signs, or was refused as documented")]
async fn holder_signs(world: &mut World) -> Step {
    let journey = journey(world)?;
    if journey.refusal.is_some() || journey.status() != Some(Status::ConfirmationRequired) {
        return holder(world);
    }
    let tan = customer::latest_tan(world)?;
    let reply = partner::confirm_with(world, &json!({ "token": tan })).await?;
    world.conclude(Expectation::of(&reply).done(200))?;
    journey::must_become(world, Status::Successful).await
}

/// An authorised holder may sign, or is refused for that reason (C-03).
#[then("the authorised holder may sign or is refused as documented")]
fn holder(world: &mut World) -> Step {
    let journey = journey(world)?;
    let reason = Reason::AccessByAuthorizedHolder;
    let found = readings::authorised_holder(&journey);
    let expected = format!("the QES to start, or a refusal with {}", reason.code());
    conclude_in_a_reading(world, found, &expected)
}

/// Swisscom fails: whatever the confirmation says, it is never successful (BI-150, C-07).
#[then("Swisscom does not sign")]
async fn swisscom_fails(world: &mut World) -> Step {
    let confirmed = world.latest_reply()?;
    let answered = Expectation::of(&confirmed).done_or_refused(200);
    world.conclude_as(answered, "the TAN is accepted or refused")?;
    let note = format!("{} was answered {}", confirmed.operation, confirmed.brief());
    world.reading(readings::swisscom_failure(&confirmed), note);
    let state = polling::retrieve_until(world, |reply| {
        !confirmed.is_success() || status_of(reply).is_some_and(Status::is_final)
    })
    .await?;
    let status = status_of(&state);
    let wrong = match status {
        Some(Status::Successful) | None => true,
        Some(Status::Confirmed) => !confirmed.is_success(),
        _ => false,
    };
    let expected = Expectation::of(&state)
        .done(200)
        .unless(!wrong, "status", "failed", shown(state.member("status")))
        .freedom(
            status != Some(Status::Failed),
            "not failed yet after Swisscom's failure",
            "status",
        );
    world.conclude(expected)
}

/// Neither SCHUFA nor the bank refuses (BI-150).
#[then("the QES starts")]
fn qes_starts(world: &mut World) -> Step {
    let journey = journey(world)?;
    let started =
        journey.latest.is_success() && journey.status() == Some(Status::ConfirmationRequired);
    conclude_journey(world, &journey, started, "the QES to start", "the QES starts")
}

/// The behaviour depends on the IBAN alone (BI-152).
#[then("both are treated alike")]
fn treated_alike(world: &mut World) -> Step {
    let [.., first, second] = world.journeys.as_slice() else {
        return world.misuse("no two customers were identified before this step");
    };
    let mismatches = if first.outcome() == second.outcome() {
        Vec::new()
    } else {
        vec![Mismatch::new("second customer", first.brief(), second.brief())]
    };
    let exchange = Some(second.latest.exchange);
    let limited = [first, second].into_iter().find_map(limit_reached);
    match limited {
        Some(unobserved) => world.observe(Err(unobserved)),
        None => world.check(Check::new("both are treated alike", mismatches).seen_in(exchange)),
    }
}

/// What is refused is refused for itself, not because of a limit (BI-156).
#[then("no limit is reached")]
fn no_limit(world: &mut World) -> Step {
    let journey = journey(world)?;
    let free = limit_reached(&journey).is_none();
    conclude_journey(world, &journey, free, "no limit to be reached", "no limit is reached")
}

/// A limit on failed attempts hides how the target treats the account.
fn limit_reached(journey: &Journey) -> Option<Unobserved> {
    let limits = [Reason::IbanUsageLimitExceeded, Reason::IdentificationAttemptsExceeded];
    let (_, reply) = journey.refusal.as_ref()?;
    let limited = reply
        .error_codes()
        .iter()
        .filter_map(|it| Reason::named(it))
        .any(|it| limits.contains(&it));
    limited.then(|| Unobserved::Unavailable {
        operation: reply.operation.clone(),
        status: reply.status,
        detail: "the target's limit of failed attempts is reached".into(),
    })
}

fn journey(world: &mut World) -> Result<Journey, StepFailure> {
    match world.journeys.last() {
        Some(journey) => Ok(journey.clone()),
        None => world.misuse("no customer was identified before this step"),
    }
}

/// Checks that the latest journey fits a reading, and notes which.
fn conclude_in_a_reading(
    world: &mut World,
    found: Option<DocumentedReading>,
    expected: &str,
) -> Step {
    let journey = journey(world)?;
    if let (None, Some(limited)) = (found, limit_reached(&journey)) {
        return world.observe(Err(limited));
    }
    world.reading(found, format!("seen on {}", journey.refusing_operation()));
    conclude_journey(world, &journey, found.is_some(), expected, "")
}

fn conclude_journey(
    world: &mut World,
    journey: &Journey,
    holds: bool,
    expected: &str,
    statement: &str,
) -> Step {
    if let Some(state) = &journey.state {
        world.note_readings(state);
    }
    let place = journey.refusing_operation();
    let expectation =
        Expectation::of(&journey.latest).unless(holds, place, expected, journey.brief());
    world.conclude_as(expectation, statement)
}
