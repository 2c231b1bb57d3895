//! `run --plan`: what a run would take, without a word to the target.

use bankident_conformance::config::{RunConfig, RunSettings};
use bankident_conformance::engine::StopSignal;
use bankident_conformance::run::forecast;
use bankident_conformance::verdict::Verdict;

use crate::cli::{Bankident, ends, stdout};
use crate::pacing::{against, simulator};
use crate::proxy_server::{Front, Habit};
use crate::support::{block_on, run, with_verdict};

#[test]
fn the_forecast_is_what_the_run_then_takes() {
    block_on(async {
        let simulator = simulator().await;
        let front = Front::open(Habit::Honest, simulator.api_url()).await;
        let names = ["Two persons", "bank page", "number"].map(str::to_owned).to_vec();
        let config = RunConfig { names, ..against(&front, &simulator) };
        let forecast = forecast(&config, &StopSignal::default()).await.unwrap();
        assert_eq!((front.arrivals().len(), forecast.cut_short), (0, 0));
        let report = run(&config).await;
        assert_eq!(with_verdict(&report, Verdict::Failed), [""; 0]);
        assert_eq!(with_verdict(&report, Verdict::Inconclusive), [""; 0]);
        assert_eq!(forecast.runnable, report.totals.passed);
        assert!(forecast.runnable < forecast.selected && forecast.runnable > 9, "{forecast:?}");
        let sent = |wanted: &dyn Fn(&str) -> bool| {
            front.arrivals().iter().filter(|(_, it)| wanted(it)).count() as u64
        };
        assert_eq!(forecast.persons, sent(&|it| it == "POST /v1/persons"));
        assert_eq!(forecast.sms, sent(&|it| it.ends_with("/authorize")));
        // A wait for a change may take a look more or less.
        let requests = sent(&|it| !it.contains("/index.html"));
        let close = forecast.requests.abs_diff(requests) * 10 <= requests;
        assert!(close, "{requests} requests, not {}", forecast.requests);
    });
}

#[test]
fn a_plan_needs_no_target_and_writes_nothing() {
    let bankident = Bankident::new();
    let arguments = ["run", "--plan", "--target", "http://127.0.0.1:1", "--rate", "2/s"];
    let arguments = [&arguments[..], &["--name", "Two persons"]].concat();
    let mut command = bankident.command(&arguments);
    let output = command.env("BANKIDENT_MAX_PERSONS", "1").output().unwrap();
    ends(&output, 0, "");
    let out = stdout(&output);
    for line in [
        "Plan for http://127.0.0.1:1; nothing was sent to it.",
        "scenarios       1 of 1 selected",
        "requests        2\n",
        "persons         2, more than limits.max_persons = 1: calls beyond the limit are not sent",
        "SMS             0\n",
        "takes at least  1s (2/s, 512 at once)",
    ] {
        assert!(out.contains(line), "`{line}` is not in: {out}");
    }
    assert!(!bankident.here.path().join("reports").exists());
    ends(
        &bankident.run(&["run", "--plan", "--name", "no such scenario"]),
        5,
        "nothing was selected",
    );
}

#[test]
fn what_would_not_apply_is_counted_with_its_reason_and_limits_are_shown() {
    block_on(async {
        let config = RunConfig {
            tags: vec!["@needs:clock".to_owned()],
            settings: RunSettings { max_sms: Some(1000), ..RunSettings::default() },
            ..RunConfig::default()
        };
        let here = forecast(&config, &StopSignal::default()).await.unwrap();
        assert!(here.not_applicable.is_empty() && here.simulated.as_secs() > 600, "{here:?}");
        assert!(here.real.is_zero());
        let simulator = simulator().await;
        let front = Front::open(Habit::Honest, simulator.api_url()).await;
        let there = RunConfig { tags: config.tags, ..against(&front, &simulator) };
        let there = forecast(&there, &StopSignal::default()).await.unwrap();
        assert_eq!(there.runnable, 0);
        let reasons: usize = there.not_applicable.iter().map(|(_, n)| n).sum();
        assert_eq!(reasons, there.selected);
    });
}
