//! Contradictions between an answer and an earlier one about the same resource.

use serde_json::Value;

use crate::api::{SnapshotStatus, Status, UPDATABLE_PROPERTIES, is_request_member};
use crate::evidence::Reply;

use super::comparison::{is_unset, same};
use super::expectation::{Expectation, shown};
use super::resources::{Kind, ShownResource};

const AUTHORIZE: &str = "PATCH /v1/persons/{person_id}/identifications/{id}/authorize";
const UPDATE: &str = "PATCH /v1/persons/{person_id}";

/// Permitted change of a member since an earlier answer about the same resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PermittedChange {
    /// The member must not change.
    Never,
    /// The member may be set once.
    Once,
    /// The member may be set, and replaced when the QES is started again.
    BySigning,
    /// The status may change to a later one.
    Forward,
}

use PermittedChange::{BySigning, Forward, Never, Once};

const IDENTIFICATION: &[(&str, PermittedChange)] = &[
    ("status", Forward),
    ("method", Never),
    ("iban", Never),
    ("terms_and_conditions_signed_at", Never),
    ("reference", Never),
    ("url", Once),
    ("completed_at", Once),
    ("failure_reason", Once),
    ("authorization_expires_at", BySigning),
    ("confirmation_expires_at", BySigning),
    ("current_reference_token", BySigning),
];
/// Members that are of no use once an identification failed or expired: the guide says only of a
/// successful one that they stay.
const OF_OPEN_ONES: [&str; 4] =
    ["url", "authorization_expires_at", "confirmation_expires_at", "current_reference_token"];
const SNAPSHOT: &[(&str, PermittedChange)] =
    &[("status", Forward), ("iban", Once), ("provider", Once), ("wizard_session_key", Once)];
const ATTEMPT: &[(&str, PermittedChange)] = &[
    ("person_id", Never),
    ("identification_id", Never),
    ("iban", Never),
    ("created_at", Never),
    ("failure_reason", Once),
];
const DOCUMENT: &[(&str, PermittedChange)] = &[
    ("name", Never),
    ("content_type", Never),
    ("document_type", Never),
    ("size", Never),
    ("customer_accessible", Never),
    ("created_at", Never),
];
const MOBILE_NUMBER: &[(&str, PermittedChange)] = &[("number", Never), ("verified", Forward)];
const SUBSCRIPTION: &[(&str, PermittedChange)] = &[("event_type", Never), ("url", Never)];

/// No member contradicts the earlier answer.
pub fn without_contradiction<'a>(
    expected: Expectation<'a>,
    (reply, resource): (&Reply, &ShownResource<'a>),
    before: &Value,
) -> Expectation<'a> {
    let rules = match resource.kind {
        Kind::Person => return person(expected, (reply, resource), before),
        Kind::Identification => IDENTIFICATION,
        Kind::Snapshot => SNAPSHOT,
        Kind::Attempt => ATTEMPT,
        Kind::Document => DOCUMENT,
        Kind::MobileNumber => MOBILE_NUMBER,
        Kind::Subscription => SUBSCRIPTION,
    };
    let closed = resource.kind == Kind::Identification && is_closed(resource.member("status"));
    rules.iter().fold(expected, |expected, (name, change)| {
        let (was, is) = (before.get(name), resource.member(name));
        let holds = match change {
            _ if is.is_none() && resource.listed => true,
            _ if closed && OF_OPEN_ONES.contains(name) && is_unset(is) => true,
            Never => agree(was, is),
            Once => is_unset(was) || agree(was, is),
            BySigning => is_unset(was) || agree(was, is) || reply.operation == AUTHORIZE,
            Forward => moves_forward(was, is),
        };
        let path = format!("{}{name}", resource.path);
        expected.unless(holds, &path, &format!("{}, as before", shown(was)), shown(is))
    })
}

/// Properties of a person change only by a change of the person; some never do (BI-039).
fn person<'a>(
    expected: Expectation<'a>,
    (reply, resource): (&Reply, &ShownResource<'a>),
    before: &Value,
) -> Expectation<'a> {
    let changes = reply.operation == UPDATE;
    let members = before.as_object().into_iter().flatten();
    members.fold(expected, |expected, (name, was)| {
        let is = resource.member(name);
        let may_change = changes && UPDATABLE_PROPERTIES.contains(&name.as_str());
        // The number is set by another operation.
        let compared = is_request_member(name) && name != "mobile_number" && !may_change;
        let holds = !compared || is_unset(Some(was)) || is_unset(is) || same(is, was);
        expected.unless(holds, name, &format!("{was}, as before"), shown(is))
    })
}

/// Whether the status is that of an identification that ended without a signature.
fn is_closed(status: Option<&Value>) -> bool {
    let status = status.and_then(Value::as_str).and_then(Status::named);
    matches!(status, Some(Status::Failed | Status::Expired))
}

fn agree(was: Option<&Value>, is: Option<&Value>) -> bool {
    match was.filter(|it| !is_unset(Some(it))) {
        None => is_unset(is),
        Some(was) => same(is, was),
    }
}

/// A status never changes to an earlier one, a final status stays, and a verified number stays
/// verified.
fn moves_forward(was: Option<&Value>, is: Option<&Value>) -> bool {
    let rank = |value: Option<&Value>| match value {
        Some(Value::Bool(flag)) => Some((usize::from(*flag), false)),
        Some(Value::String(word)) => {
            let statuses = Status::ALL.iter().position(|it| it.word() == word);
            let status = statuses.map(|place| (place, place >= 5));
            let snapshots = SnapshotStatus::ALL.iter().position(|it| it.word() == word);
            status.or(snapshots.map(|place| (place, place > 0)))
        }
        _ => None,
    };
    match (rank(was), rank(is)) {
        (Some((_, true)), _) => was == is,
        (Some((before, _)), Some((now, _))) => before <= now,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use crate::checks::samples::{paths, reply};
    use crate::checks::whole_answers;
    use crate::evidence::Reply;
    use serde_json::{Value, json};

    use super::UPDATE;

    fn found(answers: &[(&str, Value)]) -> Vec<String> {
        let replies: Vec<Reply> =
            answers.iter().map(|(operation, body)| reply(operation, 200, body)).collect();
        whole_answers(&replies).into_iter().flat_map(paths).collect()
    }

    #[test]
    fn a_person_changes_only_when_it_is_changed() {
        let (get, update) = ("GET /v1/persons/{person_id}", UPDATE);
        let person =
            |name: &str, title: &str| json!({ "id": "1cper", "first_name": name, "title": title });
        let rows: [(&str, Value, &[&str]); 4] = [
            (get, person("A", "Dr"), &[]),
            (get, person("A", "Prof"), &["title"]),
            (update, person("A", "Prof"), &[]),
            (update, person("B", "Dr"), &["first_name"]),
        ];
        for (operation, body, expected) in rows {
            assert_eq!(found(&[(get, person("A", "Dr")), (operation, body)]), expected);
        }
    }
}
