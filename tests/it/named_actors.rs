//! Customers with names, and what an author sees of a failure.

use crate::cli::{Bankident, ends, stdout};

/// A feature with one scenario.
fn feature(steps: &str) -> String {
    let steps = steps.lines().fold(String::new(), |text, it| text + "    " + it + "\n");
    format!("Feature: own\n  Scenario: s\n{steps}")
}

const TWO: &str = "Given an identification of \"Anna\" that is confirmation_required
And a customer \"Bo\"
And \"Bo\"'s identification is confirmation_required
When \"Anna\" enters the TAN
And for \"Anna\" the partner retrieves the identification
Then \"Bo\"'s identification is still confirmation_required
And \"Anna\"'s identification becomes successful";

#[test]
fn each_step_is_about_the_customer_whom_it_names() {
    let bankident = Bankident::new();
    let file = bankident.feature(&feature(TWO));
    ends(&bankident.run(&["check", "--strict", &file]), 0, "");
    ends(&bankident.run(&["run", &file]), 0, "");
    let tags = stdout(&bankident.run(&["check", "--format", "json", &file]));
    assert!(tags.contains("needs:tan"), "{tags}");
    let wrong = TWO.replace("still confirmation_required", "still successful");
    let file = bankident.feature(&feature(&wrong));
    ends(&bankident.run(&["run", &file]), 1, "");
}

#[test]
fn a_name_that_nobody_has_is_an_error_and_suggestions_keep_the_name() {
    let bankident = Bankident::new();
    let rows = [
        ("Given \"Bo\"'s identification is pending", "no step above names \"Bo\""),
        ("Given a customer \"Anna\"", "\"Anna\" is named twice"),
        ("And for \"Anna\" an identification that is pending", "makes a new customer"),
        ("When \"Anna\" entrs the TAN", "did you mean `\"Anna\" enters the TAN`"),
        (
            "When for \"Anna\" the partner retreives the identification",
            "did you mean `for \"Anna\" the partner retrieves the identification`",
        ),
    ];
    for (step, message) in rows {
        let steps = format!("Given a customer \"Anna\"\n{step}\nThen it is refused");
        ends(&bankident.run(&["check", &bankident.feature(&feature(&steps))]), 4, message);
    }
}

#[test]
fn a_failure_shows_the_exchange_and_the_state_of_the_simulator_below_its_step() {
    let bankident = Bankident::new();
    let steps = "Given an identification that is confirmation_required
When the customer enters the TAN
Then the status code is 404
And it is refused";
    let output = bankident.run(&["run", &bankident.feature(&feature(steps))]);
    let text = stdout(&output);
    let at = |part: &str| text.find(part).unwrap_or_else(|| panic!("no `{part}` in {text}"));
    let order = [
        "-> Then the status code is 404",
        "expected: 404",
        "    sent:     {\"token\":\"[masked ",
        "    answered: 200",
        "the simulator's state of the identification:",
        "    status: ",
        "And it is refused",
    ];
    let places = order.map(at);
    assert!(places.is_sorted(), "{places:?}: {text}");
}

#[test]
fn values_of_the_embedded_simulator_can_be_shown_and_no_others() {
    let bankident = Bankident::new();
    let steps = "Given an identification that is confirmation_required
When the customer enters a wrong TAN
Then the status code is 201";
    let file = bankident.feature(&feature(steps));
    let text = stdout(&bankident.run(&["run", &file, "--show-values"]));
    let sent = text.split("\"token\":\"").nth(1).unwrap_or_default();
    assert!(sent.starts_with(|it: char| it.is_ascii_digit()), "{text}");
    let record = bankident.latest().to_string();
    assert!(!record.contains("[masked tan") && record.contains("Bearer [masked token"), "{record}");
    let other = ["run", &file, "--show-values", "--target", "http://127.0.0.1:9"];
    ends(&bankident.run(&other), 2, "--show-values is for the embedded simulator");
}

#[test]
fn a_proof_says_why_a_scenario_has_no_fault() {
    let bankident = Bankident::new();
    let steps = "Given a registered person
When the partner retrieves the person
Then the status code is 200";
    let file = bankident.feature(&feature(steps));
    let output = bankident.run(&["prove", &file]);
    ends(&output, 1, "");
    let text = stdout(&output);
    assert!(text.contains("it has no requirement tag such as @BI-117"), "{text}");
}
