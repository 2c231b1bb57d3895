//! Tenants that replace others.

use serde_json::json;

use super::control;
use super::trace::{trace, words};
use crate::simulator::tests::ApiCaller;

#[tokio::test]
async fn a_successor_has_the_credentials_and_tokens_but_no_customers() {
    let mut caller = ApiCaller::observed();
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        caller.tenant.client_id, caller.tenant.client_secret
    );
    for _ in 0..2 {
        let token = caller.send("POST", "/oauth2/token", form.clone()).await.json();
        let token = token["access_token"].as_str().unwrap().to_owned();
        caller.authorization = Some(format!("Bearer {token}"));
    }
    let person = caller.person().await;
    let settings = json!({"replaces": caller.tenant.tag, "journal": "complete"});
    let (status, shown) = control(&caller, "POST", "/tenants", settings).await;
    assert_eq!(status, 201);
    assert_eq!(shown["client_id"], caller.tenant.client_id);
    assert_eq!(shown["client_secret"], caller.tenant.client_secret);
    let successor = caller.simulation.tenant(shown["id"].as_str().unwrap()).unwrap();
    assert!(successor.tenant_state().persons.is_empty());
    caller.tenant = successor;
    assert_eq!(caller.get(&person).await.status, 404);
    assert_eq!(caller.send("POST", "/oauth2/token", form).await.status, 200);
    caller.person().await;
    // The last token is still in use; the call about the former customer is no matter of this trace.
    let expected = ["POST /oauth2/token 200", "POST /oauth2/token 200", "POST /v1/persons 201"];
    assert_eq!(words(&trace(&caller).await), expected);
}

#[tokio::test]
async fn only_a_tenant_that_was_added_can_be_replaced() {
    let caller = ApiCaller::new();
    for id in ["default", caller.tenant.tag.as_str(), "nobody"] {
        let settings = json!({ "replaces": id });
        assert_eq!(control(&caller, "POST", "/tenants", settings).await.0, 404, "{id}");
    }
}
