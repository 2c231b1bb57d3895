//! Authors of feature files see every problem at its line, and none hides another.

use std::fmt::Write as _;
use std::fs;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::cli::{Bankident, GREEN, ends, stderr, stdout};

/// The problems that `check` finds, as `own.feature:3 error message`.
fn checked(bankident: &Bankident, paths: &[&str]) -> (Option<i32>, Vec<String>) {
    let output = bankident.run(&[&["check", "--format", "json"][..], paths].concat());
    let printed: Value = serde_json::from_str(&stdout(&output)).unwrap();
    let problems = printed["problems"].as_array().unwrap();
    let text = |it: &Value, member: &str| it[member].as_str().unwrap_or_default().to_owned();
    let shown = problems.iter().map(|it| {
        let file = text(it, "file");
        let file = file.rsplit('/').next().unwrap_or_default();
        assert!(it["help"].is_string(), "{it}");
        format!("{file}:{} {} {}", it["line"], text(it, "level"), text(it, "message"))
    });
    (output.status.code(), shown.collect())
}

#[track_caller]
fn finds(text: &str, code: i32, expected: &[&str]) {
    let bankident = Bankident::new();
    let feature = bankident.feature(text);
    let (found_code, found) = checked(&bankident, &[&feature]);
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        let expected = format!("own.feature:{expected}");
        assert!(found.starts_with(&expected), "{found} instead of {expected}");
    }
    assert_eq!(found_code, Some(code), "{found:#?}");
}

const THEN: &str = "    Given the text \"a\" noted as \"b\"\n    Then the note \"b\" is \"a\"\n";

#[test]
fn what_is_lost_without_an_error_is_a_warning() {
    let text = format!(
        "Feature: own\n  Scenaro: lost\n    Given a customer\n  @bi-117 @nonsense @my:label\n  Scenario: a\n{THEN}"
    );
    finds(
        &text,
        0,
        &[
            "2 warning `Scenaro:` is not a keyword",
            "4 warning `@bi-117` has no meaning",
            "4 warning `@nonsense` has no meaning",
        ],
    );
    finds("Feature: only\n", 5, &["1 warning this feature has no scenario"]);
    finds("", 5, &["1 warning there is no `Feature:`"]);
}

#[test]
fn strict_treats_warnings_as_errors() {
    let bankident = Bankident::new();
    let feature =
        bankident.feature(&GREEN.replace("  Scenario", "  Prose\n  Scenaro:\n  Scenario"));
    let output = bankident.run(&["check", &feature]);
    ends(&output, 0, "warning: `Scenaro:` is not a keyword");
    assert_eq!(stdout(&output), "1 scenario checked, 1 warning\n");
    let output = bankident.run(&["check", "--strict", &feature]);
    ends(&output, 4, "error: `Scenaro:` is not a keyword");
    assert_eq!(stdout(&output), "1 scenario checked, 1 problem\n");
    ends(&bankident.run(&["run", &feature]), 0, "warning: `Scenaro:` is not a keyword");
}

#[test]
fn no_problem_hides_another() {
    let bankident = Bankident::new();
    let at = |name: &str| bankident.here.path().join("features").join(name);
    fs::create_dir(at("")).unwrap();
    let broken = format!(
        "@BI-999 @needs:clok\nFeature: f\n  Scenario: a\n{THEN}    Gven x\n    Then the persn has an id\n  \
         Scenario: a\n    Given a customer\n"
    );
    fs::write(at("a.feature"), broken).unwrap();
    fs::write(at("b.feature"), b"Feature: \xff\n").unwrap();
    fs::write(at("c.feature"), "Feature: c\n  Scenario: s\n    Then it is odd\n").unwrap();
    fs::write(at("D.FEATURE"), GREEN).unwrap();
    let (code, found) = checked(&bankident, &["features", "nowhere.feature"]);
    let expected = [
        "D.FEATURE:0 warning",
        "a.feature:1 error requirement BI-999",
        "a.feature:1 error `@needs:clok` is not known",
        "a.feature:6 error `Gven` is not a keyword",
        "a.feature:6 error no step definition",
        "a.feature:7 error no step definition",
        "a.feature:8 error the scenario `a` checks nothing",
        "a.feature:8 error a second scenario named `a`",
        "b.feature:1 error not UTF-8",
        "c.feature:3 error no step definition",
        "nowhere.feature:0 error",
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found} instead of {expected}");
    }
    assert_eq!(code, Some(2));
}

