//! Tests of the fault table and of each kind of fault. Whether each fault is detected is tested by
//! `bankident prove` shows.

use std::collections::HashSet;

use serde_json::json;

use super::{all, named};
use crate::api::MockedIban;
use crate::simulator::tests::ApiCaller;

/// `BI-145`, `AU-003` …; whether the catalogue has it is for those who may read the catalogue.
fn is_id(id: &str) -> bool {
    id.len() == 6 && ["BI-", "AU-", "ER-", "WH-"].iter().any(|family| id.starts_with(family))
}

#[test]
fn names_are_unique_kebab_case_and_requirements_are_ids() {
    let mut names = HashSet::new();
    for fault in all() {
        assert!(names.insert(fault.name), "{}", fault.name);
        let kebab = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        assert!(fault.name.bytes().all(kebab), "{}", fault.name);
        assert!(fault.sentence.ends_with('.'), "{}", fault.name);
        assert!(
            !fault.breaks.is_empty() && fault.breaks.iter().all(|id| is_id(id)),
            "{}",
            fault.name
        );
        assert!(named(fault.name).is_some());
    }
    assert!(named("no-such-fault").is_none());
}

#[tokio::test]
async fn a_guard_is_ignored() {
    let caller = ApiCaller::faulty("wrong-tan-accepted");
    let path = caller.paid(MockedIban::Good.iban()).await;
    caller.authorize(&path).await;
    assert_eq!(caller.confirm(&path, "wrong").await.status, 200);
    let caller = ApiCaller::faulty("authorize-in-pending");
    let path = caller.requested(MockedIban::Good.iban()).await;
    assert_eq!(caller.patch(&format!("{path}/authorize"), json!({})).await.status, 200);
}

#[tokio::test]
async fn a_parameter_differs() {
    let caller = ApiCaller::faulty("retry-with-another-iban-refused");
    let person = caller.customer().await;
    caller.create(&person, MockedIban::UnknownPerson.iban()).await;
    assert_eq!(caller.create(&person, MockedIban::Good.iban()).await.status, 412);
    let caller = ApiCaller::faulty("unknown-person-accepted");
    let person = caller.customer().await;
    assert_eq!(caller.create(&person, MockedIban::UnknownPerson.iban()).await.status, 201);
}

#[tokio::test]
async fn an_answer_is_rewritten() {
    let caller = ApiCaller::faulty("unknown-person-wrong-code");
    let person = caller.customer().await;
    let refused = caller.create(&person, MockedIban::UnknownPerson.iban()).await;
    assert_eq!(refused.refusal(), (412, "GENERIC_ERROR".into()));
    let caller = ApiCaller::faulty("document-size-zero");
    let path = caller.paid(MockedIban::Good.iban()).await;
    let shown = caller.get(&format!("{path}?include_documents=true")).await.json();
    assert_eq!(shown["documents"][0]["size"], 0);
    let caller = ApiCaller::faulty("attempts-empty");
    let person = caller.customer().await;
    caller.create(&person, MockedIban::Good.iban()).await;
    let attempts = caller.get(&format!("{person}/bank_identification_attempts")).await;
    assert_eq!(attempts.json(), json!([]));
}

#[tokio::test]
async fn what_is_refused_is_carried_out_all_the_same() {
    let caller = ApiCaller::faulty("refused-update-stored");
    let person = caller.person().await;
    let body = json!({"employment_status": "FREELANCER"});
    assert_eq!(caller.patch(&person, body.clone()).await.status, 400);
    assert_eq!(caller.get(&person).await.json()["employment_status"], "FREELANCER");
    // Another refusal is not meant.
    assert_eq!(caller.patch(&format!("{person}x"), body).await.status, 404);
    let caller = ApiCaller::faulty("refused-tan-signs");
    let path = caller.paid(MockedIban::Good.iban()).await;
    caller.authorize(&path).await;
    assert_eq!(caller.confirm(&path, "wrong").await.status, 422);
    assert_eq!(caller.get(&path).await.json()["status"], "successful");
}

#[tokio::test]
async fn delivery_is_disturbed() {
    let html = ApiCaller::faulty("get-answers-html");
    let path = format!("{}/identifications/x", html.person().await);
    assert!(html.get(&path).await.text.starts_with("<!DOCTYPE"));
    let cut = ApiCaller::faulty("get-answers-truncated-json");
    let path = format!("{}/identifications/x", cut.person().await);
    let answered = cut.get(&path).await;
    assert_eq!((answered.status, answered.json().is_null()), (404, true));
}
