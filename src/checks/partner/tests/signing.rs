//! Rules about the bank page, the signature, documents, and what comes too late.

use serde_json::json;

use super::story::{IBAN, SIGNED, Story, TAN, UNSIGNED, polling, url_of, webhooks};
use super::table::{Row, check};
use crate::evidence::{Payload, TraceEventKind};

fn is_visit(kind: &TraceEventKind) -> bool {
    matches!(kind, TraceEventKind::Visit(_))
}

fn is_shown(kind: &TraceEventKind) -> bool {
    matches!(kind, TraceEventKind::Shown(_))
}

fn is_sms(kind: &TraceEventKind) -> bool {
    matches!(kind, TraceEventKind::Sms(_))
}

/// Somebody opens the bank page.
fn open_page(story: &mut Story, url: &str, agent: &str) {
    let mut page = story.exchange("GET", "/index.html", json!(null), 200, json!("page"));
    page.sent.url = url.to_owned();
    page.sent.headers = vec![("user-agent".into(), agent.into())];
    story.push(TraceEventKind::BankPage(page));
}

fn visit_url(story: &mut Story, url: String) {
    for event in &mut story.events {
        if let TraceEventKind::Visit(visit) = &mut event.kind {
            visit.url.clone_from(&url);
        }
    }
}

#[test]
fn bank_page() {
    let rows: &[Row] = &[
        ("BI-007", |_| {}, "passed"),
        (
            "BI-007",
            |it| {
                it.cut_at("PATCH /request").done();
            },
            "failed",
        ),
        (
            "BI-007",
            |it| {
                it.cut_at("PATCH /request");
            },
            "unseen",
        ),
        (
            "BI-007",
            |it| {
                it.cut_at("PATCH /request").refused("/x", 502, "x").done();
            },
            "unseen",
        ),
        (
            "BI-007",
            |it| {
                it.cut_at("PATCH /request").poll("expired").done();
            },
            "unseen",
        ),
        (
            "BI-007",
            |it| {
                it.cut_at("POST /identifications").done();
            },
            "unseen",
        ),
        ("BI-008", |_| {}, "passed"),
        ("BI-008", |it| visit_url(it, "http://127.0.0.1:4000/index.html".into()), "failed"),
        ("BI-008", |it| visit_url(it, url_of("11111111") + "&utm=1"), "failed"),
        (
            "BI-008",
            |it| {
                it.cut_at("GET /identifications/11111111111111111111111111111111cidt");
                it.without(is_visit).done();
            },
            "failed",
        ),
        (
            "BI-008",
            |it| {
                it.without(is_visit);
            },
            "unseen",
        ),
        (
            "BI-008",
            |it| {
                it.without(is_visit);
                open_page(it, &url_of("11111111"), "Mozilla/5.0");
            },
            "passed",
        ),
        (
            "BI-008",
            |it| {
                it.without(is_visit);
                open_page(it, "http://h/index.html?wizard_session_key=1", "Mozilla/5.0");
            },
            "failed",
        ),
        (
            "BI-008",
            |it| {
                it.cut_at("PATCH /request").done();
            },
            "unseen",
        ),
        ("PA-010", |_| {}, "passed"),
        ("PA-010", |it| open_page(it, &url_of("11111111"), "python-requests/2"), "failed"),
        ("PA-010", |it| open_page(it, &url_of("11111111"), "bankident-desk"), "passed"),
        ("PA-010", |it| open_page(it, &url_of("11111111"), "Mozilla/5.0 (X11)"), "passed"),
        (
            "PA-010",
            |it| {
                it.without(is_visit);
            },
            "unseen",
        ),
    ];
    check(&polling(), rows);
}

