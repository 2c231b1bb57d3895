//! The SMS of a run: as many as the budget permits, to the numbers that are given.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Method, Request, Uri};
use axum::routing::get;
use bankident_conformance::config::{RunConfig, RunSettings};
use bankident_conformance::engine::StopSignal;
use bankident_conformance::run::forecast;
use bankident_conformance::simulator::Simulator;
use bankident_conformance::verdict::Verdict;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use crate::cli::{Bankident, ends};
use crate::pacing::{against, simulator};
use crate::proxy_server::{Front, Habit};
use crate::support::{block_on, run, with_verdict};

/// Calls the control interface of the simulator; returns the body of the answer.
pub async fn control(method: Method, url: String, token: &str, body: String) -> Bytes {
    let client: Client<_, Body> = Client::builder(TokioExecutor::new()).build_http();
    let request = Request::builder()
        .method(method)
        .uri(url)
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json")
        .body(Body::from(body));
    let answer = client.request(request.unwrap()).await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.status());
    to_bytes(Body::new(answer.into_body()), 1 << 24).await.unwrap()
}

/// All SMS that the simulator sent.
pub async fn outbox(simulator: &Simulator) -> Vec<Value> {
    let url = format!("{}/tenants/default/outbox", simulator.control_url());
    let body = control(Method::GET, url, simulator.control_token(), String::new()).await;
    serde_json::from_slice(&body).unwrap()
}

/// A gateway that shows the SMS of a number; returns the TAN source.
pub async fn gateway(simulator: &Simulator) -> String {
    let url = format!("{}/tenants/default/outbox", simulator.control_url());
    let token = simulator.control_token().to_owned();
    let show = move |uri: Uri| {
        let (url, token) = (format!("{url}?{}", uri.query().unwrap()), token.clone());
        async move { control(Method::GET, url, &token, String::new()).await }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        axum::serve(listener, Router::new().route("/sms", get(show))).await.unwrap();
    });
    format!("outbox:http://{address}/sms?number={{number}}")
}

/// Number of SMS to each number.
fn by_number(outbox: &[Value]) -> BTreeMap<String, usize> {
    let mut numbers = BTreeMap::new();
    for sms in outbox {
        *numbers.entry(sms["number"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    numbers
}

#[test]
fn the_scenarios_that_are_worth_most_share_the_budget_and_the_numbers() {
    block_on(async {
        let simulator = simulator().await;
        let front = Front::open(Habit::Honest, simulator.api_url()).await;
        let numbers = ["+4915112345671", "+4915112345672", "+4915112345673"];
        let settings = RunSettings {
            max_sms: Some(30),
            tan_source: Some(gateway(&simulator).await.parse().unwrap()),
            customer_numbers: numbers.map(|it| it.parse().unwrap()).to_vec(),
            ..RunSettings::default()
        };
        let names = vec!["TAN".to_owned(), "QES".to_owned(), "snapshot".to_owned()];
        let config = RunConfig { settings, names, ..against(&front, &simulator) };
        let forecast = forecast(&config, &StopSignal::default()).await.unwrap();
        let report = run(&config).await;
        assert_eq!(with_verdict(&report, Verdict::Failed), [""; 0]);
        assert_eq!(with_verdict(&report, Verdict::Inconclusive), [""; 0]);
        let left_out = with_verdict(&report, Verdict::NotApplicable);
        let by_budget = left_out.iter().filter(|it| it.contains("limits.max_sms = 30")).count();
        assert!(by_budget > 20 && report.totals.passed > 10, "{by_budget}, {:?}", report.totals);
        assert_eq!(forecast.runnable, report.totals.passed);
        let sent = outbox(&simulator).await;
        // On the simulator, whose SMS can be read, a scenario may send one more.
        let spare = forecast.sms.checked_sub(sent.len() as u64);
        assert!(spare.is_some_and(|spare| spare <= 2), "{} for {}", sent.len(), forecast.sms);
        let counts = by_number(&sent);
        let of_numbers: Vec<usize> =
            numbers.iter().map(|it| counts.get(*it).copied().unwrap_or_default()).collect();
        assert!(of_numbers.iter().all(|it| (6..=10).contains(it)), "{counts:?}");
    });
}

#[test]
fn numbers_without_a_source_of_their_otps_are_refused_with_the_remedy() {
    let bankident = Bankident::new();
    let arguments =
        ["run", "--target", "http://127.0.0.1:1", "--customer-numbers", "+491511234567"];
    let source = ["--tan-source", "outbox:http://h/{identification_id}"];
    let without = bankident.run(&arguments);
    ends(&without, 2, "customer_numbers are given, but no TAN source shows their SMS");
    let other = bankident.run(&[&arguments[..], &source].concat());
    ends(&other, 2, "give --tan-source without {identification_id}");
    let fixed = bankident.run(&[&arguments[..], &["--tan-source", "fixed:212212"]].concat());
    ends(&fixed, 2, "a fixed TAN shows no OTP");
    let wrong = bankident.run(&["run", "--customer-numbers", "0151 1234567"]);
    ends(&wrong, 2, "`+` and 8 to 15 digits");
}

#[test]
fn a_budget_that_leaves_out_what_is_required_is_refused() {
    let bankident = Bankident::new();
    let arguments = ["run", "--requires", "tan,clock", "--max-sms", "0", "--name", "TAN"];
    ends(
        &bankident.run(&arguments),
        2,
        "`tan` is required, and the limits of the run leave out every",
    );
}
