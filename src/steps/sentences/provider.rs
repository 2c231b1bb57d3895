//! Failures of the providers behind the target (Appendix III).

use cucumber::given;
use serde_json::json;

use crate::steps::Step;
use crate::steps::needs::needs;
use crate::steps::word_tables::{ProviderFailure, ServiceProvider};
use crate::steps::world::World;

/// The provider is down, its call fails, or an unexpected error occurs (BI-172, BI-176, BI-178).
#[given(expr = "{provider} {provider_failure}")]
async fn fails(world: &mut World, provider: ServiceProvider, failure: ProviderFailure) -> Step {
    needs!(ProviderFaults);
    let session = world.session().await?;
    let set = session.set_providers(json!({ provider.0: failure.0 })).await;
    world.observe(set)
}
