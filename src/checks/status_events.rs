//! Statuses that IDENTIFICATION events report (BI-096, BI-120, WH-017).

use serde_json::Value;

use crate::api::Status;
use crate::evidence::{Mismatch, Reply};

use super::expectation::{Expectation, Member, shown};

/// Documented members of an IDENTIFICATION event.
const PAYLOAD: [&str; 6] = ["id", "reference", "url", "status", "completed_at", "method"];
/// Members that an event does not carry.
const CONFIDENTIAL: [&str; 2] = ["iban", "failure_reason"];

/// Statuses reported and expected, each exactly once and in any order (BI-120).
#[derive(Clone, Debug)]
pub struct ReportedStatuses {
    seen: Vec<String>,
    expected: Vec<String>,
}

impl ReportedStatuses {
    /// Statuses of these deliveries. The creation is not a change, and `confirmed` may be skipped
    /// (C-08), so they are expected only where they are reported.
    pub fn of(deliveries: &[Reply], expected: &[String]) -> Self {
        let mut seen = statuses(deliveries);
        // The snapshot that becomes available may be reported as well, before the status changes.
        let pending = Status::Pending.word();
        let available = seen.iter().any(|it| it == Status::AuthorizationRequired.word());
        if available && seen.iter().filter(|it| *it == pending).count() == 2 {
            seen.remove(seen.iter().position(|it| it == pending).unwrap_or_default());
        }
        let optional = [Status::Created.word(), Status::Confirmed.word()];
        let required = |it: &&String| !optional.contains(&it.as_str()) || seen.contains(it);
        let mut expected: Vec<String> = expected.iter().filter(required).cloned().collect();
        seen.sort();
        expected.sort();
        Self { seen, expected }
    }

    /// The difference between the statuses reported and expected.
    pub fn mismatch(&self) -> Option<Mismatch> {
        let (expected, actual) = (self.expected.join(", "), self.seen.join(", "));
        (self.seen != self.expected).then(|| Mismatch::new("status", expected, actual))
    }
}

fn statuses(deliveries: &[Reply]) -> Vec<String> {
    deliveries.iter().map(|it| it.text("status").unwrap_or("none").to_owned()).collect()
}

/// Whether a delivery reports this status.
pub fn reports(delivery: &Reply, status: Status) -> bool {
    delivery.text("status") == Some(status.word())
}

/// One of the deliveries reports this status (BI-096).
pub fn reported_status(deliveries: &[Reply], status: Status) -> Option<Mismatch> {
    let found = deliveries.iter().any(|it| reports(it, status));
    let mismatch = || Mismatch::new("status", status.word(), statuses(deliveries).join(", "));
    (!found).then(mismatch)
}

/// The event carries the documented members, and not those of the account (WH-017).
pub fn documented_event<'a>(event: &'a Reply, status: Status, id: &str) -> Expectation<'a> {
    let members = event.json.as_ref().ok().and_then(Value::as_object);
    let documented = |name: &str| PAYLOAD.contains(&name) || CONFIDENTIAL.contains(&name);
    let added = members.is_some_and(|it| it.keys().any(|name| !documented(name)));
    let completed = match status {
        Status::Successful => Member::Timestamp,
        // The guide does not say whether a failure completes an identification.
        Status::Failed | Status::Expired => Member::TextOrNull,
        _ => Member::Null,
    };
    let expected = Expectation::of(event)
        .members(&[
            ("id", Member::Text(id)),
            ("reference", Member::TextOrNull),
            ("url", Member::TextOrNull),
            ("status", Member::Text(status.word())),
            ("completed_at", completed),
            ("method", Member::Text("bank")),
        ])
        .freedom(added, "additional members", "payload");
    CONFIDENTIAL.iter().fold(expected, |it, name| {
        let value = event.member(name);
        it.unless(value.is_none(), name, "absent", shown(value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::{delivery, paths};
    use serde_json::json;

    fn events(statuses: &[&str]) -> Vec<Reply> {
        statuses.iter().map(|it| delivery(&[], &json!({ "status": it }).to_string())).collect()
    }

    #[test]
    fn statuses_are_reported_once() {
        let table = ["created", "pending", "confirmed", "successful"].map(str::to_owned);
        let rows: [(&[&str], bool); 5] = [
            (&["created", "pending", "confirmed", "successful"], true),
            (&["pending", "successful"], true),
            (&["pending", "pending", "successful"], false),
            (&["successful", "pending"], true),
            (&["pending"], false),
        ];
        for (seen, once) in rows {
            let reported = ReportedStatuses::of(&events(seen), &table);
            assert_eq!(reported.mismatch().is_none(), once, "{seen:?}");
        }
        // The event of the snapshot may come before that of the status, once.
        let table = ["pending", "authorization_required"].map(str::to_owned);
        for (count, once) in [(1, true), (2, true), (3, false)] {
            let seen = [vec!["pending"; count], vec!["authorization_required"]].concat();
            let reported = ReportedStatuses::of(&events(&seen), &table);
            assert_eq!(reported.mismatch().is_none(), once, "{seen:?}");
        }
        assert_eq!(reported_status(&events(&["pending"]), Status::Pending), None);
        assert!(reported_status(&events(&["pending"]), Status::Failed).is_some());
    }

    #[test]
    fn events_carry_no_account() {
        let mut body = json!({
            "id": "1", "reference": null, "url": null, "status": "created",
            "completed_at": null, "method": "bank",
        });
        let compare = |body: &Value, status| {
            paths(documented_event(&delivery(&[], &body.to_string()), status, "1"))
        };
        assert!(compare(&body, Status::Created).is_empty());
        assert_eq!(compare(&body, Status::Successful), ["status", "completed_at"]);
        body["iban"] = "DE".into();
        assert_eq!(compare(&body, Status::Created), ["iban"]);
    }
}
