//! `report.html`: one file that runs nothing but its own script, and holds every text unharmed.
//!
//! Each page is left in `target/tmp` for `tests/consumers`, which opens it.

use std::fs;
use std::path::Path;

use bankident_conformance::evidence::{Outcome, Payload, Received, ScenarioRecord, StepOutcome};
use bankident_conformance::report::{Format, ReportLanguage, render};
use bankident_conformance::verdict::ConformanceReport;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ring::digest::{SHA256, digest};
use scraper::{ElementRef, Html, Selector};
use serde_json::{Value, json};

use crate::reports::{every_verdict, failed, report, scenario};

/// Every way out of a text that a page, a script or a terminal has.
pub const EVIL: &str = "a\u{1b}[31mred\0\u{b}]]>&amp;<script>alert(1)</script><!--<script>\
                    </title><img src=x onerror=alert(1)>\u{202e}\u{2028}\r\n\u{feff}ü銀行\"'`${x}";

fn page(report: &ConformanceReport, language: ReportLanguage, name: &str) -> String {
    let mut bytes = Vec::new();
    render(report, Format::Html, language, &[], &mut bytes).unwrap();
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("report-{name}.html"));
    fs::write(path, &bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn text(element: &ElementRef<'_>) -> String {
    element.text().collect()
}

fn data(page: &Html, name: &str) -> Value {
    let element = all(page, &format!("script[id='data-{name}']"));
    serde_json::from_str(&text(&element[0])).unwrap()
}

fn hash(text: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(digest(&SHA256, text.as_bytes())))
}

