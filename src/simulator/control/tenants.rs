//! Control operations on one tenant.

use std::sync::Arc;

use axum::body::Bytes;
use serde_json::json;

use super::identification_view as state;
use super::requests::{self, Advance, JournalExtent, NewTenant};
use crate::evidence::TraceEventKind;
use crate::simulator::Variant;
use crate::simulator::answer::{Answer, JSON};
use crate::simulator::call::parameter;
use crate::simulator::clock::printed;
use crate::simulator::machine::{AttemptLimits, Providers, Refusal};
use crate::simulator::script::{self, Script};
use crate::simulator::state::{Simulation, Tenant, TenantSetup};
use crate::simulator::trace::TraceLog;
use crate::simulator::webhook;

/// Result of a control operation.
pub type ControlResult = Result<Answer, Refusal>;

/// A call of a control operation on a tenant.
pub struct TenantCall {
    /// The simulator.
    pub simulation: Arc<Simulation>,
    /// Id of the tenant.
    pub id: String,
    /// Query of the URL.
    pub query: String,
    /// Body.
    pub body: Bytes,
}

impl TenantCall {
    fn tenant(&self) -> Result<Arc<Tenant>, Refusal> {
        self.simulation.tenant(&self.id).ok_or_else(|| self.unknown())
    }

    fn unknown(&self) -> Refusal {
        Refusal::not_found("tenant", &self.id)
    }

    fn done(&self) -> Answer {
        Answer::ok(&json!({"id": self.id}))
    }
}

/// Adds a tenant with credentials, clock and data of its own.
pub fn add(simulation: &Simulation, body: &[u8]) -> ControlResult {
    let new: NewTenant = requests::read(body)?;
    let base = new.variant.map_or_else(|| simulation.readings(), Variant::readings);
    let readings = requests::readings(base, &new.readings)?;
    let taken = new.variant.map_or_else(|| *simulation.freedoms(), Variant::freedoms);
    let freedoms = requests::freedoms(taken, &new.freedoms)?;
    let faults = new.faults.as_deref().map(requests::faults).transpose()?;
    let (limits, clock, beside, replaces) = (new.limits, new.clock, new.beside, new.replaces);
    let (readings, freedoms) = (Some(readings), Some(freedoms));
    let is_traced = new.journal == JournalExtent::Complete;
    let token_lifetime_s = requests::token_lifetime_s(new.token_lifetime_s)?;
    let setup = TenantSetup {
        readings,
        freedoms,
        faults,
        limits,
        clock,
        beside,
        is_traced,
        token_lifetime_s,
        replaces,
    };
    let tenant = simulation.add_tenant(setup)?;
    Ok(Answer::created(&json!({
        "id": tenant.tag,
        "client_id": tenant.client_id,
        "client_secret": tenant.client_secret,
    })))
}

/// Removes a tenant with all its data.
pub fn remove(call: &TenantCall) -> ControlResult {
    if call.simulation.remove_tenant(&call.id) { Ok(call.done()) } else { Err(call.unknown()) }
}

/// Current time of a tenant.
pub fn read_clock(call: &TenantCall) -> ControlResult {
    let now = call.tenant()?.tenant_state().clock.now();
    Ok(Answer::ok(&json!({"now": printed(now)})))
}

/// Moves the clock of a tenant, and answers after all changes and deliveries that are due.
pub async fn advance_clock(call: &TenantCall) -> ControlResult {
    let Advance { milliseconds } = requests::read(&call.body)?;
    let tenant = call.tenant()?;
    let now = {
        let mut tenant_state = tenant.tenant_state();
        let advanced = tenant_state.clock.advance(milliseconds);
        let now =
            advanced.map_err(|error| Refusal::invalid_model("milliseconds", error.to_string()))?;
        tenant_state.trace_event(&TraceEventKind::ClockMoved(milliseconds));
        tenant_state.settle();
        now
    };
    webhook::catch_up(&call.simulation, &tenant).await;
    Ok(Answer::ok(&json!({"now": printed(now)})))
}

