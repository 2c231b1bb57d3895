//! Step 1.

use serde_json::{Value, json};

use super::{ApiCaller, zierfisch};

#[tokio::test]
async fn the_guides_person_is_accepted_and_read_back() {
    let caller = ApiCaller::new();
    let created = caller.post("/v1/persons", zierfisch()).await.json();
    let id = created["id"].as_str().unwrap();
    assert!(id.len() == 36 && id.ends_with("cper"));
    assert_eq!(created["first_name"], "Leander");
    assert_eq!(caller.get(&format!("/v1/persons/{id}")).await.json(), created);
    assert_eq!(caller.get("/v1/persons").await.json()[0], created);
}

#[tokio::test]
async fn defective_members_are_refused_by_name() {
    let caller = ApiCaller::new();
    for (member, value, code) in [
        ("salutation", json!("Mr"), "invalid_model"),
        ("first_name", Value::Null, "invalid_model"),
        ("first_name", json!(" Leander"), "invalid_model"),
        ("first_name", json!("L".repeat(51)), "invalid_model"),
        ("last_name", json!("☃"), "invalid_model"),
        ("last_name", json!(7), "type_error"),
        ("birth_date", json!("15.07.1978"), "invalid_model"),
        ("birth_date", json!("1978-02-30"), "invalid_model"),
        ("nationality", json!("DEU"), "invalid_model"),
        ("nationality", json!("de"), "invalid_model"),
        ("address", json!("Berlin"), "type_error"),
        ("terms_conditions_signed_at", json!("yesterday"), "invalid_model"),
        ("fatca_relevant", json!("no"), "invalid_model"),
    ] {
        let mut person = zierfisch();
        person[member] = value;
        let refused = caller.post("/v1/persons", person).await;
        assert_eq!(refused.refusal(), (400, code.into()), "{member}");
        assert_eq!(refused.json()["errors"][0]["source"]["field"], member);
    }
    let mut person = zierfisch();
    person["address"]["city"] = json!(10115);
    assert_eq!(caller.post("/v1/persons", person).await.refusal(), (400, "type_error".into()));
    let mut person = zierfisch();
    person["address"]["city"] = Value::Null;
    let refused = caller.post("/v1/persons", person).await;
    assert_eq!(refused.json()["errors"][0]["source"]["field"], "address.city");
}

#[tokio::test]
async fn only_listed_properties_change() {
    let caller = ApiCaller::new();
    let person = caller.person().await;
    let changed = caller.patch(&person, json!({"job_title": "Baker", "email": null})).await;
    assert_eq!(changed.status, 200);
    let read = caller.get(&person).await.json();
    assert_eq!(
        (read["job_title"].as_str(), read["email"].as_str()),
        (Some("Baker"), Some("person@example.com"))
    );
    let refused = caller.patch(&person, json!({"last_name": "Goldfisch"})).await;
    assert_eq!(refused.refusal(), (400, "deprecated_params".into()));
    for (body, status) in [
        (json!({"employment_status": "FREELANCER"}), 400),
        (json!({"employment_status": "FREELANCER", "industry": null}), 400),
        (json!({"employment_status": "FREELANCER", "nace_code": "J62"}), 200),
        (
            json!({"employment_status": "SELF_EMPLOYED", "industry": null, "industry_key": null}),
            200,
        ),
    ] {
        assert_eq!(caller.patch(&person, body.clone()).await.status, status, "{body}");
    }
}

#[tokio::test]
async fn aml_is_confirmed_today_or_tomorrow() {
    let caller = ApiCaller::new();
    let person = caller.person().await;
    let today = caller
        .simulation
        .default
        .tenant_state()
        .clock
        .now()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date();
    for (days, status) in [(-1, 400), (0, 200), (1, 200), (2, 400)] {
        let day = today.checked_add(jiff::Span::new().days(days)).unwrap();
        let body = json!({"aml_confirmed_on": day.to_string()});
        assert_eq!(caller.patch(&person, body).await.status, status, "{days}");
    }
}