/// Nothing comes from elsewhere, and only what the policy names by its hash may run.
#[track_caller]
fn assert_harmless(text_of_page: &str) -> Html {
    let page = Html::parse_document(text_of_page);
    assert_eq!(page.errors, Vec::<String>::new());
    let policy = all(&page, "meta[http-equiv='Content-Security-Policy']");
    let policy = policy[0].attr("content").unwrap();
    assert!(policy.starts_with("default-src 'none'; "), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    let (scripts, styles) = (all(&page, "script:not([type])"), all(&page, "style"));
    assert_eq!((scripts.len(), styles.len()), (1, 1));
    assert!(policy.contains(&format!("script-src {}", hash(&text(&scripts[0])))), "{policy}");
    assert!(policy.contains(&format!("style-src {}", hash(&text(&styles[0])))), "{policy}");
    for element in all(&page, "*") {
        for (name, value) in element.value().attrs() {
            assert!(!name.starts_with("on") && name != "style" && name != "src", "{name}={value}");
            assert!(name != "href" || value.starts_with('#'), "{value}");
        }
    }
    assert!(all(&page, "img, iframe, object, embed, link, base").is_empty());
    page
}

/// Every link leads to an element, to the list, or to a scenario of this report.
#[track_caller]
fn assert_linked(page: &Html) {
    let ids: Vec<&str> = all(page, "[id]").iter().filter_map(|it| it.attr("id")).collect();
    for (index, id) in ids.iter().enumerate() {
        assert!(!ids[..index].contains(id), "`{id}` occurs twice");
    }
    let list = data(page, "list");
    let scenarios: Vec<&str> =
        list.as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
    for link in all(page, "a[href]") {
        let target = link.attr("href").unwrap().trim_start_matches('#');
        if let Some(id) = target.strip_prefix("scenario/") {
            let (id, _) = url::form_urlencoded::parse(id.as_bytes()).next().unwrap();
            assert!(scenarios.contains(&id.as_ref()), "no scenario `{id}`");
        } else if !target.starts_with("find/") {
            assert!(ids.contains(&target), "no element `{target}`");
        }
    }
}

#[test]
fn the_page_holds_the_run_in_both_languages() {
    let report = report(every_verdict());
    for (language, code, verdict) in [
        (ReportLanguage::English, "en", "harness error: a feature file"),
        (ReportLanguage::German, "de", "Fehler des Prüfprogramms"),
    ] {
        let page = assert_harmless(&page(&report, language, &format!("every-verdict-{code}")));
        assert_linked(&page);
        assert_eq!(all(&page, "html")[0].attr("lang"), Some(code));
        assert!(text(&all(&page, "#verdict h2")[0]).contains(verdict));
        assert_eq!(all(&page, "#requirements tbody tr[id]").len(), report.requirements.len());
        assert_eq!(all(&page, "#waivers tbody tr").len(), report.waivers.len());
        assert_eq!(all(&page, "#flaky tbody tr").len(), 1);
        assert_eq!(all(&page, "#deviations tbody tr").len(), 1);
        let observed = text(&all(&page, "#ambiguities tbody td:last-child")[0]);
        assert!(observed.contains("http-412"), "{observed}");
    }
}

#[test]
fn a_scenario_has_its_checks_and_calls_under_the_steps_that_made_them() {
    let page = assert_harmless(&page(&report(vec![failed()]), ReportLanguage::English, "failed"));
    let detail = data(&page, "0");
    assert_eq!(detail["checks"][0]["mismatches"].as_array().unwrap().len(), 2);
    let call = &detail["calls"][0];
    assert_eq!((&call["step"], &call["answer"]["status"]), (&json!(0), &json!(500)));
    assert_eq!(call["headers"][0][1], "[masked authorization]");
    assert_eq!(call["body"]["text"], "{\n  \"first_name\": \"Alma\"\n}");
    let listed = &data(&page, "list")[0];
    assert_eq!((&listed["at"], &listed["ms"]), (&json!(100), &json!(12)));
}

#[test]
fn a_scenario_that_failed_names_what_decided_and_how_to_repeat_it() {
    let report = report(vec![failed(), scenario("all is well", "BI-031", StepOutcome::Passed)]);
    let page = assert_harmless(&page(&report, ReportLanguage::German, "decided"));
    let detail = data(&page, "0");
    assert_eq!(detail["decisive"], 0);
    let check = &detail["checks"][0];
    let (path, member) = (&check["mismatches"][0]["path"], &check["mismatches"][0]["member"]);
    assert_eq!((path, member), (&json!("Statuscode"), &json!("status code")));
    assert!(detail["again"].as_str().unwrap().starts_with("bankident run "), "{}", detail["again"]);
    assert!(detail["curl"].as_str().unwrap().starts_with("curl "), "{}", detail["curl"]);
    let demand = &data(&page, "requirements")["BI-031"];
    assert_eq!(demand["level"], "MUST");
    assert!(demand["summary"].as_str().unwrap().starts_with("Wird eine Person"), "{demand}");
    let passed = data(&page, "1");
    assert_eq!((&passed["decisive"], &passed["again"]), (&Value::Null, &Value::Null));
}

#[test]
fn what_is_inconclusive_is_not_observed() {
    let lost = StepOutcome::TimedOut { limit_ms: 5 };
    let report = report(vec![failed(), scenario("the network is down", "BI-032", lost)]);
    let page = assert_harmless(&page(&report, ReportLanguage::English, "observed"));
    let verdict = text(&all(&page, "#verdict")[0]);
    assert!(verdict.contains("Requirements: 1 of "), "{verdict}");
}

#[test]
fn scenarios_that_meet_the_same_fault_are_one_cause() {
    let many = (0..3).map(|index| {
        let mut record = failed();
        let printed = format!("the answer is a person with an id: it is {index}");
        record.steps[1].outcome = StepOutcome::CheckFailed(printed);
        record.checks[0].mismatches[0].actual = index.to_string();
        record
    });
    let page = assert_harmless(&page(&report(many.collect()), ReportLanguage::English, "causes"));
    let rows = all(&page, "#verdict tbody tr");
    assert_eq!(rows.len(), 1);
    assert!(text(&rows[0]).starts_with('3'), "{}", text(&rows[0]));
    let link = all(&page, "#verdict tbody a")[0].attr("href").unwrap();
    assert_eq!(link, "#find/verdict=failed&q=the+answer+is+a+person+with+an+id");
}

pub fn hostile() -> ScenarioRecord {
    let mut record = failed();
    record.name = EVIL.into();
    record.feature = EVIL.into();
    record.rule = Some(EVIL.into());
    record.file = EVIL.into();
    record.id = EVIL.into();
    record.tags = vec![EVIL.to_owned()];
    record.requirements = vec![EVIL.to_owned()];
    record.steps[0].text = EVIL.into();
    record.steps[1].outcome = StepOutcome::CheckFailed(EVIL.to_owned());
    record.checks[0].statement = EVIL.into();
    record.checks[0].mismatches[0].actual = EVIL.repeat(100);
    record.deviations.clone_from(&every_verdict()[0].deviations);
    record.deviations[0].what = EVIL.into();
    record.deviations[0].place = EVIL.into();
    let mut second = record.exchanges[0].clone();
    second.outcome = Outcome::Received(Received {
        status: 200,
        headers: vec![(EVIL.to_owned(), EVIL.to_owned())],
        body: Payload::Text { excerpt: EVIL.to_owned(), length: 9 },
    });
    second.sent.url = EVIL.into();
    second.operation = EVIL.into();
    let mut large = second.clone();
    large.sent.body = Some(Payload::Json(json!({ EVIL: "\u{5e9}".repeat(1 << 20) })));
    record.exchanges.extend([second, large]);
    record
}

#[test]
fn hostile_texts_stay_texts() {
    let mut report = report(vec![hostile(), scenario("harmless", "BI-031", StepOutcome::Passed)]);
    report.run.target.name = EVIL.into();
    report.run.internal_faults = vec![EVIL.to_owned()];
    let text_of_page = page(&report, ReportLanguage::English, "hostile");
    let page = assert_harmless(&text_of_page);
    assert_linked(&page);
    assert_eq!(all(&page, "script").len(), 3 + report.scenarios.len() + 1);
    let seen = |c: char| (!c.is_control() || c == '\n' || c == '\t') && c != '\u{202e}';
    assert!(text_of_page.chars().all(seen));
    let (list, detail) = (data(&page, "list"), data(&page, "0"));
    assert_eq!(list[0]["id"], EVIL);
    assert!(list[0]["name"].as_str().unwrap().starts_with("a␛[31mred␀␋]]>&amp;<script>alert(1)"));
    assert!(list[0]["name"].as_str().unwrap().contains("\\u{202e}"));
    let large = &detail["calls"][2]["body"];
    assert!(large["text"].as_str().unwrap().chars().count() < 41_000); // what is written out is longer
    assert!(large["cut_from"].as_u64().unwrap() > 1 << 20);
}

#[test]
fn ten_thousand_scenarios_are_still_a_page() {
    let many = (0..10_000).map(|index| {
        let outcome = match index % 50 {
            0 => return ScenarioRecord { id: format!("f{index}"), ..failed() },
            _ => StepOutcome::Passed,
        };
        let mut record = scenario(&format!("The outcome {index} is as stated"), "BI-031", outcome);
        let at = jiff::Timestamp::from_millisecond(1_795_428_900_000 + index * 3).unwrap();
        record.started_at = Some(at.to_string());
        record
    });
    let text = page(&report(many.collect()), ReportLanguage::English, "ten-thousand");
    assert!(text.len() < 15_000_000, "{} bytes", text.len());
    let page = assert_harmless(&text);
    assert_eq!(data(&page, "list").as_array().unwrap().len(), 10_000);
    assert_eq!(data(&page, "9950")["calls"].as_array().unwrap().len(), 1);
}

#[test]
fn evidence_that_does_not_fit_is_counted() {
    let mut heavy = failed();
    let mut exchange = heavy.exchanges[0].clone();
    exchange.sent.body = Some(Payload::Json(json!("x".repeat(60_000))));
    heavy.exchanges = vec![exchange; 2_000];
    let page = assert_harmless(&page(&report(vec![heavy]), ReportLanguage::English, "heavy"));
    let detail = data(&page, "0");
    let (kept, out) = (detail["calls"].as_array().unwrap().len(), detail["left_out"].as_u64());
    assert_eq!(kept as u64 + out.unwrap(), 2_000);
    assert!((1_000..1_600).contains(&kept), "{kept}");
}

#[test]
fn an_interrupted_and_an_empty_run_are_pages_too() {
    let mut stopped = report(vec![scenario("it was cut", "BI-031", StepOutcome::Interrupted)]);
    stopped.run.interrupted = true;
    stopped.conclusion = bankident_conformance::verdict::Conclusion::Interrupted;
    let page_of_it = assert_harmless(&page(&stopped, ReportLanguage::English, "interrupted"));
    assert!(text(&all(&page_of_it, "#verdict h2")[0]).contains("interrupted"));
    let empty = assert_harmless(&page(&report(vec![]), ReportLanguage::English, "empty"));
    assert_eq!(data(&empty, "list"), json!([]));
}
