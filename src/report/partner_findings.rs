//! Rules that a partner's app broke, for a terminal: each once, with everything that a developer of the app
//! needs.

use std::fmt::Write as _;

use crate::evidence::{Check, Outcome, TestedSide};
use crate::requirement::Level;
use crate::verdict::{AssessedScenario, ConformanceReport, Verdict};

use super::command;
use super::text::{one_line, terminal_text};
use super::text_wrap::{NARROWEST, TableLayout, fitted};

/// Maximum number of findings explained.
const EXPLAINED: usize = 20;
/// Maximum number of mismatches of a finding that are shown.
const MISMATCHES: usize = 5;
/// Maximum number of situations of a finding that are named.
const SITUATIONS: usize = 8;

/// A broken rule, with the situation that shows it first.
struct BrokenRuleFinding<'r> {
    check: &'r Check,
    requirement: &'r str,
    correct: &'r str,
    first: &'r AssessedScenario,
    situations: Vec<&'r str>,
}

/// Whether a check shows a broken rule for partners.
pub fn breaks_rule(check: &Check) -> bool {
    check.rule.is_some() && !check.holds()
}

/// Whether the findings explain a scenario, so that its cause need not be explained again.
pub fn explains(report: &ConformanceReport, scenario: &AssessedScenario) -> bool {
    report.run.tested == TestedSide::Partner
        && scenario.verdict == Verdict::Failed
        && scenario.record.checks.iter().any(breaks_rule)
}

/// The broken rules, those of a MUST first; empty for a run that tested an API.
pub fn explained_findings(report: &ConformanceReport, layout: TableLayout) -> String {
    if report.run.tested != TestedSide::Partner {
        return String::new();
    }
    let findings = findings(report);
    let listed = &findings[..findings.len().min(EXPLAINED)];
    let mut text: String = listed.iter().map(|it| finding_text(report, it, layout)).collect();
    if findings.len() > listed.len() {
        let more = findings.len() - listed.len();
        let _ = writeln!(text, "… and {more} more broken rules; all are in report.html\n");
    }
    text
}

fn findings(report: &ConformanceReport) -> Vec<BrokenRuleFinding<'_>> {
    let mut found: Vec<BrokenRuleFinding<'_>> = Vec::new();
    for first in &report.scenarios {
        for check in first.record.checks.iter().filter(|it| breaks_rule(it)) {
            let Some(rule) = &check.rule else { continue };
            let same = found.iter_mut().find(|it| {
                it.requirement == rule.requirement && it.check.statement == check.statement
            });
            let situation = situation(first);
            match same {
                Some(known) if known.situations.contains(&situation) => {}
                Some(known) => known.situations.push(situation),
                None => found.push(BrokenRuleFinding {
                    check,
                    requirement: &rule.requirement,
                    correct: &rule.correct,
                    first,
                    situations: vec![situation],
                }),
            }
        }
    }
    found.sort_by_key(|it| level(report, it.requirement) != Level::Must);
    found
}

/// The id of a situation, or the title of a scenario without one.
fn situation(scenario: &AssessedScenario) -> &str {
    let record = &scenario.record;
    let id = record.tags.iter().find_map(|it| it.strip_prefix("situation:"));
    id.unwrap_or(&record.name)
}

fn level(report: &ConformanceReport, requirement: &str) -> Level {
    let row = report.requirements.iter().find(|it| it.id == requirement);
    row.map_or(Level::Must, |it| it.level)
}

fn finding_text(
    report: &ConformanceReport,
    it: &BrokenRuleFinding<'_>,
    layout: TableLayout,
) -> String {
    let level = level(report, it.requirement);
    let warning = if level == Level::Must { "" } else { " (warning)" };
    let mut text = format!("FAILED{warning}: {} {level}: {}\n", it.requirement, it.check.statement);
    if let Some(row) = report.requirements.iter().find(|row| row.id == it.requirement) {
        let _ = writeln!(text, "  {}", row.summary);
        let _ = writeln!(text, "  guide: {}", row.source);
    }
    for mismatch in it.check.mismatches.iter().take(MISMATCHES) {
        let _ = writeln!(text, "  {}", one_line(&mismatch.path));
        let _ = writeln!(text, "    expected: {}", one_line(&mismatch.expected));
        let _ = writeln!(text, "    actual:   {}", one_line(&mismatch.actual));
    }
    if let Some(shown) = exchange_text(it) {
        let _ = writeln!(text, "  exchange: {shown}");
    }
    let _ = writeln!(text, "  a correct app: {}", it.correct);
    let _ = writeln!(text, "  seen in: {}", named(&it.situations));
    let mut text = fitted(&terminal_text(&text), layout.width);
    if let Some(again) = command::again(&report.run, &it.first.record) {
        text.push_str(&fitted("  repeat it:", layout.width));
        text.push_str(&again.folded(layout.width.max(NARROWEST)));
        text.push('\n');
    }
    text + "\n"
}

/// The exchange that decided: operation, answer, and its number in the situation.
fn exchange_text(it: &BrokenRuleFinding<'_>) -> Option<String> {
    let place = it.check.exchange?;
    let exchange = it.first.record.exchanges.get(place)?;
    let answer = match &exchange.outcome {
        Outcome::Received(received) => received.status.to_string(),
        Outcome::Unobserved(_) => "no answer".to_owned(),
    };
    let number = place + 1;
    Some(format!("{} → {answer} (number {number} of {})", exchange.operation, situation(it.first)))
}

fn named(situations: &[&str]) -> String {
    let listed = &situations[..situations.len().min(SITUATIONS)];
    let more = situations.len() - listed.len();
    let text = listed.join(", ");
    if more == 0 { text } else { format!("{text}, and {more} more") }
}
