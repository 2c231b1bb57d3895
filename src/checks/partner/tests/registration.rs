//! Rules about registration, number and creation of the identification.

use serde_json::{Value, json};

use super::story::{IBAN, OTHER_IBAN, PERSON, Story, minimal, polling};
use super::table::{Row, check};

fn set(story: &mut Story, name: &str, value: Value) {
    story.body("POST /v1/persons")[name] = value;
}

fn drop(story: &mut Story, name: &str) {
    story.body("POST /v1/persons").as_object_mut().unwrap().remove(name);
}

fn consent(story: &mut Story, value: Value) {
    story.body("POST /identifications")["terms_and_conditions_signed_at"] = value;
}

#[test]
fn members_of_a_person() {
    let rows: &[Row] = &[
        ("BI-022", |it| set(it, "salutation", json!("MR")), "failed"),
        ("BI-022", |it| set(it, "salutation", json!("Frau")), "failed"),
        ("BI-022", |it| drop(it, "salutation"), "failed"),
        ("BI-022", |it| it.circumstances.customer = None, "passed"),
        ("BI-023", |it| set(it, "first_name", json!("Zoë")), "failed"),
        ("BI-023", |it| set(it, "first_name", json!("Zoe Anne Marie")), "passed"),
        ("BI-023", |it| set(it, "first_name", json!(" ")), "failed"),
        ("BI-024", |it| set(it, "last_name", json!("Müller")), "failed"),
        ("BI-024", |it| set(it, "last_name", json!("Mueller Luedenscheidt")), "passed"),
        ("BI-025", |it| set(it, "birth_date", json!("09.03.1984")), "failed"),
        ("BI-025", |it| set(it, "birth_date", json!("1984-02-30")), "failed"),
        ("BI-026", |it| set(it, "nationality", json!("de")), "failed"),
        ("BI-026", |it| set(it, "nationality", json!("DEU")), "failed"),
        ("BI-027", |it| set(it, "address", json!("Mühlenstraße 7, Köln")), "failed"),
        (
            "BI-027",
            |it| set(it, "address", json!({ "line_1": "x", "city": "y", "country": "DE" })),
            "failed",
        ),
        ("BI-028", |it| set(it, "mobile_number", json!("+491700000000")), "failed"),
        ("BI-028", |it| set(it, "mobile_number", json!("0049 151 12345678")), "passed"),
        ("BI-028", |it| drop(it, "mobile_number"), "passed"),
        ("BI-029", |it| drop(it, "data_terms_signed_at"), "failed"),
        (
            "BI-029",
            |it| {
                drop(it, "mobile_number");
                drop(it, "data_terms_signed_at");
            },
            "review",
        ),
        ("BI-029", |it| set(it, "data_terms_signed_at", json!("2019-01-01T00:00:00Z")), "failed"),
        ("BI-030", |it| set(it, "terms_conditions_signed_at", json!("2026-11-30")), "failed"),
        (
            "BI-030",
            |it| set(it, "terms_conditions_signed_at", json!("2026-11-30T10:59:00+01:00")),
            "failed",
        ),
        ("BI-030", |it| drop(it, "terms_conditions_signed_at"), "failed"),
        ("BI-030", |it| set(it, "terms_conditions_signed_at", json!(true)), "failed"),
        (
            "BI-022",
            |it| {
                it.without_calls("POST /v1/persons");
            },
            "unseen",
        ),
    ];
    check(&polling(), rows);
}

