//! The same simulator without its control interface is a black box: what cannot be observed is
//! not applicable, and nothing is called a failure.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Duration;

use bankident_conformance::config::{
    ControlAccess, Credentials, RunConfig, RunSettings, Secret, Server, Target, TargetChoice,
};
use bankident_conformance::simulator::{ClockMode, Readings, Setup, Simulator};
use bankident_conformance::verdict::{AssessedScenario, Conclusion, Verdict};
use serde_json::Value;

use crate::cli::{Bankident, Served, ends, stderr};
use crate::support::{block_on, findings, run, with_verdict};
use crate::tls_server::Guarded;

async fn served(readings: Readings) -> Simulator {
    let setup = Setup { readings, clock: ClockMode::Flowing, ..Setup::default() };
    Simulator::start(setup).await.unwrap_or_else(|why| panic!("{why}"))
}

pub fn against(simulator: &Simulator, control: bool) -> RunConfig {
    let access = ControlAccess {
        url: Target::parse_url(simulator.control_url()).unwrap(),
        token: Secret::new(simulator.control_token()),
    };
    RunConfig {
        target: TargetChoice::Server(Box::new(Server {
            credentials: Some(Credentials {
                client_id: simulator.client_id().to_owned(),
                client_secret: Secret::new(simulator.client_secret()),
            }),
            control: control.then_some(access),
            ..Server::new("black box", Target::parse_url(simulator.api_url()).unwrap())
        })),
        settings: RunSettings { max_wait: Duration::ZERO, ..RunSettings::default() },
        ..RunConfig::default()
    }
}

#[test]
fn without_clock_and_tan_nothing_fails_and_the_reasons_are_reported() {
    let report = block_on(async {
        let simulator = served(Readings::default()).await;
        run(&against(&simulator, false)).await
    });
    assert_eq!(with_verdict(&report, Verdict::Failed), Vec::<String>::new());
    assert_eq!(with_verdict(&report, Verdict::Inconclusive), Vec::<String>::new());
    assert_eq!(report.conclusion, Conclusion::Conformant);
    let lacking = with_verdict(&report, Verdict::NotApplicable);
    assert!(lacking.iter().any(|it| it.contains("--tan-source")), "{lacking:?}");
    assert!(lacking.iter().any(|it| it.contains("real waiting")), "{lacking:?}");
    assert!(report.totals.passed >= 40, "{:?}", report.totals);
}

#[test]
fn with_its_control_interface_a_served_simulator_is_observed_in_full() {
    let report = block_on(async {
        let simulator = served(Readings::default()).await;
        run(&against(&simulator, true)).await
    });
    assert_eq!(report.totals.passed, report.totals.sum(), "{:?}", report.totals);
}

/// All scenarios are one partner to the target, so each gets the events of the others.
#[test]
fn a_black_box_that_reaches_us_is_observed_through_webhooks_too() {
    let report = block_on(async {
        let simulator = served(Readings::default()).await;
        let mut config = against(&simulator, false);
        // A free port; nobody else knows it in between.
        let listen = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let public = Target::parse_url(&format!("http://{listen}/hooks")).unwrap();
        config.settings.webhook_listen = listen;
        config.settings.webhook_url = Some(public);
        run(&config).await
    });
    assert_eq!(with_verdict(&report, Verdict::Failed), Vec::<String>::new());
    assert_eq!(with_verdict(&report, Verdict::Inconclusive), Vec::<String>::new());
    let passed = |it: &&AssessedScenario| {
        it.record.id.starts_with("features/webhook/") && it.verdict == Verdict::Passed
    };
    assert!(report.scenarios.iter().filter(passed).count() >= 20);
}

/// A receiver with TLS, whose authority is not a public one.
#[test]
fn webhooks_reach_a_receiver_behind_tls() {
    let bankident = Bankident::new();
    let listen = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let last = jiff::civil::date(2099, 12, 31);
    let guarded =
        Guarded::start(bankident.here.path(), &format!("http://{listen}"), "localhost", last);
    let served = Served::trusting(&bankident, Some(&guarded.authority));
    let url = Target::parse_url(served.value("api:")).unwrap();
    let target = Server {
        credentials: Some(Credentials {
            client_id: served.value("client id:").to_owned(),
            client_secret: Secret::new(served.value("client secret:")),
        }),
        ..Server::new("served", url)
    };
    let report = block_on(async {
        let mut config =
            RunConfig { target: TargetChoice::Server(Box::new(target)), ..RunConfig::default() };
        config.settings.webhook_listen = listen;
        config.settings.webhook_url = Some(Target::parse_url(&guarded.url()).unwrap());
        config.names = vec!["is deleted and reported".to_owned(), "is reported before".to_owned()];
        run(&config).await
    });
    assert_eq!(report.totals.passed, 1, "{:?}", with_verdict(&report, Verdict::Failed));
}

#[test]
fn a_real_wait_stands_in_for_the_clock_when_the_budget_allows() {
    let report = block_on(async {
        let simulator = served(Readings::default()).await;
        let mut config = against(&simulator, false);
        // The simulator's own window is ten minutes, so after a second it is still open: the wait
        // happens, and the step after it shows what this target does.
        config.settings.timing = "snapshot=1s".parse().unwrap();
        config.settings.max_wait = Duration::from_secs(2);
        config.settings.step_timeout = Duration::from_millis(1500);
        config.names = vec![
            "A bank page completed one second before ten minutes are over is in time".to_owned(),
        ];
        run(&config).await
    });
    assert_eq!(report.totals.passed, 1, "{:?}", report.scenarios.first());
    assert!(report.scenarios[0].record.duration_ms >= 500);
}

