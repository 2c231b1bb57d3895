//! Rules about registration and number.

use serde_json::{Value, json};

use super::story::{IBAN, PERSON, Story};
use super::styles::{minimal, polling};
use super::table::{TableRow, check, is_sms};

fn set<'a>(story: &'a mut Story, name: &str, value: Value) -> &'a mut Story {
    story.body("POST /v1/persons")[name] = value;
    story
}

fn drop<'a>(story: &'a mut Story, names: &[&str]) -> &'a mut Story {
    let body = story.body("POST /v1/persons").as_object_mut().unwrap();
    body.retain(|name, _| !names.contains(&name.as_str()));
    story
}

fn no_card(story: &mut Story) -> &mut Story {
    story.circumstances.customer = None;
    story
}

#[test]
fn members_of_a_person() {
    const ROWS: &[TableRow] = &[
        ("BI-022", |it| set(it, "salutation", json!("MR")), "failed"),
        ("BI-022", |it| set(it, "salutation", json!("Frau")), "failed"),
        ("BI-022", |it| drop(it, &["salutation"]), "failed"),
        ("BI-022", |it| no_card(it), "passed"),
        ("BI-022", |it| it.without_calls("POST /v1/persons"), "unseen"),
        ("BI-023", |it| set(it, "first_name", json!("Zoë")), "failed"),
        ("BI-023", |it| set(it, "first_name", json!("Zoe Anne Marie")), "passed"),
        ("BI-023", |it| set(it, "first_name", json!(" ")), "failed"),
        ("BI-023", |it| it.without_calls("POST /v1/persons"), "unseen"),
        ("BI-024", |it| set(it, "last_name", json!("Müller")), "failed"),
        ("BI-024", |it| set(it, "last_name", json!("Mueller Luedenscheidt")), "passed"),
        ("BI-025", |it| set(it, "birth_date", json!("09.03.1984")), "failed"),
        ("BI-025", |it| set(it, "birth_date", json!("1984-02-30")), "failed"),
        ("BI-026", |it| set(it, "nationality", json!("de")), "failed"),
        ("BI-026", |it| set(it, "nationality", json!("DEU")), "failed"),
        ("BI-027", |it| set(it, "address", json!("Mühlenstraße 7, Köln")), "failed"),
        ("BI-027", |it| set(it, "address", json!({ "line_1": "x", "city": "y" })), "failed"),
        ("BI-028", |it| set(it, "mobile_number", json!("+491700000000")), "failed"),
        ("BI-028", |it| set(it, "mobile_number", json!("0049 151 12345678")), "passed"),
        ("BI-028", |it| drop(it, &["mobile_number"]), "review"),
        (
            "BI-028",
            |it| drop(it, &["mobile_number"]).without_calls("POST /mobile_number"),
            "failed",
        ),
        ("BI-029", |it| drop(it, &["data_terms_signed_at"]), "failed"),
        ("BI-029", |it| drop(it, &["mobile_number", "data_terms_signed_at"]), "review"),
        ("BI-029", |it| set(it, "data_terms_signed_at", json!("2019-01-01T00:00:00Z")), "failed"),
        ("BI-030", |it| set(it, "terms_conditions_signed_at", json!("2026-11-30")), "failed"),
        (
            "BI-030",
            |it| set(it, "terms_conditions_signed_at", json!("2026-11-30T10:59:00+01:00")),
            "failed",
        ),
        ("BI-030", |it| drop(it, &["terms_conditions_signed_at"]), "failed"),
        ("BI-030", |it| set(it, "terms_conditions_signed_at", json!(true)), "failed"),
    ];
    check(&polling(), ROWS);
    check(&minimal(), &[("BI-028", |it| it, "review")]);
}

fn city<'a>(story: &'a mut Story, name: &str) -> &'a mut Story {
    story.body("POST /v1/persons")["address"]["city"] = json!(name);
    story
}

fn street<'a>(story: &'a mut Story, line_1: &str, line_2: &str) -> &'a mut Story {
    let address = &mut story.body("POST /v1/persons")["address"];
    (address["line_1"], address["line_2"]) = (json!(line_1), json!(line_2));
    story
}

fn slow(story: &mut Story) -> &mut Story {
    story.calls("POST /v1/persons")[0].duration_ms = 31_000;
    story
}

fn no_body(story: &mut Story) -> &mut Story {
    story.calls("POST /v1/persons")[0].sent.body = None;
    story
}

fn sample(story: &mut Story) -> &mut Story {
    set(set(story, "first_name", json!("Leander")), "last_name", json!("Zierfisch"))
}

fn somebody(story: &mut Story) -> &mut Story {
    let story = set(set(story, "first_name", json!("Max")), "last_name", json!("Test"));
    set(story, "birth_date", json!("1980-01-01"))
}

fn change(story: &mut Story, body: Value) -> &mut Story {
    story.api("PATCH", &format!("/v1/persons/{PERSON}"), body, 200, json!({ "id": PERSON }))
}

