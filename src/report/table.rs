//! The result as people read it on a terminal.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use tabled::builder::Builder;
use tabled::settings::object::{Columns, Object, Rows};
use tabled::settings::peaker::Priority;
use tabled::settings::{Alignment, Color, Modify, Style, Width};

use crate::verdict::{AssessedScenario, ConformanceReport, Difference, Totals, Verdict};

use super::controls::control_lines;
use super::failures::cause;
use super::partial::partial_note;
use super::partner::partner_notes;
use super::summary_line::closing;
use super::terminal_failures::explained;
use super::text::one_line as plain;
use super::text_wrap::{NARROWEST, TableLayout, fitted, lines_of};
use super::waivers::waiver_lines;
use super::worth::worth_line;

/// Above this many scenarios the table has one line for each feature.
const ONE_LINE_EACH: usize = 500;
/// Maximum number of scenarios named for a reason they share.
const PLACES: usize = 5;

/// Borders and padding of four columns.
const FRAME: usize = 13;
/// Three requirement ids in a row.
const REQUIREMENTS_WIDTH: usize = 20;
/// Milliseconds.
const NUMBERS_WIDTH: usize = 5;

/// Table, explanations and summary.
pub fn table(report: &ConformanceReport, layout: TableLayout) -> String {
    table_since(report, None, layout)
}

/// Like `table`. The verdict considers the difference from the baseline, if there is one.
pub fn table_since(
    report: &ConformanceReport,
    difference: Option<&Difference>,
    layout: TableLayout,
) -> String {
    let mut text = String::new();
    if report.scenarios.len() <= ONE_LINE_EACH {
        text.push_str(&scenario_table(report, layout));
    } else {
        text.push_str(&feature_table(report, layout));
    }
    text.push('\n');
    let notes = [
        freedoms(report),
        not_applicable(report),
        flaky(report),
        control_lines(report),
        waiver_lines(report),
    ];
    text.push_str(&fitted(&notes.concat(), layout.width));
    // The failures are printed next to the verdict, where a terminal stops scrolling.
    text.push_str(&explained(report, layout));
    text.push_str(&fitted(&summary(report), layout.width));
    text.push_str(&closing(report, difference, layout));
    text
}

/// Earlier attempts of the flaky scenarios.
fn flaky(report: &ConformanceReport) -> String {
    let mut text = String::new();
    for scenario in report.scenarios.iter().filter(|it| it.flaky) {
        let record = &scenario.record;
        let place = plain(&format!("{}:{} {}", record.file, record.line, record.name));
        let _ = writeln!(text, "flaky: {place} passed on attempt {}", record.attempts);
        for (index, earlier) in scenario.earlier.iter().enumerate() {
            let (verdict, reason) = (earlier.verdict, plain(&earlier.reason));
            let _ = writeln!(text, "  attempt {}: {verdict}: {reason}", index + 1);
        }
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

fn scenario_table(report: &ConformanceReport, layout: TableLayout) -> String {
    let room = layout.width.max(NARROWEST) - FRAME - REQUIREMENTS_WIDTH - NUMBERS_WIDTH;
    let verdicts = report.scenarios.iter().map(|it| verdict_word(it, false).len());
    let room = room.saturating_sub(verdicts.max().unwrap_or(0).max("Verdict".len()));
    let mut builder = Builder::default();
    builder.push_record(["Scenario", "Requirements", "ms", "Verdict"]);
    let mut features = Vec::new();
    let mut file = None;
    for scenario in &report.scenarios {
        let record = &scenario.record;
        if file.replace(Arc::clone(&record.file)).is_none_or(|before| before != record.file) {
            features.push(builder.count_records());
            builder.push_record([
                filled(&plain(&record.feature), room, ""),
                String::new(),
                String::new(),
                String::new(),
            ]);
        }
        builder.push_record([
            filled(&plain(&record.name), room, "  "),
            filled(&plain(&record.requirements.join(" ")), REQUIREMENTS_WIDTH, ""),
            record.duration_ms.to_string(),
            verdict_word(scenario, layout.color),
        ]);
    }
    finish(builder, layout, &features, 2)
}

/// Text in lines of at most `width` columns, indented.
fn filled(text: &str, width: usize, indent: &str) -> String {
    let next = indent.repeat(2);
    let options = lines_of(width.max(12)).initial_indent(indent).subsequent_indent(&next);
    textwrap::fill(text, options)
}

fn feature_table(report: &ConformanceReport, layout: TableLayout) -> String {
    let rows = report.features().map(|it| (plain(&it[0].record.feature), it));
    count_table("Feature", rows, layout)
}

/// Numbers of scenarios by verdict, one row for each folder of feature files.
pub fn folder_table(report: &ConformanceReport, layout: TableLayout) -> String {
    let folder = |it: &AssessedScenario| {
        let folder = Path::new(&*it.record.file).parent().and_then(Path::file_name);
        folder.map_or_else(|| ".".to_owned(), |it| it.to_string_lossy().into_owned())
    };
    let folders = report.scenarios.chunk_by(|one, other| folder(one) == folder(other));
    count_table("Folder", folders.map(|it| (plain(&folder(&it[0])), it)), layout)
}

fn count_table<'r>(
    head: &str,
    rows: impl Iterator<Item = (String, &'r [AssessedScenario])>,
    layout: TableLayout,
) -> String {
    let mut builder = Builder::default();
    builder.push_record([head, "Scenarios", "passed", "failed", "inconcl.", "error", "n/a"]);
    for (name, scenarios) in rows {
        let totals = Totals::of(scenarios);
        let counts = [
            totals.sum(),
            totals.passed,
            totals.failed,
            totals.inconclusive,
            totals.error,
            totals.not_applicable,
        ];
        builder.push_record([name].into_iter().chain(counts.iter().map(ToString::to_string)));
    }
    finish(builder, layout, &[], 1)
}

fn finish(builder: Builder, layout: TableLayout, features: &[usize], numbers: usize) -> String {
    let mut table = builder.build();
    table.with(Style::rounded());
    table.with(
        Width::wrap(layout.width.max(NARROWEST)).keep_words(true).priority(Priority::max(true)),
    );
    table.with(Modify::new(Columns::one(numbers).not(Rows::first())).with(Alignment::right()));
    if layout.color {
        table.modify(Rows::first(), Color::BOLD);
        for row in features {
            table.modify(Rows::one(*row), Color::BOLD);
        }
    }
    table.to_string() + "\n"
}

fn verdict_word(scenario: &AssessedScenario, color: bool) -> String {
    let word = match scenario.verdict {
        Verdict::Failed if scenario.waived.is_some() => "failed (waived)",
        Verdict::Failed if scenario.warning => "failed (warning)",
        Verdict::Passed if scenario.flaky => "passed (flaky)",
        verdict => verdict.word(),
    };
    if !color {
        return word.to_owned();
    }
    let paint = match scenario.verdict {
        Verdict::Passed if !scenario.flaky => Color::FG_GREEN,
        Verdict::Failed | Verdict::Error if scenario.waived.is_none() => Color::FG_RED,
        _ => Color::FG_YELLOW,
    };
    paint.colorize(word)
}

/// Scenarios that did not apply, grouped by reason.
fn not_applicable(report: &ConformanceReport) -> String {
    let mut reasons: BTreeMap<String, (usize, Vec<String>)> = BTreeMap::new();
    for scenario in report.scenarios.iter().filter(|it| it.verdict == Verdict::NotApplicable) {
        let (count, places) = reasons.entry(cause(scenario).to_owned()).or_default();
        *count += 1;
        if places.len() < PLACES {
            let record = &scenario.record;
            places.push(format!("{}:{} {}", record.file, record.line, record.name));
        }
    }
    let mut text = String::new();
    for (reason, (count, places)) in reasons {
        let _ = writeln!(text, "not-applicable ×{count}: {}", plain(&reason));
        for place in &places {
            let _ = writeln!(text, "  {}", plain(place));
        }
        if count > places.len() {
            let _ = writeln!(text, "  … and {} more", count - places.len());
        }
        text.push('\n');
    }
    text
}

/// Reasons why scenarios did not apply, with their numbers, the most frequent first.
pub fn not_applicable_reasons(report: &ConformanceReport) -> Vec<String> {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for scenario in report.scenarios.iter().filter(|it| it.verdict == Verdict::NotApplicable) {
        *reasons.entry(cause(scenario)).or_default() += 1;
    }
    let mut reasons: Vec<(&str, usize)> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, count)| Reverse(*count));
    let line = |(reason, count): (&str, usize)| format!("not-applicable ×{count}: {reason}");
    reasons.into_iter().map(line).collect()
}

