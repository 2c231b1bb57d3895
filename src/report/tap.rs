//! Test Anything Protocol, version 14: one line for each scenario, each waiver, and
//! each note about the run.

use std::fmt::Write as _;
use std::io;

use serde_json::{Value, json};

use crate::verdict::{AssessedScenario, ConformanceReport, Verdict};

use super::failures::explanation;
use super::run_problems::{problems, run_cases};
use super::text::terminal_text;
use super::waivers::waiver_text;

/// Writes the run as TAP.
///
/// # Errors
/// When `out` cannot be written to.
pub fn tap(report: &ConformanceReport, out: &mut dyn io::Write) -> io::Result<()> {
    let notes: Vec<_> = run_cases(report).into_iter().filter(|it| !it.is_problem).collect();
    let listed = report.scenarios.len() + report.waivers.len();
    let total = listed + notes.len();
    write!(out, "TAP version 14\n1..{total}\n")?;
    for (scenario, number) in report.scenarios.iter().zip(1..) {
        out.write_all(point(number, scenario, report.strict).as_bytes())?;
    }
    for (waiver, number) in report.waivers.iter().zip(report.scenarios.len() + 1..) {
        let ok = if waiver.standing.is_stale() { "not ok" } else { "ok" };
        writeln!(out, "{ok} {number} - {}", plain_line(&waiver_text(waiver)))?;
    }
    for (note, number) in notes.iter().zip(listed + 1..) {
        writeln!(out, "ok {number} - {} # SKIP {}", note.name, plain_line(&note.message))?;
    }
    if let Some(first) = problems(report).first() {
        writeln!(out, "Bail out! {}", plain_line(&first.message))?;
    }
    Ok(())
}

fn point(number: usize, scenario: &AssessedScenario, strict: bool) -> String {
    let mut text = String::new();
    let record = &scenario.record;
    let path = [Some(&record.feature), record.rule.as_ref()].into_iter().flatten();
    let path: Vec<&str> = path.map(AsRef::as_ref).chain([record.name.as_str()]).collect();
    let name = plain_line(&path.join(" > "));
    let wrong =
        matches!(scenario.verdict, Verdict::Failed | Verdict::Inconclusive | Verdict::Error);
    let ok = if wrong { "not ok" } else { "ok" };
    let _ = writeln!(text, "{ok} {number} - {name}{}", directive(scenario, strict));
    if wrong {
        let _ = writeln!(text, "  ---");
        // A JSON value is a YAML value too.
        let members = [
            ("verdict", json!(scenario.verdict)),
            ("at", json!(format!("{}:{}", record.file, record.line))),
            ("requirements", json!(record.requirements)),
            ("message", json!(terminal_text(&scenario.reason))),
            ("explanation", json!(terminal_text(&explanation(scenario)))),
        ];
        for (name, value) in members {
            let _ = writeln!(text, "  {name}: {}", on_one_line(&value));
        }
        let _ = writeln!(text, "  ...");
    }
    text
}

/// TODO for a failure that does not count, SKIP for a scenario that does not apply.
fn directive(scenario: &AssessedScenario, strict: bool) -> String {
    match (&scenario.waived, scenario.verdict) {
        (Some(waiver), _) => format!(" # TODO waived: {}", plain_line(&waiver.ticket)),
        (None, Verdict::Failed) if scenario.warning && !strict => {
            " # TODO warning: no MUST is broken".to_owned()
        }
        (None, Verdict::NotApplicable | Verdict::Uncovered | Verdict::NotObserved) => {
            format!(" # SKIP {}", plain_line(&scenario.reason))
        }
        _ => String::new(),
    }
}

/// JSON without the two characters that some readers take for the end of a line.
fn on_one_line(value: &Value) -> String {
    value.to_string().replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// Text on one line that is not a directive.
fn plain_line(text: &str) -> String {
    terminal_text(text).replace('\n', " ").replace('\\', "\\\\").replace('#', "\\#")
}
