//! Access tokens, client credentials, and calls without them (API reference, Authentication).
//!
//! The guide does not mention them, so that every documented or usual refusal conforms.

use std::time::Duration;

use cucumber::{given, then, when};
use serde_json::Value;

use crate::checks::{self, Expectation, Member};
use crate::evidence::StepFailure;
use crate::steps::Step;
use crate::steps::actions::{addressing, handover, time};
use crate::steps::needs::needs;
use crate::steps::parameters::OperationName;
use crate::steps::word_tables::{SecretWord, Stranger, TokenAge, TokenWord};
use crate::steps::world::World;

/// The scenario's own token, which is not renewed, at a moment of its lifetime.
#[given(expr = "an access token that {token_age}")]
async fn token_of_age(world: &mut World, age: TokenAge) -> Step {
    needs!(Credentials, Clock; waits Token);
    let (part, more) = age.0;
    let lifetime = hold_token(world).await?;
    time::pass_token_life(world, part, lifetime + more).await
}

/// The calls from now on are those of another partner, with a client of its own.
#[given("another partner takes over")]
async fn another_partner_continues(world: &mut World) -> Step {
    needs!(SecondClient);
    handover::hand_over(world).await
}

/// An operation on what the first partner owns.
#[when(expr = "that partner sends {operation}")]
async fn that_partner_sends(world: &mut World, operation: OperationName) -> Step {
    needs!(of OperationName);
    let ids = addressing::own_ids(world, *operation.0).await?;
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let reply = world.session().await?.operation_on(*operation.0, &ids).await;
    world.reply = Some(world.observe(reply)?);
    Ok(())
}

/// The call is refused because the data belong to another partner (AU-008).
#[then("it is refused as data of another partner")]
fn is_refused_to_others(world: &mut World) -> Step {
    let reply = handover::permitted_reply(world)?;
    world.conclude(checks::data_of_another_partner(&reply))
}

/// The partner exchanges its client id and a secret.
#[when(expr = "the partner asks for an access token {secret}")]
async fn asks_for_token(world: &mut World, secret: SecretWord) -> Step {
    needs!(Credentials);
    let session = world.session().await?;
    let reply = session.token_reply_for(secret.0).await;
    world.reply = Some(world.observe(reply)?);
    Ok(())
}

/// A call with a token from this source.
#[when(expr = "the partner retrieves the person with {token}")]
async fn retrieves_with(world: &mut World, token: TokenWord) -> Step {
    needs!(Credentials);
    let (own, caller) = token.0;
    if own && world.access_token.is_empty() {
        hold_token(world).await?;
    }
    let session = world.session().await?;
    let (id, held) = (world.person()?.id.clone(), world.access_token.clone());
    let reply = session.person_as(caller(&held), &id).await;
    world.reply = Some(world.observe(reply)?);
    Ok(())
}

/// An operation on data of the partner, with an invented token or without a token.
#[when(expr = "somebody with {stranger} sends {operation}")]
async fn sends_as_stranger(world: &mut World, caller: Stranger, operation: OperationName) -> Step {
    needs!(Credentials; of OperationName);
    let ids = addressing::own_ids(world, *operation.0).await?;
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let session = world.session().await?;
    let reply = session.operation_as(caller.0, *operation.0, &ids).await;
    world.reply = Some(world.observe(reply)?);
    Ok(())
}

/// An operation on a resource that does not exist, without a token, and with an invented one.
#[when(expr = "{operation} is called in every way that is refused")]
async fn calls_without_effect(world: &mut World, operation: OperationName) -> Step {
    needs!(Credentials; of OperationName);
    world.reply = Some(addressing::call_without_effect(world, *operation.0).await?);
    Ok(())
}

/// Type, scope and lifetime of an issued token (AU-002).
#[then("the answer describes the access token")]
fn is_described(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    world.conclude(checks::described_token(&reply))
}

/// Fetches a token for the scenario itself and returns its announced lifetime.
async fn hold_token(world: &mut World) -> Result<Duration, StepFailure> {
    let session = world.session().await?;
    let reply = session.token_reply().await;
    let reply = world.observe(reply)?;
    let expected = Expectation::of(&reply)
        .done(200)
        .members(&[("access_token", Member::SomeText), ("expires_in", Member::Positive)]);
    world.conclude_as(expected, "an access token is issued")?;
    reply.text("access_token").unwrap_or("").clone_into(&mut world.access_token);
    let seconds = reply.member("expires_in").and_then(Value::as_u64);
    Ok(Duration::from_secs(seconds.unwrap_or(0)))
}
