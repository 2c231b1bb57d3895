//! Reports of one hand-made run that holds every verdict.

use std::sync::Arc;

use std::path::Path;

use bankident_conformance::config::{Profile, Waiver};
use bankident_conformance::evidence::{
    Check, Deviation, Exchange, HarnessRecord, Mismatch, ObservedReading, Outcome, Payload,
    Received, RunRecord, ScenarioRecord, Sent, StepKind, StepOutcome, StepRecord, TargetRecord,
    Unobserved,
};
use bankident_conformance::report::{
    Format, ReportLanguage, TableLayout, diff_json, diff_markdown, diff_table, render,
    requirement_table, table,
};
use bankident_conformance::requirement::{Binding, Catalogue, CoverageState, Level};
use bankident_conformance::verdict::{
    ConformanceReport, Difference, MatrixRow, MatrixScenario, Verdict, Waivers, assess,
};
use jiff::civil::date;
use serde_json::json;

const CATALOGUE: &str = include_str!("../../features/requirements.toml");
const NARROW: TableLayout = TableLayout { width: 80, color: false };

fn step(kind: StepKind, text: &str, outcome: StepOutcome) -> StepRecord {
    let (keyword, text) = (format!("{kind:?}"), text.to_owned());
    StepRecord { kind, keyword, text, line: 7, outcome, duration_ms: 3, requests: 1 }
}

pub fn scenario(name: &str, requirement: &str, last: StepOutcome) -> ScenarioRecord {
    let file: Arc<str> = "features/person/sample.feature".into();
    ScenarioRecord {
        id: format!("{file} > A rule > {name}"),
        position: 0,
        file,
        feature: "A sample".into(),
        rule: Some("A rule".into()),
        name: name.to_owned(),
        line: 6,
        tags: vec![requirement.to_owned()],
        requirements: vec![requirement.to_owned()],
        not_applicable: None,
        steps: vec![
            step(StepKind::Given, "a registered person", StepOutcome::Passed),
            step(StepKind::Then, "the person has an id", last),
        ],
        checks: vec![Check { step: 1, ..Check::new("the person has an id", vec![]) }],
        readings: vec![],
        deviations: vec![],
        operations: Vec::new(),
        exchanges: vec![],
        sequence: vec![],
        attachments: Vec::new(),
        requests: 2,
        started_at: Some("2026-11-23T10:15:00.100Z".to_owned()),
        duration_ms: 12,
        attempts: 1,
        earlier: vec![],
    }
}

fn exchange() -> Exchange {
    Exchange {
        operation: "POST /v1/persons".to_owned(),
        sent: Sent {
            method: "POST".to_owned(),
            url: "http://127.0.0.1:1/v1/persons".to_owned(),
            headers: vec![("authorization".to_owned(), "[masked authorization]".to_owned())],
            body: Some(Payload::Json(json!({"first_name": "Alma"}))),
        },
        outcome: Outcome::Received(Received {
            status: 500,
            headers: vec![],
            body: Payload::Text { excerpt: "oops".to_owned(), length: 4 },
        }),
        at: "2026-11-23T10:15:00.000Z".to_owned(),
        duration_ms: 5,
        retry: 0,
        availability: None,
    }
}

pub fn failed() -> ScenarioRecord {
    let mut record = scenario(
        "the target is wrong",
        "BI-031",
        StepOutcome::CheckFailed("it is wrong".to_owned()),
    );
    let mismatches = vec![
        Mismatch::new("status code", "201", "500"),
        Mismatch::new("id", "an id ending in `cper`", "absent"),
    ];
    let check = Check::new("the answer is a person with an id", mismatches).seen_in(Some(0));
    record.checks = vec![Check { step: 1, ..check }];
    record.exchanges = vec![exchange()];
    record
}

