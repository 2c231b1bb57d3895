//! The requirement matrix and the ambiguity register, in four forms each.

use std::fmt::Write as _;

use serde_json::json;

use crate::requirement::CoverageState;
use crate::verdict::{MatrixRow, MatrixScenario, PartnerVerdict, RegisteredAmbiguity, Verdict};

use super::text_wrap::{TableLayout, csv_line, fitted, grid, markdown};

/// Id of the run that the verdicts are from, for the line under the table.
type RunId<'a> = Option<&'a str>;

/// The matrix for a terminal.
pub fn requirement_table(rows: &[MatrixRow], run: RunId<'_>, layout: TableLayout) -> String {
    let head = ["Id", "Level", "Verdict", "Requirement and scenarios"];
    let cells = rows.iter().map(|row| {
        let level = format!("{}\n{}", row.level, row.binds);
        [row.id.clone(), level, status_of(row), described(row)]
    });
    grid(head, cells.collect(), layout) + &fitted(&summary(rows, run), layout.width)
}

/// The matrix for Markdown.
pub fn requirement_markdown(rows: &[MatrixRow], run: RunId<'_>) -> String {
    let head = ["Id", "Level", "Binds", "Verdict", "Requirement", "Scenarios"];
    let cells = rows.iter().map(|row| {
        let scenarios = row.scenarios.iter().map(|it| it.id.clone());
        let last = row.reason.clone().into_iter().chain(scenarios).collect::<Vec<_>>();
        [
            row.id.clone(),
            row.level.to_string(),
            row.binds.to_string(),
            status_of(row),
            row.summary.clone(),
            last.join("\n"),
        ]
    });
    markdown(head, cells.collect()) + "\n" + &summary(rows, run)
}

/// The matrix as JSON.
pub fn requirement_json(rows: &[MatrixRow], run: RunId<'_>) -> String {
    format!("{:#}\n", json!({ "run_id": run, "requirements": rows }))
}

/// The matrix as CSV; one field holds the scenarios, one per line.
pub fn requirement_csv(rows: &[MatrixRow]) -> String {
    let head = [
        "id",
        "level",
        "binds",
        "state",
        "verdict",
        "partner",
        "source",
        "summary",
        "reason",
        "scenarios",
    ];
    rows.iter().fold(csv_line(&head), |text, row| {
        let scenarios = row.scenarios.iter().map(|it| it.id.as_str()).collect::<Vec<_>>();
        text + &csv_line(&[
            &row.id,
            row.level.word(),
            row.binds.word(),
            row.state.word(),
            row.verdict.map_or("not run", Verdict::word),
            row.partner.map_or("", PartnerVerdict::word),
            &row.source,
            &row.summary,
            row.reason.as_deref().unwrap_or_default(),
            &scenarios.join("\n"),
        ])
    })
}

/// Returns the verdict of a covered requirement, or else the state of its coverage. A requirement
/// for both sides has a verdict for each.
fn status_of(row: &MatrixRow) -> String {
    let of_scenarios = || row.verdict.map_or("not run", Verdict::word);
    match (row.state, row.partner) {
        (CoverageState::Covered, None) => of_scenarios().to_owned(),
        (CoverageState::Covered, Some(partner)) => {
            format!("api: {},\npartner: {}", of_scenarios(), partner.word())
        }
        // A failure is reported even if the API is not bound.
        (CoverageState::Partner, _) if row.verdict > Some(Verdict::Passed) => {
            format!("partner,\nscenario {}", of_scenarios())
        }
        (other, _) => other.word().to_owned(),
    }
}

fn described(row: &MatrixRow) -> String {
    let mut text = row.summary.clone();
    if let Some(reason) = &row.reason {
        let _ = write!(text, "\n({reason})");
    }
    for MatrixScenario { id, verdict } in &row.scenarios {
        // Passed is the normal case and is not printed.
        let verdict = verdict.filter(|it| *it != Verdict::Passed);
        let verdict = verdict.map_or(String::new(), |it| format!(": {it}"));
        let _ = write!(text, "\n- {}{verdict}", title(id));
    }
    text
}

/// The scenario's own title.
fn title(id: &str) -> &str {
    id.rsplit(" > ").next().unwrap_or(id)
}

fn summary(rows: &[MatrixRow], run: RunId<'_>) -> String {
    let count = |state: CoverageState| rows.iter().filter(|row| row.state == state).count();
    let verdicts = match run {
        Some(id) => format!("verdicts of run {id}"),
        None => "no run is recorded in this folder: `bankident run` records one".to_owned(),
    };
    let halves = rows.iter().filter(|it| it.partner.is_some()).count();
    format!(
        "{} requirements: {} covered, {} uncovered, {} for `bankident observe`, {} unobservable; \
         the partner's side of {halves} is not observed; {verdicts}\n",
        rows.len(),
        count(CoverageState::Covered),
        count(CoverageState::Uncovered),
        count(CoverageState::Partner),
        count(CoverageState::Unobservable)
    )
}

/// The register for a terminal.
pub fn ambiguity_table(entries: &[RegisteredAmbiguity], layout: TableLayout) -> String {
    let cells = entries.iter().map(|it| {
        let readings = meanings(it).collect::<Vec<_>>().join("\n");
        [
            it.id.clone(),
            observed(it),
            format!("{}\n{readings}{}", it.question, unobservable_reason(it)),
        ]
    });
    grid(["Id", "Observed", "Question and readings"], cells.collect(), layout)
        + &count_observed(entries)
}

/// Returns the reason why no reading can be observed.
fn unobservable_reason(entry: &RegisteredAmbiguity) -> String {
    entry.unobservable.as_ref().map_or(String::new(), |why| format!("\nNot observable: {why}"))
}

/// The register for Markdown.
pub fn ambiguity_markdown(entries: &[RegisteredAmbiguity]) -> String {
    let cells = entries.iter().map(|it| {
        let readings = meanings(it).collect::<Vec<_>>().join("\n");
        [it.id.clone(), it.question.clone(), readings + &unobservable_reason(it), observed(it)]
    });
    markdown(["Id", "Question", "Readings", "Observed"], cells.collect())
        + "\n"
        + &count_observed(entries)
}

/// The register as JSON.
pub fn ambiguity_json(entries: &[RegisteredAmbiguity], run: RunId<'_>) -> String {
    format!("{:#}\n", json!({ "run_id": run, "ambiguities": entries }))
}

/// The register as CSV.
pub fn ambiguity_csv(entries: &[RegisteredAmbiguity]) -> String {
    entries.iter().fold(csv_line(&["id", "question", "readings", "observed"]), |text, it| {
        let (readings, observed) = (it.readings.join("\n"), it.observed.join("\n"));
        text + &csv_line(&[&it.id, &it.question, &readings, &observed])
    })
}

fn meanings(entry: &RegisteredAmbiguity) -> impl Iterator<Item = String> {
    entry.readings.iter().zip(&entry.meanings).map(|(id, meaning)| format!("- {id}: {meaning}"))
}

fn observed(entry: &RegisteredAmbiguity) -> String {
    if entry.observed.is_empty() { "-".to_owned() } else { entry.observed.join("\n") }
}

fn count_observed(entries: &[RegisteredAmbiguity]) -> String {
    let observed = entries.iter().filter(|it| !it.observed.is_empty()).count();
    format!("{} questions, {observed} of them observed in the last run\n", entries.len())
}
