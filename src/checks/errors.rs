//! The error envelope (API reference, Errors).
//!
//! The reference shows an array `errors`. Some APIs put a single error directly into the body. This
//! is a freedom, and then only the code is examined.

use serde_json::{Value, json};

use crate::api::{Reason, same_code};
use crate::evidence::Reply;

use super::expectation::{Expectation, Member, shown};

/// There is at least one error with a code, in an array or directly in the body (ER-001).
pub fn listed_errors(reply: &Reply) -> Expectation<'_> {
    let coded = !reply.error_codes().is_empty();
    let actual = reply.json.as_ref().map_or_else(ToString::to_string, |it| shown(Some(it)));
    refused(reply).unless(coded, "errors", "an array of errors with codes", actual).freedom(
        coded && is_flat(reply),
        "an error without the array around it",
        "errors",
    )
}

/// Every error has an id, a code, a title and a detail (ER-002).
pub fn complete_errors(reply: &Reply) -> Expectation<'_> {
    if is_flat(reply) {
        return refused(reply).member("code", Member::SomeText);
    }
    let paths = paths_of_errors(reply, &["id", "code", "title", "detail"]);
    paths.iter().fold(refused(reply), |it, path| it.member(path, Member::SomeText))
}

/// Every error repeats the status code; as text it is a freedom (ER-003, C-38).
pub fn repeated_status(reply: &Reply) -> Expectation<'_> {
    let status = reply.status.to_string();
    let paths = paths_of_errors(reply, &["status"]);
    paths.iter().fold(refused(reply), |it, path| {
        let actual = reply.member(path);
        let as_text = actual.and_then(Value::as_str) == Some(&status);
        let same = as_text || actual == Some(&json!(reply.status));
        it.unless(same, path, &status, shown(actual)).freedom(
            as_text,
            "a status code in quotes",
            path,
        )
    })
}

/// 404, with the code `model_not_found` if there is a code (ER-004).
pub fn model_not_found(reply: &Reply) -> Expectation<'_> {
    let codes = reply.error_codes();
    let exact = codes.iter().any(|it| it.eq_ignore_ascii_case("model_not_found"));
    Expectation::of(reply)
        .unless(reply.status == 404, "status code", "404", reply.brief())
        .unless(exact || codes.is_empty(), "errors[0].code", "model_not_found", codes.join(", "))
        .freedom(codes.is_empty(), "404 without an error code", "body")
}

/// The request is refused because it is malformed (ER-005, ER-006).
pub fn bad_request<'a>(reply: &'a Reply, code: &str) -> Expectation<'a> {
    let bad = matches!(reply.status, 400 | 412 | 422);
    let coded = reply.error_codes().iter().any(|it| it.eq_ignore_ascii_case(code));
    Expectation::of(reply)
        .unless(bad, "status code", "400", reply.brief())
        .freedom(bad && reply.status != 400, "another status code for 400", "status code")
        .freedom(!coded, "another error code", "error code")
}

/// The error has an id, and not that of an `earlier` one (ER-007).
pub fn own_error_id<'a>(reply: &'a Reply, earlier: &Value) -> Expectation<'a> {
    let own = error_id(reply);
    let named = own.as_str().is_some_and(|id| !id.is_empty());
    let other = named && *earlier != own;
    refused(reply)
        .unless(other || is_flat(reply), "errors[0].id", "another id", shown(Some(&own)))
        .freedom(!other && is_flat(reply), "an error without an id of its own", "id")
}

/// The id of the first error; null when it has none.
pub fn error_id(reply: &Reply) -> Value {
    reply.member("errors.0.id").or_else(|| reply.member("id")).cloned().unwrap_or(Value::Null)
}

fn refused(reply: &Reply) -> Expectation<'_> {
    Expectation::of(reply).unless(
        lists_errors(reply),
        "status code",
        "a refusal (4xx)",
        reply.brief(),
    )
}

/// Whether an answer must list its errors: it is a refusal, or an unexpected error with
/// `GENERIC_ERROR` (C-28).
pub fn lists_errors(reply: &Reply) -> bool {
    let generic = Reason::GenericError.code();
    let unforeseen = || reply.error_codes().iter().any(|it| same_code(it, generic));
    (400..500).contains(&reply.status) || (reply.status == 500 && unforeseen())
}

/// One error with a code, and no array around it.
fn is_flat(reply: &Reply) -> bool {
    reply.member("errors").is_none() && reply.text("code").is_some()
}

/// Paths of these members in every error of the array; in the first when there is none.
fn paths_of_errors(reply: &Reply, members: &[&str]) -> Vec<String> {
    if is_flat(reply) {
        return Vec::new();
    }
    let errors = reply.member("errors").and_then(Value::as_array).map_or(1, Vec::len).max(1);
    let paths = |index| members.iter().map(move |member| format!("errors.{index}.{member}"));
    (0..errors).flat_map(paths).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::{paths, refusal, reply};

    fn envelope(error: &Value) -> Reply {
        reply("POST /x", 400, &json!({ "errors": [error] }))
    }

    #[test]
    fn errors_are_listed_and_complete() {
        let whole = json!({ "id": "1", "code": "c", "title": "t", "detail": "d", "status": 400 });
        let flat = reply("POST /x", 400, &json!({ "code": "c" }));
        let success = reply("POST /x", 200, &whole);
        for right in [&envelope(&whole), &flat] {
            assert!(paths(listed_errors(right)).is_empty());
            assert!(paths(complete_errors(right)).is_empty());
            assert!(paths(repeated_status(right)).is_empty());
        }
        assert_eq!(paths(listed_errors(&success)), ["status code"]);
        assert!(paths(listed_errors(&refusal(500, "generic_error"))).is_empty());
        assert_eq!(paths(listed_errors(&refusal(500, "x"))), ["status code"]);
        let bare = envelope(&json!({ "id": "1", "code": "c" }));
        assert_eq!(paths(complete_errors(&bare)), ["errors.0.title", "errors.0.detail"]);
        assert_eq!(paths(listed_errors(&envelope(&json!({})))), ["errors"]);
    }

    #[test]
    fn the_status_code_is_repeated() {
        assert!(paths(repeated_status(&envelope(&json!({ "status": "400" })))).is_empty());
        let other = envelope(&json!({ "status": 404 }));
        assert_eq!(paths(repeated_status(&other)), ["errors.0.status"]);
    }

    #[test]
    fn not_found_and_bad_requests_are_distinguished() {
        assert!(paths(model_not_found(&refusal(404, "MODEL_NOT_FOUND"))).is_empty());
        assert_eq!(paths(model_not_found(&refusal(404, "x"))), ["errors[0].code"]);
        assert_eq!(paths(model_not_found(&reply("GET /x", 403, &json!({})))), ["status code"]);
        assert!(paths(bad_request(&refusal(422, "x"), "invalid_json")).is_empty());
        assert_eq!(paths(bad_request(&refusal(404, "x"), "invalid_json")), ["status code"]);
    }

    #[test]
    fn two_errors_have_two_ids() {
        let error = envelope(&json!({ "id": "1", "code": "c" }));
        assert!(paths(own_error_id(&error, &json!("2"))).is_empty());
        assert_eq!(paths(own_error_id(&error, &json!("1"))), ["errors[0].id"]);
        assert_eq!(paths(own_error_id(&refusal(400, "c"), &Value::Null)), ["errors[0].id"]);
    }
}
