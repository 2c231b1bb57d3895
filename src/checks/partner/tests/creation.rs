//! Rules about the creation of the identification, and about ids.

use serde_json::{Value, json};

use super::story::{IBAN, OTHER_IBAN, Story};
use super::styles::{minimal, polling};
use super::table::{TableRow, check};

fn set<'a>(story: &'a mut Story, name: &str, value: Value) -> &'a mut Story {
    story.body("POST /identifications")[name] = value;
    story
}

fn consent(story: &mut Story, value: Value) -> &mut Story {
    set(story, "terms_and_conditions_signed_at", value)
}

fn none(story: &mut Story) -> &mut Story {
    story.cut_at("POST /identifications")
}

fn refused_by_schufa(story: &mut Story) -> &mut Story {
    story.refused_create(IBAN, 412, "PERSON_ACCOUNT_MATCH_NOT_FOUND")
}

fn untyped(story: &mut Story) -> &mut Story {
    (story.circumstances.iban, story.circumstances.other_iban) = (None, None);
    story
}

fn by_idnow(story: &mut Story) -> &mut Story {
    story.create(IBAN);
    let last = story.calls("POST /identifications").pop().unwrap();
    last.sent.body = Some(crate::evidence::Payload::Json(json!({ "method": "idnow" })));
    story
}

#[test]
fn consents_methods_and_ibans() {
    const ROWS: &[TableRow] = &[
        ("BI-006", |it| it, "passed"),
        ("BI-006", |it| consent(it, json!("2020-07-07T11:36:29.000Z")), "failed"),
        ("BI-006", |it| consent(it, json!("2026-12-01T10:00:00Z")), "failed"),
        ("BI-006", |it| consent(it, json!("2024-02-01T10:00:00Z")), "passed"),
        ("BI-006", |it| consent(it, Value::Null), "failed"),
        ("BI-006", |it| none(it), "unseen"),
        ("BI-061", |it| it, "passed"),
        ("BI-061", |it| set(it, "iban", json!("DE11110101010100000020")), "failed"),
        ("BI-061", |it| set(it, "iban", json!(OTHER_IBAN.replace(' ', ""))), "failed"),
        ("BI-061", |it| refused_by_schufa(it).create(OTHER_IBAN), "passed"),
        ("BI-061", |it| set(it, "iban", json!(IBAN)), "passed"),
        ("PA-014", |it| it, "passed"),
        ("PA-014", |it| set(it, "iban", json!(IBAN)), "failed"),
        ("PA-014", |it| set(it, "iban", json!(IBAN.replace(' ', "").to_lowercase())), "failed"),
        ("PA-014", |it| set(it, "iban", json!("[masked iban 1]")), "unseen"),
        ("PA-014", |it| none(it), "unseen"),
        ("BI-061", |it| untyped(it), "unseen"),
        ("BI-073", |it| it, "passed"),
        ("BI-073", |it| set(it, "method", json!("BANK")), "failed"),
        ("BI-073", |it| set(it, "method", json!("idnow")), "failed"),
        ("BI-073", |it| by_idnow(refused_by_schufa(it)), "passed"),
        ("BI-073", |it| none(it), "unseen"),
        ("BI-074", |it| it, "passed"),
        ("BI-074", |it| set(it, "iban", Value::Null), "failed"),
        ("BI-074", |it| none(it), "unseen"),
        ("BI-075", |it| consent(it, json!("2026-12-01T10:00:00Z")), "passed"),
        ("BI-075", |it| consent(it, json!("2026-11-30T10:00:00")), "failed"),
        ("BI-075", |it| none(it), "unseen"),
    ];
    check(&polling(), ROWS);
    check(&minimal(), &[("BI-061", |it| it, "passed")]);
}

#[test]
fn alternatives() {
    const ROWS: &[TableRow] = &[
        ("BI-001", |it| it, "unseen"),
        ("BI-001", |it| it.without_calls("POST /v1/persons"), "passed"),
        ("BI-063", |it| it, "passed"),
        ("BI-063", |it| none(it), "unseen"),
        ("BI-069", |it| it, "passed"),
        ("BI-069", |it| none(it), "unseen"),
        ("BI-084", |it| it, "unseen"),
        ("BI-084", |it| refused_by_schufa(it).create(OTHER_IBAN), "passed"),
        ("BI-085", |it| refused_by_schufa(it), "unseen"),
        ("BI-085", |it| refused_by_schufa(it).show("Video-Ident?"), "passed"),
        ("BI-085", |it| by_idnow(refused_by_schufa(it)), "passed"),
    ];
    check(&polling(), ROWS);
}

/// A call with ids that no answer showed.
fn strange(story: &mut Story, status: u16) -> &mut Story {
    story.api("GET", "/v1/persons/p/identifications/i", Value::Null, status, json!({}))
}

#[test]
fn ids() {
    const ROWS: &[TableRow] = &[
        ("BI-155", |it| it, "passed"),
        ("BI-155", |it| strange(it, 200), "passed"),
        ("BI-155", |it| strange(it, 404), "failed"),
        ("BI-155", |it| it.cut_at("POST /mobile_number"), "unseen"),
    ];
    check(&polling(), ROWS);
}
