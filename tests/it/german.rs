//! A German page is German: sentences that stay English are values of an API, or words of the author of
//! a feature.

use std::collections::BTreeSet;

use bankident_conformance::checks::partner::rule_texts;
use bankident_conformance::report::{Format, Phrases, ReportLanguage, render};
use bankident_conformance::simulator::{ClockMode, Setup, Simulator, fault};
use bankident_conformance::verdict::{ConformanceReport, Verdict};
use regex::Regex;
use scraper::{Html, Selector};
use serde_json::Value;

use crate::black_box::against;
use crate::support::{block_on, run, with_verdict};

/// Faults that break much, each in another part of the API.
const FAULTS: [&str; 6] = [
    "salutation-optional",
    "unknown-person-changed",
    "identical-persons-are-one",
    "unknown-members-refused",
    "previous-tan-still-alive",
    "confirm-completed-at-once",
];
/// Members of the data with sentences, and those that are not looked into.
const SENTENCES: [&str; 10] = [
    "reason",
    "message",
    "statement",
    "path",
    "expected",
    "actual",
    "note",
    "what",
    "place",
    "unobserved",
];
const APART: [&str; 3] = ["calls", "files", "waiver"];
/// English words that no German sentence has.
const ENGLISH: &str =
    r"\b(?:the|is|are|was|were|with|and|before|after|without|needs|that|has|from|not|of)\b";
/// Parts that may stay English: values in quotation marks or braces, masked values, URLs, ids of readings, and the
/// sentence of a step before the reason.
const ALLOWED: &str = r#""[^"]*"|`[^`]*`|\{[^}]*\}|\[masked [^\]]*\]|https?://\S+|\b(?:Given|When|Then|And|But) [^:]*: |features/\S+|\b[a-z0-9]+(?:-[a-z0-9]+)+\b"#;

async fn report() -> ConformanceReport {
    let faults = FAULTS.map(|it| fault::named(it).unwrap_or_else(|| panic!("no fault {it}")));
    let setup = Setup { faults: faults.to_vec(), clock: ClockMode::Flowing, ..Setup::default() };
    let simulator = Simulator::start(setup).await.unwrap_or_else(|why| panic!("{why}"));
    run(&against(&simulator, false)).await
}

fn page(report: &ConformanceReport) -> Html {
    let mut bytes = Vec::new();
    render(report, Format::Html, ReportLanguage::German, &[], &mut bytes).unwrap();
    Html::parse_document(&String::from_utf8(bytes).unwrap())
}

fn gather(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|it| gather(it, found)),
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::String(text) if SENTENCES.contains(&name.as_str()) => {
                        found.push(text.clone());
                    }
                    _ if APART.contains(&name.as_str()) => {}
                    _ => gather(value, found),
                }
            }
        }
        _ => {}
    }
}

/// Every sentence of the data, and of the tables of the page.
fn sentences(page: &Html) -> Vec<String> {
    let mut found = Vec::new();
    let scripts = Selector::parse("script[type='application/json']").unwrap();
    for script in page.select(&scripts) {
        if script.attr("id") != Some("data-words") {
            gather(&serde_json::from_str(&script.text().collect::<String>()).unwrap(), &mut found);
        }
    }
    let cells = "#causes ~ div td, #ambiguities td:nth-child(2), #ambiguities li bdi, #deviations th, \
                 #requirements td:nth-child(4), #requirements td:last-child";
    let cells = Selector::parse(cells).unwrap();
    found.extend(page.select(&cells).map(|it| it.text().collect::<String>()));
    found
}

#[test]
fn the_sentences_of_a_german_page_are_german() {
    let report = block_on(report());
    for verdict in [Verdict::Failed, Verdict::NotApplicable] {
        assert!(with_verdict(&report, verdict).len() > 5, "{verdict}: {:?}", report.totals);
    }
    let found = sentences(&page(&report));
    let (allowed, english) = (Regex::new(ALLOWED).unwrap(), Regex::new(ENGLISH).unwrap());
    // In German these words are pronouns, too.
    let german = Regex::new(r"\b(?:was|die|der|das|den|ist|nicht|wird|eine?)\b").unwrap();
    let is_english = |it: &&String| {
        let rest = allowed.replace_all(it, " ");
        english.find_iter(&rest).any(|word| word.as_str() != "was" || !german.is_match(&rest))
    };
    let left: BTreeSet<&String> = found.iter().filter(is_english).collect();
    assert!(found.len() > 2_000, "{} sentences", found.len());
    assert!(left.is_empty(), "{} of {} are English: {left:#?}", left.len(), found.len());
}

#[test]
fn every_rule_for_partners_has_its_german_text() {
    let texts = rule_texts().flat_map(|(statement, correct)| [statement, correct]);
    let missing: BTreeSet<&str> = texts.filter(|it| Phrases::german().say(it) == *it).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}
