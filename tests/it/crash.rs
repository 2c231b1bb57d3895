//! Runs that never come to their end: nothing that was seen is lost, and nothing looks whole.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};

use bankident_conformance::report::{Format, Output as Reports};
use bankident_conformance::run::{self, Folder};
use serde_json::Value;

use crate::cli::{Bankident, ends, json, stderr, stdout};

const FEATURE: &str = "Feature: Two calls
  @BI-031
  Scenario: is answered
    When a GET request is sent to \"/v1/answered\"
    Then the status code is 200
  Scenario: is never answered
    When a GET request is sent to \"/v1/silent\"
    Then the status code is 200
";

/// Answers everything but the silent call, and reports that one.
fn half_silent() -> (String, Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (tell, printed) = channel();
    std::thread::spawn(move || {
        let mut open = Vec::new();
        for mut stream in listener.incoming().flatten() {
            let mut request = [0; 8192];
            let read = stream.read(&mut request).unwrap_or(0);
            if String::from_utf8_lossy(&request[..read]).contains("/v1/silent") {
                open.push(stream);
                let _ = tell.send(());
                continue;
            }
            let body = "{\"access_token\":\"t\"}";
            let head = "connection: close\r\ncontent-type: application/json\r\ncontent-length: 20";
            let _ = stream.write_all(format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n{body}").as_bytes());
        }
    });
    (url, printed)
}

fn start(bankident: &Bankident, url: &str, more: &[&str]) -> Child {
    let feature = bankident.here.path().join("two.feature");
    fs::write(&feature, FEATURE).unwrap();
    let files = "table,junit,json,html,markdown,tap,ctrf";
    let arguments = ["run", "two.feature", "--target", url, "--jobs", "1", "--format", files];
    bankident
        .command(&[&arguments, more].concat())
        .env("BANKIDENT_CLIENT_ID", "id")
        .env("BANKIDENT_CLIENT_SECRET", "secret-value")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// One scenario ended, and one continues.
fn kill_a_run(bankident: &Bankident, url: &str, silent: &Receiver<()>) {
    let mut process = start(bankident, url, &["--report-dir", "r"]);
    silent.recv().unwrap();
    process.kill().unwrap();
    process.wait().unwrap();
}

#[test]
fn a_killed_run_leaves_valid_reports_that_say_so_and_all_that_ended() {
    let bankident = Bankident::new();
    let (url, silent) = half_silent();
    kill_a_run(&bankident, &url, &silent);
    let folder = bankident.here.path().join("r");
    let run = json(&folder.join("run.json"));
    assert_eq!((&run["interrupted"], &run["exit_code"]), (&true.into(), &130.into()));
    crate::schema::holds(&run);
    let junit = fs::read_to_string(folder.join("junit.xml")).unwrap();
    let junit = roxmltree::Document::parse(&junit).unwrap();
    let error = junit.descendants().find(|it| it.has_tag_name("error")).unwrap();
    assert_eq!(error.attribute("type"), Some("interrupted"));
    assert_eq!(json(&folder.join("ctrf.json"))["results"]["summary"]["other"], 1);
    for (name, expected) in [
        ("report.html", "interrupted"),
        ("summary.md", "## Interrupted"),
        ("report.tap", "Bail out! interrupted"),
    ] {
        assert!(fs::read_to_string(folder.join(name)).unwrap().contains(expected), "{name}");
    }

    let printed = bankident.run(&["report", "r"]);
    ends(&printed, 0, "");
    assert!(stdout(&printed).contains("1 scenarios: 1 passed"), "{}", stdout(&printed));
    assert!(stdout(&printed).contains("\ninterrupted: "), "{}", stdout(&printed));
    let run = json(&folder.join("run.json"));
    crate::schema::holds(&run);
    assert_eq!(run["interrupted"], true);
    assert_eq!(run["scenarios"][0]["name"], "is answered");
    let requirements = run["requirements"].as_array().unwrap();
    let about = requirements.iter().find(|it| it["id"] == "BI-031").unwrap();
    assert_eq!(
        (&about["verdict"], about["scenarios"].as_array().unwrap().len()),
        (&"passed".into(), 1)
    );
    assert!(!folder.join("scenarios.ndjson").exists());
    // Whole now, so it is not overwritten.
    ends(&bankident.run(&["report", "r", "--format", "json"]), 2, "is not overwritten");
}

#[test]
fn a_torn_last_line_is_ignored_and_a_broken_one_is_named_and_skipped() {
    let bankident = Bankident::new();
    let (url, silent) = half_silent();
    kill_a_run(&bankident, &url, &silent);
    let kept = bankident.here.path().join("r/scenarios.ndjson");
    let whole = fs::read_to_string(&kept).unwrap();
    assert_eq!(whole.lines().count(), 1);
    fs::write(&kept, format!("{{]\n{whole}")).unwrap();
    let printed = bankident.run(&["report", "r", "--report-dir", "elsewhere"]);
    ends(&printed, 0, "");
    let text = stdout(&printed);
    assert!(text.contains("line 1 of scenarios.ndjson is damaged and was left out"), "{text}");
    assert!(text.contains("1 scenarios: 1 passed"), "{text}");
    fs::write(&kept, format!("{whole}{}", &whole[..whole.len() / 2])).unwrap();
    let printed = bankident.run(&["report", "r", "--report-dir", "elsewhere"]);
    ends(&printed, 0, "");
    assert!(stdout(&printed).contains("1 scenarios: 1 passed"), "{}", stdout(&printed));
    assert!(kept.exists(), "it was only read");
}

#[test]
fn a_second_run_in_the_same_folder_is_refused_and_harms_nothing() {
    let bankident = Bankident::new();
    let (url, silent) = half_silent();
    let mut first = start(&bankident, &url, &["--report-dir", "r"]);
    silent.recv().unwrap();
    let second = start(&bankident, &url, &["--report-dir", "r"]).wait_with_output().unwrap();
    ends(&second, 2, "another run is writing to it");
    ends(&bankident.run(&["report", "r"]), 2, "another run is writing to it");
    first.kill().unwrap();
    first.wait().unwrap();
    // The next run does not overwrite the files of the killed one.
    let mut third = start(&bankident, &url, &["--report-dir", "r"]);
    silent.recv().unwrap();
    signal(&third, "-TERM");
    assert_eq!(third.wait().unwrap().code(), Some(130));
    let printed = bankident.run(&["report", "r/killed-1"]);
    ends(&printed, 0, "");
    assert!(stdout(&printed).contains("1 scenarios: 1 passed"), "{}", stdout(&printed));
}

fn signal(process: &Child, name: &str) {
    Command::new("kill").args([name, &process.id().to_string()]).status().unwrap();
}

#[test]
fn every_signal_ends_a_run_within_two_seconds_with_its_reports() {
    let bankident = Bankident::new();
    let (url, silent) = half_silent();
    for name in ["-INT", "-TERM", "-HUP"] {
        let mut process = start(&bankident, &url, &["--report-dir", "r"]);
        silent.recv().unwrap();
        let began = std::time::Instant::now();
        signal(&process, name);
        assert_eq!(process.wait().unwrap().code(), Some(130), "{name}");
        assert!(began.elapsed().as_secs() < 2, "{name}: {:?}", began.elapsed());
        let run = json(&bankident.here.path().join("r/run.json"));
        assert_eq!(
            (run["interrupted"].clone(), run["exit_code"].clone()),
            (true.into(), 130.into())
        );
        assert_eq!(run["scenarios"][0]["name"], "is answered");
    }
}

#[test]
fn another_thread_can_write_the_reports_of_a_run() {
    let bankident = Bankident::new();
    let (url, silent) = half_silent();
    kill_a_run(&bankident, &url, &silent);
    let path = bankident.here.path().join("r");
    let folder = Folder::create(Some(&path), "test").unwrap();
    let output = Reports { formats: vec![Format::Json, Format::Junit], ..Reports::default() };
    let rescued = std::thread::spawn(move || run::rescue(&folder, &output).unwrap());
    assert_eq!(rescued.join().unwrap().scenarios.len(), 1);
    let run = json(&path.join("run.json"));
    assert_eq!((run["interrupted"].clone(), run["exit_code"].clone()), (true.into(), 130.into()));
    assert_eq!(run["scenarios"][0]["name"], "is answered");
    assert!(!path.join("scenarios.ndjson").exists());
}

#[test]
fn what_an_interrupted_run_did_not_come_to_is_run_again() {
    let bankident = Bankident::new();
    let (url, silent) = half_silent();
    kill_a_run(&bankident, &url, &silent);
    let mut again = start(&bankident, &url, &["--rerun", "r"]);
    silent.recv().unwrap();
    signal(&again, "-INT");
    assert_eq!(again.wait().unwrap().code(), Some(130));
    let scenarios = bankident.latest()["scenarios"].as_array().unwrap().clone();
    let names: Vec<&Value> = scenarios.iter().map(|it| &it["name"]).collect();
    assert_eq!(names, ["is never answered"]);
}

/// `/dev/full` takes the place of a disk without room.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_reported_and_ends_the_run() {
    let bankident = Bankident::new();
    let folder = bankident.here.path().join("r");
    fs::create_dir(&folder).unwrap();
    std::os::unix::fs::symlink("/dev/full", folder.join("scenarios.ndjson")).unwrap();
    let (url, _silent) = half_silent();
    let run = start(&bankident, &url, &["--report-dir", "r"]).wait_with_output().unwrap();
    ends(&run, 4, "");
    let printed = "failed to write r/scenarios.ndjson: No space left on device";
    assert_eq!(stdout(&run).matches(printed).count(), 1, "{}", stdout(&run));
    assert_eq!(json(&folder.join("run.json"))["exit_code"], 4);
    assert!(!stderr(&run).contains("panicked"), "{}", stderr(&run));
}
