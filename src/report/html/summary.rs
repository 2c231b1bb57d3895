//! The verdict with the next step, and what the run was.

use maud::{Markup, html};

use crate::report::ReportLanguage;
use crate::report::causes::causes;
use crate::verdict::{ConformanceReport, ExitCode, Verdict};

use super::page::{chip, find, said};
use super::words::{Words, conclusion, numbers};

/// Causes that are told.
const CAUSES: usize = 12;

/// Verdicts of scenarios with their counts, those that came about.
pub fn counts(report: &ConformanceReport) -> Vec<(Verdict, usize)> {
    let totals = &report.totals;
    let all = [
        (Verdict::Failed, totals.failed),
        (Verdict::Error, totals.error),
        (Verdict::Inconclusive, totals.inconclusive),
        (Verdict::Passed, totals.passed),
        (Verdict::NotApplicable, totals.not_applicable),
    ];
    all.into_iter().filter(|(_, count)| *count > 0).collect()
}

/// For the manager: conformant or not, and what to do.
pub fn verdict(report: &ConformanceReport, language: ReportLanguage, words: &Words) -> Markup {
    let (sentence, next) = conclusion(language, report.conclusion);
    let tone = match report.conclusion.exit_code() {
        ExitCode::Conformant => "good",
        ExitCode::NotConformant => "bad",
        _ => "open",
    };
    let totals = &report.totals;
    let observed = report.requirements.iter().filter(|it| it.verdict >= Verdict::Passed).count();
    let warnings = report.scenarios.iter().filter(|it| it.warning).count();
    let marks =
        [(totals.flaky, words.flaky), (totals.waived, words.waived), (warnings, words.warning)];
    html! {
        section #verdict data-tone=(tone) aria-labelledby="verdict-title" {
            h2 #verdict-title { (sentence) }
            p { strong { (words.next) ": " } (next) }
            ul.counts {
                li { a href="#find/" { b { (totals.sum()) } " " (words.scenarios) } }
                @for (verdict, count) in counts(report) {
                    li { a href=(find(Some(verdict), "")) { b { (count) } " " (chip(verdict, words)) } }
                }
                @for (count, name) in marks.iter().filter(|(count, _)| *count > 0) {
                    li { span { b { (count) } " " (name) } }
                }
            }
            p { (words.requirements) ": " (numbers(words.covered, observed, report.requirements.len())) }
            (troubles(report, words))
            (why(report, words))
        }
    }
}

/// What is wrong with the run itself.
fn troubles(report: &ConformanceReport, words: &Words) -> Markup {
    let told = [(words.missing, &report.run.missing), (words.faults, &report.run.internal_faults)];
    html! {
        @for (title, texts) in told.iter().filter(|(_, texts)| !texts.is_empty()) {
            h3 { (title) }
            ul { @for text in *texts { li { (said(text)) } } }
        }
    }
}

fn why(report: &ConformanceReport, words: &Words) -> Markup {
    let causes = causes(report);
    html! {
        @if !causes.is_empty() {
            h3 #causes { (words.causes) }
            div.wide tabindex="0" role="group" aria-labelledby="causes" { table {
                thead { tr {
                    th scope="col" { (words.count) }
                    th scope="col" { (words.verdict) }
                    th scope="col" { (words.cause) }
                } }
                tbody { @for cause in causes.iter().take(CAUSES) { tr {
                    td.number { (cause.count) }
                    td { (chip(cause.verdict, words)) }
                    td { a href=(find(Some(cause.verdict), &cause.search)) { (said(&cause.text)) } }
                } } }
            } }
        }
    }
}

/// For the auditor: what ran, against what, when, and how to run it again.
pub fn run(report: &ConformanceReport, words: &Words) -> Markup {
    let run = &report.run;
    let strict = if report.strict { words.yes } else { words.no };
    let mut rows = vec![
        (words.run_id, run.run_id.clone()),
        (words.started, run.started_at.clone()),
        (words.finished, run.finished_at.clone()),
        (words.target, format!("{} ({})", run.target.name, run.target.url)),
        (words.capabilities, run.target.capabilities.join(", ")),
        (words.program, format!("{} {}", env!("CARGO_PKG_NAME"), run.harness_version)),
        (words.suite, run.suite_digest.clone()),
        (words.selection, run.selection.digest.clone()),
        (words.shard, run.selection.shard.to_string()),
        (words.seed, run.seed.to_string()),
        (words.strict, strict.to_owned()),
    ];
    if !run.merged_from.is_empty() {
        rows.push((words.merged_from, run.merged_from.join(", ")));
    }
    html! {
        section #run aria-labelledby="run-title" {
            h2 #run-title { (words.run) }
            dl { @for (name, value) in &rows { div { dt { (name) } dd { (said(value)) } } } }
        }
    }
}
