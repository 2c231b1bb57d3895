//! `summary.md`, for the summary of a pipeline or a merge request, and GitHub's annotations.

use std::fmt::Write as _;

use crate::verdict::{AssessedScenario, ConformanceReport, Verdict};

use super::causes::{Cause, causes, follower_text};
use super::controls;
use super::partial::{headline, partial_line, partial_note};
use super::partner::partner_notes;
use super::text::terminal_text;
use super::text_wrap::{markdown, markdown_text};
use super::waivers::waiver_text;
use super::worth::worth_line;

/// Maximum number of causes and flaky scenarios; a pipeline shows at most a megabyte.
const NAMED: usize = 50;
/// Maximum number of scenarios and requirements named for a cause.
const PLACES: usize = 8;
/// GitHub shows so many annotations of a kind for each step.
const ANNOTATED: usize = 10;
/// Characters of a reason.
const REASON: usize = 300;

/// The run in Markdown.
pub fn summary_markdown(report: &ConformanceReport) -> String {
    let mut text = format!("## {}\n\n", capital(&line(&headline(report))));
    text.push_str(&counts(report));
    let causes = causes(report);
    if !causes.is_empty() {
        let rows = causes.iter().take(NAMED).map(row).collect();
        let head = ["Verdict", "Cause", "Requirements", "Scenarios"];
        let _ = writeln!(text, "\n{}", markdown(head, rows));
    }
    let rest: usize = causes.iter().skip(NAMED).map(Cause::total).sum();
    if rest > 0 {
        let _ = writeln!(text, "… and {rest} more scenarios; all are in report.html\n");
    }
    for note in notes(report) {
        let _ = writeln!(text, "- {}", line(&note));
    }
    text
}

fn counts(report: &ConformanceReport) -> String {
    let totals = &report.totals;
    let counts = [
        totals.passed,
        totals.failed,
        totals.inconclusive,
        totals.error,
        totals.not_applicable,
        totals.flaky,
        totals.waived,
    ];
    let head = ["passed", "failed", "inconclusive", "error", "not applicable", "flaky", "waived"];
    markdown(head, vec![counts.map(|it| it.to_string())])
}

/// The causes that are `wanted`.
fn worst_first<'a>(
    report: &'a ConformanceReport,
    wanted: impl Fn(&AssessedScenario) -> bool + Copy + 'a,
) -> impl Iterator<Item = &'a AssessedScenario> {
    let verdicts = [Verdict::Error, Verdict::Failed, Verdict::Inconclusive];
    verdicts.into_iter().flat_map(move |verdict| {
        report.scenarios.iter().filter(move |it| it.verdict == verdict && wanted(it))
    })
}

fn row(cause: &Cause) -> [String; 4] {
    let count = if cause.count == 1 { String::new() } else { format!(" ×{}", cause.count) };
    let places = cause.places.iter().take(PLACES);
    let mut places: Vec<String> = places.map(|it| format!("{} {}", it.at, it.name)).collect();
    if cause.count > places.len() {
        places.push(format!("… and {} more", cause.count - places.len()));
    }
    places
        .extend(cause.followers.iter().map(|(operation, count)| follower_text(operation, *count)));
    let requirements: Vec<&str> = cause.requirements.iter().map(String::as_str).collect();
    [
        format!("{}{}{count}", cause.verdict, cause.mark()),
        short(&cause.text),
        shortened(&requirements),
        places.join("\n"),
    ]
}

fn shortened(requirements: &[&str]) -> String {
    let more = requirements.len().saturating_sub(PLACES);
    let shown = requirements[..requirements.len() - more].join(" ");
    if more == 0 { shown } else { format!("{shown} and {more} more") }
}

fn verdict(scenario: &AssessedScenario) -> String {
    let mark = match (&scenario.waived, scenario.warning) {
        (Some(_), _) => " (waived)",
        (None, true) => " (warning)",
        (None, false) => "",
    };
    format!("{}{mark}", scenario.verdict)
}

/// Further notes for the reader.
fn notes(report: &ConformanceReport) -> Vec<String> {
    let run = &report.run;
    let mut notes: Vec<String> = partial_note(report).into_iter().collect();
    notes.extend(run.missing.iter().map(|it| format!("incomplete: {it}")));
    notes.extend(run.internal_faults.iter().map(|it| format!("fault inside the harness: {it}")));
    let flaky = report.scenarios.iter().filter(|it| it.flaky).take(NAMED);
    notes.extend(flaky.map(|it| format!("flaky: {}", it.record.id)));
    notes.extend(controls::control_texts(report));
    notes.extend(report.waivers.iter().map(waiver_text));
    notes.extend(partner_notes(report));
    notes.extend(worth_line(report));
    notes.push(format!("target: {} ({})", run.target.name, run.target.url));
    notes.push(format!("run {}, seed {}, {}", run.run_id, run.seed, run.harness.suite_digest));
    notes
}

/// Workflow commands that put what is wrong beside its line in a pull request.
pub fn github_annotations(report: &ConformanceReport) -> String {
    let mut text = partial_line(report).map_or_else(String::new, |line| {
        format!("::notice title=A part of the suite::{}\n", data(&line))
    });
    let is_error = |it: &AssessedScenario| {
        it.verdict == Verdict::Error
            || it.verdict == Verdict::Failed && (report.strict || !it.warning)
    };
    for (kind, errors) in [("error", true), ("warning", false)] {
        let those = worst_first(report, move |it| it.waived.is_none() && is_error(it) == errors);
        for it in those.take(ANNOTATED) {
            let record = &it.record;
            let (file, title) = (property(&record.file), property(&record.name));
            let message = data(&format!("{}: {}", verdict(it), short(&it.reason)));
            let place = record.line;
            let _ = writeln!(text, "::{kind} file={file},line={place},title={title}::{message}");
        }
    }
    text
}

fn data(text: &str) -> String {
    terminal_text(text).replace('%', "%25").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

fn line(text: &str) -> String {
    markdown_text(&text.replace('\n', " "))
}

fn short(text: &str) -> String {
    if text.chars().count() <= REASON {
        return text.to_owned();
    }
    format!("{}…", text.chars().take(REASON).collect::<String>())
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
