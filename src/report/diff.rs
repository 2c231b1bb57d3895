//! The changes between two runs, in three formats.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::json;

use crate::verdict::{Change, DeviationChange, Difference, DurationChange, ReadingChange, Verdict};

use super::text::terminal_text;
use super::text_wrap::{TableLayout, grid, markdown, markdown_text};

/// Maximum number of entries named in a list; JSON names all.
const NAMED: usize = 10;

/// The changes for a terminal.
pub fn diff_table(difference: &Difference, layout: TableLayout) -> String {
    let mut text = String::new();
    let rows = verdicts(difference);
    if !rows.is_empty() {
        text.push_str(&grid(["Change", "Verdict", "Scenario"], rows, layout));
        text.push('\n');
    }
    for line in lines(difference) {
        let _ = writeln!(text, "{}", terminal_text(&line).replace('\n', " "));
    }
    text
}

/// The changes for Markdown, as for the summary of a pipeline.
pub fn diff_markdown(difference: &Difference) -> String {
    let mut text = String::new();
    let rows = verdicts(difference);
    if !rows.is_empty() {
        text.push_str(&markdown(["Change", "Verdict", "Scenario"], rows));
        text.push('\n');
    }
    for line in lines(difference) {
        let _ = writeln!(text, "- {}", markdown_text(&line.replace('\n', " ")));
    }
    text
}

/// The changes as JSON, all of them.
pub fn diff_json(difference: &Difference) -> String {
    let mut document = json!(difference);
    document["worse"] = json!(difference.is_worse());
    format!("{document:#}\n")
}

/// Returns a row for each scenario whose verdict changed or is not passed.
fn verdicts(difference: &Difference) -> Vec<[String; 3]> {
    let lists = [
        ("newly failing", &difference.newly_failing),
        ("lost", &difference.lost),
        ("still failing", &difference.still_failing),
        ("fixed", &difference.fixed),
        ("changed", &difference.changed),
    ];
    let rows = lists.into_iter().flat_map(|(name, list)| list.iter().map(move |it| row(name, it)));
    rows.collect()
}

fn row(name: &str, change: &Change) -> [String; 3] {
    let word = |verdict: Option<_>| verdict.map_or("not there".to_owned(), |it| format!("{it}"));
    let (before, after) = (word(change.before), word(change.after));
    let verdict = if before == after { after } else { format!("{before} -> {after}") };
    // Waived, or a mere warning.
    let excused = change.after == Some(Verdict::Failed) && !change.counts;
    let name = if excused { format!("{name} (does not count)") } else { name.to_owned() };
    let reason =
        if change.reason.is_empty() { String::new() } else { format!("\n{}", change.reason) };
    [name, verdict, format!("{}{reason}", change.scenario)]
}

fn lines(difference: &Difference) -> Vec<String> {
    let lost = difference.lost_capabilities.iter();
    let mut lines: Vec<String> = lost.map(|it| format!("capability lost: {it}")).collect();
    lines.extend(difference.readings.iter().map(reading));
    lines.extend(difference.deviations.iter().map(deviation));
    lines.extend(latency(difference));
    let (new, gone) = if difference.same_suite() {
        ("only in the later run", "only in the earlier run")
    } else {
        ("new", "gone")
    };
    lines.extend(named(new, &difference.new));
    lines.extend(named(gone, &difference.gone));
    if difference.before.target != difference.after.target {
        let (before, after) = (&difference.before.target, &difference.after.target);
        lines.push(format!("the target was {before} and is {after}"));
    }
    if !difference.same_suite() {
        lines.push("the features or the catalogue are not the same".to_owned());
    }
    lines.push(summary(difference));
    lines
}

fn reading(it: &ReadingChange) -> String {
    let joined = |readings: &BTreeSet<String>| {
        readings.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
    };
    let (before, after) = (joined(&it.before), joined(&it.after));
    format!("reading {}: was {before}, is {after}{}", it.question, counted(it.scenarios.len()))
}

fn deviation(it: &DeviationChange) -> String {
    let word = if it.appeared { "new" } else { "gone" };
    format!("deviation {word}: {} at {}{}", it.what, it.place, counted(it.scenarios.len()))
}

fn counted(scenarios: usize) -> String {
    if scenarios == 1 { " (1 scenario)".to_owned() } else { format!(" ({scenarios} scenarios)") }
}

fn latency(difference: &Difference) -> Vec<String> {
    let latency = &difference.latency;
    if latency.scenarios == 0 {
        return Vec::new();
    }
    let (before, after) = (latency.before, latency.after);
    let mut lines = vec![format!(
        "time of the {} that passed in both: median {} -> {} ms, 95th percentile {} -> {} ms",
        latency.scenarios, before.median_ms, after.median_ms, before.p95_ms, after.p95_ms
    )];
    let shift = |it: &DurationChange| {
        let word = if it.after_ms > it.before_ms { "slower" } else { "faster" };
        format!("{word}: {} -> {} ms {}", it.before_ms, it.after_ms, it.scenario)
    };
    lines.extend(latency.shifted.iter().take(NAMED).map(shift));
    lines.extend(more(latency.shifted.len(), "slower or faster"));
    lines
}

fn named(word: &str, changes: &[Change]) -> Vec<String> {
    let named = changes.iter().take(NAMED).map(|it| format!("{word}: {}", it.scenario));
    named.chain(more(changes.len(), word)).collect()
}

fn more(all: usize, word: &str) -> Option<String> {
    (all > NAMED).then(|| format!("… and {} more {word}", all - NAMED))
}

fn summary(it: &Difference) -> String {
    format!(
        "{} newly failing, {} lost, {} fixed, {} still failing, {} changed otherwise, {} new, {} gone; from \
         run {} to {}",
        it.newly_failing.len(),
        it.lost.len(),
        it.fixed.len(),
        it.still_failing.len(),
        it.changed.len(),
        it.new.len(),
        it.gone.len(),
        it.before.run_id,
        it.after.run_id
    )
}
