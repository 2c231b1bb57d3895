//! Steps 3 to 5, straight through.

use serde_json::{Value, json};

use super::ApiCaller;
use crate::api::MockedIban;

fn members(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

const CREATED: [&str; 12] = [
    "authorization_expires_at",
    "completed_at",
    "confirmation_expires_at",
    "iban",
    "id",
    "method",
    "proof_of_address_issued_at",
    "proof_of_address_type",
    "reference",
    "status",
    "terms_and_conditions_signed_at",
    "url",
];

#[tokio::test]
async fn answers_have_the_members_of_the_guides_examples() {
    let caller = ApiCaller::new();
    let person = caller.customer().await;
    let created = caller.create(&person, MockedIban::Good.iban()).await;
    assert_eq!(created.status, 201);
    let created = created.json();
    assert_eq!(members(&created), CREATED);
    assert_eq!(created["status"], "created");
    assert_eq!(created["terms_and_conditions_signed_at"], "2020-07-07T11:36:29.000Z");
    let path = format!("{person}/identifications/{}", created["id"].as_str().unwrap());
    assert_eq!(caller.get(&format!("{path}/account_snapshot")).await.status, 404);
    let requested = caller.patch(&format!("{path}/request"), json!({})).await.json();
    assert_eq!(members(&requested).len(), CREATED.len() + 1);
    assert!(requested["estimated_waiting_time"].is_null());
    assert_eq!(requested["status"], "pending");
    caller.pay(&path).await;
    let authorized = caller.send("PATCH", &format!("{path}/authorize"), "").await.json();
    assert_eq!(members(&authorized).len(), CREATED.len() + 2);
    assert_eq!(authorized["status"], "confirmation_required");
    assert_eq!(authorized["current_reference_token"].as_str().unwrap().len(), 9);
    let tan = caller.authorize(&path).await;
    let confirmed = caller.confirm(&path, &tan).await.json();
    assert_eq!(members(&confirmed).len(), CREATED.len() + 1);
    assert_eq!(
        (confirmed["status"].as_str(), confirmed["completed_at"].as_str()),
        (Some("confirmed"), None)
    );
    assert_eq!(members(&caller.get(&path).await.json()).len(), CREATED.len() + 1);
    let done = caller.get(&format!("{path}?include_documents=true")).await.json();
    assert_eq!(members(&done).len(), CREATED.len() + 3);
    assert_eq!(done["status"], "successful");
    assert_eq!(done["documents"][1]["created_at"], done["completed_at"]);
    assert_eq!(done["authorization_expires_at"], authorized["authorization_expires_at"]);
}

#[tokio::test]
async fn documents_can_be_downloaded() {
    let caller = ApiCaller::new();
    let path = caller.paid(MockedIban::Good.iban()).await;
    let shown = caller.get(&format!("{path}?include_documents=true")).await.json();
    assert_eq!(shown["documents"].as_array().unwrap().len(), 1);
    let tan = caller.authorize(&path).await;
    caller.confirm(&path, &tan).await;
    let documents =
        caller.get(&format!("{path}?include_documents=true")).await.json()["documents"].clone();
    let person = path.split("/identifications").next().unwrap();
    for (document, kind) in
        documents.as_array().unwrap().iter().zip(["QES_DOCUMENT", "SIGNED_QES_DOCUMENT"])
    {
        assert_eq!(document["document_type"], kind);
        let own = format!("{person}/documents/{}", document["id"].as_str().unwrap());
        assert_eq!(&caller.get(&own).await.json(), document);
        let file = caller.get(&format!("{own}/file")).await;
        assert!(file.text.starts_with("%PDF"));
        assert_eq!(document["size"], file.text.len());
        assert_eq!(file.headers["content-type"], "application/pdf");
    }
}

#[tokio::test]
async fn what_is_checked_on_create_comes_in_order() {
    let caller = ApiCaller::new();
    let good = MockedIban::Good.iban();
    assert_eq!(caller.create("/v1/persons/nobody", good).await.status, 404);
    let person = caller.person().await;
    let path = format!("{person}/identifications");
    for (member, value) in [
        ("method", json!("BANK")),
        ("iban", json!("")),
        ("terms_and_conditions_signed_at", json!("now")),
    ] {
        let mut body = json!({"method": "bank", "iban": good, "terms_and_conditions_signed_at": "2020-07-07T11:36:29Z"});
        body[member] = value;
        let refused = caller.post(&path, body).await;
        assert_eq!(
            (refused.status, &refused.json()["errors"][0]["source"]["field"]),
            (400, &json!(member))
        );
    }
    assert_eq!(
        caller.create(&person, "XX").await.refusal(),
        (412, "MOBILE_NUMBER_NOT_VERIFIED".into())
    );
    let person = caller.customer().await;
    for iban in ["XX", "DE12110101010100000020", "AT611904300234573201"] {
        assert_eq!(
            caller.create(&person, iban).await.refusal(),
            (400, "invalid_iban".into()),
            "{iban}"
        );
    }
    assert_eq!(caller.create(&person, "DE89370400440532013000").await.status, 201);
}

#[tokio::test]
async fn schufa_refuses_by_iban_and_the_attempt_is_recorded() {
    for (mocked, code) in [
        (MockedIban::UnknownPerson, "MATCH_FOR_PERSON_DATA_NOT_FOUND"),
        (MockedIban::NoPreviousIdent, "PREVIOUS_IDENT_NOT_FOUND"),
        (MockedIban::NoAccountMatch, "PERSON_ACCOUNT_MATCH_NOT_FOUND"),
    ] {
        let caller = ApiCaller::new();
        let person = caller.customer().await;
        let refused = caller.create(&person, mocked.iban()).await;
        assert_eq!(refused.refusal(), (412, code.into()));
        assert_eq!(caller.create(&person, MockedIban::Good.iban()).await.status, 201);
        let attempts = caller.get(&format!("{person}/bank_identification_attempts")).await.json();
        assert_eq!(attempts[0]["failure_reason"], code.to_lowercase());
        assert_eq!(
            (attempts[0]["successful"].as_bool(), attempts[1]["successful"].as_bool()),
            (Some(false), Some(true))
        );
        let caller = ApiCaller::reading("C-01", "failed-reason");
        let person = caller.customer().await;
        let failed = caller.create(&person, mocked.iban()).await;
        assert_eq!((failed.status, failed.json()["status"].as_str()), (201, Some("failed")));
        assert_eq!(failed.json()["failure_reason"], code.to_lowercase());
    }
}

#[tokio::test]
async fn the_bank_refuses_by_iban_after_the_payment() {
    for (mocked, reason, snapshot) in [
        (MockedIban::Joint, "JOINT_ACCOUNT", "available"),
        (MockedIban::SnapshotFails, "ACCOUNT_SNAPSHOT_FAILED", "failed"),
    ] {
        for (reading, expected) in [
            ("http-409", (409, "expectation_mismatch")),
            ("http-412", (412, reason)),
            ("failed-reason", (422, "invalid_status")),
        ] {
            let caller = ApiCaller::reading("C-02", reading);
            let path = caller.paid(mocked.iban()).await;
            let failed = caller.get(&path).await.json();
            assert_eq!(
                (failed["status"].as_str(), failed["failure_reason"].as_str()),
                (Some("failed"), Some(&*reason.to_lowercase()))
            );
            let refused = caller.patch(&format!("{path}/authorize"), json!({})).await;
            assert_eq!(refused.refusal(), (expected.0, expected.1.into()));
            let read = caller.get(&format!("{path}/account_snapshot")).await.json();
            assert_eq!(read["status"], snapshot);
        }
    }
}

#[tokio::test]
async fn the_authorised_holder_depends_on_the_reading() {
    let holder = MockedIban::AuthorizedHolder.iban();
    let caller = ApiCaller::new();
    let path = caller.identified(holder).await;
    assert_eq!(caller.status(&path).await, "successful");
    let caller = ApiCaller::reading("C-03", "refused");
    let path = caller.paid(holder).await;
    assert_eq!(caller.get(&path).await.json()["failure_reason"], "access_by_athorized_holder");
}

#[tokio::test]
async fn swisscom_fails_after_the_confirmation() {
    let caller = ApiCaller::new();
    let path = caller.identified(MockedIban::SwisscomFails.iban()).await;
    let failed = caller.get(&format!("{path}?include_documents=true")).await.json();
    assert_eq!(
        (failed["status"].as_str(), failed["failure_reason"].is_string()),
        (Some("failed"), true)
    );
    assert_eq!(failed["documents"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn nobody_reaches_what_belongs_to_another() {
    let caller = ApiCaller::new();
    let path = caller.identified(MockedIban::Good.iban()).await;
    let id = path.rsplit('/').next().unwrap();
    let other = caller.person().await;
    assert_eq!(caller.get(&format!("{other}/identifications/{id}")).await.status, 404);
    assert_eq!(caller.get(&format!("{other}/identifications")).await.json(), json!([]));
    let owner = path.split("/identifications").next().unwrap();
    assert_eq!(caller.status(&path).await, "successful");
    let again = caller.create(owner, MockedIban::Good.iban()).await;
    assert_eq!(again.refusal(), (422, "ALREADY_IDENTIFIED_SUCCESSFULLY".into()));
    let check = caller
        .post(&format!("{owner}/identification_eligibility_checks"), json!({"method": "bank"}))
        .await;
    assert_eq!(check.json()["eligible"], false);
}

#[tokio::test]
async fn ibans_are_looked_up() {
    let caller = ApiCaller::new();
    for mocked in MockedIban::ALL {
        let found = caller.post("/v1/iban_lookups", json!({"iban": mocked.iban()})).await;
        assert_eq!((found.status, found.json()["bank_code"].as_str()), (200, Some("11010101")));
    }
    let wrong = caller.post("/v1/iban_lookups", json!({"iban": "DE12110101010100000020"})).await;
    assert_eq!(wrong.refusal(), (400, "invalid_iban".into()));
}
