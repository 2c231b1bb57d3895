//! Rules about webhooks, tokens, URLs, polling and unknown answers.

use serde_json::{Value, json};

use super::outcome;
use super::story::{BEARER, EVENTS, FIRST, IBAN, PERSON, Story, polling, webhooks};
use super::table::{Row, check};
use crate::evidence::{Outcome, TraceEventKind, TracedWebhook, Unobserved};

fn last_webhook(story: &mut Story) -> &mut TracedWebhook {
    let found = story.events.iter_mut().rev().find_map(|it| match &mut it.kind {
        TraceEventKind::Webhook(webhook) => Some(webhook),
        _ => None,
    });
    found.unwrap()
}

fn drop_subscriptions(story: &mut Story, kept: &[&str]) {
    story.without_calls("POST /webhooks").subscribe(kept);
}

#[test]
fn subscriptions_and_deliveries() {
    let rows: &[Row] = &[
        ("BI-002", |_| {}, "passed"),
        ("BI-002", |it| drop_subscriptions(it, &[]), "unseen"),
        ("BI-002", |it| drop_subscriptions(it, &EVENTS[..1]), "review"),
        ("BI-002", |it| drop_subscriptions(it, &EVENTS[1..]), "failed"),
        (
            "BI-002",
            |it| {
                it.subscribe(&EVENTS[2..3]);
            },
            "failed",
        ),
        ("BI-120", |_| {}, "passed"),
        ("BI-120", |it| drop_subscriptions(it, &EVENTS[1..]), "failed"),
        (
            "BI-120",
            |it| {
                it.subscribe(&EVENTS[..1]);
            },
            "failed",
        ),
        ("BI-120", |it| drop_subscriptions(it, &[]), "unseen"),
        ("PA-006", |_| {}, "passed"),
        ("PA-006", |it| last_webhook(it).exchange.duration_ms = 31_000, "failed"),
        (
            "PA-006",
            |it| {
                it.events.pop();
                it.webhook("w9", "successful", 500).done();
            },
            "failed",
        ),
        (
            "PA-006",
            |it| {
                it.webhook("w9", "successful", 500);
            },
            "passed",
        ),
        (
            "PA-006",
            |it| {
                it.events.pop();
                it.webhook("w5", "successful", 409).done();
            },
            "passed",
        ),
        (
            "PA-006",
            |it| {
                last_webhook(it).exchange.outcome = Outcome::Unobserved(Unobserved::TimedOut {
                    operation: "webhook".into(),
                    limit_ms: 30_000,
                })
            },
            "failed",
        ),
        (
            "PA-006",
            |it| {
                it.without(|kind| matches!(kind, TraceEventKind::Webhook(_)));
            },
            "unseen",
        ),
        ("PA-007", |_| {}, "unseen"),
        (
            "PA-007",
            |it| {
                it.forged("successful", 401);
            },
            "passed",
        ),
        (
            "PA-007",
            |it| {
                it.forged("successful", 200);
            },
            "review",
        ),
        (
            "PA-007",
            |it| {
                pending(it).forged("authorization_required", 401).authorize();
            },
            "failed",
        ),
        (
            "PA-007",
            |it| {
                pending(it)
                    .forged("authorization_required", 200)
                    .poll("authorization_required")
                    .authorize();
            },
            "review",
        ),
        (
            "PA-007",
            |it| {
                pending(it).forged("successful", 401).show("Identifizierung erfolgreich");
            },
            "failed",
        ),
        ("PA-008", |_| {}, "unseen"),
        (
            "PA-008",
            |it| {
                it.webhook("w5", "successful", 200);
            },
            "passed",
        ),
        (
            "PA-008",
            |it| {
                paid(it).authorize().webhook("w2", "authorization_required", 200).confirm();
            },
            "passed",
        ),
        (
            "PA-008",
            |it| {
                paid(it).authorize().webhook("w2", "authorization_required", 200).authorize();
            },
            "failed",
        ),
        ("PA-009", |_| {}, "passed"),
        (
            "PA-009",
            |it| {
                it.cut_at("PATCH /authorize");
            },
            "unseen",
        ),
    ];
    check(&webhooks(), rows);
}

fn pending(story: &mut Story) -> &mut Story {
    let is_paid = |it: &crate::evidence::TraceEvent| matches!(&it.kind, TraceEventKind::Webhook(it) if it.exchange.sent.headers[1].1 == "w2");
    let index = story.events.iter().position(is_paid).unwrap();
    story.events.truncate(index);
    story
}

fn paid(story: &mut Story) -> &mut Story {
    story.cut_at("PATCH /authorize")
}

fn with_query(story: &mut Story, query: &str) {
    let call = story.calls("GET /identifications/11111111111111111111111111111111cidt").remove(0);
    call.sent.url = format!("{}?{query}", call.sent.url);
}

