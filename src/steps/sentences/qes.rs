//! Starting and confirming the Qualified Electronic Signature (Step 5).

use cucumber::{given, then, when};
use serde_json::Value;

use crate::api::Status;
use crate::checks::{self, Expectation};
use crate::client::Window;
use crate::steps::Step;
use crate::steps::actions::{partner, polling, time};
use crate::steps::entered_words::MissingToken;
use crate::steps::world::World;

/// The QES was started again, if the target allows it: by one reading of the guide a second TAN is
/// not sent during the lifetime of the first (C-06).
#[given("the QES was started again, if that is possible")]
async fn started_again_if_possible(world: &mut World) -> Step {
    let reply = partner::start_qes(world).await?;
    world.conclude(Expectation::of(&reply).done_or_refused(200))
}

/// The QES was started, and a TAN was sent.
#[given(expr = "the QES was started( again)")]
async fn was_started(world: &mut World) -> Step {
    let reply = partner::start_qes(world).await?;
    world.conclude(Expectation::of(&reply).done(200))
}

/// The partner starts the QES.
#[when(expr = "the partner starts the QES( again)")]
async fn starts(world: &mut World) -> Step {
    world.reply = Some(partner::start_qes(world).await?);
    Ok(())
}

/// The partner confirms, but the TAN is missing or empty.
#[when(expr = "the partner confirms the QES {missing_token}")]
async fn confirms_without_token(world: &mut World, token: MissingToken) -> Step {
    let send = async |world: &mut World, body: Value| partner::confirm_with(world, &body).await;
    partner::send_until_accepted(world, token.0(), send).await
}

/// The answer contains the deadlines and names the transaction (BI-113).
#[then("the answer carries the deadlines and a reference token")]
async fn carries_deadlines(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let now = time::target_time(world, &reply).await?;
    let tan_life = world.session().await?.context().window(Window::TanAtMost);
    world.conclude(checks::started_signature(&reply, now, tan_life))
}

/// The TAN was right (BI-116); `successful` at once is the same without the status between (C-08).
#[then("the QES is confirmed")]
fn is_confirmed(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    world.conclude(checks::confirmed_signature(&reply))
}

/// The identification is neither confirmed nor successful.
#[then("the identification is not signed")]
async fn not_signed(world: &mut World) -> Step {
    let reply = partner::retrieve(world).await?;
    world.conclude(checks::unsigned(&reply))
}

/// The QES may start only within the announced time: ten minutes, or the time in the answer if the
/// ten minutes are those of the bank page (C-09).
/// Accepts a refusal, and a start of the QES before its announced end.
#[then("the request is refused, or its announced time is not over yet")]
async fn refused_or_in_time(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let now = time::target_time_if_open(world, &reply).await?;
    let seen = world.identification()?.reached;
    let (expected, reading) = checks::punctual_signature(&reply, now, seen);
    world.reading(reading, "the QES has a longer time of its own");
    world.conclude(expected)
}

/// The identification is successful, with the time of completion (BI-121).
#[then("the identification is completed")]
async fn is_completed(world: &mut World) -> Step {
    let reply = polling::settle(world, Status::Successful).await?;
    let now = time::target_time(world, &reply).await?;
    world.conclude(checks::completed(&reply, now, world.settle_limit()))
}
