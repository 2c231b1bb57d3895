//! Rules about the signature, and what comes too late.

use serde_json::{Value, json};

use super::story::{IBAN, POLL, Story, TAN};
use super::styles::{polling, webhooks};
use super::table::{TableRow, check, is_sms};
use crate::evidence::{Outcome, Payload, Unobserved};

fn too_early(story: &mut Story) -> &mut Story {
    story.cut_at(POLL).poll("pending").refused("/authorize", 409, "expectation_mismatch")
}

fn with_gap(story: &mut Story) -> &mut Story {
    story.gap = Some("x".into());
    story
}

/// Nobody knows how the bank answered to the start of the signature.
fn lost_answer(story: &mut Story) -> &mut Story {
    let (operation, limit_ms) = ("x".to_owned(), 1);
    let lost = Outcome::Unobserved(Unobserved::TimedOut { operation, limit_ms });
    story.calls("PATCH /authorize")[0].outcome = lost;
    story
}

fn unsigned(story: &mut Story) -> &mut Story {
    story.cut_at("PATCH /authorize")
}

fn unconfirmed(story: &mut Story) -> &mut Story {
    story.cut_at("PATCH /confirm")
}

#[test]
fn order() {
    const ROWS: &[TableRow] = &[
        ("BI-003", |it| it, "passed"),
        ("BI-003", |it| it.move_before("PATCH /authorize", "PATCH /request"), "failed"),
        ("BI-003", |it| it.move_before("PATCH /confirm", "PATCH /authorize"), "failed"),
        ("BI-003", |it| with_gap(it).without_calls("PATCH /request"), "unseen"),
        ("BI-003", |it| unsigned(it), "unseen"),
        ("BI-103", |it| it, "passed"),
        ("BI-103", |it| unsigned(it), "unseen"),
        ("BI-103", |it| too_early(it), "failed"),
        ("BI-106", |it| it, "passed"),
        ("BI-106", |it| too_early(it), "failed"),
        ("BI-106", |it| it.without_calls(POLL), "failed"),
        ("BI-106", |it| it.poll("failed").refused("/authorize", 409, "x"), "failed"),
        ("BI-106", |it| unsigned(it), "unseen"),
        ("BI-115", |it| it, "passed"),
        ("BI-115", |it| it.confirm(), "failed"),
        ("BI-115", |it| it.without_calls("PATCH /authorize"), "failed"),
        ("BI-115", |it| lost_answer(it), "unseen"),
        ("BI-115", |it| unconfirmed(it), "unseen"),
    ];
    check(&polling(), ROWS);
    check(&webhooks(), &[("BI-106", |it| it.without_calls(POLL), "passed")]);
}

#[test]
fn next_steps() {
    const ROWS: &[TableRow] = &[
        ("BI-133", |it| it, "passed"),
        ("BI-133", |it| unsigned(it).done(), "failed"),
        ("BI-133", |it| unsigned(it).poll("expired").done(), "unseen"),
        ("BI-133", |it| unsigned(it).confirm(), "failed"),
        ("BI-133", |it| unsigned(it), "unseen"),
        ("BI-134", |it| it, "passed"),
        ("BI-134", |it| unconfirmed(it).done(), "failed"),
        ("BI-134", |it| unconfirmed(it).advance(700).show("zu spät").done(), "unseen"),
        ("BI-134", |it| unconfirmed(it).request(), "failed"),
        ("BI-134", |it| unconfirmed(it).advance(310).authorize().confirm(), "passed"),
    ];
    check(&polling(), ROWS);
}

fn token(story: &mut Story, token: Value) -> &mut Story {
    story.body("PATCH /confirm")["token"] = token;
    story
}

fn body(story: &mut Story, body: Option<Payload>) -> &mut Story {
    story.calls("PATCH /confirm")[0].sent.body = body;
    story
}

fn form(story: &mut Story) -> &mut Story {
    let excerpt = format!("token={TAN}");
    body(story, Some(Payload::Text { excerpt, length: 12 }))
}

#[test]
fn codes() {
    const ROWS: &[TableRow] = &[
        ("BI-012", |it| it, "passed"),
        ("BI-012", |it| token(it, json!("000000")), "failed"),
        ("BI-012", |it| token(it, json!("654321")), "failed"),
        ("BI-012", |it| token(it, json!("135791")).confirm(), "passed"),
        ("BI-012", |it| token(it, json!("000000")).confirm(), "failed"),
        ("BI-012", |it| token(it, json!("212212")).confirm(), "failed"),
        ("BI-012", |it| it.without(is_sms), "unseen"),
        ("BI-012", |it| unconfirmed(it), "unseen"),
        ("BI-013", |it| it, "passed"),
        ("BI-013", |it| token(it, json!(135_790)), "failed"),
        ("BI-013", |it| token(it, json!("")), "failed"),
        ("BI-013", |it| body(it, None), "failed"),
        ("BI-013", |it| form(it), "failed"),
        ("BI-013", |it| unconfirmed(it), "unseen"),
        ("BI-110", |it| it, "unseen"),
        ("BI-110", |it| unconfirmed(it).authorize(), "failed"),
        ("BI-110", |it| unconfirmed(it).advance(240).authorize(), "failed"),
        ("BI-110", |it| unconfirmed(it).advance(300).authorize(), "passed"),
        ("BI-110", |it| unsigned(it).refused("/authorize", 502, "x").authorize(), "unseen"),
    ];
    check(&polling(), ROWS);
}

fn late(story: &mut Story) -> &mut Story {
    unconfirmed(story).advance(660).again()
}

#[test]
fn lateness() {
    const ROWS: &[TableRow] = &[
        ("BI-111", |it| it, "unseen"),
        ("BI-111", |it| late(it).poll("expired").show("Abgelaufen").done(), "passed"),
        ("BI-111", |it| late(it).show("Sie wurden erfolgreich identifiziert").done(), "failed"),
        ("BI-111", |it| late(it).again().again(), "failed"),
        ("BI-111", |it| unconfirmed(it).advance(660).poll("expired").show("x"), "passed"),
        ("BI-111", |it| unconfirmed(it).advance(660).poll("expired").show("Fertig!"), "failed"),
        ("BI-142", |it| it, "unseen"),
        ("BI-142", |it| late(it).poll("expired").show("x").create(IBAN).done(), "passed"),
        ("BI-142", |it| late(it).poll("expired").refused("/authorize", 409, "x"), "failed"),
        ("BI-142", |it| late(it).poll("expired").show("Identifizierung erfolgreich"), "failed"),
        ("BI-142", |it| late(it).poll("expired").done(), "failed"),
        ("BI-142", |it| late(it).authorize().show("x"), "passed"),
    ];
    check(&polling(), ROWS);
}
