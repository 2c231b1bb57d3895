//! Waiting for what may settle later. It is the target's time, not the step's own, so the step
//! time-out grows with it; the wait itself is bounded.

use std::time::Duration;

use crate::api::{EventType, Status};
use crate::checks::{KnownSubscription, status_of};
use crate::client::{LONGEST_PAUSE, Observation, eventually, eventually_notified, while_waiting};
use crate::evidence::{Reply, StepFailure, Unobserved};
use crate::steps::world::World;

/// What is waited for.
const CHANGE: &str = "a change to show";

/// Looks until it is decided, at most for `limit`; the last answer counts.
pub async fn look_until(
    world: &mut World,
    limit: Duration,
    look: impl AsyncFnMut() -> Result<Observation<Reply>, Unobserved>,
) -> Result<Reply, StepFailure> {
    let _waiting = world.session().await?.context().progress().waiting(CHANGE, None);
    let allowance = world.allowance();
    let waited = |more| allowance.set(allowance.get() + more);
    let seen = while_waiting(eventually(limit, look), waited).await;
    world.observe(seen).map(Observation::into_inner)
}

/// Retrieves the identification until `decided`, at most as long as changes may take to show.
pub async fn retrieve_until(
    world: &mut World,
    decided: impl Fn(&Reply) -> bool,
) -> Result<Reply, StepFailure> {
    let limit = world.session().await?.context().settle_limit();
    retrieve_within(world, limit, decided).await
}

/// Retrieves the identification until `decided`, at most for `limit`. Who is subscribed to
/// something waits to be told rather than asking again and again.
pub async fn retrieve_within(
    world: &mut World,
    limit: Duration,
    decided: impl Fn(&Reply) -> bool,
) -> Result<Reply, StepFailure> {
    let session = world.session().await?;
    let (person_id, id) = world.ids()?;
    let look = async || {
        let reply = session.identification(&person_id, &id).await?;
        Ok(if decided(&reply) { Observation::Settled(reply) } else { Observation::Pending(reply) })
    };
    let told_of = |it: &KnownSubscription| it.event == EventType::Identification;
    if !world.subscriptions.iter().any(told_of) {
        return look_until(world, limit, look).await;
    }
    let _waiting = session.context().progress().waiting(CHANGE, None);
    let allowance = world.allowance();
    let waited = |more| allowance.set(allowance.get() + more);
    let told = || session.notified();
    let seen =
        while_waiting(eventually_notified(limit, LONGEST_PAUSE.min(limit / 8), told, look), waited)
            .await;
    world.observe(seen).map(Observation::into_inner)
}

/// Waits for a status; another final one ends the waiting. The last answer counts.
pub async fn settle(world: &mut World, expected: Status) -> Result<Reply, StepFailure> {
    retrieve_until(world, |reply| {
        let status = status_of(reply);
        status == Some(expected) || status.is_some_and(Status::is_final)
    })
    .await
}
