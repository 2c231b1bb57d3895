//! The simulator as a shared Sandbox: each of its conditions alone, and all at once. Nothing fails,
//! and what cannot be decided says why.

use std::num::NonZeroU64;
use std::time::Duration;

use axum::http::Method;
use bankident_conformance::config::{FreedomChoice, RunConfig, RunSettings};
use bankident_conformance::run::choose;
use bankident_conformance::simulator::{ClockMode, Setup, Simulator, Variant};
use bankident_conformance::verdict::{ConformanceReport, Verdict};

use crate::pacing::at;
use crate::sms_budget::{control, gateway, outbox};
use crate::support::{block_on, run, with_verdict};

/// Titles of scenarios that meet all conditions.
const NAMES: [&str; 3] = ["becomes", "attempt", "One property"];

pub async fn sandbox(variant: Variant, choices: &[&str]) -> Simulator {
    let mut setup = Setup {
        readings: variant.readings(),
        freedoms: variant.freedoms(),
        clock: ClockMode::Flowing,
        ..Setup::default()
    };
    let choices: Vec<FreedomChoice> = choices.iter().map(|it| it.parse().unwrap()).collect();
    choose(&choices, &mut setup.readings, &mut setup.freedoms).unwrap();
    Simulator::start(setup).await.unwrap_or_else(|why| panic!("{why}"))
}

/// Runs some scenarios against a Sandbox; also returns the number of SMS.
fn run_on(variant: Variant, choices: &[&str]) -> (ConformanceReport, usize) {
    block_on(async {
        let simulator = sandbox(variant, choices).await;
        let settings = RunSettings {
            sms_per_hour: NonZeroU64::new(60),
            max_sms: Some(60),
            max_wait: Duration::ZERO,
            tan_source: Some(gateway(&simulator).await.parse().unwrap()),
            ..RunSettings::default()
        };
        let names = NAMES.map(str::to_owned).to_vec();
        let report =
            run(&RunConfig { settings, names, ..at(simulator.api_url(), &simulator) }).await;
        (report, outbox(&simulator).await.len())
    })
}

fn must_decide_most(report: &ConformanceReport) {
    assert_eq!(with_verdict(report, Verdict::Failed), [""; 0]);
    let totals = &report.totals;
    let ran = totals.passed + totals.inconclusive;
    let undecided = with_verdict(report, Verdict::Inconclusive);
    assert!(ran > 10 && totals.inconclusive * 20 <= ran, "{totals:?}: {undecided:#?}");
}

#[test]
fn changes_after_seconds_are_waited_for() {
    let (report, _) = run_on(Variant::AsPrinted, &["settling=two-seconds"]);
    must_decide_most(&report);
    assert_eq!(report.totals.inconclusive, 0, "{:?}", with_verdict(&report, Verdict::Inconclusive));
}

#[test]
fn calls_and_sms_that_are_limited_are_paced() {
    let (report, sms) =
        run_on(Variant::AsPrinted, &["call-limit=three-percent", "sms-limit=sixty-an-hour"]);
    must_decide_most(&report);
    assert!(sms <= 60, "{sms}");
    assert_eq!(report.totals.inconclusive, 0, "{:?}", with_verdict(&report, Verdict::Inconclusive));
}

#[test]
fn operations_that_are_not_permitted_are_named_and_fail_nothing() {
    for (choice, operation) in [
        ("permissions=no-changes", "PATCH /v1/persons/{person_id}"),
        ("permissions=no-attempts", "GET /v1/persons/{person_id}/bank_identification_attempts"),
    ] {
        let (report, _) = run_on(Variant::AsPrinted, &[choice]);
        assert_eq!(with_verdict(&report, Verdict::Failed), [""; 0]);
        assert_eq!(with_verdict(&report, Verdict::Inconclusive), [""; 0]);
        let left_out = with_verdict(&report, Verdict::NotApplicable);
        let cause = format!("the credentials may not call {operation}");
        assert!(left_out.iter().any(|it| it.contains(&cause)), "{left_out:#?}");
    }
}

#[test]
fn limits_that_count_the_failures_of_others_fail_nothing() {
    let report = block_on(async {
        let simulator = sandbox(Variant::AsPrinted, &[]).await;
        let url = format!("{}/tenants/default/limits", simulator.control_url());
        let limits = serde_json::json!({ "attempts_per_iban": 2 }).to_string();
        control(Method::PUT, url, simulator.control_token(), limits).await;
        let names = vec!["ttempt".to_owned(), "refused".to_owned()];
        run(&RunConfig { names, ..at(simulator.api_url(), &simulator) }).await
    });
    assert_eq!(with_verdict(&report, Verdict::Failed), [""; 0]);
    let undecided = with_verdict(&report, Verdict::Inconclusive);
    let limit = |it: &&String| it.contains("limit");
    assert!(undecided.iter().filter(limit).count() > 1, "{undecided:#?}");
}

#[test]
fn a_sandbox_with_forms_is_observed() {
    let (report, sms) = run_on(Variant::Sandbox, &["bank-page=forms"]);
    must_decide_most(&report);
    assert!(sms <= 60, "{sms}");
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn a_sandbox_whose_bank_page_is_drawn_by_scripts_is_observed() {
    let (report, sms) = run_on(Variant::Sandbox, &[]);
    must_decide_most(&report);
    assert!(sms <= 60, "{sms}");
}
