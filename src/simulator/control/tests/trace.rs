//! Traces of observed partners.

use serde_json::{Value, json};

use super::control;
use crate::api::MockedIban;
use crate::evidence::{Exchange, Outcome, Payload, Trace, TraceEventKind};
use crate::simulator::tests::{ApiCaller, zierfisch};

/// The trace, as the control interface shows it.
pub async fn trace(caller: &ApiCaller) -> Trace {
    let path = format!("/tenants/{}/trace", caller.tenant.tag);
    let (status, trace) = control(caller, "GET", &path, Value::Null).await;
    assert_eq!(status, 200, "{trace}");
    serde_json::from_value(trace).unwrap()
}

/// A word for each event, and the status code of an exchange.
pub fn words(trace: &Trace) -> Vec<String> {
    let code = |exchange: &Exchange| match &exchange.outcome {
        Outcome::Received(received) => received.status.to_string(),
        Outcome::Unobserved(_) => "-".to_owned(),
    };
    let word = |kind: &TraceEventKind| match kind {
        TraceEventKind::Call(it) => format!("{} {}", it.operation, code(it)),
        TraceEventKind::BankPage(it) => format!("page {} {}", it.sent.method, code(it)),
        TraceEventKind::Again(first) => format!("again {first}"),
        TraceEventKind::Sms(_) => "sms".to_owned(),
        TraceEventKind::Webhook(it) => format!("webhook {}", code(&it.exchange)),
        TraceEventKind::ClockMoved(by) => format!("clock {by}"),
        TraceEventKind::Visit(it) => format!("visit {}", it.action),
        TraceEventKind::Shown(it) => format!("shown {}", it.screen),
        TraceEventKind::Attested(it) => format!("attested {}", it.question),
        TraceEventKind::Done => "done".to_owned(),
    };
    trace.events.iter().map(|it| word(&it.kind)).collect()
}

