//! The eight endings of a run at a terminal of 80 columns and 24 lines: verdict, reason and next step are on
//! the screen, without scrolling.

use std::process::Command;

use crate::cli::{Bankident, Served};
use crate::program::program;

const COLUMNS: usize = 80;
const LINES: usize = 24;

/// Five scenarios that fail for different reasons.
const FAILING: &str = "\
Feature: Red

  @BI-031
  Rule: A successful creation

    Scenario Outline: The status code is <code>
      Given a registered person
      When the partner retrieves the person
      Then the status code is <code>

      Examples:
        | code |
        | 201  |
        | 202  |
        | 204  |
        | 404  |
        | 409  |
";

const NOTHING_APPLIES: &str = "\
Feature: Every TAN

  @BI-101 @needs:outbox
  Rule: The page names the amount

    Scenario: The amount is named
      Given a registered person
      When the partner retrieves the person
      Then the status code is 200
";

const HARNESS_ERROR: &str = "\
Feature: Too early

  @BI-118
  Rule: It can be retrieved

    Scenario: Nothing was created before
      When the partner retrieves the identification
      Then the status code is 200
";

/// Runs the program in a terminal of this size. Returns the last screen, and the exit code.
fn screen(bankident: &Bankident, line: &str) -> (String, Option<i32>) {
    let size = format!("stty cols {COLUMNS} rows {LINES}; ");
    let mut terminal = Command::new("script");
    terminal.args(["-qefc", &(size + line), "/dev/null"]).current_dir(bankident.here.path());
    terminal.env_remove("NO_COLOR").env_remove("COLUMNS").env("TERM", "xterm");
    let output = terminal.stdin(std::process::Stdio::null()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let end = text.rsplit_once("\u{1b}[2K").map_or(text.as_str(), |(_, end)| end);
    let end = console::strip_ansi_codes(end).replace('\r', "");
    (end.trim_start_matches('\n').to_owned(), output.status.code())
}

/// The screen holds all that is printed, and these texts, and the run ends with this code.
#[track_caller]
fn ends_on_one_screen(line: &str, bankident: &Bankident, code: i32, texts: &[&str]) {
    let (screen, actual) = screen(bankident, line);
    assert_eq!(actual, Some(code), "{screen}");
    // The prompt takes the last line.
    assert!(screen.lines().count() < LINES, "{} lines:\n{screen}", screen.lines().count());
    let wide = screen.lines().find(|it| console::measure_text_width(it) > COLUMNS);
    assert_eq!(wide, None, "{screen}");
    let flowing = screen.split_whitespace().collect::<Vec<_>>().join(" ");
    for text in texts {
        assert!(flowing.contains(text), "`{text}` is not on the screen:\n{screen}");
    }
}

fn run(arguments: &str) -> String {
    format!("{} run {arguments}", program())
}

#[test]
fn a_green_run() {
    let texts =
        [" passed", "conformant: every requirement", "keep reports/latest", "qes", "next: "];
    ends_on_one_screen(&run(""), &Bankident::new(), 0, &texts);
}

#[test]
fn a_failed_run() {
    let bankident = Bankident::new();
    let feature = bankident.feature(FAILING);
    let texts = [
        "FAILED: the status code is 201",
        "expected: 201 (status code) actual: 200",
        "GET /v1/persons/{person_id}: was answered 200",
        "BI-031 MUST A successful creation",
        "own.feature:",
        "other causes with",
        "not conformant: a requirement does not hold (5 scenarios failed: BI-031)",
        "run what did not pass again",
        "next: ",
    ];
    ends_on_one_screen(&run(&feature), &bankident, 1, &texts);
}

#[test]
fn a_target_that_is_down() {
    let texts =
        ["Connection refused", "inconclusive: nothing failed", "bankident doctor", "next: "];
    ends_on_one_screen(&run("--target http://127.0.0.1:9"), &Bankident::new(), 3, &texts);
}

#[test]
fn a_target_whose_name_nobody_knows() {
    let texts = ["nowhere.invalid", "inconclusive: nothing failed", "bankident doctor", "next: "];
    ends_on_one_screen(&run("--target https://nowhere.invalid"), &Bankident::new(), 3, &texts);
}

#[test]
fn refused_credentials() {
    let bankident = Bankident::new();
    let served = Served::start(&bankident);
    let target = format!("--target {}", served.value("api:"));
    let line = format!("BANKIDENT_CLIENT_ID=a BANKIDENT_CLIENT_SECRET=b {}", run(&target));
    ends_on_one_screen(&line, &bankident, 2, &["credentials were refused", "BANKIDENT_CLIENT_ID"]);
}

#[test]
fn an_interrupted_run() {
    let line = format!("timeout --foreground --preserve-status -s INT 2 {}", run("--rate 20/s"));
    let texts = ["interrupted", " scenarios", "run what is missing", "next: "];
    ends_on_one_screen(&line, &Bankident::new(), 130, &texts);
}

#[test]
fn nothing_applies() {
    let bankident = Bankident::new();
    let served = Served::start(&bankident);
    let feature = bankident.feature(NOTHING_APPLIES);
    let target = run(&format!("{feature} --target {}", served.value("api:")));
    let texts = ["not-applicable ×1: needs ", "nothing", "configure", "next: "];
    ends_on_one_screen(&target, &bankident, 5, &texts);
}

#[test]
fn an_error_of_the_harness() {
    let bankident = Bankident::new();
    let feature = bankident.feature(HARNESS_ERROR);
    let texts = ["ERROR: ", "no person was registered", "the target is not", "next: "];
    ends_on_one_screen(&run(&feature), &bankident, 4, &texts);
}
