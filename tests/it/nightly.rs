//! The binary as a nightly job uses it: shards, waivers, yesterday's run.

use std::fs;

use serde_json::Value;

use crate::cli::{Bankident, GREEN, Served, ends, json, stderr, stdout};

#[test]
fn shards_are_run_and_merged_from_the_command_line() {
    let bankident = Bankident::new();
    let feature = bankident.feature(&format!(
        "{GREEN}{}",
        GREEN.replace("Feature: own\n  Scenario: a", "  Scenario: no")
    ));
    ends(&bankident.run(&["run", &feature, "--shard", "1/2"]), 2, "--shard needs --seed");
    ends(&bankident.run(&["run", &feature, "--shard", "3/2", "--seed", "1"]), 2, "no shard 3/2");
    let auto = |index: &str, total: Option<&str>| {
        let folder = format!("s/{index}");
        let rest = ["--shard", "auto", "--seed", "1", "--report-dir", &folder];
        let arguments = [&["run", &feature][..], &rest].concat();
        let mut command = bankident.command(&arguments);
        command.env_remove("CI_NODE_INDEX").env_remove("CI_NODE_TOTAL");
        command.env("JOB_COMPLETION_INDEX", index).env_remove("JOB_COMPLETIONS");
        if let Some(total) = total {
            command.env("JOB_COMPLETIONS", total);
        }
        command.output().unwrap()
    };
    ends(&auto("0", None), 2, "JOB_COMPLETIONS is not");
    let printed = auto("0", Some("2"));
    assert!(stderr(&printed).contains("shard 1/2, read from JOB_COMPLETION_INDEX"), "{printed:?}");
    ends(&bankident.run(&["merge", "s/0"]), 2, "shard 2/2 is missing");
    let incomplete = bankident.run(&["merge", "s/0", "--allow-incomplete", "--report-dir", "m"]);
    assert!(stdout(&incomplete).contains("incomplete: shard 2/2 is missing"), "{incomplete:?}");
    auto("1", Some("2"));
    let whole = bankident.run(&["merge", "s/0", "s/1"]);
    ends(&whole, 0, "reports: reports/runs/");
    assert!(stdout(&whole).contains("2 scenarios: 2 passed"));
    assert_eq!(bankident.latest()["merged_from"].as_array().unwrap().len(), 2);
    assert_eq!(
        json(&bankident.here.path().join("m/run.json"))["missing"][0],
        "shard 2/2 is missing"
    );
}

#[test]
fn waivers_are_read_from_a_file_and_refused_with_its_line() {
    let bankident = Bankident::new();
    let feature = bankident.feature(&GREEN.replace("is \"a\"", "is \"z\""));
    let waivers = |expires: &str| {
        let text = format!(
            "[[waivers]]\nscenario = 'own.feature > a note is kept'\nowner = 'kyc'\nreason = 'known'\n\
             ticket = 'K-7'\nexpires = {expires}\n"
        );
        fs::write(bankident.here.path().join("waivers.toml"), text).unwrap();
        bankident.run(&["run", &feature, "--waivers", "waivers.toml", "--verbose"])
    };
    let waived = waivers("9999-12-31");
    ends(&waived, 0, "");
    let table = stdout(&waived);
    assert!(table.contains("failed (waived)"), "{table}");
    assert!(table.contains("is in force until 9999-12-31 (K-7, kyc: known)"), "{table}");
    let expired = waivers("2020-02-29");
    ends(&expired, 1, "");
    assert!(stdout(&expired).contains("EXPIRED on 2020-02-29"), "{}", stdout(&expired));
    ends(&waivers("tomorrow"), 2, "waivers.toml:6:");
    ends(&bankident.run(&["run", "--waivers", "nowhere.toml"]), 2, "nowhere.toml");
}

#[test]
fn a_scenario_that_no_longer_applies_is_lost_and_that_is_1() {
    let bankident = Bankident::new();
    let served = Served::start(&bankident);
    let feature = bankident.feature(GREEN);
    let run = |arguments: &[&str]| {
        bankident
            .command(&["run", &feature, "--target", served.value("api:")])
            .args(arguments)
            .env("BANKIDENT_CLIENT_ID", served.value("client id:"))
            .env("BANKIDENT_CLIENT_SECRET", served.value("client secret:"))
            .output()
            .unwrap()
    };
    ends(&run(&["--report-dir", "before"]), 0, "");
    bankident.feature(&GREEN.replace("  Scenario", "  @needs:limits\n  Scenario"));
    ends(&run(&["--report-dir", "after"]), 5, "");
    let lost = run(&["--baseline", "before", "--report-dir", "after"]);
    ends(&lost, 1, "became worse since the baseline");
    assert!(stdout(&lost).contains("passed -> not-applicable"), "{}", stdout(&lost));
    let verdict = "not accepted: worse than the baseline, 1 scenario lost; by itself the run is";
    assert!(stdout(&lost).contains(verdict), "{}", stdout(&lost));
    ends(&bankident.run(&["diff", "before", "after"]), 1, "");
    ends(&bankident.run(&["diff", "after", "before"]), 0, "");
}

#[test]
fn a_required_capability_that_is_missing_is_2_and_nothing_is_sent() {
    let bankident = Bankident::new();
    let target = "http://127.0.0.1:9";
    let lacking = bankident.run(&["run", "--target", target, "--requires", "wizard,tan"]);
    ends(&lacking, 2, "`tan` is required, and the target does not have it: needs the TAN");
    assert!(!bankident.here.path().join("reports/latest").exists());
    ends(&bankident.run(&["run", "--requires", "wisdom"]), 2, "`wisdom`");
    let feature = bankident.feature(GREEN);
    ends(&bankident.run(&["run", &feature, "--requires", "wizard,tan,clock"]), 0, "");
}

#[test]
fn two_runs_are_compared_and_what_newly_fails_is_1() {
    let bankident = Bankident::new();
    let feature = bankident.feature(GREEN);
    ends(&bankident.run(&["run", &feature, "--report-dir", "green"]), 0, "");
    bankident.feature(&GREEN.replace("is \"a\"", "is \"z\""));
    let red = bankident.run(&["run", &feature, "--baseline", "green", "--report-dir", "red"]);
    ends(&red, 1, "");
    assert!(stdout(&red).contains("Since the baseline:"), "{}", stdout(&red));
    assert!(stdout(&red).contains("1 newly failing, 0 lost, 0 fixed"), "{}", stdout(&red));
    let worse = bankident.run(&["diff", "green", "red/run.json"]);
    ends(&worse, 1, "");
    assert!(stdout(&worse).contains("passed -> failed"), "{}", stdout(&worse));
    let better = bankident.run(&["diff", "red", "green", "--format", "markdown"]);
    ends(&better, 0, "");
    assert!(stdout(&better).contains("| fixed | failed -> passed |"), "{}", stdout(&better));
    let same = bankident.run(&["diff", "red", "red", "--format", "json"]);
    ends(&same, 0, "");
    let json: Value = serde_json::from_str(&stdout(&same)).unwrap();
    assert_eq!(
        (&json["worse"], json["still_failing"].as_array().unwrap().len()),
        (&Value::Bool(false), 1)
    );
    ends(&bankident.run(&["diff", "green", "nowhere"]), 2, "nowhere/run.json");
    ends(&bankident.run(&["run", &feature, "--baseline", "nowhere"]), 2, "nowhere/run.json");
    assert!(!bankident.here.path().join("reports").exists());
}