#[test]
fn what_no_step_reads_and_nobody_knows_is_an_error() {
    let scenario = |steps: &str| format!("Feature: f\n  Scenario: s\n{steps}{THEN}");
    finds(
        &scenario("    Given a customer\n      | a |\n"),
        4,
        &["3 error this step reads no table"],
    );
    let send = "    Given a POST request is sent to \"/v1/persons\"\n";
    finds(&scenario(&format!("{send}      | a |\n")), 4, &["3 error this step reads no table"]);
    finds(
        &scenario(&format!("{send}      \"\"\"\n      {{,}}\n      \"\"\"\n")),
        4,
        &["3 error the doc string is not JSON"],
    );
    finds(
        &scenario("    Given a GET request is sent to \"/v1/persons/{persn_id}\"\n"),
        4,
        &["3 error `{persn_id}` is not known here"],
    );
    finds(
        &scenario("    Given a FETCH request is sent to \"/v1\"\n"),
        4,
        &["3 error `FETCH` is not a method"],
    );
    finds(
        &format!("Feature: f\n  Scenario: s\n{THEN}    And the status code is 99999\n"),
        4,
        &["5 error `99999` is not a status code"],
    );
    finds(
        &scenario("    Given an identification that is confirmation_requird\n"),
        4,
        &["3 error `confirmation_requird` is not allowed here"],
    );
}

#[test]
fn a_then_that_cannot_fail_is_a_warning() {
    let steps = |then: &str| {
        format!(
            "Feature: f\n  Scenario: s\n    Given a customer\n    When the customer is identified with \
             the good IBAN\n{then}"
        )
    };
    let repeated = "    Then the QES starts\n    And the QES starts\n";
    finds(&steps(repeated), 0, &["6 warning this step cannot fail: it repeats line 5"]);
    let between =
        "    Then the QES starts\n    When the partner starts the QES\n    Then the QES starts\n";
    finds(&steps(between), 0, &[]);
    let reason = "    Then a failed identification has a reason\n";
    finds(&steps(reason), 0, &["5 warning this step cannot fail after"]);
}

#[test]
fn a_placeholder_without_a_value_sends_nothing() {
    let bankident = Bankident::new();
    let feature = bankident.feature(
        "Feature: f\n  Scenario: s\n    When a GET request is sent to \"/v1/persons/{person_id}\"\n    \
         Then the status code is 404\n",
    );
    assert_eq!(bankident.run(&["run", &feature]).status.code(), Some(4));
    let run = bankident.latest();
    assert_eq!(run["scenarios"][0]["verdict"], "error");
    assert!(run["scenarios"][0]["reason"].as_str().unwrap().contains("{person_id}"), "{run}");
}

#[test]
fn long_and_repeated_input_is_bounded() {
    let bankident = Bankident::new();
    let feature = bankident
        .feature(&format!("Feature: f\n  Scenario: s\n    Then {}\n", "x".repeat(1 << 20)));
    let output = bankident.run(&["check", &feature]);
    ends(&output, 4, "no step definition matches `xxx");
    assert!(stderr(&output).len() < 4000, "{} bytes", stderr(&output).len());

    let mut text = String::from("Feature: f\n");
    for n in 0..2000 {
        let _ = write!(text, "  Scenario: {n}\n    Then it is odd\n");
    }
    let output = bankident.run(&["check", &bankident.feature(&text)]);
    ends(&output, 4, "again at 1997 places");
    assert!(stderr(&output).len() < 4000, "{}", stderr(&output));
    assert_eq!(stdout(&output), "2000 scenarios checked, 2000 problems\n");

    let comments = format!("{}{GREEN}", "# comment\n".repeat(450_000));
    let began = Instant::now();
    ends(&bankident.run(&["check", &bankident.feature(&comments)]), 0, "");
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_read() {
    let bankident = Bankident::new();
    let pipe = bankident.here.path().join("pipe.feature");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    ends(&bankident.run(&["check", "pipe.feature"]), 2, "this is not a regular file");
}

#[test]
fn all_faults_of_a_catalogue_have_their_file_and_line() {
    let bankident = Bankident::new();
    let row = "[[requirement]]\nid = \"BI-001\"\nlevel = \"MUST\"\nbinds = \"API\"\nsummary = \"x\"\nsource = \"y\"\n";
    let wrong = row.replace("BI-001", "nonsense");
    fs::write(bankident.here.path().join("requirements.toml"), [row, row, &wrong].concat())
        .unwrap();
    bankident.feature(&GREEN.replace("  Scenario", "  @BI-001\n  Scenario"));
    let output = bankident.run(&["check", "own.feature"]);
    ends(&output, 4, "requirements.toml:7:1");
    ends(&output, 4, "requirements.toml:13:1");
    assert_eq!(stderr(&output).matches("BI-001 is in it twice").count(), 1);
    assert_eq!(stdout(&output), "1 scenario checked, 2 problems\n");
}

#[test]
fn sentences_are_searched_by_words() {
    let bankident = Bankident::new();
    let output = bankident.run(&["steps", "wrong", "tan"]);
    ends(&output, 0, "");
    let printed = stdout(&output);
    assert!(printed.contains("    As in: "), "{printed}");
    let sentences = printed.lines().filter(|it| it.starts_with(['G', 'W', 'T']));
    assert!((1..20).contains(&sentences.count()), "{printed}");
    ends(&bankident.run(&["steps", "quantum"]), 5, "no sentence is about quantum");
    let output = bankident.run(&["steps", "--format", "json", "shows:"]);
    let found: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(found[0]["reads"], "table");
    assert!(found[0]["meaning"].is_string() && found[0]["example"].is_string(), "{found}");
}
