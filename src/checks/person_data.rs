//! Refusals of a person's data, on registration or when the person is to be identified (Step 1).

use crate::api::{Reason, Status, same_code};
use crate::evidence::{Reply, Unobserved};

use super::expectation::{Expectation, status_of};

const MISSING: Reason = Reason::PersonMissingRequiredData;

/// Missing data are refused on registration, or with a reason of their own when the person is to
/// be identified (BI-170).
pub fn missing_data(reply: &Reply) -> Result<Expectation<'_>, Unobserved> {
    if let Some(other) = another_cause(reply) {
        return other;
    }
    let late = is_identification(reply);
    let expected = match late {
        true if failed_because(reply, MISSING) => Expectation::of(reply),
        true => Expectation::of(reply).refused_with(412, MISSING.code()),
        false => Expectation::of(reply).refused(),
    };
    Ok(expected.freedom(late, "missing data are refused only on identification", "status code"))
}

/// The identification succeeds without the data, or is refused because they are missing (BI-170).
pub fn identified_or_missing_data(reply: &Reply) -> Result<Expectation<'_>, Unobserved> {
    if reply.is_success() && status_of(reply) != Some(Status::Failed) {
        let identified = Expectation::of(reply).done(201);
        return Ok(identified.freedom(true, "the missing member is not demanded", "birth_city"));
    }
    missing_data(reply)
}

/// Malformed data are refused on registration or later; the guide prints no code.
pub fn malformed_data(reply: &Reply) -> Result<Expectation<'_>, Unobserved> {
    if let Some(other) = another_cause(reply) {
        return other;
    }
    let late = is_identification(reply);
    let defects = [MISSING, Reason::InvalidModel];
    let names = |defect: &Reason| reply.error_codes().iter().any(|it| same_code(it, defect.code()));
    let about = !late || reply.status == 400 || defects.iter().any(names);
    let expected = if late && defects.iter().any(|it| failed_because(reply, *it)) {
        Expectation::of(reply)
    } else {
        let words = "400, or 412 with a code that is about the data";
        Expectation::of(reply).refused().unless(about, "status code", words, reply.brief())
    };
    Ok(expected.freedom(late, "malformed data are refused only on identification", "status code"))
}

fn is_identification(reply: &Reply) -> bool {
    reply.operation.ends_with("/identifications")
}

fn failed_because(reply: &Reply, reason: Reason) -> bool {
    status_of(reply) == Some(Status::Failed)
        && reply.text("failure_reason").is_some_and(|it| same_code(it, reason.code()))
}

/// An account that may not be used fails at once, for a reason that is not an answer of SCHUFA:
/// SCHUFA must not be asked.
pub fn failed_without_schufa(created: &Reply) -> Expectation<'_> {
    let schufa = [
        Reason::MatchForPersonDataNotFound,
        Reason::PersonAccountMatchNotFound,
        Reason::PreviousIdentNotFound,
    ];
    let asked = schufa.into_iter().any(|it| failed_because(created, it));
    let words = "no answer of SCHUFA, which must not be asked";
    let actual = super::expectation::shown(created.member("failure_reason"));
    Expectation::of(created).done(201).unless(!asked, "failure_reason", words, actual)
}

/// Refusals that are not about the data of the person.
const LIMITS: [Reason; 2] =
    [Reason::IbanUsageLimitExceeded, Reason::IdentificationAttemptsExceeded];

/// A limit or a refused mobile number hides what becomes of the person's data; a person that is
/// unknown to the mobile number is a mismatch.
fn another_cause(reply: &Reply) -> Option<Result<Expectation<'_>, Unobserved>> {
    let at_number = !reply.is_success() && reply.operation.contains("/mobile_number");
    if at_number && reply.status == 404 {
        let words = "the person that was just registered to be known";
        return Some(Ok(Expectation::of(reply).unless(false, "status code", words, reply.brief())));
    }
    let codes = reply.error_codes();
    let limited = codes.iter().filter_map(|it| Reason::named(it)).any(|it| LIMITS.contains(&it));
    let detail = "the identification stopped, and not because of the person's data";
    (limited || at_number).then(|| Err(Unobserved::blocked_by(reply, detail)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::{paths, reply};
    use serde_json::{Value, json};

    const REGISTER: &str = "POST /v1/persons";
    const IDENTIFY: &str = "POST /v1/persons/{person_id}/identifications";

    fn refusal(operation: &str, status: u16, code: &str) -> Reply {
        reply(operation, status, &json!({ "errors": [{ "code": code }] }))
    }

    fn failed(reason: &str) -> Reply {
        let body = json!({ "status": "failed", "failure_reason": reason });
        reply(IDENTIFY, 201, &body)
    }

    #[test]
    fn missing_data_are_asked_for() {
        let rows: [(Reply, &[&str]); 6] = [
            (refusal(REGISTER, 400, "x"), &[]),
            (refusal(IDENTIFY, 412, "PERSON_MISSING_REQUIRED_DATA"), &[]),
            (failed("person_missing_required_data"), &[]),
            (failed("JOINT_ACCOUNT"), &["status code", "errors[0].code"]),
            (refusal(IDENTIFY, 412, "JOINT_ACCOUNT"), &["errors[0].code"]),
            (reply(REGISTER, 201, &json!({})), &["status code"]),
        ];
        for (reply, expected) in rows {
            assert_eq!(paths(missing_data(&reply).unwrap()), expected, "{}", reply.brief());
        }
        let identified = reply(IDENTIFY, 201, &json!({ "status": "created" }));
        assert!(paths(identified_or_missing_data(&identified).unwrap()).is_empty());
        let failed = failed("X");
        let refused = identified_or_missing_data(&failed).unwrap();
        assert_eq!(paths(refused), ["status code", "errors[0].code"]);
    }

    #[test]
    fn malformed_data_are_refused() {
        let rows: [(Reply, &[&str]); 6] = [
            (refusal(REGISTER, 400, "x"), &[]),
            (refusal(IDENTIFY, 400, "x"), &[]),
            (refusal(IDENTIFY, 412, "INVALID_MODEL"), &[]),
            (failed("INVALID_MODEL"), &[]),
            (refusal(IDENTIFY, 412, "JOINT_ACCOUNT"), &["status code"]),
            (reply(REGISTER, 201, &Value::Null), &["status code"]),
        ];
        for (reply, expected) in rows {
            assert_eq!(paths(malformed_data(&reply).unwrap()), expected, "{}", reply.brief());
        }
    }

    #[test]
    fn unusable_accounts_fail_without_schufa() {
        assert!(paths(failed_without_schufa(&failed("JOINT_ACCOUNT"))).is_empty());
        let asked = failed("PREVIOUS_IDENT_NOT_FOUND");
        assert_eq!(paths(failed_without_schufa(&asked)), ["failure_reason"]);
    }

    #[test]
    fn limits_and_mobile_numbers_are_other_causes() {
        let number = "POST /v1/persons/{person_id}/mobile_number";
        let rows = [
            (refusal(IDENTIFY, 412, "IBAN_USAGE_LIMIT_EXCEEDED"), true),
            (refusal(number, 400, "x"), true),
            (refusal(number, 404, "x"), true),
            (reply(number, 201, &json!({})), false),
            (refusal(IDENTIFY, 412, "INVALID_MODEL"), false),
        ];
        for (reply, expected) in rows {
            assert_eq!(another_cause(&reply).is_some(), expected, "{}", reply.brief());
        }
    }
}
