//! The JSON Schema of `run.json` describes what is written, all of it.

use bankident_conformance::config::{RunConfig, Shard};
use bankident_conformance::evidence::{Outcome, Payload, Received, StepOutcome, Unobserved};
use bankident_conformance::report::Output;
use bankident_conformance::run::{self, Folder};
use bankident_conformance::verdict::{ConformanceReport, run_schema};
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::cli::{Bankident, ends, stdout};
use crate::reports::{every_verdict, failed, report, scenario};
use crate::support::{block_on, run as perform};

/// The schema without room for members it does not name: readers may be lenient, we may not.
fn strict() -> Validator {
    let mut schema = run_schema().to_value();
    close(&mut schema, false);
    jsonschema::validator_for(&schema).unwrap()
}

/// Closes every object; `is_part` is one of the alternatives for an object that is closed itself.
fn close(schema: &mut Value, is_part: bool) {
    match schema {
        Value::Object(members) => {
            let is_object = members.contains_key("properties");
            if is_object && !is_part && !members.contains_key("additionalProperties") {
                members.insert("unevaluatedProperties".to_owned(), json!(false));
            }
            for (name, value) in members {
                let parts = ["oneOf", "anyOf", "allOf"].contains(&name.as_str());
                close(value, is_object && parts);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|it| close(it, is_part)),
        _ => {}
    }
}

#[track_caller]
fn valid(report: &ConformanceReport) {
    holds(&serde_json::to_value(report).unwrap());
}

/// Whether a `run.json` is as the schema says.
#[track_caller]
pub fn holds(record: &Value) {
    let wrong: Vec<String> =
        strict().iter_errors(record).map(|it| format!("{}: {it}", it.instance_path())).collect();
    assert_eq!(wrong, Vec::<String>::new());
}

fn config(shard: Option<Shard>) -> RunConfig {
    let names = vec!["static mobile number".to_owned(), "Two persons".to_owned()];
    RunConfig { names, shard, seed: Some(3), all_evidence: true, ..RunConfig::default() }
}

#[test]
fn what_runs_write_is_as_the_schema_says() {
    let passed = block_on(perform(&config(None)));
    assert!(passed.scenarios.iter().all(|it| !it.record.exchanges.is_empty()));
    valid(&passed);
    let here = tempfile::tempdir().unwrap();
    let shards = [1, 2].map(|index| {
        let shard = block_on(perform(&config(Some(Shard::new(index, 2).unwrap()))));
        valid(&shard);
        let at = here.path().join(index.to_string());
        Folder::create(Some(&at), "shard").unwrap().write(&shard, &Output::default()).unwrap();
        at
    });
    valid(&run::merged(&shards, "merged", false).unwrap());
    let incomplete = run::merged(&shards[..1], "merged", true).unwrap();
    assert!(!incomplete.run.missing.is_empty());
    valid(&incomplete);
}

/// Every way in which nothing is observed.
fn unobserved() -> Vec<Unobserved> {
    let (operation, detail) = ("GET /x".to_owned(), "why".to_owned());
    vec![
        Unobserved::NoConnection { address: "http://x".to_owned(), detail: detail.clone() },
        Unobserved::TimedOut { operation: operation.clone(), limit_ms: 1 },
        Unobserved::Broken { operation: operation.clone(), detail: detail.clone() },
        Unobserved::TooLarge { operation: operation.clone(), limit_bytes: 1 },
        Unobserved::Unavailable { operation, status: 503, detail: detail.clone() },
        Unobserved::NotReached { what: "x".to_owned(), limit_ms: 1, last_seen: "y".to_owned() },
        Unobserved::Dependency { what: "x".to_owned(), detail },
    ]
}

#[test]
fn every_verdict_outcome_and_body_is_as_the_schema_says() {
    let mut scenarios = every_verdict();
    let outcomes = unobserved().into_iter().map(StepOutcome::Unobserved).chain([
        StepOutcome::Ambiguous(vec!["here".to_owned()]),
        StepOutcome::Misuse("so".to_owned()),
        StepOutcome::Panicked("so".to_owned()),
        StepOutcome::Interrupted,
    ]);
    scenarios.extend(outcomes.map(|it| scenario("another ending", "BI-031", it)));
    let mut talkative = failed();
    let bodies = [
        Payload::Empty,
        Payload::Json(json!([null, 1.5, {"a": []}])),
        Payload::Text { excerpt: "x".to_owned(), length: 1 },
        Payload::Binary { length: 1 },
    ];
    let answers =
        bodies.map(|body| Outcome::Received(Received { status: 200, headers: vec![], body }));
    for outcome in answers.into_iter().chain(unobserved().into_iter().map(Outcome::Unobserved)) {
        let mut exchange = talkative.exchanges[0].clone();
        (exchange.outcome, exchange.retry) = (outcome, 1);
        talkative.exchanges.push(exchange);
    }
    scenarios.push(talkative);
    let mut report = report(scenarios);
    assert!(report.totals.flaky > 0 && report.totals.waived > 0);
    valid(&report);
    report.run.interrupted = true;
    report.run.internal_faults = vec!["it broke".to_owned()];
    valid(&report);
}

#[test]
fn what_is_no_record_is_refused() {
    let record = serde_json::to_value(report(every_verdict())).unwrap();
    let validator = jsonschema::validator_for(&run_schema().to_value()).unwrap();
    assert!(validator.is_valid(&record));
    for (member, value) in [
        ("/schema_version", json!(2)),
        ("/scenarios/0/verdict", json!("fine")),
        ("/scenarios/0/steps/0/outcome", json!("ok")),
        ("/exit_code", json!(2)),
        ("/started_at", json!("yesterday")),
        ("/scenarios/2/exchanges/0/outcome", json!({})),
    ] {
        let mut forged = record.clone();
        *forged.pointer_mut(member).unwrap() = value;
        assert!(!validator.is_valid(&forged), "{member}");
    }
}

#[test]
fn the_schema_is_printed() {
    let output = Bankident::new().run(&["schema"]);
    ends(&output, 0, "");
    let printed: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(printed, run_schema().to_value());
    assert_eq!(printed["$schema"], "https://json-schema.org/draft/2020-12/schema");
}
