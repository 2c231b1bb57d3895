//! Pacing of requests, as the server sees it: retries, spacing, tokens, giving up.

use std::num::NonZeroU64;
use std::time::Duration;

use bankident_conformance::client::{RunContext, Session};
use bankident_conformance::config::{
    Credentials, Rate, Route, RunConfig, RunSettings, Secret, Server, Target, TargetChoice,
};
use bankident_conformance::evidence::{Exchange, Outcome, Unobserved};
use bankident_conformance::simulator::{ClockMode, Setup, Simulator};
use bankident_conformance::verdict::{Conclusion, Verdict};

use crate::proxy_server::{Front, Habit};
use crate::support::{block_on, run, with_verdict};

pub async fn simulator() -> Simulator {
    let setup = Setup { clock: ClockMode::Flowing, ..Setup::default() };
    Simulator::start(setup).await.unwrap_or_else(|why| panic!("{why}"))
}

pub fn credentials(simulator: &Simulator) -> Credentials {
    Credentials {
        client_id: simulator.client_id().to_owned(),
        client_secret: Secret::new(simulator.client_secret()),
    }
}

pub fn against(front: &Front, simulator: &Simulator) -> RunConfig {
    at(&front.url, simulator)
}

/// The simulator as a black box at this address.
pub fn at(url: &str, simulator: &Simulator) -> RunConfig {
    RunConfig {
        target: TargetChoice::Server(Box::new(Server {
            credentials: Some(credentials(simulator)),
            ..Server::new("front", Target::parse_url(url).unwrap())
        })),
        settings: patient(RunSettings { max_wait: Duration::ZERO, ..RunSettings::default() }),
        ..RunConfig::default()
    }
}

/// These settings with limits that a busy machine keeps too.
fn patient(settings: RunSettings) -> RunSettings {
    let settle = Some(Duration::from_secs(15));
    let (request, step) = (Some(Duration::from_secs(60)), Duration::from_secs(200));
    RunSettings { request_timeout: request, step_timeout: step, settle_timeout: settle, ..settings }
}

fn session(url: &str, credentials: Credentials) -> Session {
    let mut target = Target::new("front", Target::parse_url(url).unwrap());
    target.credentials = Some(credentials);
    Session::open(&RunContext::new(target).unwrap())
}

fn brief(exchange: &Exchange) -> (String, u32, Option<u16>) {
    let status = match &exchange.outcome {
        Outcome::Received(received) => Some(received.status),
        Outcome::Unobserved(_) => None,
    };
    (exchange.operation.clone(), exchange.retry, status)
}

#[test]
fn a_get_that_a_gateway_refused_is_sent_again_and_both_are_evidence() {
    block_on(async {
        let simulator = simulator().await;
        let front = Front::open(Habit::FirstGetIs502, simulator.api_url()).await;
        let session = session(&front.url, credentials(&simulator));
        let reply = session.person("nobody").await.unwrap();
        assert_eq!(reply.status, 404);
        let seen: Vec<_> = session.take_exchanges().iter().map(brief).collect();
        let get = "GET /v1/persons/{person_id}";
        let token = "POST /oauth2/token";
        let expected = [(token, 0, Some(200)), (get, 0, Some(502)), (get, 1, Some(404))];
        assert_eq!(seen, expected.map(|(operation, retry, it)| (operation.to_owned(), retry, it)));
        assert_eq!(reply.exchange, 2);
    });
}

#[test]
fn calls_answered_429_are_sent_again_and_counted() {
    block_on(async {
        let simulator = simulator().await;
        let front = Front::open(Habit::Limiting, simulator.api_url()).await;
        let session = session(&front.url, credentials(&simulator));
        for _ in 0..3 {
            assert_eq!(session.person("nobody").await.unwrap().status, 404);
        }
        let refused = session.take_exchanges().iter().filter(|it| brief(it).2 == Some(429)).count();
        assert!(refused > 0);
        assert_eq!(session.context().limited_calls(), refused as u64);
    });
}

#[test]
fn nobody_there_is_tried_three_times_and_each_try_is_evidence() {
    block_on(async {
        let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let secret = Credentials { client_id: "x".into(), client_secret: Secret::new("hush-hush") };
        let session = session(&format!("http://{closed}"), secret);
        let unobserved = session.person("nobody").await.unwrap_err();
        assert!(matches!(unobserved, Unobserved::NoConnection { .. }), "{unobserved}");
        let tries: Vec<u32> = session.take_exchanges().iter().map(|it| it.retry).collect();
        assert_eq!(tries, [0, 1, 2]);
    });
}

