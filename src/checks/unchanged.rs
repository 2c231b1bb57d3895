//! Comparison of a retrieved identification with the answers to earlier calls (BI-118).

use serde_json::Value;

use crate::api::{Reason, Status};
use crate::evidence::Reply;

use super::comparison::{is_unset, same};
use super::expectation::{Expectation, Member, shown, status_of};
use super::known::KnownIdentification;

/// Members that the partner sends and that never change.
const GIVEN: [&str; 3] = ["method", "iban", "terms_and_conditions_signed_at"];
/// Members that the method `bank` does not use, so that they never change.
const UNUSED: [&str; 3] = ["reference", "proof_of_address_type", "proof_of_address_issued_at"];
/// Members that the start of the QES adds.
const SIGNING: [&str; 3] =
    ["authorization_expires_at", "confirmation_expires_at", "current_reference_token"];

/// Compares the members of a retrieved identification with those of earlier answers.
pub fn continued<'a>(
    expected: Expectation<'a>,
    reply: &'a Reply,
    (known, status): (&KnownIdentification, Status),
) -> Expectation<'a> {
    let expected = kept(expected, reply, (&known.created, &["id"]));
    let expected = kept(expected, reply, (&known.sent, &GIVEN));
    let expected = kept(expected, reply, (&known.created, &UNUSED));
    // An identification that ended without a signature no longer needs a bank page.
    let closed =
        matches!(status, Status::Failed | Status::Expired) && is_unset(reply.member("url"));
    let expected =
        if closed { expected } else { kept(expected, reply, (&known.requested, &["url"])) };
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
        Status::Failed => expected,
        Status::Expired => reason_to_expire(expected, reply),
        _ => expected.member("failure_reason", Member::NullOrAbsent),
    }
}

/// The reason of an expired identification, if it names one, is not that of a refusal by SCHUFA, by the
/// bank or for another state of the person (BI-137, Appendix III).
pub fn reason_to_expire<'a>(expected: Expectation<'a>, reply: &'a Reply) -> Expectation<'a> {
    const TIME_OR_FAULT: [Reason; 6] = [
        Reason::Expired,
        Reason::AccountSnapshotExpired,
        Reason::AccountSnapshotFailed,
        Reason::DependencyError,
        Reason::InternalRequestError,
        Reason::GenericError,
    ];
    let expired = status_of(reply) == Some(Status::Expired);
    let reason = reply.text("failure_reason").and_then(Reason::named);
    let other = reason.filter(|it| expired && !TIME_OR_FAULT.contains(it));
    let actual = other.map_or("", Reason::code);
    expected.unless(other.is_none(), "failure_reason", "none, or one of time", actual)
}

/// The members with these names have the values of an earlier answer, in any notation.
pub fn kept<'a>(
    expected: Expectation<'a>,
    reply: &'a Reply,
    (before, names): (&Value, &[&str]),
) -> Expectation<'a> {
    names.iter().fold(expected, |expected, name| {
        let Some(was) = before.get(name) else { return expected };
        let is = reply.member(name);
        expected.unless(same(is, was), name, &shown(Some(was)), shown(is))
    })
}

/// Call with an answer that later answers repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RepeatedAnswer {
    /// `POST …/identifications` (BI-089).
    Created,
    /// `PATCH …/request` (BI-113).
    Requested,
    /// `PATCH …/authorize` (BI-116, BI-126).
    Authorized,
}

/// Members that the answer to the request and those after it have in common.
const REQUESTED: [&str; 8] = [
    "id",
    "url",
    "method",
    "iban",
    "terms_and_conditions_signed_at",
    "reference",
    "proof_of_address_type",
    "proof_of_address_issued_at",
];

/// The other members of the answer have the values of the earlier answer.
pub fn rest_of_answer<'a>(
    reply: &'a Reply,
    known: &KnownIdentification,
    stage: RepeatedAnswer,
) -> Expectation<'a> {
    let expected = Expectation::of(reply);
    let waiting_time = "estimated_waiting_time";
    let waits = !is_unset(reply.member(waiting_time));
    match stage {
        RepeatedAnswer::Created => ["id", "method", "iban", "terms_and_conditions_signed_at"]
            .iter()
            .fold(expected, |it, name| it.member(name, Member::Is(&known.created[*name])))
            .members(&[
                ("completed_at", Member::Null),
                ("authorization_expires_at", Member::Null),
                ("confirmation_expires_at", Member::Null),
            ])
            .freedom(
                reply.member(waiting_time).is_none(),
                "no estimated_waiting_time",
                waiting_time,
            )
            .freedom(waits, "an estimated waiting time", waiting_time),
        RepeatedAnswer::Requested => kept(expected, reply, (&known.requested, &REQUESTED))
            .member("completed_at", Member::Null)
            .freedom(waits, "an estimated waiting time", waiting_time),
        RepeatedAnswer::Authorized => {
            let expected = kept(expected, reply, (&known.authorized, &REQUESTED));
            kept(expected, reply, (&known.authorized, &SIGNING))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::{paths, reply};
    use serde_json::json;

    #[test]
    fn an_identification_expires_for_no_other_reason() {
        let rows: [(&str, Value, &[&str]); 6] = [
            ("expired", Value::Null, &[]),
            ("expired", json!("EXPIRED"), &[]),
            ("expired", json!("account_snapshot_expired"), &[]),
            ("expired", json!("a word of its own"), &[]),
            ("expired", json!("joint_account"), &["failure_reason"]),
            ("failed", json!("joint_account"), &[]),
        ];
        for (status, reason, expected) in rows {
            let state =
                reply("GET /x", 200, &json!({ "status": status, "failure_reason": reason }));
            let found = paths(reason_to_expire(Expectation::of(&state), &state));
            assert_eq!(found, expected, "{status} {reason}");
        }
    }

    #[test]
    fn the_rest_of_an_answer_is_kept() {
        let whole = json!({
            "id": "1", "url": "u", "method": "bank", "iban": "DE",
            "terms_and_conditions_signed_at": "2020-07-07T11:36:29.000Z", "completed_at": null,
            "authorization_expires_at": null, "confirmation_expires_at": null,
            "estimated_waiting_time": null,
        });
        let known = KnownIdentification {
            created: whole.clone(),
            requested: whole.clone(),
            authorized: whole.clone(),
            ..KnownIdentification::default()
        };
        let stages =
            [RepeatedAnswer::Created, RepeatedAnswer::Requested, RepeatedAnswer::Authorized];
        let rows: [(&str, [&[&str]; 3]); 4] = [
            ("reference", [&[], &[], &[]]),
            ("iban", [&["iban"], &["iban"], &["iban"]]),
            ("completed_at", [&["completed_at"], &["completed_at"], &[]]),
            (
                "confirmation_expires_at",
                [&["confirmation_expires_at"], &[], &["confirmation_expires_at"]],
            ),
        ];
        for (changed, expected) in rows {
            let mut body = whole.clone();
            body[changed] = "changed".into();
            let answer = reply("PATCH /x", 200, &body);
            let found = stages.map(|stage| paths(rest_of_answer(&answer, &known, stage)));
            assert_eq!(found, expected, "{changed}");
        }
    }
}
