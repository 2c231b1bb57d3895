//! Tokens, errors, and missing resources.

use serde_json::{Value, json};

use super::ApiCaller;

async fn token(caller: &ApiCaller, form: &str) -> super::Answered {
    let all = format!("grant_type=client_credentials&scope=partners&{form}");
    caller.send("POST", "/oauth2/token", all).await
}

#[tokio::test]
async fn client_credentials_give_a_token_for_an_hour() {
    let mut caller = ApiCaller::new();
    let tenant = caller.simulation.default.clone();
    let credentials =
        format!("client_id={}&client_secret={}", tenant.client_id, tenant.client_secret);
    let issued = token(&caller, &credentials).await.json();
    assert_eq!(issued["expires_in"], 3599);
    assert_eq!(issued["token_type"], "bearer");
    caller.authorization = Some(format!("Bearer {}", issued["access_token"].as_str().unwrap()));
    caller.wait(3_599_999);
    assert_eq!(caller.get("/v1/persons").await.status, 200);
    caller.wait(1);
    assert_eq!(caller.get("/v1/persons").await.refusal(), (401, "invalid_token".into()));
}

#[tokio::test]
async fn wrong_or_missing_credentials_give_none() {
    let mut caller = ApiCaller::new();
    caller.authorization = None;
    let id = caller.simulation.default.client_id.clone();
    for form in ["", "client_id=x&client_secret=y", &format!("client_id={id}&client_secret=y")] {
        assert_eq!(token(&caller, form).await.status, 401, "{form}");
    }
}

#[tokio::test]
async fn calls_need_a_known_token() {
    let mut caller = ApiCaller::new();
    for (sent, code) in [
        (None, "token_required"),
        (Some("Basic eA=="), "token_required"),
        (Some("Bearer nonsense"), "invalid_token"),
        (Some("Bearer ü"), "invalid_token"),
    ] {
        caller.authorization = sent.map(str::to_owned);
        assert_eq!(caller.get("/v1/persons").await.status, 401, "{code}");
    }
}

#[tokio::test]
async fn an_error_has_the_documented_envelope() {
    let caller = ApiCaller::new();
    let refused = caller.post("/v1/persons", json!({})).await;
    let error = &refused.json()["errors"][0];
    assert_eq!((refused.status, error["status"].as_u64()), (400, Some(400)));
    let id = error["id"].as_str().unwrap();
    let (digits, suffix) = id.split_at(32);
    assert!(digits.bytes().all(|byte| byte.is_ascii_hexdigit()) && suffix == "ex", "{id}");
    assert_eq!(error["source"]["field"], "salutation");
    assert_eq!(refused.headers["x-request-id"].len(), 32);
    assert_eq!(refused.headers["content-type"], "application/json");
}

#[tokio::test]
async fn malformed_and_unknown_calls_are_answered_in_kind() {
    let caller = ApiCaller::new();
    let person = caller.person().await;
    for (method, path, body, expected) in [
        ("POST", "/v1/persons", "{", (400, "invalid_json")),
        ("POST", "/v1/persons", "[]", (400, "type_error")),
        ("GET", "/v1/persons/nobody", "", (404, "model_not_found")),
        ("GET", &format!("{person}/identifications/none"), "", (404, "model_not_found")),
        ("GET", &format!("{person}/mobile_number"), "", (404, "model_not_found")),
        ("GET", "/v1/transactions", "", (501, "not_implemented_error")),
        ("POST", &format!("{person}/tax_identifications"), "{}", (501, "not_implemented_error")),
        ("DELETE", "/v1/persons", "", (405, "method_not_allowed")),
        ("GET", "/v1/persons?page[size]=0", "", (400, "invalid_model")),
        ("GET", "/v1/persons/%ff", "", (400, "bad_request")),
    ] {
        let answered = caller.send(method, path, body).await;
        assert_eq!(answered.refusal(), (expected.0, expected.1.into()), "{method} {path}");
    }
    let huge = caller.send("POST", "/v1/persons", "x".repeat(3_000_000)).await;
    assert_eq!(huge.status, 413);
}

#[tokio::test]
async fn a_panic_is_answered_and_kept() {
    use crate::simulator::access::Access;
    use crate::simulator::{gate, operation};
    use tower::ServiceExt;
    let caller = ApiCaller::new();
    let route = gate::serve(operation::GET_PERSON, Access::Bearer, |_| panic!("boom"));
    let router =
        axum::Router::new().route("/v1/broken", route).with_state(caller.simulation.clone());
    let request = axum::http::Request::get("/v1/broken")
        .header("authorization", caller.authorization.clone().unwrap())
        .body(axum::body::Body::empty())
        .unwrap();
    let response = router.oneshot(request).await.unwrap();
    assert_eq!(response.status().as_u16(), 500);
    assert_eq!(caller.simulation.panics(), ["/v1/broken: boom"]);
    assert_eq!(caller.get("/v1/persons").await.json(), Value::Array(vec![]));
}
