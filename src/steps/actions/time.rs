//! Time: the target's clock is moved, or real time is waited for within the budget.

use std::time::Duration;

use jiff::Timestamp;

use crate::checks::readings;
use crate::client::{Window, wait_for_real};
use crate::evidence::{Reply, StepFailure};
use crate::steps::Step;
use crate::steps::world::World;

/// Lets `simulated` pass on the target's clock, or waits for `real` where it cannot be moved.
pub async fn pass_window(
    world: &mut World,
    window: Window,
    (simulated, real): (Duration, Duration),
) -> Step {
    let session = world.session().await?;
    if session.context().has_clock() {
        return advance_clock(world, simulated).await;
    }
    world.allow(real);
    let _waiting = session.context().progress().waiting(awaited(window), Some(real));
    wait_for_real(real).await;
    Ok(())
}

/// Moves the target's clock.
pub async fn advance_clock(world: &mut World, time: Duration) -> Step {
    let moved = world.session().await?.advance_clock(time).await;
    world.observe(moved)
}

/// The target's time when it answered: on its own clock where that can be read, else as its
/// answer is dated, else on the clock of this machine.
pub async fn target_time(world: &mut World, reply: &Reply) -> Result<Timestamp, StepFailure> {
    let session = world.session().await?;
    let date = reply.headers.get("date").and_then(|it| it.to_str().ok());
    let dated = date.and_then(|it| jiff::fmt::rfc2822::parse(it).ok());
    match dated {
        Some(dated) if !session.context().has_clock() => Ok(dated.timestamp()),
        _ => {
            let now = session.now().await;
            world.observe(now)
        }
    }
}

/// The target's time, if the answer shows an identification that may have time left.
pub async fn target_time_if_open(
    world: &mut World,
    reply: &Reply,
) -> Result<Option<Timestamp>, StepFailure> {
    if !readings::may_have_time_left(reply) {
        return Ok(None);
    }
    target_time(world, reply).await.map(Some)
}

/// Text of the progress while a window passes.
fn awaited(window: Window) -> &'static str {
    match window {
        Window::Snapshot => "the account snapshot to time out",
        Window::Authorization => "the time for signing to run out",
        Window::TanAtLeast => "a TAN to grow old",
        Window::TanAtMost => "a TAN to run out",
        Window::Expiry => "an identification to expire",
    }
}
