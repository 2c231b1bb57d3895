//! Refusals by their cause, as the features name it: status codes, error codes and readings.

use crate::api::{Reason, same_code};
use crate::evidence::{Reply, Unobserved};

use super::access::refused_credentials;
use super::errors::{bad_request, model_not_found};
use super::expectation::Expectation;
use super::person_data::{malformed_data, missing_data};
use super::readings::{self, DocumentedReading};

/// Expected refusal and the reading it shows, or the cause that hides it.
pub type CheckedRefusal<'a> = Result<(Expectation<'a>, Option<DocumentedReading>), Unobserved>;

/// Check of an answer, given the word of the cause.
type RefusalCheck = for<'a> fn(&'a Reply, &str) -> CheckedRefusal<'a>;

/// Causes other than the reasons of Appendix III.
const CAUSES: [(&str, RefusalCheck); 13] = [
    // 401; either code is sufficient.
    ("token_required", |reply, code| Ok(plain(refused_caller(reply, code)))),
    ("invalid_token", |reply, code| Ok(plain(refused_caller(reply, code)))),
    // 401; another 4xx is a freedom.
    ("wrong credentials", |reply, _| Ok(plain(refused_credentials(reply)))),
    // 400, 412 or 422; another code is a freedom.
    ("invalid_json", |reply, code| Ok(plain(bad_request(reply, code)))),
    ("type_error", |reply, code| Ok(plain(bad_request(reply, code)))),
    // 404, without another code.
    ("model_not_found", |reply, _| Ok(plain(model_not_found(reply)))),
    // 400 with this code.
    ("invalid_webhook_url", |reply, code| {
        Ok(plain(Expectation::of(reply).refused_with(400, code)))
    }),
    ("unsafe_webhook_url", |reply, code| Ok(plain(Expectation::of(reply).refused_with(400, code)))),
    // 412, or 400 (C-27).
    ("defective data", |reply, _| Ok(defective_data(reply))),
    // Any refusal on registration, 412 afterwards.
    ("missing data", |reply, _| missing_data(reply).map(plain)),
    ("malformed data", |reply, _| malformed_data(reply).map(plain)),
    // 412 with the code of the limit, or a generic one.
    ("too many attempts", |reply, _| too_many_attempts(reply)),
    // 400 with any code.
    ("too many identical persons", |reply, _| Ok(plain(status_400(reply)))),
];

/// Cause of a refusal, named by a word of `CAUSES` or a code of Appendix III.
#[derive(Clone, Copy, Debug)]
pub struct RefusalCause {
    word: &'static str,
    check: RefusalCheck,
}

impl RefusalCause {
    /// Returns the cause that a feature names.
    pub fn named(word: &str) -> Option<Self> {
        let listed = CAUSES.into_iter().find(|(known, _)| *known == word);
        let listed = listed.map(|(word, check)| Self { word, check });
        let reason = || Reason::ALL.iter().find(|it| it.code() == word);
        listed.or_else(|| {
            reason().map(|it| Self {
                word: it.code(),
                check: |reply, code| Ok(documented_reason(reply, code)),
            })
        })
    }

    /// The words of all causes.
    pub fn words() -> Vec<&'static str> {
        let reasons = Reason::ALL.iter().map(|it| it.code());
        CAUSES.iter().map(|it| it.0).chain(reasons).collect()
    }

    /// Compares an answer with the refusal that this cause demands.
    pub fn check(self, reply: &Reply) -> CheckedRefusal<'_> {
        (self.check)(reply, self.word)
    }
}

/// A checked refusal that shows no reading.
fn plain(expected: Expectation<'_>) -> (Expectation<'_>, Option<DocumentedReading>) {
    (expected, None)
}

/// Status code and error code of Appendix III; `GENERIC_ERROR` has a second status code (C-28).
fn documented_reason<'a>(
    reply: &'a Reply,
    code: &str,
) -> (Expectation<'a>, Option<DocumentedReading>) {
    let Some(reason) = Reason::named(code) else {
        return plain(Expectation::of(reply).refused());
    };
    let generic = reason == Reason::GenericError;
    let status = if generic && reply.status == 500 { 500 } else { reason.status_code() };
    let found = if generic {
        readings::generic_status(reply.status)
    } else {
        readings::counted_attempts(reply, reason)
    };
    (Expectation::of(reply).refused_with(status, reason.code()), found)
}