#[test]
fn data_of_a_person() {
    let rows: &[Row] = &[
        ("BI-004", |_| {}, "passed"),
        ("BI-004", |it| set(it, "data_terms_signed_at", json!("2026-11-30T11:00:00Z")), "failed"),
        ("BI-004", |it| set(it, "data_terms_signed_at", json!("2026-11-30T10:01:00Z")), "passed"),
        ("BI-004", |it| drop(it, "terms_conditions_signed_at"), "failed"),
        (
            "BI-004",
            |it| {
                it.attest("BI-004", "no");
            },
            "failed",
        ),
        ("BI-015", |it| drop(it, "birth_date"), "failed"),
        ("BI-015", |it| drop(it, "mobile_number"), "passed"),
        ("BI-015", |it| set(it, "salutation", Value::Null), "passed"),
        (
            "BI-015",
            |it| {
                it.calls("POST /v1/persons")[0].sent.body = None;
            },
            "failed",
        ),
        ("BI-017", |it| set(it, "first_name", json!("Zoe Anne-Marie")), "failed"),
        ("BI-017", |it| set(it, "last_name", json!("MÜLLER LÜDENSCHEIDT")), "failed"),
        ("BI-017", |it| set(it, "last_name", json!(" Müller  Lüdenscheidt ")), "passed"),
        ("BI-017", |it| set(it, "birth_date", json!("1984-09-03")), "failed"),
        ("BI-017", |it| set(it, "birth_city", json!("Goerlitz")), "failed"),
        ("BI-017", |it| drop(it, "birth_city"), "passed"),
        ("BI-017", |it| it.body("POST /v1/persons")["address"]["city"] = json!("Koeln"), "failed"),
        (
            "BI-017",
            |it| {
                let address = &mut it.body("POST /v1/persons")["address"];
                (address["line_1"], address["line_2"]) =
                    (json!("Mühlenstraße"), json!("7 Hinterhaus"));
            },
            "passed",
        ),
        ("BI-017", |it| it.circumstances.customer = None, "unseen"),
        (
            "BI-018",
            |it| {
                it.person();
            },
            "failed",
        ),
        (
            "BI-018",
            |it| {
                it.calls("POST /v1/persons")[0].duration_ms = 31_000;
                it.person();
            },
            "passed",
        ),
        (
            "BI-018",
            |it| {
                it.failed("account_snapshot_expired").person();
            },
            "passed",
        ),
        (
            "BI-018",
            |it| {
                set(it, "first_name", json!("Leander"));
                set(it, "last_name", json!("Zierfisch"));
            },
            "failed",
        ),
        ("BI-044", |_| {}, "unseen"),
        (
            "BI-044",
            |it| change(it, json!({ "employment_status": "FREELANCER", "nace_code": "A" })),
            "passed",
        ),
        (
            "BI-044",
            |it| change(it, json!({ "employment_status": "SELF_EMPLOYED", "industry": null })),
            "failed",
        ),
        ("BI-044", |it| change(it, json!({ "employment_status": "EMPLOYED" })), "unseen"),
    ];
    check(&polling(), rows);
}

fn change(story: &mut Story, body: Value) {
    story.api("PATCH", &format!("/v1/persons/{PERSON}"), body, 200, json!({ "id": PERSON }));
}

#[test]
fn mobile_number() {
    let rows: &[Row] = &[
        ("BI-005", |_| {}, "passed"),
        (
            "BI-005",
            |it| {
                it.without_calls("POST /confirm");
            },
            "failed",
        ),
        (
            "BI-005",
            |it| {
                it.move_before("POST /identifications", "POST /mobile_number");
            },
            "passed",
        ),
        (
            "BI-005",
            |it| {
                it.cut_at("POST /mobile_number").refused_create(
                    IBAN,
                    412,
                    "mobile_number_not_verified",
                );
                it.verified_number().create(IBAN);
            },
            "failed",
        ),
        (
            "BI-005",
            |it| {
                it.gap = Some("x".into());
                it.without_calls("POST /confirm");
            },
            "unseen",
        ),
        (
            "BI-005",
            |it| {
                it.without_calls("POST /v1/persons");
            },
            "unseen",
        ),
        ("BI-046", |_| {}, "passed"),
        (
            "BI-046",
            |it| {
                it.without_calls("POST /mobile_number/authorize");
            },
            "failed",
        ),
        (
            "BI-046",
            |it| {
                it.without_calls("POST /mobile_number");
            },
            "failed",
        ),
        (
            "BI-046",
            |it| {
                it.without_calls("POST /confirm");
            },
            "failed",
        ),
        (
            "BI-046",
            |it| {
                it.cut_at("POST /confirm");
            },
            "unseen",
        ),
        ("BI-046", |it| it.body("POST /mobile_number")["number"] = json!("+15550101"), "failed"),
        (
            "BI-046",
            |it| it.body("POST /mobile_number")["number"] = json!("+49 151-12345678"),
            "passed",
        ),
        ("BI-048", |_| {}, "unseen"),
        (
            "BI-048",
            |it| {
                it.move_before("POST /identifications", "POST /mobile_number");
            },
            "passed",
        ),
        ("BI-056", |_| {}, "passed"),
        ("BI-056", |it| it.body("POST /confirm")["token"] = json!("212212"), "failed"),
        ("BI-056", |it| it.body("POST /confirm")["token"] = json!("654 321"), "passed"),
        (
            "BI-056",
            |it| {
                it.without(|kind| matches!(kind, crate::evidence::TraceEventKind::Sms(_)));
            },
            "unseen",
        ),
        (
            "BI-056",
            |it| {
                it.cut_at("POST /confirm");
            },
            "unseen",
        ),
    ];
    check(&polling(), rows);
}

