//! The journal of deliveries; deliveries themselves are tested by the features.

use axum::Router;
use serde_json::json;
use tokio::net::TcpListener;

use super::catch_up;
use crate::simulator::tests::ApiCaller;

#[tokio::test]
async fn deliveries_are_in_the_journal_without_secrets() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hooks", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(async || ())).await });
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
