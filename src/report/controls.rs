//! Scenarios that a run added to see operations succeed.

use std::fmt::Write as _;

use crate::verdict::{ConformanceReport, Verdict};

use super::text::one_line;

/// One line for each control that was run.
pub fn told(report: &ConformanceReport) -> Vec<String> {
    let ran = report.controls.iter().filter(|it| it.verdict != Verdict::NotApplicable);
    let told = ran.map(|it| {
        let reason = if it.reason.is_empty() { String::new() } else { format!(": {}", it.reason) };
        format!("control of {}: {}{reason} ({})", it.shows.join(", "), it.verdict, it.scenario)
    });
    told.collect()
}

/// The same for the table, with an empty line behind them.
pub fn control_lines(report: &ConformanceReport) -> String {
    let mut text = String::new();
    for line in told(report) {
        let _ = writeln!(text, "{}", one_line(&line));
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}