pub fn every_verdict() -> Vec<ScenarioRecord> {
    let mut passed = scenario("all is well", "BI-031", StepOutcome::Passed);
    passed.readings = vec![ObservedReading {
        question: "C-01".to_owned(),
        reading: "http-412".to_owned(),
        note: "seen on POST".to_owned(),
    }];
    passed.deviations = vec![Deviation {
        what: "200 for 201".to_owned(),
        place: "POST /v1/persons".to_owned(),
        step: 1,
    }];
    let refused = Unobserved::NoConnection {
        address: "http://127.0.0.1:1".to_owned(),
        detail: "refused".to_owned(),
    };
    let mut lacking = scenario("time cannot be moved", "BI-102", StepOutcome::NotRun);
    lacking.not_applicable = Some("needs a clock".to_owned());
    let should = StepOutcome::CheckFailed("it should not".to_owned());
    let mut flaky = scenario("the second look is right", "BI-034", StepOutcome::Passed);
    let lost = StepOutcome::TimedOut { limit_ms: 5 };
    flaky.earlier = vec![scenario("the second look is right", "BI-034", lost)];
    flaky.attempts = 2;
    vec![
        passed,
        flaky,
        failed(),
        scenario("a should does not hold", "BI-060", should),
        scenario("the network is down", "BI-032", StepOutcome::Unobserved(refused)),
        scenario("the step is unknown", "BI-033", StepOutcome::Undefined),
        lacking,
        scenario("the failure is known", "BI-061", StepOutcome::CheckFailed("still so".into())),
        scenario("the waiver is forgotten", "BI-035", StepOutcome::Passed),
    ]
}

/// One waiver of each status.
fn waivers() -> Vec<(Waiver, usize)> {
    let waiver = |line: &str, expires: &str, in_suite| {
        let text = format!(
            "[[waivers]]\n{line}\nowner = \"kyc\"\nreason = \"It is known.\"\nticket = \"K-1\"\n\
             expires = {expires}\n"
        );
        (Waiver::parse(&text, Path::new("waivers.toml")).unwrap().remove(0), in_suite)
    };
    vec![
        waiver("requirement = \"BI-061\"", "2026-11-23", 1),
        waiver("requirement = \"BI-031\"", "2026-11-22", 2),
        waiver("requirement = \"BI-032\"", "2027-01-31", 1),
        waiver("requirement = \"BI-035\"", "2027-01-31", 1),
        waiver("scenario = \"renamed\"", "2027-01-31", 0),
        waiver("requirement = \"BI-031\"\nscope = \"sandbox\"", "2027-01-31", 2),
    ]
}

pub fn report(scenarios: Vec<ScenarioRecord>) -> ConformanceReport {
    let run = RunRecord {
        run_id: "20261123T101500Z-1a2b".to_owned(),
        started_at: "2026-11-23T10:15:00.000Z".to_owned(),
        finished_at: "2026-11-23T10:15:01.000Z".to_owned(),
        seed: 42,
        harness: HarnessRecord {
            version: "0.0.0".to_owned(),
            ..HarnessRecord::of("0123456789abcdef".to_owned())
        },
        target: TargetRecord {
            name: "simulator".to_owned(),
            url: "http://127.0.0.1:1/".to_owned(),
            capabilities: vec!["clock".to_owned()],
            flags: vec![],
        },
        ..RunRecord::default()
    };
    let waivers = Waivers { candidates: waivers(), today: date(2026, 11, 23) };
    assess(run, scenarios, &Catalogue::parse(CATALOGUE).unwrap(), &Profile::default(), &waivers)
}

/// `junit.xml` of a report.
pub fn junit(report: &ConformanceReport) -> String {
    let mut xml = Vec::new();
    render(report, Format::Junit, ReportLanguage::English, &[], &mut xml).unwrap();
    String::from_utf8(xml).unwrap()
}

#[test]
fn the_table_is_as_it_was() {
    insta::assert_snapshot!("table", table(&report(every_verdict()), NARROW));
}

#[test]
fn junit_is_as_it_was() {
    let text = junit(&report(every_verdict())).replace("><", ">\n<");
    insta::assert_snapshot!("junit", text);
}

#[test]
fn run_json_is_as_it_was() {
    let report = report(every_verdict());
    let mut json = serde_json::to_value(&report).unwrap();
    let requirements = json["requirements"].as_array_mut().unwrap();
    assert_eq!(requirements.len(), Catalogue::parse(CATALOGUE).unwrap().requirements().count());
    requirements.retain(|it| it["verdict"] != "uncovered");
    let text = serde_json::to_string_pretty(&json).unwrap();
    insta::assert_snapshot!("run_json", text);
}

/// The content of `run.json`, byte for byte.
fn record(report: &ConformanceReport) -> String {
    serde_json::to_string_pretty(&report).unwrap()
}

