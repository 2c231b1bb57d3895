//! The sentences about HTTP and JSON reach everything that can be observed.

use crate::cli::{Bankident, ends, stdout};

const WORKING: &str = r##"Feature: f

  Scenario: An answer is matched by example
    Given a registered person
    When a GET request is sent to "/v1/persons/{person_id}"
    Then the status code is 200 or 204
    And the answer's header "content-type" is "#regex ^application/json"
    And the answer's header "retry-after" is "#absent"
    And the answer's "id" is "#id cper"
    And the answer matches:
      """
      { "id": "{person_id}", "address": { "city": "#text" }, "error": "#absent", "title": "#optional #text" }
      """

  Scenario: A member and a header are kept
    Given a registered person
    When a GET request is sent to "/v1/persons/{person_id}"
    And the answer's "address.city" is noted as "city"
    And the answer's header "content-type" is noted as "type"
    And a GET request is sent to "/v1/persons/{person_id}"
    Then the answer's "address.city" is "{city}"
    And the answer's header "content-type" is "{type}"

  Scenario: The TAN is sent by hand
    Given an identification that is confirmation_required
    When a PATCH request is sent to "/v1/persons/{person_id}/identifications/{identification_id}/confirm"
      """
      { "token": "{tan}" }
      """
    Then the status code is 200 or 201
    And the identification becomes successful

  Scenario: The other customer is named
    Given an identification that is pending
    And another identification that is created
    When a GET request is sent to "/v1/persons/{other.person_id}/identifications/{other.identification_id}"
    Then the answer's "status" is "pending"

  Scenario: A change is awaited
    Given an identification that is pending
    When a GET request to "/v1/persons/{person_id}/identifications/{identification_id}" is repeated until the answer matches:
      """
      { "status": "#one of pending | failed" }
      """
    Then the answer's "id" is "{identification_id}"

  Scenario: A webhook names its identification
    Given a subscription to IDENTIFICATION
    And an identification that is created
    When the partner requests the identification
    Then a webhook arrives that matches:
      """
      { "event_type": "IDENTIFICATION", "body": { "id": "{identification_id}", "status": "pending" } }
      """

  Scenario: An SMS names its identification
    Given an identification that is authorization_required
    When the partner starts the QES
    Then an SMS arrives that matches:
      """
      { "identification_id": "{identification_id}", "token": "#regex ^[0-9]{6}$", "number": "{number}" }
      """
"##;

#[test]
fn examples_headers_webhooks_and_known_values_work_on_the_simulator() {
    let bankident = Bankident::new();
    let feature = bankident.feature(WORKING);
    ends(&bankident.run(&["check", "--strict", &feature]), 0, "");
    let output = bankident.run(&["run", &feature]);
    ends(&output, 0, "");
    assert_eq!(bankident.latest()["totals"]["passed"], 7, "{}", stdout(&output));
    let tags: Vec<String> = bankident.latest()["scenarios"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["tags"].to_string())
        .collect();
    assert!(tags[2].contains("needs:tan") && !tags[0].contains("needs:"), "{tags:?}");
    assert!(tags[5].contains("needs:webhooks"), "{tags:?}");
}

#[test]
fn all_differences_from_an_example_are_reported_at_once() {
    let bankident = Bankident::new();
    let feature = bankident.feature(
        r##"Feature: f
  Scenario: s
    Given a registered person
    When a GET request is sent to "/v1/persons/{person_id}"
    Then the answer matches:
      """
      { "id": "#uuid", "address": { "country": "AT", "planet": "#text" }, "last_name": "#text" }
      """
"##,
    );
    ends(&bankident.run(&["run", &feature]), 1, "");
    let steps = bankident.latest()["scenarios"][0].to_string();
    for path in ["\"id\"", "address.country", "address.planet"] {
        assert!(steps.contains(path), "{path}: {steps}");
    }
}

#[test]
fn a_webhook_that_does_not_arrive_is_told() {
    let bankident = Bankident::new();
    let feature = bankident.feature(
        r#"Feature: f
  Scenario: s
    Given a subscription to IDENTIFICATION
    And an identification that is created
    When the partner retrieves the identification
    Then a webhook arrives that matches:
      """
      { "body": { "status": "pending" } }
      """
"#,
    );
    ends(&bankident.run(&["run", &feature]), 1, "");
}

#[test]
fn scenarios_of_the_suite_are_printed_as_a_feature_that_runs() {
    let bankident = Bankident::new();
    let printed = bankident.run(&["examples", "wrong", "TAN"]);
    ends(&printed, 0, "");
    let feature = bankident.feature(&stdout(&printed));
    ends(&bankident.run(&["check", "--strict", &feature]), 0, "");
    ends(&bankident.run(&["run", &feature]), 0, "");
    let json = bankident.run(&["examples", "--format", "json", "BI-117"]);
    assert!(stdout(&json).starts_with("[{\"file\":\"features/"), "{}", stdout(&json));
    ends(&bankident.run(&["examples", "quantum"]), 5, "no scenario is about quantum");
}
