//! Step 2.

use serde_json::json;

use super::ApiCaller;

#[tokio::test]
async fn a_number_is_verified_by_the_otp_that_was_sent() {
    let caller = ApiCaller::new();
    let path = format!("{}/mobile_number", caller.person().await);
    let number = json!({"number": "+49 170 1234567"});
    let created = caller.post(&path, number.clone()).await.json();
    assert_eq!(created["number"], "+491701234567");
    assert_eq!(created["verified"], false);
    assert!(created["id"].as_str().unwrap().ends_with("cmno"));
    assert_eq!(
        caller.post(&path, number.clone()).await.refusal(),
        (409, "mobile_number_exists".into())
    );
    let confirm = format!("{path}/confirm");
    let early = json!({"number": "+491701234567", "token": "212212"});
    assert_eq!(caller.post(&confirm, early.clone()).await.refusal(), (403, "invalid_tan".into()));
    let authorized = caller.post(&format!("{path}/authorize"), number).await.json();
    assert_eq!(authorized, created);
    let otp = caller
        .simulation
        .default
        .tenant_state()
        .outbox
        .matching(Some("+491701234567"), None)
        .last()
        .unwrap()
        .token
        .clone();
    assert!(otp.len() == 6 && otp.bytes().all(|byte| byte.is_ascii_digit()));
    assert_eq!(caller.post(&confirm, early).await.refusal(), (403, "invalid_tan".into()));
    let right = json!({"number": "+491701234567", "token": otp});
    assert_eq!(caller.post(&confirm, right).await.json()["verified"], true);
    assert_eq!(caller.get(&path).await.json()["verified"], true);
    assert_eq!(caller.send("DELETE", &path, "").await.status, 200);
    assert_eq!(caller.get(&path).await.status, 404);
}

#[tokio::test]
async fn another_number_is_not_found_and_a_missing_token_refused() {
    let caller = ApiCaller::new();
    let path = format!("{}/mobile_number", caller.person().await);
    caller.post(&path, json!({"number": "+15550101"})).await;
    let other = caller.post(&format!("{path}/authorize"), json!({"number": "+15550102"})).await;
    assert_eq!(other.status, 404);
    let missing = caller.post(&format!("{path}/confirm"), json!({"number": "+15550101"})).await;
    assert_eq!(missing.json()["errors"][0]["source"]["field"], "token");
}
