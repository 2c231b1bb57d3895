//! The control interface: tenants, clock, outbox, limits, faults, script, journal, trace.
//!
//! It has a listener of its own, and always requires its bearer token, because it moves the clock
//! and shows TANs.

mod identification_view;
mod requests;
mod tenants;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter, get, on, post};
use serde_json::json;

use super::access::{credentials, decoded_pair, is_same};
use super::answer::Answer;
use super::gate::refused;
use super::machine::Refusal;
use super::state::Simulation;
use tenants::{ControlResult, TenantCall};

type SharedSimulation = State<Arc<Simulation>>;

/// The control interface.
pub fn router(simulation: &Arc<Simulation>) -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/tenants", post(add_tenant))
        .route("/tenants/{id}", serve(MethodFilter::DELETE, tenants::remove))
        .route("/tenants/{id}/clock", serve(MethodFilter::GET, tenants::read_clock))
        .route("/tenants/{id}/clock/advance", post(advance_clock))
        .route("/tenants/{id}/outbox", serve(MethodFilter::GET, tenants::read_outbox))
        .route(
            "/tenants/{id}/identifications",
            serve(MethodFilter::GET, tenants::read_identifications),
        )
        .route("/tenants/{id}/limits", serve(MethodFilter::PUT, tenants::set_limits))
        .route("/tenants/{id}/providers", serve(MethodFilter::PUT, tenants::set_providers))
        .route("/tenants/{id}/faults", serve(MethodFilter::PUT, tenants::set_faults))
        .route("/tenants/{id}/journal", serve(MethodFilter::GET, tenants::read_journal))
        .route("/tenants/{id}/script", serve(MethodFilter::PUT, tenants::set_script))
        .route(
            "/tenants/{id}/trace",
            serve(MethodFilter::GET, tenants::read_trace)
                .merge(serve(MethodFilter::POST, tenants::add_event)),
        )
        .fallback(unknown)
        .layer(from_fn_with_state(Arc::clone(simulation), admit))
        .with_state(Arc::clone(simulation))
}

async fn admit(State(simulation): SharedSimulation, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let bearer = credentials(headers, "bearer").map(ToOwned::to_owned);
    // A URL can carry the token as the password of `http://:TOKEN@host`.
    let basic = || Some(decoded_pair(credentials(headers, "basic")?)?.1);
    let token = bearer.or_else(basic).unwrap_or_default();
    if is_same(&token, &simulation.control_token) {
        return next.run(request).await;
    }
    let detail = "the control interface needs its own bearer token";
    refused(&simulation, Refusal::new(401, "token_required", "Token required", detail))
}

fn respond(simulation: &Simulation, answer: Result<Answer, Refusal>) -> Response {
    match answer {
        Ok(answer) => answer.into_response(&simulation.serial_id(""), None),
        Err(refusal) => refused(simulation, refusal),
    }
}

async fn health(State(simulation): SharedSimulation) -> Response {
    respond(&simulation, Ok(Answer::ok(&json!({"status": "ok"}))))
}

async fn unknown(State(simulation): SharedSimulation) -> Response {
    respond(&simulation, Err(Refusal::not_found("control operation", "this path")))
}

async fn add_tenant(State(simulation): SharedSimulation, body: Bytes) -> Response {
    respond(&simulation, tenants::add(&simulation, &body))
}

async fn advance_clock(
    State(simulation): SharedSimulation,
    Path(id): Path<String>,
    body: Bytes,
) -> Response {
    let call = TenantCall { simulation, id, query: String::new(), body };
    respond(&call.simulation, tenants::advance_clock(&call).await)
}

/// The route of an operation on a tenant.
fn serve(
    method: MethodFilter,
    operation: fn(&TenantCall) -> ControlResult,
) -> MethodRouter<Arc<Simulation>> {
    let answer = async move |State(simulation): SharedSimulation,
                             Path(id): Path<String>,
                             RawQuery(query): RawQuery,
                             body: Bytes| {
        let call = TenantCall { simulation, id, query: query.unwrap_or_default(), body };
        respond(&call.simulation, operation(&call))
    };
    on(method, answer)
}