/// 401 with one of the two codes of the API reference (AU-003, AU-004, AU-005, AU-007).
fn refused_caller<'a>(reply: &'a Reply, code: &str) -> Expectation<'a> {
    let codes = reply.error_codes();
    let has = |code: &str| codes.iter().any(|it| same_code(it, code));
    let documented = has("token_required") || has("invalid_token");
    Expectation::of(reply)
        .unless(reply.status == 401, "status code", "401", reply.brief())
        .unless(documented || codes.is_empty(), "errors[0].code", code, codes.join(", "))
        .freedom(codes.is_empty(), "401 without an error code", "body")
        .freedom(documented && !has(code), "the other code of 401", "error code")
}

/// 412 `INVALID_MODEL` as in Appendix III, or 400 as in the general list of errors (C-27).
fn defective_data(reply: &Reply) -> (Expectation<'_>, Option<DocumentedReading>) {
    let reading = readings::defect_status(reply);
    let other = reply.error_codes().iter().find_map(|it| Reason::named(it));
    let unprocessable = reply.status == 422 && other.is_none_or(|it| it == Reason::InvalidModel);
    let words = format!("412 {}, or 400", Reason::InvalidModel.code());
    let expected = Expectation::of(reply)
        .unless(reading.is_some() || unprocessable, "status code", &words, reply.brief())
        .freedom(unprocessable, "422 for 400", "status code");
    (expected, reading)
}

/// The code of Appendix III, or a generic one, as the FAQ says (BI-191). The limit of an IBAN
/// hides that of the person.
fn too_many_attempts(reply: &Reply) -> CheckedRefusal<'_> {
    let named = |wanted: Reason| reply.error_codes().iter().any(|it| same_code(it, wanted.code()));
    if named(Reason::IbanUsageLimitExceeded) {
        return Err(Unobserved::blocked_by(reply, "the limit of the IBAN was reached first"));
    }
    let generic = named(Reason::GenericError);
    let code = if generic { Reason::GenericError } else { Reason::IdentificationAttemptsExceeded };
    let freedom = "a generic error for too many attempts";
    let expected = Expectation::of(reply).refused_with(412, code.code());
    Ok((expected.freedom(generic, freedom, "error code"), readings::counted_persons(reply)))
}

/// 400, the printed status code (BI-019).
fn status_400(reply: &Reply) -> Expectation<'_> {
    Expectation::of(reply).unless(reply.status == 400, "status code", "400", reply.brief())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::{paths, refusal, reply};
    use serde_json::json;

    fn mismatches(cause: &str, reply: &Reply) -> Vec<String> {
        paths(RefusalCause::named(cause).unwrap().check(reply).unwrap().0)
    }

    #[test]
    fn each_cause_has_its_status_codes_and_error_codes() {
        let rows: [(&str, u16, &str, &[&str]); 19] = [
            ("token_required", 401, "invalid_token", &[]),
            ("token_required", 403, "token_required", &["status code"]),
            ("invalid_token", 401, "conflict", &["errors[0].code"]),
            ("invalid_json", 422, "x", &[]),
            ("type_error", 404, "type_error", &["status code"]),
            ("model_not_found", 404, "conflict", &["errors[0].code"]),
            ("invalid_webhook_url", 400, "unsafe_webhook_url", &["errors[0].code"]),
            ("unsafe_webhook_url", 422, "unsafe_webhook_url", &["status code"]),
            ("defective data", 400, "x", &[]),
            ("defective data", 422, "x", &[]),
            ("defective data", 422, "invalid_model", &[]),
            ("defective data", 422, "EXPIRED", &["status code"]),
            ("too many attempts", 412, "GENERIC_ERROR", &[]),
            ("too many attempts", 412, "EXPIRED", &["errors[0].code"]),
            ("too many identical persons", 409, "x", &["status code"]),
            ("GENERIC_ERROR", 500, "GENERIC_ERROR", &[]),
            ("EXPIRED", 412, "expired", &[]),
            ("EXPIRED", 500, "EXPIRED", &["status code"]),
            ("ALREADY_IDENTIFIED_SUCCESSFULLY", 412, "x", &["status code", "errors[0].code"]),
        ];
        for (cause, status, code, expected) in rows {
            assert_eq!(
                mismatches(cause, &refusal(status, code)),
                expected,
                "{cause}: {status} {code}"
            );
        }
        assert!(mismatches("invalid_token", &reply("GET /x", 401, &json!({}))).is_empty());
        assert!(RefusalCause::named("expired").is_none());
    }

    #[test]
    fn a_limit_of_the_iban_hides_that_of_the_person() {
        let limited = refusal(412, "IBAN_USAGE_LIMIT_EXCEEDED");
        let mismatches = |cause| RefusalCause::named(cause).unwrap().check(&limited);
        assert!(mismatches("too many attempts").is_err());
        assert!(mismatches("IBAN_USAGE_LIMIT_EXCEEDED").unwrap().1.is_some());
    }
}
