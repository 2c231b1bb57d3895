//! Needs of scenarios follow from their steps.

use std::collections::BTreeSet;

use bankident_conformance::engine::{self, KnownTags, Source, StepDefinitions, Suite};
use bankident_conformance::run;
use bankident_conformance::steps::World;

use crate::cli::{Bankident, ends, stdout};

/// Tags of the built-in suite that no step implies, with the reason.
const ADDED: [(&str, &str); 1] = [(
    "needs:long-windows",
    "a second identification must be made while the windows of the first are open",
)];

fn deciding(tags: &[String]) -> BTreeSet<String> {
    let deciding = |tag: &&String| tag.starts_with("needs:") || tag.starts_with("waits:");
    tags.iter().filter(deciding).cloned().collect()
}

fn derived(text: &str) -> Vec<BTreeSet<String>> {
    let known = KnownTags::requirements(&|_| true);
    let (mut suite, problems) = engine::load(vec![Source::new("f.feature", text)], &known);
    assert_eq!(problems, []);
    engine::derive_needs(&mut suite, &StepDefinitions::<World>::gather());
    suite.cases().map(|it| deciding(&it.tags)).collect()
}

#[track_caller]
fn check(steps: &str, expected: &[&str]) {
    let text = format!("Feature: f\n  Scenario: s\n    {steps}\n    Then it is refused\n");
    let expected: BTreeSet<String> = expected.iter().map(|it| (*it).to_owned()).collect();
    assert_eq!(derived(&text), [expected], "{steps}");
}

#[test]
fn steps_imply_what_they_need() {
    check("Given a registered person", &[]);
    check("Given an identification that is pending", &[]);
    check("Given an identification that is confirmation_required", &["needs:wizard"]);
    check("Given an identification that is successful", &["needs:wizard", "needs:tan"]);
    check("Given the life of an identification is over", &["needs:clock", "waits:expiry"]);
    check("When the time for the bank page is over", &["needs:clock", "waits:snapshot"]);
    check("Given 2 hours pass", &[]); // it is a When
    check("When 2 hours pass", &["needs:clock"]);
    check("When the customer enters a wrong TAN", &[]);
    check("When the customer enters the TAN of the other identification", &["needs:outbox"]);
    check("Given their identification with the mismatched IBAN failed", &[]);
    check(
        "Given their identification with the Swisscom-failing IBAN failed",
        &["needs:wizard", "needs:tan"],
    );
    check(
        "Given an access token that has expired",
        &["needs:clock", "needs:credentials", "waits:token"],
    );
    check(
        "When DELETE /webhooks/{id} is called in every way that is refused",
        &["needs:credentials", "needs:webhooks"],
    );
}

#[test]
fn a_background_and_the_rows_of_an_outline_imply_theirs() {
    let needs = derived(
        "Feature: f
  Background:
    Given a subscription to IDENTIFICATION
  Scenario Outline: <status>
    Given an identification that is <status>
    Then it is refused
    Examples:
      | status     |
      | created    |
      | successful |
",
    );
    assert!(needs.iter().all(|it| it.contains("needs:webhooks")), "{needs:?}");
    let wizard: Vec<bool> = needs.iter().map(|it| it.contains("needs:wizard")).collect();
    assert_eq!(wizard, [false, true]);
}

/// The suite as it is written, without what its steps imply.
fn written() -> Suite {
    let sources = engine::discover(&["features".into()]).sources;
    engine::load(sources, &KnownTags::requirements(&|_| true)).0
}

#[test]
fn the_built_in_suite_writes_only_what_no_step_implies() {
    let mut found = BTreeSet::new();
    for case in written().cases() {
        found.extend(deciding(&case.tags));
    }
    let added: BTreeSet<String> = ADDED.iter().map(|it| it.0.to_owned()).collect();
    assert_eq!(found, added);
    let suite = run::load(&[]).unwrap_or_else(|why| panic!("{why}")).suite;
    let demanding = suite.cases().filter(|it| !deciding(&it.tags).is_empty()).count();
    assert!(demanding > 300, "{demanding}");
}

#[test]
fn a_wait_that_nobody_wrote_down_is_known_and_bounded() {
    let bankident = Bankident::new();
    let feature = bankident.feature(
        "Feature: f\n  Scenario: s\n    Given an identification that is pending\n    \
         When the time for the bank page is over\n    Then the identification becomes failed\n",
    );
    let server = ["--target", "http://127.0.0.1:9", "--max-wait", "2s"];
    let output = bankident.run(&[&["run", &feature], &server[..]].concat());
    ends(&output, 5, "");
    assert!(stdout(&output).contains("needs 10m of real waiting"), "{}", stdout(&output));
    let plan = bankident.run(&["run", "--plan", &feature]);
    assert!(stdout(&plan).contains("10m simulated"), "{}", stdout(&plan));
}
