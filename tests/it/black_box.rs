//! The same simulator without its control interface is a black box: what cannot be observed is
//! not applicable, and nothing is called a failure.

use std::time::Duration;

use bankident_conformance::config::{
    ControlAccess, Credentials, RunConfig, Secret, Server, Target, TargetChoice,
};
use bankident_conformance::simulator::{ClockMode, Readings, Setup, Simulator};
use bankident_conformance::verdict::{Conclusion, Verdict};

use crate::perform::{block_on, run, with_verdict};

async fn served(readings: Readings) -> Simulator {
    let setup = Setup { readings, clock: ClockMode::Flowing, ..Setup::default() };
    Simulator::start(setup).await.unwrap_or_else(|why| panic!("{why}"))
}

fn against(simulator: &Simulator, control: bool) -> RunConfig {
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
        max_wait: Duration::ZERO,
        ..RunConfig::default()
    }
}

#[test]
fn without_clock_and_tan_nothing_fails_and_the_reasons_are_told() {
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

#[test]
fn a_real_wait_stands_in_for_the_clock_when_the_budget_allows() {
    let report = block_on(async {
        let simulator = served(Readings::default()).await;
        let mut config = against(&simulator, false);
        // The simulator's own window is ten minutes, so after a second it is still open: the wait
        // happens, and the step after it tells the truth about this target.
        config.timing = "snapshot=1s".parse().unwrap();
        config.max_wait = Duration::from_secs(2);
        config.step_timeout = Duration::from_millis(1500);
        config.names = vec!["One second before, the customer is in time".to_owned()];
        run(&config).await
    });
    assert_eq!(report.totals.passed, 1, "{:?}", report.scenarios[0].reason);
    assert!(report.scenarios[0].record.duration_ms >= 500);
}

#[test]
fn every_playable_reading_is_conformant_and_seen() {
    for (question, readings) in Readings::QUESTIONS {
        for reading in *readings {
            let demand = format!("{question}={reading}").parse().unwrap();
            let config = RunConfig { readings: vec![demand], ..RunConfig::default() };
            let report = block_on(run(&config));
            let failed = with_verdict(&report, Verdict::Failed);
            assert_eq!(failed, Vec::<String>::new(), "{question}={reading}");
            let seen = report.scenarios.iter().flat_map(|it| &it.record.readings);
            let seen: Vec<_> = seen.filter(|it| it.question == *question).collect();
            assert!(!seen.is_empty(), "{question} is observed by no scenario");
            assert!(seen.iter().all(|it| it.reading == *reading), "{question}={reading}: {seen:?}");
        }
    }
}
