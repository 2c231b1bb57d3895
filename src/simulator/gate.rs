//! Processing of every call: authentication, handler, faults, journal, response.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, RawPathParamsRejection};
use axum::extract::{RawPathParams, State};
use axum::http::{HeaderMap, Method, Uri};
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter, on};

use super::absence;
use super::access::{self, Access};
use super::answer::Answer;
use super::call::{Call, Handler, Inbound};
use super::clock::printed;
use super::fault::{self, Fault, Transfer};
use super::journal::JournalEntry;
use super::machine::{Refusal, Rules};
use super::mutation;
use super::notation;
use super::operation::{self, Operation};
use super::outbox::{Purpose, SentSms};
use super::rendering::rendered;
use super::script;
use super::state::{Simulation, Tenant};
use super::trace::{OpenExchange, TracedRequest, TracedSubject};
use super::webhook;
use super::wizard;
use crate::api::STATIC_OTP;
use crate::evidence::Unobserved;

/// Method, address and header fields of a call.
type RequestHead = (Method, Uri, HeaderMap);

/// The route of an operation.
pub fn serve(
    operation: Operation,
    access: Access,
    handler: Handler,
) -> MethodRouter<Arc<Simulation>> {
    let answer = move |State(simulation): State<Arc<Simulation>>,
                       params: Result<RawPathParams, RawPathParamsRejection>,
                       head: RequestHead,
                       body: Result<Bytes, BytesRejection>| async move {
        match inbound(params, head, body) {
            (inbound, None) => pass(&simulation, (operation, access, handler), inbound).await,
            (inbound, Some(refusal)) => {
                refused_call(&simulation, &operation.name(), &inbound, refusal)
            }
        }
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

/// A call as far as it could be read, and the refusal if that is not the whole.
fn inbound(
    params: Result<RawPathParams, RawPathParamsRejection>,
    (method, uri, headers): RequestHead,
    body: Result<Bytes, BytesRejection>,
) -> (Inbound, Option<Refusal>) {
    let refusal = |status, detail| Refusal::new(status, "bad_request", "Bad request", detail);
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    let (params, unreadable) = match params {
        Ok(params) => (params.iter().map(owned).collect(), None),
        Err(error) => (Vec::new(), Some(refusal(400, error.body_text()))),
    };
    let (body, broken) = match body {
        Ok(body) => (body, None),
        Err(error) => (Bytes::new(), Some(refusal(error.status().as_u16(), error.body_text()))),
    };
    (Inbound { method, params, uri, headers, body }, unreadable.or(broken))
}

/// Returns the response to a call that no handler gets, and adds it to the trace of its tenant.
pub fn refused_call(
    simulation: &Simulation,
    operation: &str,
    inbound: &Inbound,
    refusal: Refusal,
) -> Response {
    let answer = Answer::refusal(refusal, simulation.serial_id("ex"));
    note_refused(simulation, operation, inbound, &answer);
    answer.into_response(&simulation.serial_id(""), None)
}

fn note_refused(simulation: &Simulation, operation: &str, inbound: &Inbound, answer: &Answer) {
    let Some(tenant) = access::attributed(simulation, inbound) else { return };
    let traced = || traced(simulation, operation.to_owned(), inbound);
    if let Some(open) = OpenExchange::begin(&tenant, traced) {
        open.end(Ok(answer));
    }
}

fn traced(simulation: &Simulation, operation: String, inbound: &Inbound) -> TracedRequest {
    TracedRequest {
        subject: match inbound.uri.path() {
            path if path == operation::OPEN_WIZARD.path => TracedSubject::BankPage,
            path if path == operation::TOKEN.path => TracedSubject::Token,
            _ => TracedSubject::Call,
        },
        operation,
        method: inbound.method.to_string(),
        url: format!("{}{}", simulation.api_url, inbound.uri),
        headers: inbound.headers.clone(),
        body: inbound.body.clone(),
    }
}

/// Returns the response to a call of the control interface that is refused.
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
    let caller = match admitted(simulation, (operation, access), &inbound) {
        Ok(caller) => caller,
        Err(answer) => {
            note_refused(simulation, &operation.name(), &inbound, &answer);
            return answer.into_response(&request_id, None);
        }
    };
    let open = OpenExchange::begin(&caller, || traced(simulation, operation.name(), &inbound));
    let (tenant, foreign) = access::owner(simulation, Arc::clone(&caller), (operation, &inbound));
    let id = || simulation.serial_id("ex");
    let absent = absence::answer(operation, simulation.freedoms(), id)
        .or_else(|| absence::not_permitted(operation, simulation.freedoms(), id))
        .or_else(|| foreign.map(|refusal| Answer::refusal(refusal, id())));
    let scripted = match absent {
        Some(_) => None,
        None => tenant.tenant_state().script.call(operation),
    };
    let refusal = scripted.and_then(|it| it.refusal());
    let answer = absent
        .or_else(|| refusal.map(|refusal| Answer::refusal(refusal, id())))
        .unwrap_or_else(|| handle(simulation, &tenant, (operation, handler), &inbound));
    let answer = webhook::after_call(simulation, &tenant, operation, answer).await;
    let (answer, transfer) = finished(simulation, &tenant, (operation, &inbound), answer);
    record(&tenant, (operation, inbound), answer.clone(), began);
    simulation.pause(scripted.map_or(Duration::ZERO, |it| it.delay)).await;
    let transfer = if scripted.is_some_and(|it| it.lost) { Transfer::Lost } else { transfer };
    if transfer == Transfer::Never {
        // An error means that the simulator has stopped, which also ends the wait.
        let _ = simulation.closing.subscribe().wait_for(|closing| *closing).await;
    }
    if let Some(open) = open {
        open.end(transferred(operation, &answer, transfer));
    }
    let body = match transfer {
        Transfer::Whole | Transfer::Never => None,
        Transfer::Broken => Some(fault::broken_body(&answer.body)),
        Transfer::Lost => Some(fault::broken_body(&Bytes::new())),
    };
    answer.into_response(&request_id, body)
}

/// The calling tenant, or the answer to a call that belongs to none.
fn admitted(
    simulation: &Simulation,
    (operation, access): (Operation, Access),
    inbound: &Inbound,
) -> Result<Arc<Tenant>, Answer> {
    if let Some(refusal) = simulation.limit_calls() {
        let answer = Answer::refusal(refusal, simulation.serial_id("ex"));
        return Err(answer.with("retry-after", "1"));
    }
    access::admit(simulation, access, inbound).map_err(|answer| {
        // It belongs to no tenant, so that the mutants of the default one apply.
        let answer = mutated(simulation, &simulation.default, (operation, inbound), answer);
        notation::written(answer, operation, simulation.freedoms())
    })
}

/// The answer with the effects of script, faults, readings, freedoms and mutants, and how to send it.
fn finished(
    simulation: &Simulation,
    tenant: &Tenant,
    (operation, inbound): (Operation, &Inbound),
    answer: Answer,
) -> (Answer, Transfer) {
    let (answer, faults, rules, reached) = {
        let tenant_state = &mut tenant.tenant_state();
        let answer = script::scripted(&mut tenant_state.script, operation, answer);
        let reached = tenant_state.reached.clone();
        (answer, tenant_state.faults.clone(), Arc::clone(&tenant_state.rules), reached)
    };
    if let Some(reached) = reached {
        reached.note_answer(operation, &answer);
    }
    let (answer, transfer) = fault::apply(&faults, operation, answer);
    let answer = notation::with_unset_members(answer, operation, &rules.freedoms);
    let answer = wizard::drawn(rendered(answer, &rules), &rules.freedoms);
    let answer = mutated(simulation, tenant, (operation, inbound), answer);
    (notation::written(answer, operation, &rules.freedoms), transfer)
}

/// The answer as the caller gets it.
fn transferred(
    operation: Operation,
    answer: &Answer,
    transfer: Transfer,
) -> Result<&Answer, Unobserved> {
    if transfer == Transfer::Whole {
        return Ok(answer);
    }
    let detail = "the simulator broke off the answer on purpose".to_owned();
    Err(Unobserved::Broken { operation: operation.name(), detail })
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
        let changed = changed_request(&faults, operation, inbound);
        let inbound = changed.as_ref().unwrap_or(inbound);
        let rejected = mutation::rejects(fault::mutants(&faults), (operation, inbound));
        tenant_state.mutation.note(changed.is_some() || rejected.is_some());
        let mut call =
            Call { tenant_state: &mut tenant_state, now, origin: &simulation.api_url, inbound };
        let outcome = match rejected.map_or_else(|| handler(&mut call), Err) {
            Err(refusal) => carry_out(&mut call, (operation, handler), refusal),
            done => done,
        };
        if outcome.is_ok() {
            send_unasked(&mut call, operation);
        }
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

/// Sends an SMS that nobody asked for to the person of the call, if a mutant demands it.
fn send_unasked(call: &mut Call<'_>, operation: Operation) {
    if !call.tenant_state.rules.sends_after(operation) {
        return;
    }
    let person = call.tenant_state.person(call.path("person_id")).ok();
    let Some(number) = person.and_then(|it| Some(it.number.as_ref()?.number.number.clone())) else {
        return;
    };
    call.tenant_state.send_sms(SentSms {
        number,
        token: STATIC_OTP.to_owned(),
        purpose: Purpose::MobileNumber,
        identification_id: None,
        sent_at: printed(call.now),
    });
}

/// The request as mutants read it, if they read it otherwise.
fn changed_request(
    faults: &[&'static Fault],
    operation: Operation,
    inbound: &Inbound,
) -> Option<Inbound> {
    let uri = mutation::forced(fault::mutants(faults), operation, inbound);
    let body = mutation::taken(fault::mutants(faults), operation, inbound);
    if uri.is_none() && body.is_none() {
        return None;
    }
    let mut changed = inbound.clone();
    changed.uri = uri.unwrap_or(changed.uri);
    changed.body = body.unwrap_or(changed.body);
    Some(changed)
}

/// Carries out a refused call if a fault demands it. The answer is still the refusal, unless a mutant
/// accepts the call as well.
fn carry_out(
    call: &mut Call<'_>,
    (operation, handler): (Operation, Handler),
    refusal: Refusal,
) -> Result<Answer, Refusal> {
    let tenant_state = &mut *call.tenant_state;
    let faults = &tenant_state.faults;
    if let Some(reached) = &tenant_state.reached {
        reached.note_refusal(operation, &refusal);
    }
    let made = (operation, call.inbound);
    let memory = &mut tenant_state.mutation;
    let accepts = mutation::accepts(fault::mutants(faults), memory, made, &refusal);
    let rules_without_refusal: Option<Rules> = match accepts {
        Some(_) => Some(tenant_state.rules.lenient()),
        None => fault::rules_without_refusal(faults, operation, &refusal, &tenant_state.rules),
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
