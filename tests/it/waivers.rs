//! Waivers from the file to every report and the exit code.

use std::fs;
use std::path::PathBuf;

use bankident_conformance::config::{RunConfig, Shard, Waiver};
use bankident_conformance::report::Output;
use bankident_conformance::run::{self, Folder};
use bankident_conformance::verdict::{Conclusion, ConformanceReport, ExitCode, WaiverStatus};
use tempfile::TempDir;

use crate::reports::junit;
use crate::support::{block_on, run as perform};

const FEATURE: &str = "Feature: small
  Scenario: holds
    Given the text \"a\" noted as \"b\"
    Then the note \"b\" is \"a\"
  Scenario: does not hold
    Given the text \"a\" noted as \"b\"
    Then the note \"b\" is \"c\"
  Scenario: does not hold either
    Given the text \"a\" noted as \"b\"
    Then the note \"b\" is \"d\"
";

struct Suite {
    here: TempDir,
    feature: PathBuf,
}

impl Suite {
    fn new() -> Self {
        let here = tempfile::tempdir().unwrap();
        let feature = here.path().join("small.feature");
        fs::write(&feature, FEATURE).unwrap();
        Self { here, feature }
    }

    /// A waiver of the scenario with this title.
    fn waiver(&self, title: &str, expires: &str) -> Vec<Waiver> {
        let path = self.here.path().join("waivers.toml");
        let text = format!(
            "[[waivers]]\nscenario = '{} > {title}'\nowner = 'kyc'\nreason = 'known'\n\
             ticket = 'K-7'\nexpires = {expires}\n",
            self.feature.display()
        );
        fs::write(&path, text).unwrap();
        run::waivers(&path).unwrap()
    }

    fn config(&self, waivers: &[Vec<Waiver>]) -> RunConfig {
        let (paths, waivers) = (vec![self.feature.clone()], waivers.concat());
        RunConfig { paths, waivers, seed: Some(1), ..RunConfig::default() }
    }

    fn run(&self, waivers: &[Vec<Waiver>]) -> ConformanceReport {
        block_on(perform(&self.config(waivers)))
    }
}

fn standings(report: &ConformanceReport) -> Vec<WaiverStatus> {
    report.waivers.iter().map(|it| it.standing).collect()
}

#[test]
fn waived_failures_do_not_turn_a_run_red_and_are_in_every_report() {
    let suite = Suite::new();
    let one = suite.waiver("does not hold", "9999-12-31");
    let report = suite.run(std::slice::from_ref(&one));
    assert_eq!(report.conclusion, Conclusion::NotConformant, "the other one is not waived");
    let other = suite.waiver("does not hold either", "9999-12-31");
    let report = suite.run(&[one, other]);
    assert_eq!(report.conclusion, Conclusion::ConformantButWaived);
    assert_eq!(report.conclusion.exit_code(), ExitCode::Conformant);
    assert_eq!((report.totals.failed, report.totals.waived), (2, 2));
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["scenarios"][1]["verdict"], "failed");
    assert_eq!(json["scenarios"][1]["waived"]["owner"], "kyc");
    assert_eq!(json["waivers"][0]["standing"], "in-force");
    assert_eq!(json["waivers"][0]["expires"], "9999-12-31");
    let xml = junit(&report);
    let document = roxmltree::Document::parse(&xml).unwrap();
    let count = |name| document.descendants().filter(|it| it.has_tag_name(name)).count();
    assert_eq!((count("failure"), count("skipped"), count("testsuite")), (0, 2, 2));
}

#[test]
fn a_waiver_that_must_go_turns_the_run_red() {
    let suite = Suite::new();
    let known = [
        suite.waiver("does not hold", "9999-12-31"),
        suite.waiver("does not hold either", "9999-12-31"),
    ];
    let rows = [
        (suite.waiver("holds", "9999-12-31"), WaiverStatus::NotNeeded),
        (suite.waiver("does not hold", "2020-01-01"), WaiverStatus::Expired),
        (suite.waiver("is gone", "9999-12-31"), WaiverStatus::MatchesNothing),
    ];
    for (stale, standing) in rows {
        let report = suite.run(&[&known[..], &[stale]].concat());
        assert_eq!(standings(&report)[2], standing);
        assert_eq!(report.conclusion, Conclusion::StaleWaiver, "{standing:?}");
        assert_eq!(report.conclusion.exit_code(), ExitCode::NotConformant);
        let xml = junit(&report);
        assert_eq!(xml.matches("<failure type=\"waiver\"").count(), 1, "{xml}");
    }
}

#[test]
fn a_selection_that_leaves_a_waived_scenario_out_says_nothing_of_its_waiver() {
    let suite = Suite::new();
    let mut config = suite.config(&[suite.waiver("does not hold", "9999-12-31")]);
    config.names = vec!["^holds$".to_owned()];
    let report = block_on(perform(&config));
    assert_eq!(standings(&report), [WaiverStatus::NotSeen]);
    assert_eq!(report.conclusion, Conclusion::Partial);
}

#[test]
fn shards_are_settled_as_a_whole() {
    let suite = Suite::new();
    let waivers = [
        suite.waiver("does not hold", "9999-12-31"),
        suite.waiver("does not hold either", "9999-12-31"),
    ];
    let folders = (1..=2).map(|index| {
        let shard = Some(Shard::new(index, 2).unwrap());
        let report = block_on(perform(&RunConfig { shard, ..suite.config(&waivers) }));
        let at = suite.here.path().join(index.to_string());
        Folder::create(Some(&at), "x").unwrap().write(&report, &Output::default()).unwrap();
        at
    });
    let folders: Vec<PathBuf> = folders.collect();
    let merged = run::merged(&folders, "merged", false).unwrap();
    let whole = suite.run(&waivers);
    assert_eq!(merged.waivers, whole.waivers);
    assert_eq!(standings(&merged), [WaiverStatus::InForce, WaiverStatus::InForce]);
    assert_eq!((merged.conclusion, merged.totals), (whole.conclusion, whole.totals));
}
