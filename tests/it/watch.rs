//! A watched file is run again after each save, until a signal.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStderr, Command, Stdio};

use serde_json::Value;

use crate::cli::{Bankident, GREEN, ends, json};

/// A run that watches, and its messages.
struct Watching {
    child: Child,
    messages: BufReader<ChildStderr>,
}

impl Watching {
    fn begin(bankident: &Bankident, arguments: &[&str]) -> Self {
        let mut command = bankident.command(&[arguments, &["--watch"]].concat());
        let mut child = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let messages = BufReader::new(child.stderr.take().unwrap());
        Self { child, messages }
    }

    /// The messages until the run has ended and the next change is awaited.
    fn run(&mut self) -> String {
        let mut text = String::new();
        while !text.contains("Ctrl-C ends") {
            assert_ne!(self.messages.read_line(&mut text).unwrap(), 0, "it ended: {text}");
        }
        text
    }

    fn end(mut self, signal: &str) -> Option<i32> {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

fn verdicts(bankident: &Bankident) -> Vec<Value> {
    let run = json(&bankident.here.path().join("reports/watch/run.json"));
    let scenarios = run["scenarios"].as_array().unwrap();
    scenarios.iter().map(|it| it["verdict"].clone()).collect()
}

#[cfg(unix)]
#[test]
fn each_save_runs_again_and_a_file_with_errors_waits_for_the_next() {
    let bankident = Bankident::new();
    let file = bankident.feature(GREEN);
    let mut watching = Watching::begin(&bankident, &["run", "own.feature:2"]);
    let text = watching.run();
    assert!(text.contains("watching own.feature:2"), "{text}");
    assert_eq!(verdicts(&bankident), ["passed"]);
    fs::write(&file, GREEN.replace("is \"a\"", "is \"b\"")).unwrap();
    watching.run();
    assert_eq!(verdicts(&bankident), ["failed"]);
    fs::write(&file, GREEN.replace("Then the", "Thn the")).unwrap();
    let text = watching.run();
    assert!(text.contains("`Thn` is not a keyword"), "{text}");
    // An editor writes another file, and moves it to this place.
    let other = bankident.here.path().join("own.feature~");
    fs::write(&other, GREEN).unwrap();
    fs::rename(&other, &file).unwrap();
    watching.run();
    assert_eq!(verdicts(&bankident), ["passed"]);
    assert_eq!(watching.end("-INT"), Some(130));
}

#[cfg(unix)]
#[test]
fn a_folder_is_watched_and_its_new_files_are_run() {
    let bankident = Bankident::new();
    let folder = bankident.here.path().join("features");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("a.feature"), GREEN).unwrap();
    let mut watching = Watching::begin(&bankident, &["features"]);
    watching.run();
    assert_eq!(verdicts(&bankident).len(), 1);
    fs::write(folder.join("b.feature"), GREEN.replace("own", "other")).unwrap();
    watching.run();
    assert_eq!(verdicts(&bankident).len(), 2);
    assert_eq!(watching.end("-TERM"), Some(130));
}

#[test]
fn only_what_is_named_can_be_watched() {
    let bankident = Bankident::new();
    ends(&bankident.run(&["run", "--watch"]), 2, "PATHS");
    ends(&bankident.run(&["own.feature", "--watch", "--plan"]), 2, "cannot be used with");
}
