//! The members the guide's examples show, by operation; whatever else a target sends is tolerated
//! and listed.

use super::UPDATABLE_PROPERTIES;

const MOBILE_NUMBER: &[&str] = &["id", "number", "verified"];
const SNAPSHOT: &[&str] =
    &["iban", "id", "location", "provider", "status", "status_description", "wizard_session_key"];
const IDENTIFICATION: &[&str] = &[
    "id",
    "reference",
    "url",
    "status",
    "completed_at",
    "method",
    "proof_of_address_type",
    "proof_of_address_issued_at",
    "iban",
    "terms_and_conditions_signed_at",
    "authorization_expires_at",
    "confirmation_expires_at",
    "estimated_waiting_time",
    "current_reference_token",
    "address",
    "documents",
    "failure_reason",
];

/// The documented members of a successful answer to this operation; `None` where the guide prints
/// no example.
pub fn documented_members(operation: &str) -> Option<&'static [&'static str]> {
    let path = operation.split_once(' ')?.1;
    if path.contains("/mobile_number") {
        Some(MOBILE_NUMBER)
    } else if path.ends_with("/account_snapshot") {
        Some(SNAPSHOT)
    } else if path.contains("/identifications") {
        Some(IDENTIFICATION)
    } else {
        None
    }
}

/// Members of request bodies besides the properties of a person that can be changed.
const REQUEST: &[&str] = &[
    "first_name",
    "last_name",
    "birth_date",
    "birth_city",
    "birth_country",
    "birth_name",
    "nationality",
    "mobile_number",
    "terms_conditions_signed_at",
    "number",
    "token",
    "method",
    "iban",
    "terms_and_conditions_signed_at",
    "reference",
    "language",
    "device_data",
    "secret",
    "event_type",
    "url",
];

/// Whether some request body is documented to have this member.
pub fn is_request_member(name: &str) -> bool {
    REQUEST.contains(&name) || UPDATABLE_PROPERTIES.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_are_told_apart() {
        let members = |operation| documented_members(operation).map(<[_]>::len);
        assert_eq!(members("POST /v1/persons/{person_id}/mobile_number/confirm"), Some(3));
        assert_eq!(members("PATCH /v1/persons/{person_id}/identifications/{id}/request"), Some(17));
        let snapshot = "GET /v1/persons/{person_id}/identifications/{id}/account_snapshot";
        assert_eq!(members(snapshot), Some(7));
        assert_eq!(members("POST /v1/persons"), None);
    }
}
