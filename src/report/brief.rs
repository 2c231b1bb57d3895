//! The end of a run on one screen: the causes in blocks of a few lines, the counts and the verdict.
//! The table with all details is printed on request.

use tabled::settings::Color;

use crate::evidence::{Exchange, Outcome};
use crate::verdict::{AssessedScenario, Conclusion, ConformanceReport, Difference, Verdict};

use super::causes::{Cause, causes};
use super::failures::{decisive, decisive_exchange, explanation_below};
use super::summary_line::closing;
use super::table::{counts, folder_table, not_applicable_reasons};
use super::terminal_failures::head;
use super::text::{one_line, terminal_text};
use super::text_wrap::{NARROWEST, TableLayout, fitted};
use super::waivers::waiver_text;
use super::worth::gain_line;

/// Maximum number of lines of a cause.
const BLOCK_LINES: usize = 6;
/// Maximum number of causes, where the height is unknown.
const EXPLAINED: usize = 20;
/// Lines below the result: the folder of the reports, the next step, and the prompt.
const LINES_BELOW: usize = 5;
/// Number of scenarios up to which each failure is shown with its steps and its exchange.
const DETAILED: usize = 3;
/// Maximum number of reasons named why nothing applied.
const REASONS: usize = 3;

/// Causes, a table of the folders if there is room for it, counts and verdict in at most `height` lines, with
/// those that follow. One cause is explained at least. The verdict considers the difference from the
/// baseline, if there is one.
pub fn brief(
    report: &ConformanceReport,
    difference: Option<&Difference>,
    layout: TableLayout,
    height: Option<usize>,
) -> String {
    let end = end(report, layout) + &closing(report, difference, layout);
    let room = height.map(|it| it.saturating_sub(end.lines().count() + LINES_BELOW));
    let causes = explained(report, layout, room);
    let folders = folder_table(report, layout);
    let lines = causes.lines().count() + folders.lines().count();
    let fits = room.is_none_or(|room| lines <= room);
    let folders = if fits && !report.scenarios.is_empty() { folders.as_str() } else { "" };
    [folders, &causes, &end].concat()
}

/// The first causes, as many as fit into `room` lines.
fn explained(report: &ConformanceReport, layout: TableLayout, room: Option<usize>) -> String {
    let causes: Vec<Cause> = causes(report).into_iter().filter(|it| !it.waived).collect();
    let (mut text, mut shown) = (String::new(), 0);
    for cause in causes.iter().take(EXPLAINED) {
        let block = block(report, cause, layout);
        let lines = text.lines().count() + block.lines().count() + 2;
        if shown > 0 && room.is_some_and(|room| lines > room) {
            break;
        }
        text.push_str(&block);
        text.push('\n');
        shown += 1;
    }
    let rest = &causes[shown..];
    if !rest.is_empty() {
        let scenarios: usize = rest.iter().map(Cause::total).sum();
        let more = format!(
            "… and {} with {}: report.html, or --verbose\n",
            counted(rest.len(), "other cause"),
            counted(scenarios, "scenario")
        );
        text.push_str(&fitted(&more, layout.width));
    }
    text
}

/// The cause of some scenarios: expected and actual value, call, requirement and place.
fn block(report: &ConformanceReport, cause: &Cause, layout: TableLayout) -> String {
    let width = layout.width.max(NARROWEST);
    let first = report.scenarios.get(cause.first);
    if let Some(first) = first.filter(|_| report.scenarios.len() <= DETAILED) {
        return detailed(report, cause, first, layout);
    }
    let mut details: Vec<String> = first.map_or_else(Vec::new, values);
    details.extend(first.and_then(decisive_exchange).map(call));
    details.extend(rule(report, cause));
    details.extend(place(cause));
    let details = details.iter().map(|it| clipped(&format!("  {}", one_line(it)), width) + "\n");
    let details: Vec<String> = details.collect();
    let head = fitted(&head(cause), layout.width);
    let head: Vec<&str> = head.lines().take(BLOCK_LINES - details.len()).collect();
    let head = head.into_iter().map(|it| painted(cause.verdict, it, layout.color) + "\n");
    head.chain(details).collect()
}

/// The cause with the steps of its scenario, and the exchange below the step that failed.
fn detailed(
    report: &ConformanceReport,
    cause: &Cause,
    first: &AssessedScenario,
    layout: TableLayout,
) -> String {
    let head = fitted(&head(cause), layout.width);
    let head = head.lines().map(|it| painted(cause.verdict, it, layout.color) + "\n");
    let rule = rule(report, cause).map(|it| clipped(&one_line(&it), layout.width) + "\n");
    let steps = fitted(&terminal_text(&explanation_below(&cause.text, first)), layout.width);
    head.chain(rule).chain([steps]).collect()
}

fn painted(verdict: Verdict, line: &str, color: bool) -> String {
    let paint = if verdict == Verdict::Inconclusive { Color::FG_YELLOW } else { Color::FG_RED };
    if color { paint.colorize(line) } else { line.to_owned() }
}

/// Expected and actual value of the first mismatch.
fn values(scenario: &AssessedScenario) -> Vec<String> {
    let Some(check) = decisive(scenario) else { return Vec::new() };
    check.mismatches.first().map_or_else(Vec::new, |it| {
        vec![format!("expected: {} ({})", it.expected, it.path), format!("actual:   {}", it.actual)]
    })
}

fn call(exchange: &Exchange) -> String {
    let answer = match &exchange.outcome {
        Outcome::Received(received) => {
            format!("was answered {} in {} ms", received.status, exchange.duration_ms)
        }
        Outcome::Unobserved(why) => why.to_string(),
    };
    format!("call:     {}: {answer}", exchange.operation)
}

fn rule(report: &ConformanceReport, cause: &Cause) -> Option<String> {
    let id = cause.requirements.first()?;
    let known = report.requirements.iter().find(|it| it.id == *id);
    let summary = known.map_or(String::new(), |it| format!(" {} {}", it.level, it.summary));
    let more = match cause.requirements.len() - 1 {
        0 => String::new(),
        more => format!(" (and {more} more)"),
    };
    Some(format!("rule:     {id}{more}{summary}"))
}

fn place(cause: &Cause) -> Option<String> {
    let first = cause.places.first()?;
    let more = match cause.count - 1 {
        0 => String::new(),
        more => format!(" (and {more} more)"),
    };
    let followers: usize = cause.followers.values().sum();
    let followers = match followers {
        0 => String::new(),
        count => format!(" (keeps {} from a verdict)", counted(count, "other")),
    };
    Some(format!("where:    {}{more}{followers} {}", first.at, first.name))
}

/// Counts, and what a reader must know before the verdict.
fn end(report: &ConformanceReport, layout: TableLayout) -> String {
    let mut lines: Vec<String> = Vec::new();
    if report.conclusion == Conclusion::NothingObserved {
        lines.extend(not_applicable_reasons(report).into_iter().take(REASONS));
    }
    let stale = report.waivers.iter().filter(|it| it.standing.is_stale());
    lines.extend(stale.take(REASONS).map(waiver_text));
    lines.extend(gain_line(report));
    let width = layout.width.max(NARROWEST);
    let lines = lines.iter().map(|it| clipped(&one_line(it), width) + "\n");
    lines.collect::<String>() + &fitted(&counts(report), layout.width)
}

fn clipped(line: &str, width: usize) -> String {
    console::truncate_str(line, width, "…").into_owned()
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
