//! Starting and confirming the Qualified Electronic Signature (Step 5).

use cucumber::{given, then, when};
use jiff::Timestamp;
use serde_json::json;

use crate::api::Status;
use crate::checks::{self, Expectation, Member, kept, readings, shown, status_of};
use crate::client::Window;
use crate::evidence::{Reply, StepFailure};
use crate::steps::Step;
use crate::steps::actions::{partner, polling, time};
use crate::steps::world::World;

/// The QES was started once more.
#[given("the QES was started again")]
async fn started_again(world: &mut World) -> Step {
    let reply = partner::start_qes(world).await?;
    world.conclude(Expectation::of(&reply).done(200))
}

/// The QES was started once more, if the target lets it: the guide can be read as saying that
/// within the first TAN's life there is no second (C-06).
#[given("the QES was started again, if that is possible")]
async fn started_again_if_possible(world: &mut World) -> Step {
    let reply = partner::start_qes(world).await?;
    world.conclude(Expectation::of(&reply).done_or_refused(200))
}

/// The partner starts the QES.
#[when("the partner starts the QES")]
#[when("the partner starts the QES again")]
async fn starts(world: &mut World) -> Step {
    world.reply = Some(partner::start_qes(world).await?);
    Ok(())
}

/// The partner confirms without the TAN.
#[when("the partner confirms the QES without a token")]
async fn confirms_without_token(world: &mut World) -> Step {
    world.reply = Some(partner::confirm_with(world, &json!({})).await?);
    Ok(())
}

/// The TAN is there, but empty.
#[when("the partner confirms the QES with an empty token")]
async fn confirms_with_empty_token(world: &mut World) -> Step {
    world.reply = Some(partner::confirm_with(world, &json!({ "token": "" })).await?);
    Ok(())
}

/// The answer says when it gets too late, and names the transaction (BI-113).
#[then("the answer carries the deadlines and a reference token")]
async fn carries_deadlines(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let now = time::target_time(world, &reply).await?;
    let tan_life = world.session().await?.context().window(Window::TanAtMost);
    world.conclude(checks::started_signature(&reply, now, tan_life))
}

/// Page and identity are as before, and nothing is completed yet (BI-113).
#[then("the rest of the answer is as it was requested")]
fn as_requested(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let requested = world.identification()?.requested.clone();
    let expected = kept(Expectation::of(&reply), &reply, (&requested, &REQUESTED)).members(&[
        ("completed_at", Member::Null),
        ("estimated_waiting_time", Member::NullOrAbsent),
    ]);
    world.conclude(expected)
}

/// The TAN was right (BI-116); `successful` at once is the same without the status between (C-08).
#[then("the QES is confirmed")]
fn is_confirmed(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    world.conclude(checks::confirmed_signature(&reply))
}

/// What the start of the QES said still holds (BI-116).
#[then("the rest of the answer is as the QES was started")]
fn as_started(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let started = world.identification()?.authorized.clone();
    let expected = kept(Expectation::of(&reply), &reply, (&started, &REQUESTED));
    let expected = kept(expected, &reply, (&started, &STARTED));
    world.conclude(expected)
}

/// What the request's answer says of the identification for good.
const REQUESTED: [&str; 8] = [
    "id",
    "url",
    "method",
    "iban",
    "terms_and_conditions_signed_at",
    "reference",
    "proof_of_address_type",
    "proof_of_address_issued_at",
];
/// What the start of the QES adds.
const STARTED: [&str; 3] =
    ["authorization_expires_at", "confirmation_expires_at", "current_reference_token"];

/// Whatever else happened, nothing was signed.
#[then("the identification is not signed")]
async fn not_signed(world: &mut World) -> Step {
    let signed = |status| matches!(status, Some(Status::Confirmed | Status::Successful));
    let reply = partner::retrieve(world).await?;
    let expected = Expectation::of(&reply).done(200).unless(
        !signed(status_of(&reply)),
        "status",
        "neither confirmed nor successful",
        shown(reply.member("status")),
    );
    world.conclude(expected)
}

/// The QES may start only within the time announced: ten minutes, or what the answer says where the
/// ten minutes are those of the bank page (C-09).
#[then("the request is refused, or its announced time is not over yet")]
async fn refused_or_in_time(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let now = time_of_open(world, &reply).await?;
    let later = readings::timer_of_started_signature(&reply, now);
    world.reading(later, "the QES has a longer time of its own");
    let expected = Expectation::of(&reply);
    let expected = if later.is_some() { expected.done(200) } else { expected.refused() };
    world.conclude(expected)
}

/// The target's time, where it matters to the identification shown.
async fn time_of_open(world: &mut World, reply: &Reply) -> Result<Option<Timestamp>, StepFailure> {
    if !readings::may_have_time_left(reply) {
        return Ok(None);
    }
    time::target_time(world, reply).await.map(Some)
}

/// It ended because somebody was too late, in one of the documented ways (BI-137, BI-182).
#[then("the identification ended because it was too late")]
async fn ended_late(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let state =
        polling::retrieve_until(world, |reply| status_of(reply).is_some_and(Status::is_final))
            .await?;
    let now = time_of_open(world, &state).await?;
    let ended = readings::timer_of_late_signature(&state, &reply, now);
    world.reading(ended, "the QES, ten minutes after the payment");
    let actual =
        format!("{}; the call was answered {}", shown(state.member("status")), reply.brief());
    let expected = Expectation::of(&state).unless(
        ended.is_some(),
        "status",
        "expired (or failed, or 412 EXPIRED on the call)",
        actual,
    );
    world.conclude(expected)
}

/// What is too old shows it (BI-182): it has expired, or failed.
#[then("the identification is over")]
async fn is_over(world: &mut World) -> Step {
    let reply =
        polling::retrieve_until(world, |reply| status_of(reply).is_some_and(Status::is_final))
            .await?;
    let over = matches!(status_of(&reply), Some(Status::Expired | Status::Failed));
    let actual = shown(reply.member("status"));
    let expected = Expectation::of(&reply).done(200).unless(over, "status", "expired", actual);
    world.conclude(expected)
}

/// The identification is done, with the time of completion (BI-121).
#[then("the identification is completed")]
async fn is_completed(world: &mut World) -> Step {
    let reply = polling::settle(world, Status::Successful).await?;
    let now = time::target_time(world, &reply).await?;
    world.conclude(checks::completed(&reply, now, world.settle_limit()))
}
