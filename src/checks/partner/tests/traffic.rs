//! Rules about tokens, URLs, polling and unknown answers.

use serde_json::{Value, json};

use super::outcome;
use super::story::{BEARER, FIRST, IBAN, PERSON, POLL, Story};
use super::styles::polling;
use super::table::{TableRow, check};
use crate::evidence::TraceEventKind;

fn with_query<'a>(story: &'a mut Story, query: &str) -> &'a mut Story {
    let call = story.calls(POLL).remove(0);
    call.sent.url = format!("{}?{query}", call.sent.url);
    story
}

/// Tokens that are asked for after these many seconds, each followed by a poll.
fn tokens(story: &mut Story, count: usize, seconds: i64) -> &mut Story {
    for _ in 0..count {
        story.advance(seconds).token().poll("successful");
    }
    story
}

fn refused_token(story: &mut Story) -> &mut Story {
    story.events.pop();
    story.refused("", 401, "invalid_token")
}

fn renewed_tokens(story: &mut Story) -> &mut Story {
    for _ in 0..4 {
        story.refused("", 401, "invalid_token").token().poll("successful");
    }
    story
}

fn empty(story: &mut Story) -> &mut Story {
    story.events.clear();
    story
}

#[test]
fn tokens_and_urls() {
    const ROWS: &[TableRow] = &[
        ("PA-001", |it| it, "passed"),
        ("PA-001", |it| tokens(it, 2, 0), "passed"),
        ("PA-001", |it| tokens(it, 4, 0), "failed"),
        ("PA-001", |it| tokens(it, 4, 3_590), "passed"),
        ("PA-001", |it| renewed_tokens(it), "passed"),
        ("PA-001", |it| it.without_calls("POST /oauth2/token"), "unseen"),
        ("PA-002", |it| it, "passed"),
        ("PA-002", |it| with_query(it, "access_token=1"), "failed"),
        ("PA-002", |it| with_query(it, &format!("auth={}", &BEARER[7..])), "failed"),
        ("PA-002", |it| empty(it), "unseen"),
        ("PA-003", |it| it, "unseen"),
        ("PA-003", |it| refused_token(it).done(), "failed"),
        ("PA-003", |it| refused_token(it).token().poll("successful").done(), "passed"),
        ("PA-003", |it| refused_token(it), "unseen"),
        ("PA-013", |it| it, "passed"),
        ("PA-013", |it| with_query(it, "email=zoe.mueller%40example.com"), "failed"),
        ("PA-013", |it| with_query(it, "q=DE02120300000000202051"), "failed"),
        ("PA-013", |it| with_query(it, "name=M%C3%BCller+L%C3%BCdenscheidt"), "failed"),
        ("PA-013", |it| with_query(it, "token=135790"), "failed"),
        ("PA-013", |it| with_query(it, "page%5Bsize%5D=10&include_documents=true"), "passed"),
        ("PA-013", |it| empty(it), "unseen"),
    ];
    check(&polling(), ROWS);
}

#[test]
fn polls() {
    let poll = |count: usize, gap_ms: i64| {
        let mut story = polling();
        story.cut_at(POLL);
        for _ in 0..=count {
            story.poll("pending").wait_ms(gap_ms);
        }
        outcome(&story, "PA-004")
    };
    assert_eq!(poll(20, 3_000), "passed");
    assert_eq!(poll(20, 2_850), "passed");
    assert_eq!(poll(20, 2_500), "failed");
    assert_eq!(poll(3, 100), "unseen");
    assert_eq!(poll(4, 2_000), "failed");
    assert_eq!(poll(5, 500), "failed");
    assert_eq!(poll(20, 500), "failed");
}

fn notified_reads(story: &mut Story) -> &mut Story {
    for _ in 0..5 {
        story.webhook("w", "successful", 200).poll("successful");
    }
    story
}

#[test]
fn polls_after_the_end() {
    const ROWS: &[TableRow] = &[
        ("PA-005", |it| it, "passed"),
        ("PA-005", |it| it.poll("successful").poll("successful"), "passed"),
        ("PA-005", |it| it.poll("failed").poll("failed").poll("failed"), "failed"),
        ("PA-005", |it| notified_reads(it), "passed"),
        ("PA-005", |it| it.cut_at("PATCH /confirm"), "unseen"),
    ];
    check(&polling(), ROWS);
}

