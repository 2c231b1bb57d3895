//! Identifies a person, up to the first refusal by the target.

use std::time::Instant;

use serde_json::json;

use crate::api::{MockedIban, Status};
use crate::checks::{
    Expectation, IdentificationCall, Journey, Member, continued, is_refusal, is_refused_by_schufa,
    refused_account, status_of,
};
use crate::client::Window;
use crate::evidence::{Reply, StepFailure};
use crate::steps::Step;
use crate::steps::actions::time::Part;
use crate::steps::actions::{customer, partner, polling, time};
use crate::steps::world::World;

/// Whether SCHUFA refuses the account a moment after the answer, because the target asks SCHUFA in
/// the background.
async fn schufa_refuses_a_little_later(world: &mut World, iban: &str) -> Result<bool, StepFailure> {
    if MockedIban::of(iban).and_then(MockedIban::schufa_reason).is_none() {
        return Ok(false);
    }
    let failed = |reply: &Reply| status_of(reply) == Some(Status::Failed);
    let state = polling::retrieve_briefly(world, failed).await?;
    Ok(failed(&state))
}

/// Identifies the current person with this IBAN, as far as the target lets it: create,
/// request, bank page, start of the QES.
pub async fn identify(world: &mut World, iban: &str) -> Result<Journey, StepFailure> {
    let created = partner::create(world, iban).await?;
    if !created.is_success() {
        return Ok(refused(IdentificationCall::Create, created, None, false));
    }
    let failed_at_once = status_of(&created) == Some(Status::Failed)
        || schufa_refuses_a_little_later(world, iban).await?;
    let requested = partner::request(world).await?;
    if !requested.is_success() {
        let moved = |reply: &Reply| status_of(reply) != Some(Status::Created);
        let state = polling::retrieve_briefly(world, moved).await?;
        return Ok(refused(IdentificationCall::Request, requested, Some(state), failed_at_once));
    }
    // After a failure the bank page is of no use.
    if status_of(&partner::retrieve(world).await?) != Some(Status::Failed) {
        customer::walk_bank_page(world).await?;
    }
    let state = polling::retrieve_until(world, Status::AuthorizationRequired, |reply| {
        status_of(reply) != Some(Status::Pending)
    })
    .await?;
    let authorized = partner::start_qes(world).await?;
    let state = if authorized.is_success() {
        let moved = |reply: &Reply| status_of(reply) != Some(Status::AuthorizationRequired);
        let state = polling::retrieve_until(world, Status::ConfirmationRequired, moved).await?;
        polling::must_not_be_pending(world, &state, Status::ConfirmationRequired).await?;
        state
    } else {
        state
    };
    let refusal =
        is_refusal(&authorized).then(|| (IdentificationCall::Authorize, authorized.clone()));
    let journey = Journey { failed_at_once, refusal, state: Some(state), latest: authorized };
    if let (Some(state), true) = (&journey.state, journey.is_refused_for_its_state(true)) {
        polling::must_not_be_pending(world, state, Status::AuthorizationRequired).await?;
    }
    Ok(journey)
}

/// Returns the journey up to this call. A call with an internal error also ends the journey, but is
/// no refusal.
fn refused(
    at: IdentificationCall,
    reply: Reply,
    state: Option<Reply>,
    failed_at_once: bool,
) -> Journey {
    let refusal = is_refusal(&reply).then(|| (at, reply.clone()));
    Journey { failed_at_once, refusal, state, latest: reply }
}

/// Makes `times` identifications that SCHUFA refuses; ends the scenario if one is not refused. The
/// time-out of the step holds for each of them.
pub async fn must_fail(world: &mut World, times: usize) -> Step {
    let refused = MockedIban::ALL.iter().filter(|it| it.schufa_reason().is_some());
    for account in refused.cycle().take(times) {
        let began = Instant::now();
        let journey = identify(world, account.iban()).await?;
        world.allow(began.elapsed());
        world.conclude_as(refused_account(&journey), "an identification can fail")?;
        world.person()?.failures += usize::from(is_refused_by_schufa(&journey, *account));
    }
    Ok(())
}

/// The answer to the latest request, or that to the creation of an identification of another customer.
pub async fn creation_of(world: &mut World, of_another: bool) -> Result<Reply, StepFailure> {
    if !of_another {
        return world.latest_reply();
    }
    partner::must_have_customer(world).await?;
    partner::create(world, MockedIban::Good.iban()).await
}

/// Lets a period pass. After the time for signing, the identification is retrieved to see whether
/// it expired. It is not retrieved if there is a subscription, because the retrieval could cause
/// the event that the scenario waits for.
pub async fn pass_window_and_retrieve(world: &mut World, window: Window, part: Part) -> Step {
    let length = world.session().await?.context().window(window);
    time::pass_window(world, window, part, length).await?;
    let known = world.people.last().is_some_and(|it| !it.identifications.is_empty());
    if window != Window::Authorization || !known || !world.subscriptions.is_empty() {
        return Ok(());
    }
    let shown = partner::retrieve(world).await?;
    if status_of(&shown) == Some(Status::Expired) {
        world.identification()?.reached = Some(Status::Expired);
    }
    Ok(())
}

/// Checks that the identification gets to `expected`.
pub async fn must_become(world: &mut World, expected: Status) -> Step {
    let reply = polling::settle(world, expected).await?;
    let statement = format!("the identification becomes {expected}");
    let known = world.identification()?.clone();
    let examined =
        Expectation::of(&reply).done(200).member("status", Member::Text(expected.word()));
    let examined = continued(examined, &reply, (&known, expected));
    world.conclude_as(examined, &statement)?;
    world.identification()?.reached = Some(expected);
    Ok(())
}

/// Brings an identification with the good IBAN to this status, or one with the joint IBAN to
/// `failed`; ends the scenario if that fails.
pub async fn must_reach(world: &mut World, status: Status) -> Step {
    let failed = status == Status::Failed;
    let account = if failed { MockedIban::Joint } else { MockedIban::Good };
    must_reach_with(world, account, status).await
}

/// Brings an identification of a new customer to this status; ends the scenario if that fails.
pub async fn must_reach_with(world: &mut World, account: MockedIban, status: Status) -> Step {
    partner::must_have_customer(world).await?;
    must_continue_to(world, account, status).await
}

/// Brings an identification of the current person to this status; ends the scenario if that fails.
pub async fn must_continue_to(world: &mut World, account: MockedIban, status: Status) -> Step {
    let reply = partner::create(world, account.iban()).await?;
    world.conclude_as(partner::done_with_id(&reply, 201), "an identification can be created")?;
    if status == Status::Created {
        return Ok(());
    }
    let reply = partner::request(world).await?;
    world.conclude_as(Expectation::of(&reply).done(200), "an identification can be requested")?;
    if status == Status::Pending {
        return must_become(world, Status::Pending).await;
    }
    customer::walk_bank_page(world).await?;
    must_become(world, Status::AuthorizationRequired).await?;
    if status == Status::AuthorizationRequired {
        return Ok(());
    }
    let reply = partner::start_qes(world).await?;
    world.conclude_as(Expectation::of(&reply).done(200), "the QES can be started")?;
    if status == Status::ConfirmationRequired {
        return must_become(world, Status::ConfirmationRequired).await;
    }
    let tan = customer::latest_tan(world)?;
    let reply = partner::confirm_with(world, &json!({ "token": tan })).await?;
    world.conclude_as(Expectation::of(&reply).done(200), "the QES can be confirmed")?;
    must_become(world, Status::Successful).await
}