#[test]
fn a_report_restored_from_its_record_is_the_same() {
    let report = report(every_verdict());
    let text = record(&report);
    let restored = serde_json::from_str::<ConformanceReport>(&text).unwrap().restored();
    assert_eq!(record(&restored), text);
    assert_eq!(table(&restored, NARROW), table(&report, NARROW));
    assert_eq!(junit(&restored), junit(&report));
}

/// The night after: one thing broke, one was fixed, one got slow, a reading and a freedom changed.
fn a_night_later() -> ConformanceReport {
    let mut scenarios = every_verdict();
    scenarios[0].readings[0].reading = "failed-reason".into();
    scenarios[0].deviations[0].what = "lower-case code".into();
    scenarios[0].duration_ms = 900;
    scenarios[1] = scenario(
        "the second look is right",
        "BI-034",
        StepOutcome::CheckFailed("it is wrong | now".to_owned()),
    );
    scenarios[2] = scenario("the target is wrong", "BI-031", StepOutcome::Passed);
    scenarios[3].name = "a should has another name".into();
    scenarios[3].id = "features/person/sample.feature > A rule > a should has another name".into();
    scenarios[4] = scenario("the network is down", "BI-032", StepOutcome::Passed);
    report(scenarios)
}

fn night() -> Difference {
    let (before, after) = (report(every_verdict()), a_night_later());
    Difference::between(&before.into(), &after.into())
}

#[test]
fn the_changes_of_a_night_are_as_they_were() {
    let night = night();
    insta::assert_snapshot!("diff_table", diff_table(&night, NARROW));
    insta::assert_snapshot!("diff_markdown", diff_markdown(&night));
    let json: serde_json::Value = serde_json::from_str(&diff_json(&night)).unwrap();
    assert_eq!(json["worse"], true);
    assert_eq!(json["newly_failing"].as_array().unwrap().len(), night.newly_failing.len());
    assert_eq!(json["latency"]["shifted"][0]["after_ms"], 900);
}

/// Texts that are hard to lay out: wide, from right to left, marks without width, and no blank
/// anywhere.
const HARD: [&str; 4] = [
    "口座のスナップショットは十分後に無効になり銀行が再び尋ねるまで識別は進まない",
    "بنك الهوية لا يقبل رقم حساب مشترك ولا يكمل التحقق من العميل حتى يدفع سنتا واحدا",
    "e\u{301}o\u{308}🧨🏦u\u{308}é with-many-hyphens-in-a-row-that-nobody-should-break 👩‍👩‍👧‍👦 end",
    "BI-031-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
];

/// Every verdict once for each hard text, which appears wherever a stranger's text may.
fn hard_to_lay_out() -> Vec<ScenarioRecord> {
    let mut records = Vec::new();
    for (text, mut record) in HARD
        .iter()
        .flat_map(|text| every_verdict().into_iter().map(move |record| (text.repeat(2), record)))
    {
        record.name = format!("{text} {}", record.name);
        record.id = format!("{} {text}", record.id);
        record.feature = text.as_str().into();
        record.rule = Some(text.as_str().into());
        record.file = format!("features/{text}.feature").into();
        record.requirements.push(text.clone());
        record.steps[0].text.clone_from(&text);
        record.not_applicable = record.not_applicable.map(|why| format!("{why} {text}"));
        for mismatch in record.checks.iter_mut().flat_map(|it| &mut it.mismatches) {
            mismatch.path.push_str(&text);
            mismatch.actual = format!("\"{text}\"");
        }
        for exchange in &mut record.exchanges {
            exchange.sent.url.push_str(&text);
            exchange.sent.body = Some(Payload::Json(json!({ &text: [&text, "'\"$`\\!"] })));
        }
        for it in &mut record.readings {
            it.note.push_str(&text);
        }
        for it in &mut record.deviations {
            it.place.push_str(&text);
        }
        records.push(record);
    }
    records
}

