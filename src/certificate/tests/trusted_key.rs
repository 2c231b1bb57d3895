//! Statements that the holder of a trusted key can write: the signature is good, and they are not.

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::*;
use crate::evidence::TestedSide;
use crate::requirement::{Catalogue, Level};
use crate::verdict::{KillRecord, Verdict};

/// Flaws of a bundle of these runs whose statement was changed before it was signed.
fn signed_flaws(runs: [Value; 2], change: impl FnOnce(&mut Statement)) -> Vec<String> {
    let key = PrivateKey::generate();
    let bundle = bundle_of_runs(&[&key], runs, change);
    flaws(&bundle, &[trusted(&key, "tester")], "", NOW)
}

fn is_among(expected: &str, found: &[String]) {
    assert!(found.iter().any(|it| it.starts_with(expected)), "{expected}: {found:?}");
}

#[test]
fn a_claim_that_no_run_shows_is_refused() {
    let changes: [StatementChange; 13] = [
        ("BI-001: the certificate says verdict `failed`", |it| {
            it.predicate.bankident.rows[0].verdict = Verdict::Failed;
        }),
        ("BI-002: the certificate says level `MAY`", |it| {
            it.predicate.bankident.rows[1].level = Level::May;
        }),
        ("BI-003: the certificate says reason `other`", |it| {
            it.predicate.bankident.rows[2].reason = Some("other".into());
        }),
        ("BI-004: the certificate says answer `none`", |it| {
            it.predicate.bankident.answers.clear();
        }),
        ("BI-001: the certificate says row `none`", |it| {
            it.predicate.bankident.rows.remove(0);
        }),
        ("`warnedTests` is not", |it| it.predicate.warned_tests.clear()),
        ("`configuration` is not", |it| it.predicate.configuration.clear()),
        ("subject `evidence`", |it| {
            it.subject.pop();
        }),
        ("subject `Bank`: it is neither", |it| {
            let more = it.subject[0].clone();
            it.subject.push(more);
            it.subject.last_mut().unwrap().name = "Bank".into();
        }),
        ("the certificate says worth.noticeable `3`, the runs say `2`", |it| {
            it.predicate.bankident.worth.noticeable = 3;
        }),
        ("the certificate says side `partner`", |it| {
            it.predicate.bankident.side = TestedSide::Partner;
        }),
        ("the certificate says started_at", |it| {
            it.predicate.bankident.started_at = "2026-11-29T09:00:00.000Z".into();
        }),
        ("the certificate says finished_at", |it| {
            it.predicate.bankident.finished_at = "2026-11-29T11:00:00.000Z".into();
        }),
    ];
    for (expected, change) in changes {
        is_among(expected, &signed_flaws([record("one"), record("two")], change));
    }
}

#[test]
fn a_target_a_reading_and_a_means_that_no_run_shows_are_refused() {
    let changes: [StatementChange; 12] = [
        ("the certificate says target.name `bank`", |it| {
            it.predicate.bankident.target.name = "bank".into();
        }),
        ("the certificate says target.capabilities[1] `otp`", |it| {
            it.predicate.bankident.target.capabilities.push("otp".into());
        }),
        ("the certificate says readings[0].demanded `http-412`", |it| {
            it.predicate.bankident.readings[0].demanded = Some("http-412".into());
        }),
        ("the certificate says readings[0].observed[0] `none`", |it| {
            it.predicate.bankident.readings[0].observed.clear();
        }),
        ("the certificate says deviations[0].times `1`", |it| {
            it.predicate.bankident.deviations[0].times = 1;
        }),
        ("the certificate says deviations[0] `none`", |it| {
            it.predicate.bankident.deviations.clear();
        }),
        ("the certificate says runs[0].scenarios.passed `9`", |it| {
            it.predicate.bankident.runs[0].scenarios.insert("passed".into(), 9);
        }),
        ("the certificate says runs[1].run_id `three`", |it| {
            it.predicate.bankident.runs[1].run_id = "three".into();
        }),
        ("the certificate says harness.version `2`", |it| {
            it.predicate.bankident.harness.version = "2".into();
        }),
        ("the certificate says harness.suite_digest", |it| {
            it.predicate.bankident.harness.suite_digest = "sha256:other".into();
        }),
        ("guide: the certificate says edition `other`", |it| {
            it.predicate.bankident.guide.edition = "other".into();
        }),
        ("BI-004: its review is of 2026-11-01, before the runs", |it| {
            it.predicate.bankident.answers[0].when = "2026-11-01".into();
        }),
    ];
    for (expected, change) in changes {
        is_among(expected, &signed_flaws([record("one"), record("two")], change));
    }
}

