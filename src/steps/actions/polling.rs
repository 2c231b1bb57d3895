//! Waiting for changes that settle later. The wait is bounded; the time-out of the step grows with
//! it, because it is the target's time and not the step's own.

use std::rc::Rc;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::api::{EventType, Status};
use crate::checks::{self, KnownSubscription, status_of};
use crate::client::{
    LONGEST_PAUSE, Observation, eventually_notified, eventually_within, while_waiting,
};
use crate::evidence::{Reply, StepFailure, Unobserved};
use crate::steps::Step;
use crate::steps::world::World;

/// Text of the progress while waiting.
const CHANGE: &str = "a change to show";

/// Time for which a target without a clock is polled for a change that must not happen.
const WATCH: Duration = Duration::from_millis(500);

/// Observes until it is decided, at most for `limit`; the last answer counts.
async fn observe_until(
    world: &mut World,
    limit: impl Fn() -> Duration,
    look: impl AsyncFnMut() -> Result<Observation<Reply>, Unobserved>,
) -> Result<Reply, StepFailure> {
    let _waiting = world.session().await?.context().progress().waiting(CHANGE, None);
    let allowance = world.allowance();
    let waited = |more| allowance.set(allowance.get() + more);
    let seen = while_waiting(eventually_within(limit, look), waited).await;
    world.observe(seen).map(Observation::into_inner)
}

/// Sends a request until its answer is `decided`, at most as long as changes may take to show.
pub async fn reply_until(
    world: &mut World,
    decided: impl Fn(&Reply) -> bool,
    mut send: impl AsyncFnMut() -> Result<Reply, Unobserved>,
) -> Result<Reply, StepFailure> {
    let limit = world.session().await?.context().settle_limit();
    observe_until(world, || limit, async || Ok(observation(send().await?, &decided))).await
}

/// Asks for `path` until the answer is like the example, on a server of others at most `--max-wait`.
pub async fn get_until(
    world: &mut World,
    path: &str,
    example: &Value,
) -> Result<Reply, StepFailure> {
    let session = world.session().await?;
    let context = session.context();
    let limit = context.settle_limit();
    let limit = if context.has_clock() { limit } else { context.waiting_budget().max(limit) };
    let like = |it: &Reply| checks::is_like_example(it, example);
    let look = async || Ok(observation(session.any("GET", path, None).await?, &like));
    observe_until(world, || limit, look).await
}

fn observation(reply: Reply, decided: &impl Fn(&Reply) -> bool) -> Observation<Reply> {
    if decided(&reply) { Observation::Settled(reply) } else { Observation::Pending(reply) }
}

/// Retrieves the identification until it has a final status; the last answer counts.
pub async fn end(world: &mut World) -> Result<Reply, StepFailure> {
    let ended = |reply: &Reply| status_of(reply).is_some_and(Status::is_final);
    retrieve_until(world, Status::Successful, ended).await
}

/// Retrieves the identification until `decided`, at most as long as the change to `awaited` may take
/// to show; notes the time that it took.
pub async fn retrieve_until(
    world: &mut World,
    awaited: Status,
    decided: impl Fn(&Reply) -> bool,
) -> Result<Reply, StepFailure> {
    let context = Rc::clone(world.session().await?.context());
    let began = Instant::now();
    let reply = retrieve(world, || context.change_limit(awaited), decided).await?;
    if status_of(&reply) == Some(awaited) {
        context.note_change(awaited, began.elapsed());
    }
    Ok(reply)
}

/// Like [`retrieve_until`] with an eighth of its limit, for a change that most targets do not make.
pub async fn retrieve_briefly(
    world: &mut World,
    decided: impl Fn(&Reply) -> bool,
) -> Result<Reply, StepFailure> {
    let limit = world.session().await?.context().settle_limit() / 8;
    retrieve_within(world, limit, decided).await
}

/// Retrieves the identification until `decided`, at most for `limit`.
pub async fn retrieve_within(
    world: &mut World,
    limit: Duration,
    decided: impl Fn(&Reply) -> bool,
) -> Result<Reply, StepFailure> {
    retrieve(world, || limit, decided).await
}

/// A scenario with a subscription waits for events and does not poll.
async fn retrieve(
    world: &mut World,
    limit: impl Fn() -> Duration,
    decided: impl Fn(&Reply) -> bool,
) -> Result<Reply, StepFailure> {
    let session = world.session().await?;
    let (person_id, id) = world.ids()?;
    let look = async || Ok(observation(session.identification(&person_id, &id).await?, &decided));
    let reports = |it: &KnownSubscription| it.event == EventType::Identification;
    if !world.subscriptions.iter().any(reports) {
        return observe_until(world, limit, look).await;
    }
    let _waiting = session.context().progress().waiting(CHANGE, None);
    let allowance = world.allowance();
    let waited = |more| allowance.set(allowance.get() + more);
    let notified = || session.notified();
    let pause = LONGEST_PAUSE.min(limit() / 8);
    let seen = while_waiting(eventually_notified(limit, pause, notified, look), waited).await;
    world.observe(seen).map(Observation::into_inner)
}

/// Waits for a status; another final one ends the waiting. The last answer counts, unless the
/// status can still come.
pub async fn settle(world: &mut World, expected: Status) -> Result<Reply, StepFailure> {
    let reply = retrieve_until(world, expected, |reply| {
        let status = status_of(reply);
        status == Some(expected) || status.is_some_and(Status::is_final)
    })
    .await?;
    must_not_be_pending(world, &reply, expected).await?;
    Ok(reply)
}

/// Ends the step where the status of the answer can still become the expected one: the target may
/// only be slower than this wait. A simulator, whose clock we move, has nothing left to do, and
/// a target that answered with the expected status, and showed it to nobody in the longest wait, has
/// contradicted itself.
pub async fn must_not_be_pending(world: &mut World, reply: &Reply, expected: Status) -> Step {
    let known = world.identification()?;
    let answers = [&known.requested, &known.authorized];
    let answered = answers.iter().any(|it| it["status"].as_str() == Some(expected.word()));
    let context = Rc::clone(world.session().await?.context());
    let never_shown = context.change_limit(expected) > context.settle_limit();
    let decided = context.has_clock() || answered && never_shown;
    let on_the_way = status_of(reply).filter(|it| !decided && it.can_become(expected));
    let Some(status) = on_the_way else { return Ok(()) };
    let limit = world.session().await?.context().change_limit(expected);
    world.observe(Err(Unobserved::NotReached {
        what: format!("the identification did not become {expected}"),
        limit_ms: u64::try_from(limit.as_millis()).unwrap_or(u64::MAX),
        last_seen: format!("{status}; a slower target needs a longer --settle-timeout"),
    }))
}

/// Waits for a status, and then for a change that must not happen. The last answer counts. If the
/// status was reached before, any other one is a regress.
pub async fn watch(world: &mut World, expected: Status) -> Result<Reply, StepFailure> {
    if world.identification()?.reached != Some(expected) {
        settle(world, expected).await?;
    }
    let has_clock = world.session().await?.context().has_clock();
    let limit = if has_clock { Duration::ZERO } else { WATCH };
    retrieve_within(world, limit, |reply| reply.text("status") != Some(expected.word())).await
}