#[test]
fn no_line_is_wider_than_the_terminal_and_colours_come_only_when_asked() {
    let report = report(hard_to_lay_out());
    let scenarios = HARD.map(|it| MatrixScenario { id: it.repeat(2), verdict: None }).into();
    let rows = [MatrixRow {
        id: HARD[3].to_owned(),
        level: Level::Must,
        binds: Binding::Api,
        state: CoverageState::Covered,
        partner: None,
        verdict: Some(Verdict::NotApplicable),
        summary: HARD.concat(),
        source: HARD[1].repeat(3),
        reason: None,
        scenarios,
    }];
    for width in [60, 61, 80, 100, 140, 200] {
        for color in [false, true] {
            let layout = TableLayout { width, color };
            for text in [table(&report, layout), requirement_table(&rows, None, layout)] {
                assert_eq!(text.contains('\u{1b}'), color);
                let plain = console::strip_ansi_codes(&text).into_owned();
                let wide: Vec<&str> =
                    plain.lines().filter(|it| console::measure_text_width(it) > width).collect();
                assert!(wide.is_empty(), "{width}: {wide:#?}");
            }
        }
    }
}

#[test]
fn hostile_texts_neither_break_the_xml_nor_move_the_cursor() {
    let evil = "a\u{1b}[31mred\0\u{b}]]>&<script>\u{202e}\r\n\u{fffe}ü銀行\"'";
    let mut record = failed();
    record.name = evil.to_owned();
    record.feature = evil.into();
    record.rule = Some(evil.into());
    record.file = evil.into();
    record.id = evil.to_owned();
    record.steps[1].outcome = StepOutcome::CheckFailed(evil.to_owned());
    record.checks[0].mismatches[0].actual = evil.repeat(100);
    record.exchanges[0].outcome = Outcome::Received(Received {
        status: 200,
        headers: vec![],
        body: Payload::Text { excerpt: evil.to_owned(), length: 9 },
    });
    let report = report(vec![record]);
    let xml = junit(&report);
    let document = roxmltree::Document::parse(&xml).unwrap_or_else(|why| panic!("{why}\n{xml}"));
    let failures = document.descendants().filter(|node| node.has_tag_name("failure"));
    let failures = failures.filter(|node| node.attribute("type") == Some("nonconformance"));
    assert_eq!(failures.count(), 1);
    let table = table(&report, NARROW);
    assert!(!table.chars().any(|c| c.is_control() && c != '\n'), "{table:?}");
}

/// Forty scenarios that meet the same fault: what they asked for was each one's own.
fn one_fault() -> Vec<ScenarioRecord> {
    let hit = |index: usize| {
        let mut record = failed();
        record.name = format!("scenario <{index}>");
        record.line = 100 + index;
        record.requirements.push(format!("BI-0{}", 50 + index % 3));
        let reason = format!("the answer is a person with an id: id: {index}");
        record.steps[1].outcome = StepOutcome::CheckFailed(reason);
        record.checks[0].mismatches[0] =
            Mismatch::new("id", format!("\"{index}\""), format!("{}", index + 1));
        record
    };
    (0..40).map(hit).collect()
}

#[test]
fn one_cause_is_reported_once_with_the_scenarios_it_fails() {
    let report = report(one_fault());
    let text = table(&report, TableLayout { width: 100, color: false });
    let (_, text) = text.split_once("FAILED ×40: the answer is a person with an id: id\n").unwrap();
    for once in ["BI-031 MUST ", "BI-050 ", "\n  curl ", "  bankident run features/person/sample"] {
        assert_eq!(text.matches(once).count(), 1, "{once} in {text}");
    }
    for index in 0..30 {
        let place =
            format!("  features/person/sample.feature:{} scenario <{index}> [", 100 + index);
        assert!(text.contains(&place), "{place} is not in {text}");
    }
    assert!(!text.contains("scenario <30>") && text.contains("… and 10 more, see report.html"));
    // Every path that differs is reported, not only the first.
    assert!(text.contains("expected: \"0\"") && text.contains("expected: an id ending in `cper`"));
    let mut markdown = Vec::new();
    render(&report, Format::Markdown, ReportLanguage::English, &[], &mut markdown).unwrap();
    let markdown = String::from_utf8(markdown).unwrap();
    assert_eq!(markdown.matches("failed ×40").count(), 1, "{markdown}");
    assert!(markdown.contains("… and 32 more"), "{markdown}");
}

#[test]
fn many_scenarios_get_one_line_for_each_feature() {
    let many = (0..600).map(|index| scenario(&format!("s{index}"), "BI-031", StepOutcome::Passed));
    let table = table(&report(many.collect()), NARROW);
    assert!(table.lines().count() < 26, "{table}");
    assert!(table.contains("600 passed"));
}
