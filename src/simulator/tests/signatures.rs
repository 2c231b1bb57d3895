//! TANs and time.

use serde_json::json;

use super::ApiCaller;
use crate::api::MockedIban;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

#[tokio::test]
async fn a_wrong_tan_changes_nothing() {
    let caller = ApiCaller::new();
    let path = caller.paid(MockedIban::Good.iban()).await;
    let tan = caller.authorize(&path).await;
    let refused = caller.confirm(&path, "000").await;
    assert_eq!(refused.refusal(), (422, "invalid_tan".into()));
    assert_eq!(caller.status(&path).await, "confirmation_required");
    assert_eq!(caller.confirm(&path, &tan).await.json()["status"], "confirmed");
}

#[tokio::test]
async fn the_tan_window_ends_on_the_millisecond() {
    for (reading, minutes) in [("5-min", 5), ("8-min", 8), ("10-min", 10)] {
        let caller = ApiCaller::reading("C-05", reading);
        let path = caller.paid(MockedIban::Good.iban()).await;
        let tan = caller.authorize(&path).await;
        caller.wait(minutes * MINUTE - 1);
        assert_eq!(caller.confirm(&path, &tan).await.status, 200, "{reading}");
        let path = caller.paid(MockedIban::Good.iban()).await;
        let tan = caller.authorize(&path).await;
        caller.wait(minutes * MINUTE);
        assert!(caller.confirm(&path, &tan).await.status >= 400, "{reading}");
    }
}

#[tokio::test]
async fn the_tan_cannot_outlive_the_qes() {
    let caller = ApiCaller::new();
    let path = caller.paid(MockedIban::Good.iban()).await;
    caller.wait(7 * MINUTE);
    caller.authorize(&path).await;
    let shown = caller.get(&path).await.json();
    assert_eq!(shown["confirmation_expires_at"], shown["authorization_expires_at"]);
    caller.wait(3 * MINUTE - 1);
    assert_eq!(caller.status(&path).await, "confirmation_required");
    caller.wait(1);
    assert_eq!(caller.status(&path).await, "expired");
    let late = caller.patch(&format!("{path}/authorize"), json!({})).await;
    assert_eq!(late.refusal(), (409, "expectation_mismatch".into()));
}

#[tokio::test]
async fn the_hosted_page_dies_after_ten_minutes() {
    let caller = ApiCaller::new();
    let path = caller.requested(MockedIban::Good.iban()).await;
    caller.wait(10 * MINUTE - 1);
    caller.pay(&path).await;
    assert_eq!(caller.status(&path).await, "authorization_required");
    for (reading, status, reason) in [
        ("failed-snapshot-expired", "failed", Some("account_snapshot_expired")),
        ("status-expired", "expired", None),
    ] {
        let caller = ApiCaller::reading("C-10", reading);
        let path = caller.requested(MockedIban::Good.iban()).await;
        caller.wait(10 * MINUTE);
        assert!(caller.pay(&path).await.text.contains("expired"));
        let late = caller.get(&path).await.json();
        assert_eq!(
            (late["status"].as_str(), late["failure_reason"].as_str()),
            (Some(status), reason)
        );
    }
}

#[tokio::test]
async fn a_second_tan_voids_the_first_unless_read_otherwise() {
    for (reading, mocked, first, second) in [
        ("previous-dead", MockedIban::Good, 422, 200),
        ("new-dead", MockedIban::Good, 200, 422),
        ("new-dead", MockedIban::SwisscomFails, 422, 200),
    ] {
        for (which, expected) in [(0, first), (1, second)] {
            let caller = ApiCaller::reading("C-06", reading);
            let path = caller.paid(mocked.iban()).await;
            let before = caller.get(&path).await.json()["authorization_expires_at"].clone();
            let tans = [caller.authorize(&path).await, caller.authorize(&path).await];
            assert_eq!(caller.get(&path).await.json()["authorization_expires_at"], before);
            let confirmed = caller.confirm(&path, &tans[which]).await;
            assert_eq!(confirmed.status, expected, "{reading} {mocked:?} {which}");
        }
    }
}

#[tokio::test]
async fn after_the_first_window_a_new_tan_lives_under_either_reading() {
    let caller = ApiCaller::reading("C-06", "new-dead");
    let path = caller.paid(MockedIban::Good.iban()).await;
    caller.authorize(&path).await;
    caller.wait(5 * MINUTE);
    let tan = caller.authorize(&path).await;
    assert_eq!(caller.confirm(&path, &tan).await.status, 200);
}

#[tokio::test]
async fn an_identification_dies_after_thirty_days() {
    let mut caller = ApiCaller::new();
    let person = caller.customer().await;
    let created = caller.create(&person, MockedIban::Good.iban()).await.json();
    let path = format!("{person}/identifications/{}", created["id"].as_str().unwrap());
    caller.wait(30 * DAY - 1);
    let token = caller.simulation.default.tenant_state().issue_token();
    caller.authorization = Some(format!("Bearer {token}"));
    assert_eq!(caller.status(&path).await, "created");
    caller.wait(1);
    for call in ["request", "authorize", "confirm"] {
        let refused = caller.patch(&format!("{path}/{call}"), json!({"token": "1"})).await;
        assert_eq!(refused.refusal(), (412, "EXPIRED".into()), "{call}");
    }
    assert_eq!(caller.status(&path).await, "expired");
}
