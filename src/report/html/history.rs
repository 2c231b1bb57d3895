//! The page of a history: tables alone, without a script.

use std::collections::BTreeSet;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::report::format::ReportLanguage;
use crate::report::history::{duration, faults, letter_word, when};
use crate::verdict::{OperationTimes, RunHistory, RunLine, ScenarioHistory, Trend};

use super::assets::{HISTORY_STYLE, history_policy};
use super::elements::{captioned, section, text_of};
use super::texts::Texts;

/// Sections of the page, by the key of their titles.
const SECTIONS: [&str; 6] = ["runs", "scenarios", "readings", "changes", "shifts", "answers"];

/// The page, in one language.
pub fn history_html(history: &RunHistory, language: ReportLanguage) -> String {
    let texts = Texts::of(language);
    let page = html! {
        (DOCTYPE)
        html lang=(texts.language) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(history_policy());
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="color-scheme" content="light dark";
                title { (texts.history("title")) }
                style { (PreEscaped(HISTORY_STYLE)) }
            }
            body {
                header {
                    h1 { (texts.history("title")) }
                    p.target { (span(&history.runs)) }
                }
                nav aria-label=(texts.get("contents")) {
                    ul { @for id in SECTIONS { li { a href={ "#" (id) } { (texts.history(id)) } } } }
                }
                main {
                    (verdict(history, texts))
                    (runs(history, texts))
                    (scenarios(history, texts))
                    (readings(history, texts))
                    (changes(history, texts))
                    (shifts(history, texts))
                    (answers(history, texts))
                }
            }
        }
    };
    page.into_string() + "\n"
}

/// The times of the first and the last run.
fn span(runs: &[RunLine]) -> Markup {
    html! {
        @if let [first, .., last] = runs {
            (text_of(&when(&first.started_at))) " – " (text_of(&when(&last.started_at)))
        } @else {
            @for it in runs { (text_of(&when(&it.started_at))) }
        }
    }
}

fn verdict(history: &RunHistory, texts: &Texts) -> Markup {
    let (tone, key) = match history.runs.len() {
        0 | 1 => ("open", "nothing_before"),
        _ if history.worse => ("bad", "worse"),
        _ => ("good", "not_worse"),
    };
    let trends = [
        Trend::NewlyFailing,
        Trend::Lost,
        Trend::StillFailing,
        Trend::Unobserved,
        Trend::Flaky,
        Trend::Fixed,
    ];
    let has = |it: &ScenarioHistory, trend| {
        it.trend == trend || trend == Trend::Flaky && it.flaky.is_some()
    };
    let count = |trend| history.scenarios.iter().filter(|it| has(it, trend)).count();
    html! {
        section #verdict data-tone=(tone) aria-labelledby="verdict-title" {
            h2 #verdict-title { (texts.history(key)) }
            ul.counts {
                @for trend in trends {
                    li { b { (count(trend)) } " " (trend_word(trend, texts)) }
                }
            }
        }
    }
}

fn runs(history: &RunHistory, texts: &Texts) -> Markup {
    let heads = [
        "number",
        "when",
        "run",
        "target",
        "conclusion",
        "passed",
        "failed",
        "inconclusive",
        "error",
        "not_applicable",
        "faults",
        "duration",
    ];
    let rows = history.runs.iter().enumerate().map(|(index, run)| run_row(index, run, texts));
    table("runs", &heads, rows, texts)
}

fn run_row(index: usize, run: &RunLine, texts: &Texts) -> Markup {
    let totals = &run.totals;
    let sentence = texts.conclusion(run.conclusion).0;
    let conclusion = sentence.split_once(':').map_or(sentence, |(word, _)| word);
    let counts =
        [totals.passed, totals.failed, totals.inconclusive, totals.error, totals.not_applicable];
    html! {
        th scope="row" { (index + 1) }
        td.whole { (text_of(&when(&run.started_at))) }
        td.whole { (text_of(&run.run_id)) }
        td { (text_of(&run.target)) }
        td { (conclusion) }
        @for count in counts { td.number { (count) } }
        td.number { @match faults(run) {
            Some((n, of)) => { (n) "/" (of) }
            None => { (texts.history("unknown")) }
        } }
        td.number.whole { @match run.duration_ms {
            Some(millis) => { (duration(millis)) }
            None => { (texts.history("did_not_end")) }
        } }
    }
}

