//! The part of its suite that a run covers, in words.

use crate::evidence::PartialRecord;
use crate::verdict::{Conclusion, ConformanceReport, ExitCode};

use super::command::quoted;
use super::text::one_line;

/// Maximum number of characters of the selecting paths and flags.
const SELECTED_BY: usize = 200;

/// Returns what was selected, by what, and that this says nothing about the whole; `None` for a run
/// of the whole suite.
pub fn partial_line(report: &ConformanceReport) -> Option<String> {
    let partial = report.run.selection.partial.as_ref()?;
    let (selected, of) = (report.run.selection.scenarios, partial.of);
    let consequence = match report.conclusion.exit_code() {
        ExitCode::NotConformant => "", // one failure is enough for a statement
        _ => "; no statement on conformance",
    };
    let by = selected_by(partial);
    Some(format!("partial: {selected} of {of} scenarios selected by {by}{consequence}"))
}

/// Returns the paths and flags that selected the part, as in a shell.
pub fn selected_by(partial: &PartialRecord) -> String {
    let words: Vec<String> = partial.by.iter().map(|it| quoted(it)).collect();
    let text = one_line(&words.join(" "));
    if text.chars().count() <= SELECTED_BY {
        return text;
    }
    text.chars().take(SELECTED_BY).chain(['…']).collect()
}

/// Returns the verdict on the run in one sentence; that of a partial run says what was selected.
pub fn headline(report: &ConformanceReport) -> String {
    let line = partial_line(report).filter(|_| report.conclusion == Conclusion::Partial);
    line.unwrap_or_else(|| report.conclusion.sentence().to_owned())
}

/// Returns the line about the selection, unless the headline is that line.
pub fn partial_note(report: &ConformanceReport) -> Option<String> {
    partial_line(report).filter(|line| *line != headline(report))
}
