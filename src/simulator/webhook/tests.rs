//! Webhooks, from the subscription to the last attempt, against a receiver of our own.

use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::catch_up;
use super::signature::signature;
use crate::api::MockedIban;
use crate::simulator::tests::ApiCaller;

type Got = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;

/// Answers everything with one status code and keeps what came.
struct TestReceiver {
    url: String,
    answers: Arc<AtomicU16>,
    got: Got,
}

impl TestReceiver {
    async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hooks", listener.local_addr().unwrap());
        let (answers, got) = (Arc::new(AtomicU16::new(200)), Got::default());
        let (status, kept) = (Arc::clone(&answers), Arc::clone(&got));
        let router = Router::new().fallback(async move |headers: HeaderMap, body: Bytes| {
            kept.lock().unwrap().push((headers, body));
            StatusCode::from_u16(status.load(Ordering::Relaxed)).unwrap()
        });
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, answers, got }
    }

    fn answer(&self, status: u16) {
        self.answers.store(status, Ordering::Relaxed);
    }

    fn got(&self) -> Vec<(HeaderMap, Bytes)> {
        self.got.lock().unwrap().clone()
    }

    /// A header field of everything that came, the verification call left out.
    fn fields(&self, name: &str) -> Vec<String> {
        let text = |headers: &HeaderMap| {
            headers.get(name).map_or(String::new(), |it| it.to_str().unwrap().to_owned())
        };
        self.got().iter().skip(1).map(|(headers, _)| text(headers)).collect()
    }
}

async fn subscribed(caller: &ApiCaller, receiver: &TestReceiver, event_type: &str) -> Value {
    let body = json!({ "event_type": event_type, "url": receiver.url });
    let answered = caller.post("/v1/webhooks", body).await;
    assert_eq!(answered.status, 201, "{}", answered.text);
    answered.json()
}

async fn settled(caller: &ApiCaller) {
    catch_up(&caller.simulation, &caller.simulation.default).await;
}

/// Moves time and delivers what is due by then.
async fn days_pass(caller: &ApiCaller, days: i64) {
    caller.wait(days * 86_400_000);
    settled(caller).await;
}

#[tokio::test]
async fn a_receiver_is_asked_before_it_is_one() {
    let (caller, receiver) = (ApiCaller::new(), TestReceiver::open().await);
    let order = json!({ "event_type": "IDENTIFICATION", "url": receiver.url });
    receiver.answer(500);
    let refused = caller.post("/v1/webhooks", order.clone()).await.refusal();
    assert_eq!(refused, (400, "invalid_webhook_url".into()));
    assert_eq!(caller.get("/v1/webhooks").await.json(), json!([]));
    receiver.answer(204);
    let made = subscribed(&caller, &receiver, "IDENTIFICATION").await;
    assert_eq!(made["secret"].as_str().unwrap().len(), 40);
    let (headers, body) = receiver.got().pop().unwrap();
    assert_eq!(headers["solaris-webhook-event-type"], "WEBHOOK-SUBSCRIPTION");
    assert!(body.is_empty());
    assert_eq!(caller.post("/v1/webhooks", order).await.refusal().0, 400);
}

#[tokio::test]
async fn urls_are_held_to_https_but_for_this_machine() {
    let caller = ApiCaller::new();
    for (url, refusal) in [
        ("http://hooks.example.com/x", (400, "unsafe_webhook_url")),
        ("ftp://127.0.0.1/x", (400, "invalid_webhook_url")),
        ("nonsense", (400, "invalid_webhook_url")),
        ("http://127.0.0.1:1/x", (400, "invalid_webhook_url")),
    ] {
        let order = json!({ "event_type": "IDENTIFICATION", "url": url });
        let (status, code) = caller.post("/v1/webhooks", order).await.refusal();
        assert_eq!((status, code.as_str()), refusal, "{url}");
    }
    for order in [json!({"url": "http://127.0.0.1:1"}), json!({"event_type": "X", "url": "x"})] {
        assert_eq!(
            caller.post("/v1/webhooks", order).await.refusal(),
            (400, "invalid_model".into())
        );
    }
}

#[tokio::test]
async fn a_subscription_is_shown_without_its_secret_until_it_is_deleted() {
    let (caller, receiver) = (ApiCaller::new(), TestReceiver::open().await);
    let mut made = subscribed(&caller, &receiver, "PERSON_CHANGED").await;
    made.as_object_mut().unwrap().remove("secret");
    let path = format!("/v1/webhooks/{}", made["id"].as_str().unwrap());
    assert_eq!(caller.get(&path).await.json(), made);
    assert_eq!(caller.get("/v1/webhooks").await.json(), json!([made]));
    assert_eq!(caller.send("DELETE", &path, "").await.status, 204);
    assert_eq!(caller.get(&path).await.status, 404);
    assert_eq!(caller.send("DELETE", &path, "").await.status, 404);
}

