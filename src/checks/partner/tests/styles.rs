//! Conforming apps of three styles.

use serde_json::{Value, json};

use super::story::{FIRST, IBAN, PERSON, Story, UNSIGNED};

/// An app that polls, and shows everything at the desk.
pub fn polling() -> Story {
    let mut story = Story::new("happy-path");
    story.registered().create(IBAN).request().visit().poll("pending").advance(3);
    story.poll("authorization_required").show("Ihre Verträge: KYC-Report").authorize().confirm();
    story.poll("confirmed").advance(3).poll("successful").documents();
    story.show(
        "Sie wurden erfolgreich identifiziert. Ihre Dokumente haben wir per E-Mail gesendet.",
    );
    story.done();
    story
}

pub const EVENTS: [&str; 5] = [
    "IDENTIFICATION",
    "PERSON_CHANGED",
    "PERSON_DELETED",
    "PERSON_MOBILE_NUMBER_CREATED",
    "PERSON_MOBILE_NUMBER_DELETED",
];

/// An app that waits for webhooks, and reads the identification after each.
pub fn webhooks() -> Story {
    let mut story = Story::new("happy-path");
    story.token().subscribe(&EVENTS).person().verified_number().create(IBAN).request();
    story.webhook("w1", "pending", 200).visit().webhook("w2", "authorization_required", 204);
    story.poll("authorization_required").file(UNSIGNED).authorize();
    story.webhook("w3", "confirmation_required", 200).confirm().webhook("w4", "confirmed", 200);
    story.webhook("w5", "successful", 200).documents();
    story.show("Erfolgreich identifiziert").attest("BI-014", "By e-mail").done();
    story
}

/// An app that follows the happy path of the guide and makes every optional call.
pub fn minimal() -> Story {
    let mut story = Story::new("happy-path");
    story.registered();
    let body = story.body("POST /v1/persons");
    for name in ["mobile_number", "data_terms_signed_at"] {
        body.as_object_mut().unwrap().remove(name);
    }
    body["own_economic_interest_signed_at"] = json!("2026-11-30T09:00:00Z");
    let person = format!("/v1/persons/{PERSON}");
    story.api("PATCH", &person, json!({ "job_title": "x" }), 200, json!({ "id": PERSON }));
    story.api("POST", "/v1/iban_lookups", json!({ "iban": IBAN }), 200, json!({ "bic": "X" }));
    let checks = format!("{person}/identification_eligibility_checks");
    story.api("POST", &checks, json!({ "method": "bank" }), 200, json!({ "eligible": true }));
    story.create(IBAN);
    story.poll("created").request().visit();
    let snapshot = format!("{person}/identifications/{FIRST}/account_snapshot");
    story.api("GET", &snapshot, Value::Null, 200, json!({ "id": "s", "status": "available" }));
    story.poll("authorization_required").authorize().poll("confirmation_required").confirm();
    story.poll("successful").documents();
    story.attest("BI-010", "yes").done();
    story
}
