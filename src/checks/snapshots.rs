//! Account snapshots (Step 4).

use serde_json::Value;

use crate::api::SnapshotStatus;
use crate::evidence::Reply;

use super::expectation::{Expectation, Member, is_refusal, shown};

/// State of an account snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SnapshotState {
    /// The transfer was initiated (BI-097).
    Available,
    /// The customer logged in (BI-092).
    Begun,
    /// The snapshot does not exist, or has another status (BI-095).
    NotAvailable,
    /// The snapshot was begun and will not be made, or does not exist (BI-149).
    Failed,
    /// The identification was not requested (BI-076, BI-094).
    Missing,
}

impl SnapshotState {
    /// Whether an answer needs no further waiting.
    pub fn is_settled(self, reply: &Reply) -> bool {
        match self {
            Self::Available => status(reply) == Some(SnapshotStatus::Available),
            Self::Begun => reply.is_success(),
            Self::Failed => status(reply) != Some(SnapshotStatus::Pending),
            Self::NotAvailable | Self::Missing => true,
        }
    }
}

fn status(reply: &Reply) -> Option<SnapshotStatus> {
    reply.text("status").and_then(SnapshotStatus::named)
}

/// The answer shows a snapshot in this state. An identification that was refused has none, so its
/// refusal may be the answer.
pub fn snapshot_in(reply: &Reply, state: SnapshotState) -> Expectation<'_> {
    let null = reply.json == Ok(Value::Null);
    let expected = Expectation::of(reply);
    match state {
        SnapshotState::Available => expected.done(200).member("status", Member::Text("available")),
        SnapshotState::Begun => {
            let begun = [SnapshotStatus::Pending, SnapshotStatus::Available];
            let holds = status(reply).is_some_and(|it| begun.contains(&it));
            let words = "pending or available";
            expected.done(200).unless(holds, "status", words, shown(reply.member("status")))
        }
        SnapshotState::NotAvailable | SnapshotState::Failed => {
            let may_come = |it| it == SnapshotStatus::Pending && state == SnapshotState::Failed;
            let unmade =
                status(reply).is_some_and(|it| it != SnapshotStatus::Available && !may_come(it));
            let holds = is_refusal(reply) || null || (reply.is_success() && unmade);
            let words = "failed, or no account snapshot at all";
            expected.unless(holds, "status", words, shown(reply.member("status")))
        }
        SnapshotState::Missing => {
            let none = matches!(reply.status, 403 | 404) || null;
            expected.unless(none, "status code", "404", reply.brief()).freedom(
                reply.status == 403,
                "403 for 404",
                "status code",
            )
        }
    }
}

/// The snapshot is pending, or is made only when the customer logs in: the guide says both (BI-087).
pub fn snapshot_before_login(reply: &Reply) -> Expectation<'_> {
    let expected = Expectation::of(reply);
    if reply.status == 404 {
        return expected.freedom(true, "no account snapshot before the login", "status code");
    }
    let early = status(reply).is_none_or(|it| it == SnapshotStatus::Available);
    expected.done(200).member("id", Member::Id("snap")).unless(
        !early,
        "status",
        "pending",
        shown(reply.member("status")),
    )
}

/// The answer is a snapshot with the documented members (BI-094, BI-095). One that is available is of
/// an account, so that it has an IBAN.
pub fn documented_snapshot(reply: &Reply) -> Expectation<'_> {
    let available = status(reply) == Some(SnapshotStatus::Available);
    let iban = if available { Member::SomeText } else { Member::TextOrNull };
    let words = "pending, available, expired or failed";
    let actual = shown(reply.member("status"));
    Expectation::of(reply)
        .done(200)
        .members(&[
            ("id", Member::Id("snap")),
            ("provider", Member::SomeText),
            ("iban", iban),
            ("location", Member::TextOrNull),
            ("status_description", Member::TextOrNull),
            ("wizard_session_key", Member::TextOrNull),
        ])
        .unless(status(reply).is_some(), "status", words, actual)
}

/// The snapshot keeps its id, and the `other` identification has another one (BI-095).
pub fn own_snapshot<'a>(first: &Reply, again: &'a Reply, other: &Reply) -> Expectation<'a> {
    let id = |reply: &Reply| shown(reply.member("id"));
    let same = again.text("id") == first.text("id");
    let shared = other.text("id") == first.text("id");
    Expectation::of(again).done(200).unless(same, "id", &id(first), id(again)).unless(
        !shared,
        "id",
        "another id for another identification",
        id(other),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::{paths, refusal, reply};
    use serde_json::json;

    fn snapshot(status: &str) -> Reply {
        let id = format!("{}snap", "a".repeat(32));
        let body = json!({
            "id": id, "status": status, "provider": "FIN_TEC_SYSTEMS", "iban": null,
            "location": "x", "status_description": null, "wizard_session_key": null,
        });
        reply("GET /x/account_snapshot", 200, &body)
    }

    #[test]
    fn snapshots_have_states() {
        type Paths = &'static [&'static str];
        // Available, not available, missing, before the login.
        let rows: [(Reply, [Paths; 4]); 5] = [
            (snapshot("available"), [&[], &["status"], &["status code"], &["status"]]),
            (snapshot("pending"), [&["status"], &[], &["status code"], &[]]),
            (snapshot("x"), [&["status"], &["status"], &["status code"], &["status"]]),
            (refusal(404, "x"), [&["status code", "status"], &[], &[], &[]]),
            (
                refusal(500, "x"),
                [
                    &["status code", "status"],
                    &["status"],
                    &["status code"],
                    &["status code", "id", "status"],
                ],
            ),
        ];
        for (reply, [available, unavailable, missing, early]) in rows {
            assert_eq!(paths(snapshot_in(&reply, SnapshotState::Available)), available);
            assert_eq!(paths(snapshot_in(&reply, SnapshotState::NotAvailable)), unavailable);
            let is_pending = status(&reply) == Some(SnapshotStatus::Pending);
            let failed = if is_pending { &["status"][..] } else { unavailable };
            assert_eq!(paths(snapshot_in(&reply, SnapshotState::Failed)), failed);
            assert_eq!(paths(snapshot_in(&reply, SnapshotState::Missing)), missing);
            assert_eq!(paths(snapshot_before_login(&reply)), early);
        }
        assert!(!SnapshotState::Available.is_settled(&snapshot("pending")));
        assert!(!SnapshotState::Failed.is_settled(&snapshot("pending")));
        assert!(SnapshotState::Missing.is_settled(&snapshot("pending")));
    }

    #[test]
    fn snapshots_have_documented_members_and_an_id() {
        assert!(paths(documented_snapshot(&snapshot("expired"))).is_empty());
        assert_eq!(paths(documented_snapshot(&snapshot("x"))), ["status"]);
        assert_eq!(paths(documented_snapshot(&snapshot("available"))), ["iban"]);
        let (one, other) = (snapshot("pending"), reply("GET /x", 200, &json!({ "id": "other" })));
        assert!(paths(own_snapshot(&one, &one, &other)).is_empty());
        assert_eq!(paths(own_snapshot(&one, &other, &one)), ["id", "id"]);
    }
}