fn sent(trace: &Trace, index: usize) -> &Exchange {
    match &trace.events[index].kind {
        TraceEventKind::Call(exchange) | TraceEventKind::BankPage(exchange) => exchange,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_whole_journey_is_in_the_trace_unmasked_and_in_order() {
    let caller = ApiCaller::observed();
    let path = caller.paid(MockedIban::Good.iban()).await;
    let tan = caller.authorize(&path).await;
    caller.confirm(&path, &tan).await;
    let trace = trace(&caller).await;
    let numbers = "POST /v1/persons/{person_id}/mobile_number";
    let identification = "/v1/persons/{person_id}/identifications/{id}";
    let expected = [
        "POST /v1/persons 201".to_owned(),
        format!("{numbers} 201"),
        format!("{numbers}/authorize 201"),
        "sms".to_owned(),
        format!("{numbers}/confirm 201"),
        "POST /v1/persons/{person_id}/identifications 201".to_owned(),
        format!("PATCH {identification}/request 200"),
        format!("GET {identification} 200"),
        "page POST 200".to_owned(),
        "page POST 200".to_owned(),
        format!("PATCH {identification}/authorize 200"),
        "sms".to_owned(),
        format!("PATCH {identification}/confirm 200"),
    ];
    assert_eq!(words(&trace), expected);
    let create = sent(&trace, 0);
    assert_eq!(create.sent.url, "http://simulator.test/v1/persons");
    assert_eq!(create.sent.body, Some(Payload::Json(zierfisch())));
    let authorization = caller.authorization.clone().unwrap();
    assert!(create.sent.headers.contains(&("authorization".to_owned(), authorization)));
    let confirm = sent(&trace, 12);
    assert_eq!(confirm.sent.body, Some(Payload::Json(json!({ "token": tan }))));
    assert!(confirm.sent.url.ends_with(&format!("{path}/confirm")));
    let Some(Payload::Json(login)) = &sent(&trace, 8).sent.body else { panic!("no form") };
    assert_eq!(
        (&login["pin"], &login["account_number"]),
        (&json!("[not recorded]"), &login["pin"])
    );
    assert!(login["wizard_session_key"].as_str().unwrap().starts_with(&caller.tenant.tag));
    let TraceEventKind::Sms(sms) = &trace.events[11].kind else { panic!("no SMS") };
    assert_eq!((sms.number.as_str(), sms.token.as_str()), ("+15550101", tan.as_str()));
    assert!(path.ends_with(sms.identification_id.as_deref().unwrap()));
}

#[tokio::test]
async fn equal_calls_are_kept_once_and_the_clock_orders_them() {
    let caller = ApiCaller::observed();
    let person = caller.person().await;
    let advance = format!("/tenants/{}/clock/advance", caller.tenant.tag);
    for _ in 0..3 {
        caller.get(&person).await;
        control(&caller, "POST", &advance, json!({ "milliseconds": 3000 })).await;
    }
    caller.patch(&person, json!({ "title": "DR" })).await;
    caller.get(&person).await;
    caller.get(&person).await;
    let trace = trace(&caller).await;
    let get = "GET /v1/persons/{person_id} 200";
    let (moved, patch) = ("clock 3000", "PATCH /v1/persons/{person_id} 200");
    let words = words(&trace);
    let expected =
        [get, moved, "again 1", moved, "again 1", moved, patch, get, "again 8"].map(str::to_owned);
    assert_eq!(words[1..], expected);
    let calls: Vec<&str> = trace.calls().skip(1).take(3).map(|it| it.at).collect();
    let seconds = |from: &str, to: &str| {
        let instant = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
        instant(to).duration_since(instant(from)).as_secs()
    };
    assert_eq!((seconds(calls[0], calls[1]), seconds(calls[1], calls[2])), (3, 3));
}

#[tokio::test]
async fn refused_calls_are_in_the_trace_of_the_tenant_that_they_name() {
    let mut caller = ApiCaller::observed();
    let person = caller.person().await;
    caller.get("/v1/transactions?page=1").await;
    caller.send("DELETE", "/v1/persons", "").await;
    caller.get("/v1/persons/%ff").await;
    let right = caller.authorization.replace(format!("Bearer {}-none", caller.tenant.tag)).unwrap();
    caller.get(&person).await;
    caller.authorization = None;
    caller.get(&person).await;
    caller.get(&format!("/v1/persons?access_token={}", &right["Bearer ".len()..])).await;
    let client_id = caller.tenant.client_id.clone();
    let form = |secret: &str| {
        format!("grant_type=client_credentials&client_id={client_id}&client_secret={secret}")
    };
    caller.send("POST", "/oauth2/token", form("wrong")).await;
    let body = json!({ "client_id": client_id, "client_secret": "x" }).to_string();
    caller.send("POST", "/oauth/token", body).await;
    let strangers = ["/v1/persons", "/v1/persons/none"];
    for path in strangers {
        caller.get(path).await;
    }
    caller.send("POST", "/oauth2/token", form(&caller.tenant.client_secret.clone())).await;
    let trace = trace(&caller).await;
    let expected = [
        "GET /v1/transactions 501",
        "DELETE /v1/persons 405",
        "GET /v1/persons/{person_id} 400",
        "GET /v1/persons/{person_id} 401",
        "GET /v1/persons/{person_id} 401",
        "GET /v1/persons 401",
        "POST /oauth2/token 401",
        "POST /oauth/token 501",
        "POST /oauth2/token 200",
    ];
    assert_eq!(words(&trace)[1..], expected);
    assert_eq!(sent(&trace, 1).sent.url, "http://simulator.test/v1/transactions?page=1");
    let Some(Payload::Json(form)) = &sent(&trace, 7).sent.body else { panic!("no form") };
    let expected = json!({ "grant_type": "client_credentials", "client_id": client_id, "client_secret": "[not recorded]" });
    assert_eq!(*form, expected);
}

#[tokio::test]
async fn the_tester_adds_events_of_four_kinds() {
    let caller = ApiCaller::observed();
    let path = format!("/tenants/{}/trace", caller.tenant.tag);
    let url = "https://bank.test";
    for body in [
        json!({ "event": "visit", "detail": { "url": url, "action": "pay", "outcome": "paid" } }),
        json!({ "event": "shown", "detail": { "screen": "end", "text": "Fertig", "language": "de" } }),
        json!({ "event": "attested", "detail": { "question": "q", "answer": "yes" } }),
        json!({ "event": "done" }),
    ] {
        assert_eq!(control(&caller, "POST", &path, body).await.0, 200);
    }
    assert_eq!(words(&trace(&caller).await), ["visit pay", "shown end", "attested q", "done"]);
    for body in [
        json!({ "event": "clock-moved", "detail": 1 }),
        json!({ "event": "again", "detail": 0 }),
        json!({ "event": "sms", "detail": { "number": "", "token": "", "identification_id": null } }),
        json!({ "event": "shown", "detail": {} }),
        json!({ "event": "x" }),
        json!({}),
    ] {
        assert_eq!(control(&caller, "POST", &path, body.clone()).await.0, 400, "{body}");
    }
    assert_eq!(trace(&caller).await.events.len(), 4);
}

#[tokio::test]
async fn a_tenant_without_a_complete_journal_has_no_trace() {
    let caller = ApiCaller::new();
    for (method, body) in [("GET", Value::Null), ("POST", json!({ "event": "done" }))] {
        let (status, answer) = control(&caller, method, "/tenants/default/trace", body).await;
        assert_eq!(status, 409);
        let detail = answer["errors"][0]["detail"].as_str().unwrap();
        assert!(detail.contains(r#"{"journal": "complete"}"#), "{detail}");
    }
    for (journal, status) in [("last", 409), ("complete", 200)] {
        let order = json!({ "journal": journal, "clock": "flowing" });
        let (_, tenant) = control(&caller, "POST", "/tenants", order).await;
        let path = format!("/tenants/{}/trace", tenant["id"].as_str().unwrap());
        assert_eq!(control(&caller, "GET", &path, Value::Null).await.0, status, "{journal}");
    }
    let order = json!({ "journal": "all" });
    assert_eq!(control(&caller, "POST", "/tenants", order).await.0, 400);
}
