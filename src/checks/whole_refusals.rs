//! All refusals of a scenario together: each is JSON, lists complete errors, and contradicts neither
//! itself nor the documented meaning of its codes.

use serde_json::Value;

use crate::api::{Reason, Status, operation, same_code};
use crate::evidence::Reply;

use super::errors::{complete_errors, listed_errors, lists_errors, repeated_status};
use super::expectation::{Expectation, status_of};
use super::resources::declared;
use super::whole_answers::is_of_api;

/// Status codes of the error codes of the API reference. A defective request may also be answered with
/// the status code of Appendix III (C-27), and 403 may hide a resource like 404.
const STATUS_CODES: [(&str, &[u16]); 8] = [
    ("token_required", &[401]),
    ("invalid_token", &[401]),
    ("unauthorized_action", &[403]),
    ("unauthorized_partner", &[403]),
    ("model_not_found", &[404, 403]),
    ("type_error", DEFECTIVE),
    ("invalid_json", DEFECTIVE),
    ("invalid_iban", DEFECTIVE),
];
const DEFECTIVE: &[u16] = &[400, 412, 422];

/// Compares the refusals of a scenario.
pub fn whole_refusals(replies: &[Reply]) -> Vec<Expectation<'_>> {
    let done = replies.iter().filter(|it| it.is_success() && is_of_api(it));
    let refused = |it: &&Reply| lists_errors(it) && is_of_api(it) && !is_bare(it);
    let refusals = replies.iter().filter(refused).flat_map(|it| {
        [declared(it), listed_errors(it), complete_errors(it), repeated_status(it), consistent(it)]
    });
    done.map(without_errors).chain(refusals).collect()
}

/// The call was refused with a list of errors, or the identification failed at once (C-01).
pub fn refused_or_failed(reply: &Reply) -> Expectation<'_> {
    if status_of(reply) == Some(Status::Failed) {
        let freedom = "an identification that failed, instead of a refusal";
        return Expectation::of(reply).freedom(true, freedom, "status code");
    }
    refused(reply)
}

/// The reference prints codes for 401, but not that a body is needed.
fn is_bare(reply: &Reply) -> bool {
    reply.status == 401 && reply.json.is_err()
}

/// The call was refused with a list of errors; a 401 needs none.
fn refused(reply: &Reply) -> Expectation<'_> {
    if is_bare(reply) {
        return Expectation::of(reply).freedom(true, "401 without a list of errors", "body");
    }
    listed_errors(reply)
}

/// The call was done, or refused with a list of errors.
pub fn accepted_or_refused(reply: &Reply) -> Expectation<'_> {
    if reply.is_success() { without_errors(reply) } else { refused(reply) }
}

/// An answer of success lists no errors.
fn without_errors(reply: &Reply) -> Expectation<'_> {
    let errors = entries(reply).len();
    let expected = Expectation::of(reply);
    expected.unless(errors == 0, "errors", "no errors in an answer of success", errors.to_string())
}

/// Each documented code has its status code, a 401 has one of its two codes, and no error is listed
/// twice.
fn consistent(reply: &Reply) -> Expectation<'_> {
    let codes = reply.error_codes();
    let of_caller = |it: &String| same_code(it, "token_required") || same_code(it, "invalid_token");
    let about_caller = reply.status != 401 || codes.is_empty() || codes.iter().any(of_caller);
    let errors = entries(reply);
    let twice = (1..errors.len()).any(|index| errors[..index].contains(&errors[index]));
    let words = "token_required or invalid_token";
    let expected = Expectation::of(reply)
        .unless(about_caller, "errors[0].code", words, codes.join(", "))
        .unless(!twice, "errors", "each error once", format!("{} errors", errors.len()));
    codes.iter().fold(expected, |expected, code| {
        let Some(documented) = status_codes(code) else { return expected };
        // No number may be refused like a number that is not the person's.
        let hidden = reply.operation == operation::AUTHORIZE_NUMBER.name()
            && Reason::named(code) == Some(Reason::InvalidModel)
            && [403, 404, 409].contains(&reply.status);
        let list: Vec<String> = documented.iter().map(ToString::to_string).collect();
        let words = format!("{} for {code}", list.join(" or "));
        let expected =
            expected.freedom(hidden, "another status code for INVALID_MODEL", "status code");
        let known = hidden || documented.contains(&reply.status);
        expected.unless(known, "status code", &words, reply.brief())
    })
}

