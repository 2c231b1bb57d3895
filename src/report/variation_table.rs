//! False alarms on conforming variations of the API, in three forms.

use std::fmt::Write as _;

use serde_json::json;

use crate::verdict::{VariationRun, VariationTable};

use super::text_wrap::{TableLayout, grid, markdown};

/// Maximum number of choices named for each variation on a terminal; the other formats name all.
const NAMED: usize = 4;
const HEAD: [&str; 3] = ["Variation", "Scenarios that did not pass", "Reason"];

/// The false alarms for a terminal, and their number.
pub fn variation_table(table: &VariationTable, layout: TableLayout) -> String {
    let rows = rows(table, &|run| shortened(&run.choices));
    let cells = if rows.is_empty() { String::new() } else { grid(HEAD, rows, layout) + "\n" };
    cells + &summary(table)
}

/// The false alarms for Markdown, and their number.
pub fn variation_markdown(table: &VariationTable) -> String {
    markdown(HEAD, rows(table, &|run| name(&run.choices))) + "\n" + &summary(table)
}

/// The table as JSON.
pub fn variation_json(table: &VariationTable) -> String {
    let mut document = json!(table);
    document["clean"] = json!(table.is_clean());
    format!("{document:#}\n")
}

fn name(choices: &[String]) -> String {
    if choices.is_empty() { "as printed".to_owned() } else { choices.join(" ") }
}

fn shortened(choices: &[String]) -> String {
    match choices.len().checked_sub(NAMED) {
        Some(more @ 1..) => format!("{}\n… and {more} more", choices[..NAMED].join("\n")),
        _ => name(choices),
    }
}

fn rows(table: &VariationTable, named: &dyn Fn(&VariationRun) -> String) -> Vec<[String; 3]> {
    let alarms = |run: &VariationRun| {
        let name = named(run);
        let row = |scenario: String, reason: &String| [name.clone(), scenario, reason.clone()];
        let wrong = run
            .false_alarms
            .iter()
            .map(|it| row(format!("{}: {}", it.verdict, it.scenario), &it.reason));
        let misread = run.wrong_readings.iter().map(|it| {
            let reason = format!("observed {}, played {}", it.observed, it.played);
            row("wrong reading".to_owned(), &reason)
        });
        let errors = run.errors.iter().map(|error| row("error of the harness".to_owned(), error));
        wrong.chain(misread).chain(errors).collect::<Vec<_>>()
    };
    table.variation_runs.iter().flat_map(alarms).collect()
}

fn summary(table: &VariationTable) -> String {
    let (mut text, runs) = (String::new(), &table.variation_runs);
    let clean = runs.iter().filter(|it| it.is_clean()).count();
    let alarms: usize = runs.iter().map(|it| it.false_alarms.len()).sum();
    let _ = writeln!(
        text,
        "{} conforming variations, {clean} called conformant, {alarms} false alarms",
        runs.len()
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::{FalseAlarm, Verdict, WrongReading};

    const LAYOUT: TableLayout = TableLayout { width: 200, color: false };

    fn table(false_alarms: Vec<FalseAlarm>) -> VariationTable {
        let choices = (0..6).map(|n| format!("c-{n}=x")).collect();
        let passed = 1;
        VariationTable::new(vec![VariationRun {
            choices,
            passed,
            not_applicable: 0,
            false_alarms,
            wrong_readings: Vec::new(),
            errors: Vec::new(),
        }])
    }

    #[test]
    fn a_reading_that_is_mistaken_for_another_is_named() {
        let mut table = table(Vec::new());
        let (played, observed) = ("C-15=list".to_owned(), "pattern".to_owned());
        table.variation_runs[0].wrong_readings = vec![WrongReading { played, observed }];
        assert!(!table.is_clean());
        let text = variation_table(&table, LAYOUT);
        assert!(text.contains("observed pattern, played C-15=list"), "{text}");
        assert!(text.contains("0 called conformant, 0 false alarms"), "{text}");
    }

    #[test]
    fn a_clean_table_is_a_line() {
        let text = variation_table(&table(Vec::new()), LAYOUT);
        assert_eq!(text, "1 conforming variations, 1 called conformant, 0 false alarms\n");
        assert!(variation_json(&table(Vec::new())).contains("\"clean\": true"));
    }

    #[test]
    fn a_false_alarm_names_variation_scenario_and_reason() {
        let alarm = FalseAlarm {
            scenario: "a.feature > It holds".to_owned(),
            verdict: Verdict::Failed,
            reason: "expected 1".to_owned(),
        };
        let table = table(vec![alarm]);
        let text = variation_table(&table, LAYOUT);
        for part in ["c-3=x", "… and 2 more", "failed: a.feature", "expected 1", "0 called"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(variation_markdown(&table).contains("c-5=x"));
        assert!(!table.is_clean());
    }
}
