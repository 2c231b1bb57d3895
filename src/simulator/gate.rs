//! Processing of every call: authentication, handler, faults, journal, response.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, RawPathParamsRejection};
use axum::extract::{RawPathParams, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter, on};

use super::absence;
use super::access::{self, Access};
use super::answer::Answer;
use super::call::{Call, Handler, Inbound};
use super::clock::printed;
use super::fault::{self, Transfer};
use super::journal::JournalEntry;
use super::machine::{Refusal, Rules};
use super::mutation;
use super::notation;
use super::operation::Operation;
use super::rendering::rendered;
use super::state::{Simulation, Tenant};
use super::webhook;
use super::wizard;

/// The route of an operation.
pub fn serve(
    operation: Operation,
    access: Access,
    handler: Handler,
) -> MethodRouter<Arc<Simulation>> {
    let answer = move |State(simulation): State<Arc<Simulation>>,
                       params: Result<RawPathParams, RawPathParamsRejection>,
                       uri: Uri,
                       headers: HeaderMap,
                       body: Result<Bytes, BytesRejection>| async move {
        let inbound = match inbound(params, uri, headers, body) {
            Ok(inbound) => inbound,
            Err(refusal) => return refused(&simulation, refusal),
        };
        pass(&simulation, (operation, access, handler), inbound).await
    };
    on(filter(operation.method), answer)
}

fn filter(method: &str) -> MethodFilter {
    match method {
        "GET" => MethodFilter::GET,
        "PATCH" => MethodFilter::PATCH,
        "DELETE" => MethodFilter::DELETE,
        _ => MethodFilter::POST,
    }
}

fn inbound(
    params: Result<RawPathParams, RawPathParamsRejection>,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Inbound, Refusal> {
    let params = params
        .map_err(|error| Refusal::new(400, "bad_request", "Bad request", error.body_text()))?;
    let body = body.map_err(|error| {
        let status = error.status().as_u16();
        Refusal::new(status, "bad_request", "Bad request", error.body_text())
    })?;
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    Ok(Inbound { params: params.iter().map(owned).collect(), uri, headers, body })
}

/// Returns the response to a call that belongs to no tenant.
pub fn refused(simulation: &Simulation, refusal: Refusal) -> Response {
    let answer = Answer::refusal(refusal, simulation.serial_id("ex"));
    answer.into_response(&simulation.serial_id(""), None)
}

async fn pass(
    simulation: &Arc<Simulation>,
    (operation, access, handler): (Operation, Access, Handler),
    inbound: Inbound,
) -> Response {
    let began = Instant::now();
    let request_id = simulation.serial_id("");
    if let Some(refusal) = simulation.limit_calls() {
        let answer = Answer::refusal(refusal, simulation.serial_id("ex"));
        return answer.with("retry-after", "1").into_response(&request_id, None);
    }
    let tenant = match access::admit(simulation, access, &inbound) {
        Ok(tenant) => tenant,
        Err(answer) => {
            // It belongs to no tenant, so that the mutants of the default one apply.
            let call = (operation, &inbound);
            let answer = mutated(simulation, &simulation.default, call, answer);
            let answer = notation::written(answer, operation, simulation.freedoms());
            return answer.into_response(&request_id, None);
        }
    };
    let id = || simulation.serial_id("ex");
    let absent = absence::answer(operation, simulation.freedoms(), id)
        .or_else(|| absence::not_permitted(operation, simulation.freedoms(), id));
    let (tenant, foreign) = access::owner(simulation, tenant, (operation, &inbound));
    let answer = match (absent, foreign) {
        (Some(answer), _) => answer,
        (None, Some(refusal)) => Answer::refusal(refusal, simulation.serial_id("ex")),
        (None, None) => handle(simulation, &tenant, (operation, handler), &inbound),
    };
    let answer = webhook::after_call(simulation, &tenant, operation, answer).await;
    let (faults, rules) = {
        let tenant_state = tenant.tenant_state();
        (tenant_state.faults.clone(), Arc::clone(&tenant_state.rules))
    };
    let (answer, delivery) = fault::apply(&faults, operation, answer);
    let answer = notation::with_unset_members(answer, operation, &rules.freedoms);
    let answer = wizard::drawn(rendered(answer, &rules), &rules.freedoms);
    let answer = mutated(simulation, &tenant, (operation, &inbound), answer);
    let answer = notation::written(answer, operation, &rules.freedoms);
    record(&tenant, (operation, inbound), answer.clone(), began);
    match delivery {
        Transfer::Whole => answer.into_response(&request_id, None),
        Transfer::Broken => {
            let body = fault::broken_body(&answer.body);
            answer.into_response(&request_id, Some(body))
        }
        Transfer::Never => {
            // An error means that the simulator has stopped, which also ends the wait.
            let _ = simulation.closing.subscribe().wait_for(|closing| *closing).await;
            answer.into_response(&request_id, None)
        }
    }
}

/// Runs the handler. A panic is a defect of the simulator: it is recorded for the run, and answered
/// like an internal error of a server.
fn handle(
    simulation: &Simulation,
    tenant: &Tenant,
    (operation, handler): (Operation, Handler),
    inbound: &Inbound,
) -> Answer {
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let mut tenant_state = tenant.tenant_state();
        let now = tenant_state.clock.now();
        let faults = tenant_state.faults.clone();
        let forced = mutation::forced(fault::mutants(&faults), operation, inbound);
        let changed = forced.map(|uri| Inbound { uri, ..inbound.clone() });
        let inbound = changed.as_ref().unwrap_or(inbound);
        let rejected = mutation::rejects(fault::mutants(&faults), (operation, inbound));
        tenant_state.mutation.note(changed.is_some() || rejected.is_some());
        let mut call =
            Call { tenant_state: &mut tenant_state, now, origin: &simulation.api_url, inbound };
        let outcome = match rejected.map_or_else(|| handler(&mut call), Err) {
            Err(refusal) => carry_out(&mut call, (operation, handler), refusal),
            done => done,
        };
        tenant_state.announce();
        outcome
    }));
    let outcome = outcome.unwrap_or_else(|panic| {
        let message = panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
            .unwrap_or_default();
        simulation.note_panic(format!("{}: {message}", inbound.uri.path()));
        let detail = "the simulator's handler panicked";
        Err(Refusal::new(500, "generic_error", "Internal error", detail))
    });
    outcome.unwrap_or_else(|refusal| Answer::refusal(refusal, simulation.serial_id("ex")))
}

