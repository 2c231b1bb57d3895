//! Shards: joined they are the whole run, and nothing that is not whole passes for it.

use std::fs;
use std::path::{Path, PathBuf};

use bankident_conformance::config::{
    Credentials, RunConfig, Secret, Server, Shard, Target, TargetChoice,
};
use bankident_conformance::report::{Output, TableLayout, diff_markdown, diff_table, table};
use bankident_conformance::run::{self, Folder};
use bankident_conformance::verdict::{ConformanceReport, Difference, ExitCode};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::cli::{Bankident, Served};
use crate::reports::junit;
use crate::support::{block_on, run as perform};

const SHARDS: u32 = 4;

/// The configuration of a run against a server without a control interface.
fn at(simulator: &Served, shard: Option<Shard>, features: &[PathBuf]) -> RunConfig {
    let url = Target::parse_url(simulator.value("api:")).unwrap();
    let server = Server {
        credentials: Some(Credentials {
            client_id: simulator.value("client id:").to_owned(),
            client_secret: Secret::new(simulator.value("client secret:")),
        }),
        ..Server::new("served", url)
    };
    RunConfig { target: TargetChoice::Server(Box::new(server)), ..config(shard, features) }
}

fn config(shard: Option<Shard>, features: &[PathBuf]) -> RunConfig {
    RunConfig { paths: features.to_vec(), seed: Some(7), shard, ..RunConfig::default() }
}

fn recorded(report: &ConformanceReport, at: PathBuf) -> PathBuf {
    let folder = Folder::create(Some(&at), &report.run.run_id).unwrap();
    folder.write(report, &Output::default()).unwrap();
    at
}

/// Everything a reader of the report sees of a scenario, but what a clock says or how often was
/// asked until something had settled.
fn seen(report: &ConformanceReport) -> Vec<Value> {
    let document = serde_json::to_value(report).unwrap();
    let mut scenarios = document["scenarios"].as_array().unwrap().clone();
    for scenario in &mut scenarios {
        for timed in ["started_at", "duration_ms", "requests", "exchanges"] {
            scenario.as_object_mut().unwrap().remove(timed);
        }
        for step in scenario["steps"].as_array_mut().unwrap() {
            step["duration_ms"] = json!(0);
            step["requests"] = json!(0);
        }
        for check in scenario["checks"].as_array_mut().unwrap() {
            check.as_object_mut().unwrap().remove("exchange");
        }
    }
    scenarios
}

#[test]
fn four_shards_merged_are_the_whole_run() {
    let here = tempfile::tempdir().unwrap();
    let whole = block_on(perform(&config(None, &[])));
    let mut folders = Vec::new();
    let mut sizes = Vec::new();
    for index in 1..=SHARDS {
        let shard = Shard::new(index, SHARDS).unwrap();
        let report = block_on(perform(&config(Some(shard), &[])));
        sizes.push(report.scenarios.len());
        folders.push(recorded(&report, here.path().join(format!("shard-{index}"))));
    }
    assert_eq!(sizes.iter().sum::<usize>(), whole.scenarios.len());
    let even = whole.scenarios.len() / SHARDS as usize;
    assert!(sizes.iter().all(|size| size.abs_diff(even) <= even / 3), "{sizes:?}");
    folders.rotate_left(2);
    let merged = run::merged(&folders, "merged", false).unwrap();
    assert_eq!(seen(&merged), seen(&whole));
    assert_eq!(merged.totals, whole.totals);
    assert_eq!(merged.requirements, whole.requirements);
    assert_eq!(merged.conclusion, whole.conclusion);
    assert_eq!(merged.run.selection, whole.run.selection);
    let observed = |report: &ConformanceReport| {
        report.ambiguities.iter().map(|it| (it.id.clone(), it.observed.clone())).collect::<Vec<_>>()
    };
    assert_eq!(observed(&merged), observed(&whole));
    assert_eq!(merged.run.merged_from.len(), 4);
}

/// A small suite with one scenario of each kind of ending, in three shards.
struct Small {
    here: TempDir,
    shards: Vec<PathBuf>,
    served: Served,
}

const FEATURE: &str = "Feature: small
  Scenario: holds
    Given the text \"a\" noted as \"b\"
    Then the note \"b\" is \"a\"
  Scenario: does not hold
    Given the text \"a\" noted as \"b\"
    Then the note \"b\" is \"c\"
  Scenario: is not there
    Given the text \"a\" noted as \"b\"
    When the moon rises
    Then the note \"b\" is \"a\"
  Scenario: cannot be seen
    Given the note \"z\" is \"a\"
    Then the note \"z\" is \"a\"
  @needs:limits
  Scenario: does not apply
    Then the note \"b\" is \"a\"
  Scenario: holds again
    Given the text \"a\" noted as \"b\"
    Then the note \"b\" is \"a\"
