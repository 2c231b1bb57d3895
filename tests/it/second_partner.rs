//! A second partner with a client of its own: it is seen once to work with data of its own, and what it
//! may not call leaves only the scenarios about that call without a verdict.

use axum::http::Method;
use bankident_conformance::config::{Credentials, RunConfig, Secret, TargetChoice};
use bankident_conformance::simulator::{Simulator, Variant};
use bankident_conformance::verdict::{ConformanceReport, Verdict};
use serde_json::{Value, json};

use crate::pacing::at;
use crate::sandbox::sandbox;
use crate::sms_budget::{control, gateway};
use crate::support::{block_on, run, with_verdict};

/// Adds the tenant of the second partner; returns it.
async fn second(simulator: &Simulator) -> Value {
    let body = json!({ "beside": "default" }).to_string();
    let url = format!("{}/tenants", simulator.control_url());
    let answer = control(Method::POST, url, simulator.control_token(), body).await;
    serde_json::from_slice(&answer).unwrap()
}

/// Runs the scenarios about data of another partner; also returns the SMS of that partner.
async fn run_with_second(freedoms: &[&str]) -> (ConformanceReport, usize) {
    let simulator = sandbox(Variant::AsPrinted, freedoms).await;
    let tenant = second(&simulator).await;
    let text = |member: &str| tenant[member].as_str().unwrap().to_owned();
    let mut config = RunConfig {
        requirements: vec!["AU-008".to_owned()],
        ..at(simulator.api_url(), &simulator)
    };
    config.settings.tan_source = Some(gateway(&simulator).await.parse().unwrap());
    if let TargetChoice::Server(server) = &mut config.target {
        server.second_credentials = Some(Credentials {
            client_id: text("client_id"),
            client_secret: Secret::new(text("client_secret")),
        });
    }
    let report = run(&config).await;
    let url = format!("{}/tenants/{}/outbox", simulator.control_url(), text("id"));
    let sms = control(Method::GET, url, simulator.control_token(), String::new()).await;
    let sms: Vec<Value> = serde_json::from_slice(&sms).unwrap();
    (report, sms.len())
}

#[test]
fn a_second_partner_is_seen_to_work_once_in_a_run() {
    let (report, sms) = block_on(run_with_second(&[]));
    assert_eq!(with_verdict(&report, Verdict::Failed), [""; 0]);
    assert_eq!(with_verdict(&report, Verdict::Inconclusive), [""; 0]);
    assert!(report.totals.passed > 8, "{:?}", report.totals);
    assert_eq!(sms, 1);
}

#[test]
fn what_the_second_partner_may_not_call_does_not_apply_and_the_rest_does() {
    let (report, _) = block_on(run_with_second(&["permissions=no-attempts"]));
    assert_eq!(with_verdict(&report, Verdict::Failed), [""; 0]);
    assert_eq!(with_verdict(&report, Verdict::Inconclusive), [""; 0]);
    assert!(report.totals.passed > 8, "{:?}", report.totals);
    let left_out = with_verdict(&report, Verdict::NotApplicable);
    let cause =
        "the second partner may not call GET /v1/persons/{person_id}/bank_identification_attempts";
    assert_eq!(left_out.iter().filter(|it| it.contains(cause)).count(), 1, "{left_out:#?}");
}
