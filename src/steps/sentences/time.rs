//! Time: the target's clock is moved, or real time is waited for within the budget.

use std::time::Duration;

use cucumber::{given, when};
use jiff::Timestamp;

use crate::client::{Window, wait_for_real};
use crate::evidence::{Reply, StepFailure};
use crate::steps::Step;
use crate::steps::parameters::Period;
use crate::steps::world::World;

/// One second before the end, or where time is real, halfway there and at least a safe margin
/// before it.
#[given(expr = "the {period} has one second left")]
async fn almost_over(world: &mut World, period: Period) -> Step {
    let session = world.session().await?;
    let length = session.context().window(period.0);
    let real = length.saturating_sub((length / 2).min(Duration::from_secs(5)));
    pass(world, period, length.saturating_sub(Duration::from_secs(1)), real).await
}

/// The very moment it ends, or where time is real, a little later.
#[given(expr = "the {period} is over")]
#[when(expr = "the {period} is over")]
async fn over(world: &mut World, period: Period) -> Step {
    let session = world.session().await?;
    let length = session.context().window(period.0);
    pass(world, period, length, length + (length / 4).min(Duration::from_secs(2))).await
}

/// What time it was for the target when it answered: on its own clock where that can be read,
/// else as its answer is dated, else on ours.
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

async fn pass(world: &mut World, period: Period, simulated: Duration, real: Duration) -> Step {
    let session = world.session().await?;
    if session.context().has_clock() {
        let moved = session.advance_clock(simulated).await;
        return world.observe(moved);
    }
    world.allow(real);
    let _waiting = session.context().progress().waiting(awaited(period.0), Some(real));
    wait_for_real(real).await;
    Ok(())
}

/// What is waited for until a window is over or nearly so.
fn awaited(window: Window) -> &'static str {
    match window {
        Window::Snapshot => "the account snapshot to time out",
        Window::Authorization => "the time for signing to run out",
        Window::TanAtLeast => "a TAN to grow old",
        Window::TanAtMost => "a TAN to run out",
        Window::Expiry => "an identification to expire",
    }
}
