//! Disturbances and freedoms anywhere in a conforming trace give no cause for complaint.

use serde_json::{Value, json};

use super::story::{IBAN, NUMBER, OTHER_IBAN, OTP, Story, TAN};
use super::styles::{minimal, polling, webhooks};
use super::{complaints, outcome};
use crate::evidence::{
    Exchange, Outcome, Payload, Received, TraceEvent, TraceEventKind, Unobserved,
};

fn answered(call: &Exchange, status: u16, body: Value) -> Exchange {
    let received = Received { status, headers: Vec::new(), body: Payload::Json(body) };
    Exchange { outcome: Outcome::Received(received), ..call.clone() }
}

fn refused_token(call: &Exchange) -> Exchange {
    answered(call, 401, json!({ "errors": [{ "code": "invalid_token" }] }))
}

fn bad_gateway(call: &Exchange) -> Exchange {
    answered(call, 502, json!({ "errors": [{ "code": "bad_gateway" }] }))
}

fn too_many(call: &Exchange) -> Exchange {
    answered(call, 429, json!({}))
}

fn without_answer(call: &Exchange) -> Exchange {
    let (operation, limit_ms) = (call.operation.clone(), 1);
    let outcome = Outcome::Unobserved(Unobserved::TimedOut { operation, limit_ms });
    Exchange { outcome, ..call.clone() }
}

/// Copies of a story, each with one call made twice, the first time with another answer.
fn disturbed(story: &Story, first: fn(&Exchange) -> Exchange) -> Vec<Story> {
    let calls = story.events.iter().enumerate().filter_map(|(index, it)| match &it.kind {
        TraceEventKind::Call(call) => Some((index, it.at.clone(), first(call))),
        _ => None,
    });
    let copies = calls.map(|(index, at, call)| {
        let mut copy = story.clone();
        copy.events.insert(index, TraceEvent { at, kind: TraceEventKind::Call(call) });
        copy
    });
    copies.collect()
}

#[test]
fn calls_without_a_decision_may_be_repeated() {
    for story in [polling(), webhooks()] {
        for first in [refused_token, bad_gateway, too_many, without_answer] {
            for (number, copy) in disturbed(&story, first).iter().enumerate() {
                let found = complaints(copy);
                // Without a new token the same one is refused once and then accepted.
                let other = found.iter().filter(|it| !it.starts_with("PA-003"));
                assert_eq!(other.collect::<Vec<_>>(), Vec::<&String>::new(), "call {number}");
            }
        }
    }
}

#[test]
fn any_call_may_be_slow_and_the_customer_too() {
    for story in [polling(), webhooks()] {
        for index in 0..story.events.len() {
            let mut slow = story.clone();
            if let TraceEventKind::Call(call) = &mut slow.events[index].kind {
                call.duration_ms = 20_000;
            }
            assert_eq!(complaints(&slow), Vec::<String>::new(), "event {index} is slow");
            let mut late = story.clone();
            for event in &mut late.events[index..] {
                let at: jiff::Timestamp = event.at.parse().unwrap();
                event.at = format!("{:.3}", at + jiff::SignedDuration::from_mins(4));
            }
            assert_eq!(complaints(&late), Vec::<String>::new(), "event {index} is late");
        }
    }
}

#[test]
fn reads_may_be_made_at_any_time() {
    for story in [polling(), webhooks()] {
        let is_read = |it: &&TraceEvent| matches!(&it.kind, TraceEventKind::Call(call) if call.sent.method == "GET");
        for read in story.events.iter().filter(is_read) {
            let first = story.events.iter().position(|it| it == read).unwrap();
            for index in first..story.events.len() {
                let mut copy = story.clone();
                copy.events.insert(index, read.clone());
                let found = complaints(&copy);
                assert_eq!(found, Vec::<String>::new(), "read {first} again at {index}");
            }
        }
    }
}

/// The same story as it is written to a file.
fn masked(story: &Story) -> Story {
    let secrets = [
        (IBAN.to_owned(), "[masked iban 1]"),
        (IBAN.replace(' ', ""), "[masked iban 2]"),
        (OTHER_IBAN.to_owned(), "[masked iban 3]"),
        (NUMBER.to_owned(), "[masked phone 1]"),
        (OTP.to_owned(), "[masked token 1]"),
        (TAN.to_owned(), "[masked tan 1]"),
    ];
    let hide = |text: String| {
        secrets.iter().fold(text, |text, (secret, placeholder)| text.replace(secret, placeholder))
    };
    let trace = hide(serde_json::to_string(&story.trace()).unwrap());
    let circumstances = hide(serde_json::to_string(&story.circumstances).unwrap());
    let trace: crate::evidence::Trace = serde_json::from_str(&trace).unwrap();
    let circumstances = serde_json::from_str(&circumstances).unwrap();
    Story { events: trace.events, circumstances, ..story.clone() }
}

#[test]
fn masked_values_are_unknown_and_not_wrong() {
    for story in [polling(), webhooks()] {
        assert_eq!(complaints(&masked(&story)), Vec::<String>::new());
    }
    let mut mistyped = polling();
    mistyped.body("PATCH /confirm")["token"] = json!(OTP);
    assert_eq!(complaints(&masked(&mistyped)), Vec::<String>::new());
    assert!(!complaints(&mistyped).is_empty());
}

/// Rows that traffic alone decides.
const BY_TRAFFIC: [&str; 34] = [
    "BI-002", "BI-003", "BI-005", "BI-006", "BI-007", "BI-013", "BI-015", "BI-018", "BI-022",
    "BI-023", "BI-024", "BI-025", "BI-026", "BI-027", "BI-028", "BI-029", "BI-030", "BI-044",
    "BI-046", "BI-063", "BI-069", "BI-073", "BI-074", "BI-075", "BI-084", "BI-103", "BI-106",
    "BI-110", "BI-115", "BI-120", "BI-133", "BI-134", "BI-142", "BI-155",
];

/// The same story as a capture shows it: calls to the API, and nothing known of the customer.
fn captured(story: &Story) -> Story {
    let mut capture = story.clone();
    capture.without(|kind| !matches!(kind, TraceEventKind::Call(_)));
    capture.circumstances = crate::evidence::Circumstances::default();
    capture
}

#[test]
fn a_capture_gives_the_same_verdicts_as_a_live_trace() {
    let mut resent = polling();
    resent.cut_at("PATCH /confirm").advance(200).authorize().confirm().poll("successful").done();
    let mut expired = polling();
    expired.cut_at("PATCH /confirm").advance(660).again().poll("expired").show("x").done();
    let mut early = polling();
    early.cut_at(super::story::POLL).refused("/authorize", 409, "expectation_mismatch").done();
    for story in [polling(), webhooks(), minimal(), resent, expired, early] {
        for requirement in BY_TRAFFIC {
            let (live, capture) =
                (outcome(&story, requirement), outcome(&captured(&story), requirement));
            assert_eq!(live, capture, "{requirement}");
        }
    }
}
