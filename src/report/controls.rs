//! Scenarios that a run added as controls, which show operations succeed.

use std::fmt::Write as _;

use crate::verdict::{ConformanceReport, Verdict};

use super::text::one_line;

/// Returns one line for each control that was run.
pub fn control_texts(report: &ConformanceReport) -> Vec<String> {
    let ran = report.controls.iter().filter(|it| it.verdict != Verdict::NotApplicable);
    let lines = ran.map(|it| {
        let reason = if it.reason.is_empty() { String::new() } else { format!(": {}", it.reason) };
        format!("control of {}: {}{reason} ({})", it.shows.join(", "), it.verdict, it.scenario)
    });
    lines.collect()
}

/// Returns these lines for the table, followed by an empty line.
pub fn control_lines(report: &ConformanceReport) -> String {
    let mut text = String::new();
    for line in control_texts(report) {
        let _ = writeln!(text, "{}", one_line(&line));
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}
