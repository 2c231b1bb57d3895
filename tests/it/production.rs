//! Production: refused, or only read.

use bankident_conformance::config::{Route, RunConfig, RunSettings, Server, Target, TargetChoice};
use bankident_conformance::verdict::Verdict;

use crate::pacing::{credentials, simulator};
use crate::proxy_server::{Front, Habit};
use crate::support::{block_on, run, try_run, with_verdict};

/// Titles of scenarios that change nothing.
const READING: [&str; 2] = [
    "Valid client credentials are exchanged for an access token",
    "A lookup of the good IBAN names its bank",
];

#[test]
fn only_calls_that_read_are_sent_to_production() {
    let (refused, report, sent) = block_on(async {
        let simulator = simulator().await;
        let proxy = Front::open(Habit::Honest, simulator.api_url()).await;
        let server = Server {
            credentials: Some(credentials(&simulator)),
            route: Route { proxy: proxy.url.parse().unwrap(), ..Route::default() },
            ..Server::new("production", Target::parse_url("http://api.solarisbank.de").unwrap())
        };
        let target = TargetChoice::Server(Box::new(server));
        let config = RunConfig { target, ..RunConfig::default() };
        let refused = try_run(&config).await.is_err();
        assert_eq!(proxy.arrivals().len(), 0, "a refused run sends nothing");
        let settings = RunSettings { allow_production: true, ..config.settings.clone() };
        let report = run(&RunConfig { settings, ..config }).await;
        (refused, report, proxy.arrivals())
    });
    assert!(refused);
    let reads = |words: &str| {
        words.starts_with("GET ")
            || ["/oauth2/token", "/v1/iban_lookups"].iter().any(|it| words.ends_with(it))
    };
    let other: Vec<&String> = sent.iter().map(|(_, it)| it).filter(|it| !reads(it)).collect();
    assert!(other.is_empty(), "{other:?}");
    for verdict in [Verdict::Failed, Verdict::Inconclusive, Verdict::Error] {
        assert_eq!(with_verdict(&report, verdict), [""; 0], "{verdict:?}");
    }
    for title in READING {
        let passed = report
            .scenarios
            .iter()
            .any(|it| it.record.name == title && it.verdict == Verdict::Passed);
        assert!(passed, "{title}");
    }
}