#[test]
fn tokens_and_urls() {
    let rows: &[Row] = &[
        ("PA-001", |_| {}, "passed"),
        (
            "PA-001",
            |it| {
                it.token().token().poll("successful");
            },
            "passed",
        ),
        (
            "PA-001",
            |it| {
                for _ in 0..4 {
                    it.token().poll("successful");
                }
            },
            "failed",
        ),
        (
            "PA-001",
            |it| {
                for _ in 0..4 {
                    it.advance(3_590).token().poll("successful");
                }
            },
            "passed",
        ),
        (
            "PA-001",
            |it| {
                for _ in 0..4 {
                    it.refused("", 401, "invalid_token").token().poll("successful");
                }
            },
            "passed",
        ),
        (
            "PA-001",
            |it| {
                it.without_calls("POST /oauth2/token");
            },
            "unseen",
        ),
        ("PA-002", |_| {}, "passed"),
        ("PA-002", |it| with_query(it, "access_token=1"), "failed"),
        ("PA-002", |it| with_query(it, &format!("auth={}", &BEARER[7..])), "failed"),
        ("PA-002", |it| it.events.clear(), "unseen"),
        ("PA-003", |_| {}, "unseen"),
        (
            "PA-003",
            |it| {
                it.events.pop();
                it.refused("", 401, "invalid_token").done();
            },
            "failed",
        ),
        (
            "PA-003",
            |it| {
                it.events.pop();
                it.refused("", 401, "invalid_token").token().poll("successful").done();
            },
            "passed",
        ),
        (
            "PA-003",
            |it| {
                it.events.pop();
                it.refused("", 401, "invalid_token");
            },
            "unseen",
        ),
        ("PA-013", |_| {}, "passed"),
        ("PA-013", |it| with_query(it, "email=zoe.mueller%40example.com"), "failed"),
        ("PA-013", |it| with_query(it, "q=DE02120300000000202051"), "failed"),
        ("PA-013", |it| with_query(it, "name=M%C3%BCller+L%C3%BCdenscheidt"), "failed"),
        ("PA-013", |it| with_query(it, "token=135790"), "failed"),
        ("PA-013", |it| with_query(it, "page%5Bsize%5D=10&include_documents=true"), "passed"),
        ("PA-013", |it| it.events.clear(), "unseen"),
    ];
    check(&polling(), rows);
}

#[test]
fn polls() {
    let poll = |count: usize, gap_ms: i64| {
        let mut story = polling();
        story.cut_at("GET /identifications/11111111111111111111111111111111cidt");
        for _ in 0..=count {
            story.poll("pending").wait_ms(gap_ms);
        }
        outcome(&story, "PA-004")
    };
    assert_eq!(poll(20, 3_000), "passed");
    assert_eq!(poll(20, 2_600), "passed");
    assert_eq!(poll(4, 100), "unseen");
    assert_eq!(poll(5, 500), "failed");
    assert_eq!(poll(20, 500), "failed");
    let rows: &[Row] = &[
        ("PA-005", |_| {}, "passed"),
        (
            "PA-005",
            |it| {
                it.poll("successful").poll("successful");
            },
            "passed",
        ),
        (
            "PA-005",
            |it| {
                for _ in 0..3 {
                    it.poll("successful");
                }
            },
            "failed",
        ),
        (
            "PA-005",
            |it| {
                for _ in 0..5 {
                    it.webhook("w", "successful", 200).poll("successful");
                }
            },
            "passed",
        ),
        (
            "PA-005",
            |it| {
                it.cut_at("PATCH /confirm");
            },
            "unseen",
        ),
    ];
    check(&polling(), rows);
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
    story.cut_at("GET /identifications/11111111111111111111111111111111cidt").poll("pending");
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
    let unknown = |change: fn(&mut Story)| {
        let mut story = polling();
        story.circumstances.situation = "unknown-members".into();
        change(&mut story);
        outcome(&story, "PA-011")
    };
    assert_eq!(unknown(|_| {}), "passed");
    assert_eq!(
        unknown(|it| {
            it.cut_at("PATCH /confirm").show("Fehler").done();
        }),
        "failed"
    );
    assert_eq!(
        unknown(|it| {
            it.cut_at("PATCH /confirm");
        }),
        "unseen"
    );
    assert_eq!(outcome(&polling(), "PA-011"), "unseen");
}

#[test]
fn notations_of_codes() {
    let told = |code: &str, text: &str| {
        let mut story = Story::new("joint-account");
        story.circumstances.reason = Some("JOINT_ACCOUNT".into());
        story.registered().create(IBAN).request().visit().failed(code).show(text).done();
        outcome(&story, "PA-012")
    };
    let right = "Gemeinschaftskonten sind nicht unterstützt. Bitte nutzen Sie eine andere IBAN oder fahren Sie mit der Videoidentifizierung fort.";
    let generic = "Ein Fehler ist aufgetreten. Bitte kontaktieren Sie den Support.";
    assert_eq!(told("joint_account", right), "passed");
    assert_eq!(told("joint_account", generic), "failed");
    assert_eq!(told("joint_account", "Etwas anderes"), "unseen");
    assert_eq!(told("JOINT_ACCOUNT", generic), "unseen");
}

#[test]
fn repetitions_in_a_trace_and_calls_of_other_people_change_nothing() {
    let mut story = polling();
    story.circumstances.situation = String::new();
    let other = PERSON.replace('0', "9");
    story.api("POST", "/v1/persons", Story::person_body(), 201, json!({ "id": other }));
    let path = format!("/v1/persons/{other}/identifications/{FIRST}");
    story.api("GET", &path, Value::Null, 404, json!({}));
    assert_eq!(outcome(&story, "BI-155"), "failed");
}
