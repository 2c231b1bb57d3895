//! `bankident history`: three real nights in every format, and texts of strangers in its page.

use std::fs;
use std::path::Path;
use std::process::Output;

use bankident_conformance::report::{
    ReportLanguage, TableLayout, history_html, history_markdown, history_table,
};
use bankident_conformance::verdict::{PastRun, RunHistory};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ring::digest::{SHA256, digest};
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;

use crate::cli::{Bankident, GREEN, Served, ends, stderr, stdout};
use crate::html::EVIL;
use crate::reports::{every_verdict, report};

const BROKEN: &str = "Feature: own\n  Scenario: a note is kept\n    \
    Given the text \"a\" noted as \"b\"\n    Then the note \"b\" is \"z\"\n";

fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn text(element: &ElementRef<'_>) -> String {
    element.text().collect()
}

/// A page that is well-formed, needs nothing else, runs nothing, and names its tables and sections.
#[track_caller]
fn assert_page(text_of_page: &str, language: &str) -> Html {
    let page = Html::parse_document(text_of_page);
    assert_eq!(page.errors, Vec::<String>::new());
    assert_eq!(all(&page, "html")[0].attr("lang"), Some(language));
    let policy = all(&page, "meta[http-equiv='Content-Security-Policy']");
    let policy = policy[0].attr("content").unwrap();
    let style = digest(&SHA256, text(&all(&page, "style")[0]).as_bytes());
    let style = format!("style-src 'sha256-{}'", BASE64_STANDARD.encode(style));
    assert!(policy.starts_with("default-src 'none'; ") && policy.contains(&style), "{policy}");
    assert!(all(&page, "script, img, iframe, object, embed, link, base").is_empty());
    for (name, value) in all(&page, "*").iter().flat_map(|it| it.value().attrs()) {
        assert!(!name.starts_with("on") && name != "style" && name != "src", "{name}={value}");
        assert!(name != "href" || value.starts_with('#'), "{value}");
    }
    assert_eq!(all(&page, "h1").len(), 1);
    assert_eq!(all(&page, "section").len(), all(&page, "section > h2").len());
    assert_eq!(all(&page, "table").len(), all(&page, "table > caption:first-child").len());
    for row in all(&page, "tbody tr") {
        assert_eq!(row.select(&Selector::parse("th[scope=row]").unwrap()).count(), 1);
    }
    for link in all(&page, "a[href]") {
        let id = link.attr("href").unwrap();
        assert_eq!(all(&page, id).len(), 1, "{id}");
    }
    for element in all(&page, "h1, h2, caption, th[scope=col]") {
        assert!(!text(&element).is_empty(), "{}", element.html());
    }
    page
}

/// Two nights on the embedded simulator, and one on a server with a fault and another reading.
fn three_nights(bankident: &Bankident) {
    let night = |number: &str, more: &[&str], secrets: &[(&str, &str)]| {
        let folder = format!("nights/{number}");
        let night = ["run", "--requirement", "BI-117", "--requirement", "BI-083"];
        let rest = ["--evidence", "all", "--format", "json", "--report-dir", &folder];
        let mut command = bankident.command(&[&night[..], &rest, more].concat());
        command.envs(secrets.iter().copied()).output().unwrap()
    };
    ends(&night("1", &[], &[]), 0, "");
    ends(&night("2", &[], &[]), 0, "");
    let served = Served::spawn(bankident.command(&[
        "simulator",
        "--port",
        "0",
        "--control-port",
        "0",
        "--fault",
        "wrong-tan-accepted",
        "--reading",
        "C-01=failed-reason",
    ]));
    let secrets = [
        ("BANKIDENT_CLIENT_ID", served.value("client id:")),
        ("BANKIDENT_CLIENT_SECRET", served.value("client secret:")),
    ];
    ends(&night("3", &["--target", served.value("api:")], &secrets), 1, "");
}

fn history(bankident: &Bankident, arguments: &[&str]) -> Output {
    bankident.run(&[&["history"], arguments].concat())
}

fn parsed(output: &Output) -> Value {
    serde_json::from_str(&stdout(output)).unwrap()
}

