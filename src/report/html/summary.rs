//! The verdict with the next step, and the properties of the run.

use maud::{Markup, html};

use crate::evidence::TestedSide;
use crate::report::causes::causes;
use crate::report::partial::selected_by;
use crate::verdict::{ConformanceReport, ExitCode, Verdict};

use super::elements::{chip, find, text_of};
use super::texts::Texts;

/// Maximum number of causes shown.
const CAUSES: usize = 12;

/// Verdicts of scenarios with their counts, without those that are 0.
pub fn counts(report: &ConformanceReport) -> Vec<(Verdict, usize)> {
    let totals = &report.totals;
    let all = [
        (Verdict::Failed, totals.failed),
        (Verdict::Error, totals.error),
        (Verdict::Inconclusive, totals.inconclusive),
        (Verdict::Review, totals.review),
        (Verdict::Passed, totals.passed),
        (Verdict::NotApplicable, totals.not_applicable),
    ];
    all.into_iter().filter(|(_, count)| *count > 0).collect()
}

/// The counts without the failures that a waiver accepts, which are counted apart.
fn unexcused(report: &ConformanceReport) -> Vec<(Verdict, usize)> {
    let waived = |verdict| {
        let of = report.scenarios.iter().filter(|it| it.verdict == verdict);
        of.filter(|it| it.waived.is_some()).count()
    };
    let counts = counts(report).into_iter();
    let counts = counts.map(|(verdict, count)| (verdict, count - waived(verdict).min(count)));
    counts.filter(|(_, count)| *count > 0).collect()
}

/// Verdict for the manager: conformant or not, and what to do.
pub fn verdict(report: &ConformanceReport, texts: &Texts) -> Markup {
    let (sentence, next) = texts.conclusion(report.conclusion);
    let tone = match report.conclusion.exit_code() {
        ExitCode::Conformant => "good",
        ExitCode::NotConformant => "bad",
        _ => "open",
    };
    let totals = &report.totals;
    let observed = report.requirements.iter().filter(|it| it.verdict.is_observed()).count();
    let warnings = report.scenarios.iter().filter(|it| it.warning).count();
    let marks = [
        (totals.flaky, texts.get("flaky")),
        (totals.waived, texts.get("waived")),
        (warnings, texts.get("warning")),
    ];
    html! {
        section #verdict data-tone=(tone) aria-labelledby="verdict-title" {
            h2 #verdict-title { (sentence) }
            p { strong { (texts.get("next")) ": " } (next) }
            ul.counts {
                li { a href="#find/" { b { (totals.sum()) } " " (texts.get("scenarios")) } }
                @for (verdict, count) in unexcused(report) {
                    li { a href=(find(Some(verdict), "")) { b { (count) } " " (chip(verdict, texts)) } }
                }
                @for (count, name) in marks.iter().filter(|(count, _)| *count > 0) {
                    li { span { b { (count) } " " (name) } }
                }
            }
            p { (texts.get("requirements")) ": " (texts.numbers("covered", observed, report.requirements.len())) }
            (partial(report, texts))
            @if report.run.tested == TestedSide::Api { (worth(report, texts)) }
            (run_problems(report, texts))
            (why(report, texts))
        }
    }
}

/// Selected part of the suite, if it is only a part.
fn partial(report: &ConformanceReport, texts: &Texts) -> Markup {
    let selection = &report.run.selection;
    html! {
        @if let Some(partial) = &selection.partial {
            p #partial {
                (texts.numbers("partial", selection.scenarios, partial.of)) " "
                code { (text_of(&selected_by(partial))) }
            }
        }
    }
}

/// Number of known faults that the run could have noticed, and the gain of each absent capability.
fn worth(report: &ConformanceReport, texts: &Texts) -> Markup {
    html! {
        h3 #worth { (texts.get("worth")) }
        @if let Some(worth) = &report.worth {
            ul {
                @for it in &worth.kinds {
                    li { code { (text_of(&it.kind)) } ": "
                        (texts.numbers("noticeable", it.noticeable, it.known)) }
                }
                @for it in worth.gains.iter().filter(|it| it.more > 0) {
                    li { (texts.get("gain")) " " code { (text_of(&it.capability)) } ": +" (it.more) }
                }
                @if worth.all_gains > 0 {
                    li { (texts.numbers("all_gains", worth.all_gains, 0)) }
                }
            }
        } @else {
            p { (texts.get("worth_unknown")) }
        }
    }
}

/// Problems of the run itself.
fn run_problems(report: &ConformanceReport, texts: &Texts) -> Markup {
    let problems = [
        (texts.get("missing"), &report.run.missing),
        (texts.get("faults"), &report.run.internal_faults),
    ];
    html! {
        @for (title, lines) in problems.iter().filter(|(_, lines)| !lines.is_empty()) {
            h3 { (title) }
            ul { @for text in *lines { li { (text_of(&texts.say(text))) } } }
        }
    }
}

fn why(report: &ConformanceReport, texts: &Texts) -> Markup {
    let causes = causes(report);
    html! {
        @if !causes.is_empty() {
            h3 #causes { (texts.get("causes")) }
            div.wide tabindex="0" role="group" aria-labelledby="causes" { table {
                thead { tr {
                    th scope="col" { (texts.get("count")) }
                    th scope="col" { (texts.get("verdict")) }
                    th scope="col" { (texts.get("cause")) }
                } }
                tbody { @for cause in causes.iter().take(CAUSES) { tr {
                    td.number { (cause.total()) }
                    td { (chip(cause.verdict, texts)) }
                    td {
                        a href=(find(Some(cause.verdict), &cause.search)) { (text_of(&texts.say(&cause.text))) }
                        @for (operation, count) in &cause.followers {
                            br; (texts.numbers("followers", *count, 0)) " "
                            a href=(find(Some(Verdict::Inconclusive), operation)) { (text_of(operation)) }
                        }
                    }
                } } }
            } }
        }
    }
}

/// Facts for the auditor: suite, target and time of the run, and the command that repeats it.
pub fn run(report: &ConformanceReport, texts: &Texts) -> Markup {
    let run = &report.run;
    let strict = if report.strict { texts.get("yes") } else { texts.get("no") };
    let mut rows = vec![
        (texts.get("run_id"), run.run_id.clone()),
        (texts.get("started"), run.started_at.clone()),
        (texts.get("finished"), run.finished_at.clone()),
        (texts.get("target"), format!("{} ({})", run.target.name, run.target.url)),
        (texts.get("capabilities"), run.target.capabilities.join(", ")),
        (texts.get("program"), format!("{} {}", env!("CARGO_PKG_NAME"), run.harness.version)),
        (texts.get("suite"), run.harness.suite_digest.clone()),
        (texts.get("selection"), run.selection.digest.clone()),
        (texts.get("shard"), run.selection.shard.to_string()),
        (texts.get("seed"), run.seed.to_string()),
        (texts.get("strict"), strict.to_owned()),
    ];
    if !run.merged_from.is_empty() {
        rows.push((texts.get("merged_from"), run.merged_from.join(", ")));
    }
    html! {
        section #run aria-labelledby="run-title" {
            h2 #run-title { (texts.get("run")) }
            dl { @for (name, value) in &rows { div { dt { (name) } dd { (text_of(value)) } } } }
        }
    }
}
