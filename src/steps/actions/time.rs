//! Time: the target's clock is moved, or real time is waited for within the budget.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

use crate::api::Status;
use crate::checks::{readings, status_of};
use crate::client::{Window, wait_real_time};
use crate::evidence::{Reply, StepFailure, Unobserved};
use crate::steps::Step;
use crate::steps::actions::partner;
use crate::steps::world::World;

/// Time after an announced end at which it is certainly over.
const MOMENT: SignedDuration = SignedDuration::from_millis(100);

/// Member that announces the end of the time for signing.
pub const AUTHORIZATION_END: &str = "authorization_expires_at";
/// Member that announces the end of a TAN's life.
pub const CONFIRMATION_END: &str = "confirmation_expires_at";

/// Part of a period that passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The period without its last second; if the time is real, half of the period, and at least a
    /// safe margin less.
    AllButASecond,
    /// The rest of a period that has one second left.
    Rest,
    /// The whole period; a little more if the time is real.
    Whole,
}

impl Part {
    /// Length of this part of a period: on the target's clock, and in real time.
    fn of(self, period: Duration) -> (Duration, Duration) {
        let second = Duration::from_secs(1);
        let margin = (period / 2).min(Duration::from_secs(5));
        let more = (period / 4).min(Duration::from_secs(2));
        match self {
            Self::AllButASecond => (period.saturating_sub(second), period.saturating_sub(margin)),
            Self::Rest => (second, margin + more),
            Self::Whole => (period, period + more),
        }
    }
}

/// Lets a part of a period pass on the target's clock, or waits in real time where it cannot be moved.
/// `length` is the length of the period.
pub async fn pass_window(world: &mut World, window: Window, part: Part, length: Duration) -> Step {
    let session = world.session().await?;
    let (simulated, real) = part.of(length);
    if session.context().has_clock() {
        return advance_clock(world, simulated).await;
    }
    within_budget(world, length).await?;
    // Only what has time left may turn out to be late.
    world.is_over |= part != Part::AllButASecond;
    world.allow(real);
    let _waiting = session.context().progress().waiting(awaited(window), Some(real));
    wait_real_time(real).await;
    Ok(())
}

/// Lets a part of the lifetime of an access token pass.
pub async fn pass_token_life(world: &mut World, part: Part, lifetime: Duration) -> Step {
    pass_window(world, Window::Token, part, lifetime).await
}

/// Lets the time pass that the answer to the start of the QES announced, until the end of the TAN's
/// life or of the time for signing (`deadline` is the name of the member). If some of it remains, the
/// other must not end before.
pub async fn pass_announced_time(world: &mut World, deadline: &str, part: Part) -> Step {
    if deadline == AUTHORIZATION_END && part == Part::AllButASecond {
        outlive_tan(world).await?;
    }
    let now = current_target_time(world).await?;
    let authorized = world.identification()?.authorized.clone();
    let end = |name: &str| authorized[name].as_str().and_then(|it| it.parse::<Timestamp>().ok());
    let announced = end(deadline);
    let remains = part == Part::AllButASecond;
    let of_time = deadline == AUTHORIZATION_END;
    let earlier = announced.min(end(AUTHORIZATION_END)).filter(|_| remains);
    let missing = Unobserved::Dependency {
        what: "no announced end".into(),
        detail: format!("the answer to the start of the QES has no `{deadline}`"),
    };
    let end = world.observe(earlier.or(announced).ok_or(missing))?;
    let length = Duration::try_from(end.duration_since(now) + MOMENT).unwrap_or_default();
    let window = if of_time { Window::Authorization } else { Window::TanAtMost };
    pass_window(world, window, part, length).await
}

/// Lets the announced life of the TAN pass, if it is shorter than the time for signing. The length of the
/// latter does not show on an identification which expires with its TAN (Appendix I).
async fn outlive_tan(world: &mut World) -> Step {
    let now = current_target_time(world).await?;
    let authorized = world.identification()?.authorized.clone();
    let end = |name: &str| authorized[name].as_str().and_then(|it| it.parse::<Timestamp>().ok());
    let of_tan = end(CONFIRMATION_END).filter(|it| Some(*it) < end(AUTHORIZATION_END));
    let Some(of_tan) = of_tan else { return Ok(()) };
    let length = Duration::try_from(of_tan.duration_since(now) + MOMENT).unwrap_or_default();
    within_budget(world, length).await?;
    let session = world.session().await?;
    if session.context().has_clock() {
        advance_clock(world, length).await?;
    } else {
        world.allow(length);
        let waiting = awaited(Window::TanAtMost);
        let _waiting = session.context().progress().waiting(waiting, Some(length));
        wait_real_time(length).await;
        // From now on only the time for signing counts.
        world.began(Window::Authorization, Instant::now())?;
    }
    let shown = partner::retrieve(world).await?;
    if status_of(&shown) != Some(Status::Expired) {
        return Ok(());
    }
    let detail = "the identification expires with its TAN, before the time for signing is over";
    world.observe(Err(Unobserved::Inapplicable { detail: detail.to_owned() }))
}

/// Time within which a change that must not happen shows.
const A_MOMENT: Duration = Duration::from_secs(2);

/// Lets a moment pass, if `wanted`: a call that was refused may take effect in the background. Without a
/// clock the moment is shorter than the windows of the target.
pub async fn pass_a_moment(world: &mut World, wanted: bool) -> Step {
    if !wanted {
        return Ok(());
    }
    let session = world.session().await?;
    if session.context().has_clock() {
        return advance_clock(world, A_MOMENT).await;
    }
    let real = A_MOMENT.min(session.context().shortest_window() / 4);
    world.allow(real);
    let _waiting = session.context().progress().waiting("a change to show", Some(real));
    wait_real_time(real).await;
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

/// An end that is further away than a scenario may wait cannot be awaited.
async fn within_budget(world: &mut World, length: Duration) -> Step {
    let session = world.session().await?;
    let (context, budget) = (session.context(), session.context().waiting_budget());
    if context.has_clock() || length <= budget {
        return Ok(());
    }
    world.observe(Err(Unobserved::Dependency {
        what: "the announced end is not awaited".into(),
        detail: format!(
            "it is {} s away and a scenario may wait {} s: raise --max-wait",
            length.as_secs(),
            budget.as_secs()
        ),
    }))
}

/// The target's time now; where its clock cannot be read, it is asked for the identification, because
/// its answer is dated.
async fn current_target_time(world: &mut World) -> Result<Timestamp, StepFailure> {
    let session = world.session().await?;
    if !session.context().has_clock() {
        let reply = partner::retrieve(world).await?;
        return target_time(world, &reply).await;
    }
    let now = session.now().await;
    world.observe(now)
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
        Window::TanAtLeast => "the shortest life of a TAN to pass",
        Window::TanAtMost => "a TAN to expire",
        Window::Expiry => "an identification to expire",
        Window::Token => "an access token to expire",
    }
}