#[test]
fn three_nights_are_shown_in_every_format() {
    let bankident = Bankident::new();
    three_nights(&bankident);
    let table = history(&bankident, &["nights"]);
    ends(&table, 1, "");
    for words in [
        "newly failing since run 3",
        "PPF",
        "lost since run 3",
        "run 3: the target was simulator and is http://127.0.0.1:",
        "run 3: reading C-01 was http-412, is failed-reason",
        "the last run is worse than the one before",
    ] {
        assert!(stdout(&table).contains(words), "`{words}` is not in: {}", stdout(&table));
    }
    let markdown = stdout(&history(&bankident, &["nights", "--format", "markdown"]));
    assert!(markdown.contains("| newly failing since run 3 | PPF | features/qes/"), "{markdown}");
    let json = parsed(&history(&bankident, &["nights", "--format", "json"]));
    assert_eq!((&json["worse"], json["runs"].as_array().unwrap().len()), (&true.into(), 3));
    assert_eq!(json["runs"][2]["exit_code"], 1);
    assert!(json["runs"][0]["worth"]["noticeable"].as_u64() > Some(0), "{}", json["runs"][0]);
    let operations = json["latency"]["operations"].as_array().unwrap();
    let tans = operations.iter().find(|it| it["operation"].as_str().unwrap().ends_with("/confirm"));
    assert!(tans.unwrap()["runs"][2]["answers"].as_u64() > Some(2), "{tans:?}");
    // Neither the order nor a repetition matters.
    let again = ["nights/3", "nights/1/run.json", "nights", "--format", "json"];
    assert_eq!(parsed(&history(&bankident, &again)), json);
    for (language, title) in [("en", "newly failing"), ("de", "neu nicht bestanden")] {
        let page = history(&bankident, &["nights", "--format", "html", "--lang", language]);
        ends(&page, 1, "");
        let page = assert_page(&stdout(&page), language);
        assert_eq!(all(&page, "#runs tbody tr").len(), 3);
        let scenarios = all(&page, "#scenarios tbody");
        assert!(text(&scenarios[0]).contains(title), "{}", text(&scenarios[0]));
        assert_eq!(all(&page, "#answers tbody tr").len(), operations.len());
    }
}

#[test]
fn records_that_cannot_be_used_are_left_out_and_named() {
    let bankident = Bankident::new();
    let here = bankident.here.path();
    let feature = bankident.feature(GREEN);
    ends(&bankident.run(&["run", &feature, "--report-dir", "runs/1"]), 0, "");
    let alone = history(&bankident, &["runs"]);
    ends(&alone, 0, "");
    assert!(stdout(&alone).contains("there is no earlier run to compare with"));
    bankident.feature(BROKEN);
    ends(&bankident.run(&["run", &feature, "--report-dir", "runs/2"]), 1, "");
    let save = |folder: &str, text: &[u8]| {
        fs::create_dir_all(here.join(folder)).unwrap();
        fs::write(here.join(folder).join("run.json"), text).unwrap();
    };
    save("runs/cut", b"{\"schema_version\": 1, ");
    save("runs/foreign", b"{\"results\": []}");
    save("runs/copy", &fs::read(here.join("runs/1/run.json")).unwrap());
    fs::create_dir(here.join("runs/notes")).unwrap();
    let some = history(&bankident, &["runs", "nowhere", "--format", "json"]);
    ends(&some, 1, "warning: 4 run records are left out; name a folder of reports");
    for words in [
        "nowhere: ",
        "runs/cut/run.json: it is cut off",
        "runs/foreign/run.json: ",
        "runs/copy/run.json: it is the same run as runs/1/run.json",
    ] {
        assert!(stderr(&some).contains(words), "`{words}` is not in: {}", stderr(&some));
    }
    assert_eq!(parsed(&some)["scenarios"][0]["verdicts"], "PF");
    ends(&history(&bankident, &["runs/notes", "runs/cut"]), 2, "no run record can be used; name");
    ends(&history(&bankident, &[]), 2, "required");
}

#[test]
fn texts_of_strangers_cannot_leave_their_place() {
    let night = |id: &str, started_at: &str, evil: bool| {
        let mut scenarios = every_verdict();
        for it in &mut scenarios {
            it.id = format!("{EVIL} {}", it.id);
            for reading in it.readings.iter_mut().filter(|_| evil) {
                reading.reading = EVIL.to_owned();
            }
        }
        let mut report = report(scenarios);
        report.run.run_id = format!("{id} {EVIL}");
        report.run.target.name = if evil { EVIL.to_owned() } else { "t".to_owned() };
        report.run.started_at = started_at.to_owned();
        PastRun::from(report)
    };
    let nights = vec![night("1", EVIL, false), night("2", "2026-11-30T01:00:00Z", true)];
    let history = RunHistory::of(nights);
    assert!(!history.scenarios.is_empty() && !history.readings.is_empty());
    for language in [ReportLanguage::English, ReportLanguage::German] {
        let page = history_html(&history, language);
        let path = format!("history-{}.html", language.code());
        fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join(path), &page).unwrap();
        assert_page(&page, language.code());
    }
    let table = history_table(&history, TableLayout { width: 100, color: false });
    let markdown = history_markdown(&history);
    for text in [&table, &markdown] {
        assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{2028}', '\r', '\0']), "{text}");
    }
    assert!(!markdown.contains("<script"), "{markdown}");
    assert!(table.lines().all(|line| console::measure_text_width(line) <= 100), "{table}");
}
