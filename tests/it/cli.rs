//! The binary: exit codes, files, one clear message each.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::program::program;

/// The binary in an empty working directory of its own.
pub struct Bankident {
    pub here: TempDir,
}

impl Bankident {
    pub fn new() -> Self {
        Self { here: tempfile::tempdir().unwrap() }
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.args(arguments).current_dir(self.here.path());
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("BANKIDENT_")) {
            command.env_remove(name);
        }
        command.env_remove("COLUMNS").stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    pub fn feature(&self, text: &str) -> String {
        let path = self.here.path().join("own.feature");
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    pub fn latest(&self) -> Value {
        json(&self.here.path().join("reports/latest/run.json"))
    }
}

pub fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[track_caller]
pub fn ends(output: &Output, code: i32, message: &str) {
    assert_eq!(output.status.code(), Some(code), "{}{}", stdout(output), stderr(output));
    assert!(stderr(output).contains(message), "`{message}` is not in: {}", stderr(output));
}

pub const GREEN: &str = "Feature: own\n  Scenario: a note is kept\n    \
    Given the text \"a\" noted as \"b\"\n    Then the note \"b\" is \"a\"\n";

#[test]
fn the_main_job_is_green_and_all_reports_agree() {
    let bankident = Bankident::new();
    let output = bankident.run(&[]);
    ends(&output, 0, "reports: reports/runs/");
    let run = bankident.latest();
    let passed = run["totals"]["passed"].as_u64().unwrap();
    assert!(passed >= 45);
    assert_eq!(run["scenarios"].as_array().unwrap().len() as u64, passed);
    assert!(stdout(&output).contains(&format!("{passed} scenarios: {passed} passed, 0 failed")));
    let junit = fs::read_to_string(bankident.here.path().join("reports/latest/junit.xml")).unwrap();
    assert_eq!(junit.matches("<testcase ").count() as u64, passed);
    assert_eq!(junit.matches("<failure").count() + junit.matches("<error").count(), 0);
}

#[test]
fn a_second_run_keeps_the_first_ones_files() {
    let bankident = Bankident::new();
    let feature = bankident.feature(GREEN);
    ends(&bankident.run(&["run", &feature]), 0, "");
    let first = fs::read_link(bankident.here.path().join("reports/latest")).unwrap();
    ends(&bankident.run(&["run", &feature]), 0, "");
    let second = fs::read_link(bankident.here.path().join("reports/latest")).unwrap();
    assert_ne!(first, second);
    assert!(bankident.here.path().join("reports").join(first).join("run.json").exists());
}

#[test]
fn reports_are_written_to_the_given_folder() {
    let bankident = Bankident::new();
    let feature = bankident.feature(GREEN);
    ends(&bankident.run(&["run", &feature, "--report-dir", "out/here"]), 0, "reports: out/here");
    assert_eq!(json(&bankident.here.path().join("out/here/run.json"))["exit_code"], 0);
    assert!(!bankident.here.path().join("reports").exists());
}

#[test]
fn usage_and_configuration_errors_are_2_with_one_message() {
    let bankident = Bankident::new();
    let feature = bankident.feature(GREEN);
    fs::write(bankident.here.path().join("a-file"), "").unwrap();
    let rows: [(&[&str], &str); 13] = [
        (&["--no-such-flag"], "unexpected argument"),
        (&["--target", "htp:/nowhere"], "is not a target"),
        (&["--target", "staging"], "is not a target"),
        (&["--jobs", "0"], "--jobs"),
        (&["--step-timeout", "soon"], "--step-timeout"),
        (&["--timing", "coffee=5m"], "snapshot, otp, authorization, expiry and token"),
        (&["--tan-source", "mail:x"], "fixed:VALUE"),
        (&["--wizard", "magic"], "auto, form, browser, manual"),
        (&["--reading", "C-01=perhaps"], "http-412, failed-reason"),
        (&["--tags", "@a and"], "is not a tag expression"),
        (&["--name", "("], "is not a regular expression"),
        (&["--requirement", "BI-999"], "not in the catalogue"),
        (&["nowhere.feature"], "nowhere.feature"),
    ];
    for (arguments, message) in rows {
        ends(&bankident.run(arguments), 2, message);
    }
    ends(&bankident.run(&["run", &feature, "--report-dir", "a-file"]), 2, "a-file");
    assert!(!bankident.here.path().join("reports/latest").exists());
}

#[test]
fn features_with_problems_are_4_and_name_the_place() {
    let rows = [
        ("Feature: f\n  Scenario: s\n    Gven a customer\n    Then x\n", "own.feature:3:5"),
        ("Feature: f\n  Scenario: s\n    Given a registered person\n", "checks nothing"),
        ("Feature: f\n  @BI-999\n  Scenario: s\n    Then the person has an id\n", "BI-999"),
        ("Feature: f\n  Scenario: s\n    Then the persn has an id\n", "the person has an id"),
        ("Feature: f\n  Scenario: s\n    Then the note \"x\" is \"y\"\n    Given a customer\n", ""),
    ];
    let bankident = Bankident::new();
    for (text, message) in &rows[..4] {
        let feature = bankident.feature(text);
        ends(&bankident.run(&["run", &feature]), 4, message);
    }
    let feature = bankident.feature(rows[4].0);
    assert_eq!(bankident.run(&["run", &feature]).status.code(), Some(1));
}

#[test]
fn an_undefined_step_turns_its_scenario_into_an_error_and_the_others_still_run() {
    let bankident = Bankident::new();
    let text = format!(
        "{GREEN}  Scenario: odd\n    When the moon rises\n    Then the note \"b\" is \"a\"\n"
    );
    let feature = bankident.feature(&text);
    ends(&bankident.run(&["run", &feature]), 4, "own.feature:6:5");
    let run = bankident.latest();
    let verdicts: Vec<&str> = run["scenarios"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["verdict"].as_str().unwrap())
        .collect();
    assert_eq!(verdicts, ["passed", "error"]);
}

#[test]
fn selecting_nothing_is_5() {
    let bankident = Bankident::new();
    ends(&bankident.run(&["--tags", "@nowhere"]), 5, "nothing was selected");
    let feature = bankident.feature(&GREEN.replace("  Scenario", "  @needs:limits\n  Scenario"));
    ends(&bankident.run(&["run", &feature, "--target", "http://127.0.0.1:9"]), 5, "");
    let feature = bankident.feature(&GREEN.replace("  Scenario", "  @needs:luck\n  Scenario"));
    ends(&bankident.run(&["run", &feature]), 4, "`@needs:luck` is not known");
}

#[test]
fn a_closed_port_is_3_and_reported_once() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let bankident = Bankident::new();
    let output = bankident.run(&["--target", &format!("http://{closed}")]);
    ends(&output, 3, "");
    assert_eq!(stdout(&output).matches("no connection to").count(), 1, "{}", stdout(&output));
    assert_eq!(bankident.latest()["totals"]["passed"], 0);
}

