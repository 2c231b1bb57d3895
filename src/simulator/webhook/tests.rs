//! The journal and the trace of deliveries; deliveries themselves are tested by the features.

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::catch_up;
use super::signature::signature;
use crate::api::MockedIban;
use crate::evidence::{Outcome, Trace, TraceEvent, TraceEventKind};
use crate::simulator::script::{Script, rules};
use crate::simulator::tests::ApiCaller;

/// A receiver that keeps every delivery and answers it with this status code.
async fn receiver(code: u16) -> (String, UnboundedReceiver<(HeaderMap, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hooks", listener.local_addr().unwrap());
    let (sender, received) = unbounded_channel();
    let keep = async move |headers: HeaderMap, body: String| {
        let is_call = headers["solaris-webhook-event-type"] == "WEBHOOK-SUBSCRIPTION";
        sender.send((headers, body)).unwrap();
        StatusCode::from_u16(if is_call { 200 } else { code }).unwrap()
    };
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(keep)).await });
    (url, received)
}

/// A partner whose events of identifications are delivered as scripted, with the secret of its
/// subscription.
async fn scripted(script: Value, url: &str) -> (ApiCaller, String) {
    let caller = ApiCaller::observed();
    let order = json!({ "event_type": "IDENTIFICATION", "url": url });
    let made = caller.post("/v1/webhooks", order).await.json();
    caller.tenant.tenant_state().script = Script::new(rules(&script).unwrap());
    caller.requested(MockedIban::Good.iban()).await;
    catch_up(&caller.simulation, &caller.tenant).await;
    (caller, made["secret"].as_str().unwrap().to_owned())
}

/// The status of each delivery, after the verification call.
fn statuses(received: &mut UnboundedReceiver<(HeaderMap, String)>) -> Vec<String> {
    let mut statuses = Vec::new();
    while let Ok((_, body)) = received.try_recv() {
        let body: Value = serde_json::from_str(&body).unwrap_or_default();
        statuses.push(body["status"].as_str().unwrap_or("none").to_owned());
    }
    statuses
}

#[tokio::test]
async fn deliveries_are_in_the_journal_without_secrets() {
    let (url, _received) = receiver(200).await;
    let caller = ApiCaller::new();
    let order = json!({ "event_type": "PERSON_MOBILE_NUMBER_CREATED", "url": url });
    let made = caller.post("/v1/webhooks", order).await.json();
    caller.customer().await;
    catch_up(&caller.simulation, &caller.simulation.default).await;
    let exchanges = caller.simulation.default.tenant_state().journal.exchanges("http://api", &[]);
    let text = serde_json::to_string(&exchanges).unwrap();
    assert!(!text.contains(made["secret"].as_str().unwrap()));
    let sent: Vec<_> = exchanges.iter().filter(|it| it.operation == "POST {webhook}").collect();
    assert_eq!(sent.len(), 2);
    assert!(sent.iter().all(|it| it.sent.url == url));
}

#[tokio::test]
async fn a_script_doubles_reorders_and_loses_deliveries() {
    for (answer, expected) in [
        ("doubled", &["none", "created", "created", "pending"][..]),
        ("reordered", &["none", "pending", "created"]),
        ("lost", &["none", "pending"]),
    ] {
        let (url, mut received) = receiver(200).await;
        let script = json!([{ "on": "webhook IDENTIFICATION", "answer": answer, "delay_ms": 1 }]);
        scripted(script, &url).await;
        assert_eq!(statuses(&mut received), expected, "{answer}");
    }
}

#[tokio::test]
async fn a_doubled_delivery_has_one_id() {
    let (url, mut received) = receiver(200).await;
    scripted(json!([{ "on": "webhook IDENTIFICATION", "answer": "doubled" }]), &url).await;
    let mut id = || received.try_recv().unwrap().0.get("solaris-webhook-id").cloned();
    assert_eq!(id(), None);
    let (first, second, third) = (id(), id(), id());
    assert!(first.is_some() && first == second && second != third);
}

#[tokio::test]
async fn a_forged_delivery_claims_a_success_is_wrongly_signed_and_not_repeated() {
    let (url, mut received) = receiver(503).await;
    let script = json!([{ "on": "webhook IDENTIFICATION", "answer": "forged" }]);
    let (caller, secret) = scripted(script, &url).await;
    received.try_recv().unwrap();
    let mut signed = Vec::new();
    while let Ok((headers, body)) = received.try_recv() {
        let json: Value = serde_json::from_str(&body).unwrap();
        let is_right = headers["solaris-webhook-signature"] == *signature(&secret, body.as_bytes());
        signed.push((json["status"].as_str().unwrap().to_owned(), is_right));
    }
    let expected = [("created", true), ("successful", false), ("pending", true)];
    assert_eq!(signed, expected.map(|(status, is_right)| (status.to_owned(), is_right)));
    caller.wait(30_000);
    catch_up(&caller.simulation, &caller.tenant).await;
    assert!(!statuses(&mut received).contains(&"successful".to_owned()));
    let trace = caller.tenant.tenant_state().trace.as_ref().unwrap().json();
    let trace: Trace = serde_json::from_str(&trace).unwrap();
    let webhook = |it: &TraceEvent| match &it.kind {
        TraceEventKind::Webhook(webhook) => Some(webhook.clone()),
        _ => None,
    };
    let webhooks: Vec<_> = trace.events.iter().filter_map(webhook).collect();
    let forged: Vec<_> = webhooks.iter().filter(|it| it.is_forged).collect();
    let Outcome::Received(answer) = &forged[0].exchange.outcome else { panic!("no answer") };
    assert_eq!((forged.len(), answer.status, &forged[0].exchange.sent.url), (1, 503, &url));
    assert!(webhooks.len() > 4);
}