/// Both scenarios expect a status that the identification does not have.
const WRONG_AFTER_A_WINDOW: &str = "\
Feature: My own

  @BI-142 @needs:wizard
  Rule: The time for signing is limited

    Scenario: A window passes unnoticed
      Given an identification that is authorization_required
      When the partner retrieves the identification
      Then the answer says created

    @needs:clock @waits:authorization
    Scenario: A window passes on purpose
      Given an identification that is authorization_required
      And the time for signing is over
      When the partner retrieves the identification
      Then the answer says created
";

/// Runs the two scenarios, with windows of this length, against a simulator that has those of the
/// guide. Returns their verdicts.
fn wrong_after(window: &str) -> Vec<(Verdict, String)> {
    let here = tempfile::tempdir().unwrap();
    let feature = here.path().join("window.feature");
    std::fs::write(&feature, WRONG_AFTER_A_WINDOW).unwrap();
    let report = block_on(async {
        let simulator = served(Readings::default()).await;
        let mut config = against(&simulator, false);
        config.settings.timing = format!("authorization={window}").parse().unwrap();
        config.settings.max_wait = Duration::from_secs(60);
        config.paths = vec![feature];
        run(&config).await
    });
    report.scenarios.iter().map(|it| (it.verdict, it.reason.clone())).collect()
}

#[test]
fn a_check_after_a_window_that_passed_unnoticed_is_inconclusive() {
    let verdicts = wrong_after("10ms");
    assert_eq!(verdicts[0].0, Verdict::Inconclusive, "{verdicts:?}");
    assert!(verdicts[0].1.contains("a time window of the target passed"), "{verdicts:?}");
    let long = wrong_after("10m");
    assert_eq!(long[0].0, Verdict::Failed, "the window has not passed: {long:?}");
}

#[test]
fn a_check_after_a_window_that_passed_on_purpose_fails() {
    let verdicts = wrong_after("10ms");
    assert_eq!(verdicts[1].0, Verdict::Failed, "{verdicts:?}");
}

#[test]
fn a_sloppy_but_conforming_target_is_conformant() {
    let bankident = Bankident::new();
    ends(&bankident.run(&["run", "--variant", "permissive"]), 0, "");
    let report = bankident.latest();
    let scenarios = report["scenarios"].as_array().unwrap();
    let passed = scenarios.iter().all(|it| it["verdict"] == "passed");
    assert!(passed, "{}", report["totals"]);
    let deviations = scenarios.iter().filter_map(|it| it["deviations"].as_array()).flatten();
    let taken: BTreeSet<_> = deviations.map(|it| it["what"].as_str().unwrap()).collect();
    for freedom in ["200 for 201", "additional member links", "\"null\" for null"] {
        assert!(taken.contains(freedom), "{freedom} is not reported");
    }
    ends(&bankident.run(&["run", "--variant", "permissive", "--strict"]), 1, "");
}

type ReadingSet = Vec<(&'static str, &'static str)>;

/// The readings observed while the simulator behaves like these.
fn observed(set: &ReadingSet) -> Result<BTreeSet<(String, String)>, String> {
    let bankident = Bankident::new();
    let readings = set.iter().map(|(question, reading)| format!("--reading={question}={reading}"));
    let output = bankident.command(&["run"]).args(readings).output().unwrap();
    if output.status.code() != Some(0) {
        return Err(format!("{set:?}: {}", stderr(&output)));
    }
    let report = bankident.latest();
    let observed = report["ambiguities"].as_array().unwrap().iter().flat_map(|it| {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let readings = it["observed"].as_array().unwrap().iter();
        readings.map(move |reading| (text(&it["id"]), text(reading)))
    });
    let observed: BTreeSet<(String, String)> = observed.collect();
    let foreign = |(question, reading): &&(String, String)| {
        set.iter().any(|it| it.0 == *question && it.1 != *reading)
    };
    match observed.iter().find(foreign) {
        Some(foreign) => Err(format!("{set:?}: {foreign:?} is observed")),
        None => Ok(observed),
    }
}

/// Runs the suite with each of these sets of readings; every reading must be observed at least once.
#[track_caller]
fn all_are_conformant_and_observed(sets: Vec<ReadingSet>) {
    let seen = Mutex::new(BTreeSet::new());
    let wrong = findings(sets, |set| match observed(&set) {
        Ok(readings) => {
            seen.lock().unwrap().extend(readings);
            None
        }
        Err(why) => Some(why),
    });
    assert_eq!(wrong, [""; 0]);
    let seen = seen.into_inner().unwrap();
    let known = Readings::QUESTIONS.iter().flat_map(|(question, readings)| {
        readings.iter().map(|reading| (question.to_string(), reading.to_string()))
    });
    let unseen: Vec<_> = known.filter(|it| !seen.contains(it)).collect();
    assert_eq!(unseen, [], "observed by no scenario");
}

/// The code for an authorised holder is only observed where the holder is refused.
const HOLDER_REFUSED: (&str, &str) = ("C-03", "refused");

#[test]
fn readings_together_are_conformant_and_observed() {
    let most = Readings::QUESTIONS.iter().map(|(_, readings)| readings.len()).max().unwrap();
    let nth = |n: usize| {
        let questions = Readings::QUESTIONS.iter();
        questions.map(move |(question, readings)| (*question, readings[n % readings.len()]))
    };
    let mut sets: Vec<ReadingSet> = (0..most).map(|n| nth(n).collect()).collect();
    let holder_refused =
        |it: (&'static str, _)| if it.0 == HOLDER_REFUSED.0 { HOLDER_REFUSED } else { it };
    sets.extend((0..2).map(|n| nth(n).map(holder_refused).collect()));
    // Another reading hides it.
    sets.push(vec![("C-17", "null-ignored")]);
    all_are_conformant_and_observed(sets);
}
