//! Files beside the record: of every attempt, and wherever the record goes.

use std::fs;
use std::path::{Path, PathBuf};

use bankident_conformance::config::{Retries, RunConfig, RunSettings, WizardDriver};
use bankident_conformance::report;
use bankident_conformance::run::Folder;
use serde_json::Value;

use crate::cli::{Bankident, ends, json, stderr};
use crate::support::{block_on, run};

/// Paths named in the record of a folder, those of attempts before last.
fn named(folder: &Path) -> Vec<String> {
    let run = json(&folder.join("run.json"));
    let scenario = &run["scenarios"][0];
    let paths = |it: &Value| -> Vec<String> {
        let files = it["attachments"].as_array().unwrap().iter();
        files.map(|it| it["path"].as_str().unwrap().to_owned()).collect()
    };
    [paths(scenario), paths(&scenario["earlier_attempts"][0])].concat()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder.join("attachments")).unwrap();
    let mut files: Vec<_> = entries.map(|it| it.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn files_of_all_attempts_are_there_and_go_where_the_record_goes() {
    let bankident = Bankident::new();
    let here = bankident.here.path();
    let config = RunConfig {
        settings: RunSettings { wizard: WizardDriver::Browser, ..RunSettings::default() },
        names: vec!["The QES may start once the bank page is completed".to_owned()],
        faults: vec!["wizard-ignored".to_owned()],
        retry: Retries { times: 1, failed_too: true, ..Retries::default() },
        seed: Some(1),
        ..RunConfig::default()
    };
    let report = block_on(run(&config));
    let folder = Folder::create(Some(&here.join("run")), "test").unwrap();
    let earlier = here.join("run/attachments/9999-1-1-bank-page.png");
    fs::create_dir(earlier.parent().unwrap()).unwrap();
    fs::write(&earlier, "of an earlier run").unwrap();
    folder.write(&report, &report::Output::default()).unwrap();
    folder.settle(&report).unwrap();
    assert!(!earlier.exists());
    let paths = named(&here.join("run"));
    assert!(paths.iter().any(|it| it.ends_with("-1-1-bank-page.png")), "{paths:?}");
    assert!(paths.iter().any(|it| it.ends_with("-2-1-bank-page.png")), "{paths:?}");
    let page = fs::read_to_string(here.join("run/report.html")).unwrap();
    assert!(paths.iter().all(|it| page.contains(it) && here.join("run").join(it).is_file()));

    let again = bankident.run(&["report", "run", "--report-dir", "again", "--format", "json,html"]);
    ends(&again, 0, "");
    let merged = bankident.run(&["merge", "run", "--report-dir", "merged", "--format", "json"]);
    ends(&merged, 1, "");
    for other in ["again", "merged"] {
        assert_eq!(named(&here.join(other)), paths);
        let pairs = files(&here.join("run")).into_iter().zip(files(&here.join(other)));
        for (one, other) in pairs {
            assert_eq!(one.file_name(), other.file_name());
            assert_eq!(fs::read(one).unwrap(), fs::read(other).unwrap());
        }
        assert_eq!(files(&here.join(other)).len(), paths.len());
    }
    assert_eq!(fs::read(here.join("again/report.html")).unwrap(), page.into_bytes());

    fs::remove_file(here.join("run").join(&paths[0])).unwrap();
    let rest = bankident.run(&["report", "run", "--report-dir", "rest", "--format", "json"]);
    ends(&rest, 0, &format!("warning: {} is named in run.json", paths[0]));
    assert_eq!(files(&here.join("rest")).len(), paths.len() - 1);
}

#[test]
fn a_record_cannot_lead_to_other_files() {
    let bankident = Bankident::new();
    let feature = bankident.feature(crate::cli::GREEN);
    ends(&bankident.run(&["run", &feature, "--report-dir", "run"]), 0, "");
    let path = bankident.here.path().join("run/run.json");
    let mut run = json(&path);
    fs::write(bankident.here.path().join("secret.txt"), "hush").unwrap();
    let file = |path: &str| serde_json::json!({ "name": "x", "media_type": "x", "path": path });
    run["scenarios"][0]["attachments"] =
        Value::from(vec![file("../secret.txt"), file("attachments/../../secret.txt")]);
    fs::write(&path, run.to_string()).unwrap();
    let output = bankident.run(&["report", "run", "--report-dir", "out", "--format", "json"]);
    ends(&output, 0, "");
    assert!(!stderr(&output).contains("warning"), "{}", stderr(&output));
    assert!(!bankident.here.path().join("out/attachments").exists());
    assert!(
        !fs::read_to_string(bankident.here.path().join("out/run.json"))
            .unwrap()
            .contains("secret.txt")
    );
}
