//! Rules about subscriptions and webhooks.

use serde_json::json;

use super::story::{POLL, Story};
use super::styles::{EVENTS, webhooks};
use super::table::{TableRow, check};
use crate::evidence::{Outcome, TraceEvent, TraceEventKind, TracedWebhook, Unobserved};

fn subscribed_to<'a>(story: &'a mut Story, kinds: &[&str]) -> &'a mut Story {
    story.without_calls("POST /webhooks").subscribe(kinds);
    story.done()
}

/// A subscription whose receiver does not answer the verification call.
fn unreachable(story: &mut Story) -> &mut Story {
    let body = json!({ "event_type": EVENTS[0], "url": "http://127.0.0.1:5000/hook" });
    let answer = json!({ "errors": [{ "id": "e", "code": "invalid_webhook_url" }] });
    story.api("POST", "/v1/webhooks", body, 400, answer)
}

#[test]
fn subscriptions() {
    const ROWS: &[TableRow] = &[
        ("BI-002", |it| it, "passed"),
        ("BI-002", |it| subscribed_to(it, &[]), "unseen"),
        ("BI-002", |it| subscribed_to(it, &EVENTS[..1]), "review"),
        ("BI-002", |it| subscribed_to(it, &EVENTS[1..]), "failed"),
        ("BI-002", |it| it.subscribe(&EVENTS[2..3]), "failed"),
        ("BI-002", |it| unreachable(subscribed_to(it, &[])), "failed"),
        ("BI-002", |it| unreachable(it), "passed"),
        ("BI-120", |it| unreachable(subscribed_to(it, &[])), "failed"),
        ("BI-120", |it| it, "passed"),
        ("BI-120", |it| subscribed_to(it, &EVENTS[1..]), "failed"),
        ("BI-120", |it| it.subscribe(&EVENTS[..1]), "failed"),
        ("BI-120", |it| subscribed_to(it, &[]), "unseen"),
    ];
    check(&webhooks(), ROWS);
}

fn last_webhook(story: &mut Story) -> &mut TracedWebhook {
    let found = story.events.iter_mut().rev().find_map(|it| match &mut it.kind {
        TraceEventKind::Webhook(webhook) => Some(webhook),
        _ => None,
    });
    found.unwrap()
}

fn slow(story: &mut Story) -> &mut Story {
    last_webhook(story).exchange.duration_ms = 31_000;
    story
}

fn timed_out(story: &mut Story) -> &mut Story {
    let (operation, limit_ms) = ("webhook".to_owned(), 30_000);
    last_webhook(story).exchange.outcome =
        Outcome::Unobserved(Unobserved::TimedOut { operation, limit_ms });
    story
}

/// One more webhook before the end.
fn answered<'a>(story: &'a mut Story, id: &str, status: u16) -> &'a mut Story {
    story.events.pop();
    story.webhook(id, "successful", status).done()
}

/// A receiver that does not answer the call that verifies it.
fn unverified(story: &mut Story) -> &mut Story {
    let mut ping = story.delivery("", "", 404);
    ping.exchange.sent.headers =
        vec![("solaris-webhook-event-type".into(), "WEBHOOK-SUBSCRIPTION".into())];
    ping.exchange.sent.body = None;
    story.events.pop();
    story.push(TraceEventKind::Webhook(ping)).done()
}

fn is_webhook(kind: &TraceEventKind) -> bool {
    matches!(kind, TraceEventKind::Webhook(_))
}

/// Everything up to the webhook about the payment.
fn pending(story: &mut Story) -> &mut Story {
    let is_paid = |it: &TraceEvent| {
        let TraceEventKind::Webhook(webhook) = &it.kind else { return false };
        webhook.exchange.sent.headers[1].1 == "w2"
    };
    let index = story.events.iter().position(is_paid).unwrap();
    story.events.truncate(index);
    story
}

fn started(story: &mut Story) -> &mut Story {
    story.cut_at("PATCH /authorize").authorize()
}

const PAID: &str = "authorization_required";

#[test]
fn deliveries() {
    const ROWS: &[TableRow] = &[
        ("PA-006", |it| it, "passed"),
        ("PA-006", |it| unverified(it), "failed"),
        ("PA-006", |it| slow(it), "failed"),
        ("PA-006", |it| timed_out(it), "failed"),
        ("PA-006", |it| answered(it, "w9", 500), "failed"),
        ("PA-006", |it| answered(it, "w5", 409), "passed"),
        ("PA-006", |it| answered(it, "w5", 503), "failed"),
        ("PA-006", |it| it.webhook("w9", "successful", 500), "passed"),
        ("PA-006", |it| it.without(is_webhook), "unseen"),
        ("PA-007", |it| it, "unseen"),
        ("PA-007", |it| it.forged("successful", 401), "passed"),
        ("PA-007", |it| it.forged("successful", 200), "review"),
        ("PA-007", |it| pending(it).forged(PAID, 401).authorize(), "failed"),
        ("PA-007", |it| pending(it).forged(PAID, 200).poll(PAID).authorize(), "review"),
        (
            "PA-007",
            |it| pending(it).forged("successful", 401).show("Identifizierung erfolgreich"),
            "failed",
        ),
        ("PA-008", |it| it, "unseen"),
        ("PA-008", |it| it.webhook("w5", "successful", 200), "passed"),
        ("PA-008", |it| started(it).webhook("w2", PAID, 200).confirm(), "passed"),
        ("PA-008", |it| started(it).webhook("w2", PAID, 200).authorize(), "failed"),
        ("PA-009", |it| it, "passed"),
        ("PA-009", |it| it.without_calls(POLL), "failed"),
        ("PA-009", |it| it.cut_at("PATCH /authorize"), "unseen"),
        (
            "PA-009",
            |it| pending(it).webhook("w9", "failed", 204).show("Leider nicht.").done(),
            "failed",
        ),
        (
            "PA-009",
            |it| {
                pending(it).webhook("w9", "failed", 204).poll("failed").show("Leider nicht.").done()
            },
            "unseen",
        ),
        ("PA-009", |it| pending(it).webhook("w9", "failed", 204).done(), "unseen"),
    ];
    check(&webhooks(), ROWS);
}

#[test]
fn a_subscription_after_the_end_is_too_late() {
    const ROWS: &[TableRow] = &[
        ("BI-120", |it| subscribed_to(it, &EVENTS).done(), "failed"),
        ("BI-120", |it| it, "passed"),
    ];
    check(&webhooks(), ROWS);
}