fn summary(report: &ConformanceReport) -> String {
    let notes = partner_notes(report).into_iter().chain(worth_line(report));
    let notes = notes.chain(partial_note(report)).map(|it| plain(&it) + "\n");
    notes.collect::<String>() + &counts(report)
}

/// Faults of the run, its target, and the numbers of scenarios by verdict.
pub fn counts(report: &ConformanceReport) -> String {
    let mut text = String::new();
    let totals = &report.totals;
    for missing in &report.run.missing {
        let _ = writeln!(text, "incomplete: {}", plain(missing));
    }
    for fault in &report.run.internal_faults {
        let _ = writeln!(text, "fault inside the harness: {}", plain(fault));
    }
    let target = &report.run.target;
    let _ = writeln!(text, "target: {} ({})", plain(&target.name), plain(&target.url));
    let _ = writeln!(
        text,
        "{} scenarios: {} passed, {} failed, {} inconclusive, {} error, {} not-applicable",
        totals.sum(),
        totals.passed,
        totals.failed,
        totals.inconclusive,
        totals.error,
        totals.not_applicable
    );
    if totals.review > 0 {
        let _ = writeln!(text, "situations with texts to review: {}", totals.review);
    }
    if totals.flaky > 0 {
        let (flaky, later) = (totals.flaky, "not on the first attempt");
        let _ = writeln!(text, "flaky among the passed: {flaky} ({later})");
    }
    if totals.waived > 0 {
        let _ = writeln!(text, "waived among the failed: {}", totals.waived);
    }
    let warnings = report.scenarios.iter().filter(|it| it.warning).count();
    if warnings > 0 {
        let _ = writeln!(text, "warnings among the failed: {warnings} (no MUST is broken by them)");
    }
    text
}

/// Readings with their notes, and deviations with their places.
fn freedoms(report: &ConformanceReport) -> String {
    let mut text = String::new();
    let asked = |id: &str| report.ambiguities.iter().find(|it| it.id == id);
    for (id, reading, note) in report.freedoms.readings() {
        let question = asked(id).map_or("", |it| it.question.as_str());
        let line = format!("{id} {question} {reading} ({note})");
        let _ = writeln!(text, "reading {}", plain(&line));
    }
    let mut deviations: BTreeMap<&str, Vec<(usize, &str)>> = BTreeMap::new();
    for (what, place, taken) in report.freedoms.deviations() {
        deviations.entry(what).or_default().push((taken.first.0, place));
    }
    for (what, places) in &mut deviations {
        places.sort_unstable();
        let more = if places.len() > 1 {
            format!(" and {} more", places.len() - 1)
        } else {
            String::new()
        };
        let _ = writeln!(text, "deviation: {} at {}{more}", plain(what), plain(places[0].1));
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}