#[test]
fn data_of_a_person() {
    const ROWS: &[TableRow] = &[
        ("BI-004", |it| it, "passed"),
        ("BI-004", |it| set(it, "data_terms_signed_at", json!("2026-11-30T11:00:00Z")), "failed"),
        ("BI-004", |it| set(it, "data_terms_signed_at", json!("2026-11-30T10:01:00Z")), "passed"),
        ("BI-004", |it| drop(it, &["terms_conditions_signed_at"]), "failed"),
        ("BI-004", |it| it.show("Stimmen Sie der Datenverarbeitung zu?"), "review"),
        ("BI-004", |it| it.attest("BI-004", "no"), "failed"),
        ("BI-004", |it| it.without_calls("POST /v1/persons"), "unseen"),
        ("BI-015", |it| drop(it, &["birth_date"]), "failed"),
        ("BI-015", |it| drop(it, &["mobile_number"]), "review"),
        ("BI-015", |it| set(it, "salutation", Value::Null), "passed"),
        ("BI-015", |it| no_body(it), "failed"),
        ("BI-015", |it| it.without_calls("POST /v1/persons"), "unseen"),
        ("BI-017", |it| set(it, "first_name", json!("Zoe Anne-Marie")), "failed"),
        ("BI-017", |it| set(it, "last_name", json!("MÜLLER LÜDENSCHEIDT")), "failed"),
        ("BI-017", |it| set(it, "last_name", json!(" Müller  Lüdenscheidt ")), "passed"),
        ("BI-017", |it| set(it, "birth_date", json!("1984-09-03")), "failed"),
        ("BI-017", |it| set(it, "birth_city", json!("Goerlitz")), "failed"),
        ("BI-017", |it| drop(it, &["birth_city"]), "passed"),
        ("BI-017", |it| city(it, "Koeln"), "failed"),
        ("BI-017", |it| street(it, "Mühlenstraße", "7 Hinterhaus"), "passed"),
        ("BI-017", |it| street(it, "Muehlenstr. 7", "Hinterhaus"), "failed"),
        ("BI-017", |it| no_card(it), "unseen"),
        ("BI-018", |it| it, "passed"),
        ("BI-018", |it| it.person(), "failed"),
        ("BI-018", |it| slow(it).person(), "passed"),
        ("BI-018", |it| it.failed("account_snapshot_expired").person(), "passed"),
        ("BI-018", |it| sample(it), "failed"),
        ("BI-018", |it| somebody(it), "failed"),
        ("BI-018", |it| it.refused("/confirm", 409, "x").person(), "passed"),
        ("BI-018", |it| it.without_calls("POST /v1/persons"), "unseen"),
        ("BI-044", |it| it, "unseen"),
        ("BI-044", |it| change(it, json!({ "employment_status": "EMPLOYED" })), "unseen"),
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
    ];
    check(&polling(), ROWS);
}

/// The app wants an identification before the number is verified.
fn early(story: &mut Story) -> &mut Story {
    story.move_before("POST /identifications", "POST /mobile_number")
}

fn refused_early(story: &mut Story) -> &mut Story {
    story.cut_at("POST /mobile_number").refused_create(IBAN, 412, "mobile_number_not_verified")
}

fn with_gap(story: &mut Story) -> &mut Story {
    story.gap = Some("x".into());
    story
}

fn number<'a>(story: &'a mut Story, number: &str) -> &'a mut Story {
    story.body("POST /mobile_number")["number"] = json!(number);
    story
}

fn code<'a>(story: &'a mut Story, code: &str) -> &'a mut Story {
    story.body("POST /confirm")["token"] = json!(code);
    story
}

#[test]
fn mobile_number() {
    const ROWS: &[TableRow] = &[
        ("BI-005", |it| it, "passed"),
        ("BI-005", |it| it.without_calls("POST /confirm"), "failed"),
        ("BI-005", |it| early(it), "passed"),
        ("BI-005", |it| refused_early(it).verified_number().create(IBAN), "failed"),
        ("BI-005", |it| with_gap(it).without_calls("POST /confirm"), "unseen"),
        ("BI-005", |it| it.without_calls("POST /v1/persons"), "unseen"),
        ("BI-046", |it| it, "passed"),
        ("BI-046", |it| it.without_calls("POST /mobile_number/authorize"), "failed"),
        ("BI-046", |it| it.without_calls("POST /mobile_number"), "failed"),
        ("BI-046", |it| it.without_calls("POST /confirm"), "failed"),
        ("BI-046", |it| it.cut_at("POST /confirm"), "unseen"),
        ("BI-046", |it| number(it, "+15550101"), "failed"),
        ("BI-046", |it| number(it, "+49 151-12345678"), "passed"),
        ("BI-048", |it| it, "unseen"),
        ("BI-048", |it| early(it), "passed"),
        ("BI-056", |it| it, "passed"),
        ("BI-056", |it| code(it, "212212"), "failed"),
        ("BI-056", |it| code(it, "654 321"), "passed"),
        ("BI-056", |it| code(it, "212212").number_call("/confirm", 201), "failed"),
        ("BI-056", |it| code(it, "654322").number_call("/confirm", 201), "passed"),
        ("BI-056", |it| it.move_before("POST /confirm", "POST /authorize"), "failed"),
        ("BI-056", |it| it.without(is_sms), "unseen"),
        ("BI-056", |it| it.cut_at("POST /confirm"), "unseen"),
    ];
    check(&polling(), ROWS);
}
