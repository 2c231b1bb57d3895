//! Routes: maps each operation to its handler.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::Response;

use super::access::Access;
use super::call::{Handler, Inbound};
use super::gate::{refused_call, serve};
use super::machine::Refusal;
use super::operation::{self, Operation};
use super::routes::{
    account_snapshots, attempts, documents, eligibility_checks, iban_lookups, identifications,
    mobile_numbers, persons, signatures, tokens, webhooks,
};
use super::state::Simulation;
use super::wizard;

/// Every operation the simulator has.
pub const OPERATIONS: &[(Operation, Access, Handler)] = &[
    (operation::TOKEN, Access::Client, tokens::issue),
    (operation::CREATE_PERSON, Access::Bearer, persons::create),
    (operation::LIST_PERSONS, Access::Bearer, persons::list),
    (operation::GET_PERSON, Access::Bearer, persons::get),
    (operation::UPDATE_PERSON, Access::Bearer, persons::update),
    (operation::CREATE_NUMBER, Access::Bearer, mobile_numbers::create),
    (operation::GET_NUMBER, Access::Bearer, mobile_numbers::get),
    (operation::DELETE_NUMBER, Access::Bearer, mobile_numbers::delete),
    (operation::AUTHORIZE_NUMBER, Access::Bearer, mobile_numbers::authorize),
    (operation::CONFIRM_NUMBER, Access::Bearer, mobile_numbers::confirm),
    (operation::CHECK_ELIGIBILITY, Access::Bearer, eligibility_checks::create),
    (operation::LOOK_UP_IBAN, Access::Bearer, iban_lookups::create),
    (operation::CREATE, Access::Bearer, identifications::create),
    (operation::LIST, Access::Bearer, identifications::list),
    (operation::GET, Access::Bearer, identifications::get),
    (operation::REQUEST, Access::Bearer, identifications::request),
    (operation::AUTHORIZE, Access::Bearer, signatures::authorize),
    (operation::CONFIRM, Access::Bearer, signatures::confirm),
    (operation::SNAPSHOT, Access::Bearer, account_snapshots::get),
    (operation::LIST_ATTEMPTS, Access::Bearer, attempts::list),
    (operation::LIST_DOCUMENTS, Access::Bearer, documents::list),
    (operation::GET_DOCUMENT, Access::Bearer, documents::get),
    (operation::GET_FILE, Access::Bearer, documents::file),
    (operation::SUBSCRIBE, Access::Bearer, webhooks::create),
    (operation::LIST_SUBSCRIPTIONS, Access::Bearer, webhooks::list),
    (operation::GET_SUBSCRIPTION, Access::Bearer, webhooks::get),
    (operation::UNSUBSCRIBE, Access::Bearer, webhooks::delete),
    (operation::OPEN_WIZARD, Access::Session, wizard::open),
    (operation::SUBMIT_WIZARD, Access::Session, wizard::submit),
];

/// The API and the hosted page.
pub fn api(simulation: &Arc<Simulation>) -> Router {
    OPERATIONS
        .iter()
        .fold(Router::new(), |router, (operation, access, handler)| {
            router.route(operation.path, serve(*operation, *access, *handler))
        })
        .fallback(unknown_operation)
        .method_not_allowed_fallback(wrong_method)
        .with_state(Arc::clone(simulation))
}

async fn unknown_operation(
    simulation: State<Arc<Simulation>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let detail = format!("the simulator has no {method} {}", uri.path());
    let refusal = Refusal::new(501, "not_implemented_error", "Not implemented", detail);
    refuse(&simulation, (method, uri, headers, body), refusal)
}

async fn wrong_method(
    simulation: State<Arc<Simulation>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let detail = format!("{} does not answer {method}", uri.path());
    let refusal = Refusal::new(405, "method_not_allowed", "Method not allowed", detail);
    refuse(&simulation, (method, uri, headers, body), refusal)
}

/// Refuses a call that has no operation, and is named after its method and path.
fn refuse(
    simulation: &Simulation,
    (method, uri, headers, body): (Method, Uri, HeaderMap, Result<Bytes, BytesRejection>),
    refusal: Refusal,
) -> Response {
    let operation = format!("{method} {}", uri.path());
    let body = body.unwrap_or_default();
    let inbound = Inbound { method, params: Vec::new(), uri, headers, body };
    refused_call(simulation, &operation, &inbound, refusal)
}
