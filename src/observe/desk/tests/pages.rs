//! The pages for a person, without scripts.

use std::fs;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use super::{ask, desk, serve};
use crate::observe::brief::Brief;
use crate::observe::desk::agenda::Agenda;
use crate::observe::desk::by_hand;
use crate::observe::desk::call::{DeskCall, MOST_PICTURE_BYTES};
use crate::observe::desk::hand_desk::HandDesk;
use crate::observe::desk::hand_state::WrittenReport;
use crate::observe::desk::place::PlaceInfo;
use crate::observe::desk::places::Desk;
use crate::observe::desk::result::{BrokenRequirement, DeskResult, SituationOutcome};
use crate::observe::desk::texts::DeskTexts;

fn router(desk: &Desk, language: &str) -> Router {
    by_hand::router(HandDesk { desk: desk.clone(), texts: DeskTexts::of(language) })
}

fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).unwrap()
}

fn form(path: &str, body: &str) -> Request<Body> {
    let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
    request.body(Body::from(body.to_owned())).unwrap()
}

/// A form with a text, its language, and a picture.
fn screen(text: &str, language: &str, picture: &[u8]) -> Request<Body> {
    let field = |name: &str, value: &str| {
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let head = field("text", text) + &field("language", language);
    let file = "--x\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"p\"\r\n\r\n";
    let body = [head.as_bytes(), file.as_bytes(), picture, b"\r\n--x--\r\n"].concat();
    let request = Request::post("/shown").header("content-type", "multipart/form-data; boundary=x");
    request.body(Body::from(body)).unwrap()
}

/// Sends a form, and returns the region to which the answer leads.
async fn sent(router: &Router, request: Request<Body>) -> String {
    let answer = router.clone().oneshot(request).await.unwrap();
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    answer.headers()[header::LOCATION].to_str().unwrap().to_owned()
}

/// The status line of a page.
fn status(page: &str) -> &str {
    let line = page.split("role=\"status\">").nth(1).unwrap();
    line.split('<').next().unwrap()
}

fn info() -> PlaceInfo {
    let brief = "Title (de): Ein Konto\nTester (de): Nur zahlen.";
    let access = vec![("client_id", "c1".to_owned())];
    PlaceInfo { number: 3, of: 29, access, brief: Brief::of(brief) }
}

#[tokio::test]
async fn a_person_sees_the_situation_and_ends_it() {
    let desk = desk();
    desk.hand().change(|it| {
        *it = Agenda::of([("our-own".to_owned(), "Eigenes".to_owned())]);
    });
    let calls = serve(desk.open("our-own", info()));
    let router = router(&desk, "de");
    let (code, page) = ask(&router, get("/desk")).await;
    assert_eq!(code, StatusCode::OK);
    let expected = [
        "Situation 3 von 29",
        "Ein Konto",
        "Nur zahlen.",
        "Warten.",
        "Ö'Ä",
        "DE55",
        "c1",
        "4711",
        "Swisscom",
        "Wann?",
        "Frau",
        ">MS<",
        "6. März 1983",
        "1983-03-06",
        "10:00:00 UTC",
        "1 Situationen",
        "Noch nichts.",
        "Vor dem Anlegen einer Person",
        "Integration overview",
    ];
    for expected in expected {
        assert!(page.contains(expected), "{expected} is missing in {page}");
    }
    assert!(!page.contains("&lt;b&gt;Joint"), "the title of the scenario names the right outcome");
    assert_eq!(sent(&router, form("/clock", "milliseconds=60000&amount=6")).await, "desk#clock");
    let (_, page) = ask(&router, get("/desk")).await;
    assert_eq!(status(&page), "Die Uhr zeigt jetzt 1. Januar 2026, 10:06:00 UTC.");
    let (_, page) = ask(&router, get("/desk")).await;
    assert_eq!(status(&page), "", "a confirmation is shown once");
    let (_, state) = ask(&router, get("/state")).await;
    assert!(state.contains("situation our-own") && state.contains("4711"), "{state}");
    // Nothing was recorded: the end has to be confirmed.
    assert_eq!(sent(&router, form("/done", "")).await, "desk?confirm=end#end");
    let (_, page) = ask(&router, get("/desk?confirm=end")).await;
    assert!(page.contains("keine Anzeige festgehalten"), "{page}");
    assert_eq!(sent(&router, form("/done", "confirmed=yes")).await, "desk#main");
    let calls = calls.await.unwrap();
    assert!(calls.contains(&DeskCall::Done) && calls.contains(&DeskCall::Advance(360_000)));
    let (_, page) = ask(&router, get("/desk")).await;
    assert_eq!(status(&page), "Erledigt: Eigenes");
    assert!(page.contains("Die Ergebnisse werden beurteilt"), "{page}");
}

#[tokio::test]
async fn a_question_is_answered_with_yes_no_or_not_at_all_and_the_answer_may_change() {
    let desk = desk();
    let calls = serve(desk.open("a", info()));
    let router = router(&desk, "de");
    for (answer, word) in [("unknown", "Weiß ich nicht"), ("yes", "Ja")] {
        let sent =
            sent(&router, form("/attest", &format!("question=BI-004&answer={answer}"))).await;
        assert_eq!(sent, "desk#questions");
        let (_, page) = ask(&router, get("/desk")).await;
        assert_eq!(status(&page), format!("Festgehalten: {word}"));
        assert!(page.contains(&format!("Ihre Antwort: {word}")), "{page}");
        assert!(page.contains(&format!("value=\"{answer}\" aria-pressed=\"true\"")), "{page}");
    }
    for unknown in ["question=BI-999&answer=yes", "question=BI-004&answer=perhaps"] {
        let (code, page) = ask(&router, form("/attest", unknown)).await;
        assert_eq!(code, StatusCode::BAD_REQUEST);
        assert!(page.contains("keine solche Frage"), "{page}");
    }
    let (code, page) = ask(&router, form("/skip", "reason=+")).await;
    assert!(code == StatusCode::BAD_REQUEST && page.contains("Den Grund eingeben"), "{page}");
    assert_eq!(sent(&router, form("/skip", "reason=kein+Konto")).await, "desk#main");
    let calls = calls.await.unwrap();
    let answers = calls.iter().filter_map(|it| match it {
        DeskCall::Attest(it) => Some(it.answer.as_str()),
        _ => None,
    });
    assert_eq!(answers.collect::<Vec<_>>(), ["don't know", "yes"]);
    assert!(calls.contains(&DeskCall::Skip("kein Konto".to_owned())));
}

#[tokio::test]
async fn a_screen_is_kept_with_its_picture_and_a_wrong_one_is_refused_with_its_draft() {
    let desk = desk();
    let calls = serve(desk.open("a", info()));
    let router = router(&desk, "en");
    let large = [b"\x89PNG".to_vec(), vec![0; MOST_PICTURE_BYTES]].concat();
    let refused: [(Request<Body>, &str); 4] = [
        (screen("draft", "de", b"<svg/>"), "neither PNG nor JPEG"),
        (screen("draft", "de", &large), "at most 8 MB"),
        (screen("draft", "fr", b""), "use one of de, en"),
        (screen(" ", "de", b""), "choose a picture"),
    ];
    for (request, why) in refused {
        let (code, page) = ask(&router, request).await;
        assert_eq!(code, StatusCode::BAD_REQUEST);
        assert!(page.contains(why), "{why} is missing in {page}");
        assert!(page.contains(">draft</textarea>") || why.contains("choose"), "{page}");
    }
    assert_eq!(sent(&router, screen("hello", "de", b"\x89PNG....")).await, "desk#shown");
    let (_, page) = ask(&router, get("/desk")).await;
    assert_eq!(status(&page), "Recorded: hello");
    for expected in ["<blockquote>hello", "pictures/1", "1 January 2026, 10:00:00 UTC", "German"] {
        assert!(page.contains(expected), "{expected} is missing in {page}");
    }
    let picture = router.clone().oneshot(get("/pictures/1")).await.unwrap();
    assert_eq!(picture.headers()[header::CONTENT_TYPE], "image/png");
    assert_eq!(ask(&router, get("/pictures/2")).await.0, StatusCode::NOT_FOUND);
    // With a screen, the end needs no confirmation.
    assert_eq!(sent(&router, form("/done", "")).await, "desk#main");
    let calls = calls.await.unwrap();
    let shown = calls.iter().filter_map(|it| match it {
        DeskCall::Shown(screen, picture) => Some((&*screen.text, picture.as_ref()?.kind)),
        _ => None,
    });
    assert_eq!(shown.collect::<Vec<_>>(), [("hello", "png")]);
}

fn a_result() -> DeskResult {
    DeskResult {
        conclusion: Some("conclusion_not_conformant"),
        sentence: "not conformant",
        counts: vec![("failed", 1), ("review", 2), ("not_observed", 3)],
        broken: vec![BrokenRequirement {
            name: "BI-004 (MUST)".to_owned(),
            summary: "Data first".to_owned(),
            reason: String::new(),
        }],
        situations: vec![SituationOutcome {
            title: "Ein Konto".to_owned(),
            verdict: "inconclusive",
            reason: "skipped".to_owned(),
        }],
    }
}

#[tokio::test]
async fn the_last_page_shows_the_verdict_and_serves_the_report_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("report.html"), "<p>the report").unwrap();
    let desk = desk();
    let router = router(&desk, "de");
    assert_eq!(ask(&router, get("/report/report.html")).await.0, StatusCode::NOT_FOUND);
    let report = WrittenReport {
        folder: folder.path().join("."),
        policy: Some("default-src 'none'".into()),
    };
    desk.hand().conclude(a_result(), report);
    let (_, page) = ask(&router, get("/desk")).await;
    let path = folder.path().display().to_string();
    let expected =
        ["Nicht konform", "BI-004 (MUST)", "nicht beurteilbar", "skipped", "report/report.html"];
    for expected in expected.into_iter().chain([&*path, "Strg-C"]) {
        assert!(page.contains(expected), "{expected} is missing in {page}");
    }
    let answer = router.clone().oneshot(get("/report/report.html")).await.unwrap();
    let policy = |headers: &HeaderMap| headers[header::CONTENT_SECURITY_POLICY].clone();
    assert_eq!(policy(answer.headers()), "default-src 'none'; frame-ancestors 'none'");
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(&body[..], b"<p>the report");
    for outside in ["/report/..%2Fsecret", "/report/%2Fetc%2Fpasswd", "/report/none.json"] {
        assert_eq!(ask(&router, get(outside)).await.0, StatusCode::NOT_FOUND, "{outside}");
    }
    let (_, page) = ask(&router, form("/close", "")).await;
    assert!(page.contains("Bankident ist beendet"), "{page}");
    desk.hand().closed().await;
}
