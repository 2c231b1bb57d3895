//! The control interface.

mod script;
mod succession;
mod trace;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::api::MockedIban;
use crate::simulator::tests::ApiCaller;

async fn control(caller: &ApiCaller, method: &str, path: &str, body: Value) -> (u16, Value) {
    let token = format!("Bearer {}", caller.simulation.control_token);
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let request = Request::builder().method(method).uri(path).header("authorization", token);
    let request = request.body(Body::from(body)).unwrap();
    let response = super::router(&caller.simulation).oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap())
}

#[tokio::test]
async fn every_path_needs_the_token() {
    let caller = ApiCaller::new();
    for path in ["/health", "/tenants/default/outbox", "/nowhere"] {
        for token in ["", "Bearer wrong", caller.authorization.as_deref().unwrap()] {
            let request =
                Request::get(path).header("authorization", token).body(Body::empty()).unwrap();
            let response = super::router(&caller.simulation).oneshot(request).await.unwrap();
            assert_eq!(response.status().as_u16(), 401, "{path} {token}");
        }
    }
    assert_eq!(
        control(&caller, "GET", "/health", Value::Null).await,
        (200, json!({"status": "ok"}))
    );
    assert_eq!(control(&caller, "GET", "/nowhere", Value::Null).await.0, 404);
}

#[tokio::test]
async fn tenants_share_nothing() {
    let mut caller = ApiCaller::new();
    let person = caller.person().await;
    let (status, tenant) = control(&caller, "POST", "/tenants", Value::Null).await;
    assert_eq!(status, 201);
    let clock = format!("/tenants/{}/clock", tenant["id"].as_str().unwrap());
    let before = control(&caller, "GET", "/tenants/default/clock", Value::Null).await;
    let advance = format!("{clock}/advance");
    control(&caller, "POST", &advance, json!({"milliseconds": 1000})).await;
    assert_eq!(control(&caller, "GET", "/tenants/default/clock", Value::Null).await, before);
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        tenant["client_id"].as_str().unwrap(),
        tenant["client_secret"].as_str().unwrap()
    );
    caller.authorization = None;
    let token = caller.send("POST", "/oauth2/token", form).await.json();
    caller.authorization = Some(format!("Bearer {}", token["access_token"].as_str().unwrap()));
    assert_eq!(caller.get(&person).await.status, 403);
    let gone = format!("/tenants/{}", tenant["id"].as_str().unwrap());
    assert_eq!(control(&caller, "DELETE", &gone, Value::Null).await.0, 200);
    assert_eq!(caller.get("/v1/persons").await.status, 401);
    assert_eq!(control(&caller, "GET", &clock, Value::Null).await.0, 404);
}

#[tokio::test]
async fn a_tenant_is_made_to_order_and_nonsense_is_refused() {
    let caller = ApiCaller::new();
    let order = json!({"readings": {"C-01": "failed-reason"}, "faults": ["wrong-tan-accepted"], "limits": {"attempts_per_person": 1}});
    assert_eq!(control(&caller, "POST", "/tenants", order).await.0, 201);
    for (method, path, body) in [
        ("POST", "/tenants", json!({"readings": {"C-01": "x"}})),
        ("POST", "/tenants", json!({"faults": ["x"]})),
        ("POST", "/tenants", json!({"limit": {}})),
        ("PUT", "/tenants/default/limits", json!({"attempts": 1})),
        ("PUT", "/tenants/default/faults", json!(["x"])),
        ("PUT", "/tenants/default/providers", json!({"schufa": "x"})),
        ("POST", "/tenants/default/clock/advance", json!({"milliseconds": -1})),
        ("POST", "/tenants/default/clock/advance", Value::Null),
    ] {
        assert_eq!(control(&caller, method, path, body.clone()).await.0, 400, "{path} {body}");
    }
}

#[tokio::test]
async fn time_outbox_faults_and_journal_are_reached() {
    let caller = ApiCaller::new();
    let path = caller.paid(MockedIban::Good.iban()).await;
    let tan = caller.authorize(&path).await;
    let id = path.rsplit('/').next().unwrap();
    let outbox = format!("/tenants/default/outbox?identification_id={id}&number=%2B15550101");
    let (_, sms) = control(&caller, "GET", &outbox, Value::Null).await;
    assert_eq!((sms[0]["token"].as_str(), sms[0]["purpose"].as_str()), (Some(&*tan), Some("qes")));
    control(&caller, "PUT", "/tenants/default/faults", json!(["wrong-tan-accepted"])).await;
    assert_eq!(caller.confirm(&path, "x").await.status, 200);
    let moved =
        control(&caller, "POST", "/tenants/default/clock/advance", json!({"milliseconds": 1}))
            .await;
    assert_eq!(moved.0, 200);
    let (_, journal) = control(&caller, "GET", "/tenants/default/journal", Value::Null).await;
    let text = journal.to_string();
    assert!(!text.contains(&tan) && !text.contains(caller.authorization.as_deref().unwrap()));
    let last = journal.as_array().unwrap().last().unwrap();
    assert_eq!(last["operation"], "PATCH /v1/persons/{person_id}/identifications/{id}/confirm");
    let token = last["sent"]["body"]["json"]["token"].as_str().unwrap();
    assert!(token.starts_with("[masked token "), "{token}");
}

#[tokio::test]
async fn a_tenant_may_have_limits_and_a_variant_of_its_own() {
    let caller = ApiCaller::new();
    let setup = json!({"limits": {"identical_persons": 1}, "variant": "permissive"});
    let (_, tenant) = control(&caller, "POST", "/tenants", setup).await;
    let tenant = caller.simulation.tenant(tenant["id"].as_str().unwrap()).unwrap();
    let rules = tenant.tenant_state().rules.clone();
    assert_eq!(rules.limits.identical_persons, 1);
    assert_eq!(rules.freedoms, crate::simulator::Variant::Permissive.freedoms());
    assert_eq!(rules.readings, crate::simulator::Variant::Permissive.readings());
    let (status, _) = control(&caller, "POST", "/tenants", json!({"costume": "tuxedo"})).await;
    assert_eq!(status, 400);
}