/// A simulator served by the binary; killed when dropped.
pub struct Served {
    process: std::process::Child,
    lines: Vec<String>,
}

impl Served {
    pub fn start(bankident: &Bankident) -> Self {
        Self::trusting(bankident, None)
    }

    /// Trusts this authority instead of the system's.
    pub fn trusting(bankident: &Bankident, authority: Option<&Path>) -> Self {
        let arguments = ["simulator", "--port", "0", "--control-port", "0"];
        let mut command = bankident.command(&arguments);
        if let Some(authority) = authority {
            command.env("SSL_CERT_FILE", authority);
        }
        Self::spawn(command)
    }

    /// Starts this command, which serves the simulator.
    pub fn spawn(mut command: Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let out = BufReader::new(process.stdout.take().unwrap());
        let lines = out.lines().take(6).map(Result::unwrap).collect();
        Self { process, lines }
    }

    /// The lines that it printed at its start.
    pub fn text(&self) -> String {
        self.lines.join("\n")
    }

    pub fn value(&self, name: &str) -> &str {
        let line = self.lines.iter().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_else(|| panic!("no {name} in {:?}", self.lines)).trim()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn wrong_credentials_and_wrong_addresses_are_2_and_show_no_secret() {
    let bankident = Bankident::new();
    let served = Served::start(&bankident);
    let run = |target: &str, id: &str, secret: &str| {
        bankident
            .command(&["--target", target])
            .env("BANKIDENT_CLIENT_ID", id)
            .env("BANKIDENT_CLIENT_SECRET", secret)
            .output()
            .unwrap()
    };
    let api = served.value("api:");
    let (id, secret) = (served.value("client id:"), served.value("client secret:"));
    let wrong = run(api, id, "not-the-secret");
    ends(&wrong, 2, "BANKIDENT_CLIENT_SECRET");
    assert!(!stderr(&wrong).contains("not-the-secret"));
    ends(&run(&format!("{api}/elsewhere"), id, secret), 3, "");
    ends(&bankident.run(&["--target", api]), 2, "BANKIDENT_CLIENT_ID");
    let right = run(api, id, secret);
    ends(&right, 0, "");
    let folder = fs::canonicalize(bankident.here.path().join("reports/latest")).unwrap();
    for file in ["run.json", "junit.xml"] {
        let text = fs::read_to_string(folder.join(file)).unwrap();
        assert!(!text.contains(secret), "{file} holds the client secret");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let bankident = Bankident::new();
    let mut process = bankident
        .command(&["--name", "Two persons"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(process.stdout.take());
    assert_eq!(process.wait().unwrap().code(), Some(0));
}

#[test]
fn an_interrupted_run_is_130_and_reported() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap();
    let (tell, shown_text) = std::sync::mpsc::channel();
    // Answers the token and then never again.
    std::thread::spawn(move || {
        let token = "{\"access_token\":\"x\"}";
        let mut open = Vec::new();
        for stream in silent.incoming().flatten() {
            let mut stream = stream;
            let mut buffer = [0; 4096];
            let read = stream.read(&mut buffer).unwrap_or(0);
            if buffer[..read].starts_with(b"POST /oauth2") {
                use std::io::Write as _;
                let length = token.len();
                let answer = format!(
                    "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{token}"
                );
                let _ = stream.write_all(answer.as_bytes());
            } else {
                open.push(stream);
                let _ = tell.send(());
            }
        }
    });
    let bankident = Bankident::new();
    let mut process = bankident
        .command(&["--target", &format!("http://{address}"), "--name", "Two persons"])
        .env("BANKIDENT_CLIENT_ID", "id")
        .env("BANKIDENT_CLIENT_SECRET", "secret-value")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    shown_text.recv().unwrap();
    Command::new("kill").args(["-INT", &process.id().to_string()]).status().unwrap();
    assert_eq!(process.wait().unwrap().code(), Some(130));
    let run = bankident.latest();
    assert_eq!(run["interrupted"], true);
    assert_eq!(run["scenarios"][0]["verdict"], "inconclusive");
}

#[test]
fn help_fits_a_screen_and_names_the_exit_codes() {
    let bankident = Bankident::new();
    let help = bankident.run(&["run", "--help"]);
    ends(&help, 0, "");
    assert!(stdout(&help).contains("130 interrupted"));
    assert!(stdout(&bankident.run(&["--version"])).contains(env!("CARGO_PKG_VERSION")));
}
