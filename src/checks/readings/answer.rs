//! Readings that any answer shows.
//!
//! Noted wherever an answer is examined, so that the register of ambiguities describes the target
//! whichever scenarios ran.

use crate::evidence::Reply;

use super::table::DocumentedReading;
use super::{errors, identifications, persons};

/// Every reading this answer shows.
pub fn readings_of_answer(reply: &Reply) -> Vec<DocumentedReading> {
    let Ok(json) = &reply.json else { return Vec::new() };
    let codes = reply.error_codes();
    let mut found = Vec::new();
    if matches!(reply.status, 412 | 422) {
        found.extend(codes.iter().filter_map(|code| errors::letter_case(code)));
    }
    found.extend(codes.iter().filter_map(|code| errors::spelling(code)));
    if !reply.is_success() {
        found.extend(codes.iter().filter_map(|code| errors::verification(code)));
        return found;
    }
    found.extend(reply.text("failure_reason").and_then(errors::spelling));
    // C-13 is about answers, and a delivery is a request.
    let is_answer = reply.operation.contains('/');
    found.extend(is_answer.then(|| persons::missing_value(json)).flatten());
    found.extend(OF_A_RESOURCE.iter().filter_map(|reading| reading(reply)));
    found
}

/// Readings of a resource that was retrieved, created or changed.
const OF_A_RESOURCE: [fn(&Reply) -> Option<DocumentedReading>; 9] = [
    identifications::confirmed_status,
    identifications::signing_calls,
    identifications::tan_entry,
    identifications::retrievable,
    identifications::waiting_time,
    identifications::reference_token,
    persons::fatca_type,
    identifications::provider,
    identifications::handing_over,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::reply;
    use serde_json::{Value, json};

    fn shown_by(operation: &str, status: u16, json: &Value) -> Vec<(&'static str, &'static str)> {
        let found = readings_of_answer(&reply(operation, status, json));
        found.into_iter().map(|it| (it.question, it.reading)).collect()
    }

    #[test]
    fn a_refusal_shows_case_and_spelling_of_its_code() {
        let refused = json!({"errors": [{"code": "access_by_authorized_holder"}]});
        assert_eq!(
            shown_by("PATCH /x/authorize", 412, &refused),
            [("C-29", "lower"), ("C-04", "authorized")]
        );
        let refused = json!({"errors": [{"code": "MOBILE_NUMBER_NOT_VERIFIED"}]});
        assert_eq!(
            shown_by("POST /x", 412, &refused),
            [("C-29", "as-printed"), ("C-20", "before-identification")]
        );
        let other = json!({"errors": [{"code": "invalid_tan"}]});
        assert_eq!(shown_by("PATCH /x/confirm", 422, &other), []);
    }

    #[test]
    fn an_identification_shows_statuses_and_tokens() {
        let mut shown = json!({
            "terms_and_conditions_signed_at": "2020-07-07T11:36:29.000Z",
            "status": "confirmed", "current_reference_token": "Transaktions-ID: 1-2",
        });
        let confirm = "PATCH /v1/persons/{person_id}/identifications/{id}/confirm";
        assert_eq!(
            shown_by(confirm, 200, &shown),
            [("C-08", "with-confirmed"), ("C-42", "partner-ui"), ("C-30", "prefixed")]
        );
        shown["status"] = "successful".into();
        assert!(shown_by(confirm, 200, &shown).contains(&("C-08", "seven-values")));
        let get = "GET /v1/persons/{person_id}/identifications/{id}";
        shown["status"] = "pending".into();
        shown["estimated_waiting_time"] = Value::Null;
        let shown_now = shown_by(get, 200, &shown);
        assert!(shown_now.contains(&("C-24", "any-status")));
        assert!(shown_now.contains(&("C-26", "every-answer")));
        assert!(shown_now.contains(&("C-13", "json-null")));
    }

    #[test]
    fn other_resources_show_providers_and_types() {
        let list = json!([{"failure_reason": "null"}, {"failure_reason": null}]);
        assert_eq!(shown_by("GET /x", 200, &list), [("C-13", "null-string")]);
        let person = json!({"fatca_relevant": "false"});
        assert_eq!(shown_by("GET /x", 200, &person), [("C-14", "string")]);
        let snapshot = json!({"provider": "FIN_TEC_SYSTEMS"});
        assert_eq!(shown_by("GET /x", 200, &snapshot), [("C-22", "fintecsystems")]);
        let documents = json!({"documents": [{"customer_accessible": false}]});
        assert_eq!(shown_by("GET /x", 200, &documents), [("C-31", "partner-hands-over")]);
    }
}
