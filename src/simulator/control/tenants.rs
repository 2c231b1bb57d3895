//! Control operations on one tenant.

use std::sync::Arc;

use serde_json::json;

use super::requests::{self, Advance, NewTenant};
use crate::simulator::answer::Answer;
use crate::simulator::call::parameter;
use crate::simulator::clock::printed;
use crate::simulator::machine::{AttemptLimits, Providers, Refusal};
use crate::simulator::readings::Variant;
use crate::simulator::state::{Simulation, Tenant, TenantSetup};
use crate::simulator::webhook;

type ControlResult = Result<Answer, Refusal>;

/// Adds a tenant with credentials, clock and data of its own.
pub fn add(simulation: &Simulation, body: &[u8]) -> ControlResult {
    let new: NewTenant = requests::read(body)?;
    let played = new.variant.map_or_else(|| simulation.readings(), Variant::readings);
    let readings = requests::readings(played, &new.readings)?;
    let faults = new.faults.as_deref().map(requests::faults).transpose()?;
    let (limits, clock) = (new.limits, new.clock);
    let (readings, variant) = (Some(readings), new.variant);
    let setup = TenantSetup { readings, variant, faults, limits, clock };
    let tenant = simulation.add_tenant(setup);
    Ok(Answer::created(&json!({
        "id": tenant.tag,
        "client_id": tenant.client_id,
        "client_secret": tenant.client_secret,
    })))
}

/// Removes a tenant with all its data.
pub fn remove(simulation: &Simulation, id: &str) -> ControlResult {
    if simulation.remove_tenant(id) {
        return Ok(Answer::ok(&json!({"id": id})));
    }
    Err(unknown(id))
}

/// Current time of a tenant.
pub fn read_clock(simulation: &Simulation, id: &str) -> ControlResult {
    let now = found(simulation, id)?.tenant_state().clock.now();
    Ok(Answer::ok(&json!({"now": printed(now)})))
}

/// Moves a tenant's clock; answers after everything due has happened.
pub async fn advance_clock(simulation: &Simulation, id: &str, body: &[u8]) -> ControlResult {
    let Advance { milliseconds } = requests::read(body)?;
    let tenant = found(simulation, id)?;
    let now = {
        let mut tenant_state = tenant.tenant_state();
        let advanced = tenant_state.clock.advance(milliseconds);
        let now =
            advanced.map_err(|error| Refusal::invalid_model("milliseconds", error.to_string()))?;
        tenant_state.settle();
        now
    };
    webhook::catch_up(simulation, &tenant).await;
    Ok(Answer::ok(&json!({"now": printed(now)})))
}

/// The SMS sent, the oldest first.
pub fn read_outbox(simulation: &Simulation, id: &str, query: &str) -> ControlResult {
    let tenant = found(simulation, id)?;
    let wanted = |name| parameter(query.as_bytes(), name);
    let (number, identification_id) = (wanted("number"), wanted("identification_id"));
    let tenant_state = tenant.tenant_state();
    let sms = tenant_state.outbox.matching(number.as_deref(), identification_id.as_deref());
    Ok(Answer::ok(&sms))
}

/// Replaces the limits; limits that are not named get their defaults.
pub fn set_limits(simulation: &Simulation, id: &str, body: &[u8]) -> ControlResult {
    let limits: AttemptLimits = requests::read(body)?;
    found(simulation, id)?.tenant_state().set_limits(limits);
    Ok(Answer::ok(&json!({"id": id})))
}

/// Sets which providers answer; providers that are not named do.
pub fn set_providers(simulation: &Simulation, id: &str, body: &[u8]) -> ControlResult {
    let providers: Providers = requests::read(body)?;
    found(simulation, id)?.tenant_state().set_providers(providers);
    Ok(Answer::ok(&json!({"id": id})))
}

/// Replaces the faults.
pub fn set_faults(simulation: &Simulation, id: &str, body: &[u8]) -> ControlResult {
    let names: Vec<String> = requests::read(body)?;
    let faults = requests::faults(&names)?;
    found(simulation, id)?.tenant_state().set_faults(faults);
    Ok(Answer::ok(&names))
}

/// Requests and answers of a tenant, with secrets masked.
pub fn read_journal(simulation: &Simulation, id: &str) -> ControlResult {
    let tenant = found(simulation, id)?;
    let secrets = [tenant.client_secret.as_str()];
    let exchanges = tenant.tenant_state().journal.exchanges(&simulation.api_url, &secrets);
    Ok(Answer::ok(&exchanges))
}

fn found(simulation: &Simulation, id: &str) -> Result<Arc<Tenant>, Refusal> {
    simulation.tenant(id).ok_or_else(|| unknown(id))
}

fn unknown(id: &str) -> Refusal {
    Refusal::not_found("tenant", id)
}
