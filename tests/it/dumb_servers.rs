//! Servers that have a token route and give every other call the same answer: nothing passes on them
//! but what is about the token, and no part of the suite ends with exit code 0.

use std::collections::BTreeSet;

use axum::Router;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use bankident_conformance::config::{RunConfig, RunSettings};
use bankident_conformance::verdict::{ConformanceReport, ExitCode, Verdict};
use tokio::net::TcpListener;

use crate::support::{block_on, run, server};

/// Requirements that such a server fulfils, with the reason.
const FULFILLED: [(&str, &str); 2] = [
    ("AU-001", "its token route exchanges credentials for a token"),
    ("AU-002", "its token route describes the token"),
];

/// The answer to every call but that for a token.
#[derive(Clone, Copy, Debug)]
enum Habit {
    /// This status code with an error envelope.
    Envelope(u16),
    /// This status code with an empty object.
    Empty(u16),
    /// 200 with this body.
    Text(&'static str, &'static str),
    /// 200 with the body of the request.
    Echo,
    /// 302 to a login page.
    Login,
}

const HABITS: [Habit; 16] = [
    Habit::Envelope(404),
    Habit::Envelope(412),
    Habit::Envelope(400),
    Habit::Envelope(401),
    Habit::Envelope(403),
    Habit::Envelope(409),
    Habit::Envelope(422),
    Habit::Envelope(500),
    Habit::Envelope(501),
    Habit::Empty(404),
    Habit::Empty(403),
    Habit::Empty(204),
    Habit::Text("application/json", "{}"),
    Habit::Text("application/json", "[]"),
    Habit::Text("text/html", "<html><body>Welcome</body></html>"),
    Habit::Login,
];

impl Habit {
    fn answer(self, uri: &Uri, body: String) -> Response {
        let json = [(CONTENT_TYPE, "application/json")];
        let status = |code| StatusCode::from_u16(code).unwrap();
        if uri.path() == "/oauth2/token" {
            let token = r#"{"access_token":"t","token_type":"bearer","expires_in":3600}"#;
            return (json, token).into_response();
        }
        match self {
            Self::Envelope(code) => {
                let error = format!(
                    r#"{{"errors":[{{"id":"1","status":{code},"code":"refused","title":"No","detail":"no"}}]}}"#
                );
                (status(code), json, error).into_response()
            }
            Self::Empty(code) => (status(code), json, "{}").into_response(),
            Self::Text(kind, text) => ([(CONTENT_TYPE, kind)], text).into_response(),
            Self::Echo => (json, body).into_response(),
            Self::Login => (StatusCode::FOUND, [(LOCATION, "/login")]).into_response(),
        }
    }
}

/// Runs a part of the suite against a server with this habit.
async fn against(habit: Habit, part: RunConfig) -> ConformanceReport {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let answer = move |uri: Uri, body: String| async move { habit.answer(&uri, body) };
    let serving = axum::serve(listener, Router::new().fallback(answer)).into_future();
    let task = tokio::spawn(serving);
    let config = RunConfig {
        target: server(&url),
        settings: RunSettings { give_up_after: 0, ..RunSettings::default() },
        ..part
    };
    let report = Box::pin(run(&config)).await;
    task.abort();
    report
}

fn passed(report: &ConformanceReport) -> BTreeSet<String> {
    let passed = report.requirements.iter().filter(|it| it.verdict == Verdict::Passed);
    passed.map(|it| it.id.clone()).collect()
}

fn fulfilled() -> BTreeSet<String> {
    FULFILLED.iter().map(|(id, _)| (*id).to_owned()).collect()
}

#[test]
fn no_requirement_passes_on_them_but_those_of_the_token() {
    for habit in HABITS.into_iter().chain([Habit::Echo]) {
        let report = block_on(against(habit, RunConfig::default()));
        assert!(passed(&report).is_subset(&fulfilled()), "{habit:?}: {:?}", passed(&report));
        assert_ne!(report.conclusion.exit_code(), ExitCode::Conformant, "{habit:?}");
    }
}

