//! Rules that no feature reaches.

use serde_json::json;

use super::ApiCaller;
use crate::api::MockedIban;
use crate::simulator::{AttemptLimits, Variant};

#[tokio::test]
async fn the_static_number_has_no_limit() {
    let limits = AttemptLimits { attempts_per_number: 1, ..AttemptLimits::default() };
    let caller = ApiCaller::new();
    caller.simulation.default.tenant_state().set_limits(limits);
    let person = caller.customer().await;
    assert_eq!(caller.create(&person, MockedIban::UnknownPerson.iban()).await.status, 412);
    let other = caller.customer().await;
    assert_eq!(caller.create(&other, MockedIban::Good.iban()).await.status, 201);
}

#[tokio::test]
async fn after_the_first_tan_has_expired_a_new_one_is_valid_under_either_reading() {
    let caller = ApiCaller::with(|setup| setup.readings.set("C-06", "new-dead").unwrap());
    let path = caller.paid(MockedIban::Good.iban()).await;
    caller.authorize(&path).await;
    caller.wait(5 * 60_000);
    let tan = caller.authorize(&path).await;
    assert_eq!(caller.confirm(&path, &tan).await.status, 200);
}

#[tokio::test]
async fn the_permissive_variant_changes_a_status_with_delay() {
    let caller = ApiCaller::with(|setup| setup.freedoms = Variant::Permissive.freedoms());
    let person = caller.post("/v1/persons", super::zierfisch()).await.json();
    assert!(person["links"].is_object());
    let path = format!("/v1/persons/{}", person["id"].as_str().unwrap());
    let number = json!({"number": "+15550101", "token": "212212"});
    for call in ["", "/authorize", "/confirm"] {
        caller.post(&format!("{path}/mobile_number{call}"), number.clone()).await;
    }
    let created = caller.create(&path, MockedIban::Good.iban()).await.json();
    let path = format!("{path}/identifications/{}", created["id"].as_str().unwrap());
    caller.patch(&format!("{path}/request"), json!({})).await;
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
