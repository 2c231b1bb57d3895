//! What any answer tells of the questions the guide leaves open.
//!
//! Noted wherever an answer is examined, so that the register of ambiguities says what a target
//! does, whichever scenarios ran.

use serde_json::Value;

use crate::api::{Reason, Status};
use crate::evidence::Reply;

use super::expectation::status_of;

/// A question and the reading seen.
pub type Told = (&'static str, &'static str);

/// Every question this answer decides.
pub fn told(reply: &Reply) -> Vec<Told> {
    let Ok(json) = &reply.json else { return Vec::new() };
    let mut told = Vec::new();
    let codes = reply.error_codes();
    if matches!(reply.status, 412 | 422) {
        told.extend(codes.iter().filter_map(|code| letter_case(code)));
    }
    told.extend(codes.iter().filter_map(|code| spelling(code)));
    if !reply.is_success() {
        told.extend(codes.iter().filter_map(|code| when_verified(code)));
        return told;
    }
    told.extend(reply.text("failure_reason").and_then(spelling));
    // The question is about answers; a delivery is none.
    if reply.operation.contains('/') {
        told.extend(missing_value(json));
    }
    told.extend(identification(reply));
    told.extend(kind_of(reply.member("fatca_relevant")));
    told.extend(reply.text("provider").and_then(provider));
    told.extend(handed_over(reply));
    told
}

/// C-29: the codes of Appendix III are printed in capitals; with other status codes than there,
/// they belong to the general list of errors, which is in lower case anyway.
fn letter_case(code: &str) -> Option<Told> {
    Reason::named(code)?;
    let lower = code.chars().all(|it| !it.is_ascii_uppercase());
    Some(("C-29", if lower { "lower" } else { "as-printed" }))
}

/// C-04.
fn spelling(code: &str) -> Option<Told> {
    let reading = match code.to_ascii_lowercase().as_str() {
        "access_by_athorized_holder" => "athorized",
        "access_by_authorized_holder" => "authorized",
        _ => return None,
    };
    Some(("C-04", reading))
}

/// C-20.
fn when_verified(code: &str) -> Option<Told> {
    let first = Reason::named(code) == Some(Reason::MobileNumberNotVerified);
    first.then_some(("C-20", "before-identification"))
}

/// C-13, in the resource itself or in those of a list.
fn missing_value(json: &Value) -> Option<Told> {
    let resources = match json {
        Value::Array(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    let values = || resources.iter().filter_map(Value::as_object).flat_map(|it| it.values());
    if values().any(|value| value == "null") {
        return Some(("C-13", "null-string"));
    }
    values().any(Value::is_null).then_some(("C-13", "json-null"))
}

/// C-08, C-24, C-26, C-30, C-42.
fn identification(reply: &Reply) -> Vec<Told> {
    let Some(status) = status_of(reply) else { return Vec::new() };
    if reply.member("terms_and_conditions_signed_at").is_none() {
        return Vec::new();
    }
    let mut told = Vec::new();
    let call = reply.operation.rsplit('/').next().unwrap_or_default();
    match (call, status) {
        (_, Status::Confirmed) => told.push(("C-08", "with-confirmed")),
        ("confirm", Status::Successful) => told.push(("C-08", "seven-values")),
        _ => {}
    }
    match call {
        "authorize" => told.push(("C-36", "same-calls")),
        "confirm" => told.push(("C-42", "partner-ui")),
        _ => {}
    }
    if call == "{id}" && status != Status::Successful {
        told.push(("C-24", "any-status"));
    }
    if call == "{id}" {
        let every = reply.member("estimated_waiting_time").is_some();
        told.push(("C-26", if every { "every-answer" } else { "request-and-authorize" }));
    }
    if let Some(token) = reply.text("current_reference_token") {
        let plain = token.chars().all(|it| it.is_ascii_digit() || it == '-');
        told.push(("C-30", if plain { "plain" } else { "prefixed" }));
    }
    told
}

/// C-14.
fn kind_of(fatca_relevant: Option<&Value>) -> Option<Told> {
    match fatca_relevant? {
        Value::Bool(_) => Some(("C-14", "boolean")),
        Value::String(text) if text != "null" => Some(("C-14", "string")),
        _ => None,
    }
}

/// C-22.
fn provider(name: &str) -> Option<Told> {
    let bare: String = name.chars().filter(char::is_ascii_alphabetic).collect();
    match bare.to_ascii_uppercase().as_str() {
        "FINREACH" => Some(("C-22", "finreach")),
        "FINTECSYSTEMS" | "FTS" => Some(("C-22", "fintecsystems")),
        _ => None,
    }
}

/// C-31.
fn handed_over(reply: &Reply) -> Option<Told> {
    let access = reply.member("documents.0.customer_accessible")?.as_bool()?;
    Some(("C-31", if access { "customer-access" } else { "partner-hands-over" }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderMap as Headers;
    use serde_json::json;

    fn told_by(operation: &str, status: u16, json: &Value) -> Vec<Told> {
        let body = json.to_string().into_bytes();
        told(&Reply::new(operation.into(), 0, status, Headers::new(), body))
    }

    #[test]
    fn a_refusal_tells_case_and_spelling_of_its_code() {
        let refused = json!({"errors": [{"code": "access_by_authorized_holder"}]});
        assert_eq!(
            told_by("PATCH /x/authorize", 412, &refused),
            [("C-29", "lower"), ("C-04", "authorized")]
        );
        let refused = json!({"errors": [{"code": "MOBILE_NUMBER_NOT_VERIFIED"}]});
        assert_eq!(
            told_by("POST /x", 412, &refused),
            [("C-29", "as-printed"), ("C-20", "before-identification")]
        );
        let other = json!({"errors": [{"code": "invalid_tan"}]});
        assert_eq!(told_by("PATCH /x/confirm", 422, &other), []);
    }

    #[test]
    fn an_identification_tells_its_statuses_and_tokens() {
        let mut shown = json!({
            "terms_and_conditions_signed_at": "2020-07-07T11:36:29.000Z",
            "status": "confirmed", "current_reference_token": "Transaktions-ID: 1-2",
        });
        let confirm = "PATCH /v1/persons/{person_id}/identifications/{id}/confirm";
        assert_eq!(
            told_by(confirm, 200, &shown),
            [("C-08", "with-confirmed"), ("C-42", "partner-ui"), ("C-30", "prefixed")]
        );
        shown["status"] = "successful".into();
        assert!(told_by(confirm, 200, &shown).contains(&("C-08", "seven-values")));
        let get = "GET /v1/persons/{person_id}/identifications/{id}";
        shown["status"] = "pending".into();
        shown["estimated_waiting_time"] = Value::Null;
        let told = told_by(get, 200, &shown);
        assert!(told.contains(&("C-24", "any-status")));
        assert!(told.contains(&("C-26", "every-answer")));
        assert!(told.contains(&("C-13", "json-null")));
    }

    #[test]
    fn other_resources_tell_what_they_show() {
        let list = json!([{"failure_reason": "null"}, {"failure_reason": null}]);
        assert_eq!(told_by("GET /x", 200, &list), [("C-13", "null-string")]);
        let person = json!({"fatca_relevant": "false"});
        assert_eq!(told_by("GET /x", 200, &person), [("C-14", "string")]);
        let snapshot = json!({"provider": "FIN_TEC_SYSTEMS"});
        assert_eq!(told_by("GET /x", 200, &snapshot), [("C-22", "fintecsystems")]);
        let documents = json!({"documents": [{"customer_accessible": false}]});
        assert_eq!(told_by("GET /x", 200, &documents), [("C-31", "partner-hands-over")]);
    }
}
