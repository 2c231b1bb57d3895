use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::{BankPageAction, Desk, DeskAnswer, DeskCall, DeskRequest, OpenDesk, PlaceInfo, routes};

mod pages;

fn desk() -> Desk {
    Desk::at("http://desk".to_owned(), None)
}

/// Answers every call like the tester, and returns the calls.
fn serve(mut open: OpenDesk) -> tokio::task::JoinHandle<Vec<DeskCall>> {
    tokio::spawn(async move {
        let mut calls = Vec::new();
        while let Some(DeskRequest { call, answer }) = open.calls.recv().await {
            let body = match &call {
                DeskCall::Card => json!({
                    "title": "<b>Joint</b>", "language": "de", "customer": {"last_name": "Ö'Ä", "salutation": "MS", "birth_date": "1983-03-06"},
                    "iban": "DE55", "instructions": ["Warten."],
                    "questions": [{"id": "BI-004", "text": "Wann?"}],
                }),
                DeskCall::Phone => json!([{"text": "Code: 1", "created_at": "now"}]),
                DeskCall::Overview => json!({
                    "now": "2026-01-01T10:00:00.000Z",
                    "sms": [{"token": "4711", "is_for_signature": true, "created_at": "now"}],
                }),
                DeskCall::Advance(_) => json!({"now": "2026-01-01T10:06:00.000Z"}),
                _ => Value::Null,
            };
            let is_done = matches!(call, DeskCall::Done | DeskCall::Skip(_));
            calls.push(call);
            let _ =
                answer.send(DeskAnswer { status: if body.is_null() { 204 } else { 200 }, body });
            if is_done {
                break;
            }
        }
        calls
    })
}

async fn ask(router: &Router, request: Request<Body>) -> (StatusCode, String) {
    let answer = router.clone().oneshot(request).await.unwrap();
    let status = answer.status();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

fn post(path: &str, token: &str, body: &Value) -> Request<Body> {
    let request = Request::post(path).header("authorization", format!("Bearer {token}"));
    request.body(Body::from(body.to_string())).unwrap()
}

#[tokio::test]
async fn every_call_of_a_driver_reaches_its_situation() {
    let desk = desk();
    let open = desk.open("joint-account", PlaceInfo::default());
    assert_eq!(open.url, "http://desk/situations/joint-account");
    let (token, calls) = (open.token.clone(), serve(open));
    let router = routes::router(desk);
    let at = |path: &str| format!("/situations/joint-account/{path}");
    let page = json!({"url": "http://bank/", "do": "log-in-only"});
    for (path, body, status) in [
        ("bank-page", page, 204),
        ("bank-page", json!({"url": "http://bank/", "do": "steal"}), 400),
        ("clock/advance", json!({"milliseconds": 5}), 200),
        ("clock/advance", json!({"milliseconds": -5}), 400),
        ("clock/advance", json!({"milliseconds": 1_000_000_000_000_000_000_i64}), 400),
        ("shown", json!({"screen": "s", "text": "t", "language": "de", "picture": "x"}), 204),
        ("shown", json!({"screen": "s", "text": "t", "language": "fr"}), 400),
        ("attest", json!({"question": "q", "answer": "yes"}), 204),
        ("done", Value::Null, 204),
    ] {
        let (answered, text) = ask(&router, post(&at(path), &token, &body)).await;
        assert_eq!(answered.as_u16(), status, "{path}: {text}");
    }
    let calls = calls.await.unwrap();
    let page = DeskCall::BankPage { url: "http://bank/".into(), action: BankPageAction::LogInOnly };
    assert_eq!(calls[..2], [page, DeskCall::Advance(5)]);
    assert!(matches!(&calls[2], DeskCall::Shown(it, None) if it.picture.is_none()));
    assert_eq!(calls.len(), 5);
}

#[tokio::test]
async fn without_its_token_nothing_of_a_situation_is_told() {
    let desk = desk();
    let open = desk.open("a", PlaceInfo::default());
    let router = routes::router(desk.clone());
    for (path, token) in [("/situations/a/done", "wrong"), ("/situations/b/done", &*open.token)] {
        let (status, text) = ask(&router, post(path, token, &Value::Null)).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        assert!(text.contains("BANKIDENT_DESK_TOKEN"), "{text}");
    }
    let token = open.token.clone();
    drop(open);
    let (status, _) = ask(&router, post("/situations/a/done", &token, &Value::Null)).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
}