";

impl Small {
    fn new() -> Self {
        Self::of(FEATURE)
    }

    fn of(feature: &str) -> Self {
        let here = tempfile::tempdir().unwrap();
        let path = here.path().join("small.feature");
        fs::write(&path, feature).unwrap();
        let served = Served::start(&Bankident::new());
        let shards = (1..=3).map(|index| {
            let shard = Some(Shard::new(index, 3).unwrap());
            let report = block_on(perform(&at(&served, shard, std::slice::from_ref(&path))));
            recorded(&report, here.path().join(format!("shard-{index}")))
        });
        let shards = shards.collect();
        Self { here, shards, served }
    }

    fn whole(&self) -> ConformanceReport {
        let path = self.here.path().join("small.feature");
        block_on(perform(&at(&self.served, None, &[path])))
    }

    /// A copy of a shard's record with something else in it.
    fn forged(&self, shard: usize, forge: impl FnOnce(&mut Value)) -> PathBuf {
        let text = fs::read_to_string(self.shards[shard].join("run.json")).unwrap();
        let mut record: Value = serde_json::from_str(&text).unwrap();
        forge(&mut record);
        self.file(&record.to_string())
    }

    fn file(&self, text: &str) -> PathBuf {
        let path = self.here.path().join("forged.json");
        fs::write(&path, text).unwrap();
        path
    }
}

#[track_caller]
fn refused(places: &[&Path], message: &str) {
    for allow_incomplete in [false, true] {
        let places: Vec<PathBuf> = places.iter().map(|it| (*it).to_owned()).collect();
        let why = run::merged(&places, "merged", allow_incomplete).unwrap_err();
        assert_eq!(why.exit_code(), ExitCode::Usage);
        let text = why.to_string();
        assert!(text.contains(message), "`{message}` is not in: {text}");
        assert!(text.lines().count() == 1 && !text.contains('\u{1b}'), "{text:?}");
    }
}

#[test]
fn what_did_not_pass_is_read_back_as_it_was() {
    let small = Small::new();
    let merged = run::merged(&small.shards, "merged", false).unwrap();
    let verdicts: Vec<&str> = merged.scenarios.iter().map(|it| it.verdict.word()).collect();
    assert_eq!(verdicts[..3], ["passed", "failed", "error"]);
    assert_eq!(verdicts[4..], ["not-applicable", "passed"]);
    assert_eq!(seen(&merged), seen(&small.whole()));
    assert_eq!(merged.conclusion.exit_code(), ExitCode::Harness);
}

#[test]
fn a_shard_that_is_missing_is_refused_or_marked() {
    let small = Small::of(&FEATURE[..FEATURE.find("  Scenario: does not hold").unwrap()]);
    let two = &small.shards[..2];
    let why = run::merged(two, "merged", false).unwrap_err();
    assert_eq!(why.exit_code(), ExitCode::Usage);
    assert!(why.to_string().contains("shard 3/3 is missing"), "{why}");
    let all = run::merged(&small.shards, "merged", false).unwrap();
    assert_eq!(all.conclusion.exit_code(), ExitCode::Conformant);
    let marked = run::merged(two, "merged", true).unwrap();
    assert_eq!(marked.conclusion.exit_code(), ExitCode::Inconclusive);
    assert_eq!(marked.run.missing[0], "shard 3/3 is missing");
}

#[test]
fn doubled_and_foreign_shards_are_refused() {
    let small = Small::new();
    let [one, two, three] = [0, 1, 2].map(|index| small.shards[index].as_path());
    refused(&[one, two, three, two], "shard 2/3 was given twice");
    let rows: [(&str, Value, &str); 7] = [
        ("/harness/version", json!("9.9.9"), "version 9.9.9"),
        ("/harness/suite_digest", json!("sha256:0"), "the suite is sha256:0"),
        ("/seed", json!(8), "the seed is 8, not 7"),
        ("/target/name", json!("elsewhere"), "the target is elsewhere"),
        ("/strict", json!(true), "--strict is true"),
        ("/selection/digest", json!("sha256:1"), "the selection is sha256:1"),
        ("/selection/shard/total", json!(4), "the number of shards is 4, not 3"),
    ];
    for (member, value, message) in rows {
        let forged = small.forged(2, |it| *it.pointer_mut(member).unwrap() = value);
        refused(&[one, two, &forged], message);
    }
}

