//! `messages.ndjson`: every line as the published schemas say, every id known, every verdict what
//! readers take it for.

use std::collections::{BTreeMap, BTreeSet};

use bankident_conformance::evidence::{StepKind, StepOutcome};
use bankident_conformance::report::{Format, ReportLanguage, StepDefinition, render};
use bankident_conformance::verdict::ConformanceReport;
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::cli::{Bankident, ends};
use crate::html::hostile;
use crate::reports::{every_verdict, failed, report, scenario};

/// Schema of npm's `@cucumber/messages` 34.2.1; its licence (MIT) is in the same folder.
const SCHEMA: &str = include_str!("schemas/messages.schema.json");

fn definitions() -> Vec<StepDefinition> {
    let one = |kind, pattern: &str| StepDefinition {
        kind,
        pattern: pattern.to_owned(),
        place: "src/steps/sentences/person.rs:12:1".to_owned(),
    };
    vec![
        one(StepKind::Given, "^a (registered|new) person$"),
        one(StepKind::Then, "^the person has an id$"),
        one(StepKind::When, "^a (registered) person$"),
    ]
}

fn text(report: &ConformanceReport) -> String {
    let mut bytes = Vec::new();
    render(report, Format::Messages, ReportLanguage::English, &definitions(), &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn read(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The bodies of one kind of envelope.
fn all<'a>(envelopes: &'a [Value], kind: &str) -> Vec<&'a Value> {
    envelopes.iter().filter_map(|it| it.get(kind)).collect()
}

fn envelopes(report: &ConformanceReport) -> Vec<Value> {
    read(&text(report))
}

fn validator() -> Validator {
    jsonschema::validator_for(&serde_json::from_str(SCHEMA).unwrap()).unwrap()
}

#[track_caller]
fn assert_valid(envelopes: &[Value]) {
    let validator = validator();
    for envelope in envelopes {
        let wrong: Vec<String> = validator
            .iter_errors(envelope)
            .map(|it| format!("{}: {it} in {envelope}", it.instance_path()))
            .collect();
        assert_eq!(wrong, Vec::<String>::new());
    }
}

/// Ids name one thing each, and are defined before they are used.
#[track_caller]
fn assert_linked(envelopes: &[Value]) {
    let mut known = BTreeSet::new();
    for envelope in envelopes {
        link(envelope, &mut known);
    }
}

fn link(value: &Value, known: &mut BTreeSet<String>) {
    let named = |it: &Value| it.as_str().unwrap().to_owned();
    match value {
        Value::Object(members) => {
            if let Some(id) = members.get("id") {
                assert!(known.insert(named(id)), "{id} occurs twice");
            }
            for (name, value) in members {
                if name.ends_with("Id") {
                    assert!(known.contains(&named(value)), "{name} {value} is unknown");
                } else if name.ends_with("Ids") {
                    for id in value.as_array().unwrap() {
                        assert!(known.contains(&named(id)), "{name} {id} is unknown");
                    }
                }
                link(value, known);
            }
        }
        Value::Array(items) => items.iter().for_each(|it| link(it, known)),
        _ => {}
    }
}

/// The worst status of each attempt, in the order readers rank them, by the scenario's name.
fn worst(envelopes: &[Value]) -> BTreeMap<String, Vec<&'static str>> {
    const RANKED: [&str; 6] = ["PASSED", "SKIPPED", "PENDING", "UNDEFINED", "AMBIGUOUS", "FAILED"];
    let mut found: BTreeMap<String, Vec<&'static str>> = BTreeMap::new();
    let by_id = |kind: &str, id: &Value| {
        all(envelopes, kind).into_iter().find(|it| it["id"] == *id).unwrap()
    };
    for started in all(envelopes, "testCaseStarted") {
        let case = by_id("testCase", &started["testCaseId"]);
        let name = by_id("pickle", &case["pickleId"])["name"].as_str().unwrap().to_owned();
        let steps = all(envelopes, "testStepFinished").into_iter();
        let worst = steps.filter(|it| it["testCaseStartedId"] == started["id"]).map(|it| {
            RANKED.iter().position(|word| it["testStepResult"]["status"] == *word).unwrap()
        });
        found.entry(name).or_default().push(RANKED[worst.max().unwrap()]);
    }
    found
}

#[test]
fn every_line_is_as_the_published_schemas_say_and_every_id_is_known() {
    let mut all_of_it = report([every_verdict(), vec![hostile()]].concat());
    all_of_it.run.internal_faults = vec!["it\u{1b}[31m broke".to_owned()];
    for report in [&all_of_it, &report(vec![])] {
        let envelopes = envelopes(report);
        assert_valid(&envelopes);
        assert_linked(&envelopes);
        assert_eq!(all(&envelopes, "testCase").len(), report.scenarios.len());
        assert_eq!(envelopes[0]["meta"]["protocolVersion"], "34.2.1");
    }
    assert_eq!(text(&all_of_it), text(&all_of_it));
    let forged =
        json!({"testStepFinished": {"testStepId": "1", "testStepResult": {"status": "RED"}}});
    assert!(!validator().is_valid(&forged));
}