/// A message about a run, and the change of its record that causes it.
type RecordChange = (&'static str, fn(&mut Value));

#[test]
fn a_record_that_contradicts_itself_or_must_not_be_certified_is_refused() {
    let changes: [RecordChange; 13] = [
        (
            "runs/1/run.json: verdict of BI-001 is `passed`, and the rest of it shows `failed`",
            |it| {
                it["scenarios"][0]["verdict"] = json!("failed");
            },
        ),
        ("runs/1/run.json: verdict of BI-003 is `passed`", |it| {
            it["requirements"][2]["verdict"] = json!("passed");
        }),
        (
            "runs/1/run.json: verdict of BI-001 is `passed`, and the rest of it shows `uncovered`",
            |it| {
                it["scenarios"].as_array_mut().unwrap().remove(0);
            },
        ),
        ("runs/1/run.json: requirement BI-002 is `none`", |it| {
            it["requirements"].as_array_mut().unwrap().remove(1);
        }),
        ("runs/1/run.json: scenarios of BI-001: s-BI-009 is `is one`", |it| {
            it["requirements"][0]["scenarios"] = json!(["s-BI-001", "s-BI-009"]);
        }),
        (
            "runs/1/run.json: verdict of `s-BI-001` is `passed`, and the rest of it shows `failed at",
            |it| {
                it["scenarios"][0]["steps"][0]["outcome"] = json!("failed");
            },
        ),
        ("runs/1/run.json: it did not come to its end", |it| it["interrupted"] = json!(true)),
        ("runs/1/run.json: it lacks shard 2/2", |it| it["missing"] = json!(["shard 2/2"])),
        ("runs/1/run.json: it is only shard 1/2", |it| {
            let shard = json!({ "index": 1, "total": 2 });
            it["selection"] = json!({ "shard": shard, "scenarios": 4, "digest": "d" });
        }),
        ("runs: only 4 of 9 scenarios of the suite ran", |it| {
            let partial = json!({ "of": 9, "by": [] });
            let shard = json!({ "index": 1, "total": 1 });
            it["selection"] =
                json!({ "shard": shard, "scenarios": 4, "digest": "d", "partial": partial });
        }),
        ("runs/1/run.json: `s-BI-002` is failed", |it| {
            it["scenarios"][1]["warning"] = json!(false);
        }),
        ("runs/1/run.json: a waiver accepts that a MUST fails in `s-BI-004`", |it| {
            it["scenarios"][3]["waived"] = json!({});
        }),
        ("runs/1/attachments/a.json: runs/1/run.json names this file", |it| {
            let file = json!({ "name": "a", "media_type": "t", "path": "attachments/a.json" });
            it["scenarios"][0]["attachments"] = json!([file]);
        }),
    ];
    for (expected, change) in changes {
        let mut run = record("one");
        change(&mut run);
        is_among(expected, &signed_flaws([run, record("two")], |_| {}));
    }
}

#[test]
fn a_scenario_that_contradicts_its_steps_or_its_run_is_refused() {
    let changes: [RecordChange; 14] = [
        ("runs/1/run.json: attempts of `s-BI-001` is `2`, and the rest of it shows `1`", |it| {
            it["scenarios"][0]["attempts"] = json!(2);
        }),
        ("runs/1/run.json: readings of `s-BI-001` is `C-01 http-409`", |it| {
            it["scenarios"][0]["readings"] = json!({ "C-01": "http-409" });
        }),
        ("runs/1/run.json: ambiguities.C-01 is ``, and the rest of it shows `http-412`", |it| {
            it["ambiguities"] = json!([{ "id": "C-01", "observed": [] }]);
        }),
        (
            "runs/1/run.json: verdict of `s-BI-001` is `passed`, and the rest of it shows `a check",
            |it| {
                let mismatch = json!({ "path": "status code", "expected": "200", "actual": "500" });
                it["scenarios"][0]["checks"][0]["mismatches"] = json!([mismatch]);
            },
        ),
        (
            "runs/1/run.json: verdict of `s-BI-001` is `passed`, and the rest of it shows `no check",
            |it| {
                it["scenarios"][0]["checks"] = json!([]);
            },
        ),
        ("runs/1/run.json: verdict of `s-BI-003` is `not-applicable`", |it| {
            it["scenarios"][2]["steps"][0]["outcome"] = json!("check-failed");
        }),
        ("runs/1/run.json: verdict of `s-BI-003` is `not-applicable`", |it| {
            it["scenarios"][2]["own_verdict"] = json!({ "waits_for": "GET /x" });
            it["operations"] = json!([{ "operation": "GET /x", "succeeded": 1 }]);
        }),
        ("runs/1/run.json: warning of `s-BI-001` is `true`", |it| {
            it["scenarios"][0]["warning"] = json!(true);
        }),
        ("runs/1/run.json: scenario `s-BI-001` is `two`", |it| {
            let copy = it["scenarios"][0].clone();
            it["scenarios"].as_array_mut().unwrap().push(copy);
        }),
        ("runs/1/run.json: started_at of `s-BI-001` is `2026-11-29T11:00:00.000Z`", |it| {
            it["scenarios"][0]["started_at"] = json!("2026-11-29T11:00:00.000Z");
        }),
        ("runs/1/run.json: totals.failed is `7`, and the rest of it shows `1`", |it| {
            it["totals"]["failed"] = json!(7);
        }),
        ("runs/1/run.json: waiver of `s-BI-002` is `not waived`", |it| {
            it["scenarios"][1]["waived"] = json!({});
        }),
        ("runs/1/run.json: it ended with exit code 1", |it| it["exit_code"] = json!(1)),
        ("runs/1/run.json: its layout has version 99", |it| it["schema_version"] = json!(99)),
    ];
    for (expected, change) in changes {
        let mut run = record("one");
        change(&mut run);
        is_among(expected, &signed_flaws([run, record("two")], |_| {}));
    }
}

#[test]
fn a_run_of_the_same_suite_has_its_scenarios() {
    static SUITE: LazyLock<OwnSuite> = LazyLock::new(|| {
        let own = |requirement: &str| OwnScenario {
            requirements: vec![requirement.to_owned()],
            steps: vec!["it holds".to_owned()],
            ..OwnScenario::default()
        };
        let all = ["BI-001", "BI-002", "BI-003", "BI-004"];
        let scenarios = all.map(|it| (format!("s-{it}"), own(it))).into();
        let capabilities = ["clock"].into();
        OwnSuite {
            digest: harness().suite_digest,
            capabilities,
            affirms: |it| it == "yes",
            scenarios,
        }
    });
    let same = OwnProgram { suite: |_| Some(&SUITE), ..own() };
    let key = PrivateKey::generate();
    let (keys, policy) = ([trusted(&key, "tester")], ReceiverPolicy::none());
    let found = |change: fn(&mut Value)| {
        let runs = ["one", "two"].map(|id| {
            let mut run = record(id);
            run["harness"]["suite_digest"] = json!(harness().suite_digest);
            change(&mut run);
            run
        });
        let bundle = bundle_of_runs(&[&key], runs, |_| {});
        let flaws = verify(&request(&bundle, &keys, &policy, NOW, &same)).unwrap().flaws;
        flaws.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(found(|_| {}), [""; 0]);
    let changes: [RecordChange; 5] = [
        ("runs/1/run.json: capability `moon` is", |it| {
            it["target"]["capabilities"] = json!(["clock", "moon"]);
        }),
        ("runs/1/run.json: scenario `s-BI-003` is `none`", |it| {
            it["scenarios"].as_array_mut().unwrap().remove(2);
        }),
        ("runs/1/run.json: scenario `other` is `one`", |it| {
            it["scenarios"][0]["id"] = json!("other");
        }),
        ("runs/1/run.json: requirements of `s-BI-002` is ``", |it| {
            it["scenarios"][1]["requirements"] = json!([]);
        }),
        ("runs/1/run.json: steps of `s-BI-001` is `others`", |it| {
            it["scenarios"][0]["steps"][0]["text"] = json!("it may hold");
        }),
    ];
    for (expected, change) in changes {
        is_among(expected, &found(change));
    }
}

#[test]
fn what_is_named_twice_or_means_nothing_is_refused() {
    let changes: [StatementChange; 8] = [
        ("row `BI-001` is named twice", |it| {
            let copy = it.predicate.bankident.rows[0].clone();
            it.predicate.bankident.rows.push(copy);
        }),
        ("record `runs/1/run.json` is named twice", |it| {
            let copy = it.predicate.bankident.runs[0].clone();
            it.predicate.bankident.runs.push(copy);
        }),
        ("run `20261129T100000Z-one of 2026-11-29T10:00:00.000Z` is named twice", |it| {
            it.predicate.bankident.runs[1].run_id = "20261129T100000Z-one".into();
        }),
        ("subject `evidence` is named twice", |it| {
            let copy = it.subject.last().unwrap().clone();
            it.subject.push(copy);
        }),
        ("the first subject is not a name", |it| it.subject[0].name = " ".into()),
        ("the first subject is not a name", |it| it.subject[0].digest.clear()),
        ("no requirement holds", |it| it.predicate.bankident.rows.clear()),
        ("it has 2001 rows: no certificate has more than 2000", |it| {
            let row = it.predicate.bankident.rows[0].clone();
            it.predicate.bankident.rows = vec![row; 2_001];
        }),
    ];
    for (expected, change) in changes {
        is_among(expected, &signed_flaws([record("one"), record("two")], change));
    }
}

#[test]
fn placeholders_and_files_are_bound() {
    let mut quoting = record("one");
    quoting["scenarios"][0]["reason"] = json!("for [commitment 7] of [commitment");
    let found = signed_flaws([quoting, record("two")], |_| {});
    is_among("[commitment 7]: the certificate has no commitment for it", &found);
    let found = signed_flaws([record("one"), record("two")], |it| {
        let more = FileClaim::of("runs/1/attachments/screen.png", b"x");
        it.predicate.bankident.withheld.push(more);
    });
    is_among("runs/1/attachments/screen.png: no record of a run names this file", &found);
}

#[test]
fn a_member_that_no_certificate_has_is_named() {
    let key = PrivateKey::generate();
    let bundle = bundle_of(&[&key], |_| {});
    let statement = opened(&bundle).unwrap().0.payload;
    let mut statement: Value = serde_json::from_slice(&statement).unwrap();
    statement["predicate"]["bankident"]["target"]["approved"] = json!(true);
    statement["predicate"]["bankident"]["number"] = json!("");
    let own = number(statement.to_string().as_bytes()).unwrap();
    statement["predicate"]["bankident"]["number"] = json!(own);
    let alone = signed(statement.to_string().as_bytes(), &[&key]);
    let found = flaws(&alone, &[trusted(&key, "tester")], "", NOW);
    is_among("member `predicate.bankident.target.approved` is unknown", &found);
}

#[test]
fn pages_and_worth_are_those_that_the_same_binary_writes() {
    static KILLS: LazyLock<KillRecord> =
        LazyLock::new(|| "fault\ta\t\nfault\tb\t\nfault\tc\t\n".parse().unwrap());
    let same =
        OwnProgram { kills: || Some(&KILLS), binary_digest: || Some(sha256(b"binary")), ..own() };
    let key = PrivateKey::generate();
    let keys = [trusted(&key, "tester")];
    let policy = ReceiverPolicy::none();
    let found = |worth: usize, change: StatementChange| {
        let runs = ["one", "two"].map(|id| {
            let mut run = record(id);
            run["worth"]["noticeable"] = json!(worth);
            run["worth"]["kinds"][0]["noticeable"] = json!(worth);
            run
        });
        let bundle = bundle_of_runs(&[&key], runs, change.1);
        let request = request(&bundle, &keys, &policy, NOW, &same);
        verify(&request).unwrap().flaws.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(found(0, ("", |_| {})), [""; 0]);
    is_among(
        "runs/1/run.json: worth is `2 of 3`, and the rest of it shows `0 of 3`",
        &found(2, ("", |_| {})),
    );
    let foreign: StatementChange = ("", |it| {
        it.predicate.bankident.pages = vec![FileClaim::of("certificate.html", b"all is well")];
    });
    is_among("certificate.html: it is not the page of this certificate", &found(0, foreign));
}

#[test]
fn the_rows_are_those_of_the_catalogue() {
    let text = "[[requirement]]\nid = 'BI-001'\nlevel = 'SHOULD'\nbinds = 'API'\nsummary = 'x'\n\
                source = 'x'\n[[requirement]]\nid = 'BI-100'\nlevel = 'MUST'\nbinds = 'API'\n\
                summary = 'x'\nsource = 'x'\n";
    let catalogue = Catalogue::parse(text).unwrap();
    let same = OwnProgram { catalogue: &catalogue, ..own() };
    let key = PrivateKey::generate();
    let (keys, policy) = ([trusted(&key, "tester")], ReceiverPolicy::none());
    let bundle = bundle_of(&[&key], |_| {});
    let found = verify(&request(&bundle, &keys, &policy, NOW, &same)).unwrap().flaws;
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    is_among("BI-001: the certificate says level `MUST`, the catalogue says `SHOULD`", &found);
    is_among("BI-100: the certificate says level `none`, the catalogue says `MUST`", &found);
}
