use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::by_hand::HandDesk;
use super::texts::DeskTexts;
use super::{
    BankPageAction, Desk, DeskAnswer, DeskCall, DeskRequest, OpenDesk, PlaceInfo, by_hand, routes,
};

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
                    "title": "<b>Joint</b>", "language": "de", "customer": {"last_name": "Ö'Ä"},
                    "iban": "DE55", "instructions": ["Warten."],
                    "questions": [{"id": "BI-004", "text": "Wann?"}],
                }),
                DeskCall::Phone => json!([{"text": "Code: 1", "created_at": "now"}]),
                DeskCall::Advance(_) => json!({"now": "2026-01-01"}),
                _ => Value::Null,
            };
            let is_done = call == DeskCall::Done;
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

#[tokio::test]
async fn a_person_sees_the_situation_and_ends_it() {
    let desk = desk();
    let info = PlaceInfo { number: 3, of: 29, access: vec![("client_id", "c1".to_owned())] };
    let calls = serve(desk.open("our-own", info));
    let router = by_hand::router(HandDesk { desk: desk.clone(), texts: DeskTexts::of("de") });
    let get = |path: &str| Request::get(path).body(Body::empty()).unwrap();
    let form = |path: &str, body: &str| {
        let request =
            Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        request.body(Body::from(body.to_owned())).unwrap()
    };
    let (status, page) = ask(&router, get("/desk")).await;
    assert_eq!(status, StatusCode::OK);
    for expected in
        ["Situation 3 von 29", "&lt;b&gt;Joint", "Warten.", "Ö'Ä", "DE55", "c1", "Code: 1", "Wann?"]
    {
        assert!(page.contains(expected), "{expected} is missing in {page}");
    }
    let (status, _) = ask(&router, form("/attest", "question=BI-004&answer=yes")).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, page) = ask(&router, get("/desk")).await;
    assert!(page.contains("<output> Ja</output>"), "{page}");
    let (_, state) = ask(&router, get("/state")).await;
    assert!(state.contains("our-own"), "{state}");
    let (status, _) = ask(&router, form("/done", "")).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(calls.await.unwrap().contains(&DeskCall::Done));
    let (_, page) = ask(&router, get("/desk")).await;
    assert!(page.contains("vorbereitet"), "{page}");
    desk.close();
    let (_, page) = ask(&router, get("/desk")).await;
    assert!(page.contains("vorbei"), "{page}");
}

#[tokio::test]
async fn a_picture_of_a_screen_is_kept_if_it_is_one() {
    let desk = desk();
    let calls = serve(desk.open("a", PlaceInfo::default()));
    let router = by_hand::router(HandDesk { desk: desk.clone(), texts: DeskTexts::of("en") });
    let upload = |content: &str| {
        let body = format!(
            "--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhello\r\n--x\r\n\
             Content-Disposition: form-data; name=\"picture\"; filename=\"p\"\r\n\r\n{content}\r\n--x--\r\n"
        );
        let request =
            Request::post("/shown").header("content-type", "multipart/form-data; boundary=x");
        request.body(Body::from(body)).unwrap()
    };
    let (status, why) = ask(&router, upload("<svg/>")).await;
    assert_eq!((status, why.contains("neither PNG nor JPEG")), (StatusCode::BAD_REQUEST, true));
    let mut png = upload("#");
    let body = png.body_mut();
    let text = std::mem::take(body).collect().await.unwrap().to_bytes().to_vec();
    let at = text.iter().position(|it| *it == b'#').unwrap();
    *body = Body::from([&text[..at], b"\x89PNG....", &text[at + 1..]].concat());
    let (status, _) = ask(&router, png).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let done = Request::post("/done").body(Body::empty()).unwrap();
    ask(&router, done).await;
    let calls = calls.await.unwrap();
    let shown = calls.iter().find_map(|it| match it {
        DeskCall::Shown(screen, Some(picture)) => Some((screen.text.as_str(), picture.kind)),
        _ => None,
    });
    assert_eq!(shown, Some(("hello", "png")));
}
