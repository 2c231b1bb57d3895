//! The control interface: tenants, clock, outbox, limits, faults, journal.
//!
//! It has a listener of its own, and always requires its bearer token, because it moves the clock
//! and shows TANs.

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
use axum::routing::{delete, get, post, put};
use serde_json::json;

use super::access::credentials;
use super::answer::Answer;
use super::gate::refused;
use super::machine::Refusal;
use super::state::Simulation;

type SharedSimulation = State<Arc<Simulation>>;

/// The control interface.
pub fn router(simulation: &Arc<Simulation>) -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/tenants", post(add_tenant))
        .route("/tenants/{id}", delete(remove_tenant))
        .route("/tenants/{id}/clock", get(read_clock))
        .route("/tenants/{id}/clock/advance", post(advance_clock))
        .route("/tenants/{id}/outbox", get(read_outbox))
        .route("/tenants/{id}/limits", put(set_limits))
        .route("/tenants/{id}/providers", put(set_providers))
        .route("/tenants/{id}/faults", put(set_faults))
        .route("/tenants/{id}/journal", get(read_journal))
        .fallback(unknown)
        .layer(from_fn_with_state(Arc::clone(simulation), admit))
        .with_state(Arc::clone(simulation))
}

async fn admit(State(simulation): SharedSimulation, request: Request, next: Next) -> Response {
    let token = credentials(request.headers(), "bearer").unwrap_or_default();
    if same(token, &simulation.control_token) {
        return next.run(request).await;
    }
    let detail = "the control interface needs its own bearer token";
    refused(&simulation, Refusal::new(401, "token_required", "Token required", detail))
}

/// Compares in constant time.
fn same(left: &str, right: &str) -> bool {
    let pairs = left.bytes().zip(right.bytes());
    left.len() == right.len() && pairs.fold(0, |seen, (a, b)| seen | (a ^ b)) == 0
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

async fn remove_tenant(State(simulation): SharedSimulation, Path(id): Path<String>) -> Response {
    respond(&simulation, tenants::remove(&simulation, &id))
}

async fn read_clock(State(simulation): SharedSimulation, Path(id): Path<String>) -> Response {
    respond(&simulation, tenants::read_clock(&simulation, &id))
}

async fn advance_clock(
    State(simulation): SharedSimulation,
    Path(id): Path<String>,
    body: Bytes,
) -> Response {
    respond(&simulation, tenants::advance_clock(&simulation, &id, &body).await)
}

async fn read_outbox(
    State(simulation): SharedSimulation,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.unwrap_or_default();
    respond(&simulation, tenants::read_outbox(&simulation, &id, &query))
}

async fn set_limits(
    State(simulation): SharedSimulation,
    Path(id): Path<String>,
    body: Bytes,
) -> Response {
    respond(&simulation, tenants::set_limits(&simulation, &id, &body))
}

async fn set_providers(
    State(simulation): SharedSimulation,
    Path(id): Path<String>,
    body: Bytes,
) -> Response {
    respond(&simulation, tenants::set_providers(&simulation, &id, &body))
}

async fn set_faults(
    State(simulation): SharedSimulation,
    Path(id): Path<String>,
    body: Bytes,
) -> Response {
    respond(&simulation, tenants::set_faults(&simulation, &id, &body))
}

async fn read_journal(State(simulation): SharedSimulation, Path(id): Path<String>) -> Response {
    respond(&simulation, tenants::read_journal(&simulation, &id))
}