#[tokio::test]
async fn every_status_is_told_once_in_order_and_signed() {
    let (caller, receiver) = (ApiCaller::new(), TestReceiver::open().await);
    let made = subscribed(&caller, &receiver, "IDENTIFICATION").await;
    let path = caller.paid(MockedIban::Good.iban()).await;
    let tan = caller.authorize(&path).await;
    caller.confirm(&path, &tan).await;
    settled(&caller).await;
    let got = receiver.got();
    let told: Vec<Value> =
        got.iter().skip(1).map(|(_, body)| serde_json::from_slice(body).unwrap()).collect();
    let statuses: Vec<&str> = told.iter().map(|it| it["status"].as_str().unwrap()).collect();
    assert_eq!(
        statuses,
        [
            "created",
            "pending",
            "authorization_required",
            "confirmation_required",
            "confirmed",
            "successful"
        ]
    );
    let members: Vec<&String> = told[5].as_object().unwrap().keys().collect();
    assert_eq!(members, ["completed_at", "id", "method", "reference", "status", "url"]);
    for (headers, body) in got.iter().skip(1) {
        let expected = signature(made["secret"].as_str().unwrap(), body);
        assert_eq!(headers["solaris-webhook-signature"], expected.as_str());
        assert_eq!(headers["solaris-entity-id"], path.rsplit('/').next().unwrap());
        assert_eq!(headers["solaris-webhook-subscription-id"], made["id"].as_str().unwrap());
        assert_eq!(headers["content-type"], "application/json");
    }
    let mut ids = receiver.fields("solaris-webhook-id");
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 6);
}

#[tokio::test]
async fn the_first_delivery_needs_no_clock_and_keeps_nobody_waiting() {
    let (caller, receiver) = (ApiCaller::new(), TestReceiver::open().await);
    subscribed(&caller, &receiver, "PERSON_MOBILE_NUMBER_CREATED").await;
    caller.customer().await;
    let arrived = async {
        while receiver.got().len() < 2 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(5), arrived).await.unwrap();
    assert_eq!(receiver.got()[1].1, "{}");
}

#[tokio::test]
async fn what_is_not_taken_comes_again_for_five_days() {
    let (caller, receiver) = (ApiCaller::new(), TestReceiver::open().await);
    subscribed(&caller, &receiver, "PERSON_MOBILE_NUMBER_CREATED").await;
    receiver.answer(500);
    caller.customer().await;
    settled(&caller).await;
    assert_eq!(receiver.fields("solaris-webhook-attempt"), ["1"]);
    days_pass(&caller, 4).await;
    assert!((20..25).contains(&receiver.fields("solaris-webhook-attempt").len()));
    days_pass(&caller, 10).await;
    let attempts: Vec<String> = (1..=25).map(|attempt| attempt.to_string()).collect();
    assert_eq!(receiver.fields("solaris-webhook-attempt"), attempts);
    let mut ids = receiver.fields("solaris-webhook-id");
    ids.dedup();
    assert_eq!(ids.len(), 1);
}

#[tokio::test]
async fn twenty_attempts_in_seven_days_is_the_other_reading() {
    let caller = ApiCaller::reading("C-39", "20-retries-7-days");
    let receiver = TestReceiver::open().await;
    subscribed(&caller, &receiver, "PERSON_MOBILE_NUMBER_CREATED").await;
    receiver.answer(503);
    caller.customer().await;
    days_pass(&caller, 10).await;
    assert_eq!(receiver.fields("solaris-webhook-attempt").len(), 20);
}

#[tokio::test]
async fn a_rejection_is_final_and_gone_is_gone() {
    for (status, left) in [(422, 1), (410, 0)] {
        let (mut caller, receiver) = (ApiCaller::new(), TestReceiver::open().await);
        subscribed(&caller, &receiver, "PERSON_MOBILE_NUMBER_CREATED").await;
        receiver.answer(status);
        caller.customer().await;
        days_pass(&caller, 10).await;
        assert_eq!(receiver.fields("solaris-webhook-attempt"), ["1"], "{status}");
        let token = caller.simulation.default.tenant_state().issue_token();
        caller.authorization = Some(format!("Bearer {token}"));
        let listed = caller.get("/v1/webhooks").await.json();
        assert_eq!(listed.as_array().unwrap().len(), left, "{status}");
    }
}

#[tokio::test]
async fn deliveries_are_in_the_journal_without_secrets() {
    let (caller, receiver) = (ApiCaller::new(), TestReceiver::open().await);
    let made = subscribed(&caller, &receiver, "PERSON_MOBILE_NUMBER_CREATED").await;
    caller.customer().await;
    settled(&caller).await;
    let exchanges = caller.simulation.default.tenant_state().journal.exchanges("http://api", &[]);
    let text = serde_json::to_string(&exchanges).unwrap();
    assert!(!text.contains(made["secret"].as_str().unwrap()));
    let sent: Vec<_> = exchanges.iter().filter(|it| it.operation == "POST {webhook}").collect();
    assert_eq!(sent.len(), 2);
    assert!(sent.iter().all(|it| it.sent.url == receiver.url));
}

#[tokio::test]
async fn faults_of_deliveries_show() {
    let count = async |fault: &str| {
        let (caller, receiver) = (ApiCaller::faulty(fault), TestReceiver::open().await);
        subscribed(&caller, &receiver, "IDENTIFICATION").await;
        caller.paid(MockedIban::Good.iban()).await;
        settled(&caller).await;
        receiver.fields("solaris-webhook-id").len()
    };
    assert_eq!(count("webhook-nothing-sent").await, 0);
    assert_eq!(count("webhook-payment-not-sent").await, 2);
    assert_eq!(count("webhook-sent-twice").await, 6);
    assert_eq!(count("webhook-out-of-order").await, 3);
}