#[test]
fn creation_of_an_identification() {
    let rows: &[Row] = &[
        ("BI-001", |_| {}, "unseen"),
        (
            "BI-001",
            |it| {
                it.without_calls("POST /v1/persons");
            },
            "passed",
        ),
        ("BI-006", |_| {}, "passed"),
        ("BI-006", |it| consent(it, json!("2020-07-07T11:36:29.000Z")), "failed"),
        ("BI-006", |it| consent(it, json!("2026-12-01T10:00:00Z")), "failed"),
        ("BI-006", |it| consent(it, json!("2024-02-01T10:00:00Z")), "passed"),
        ("BI-006", |it| consent(it, Value::Null), "failed"),
        ("BI-075", |it| consent(it, json!("2026-11-30T10:00:00")), "failed"),
        ("BI-075", |it| consent(it, json!("2026-12-01T10:00:00Z")), "passed"),
        (
            "BI-075",
            |it| {
                it.cut_at("POST /identifications");
            },
            "unseen",
        ),
        (
            "BI-006",
            |it| {
                it.cut_at("POST /identifications");
            },
            "unseen",
        ),
        (
            "BI-061",
            |it| it.body("POST /identifications")["iban"] = json!("DE11110101010100000020"),
            "failed",
        ),
        ("BI-061", |it| it.body("POST /identifications")["iban"] = json!(OTHER_IBAN), "passed"),
        (
            "BI-061",
            |it| {
                it.circumstances.iban = None;
                it.circumstances.other_iban = None;
            },
            "unseen",
        ),
        ("BI-073", |it| it.body("POST /identifications")["method"] = json!("BANK"), "failed"),
        ("BI-073", |it| it.body("POST /identifications")["method"] = json!("idnow"), "failed"),
        (
            "BI-073",
            |it| {
                it.refused_create(OTHER_IBAN, 412, "PREVIOUS_IDENT_NOT_FOUND").create(IBAN);
                it.calls("POST /identifications").remove(2).sent.body =
                    Some(crate::evidence::Payload::Json(json!({ "method": "idnow" })));
            },
            "passed",
        ),
        (
            "BI-073",
            |it| {
                it.cut_at("POST /identifications");
            },
            "unseen",
        ),
        ("BI-074", |_| {}, "passed"),
        ("BI-074", |it| it.body("POST /identifications")["iban"] = Value::Null, "failed"),
        (
            "BI-074",
            |it| {
                it.cut_at("POST /identifications");
            },
            "unseen",
        ),
        ("BI-063", |_| {}, "passed"),
        (
            "BI-069",
            |it| {
                it.cut_at("POST /identifications");
            },
            "unseen",
        ),
        ("BI-084", |_| {}, "unseen"),
        (
            "BI-084",
            |it| {
                it.refused_create(IBAN, 412, "PERSON_ACCOUNT_MATCH_NOT_FOUND").create(OTHER_IBAN);
            },
            "passed",
        ),
        (
            "BI-085",
            |it| {
                it.refused_create(IBAN, 412, "PERSON_ACCOUNT_MATCH_NOT_FOUND");
            },
            "unseen",
        ),
        (
            "BI-085",
            |it| {
                it.refused_create(IBAN, 412, "PERSON_ACCOUNT_MATCH_NOT_FOUND").show("Video-Ident?");
            },
            "passed",
        ),
        ("BI-155", |_| {}, "passed"),
        (
            "BI-155",
            |it| {
                it.calls("PATCH /request")[0].sent.url =
                    "http://h/v1/persons/p/identifications/i/request".into();
            },
            "passed",
        ),
        (
            "BI-155",
            |it| {
                it.api("GET", "/v1/persons/p/identifications/i", Value::Null, 404, json!({}));
            },
            "failed",
        ),
        (
            "BI-155",
            |it| {
                it.cut_at("POST /mobile_number");
            },
            "unseen",
        ),
    ];
    check(&polling(), rows);
    check(&minimal(), &[("BI-061", |_| {}, "passed"), ("BI-028", |_| {}, "passed")]);
}
