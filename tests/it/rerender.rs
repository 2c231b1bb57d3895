//! `bankident report`: what is made from the record is what the run made.
//!
//! Some of these reports are left in `target/tmp/reports` for `tests/consumers`.

use std::fs;
use std::path::Path;

use bankident_conformance::config::RunConfig;
use bankident_conformance::evidence::{Outcome, Payload, Received, ScenarioRecord};
use bankident_conformance::report::{Format, Output, ReportLanguage};
use bankident_conformance::run::Folder;
use bankident_conformance::verdict::{Conclusion, ConformanceReport};
use serde_json::{Value, json};

use crate::cli::{Bankident, ends, stdout};
use crate::html::hostile;
use crate::reports::{every_verdict, failed, report};
use crate::support::{block_on, run as perform};

/// Writes every file of the run, and makes each again: nothing differs.
#[track_caller]
fn comes_back(name: &str, report: &ConformanceReport, language: ReportLanguage) {
    let here = Bankident::new();
    let first = Path::new(env!("CARGO_TARGET_TMPDIR")).join("reports").join(name);
    let again = here.here.path().join("again");
    let output = Output { formats: Format::ALL.to_vec(), language, verbose: false };
    Folder::create(Some(&first), "x").unwrap().write(report, &output).unwrap();
    let formats = Format::ALL.iter().map(|it| it.word()).collect::<Vec<_>>().join(",");
    let language = language.to_string();
    let place = first.to_str().unwrap();
    let arguments =
        ["report", place, "--report-dir", "again", "--format", &formats, "--lang", &language];
    let printed = here.run(&arguments);
    ends(&printed, 0, "");
    let verdict = match report.conclusion {
        Conclusion::Partial => "partial: ", // with the selection of this run
        conclusion => conclusion.sentence(),
    };
    assert!(stdout(&printed).contains(verdict));
    for name in Format::ALL.iter().filter_map(|it| it.file()) {
        let read = |folder: &Path| fs::read(folder.join(name)).unwrap();
        assert!(read(&first) == read(&again), "{name} differs");
    }
}

/// A body as deep as the JSON library reads one, and numbers that are easily changed.
fn demanding() -> ScenarioRecord {
    let mut record = failed();
    let deep =
        (0..125).fold(json!([0.1, 1e300, 5e-324, 9_007_199_254_740_993_u64]), |it, _| json!([it]));
    record.exchanges[0].outcome =
        Outcome::Received(Received { status: 200, headers: vec![], body: Payload::Json(deep) });
    record
}

#[test]
fn reports_made_again_are_the_same_byte_for_byte() {
    let mut whatever = report([every_verdict(), vec![hostile(), demanding()]].concat());
    comes_back("whatever", &whatever, ReportLanguage::English);
    whatever.run.missing = vec!["shard 3/3 is missing".to_owned()];
    whatever.run.merged_from = vec!["a".to_owned(), "b".to_owned()];
    comes_back("merged", &whatever, ReportLanguage::German);
    let names = vec!["static mobile number".to_owned()];
    let real = RunConfig { names, all_evidence: true, ..RunConfig::default() };
    comes_back("passed", &block_on(perform(&real)), ReportLanguage::English);
}

/// The messages of this run can be counted by a person.
#[test]
fn a_run_of_every_verdict_comes_back_too() {
    comes_back("every-verdict", &report(every_verdict()), ReportLanguage::English);
    comes_back("hostile", &report(vec![hostile()]), ReportLanguage::German);
    comes_back("empty", &report(vec![]), ReportLanguage::English);
}

#[test]
fn without_a_folder_they_go_to_the_run_and_its_record_stays() {
    let here = Bankident::new();
    let folder = here.here.path().join("run");
    let only_json = Output { formats: vec![Format::Json], ..Output::default() };
    let report = report(every_verdict());
    Folder::create(Some(&folder), "x").unwrap().write(&report, &only_json).unwrap();
    ends(&here.run(&["report", "run/run.json"]), 0, "");
    assert!(folder.join("report.html").is_file() && folder.join("junit.xml").is_file());
    let record = fs::read(folder.join("run.json")).unwrap();
    ends(&here.run(&["report", "run", "--format", "json"]), 2, "is not overwritten");
    assert!(fs::read(folder.join("run.json")).unwrap() == record);
}

#[test]
fn what_cannot_be_read_or_written_has_its_message_and_exit_code() {
    let here = Bankident::new();
    ends(&here.run(&["report", "nowhere"]), 2, "failed to read the run record nowhere/run.json");
    let path = here.here.path();
    fs::write(path.join("deep.json"), "[".repeat(100_000)).unwrap();
    ends(&here.run(&["report", "deep.json"]), 2, "deep.json");
    let report = report(every_verdict());
    Folder::create(Some(&path.join("run")), "x")
        .unwrap()
        .write(&report, &Output::default())
        .unwrap();
    fs::write(path.join("taken"), "a file").unwrap();
    ends(&here.run(&["report", "run", "--report-dir", "taken"]), 4, "failed to write taken");
}

#[test]
fn only_what_is_asked_for_is_written() {
    let here = Bankident::new();
    let feature = here.feature("Feature: f\n  Scenario: s\n    Given the text \"a\" noted as \"b\"\n    Then the note \"b\" is \"a\"\n");
    let output = here.run(&["run", &feature, "--format", "table"]);
    ends(&output, 0, "");
    assert!(!here.here.path().join("reports/latest").exists());
    ends(
        &here.run(&["run", &feature, "--format", "json,json", "--evidence", "all"]),
        0,
        "reports:",
    );
    let record: Value = here.latest();
    assert_eq!(record["scenarios"][0]["verdict"], "passed");
    assert!(!here.here.path().join("reports/latest/junit.xml").exists());
}
