//! The kill matrix, in three forms.

use std::fmt::Write as _;

use serde_json::json;

use crate::verdict::{Kill, KillMatrix, MutantRun};

use super::text_wrap::{TableLayout, grid, markdown};

/// Maximum number of scenarios named for each fault on a terminal; the other formats name all.
const NAMED: usize = 3;

/// The matrix for a terminal, and the lists that must be empty.
pub fn kill_table(matrix: &KillMatrix, layout: TableLayout) -> String {
    let cells = matrix.mutant_runs.iter().map(|mutant_run| {
        [mutant_run.mutant.fault.clone(), mutant_run.mutant.breaks.join(" "), named(mutant_run)]
    });
    let table = grid(["Fault", "Breaks", "Noticed by"], cells.collect(), layout);
    table + "\n" + &lists(matrix)
}

/// The matrix for Markdown.
pub fn kill_markdown(matrix: &KillMatrix) -> String {
    let cells = matrix.mutant_runs.iter().map(|mutant_run| {
        let scenarios =
            mutant_run.noticed.iter().map(|it| format!("{}: {}", it.verdict, it.scenario));
        [
            mutant_run.mutant.fault.clone(),
            mutant_run.mutant.sentence.clone(),
            mutant_run.mutant.breaks.join(" "),
            scenarios.collect::<Vec<_>>().join("\n"),
        ]
    });
    let head = ["Fault", "What the API does wrong", "Breaks", "Noticed by"];
    markdown(head, cells.collect()) + "\n" + &lists(matrix)
}

/// The matrix as JSON.
pub fn kill_json(matrix: &KillMatrix) -> String {
    let mut document = json!(matrix);
    document["clean"] = json!(matrix.is_clean());
    format!("{document:#}\n")
}

/// Names the scenarios that noticed; those about a requirement that the fault breaks come first.
fn named(mutant_run: &MutantRun) -> String {
    let (mut first, rest): (Vec<&Kill>, Vec<&Kill>) =
        mutant_run.noticed.iter().partition(|it| mutant_run.is_cause_of(it));
    first.extend(rest);
    let mut lines: Vec<String> = first
        .iter()
        .take(NAMED)
        .map(|it| it.scenario.rsplit(" > ").next().unwrap_or(&it.scenario).to_owned())
        .collect();
    match first.len() {
        0 => lines.push("no scenario".to_owned()),
        many if many > NAMED => lines.push(format!("… and {} more", many - NAMED)),
        _ => {}
    }
    lines.join("\n")
}

fn lists(matrix: &KillMatrix) -> String {
    let mut text = String::new();
    list(&mut text, "faults that no scenario noticed", &matrix.survivors);
    match &matrix.idle {
        Some(idle) => {
            let explained = idle.iter().map(|id| match matrix.idle_reasons.get(id) {
                Some(reason) => format!("{id}\n  {reason}"),
                None => id.clone(),
            });
            let explained: Vec<String> = explained.collect();
            list(&mut text, "scenarios that no fault turns red", &explained);
        }
        None => text.push_str(
            "scenarios that no fault turns red: unknown, because not all faults were tried\n",
        ),
    }
    let title = "faults noticed only by scenarios of other requirements";
    list(&mut text, title, &matrix.misattributed);
    if !matrix.errors.is_empty() {
        list(&mut text, "errors of the harness", &matrix.errors);
    }
    let killed = matrix.mutant_runs.iter().filter(|it| !it.noticed.is_empty()).count();
    let _ = writeln!(text, "{} faults, {killed} noticed", matrix.mutant_runs.len());
    text
}

/// Adds a list with its title, which says `none` if it is empty.
pub fn list(text: &mut String, title: &str, items: &[String]) {
    let _ = writeln!(
        text,
        "{title}: {}",
        if items.is_empty() { "none".into() } else { items.len().to_string() }
    );
    for item in items {
        let _ = writeln!(text, "- {item}");
    }
}
