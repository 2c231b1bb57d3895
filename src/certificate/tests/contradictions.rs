//! Records that contradict themselves in a member of the run or of a scenario.

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::*;

/// A message about a record, and the change that causes it.
type RecordEdit = (&'static str, fn(&mut Value));

fn each_is_refused(changes: &[RecordEdit]) {
    let key = PrivateKey::generate();
    let keys = [trusted(&key, "tester")];
    for (expected, change) in changes {
        let mut run = record("one");
        change(&mut run);
        let bundle = bundle_of_runs(&[&key], [run, record("two")], |_| {});
        let found = flaws(&bundle, &keys, "", NOW);
        let expected = format!("runs/1/run.json: {expected}");
        assert!(found.iter().any(|it| it.starts_with(&expected)), "{expected}: {found:?}");
    }
}

#[test]
fn numbers_of_a_run_are_those_of_its_scenarios() {
    each_is_refused(&[
        ("totals.failed is `7`", |it| it["totals"]["failed"] = json!(7)),
        ("totals.failed is `0`", |it| it["totals"]["failed"] = json!(0)),
        ("totals.flaky is `1`", |it| it["totals"]["flaky"] = json!(1)),
        ("totals.waived is `1`", |it| it["totals"]["waived"] = json!(1)),
        ("selection.scenarios is `5`", |it| it["selection"]["scenarios"] = json!(5)),
        ("selection.digest is `x`", |it| it["selection"]["digest"] = json!("x")),
        ("selection.digest is `", |it| {
            it["scenarios"].as_array_mut().unwrap().swap(0, 1);
        }),
        ("selection.shard is `7/1`", |it| it["selection"]["shard"]["index"] = json!(7)),
        ("selection.shard is `1/0`", |it| it["selection"]["shard"]["total"] = json!(0)),
        ("selection.partial.of is `3`", |it| {
            it["selection"]["partial"] = json!({ "of": 3, "by": [] });
        }),
        ("worth is `2 of 3`, and the rest of it shows `0 of 0`", |it| {
            it["worth"]["kinds"] = json!([]);
        }),
        ("operations[0] is `", |it| {
            it["operations"] = json!([{ "operation": "GET /x", "succeeded": 1 }]);
        }),
        ("operations[0] is `none`", |it| {
            it["own_calls"] = json!([{ "operation": "GET /x", "succeeded": 1 }]);
        }),
        ("requirement BI-001 is `two`", |it| {
            let mut copy = it["requirements"][0].clone();
            copy["verdict"] = json!("failed");
            it["requirements"].as_array_mut().unwrap().push(copy);
        }),
    ]);
}

#[test]
fn the_conclusion_and_the_id_follow_from_the_run() {
    each_is_refused(&[
        ("conclusion is `conformant`", |it| it["conclusion"] = json!("conformant")),
        ("exit_code is `0`, and the rest of it shows `4`", |it| {
            it["internal_faults"] = json!(["a panic"]);
        }),
        ("exit_code is `0`, and the rest of it shows `1`", |it| it["strict"] = json!(true)),
        ("run_id is `one`", |it| it["run_id"] = json!("one")),
        ("run_id is `20251129T100000Z-one`", |it| it["run_id"] = json!("20251129T100000Z-one")),
        ("run_id is `one`", |it| it["merged_from"] = json!(["20261129T100000Z-1", "one"])),
        ("ambiguities.C-01 is `none`", |it| it["ambiguities"] = json!([])),
        ("verdict of `s-BI-001` is `passed`, and the rest of it shows `the reading", |it| {
            it["demanded_readings"] = json!({ "C-01": "http-409" });
        }),
        ("verdict of `s-BI-001` is `passed`, and the rest of it shows `the deviation", |it| {
            it["strict"] = json!(true);
        }),
    ]);
}

#[test]
fn numbers_of_a_scenario_agree_with_one_another() {
    each_is_refused(&[
        ("attempts of `s-BI-001` is `0`", |it| it["scenarios"][0]["attempts"] = json!(0)),
        ("flaky of `s-BI-001` is `true`", |it| it["scenarios"][0]["flaky"] = json!(true)),
        ("flaky of `s-BI-001` is `false`", |it| {
            it["scenarios"][0]["earlier_attempts"] = json!([{}]);
            it["scenarios"][0]["attempts"] = json!(2);
        }),
        ("attempts of `s-BI-001` is `0`, and the rest of it shows `a scenario that ran", |it| {
            it["scenarios"][0]["attempts"] = json!(0);
            it["scenarios"][0]["started_at"] = Value::Null;
        }),
        ("requests of `s-BI-001` is `0`", |it| {
            it["scenarios"][0]["steps"][0]["requests"] = json!(2);
        }),
        ("operations of `s-BI-001` is `3`", |it| {
            it["scenarios"][0]["requests"] = json!(2);
            it["scenarios"][0]["operations"] = json!([{ "operation": "GET /x", "succeeded": 3 }]);
        }),
        ("exchange of a check of `s-BI-001` is `2`", |it| {
            it["scenarios"][0]["requests"] = json!(2);
            it["scenarios"][0]["checks"][0]["exchange"] = json!(2);
        }),
        ("step of a check of `s-BI-001` is `9`", |it| {
            let mut copy = it["scenarios"][0]["checks"][0].clone();
            copy["step"] = json!(9);
            it["scenarios"][0]["checks"].as_array_mut().unwrap().push(copy);
        }),
        ("exchanges of `s-BI-002` is `0`", |it| it["scenarios"][1]["requests"] = json!(3)),
        ("duration of `s-BI-001` is `950400000 ms`", |it| {
            it["scenarios"][0]["duration_ms"] = json!(950_400_000);
        }),
        ("duration of `s-BI-001` is `950400000 ms`", |it| {
            it["scenarios"][0]["steps"][0]["duration_ms"] = json!(950_400_000);
        }),
        ("started_at of `s-BI-001` is `noon`", |it| {
            it["scenarios"][0]["started_at"] = json!("noon");
        }),
        ("warning of `s-BI-001` is `true`", |it| it["scenarios"][0]["warning"] = json!(true)),
    ]);
}

#[test]
fn a_record_without_a_member_or_with_it_twice_is_none() {
    let key = PrivateKey::generate();
    let keys = [trusted(&key, "tester")];
    let found = |text: &str| {
        let mut whole = members(&bundle_of(&[&key], |_| {}));
        whole[4].1 = text.as_bytes().to_vec();
        flaws(&rewritten(&whole), &keys, "", NOW)
    };
    for member in
        ["schema_version", "totals", "interrupted", "exit_code", "conclusion", "internal_faults"]
    {
        let mut run = record("one");
        run.as_object_mut().unwrap().remove(member);
        let found = found(&run.to_string());
        let expected = format!("missing field `{member}`");
        assert!(found.iter().any(|it| it.contains(&expected)), "{member}: {found:?}");
    }
    let run = record("one").to_string();
    for (one, other) in
        [("{", "{\"note\":1,\"note\":2,"), ("\"id\":", "\"note\":1,\"note\":1,\"id\":")]
    {
        let found = found(&run.replacen(one, other, 1));
        assert!(found.iter().any(|it| it.contains("member `note` occurs twice")), "{found:?}");
    }
}

/// A message about a statement, and the change that causes it.
type Claimed = (&'static str, fn(&mut Claims));

#[test]
fn a_commitment_to_nothing_and_a_malformed_value_are_refused() {
    let key = PrivateKey::generate();
    let commitment = |placeholder: &str, digest: String| {
        crate::certificate::claims::CommitmentClaim { placeholder: placeholder.to_owned(), digest }
    };
    let invented = bundle_of(&[&key], |it| {
        it.predicate.bankident.commitments = vec![commitment("[commitment 1]", sha256(b"1:x"))];
    });
    let keys = [trusted(&key, "tester")];
    let expected = "[commitment 1]: the certificate has a commitment for it, and no file names it";
    assert_eq!(flaws(&invented, &keys, "", NOW), [expected]);
    let malformed = bundle_of(&[&key], |it| {
        it.predicate.bankident.commitments = vec![commitment("[commitment x]", "x".into())];
    });
    let found = flaws(&malformed, &keys, "", NOW).join("\n");
    assert!(found.contains("`digest of [commitment x]` is `x`"), "{found}");
    assert!(found.contains("`commitments.placeholder` is `[commitment x]`"), "{found}");
    let changes: [Claimed; 3] = [
        ("`version` is `0`", |it| it.version = 0),
        ("`originals of runs/1/run.json` is `x`", |it| it.runs[0].originals = vec!["x".into()]),
        ("`originals of runs/1/run.json` is `none`", |it| it.runs[0].originals.clear()),
    ];
    for (expected, change) in changes {
        let bundle = bundle_of(&[&key], |it| change(&mut it.predicate.bankident));
        let found = flaws(&bundle, &keys, "", NOW);
        assert!(found.iter().any(|it| it.starts_with(expected)), "{expected}: {found:?}");
    }
}

#[test]
fn an_envelope_is_the_one_that_was_written() {
    let key = PrivateKey::generate();
    let keys = [trusted(&key, "tester")];
    let whole = members(&bundle_of(&[&key], |_| {}));
    let mut blanks = whole.clone();
    blanks[3].1.push(b' ');
    let expected = ["certificate.dsse.json: the file has other bytes"];
    assert_eq!(flaws(&rewritten(&blanks), &keys, "", NOW), expected);
    assert_eq!(flaws(&blanks[3].1, &keys, "", NOW), [""; 0]);
    let text = String::from_utf8(whole[3].1.clone()).unwrap();
    let more = text.replacen('{', "{\"approved\": true,", 1);
    let expected = ["member `approved` is unknown: no certificate of this layout has it"];
    assert_eq!(flaws(more.as_bytes(), &keys, "", NOW), expected);
}

#[test]
fn runs_for_which_none_is_issued_are_refused() {
    each_is_refused(&[
        ("the harness had a fault: a panic", |it| it["internal_faults"] = json!(["a panic"])),
        ("its layout has version 0", |it| it["schema_version"] = json!(0)),
    ]);
    let key = PrivateKey::generate();
    let mut other = record("two");
    other["target"]["name"] = json!("staging");
    let bundle = bundle_of_runs(&[&key], [record("one"), other], |_| {});
    let found = flaws(&bundle, &[trusted(&key, "tester")], "", NOW);
    assert!(
        found.iter().any(|it| it.starts_with("runs: they test `shop` and `staging`")),
        "{found:?}"
    );
}

#[test]
fn names_tags_and_capabilities_are_those_of_the_suite() {
    static SUITE: LazyLock<OwnSuite> = LazyLock::new(|| {
        let own = |requirement: &str| OwnScenario {
            file: "features/a.feature".to_owned(),
            feature: "A".to_owned(),
            rule: Some("R".to_owned()),
            name: "N".to_owned(),
            tags: vec!["needs:clock".to_owned()],
            requirements: vec![requirement.to_owned()],
            steps: vec!["it holds".to_owned()],
        };
        let all = ["BI-001", "BI-002", "BI-003", "BI-004"];
        let scenarios = all.map(|it| (format!("s-{it}"), own(it))).into();
        let (digest, capabilities) = (harness().suite_digest, ["clock"].into());
        OwnSuite { digest, capabilities, affirms: |it| it == "yes", scenarios }
    });
    let same = OwnProgram { suite: |_| Some(&SUITE), ..own() };
    let key = PrivateKey::generate();
    let (keys, policy) = ([trusted(&key, "tester")], ReceiverPolicy::none());
    let found = |change: fn(&mut Value)| {
        let runs = ["one", "two"].map(|id| {
            let mut run = record(id);
            for it in run["scenarios"].as_array_mut().unwrap() {
                it["file"] = json!("features/a.feature");
                it["feature"] = json!("A");
                it["rule"] = json!("R");
                it["name"] = json!("N");
                it["tags"] = json!(["needs:clock"]);
            }
            change(&mut run);
            run
        });
        let bundle = bundle_of_runs(&[&key], runs, |_| {});
        let flaws = verify(&request(&bundle, &keys, &policy, NOW, &same)).unwrap().flaws;
        flaws.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(found(|_| {}), [""; 0]);
    let changes: [RecordEdit; 6] = [
        ("file of `s-BI-001` is `b`", |it| it["scenarios"][0]["file"] = json!("b")),
        ("feature of `s-BI-001` is `b`", |it| it["scenarios"][0]["feature"] = json!("b")),
        ("rule of `s-BI-001` is ``", |it| it["scenarios"][0]["rule"] = Value::Null),
        ("name of `s-BI-001` is `b`", |it| it["scenarios"][0]["name"] = json!("b")),
        ("tags of `s-BI-001` is ``", |it| it["scenarios"][0]["tags"] = json!([])),
        ("capability `clock` is `none of", |it| it["target"]["capabilities"] = json!([])),
    ];
    for (expected, change) in changes {
        let (found, expected) = (found(change), format!("runs/1/run.json: {expected}"));
        assert!(found.iter().any(|it| it.starts_with(&expected)), "{expected}: {found:?}");
    }
}
