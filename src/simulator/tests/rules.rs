//! Rules that no feature reaches.

use serde_json::json;

use super::ApiCaller;
use crate::api::MockedIban;
use crate::simulator::{AttemptLimits, Variant, fault};

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

#[tokio::test]
async fn no_nationality_rules_a_person_out() {
    let caller = ApiCaller::new();
    for nationality in ["IR", "KP"] {
        let mut person = super::zierfisch();
        person["nationality"] = json!(nationality);
        let person = caller.post("/v1/persons", person).await.json();
        let path = format!("/v1/persons/{}", person["id"].as_str().unwrap());
        let check = format!("{path}/identification_eligibility_checks");
        let checked = caller.post(&check, json!({ "method": "bank" })).await.json();
        assert_eq!(checked["eligible"], true, "{nationality}: {checked}");
    }
}

#[tokio::test]
async fn every_country_is_a_code_of_iso_3166() {
    let caller = ApiCaller::new();
    let address = |country: &str| json!({ "line_1": "A 1", "postal_code": "10115", "city": "Berlin", "country": country });
    for member in [
        "nationality",
        "birth_country",
        "business_country",
        "work_country",
        "address",
        "contact_address",
    ] {
        for (country, status) in [("CH", 201), ("XX", 400), ("XK", 400), ("de", 400), ("DEU", 400)]
        {
            let mut person = super::zierfisch();
            let is_address = member.ends_with("address");
            person[member] = if is_address { address(country) } else { json!(country) };
            let created = caller.post("/v1/persons", person).await;
            assert_eq!(created.status, status, "{member} {country}: {}", created.text);
        }
    }
}

#[tokio::test]
async fn plain_http_is_for_this_machine_and_for_allowed_receivers() {
    let caller = ApiCaller::with(|setup| {
        setup.receivers = ["app.internal", "172.17.0.0/16"].map(|it| it.parse().unwrap()).to_vec();
        // Nobody answers at these addresses.
        setup.faults = vec![fault::named("webhook-verification-skipped").unwrap()];
    });
    for (host, status) in [
        ("app.internal", 201),
        ("172.17.3.4", 201),
        ("127.0.0.1", 201),
        ("other.internal", 400),
        ("10.0.0.1", 400),
    ] {
        let url = format!("http://{host}:1/hooks");
        let order = json!({ "event_type": "IDENTIFICATION", "url": url });
        let made = caller.post("/v1/webhooks", order).await;
        assert_eq!(made.status, status, "{host}: {}", made.text);
        if status == 201 {
            let id = made.json()["id"].as_str().unwrap().to_owned();
            caller.send("DELETE", &format!("/v1/webhooks/{id}"), "").await;
        } else {
            assert_eq!(made.refusal().1, "unsafe_webhook_url");
        }
    }
}
