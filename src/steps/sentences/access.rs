//! Who may call: tokens, credentials, and callers without them (API reference, Authentication).
//!
//! The guide itself says nothing of it, so every documented or usual way of refusing will do.

use std::time::Duration;

use cucumber::{given, then, when};

use crate::checks::{Expectation, Member, shown};
use crate::client::Caller;
use crate::evidence::{Reply, StepFailure};
use crate::steps::Step;
use crate::steps::parameters::Operation;
use crate::steps::world::World;

/// Beyond the announced lifetime; announced is a second less than granted.
const SLACK: Duration = Duration::from_secs(2);

/// A token of our own that will not be renewed.
#[given("an access token that expires in one second")]
async fn almost_expired(world: &mut World) -> Step {
    let lifetime = hold_token(world).await?;
    let_pass(world, lifetime.saturating_sub(Duration::from_secs(1))).await
}

/// A token of our own whose lifetime is over.
#[given("an access token that has expired")]
async fn expired(world: &mut World) -> Step {
    let lifetime = hold_token(world).await?;
    let_pass(world, lifetime + SLACK).await
}

/// The partner exchanges its credentials.
#[when("the partner asks for an access token")]
async fn asks(world: &mut World) -> Step {
    let session = world.session().await?;
    let reply = session.token_reply().await;
    world.reply = Some(world.observe(reply)?);
    Ok(())
}

/// Somebody knows the client's id, not its secret.
#[when("somebody asks for an access token with a wrong secret")]
async fn asks_with_wrong_secret(world: &mut World) -> Step {
    let session = world.session().await?;
    let reply = session.token_reply_for_wrong_secret().await;
    world.reply = Some(world.observe(reply)?);
    Ok(())
}

/// A call that carries no token.
#[when("somebody without an access token retrieves the person")]
async fn retrieves_as_nobody(world: &mut World) -> Step {
    retrieve_person_as(world, Caller::Nobody).await
}

/// Any call, as nobody.
#[when(expr = "somebody without an access token sends {operation}")]
async fn sends_as_nobody(world: &mut World, operation: Operation) -> Step {
    let session = world.session().await?;
    let id = world.person()?.id.clone();
    let reply = session.operation_as(Caller::Nobody, operation.0, &id).await;
    world.reply = Some(world.observe(reply)?);
    Ok(())
}

/// A call with a token nobody issued.
#[when("somebody with an invented access token retrieves the person")]
async fn retrieves_with_invented(world: &mut World) -> Step {
    retrieve_person_as(world, Caller::Holder("invented-0000000000000000")).await
}

/// A call with the token talked about, which is not renewed.
#[when("the partner retrieves the person with that access token")]
async fn retrieves_with_that(world: &mut World) -> Step {
    let token = world.access_token.clone();
    retrieve_person_as(world, Caller::Holder(&token)).await
}

/// A good token in the wrong place.
#[when("the partner retrieves the person with its access token in the URL")]
async fn retrieves_with_token_in_url(world: &mut World) -> Step {
    hold_token(world).await?;
    let token = world.access_token.clone();
    retrieve_person_as(world, Caller::HolderInUrl(&token)).await
}

/// What else the answer tells of the token (AU-002).
#[then("its type, scope and lifetime are told")]
fn is_described(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let kind = reply.text("token_type").unwrap_or("");
    let bearer = kind.eq_ignore_ascii_case("bearer");
    // OAuth2 lets the scope be left out where it is the one asked for.
    let scope = reply.text("scope");
    let scoped = scope.is_some();
    let expected = Expectation::of(&reply)
        .member("expires_in", Member::Positive)
        .unless(
            scope.is_none_or(|it| it.split(' ').any(|word| word == "partners")),
            "scope",
            "\"partners\"",
            shown(reply.member("scope")),
        )
        .freedom(!scoped, "no scope in the token answer", "scope")
        .unless(bearer, "token_type", "\"bearer\"", shown(reply.member("token_type")));
    world.conclude(expected)
}

/// No token, and the caller's fault (AU-006).
#[then("no access token is issued")]
fn is_not_issued(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let refused = (400..500).contains(&reply.status);
    let none = reply.member("access_token").is_none();
    let expected = Expectation::of(&reply)
        .unless(refused, "status code", "a refusal (401 or another 4xx)", reply.brief())
        .unless(none, "access_token", "absent", "a token")
        .freedom(refused && reply.status != 401, "another 4xx for 401", "status code");
    world.conclude(expected)
}

/// The caller is let in (AU-005).
#[then("the caller is answered")]
fn is_answered(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let id = world.person()?.id.clone();
    let expected = Expectation::of(&reply).done(200).member("id", Member::Text(&id));
    world.conclude(expected)
}

async fn retrieve_person_as(world: &mut World, caller: Caller<'_>) -> Step {
    let session = world.session().await?;
    let id = world.person()?.id.clone();
    let reply = session.person_as(caller, &id).await;
    world.reply = Some(world.observe(reply)?);
    Ok(())
}

/// Fetches a token for the scenario itself; how long it is said to live.
async fn hold_token(world: &mut World) -> Result<Duration, StepFailure> {
    let session = world.session().await?;
    let reply = session.token_reply().await;
    let reply: Reply = world.observe(reply)?;
    let expected = Expectation::of(&reply)
        .done(200)
        .members(&[("access_token", Member::SomeText), ("expires_in", Member::Positive)]);
    world.conclude_as(expected, "an access token is issued")?;
    reply.text("access_token").unwrap_or("").clone_into(&mut world.access_token);
    let seconds = reply.member("expires_in").and_then(serde_json::Value::as_u64);
    Ok(Duration::from_secs(seconds.unwrap_or(0)))
}

async fn let_pass(world: &mut World, time: Duration) -> Step {
    let session = world.session().await?;
    let moved = session.advance_clock(time).await;
    world.observe(moved)
}
