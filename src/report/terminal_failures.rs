//! Failures for a terminal: each cause once, with expected and actual value, the other scenarios
//! with the same cause, and the commands that reproduce it.

use std::fmt::Write as _;

use tabled::settings::Color;

use crate::evidence::StepOutcome;
use crate::verdict::{AssessedScenario, ConformanceReport, Verdict};

use super::causes::{Cause, ScenarioPlace, causes, follower_text};
use super::command::{self, ShellCommand};
use super::failures::{decisive_exchange, explanation_below};
use super::partner_findings::{explained_findings, explains};
use super::text::{one_line, terminal_text};
use super::text_wrap::{NARROWEST, TableLayout, fitted};

/// Maximum number of causes explained.
const EXPLAINED: usize = 20;
/// Maximum number of requirements of a cause that are written out.
const REQUIREMENTS: usize = 8;

/// Returns the causes of all scenarios that did not pass and are not waived, the worst first.
pub fn explained(report: &ConformanceReport, layout: TableLayout) -> String {
    let is_explained =
        |it: &Cause| report.scenarios.get(it.first).is_some_and(|first| explains(report, first));
    let mut causes: Vec<Cause> = causes(report).into_iter().filter(|it| !it.waived).collect();
    causes.retain(|it| !is_explained(it));
    let listed = &causes[..causes.len().min(EXPLAINED)];
    let mut text = explained_findings(report, layout);
    for cause in listed {
        let head = fitted(&head(cause), layout.width);
        text.push_str(&if layout.color { paint(cause.verdict, &head) } else { head });
        text.push_str(&fitted(&demanded(report, cause), layout.width));
        text.push_str(&fitted(&elsewhere(cause), layout.width));
        if let Some(first) = report.scenarios.get(cause.first) {
            text.push_str(&example(report, cause, first, layout.width));
        }
        text.push('\n');
    }
    let rest: usize = causes[listed.len()..].iter().map(Cause::total).sum();
    if rest > 0 {
        let more = format!("… and {rest} more that did not pass; all are in report.html\n\n");
        text.push_str(&fitted(&more, layout.width));
    }
    text
}

fn paint(verdict: Verdict, head: &str) -> String {
    let paint = if verdict == Verdict::Inconclusive { Color::FG_YELLOW } else { Color::FG_RED };
    head.lines().fold(String::new(), |text, line| text + &paint.colorize(line) + "\n")
}

/// Returns verdict, number and text of a cause in one line.
pub fn head(cause: &Cause) -> String {
    let verdict = cause.verdict.word().to_uppercase();
    let mark = cause.mark();
    match cause.count {
        1 => format!("{verdict}{mark}: {}\n", one_line(&cause.text)),
        count => format!("{verdict}{mark} ×{count}: {}\n", one_line(&cause.text)),
    }
}

fn demanded(report: &ConformanceReport, cause: &Cause) -> String {
    let mut text = String::new();
    for id in cause.requirements.iter().take(REQUIREMENTS) {
        let known = report.requirements.iter().find(|it| it.id == *id);
        let summary = known.map_or(String::new(), |it| format!(" {} {}", it.level, it.summary));
        let _ = writeln!(text, "{}", one_line(&format!("{id}{summary}")));
    }
    if cause.requirements.len() > REQUIREMENTS {
        let _ =
            writeln!(text, "… and {} more requirements", cause.requirements.len() - REQUIREMENTS);
    }
    text
}

/// Returns the places of the other scenarios; the first one is explained in full.
fn elsewhere(cause: &Cause) -> String {
    let mut text = String::new();
    for (operation, count) in &cause.followers {
        let _ = writeln!(text, "{}", follower_text(operation, *count));
    }
    if cause.count == 1 {
        return text;
    }
    let _ = writeln!(text, "in {} scenarios:", cause.count);
    for ScenarioPlace { at, name, requirements } in &cause.places {
        let named = if requirements.is_empty() {
            String::new()
        } else {
            format!(" [{}]", requirements.join(" "))
        };
        let _ = writeln!(text, "  {}", one_line(&format!("{at} {name}{named}")));
    }
    if cause.count > cause.places.len() {
        let more = cause.count - cause.places.len();
        let _ = writeln!(text, "  … and {more} more, see report.html");
    }
    text
}

fn example(
    report: &ConformanceReport,
    cause: &Cause,
    scenario: &AssessedScenario,
    width: usize,
) -> String {
    // An interruption needs no explanation.
    if scenario.record.steps.iter().any(|step| step.outcome == StepOutcome::Interrupted) {
        return String::new();
    }
    let mut text = fitted(&terminal_text(&explanation_below(&cause.text, scenario)), width);
    if let Some(again) = command::again(&report.run, &scenario.record) {
        text.push_str(&paste("run it again:", &again, width));
    }
    let asked = decisive_exchange(scenario).filter(|_| scenario.verdict != Verdict::Error);
    if let Some(request) = asked.and_then(command::request) {
        let label = if report.run.target.name == "simulator" {
            "repeat the request (to a simulator that runs: bankident simulator):"
        } else {
            "repeat the request:"
        };
        text.push_str(&paste(label, &request, width));
    }
    text
}

fn paste(label: &str, command: &ShellCommand, width: usize) -> String {
    fitted(label, width) + &command.folded(width.max(NARROWEST)) + "\n"
}