fn scenarios(history: &RunHistory, texts: &Texts) -> Markup {
    let rows = history.scenarios.iter().map(|it| html! {
        th scope="row" { (text_of(&it.scenario)) }
        td { (trend_word(it.trend, texts))
            @if it.flaky.is_some() && it.trend != Trend::Flaky { ", " (texts.history("flaky")) } }
        td.number { @if let Some(since) = &it.since { (since.number) } }
        td.number { (it.runs) }
        td { (verdicts(it, texts)) }
        td { (text_of(&it.reason)) }
    });
    let heads = ["scenario", "change", "since", "count", "verdicts", "reason"];
    table("scenarios", &heads, rows, texts)
}

fn trend_word(trend: Trend, texts: &Texts) -> &str {
    texts.history(match trend {
        Trend::NewlyFailing => "newly_failing",
        Trend::Lost => "lost",
        Trend::StillFailing => "still_failing",
        Trend::Unobserved => "no_longer_observed",
        Trend::Flaky => "flaky",
        Trend::Fixed => "fixed",
    })
}

/// The letters for the eye, and the same as words for the ear.
fn verdicts(scenario: &ScenarioHistory, texts: &Texts) -> Markup {
    let letters: Vec<char> = scenario.verdicts.chars().collect();
    let mut first = 1;
    let mut spelt = Vec::new();
    for same in letters.chunk_by(|left, right| left == right) {
        let (last, word) = (first + same.len() - 1, texts.history(letter_word(same[0])));
        let runs = if first == last { format!("{first}") } else { format!("{first}–{last}") };
        spelt.push(format!("{runs} {word}"));
        first = last + 1;
    }
    html! {
        code.strip aria-hidden="true" {
            @for letter in letters { span data-letter=(letter) { (letter) } }
        }
        span.unseen { (spelt.join(", ")) }
    }
}

fn readings(history: &RunHistory, texts: &Texts) -> Markup {
    let list = |readings: &BTreeSet<String>| {
        html! {
            @for it in readings { code { (text_of(it)) } " " }
        }
    };
    let rows = history.readings.iter().map(|it| {
        html! {
            th scope="row" { (text_of(&it.question)) }
            td.number { (it.run.number) }
            td { (list(&it.before)) }
            td { (list(&it.after)) }
            td { ul { @for it in &it.scenarios { li { (text_of(it)) } } } }
        }
    });
    table("readings", &["question", "since", "before", "after", "scenario"], rows, texts)
}

fn changes(history: &RunHistory, texts: &Texts) -> Markup {
    let rows = history.changes.iter().map(|it| {
        html! {
            th scope="row" { (texts.history(it.what.word())) }
            td.number { (it.run.number) }
            td { (text_of(&it.before)) }
            td { (text_of(&it.after)) }
        }
    });
    table("changes", &["what", "since", "before", "after"], rows, texts)
}

/// Operations and scenarios that took much longer or shorter in the last run.
fn shifts(history: &RunHistory, texts: &Texts) -> Markup {
    let latency = &history.latency;
    let operations = latency.shifted_operations.iter();
    let operations = operations.map(|it| (&it.operation, it.before_ms, it.after_ms));
    let scenarios = latency.shifted_scenarios.iter();
    let scenarios = scenarios.map(|it| (&it.scenario, it.before_ms, it.after_ms));
    let rows = operations.chain(scenarios).map(|(name, before_ms, after_ms)| {
        html! {
            th scope="row" { (text_of(name)) }
            td.number { (before_ms) }
            td.number { (after_ms) }
        }
    });
    table("shifts", &["slow", "before_ms", "after_ms"], rows, texts)
}

/// Median and 95th percentile of each operation, one column for each run.
fn answers(history: &RunHistory, texts: &Texts) -> Markup {
    let times = |it: &OperationTimes| {
        html! {
            th scope="row" { (text_of(&it.operation)) }
            @for run in &it.runs {
                td.number { @if let Some(run) = run {
                    (run.times.median_ms) " / " (run.times.p95_ms)
                } }
            }
        }
    };
    let operations = &history.latency.operations;
    let numbers = (1..=history.runs.len()).map(|it| it.to_string());
    let heads: Vec<String> =
        std::iter::once(texts.history("operation").to_owned()).chain(numbers).collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let table = captioned(texts.history("answers_note"), &heads, operations.iter().map(times));
    section("answers", texts.history("answers"), "", texts, table.as_ref())
}

/// A section with a table whose caption says what the rows are.
fn table(id: &str, heads: &[&str], rows: impl Iterator<Item = Markup>, texts: &Texts) -> Markup {
    let heads: Vec<&str> = heads.iter().map(|key| texts.history(key)).collect();
    let table = captioned(texts.history(&format!("{id}_note")), &heads, rows);
    section(id, texts.history(id), "", texts, table.as_ref())
}