/// The documented status codes of an error code, if it is documented.
fn status_codes(code: &str) -> Option<Vec<u16>> {
    match Reason::named(code) {
        Some(Reason::InvalidModel) => Some(DEFECTIVE.to_vec()),
        // C-28.
        Some(Reason::GenericError) => Some(vec![Reason::GenericError.status_code(), 500]),
        Some(reason) => Some(vec![reason.status_code()]),
        None => {
            let known = STATUS_CODES.iter().find(|(known, _)| same_code(known, code));
            known.map(|(_, documented)| documented.to_vec())
        }
    }
}

fn entries(reply: &Reply) -> &[Value] {
    reply.member("errors").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::{paths, reply};
    use crate::evidence::JsonFault;
    use serde_json::json;

    const GET: &str = "GET /v1/persons/{person_id}/identifications/{id}";

    fn error(status: u16, code: &str) -> Value {
        json!({ "id": "1", "status": status, "code": code, "title": "t", "detail": "d" })
    }

    fn found(status: u16, body: &Value) -> Vec<String> {
        found_at(GET, status, body)
    }

    fn found_at(operation: &str, status: u16, body: &Value) -> Vec<String> {
        let reply = reply(operation, status, body);
        whole_refusals(std::slice::from_ref(&reply)).into_iter().flat_map(paths).collect()
    }

    #[test]
    fn refusals_are_complete_and_consistent() {
        let rows: [(u16, &str, &[&str]); 14] = [
            (404, "model_not_found", &[]),
            (403, "MODEL_NOT_FOUND", &[]),
            (400, "model_not_found", &["status code"]),
            (401, "invalid_token", &[]),
            (401, "conflict", &["errors[0].code"]),
            (403, "token_required", &["status code"]),
            (412, "expired", &[]),
            (400, "EXPIRED", &["status code"]),
            (400, "invalid_model", &[]),
            (412, "INVALID_MODEL", &[]),
            (404, "INVALID_MODEL", &["status code"]),
            (500, "generic_error", &[]),
            (409, "expectation_mismatch", &[]),
            (422, "ALREADY_IDENTIFIED_SUCCESSFULLY", &[]),
        ];
        for (status, code, expected) in rows {
            let body = json!({ "errors": [error(status, code)] });
            assert_eq!(found(status, &body), expected, "{status} {code}");
        }
    }

    #[test]
    fn no_number_may_be_refused_like_another_number() {
        let authorize = operation::AUTHORIZE_NUMBER.name();
        for (status, expected) in [(404, &[][..]), (409, &[]), (405, &["status code"])] {
            let body = json!({ "errors": [error(status, "invalid_model")] });
            assert_eq!(found_at(&authorize, status, &body), expected, "{status}");
        }
    }

    #[test]
    fn errors_are_whole_and_listed_once() {
        let whole = error(412, "EXPIRED");
        let rows: [(u16, Value, &[&str]); 5] = [
            (412, json!({ "errors": [whole, whole] }), &["errors"]),
            (
                412,
                json!({ "errors": [{ "id": "1", "code": "EXPIRED", "status": 412 }] }),
                &["errors.0.title", "errors.0.detail"],
            ),
            (
                412,
                json!({}),
                &[
                    "errors",
                    "errors.0.id",
                    "errors.0.code",
                    "errors.0.title",
                    "errors.0.detail",
                    "errors.0.status",
                ],
            ),
            (200, json!({ "errors": [whole] }), &["errors"]),
            (200, json!({ "errors": [] }), &[]),
        ];
        for (status, body, expected) in rows {
            assert_eq!(found(status, &body), expected, "{status} {body}");
        }
    }

    #[test]
    fn what_may_be_accepted_is_accepted_or_refused_completely() {
        let holds = |status, body: &Value| paths(accepted_or_refused(&reply(GET, status, body)));
        assert!(holds(200, &json!({})).is_empty());
        assert_eq!(holds(412, &json!({})), ["errors"]);
        let mut bare = reply(GET, 401, &json!({}));
        bare.json =
            Err(JsonFault { what: "an empty body".into(), content_type: String::new(), length: 0 });
        assert!(paths(accepted_or_refused(&bare)).is_empty());
        let failed = reply(GET, 201, &json!({ "status": "failed" }));
        assert!(paths(refused_or_failed(&failed)).is_empty());
        let created = reply(GET, 201, &json!({ "status": "created" }));
        assert!(!paths(refused_or_failed(&created)).is_empty());
    }
}
