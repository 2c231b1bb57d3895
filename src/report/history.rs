//! The history of several runs for a terminal, as Markdown and as JSON.

mod cells;
mod lines;

use std::fmt::Write as _;

use serde_json::json;
use tabled::builder::Builder;
use tabled::settings::object::Rows;
use tabled::settings::peaker::Priority;
use tabled::settings::{Color, Style, Width};

use crate::verdict::RunHistory;

use super::text::{one_line, terminal_text};
use super::text_wrap::{NARROWEST, TableLayout, fitted, grid, lines_of, markdown, markdown_text};
use cells::{run_cells, scenario_cells};
use lines::lines;

pub use cells::{duration, faults, letter_word, when};

/// Width of the cell of a run: an id fits into a line.
const RUN_WIDTH: usize = 24;
/// Width of a conclusion, such as `not conformant`.
const CONCLUSION_WIDTH: usize = 16;

/// The history for a terminal.
pub fn history_table(history: &RunHistory, layout: TableLayout) -> String {
    let mut text = run_table(history, layout);
    let rows = scenario_cells(history);
    if !rows.is_empty() {
        text.push_str(&grid(["Change", "Verdicts", "Scenario"], rows, layout));
    }
    text.push('\n');
    let lines: String = lines(history).iter().map(|it| one_line(it) + "\n").collect();
    text + &fitted(&lines, layout.width)
}

/// The history for Markdown, as for the summary of a pipeline.
pub fn history_markdown(history: &RunHistory) -> String {
    let head = [
        "",
        "Start (UTC)",
        "Run",
        "Target",
        "Conclusion",
        "Scenarios",
        "Faults noticeable",
        "Time",
    ];
    let mut text = markdown(head, run_cells(history)) + "\n";
    let rows = scenario_cells(history);
    if !rows.is_empty() {
        text.push_str(&markdown(["Change", "Verdicts", "Scenario"], rows));
        text.push('\n');
    }
    for line in lines(history) {
        let _ = writeln!(text, "- {}", markdown_text(&line.replace('\n', " ")));
    }
    text
}

/// The history as JSON, all of it.
pub fn history_json(history: &RunHistory) -> String {
    format!("{:#}\n", json!(history))
}

/// One row for each run; start, id and target share a cell.
fn run_table(history: &RunHistory, layout: TableLayout) -> String {
    let mut builder = Builder::default();
    builder.push_record(["", "Run", "Conclusion", "Scenarios", "Faults", "Time"]);
    for row in run_cells(history) {
        let [number, start, id, target, conclusion, counts, faults, time] = row;
        let run = wrapped(&format!("{start}\n{id}\n{target}"), RUN_WIDTH);
        let conclusion = wrapped(&conclusion, CONCLUSION_WIDTH);
        builder.push_record([number, run, conclusion, counts, faults, time]);
    }
    let mut table = builder.build();
    table.with(Style::rounded());
    // A narrow terminal, or very long numbers.
    table.with(Width::wrap(layout.width.max(NARROWEST)).priority(Priority::max(true)));
    if layout.color {
        table.modify(Rows::first(), Color::BOLD);
    }
    table.to_string() + "\n"
}

fn wrapped(text: &str, width: usize) -> String {
    textwrap::fill(&terminal_text(text), lines_of(width))
}
