//! A retrieved identification must match the answers of the calls before (BI-118).

use serde_json::Value;

use crate::api::Status;
use crate::evidence::Reply;

use super::comparison::same;
use super::expectation::{Expectation, Member, shown};
use super::known::KnownIdentification;

/// Never changes once it was given.
const GIVEN: [&str; 3] = ["method", "iban", "terms_and_conditions_signed_at"];
/// Of no use to this method, so it stays as it was.
const UNUSED: [&str; 3] = ["reference", "proof_of_address_type", "proof_of_address_issued_at"];
/// Announced when the QES is started.
const SIGNING: [&str; 3] =
    ["authorization_expires_at", "confirmation_expires_at", "current_reference_token"];

/// Checks what a retrieved identification shows against what is known of it.
pub fn continued<'a>(
    expected: Expectation<'a>,
    reply: &'a Reply,
    (known, status): (&KnownIdentification, Status),
) -> Expectation<'a> {
    let expected = kept(expected, reply, (&known.created, &["id"]));
    let expected = kept(expected, reply, (&known.sent, &GIVEN));
    let expected = kept(expected, reply, (&known.created, &UNUSED));
    let expected = kept(expected, reply, (&known.requested, &["url"]));
    let expected = match status {
        // Another requirement covers their values after the success (BI-126).
        Status::ConfirmationRequired | Status::Confirmed => {
            kept(expected, reply, (&known.authorized, &SIGNING))
        }
        _ => expected,
    };
    let done = matches!(status, Status::Successful | Status::Failed | Status::Expired);
    let expected =
        if done { expected } else { expected.member("completed_at", Member::NullOrAbsent) };
    match status {
        Status::Failed | Status::Expired => expected,
        _ => expected.member("failure_reason", Member::NullOrAbsent),
    }
}

/// Members of an earlier answer are what they were, whatever their notation.
pub fn kept<'a>(
    expected: Expectation<'a>,
    reply: &'a Reply,
    (before, names): (&Value, &[&str]),
) -> Expectation<'a> {
    names.iter().fold(expected, |expected, name| {
        let Some(was) = before.get(name) else { return expected };
        let is = reply.member(name);
        let holds = if is_null(Some(was)) { is_null(is) } else { same(is, was) };
        expected.unless(holds, name, &shown(Some(was)), shown(is))
    })
}

fn is_null(value: Option<&Value>) -> bool {
    value.is_none_or(|it| it.is_null() || *it == "null")
}