#[test]
fn order_of_the_signature() {
    let rows: &[Row] = &[
        ("BI-003", |_| {}, "passed"),
        (
            "BI-003",
            |it| {
                it.move_before("PATCH /authorize", "PATCH /request");
            },
            "failed",
        ),
        (
            "BI-003",
            |it| {
                it.move_before("PATCH /confirm", "PATCH /authorize");
            },
            "failed",
        ),
        (
            "BI-003",
            |it| {
                it.gap = Some("x".into());
                it.without_calls("PATCH /request");
            },
            "unseen",
        ),
        (
            "BI-003",
            |it| {
                it.cut_at("PATCH /authorize");
            },
            "unseen",
        ),
        ("BI-103", |_| {}, "passed"),
        (
            "BI-103",
            |it| {
                it.cut_at("PATCH /authorize");
            },
            "unseen",
        ),
        (
            "BI-103",
            |it| {
                too_early(it);
            },
            "failed",
        ),
        ("BI-106", |_| {}, "passed"),
        (
            "BI-106",
            |it| {
                too_early(it);
            },
            "failed",
        ),
        (
            "BI-106",
            |it| {
                it.without_calls("GET /identifications/11111111111111111111111111111111cidt");
            },
            "failed",
        ),
        (
            "BI-106",
            |it| {
                it.poll("failed").refused("/authorize", 409, "expectation_mismatch");
            },
            "failed",
        ),
        (
            "BI-106",
            |it| {
                it.cut_at("PATCH /authorize");
            },
            "unseen",
        ),
        ("BI-115", |_| {}, "passed"),
        (
            "BI-115",
            |it| {
                it.confirm();
            },
            "failed",
        ),
        (
            "BI-115",
            |it| {
                it.without_calls("PATCH /authorize");
            },
            "failed",
        ),
        ("BI-115", |it| it.calls("PATCH /authorize")[0].outcome = lost(), "unseen"),
        (
            "BI-115",
            |it| {
                it.cut_at("PATCH /confirm");
            },
            "unseen",
        ),
        ("BI-133", |_| {}, "passed"),
        (
            "BI-133",
            |it| {
                it.cut_at("PATCH /authorize").done();
            },
            "failed",
        ),
        (
            "BI-133",
            |it| {
                it.cut_at("PATCH /authorize").poll("expired").done();
            },
            "unseen",
        ),
        (
            "BI-133",
            |it| {
                it.cut_at("PATCH /authorize").confirm();
            },
            "failed",
        ),
        (
            "BI-133",
            |it| {
                it.cut_at("PATCH /authorize");
            },
            "unseen",
        ),
        ("BI-134", |_| {}, "passed"),
        (
            "BI-134",
            |it| {
                it.cut_at("PATCH /confirm").done();
            },
            "failed",
        ),
        (
            "BI-134",
            |it| {
                it.cut_at("PATCH /confirm").advance(700).show("zu spät").done();
            },
            "unseen",
        ),
        (
            "BI-134",
            |it| {
                it.cut_at("PATCH /confirm").request();
            },
            "failed",
        ),
        (
            "BI-134",
            |it| {
                it.cut_at("PATCH /confirm").advance(310).authorize().confirm();
            },
            "passed",
        ),
    ];
    check(&polling(), rows);
    check(
        &webhooks(),
        &[
            (
                "BI-106",
                |it| {
                    it.without_calls("GET /identifications/11111111111111111111111111111111cidt");
                },
                "passed",
            ),
            (
                "PA-009",
                |it| {
                    it.without_calls("GET /identifications/11111111111111111111111111111111cidt");
                },
                "failed",
            ),
        ],
    );
}

fn too_early(story: &mut Story) {
    story.cut_at("GET /identifications/11111111111111111111111111111111cidt");
    story.poll("pending").refused("/authorize", 409, "expectation_mismatch");
}

fn lost() -> crate::evidence::Outcome {
    let (operation, limit_ms) = ("x".to_owned(), 1);
    crate::evidence::Outcome::Unobserved(crate::evidence::Unobserved::TimedOut {
        operation,
        limit_ms,
    })
}

fn token(story: &mut Story, token: serde_json::Value) {
    story.body("PATCH /confirm")["token"] = token;
}

#[test]
fn codes_of_the_signature() {
    let rows: &[Row] = &[
        ("BI-012", |_| {}, "passed"),
        ("BI-012", |it| token(it, json!("000000")), "failed"),
        ("BI-012", |it| token(it, json!("654321")), "failed"),
        (
            "BI-012",
            |it| {
                token(it, json!("000000"));
                it.confirm();
            },
            "passed",
        ),
        (
            "BI-012",
            |it| {
                it.without(is_sms);
            },
            "unseen",
        ),
        (
            "BI-012",
            |it| {
                it.cut_at("PATCH /confirm");
            },
            "unseen",
        ),
        ("BI-013", |_| {}, "passed"),
        ("BI-013", |it| token(it, json!(135_790)), "failed"),
        ("BI-013", |it| token(it, json!("")), "failed"),
        ("BI-013", |it| it.calls("PATCH /confirm")[0].sent.body = None, "failed"),
        (
            "BI-013",
            |it| {
                let excerpt = format!("token={TAN}");
                it.calls("PATCH /confirm")[0].sent.body =
                    Some(Payload::Text { excerpt, length: 12 });
            },
            "failed",
        ),
        (
            "BI-013",
            |it| {
                it.cut_at("PATCH /confirm");
            },
            "unseen",
        ),
        ("BI-110", |_| {}, "unseen"),
        (
            "BI-110",
            |it| {
                it.cut_at("PATCH /confirm").authorize();
            },
            "failed",
        ),
        (
            "BI-110",
            |it| {
                it.cut_at("PATCH /confirm").advance(240).authorize();
            },
            "failed",
        ),
        (
            "BI-110",
            |it| {
                it.cut_at("PATCH /confirm").advance(300).authorize();
            },
            "passed",
        ),
        (
            "BI-110",
            |it| {
                it.cut_at("PATCH /authorize").refused("/authorize", 502, "x").authorize();
            },
            "unseen",
        ),
    ];
    check(&polling(), rows);
}