/// A server that lacks every permission breaks no MUST; that its token route accepts a wrong secret is a
/// warning.
#[test]
fn a_lack_of_permission_is_one_cause_and_no_failure() {
    for habit in [Habit::Envelope(403), Habit::Empty(403)] {
        let report = block_on(against(habit, RunConfig::default()));
        let failed = report.scenarios.iter().filter(|it| it.verdict == Verdict::Failed);
        assert_eq!(failed.filter(|it| !it.warning).count(), 0, "{habit:?}");
        let reasons: BTreeSet<&str> = report
            .scenarios
            .iter()
            .filter(|it| it.verdict == Verdict::Inconclusive)
            .map(|it| it.reason.as_str())
            .collect();
        assert!(
            reasons.iter().all(|it| it.contains("the credentials may not call")),
            "{reasons:?}"
        );
    }
}

#[test]
fn no_requirement_alone_ends_with_exit_code_0() {
    block_on(async {
        let whole = against(Habit::Envelope(412), RunConfig::default()).await;
        let ids = whole.requirements.iter().filter(|it| !it.scenarios.is_empty());
        let ids: Vec<String> = ids.map(|it| it.id.clone()).collect();
        assert!(ids.len() > 100, "{}", ids.len());
        for (index, id) in ids.into_iter().enumerate() {
            let habit = [Habit::Envelope(412), Habit::Envelope(404)][index % 2];
            if fulfilled().contains(&id) {
                continue;
            }
            let part = RunConfig { requirements: vec![id.clone()], ..RunConfig::default() };
            let report = against(habit, part).await;
            let code = report.conclusion.exit_code();
            assert_ne!(code, ExitCode::Conformant, "{id} on {habit:?}");
        }
    });
}

#[test]
fn a_refusal_alone_is_inconclusive_and_its_control_is_reported() {
    let rows = [
        "A person without salutation is not identified",
        "An eligibility check without a method is refused",
        "A lookup names no bank for",
        "A second subscription to the same event is refused",
        "An OTP of six other digits is refused",
    ];
    for name in rows {
        let part = RunConfig { names: vec![name.to_owned()], ..RunConfig::default() };
        let report = block_on(against(Habit::Envelope(412), part));
        assert_eq!(report.totals.passed, 0, "{name}");
        assert_ne!(report.conclusion.exit_code(), ExitCode::Conformant, "{name}");
    }
    let part = RunConfig { requirements: vec!["BI-022".to_owned()], ..RunConfig::default() };
    let report = block_on(against(Habit::Envelope(412), part));
    assert_eq!(report.conclusion.exit_code(), ExitCode::Inconclusive);
    let control = &report.controls[0];
    assert_eq!(control.shows, ["POST /v1/persons"]);
    assert_eq!(control.verdict, Verdict::Inconclusive);
    assert!(
        report.scenarios.iter().all(|it| it.record.requirements.contains(&"BI-022".to_owned()))
    );
}

/// On the embedded simulator, a selection that lacks its controls gets them.
#[test]
fn every_operation_has_a_control_that_shows_it_succeed() {
    let suite = block_on(run(&RunConfig { seed: Some(5), ..RunConfig::default() }));
    assert!(suite.controls.is_empty(), "{:?}", suite.controls);
    assert!(suite.operations.iter().all(|it| it.succeeded > 0), "{:?}", suite.operations);
    let alone = [
        ("A person without salutation is not identified", "POST /v1/persons"),
        (
            "A lookup names no bank for something that is no IBAN (iban: bread)",
            "POST /v1/iban_lookups",
        ),
        (
            "An eligibility check without a method is refused",
            "POST /v1/persons/{person_id}/identification_eligibility_checks",
        ),
        (
            "An identification that is created cannot be signed",
            "PATCH /v1/persons/{person_id}/identifications/{id}/authorize",
        ),
        (
            "An identification that is created cannot be confirmed",
            "PATCH /v1/persons/{person_id}/identifications/{id}/confirm",
        ),
    ];
    for (name, operation) in alone {
        let names = vec![format!("^{}$", regex::escape(name))];
        let part = block_on(run(&RunConfig { names, ..RunConfig::default() }));
        assert_eq!((part.totals.passed, part.totals.sum()), (1, 1), "{name}");
        assert!(part.controls.iter().any(|it| it.shows == [operation]), "{name}");
        let seen = part.operations.iter().find(|it| it.operation == operation);
        assert!(seen.is_some_and(|it| it.succeeded > 0), "{name}");
    }
}