#[test]
fn a_poll_with_an_expired_token_is_no_poll() {
    let mut story = polling();
    story.cut_at(POLL);
    for _ in 0..10 {
        story.poll("pending").wait_ms(2_850);
    }
    story.refused("", 401, "unauthorized").token();
    for _ in 0..10 {
        story.poll("pending").wait_ms(2_850);
    }
    assert_eq!(outcome(&story, "PA-004"), "passed");
}

#[test]
fn a_frozen_clock_shows_no_rate() {
    let mut story = polling();
    for _ in 0..20 {
        story.poll("successful");
    }
    let first = story.events[0].at.clone();
    for event in &mut story.events {
        event.at.clone_from(&first);
    }
    assert_eq!(outcome(&story, "PA-004"), "unseen");
}

#[test]
fn one_day_of_polling_is_judged_at_once() {
    let mut story = polling();
    story.cut_at(POLL).poll("pending");
    let poll = story.events.len() - 1;
    for _ in 0..28_800 {
        story.push(TraceEventKind::Again(poll)).wait_ms(2_850);
    }
    assert_eq!(outcome(&story, "PA-004"), "passed");
    story.poll("authorization_required").authorize();
    assert_eq!(outcome(&story, "BI-106"), "passed");
}

#[test]
fn unknown_answers() {
    let unknown = |change: fn(&mut Story) -> &mut Story| {
        let mut story = polling();
        story.circumstances.situation = "unknown-members".into();
        outcome(change(&mut story), "PA-011")
    };
    assert_eq!(unknown(|it| it), "passed");
    assert_eq!(unknown(|it| it.cut_at("PATCH /confirm").show("Fehler").done()), "failed");
    assert_eq!(unknown(|it| it.cut_at("PATCH /confirm")), "unseen");
    assert_eq!(outcome(&polling(), "PA-011"), "unseen");
}

#[test]
fn notations_of_codes() {
    let shown = |code: &str, text: &str| {
        let mut story = Story::new("joint-account");
        story.circumstances.reason = Some("JOINT_ACCOUNT".into());
        story.registered().create(IBAN).request().visit().failed(code).show(text).done();
        outcome(&story, "PA-012")
    };
    let reasons = crate::requirement::Reasons::embedded().unwrap();
    let text = |code: &str| reasons.reason(code).and_then(|it| it.text("de")).unwrap();
    assert_eq!(shown("joint_account", text("JOINT_ACCOUNT")), "passed");
    assert_eq!(shown("joint_account", text("GENERIC_ERROR")), "failed");
    assert_eq!(shown("joint_account", "Etwas anderes"), "unseen");
    assert_eq!(shown("JOINT_ACCOUNT", text("GENERIC_ERROR")), "unseen");
    // Without a code there is no notation.
    let mut expired = Story::new("expired");
    expired.registered().create(IBAN).request().visit().poll("expired");
    expired.show("Das hat zu lange gedauert").done();
    assert_eq!(outcome(&expired, "PA-012"), "unseen");
}

#[test]
fn an_identification_of_another_person_is_not_found() {
    let mut story = polling();
    let other = PERSON.replace('0', "9");
    story.api("POST", "/v1/persons", Story::person_body(), 201, json!({ "id": other }));
    let path = format!("/v1/persons/{other}/identifications/{FIRST}");
    story.api("GET", &path, Value::Null, 404, json!({}));
    assert_eq!(outcome(&story, "BI-155"), "failed");
}

#[test]
fn successes_that_are_shown() {
    const ROWS: &[TableRow] = &[
        ("PA-015", |it| it.cut_at("PATCH /authorize").show("Sie sind identifiziert."), "failed"),
        ("PA-015", |it| it.cut_at("PATCH /authorize").show("Bitte lesen Sie."), "passed"),
        (
            "PA-015",
            |it| it.cut_at("PATCH /authorize").show("Sie sind identifiziert und unterschrieben."),
            "failed",
        ),
        ("PA-015", |it| it.show("Sie sind identifiziert."), "passed"),
        ("PA-015", |it| it.poll("failed").show("Erfolgreich unterschrieben"), "passed"),
        ("PA-015", |it| it.without(is_screen), "unseen"),
    ];
    check(&polling(), ROWS);
}

fn is_screen(kind: &TraceEventKind) -> bool {
    matches!(kind, TraceEventKind::Shown(_))
}