#[test]
fn lateness() {
    let rows: &[Row] = &[
        ("BI-111", |_| {}, "unseen"),
        (
            "BI-111",
            |it| {
                late(it).poll("expired").show("Abgelaufen").done();
            },
            "passed",
        ),
        (
            "BI-111",
            |it| {
                late(it).show("Sie wurden erfolgreich identifiziert").done();
            },
            "failed",
        ),
        (
            "BI-111",
            |it| {
                late(it).refused("/confirm", 422, "x").refused("/confirm", 422, "x");
            },
            "failed",
        ),
        ("BI-142", |_| {}, "unseen"),
        (
            "BI-142",
            |it| {
                late(it).poll("expired").show("Abgelaufen").create(IBAN).done();
            },
            "passed",
        ),
        (
            "BI-142",
            |it| {
                late(it).poll("expired").refused("/authorize", 409, "x");
            },
            "failed",
        ),
        (
            "BI-142",
            |it| {
                late(it).poll("expired").show("Identifizierung erfolgreich");
            },
            "failed",
        ),
        (
            "BI-142",
            |it| {
                late(it).authorize();
            },
            "passed",
        ),
    ];
    check(&polling(), rows);
}

fn late(story: &mut Story) -> &mut Story {
    story.cut_at("PATCH /confirm").advance(660).refused("/confirm", 422, "invalid_tan")
}

#[test]
fn documents() {
    let rows: &[Row] = &[
        ("BI-010", |_| {}, "passed"),
        ("BI-010", |it| contracts_screen(it, "Bitte geben Sie den Code ein"), "review"),
        (
            "BI-010",
            |it| {
                it.without(is_shown);
            },
            "unseen",
        ),
        (
            "BI-010",
            |it| {
                it.without(is_shown).attest("BI-010", "ja");
            },
            "attested",
        ),
        (
            "BI-010",
            |it| {
                it.attest("BI-010", "nein");
            },
            "failed",
        ),
        (
            "BI-010",
            |it| {
                it.cut_at("PATCH /authorize");
            },
            "unseen",
        ),
        ("BI-014", |_| {}, "passed"),
        (
            "BI-014",
            |it| {
                it.without_calls("GET /file");
            },
            "review",
        ),
        (
            "BI-014",
            |it| {
                it.cut_at("GET /file").file(UNSIGNED).done();
            },
            "review",
        ),
        (
            "BI-014",
            |it| {
                bare_end(it).show("Fertig").done();
            },
            "failed",
        ),
        (
            "BI-014",
            |it| {
                bare_end(it).file(SIGNED).done();
            },
            "passed",
        ),
        (
            "BI-014",
            |it| {
                bare_end(it);
            },
            "unseen",
        ),
        (
            "BI-014",
            |it| {
                bare_end(it).show("Fertig").attest("BI-014", "no").done();
            },
            "failed",
        ),
        (
            "BI-014",
            |it| {
                it.cut_at("PATCH /confirm").done();
            },
            "unseen",
        ),
    ];
    check(&polling(), rows);
    check(&webhooks(), &[("BI-010", |_| {}, "passed")]);
}

/// Success, and nothing after it.
fn bare_end(story: &mut Story) -> &mut Story {
    let is_end = |it: &crate::evidence::TraceEvent| matches!(&it.kind, TraceEventKind::Call(call) if call.sent.url.contains("include_documents"));
    let end = story.events.iter().position(is_end).unwrap();
    story.events.truncate(end);
    story
}

fn contracts_screen(story: &mut Story, text: &str) {
    for event in &mut story.events {
        if let TraceEventKind::Shown(screen) = &mut event.kind {
            text.clone_into(&mut screen.text);
        }
    }
}
