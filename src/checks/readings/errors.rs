//! Readings that a refusal shows: C-04, C-20, C-27, C-28, C-29, C-35, C-38.

use serde_json::Value;

use crate::api::{Reason, same_code};
use crate::evidence::Reply;

use super::table::{
    CODES_AS_PRINTED, CODES_LOWER, DEFECT_HTTP_400, DEFECT_HTTP_412, DocumentedReading,
    GENERIC_HTTP_412, GENERIC_HTTP_500, PER_IBAN_AND_HOLDER, PER_PERSON, SPELLED_ATHORIZED,
    SPELLED_AUTHORIZED, STATUS_INTEGER, STATUS_STRING, VERIFIED_BEFORE,
};

/// C-04: how the code for access by an authorised holder is spelled.
pub fn spelling(code: &str) -> Option<DocumentedReading> {
    match code.to_ascii_lowercase().as_str() {
        "access_by_athorized_holder" => Some(SPELLED_ATHORIZED),
        "access_by_authorized_holder" => Some(SPELLED_AUTHORIZED),
        _ => None,
    }
}

/// C-20: when the mobile number must be verified, by the code of a refusal.
pub fn verification(code: &str) -> Option<DocumentedReading> {
    (Reason::named(code) == Some(Reason::MobileNumberNotVerified)).then_some(VERIFIED_BEFORE)
}

/// C-27: the status code that comes with `INVALID_MODEL`.
pub fn defect_status(reply: &Reply) -> Option<DocumentedReading> {
    let named = reply.error_codes().iter().any(|it| same_code(it, Reason::InvalidModel.code()));
    match reply.status {
        400 => Some(DEFECT_HTTP_400),
        412 if named => Some(DEFECT_HTTP_412),
        _ => None,
    }
}

/// C-28: the status code that comes with `GENERIC_ERROR`.
pub fn generic_status(status: u16) -> Option<DocumentedReading> {
    match status {
        412 => Some(GENERIC_HTTP_412),
        500 => Some(GENERIC_HTTP_500),
        _ => None,
    }
}

/// C-29: the letter case of a code. The codes of Appendix III are printed in capitals; other codes
/// belong to the general list of errors, which is in lower case anyway.
pub fn letter_case(code: &str) -> Option<DocumentedReading> {
    Reason::named(code)?;
    let lower = code.chars().all(|it| !it.is_ascii_uppercase());
    Some(if lower { CODES_LOWER } else { CODES_AS_PRINTED })
}

/// C-35: what a limit on failed attempts counts, by the reason of a refusal.
pub fn counted_attempts(reply: &Reply, reason: Reason) -> Option<DocumentedReading> {
    let limits = [Reason::IbanUsageLimitExceeded, Reason::IdentificationAttemptsExceeded];
    (limits.contains(&reason) && !reply.is_success()).then_some(PER_IBAN_AND_HOLDER)
}

/// C-35: the same for the twenty-first attempt of one person.
pub fn counted_persons(reply: &Reply) -> Option<DocumentedReading> {
    (reply.status == 412).then_some(PER_PERSON)
}

/// C-38: the type of `status` inside an error object.
pub fn status_type(reply: &Reply) -> Option<DocumentedReading> {
    match reply.member("errors.0.status")? {
        Value::Number(_) => Some(STATUS_INTEGER),
        Value::String(_) => Some(STATUS_STRING),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::{identification, refusal, reply};
    use serde_json::json;

    #[test]
    fn codes_fit_a_reading_of_c_04_c_20_and_c_29() {
        let rows = [
            ("ACCESS_BY_ATHORIZED_HOLDER", Some(SPELLED_ATHORIZED), None, Some(CODES_AS_PRINTED)),
            ("access_by_authorized_holder", Some(SPELLED_AUTHORIZED), None, Some(CODES_LOWER)),
            ("MOBILE_NUMBER_NOT_VERIFIED", None, Some(VERIFIED_BEFORE), Some(CODES_AS_PRINTED)),
            ("invalid_tan", None, None, None),
        ];
        for (code, spelled, verified, case) in rows {
            assert_eq!(spelling(code), spelled, "{code}");
            assert_eq!(verification(code), verified, "{code}");
            assert_eq!(letter_case(code), case, "{code}");
        }
    }

    #[test]
    fn status_codes_fit_a_reading_of_c_27_and_c_28() {
        let rows = [
            (refusal(400, "invalid_json"), Some(DEFECT_HTTP_400)),
            (refusal(412, "INVALID_MODEL"), Some(DEFECT_HTTP_412)),
            (refusal(412, "JOINT_ACCOUNT"), None),
            (refusal(422, "INVALID_MODEL"), None),
        ];
        for (reply, expected) in rows {
            assert_eq!(defect_status(&reply), expected, "{}", reply.brief());
        }
        assert_eq!(generic_status(412), Some(GENERIC_HTTP_412));
        assert_eq!(generic_status(500), Some(GENERIC_HTTP_500));
        assert_eq!(generic_status(503), None);
    }

    #[test]
    fn limits_fit_a_reading_of_c_35() {
        let refused = refusal(412, "IBAN_USAGE_LIMIT_EXCEEDED");
        let limit = Reason::IbanUsageLimitExceeded;
        assert_eq!(counted_attempts(&refused, limit), Some(PER_IBAN_AND_HOLDER));
        assert_eq!(counted_attempts(&refused, Reason::JointAccount), None);
        assert_eq!(counted_attempts(&identification("created"), limit), None);
        assert_eq!(counted_persons(&refused), Some(PER_PERSON));
        assert_eq!(counted_persons(&identification("created")), None);
    }

    #[test]
    fn types_fit_a_reading_of_c_38() {
        let error = |status| reply("POST /x", 400, &json!({ "errors": [{ "status": status }] }));
        assert_eq!(status_type(&error(json!(400))), Some(STATUS_INTEGER));
        assert_eq!(status_type(&error(json!("400"))), Some(STATUS_STRING));
        assert_eq!(status_type(&error(json!(null))), None);
        assert_eq!(status_type(&refusal(400, "x")), None);
    }
}
