//! Refusals that show nothing about the request: those of a gateway, of a missing route, or for lack
//! of permission.

use crate::api::{operation::Operation, same_code};
use crate::evidence::Reply;

/// Error codes for a caller without the permission.
const NOT_PERMITTED: [&str; 2] = ["unauthorized_action", "unauthorized_partner"];
/// Parts of the paths of operations that also look up resources which their path does not name.
const LOOKING: [&str; 2] = ["/mobile_number", "/iban_lookups"];

/// Returns why a refusal is not the API's answer to the request; `None` if it is, or if the answer
/// is not a refusal.
pub fn foreign_refusal(reply: &Reply) -> Option<&'static str> {
    let operation = Operation::named(&reply.operation)?;
    let codes = reply.error_codes();
    let has = |code: &&str| codes.iter().any(|it| same_code(it, code));
    let looks = LOOKING.iter().any(|part| operation.path.contains(part));
    match reply.status {
        400 | 403 | 404 | 409 | 412 | 422 if codes.is_empty() => {
            Some("a refusal without an error code need not come from the API")
        }
        403 if NOT_PERMITTED.iter().any(has) => {
            Some("the caller lacks the permission, so that the request was not judged")
        }
        404 if has(&"model_not_found") && !looks => Some(
            "the target says that the resource does not exist, so that the request was not judged",
        ),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::reply;
    use serde_json::{Value, json};

    #[test]
    fn a_refusal_is_the_apis_own_if_it_has_a_code_about_the_request() {
        let coded = |code: &str| json!({ "errors": [{ "code": code }] });
        let authorize = "PATCH /v1/persons/{person_id}/identifications/{id}/authorize";
        let confirm = "POST /v1/persons/{person_id}/mobile_number/confirm";
        let rows: [(&str, u16, Value, bool); 12] = [
            (authorize, 409, coded("expectation_mismatch"), true),
            (authorize, 412, json!({ "code": "expired" }), true),
            (authorize, 412, json!({}), false),
            (authorize, 400, json!("<html>"), false),
            (authorize, 403, coded("UNAUTHORIZED_ACTION"), false),
            (authorize, 404, coded("model_not_found"), false),
            (confirm, 403, coded("invalid_tan"), true),
            (confirm, 403, json!({}), false),
            (confirm, 404, coded("model_not_found"), true),
            ("POST /v1/iban_lookups", 404, coded("model_not_found"), true),
            ("GET /v1/something/else", 404, json!({}), true),
            (authorize, 500, json!({}), true),
        ];
        for (operation, status, body, own) in rows {
            let found = foreign_refusal(&reply(operation, status, &body));
            assert_eq!(found.is_none(), own, "{operation}: {status} {body}");
        }
    }
}
