//! Readings and variants that only the machine distinguishes.

use super::ApiCaller;
use crate::api::MockedIban;
use crate::simulator::Variant;

#[tokio::test]
async fn swisscom_may_refuse_the_confirmation_itself() {
    let caller = ApiCaller::reading("C-07", "swisscom-refuses-confirm");
    let path = caller.paid(MockedIban::SwisscomFails.iban()).await;
    let tan = caller.authorize(&path).await;
    assert_eq!(caller.confirm(&path, &tan).await.refusal(), (422, "signature_failed".into()));
    assert_eq!(caller.status(&path).await, "failed");
    let path = caller.identified(MockedIban::Good.iban()).await;
    assert_eq!(caller.status(&path).await, "successful");
}

#[tokio::test]
async fn confirmed_may_be_skipped() {
    for (reading, status) in [("seven-values", "successful"), ("with-confirmed", "confirmed")] {
        let caller = ApiCaller::reading("C-08", reading);
        let path = caller.paid(MockedIban::Good.iban()).await;
        let tan = caller.authorize(&path).await;
        assert_eq!(caller.confirm(&path, &tan).await.json()["status"], status);
    }
}

#[tokio::test]
async fn a_tan_may_have_four_digits() {
    for (reading, digits) in [("four-digits", 4), ("six-digits", 6)] {
        let caller = ApiCaller::reading("C-12", reading);
        let path = caller.paid(MockedIban::Good.iban()).await;
        assert_eq!(caller.authorize(&path).await.len(), digits);
    }
}

#[tokio::test]
async fn a_sloppy_target_takes_some_looks_to_settle() {
    let caller = ApiCaller::with(|setup| setup.variant = Variant::Permissive);
    let person = caller.post("/v1/persons", super::zierfisch()).await.json();
    assert!(person["links"].is_object());
    let path = format!("/v1/persons/{}", person["id"].as_str().unwrap());
    let number = serde_json::json!({"number": "+15550101", "token": "212212"});
    for call in ["", "/authorize", "/confirm"] {
        caller.post(&format!("{path}/mobile_number{call}"), number.clone()).await;
    }
    let created = caller.create(&path, MockedIban::Good.iban()).await.json();
    let path = format!("{path}/identifications/{}", created["id"].as_str().unwrap());
    caller.patch(&format!("{path}/request"), serde_json::json!({})).await;
    caller.pay(&path).await;
    let mut seen = Vec::new();
    for _ in 0..3 {
        seen.push(caller.status(&path).await);
    }
    assert_eq!(seen, ["pending", "pending", "authorization_required"]);
    let tan = caller.authorize(&path).await;
    caller.confirm(&path, &tan).await;
    assert_eq!(caller.status(&path).await, "confirmed");
    assert_eq!(caller.status(&path).await, "confirmed");
    assert_eq!(caller.status(&path).await, "successful");
}

#[tokio::test]
async fn a_list_is_as_up_to_date_as_its_members() {
    let caller = ApiCaller::new();
    let path = caller.requested(MockedIban::Good.iban()).await;
    caller.simulation.default.tenant_state().clock.advance(600_000).unwrap();
    let list = path.rsplit_once('/').unwrap().0;
    assert_eq!(caller.get(list).await.json()[0]["status"], "failed");
}

#[tokio::test]
async fn the_own_bank_has_a_name() {
    let caller = ApiCaller::new();
    let bank = |iban: &str| {
        let body = serde_json::json!({"iban": iban});
        async { caller.post("/v1/iban_lookups", body).await.json() }
    };
    assert_eq!(bank(MockedIban::Good.iban()).await["bank_name"], "Solaris");
    assert_eq!(bank("DE89370400440532013000").await["bank_name"], "Bank 37040044");
}
