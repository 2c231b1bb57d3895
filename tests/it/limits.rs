//! Limits on what a run may use up, and the list of the data that it created.

use std::fs;

use bankident_conformance::config::{RunConfig, RunSettings};
use bankident_conformance::verdict::Verdict;
use serde_json::Value;

use crate::pacing::{against, simulator};
use crate::proxy_server::{Front, Habit};
use crate::support::{block_on, run, with_verdict};

/// Persons asked for at the front.
fn persons(front: &Front) -> usize {
    front.arrivals().iter().filter(|(_, it)| it == "POST /v1/persons").count()
}

#[test]
fn what_goes_beyond_a_limit_is_not_sent_and_says_so() {
    block_on(async {
        let simulator = simulator().await;
        let front = Front::open(Habit::Honest, simulator.api_url()).await;
        let config = RunConfig {
            names: vec!["Two persons".to_owned()],
            settings: RunSettings { max_persons: Some(1), ..RunSettings::default() },
            ..against(&front, &simulator)
        };
        let report = run(&config).await;
        let unseen = with_verdict(&report, Verdict::Inconclusive);
        assert_eq!(unseen.len(), 1, "{:?}", report.totals);
        assert!(unseen[0].contains("limits.max_persons = 1 is used up"), "{unseen:?}");
        assert_eq!(persons(&front), 1);
    });
}

#[test]
fn all_that_was_created_on_a_server_is_on_the_list() {
    let here = tempfile::tempdir().unwrap();
    let list = here.path().join("created.ndjson");
    block_on(async {
        let simulator = simulator().await;
        let front = Front::open(Habit::Honest, simulator.api_url()).await;
        let config = RunConfig {
            names: vec![
                "An identification stays pending while nobody visits its bank page".to_owned(),
            ],
            created_list: Some(list.clone()),
            ..against(&front, &simulator)
        };
        assert_eq!(run(&config).await.totals.passed, 1);
    });
    let text = fs::read_to_string(list).unwrap();
    let kinds: Vec<String> = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|entry| {
            assert!(!entry["id"].as_str().unwrap().is_empty());
            entry["kind"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(kinds, ["person", "mobile_number", "identification"]);
}
