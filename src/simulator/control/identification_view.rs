//! The state of an identification, as the control interface shows it.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::api::Reason;
use crate::simulator::clock::printed;
use crate::simulator::machine::{IdentificationState, Rules};

/// The state at this time; what has not happened yet is null.
pub fn shown(it: &IdentificationState, now: Timestamp, rules: &Rules) -> Value {
    let page = it.session.as_ref().map(|page| {
        json!({
            "opened_at": printed(page.opened_at),
            "logged_in": page.logged_in,
            "authorised": page.authorised,
        })
    });
    let tans = it.tans.iter().map(
        |tan| json!({ "is_valid": tan.is_good(now, rules), "expires_at": printed(tan.expires_at) }),
    );
    json!({
        "id": it.draft.id,
        "person_id": it.draft.person_id,
        "status": it.status.word(),
        "failure": it.failure.map(Reason::code),
        "account": it.draft.account.word(),
        "bank_page": page,
        "account_snapshot": it.snapshot.as_ref().map(|snapshot| json!(snapshot.status)),
        "tans": tans.collect::<Vec<_>>(),
        "created_at": printed(it.created_at),
        "authorization_expires_at": it.authorization_expires_at.map(printed),
        "confirmation_expires_at": it.confirmation_expires_at.map(printed),
        "completed_at": it.completed_at.map(printed),
        "now": printed(now),
    })
}
