//! A part of the suite is called partial in every format; a shard is not such a part.

use std::fs;

use crate::cli::{Bankident, GREEN, ends, json, stdout};

const FORMATS: &str = "table,junit,json,html,markdown,tap,ctrf,messages,canonical";
const SELECTED: &str = "--name 'Two persons'";

#[test]
fn a_selected_part_is_partial_in_every_format_and_never_conformant() {
    let bankident = Bankident::new();
    let arguments = ["run", "--name", "Two persons", "--format", FORMATS, "--report-dir", "out"];
    let output = bankident.command(&arguments).env("GITHUB_ACTIONS", "true").output().unwrap();
    ends(&output, 0, "next: run the whole suite for a statement on conformance");
    let out = bankident.here.path().join("out");
    let whole = json(&out.join("run.json"))["selection"]["partial"]["of"].as_u64().unwrap();
    assert!(whole > 300, "{whole}");
    let line = format!("of {whole} scenarios selected by {SELECTED}; no statement on conformance");
    let printed = stdout(&output).replace("\n    ", " ");
    assert_eq!(printed.matches(&line).count(), 2, "table and annotation: {printed}");
    for file in ["junit.xml", "summary.md", "report.tap", "ctrf.json", "messages.ndjson"] {
        let text = fs::read_to_string(out.join(file)).unwrap().replace("&apos;", "'");
        assert!(text.contains(&line), "{file}: {text}");
    }
    let page = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("<p id=\"partial\">Partial: "), "{page}");
    for entry in fs::read_dir(&out).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        assert!(!text.contains("conformant: every requirement that could be observed holds"));
    }
    assert!(!printed.contains("as evidence"), "{printed}");
}

#[test]
fn a_whole_suite_is_not_partial_wherever_it_is_from() {
    let bankident = Bankident::new();
    let feature = bankident.feature(&format!("{GREEN}\n  Scenario: another\n    Then x\n"));
    let partial = |arguments: &[&str]| {
        bankident.run(&[&["run"], arguments, &["--report-dir", "out"]].concat());
        let run = json(&bankident.here.path().join("out/run.json"));
        run["selection"].get("partial").map(|it| it["of"].as_u64().unwrap())
    };
    assert_eq!(partial(&[&feature]), None);
    assert_eq!(partial(&[&format!("{feature}:2")]), Some(2));
    assert_eq!(partial(&[&feature, "--name", "another"]), Some(2));
    assert!(partial(&["features/access/authentication.feature"]).unwrap() > 300);
}

#[test]
fn an_empty_shard_is_0_says_so_and_has_a_case() {
    let bankident = Bankident::new();
    let feature = bankident.feature(GREEN);
    let mut empty = 0;
    for index in 1..=2 {
        let (shard, out) = (format!("{index}/2"), format!("shard-{index}"));
        let arguments = ["run", &feature, "--shard", &shard, "--seed", "7", "--report-dir", &out];
        let output = bankident.run(&arguments);
        ends(&output, 0, "next: merge the 2 shards");
        let xml = fs::read_to_string(bankident.here.path().join(&out).join("junit.xml")).unwrap();
        assert_eq!(xml.matches("<testcase ").count(), 1, "{xml}");
        if stdout(&output).contains("empty shard: no scenario of it could be observed") {
            assert!(xml.contains("<skipped type=\"empty-shard\""), "{xml}");
            empty += 1;
        }
    }
    assert_eq!(empty, 1);
    let merged = bankident.run(&["merge", "shard-1", "shard-2", "--report-dir", "merged"]);
    ends(&merged, 0, "keep merged as evidence");
}