/// Carries out a refused call if a fault demands it. The answer is still the refusal, unless a mutant
/// accepts the call as well.
fn carry_out(
    call: &mut Call<'_>,
    (operation, handler): (Operation, Handler),
    refusal: Refusal,
) -> Result<Answer, Refusal> {
    let faults = &call.tenant_state.faults;
    let accepts = mutation::accepts(fault::mutants(faults), (operation, call.inbound), &refusal);
    let rules_without_refusal: Option<Rules> = match accepts {
        Some(_) => Some(call.tenant_state.rules.lenient()),
        None => fault::rules_without_refusal(faults, operation, &refusal, &call.tenant_state.rules),
    };
    let Some(rules_without_refusal) = rules_without_refusal else { return Err(refusal) };
    let strict = std::mem::replace(&mut call.tenant_state.rules, Arc::new(rules_without_refusal));
    let outcome = handler(call);
    call.tenant_state.rules = strict;
    call.tenant_state.mutation.note(outcome.is_ok() && accepts.is_some());
    if accepts == Some(true) { outcome.map_err(|_| refusal) } else { Err(refusal) }
}

/// The answer as the tenant's mutants give it; counts those that differ.
fn mutated(
    simulation: &Simulation,
    tenant: &Tenant,
    call: (Operation, &Inbound),
    answer: Answer,
) -> Answer {
    let mut tenant_state = tenant.tenant_state();
    let mutants: Vec<_> = fault::mutants(&tenant_state.faults).collect();
    if mutants.is_empty() {
        return answer;
    }
    let answer = mutation::mutated(&mutants, &mut tenant_state.mutation, call, &answer);
    simulation.note_mutations(tenant_state.mutation.take_edits());
    answer
}

fn record(
    tenant: &Tenant,
    (operation, inbound): (Operation, Inbound),
    answer: Answer,
    began: Instant,
) {
    let duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let mut tenant_state = tenant.tenant_state();
    let at = printed(tenant_state.clock.now());
    tenant_state.journal.record(JournalEntry {
        operation,
        target: inbound.uri.to_string(),
        headers: inbound.headers,
        body: inbound.body,
        answer: Ok(answer),
        at,
        duration_ms,
    });
}
