//! Scripts of observed partners.

use serde_json::{Value, json};

use super::control;
use super::trace::{trace, words};
use crate::api::{MockedIban, Reason};
use crate::simulator::tests::{ApiCaller, zierfisch};

const GET: &str = "GET /v1/persons/{person_id}/identifications/{id}";
const CREATE: &str = "POST /v1/persons/{person_id}/identifications";

async fn script(caller: &ApiCaller, rules: Value) -> (u16, Value) {
    let path = format!("/tenants/{}/script", caller.tenant.tag);
    control(caller, "PUT", &path, rules).await
}

#[tokio::test]
async fn every_reason_is_answered_as_the_guide_prints_it_and_nothing_is_carried_out() {
    let caller = ApiCaller::observed();
    let person = caller.customer().await;
    for reason in Reason::ALL {
        script(&caller, json!([{ "on": CREATE, "answer": reason.code() }])).await;
        let refused = caller.create(&person, MockedIban::Good.iban()).await;
        assert_eq!(refused.refusal(), (reason.status_code(), reason.code().to_owned()));
    }
    let none = caller.get(&format!("{person}/identifications")).await.json();
    assert_eq!(none, json!([]));
    assert_eq!(caller.create(&person, MockedIban::Good.iban()).await.status, 201);
}

#[tokio::test]
async fn rules_wait_repeat_and_follow_each_other() {
    let caller = ApiCaller::observed();
    let rules = json!([
        { "on": "POST /v1/persons", "answer": { "status": 502 }, "after": 1, "times": 2 },
        { "on": "POST /v1/persons", "answer": "INVALID_MODEL" },
        { "on": "GET /v1/persons", "answer": { "status": 429 }, "times": null },
    ]);
    assert_eq!(script(&caller, rules).await.0, 200);
    let mut codes = Vec::new();
    for _ in 0..5 {
        codes.push(caller.post("/v1/persons", zierfisch()).await.status);
    }
    // The second rule does not wait for the first one, which lets the first call pass.
    assert_eq!(codes, [412, 502, 502, 201, 201]);
    for _ in 0..5 {
        assert_eq!(caller.get("/v1/persons").await.status, 429);
    }
    script(&caller, json!([])).await;
    assert_eq!(caller.get("/v1/persons").await.json().as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn an_undocumented_status_is_shown_once_before_a_documented_one() {
    let caller = ApiCaller::observed();
    let shown = json!({ "shows": "waiting_for_bank", "instead_of": "authorization_required" });
    script(&caller, json!([{ "on": GET, "answer": shown }])).await;
    let path = caller.requested(MockedIban::Good.iban()).await;
    let mut statuses = vec![caller.status(&path).await];
    caller.pay(&path).await;
    for _ in 0..2 {
        statuses.push(caller.status(&path).await);
    }
    // Paying retrieves the identification, too, but it is still pending then.
    assert_eq!(statuses, ["pending", "waiting_for_bank", "authorization_required"]);
}

#[tokio::test]
async fn a_slow_answer_arrives_late_and_a_lost_one_never() {
    let caller = ApiCaller::observed();
    let rules = json!([
        { "on": "POST /v1/persons", "delay_ms": 20 },
        { "on": "POST /v1/persons", "lost": true },
    ]);
    script(&caller, rules).await;
    caller.person().await;
    let lost = caller.try_send("POST", "/v1/persons", zierfisch().to_string()).await;
    assert!(lost.is_none());
    let trace = trace(&caller).await;
    assert_eq!(words(&trace), ["POST /v1/persons 201", "POST /v1/persons -"]);
    let slow = trace.calls().next().unwrap();
    assert!(slow.exchange.duration_ms >= 20);
    assert_eq!(caller.get("/v1/persons").await.json().as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_wrong_rule_is_refused_with_its_place_and_what_is_permitted() {
    let caller = ApiCaller::observed();
    let of = |on: &str, member: &str, value: Value| json!({ "on": on, member: value });
    for (rule, place, permitted) in [
        (of("POST identifications", "answer", json!("EXPIRED")), "[1].on", CREATE),
        (of("webhook IDENT", "answer", json!("lost")), "[1].on", "PERSON_CHANGED"),
        (of(CREATE, "answer", json!("CONFLICT")), "[1].answer", "INVALID_MODEL"),
        (of(CREATE, "answer", json!({ "status": 200 })), "[1].answer", "400 to 599"),
        (of(CREATE, "answer", json!(7)), "[1].answer", "a code"),
        (of(CREATE, "delay_ms", json!(-1)), "[1].delay_ms", "0 to 60000"),
        (of(CREATE, "delay_ms", json!(60_001)), "[1].delay_ms", "0 to 60000"),
        (of(CREATE, "times", json!(0)), "[1].times", "1 to 1000000"),
        (of(CREATE, "after", json!(-2)), "[1].after", "0 to 1000000"),
        (of(CREATE, "lost", json!("yes")), "[1].lost", "true or false"),
        (of(CREATE, "lose", json!(true)), "[1].lose", "delay_ms, lost"),
        (of(CREATE, "after", json!(1)), "[1] ", "answer, delay_ms or lost"),
        (of("webhook IDENTIFICATION", "answer", json!("x")), "[1].answer", "reordered"),
        (of("webhook IDENTIFICATION", "lost", json!(true)), "[1].lost", "`lost`"),
        (of("GET /v1/persons", "answer", json!({ "shows": "x" })), "[1].answer", "no status"),
        (of(GET, "answer", json!({ "shows": "X Y" })), "[1].answer", "lower-case"),
        (of(GET, "answer", json!({ "shows": "x", "instead_of": "y" })), "[1].answer", "documented"),
        (json!(1), "[1] ", "object"),
        (json!({ "answer": "EXPIRED" }), "[1].on", "text"),
    ] {
        let good = json!({ "on": GET, "lost": true });
        let (status, answer) = script(&caller, json!([good, rule])).await;
        let detail = answer["errors"][0]["detail"].as_str().unwrap();
        assert_eq!(status, 400, "{rule}");
        assert!(detail.starts_with(place) && detail.contains(permitted), "{rule}: {detail}");
    }
    assert_eq!(script(&caller, json!({})).await.0, 400);
    assert_eq!(caller.get("/v1/persons").await.status, 200);
}

#[tokio::test]
async fn a_token_may_live_shorter() {
    let caller = ApiCaller::new();
    let order = json!({ "token_lifetime_s": 60 });
    let (_, tenant) = control(&caller, "POST", "/tenants", order).await;
    let mut caller = caller;
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        tenant["client_id"].as_str().unwrap(),
        tenant["client_secret"].as_str().unwrap()
    );
    let token = caller.send("POST", "/oauth2/token", form).await.json();
    assert_eq!(token["expires_in"], 59);
    caller.authorization = Some(format!("Bearer {}", token["access_token"].as_str().unwrap()));
    let advance = format!("/tenants/{}/clock/advance", tenant["id"].as_str().unwrap());
    for (milliseconds, status) in [(59_999, 200), (1, 401)] {
        control(&caller, "POST", &advance, json!({ "milliseconds": milliseconds })).await;
        assert_eq!(caller.get("/v1/persons").await.status, status, "{milliseconds}");
    }
    for seconds in [json!(1), json!(-1), json!(86_401), json!("60")] {
        let order = json!({ "token_lifetime_s": seconds });
        assert_eq!(control(&caller, "POST", "/tenants", order).await.0, 400);
    }
}
