//! Trying again: within a run, and after one.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use bankident_conformance::config::{Retries, RunConfig};
use bankident_conformance::report::{Output, TableLayout, table};
use bankident_conformance::run::Folder;
use bankident_conformance::verdict::{Conclusion, ConformanceReport, ExitCode, Verdict};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::reports::junit;
use crate::support::{block_on, run, server, try_run};

const FEATURE: &str = "Feature: moods
  Scenario: comes and goes
    When a GET request is sent to \"/v1/lost-once\"
    Then the status code is 200
  Scenario: is wrong at first
    When a GET request is sent to \"/v1/wrong-once\"
    Then the status code is 200
  Scenario: is always lost
    When a GET request is sent to \"/v1/lost-always\"
    Then the status code is 200
  Scenario: is well
    When a GET request is sent to \"/v1/well\"
    Then the status code is 200
";

/// Answers what the path says, by how often it was asked.
async fn moody(listener: TcpListener) {
    let mut asked: HashMap<String, usize> = HashMap::new();
    while let Ok((mut stream, _)) = listener.accept().await {
        let mut request = [0; 8192];
        let read = stream.read(&mut request).await.unwrap_or(0);
        let text = String::from_utf8_lossy(&request[..read]).into_owned();
        let path = text.split(' ').nth(1).unwrap_or_default().to_owned();
        let before = asked.entry(path.clone()).or_default();
        let status = match (path.as_str(), *before) {
            // A GET is sent three times before an attempt gives up.
            ("/v1/lost-once", 0..3) | ("/v1/lost-always", _) => "",
            ("/v1/wrong-once", 0) => "404 Gone",
            _ => "200 OK",
        };
        *before += 1;
        if status.is_empty() {
            continue; // closes the connection
        }
        let body = "{\"access_token\":\"t\"}";
        let head = "connection: close\r\ncontent-type: application/json\r\ncontent-length: 20";
        let answer = format!("HTTP/1.1 {status}\r\n{head}\r\n\r\n{body}");
        let _ = stream.write_all(answer.as_bytes()).await;
    }
}

/// A fresh moody server, and the features in a folder.
fn against_moods(here: &Path, retry: Retries) -> ConformanceReport {
    let feature = here.join("moods.feature");
    fs::write(&feature, FEATURE).unwrap();
    block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(moody(listener));
        let target = server(&url);
        run(&RunConfig { paths: vec![feature], target, retry, ..RunConfig::default() }).await
    })
}

fn printed(report: &ConformanceReport) -> Vec<(String, Verdict, bool, u32)> {
    let printed = report.scenarios.iter();
    printed.map(|it| (it.record.name.clone(), it.verdict, it.flaky, it.record.attempts)).collect()
}

#[test]
fn without_retries_every_mood_counts() {
    let here = tempfile::tempdir().unwrap();
    let report = against_moods(here.path(), Retries::default());
    assert_eq!(
        printed(&report),
        [
            ("comes and goes".into(), Verdict::Inconclusive, false, 1),
            ("is wrong at first".into(), Verdict::Failed, false, 1),
            ("is always lost".into(), Verdict::Inconclusive, false, 1),
            ("is well".into(), Verdict::Passed, false, 1),
        ]
    );
}

#[test]
fn inconclusive_ones_are_tried_again_and_failed_ones_only_when_asked() {
    let here = tempfile::tempdir().unwrap();
    let two = Retries { times: 2, ..Retries::default() };
    let report = against_moods(here.path(), two);
    assert_eq!(
        printed(&report),
        [
            ("comes and goes".into(), Verdict::Passed, true, 2),
            ("is wrong at first".into(), Verdict::Failed, false, 1),
            ("is always lost".into(), Verdict::Inconclusive, false, 3),
            ("is well".into(), Verdict::Passed, false, 1),
        ]
    );
    assert_eq!((report.totals.passed, report.totals.flaky), (2, 1));
    let both = against_moods(here.path(), Retries { failed_too: true, ..two });
    assert_eq!(printed(&both)[1], ("is wrong at first".into(), Verdict::Passed, true, 2));
    assert_eq!(both.conclusion, Conclusion::Inconclusive);
}

#[test]
fn a_flaky_scenario_is_in_every_report() {
    let here = tempfile::tempdir().unwrap();
    let retry = Retries { times: 1, failed_too: true, fail_on_flaky: true };
    let report = against_moods(here.path(), retry);
    assert_eq!(report.conclusion.exit_code(), ExitCode::NotConformant);
    let table = table(&report, TableLayout { width: 200, color: false });
    assert!(table.contains("passed (flaky)"), "{table}");
    assert!(table.contains("comes and goes passed on attempt 2\n  attempt 1: inconclusive: "));
    assert!(table.contains("flaky among the passed: 2"));
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["totals"]["flaky"], 2);
    assert_eq!(json["scenarios"][0]["flaky"], true);
    let before = &json["scenarios"][0]["earlier_attempts"][0];
    assert_eq!(before["verdict"], "inconclusive");
    assert_eq!(before["exchanges"].as_array().unwrap().len(), 3);
    let xml = junit(&report);
    let document = roxmltree::Document::parse(&xml).unwrap();
    let count = |name| document.descendants().filter(|it| it.has_tag_name(name)).count();
    assert_eq!((count("flakyError"), count("flakyFailure"), count("rerunError")), (1, 1, 1));
    assert_eq!(xml.matches("name=\"flaky\" value=\"true\"").count(), 2);
    assert_eq!(xml.matches("name=\"attempts\" value=\"2\"").count(), 3);
}

fn recorded(report: &ConformanceReport, at: PathBuf) -> PathBuf {
    Folder::create(Some(&at), "before").unwrap().write(report, &Output::default()).unwrap();
    at
}

#[test]
fn a_rerun_takes_only_what_did_not_pass() {
    let here = tempfile::tempdir().unwrap();
    let before = against_moods(here.path(), Retries::default());
    let before = recorded(&before, here.path().join("before"));
    let paths = vec![here.path().join("moods.feature")];
    let rerun = |folder: &Path| RunConfig {
        paths: paths.clone(),
        rerun: Some(folder.to_owned()),
        ..RunConfig::default()
    };
    // Against the simulator, which knows none of these paths.
    let again = block_on(run(&rerun(&before)));
    let names: Vec<String> = again.scenarios.iter().map(|it| it.record.name.clone()).collect();
    assert_eq!(names, ["comes and goes", "is wrong at first", "is always lost"]);
    assert_eq!(again.run.selection.scenarios, 3);
    let mut green = serde_json::to_value(&again).unwrap();
    for scenario in green["scenarios"].as_array_mut().unwrap() {
        scenario["verdict"] = "passed".into();
    }
    let file = here.path().join("green.json");
    let refused = |text: &str, code: ExitCode, message: &str| {
        fs::write(&file, text).unwrap();
        let why = block_on(try_run(&rerun(&file))).unwrap_err();
        assert_eq!((why.exit_code(), why.to_string().contains(message)), (code, true), "{why}");
    };
    refused(&green.to_string(), ExitCode::NothingSelected, "nothing to run again");
    refused("{", ExitCode::Usage, "green.json");
    // A scenario that an interrupted run did not reach did not pass either.
    green["interrupted"] = true.into();
    fs::write(&file, green.to_string()).unwrap();
    let rest = block_on(run(&rerun(&file)));
    let names: Vec<String> = rest.scenarios.iter().map(|it| it.record.name.clone()).collect();
    assert_eq!(names, ["is well"]);
}