#[test]
fn a_record_that_contradicts_itself_is_refused() {
    let small = Small::new();
    let [one, two, three] = [0, 1, 2].map(|index| small.shards[index].as_path());
    let full = (0..3).find(|&at| {
        let text = fs::read_to_string(small.shards[at].join("run.json")).unwrap();
        serde_json::from_str::<Value>(&text).unwrap()["scenarios"].as_array().unwrap().len() > 1
    });
    let full = full.unwrap();
    let others: Vec<&Path> =
        (0..3).filter(|at| *at != full).map(|at| small.shards[at].as_path()).collect();
    let with = |forged: &PathBuf, message: &str| {
        refused(&[others[0], others[1], forged], message);
    };
    with(&small.forged(full, |it| it["selection"]["shard"]["index"] = json!(9)), "no shard 9/3");
    with(&small.forged(full, |it| it["scenarios"][0]["position"] = json!(99)), "place 99 of 6");
    let doubled = small.forged(full, |it| {
        it["scenarios"][1]["position"] = it["scenarios"][0]["position"].clone();
    });
    with(&doubled, "have the same place");
    with(&small.forged(full, |it| it["scenarios"][0]["id"] = json!("other")), "the digest");
    let fewer = small.forged(full, |it| drop(it["scenarios"].as_array_mut().unwrap().remove(0)));
    let places = [one, two, three]
        .map(Path::to_owned)
        .map(|it| if it == small.shards[full] { fewer.clone() } else { it });
    let why = run::merged(&places, "merged", false).unwrap_err().to_string();
    assert!(why.contains("1 of 6 scenarios have no record"), "{why}");
}

/// Puts the same text in place of every string, but for words the reader checks.
fn poison(value: &mut Value, evil: &str) {
    match value {
        Value::String(text) if text.contains(' ') || text.contains('/') => {
            *text = evil.into();
        }
        Value::Array(items) => items.iter_mut().for_each(|it| poison(it, evil)),
        Value::Object(members) => members.values_mut().for_each(|it| poison(it, evil)),
        _ => {}
    }
}

#[test]
fn texts_of_a_hostile_record_stay_texts() {
    let evil = "a\u{1b}[31mred\0]]>&<b>\u{202e}\r\n\"'|";
    let small = Small::new();
    for at in 0..3 {
        let forged = small.forged(at, |it| {
            for scenario in it["scenarios"].as_array_mut().unwrap() {
                scenario["requirements"] = json!([evil]);
                scenario["flaky"] = json!(scenario["verdict"] == "passed");
                scenario["observed_readings"] =
                    json!([{"question": evil, "reading": evil, "note": evil}]);
                scenario["deviations"] = json!([{"what": evil, "place": evil, "step": 0}]);
                poison(scenario, evil);
            }
            it["target"]["name"] = json!(evil);
            it["internal_faults"] = json!([evil]);
        });
        let report = run::merged(&[forged], "merged", true).unwrap();
        let layout = TableLayout { width: 100, color: false };
        let difference = Difference::between(&small.whole().into(), &report.clone().into());
        let texts =
            [table(&report, layout), diff_table(&difference, layout), diff_markdown(&difference)];
        for text in texts {
            let odd = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
            assert!(!text.contains(odd), "{text:?}");
        }
        let xml = junit(&report);
        assert!(roxmltree::Document::parse(&xml).is_ok(), "{xml}");
    }
}

#[test]
fn an_unusable_run_record_is_reported_in_one_message() {
    let small = Small::new();
    let text = |shard: &PathBuf| fs::read_to_string(shard.join("run.json")).unwrap();
    let one = small.shards.iter().find(|it| text(it).contains("\"verdict\": \"passed\"")).unwrap();
    let text = text(one);
    let nested = "[".repeat(100_000);
    let verdict = text.replace("\"verdict\": \"passed\"", "\"verdict\": \"\\u001b[31m\\nred\"");
    let version = text.replacen("\"schema_version\": 1", "\"schema_version\": 2", 1);
    let rows = [
        ("", "cut off"),
        (&text[..text.len() / 2], "cut off"),
        ("{}", "not a run record"),
        ("[]", "not a run record"),
        ("<testsuites/>", "not a run record"),
        (nested.as_str(), "not a run record"),
        (verdict.as_str(), "unknown variant"),
        (version.as_str(), "schema_version is 2"),
        (r#"{"schema_version": "new"}"#, "schema_version is \"new\""),
    ];
    for (text, message) in rows {
        let file = small.file(text);
        refused(&[one, &file], message);
        refused(&[one, &file], "forged.json");
    }
    refused(&[&small.here.path().join("nowhere")], "nowhere/run.json");
    refused(&[Path::new("/dev/null")], "/dev/null");
}
