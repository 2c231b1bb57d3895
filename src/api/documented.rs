//! The members in the guide's examples, by operation. Other members of a target are tolerated and
//! listed.

use super::{AccountSnapshot, Identification, MobileNumber, UPDATABLE_PROPERTIES};

/// The documented members of a successful answer to this operation; `None` if the guide prints no
/// example.
pub fn documented_members(operation: &str) -> Option<&'static [&'static str]> {
    let path = operation.split_once(' ')?.1;
    if path.contains("/mobile_number") {
        Some(MobileNumber::MEMBERS)
    } else if path.ends_with("/account_snapshot") {
        Some(AccountSnapshot::MEMBERS)
    } else if path.contains("/identifications") {
        Some(Identification::MEMBERS)
    } else {
        None
    }
}

/// Members of request bodies, except the properties of a person that can be changed.
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
    fn operations_are_distinguished() {
        let members = |operation| documented_members(operation);
        assert_eq!(
            members("POST /v1/persons/{person_id}/mobile_number/confirm"),
            Some(MobileNumber::MEMBERS)
        );
        let request = "PATCH /v1/persons/{person_id}/identifications/{id}/request";
        assert_eq!(members(request), Some(Identification::MEMBERS));
        let snapshot = "GET /v1/persons/{person_id}/identifications/{id}/account_snapshot";
        assert_eq!(members(snapshot), Some(AccountSnapshot::MEMBERS));
        assert_eq!(members("POST /v1/persons"), None);
    }
}
