//! The end of an identification that Swisscom does not sign (Appendix II).

use serde_json::json;

use crate::api::{MockedIban, Status};
use crate::checks::{self, Expectation, Journey, readings, status_of};
use crate::evidence::Reply;
use crate::steps::Step;
use crate::steps::actions::{customer, partner, polling};
use crate::steps::world::World;

/// Swisscom fails: the identification is never successful (BI-150, C-07).
pub async fn must_not_sign(world: &mut World, confirmed: &Reply) -> Step {
    let answered = Expectation::of(confirmed).done_or_refused(200);
    world.conclude_as(answered, "the TAN is accepted or refused")?;
    let note = format!("{} was answered {}", confirmed.operation, confirmed.brief());
    world.reading(readings::swisscom_failure(confirmed), note);
    let accepted = confirmed.is_success();
    let ended = |reply: &Reply| !accepted || status_of(reply).is_some_and(Status::is_final);
    let state = polling::retrieve_until(world, Status::Failed, ended).await?;
    if accepted {
        polling::must_not_be_pending(world, &state, Status::Failed).await?;
    }
    world.conclude(checks::failed_signature(&state, accepted))
}

/// The journey with this account ended with a refusal; with the account that Swisscom refuses it ends
/// when the customer enters the TAN.
pub async fn must_fail(world: &mut World, account: MockedIban, journey: &Journey) -> Step {
    if account != MockedIban::SwisscomFails || !checks::account_can_sign(journey) {
        let refused = checks::refused_account(journey);
        return world.conclude_as(refused, "an identification can fail");
    }
    let tan = customer::latest_tan(world)?;
    let confirmed = partner::confirm_with(world, &json!({ "token": tan })).await?;
    must_not_sign(world, &confirmed).await
}
