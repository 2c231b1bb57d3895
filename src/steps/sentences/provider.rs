//! Providers behind the target that fail (Appendix III).

use cucumber::given;
use serde_json::json;

use crate::steps::Step;
use crate::steps::word_tables::ServiceProvider;
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

async fn disturb(world: &mut World, provider: ServiceProvider, how: &str) -> Step {
    let session = world.session().await?;
    let set = session.set_providers(json!({ provider.0: how })).await;
    world.observe(set)
}
