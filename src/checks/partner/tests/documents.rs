//! Rules about the bank page, the contracts and the signed documents.

use serde_json::json;

use super::story::{IBAN, POLL, SIGNED, Story, UNSIGNED, url_of};
use super::styles::{polling, webhooks};
use super::table::{TableRow, check};
use crate::evidence::TraceEventKind;

fn is_visit(kind: &TraceEventKind) -> bool {
    matches!(kind, TraceEventKind::Visit(_))
}

fn is_shown(kind: &TraceEventKind) -> bool {
    matches!(kind, TraceEventKind::Shown(_))
}

/// Somebody opens a bank page.
fn page<'a>(story: &'a mut Story, url: &str, agent: &str) -> &'a mut Story {
    let mut page = story.exchange("GET", "/index.html", json!(null), 200, json!("page"));
    page.sent.url = url.to_owned();
    page.sent.headers = vec![("user-agent".into(), agent.into())];
    story.push(TraceEventKind::BankPage(page))
}

/// The desk visits another address.
fn visits<'a>(story: &'a mut Story, url: &str) -> &'a mut Story {
    for event in &mut story.events {
        if let TraceEventKind::Visit(visit) = &mut event.kind {
            url.clone_into(&mut visit.url);
        }
    }
    story
}

fn unrequested(story: &mut Story) -> &mut Story {
    story.cut_at("PATCH /request")
}

fn unvisited(story: &mut Story) -> &mut Story {
    story.without(is_visit)
}

const BROWSER: &str = "Mozilla/5.0 (X11)";

#[test]
fn bank_page() {
    const ROWS: &[TableRow] = &[
        ("BI-007", |it| it, "passed"),
        ("BI-007", |it| unrequested(it).done(), "failed"),
        ("BI-007", |it| unrequested(it), "unseen"),
        ("BI-007", |it| unrequested(it).refused("/x", 502, "x").done(), "unseen"),
        ("BI-007", |it| unrequested(it).poll("expired").done(), "unseen"),
        ("BI-007", |it| it.cut_at("POST /identifications").done(), "unseen"),
        ("BI-008", |it| it, "passed"),
        ("BI-008", |it| visits(it, "http://127.0.0.1:4000/index.html"), "failed"),
        ("BI-008", |it| visits(it, &(url_of("11111111") + "&utm=1")), "failed"),
        ("BI-008", |it| unvisited(it.cut_at(POLL)).done(), "failed"),
        (
            "BI-008",
            |it| unvisited(it.cut_at(POLL)).failed("account_snapshot_expired").done(),
            "failed",
        ),
        ("BI-008", |it| unvisited(it.cut_at(POLL)).failed("joint_account").done(), "unseen"),
        ("BI-008", |it| unvisited(it), "unseen"),
        ("BI-008", |it| page(unvisited(it), &url_of("11111111"), BROWSER), "passed"),
        (
            "BI-008",
            |it| page(unvisited(it), "http://h/index.html?wizard_session_key=1", BROWSER),
            "failed",
        ),
        ("BI-008", |it| unrequested(it).done(), "unseen"),
        ("PA-010", |it| it, "passed"),
        ("PA-010", |it| page(it, &url_of("11111111"), "python-requests/2"), "failed"),
        ("PA-010", |it| page(it, &url_of("11111111"), "bankident-desk"), "passed"),
        ("PA-010", |it| page(it, &url_of("11111111"), BROWSER), "passed"),
        ("PA-010", |it| unvisited(it), "unseen"),
    ];
    check(&polling(), ROWS);
}

/// Every screen shows a text that names no contract.
fn other_screens(story: &mut Story) -> &mut Story {
    for event in &mut story.events {
        if let TraceEventKind::Shown(screen) = &mut event.kind {
            "Bitte geben Sie den Code ein".clone_into(&mut screen.text);
        }
    }
    story
}

/// The contract is fetched before the signature.
fn fetched(story: &mut Story) -> &mut Story {
    story
        .file(UNSIGNED)
        .move_before("GET /documents/33333333333333333333333333333333cdoc/file", "PATCH /authorize")
}

/// Success, and nothing after it.
fn bare_end(story: &mut Story) -> &mut Story {
    let is_end = |it: &crate::evidence::TraceEvent| {
        let TraceEventKind::Call(call) = &it.kind else { return false };
        call.sent.url.contains("include_documents")
    };
    let end = story.events.iter().position(is_end).unwrap();
    story.events.truncate(end);
    story
}

#[test]
fn contracts_and_documents() {
    const ROWS: &[TableRow] = &[
        ("BI-010", |it| it, "passed"),
        ("BI-010", |it| other_screens(it), "review"),
        ("BI-010", |it| it.without(is_shown), "unseen"),
        ("BI-010", |it| fetched(other_screens(it)), "review"),
        ("BI-010", |it| fetched(it.without(is_shown)), "passed"),
        ("BI-010", |it| it.without(is_shown).attest("BI-010", "ja"), "attested"),
        ("BI-010", |it| it.attest("BI-010", "nein"), "failed"),
        ("BI-010", |it| it.cut_at("PATCH /authorize"), "unseen"),
        ("BI-014", |it| it, "passed"),
        ("BI-014", |it| it.without_calls("GET /file"), "review"),
        ("BI-014", |it| it.cut_at("GET /file").file(UNSIGNED).done(), "failed"),
        ("BI-014", |it| bare_end(it).show("Fertig").done(), "failed"),
        ("BI-014", |it| bare_end(it).file(SIGNED).done(), "passed"),
        ("BI-014", |it| bare_end(it).file(SIGNED).show("Fertig").done(), "review"),
        (
            "BI-014",
            |it| bare_end(it).file(SIGNED).show("Fertig").attest("BI-014", "ja"),
            "attested",
        ),
        ("BI-014", |it| bare_end(it), "unseen"),
        ("BI-014", |it| bare_end(it).attest("BI-014", "no").done(), "failed"),
        ("BI-014", |it| it.cut_at("PATCH /confirm").done(), "unseen"),
    ];
    check(&polling(), ROWS);
    check(&webhooks(), &[("BI-010", |it| it, "passed")]);
}

#[test]
fn an_identification_that_is_created_twice_at_once() {
    const ROWS: &[TableRow] = &[
        ("BI-007", |it| it.cut_at("POST /identifications").create(IBAN).create(IBAN), "failed"),
        (
            "BI-007",
            |it| it.cut_at("POST /identifications").create(IBAN).advance(60).create(IBAN).request(),
            "passed",
        ),
    ];
    check(&polling(), ROWS);
}
