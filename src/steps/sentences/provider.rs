//! Providers behind the target that fail (Appendix III).

use cucumber::{given, then};
use serde_json::json;

use crate::api::Reason;
use crate::checks::Expectation;
use crate::checks::readings;
use crate::steps::Step;
use crate::steps::parameters::ServiceProvider;
use crate::steps::world::World;

/// The provider is out of reach (BI-172).
#[given(expr = "{provider} does not answer")]
async fn is_down(world: &mut World, provider: ServiceProvider) -> Step {
    disturb(world, provider, "down").await
}

/// The target's own call of the provider goes wrong (BI-176).
#[given(expr = "the call of {provider} goes wrong")]
async fn call_fails(world: &mut World, provider: ServiceProvider) -> Step {
    disturb(world, provider, "internal-error").await
}

/// Something nobody foresaw goes wrong (BI-178).
#[given(expr = "something else goes wrong at {provider}")]
async fn fails(world: &mut World, provider: ServiceProvider) -> Step {
    disturb(world, provider, "generic-error").await
}

/// 412 as in Appendix III, or 500 as in the general list of errors (C-28).
#[then("the failure is reported without a cause")]
fn reported_without_cause(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let status = if reply.status == 500 { 500 } else { 412 };
    let found = readings::generic_status(reply.status);
    world.reading(found, format!("seen on {}", reply.operation));
    let expected = Expectation::of(&reply).refused_with(status, Reason::GenericError.code());
    world.conclude(expected)
}

async fn disturb(world: &mut World, provider: ServiceProvider, how: &str) -> Step {
    let session = world.session().await?;
    let set = session.set_providers(json!({ provider.0: how })).await;
    world.observe(set)
}