#[test]
fn readers_take_every_verdict_for_what_it_is() {
    let text = text(&report(every_verdict()));
    let envelopes = read(&text);
    let expected = [
        ("a should does not hold", vec!["FAILED"]),
        ("all is well", vec!["PASSED"]),
        ("the failure is known", vec!["SKIPPED"]),
        ("the network is down", vec!["PENDING"]),
        ("the second look is right", vec!["PENDING", "PASSED"]),
        ("the step is unknown", vec!["UNDEFINED"]),
        ("the target is wrong", vec!["FAILED"]),
        ("the waiver is forgotten", vec!["PASSED"]),
        ("time cannot be moved", vec!["SKIPPED"]),
    ];
    assert_eq!(worst(&envelopes), expected.map(|(name, it)| (name.to_owned(), it)).into());
    let printed =
        |reason: &str| text.contains(&format!("\"message\":\"{reason}\",\"status\":\"SKIPPED\""));
    assert!(printed("needs a clock") && printed("waived (K-1): still so"), "{text}");
    let again: Vec<_> =
        all(&envelopes, "testCaseFinished").iter().map(|it| it["willBeRetried"] == true).collect();
    assert_eq!(again.iter().filter(|it| **it).count(), 1);
    let end = all(&envelopes, "testRunFinished")[0];
    assert_eq!(end["success"], false);
    assert!(end["message"].as_str().unwrap().starts_with("harness error"), "{end}");
}

#[test]
fn a_hook_reports_what_no_step_reports() {
    let mut given = failed();
    given.name = "a precondition".to_owned();
    given.steps[1].kind = StepKind::Given;
    let stopped = scenario("never came to it", "BI-031", StepOutcome::NotRun);
    let mut silent = scenario("checks nothing", "BI-031", StepOutcome::Passed);
    silent.checks.clear();
    let mut lost = scenario("not seen again", "BI-031", StepOutcome::TimedOut { limit_ms: 5 });
    lost.earlier = vec![failed()];
    let report = report(vec![given, stopped, silent, lost]);
    let envelopes = envelopes(&report);
    let expected = [
        ("a precondition", vec!["PENDING"]),
        ("checks nothing", vec!["FAILED"]),
        ("never came to it", vec!["PENDING"]),
        ("not seen again", vec!["FAILED", "FAILED"]),
    ];
    assert_eq!(worst(&envelopes), expected.map(|(name, it)| (name.to_owned(), it)).into());
    let printed = |reason: &str| {
        let steps = all(&envelopes, "testStepFinished");
        steps.iter().any(|it| it["testStepResult"]["message"].as_str().unwrap_or("") == reason)
    };
    for scenario in report.scenarios.iter().skip(1) {
        assert!(printed(&scenario.reason), "{}", scenario.reason);
    }
    assert_eq!(all(&envelopes, "hook").len(), 1);
}

#[test]
fn a_failed_step_has_its_mismatches_its_definition_and_its_exchange() {
    let envelopes = envelopes(&report(vec![failed()]));
    let finished = all(&envelopes, "testStepFinished");
    let message = finished[1]["testStepResult"]["message"].as_str().unwrap();
    assert!(message.contains("status code\n    expected: 201\n    actual:   500"), "{message}");
    let steps = &all(&envelopes, "testCase")[0]["testSteps"];
    assert_eq!(steps[0]["stepDefinitionIds"], json!(["definition-0"]));
    let group = &steps[0]["stepMatchArgumentsLists"][0]["stepMatchArguments"][0]["group"];
    assert_eq!((&group["start"], &group["value"]), (&json!(2), &json!("registered")));
    let definition = all(&envelopes, "stepDefinition")[1];
    assert_eq!(definition["sourceReference"]["location"], json!({"line": 12, "column": 1}));
    let attached = all(&envelopes, "attachment")[0];
    assert_eq!(attached["testStepId"], steps[0]["id"]);
    assert_eq!(attached["fileName"], "POST v1-persons.json");
    let exchange: Value = serde_json::from_str(attached["body"].as_str().unwrap()).unwrap();
    assert_eq!(exchange["operation"], "POST /v1/persons");
    assert_eq!(finished[0]["timestamp"]["nanos"], 103_000_000);
}

#[test]
fn a_file_is_one_document_with_its_rules() {
    let (mut bare, mut other) = (failed(), failed());
    bare.rule = None;
    other.file = "features/other.feature".into();
    let envelopes = envelopes(&report(vec![failed(), failed(), bare, other.clone(), other]));
    let documents = all(&envelopes, "gherkinDocument");
    assert_eq!(documents.len(), 2);
    let children = documents[0]["feature"]["children"].as_array().unwrap();
    assert_eq!(children.len(), 2);
    assert_eq!(children[0]["rule"]["children"].as_array().unwrap().len(), 2);
    assert_eq!(children[1]["scenario"]["steps"][1]["keywordType"], "Outcome");
    assert_eq!(documents[1]["uri"], "features/other.feature");
}

#[test]
fn a_run_names_the_definitions_its_steps_were_looked_up_in() {
    let here = Bankident::new();
    let feature = here.feature(
        "Feature: f\n  Scenario: s\n    Given the text \"a\" noted as \"b\"\n    Then the note \"b\" is \"c\"\n",
    );
    ends(&here.run(&["run", &feature, "--format", "messages", "--report-dir", "out"]), 1, "");
    let text = std::fs::read_to_string(here.here.path().join("out/messages.ndjson")).unwrap();
    let envelopes = read(&text);
    assert_valid(&envelopes);
    assert_linked(&envelopes);
    let steps = all(&envelopes, "testCase")[0]["testSteps"].as_array().unwrap().clone();
    for step in &steps {
        let ids = step["stepDefinitionIds"].as_array().unwrap();
        let mut definitions = all(&envelopes, "stepDefinition");
        definitions.retain(|it| ids.contains(&it["id"]));
        assert_eq!(definitions.len(), 1);
        let uri = definitions[0]["sourceReference"]["uri"].as_str().unwrap();
        assert!(uri.starts_with("src/steps/"), "{uri}");
    }
    let lists = &steps[0]["stepMatchArgumentsLists"][0]["stepMatchArguments"];
    assert_eq!(lists[0]["group"]["value"], "a");
}