#[test]
fn a_flaky_gateway_does_not_turn_a_run_red() {
    let (report, refused) = block_on(async {
        let simulator = simulator().await;
        let front = Front::open(Habit::FirstGetIs502, simulator.api_url()).await;
        let report = run(&against(&front, &simulator)).await;
        (report, front.refused())
    });
    for verdict in [Verdict::Failed, Verdict::Inconclusive, Verdict::Error] {
        assert_eq!(with_verdict(&report, verdict), Vec::<String>::new());
    }
    assert!(refused > 30 && report.totals.passed > 40, "{refused} {:?}", report.totals);
}

#[test]
fn a_run_fetches_one_token() {
    block_on(async {
        let simulator = simulator().await;
        let front = Front::open(Habit::Honest, simulator.api_url()).await;
        let names = vec!["Two persons".to_owned(), "is accepted".to_owned()];
        run(&RunConfig { names, ..against(&front, &simulator) }).await;
        assert!(front.count("POST /v1/persons") > 1);
        assert_eq!(front.count("POST /oauth2/token"), 1);
    });
}

#[test]
fn requests_keep_their_distance() {
    let arrivals = block_on(async {
        let simulator = simulator().await;
        let front = Front::open(Habit::Honest, simulator.api_url()).await;
        let names = vec!["Two persons".to_owned(), "is accepted".to_owned()];
        let settings = RunSettings { rate: Some(Rate::per_second(100)), ..RunSettings::default() };
        let report = run(&RunConfig { names, settings, ..against(&front, &simulator) }).await;
        assert_eq!(report.conclusion, Conclusion::Partial);
        front.arrivals()
    });
    let (first, last) = (arrivals.first().unwrap().0, arrivals.last().unwrap().0);
    let intervals = u32::try_from(arrivals.len() - 1).unwrap();
    assert!(intervals > 10, "{intervals}");
    let shortest = Duration::from_millis(10) * (intervals - 1);
    assert!(last - first >= shortest, "{intervals} intervals in {:?}", last - first);
}

#[test]
fn a_target_that_shows_nothing_any_more_is_given_up() {
    let (report, persons) = block_on(async {
        let simulator = simulator().await;
        let front = Front::open(Habit::AlwaysBusy, simulator.api_url()).await;
        let mut config = against(&front, &simulator);
        config.settings.jobs = Some(NonZeroU64::MIN);
        let report = run(&config).await;
        (report, front.arrivals().len())
    });
    assert_eq!(report.conclusion, Conclusion::Inconclusive);
    assert!(!report.run.interrupted);
    let reasons = with_verdict(&report, Verdict::Inconclusive);
    let given_up = reasons.iter().filter(|it| it.contains("20 scenarios in a row")).count();
    assert!(given_up > 50 && reasons.len() - given_up >= 20, "{given_up} of {}", reasons.len());
    assert!(persons < 200, "{persons} requests");
}

#[test]
fn a_run_gives_up_after_n_scenarios_and_never_after_0() {
    let given_up = |give_up_after| {
        let report = block_on(async {
            let simulator = simulator().await;
            let front = Front::open(Habit::AlwaysBusy, simulator.api_url()).await;
            let names = vec!["is accepted".to_owned(), "is refused".to_owned()];
            let jobs = Some(NonZeroU64::MIN);
            let settings = RunSettings { jobs, give_up_after, ..RunSettings::default() };
            run(&RunConfig { names, settings, ..against(&front, &simulator) }).await
        });
        let reasons = with_verdict(&report, Verdict::Inconclusive);
        assert!(reasons.len() > 20, "{}", reasons.len());
        let unseen = reasons.iter().filter(|it| !it.contains("scenarios in a row"));
        (unseen.count(), reasons.len())
    };
    assert_eq!(given_up(2).0, 2);
    let (seen, all) = given_up(0);
    assert_eq!(seen, all);
}

#[test]
fn a_proxy_leads_to_names_only_it_knows() {
    let (report, through) = block_on(async {
        let simulator = simulator().await;
        let proxy = Front::open(Habit::Honest, simulator.api_url()).await;
        let route = Route { proxy: proxy.url.parse().unwrap(), ..Route::default() };
        let server = Server {
            credentials: Some(credentials(&simulator)),
            route,
            ..Server::new("behind", Target::parse_url("http://api.invalid").unwrap())
        };
        let target = TargetChoice::Server(Box::new(server));
        let names = vec!["Two persons".to_owned()];
        (run(&RunConfig { target, names, ..RunConfig::default() }).await, proxy.count("POST "))
    });
    assert_eq!(report.conclusion, Conclusion::Partial);
    assert!(through >= 3, "{through}");
}