/// The SMS sent, the oldest first.
pub fn read_outbox(call: &TenantCall) -> ControlResult {
    let tenant = call.tenant()?;
    let wanted = |name| parameter(call.query.as_bytes(), name);
    let (number, identification_id) = (wanted("number"), wanted("identification_id"));
    let tenant_state = tenant.tenant_state();
    let sms = tenant_state.outbox.matching(number.as_deref(), identification_id.as_deref());
    Ok(Answer::ok(&sms))
}

/// State of the identifications, or of the one in the query. The TANs themselves are in the outbox.
pub fn read_identifications(call: &TenantCall) -> ControlResult {
    let tenant = call.tenant()?;
    let wanted = parameter(call.query.as_bytes(), "identification_id");
    let mut tenant_state = tenant.tenant_state();
    tenant_state.settle();
    let (now, rules) = (tenant_state.clock.now(), Arc::clone(&tenant_state.rules));
    let all = tenant_state.identifications.values();
    let chosen = all.filter(|it| wanted.as_ref().is_none_or(|id| it.draft.id == *id));
    let mut chosen: Vec<_> = chosen.collect();
    chosen.sort_by_key(|it| (it.created_at, &it.draft.id));
    let shown: Vec<_> = chosen.into_iter().map(|it| state::shown(it, now, &rules)).collect();
    Ok(Answer::ok(&shown))
}

/// Replaces the limits; limits that are not named get their defaults.
pub fn set_limits(call: &TenantCall) -> ControlResult {
    let limits: AttemptLimits = requests::read(&call.body)?;
    call.tenant()?.tenant_state().set_limits(limits);
    Ok(call.done())
}

/// Sets which providers answer; providers that are not named do.
pub fn set_providers(call: &TenantCall) -> ControlResult {
    let providers: Providers = requests::read(&call.body)?;
    call.tenant()?.tenant_state().set_providers(providers);
    Ok(call.done())
}

/// Replaces the faults.
pub fn set_faults(call: &TenantCall) -> ControlResult {
    let names: Vec<String> = requests::read(&call.body)?;
    let faults = requests::faults(&names)?;
    call.tenant()?.tenant_state().set_faults(faults);
    Ok(Answer::ok(&names))
}

/// Requests and answers of a tenant, with secrets masked.
pub fn read_journal(call: &TenantCall) -> ControlResult {
    let tenant = call.tenant()?;
    let secrets = [tenant.client_secret.as_str()];
    let exchanges = tenant.tenant_state().journal.exchanges(&call.simulation.api_url, &secrets);
    Ok(Answer::ok(&exchanges))
}

/// Replaces the script.
pub fn set_script(call: &TenantCall) -> ControlResult {
    let rules = script::rules(&requests::read(&call.body)?)?;
    call.tenant()?.tenant_state().script = Script::new(rules);
    Ok(call.done())
}

/// Everything that happened to a tenant, unmasked.
pub fn read_trace(call: &TenantCall) -> ControlResult {
    let tenant = call.tenant()?;
    let trace = tenant.tenant_state().trace.as_ref().map(TraceLog::json);
    Ok(Answer::new(200, JSON, trace.ok_or_else(untraced)?))
}

/// Adds an event of the tester to the trace.
pub fn add_event(call: &TenantCall) -> ControlResult {
    let event = requests::tester_event(&call.body)?;
    let tenant = call.tenant()?;
    let tenant_state = &mut tenant.tenant_state();
    if tenant_state.trace.is_none() {
        return Err(untraced());
    }
    tenant_state.trace_event(&event);
    Ok(call.done())
}

fn untraced() -> Refusal {
    let detail = "the tenant has no trace: create it with {\"journal\": \"complete\"}";
    Refusal::new(409, "no_trace", "No trace", detail)
}
