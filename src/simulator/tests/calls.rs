//! Malformed and unknown calls, and panics.

use serde_json::Value;

use super::ApiCaller;

#[tokio::test]
async fn malformed_and_unknown_calls_have_their_own_errors() {
    let caller = ApiCaller::new();
    let person = caller.person().await;
    for (method, path, body, expected) in [
        ("POST", "/v1/persons", "[]", (400, "type_error")),
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
