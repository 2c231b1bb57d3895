//! Formats that pipelines read: Markdown, annotations, TAP, CTRF, and the part of JUnit that GitLab shows.

use bankident_conformance::report::{Format, ReportLanguage, github_annotations, render};
use bankident_conformance::verdict::ConformanceReport;
use serde_json::Value;

use crate::cli::{Bankident, ends, stdout};
use crate::html::hostile;
use crate::reports::{every_verdict, junit, report};

fn text(report: &ConformanceReport, format: Format) -> String {
    let mut bytes = Vec::new();
    render(report, format, ReportLanguage::English, &[], &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn formats_are_as_they_were() {
    let report = report(every_verdict());
    insta::assert_snapshot!("summary_markdown", text(&report, Format::Markdown));
    insta::assert_snapshot!("tap", text(&report, Format::Tap));
    insta::assert_snapshot!("ctrf", text(&report, Format::Ctrf));
    insta::assert_snapshot!("annotations", github_annotations(&report));
}

#[test]
fn tap_has_as_many_points_as_it_plans_and_each_is_one_line() {
    let mut report = report([every_verdict(), vec![hostile()]].concat());
    report.run.interrupted = true;
    let text = text(&report, Format::Tap);
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("TAP version 14"));
    let plan: usize = lines.next().unwrap().strip_prefix("1..").unwrap().parse().unwrap();
    let points = lines.clone().filter(|it| it.starts_with("ok ") || it.starts_with("not ok "));
    assert_eq!((points.count(), plan), (report.scenarios.len() + report.waivers.len(), plan));
    assert_eq!(plan, report.scenarios.len() + report.waivers.len());
    let known = ["ok ", "not ok ", "  ", "Bail out! interrupted"];
    for line in lines {
        assert!(known.iter().any(|it| line.starts_with(it)), "{line}");
    }
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
    assert!(!text.contains(['\u{2028}', '\u{2029}']));
}

#[test]
fn ctrf_counts_what_it_lists_and_names_it_the_same_in_every_run() {
    let report = report(every_verdict());
    let read = |report| serde_json::from_str::<Value>(&text(report, Format::Ctrf)).unwrap();
    let document = read(&report);
    let (summary, tests) = (&document["results"]["summary"], &document["results"]["tests"]);
    let tests = tests.as_array().unwrap();
    let mut sum = 0;
    for status in ["passed", "failed", "skipped", "pending", "other"] {
        let listed = tests.iter().filter(|it| it["status"] == status).count();
        assert_eq!(summary[status], listed, "{status}");
        sum += listed;
    }
    assert_eq!(summary["tests"], sum);
    let id = tests[0]["id"].as_str().unwrap();
    assert_eq!(id.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
    assert_eq!(read(&report)["results"]["tests"][0]["id"], id);
    assert_ne!(tests[1]["id"], id);
}

#[test]
fn hostile_texts_are_neither_commands_nor_markup() {
    let report = report(vec![hostile()]);
    let annotations = github_annotations(&report);
    assert_eq!(annotations.lines().count(), 1, "{annotations}");
    assert!(annotations.starts_with("::error file=a"), "{annotations}");
    assert_eq!(annotations.matches("::").count(), 2, "{annotations}");
    let markdown = text(&report, Format::Markdown);
    assert!(!markdown.contains("<script") && !markdown.contains("<img"), "{markdown}");
    let wide = markdown.lines().filter(|it| it.starts_with('|')).count();
    assert_eq!(wide, 3 + 3, "{markdown}");
}

#[test]
fn what_is_skipped_says_why_inside_the_element() {
    let xml = junit(&report(every_verdict()));
    let document = roxmltree::Document::parse(&xml).unwrap();
    let skipped: Vec<_> = document.descendants().filter(|it| it.has_tag_name("skipped")).collect();
    assert_eq!(skipped.len(), 2);
    assert!(skipped.iter().all(|it| it.text() == it.attribute("message")), "{xml}");
}

const FEATURE: &str = "Feature: ::error::own
  Scenario: does not hold
    Given the text \"::warning::a\" noted as \"b\"
    Then the note \"b\" is \"c\"
";

#[test]
fn on_github_what_is_wrong_stands_beside_its_line_and_nothing_else_is_a_command() {
    let here = Bankident::new();
    let feature = here.feature(FEATURE);
    let arguments = ["run", &feature, "--format", "table,markdown,tap,ctrf", "--report-dir", "out"];
    let output = here.command(&arguments).env("GITHUB_ACTIONS", "true").output().unwrap();
    ends(&output, 1, "reports: out");
    let printed = stdout(&output);
    let word = printed.lines().next().unwrap().strip_prefix("::stop-commands::").unwrap();
    let end = printed.find(&format!("\n::{word}::\n")).unwrap();
    assert!(printed[..end].contains("does not hold"));
    let after: Vec<&str> = printed[end..].lines().skip(2).collect();
    assert_eq!(after.len(), 1, "{after:?}");
    assert!(after[0].starts_with("::error file=") && after[0].contains(",line=2,"), "{after:?}");
    let mut files: Vec<String> = std::fs::read_dir(here.here.path().join("out"))
        .unwrap()
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert_eq!(files, ["ctrf.json", "report.tap", "summary.md"]);
    let plain = here.run(&arguments);
    assert!(!stdout(&plain).starts_with("::") && !stdout(&plain).contains("stop-commands"));
}

#[test]
fn a_format_nobody_knows_is_refused_with_those_there_are() {
    let output = Bankident::new().run(&["run", "--format", "pdf"]);
    ends(&output, 2, "`pdf` is not one of table, junit, json, html, markdown, tap, ctrf, messages");
    ends(&Bankident::new().run(&["run", "--lang", "fr"]), 2, "`fr` is not one of en, de");
}
