//! Two runs that did the same have the same canonical record, however many scenarios ran at once.

use std::fs;

use serde_json::Value;

use crate::cli::{Bankident, ends};

/// The canonical record of a run of these paths, with N scenarios at once.
fn record(bankident: &Bankident, jobs: &str, more: &[&str]) -> String {
    let arguments = ["run", "--seed", "7", "--jobs", jobs, "--evidence", "all"];
    let output = ["--format", "canonical", "--report-dir", "r"];
    bankident.run(&[&arguments[..], &output, more].concat());
    fs::read_to_string(bankident.here.path().join("r/canonical.json")).unwrap()
}

#[test]
fn however_many_run_at_once_the_canonical_record_is_the_same() {
    let bankident = Bankident::new();
    let one = record(&bankident, "1", &[]);
    let many = record(&bankident, "64", &[]);
    let differs = one.lines().zip(many.lines()).enumerate().find(|(_, (one, many))| one != many);
    assert_eq!(differs, None);
    assert_eq!(one.len(), many.len());
    let document: Value = serde_json::from_str(&one).unwrap();
    let scenarios = document["scenarios"].as_array().unwrap();
    assert!(scenarios.len() > 300);
    assert!(scenarios.iter().all(|it| !it["exchanges"].as_array().unwrap().is_empty()));
}

#[test]
fn what_differs_between_targets_or_seeds_shows_in_it() {
    let bankident = Bankident::new();
    let named = ["--name", "Two persons get two ids"];
    let right = record(&bankident, "1", &named);
    assert_eq!(right, record(&bankident, "2", &named));
    assert!(!right.contains("127.0.0.1") && !right.contains("duration_ms"), "{right}");
    // The two persons keep different names.
    assert!(right.contains("<name 1>") && right.contains("<name 2>"), "{right}");
    let served = bankident.run(&["simulator", "--fault", "list"]);
    ends(&served, 0, "");
    let sloppy = [&named[..], &["--variant", "sloppy"]].concat();
    assert_ne!(right, record(&bankident, "1", &sloppy));
    let other = bankident.run(&["report", "r", "--format", "canonical"]);
    ends(&other, 2, "run.json");
}
